// What apply reads and writes: a map from byte strings to byte strings, specified byte for byte in
// docs/formats/state.md. Absent keys are absent; deletion exists in no rule of version 1.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crypto/short_hash.hpp"
#include "ledger/chain/types.hpp"

namespace hocba::chain {

class StateView {
 public:
  virtual ~StateView() = default;
  // The value, nothing if the key is absent, or a storage error (which aborts before any write).
  virtual Result<std::optional<std::string>> get(std::string_view key) const = 0;
};

using Writes = std::map<std::string, std::string, std::less<>>;  // ordered by key bytes

// state' = SHA-256(state ‖ for each write in key order: be32(|key|) ‖ key ‖ be32(|value|) ‖ value).
StateDigest next_state(const StateDigest& previous, const Writes& writes);

// A view with writes laid over it.
class Overlay : public StateView {
 public:
  explicit Overlay(const StateView& below) : below_(below) {}
  // An overlay over an overlay is written Overlay(static_cast<const StateView&>(lower)): it is never a copy of it.
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;
  Result<std::optional<std::string>> get(std::string_view key) const override;
  void put(std::string key, std::string value) { writes_[std::move(key)] = std::move(value); }
  const Writes& writes() const { return writes_; }
  Writes take() { return std::move(writes_); }
  void absorb(Writes&& writes);

 private:
  const StateView& below_;
  Writes writes_;
};

// An in-memory state, for tests, tools and audits.
class MapState : public StateView {
 public:
  struct KeyHash {
    using is_transparent = void;
    crypto::ShortHashKey secret;
    // Not noexcept on purpose: the standard library then keeps each row's hash instead of computing it at every step.
    std::size_t operator()(std::string_view key) const { return crypto::short_hash(secret, key); }
  };
  using Rows = std::unordered_map<std::string, std::string, KeyHash, std::equal_to<>>;  // in no order

  // `secret`: who reads a stranger's ledger draws it at random, so that nobody can choose keys of one hash.
  explicit MapState(const crypto::ShortHashKey& secret = {}) : rows_(0, KeyHash{secret}) {}
  Result<std::optional<std::string>> get(std::string_view key) const override;
  void apply(const Writes& writes);
  const Rows& all() const { return rows_; }

 private:
  Rows rows_;
};

}  // namespace hocba::chain
