// The desk of training on a real node: what is kept, who is one person, who reads what, and that it is all there after
// a restart, in a backup and for a scrub.
#include "node/training_desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "tests/node_support/training_fixture.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::node::training_test {
namespace {

using nlohmann::json;
using test::code;
using test::ListedRoster;
using test::must_be;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class TheTrainingDesk : public test::TrainingDeskFixture {};

// --- proposals -----------------------------------------------------------------------------------------------------

TEST_F(TheTrainingDesk, KeepsAProposalWithTheTimeItCame) {
  const std::vector<ListedPerson> people = {world->person("Nguyễn Văn An"), world->person("Trần Thị Bình")};
  const auto text = world->signed_by(world->proposal_json("79TH0009", people), {"th9-principal"});
  const auto proposed = must_be(desk().propose(world->view(), world->key("th9-principal"), text));
  EXPECT_EQ(crypto::base64url(proposed.id), world->proposal_id(text));
  EXPECT_FALSE(proposed.late) << "before 16/09/2024";
  EXPECT_EQ(proposed.people, 2u);
  EXPECT_EQ(propose(text), "") << "the same again";
  net.advance(days(20));
  const auto late = world->signed_by(world->proposal_json("79TH0009", people), {"th9-principal"});
  EXPECT_TRUE(must_be(desk().propose(world->view(), world->key("th9-principal"), late)).late);
  restart();
  const auto page = must_be(desk().proposals(world->view(), world->reader("pgd-officer"), {}));
  ASSERT_EQ(page.lines.size(), 2u);
  EXPECT_FALSE(page.lines[0].proposed.late);
  EXPECT_TRUE(page.lines[1].proposed.late);
  EXPECT_EQ(page.lines[0].state, ProposalState::open);
}

TEST_F(TheTrainingDesk, TakesAProposalOfWhoHeadsTheSchoolNowAlone) {
  const json value = world->proposal_json("79TH0009", {world->person("Nguyễn Văn An")});
  EXPECT_EQ(propose(world->signed_by(value, {"th9-registrar"})), "node.proposal_unsigned");
  EXPECT_EQ(propose(world->signed_by(value, {"th10-principal"})), "node.proposal_unsigned");
  EXPECT_EQ(propose(world->signed_by(value, {"th9-principal"}), "th10-principal"), "node.training_not_yours");
  EXPECT_EQ(propose(world->signed_by(value, {"th9-principal"}), "th9-registrar"), "node.training_not_yours");
  json changed = json::parse(world->signed_by(value, {"th9-principal"}));
  changed["people"][0]["audience"] = "NV";
  EXPECT_EQ(propose(changed.dump()), "crypto.proof_bad_signature");
  const auto old = world->signed_by(value, {"th9-principal"});
  net.advance(days(8));
  EXPECT_EQ(propose(old), "node.proposal_unsigned") << "signed more than 7 days ago";
}

TEST_F(TheTrainingDesk, NamesTheFieldOfAProposalThatIsWrong) {
  const auto person = world->person("Nguyễn Văn An");
  const auto refused = [&](const std::function<void(json&)>& change) {
    json value = world->proposal_json("79TH0009", {person});
    change(value);
    const auto result =
        desk().propose(world->view(), world->key("th9-principal"), world->signed_by(value, {"th9-principal"}));
    return result.ok() ? std::string("taken") : result.error().to_string();
  };
  for (const auto& [field, value] : {std::pair("name", json("Nguyễn  Văn An")),
                                     {"birth_date", json("31/12/1990")},
                                     {"birth_date", json("2090-01-01")},
                                     {"personal_number", json("12")},
                                     {"level", json("TIỂU HỌC")},
                                     {"audience", json("HS")},
                                     {"courses", json::array({"KHONG_CO"})},
                                     {"courses", json::array()},
                                     {"courses", json::array({"CDS_CB", "CDS_CB"})},
                                     {"note", json("x")}}) {
    const auto answer = refused([&, name = field, is = value](json& proposal) { proposal["people"][0][name] = is; });
    EXPECT_THAT(answer, HasSubstr("node.training_field")) << field << ' ' << value;
    EXPECT_THAT(answer, HasSubstr("people/0")) << field;
    EXPECT_EQ(answer.find("Nguyễn"), std::string::npos);
  }
  EXPECT_THAT(refused([](json& p) { p["people"] = json::array(); }), HasSubstr("people"));
  EXPECT_THAT(refused([](json& p) { p["network"] = std::string(43, 'A'); }), HasSubstr("network"));
  EXPECT_THAT(refused([](json& p) { p["kind"] = "x"; }), HasSubstr("kind"));
  EXPECT_THAT(refused([](json& p) { p["programme"] = 1; }), HasSubstr("node.training_not_found"));
}

TEST_F(TheTrainingDesk, ReturnsAProposalWithItsReasonOnce) {
  const auto text =
      world->signed_by(world->proposal_json("79TH0009", {world->person("Nguyễn Văn An")}), {"th9-principal"});
  ASSERT_EQ(propose(text), "");
  const auto id = must_be(crypto::from_base64url(world->proposal_id(text)));
  const auto give_back = [&](const char* by, const char* reason) {
    return refusal(desk().return_proposal(world->view(), world->key(by), id, reason));
  };
  EXPECT_EQ(give_back("th9-principal", "sai"), "node.training_not_yours");
  EXPECT_EQ(give_back("th10-principal", "sai"), "node.training_not_found");
  EXPECT_EQ(give_back("pgd-officer", ""), "node.training_field");
  EXPECT_EQ(give_back("pgd-officer", "Thiếu giáo viên Tin học"), "");
  EXPECT_EQ(give_back("pgd-officer", "lần nữa"), "node.proposal_answered");
  restart();
  const auto page = must_be(desk().proposals(world->view(), world->reader("th9-principal"), {}));
  ASSERT_EQ(page.lines.size(), 1u);
  EXPECT_EQ(page.lines[0].state, ProposalState::returned);
  EXPECT_EQ(page.lines[0].reason, "Thiếu giáo viên Tin học");
  EXPECT_TRUE(must_be(desk().proposals(world->view(), world->reader("th10-principal"), {})).lines.empty());
  auto roster = world->seats({world->person("Nguyễn Văn An")});
  roster.proposals = {world->proposal_id(text)};
  EXPECT_EQ(put(roster), "node.proposal_answered");
}

TEST_F(TheTrainingDesk, HoldsSoManyOpenProposalsOfASchoolAndNoMore) {
  const auto next = [&] {
    const json value = world->proposal_json("79TH0009", {world->person("Nguyễn Văn An")});
    return propose(world->signed_by(value, {"th9-principal"}));
  };
  for (std::size_t i = 0; i < TrainingDesk::kMaxProposals; ++i) ASSERT_EQ(next(), "") << i;
  EXPECT_EQ(next(), "node.training_full");
  const auto line = must_be(desk().proposals(world->view(), world->reader("pgd-officer"), {})).lines.front();
  must_be(desk().return_proposal(world->view(), world->key("pgd-officer"), line.proposed.id, "gộp lại"));
  EXPECT_EQ(next(), "");
}

// --- openings ------------------------------------------------------------------------------------------------------

TEST_F(TheTrainingDesk, HoldsWhoSitsOnASeatBeforeItsRecordOrTheRecordIsRefused) {
  const auto roster = world->seats({world->person("Nguyễn Văn An"), world->person("Trần Thị Bình")});
  EXPECT_EQ(record(roster), "node.openings_missing") << "nothing was sent";
  ASSERT_EQ(put(roster), "");
  ListedRoster other = roster;
  other.seats[0].person.name = "Nguyễn Văn Em";
  EXPECT_EQ(record(other), "node.openings_missing") << "another commitment";
  other = roster;
  other.seats.pop_back();
  EXPECT_EQ(record(other), "node.openings_missing") << "not all of them";
  EXPECT_EQ(record(roster), "");
  EXPECT_THAT(names("pgd-officer"), UnorderedElementsAre("Nguyễn Văn An", "Trần Thị Bình"));
}

TEST_F(TheTrainingDesk, ApprovesAProposalWhenItsRosterStandsOnTheLedger) {
  const auto person = world->person("Nguyễn Văn An");
  const auto text = world->signed_by(world->proposal_json("79TH0009", {person}), {"th9-principal"});
  ASSERT_EQ(propose(text), "");
  auto roster = world->seats({person});
  roster.proposals = {world->proposal_id(text)};
  ASSERT_EQ(put(roster), "");
  EXPECT_EQ(state_of(world->proposal_id(text)), "open");
  world->record(roster);
  EXPECT_EQ(state_of(world->proposal_id(text)), "approved");
  EXPECT_EQ(refusal(desk().return_proposal(world->view(), world->key("pgd-officer"),
                                           must_be(crypto::from_base64url(roster.proposals[0])), "muộn")),
            "node.proposal_answered");
}

TEST_F(TheTrainingDesk, SeatsWhomTheNamedListsProposeAndNobodyElse) {
  const auto an = world->person("Nguyễn Văn An"), binh = world->person("Trần Thị Bình");
  const auto text = world->signed_by(world->proposal_json("79TH0009", {an}), {"th9-principal"});
  ASSERT_EQ(propose(text), "");
  const auto listed = [&](const ListedPerson& person, auto change) {
    auto roster = world->seats({person});
    roster.proposals = {world->proposal_id(text)};
    change(roster.seats[0]);
    return put(roster);
  };
  EXPECT_EQ(listed(binh, [](auto&) {}), "node.not_proposed");
  EXPECT_EQ(listed(an, [](auto& seat) { seat.audience = "CBQL"; }), "node.not_proposed");
  EXPECT_EQ(listed(an, [](auto& seat) { seat.course = "CDS_NC"; }), "node.not_proposed");
  EXPECT_EQ(listed(an, [](auto& seat) { seat.unit = "79TH0010"; }), "node.not_proposed");
  EXPECT_EQ(listed(an, [](auto& seat) { seat.person.personal_number.reset(); }), "node.not_proposed");
  EXPECT_EQ(listed(an, [](auto&) {}), "");
}

// The ledger knows when the office approved; how long a list lay there is not the school's fault.
TEST_F(TheTrainingDesk, CountsForLateWhoseListCameLate) {
  const auto an = world->person("Nguyễn Văn An"), binh = world->person("Trần Thị Bình");
  const auto in_time = world->signed_by(world->proposal_json("79TH0009", {an}), {"th9-principal"});
  ASSERT_EQ(propose(in_time), "");
  net.advance(days(20));
  const auto late = world->signed_by(world->proposal_json("79TH0010", {binh}), {"th10-principal"});
  ASSERT_EQ(propose(late, "th10-principal"), "");
  auto roster = world->seats({an, binh});
  roster.seats[1].unit = "79TH0010";
  roster.proposals = {world->proposal_id(in_time), world->proposal_id(late)};
  EXPECT_EQ(must_be(desk().put_openings(world->view(), world->key("pgd-officer"), world->openings_json(roster).dump()))
                .schools,
            2u);
  world->record(roster);
  world->approved({world->person("Lê Văn Cường")});
  const auto late_by_unit = [&] {
    std::map<std::string, std::uint32_t> out;
    for (const auto& row : coverage("pgd-officer", training::By::unit)) out[row.key] = row.late;
    return out;
  };
  const std::map<std::string, std::uint32_t> wanted = {{"79TH0009", 1}, {"79TH0010", 1}};  // 1: of no list
  EXPECT_EQ(late_by_unit(), wanted);
  restart();
  EXPECT_EQ(late_by_unit(), wanted);
}

TEST_F(TheTrainingDesk, WithdrawsOpeningsThatAreNotRecorded) {
  const auto an = world->person("Nguyễn Văn An");
  const auto wrong = world->seats({an});
  const auto withdraw = [&](const ListedRoster& roster, const char* by = "pgd-officer") {
    const Status status = desk().withdraw_openings(world->view(), world->key(by), roster.id);
    return status.ok() ? std::string() : std::string(status.error().code().id);
  };
  EXPECT_EQ(withdraw(wrong), "node.training_not_found");
  ASSERT_EQ(put(wrong), "");
  EXPECT_EQ(put(world->seats({an})), "node.seat_twice");
  EXPECT_EQ(withdraw(wrong, "xa-officer"), "node.training_not_yours");
  EXPECT_EQ(withdraw(wrong), "");
  restart();
  EXPECT_EQ(record(wrong), "node.openings_missing");
  const auto right = world->seats({an});
  EXPECT_EQ(put(right), "");
  EXPECT_EQ(record(right), "");
  EXPECT_EQ(withdraw(right), "node.opening_recorded");
  // Brought again it is there again.
  const auto other = world->seats({world->person("Trần Thị Bình")});
  ASSERT_EQ(put(other), "");
  ASSERT_EQ(withdraw(other), "");
  EXPECT_EQ(put(other), "");
  must_be(desk().destroy_let_go(world->view()));
  EXPECT_EQ(record(other), "");
}

TEST_F(TheTrainingDesk, TakesOpeningsOfTheProgrammesOfficeAlone) {
  const auto roster = world->seats({world->person("Nguyễn Văn An")});
  for (const char* by : {"th9-principal", "xa-officer", "dh-officer", "ttr-inspector", "registrar"})
    EXPECT_EQ(put(roster, by), "node.training_not_yours") << by;
  const auto elsewhere = world->seats({world->person("Lê Văn Cường")}, "CDS_CB", "79TH0001");
  EXPECT_EQ(put(elsewhere), "node.training_not_yours") << "that school stands below another office";
  EXPECT_EQ(put(roster), "");
  EXPECT_EQ(put(roster), "") << "the same again";
  ListedRoster other = roster;
  other.seats[0].level = "THCS";
  EXPECT_EQ(put(other), "node.opening_differs");
  other = world->seats({world->person("Phạm Thị Dung")});
  other.seats[0].seat = roster.seats[0].seat;
  EXPECT_EQ(put(other), "node.opening_differs") << "a seat that somebody has";
}

TEST_F(TheTrainingDesk, NamesTheFieldOfAnOpeningThatIsWrong) {
  const auto person = world->person("Nguyễn Văn An");
  for (const auto& [field, value] : {std::pair("seat", json("x")),
                                     {"salt", json("AAAA")},
                                     {"course", json("KHONG_CO")},
                                     {"audience", json("HS")},
                                     {"unit", json("79KHONG")},
                                     {"person", json::object()},
                                     {"again", json("yes")},
                                     {"more", json(1)}}) {
    json openings = world->openings_json(world->seats({person}));
    openings["seats"][0][field] = value;
    EXPECT_EQ(put(openings), "node.training_field") << field;
  }
  json openings = world->openings_json(world->seats({person}));
  openings["seats"].push_back(openings["seats"][0]);
  EXPECT_EQ(put(openings), "node.training_field") << "a seat twice";
  openings["proposals"] = {crypto::base64url(std::string(32, 'x'))};
  openings["seats"].erase(1);
  EXPECT_EQ(put(openings), "node.training_not_found") << "no such proposal";
}

TEST_F(TheTrainingDesk, GivesNobodyTwoSeatsOfOneCourseUnlessItIsMeant) {
  const auto an = world->person("Nguyễn Văn An");
  world->approved({an});
  ListedPerson respelt = an;
  respelt.sector_code = "79-GV-1";
  auto again = world->seats({respelt}, "CDS_CB", "79TH0010");
  EXPECT_EQ(put(again), "node.seat_twice") << "by personal number, at another school";
  ListedPerson unnumbered = an;
  unnumbered.personal_number.reset();
  EXPECT_EQ(put(world->seats({unnumbered})), "node.seat_twice") << "by name and birth date";
  EXPECT_EQ(put(world->seats({an}, "CDS_NC")), "") << "another course";
  again.seats[0].again = true;
  EXPECT_EQ(put(again), "");
  const auto binh = world->person("Trần Thị Bình");
  auto twice = world->seats({binh, binh});
  EXPECT_EQ(put(twice), "node.seat_twice") << "within one list";
  // The first list of two that are under way keeps the place, though neither is recorded.
  ASSERT_EQ(put(world->seats({binh})), "");
  EXPECT_EQ(put(world->seats({binh})), "node.seat_twice");
}

TEST_F(TheTrainingDesk, RefusesAPersonalNumberWithAnotherName) {
  const auto an = world->person("Nguyễn Văn An");
  world->approved({an});
  ListedPerson other = an;
  other.name = "Lê Văn Cường";
  EXPECT_EQ(put(world->seats({other}, "CDS_NC")), "node.person_name_differs");
  other = an;
  other.birth_date = test::date_at("1991-01-01");
  EXPECT_EQ(put(world->seats({other}, "CDS_NC")), "node.person_name_differs");
  other = an;
  other.name = "Nguyễn Văn Án";  // folded the same
  EXPECT_EQ(put(world->seats({other}, "CDS_NC")), "");
}

TEST_F(TheTrainingDesk, TakesHomonymsWithOtherNumbersForTwoPeople) {
  auto first = world->person("Nguyễn Văn An"), second = world->person("Nguyễn Văn An");
  second.birth_date = first.birth_date;
  world->approved({first, second});
  EXPECT_EQ(coverage().at(0).people, 2u);
  // One without a number may be either: at their school one of them, elsewhere somebody else.
  auto third = first;
  third.personal_number.reset();
  EXPECT_EQ(put(world->seats({third})), "node.seat_twice");
  EXPECT_EQ(put(world->seats({third}, "CDS_CB", "79TH0010")), "");
}

TEST_F(TheTrainingDesk, GivesASeatFreeWhenTheLedgerRemovedIt) {
  const auto an = world->person("Nguyễn Văn An");
  const auto roster = world->approved({an});
  EXPECT_EQ(put(world->seats({an})), "node.seat_twice");
  net.must(chain::TrainingRoster{world->programme, {roster.seats[0].seat}, {}, test::roster_id(77), {}}, "79PGD",
           {"pgd-officer"});
  EXPECT_EQ(put(world->seats({an})), "");
  EXPECT_TRUE(names("pgd-officer").empty());
}

// --- corrections ---------------------------------------------------------------------------------------------------

TEST_F(TheTrainingDesk, CorrectsWhoSitsOnASeatOnceTheLedgerDid) {
  const auto an = world->person("Nguyễn Văn An"), binh = world->person("Trần Thị Bình");
  const auto roster = world->approved({an, binh});
  const auto more = world->approved({an}, "CDS_NC");
  world->teach({roster.seats[0]}, 90, 80);
  auto renamed = an;
  renamed.name = "Nguyễn Hoài An";
  const auto change = world->reseats({roster.seats[0], more.seats[0]}, renamed);
  EXPECT_EQ(record(change), "node.openings_missing");
  for (const char* by : {"th9-principal", "dh-officer"}) EXPECT_EQ(put(change, by), "node.training_not_yours") << by;
  ASSERT_EQ(put(change), "");
  EXPECT_EQ(put(change), "") << "the same again";
  EXPECT_THAT(names("pgd-officer"), UnorderedElementsAre("Nguyễn Văn An", "Nguyễn Văn An", "Trần Thị Bình"));
  auto other = change;
  other.reseat.pop_back();
  EXPECT_EQ(record(other), "node.openings_missing") << "not all of them";
  EXPECT_EQ(put(other), "node.opening_differs");
  const auto before = coverage();
  ASSERT_EQ(record(change), "");
  for (int i = 0; i < 2; ++i, restart()) {
    for (const char* by : {"pgd-officer", "dh-officer", "th9-principal"})
      EXPECT_THAT(names(by), UnorderedElementsAre("Nguyễn Hoài An", "Nguyễn Hoài An", "Trần Thị Bình")) << by;
    EXPECT_EQ(put(change), "");
    EXPECT_EQ(put(world->seats({an})), "node.person_name_differs") << "an old list";
    EXPECT_EQ(put(world->seats({renamed})), "node.seat_twice") << "the same person";
    EXPECT_EQ(coverage().at(0).people, before.at(0).people);
    EXPECT_EQ(coverage().at(0).passed, before.at(0).passed);
    EXPECT_EQ(coverage().at(0).passed, 1u);
    const auto lists = must_be(desk().index().read(world->view()))
                           ->book.rosters(log::to_u64(world->programme), as_of_size(world->view()));
    EXPECT_EQ(lists.size(), 2u) << "a correction is no list";
  }
  LearnerQuery query;
  query.after = roster.seats[0].seat;
  EXPECT_THAT(names("pgd-officer", query), UnorderedElementsAre("Trần Thị Bình", "Nguyễn Hoài An"));
  // And again: what counts is the last.
  renamed.birth_date = test::date_at("1982-02-03");
  const auto last = world->reseats({roster.seats[0]}, renamed);
  ASSERT_EQ(put(last), "");
  ASSERT_EQ(record(last), "");
  restart();
  query = {};
  query.course = code("CDS_CB");
  for (const auto& one : must_be(desk().learners(world->view(), world->reader("pgd-officer"), query)).learners) {
    if (one.opening.seat != roster.seats[0].seat) continue;
    EXPECT_EQ(one.opening.person.birth_date, renamed.birth_date);
  }
}

TEST_F(TheTrainingDesk, CorrectsNobodyIntoSomebodyElse) {
  const auto an = world->person("Nguyễn Văn An"), binh = world->person("Trần Thị Bình");
  const auto roster = world->approved({an, binh});
  EXPECT_EQ(put(world->reseats({roster.seats[0]}, binh)), "node.person_name_differs");
  auto unnumbered = binh;
  unnumbered.personal_number.reset();
  EXPECT_EQ(put(world->reseats({roster.seats[0]}, unnumbered)), "node.seat_twice");
  auto number = an;  // misread the first time
  number.personal_number = world->person("").personal_number;
  EXPECT_EQ(put(world->reseats({roster.seats[0]}, number)), "");
  const auto never = world->seats({world->person("Lê Văn Cường")});
  EXPECT_EQ(put(world->reseats({never.seats[0]}, an)), "node.training_not_found");
  auto twice = world->reseats({roster.seats[0]}, an);
  twice.seats = {roster.seats[0]};
  EXPECT_EQ(put(twice), "node.training_field");
  for (const char* field : {"course", "unit", "level", "number"}) {
    json openings = world->openings_json(world->reseats({roster.seats[0]}, an));
    openings["reseat"][0][field] = "CDS_CB";
    EXPECT_EQ(put(openings), "node.training_field") << field;
  }
}

// --- who reads -----------------------------------------------------------------------------------------------------

TEST_F(TheTrainingDesk, ShowsASchoolItsOwnPeopleAndTheOfficeAndProviderAll) {
  world->approved({world->person("Nguyễn Văn An")});
  world->approved({world->person("Trần Thị Bình")}, "CDS_CB", "79TH0010");
  EXPECT_THAT(names("pgd-officer"), UnorderedElementsAre("Nguyễn Văn An", "Trần Thị Bình"));
  EXPECT_THAT(names("dh-officer", {}, ""), UnorderedElementsAre("Nguyễn Văn An", "Trần Thị Bình"))
      << "the provider's own work: no purpose";
  EXPECT_THAT(names("th9-principal", {}, ""), UnorderedElementsAre("Nguyễn Văn An"));
  EXPECT_THAT(names("th10-principal", {}, ""), UnorderedElementsAre("Trần Thị Bình"));
  for (const char* by : {"xa-officer", "principal", "th9-teacher", "dh-trainer"}) EXPECT_TRUE(names(by).empty()) << by;
  EXPECT_THAT(names("pgd-officer", {}, ""), UnorderedElementsAre("node.purpose_needed"));
  EXPECT_THAT(names("office-manager", {}, "Kiểm tra"), UnorderedElementsAre("Nguyễn Văn An", "Trần Thị Bình"));
  EXPECT_THAT(names("ttr-inspector"), UnorderedElementsAre("node.decision_needed"));
  const auto page = desk().learners(world->view(), {world->key("ttr-inspector"), "Thanh tra", "QĐ 12/QĐ-TTr"}, {});
  EXPECT_EQ(must_be(page).learners.size(), 2u);
}

TEST_F(TheTrainingDesk, FiltersLearnersAndTurnsPages) {
  const auto roster =
      world->approved({world->person("Nguyễn Văn An"), world->person("Trần Thị Bình"), world->person("Lê Văn Cường")});
  const auto more = world->approved({world->person("Phạm Thị Dung")}, "CDS_NC", "79TH0010");
  world->teach({roster.seats[0]}, 90, 80);
  world->teach({roster.seats[1]}, 20, 30);
  LearnerQuery query;
  const auto in_state = [&](LearnerState state) {
    query.state = state;
    return names("pgd-officer", query);
  };
  EXPECT_THAT(in_state(LearnerState::passed), UnorderedElementsAre("Nguyễn Văn An"));
  EXPECT_THAT(in_state(LearnerState::failed), UnorderedElementsAre("Trần Thị Bình"));
  EXPECT_THAT(in_state(LearnerState::waiting), UnorderedElementsAre("Lê Văn Cường", "Phạm Thị Dung"));
  const auto klass = world->open_class("CDS_NC");
  world->enrol(klass, {more.seats[0]});
  EXPECT_THAT(in_state(LearnerState::learning), UnorderedElementsAre("Phạm Thị Dung"));
  query.state.reset();
  query.unit = code("79TH0010");
  EXPECT_THAT(names("pgd-officer", query), UnorderedElementsAre("Phạm Thị Dung"));
  query = {};
  query.course = code("CDS_CB");
  query.limit = 2;
  const auto first = must_be(desk().learners(world->view(), world->reader("pgd-officer"), query));
  ASSERT_EQ(first.learners.size(), 2u);
  EXPECT_TRUE(first.more);
  query.after = first.learners.back().opening.seat;
  const auto second = must_be(desk().learners(world->view(), world->reader("pgd-officer"), query));
  ASSERT_EQ(second.learners.size(), 1u);
  EXPECT_FALSE(second.more);
  EXPECT_NE(second.learners[0].opening.seat, first.learners[0].opening.seat);
}

TEST_F(TheTrainingDesk, LogsWhoReadNamesAndWhatFor) {
  const auto roster = world->approved({world->person("Nguyễn Văn An")});
  const auto klass = world->teach({roster.seats[0]}, 90, 80);
  const auto certificate = world->certify(klass, roster.seats[0]);
  (void)names("dh-officer", {}, "");
  (void)names("th9-principal", {}, "");
  EXPECT_TRUE(must_be(net.node().vault().access_log(certificate)).empty()) << "their own work";
  (void)names("pgd-officer", {}, "Rà soát danh sách");
  const auto log = must_be(net.node().vault().access_log(certificate));
  ASSERT_EQ(log.size(), 1u) << "the holder sees it by the certificate";
  EXPECT_EQ(log[0].unit, "79PGD");
  EXPECT_EQ(log[0].purpose, "Rà soát danh sách");
  EXPECT_EQ(log[0].groups, std::vector<std::string>{"training-learners"});
  EXPECT_TRUE(must_be(net.node().vault().access_log_intact(true)));
}

// --- registers -----------------------------------------------------------------------------------------------------

json register_json(const test::ListedSeat& first, const test::ListedSeat& second) {
  const std::string salt = crypto::base64url(std::string(32, 's'));
  json attendance = {{training::to_text(first.seat), 10}, {training::to_text(second.seat), 8}};
  return {{"trainers", json::array({test::TrainingNode::trainer_json()})},
          {"site", "Hội trường A"},
          {"sessions",
           {{{"number", 1},
             {"date", "2024-10-15"},
             {"periods", 10},
             {"mode", "in_person"},
             {"paper", true},
             {"salt", salt},
             {"attendance", attendance}}}}};
}

TEST_F(TheTrainingDesk, KeepsTheRegistersVersionsAndShowsEachTheirOwnPeople) {
  const auto nine = world->approved({world->person("Nguyễn Văn An")});
  const auto ten = world->approved({world->person("Trần Thị Bình")}, "CDS_CB", "79TH0010");
  const auto klass = world->open_class();
  world->enrol(klass, {nine.seats[0], ten.seats[0]});
  json content = register_json(nine.seats[0], ten.seats[0]);
  std::uint32_t version = 0;
  const auto write = [&](const char* by, const json& value) {
    return refusal(desk().put_register(world->view(), world->key(by), klass, version, value.dump()));
  };
  for (const char* by : {"pgd-officer", "th9-principal", "registrar"})
    EXPECT_EQ(write(by, content), "node.training_not_yours") << by;
  EXPECT_EQ(write("dh-officer", content), "");
  EXPECT_EQ(write("dh-trainer", content), "node.register_changed") << "who has not read what is there by now";
  version = 1;
  content["note"] = "sửa";
  EXPECT_EQ(write("dh-trainer", content), "") << "a trainer of the provider";
  version = 2;
  for (const char* field : {"mode", "date", "salt"}) {
    json bad = content;
    bad["sessions"][0][field] = "x";
    EXPECT_EQ(write("dh-officer", bad), "node.training_field") << field;
  }
  json bad = content;
  bad["sessions"][0]["attendance"][training::to_text(test::seat_id(1))] = 1;
  EXPECT_EQ(write("dh-officer", bad), "node.training_field") << "a seat of no learner here";
  restart();
  const auto read = [&](const char* by, const char* purpose = "Giám sát") {
    const auto found = desk().get_register(world->view(), {world->key(by), purpose}, klass);
    return found.ok() ? json::parse(found->text)["sessions"][0]["attendance"].size() : 99u;
  };
  EXPECT_EQ(must_be(desk().get_register(world->view(), world->reader("dh-officer"), klass)).version, 2u);
  EXPECT_EQ(read("dh-officer", ""), 2u);
  EXPECT_EQ(read("pgd-officer"), 2u);
  EXPECT_EQ(read("th9-principal", ""), 1u);
  EXPECT_EQ(read("principal"), 99u);
  EXPECT_EQ(refusal(desk().get_register(world->view(), world->reader("pgd-officer", ""), klass)),
            "node.purpose_needed");
}

TEST_F(TheTrainingDesk, AClosedClassesRegisterKeepsWhatItOpensAndGetsBackWhatItLost) {
  const auto nine = world->approved({world->person("Nguyễn Văn An")});
  const auto ten = world->approved({world->person("Trần Thị Bình")}, "CDS_CB", "79TH0010");
  const auto klass = world->open_class();
  world->enrol(klass, {nine.seats[0], ten.seats[0]});
  const json good = register_json(nine.seats[0], ten.seats[0]);
  std::uint32_t version = 0;
  const auto write = [&](const json& value) {
    const auto put = desk().put_register(world->view(), world->key("dh-officer"), klass, version, value.dump());
    if (put.ok()) version = *put;
    return put.ok() ? std::string() : std::string(put.error().code().id);
  };
  EXPECT_EQ(write(good), "");
  json said = good["sessions"][0];
  said.erase("salt");
  chain::TrainingSession body;
  body.klass = klass;
  body.date = date_in_utc7(net.net.now);
  body.mode = training::Mode::in_person;
  body.number = 1;
  body.periods = 10;
  body.details =
      chain::Commitment::of(credential::commitment("session", credential::Salt::of(std::string(32, 's')), said).view());
  net.must(body, "79DHSG", {"dh-officer"});
  json lost = good;
  lost["sessions"][0]["site"] = "Điểm cầu 3";
  EXPECT_EQ(write(lost), "") << "while it is open";
  chain::TrainingClose closing;
  closing.klass = klass;
  closing.cancelled = true;
  net.must(closing, "79DHSG", {"dh-officer"});
  json worse = lost;
  worse["trainers"] = json::array();
  EXPECT_EQ(write(worse), "node.register_differs") << "the newest version opens the trainers";
  const auto reads = [&](const char* by, std::uint32_t which) {
    return desk().get_register(world->view(), {world->key(by), "Giám sát"}, klass, which);
  };
  const auto first = must_be(reads("dh-officer", 1));
  EXPECT_EQ(first.version, 1u);
  EXPECT_EQ(json::parse(first.text), good);
  EXPECT_EQ(refusal(reads("dh-officer", 0)), "node.training_not_found");
  EXPECT_EQ(refusal(reads("dh-officer", 3)), "node.training_not_found");
  EXPECT_EQ(refusal(reads("th9-principal", 1)), "node.training_not_yours") << "who reads their own people alone";
  EXPECT_EQ(write(json::parse(first.text)), "") << "put back";
  EXPECT_EQ(write(lost), "node.register_differs") << "and not lost again";
}

TEST_F(TheTrainingDesk, LetsATrainerWriteForTheClassOfTheirScopeAlone) {
  const auto first = world->open_class(), second = world->open_class();
  const auto salt = credential::Salt::of(std::string(32, 't'));
  const json scope = {{"class", "CDS_CB-01"}};
  auto body = net.net.grant_body("dh-trainer-2", "79DHSG", chain::Role::trainer, {});
  body.scope = chain::Commitment::of(credential::commitment("scope", salt, scope).view());
  const auto index = net.must(body, "79DHSG", {"79DHSG head"});
  const auto write = [&](const chain::ClassId& klass) {
    return refusal(desk().put_register(world->view(), world->key("dh-trainer-2"), klass, 0, R"({"note":"x"})"));
  };
  EXPECT_EQ(write(first), "node.training_not_yours") << "its scope was not opened here";
  must_be(net.node().vault().put_openings(world->view(), index, {{"scope", salt, scope.dump()}}));
  EXPECT_EQ(write(first), "");
  EXPECT_EQ(write(second), "node.training_not_yours");
}

}  // namespace
}  // namespace hocba::node::training_test
