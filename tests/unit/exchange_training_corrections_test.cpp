// Sheets of who was approved under a wrong name, birth date or number: who is meant, what is right, and what is
// refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/training_sheets.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

training::SeatId seat_of_number(std::uint8_t n) {
  training::SeatId out;
  out.data.fill(n);
  out.data[6] = 0x40;
  out.data[8] = 0x80;
  return out;
}

std::vector<SeatedPerson> seated_people() {
  return {
      {"Trần Thị Thử", {1985, 3, 15}, "000185000001", {seat_of_number(1), seat_of_number(2)}, {"99TH0001", "99TH0002"}},
      {"Vũ Ý", {1985, 3, 6}, "", {seat_of_number(3)}, {"99TH0001"}},
      {"Lê Văn Mẫu", {1979, 6, 1}, "000079000001", {seat_of_number(4)}, {"99TH0001"}},
      {"Lê Văn Mẫu", {1979, 6, 1}, "000079000002", {seat_of_number(5)}, {"99TH0002"}},
      {"Ngô Hoa", {1990, 2, 2}, "", {seat_of_number(6)}, {"99TH0003"}}};
}
ImportedCorrections read_corrections(const std::string& rows) {
  static const auto people = seated_people();
  const auto table = test::must_be(parse_csv(
      "Mã chỗ học,Họ và tên,Ngày sinh,CCCD,Mã trường,Họ và tên đúng,Ngày sinh đúng,Số định danh đúng\n" + rows));
  return import_training_corrections(table, people);
}
// "2 Họ và tên exchange.learner_unknown"; a question mark: a warning.
std::vector<std::string> corrections_told(const ImportedCorrections& read) {
  std::vector<std::string> out;
  for (const RowIssue& issue : read.issues)
    out.push_back(std::to_string(issue.line) + " " + issue.column + " " + std::string(issue.code->id) +
                  (issue.level == RowIssue::Level::warning ? "?" : ""));
  return out;
}

TEST(TrainingCorrections, AreOfWhoIsMeantAndNameWhatIsRight) {
  const auto read = read_corrections(
      ",Trần Thị Thử,15/03/1985,,,Trần Thị Thử Nghiệm,,\n"
      ",,,000079000001,,,02/06/1979,\n"
      ",Lê Văn Mẫu,01/06/1979,,99th0002,Lê Văn Mậu,,\n" +
      training::to_text(seat_of_number(3)) + ",,,,,Vũ Như Ý,,000185000006\n");
  EXPECT_THAT(corrections_told(read), IsEmpty());
  ASSERT_THAT(read.items, SizeIs(4));
  EXPECT_EQ(read.items[0].line, 2u);
  EXPECT_EQ(read.items[0].name, "Trần Thị Thử Nghiệm");
  EXPECT_EQ(read.items[0].birth_date, (Date{1985, 3, 15}));
  EXPECT_EQ(read.items[0].personal_number, "000185000001");
  EXPECT_THAT(read.items[0].seats, SizeIs(2)) << "all seats of the person, whatever the school";
  EXPECT_EQ(read.items[1].person, 2u);
  EXPECT_EQ(read.items[1].birth_date, (Date{1979, 6, 2}));
  EXPECT_EQ(read.items[2].person, 3u) << "the school tells homonyms apart";
  EXPECT_EQ(read.items[3].personal_number, "000185000006");
}

TEST(TrainingCorrections, OfASeatAreOfThisSeatAlone) {
  const auto read = read_corrections(training::to_text(seat_of_number(2)) + ",,,,,Trần Thị Thử Nghiệm,,\n");
  ASSERT_THAT(read.items, SizeIs(1));
  EXPECT_THAT(read.items[0].seats, ElementsAre(seat_of_number(2)));
}

TEST(TrainingCorrections, NameRowAndFieldOfWhatIsWrong) {
  const auto read = read_corrections(
      ",Phạm Thị Thử,01/01/1980,,,Phạm Thị Thử Nghiệm,,\n"    // nobody
      ",Lê Văn Mẫu,01/06/1979,,,Lê Văn Mậu,,\n"               // two of them
      ",Trần Thị Thử,,,,Trần Thị Thử Nghiệm,,\n"              // no birth date
      ",Ngô Hoa,02/02/1990,,,,,\n"                            // nothing new
      ",Ngô Hoa,02/02/1990,,99TH0001,Ngô Hòa,,\n"             // of another school
      ",Trần Văn Thử,,000185000001,,Trần Thị Thử Nghiệm,,\n"  // another's number
      ",Ngô Hoa,02/02/1990,,,,31/02/1990,\n"                  // no day
      "x,,,,,Ngô Hòa,,\n"                                     // no seat
      ",Ngô Hoa,02/02/1990,,,,,12345\n");                     // no number
  EXPECT_THAT(read.items, IsEmpty());
  EXPECT_THAT(corrections_told(read),
              ElementsAre("2 Họ và tên exchange.learner_unknown", "3 Họ và tên exchange.learner_unclear",
                          "4 Ngày sinh exchange.cell_missing", "5 Họ và tên đúng exchange.cell_missing",
                          "6 Mã trường exchange.learner_other", "7 Họ và tên exchange.learner_other",
                          "8 Ngày sinh đúng credential.bad_date", "9 Mã chỗ học exchange.cell_seat",
                          "10 Số định danh đúng credential.bad_personal_number"));
  EXPECT_THAT(read.issues[1].detail, HasSubstr("000079000001"));
}

TEST(TrainingCorrections, TakeNobodyTwiceAndNoNumberForTwo) {
  const auto twice = read_corrections(",Trần Thị Thử,15/03/1985,,,Trần Thị Thử Nghiệm,,\n" +
                                      training::to_text(seat_of_number(2)) + ",,,,,Trần Thị Nghiệm,,\n");
  EXPECT_THAT(corrections_told(twice), ElementsAre("3 Họ và tên exchange.learner_twice"));
  EXPECT_THAT(twice.items, SizeIs(1));
  const auto number = read_corrections(",Vũ Ý,06/03/1985,,,,,000185000001\n");
  EXPECT_THAT(corrections_told(number), ElementsAre("2 Số định danh đúng exchange.number_two_names"));
  EXPECT_THAT(number.items, IsEmpty());
  EXPECT_THAT(number.issues[0].detail, HasSubstr("Trần Thị Thử"));
  // Numbers that stood with the wrong one of two: what counts is how both are called in the end.
  const auto swapped = read_corrections(
      ",,,000079000001,,,,000079000002\n"
      ",,,000079000002,,,,000079000001\n");
  EXPECT_THAT(corrections_told(swapped), IsEmpty());
  EXPECT_THAT(swapped.items, SizeIs(2));
}

TEST(TrainingCorrections, PassOverWhatIsCorrectedAlready) {
  const auto read = read_corrections(
      ",Trần Thị Thừ,15/03/1985,,,Trần Thị Thử,,\n"
      ",Ngô Hoa,02/02/1990,,,Ngô Hoa,,\n"
      ",Vũ Y,06/03/1985,,,Vũ Ỷ,,\n");  // called otherwise than the list has it
  EXPECT_THAT(corrections_told(read),
              ElementsAre("2 Họ và tên đúng exchange.correction_done?", "3 Họ và tên đúng exchange.correction_done?"));
  EXPECT_EQ(read.done, 2u);
  ASSERT_THAT(read.items, SizeIs(1));
  EXPECT_EQ(read.items[0].name, "Vũ Ỷ");
}

TEST(TrainingCorrections, HaveAFormThatComesBack) {
  const Table form = template_table(ImportKind::training_corrections);
  const auto back =
      test::must_be(read_table(test::must_be(write_xlsx(form, sheet_of(form, ImportKind::training_corrections)))));
  EXPECT_EQ(back.header, form.header);
  const auto people = seated_people();
  const auto read = import_training_corrections(back, people);
  EXPECT_THAT(read.items, SizeIs(1));
  const auto unknown =
      test::must_be(parse_csv("Họ và tên,Ngày sinh,Họ và tên đúng,Lý do\nVũ Ý,06/03/1985,Vũ Như Ý,x\n"));
  EXPECT_THAT(corrections_told(import_training_corrections(unknown, people)),
              ElementsAre("1 Lý do exchange.column_unknown"));
  EXPECT_THAT(import_training_corrections(unknown, people, true).items, SizeIs(1));
}

}  // namespace
}  // namespace hocba::exchange
