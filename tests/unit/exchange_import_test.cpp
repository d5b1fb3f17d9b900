#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/credential/limits.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/import.hpp"
#include "ledger/exchange/row_reader.hpp"
#include "ledger/exchange/table.hpp"
#include "tests/support/import_sheets.hpp"

namespace hocba::exchange {
namespace {

using test::certificates;
using test::class_sheet;
using test::defaults;
using test::said;
using test::table_of;
using test::transcripts;
using testing::Contains;
using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::string_view kHeader = "Họ và tên,Ngày sinh,Số hiệu,Ngày cấp,Tên chứng chỉ,CCCD\n";

TEST(Import, FindsColumnsByNameInAnyOrderLanguageAndSpelling) {
  for (const std::string_view header :
       {"Họ và tên,Ngày sinh,Số hiệu,Ngày cấp,Tên chứng chỉ", "HO VA TEN,ngay sinh,so hieu,NGAY CAP,chung chi",
        "Full name,Date of birth,Serial number,Issued on,Title",
        "\"Họ,\nchữ đệm, tên (*)\",\"Ngày, tháng, năm sinh\",Số hiệu:,Ngày cấp,Title"}) {
    const auto imported =
        certificates(std::string(header) + "\nTrần Thị Thử,05/09/1990,CDS-1,30/05/2025,Chứng chỉ A\n");
    EXPECT_THAT(said(imported), IsEmpty()) << header;
    ASSERT_THAT(imported.items, SizeIs(1)) << header;
    const auto& item = imported.items[0];
    EXPECT_EQ(item.common.holder.name, "Trần Thị Thử");
    EXPECT_EQ(item.common.holder.birth_date, (Date{1990, 9, 5}));
    EXPECT_EQ(item.common.serial, "CDS-1");
    EXPECT_EQ(item.common.period.str(), "2025");
    EXPECT_EQ(item.common.issuer.name, "Trường Đại học Mẫu");
    EXPECT_EQ(item.title, "Chứng chỉ A");
  }
  const auto other_order = certificates("Title,Serial,Name,Issued on,DOB\nA,S1,An,2025-05-30,1/2/1990\n");
  ASSERT_THAT(other_order.items, SizeIs(1));
  EXPECT_EQ(other_order.items[0].common.holder.birth_date, (Date{1990, 2, 1}));
}

TEST(Import, StoresNamesComposedWithTheVietnameseD) {
  // "Đặng Văn Ấn" typed as decomposed text, and with the Icelandic eth (U+00D0).
  const auto imported =
      certificates(std::string(kHeader) +
                   "\xc3\x90\x61\xcc\xa3\xcc\x86ng Va\xcc\x86n A\xcc\x82\xcc\x81n,05/09/1990,S1,30/05/2025,A,\n");
  ASSERT_THAT(imported.items, SizeIs(1));
  EXPECT_EQ(imported.items[0].common.holder.name, "Đặng Văn Ấn");
}

TEST(Import, ReadsExcelSerialDatesAndRefusesMonthsFirst) {
  const auto imported =
      certificates(std::string(kHeader) + "An,33121,S1,30.05.2025,A,\nBình,02/13/1990,S2,30/05/2025,A,\n");
  ASSERT_THAT(imported.items, SizeIs(1));
  EXPECT_EQ(imported.items[0].common.holder.birth_date, (Date{1990, 9, 5}));
  EXPECT_THAT(said(imported), ElementsAre("3 Ngày sinh credential.date_month_first"));
}

TEST(Import, PutsLostLeadingZerosBackAndSaysSo) {
  const auto imported = certificates(std::string(kHeader) + "An,05/09/1990,S1,30/05/2025,A,1190000001\n");
  ASSERT_THAT(imported.items, SizeIs(1));
  EXPECT_EQ(imported.items[0].common.holder.personal_number, "001190000001");
  EXPECT_THAT(said(imported), Contains("2 CCCD credential.personal_number_padded?"));
}

TEST(Import, NamesRowColumnValueAndRemedyOfEachMistake) {
  const auto imported = certificates(std::string(kHeader) + "An,,S1,30/05/2025,A,12\n,5/9/1990,,31/02/2025,,\n");
  EXPECT_THAT(imported.items, IsEmpty());
  EXPECT_THAT(said(imported), ElementsAre("2 Ngày sinh exchange.cell_missing", "2 CCCD credential.bad_personal_number",
                                          "3 Họ và tên exchange.cell_missing", "3 Số hiệu exchange.cell_missing",
                                          "3 Ngày cấp credential.bad_date", "3 Tên chứng chỉ exchange.cell_missing"));
  EXPECT_EQ(imported.issues[1].value, "12");
  for (const auto& issue : imported.issues) {
    EXPECT_FALSE(issue.code->vi.empty());
    EXPECT_FALSE(issue.code->en.empty());
  }
}

TEST(Import, RefusesASerialUsedTwiceInTheFile) {
  const auto imported =
      certificates(std::string(kHeader) + "An,5/9/1990,S1,30/05/2025,A,\nBình,6/9/1990,s1,30/05/2025,A,\n");
  EXPECT_THAT(imported.items, SizeIs(1));
  EXPECT_THAT(said(imported), ElementsAre("3 Số hiệu exchange.serial_twice"));
  EXPECT_EQ(imported.issues[0].detail, "line 2");
}

TEST(Import, ReportsMissingDoubledAndUnusedColumns) {
  EXPECT_THAT(said(certificates("Họ tên,Ngày sinh,Ngày cấp,Title\nAn,1/1/1990,1/1/2025,A\n")),
              ElementsAre("1 Số hiệu exchange.column_missing"));
  EXPECT_THAT(said(certificates("Họ tên,Name,Ngày sinh,Số hiệu,Ngày cấp,Title\nAn,An,1/1/1990,S,1/1/2025,A\n")),
              ElementsAre("1 Name exchange.column_twice"));
  const auto unused =
      certificates("Họ tên,Điện thoại,Ngày sinh,Số hiệu,Ngày cấp,Title\nAn,090,1/1/1990,S,1/1/2025,A\n");
  EXPECT_THAT(said(unused), ElementsAre("1 Điện thoại exchange.column_unknown"));
  EXPECT_THAT(unused.items, IsEmpty());
}

// A mark's column under another name, or gone: each document would be issued without its marks.
TEST(Import, RefusesASheetWhoseColumnsWereRenamedUnlessToldToTakeIt) {
  const std::string rest = ",Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II";
  const std::string row = "An,1/2/2012,30/5/2025,2024-2025,TOAN,Toán,8,9";
  const std::string renamed = "Họ tên,Ngày sinh" + rest + ",Tổng kết môn\n" + row + ",\"8,7\"\n";
  const std::string gone = "Họ tên,Ngày sinh" + rest + "\n" + row + "\n";
  EXPECT_THAT(said(transcripts(renamed)),
              ElementsAre("1 Tổng kết môn exchange.column_unknown", "1 Điểm cả năm exchange.column_no_marks"));
  EXPECT_THAT(transcripts(renamed).items, IsEmpty());
  EXPECT_THAT(said(transcripts(gone)), ElementsAre("1 Điểm cả năm exchange.column_no_marks"));
  EXPECT_THAT(transcripts(gone).items, IsEmpty());

  ImportDefaults as_it_is = defaults();
  as_it_is.any_columns = true;
  const auto taken = import_transcripts(table_of(renamed), as_it_is);
  EXPECT_THAT(taken.items, SizeIs(1));
  EXPECT_THAT(said(taken),
              ElementsAre("1 Tổng kết môn exchange.column_unknown?", "1 Điểm cả năm exchange.column_no_marks?"));
}

// Modules have one mark; but only a sheet that says that it is a vocational school's goes without columns of terms.
TEST(Import, ReadsModulesOfVocationalSchoolsUnderTheirOwnNames) {
  const std::string head =
      "Họ tên,Ngày sinh,Ngày cấp,Cấp học,Ngành,Năm học,Lớp,Khối,Mã mô đun,Tên mô đun,Học kỳ,Số TC,Số giờ,Điểm hệ "
      "10,Điểm chữ,Không tính TB,ĐTBC\n";
  const auto rows = [&](const std::string& level, const std::string& average) {
    const std::string who = "An,1/2/1990,30/5/2025," + level + ",Hàn,2024-2025,H23,1,";
    return head + who + "MD1,Hàn hồ quang,1,3,45,\"8,0\",B+,," + average + "\n" + who +
           "MD2,Hàn MIG,1,2,30,\"7,5\",B,," + average + "\n" + who + "GDQP,Quốc phòng,1,1,15,9,A,x,\n";
  };
  const auto good = transcripts(rows("GDNN", "\"7,8\""));
  EXPECT_THAT(said(good), IsEmpty());
  ASSERT_THAT(good.items, SizeIs(1));
  EXPECT_EQ(good.items[0].field, "Hàn");
  EXPECT_EQ(good.items[0].years[0].average_tenths, 78);
  EXPECT_EQ(good.items[0].years[0].results[0].credits, 3);
  EXPECT_EQ(good.items[0].years[0].results[1].year_tenths, 75);
  EXPECT_TRUE(good.items[0].years[0].results[2].not_counted);
  const auto wrong = transcripts(rows("GDNN", "8"));
  EXPECT_THAT(said(wrong), ElementsAre("2 ĐTBC credential.weighted_average_wrong"));
  EXPECT_EQ(wrong.issues[0].detail, "should be 7,8 (HB-NGHE)");
  EXPECT_THAT(wrong.items, IsEmpty());
  EXPECT_THAT(said(transcripts(rows("THCS", ""))), Contains("1 Điểm học kỳ I exchange.column_no_marks"));
}

TEST(Import, TakesAColumnThatNobodyFilledInForNone) {
  const std::string head = "Họ tên,Ngày sinh,Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II,Cả năm,Mức cả năm\n";
  const std::string pupil = "An,1/2/2012,30/5/2025,2024-2025,";
  EXPECT_THAT(said(transcripts(head + pupil + "TOAN,Toán,8,9,,\n" + pupil + "VAN,Ngữ văn,7,8, ,\n")),
              ElementsAre("1 Điểm cả năm exchange.column_no_marks"));
  const auto one = transcripts(head + pupil + "TOAN,Toán,8,9,\"8,7\",\n" + pupil + "VAN,Ngữ văn,,,,\n");
  EXPECT_THAT(said(one), ElementsAre("3 Môn học exchange.cell_missing?"));
  EXPECT_THAT(one.items, SizeIs(1));
}

TEST(Import, KnowsTheNamesThatMarkColumnsHaveInSchools) {
  for (const char* name : {"ĐTB cả năm", "ĐTBmcn", "Điểm trung bình cả năm", "CN", "Mức cả năm"}) {
    const auto imported = transcripts("Họ tên,Ngày sinh,Ngày cấp,Năm học,Mã môn,Môn học,ĐTB HK I,ĐTB học kỳ II," +
                                      std::string(name) + "\nAn,1/2/2012,30/5/2025,2024-2025,GDTC,Thể chất,Đ,Đ,Đ\n");
    EXPECT_THAT(said(imported), IsEmpty()) << name;
    ASSERT_THAT(imported.items, SizeIs(1)) << name;
    EXPECT_EQ(imported.items[0].years[0].results[0].year_level, "Đ") << name;
  }
}

TEST(Import, ReadsModulesFromNumberedColumns) {
  const auto imported = certificates(
      "Họ tên,Ngày sinh,Số hiệu,Ngày cấp,Title,Mô đun 1 - mã,Mô đun 1 - tên,Mô đun 1 - số tiết,Module 1 online "
      "periods,Mô-đun 1 điểm,Module 2 code\n"
      "An,1/1/1990,S,1/1/2025,A,MD1,Một,30,15,\"8,5\",MD2\nBình,1/1/1990,T,1/1/2025,A,MD1,Một,ba,,11,\n");
  ASSERT_THAT(imported.items, SizeIs(1));
  ASSERT_THAT(imported.items[0].modules, SizeIs(2));
  EXPECT_EQ(imported.items[0].modules[0].periods, 30u);
  EXPECT_EQ(imported.items[0].modules[0].online_periods, 15u);
  EXPECT_EQ(imported.items[0].modules[0].score_tenths, 85);
  EXPECT_THAT(said(imported),
              ElementsAre("3 Mô đun 1 - số tiết exchange.cell_number", "3 Mô-đun 1 điểm credential.bad_mark"));
}

TEST(Import, ReadsAwardsAndTheirSuddenFlag) {
  const auto imported = import_awards(
      table_of("Họ tên,Ngày sinh,Ngày cấp,Danh hiệu,Thành tích,Đột xuất\nAn,1/1/2012,1/6/2025,Giấy khen,Giỏi,x\n"
               "Bình,1/1/2012,1/6/2025,Giấy khen,Giỏi,\nChi,1/1/2012,1/6/2025,Giấy khen,Giỏi,maybe\n"),
      defaults());
  ASSERT_THAT(imported.items, SizeIs(2));
  EXPECT_TRUE(imported.items[0].sudden);
  EXPECT_FALSE(imported.items[1].sudden);
  EXPECT_THAT(said(imported), ElementsAre("4 Đột xuất exchange.cell_flag"));
}

constexpr std::string_view kPupils =
    "Họ tên,Ngày sinh,Giới tính,Ngày cấp,Năm học,Lớp,Khối,Mã môn,Môn học,HK I,HK II,Cả năm,Kết quả rèn luyện\n"
    "An,1/2/2012,1,30/5/2025,2023-2024,6A,6,TOAN,Toán,\"8,0\",8.3,\"8,2\",Tốt\n"
    "Bình,1/2/2012,Nữ,30/5/2025,2023 – 2024,6A,6,TOAN,Toán,5,6,\"5,7\",Khá\n"
    "An,1/2/2012,01,30/5/2025,2023-2024,6A,6,GDTC,Giáo dục thể chất,Đ,Đ,Đ,\n"
    "An,1/2/2012,Nam,30/5/2025,2024-2025,7A,7,TOAN,Toán,9,9,9,Tốt\n";

TEST(Import, GroupsTheRowsOfAPupilByYearAndSubject) {
  const auto imported = transcripts(std::string(kPupils));
  ASSERT_THAT(imported.items, SizeIs(2)) << testing::PrintToString(said(imported));
  const auto& an = imported.items[0];
  ASSERT_THAT(an.years, SizeIs(2));
  ASSERT_THAT(an.years[0].results, SizeIs(2));
  EXPECT_EQ(an.years[0].period.str(), "2023-2024");
  EXPECT_EQ(an.years[0].results[0].year_tenths, 82);
  EXPECT_EQ(an.years[0].results[1].year_level, "Đ");
  EXPECT_EQ(an.years[0].conduct, "Tốt");
  EXPECT_EQ(an.years[1].grade, 7);
  EXPECT_EQ(an.common.period.str(), "2024-2025");
  EXPECT_THAT(imported.lines, ElementsAre(2u, 3u));
}

TEST(Import, TheRowsOfOnePupilMustAgree) {
  // "1" and "Nam" say the same; a different class in one year does not.
  EXPECT_THAT(said(transcripts(std::string(kPupils))), Not(Contains(testing::HasSubstr("rows_disagree"))));
  const auto imported =
      transcripts(std::string(kPupils) + "An,1/2/2012,Nam,30/5/2025,2024-2025,7B,7,VAN,Ngữ văn,9,9,9,Tốt\n");
  EXPECT_THAT(said(imported), Contains("6 Lớp exchange.rows_disagree"));
  EXPECT_THAT(imported.items, SizeIs(1));
}

TEST(Import, NamesTheColumnThatACorrectionLacks) {
  const std::string header =
      "Họ tên,Ngày sinh,Ngày cấp,Ngày hết hạn,Số vào sổ,Nơi cấp,Loại bản,Thay thế,Lý do điều chỉnh,Năm học,Lớp,Mã "
      "môn,Môn học,Học kỳ "
      "I,Học kỳ II,Cả năm\n";
  const auto imported = transcripts(
      header + "An,1/2/2012,,,,,,,,2024-2025,7A,TOAN,Toán,9,9,9\n" +
      "An,1/2/2012,30/5/2025,30/5/2030,12/HB,Thủ Đức,SO_HOA,0b6a3c1e-1111-4222-8333-444455556666,NHAP_SAI," +
      "2024-2025,7A,VAN,Ngữ văn,8,8,8\n");
  EXPECT_THAT(said(imported),
              ElementsAre("3 Căn cứ điều chỉnh exchange.cell_missing"));  // no such column, but its name
}

// What is said of the pupil may stand in any one of its rows, not only in the first.
TEST(Import, TakesWhatIsSaidOfThePupilFromAnyOfItsRows) {
  const std::string header =
      "Họ tên,Ngày sinh,Ngày cấp,Ngày hết hạn,Số vào sổ,Nơi cấp,Loại bản,Thay thế,Lý do điều chỉnh,Căn cứ điều chỉnh,"
      "Năm học,Lớp,Mã môn,Môn học,Học kỳ I,Học kỳ II,Cả năm\n";
  const auto imported = transcripts(
      header + "An,1/2/2012,,,,,,,,,2024-2025,7A,TOAN,Toán,9,9,9\n" +
      "An,1/2/2012,30/5/2025,30/5/2030,12/HB,Thủ Đức,SO_HOA,0b6a3c1e-1111-4222-8333-444455556666,NHAP_SAI,QĐ 7," +
      "2024-2025,7A,VAN,Ngữ văn,8,8,8\n");
  EXPECT_THAT(said(imported), IsEmpty());
  ASSERT_THAT(imported.items, SizeIs(1));
  const auto& common = imported.items[0].common;
  EXPECT_EQ(common.issued_on, (Date{2025, 5, 30}));
  EXPECT_EQ(common.expires_on, (Date{2030, 5, 30}));
  EXPECT_EQ(common.register_text, "12/HB");
  EXPECT_EQ(common.place, "Thủ Đức");
  EXPECT_EQ(common.originality, credential::Originality::digitised);
  EXPECT_TRUE(common.supersedes.has_value());
  const auto none = transcripts(header + "An,1/2/2012,,,,,,,,,2024-2025,7A,TOAN,Toán,9,9,9\n" +
                                "An,1/2/2012,,,,,,,,,2024-2025,7A,VAN,Ngữ văn,8,8,8\n");
  EXPECT_THAT(said(none), ElementsAre("2 Ngày cấp exchange.cell_missing"));
  EXPECT_THAT(none.items, IsEmpty());
}

TEST(Import, ThePeriodIsTheLastYearInWhateverOrderTheRowsStand) {
  const std::string header = "Họ tên,Ngày sinh,Ngày cấp,Năm học,Lớp,Mã môn,Môn học,Học kỳ I,Học kỳ II,Cả năm\n";
  const auto imported = transcripts(header + "An,1/2/2012,30/5/2025,2024-2025,7A,TOAN,Toán,9,9,9\n" +
                                    "An,1/2/2012,30/5/2025,2023-2024,6A,TOAN,Toán,9,9,9\n");
  ASSERT_THAT(imported.items, SizeIs(1));
  EXPECT_EQ(imported.items[0].common.period.str(), "2024-2025");
}

// What the importer takes, the document's schema takes: the 61st subject and grade 13 are refused with their row.
TEST(Import, RefusesWhatTheDocumentCouldNotHold) {
  std::string rows = "Họ tên,Ngày sinh,Ngày cấp,Năm học,Lớp,Khối,Mã môn,Môn học,Học kỳ I,Học kỳ II,Cả năm\n";
  for (std::size_t i = 1; i <= credential::kMaxResults + 1; ++i)
    rows += "An,1/2/2012,30/5/2025,2024-2025,7A,7,M" + std::to_string(i) + ",Môn,9,9,9\n";
  EXPECT_THAT(said(transcripts(rows)), ElementsAre("62 Mã môn exchange.too_many_periods"));
  const auto of_grade = [](const std::string& grade) {
    return said(
        transcripts("Họ tên,Ngày sinh,Ngày cấp,Năm học,Lớp,Khối,Mã môn,Môn học,Học kỳ I,Học kỳ II,Cả năm\n"
                    "An,1/2/2012,30/5/2025,2024-2025,7A," +
                    grade + ",TOAN,Toán,9,9,9\n"));
  };
  for (const char* grade : {"0", "13"}) EXPECT_THAT(of_grade(grade), ElementsAre("2 Khối exchange.cell_number"));
  for (const char* grade : {"1", "12"}) EXPECT_THAT(of_grade(grade), IsEmpty());
  const auto of_texts = [](std::size_t serial, std::size_t entry, std::size_t name) {
    return said(
        transcripts("Họ tên,Ngày sinh,Ngày cấp,Số hiệu,Số vào sổ,Năm học,Lớp,Khối,Mã môn,Môn học,Học kỳ I,"
                    "Học kỳ II,Cả năm\nAn,1/2/2012,30/5/2025," +
                    std::string(serial, 'S') + "," + std::string(entry, 'R') + ",2024-2025," + std::string(name, 'L') +
                    ",7,TOAN,Toán,9,9,9\n"));
  };
  EXPECT_THAT(of_texts(64, 100, 60), IsEmpty());
  EXPECT_THAT(of_texts(65, 101, 61),
              UnorderedElementsAre("2 Số hiệu exchange.cell_too_long", "2 Số vào sổ exchange.cell_too_long",
                                   "2 Lớp exchange.cell_too_long"));
}

TEST(Import, ReadsAsManyModulesAsACertificateHolds) {
  credential::CertificateData data;
  data.common.holder.name = "Trần Thị Thử";
  data.common.holder.birth_date = Date{1990, 9, 5};
  data.common.serial = "CDS-1";
  data.common.issued_on = Date{2025, 5, 30};
  data.title = "Chứng chỉ A";
  for (std::size_t i = 1; i <= credential::kMaxModules; ++i)
    data.modules.push_back(
        {.code = "M" + std::to_string(i), .name = "Mô đun", .periods = 1, .online_periods = 0, .score_tenths = {}});
  const auto back = import_certificates(table_of(to_csv(export_certificates({data}))), defaults());
  EXPECT_THAT(said(back), IsEmpty());
  ASSERT_THAT(back.items, SizeIs(1));
  EXPECT_THAT(back.items[0].modules, SizeIs(credential::kMaxModules));
}

TEST(Import, RefusesASubjectTwiceInAYear) {
  const auto imported =
      transcripts(std::string(kPupils) + "An,1/2/2012,Nam,30/5/2025,2024-2025,7A,7,TOAN,Toán,9,9,9,Tốt\n");
  EXPECT_THAT(said(imported), Contains("6 Mã môn exchange.row_duplicate"));
  EXPECT_THAT(imported.items, SizeIs(1));  // Bình is not touched by it
}

TEST(Import, RefusesASubjectTwiceInOtherLetters) {
  const std::string header = "Họ tên,Ngày sinh,Cấp học,Ngày cấp,Năm học,Lớp,Khối,Mã môn,Môn học,HK I,HK II,Cả năm\n";
  const std::string pupil = "An,1/2/2012,THCS,30/5/2025,2024-2025,7A,7,";
  const auto one = transcripts(header + pupil + "TOAN,Toán,9,9,9\n");
  EXPECT_THAT(said(one), testing::Not(Contains(testing::HasSubstr("subject_twice"))));
  for (const char* again : {"toan,Toán", "Toan,X", "X,Toán"}) {
    const auto twice = transcripts(header + pupil + "TOAN,Toán,9,9,9\n" + pupil + again + ",9,9,9\n");
    EXPECT_THAT(said(twice), Contains("3 Mã môn credential.subject_twice")) << again;
    EXPECT_THAT(twice.items, IsEmpty());
  }
}

TEST(Import, NamesTheBlankCellOnWhichTheYearRests) {
  const std::string header =
      "Họ tên,Ngày sinh,Cấp học,Ngày cấp,Năm học,Lớp,Khối,Mã môn,Môn học,HK I,HK II,Cả năm,Kết quả học tập\n";
  const std::string pupil = "An,1/2/2012,THCS,30/5/2025,2024-2025,7A,7,";
  for (const auto& [cells, wrong] :
       {std::pair(",,", true), std::pair("9,,", true), std::pair("9,9,", false), std::pair(",,9", false)}) {
    std::string text = header + pupil + "TOAN,Toán," + cells + ",Tốt\n";
    for (const char* subject :
         {"VAN,Ngữ văn", "NN1,Ngoại ngữ 1", "GDCD,GDCD", "LSDL,LSĐL", "KHTN,KHTN", "CN,Công nghệ"})
      text += pupil + subject + ",9,9,9,\n";
    const auto read = transcripts(text);
    EXPECT_EQ(read.items.empty(), wrong) << cells;
    if (wrong) {
      EXPECT_THAT(said(read), Contains("2 Cả năm credential.result_missing")) << cells;
    }
  }
}

TEST(Import, KeepsHomonymsApartAndWarns) {
  const auto imported = transcripts(
      "Họ tên,Ngày sinh,CCCD,Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II,Cả "
      "năm\nAn,1/2/2012,000212000001,30/5/2025,2024-2025,TOAN,Toán,9,9,9\n"
      "An,1/2/2012,000212000002,30/5/2025,2024-2025,TOAN,Toán,8,8,8\n");
  EXPECT_THAT(imported.items, SizeIs(2));
  EXPECT_THAT(said(imported), Contains("3 Họ tên exchange.row_homonym?"));
}

TEST(Import, RefusesAMarkOutsideTheScaleAndABadYear) {
  EXPECT_THAT(said(transcripts("Họ tên,Ngày sinh,Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II,Cả "
                               "năm\nAn,1/2/2012,30/5/2025,2024-2026,TOAN,Toán,9,9,11\n")),
              ElementsAre("2 Năm học exchange.cell_period"));
  EXPECT_THAT(said(transcripts("Họ tên,Ngày sinh,Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II,Cả "
                               "năm\nAn,1/2/2012,30/5/2025,2024-2025,TOAN,Toán,8,9,\"8,25\"\n")),
              ElementsAre("2 Cả năm credential.mark_too_fine"));
}

// A row of a transcript with these three marks and results; Cấp học, Loại bản and Ngày cấp as given.
std::vector<std::string> said_of(const std::string& marks, const std::string& results = "Khá,Tốt",
                                 const std::string& of_pupil = "THCS,gốc,30/05/2025", const char* year = "2024-2025") {
  ImportDefaults on_a_day = defaults();
  on_a_day.today = Date{2025, 6, 1};
  return said(import_transcripts(
      table_of("Họ tên,Ngày sinh,Cấp học,Loại bản,Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II,Cả năm,Kết quả học "
               "tập,Kết quả rèn luyện\nAn,1/2/2012," +
               of_pupil + "," + year + ",TOAN,Toán," + marks + "," + results + "\n"),
      on_a_day));
}

TEST(Import, TakesNoWordForAMarkThatNoRegulationKnows) {
  EXPECT_THAT(said_of("8,9,\"8,7\""), IsEmpty());
  EXPECT_THAT(said_of("Đ,CĐ,Chưa đạt"), IsEmpty());
  EXPECT_THAT(said_of("T,H,Hoàn thành"), IsEmpty());
  EXPECT_THAT(said_of("tám,9,9"), ElementsAre("2 HK I exchange.cell_unknown_word"));
  EXPECT_THAT(said_of("Đ,Đ,A+"), ElementsAre("2 Cả năm exchange.cell_unknown_word"));
}

TEST(Import, NotesResultsAndYearMarksThatCannotBeRight) {
  EXPECT_THAT(said_of("8,9,2", "Khá,Tốt", ",gốc,30/05/2025"), ElementsAre("2 Cả năm exchange.year_mark_odd?"));
  EXPECT_THAT(said_of("9,9,9", "Rất giỏi,Tốt"), ElementsAre("2 Kết quả học tập exchange.result_word_unknown?"));
}

TEST(Import, NamesEachWrongYearMarkWithTheRightOne) {
  const std::string header = "Họ tên,Ngày sinh,Cấp học,Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II,Cả năm\n";
  const auto rows = [&](const char* first_level, const char* last_level) {
    return transcripts(
        header + "An,1/2/2012," + first_level + ",30/5/2025,2024-2025,TOAN,Toán,\"8,0\",\"8,3\",\"9,2\"\n" +
        "An,1/2/2012,,,2024-2025,VAN,Ngữ văn,9,9,9\n" + "An,1/2/2012," + last_level + ",,2024-2025,SU,Lịch sử,8,9,9\n");
  };
  // Any row may say the level.
  for (const auto& imported : {rows("THCS", ""), rows("", "THCS")}) {
    EXPECT_THAT(said(imported),
                ElementsAre("2 Cả năm credential.year_average_wrong", "4 Cả năm credential.year_average_wrong"));
    EXPECT_THAT(imported.items, IsEmpty());
    EXPECT_EQ(imported.issues[0].value, "9,2");
    EXPECT_EQ(imported.issues[0].detail, "should be 8,2 (HB-MCN)");
    EXPECT_EQ(imported.issues[1].detail, "should be 8,7 (HB-MCN)");
  }
  // In primary school the year has a whole mark of its own, and terms are no part of the transcript.
  EXPECT_THAT(said(rows("Tiểu học", "")),
              ElementsAre("2 Cả năm exchange.test_not_whole", "2 HK I exchange.term_not_kept?",
                          "3 HK I exchange.term_not_kept?", "4 HK I exchange.term_not_kept?"));
}

TEST(Import, ChecksEveryValueThatFollowsFromTheSheetsOwnMarks) {
  const std::vector<int> fair = {7, 7, 7, 7, 7, 7, 7, 8};
  const auto right = transcripts(class_sheet(fair, "Khá", "Tốt", "lên lớp"));
  EXPECT_THAT(said(right), IsEmpty());
  ASSERT_THAT(right.items, SizeIs(1));
  EXPECT_EQ(right.items[0].years[0].outcome, "Được lên lớp");  // in the regulation's words
  EXPECT_EQ(right.items[0].years[0].conduct1, "Tốt");
  EXPECT_THAT(said(transcripts(class_sheet(fair, "Tốt", "Khá", "Không được lên lớp"))),
              ElementsAre("2 Kết quả học tập credential.learning_wrong", "2 Kết quả rèn luyện credential.conduct_wrong",
                          "2 Kết quả cuối năm credential.outcome_wrong"));
  const auto retested = transcripts(class_sheet(fair, "Khá", "Tốt", "Được lên lớp", "9"));
  EXPECT_THAT(said(retested), ElementsAre("2 Sau đánh giá lại credential.retest_not_allowed"));
  EXPECT_THAT(retested.items, IsEmpty());
}

TEST(Import, ReadsAYearOfPrimarySchool) {
  const std::string header =
      "Họ tên,Ngày sinh,Cấp học,Ngày cấp,Năm học,Lớp,Khối,Mã môn,Môn học,Mức cả năm,Điểm KTĐK,Miễn,Đánh giá KQGD,Nghỉ "
      "có phép,Cân nặng,Khen thưởng\n";
  const std::string pupil = "An,1/2/2016,Tiểu học,30/5/2025,2024-2025,3A,3,";
  const auto read =
      transcripts(header + pupil + "TOAN,Toán,Hoàn thành tốt,9,,Hoàn thành xuất sắc,2,\"25,4\",Học sinh Xuất sắc\n" +
                  pupil + "DD,Đạo đức,T,,,,,,\n" + pupil + "GDTC,GDTC,,,KT,,,,\n" + pupil + "YN,Yêu nước,Tốt,,,,,,\n");
  // Eight other subjects of grade 3 are not in this sheet.
  EXPECT_THAT(said(read), testing::AllOf(SizeIs(8), testing::Each("2 Môn học credential.subject_missing?")));
  ASSERT_THAT(read.items, SizeIs(1));
  const auto& year = read.items[0].years[0];
  ASSERT_THAT(year.results, SizeIs(3));
  EXPECT_EQ(year.results[0].year_level, "T");
  EXPECT_EQ(year.results[0].test, 9);
  EXPECT_EQ(year.results[2].not_assessed, credential::kIndividualPlan);
  ASSERT_THAT(year.qualities, SizeIs(1));
  EXPECT_EQ(year.qualities[0].level, "T");
  EXPECT_EQ(year.weight_hectograms, 254);
  EXPECT_THAT(year.awards, ElementsAre("Học sinh Xuất sắc"));
}

TEST(Import, RefusesADateOfIssueInTheFuture) {
  EXPECT_THAT(said_of("9,9,9", "Khá,Tốt", "THCS,gốc,01/06/2025"), IsEmpty());
  EXPECT_THAT(said_of("9,9,9", "Khá,Tốt", "THCS,gốc,02/06/2025"), ElementsAre("2 Ngày cấp exchange.date_future"));
}

TEST(Import, ReadsSchoolLevelsAsSchoolsWriteThem) {
  for (const char* level : {"THCS", "Trung học phổ thông", "upper-secondary", ""})
    EXPECT_THAT(said_of("9,9,9", "Khá,Tốt", std::string(level) + ",GOC_DIEN_TU,30/05/2025"), IsEmpty()) << level;
  EXPECT_THAT(said_of("9,9,9", "Khá,Tốt", "Cấp 2,gốc,30/05/2025"), ElementsAre("2 Cấp học exchange.cell_unknown_word"));
  EXPECT_EQ(school_level_word("THCS"), "lower-secondary");
}

TEST(Import, ATranscriptTellsOfASchoolYearNotOfAYear) {
  EXPECT_THAT(said_of("9,9,9", "Khá,Tốt", "THCS,gốc,30/05/2025", "2024"),
              ElementsAre("2 Năm học exchange.cell_period"));
}

TEST(Import, APersonalNumberOnTwoNamesKeepsBothOut) {
  const auto two =
      certificates(std::string(kHeader) + "An,05/09/1990,S1,30/05/2025,A,000090000001\n" +
                   "Bình,05/09/1990,S2,30/05/2025,A,000090000001\n" + "Chi,05/09/1990,S3,30/05/2025,A,000090000003\n" +
                   "Chi,05/09/1990,S4,30/05/2025,B,000090000003\n");
  EXPECT_THAT(said(two), testing::IsSupersetOf(
                             {"2 Họ và tên exchange.number_two_names", "3 Họ và tên exchange.number_two_names"}));
  ASSERT_THAT(two.items, SizeIs(2)) << "two certificates of one person are no conflict";
  EXPECT_EQ(two.items[0].common.holder.name, "Chi");
}

TEST(Csv, SaysOfAnExcelFileThatItIsOne) {
  for (const std::string_view magic : {"PK\x03\x04", "\xd0\xcf\x11\xe0"}) {
    const auto table = parse_csv(std::string(magic) + "rest");
    ASSERT_FALSE(table.ok());
    EXPECT_EQ(table.error().code().id, "exchange.csv_spreadsheet");
  }
}

TEST(Import, SaysOfAPdfThatItIsNoSheet) {
  const auto table = read_table("%PDF-1.4\n1 0 obj\n");
  ASSERT_FALSE(table.ok());
  EXPECT_EQ(table.error().code().id, "exchange.sheet_format");
  EXPECT_EQ(table.error().detail(), "PDF");
}

TEST(Import, TemplatesImportWithoutAComplaint) {
  // The number of the example begins with 000: a test number, and it is said.
  const auto no_error = [](const auto& imported) {
    for (const auto& issue : imported.issues) {
      EXPECT_EQ(issue.level, RowIssue::Level::warning) << issue.column << " " << issue.code->id;
      EXPECT_NE(issue.code->id, "exchange.column_unknown") << issue.column;
    }
    EXPECT_THAT(imported.items, SizeIs(1));
  };
  // The policy of a certificate is that of a year: an example of a school year would find none.
  EXPECT_THAT(template_csv(ImportKind::certificate), Not(testing::HasSubstr("2024-2025")));
  no_error(import_certificates(table_of(template_csv(ImportKind::certificate)), defaults()));
  no_error(import_awards(table_of(template_csv(ImportKind::award)), defaults()));
  no_error(import_transcripts(table_of(template_csv(ImportKind::transcript)), defaults()));
}

TEST(Import, ExportAndImportLoseNothing) {
  const auto again = [](const CsvTable& table) { return table_of(to_csv(table)); };
  const auto cert = import_certificates(table_of(template_csv(ImportKind::certificate)), defaults());
  const auto exported = export_certificates(cert.items);
  const auto back = import_certificates(again(exported), defaults());
  ASSERT_THAT(back.items, SizeIs(1));
  EXPECT_EQ(to_csv(export_certificates(back.items)), to_csv(exported));
  EXPECT_EQ(back.items[0].modules[0].score_tenths, cert.items[0].modules[0].score_tenths);
  EXPECT_EQ(back.items[0].common.holder.personal_number, cert.items[0].common.holder.personal_number);

  const auto award = import_awards(table_of(template_csv(ImportKind::award)), defaults());
  EXPECT_EQ(to_csv(export_awards(import_awards(again(export_awards(award.items)), defaults()).items)),
            to_csv(export_awards(award.items)));

  const auto pupils = transcripts(std::string(kPupils));
  const auto rows = export_transcripts(pupils.items);
  EXPECT_THAT(rows.rows, SizeIs(4));
  const auto pupils_back = import_transcripts(again(rows), defaults());
  ASSERT_THAT(pupils_back.items, SizeIs(2)) << testing::PrintToString(said(pupils_back));
  EXPECT_EQ(to_csv(export_transcripts(pupils_back.items)), to_csv(rows));
  EXPECT_EQ(pupils_back.items[0].years[0].results[1].year_level, "Đ");
}

TEST(Import, RefusesCellsThatNobodyCouldRead) {
  const auto row = [&](const std::string& title, const std::string& originality, const std::string& supersedes) {
    return said(certificates("Name,DOB,Serial,Issued on,Title,Originality,Supersedes\nAn,1/1/1990,S1,30/05/2025," +
                             title + "," + originality + "," + supersedes + "\n"));
  };
  EXPECT_THAT(row("A", "SO_HOA", "0b6a3c1e-1111-4222-8333-444455556666"), IsEmpty());
  // A reason and its basis would vanish with the document that they don't name.
  const auto corrected = [](const std::string& id) {
    return said(
        certificates("Name,DOB,Serial,Issued on,Title,Supersedes,Correction reason,Legal basis\n"
                     "An,1/1/1990,S1,30/05/2025,A," +
                     id + ",NHAP_SAI,QĐ 1\n"));
  };
  EXPECT_THAT(corrected("0b6a3c1e-1111-4222-8333-444455556666"), IsEmpty());
  EXPECT_THAT(corrected(""), ElementsAre("2 Supersedes credential.correction_of_nothing"));
  EXPECT_THAT(row("A\x07", "", ""), ElementsAre("2 Title exchange.cell_control"));
  EXPECT_THAT(row(std::string(5'000, 'A'), "", ""), ElementsAre("2 Title exchange.cell_too_long"));
  EXPECT_THAT(row("A", "copy", ""), ElementsAre("2 Originality exchange.cell_unknown_word"));
  EXPECT_THAT(row("A", "", "S0"), ElementsAre("2 Supersedes exchange.cell_id"));
}

TEST(Import, RefusesMoreYearsAndSubjectsThanAPupilCanHave) {
  std::string rows(kPupils);
  for (int year = 1990; year < 2025; ++year) {
    const std::string period = std::to_string(year) + "-" + std::to_string(year + 1);
    rows += "Chi,1/2/2012,Nữ,30/5/2025," + period + ",6A,6,TOAN,Toán,5,6,\"5,7\",Khá\n";
  }
  EXPECT_THAT(said(transcripts(rows)), Contains(testing::HasSubstr("Năm học exchange.too_many_periods")));
  rows = std::string(kPupils);
  for (int subject = 0; subject < 200; ++subject)
    rows += "Chi,1/2/2012,Nữ,30/5/2025,2024-2025,6A,6,M" + std::to_string(subject) + ",Môn,5,6,\"5,7\",Khá\n";
  EXPECT_THAT(said(transcripts(rows)), Contains(testing::HasSubstr("Mã môn exchange.too_many_periods")));
}

}  // namespace
}  // namespace hocba::exchange
