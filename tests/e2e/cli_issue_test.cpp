// hocba issue: what is found before anything is changed, in a trial and in earnest. Each against a real node.
#include "ledger/exchange/csv.hpp"
#include "tests/e2e/school_to_issue.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kRows = 4;

class CliIssue : public test::SchoolToIssue {
 protected:
  void SetUp() override { found_school(kRows); }
  Words issue_of(const std::string& file, const Words& more = {}) const {
    Words out = {"issue",
                 "certificate",
                 file,
                 "--unit",
                 kUnit,
                 "--sign",
                 "principal=" + cli.key("principal-3"),
                 "--sign",
                 "seal=" + cli.key("seal-3")};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  Words issue(const Words& more = {}) const { return issue_of(cli.file("class.csv"), more); }
  Words trial(Words words) const {
    words.push_back("--dry-run");
    return words;
  }
  // What a trial in JSON says, whatever its exit code.
  json tried(const Words& words) const {
    Words all = trial(words);
    all.push_back("--json");
    return json::parse(cli.run(all).out, nullptr, false);
  }
  static std::vector<std::string> codes_of(const json& problems) {
    std::vector<std::string> out;
    for (const json& problem : problems) out.push_back(problem.value("code", ""));
    return out;
  }
  exchange::CsvTable result() const {
    return exchange::parse_csv(cli::read_file(cli.file("class.csv.ketqua.csv")).value()).value();
  }
};

TEST_F(CliIssue, FindsUsedSerialsBeforeItReservesANumber) {
  cli.must(issue());
  const auto size = cli.size();
  const Words again = issue({"--work", cli.file("again"), "--result", cli.file("again.csv")});
  const auto ran = cli.refused(again, "cli.rows_refused");
  const auto table = result();
  EXPECT_THAT(ran.out, AllOf(HasSubstr("cli.serial_used"), HasSubstr(table.rows[0].cells[4]),
                             HasSubstr(table.rows[0].cells[3]), HasSubstr("Serial")));
  EXPECT_EQ(cli.size(), size);
  EXPECT_FALSE(cli::exists(cli.file("again")));
  EXPECT_FALSE(cli::exists(cli.file("again.csv")));
  EXPECT_EQ(tried(again)["errors"], kRows);
}

TEST_F(CliIssue, LeavesRowsWithUsedSerialsOutWhenAskedToAndGoesOnWithTheOthers) {
  cli.must(issue());
  // A sheet with one new row at its end.
  auto table = exchange::parse_csv(bytes).value();
  auto fresh = table.rows.back();
  const auto serial = std::find(table.header.begin(), table.header.end(), "Số hiệu") - table.header.begin();
  ASSERT_LT(static_cast<std::size_t>(serial), table.header.size());
  fresh.cells[static_cast<std::size_t>(serial)] = "MOI-0001";
  table.rows.push_back(fresh);
  ASSERT_TRUE(cli::write_file(cli.file("more.csv"), exchange::to_csv(table)).ok());
  const Words more = issue_of(cli.file("more.csv"), {"--skip-bad"});
  const auto done = cli.must(more);
  EXPECT_EQ(done["issued"], 1u);
  ASSERT_EQ(done["rows"].size(), 1u);
  EXPECT_EQ(done["rows"][0]["serial"], "MOI-0001");
  // The same command again: the same row, nothing new.
  const auto size = cli.size();
  EXPECT_EQ(cli.must(more)["rows"], done["rows"]);
  EXPECT_EQ(cli.size(), size);
}

TEST_F(CliIssue, WritesOverNoResultOfAnotherRunNorAnyOtherFile) {
  cli.must(issue());
  const auto before = cli::read_file(cli.file("class.csv.ketqua.csv")).value();
  const auto size = cli.size();
  const auto ran = cli.refused(issue({"--work", cli.file("again")}), "cli.result_of_another_run");
  EXPECT_THAT(ran.err, HasSubstr("class.csv.ketqua.csv"));
  cli.refused(issue({"--work", cli.file("again"), "--result", cli.file("class.csv")}), "cli.file_exists",
              cli::kExitUsage);
  EXPECT_EQ(cli::read_file(cli.file("class.csv.ketqua.csv")).value(), before);
  EXPECT_EQ(cli::read_file(cli.file("class.csv")).value(), bytes);
  EXPECT_EQ(cli.size(), size);
  // The run that wrote it goes on to write it.
  cli.must(issue());
}

TEST_F(CliIssue, NamesAnIdOnlyForWhatWasRecorded) {
  // The batch's record gets no answer: its documents are deposited, and nothing is recorded.
  int seen = 0;
  cli.serve([&](const api::Request& request) {
    return request.body.find("credential.issue") == std::string::npos || ++seen > 1;
  });
  EXPECT_NE(cli.run(issue()).code, 0);
  ASSERT_EQ(result().rows.size(), kRows);
  for (const auto& row : result().rows) {
    EXPECT_EQ(row.cells[3], "");
    EXPECT_NE(row.cells[5], "");
  }
  cli.must(issue());
  for (const auto& row : result().rows) EXPECT_NE(row.cells[3], "");
}

TEST_F(CliIssue, TriesEverythingThatARunWouldMeet) {
  const auto size = cli.size();
  EXPECT_EQ(tried(issue())["errors"], 0u);
  EXPECT_EQ(tried(issue())["not_checked"], json::array());
  // A signatory who has no right here, a role that nobody signs for, a secret that is not there.
  const Words strangers = {"issue", "certificate", cli.file("class.csv"),           "--unit",
                           kUnit,   "--sign",      "principal=" + cli.key("nobody")};
  EXPECT_THAT(codes_of(tried(strangers)["problems"]), ElementsAre("cli.grant_not_found"));
  const Words few = {
      "issue", "certificate", cli.file("class.csv"), "--unit", kUnit, "--sign", "principal=" + cli.key("principal-3")};
  EXPECT_THAT(codes_of(tried(few)["problems"]), ElementsAre("cli.signature_missing"));
  EXPECT_THAT(codes_of(tried(issue({"--serial-secret", cli.file("none")}))["problems"]),
              ElementsAre("cli.serial_secret_missing"));
  EXPECT_EQ(cli.size(), size);
  EXPECT_FALSE(cli::exists(cli.file("class.csv.hocba")));
}

TEST_F(CliIssue, TriesTheBookOfTheYear) {
  cli.must({"register", "reserve", "--type", "certificate", "--year", "2025", "--count", "1", "--unit", kUnit, "--key",
            cli.key("seal-3")});
  cli.must({"register", "spoil", "--type", "certificate", "--year", "2025", "--number", "1", "--reason", "unused",
            "--unit", kUnit, "--key", cli.key("seal-3")});
  cli.must(
      {"register", "close", "--type", "certificate", "--year", "2025", "--unit", kUnit, "--key", cli.key("seal-3")});
  const auto size = cli.size();
  EXPECT_THAT(codes_of(tried(issue({"--book", "2025"}))["problems"]), ElementsAre("chain.book_closed"));
  cli.refused(issue({"--book", "2025"}), "chain.book_closed");
  EXPECT_EQ(cli.size(), size);
}

TEST_F(CliIssue, SaysWhatATrialDidNotCheck) {
  const auto offline = cli.run(trial(issue({"--offline"})));
  EXPECT_EQ(offline.code, 0);
  EXPECT_THAT(offline.out, HasSubstr("Not checked: policy"));
  const auto unsigned_trial = cli.run(trial({"issue", "certificate", cli.file("class.csv"), "--unit", kUnit}));
  EXPECT_EQ(unsigned_trial.code, 0);
  EXPECT_THAT(unsigned_trial.out, AllOf(HasSubstr("Not checked: who signs"), Not(HasSubstr("Not checked: policy"))));
  EXPECT_EQ(cli.run(issue({"--offline"})).code, cli::kExitUsage);
}

TEST_F(CliIssue, SaysWhatToDoWhereNoPolicyIsSet) {
  const Words old = issue({"--period", "2019"});
  EXPECT_THAT(cli.refused(old, "chain.no_policy").err, AllOf(HasSubstr("hocba policy set"), HasSubstr("2019")));
  EXPECT_THAT(codes_of(tried(old)["problems"]), ElementsAre("chain.no_policy"));
}

TEST_F(CliIssue, NamesTheWordsThatAnOptionTakes) {
  const auto size = cli.size();
  const auto unit = cli.refused({"unit", "register", "79TH0009", "--type", "school", "--parent", "79SGD", "--name", "X",
                                 "--key", cli.key("office-manager")},
                                "cli.unknown_word", cli::kExitUsage);
  EXPECT_THAT(unit.err, AllOf(HasSubstr("--type school"), HasSubstr("lower_secondary (trường THCS)")));
  const auto revoked = cli.refused({"grant", "revoke", "7", "--reason", "gone", "--key", cli.key("m3")},
                                   "cli.unknown_word", cli::kExitUsage);
  EXPECT_THAT(revoked.err, HasSubstr("theft (bị lấy)"));
  EXPECT_THAT(cli.refused(issue({"--sign", "head=" + cli.key("m3")}), "cli.unknown_word", cli::kExitUsage).err,
              HasSubstr("principal (hiệu trưởng)"));
  cli.refused({"register", "reserve", "--type", "diploma", "--unit", kUnit, "--key", cli.key("seal-3")},
              "cli.unknown_word", cli::kExitUsage);
  cli.refused({"policy", "set", "--type", "transcript", "--period", "2025", "--record-roles", "boss", "--proposers",
               "registrar", "--approvers", "principal", "--document-roles", "seal", "--key", cli.key("founder-1")},
              "cli.unknown_word", cli::kExitUsage);
  cli.refused(
      {"erase", "00000000-0000-4000-8000-000000000000", "--group", "marks", "--basis", "x", "--key", cli.key("seal-3")},
      "cli.unknown_word", cli::kExitUsage);
  EXPECT_EQ(cli.size(), size);
}

TEST_F(CliIssue, ListsTheGroupsThatADocumentHas) {
  cli.must(issue());
  const std::string id = result().rows[0].cells[3];
  const auto ran =
      cli.refused({"fetch", id, "--groups", "marks", "--key", cli.key("seal-3")}, "credential.group_unknown");
  EXPECT_THAT(ran.err, AllOf(HasSubstr("marks; "), HasSubstr("identity (Định danh)"), HasSubstr("work (Công tác)")));
}

TEST_F(CliIssue, ShowsWaitingRecordsInTheReadersWords) {
  const std::string file = cli.file("grant.json");
  cli.must({"grant", "add", "--for", kUnit, "--role", "registrar", "--to-key", cli.key("office-3"), "--person",
            "Lê Văn Thử", "--type", "certificate", "--key", cli.key("m3"), "--out", file});
  const auto shown = test::run_here(cli.with_globals({"record", "show", file}, "vi"));
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("cấp quyền ký"), HasSubstr("văn thư"), HasSubstr("chứng chỉ"),
                               HasSubstr("giữ số vào sổ"), HasSubstr("(UTC+7)")));
  EXPECT_THAT(shown.out, AllOf(Not(HasSubstr("key.grant")), Not(HasSubstr("registrar")), Not(HasSubstr("certificate")),
                               Not(HasSubstr("register.reserve"))));
  // Programs get the codes.
  EXPECT_EQ(cli.must({"record", "show", file})["body"]["role"], "registrar");
}

}  // namespace
}  // namespace hocba
