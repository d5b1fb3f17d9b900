// hocba training from a school's list to the verified certificate, against a real node: the shipped programme of Thủ
// Đức, a district office with two schools, a provider. Invented people.
#include "ledger/exchange/csv.hpp"
#include "tests/e2e/cli_node.hpp"
#include "tests/support/shipped_programmes.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::CliNode;
using test::Words;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CliTraining : public testing::Test {
 protected:
  void SetUp() override {
    clock("2024-09-05T02:00:00Z");
    unit("79PGD", "district_office", "79SGD", "Phòng Giáo dục Mẫu", "office-manager");
    unit("79DHSG", "training_provider", "79SGD", "Trường Đại học Mẫu", "office-manager");
    unit("79TH0009", "primary", "79PGD", "Trường Tiểu học Mẫu 9", "79PGD-manager");
    unit("79TH0010", "primary", "79PGD", "Trường Tiểu học Mẫu 10", "79PGD-manager");
    for (const char* school : {"79TH0009", "79TH0010"}) grant(school, "principal", std::string(school) + "-principal");
    grant("79PGD", "officer", "pgd-officer");
    grant("79DHSG", "officer", "dh-officer");
    grant("79DHSG", "officer", "dh-officer-2");
    grant("79DHSG", "principal", "dh-principal");
    grant("79DHSG", "seal", "dh-seal");
    cli.must({"policy", "set", "--type", "training-certificate", "--period", "2024", "--record-roles", "principal,seal",
              "--proposers", "officer", "--approvers", "principal", "--document-roles", "principal,seal", "--key",
              cli.key("founder-1"), "--key", cli.key("founder-2")});
    write("de-an-869.toml", test::shipped_text("DE_AN_869.toml"));
    cli.must({"training", "programme", "publish", cli.file("de-an-869.toml"), "--provider", "79DHSG", "--unit", "79PGD",
              "--key", cli.key("pgd-officer")});
  }

  void clock(const std::string& time) { cli.must({"network", "clock", time, "--key", cli.key("founder-1")}); }
  void unit(const std::string& code, const char* type, const char* parent, const char* name, const std::string& by) {
    cli.must({"unit", "register", code, "--type", type, "--parent", parent, "--name", name, "--key", cli.key(by)});
    cli.must({"grant", "add", "--for", code, "--role", "manager", "--to-key", cli.key(code + "-manager"), "--person",
              "Lê Thị Quản " + code, "--key", cli.key(by)});
  }
  void grant(const std::string& unit, const char* role, const std::string& name, const std::string& by = {}) {
    cli.must({"grant", "add", "--for", unit, "--role", role, "--to-key", cli.key(name), "--person", "Người " + name,
              "--key", cli.key(by.empty() ? unit + "-manager" : by)});
  }
  std::string class_id() { return cli.must({"training", "class", "show", "CDS_NC-01"})["class"]; }
  void write(const std::string& name, const std::string& text) {
    HOCBA_CHECK(cli::write_file(cli.file(name), text).ok());
  }
  static std::string row(const std::string& name, int n, const char* course = "CDS_NC") {
    const std::string two = (n < 10 ? "0" : "") + std::to_string(n);
    return name + "," + two + "/03/1985,0001850000" + two + ",Giáo viên," + course + "\n";
  }
  void propose(const std::string& school, const std::string& rows, const Words& more = {}) {
    write(school + ".csv", "Họ và tên,Ngày sinh,CCCD,Đối tượng,Khóa\n" + rows);
    Words words = {"training", "roster", "propose", cli.file(school + ".csv"),     "--programme", "DE_AN_869",
                   "--unit",   school,   "--key",   cli.key(school + "-principal")};
    words.insert(words.end(), more.begin(), more.end());
    cli.must(words);
  }
  Words approve(const Words& more = {}) {  // of the two schools that there are
    Words words = {"training",
                   "roster",
                   "approve",
                   "--all",
                   "--alone",
                   "--programme",
                   "DE_AN_869",
                   "--unit",
                   "79PGD",
                   "--key",
                   cli.key("pgd-officer")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Words by_provider(Words words) {
    words.insert(words.end(), {"--unit", "79DHSG", "--key", cli.key("dh-officer")});
    return words;
  }
  void two_lists() {
    propose("79TH0009", row("Trần Thị Thử", 1) + row("Lê Văn Mẫu", 2) + row("Phạm Thị Thử", 3));
    propose("79TH0010", row("Đặng Văn Mẫu", 4) + row("Hồ Thị Thử", 5) + row("Vũ Ý", 6));
  }
  // CDS_NC-01 with everybody who waits.
  void open_class(const std::string& pick = "6") {
    cli.must(by_provider({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC", "--audience",
                          "GV", "--level", "TIEU_HOC", "--topic", "HA_TANG_CNTT", "--capacity", "40", "--trainer",
                          "Nguyễn Văn Giảng; thạc sĩ", "--pick", pick}));
  }
  void session(const char* date, const char* periods, const char* mode, const Words& more = {}) {
    Words words = {"training", "class",     "session", "add",    "CDS_NC-01", "--date",
                   date,       "--periods", periods,   "--mode", mode};
    words.insert(words.end(), more.begin(), more.end());
    cli.must(by_provider(words));
  }
  // The class's own list, filled in and given back: everybody 8,5 and `test`, but for the first, who gets 3.
  void results(const std::string& test, const char* command = "result", const Words& more = {}) {
    const std::string name = "list-" + std::to_string(++files_) + ".csv";
    cli.must(by_provider({"training", "class", "show", "CDS_NC-01", "--list", cli.file(name)}));
    auto table = exchange::parse_csv(cli::read_file(cli.file(name)).value()).value();
    const auto at = [&](const char* column) {
      return static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), column) -
                                      table.header.begin());
    };
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      table.rows[i].cells[at("Chuyên cần")] = "8,5";
      table.rows[i].cells[at("Khảo sát")] = i == 0 ? "3,0" : test;
      if (table.rows[i].cells[at("Số tiết dự")].empty()) table.rows[i].cells[at("Số tiết dự")] = "30";
    }
    write(name, exchange::to_csv(table));
    Words words = {"training", "class", command, "CDS_NC-01", cli.file(name)};
    words.insert(words.end(), more.begin(), more.end());
    cli.must(by_provider(words));
  }
  void teach() {
    clock("2024-12-02T02:00:00Z");
    session("12/10/2024", "11", "in_person", {"--site", "Trường Tiểu học Mẫu 9"});
    session("19/10/2024", "10", "in_person");
    session("26/10/2024", "9", "online");
  }
  Words issue(const Words& more = {}) {
    Words words = {"training",
                   "issue",
                   "CDS_NC-01",
                   "--unit",
                   "79DHSG",
                   "--decision",
                   "12/QĐ-ĐHM",
                   "--sign",
                   "principal=" + cli.key("dh-principal"),
                   "--sign",
                   "seal=" + cli.key("dh-seal"),
                   "--work",
                   cli.file("issue-" + std::to_string(++files_) + ".hocba")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::vector<std::string> issued_ids(const json& said) {
    std::vector<std::string> out;
    for (const json& one : said["rows"])
      if (one.contains("index")) out.push_back(one["id"].get<std::string>());
    return out;
  }

  CliNode cli;
  int files_ = 0;
};

TEST_F(CliTraining, GoesFromASchoolsListToAVerifiedCertificate) {
  two_lists();
  const auto trial = cli.must(approve({"--dry-run"}));
  EXPECT_EQ(trial["seats"], 6);
  EXPECT_EQ(trial["late"], false);
  const auto approved = cli.must(approve());
  EXPECT_EQ(approved["seats"], 6);
  EXPECT_EQ(approved["entries"].size(), 1u);
  EXPECT_EQ(cli.must(approve())["seats"], 0);  // nothing waits any more

  open_class();
  teach();
  write("attendance.csv",
        "Số trong danh sách,Buổi 1,Buổi 2,Buổi 3\n1,x,x,x\n2,x,x,5\n3,x,x,x\n4,x,x,x\n5,x,x,x\n6,x,x,x\n");
  cli.must(by_provider({"training", "class", "attendance", "CDS_NC-01", cli.file("attendance.csv")}));
  cli.refused(by_provider({"training", "class", "close", "CDS_NC-01"}), "training.results_missing");
  results("7,0");
  EXPECT_EQ(cli.must({"training", "class", "check", "CDS_NC-01"})["good"], true);
  cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));

  const auto said = cli.must(issue());
  EXPECT_EQ(said["issued"], 5);  // 0,3 · 8,5 + 0,7 · 3,0 = 4,7 is no pass
  const auto ids = issued_ids(said);
  ASSERT_EQ(ids.size(), 5u);
  EXPECT_EQ(cli.must(issue())["issued"], 0);  // each seat has its own
  cli.must({"fetch", ids[0], "-o", cli.file("certificate.json"), "--unit", "79DHSG", "--key", cli.key("dh-seal")});
  const auto verified = cli.run({"verify", cli.file("certificate.json")});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, AllOf(HasSubstr("Training (pass)"), HasSubstr("Chứng chỉ bồi dưỡng")));
}

TEST_F(CliTraining, SaysInPlainWordsWhatKeepsAClassOpen) {
  two_lists();
  cli.must(approve());
  open_class();
  clock("2024-12-02T02:00:00Z");
  session("12/10/2024", "20", "in_person");
  session("19/10/2024", "10", "online");
  results("7,0");
  const auto refused = test::run_here(cli.with_globals(by_provider({"training", "class", "check", "CDS_NC-01"}), "vi"));
  EXPECT_EQ(refused.code, cli::kExitRefused);
  EXPECT_THAT(refused.out, HasSubstr("Lớp CDS_NC-01: 10 tiết trực tuyến trên 30 vượt mức 30 %"));
  cli.refused(by_provider({"training", "class", "close", "CDS_NC-01"}), "training.online_share");
  cli.must(by_provider({"training", "class", "session", "replace", "CDS_NC-01", "--number", "2", "--periods", "9"}));
  const auto few = test::run_here(cli.with_globals(by_provider({"training", "class", "check", "CDS_NC-01"}), "vi"));
  EXPECT_THAT(few.out, HasSubstr("Lớp CDS_NC-01: mới có 29 tiết, cần ít nhất 30"));
  session("26/10/2024", "1", "in_person");
  cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));
}

TEST_F(CliTraining, TakesNobodyTwiceAndNobodyOfAnotherAudience) {
  two_lists();
  cli.must(approve());
  propose("79TH0009", row("Trần Thị Thử", 1));
  cli.refused(approve(), "cli.roster_problems");
  EXPECT_THAT(cli.run(approve({"--dry-run"})).out, HasSubstr("Trần Thị Thử"));
  EXPECT_EQ(cli.must(approve({"--again"}))["seats"], 1);
  write("wrong.csv", "Họ và tên,Ngày sinh,Đối tượng,Khóa\nMai Thị Thử,01/03/1985,Nhân viên,CONG_BDTX\n");
  const auto wrong = cli.run({"training", "roster", "propose", cli.file("wrong.csv"), "--programme", "DE_AN_869",
                              "--dry-run", "--unit", "79TH0009", "--key", cli.key("79TH0009-principal")});
  EXPECT_EQ(wrong.code, cli::kExitRefused);
  EXPECT_THAT(wrong.out, HasSubstr("exchange.audience_wrong"));
}

TEST_F(CliTraining, CorrectsWhoWasApprovedAndIssuesInTheRightName) {
  two_lists();
  cli.must(approve());
  open_class();
  teach();
  results("7,0");
  cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));
  const auto correct = [&](const std::string& who, const Words& more) {
    Words words = {"training",  "roster", "correct", who,     "--programme",
                   "DE_AN_869", "--unit", "79PGD",   "--key", cli.key("pgd-officer")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const std::string before = "Vũ Ý; 06/03/1985", after = "Vũ Như Ý; 06/03/1985";
  EXPECT_EQ(cli.run(correct(before, {})).code, 2);
  cli.refused(correct(before, {"--name", "Vũ Ý"}), "cli.nothing_new");
  cli.refused(correct(after, {"--name", "Vũ Ý"}), "cli.learner_unknown");
  cli.refused(correct(before, {"--personal-number", "000185000001"}), "node.person_name_differs");
  const auto trial = cli.run(correct(before, {"--name", "Vũ Như Ý", "--dry-run"}));
  EXPECT_THAT(trial.out, HasSubstr("Vũ Ý, 06/03/1985, 000185000006  →  Vũ Như Ý, 06/03/1985, 000185000006"));
  EXPECT_EQ(cli.must(correct(before, {"--name", "Vũ Như Ý"}))["seats"], 1);
  cli.refused(correct(before, {"--name", "Vũ Như Ý"}), "cli.learner_unknown");
  const auto ids = issued_ids(cli.must(issue()));
  ASSERT_EQ(ids.size(), 5u);
  std::size_t named = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string file = cli.file("certificate-" + std::to_string(i) + ".json");
    cli.must({"fetch", ids[i], "-o", file, "--unit", "79DHSG", "--key", cli.key("dh-seal")});
    const auto verified = cli.run({"verify", file});
    EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
    named += verified.out.find("Vũ Như Ý") != std::string::npos ? 1u : 0u;
  }
  EXPECT_EQ(named, 1u);
  // And once more, where a document stands already.
  const auto told = cli.run(correct(after, {"--birth-date", "07/03/1985", "--dry-run"}));
  EXPECT_THAT(told.out + told.err, HasSubstr("issues anew"));
}

TEST_F(CliTraining, ApprovesListsOfFewSchoolsWhereItIsMeant) {
  two_lists();
  Words plain = {"training",  "roster", "approve", "--all", "--programme",
                 "DE_AN_869", "--unit", "79PGD",   "--key", cli.key("pgd-officer")};
  cli.refused(plain, "cli.roster_alone");
  Words trial = plain;
  trial.push_back("--dry-run");
  EXPECT_THAT(cli.run(trial).err, HasSubstr("whose seats these are"));
  EXPECT_EQ(cli.must(trial)["alone"], true);
  EXPECT_EQ(cli.must(approve())["schools"], 2);
}

TEST_F(CliTraining, MarksLateListsAndReturnsThem) {
  propose("79TH0009", row("Trần Thị Thử", 1));
  const auto listed =
      cli.must({"training", "roster", "list", "--programme", "DE_AN_869", "--key", cli.key("pgd-officer")});
  ASSERT_EQ(listed["proposals"].size(), 1u);
  const std::string id = listed["proposals"][0]["id"];
  EXPECT_EQ(cli.must({"training", "roster", "show", id, "--key", cli.key("pgd-officer")})["people"].size(), 1u);
  cli.must({"training", "roster", "return", id, "--reason", "Thiếu nhân viên", "--key", cli.key("pgd-officer")});
  cli.refused({"training", "roster", "approve", id, "--programme", "DE_AN_869", "--unit", "79PGD", "--key",
               cli.key("pgd-officer")},
              "cli.proposal_unknown");
  clock("2024-09-17T02:00:00Z");  // after the 16th
  propose("79TH0009", row("Trần Thị Thử", 1));
  EXPECT_EQ(cli.must(approve())["late"], true);
}

TEST_F(CliTraining, CorrectsAClosedClassWithTwoSignersAndIssuesToWhoPassesThen) {
  two_lists();
  cli.must(approve());
  open_class();
  teach();
  results("7,0");
  cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));
  EXPECT_EQ(cli.must(issue())["issued"], 5);
  // Who fails learns again: the next class, the same topic.
  write("review.csv", "Số trong danh sách,Chuyên cần,Khảo sát,Số tiết dự\n1,\"8,5\",\"6,0\",30\n");
  const Words correction = by_provider({"training", "class", "correct", "CDS_NC-01", cli.file("review.csv"), "--reason",
                                        "PHUC_KHAO", "--basis", "Biên bản 12"});
  cli.refused(correction, "cli.need_two_signers");
  Words signed_twice = correction;
  signed_twice.insert(signed_twice.end(), {"--key", cli.key("dh-officer-2")});
  EXPECT_EQ(cli.must(signed_twice)["corrected"], 1);
  EXPECT_EQ(cli.must(issue())["issued"], 1);
}

TEST_F(CliTraining, WarnsOfSmallClassesAndRecordsWhoLeft) {
  two_lists();
  cli.must(approve());
  const auto small = cli.run(by_provider({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC",
                                          "--audience", "GV", "--level", "TIEU_HOC", "--topic", "HA_TANG_CNTT",
                                          "--trainer", "Nguyễn Văn Giảng; thạc sĩ", "--pick", "3"}));
  EXPECT_EQ(small.code, 0) << small.err;
  EXPECT_THAT(small.err, HasSubstr("[training.class_small]"));
  cli.must(by_provider({"training", "class", "unenrol", "CDS_NC-01", "1"}));
  const auto shown = cli.must({"training", "class", "show", "CDS_NC-01"});
  EXPECT_EQ(shown["enrolled"], 3);
  EXPECT_EQ(shown["withdrawn"], 1);
  // A name on the ledger there is none: everybody sees the class, only the provider its people.
  EXPECT_THAT(cli.run({"training", "class", "show", "CDS_NC-01"}).out, Not(HasSubstr("Thử")));
}

TEST_F(CliTraining, NamesWhatThereIsNot) {
  propose("79TH0009", row("Trần Thị Thử", 1));
  cli.must(approve());
  const auto lacks = [&](const Words& words, const char* code) {
    const auto ran = cli.run(words);
    EXPECT_NE(ran.code, 0) << words[2];
    EXPECT_THAT(ran.err, HasSubstr(std::string("[") + code + "]"));
  };
  lacks({"training", "programme", "show", "KH_KHAC"}, "cli.programme_unknown");
  lacks({"training", "class", "show", "CDS_NC-99"}, "cli.class_unknown");
  lacks(by_provider({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC", "--audience", "GV",
                     "--level", "TIEU_HOC", "--topic", "NEN_TANG_SO", "--trainer", "Nguyễn Văn Giảng; thạc sĩ"}),
        "cli.unknown_word");
  lacks(by_provider({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC", "--audience", "GV",
                     "--topic", "HA_TANG_CNTT", "--trainer", "Nguyễn Văn Giảng; thạc sĩ"}),
        "cli.unknown_word");  // no level
  open_class("1");
  lacks(by_provider({"training", "class", "enrol", "CDS_NC-01", "--pick", "1"}), "cli.nobody_to_enrol");
  lacks(by_provider({"training", "class", "unenrol", "CDS_NC-01", "7"}), "cli.learner_unknown");
  lacks(issue(), "cli.class_still_open");
  lacks(by_provider({"training", "import-external", cli.file("79TH0009.csv"), "--programme", "DE_AN_869", "--course",
                     "CDS_NC", "--source", "X"}),
        "cli.not_external");
  cli.must(by_provider({"training", "class", "session", "add", "CDS_NC-01", "--date", "01/09/2024", "--periods", "30",
                        "--mode", "in_person", "--dry-run"}));
  // Two offices may have a programme of one code, and then the office says which.
  grant("79SGD", "officer", "sgd-officer", "office-manager");
  cli.must({"training", "programme", "publish", cli.file("de-an-869.toml"), "--provider", "79DHSG", "--unit", "79SGD",
            "--key", cli.key("sgd-officer")});
  lacks({"training", "programme", "show", "DE_AN_869"}, "cli.programme_unclear");
  EXPECT_EQ(cli.must({"training", "programme", "show", "79PGD/DE_AN_869"})["office"], "79PGD");
  cli.must(
      by_provider({"training", "class", "open", "--programme", "79SGD/DE_AN_869", "--course", "CDS_NC", "--audience",
                   "GV", "--level", "TIEU_HOC", "--topic", "HA_TANG_CNTT", "--trainer", "Nguyễn Văn Giảng; thạc sĩ"}));
  lacks({"training", "class", "show", "CDS_NC-01"}, "cli.class_unclear");
  EXPECT_EQ(cli.must({"training", "class", "show", "CDS_NC-01", "--programme", "79PGD/DE_AN_869"})["enrolled"], 1);
}

TEST_F(CliTraining, IssuesAnewWhereADocumentWasRevoked) {
  two_lists();
  cli.must(approve());
  open_class();
  teach();
  results("7,0");
  cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));
  const auto first = cli.must(issue());
  const auto ids = issued_ids(first);
  ASSERT_FALSE(ids.empty());
  cli.must({"revoke", ids[0], "--reason", "LOI_CO_QUAN_CAP", "--basis", "QĐ 1", "--yes", "--unit", "79DHSG", "--key",
            cli.key("dh-officer"), "--key", cli.key("dh-principal")});
  EXPECT_EQ(cli.must(issue())["revoked"], 1);  // not by itself
  std::string seat;
  const auto seats = json::parse(
      cli::HttpClient::create(cli.url(), {}).value()->get("/v1/training/classes/" + class_id() + "/seats")->body);
  for (const json& one : seats["seats"])
    if (one.value("credential", "") == ids[0]) seat = one["seat"];
  ASSERT_NE(seat, "");
  EXPECT_EQ(cli.must(issue({"--again", seat}))["issued"], 1);
}

TEST_F(CliTraining, TakesCompletionsOfAnotherSystem) {
  propose("79TH0009", row("Trần Thị Thử", 1, "CONG_BDTX") + row("Lê Văn Mẫu", 2, "CONG_BDTX"));
  cli.must(approve());
  clock("2024-12-01T02:00:00Z");
  write("portal.csv",
        "Họ và tên,Ngày sinh,E-mail,Ngày hoàn thành,Tiến độ\nTrần Thị Thử,01/03/1985,a@example.vn,20/11/2024,100%\n");
  const auto said = cli.must(by_provider({"training", "import-external", cli.file("portal.csv"), "--programme",
                                          "DE_AN_869", "--course", "CONG_BDTX", "--source", "CONG_BDTX"}));
  ASSERT_EQ(said["classes"].size(), 1u);
  EXPECT_EQ(said["classes"][0]["passed"], 1);
  cli.must({"policy", "set", "--type", "external-completion", "--period", "2024", "--record-roles", "principal,seal",
            "--proposers", "officer", "--approvers", "principal", "--document-roles", "principal,seal", "--key",
            cli.key("founder-1"), "--key", cli.key("founder-2")});
  const Words issuing = {"training",
                         "issue",
                         "CONG_BDTX-01",
                         "--unit",
                         "79DHSG",
                         "--sign",
                         "principal=" + cli.key("dh-principal"),
                         "--sign",
                         "seal=" + cli.key("dh-seal"),
                         "--work",
                         cli.file("external.hocba")};
  Words trial = issuing;
  trial.push_back("--dry-run");
  const auto tried = cli.run(trial);
  ASSERT_EQ(tried.code, 0) << tried.out << tried.err;
  const auto issued = cli.must(issuing);
  EXPECT_EQ(issued["issued"], 1);
}

}  // namespace
}  // namespace hocba
