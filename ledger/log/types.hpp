// The words of the log, each a type of its own: an index of a leaf, a size of a tree, a hash in it.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "crypto/hash.hpp"

namespace hocba::log {

// The place of an entry: 0 for the first. An index is below a size; they never convert by themselves.
enum class LeafIndex : std::uint64_t {};
// How many entries a tree has.
enum class TreeSize : std::uint64_t {};

constexpr std::uint64_t to_u64(LeafIndex i) { return static_cast<std::uint64_t>(i); }
constexpr std::uint64_t to_u64(TreeSize s) { return static_cast<std::uint64_t>(s); }
constexpr bool contains(TreeSize size, LeafIndex index) { return to_u64(index) < to_u64(size); }
constexpr LeafIndex next_index(TreeSize size) { return LeafIndex{to_u64(size)}; }

struct HashTag {};
using Hash = Bytes<HashTag, 32>;  // a node of the Merkle tree; a leaf hash is one too

inline constexpr std::uint64_t kMaxTreeSize = (std::uint64_t{1} << 53) - 1;  // fits a JSON integer
inline constexpr std::size_t kMaxEntryBytes = 65'535;                        // uint16 lengths of entry bundles

using Proof = std::vector<Hash>;  // inclusion: from the leaf's sibling up; consistency: as RFC 6962 §2.1.2
inline constexpr std::size_t kMaxProofHashes = 64;  // longer than any of a tree of kMaxTreeSize

}  // namespace hocba::log
