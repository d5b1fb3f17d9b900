#include <gtest/gtest.h>

#include "crypto/encoding.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/log/tree.hpp"
#include "tests/support/log_fixture.hpp"

namespace hocba::log {
namespace {

// Typed from RFC 6962 §2.1 and computed with sha256sum.
TEST(Tree, HashesAsRfc6962Says) {
  EXPECT_EQ(crypto::hex(empty_root().view()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(crypto::hex(leaf_hash("").view()), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(node_hash(leaf_hash("a"), leaf_hash("b")).view(),
            crypto::sha256({"\x01", leaf_hash("a").view(), leaf_hash("b").view()}).view());
}

TEST(Tree, ALeafThatLooksLikeANodeHashesDifferently) {
  const Hash left = leaf_hash("a"), right = leaf_hash("b");
  EXPECT_NE(leaf_hash(left.str() + right.str()), node_hash(left, right));
  EXPECT_NE(node_hash(left, right), node_hash(right, left));
}

TEST(Tree, AsksItsReaderOncePerProof) {
  const test::NaiveTree tree(test::leaf_hashes(100));
  ASSERT_TRUE(prove_inclusion(LeafIndex{37}, TreeSize{99}, tree).ok());
  EXPECT_EQ(tree.calls(), 1);
  ASSERT_TRUE(prove_consistency(TreeSize{37}, TreeSize{99}, tree).ok());
  EXPECT_EQ(tree.calls(), 2);
  ASSERT_TRUE(prove_consistency(TreeSize{0}, TreeSize{99}, tree).ok());
  ASSERT_TRUE(prove_inclusion(LeafIndex{0}, TreeSize{1}, tree).ok());
  EXPECT_EQ(tree.calls(), 2) << "empty proofs read nothing";
}

TEST(Tree, RefusesWhatIsOutsideTheTree) {
  const test::NaiveTree tree(test::leaf_hashes(8));
  EXPECT_TRUE(prove_inclusion(LeafIndex{8}, TreeSize{8}, tree).error().is(kOutsideTree));
  EXPECT_TRUE(prove_inclusion(LeafIndex{0}, TreeSize{0}, tree).error().is(kOutsideTree));
  EXPECT_TRUE(prove_consistency(TreeSize{9}, TreeSize{8}, tree).error().is(kOutsideTree));
  EXPECT_TRUE(tree_root(TreeSize{kMaxTreeSize + 1}, tree).error().is(kTreeTooLarge));
  EXPECT_TRUE(prove_inclusion(LeafIndex{0}, TreeSize{kMaxTreeSize + 1}, tree).error().is(kTreeTooLarge));
  EXPECT_TRUE(prove_consistency(TreeSize{1}, TreeSize{kMaxTreeSize + 1}, tree).error().is(kTreeTooLarge));
}

TEST(Tree, AWrongNumberOfHashesIsMalformedAndAWrongHashIsWrong) {
  const test::NaiveTree tree(test::leaf_hashes(8));
  const Hash leaf = test::leaf_hashes(4)[3];
  Proof proof = tree.path(3, 8);
  const auto verify = [&](std::uint64_t index, const Proof& p) {
    return verify_inclusion(LeafIndex{index}, TreeSize{8}, leaf, p, tree.root(8));
  };
  EXPECT_TRUE(verify(3, proof).ok());
  EXPECT_TRUE(verify(2, proof).error().is(kProofWrong));
  EXPECT_TRUE(verify(8, proof).error().is(kProofMalformed));
  EXPECT_TRUE(verify(3, {}).error().is(kProofMalformed));
  proof.push_back(leaf);
  EXPECT_TRUE(verify(3, proof).error().is(kProofMalformed));

  Proof consistency = tree.consistency(3, 8);
  const auto follow = [&](const Proof& p) {
    return verify_consistency(TreeSize{3}, TreeSize{8}, p, tree.root(3), tree.root(8));
  };
  EXPECT_TRUE(follow(consistency).ok());
  std::swap(consistency[0], consistency[1]);
  EXPECT_TRUE(follow(consistency).error().is(kProofWrong));
  consistency.pop_back();
  EXPECT_TRUE(follow(consistency).error().is(kProofMalformed));
}

TEST(Tree, FromTheEmptyTreeEverythingFollowsWithoutAProof) {
  const test::NaiveTree tree(test::leaf_hashes(8));
  const auto follow = [&](std::uint64_t to, const Proof& proof, const Hash& from_root, const Hash& to_root) {
    return verify_consistency(TreeSize{0}, TreeSize{to}, proof, from_root, to_root);
  };
  EXPECT_TRUE(follow(8, {}, empty_root(), tree.root(8)).ok());
  EXPECT_TRUE(follow(0, {}, empty_root(), empty_root()).ok());
  EXPECT_TRUE(follow(0, {}, empty_root(), tree.root(8)).error().is(kProofWrong));
  EXPECT_TRUE(follow(8, {}, tree.root(1), tree.root(8)).error().is(kProofWrong));
  EXPECT_TRUE(follow(8, {tree.root(8)}, empty_root(), tree.root(8)).error().is(kProofMalformed));
}

TEST(Tree, ATreeIsConsistentWithItselfOnlyWithoutAProof) {
  const test::NaiveTree tree(test::leaf_hashes(8));
  const auto same = [&](const Proof& proof, const Hash& other) {
    return verify_consistency(TreeSize{5}, TreeSize{5}, proof, tree.root(5), other);
  };
  EXPECT_TRUE(same({}, tree.root(5)).ok());
  EXPECT_TRUE(same({}, tree.root(4)).error().is(kProofWrong));
  EXPECT_TRUE(same({tree.root(5)}, tree.root(5)).error().is(kProofMalformed));
}

TEST(Tree, VerifiesInTheLargestTreeWithoutOverflow) {
  // The last leaf of 2^53 − 1: every level has a left sibling.
  Hash hash = leaf_hash("last"), sibling = leaf_hash("sibling");
  Proof proof;
  Hash root = hash;
  const std::uint64_t index = kMaxTreeSize - 1;
  for (int bit = 0; bit < 64; ++bit) {
    if ((index >> bit & 1) != 0) {
      proof.push_back(sibling);
      root = node_hash(sibling, root);
    }
  }
  EXPECT_TRUE(verify_inclusion(LeafIndex{index}, TreeSize{kMaxTreeSize}, hash, proof, root).ok());
  EXPECT_FALSE(verify_inclusion(LeafIndex{~std::uint64_t{0} - 1}, TreeSize{~std::uint64_t{0}}, hash, proof, root).ok());
  EXPECT_FALSE(
      verify_consistency(TreeSize{~std::uint64_t{0} - 1}, TreeSize{~std::uint64_t{0}}, proof, hash, root).ok());
}

TEST(CompactRange, RefusesAWrongNumberOfHashes) {
  EXPECT_TRUE(CompactRange::restore(TreeSize{3}, test::leaf_hashes(1)).error().is(kRangeMalformed));
  EXPECT_TRUE(CompactRange::restore(TreeSize{0}, test::leaf_hashes(1)).error().is(kRangeMalformed));
  EXPECT_TRUE(CompactRange::restore(TreeSize{kMaxTreeSize + 1}, test::leaf_hashes(1)).error().is(kTreeTooLarge));
  EXPECT_TRUE(CompactRange::restore(TreeSize{0}, {}).ok());
}

TEST(CompactRange, NamesTheLargestSubtreeFirst) {
  EXPECT_EQ(CompactRange::nodes_of(TreeSize{13}), (std::vector<NodeId>{{3, 0}, {2, 2}, {0, 12}}));
  EXPECT_TRUE(CompactRange::nodes_of(TreeSize{0}).empty());
}

TEST(LogCodes, AreAllListedWithBothSentences) {
  EXPECT_GE(codes().size(), 30u);
  for (const Code* code : codes()) {
    EXPECT_EQ(code->id.substr(0, 4), "log.");
    EXPECT_FALSE(code->vi.empty());
    EXPECT_NE(code->vi, code->en);
  }
}

}  // namespace
}  // namespace hocba::log
