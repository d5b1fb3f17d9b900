// One rejection per rule of version 1 (docs/formats/rules.md §8): results, corrections, closing, certificates.
#include <gtest/gtest.h>

#include "tests/support/training_fixture.hpp"

namespace hocba::chain {
namespace {

using test::class_id;
using test::code;
using test::commitment;
using test::Names;
using test::seat_id;
using test::TrainingWorld;
using training::Mode;

class TrainingResultTest : public test::TrainingRulesTest {
 protected:
  static constexpr const char* kDh = TrainingWorld::kProvider;
  const Names& dh_ = TrainingWorld::provider_keys();
  const Names signatories_ = {"dh-principal", "dh-seal"};

  // A class with learners and sessions, open.
  struct Open {
    ClassId klass;
    SeatIds seats;
  };
  Open running(const std::string& course, std::size_t learners, std::uint32_t periods = 30, std::uint32_t online = 0) {
    Open out;
    out.seats = world_.approve(course, "GV", learners);
    out.klass = world_.open(course, "GV");
    world_.enrol(out.klass, out.seats);
    world_.hold(out.klass, periods, online);
    return out;
  }
  TrainingClose closing(const ClassId& id) const { return {false, id}; }
  TrainingResult corrected(const ClassId& id, const SeatIds& seats, std::uint32_t mark, std::uint32_t test) const {
    TrainingResult b = world_.result_body(id, seats, mark, test);
    b.reason = commitment("why it was wrong");
    return b;
  }
  CredentialStatus change(const CredentialId& id, StatusAction action, std::optional<CredentialId> next = {}) const {
    return {id, action, next, commitment("reason")};
  }
  const Names two_ = {"dh-registrar", "dh-principal"};  // of a change of status
};

// --- training.result

TEST_F(TrainingResultTest, AResultIsOfASeatInTheClassAndFollowsFromItsParts) {
  const Open c = running("CDS_CB", 5);
  const auto spoiled = [&](auto spoil) {
    auto body = world_.result_body(c.klass, {c.seats[0]}, 85, 40);
    spoil(body.results[0].result);
    return body;
  };
  auto other = world_.result_body(c.klass, {c.seats[0]}, 85, 40);
  other.results[0].seat = seat_id(777);
  provider_refused("training.not_enrolled", other);
  other.results[0].seat = world_.approve("CDS_CB", "GV", 1)[0];
  provider_refused("training.not_enrolled", other);
  provider_refused("training.result_fields", spoiled([](auto& r) { r.test.reset(); }));
  provider_refused("training.wrong_score", spoiled([](auto& r) { r.score = 53; }));
  provider_refused("training.attended_too_much", spoiled([](auto& r) { r.attended = 31; }));
  auto reasoned = world_.result_body(c.klass, {c.seats[0]}, 85, 40);
  reasoned.reason = commitment("reason");
  provider_refused("training.reason_field", reasoned);
  refused("training.not_provider", world_.result_body(c.klass, {c.seats[0]}, 85, 40), "79DH02", {"dh2-officer"});
  auto unknown = world_.result_body(c.klass, {c.seats[0]}, 85, 40);
  unknown.klass = class_id(99);
  provider_refused("training.class_unknown", unknown);
  by_provider(spoiled([](auto& r) { r.attended = 0; }));
  by_provider(spoiled([](auto&) {}));  // the last one counts
  EXPECT_EQ(klass(c.klass).resulted, 1u);
  EXPECT_EQ((**find_attempt(net_.view(), c.klass, c.seats[0])).result->attended, 30u);
  EXPECT_EQ((**find_attempt(net_.view(), c.klass, c.seats[0])).result->score, 54u);
}

TEST_F(TrainingResultTest, WhoWithdrewAndIsElsewhereDoesNotComeBack) {
  const Open c = running("CDS_CB", 5);
  world_.withdraw(c.klass, {c.seats[0], c.seats[1]});
  world_.give(c.klass, {c.seats[1]}, 60, 60);  // came back
  const ClassId next = world_.open("CDS_CB", "GV");
  world_.enrol(next, {c.seats[0]});
  provider_refused("training.attempt_link", world_.result_body(c.klass, {c.seats[0]}, 60, 60));
  EXPECT_EQ(klass(c.klass).withdrawn, 1u);
}

TEST_F(TrainingResultTest, ASeatThatWasTakenOffTheRosterDoesNotPassAnyMore) {
  const Open c = running("CDS_CB", 6);
  world_.withdraw(c.klass, {c.seats[0]});
  auto removal = world_.roster_body({});
  removal.removed = {c.seats[0]};
  by_office(removal);
  provider_refused("training.seat_removed", world_.result_body(c.klass, {c.seats[0]}, 60, 60));
  world_.withdraw(c.klass, {c.seats[0]});
  world_.give(c.klass, {c.seats.begin() + 1, c.seats.end()}, 40, 40);
  world_.close(c.klass);
  removal = world_.roster_body({});
  removal.removed = {c.seats[1]};
  by_office(removal);
  refused("training.seat_removed", corrected(c.klass, {c.seats[1]}, 60, 60), kDh, TrainingWorld::provider_two());
}

// --- training.close

// 29/30 periods; 15/16 of 30 online in a basic class, 9/10 in an advanced one.
TEST_F(TrainingResultTest, AClassClosesWithEnoughPeriodsAndNotTooManyOnline) {
  for (const auto& [course, online] : {std::pair("CDS_CB", 15u), std::pair("CDS_NC", 9u)}) {
    const Open c = running(course, 5, 29, online);
    world_.give(c.klass, c.seats, 80, 80);
    provider_refused("training.too_few_periods", closing(c.klass));
    auto last = world_.session_body(c.klass, 1, Mode::online);
    by_provider(last);
    provider_refused("training.online_share", closing(c.klass));
    last.mode = Mode::in_person;
    by_provider(last);
    EXPECT_EQ(klass(c.klass).online, online);
    by_provider(closing(c.klass));
    provider_refused("training.class_closed", closing(c.klass));
    EXPECT_EQ(klass(c.klass).standing, ClassStanding::closed);
  }
}

// A plan that says nothing of periods: nobody is taught by no lesson all the same.
TEST_F(TrainingResultTest, AClassWithoutALessonDoesNotClose) {
  auto rules = TrainingWorld::rules();
  rules.courses[0].min_periods.reset();
  rules.courses[0].min_attendance = 100;
  world_.publish(rules);
  for (const char* course : {"CDS_CB", "TAP_HUAN"}) {
    const Open c = running(course, 5, 0);
    world_.give(c.klass, c.seats, 80, 80);
    provider_refused("training.too_few_periods", closing(c.klass));
    by_provider(world_.session_body(c.klass, 1, Mode::in_person));
    world_.give(c.klass, c.seats, 80, 80);
    by_provider(closing(c.klass));
    EXPECT_EQ(standing(c.seats[0]), SeatStanding::passed) << course;
  }
  // Of another system's lessons the ledger knows nothing.
  const SeatIds far = world_.approve("MOOC", "GV", 5);
  EXPECT_EQ(klass(world_.taught("MOOC", "GV", far)).periods, 0u);
}

TEST_F(TrainingResultTest, ARefusalSaysWithWhichNumbers) {
  const Open c = running("CDS_NC", 5, 30, 10);
  world_.give(c.klass, c.seats, 80, 80);
  const auto result = net_.submit(closing(c.klass), kDh, dh_);
  EXPECT_EQ(result.error().detail(), "10 * 100 > 30 * 30");
}

TEST_F(TrainingResultTest, AClassClosesWithLearnersWhoAllHaveResults) {
  const ClassId empty = world_.open("CDS_CB", "GV");
  provider_refused("training.class_empty", closing(empty));
  by_provider(TrainingClose{true, empty});
  EXPECT_EQ(klass(empty).standing, ClassStanding::cancelled);
  const Open c = running("CDS_CB", 5);
  world_.give(c.klass, {c.seats.begin(), c.seats.end() - 1}, 80, 80);
  provider_refused("training.results_missing", closing(c.klass));
  refused("training.not_provider", closing(c.klass), "79DH02", {"dh2-officer"});
  world_.withdraw(c.klass, {c.seats.back()});
  by_provider(closing(c.klass));
  const Open gone = running("CDS_CB", 5);
  world_.withdraw(gone.klass, gone.seats);
  provider_refused("training.class_empty", closing(gone.klass));
  by_provider(TrainingClose{true, gone.klass});
  provider_refused("training.class_unknown", closing(class_id(99)));
}

TEST_F(TrainingResultTest, AClassWithResultsIsNotCancelled) {
  const Open c = running("CDS_CB", 5);
  world_.withdraw(c.klass, {c.seats[0]});
  world_.give(c.klass, {c.seats[1]}, 10, 10);
  provider_refused("training.results_given", TrainingClose{true, c.klass});
  world_.withdraw(c.klass, {c.seats[1]});
  by_provider(TrainingClose{true, c.klass});
  EXPECT_EQ(standing(c.seats[2]), SeatStanding::not_passed);  // over: free for another class
  world_.enrol(world_.open("CDS_CB", "GV"), c.seats);
}

TEST_F(TrainingResultTest, SessionsThatShrinkAfterTheResultsKeepTheClassOpen) {
  const Open c = running("CDS_CB", 5, 32);
  world_.give(c.klass, c.seats, 80, 80);  // 32 attended
  auto shorter = world_.session_body(c.klass, 2, Mode::in_person);
  shorter.number = 1;
  by_provider(shorter);
  provider_refused("training.attended_too_much", closing(c.klass));
  for (const SeatId& seat : c.seats) world_.give(c.klass, {seat}, 80, 80);  // 30 attended now
  by_provider(closing(c.klass));
}

TEST_F(TrainingResultTest, PassesFromFivePointNoughtOn) {
  const Open c = running("CDS_CB", 5);
  world_.give(c.klass, c.seats, 50, 50);
  world_.give(c.klass, {c.seats[0]}, 49, 49);
  EXPECT_EQ(standing(c.seats[1]), SeatStanding::learning);
  world_.close(c.klass);
  EXPECT_EQ(standing(c.seats[0]), SeatStanding::not_passed);
  EXPECT_EQ(standing(c.seats[1]), SeatStanding::passed);
  const ClassId again = world_.open("CDS_CB", "GV");
  world_.enrol(again, {c.seats[0]});
  EXPECT_EQ(standing(c.seats[0]), SeatStanding::learning);
  world_.hold(again, 30);
  world_.give(again, {c.seats[0]}, 70, 70);  // 4,9 and then 7,0
  world_.close(again);
  EXPECT_EQ(standing(c.seats[0]), SeatStanding::passed);
  EXPECT_EQ((**find_attempt(net_.view(), c.klass, c.seats[0])).result->score, 49u);  // both are kept
}

// --- corrections

TEST_F(TrainingResultTest, AClosedResultIsCorrectedByTwoPersonsWithAReason) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 6);
  const ClassId id = world_.taught("CDS_CB", "GV", seats, 49, 49);
  const auto body = corrected(id, {seats[0]}, 60, 60);
  refused("training.reason_field", world_.result_body(id, {seats[0]}, 60, 60), kDh, TrainingWorld::provider_two());
  provider_refused("chain.four_eyes", body);
  refused("training.not_provider", body, "79DH02", {"dh2-officer"});
  // Another key of the same person is no other person.
  auto twin = net_.grant_body("dh-officer-2", kDh, Role::officer, TrainingWorld::training_kinds());
  twin.person = commitment("person dh-officer");
  accepted(twin, "79SGD", {"office-manager"});
  refused("chain.four_eyes", body, kDh, {"dh-officer", "dh-officer-2"});
  accepted(body, kDh, TrainingWorld::provider_two());
  EXPECT_EQ(standing(seats[0]), SeatStanding::passed);
  EXPECT_EQ(standing(seats[1]), SeatStanding::not_passed);
  refused(
      "training.wrong_score",
      [&] {
        auto wrong = corrected(id, {seats[1]}, 60, 60);
        wrong.results[0].result.score = 61;
        return wrong;
      }(),
      kDh, TrainingWorld::provider_two());
  refused(
      "training.not_enrolled",
      [&] {
        auto wrong = body;
        wrong.results[0].seat = seat_id(888);
        return wrong;
      }(),
      kDh, TrainingWorld::provider_two());
  // Not the attempt that another one followed.
  const ClassId next = world_.open("CDS_CB", "GV");
  world_.enrol(next, {seats[1]});
  refused("training.attempt_link", corrected(id, {seats[1]}, 60, 60), kDh, TrainingWorld::provider_two());
  world_.close(next, true);
  refused("training.class_closed", corrected(next, {seats[1]}, 60, 60), kDh, TrainingWorld::provider_two());
}

TEST_F(TrainingResultTest, WhatACertificateRestsOnIsNotCorrectedAway) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 6);
  const ClassId id = world_.taught("CDS_CB", "GV", seats, 60, 60);
  const auto ids = world_.issue(id, seats);
  const Names& two = TrainingWorld::provider_two();
  refused("training.certified", corrected(id, {seats[0]}, 40, 40), kDh, two);
  refused("training.certified", corrected(id, {seats[0]}, 61, 61), kDh, two);  // passes, but the figure is cited
  auto fewer = corrected(id, {seats[0]}, 60, 60);
  fewer.results[0].result.attended = 29;
  refused("training.certified", fewer, kDh, two);
  auto parts = corrected(id, {seats[0]}, 60, 60);
  parts.results[0].result.attendance = 61;  // 0,3 · 6,1 + 0,7 · 6,0 = 6,03: the same score
  refused("training.certified", parts, kDh, two);
  accepted(corrected(id, {seats[0]}, 60, 60), kDh, two);  // nothing that is cited changes
  accepted(change(ids[0], StatusAction::suspend), kDh, two_);
  refused("training.certified", corrected(id, {seats[0]}, 40, 40), kDh, two);  // it may be reinstated
  accepted(change(ids[0], StatusAction::revoke), kDh, two_);
  accepted(corrected(id, {seats[0]}, 40, 40), kDh, two);
  EXPECT_EQ(standing(seats[0]), SeatStanding::not_passed);
}

// --- credential.issue

TEST_F(TrainingResultTest, CertificatesCiteWhatTheLedgerKnows) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 8);
  const ClassId id = world_.taught("CDS_CB", "GV", seats);
  const auto ids = world_.issue(id, seats);
  EXPECT_EQ(ids.size(), 8u);
  EXPECT_EQ(seat(seats[3]).credential, ids[3]);
  EXPECT_EQ(*cited_seats(net_.view(), ids[3]), SeatIds{seats[3]});
  EXPECT_EQ(*cited_seats(net_.view(), net_.issue_one()), SeatIds{});
}

TEST_F(TrainingResultTest, NoCertificateWithoutAPassOrWithAWrongFigureOrPerson) {
  const Open open = running("CDS_CB", 5);
  world_.give(open.klass, open.seats, 60, 60);
  const auto of = [&](std::vector<ItemAttempt> attempts) {
    return world_.issue_body("training-certificate", {std::move(attempts)});
  };
  const auto refuse = [&](const std::string& expected, std::vector<ItemAttempt> attempts) {
    refused(expected, of(std::move(attempts)), kDh, signatories_);
  };
  refuse("training.class_open", {world_.attempt_of(open.klass, open.seats[0])});
  world_.give(open.klass, {open.seats[1]}, 49, 49);
  world_.withdraw(open.klass, {open.seats[2]});
  world_.close(open.klass);
  refuse("training.not_passed", {world_.attempt_of(open.klass, open.seats[1])});
  refuse("training.not_passed", {world_.attempt_of(open.klass, open.seats[2])});
  const ItemAttempt good = world_.attempt_of(open.klass, open.seats[0]);
  const auto spoiled = [&](auto spoil) {
    auto out = good;
    spoil(out);
    return std::vector{out};
  };
  refuse("training.class_open", spoiled([](auto& a) { a.klass = class_id(99); }));
  refuse("training.not_enrolled", spoiled([](auto& a) { a.seat = seat_id(999); }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.attended = 29; }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.course = code("CDS_NC"); }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.online = 1; }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.periods = 31; }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.score = 61; }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.score.reset(); }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.attendance = 61; }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.test.reset(); }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.source = code("LMS"); }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.topic = code("HA_TANG_CNTT"); }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.programme = code("BDTX"); }));
  refuse("training.attempt_differs", spoiled([](auto& a) { a.office = code("79SGD"); }));
  refuse("training.wrong_person", spoiled([](auto& a) { a.person = commitment("somebody else"); }));
  const auto detail = net_.submit(of(spoiled([](auto& a) { a.score = 61; })), kDh, signatories_).error().detail();
  EXPECT_NE(detail.find("score: 61, on the ledger 60"), std::string::npos) << detail;
  accepted(of({good}), kDh, signatories_);
  const ClassId cancelled = world_.open("CDS_CB", "GV");
  world_.enrol(cancelled, {open.seats[1]});
  world_.close(cancelled, true);
  refuse("training.class_open", spoiled([&](auto& a) { a.klass = cancelled; }));
}

TEST_F(TrainingResultTest, OneSeatHasOneCertificateInForce) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 5);
  const ClassId id = world_.taught("CDS_CB", "GV", seats);
  const auto again = [&](std::size_t i) {
    return world_.issue_body("training-certificate", {{world_.attempt_of(id, seats[i])}});
  };
  // Twice in one record.
  refused(
      "training.already_certified",
      world_.issue_body("training-certificate", {{world_.attempt_of(id, seats[0])}, {world_.attempt_of(id, seats[0])}}),
      kDh, signatories_);
  const auto ids = world_.issue(id, seats);
  refused("training.already_certified", again(0), kDh, signatories_);
  accepted(change(ids[0], StatusAction::revoke), kDh, two_);
  accepted(again(0), kDh, signatories_);
  refused("training.already_certified", again(0), kDh, signatories_);
  // Corrected: suspended, issued anew, superseded; and what was replaced does not come back.
  accepted(change(ids[1], StatusAction::suspend), kDh, two_);
  const auto next = again(1);
  accepted(next, kDh, signatories_);
  refused("training.already_certified", change(ids[1], StatusAction::reinstate), kDh, two_);
  refused("chain.successor_wrong", change(ids[1], StatusAction::supersede, ids[3]), kDh, two_);  // of another seat
  accepted(change(ids[1], StatusAction::supersede, next.items[0].id), kDh, two_);
  accepted(change(ids[2], StatusAction::suspend), kDh, two_);
  accepted(change(ids[2], StatusAction::reinstate), kDh, two_);
}

// Copies of what was erased are about, and the status lists say that it is in force until it is revoked.
TEST_F(TrainingResultTest, WhatWasErasedIsInTheWayUntilItIsRevoked) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 5);
  const ClassId id = world_.taught("CDS_CB", "GV", seats);
  const auto ids = world_.issue(id, seats);
  for (const auto& [key, role] : {std::pair("dh-eraser", Role::registrar), std::pair("dh-eraser-2", Role::principal)})
    accepted(net_.grant_body(key, kDh, role, {RecordKind::document_erase}), "79SGD", {"office-manager"});
  const Names keys = {"dh-eraser", "dh-eraser-2"};
  // Before the numbers are reserved, whose record would go with them.
  const auto again = [&] { return world_.issue_body("training-certificate", {{world_.attempt_of(id, seats[0])}}); };
  const Names& two = TrainingWorld::provider_two();
  accepted(DocumentErase{ids[0], std::nullopt, commitment("basis")}, kDh, keys);
  refused("training.already_certified", again(), kDh, signatories_);
  refused("training.certified", corrected(id, {seats[0]}, 61, 61), kDh, two);
  accepted(change(ids[0], StatusAction::revoke), kDh, two_);
  accepted(corrected(id, {seats[0]}, 61, 61), kDh, two);
  accepted(again(), kDh, signatories_);
  refused("training.already_certified", again(), kDh, signatories_);
}

// The office reseats; a document that cites the seat from then on is of the person that it names now.
TEST_F(TrainingResultTest, AfterAReseatTheCommitmentOfBeforeIsNobodysAnyMore) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 5);
  const ClassId id = world_.taught("CDS_CB", "GV", seats);
  const auto ids = world_.issue(id, seats);
  const auto before = world_.attempt_of(id, seats[0]);
  auto roster = world_.roster_body({});
  roster.reseat = {{commitment("called otherwise"), seats[0]}};
  by_office(roster);
  EXPECT_EQ((**find_credential(net_.view(), ids[0])).standing, CredentialStanding::in_force);
  accepted(change(ids[0], StatusAction::suspend), kDh, two_);
  refused("training.wrong_person", world_.issue_body("training-certificate", {{before}}), kDh, signatories_);
  const auto next = world_.issue_body("training-certificate", {{world_.attempt_of(id, seats[0])}});
  EXPECT_EQ(next.items[0].attempts->front().person, commitment("called otherwise"));
  accepted(next, kDh, signatories_);
  accepted(change(ids[0], StatusAction::supersede, next.items[0].id), kDh, two_);
}

TEST_F(TrainingResultTest, AttemptsStandInTrainingDocumentsAndNowhereElse) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 5);
  const ClassId id = world_.taught("CDS_CB", "GV", seats);
  auto without = world_.issue_body("training-certificate", {{world_.attempt_of(id, seats[0])}});
  without.items[0].attempts.reset();
  refused("training.attempts_field", without, kDh, signatories_);
  auto old = net_.issue_body(net_.reserve("certificate", 1), 1);
  old.items[0].attempts = {world_.attempt_of(id, seats[0])};
  refused("training.attempts_field", old, "79TH0001", {"principal", "seal"});
  // The type says how it was assessed.
  refused("training.certificate_courses",
          world_.issue_body("attendance-confirmation", {{world_.attempt_of(id, seats[0])}}), kDh, signatories_);
}

TEST_F(TrainingResultTest, ACertificateCoversTheCoursesThatTheProgrammeSays) {
  const SeatIds basic = world_.approve("CDS_CB", "GV", 5);
  const SeatIds advanced = world_.approve("CDS_NC", "GV", 5);
  const ClassId first = world_.taught("CDS_CB", "GV", basic);
  const ClassId second = world_.taught("CDS_NC", "GV", advanced);
  const auto of = [&](std::vector<ItemAttempt> attempts) {
    return world_.issue_body("training-certificate", {std::move(attempts)});
  };
  refused("training.certificate_courses", of({world_.attempt_of(first, basic[0]), world_.attempt_of(first, basic[1])}),
          kDh, signatories_);
  accepted(of({world_.attempt_of(first, basic[0]), world_.attempt_of(second, advanced[0])}), kDh, signatories_);
  auto rules = TrainingWorld::rules();
  rules.certificates.erase(rules.certificates.begin() + 2);
  world_.publish(rules);
  refused("training.certificate_courses",
          of({world_.attempt_of(first, basic[1]), world_.attempt_of(second, advanced[1])}), kDh, signatories_);
  rules = TrainingWorld::rules();
  rules.providers = {code("79DH02")};
  world_.publish(rules);
  refused("training.not_provider", of({world_.attempt_of(first, basic[1])}), kDh, signatories_);
}

TEST_F(TrainingResultTest, AProviderThatIsListedTooCertifiesNobodyElsesLearners) {
  const SeatIds seats = world_.approve("CDS_CB", "GV", 5);
  const ClassId id = world_.taught("CDS_CB", "GV", seats);
  auto body = world_.issue_body("training-certificate", {{world_.attempt_of(id, seats[0])}});
  const std::vector<RecordKind> kinds = {RecordKind::credential_issue, RecordKind::register_reserve};
  const LeafIndex principal =
      accepted(net_.grant_body("dh2-principal", "79DH02", Role::principal, kinds), "79SGD", {"office-manager"});
  const LeafIndex seal =
      accepted(net_.grant_body("dh2-seal", "79DH02", Role::seal, kinds), "79SGD", {"office-manager"});
  const LeafIndex at = accepted(RegisterReserve{body.type, 2025, 1}, "79DH02", {"dh2-seal"});
  const auto reservation = **find_reservation(net_.view(), at);
  body.grants = {principal, seal};
  body.items[0].number = reservation.first;
  body.items[0].status = status_index(reservation, reservation.first);
  refused("training.not_provider", body, "79DH02", {"dh2-principal", "dh2-seal"});
}

TEST_F(TrainingResultTest, ACertificateIsOfOneProgramme) {
  const SeatIds basic = world_.approve("CDS_CB", "GV", 5);
  const ClassId first = world_.taught("CDS_CB", "GV", basic);
  const LeafIndex one = world_.programme;
  auto rules = TrainingWorld::rules();
  rules.programme = code("BDTX");
  world_.publish(rules);
  EXPECT_NE(world_.programme, one);
  const SeatIds advanced = world_.approve("CDS_NC", "GV", 5);
  const ClassId second = world_.taught("CDS_NC", "GV", advanced);
  refused("training.programmes_mixed",
          world_.issue_body("training-certificate",
                            {{world_.attempt_of(first, basic[0]), world_.attempt_of(second, advanced[0])}}),
          kDh, signatories_);
}

TEST_F(TrainingResultTest, ConfirmationsAndExternalCompletionsHaveTheirOwnTypes) {
  const SeatIds there = world_.approve("TAP_HUAN", "GV", 6);
  const ClassId day = world_.open("TAP_HUAN", "GV");
  world_.enrol(day, there);
  world_.hold(day, 8);
  world_.give(day, there, 0, 0);
  auto absent = world_.result_body(day, {there[0]}, 0, 0);
  absent.results[0].result.attended = 6;  // of 8: 75 %
  by_provider(absent);
  world_.close(day);
  refused("training.not_passed", world_.issue_body("attendance-confirmation", {{world_.attempt_of(day, there[0])}}),
          kDh, signatories_);
  EXPECT_EQ(world_.issue(day, {there[1], there[2]}).size(), 2u);
  const SeatIds far = world_.approve("MOOC", "GV", 5);
  const ClassId mooc = world_.taught("MOOC", "GV", far, 77);
  // Who assessed stands in the record as it stands in the class.
  auto attempt = world_.attempt_of(mooc, far[0]);
  EXPECT_EQ(attempt.source, code("GOOGLE_EDU"));
  for (const auto& source : {std::optional<CodeText>(), std::optional(code("LMS_TRUONG"))}) {
    attempt.source = source;
    refused("training.attempt_differs", world_.issue_body("external-completion", {{attempt}}), kDh, signatories_);
  }
  EXPECT_EQ(world_.issue(mooc, far).size(), 5u);
}

// --- whom the ledger lets sign

TEST_F(TrainingResultTest, TheKindsOfTrainingAreGrantedLikeThoseOfDocuments) {
  for (const RecordKind kind : TrainingWorld::training_kinds()) {
    auto grant = net_.grant_body("clerk", "79TH0002", Role::registrar, {kind});
    accepted(grant, "79TH0002", {"other-manager"});
  }
  std::vector<RecordKind> all = TrainingWorld::training_kinds();
  all.push_back(RecordKind::credential_issue);
  accepted(net_.grant_body("clerk-2", "79TH0002", Role::officer, all, {"training-certificate"}), "79TH0002",
           {"other-manager"});
}

}  // namespace
}  // namespace hocba::chain
