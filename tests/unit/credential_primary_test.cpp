// Thông tư 27/2020/TT-BGDĐT, rule by rule, boundaries included.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/credential/primary.hpp"

namespace hocba::credential::primary {
namespace {

using testing::HasSubstr;

const RuleSet& rules() { return tt27_2020(); }
PeriodCode year(const char* text) { return PeriodCode::parse(text).value(); }

std::vector<Subject> subjects(SubjectLevel level, int test) {
  return {{"TV", "Tiếng Việt", level, test}, {"TOAN", "Toán", level, test}, {"DD", "Đạo đức", level, {}}};
}
std::vector<Trait> traits(TraitLevel level) {
  return {{"YN", "Yêu nước", level}, {"NA", "Nhân ái", level}, {"TC", "Tự chủ và tự học", level}};
}
YearResult result(std::vector<Subject> s, std::vector<Trait> t) { return year_result(rules(), s, t).result; }

TEST(Primary, TheRegulationBeginsGradeByGrade) {
  EXPECT_EQ(rules_of(year("2019-2020"), 1), nullptr);
  EXPECT_EQ(rules_of(year("2020-2021"), 1), &tt27_2020());
  EXPECT_EQ(rules_of(year("2020-2021"), 2), nullptr);
  EXPECT_EQ(rules_of(year("2023-2024"), 5), nullptr);
  EXPECT_EQ(rules_of(year("2024-2025"), 5), &tt27_2020());
  EXPECT_EQ(rules_of(year("2024-2025"), 6), nullptr);
  EXPECT_EQ(rules_of(year("2024-2025"), 0), nullptr);
}

TEST(Primary, TheYearsResultFollowsLevelsAndTests) {  // HB-TH-2 to -5

  const auto good = traits(TraitLevel::good);
  EXPECT_EQ(result(subjects(SubjectLevel::well_completed, 9), good), YearResult::excellently_completed);
  EXPECT_EQ(result(subjects(SubjectLevel::well_completed, 8), good), YearResult::well_completed);
  EXPECT_EQ(result(subjects(SubjectLevel::well_completed, 7), good), YearResult::well_completed);
  EXPECT_EQ(result(subjects(SubjectLevel::well_completed, 6), good), YearResult::completed);
  EXPECT_EQ(result(subjects(SubjectLevel::completed, 10), good), YearResult::completed);
  EXPECT_EQ(result(subjects(SubjectLevel::well_completed, 5), traits(TraitLevel::reached)), YearResult::completed);
  EXPECT_EQ(result(subjects(SubjectLevel::well_completed, 4), good), YearResult::not_completed);
  EXPECT_EQ(result(subjects(SubjectLevel::not_completed, 9), good), YearResult::not_completed);
  EXPECT_EQ(result(subjects(SubjectLevel::completed, 9), traits(TraitLevel::needs_effort)), YearResult::not_completed);
}

TEST(Primary, OneSubjectOrTraitDecides) {
  auto s = subjects(SubjectLevel::well_completed, 9);
  auto t = traits(TraitLevel::good);
  s[2].level = SubjectLevel::completed;  // one without a test
  EXPECT_EQ(result(s, t), YearResult::completed);
  s[2].level.reset();  // not assessed: not judged (HB-TH-10)
  EXPECT_EQ(result(s, t), YearResult::excellently_completed);
  t[1].level = TraitLevel::reached;
  EXPECT_EQ(result(s, t), YearResult::completed);
  t[1].level.reset();
  s[0].test = 8;
  EXPECT_EQ(result(s, t), YearResult::well_completed);
}

TEST(Primary, SaysWhyAResultIsWhatItIs) {
  auto s = subjects(SubjectLevel::well_completed, 9);
  s[1].test = 6;
  const auto found = year_result(rules(), s, traits(TraitLevel::good));
  ASSERT_EQ(found.derivations.size(), 3u);
  EXPECT_EQ(found.derivations[0].rule, "HB-TH-2");
  EXPECT_THAT(found.derivations[1].vi, HasSubstr("vì Toán 6"));
  EXPECT_THAT(found.derivations[2].vi, HasSubstr("đạt đủ điều kiện"));
  const auto none = year_result(rules(), subjects(SubjectLevel::not_completed, 1), traits(TraitLevel::good));
  EXPECT_EQ(none.derivations.back().rule, "HB-TH-5");
}

TEST(Primary, CompletesTheGradeOrTheLevel) {  // HB-TH-7
  EXPECT_EQ(outcome(rules(), YearResult::completed, 4), Outcome::completed_grade);
  EXPECT_EQ(outcome(rules(), YearResult::completed, 5), Outcome::completed_level);
  EXPECT_EQ(outcome(rules(), YearResult::not_completed, 5), Outcome::principal_decides);
}

TEST(Primary, AwardsByResultAndByWhatPeopleJudge) {  // HB-TH-8
  EXPECT_EQ(award({YearResult::excellently_completed, false, false}), Award::excellent);
  EXPECT_EQ(award({YearResult::well_completed, true, true}), Award::exemplary);
  EXPECT_EQ(award({YearResult::well_completed, true, false}), Award::none);
  EXPECT_EQ(award({YearResult::well_completed, false, true}), Award::none);
  EXPECT_EQ(award({YearResult::completed, true, true}), Award::none);
}

TEST(Primary, ReadsItsOwnWords) {
  for (const auto level : {SubjectLevel::not_completed, SubjectLevel::completed, SubjectLevel::well_completed})
    EXPECT_EQ(subject_level_from(to_letter(level)), level);
  for (const auto level : {TraitLevel::needs_effort, TraitLevel::reached, TraitLevel::good})
    EXPECT_EQ(trait_level_from(to_letter(level)), level);
  EXPECT_EQ(year_result_from("hoàn thành xuất sắc"), YearResult::excellently_completed);
  EXPECT_EQ(subject_level_from("x"), std::nullopt);
}

}  // namespace
}  // namespace hocba::credential::primary
