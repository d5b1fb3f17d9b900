// The one door to RocksDB: entries, tiles, state, indexes and meta data of the ledger.
//
// One commit group (records, their block, tiles, state writes, indexes, tip, vote) is one atomic, synced write batch.
// Before it returns nothing of the group exists; after it everything does. Opening after a crash is the same code as
// every start: there is no repair. A signature leaves only for what a finished commit holds.
//
//   default   format, tip, vote          entries   index -> bytes        tiles   full hash tiles
//   state     key -> value               index     the node's own        (docs/formats/store.md)
//
// Opening checks before it changes anything: that no acknowledged group is missing (see database.hpp) and that the last
// entries and tiles lead to the stored root. A refusal leaves the files as they were. It costs reading at most 255
// entries and 255 tiles a level, and replaying a bounded log.
// Threads: commit() by one thread (the ledger's); snapshots by any, and they may outlive the store.
// Errors: store.io, store.corrupt (with the place), store.locked, store.version, store.group_mismatch (a bug of the
// caller; nothing was written). After store.io from a write its outcome is unknown, and all later writes are refused:
// stop the node; the next start finds the group whole or not at all.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/chain/apply.hpp"
#include "ledger/log/tile.hpp"

namespace rocksdb {
class FileSystem;
}

namespace hocba::store {

struct StoreOptions {
  // Memory is about block_cache_bytes + 2 * write_buffer_bytes; filters and indexes, some 20 bytes a record, stay in
  // the cache: it should have room for twice as much.
  std::size_t block_cache_bytes = 96u << 20;
  std::size_t write_buffer_bytes = 32u << 20;  // also bounds the log that a start replays: 2 * this
  bool sync = true;                            // false only in the test that shows that this test can fail
  std::shared_ptr<rocksdb::FileSystem> file_system = nullptr;  // tests: drops unsynced writes; none: the system's
  bool read_only = false;                                      // takes the lock too: not beside a running node
};

// What this node last signed about the ledger; persisted with the group, before any cosignature leaves.
struct Vote {
  log::TreeSize size{0};
  log::Hash root;
  Time time;
};

struct Meta {
  chain::LedgerTip tip;
  Vote vote;
};

struct CommitGroup {
  log::LeafIndex first{};            // of `entries`
  std::vector<std::string> entries;  // records, then their block; at least one
  std::vector<log::Hash> leaves;     // their leaf hashes, same order; that they are is the caller's word
  chain::Writes state;
  std::vector<std::pair<std::string, std::string>>
      index;  // keys of the node's secondary indexes (node/index), never consensus
  Meta meta;
};

class Snapshot;

class Store {
 public:
  static Result<std::unique_ptr<Store>> open(const std::string& directory, const StoreOptions& options);
  ~Store();

  Status commit(const CommitGroup& group);
  // Re-cosigning an unchanged tree (idle ledger): the vote alone, synced.
  Status persist_vote(const Vote& vote);
  std::shared_ptr<const Snapshot> snapshot() const;  // an immutable view; cheap
  // A consistent copy of the files for backup, in a new directory (hard links where the file system allows).
  Status checkpoint_to(const std::string& directory) const;
  struct Sizes {
    std::uint64_t bytes_on_disk = 0, memory_bytes = 0;
  };
  Result<Sizes> sizes() const;
  // Rows of the index that earlier programs did not write, and of which version the index is with them; synced.
  using IndexRows = std::vector<std::pair<std::string, std::string>>;
  Status complete_index(const IndexRows& rows, std::uint64_t version);
  Result<std::uint64_t> index_version() const;  // 0: none is kept
  // For scrub's repair: rewrites one stored value whose right content the caller has proved. Of tiles only full ones
  // are stored. Snapshots taken before still see the old value.
  Status repair_entry(log::LeafIndex index, std::string_view entry);
  // Of state and index: nothing as `right` removes the row. `found`: what stood there when it was judged; where that
  // has changed meanwhile (the ledger goes on beside a scrub) nothing is done: store.not_found.
  using Row = std::optional<std::string>;
  Status repair_state(std::string_view key, const Row& right, const Row* found = nullptr);
  Status repair_index(std::string_view key, const Row& right, const Row* found = nullptr);
  Status repair_tile(log::TileId tile, std::string_view bytes);

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A consistent view: the state (chain::StateView), tiles (log::TileReader) and entries as of one commit.
class Snapshot : public chain::StateView, public log::TileReader {
 public:
  ~Snapshot() override;
  const std::optional<Meta>& meta() const;  // nothing: an empty store
  Result<std::optional<std::string>> get(std::string_view state_key) const override;
  // Any width up to what exists at this snapshot, so also tiles of older sizes; of the entries level: the bundle.
  // store.not_found beyond. Partial tiles come from memory.
  Result<std::string> read_tile(log::TileId tile, int width) const override;
  Result<std::string> entry(log::LeafIndex index) const;  // store.not_found beyond the end
  Result<std::string> entry_bundle(std::uint64_t bundle, int width) const;
  Result<std::vector<std::string>> entries(log::LeafIndex first, std::size_t count) const;  // all, or store.not_found
  // The keys that begin with `prefix` and are not below `from` (a whole key; empty: from the first), in key order; the
  // callback returns false to stop. Keys and values are views that live for the call.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  Status scan_state(std::string_view prefix, std::string_view from, const Visit& visit) const;
  Status scan_index(std::string_view prefix, std::string_view from, const Visit& visit) const;
  Result<std::optional<std::string>> index_value(std::string_view key) const;
  // Everything stored as tiles, for scrub: the full ones, in the order in which they became full.
  Status scan_tiles(const std::function<bool(log::TileId, std::string_view)>& visit) const;

 private:
  friend class Store;
  struct State;
  explicit Snapshot(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace hocba::store
