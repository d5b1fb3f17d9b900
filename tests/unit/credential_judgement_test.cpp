// What a year's page derives from its own marks, value by value: the right one passes, each wrong one is named.
#include "ledger/credential/judgement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/subjects.hpp"
#include "tests/support/judged_pages.hpp"

namespace hocba::credential {
namespace {

using test::commented;
using test::failing;
using test::kLower;
using test::of_primary;
using test::page;
using test::primary_page;
using test::scored;
using test::value_of;
using test::warned;
using test::wrong;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(Judgement, AcceptsAPageWhoseValuesFollow) {
  EXPECT_THAT(wrong(page()), IsEmpty());
  EXPECT_THAT(warned(page()), IsEmpty());
  const auto judged = judge_year(kLower, page());
  EXPECT_EQ(judged.regulation, "Thông tư 22/2021/TT-BGDĐT");
  for (const auto& value : judged.derived) {
    EXPECT_FALSE(value.how.empty()) << value.field;
    EXPECT_FALSE(value.vi.empty() || value.en.empty()) << value.field;
    EXPECT_FALSE(value.how.back().basis.empty()) << value.field;
  }
}

TEST(Judgement, NamesEachWrongValueWithTheRightOne) {
  auto year = page();
  year.results[1].year_tenths = 71;
  year.results[8].year_level = kNotPassed;  // term 2 is Đạt
  EXPECT_THAT(wrong(year), UnorderedElementsAre("credential.year_average_wrong results[1].year 7,0 | 7,1",
                                                "credential.comment_year_wrong results[8].yearLevel Đạt | Chưa đạt",
                                                "credential.learning_wrong learning Đạt | Khá"));
  year = page();
  year.learning1 = "Tốt";
  year.conduct = "Khá";
  EXPECT_THAT(wrong(year), UnorderedElementsAre("credential.learning_wrong learning1 Khá | Tốt",
                                                "credential.conduct_wrong conduct Tốt | Khá"));
  year = page();
  year.absences = 46;
  EXPECT_THAT(wrong(year), ElementsAre("credential.outcome_wrong outcome Không được lên lớp | Được lên lớp"));
  year.absences = 45;
  EXPECT_THAT(wrong(year), IsEmpty());
}

TEST(Judgement, SaysNothingOfWhatAPageDoesNotSay) {
  auto year = page();
  year.learning.clear();
  year.outcome.clear();
  EXPECT_THAT(wrong(year), IsEmpty());
  const auto judged = judge_year(kLower, year);
  ASSERT_NE(value_of(judged, "learning"), nullptr);
  EXPECT_EQ(value_of(judged, "learning")->expected, "Khá");
  EXPECT_EQ(value_of(judged, "learning")->found, "");
  // Without absences and with good results nobody can tell whether the pupil is promoted.
  year.absences.reset();
  EXPECT_EQ(value_of(judge_year(kLower, year), "outcome"), nullptr);
}

TEST(Judgement, TakesWordsOfTheRegulationAlone) {
  auto year = page();
  year.results[8].term1_level = "CĐ";
  year.conduct1 = "Giỏi";
  year.outcome = "Lên lớp 8";
  EXPECT_THAT(wrong(year), UnorderedElementsAre("credential.word_unknown results[8].term1Level",
                                                "credential.word_unknown conduct1", "credential.word_unknown outcome"));
  year = page();
  year.results[8] = scored("GDTC", 80, 80, 80);  // a comment subject with marks
  year.results[0] = commented("VAN", kPassed, kPassed, kPassed);
  EXPECT_THAT(wrong(year), testing::IsSupersetOf({"credential.subject_kind_wrong results[8]",
                                                  "credential.subject_kind_wrong results[0]"}));
}

TEST(Judgement, ChecksTermsByTheirAssessments) {
  auto year = page();
  auto& maths = year.results[1];
  maths.term1 = {.regular = {80, 80, 80, 80},
                 .topics = {},
                 .midterm = 60,
                 .final = 60,
                 .regular_levels = {},
                 .midterm_level = {},
                 .final_level = {}};
  // (4 × 8,0 + 2 × 6,0 + 3 × 6,0) : 9 = 6,88…
  EXPECT_THAT(wrong(year), ElementsAre("credential.term_average_wrong results[1].term1 6,9 | 7,0"));
  maths.term1.midterm = 65;  // 63 : 9 = 7,0
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(warned(year), IsEmpty());
  const auto judged = judge_year(kLower, year);
  EXPECT_EQ(value_of(judged, "results[1].term1")->how.front().sums,
            "(8,0 + 8,0 + 8,0 + 8,0 + 2 × 6,5 + 3 × 6,0) : 9 = 7,0");
  maths.term1.regular.pop_back();
  EXPECT_THAT(warned(year), ElementsAre("credential.regular_tests_count results[1].term1"));  // 140 periods: four
  maths.term1.final.reset();
  EXPECT_THAT(warned(year), testing::Contains("credential.assessment_missing results[1].term1"));
}

TEST(Judgement, CountsTopicsAsOneRegularAssessment) {
  TranscriptYear year = page();
  year.grade = 10;
  year.results = {scored("VL", 80, 80, 80)};
  year.learning.clear();
  year.results[0].term1 = {.regular = {80, 80},
                           .topics = 90,
                           .midterm = 80,
                           .final = 77,
                           .regular_levels = {},
                           .midterm_level = {},
                           .final_level = {}};
  // (8,0 + 8,0 + 9,0 + 2 × 8,0 + 3 × 7,7) : 8 = 64,1 : 8 = 8,01…
  EXPECT_THAT(warned(year, "upper-secondary"), IsEmpty());  // 70 periods: three, the topics among them
  EXPECT_EQ(value_of(judge_year("upper-secondary", year), "results[0].term1")->expected, "8,0");
  year.results[0].term1.regular.push_back(80);  // or beside the three
  EXPECT_THAT(warned(year, "upper-secondary"), IsEmpty());
  year.results[0].term1.regular.push_back(80);
  EXPECT_THAT(warned(year, "upper-secondary"), ElementsAre("credential.regular_tests_count results[0].term1"));
  year.results[0].term1.regular = {80};
  EXPECT_THAT(warned(year, "upper-secondary"), ElementsAre("credential.regular_tests_count results[0].term1"));
}

TEST(Judgement, CommentSubjectsPassATermWhenAllAssessmentsAreThereAndPassed) {
  auto year = page();
  auto& sport = year.results[8];
  sport.term2.regular_levels = {"Đạt", "Đạt", "Đạt"};
  sport.term2.midterm_level = sport.term2.final_level = "Đạt";
  EXPECT_THAT(wrong(year), IsEmpty());
  sport.term2.regular_levels[1] = "Chưa đạt";
  EXPECT_THAT(wrong(year), ElementsAre("credential.comment_term_wrong results[8].term2Level Chưa đạt | Đạt"));
  // The regulation asks for two, whatever the periods; a table of 70 periods has three.
  for (std::size_t count = 2; count <= 5; ++count) {
    sport.term2.regular_levels.assign(count, "Đạt");
    EXPECT_THAT(wrong(year), IsEmpty());
    if (count <= 3)
      EXPECT_THAT(warned(year), IsEmpty()) << count;
    else
      EXPECT_THAT(warned(year), ElementsAre("credential.regular_tests_count results[8].term2")) << count;
  }
  EXPECT_EQ(judge_year(kLower, year).remarks[0].expected, "2");
  sport.term2.regular_levels = {"Đạt"};
  EXPECT_THAT(wrong(year), ElementsAre("credential.comment_term_wrong results[8].term2Level Chưa đạt | Đạt"));
  EXPECT_THAT(warned(year), ElementsAre("credential.regular_tests_count results[8].term2"));
  sport.term2.regular_levels = {"Đạt", "Đạt"};
  sport.term2.midterm_level.clear();
  EXPECT_THAT(wrong(year), ElementsAre("credential.comment_term_wrong results[8].term2Level Chưa đạt | Đạt"));
}

TEST(Judgement, MusicAndFineArtsAreOneSubjectInLowerSecondarySchool) {
  auto year = page();
  year.results[9] = commented("AN", kPassed, kNotPassed, kNotPassed);
  year.results.push_back(commented("MT", kPassed, kNotPassed, kNotPassed));
  // One comment subject failed, not two: Đạt (and two levels below nothing, so not raised).
  const auto judged = judge_year(kLower, year);
  EXPECT_EQ(value_of(judged, "learning")->expected, "Đạt");
  year.results[10] = commented("HDTN", kPassed, kNotPassed, kNotPassed);
  EXPECT_EQ(value_of(judge_year(kLower, year), "learning")->expected, "Chưa đạt");
}

TEST(Judgement, SubjectsThatWereNotAssessedCountNowhere) {
  auto year = page();
  year.results[8] = {};
  year.results[8].code = year.results[8].name = "GDTC";
  year.results[8].not_assessed = kExempt;
  EXPECT_THAT(wrong(year), IsEmpty());
  year.results[8].year_level = kPassed;
  EXPECT_THAT(wrong(year), ElementsAre("credential.not_assessed_but_marked results[8]"));
}

TEST(Judgement, ARetestReplacesTheYearsResultForPromotion) {
  auto year = failing();
  EXPECT_THAT(wrong(year), IsEmpty());
  year.outcome = "Kiểm tra lại trong hè";
  EXPECT_THAT(wrong(year), IsEmpty());
  year.results[0].retest_tenths = 50;
  year.results[1].retest_tenths = 55;
  year.learning_retest = "Khá";
  EXPECT_THAT(wrong(year), ElementsAre("credential.outcome_wrong outcome Được lên lớp | Kiểm tra lại trong hè"));
  year.outcome = "Được lên lớp";
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(value_of(judge_year(kLower, year), "learningRetest")->how.front().sums, HasSubstr("3,0 → 5,5"));
  year.learning_retest = "Đạt";
  EXPECT_THAT(wrong(year), ElementsAre("credential.learning_wrong learningRetest Khá | Đạt"));
}

TEST(Judgement, OnlyAFailedSubjectOfAFailedYearIsTestedAgain) {
  auto year = failing();
  year.results[2].retest_tenths = 90;  // 7,0 was no failure
  EXPECT_THAT(wrong(year), ElementsAre("credential.retest_not_allowed results[2].retest"));
  year = page();
  year.results[0].retest_tenths = 90;  // the year was no failure
  EXPECT_THAT(wrong(year), ElementsAre("credential.retest_not_allowed results[0].retest"));
  year = page();
  year.learning_retest = "Tốt";
  EXPECT_THAT(wrong(year), ElementsAre("credential.retest_not_allowed learningRetest"));
}

TEST(Judgement, WhoeverFailedInConductTrainsInSummer) {
  auto year = page();
  year.conduct2 = year.conduct = "Chưa đạt";
  year.outcome = "Rèn luyện trong hè";
  EXPECT_THAT(wrong(year), IsEmpty());
  year.conduct_summer = "Đạt";
  EXPECT_THAT(wrong(year), ElementsAre("credential.outcome_wrong outcome Được lên lớp | Rèn luyện trong hè"));
  year.outcome = "Được lên lớp";
  EXPECT_THAT(wrong(year), IsEmpty());
  year = page();
  year.conduct_summer = "Tốt";
  EXPECT_THAT(wrong(year), ElementsAre("credential.summer_not_due conductSummer"));
}

// HB-LL: with more than 45 sessions missed nothing is left to wait for.
TEST(Judgement, WhoeverMissedTooMuchWaitsForNoSummer) {
  for (const auto& [absences, waits] : {std::pair(45, true), std::pair(46, false)}) {
    auto year = failing();
    year.absences = absences;
    year.outcome = "Kiểm tra lại trong hè";
    EXPECT_EQ(wrong(year).empty(), waits) << absences;
    year = page();
    year.absences = absences;
    year.conduct2 = year.conduct = "Chưa đạt";
    year.outcome = "Rèn luyện trong hè";
    EXPECT_EQ(wrong(year).empty(), waits) << absences;
    year.outcome = "Không được lên lớp";
    EXPECT_THAT(wrong(year), IsEmpty()) << absences;
  }
}

// Điều 14 asks for conduct from Đạt on, Điều 12 counts the summer's: with it a re-assessment is allowed, before not.
TEST(Judgement, ASummerOfGoodConductAllowsAReassessment) {
  for (const auto& [summer, allowed] :
       {std::pair("", false), std::pair("Chưa đạt", false), std::pair("Đạt", true), std::pair("Tốt", true)}) {
    auto year = failing();
    year.conduct2 = year.conduct = "Chưa đạt";
    year.conduct_summer = summer;
    year.results[0].retest_tenths = year.results[1].retest_tenths = 50;
    year.outcome.clear();
    if (allowed)
      EXPECT_THAT(wrong(year), IsEmpty()) << summer;
    else
      EXPECT_THAT(wrong(year), ElementsAre("credential.retest_not_allowed results[0].retest",
                                           "credential.retest_not_allowed results[1].retest"))
          << summer;
  }
}

TEST(Judgement, TheLastGradeCompletesItsLevel) {
  auto year = page();
  year.grade = 9;
  EXPECT_THAT(wrong(year), ElementsAre("credential.word_unknown outcome"));
  year.outcome = "Hoàn thành chương trình trung học cơ sở";
  EXPECT_THAT(wrong(year), IsEmpty());
  year.absences = 46;
  EXPECT_THAT(wrong(year),
              ElementsAre("credential.outcome_wrong outcome Chưa hoàn thành chương trình trung học cơ sở | "
                          "Hoàn thành chương trình trung học cơ sở"));
  EXPECT_EQ(outcome_word(kLower, 9, "Hoàn thành chương trình THCS"), "Hoàn thành chương trình trung học cơ sở");
  EXPECT_EQ(outcome_word(kLower, 8, "lên lớp"), "Được lên lớp");
  EXPECT_EQ(outcome_word(kLower, 8, "Lên thẳng"), "");
}

TEST(Judgement, TitlesFollowFromTheYear) {
  auto year = page();
  year.awards = {"Học sinh Giỏi"};
  EXPECT_THAT(wrong(year), ElementsAre("credential.award_wrong awards[0] – | Học sinh Giỏi"));
  year.awards = {"Học sinh giỏi cấp huyện môn Toán"};  // a competition's
  EXPECT_THAT(wrong(year), IsEmpty());
  for (auto& result : year.results)
    if (result.year_tenths) result = scored(result.code.c_str(), 90, 90, 90);
  year.learning1 = year.learning2 = year.learning = "Tốt";
  year.awards = {"Danh hiệu Học sinh Giỏi"};
  EXPECT_THAT(wrong(year), ElementsAre("credential.award_wrong awards[0] Học sinh Xuất sắc | Danh hiệu Học sinh Giỏi"));
  year.awards = {"Danh hiệu học sinh xuất sắc"};
  EXPECT_THAT(wrong(year), IsEmpty());
  year.awards = {"Học sinh Tiên tiến"};  // of the regulation before
  EXPECT_THAT(wrong(year), ElementsAre("credential.award_wrong awards[0] Học sinh Xuất sắc | Học sinh Tiên tiến"));
}

TEST(Judgement, MarksOutsideTheScaleCountNowhere) {
  auto year = page();
  year.results[0].year_tenths = 101;
  EXPECT_THAT(wrong(year), testing::Contains("credential.mark_out_of_range results[0].year"));
  year = page();
  year.results[0].term1.regular = {101};
  EXPECT_THAT(wrong(year), testing::Contains("credential.mark_out_of_range results[0].assessments1.regular[0]"));
}

TEST(Judgement, YearsBeforeTheRegulationHaveTheirAveragesAlone) {
  auto year = page();
  year.period = PeriodCode::parse("2020-2021").value();
  year.learning = "Giỏi";
  year.conduct = "Trung bình";
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_EQ(judge_year(kLower, year).regulation, "");
  year.results[0].year_tenths = 71;
  EXPECT_THAT(wrong(year), ElementsAre("credential.year_average_wrong results[0].year 7,0 | 7,1"));
  EXPECT_THAT(wrong(year, "vocational"), IsEmpty());
}

TEST(Judgement, JudgesAYearOfPrimarySchool) {
  auto year = primary_page();
  EXPECT_THAT(wrong(year, "primary"), IsEmpty());
  EXPECT_THAT(warned(year, "primary"), IsEmpty());
  year.results[0].test = 8;
  EXPECT_THAT(
      wrong(year, "primary"),
      UnorderedElementsAre("credential.year_result_wrong result Hoàn thành tốt | Hoàn thành xuất sắc",
                           "credential.award_wrong awards[0] Học sinh Tiêu biểu hoàn thành tốt trong học tập và "
                           "rèn luyện | Học sinh Xuất sắc"));
  year = primary_page();
  year.outcome = "Được lên lớp";  // the same in other words
  EXPECT_THAT(wrong(year, "primary"), IsEmpty());
  for (const char* not_so : {"Ở lại lớp", "Chưa hoàn thành chương trình lớp học", "Rèn luyện trong hè"}) {
    year.outcome = not_so;
    EXPECT_THAT(
        wrong(year, "primary"),
        ElementsAre(std::string("credential.outcome_wrong outcome Hoàn thành chương trình lớp học | ") + not_so));
  }
  year = primary_page();
  year.results[0].year_level = "C";
  year.awards.clear();
  year.result = "Chưa hoàn thành";
  year.outcome = "Ở lại lớp";  // the principal's decision
  EXPECT_THAT(wrong(year, "primary"), IsEmpty());
  year.outcome = "Hoàn thành mọi thứ";
  EXPECT_THAT(wrong(year, "primary"), ElementsAre("credential.word_unknown outcome"));
}

TEST(Judgement, PrimaryLevelsNeverFollowFromTests) {  // HB-TH-6
  auto year = primary_page();
  year.results[0].year_level = "H";
  year.results[0].test = 10;
  year.result = "Hoàn thành";
  year.awards.clear();
  EXPECT_THAT(wrong(year, "primary"), IsEmpty());
  year.results[0].year_level = "T";
  year.results[0].test = 4;
  year.result = "Chưa hoàn thành";
  EXPECT_THAT(wrong(year, "primary"), IsEmpty());
  EXPECT_THAT(warned(year, "primary"), ElementsAre("credential.level_and_test_differ results[0]"));
  year.results[0].test = 0;
  EXPECT_THAT(warned(year, "primary"), testing::Contains("credential.test_zero results[0].test"));
  year.results[7].test = 9;  // Đạo đức has no test
  year.results[1].test.reset();
  EXPECT_THAT(warned(year, "primary"), testing::IsSupersetOf({"credential.test_unexpected results[7].test",
                                                              "credential.assessment_missing results[1].test"}));
}

TEST(Judgement, PrimaryPagesHaveNoTermsAndNoDecimals) {
  auto year = primary_page();
  year.results[0] = scored("TV", 80, 80, 80);
  EXPECT_THAT(wrong(year, "primary"), ElementsAre("credential.subject_kind_wrong results[0]"));
  year = primary_page();
  year.results[0].year_level = "Tốt";
  year.qualities[0].level = "Khá";
  EXPECT_THAT(wrong(year, "primary"), ElementsAre("credential.word_unknown results[0].yearLevel",
                                                  "credential.word_unknown qualities[0].level"));
}

TEST(Judgement, ThePrincipalCertifiesTheEndOfPrimarySchool) {
  auto year = primary_page();
  year.grade = 5;
  EXPECT_THAT(wrong(year, "primary"), ElementsAre("credential.word_unknown outcome"));
  year.outcome = outcome_word("primary", 5, "hoàn thành");
  EXPECT_EQ(year.outcome, "Hoàn thành chương trình tiểu học");
  EXPECT_THAT(wrong(year, "primary"), IsEmpty());
}

TEST(Judgement, ReadsTheWordsThatSchoolsType) {
  EXPECT_EQ(subject_word(kLower, "CĐ"), kNotPassed);
  EXPECT_EQ(subject_word(kLower, "đ"), kPassed);
  EXPECT_EQ(subject_word("primary", "Hoàn thành tốt"), "T");
  EXPECT_EQ(subject_word("primary", "đ"), "");
  EXPECT_EQ(subject_word("vocational", "Đ"), "");
  EXPECT_EQ(trait_word("cần cố gắng"), "C");
  EXPECT_EQ(trait_word("Đạt"), "Đ");
}

TEST(Subjects, AreThoseOfTheCurriculum) {
  ASSERT_NE(subject_of(kLower, 6, "TOAN"), nullptr);
  EXPECT_EQ(periods_of(*subject_of(kLower, 6, "CN"), 6), 35);
  EXPECT_EQ(periods_of(*subject_of(kLower, 9, "CN"), 9), 52);
  EXPECT_EQ(subject_of(kLower, 10, "TOAN"), nullptr);
  EXPECT_EQ(subject_of("upper-secondary", 11, "LS")->elective, false);
  EXPECT_EQ(subject_of("primary", 4, "TNXH"), nullptr);
  EXPECT_EQ(primary_traits().size(), 15u);
  // Electives of which four are chosen: nine (domain §1.3).
  const auto subjects = all_subjects();
  EXPECT_EQ(std::count_if(subjects.begin(), subjects.end(),
                          [](const SubjectInfo& subject) {
                            return subject.level == "upper-secondary" && subject.elective && subject.periods[0] == 70;
                          }),
            9);
}

}  // namespace
}  // namespace hocba::credential
