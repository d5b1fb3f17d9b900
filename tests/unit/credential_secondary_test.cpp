// Thông tư 22/2021/TT-BGDĐT, rule by rule, boundaries included.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/credential/secondary.hpp"

namespace hocba::credential::secondary {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const RuleSet& rules() { return tt22_2021(); }
PeriodCode year(const char* text) { return PeriodCode::parse(text).value(); }

// Scored subjects by mark; then comment subjects by whether they are passed.
std::vector<Subject> subjects(const std::vector<int>& marks, const std::vector<bool>& comments = {true, true}) {
  std::vector<Subject> out;
  for (const int mark : marks) {
    const std::string name = "D" + std::to_string(out.size() + 1);
    out.push_back({name, "Môn " + name, mark, {}});
  }
  for (const bool passed : comments) {
    const std::string name = "N" + std::to_string(out.size() + 1);
    out.push_back({name, "Môn " + name, {}, passed});
  }
  return out;
}
std::vector<int> times(std::size_t count, int mark, std::vector<int> others = {}) {
  others.insert(others.begin(), count, mark);
  return others;
}

TEST(Secondary, ARegulationBeginsGradeByGrade) {
  EXPECT_EQ(rules_of(year("2020-2021"), 6), nullptr);
  EXPECT_EQ(rules_of(year("2021-2022"), 6), &tt22_2021());
  EXPECT_EQ(rules_of(year("2021-2022"), 7), nullptr);
  EXPECT_EQ(rules_of(year("2022-2023"), 7), &tt22_2021());
  EXPECT_EQ(rules_of(year("2023-2024"), 12), nullptr);
  EXPECT_EQ(rules_of(year("2024-2025"), 12), &tt22_2021());
  EXPECT_EQ(rules_of(year("2025-2026"), 9), &tt22_2021());
  EXPECT_EQ(rules_of(year("2025-2026"), 5), nullptr);
  EXPECT_EQ(rules_of(year("2025-2026"), 13), nullptr);
}

TEST(Secondary, CountsRegularAssessmentsByPeriods) {  // HB-TX
  for (const auto& [periods, tests] : std::vector<std::pair<int, int>>{
           {1, 2}, {34, 2}, {35, 2}, {36, 3}, {52, 3}, {69, 3}, {70, 3}, {71, 4}, {105, 4}, {140, 4}, {400, 4}})
    EXPECT_EQ(regular_tests(rules(), periods), tests) << periods;
}

TEST(Secondary, AveragesATermWithItsWeightsHalfUp) {  // HB-MHK
  struct Case {
    std::vector<int> regular;
    int midterm, final, expected;
  };
  for (const auto& c : std::vector<Case>{{{80, 80, 80}, 90, 80, 83},  // T1: 8,25, which binary rounding makes 8,2
                                         {{70, 80}, 65, 70, 70},      // T3
                                         {{0, 0}, 0, 0, 0},
                                         {{100, 100, 100, 100}, 100, 100, 100},
                                         {{50, 50}, 50, 49, 50},       // 49,57: up
                                         {{50, 50}, 49, 49, 49},       // 49,29: down
                                         {{60, 65, 70}, 70, 65, 66},   // 66,25
                                         {{61, 65, 71}, 70, 65, 67}})  // 66,5: half up
    EXPECT_EQ(term_average(rules(), {c.regular, c.midterm, c.final}), c.expected) << c.midterm;
}

TEST(Secondary, AveragesTheYearFromTheRoundedTerms) {  // HB-MCN
  EXPECT_EQ(year_average(rules(), 79, 83), 82);        // T4
  EXPECT_EQ(year_average(rules(), 0, 100), 67);
  EXPECT_EQ(year_average(rules(), 100, 0), 33);
  EXPECT_EQ(year_average(rules(), 65, 64), 64);
  EXPECT_EQ(year_average(rules(), 64, 65), 65);
}

TEST(Secondary, ShowsTheSumsOfAnAverage) {
  const auto term = explain_term_average(rules(), {{80, 80, 80}, 90, 80});
  EXPECT_EQ(term.rule, "HB-MHK");
  EXPECT_EQ(term.sums, "(8,0 + 8,0 + 8,0 + 2 × 9,0 + 3 × 8,0) : 8 = 8,25 → 8,3");
  EXPECT_EQ(explain_term_average(rules(), {{70, 80}, 65, 70}).sums, "(7,0 + 8,0 + 2 × 6,5 + 3 × 7,0) : 7 = 7,0");
  EXPECT_EQ(explain_year_average(rules(), 79, 83).sums, "(7,9 + 2 × 8,3) : 3 = 8,16… → 8,2");
  EXPECT_EQ(explain_year_average(rules(), 80, 80).sums, "(8,0 + 2 × 8,0) : 3 = 8,0");
}

TEST(Secondary, ACommentSubjectPassesWhenAllItsAssessmentsDo) {  // HB-NX
  const bool all[] = {true, true, true}, one_failed[] = {true, false, true};
  EXPECT_TRUE(term_passed(all, 3));
  EXPECT_TRUE(term_passed(all, 2));
  EXPECT_FALSE(term_passed(all, 4));  // too few assessments
  EXPECT_FALSE(term_passed(one_failed, 3));
  EXPECT_TRUE(year_passed(false, true));  // the first term does not matter
  EXPECT_FALSE(year_passed(true, false));
}

struct LevelCase {
  const char* name;
  std::vector<int> marks;
  std::vector<bool> comments;
  Level before, expected;
};
class LearningLevel : public testing::TestWithParam<LevelCase> {};

TEST_P(LearningLevel, IsWhatTheRegulationSays) {
  const auto& c = GetParam();
  const auto result = learning(rules(), subjects(c.marks, c.comments));
  EXPECT_EQ(result.before_raise, c.before) << to_vietnamese(result.before_raise);
  EXPECT_EQ(result.level, c.expected) << to_vietnamese(result.level);
  EXPECT_EQ(result.cause.has_value(), c.before != c.expected);
}

const std::vector<bool> kAll = {true, true, true, true}, kOne = {true, true, true, false},
                        kTwo = {true, true, false, false};
INSTANTIATE_TEST_SUITE_P(
    Of, LearningLevel,
    testing::Values(
        LevelCase{"T6_six_80_two_65", times(6, 80, {65, 65}), kAll, Level::good, Level::good},
        LevelCase{"T7_five_80_one_79", times(5, 80, {79, 65, 65}), kAll, Level::fair, Level::fair},
        LevelCase{"T9_seven_90_one_49", times(7, 90, {49}), kAll, Level::passed, Level::fair},
        LevelCase{"T11_eight_90_a_comment_failed", times(8, 90), kOne, Level::passed, Level::fair},
        LevelCase{"T13_seven_70_one_34", times(7, 70, {34}), kAll, Level::not_passed, Level::passed},
        LevelCase{"T15_six_90_two_49", times(6, 90, {49, 49}), kAll, Level::passed, Level::passed},
        LevelCase{"good_misses_its_floor_by_a_tenth", times(7, 80, {64}), kAll, Level::fair, Level::fair},
        LevelCase{"fair_at_both_bounds", times(6, 65, {50, 50}), kAll, Level::fair, Level::fair},
        LevelCase{"fair_misses_the_six", times(5, 65, {64, 50, 50}), kAll, Level::passed, Level::passed},
        LevelCase{"fair_misses_its_floor", times(6, 65, {50, 49}), kAll, Level::passed, Level::passed},
        LevelCase{"passed_at_both_bounds", times(6, 50, {35, 35}), kAll, Level::passed, Level::passed},
        LevelCase{"passed_with_one_comment_failed", times(6, 50, {35, 35}), kOne, Level::passed, Level::passed},
        LevelCase{"two_comments_failed", times(8, 50), kTwo, Level::not_passed, Level::not_passed},
        LevelCase{"passed_misses_the_six", times(5, 50, {49, 49, 49}), kAll, Level::not_passed, Level::not_passed},
        LevelCase{"passed_misses_its_floor", times(6, 50, {35, 34}), kAll, Level::not_passed, Level::not_passed},
        // The raise aims at Tốt from two levels below, and from three gives one level.
        LevelCase{"three_levels_lost_to_one_subject", times(7, 90, {34}), kAll, Level::not_passed, Level::passed},
        LevelCase{"one_level_lost_is_not_raised", times(7, 80, {50}), kAll, Level::fair, Level::fair},
        LevelCase{"a_mark_and_a_comment_are_two_causes", times(7, 90, {49}), kOne, Level::passed, Level::passed},
        LevelCase{"the_others_must_reach_the_six_alone", times(5, 90, {79, 70, 49}), kAll, Level::passed,
                  Level::passed},
        LevelCase{"six_others_suffice", times(6, 90, {70, 49}), kAll, Level::passed, Level::fair},
        LevelCase{"no_scored_subject_at_all", {}, kAll, Level::not_passed, Level::not_passed}),
    [](const auto& param) { return std::string(param.param.name); });

TEST(Secondary, BlanksAreNotJudged) {
  auto all = subjects(times(6, 80, {65, 65}));
  all.push_back({"GDTC", "Giáo dục thể chất", {}, {}});  // exempt
  EXPECT_EQ(learning(rules(), all).level, Level::good);
}

TEST(Secondary, TheOtherReadingOfTheRaiseCountsItsCause) {
  RuleSet second = rules();
  second.cause_counts_as_met = true;
  const auto five_and_the_cause = subjects(times(5, 90, {79, 70, 49}));
  EXPECT_EQ(learning(rules(), five_and_the_cause).level, Level::passed);
  EXPECT_EQ(learning(second, five_and_the_cause).level, Level::fair);
}

TEST(Secondary, SaysWhyAResultIsWhatItIs) {
  const auto result = learning(rules(), subjects(times(7, 90, {49})));
  ASSERT_EQ(result.derivations.size(), 4u);  // Tốt, Khá, Đạt, the raise
  EXPECT_EQ(result.derivations[0].rule, "HB-HT");
  EXPECT_THAT(result.derivations[0].vi, HasSubstr("dưới 6,5: Môn D8 4,9"));
  EXPECT_EQ(result.derivations[3].rule, "HB-NANG");
  EXPECT_EQ(result.derivations[3].sums, "«Đạt» → «Khá»");
  EXPECT_THAT(result.derivations[3].vi, HasSubstr("Môn D8 4,9"));
  EXPECT_EQ(result.cause, 7u);
}

TEST(Secondary, ConductOfTheYearIsTheTableOfTheRegulation) {  // HB-RL
  using enum Level;
  const Level kTable[4][4] = {                                 // term 1: Tốt, Khá, Đạt, Chưa đạt
                              {good, good, fair, fair},        // term 2: Tốt
                              {fair, fair, fair, passed},      // Khá
                              {fair, passed, passed, passed},  // Đạt
                              {not_passed, not_passed, not_passed, not_passed}};
  const Level kBestFirst[] = {good, fair, passed, not_passed};
  for (std::size_t second = 0; second < 4; ++second)
    for (std::size_t first = 0; first < 4; ++first)
      EXPECT_EQ(conduct_of_year(rules(), kBestFirst[first], kBestFirst[second]), kTable[second][first])
          << to_vietnamese(kBestFirst[first]) << ", " << to_vietnamese(kBestFirst[second]);
  EXPECT_EQ(explain_conduct(rules(), passed, good).sums, "«Đạt», «Tốt» → «Khá»");
}

TEST(Secondary, PromotesByLearningConductAndPresence) {  // HB-LL
  using enum Level;
  EXPECT_TRUE(promotion(rules(), {passed, passed, 45}).promoted);
  EXPECT_FALSE(promotion(rules(), {passed, passed, 46}).promoted);
  EXPECT_FALSE(promotion(rules(), {not_passed, good, 0}).promoted);
  EXPECT_FALSE(promotion(rules(), {good, not_passed, 0}).promoted);
  const auto missed = promotion(rules(), {good, good, 46});
  ASSERT_EQ(missed.derivations.size(), 3u);
  EXPECT_EQ(missed.derivations[2].sums, "46 > 45");
}

TEST(Secondary, ReTestsWhatWasNotReached) {  // HB-KTL, HB-HE
  using enum Level;
  const auto all = subjects({50, 49, 80, 20}, {true, false});
  EXPECT_THAT(may_be_retested(rules(), {not_passed, passed, 0}, all), ElementsAre(1, 3, 5));
  EXPECT_THAT(may_be_retested(rules(), {passed, passed, 0}, all), IsEmpty());
  EXPECT_THAT(may_be_retested(rules(), {not_passed, not_passed, 0}, all), IsEmpty());
  EXPECT_TRUE(must_train_in_summer(not_passed));
  EXPECT_FALSE(must_train_in_summer(passed));
}

TEST(Secondary, HonoursThoseOfBestLearningAndConduct) {  // HB-KT
  using enum Level;
  const auto six = subjects(times(6, 90, {65, 65})), five = subjects(times(5, 90, {89, 65, 65}));
  EXPECT_EQ(honours(rules(), {good, good, 0}, six).honour, Honour::excellent);
  EXPECT_EQ(honours(rules(), {good, good, 0}, five).honour, Honour::good);
  EXPECT_EQ(honours(rules(), {good, fair, 0}, six).honour, Honour::none);
  EXPECT_EQ(honours(rules(), {fair, good, 0}, six).honour, Honour::none);
  EXPECT_EQ(honours(rules(), {good, good, 0}, six).derivation.sums, "«Tốt», «Tốt», #(≥ 9,0) = 6 → «Học sinh Xuất sắc»");
}

TEST(Secondary, ReadsItsOwnWords) {
  for (const Level level : {Level::not_passed, Level::passed, Level::fair, Level::good})
    EXPECT_EQ(level_from(to_vietnamese(level)), level);
  EXPECT_EQ(level_from("tot"), Level::good);
  EXPECT_EQ(level_from("Giỏi"), std::nullopt);
}

}  // namespace
}  // namespace hocba::credential::secondary
