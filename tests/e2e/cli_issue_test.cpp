// hocba issue: what is found before anything is changed, in a trial and in earnest. Each against a real node.
#include <filesystem>

#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"
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
  // The sheet of the school with other cells in one column, as another file.
  std::string sheet_with(const std::string& name, const std::string& column, const Words& cells) const {
    auto table = exchange::parse_csv(bytes).value();
    auto at =
        static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), column) - table.header.begin());
    if (at == table.header.size()) {
      table.header.push_back(column);
      for (auto& row : table.rows) row.cells.resize(table.header.size());
    }
    const auto serial =
        static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), "Số hiệu") - table.header.begin());
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      if (column != "Số hiệu") table.rows[i].cells[serial] = name + std::to_string(i);
      if (i < cells.size()) table.rows[i].cells[at] = cells[i];
    }
    HOCBA_CHECK(cli::write_file(cli.file(name), exchange::to_csv(table)).ok());
    return cli.file(name);
  }
  static json errors_of(const json& issues) {
    json out = json::array();
    for (const json& issue : issues)
      if (issue.value("level", "") == "error") out.push_back(issue);
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
                             HasSubstr(table.rows[0].cells[3]), HasSubstr("Số hiệu")));
  EXPECT_EQ(cli.size(), size);
  EXPECT_FALSE(cli::exists(cli.file("again")));
  EXPECT_FALSE(cli::exists(cli.file("again.csv")));
  EXPECT_EQ(tried(again)["errors"], kRows);
  // With every row left out there is nothing to advise but that.
  auto skipping = again;
  skipping.push_back("--skip-bad");
  const auto nothing = cli.refused(skipping, "cli.nothing_to_issue");
  EXPECT_THAT(nothing.err, Not(HasSubstr("--skip-bad")));
  HOCBA_CHECK(cli::write_file(cli.file("empty.csv"), bytes.substr(0, bytes.find('\n') + 1)).ok());
  EXPECT_THAT(codes_of(tried(issue_of(cli.file("empty.csv")))["problems"]), ElementsAre("cli.nothing_to_issue"));
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

// A sheet of a workbook is one run, whether it is named, in whatever case, or found.
TEST_F(CliIssue, IssuesASheetOfAWorkbookOnce) {
  const auto table = exchange::parse_csv(bytes).value();
  const auto workbook = exchange::write_xlsx(table, {.name = "Lớp 6A1"}).value();
  ASSERT_TRUE(cli::write_file(cli.file("class.xlsx"), workbook).ok());
  const auto done = cli.must(issue_of(cli.file("class.xlsx")));
  EXPECT_EQ(done["issued"], kRows);
  const auto size = cli.size();
  for (const char* name : {"Lớp 6A1", "LỚP 6a1"})
    EXPECT_EQ(cli.must(issue_of(cli.file("class.xlsx"), {"--sheet", name}))["rows"], done["rows"]);
  EXPECT_EQ(cli.size(), size);
  const auto result = exchange::parse_csv(cli::read_file(cli.file("class.xlsx.lop-6a1.ketqua.csv")).value()).value();
  EXPECT_EQ(result.rows.size(), kRows);
  EXPECT_TRUE(cli::exists(cli.file("class.xlsx.lop-6a1.hocba/plan.json")));
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
  const Words teacher = {"issue", "certificate", cli.file("class.csv"),           "--unit",
                         kUnit,   "--sign",      "seal=" + cli.key("principal-3")};
  EXPECT_THAT(cli.run(trial(teacher)).out, AllOf(HasSubstr("needed: seal 79TH0003"), HasSubstr("it has: principal")));
  const auto lone = cli.refused(issue({"--sign", cli.key("seal-3")}), "cli.usage", cli::kExitUsage);
  EXPECT_THAT(lone.err, HasSubstr("role=FILE"));
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
  cli.must({"register", "close", "--type", "certificate", "--year", "2025", "--unit", kUnit, "--yes", "--key",
            cli.key("seal-3")});
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
  EXPECT_THAT(cli.refused(old, "chain.no_policy").err, HasSubstr("periods that have a policy: 20"));
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
  cli.refused({"register", "reserve", "--type", "licence", "--unit", kUnit, "--key", cli.key("seal-3")},
              "cli.unknown_word", cli::kExitUsage);
  cli.refused({"policy", "set", "--type", "transcript", "--period", "2025", "--record-roles", "boss", "--proposers",
               "registrar", "--approvers", "principal", "--document-roles", "seal", "--key", cli.key("founder-1")},
              "cli.unknown_word", cli::kExitUsage);
  // No transcript is of a single year: such a policy would serve nobody.
  cli.refused({"policy", "set", "--type", "transcript", "--period", "2025", "--record-roles", "seal", "--proposers",
               "registrar", "--approvers", "principal", "--document-roles", "seal", "--key", cli.key("founder-1")},
              "cli.usage", cli::kExitUsage);
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

TEST_F(CliIssue, SaysWhatAFinishedRunIssuedAndIssuesNothingAgain) {
  EXPECT_EQ(cli.must(issue())["issued_before"], 0u);
  const auto size = cli.size();
  const auto again = cli.run(issue());
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("Issued before: 4, nothing now"));
  const auto trial_again = cli.run(trial(issue()));
  EXPECT_EQ(trial_again.code, 0);
  EXPECT_THAT(trial_again.out, AllOf(HasSubstr("issued before: 4/4 documents"), Not(HasSubstr("go on"))));
  EXPECT_EQ(tried(issue())["not_checked"], json::array());
  // A changed sheet is not advised to go to another work folder: rows without a serial would be issued twice.
  sheet_with("class.csv", "Số hiệu", {"KHAC-1"});
  const auto changed = cli.refused(issue(), "cli.sheet_changed_afterwards");
  EXPECT_THAT(changed.err, Not(HasSubstr("--work")));
  EXPECT_THAT(codes_of(tried(issue())["problems"]), ElementsAre("cli.sheet_changed_afterwards"));
  EXPECT_EQ(cli.size(), size);
}

TEST_F(CliIssue, SaysHowFarAnInterruptedRunCameAndWhichNumbersAChangedSheetLeavesUnused) {
  cli.serve([](const api::Request& request) { return request.body.find("credential.issue") == std::string::npos; });
  EXPECT_NE(cli.run(issue()).code, 0);
  cli.serve({});
  EXPECT_THAT(tried(issue())["not_checked"].dump(), HasSubstr("0 issued: leave out --dry-run"));
  sheet_with("class.csv", "Số hiệu", {"KHAC-1"});
  const auto changed = cli.refused(issue(), "cli.batch_out_of_step");
  EXPECT_THAT(changed.err, AllOf(HasSubstr("reserved and have no document: 1–4"),
                                 HasSubstr("hocba register spoil --type certificate --year 2025 --number 1")));
  ASSERT_TRUE(cli::write_file(cli.file("class.csv"), bytes).ok());
  const auto done = cli.run(issue());
  EXPECT_EQ(done.code, 0);
  EXPECT_THAT(done.err, HasSubstr("Continuing the earlier run, 0/4 issued"));
  EXPECT_THAT(done.out, HasSubstr("Issued 4."));
}

TEST_F(CliIssue, ChecksTheDocumentsThatRowsSupersede) {
  const auto issued = cli.must(issue())["rows"];
  const std::string good = issued[0]["id"], revoked = issued[1]["id"];
  const std::string nobody = "00000000-0000-4000-8000-000000000000";
  cli.must({"grant", "add", "--for", kUnit, "--role", "registrar", "--to-key", cli.key("office-3"), "--person",
            "Lê Văn Thử", "--key", cli.key("m3")});
  cli.must({"revoke", revoked, "--yes", "--reason", "error", "--basis", "QĐ 1", "--key", cli.key("office-3"), "--key",
            cli.key("principal-3")});
  const auto file = sheet_with("new.csv", "Thay thế", {good, revoked, nobody});
  const auto before = cli.size();
  const auto said = tried(issue_of(file));
  const auto size = cli.size();  // a trial reads old documents, for which the node may record standings: that alone
  for (std::uint64_t i = before; i < size; ++i) {
    const auto entry = cli.net().node().view()->data->entry(log::LeafIndex{i}).value();
    EXPECT_THAT(entry, testing::AnyOf(HasSubstr("\"kind\":\"status.snapshot\""), HasSubstr("\"height\":")));
  }
  const auto errors = errors_of(said["issues"]);
  EXPECT_THAT(codes_of(errors), ElementsAre("cli.supersedes_unknown"));
  EXPECT_EQ(said["good"], 3u);
  EXPECT_EQ(errors[0]["column"], "Thay thế");
  // Revoked or suspended, which the node does not say: a note.
  EXPECT_THAT(codes_of(said["issues"]), testing::Contains("cli.supersedes_not_in_force").Times(1));
  EXPECT_THAT(cli.refused(issue_of(file), "cli.rows_refused").out, HasSubstr("Thay thế"));
  EXPECT_EQ(cli.size(), size);
  EXPECT_THAT(codes_of(errors_of(tried(issue_of(sheet_with("two.csv", "Thay thế", {good, good})))["issues"])),
              ElementsAre("cli.supersedes_refused"));
  EXPECT_THAT(cli.run(trial(issue_of(file, {"--offline"}))).out, HasSubstr("superseded documents"));
  // The rows that are right go on alone, and the folder knows which were left out.
  const auto done = cli.must(issue_of(file, {"--skip-bad"}));
  EXPECT_EQ(done["issued"], 3u);
  // The one that a row replaces is still in force: that takes a record of its own, which is said until it is there.
  const json still = json::array({{{"id", good}, {"by", done["rows"][0]["id"]}}});
  EXPECT_EQ(done["to_supersede"], still);
  const auto repeated = cli.must(issue_of(file, {"--skip-bad"}));
  EXPECT_EQ(repeated["issued_before"], 3u);
  EXPECT_EQ(repeated["to_supersede"], still);
  // What was superseded can't be again.
  cli.must({"supersede", good, "--yes", "--by", done["rows"][0]["id"], "--reason", "NHAP_SAI", "--basis", "QĐ 2",
            "--key", cli.key("office-3"), "--key", cli.key("principal-3")});
  EXPECT_FALSE(cli.must(issue_of(file, {"--skip-bad"})).contains("to_supersede"));
  EXPECT_THAT(codes_of(errors_of(tried(issue_of(sheet_with("again.csv", "Thay thế", {good})))["issues"])),
              ElementsAre("cli.supersedes_refused"));
}

TEST_F(CliIssue, KeepsTheReasonsOfARunThatCameToItsEndWithRefusedRows) {
  // Numbers are reserved, then another run takes the serial of one row.
  cli.serve([](const api::Request& request) { return request.body.find("credential.issue") == std::string::npos; });
  EXPECT_NE(cli.run(issue()).code, 0);
  cli.serve({});
  auto table = exchange::parse_csv(bytes).value();
  table.rows.resize(1);
  ASSERT_TRUE(cli::write_file(cli.file("one.csv"), exchange::to_csv(table)).ok());
  cli.must(issue_of(cli.file("one.csv")));
  EXPECT_THAT(cli.run(issue()).out, HasSubstr("Issued 3, refused 1"));
  const auto result_path = cli.file("class.csv.ketqua.csv");
  const auto before = cli::read_file(result_path).value();
  EXPECT_NE(result().rows[0].cells[8], "");
  const auto size = cli.size();
  const auto again = cli.run(issue());
  EXPECT_EQ(again.code, cli::kExitRefused);
  EXPECT_THAT(again.out, AllOf(HasSubstr("3/4 issued, nothing now"), HasSubstr(result_path)));
  EXPECT_THAT(again.err, Not(HasSubstr("Continuing")));
  const auto in_vietnamese = test::run_here(cli.with_globals(trial(issue()), "vi"));
  EXPECT_EQ(in_vietnamese.code, cli::kExitRefused);
  EXPECT_THAT(in_vietnamese.out, AllOf(HasSubstr("Đợt này đã xong, đã cấp 3/4"), Not(HasSubstr("đang dở"))));
  EXPECT_EQ(tried(issue())["issued_before"], 3u);
  EXPECT_EQ(cli::read_file(result_path).value(), before);
  EXPECT_EQ(cli.size(), size);
  // Only a file that is gone is written anew, with the ids that it had.
  const auto ids = result().rows;
  std::filesystem::remove(result_path);
  EXPECT_EQ(cli.run(issue()).code, cli::kExitRefused);
  EXPECT_EQ(result().rows[3].cells[3], ids[3].cells[3]);
  EXPECT_EQ(cli.size(), size);
}

TEST_F(CliIssue, AdvisesToSpoilTheNumbersOfTheRegisterThatTheyWereReservedIn) {
  cli.serve([](const api::Request& request) { return request.body.find("credential.issue") == std::string::npos; });
  EXPECT_NE(cli.run(issue({"--work", cli.file("work")})).code, 0);
  cli.serve({});
  const auto plan_path = cli.file("work/plan.json");
  auto plan = json::parse(cli::read_file(plan_path).value());
  plan["type"] = "award";
  ASSERT_TRUE(cli::write_file(plan_path, plan.dump()).ok());
  const Words other = issue({"--work", cli.file("work")});
  EXPECT_THAT(cli.refused(other, "cli.batch_out_of_step").err,
              HasSubstr("hocba register spoil --type award --year 2025 --number 1"));
  plan["type"] = 7;
  ASSERT_TRUE(cli::write_file(plan_path, plan.dump()).ok());
  EXPECT_THAT(cli.refused(other, "cli.batch_out_of_step").err, Not(HasSubstr("register spoil")));
}

TEST_F(CliIssue, NotesWhatIsUnlikelyAndRefusesNothingForIt) {
  std::string transcripts;
  for (const auto& sheet : sample::make_sheets(7, {.pupils = 1, .certificates = 1, .awards = 1}))
    if (sheet.bytes.find("Cấp học") != std::string::npos) transcripts = sheet.bytes;
  for (const char* name : {"a.csv", "b.csv"}) ASSERT_TRUE(cli::write_file(cli.file(name), transcripts).ok());
  const Words both = {"issue",           "transcript", cli.file("a.csv"),
                      cli.file("b.csv"), "--unit",     kUnit};  // a primary school
  const auto said = tried(both);
  EXPECT_THAT(codes_of(said["issues"]), testing::Contains("cli.level_of_another_unit").Times(2));
  EXPECT_THAT(codes_of(said["issues"]), testing::Contains("cli.personal_number_twice").Times(1));
  // As the sheet has it, whatever the program calls it.
  for (const auto& [code, word] : {std::pair("lower-secondary", "THCS"), std::pair("upper-secondary", "THPT")})
    for (std::size_t at = 0; (at = transcripts.find(code, at)) != std::string::npos;)
      transcripts.replace(at, std::string(code).size(), word);
  ASSERT_TRUE(cli::write_file(cli.file("c.csv"), transcripts).ok());
  const auto shown = cli.run(trial({"issue", "transcript", cli.file("c.csv"), "--unit", kUnit}));
  EXPECT_THAT(shown.out, AllOf(testing::ContainsRegex("THCS|THPT"), Not(HasSubstr("er-secondary"))));
  for (const auto& issue : said["issues"])
    if (issue["code"].get<std::string>().substr(0, 4) == "cli.") {
      EXPECT_EQ(issue["level"], "warning");
    }
}

}  // namespace
}  // namespace hocba
