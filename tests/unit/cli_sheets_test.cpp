// hocba sheets …, and what a trial says of rows and of the former sheet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "ledger/exchange/csv.hpp"
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

}  // namespace
}  // namespace hocba::cli
