// Awards of a round: proposals held against the quotas, the summary of five columns, and what is issued, to collectives
// and to people, never beyond the quota.
#include "ledger/exchange/csv.hpp"
#include "tests/e2e/school_to_issue.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliAward : public test::SchoolToIssue {
 protected:
  void SetUp() override {
    found_school(1);
    cli.must({"policy", "set", "--type", "award", "--period", "2025", "--record-roles", "seal", "--proposers",
              "registrar,seal", "--approvers", "principal", "--document-roles", "principal,seal", "--key",
              cli.key("founder-1"), "--key", cli.key("founder-2"), "--yes"});
    write("quota.csv", "Hình thức khen thưởng,Số tập thể,Số cá nhân,Nộp hồ sơ trước ngày\nGiấy khen,1,2,08/09/2023\n");
  }
  std::string write(const std::string& name, const std::string& text) const {
    HOCBA_CHECK(cli::write_file(cli.file(name), text).ok());
    return cli.file(name);
  }
  std::string awards(const std::string& rows) const {
    return write(
        "awards.csv",
        "Họ và tên,Đối tượng khen,Đơn vị,Ngày sinh,Số hiệu,Số vào sổ,Ngày cấp,Hình thức khen thưởng,Thành tích,"
        "Đột xuất,Quyết định số\n" +
            rows);
  }
  Words issue(const std::string& file, const Words& more = {}) const {
    Words out = {"issue",
                 "award",
                 file,
                 "--unit",
                 kUnit,
                 "--sign",
                 "principal=" + cli.key("principal-3"),
                 "--sign",
                 "seal=" + cli.key("seal-3"),
                 "--quota",
                 cli.file("quota.csv")};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
};

constexpr const char* kSchoolRow = "Trường THCS Mẫu 1,Tập thể,Huyện 01,,GK-1,GK/2025/1,20/06/2025,Giấy khen,Số hóa,,\n";
constexpr const char* kFirst = "Trần Thị Thử,Cá nhân,Trường,1/2/1990,GK-2,,20/06/2025,Giấy khen,Sáng kiến,x,12/QĐ\n";
constexpr const char* kSecond = "Lê Văn Mẫu,,Trường,1/3/1990,GK-3,,20/06/2025,Giấy khen,Sáng kiến,,\n";
constexpr const char* kThird = "Y Moan,,Trường,1/4/1990,GK-4,,20/06/2025,Giấy khen,Sáng kiến,,\n";

TEST_F(CliAward, BeyondTheQuotaIssuesNothingWithAndWithoutBadRowsLeftOut) {
  const auto size = cli.size();
  const auto file = awards(std::string(kSchoolRow) + kFirst + kSecond + kThird);
  const auto ran = cli.refused(issue(file), "cli.rows_refused");
  EXPECT_THAT(ran.out, AllOf(HasSubstr("exchange.quota_exceeded"), HasSubstr("Cá nhân: 3 > 2"), HasSubstr("Y Moan")));
  const auto skipping = cli.refused(issue(file, {"--skip-bad"}), "cli.quota_exceeded");
  EXPECT_THAT(skipping.err, HasSubstr("Giấy khen, Cá nhân: 3 > 2"));
  EXPECT_EQ(cli.run(issue(file, {"--dry-run"})).code, cli::kExitRefused);
  write("quota.csv", "Hình thức khen thưởng,Số tập thể,Số cá nhân\nBằng khen,1,x\n");
  EXPECT_THAT(cli.refused(issue(file), "cli.quota_malformed", cli::kExitUsage).err, HasSubstr("Số cá nhân"));
  EXPECT_EQ(cli.size(), size);
  EXPECT_FALSE(cli::exists(cli.file("awards.csv.hocba")));
}

// An award that the quotas don't have, and the same one twice: left out of the run, not issued beside their complaint.
TEST_F(CliAward, ThatTheQuotasDoNotKnowOrThatIsThereTwiceIsLeftOutNotIssued) {
  const std::string unknown = "Võ Thị Thử,,Trường,1/5/1990,GK-5,,20/06/2025,Huân chương,Sáng kiến,,12/QĐ\n";
  std::string again = kFirst;
  again.replace(again.find("GK-2"), 4, "GK-6");
  const auto file = awards(std::string(kFirst) + again + unknown + kSecond);
  const json trial = json::parse(cli.run(issue(file, {"--dry-run", "--json"})).out);
  EXPECT_EQ(trial["good"], 2);
  EXPECT_EQ(trial["errors"], 2);
  EXPECT_EQ(trial["rows"]["refused"].size(), 2u);
  EXPECT_EQ(trial["rows"]["refused"][1]["name"], "Võ Thị Thử") << "whose it is";
  const auto twice = [](const json& issues) {
    for (const json& one : issues)
      if (one["code"] == "exchange.proposal_twice") return one;
    return json::object();
  };
  EXPECT_EQ(twice(trial["issues"])["detail"], "line 2");
  EXPECT_EQ(twice(trial["issues"])["column"], "Họ và tên") << "as the sheet calls it";
  cli.refused(issue(file), "cli.rows_refused");
  const json issued = cli.must(issue(file, {"--skip-bad"}));
  EXPECT_EQ(issued["issued"], 2);
  EXPECT_EQ(issued["rows"][0]["serial"], "GK-2");
  EXPECT_EQ(issued["rows"][1]["serial"], "GK-3");
  // In another file of the run: it is named.
  const auto other = write("other.csv", cli::read_file(cli.file("awards.csv")).value());
  auto both = issue(awards(kFirst), {"--dry-run", "--offline", "--json"});
  both.insert(both.begin() + 3, other);
  EXPECT_EQ(twice(json::parse(cli.run(both).out)["issues"])["detail"], "line 2, awards.csv");
}

TEST_F(CliAward, ARunDoesNotGoOnUnderQuotasThatTakeOtherRows) {
  std::string other = kSecond;
  other.replace(other.find("Giấy khen"), std::string("Giấy khen").size(), "Bằng khen");
  const auto file = awards(kFirst + other);
  ASSERT_EQ(cli.must(issue(file, {"--skip-bad"}))["issued"], 1);
  write("quota.csv", "Hình thức khen thưởng,Số tập thể,Số cá nhân\nBằng khen,1,2\n");
  EXPECT_THAT(cli.refused(issue(file, {"--skip-bad"}), "cli.sheet_changed_afterwards").err, HasSubstr("--quota"));
}

TEST_F(CliAward, WithinTheQuotaIsIssuedToACollectiveThatIsVerifiedLookedUpAndFound) {
  const json issued = cli.must(issue(awards(std::string(kSchoolRow) + kFirst + kSecond)));
  ASSERT_EQ(issued["issued"], 3);
  cli.must({"fetch", issued["rows"][0]["id"], "-o", cli.file("a.json"), "--key", cli.key("seal-3")});
  const json report = cli.must({"verify", cli.file("a.json")})["files"][0]["report"];
  EXPECT_EQ(report["verdict"], "valid");
  EXPECT_EQ(report["holder"], "Trường THCS Mẫu 1");
  EXPECT_FALSE(report.contains("birth_date"));
  EXPECT_THAT(cli.run({"verify", cli.file("a.json")}).out, Not(HasSubstr("Date of birth")));
  EXPECT_THAT(cli.run({"explain", cli.file("a.json")}).out, HasSubstr("Collective: Trường THCS Mẫu 1"));
  EXPECT_EQ(cli.must({"lookup", "--serial", "GK-1", "--register", "GK/2025/1"})["id"], issued["rows"][0]["id"]);
  cli.refused({"lookup", "--serial", "GK-1", "--birth-date", "01/01/1970"}, "api.no_match");
  const json found =
      cli.must({"search", "--name", "truong thcs", "--unit", kUnit, "--key", cli.key("seal-3")})["documents"];
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].contains("birth_date"));
  // The same command again: the same documents.
  EXPECT_EQ(cli.must(issue(cli.file("awards.csv")))["rows"], issued["rows"]);
  // What is about to be revoked is told without a birth date.
  const auto asked = cli.run({"revoke", issued["rows"][0]["id"], "--reason", "error", "--basis", "QĐ 1", "--unit",
                              kUnit, "--key", cli.key("seal-3"), "--key", cli.key("principal-3")});
  EXPECT_THAT(asked.err + asked.out, AllOf(HasSubstr("Trường THCS Mẫu 1"), Not(HasSubstr("born"))));
}

TEST_F(CliAward, ASecondRunCountsWhatTheFirstIssuedAndARevokedOneGivesItsPlaceBack) {
  const json first = cli.must(issue(awards(kFirst)));
  const auto second = [&](const std::string& name, const std::string& rows, const Words& more = {}) {
    HOCBA_CHECK(cli::write_file(cli.file(name), cli::read_file(awards(rows)).value()).ok());
    return issue(cli.file(name), more);
  };
  const auto size = cli.size();
  const auto both = second("two.csv", std::string(kSecond) + kThird);
  const auto beyond = cli.refused(both, "cli.rows_refused");
  EXPECT_THAT(beyond.out, AllOf(HasSubstr("exchange.quota_exceeded"), HasSubstr("Cá nhân: 3 > 2 (issued"),
                                HasSubstr("Y Moan"), Not(HasSubstr("Lê Văn Mẫu"))));
  EXPECT_THAT(beyond.err + beyond.out, HasSubstr("under the quotas: Giấy khen, Cá nhân: 1"));
  auto trial = both;
  trial.emplace_back("--dry-run");
  const auto tried = cli.run(trial);
  EXPECT_EQ(tried.code, cli::kExitRefused);
  EXPECT_THAT(tried.out, HasSubstr("Cá nhân: 3 > 2 (issued"));
  EXPECT_THAT(cli.refused(second("two.csv", std::string(kSecond) + kThird, {"--skip-bad"}), "cli.quota_exceeded").err,
              HasSubstr("issued before: 1"));
  EXPECT_EQ(cli.size(), size);
  // The first sheet again is no second run: its own awards take no place twice.
  EXPECT_EQ(cli.must(issue(awards(kFirst)))["rows"], first["rows"]);
  cli.must({"revoke", first["rows"][0]["id"], "--reason", "LOI_CO_QUAN_CAP", "--basis", "QĐ 1", "--unit", kUnit,
            "--key", cli.key("seal-3"), "--key", cli.key("principal-3"), "--yes"});
  EXPECT_EQ(cli.must(both)["issued"], 2);
}

// A sudden award is by a decision, too (BV1): whoever issues one without it is told before, and not stopped.
TEST_F(CliAward, ThatIsSuddenAndNamesNoDecisionIsNoted) {
  const auto ran =
      cli.run(issue(awards("An,Cá nhân,Trường,1/2/1990,GK-9,,20/06/2025,Giấy khen,Sáng kiến,x,\n"), {"--dry-run"}));
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("credential.decision_missing"), HasSubstr("Quyết định số")));
}

TEST_F(CliAward, ProposalsAreCountedAndSummedUpInFiveColumnsAndBack) {
  const auto file =
      write("proposals.csv",
            "STT,Tên tập thể/cá nhân,Đơn vị,Tóm tắt thành tích nổi bật,Ghi chú,Hình thức khen thưởng,Đối tượng "
            "khen,Ngày nộp hồ sơ\n"
            "1,Trường Mẫu 1,Huyện 01,Số hóa,,Giấy khen,Tập thể,07/09/2023\n"
            "2,Trần Thị Thử,Trường,Sáng kiến,,Giấy khen,Cá nhân,08/09/2023\n");
  const Words check = {"award", "check", file, "--quota", cli.file("quota.csv")};
  const json good = cli.must(check);
  EXPECT_EQ(good["good"], true);
  EXPECT_EQ(good["deadline_checked"], true);
  EXPECT_EQ(good["rows"].size(), 2u);
  EXPECT_EQ(good["counts"][1], json({{"title", "Giấy khen"},
                                     {"kind", "individual"},
                                     {"proposed", 1},
                                     {"limit", 2},
                                     {"late", 1},
                                     {"exceeded", false}}));
  EXPECT_THAT(cli.run(check).out,
              AllOf(HasSubstr("exchange.dossier_late"), testing::ContainsRegex("proposals.csv +3")));
  EXPECT_THAT(test::run_here(cli.with_globals(check, "vi")).out,
              AllOf(HasSubstr("trong chỉ tiêu"), Not(HasSubstr("đủ chỉ tiêu"))));
  for (const char* name : {"sum.csv", "sum.xlsx"}) {
    cli.must({"award", "summary", file, "--out", cli.file(name)});
    const json again = cli.must({"award", "check", cli.file(name), "--quota", cli.file("quota.csv")});
    EXPECT_EQ(again["rows"].size(), 2u);
    EXPECT_EQ(again["deadline_checked"], false);
  }
  EXPECT_EQ(exchange::parse_csv(cli::read_file(cli.file("sum.csv")).value()).value().header.size(), 5u);
  cli.refused({"award", "summary", file, "--out", cli.file("sum.csv")}, "cli.file_exists", cli::kExitUsage);
  write("quota.csv", "Hình thức khen thưởng,Số tập thể,Số cá nhân\nGiấy khen,0,2\n");
  const auto beyond = cli.run(check);
  EXPECT_EQ(beyond.code, cli::kExitRefused);
  EXPECT_THAT(beyond.out, AllOf(HasSubstr("exchange.quota_exceeded"), HasSubstr("beyond by 1")));
  for (const char* which : {"quota", "proposals"}) {
    cli.must({"award", "template", which, "--out", cli.file(std::string(which) + ".xlsx")});
  }
  cli.must({"award", "check", cli.file("proposals.xlsx"), "--quota", cli.file("quota.xlsx"), "--title", "Giấy khen"});
}

}  // namespace
}  // namespace hocba
