// The tree against the naive definitions of RFC 6962 §2.1, over every size up to a few hundred.
#include <gtest/gtest.h>

#include "ledger/log/codes.hpp"
#include "ledger/log/tile.hpp"
#include "tests/support/log_fixture.hpp"

namespace hocba::log {
namespace {

constexpr std::size_t kSizes = 300;  // more than a tile

const test::NaiveTree& naive() {
  static const test::NaiveTree tree(test::leaf_hashes(kSizes));
  return tree;
}

TEST(TreeProperty, ACompactRangeHasTheRootOfEverySizeAndNamesEveryCompleteSubtree) {
  CompactRange range;
  std::size_t nodes = 0;
  for (std::size_t size = 0; size <= kSizes; ++size) {
    ASSERT_EQ(range.root(), naive().root(size)) << size;
    ASSERT_EQ(to_u64(range.size()), size);
    if (size == kSizes) break;
    int next_level = 0;
    range.append(naive().hash(size, size + 1), [&](NodeId id, const Hash& hash) {
      EXPECT_EQ(id.level, next_level++);
      EXPECT_EQ((id.index + 1) << id.level, size + 1);
      EXPECT_EQ(hash, naive().hash(id.index << id.level, (id.index + 1) << id.level));
      ++nodes;
    });
  }
  std::size_t complete = 0;
  for (int level = 0; level < 10; ++level) complete += kSizes >> level;
  EXPECT_EQ(nodes, complete);
}

TEST(TreeProperty, ACompactRangeRestoredFromItsNodesGoesOnAsTheOldOne) {
  for (std::size_t size = 0; size < kSizes; ++size) {
    const auto ids = CompactRange::nodes_of(TreeSize{size});
    auto restored = CompactRange::restore(TreeSize{size}, naive().read_hashes(ids).value());
    ASSERT_TRUE(restored.ok());
    EXPECT_EQ(restored->root(), naive().root(size));
    restored->append(naive().hash(size, size + 1));
    ASSERT_EQ(restored->root(), naive().root(size + 1)) << size;
  }
}

TEST(TreeProperty, RootsAndInclusionProofsOfEverySizeAreTheNaiveOnesAndVerify) {
  for (std::size_t size = 1; size <= kSizes; ++size) {
    const TreeSize tree{size};
    const Hash root = naive().root(size);
    ASSERT_EQ(tree_root(tree, naive()).value(), root);
    for (std::size_t i = 0; i < size; ++i) {
      const auto proof = prove_inclusion(LeafIndex{i}, tree, naive());
      ASSERT_TRUE(proof.ok());
      ASSERT_EQ(*proof, naive().path(i, size)) << i << " of " << size;
      ASSERT_TRUE(verify_inclusion(LeafIndex{i}, tree, naive().hash(i, i + 1), *proof, root).ok());
    }
  }
}

TEST(TreeProperty, ConsistencyProofsOfEveryTwoSizesAreTheNaiveOnesAndVerify) {
  for (std::size_t to = 0; to <= kSizes; ++to) {
    for (std::size_t from = 0; from <= to; ++from) {
      const auto proof = prove_consistency(TreeSize{from}, TreeSize{to}, naive());
      ASSERT_TRUE(proof.ok());
      if (from != 0) {
        ASSERT_EQ(*proof, naive().consistency(from, to)) << from << " to " << to;
      }
      ASSERT_TRUE(verify_consistency(TreeSize{from}, TreeSize{to}, *proof, naive().root(from), naive().root(to)).ok());
    }
  }
}

// Every change to what a small proof says must be refused; the sizes are small so that all changes can be tried.
TEST(TreeProperty, NoChangedInclusionProofVerifies) {
  constexpr std::size_t kSmall = 20;
  std::size_t refused = 0;
  for (std::size_t size = 1; size <= kSmall; ++size) {
    const Hash root = naive().root(size);
    for (std::size_t i = 0; i < size; ++i) {
      const Hash leaf = naive().hash(i, i + 1);
      const Proof proof = naive().path(i, size);
      const auto refuse = [&](std::size_t index, std::size_t n, const Hash& l, const Proof& p, const Hash& r) {
        const auto status = verify_inclusion(LeafIndex{index}, TreeSize{n}, l, p, r);
        ASSERT_FALSE(status.ok()) << index << " of " << n << " for " << i << " of " << size;
        EXPECT_TRUE(status.error().is(kProofWrong) || status.error().is(kProofMalformed));
        ++refused;
      };
      for (std::size_t j = 0; j < kSmall + 2; ++j) {
        if (j != i) refuse(j, size, leaf, proof, root);
      }
      refuse(i, size, naive().hash((i + 1) % kSizes, (i + 1) % kSizes + 1), proof, root);
      refuse(i, size, leaf, proof, naive().root(size + 1));
      for (std::size_t at = 0; at < proof.size(); ++at) {
        for (std::size_t byte = 0; byte < Hash::kSize; ++byte) {
          Proof changed = proof;
          changed[at].data[byte] ^= 1;
          refuse(i, size, leaf, changed, root);
        }
        Proof shorter = proof;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at));
        refuse(i, size, leaf, shorter, root);
      }
      Proof longer = proof;
      longer.push_back(root);
      refuse(i, size, leaf, longer, root);
    }
  }
  EXPECT_GT(refused, 20'000u);
}

TEST(TreeProperty, NoChangedConsistencyProofVerifies) {
  constexpr std::size_t kSmall = 20;
  std::size_t refused = 0;
  for (std::size_t to = 1; to <= kSmall; ++to) {
    for (std::size_t from = 1; from < to; ++from) {
      const Proof proof = naive().consistency(from, to);
      const Hash old_root = naive().root(from), new_root = naive().root(to);
      const auto refuse = [&](std::size_t a, std::size_t b, const Proof& p, const Hash& ra, const Hash& rb) {
        EXPECT_FALSE(verify_consistency(TreeSize{a}, TreeSize{b}, p, ra, rb).ok()) << from << " to " << to;
        ++refused;
      };
      refuse(to, from, proof, new_root, old_root);
      refuse(from, to, proof, new_root, old_root);
      refuse(from, to, proof, naive().root(from - 1), new_root);
      refuse(from, to, proof, old_root, naive().root(to + 1));
      for (std::size_t at = 0; at < proof.size(); ++at) {
        Proof changed = proof;
        changed[at].data[at % Hash::kSize] ^= 0x80;
        refuse(from, to, changed, old_root, new_root);
        Proof shorter = proof;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at));
        refuse(from, to, shorter, old_root, new_root);
      }
      Proof longer = proof;
      longer.push_back(new_root);
      refuse(from, to, longer, old_root, new_root);
    }
  }
  EXPECT_GT(refused, 1'500u);
}

// Tiles of a tree in memory, cut to the width that a size has.
class TilesInMemory : public TileReader {
 public:
  explicit TilesInMemory(std::size_t size) {
    CompactRange range;
    for (std::size_t i = 0; i < size; ++i) {
      range.append(naive().hash(i, i + 1), [&](NodeId id, const Hash& hash) {
        if (id.level % kTileHeight == 0) rows_[id.level / kTileHeight].push_back(hash);
      });
    }
  }
  Result<std::string> read_tile(TileId tile, int width) const override {
    const auto& row = rows_.at(tile.level);
    return encode_tile(std::span(row).subspan(tile.index * kTileWidth, static_cast<std::size_t>(width)));
  }

 private:
  std::map<int, std::vector<Hash>> rows_;
};

TEST(TreeProperty, TilesAnswerEveryProofOfEverySize) {
  const TilesInMemory tiles(kSizes);
  for (std::size_t size = 1; size <= kSizes; ++size) {
    const TileHashes hashes(tiles, TreeSize{size});
    ASSERT_EQ(tree_root(TreeSize{size}, hashes).value(), naive().root(size)) << size;
    for (std::size_t i = 0; i < size; i += 7) {
      ASSERT_EQ(prove_inclusion(LeafIndex{i}, TreeSize{size}, hashes).value(), naive().path(i, size));
    }
    for (std::size_t from = 1; from < size; from += 11) {
      ASSERT_EQ(prove_consistency(TreeSize{from}, TreeSize{size}, hashes).value(), naive().consistency(from, size));
    }
  }
}

}  // namespace
}  // namespace hocba::log
