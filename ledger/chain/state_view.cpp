#include "ledger/chain/state_view.hpp"

#include "ledger/chain/binary.hpp"

namespace hocba::chain {

StateDigest next_state(const StateDigest& previous, const Writes& writes) {
  crypto::Sha256 hash;
  hash.update(previous.view());
  std::string framed;
  for (const auto& [key, value] : writes) {
    framed.clear();
    append_be(framed, key.size(), 4);
    framed += key;
    append_be(framed, value.size(), 4);
    framed += value;
    hash.update(framed);
  }
  return StateDigest::of(hash.finish().view());
}

Result<std::optional<std::string>> Overlay::get(std::string_view key) const {
  const auto found = writes_.find(key);
  if (found != writes_.end()) return std::optional(found->second);
  return below_.get(key);
}

void Overlay::absorb(Writes&& writes) {
  while (!writes.empty()) {
    auto inserted = writes_.insert(writes.extract(writes.begin()));
    if (!inserted.inserted) inserted.position->second = std::move(inserted.node.mapped());
  }
}

Result<std::optional<std::string>> MapState::get(std::string_view key) const {
  const auto found = rows_.find(key);
  if (found == rows_.end()) return std::optional<std::string>();
  return std::optional(found->second);
}

void MapState::apply(const Writes& writes) {
  for (const auto& [key, value] : writes) rows_.insert_or_assign(key, value);
}

}  // namespace hocba::chain
