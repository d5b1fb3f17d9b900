#include <gtest/gtest.h>

#include "crypto/codes.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/log/receipt.hpp"
#include "tests/support/log_fixture.hpp"

namespace hocba::log {
namespace {

class ReceiptTest : public testing::Test {
 protected:
  static constexpr std::uint64_t kSize = 11;
  test::LogNetwork network = test::LogNetwork::of(4, 3);
  test::NaiveTree tree{test::leaf_hashes(kSize)};

  Receipt receipt_of(std::uint64_t index) const {
    const Checkpoint checkpoint{.origin = network.origin, .size = TreeSize{kSize}, .root = tree.root(kSize)};
    return {.extra = {},
            .index = LeafIndex{index},
            .proof = tree.path(index, kSize),
            .checkpoint = network.sign(checkpoint, {{0, {100}}, {1, {101}}, {2, {102}}})};
  }
};

TEST_F(ReceiptTest, OfEveryEntryIsPrintedParsedAndVerified) {
  for (std::uint64_t index = 0; index < kSize; ++index) {
    Receipt receipt = receipt_of(index);
    if (index % 2 == 1) receipt.extra = std::string("\0opaque", 7);
    const std::string text = receipt.to_text();
    const auto parsed = Receipt::parse(text);
    ASSERT_TRUE(parsed.ok()) << parsed.error().to_string();
    EXPECT_EQ(parsed->extra, receipt.extra);
    EXPECT_EQ(parsed->to_text(), text);
    const auto trusted = verify_receipt(*parsed, test::entry_text(index), network.policy);
    ASSERT_TRUE(trusted.ok()) << trusted.error().to_string();
    EXPECT_EQ(trusted->time.seconds, 101);
  }
}

TEST_F(ReceiptTest, ProvesOnlyItsOwnEntryAtItsOwnPlace) {
  Receipt receipt = receipt_of(5);
  EXPECT_TRUE(verify_receipt(receipt, test::entry_text(6), network.policy).error().is(kProofWrong));
  EXPECT_TRUE(verify_receipt(receipt, "", network.policy).error().is(kProofWrong));
  receipt.index = LeafIndex{4};
  EXPECT_TRUE(verify_receipt(receipt, test::entry_text(5), network.policy).error().is(kProofWrong));
  receipt.index = LeafIndex{kSize};
  EXPECT_TRUE(verify_receipt(receipt, test::entry_text(5), network.policy).error().is(kProofMalformed));
}

TEST_F(ReceiptTest, IsRefusedWithoutItsQuorum) {
  Receipt receipt = receipt_of(5);
  receipt.checkpoint.note.signatures.pop_back();
  EXPECT_TRUE(verify_receipt(receipt, test::entry_text(5), network.policy).error().is(kNoQuorum));
  EXPECT_TRUE(verify_receipt(receipt_of(5), test::entry_text(5), test::LogNetwork::of(3, 3).policy).ok())
      << "the validators of the smaller network have all signed";
}

// A receipt is a string of bytes that many hands pass on: no changed byte may prove the entry.
TEST_F(ReceiptTest, NoFlippedByteVerifies) {
  const std::string text = receipt_of(5).to_text();
  std::size_t refused = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const int bit : {0, 5}) {
      std::string changed = text;
      changed[at] = static_cast<char>(changed[at] ^ 1 << bit);
      const auto parsed = Receipt::parse(changed);
      ASSERT_FALSE(parsed.ok() && verify_receipt(*parsed, test::entry_text(5), network.policy).ok())
          << "byte " << at << " of\n"
          << changed;
      ++refused;
    }
  }
  EXPECT_EQ(refused, 2 * text.size());
}

TEST_F(ReceiptTest, HasOneSpelling) {
  const std::string good = receipt_of(5).to_text();
  const std::string head = "c2sp.org/tlog-proof@v1\n";
  const std::string index = "index 5\n";
  ASSERT_EQ(good.substr(0, head.size() + index.size()), head + index);
  const std::string rest = good.substr(head.size() + index.size());
  EXPECT_TRUE(Receipt::parse(head + "extra AAAA\n" + index + rest).ok());
  for (const std::string& wrong : {
           std::string(),
           head,
           head + index,
           head + rest,
           "c2sp.org/tlog-proof@v2\n" + index + rest,
           "c2sp.org/tlog-proof@v1\r\n" + index + rest,
           " " + good,
           "\n" + good,
           head + "\n" + index + rest,
           head + "index 05\n" + rest,
           head + "index  5\n" + rest,
           head + "index 5 \n" + rest,
           head + "index -5\n" + rest,
           head + "index\n" + rest,
           head + "Index 5\n" + rest,
           head + "index 9007199254740991\n" + rest,
           head + "extra \n" + index + rest,
           head + "extra A\n" + index + rest,
           head + "extra AA==\nextra AA==\n" + index + rest,
           head + index + "extra AAAA\n" + rest,
           head + "extra AAB=\n" + index + rest,
           head + index + index + rest,
           head + index + "AAAA\n" + rest,
           head + index + "x" + rest,
       }) {
    EXPECT_FALSE(Receipt::parse(wrong).ok()) << wrong;
  }
  std::string many = head + index;
  const std::string hash_line = rest.substr(0, rest.find('\n') + 1);
  for (int i = 0; i < 64; ++i) many += hash_line;
  const std::string blank_and_checkpoint = rest.substr(rest.find("\n\n") + 1);
  EXPECT_TRUE(Receipt::parse(many + blank_and_checkpoint).ok());
  EXPECT_TRUE(Receipt::parse(many + hash_line + blank_and_checkpoint).error().is(kReceiptMalformed));
  EXPECT_TRUE(Receipt::parse(std::string(kMaxReceiptBytes + 1, 'x')).error().is(kReceiptMalformed));
}

}  // namespace
}  // namespace hocba::log
