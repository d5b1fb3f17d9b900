#include "cli/audit.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "crypto/device/random.hpp"
#include "ledger/log/checkpoint.hpp"

namespace hocba::cli {

namespace {

// Entries that are read together and verified by all workers.
struct Chunk {
  struct Slot {
    std::string entry;
    log::Hash leaf;
    std::optional<Result<chain::VerifiedRecord>> record;
    std::optional<Result<chain::VerifiedBlock>> block;
  };
  std::vector<Slot> slots;
  std::atomic<std::size_t> next{0}, left{0};
};

void verify_slot(Chunk::Slot& slot) {
  slot.leaf = log::leaf_hash(slot.entry);
  if (chain::looks_like_block(slot.entry)) {
    slot.block.emplace(chain::verify_block(std::move(slot.entry)));
  } else {
    slot.record.emplace(chain::verify_record(std::move(slot.entry)));
  }
}

// Threads that take entries of the oldest chunk which has some left. wait() lends them the caller's thread.
class Workers {
 public:
  explicit Workers(unsigned count) {
    for (unsigned i = 0; i < count; ++i) threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
  ~Workers() {
    {
      // Under the lock: a worker that has just found nothing to do is asleep before it is woken, not after.
      const std::lock_guard lock(turn_);
      for (auto& thread : threads_) thread.request_stop();
    }
    ready_.notify_all();
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void add(std::shared_ptr<Chunk> chunk) {
    const std::lock_guard lock(turn_);
    open_.push_back(std::move(chunk));
    ready_.notify_all();
  }
  void wait(Chunk& chunk) {
    take_from(chunk);
    std::unique_lock lock(turn_);
    finished_.wait(lock, [&] { return chunk.left == 0; });
  }

 private:
  void take_from(Chunk& chunk) {
    for (;;) {
      const std::size_t i = chunk.next.fetch_add(1);
      if (i >= chunk.slots.size()) return;
      verify_slot(chunk.slots[i]);
      if (chunk.left.fetch_sub(1) == 1) {
        const std::lock_guard lock(turn_);
        finished_.notify_all();
      }
    }
  }
  void work(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::shared_ptr<Chunk> chunk;
      {
        std::unique_lock lock(turn_);
        ready_.wait(lock, [&] { return stop.stop_requested() || !open_.empty(); });
        if (stop.stop_requested()) return;
        chunk = open_.front();
        if (chunk->next >= chunk->slots.size()) {
          open_.pop_front();
          continue;
        }
      }
      take_from(*chunk);
    }
  }

  std::mutex turn_;
  std::condition_variable ready_, finished_;
  std::deque<std::shared_ptr<Chunk>> open_;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

class Auditor {
 public:
  Auditor(LogSource& source, const AuditOptions& options) : source_(source), options_(options) {}

  AuditReport run() {
    const auto begin = std::chrono::steady_clock::now();
    const Status status = audit_all();
    if (!status.ok()) report_.wrong = status.error();
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    report_.state_rows = state_.all().size();
    return std::move(report_);
  }

 private:
  Status audit_all() {
    HOCBA_TRY(report_.checkpoint, source_.read("checkpoint"));
    HOCBA_TRY(const auto signed_checkpoint, log::SignedCheckpoint::parse(report_.checkpoint));
    HOCBA_TRY(const auto trusted, log::trust(options_.policy, signed_checkpoint));
    checkpoint_ = trusted.checkpoint;
    report_.origin = checkpoint_.origin;
    report_.as_of = trusted.time;
    report_.size = to_u64(checkpoint_.size);
    report_.test = options_.policy.test;
    report_.single_operator = log::quorum_shape(options_.policy).validators < 4;
    if (options_.remembered && to_u64(options_.remembered->size) > report_.size)
      return Error(kAuditCheckpointOlder,
                   std::to_string(report_.size) + " < " + std::to_string(to_u64(options_.remembered->size)));
    HOCBA_RETURN_IF_ERROR(replay());
    if (!pending_.empty()) return Error(kAuditBlockMissing, "index " + std::to_string(report_.entries));
    HOCBA_RETURN_IF_ERROR(compare_partial_tiles());
    if (tree_.root() != checkpoint_.root) return Error(kAuditRootDiffers, "size " + std::to_string(report_.size));
    return done();
  }

  Status replay() {
    unsigned cores = options_.workers != 0 ? options_.workers : std::thread::hardware_concurrency();
    Workers workers(std::max(1u, cores));
    std::deque<std::shared_ptr<Chunk>> ahead;
    const std::uint64_t bundles = (report_.size + log::kTileWidth - 1) / log::kTileWidth;
    std::uint64_t read = 0;
    constexpr std::size_t kChunksAhead = 4;
    while (read < bundles || !ahead.empty()) {
      while (read < bundles && ahead.size() < kChunksAhead) {
        HOCBA_TRY(auto chunk, read_chunk(read, bundles));
        ahead.push_back(chunk);
        workers.add(chunk);
      }
      const auto chunk = ahead.front();
      ahead.pop_front();
      workers.wait(*chunk);
      for (auto& slot : chunk->slots) {
        if (const Status status = take(slot); !status.ok()) {
          if (!report_.place) report_.place = report_.entries;
          return status;
        }
        ++report_.entries;
      }
      if (options_.progress) options_.progress(report_.entries, report_.size);
    }
    return done();
  }

  Result<std::shared_ptr<Chunk>> read_chunk(std::uint64_t& bundle, std::uint64_t bundles) {
    constexpr std::uint64_t kBundlesPerChunk = 4;
    auto chunk = std::make_shared<Chunk>();
    for (std::uint64_t n = 0; n < kBundlesPerChunk && bundle < bundles; ++n, ++bundle) {
      const log::TileId tile{log::kEntriesLevel, bundle};
      const int width = log::tile_width(tile, checkpoint_.size);
      const std::string path = log::tile_path(tile, full(width));
      HOCBA_TRY(const std::string bytes, source_.read(path));
      auto entries = log::decode_bundle(bytes);
      if (!entries.ok()) return entries.error().at(path);
      if (entries->size() != static_cast<std::size_t>(width)) return Error(kAuditTileDiffers, path);
      for (std::string& entry : *entries) {
        report_.bytes += entry.size();
        chunk->slots.push_back({std::move(entry), {}, {}, {}});
      }
    }
    chunk->left = chunk->slots.size();
    return chunk;
  }

  static std::optional<int> full(int width) {
    return width == static_cast<int>(log::kTileWidth) ? std::nullopt : std::optional(width);
  }

  Status take(Chunk::Slot& slot) {
    const log::Hash root_before = slot.block ? tree_.root() : log::Hash{};
    std::optional<Error> tile_error;
    tree_.append(slot.leaf, [&](log::NodeId id, const log::Hash& hash) {
      if (id.level % log::kTileHeight != 0) return;
      auto& row = rows_[id.level / log::kTileHeight];
      row.push_back(hash);
      if (row.size() < log::kTileWidth) return;
      const log::TileId tile{id.level / log::kTileHeight, id.index / log::kTileWidth};
      if (const Status status = compare_tile(tile, row); !status.ok() && !tile_error) tile_error = status.error();
      row.clear();
    });
    if (tile_error) return *tile_error;
    if (report_.entries == 0) {
      report_.network = log::NetworkId::of(slot.leaf.view());
      if (options_.policy.network && *options_.policy.network != *report_.network)
        return Error(kOtherNetwork, "policy");
    }
    const std::string place = "index " + std::to_string(report_.entries);
    if (slot.record) {
      if (!slot.record->ok()) return slot.record->error().at(place);
      report_.signatures += (*slot.record)->proofs().size();
      ++report_.records;
      pending_.push_back(std::move(**slot.record));
    } else {
      if (!slot.block->ok()) return slot.block->error().at(place);
      HOCBA_RETURN_IF_ERROR(close_block(**slot.block, root_before));
    }
    if (options_.remembered && to_u64(options_.remembered->size) == report_.entries + 1) {
      if (tree_.root() != options_.remembered->root)
        return Error(kAuditForked, "size " + std::to_string(report_.entries + 1));
      report_.continues_remembered = true;
    }
    return done();
  }

  Status close_block(const chain::VerifiedBlock& block, const log::Hash& root_before) {
    auto outcome = chain::apply(tip_, state_, {block, pending_, root_before});
    if (!outcome.ok()) return outcome.error().at("height " + std::to_string(chain::to_u64(block.block().height)));
    state_.apply(outcome->writes);
    tip_ = chain::LedgerTip{block.block().height, outcome->state, block.leaf(),
                            block.block().time,   tree_.size(),   tree_.root()};
    report_.last_block = block.block().time;
    ++report_.blocks;
    ++report_.signatures;
    pending_.clear();
    return done();
  }

  Status compare_tile(log::TileId tile, const std::vector<log::Hash>& row) {
    const std::string path = log::tile_path(tile, full(static_cast<int>(row.size())));
    HOCBA_TRY(const std::string bytes, source_.read(path));
    if (bytes != log::encode_tile(row)) return Error(kAuditTileDiffers, path);
    return done();
  }
  Status compare_partial_tiles() {
    for (const auto& [level, row] : rows_) {
      if (row.empty()) continue;
      const std::uint64_t below = report_.size >> (log::kTileHeight * level);
      HOCBA_RETURN_IF_ERROR(compare_tile({level, below / log::kTileWidth}, row));
    }
    return done();
  }

  LogSource& source_;
  const AuditOptions& options_;
  AuditReport report_;
  log::Checkpoint checkpoint_;
  log::CompactRange tree_;
  std::map<int, std::vector<log::Hash>> rows_;  // of the tile that grows, per tile level
  std::vector<chain::VerifiedRecord> pending_;
  chain::MapState state_{crypto::random_of<crypto::ShortHashKey>()};
  std::optional<chain::LedgerTip> tip_;
};

class DirectorySource : public LogSource {
 public:
  explicit DirectorySource(std::string directory) : directory_(std::move(directory)) {}
  Result<std::string> read(const std::string& path) override { return read_file(directory_ + "/" + path); }

 private:
  std::string directory_;
};

}  // namespace

AuditReport audit(LogSource& source, const AuditOptions& options) { return Auditor(source, options).run(); }
std::unique_ptr<LogSource> directory_source(std::string directory) {
  return std::make_unique<DirectorySource>(std::move(directory));
}

}  // namespace hocba::cli
