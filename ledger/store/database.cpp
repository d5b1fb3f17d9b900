#include "ledger/store/database.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/utilities/checkpoint.h>

#include <algorithm>
#include <atomic>

#include "ledger/store/acknowledged.hpp"
#include "ledger/store/codes.hpp"
#include "ledger/store/layout.hpp"
#include "ledger/store/table_options.hpp"

namespace hocba::store {
namespace {

constexpr const char* kLockFile = "lock";
constexpr std::size_t kFormatTable = 0;
// Few shards: a file's filter is one block of some hundred KB, too large for one of 64 shards (RocksDB's own choice).
// Few threads read, so they seldom meet at a shard's lock.
constexpr int kCacheShardBits = 1;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// The first key above all keys that begin with `prefix`; nothing if there is none.
std::optional<std::string> after_prefix(std::string_view prefix) {
  std::string bound(prefix);
  while (!bound.empty() && static_cast<unsigned char>(bound.back()) == 0xff) bound.pop_back();
  if (bound.empty()) return std::nullopt;
  bound.back() = static_cast<char>(static_cast<unsigned char>(bound.back()) + 1);
  return bound;
}

}  // namespace

Error error_of(const rocksdb::Status& status, std::string_view place) {
  HOCBA_CHECK(!status.ok());
  const std::string detail = std::string(place) + ": " + status.ToString();
  // A file that the database's own lists name and that is not there is damage too, not a passing trouble.
  if (status.IsCorruption() || status.IsNotFound() || status.IsPathNotFound()) return {kCorrupt, detail};
  if (status.IsInvalidArgument() || status.IsNotSupported()) return {kVersion, detail};
  return {kIo, detail};
}

struct Database::State {
  std::string directory;
  StoreOptions options;
  DatabaseSpec spec;
  std::shared_ptr<rocksdb::FileSystem> files;
  std::unique_ptr<rocksdb::Env> env;
  std::shared_ptr<rocksdb::Cache> cache;
  rocksdb::FileLock* lock = nullptr;
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> tables;
  std::unique_ptr<Acknowledged> acknowledged;
  bool read_only = false;
  std::atomic<bool> failed = false;

  ~State() {
    close();
    if (lock != nullptr) files->UnlockFile(lock, {}, nullptr).PermitUncheckedError();
  }
  void close() {
    acknowledged.reset();
    for (auto* table : tables) db->DestroyColumnFamilyHandle(table).PermitUncheckedError();
    tables.clear();
    if (db != nullptr) db->Close().PermitUncheckedError();
    delete db;
    db = nullptr;
  }
  std::string file(const char* name) const { return directory + "/" + name; }
  rocksdb::DBOptions db_options() const { return database_options(options, env.get()); }
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors() const {
    std::vector<rocksdb::ColumnFamilyDescriptor> out;
    for (const auto& table : spec.tables) out.emplace_back(table.name, table_options(table.kind, options, cache));
    return out;
  }

  Status take_lock();
  Result<bool> finished(const Acknowledged::Found& found) const;
};

// The lock keeps out a second process also while only the preview is open, which RocksDB's own lock doesn't.
Status Database::State::take_lock() {
  if (!options.read_only) {
    if (const auto s = files->CreateDirIfMissing(directory, {}, nullptr); !s.ok()) return error_of(s, directory);
  }
  const auto s = files->LockFile(file(kLockFile), {}, &lock, nullptr);
  if (s.ok()) return done();
  lock = nullptr;
  const std::string text = s.ToString();
  const bool cannot_create = text.find("open a file for lock") != std::string::npos;
  if (cannot_create && options.read_only) return done();  // a medium that can't be written: nobody changes it
  if (cannot_create) return Error(kIo, text);
  return Error(kLocked, text);
}

// Whether there is a database to look at; false: there is none yet, or the power went while it was being created.
// Where files say that it once was complete, what is missing was lost.
Result<bool> Database::State::finished(const Acknowledged::Found& found) const {
  std::vector<std::string> names;
  if (const auto s = files->GetChildren(directory, {}, &names, nullptr); !s.ok()) {
    return Error(kIo, directory + ": " + s.ToString());
  }
  if (std::find(names.begin(), names.end(), "CURRENT") == names.end()) {
    const bool has_rows = std::any_of(names.begin(), names.end(), [](const auto& n) { return ends_with(n, ".sst"); });
    if (found.exists || has_rows) return Error(kCorrupt, file("CURRENT") + " is missing");
    if (options.read_only) return Error(kIo, directory + ": no database there");
    return false;
  }
  std::vector<std::string> tables_there;
  const auto s = rocksdb::DB::ListColumnFamilies(db_options(), directory, &tables_there);
  if (!s.ok()) return error_of(s, directory);
  for (const auto& table : spec.tables) {
    if (std::find(tables_there.begin(), tables_there.end(), table.name) != tables_there.end()) continue;
    if (found.exists) return Error(kCorrupt, directory + ": the table " + table.name + " is missing");
    if (options.read_only) return Error(kIo, directory + ": creating the database was not finished");
    return false;
  }
  return true;
}

Result<std::shared_ptr<Database>> Database::open_files(std::unique_ptr<State> state, bool read_only) {
  auto db_options = state->db_options();
  db_options.create_if_missing = !read_only;
  db_options.create_missing_column_families = !read_only;
  const auto descriptors = state->descriptors();
  state->read_only = read_only;
  const auto s =
      read_only ? rocksdb::DB::OpenForReadOnly(db_options, state->directory, descriptors, &state->tables, &state->db)
                : rocksdb::DB::Open(db_options, state->directory, descriptors, &state->tables, &state->db);
  if (!s.ok()) return error_of(s, state->directory);
  return std::shared_ptr<Database>(new Database(std::move(state)));
}

Result<std::shared_ptr<Database>> Database::open(const std::string& directory, const StoreOptions& options,
                                                 const DatabaseSpec& spec, const Inspect& inspect) {
  auto state = std::make_unique<State>();
  state->directory = directory;
  state->options = options;
  state->spec = spec;
  state->files = options.file_system ? options.file_system : rocksdb::FileSystem::Default();
  state->env = rocksdb::NewCompositeEnv(state->files);
  state->cache = rocksdb::NewLRUCache(options.block_cache_bytes, kCacheShardBits);
  HOCBA_RETURN_IF_ERROR(state->take_lock());

  HOCBA_TRY(const auto acknowledged, Acknowledged::read(*state->files, directory));
  HOCBA_TRY(const bool there, state->finished(acknowledged));
  std::optional<std::string> format;
  if (there) {
    HOCBA_TRY(auto preview, open_files(std::move(state), true));
    const std::uint64_t last = preview->state_->db->GetLatestSequenceNumber();
    if (last < acknowledged.sequence) {
      return Error(kCorrupt, directory + ": the log ends at write " + std::to_string(last) + ", but write " +
                                 std::to_string(acknowledged.sequence) + " was acknowledged");
    }
    HOCBA_TRY(format, preview->get(kFormatTable, layout::kFormatKey, nullptr));
    if (format ? *format != spec.format : last != 0) {
      return Error(kVersion,
                   directory + ": format " + format.value_or("unknown") + ", expected " + std::string(spec.format));
    }
    if (format) HOCBA_RETURN_IF_ERROR(inspect(*preview));
    if (options.read_only) return preview;
    state = std::move(preview->state_);
    state->close();
  }
  HOCBA_TRY(auto database, open_files(std::move(state), false));
  if (!format) {
    rocksdb::WriteBatch batch;
    batch.Put(database->table(kFormatTable), rocksdb::Slice(layout::kFormatKey), rocksdb::Slice(spec.format));
    HOCBA_RETURN_IF_ERROR(database->write(batch));
  }
  State& opened = *database->state_;
  HOCBA_TRY(opened.acknowledged, Acknowledged::open(opened.files, directory, opened.db->GetLatestSequenceNumber()));
  return database;
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}

Database::~Database() {
  if (!state_ || state_->db == nullptr || state_->read_only || state_->failed) return;
  // A failure here costs only a longer next start: the log has everything.
  if (const auto status = flush(); !status.ok()) return;
}

bool Database::read_only() const { return state_->read_only; }
bool Database::failed() const { return state_->failed; }
rocksdb::ColumnFamilyHandle* Database::table(std::size_t index) const { return state_->tables[index]; }

Status Database::write(rocksdb::WriteBatch& batch) {
  if (state_->read_only) return kReadOnly;
  if (state_->failed) return Error(kIo, "an earlier write failed, its outcome is unknown until the next start");
  rocksdb::WriteOptions write_options;
  write_options.sync = state_->options.sync;
  if (const auto s = state_->db->Write(write_options, &batch); !s.ok()) {
    state_->failed = true;
    return error_of(s, state_->directory);
  }
  if (state_->acknowledged) state_->acknowledged->note(state_->db->GetLatestSequenceNumber());
  return done();
}

Result<std::optional<std::string>> Database::get(std::size_t table, std::string_view key,
                                                 const rocksdb::Snapshot* at) const {
  rocksdb::ReadOptions read;
  read.snapshot = at;
  std::string value;
  const auto s = state_->db->Get(read, state_->tables[table], rocksdb::Slice(key), &value);
  if (s.ok()) return std::optional(std::move(value));
  if (s.IsNotFound()) return std::optional<std::string>();
  return error_of(s, state_->spec.tables[table].name);
}

Status Database::scan(std::size_t table, std::string_view prefix, std::string_view from, const rocksdb::Snapshot* at,
                      const Visit& visit) const {
  rocksdb::ReadOptions read;
  read.snapshot = at;
  // Who walks a whole table (an audit's bundles, the scrub) comes by once: the cache is for those who ask for rows.
  read.fill_cache = !prefix.empty();
  const auto bound = after_prefix(prefix);
  const rocksdb::Slice upper(bound ? std::string_view(*bound) : std::string_view());
  if (bound) read.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> rows(state_->db->NewIterator(read, state_->tables[table]));
  for (rows->Seek(rocksdb::Slice(std::max(prefix, from))); rows->Valid(); rows->Next()) {
    if (!visit(rows->key().ToStringView(), rows->value().ToStringView())) return done();
  }
  if (!rows->status().ok()) return error_of(rows->status(), state_->spec.tables[table].name);
  return done();
}

std::shared_ptr<const rocksdb::Snapshot> Database::snapshot() const {
  rocksdb::DB* db = state_->db;
  return {db->GetSnapshot(), [db](const rocksdb::Snapshot* snapshot) { db->ReleaseSnapshot(snapshot); }};
}

Status Database::flush() const {
  rocksdb::FlushOptions wait;
  const auto s = state_->db->Flush(wait, state_->tables);
  return s.ok() ? done() : error_of(s, state_->directory);
}

Status Database::checkpoint_to(const std::string& directory) const {
  if (state_->files->FileExists(directory, {}, nullptr).ok()) return Error(kExists, directory);
  const std::uint64_t sequence = state_->db->GetLatestSequenceNumber();
  rocksdb::Checkpoint* raw = nullptr;
  auto s = rocksdb::Checkpoint::Create(state_->db, &raw);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  if (s.ok()) s = checkpoint->CreateCheckpoint(directory);
  if (!s.ok()) return error_of(s, directory);
  // The copy says itself how much it must hold.
  HOCBA_TRY(const auto acknowledged, Acknowledged::open(state_->files, directory, sequence));
  return done();
}

Result<Store::Sizes> Database::sizes() const {
  Store::Sizes sizes;
  std::vector<std::string> names;
  if (const auto s = state_->files->GetChildren(state_->directory, {}, &names, nullptr); !s.ok()) {
    return error_of(s, state_->directory);
  }
  for (const auto& name : names) {
    std::uint64_t bytes = 0;
    // A file may go between the list and here.
    if (state_->files->GetFileSize(state_->directory + "/" + name, {}, &bytes, nullptr).ok()) {
      sizes.bytes_on_disk += bytes;
    }
  }
  sizes.memory_bytes = state_->cache->GetUsage();
  for (auto* table : state_->tables) {
    for (const auto& property :
         {rocksdb::DB::Properties::kSizeAllMemTables, rocksdb::DB::Properties::kEstimateTableReadersMem}) {
      std::uint64_t bytes = 0;
      if (state_->db->GetIntProperty(table, property, &bytes)) sizes.memory_bytes += bytes;
    }
  }
  return sizes;
}

Status Database::compact_away(std::size_t table, std::span<const std::string> keys) const {
  // One range per file of the last level: many keys of one file are rewritten once.
  rocksdb::ColumnFamilyMetaData files;
  state_->db->GetColumnFamilyMetaData(state_->tables[table], &files);
  std::vector<std::string> ends;
  for (const auto& file : files.levels.back().files) ends.push_back(file.largestkey);
  std::sort(ends.begin(), ends.end());
  std::vector<std::string_view> sorted(keys.begin(), keys.end());
  std::sort(sorted.begin(), sorted.end());
  // Down first, then the last level anew. One call of both kinds is not enough: it decides what to do before it waits
  // for compactions under way, and one of those may meanwhile have moved the newest file down as it is, beside the one
  // that holds the older value.
  for (const auto last_level :
       {rocksdb::BottommostLevelCompaction::kSkip, rocksdb::BottommostLevelCompaction::kForce}) {
    rocksdb::CompactRangeOptions how;
    how.bottommost_level_compaction = last_level;
    for (std::size_t first = 0; first < sorted.size();) {
      const auto end = std::lower_bound(ends.begin(), ends.end(), sorted[first]);
      std::size_t last = first;
      while (last + 1 < sorted.size() && (end == ends.end() || sorted[last + 1] <= *end)) ++last;
      const rocksdb::Slice begin_key(sorted[first]);
      const rocksdb::Slice last_key(sorted[last]);
      const auto s = state_->db->CompactRange(how, state_->tables[table], &begin_key, &last_key);
      if (!s.ok()) return error_of(s, state_->spec.tables[table].name);
      first = last + 1;
    }
  }
  return done();
}

Status Database::drop_old_files() {
  // A new MANIFEST begins with the files as they were before the change that it is made for, and their first and last
  // keys; one change more makes one that knows only the files that are left.
  rocksdb::WriteBatch batch;
  batch.Put(table(kFormatTable), "dropped", "");
  HOCBA_RETURN_IF_ERROR(write(batch));
  HOCBA_RETURN_IF_ERROR(flush());
  // Files are deleted by the background job that made them obsolete; pausing waits for such jobs to end.
  auto s = state_->db->PauseBackgroundWork();
  if (s.ok()) s = state_->db->ContinueBackgroundWork();
  std::vector<std::string> live;
  std::uint64_t manifest_bytes = 0;
  if (s.ok()) s = state_->db->GetLiveFiles(live, &manifest_bytes, /*flush_memtable=*/false);
  if (!s.ok()) return error_of(s, state_->directory);
  // Only the log that is written to: a list of all logs would be a list of the directory.
  std::unique_ptr<rocksdb::LogFile> log;
  s = state_->db->GetCurrentWalFile(&log);
  std::vector<std::string> names;
  if (s.ok()) s = state_->files->GetChildren(state_->directory, {}, &names, nullptr);
  if (!s.ok()) return error_of(s, state_->directory);
  live.push_back(log->PathName());
  for (const auto& name : names) {
    const bool holds_rows = ends_with(name, ".sst") || ends_with(name, ".log") || name.rfind("MANIFEST", 0) == 0;
    std::uint64_t bytes = 0;  // an empty one holds nothing
    s = state_->files->GetFileSize(state_->directory + "/" + name, {}, &bytes, nullptr);
    if (holds_rows && (!s.ok() || bytes > 0) && std::find(live.begin(), live.end(), "/" + name) == live.end()) {
      return Error(kIo, name + " is no longer in use but could not be deleted");
    }
  }
  // A power cut must not bring the names back.
  std::unique_ptr<rocksdb::FSDirectory> directory;
  s = state_->files->NewDirectory(state_->directory, {}, &directory, nullptr);
  if (s.ok()) s = directory->Fsync({}, nullptr);
  return s.ok() ? done() : error_of(s, state_->directory);
}

}  // namespace hocba::store
