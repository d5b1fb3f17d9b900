#include "cli/calendar.hpp"

#include "cli/files.hpp"

namespace hocba::cli {

void add_calendar_option(Args& command, std::string& file) {
  command.option("--calendar", file, "tệp ngày nghỉ, ngày làm bù của nơi dùng (docs/formats/calendar.md)",
                 "a file of holidays and swapped days of the office (docs/formats/calendar.md)");
}

Result<credential::WorkingDays> calendar_from(const std::string& file) {
  if (file.empty()) return credential::WorkingDays::vietnam();
  HOCBA_TRY(const std::string text, read_file(file));
  auto parsed = credential::WorkingDays::parse(text, credential::WorkingDays::vietnam());
  if (!parsed.ok()) return parsed.error().at(file);
  return parsed;
}

std::string doubt_words(const Run& run, bool holidays_known) {
  return holidays_known
             ? std::string()
             : run.say(" (chưa có lịch nghỉ lễ của năm ấy nên hạn có thể sai; thêm --calendar TỆP)",
                       " (that year's holidays are not known yet, so that the day may be wrong; add --calendar FILE)");
}

std::string in_words(const Run& run, const Due& due) {
  return to_screen(due.day) + (due.late ? run.say(", quá hạn", ", late") : std::string()) +
         doubt_words(run, due.holidays_known);
}

}  // namespace hocba::cli
