// The training part of dataset A has the numbers of its specification (domain §9.2), and each class keeps the plan's
// rules by sums that are made here anew.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "tools/sample/training.hpp"

namespace hocba::sample {
namespace {

std::map<std::string, std::size_t> classes_by(const TrainingPlan& plan, const std::string& level) {
  std::map<std::string, std::size_t> out;
  for (const PlannedClass& klass : plan.classes)
    if (klass.level == level) ++out[klass.audience];
  return out;
}

TEST(SampleTraining, HasTheNumbersOfTheSpecification) {
  const TrainingPlan plan = make_training(2025, TrainingSize::quan);
  EXPECT_EQ(plan.schools.size(), 100u);
  EXPECT_EQ(plan.wards.size(), 12u);
  EXPECT_EQ(plan.staff.size(), 6272u);
  EXPECT_EQ(plan.classes.size(), 197u);
  using ::testing::ElementsAre;
  using ::testing::Pair;
  EXPECT_THAT(classes_by(plan, "TIEU_HOC"), ElementsAre(Pair("CBQL", 7), Pair("GV", 100), Pair("NV", 5)));
  EXPECT_THAT(classes_by(plan, "THCS_VA_TRUC_THUOC"), ElementsAre(Pair("CBQL", 4), Pair("GV", 77), Pair("NV", 4)));
  const TrainingTotals end = expected(plan, {2025, 12, 31});
  EXPECT_EQ(end.seats, 8154u);
  EXPECT_EQ(end.classes, 197u);
  EXPECT_EQ(end.passed_first, 7664u);  // 94 %
  EXPECT_EQ(end.passed_again, 408u);   // 5 %
  EXPECT_EQ(end.open, 82u);            // 1 %
  EXPECT_EQ(end.attempts, 8154u + 408u);
  EXPECT_EQ(end.revoked, 3u);
  EXPECT_EQ(expected_of(plan, {2025, 12, 31}, "TIEU_HOC", "GV").staff, 3230u);
  EXPECT_EQ(expected_of(plan, {2025, 12, 31}, "THCS_VA_TRUC_THUOC", "NV").staff, 120u);
  std::size_t late = 0;
  for (const TrainingSchool& school : plan.schools) late += school.late ? 1 : 0;
  EXPECT_EQ(late, 2u);
  std::set<std::string> causes;
  for (const RevokedCertificate& one : plan.revoked) causes.insert(one.cause);
  EXPECT_EQ(causes.size(), 3u);
}

TEST(SampleTraining, EveryClassKeepsTheRulesAndEveryReTakeFollowsItsFailedAttempt) {
  for (const TrainingSize size : {TrainingSize::mini, TrainingSize::quan}) {
    const TrainingPlan plan = make_training(2025, size);
    std::map<std::pair<std::size_t, std::string>, const PlannedClass*> failed;
    for (const PlannedClass& klass : plan.classes) {
      int all = 0, online = 0;
      for (const TrainingMeeting& meeting : klass.meetings) {
        all += meeting.periods;
        online += meeting.online ? meeting.periods : 0;
        EXPECT_LE(meeting.date, (Date{2025, 12, 31}));
      }
      // The plan counts it: it does not only re-teach.
      EXPECT_TRUE(std::any_of(klass.learners.begin(), klass.learners.end(), [](const auto& one) { return !one.again; }))
          << klass.name();
      EXPECT_GE(all, 30);
      EXPECT_LE(online * 100, all * (klass.course == "CDS_NC" ? 30 : 50)) << klass.name();
      EXPECT_LE(klass.learners.size(), klass.course == "CDS_NC" ? 100u : 150u);
      EXPECT_FALSE(klass.learners.empty());
      std::set<std::size_t> people;
      for (const TrainingLearner& learner : klass.learners) {
        EXPECT_TRUE(people.insert(learner.staff).second) << klass.name();
        EXPECT_EQ(plan.staff[learner.staff].audience, klass.audience);
        const double score = 0.3 * learner.attendance + 0.7 * learner.test;  // of tenths
        EXPECT_EQ(score >= 49.5 - 1e-9, learner.passes) << learner.attendance << " " << learner.test;
        const auto key = std::pair(learner.staff, klass.course);
        if (learner.again) {
          ASSERT_EQ(failed.count(key), 1u);
          EXPECT_LT(failed[key]->closed_on, klass.first_day);
          EXPECT_EQ(failed[key]->topic, klass.topic);
        } else {
          EXPECT_EQ(failed.count(key), 0u);
        }
        if (!learner.passes) failed[key] = &klass;
      }
    }
  }
}

TEST(SampleTraining, GivesTheSameBytesForTheSameSeed) {
  const TrainingPlan one = make_training(7, TrainingSize::mini), same = make_training(7, TrainingSize::mini),
                     other = make_training(8, TrainingSize::mini);
  EXPECT_EQ(roster_sheet(one, one.schools[1]).bytes, roster_sheet(same, same.schools[1]).bytes);
  EXPECT_NE(roster_sheet(one, one.schools[1]).bytes, roster_sheet(other, other.schools[1]).bytes);
  EXPECT_EQ(result_sheet(one, one.classes[0]).bytes, result_sheet(same, same.classes[0]).bytes);
  EXPECT_EQ(totals_sheet(one).bytes, totals_sheet(same).bytes);
}

}  // namespace
}  // namespace hocba::sample
