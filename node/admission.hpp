// What a record may cost before it is known that anybody may write it: signatures of keys to which the ledger gave
// nothing are checked too (the right may stand in a record that is still on its way), but only so many a second, for
// all strangers together. Without this bound anyone could fill the workers with records that end in chain.no_authority.
//
// Costs are in checks of a signature; a deposited document that must be opened counts as kDocumentCost of them.
// Keys found known are remembered for kRememberMs at most, so that a key in use is not looked up for every record.
// Time is an argument, in milliseconds of a clock that does not go back. Threads: safe.
#pragma once

#include <cstdint>
#include <map>

#include "crypto/did_key.hpp"
#include "node/queue.hpp"

namespace hocba::node {

class Admission {
 public:
  static constexpr std::uint64_t kDocumentCost = 40;
  static constexpr std::size_t kMaxRemembered = 4'096;
  static constexpr std::int64_t kRememberMs = 60'000;
  static constexpr std::uint32_t kBurstSeconds = 5;

  // 0: strangers are refused unheard.
  explicit Admission(std::uint32_t stranger_checks_per_second)
      : per_second_(stranger_checks_per_second), tokens_(most()) {}

  bool remembers(const crypto::AnyKey& key, std::int64_t now_ms);
  void remember(const crypto::AnyKey& key, std::int64_t now_ms);
  // False: strangers had their share for now. A cost above the whole burst is granted when the bucket is full.
  bool take(std::uint64_t cost, std::int64_t now_ms);

 private:
  double most() const { return static_cast<double>(per_second_) * kBurstSeconds; }

  const std::uint32_t per_second_;
  Turnstile turnstile_;
  std::map<crypto::AnyKey, std::int64_t> known_;  // since when
  double tokens_;
  std::int64_t at_ms_ = 0;
};

}  // namespace hocba::node
