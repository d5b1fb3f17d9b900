// Working days in Việt Nam: what deadlines of the education law count in. Saturdays, Sundays and the public holidays
// of Bộ luật Lao động 2019 Đ.112, as they fell each year by the Government's announcement: compensation days
// (nghỉ bù) and swapped days included. A table of data, not a computation: lunar dates and swaps are decided yearly.
//
// The table of the program is certain up to complete_through(); after it only the days that follow from the law alone
// are in it. An office completes it with a file (docs/formats/calendar.md). No part of consensus: a deadline gives
// a notice, never a refusal. Days are those of Asia/Ho_Chi_Minh (UTC+7). Pure; immutable once made.
#pragma once

#include <map>
#include <string_view>

#include "crypto/time.hpp"

namespace hocba::credential {

class WorkingDays {
 public:
  static constexpr std::size_t kMaxFileBytes = 64u << 10;
  static constexpr std::size_t kMaxDays = 2'000;  // that differ from the plain week

  static const WorkingDays& vietnam();
  // The days of `text` over those of `base`; what the file says of a day holds. credential.bad_calendar with the line.
  static Result<WorkingDays> parse(std::string_view text, const WorkingDays& base);

  bool is_working(Date day) const;
  // Every holiday up to this day is known, compensation and swapped days included.
  Date complete_through() const { return through_; }
  // The n-th working day after this day, which itself does not count (Bộ luật Dân sự 2015 Đ.147); n at most 1,000.
  Date after(Date day, unsigned n) const;
  // The last day to act where n working days run from an event.
  Date due(Time event, unsigned n) const;
  bool is_late(Time event, unsigned n, Time at) const;
  // The last of n days of the calendar from an event; one that is no working day gives way to the next (Bộ luật Dân sự
  // 2015 Đ.148).
  Date end_of(Time event, unsigned n) const;
  // The day on which a copy is due that was asked for at this time: the same day; the next working day where that came
  // after 15:00, or on no working day (NĐ 23/2015 Đ.7; VB-9).
  Date same_day_due(Time asked) const;

 private:
  std::map<Date, bool> days_;  // differs from the plain week: true is a working day
  Date through_;
};

}  // namespace hocba::credential
