// Columns of a school's place and of the class handover (HB-TH-9): read, refused where not whole, written back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/import.hpp"
#include "tests/support/import_sheets.hpp"

namespace hocba::exchange {
namespace {

using test::said;
using test::table_of;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// These short sheets have no marks of terms.
auto handover_rows(const std::string& text) {
  ImportDefaults defaults = test::defaults();
  defaults.any_columns = true;
  return import_transcripts(table_of(text), defaults);
}
// Without the notes of columns and of subjects that they don't have.
std::vector<std::string> faults(const Imported<credential::TranscriptData>& imported) {
  std::vector<std::string> out;
  for (const std::string& one : said(imported))
    if (one.find("_missing?") == std::string::npos && one.substr(0, 2) != "1 ") out.push_back(one);
  return out;
}

// Two rows of one pupil, with these cells of the handover.
std::string sheet(const std::string& first, const std::string& second, const std::string& of_year,
                  const std::string& word) {
  const std::string header =
      "Họ tên,Ngày sinh,Ngày cấp,Năm học,Cấp học,Lớp,Khối,Mã môn,Môn học,HK I,HK II,Cả năm,Mức cả năm,Người bàn giao "
      "lớp,Người nhận bàn giao lớp,Ngày bàn giao lớp,Nội dung bàn giao lớp\n";
  const std::string pupil = "An,1/2/2016,30/5/2025,2024-2025," + of_year + ",";
  return header + pupil + "GDTC,Giáo dục thể chất,,,," + word + "," + first + "\n" + pupil +
         "HDTN,Hoạt động trải nghiệm,,,," + word + "," + second + "\n";
}
std::string primary_sheet(const std::string& first, const std::string& second) {
  return sheet(first, second, "Tiểu học,3A,3", "T");
}

TEST(HandoverSheet, ReadsItFromAnyOfThePupilsRows) {
  const auto read = handover_rows(primary_sheet("Trần Thị Thử,Lê Văn Mẫu,,", ",,30/5/2025,Đọc chậm"));
  EXPECT_THAT(faults(read), IsEmpty());
  ASSERT_THAT(read.items, SizeIs(1));
  EXPECT_EQ(read.items[0].years[0].handover,
            (credential::Handover{"Trần Thị Thử", "Lê Văn Mẫu", {2025, 5, 30}, "Đọc chậm"}));
  const auto none = handover_rows(primary_sheet(",,,", ",,,"));
  ASSERT_THAT(none.items, SizeIs(1));
  EXPECT_EQ(none.items[0].years[0].handover, std::nullopt);
}

TEST(HandoverSheet, NamesWhatItLacks) {
  struct Case {
    const char* cells;
    std::vector<std::string> faults;
  };
  for (const auto& [cells, expected] : {
           Case{"Thử,,,",
                {"2 Người nhận bàn giao lớp exchange.cell_missing", "2 Ngày bàn giao lớp exchange.cell_missing"}},
           Case{"Thử,Mẫu,,", {"2 Ngày bàn giao lớp exchange.cell_missing"}},
           Case{",Mẫu,30/5/2025,", {"2 Người bàn giao lớp exchange.cell_missing"}},
           Case{",,,Đọc chậm",
                {"2 Người bàn giao lớp exchange.cell_missing", "2 Người nhận bàn giao lớp exchange.cell_missing",
                 "2 Ngày bàn giao lớp exchange.cell_missing"}},
           Case{"Thử,Mẫu,31/7/2024,", {"3 Ngày bàn giao lớp credential.handover_early"}},
       }) {
    const auto read = handover_rows(primary_sheet(",,,", cells));
    EXPECT_EQ(faults(read), expected) << cells;
    EXPECT_THAT(read.items, IsEmpty()) << cells;
  }
  const auto unread = handover_rows(primary_sheet("Thử,Mẫu,hôm qua,", ",,,"));
  EXPECT_THAT(faults(unread), SizeIs(1));
  EXPECT_THAT(unread.items, IsEmpty());
}

TEST(HandoverSheet, RowsMustAgreeAndNoOtherSchoolHasIt) {
  EXPECT_THAT(faults(handover_rows(primary_sheet("Thử,Mẫu,30/5/2025,", "Thử,Mẫu,30/05/2025,"))), IsEmpty());
  EXPECT_THAT(faults(handover_rows(primary_sheet("Thử,Mẫu,30/5/2025,", "Thử,Sáu,30/5/2025,"))),
              ElementsAre("3 Người nhận bàn giao lớp exchange.rows_disagree"));
  EXPECT_THAT(faults(handover_rows(sheet("Thử,Mẫu,30/5/2025,", ",,,", "THCS,7A,7", "Đ"))),
              Contains("2 Người bàn giao lớp credential.handover_not_primary"));
}

TEST(HandoverSheet, SheetsReadBackAsTheyWereWritten) {
  auto read = handover_rows(primary_sheet("Trần Thị Thử,Lê Văn Mẫu,30/5/2025,\"Đọc chậm, cần kèm\"", ",,,"));
  ASSERT_THAT(read.items, SizeIs(1));
  auto& pupil = read.items[0];
  pupil.school_place = {"Phường Mẫu", "Quận Thử", "Thành phố Mẫu"};
  pupil.years[0].school_place = {"Xã Thử", "", "Tỉnh Thử"};
  const auto rows = export_transcripts(read.items);
  const auto back = handover_rows(to_csv(rows));
  ASSERT_THAT(back.items, SizeIs(1)) << testing::PrintToString(said(back));
  EXPECT_EQ(back.items[0].school_place, pupil.school_place);
  EXPECT_EQ(back.items[0].years[0].school_place, pupil.years[0].school_place);
  EXPECT_EQ(back.items[0].years[0].handover, pupil.years[0].handover);
  EXPECT_EQ(to_csv(export_transcripts(back.items)), to_csv(rows));
}

TEST(SchoolPlaceSheet, KnowsItsColumnsByTheirNames) {
  const std::pair<const char*, Field> names[] = {
      {"Xã (phường) của trường", Field::school_ward}, {"Phường của trường", Field::school_ward},
      {"Huyện của trường", Field::school_district},   {"Tỉnh, TP của trường", Field::school_province},
      {"school province", Field::school_province},    {"Xã nơi học", Field::year_ward},
      {"Quận nơi học", Field::year_district},         {"Tỉnh, thành phố nơi học", Field::year_province},
      {"GVCN nhận bàn giao", Field::handover_to}};
  for (const auto& [name, field] : names) EXPECT_EQ(field_named(ImportKind::transcript, name), field) << name;
  // Of whose ward a bare name is, nobody can tell: a pupil lives in one, too.
  for (const char* name : {"Xã", "Phường", "Huyện", "Tỉnh"})
    EXPECT_EQ(field_named(ImportKind::transcript, name), std::nullopt) << name;
}

}  // namespace
}  // namespace hocba::exchange
