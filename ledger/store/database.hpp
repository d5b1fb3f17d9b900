// What the ledger's store and the vault's tables share: opening a RocksDB so that nothing acknowledged can go missing
// unnoticed, synced writes, reads at a snapshot. Only ledger/store includes this header.
//
// Opening, the same steps on every start (docs/formats/store.md says why):
//   1. take our own lock file: no two processes look at a directory while one of them changes it;
//   2. open a read-only preview, which replays the write-ahead log into memory and changes no file;
//   3. compare it with the `acknowledged` file (below), let the caller check the content;
//   4. only then open for writing. A refusal before leaves every byte as it was found.
//
// The write-ahead log is replayed in RocksDB's mode kPointInTimeRecovery: up to the first record that is not whole. A
// power cut may leave the last, unacknowledged group torn in any shape (cut, zeros, sectors out of order), and that
// must open without repair; kAbsoluteConsistency and kTolerateCorruptedTailRecords refuse some of those shapes. Alone,
// that mode would also silently drop acknowledged groups behind a rotten byte. So after each synced write we note its
// sequence number in `acknowledged`, a file of 24 bytes that is not synced itself: written after the log's sync it
// never promises too much, and a preview that ends before that number has lost something: store.corrupt.
//
// Threads: write() by one at a time (the caller serialises); everything const by any.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ledger/store/store.hpp"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Snapshot;
class Status;
class WriteBatch;
}  // namespace rocksdb

namespace hocba::store {

// How a table is used; table_options.cpp turns it into options.
enum class TableKind {
  small,     // a few rows
  sequence,  // appended in key order, compressed, read by key or in runs
  tiles,     // appended in key order, incompressible rows of 8 KB
  lookup,    // point reads, often of absent keys
  ordered,   // scans by prefix
  sealed,    // encrypted values: nothing to compress
};
struct TableSpec {
  const char* name;
  TableKind kind;
};
struct DatabaseSpec {
  std::span<const TableSpec> tables;  // the first one is "default" and holds the row `format`
  std::string_view format;
};

Error error_of(const rocksdb::Status& status, std::string_view place);

class Database {
 public:
  using Inspect = std::function<Status(const Database& preview)>;
  // `inspect` sees the preview if there is anything to see; its error ends the opening.
  static Result<std::shared_ptr<Database>> open(const std::string& directory, const StoreOptions& options,
                                                const DatabaseSpec& spec, const Inspect& inspect);
  // Flushes, so that the next start has no log to replay, and releases the lock.
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Atomic and synced. After a failure the outcome is unknown until the next opening, and every further write is
  // refused: what was promised to nobody may still be found there.
  Status write(rocksdb::WriteBatch& batch);

  // `at`: a snapshot of this database, or nothing for the newest. Values are checked against their checksums.
  Result<std::optional<std::string>> get(std::size_t table, std::string_view key, const rocksdb::Snapshot* at) const;
  // Rows whose key begins with `prefix` and is not below `from`, in key order, until `visit` says no.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  Status scan(std::size_t table, std::string_view prefix, std::string_view from, const rocksdb::Snapshot* at,
              const Visit& visit) const;
  std::shared_ptr<const rocksdb::Snapshot> snapshot() const;  // must not outlive this object

  Status flush() const;
  Status checkpoint_to(const std::string& directory) const;
  Result<Store::Sizes> sizes() const;
  // Rewrites the files that hold these keys (which are deleted already) and returns when no other file of the
  // directory can hold them: old logs, tables and manifests are gone from it.
  Status compact_away(std::size_t table, std::span<const std::string> keys) const;
  Status drop_old_files();

  bool read_only() const;
  bool failed() const;  // a write failed
  rocksdb::ColumnFamilyHandle* table(std::size_t index) const;

 private:
  struct State;
  explicit Database(std::unique_ptr<State> state);
  static Result<std::shared_ptr<Database>> open_files(std::unique_ptr<State> state, bool read_only);
  std::unique_ptr<State> state_;
};

}  // namespace hocba::store
