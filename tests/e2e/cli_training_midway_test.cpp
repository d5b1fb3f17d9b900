// hocba training: two who add sessions at once, a class that is closed over a register which is not what the ledger
// commits to, imports that are cut off, an approval that is refused. Against a real node; invented people.
#include <filesystem>

#include "node/training_desk.hpp"
#include "tests/e2e/training_midway.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Ran;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;

bool posts_record(const api::Request& request) {
  return request.method == api::Method::post && request.target.path == "/v1/records";
}

class CliTrainingCutOff : public test::TrainingMidway {
 protected:
  // Answered 503 from the (n+1)-th record on.
  void shut_after(int records) {
    cli.serve([records, seen = 0](const api::Request& request) mutable {
      return !posts_record(request) || seen++ < records;
    });
  }
  static std::size_t files_in(const std::string& folder) {
    std::size_t count = 0;
    std::error_code error;
    for (std::filesystem::directory_iterator file(folder, error), end; !error && file != end; file.increment(error))
      ++count;
    return count;
  }
  std::string unit_folder(const char* name) { return cli.file("config") + "/hocba/units/79DHSG/" + name; }
  Words replace_first(const Words& more = {}) {
    Words words = {"training", "class", "session", "replace", "CDS_NC-01", "--number", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return by(words);
  }
  // The register has what the ledger does not commit to: a trainer's attendance of the first session.
  void differ() {
    open_class();
    cli.must(by(session("12/10/2024", "30")));
    tick("one.csv", "Buổi 1", "x");
    cli.must(by({"training", "class", "attendance", "CDS_NC-01", cli.file("one.csv")}, "dh-trainer"));
  }
  Words results() {
    std::string text = "Số trong danh sách,Chuyên cần,Khảo sát,Số tiết dự\n";
    for (int i = 1; i <= 6; ++i) text += std::to_string(i) + ",\"8,5\",\"7,0\",30\n";
    write("results.csv", text);
    return by({"training", "class", "result", "CDS_NC-01", cli.file("results.csv")});
  }
  // Three people of a portal's course, who wait; the export names the first so many of them.
  void wait_for_portal() {
    propose("79TH0009", row("Trần Thị Thử", 1, "CONG_BDTX") + row("Lê Văn Mẫu", 2, "CONG_BDTX") +
                            row("Phạm Thị Thử", 3, "CONG_BDTX"));
    cli.must(approve());
    clock("2024-12-01T02:00:00Z");
  }
  Words import_of(int people) {
    const char* names[] = {"Trần Thị Thử", "Lê Văn Mẫu", "Phạm Thị Thử"};
    std::string text = "Họ và tên,Ngày sinh,Ngày hoàn thành,Điểm\n";
    for (int i = 0; i < people; ++i)
      text += std::string(names[i]) + ",0" + std::to_string(i + 1) + "/03/1985,20/11/2024,8\n";
    write("portal.csv", text);
    return by({"training", "import-external", cli.file("portal.csv"), "--programme", "DE_AN_869", "--course",
               "CONG_BDTX", "--source", "CONG_BDTX", "--yes"});
  }
  json classes() { return cli.must({"training", "class", "list", "--course", "CONG_BDTX"})["classes"]; }
};

TEST_F(CliTrainingCutOff, ASessionWhoseRecordIsOnItsWayIsNotWrittenOver) {
  open_class();
  std::string on_its_way;
  cli.serve([&](const api::Request& request) {
    if (!posts_record(request)) return true;
    on_its_way = request.body;
    return false;
  });
  EXPECT_NE(cli.run(by(session("12/10/2024", "10", "in_person", {"--site", "Điểm cầu A"}))).code, 0);
  ASSERT_FALSE(on_its_way.empty());
  cli.serve({});
  const auto second = by(session("13/10/2024", "15", "in_person", {"--site", "Điểm cầu B"}), "dh-officer-2");
  const Ran refused = cli.refused(second, "cli.register_changed");
  EXPECT_THAT(refused.err, HasSubstr("hocba training class session replace CDS_NC-01 --number 1"));
  // The first one's record arrives after all: both sessions are there.
  ASSERT_TRUE(cli.net().node().submit_and_wait(on_its_way).ok());
  EXPECT_EQ(cli.must(second)["session"], 2);
  const json sessions = show()["register"]["sessions"];
  ASSERT_EQ(sessions.size(), 2u);
  EXPECT_EQ(sessions[0]["site"], "Điểm cầu A");
  EXPECT_EQ(sessions[1]["site"], "Điểm cầu B");
  EXPECT_EQ(check()["register_differs"], json::array());
}

TEST_F(CliTrainingCutOff, ASessionThatARunLeftIsRecordedOrDropped) {
  open_class();
  shut_after(0);
  EXPECT_NE(cli.run(by(session("12/10/2024", "10", "in_person", {"--site", "Điểm cầu A"}))).code, 0);
  cli.serve({});
  EXPECT_EQ(check()["register_differs"], json::array({"1"}));
  cli.must(replace_first());
  EXPECT_EQ(check()["register_differs"], json::array());
  EXPECT_EQ(show()["register"]["sessions"][0]["site"], "Điểm cầu A");
  shut_after(0);
  EXPECT_NE(cli.run(by(session("13/10/2024", "5"))).code, 0);
  cli.serve({});
  EXPECT_EQ(cli.must(by(session("14/10/2024", "6", "in_person", {"--again"})))["session"], 2);
  EXPECT_EQ(show()["register"]["sessions"][1]["periods"], 6);
  EXPECT_EQ(check()["register_differs"], json::array());
}

TEST_F(CliTrainingCutOff, AnotherWritersSessionIsNotSentAsAReplacementOfOnesOwn) {
  open_class();
  const auto klass = training::class_id_from_text(show()["class"].get<std::string>()).value();
  const crypto::AnyKey other(test::key_named("dh-officer-2").public_key());
  int records = 0;
  cli.serve([&](const api::Request& request) {
    if (!posts_record(request) || ++records > 1) return true;
    const auto view = cli.net().node().view();
    const auto kept = cli.net().node().training().get_register(*view, {other, {}}, klass).value();
    json content = json::parse(kept.text);
    content["sessions"][0]["site"] = "Điểm cầu B";
    content["sessions"][0]["salt"] = crypto::base64url(std::string(32, 'b'));
    EXPECT_TRUE(cli.net().node().training().put_register(*view, other, klass, kept.version, content.dump()).ok());
    return true;
  });
  cli.refused(by(session("12/10/2024", "10", "in_person", {"--site", "Điểm cầu A"})), "cli.register_changed");
  EXPECT_EQ(records, 1) << "and none over it";
}

TEST_F(CliTrainingCutOff, AClassIsNotClosedOverARegisterThatDiffers) {
  differ();
  const Ran result = cli.refused(results(), "cli.register_differs");
  EXPECT_THAT(result.out, HasSubstr("hocba training class session replace CDS_NC-01 --number 1"));
  EXPECT_EQ(show()["resulted"], 0);
  cli.must(with(results(), {"--anyway"}));
  const auto close = by({"training", "class", "close", "CDS_NC-01"});
  const Ran refused = cli.refused(close, "cli.register_differs");
  EXPECT_THAT(refused.out, HasSubstr("hocba training class session replace CDS_NC-01 --number 1"));
  cli.must(replace_first());
  cli.must(close);
  EXPECT_EQ(check()["register_differs"], json::array());
}

TEST_F(CliTrainingCutOff, AClosedClassesRegisterIsRestoredFromItsFormerVersions) {
  differ();
  cli.must(with(results(), {"--anyway"}));
  cli.refused(by({"training", "class", "check", "CDS_NC-01", "--restore"}), "cli.class_still_open");
  cli.must(by({"training", "class", "close", "CDS_NC-01", "--anyway"}));
  EXPECT_EQ(check()["register_differs"], json::array({"1"}));
  cli.must(by({"training", "class", "check", "CDS_NC-01", "--restore"}));
  EXPECT_EQ(check()["register_differs"], json::array());
  cli.refused(by({"training", "class", "check", "CDS_NC-01", "--restore"}), "cli.nothing_new");
}

TEST_F(CliTrainingCutOff, AnImportThatWasCutOffIsCompletedByTheNext) {
  wait_for_portal();
  // Opening, enrolment, results, closing: cut off behind each of them, one more person each time.
  for (int cut = 1; cut <= 3; ++cut) {
    SCOPED_TRACE(cut);
    shut_after(cut);
    const Ran ran = cli.run(import_of(cut));
    EXPECT_NE(ran.code, 0);
    EXPECT_THAT(ran.err, AllOf(HasSubstr("stopped midway"), HasSubstr("CONG_BDTX-0" + std::to_string(cut))));
    EXPECT_EQ(files_in(unit_folder("classes")), 1u);
    cli.serve({});
    const auto said = cli.must(import_of(cut));
    EXPECT_EQ(said["completed"], 1);
    EXPECT_EQ(said["classes"], json::array());
    EXPECT_EQ(said["learning"], 0);
    EXPECT_EQ(files_in(unit_folder("classes")), 0u);
    EXPECT_EQ(files_in(unit_folder("registers")), 0u);
  }
  const json all = classes();
  ASSERT_EQ(all.size(), 3u);
  for (const json& one : all) {
    EXPECT_EQ(one["passed"], 1) << one;
    EXPECT_TRUE(one.contains("closed")) << one;
    const json shown = cli.must(by({"training", "class", "check", one["class"]}));
    EXPECT_EQ(shown["register_differs"], json::array());
  }
}

TEST_F(CliTrainingCutOff, WhoSitsInAnOpenClassIsNamedByAnImport) {
  wait_for_portal();
  cli.must(by({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CONG_BDTX", "--audience", "GV",
               "--source", "CONG_BDTX", "--pick", "1"}));
  const Ran ran = cli.run(with(import_of(3), {"--json"}));
  EXPECT_EQ(ran.code, cli::kExitRefused) << ran.err;
  const json said = json::parse(ran.out);
  EXPECT_EQ(said["learning"], 1);
  EXPECT_EQ(said["classes"].size(), 1u) << "the others' class";
  EXPECT_THAT(ran.err, HasSubstr("in a class that is not closed"));
}

TEST_F(CliTrainingCutOff, AClassThatIsRefusedMidwayIsCancelledAndItsPeopleAreFree) {
  wait_for_portal();
  shut_after(1);
  EXPECT_NE(cli.run(import_of(1)).code, 0);
  cli.serve({});
  // Meanwhile its provider enrols them by hand elsewhere, and that class comes to nothing.
  cli.must(by({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CONG_BDTX", "--audience", "GV",
               "--source", "CONG_BDTX", "--pick", "3"}));
  cli.must(by({"training", "class", "close", "CONG_BDTX-02", "--cancelled"}));
  const Ran ran = cli.run(with(import_of(1), {"--json"}));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("its people are free again"));
  EXPECT_EQ(json::parse(ran.out)["classes"].size(), 1u);
  for (const json& one : classes()) EXPECT_TRUE(one.contains("closed")) << one;
  EXPECT_EQ(files_in(unit_folder("classes")), 0u);
}

TEST_F(CliTrainingCutOff, AReadThatFailedIsNotTakenForAnEarlierResultThatIsNotThere) {
  propose("79TH0009", row("Trần Thị Thử", 1, "CONG_BDTX"));
  cli.must(approve());
  clock("2024-12-01T02:00:00Z");
  write("failed.csv", "Họ và tên,Ngày sinh,Ngày hoàn thành,Điểm\nTrần Thị Thử,01/03/1985,20/11/2024,2\n");
  const Words import = by({"training", "import-external", cli.file("failed.csv"), "--programme", "DE_AN_869",
                           "--course", "CONG_BDTX", "--source", "CONG_BDTX", "--yes"});
  cli.must(import);
  const auto size = cli.size();
  cli.serve([](const api::Request& request) {
    return request.method != api::Method::get || request.target.path.find("/register") == std::string::npos;
  });
  EXPECT_NE(cli.run(import).code, 0);
  EXPECT_EQ(cli.size(), size) << "nothing is recorded twice";
}

TEST_F(CliTrainingCutOff, NumbersNameNobodyOfAListThatWasNotShown) {
  open_class();
  const auto office = [&](Words words) {
    words.insert(words.end(), {"--programme", "DE_AN_869", "--unit", "79PGD", "--key", cli.key("pgd-officer")});
    return words;
  };
  const auto size = cli.size();
  cli.refused(office({"training", "roster", "remove", "1"}), "cli.not_numbered");
  cli.refused(office({"training", "roster", "correct", "1", "--name", "Trần Thị Thử Nghiệm"}), "cli.not_numbered");
  EXPECT_EQ(cli.size(), size);
  cli.must(by({"training", "class", "unenrol", "CDS_NC-01", "1"}));  // class show printed it
}

TEST_F(CliTrainingCutOff, PeopleOfARefusedApprovalAreFreeAtOnce) {
  two_lists();
  Words manager = approve();
  manager.back() = cli.key("79PGD-manager");
  cli.refused(manager, "chain.grant_wrong_kind");
  EXPECT_EQ(cli.must(approve())["seats"], 6);
}

TEST_F(CliTrainingCutOff, ARefusedApprovalIsRememberedUntilItsOpeningsAreTakenBack) {
  two_lists();
  Words manager = approve();
  manager.back() = cli.key("79PGD-manager");
  cli.serve([](const api::Request& request) { return request.target.path.find("/withdraw") == std::string::npos; });
  const Ran ran = cli.refused(manager, "chain.grant_wrong_kind");
  EXPECT_THAT(ran.err, HasSubstr("are not free yet"));
  const std::string rosters = cli.file("config") + "/hocba/units/79PGD/rosters";
  EXPECT_EQ(files_in(rosters), 1u);
  cli.serve({});
  EXPECT_EQ(cli.must(approve())["seats"], 6) << "the next run takes them back first";
  EXPECT_EQ(files_in(rosters), 0u);
}

}  // namespace
}  // namespace hocba
