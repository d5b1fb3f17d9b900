// What keys with rights of their own try against others through the desk of training: to read figures and people that
// are not theirs, to ask by made-up lists who is known, and to take the room that others need.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "ledger/store/vault_tables.hpp"
#include "node/big_endian.hpp"
#include "tests/node_support/training_fixture.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::node::training_guard_test {
namespace {

using nlohmann::json;
using test::code;
using test::ListedRoster;
using test::must_be;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class TheTrainingGuard : public test::TrainingDeskFixture {
 protected:
  std::string build(const char* unit, const char* by, std::optional<training::EntryIndex> as_of = {}) {
    const ReportAsk ask{log::to_u64(world->programme), training::ReportKind::yearly, "2024", code(unit), as_of, {}, {}};
    return refusal(desk().build_report(world->view(), world->key(by), ask));
  }
  // A school's signed list, as a whole.
  std::string propose_list(const std::string& unit, const std::vector<ListedPerson>& people, const char* head,
                           const std::string& course = "CDS_CB") {
    const auto text = world->signed_by(world->proposal_json(unit, people, course), {head});
    EXPECT_EQ(propose(text, head), "");
    return world->proposal_id(text);
  }
  static ListedPerson with_number(ListedPerson person, std::optional<std::string> number) {
    person.personal_number = std::move(number);
    return person;
  }
};

// --- figures -------------------------------------------------------------------------------------------------------

TEST_F(TheTrainingGuard, ReportsOfAProviderShowNothingThatItsCoverageDoesNot) {
  world->approved({world->person("Nguyễn Văn An")});
  world->unit("79DH02", "79SGD", chain::UnitType::training_provider);
  world->grant("dh2-officer", "79DH02", chain::Role::officer);
  EXPECT_EQ(build("79DH02", "dh2-officer"), "node.training_not_yours");
  EXPECT_EQ(build("79DHSG", "dh-officer"), "");
  const auto listed = as_of_size(world->view());
  const ReportAsk ask{
      log::to_u64(world->programme), training::ReportKind::yearly, "2024", code("79DHSG"), listed, {}, {}};
  const auto built = must_be(desk().build_report(world->view(), world->key("dh-officer"), ask));
  const auto programme = world->programme;
  world->publish({"79DH02"});
  world->programme = programme;
  EXPECT_EQ(build("79DH02", "dh2-officer"), "");
  for (const auto as_of : {listed, as_of_size(world->view())})
    EXPECT_EQ(build("79DHSG", "dh-officer", as_of), "node.training_not_yours") << "listed no more";
  EXPECT_EQ(refusal(desk().put_report(world->view(), world->key("dh-officer"), built.digest, built.text)),
            "node.training_not_yours");
}

TEST_F(TheTrainingGuard, ReportsOfAnOfficeShowItsSchoolsOfNowWhateverSizeIsAsked) {
  world->grant("so-officer", "79SGD", chain::Role::officer);
  auto rules = test::TrainingWorld::rules();
  rules.programme = code("DE_AN_SO");
  rules.providers = {code("79DHSG")};
  world->put_file(rules, "so-officer");
  world->programme = net.must(chain::TrainingProgramme{rules, std::nullopt}, "79SGD", {"so-officer"});
  world->approved({world->person("Nguyễn Văn An")});
  const auto before = as_of_size(world->view());
  EXPECT_EQ(build("79PGD", "pgd-officer"), "");
  chain::UnitUpdate update;
  update.unit = code("79TH0009");
  update.parent = code("79XA02");
  net.must(update, "79PGD", {"79PGD head"});
  EXPECT_EQ(build("79PGD", "pgd-officer", before), "node.training_not_yours");
  EXPECT_EQ(build("79PGD", "pgd-officer"), "");
  EXPECT_EQ(build("79TH0009", "th9-principal", before), "");
  EXPECT_EQ(build("79SGD", "so-officer", before), "") << "the programme's office";
}

// --- openings ------------------------------------------------------------------------------------------------------

TEST_F(TheTrainingGuard, SeatsNobodyWhomNoSchoolSignedForButAnOfficesOwnPeople) {
  const auto of = [&](const ListedRoster& roster, const char* by) {
    json openings = world->openings_json(roster);
    openings.erase("proposals");
    return put(openings, by);
  };
  EXPECT_EQ(of(world->seats({world->person("Nguyễn Văn An")}), "pgd-officer"), "node.not_proposed");
  EXPECT_EQ(of(world->seats({world->person("Trần Thị Bình")}, "CDS_CB", "79PGD"), "79PGD head"), "");
  auto mixed = world->seats({world->person("Lê Văn Cường")}, "CDS_CB", "79PGD");
  mixed.seats.push_back(world->seats({world->person("Phạm Thị Dung")}).seats[0]);
  EXPECT_EQ(of(mixed, "79PGD head"), "node.not_proposed");
}

TEST_F(TheTrainingGuard, TellsNothingOfPeopleWhomTheCallerMayNotRead) {
  world->grant("so-officer", "79SGD", chain::Role::officer);
  world->unit("79TH0011", "79XA02", chain::UnitType::primary);
  world->grant("th11-principal", "79TH0011", chain::Role::principal);
  auto rules = test::TrainingWorld::rules();
  rules.programme = code("DE_AN_SO");
  rules.providers = {code("79DHSG")};
  world->put_file(rules, "so-officer");
  world->programme = net.must(chain::TrainingProgramme{rules, std::nullopt}, "79SGD", {"so-officer"});
  const auto an = world->person("Nguyễn Văn An");
  world->approved({an});
  auto renamed = an;
  renamed.name = "Lê Văn Cường";
  const auto invented = world->person("").personal_number;
  const auto told = [&](const ListedPerson& person, const char* by) {
    auto roster = world->seats({person}, "CDS_CB", "79TH0011");
    roster.proposals = {propose_list("79TH0011", {person}, "th11-principal")};
    const auto result = desk().put_openings(world->view(), world->key(by), world->openings_json(roster).dump());
    return result.ok() ? std::string() : result.error().to_string();
  };
  const auto unclear = told(an, "xa-officer");
  EXPECT_THAT(unclear, HasSubstr("node.person_unclear"));
  EXPECT_THAT(unclear, Not(HasSubstr("seat ")));
  EXPECT_EQ(told(renamed, "xa-officer"), unclear) << "their number, or their seat: the same words";
  EXPECT_EQ(told(with_number(an, {}), "xa-officer"), unclear);
  EXPECT_TRUE(must_be(net.node().vault().access_log_intact(true)));
  EXPECT_THAT(told(an, "so-officer"), HasSubstr("node.seat_twice")) << "whose programme it is reads them all";
  EXPECT_THAT(told(renamed, "so-officer"), HasSubstr("node.person_name_differs"));
  EXPECT_EQ(told(with_number(an, invented), "xa-officer"), "") << "a number of nobody, at another school";
}

// Else a trial, which costs nobody a seat, would be the way to ask.
TEST_F(TheTrainingGuard, ATrialTellsNoMoreOfOthersPeopleThanACall) {
  world->grant("so-officer", "79SGD", chain::Role::officer);
  world->unit("79TH0011", "79XA02", chain::UnitType::primary);
  world->grant("th11-principal", "79TH0011", chain::Role::principal);
  auto rules = test::TrainingWorld::rules();
  rules.programme = code("DE_AN_SO");
  rules.providers = {code("79DHSG")};
  world->put_file(rules, "so-officer");
  world->programme = net.must(chain::TrainingProgramme{rules, std::nullopt}, "79SGD", {"so-officer"});
  const auto an = world->person("Nguyễn Văn An"), binh = world->person("Trần Thị Bình");
  const auto cuong = world->person("Lê Văn Cường");
  world->approved({an});
  world->approved({binh}, "CDS_NC");
  const auto by_name = with_number(binh, {});
  auto roster = world->seats({an, binh, by_name, cuong}, "CDS_CB", "79TH0011");
  roster.proposals = {propose_list("79TH0011", {an, by_name, cuong}, "th11-principal")};  // not with that number
  const auto openings = world->openings_json(roster).dump();
  const auto tried = must_be(desk().put_openings(world->view(), world->key("xa-officer"), openings, true));
  std::map<std::string, std::string> told;  // by name and whether with a number
  for (const auto& [seat, why] : tried.refused)
    for (const auto& one : roster.seats)
      if (one.seat == seat) told[one.person.name + (one.person.personal_number ? "#" : "")] = why.to_string();
  EXPECT_THAT(told["Nguyễn Văn An#"], testing::AllOf(HasSubstr("node.person_unclear"), Not(HasSubstr("seat "))));
  EXPECT_THAT(told["Trần Thị Bình#"], HasSubstr("node.not_proposed"));
  EXPECT_EQ(told.size(), 2u) << "and not that the number is hers whom the list names without one";
  world->let_go();
  net.close();
  std::size_t logged = 0;
  {
    const auto tables = must_be(store::VaultTables::open(net.directory() + "/vault", {}));
    const auto count = [&](std::string_view, std::string_view) { return ++logged != 0; };
    must_be(tables->scan(store::VaultTable::access, {}, {}, count));
  }
  net.open();
  EXPECT_GT(logged, 0u) << "who asks is to be found";
}

TEST_F(TheTrainingGuard, AnInventedNumberGivesNobodyTwoSeatsOfACourse) {
  const auto right = world->person("Vũ Thị Vân");
  const auto unnumbered = with_number(right, {});
  world->approved({unnumbered});
  const auto wrong = with_number(right, world->person("").personal_number);
  const auto other = world->seats({wrong}, "CDS_NC", "79TH0010");
  ASSERT_EQ(put(other), "");
  EXPECT_EQ(put(world->seats({right})), "node.seat_twice") << "another number, the same name and school";
  must_be(desk().withdraw_openings(world->view(), world->key("pgd-officer"), other.id));
  for (int starts = 0; starts < 2; ++starts, restart()) {
    EXPECT_EQ(put(world->seats({right})), "node.seat_twice");
    EXPECT_EQ(put(world->seats({right}, "CDS_CB", "79TH0010")), "node.seat_twice") << "the number went with its list";
  }
  EXPECT_EQ(put(world->seats({right}, "CDS_NC")), "");
}

TEST_F(TheTrainingGuard, TwoOfOneNameAtASchoolAreTwoPeopleWhereItsListNamesBoth) {
  const auto first = world->person("Vũ Thị Vân");
  const auto second = with_number(first, world->person("").personal_number);
  world->approved({first});
  auto roster = world->seats({second});
  EXPECT_EQ(put(roster), "node.seat_twice");
  roster = world->seats({second});
  roster.proposals = {propose_list("79TH0009", {first, second}, "th9-principal")};
  EXPECT_EQ(put(roster), "");
  EXPECT_EQ(put(world->seats({second}, "CDS_CB", "79TH0010")), "node.seat_twice") << "who has a seat now";
}

TEST_F(TheTrainingGuard, LetsAnOfficesOpeningsWaitSoManyAtATime) {
  std::vector<ListedRoster> waiting;
  for (std::size_t i = 0; i < TrainingDesk::kMaxWaitingOpenings; ++i) {
    const std::string name = {static_cast<char>('A' + i % 25), static_cast<char>('a' + i / 25)};
    waiting.push_back(world->seats({world->person("Nguyễn Văn " + name)}));
    ASSERT_EQ(put(waiting.back()), "") << i;
  }
  const auto next = world->seats({world->person("Trần Thị Bình")});
  EXPECT_EQ(put(next), "node.training_full");
  must_be(desk().withdraw_openings(world->view(), world->key("pgd-officer"), waiting.back().id));
  EXPECT_EQ(put(next), "node.training_full") << "it lies there until it is destroyed";
  world->record(waiting.front());
  EXPECT_EQ(put(next), "");
}

// --- registers -----------------------------------------------------------------------------------------------------

TEST_F(TheTrainingGuard, NoWriterLocksARegisterAndWhatTheLedgerHasStays) {
  const auto klass = world->open_class();
  const std::string salt = crypto::base64url(std::string(32, 's'));
  const Date day = date_in_utc7(net.net.now);
  const json session = {{"number", 1}, {"date", to_text(day)}, {"periods", 10}, {"mode", "in_person"}};
  json whole = {{"trainers", json::array({test::TrainingNode::trainer_json()})}, {"sessions", json::array({session})}};
  whole["sessions"][0]["salt"] = salt;
  std::uint32_t version = 0;
  const auto write = [&](const char* by, const json& value) {
    const auto put = desk().put_register(world->view(), world->key(by), klass, version, value.dump());
    version = put.ok() ? *put : version;
    return refusal(put);
  };
  ASSERT_EQ(write("dh-officer", whole), "");
  chain::TrainingSession body;
  body.klass = klass;
  body.date = day;
  body.mode = training::Mode::in_person;
  body.number = 1;
  body.periods = 10;
  const auto opened = credential::Salt::of(std::string(32, 's'));
  body.details = chain::Commitment::of(credential::commitment("session", opened, session).view());
  net.must(body, "79DHSG", {"dh-officer"});
  whole["note"] = "sửa";
  ASSERT_EQ(write("dh-officer", {{"note", "nhầm"}}), "");
  for (std::size_t i = 0; i < TrainingDesk::kMaxRegisterVersions + 20; ++i)
    ASSERT_EQ(write("dh-trainer", {{"note", std::to_string(i)}}), "") << i;
  const auto before = version;
  EXPECT_EQ(write("dh-trainer", {{"note", std::to_string(TrainingDesk::kMaxRegisterVersions + 19)}}), "");
  EXPECT_EQ(version, before) << "nothing new";
  EXPECT_EQ(write("dh-officer", {{"note", "tiếp"}}), "");
  EXPECT_EQ(must_be(desk().get_register(world->view(), world->reader("dh-officer"), klass)).version, before + 1);
  must_be(desk().destroy_let_go(world->view()));
  restart();
  EXPECT_EQ(must_be(desk().get_register(world->view(), world->reader("dh-officer"), klass)).version, before + 1);
  world->let_go();
  net.close();
  {
    const auto tables = must_be(store::VaultTables::open(net.directory() + "/vault", {}));
    const auto there = [&](std::uint32_t number) {
      return must_be(tables->get(store::VaultTable::documents, "tc" + klass.str() + be32(number))).has_value();
    };
    EXPECT_TRUE(there(1)) << "it alone opens the recorded session";
    EXPECT_TRUE(there(2)) << "of who wrote little";
    EXPECT_FALSE(there(3)) << "the oldest of who wrote most";
    EXPECT_TRUE(there(before));
  }
  net.open();
}

TEST_F(TheTrainingGuard, ARegisterHasNoSaltsForWhoSeesSomeSeatsAlone) {
  const auto nine = world->approved({world->person("Nguyễn Văn An")});
  const auto ten = world->approved({world->person("Trần Thị Bình")}, "CDS_CB", "79TH0010");
  const auto klass = world->open_class();
  world->enrol(klass, {nine.seats[0], ten.seats[0]});
  const std::string salt = crypto::base64url(std::string(32, 'x'));
  const auto theirs = training::to_text(ten.seats[0].seat);
  const json attendance = {{training::to_text(nine.seats[0].seat), 10}, {theirs, 8}};
  const json content = {{"trainers", json::array({test::TrainingNode::trainer_json()})},
                        {"sessions",
                         {{{"number", 1},
                           {"date", "2024-10-15"},
                           {"periods", 10},
                           {"mode", "in_person"},
                           {"salt", salt},
                           {"attendance", attendance}}}}};
  must_be(desk().put_register(world->view(), world->key("dh-officer"), klass, 0, content.dump()));
  const auto read = [&](const char* by) {
    return must_be(desk().get_register(world->view(), world->reader(by), klass)).text;
  };
  EXPECT_THAT(read("dh-officer"), testing::AllOf(HasSubstr(salt), HasSubstr(theirs)));
  EXPECT_THAT(read("th9-principal"), Not(testing::AnyOf(HasSubstr("salt"), HasSubstr(theirs))));
  EXPECT_THAT(read("th9-principal"), HasSubstr(training::to_text(nine.seats[0].seat)));
}

// --- files, purposes, trainers -------------------------------------------------------------------------------------

TEST_F(TheTrainingGuard, ProgrammeFilesOfOneOfficeLeaveRoomForOthers) {
  const auto file = [&](const std::string& text, const char* by) {
    return refusal(desk().put_programme_file(world->view(), world->key(by), crypto::sha256(text), text));
  };
  auto rules = test::TrainingWorld::rules();
  rules.providers = {code("79DHSG")};
  std::string first;
  for (std::size_t i = 0; i < TrainingDesk::kMaxFilesOfUnit; ++i) {
    rules.programme = code("RAC_" + std::to_string(i));
    first = first.empty() ? world->put_file(rules, "xa-officer") : first;
    world->put_file(rules, "xa-officer");
    net.must(chain::TrainingProgramme{rules, std::nullopt}, "79XA02", {"xa-officer"});
  }
  EXPECT_EQ(file("# another", "xa-officer"), "node.training_full") << "recorded ones count, too";
  EXPECT_EQ(file(first, "xa-officer"), "") << "the same again";
  EXPECT_EQ(file("# another", "pgd-officer"), "");
  EXPECT_EQ(TrainingDesk::kMaxFiles / TrainingDesk::kMaxFilesOfUnit > 100, true) << "far above";
}

TEST_F(TheTrainingGuard, ABlankPurposeIsNone) {
  world->approved({world->person("Nguyễn Văn An")});
  for (const char* blank : {"", " ", "\t\n", "\u200b", " \u2800\u00a0"})
    EXPECT_THAT(names("pgd-officer", {}, blank), UnorderedElementsAre("node.purpose_needed")) << '[' << blank << ']';
  EXPECT_THAT(names("th9-principal", {}, " "), UnorderedElementsAre("Nguyễn Văn An")) << "who needs none";
}

TEST_F(TheTrainingGuard, ATrainerSeesTheNamesOfTheClassAndNothingOfResults) {
  const auto roster = world->approved({world->person("Nguyễn Văn An"), world->person("Trần Thị Bình")});
  const auto first = world->open_class();
  world->enrol(first, roster.seats);
  world->hold(first);
  world->give(first, {roster.seats[0]}, 90, 80);
  world->give(first, {roster.seats[1]}, 20, 30);
  world->close(first);
  world->certify(first, roster.seats[0]);
  const auto second = world->open_class();
  world->enrol(second, {roster.seats[1]}, first);
  for (const auto& klass : {first, second}) {
    LearnerQuery query;
    query.klass = klass;
    const auto page = must_be(desk().learners(world->view(), world->reader("dh-trainer", ""), query));
    EXPECT_EQ(page.learners.size(), klass == first ? 2u : 1u);
    for (const auto& one : page.learners) {
      EXPECT_EQ(one.state, LearnerState::learning);
      EXPECT_THAT(one.seat.attempts, IsEmpty());
      EXPECT_FALSE(one.seat.credential || one.seat.standing || one.seat.passed || one.inner);
    }
    for (const auto state : {LearnerState::failed, LearnerState::passed, LearnerState::waiting}) {
      query.state = state;
      EXPECT_THAT(names("dh-trainer", query), IsEmpty());
    }
  }
}

}  // namespace
}  // namespace hocba::node::training_guard_test
