// Coverage, the missing, plan against done and evidence, case by case (domain §3.1 BD-6 to BD-9, §8 TD12).
#include <gmock/gmock.h>

#include "ledger/training/codes.hpp"
#include "ledger/training/evidence.hpp"
#include "tests/support/training_story.hpp"

namespace hocba::training {
namespace {

using test::TrainingStory;
using test::word;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class TrainingCoverage : public testing::Test {
 protected:
  TrainingStory story;

  CoverageQuery query(By by = By::all, EntryIndex as_of = 0) {
    CoverageQuery out;
    out.programme = story.programme;
    out.as_of = as_of == 0 ? story.now() : as_of;
    out.by = by;
    return out;
  }
  CoverageRow row(const CoverageQuery& query, std::string_view key = "", std::string_view course = "CDS_CB") {
    for (const auto& row : coverage(story.book, story.people, query))
      if (row.key == key && row.course == word(course)) return row;
    ADD_FAILURE() << "no row " << key << " " << course;
    return {};
  }
};

TEST_F(TrainingCoverage, CountsEachPersonOnceHoweverManySeats) {
  const auto a = story.learner(1, "79TH0001"), again = story.learner(1, "79TH0001");
  story.learner(2, "79TH0001");
  story.taught({a}, 70);
  EXPECT_EQ(row(query()).people, 2u);
  EXPECT_EQ(row(query()).passed, 1u);
  EXPECT_EQ(row(query()).waiting, 1u);
  story.taught({again}, 80);  // passed twice: the same person
  EXPECT_EQ(row(query()).passed, 1u);
}

TEST_F(TrainingCoverage, CountsAPersonOfTwoSchoolsInBothAndOnceInAll) {
  const auto a = story.learner(1, "79TH0001");
  story.learner(1, "79TH0002");
  story.learner(2, "79TH0002");
  story.taught({a}, 70);
  EXPECT_EQ(row(query()).people, 2u);
  EXPECT_EQ(row(query()).passed, 1u);
  EXPECT_EQ(row(query(By::unit), "79TH0001").passed, 1u);
  EXPECT_EQ(row(query(By::unit), "79TH0002").people, 2u);
  EXPECT_EQ(row(query(By::unit), "79TH0002").passed, 1u);  // they have passed the course, wherever they sat
  auto missing = query();
  missing.course = word("CDS_CB");
  EXPECT_THAT(missing_seats(story.book, story.people, missing), SizeIs(1));
}

TEST_F(TrainingCoverage, TakesASeatThatNobodyKnowsForAPersonOfItsOwn) {
  const auto a = story.seat();
  story.seat();
  story.taught({a}, 70);
  EXPECT_EQ(row(query()).people, 2u);
  EXPECT_EQ(row(query(By::unit)).people, 2u);  // with an empty key
  EXPECT_EQ(row(query(By::level)).passed, 1u);
  auto of_unit = query();
  of_unit.unit = word("79TH0001");
  EXPECT_EQ(row(of_unit).people, 0u);
}

TEST_F(TrainingCoverage, LeavesOutRemovedSeats) {
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0001");
  story.taught({b}, 40);
  const EntryIndex before = story.now();
  story.remove(a);
  EXPECT_EQ(row(query()).people, 1u);
  EXPECT_EQ(row(query()).denominator, 1u);
  EXPECT_EQ(row(query(By::all, before)).people, 2u);
  auto asked = query();
  asked.course = word("CDS_CB");
  const auto missing = missing_seats(story.book, story.people, asked);
  ASSERT_THAT(missing, SizeIs(1));
  EXPECT_EQ(missing[0].seat, b);
  EXPECT_EQ(missing[0].state, MissingState::failed);
}

TEST_F(TrainingCoverage, TellsWaitingLearningFailedAndPassedApart) {
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0001"), c = story.learner(3, "79TH0001"),
             d = story.learner(4, "79TH0001"), e = story.learner(5, "79TH0001");
  story.taught({a}, 50);  // the pass mark itself
  story.taught({b}, 49);
  const auto open = story.open();
  story.enrol(open, {c, d});
  story.withdraw(open, d);
  const auto cancelled = story.open();
  story.enrol(cancelled, {e});
  story.close(cancelled, true);
  const auto all = row(query());
  EXPECT_EQ(all.people, 5u);
  EXPECT_EQ(all.passed, 1u);
  EXPECT_EQ(all.failed, 1u);
  EXPECT_EQ(all.learning, 1u);
  EXPECT_EQ(all.waiting, 2u);  // withdrawn; of a cancelled class

  // Learning again is learning, not failed; what was given in an open class decides nothing.
  const auto again = story.open();
  story.enrol(again, {b});
  story.score(again, b, 90);
  EXPECT_EQ(row(query()).learning, 2u);
  EXPECT_EQ(row(query()).failed, 0u);
  story.session(again, 1, 30);
  story.close(again);
  EXPECT_EQ(row(query()).passed, 2u);
  EXPECT_EQ(row(query()).retaken, 1u);
}

TEST_F(TrainingCoverage, CountsDocumentsInForceAlone) {
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0001");
  const auto klass = story.taught({a, b}, 70);
  const auto of_a = story.issue(klass, a);
  story.issue(klass, b);
  const EntryIndex both = story.now();
  story.becomes(of_a, Standing::revoked);
  EXPECT_EQ(row(query()).certified, 1u);
  EXPECT_EQ(row(query()).passed, 2u);  // who has passed has passed
  EXPECT_EQ(row(query(By::all, both)).certified, 2u);
  story.issue(klass, a);
  EXPECT_EQ(row(query()).certified, 2u);
}

// Who has passed and need not have is no help to those who must.
TEST_F(TrainingCoverage, ReachesATargetByThoseWhomItIsAbout) {
  std::vector<SeatId> teachers;
  for (std::uint32_t person = 1; person <= 5; ++person) teachers.push_back(story.learner(person, "79TH0001", "CDS_NC"));
  for (std::uint32_t person = 11; person <= 15; ++person) story.learner(person, "79TH0001", "CDS_CB", "CBQL");
  story.taught(teachers, 70, "CDS_NC", "GV", "quan_ly");
  EXPECT_TRUE(row(query(), "", "CDS_NC").reached);  // 5 of 10
  auto rules = story.rules;
  for (auto& course : rules.courses)
    if (course.course == word("CDS_NC"))
      std::erase_if(course.audiences, [](const auto& one) { return one.audience == word("GV"); });
  story.version(rules);
  const auto of_heads = row(query(), "", "CDS_NC");
  EXPECT_EQ(of_heads.passed, 5u);
  EXPECT_EQ(of_heads.denominator, 5u);
  EXPECT_FALSE(of_heads.reached);
  const auto manager = story.learner(11, "79TH0001", "CDS_NC", "CBQL");
  story.learner(12, "79TH0001", "CDS_NC", "CBQL");
  story.taught({manager}, 70, "CDS_NC", "CBQL", "quan_ly");
  EXPECT_FALSE(row(query(), "", "CDS_NC").reached);  // 1 of 5
}

TEST_F(TrainingCoverage, FlagsWhoWasNamedLateAndNeverInTime) {
  story.learner(1, "79TH0001", "CDS_CB", "GV", true);
  story.learner(2, "79TH0001", "CDS_CB", "GV", true);
  story.learner(2, "79TH0001", "CDS_CB", "GV", false);
  EXPECT_EQ(row(query()).late, 1u);
}

TEST_F(TrainingCoverage, MeasuresATargetOfAllByTheHeadCountOfTheRoster) {
  std::vector<SeatId> advanced;
  for (std::uint32_t person = 1; person <= 10; ++person) {
    story.learner(person, "79TH0001");
    if (person <= 4) advanced.push_back(story.learner(person, "79TH0001", "CDS_NC"));
  }
  story.learner(11, "79TH0001", "CDS_CB", "NV");  // the advanced course is for CBQL and GV alone
  story.taught({advanced[0], advanced[1]}, 70, "CDS_NC", "GV", "quan_ly");
  auto nc = row(query(), "", "CDS_NC");
  EXPECT_EQ(nc.people, 4u);
  EXPECT_EQ(nc.denominator, 10u);
  EXPECT_EQ(nc.target, 30u);
  EXPECT_FALSE(nc.reached);  // 2 of 10
  story.taught({advanced[2]}, 70, "CDS_NC", "GV", "quan_ly");
  EXPECT_TRUE(row(query(), "", "CDS_NC").reached);  // 3 of 10 are 30 %
  EXPECT_EQ(row(query()).denominator, 11u);
  EXPECT_FALSE(row(query()).reached);
  EXPECT_EQ(row(query(By::audience), "GV", "CDS_NC").denominator, 10u);

  // Who was never nominated is missing, too.
  auto asked = query();
  asked.course = word("CDS_NC");
  const auto missing = missing_seats(story.book, story.people, asked);
  ASSERT_THAT(missing, SizeIs(7));  // 10 without the 3 who passed
  EXPECT_EQ(missing[0].seat, advanced[3]);
  EXPECT_EQ(missing[0].state, MissingState::waiting);
  for (std::size_t i = 1; i < missing.size(); ++i) EXPECT_EQ(missing[i].state, MissingState::not_nominated);
  asked.audience = word("NV");
  EXPECT_THAT(missing_seats(story.book, story.people, asked), IsEmpty());
}

TEST_F(TrainingCoverage, CountsThoseOnTheRosterWhereThereIsNoTarget) {
  story.learner(1, "79TH0001");
  story.learner(2, "79TH0001", "CDS_NC");
  auto rules = story.rules;
  rules.targets.clear();
  story.version(rules);
  EXPECT_EQ(row(query(), "", "CDS_NC").denominator, 1u);
  auto asked = query();
  asked.course = word("CDS_NC");
  EXPECT_THAT(missing_seats(story.book, story.people, asked), SizeIs(1));
}

// A target of one audience makes its people missing, whether or not the question names that audience.
TEST_F(TrainingCoverage, WhoWasNeverNominatedIsMissingByATargetOfTheirAudienceToo) {
  story.learner(1, "79TH0001");
  story.learner(2, "79TH0001");
  auto rules = story.rules;
  rules.targets = {{word("GV"), std::nullopt, word("CDS_NC"), 50}};
  story.version(rules);
  auto asked = query();
  asked.course = word("CDS_NC");
  EXPECT_EQ(row(query(By::audience), "GV", "CDS_NC").denominator, 2u);
  EXPECT_THAT(missing_seats(story.book, story.people, asked), SizeIs(2));
  asked.audience = word("GV");
  EXPECT_THAT(missing_seats(story.book, story.people, asked), SizeIs(2));
}

TEST_F(TrainingCoverage, TakesTheTargetThatHoldsOnADay) {
  story.learner(1, "79TH0001");
  auto rules = story.rules;
  // VN4: 70 % by 2025, 100 % by 2030.
  rules.targets = {{std::nullopt, Date{2030, 12, 31}, word("CDS_CB"), 100},
                   {std::nullopt, Date{2025, 12, 31}, word("CDS_CB"), 70},
                   {word("GV"), std::nullopt, word("CDS_CB"), 90}};
  story.version(rules);
  const auto target_on = [&](Date day) {
    auto asked = query();
    asked.day = day;
    return row(asked);
  };
  EXPECT_EQ(target_on({2025, 12, 31}).target, 70u);
  EXPECT_EQ(target_on({2025, 12, 31}).target_by, (Date{2025, 12, 31}));
  EXPECT_EQ(target_on({2026, 1, 1}).target, 100u);
  EXPECT_EQ(target_on({2031, 1, 1}).target, 100u);  // the last one stays
  EXPECT_EQ(row(query()).target, 70u);              // no day: that of the last record
  EXPECT_EQ(row(query(By::audience), "GV").target, 90u);
  EXPECT_FALSE(row(query(By::audience), "GV").target_by);
  EXPECT_EQ(row(query(By::audience), "NV").target, 70u);
  EXPECT_EQ(row(query(By::all, story.now() - 1)).target, 100u);  // of the version then
}

TEST_F(TrainingCoverage, CountsATopicByThoseWhoTookPart) {
  const auto a = story.learner(1, "79TH0001", "CDS_NC"), b = story.learner(2, "79TH0001", "CDS_NC"),
             c = story.learner(3, "79TH0001", "CDS_NC");
  story.learner(4, "79TH0001", "CDS_NC");
  story.taught({a, b}, 70, "CDS_NC", "GV", "quan_ly");
  story.taught({c}, 40, "CDS_NC", "GV", "ha_tang");
  const auto quan_ly = row(query(By::topic), "quan_ly", "CDS_NC");
  EXPECT_EQ(quan_ly.people, 2u);
  EXPECT_EQ(quan_ly.passed, 2u);
  EXPECT_EQ(quan_ly.denominator, 4u);
  EXPECT_FALSE(quan_ly.target);
  EXPECT_EQ(row(query(By::topic), "ha_tang", "CDS_NC").failed, 1u);
  const auto cbql = row(query(By::topic), "nen_tang_so", "CDS_NC");  // listed for CBQL, taught to nobody
  EXPECT_EQ(cbql.people, 0u);
  EXPECT_EQ(cbql.denominator, 0u) << "those who may take it";
}

TEST_F(TrainingCoverage, FiltersChoosePeople) {
  const auto a = story.learner(1, "79TH0001");
  story.learner(2, "79TH0002");
  const auto c = story.learner(3, "79THCS01", "CDS_CB", "CBQL");
  story.sits(c, 3, "79THCS01", "THCS");
  story.taught({a}, 70);
  auto asked = query();
  asked.unit = word("79TH0002");
  EXPECT_EQ(row(asked).people, 1u);
  asked = query();
  asked.within = {word("79THCS01"), word("79TH0001")};
  EXPECT_EQ(row(asked).people, 2u);
  EXPECT_EQ(row(asked).passed, 1u);
  asked.unit = word("79TH0002");  // outside of these
  EXPECT_EQ(row(asked).people, 0u);
  asked = query(By::unit);
  asked.level = word("THCS");
  EXPECT_EQ(row(asked, "79THCS01").people, 1u);
  asked = query();
  asked.audience = word("CBQL");
  EXPECT_EQ(row(asked).people, 1u);
  EXPECT_EQ(row(asked).denominator, 1u);
  asked.audience = word("NOBODY");
  EXPECT_EQ(row(asked).people, 0u);
  asked = query();
  asked.course = word("CDS_NC");
  EXPECT_THAT(coverage(story.book, story.people, asked), SizeIs(1));
  asked.programme = story.programme + 1;
  EXPECT_THAT(coverage(story.book, story.people, asked), IsEmpty());
  EXPECT_THAT(missing_seats(story.book, story.people, asked), IsEmpty());
}

TEST_F(TrainingCoverage, ACorrectionChangesNothingAsOfASizeBeforeIt) {
  const auto a = story.learner(1, "79TH0001");
  const auto klass = story.taught({a}, 49);
  const EntryIndex then = story.now();
  story.score(klass, a, 50);
  EXPECT_EQ(row(query()).passed, 1u);
  EXPECT_EQ(row(query(By::all, then)).passed, 0u);
  EXPECT_EQ(row(query(By::all, then)).failed, 1u);
}

TEST_F(TrainingCoverage, ReadsItsWords) {
  for (const By by : {By::all, By::unit, By::level, By::audience, By::topic})
    EXPECT_EQ(by_from_text(to_text(by)).value(), by);
  EXPECT_TRUE(by_from_text("person").error().is(kUnknownWord));
}

// --- plan against done -----------------------------------------------------------------------------------------------

TEST_F(TrainingCoverage, SetsThePlanBesideWhatWasDone) {
  auto rules = story.rules;
  rules.planned = {{word("GV"), 100, std::nullopt, word("TIEU_HOC")},
                   {word("GV"), 20, word("CDS_NC"), word("TIEU_HOC")},
                   {word("GV"), 3, word("CDS_NC"), std::nullopt}};
  story.version(rules);
  const auto a = story.open("CDS_CB", "GV", "", "TIEU_HOC");
  story.open("CDS_NC", "GV", "quan_ly", "TIEU_HOC");
  story.open("CDS_NC", "GV", "quan_ly", "THCS");
  story.open("CDS_CB", "NV");
  const EntryIndex opened = story.now();
  story.close(a);
  const auto rows = plan_against_done(story.book, story.programme, story.now());
  ASSERT_THAT(rows, SizeIs(4));
  EXPECT_FALSE(rows[0].course);
  EXPECT_EQ(rows[0].planned, 100u);
  EXPECT_EQ(rows[0].opened, 1u);
  EXPECT_EQ(rows[0].closed, 1u);
  EXPECT_EQ(rows[1].planned, 3u);  // advanced, any level: the one of THCS
  EXPECT_EQ(rows[1].opened, 1u);
  EXPECT_EQ(rows[2].planned, 20u);
  EXPECT_EQ(rows[2].opened, 1u);
  EXPECT_EQ(rows[3].audience, word("NV"));  // nobody planned it
  EXPECT_EQ(rows[3].planned, 0u);
  EXPECT_EQ(rows[3].opened, 1u);
  EXPECT_EQ(plan_against_done(story.book, story.programme, opened)[0].closed, 0u);
  EXPECT_THAT(plan_against_done(story.book, 1, opened), IsEmpty());
}

// A row without a course is no plan for what another system teaches, nor for teaching again who failed.
TEST_F(TrainingCoverage, CountsNeitherExternalClassesNorRetakesAsThePlanDone) {
  auto rules = story.rules;
  rules.planned = {{word("GV"), 100, std::nullopt, std::nullopt}};
  CourseRule portal;
  portal.course = word("CONG_BDTX");
  portal.assessment = Assessment::external;
  portal.audiences = {{word("GV"), {}}};
  rules.courses.insert(rules.courses.begin() + 2, portal);
  std::sort(rules.courses.begin(), rules.courses.end(),
            [](const auto& one, const auto& other) { return one.course < other.course; });
  story.version(rules);
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0001"), c = story.learner(3, "79TH0001");
  story.taught({a, b}, 40);         // both fail
  story.taught({a}, 70);            // again alone
  story.taught({b, c}, 70);         // one again, one for the first time
  const auto empty = story.open();  // nobody yet
  const EntryIndex size = story.now();
  auto rows = plan_against_done(story.book, story.programme, size);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].opened, 3u);
  EXPECT_EQ(rows[0].closed, 2u);
  EXPECT_EQ(rows[0].retakes, 1u);
  story.close(empty, true);
  story.open("CONG_BDTX");
  rows = plan_against_done(story.book, story.programme, story.now());
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].cancelled, 1u);
  EXPECT_EQ(rows[0].opened, 3u);
  EXPECT_EQ(rows[1].course, word("CONG_BDTX"));
  EXPECT_EQ(rows[1].planned, 0u);
  EXPECT_EQ(rows[1].opened, 1u);
}

// --- evidence --------------------------------------------------------------------------------------------------------

TEST_F(TrainingCoverage, GivesEvidencePerPersonInTheCallersOrder) {
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0001"), c = story.learner(3, "79TH0002"),
             more = story.learner(2, "79TH0001", "CDS_NC");
  story.on({2024, 11, 20});
  const auto klass = story.taught({a, b}, 72);
  const auto document = story.issue(klass, b);
  story.on({2025, 2, 3});
  story.taught({more}, 95, "CDS_NC", "GV", "quan_ly");
  story.taught({c}, 20);

  EvidenceQuery asked;
  asked.as_of = story.now();
  asked.persons = {{3, 2}};
  auto people = evidence(story.book, story.people, asked);
  ASSERT_THAT(people, SizeIs(2));
  EXPECT_EQ(people[0].person, 3u);
  EXPECT_THAT(people[0].modules, IsEmpty());
  ASSERT_THAT(people[1].modules, SizeIs(2));
  const auto& first = people[1].modules[0];
  EXPECT_EQ(first.code, word("DE_AN_869"));
  EXPECT_EQ(first.course, word("CDS_CB"));
  EXPECT_EQ(first.id, klass);
  EXPECT_EQ(first.score, 72u);
  EXPECT_EQ(first.periods, 30u);
  EXPECT_EQ(to_screen(first.passed_on), "20/11/2024");
  EXPECT_EQ(first.quarter, 4);
  EXPECT_EQ(first.year, 2024);
  EXPECT_EQ(first.credential, document);
  EXPECT_EQ(first.standing, Standing::in_force);
  EXPECT_EQ(people[1].modules[1].topic, word("quan_ly"));
  EXPECT_EQ(people[1].modules[1].quarter, 1);
  EXPECT_FALSE(people[1].modules[1].credential);

  // By number where no order is given: who passed most or best does not come first.
  asked.persons.reset();
  asked.unit = word("79TH0001");
  asked.from = Date{2025, 1, 1};
  asked.to = Date{2025, 3, 31};
  people = evidence(story.book, story.people, asked);
  ASSERT_THAT(people, SizeIs(2));
  EXPECT_EQ(people[0].person, 1u);
  EXPECT_THAT(people[0].modules, IsEmpty());
  EXPECT_THAT(people[1].modules, SizeIs(1));
  asked.programme = story.programme + 1;
  EXPECT_THAT(evidence(story.book, story.people, asked), IsEmpty());
}

TEST_F(TrainingCoverage, DatesEvidenceByWhenItBecameAPass) {
  const auto a = story.learner(1, "79TH0001");
  story.on({2024, 11, 20});
  const auto klass = story.taught({a}, 49);
  story.on({2024, 12, 5});
  story.score(klass, a, 51);  // a correction makes it a pass
  const EntryIndex passed = story.now();
  story.on({2025, 1, 9});
  story.score(klass, a, 60);  // and another one a better one
  EvidenceQuery asked;
  asked.as_of = story.now();
  const auto on = [&] { return evidence(story.book, story.people, asked)[0].modules.at(0); };
  EXPECT_EQ(to_screen(on().passed_on), "05/12/2024");
  EXPECT_EQ(on().score, 60u);
  asked.as_of = passed;
  EXPECT_EQ(to_screen(on().passed_on), "05/12/2024");
  EXPECT_EQ(on().score, 51u);
  asked.as_of = passed - 1;
  EXPECT_THAT(evidence(story.book, story.people, asked)[0].modules, IsEmpty());
}

}  // namespace
}  // namespace hocba::training
