// Where a node takes its time from: the system, or, on a test network, a clock that is set by command (design §3).
// Threads: safe.
#pragma once

#include <atomic>
#include <memory>

#include "crypto/time.hpp"

namespace hocba::node {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};
class SystemClock : public Clock {
 public:
  Time now() const override;
};
// Stands still until it is moved; never goes back.
class SimulatedClock : public Clock {
 public:
  explicit SimulatedClock(Time start) : now_(start.seconds) {}
  Time now() const override { return {now_.load()}; }
  bool advance_to(Time time);

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace hocba::node
