// hocba sheets …, and what a trial says of rows and of the former sheet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "tests/support/sample_class.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::cli {
namespace {

using testing::HasSubstr;

struct SheetsRun {
  int code = 0;
  std::string out, err;
};
SheetsRun run_sheets(std::vector<std::string> words) {
  words.insert(words.begin(), "hocba");
  words.insert(words.end(), {"--context", "/nonexistent/context.toml"});
  // Not that of the machine.
  if (std::find(words.begin(), words.end(), "--lang") == words.end()) words.insert(words.end(), {"--lang", "en"});
  std::vector<const char*> argv;
  for (const auto& word : words) argv.push_back(word.c_str());
  std::ostringstream out, err;
  const int code = run_program(static_cast<int>(argv.size()), argv.data(), out, err, false);
  return {code, out.str(), err.str()};
}

class SheetCommands : public testing::Test {
 protected:
  std::string write(const std::string& name, const exchange::Table& table) {
    const std::string file = scratch_ / name;
    EXPECT_TRUE(write_file(file, exchange::to_csv(table)).ok());
    return file;
  }
  static exchange::Table rows_of_class() { return exchange::export_transcripts(test::sample_class({.pupils = 3})); }
  static std::size_t column(const exchange::Table& table, const std::string& name) {
    return static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), name) - table.header.begin());
  }
  test::ScratchDirectory scratch_;
};

TEST_F(SheetCommands, DiffAndATrialSayWhatChangedSinceTheFormerSheet) {
  const auto table = rows_of_class();
  auto changed = table;
  changed.rows[2].cells[column(table, "Nhận xét")] = "Đọc tốt";
  const std::string before = write("cu.csv", table), after = write("moi.csv", changed);
  const SheetsRun shown = run_sheets({"sheets", "diff", before, after, "--lang", "vi"});
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.out, HasSubstr("– → Đọc tốt"));
  EXPECT_THAT(shown.out, HasSubstr("0 thêm, 0 không còn, 1 thay đổi, 2 giữ nguyên"));
  const SheetsRun as_json = run_sheets({"sheets", "diff", before, after, "--json"});
  const auto value = nlohmann::json::parse(as_json.out).at("changed").at(0).at("values").at(0);
  EXPECT_EQ(value.at("column"), "Nhận xét");
  EXPECT_EQ(value.at("before"), "");
  EXPECT_EQ(value.at("after"), "Đọc tốt");

  const std::vector<std::string> trial = {"issue",  "transcript", after,       "--dry-run",
                                          "--unit", "79TH0001",   "--against", before};
  EXPECT_THAT(run_sheets(trial).out, HasSubstr("1 changed, 2 the same"));
  auto with_json = trial;
  with_json.emplace_back("--json");
  EXPECT_EQ(nlohmann::json::parse(run_sheets(with_json).out).at("difference").at("same"), 2);
  EXPECT_EQ(run_sheets({"issue", "transcript", after, "--unit", "79TH0001", "--against", before}).code, kExitUsage);
  EXPECT_EQ(run_sheets({"sheets", "diff", before, scratch_ / "none.csv"}).code, kExitUsage);
  const SheetsRun none = run_sheets({"sheets", "diff", before, write("ten.csv", {.header = {"Lớp"}, .rows = {}})});
  EXPECT_THAT(none.err, HasSubstr("[exchange.column_missing]"));
}

TEST_F(SheetCommands, ATrialComparesTheSheetOfTheSameName) {
  const auto workbook = [&](const std::string& name, const exchange::Table& table, const std::string& sheet) {
    exchange::XlsxSheet look = exchange::sheet_of(table, exchange::ImportKind::transcript);
    look.name = sheet;
    const std::string file = scratch_ / name;
    EXPECT_TRUE(write_file(file, exchange::write_xlsx(table, look).value()).ok());
    return file;
  };
  const auto table = rows_of_class();
  const std::string now = workbook("moi.xlsx", table, "6A2"), before = workbook("cu.xlsx", table, "6A2"),
                    other = workbook("khac.xlsx", table, "6A1");
  const auto trial = [&](const std::string& former) {
    return run_sheets(
        {"issue", "transcript", now, "--sheet", "6A2", "--dry-run", "--unit", "79TH0001", "--against", former});
  };
  EXPECT_THAT(trial(before).out, HasSubstr("cu.xlsx [6A2]: 0 added, 0 gone, 0 changed, 3 the same"));
  EXPECT_THAT(trial(other).out, HasSubstr("khac.xlsx [6A1]: 0 added")) << "said which one it was";
  EXPECT_THAT(trial(write("cu.csv", table)).out, HasSubstr("cu.csv: 0 added"));
  const SheetsRun none = trial(scratch_ / "none.xlsx");
  EXPECT_EQ(none.code, kExitUsage);
  EXPECT_EQ(none.out, "") << "told before the trial";
  EXPECT_THAT(trial(before).out, HasSubstr("which pupils have a transcript of the school year already"));
}

TEST_F(SheetCommands, ATrialCountsRowsTakenAndLeftOut) {
  auto table = rows_of_class();
  table.rows[1].cells[column(table, "Ngày sinh")].clear();
  const std::string file = write("lop.csv", table);
  const SheetsRun shown = run_sheets({"issue", "transcript", file, "--dry-run", "--unit", "79TH0001", "--lang", "vi"});
  EXPECT_EQ(shown.code, kExitRefused);
  EXPECT_THAT(shown.out, HasSubstr("Dòng: 24 vào văn bản, 12 bị bỏ"));
  EXPECT_THAT(shown.out, HasSubstr("exchange.pupil_incomplete"));
  const auto rows =
      nlohmann::json::parse(run_sheets({"issue", "transcript", file, "--dry-run", "--unit", "79TH0001", "--json"}).out)
          .at("rows");
  EXPECT_EQ(rows.at("taken"), 24);
  ASSERT_EQ(rows.at("refused").size(), 12u);
  EXPECT_EQ(rows.at("refused").at(1).at("line"), 3);
  EXPECT_EQ(rows.at("refused").at(1).at("because"), 3);
  EXPECT_EQ(rows.at("refused").at(4).at("because"), 2);  // told at the pupil's first row, which names line 3
}

TEST_F(SheetCommands, ScoresAreWrittenAndJoinedAgainToTheSameTranscripts) {
  const auto table = exchange::export_transcripts(test::sample_class({.pupils = 3, .register_marks = true}));
  const std::string file = write("lop.csv", table), folder = scratch_ / "bang-diem";
  const SheetsRun written = run_sheets({"sheets", "scores", file, "--out", folder, "--json"});
  ASSERT_EQ(written.code, 0) << written.err;
  std::vector<std::string> join = {"sheets", "join"};
  const auto told = nlohmann::json::parse(written.out);
  for (const auto& one : told.at("files")) join.push_back(one.at("file"));
  EXPECT_EQ(join.size(), 2u + 24u);  // twelve subjects, two terms
  const std::string joined = scratch_ / "hoc-ba.xlsx";
  join.insert(join.end(), {"--class-list", file, "--issued-on", "30/05/2025", "-o", joined});
  const SheetsRun ran = run_sheets(join);
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  const auto diff = run_sheets({"sheets", "diff", file, joined, "--json"});
  EXPECT_EQ(nlohmann::json::parse(diff.out).at("same"), 3) << diff.out;
  EXPECT_EQ(run_sheets({"issue", "transcript", joined, "--dry-run", "--unit", "79TH0001"}).code, 0);
  EXPECT_EQ(run_sheets(join).code, kExitUsage);  // never written over

  const std::string one = scratch_ / "toan.csv";
  EXPECT_EQ(run_sheets({"sheets", "scores", file, "--subject", "TOAN", "--term", "1", "--by-code", "-o", one}).code, 0);
  EXPECT_EQ(run_sheets({"sheets", "scores", file, "--subject", "TOAN", "-o", scratch_ / "x.csv"}).code, kExitUsage);
  std::string wrong = read_file(one).value();
  const auto mark = wrong.rfind("\",\"");
  ASSERT_NE(mark, std::string::npos);
  wrong.replace(mark + 3, 1, wrong[mark + 3] == '1' ? "2" : "1");  // the last average
  ASSERT_TRUE(write_file(scratch_ / "sai.csv", wrong).ok());
  const SheetsRun refused =
      run_sheets({"sheets", "join", scratch_ / "sai.csv", "-o", scratch_ / "y.csv", "--lang", "vi"});
  EXPECT_EQ(refused.code, kExitRefused);
  EXPECT_THAT(refused.out, HasSubstr("HB-MHK"));
  EXPECT_FALSE(exists(scratch_ / "y.csv"));
}

TEST_F(SheetCommands, ResultsOfAPrimaryClassAreWrittenInTheForm) {
  const std::string file =
      write("3a1.csv", exchange::export_transcripts(test::sample_class({.pupils = 4, .grade = 3, .name = "3A1"})));
  const std::string to = scratch_ / "KetQua.xlsx";
  const SheetsRun ran = run_sheets({"sheets", "results", file, "--class", "3A1", "-o", to, "--lang", "vi"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("4 học sinh"));
  EXPECT_THAT(exchange::read_table(read_file(to).value()).value().rows, testing::SizeIs(4));
  EXPECT_THAT(run_sheets({"sheets", "results", file, "--class", "9A9", "-o", scratch_ / "z.xlsx"}).err,
              HasSubstr("[exchange.form_empty]"));
  auto bad = exchange::export_transcripts(test::sample_class({.pupils = 2, .grade = 3}));
  bad.rows[0].cells[1] = "hôm qua";
  const SheetsRun refused = run_sheets({"sheets", "results", write("bad.csv", bad), "-o", scratch_ / "z.xlsx"});
  EXPECT_EQ(refused.code, kExitRefused);
  EXPECT_THAT(refused.out, HasSubstr("credential.bad_date"));
}

}  // namespace
}  // namespace hocba::cli
