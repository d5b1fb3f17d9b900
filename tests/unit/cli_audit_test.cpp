#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/audit.hpp"
#include "cli/codes.hpp"
#include "tests/support/ledger_export.hpp"
#include "tests/support/sanitized.hpp"

namespace hocba::cli {
namespace {

using test::LedgerExport;
using test::NetworkBuilder;

class MemorySource : public LogSource {
 public:
  explicit MemorySource(const LedgerExport& ledger) : files_(ledger.files) {}
  Result<std::string> read(const std::string& path) override {
    const auto found = files_.find(path);
    if (found == files_.end()) return Error(kFileMissing, path);
    return found->second;
  }

 private:
  const std::map<std::string, std::string>& files_;
};

// 600 entries and more: two full bundles and a partial one, so that a tile of hashes is complete.
const NetworkBuilder& long_ledger() {
  static const auto net = [] {
    auto out = std::make_unique<NetworkBuilder>();
    out->found();
    while (out->entries().size() < 600) {
      for (int i = 0; i < 20; ++i) out->issue_one();
      out->close_block();
      out->advance({1});
    }
    return out;
  }();
  return *net;
}

AuditReport audited(const LedgerExport& ledger, std::optional<log::Checkpoint> remembered = {}) {
  MemorySource source(ledger);
  AuditOptions options;
  options.policy = ledger.policy;
  options.workers = 2;
  options.remembered = std::move(remembered);
  return audit(source, options);
}

TEST(Audit, AcceptsALedgerAndSaysWhatItChecked) {
  const auto& net = long_ledger();
  const auto report = audited(test::export_of(net));
  ASSERT_FALSE(report.wrong) << report.wrong->to_string();
  EXPECT_EQ(report.entries, net.entries().size());
  EXPECT_EQ(report.size, net.entries().size());
  EXPECT_EQ(report.records + report.blocks, report.entries);
  EXPECT_EQ(report.blocks, chain::to_u64(net.tip()->height) + 1);
  EXPECT_EQ(report.network, net.network());
  EXPECT_EQ(report.as_of, net.now);
  EXPECT_EQ(report.state_rows, net.state().all().size());
  EXPECT_GT(report.signatures, report.entries);
  EXPECT_TRUE(report.test);
  EXPECT_TRUE(report.single_operator);
  EXPECT_FALSE(report.continues_remembered);
}

TEST(Audit, ReportsProgressUpToTheEnd) {
  const auto ledger = test::export_of(long_ledger());
  MemorySource source(ledger);
  AuditOptions options;
  options.policy = ledger.policy;
  std::vector<std::uint64_t> seen;
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    EXPECT_EQ(total, long_ledger().entries().size());
    seen.push_back(done);
  };
  EXPECT_FALSE(audit(source, options).wrong);
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back(), long_ledger().entries().size());
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

// Its workers are told to end while they fall asleep: none may miss it.
TEST(Audit, EndsThoughItsWorkersHaveNothingToDo) {
  auto ledger = test::export_of(long_ledger());
  for (auto& [path, bytes] : ledger.files)
    if (path.starts_with("tile/entries/")) bytes.resize(1);
  for (int i = 0; i < 3'000; ++i) ASSERT_TRUE(audited(ledger).wrong);
}

// Every byte of every file of a small ledger: checkpoint, entries, hashes. The audit says that something is wrong, and
// where: the file, or the entry at which it was found, which is never behind the one that was changed.
TEST(Audit, NamesThePlaceOfEveryChangedByteOfASmallLedger) {
  NetworkBuilder net;
  net.genesis();
  net.must(net.unit_body("79SGD", "", chain::UnitType::department), "", NetworkBuilder::founders());
  net.must(net.grant_body("office-manager", "79SGD", chain::Role::manager, {chain::RecordKind::key_grant}), "",
           NetworkBuilder::founders());
  net.close_block();
  auto ledger = test::export_of(net);
  ASSERT_FALSE(audited(ledger).wrong);
  constexpr std::size_t kStep = test::kSanitized ? 9 : 1;  // every bit in turn all the same
  std::size_t flips = 0;
  for (auto& [path, bytes] : ledger.files) {
    std::vector<std::uint64_t> entry_of(bytes.size(), net.entries().size());
    if (path.starts_with("tile/entries/")) {
      std::size_t at = 0;
      for (std::uint64_t index = 0; index < net.entries().size(); ++index)
        for (std::size_t i = 0; i < 2 + net.entries()[index].size(); ++i) entry_of.at(at++) = index;
    }
    for (std::size_t at = 0; at < bytes.size(); at += kStep, ++flips) {
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
      const auto report = audited(ledger);
      ASSERT_TRUE(report.wrong) << path << " byte " << at;
      ASSERT_TRUE(report.place || !report.wrong->detail().empty() || path == "checkpoint") << path << " byte " << at;
      ASSERT_LE(report.place.value_or(0), entry_of[at]) << path << " byte " << at;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
    }
  }
  EXPECT_GT(flips, 3'000u / kStep);
  EXPECT_FALSE(audited(ledger).wrong);
}

// The same in a long ledger, each file at several places.
TEST(Audit, FindsAChangedByteInEveryFile) {
  const auto sound = test::export_of(long_ledger());
  for (const auto& [path, bytes] : sound.files) {
    for (const std::size_t at : {std::size_t{0}, bytes.size() / 3, bytes.size() / 2, bytes.size() - 1}) {
      auto spoiled = sound;
      spoiled.files[path][at] = static_cast<char>(spoiled.files[path][at] ^ 0x04);
      EXPECT_TRUE(audited(spoiled).wrong) << path << " byte " << at;
    }
  }
}

TEST(Audit, NamesTheFirstWrongEntry) {
  auto ledger = test::export_of(long_ledger());
  std::string& bundle = ledger.files["tile/entries/000"];
  auto entries = log::decode_bundle(bundle).value();
  entries[100][entries[100].size() / 2] ^= 0x01;
  bundle = log::encode_bundle(entries);
  const auto report = audited(ledger);
  ASSERT_TRUE(report.wrong);
  EXPECT_EQ(report.place, 100u);
  EXPECT_EQ(report.entries, 100u);
}

TEST(Audit, NamesAMissingFile) {
  auto ledger = test::export_of(long_ledger());
  ledger.files.erase("tile/0/001");
  const auto report = audited(ledger);
  ASSERT_TRUE(report.wrong);
  EXPECT_THAT(report.wrong->detail(), testing::HasSubstr("tile/0/001"));
}

TEST(Audit, RefusesEntriesThatNoBlockCloses) {
  const auto report = audited(test::export_of(long_ledger(), 301));
  // 301 entries end amid a block: their records are not closed.
  ASSERT_TRUE(report.wrong);
  EXPECT_TRUE(report.wrong->is(kAuditBlockMissing)) << report.wrong->to_string();
}

TEST(Audit, RefusesAnotherNetworksPolicy) {
  auto ledger = test::export_of(long_ledger());
  ledger.policy.network->data[0] ^= 1;
  const auto report = audited(ledger);
  ASSERT_TRUE(report.wrong);
  EXPECT_TRUE(report.wrong->is(kOtherNetwork));
}

log::Checkpoint checkpoint_at(std::uint64_t size) {
  log::CompactRange range;
  for (std::uint64_t i = 0; i < size; ++i) range.append(log::leaf_hash(long_ledger().entries()[i]));
  return {long_ledger().genesis_body().origin, log::TreeSize{size}, range.root()};
}

TEST(Audit, ContinuesARememberedCheckpoint) {
  const auto ledger = test::export_of(long_ledger());
  for (const std::uint64_t size : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{256}, std::uint64_t{300},
                                   std::uint64_t{long_ledger().entries().size()}}) {
    const auto report = audited(ledger, checkpoint_at(size));
    EXPECT_FALSE(report.wrong) << size;
    EXPECT_TRUE(report.continues_remembered) << size;
  }
}

TEST(Audit, FindsAForkFromARememberedCheckpoint) {
  auto other = checkpoint_at(300);
  other.root.data[5] ^= 1;
  const auto report = audited(test::export_of(long_ledger()), other);
  ASSERT_TRUE(report.wrong);
  EXPECT_TRUE(report.wrong->is(kAuditForked));
  EXPECT_EQ(report.place, 299u);
}

TEST(Audit, FindsALedgerThatWasCut) {
  auto remembered = checkpoint_at(300);
  remembered.size = log::TreeSize{long_ledger().entries().size() + 1};
  const auto report = audited(test::export_of(long_ledger()), remembered);
  ASSERT_TRUE(report.wrong);
  EXPECT_TRUE(report.wrong->is(kAuditCheckpointOlder));
}

TEST(Audit, FindsABlockThatARuleForbids) {
  // The block of the last records is signed anew over another state: signatures and tree are right, the rules are not.
  NetworkBuilder net;
  net.found();
  auto entries = net.entries();
  auto block = chain::parse_block(entries.back()).value();
  block.state.data[0] ^= 1;
  entries.back() = chain::sign_block(block, test::key_named("nut-1-api")).value();
  LedgerExport ledger = test::export_of(net);
  log::CompactRange range;
  for (const auto& entry : entries) range.append(log::leaf_hash(entry));
  const log::TreeSize size{entries.size()};
  std::vector<log::Hash> leaves;
  for (const auto& entry : entries) leaves.push_back(log::leaf_hash(entry));
  ledger.files[log::tile_path({log::kEntriesLevel, 0}, static_cast<int>(entries.size()))] = log::encode_bundle(entries);
  ledger.files[log::tile_path({0, 0}, static_cast<int>(entries.size()))] = log::encode_tile(leaves);
  const auto origin = net.genesis_body().origin;
  crypto::Note note;
  note.text = log::Checkpoint{origin, size, range.root()}.text();
  note.signatures.push_back(crypto::sign_note(note.text, origin, test::key_named("nut-1-log")));
  note.signatures.push_back(crypto::cosign_note(note.text, origin + "/nut-1", test::key_named("nut-1-vote"), net.now));
  ledger.files["checkpoint"] = note.to_text();
  const auto report = audited(ledger);
  ASSERT_TRUE(report.wrong);
  EXPECT_EQ(report.wrong->code().id, "chain.wrong_state");
  EXPECT_EQ(report.place, entries.size() - 1);
}

}  // namespace
}  // namespace hocba::cli
