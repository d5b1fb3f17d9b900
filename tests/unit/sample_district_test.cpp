// The sample district keeps its own promises: the same bytes from the same seed, sizes and shares, the odd cases where
// they are said to be, and nothing that an import or the school's rules would refuse.
#include <gmock/gmock.h>

#include "ledger/credential/judgement.hpp"
#include "ledger/exchange/import.hpp"
#include "tools/sample/district.hpp"

namespace hocba::sample {
namespace {

using credential::TranscriptYear;

const District& mini() {
  static const District made = make_district(2025, Scale::mini);
  return made;
}
const District& quan() {
  static const District made = make_district(2025, Scale::quan);
  return made;
}
const TranscriptYear& page_of(const District& d, const std::string& number) {
  return d.pages[d.planted_as(number).page].page;
}

TEST(SampleDistrict, GivesTheSameBytesForTheSameSeed) {
  const District again = make_district(2025, Scale::mini), other = make_district(2026, Scale::mini);
  ASSERT_EQ(again.classes.size(), mini().classes.size());
  bool differs = false;
  for (std::size_t i = 0; i < again.classes.size(); ++i) {
    const auto sheet = class_sheet(mini(), mini().classes[i]);
    EXPECT_EQ(sheet.bytes, class_sheet(again, again.classes[i]).bytes);
    differs = differs || sheet.bytes != class_sheet(other, other.classes[i]).bytes;
  }
  EXPECT_TRUE(differs);
  EXPECT_EQ(planted_sheet(mini()).bytes, planted_sheet(again).bytes);
}

TEST(SampleDistrict, HasTheSizesOfTheSpecification) {
  const District& d = quan();
  EXPECT_EQ(d.years, (std::vector<std::string>{"2023-2024", "2024-2025", "2025-2026"}));
  std::map<std::pair<std::size_t, int>, std::size_t> pupils;
  for (const Page& page : d.pages) ++pupils[{page.school, page.year}];
  const std::size_t wanted[] = {350, 320, 120, 405};
  for (std::size_t school = 0; school < 4; ++school)
    for (int year = 0; year < 3; ++year) {
      EXPECT_GE(pupils.at({school, year}), wanted[school]) << school;  // those who repeat come on top
      EXPECT_LE(pupils.at({school, year}), wanted[school] * 107 / 100) << school;
    }
  EXPECT_NEAR(static_cast<double>(d.pages.size()), 3'600, 60);
  const double n = static_cast<double>(d.pages.size());
  const auto corrected = std::count_if(d.replacements.begin(), d.replacements.end(),
                                       [](const auto& one) { return one.round == Replacement::Round::june; });
  EXPECT_NEAR(static_cast<double>(corrected) / n, 0.01, 0.002);
  EXPECT_NEAR(static_cast<double>(d.replacements.size() - static_cast<std::size_t>(corrected)) / n, 0.005, 0.001);
  EXPECT_NEAR(static_cast<double>(d.moves.size()) / (n * 2 / 3), 0.02, 0.003) << "of the two years that have a next";
  std::set<std::set<std::string>> combinations;
  for (const Page& page : d.pages) {
    if (page.year != 1 || page.page.grade < 10) continue;
    std::set<std::string> codes;
    for (const auto& result : page.page.results) codes.insert(result.code);
    combinations.insert(codes);
  }
  EXPECT_GE(combinations.size(), 9u);
}

TEST(SampleDistrict, HasTheSharesOfLevelsOfTheSpecification) {
  std::map<std::string, double> secondary, primary;
  double many = 0, few = 0;
  for (const Page& page : quan().pages) {
    const TranscriptYear& year = page.page;
    if (credential::judge_year(level_of_grade(year.grade), year).regulation.empty()) continue;  // an older one
    if (year.result.empty())
      ++secondary[year.learning], ++many;
    else
      ++primary[year.result], ++few;
  }
  for (const auto& [word, share] :
       {std::pair("Tốt", 0.25), std::pair("Khá", 0.40), std::pair("Đạt", 0.30), std::pair("Chưa đạt", 0.05)})
    EXPECT_NEAR(secondary[word] / many, share, 0.015) << word;
  for (const auto& [word, share] : {std::pair("Hoàn thành xuất sắc", 0.22), std::pair("Hoàn thành tốt", 0.28),
                                    std::pair("Hoàn thành", 0.48), std::pair("Chưa hoàn thành", 0.02)})
    EXPECT_NEAR(primary[word] / few, share, 0.015) << word;
}

TEST(SampleDistrict, IsImportedWholeAndAgreesWithTheRules) {
  const District& d = mini();
  for (const SchoolClass& one : d.classes) {
    exchange::ImportDefaults defaults;
    defaults.issuer.name = "Trường Mẫu";
    const auto imported = exchange::import_transcripts(*exchange::parse_csv(class_sheet(d, one).bytes), defaults);
    EXPECT_EQ(imported.items.size(), one.pages.size()) << one.file_name;
    for (const auto& issue : imported.issues)
      EXPECT_NE(issue.level, exchange::RowIssue::Level::error) << one.file_name << " " << issue.code->id;
    for (const auto& item : imported.items)
      for (const auto& year : item.years) {
        const auto judged = credential::judge_year(item.level, year);
        for (const auto& value : judged.derived) EXPECT_TRUE(value.agrees()) << value.field << " " << value.expected;
        for (const auto& remark : judged.remarks) EXPECT_FALSE(remark.fails) << remark.code->id;
      }
  }
}

TEST(SampleDistrict, HoldsTheVectorsOfTheRegulation) {
  for (const District* d : {&mini(), &quan()}) {
    for (const auto& [number, learning] : {std::pair("T6", "Tốt"), std::pair("T7", "Khá"), std::pair("T9", "Khá"),
                                           std::pair("T11", "Khá"), std::pair("T13", "Đạt"), std::pair("T15", "Đạt")})
      EXPECT_EQ(page_of(*d, number).learning, learning) << number;
    EXPECT_EQ(page_of(*d, "T4").results[0].year_tenths, 82);
  }
}

TEST(SampleDistrict, HoldsTheOddCasesUnderTheirNumbers) {
  for (const District* d : {&mini(), &quan()}) {
    std::set<std::string> numbers;
    for (const Planted& one : d->planted) numbers.insert(one.number);
    for (const char* number : {"1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9",  "10", "11",
                               "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "25"})
      EXPECT_EQ(numbers.count(number), 1u) << number;
    EXPECT_EQ(page_of(*d, "14").outcome, "Không được lên lớp");
    EXPECT_EQ(page_of(*d, "14").learning, "Tốt");
    EXPECT_EQ(page_of(*d, "14").conduct, "Tốt");
    EXPECT_EQ(page_of(*d, "11").outcome, "Không được lên lớp");
    const Page& repeating = d->pages[d->planted_as("11").page];
    const auto again = std::find_if(d->pages.begin(), d->pages.end(), [&](const Page& page) {
      return page.pupil == repeating.pupil && page.year == repeating.year + 1;
    });
    ASSERT_NE(again, d->pages.end());
    EXPECT_EQ(again->page.grade, repeating.page.grade);
    const auto scored = [](const TranscriptYear& year) {
      return std::count_if(year.results.begin(), year.results.end(), [](const auto& r) { return r.year_tenths; });
    };
    EXPECT_EQ(scored(page_of(*d, "21")), 7);
  }
}

}  // namespace
}  // namespace hocba::sample
