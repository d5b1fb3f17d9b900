// Rows of transcripts' sheets: whose they are, what their codes and words mean, where a mistake stands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/import.hpp"
#include "ledger/exchange/pupil_rows.hpp"
#include "ledger/exchange/row_reader.hpp"
#include "tests/support/import_sheets.hpp"

namespace hocba::exchange {
namespace {

using test::class_sheet;
using test::defaults;
using test::said;
using test::table_of;
using test::transcripts;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// A pupil's rows by name, birth date, personal number, sector code, serial and subject; the rest alike.
auto pupils_of_rows(const std::vector<std::string>& rows) {
  std::string sheet = "Họ tên,Ngày sinh,CCCD,Mã định danh,Số hiệu,Mã môn,Môn học,Ngày cấp,Năm học,HK I,HK II,Cả năm\n";
  for (const std::string& row : rows) sheet += row + ",Môn,30/5/2025,2024-2025,9,9,9\n";
  return transcripts(sheet);
}
std::vector<std::string> names_of(const Imported<credential::TranscriptData>& imported) {
  std::vector<std::string> out;
  for (const auto& item : imported.items)
    out.push_back(item.common.holder.name + " " + std::to_string(item.years[0].results.size()));
  return out;
}

// One pupil would become two documents, one of a single subject and one that lacks it.
TEST(ImportRows, DoesNotGuessWhoseRowsWithoutANumberAre) {
  for (const char* identifiers : {"000212000001,,", ",9900000001,", ",,HB-1", "000212000001,9900000001,"}) {
    const auto split = pupils_of_rows(
        {std::string("An,1/2/2012,") + identifiers + ",TOAN", "An,1/2/2012,,,,VAN", "Bình,3/4/2012,,,,TOAN"});
    EXPECT_THAT(said(split), testing::IsSupersetOf({"2 Họ tên exchange.pupil_split", "3 Họ tên exchange.pupil_split"}))
        << identifiers;
    EXPECT_THAT(names_of(split), ElementsAre("Bình 1")) << identifiers;
  }
  // A number that both have and that differs tells them apart; in which of the columns makes no difference.
  for (const auto& [one, two] : {std::pair("000212000001,,", "000212000002,,S2"), std::pair(",1,", ",2,"),
                                 std::pair(",,S1", ",,S2"), std::pair("000212000001,1,", "000212000001,2,")}) {
    const auto apart =
        pupils_of_rows({std::string("An,1/2/2012,") + one + ",TOAN", std::string("An,1/2/2012,") + two + ",TOAN"});
    EXPECT_THAT(said(apart), Contains("3 Họ tên exchange.row_homonym?")) << one;
    EXPECT_THAT(names_of(apart), ElementsAre("An 1", "An 1")) << one;
  }
  // Nobody has a number: one name and birth date are one pupil.
  EXPECT_THAT(names_of(pupils_of_rows({"An,1/2/2012,,,,TOAN", "An,01/02/2012,,,,VAN"})), ElementsAre("An 2"));
}

TEST(ImportRows, WarnsOfNamesThatDifferByTheirMarksAlone) {
  const auto misspelt = pupils_of_rows({"Lê Thị Hoà,1/2/2012,,,,TOAN", "Lê Thị Hoa,1/2/2012,,,,VAN"});
  EXPECT_THAT(said(misspelt), ElementsAre("3 Họ tên exchange.row_homonym?"));
  EXPECT_THAT(said(pupils_of_rows({"Lê Thị Hoà,1/2/2012,,1,,TOAN", "Lê Thị Hoa,1/2/2012,,2,,VAN"})), IsEmpty());
  EXPECT_THAT(said(pupils_of_rows({"Lê Thị Hoà,1/2/2012,,,,TOAN", "Lê Thị Hoa,2/2/2012,,,,VAN"})), IsEmpty());
}

// A misspelt cell made two pupils of one: the first was issued without that subject.
TEST(ImportRows, ANumberOnTwoNamesOrBirthDatesKeepsBothOut) {
  const std::string header =
      "Họ tên,Ngày sinh,CCCD,Mã định danh,Cấp học,Ngày cấp,Năm học,Lớp,Khối,Mã môn,Môn học,HK I,HK II,Cả năm\n";
  const std::string rest = ",THCS,30/5/2025,2024-2025,7A1,7,";
  for (const char* numbers : {"000212000001,", ",9900000001", "000212000001,9900000001"}) {
    for (const auto& [typed, column] :
         {std::pair("Phan Thị Hoà,05/09/2012", "Họ tên"), std::pair("Phan Thị Hoa,9/5/2012", "Ngày sinh")}) {
      const std::string wrong = std::string(typed) + "," + numbers + rest + "KHTN,Khoa học tự nhiên,8,8,8\n";
      const std::string right = std::string("Phan Thị Hoa,05/09/2012,") + numbers + rest;
      const auto read = transcripts(header + right + "TOAN,Toán,8,8,8\n" + wrong + right + "VAN,Ngữ văn,7,7,7\n" +
                                    "Bùi Văn Bốn,1/1/2012,000212000004,4,,30/5/2025,2024-2025,7A1,7,TOAN,Toán,8,8,8\n");
      std::vector<std::string> errors;
      for (const auto& issue : read.issues)
        if (issue.level == RowIssue::Level::error) errors.push_back(issue.detail);
      // The cause first, once for each of the two, and nothing that follows from it.
      EXPECT_THAT(errors, ElementsAre(testing::StartsWith("line 3: "), testing::StartsWith("line 2: "))) << typed;
      EXPECT_EQ(read.issues[0].code->id, "exchange.number_two_names");
      EXPECT_EQ(read.issues[0].column, column);
      EXPECT_THAT(names_of(read), ElementsAre("Bùi Văn Bốn 1")) << numbers << typed;
    }
  }
}

// Codes of qualities are codes of subjects elsewhere: their marks would be lost.
TEST(ImportRows, QualitiesAndCompetencesAreOfPrimarySchoolAlone) {
  const std::string header =
      "Họ tên,Ngày sinh,Cấp học,Ngày cấp,Năm học,Lớp,Khối,Mã môn,Môn học,HK I,HK II,Cả năm,Điểm KTĐK,Mức cả năm\n";
  for (const char* level : {"THPT", "GDNN"}) {
    const auto read =
        transcripts(header + "An,1/2/2008," + level + ",30/5/2025,2024-2025,10A,10,TN,Tiếng Nhật,8,8,8,,\n" +
                    "An,1/2/2008,,,2024-2025,10A,10,CC,Cắm hoa,7,7,7,,\n");
    ASSERT_THAT(read.items, SizeIs(1)) << level << testing::PrintToString(said(read));
    const auto& year = read.items[0].years[0];
    EXPECT_THAT(year.qualities, IsEmpty());
    ASSERT_THAT(year.results, SizeIs(2));
    EXPECT_EQ(year.results[0].code, "TN");
    EXPECT_EQ(year.results[0].year_tenths, 80);
  }
  const auto primary = [&](const std::string& cells) {
    // The level stands in a later row.
    return said(transcripts(header + "An,1/2/2016,,30/5/2025,2024-2025,3A,3,TN,Trách nhiệm," + cells + "\n" +
                            "An,1/2/2016,Tiểu học,,2024-2025,3A,3,TOAN,Toán,,,,9,T\n"));
  };
  EXPECT_THAT(primary(",,,,Tốt"), IsEmpty());
  EXPECT_THAT(primary(",,T,,"), IsEmpty());
  EXPECT_THAT(primary(",,T,,T"), IsEmpty());
  EXPECT_THAT(primary(",,8,,T"), ElementsAre("2 Cả năm exchange.trait_cell_unread"));
  EXPECT_THAT(primary(",,,9,T"), ElementsAre("2 Điểm KTĐK exchange.trait_cell_unread"));
  EXPECT_THAT(primary("T,,,,T"), ElementsAre("2 HK I exchange.term_not_kept?"));
  EXPECT_THAT(primary(",,,,Khá"), ElementsAre("2 Mức cả năm exchange.cell_unknown_word"));
}

// Numbers that are one number in two spellings are no contradiction of two rows.
TEST(ImportRows, OneNumberInTwoSpellingsIsOneNumber) {
  const std::pair<Field, std::pair<const char*, const char*>> kSame[] = {
      {Field::average, {"7,0", "7.0"}}, {Field::average, {"7", "7,0"}}, {Field::weight, {"25,4", "25.4"}},
      {Field::weight, {"30", "30,0"}},  {Field::absences, {"02", "2"}}, {Field::absences_excused, {"00", "0"}},
      {Field::grade, {"06", "6"}},      {Field::height, {"120", "120"}}};
  for (const auto& [field, both] : kSame)
    EXPECT_EQ(spelled_alike(field, both.first), spelled_alike(field, both.second));
  EXPECT_NE(spelled_alike(Field::weight, "25,4"), spelled_alike(Field::weight, "25,5"));
  EXPECT_NE(spelled_alike(Field::absences, "20"), spelled_alike(Field::absences, "2"));
  const auto of_two_rows = transcripts(
      "Họ tên,Ngày sinh,Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II,Cả năm,Điểm TBC,Số buổi nghỉ\n"
      "An,1/2/2012,30/5/2025,2024-2025,MD1,Môn,8,8,8,\"7,0\",2\nAn,1/2/2012,,2024-2025,MD2,Môn,8,8,8,7.0,02\n");
  EXPECT_THAT(said(of_two_rows), Not(Contains(testing::HasSubstr("rows_disagree"))));
}

TEST(ImportRows, SerialsThatDifferByCaseAloneAreOne) {
  EXPECT_THAT(said(pupils_of_rows({"An,1/2/2012,,,hb-1,TOAN", "Bình,3/4/2012,,,HB-1,TOAN"})),
              Contains("3 Số hiệu exchange.serial_twice"));
}

// Of the column that has something.
TEST(ImportRows, AMarkOfATermInPrimarySchoolIsNotedWhereItStands) {
  const auto read = transcripts(
      "Họ tên,Ngày sinh,Cấp học,Ngày cấp,Năm học,Lớp,Khối,Mã môn,Môn học,HK I,HK II,Cả năm,Điểm KTĐK,Mức cả năm\n"
      "An,1/2/2016,Tiểu học,30/5/2025,2024-2025,3A,3,TOAN,Toán,,8,,9,T\n");
  EXPECT_THAT(said(read), Contains("2 HK II exchange.term_not_kept?"));
  EXPECT_THAT(said(read), Not(Contains("2 HK I exchange.term_not_kept?")));
}

TEST(ImportRows, AnItemWithASemicolonStandsInQuotes) {
  const std::vector<std::vector<std::string>> kLists = {{"Học sinh Giỏi", "Giải Nhì; cấp huyện", "Giải Ba"},
                                                        {"\"Sao\" tháng; 1"},
                                                        {"\"a", "b\""},
                                                        {"\"a\""},
                                                        {"x\"y"},
                                                        {"\""},
                                                        {";"}};
  for (const auto& list : kLists) EXPECT_EQ(split_items(joined_items(list)), list) << joined_items(list);
  EXPECT_EQ(joined_items({"\"Sao\" tháng 1", "Giải Nhì"}), "\"Sao\" tháng 1; Giải Nhì");
  EXPECT_THAT(split_items("\"Sao tháng Giêng\"; Giải Nhì ;; "), ElementsAre("\"Sao tháng Giêng\"", "Giải Nhì"));
  EXPECT_THAT(split_items("\" b\"\"; a \""), ElementsAre("b\"; a"));
  EXPECT_THAT(split_items("\"a; b"), ElementsAre("\"a", "b"));
  EXPECT_THAT(split_items("\"a; b\" c; d"), ElementsAre("\"a", "b\" c", "d"));
}

// A wrong value is named in the row that says it, not in the year's first.
TEST(ImportRows, NamesTheRowThatSaysAWrongResult) {
  std::string sheet = class_sheet({7, 7, 7, 7, 7, 7, 7, 8}, "", "Tốt", "");
  const std::string::size_type last = sheet.rfind(",,,,,,,\n");
  ASSERT_NE(last, std::string::npos);
  sheet.replace(last, 9, ",,Tốt,,,,,Không được lên lớp\n");
  EXPECT_THAT(said(transcripts(sheet)), ElementsAre("13 Kết quả học tập credential.learning_wrong",
                                                    "13 Kết quả cuối năm credential.outcome_wrong"));
}

TEST(ImportRows, ReadsResultsOfTheYearAsSchoolsTypeThem) {
  const std::pair<const char*, const char*> kLevels[] = {{"tốt", "Tốt"},
                                                         {"TỐT", "Tốt"},
                                                         {"T", "Tốt"},
                                                         {"K", "Khá"},
                                                         {"khá", "Khá"},
                                                         {"Đ", "Đạt"},
                                                         {"đạt", "Đạt"},
                                                         {"CĐ", "Chưa đạt"},
                                                         {"chưa đạt", "Chưa đạt"},
                                                         {"TB", "Trung bình"},
                                                         {"giỏi", "Giỏi"},
                                                         {"Xong", ""},
                                                         {"", ""}};
  for (const auto& [typed, spelled] : kLevels) {
    EXPECT_EQ(spelled_result(Field::learning, typed), spelled) << typed;
    EXPECT_EQ(spelled_result(Field::conduct2, typed), spelled) << typed;
  }
  for (const auto& [typed, spelled] :
       {std::pair("hoàn thành tốt", "Hoàn thành tốt"), std::pair("HTXS", "Hoàn thành xuất sắc"),
        std::pair("CHT", "Chưa hoàn thành"), std::pair("Tốt", "")})
    EXPECT_EQ(spelled_result(Field::year_result, typed), spelled) << typed;
  const auto read = transcripts(class_sheet({7, 7, 7, 7, 7, 7, 7, 8}, "K", "TỐT", "lên lớp"));
  EXPECT_THAT(said(read), IsEmpty());
  ASSERT_THAT(read.items, SizeIs(1));
  EXPECT_EQ(read.items[0].years[0].learning, "Khá");
  EXPECT_EQ(read.items[0].years[0].conduct, "Tốt");
}

TEST(ImportRows, LeavesTheRowsOwnNumbersOut) {
  for (const char* header : {"STT", "TT", "Số TT", "Số thứ tự", "No.", "#"}) {
    const auto read = transcripts(std::string(header) +
                                  ",Họ tên,Ngày sinh,Ngày cấp,Năm học,Lớp,Mã môn,Môn học,Học kỳ I,Học kỳ II,Cả năm\n"
                                  "1,An,1/2/2012,30/5/2025,2024-2025,7A,TOAN,Toán,9,9,9\n");
    EXPECT_THAT(said(read), IsEmpty()) << header;
  }
}

// A name that was deleted by mistake would take the column's marks with it.
TEST(ImportRows, RefusesAColumnWithoutANameInWhichSomethingStands) {
  for (const char* name : {"", " ", "(*)"}) {
    const auto sheet = [&](const char* cell) {
      return std::string("Họ tên,Ngày sinh,") + name +
             ",Ngày cấp,Năm học,Lớp,Mã môn,Môn học,Học kỳ I,Học kỳ II,Cả năm\n" +
             "An,1/2/2012,,30/5/2025,2024-2025,7A,TOAN,Toán,9,9,9\n" + "An,1/2/2012," + cell +
             ",30/5/2025,2024-2025,7A,VAN,Ngữ văn,9,9,9\n";
    };
    const auto filled = transcripts(sheet("Nữ"));
    EXPECT_THAT(said(filled), ElementsAre("1 C exchange.column_unknown")) << name;
    EXPECT_THAT(filled.items, IsEmpty());
    EXPECT_THAT(said(transcripts(sheet("  "))), IsEmpty()) << name;
    ImportDefaults as_it_is = defaults();
    as_it_is.any_columns = true;
    const auto taken = import_transcripts(table_of(sheet("Nữ")), as_it_is);
    EXPECT_THAT(said(taken), ElementsAre("1 C exchange.column_unknown?"));
    EXPECT_THAT(taken.items, SizeIs(1));
  }
}

// Found by the header alone, before a row is read: each with the line, its own name and why it is needed.
TEST(ImportRows, SayWhichNeededColumnsAreMissingOfEachTypeOfDocument) {
  const std::string transcript = "Họ tên,Ngày sinh,Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II,Cả năm";
  const std::string award = "Họ và tên,Ngày cấp,Hình thức khen thưởng,Thành tích";
  const std::string diploma = "Họ và tên,Ngày sinh,Số hiệu,Ngày cấp";
  struct Case {
    ImportKind kind;
    std::string header, row;
    std::vector<std::string> columns;
    bool of_all;
  };
  const Case cases[] = {
      {ImportKind::transcript, transcript, "", {"Cấp học", "Lớp", "Khối"}, true},
      {ImportKind::transcript, transcript + ",Cấp,Lớp", "", {"Khối"}, true},
      {ImportKind::transcript, transcript + ",Cấp,Khối lớp", "", {"Lớp"}, true},
      {ImportKind::transcript, transcript + ",Lớp,Khối", "", {"Cấp học"}, true},
      {ImportKind::transcript, transcript + ",Lớp,Khối,Cấp học", "", {}, false},
      {ImportKind::transcript, transcript + ",Lớp,Khối,Cấp,Thay thế", ",,,,,,,,,,,,", {}, false},
      {ImportKind::transcript,
       transcript + ",Lớp,Khối,Cấp,Thay thế",
       ",,,,,,,,,,,,x",
       {"Lý do điều chỉnh", "Căn cứ điều chỉnh"},
       false},
      {ImportKind::transcript, transcript + ",Lớp,Khối,Cấp,Lý do điều chỉnh", ",,,,,,,,,,,,Khác", {"Thay thế"}, false},
      {ImportKind::award, award, "An,1/6/2025,Giấy khen,Sáng kiến", {"Ngày sinh"}, false},
      {ImportKind::award, award + ",Đối tượng khen", "Lớp 6A,1/6/2025,Giấy khen,Sáng kiến,Tập thể", {}, false},
      {ImportKind::award, award + ",Đối tượng khen", "An,1/6/2025,Giấy khen,Sáng kiến,Cá nhân", {"Ngày sinh"}, false},
      {ImportKind::award, award, "", {}, false},
      {ImportKind::diploma, diploma, "An,1/1/2000,A-1,1/6/2026", {"Trình độ"}, true},
      {ImportKind::diploma, diploma + ",Trình độ", "An,1/1/2000,A-1,1/6/2026,Cao đẳng", {"Ngành, nghề"}, false},
      {ImportKind::diploma, diploma + ",Tên văn bằng", "An,1/1/2000,A-1,1/6/2026,THPT", {}, false},
      {ImportKind::certificate, diploma + ",Tên chứng chỉ", "An,1/1/2000,A-1,1/6/2026,X", {}, false}};
  for (const Case& one : cases) {
    const auto missing = missing_columns(table_of(one.header + "\n" + one.row + "\n"), one.kind);
    std::vector<std::string> columns;
    for (const RowIssue& issue : missing.issues) {
      EXPECT_EQ(issue.code, &kColumnMissing);
      EXPECT_EQ(issue.level, RowIssue::Level::error);
      EXPECT_EQ(issue.line, 1u);
      EXPECT_FALSE(issue.detail.empty()) << issue.column;
      columns.push_back(issue.column);
    }
    EXPECT_EQ(columns, one.columns) << one.header;
    EXPECT_EQ(missing.of_all, one.of_all) << one.header;
  }
}

// A column that is there says so row by row, where any row of the pupil may.
TEST(ImportRows, AYearWithoutItsClassOrGradeIsAnErrorOfThatPupil) {
  const auto sheet = [](const std::string& level, const std::string& class_name, const std::string& grade) {
    return "Họ tên,Ngày sinh,Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II,Cả năm,Cấp học,Lớp,Khối\n"
           "An,1/2/2012,30/5/2025,2024-2025,TOAN,Toán,9,9,9,,,\n"
           "An,1/2/2012,30/5/2025,2024-2025,VAN,Ngữ văn,9,9,9," +
           level + "," + class_name + "," + grade + "\n";
  };
  EXPECT_THAT(said(transcripts(sheet("THCS", "7A", "7"))), IsEmpty());
  EXPECT_THAT(said(transcripts(sheet("THCS", "", "7"))), ElementsAre("2 Lớp exchange.cell_missing"));
  EXPECT_THAT(said(transcripts(sheet("THCS", "7A", ""))), Contains("2 Khối exchange.cell_missing"));
  EXPECT_THAT(transcripts(sheet("THCS", "7A", "")).items, IsEmpty());
}

}  // namespace
}  // namespace hocba::exchange
