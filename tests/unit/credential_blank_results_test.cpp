// What a page leaves blank: what follows from its terms counts, and nothing that it says of the whole may rest on a
// subject of which it says nothing (HB-HT, HB-LL, HB-KT, HB-TH-2 to -4).
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

TranscriptResult named_only(const char* code) {
  TranscriptResult out;
  out.code = out.name = code;
  return out;
}
// All 9,0: Tốt, Học sinh Xuất sắc.
TranscriptYear excellent_page() {
  auto year = page();
  for (auto& result : year.results)
    if (result.year_tenths) result = scored(result.code.c_str(), 90, 90, 90);
  year.learning1 = year.learning2 = year.learning = "Tốt";
  year.awards = {"Học sinh Xuất sắc"};
  return year;
}

TEST(BlankResults, OfAYearFollowFromItsTerms) {
  auto year = excellent_page();
  year.results[1] = scored("TOAN", 30, 30, 30);
  year.results[1].year_tenths.reset();
  year.results[8] = commented("GDTC", kNotPassed, kNotPassed, "");
  year.learning1 = year.learning2 = "Chưa đạt";
  EXPECT_THAT(wrong(year), UnorderedElementsAre("credential.learning_wrong learning Chưa đạt | Tốt",
                                                "credential.outcome_wrong outcome Không được lên lớp | Được lên lớp",
                                                "credential.award_wrong awards[0] – | Học sinh Xuất sắc"));
  // Every year's cell blank, and right.
  year = excellent_page();
  for (auto& result : year.results) result.year_tenths.reset(), result.year_level.clear();
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(warned(year), IsEmpty());
  year.learning = "Khá";
  year.awards.clear();
  EXPECT_THAT(wrong(year), ElementsAre("credential.learning_wrong learning Tốt | Khá"));
  // The second term decides a comment subject, the first one doesn't.
  year = page();
  year.results[8] = commented("GDTC", kNotPassed, kPassed, "");
  year.learning1 = "Đạt";
  EXPECT_THAT(wrong(year), IsEmpty());
}

TEST(BlankResults, OfARetestedSubjectAreThoseOfItsTerms) {
  auto year = failing();
  year.results[0].year_tenths.reset();
  year.results[1].year_tenths.reset();
  EXPECT_THAT(wrong(year), IsEmpty());
  year.results[0].retest_tenths = 50;
  year.results[1].retest_tenths = 55;
  year.learning_retest = "Khá";
  year.outcome = "Được lên lớp";
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(value_of(judge_year(kLower, year), "learningRetest")->how.front().sums,
              testing::HasSubstr("2,0 → 5,0; TOAN 3,0 → 5,5"));
  year.results[2].year_tenths.reset();
  year.results[2].retest_tenths = 90;  // 7,0 by its terms
  EXPECT_THAT(wrong(year), testing::Contains("credential.retest_not_allowed results[2].retest"));
}

// Of one term alone, or of none, the year is not known.
TEST(BlankResults, ThatACompulsorySubjectCouldDecideAreMissed) {
  for (const std::size_t at : {1u, 8u}) {
    const bool marks = at == 1;
    const std::string missing =
        std::string("credential.result_missing results[") + (marks ? "1].year" : "8].yearLevel");
    auto year = excellent_page();
    year.results[at] = named_only(marks ? "TOAN" : "GDTC");
    EXPECT_THAT(wrong(year), ElementsAre(missing));
    EXPECT_EQ(value_of(judge_year(kLower, year), "learning"), nullptr);
    if (marks)
      year.results[at].term2_tenths = 90;
    else
      year.results[at].term1_level = kPassed;
    EXPECT_THAT(wrong(year), ElementsAre(missing));
    if (marks)
      year.results[at].term1_tenths = 90;
    else
      year.results[at].term2_level = kPassed;
    EXPECT_THAT(wrong(year), IsEmpty());
    // Whoever was exempted, and whoever studies by a plan, has none.
    for (const std::string_view why : {kExempt, kIndividualPlan}) {
      year.results[at] = named_only(marks ? "TOAN" : "GDTC");
      year.results[at].not_assessed = why;
      EXPECT_THAT(wrong(year), IsEmpty()) << why;
    }
  }
}

TEST(BlankResults, EachStatementOfAPageMayRestOnThem) {
  struct Case {
    const char *learning, *outcome, *award;
    bool rests;
  };
  for (const auto& one : {Case{"", "", "", false}, Case{"Tốt", "", "", true}, Case{"Khá", "", "", true},
                          Case{"", "Được lên lớp", "", false}, Case{"", "Không được lên lớp", "", false},
                          Case{"", "", "Học sinh Giỏi", true}, Case{"", "", "Học sinh Xuất sắc", true},
                          Case{"", "", "Học sinh giỏi cấp xã", false}, Case{"Đạt", "Được lên lớp", "", false}}) {
    auto year = excellent_page();
    year.results[1] = named_only("TOAN");
    year.learning1.clear(), year.learning2.clear();
    year.learning = one.learning;
    year.outcome = one.outcome;
    year.awards.clear();
    if (*one.award != 0) year.awards = {one.award};
    const auto all = wrong(year);
    const std::string missing = "credential.result_missing results[1].year";
    EXPECT_EQ(std::count(all.begin(), all.end(), missing), one.rests) << one.learning << one.outcome << one.award;
    // Seven of 9,0 and one that failed would be Đạt, raised; so much is sure, and is only noted.
    if (std::string_view(one.learning) == "Đạt") {
      EXPECT_THAT(all, IsEmpty());
      EXPECT_THAT(warned(year), ElementsAre(missing));
    }
  }
}

TEST(BlankResults, APromotionRestsOnThem) {
  auto year = page();
  year.learning1.clear(), year.learning2.clear(), year.learning.clear();
  year.results[0] = scored("VAN", 40, 40, 40);
  year.results[1] = named_only("TOAN");
  year.results[2] = scored("NN1", 40, 40, 40);  // five from 5,0 without maths
  EXPECT_THAT(wrong(year), ElementsAre("credential.result_missing results[1].year"));
  year.outcome = "Không được lên lớp";
  EXPECT_THAT(wrong(year), IsEmpty());
  year.outcome = "Được lên lớp";
  year.results[2] = scored("NN1", 70, 70, 70);  // six, and maths as low as can be: Chưa đạt still
  EXPECT_THAT(wrong(year), ElementsAre("credential.result_missing results[1].year"));
  year.results[0] = scored("VAN", 70, 70, 70);  // seven, and one failed: raised to Đạt
  EXPECT_THAT(wrong(year), IsEmpty());
}

// Three subjects of 2,0 are Chưa đạt, whatever the fourth had.
TEST(BlankResults, ThatCouldChangeNothingAreNotMissed) {
  auto year = failing();
  year.results[2] = scored("NN1", 20, 20, 20);
  year.results[3] = named_only("GDCD");
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_EQ(value_of(judge_year(kLower, year), "learning")->expected, "Chưa đạt");
  year.learning = "Đạt";
  EXPECT_THAT(wrong(year), UnorderedElementsAre("credential.learning_wrong learning Chưa đạt | Đạt",
                                                "credential.result_missing results[3].year"));
}

TEST(BlankResults, OfHalfAYearOrOfWhatNotEverybodyHasAreRight) {
  auto year = page();  // a pupil who left after the first term
  for (auto& result : year.results) {
    result.term2_tenths.reset(), result.year_tenths.reset();
    result.term2_level.clear(), result.year_level.clear();
  }
  year.learning2.clear(), year.learning.clear(), year.conduct2.clear(), year.conduct.clear();
  year.outcome.clear();
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(warned(year), IsEmpty());
  year = page();  // and who came for the second; the first is the other school's
  for (auto& result : year.results) result.term1_tenths.reset(), result.term1_level.clear();
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(warned(year), IsEmpty());
  // A subject that was taught in one term alone: a note of the other one.
  year = page();
  year.results[3].term1_tenths.reset();
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(warned(year), ElementsAre("credential.result_missing results[3].term1"));
  // An elective without anything is not taken; one that was begun is noted.
  year = page();
  year.results.push_back(named_only("NN2"));
  EXPECT_THAT(warned(year), IsEmpty());
  year.results.back().term1_tenths = 30;
  year.learning1 = "Đạt";
  EXPECT_THAT(wrong(year), IsEmpty());
  EXPECT_THAT(warned(year), ElementsAre("credential.result_missing results[12].year"));
  // With a plan for one subject others may be blank.
  year = page();
  year.results[10] = named_only("HDTN");
  year.results[11] = named_only("GDDP");
  year.results[11].not_assessed = kIndividualPlan;
  EXPECT_THAT(wrong(year), IsEmpty());
}

TEST(BlankResults, OfATermAreMissedWhereItsRegisterHasSomething) {
  auto year = page();
  auto& maths = year.results[1];
  maths.term1_tenths.reset();
  maths.term1.regular = {20, 20};
  EXPECT_THAT(wrong(year), ElementsAre("credential.result_missing results[1].term1"));
  year.learning1.clear();
  EXPECT_THAT(wrong(year), IsEmpty());
}

TEST(BlankResults, OfTheArtsAreThoseOfOneSubject) {
  auto year = page();
  year.results.push_back(named_only("AN"));
  year.results.push_back(named_only("MT"));  // NT is there
  EXPECT_THAT(wrong(year), IsEmpty());
  year.results[9] = named_only("NT");
  EXPECT_THAT(wrong(year), testing::SizeIs(3));
  year.results[12] = commented("AN", kPassed, kPassed, kPassed);
  EXPECT_THAT(wrong(year), testing::SizeIs(2));
  year.results[13] = commented("MT", kPassed, kPassed, kPassed);
  EXPECT_THAT(wrong(year), IsEmpty());
}

TEST(BlankResults, ACodeInOtherLettersHidesNoSubject) {
  auto year = excellent_page();
  year.results[1] = named_only("toan");
  EXPECT_THAT(wrong(year), ElementsAre("credential.result_missing results[1].year"));
}

TEST(BlankResults, OfPrimarySchoolCarryNoHighResult) {
  struct Case {
    const char *result, *award;
    bool fails, told;
  };
  for (const auto& one : {Case{"Hoàn thành xuất sắc", "", true, true}, Case{"Hoàn thành tốt", "", true, true},
                          Case{"Hoàn thành", "", false, true}, Case{"Chưa hoàn thành", "", false, false},
                          Case{"", "", false, false}, Case{"", "Học sinh Xuất sắc", true, true}}) {
    for (const bool subject : {true, false}) {
      auto year = primary_page();
      year.result = one.result;
      year.awards.clear();
      if (*one.award != 0) year.awards = {one.award};
      const std::string missing =
          std::string("credential.result_missing ") + (subject ? "results[7].yearLevel" : "competences[2].level");
      (subject ? year.results[7].year_level : year.competences[2].level).clear();
      const auto is_missing = testing::Contains(missing);
      EXPECT_THAT(wrong(year, "primary"),
                  one.fails ? testing::Matcher<std::vector<std::string>>(is_missing) : testing::Not(is_missing))
          << one.result;
      EXPECT_THAT(warned(year, "primary"), one.told && !one.fails
                                               ? testing::Matcher<std::vector<std::string>>(is_missing)
                                               : testing::Not(is_missing))
          << one.result;
      year.results[8] = named_only("GDTC");
      year.results[8].not_assessed = kIndividualPlan;  // HB-TH-10
      EXPECT_THAT(wrong(year, "primary"), testing::Not(is_missing));
      EXPECT_THAT(warned(year, "primary"), testing::Not(is_missing));
    }
  }
  auto year = primary_page();
  year.results[0].year_level.clear();  // a test of 9 and no level
  EXPECT_THAT(wrong(year, "primary"), ElementsAre("credential.result_missing results[0].yearLevel"));
  year = primary_page();
  year.results.push_back(named_only("TDT"));  // an elective that the pupil doesn't take
  EXPECT_THAT(warned(year, "primary"), IsEmpty());
  year.results.back().test = 9;
  EXPECT_THAT(warned(year, "primary"), ElementsAre("credential.result_missing results[12].yearLevel"));
  EXPECT_THAT(wrong(year, "primary"), IsEmpty());
}

// What is not on the page at all is noted, as a subject is.
TEST(BlankResults, PrimaryPagesWithoutQualitiesAreNoted) {
  auto year = primary_page();
  year.qualities.clear();
  year.competences.pop_back();
  EXPECT_THAT(wrong(year, "primary"), IsEmpty());
  EXPECT_THAT(warned(year, "primary"),
              ElementsAre("credential.result_missing qualities", "credential.result_missing competences"));
  EXPECT_EQ(judge_year("primary", year).remarks[1].expected, "Thể chất");
  // Công nghệ and Tin học are of grade 3 and above.
  for (const auto& [grade, missing] : {std::pair(2, 0u), std::pair(3, 1u)}) {
    year = primary_page();
    year.grade = grade;
    year.results.clear();
    for (const SubjectInfo& subject : all_subjects())
      if (subject.level == "primary" && is_compulsory(subject, grade))
        year.results.push_back(
            of_primary(subject.code.data(), "T", subject.first_tested_grade != 0 ? std::optional(9) : std::nullopt));
    year.competences.erase(
        std::remove_if(year.competences.begin(), year.competences.end(),
                       [](const auto& trait) { return trait.code == "CNGH" || trait.code == "THOC"; }),
        year.competences.end());
    EXPECT_THAT(warned(year, "primary"), testing::SizeIs(missing)) << grade;
  }
}

}  // namespace
}  // namespace hocba::credential
