// Rates per address: a token bucket for each (address, rate), in bounded memory. A bucket that is full again is
// forgotten; when the table is full of active ones, the oldest is forgotten, never the caller refused.
// An IPv6 client counts by its /64. Time is an argument. Threads: safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "api/router.hpp"
#include "node/queue.hpp"

namespace hocba::api {

struct Rates {
  std::uint32_t reads_per_minute = 6'000, writes_per_minute = 60'000, lookups_per_minute = 30,
                verifications_per_minute = 60;
};

// What counts as one client: an IPv4 address, the /64 of an IPv6 one. As bytes; anything else as it is.
std::string client_of(const std::string& address);

class RateLimit {
 public:
  explicit RateLimit(const Rates& rates) : rates_(rates) {}
  // False: too many within the last minute. `cost`: a batch counts its records.
  bool allow(const std::string& address, Rate rate, std::int64_t now_ms, std::uint32_t cost = 1);
  static constexpr std::size_t kMaxBuckets = 50'000;

 private:
  struct Bucket {
    double tokens = 0;
    std::int64_t at_ms = 0;
  };
  std::uint32_t per_minute(Rate rate) const;
  void forget(std::int64_t now_ms);
  Rates rates_;
  node::Turnstile turnstile_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace hocba::api
