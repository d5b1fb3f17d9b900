// Training when offices and providers change (docs/formats/rules.md §8): newer versions, mergers, whose seats are
// whose.
#include <gtest/gtest.h>

#include "tests/support/training_fixture.hpp"

namespace hocba::chain {
namespace {

using test::code;
using test::commitment;
using test::Names;
using test::seat_id;
using test::TrainingRulesTest;
using test::TrainingWorld;
using training::Mode;

// --- newer versions, mergers

TEST_F(TrainingRulesTest, ANewVersionChangesNoOpenClass) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 5);
  const ClassId old = world_.open("CDS_CB", "GV");
  world_.enrol(old, seats);
  auto rules = TrainingWorld::rules();
  rules.courses[0].min_periods = 40;
  rules.courses[0].pass_tenths = 80;
  rules.courses[0].max_learners = 20;
  world_.publish(rules);
  world_.hold(old, 30, 15);
  world_.give(old, seats, 60, 60);
  world_.close(old);
  EXPECT_EQ(standing(seats[0]), SeatStanding::passed);
  EXPECT_EQ(klass(old).places, 150u);
  const SeatIds more = world_.approve("CDS_CB", "GV", 5);
  const ClassId fresh = world_.open("CDS_CB", "GV");
  EXPECT_EQ(klass(fresh).places, 20u);
  world_.enrol(fresh, more);
  world_.hold(fresh, 39);
  world_.give(fresh, more, 60, 60);
  provider_refused("training.too_few_periods", TrainingClose{false, fresh});
}

// Districts ended on 01/07/2025 (domain §0.8): what the district office began its successor goes on with, at once.
TEST_F(TrainingRulesTest, TheSuccessorOfADistrictOfficeGoesOnWithoutAGap) {
  const LeafIndex first = world_.programme;
  const Time end = test::time_at("2025-06-30T17:00:00Z");  // 01/07/2025 in Việt Nam
  net_.now = end - hours(1);
  accepted(UnitMerge{code("79PGD"), code("79XA01"), end}, "79SGD", {"office-manager"});
  by_office(world_.roster_body({world_.roster_seat(1, "CDS_CB", "GV")}));
  refused("training.not_office", world_.roster_body({world_.roster_seat(2, "CDS_CB", "GV")}), "79XA01", {"xa-officer"});
  auto rules = TrainingWorld::rules();
  rules.roster_due.reset();
  refused("training.not_office", TrainingProgramme{rules, first}, "79XA01", {"xa-officer"});
  net_.now = end;
  office_refused("chain.unit_not_active", world_.roster_body({world_.roster_seat(2, "CDS_CB", "GV")}));
  accepted(world_.roster_body({world_.roster_seat(2, "CDS_CB", "GV")}), "79XA01", {"xa-officer"});
  // The commune continues the programme by naming the version; without, it begins one of its own.
  auto wrong_code = rules;
  wrong_code.programme = code("KHAC");
  refused("training.programme_unknown", TrainingProgramme{wrong_code, first}, "79XA01", {"xa-officer"});
  refused("training.programme_unknown", TrainingProgramme{rules, LeafIndex{2}}, "79XA01", {"xa-officer"});
  refused("training.not_office", TrainingProgramme{rules, first}, "79SGD", {"so-officer"});
  const LeafIndex next = accepted(TrainingProgramme{rules, first}, "79XA01", {"xa-officer"});
  EXPECT_EQ((**find_programme(net_.view(), next)).first, first);
  EXPECT_EQ((**find_programme(net_.view(), next)).office, code("79XA01"));
  world_.programme = next;
  accepted(world_.roster_body({world_.roster_seat(3, "CDS_CB", "GV")}), "79XA01", {"xa-officer"});
  // From now on its code is known there.
  const LeafIndex third = accepted(TrainingProgramme{rules, {}}, "79XA01", {"xa-officer"});
  EXPECT_EQ((**find_programme(net_.view(), third)).first, first);
  refused("training.programme_not_current", TrainingProgramme{rules, first}, "79XA01", {"xa-officer"});
}

TEST_F(TrainingRulesTest, AfterADistrictsEndTheDepartmentsCommunesApproveForIt) {
  auto rules = TrainingWorld::rules();
  world_.programme = accepted(TrainingProgramme{rules, {}}, "79SGD", {"so-officer"});
  accepted(net_.unit_body("79PGD2", "79SGD", UnitType::district_office), "79SGD", {"office-manager"});
  accepted(UnitMerge{code("79PGD"), code("79SGD"), net_.now + hours(1)}, "79SGD", {"office-manager"});
  net_.advance(hours(1));
  accepted(world_.roster_body({world_.roster_seat(1, "CDS_CB", "GV")}), "79XA01", {"xa-officer"});
}

// A district becomes several communes; it can be merged into one.
TEST_F(TrainingRulesTest, EveryCommuneOfADistrictThatEndedApprovesForIt) {
  accepted(net_.unit_body("79XA09", "79SGD", UnitType::commune_office), "79SGD", {"office-manager"});
  refused("training.not_office", world_.roster_body({world_.roster_seat(1, "CDS_CB", "GV")}), "79XA01", {"xa-officer"});
  accepted(UnitMerge{code("79PGD"), code("79XA09"), net_.now + hours(1)}, "79SGD", {"office-manager"});
  refused("training.not_office", world_.roster_body({world_.roster_seat(1, "CDS_CB", "GV")}), "79XA01", {"xa-officer"});
  net_.advance(hours(1));
  accepted(world_.roster_body({world_.roster_seat(1, "CDS_CB", "GV")}), "79XA01", {"xa-officer"});
  accepted(world_.roster_body({world_.roster_seat(2, "CDS_CB", "GV")}), "79SGD", {"so-officer"});
  // Its programme has one successor.
  refused("training.not_office", TrainingProgramme{TrainingWorld::rules(), world_.programme}, "79XA01", {"xa-officer"});
  // Nor does the next version, which is the successor's, take the right from the others.
  accepted(net_.grant_body("xa9-officer", "79XA09", Role::officer, TrainingWorld::training_kinds()), "79SGD",
           {"office-manager"});
  world_.programme = accepted(TrainingProgramme{TrainingWorld::rules(), world_.programme}, "79XA09", {"xa9-officer"});
  accepted(world_.roster_body({world_.roster_seat(3, "CDS_CB", "GV")}), "79XA01", {"xa-officer"});
  auto own = world_.roster_body({});
  own.removed = {seat_id(1)};
  accepted(own, "79XA01", {"xa-officer"});
}

TEST_F(TrainingRulesTest, TheSuccessorOfAProviderTeachesOn) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 6);
  const ClassId id = world_.open("CDS_CB", "GV");
  world_.enrol(id, {seats.begin(), seats.end() - 1});
  accepted(UnitMerge{code("79DH01"), code("79DH09"), net_.now + hours(1)}, "79SGD", {"office-manager"});
  refused("training.not_provider", world_.enrol_body(id, {seats.back()}), "79DH09", {"dh9-officer"});
  net_.advance(hours(1));
  provider_refused("chain.unit_not_active", world_.enrol_body(id, {seats.back()}));
  const Names keys = {"dh9-officer"};
  accepted(world_.enrol_body(id, {seats.back()}), "79DH09", keys);
  accepted(world_.session_body(id, 30, Mode::in_person), "79DH09", keys);
  accepted(world_.result_body(id, seats, 70, 70), "79DH09", keys);
  accepted(TrainingClose{false, id}, "79DH09", keys);
  EXPECT_EQ(standing(seats.back()), SeatStanding::passed);
  auto fresh = world_.class_body("CDS_CB", "GV");
  accepted(fresh, "79DH09", keys);  // listed through the unit that it follows
  EXPECT_EQ(klass(fresh.klass).provider, code("79DH09"));
}

// Of hundreds of communes below a department each has its own lists; none touches another's.
TEST_F(TrainingRulesTest, ASeatIsRemovedAndReseatedByTheOfficeOfItsListOrOfTheProgramme) {
  accepted(net_.unit_body("79XA02", "79SGD", UnitType::commune_office), "79SGD", {"office-manager"});
  accepted(net_.grant_body("xa2-officer", "79XA02", Role::officer, TrainingWorld::training_kinds()), "79SGD",
           {"office-manager"});
  world_.programme = accepted(TrainingProgramme{TrainingWorld::rules(), {}}, "79SGD", {"so-officer"});
  const Names ward = {"xa-officer"}, other = {"xa2-officer"}, department = {"so-officer"};
  const auto change = [&](std::uint64_t n, bool removed) {
    auto body = world_.roster_body({});
    if (removed)
      body.removed = {seat_id(n)};
    else
      body.reseat = {{commitment("called otherwise " + std::to_string(n)), seat_id(n)}};
    return body;
  };
  std::vector<RosterSeat> seats;
  for (std::uint64_t n = 1; n <= 4; ++n) seats.push_back(world_.roster_seat(n, "CDS_CB", "GV"));
  accepted(world_.roster_body(seats), "79XA01", ward);
  EXPECT_EQ(seat(seat_id(1)).unit, code("79XA01"));
  for (const bool removed : {true, false}) {
    refused("training.not_office", change(1, removed), "79XA02", other);
    refused("training.not_office", change(1, removed), "79PGD", TrainingWorld::office_keys());
  }
  accepted(change(1, true), "79XA01", ward);
  accepted(change(2, false), "79XA01", ward);
  accepted(change(3, false), "79SGD", department);
  accepted(change(3, true), "79SGD", department);
  // Its successor, from the moment of the merger.
  accepted(UnitMerge{code("79XA01"), code("79XA02"), net_.now + hours(1)}, "79SGD", {"office-manager"});
  refused("training.not_office", change(4, true), "79XA02", other);
  net_.advance(hours(1));
  accepted(change(4, true), "79XA02", other);
}

}  // namespace
}  // namespace hocba::chain
