// The one door to RocksDB: entries, tiles, state, indexes and meta data of the ledger.
//
// One commit group (records, their block, tiles, state writes, indexes, tip, vote) is one atomic, synced write batch.
// Before it returns nothing of the group exists; after it everything does. Opening after a crash is the same code as
// every start: there is no repair. A signature leaves only for what a finished commit holds.
// Threads: commit() by one thread (the ledger's); snapshots by any.
// Errors: store.io, store.corrupt (with the place), store.locked, store.version.
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
  std::size_t block_cache_bytes = 96u << 20;
  std::size_t write_buffer_bytes = 32u << 20;
  bool sync = true;  // false only in the test that shows that this test can fail
  std::shared_ptr<rocksdb::FileSystem> file_system;  // tests: drops unsynced writes; empty: the operating system's
  bool read_only = false;
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
  log::LeafIndex first{};                // of `entries`
  std::vector<std::string> entries;      // records, then their block
  std::vector<log::Hash> leaves;         // their leaf hashes, same order
  chain::Writes state;
  std::vector<std::pair<std::string, std::string>> index;  // keys of the node's secondary indexes (node/index), never consensus
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
  // A consistent copy of the files for backup, in a new directory.
  Status checkpoint_to(const std::string& directory) const;
  struct Sizes { std::uint64_t bytes_on_disk = 0, memory_bytes = 0; };
  Result<Sizes> sizes() const;
  // For scrub's repair: rewrites one stored value whose right content the caller has proved.
  Status repair_entry(log::LeafIndex index, std::string_view entry);
  Status repair_state(std::string_view key, std::string_view value);
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
  Result<std::string> read_tile(log::TileId tile, int width) const override;
  Result<std::string> entry(log::LeafIndex index) const;  // store.not_found beyond the end
  Result<std::string> entry_bundle(std::uint64_t bundle, int width) const;
  Result<std::vector<std::string>> entries(log::LeafIndex first, std::size_t count) const;
  // In key order; the callback returns false to stop. Values are views that live for the call.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  Status scan_state(std::string_view prefix, std::string_view from, const Visit& visit) const;
  Status scan_index(std::string_view prefix, std::string_view from, const Visit& visit) const;
  Result<std::optional<std::string>> index_value(std::string_view key) const;
  // Everything stored as tiles, for scrub.
  Status scan_tiles(const std::function<bool(log::TileId, std::string_view)>& visit) const;

 private:
  friend class Store;
  struct State;
  explicit Snapshot(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace hocba::store
