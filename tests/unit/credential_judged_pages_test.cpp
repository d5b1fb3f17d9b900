// Pages that slip past a judge who looks at one value alone: half said, said twice, in other words, of another kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/judgement.hpp"
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
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(JudgedPages, ASubjectsAssessmentsAreOfTheKindOfItsResults) {
  auto year = page();
  auto& maths = year.results[1];
  maths.term1.regular = {20, 20, 20, 20};
  maths.term1.midterm = maths.term1.final = 20;
  EXPECT_THAT(wrong(year), ElementsAre("credential.term_average_wrong results[1].term1 2,0 | 7,0"));
  maths.term1.regular_levels = {"Đạt"};  // a word beside the marks doesn't turn the sums off
  EXPECT_THAT(wrong(year), testing::Contains("credential.subject_kind_wrong results[1]"));
  year = page();
  year.results[1].term2.final_level = "Đạt";
  EXPECT_THAT(wrong(year), testing::Contains("credential.subject_kind_wrong results[1]"));
  year = page();
  year.results[8].term1.regular = {80};  // a comment subject
  EXPECT_THAT(wrong(year), testing::Contains("credential.subject_kind_wrong results[8]"));
  year = page();
  year.results[8] = {};
  year.results[8].code = year.results[8].name = "GDTC";
  year.results[8].not_assessed = kExempt;
  year.results[8].term1.regular_levels = {"Đạt"};
  EXPECT_THAT(wrong(year), ElementsAre("credential.not_assessed_but_marked results[8]"));
}

TEST(JudgedPages, ArtsCountOnceHoweverTheyAreWritten) {
  auto year = page();
  year.results[9] = commented("NT", kPassed, kNotPassed, kNotPassed);
  year.results.push_back(commented("AN", kPassed, kNotPassed, kNotPassed));
  EXPECT_EQ(value_of(judge_year(kLower, year), "learning")->expected, "Đạt");
}

// Three of eight scored subjects are not assessed: the rest can't reach six, and the plan judges, not these rules.
TEST(JudgedPages, APupilWithAnIndividualPlanAndFewSubjectsIsJudgedByThePlan) {
  auto year = page();
  for (const std::size_t i : {0u, 1u, 2u}) {
    TranscriptResult blank;
    blank.code = blank.name = year.results[i].code;
    blank.not_assessed = kIndividualPlan;
    year.results[i] = blank;
  }
  year.learning1 = year.learning2 = year.learning = "Đạt";
  year.absences = 60;
  year.awards = {"Học sinh Giỏi"};
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(warned(year), ElementsAre("credential.judged_by_plan learning"));
  EXPECT_EQ(value_of(judge_year(kLower, year), "learning"), nullptr);
  EXPECT_EQ(value_of(judge_year(kLower, year), "outcome"), nullptr);
  year.learning = "Giỏi";  // its words are the regulation's all the same
  EXPECT_THAT(wrong(year), ElementsAre("credential.word_unknown learning"));
  year.learning = "Đạt";
  // Six scored subjects: judged like everybody.
  year.results[0] = scored("VAN", 70, 70, 70);
  EXPECT_THAT(wrong(year), testing::IsSupersetOf({"credential.learning_wrong learning Khá | Đạt",
                                                  "credential.outcome_wrong outcome Không được lên lớp | Được lên lớp",
                                                  "credential.award_wrong awards[0] – | Học sinh Giỏi"}));
  // Too few of them without a plan: no.
  year.results[0] = {};
  year.results[0].code = year.results[0].name = "VAN";
  year.results[0].not_assessed = kExempt;
  for (const std::size_t i : {1u, 2u}) year.results[i].not_assessed = kExempt;
  EXPECT_THAT(wrong(year), testing::Contains("credential.learning_wrong learning Chưa đạt | Đạt"));
}

TEST(JudgedPages, AKnownConditionDecidesThoughAnotherIsLeftOut) {
  auto year = page();
  year.conduct1.clear(), year.conduct2.clear(), year.conduct.clear();
  EXPECT_THAT(wrong(year), IsEmpty());  // undecided
  EXPECT_EQ(value_of(judge_year(kLower, year), "outcome"), nullptr);
  year.absences = 46;
  EXPECT_THAT(wrong(year), ElementsAre("credential.outcome_wrong outcome Không được lên lớp | Được lên lớp"));
  EXPECT_THAT(value_of(judge_year(kLower, year), "outcome")->how, testing::SizeIs(2));  // learning, absences
  year = failing();
  year.conduct1.clear(), year.conduct2.clear(), year.conduct.clear();
  year.absences.reset();
  year.outcome = "Được lên lớp";
  EXPECT_THAT(wrong(year), ElementsAre("credential.outcome_wrong outcome Không được lên lớp | Được lên lớp"));
  for (const char* waits : {"Kiểm tra lại trong hè", "Rèn luyện trong hè"}) {
    year.outcome = waits;
    EXPECT_THAT(wrong(year), IsEmpty()) << waits;
  }
  year = page();
  year.results.clear();
  year.learning1.clear(), year.learning2.clear(), year.learning.clear();
  year.conduct1.clear();
  year.conduct2 = year.conduct = "Chưa đạt";
  EXPECT_THAT(wrong(year), ElementsAre("credential.outcome_wrong outcome Không được lên lớp | Được lên lớp"));
}

TEST(JudgedPages, OneTermsConductRulesOutWhatNoOtherTermGives) {
  struct {
    const char *first, *second, *year;
    bool possible;
  } const kCases[] = {
      {"", "Chưa đạt", "Đạt", false}, {"", "Chưa đạt", "Chưa đạt", true}, {"", "Tốt", "Khá", true},
      {"", "Tốt", "Đạt", false},      {"", "Khá", "Tốt", false},          {"Tốt", "", "Tốt", true},
      {"Tốt", "", "Đạt", false},      {"Chưa đạt", "", "Khá", true},      {"Chưa đạt", "", "Tốt", false}};
  for (const auto& one : kCases) {
    auto year = page();
    year.outcome.clear();
    year.conduct1 = one.first;
    year.conduct2 = one.second;
    year.conduct = one.year;
    EXPECT_EQ(wrong(year).empty(), one.possible) << one.first << "/" << one.second << " " << one.year;
  }
  auto year = page();
  year.conduct1.clear(), year.conduct.clear();
  year.conduct2 = "Chưa đạt";  // whatever the first term was
  EXPECT_THAT(wrong(year), ElementsAre("credential.outcome_wrong outcome Không được lên lớp | Được lên lớp"));
}

TEST(JudgedPages, ATitleIsReadWhateverStandsAroundIt) {
  const std::pair<const char*, bool> kCases[] = {{"Học sinh Xuất sắc", true},
                                                 {"Học sinh Xuất sắc năm học 2024-2025", true},
                                                 {"Học sinh Xuất sắc 2024-2025", true},
                                                 {"Học sinh Xuất sắc.", true},
                                                 {"«Học sinh Xuất sắc»", true},
                                                 {"Đạt danh hiệu Học sinh Giỏi", true},
                                                 {"Danh hiệu: HỌC SINH GIỎI", true},
                                                 {"Được công nhận danh hiệu “Học sinh giỏi” cả năm", true},
                                                 {"học sinh giỏi toàn diện", true},
                                                 {"Học sinh Giỏi lớp 7A1", true},
                                                 {"Học sinh Tiên tiến năm học 2024–2025", true},
                                                 {"Học sinh giỏi cấp huyện môn Toán", false},
                                                 {"Học sinh giỏi năm học 2024-2025 cấp tỉnh", false},
                                                 {"Học sinh giỏi lớp 7 cấp trường", false},
                                                 {"Học sinh giỏi môn Toán", false},
                                                 {"Học sinh giỏi văn hóa", false},
                                                 {"Giải Nhất học sinh giỏi", false},
                                                 {"Học sinh khá giỏi", false},
                                                 {"", false}};
  for (const auto& [award, title] : kCases) {
    auto year = page();  // a year of Khá: no title
    year.awards = {award};
    EXPECT_THAT(wrong(year), testing::SizeIs(title ? 1u : 0u)) << award;
    auto primary = primary_page();
    primary.results[0].year_level = "H";
    primary.result = "Hoàn thành";
    primary.awards = {award};
    EXPECT_THAT(wrong(primary, "primary"), testing::SizeIs(title ? 1u : 0u)) << award;
  }
  auto primary = primary_page();
  primary.awards = {"Đạt danh hiệu Học sinh Xuất sắc năm học 2024-2025"};
  EXPECT_THAT(wrong(primary, "primary"), IsEmpty());
  primary.awards = {"Học sinh Tiêu biểu vượt trội về môn Toán"};
  EXPECT_THAT(
      wrong(primary, "primary"),
      ElementsAre("credential.award_wrong awards[0] Học sinh Xuất sắc | Học sinh Tiêu biểu vượt trội về môn Toán"));
}

TEST(JudgedPages, ATitleThatNoMissingWordCouldEarnIsWrong) {
  auto year = page();
  year.conduct1.clear(), year.conduct2.clear(), year.conduct.clear();
  year.awards = {"Học sinh Xuất sắc"};  // learning Khá
  EXPECT_THAT(wrong(year), ElementsAre("credential.award_wrong awards[0] – | Học sinh Xuất sắc"));
  for (auto& result : year.results)
    if (result.year_tenths) result = scored(result.code.c_str(), 80, 80, 80);
  year.learning1 = year.learning2 = year.learning = "Tốt";
  EXPECT_THAT(wrong(year), ElementsAre("credential.award_wrong awards[0] Học sinh Giỏi | Học sinh Xuất sắc"));
  year.awards = {"Học sinh Giỏi"};
  EXPECT_THAT(wrong(year), IsEmpty());  // earned, if conduct was Tốt
  year.conduct = "Khá";
  EXPECT_THAT(wrong(year), ElementsAre("credential.award_wrong awards[0] – | Học sinh Giỏi"));
}

TEST(JudgedPages, AGradeIsOfItsLevel) {
  for (const auto& [level, first, last] : {std::tuple("primary", 1, 5), std::tuple(kLower, 6, 9),
                                           std::tuple("upper-secondary", 10, 12), std::tuple("vocational", 1, 12)}) {
    for (int grade = 1; grade <= 12; ++grade) {
      TranscriptYear year;
      year.period = PeriodCode::parse("2024-2025").value();
      year.grade = grade;
      const bool good = first <= grade && grade <= last;
      EXPECT_EQ(wrong(year, level).empty(), good) << level << " " << grade;
      if (!good) {
        EXPECT_THAT(wrong(year, level), ElementsAre("credential.grade_wrong grade"));
      }
    }
  }
}

TEST(JudgedPages, DoubtsSubjectsThatTheCurriculumDoesNotHave) {
  auto year = page();
  year.results[1].code = "toan";
  EXPECT_THAT(warned(year),
              UnorderedElementsAre("credential.subject_unknown results[1]", "credential.subject_missing results"));
  const auto judged = judge_year(kLower, year);
  EXPECT_EQ(judged.remarks[0].expected, "TOAN");
  year = page();
  year.results.push_back(scored("CO_VUA", 80, 80, 80));
  EXPECT_THAT(warned(year), ElementsAre("credential.subject_unknown results[12]"));
  year.period = PeriodCode::parse("2020-2021").value();  // no regulation that is known
  EXPECT_THAT(warned(year), IsEmpty());
}

// Five subjects of 9,0 and three of 7,0 are Khá; a second row for one of the five would be the sixth.
TEST(JudgedPages, ASubjectStandsOnce) {
  auto year = page();
  for (std::size_t i = 0; i < 5; ++i) year.results[i] = scored(year.results[i].code.c_str(), 90, 90, 90);
  year.results[7] = scored("TIN", 70, 70, 70);
  year.learning1 = year.learning2 = year.learning = "Khá";
  ASSERT_THAT(wrong(year), IsEmpty());
  const std::pair<const char*, const char*> kAgain[] = {
      {"toan", "Toán"}, {"Toan", "X"}, {"T", "Toán"}, {"TOÁN", "Toán 2"}, {"TOAN ", "Toán"}};
  for (const auto& [code, name] : kAgain) {
    auto twice = year;
    twice.results.push_back(scored(code, 90, 90, 90));
    twice.results.back().name = name;
    EXPECT_THAT(wrong(twice), testing::Contains("credential.subject_twice results[12]")) << code;
  }
  // Of what no curriculum has, too; of another subject not.
  year.results.push_back(scored("CO_VUA", 70, 70, 70));
  year.results.push_back(scored("CO_TUONG", 70, 70, 70));
  EXPECT_THAT(wrong(year), IsEmpty());
  year.results.push_back(scored("co vua", 70, 70, 70));
  EXPECT_THAT(wrong(year), ElementsAre("credential.subject_twice results[14]"));
  auto primary = primary_page();
  primary.results.push_back(of_primary("tv", "T", 9));
  EXPECT_THAT(wrong(primary, "primary"), ElementsAre("credential.subject_twice results[12]"));
  TranscriptYear modules;
  modules.period = year.period;
  for (const char* code : {"MD01", "MĐ01", "md01"}) modules.results.push_back(scored(code, 70, 70, 70));
  modules.results[1].name = "Hàn";  // another name: another module
  modules.results[2].name = "MD01";
  EXPECT_THAT(wrong(modules, "vocational"), ElementsAre("credential.subject_twice results[2]"));
}

TEST(JudgedPages, NamesTheForeignSubjectOnWhichTheLevelHangs) {
  auto year = page();
  for (auto& result : year.results)
    if (result.year_tenths) result = scored(result.code.c_str(), 70, 70, 70);
  for (std::size_t i = 0; i < 5; ++i) year.results[i] = scored(year.results[i].code.c_str(), 90, 90, 90);
  year.results.push_back(scored("CO_VUA", 80, 80, 80));
  year.learning1 = year.learning2 = year.learning = "Tốt";
  year.awards = {"Học sinh Giỏi"};
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(warned(year),
              UnorderedElementsAre("credential.subject_decides learning", "credential.subject_unknown results[12]"));
  EXPECT_EQ(judge_year(kLower, year).remarks[0].found, "CO_VUA");
  EXPECT_EQ(judge_year(kLower, year).remarks[0].expected, "Khá");
  year.results[5] = scored("KHTN", 80, 80, 80);  // six without it
  EXPECT_THAT(warned(year), ElementsAre("credential.subject_unknown results[12]"));
  year.results[12] = scored("CO_VUA", 90, 90, 90);  // the sixth of 9,0
  year.awards = {"Học sinh Xuất sắc"};
  EXPECT_THAT(warned(year), testing::Contains("credential.subject_decides learning"));
}

TEST(JudgedPages, DoubtsExemptionsFromWhatEverybodyStudies) {
  auto year = page();
  const auto exempt = [&](std::size_t i) {
    TranscriptResult blank;
    blank.code = blank.name = year.results[i].code;
    blank.not_assessed = kExempt;
    auto out = year;
    out.results[i] = blank;
    return out;
  };
  for (const std::size_t usual : {8u, 9u}) EXPECT_THAT(warned(exempt(usual)), IsEmpty());  // GDTC, NT
  for (const std::size_t i : {0u, 1u, 7u, 10u})                                            // VAN, TOAN, TIN, HDTN
    EXPECT_THAT(warned(exempt(i)), ElementsAre("credential.exemption_unusual results[" + std::to_string(i) + "]"));
  auto plan = exempt(1);
  plan.results[1].not_assessed = kIndividualPlan;
  EXPECT_THAT(warned(plan), IsEmpty());
}

TEST(JudgedPages, MissesACompulsorySubject) {
  auto year = page();
  year.results.erase(year.results.begin() + 1);  // Toán
  ASSERT_THAT(warned(year), ElementsAre("credential.subject_missing results"));
  EXPECT_EQ(judge_year(kLower, year).remarks[0].expected, "TOAN");
  year.learning.clear();  // half a year's page
  EXPECT_THAT(warned(year), IsEmpty());
  // Nghệ thuật, or both its halves.
  year = page();
  year.results[9] = commented("AN", kPassed, kPassed, kPassed);
  EXPECT_THAT(warned(year), ElementsAre("credential.subject_missing results"));
  year.results.push_back(commented("MT", kPassed, kPassed, kPassed));
  EXPECT_THAT(warned(year), IsEmpty());
  // What is not assessed stands there.
  year.results[0] = {};
  year.results[0].code = year.results[0].name = "VAN";
  year.results[0].not_assessed = kIndividualPlan;
  EXPECT_THAT(warned(year), IsEmpty());
  auto primary = primary_page();
  primary.results.erase(primary.results.begin());
  EXPECT_THAT(warned(primary, "primary"), ElementsAre("credential.subject_missing results"));
}

TEST(JudgedPages, ElectivesMayBeMissing) {
  TranscriptYear year;
  year.period = PeriodCode::parse("2024-2025").value();
  year.grade = 10;
  for (const char* code : {"VAN", "TOAN", "NN1", "LS", "GDQPAN", "DL"})
    year.results.push_back(scored(code, 80, 80, 80));
  for (const char* code : {"GDTC", "HDTN", "GDDP"}) year.results.push_back(commented(code, kPassed, kPassed, kPassed));
  year.learning = "Tốt";
  EXPECT_THAT(warned(year, "upper-secondary"), IsEmpty());
  // Ngoại ngữ 1 is elective in grades 1 and 2 of primary school alone.
  for (int grade = 1; grade <= 5; ++grade) {
    TranscriptYear primary;
    primary.period = year.period;
    primary.grade = grade;
    for (const SubjectInfo& subject : all_subjects())
      if (subject_of("primary", grade, subject.code) == &subject && !subject.elective && subject.code != "NN1")
        primary.results.push_back(of_primary(subject.code.data(), "H", {}));
    primary.result = "Hoàn thành";
    const auto all = warned(primary, "primary");
    EXPECT_EQ(std::count(all.begin(), all.end(), "credential.subject_missing results"), grade < 3 ? 0 : 1) << grade;
  }
}

}  // namespace
}  // namespace hocba::credential
