// Two hundred damaged spreadsheets and what the importer makes of each: a refusal of the file, or a report in which
// every row is in a document or is refused with a reason, and no pupil is taken in part.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <map>
#include <set>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/import.hpp"
#include "tests/support/damaged_sheet.hpp"
#include "tests/support/sample_class.hpp"
#include "tests/support/sanitized.hpp"

namespace hocba::exchange {
namespace {

using test::SheetDamage;
using test::SheetFate;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using ImportedPupils = Imported<credential::TranscriptData>;
using PupilRowsBySerial = std::map<std::string, std::set<std::vector<std::string>>>;  // serial -> rows

PupilRowsBySerial pupils_of(const std::vector<credential::TranscriptData>& items) {
  PupilRowsBySerial out;
  for (const auto& item : items)
    for (auto& row : export_transcripts({item}).rows) out[item.common.serial].insert(std::move(row.cells));
  return out;
}

bool is_error_issue(const RowIssue& issue) { return issue.level == RowIssue::Level::error; }

std::set<std::string> codes_of(const ImportedPupils& imported) {
  std::set<std::string> out;
  for (const auto& issue : imported.issues) out.insert(std::string(issue.code->id));
  return out;
}

// Whatever was read: each row is taken or refused, once; each refused one for an error that is told at its line, at
// another row of its pupil, or at the header.
void expect_every_row_accounted_for(const Table& table, const ImportedPupils& imported) {
  std::set<std::size_t> lines, errors, refused, taken;
  for (const auto& rows : imported.rows)
    for (const std::size_t line : rows) EXPECT_TRUE(taken.insert(line).second) << line;
  EXPECT_EQ(imported.rows.size(), imported.items.size());
  EXPECT_EQ(taken.size() + imported.refused.size(), table.rows.size());
  for (const auto& row : table.rows) lines.insert(row.line);
  for (const auto& issue : imported.issues) {
    EXPECT_FALSE(issue.code->vi.empty() || issue.code->en.empty());
    EXPECT_TRUE(lines.count(issue.line) == 1 || issue.line == table.header_line) << issue.line;
    if (is_error_issue(issue)) errors.insert(issue.line);
  }
  for (const RefusedRow& row : imported.refused) {
    EXPECT_TRUE(refused.insert(row.line).second) << row.line;
    EXPECT_EQ(taken.count(row.line), 0u) << row.line;
    EXPECT_EQ(lines.count(row.line), 1u) << row.line;
    EXPECT_EQ(errors.count(row.because), 1u) << row.line << " because of " << row.because;
  }
  EXPECT_EQ(errors.empty(), imported.refused.empty() || table.rows.empty());
}

class DamagedSheets : public testing::Test {
 protected:
  static std::string bytes_of(const SheetDamage& damage, const test::Grid& grid, bool workbook, test::Random& random) {
    std::string bytes = workbook ? test::xlsx_of(grid) : test::csv_of(grid);
    if (damage.bytes) damage.bytes(bytes, random);
    return bytes;
  }

  void refused(const SheetDamage& damage, const Error& error) {
    EXPECT_TRUE(damage.fate == SheetFate::refused || damage.fate == SheetFate::any) << error.to_string();
    EXPECT_THAT(std::string(error.code().id), testing::StartsWith("exchange."));
    if (!damage.codes.empty()) {
      EXPECT_THAT(damage.codes, Contains(std::string(error.code().id)));
    }
    ++files_refused_;
  }

  void read(const SheetDamage& damage, const Table& table, const ImportedPupils& imported,
            const PupilRowsBySerial& whole) {
    expect_every_row_accounted_for(table, imported);
    for (const auto& [serial, rows] : pupils_of(imported.items)) {
      ASSERT_EQ(whole.count(serial), 1u) << serial;
      EXPECT_TRUE(rows == whole.at(serial)) << serial;
    }
    const auto told = codes_of(imported);
    if (!damage.codes.empty()) {
      std::size_t known = 0;
      for (const std::string& code : damage.codes) known += told.count(code);
      EXPECT_GT(known, 0u) << testing::PrintToString(told);
    }
    switch (damage.fate) {
      case SheetFate::same:
        EXPECT_EQ(imported.items.size(), whole.size()) << testing::PrintToString(told);
        EXPECT_THAT(imported.refused, IsEmpty());
        break;
      case SheetFate::rows:
        EXPECT_THAT(imported.refused, testing::Not(IsEmpty())) << testing::PrintToString(told);
        EXPECT_THAT(imported.items, testing::Not(IsEmpty())) << testing::PrintToString(told);
        break;
      case SheetFate::nothing:
        EXPECT_THAT(imported.items, IsEmpty());
        break;
      case SheetFate::refused:
        ADD_FAILURE() << "read";
        break;
      case SheetFate::any:
        break;
    }
    ++(imported.refused.empty() ? files_whole_ : imported.items.empty() ? files_empty_ : files_with_bad_rows_);
  }

  std::size_t files_refused_ = 0, files_whole_ = 0, files_empty_ = 0, files_with_bad_rows_ = 0;
};

TEST_F(DamagedSheets, TwoHundredAreRefusedOrReadRowByRowAndNoneInPart) {
  const auto& all = test::sheet_damages();
  const std::size_t rounds = (200 + all.size() - 1) / all.size();
  std::size_t files = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t which = 0; which < all.size(); ++which, ++files) {
      const SheetDamage& damage = all[which];
      const auto seed = static_cast<std::uint32_t>(files);
      test::Random random(seed);
      const bool workbook =
          damage.form == SheetDamage::Form::xlsx || (damage.form == SheetDamage::Form::both && round % 2 == 1);
      SCOPED_TRACE(damage.name + (workbook ? ", xlsx, " : ", csv, ") + std::to_string(seed));
      const Table good = test::filled_columns(
          export_transcripts(test::sample_class({.seed = seed + 1, .grade = 6 + static_cast<int>(round % 4)})));
      const PupilRowsBySerial whole = pupils_of(import_transcripts(good, test::sample_school()).items);
      ASSERT_THAT(whole, SizeIs(6));
      test::Grid grid = test::grid_of(good);
      // From the second round on with titles, other dates, the Icelandic letter or columns in another order as well.
      for (std::size_t more = 0; more < 4 && round > 0; ++more) {
        const char* kMore[] = {"titles", "mixed dates", "eth", "shuffled columns"};
        const auto other =
            std::find_if(all.begin(), all.end(), [&](const SheetDamage& d) { return d.name == kMore[more]; });
        const bool beside = damage.name.find("two") != std::string::npos || damage.name == kMore[more];
        if (!beside && test::below(random, 2) == 0) other->grid(grid, random);
      }
      if (damage.grid) damage.grid(grid, random);
      const std::string bytes = bytes_of(damage, grid, workbook, random);
      const auto table = read_table(bytes);
      if (!table.ok())
        refused(damage, table.error());
      else
        read(damage, *table, import_transcripts(*table, test::sample_school()), whole);
    }
  }
  EXPECT_GE(files, 200u);
  // Each sort of ending came often enough to mean something.
  EXPECT_GE(files_refused_, 40u);
  EXPECT_GE(files_whole_, 50u);
  EXPECT_GE(files_with_bad_rows_, 40u);
  EXPECT_GE(files_empty_, 25u);
}

// ---- one pupil's rows, another's --------------------------------------------------------------------------------

constexpr const char* kPupilHeader = "Họ và tên,Ngày sinh,CCCD,Ngày cấp,Năm học,Mã môn,Môn học,HK I,HK II,Cả năm\n";
ImportedPupils imported_rows(const std::string& rows) {
  const auto table = parse_csv(kPupilHeader + rows);
  EXPECT_TRUE(table.ok());
  return table.ok() ? import_transcripts(*table, test::sample_school()) : ImportedPupils{};
}
std::string subject_row(const std::string& who, const std::string& code) {
  return who + ",30/5/2025,2024-2025," + code + "," + code + ",9,9,9\n";
}
std::vector<std::string> errors_of(const ImportedPupils& imported) {
  std::vector<std::string> out;
  for (const auto& issue : imported.issues)
    if (is_error_issue(issue))
      out.push_back(std::to_string(issue.line) + " " + std::string(issue.code->id).substr(9) +
                    (issue.detail.empty() ? "" : " (" + issue.detail + ")"));
  return out;
}
std::vector<std::string> fates_of(const ImportedPupils& imported) {
  std::vector<std::string> out;
  for (const auto& row : imported.refused) out.push_back(std::to_string(row.line) + "<" + std::to_string(row.because));
  return out;
}

TEST(PupilRows, ARowThatDoesNotSayWhoseItIsKeepsItsPupilOutAndNoHomonym) {
  // Two of one name, three rows each; the second row of the first one has no birth date.
  const auto by_place = imported_rows(subject_row("An,1/2/2012,", "TOAN") + subject_row("An,,", "VAN") +
                                      subject_row("An,3/4/2012,", "TOAN") + subject_row("An,3/4/2012,", "VAN"));
  EXPECT_THAT(errors_of(by_place), ElementsAre("3 cell_missing (dd/mm/yyyy)", "2 pupil_incomplete (line 3)"));
  ASSERT_THAT(by_place.items, SizeIs(1)) << "the row stands between both: the homonym has its own rows";
  EXPECT_EQ(by_place.items[0].common.holder.birth_date, (Date{2012, 4, 3}));
}

TEST(PupilRows, WhoHasTheSubjectAlreadyIsNotMeant) {
  const auto whole = imported_rows(subject_row("An,1/2/2012,", "TOAN") + subject_row("An,,", "TOAN"));
  EXPECT_THAT(fates_of(whole), ElementsAre("3<3"));
  EXPECT_THAT(whole.items, SizeIs(1));
}

TEST(PupilRows, ANumberSaysWhoseARowIsWhereverItStands) {
  const auto found = imported_rows(
      subject_row("An,1/2/2012,000212000001", "TOAN") + subject_row("Bình,3/4/2012,000212000002", "TOAN") +
      subject_row("An,3/4/2012,000212000003", "TOAN") + subject_row("An,,000212000001", "VAN"));
  EXPECT_THAT(errors_of(found), ElementsAre("5 cell_missing (dd/mm/yyyy)", "2 pupil_incomplete (line 5)"));
  EXPECT_THAT(fates_of(found), ElementsAre("2<2", "5<5"));
  EXPECT_THAT(found.items, SizeIs(2));
}

TEST(PupilRows, ARowThatMayBeAnybodysOfANameKeepsThemAllOut) {
  const auto shuffled = imported_rows(subject_row("An,1/2/2012,", "TOAN") + subject_row("Bình,3/4/2012,", "TOAN") +
                                      subject_row("An,3/4/2012,", "TOAN") + subject_row("Chi,3/4/2012,", "TOAN") +
                                      subject_row("Dũng,5/4/2012,", "TOAN") + subject_row("An,,", "VAN"));
  EXPECT_THAT(fates_of(shuffled), ElementsAre("2<2", "4<4", "7<7"));
  EXPECT_THAT(shuffled.items, SizeIs(3));
}

TEST(PupilRows, OfMergedCellsTheRowsBelowBelongToThePupilAbove) {
  const auto merged =
      imported_rows(subject_row("An,1/2/2012,", "TOAN") + subject_row(",,", "VAN") + subject_row(",,", "TIN") +
                    subject_row("Bình,3/4/2012,", "TOAN") + subject_row("Bình,3/4/2012,", "VAN"));
  EXPECT_THAT(fates_of(merged), ElementsAre("2<2", "3<3", "4<4"));
  ASSERT_THAT(merged.items, SizeIs(1));
  EXPECT_EQ(merged.items[0].common.holder.name, "Bình");
}

TEST(PupilRows, AnUnreadableNumberKeepsThePupilOut) {
  const auto bad =
      imported_rows(subject_row("An,1/2/2012,000212000001", "TOAN") + subject_row("An,1/2/2012,12", "VAN") +
                    subject_row("An,1/2/2012,000212000009", "TOAN"));
  EXPECT_THAT(fates_of(bad), ElementsAre("2<2", "3<3", "4<4")) << "either An's: both numbers may be meant";
}

TEST(PupilRows, ANumberInSomeRowsOnlyMayBeOnePupilOrTwo) {
  const auto split = imported_rows(subject_row("An,1/2/2012,000212000001", "TOAN") +
                                   subject_row("An,1/2/2012,", "VAN") + subject_row("Bình,1/2/2012,", "VAN"));
  EXPECT_THAT(errors_of(split), ElementsAre("2 pupil_split (line 3)", "3 pupil_split (line 2)"));
  EXPECT_THAT(split.items, SizeIs(1));
  // Two numbers are two people.
  EXPECT_THAT(
      imported_rows(subject_row("An,1/2/2012,000212000001", "TOAN") + subject_row("An,1/2/2012,000212000002", "VAN"))
          .items,
      SizeIs(2));
}

TEST(PupilRows, ACsvFileThatEndsInTheMiddleOfARowWasCut) {
  const std::string rows = kPupilHeader + subject_row("An,1/2/2012,", "TOAN");
  EXPECT_TRUE(parse_csv(rows).ok());
  EXPECT_TRUE(parse_csv(rows.substr(0, rows.size() - 1)).ok());  // the last line without its end
  EXPECT_TRUE(parse_csv(rows.substr(0, rows.size() - 5) + "\n").ok());
  const auto cut = parse_csv(rows.substr(0, rows.size() - 4));
  ASSERT_FALSE(cut.ok());
  EXPECT_EQ(cut.error().code().id, "exchange.csv_cut");
  EXPECT_EQ(cut.error().detail(), "line 2");
}

// ---- very large sheets ------------------------------------------------------------------------------------------

std::size_t peak_of_process() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

std::string large_sheet(std::size_t rows) {
  const Table pupil = test::filled_columns(export_transcripts(test::sample_class({.pupils = 40})));
  std::string out = to_csv({.header = pupil.header}), row;
  const std::size_t serial = 4;
  EXPECT_EQ(pupil.header.at(serial), "Số hiệu");
  for (std::size_t i = 0; i < rows; ++i) {
    auto cells = pupil.rows[i % pupil.rows.size()].cells;
    cells[serial] += "/" + std::to_string(i / pupil.rows.size());
    cells[2].clear();  // numbers would be the same ones again and again
    cells[3].clear();
    row.clear();
    for (const auto& cell : cells)
      row += (row.empty() ? "" : ",") + (cell.find(',') == std::string::npos ? cell : '"' + cell + '"');
    out += row + "\r\n";
  }
  return out;
}

TEST(LargeSheets, AHundredThousandRowsAreReadWholeInBoundedMemory) {
  const std::size_t count = test::kSanitized ? 4'800 : 100'000;
  const std::size_t before = peak_of_process();
  const std::string bytes = large_sheet(count);
  const auto table = read_table(bytes);
  ASSERT_TRUE(table.ok()) << table.error().to_string();
  const auto read = import_transcripts(*table, test::sample_school());
  EXPECT_THAT(read.refused, IsEmpty()) << testing::PrintToString(codes_of(read));
  std::size_t taken = 0;
  for (const auto& rows : read.rows) taken += rows.size();
  EXPECT_EQ(taken, count);
  if (!test::kSanitized) {
    EXPECT_LT(peak_of_process() - before, std::size_t{1} << 30);
  }
}

// Every column slid by one: a mistake in nearly every cell.
TEST(LargeSheets, ManyBadRowsAreRefusedOneByOneAndTheReportIsBounded) {
  const std::size_t count = test::kSanitized ? 4'800 : 30'000;
  const std::size_t before = peak_of_process();
  auto slid = read_table(large_sheet(count)).value();
  for (auto& row : slid.rows) {
    row.cells.pop_back();
    row.cells.insert(row.cells.begin(), "x");
  }
  const auto read = import_transcripts(slid, test::sample_school());
  expect_every_row_accounted_for(slid, read);
  EXPECT_THAT(read.items, IsEmpty());
  EXPECT_THAT(read.refused, SizeIs(count));
  EXPECT_LE(read.issues.size(), kMaxIssues + count + slid.header.size());
  if (count > kMaxIssues) {
    EXPECT_THAT(codes_of(read), Contains("exchange.issues_cut"));
  }
  if (!test::kSanitized) {
    EXPECT_LT(peak_of_process() - before, std::size_t{1} << 30);
  }
}

TEST(LargeSheets, AboveTheLimitTheFileIsRefusedAndTheLimitNamed) {
  std::string bytes = "Họ và tên,Ngày sinh\n";
  for (std::size_t i = 0; i <= kMaxCsvRows; ++i) bytes += "An,1/2/2012\n";
  const auto table = read_table(bytes);
  ASSERT_FALSE(table.ok());
  EXPECT_EQ(table.error().code().id, "exchange.csv_too_large");
  EXPECT_THAT(std::string(table.error().code().vi), HasSubstr("200 000 dòng"));
  EXPECT_THAT(std::string(table.error().code().en), HasSubstr("200,000 rows"));
}

}  // namespace
}  // namespace hocba::exchange
