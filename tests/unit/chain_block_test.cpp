// Checking a block that exists: the first broken rule refuses it.
#include <gtest/gtest.h>

#include "ledger/chain/binary.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/chain/tables.hpp"
#include "tests/support/network_builder.hpp"

namespace hocba::chain {
namespace {

using test::code;
using test::NetworkBuilder;

class BlockRulesTest : public testing::Test {
 protected:
  BlockRulesTest() {
    net_.found();
    record_ = std::make_unique<VerifiedRecord>(
        net_.verified(net_.record(RegisterReserve{code("certificate"), 2025, 4}, "79TH0001"), {"registrar"}));
    auto applier = Applier::begin(net_.tip(), net_.state(), net_.now);
    HOCBA_CHECK(applier->add(*record_).ok());
    log::CompactRange tree;
    for (const auto& entry : net_.entries()) tree.append(log::leaf_hash(entry));
    tree.append(record_->leaf());
    root_ = tree.root();
    block_ = {Height{to_u64(net_.tip()->height) + 1},
              net_.tip()->block_leaf,
              net_.now,
              log::next_index(net_.tip()->size),
              1,
              root_,
              applier->finish()->state,
              code("nut-1")};
  }
  std::string code_of(const Block& block, const std::string& signer = "nut-1-api", std::size_t records = 1) {
    const auto verified = verify_block(*sign_block(block, test::key_named(signer)));
    const std::vector<VerifiedRecord> all(records, *record_);
    const auto result = apply(net_.tip(), net_.state(), {*verified, all, root_});
    return result.ok() ? "" : std::string(result.error().code().id);
  }
  NetworkBuilder net_;
  std::unique_ptr<VerifiedRecord> record_;
  log::Hash root_;
  Block block_;
};

TEST_F(BlockRulesTest, AcceptsTheBlockThatWasBuilt) { EXPECT_EQ(code_of(block_), ""); }

TEST_F(BlockRulesTest, RefusesABlockThatDoesNotFollow) {
  const auto changed = [&](const std::function<void(Block&)>& change) {
    Block b = block_;
    change(b);
    return code_of(b);
  };
  EXPECT_EQ(changed([](Block& b) { b.height = Height{to_u64(b.height) + 1}; }), "chain.wrong_block");
  EXPECT_EQ(changed([](Block& b) { b.first = LeafIndex{log::to_u64(b.first) + 1}; }), "chain.wrong_block");
  EXPECT_EQ(changed([](Block& b) { b.count = 2; }), "chain.wrong_block");
  EXPECT_EQ(changed([](Block& b) { b.previous = log::leaf_hash("another"); }), "chain.wrong_block");
  EXPECT_EQ(changed([](Block& b) { b.root = log::leaf_hash("another"); }), "chain.wrong_root");
  EXPECT_EQ(changed([](Block& b) { b.time = b.time - Duration{1}; }), "chain.time_went_back");
  EXPECT_EQ(changed([](Block& b) { b.state = StateDigest::of(crypto::sha256("x").view()); }), "chain.wrong_state");
  EXPECT_EQ(changed([](Block& b) { b.proposer = code("nut-2"); }), "chain.wrong_proposer");
  EXPECT_EQ(code_of(block_, "nut-1-log"), "chain.wrong_proposer");
  Block twice = block_;
  twice.count = 2;
  EXPECT_EQ(code_of(twice, "nut-1-api", 2), "chain.duplicate_record");
}

TEST_F(BlockRulesTest, RefusesAnEmptyBlockAndOneThatIsTooLong) {
  auto applier = Applier::begin(net_.tip(), net_.state(), net_.now);
  EXPECT_TRUE(applier->finish().error().is(kEmptyBlock));
  Block none = block_;
  none.count = 0;
  EXPECT_TRUE(sign_block(none, test::key_named("nut-1-api")).error().is(kBadInteger));
  none.count = kMaxBlockRecords + 1;
  EXPECT_TRUE(sign_block(none, test::key_named("nut-1-api")).error().is(kBadInteger));
}

TEST_F(BlockRulesTest, RefusesTheRecordAfterTheLast) {
  auto applier = Applier::begin(net_.tip(), net_.state(), net_.now);
  for (std::uint64_t i = 0; i < kMaxBlockRecords; ++i) {
    const Record record = net_.record(RegisterReserve{code("certificate"), 2025, 1}, "79TH0001");
    ASSERT_TRUE(applier->add(net_.verified(record, {"registrar"})).ok()) << i;
  }
  EXPECT_TRUE(applier->add(*record_).error().is(kBlockTooLong));
  EXPECT_EQ(applier->count(), kMaxBlockRecords);
}

// A view that fails now and then, as a disk does.
class FailingView : public StateView {
 public:
  explicit FailingView(const StateView& below) : below_(below) {}
  Result<std::optional<std::string>> get(std::string_view key) const override {
    if (fail) return Error(kStateCorrupt, "as planned");
    return below_.get(key);
  }
  bool fail = false;

 private:
  const StateView& below_;
};

TEST_F(BlockRulesTest, AStorageErrorPoisonsTheApplier) {
  FailingView view(net_.state());
  auto applier = Applier::begin(net_.tip(), view, net_.now);
  view.fail = true;
  EXPECT_TRUE(applier->add(*record_).error().is(kStateCorrupt));
  view.fail = false;
  EXPECT_TRUE(applier->add(*record_).error().is(kStateCorrupt));
  EXPECT_TRUE(applier->finish().error().is(kStateCorrupt));
}

TEST_F(BlockRulesTest, RefusesATipThatIsNotTheStates) {
  MapState empty;
  EXPECT_TRUE(Applier::begin(net_.tip(), empty, net_.now).error().is(kStateCorrupt));
  EXPECT_TRUE(Applier::begin(std::nullopt, net_.state(), net_.now).error().is(kStateCorrupt));
}

TEST(State, EveryRowIsTheOnlyFormOfItsValue) {
  NetworkBuilder net;
  net.found();
  net.issue_one();
  net.close_block();
  std::size_t read = 0;
  for (const auto& [key, value] : net.state().all()) {
    std::string again;
    if (key[0] == 'U') again = ByteWriter::bytes_of(*decode_unit(key, value));
    if (key[0] == 'G') again = ByteWriter::bytes_of(*decode_grant(key, value));
    if (key[0] == 'P') again = ByteWriter::bytes_of(*decode_policy(key, value));
    if (key[0] == 'C') again = ByteWriter::bytes_of(*decode_credential(key, value));
    if (again.empty()) continue;
    EXPECT_EQ(again, value);
    ++read;
    for (const std::string& spoiled : {value + '\0', value.substr(0, value.size() - 1)}) {
      EXPECT_FALSE(key[0] == 'U' && decode_unit(key, spoiled).ok());
      EXPECT_FALSE(key[0] == 'G' && decode_grant(key, spoiled).ok());
      EXPECT_FALSE(key[0] == 'C' && decode_credential(key, spoiled).ok());
    }
  }
  EXPECT_GT(read, 15u);
}

TEST(State, DigestBindsKeysValuesAndThePast) {
  const StateDigest zero{};
  const Writes one{{"a", "b"}};
  EXPECT_NE(next_state(zero, one), next_state(zero, {{"a", "c"}}));
  EXPECT_NE(next_state(zero, one), next_state(zero, {{"ab", ""}}));
  EXPECT_NE(next_state(zero, one), next_state(next_state(zero, one), one));
  // SHA-256(32 zero bytes ‖ 00000001 'a' ‖ 00000001 'b')
  std::string framed(32, '\0');
  framed += std::string("\0\0\0\1a\0\0\0\1b", 10);
  EXPECT_EQ(next_state(zero, one).view(), crypto::sha256(framed).view());
}

}  // namespace
}  // namespace hocba::chain
