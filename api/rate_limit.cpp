#include "api/rate_limit.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace hocba::api {

// An IPv6 address counts as its first eight bytes: one household or school holds a whole /64. As bytes, since zeros
// are left out of its text ("2001:db8::5:6:7:8"). A mapped IPv4 address counts as that address.
std::string client_of(const std::string& address) {
  constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
  constexpr std::size_t kPrefixBytes = 8;
  std::string name = address;
  in6_addr six{};
  in_addr four{};
  if (inet_pton(AF_INET6, address.substr(0, address.find('%')).c_str(), &six) == 1) {
    const std::string bytes(reinterpret_cast<const char*>(six.s6_addr), sizeof six.s6_addr);
    const bool mapped = bytes.compare(0, kMapped.size(), kMapped) == 0;
    name = mapped ? bytes.substr(kMapped.size()) : bytes.substr(0, kPrefixBytes);
  } else if (inet_pton(AF_INET, address.c_str(), &four) == 1) {
    name.assign(reinterpret_cast<const char*>(&four.s_addr), sizeof four.s_addr);
  }
  return name;
}

namespace {

std::string bucket_name(const std::string& address, Rate rate) {
  return client_of(address) + '#' + static_cast<char>('0' + static_cast<int>(rate));
}

}  // namespace

std::uint32_t RateLimit::per_minute(Rate rate) const {
  switch (rate) {
    case Rate::reads:
      return rates_.reads_per_minute;
    case Rate::writes:
      return rates_.writes_per_minute;
    case Rate::lookups:
      return rates_.lookups_per_minute;
    case Rate::verifications:
      return rates_.verifications_per_minute;
  }
  return rates_.reads_per_minute;
}

// Moves the bucket to the front, with what flowed in since it was last used.
RateLimit::Bucket& RateLimit::used_now(std::string name, double limit, std::int64_t now_ms) {
  if (const auto found = by_name_.find(name); found != by_name_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    Bucket& bucket = buckets_.front();
    const double passed = static_cast<double>(std::max<std::int64_t>(0, now_ms - bucket.at_ms));
    bucket.tokens = std::min(limit, bucket.tokens + passed * limit / 60'000.0);
    bucket.at_ms = now_ms;
    return bucket;
  }
  if (buckets_.size() >= max_buckets_) {
    by_name_.erase(buckets_.back().name);
    buckets_.pop_back();
  }
  buckets_.push_front({std::move(name), limit, now_ms});
  by_name_.emplace(buckets_.front().name, buckets_.begin());  // a view of the list's own text: its nodes stay in place
  return buckets_.front();
}

bool RateLimit::allow(const std::string& address, Rate rate, std::int64_t now_ms, std::uint32_t cost) {
  std::string name = bucket_name(address, rate);
  const auto lock = turnstile_.pass();
  Bucket& bucket = used_now(std::move(name), per_minute(rate), now_ms);
  if (bucket.tokens < cost) return false;
  bucket.tokens -= cost;
  return true;
}

std::size_t RateLimit::size() const {
  const auto lock = turnstile_.pass();
  return buckets_.size();
}

}  // namespace hocba::api
