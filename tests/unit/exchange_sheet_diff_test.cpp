// What differs between two sheets of transcripts: who is who, what changed, and what is no change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/sheet_diff.hpp"
#include "tests/support/damaged_sheet.hpp"
#include "tests/support/sample_class.hpp"

namespace hocba::exchange {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kDiffHeader = "Họ tên,Ngày sinh,CCCD,Mã học sinh,Năm học,Lớp,Mã môn,Môn học,HK I,HK II,Cả năm\n";
std::string maths_row(const std::string& who, const std::string& marks = "8,8,8") {
  return who + ",2024-2025,6A1,TOAN,Toán," + marks + "\n";
}
Table diff_sheet(const std::string& rows, const std::string& header = kDiffHeader) {
  return parse_csv(header + rows).value();
}
// "+An@2", "-An@2", "An: 2024-2025/Toán/Điểm cả năm 8 > 9", "?An@2 An@3"
std::vector<std::string> said_of_diff(const Table& before, const Table& after) {
  const auto diff = diff_transcripts(before, after);
  if (!diff.ok()) return {diff.error().to_string()};
  std::vector<std::string> out;
  const auto who = [](const PersonOfSheet& person) { return person.name + "@" + std::to_string(person.line); };
  for (const auto& person : diff->added) out.push_back("+" + who(person));
  for (const auto& person : diff->removed) out.push_back("-" + who(person));
  for (const auto& change : diff->changed)
    for (const auto& value : change.values)
      out.push_back(change.after.name + ": " + value.period + "/" + value.subject + "/" + std::string(value.column) +
                    " " + value.before + " > " + value.after);
  for (const auto& doubtful : diff->doubtful) {
    std::string line = "?";
    for (const auto& person : doubtful.before) line += who(person) + " ";
    line += ">";
    for (const auto& person : doubtful.after) line += " " + who(person);
    out.push_back(line);
  }
  for (const auto& what : diff->only_before) out.push_back("old alone: " + what);
  for (const auto& what : diff->only_after) out.push_back("new alone: " + what);
  for (const auto line : diff->unclear_after) out.push_back("unclear: " + std::to_string(line));
  return out;
}

TEST(SheetDiff, SaysWhoCameWhoWentAndWhichValueChanged) {
  const auto before =
      diff_sheet(maths_row("An,1/2/2012,,") + maths_row("Bình,3/4/2012,,") + maths_row("Chi,5/6/2012,,"));
  const auto after = diff_sheet(maths_row("Chi,05/06/2012,,", "8,9,\"8,7\"") + maths_row("An,1/2/2012,,") +
                                maths_row("Dũng,7/8/2012,,"));
  EXPECT_THAT(said_of_diff(before, after),
              ElementsAre("+Dũng@4", "-Bình@3", "Chi: 2024-2025/Toán/Điểm học kỳ II 8,0 > 9,0",
                          "Chi: 2024-2025/Toán/Điểm cả năm 8,0 > 8,7"));
  EXPECT_EQ(diff_transcripts(before, after)->same, 1u);
}

TEST(SheetDiff, AnotherSpellingOrderOrFormIsNoChange) {
  const auto good = test::filled_columns(export_transcripts(test::sample_class({.seed = 5, .pupils = 4})));
  EXPECT_THAT(said_of_diff(good, good), IsEmpty());
  for (const auto& damage : test::sheet_damages()) {
    if (damage.fate != test::SheetFate::same) continue;
    for (const bool workbook : {false, true}) {
      if (damage.form != test::SheetDamage::Form::both && workbook != (damage.form == test::SheetDamage::Form::xlsx))
        continue;
      test::Random random(3);
      test::Grid grid = test::grid_of(good);
      damage.grid(grid, random);
      const auto table = read_table(workbook ? test::xlsx_of(grid) : test::csv_of(grid));
      ASSERT_TRUE(table.ok()) << damage.name;
      EXPECT_THAT(said_of_diff(good, *table), IsEmpty()) << damage.name;
      EXPECT_THAT(said_of_diff(*table, good), IsEmpty()) << damage.name;
      EXPECT_EQ(diff_transcripts(good, *table)->same, 4u);
    }
  }
}

// Level and grade may stand in any row, as for the import; words mean what they mean there.
TEST(SheetDiff, TheLevelMayStandInAnyRow) {
  const std::string header =
      "Họ tên,Ngày sinh,Cấp học,Khối,Năm học,Lớp,Mã môn,Môn học,Mức cả năm,Kết quả cuối năm,Cân nặng,Số buổi nghỉ\n";
  const auto each = diff_sheet(
      "An,1/2/2016,Tiểu học,5,2024-2025,5A,TOAN,Toán,Hoàn thành tốt,Hoàn thành,\"25,4\",2\n"
      "An,1/2/2016,Tiểu học,5,2024-2025,5A,TV,Tiếng Việt,Hoàn thành,,,\n",
      header);
  const auto once = diff_sheet(
      "An,1/2/2016,,,2024-2025,5A,TOAN,Toán,T,Hoàn thành,25.4,02\n"
      "An,1/2/2016,Tiểu học,5,2024-2025,5A,TV,Tiếng Việt,H,,,\n",
      header);
  EXPECT_THAT(said_of_diff(each, once), IsEmpty());
}

TEST(SheetDiff, WhatASheetSaysNothingOfIsNoChange) {
  const auto before = diff_sheet(maths_row("An,1/2/2012,,"));
  const auto more = diff_sheet(
      "An,1/2/2012,2024-2025,TOAN,Toán,8,8,8,6\nAn,1/2/2012,2024-2025,GDTC,Giáo dục thể chất,Đ,Đ,Đ,6\n"
      "An,1/2/2012,2023-2024,TOAN,Toán,7,7,7,5\n",
      "Họ tên,Ngày sinh,Năm học,Mã môn,Môn học,HK I,HK II,Cả năm,Khối\n");
  EXPECT_THAT(said_of_diff(before, more), ElementsAre("old alone: Lớp", "new alone: Khối", "new alone: 2023-2024",
                                                      "new alone: 2024-2025 Giáo dục thể chất"));
  // A column that is empty throughout is none.
  EXPECT_THAT(said_of_diff(diff_sheet(maths_row("An,1/2/2012,,")), diff_sheet(maths_row("An,1/2/2012,000212000001,"))),
              ElementsAre("new alone: Số định danh cá nhân"));
}

TEST(SheetDiff, ASubjectThatOthersHaveIsAChangeOfItsOwn) {
  const std::string art = "An,1/2/2012,,,2024-2025,6A1,NT,Nghệ thuật,Đ,Đ,Đ\n";
  const std::string art_of_binh = "Bình,3/4/2012,,,2024-2025,6A1,NT,Nghệ thuật,Đ,Đ,Đ\n";
  const std::string both = maths_row("An,1/2/2012,,") + maths_row("Bình,3/4/2012,,");
  EXPECT_THAT(said_of_diff(diff_sheet(both + art), diff_sheet(both + art_of_binh)),
              ElementsAre("An: 2024-2025/Nghệ thuật/ Nghệ thuật > ", "Bình: 2024-2025/Nghệ thuật/  > Nghệ thuật"));
}

TEST(SheetDiff, KnowsAPersonByNumberThenByCodeThenByNameAndBirthDate) {
  // The name was corrected: the number is one.
  EXPECT_THAT(
      said_of_diff(diff_sheet(maths_row("An,1/2/2012,000212000001,")), diff_sheet(maths_row("Ân,1/2/2012,212000001,"))),
      ElementsAre("Ân: //Họ và tên An > Ân"));
  EXPECT_THAT(said_of_diff(diff_sheet(maths_row("An,1/2/2012,000212000001,9900000001")),
                           diff_sheet(maths_row("An,1/2/2012,000212000002,9900000001"))),
              ElementsAre("An: //Số định danh cá nhân 000212000001 > 000212000002"));
  // A temporary code gives way to the ministry's.
  EXPECT_THAT(
      said_of_diff(diff_sheet(maths_row("An,1/2/2012,,TAM-7")), diff_sheet(maths_row("An,1/2/2012,,9900000001"))),
      ElementsAre("An: //Mã định danh Bộ GD&ĐT TAM-7 > 9900000001"));
}

TEST(SheetDiff, NeverTakesAHomonymForThePerson) {
  // Another number: perhaps put right, perhaps another child.
  EXPECT_THAT(said_of_diff(diff_sheet(maths_row("An,1/2/2012,000212000001,")),
                           diff_sheet(maths_row("An,1/2/2012,000212000002,"))),
              ElementsAre("?An@2 > An@2"));
  EXPECT_THAT(
      said_of_diff(diff_sheet(maths_row("An,1/2/2012,,9900000001")), diff_sheet(maths_row("An,1/2/2012,,9900000002"))),
      ElementsAre("?An@2 > An@2"));
  // Two of one name and birth date; one is known by the number, whether the other is the new one nobody knows.
  EXPECT_THAT(said_of_diff(diff_sheet(maths_row("An,1/2/2012,000212000001,") + maths_row("An,1/2/2012,,9900000001")),
                           diff_sheet(maths_row("An,1/2/2012,000212000001,") + maths_row("An,1/2/2012,,"))),
              ElementsAre("?An@3 > An@3", "old alone: Mã định danh Bộ GD&ĐT"));
  // A second one who is new is added: the first is known.
  EXPECT_THAT(said_of_diff(diff_sheet(maths_row("An,1/2/2012,000212000001,")),
                           diff_sheet(maths_row("An,1/2/2012,000212000001,") + maths_row("An,1/2/2012,000212000002,"))),
              ElementsAre("+An@3"));
  // One number on two people is nobody's.
  EXPECT_THAT(
      said_of_diff(diff_sheet(maths_row("An,1/2/2012,000212000001,")),
                   diff_sheet(maths_row("An,1/2/2012,000212000001,") + maths_row("Bình,1/2/2012,000212000001,"))),
      ElementsAre("?An@2 > An@2 Bình@3"));
}

TEST(SheetDiff, RowsWithMistakesAreComparedAndNamelessOnesNamed) {
  EXPECT_THAT(said_of_diff(diff_sheet(maths_row("An,1/2/2012,,")),
                           diff_sheet(maths_row("An,1/2/2012,,", "8,8,mười") + maths_row(",,,"))),
              ElementsAre("An: 2024-2025/Toán/Điểm cả năm 8,0 > mười", "unclear: 3"));
  const auto nameless =
      diff_transcripts(diff_sheet(maths_row("An,1/2/2012,,")), diff_sheet("TOAN,8\n", "Mã môn,Cả năm\n"));
  ASSERT_FALSE(nameless.ok());
  EXPECT_EQ(nameless.error().code().id, "exchange.column_missing");
}

// A second opinion: change one cell of a sheet; the diff says exactly this.
TEST(SheetDiff, OneChangedCellIsOneChange) {
  const auto good = test::filled_columns(export_transcripts(test::sample_class({.seed = 9, .pupils = 5})));
  std::mt19937 random(1);
  std::size_t marks = 0;
  for (int round = 0; round < 600; ++round) {
    auto changed = good;
    auto& row = changed.rows[random() % changed.rows.size()];
    const std::size_t column = random() % good.header.size();
    std::string& cell = row.cells[column];
    if (cell.empty() || good.header[column].find("Điểm") != 0) continue;
    const std::string before = cell;
    cell = cell == "1,5" ? "2,5" : "1,5";
    EXPECT_THAT(said_of_diff(good, changed),
                ElementsAre(row.cells[0] + ": 2024-2025/" + row.cells[test::grid_of(good).column("Môn học")] + "/" +
                            good.header[column] + " " + before + " > " + cell));
    ++marks;
  }
  EXPECT_GT(marks, 30u);
}

}  // namespace
}  // namespace hocba::exchange
