#include "ledger/log/tree.hpp"

#include <algorithm>
#include <bit>

#include "ledger/log/codes.hpp"

namespace hocba::log {
namespace {

constexpr char kLeafPrefix = 0x00;
constexpr char kNodePrefix = 0x01;

Hash from_digest(const crypto::Digest& digest) {
  Hash hash;
  hash.data = digest.data;
  return hash;
}

// Leaves [begin, end): what one hash of a proof covers. `begin` is a multiple of a power of two that is not smaller
// than the range, so the range is a row of complete subtrees, largest first.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

void append_nodes(Range range, std::vector<NodeId>& out) {
  while (range.begin < range.end) {
    const int level = static_cast<int>(std::bit_width(range.end - range.begin)) - 1;
    out.push_back({level, range.begin >> level});
    range.begin += std::uint64_t{1} << level;
  }
}

// The root over complete subtrees, largest first: the smaller ones on the right are joined first (RFC 6962 §2.1).
Hash fold(std::span<const Hash> subtrees) {
  Hash root = subtrees.back();
  for (std::size_t i = subtrees.size() - 1; i-- > 0;) root = node_hash(subtrees[i], root);
  return root;
}

// The left part of n > 1 leaves: the largest power of two below n.
std::uint64_t split(std::uint64_t n) { return std::bit_floor(n - 1); }

// One hash per range, all read with one call.
Result<Proof> read_ranges(std::span<const Range> ranges, const HashReader& reader) {
  std::vector<NodeId> ids;
  ids.reserve(2 * ranges.size());
  std::vector<std::size_t> ends;
  ends.reserve(ranges.size());
  for (const Range& range : ranges) {
    append_nodes(range, ids);
    ends.push_back(ids.size());
  }
  if (ids.empty()) return Proof{};
  HOCBA_TRY(const auto hashes, reader.read_hashes(ids));
  HOCBA_CHECK(hashes.size() == ids.size());
  Proof proof;
  proof.reserve(ranges.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    proof.push_back(fold(std::span(hashes).subspan(begin, end - begin)));
    begin = end;
  }
  return proof;
}

Error outside(std::string_view what, std::uint64_t value, TreeSize size) {
  return {kOutsideTree, std::string(what) + " " + std::to_string(value) + ", tree of " + std::to_string(to_u64(size))};
}

}  // namespace

Hash leaf_hash(std::string_view entry) { return from_digest(crypto::sha256({{&kLeafPrefix, 1}, entry})); }

Hash node_hash(const Hash& left, const Hash& right) {
  // One buffer on the stack and one call: this is most of what appending costs.
  std::array<char, 1 + 2 * Hash::kSize> input;
  input[0] = kNodePrefix;
  std::memcpy(input.data() + 1, left.data.data(), Hash::kSize);
  std::memcpy(input.data() + 1 + Hash::kSize, right.data.data(), Hash::kSize);
  return from_digest(crypto::sha256({input.data(), input.size()}));
}

Hash empty_root() {
  static const Hash hash = from_digest(crypto::sha256(std::string_view{}));
  return hash;
}

Result<CompactRange> CompactRange::restore(TreeSize size, std::vector<Hash> hashes) {
  if (to_u64(size) > kMaxTreeSize) return Error(kTreeTooLarge, std::to_string(to_u64(size)));
  if (hashes.size() != static_cast<std::size_t>(std::popcount(to_u64(size)))) {
    return Error(kRangeMalformed, std::to_string(hashes.size()) + " hashes for size " + std::to_string(to_u64(size)));
  }
  CompactRange range;
  range.size_ = size;
  range.hashes_ = std::move(hashes);
  return range;
}

std::vector<NodeId> CompactRange::nodes_of(TreeSize size) {
  std::vector<NodeId> nodes;
  append_nodes({0, to_u64(size)}, nodes);
  return nodes;
}

void CompactRange::append(const Hash& leaf, OnNode on_node) {
  const std::uint64_t index = to_u64(size_);
  HOCBA_CHECK(index < kMaxTreeSize);
  Hash hash = leaf;
  on_node({0, index}, hash);
  // Each one bit at the low end of the size is a complete left sibling that the new subtree joins.
  for (int level = 0; (index >> level & 1) != 0; ++level) {
    hash = node_hash(hashes_.back(), hash);
    hashes_.pop_back();
    on_node({level + 1, index >> (level + 1)}, hash);
  }
  hashes_.push_back(hash);
  size_ = TreeSize{index + 1};
}

Hash CompactRange::root() const { return hashes_.empty() ? empty_root() : fold(hashes_); }

Result<Hash> tree_root(TreeSize size, const HashReader& reader) {
  if (to_u64(size) > kMaxTreeSize) return Error(kTreeTooLarge, std::to_string(to_u64(size)));
  if (to_u64(size) == 0) return empty_root();
  const Range all[] = {{0, to_u64(size)}};
  HOCBA_TRY(const auto root, read_ranges(all, reader));
  return root.front();
}

Result<Proof> prove_inclusion(LeafIndex index, TreeSize size, const HashReader& reader) {
  if (to_u64(size) > kMaxTreeSize) return Error(kTreeTooLarge, std::to_string(to_u64(size)));
  if (!contains(size, index)) return outside("index", to_u64(index), size);
  // RFC 6962 §2.1.1, from the root down; the proof lists the siblings from the leaf up.
  std::vector<Range> siblings;
  Range range{0, to_u64(size)};
  while (range.end - range.begin > 1) {
    const std::uint64_t middle = range.begin + split(range.end - range.begin);
    if (to_u64(index) < middle) {
      siblings.push_back({middle, range.end});
      range.end = middle;
    } else {
      siblings.push_back({range.begin, middle});
      range.begin = middle;
    }
  }
  std::reverse(siblings.begin(), siblings.end());
  return read_ranges(siblings, reader);
}

Result<Proof> prove_consistency(TreeSize from, TreeSize to, const HashReader& reader) {
  if (to_u64(to) > kMaxTreeSize) return Error(kTreeTooLarge, std::to_string(to_u64(to)));
  if (to_u64(from) > to_u64(to)) return outside("size", to_u64(from), to);
  if (to_u64(from) == 0 || from == to) return Proof{};
  // RFC 6962 §2.1.2, SUBPROOF from the root down to the subtree that ends where the old tree ended. If the old tree is
  // that subtree, the verifier has its hash already.
  std::vector<Range> parts;
  Range range{0, to_u64(to)};
  const std::uint64_t old = to_u64(from);
  while (range.end != old) {
    const std::uint64_t middle = range.begin + split(range.end - range.begin);
    if (old <= middle) {
      parts.push_back({middle, range.end});
      range.end = middle;
    } else {
      parts.push_back({range.begin, middle});
      range.begin = middle;
    }
  }
  if (range.begin != 0) parts.push_back(range);
  std::reverse(parts.begin(), parts.end());
  return read_ranges(parts, reader);
}

Status verify_inclusion(LeafIndex index, TreeSize size, const Hash& leaf, const Proof& proof, const Hash& root) {
  if (!contains(size, index)) return Error(kProofMalformed, "the index is outside the tree");
  const std::uint64_t i = to_u64(index);
  // Up to the level where the path meets the tree's right edge a bit of the index says the side; above it the subtree
  // at the edge is always on the right, and only where it is a right child has it a sibling.
  const auto inner = static_cast<std::size_t>(std::bit_width(i ^ (to_u64(size) - 1)));
  const auto border = static_cast<std::size_t>(std::popcount(inner < 64 ? i >> inner : 0));
  if (proof.size() != inner + border) {
    return Error(kProofMalformed, std::to_string(proof.size()) + " hashes, expected " + std::to_string(inner + border));
  }
  Hash hash = leaf;
  for (std::size_t level = 0; level < proof.size(); ++level) {
    const bool sibling_on_the_left = level >= inner || (i >> level & 1) != 0;
    hash = sibling_on_the_left ? node_hash(proof[level], hash) : node_hash(hash, proof[level]);
  }
  if (hash != root) return kProofWrong;
  return done();
}

Status verify_consistency(TreeSize from, TreeSize to, const Proof& proof, const Hash& from_root, const Hash& to_root) {
  const std::uint64_t old = to_u64(from);
  if (old > to_u64(to)) return Error(kProofMalformed, "the tree shrinks");
  if (old == 0 || from == to) {
    if (!proof.empty()) return Error(kProofMalformed, std::to_string(proof.size()) + " hashes, expected 0");
    const bool same = old == to_u64(to) ? from_root == to_root : from_root == empty_root();
    return same ? done() : Status(kProofWrong);
  }
  // The path of the old tree's last complete subtree, of 2^shift leaves, in the new tree: its siblings on the left are
  // in both trees, those on the right in the new one only.
  const int shift = std::countr_zero(old);
  const std::uint64_t i = (old - 1) >> shift;
  const auto inner = static_cast<std::size_t>(std::bit_width(i ^ ((to_u64(to) - 1) >> shift)));
  const auto border = static_cast<std::size_t>(std::popcount(inner < 64 ? i >> inner : 0));
  const std::size_t first = std::has_single_bit(old) ? 0 : 1;  // else that subtree is the whole old tree
  if (proof.size() != first + inner + border) {
    return Error(kProofMalformed,
                 std::to_string(proof.size()) + " hashes, expected " + std::to_string(first + inner + border));
  }
  Hash old_hash = first == 0 ? from_root : proof.front();
  Hash new_hash = old_hash;
  for (std::size_t level = 0; level < inner + border; ++level) {
    const Hash& sibling = proof[first + level];
    if (level >= inner || (i >> level & 1) != 0) {
      old_hash = node_hash(sibling, old_hash);
      new_hash = node_hash(sibling, new_hash);
    } else {
      new_hash = node_hash(new_hash, sibling);
    }
  }
  if (old_hash != from_root || new_hash != to_root) return kProofWrong;
  return done();
}

}  // namespace hocba::log
