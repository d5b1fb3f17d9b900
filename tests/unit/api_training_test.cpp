// Training over the API of a real node, each answer as the OpenAPI file describes it: from a school's proposal to a
// filed report; who may do and read what; and what a district office leaves to its successor on 01/07/2025.
#include <gmock/gmock.h>

#include "crypto/device/random.hpp"
#include "crypto/json.hpp"
#include "tests/node_support/described_api.hpp"
#include "tests/node_support/training_node.hpp"
#include "tests/support/must_be.hpp"
#include "tests/support/programme_text.hpp"

namespace hocba::api {
namespace {

using nlohmann::json;
using test::ListedRoster;
using test::must_be;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr const char* kWhy = "purpose=Theo+d%C3%B5i";

class Training : public test::DescribedApi {
 protected:
  Training() : DescribedApi(test::TrainingNode::configure), world(api.net) {}
  void as(const std::string& key) { ASSERT_EQ(api.log_in(key).status, 201) << key; }
  std::string code_put(const std::string& target, const std::string& body) {
    const auto response = ask(test::ApiMethod::put, target, body);
    return response.status < 300 ? "" : code(response);
  }
  std::string code_post(const std::string& target, const std::string& body) {
    const auto response = ask(test::ApiMethod::post, target, body);
    return response.status < 300 ? "" : code(response);
  }
  std::string code_get(const std::string& target) {
    const auto response = get(target);
    return response.status < 300 ? "" : code(response);
  }
  std::string programme() const { return std::to_string(log::to_u64(world.programme)); }
  // As the office does it: openings first, then the record.
  ListedRoster approve(const std::vector<node::ListedPerson>& people, const std::vector<std::string>& proposals = {},
                       const std::string& unit = "79TH0009", const std::string& course = "CDS_CB") {
    auto roster = world.seats(people, course, unit);
    roster.proposals = proposals;
    as("pgd-officer");
    EXPECT_EQ(code_put("/v1/training/openings", world.openings_json(roster).dump()), "");
    world.record(roster);
    return roster;
  }
  std::string propose(const std::string& unit, const std::vector<node::ListedPerson>& people, const std::string& key) {
    const auto text = world.signed_by(world.proposal_json(unit, people), {key});
    as(key);
    EXPECT_EQ(code_post("/v1/training/proposals", text), "");
    return world.proposal_id(text);
  }
  json coverage(const std::string& more = {}) {
    return get_json("/v1/training/coverage?programme=" + programme() + "&course=CDS_CB" + more);
  }
  // Builds a report, keeps it, files it; gives the record's index.
  struct Filed {
    log::LeafIndex index{};
    json built;
  };
  Filed file(const std::string& unit, const std::string& key, const std::string& kind, const std::string& period) {
    as(key);
    const auto answer =
        post("/v1/training/reports/build",
             {{"programme", log::to_u64(world.programme)}, {"kind", kind}, {"period", period}, {"unit", unit}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    Filed out;
    out.built = json::parse(answer.body);
    const std::string digest = out.built["digest"];
    EXPECT_EQ(code_get("/v1/training/reports/" + digest), "node.training_not_found");
    EXPECT_EQ(code_put("/v1/training/reports/" + digest, out.built["report"].get<std::string>()), "");
    // Who is to sign its record reads it before there is an index.
    const json kept = get_json("/v1/training/reports/" + digest);
    EXPECT_EQ(crypto::canonical(kept["report"]), out.built["report"]);
    EXPECT_EQ(kept["unit"], unit);
    out.index = api.net.must(report_body(out.built, kind, period), unit, {key});
    return out;
  }
  chain::ReportFile report_body(const json& built, const std::string& kind, const std::string& period) {
    chain::ReportFile body;
    body.as_of = chain::TreeSize{built["as_of"].get<std::uint64_t>()};
    body.digest = must_be(crypto::bytes_from_base64url<crypto::Digest>(built["digest"].get<std::string>()));
    body.kind = must_be(training::report_kind_from_text(kind));
    body.period = test::code(period);
    body.programme = world.programme;
    for (const auto& index : built["based_on"]) body.based_on.push_back(chain::LeafIndex{index.get<std::uint64_t>()});
    return body;
  }

  test::TrainingNode world;
};

TEST_F(Training, AnOfficeCorrectsWhoSitsOnASeat) {
  const auto roster = approve({world.person("Nguyễn Văn An")});
  auto renamed = roster.seats[0].person;
  renamed.name = "Nguyễn Hoài An";
  const auto change = world.reseats({roster.seats[0]}, renamed);
  as("pgd-officer");
  EXPECT_EQ(code_put("/v1/training/openings", world.openings_json(change).dump()), "");
  const auto seat = "/v1/training/seats/" + training::to_text(roster.seats[0].seat);
  const auto before = get_json(seat);
  world.record(change);
  const auto after = get_json(seat);
  EXPECT_NE(after["person"], before["person"]);
  EXPECT_EQ(after["roster"], before["roster"]) << "that added it";
  const auto list = get_json(std::string("/v1/training/learners?") + kWhy)["learners"];
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["person"]["name"], "Nguyễn Hoài An");
}

TEST_F(Training, GoesFromAProposalToAReportThatIsRebuiltAfterCorrections) {
  // A school proposes, the office approves.
  const auto an = world.person("Nguyễn Văn An"), binh = world.person("Trần Thị Bình");
  const auto proposal = propose("79TH0009", {an, binh}, "th9-principal");
  as("pgd-officer");
  json waiting = get_json("/v1/training/proposals?state=open&programme=" + programme());
  ASSERT_EQ(waiting["proposals"].size(), 1u);
  EXPECT_EQ(waiting["proposals"][0]["id"], proposal);
  EXPECT_EQ(waiting["proposals"][0]["people"], 2);
  const json whole = get_json("/v1/training/proposals/" + proposal + "?" + kWhy);
  EXPECT_EQ(whole["people"][0]["name"], "Nguyễn Văn An");
  const auto roster = approve({an, binh}, {proposal});
  EXPECT_EQ(get_json("/v1/training/proposals?state=approved")["proposals"].size(), 1u);

  // The provider teaches; what everybody sees has no names.
  const auto klass = world.open_class();
  world.enrol(klass, roster.seats);
  world.hold(klass);
  const std::string class_path = "/v1/training/classes/" + training::to_text(klass);
  api.token.clear();
  EXPECT_EQ(get_json(class_path)["periods"], 30);
  EXPECT_EQ(get_json("/v1/training/classes?programme=" + programme() + "&state=open")["classes"].size(), 1u);
  world.give(klass, {roster.seats[0]}, 90, 80);
  world.give(klass, {roster.seats[1]}, 20, 30);
  world.close(klass);
  const json shown = get_json(class_path);
  EXPECT_EQ(shown["name"], "CDS_CB-01");
  EXPECT_EQ(shown["passed"], 1);
  EXPECT_EQ(shown["rules"]["max_online"], 50);
  EXPECT_EQ(get_json(class_path + "/seats")["seats"].size(), 2u);
  const json seat = get_json("/v1/training/seats/" + training::to_text(roster.seats[0].seat));
  EXPECT_EQ(seat["passed"], true);
  EXPECT_EQ(seat.dump().find("Nguyễn"), std::string::npos);
  const auto certificate = world.certify(klass, roster.seats[0]);

  // The provider's list, with what it needs for certificates.
  as("dh-officer");
  const json passed = get_json("/v1/training/learners?state=passed&programme=" + programme());
  ASSERT_EQ(passed["learners"].size(), 1u);
  EXPECT_EQ(passed["learners"][0]["person"]["name"], "Nguyễn Văn An");
  EXPECT_EQ(passed["learners"][0]["salt"], crypto::base64url(roster.seats[0].salt));
  EXPECT_EQ(passed["learners"][0]["credential"], credential::to_text(certificate));

  // Coverage, who is missing, evidence, a staff list.
  as("pgd-officer");
  const json figures = coverage()["rows"][0];
  EXPECT_EQ(figures["people"], 2);
  EXPECT_EQ(figures["passed"], 1);
  EXPECT_EQ(figures["certified"], 1);
  EXPECT_EQ(figures["target"], 100);
  const json missing = get_json("/v1/training/missing?course=CDS_CB&programme=" + programme() + "&" + kWhy);
  ASSERT_EQ(missing["people"].size(), 1u);
  EXPECT_EQ(missing["people"][0]["name"], "Trần Thị Bình");
  EXPECT_EQ(missing["people"][0]["state"], "failed");
  const auto evidence = [&](json asked) {
    asked["purpose"] = "Xét thi đua";
    return json::parse(post("/v1/training/evidence", asked).body)["people"];
  };
  EXPECT_EQ(evidence({{"unit", "79TH0009"}}).size(), 2u);
  const json of_an = evidence({{"person", *an.personal_number}, {"from", "2024-01-01"}});
  ASSERT_EQ(of_an.size(), 1u);
  EXPECT_EQ(of_an[0]["name"], an.name);
  EXPECT_EQ(api.call(test::ApiMethod::get, "/v1/training/evidence?person=" + *an.personal_number).status, 405);
  const json checked = json::parse(
      post("/v1/training/check",
           {{"people", {{{"name", an.name}, {"personal_number", *an.personal_number}}, {{"name", "Người Lạ"}}}},
            {"purpose", "Xét thi đua"}})
          .body);
  EXPECT_EQ(checked["rows"][0]["modules"][0]["certificate"]["standing"], "in_force");
  EXPECT_EQ(checked["rows"][1]["found"], false);

  // The school reports, the office rolls it up, and files.
  const auto school = file("79TH0009", "th9-principal", "yearly", "2024");
  const auto office = file("79PGD", "pgd-officer", "yearly", "2024");
  EXPECT_EQ(office.built["based_on"], json::array({log::to_u64(school.index)}));
  api.token.clear();
  EXPECT_EQ(get_json("/v1/training/reports?programme=" + programme())["reports"].size(), 2u);

  // What comes later changes neither: a correction, a re-take, another list, a restart.
  world.give(klass, {roster.seats[1]}, 90, 90, true);
  approve({world.person("Lê Văn Cường")});
  as("pgd-officer");
  EXPECT_EQ(coverage()["rows"][0]["passed"], 2);
  for (const auto& filed : {school, office}) {
    const json again = get_json("/v1/training/reports/" + std::to_string(log::to_u64(filed.index)) + "?rebuild=true");
    EXPECT_EQ(again["rebuilt"]["same"], true) << again;
    EXPECT_EQ(again["report"].dump(), json::parse(filed.built["report"].get<std::string>()).dump());
  }
  const auto as_of = office.built["as_of"].get<std::uint64_t>();
  EXPECT_EQ(coverage("&as_of=" + std::to_string(as_of))["rows"][0]["passed"], 1);
}

TEST_F(Training, CanBeWithoutSomebodyWhoAskedForIt) {
  world.grant("pgd-head", "79PGD", chain::Role::officer);
  const auto an = world.person("Nguyễn Văn An"), binh = world.person("Trần Thị Bình");
  const auto proposal = propose("79TH0009", {an, binh}, "th9-principal");
  const auto roster = approve({an, binh}, {proposal});
  world.teach(roster.seats, 20, 30);
  as("th9-principal");
  const json asked = {{"name", an.name}, {"birth_date", to_text(an.birth_date)}};
  const json places = json::parse(post("/v1/training/person", asked).body);
  ASSERT_EQ(places["seats"].size(), 1u) << places;
  EXPECT_EQ(places["seats"][0]["classes"].size(), 1u);
  EXPECT_EQ(places["seats"][0]["lists"], json::array({proposal}));
  EXPECT_EQ(places["lists"][0]["list"], proposal);
  const std::string seat = places["seats"][0]["seat"];
  const auto entered = post("/v1/requests", {{"unit", "79TH0009"},
                                             {"kind", "erase"},
                                             {"seats", {seat}},
                                             {"who", an.name},
                                             {"as", "self"},
                                             {"says", "Xin xóa khỏi danh sách"}});
  ASSERT_EQ(entered.status, 201) << entered.body;
  const json request = json::parse(entered.body);
  EXPECT_EQ(request["lists"][0]["seat"], seat) << "it names the lists they stand in";
  EXPECT_EQ(post("/v1/requests/" + request["id"].get<std::string>() + "/answer", {{"outcome", "done"}}).status, 422);

  as("pgd-officer");
  const json said = {{"hocba", 1},
                     {"kind", "training-erasure"},
                     {"network", crypto::base64url(*api.net.net.network())},
                     {"time", to_text(api.net.net.now)},
                     {"seats", {seat}},
                     {"request", request["id"]},
                     {"basis", "Đơn số 7"}};
  const json trial = json::parse(post("/v1/training/erasures?trial=true", said).body);
  EXPECT_EQ(trial["lists"], 1) << trial;
  EXPECT_EQ(post("/v1/training/erasures", json::parse(world.signed_by(said, {"pgd-officer"}))).status, 422);
  const auto done = post("/v1/training/erasures", json::parse(world.signed_by(said, {"pgd-officer", "pgd-head"})));
  EXPECT_EQ(done.status, 200) << done.body;
  for (const char* path : {"learners?", "missing?course=CDS_CB&"}) {
    const json list = get_json(std::string("/v1/training/") + path + "programme=" + programme() + "&" + kWhy);
    EXPECT_EQ(list.dump().find(an.name), std::string::npos) << list;
    EXPECT_NE(list.dump().find("\"erased\":true"), std::string::npos) << list;
  }
  EXPECT_EQ(post("/v1/training/evidence", {{"purpose", "Xét"}}).body.find(an.name), std::string::npos);
  const json left = get_json("/v1/training/proposals/" + proposal + "?" + kWhy);
  EXPECT_EQ(left["people"][0]["erased"], true);
  EXPECT_EQ(coverage()["rows"][0]["failed"], 2) << "they count on";
  as("th9-principal");
  EXPECT_EQ(post("/v1/requests/" + request["id"].get<std::string>() + "/answer", {{"outcome", "done"}}).status, 200);
  EXPECT_EQ(get_json("/v1/requests")["requests"][0]["lists"][0]["erased"], true);
  EXPECT_TRUE(json::parse(post("/v1/training/person", asked).body)["seats"].empty());
}

TEST_F(Training, IsAllThereAfterARestart) {
  const auto an = world.person("Nguyễn Văn An");
  const auto proposal = propose("79TH0009", {an}, "th9-principal");
  const auto roster = approve({an}, {proposal});
  world.teach(roster.seats, 90, 80);
  const auto before = file("79PGD", "pgd-officer", "yearly", "2024");
  const json learners = get_json("/v1/training/learners?" + std::string(kWhy)), figures = coverage();
  api.service->stop();
  api.service.reset();
  world.let_go();
  api.net.reopen();
  api.service = std::make_unique<Service>(api.net.node());
  as("pgd-officer");
  EXPECT_EQ(get_json("/v1/training/learners?" + std::string(kWhy)), learners);
  EXPECT_EQ(coverage()["rows"], figures["rows"]);
  const std::string path = "/v1/training/reports/" + std::to_string(log::to_u64(before.index));
  EXPECT_EQ(get_json(path + "?rebuild=true")["rebuilt"]["same"], true);
}

TEST_F(Training, RefusesAReportThatIsNotWhatTheLedgerGives) {
  approve({world.person("Nguyễn Văn An")});
  const json build = {
      {"programme", log::to_u64(world.programme)}, {"kind", "yearly"}, {"period", "2024"}, {"unit", "79PGD"}};
  as("th9-principal");
  EXPECT_EQ(code_post("/v1/training/reports/build", build.dump()), "node.training_not_yours");
  as("pgd-officer");
  const json built = json::parse(post("/v1/training/reports/build", build).body);
  EXPECT_EQ(built["late"], false);
  EXPECT_EQ(built["due"], "2024-12-31");
  const json again = json::parse(post("/v1/training/reports/build", build).body);
  EXPECT_NE(again["digest"], built["digest"]) << "of the same counts, with another salt";
  const auto refused = api.net.submit(report_body(built, "yearly", "2024"), "79PGD", {"pgd-officer"});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code().id, "node.report_missing");
  json changed = json::parse(built["report"].get<std::string>());
  changed["unit"] = "79XA02";
  const auto digest = [](const json& report) {
    return crypto::base64url(training::report_digest(crypto::canonical(report)));
  };
  EXPECT_EQ(code_put("/v1/training/reports/" + digest(changed), crypto::canonical(changed)), "node.training_not_yours");
  changed = json::parse(built["report"].get<std::string>());
  changed["coverage"] = json::array();
  EXPECT_EQ(code_put("/v1/training/reports/" + digest(changed), crypto::canonical(changed)), "node.report_differs");
  EXPECT_EQ(code_put("/v1/training/reports/" + digest(changed), built["report"]), "node.report_differs");
  changed = json::parse(built["report"].get<std::string>());
  changed.erase("salt");
  EXPECT_EQ(code_put("/v1/training/reports/" + digest(changed), crypto::canonical(changed)), "node.training_field");
  EXPECT_EQ(code_put("/v1/training/reports/AAAA", built["report"]), "api.bad_request");
  for (const auto& [name, value] : {std::pair("period", json("2024-13")),
                                    {"kind", json("weekly")},
                                    {"programme", json(1)},
                                    {"unit", json("79KHONG")}}) {
    json bad = build;
    bad[name] = value;
    EXPECT_NE(code_post("/v1/training/reports/build", bad.dump()), "") << name;
  }
  EXPECT_EQ(code_get("/v1/training/reports/1"), "api.nothing_there");
}

TEST_F(Training, ShowsReportsToWhoFiledThemAndTheUnitsAbove) {
  approve({world.person("Nguyễn Văn An")});
  const auto filed = file("79TH0009", "th9-principal", "quarterly", "2024-Q3");
  const std::string path = "/v1/training/reports/" + std::to_string(log::to_u64(filed.index));
  for (const char* key : {"th9-principal", "th9-registrar", "pgd-officer", "office-manager"}) {
    as(key);
    EXPECT_TRUE(get_json(path).contains("report")) << key;
  }
  for (const char* key : {"th10-principal", "xa-officer", "dh-officer", "th9-teacher"}) {
    as(key);
    EXPECT_EQ(code_get(path), "node.training_not_yours") << key;
  }
}

TEST_F(Training, PublishesAProgrammesFileByItsDigest) {
  auto rules = test::TrainingWorld::rules();
  rules.providers = {test::code("79DHSG")};
  const std::string file = test::programme_text(rules) + "# bản hai\n";
  const std::string path = "/v1/training/programmes/" + crypto::base64url(crypto::sha256(file));
  EXPECT_EQ(code_put(path, file), "api.no_session");
  as("th9-principal");
  EXPECT_EQ(code_put(path, file), "node.training_not_yours");
  as("pgd-officer");
  EXPECT_EQ(code_put("/v1/training/programmes/" + crypto::base64url(crypto::sha256("x")), file), "node.training_field");
  EXPECT_EQ(code_put(path, file), "");
  EXPECT_EQ(code_put(path, file), "") << "again";
  rules.document = crypto::sha256(file);
  const auto second = api.net.must(chain::TrainingProgramme{rules, std::nullopt}, "79PGD", {"pgd-officer"});
  api.token.clear();
  const json list = get_json("/v1/training/programmes");
  ASSERT_EQ(list["programmes"].size(), 1u) << "a new version of the same";
  EXPECT_EQ(list["programmes"][0]["index"], log::to_u64(second));
  EXPECT_EQ(list["programmes"][0]["first"], log::to_u64(world.programme));
  EXPECT_EQ(get_json("/v1/training/programmes/" + std::to_string(log::to_u64(second)))["file"], file);
  const json first = get_json("/v1/training/programmes/" + programme());
  EXPECT_EQ(first["newest"], false);
  EXPECT_EQ(first["file"], test::programme_text(rules));
}

TEST_F(Training, KeepsTheRegisterOfAClass) {
  const auto roster = approve({world.person("Nguyễn Văn An")});
  const auto klass = world.open_class();
  world.enrol(klass, roster.seats);
  const std::string path = "/v1/training/classes/" + training::to_text(klass) + "/register";
  json attendance = json::object();
  attendance[training::to_text(roster.seats[0].seat)] = 4;
  json session = {{"number", 1},
                  {"date", "2024-10-15"},
                  {"periods", 4},
                  {"mode", "online"},
                  {"salt", crypto::base64url(std::string(32, 's'))}};
  session["attendance"] = attendance;
  json content = {{"site", "Trực tuyến"}};
  content["sessions"] = json::array({session});
  EXPECT_EQ(code_put(path + "?after=0", content.dump()), "node.training_not_yours") << "the office's key";
  as("dh-officer");
  EXPECT_EQ(code_get(path), "node.training_not_found");
  EXPECT_EQ(code_put(path, content.dump()), "api.bad_request") << "upon which version?";
  EXPECT_EQ(code_put(path + "?after=0", content.dump()), "");
  EXPECT_EQ(code_put(path + "?after=0", content.dump()), "node.register_changed");
  const json kept = get_json(path);
  EXPECT_EQ(kept["version"], 1);
  EXPECT_EQ(kept["register"], content);
  json changed = content;
  changed["site"] = "Hội trường A";
  EXPECT_EQ(code_put(path + "?after=1", changed.dump()), "");
  EXPECT_EQ(get_json(path)["register"], changed);
  EXPECT_EQ(get_json(path + "?version=1")["register"], content);
  EXPECT_EQ(code_get(path + "?version=0"), "api.bad_request");
  EXPECT_EQ(code_get(path + "?version=3"), "node.training_not_found");
  as("th9-principal");
  EXPECT_EQ(code_get(path + "?version=1"), "node.training_not_yours");
  EXPECT_EQ(get_json(path)["register"]["sessions"][0]["attendance"].size(), 1u);
  as("pgd-officer");
  EXPECT_EQ(code_get(path), "node.purpose_needed");
  EXPECT_EQ(code_get(path + "?" + kWhy), "");
  EXPECT_EQ(code_get("/v1/training/classes/x/register"), "api.bad_request");
}

TEST_F(Training, TriesOpeningsOverTheApi) {
  const auto an = world.person("Nguyễn Văn An");
  approve({an}, {propose("79TH0009", {an}, "th9-principal")});
  const auto more = world.seats({an, world.person("Trần Thị Bình")});
  const auto tried = put("/v1/training/openings?trial=true", world.openings_json(more));
  EXPECT_EQ(tried.status, 200);
  EXPECT_EQ(json::parse(tried.body),
            (json{{"stored", 0},
                  {"schools", 1},
                  {"refused", {{{"seat", training::to_text(more.seats[0].seat)}, {"code", "node.seat_twice"}}}}}));
  EXPECT_EQ(code_post("/v1/training/openings/" + training::to_text(more.id) + "/withdraw", ""),
            "node.training_not_found")
      << "nothing was stored";
  EXPECT_EQ(code_put("/v1/training/openings?trial=1", world.openings_json(more).dump()), "api.bad_request");
  as("th9-principal");
  EXPECT_EQ(code_put("/v1/training/openings?trial=true", world.openings_json(more).dump()), "node.training_not_yours");
  const json list = get_json("/v1/training/learners")["learners"];
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["proposal"].get<std::string>().size(), 43u);
}

TEST_F(Training, TakesOpeningsBackOverTheApi) {
  const auto roster = world.seats({world.person("Nguyễn Văn An")});
  as("pgd-officer");
  const auto stored = put("/v1/training/openings", world.openings_json(roster));
  EXPECT_EQ(json::parse(stored.body), (json{{"stored", 1}, {"schools", 1}}));
  const std::string path = "/v1/training/openings/" + training::to_text(roster.id) + "/withdraw";
  EXPECT_EQ(code_post(path, ""), "");
  EXPECT_EQ(code_post(path, ""), "node.training_not_found");
  EXPECT_EQ(code_post("/v1/training/openings/x/withdraw", ""), "api.bad_request");
}

TEST_F(Training, ReturnsAProposalOverTheApi) {
  const auto id = propose("79TH0009", {world.person("Nguyễn Văn An")}, "th9-principal");
  const std::string path = "/v1/training/proposals/" + id + "/return";
  EXPECT_EQ(code_post(path, R"({"reason":"sai"})"), "node.training_not_yours");
  as("pgd-officer");
  EXPECT_EQ(code_post(path, "{}"), "api.bad_body");
  EXPECT_EQ(code_post(path, R"({"reason":"Thiếu chữ ký"})"), "");
  as("th9-principal");
  const json line = get_json("/v1/training/proposals?state=returned")["proposals"][0];
  EXPECT_EQ(line["returned"]["reason"], "Thiếu chữ ký");
}

TEST_F(Training, TurnsPagesAndRefusesWhatItCannotRead) {
  for (int i = 0; i < 3; ++i) world.open_class();
  api.token.clear();
  const json first = get_json("/v1/training/classes?limit=2");
  EXPECT_EQ(first["more"], true);
  const json second = get_json("/v1/training/classes?limit=2&after=" + first["classes"][1]["class"].get<std::string>());
  ASSERT_EQ(second["classes"].size(), 1u);
  EXPECT_EQ(second["more"], false);
  const std::string none = training::to_text(test::class_id(1));
  for (const std::string& path :
       {"/v1/training/classes/" + none, "/v1/training/classes/" + none + "/seats",
        "/v1/training/seats/" + training::to_text(test::seat_id(1)), "/v1/training/classes?after=" + none,
        std::string("/v1/training/programmes/1"), std::string("/v1/training/classes?programme=1")})
    EXPECT_EQ(code_get(path), "api.nothing_there") << path;
  for (const char* path : {"/v1/training/classes/x", "/v1/training/seats/x", "/v1/training/classes?state=x",
                           "/v1/training/classes?limit=1001", "/v1/training/classes?limit=0",
                           "/v1/training/programmes/x", "/v1/training/reports?kind=x"})
    EXPECT_EQ(code_get(path), "api.bad_request") << path;
  for (const char* path :
       {"/v1/training/proposals", "/v1/training/learners", "/v1/training/coverage", "/v1/training/missing"})
    EXPECT_EQ(code_get(path), "api.no_session") << path;
  EXPECT_EQ(code_post("/v1/training/evidence", "{}"), "api.no_session");
  as("pgd-officer");
  for (const char* path :
       {"/v1/training/coverage", "/v1/training/coverage?programme=x", "/v1/training/proposals?state=x",
        "/v1/training/proposals/x", "/v1/training/learners?state=x", "/v1/training/learners?after=x"})
    EXPECT_EQ(code_get(path), "api.bad_request") << path;
  for (const char* body : {R"({"from":"x"})", R"({"who":"x"})"})
    EXPECT_EQ(code_post("/v1/training/evidence", body), "api.bad_body") << body;
  EXPECT_EQ(code_get("/v1/training/coverage?programme=" + programme() + "&by=x"), "api.bad_request");
  EXPECT_EQ(code_get("/v1/training/coverage?programme=" + programme() + "&as_of=999999"), "api.bad_request");
}

// Each programme has its whole rules, of up to 46 KiB, and anybody may ask for the list and read slowly.
TEST_F(Training, EndsAPageOfProgrammesByItsSizeAndTellsThemAll) {
  auto rules = test::TrainingWorld::rules();
  rules.providers = {test::code("79DHSG")};
  rules.certificates.clear();
  rules.planned.clear();
  rules.targets.clear();
  const auto course = rules.courses[1];
  rules.courses.clear();
  for (int i = 0; i < 30; ++i) {
    rules.courses.push_back(course);
    rules.courses.back().course = test::code("KHOA_" + std::string(1, static_cast<char>('A' + i % 26)) +
                                             std::string(static_cast<std::size_t>(i / 26), 'Z'));
    for (auto& audience : rules.courses.back().audiences) {
      audience.topics.clear();
      for (int topic = 10; topic < 40; ++topic)
        audience.topics.push_back(test::code("CHUYEN_DE_" + std::to_string(topic)));
    }
  }
  std::sort(rules.courses.begin(), rules.courses.end(),
            [](const auto& a, const auto& b) { return a.course < b.course; });
  rules.certificates = {training::CertificateRule{{rules.courses[0].course}, test::code("training-certificate")}};
  for (int i = 0; i < 12; ++i) {
    rules.programme = test::code("DE_AN_" + std::to_string(i));
    world.put_file(rules, "pgd-officer");
    api.net.must(chain::TrainingProgramme{rules, std::nullopt}, "79PGD", {"pgd-officer"});
  }
  api.token.clear();
  std::set<std::string> seen;
  std::string after;
  int pages = 0;
  for (bool more = true; more; ++pages) {
    const auto page = get("/v1/training/programmes?limit=1000" + after);
    ASSERT_EQ(page.status, 200);
    EXPECT_LT(page.body.size(), 300u << 10);
    const json value = json::parse(page.body);
    ASSERT_FALSE(value["programmes"].empty());
    for (const json& one : value["programmes"]) EXPECT_TRUE(seen.insert(one["programme"]).second);
    after = "&after=" + std::to_string(value["programmes"].back()["index"].get<std::uint64_t>());
    more = value["more"];
  }
  EXPECT_EQ(seen.size(), 13u);
  EXPECT_GT(pages, 1);
}

TEST_F(Training, PassesToTheDistrictsSuccessorWithoutAGap) {
  const auto an = world.person("Nguyễn Văn An"), binh = world.person("Trần Thị Bình");
  const auto proposal = propose("79TH0009", {an}, "th9-principal");
  const auto roster = approve({an}, {proposal});
  world.teach(roster.seats, 90, 80);
  const auto filed = file("79PGD", "pgd-officer", "yearly", "2024");
  as("xa-officer");
  EXPECT_EQ(code_get("/v1/training/proposals/" + proposal + "?" + kWhy), "node.training_not_found");
  world.merge_district();

  // The successor reads what was proposed, who learns, the figures, the report; and the district's people nothing more.
  as("xa-officer");
  EXPECT_EQ(get_json("/v1/training/proposals/" + proposal + "?" + kWhy)["people"].size(), 1u);
  EXPECT_EQ(get_json("/v1/training/learners?" + std::string(kWhy))["learners"].size(), 1u);
  EXPECT_EQ(coverage()["rows"][0]["passed"], 1);
  const std::string report = "/v1/training/reports/" + std::to_string(log::to_u64(filed.index));
  EXPECT_EQ(get_json(report + "?rebuild=true")["rebuilt"]["same"], true);
  as("pgd-officer");
  EXPECT_EQ(get_json("/v1/training/learners?" + std::string(kWhy))["learners"].size(), 0u);
  EXPECT_EQ(code_get(report), "node.training_not_yours");

  // It goes on approving, returning and reporting, under a version of the programme of its own or the old one.
  const auto later = propose("79TH0009", {binh}, "th9-principal");
  auto second = world.seats({binh});
  second.proposals = {later};
  as("pgd-officer");
  EXPECT_EQ(code_put("/v1/training/openings", world.openings_json(second).dump()), "node.training_not_yours");
  as("xa-officer");
  EXPECT_EQ(code_put("/v1/training/openings", world.openings_json(second).dump()), "");
  api.net.must(world.roster_body(second), "79XA02", {"xa-officer"});
  EXPECT_EQ(coverage()["rows"][0]["people"], 2);
  const auto next = file("79XA02", "xa-officer", "yearly", "2025");
  EXPECT_EQ(get_json("/v1/training/reports/" + std::to_string(log::to_u64(next.index)))["unit"], "79XA02");
  // A school of the district reports to the successor.
  EXPECT_EQ(get_json("/v1/training/proposals?state=approved")["proposals"].size(), 2u);
}

// A district becomes several communes, and is merged into one of them: the schools of the others propose to theirs.
TEST_F(Training, PassesToEachCommuneOfADistrictThatWasSplit) {
  world.unit("79XA03", "79SGD", chain::UnitType::commune_office);
  world.grant("xa3-officer", "79XA03", chain::Role::officer);
  const auto an = world.person("Nguyễn Văn An"), binh = world.person("Trần Thị Bình");
  const auto before = world.approved({an}, "CDS_CB", "79TH0010");
  world.merge_district();
  chain::UnitUpdate moved;
  moved.unit = test::code("79TH0010");
  moved.parent = test::code("79XA03");
  api.net.must(moved, "79XA02", {"79XA02 head"});  // whose schools they are until it gives them on

  const auto proposal = propose("79TH0010", {binh}, "th10-principal");
  auto roster = world.seats({binh}, "CDS_CB", "79TH0010");
  roster.proposals = {proposal};
  const auto openings = world.openings_json(roster).dump();
  as("xa-officer");
  EXPECT_EQ(code_put("/v1/training/openings", openings), "node.training_not_yours") << "the school is not below it";
  as("xa3-officer");
  EXPECT_EQ(get_json("/v1/training/proposals/" + proposal + "?" + kWhy)["people"].size(), 1u);
  EXPECT_EQ(code_put("/v1/training/openings", openings), "");
  api.net.must(world.roster_body(roster), "79XA03", {"xa3-officer"});
  EXPECT_EQ(get_json("/v1/training/proposals?state=approved")["proposals"].size(), 2u);
  EXPECT_EQ(get_json("/v1/training/learners?" + std::string(kWhy))["learners"].size(), 2u) << "who came before, too";
  // What the district brought is taken off by the district's successor, and by no commune beside it.
  chain::TrainingRoster without;
  without.roster = world.seats({an}).id;
  without.programme = world.programme;
  without.removed = {before.seats[0].seat};
  const auto refused = api.net.submit(without, "79XA03", {"xa3-officer"});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code().id, "training.not_office");
  api.net.must(without, "79XA02", {"xa-officer"});
  EXPECT_EQ(get_json("/v1/training/learners?" + std::string(kWhy))["learners"].size(), 1u);
}

}  // namespace
}  // namespace hocba::api
