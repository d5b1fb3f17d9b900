// Sheets of diplomas: by header names, the level from its column or from the title; there and back.
#include <gmock/gmock.h>

#include <random>

#include "ledger/credential/diploma.hpp"
#include "ledger/exchange/import.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::exchange {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Imported<credential::DiplomaData> diplomas_of(std::string_view text) {
  ImportDefaults defaults;
  defaults.issuer = {test::code_of("99CD01"), "Trường Cao đẳng Mẫu"};
  defaults.book = 2026;
  return import_diplomas(parse_csv(text).value(), defaults);
}
std::vector<std::string> complaints(const Imported<credential::DiplomaData>& imported) {
  std::vector<std::string> out;
  for (const auto& issue : imported.issues)
    out.push_back(std::to_string(issue.line) + " " + issue.column + " " + std::string(issue.code->id) +
                  (issue.level == RowIssue::Level::warning ? "?" : ""));
  return out;
}

TEST(ImportDiplomas, ReadTheLevelFromItsColumnOrFromTheTitle) {
  const auto both = diplomas_of(
      "STT,Họ và tên,Ngày sinh,Số hiệu,Ngày cấp,Trình độ,Tên văn bằng,Ngành đào tạo,Năm TN,Nam/Nữ,Số vào sổ gốc\n"
      "1,Đinh Văn Sơn,09/03/2004,CD-1,06/07/2026,Cao đẳng,Bằng cử nhân thực hành,Hàn,2026,Nam,CD/2026/1\n"
      "2,Y Moan,09/03/2004,TC-1,06/07/2026,,Bằng tốt nghiệp trung cấp nghề,Hàn,,,\n"
      "3,Siu,09/03/2008,PT-1,06/07/2026,THPT,,,,,\n");
  EXPECT_THAT(complaints(both), IsEmpty());
  ASSERT_THAT(both.items, SizeIs(3));
  EXPECT_EQ(both.items[0].level, "college");
  EXPECT_EQ(both.items[0].title, "Bằng cử nhân thực hành");
  EXPECT_EQ(both.items[0].common.register_text, "CD/2026/1");
  EXPECT_EQ(both.items[0].graduation_year, 2026);
  EXPECT_EQ(both.items[0].sex, "Nam");
  EXPECT_EQ(both.items[0].common.period.str(), "2026");
  EXPECT_EQ(both.items[1].level, "intermediate");
  EXPECT_EQ(both.items[2].level, "upper-secondary");
}

TEST(ImportDiplomas, CompareTheTitleWithTheLevel) {
  const auto read = diplomas_of(
      "Họ và tên,Ngày sinh,Số hiệu,Ngày cấp,Trình độ,Tên văn bằng,Ngành nghề\n"
      "An,09/03/2004,PT-1,06/07/2026,THPT,Bằng tốt nghiệp cao đẳng,\n"
      "An,09/03/2004,PT-2,06/07/2026,THPT,Bằng tốt nghiệp trung học phổ thông,\n"
      "An,09/03/2004,TC-3,06/07/2026,trung cấp,Bằng tốt nghiệp trung cấp nghề,Hàn\n"
      "An,09/03/2004,PT-4,06/07/2026,THPT,Bằng tốt nghiệp trung học cơ sở,\n");
  EXPECT_THAT(complaints(read), ElementsAre("2 Tên văn bằng credential.diploma_title_wrong",
                                            "5 Tên văn bằng credential.diploma_title_wrong"));
  EXPECT_EQ(read.issues[0].detail, "Bằng tốt nghiệp trung học phổ thông");
  EXPECT_THAT(read.items, SizeIs(2));
}

TEST(ImportDiplomas, NameRowColumnAndRemedyOfEachMistake) {
  const auto wrong = diplomas_of(
      "Họ và tên,Ngày sinh,Số hiệu,Ngày cấp,Trình độ,Ngành nghề,Năm tốt nghiệp\n"
      "An,09/03/2004,CD-1,06/07/2026,,Hàn,\n"
      "An,09/03/2004,CD-2,06/07/2026,Đại học,Hàn,\n"
      "An,09/03/2004,CD-3,06/07/2026,Cao đẳng,,\n"
      "An,09/03/2004,CD-4,06/07/2026,Cao đẳng,Hàn,19\n"
      "An,09/03/2004,,06/07/2026,Cao đẳng,Hàn,\n"
      "An,09/03/2004,CD-4,06/07/2026,Cao đẳng,Hàn,\n");
  EXPECT_THAT(complaints(wrong),
              ElementsAre("2 Trình độ exchange.cell_missing", "3 Trình độ exchange.cell_unknown_word",
                          "4 Ngành nghề exchange.cell_missing", "5 Năm tốt nghiệp exchange.cell_number",
                          "6 Số hiệu exchange.cell_missing", "7 Số hiệu exchange.serial_twice"));
  EXPECT_THAT(wrong.items, IsEmpty());
}

TEST(ImportDiplomas, TheTemplateIsASheetThatImports) {
  const auto imported = diplomas_of(template_csv(ImportKind::diploma));
  ASSERT_THAT(imported.items, SizeIs(1));
  EXPECT_EQ(imported.items[0].level, "college");
}

TEST(ImportDiplomas, ExportAndImportLoseNothingOverManyDiplomas) {
  std::mt19937 engine(5);
  const auto upto = [&](int bound) { return static_cast<int>(engine() % static_cast<unsigned>(bound + 1)); };
  const auto maybe = [&](const char* text) { return upto(1) == 1 ? std::string(text) : std::string(); };
  std::vector<credential::DiplomaData> items;
  for (int i = 0; i < 200; ++i) {
    credential::DiplomaData data = test::sample_diploma();
    const auto levels = credential::diploma_levels();
    const auto& level = levels[static_cast<std::size_t>(upto(static_cast<int>(levels.size()) - 1))];
    data.common.serial = "S-" + std::to_string(i);
    data.common.register_text = maybe("CĐM/2026/12");
    data.common.issued_on = {1990 + upto(35), 1 + upto(11), 1 + upto(27)};
    data.common.period = test::code_of(std::to_string(data.common.issued_on.year));
    if (upto(1) == 1) data.common.originality = credential::Originality::digitised;
    data.level = level.word;
    data.title = maybe("Văn bằng \"Mẫu\", loại A; bản 2");
    data.field = level.vocational ? "Kế toán" : maybe("Kế toán");
    data.mode = maybe("Vừa làm vừa học");
    data.course = maybe("Khóa 12");
    data.graduation_year = upto(1) == 1 ? std::optional(1990 + upto(35)) : std::nullopt;
    data.grade = maybe("Trung bình khá");
    if (upto(2) == 0) data.decision = {};
    data.sex = upto(2) == 0 ? "" : upto(1) == 0 ? "Nam" : "Nữ";
    data.birth_place = maybe("Xã Mẫu");
    data.school = maybe("Trường Mẫu");
    data.paper_issuer = maybe("Phòng Giáo dục Mẫu");
    data.ethnicity = maybe("Gia Rai");
    data.nationality = maybe("Việt Nam");
    items.push_back(std::move(data));
  }
  const auto rows = export_diplomas(items);
  const auto again = diplomas_of(to_csv(rows));
  ASSERT_THAT(again.items, SizeIs(items.size()));
  EXPECT_EQ(to_csv(export_diplomas(again.items)), to_csv(rows));
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(again.items[i].level, items[i].level);
    EXPECT_EQ(again.items[i].graduation_year, items[i].graduation_year);
    EXPECT_EQ(again.items[i].common.originality, items[i].common.originality);
    EXPECT_EQ(again.items[i].paper_issuer, items[i].paper_issuer);
  }
}

}  // namespace
}  // namespace hocba::exchange
