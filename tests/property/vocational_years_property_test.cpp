// HB-NGHE against a second way of counting: every credit a mark of its own, their mean rounded by doubling. And sheets
// of vocational transcripts, there and back.
#include <gmock/gmock.h>

#include <random>

#include "ledger/credential/judgement.hpp"
#include "ledger/exchange/import.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// Each module's mark once per credit; the nearest tenth, halves up, found by trying all.
int mean_by_trying(const std::vector<int>& marks) {
  long sum = 0;
  for (const int mark : marks) sum += mark;
  const long count = static_cast<long>(marks.size());
  for (long tenth = 0; tenth <= 100; ++tenth)
    if (2 * sum < (2 * tenth + 1) * count) return static_cast<int>(tenth);
  return 100;
}

TEST(VocationalYearsProperty, TheAverageIsThatOfEveryCreditAlone) {
  std::mt19937 engine(11);
  std::size_t halves = 0, disagreed = 0;
  for (int round = 0; round < 3'000; ++round) {
    TranscriptYear year;
    year.period = test::code_of("2024-2025");
    std::vector<int> marks;
    const bool by_credits = engine() % 2 == 0;
    for (std::size_t i = 0, n = 1 + engine() % 8; i < n; ++i) {
      TranscriptResult result;
      result.code = std::to_string(i);
      result.name = "M";
      result.year_tenths = static_cast<int>(engine() % 101);
      const int weight = 1 + static_cast<int>(engine() % (by_credits ? 6 : 60));
      (by_credits ? result.credits : result.hours) = weight;
      result.not_counted = engine() % 5 == 0;
      if (!result.not_counted) marks.insert(marks.end(), static_cast<std::size_t>(weight), *result.year_tenths);
      year.results.push_back(std::move(result));
    }
    year.average_tenths = static_cast<int>(engine() % 101);
    const auto judged = judge_year("vocational", year);
    if (marks.empty()) {
      EXPECT_THAT(judged.derived, IsEmpty());
      continue;
    }
    ASSERT_THAT(judged.derived, SizeIs(1));
    const int expected = mean_by_trying(marks);
    EXPECT_EQ(judged.derived[0].expected, std::to_string(expected / 10) + "," + std::to_string(expected % 10));
    long sum = 0;
    for (const int mark : marks) sum += mark;
    halves += (2 * sum) % (2 * static_cast<long>(marks.size())) == static_cast<long>(marks.size()) ? 1u : 0u;
    disagreed += judged.derived[0].agrees() ? 0u : 1u;
  }
  EXPECT_GT(halves, 20u);
  EXPECT_GT(disagreed, 2'000u);
}

// «Điểm trung bình chung là trung bình các mô đun theo trọng số»: of two sorts of weights whichever the school takes.
TEST(VocationalYearsProperty, EitherSortOfWeightWillDo) {
  std::mt19937 engine(13);
  std::size_t by_hours_alone = 0, wrong = 0;
  for (int round = 0; round < 2'000; ++round) {
    TranscriptYear year;
    year.period = test::code_of("2024-2025");
    std::vector<int> by_credits, by_hours;
    for (std::size_t i = 0, n = 1 + engine() % 5; i < n; ++i) {
      TranscriptResult result;
      result.code = std::to_string(i);
      result.name = "M";
      result.year_tenths = static_cast<int>(70 + engine() % 30);
      result.credits = 1 + static_cast<int>(engine() % 5);
      result.hours = 15 + static_cast<int>(engine() % 100);
      by_credits.insert(by_credits.end(), static_cast<std::size_t>(*result.credits), *result.year_tenths);
      by_hours.insert(by_hours.end(), static_cast<std::size_t>(*result.hours), *result.year_tenths);
      year.results.push_back(std::move(result));
    }
    const int credits = mean_by_trying(by_credits), hours = mean_by_trying(by_hours);
    year.average_tenths = engine() % 2 == 0 ? hours : hours - 2 + static_cast<int>(engine() % 4);
    const bool right = year.average_tenths == credits || year.average_tenths == hours;
    ASSERT_EQ(judge_year("vocational", year).derived.at(0).agrees(), right);
    by_hours_alone += right && year.average_tenths != credits ? 1u : 0u;
    wrong += right ? 0u : 1u;
  }
  EXPECT_GT(by_hours_alone, 200u);
  EXPECT_GT(wrong, 200u);
}

TEST(VocationalYearsProperty, SheetsGiveBackWhatWasPutIn) {
  std::mt19937 engine(12);
  const auto maybe = [&](int value) { return engine() % 3 == 0 ? std::nullopt : std::optional(value); };
  std::vector<TranscriptData> items;
  for (std::uint8_t n = 1; n <= 40; ++n) {
    TranscriptData data = test::sample_transcript(n, 0);
    data.level = "vocational";
    data.field = "Hàn";
    data.common.holder.personal_number.reset();
    data.common.holder.sector_code = "99" + std::to_string(10'000'000 + n);
    data.common.serial = "KQ-" + std::to_string(n);
    for (int first = 2023; first < 2025; ++first) {
      TranscriptYear year;
      year.period = test::code_of(std::to_string(first) + "-" + std::to_string(first + 1));
      year.class_name = "TC HÀN 23";
      year.grade = first - 2022;
      for (std::size_t i = 0, count = 1 + engine() % 6; i < count; ++i) {
        TranscriptResult result;
        result.code = "MD" + std::to_string(i);
        result.name = "Mô đun, số " + std::to_string(i);
        result.year_tenths = static_cast<int>(engine() % 101);
        result.semester = maybe(1 + static_cast<int>(engine() % 4));
        result.credits = maybe(1 + static_cast<int>(engine() % 6));
        result.hours = maybe(15 * (1 + static_cast<int>(engine() % 9)));
        result.letter = engine() % 2 == 0 ? "B+" : "";
        result.four_scale = engine() % 2 == 0 ? "3,5" : "";
        result.not_counted = engine() % 4 == 0;
        year.results.push_back(std::move(result));
      }
      // As the school would state it: what the page itself gives, where it gives anything.
      year.average_tenths = 0;
      const auto judged = judge_year("vocational", year);
      if (judged.derived.empty())
        year.average_tenths.reset();
      else
        for (int tenths = 0; tenths <= 100; ++tenths)
          if (judged.derived[0].expected.rfind(std::to_string(tenths / 10) + "," + std::to_string(tenths % 10), 0) == 0)
            year.average_tenths = tenths;  // the first, where credits and hours give two
      data.years.push_back(std::move(year));
    }
    ASSERT_TRUE(build_transcript(data, test::counting_salts()).ok());
    items.push_back(std::move(data));
  }
  exchange::ImportDefaults defaults;
  defaults.issuer = items[0].common.issuer;
  const auto rows = exchange::export_transcripts(items);
  const auto again = exchange::import_transcripts(exchange::parse_csv(exchange::to_csv(rows)).value(), defaults);
  for (const auto& issue : again.issues)
    EXPECT_NE(issue.level, exchange::RowIssue::Level::error) << issue.line << issue.column << issue.code->id;
  ASSERT_THAT(again.items, SizeIs(items.size()));
  EXPECT_EQ(exchange::to_csv(exchange::export_transcripts(again.items)), exchange::to_csv(rows));
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(again.items[i].field, "Hàn");
    for (std::size_t y = 0; y < items[i].years.size(); ++y) {
      EXPECT_EQ(again.items[i].years[y].average_tenths, items[i].years[y].average_tenths);
      for (std::size_t r = 0; r < items[i].years[y].results.size(); ++r) {
        EXPECT_EQ(again.items[i].years[y].results[r].credits, items[i].years[y].results[r].credits);
        EXPECT_EQ(again.items[i].years[y].results[r].not_counted, items[i].years[y].results[r].not_counted);
      }
    }
  }
}

}  // namespace
}  // namespace hocba::credential
