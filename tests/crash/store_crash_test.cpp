// Power cuts at every write and sync of a run of 200 records, over a disk that drops or tears what was not synced.
// After each one the ordinary opening code must find every acknowledged group and document, whole, and no record
// without its document.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <thread>

#include "ledger/store/codes.hpp"
#include "ledger/store/store.hpp"
#include "ledger/store/vault_tables.hpp"
#include "tests/support/faulty_file_system.hpp"
#include "tests/support/sample_groups.hpp"

namespace hocba::store {
namespace {

using test::DiskImage;
using test::FaultyDisk;
using test::Tear;
using test::UnsyncedNames;

constexpr std::uint64_t kRecords = 200;
constexpr std::size_t kEntryBytes = 1000;
constexpr std::size_t kGroupSizes[] = {1, 3, 8, 2, 6};
constexpr const char* kStore = "/node/store";
constexpr const char* kVault = "/node/vault";
constexpr std::uint64_t kShredded = 5;          // this document is destroyed …
constexpr std::uint64_t kShreddedAtSize = 100;  // … once the ledger has this many records
constexpr std::size_t kContinueEvery = 16;
constexpr std::size_t kSomeMoments = 200;

// Small enough that tables are flushed, logs switched and files compacted many times in such a run.
StoreOptions options_on(const FaultyDisk& disk, bool sync = true) {
  StoreOptions options;
  options.block_cache_bytes = 1u << 20;
  options.write_buffer_bytes = 64u << 10;
  options.sync = sync;
  options.file_system = disk.file_system();
  return options;
}

std::string document_key(std::uint64_t n) { return "document " + std::to_string(n); }
std::string document(std::uint64_t n) { return test::sample_entry(n, 700, 9); }

// What the run had promised when the power went.
struct Promised {
  std::uint64_t records = 0;
  std::uint64_t documents = 0;
  bool shredded = false;
  bool shredding = false;
};

constexpr std::pair<Tear, UnsyncedNames> kLeft[] = {
    {Tear::nothing, UnsyncedNames::lost}, {Tear::nothing, UnsyncedNames::kept},
    {Tear::half, UnsyncedNames::kept},    {Tear::zeros, UnsyncedNames::kept},
    {Tear::hole, UnsyncedNames::lost},    {Tear::everything, UnsyncedNames::kept}};

// Every tear at every write in the nightly run; in a short one two of the four, in turns.
bool all_tears() {
  const char* rounds = std::getenv("HOCBA_CRASH_ROUNDS");
  return rounds != nullptr && std::atoi(rounds) >= 500;
}

struct Moment {
  DiskImage image;
  Promised promised;
};

// The run: documents first, synced, then their records; one document is shredded half-way.
std::vector<Moment> run(bool sync) {
  FaultyDisk disk;
  Promised promised;
  std::vector<Moment> moments;
  std::string last;
  std::size_t writes = 0;
  disk.on_step([&](FaultyDisk::Change change) {
    if (change == FaultyDisk::Change::data) ++writes;
    for (const auto& [tear, names] : kLeft) {
      const bool even = tear == Tear::half || tear == Tear::hole;
      const bool odd = tear == Tear::zeros || tear == Tear::everything;
      if (!all_tears() && ((even && writes % 2 == 1) || (odd && writes % 2 == 0))) continue;
      // A torn write looks the same at every later step until its sync.
      if (change != FaultyDisk::Change::data && tear != Tear::nothing && tear != Tear::everything) continue;
      DiskImage image = disk.after_power_cut(tear, names);
      std::string print = image.fingerprint(kStore) + image.fingerprint(kVault);
      if (print == last) continue;
      last = std::move(print);
      moments.push_back({std::move(image), promised});
    }
  });
  test::SampleGroups groups(kEntryBytes);
  auto vault = VaultTables::open(kVault, options_on(disk, sync));
  auto store = Store::open(kStore, options_on(disk, sync));
  EXPECT_TRUE(vault.ok() && store.ok());
  for (std::size_t g = 0; groups.size() < kRecords; ++g) {
    const auto group = groups.next(kGroupSizes[g % std::size(kGroupSizes)]);
    std::vector<VaultWrite> documents;
    for (std::uint64_t n = log::to_u64(group.first); n < groups.size(); ++n) {
      documents.push_back({VaultTable::documents, document_key(n), document(n)});
    }
    EXPECT_TRUE((*vault)->write(documents).ok());
    promised.documents = groups.size();
    EXPECT_TRUE((*store)->commit(group).ok());
    promised.records = groups.size();
    if (!promised.shredded && groups.size() >= kShreddedAtSize) {
      promised.shredding = true;
      EXPECT_TRUE((*vault)->shred({{VaultTable::documents, document_key(kShredded)}}).ok());
      promised.shredded = true;
    }
  }
  return moments;
}

struct Found {
  std::string fault;
  std::uint64_t count = 0;
  bool shredded = false;
};

// Cuts the power before a database is closed: what closing would write is not looked at.
struct PowerOff {
  FaultyDisk& disk;
  ~PowerOff() { disk.fail_after(0); }
};

Found find_ledger(const DiskImage& image, bool go_on) {
  FaultyDisk disk(image);
  const auto store = Store::open(kStore, options_on(disk));
  const PowerOff off{disk};
  if (!store.ok()) return {store.error().to_string()};
  const auto snapshot = (*store)->snapshot();
  Found found{test::whole_ledger_fault(*snapshot, kEntryBytes)};
  if (snapshot->meta()) found.count = log::to_u64(snapshot->meta()->tip.size);
  if (found.fault.empty() && go_on) {
    test::SampleGroups groups(kEntryBytes);
    if (found.count > 0) groups.next(found.count);
    if (const auto status = (*store)->commit(groups.next(4)); !status.ok()) found.fault = status.error().to_string();
    if (found.fault.empty()) found.fault = test::whole_ledger_fault(*(*store)->snapshot(), kEntryBytes);
  }
  return found;
}

Found find_vault(const DiskImage& image) {
  FaultyDisk disk(image);
  const auto vault = VaultTables::open(kVault, options_on(disk));
  const PowerOff off{disk};
  if (!vault.ok()) return {vault.error().to_string()};
  Found found;
  std::uint64_t rows = 0;
  for (std::uint64_t n = 0;; ++n) {
    const auto row = (*vault)->get(VaultTable::documents, document_key(n));
    if (!row.ok()) return {row.error().to_string()};
    if (n == kShredded && !*row) {
      found.shredded = true;
      continue;
    }
    if (!*row) break;
    if (**row != document(n)) return {"document " + std::to_string(n) + " has other content"};
    ++rows;
    found.count = n + 1;
  }
  std::uint64_t scanned = 0;
  const auto status = (*vault)->scan(VaultTable::documents, {}, {}, [&](auto, auto) { return ++scanned, true; });
  if (!status.ok()) return {status.error().to_string()};
  if (scanned != rows) found.fault = "documents of half a batch";
  return found;
}

using FoundByPrint = std::map<std::string, Found>;

// Looks at each different disk once, on all cores.
FoundByPrint look_at_all(const std::vector<Moment>& moments, const char* folder,
                         const std::function<Found(const DiskImage&, std::size_t nth)>& look) {
  FoundByPrint found;
  std::vector<std::pair<const DiskImage*, Found*>> work;
  for (const auto& moment : moments) {
    const auto [place, is_new] = found.try_emplace(moment.image.fingerprint(folder));
    if (is_new) work.emplace_back(&moment.image, &place->second);
  }
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(2u, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (std::size_t nth = next++; nth < work.size(); nth = next++) *work[nth].second = look(*work[nth].first, nth);
    });
  }
  for (auto& thread : threads) thread.join();
  return found;
}

// What is wrong at each moment, and how often.
std::map<std::string, int> faults_of(const std::vector<Moment>& moments) {
  std::set<std::uint64_t> boundaries{0};
  test::SampleGroups groups(60);
  for (std::size_t g = 0; groups.size() < kRecords; ++g) {
    groups.next(kGroupSizes[g % std::size(kGroupSizes)]);
    boundaries.insert(groups.size());
  }
  const auto ledgers = look_at_all(moments, kStore, [](const DiskImage& image, std::size_t nth) {
    return find_ledger(image, nth % kContinueEvery == 0);
  });
  const auto vaults =
      look_at_all(moments, kVault, [](const DiskImage& image, std::size_t) { return find_vault(image); });
  std::map<std::string, int> faults;
  for (const auto& [image, promised] : moments) {
    const Found& ledger = ledgers.at(image.fingerprint(kStore));
    const Found& vault = vaults.at(image.fingerprint(kVault));
    if (!ledger.fault.empty()) ++faults["ledger: " + ledger.fault];
    if (!vault.fault.empty()) ++faults["vault: " + vault.fault];
    if (!ledger.fault.empty() || !vault.fault.empty()) continue;
    if (ledger.count < promised.records) ++faults["an acknowledged group is lost"];
    if (boundaries.count(ledger.count) == 0) ++faults["half a group"];
    if (vault.count < promised.documents) ++faults["an acknowledged document is lost"];
    if (boundaries.count(vault.count) == 0) ++faults["half a batch of documents"];
    if (ledger.count > vault.count) ++faults["a record without its document"];
    if (promised.shredded && !vault.shredded) ++faults["a shredded document came back"];
    if (!promised.shredding && vault.shredded && vault.count > kShredded + 1) ++faults["a document vanished"];
  }
  printf("%zu moments, %zu different ledgers and %zu different vaults opened\n", moments.size(), ledgers.size(),
         vaults.size());
  return faults;
}

std::string text_of(const std::map<std::string, int>& faults) {
  std::string text;
  for (const auto& [fault, times] : faults) text += std::to_string(times) + " × " + fault + "\n";
  return text;
}

TEST(StoreCrash, APowerCutAtAnyWriteLosesNothingAcknowledged) {
  const auto moments = run(true);
  const auto faults = faults_of(moments);
  EXPECT_TRUE(faults.empty()) << text_of(faults);
  // Enough happened: every group has a log write and a sync in both databases, and files were flushed meanwhile.
  EXPECT_GT(moments.size(), 4 * kRecords / std::size(kGroupSizes));
  std::set<std::string> tables;
  for (const auto& moment : moments) {
    for (const auto& [name, content] : moment.image.files) {
      if (name.find(".sst") != std::string::npos) tables.insert(name);
    }
  }
  EXPECT_GT(tables.size(), 10u);
  RecordProperty("power_cuts", static_cast<int>(moments.size()));
}

TEST(StoreCrash, WithoutSyncingTheSameRunLosesAcknowledgedGroups) {
  // From the middle of the run; closing the databases would make all durable in the end.
  auto moments = run(false);
  ASSERT_GT(moments.size(), 2 * kSomeMoments);
  moments.erase(moments.begin(), moments.begin() + static_cast<long>((moments.size() - kSomeMoments) / 2));
  moments.resize(kSomeMoments);
  EXPECT_FALSE(faults_of(moments).empty()) << "this test can't detect a loss";
}

// The opening code writes too: power cuts while it recovers from a power cut.
TEST(StoreCrash, APowerCutWhileOpeningLosesNothing) {
  const auto moments = run(true);
  std::size_t cuts = 0;
  for (std::size_t i = moments.size() / 4; i < moments.size(); i += moments.size() / 4) {
    FaultyDisk disk(moments[i].image);
    std::vector<Moment> again;
    disk.on_step([&](FaultyDisk::Change) {
      again.push_back({disk.after_power_cut(Tear::nothing, UnsyncedNames::lost), moments[i].promised});
      again.push_back({disk.after_power_cut(Tear::hole, UnsyncedNames::kept), moments[i].promised});
    });
    { EXPECT_TRUE(Store::open(kStore, options_on(disk)).ok()); }
    { EXPECT_TRUE(VaultTables::open(kVault, options_on(disk)).ok()); }
    cuts += again.size();
    const auto faults = faults_of(again);
    EXPECT_TRUE(faults.empty()) << "at moment " << i << "\n" << text_of(faults);
  }
  EXPECT_GT(cuts, 100u);
}

TEST(StoreCrash, AFullDiskRefusesAndTheNextStartFindsWholeGroups) {
  std::uint64_t refused = 0;
  for (std::uint64_t allowed = 0; allowed < 40; ++allowed) {
    FaultyDisk disk;
    std::uint64_t acknowledged = 0;
    {
      const auto store = Store::open(kStore, options_on(disk));
      ASSERT_TRUE(store.ok());
      test::SampleGroups groups(kEntryBytes);
      ASSERT_TRUE((*store)->commit(groups.next(5)).ok());
      acknowledged = 5;
      disk.fail_after(allowed);
      bool failed = false;
      auto group = groups.next(5);
      for (int i = 0; i < 20; ++i) {
        const auto status = (*store)->commit(group);
        if (status.ok()) {
          EXPECT_FALSE(failed) << "a write after a failed one succeeded";
          acknowledged = groups.size();
          group = groups.next(5);
        } else {
          EXPECT_TRUE(status.error().is(kIo)) << status.error().to_string();
          failed = true;
        }
      }
      refused += failed ? 1 : 0;
      EXPECT_EQ(test::whole_ledger_fault(*(*store)->snapshot(), kEntryBytes), "");  // still readable
    }
    disk.fail_after(~std::uint64_t{0});
    const auto store = Store::open(kStore, options_on(disk));
    ASSERT_TRUE(store.ok()) << store.error().to_string();
    EXPECT_EQ(test::whole_ledger_fault(*(*store)->snapshot(), kEntryBytes), "");
    EXPECT_GE(log::to_u64((*store)->snapshot()->meta()->tip.size), acknowledged);
  }
  EXPECT_GT(refused, 20u);
}

}  // namespace
}  // namespace hocba::store
