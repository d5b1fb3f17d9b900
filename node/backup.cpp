#include "node/backup.hpp"

#include <filesystem>
#include <vector>

#include "crypto/device/key_file.hpp"
#include "crypto/device/passphrase.hpp"
#include "ledger/store/store.hpp"
#include "ledger/store/vault_tables.hpp"
#include "node/archive.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "node/keys.hpp"
#include "node/queue.hpp"
#include "node/vault.hpp"

namespace hocba::node {

namespace {

constexpr const char* kPlainFiles[] = {"hocbad.toml", "genesis.json", "policy.txt", "clock"};

// Two at a time would empty each other's work folder.
Turnstile& one_at_a_time() {
  static Turnstile turnstile;
  return turnstile;
}

// A folder beside the stores (hard links work there), emptied before and removed after.
class WorkFolder {
 public:
  explicit WorkFolder(std::string path) : path_(std::move(path)) { clear(); }
  ~WorkFolder() { clear(); }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  void clear() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string path_;
};

Status add_keys(ArchiveWriter& archive, const Config& config, const std::string& work,
                const std::string& passphrase_file) {
  for (const char* name : kKeyNames) {
    std::string path = key_path(config.directory, name);
    if (!crypto::needs_passphrase(path)) {
      if (passphrase_file.empty()) return Error(kBackupPassphrase, std::string("keys/") + name + ".key");
      HOCBA_TRY(auto passphrase, read_passphrase(config, passphrase_file));
      if (crypto::characters_of(passphrase) < crypto::kMinPassphrase) return Error(kPassphraseShort, passphrase_file);
      HOCBA_TRY(const auto key, crypto::read_key_file(path, {}));
      path = work + "/" + name + ".key";
      // 64 MiB a key, not 256: a node makes its backups while it serves, within its memory.
      HOCBA_RETURN_IF_ERROR(crypto::write_key_file(path, key, std::move(passphrase), crypto::KdfCost::interactive));
    }
    HOCBA_RETURN_IF_ERROR(archive.add_file(std::string("keys/") + name + ".key", path));
  }
  return done();
}

}  // namespace

Status backup_open(const Config& config, const store::Store& store, const Vault& vault, const std::string& file,
                   const std::string& passphrase_file, const std::atomic<bool>* stop) {
  const auto turn = one_at_a_time().pass();
  const WorkFolder work(config.path("backup.work"));
  std::error_code failed;
  std::filesystem::create_directories(work.path(), failed);
  if (failed) return Error(kIo, work.path() + ": " + failed.message());
  HOCBA_TRY(const auto archive, ArchiveWriter::create(file, stop));
  // The ledger first: every document that it names is then in the vault's copy.
  // Its mark of what was signed must not be ahead of that ledger, or the restored pair would not start.
  {
    const auto still = vault.still_mark();
    HOCBA_RETURN_IF_ERROR(store.checkpoint_to(work.path() + "/ledger"));
    HOCBA_RETURN_IF_ERROR(vault.checkpoint_to(work.path() + "/vault"));
  }
  for (const char* name : kPlainFiles)
    if (std::filesystem::exists(config.path(name), failed))
      HOCBA_RETURN_IF_ERROR(archive->add_file(name, config.path(name)));
  HOCBA_RETURN_IF_ERROR(add_keys(*archive, config, work.path(), passphrase_file));
  HOCBA_RETURN_IF_ERROR(archive->add_directory("ledger", work.path() + "/ledger"));
  HOCBA_RETURN_IF_ERROR(archive->add_directory("vault", work.path() + "/vault"));
  return archive->finish();
}

void clear_leftovers(const Config& config) {
  std::error_code ignored;
  for (const char* name : {"backup.work", "scratch"}) std::filesystem::remove_all(config.path(name), ignored);
  // Of one asked for by hand nobody knows the place any more; it is begun anew at the same one when it is asked again.
  if (config.maintenance.backup_directory.empty()) return;
  std::vector<std::filesystem::path> unfinished;
  std::filesystem::directory_iterator at(config.path(config.maintenance.backup_directory), ignored), end;
  for (; !ignored && at != end; at.increment(ignored)) {
    const std::string name = at->path().filename().string();
    if (name.rfind("hocba-", 0) == 0 && at->path().extension() == ".partial") unfinished.push_back(at->path());
  }
  for (const auto& path : unfinished) std::filesystem::remove(path, ignored);
}

Status backup_directory(const std::string& directory, const std::string& file, const std::string& passphrase_file) {
  HOCBA_TRY(const Config config, load_config(directory));
  // First, for store.locked: a node that runs may have passphrases that its operator's shell has not.
  HOCBA_TRY(const auto store, store::Store::open(config.path("ledger"), {}));
  HOCBA_TRY(const auto keys, read_node_keys(config));
  const SystemClock clock;
  HOCBA_TRY(const auto vault, Vault::open(config, keys.master, clock));
  return backup_open(config, *store, *vault, file,
                     passphrase_file.empty() ? config.maintenance.backup_passphrase_file : passphrase_file);
}

Status restore_backup(const std::string& file, const std::string& directory) {
  std::error_code failed;
  if (std::filesystem::exists(directory, failed) && !std::filesystem::is_empty(directory, failed))
    return Error(kDirectoryNotEmpty, directory);
  // Beside the target, then renamed: a half restored directory is never mistaken for a node's.
  std::string target = std::filesystem::absolute(directory, failed).lexically_normal().string();
  if (failed) return Error(kIo, directory + ": " + failed.message());
  if (target.back() == '/') target.pop_back();
  const WorkFolder work(target + ".restoring");
  std::filesystem::create_directories(work.path(), failed);
  if (failed) return Error(kIo, work.path() + ": " + failed.message());
  HOCBA_RETURN_IF_ERROR(extract_archive(file, work.path()));
  for (const char* name : {"ledger", "vault", "keys", "genesis.json"})
    if (!std::filesystem::exists(work.path() + "/" + name, failed))
      return Error(kArchiveMalformed, std::string("no ") + name);
  std::filesystem::permissions(work.path(), std::filesystem::perms::owner_all, failed);
  std::filesystem::remove(directory, failed);
  std::filesystem::rename(work.path(), directory, failed);
  if (failed) return Error(kIo, directory + ": " + failed.message());
  return sync_directory(std::filesystem::path(target).parent_path().string());
}

Result<Restored> look_at_restored(const std::string& directory) {
  const store::StoreOptions only_looked_at{.read_only = true};
  HOCBA_TRY(const auto ledger, store::Store::open(directory + "/ledger", only_looked_at));
  Restored out;
  if (const auto& meta = ledger->snapshot()->meta()) {
    out.entries = log::to_u64(meta->tip.size);
    out.time = meta->tip.time;
    out.root = meta->tip.root;
  }
  HOCBA_TRY(const auto vault, store::VaultTables::open(directory + "/vault", only_looked_at));
  HOCBA_RETURN_IF_ERROR(vault->scan(store::VaultTable::documents, "d", "", [&](std::string_view, std::string_view) {
    ++out.documents;
    return true;
  }));
  return out;
}

}  // namespace hocba::node
