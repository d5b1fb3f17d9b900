// Rates per address: a token bucket for each (address, rate), in bounded memory. Where the table is full, the bucket
// that was used longest ago makes room; the caller is never refused for that. A bucket that rested for a minute is full
// again: nothing is lost with it. Each call takes the same time, however many addresses there are.
// An IPv6 client counts by its /64. Time is an argument. Threads: safe.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
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
  static constexpr std::size_t kMaxBuckets = 50'000;
  explicit RateLimit(const Rates& rates, std::size_t max_buckets = kMaxBuckets)
      : rates_(rates), max_buckets_(max_buckets) {}
  // False: too many within the last minute. `cost`: a batch counts its records.
  bool allow(const std::string& address, Rate rate, std::int64_t now_ms, std::uint32_t cost = 1);
  std::size_t size() const;

 private:
  struct Bucket {
    std::string name;
    double tokens = 0;
    std::int64_t at_ms = 0;
  };
  std::uint32_t per_minute(Rate rate) const;
  Bucket& used_now(std::string name, double limit, std::int64_t now_ms);
  const Rates rates_;
  const std::size_t max_buckets_;
  node::Turnstile turnstile_;
  std::list<Bucket> buckets_;  // the one used last comes first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_name_;
};

}  // namespace hocba::api
