#include "node/state_cache.hpp"

namespace hocba::node {

Result<std::optional<std::string>> StateCache::get(std::string_view key) const {
  const std::string text(key);
  if (const auto found = young_.find(text); found != young_.end()) return std::optional(found->second);
  if (const auto found = old_.find(text); found != old_.end()) {
    std::string value = found->second;
    keep(text, value);
    return std::optional(std::move(value));
  }
  HOCBA_TRY(auto value, data_->get(key));
  // Absent keys are not kept: ids and serials are asked for once.
  if (value) keep(text, *value);
  return value;
}

void StateCache::absorb(const chain::Writes& committed) {
  // Only what is kept already: most writes are ids that nobody asks for soon.
  for (const auto& [key, value] : committed) {
    if (const auto found = young_.find(key); found != young_.end()) found->second = value;
    if (const auto found = old_.find(key); found != old_.end()) found->second = value;
  }
}

void StateCache::forget() {
  young_.clear();
  old_.clear();
}

void StateCache::keep(std::string key, std::string value) const {
  if (half_ == 0) return;
  if (young_.size() >= half_) {
    old_ = std::move(young_);
    young_.clear();
  }
  young_.insert_or_assign(std::move(key), std::move(value));
}

}  // namespace hocba::node
