// The office's own calendar (docs/formats/calendar.md), which may know more holidays than the node and this program:
// deadlines are told by it wherever --calendar is given.
#pragma once

#include <string>

#include "cli/args.hpp"
#include "cli/run.hpp"
#include "ledger/credential/working_days.hpp"

namespace hocba::cli {

void add_calendar_option(Args& command, std::string& file);
// The program's table where no file is named. credential.bad_calendar with the file and its line.
Result<credential::WorkingDays> calendar_from(const std::string& file);

struct Due {
  Date day;
  bool late = false, holidays_known = true;
};
// What follows a day where the calendar at hand may lack a holiday before it; else empty.
std::string doubt_words(const Run& run, bool holidays_known);
std::string in_words(const Run& run, const Due& due);

}  // namespace hocba::cli
