// Foreign bytes as a calendar of working days: never a crash; what is accepted counts forward.
#include "ledger/credential/working_days.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using hocba::credential::WorkingDays;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto calendar = WorkingDays::parse(text, WorkingDays::vietnam());
  if (!calendar.ok()) return 0;
  const hocba::Date day{2026, 2, 13};
  const hocba::Date next = calendar->after(day, 1);
  HOCBA_CHECK(next > day && calendar->is_working(next));
  return 0;
}
