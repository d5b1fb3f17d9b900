// hocba training where something goes wrong midway: an approval cut off, two who write one register, a record that is
// refused, a reason that must be found again, a trainer's key. Against a real node; invented people.
#include "ledger/exchange/csv.hpp"
#include "node/training_desk.hpp"
#include "tests/e2e/cli_node.hpp"
#include "tests/support/shipped_programmes.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::CliNode;
using test::Ran;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliTrainingMidway : public testing::Test {
 protected:
  void SetUp() override {
    clock("2024-09-05T02:00:00Z");
    unit("79PGD", "district_office", "79SGD", "Phòng Giáo dục Mẫu", "office-manager");
    unit("79DHSG", "training_provider", "79SGD", "Trường Đại học Mẫu", "office-manager");
    unit("79TH0009", "primary", "79PGD", "Trường Tiểu học Mẫu 9", "79PGD-manager");
    grant("79TH0009", "principal", "79TH0009-principal");
    grant("79PGD", "officer", "pgd-officer");
    grant("79DHSG", "officer", "dh-officer");
    grant("79DHSG", "officer", "dh-officer-2");
    grant("79DHSG", "trainer", "dh-trainer");
    write("de-an-869.toml", test::shipped_text("DE_AN_869.toml"));
    publish();
  }
  void clock(const std::string& time) { cli.must({"network", "clock", time, "--key", cli.key("founder-1")}); }
  void unit(const std::string& code, const char* type, const char* parent, const char* name, const std::string& by) {
    cli.must({"unit", "register", code, "--type", type, "--parent", parent, "--name", name, "--key", cli.key(by)});
    cli.must({"grant", "add", "--for", code, "--role", "manager", "--to-key", cli.key(code + "-manager"), "--person",
              "Lê Thị Quản " + code, "--key", cli.key(by)});
  }
  void grant(const std::string& unit, const char* role, const std::string& name) {
    cli.must({"grant", "add", "--for", unit, "--role", role, "--to-key", cli.key(name), "--person", "Người " + name,
              "--key", cli.key(unit + "-manager")});
  }
  void publish() {
    cli.must({"training", "programme", "publish", cli.file("de-an-869.toml"), "--provider", "79DHSG", "--unit", "79PGD",
              "--key", cli.key("pgd-officer")});
  }
  void write(const std::string& name, const std::string& text) {
    HOCBA_CHECK(cli::write_file(cli.file(name), text).ok());
  }
  std::string read(const std::string& name) { return cli::read_file(cli.file(name)).value(); }
  static std::string row(const std::string& name, int n, const char* course = "CDS_NC") {
    const std::string two = (n < 10 ? "0" : "") + std::to_string(n);
    return name + "," + two + "/03/1985,0001850000" + two + ",Giáo viên," + course + "\n";
  }
  void propose(const std::string& rows) {
    write("list.csv", "Họ và tên,Ngày sinh,CCCD,Đối tượng,Khóa\n" + rows);
    cli.must({"training", "roster", "propose", cli.file("list.csv"), "--programme", "DE_AN_869", "--unit", "79TH0009",
              "--key", cli.key("79TH0009-principal")});
  }
  void propose_six() {
    propose(row("Trần Thị Thử", 1) + row("Lê Văn Mẫu", 2) + row("Phạm Thị Thử", 3) + row("Đặng Văn Mẫu", 4) +
            row("Hồ Thị Thử", 5) + row("Vũ Ý", 6));
  }
  Words approve() {
    return {"training",
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
  }
  static constexpr const char* kOfficer = "dh-officer";
  Words by(Words words, const char* key = kOfficer) {
    words.insert(words.end(), {"--unit", "79DHSG", "--key", cli.key(key)});
    return words;
  }
  void open_class() {
    propose_six();
    cli.must(approve());
    cli.must(by({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC", "--audience", "GV",
                 "--level", "TIEU_HOC", "--topic", "HA_TANG_CNTT", "--capacity", "40", "--trainer",
                 "Nguyễn Văn Giảng; thạc sĩ", "--pick", "6"}));
    clock("2024-12-02T02:00:00Z");
  }
  Words session(const char* date, const char* periods, const Words& more = {}) {
    Words words = {"training", "class",     "session", "add",    "CDS_NC-01", "--date",
                   date,       "--periods", periods,   "--mode", "in_person"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  json show() { return cli.must(by({"training", "class", "show", "CDS_NC-01"})); }
  json check() {
    Words words = cli.with_globals(by({"training", "class", "check", "CDS_NC-01", "--json"}));
    return json::parse(test::run_here(words).out, nullptr, false);
  }
  void tick(const std::string& name, const std::string& header, const std::string& marks) {
    std::string text = "Số trong danh sách," + header + "\n";
    for (int i = 1; i <= 6; ++i) text += std::to_string(i) + "," + marks + "\n";
    write(name, text);
  }
  // Everybody 8,5 and 7,0, but for the first, who gets 3.
  void finish() {
    std::string text = "Số trong danh sách,Chuyên cần,Khảo sát,Số tiết dự\n";
    for (int i = 1; i <= 6; ++i) text += std::to_string(i) + ",\"8,5\"," + (i == 1 ? "\"3,0\"" : "\"7,0\"") + ",30\n";
    write("results.csv", text);
    cli.must(by({"training", "class", "result", "CDS_NC-01", cli.file("results.csv")}));
    cli.must(by({"training", "class", "close", "CDS_NC-01"}));
  }

  CliNode cli;
};

TEST_F(CliTrainingMidway, AnApprovalCutOffIsCompletedUnderTheProgrammesNextVersion) {
  propose_six();
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
  cli.must(
      by({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC", "--audience", "GV", "--level",
          "TIEU_HOC", "--topic", "HA_TANG_CNTT", "--trainer", "Nguyễn Văn Giảng; thạc sĩ", "--pick", "6"}));
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
  EXPECT_EQ(fill("second.csv", 1), "x");  // what was kept comes along
  const json sessions = show()["register"]["sessions"];
  EXPECT_EQ(sessions[0]["attendance"].size(), 6u);
  EXPECT_EQ(sessions[1]["attendance"].size(), 6u);
}

TEST_F(CliTrainingMidway, ATrainerTakesAttendanceWhichTheOfficerRecords) {
  open_class();
  cli.must(by(session("12/10/2024", "5", {"--site", "Điểm cầu 3"})));
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

TEST_F(CliTrainingMidway, ACumulativeExportOpensNoClassForWhatIsRecorded) {
  propose(row("Trần Thị Thử", 1, "CONG_BDTX") + row("Lê Văn Mẫu", 2, "CONG_BDTX"));
  cli.must(approve());
  clock("2024-12-01T02:00:00Z");
  write("portal.csv",
        "Họ và tên,Ngày sinh,Ngày hoàn thành,Điểm\nTrần Thị Thử,01/03/1985,20/11/2024,8\nLê Văn "
        "Mẫu,02/03/1985,20/11/2024,2\n");
  const Words import = by({"training", "import-external", cli.file("portal.csv"), "--programme", "DE_AN_869",
                           "--course", "CONG_BDTX", "--source", "CONG_BDTX"});
  const auto first = cli.must(import);
  EXPECT_EQ(first["classes"].size(), 1u);
  const auto size = cli.size();
  EXPECT_EQ(cli.must(import)["classes"].size(), 0u);
  EXPECT_EQ(cli.size(), size);
}

}  // namespace
}  // namespace hocba
