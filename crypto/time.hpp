// Points in time, in whole seconds since 1970-01-01T00:00:00Z, and calendar dates. No clock is read here.
//
// The only text form of a Time is RFC 3339 in UTC with seconds and `Z`: 2024-09-05T01:02:03Z. Years 1970 to 9999.
// A Date (event dates, birth dates) is ISO 8601 in files, dd/mm/yyyy on screen. Local time on screen is
// Asia/Ho_Chi_Minh, which is UTC+7 all year (domain §5.4).
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba {

struct Time {
  std::int64_t seconds = 0;
  auto operator<=>(const Time&) const = default;
};
struct Duration {
  std::int64_t seconds = 0;
  auto operator<=>(const Duration&) const = default;
};
inline Time operator+(Time t, Duration d) { return {t.seconds + d.seconds}; }
inline Time operator-(Time t, Duration d) { return {t.seconds - d.seconds}; }
inline Duration operator-(Time a, Time b) { return {a.seconds - b.seconds}; }
constexpr Duration days(std::int64_t n) { return {n * 86400}; }
constexpr Duration hours(std::int64_t n) { return {n * 3600}; }

struct Date {
  int year = 1970;
  int month = 1;
  int day = 1;
  auto operator<=>(const Date&) const = default;
};

std::string to_text(Time time);                      // 2024-09-05T01:02:03Z
Result<Time> time_from_text(std::string_view text);  // that form only: crypto.bad_time
std::string to_text(Date date);                      // 2024-09-05
Result<Date> date_from_text(std::string_view text);  // that form, a day that exists: crypto.bad_date
bool exists(Date date);                              // 29/02 only in leap years; years 1 to 9999
std::string to_screen(Date date);                    // 05/09/2024
std::string to_screen(Time time);                    // 05/09/2024 08:02:03 (UTC+7)
Time start_of_day_utc7(Date date);                   // when that day begins in Việt Nam
Date date_in_utc7(Time time);

}  // namespace hocba
