// Guesses at one serial in the public look-up, from however many addresses they come: a serial can't be tried against
// all birth dates (VB-11). A token bucket for each serial: so many at once, and as many again within an hour, right
// ones count like wrong ones. In memory stands an HMAC of the serial under a secret drawn at start, never the serial.
//
// The table is bounded: where it is full, the serial that was asked for longest ago makes room. To empty it takes
// kMaxSerials look-ups of others, which the rates per address make slow. Time is an argument. Threads: safe.
#pragma once

#include <string>
#include <string_view>

#include "api/rate_limit.hpp"

namespace hocba::api {

class GuessLimit {
 public:
  static constexpr std::size_t kMaxSerials = 100'000;
  // `secret`: 32 random bytes, drawn at start.
  GuessLimit(std::uint32_t per_hour, std::string secret, std::size_t max_serials = kMaxSerials);
  // False: too many within the last hour. However the serial is written: case, marks, blanks and signs don't count.
  bool allow(std::string_view serial, std::int64_t now_ms);

 private:
  const std::string secret_;
  RateLimit buckets_;
};

}  // namespace hocba::api
