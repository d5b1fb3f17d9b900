// A block closes the records before it: an entry like any other, whose `root` binds them and whose `previous` is the
// hash chain. Block 0 holds the genesis record; its `previous` is null.
//
//   {"count":3,"first":17,"height":5,"hocba":1,"previous":"…","proof":[…],"proposer":"nut-1","root":"…","state":"…",
//    "time":"2024-09-05T01:02:03Z"}
//
// `first` is the index of its first record, first + count is the block's own index, `root` the root of the tree of
// size first + count. The block's leaf hash is the next block's `previous`. One proof, by the proposer's API key.
#pragma once

#include "ledger/chain/record.hpp"

namespace hocba::chain {

inline constexpr std::uint64_t kMaxBlockRecords = 4'096;

struct Block {
  Height height{};
  std::optional<log::Hash> previous;
  Time time;
  LeafIndex first{};
  std::uint64_t count = 0;
  log::Hash root;
  StateDigest state;
  CodeText proposer;
  LeafIndex index() const { return LeafIndex{to_u64(first) + count}; }
  TreeSize size_after() const { return TreeSize{to_u64(first) + count + 1}; }
};

class VerifiedBlock {
 public:
  const Block& block() const { return block_; }
  const std::string& bytes() const { return bytes_; }
  const log::Hash& leaf() const { return leaf_; }
  const crypto::PublicKey& signer() const { return signer_; }

 private:
  friend Result<VerifiedBlock> verify_block(std::string bytes);
  VerifiedBlock() = default;
  Block block_;
  std::string bytes_;
  log::Hash leaf_;
  crypto::PublicKey signer_;
};

// True for an entry that is a block (it has "height"), false for a record; decides nothing else.
bool looks_like_block(std::string_view entry);
Result<VerifiedBlock> verify_block(std::string bytes);
Result<Block> parse_block(std::string_view bytes);
Result<std::string> sign_block(const Block& block, const crypto::KeyPair& api_key);

}  // namespace hocba::chain
