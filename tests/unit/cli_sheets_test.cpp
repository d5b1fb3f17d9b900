// hocba sheets …, and what a trial says of rows and of the former sheet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "tests/support/holder_builder.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/sample_class.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::cli {
namespace {

using test::run_words;
using testing::HasSubstr;

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
  const test::ProgramRun shown = run_words({"sheets", "diff", before, after, "--lang", "vi"});
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.out, HasSubstr("– → Đọc tốt"));
  EXPECT_THAT(shown.out, HasSubstr("0 thêm, 0 không còn, 1 thay đổi, 2 giữ nguyên"));
  const test::ProgramRun as_json = run_words({"sheets", "diff", before, after, "--json"});
  const auto value = nlohmann::json::parse(as_json.out).at("changed").at(0).at("values").at(0);
  EXPECT_EQ(value.at("column"), "Nhận xét");
  EXPECT_EQ(value.at("before"), "");
  EXPECT_EQ(value.at("after"), "Đọc tốt");

  const std::vector<std::string> trial = {"issue",  "transcript", after,       "--dry-run",
                                          "--unit", "79TH0001",   "--against", before};
  EXPECT_THAT(run_words(trial).out, HasSubstr("1 changed, 2 the same"));
  auto with_json = trial;
  with_json.emplace_back("--json");
  EXPECT_EQ(nlohmann::json::parse(run_words(with_json).out).at("difference").at("same"), 2);
  EXPECT_EQ(run_words({"issue", "transcript", after, "--unit", "79TH0001", "--against", before}).code, kExitUsage);
  EXPECT_EQ(run_words({"sheets", "diff", before, scratch_ / "none.csv"}).code, kExitUsage);
  const test::ProgramRun none =
      run_words({"sheets", "diff", before, write("ten.csv", {.header = {"Lớp"}, .rows = {}})});
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
    return run_words(
        {"issue", "transcript", now, "--sheet", "6A2", "--dry-run", "--unit", "79TH0001", "--against", former});
  };
  EXPECT_THAT(trial(before).out, HasSubstr("cu.xlsx [6A2]: 0 added, 0 gone, 0 changed, 3 the same"));
  EXPECT_THAT(trial(other).out, HasSubstr("khac.xlsx [6A1]: 0 added")) << "said which one it was";
  EXPECT_THAT(trial(write("cu.csv", table)).out, HasSubstr("cu.csv: 0 added"));
  const test::ProgramRun none = trial(scratch_ / "none.xlsx");
  EXPECT_EQ(none.code, kExitUsage);
  EXPECT_EQ(none.out, "") << "told before the trial";
  EXPECT_THAT(trial(before).out, HasSubstr("which pupils have a transcript of the school year already"));
}

TEST_F(SheetCommands, ATrialCountsRowsTakenAndLeftOut) {
  auto table = rows_of_class();
  table.rows[1].cells[column(table, "Ngày sinh")].clear();
  const std::string file = write("lop.csv", table);
  const test::ProgramRun shown =
      run_words({"issue", "transcript", file, "--dry-run", "--unit", "79TH0001", "--lang", "vi"});
  EXPECT_EQ(shown.code, kExitRefused);
  EXPECT_THAT(shown.out, HasSubstr("Dòng: 24 vào văn bản, 12 bị bỏ"));
  EXPECT_THAT(shown.out, HasSubstr("exchange.pupil_incomplete"));
  const auto rows =
      nlohmann::json::parse(run_words({"issue", "transcript", file, "--dry-run", "--unit", "79TH0001", "--json"}).out)
          .at("rows");
  EXPECT_EQ(rows.at("taken"), 24);
  ASSERT_EQ(rows.at("refused").size(), 12u);
  EXPECT_EQ(rows.at("refused").at(1).at("line"), 3);
  EXPECT_EQ(rows.at("refused").at(1).at("because"), 3);
  EXPECT_EQ(rows.at("refused").at(4).at("because"), 2);  // told at the pupil's first row, which names line 3
}

TEST_F(SheetCommands, ATrialSaysAtOnceWhichNeededColumnsAreMissingAndWhy) {
  auto table = rows_of_class();
  for (const char* name : {"Khối", "Lớp", "Cấp học"}) {
    const std::size_t at = column(table, name);
    table.header.erase(table.header.begin() + static_cast<std::ptrdiff_t>(at));
    for (auto& row : table.rows) row.cells.erase(row.cells.begin() + static_cast<std::ptrdiff_t>(at));
  }
  const std::string file = write("thieu.csv", table);
  const test::ProgramRun ran =
      run_words({"issue", "transcript", file, "--dry-run", "--unit", "79TH0001", "--lang", "vi", "--json"});
  EXPECT_EQ(ran.code, kExitRefused);
  const auto told = nlohmann::json::parse(ran.out);
  EXPECT_EQ(told.at("good"), 0);
  EXPECT_EQ(told.at("rows").at("refused").size(), table.rows.size());
  std::vector<std::string> columns;
  for (const auto& issue : told.at("issues"))
    if (issue.at("code") == "exchange.column_missing") {
      columns.push_back(issue.at("column"));
      EXPECT_EQ(issue.at("line"), 1);
      EXPECT_THAT(std::string(issue.at("vi")), HasSubstr("--template"));  // what to do
    } else {
      EXPECT_NE(issue.at("level"), "error") << issue;  // nothing else is said of what follows from it
    }
  EXPECT_THAT(columns, testing::ElementsAre("Cấp học", "Lớp", "Khối"));
  EXPECT_EQ(told.at("issues").at(0).at("detail"),
            "để biết theo quy định nào: Tiểu học TT 27/2020, THCS và THPT TT 22/2021, GDNN");
}

TEST_F(SheetCommands, ScoresAreWrittenAndJoinedAgainToTheSameTranscripts) {
  const auto table = exchange::export_transcripts(test::sample_class({.pupils = 3, .register_marks = true}));
  const std::string file = write("lop.csv", table), folder = scratch_ / "bang-diem";
  const test::ProgramRun written = run_words({"sheets", "scores", file, "--out", folder, "--json"});
  ASSERT_EQ(written.code, 0) << written.err;
  std::vector<std::string> join = {"sheets", "join"};
  const auto told = nlohmann::json::parse(written.out);
  for (const auto& one : told.at("files")) join.push_back(one.at("file"));
  EXPECT_EQ(join.size(), 2u + 24u);  // twelve subjects, two terms
  const std::string joined = scratch_ / "hoc-ba.xlsx";
  join.insert(join.end(), {"--class-list", file, "--issued-on", "30/05/2025", "-o", joined});
  const test::ProgramRun ran = run_words(join);
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  const auto diff = run_words({"sheets", "diff", file, joined, "--json"});
  EXPECT_EQ(nlohmann::json::parse(diff.out).at("same"), 3) << diff.out;
  EXPECT_EQ(run_words({"issue", "transcript", joined, "--dry-run", "--unit", "79TH0001"}).code, 0);
  EXPECT_EQ(run_words(join).code, kExitUsage);  // never written over

  const std::string one = scratch_ / "toan.csv";
  EXPECT_EQ(run_words({"sheets", "scores", file, "--subject", "TOAN", "--term", "1", "--by-code", "-o", one}).code, 0);
  EXPECT_EQ(run_words({"sheets", "scores", file, "--subject", "TOAN", "-o", scratch_ / "x.csv"}).code, kExitUsage);
  std::string wrong = read_file(one).value();
  const auto mark = wrong.rfind("\",\"");
  ASSERT_NE(mark, std::string::npos);
  wrong.replace(mark + 3, 1, wrong[mark + 3] == '1' ? "2" : "1");  // the last average
  ASSERT_TRUE(write_file(scratch_ / "sai.csv", wrong).ok());
  const test::ProgramRun refused =
      run_words({"sheets", "join", scratch_ / "sai.csv", "-o", scratch_ / "y.csv", "--lang", "vi"});
  EXPECT_EQ(refused.code, kExitRefused);
  EXPECT_THAT(refused.out, HasSubstr("HB-MHK"));
  EXPECT_FALSE(exists(scratch_ / "y.csv"));
}

// All files or none; what a run that was cut short has left may stay, and the same command ends it.
TEST_F(SheetCommands, AFolderOfScoresIsWholeAndCanBeWrittenAgain) {
  const std::string file = write("lop.csv", rows_of_class()), folder = scratch_ / "bang-diem";
  const std::vector<std::string> scores = {"sheets", "scores", file, "--out", folder, "--json"};
  const auto files = nlohmann::json::parse(run_words(scores).out).at("files");
  const std::string first = files.at(0).at("file"), last = files.back().at("file");
  const std::string bytes = read_file(first).value();
  std::filesystem::remove(last);
  EXPECT_EQ(run_words(scores).code, 0);
  EXPECT_TRUE(exists(last));
  std::filesystem::remove(last);
  ASSERT_TRUE(write_file(first, "another").ok());
  const test::ProgramRun stopped = run_words(scores);
  EXPECT_EQ(nlohmann::json::parse(stopped.out).at("error").at("code"), "cli.file_exists");
  EXPECT_THAT(stopped.out, HasSubstr(std::filesystem::path(first).filename().string()));
  EXPECT_FALSE(exists(last)) << "nothing is written where one is in the way";
}

TEST_F(SheetCommands, WhatIsRefusedIsToldToScriptsToo) {
  auto bad = rows_of_class();
  bad.rows[0].cells[column(bad, "Ngày sinh")] = "hôm qua";
  const std::string file = write("bad.csv", bad);
  for (const char* command : {"scores", "results"}) {
    const test::ProgramRun refused = run_words({"sheets", command, file, "-o", scratch_ / "x.csv", "--json"});
    EXPECT_EQ(refused.code, kExitRefused);
    const auto told = nlohmann::json::parse(refused.out);
    EXPECT_GE(told.at("errors").get<int>(), 1);
    EXPECT_EQ(told.at("issues").at(0).at("line"), 2);
  }
  const test::ProgramRun shown = run_words({"sheets", "scores", file, "-o", scratch_ / "x.csv"});
  EXPECT_THAT(shown.err, HasSubstr("[cli.sheet_refused]"));
  EXPECT_THAT(shown.err, testing::Not(HasSubstr("--skip-bad")));
  const std::string toan = scratch_ / "toan.csv";
  ASSERT_TRUE(write_file(toan, "Họ tên,Ngày sinh,ĐTBmhkI\nAn,1/2/2013,12\n").ok());
  const test::ProgramRun joined = run_words({"sheets", "join", toan, "--subject", "TOAN", "--class", "6A1", "--term", "1",
                                      "--period", "2024-2025", "-o", scratch_ / "y.csv", "--json"});
  EXPECT_EQ(joined.code, kExitRefused);
  EXPECT_EQ(nlohmann::json::parse(joined.out).at("issues").at(0).at("line"), 2);
}

// A name says what is in the file, in any case of its letters; what no reader expects is not guessed.
TEST_F(SheetCommands, NamesOfFilesSayTheirFormat) {
  const std::string file = write("lop.csv", rows_of_class());
  const auto to = [&](const std::string& name) {
    return run_words({"sheets", "scores", file, "--subject", "TOAN", "--term", "2", "-o", scratch_ / name});
  };
  EXPECT_EQ(to("TOAN.XLSX").code, 0);
  EXPECT_EQ(read_file(scratch_ / "TOAN.XLSX").value().substr(0, 2), "PK");
  EXPECT_EQ(to("toan.Csv").code, 0);
  for (const char* name : {"toan", "toan.ods", "toan.pdf", "toan.xlsx.bak"}) {
    EXPECT_EQ(to(name).code, kExitUsage) << name;
    EXPECT_FALSE(exists(scratch_ / name)) << name;
  }
  const std::string proposals = scratch_ / "de-nghi.csv";
  ASSERT_TRUE(write_file(proposals,
                         "Tên tập thể/cá nhân,Đơn vị,Thành tích,Ngày sinh\nAn,Trường,giỏi,1/2/2013\n"
                         "An,Trường,giỏi,1/3/2013\n")
                  .ok());
  EXPECT_EQ(run_words({"award", "summary", proposals, "--out", scratch_ / "tom-tat.ods"}).code, kExitUsage);
  const test::ProgramRun summed = run_words({"award", "summary", proposals, "--out", scratch_ / "tom-tat.csv"});
  EXPECT_EQ(summed.code, 0) << summed.err;
  EXPECT_THAT(summed.out, HasSubstr("exchange.summary_homonym"));
  EXPECT_EQ(run_words({"issue", "award", "--template", "-o", scratch_ / "mau.ods"}).code, kExitUsage);
}

// Whose page a form may need and a file doesn't show is an error; files of no use to it are named.
TEST_F(SheetCommands, NobodyDropsOutOfAFormUnseen) {
  test::HolderNetwork network;
  const auto issued = network.issue_transcript();
  const auto award = network.issue_award();
  network.snapshot();
  const auto whole = network.file(issued);
  const auto put = [&](const std::string& name, const exchange::HolderFile& file) {
    EXPECT_TRUE(write_file(scratch_ / name, exchange::to_text(file)).ok());
    return scratch_ / name;
  };
  const std::string all = put("all.json", whole), none = put("none.json", exchange::with_groups(whole, {"identity"})),
                    first = put("first.json", exchange::with_groups(whole, {"identity", "year-2023-2024"})),
                    other = put("award.json", network.file(award));
  int run_number = 0;
  const auto scores = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"sheets", "scores"});
    more.insert(more.end(), {"--csv", "--out", scratch_ / ("bang" + std::to_string(++run_number)), "--json"});
    return run_words(more);
  };
  const auto code = [](const test::ProgramRun& ran) {
    const auto value = nlohmann::json::parse(ran.out);
    return value.contains("error") ? value.at("error").at("code").get<std::string>() : "";
  };
  const test::ProgramRun lacking = scores({all, none});
  EXPECT_EQ(code(lacking), "cli.year_withheld");
  EXPECT_THAT(lacking.out, HasSubstr("none.json"));
  EXPECT_EQ(code(scores({none, "--class", "9A9"})), "cli.year_withheld");
  EXPECT_EQ(code(scores({first})), "cli.year_withheld");
  EXPECT_EQ(code(scores({first, "--period", "2023-2024"})), "");
  EXPECT_EQ(code(scores({first, "--class", "6A2"})), "");
  const test::ProgramRun mixed = scores({all, other});
  EXPECT_EQ(mixed.code, 0) << mixed.out;
  EXPECT_EQ(nlohmann::json::parse(mixed.out).at("left_out"), nlohmann::json::array({other}));
  EXPECT_THAT(mixed.err, HasSubstr("award.json"));
  const auto table = write("lop.csv", rows_of_class());
  const test::ProgramRun elsewhere = scores({all, table, "--class", "7A2"});
  EXPECT_EQ(elsewhere.code, 0) << elsewhere.out;
  EXPECT_EQ(nlohmann::json::parse(elsewhere.out).at("left_out").size(), 3u);
}

TEST_F(SheetCommands, ResultsOfAPrimaryClassAreWrittenInTheForm) {
  const std::string file =
      write("3a1.csv", exchange::export_transcripts(test::sample_class({.pupils = 4, .grade = 3, .name = "3A1"})));
  const std::string to = scratch_ / "KetQua.xlsx";
  const test::ProgramRun ran = run_words({"sheets", "results", file, "--class", "3A1", "-o", to, "--lang", "vi"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("4 học sinh"));
  EXPECT_THAT(exchange::read_table(read_file(to).value()).value().rows, testing::SizeIs(4));
  EXPECT_THAT(run_words({"sheets", "results", file, "--class", "9A9", "-o", scratch_ / "z.xlsx"}).err,
              HasSubstr("[exchange.form_empty]"));
  auto bad = exchange::export_transcripts(test::sample_class({.pupils = 2, .grade = 3}));
  bad.rows[0].cells[1] = "hôm qua";
  const test::ProgramRun refused = run_words({"sheets", "results", write("bad.csv", bad), "-o", scratch_ / "z.xlsx"});
  EXPECT_EQ(refused.code, kExitRefused);
  EXPECT_THAT(refused.out, HasSubstr("credential.bad_date"));
}

}  // namespace
}  // namespace hocba::cli
