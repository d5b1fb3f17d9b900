#include "node/scratch_state.hpp"

#include <filesystem>

#include "ledger/store/vault_tables.hpp"
#include "node/codes.hpp"

namespace hocba::node {

namespace {

using store::VaultTable;

class InMemory : public ScratchState {
 public:
  Result<std::optional<std::string>> get(std::string_view key) const override { return look_up(state_, key); }
  Result<std::optional<std::string>> get_index(std::string_view key) const override { return look_up(index_, key); }
  Status put_state(const chain::Writes& writes) override {
    for (const auto& [key, value] : writes) state_[key] = value;
    return done();
  }
  Status put_index(const IndexWrites& writes) override {
    for (const auto& [key, value] : writes) index_[key] = value;
    return done();
  }
  Status visit_state(const Visit& visit) const override { return walk(state_, visit); }
  Status visit_index(const Visit& visit) const override { return walk(index_, visit); }

 private:
  using Map = std::map<std::string, std::string, std::less<>>;
  static Result<std::optional<std::string>> look_up(const Map& map, std::string_view key) {
    const auto found = map.find(key);
    return found == map.end() ? std::optional<std::string>() : std::optional(found->second);
  }
  static Status walk(const Map& map, const Visit& visit) {
    for (const auto& [key, value] : map)
      if (!visit(key, value)) break;
    return done();
  }
  Map state_, index_;
};

// Tables of the vault's kind serve: bytes in, bytes out, bounded memory. Nothing here needs to survive a crash.
class OnDisk : public ScratchState {
 public:
  OnDisk(std::string directory, std::unique_ptr<store::VaultTables> tables)
      : directory_(std::move(directory)), tables_(std::move(tables)) {}
  ~OnDisk() override {
    tables_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  Result<std::optional<std::string>> get(std::string_view key) const override {
    return tables_->get(VaultTable::meta, key);
  }
  Result<std::optional<std::string>> get_index(std::string_view key) const override {
    return tables_->get(VaultTable::search, key);
  }
  Status put_state(const chain::Writes& writes) override { return put(VaultTable::meta, writes); }
  Status put_index(const IndexWrites& writes) override { return put(VaultTable::search, writes); }
  Status visit_state(const Visit& visit) const override { return tables_->scan(VaultTable::meta, "", "", visit); }
  Status visit_index(const Visit& visit) const override { return tables_->scan(VaultTable::search, "", "", visit); }

 private:
  template <class Writes>
  Status put(VaultTable table, const Writes& writes) {
    std::vector<store::VaultWrite> batch;
    for (const auto& [key, value] : writes) batch.push_back({table, key, value});
    return tables_->write(batch);
  }
  const std::string directory_;
  std::unique_ptr<store::VaultTables> tables_;
};

}  // namespace

Result<std::unique_ptr<ScratchState>> ScratchState::open(const std::string& directory) {
  if (directory.empty()) return std::unique_ptr<ScratchState>(new InMemory());
  std::error_code failed;
  std::filesystem::remove_all(directory, failed);
  if (failed) return Error(kIo, directory + ": " + failed.message());
  store::StoreOptions options;
  options.block_cache_bytes = 8u << 20;
  options.write_buffer_bytes = 8u << 20;
  options.sync = false;
  HOCBA_TRY(auto tables, store::VaultTables::open(directory, options));
  return std::unique_ptr<ScratchState>(new OnDisk(directory, std::move(tables)));
}

}  // namespace hocba::node
