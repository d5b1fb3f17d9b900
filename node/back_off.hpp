// When to try again what failed: after 1, 2, 4 … seconds, 60 at most, so that what cannot succeed costs little and what
// can is not long in coming. The caller gives the time. Threads: one at a time.
#pragma once

#include <algorithm>
#include <chrono>

namespace hocba::node {

class BackOff {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::seconds kMost{60};

  bool due(Moment now) const { return now >= next_; }
  void failed(Moment now) {
    wait_ = std::clamp(wait_ * 2, std::chrono::seconds{1}, kMost);
    next_ = now + wait_;
  }
  void succeeded() { *this = BackOff(); }

 private:
  std::chrono::seconds wait_{0};
  Moment next_ = Moment::min();
};

}  // namespace hocba::node
