// What a year's page derives from its own marks, value by value: the right one passes, each wrong one is named.
#include "ledger/credential/judgement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/subjects.hpp"

namespace hocba::credential {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr const char* kLower = "lower-secondary";

TranscriptResult scored(const char* code, int term1, int term2, int year) {
  TranscriptResult out;
  out.code = out.name = code;
  out.term1_tenths = term1;
  out.term2_tenths = term2;
  out.year_tenths = year;
  return out;
}
TranscriptResult commented(const char* code, std::string_view term1, std::string_view term2, std::string_view year) {
  TranscriptResult out;
  out.code = out.name = code;
  out.term1_level = term1;
  out.term2_level = term2;
  out.year_level = year;
  return out;
}

// Grade 7, 2024-2025: all 7,0 but one subject, which is 8,0; Khá, Tốt, promoted.
TranscriptYear page() {
  TranscriptYear out;
  out.period = PeriodCode::parse("2024-2025").value();
  out.class_name = "7A1";
  out.grade = 7;
  for (const char* code : {"VAN", "TOAN", "NN1", "GDCD", "LSDL", "KHTN", "CN"})
    out.results.push_back(scored(code, 70, 70, 70));
  out.results.push_back(scored("TIN", 80, 80, 80));
  for (const char* code : {"GDTC", "NT", "HDTN", "GDDP"})
    out.results.push_back(commented(code, kPassed, kPassed, kPassed));
  out.learning1 = out.learning2 = out.learning = "Khá";
  out.conduct1 = out.conduct2 = out.conduct = "Tốt";
  out.absences = 3;
  out.outcome = "Được lên lớp";
  return out;
}
TranscriptResult of_primary(const char* code, const char* level, std::optional<int> test) {
  TranscriptResult out;
  out.code = out.name = code;
  out.year_level = level;
  out.test = test;
  return out;
}
TranscriptYear primary_page() {
  TranscriptYear out;
  out.period = PeriodCode::parse("2024-2025").value();
  out.class_name = "4A";
  out.grade = 4;
  for (const char* code : {"TV", "TOAN", "NN1", "LSDL", "KH", "TIN", "CN"})
    out.results.push_back(of_primary(code, "T", 9));
  for (const char* code : {"DD", "GDTC", "AN", "MT", "HDTN"}) out.results.push_back(of_primary(code, "T", {}));
  for (const TraitInfo& trait : primary_traits())
    (trait.competence ? out.competences : out.qualities)
        .push_back({std::string(trait.code), std::string(trait.name), "T", {}});
  out.result = "Hoàn thành xuất sắc";
  out.outcome = "Hoàn thành chương trình lớp học";
  out.awards = {"Học sinh Xuất sắc"};
  return out;
}

// "code field expected found", of what disagrees or is remarked as wrong.
std::vector<std::string> wrong(const TranscriptYear& year, std::string_view level = kLower) {
  std::vector<std::string> out;
  const YearJudgement judged = judge_year(level, year);
  for (const auto& value : judged.derived)
    if (!value.agrees())
      out.push_back(std::string(value.code->id) + " " + value.field + " " + value.expected + " | " + value.found);
  for (const auto& remark : judged.remarks)
    if (remark.fails) out.push_back(std::string(remark.code->id) + " " + remark.field);
  return out;
}
std::vector<std::string> warned(const TranscriptYear& year, std::string_view level = kLower) {
  std::vector<std::string> out;
  for (const auto& remark : judge_year(level, year).remarks)
    if (!remark.fails) out.push_back(std::string(remark.code->id) + " " + remark.field);
  return out;
}
const DerivedValue* value_of(const YearJudgement& judged, std::string_view field) {
  for (const auto& value : judged.derived)
    if (value.field == field) return &value;
  return nullptr;
}

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
  sport.term2.regular_levels = {"Đạt", "Đạt"};
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(warned(year), ElementsAre("credential.regular_tests_count results[8].term2"));
  sport.term2.regular_levels = {"Đạt"};
  EXPECT_THAT(wrong(year), ElementsAre("credential.comment_term_wrong results[8].term2Level Chưa đạt | Đạt"));
  sport.term2.regular_levels = {"Đạt", "Đạt"};
  sport.term2.midterm_level.clear();
  EXPECT_THAT(wrong(year), ElementsAre("credential.comment_term_wrong results[8].term2Level Chưa đạt | Đạt"));
}

TEST(Judgement, ASubjectsAssessmentsAreOfTheKindOfItsResults) {
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

TEST(Judgement, ArtsCountOnceHoweverTheyAreWritten) {
  auto year = page();
  year.results[9] = commented("NT", kPassed, kNotPassed, kNotPassed);
  year.results.push_back(commented("AN", kPassed, kNotPassed, kNotPassed));
  EXPECT_EQ(value_of(judge_year(kLower, year), "learning")->expected, "Đạt");
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

// A pupil with 3,0 in maths, 2,0 in literature: Chưa đạt, may be tested again, and then is promoted or not.
TranscriptYear failing() {
  auto year = page();
  year.results[0] = scored("VAN", 20, 20, 20);
  year.results[1] = scored("TOAN", 30, 30, 30);
  year.learning1 = year.learning2 = year.learning = "Chưa đạt";
  year.outcome = "Không được lên lớp";
  return year;
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

// Three of eight scored subjects are not assessed: the rest can't reach six, and the plan judges, not these rules.
TEST(Judgement, APupilWithAnIndividualPlanAndFewSubjectsIsJudgedByThePlan) {
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

TEST(Judgement, AKnownConditionDecidesThoughAnotherIsLeftOut) {
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

TEST(Judgement, OneTermsConductRulesOutWhatNoOtherTermGives) {
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

TEST(Judgement, ATitleIsReadWhateverStandsAroundIt) {
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

TEST(Judgement, ATitleThatNoMissingWordCouldEarnIsWrong) {
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

TEST(Judgement, AGradeIsOfItsLevel) {
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

TEST(Judgement, DoubtsSubjectsThatTheCurriculumDoesNotHave) {
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

TEST(Judgement, MissesACompulsorySubject) {
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

TEST(Judgement, ElectivesMayBeMissing) {
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
