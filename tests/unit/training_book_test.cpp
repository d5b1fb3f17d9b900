// The training book: what it says of programmes, classes and seats, and that it says the same as of a size whatever
// came after.
#include "ledger/training/book.hpp"

#include <gmock/gmock.h>

#include "tests/support/training_story.hpp"

namespace hocba::training {
namespace {

using test::TrainingStory;
using test::word;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(TrainingBook, KnowsAProgrammeByEachOfItsVersions) {
  TrainingStory story;
  const EntryIndex before = story.now();
  auto rules = story.rules;
  rules.targets[1].percent = 50;
  story.version(rules);
  const EntryIndex second = before;

  const auto newest = story.book.find_programme(second, story.now());
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->first, story.programme);
  EXPECT_EQ(newest->newest, second);
  EXPECT_EQ(newest->rules->targets[1].percent, 50u);
  EXPECT_EQ(newest->office, word("79PGD01"));

  // Before the second version: the first one's rules, and nobody knew the second one's index.
  EXPECT_EQ(story.book.find_programme(story.programme, before)->rules->targets[1].percent, 30u);
  EXPECT_FALSE(story.book.find_programme(second, before));
  EXPECT_FALSE(story.book.find_programme(story.programme, story.programme));
  EXPECT_FALSE(story.book.find_programme(story.programme + 100, story.now()));
  EXPECT_EQ(story.book.rules_of(story.programme)->targets[1].percent, 30u);
  EXPECT_EQ(story.book.rules_of(second)->targets[1].percent, 50u);
  EXPECT_EQ(story.book.rules_of(second + 1), nullptr);
  EXPECT_THAT(story.book.programmes(story.now()), SizeIs(1));
  EXPECT_THAT(story.book.programmes(story.programme), IsEmpty());
}

TEST(TrainingBook, CountsAClassAsOfEachStep) {
  TrainingStory story;
  const auto a = story.seat(), b = story.seat(), c = story.seat();
  const auto klass = story.open();
  const EntryIndex opened = story.now();
  story.enrol(klass, {c, a, b});
  story.on({2024, 10, 1});
  story.session(klass, 1, 20);
  story.on({2024, 10, 8});
  story.session(klass, 2, 15, Mode::online);
  story.session(klass, 1, 18);  // replaced: two periods fewer
  story.session(klass, 3, 5);
  story.session(klass, 3, 0);  // did not take place
  const EntryIndex held = story.now();
  story.score(klass, a, 70, 33);
  story.score(klass, b, 49, 33);
  story.withdraw(klass, c);
  const EntryIndex graded = story.now();
  story.close(klass);

  const auto at_first = story.book.find_class(klass, opened);
  ASSERT_TRUE(at_first);
  EXPECT_EQ(at_first->enrolled, 0u);
  EXPECT_EQ(at_first->totals.periods, 0u);
  EXPECT_FALSE(story.book.find_class(klass, opened - 1));

  const auto before_close = story.book.find_class(klass, graded);
  EXPECT_EQ(before_close->passed, 0u);  // decided when the class is closed
  EXPECT_FALSE(before_close->closed);
  const auto view = story.book.find_class(klass, story.now());
  EXPECT_EQ(view->enrolled, 3u);
  EXPECT_EQ(view->withdrawn, 1u);
  EXPECT_EQ(view->resulted, 3u);
  EXPECT_EQ(view->passed, 1u);
  EXPECT_EQ(view->sessions, 2u);
  EXPECT_EQ(view->totals.periods, 33u);
  EXPECT_EQ(view->totals.online, 15u);
  EXPECT_EQ(to_screen(*view->first_day), "08/10/2024");  // the first session was moved when it was replaced
  EXPECT_TRUE(view->closed);
  EXPECT_EQ(story.book.find_class(klass, held)->resulted, 0u);

  auto sorted = std::vector{a, b, c};
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(story.book.seats_of_class(klass, story.now()), sorted);
  EXPECT_THAT(story.book.seats_of_class(klass, opened), IsEmpty());
  EXPECT_THAT(story.book.seats_of_class(test::class_id(1), story.now()), IsEmpty());
}

TEST(TrainingBook, ListsClassesByProviderCourseAndNumber) {
  TrainingStory story;
  const auto c = story.open("CDS_NC", "GV", "quan_ly", "", "79DT01");
  const auto b = story.open("CDS_CB", "GV", "", "", "79DT01");
  const auto d = story.open("CDS_CB", "GV", "", "", "79DT02");
  const auto a = story.open("CDS_CB", "GV", "", "", "79DT00");
  std::vector<ClassId> ids;
  for (const auto& line : story.book.classes(story.programme, story.now())) {
    ids.push_back(line.opened->id);
    EXPECT_EQ(line.closed, story.book.find_class(line.opened->id, story.now())->closed.has_value());
  }
  EXPECT_THAT(ids, ElementsAre(a, b, c, d));
  EXPECT_THAT(story.book.classes(story.programme, story.now() - 1), SizeIs(3));
  EXPECT_THAT(story.book.classes(story.programme + 1, story.now()), IsEmpty());
}

TEST(TrainingBook, KeepsTheFormerResultForThoseWhoAskAsOfThen) {
  TrainingStory story;
  const auto seat = story.seat();
  const auto klass = story.taught({seat}, 49);
  const EntryIndex failed = story.now();
  story.score(klass, seat, 50);  // a correction in the closed class
  const EntryIndex corrected = story.now();
  story.score(klass, seat, 80);

  EXPECT_FALSE(story.book.find_seat(seat, failed)->passed);
  EXPECT_EQ(story.book.find_seat(seat, failed)->attempts[0].result->score, 49u);
  EXPECT_TRUE(story.book.find_seat(seat, corrected)->passed);
  EXPECT_EQ(story.book.find_seat(seat, corrected)->attempts[0].result->score, 50u);
  EXPECT_EQ(story.book.find_seat(seat, story.now())->attempts[0].result->score, 80u);
  EXPECT_EQ(story.book.find_class(klass, failed)->passed, 0u);
  EXPECT_EQ(story.book.find_class(klass, corrected)->passed, 1u);
}

TEST(TrainingBook, LinksARetakeToTheAttemptBefore) {
  TrainingStory story;
  const auto seat = story.seat("CDS_NC", "GV", true);
  const auto first = story.taught({seat}, 49, "CDS_NC", "GV", "quan_ly");
  const auto second = story.open("CDS_NC", "GV", "quan_ly");
  story.enrol(second, {seat});
  const EntryIndex learning = story.now();
  story.session(second, 1, 30);
  story.score(second, seat, 70, 23);  // 23 of 30 periods are under 80 %
  story.close(second);

  const auto view = *story.book.find_seat(seat, story.now());
  EXPECT_EQ(view.programme, story.programme);
  EXPECT_EQ(view.course, word("CDS_NC"));
  EXPECT_TRUE(view.late);
  ASSERT_THAT(view.attempts, SizeIs(2));
  EXPECT_EQ(view.attempts[0].id, first);
  EXPECT_TRUE(view.attempts[0].over);
  EXPECT_FALSE(view.attempts[0].passed);
  EXPECT_EQ(view.attempts[1].id, second);
  EXPECT_FALSE(view.attempts[1].passed);
  EXPECT_FALSE(view.passed);
  EXPECT_FALSE(story.book.find_seat(seat, learning)->attempts[1].over);
  EXPECT_FALSE(story.book.find_seat(test::seat_id(5), story.now()));

  story.score(second, seat, 70, 24);  // 80 % of them
  EXPECT_TRUE(story.book.find_seat(seat, story.now())->passed);
}

TEST(TrainingBook, ACancelledClassAndAWithdrawalPassNobody) {
  TrainingStory story;
  const auto a = story.seat(), b = story.seat();
  const auto cancelled = story.open();
  story.enrol(cancelled, {a});
  story.close(cancelled, true);
  EXPECT_TRUE(story.book.find_class(cancelled, story.now())->cancelled);
  EXPECT_FALSE(story.book.find_class(cancelled, story.now() - 1)->cancelled);
  EXPECT_TRUE(story.book.find_seat(a, story.now())->attempts[0].over);

  const auto klass = story.open();
  story.enrol(klass, {b});
  story.withdraw(klass, b);
  EXPECT_TRUE(story.book.find_seat(b, story.now())->attempts[0].over);
  EXPECT_FALSE(story.book.find_seat(b, story.now() - 1)->attempts[0].over);
  EXPECT_FALSE(story.book.find_seat(b, story.now())->passed);
}

TEST(TrainingBook, SaysWhichDocumentCitesASeat) {
  TrainingStory story;
  const auto seat = story.seat();
  const auto klass = story.taught({seat}, 80);
  const EntryIndex passed = story.now();
  const auto first = story.issue(klass, seat);
  const EntryIndex issued = story.now();
  story.becomes(first, Standing::suspended);
  const auto second = story.issue(klass, seat);
  const EntryIndex replaced = story.now();
  story.becomes(second, Standing::revoked);
  story.becomes(first, Standing::in_force);  // the suspension ends

  EXPECT_FALSE(story.book.find_seat(seat, passed)->credential);
  EXPECT_EQ(story.book.find_seat(seat, issued)->credential, first);
  EXPECT_EQ(story.book.find_seat(seat, issued)->standing, Standing::in_force);
  EXPECT_EQ(story.book.find_seat(seat, issued + 1)->standing, Standing::suspended);
  EXPECT_EQ(story.book.find_seat(seat, replaced)->credential, second);
  EXPECT_EQ(story.book.find_seat(seat, replaced + 1)->credential, second);  // revoked as the last one, none in force
  EXPECT_EQ(story.book.find_seat(seat, replaced + 1)->standing, Standing::revoked);
  EXPECT_EQ(story.book.find_seat(seat, story.now())->credential, first);
  EXPECT_EQ(story.book.find_seat(seat, story.now())->standing, Standing::in_force);
  EXPECT_EQ(story.book.find_seat(seat, story.now())->attempts[0].credential, first);
  EXPECT_EQ(to_text(Standing::superseded), "superseded");
}

TEST(TrainingBook, WhatWasErasedStandsNoMore) {
  TrainingStory story;
  const auto seat = story.seat();
  const auto klass = story.taught({seat}, 80);
  const auto first = story.issue(klass, seat);
  const EntryIndex issued = story.now();
  const auto standing = [&] { return *story.book.find_seat(seat, story.now())->standing; };
  story.becomes(first, Standing::suspended);
  story.becomes(first, Standing::erased);
  EXPECT_EQ(to_text(standing()), "erased");
  story.becomes(first, Standing::in_force);  // a reinstatement brings nothing back
  EXPECT_EQ(standing(), Standing::erased);
  EXPECT_EQ(story.book.find_seat(seat, issued)->standing, Standing::in_force);
  const auto second = story.issue(klass, seat);
  EXPECT_EQ(story.book.find_seat(seat, story.now())->credential, second);
  EXPECT_EQ(standing(), Standing::in_force);
  story.becomes(second, Standing::revoked);
  story.becomes(second, Standing::erased);  // it was revoked: that is what became of it
  EXPECT_EQ(story.book.find_seat(seat, story.now())->credential, second);
  EXPECT_EQ(standing(), Standing::revoked);
  story.becomes(first, Standing::superseded);
  EXPECT_EQ(standing(), Standing::revoked);
}

TEST(TrainingBook, LeavesOutDocumentsThatCiteNoAttempt) {
  TrainingStory story;
  const auto transcript = test::document_id(1);
  story.book.issued(story.now(), Time{2'000'000'000}, {transcript, word("transcript"), word("79TH0001"), {}});
  story.book.standing(story.now() + 1, Time{2'000'000'000}, transcript, Standing::revoked);
  EXPECT_LT(story.book.time_at(story.now() + 10)->seconds, 2'000'000'000);
}

TEST(TrainingBook, NumbersSeatsInTheOrderOfRostersAndIds) {
  TrainingStory story;
  const auto a = story.seat(), b = story.seat();
  EXPECT_EQ(story.book.number_of(a), 0u);
  EXPECT_EQ(story.book.number_of(b), 1u);
  EXPECT_EQ(story.book.seat_of(1), b);
  EXPECT_EQ(story.book.seat_count(), 2u);
  EXPECT_EQ(story.book.number_of(test::seat_id(9)), Book::kNoSeat);

  std::vector<SeatId> ids = {test::seat_id(1), test::seat_id(2), test::seat_id(3)};
  std::sort(ids.rbegin(), ids.rend());
  std::vector<SeatAdded> added;
  for (const auto& id : ids) added.push_back({id, word("GV"), word("CDS_CB")});
  story.book.roster(story.now(), Time{2'000'000'000}, story.programme, test::roster_id(1), false, added, {b});
  EXPECT_EQ(story.book.seat_of(2), ids[2]);
  EXPECT_EQ(story.book.seat_of(4), ids[0]);
}

TEST(TrainingBook, TellsRostersAndWhatWasTakenOffThem) {
  TrainingStory story;
  const auto a = story.seat();
  story.seat("CDS_CB", "GV", true);
  const EntryIndex before = story.now();
  story.remove(a);
  const auto rosters = story.book.rosters(story.programme, story.now());
  ASSERT_THAT(rosters, SizeIs(3));
  EXPECT_FALSE(rosters[0].late);
  EXPECT_EQ(rosters[0].removed, 1u);
  EXPECT_TRUE(rosters[1].late);
  EXPECT_EQ(rosters[2].seats, 0u);
  EXPECT_EQ(story.book.rosters(story.programme, before)[0].removed, 0u);
  EXPECT_FALSE(story.book.find_seat(a, before)->removed);
  EXPECT_TRUE(story.book.find_seat(a, story.now())->removed);
}

TEST(TrainingBook, FindsTheSizeAtATime) {
  TrainingStory story;
  story.on({2024, 12, 1});
  story.seat();
  const EntryIndex december = story.now() - 1;
  story.on({2025, 1, 2});
  story.seat();
  EXPECT_EQ(story.book.size_at(start_of_day_utc7({2025, 1, 1}), story.now()), december + 1);
  EXPECT_EQ(story.book.size_at(start_of_day_utc7({2024, 1, 1}), story.now()), story.programme);
  EXPECT_EQ(story.book.size_at(start_of_day_utc7({2026, 1, 1}), story.now()), story.now());
  EXPECT_EQ(story.book.size_at(start_of_day_utc7({2025, 1, 1}), december), december);
  EXPECT_EQ(to_screen(date_in_utc7(*story.book.time_at(december + 1))), "01/12/2024");
  EXPECT_FALSE(story.book.time_at(story.programme));
}

}  // namespace
}  // namespace hocba::training
