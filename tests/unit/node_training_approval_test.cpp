// Who can be approved, on a real node: after a removal or a withdrawal, whenever the node was started; what a trial
// tells; whose nomination a seat is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "tests/node_support/training_fixture.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::node::training_test {
namespace {

using test::code;
using test::ListedRoster;
using test::must_be;
using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

class ApprovingPeople : public test::TrainingDeskFixture {
 protected:
  // Of this person, under another name.
  static ListedPerson named(ListedPerson person, const char* name) {
    person.name = name;
    return person;
  }
  std::string put_one(const ListedPerson& person, const char* course = "CDS_CB") {
    return put(world->seats({person}, course));
  }
  void remove(const ListedRoster& roster) {
    chain::TrainingRoster body;
    body.programme = world->programme;
    body.roster = test::roster_id(++removals_);
    for (const auto& seat : roster.seats) body.removed.push_back(seat.seat);
    std::sort(body.removed.begin(), body.removed.end());
    net.must(body, "79PGD", {"pgd-officer"});
  }
  std::vector<std::pair<std::string, std::string>> trial(const ListedRoster& roster) {
    const auto tried = must_be(
        desk().put_openings(world->view(), world->key("pgd-officer"), world->openings_json(roster).dump(), true));
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& [seat, why] : tried.refused)
      for (const auto& one : roster.seats)
        if (one.seat == seat) out.emplace_back(one.person.name, why.code().id);
    EXPECT_EQ(out.size(), tried.refused.size());
    return out;
  }

 private:
  int removals_ = 7'000;
};

TEST_F(ApprovingPeople, WhoWasRemovedIsSeatedAnewUnderTheRightName) {
  const auto wrong = world->person("Lý Thị Nhầm");
  const auto right = named(wrong, "Lý Thị Nhâm Anh");
  const auto roster = world->approved({wrong});
  EXPECT_EQ(put_one(right), "node.person_name_differs");
  remove(roster);
  const auto anew = world->seats({right});
  EXPECT_EQ(put(anew), "");
  EXPECT_EQ(put_one(wrong, "CDS_NC"), "node.person_name_differs") << "it waits";
  world->record(anew);
  EXPECT_THAT(names("pgd-officer"), ElementsAre("Lý Thị Nhâm Anh"));
  for (int starts = 0; starts < 2; ++starts) {
    EXPECT_EQ(put_one(wrong, "CDS_NC"), "node.person_name_differs");
    EXPECT_EQ(put_one(right), "node.seat_twice");
    restart();
  }
  EXPECT_EQ(put_one(right, "CDS_NC"), "");
}

TEST_F(ApprovingPeople, WhoWasRemovedBeforeAStartIsForgottenAllTheSame) {
  const auto wrong = world->person("Lý Thị Nhầm");
  remove(world->approved({wrong}));
  restart();
  EXPECT_EQ(put_one(named(wrong, "Lý Thị Nhâm Anh")), "");
}

// The start reads openings first and corrections later: what was corrected, removed and seated anew ends as it was.
TEST_F(ApprovingPeople, CorrectedRemovedAndSeatedAnewIsOnePersonAfterAStart) {
  const auto first = world->person("Lý Thị Nhầm");
  const auto roster = world->approved({first});
  const auto corrected = world->reseats(roster.seats, named(first, "Lý Thị Nhân"));
  world->open_seats(corrected);
  world->record(corrected);
  remove(roster);
  const auto right = named(first, "Lý Thị Nhâm Anh");
  world->approved({right});
  for (int starts = 0; starts < 2; ++starts) {
    EXPECT_EQ(put_one(named(first, "Lý Thị Nhân"), "CDS_NC"), "node.person_name_differs");
    EXPECT_EQ(put_one(right), "node.seat_twice");
    restart();
  }
  EXPECT_EQ(put_one(right, "CDS_NC"), "");
}

TEST_F(ApprovingPeople, OneSeatOfTwoRemovedLeavesTheNameKnown) {
  const auto person = world->person("Lý Thị Nhầm");
  remove(world->approved({person}));
  world->approved({person}, "CDS_NC");
  remove(world->approved({person}));
  EXPECT_EQ(put_one(named(person, "Lý Thị Nhâm Anh")), "node.person_name_differs");
  restart();
  EXPECT_EQ(put_one(named(person, "Lý Thị Nhâm Anh")), "node.person_name_differs");
}

TEST_F(ApprovingPeople, WithdrawnOpeningsFreeTheNumberAtOnceAndAfterAStart) {
  const auto wrong = world->person("Lý Thị Nhầm");
  const auto right = named(wrong, "Lý Thị Nhâm Anh");
  const auto roster = world->seats({wrong});
  ASSERT_EQ(put(roster), "");
  EXPECT_EQ(put_one(right), "node.person_name_differs");
  must_be(desk().withdraw_openings(world->view(), world->key("pgd-officer"), roster.id));
  const auto anew = world->seats({right});
  EXPECT_EQ(put(anew), "");
  restart();
  EXPECT_EQ(put_one(wrong, "CDS_NC"), "node.person_name_differs");
  world->record(anew);
  EXPECT_THAT(names("pgd-officer"), ElementsAre("Lý Thị Nhâm Anh"));
}

TEST_F(ApprovingPeople, ATrialTellsOfEverybodyAndStoresNothing) {
  const auto an = world->person("Nguyễn Văn An"), binh = world->person("Trần Thị Bình");
  world->approved({an, binh});
  const auto good = world->person("Phạm Thị Cúc");
  const auto all = world->seats({named(an, "Nguyễn Văn Anh"), good, binh});
  EXPECT_THAT(trial(all), UnorderedElementsAre(Pair("Nguyễn Văn Anh", "node.person_name_differs"),
                                               Pair("Trần Thị Bình", "node.seat_twice")));
  EXPECT_EQ(put(all).substr(0, 5), "node.");
  const auto alone = world->seats({good});
  EXPECT_TRUE(trial(alone).empty());
  EXPECT_EQ(record(alone), "node.openings_missing") << "nothing was stored";
  EXPECT_EQ(put_one(named(good, "Phạm Thị Cúc Anh")), "") << "nor is anybody known by a trial";
}

TEST_F(ApprovingPeople, ATrialTellsWhoStandsInNoList) {
  const auto an = world->person("Nguyễn Văn An"), other = world->person("Trần Thị Bình");
  const auto text = world->signed_by(world->proposal_json("79TH0009", {an}), {"th9-principal"});
  ASSERT_EQ(propose(text), "");
  auto roster = world->seats({an, other});
  roster.proposals = {world->proposal_id(text)};
  EXPECT_THAT(trial(roster), ElementsAre(Pair("Trần Thị Bình", "node.not_proposed")));
  EXPECT_EQ(put(roster), "node.not_proposed");
}

TEST_F(ApprovingPeople, ASeatTellsWhoseNominationItIs) {
  const auto an = world->person("Nguyễn Văn An"), binh = world->person("Trần Thị Bình");
  std::map<std::string, std::string> lists;
  ListedRoster roster = world->seats({an, binh});
  roster.seats[1].unit = "79TH0010";
  for (const auto& [unit, person, by] :
       {std::tuple("79TH0009", an, "th9-principal"), std::tuple("79TH0010", binh, "th10-principal")}) {
    const auto text = world->signed_by(world->proposal_json(unit, {person}), {by});
    ASSERT_EQ(propose(text, by), "");
    lists[person.name] = world->proposal_id(text);
    roster.proposals.push_back(lists[person.name]);
  }
  ASSERT_EQ(put(roster), "");
  world->record(roster);
  for (int starts = 0; starts < 2; ++starts) {
    std::map<std::string, std::string> told;
    for (const auto& one : must_be(desk().learners(world->view(), world->reader("pgd-officer"), {})).learners)
      told[one.opening.person.name] = crypto::base64url(one.proposal);
    EXPECT_EQ(told, lists);
    restart();
  }
}

}  // namespace
}  // namespace hocba::node::training_test
