// One person taken out of the lists of training on a real node: out of every object that named them and beyond
// recovery, while the seat counts on; who may, what the law keeps, and how long the rest is kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/store/vault_tables.hpp"
#include "node/files.hpp"
#include "node/requests.hpp"
#include "node/training_desk.hpp"
#include "tests/node_support/training_fixture.hpp"

namespace hocba::node::training_erasure_test {
namespace {

using nlohmann::json;
using test::code;
using test::ListedRoster;
using test::ListedSeat;
using test::must_be;
using test::Names;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

const Names kTwo = {"pgd-officer", "pgd-head"};

class AnErasureOfAPerson : public test::TrainingDeskFixture {
 protected:
  AnErasureOfAPerson() { world->grant("pgd-head", "79PGD", chain::Role::officer); }

  json statement(const std::vector<training::SeatId>& seats) {
    json out = {{"hocba", 1},
                {"kind", "training-erasure"},
                {"network", crypto::base64url(*net.net.network())},
                {"time", to_text(net.net.now)},
                {"seats", json::array()},
                {"basis", "Đơn số 7/ĐN ngày 01/10/2024"}};
    for (const auto& seat : seats) out["seats"].push_back(training::to_text(seat));
    return out;
  }
  Result<ErasedPeople> erase(const json& value, const Names& hands = kTwo, const char* by = "pgd-officer") {
    return desk().erase(world->view(), world->key(by), world->signed_by(value, hands), false);
  }
  std::string erase(const std::vector<training::SeatId>& seats) { return refusal(erase(statement(seats))); }

  // Both on one school's list, which is approved.
  struct Two {
    ListedPerson an, binh;
    std::string proposal;  // as signed
    ListedRoster roster;
    training::SeatId an_seat() const { return roster.seats[0].seat; }
  };
  Two approved_two() {
    Two out{world->person("Nguyễn Văn An"), world->person("Trần Thị Bình"), {}, {}};
    out.proposal = world->signed_by(world->proposal_json("79TH0009", {out.an, out.binh}), {"th9-principal"});
    must_be(desk().propose(world->view(), world->key("th9-principal"), out.proposal));
    out.roster = world->seats({out.an, out.binh});
    out.roster.proposals = {world->proposal_id(out.proposal)};
    world->open_seats(out.roster);
    world->record(out.roster);
    return out;
  }
  std::string proposal_of(const Two& two) {
    const auto id = must_be(crypto::from_base64url(world->proposal_id(two.proposal)));
    return must_be(desk().proposal(world->view(), world->reader("pgd-officer"), id));
  }
  std::vector<Learner> learners() {
    return must_be(desk().learners(world->view(), world->reader("pgd-officer"), {})).learners;
  }
  json session(std::uint32_t number, const std::vector<ListedSeat>& seats) const {
    json attendance = json::object();
    for (const auto& seat : seats) attendance[training::to_text(seat.seat)] = 10;
    return {{"number", number},        {"date", to_text(date_in_utc7(net.net.now))},
            {"periods", 10},           {"mode", "in_person"},
            {"paper", true},           {"salt", crypto::base64url(std::string(32, static_cast<char>('a' + number)))},
            {"attendance", attendance}};
  }
  // Held, with a register to whose sessions the ledger commits; `register_` is then its newest version.
  chain::ClassId taught(const std::vector<ListedSeat>& seats, std::uint32_t mark) {
    const auto klass = world->open_class();
    world->enrol(klass, seats);
    register_ = {{"trainers", json::array({test::TrainingNode::trainer_json()})}, {"sessions", json::array()}};
    for (std::uint32_t number = 1; number <= 3; ++number) {
      register_["sessions"].push_back(session(number, number == 3 ? std::vector{seats.back()} : seats));
      must_be(desk().put_register(world->view(), world->key("dh-officer"), klass, number - 1, register_.dump()));
      chain::TrainingSession body;
      body.klass = klass;
      body.date = date_in_utc7(net.net.now);
      body.mode = training::Mode::in_person;
      body.number = number;
      body.periods = 10;
      json said = register_["sessions"].back();
      const auto salt = must_be(crypto::bytes_from_base64url<credential::Salt>(said["salt"].get<std::string>()));
      said.erase("salt");
      body.details = chain::Commitment::of(credential::commitment("session", salt, said).view());
      net.must(body, "79DHSG", {"dh-officer"});
    }
    world->give(klass, seats, mark, mark);
    world->close(klass);
    return klass;
  }
  std::string store(const chain::ClassId& klass, std::uint32_t after, const json& content) {
    return refusal(desk().put_register(world->view(), world->key("dh-officer"), klass, after, content.dump()));
  }
  bool on_disk(const std::string& bytes) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(net.directory() + "/vault")) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string all((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
      if (all.find(bytes) != std::string::npos) return true;
    }
    return false;
  }
  json register_;
};

TEST_F(AnErasureOfAPerson, LeavesASeatOfNobodyThatCountsOn) {
  const auto two = approved_two();
  world->teach(two.roster.seats, 20, 30);
  const auto before = coverage();
  EXPECT_THAT(proposal_of(two), HasSubstr("Nguyễn Văn An"));
  const auto done = must_be(erase(statement({two.an_seat()})));
  EXPECT_EQ(done.seats, 1u);
  EXPECT_EQ(done.lists, 1u);
  for (int i = 0; i < 2; ++i, restart()) {
    EXPECT_THAT(proposal_of(two), AllOf(Not(HasSubstr("Nguyễn Văn An")), Not(HasSubstr(*two.an.personal_number)),
                                        HasSubstr("Trần Thị Bình")));
    const auto people = learners();
    ASSERT_EQ(people.size(), 2u);
    for (const auto& one : people) {
      EXPECT_EQ(one.opening.erased, one.opening.seat == two.an_seat());
      EXPECT_EQ(one.opening.person.name, one.opening.erased ? "" : "Trần Thị Bình");
      EXPECT_EQ(one.state, LearnerState::failed);
    }
    ASSERT_EQ(coverage().size(), before.size());
    EXPECT_EQ(coverage().at(0).people, 2u);
    EXPECT_EQ(coverage().at(0).failed, before.at(0).failed);
    training::CoverageQuery query;
    query.programme = log::to_u64(world->programme);
    query.as_of = as_of_size(world->view());
    query.course = code("CDS_CB");
    const auto missing = must_be(desk().missing(world->view(), world->reader("pgd-officer"), query));
    EXPECT_EQ(std::count_if(missing.people.begin(), missing.people.end(), [](const auto& one) { return one.erased; }),
              1);
    const auto evidence = must_be(desk().evidence(world->view(), world->reader("pgd-officer"), {}));
    ASSERT_EQ(evidence.people.size(), 2u);
    for (const auto& one : evidence.people) EXPECT_EQ(one.person.name.empty(), one.erased);
    const std::vector<AskedPerson> asked = {{two.an.name, two.an.birth_date, two.an.personal_number},
                                            {two.binh.name, two.binh.birth_date, {}}};
    const auto checked = must_be(desk().check(world->view(), world->reader("pgd-officer"), asked, {}));
    EXPECT_FALSE(checked[0].found || checked[0].differs) << "known by nothing any more";
    EXPECT_TRUE(checked[1].found);
    EXPECT_EQ(must_be(erase(statement({two.an_seat()}))).lists, 1u) << "sent again: the same answer";
  }
  std::size_t damaged = 0;
  must_be(net.node().vault().scrub([&](const Error&) { ++damaged; }));
  EXPECT_EQ(damaged, 0u);
  EXPECT_EQ(put(two.roster), "node.opening_differs") << "an old list does not bring them back";
  EXPECT_EQ(put(world->reseats({two.roster.seats[0]}, two.an)), "node.seat_erased");
  net.advance(days(1));
  EXPECT_EQ(erase({two.an_seat()}), "node.seat_erased");
  EXPECT_EQ(put(world->seats({two.an})), "") << "who comes anew is another person here";
}

TEST_F(AnErasureOfAPerson, LeavesNothingThatAnybodyCouldOpen) {
  const auto two = approved_two();
  taught(two.roster.seats, 30);
  auto renamed = two.an;
  renamed.name = "Nguyễn Hoài An";
  const auto change = world->reseats({two.roster.seats[0]}, renamed);
  ASSERT_EQ(put(change), "");
  ASSERT_EQ(record(change), "");
  // What an attacker with the master key would need: wrapped keys and sealed bytes of all that named the person.
  std::vector<std::string> bytes;
  world->let_go();
  net.close();
  {
    auto tables = store::VaultTables::open(net.directory() + "/vault", {}).value();
    for (const char* prefix : {"ts", "tp", "tc"})
      for (const auto table : {store::VaultTable::keys, store::VaultTable::documents})
        must_be(tables->scan(table, prefix, prefix, [&](std::string_view, std::string_view value) {
          bytes.emplace_back(value.substr(0, 64));
          return true;
        }));
  }
  ASSERT_EQ(bytes.size(), 2u * (2 + 1 + 3)) << "two rosters, a proposal, three versions of a register";
  for (const auto& one : bytes) EXPECT_TRUE(on_disk(one));
  net.open();
  const auto done = must_be(erase(statement({two.an_seat()})));
  EXPECT_EQ(done.registers, 3u);
  world->let_go();
  net.close();
  for (const auto& one : bytes) EXPECT_FALSE(on_disk(one));
  net.open();
  EXPECT_THAT(names("pgd-officer"), UnorderedElementsAre("", "Trần Thị Bình"));
}

TEST_F(AnErasureOfAPerson, IsSignedByTwoPeopleOfTheOffice) {
  const auto two = approved_two();
  const auto refused = [&](const json& value, const Names& hands, const char* by = "pgd-officer") {
    return refusal(erase(value, hands, by));
  };
  const json said = statement({two.an_seat()});
  EXPECT_EQ(refused(said, {"pgd-officer"}), "node.erasure_unsigned");
  EXPECT_EQ(refused(said, {"pgd-officer", "th9-principal"}), "node.erasure_unsigned");
  EXPECT_EQ(refused(said, {"pgd-officer", "dh-officer"}), "node.erasure_unsigned");
  EXPECT_EQ(refused(said, kTwo, "th9-principal"), "node.training_not_yours");
  EXPECT_EQ(refused(said, kTwo, "dh-officer"), "node.training_not_yours");
  EXPECT_EQ(refusal(desk().erase(world->view(), world->key("pgd-officer"), said.dump(), false)),
            "node.erasure_unsigned");
  // A second key of the same person is no second hand.
  auto same = net.net.grant_body("pgd-second-key", "79PGD", chain::Role::officer, {});
  same.person = test::commitment("person pgd-officer");
  net.must(same, "79PGD", {"79PGD head"});
  EXPECT_EQ(refused(said, {"pgd-officer", "pgd-second-key"}), "node.erasure_unsigned");
  json changed = json::parse(world->signed_by(said, kTwo));
  changed["basis"] = "khác";
  EXPECT_EQ(refusal(desk().erase(world->view(), world->key("pgd-officer"), changed.dump(), false)),
            "crypto.proof_bad_signature");
  for (const auto& [field, value] : {std::pair("seats", json({"x"})),
                                     {"seats", json::array()},
                                     {"kind", json("roster-proposal")},
                                     {"network", json(std::string(43, 'A'))},
                                     {"parts", json({"name"})},
                                     {"request", json("7")},
                                     {"basis", json("")},
                                     {"lists", json({{{"list", "x"}, {"person", 0}}})},
                                     {"note", json("x")}}) {
    json bad = said;
    bad[field] = value;
    EXPECT_EQ(refused(bad, kTwo), "node.training_field") << field << value;
  }
  EXPECT_EQ(erase({test::seat_id(1)}), "node.training_not_found");
  const auto trial = must_be(desk().erase(world->view(), world->key("pgd-officer"), said.dump(), true));
  EXPECT_EQ(trial.lists, 1u);
  EXPECT_THAT(names("pgd-officer"), UnorderedElementsAre("Nguyễn Văn An", "Trần Thị Bình")) << "nothing was changed";
  net.advance(days(8));
  EXPECT_EQ(refused(said, kTwo), "node.erasure_unsigned") << "signed more than 7 days ago";
  EXPECT_EQ(refused(statement({two.an_seat()}), kTwo), "");
}

TEST_F(AnErasureOfAPerson, IsRefusedWhileTheLawKeepsThemOrTheyLearn) {
  const auto two = approved_two();
  const auto& seats = two.roster.seats;
  const auto open = world->open_class();
  world->enrol(open, {seats[0]});
  EXPECT_EQ(erase({two.an_seat()}), "node.seat_learning");
  world->hold(open);
  world->give(open, {seats[0]}, 90, 90);
  world->close(open);
  const auto certificate = world->certify(open, seats[0]);
  const auto refused = erase(statement({two.an_seat()}));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().to_string(),
              AllOf(HasSubstr("node.seat_certified"), HasSubstr(credential::to_text(certificate))));
  // What the survey says of them is no record of learning.
  json survey = statement({two.an_seat()});
  survey["parts"] = {"survey"};
  EXPECT_THAT(proposal_of(two), HasSubstr("MUC_2"));
  must_be(erase(survey));
  const json listed = json::parse(proposal_of(two))["people"];
  EXPECT_FALSE(listed[0].contains("survey"));
  EXPECT_EQ(listed[0]["name"], "Nguyễn Văn An");
  EXPECT_TRUE(listed[1].contains("survey"));
  EXPECT_THAT(names("pgd-officer"), UnorderedElementsAre("Nguyễn Văn An", "Trần Thị Bình"));
  world->grant("dh-registrar", "79DHSG", chain::Role::registrar);
  net.must(chain::CredentialStatus{certificate, chain::StatusAction::revoke, std::nullopt, test::commitment("reason")},
           "79DHSG", {"dh-registrar", "dh-principal"});
  EXPECT_EQ(erase({two.an_seat()}), "") << "revoked: nothing stands on it";
}

TEST_F(AnErasureOfAPerson, TakesAllTheirSeatsOfAProgrammeWithThoseThatWereRemoved) {
  const auto two = approved_two();
  const auto more = world->approved({two.an}, "CDS_NC");
  auto mistaken = world->seats({two.an}, "CDS_NC", "79TH0010");
  mistaken.seats[0].again = true;
  world->open_seats(mistaken);
  world->record(mistaken);
  net.must(chain::TrainingRoster{world->programme, {mistaken.seats[0].seat}, {}, test::roster_id(77), {}}, "79PGD",
           {"pgd-officer"});
  const auto refused = erase(statement({two.an_seat()}));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().to_string(),
              AllOf(HasSubstr("node.seats_left"), HasSubstr(training::to_text(more.seats[0].seat)),
                    Not(HasSubstr(training::to_text(mistaken.seats[0].seat)))));
  EXPECT_EQ(must_be(erase(statement({two.an_seat(), more.seats[0].seat}))).seats, 3u);
  const auto places =
      must_be(desk().places_of(world->view(), world->key("pgd-officer"), {mistaken.seats[0].seat, two.an_seat()}));
  EXPECT_TRUE(places[0].erased && places[0].removed && places[1].erased);
  // In figures both are still one person, and so is what was filed before.
  training::CoverageQuery query;
  query.programme = log::to_u64(world->programme);
  query.as_of = as_of_size(world->view());
  for (const auto& row : must_be(desk().coverage(world->view(), world->reader("pgd-officer"), query)).rows) {
    if (row.course == code("CDS_NC")) {
      EXPECT_EQ(row.denominator, 2u) << "heads for whom the course is";
    }
  }
}

TEST_F(AnErasureOfAPerson, LeavesTheirOtherProgrammesAlone) {
  const auto two = approved_two();
  const auto first = world->programme;
  world->grant("so-officer", "79SGD", chain::Role::officer);
  auto rules = test::TrainingWorld::rules();
  rules.programme = code("DE_AN_SO");
  rules.providers = {code("79DHSG")};
  world->put_file(rules, "so-officer");
  world->programme = net.must(chain::TrainingProgramme{rules, std::nullopt}, "79SGD", {"so-officer"});
  auto unnumbered = two.an;
  unnumbered.personal_number.reset();
  world->approved({unnumbered});
  EXPECT_EQ(erase({two.an_seat()}), "");
  for (int i = 0; i < 2; ++i, restart()) {
    EXPECT_EQ(put(world->seats({unnumbered})), "node.seat_twice") << "by name, as that list has them";
    EXPECT_FALSE(must_be(desk().index().read(world->view()))->persons.find_number(*two.an.personal_number))
        << "their number stood on the erased list alone";
    EXPECT_THAT(names("pgd-officer"), UnorderedElementsAre("", "Trần Thị Bình", "Nguyễn Văn An"));
  }
  world->programme = first;
  EXPECT_EQ(put(world->seats({two.an})), "");
}

TEST_F(AnErasureOfAPerson, LeavesFiledReportsAsTheyWere) {
  const auto two = approved_two();
  world->teach(two.roster.seats, 90, 90);
  const ReportAsk ask{
      log::to_u64(world->programme), training::ReportKind::quarterly, "2024-Q3", code("79PGD"), {}, {}, {}};
  const auto built = must_be(desk().build_report(world->view(), world->key("pgd-officer"), ask));
  must_be(desk().put_report(world->view(), world->key("pgd-officer"), built.digest, built.text));
  chain::ReportFile body;
  body.as_of = log::TreeSize{built.as_of};
  body.digest = built.digest;
  body.kind = ask.kind;
  body.period = code("2024-Q3");
  body.programme = world->programme;
  const auto index = net.must(body, "79PGD", {"pgd-officer"});
  ASSERT_EQ(erase({two.an_seat()}), "");
  restart();
  const FiledReport filed = *must_be(desk().index().read(world->view()))->report(index);
  EXPECT_EQ(must_be(desk().rebuild(world->view(), filed)), built.digest);
}

TEST_F(AnErasureOfAPerson, LeavesARegisterThatSaysWhichSessionsOpenNothingMore) {
  const auto two = approved_two();
  const auto klass = taught(two.roster.seats, 30);
  json without = register_;
  for (auto& one : without["sessions"]) one["attendance"].erase(training::to_text(two.an_seat()));
  EXPECT_EQ(store(klass, 3, without), "node.register_differs") << "nobody else may take them out";
  ASSERT_EQ(erase({two.an_seat()}), "");
  for (int i = 0; i < 2; ++i, restart()) {
    const auto found = must_be(desk().get_register(world->view(), world->reader("dh-officer", ""), klass));
    EXPECT_EQ(found.version, 3u);
    EXPECT_EQ(json::parse(found.text), without);
    EXPECT_THAT(found.erased, ElementsAre(1u, 2u)) << "the third never had them";
  }
  EXPECT_EQ(store(klass, 3, register_), "node.training_field") << "they don't come back";
  json other = without;
  other["sessions"][0]["attendance"] = json::object();
  EXPECT_EQ(store(klass, 3, other), "node.register_differs") << "what is left stays as it is";
  other = without;
  other["note"] = "đã đối chiếu";
  EXPECT_EQ(store(klass, 3, other), "");
  EXPECT_THAT(must_be(desk().get_register(world->view(), world->reader("dh-officer", ""), klass)).erased,
              ElementsAre(1u, 2u));
}

// Registers of some hundred kilobytes each: more than is written anew at once.
TEST_F(AnErasureOfAPerson, GoesThroughLargeRegisters) {
  std::vector<ListedPerson> people;
  for (int i = 0; i < 40; ++i) people.push_back(world->person("Nguyễn Văn Thử"));
  const auto roster = world->approved(people);
  const auto klass = world->open_class();
  world->enrol(klass, roster.seats);
  json content = {{"sessions", json::array()}};
  for (std::uint32_t number = 1; number <= chain::kMaxSessions; ++number) {
    content["sessions"].push_back(session(1, roster.seats));
    content["sessions"].back()["number"] = number;
  }
  constexpr std::uint32_t kVersions = 5;
  for (std::uint32_t version = 0; version < kVersions; ++version) {
    content["note"] = std::to_string(version);
    ASSERT_EQ(store(klass, version, content), "");
  }
  world->hold(klass);
  world->give(klass, roster.seats, 20, 20);
  world->close(klass);
  const auto done = must_be(erase(statement({roster.seats[0].seat})));
  EXPECT_EQ(done.registers, kVersions);
  restart();
  const auto kept = must_be(desk().get_register(world->view(), world->reader("dh-officer", ""), klass));
  EXPECT_GT(kept.text.size() * kVersions, 3u << 20) << "in several batches";
  EXPECT_THAT(kept.text, Not(HasSubstr(training::to_text(roster.seats[0].seat))));
  EXPECT_EQ(must_be(erase(statement({roster.seats[0].seat}))).registers, kVersions) << "crossed out";
}

TEST_F(AnErasureOfAPerson, ReachesWhoStandsOnAListAlone) {
  const auto an = world->person("Nguyễn Văn An"), binh = world->person("Trần Thị Bình");
  const auto text = world->signed_by(world->proposal_json("79TH0009", {binh, an}), {"th9-principal"});
  ASSERT_EQ(propose(text), "");
  const auto id = must_be(crypto::from_base64url(world->proposal_id(text)));
  const AskedPerson asked{an.name, an.birth_date, an.personal_number};
  const auto places = must_be(desk().places_of(world->view(), world->reader("pgd-officer"), asked, {}));
  EXPECT_TRUE(places.seats.empty());
  ASSERT_EQ(places.lists.size(), 1u);
  EXPECT_EQ(places.lists[0].proposal, id);
  EXPECT_EQ(places.lists[0].place, 1u);
  EXPECT_TRUE(must_be(desk().places_of(world->view(), world->reader("th10-principal"), asked, {})).lists.empty());
  EXPECT_EQ(refusal(desk().places_of(world->view(), world->reader("pgd-officer", ""), asked, {})),
            "node.purpose_needed");
  json said = statement({});
  said["lists"] = {{{"list", world->proposal_id(text)}, {"person", 1}}};
  EXPECT_EQ(refusal(erase(said)), "node.list_unanswered");
  must_be(desk().return_proposal(world->view(), world->key("pgd-officer"), id, "Thiếu người"));
  json beyond = said;
  beyond["lists"][0]["person"] = 2;
  EXPECT_EQ(refusal(erase(beyond)), "node.training_field");
  EXPECT_EQ(refusal(erase(said)), "");
  const auto left = must_be(desk().proposal(world->view(), world->reader("pgd-officer"), id));
  EXPECT_THAT(left, AllOf(HasSubstr("Trần Thị Bình"), Not(HasSubstr("Nguyễn"))));
}

TEST_F(AnErasureOfAPerson, FindsWhoWasTakenOffEveryRoster) {
  const auto two = approved_two();
  net.must(chain::TrainingRoster{world->programme, {two.an_seat()}, {}, test::roster_id(77), {}}, "79PGD",
           {"pgd-officer"});
  const AskedPerson asked{two.an.name, two.an.birth_date, {}};
  for (int i = 0; i < 2; ++i, restart()) {
    const auto places = must_be(desk().places_of(world->view(), world->reader("pgd-officer"), asked, {}));
    ASSERT_EQ(places.seats.size(), 1u) << "proposed by mistake: no list shows them, and the vault has their name";
    EXPECT_TRUE(places.seats[0].removed);
  }
  EXPECT_EQ(erase({two.an_seat()}), "");
  const auto places = must_be(desk().places_of(world->view(), world->reader("pgd-officer"), asked, {}));
  EXPECT_TRUE(places.seats.empty());
  EXPECT_TRUE(places.lists.empty());
}

TEST_F(AnErasureOfAPerson, AnswersARequestThatNamesTheirSeats) {
  const auto two = approved_two();
  const auto klass = world->teach(two.roster.seats, 90, 90);
  world->certify(klass, two.roster.seats[1]);
  const auto ask = [&](const std::vector<training::SeatId>& seats) {
    NewRequest out;
    out.unit = code("79TH0009");
    out.kind = RequestKind::erase;
    out.seats = seats;
    out.who = "Nguyễn Văn An";
    out.as = "self";
    out.says = "Xin xóa khỏi danh sách bồi dưỡng";
    return net.node().requests().enter(world->view(), world->key("th9-principal"), out);
  };
  EXPECT_EQ(refusal(ask({})), "node.request_bad");
  EXPECT_EQ(refusal(ask({test::seat_id(1)})), "node.training_not_found");
  const auto kept = must_be(ask({two.roster.seats[1].seat}));
  ASSERT_TRUE(kept.answer) << "a certificate stands on it: the law has answered";
  EXPECT_EQ(kept.answer->reason, "node.legal_retention");
  const auto entered = must_be(ask({two.an_seat(), two.roster.seats[1].seat}));
  EXPECT_FALSE(entered.answer);
  const auto done = [&] {
    return refusal(net.node().requests().answer(world->view(), world->key("th9-principal"), entered.id,
                                                {RequestAnswer::Outcome::done, "Đã xóa", ""}));
  };
  EXPECT_EQ(done(), "node.request_not_done");
  json said = statement({two.an_seat()});
  said["request"] = credential::to_text(entered.id);
  EXPECT_EQ(refusal(erase(said)), "");
  restart();
  EXPECT_EQ(done(), "") << "of the others the law keeps who they are";
  const auto listed = must_be(net.node().requests().list(world->view(), world->key("th9-principal"), {}));
  ASSERT_EQ(listed.requests.size(), 2u);
  EXPECT_THAT(listed.requests[0].asked.seats, Not(IsEmpty()));
}

TEST_F(AnErasureOfAPerson, IsNotTheOnlyEndOfAList) {
  net.config.requests.keep_years = 1;
  restart();
  const auto two = approved_two();
  taught(two.roster.seats, 30);
  const auto open = world->signed_by(world->proposal_json("79TH0009", {two.an}), {"th9-principal"});
  ASSERT_EQ(propose(open), "");
  const auto sweep = [&] {
    must_be(desk().let_go(world->view(), net.net.now));
    return must_be(desk().destroy_let_go(world->view()));
  };
  EXPECT_EQ(sweep(), 0u);
  net.advance(days(367));
  EXPECT_EQ(sweep(), 4u) << "both proposals, two former versions of the register";
  restart();
  EXPECT_TRUE(must_be(desk().proposals(world->view(), world->reader("pgd-officer"), {})).lines.empty());
}

}  // namespace
}  // namespace hocba::node::training_erasure_test
