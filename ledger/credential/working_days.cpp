#include "ledger/credential/working_days.hpp"

#include "ledger/credential/codes.hpp"

namespace hocba::credential {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr unsigned kMaxCount = 1'000;

// In the form of the file that completes it (docs/formats/calendar.md). A Saturday or Sunday needs no line unless it
// was worked.
constexpr std::string_view kVietnam =
    "through 2025-12-31\n"
    "# 2023: Tết Quý Mão 20–26/01; Giỗ Tổ 29/04 and 30/04 on a weekend, made up 02–03/05; Quốc khánh 01–04/09\n"
    "off 2023-01-02\noff 2023-01-20\noff 2023-01-23\noff 2023-01-24\noff 2023-01-25\noff 2023-01-26\n"
    "off 2023-05-01\noff 2023-05-02\noff 2023-05-03\noff 2023-09-01\noff 2023-09-04\n"
    "# 2024: Tết Giáp Thìn 08–14/02; Giỗ Tổ 18/04; 29/04 for Saturday 04/05; Quốc khánh 02–03/09\n"
    "off 2024-01-01\noff 2024-02-08\noff 2024-02-09\noff 2024-02-12\noff 2024-02-13\noff 2024-02-14\n"
    "off 2024-04-18\noff 2024-04-29\noff 2024-04-30\noff 2024-05-01\nwork 2024-05-04\noff 2024-09-02\noff 2024-09-03\n"
    "# 2025: Tết Ất Tỵ 27–31/01; Giỗ Tổ 07/04; 02/05 for Saturday 26/04; Quốc khánh 01–02/09\n"
    "off 2025-01-01\noff 2025-01-27\noff 2025-01-28\noff 2025-01-29\noff 2025-01-30\noff 2025-01-31\n"
    "off 2025-04-07\nwork 2025-04-26\noff 2025-04-30\noff 2025-05-01\noff 2025-05-02\noff 2025-09-01\noff 2025-09-02\n"
    "# 2026, without swapped days: Tết Bính Ngọ 16–20/02; Giỗ Tổ 26/04 on a Sunday, made up 27/04; Quốc khánh\n"
    "off 2026-01-01\noff 2026-02-16\noff 2026-02-17\noff 2026-02-18\noff 2026-02-19\noff 2026-02-20\n"
    "off 2026-04-27\noff 2026-04-30\noff 2026-05-01\noff 2026-09-02\n"
    "# 2027, what follows from the law alone: giao thừa and mùng 1–3 Tết Đinh Mùi, two of them made up; Giỗ Tổ\n"
    "off 2027-01-01\noff 2027-02-05\noff 2027-02-08\noff 2027-02-09\noff 2027-02-10\n"
    "off 2027-04-16\noff 2027-04-30\noff 2027-05-03\noff 2027-09-02\n";

std::int64_t number_of(Date day) {  // since 1970-01-01, in Việt Nam
  return (start_of_day_utc7(day) + hours(7)).seconds / kDaySeconds;
}
Date day_numbered(std::int64_t number) { return date_in_utc7(Time{number * kDaySeconds} - hours(7)); }

bool is_weekend(std::int64_t number) {
  const std::int64_t weekday = ((number + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
  return weekday == 0 || weekday == 6;
}

Error bad_line(std::size_t line) { return Error(kBadCalendar, "line " + std::to_string(line)); }

std::string_view trimmed(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!line.empty() && blank(line.front())) line.remove_prefix(1);
  while (!line.empty() && blank(line.back())) line.remove_suffix(1);
  return line;
}

}  // namespace

const WorkingDays& WorkingDays::vietnam() {
  static const WorkingDays table = [] {
    auto parsed = parse(kVietnam, WorkingDays());
    HOCBA_CHECK(parsed.ok());
    return std::move(parsed).value();
  }();
  return table;
}

Result<WorkingDays> WorkingDays::parse(std::string_view text, const WorkingDays& base) {
  if (text.size() > kMaxFileBytes) return Error(kBadCalendar, "more than 64 KiB");
  WorkingDays out = base;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    const std::size_t space = line.find(' ');
    const std::string_view word = line.substr(0, space);
    const auto day = date_from_text(space == std::string_view::npos ? std::string_view() : line.substr(space + 1));
    if (!day.ok()) return bad_line(number);
    if (word == "through") {
      out.through_ = *day;
    } else if (word == "off" || word == "work") {
      out.days_[*day] = word == "work";
    } else {
      return bad_line(number);
    }
    if (out.days_.size() > kMaxDays) return bad_line(number);
  }
  return out;
}

bool WorkingDays::is_working(Date day) const {
  const auto known = days_.find(day);
  return known != days_.end() ? known->second : !is_weekend(number_of(day));
}

Date WorkingDays::after(Date day, unsigned n) const {
  HOCBA_CHECK(n <= kMaxCount);
  std::int64_t number = number_of(day);
  while (n > 0) {
    ++number;
    if (is_working(day_numbered(number))) --n;
  }
  return day_numbered(number);
}

Date WorkingDays::due(Time event, unsigned n) const { return after(date_in_utc7(event), n); }

bool WorkingDays::is_late(Time event, unsigned n, Time at) const { return date_in_utc7(at) > due(event, n); }

Date WorkingDays::end_of(Time event, unsigned n) const {
  const Date last = date_in_utc7(start_of_day_utc7(date_in_utc7(event)) + days(n));
  return is_working(last) ? last : after(last, 1);
}

Date WorkingDays::same_day_due(Time asked) const {
  const Date day = date_in_utc7(asked);
  const bool in_time = asked <= start_of_day_utc7(day) + hours(15);
  return in_time && is_working(day) ? day : after(day, 1);
}

}  // namespace hocba::credential
