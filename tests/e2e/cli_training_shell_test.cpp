// hocba training where something goes wrong midway: an approval cut off, two who write one register, a record that is
// refused, a reason that must be found again, a trainer's key. Against a real node; invented people.
#include <algorithm>
#include <filesystem>

#include "ledger/chain/record.hpp"
#include "ledger/exchange/csv.hpp"
#include "node/training_desk.hpp"
#include "tests/e2e/training_midway.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Ran;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliTrainingMidway : public test::TrainingMidway {};

TEST_F(CliTrainingMidway, AnApprovalCutOffIsCompletedUnderTheProgrammesNextVersion) {
  two_lists();
  bool shut = true;
  cli.serve([&](const api::Request& request) { return !(shut && request.target.path == "/v1/records"); });
  EXPECT_NE(cli.run(approve()).code, 0);
  shut = false;
  std::string text = read("de-an-869.toml");
  write("de-an-869.toml", text + "\n# bản 2\n");
  publish();
  const auto said = cli.must(approve());
  EXPECT_EQ(said["completed"], 1);
  EXPECT_EQ(said["seats"], 0);
  EXPECT_EQ(cli.must(approve())["completed"], 0);
  TrainingOffice::open_class();
}

// 203 people are two records. The second one's openings wait for longer than the node keeps them, and the office's
// machine has lost what it was about to send.
TEST_F(CliTrainingMidway, WhoWasLeftWithoutASeatIsSeatedByTheNextApproval) {
  const std::vector<std::string> names = {"An",   "Bình", "Chi",  "Dũng", "Giang", "Hà",  "Khánh", "Lan",
                                          "Minh", "Nga",  "Oanh", "Phúc", "Quân",  "Sơn", "Tâm"};
  std::string rows;
  constexpr std::size_t kPeople = 203;
  for (std::size_t i = 0; i < kPeople; ++i)
    rows += "Nguyễn " + names[i / names.size()] + " " + names[i % names.size()] + ",01/03/1985,,Giáo viên,CDS_NC\n";
  propose("79TH0009", rows);
  std::size_t records = 0;
  cli.serve([&](const api::Request& request) { return request.target.path != "/v1/records" || ++records == 1; });
  EXPECT_NE(cli.run(approve()).code, 0);
  cli.serve({});
  const std::filesystem::path units = cli.file("config/hocba/units/79PGD/rosters");
  ASSERT_TRUE(std::filesystem::exists(units)) << units;
  EXPECT_EQ(std::filesystem::remove_all(units), 2u) << "the folder and one roster";
  auto& desk = cli.net().node().training();
  EXPECT_EQ(desk.let_go(*cli.net().node().view(), time_from_text("2024-12-01T00:00:00Z").value()).value(), 1u);
  EXPECT_TRUE(desk.destroy_let_go(*cli.net().node().view()).ok());
  const Words list = {"training", "roster", "list", "--state", "partly", "--key", cli.key("pgd-officer")};
  EXPECT_EQ(cli.must(list)["proposals"].size(), 1u);
  EXPECT_THAT(test::run_here(cli.with_globals(list, "vi")).out, HasSubstr("mới duyệt một phần"));
  const auto rest = cli.must(approve());
  const std::size_t seats = rest["seats"];
  EXPECT_TRUE(seats == kPeople - chain::kMaxRosterSeats || seats == chain::kMaxRosterSeats) << seats;
  EXPECT_EQ(cli.must(list)["proposals"].size(), 0u);
  EXPECT_EQ(cli.must(approve())["seats"], 0);
}

// Somebody's openings lie at the node without a record: no list of the programme has them, and the number is theirs.
TEST_F(CliTrainingMidway, ASheetOfCorrectionsIsRefusedByRowWhereTheNodeKnowsSomebodyElse) {
  two_lists();
  cli.must(approve());
  propose("79TH0009", row("Mai Thị Thử", 9));
  cli.serve([](const api::Request& request) { return request.target.path != "/v1/records"; });
  EXPECT_NE(cli.run(approve()).code, 0);
  cli.serve({});
  std::filesystem::remove_all(cli.file("config/hocba/units/79PGD/rosters"));
  write("wrong.csv",
        "Họ và tên,Ngày sinh,Họ và tên đúng,Số định danh đúng\nVũ Ý,06/03/1985,,000185000009\nHồ Thị "
        "Thử,05/03/1985,Hồ Thị Thử Nghiệm,\n");
  Words correct =
      by_office({"training", "roster", "correct", "--from", cli.file("wrong.csv"), "--programme", "DE_AN_869"});
  const auto size = cli.size();
  const Ran refused = cli.refused(correct, "cli.rows_refused");
  EXPECT_THAT(refused.out, AllOf(HasSubstr("[node.person_name_differs]"), HasSubstr("Số định danh đúng"),
                                 HasSubstr("Vũ Ý, 06/03/1985, 000185000009")));
  EXPECT_EQ(cli.size(), size);
  correct.insert(correct.end(), {"--skip-bad", "--json"});
  const Ran ran = cli.run(correct);
  EXPECT_EQ(ran.code, cli::kExitRefused) << ran.err;
  const auto said = json::parse(ran.out, nullptr, false);
  EXPECT_EQ(said["people"], 1);
  EXPECT_EQ(said["entries"].size(), 1u);
}

TEST_F(CliTrainingMidway, TheReasonOfACorrectionIsKeptAndRead) {
  open_class();
  cli.must(by(session("12/10/2024", "30")));
  finish();
  write("review.csv", "Số trong danh sách,Chuyên cần,Khảo sát,Số tiết dự\n1,\"8,5\",\"6,0\",30\n");
  Words correct = by({"training", "class", "correct", "CDS_NC-01", cli.file("review.csv"), "--reason", "PHUC_KHAO",
                      "--basis", "Biên bản 12"});
  correct.insert(correct.end(), {"--key", cli.key("dh-officer-2")});
  const Ran ran = cli.run(correct);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, Not(HasSubstr("does not have what opens"))) << ran.err;
  write("again.csv", "Số trong danh sách,Chuyên cần,Khảo sát,Số tiết dự\n1,\"8,5\",\"6,5\",30\n");
  cli.must(by({"training", "class", "correct", "CDS_NC-01", cli.file("again.csv"), "--reason", "NHAP_SAI", "--basis",
               "Biên bản 13", "--desk"}));
}

TEST_F(CliTrainingMidway, ARefusedSessionLeavesTheRegisterAsItWas) {
  open_class();
  cli.must(by(session("12/10/2024", "5")));
  tick("a.csv", "Buổi 1", "x");
  cli.must(by({"training", "class", "attendance", "CDS_NC-01", cli.file("a.csv")}));
  const json before = show();
  cli.refused(by(session("13/10/2024", "4"), "dh-trainer"), "chain.grant_wrong_kind");
  EXPECT_EQ(show()["register"], before["register"]);
  EXPECT_EQ(check()["register_differs"], json::array());
  // A number stays one session's, also of one that did not take place.
  cli.must(by(session("14/10/2024", "4")));
  cli.must(by({"training", "class", "session", "replace", "CDS_NC-01", "--number", "1", "--periods", "0"}));
  EXPECT_EQ(cli.must(by(session("15/10/2024", "3")))["session"], 3);
}

TEST_F(CliTrainingMidway, WhoWritesTheRegisterAtOnceFindsBothKept) {
  open_class();
  cli.must(by(session("12/10/2024", "5")));
  cli.must(by(session("13/10/2024", "4")));
  tick("one.csv", "Buổi 1", "x");
  const auto klass = training::class_id_from_text(show()["class"].get<std::string>()).value();
  const crypto::AnyKey other(test::key_named("dh-officer-2").public_key());
  int quicker = 0;
  cli.serve([&](const api::Request& request) {
    if (request.method != api::Method::put || request.target.path.find("/register") == std::string::npos) return true;
    if (++quicker > 2) return true;
    // Somebody else's attendance of the other session comes in between, twice.
    const auto view = cli.net().node().view();
    const auto kept = cli.net().node().training().get_register(*view, {other, {}}, klass).value();
    json content = json::parse(kept.text);
    content["sessions"][1]["attendance"] = json::object();
    const json first = content["sessions"][0].value("attendance", json::object());
    for (const auto& seat : first.items()) content["sessions"][1]["attendance"][seat.key()] = 1;
    content["sessions"][1]["site"] = "Điểm cầu " + std::to_string(quicker);
    EXPECT_TRUE(cli.net().node().training().put_register(*view, other, klass, kept.version, content.dump()).ok());
    return true;
  });
  cli.must(by({"training", "class", "attendance", "CDS_NC-01", cli.file("one.csv")}));
  EXPECT_EQ(quicker, 3);
  const json sessions = show()["register"]["sessions"];
  ASSERT_EQ(sessions.size(), 2u);
  EXPECT_EQ(sessions[0]["attendance"].size(), 6u);
  EXPECT_EQ(sessions[1]["site"], "Điểm cầu 2");
  EXPECT_EQ(check()["register_differs"], json::array({"2"}));  // the other one has not recorded it yet
}

TEST_F(CliTrainingMidway, TheClassesOwnSheetIsFilledSessionBySession) {
  open_class();
  cli.must(by(session("12/10/2024", "5")));
  cli.must(by(session("13/10/2024", "4")));
  const auto fill = [&](const std::string& name, std::size_t column) {
    cli.must(by({"training", "class", "show", "CDS_NC-01", "--attendance-list", cli.file(name)}));
    auto table = exchange::parse_csv(read(name)).value();
    const auto at =
        static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), "Buổi 1") - table.header.begin());
    for (auto& cells : table.rows) cells.cells[at + column] = "x";
    write(name, exchange::to_csv(table));
    cli.must(by({"training", "class", "attendance", "CDS_NC-01", cli.file(name)}));
    return table.rows[0].cells[at];
  };
  fill("first.csv", 0);
  const auto size = cli.size();
  cli.must(by({"training", "class", "attendance", "CDS_NC-01", cli.file("first.csv")}));
  EXPECT_EQ(cli.size(), size) << "nothing is recorded twice";
  EXPECT_EQ(fill("second.csv", 1), "x");  // what was kept comes along
  const json sessions = show()["register"]["sessions"];
  EXPECT_EQ(sessions[0]["attendance"].size(), 6u);
  EXPECT_EQ(sessions[1]["attendance"].size(), 6u);
}

TEST_F(CliTrainingMidway, ATrainerTakesAttendanceWhichTheOfficerRecords) {
  open_class();
  cli.must(by(session("12/10/2024", "5", "in_person", {"--site", "Điểm cầu 3"})));
  tick("one.csv", "Buổi 1", "x");
  const auto said = cli.must(by({"training", "class", "attendance", "CDS_NC-01", cli.file("one.csv")}, "dh-trainer"));
  EXPECT_EQ(said["recorded"], false);
  EXPECT_EQ(check()["register_differs"], json::array({"1"}));
  cli.must(by({"training", "class", "session", "replace", "CDS_NC-01", "--number", "1"}));
  EXPECT_EQ(check()["register_differs"], json::array());
  const Ran shown = cli.run(by({"training", "class", "show", "CDS_NC-01"}));
  EXPECT_THAT(shown.out, AllOf(HasSubstr("Nguyễn Văn Giảng"), HasSubstr("Điểm cầu 3"), HasSubstr("6/6")));
  const Ran trainers = cli.run(by({"training", "class", "show", "CDS_NC-01"}, "dh-trainer"));
  EXPECT_THAT(trainers.out, HasSubstr("Trần Thị Thử")) << trainers.err;
}

TEST_F(CliTrainingMidway, AfterAMergerTheSuccessorNumbersItsClassesOn) {
  open_class();
  unit("79DH02", "training_provider", "79SGD", "office-manager");
  grant("79DH02", "officer", "dh2-officer");
  cli.must({"unit", "merge", "79DHSG", "--into", "79DH02", "--at", "03/12/2024", "--key", cli.key("office-manager")});
  clock("2024-12-04T02:00:00Z");
  const Words words = {"training",
                       "class",
                       "open",
                       "--programme",
                       "DE_AN_869",
                       "--course",
                       "CDS_NC",
                       "--audience",
                       "GV",
                       "--level",
                       "TIEU_HOC",
                       "--topic",
                       "HA_TANG_CNTT",
                       "--capacity",
                       "40",
                       "--trainer",
                       "Lê Văn Giảng; tiến sĩ",
                       "--unit",
                       "79DH02",
                       "--key",
                       cli.key("dh2-officer")};
  EXPECT_EQ(cli.must(words)["name"], "CDS_NC-02");
  EXPECT_EQ(cli.must(words)["name"], "CDS_NC-03");
}

TEST_F(CliTrainingMidway, AFewWhoLearnAgainAmongOthersAreWarnedOf) {
  open_class();
  cli.must(by(session("12/10/2024", "30")));
  finish();
  propose("79TH0009", row("Lý Văn Mới", 7) + row("Lý Văn Hai", 8) + row("Lý Văn Ba", 9) + row("Lý Văn Tư", 10));
  cli.must(approve());
  cli.must(
      by({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC", "--audience", "GV", "--level",
          "TIEU_HOC", "--topic", "HA_TANG_CNTT", "--trainer", "Nguyễn Văn Giảng; thạc sĩ", "--pick", "4"}));
  const Ran ran = cli.run(by({"training", "class", "enrol", "CDS_NC-02", "--pick", "1", "--failed"}));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, AllOf(HasSubstr("only 1 of these learn again"), Not(HasSubstr("training.class_small"))));
}

TEST_F(CliTrainingMidway, ACumulativeExportOpensNoClassForWhatIsRecorded) {
  propose("79TH0009", row("Trần Thị Thử", 1, "CONG_BDTX") + row("Lê Văn Mẫu", 2, "CONG_BDTX"));
  cli.must(approve());
  clock("2024-12-01T02:00:00Z");
  write("portal.csv",
        "Họ và tên,Ngày sinh,Ngày hoàn thành,Điểm\nTrần Thị Thử,01/03/1985,20/11/2024,8\nLê Văn "
        "Mẫu,02/03/1985,20/11/2024,2\n");
  const Words import = by({"training", "import-external", cli.file("portal.csv"), "--programme", "DE_AN_869",
                           "--course", "CONG_BDTX", "--source", "CONG_BDTX", "--yes"});
  Words unasked = import;
  unasked.erase(std::find(unasked.begin(), unasked.end(), "--yes"));
  EXPECT_THAT(cli.refused(unasked, "cli.need_yes", 2).err, HasSubstr("GV 2"));
  const auto first = cli.must(import);
  EXPECT_EQ(first["classes"].size(), 1u);
  const auto size = cli.size();
  EXPECT_EQ(cli.must(import)["classes"].size(), 0u);
  EXPECT_EQ(cli.size(), size);
}

}  // namespace
}  // namespace hocba
