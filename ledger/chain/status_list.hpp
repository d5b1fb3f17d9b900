// Which bit of a status list belongs to which register number: a pseudo-random permutation of a shard's 131,072
// positions, so that neighbours in a class are not neighbours in a list (docs/formats/status.md §2).
//
// An alternating unbalanced Feistel network over 17 bits: position = left (9 bits) ‖ right (8 bits); ten rounds, in the
// even ones left ^= F(round, right) mod 512, in the odd ones right ^= F(round, left) mod 256.
//   F(round, v) = the 16-bit big-endian number at byte 2·(v mod 16) of
//                 SHA-256("hocba/status/v1" ‖ seed ‖ round (1 byte) ‖ v div 16 (1 byte))
// Private to ledger/chain.
#pragma once

#include <array>
#include <bitset>

#include "ledger/chain/types.hpp"

namespace hocba::chain {

// Remembers the hashes it has made (240 for a whole shard), so that a batch costs little more than table look-ups.
class StatusPermutation {
 public:
  explicit StatusPermutation(const RecordId& seed) : seed_(seed) {}
  const RecordId& seed() const { return seed_; }
  std::uint32_t at(std::uint32_t position);

 private:
  static constexpr int kRounds = 10;
  static constexpr std::size_t kBlocks = 32;  // of 16 outputs: v has up to 9 bits
  std::uint32_t round_output(int round, std::uint32_t v);

  RecordId seed_;
  std::array<crypto::Digest, kRounds * kBlocks> blocks_;
  std::bitset<kRounds * kBlocks> known_;
};

}  // namespace hocba::chain
