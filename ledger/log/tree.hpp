// The Merkle tree of RFC 6962 §2.1: hashing, roots by compact ranges, inclusion and consistency proofs.
// Pure: hashes that are stored somewhere are read through HashReader.
#pragma once

#include <span>
#include <string_view>
#include <type_traits>

#include "ledger/log/types.hpp"

namespace hocba::log {

Hash leaf_hash(std::string_view entry);               // SHA-256(0x00 ‖ entry)
Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 ‖ left ‖ right)
Hash empty_root();                                    // SHA-256("")

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

// A callback that append() calls and never keeps: a reference to any callable `void(NodeId, const Hash&)`, without the
// allocation of a std::function (appending is the hottest loop of a node). The callable must outlive the call.
class OnNode {
 public:
  OnNode() = default;
  template <class F, class = std::enable_if_t<!std::is_same_v<std::decay_t<F>, OnNode>>>
  OnNode(F&& callable)  // NOLINT implicit: call sites pass lambdas
      : object_(const_cast<void*>(static_cast<const void*>(&callable))),
        call_([](void* object, NodeId id, const Hash& hash) {
          (*static_cast<std::remove_reference_t<F>*>(object))(id, hash);
        }) {}
  void operator()(NodeId id, const Hash& hash) const {
    if (call_ != nullptr) call_(object_, id, hash);
  }

 private:
  void* object_ = nullptr;
  void (*call_)(void*, NodeId, const Hash&) = nullptr;
};

// The right edge of a growing tree: O(log n) hashes, enough to append and to know the root.
class CompactRange {
 public:
  CompactRange() = default;
  // Rebuilds from the hashes of `nodes_of(size)`, in that order; log.range_malformed if their number is another.
  static Result<CompactRange> restore(TreeSize size, std::vector<Hash> hashes);
  static std::vector<NodeId> nodes_of(TreeSize size);
  // `on_node` is told of every complete subtree that this leaf completes, level 0 first.
  // About two hashes per leaf on average, no allocation once the vector has grown. Stops the program at kMaxTreeSize.
  void append(const Hash& leaf, OnNode on_node = {});
  TreeSize size() const { return size_; }
  Hash root() const;

 private:
  TreeSize size_{0};
  std::vector<Hash> hashes_;  // largest subtree first
};

// Each asks `reader` once, for at most 2·53 nodes. log.outside_tree where the index or the smaller size is not in the
// tree, log.tree_too_large beyond kMaxTreeSize; errors of the reader pass through.
Result<Hash> tree_root(TreeSize size, const HashReader& reader);
Result<Proof> prove_inclusion(LeafIndex index, TreeSize size, const HashReader& reader);
Result<Proof> prove_consistency(TreeSize from, TreeSize to, const HashReader& reader);

// log.proof_wrong when the proof does not lead from one to the other; log.proof_malformed for a wrong length, an index
// outside the tree, or sizes that shrink. From size 0 the proof is empty and `from_root` is empty_root(); between equal
// sizes it is empty and the roots are equal.
Status verify_inclusion(LeafIndex index, TreeSize size, const Hash& leaf, const Proof& proof, const Hash& root);
Status verify_consistency(TreeSize from, TreeSize to, const Proof& proof, const Hash& from_root, const Hash& to_root);

}  // namespace hocba::log
