#include "node/clock.hpp"

#include <chrono>

namespace hocba::node {

Time SystemClock::now() const {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

bool SimulatedClock::advance_to(Time time) {
  std::int64_t now = now_.load();
  while (time.seconds >= now)
    if (now_.compare_exchange_weak(now, time.seconds)) return true;
  return false;
}

}  // namespace hocba::node
