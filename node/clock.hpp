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
  virtual bool simulated() const { return false; }
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
  bool simulated() const override { return true; }
  bool advance_to(Time time);  // false, and nothing done, where that would go back

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace hocba::node
