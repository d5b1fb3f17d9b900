#include <gtest/gtest.h>

#include "ledger/log/codes.hpp"
#include "ledger/log/witness.hpp"
#include "tests/support/log_fixture.hpp"

namespace hocba::log {
namespace {

class WitnessTest : public testing::Test {
 protected:
  test::LogNetwork network = test::LogNetwork::of(1, 1);
  test::NaiveTree tree{test::leaf_hashes(40)};
  std::vector<crypto::NoteKey> keys{network.policy.logs[0].key};

  Checkpoint at(std::uint64_t size) const {
    return {.origin = network.origin, .size = TreeSize{size}, .root = tree.root(size)};
  }
  AddCheckpointRequest request(std::uint64_t from, std::uint64_t to) const {
    return {.old_size = TreeSize{from},
            .proof = from == 0 ? Proof{} : tree.consistency(from, to),
            .checkpoint = network.sign(at(to), {})};
  }
  WitnessState state(std::uint64_t size) const { return {.size = TreeSize{size}, .root = tree.root(size)}; }
};

TEST_F(WitnessTest, FollowsALogFromNothing) {
  WitnessState now;
  for (const std::uint64_t size : {0u, 1u, 1u, 2u, 7u, 8u, 33u, 40u}) {
    const auto next = decide(request(to_u64(now.size), size), keys, now);
    ASSERT_TRUE(next.ok()) << size << next.error().to_string();
    EXPECT_EQ(*next, state(size));
    now = *next;
  }
}

TEST_F(WitnessTest, RefusesInTheOrderOfTheProtocol) {
  auto unknown = request(7, 20);
  unknown.checkpoint = network.sign({.origin = "other", .size = TreeSize{20}, .root = tree.root(20)}, {});
  EXPECT_TRUE(decide(unknown, keys, state(7)).error().is(kUnknownOrigin));
  EXPECT_TRUE(decide(request(7, 20), {}, state(7)).error().is(kUnknownOrigin));

  auto unsigned_request = request(7, 20);
  unsigned_request.checkpoint.note.signatures[0].key_id ^= 1;
  EXPECT_TRUE(decide(unsigned_request, keys, state(7)).error().is(kNotSigned));
  auto badly_signed = request(7, 20);
  badly_signed.checkpoint.note.signatures[0].blob[3] ^= 1;
  EXPECT_TRUE(decide(badly_signed, keys, state(7)).error().is(kNotSigned));

  auto shrinking = request(7, 20);
  shrinking.old_size = TreeSize{21};
  EXPECT_TRUE(decide(shrinking, keys, state(21)).error().is(kOldAboveSize));

  const auto differs = decide(request(7, 20), keys, state(9));
  ASSERT_TRUE(differs.error().is(kOldSizeDiffers));
  EXPECT_EQ(differs.error().detail(), "9");
  EXPECT_EQ(decide(request(7, 20), keys, WitnessState{}).error().detail(), "0");

  auto wrong = request(7, 20);
  wrong.proof[1] = tree.root(3);
  EXPECT_TRUE(decide(wrong, keys, state(7)).error().is(kProofWrong));
  wrong.proof.pop_back();
  EXPECT_TRUE(decide(wrong, keys, state(7)).error().is(kProofWrong));
  wrong.proof.clear();
  EXPECT_TRUE(decide(wrong, keys, state(7)).error().is(kProofWrong));
}

TEST_F(WitnessTest, NeverCosignsAForkOfWhatItCosigned) {
  WitnessState forked = state(20);
  forked.root = tree.root(19);
  EXPECT_TRUE(decide(request(20, 20), keys, forked).error().is(kProofWrong));
  EXPECT_TRUE(decide(request(20, 40), keys, forked).error().is(kProofWrong));
  EXPECT_TRUE(decide(request(20, 20), keys, state(20)).ok());
}

TEST_F(WitnessTest, DoesNotAcceptACosignatureForALogSignature) {
  auto cosigned = request(0, 5);
  const std::string text = cosigned.checkpoint.note.text;
  cosigned.checkpoint.note.signatures = {crypto::cosign_note(text, network.origin, network.log_keys[0], {1})};
  const std::vector<crypto::NoteKey> as_witness = {test::witness_key_of(network.origin, network.log_keys[0])};
  EXPECT_TRUE(decide(cosigned, keys, {}).error().is(kNotSigned));
  EXPECT_TRUE(decide(cosigned, as_witness, {}).error().is(kUnknownOrigin));
}

TEST_F(WitnessTest, ARequestIsPrintedAndParsed) {
  for (const auto& [from, to] : {std::pair{0, 0}, {0, 40}, {7, 20}, {20, 20}}) {
    const auto text = request(static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(to)).to_text();
    const auto parsed = AddCheckpointRequest::parse(text);
    ASSERT_TRUE(parsed.ok()) << parsed.error().to_string();
    EXPECT_EQ(parsed->to_text(), text);
    EXPECT_EQ(to_u64(parsed->old_size), static_cast<std::uint64_t>(from));
  }
}

TEST_F(WitnessTest, ARequestHasOneSpelling) {
  const std::string good = request(7, 20).to_text();
  const std::string rest = good.substr(std::string("old 7\n").size());
  const std::string note = network.sign(at(20), {}).to_text();
  for (const std::string& wrong :
       {std::string(), std::string("old 7\n"), rest, "old 07\n" + rest, "old -7\n" + rest, "old  7\n" + rest,
        "old 7 \n" + rest, "Old 7\n" + rest, "old 7\r\n" + rest, "old 9007199254740992\n" + rest, "old 7\n" + note,
        "old 7\nAAAA\n\n" + note, good + "\n", "\n" + good}) {
    EXPECT_FALSE(AddCheckpointRequest::parse(wrong).ok()) << wrong;
  }
  auto many = request(7, 20);
  many.proof.assign(kMaxWitnessProof, tree.root(1));
  EXPECT_TRUE(AddCheckpointRequest::parse(many.to_text()).ok());
  many.proof.push_back(tree.root(1));
  EXPECT_TRUE(AddCheckpointRequest::parse(many.to_text()).error().is(kRequestMalformed));
  EXPECT_TRUE(AddCheckpointRequest::parse(std::string(kMaxAddCheckpointBytes + 1, 'x')).error().is(kRequestMalformed));
}

}  // namespace
}  // namespace hocba::log
