#include "ledger/store/vault_tables.hpp"

#include <rocksdb/db.h>

#include <array>
#include <map>
#include <shared_mutex>

#include "ledger/store/codes.hpp"
#include "ledger/store/database.hpp"
#include "ledger/store/layout.hpp"

namespace hocba::store {
namespace {

// RocksDB wants a table named `default`; here it holds only the row `format`.
constexpr std::array<TableSpec, 8> kTables{{
    {"default", TableKind::small},
    {"documents", TableKind::sealed},
    {"keys", TableKind::sealed},
    {"search", TableKind::sealed},
    {"access", TableKind::sealed},
    {"routing", TableKind::sealed},
    {"drafts", TableKind::sealed},
    {"meta", TableKind::small},
}};
constexpr DatabaseSpec kSpec{.tables = kTables, .format = layout::kVaultFormat};

std::size_t index_of(VaultTable table) { return 1 + static_cast<std::size_t>(table); }

}  // namespace

struct VaultTables::State {
  std::shared_ptr<Database> database;
  // Readers share it. Writers and shred() hold it alone: an iterator that is open while rows are shredded would keep
  // the files with those rows alive.
  std::shared_mutex access;
};

VaultTables::VaultTables(std::unique_ptr<State> state) : state_(std::move(state)) {}
VaultTables::~VaultTables() = default;

Result<std::unique_ptr<VaultTables>> VaultTables::open(const std::string& directory, const StoreOptions& options) {
  auto state = std::make_unique<State>();
  HOCBA_TRY(state->database, Database::open(directory, options, kSpec, [](const Database&) { return done(); }));
  return std::unique_ptr<VaultTables>(new VaultTables(std::move(state)));
}

Status VaultTables::write(const std::vector<VaultWrite>& batch) {
  rocksdb::WriteBatch rows;
  for (const auto& write : batch) {
    auto* table = state_->database->table(index_of(write.table));
    if (write.value) {
      rows.Put(table, write.key, *write.value);
    } else {
      rows.Delete(table, write.key);
    }
  }
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

Status VaultTables::shred(const std::vector<std::pair<VaultTable, std::string>>& keys) {
  rocksdb::WriteBatch rows;
  std::map<std::size_t, std::vector<std::string>> by_table;
  for (const auto& [table, key] : keys) {
    rows.Delete(state_->database->table(index_of(table)), key);
    by_table[index_of(table)].push_back(key);
  }
  const std::unique_lock lock(state_->access);
  // A crash from here on leaves the rows deleted, and their old bytes in files until shred() is called again: the
  // caller keeps its order to erase until this returns.
  HOCBA_RETURN_IF_ERROR(state_->database->write(rows));
  HOCBA_RETURN_IF_ERROR(state_->database->flush());
  for (const auto& [table, table_keys] : by_table) {
    HOCBA_RETURN_IF_ERROR(state_->database->compact_away(table, table_keys));
  }
  return state_->database->drop_old_files();
}

Status VaultTables::checkpoint_to(const std::string& directory) const {
  const std::shared_lock lock(state_->access);
  return state_->database->checkpoint_to(directory);
}

}  // namespace hocba::store
