#include "ledger/store/store.hpp"

#include <rocksdb/db.h>

#include <mutex>

#include "ledger/store/codes.hpp"
#include "ledger/store/layout.hpp"
#include "ledger/store/snapshot_state.hpp"

namespace hocba::store {
namespace {

constexpr std::array<TableSpec, 5> kTables{{
    {"default", TableKind::small},  // meta; RocksDB wants a table of this name
    {"entries", TableKind::sequence},
    {"tiles", TableKind::tiles},
    {"state", TableKind::lookup},
    {"index", TableKind::ordered},
}};
constexpr DatabaseSpec kSpec{.tables = kTables, .format = layout::kFormat};

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

Result<std::string> stored_entry(const Database& database, std::uint64_t index) {
  HOCBA_TRY(auto entry, database.get(kEntriesTable, layout::entry_key(index), nullptr));
  if (!entry) return Error(kCorrupt, "entry " + std::to_string(index) + " is missing");
  return std::move(*entry);
}

// What hash `index` of a tile row stands for: an entry, or a full tile of the level below. A tile that can't be read
// is computed from what is below it, so that one bad block does not keep the ledger from opening; scrub finds it.
Result<log::Hash> subtree_hash(const Database& database, int tile_level, std::uint64_t index) {
  if (tile_level == 0) {
    HOCBA_TRY(const auto entry, stored_entry(database, index));
    return log::leaf_hash(entry);
  }
  const log::TileId tile{tile_level - 1, index};
  const auto bytes = database.get(kTilesTable, layout::tile_key(tile), nullptr);
  if (!bytes.ok() && !bytes.error().is(kCorrupt)) return bytes.error();
  if (bytes.ok() && *bytes && (*bytes)->size() == log::kTileWidth * log::Hash::kSize) {
    HOCBA_TRY(const auto hashes, log::decode_tile(**bytes));
    return log::hash_run(hashes);
  }
  std::vector<log::Hash> hashes;
  for (std::uint64_t child = index * log::kTileWidth; hashes.size() < log::kTileWidth; ++child) {
    HOCBA_TRY(const auto hash, subtree_hash(database, tile_level - 1, child));
    hashes.push_back(hash);
  }
  return log::hash_run(hashes);
}

struct Loaded {
  std::optional<Meta> meta;
  Edge edge;
};

// Reads where the ledger stands and checks that its last entries and tiles lead to the stored root.
Result<Loaded> load(const Database& database) {
  Loaded loaded;
  HOCBA_TRY(const auto tip_bytes, database.get(kMetaTable, layout::kTipKey, nullptr));
  HOCBA_TRY(const auto vote_bytes, database.get(kMetaTable, layout::kVoteKey, nullptr));
  if (!tip_bytes && !vote_bytes) return loaded;
  if (!tip_bytes || !vote_bytes) return Error(kCorrupt, "meta: the tip or the vote is missing");
  const auto tip = layout::decode_tip(*tip_bytes);
  const auto vote = layout::decode_vote(*vote_bytes);
  if (!tip || !vote) return Error(kCorrupt, "meta: the tip or the vote has a wrong length");
  loaded.meta = Meta{*tip, *vote};
  HOCBA_TRY(loaded.edge, Edge::load(tip->size, [&](int level, std::uint64_t index) {
              return subtree_hash(database, level, index);
            }));
  if (loaded.edge.root() != tip->root) {
    return Error(kCorrupt, "the last entries and tiles do not lead to the root of size " +
                               std::to_string(log::to_u64(tip->size)));
  }
  return loaded;
}

}  // namespace

struct Store::State {
  std::shared_ptr<Database> database;
  std::mutex writing;     // commit, vote and repairs, one at a time
  std::mutex publishing;  // guards `current`
  std::shared_ptr<const Snapshot> current;

  std::shared_ptr<const Snapshot> get() {
    const std::lock_guard lock(publishing);
    return current;
  }
  void publish(std::shared_ptr<const Edge> edge, std::optional<Meta> meta) {
    auto next = std::make_shared<Snapshot::State>();
    next->database = database;
    if (!database->read_only()) next->at = database->snapshot();
    next->edge = std::move(edge);
    next->meta = std::move(meta);
    std::shared_ptr<const Snapshot> snapshot(new Snapshot(std::move(next)));
    const std::lock_guard lock(publishing);
    current.swap(snapshot);
  }
  Status repair(std::size_t table, std::string_view key, const Row& right, const Row* found);
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::string& directory, const StoreOptions& options) {
  Loaded loaded;
  const auto inspect = [&](const Database& preview) -> Status {
    HOCBA_TRY(loaded, load(preview));
    return done();
  };
  auto state = std::make_unique<State>();
  HOCBA_TRY(state->database, Database::open(directory, options, kSpec, inspect));
  state->publish(std::make_shared<const Edge>(std::move(loaded.edge)), std::move(loaded.meta));
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Status Store::commit(const CommitGroup& group) {
  const std::lock_guard lock(state_->writing);
  const auto before = state_->get();
  auto edge = std::make_shared<Edge>(*before->state_->edge);
  if (group.entries.empty() || group.entries.size() != group.leaves.size() ||
      log::to_u64(group.first) != log::to_u64(edge->size())) {
    return Error(kGroupMismatch, std::to_string(group.entries.size()) + " entries at " +
                                     std::to_string(log::to_u64(group.first)) + ", ledger of " +
                                     std::to_string(log::to_u64(edge->size())));
  }
  rocksdb::WriteBatch batch;
  const Database& database = *state_->database;
  std::uint64_t index = log::to_u64(group.first);
  for (const auto& entry : group.entries) {
    if (entry.size() > log::kMaxEntryBytes) return Error(kGroupMismatch, "an entry is too large");
    batch.Put(database.table(kEntriesTable), layout::entry_key(index++), entry);
  }
  for (const auto& leaf : group.leaves) {
    edge->append(leaf, [&](log::TileId tile, std::span<const log::Hash> hashes) {
      batch.Put(database.table(kTilesTable), layout::tile_key(tile), log::encode_tile(hashes));
    });
  }
  const auto& tip = group.meta.tip;
  if (tip.size != edge->size() || tip.root != edge->root()) {
    return Error(kGroupMismatch, "the tip is not what the leaves lead to at size " + std::to_string(index));
  }
  for (const auto& [key, value] : group.state) batch.Put(database.table(kStateTable), key, value);
  for (const auto& [key, value] : group.index) batch.Put(database.table(kIndexTable), key, value);
  batch.Put(database.table(kMetaTable), slice(layout::kTipKey), layout::encode_tip(tip));
  batch.Put(database.table(kMetaTable), slice(layout::kVoteKey), layout::encode_vote(group.meta.vote));
  // The one moment: before this sync nothing of the group exists, after it everything does.
  HOCBA_RETURN_IF_ERROR(state_->database->write(batch));
  state_->publish(std::move(edge), group.meta);
  return done();
}

Status Store::persist_vote(const Vote& vote) {
  const std::lock_guard lock(state_->writing);
  const auto before = state_->get();
  if (!before->meta()) return Error(kGroupMismatch, "a vote about an empty ledger");
  rocksdb::WriteBatch batch;
  batch.Put(state_->database->table(kMetaTable), slice(layout::kVoteKey), layout::encode_vote(vote));
  HOCBA_RETURN_IF_ERROR(state_->database->write(batch));
  state_->publish(before->state_->edge, Meta{before->meta()->tip, vote});
  return done();
}

std::shared_ptr<const Snapshot> Store::snapshot() const { return state_->get(); }
Status Store::checkpoint_to(const std::string& directory) const { return state_->database->checkpoint_to(directory); }
Result<Store::Sizes> Store::sizes() const { return state_->database->sizes(); }

Status Store::State::repair(std::size_t table, std::string_view key, const Row& right, const Row* found) {
  const std::lock_guard lock(writing);
  const auto before = get();
  if (found != nullptr) {
    HOCBA_TRY(const auto now, database->get(table, key, nullptr));
    if (now != *found) return Error(kNotFound, "the row has changed since it was judged");
  }
  rocksdb::WriteBatch batch;
  if (right)
    batch.Put(database->table(table), slice(key), slice(*right));
  else
    batch.Delete(database->table(table), slice(key));
  HOCBA_RETURN_IF_ERROR(database->write(batch));
  publish(before->state_->edge, before->meta());
  return done();
}

Status Store::complete_index(const IndexRows& rows, std::uint64_t version) {
  const std::lock_guard lock(state_->writing);
  const auto before = state_->get();
  rocksdb::WriteBatch batch;
  for (const auto& [key, value] : rows) batch.Put(state_->database->table(kIndexTable), key, value);
  std::string number;
  layout::append_be64(number, version);
  batch.Put(state_->database->table(kMetaTable), slice(layout::kIndexKey), number);
  HOCBA_RETURN_IF_ERROR(state_->database->write(batch));
  state_->publish(before->state_->edge, before->meta());
  return done();
}

Result<std::uint64_t> Store::index_version() const {
  HOCBA_TRY(const auto number, state_->database->get(kMetaTable, layout::kIndexKey, nullptr));
  if (!number) return std::uint64_t{0};
  if (number->size() != 8) return Error(kCorrupt, "meta: the version of the index has a wrong length");
  return layout::read_be64(*number);
}

Status Store::repair_entry(log::LeafIndex index, std::string_view entry) {
  if (!log::contains(snapshot()->state_->size(), index)) return kNotFound;
  return state_->repair(kEntriesTable, layout::entry_key(log::to_u64(index)), std::string(entry), nullptr);
}

Status Store::repair_state(std::string_view key, const Row& right, const Row* found) {
  return state_->repair(kStateTable, key, right, found);
}

Status Store::repair_index(std::string_view key, const Row& right, const Row* found) {
  return state_->repair(kIndexTable, key, right, found);
}

Status Store::repair_tile(log::TileId tile, std::string_view bytes) {
  if (tile.level < 0 || log::tile_width(tile, snapshot()->state_->size()) != static_cast<int>(log::kTileWidth)) {
    return Error(kNotFound, "only full tiles are stored");
  }
  if (bytes.size() != log::kTileWidth * log::Hash::kSize) return Error(kGroupMismatch, "a tile of a wrong length");
  return state_->repair(kTilesTable, layout::tile_key(tile), std::string(bytes), nullptr);
}

}  // namespace hocba::store
