// Waits for what another thread does in its own time. The bound decides no sound test: it is there so that a broken one
// fails instead of hanging.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace hocba::test {

inline bool eventually(const std::function<bool()>& holds) {
  constexpr std::chrono::minutes kWatchdog{3};
  const auto end = std::chrono::steady_clock::now() + kWatchdog;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace hocba::test
