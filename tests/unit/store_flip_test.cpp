// One bit flipped in one byte of the stored files: the store and the vault refuse, or a read says store.corrupt, or
// everything is as it was (bytes that mean nothing, e.g. the options file). Never other content, never less of it.
// Every byte in the nightly run (HOCBA_CRASH_ROUNDS of at least 500), elsewhere the ends of each file and a sample.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

#include "ledger/store/codes.hpp"
#include "ledger/store/store.hpp"
#include "ledger/store/vault_tables.hpp"
#include "tests/support/faulty_file_system.hpp"
#include "tests/support/sample_groups.hpp"
#include "tests/support/sanitized.hpp"

namespace hocba::store {
namespace {

using test::DiskImage;
using test::FaultyDisk;

constexpr const char* kPath = "/node/data";
constexpr std::size_t kEntryBytes = 100;
constexpr std::uint64_t kEntries = 300;  // one full tile and a partial one
constexpr int kDocuments = 40;
constexpr std::size_t kSampledPerFile = test::kSanitized ? 8 : 60;
constexpr std::size_t kEnds = test::kSanitized ? 2 : 24;
constexpr int kFloor = test::kSanitized ? 5 : 50;  // so many flips at least must be found

StoreOptions options_on(const FaultyDisk& disk) {
  StoreOptions options;
  options.block_cache_bytes = 1u << 20;
  options.write_buffer_bytes = 256u << 10;
  options.file_system = disk.file_system();
  return options;
}

bool every_byte() {
  const char* rounds = std::getenv("HOCBA_CRASH_ROUNDS");
  return rounds != nullptr && std::atoi(rounds) >= 500;
}

std::vector<std::size_t> places_of(const std::string& content) {
  std::vector<std::size_t> places;
  const std::size_t stride = every_byte() ? 1 : std::max<std::size_t>(1, content.size() / kSampledPerFile);
  for (std::size_t at = 0; at < content.size(); ++at) {
    if (at < kEnds || at + kEnds >= content.size() || at % stride == 0) places.push_back(at);
  }
  return places;
}

struct Tally {
  std::map<std::string, int> wrong;  // what no reader could notice -> how often
  int refused = 0, detected = 0, harmless = 0;
};

// `look` answers "" (all as it was), "store.corrupt…" (refused or detected), or what is wrong.
using Look = std::function<std::string(FaultyDisk& disk, bool& opened)>;

Tally flip_all(const DiskImage& image, const Look& look) {
  struct Flip {
    std::string file;
    std::size_t at;
  };
  std::vector<Flip> flips;
  for (const auto& [name, content] : image.files) {
    for (const std::size_t at : places_of(content->bytes)) flips.push_back({name, at});
  }
  Tally tally;
  std::mutex counting;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t nth = next++; nth < flips.size(); nth = next++) {
      const auto& [name, at] = flips[nth];
      DiskImage flipped = image;
      auto content = *flipped.files[name];
      content.bytes[at] = static_cast<char>(content.bytes[at] ^ (1 << (at % 8)));
      flipped.files[name] = std::make_shared<const test::Content>(std::move(content));
      FaultyDisk disk(flipped);
      bool opened = false;
      const std::string fault = look(disk, opened);
      const std::lock_guard lock(counting);
      if (fault.empty()) {
        ++tally.harmless;
      } else if (fault.rfind(kCorrupt.id, 0) == 0) {
        ++(opened ? tally.detected : tally.refused);
      } else {
        ++tally.wrong[name.substr(name.rfind('/') + 1) + " at " + std::to_string(at) + ": " + fault];
      }
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(2u, std::thread::hardware_concurrency()); ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
  return tally;
}

std::string text_of(const Tally& tally) {
  std::string text;
  for (const auto& [what, times] : tally.wrong) text += what + "\n";
  return text;
}

std::string look_at_ledger(FaultyDisk& disk, bool& opened) {
  const auto store = Store::open(kPath, options_on(disk));
  if (!store.ok()) return store.error().to_string();
  opened = true;
  const auto snapshot = (*store)->snapshot();
  std::string fault = test::whole_ledger_fault(*snapshot, kEntryBytes);
  if (fault.empty() && (!snapshot->meta() || log::to_u64(snapshot->meta()->tip.size) != kEntries)) {
    fault = "acknowledged entries are gone";
  }
  disk.fail_after(0);  // what closing would write is of no interest
  return fault;
}

std::string document(int n) { return test::sample_entry(static_cast<std::uint64_t>(n), 300, 5); }

std::string look_at_vault(FaultyDisk& disk, bool& opened) {
  const auto vault = VaultTables::open(kPath, options_on(disk));
  if (!vault.ok()) return vault.error().to_string();
  opened = true;
  std::string fault;
  for (int n = 0; n < kDocuments && fault.empty(); ++n) {
    const auto row = (*vault)->get(VaultTable::documents, std::to_string(n));
    if (!row.ok()) {
      fault = row.error().to_string();
    } else if (*row != document(n)) {
      fault = *row ? "other content" : "a document is gone";
    }
  }
  disk.fail_after(0);
  return fault;
}

// The files of a node that was stopped, or killed with all groups still in the log.
DiskImage ledger_image(bool stopped) {
  FaultyDisk disk;
  auto store = Store::open(kPath, options_on(disk));
  test::SampleGroups groups(kEntryBytes);
  while (groups.size() < kEntries) EXPECT_TRUE((*store)->commit(groups.next(20)).ok());
  if (stopped) (*store).reset();
  return disk.after_power_cut(test::Tear::everything, test::UnsyncedNames::kept);
}

DiskImage vault_image(bool stopped) {
  FaultyDisk disk;
  auto vault = VaultTables::open(kPath, options_on(disk));
  for (int n = 0; n < kDocuments; ++n) {
    EXPECT_TRUE((*vault)->write({{VaultTable::documents, std::to_string(n), document(n)}}).ok());
  }
  if (stopped) (*vault).reset();
  return disk.after_power_cut(test::Tear::everything, test::UnsyncedNames::kept);
}

TEST(StoreFlips, AFlippedBitInAStoppedLedgerIsNeverSilent) {
  const Tally tally = flip_all(ledger_image(true), look_at_ledger);
  EXPECT_TRUE(tally.wrong.empty()) << text_of(tally);
  EXPECT_GT(tally.refused, kFloor);
  EXPECT_GT(tally.detected, kFloor);
}

TEST(StoreFlips, AFlippedBitInTheLogOfAKilledLedgerIsNeverSilent) {
  const Tally tally = flip_all(ledger_image(false), look_at_ledger);
  EXPECT_TRUE(tally.wrong.empty()) << text_of(tally);
  EXPECT_GT(tally.refused, kFloor);
}

TEST(StoreFlips, AFlippedBitInTheVaultIsNeverSilent) {
  for (const bool stopped : {true, false}) {
    const Tally tally = flip_all(vault_image(stopped), look_at_vault);
    EXPECT_TRUE(tally.wrong.empty()) << text_of(tally);
    EXPECT_GT(tally.refused + tally.detected, kFloor);
  }
}

TEST(StoreFlips, ARefusalLeavesTheFilesAsTheyWere) {
  const DiskImage image = ledger_image(false);
  int refused = 0;
  for (const auto& [name, content] : image.files) {
    if (name.find(".log") == std::string::npos || content->bytes.size() < 1000) continue;
    DiskImage flipped = image;
    auto damaged = *content;
    damaged.bytes[damaged.bytes.size() / 2] ^= 1;
    flipped.files[name] = std::make_shared<const test::Content>(damaged);
    FaultyDisk disk(flipped);
    const auto before = FaultyDisk(flipped).after_power_cut(test::Tear::nothing, test::UnsyncedNames::kept);
    EXPECT_TRUE(Store::open(kPath, options_on(disk)).error().is(kCorrupt));
    const auto after = disk.after_power_cut(test::Tear::everything, test::UnsyncedNames::kept);
    EXPECT_EQ(disk.steps(), 0u) << "opening wrote before it refused";
    ASSERT_EQ(after.files.size(), before.files.size());
    for (const auto& [file, bytes] : before.files) EXPECT_EQ(after.files.at(file)->bytes, bytes->bytes) << file;
    ++refused;
  }
  EXPECT_GE(refused, 1);
}

}  // namespace
}  // namespace hocba::store
