#include "ledger/store/vault_tables.hpp"

#include <rocksdb/db.h>

#include <array>
#include <atomic>
#include <map>
#include <set>
#include <shared_mutex>

#include "ledger/store/codes.hpp"
#include "ledger/store/database.hpp"
#include "ledger/store/layout.hpp"

namespace hocba::store {
namespace {

// RocksDB wants a table named `default`; here it holds the row `format` and what shred() has still to finish.
constexpr std::array<TableSpec, 8> kVaultTables{{
    {"default", TableKind::small},
    {"documents", TableKind::sealed},
    {"keys", TableKind::sealed},
    {"search", TableKind::sealed},
    {"access", TableKind::sealed},
    {"routing", TableKind::sealed},
    {"drafts", TableKind::sealed},
    {"meta", TableKind::small},
}};
constexpr DatabaseSpec kVaultSpec{.tables = kVaultTables, .format = layout::kVaultFormat};

constexpr std::size_t kOwnTable = 0;
constexpr std::string_view kShredRow = "shred";

std::size_t index_of(VaultTable table) { return 1 + static_cast<std::size_t>(table); }

// Rows that are deleted and whose bytes may still lie in files: table, key.
using Doomed = std::set<std::pair<std::size_t, std::string>>;

// Per row: the table's number (one byte) ‖ be64(length of the key) ‖ key.
std::string encode(const Doomed& doomed) {
  std::string out;
  for (const auto& [table, key] : doomed) {
    out.push_back(static_cast<char>(table));
    layout::append_be64(out, key.size());
    out += key;
  }
  return out;
}

Result<Doomed> decode(std::string_view bytes) {
  constexpr std::size_t kHead = 9;
  Doomed out;
  while (!bytes.empty()) {
    const auto table = static_cast<unsigned char>(bytes.front());
    if (bytes.size() < kHead || table >= kVaultTables.size()) return Error(kCorrupt, "the list of rows to shred");
    const std::uint64_t length = layout::read_be64(bytes.substr(1));
    if (length > bytes.size() - kHead) return Error(kCorrupt, "the list of rows to shred");
    out.emplace(table, bytes.substr(kHead, length));
    bytes.remove_prefix(kHead + length);
  }
  return out;
}

}  // namespace

struct VaultTables::State {
  std::shared_ptr<Database> database;
  // Readers share it. Writers and shred() hold it alone: an iterator that is open while rows are shredded would keep
  // the files with those rows alive.
  std::shared_mutex access;
  std::atomic<bool> shred_pending{false};

  void add(rocksdb::WriteBatch& rows, const std::vector<VaultWrite>& batch) const;
  Status finish_shred(const Doomed& doomed);
};

VaultTables::VaultTables(std::unique_ptr<State> state) : state_(std::move(state)) {}
VaultTables::~VaultTables() = default;

Result<std::unique_ptr<VaultTables>> VaultTables::open(const std::string& directory, const StoreOptions& options) {
  auto state = std::make_unique<State>();
  HOCBA_TRY(state->database, Database::open(directory, options, kVaultSpec, [](const Database&) { return done(); }));
  HOCBA_TRY(const auto unfinished, state->database->get(kOwnTable, kShredRow, nullptr));
  state->shred_pending = unfinished.has_value();
  return std::unique_ptr<VaultTables>(new VaultTables(std::move(state)));
}

void VaultTables::State::add(rocksdb::WriteBatch& rows, const std::vector<VaultWrite>& batch) const {
  for (const auto& write : batch) {
    auto* table = database->table(index_of(write.table));
    if (write.value) {
      rows.Put(table, write.key, *write.value);
    } else {
      rows.Delete(table, write.key);
    }
  }
}

Status VaultTables::write(const std::vector<VaultWrite>& batch) {
  rocksdb::WriteBatch rows;
  state_->add(rows, batch);
  const std::unique_lock lock(state_->access);
  return state_->database->write(rows);
}

Result<std::optional<std::string>> VaultTables::get(VaultTable table, std::string_view key) const {
  const std::shared_lock lock(state_->access);
  return state_->database->get(index_of(table), key, nullptr);
}

Status VaultTables::scan(VaultTable table, std::string_view prefix, std::string_view from, const Visit& visit) const {
  const std::shared_lock lock(state_->access);
  return state_->database->scan(index_of(table), prefix, from, nullptr, visit);
}

Status VaultTables::shred(const std::vector<std::pair<VaultTable, std::string>>& keys,
                          const std::vector<VaultWrite>& rewritten) {
  const std::unique_lock lock(state_->access);
  if (keys.empty() && rewritten.empty() && !state_->shred_pending) return done();
  HOCBA_TRY(const auto unfinished, state_->database->get(kOwnTable, kShredRow, nullptr));
  HOCBA_TRY(Doomed doomed, decode(unfinished.value_or(std::string())));
  rocksdb::WriteBatch rows;
  for (const auto& [table, key] : keys) {
    rows.Delete(state_->database->table(index_of(table)), key);
    doomed.emplace(index_of(table), key);
  }
  state_->add(rows, rewritten);
  rows.Put(state_->database->table(kOwnTable), rocksdb::Slice(kShredRow), encode(doomed));
  HOCBA_RETURN_IF_ERROR(state_->database->write(rows));
  state_->shred_pending = true;
  return state_->finish_shred(doomed);
}

// What is doomed is no longer found by any reader; its bytes are, in files. The list of it stays until they are gone,
// and is then emptied before it is deleted: it names rows whose names are to be gone too. A crash leaves the list, full
// or empty, and the same steps finish from either.
Status VaultTables::State::finish_shred(const Doomed& doomed) {
  std::map<std::size_t, std::vector<std::string>> by_table;
  for (const auto& [table, key] : doomed) by_table[table].push_back(key);
  HOCBA_RETURN_IF_ERROR(database->flush());
  for (const auto& [table, table_keys] : by_table) HOCBA_RETURN_IF_ERROR(database->compact_away(table, table_keys));
  HOCBA_RETURN_IF_ERROR(database->drop_old_files());
  rocksdb::WriteBatch emptied;
  emptied.Put(database->table(kOwnTable), rocksdb::Slice(kShredRow), rocksdb::Slice());
  HOCBA_RETURN_IF_ERROR(database->write(emptied));
  HOCBA_RETURN_IF_ERROR(database->flush());
  const std::string own(kShredRow);
  HOCBA_RETURN_IF_ERROR(database->compact_away(kOwnTable, {&own, 1}));
  HOCBA_RETURN_IF_ERROR(database->drop_old_files());
  rocksdb::WriteBatch finished;
  finished.Delete(database->table(kOwnTable), rocksdb::Slice(kShredRow));
  HOCBA_RETURN_IF_ERROR(database->write(finished));
  shred_pending = false;
  return done();
}

bool VaultTables::shred_pending() const { return state_->shred_pending; }
bool VaultTables::failed() const { return state_->database->failed(); }

Status VaultTables::checkpoint_to(const std::string& directory) const {
  const std::shared_lock lock(state_->access);
  return state_->database->checkpoint_to(directory);
}

}  // namespace hocba::store
