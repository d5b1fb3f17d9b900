// hocba training from a school's list to the verified certificate, against a real node: the shipped programme of Thủ
// Đức, a district office with two schools, a provider. Invented people.
#include "ledger/exchange/csv.hpp"
#include "tests/e2e/training_office.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CliTraining : public test::TrainingOffice {
 protected:
  void SetUp() override {
    TrainingOffice::SetUp();
    may_issue();
    policy("training-certificate");
  }

  std::string class_id() { return cli.must({"training", "class", "show", "CDS_NC-01"})["class"]; }
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
    cli.must(by_provider(session("12/10/2024", "11", "in_person", {"--site", "Trường Tiểu học Mẫu 9"})));
    cli.must(by_provider(session("19/10/2024", "10")));
    cli.must(by_provider(session("26/10/2024", "9", "online")));
  }
  Words issue(const Words& more = {}) {
    return issue_of("CDS_NC-01", "issue-" + std::to_string(++files_) + ".hocba",
                    with({"--decision", "12/QĐ-ĐHM"}, more));
  }
  std::vector<std::string> issued_ids(const json& said) {
    std::vector<std::string> out;
    for (const json& one : said["rows"])
      if (one.contains("index")) out.push_back(one["id"].get<std::string>());
    return out;
  }

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
  cli.refused(by_provider({"training", "class", "close", "CDS_NC-01", "--dry-run"}), "training.results_missing");
  results("7,0");
  EXPECT_EQ(cli.must({"training", "class", "check", "CDS_NC-01"})["good"], true);
  const auto before = cli.size();
  EXPECT_EQ(cli.must(by_provider({"training", "class", "close", "CDS_NC-01", "--dry-run"}))["dry_run"], true);
  EXPECT_EQ(cli.size(), before);
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

// One who failed asks to be forgotten, one who has a certificate too.
TEST_F(CliTraining, TakesOutWhoAsksForItAsFarAsTheLawLets) {
  grant("79PGD", "officer", "pgd-head");
  two_lists();
  cli.must(approve());
  open_class();
  teach();
  write("attendance.csv",
        "Số trong danh sách,Buổi 1,Buổi 2,Buổi 3\n1,x,x,x\n2,x,x,5\n3,x,x,x\n4,x,x,x\n5,x,x,x\n6,x,x,x\n");
  cli.must(by_provider({"training", "class", "attendance", "CDS_NC-01", cli.file("attendance.csv")}));
  results("7,0");
  const Words who = {"Đặng Văn Mẫu; 04/03/1985"};  // the first of the list: Ð before H, L, P
  const auto find = [&](const std::string& name) {
    return cli.must({"training", "roster", "find", name, "--key", cli.key("pgd-officer")});
  };
  const auto erase = [&](const Words& more) {
    Words words = {"training", "roster", "erase", "--basis", "Đơn số 7"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const Words two = {"--yes", "--key", cli.key("pgd-officer"), "--key", cli.key("pgd-head")};
  const auto with = [](Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  cli.refused(with(erase(who), two), "node.seat_learning");
  cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));
  ASSERT_EQ(cli.must(issue())["issued"], 5);
  cli.refused(with(erase({"Hồ Thị Thử; 05/03/1985"}), two), "node.seat_certified");
  const auto kept = cli.run({"training", "roster", "find", "Hồ Thị Thử; 05/03/1985", "--key", cli.key("pgd-officer")});
  EXPECT_THAT(kept.out, AllOf(HasSubstr("kept by law"), HasSubstr("NĐ 88/2026, Đ.8 k.3")));
  EXPECT_EQ(cli.must(with(erase({"Hồ Thị Thử; 05/03/1985", "--survey"}), two))["registers"], 0);

  const auto found = find(who[0]);
  ASSERT_EQ(found["seats"].size(), 1u);
  const std::string seat = found["seats"][0]["seat"];
  const auto entered =
      cli.must({"request", "new", "--unit", "79TH0010", "--kind", "erase", "--seats", seat, "--who", "Đặng Văn Mẫu",
                "--says", "Xin xóa khỏi danh sách", "--key", cli.key("79TH0010-principal")});
  const std::string request = entered["id"];
  const auto shown = cli.run({"request", "show", request, "--key", cli.key("79TH0010-principal")});
  EXPECT_THAT(shown.out, AllOf(HasSubstr(seat), HasSubstr("can be erased"), HasSubstr("class ")));
  // The first signs at her own desk, the second sends.
  EXPECT_EQ(cli.must(erase({"--seats", seat, "--dry-run", "--key", cli.key("pgd-officer")}))["trial"], true);
  cli.refused(erase({"--seats", seat, "--yes", "--key", cli.key("pgd-officer")}), "node.erasure_unsigned");
  cli.must(
      erase({"--seats", seat, "--request", request, "--out", cli.file("xoa.json"), "--key", cli.key("pgd-officer")}));
  EXPECT_THAT(cli::read_file(cli.file("xoa.json")).value(), Not(HasSubstr("Đặng")));
  EXPECT_EQ(cli.run({"training", "roster", "erase", "--from", cli.file("xoa.json"), "--key", cli.key("pgd-head")}).code,
            cli::kExitUsage)
      << "asks first";
  const auto done =
      cli.must({"training", "roster", "erase", "--from", cli.file("xoa.json"), "--yes", "--key", cli.key("pgd-head")});
  EXPECT_EQ(done["seats"], 1);
  EXPECT_EQ(done["lists"], 1);
  EXPECT_GT(done["registers"], 0);
  EXPECT_EQ(cli.must({"request", "answer", request, "--outcome", "done", "--key",
                      cli.key("79TH0010-principal")})["answer"]["outcome"],
            "done");

  // Lists go on without them.
  EXPECT_TRUE(find(who[0])["seats"].empty());
  const auto list = cli.run(by_provider({"training", "class", "show", "CDS_NC-01"}));
  EXPECT_EQ(list.code, 0) << list.err;
  EXPECT_THAT(list.out, AllOf(HasSubstr("(erased)"), Not(HasSubstr("Đặng")), HasSubstr("Hồ Thị Thử")));
  const auto missing = cli.run({"training", "missing", "--programme", "DE_AN_869", "--course", "CDS_NC", "--purpose",
                                "Rà soát", "--key", cli.key("pgd-officer")});
  EXPECT_EQ(missing.code, 0) << missing.err;
  EXPECT_THAT(missing.out, AllOf(HasSubstr("(erased)"), Not(HasSubstr("Đặng"))));
  const auto evidence = cli.run(
      {"training", "evidence", "--programme", "DE_AN_869", "--purpose", "Rà soát", "--key", cli.key("pgd-officer")});
  EXPECT_EQ(evidence.code, 0) << evidence.err;
  EXPECT_THAT(evidence.out, AllOf(HasSubstr("(erased)"), Not(HasSubstr("Đặng"))));
  const auto checked = cli.run(by_provider({"training", "class", "check", "CDS_NC-01"}));
  EXPECT_EQ(checked.code, 0) << checked.out << checked.err;
  EXPECT_THAT(checked.out + checked.err, HasSubstr("session 1: somebody's attendance was erased"));
  EXPECT_EQ(cli.must(issue())["issued"], 0);
  const auto lists =
      cli.must({"training", "roster", "list", "--programme", "DE_AN_869", "--key", cli.key("79TH0010-principal")});
  const auto proposal = cli.run({"training", "roster", "show", lists["proposals"][0]["id"].get<std::string>(), "--key",
                                 cli.key("79TH0010-principal")});
  EXPECT_EQ(proposal.code, 0) << proposal.err;
  EXPECT_THAT(proposal.out + proposal.err, AllOf(HasSubstr("1 erased on request"), Not(HasSubstr("Đặng"))));
  propose("79TH0010", row("Đặng Văn Mẫu", 4));
  EXPECT_EQ(cli.must(approve())["seats"], 1) << "who comes anew is another person here";
}

TEST_F(CliTraining, SaysInPlainWordsWhatKeepsAClassOpen) {
  two_lists();
  cli.must(approve());
  open_class();
  clock("2024-12-02T02:00:00Z");
  cli.must(by_provider(session("12/10/2024", "20", "in_person")));
  cli.must(by_provider(session("19/10/2024", "10", "online")));
  results("7,0");
  const auto refused = test::run_here(cli.with_globals(by_provider({"training", "class", "check", "CDS_NC-01"}), "vi"));
  EXPECT_EQ(refused.code, cli::kExitRefused);
  EXPECT_THAT(refused.out, HasSubstr("Lớp CDS_NC-01: 10 tiết trực tuyến trên 30 vượt mức 30 %"));
  cli.refused(by_provider({"training", "class", "close", "CDS_NC-01"}), "training.online_share");
  cli.must(by_provider({"training", "class", "session", "replace", "CDS_NC-01", "--number", "2", "--periods", "9"}));
  const auto few = test::run_here(cli.with_globals(by_provider({"training", "class", "check", "CDS_NC-01"}), "vi"));
  EXPECT_THAT(few.out, HasSubstr("Lớp CDS_NC-01: mới có 29 tiết, cần ít nhất 30"));
  cli.must(by_provider(session("26/10/2024", "1", "in_person")));
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

TEST_F(CliTraining, CorrectsManyOutOfASheetInOneRecord) {
  two_lists();
  cli.must(approve());
  const auto correct = [&](const Words& more) {
    Words words = {"training",  "roster", "correct", "--from", cli.file("wrong.csv"), "--programme",
                   "DE_AN_869", "--unit", "79PGD",   "--key",  cli.key("pgd-officer")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const std::string header = "Họ và tên,Ngày sinh,CCCD,Mã trường,Họ và tên đúng,Ngày sinh đúng\n";
  const std::string good =
      "Vũ Ý,06/03/1985,,79TH0010,Vũ Như Ý,\nTrần Thị Thử,01/03/1985,,,,11/03/1985\n,,000185000002,,Lê Văn Mậu,\n";
  write("wrong.csv", header + good + "Lê Thị Không,01/01/1985,,,Lê Thị Có,\n");
  const auto size = cli.size();
  const auto trial = cli.run(correct({"--dry-run"}));
  EXPECT_EQ(trial.code, cli::kExitRefused);
  EXPECT_THAT(trial.out, AllOf(HasSubstr("Vũ Như Ý, 06/03/1985, 000185000006"), HasSubstr("exchange.learner_unknown"),
                               HasSubstr("Lê Thị Không")));
  cli.refused(correct({}), "cli.rows_refused");
  EXPECT_EQ(cli.size(), size);
  EXPECT_EQ(cli.run(correct({"Vũ Ý; 06/03/1985"})).code, 2);
  EXPECT_EQ(cli.run(correct({"--name", "Vũ Như Ý"})).code, 2);
  const auto ran = cli.run(correct({"--skip-bad", "--json"}));
  EXPECT_EQ(ran.code, cli::kExitRefused) << "some rows were left out" << ran.err;
  const auto said = json::parse(ran.out, nullptr, false);
  EXPECT_EQ(said["people"], 3);
  EXPECT_EQ(said["errors"], 1);
  EXPECT_EQ(said["entries"].size(), 1u);
  EXPECT_EQ(said["rows"].size(), 3u);
  // The same sheet again, as after an interruption: there is nothing left to do.
  write("wrong.csv", header + good);
  const auto after = cli.size();
  const auto again = cli.must(correct({}));
  EXPECT_EQ(again["people"], 0);
  EXPECT_EQ(again["done"], 3);
  EXPECT_EQ(cli.size(), after);
}

TEST_F(CliTraining, SaysWhoseResultStaysAsItIsOnceTheyLearnAgain) {
  two_lists();
  cli.must(approve());
  open_class();
  teach();
  results("7,0");
  cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));
  cli.must(
      by_provider({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC", "--audience", "GV",
                   "--level", "TIEU_HOC", "--topic", "HA_TANG_CNTT", "--trainer", "Nguyễn Văn Giảng; thạc sĩ"}));
  const auto enrolled = cli.run(by_provider({"training", "class", "enrol", "CDS_NC-02", "--pick", "1", "--failed"}));
  EXPECT_EQ(enrolled.code, 0) << enrolled.err;
  EXPECT_THAT(enrolled.err, HasSubstr("can't be corrected any more"));
  // Number 1 of the list has failed, and is in the other class now.
  write("review.csv", "Số trong danh sách,Chuyên cần,Khảo sát,Số tiết dự\n1,\"8,5\",\"6,0\",30\n");
  const Words correction = by_provider({"training", "class", "correct", "CDS_NC-01", cli.file("review.csv"), "--reason",
                                        "PHUC_KHAO", "--basis", "Biên bản 12", "--key", cli.key("dh-officer-2")});
  const auto refused = test::run_here(cli.with_globals(correction, "vi"));
  EXPECT_EQ(refused.code, cli::kExitRefused);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("[training.attempt_link]"), HasSubstr("Lớp CDS_NC-01: Đặng Văn Mẫu, dòng 2:"),
                    HasSubstr("không sửa được nữa"), Not(HasSubstr("seat "))));
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
  Words back = {"training", "roster", "return", id, "--reason", "Thiếu nhân viên", "--key", cli.key("pgd-officer"),
                "--dry-run"};
  EXPECT_EQ(cli.must(back)["state"], "open");
  EXPECT_EQ(cli.must(back)["returned"], id) << "a trial returns nothing";
  Words meant = back;
  meant.pop_back();
  cli.must(meant);
  EXPECT_EQ(cli.run(back).code, cli::kExitRefused) << "answered";
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

TEST_F(CliTraining, ListsDraftsOnTheDeskUnderTheirClass) {
  two_lists();
  cli.must(approve());
  open_class();
  teach();
  results("7,0");
  cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));
  cli.must(by_provider(
      {"training", "issue", "CDS_NC-01", "--decision", "12/QĐ-ĐHM", "--desk", "--work", cli.file("issue-desk.hocba")}));
  const auto drafts = [&](const char* of_class) {
    return cli.must(by_provider({"desk", "list", "--all", "--class", of_class}));
  };
  EXPECT_EQ(drafts("CDS_NC-01")["total"], 5);
  EXPECT_EQ(drafts("CDS_NC-01")["items"][0]["class"], "CDS_NC-01");
  EXPECT_EQ(drafts("CDS_NC-02")["total"], 0);
  const auto list = test::run_here(cli.with_globals(by_provider({"desk", "list", "--all"}), "vi"));
  EXPECT_THAT(list.out, AllOf(HasSubstr("CDS_NC-01"), HasSubstr("chưa ai ký"), Not(HasSubstr("chốt điểm"))));
  for (const char* key : {"dh-principal", "dh-seal"})
    EXPECT_EQ(cli.must({"desk", "sign", "--all", "--class", "CDS_NC-01", "--unit", "79DHSG", "--key",
                        cli.key(key)})["signed"],
              5);
  EXPECT_EQ(drafts("CDS_NC-01")["items"][0]["ready"], true);
}

TEST_F(CliTraining, WarnsOfSmallClassesAndRecordsWhoLeft) {
  two_lists();
  cli.must(approve());
  const auto small = cli.run(by_provider({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC",
                                          "--audience", "GV", "--level", "TIEU_HOC", "--topic", "HA_TANG_CNTT",
                                          "--trainer", "Nguyễn Văn Giảng; thạc sĩ", "--pick", "3"}));
  EXPECT_EQ(small.code, 0) << small.err;
  const auto warning = small.err.find("[training.class_small]");
  EXPECT_NE(warning, std::string::npos) << small.err;
  EXPECT_EQ(small.err.find("[training.class_small]", warning + 1), std::string::npos) << "said once\n" << small.err;
  const auto purpose = small.err.find("names are read for: Tổ chức lớp");
  EXPECT_NE(purpose, std::string::npos) << small.err;
  EXPECT_EQ(small.err.find("names are read for", purpose + 1), std::string::npos) << "said once\n" << small.err;
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
  lacks(by_provider({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC", "--audience",
                     "Giáo viên", "--level", "TIEU_HOC", "--topic", "HA_TANG_CNTT", "--trainer",
                     "Nguyễn Văn Giảng; thạc sĩ"}),
        "cli.unknown_word");  // no code: the codes are named
  lacks({"training", "roster", "show", "nOBfk", "--key", cli.key("pgd-officer")}, "cli.usage");  // an id cut short
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

// Anybody's office may take a code; only who is meant by neither of the rules has to say which.
TEST_F(CliTraining, MeansTheProgrammeOfTheActingUnitWhereOthersTookItsCode) {
  unit("79XA02", "commune_office", "79SGD", "office-manager");
  grant("79XA02", "officer", "xa-officer");
  cli.must({"training", "programme", "publish", cli.file("de-an-869.toml"), "--provider", "79TH0010", "--unit",
            "79XA02", "--key", cli.key("xa-officer")});
  const auto office = [&](const Words& more) {
    return cli.must(with({"training", "programme", "show", "DE_AN_869"}, more))["office"];
  };
  EXPECT_EQ(office({"--unit", "79PGD"}), "79PGD") << "its own";
  EXPECT_EQ(office({"--unit", "79XA02"}), "79XA02");
  EXPECT_EQ(office({"--unit", "79DHSG"}), "79PGD") << "which lists it as a provider";
  EXPECT_EQ(office({"--unit", "79TH0009"}), "79PGD") << "of an office above it";
  two_lists();
  cli.must(approve());
  open_class();
  const auto unclear = cli.run({"training", "programme", "show", "DE_AN_869"});
  EXPECT_THAT(unclear.err, AllOf(HasSubstr("[cli.programme_unclear]"), HasSubstr("79PGD/DE_AN_869, 79XA02/DE_AN_869")));
  // A code of one office alone is not named where it is not asked about.
  std::string other = test::shipped_text("DE_AN_869.toml");
  other.replace(other.find("\"DE_AN_869\""), 11, "\"KE_HOACH_X\"");
  write("x.toml", other);
  cli.must({"training", "programme", "publish", cli.file("x.toml"), "--provider", "79DHSG", "--unit", "79XA02", "--key",
            cli.key("xa-officer")});
  EXPECT_THAT(cli.run({"training", "programme", "show", "DE_AN_869"}).err, Not(HasSubstr("KE_HOACH_X")));
  EXPECT_EQ(cli.must({"training", "programme", "show", "KE_HOACH_X"})["office"], "79XA02");
}

TEST_F(CliTraining, IssuesNothingThatIsDatedBeforeTheClassWasClosed) {
  two_lists();
  cli.must(approve());
  open_class();
  teach();
  results("7,0");
  cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));  // on 02/12/2024
  const auto early = cli.run(issue({"--issued-on", "01/12/2024"}));
  EXPECT_NE(early.code, 0);
  EXPECT_THAT(early.err, AllOf(HasSubstr("[cli.issued_too_early]"), HasSubstr("CDS_NC-01: 02/12/2024")));
  EXPECT_FALSE(issued_ids(cli.must(issue({"--issued-on", "02/12/2024"}))).empty());
}

// What was refused before it had numbers leaves no list that a later run takes for its own.
TEST_F(CliTraining, PlansAnewAfterARunThatWasRefusedBeforeItHadNumbers) {
  two_lists();
  cli.must(approve());
  open_class();
  teach();
  results("7,0");
  cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));
  const auto refused = cli.run({"training", "issue", "CDS_NC-01", "--unit", "79DHSG", "--work", cli.file("stale"),
                                "--sign", "principal=" + cli.key("dh-principal")});
  EXPECT_THAT(refused.err, HasSubstr("[cli.signature_missing]"));
  const auto issued = issued_ids(cli.must(issue()));  // in another folder
  ASSERT_FALSE(issued.empty());
  const auto again = cli.must(issue_of("CDS_NC-01", "stale", {"--dry-run"}));
  EXPECT_EQ(again.value("certified", 0u), issued.size()) << again;
  const auto real = cli.must(issue_of("CDS_NC-01", "stale"));
  EXPECT_EQ(real.value("certified", 0u), issued.size()) << real;
  EXPECT_FALSE(cli::exists(cli.file("stale") + "/reserve-0.record"));  // no number was spent
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
                                          "DE_AN_869", "--course", "CONG_BDTX", "--source", "CONG_BDTX", "--yes"}));
  ASSERT_EQ(said["classes"].size(), 1u);
  EXPECT_EQ(said["classes"][0]["passed"], 1);
  policy("external-completion");
  const Words issuing = issue_of("CONG_BDTX-01", "external.hocba");
  const auto tried = cli.run(with(issuing, {"--dry-run"}));
  ASSERT_EQ(tried.code, 0) << tried.out << tried.err;
  const auto issued = cli.must(issuing);
  EXPECT_EQ(issued["issued"], 1);
}

}  // namespace
}  // namespace hocba
