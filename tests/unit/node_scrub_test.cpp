// Scrub and backup of a real node's directory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "crypto/encoding.hpp"
#include "ledger/store/store.hpp"
#include "ledger/store/vault_tables.hpp"
#include "node/backup.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "node/scrub.hpp"
#include "tests/node_support/node_network.hpp"

namespace hocba::node {
namespace {

using test::NodeNetwork;
using testing::IsEmpty;

// A ledger with a credential in it, its node stopped, its store open for the test to spoil.
struct StoredLedger {
  NodeNetwork net;
  std::unique_ptr<store::Store> store;
  StoredLedger() {
    net.open();
    net.found();
    net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
    HOCBA_CHECK(net.snapshot().ok());
    net.close();
    store = store::Store::open(net.directory() + "/ledger", {}).value();
  }
  ScrubReport scrub_now(bool repair = false) {
    ScrubOptions options;
    options.repair = repair;
    auto report = scrub(*store, nullptr, options);
    HOCBA_CHECK(report.ok());
    return *std::move(report);
  }
};

std::vector<std::string> places(const ScrubReport& report) {
  std::vector<std::string> out;
  for (const auto& finding : report.findings) out.push_back(finding.place);
  return out;
}

TEST(Scrub, FindsNothingInASoundLedgerInMemoryAndOnDisk) {
  StoredLedger ledger;
  const auto report = ledger.scrub_now();
  EXPECT_THAT(places(report), IsEmpty());
  EXPECT_EQ(report.entries, log::to_u64(ledger.store->snapshot()->meta()->tip.size));
  EXPECT_GT(report.state_keys, 20u);
  ScrubOptions options;
  options.scratch_directory = ledger.net.directory() + "/scratch";
  const auto on_disk = scrub(*ledger.store, nullptr, options);
  ASSERT_TRUE(on_disk.ok()) << on_disk.error().to_string();
  EXPECT_THAT(places(*on_disk), IsEmpty());
  EXPECT_EQ(on_disk->state_keys, report.state_keys);
  EXPECT_FALSE(std::filesystem::exists(options.scratch_directory));
}

// Every byte of every entry; the store is told the flipped value as if the disk had changed it.
TEST(Scrub, NamesTheEntryOfEveryFlippedByte) {
  StoredLedger ledger;
  const std::uint64_t size = log::to_u64(ledger.store->snapshot()->meta()->tip.size);
  std::size_t flips = 0;
  for (std::uint64_t index = 0; index < size; ++index) {
    const std::string right = ledger.store->snapshot()->entry(log::LeafIndex{index}).value();
    // The first and last entries byte by byte, those between at a stride, so that the test takes seconds.
    const std::size_t stride = index == 0 || index + 1 == size ? 7 : 61;
    for (std::size_t at = index % stride; at < right.size(); at += stride) {
      std::string wrong = right;
      wrong[at] = static_cast<char>(wrong[at] ^ 1);
      ASSERT_TRUE(ledger.store->repair_entry(log::LeafIndex{index}, wrong).ok());
      const auto found = places(ledger.scrub_now());
      ASSERT_FALSE(found.empty()) << "entry " << index << " byte " << at;
      EXPECT_EQ(found.front(), "entry " + std::to_string(index)) << "byte " << at;
      ++flips;
    }
    ASSERT_TRUE(ledger.store->repair_entry(log::LeafIndex{index}, right).ok());
  }
  EXPECT_GT(flips, 200u);
  EXPECT_THAT(places(ledger.scrub_now()), IsEmpty());
}

TEST(Scrub, NamesAnEntryThatWasReplacedByAnotherWellSignedOne) {
  StoredLedger ledger;
  const auto other = ledger.store->snapshot()->entry(log::LeafIndex{4}).value();
  ASSERT_TRUE(ledger.store->repair_entry(log::LeafIndex{6}, other).ok());
  const auto found = places(ledger.scrub_now());
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front(), "entry 6");
}

TEST(Scrub, NamesEveryChangedStateValueAndRepairsIt) {
  StoredLedger ledger;
  std::vector<std::pair<std::string, std::string>> state;
  ASSERT_TRUE(ledger.store->snapshot()
                  ->scan_state("", "",
                               [&](std::string_view key, std::string_view value) {
                                 state.emplace_back(key, value);
                                 return true;
                               })
                  .ok());
  for (const auto& [key, right] : state) {
    for (std::size_t at : {std::size_t{0}, right.size() / 2, right.size() - 1}) {
      std::string wrong = right.empty() ? "x" : right;
      if (!right.empty()) wrong[at] = static_cast<char>(wrong[at] ^ 0x80);
      ASSERT_TRUE(ledger.store->repair_state(key, wrong).ok());
      EXPECT_THAT(places(ledger.scrub_now()), testing::ElementsAre("state " + crypto::hex(key)));
    }
    const auto repaired = ledger.scrub_now(true);
    ASSERT_EQ(repaired.findings.size(), 1u);
    EXPECT_TRUE(repaired.findings[0].repaired);
    EXPECT_EQ(ledger.store->snapshot()->get(key).value(), right);
  }
  EXPECT_THAT(places(ledger.scrub_now()), IsEmpty());
}

TEST(Scrub, NamesAStateKeyThatNoRecordWrote) {
  StoredLedger ledger;
  ASSERT_TRUE(ledger.store->repair_state("zzz", "x").ok());
  EXPECT_THAT(places(ledger.scrub_now()), testing::ElementsAre("state " + crypto::hex("zzz")));
}

TEST(Scrub, NamesAChangedTileAndRepairsIt) {
  NodeNetwork net;
  net.open();
  net.found();
  for (int i = 0; i < 120; ++i)
    net.must(net.net.unit_body("79TH2" + std::to_string(100 + i), "79SGD", chain::UnitType::primary), "79SGD",
             {"office-manager"});
  net.close();
  const auto store = store::Store::open(net.directory() + "/ledger", {}).value();
  const log::TileId tile{0, 0};
  const std::string right = store->snapshot()->read_tile(tile, 256).value();
  for (std::size_t at = 0; at < right.size(); at += 509) {
    std::string wrong = right;
    wrong[at] = static_cast<char>(wrong[at] ^ 4);
    ASSERT_TRUE(store->repair_tile(tile, wrong).ok());
    const auto report = scrub(*store, nullptr, {}).value();
    EXPECT_THAT(places(report), testing::ElementsAre("tile/0/000")) << at;
  }
  ScrubOptions options;
  options.repair = true;
  const auto report = scrub(*store, nullptr, options).value();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_TRUE(report.findings[0].repaired);
  EXPECT_EQ(store->snapshot()->read_tile(tile, 256).value(), right);
}

TEST(Scrub, StopsWhenItIsAsked) {
  StoredLedger ledger;
  const std::atomic<bool> stop{true};
  ScrubOptions options;
  options.stop = &stop;
  EXPECT_FALSE(scrub(*ledger.store, nullptr, options).value().complete);
}

TEST(Scrub, NamesADocumentThatNoLongerOpens) {
  NodeNetwork net;
  net.open();
  net.found();
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  net.close();
  {
    const auto tables = store::VaultTables::open(net.directory() + "/vault", {}).value();
    const std::string name = "d" + issued.id.str() + issued.digest.str();
    auto sealed = tables->get(store::VaultTable::documents, name).value().value();
    sealed[sealed.size() / 2] = static_cast<char>(sealed[sealed.size() / 2] ^ 1);
    ASSERT_TRUE(tables->write({{store::VaultTable::documents, name, sealed}}).ok());
  }
  const auto report = check_directory(net.directory(), false, {});
  ASSERT_TRUE(report.ok()) << report.error().to_string();
  ASSERT_EQ(report->findings.size(), 1u);
  EXPECT_THAT(report->findings[0].place, testing::HasSubstr(credential::to_text(issued.id)));
}

struct BackupOfANode : testing::Test {
  NodeNetwork net;
  test::ScratchDirectory elsewhere;
  BackupOfANode() {
    HOCBA_CHECK(write_file(elsewhere / "pass", "mật khẩu sao lưu\n").ok());
    net.open();
    net.found();
  }
};

TEST_F(BackupOfANode, RestoresToTheSameLedgerAndTheSameDocuments) {
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  const auto issued = net.issue(certificate);
  const auto checkpoint = net.node().view()->checkpoint.to_text();
  const auto status = net.node().backup(elsewhere / "b.tar", elsewhere / "pass");
  ASSERT_TRUE(status.ok()) << status.error().to_string();
  ASSERT_TRUE(restore_backup(elsewhere / "b.tar", elsewhere / "restored").ok());
  auto config = net.config;
  config.directory = elsewhere / "restored";
  EXPECT_FALSE(Node::open(config, std::make_unique<SimulatedClock>(net.net.now)).ok()) << "the keys are wrapped";
  config.node.passphrase_file = elsewhere / "pass";
  const auto node = Node::open(config, std::make_unique<SimulatedClock>(net.net.now));
  ASSERT_TRUE(node.ok()) << node.error().to_string();
  EXPECT_EQ((*node)->view()->checkpoint.to_text(), checkpoint);
  EXPECT_EQ((*node)->vault().read(issued.id, issued.digest).value().core, certificate.core);
}

TEST_F(BackupOfANode, HoldsNoOpenKeyAndNeedsAPassphraseForThat) {
  EXPECT_TRUE(net.node().backup(elsewhere / "b.tar", "").error().is(kBackupPassphrase));
  EXPECT_FALSE(std::filesystem::exists(elsewhere / "b.tar"));
  EXPECT_FALSE(std::filesystem::exists(elsewhere / "b.tar.partial"));
  ASSERT_TRUE(net.node().backup(elsewhere / "b.tar", elsewhere / "pass").ok());
  const auto bytes = read_file(elsewhere / "b.tar", 64u << 20).value();
  for (const char* name : {"log", "vote", "api", "master"}) {
    const auto& key = test::key_named("nut-1-" + std::string(name));
    EXPECT_EQ(bytes.find(key.seed().expose()), std::string::npos);
    EXPECT_EQ(bytes.find(crypto::base64url(key.seed().expose())), std::string::npos);
  }
}

TEST_F(BackupOfANode, IsRefusedWhereOneByteDiffers) {
  ASSERT_TRUE(net.node().backup(elsewhere / "b.tar", elsewhere / "pass").ok());
  const auto bytes = read_file(elsewhere / "b.tar", 64u << 20).value();
  std::size_t tried = 0;
  for (std::size_t at = 700; at + 1024 < bytes.size(); at += bytes.size() / 12) {
    auto wrong = bytes;
    wrong[at] = static_cast<char>(wrong[at] ^ 1);
    ASSERT_TRUE(write_file(elsewhere / "wrong.tar", wrong).ok());
    // Padding between members is no content; everything else is covered.
    const auto status = restore_backup(elsewhere / "wrong.tar", elsewhere / ("r" + std::to_string(at)));
    if (bytes[at] != '\0') {
      EXPECT_FALSE(status.ok()) << at;
      EXPECT_FALSE(std::filesystem::exists(elsewhere / ("r" + std::to_string(at))));
      ++tried;
    }
  }
  EXPECT_GT(tried, 2u);
  ASSERT_TRUE(write_file(elsewhere / "short.tar", bytes.substr(0, bytes.size() / 2)).ok());
  EXPECT_FALSE(restore_backup(elsewhere / "short.tar", elsewhere / "short").ok());
}

TEST_F(BackupOfANode, NeverOverwrites) {
  ASSERT_TRUE(net.node().backup(elsewhere / "b.tar", elsewhere / "pass").ok());
  EXPECT_TRUE(net.node().backup(elsewhere / "b.tar", elsewhere / "pass").error().is(kDirectoryNotEmpty));
  EXPECT_TRUE(restore_backup(elsewhere / "b.tar", net.directory()).error().is(kDirectoryNotEmpty));
}

}  // namespace
}  // namespace hocba::node
