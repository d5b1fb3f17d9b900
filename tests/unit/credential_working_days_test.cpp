// Working days: the week, the holidays as they were announced, swapped days, and what an office's file says over them.
#include <gtest/gtest.h>

#include "crypto/encoding.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/working_days.hpp"

namespace hocba::credential {
namespace {

Date day(std::string_view text) { return *date_from_text(text); }
Time at(std::string_view text) { return *time_from_text(text); }

TEST(WorkingDays, SaturdaysAndSundaysAreFree) {
  const WorkingDays plain;
  EXPECT_TRUE(plain.is_working(day("2026-11-20")));   // Friday
  EXPECT_FALSE(plain.is_working(day("2026-11-21")));  // Saturday
  EXPECT_FALSE(plain.is_working(day("2026-11-22")));
  EXPECT_TRUE(plain.is_working(day("2026-11-23")));
  EXPECT_FALSE(plain.is_working(day("1969-12-28")));  // a Sunday before 1970
}

TEST(WorkingDays, HolidaysAreThoseOfTheAnnouncements) {
  const auto& vn = WorkingDays::vietnam();
  for (const char* off : {"2023-01-20", "2023-01-26", "2023-05-03", "2023-09-04", "2024-02-14", "2024-04-18",
                          "2024-04-29", "2024-09-03", "2025-01-31", "2025-04-07", "2025-05-02", "2025-09-01",
                          "2026-02-20", "2026-04-27", "2027-01-01", "2027-02-10", "2027-05-03"})
    EXPECT_FALSE(vn.is_working(day(off))) << off;
  for (const char* on :
       {"2023-01-19", "2023-01-27", "2023-05-04", "2024-02-15", "2024-05-04", "2025-04-26", "2025-02-03", "2026-02-23"})
    EXPECT_TRUE(vn.is_working(day(on))) << on;
  EXPECT_EQ(vn.complete_through(), day("2025-12-31"));
}

TEST(WorkingDays, TheDayOfTheEventDoesNotCount) {
  const auto& vn = WorkingDays::vietnam();
  EXPECT_EQ(vn.after(day("2025-01-20"), 5), day("2025-02-03"));  // over Tết
  EXPECT_EQ(vn.after(day("2025-04-25"), 1), day("2025-04-26"));  // a Saturday that was worked
  EXPECT_EQ(vn.after(day("2024-09-06"), 3), day("2024-09-11"));
  EXPECT_EQ(vn.after(day("2024-09-07"), 0), day("2024-09-07"));
}

TEST(WorkingDays, DeadlinesEndWithTheDayInVietnam) {
  const auto& vn = WorkingDays::vietnam();
  const Time event = at("2024-09-05T18:00:00Z");  // already Friday 06/09 there
  EXPECT_EQ(vn.due(event, 3), day("2024-09-11"));
  EXPECT_FALSE(vn.is_late(event, 3, at("2024-09-11T16:59:59Z")));
  EXPECT_TRUE(vn.is_late(event, 3, at("2024-09-11T17:00:00Z")));
}

TEST(WorkingDays, ACopyAskedForAfter15HoursIsDueTheNextWorkingDay) {
  const auto& vn = WorkingDays::vietnam();
  EXPECT_EQ(vn.same_day_due(at("2024-09-06T08:00:00Z")), day("2024-09-06"));  // 15:00 sharp
  EXPECT_EQ(vn.same_day_due(at("2024-09-06T08:00:01Z")), day("2024-09-09"));
  EXPECT_EQ(vn.same_day_due(at("2024-09-07T02:00:00Z")), day("2024-09-09"));  // a Saturday
}

TEST(WorkingDays, AnOfficesFileHoldsOverTheTable) {
  const auto own =
      WorkingDays::parse("# 2026\r\n through 2026-12-31 \noff 2026-08-31 # hoán đổi\nwork 2026-08-22\nwork 2026-09-02",
                         WorkingDays::vietnam());
  ASSERT_TRUE(own.ok());
  EXPECT_FALSE(own->is_working(day("2026-08-31")));
  EXPECT_TRUE(own->is_working(day("2026-08-22")));
  EXPECT_TRUE(own->is_working(day("2026-09-02")));
  EXPECT_FALSE(own->is_working(day("2026-05-01")));
  EXPECT_EQ(own->complete_through(), day("2026-12-31"));
}

TEST(WorkingDays, AFileThatCannotBeReadNamesItsLine) {
  for (const char* text : {"off 2026-02-30", "off", "off  2026-02-03", "Off 2026-02-03", "off 03/02/2026",
                           "2026-02-03 off", "off 2026-02-03 x"}) {
    const auto read = WorkingDays::parse("\n" + std::string(text), WorkingDays());
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().code().id, kBadCalendar.id);
    EXPECT_EQ(read.error().detail(), "line 2");
  }
  EXPECT_FALSE(WorkingDays::parse(std::string(WorkingDays::kMaxFileBytes + 1, ' '), WorkingDays()).ok());
  std::string many;
  for (int year = 2000; year < 2006; ++year)
    for (int n = 1; n <= 366; ++n)
      many += "off " + to_text(date_in_utc7(start_of_day_utc7({year, 1, 1}) + days(n))) + "\n";
  EXPECT_FALSE(WorkingDays::parse(many, WorkingDays()).ok());
}

// Against counting day by day with a week that is looked up from a known Monday.
TEST(WorkingDays, CountsAsANaiveWalkDoes) {
  const auto& vn = WorkingDays::vietnam();
  Time noon = start_of_day_utc7({2023, 1, 2}) + hours(12);  // a Monday
  for (int i = 0; i < 800; ++i) {
    const Date from = date_in_utc7(noon + days(i));
    unsigned n = 1 + static_cast<unsigned>(i) % 9;
    Time walk = noon + days(i);
    for (unsigned left = n; left > 0;) {
      walk = walk + days(1);
      if (vn.is_working(date_in_utc7(walk))) --left;
    }
    ASSERT_EQ(vn.after(from, n), date_in_utc7(walk)) << to_text(from);
  }
}

}  // namespace
}  // namespace hocba::credential
