#include "api/rate_limit.hpp"

#include <algorithm>

namespace hocba::api {

namespace {

// "2001:db8:1:2:…" counts as its first four groups: one household or school holds a whole /64.
std::string bucket_name(const std::string& address, Rate rate) {
  std::string name = address;
  if (name.find(':') != std::string::npos && name.find("::ffff:") != 0) {
    std::size_t end = 0;
    for (int groups = 0; groups < 4 && end != std::string::npos; ++groups) end = name.find(':', end + 1);
    if (end != std::string::npos) name.resize(end);
  }
  return name + '#' + static_cast<char>('0' + static_cast<int>(rate));
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

// Those that have been quiet for a minute are full again: nothing is lost with them.
void RateLimit::forget(std::int64_t now_ms) {
  std::erase_if(buckets_, [&](const auto& item) { return now_ms - item.second.at_ms >= 60'000; });
  if (buckets_.size() < kMaxBuckets) return;
  const auto oldest = std::min_element(buckets_.begin(), buckets_.end(),
                                       [](const auto& a, const auto& b) { return a.second.at_ms < b.second.at_ms; });
  buckets_.erase(oldest);
}

bool RateLimit::allow(const std::string& address, Rate rate, std::int64_t now_ms, std::uint32_t cost) {
  const double limit = per_minute(rate);
  const auto lock = turnstile_.pass();
  if (buckets_.size() >= kMaxBuckets) forget(now_ms);
  auto [found, fresh] = buckets_.try_emplace(bucket_name(address, rate));
  Bucket& bucket = found->second;
  if (fresh) {
    bucket.tokens = limit;
  } else {
    const double passed = static_cast<double>(std::max<std::int64_t>(0, now_ms - bucket.at_ms));
    bucket.tokens = std::min(limit, bucket.tokens + passed * limit / 60'000.0);
  }
  bucket.at_ms = now_ms;
  if (bucket.tokens < cost) return false;
  bucket.tokens -= cost;
  return true;
}

}  // namespace hocba::api
