#include "node/admission.hpp"

#include <algorithm>

namespace hocba::node {

bool Admission::remembers(const crypto::AnyKey& key, std::int64_t now_ms) {
  const auto turn = turnstile_.pass();
  const auto found = known_.find(key);
  return found != known_.end() && now_ms - found->second < kRememberMs;
}

void Admission::remember(const crypto::AnyKey& key, std::int64_t now_ms) {
  const auto turn = turnstile_.pass();
  if (known_.size() >= kMaxRemembered) known_.clear();
  known_[key] = now_ms;
}

bool Admission::take(std::uint64_t cost, std::int64_t now_ms) {
  const auto turn = turnstile_.pass();
  if (per_second_ == 0) return false;
  const double rested = static_cast<double>(std::max<std::int64_t>(0, now_ms - at_ms_)) / 1'000;
  tokens_ = std::min(most(), tokens_ + rested * per_second_);
  at_ms_ = std::max(at_ms_, now_ms);
  const double wanted = std::min(static_cast<double>(cost), most());
  if (tokens_ < wanted) return false;
  tokens_ -= wanted;
  return true;
}

}  // namespace hocba::node
