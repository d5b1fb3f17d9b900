// What the signing desk shows of training before anybody signs: the figures behind a report.file, the persons and marks
// of a correction, every other record in words. Against a real node; invented people.
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "node/desk.hpp"
#include "tests/e2e/cli_node.hpp"
#include "tests/node_support/training_node.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::CliNode;
using test::Ran;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliTrainingDesk : public testing::Test {
 protected:
  CliTrainingDesk() : cli(test::TrainingNode::configure), world(cli.net()) {
    an = world.person("Nguyễn Văn An");
    binh = world.person("Trần Thị Bình");
    roster = world.approved({an, binh});
    klass = world.open_class();
    world.enrol(klass, roster.seats);
    world.hold(klass);
    world.give(klass, {roster.seats[0]}, 90, 80);
    world.give(klass, {roster.seats[1]}, 20, 30);
    world.close(klass);
    world.let_go();
  }
  ~CliTrainingDesk() override { world.let_go(); }

  Words as(const std::string& key, Words words) const {
    words.insert(words.end(), {"--key", cli.key(key)});
    return words;
  }
  Ran shown(const std::string& key, const std::string& id, const char* lang = "en") const {
    return test::run_here(cli.with_globals(as(key, {"desk", "show", id}), lang));
  }
  json told(const std::string& key, const std::string& id) const {
    return cli.must(as(key, {"desk", "show", id}))["items"][0]["record"];
  }
  std::string filed_on_the_desk() const {
    return cli.must(as("th9-registrar", {"report", "file", "--programme", "DE_AN_869", "--kind", "yearly", "--period",
                                         "2024", "--unit", "79TH0009", "--desk"}))["desk"];
  }
  chain::ReportFile body_of(const json& record) const {
    json bare = record;
    for (const char* beside : {"lines", "training"}) bare.erase(beside);
    return std::get<chain::ReportFile>(chain::parse_record(crypto::canonical(bare)).value().body);
  }
  std::string on_the_desk(const chain::Body& body, const std::string& unit, const char* by) {
    cli.net().follow();
    const std::string record = cli.net().net.sign(cli.net().net.record(body, unit), {by});
    const auto name = cli.net().node().desk().propose(world.view(), world.key(by), record, {});
    EXPECT_TRUE(name.ok()) << name.error().to_string();
    world.let_go();
    return crypto::base64url(*name);
  }
  // A node that answers with other figures than those that it keeps; its address.
  std::string lying_node(const std::function<void(json&)>& lie) {
    api::ServerOptions options;
    options.body_limit = [this](api::Method method, std::string_view path) {
      return cli.api().service->body_limit(method, path);
    };
    options.refuse = [](const Code& code, std::string detail) { return api::problem(Error(code, std::move(detail))); };
    liar = api::HttpServer::start(std::move(options), [this, lie](api::Request request, api::Respond respond) {
             const bool report = request.target.path.find("/v1/training/reports/") == 0;
             cli.api().service->handle(std::move(request), [respond, report, lie](api::Response response) {
               json value = report ? json::parse(response.body, nullptr, false) : json();
               if (report && value.contains("report")) {
                 lie(value["report"]);
                 response.body = value.dump();
               }
               respond(std::move(response));
             });
           }).value();
    return "http://127.0.0.1:" + std::to_string(liar->port());
  }

  CliNode cli;
  test::TrainingNode world;
  node::ListedPerson an, binh;
  test::ListedRoster roster;
  chain::ClassId klass;
  std::unique_ptr<api::HttpServer> liar;
};

TEST_F(CliTrainingDesk, TheHeadReadsTheFiguresOfAReportBeforeApproving) {
  const std::string id = filed_on_the_desk();
  EXPECT_THAT(cli.run(as("th9-principal", {"desk", "list"})).out, HasSubstr("2024"));
  const Ran screen = shown("th9-principal", id);
  EXPECT_EQ(screen.code, 0) << screen.err;
  EXPECT_THAT(screen.out, AllOf(HasSubstr("DE_AN_869"), HasSubstr("yearly"), HasSubstr("SAME"), HasSubstr("1/2 people"),
                                HasSubstr("Due: "), HasSubstr("Teachers"), HasSubstr("Level")));
  EXPECT_THAT(screen.out, Not(AnyOf(HasSubstr("as_of"), HasSubstr("based_on"))));
  const Ran vietnamese = shown("th9-principal", id, "vi");
  EXPECT_THAT(vietnamese.out, AllOf(HasSubstr("chương trình"), HasSubstr("năm 2024"), HasSubstr("số liệu tính đến"),
                                    HasSubstr("TRÙNG"), HasSubstr("1/2 người"), HasSubstr("Giáo viên")));

  const json record = told("th9-principal", id);
  const json& report = record["training"]["report"];
  EXPECT_EQ(report["state"], "same");
  EXPECT_EQ(report["digest"], record["body"]["digest"]);
  EXPECT_EQ(report["computed"], record["body"]["digest"]);
  EXPECT_EQ(report["programme"], "DE_AN_869");
  EXPECT_FALSE(report["report"].get<std::string>().empty());
  EXPECT_THAT(record["lines"].dump(), AllOf(HasSubstr("figures as of"), HasSubstr("period")));

  const json approved = cli.must(as("th9-principal", {"desk", "approve", id}));
  EXPECT_TRUE(approved["results"][0].contains("index")) << approved;
  EXPECT_EQ(cli.must({"report", "list", "--of-unit", "79TH0009"})["reports"][0]["digest"], report["digest"]);
}

TEST_F(CliTrainingDesk, TheHeadOfAnOfficeSeesWhatItRollsUpAndWhoIsLate) {
  world.grant("pgd-head", "79PGD", chain::Role::manager);
  world.approved({world.person("Lê Văn Cường")}, "CDS_CB", "79TH0010");
  world.let_go();
  const auto file = [&](const char* day, const char* key, const char* unit, const Words& more) {
    cli.must({"network", "clock", std::string(day) + "T02:00:00Z", "--key", cli.key("founder-1")});
    Words words = {"report",    "file",     "--programme", "DE_AN_869", "--kind",
                   "quarterly", "--period", "2024-Q4",     "--unit",    unit};
    words.insert(words.end(), more.begin(), more.end());
    return cli.must(as(key, words));
  };
  file("2024-10-05", "th9-principal", "79TH0009", {});
  file("2024-12-21", "th10-principal", "79TH0010", {});  // a day late
  const std::string id = file("2024-12-22", "pgd-officer", "79PGD", {"--desk"})["desk"];
  const Ran screen = shown("pgd-head", id, "vi");
  EXPECT_THAT(screen.out, AllOf(HasSubstr("quý IV năm 2024"), HasSubstr("Hạn: 25/12/2024"),
                                HasSubstr("tổng hợp báo cáo ở mục"), HasSubstr("Tổng hợp từ 2 báo cáo cấp dưới"),
                                HasSubstr("Nộp muộn hoặc chưa nộp"), HasSubstr("79TH0010"), HasSubstr("1/3 người")));
  EXPECT_EQ(told("pgd-head", id)["training"]["report"]["late_units"], json::array({"79TH0010"}));
  EXPECT_TRUE(cli.must(as("pgd-head", {"desk", "approve", id}))["results"][0].contains("index"));
}

TEST_F(CliTrainingDesk, OtherFiguresThanTheRecordsAreNeverSigned) {
  const std::string id = filed_on_the_desk();
  const std::string url = lying_node([](json& report) {
    if (report.contains("coverage")) report["coverage"][0]["passed"] = 2;
  });
  const auto by_liar = [&](Words words) {
    words.insert(words.end(), {"--key", cli.key("th9-principal"), "--node", url, "--context", cli.context(), "--policy",
                               cli.policy(), "--lang", "en"});
    return test::run_here(words);
  };
  const Ran screen = by_liar({"desk", "show", id});
  EXPECT_THAT(screen.out, AllOf(HasSubstr("DIFFERENT"), Not(HasSubstr("people passed"))));
  const Ran refused = by_liar({"desk", "approve", id});
  EXPECT_EQ(refused.code, cli::kExitRefused) << refused.out;
  EXPECT_THAT(refused.err, HasSubstr("[cli.desk_differs]"));
  liar->stop();
  EXPECT_EQ(cli.must({"report", "list", "--of-unit", "79TH0009"})["reports"].size(), 0u);
  // The report is genuine, and of another period than the record says.
  auto body = body_of(told("th9-registrar", id));
  body.period = test::code("2023");
  const std::string other = on_the_desk(body, "79TH0009", "th9-registrar");
  EXPECT_EQ(told("th9-principal", other)["training"]["report"]["differs"], json::array({"period"}));
  cli.refused(as("th9-principal", {"desk", "approve", other}), "cli.desk_differs");
}

TEST_F(CliTrainingDesk, WhatCannotBeReadIsSaidAndNotApproved) {
  const std::string id = filed_on_the_desk();
  // A teacher's grant has the kind; the table lets teachers read no reports.
  const Ran teacher = shown("th9-teacher", id);
  EXPECT_THAT(teacher.err, AllOf(HasSubstr("CAN'T BE SEEN"), HasSubstr("[node.training_not_yours]")));
  EXPECT_THAT(teacher.out, Not(HasSubstr("people passed")));
  EXPECT_EQ(told("th9-teacher", id)["training"]["report"]["error"], "node.training_not_yours");
  cli.refused(as("th9-teacher", {"desk", "approve", id}), "cli.report_not_here", cli::kExitRefused);
  // A digest of something that nobody has.
  auto body = body_of(told("th9-registrar", id));
  body.digest = crypto::sha256("nothing");
  const std::string lost = on_the_desk(body, "79TH0009", "th9-registrar");
  EXPECT_EQ(told("th9-principal", lost)["training"]["report"]["error"], "cli.report_not_here");
  cli.refused(as("th9-principal", {"desk", "approve", lost}), "cli.report_not_here");
  // The others of the same call are approved.
  const Ran both = cli.run(as("th9-principal", {"desk", "approve", lost, id, "--json"}));
  EXPECT_EQ(both.code, cli::kExitRefused);
  const json results = json::parse(both.out)["results"];
  EXPECT_EQ(results[0]["error"], "cli.report_not_here");
  EXPECT_TRUE(results[1].contains("index")) << results;
}

TEST_F(CliTrainingDesk, AFileToBeSignedShowsTheFiguresWhereThereIsANode) {
  const std::string path = cli.file("to-sign.json");
  cli.must(as("th9-registrar", {"report", "file", "--programme", "DE_AN_869", "--kind", "yearly", "--period", "2024",
                                "--unit", "79TH0009", "--out", path}));
  EXPECT_THAT(cli.run(as("th9-principal", {"record", "show", path})).out,
              AllOf(HasSubstr("SAME"), HasSubstr("1/2 people")));
  const Ran alone = test::run_here({"record", "show", path, "--lang", "vi", "--context", cli.context()});
  EXPECT_EQ(alone.code, 0) << alone.err;
  EXPECT_THAT(alone.err, HasSubstr("KHÔNG XEM ĐƯỢC SỐ LIỆU"));
  EXPECT_THAT(alone.out, AllOf(HasSubstr("năm 2024"), Not(HasSubstr("as_of"))));
}

TEST_F(CliTrainingDesk, ACorrectionNamesPersonsAndMarksToWhoMayReadThem) {
  HOCBA_CHECK(cli::write_file(cli.file("review.csv"),
                              "Số trong danh sách,Chuyên cần,Khảo sát,Số tiết dự\n2,\"2,0\",\"9,0\",30\n")
                  .ok());
  const std::string id =
      cli.must(as("dh-officer", {"training", "class", "correct", "CDS_CB-01", cli.file("review.csv"), "--reason",
                                 "PHUC_KHAO", "--basis", "Biên bản 12", "--unit", "79DHSG", "--desk"}))["desk"];
  const Ran screen = shown("dh-principal", id, "vi");
  EXPECT_EQ(screen.code, 0) << screen.err;
  EXPECT_THAT(screen.out,
              AllOf(HasSubstr("CDS_CB-01"), HasSubstr("DE_AN_869"), HasSubstr("Trần Thị Bình"),
                    HasSubstr(to_screen(binh.birth_date)), HasSubstr("3,0 → 9,0"), HasSubstr("2,7 → 6,9"),
                    HasSubstr("chưa đạt → đạt"), HasSubstr("Phúc khảo (PHUC_KHAO)"), HasSubstr("Biên bản 12")));
  EXPECT_THAT(screen.out, Not(AnyOf(HasSubstr("Nguyễn Văn An"), HasSubstr("results"), HasSubstr("\"seat\""))));
  const json results = told("dh-principal", id)["training"]["results"];
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0]["name"], "Trần Thị Bình");
  EXPECT_EQ(results[0]["before"]["test"], 30);
  EXPECT_EQ(results[0]["after"]["test"], 90);
  EXPECT_EQ(results[0]["before"]["passes"], false);
  EXPECT_EQ(results[0]["after"]["passes"], true);

  // Whose role reads no names approves by its grant, and sees seats.
  world.grant("dh-homeroom", "79DHSG", chain::Role::homeroom);
  const Ran seats = shown("dh-homeroom", id);
  EXPECT_THAT(seats.out, AllOf(HasSubstr(training::to_text(roster.seats[1].seat)), HasSubstr("3,0 → 9,0"),
                               Not(HasSubstr("Trần Thị Bình"))));
  EXPECT_THAT(seats.err, HasSubstr("may not read the learners' names"));

  EXPECT_TRUE(cli.must(as("dh-principal", {"desk", "approve", id}))["results"][0].contains("index"));
  EXPECT_EQ(cli.must({"training", "class", "show", "CDS_CB-01"})["passed"], 2);
}

TEST_F(CliTrainingDesk, EveryKindOfTrainingIsShownInWords) {
  chain::TrainingSession session;
  session.klass = klass;
  session.date = Date{2024, 10, 12};
  session.mode = training::Mode::online;
  session.number = 4;
  session.periods = 3;
  chain::TrainingEnrol enrol{klass, {{{}, roster.seats[0].seat}}};
  chain::TrainingClass opened;
  opened.klass = test::class_id(7);
  opened.programme = world.programme;
  opened.course = test::code("CDS_CB");
  opened.audience = test::code("GV");
  opened.level = test::code("TIEU_HOC");
  opened.number = 3;
  opened.trainers = {{training::Degree::master, test::commitment("t"), training::AcademicTitle::professor}};
  auto rules = test::TrainingWorld::rules();
  rules.providers = {test::code("79DHSG")};
  const struct {
    chain::Body body;
    const char *unit, *by, *reads;
    std::vector<const char*> words;
  } cases[] = {
      {session, "79DHSG", "dh-officer", "dh-principal", {"CDS_CB-01", "12/10/2024", "trực tuyến", "buổi", "số tiết"}},
      {enrol, "79DHSG", "dh-officer", "dh-principal", {"CDS_CB-01", "ghi danh"}},
      {chain::TrainingClose{true, klass}, "79DHSG", "dh-officer", "dh-principal", {"CDS_CB-01", "hủy lớp"}},
      {opened, "79DHSG", "dh-officer", "dh-principal", {"CDS_CB-03", "GV: Giáo viên", "thạc sĩ, giáo sư", "DE_AN_869"}},
      {world.roster_body(world.seats({world.person("Lê Văn Cường")})),
       "79PGD",
       "pgd-officer",
       "pgd-officer",
       {"CDS_CB, GV: 1", "chỗ học mới", "DE_AN_869"}},
      {chain::TrainingProgramme{rules, std::nullopt},
       "79PGD",
       "pgd-officer",
       "pgd-officer",
       {"DE_AN_869", "79DHSG", "không quá 150", "Chỉ tiêu"}}};
  for (const auto& one : cases) {
    const Ran screen = shown(one.reads, on_the_desk(one.body, one.unit, one.by), "vi");
    EXPECT_EQ(screen.code, 0) << screen.err;
    for (const char* word : one.words) EXPECT_THAT(screen.out, HasSubstr(word));
    for (const char* raw : {"klass", "in_person", "\"seat\"", "seats", "trainers", "removed", "period_minutes"})
      EXPECT_THAT(screen.out, Not(HasSubstr(raw)));
  }
}

}  // namespace
}  // namespace hocba
