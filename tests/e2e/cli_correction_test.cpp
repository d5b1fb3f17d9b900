// Phiếu điều chỉnh from a sheet: the new document says what it changed in the old one, why and by what right.
#include "ledger/exchange/csv.hpp"
#include "tests/e2e/school_to_issue.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;

class CliCorrection : public test::SchoolToIssue {
 protected:
  void SetUp() override {
    found_school(2);
    table_ = exchange::parse_csv(bytes).value();
    old_ = cli.must(issue("class.csv"))["rows"][0]["id"];
  }
  Words issue(const std::string& file) const {
    return {"issue",
            "certificate",
            cli.file(file),
            "--unit",
            kUnit,
            "--sign",
            "principal=" + cli.key("principal-3"),
            "--sign",
            "seal=" + cli.key("seal-3")};
  }
  Words trial(const std::string& file, const Words& more = {}) const {
    Words out = issue(file);
    out.emplace_back("--dry-run");
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  std::string& cell(exchange::CsvTable& table, const std::string& header) const {
    const auto found = std::find(table.header.begin(), table.header.end(), header);
    HOCBA_CHECK(found != table.header.end());
    return table.rows[0].cells.at(static_cast<std::size_t>(found - table.header.begin()));
  }
  // The first row again, under a new serial, to replace the old document.
  exchange::CsvTable again() const {
    exchange::CsvTable out = table_;
    out.rows.resize(1);
    cell(out, "Số hiệu") = "DC-0001";
    cell(out, "Số vào sổ") = "";
    cell(out, "Thay thế") = old_;
    cell(out, "Lý do điều chỉnh") = "Cải chính hộ tịch";
    cell(out, "Căn cứ điều chỉnh") = "QĐ 15/QĐ-UBND ngày 18/06/2025";
    return out;
  }
  void write(const char* file, const exchange::CsvTable& table) const {
    HOCBA_CHECK(cli::write_file(cli.file(file), exchange::to_csv(table)).ok());
  }
  exchange::CsvTable table_;
  std::string old_;
};

TEST_F(CliCorrection, TheNewDocumentSaysWhatItChanged) {
  auto sheet = again();
  cell(sheet, "Họ và tên") = "Nguyễn Thị Cải Chính";
  write("new.csv", sheet);
  const auto done = cli.must(issue("new.csv"));
  ASSERT_EQ(done["issued"], 1u);
  const std::string id = done["rows"][0]["id"];
  cli.must({"fetch", id, "-o", cli.file("new.json"), "--unit", kUnit, "--key", cli.key("principal-3")});
  const auto told = test::run_here(cli.with_globals({"explain", cli.file("new.json")}, "vi"));
  EXPECT_EQ(told.code, 0) << told.err;
  EXPECT_THAT(told.out, AllOf(HasSubstr("Lý do: Cải chính hộ tịch"), HasSubstr("Căn cứ: QĐ 15/QĐ-UBND"),
                              HasSubstr("→ Nguyễn Thị Cải Chính"), HasSubstr("Thay thế văn bản: " + old_)));
  // Both are in force until somebody records that the old one was superseded: whoever verifies is told.
  EXPECT_THAT(cli.run({"verify", cli.file("new.json")}).out,
              AllOf(HasSubstr("which is still in force"), HasSubstr(old_)));
}

TEST_F(CliCorrection, ATrialShowsFieldByFieldWhatTheSignedCorrectionWillSay) {
  auto sheet = again();
  const std::string was = cell(sheet, "Họ và tên");
  cell(sheet, "Họ và tên") = "Nguyễn Thị Cải Chính";
  write("new.csv", sheet);
  const auto next = [&] {  // the node itself records a snapshot of standings when a holder's file is read
    return cli.must({"register", "show", "--type", "certificate", "--year", "2025", "--unit", kUnit})["next"];
  };
  const auto before = next();
  const auto shown = cli.run(trial("new.csv"));
  EXPECT_EQ(shown.code, 0) << shown.out << shown.err;
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr("in the place of " + old_), HasSubstr("Name: " + was + " → Nguyễn Thị Cải Chính")));
  const json told = cli.must(trial("new.csv"))["corrections"];
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0]["supersedes"], old_);
  EXPECT_EQ(next(), before);
  EXPECT_FALSE(cli::exists(cli.file("new.csv.hocba")));
  // The issued one says the same changes.
  const std::string id = cli.must(issue("new.csv"))["rows"][0]["id"];
  cli.must({"fetch", id, "-o", cli.file("new.json"), "--unit", kUnit, "--key", cli.key("principal-3")});
  const auto explained = cli.run({"explain", cli.file("new.json")}).out;
  for (const json& change : told[0]["changes"])
    EXPECT_THAT(explained, HasSubstr(change["before"].get<std::string>() + " → " + change["after"].get<std::string>()));
}

TEST_F(CliCorrection, ATrialRefusesWhatTheRunWouldAndSaysWhatItCannotCompare) {
  write("same.csv", again());
  const auto nothing = cli.run(trial("same.csv"));
  EXPECT_EQ(nothing.code, cli::kExitRefused);
  EXPECT_THAT(nothing.out, HasSubstr("cli.corrects_nothing"));
  const auto keyless = cli.run({"issue", "certificate", cli.file("same.csv"), "--unit", kUnit, "--dry-run"});
  EXPECT_THAT(keyless.out, HasSubstr("what differs from the superseded documents (takes the --key or --sign"));
}

TEST_F(CliCorrection, WhoeverChangesSomethingSaysWhy) {
  auto sheet = again();
  cell(sheet, "Lý do điều chỉnh") = cell(sheet, "Căn cứ điều chỉnh") = "";
  cell(sheet, "Họ và tên") = "Nguyễn Thị Cải Chính";
  write("silent.csv", sheet);
  EXPECT_THAT(cli.refused(issue("silent.csv"), "cli.rows_refused").out,
              AllOf(HasSubstr("Lý do điều chỉnh"), HasSubstr("exchange.cell_missing")));
  const auto tried = cli.run(trial("silent.csv"));  // a trial refuses for the same reason
  EXPECT_EQ(tried.code, cli::kExitRefused);
  EXPECT_THAT(tried.out, AllOf(HasSubstr("Lý do điều chỉnh"), HasSubstr("exchange.cell_missing")));
  // The same once more changes nothing: no reason is asked for.
  cell(sheet, "Họ và tên") = cell(table_, "Họ và tên");
  write("more.csv", sheet);
  EXPECT_EQ(cli.must(issue("more.csv"))["issued"], 1u);
}

TEST_F(CliCorrection, RefusesOneThatCorrectsNothingBeforeNumbersAreReserved) {
  write("same.csv", again());
  const auto next = [&] {
    return cli.must({"register", "show", "--type", "certificate", "--year", "2025", "--unit", kUnit})["next"];
  };
  const auto before = next();
  EXPECT_THAT(cli.refused(issue("same.csv"), "cli.rows_refused").out, HasSubstr("cli.corrects_nothing"));
  EXPECT_EQ(next(), before);
}

TEST_F(CliCorrection, WantsReasonAndBasisTogether) {
  auto sheet = again();
  cell(sheet, "Căn cứ điều chỉnh") = "";
  write("half.csv", sheet);
  EXPECT_THAT(cli.refused(issue("half.csv"), "cli.rows_refused").out, HasSubstr("Căn cứ điều chỉnh"));
  sheet = again();
  cell(sheet, "Lý do điều chỉnh") = "vì thế";
  write("odd.csv", sheet);
  EXPECT_THAT(cli.refused(issue("odd.csv"), "cli.rows_refused").out, HasSubstr("CAI_CHINH_HO_TICH"));
}

}  // namespace
}  // namespace hocba
