// State values that the ledger thread read or wrote lately, in front of the store's snapshot. What it holds is what the
// snapshot would answer; a miss is slower and never another result. Two generations: when the young one is full it
// becomes the old one, so what is used stays and the bound holds without a list to keep.
// Threads: one (the ledger's).
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "ledger/store/store.hpp"

namespace hocba::node {

class StateCache : public chain::StateView {
 public:
  explicit StateCache(std::size_t max_entries) : half_(max_entries / 2) {}
  // The snapshot to read from; it holds exactly what was absorbed since the last one.
  void attach(std::shared_ptr<const store::Snapshot> data) { data_ = std::move(data); }
  Result<std::optional<std::string>> get(std::string_view key) const override;
  void absorb(const chain::Writes& committed);
  void forget();  // all of it: the store below was repaired

 private:
  void keep(std::string key, std::string value) const;

  const std::size_t half_;
  std::shared_ptr<const store::Snapshot> data_;
  mutable std::unordered_map<std::string, std::string> young_, old_;
};

}  // namespace hocba::node
