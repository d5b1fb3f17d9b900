// The Merkle tree of RFC 6962 §2.1: hashing, roots by compact ranges, inclusion and consistency proofs.
// Pure: hashes that are stored somewhere are read through HashReader.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "ledger/log/types.hpp"

namespace hocba::log {

Hash leaf_hash(std::string_view entry);                    // SHA-256(0x00 ‖ entry)
Hash node_hash(const Hash& left, const Hash& right);       // SHA-256(0x01 ‖ left ‖ right)
Hash empty_root();                                         // SHA-256("")

// The hash of the complete subtree that covers leaves [index·2^level, (index+1)·2^level).
struct NodeId {
  int level = 0;
  std::uint64_t index = 0;
  auto operator<=>(const NodeId&) const = default;
};

// Where complete subtrees' hashes come from (tiles in a store, a downloaded tile, a test's vector).
// One call asks for all that one proof needs.
class HashReader {
 public:
  virtual ~HashReader() = default;
  virtual Result<std::vector<Hash>> read_hashes(std::span<const NodeId> ids) const = 0;
};

// The right edge of a growing tree: O(log n) hashes, enough to append and to know the root.
class CompactRange {
 public:
  CompactRange() = default;
  // Rebuilds from the hashes of `nodes_of(size)`, in that order.
  static Result<CompactRange> restore(TreeSize size, std::vector<Hash> hashes);
  static std::vector<NodeId> nodes_of(TreeSize size);
  // `on_node` is told of every complete subtree that this leaf completes, level 0 first.
  void append(const Hash& leaf, const std::function<void(NodeId, const Hash&)>& on_node = {});
  TreeSize size() const { return size_; }
  Hash root() const;

 private:
  TreeSize size_{0};
  std::vector<Hash> hashes_;  // largest subtree first
};

Result<Hash> tree_root(TreeSize size, const HashReader& reader);
Result<Proof> prove_inclusion(LeafIndex index, TreeSize size, const HashReader& reader);
Result<Proof> prove_consistency(TreeSize from, TreeSize to, const HashReader& reader);

// log.proof_wrong when the proof does not lead from one to the other; log.proof_malformed for a wrong length.
Status verify_inclusion(LeafIndex index, TreeSize size, const Hash& leaf, const Proof& proof, const Hash& root);
Status verify_consistency(TreeSize from, TreeSize to, const Proof& proof, const Hash& from_root, const Hash& to_root);

}  // namespace hocba::log
