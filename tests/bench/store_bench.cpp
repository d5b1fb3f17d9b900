// The store beside its bound, a bare RocksDB that writes the same bytes with one sync per group; state look-ups; bytes
// on disk, start and memory at BENCH_RECORDS records (100,000; ./dev bench with HOCBA_BENCH_FULL: 1,000,000).
#include <rocksdb/db.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>

#include "crypto/encoding.hpp"
#include "ledger/store/store.hpp"
#include "tests/support/scratch.hpp"

namespace {

using namespace hocba;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::uint64_t record_count() {
  if (const char* given = std::getenv("BENCH_RECORDS")) return std::strtoull(given, nullptr, 10);
  return std::getenv("HOCBA_BENCH_FULL") != nullptr ? 1'000'000 : 100'000;
}

double resident_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::strtod(line.c_str() + 6, nullptr) / 1024;
  }
  return 0;
}

// Bytes like those of single-credential records: what is random in a record is random here, what repeats repeats.
class Records {
 public:
  std::string random(std::size_t n) {
    std::string out(n, '\0');
    for (auto& c : out) c = static_cast<char>(random_());
    return out;
  }
  std::string text(std::size_t n) { return crypto::base64url(random(n)); }
  std::string record() {
    const std::string& key = keys_[random_() % keys_.size()];
    return R"({"body":{"items":[{"digest":")" + text(32) + R"(","id":")" + text(16) + R"(","number":)" +
           std::to_string(random_() % 100000) + R"(,"serial_tag":")" + text(32) + R"(","status":)" +
           std::to_string(random_() % 131072) +
           R"(,"grants":[104,105,2211]}],"period":"2024-2025","type":"transcript"},)" +
           R"("hocba":1,"kind":"credential.issue","network":")" + network_ + R"(","nonce":")" + text(16) +
           R"(","proof":[{"created":"2024-09-05T01:02:03Z","cryptosuite":"eddsa-jcs-2022","proofPurpose":)" +
           R"("assertionMethod","proofValue":"z)" + text(64) +
           R"(","type":"DataIntegrityProof","verificationMethod":"did:key:)" + key + "#" + key +
           R"("}],"time":"2024-09-05T01:02:03Z","unit":"HN-)" + std::to_string(random_() % 900) + R"("})";
  }
  // State rows of such a record: its id, credential, serial tag, register number.
  void state(chain::Writes& writes) {
    for (const auto& [table, key, value] : {std::tuple{"r", 32, 8}, {"c", 16, 90}, {"s", 40, 16}, {"n", 24, 18}}) {
      std::string row_key = table + random(static_cast<std::size_t>(key));
      if (asked.size() < 200'000) asked.push_back(row_key);
      writes[std::move(row_key)] = random(static_cast<std::size_t>(value));
    }
  }
  store::CommitGroup next(std::size_t records) {
    store::CommitGroup group;
    group.first = log::next_index(range_.size());
    for (std::size_t i = 0; i <= records; ++i) {  // the last one stands for the block
      group.entries.push_back(record());
      group.leaves.push_back(log::leaf_hash(group.entries.back()));
      range_.append(group.leaves.back());
      if (i < records) state(group.state);
    }
    group.index.emplace_back("unit/" + random(12), random(8));
    group.meta.tip.size = range_.size();
    group.meta.tip.root = range_.root();
    return group;
  }
  std::vector<std::string> asked;

 private:
  std::mt19937_64 random_{7};
  std::vector<std::string> keys_ = std::vector<std::string>(300);
  std::string network_ = "n";
  log::CompactRange range_;

 public:
  Records() {
    for (auto& key : keys_) key = "z6Mk" + text(32);
    network_ = text(32);
  }
};

std::size_t bytes_of(const store::CommitGroup& group) {
  std::size_t bytes = 0;
  for (const auto& entry : group.entries) bytes += entry.size() + 40;
  for (const auto& [key, value] : group.state) bytes += key.size() + value.size();
  return bytes;
}

// Records per second of bare synced writes of as many bytes, and of the store, in turns on the same disk.
void compare(std::size_t group_size) {
  const test::ScratchDirectory dir;
  Records records;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* raw = nullptr;
  if (!rocksdb::DB::Open(options, dir / "bare", &raw).ok()) std::exit(1);
  const std::unique_ptr<rocksdb::DB> bare(raw);
  auto store = store::Store::open(dir / "store", {});
  if (!store.ok()) std::exit(1);
  rocksdb::WriteOptions sync;
  sync.sync = true;
  double bare_s = 0, store_s = 0;
  const std::size_t rounds = std::max<std::size_t>(20, 20'000 / group_size);
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto group = records.next(group_size);
    const std::string blob = records.random(bytes_of(group));
    auto start = Clock::now();
    if (!bare->Put(sync, std::to_string(round), blob).ok()) std::exit(1);
    bare_s += seconds_since(start);
    start = Clock::now();
    if (!(*store)->commit(group).ok()) std::exit(1);
    store_s += seconds_since(start);
  }
  const double n = static_cast<double>(rounds * group_size);
  printf("group of %4zu: bare synced write %8.0f records/s, Store::commit %8.0f records/s, ratio %.2f\n", group_size,
         n / bare_s, n / store_s, bare_s / store_s);
}

void large_ledger() {
  const std::uint64_t count = record_count();
  const test::ScratchDirectory dir;
  Records records;
  std::uint64_t entries = 0, entry_bytes = 0;
  {
    auto store = store::Store::open(dir / "store", {});
    if (!store.ok()) std::exit(1);
    double busy_s = 0;
    while (entries < count) {
      const auto group = records.next(256);
      entries += group.entries.size();
      for (const auto& entry : group.entries) entry_bytes += entry.size();
      const auto start = Clock::now();
      if (!(*store)->commit(group).ok()) std::exit(1);
      busy_s += seconds_since(start);
    }
    printf("%llu records in groups of 256: %.0f records/s; resident %.0f MB\n",
           static_cast<unsigned long long>(entries), static_cast<double>(entries) / busy_s, resident_mb());
    const auto snapshot = (*store)->snapshot();
    std::mt19937_64 random(1);
    constexpr int kGets = 100'000;
    int found = 0;
    auto start = Clock::now();
    for (int i = 0; i < kGets; ++i) found += (*snapshot->get(records.asked[random() % records.asked.size()])) ? 1 : 0;
    const double present_s = seconds_since(start);
    start = Clock::now();
    for (int i = 0; i < kGets; ++i) found += (*snapshot->get("r" + records.random(32))) ? 1 : 0;
    const double absent_s = seconds_since(start);
    if (found != kGets) std::exit(1);
    printf("state look-ups, one thread: %.0f/s present, %.0f/s absent\n", kGets / present_s, kGets / absent_s);
    const log::TileHashes hashes(*snapshot, snapshot->meta()->tip.size);
    start = Clock::now();
    for (int i = 0; i < 2000; ++i) {
      const log::LeafIndex index{random() % entries};
      if (!log::prove_inclusion(index, snapshot->meta()->tip.size, hashes).ok() || !snapshot->entry(index).ok())
        exit(1);
    }
    printf("entry and inclusion proof: %.0f/s; resident %.0f MB\n", 2000 / seconds_since(start), resident_mb());
  }
  const auto start = Clock::now();
  auto store = store::Store::open(dir / "store", {});
  if (!store.ok()) std::exit(1);
  const double open_s = seconds_since(start);
  const auto sizes = (*store)->sizes();
  if (!sizes.ok()) std::exit(1);
  printf("start: %.2f s; on disk %.0f bytes per record, of it %.0f of entries before compression; resident %.0f MB\n",
         open_s, static_cast<double>(sizes->bytes_on_disk) / static_cast<double>(entries),
         static_cast<double>(entry_bytes) / static_cast<double>(entries), resident_mb());
}

}  // namespace

int main() {
  for (const std::size_t group : {64, 256, 1024}) compare(group);
  large_ledger();
}
