// One rejection per rule of version 1 (docs/formats/rules.md §8): programmes, rosters, classes, who sits in them,
// sessions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/training_fixture.hpp"

namespace hocba::chain {
namespace {

using test::class_id;
using test::code;
using test::commitment;
using test::date_at;
using test::seat_id;
using test::TrainingRulesTest;
using test::TrainingWorld;
using testing::Contains;
using testing::IsEmpty;
using training::Assessment;
using training::Mode;

// --- training.programme

TEST_F(TrainingRulesTest, AProgrammeIsMadeByAnOfficeAndByNobodyElse) {
  auto rules = TrainingWorld::rules();
  rules.programme = code("BDTX");
  const TrainingProgramme body{rules, std::nullopt};
  accepted(body, "79SGD", {"so-officer"});
  accepted(body, "79XA01", {"xa-officer"});  // the same code of another office is another programme
  refused("training.not_office", body, "79DH01", {"dh-officer"});
  refused("training.not_office", body, "79TH0001", {"school-reporter"});
  refused("chain.no_authority", body, "79PGD", {"so-officer"});
  refused("chain.grant_wrong_kind", body, "79TH0001", {"registrar"});
  EXPECT_NE(**find_programme_of(net_.view(), code("79SGD"), code("BDTX")),
            **find_programme_of(net_.view(), code("79XA01"), code("BDTX")));
}

TEST_F(TrainingRulesTest, AProgrammeThatContradictsItselfIsRefusedWithThePlace) {
  auto rules = TrainingWorld::rules();
  rules.courses[1].weights = training::Weights{40, 70};
  const auto result = net_.submit(TrainingProgramme{rules, {}}, TrainingWorld::kOffice, TrainingWorld::office_keys());
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().to_string().substr(0, 29), "training.programme_malformed:");
  EXPECT_EQ(result.error().detail(), "courses[1].weights");
}

TEST_F(TrainingRulesTest, TheSameCodeAgainIsANewVersionWithTheSameIdentity) {
  const LeafIndex first = world_.programme;
  auto rules = TrainingWorld::rules();
  rules.roster_due.reset();
  const LeafIndex second = world_.publish(rules);
  const auto row = **find_programme(net_.view(), second);
  EXPECT_EQ(row.first, first);
  EXPECT_EQ(*newest_version(net_.view(), first), second);
  EXPECT_TRUE((**find_programme(net_.view(), first)).rules.roster_due.has_value());
  rules.courses.erase(rules.courses.begin());
  rules.certificates.erase(rules.certificates.begin(), rules.certificates.begin() + 3);
  rules.targets.clear();
  rules.planned.clear();
  office_refused("training.programme_course_gone", TrainingProgramme{rules, {}});
  rules = TrainingWorld::rules();
  rules.courses[3].assessment = Assessment::scored;  // assessed in another way, it is another course
  rules.certificates.pop_back();
  office_refused("training.programme_course_gone", TrainingProgramme{rules, {}});
  // Naming the version that it replaces is allowed, and then it must be the newest.
  auto named = TrainingProgramme{TrainingWorld::rules(), first};
  office_refused("training.programme_not_current", named);
  named.replaces = second;
  by_office(named);
}

TEST_F(TrainingRulesTest, OnlyTheNewestVersionTakesRostersAndClasses) {
  const LeafIndex first = world_.programme;
  world_.publish(TrainingWorld::rules());
  auto roster = world_.roster_body({world_.roster_seat(1, "CDS_CB", "GV")});
  roster.programme = first;
  office_refused("training.programme_not_current", roster);
  auto klass = world_.class_body("CDS_CB", "GV");
  klass.programme = first;
  provider_refused("training.programme_not_current", klass);
  klass.programme = roster.programme = LeafIndex{2};
  office_refused("training.programme_unknown", roster);
  provider_refused("training.programme_unknown", klass);
}

// --- training.roster

TEST_F(TrainingRulesTest, ARosterIsApprovedByTheOfficeOrOneBelowIt) {
  const auto roster = [&](std::uint64_t n) { return world_.roster_body({world_.roster_seat(n, "CDS_CB", "GV")}); };
  by_office(roster(1));
  refused("training.not_office", roster(2), "79SGD", {"so-officer"});  // above it
  refused("training.not_office", roster(2), "79XA01", {"xa-officer"});
  refused("training.not_office", roster(2), "79TH0001", {"school-reporter"});
  refused("training.not_office", roster(2), "79DH01", {"dh-officer"});
  auto rules = TrainingWorld::rules();
  world_.programme = accepted(TrainingProgramme{rules, {}}, "79SGD", {"so-officer"});
  accepted(roster(3), "79SGD", {"so-officer"});
  accepted(roster(4), "79PGD", {"pgd-officer"});
  accepted(roster(5), "79XA01", {"xa-officer"});
}

TEST_F(TrainingRulesTest, ARosterIsNewNotEmptyAndOfTheRightAudience) {
  const auto roster = world_.roster_body({world_.roster_seat(1, "CDS_CB", "GV")});
  by_office(roster);
  auto again = world_.roster_body({world_.roster_seat(2, "CDS_CB", "GV")});
  again.roster = roster.roster;
  office_refused("training.roster_exists", again);
  office_refused("training.roster_empty", world_.roster_body({}));
  office_refused("training.seat_exists", world_.roster_body({world_.roster_seat(1, "CDS_NC", "GV")}));
  office_refused("training.course_unknown", world_.roster_body({world_.roster_seat(3, "CDS_XX", "GV")}));
  office_refused("training.wrong_audience", world_.roster_body({world_.roster_seat(3, "CDS_CB", "HS")}));
  office_refused("training.wrong_audience", world_.roster_body({world_.roster_seat(3, "MOOC", "NV")}));
}

TEST_F(TrainingRulesTest, ALateRosterIsTakenNoticedAndStaysFlagged) {
  const auto roster = [&](std::uint64_t n) { return world_.roster_body({world_.roster_seat(n, "CDS_CB", "GV")}); };
  net_.now = test::time_at("2024-09-15T16:59:59Z");  // 23:59:59 on the last day in Việt Nam
  const auto in_time = roster(1);
  EXPECT_THAT(notices(in_time, "79PGD", TrainingWorld::office_keys()), IsEmpty());
  EXPECT_FALSE((**find_roster(net_.view(), in_time.roster)).late);
  net_.now = test::time_at("2024-09-15T17:00:00Z");
  const auto late = roster(2);
  EXPECT_THAT(notices(late, "79PGD", TrainingWorld::office_keys()), Contains("training.roster_late"));
  EXPECT_TRUE((**find_roster(net_.view(), late.roster)).late);
  auto rules = TrainingWorld::rules();
  rules.roster_due.reset();
  world_.publish(rules);
  EXPECT_THAT(notices(roster(3), "79PGD", TrainingWorld::office_keys()), IsEmpty());
}

TEST_F(TrainingRulesTest, ASeatIsTakenOffTheRosterOnlyWhileItIsFree) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 8);
  const auto remove = [&](const SeatId& id) {
    auto body = world_.roster_body({});
    body.removed = {id};
    return body;
  };
  by_office(remove(seats[0]));
  EXPECT_TRUE(seat(seats[0]).removed);
  office_refused("training.seat_removed", remove(seats[0]));
  office_refused("training.seat_unknown", remove(seat_id(99)));
  const ClassId klass = world_.open("CDS_CB", "GV");
  provider_refused("training.seat_removed", world_.enrol_body(klass, {seats[0]}));
  const SeatIds rest(seats.begin() + 1, seats.end());
  world_.enrol(klass, rest);
  office_refused("training.seat_busy", remove(seats[1]));
  world_.hold(klass, 30);
  world_.withdraw(klass, {seats[1]});
  by_office(remove(seats[1]));  // withdrawn: over
  world_.give(klass, {rest.begin() + 1, rest.end()}, 90, 90);
  world_.give(klass, {seats[2]}, 20, 20);
  world_.close(klass);
  office_refused("training.seat_passed", remove(seats[3]));
  by_office(remove(seats[2]));  // failed
  auto rules = TrainingWorld::rules();
  rules.programme = code("BDTX");
  auto other = remove(seats[2]);
  other.programme = by_office(TrainingProgramme{rules, {}});
  other.removed = {seats[3]};
  office_refused("training.seat_unknown", other);  // of another programme
}

TEST_F(TrainingRulesTest, ASeatIsReseatedByTheOfficeAsLongAsItIsOnTheRoster) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 5);
  const auto reseat = [&](std::vector<Reseat> to) {
    auto body = world_.roster_body({});
    body.reseat = std::move(to);
    return body;
  };
  const Commitment before = seat(seats[1]).person, now = commitment("called otherwise");
  office_refused("chain.no_change", reseat({{before, seats[1]}}));
  refused("training.not_office", reseat({{now, seats[1]}}), "79DH01", {"dh-officer"});
  by_office(reseat({{now, seats[1]}}));
  EXPECT_EQ(seat(seats[1]).person, now);
  EXPECT_NE(seat(seats[2]).person, now);
  EXPECT_EQ(seat(seats[1]).course, code("CDS_CB"));
  office_refused("training.seat_unknown", reseat({{now, seat_id(99)}}));
  auto fresh = reseat({{now, seat_id(500)}});  // of one that the record itself adds
  fresh.seats = {world_.roster_seat(500, "CDS_CB", "GV")};
  office_refused("training.seat_unknown", fresh);
  auto both = reseat({{before, seats[3]}});
  both.removed = {seats[3]};
  office_refused("training.seat_removed", both);
  both.reseat.reset();
  by_office(both);
  office_refused("training.seat_removed", reseat({{before, seats[3]}}));
  auto rules = TrainingWorld::rules();
  rules.programme = code("BDTX");
  auto other = reseat({{before, seats[1]}});
  other.programme = by_office(TrainingProgramme{rules, {}});
  office_refused("training.seat_unknown", other);
  // Of who learns, and of who has passed; and after the lists were due: no list comes late.
  world_.taught("CDS_CB", "GV", {seats[0], seats[1], seats[2], seats[4]});
  net_.now = test::time_at("2024-09-20T00:00:00Z");
  EXPECT_THAT(notices(reseat({{commitment("again"), seats[1]}, {commitment("too"), seats[2]}}), "79PGD",
                      TrainingWorld::office_keys()),
              IsEmpty());
  EXPECT_EQ(seat(seats[1]).person, commitment("again"));
  EXPECT_EQ(*standing_of(net_.view(), seat(seats[1])), SeatStanding::passed);
}

TEST_F(TrainingRulesTest, AReseatingIsSortedWithoutRepetitionAndNotEmpty) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 2);
  auto body = world_.roster_body({});
  const auto why = [&](std::vector<Reseat> to) {
    body.reseat = std::move(to);
    const auto bytes =
        sign_record(net_.record(body, TrainingWorld::kOffice), {&test::key_named("pgd-officer")}, net_.now);
    return bytes.ok() ? std::string() : std::string(bytes.error().code().id);
  };
  EXPECT_EQ(why({{commitment("a"), seats[0]}, {commitment("b"), seats[0]}}), "chain.not_sorted");
  EXPECT_EQ(why({}), "chain.wrong_length");
  std::vector<Reseat> many;
  for (std::uint64_t i = 0; i <= kMaxRosterSeats; ++i) many.push_back({commitment("a"), seat_id(i + 1)});
  EXPECT_EQ(why(many), "chain.wrong_length");
  many.pop_back();
  EXPECT_EQ(why(many), "");
}

// What a roster is judged by is its own programme's version, whatever version the classes of its seats are of.
TEST_F(TrainingRulesTest, ARosterIsLateByTheNewestVersionThoughItRemovesSeatsOfAnOlderOne) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 5);
  const ClassId klass = world_.taught("CDS_CB", "GV", seats, 40, 40);
  auto rules = TrainingWorld::rules();
  rules.roster_due.reset();
  world_.publish(rules);
  net_.now = test::time_at("2024-09-20T00:00:00Z");  // late by the older one
  auto removal = world_.roster_body({});
  removal.removed = {seats[0]};
  EXPECT_THAT(notices(removal, "79PGD", TrainingWorld::office_keys()), IsEmpty());
  EXPECT_EQ(this->klass(klass).standing, ClassStanding::closed);
}

// --- training.class

TEST_F(TrainingRulesTest, AClassIsOpenedByAProviderOfTheProgramme) {
  const auto body = world_.class_body("CDS_CB", "GV");
  refused("training.not_provider", body, "79DH09", {"dh9-officer"});
  refused("training.not_provider", body, "79PGD", {"pgd-officer"});
  by_provider(body);
  auto other = world_.class_body("CDS_CB", "GV");
  other.number = body.number;
  accepted(other, "79DH02", {"dh2-officer"});  // numbers are each provider's own
  EXPECT_EQ(klass(body.klass).version, world_.programme);
  EXPECT_EQ(klass(body.klass).places, 150u);
  EXPECT_EQ(klass(body.klass).standing, ClassStanding::open);
}

TEST_F(TrainingRulesTest, ASchoolOpensNoClassThoughItIsListed) {
  auto rules = TrainingWorld::rules();
  rules.providers = {code("79DH01"), code("79GDTX"), code("79TH0001")};
  world_.publish(rules);
  refused("training.school_teaches", world_.class_body("CDS_CB", "GV"), "79TH0001", {"school-reporter"});
  // A centre takes people from everywhere.
  accepted(net_.unit_body("79GDTX", "79SGD", UnitType::continuing_centre), "79SGD", {"office-manager"});
  accepted(net_.grant_body("gdtx-officer", "79GDTX", Role::officer, TrainingWorld::training_kinds()), "79SGD",
           {"office-manager"});
  accepted(world_.class_body("CDS_CB", "GV"), "79GDTX", {"gdtx-officer"});
}

TEST_F(TrainingRulesTest, AUnitBelowASchoolOpensNoClassEither) {
  auto rules = TrainingWorld::rules();
  rules.providers = {code("79TH0001A"), code("79SGDA")};
  world_.publish(rules);
  const auto unit = [&](const std::string& name, const std::string& above, const std::string& manager) {
    accepted(net_.unit_body(name, above, UnitType::subordinate), above, {manager});
    accepted(net_.grant_body(name + "-officer", name, Role::officer, TrainingWorld::training_kinds()), above,
             {manager});
  };
  unit("79TH0001A", "79TH0001", "manager");
  unit("79SGDA", "79SGD", "office-manager");
  refused("training.school_teaches", world_.class_body("CDS_CB", "GV"), "79TH0001A", {"79TH0001A-officer"});
  accepted(world_.class_body("CDS_CB", "GV"), "79SGDA", {"79SGDA-officer"});
}

TEST_F(TrainingRulesTest, AClassFitsItsCourse) {
  const auto body = world_.class_body("CDS_NC", "GV");
  const auto spoiled = [&](auto spoil) {
    auto out = body;
    spoil(out);
    return out;
  };
  provider_refused("training.course_unknown", spoiled([](auto& b) { b.course = code("CDS_XX"); }));
  provider_refused("training.wrong_audience", spoiled([](auto& b) { b.audience = code("HS"); }));
  provider_refused("training.level_unknown", spoiled([](auto& b) { b.level = code("THPT"); }));
  provider_refused("training.wrong_topic", spoiled([](auto& b) { b.topic.reset(); }));
  provider_refused("training.wrong_topic", spoiled([](auto& b) { b.topic = code("NEN_TANG_SO"); }));  // of CBQL
  provider_refused("training.class_too_large", spoiled([](auto& b) { b.capacity = 0; }));
  provider_refused("training.class_too_large", spoiled([](auto& b) { b.capacity = 101; }));
  provider_refused("training.trainer_degree", spoiled([](auto& b) { b.trainers.clear(); }));
  provider_refused("training.trainer_degree", spoiled([](auto& b) {
                     b.trainers.push_back({training::Degree::bachelor, commitment("another"), {}});
                   }));
  provider_refused("training.source_field", spoiled([](auto& b) { b.source = code("LMS"); }));
  by_provider(spoiled([](auto& b) { b.capacity = 100; }));
  provider_refused("training.class_exists", body);
  auto same = body;
  same.klass = class_id(900);
  provider_refused("training.class_number_taken", same);
  auto basic = world_.class_body("CDS_CB", "GV");
  basic.topic = code("HA_TANG_CNTT");
  provider_refused("training.wrong_topic", basic);  // a course without a list
  basic.topic.reset();
  basic.capacity = 151;
  provider_refused("training.class_too_large", basic);
  basic.capacity = 150;
  basic.level.reset();
  provider_refused("training.level_unknown", basic);  // the plan's classes are counted by level
  auto rules = TrainingWorld::rules();
  rules.levels.clear();
  rules.planned.clear();
  basic.programme = world_.publish(rules);
  by_provider(basic);
  auto levelled = world_.class_body("CDS_CB", "GV");
  provider_refused("training.level_unknown", levelled);
}

TEST_F(TrainingRulesTest, AnExternalClassNamesItsSourceAndNeedsNoTrainer) {
  auto body = world_.class_body("MOOC", "GV");
  EXPECT_TRUE(body.trainers.empty());
  auto without = body;
  without.source.reset();
  provider_refused("training.source_field", without);
  body.level.reset();  // nor a level
  by_provider(body);
  EXPECT_EQ(klass(body.klass).source, code("GOOGLE_EDU"));
  EXPECT_EQ(klass(body.klass).places, training::kMaxLearners);
  provider_refused("training.session_external", world_.session_body(body.klass, 4, Mode::online));
}

TEST_F(TrainingRulesTest, AClassOfFewerThanFiveIsWarnedOf) {
  auto body = world_.class_body("CDS_CB", "GV");
  body.capacity = 4;
  EXPECT_THAT(notices(body, "79DH01", TrainingWorld::provider_keys()), Contains("training.class_small"));
  body = world_.class_body("CDS_CB", "GV");
  body.capacity = 5;
  EXPECT_THAT(notices(body, "79DH01", TrainingWorld::provider_keys()), IsEmpty());
  // The number of those who came counts as well.
  for (const std::size_t learners : {4u, 5u}) {
    const SeatIds seats = world_.approve("CDS_CB", "GV", learners);
    const ClassId klass = world_.open("CDS_CB", "GV");
    world_.enrol(klass, seats);
    world_.hold(klass, 30);
    world_.give(klass, seats, 80, 80);
    const auto said = notices(TrainingClose{false, klass}, "79DH01", TrainingWorld::provider_keys());
    if (learners == 4u)
      EXPECT_THAT(said, Contains("training.class_small"));
    else
      EXPECT_THAT(said, IsEmpty());
  }
}

// --- training.enrol

// 150/151 learners of a basic class, 100/101 of an advanced one.
TEST_F(TrainingRulesTest, AClassTakesAsManyAsItsCapAndNotOneMore) {
  for (const auto& [course, cap] : {std::pair("CDS_CB", 150u), std::pair("CDS_NC", 100u)}) {
    const SeatIds seats = world_.approve(course, "GV", cap + 1);
    const ClassId all = world_.open(course, "GV");
    provider_refused("training.class_full", world_.enrol_body(all, seats));
    const SeatIds fit(seats.begin(), seats.end() - 1);
    by_provider(world_.enrol_body(all, fit));
    provider_refused("training.class_full", world_.enrol_body(all, {seats.back()}));
    // Who withdraws frees a place.
    world_.withdraw(all, {seats.front()});
    by_provider(world_.enrol_body(all, {seats.back()}));
    EXPECT_EQ(klass(all).enrolled, cap + 1);
    EXPECT_EQ(klass(all).withdrawn, 1u);
    provider_refused("training.class_full", world_.result_body(all, {seats.front()}, 80, 80));  // the place is taken
  }
  const SeatIds few = world_.approve("CDS_CB", "GV", 7);
  auto small = world_.class_body("CDS_CB", "GV");
  small.capacity = 6;
  by_provider(small);
  provider_refused("training.class_full", world_.enrol_body(small.klass, few));
}

TEST_F(TrainingRulesTest, WithoutACapAClassTakesAThousand) {
  const SeatIds seats = world_.approve("MOOC", "GV", 1'001);
  const ClassId klass = world_.open("MOOC", "GV");
  world_.enrol(klass, {seats.begin(), seats.end() - 1});
  provider_refused("training.class_full", world_.enrol_body(klass, {seats.back()}));
}

TEST_F(TrainingRulesTest, OnlySeatsOfAnApprovedRosterOfThisProgrammeCourseAndAudienceSitInAClass) {
  const ClassId klass = world_.open("CDS_CB", "GV");
  provider_refused("training.seat_unknown", world_.enrol_body(klass, {seat_id(500)}));
  provider_refused("training.wrong_course", world_.enrol_body(klass, world_.approve("CDS_NC", "GV", 1)));
  provider_refused("training.wrong_audience", world_.enrol_body(klass, world_.approve("CDS_CB", "NV", 1)));
  const SeatIds seats = world_.approve("CDS_CB", "GV", 1);
  provider_refused("training.class_unknown", world_.enrol_body(class_id(77), seats));
  refused("training.not_provider", world_.enrol_body(klass, seats), "79DH02", {"dh2-officer"});
  // Of another programme of the same office.
  auto rules = TrainingWorld::rules();
  rules.programme = code("BDTX");
  const LeafIndex other = by_office(TrainingProgramme{rules, {}});
  auto foreign = world_.class_body("CDS_CB", "GV");
  foreign.programme = other;
  by_provider(foreign);
  provider_refused("training.seat_unknown", world_.enrol_body(foreign.klass, seats));
  by_provider(world_.enrol_body(klass, seats));
}

TEST_F(TrainingRulesTest, ASeatIsInOneOpenClassAndComesBackAfterTheLastOne) {
  const SeatIds seats = world_.approve("CDS_NC", "GV", 2);
  const ClassId first = world_.open("CDS_NC", "GV");
  const ClassId second = world_.open("CDS_NC", "GV");
  auto linked = world_.enrol_body(first, seats);
  linked.seats[0].after = second;
  provider_refused("training.attempt_link", linked);
  world_.enrol(first, seats);
  provider_refused("training.seat_busy", world_.enrol_body(second, {seats[0]}));
  provider_refused("training.seat_busy", world_.enrol_body(first, {seats[0]}));
  world_.hold(first, 30);
  world_.withdraw(first, {seats[0]});
  EXPECT_EQ(standing(seats[0]), SeatStanding::not_passed);
  provider_refused("training.attempt_link", world_.enrol_body(first, {seats[0]}));  // back in the same class
  world_.give(first, {seats[1]}, 60, 60);
  world_.close(first);
  provider_refused("training.seat_passed", world_.enrol_body(second, {seats[1]}));
  auto unlinked = world_.enrol_body(second, {seats[0]});
  unlinked.seats[0].after.reset();
  provider_refused("training.attempt_link", unlinked);
  by_provider(world_.enrol_body(second, {seats[0]}));
  EXPECT_EQ((**find_attempt(net_.view(), second, seats[0])).after, first);
  EXPECT_EQ(seat(seats[0]).attempts, 2u);
  world_.close(world_.open("CDS_CB", "GV"), true);
  provider_refused("training.class_closed", world_.enrol_body(first, {seats[0]}));
}

// Who failed learns the same again; who left, or whose class did not come about, may choose.
TEST_F(TrainingRulesTest, ARetakeHasTheTopicThatWasFailed) {
  const SeatIds seats = world_.approve("CDS_NC", "GV", 6);
  const ClassId first = world_.open("CDS_NC", "GV");
  world_.enrol(first, seats);
  world_.hold(first, 30);
  world_.give(first, seats, 40, 40);
  world_.withdraw(first, {seats[1]});
  world_.close(first);
  auto other = world_.class_body("CDS_NC", "GV");
  other.topic = code("QUAN_LY_CDS");
  by_provider(other);
  provider_refused("training.wrong_topic", world_.enrol_body(other.klass, {seats[0]}));
  by_provider(world_.enrol_body(other.klass, {seats[1]}));
  by_provider(TrainingClose{true, other.klass});
  // Nor does a class between, which did not come about or was left, free from it.
  const ClassId again = world_.open("CDS_NC", "GV");
  by_provider(world_.enrol_body(again, {seats[0], seats[1], seats[2]}));
  world_.withdraw(again, {seats[2]});
  by_provider(world_.enrol_body(world_.open("CDS_NC", "GV"), {seats[2]}));
  by_provider(TrainingClose{true, again});
  auto third = world_.class_body("CDS_NC", "GV");
  third.topic = code("QUAN_LY_CDS");
  by_provider(third);
  provider_refused("training.wrong_topic", world_.enrol_body(third.klass, {seats[0]}));
  by_provider(world_.enrol_body(third.klass, {seats[1]}));
  const ClassId last = world_.open("CDS_NC", "GV");
  by_provider(world_.enrol_body(last, {seats[0]}));
  EXPECT_EQ(seat(seats[0]).failed, klass(last).topic);
  EXPECT_EQ(seat(seats[1]).failed, std::nullopt);
}

// Whom the office lists no more ends what it began, takes in nobody, and can't keep those who are there.
TEST_F(TrainingRulesTest, AProviderThatIsListedNoMoreTakesInNobody) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 6);
  const ClassId id = world_.open("CDS_CB", "GV"), other = world_.open("CDS_CB", "GV");
  world_.enrol(id, {seats.begin(), seats.begin() + 3});
  world_.enrol(other, {seats[4]});
  const TrainingClose cancel{true, id};
  office_refused("training.not_provider", cancel);
  auto rules = TrainingWorld::rules();
  rules.providers = {code("79DH02")};
  world_.publish(rules);
  provider_refused("training.not_provider", world_.enrol_body(id, {seats[3]}));
  office_refused("training.not_provider", TrainingClose{false, id});
  refused("training.not_provider", cancel, "79SGD", {"so-officer"});
  by_office(cancel);
  EXPECT_EQ(klass(id).standing, ClassStanding::cancelled);
  EXPECT_NE(standing(seats[0]), SeatStanding::learning);
  office_refused("training.class_closed", cancel);
  by_provider(world_.session_body(other, 30, Mode::in_person));
  by_provider(world_.result_body(other, {seats[4]}, 70, 70));
  office_refused("training.results_given", TrainingClose{true, other});
  by_provider(TrainingClose{false, other});
}

// Else who failed it could pass in no class any more.
TEST_F(TrainingRulesTest, AFailedTopicThatIsTaughtNoMoreBindsNobody) {
  const SeatIds seats = world_.approve("CDS_NC", "GV", 6);
  const ClassId first = world_.open("CDS_NC", "GV");
  world_.enrol(first, seats);
  world_.hold(first, 30);
  world_.give(first, seats, 40, 40);
  world_.close(first);
  auto other = world_.class_body("CDS_NC", "GV");
  other.topic = code("QUAN_LY_CDS");
  by_provider(other);
  provider_refused("training.wrong_topic", world_.enrol_body(other.klass, seats));
  auto rules = TrainingWorld::rules();
  for (auto& course : rules.courses)
    for (auto& audience : course.audiences) std::erase(audience.topics, klass(first).topic);
  world_.publish(rules);
  // The class of the old version still teaches by it.
  provider_refused("training.wrong_topic", world_.enrol_body(other.klass, seats));
  auto fresh = world_.class_body("CDS_NC", "GV");
  fresh.topic = code("QUAN_LY_CDS");
  by_provider(fresh);
  by_provider(world_.enrol_body(fresh.klass, seats));
}

TEST_F(TrainingRulesTest, ASeatHasSixteenAttempts) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 1);
  for (std::size_t i = 0; i < kMaxSeatAttempts; ++i) {
    const ClassId klass = world_.open("CDS_CB", "GV");
    world_.enrol(klass, seats);
    world_.close(klass, true);
  }
  provider_refused("training.too_many_attempts", world_.enrol_body(world_.open("CDS_CB", "GV"), seats));
}

// --- training.session

TEST_F(TrainingRulesTest, SessionsAreNumberedAndTheLastWordOfOneCounts) {
  const ClassId id = world_.open("CDS_CB", "GV");
  auto body = world_.session_body(id, 4, Mode::in_person);
  body.number = 2;
  provider_refused("training.session_number", body);
  body.number = 1;
  body.periods = 0;
  provider_refused("training.session_periods", body);
  body.periods = 4;
  by_provider(body);
  by_provider(world_.session_body(id, 6, Mode::online));
  EXPECT_EQ(klass(id).periods, 10u);
  EXPECT_EQ(klass(id).online, 6u);
  body.number = 2;
  body.mode = Mode::in_person;
  by_provider(body);
  EXPECT_EQ(klass(id).periods, 8u);
  EXPECT_EQ(klass(id).online, 0u);
  body.periods = 0;  // did not take place
  by_provider(body);
  EXPECT_EQ(klass(id).periods, 4u);
  EXPECT_EQ(klass(id).sessions, 2u);
  refused("training.not_provider", body, "79DH02", {"dh2-officer"});
  world_.close(id, true);
  provider_refused("training.class_closed", body);
}

TEST_F(TrainingRulesTest, AClassHasAThousandPeriodsAndFourHundredSessions) {
  const ClassId long_one = world_.open("TAP_HUAN", "GV");  // whose periods have no length: a minute at least
  by_provider(world_.session_body(long_one, 1'000, Mode::in_person));
  provider_refused("training.class_too_long", world_.session_body(long_one, 1, Mode::in_person));
  const ClassId many = world_.open("CDS_CB", "GV");
  for (std::size_t i = 0; i < kMaxSessions; ++i) by_provider(world_.session_body(many, 1, Mode::in_person));
  provider_refused("training.class_too_long", world_.session_body(many, 1, Mode::in_person));
}

// 32 · 45 = 1,440 minutes.
TEST_F(TrainingRulesTest, ASessionIsNoLongerThanADay) {
  const ClassId id = world_.open("CDS_CB", "GV");
  provider_refused("training.session_periods", world_.session_body(id, 33, Mode::in_person));
  auto body = world_.session_body(id, 32, Mode::in_person);
  by_provider(body);
  body.periods = 33;  // in place of the first
  provider_refused("training.session_periods", body);
  EXPECT_EQ(klass(id).periods, 32u);
}

TEST_F(TrainingRulesTest, ASessionOutsideThePhaseIsNoticedAndNotRefused) {
  const ClassId id = world_.open("CDS_CB", "GV");
  net_.now = test::time_at("2026-01-01T00:00:00Z");
  const auto on = [&](const char* day) {
    auto body = world_.session_body(id, 2, Mode::in_person);
    body.date = date_at(day);
    return notices(body, "79DH01", TrainingWorld::provider_keys());
  };
  EXPECT_THAT(on("2024-09-30"), Contains("training.outside_phase"));
  EXPECT_THAT(on("2024-10-01"), IsEmpty());
  EXPECT_THAT(on("2025-12-31"), IsEmpty());
  EXPECT_THAT(on("2026-01-01"), Contains("training.outside_phase"));
  EXPECT_EQ(klass(id).periods, 8u);
}

TEST_F(TrainingRulesTest, ASessionIsRecordedOnItsDayAtTheEarliest) {
  const ClassId id = world_.open("CDS_CB", "GV");
  net_.now = test::time_at("2024-10-14T16:59:59Z");  // 23:59:59 of the 14th in Việt Nam
  auto body = world_.session_body(id, 4, Mode::in_person);
  body.date = date_at("2024-10-15");
  provider_refused("training.session_future", body);
  net_.now = test::time_at("2024-10-14T17:00:00Z");
  by_provider(body);
}

}  // namespace
}  // namespace hocba::chain
