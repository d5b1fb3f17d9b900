// HB-NGHE: transcripts of vocational schools derive nothing but a weighted average that they state themselves.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/judgement.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Module {
  int mark;
  std::optional<int> credits, hours;
};
TranscriptYear vocational_year(const std::vector<Module>& modules, std::optional<int> average) {
  TranscriptYear year;
  year.period = test::code_of("2024-2025");
  year.class_name = "CĐ OTO 23A";
  year.grade = 2;
  year.average_tenths = average;
  for (const Module& module : modules) {
    TranscriptResult result;
    result.code = "MD" + std::to_string(year.results.size() + 1);
    result.name = "Mô đun " + std::to_string(year.results.size() + 1);
    result.year_tenths = module.mark;
    result.credits = module.credits;
    result.hours = module.hours;
    year.results.push_back(std::move(result));
  }
  return year;
}
TranscriptData vocational_transcript(TranscriptYear year) {
  TranscriptData data = test::sample_transcript(1, 0);
  data.level = "vocational";
  data.field = "Công nghệ ô tô";
  data.common.holder.birth_date = {1979, 2, 3};  // learners of any age
  data.common.holder.personal_number.reset();
  data.years = {std::move(year)};
  return data;
}
constexpr auto kNothing = std::nullopt;

// Halves go up; a quotient just below and just above.
TEST(VocationalAverage, IsTheWeightedMeanRoundedHalfUp) {
  struct Case {
    std::vector<Module> modules;
    int expected;
  };
  for (const auto& [modules, expected] :
       {Case{{{80, 3, kNothing}, {75, 2, kNothing}}, 78}, Case{{{80, 1, kNothing}, {81, 1, kNothing}}, 81},
        Case{{{80, 2, kNothing}, {81, 1, kNothing}}, 80}, Case{{{80, 1, kNothing}, {81, 2, kNothing}}, 81},
        Case{{{0, 5, kNothing}, {100, 5, kNothing}}, 50}, Case{{{100, 60, kNothing}}, 100},
        Case{{{70, kNothing, 90}, {80, kNothing, 30}}, 73}, Case{{{70, 2, 30}, {80, 1, 15}}, 73}}) {
    for (int stated = 0; stated <= 100; ++stated) {
      const auto judged = judge_year("vocational", vocational_year(modules, stated));
      ASSERT_THAT(judged.derived, SizeIs(1));
      EXPECT_EQ(judged.derived[0].expected, std::to_string(expected / 10) + "," + std::to_string(expected % 10));
      EXPECT_EQ(judged.derived[0].agrees(), stated == expected);
      EXPECT_EQ(judged.derived[0].code, &kWeightedAverageWrong);
    }
  }
  const auto shown = judge_year("vocational", vocational_year({{80, 3, kNothing}, {75, 2, kNothing}}, 78)).derived[0];
  EXPECT_EQ(shown.how[0].rule, "HB-NGHE");
  EXPECT_EQ(shown.how[0].sums, "(3 × 8,0 + 2 × 7,5) : 5 = 39,0 : 5 → 7,8");
  EXPECT_EQ(shown.en, "Average, by credits");
}

// Credits and hours are both on the page, which of them weighs is not: 7,5 by credits, 7,3 by hours.
TEST(VocationalAverage, IsRightByCreditsOrByHours) {
  for (const auto& [stated, right] :
       {std::pair(75, true), std::pair(73, true), std::pair(74, false), std::pair(72, false), std::pair(76, false)}) {
    const auto judged = judge_year("vocational", vocational_year({{80, 3, 45}, {70, 3, 120}}, stated));
    ASSERT_THAT(judged.derived, SizeIs(1));
    const auto& average = judged.derived[0];
    EXPECT_EQ(average.agrees(), right) << stated;
    EXPECT_EQ(average.how.size(), right ? 1u : 2u);
    EXPECT_EQ(average.expected, stated == 75 ? "7,5" : stated == 73 ? "7,3" : "7,5; 7,3");
    EXPECT_EQ(average.en, stated == 75   ? "Average, by credits"
                          : stated == 73 ? "Average, by hours"
                                         : "Average, by credits or by hours");
  }
  // Where one module has no hours only credits weigh.
  const auto judged = judge_year("vocational", vocational_year({{80, 3, 45}, {70, 3, kNothing}}, 73));
  EXPECT_EQ(judged.derived[0].expected, "7,5");
  EXPECT_FALSE(judged.derived[0].agrees());
}

TEST(VocationalAverage, IsNotGuessedWhereThePageDoesNotStateIt) {
  const std::vector<Module> modules = {{80, 3, 45}, {75, 2, 30}};
  const auto derived = [](const TranscriptYear& year) { return judge_year("vocational", year).derived.size(); };
  EXPECT_EQ(derived(vocational_year(modules, kNothing)), 0u);
  EXPECT_EQ(derived(vocational_year({{80, kNothing, kNothing}, {75, 2, kNothing}}, 78)), 0u);  // a weight is missing
  EXPECT_EQ(derived(vocational_year({{80, 3, kNothing}, {75, kNothing, 30}}, 78)), 0u);        // two sorts of weights
  EXPECT_EQ(derived(vocational_year({{80, 0, kNothing}}, 80)), 0u);
  EXPECT_EQ(derived(vocational_year({}, 80)), 0u);
  auto retested = vocational_year(modules, 78);
  retested.results[0].retest_tenths = 90;
  EXPECT_EQ(derived(retested), 0u);
  for (const char* level : {"primary", "lower-secondary", "upper-secondary"}) {
    for (const auto& value : judge_year(level, vocational_year(modules, 11)).derived) EXPECT_NE(value.field, "average");
  }
}

TEST(VocationalAverage, LeavesOutWhatTheSchoolDoesNotCountAndWhatHasNoMark) {
  auto year = vocational_year({{80, 3, kNothing}, {20, 3, kNothing}, {90, kNothing, kNothing}}, 80);
  year.results[1].not_counted = true;
  year.results[2].year_tenths.reset();
  year.results[2].year_level = "Đạt";
  const auto judged = judge_year("vocational", year);
  ASSERT_THAT(judged.derived, SizeIs(1));
  EXPECT_TRUE(judged.derived[0].agrees());
  year.results[1].not_counted = false;
  EXPECT_FALSE(judge_year("vocational", year).derived[0].agrees());
}

TEST(VocationalAverage, AboveTenIsNone) {
  const auto judged = judge_year("vocational", vocational_year({{80, 3, kNothing}}, 101));
  EXPECT_THAT(judged.derived, IsEmpty());
  ASSERT_THAT(judged.remarks, SizeIs(1));
  EXPECT_TRUE(judged.remarks[0].fails);
  EXPECT_EQ(judged.remarks[0].field, "average");
  EXPECT_THAT(judge_year("vocational", vocational_year({{101, 3, kNothing}}, 80)).derived, IsEmpty());
}

TEST(VocationalTranscript, SaysModulesAndAWrongAverageFailsVerification) {
  auto year = vocational_year({{80, 3, 45}, {75, 2, 30}}, 78);
  year.results[0].semester = 3;
  year.results[0].letter = "B+";
  year.results[0].four_scale = "3,5";
  year.results[1].not_counted = true;
  year.average_tenths = 80;
  const Document document = build_transcript(vocational_transcript(year), test::counting_salts()).value();
  EXPECT_EQ(headline(document).title, "Bảng kết quả học tập");
  EXPECT_THAT(examine(document), IsEmpty());
  EXPECT_TRUE(derives_values(document));
  std::vector<std::string> said;
  for (const Line& line : describe(document))
    if (line.label_en == "Field" || line.label_en == "Average" || line.label_en.rfind("Mô đun", 0) == 0)
      said.push_back(line.value);
  EXPECT_THAT(said, ElementsAre("Công nghệ ô tô", "HK 3 · 3 tín chỉ · 45 giờ · điểm 8,0 · điểm chữ B+ · hệ 4: 3,5",
                                "2 tín chỉ · 30 giờ · điểm 7,5 · không tính vào điểm trung bình", "8,0"));
  EXPECT_EQ(school_years(document)[0].results[0].four_scale, "3,5");
  year.average_tenths = 81;
  const auto wrong = build_transcript(vocational_transcript(year), test::counting_salts());
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().to_string().find("credential.weighted_average_wrong"), 0u) << wrong.error().to_string();
  EXPECT_THAT(wrong.error().detail(), HasSubstr("year-2024-2025.average"));
  year.average_tenths.reset();
  EXPECT_FALSE(derives_values(build_transcript(vocational_transcript(year), test::counting_salts()).value()));
}

}  // namespace
}  // namespace hocba::credential
