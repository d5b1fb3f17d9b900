// Tables of the vault, in a RocksDB of their own (so that erasure and backup follow their own rules): bytes in, bytes
// out; what they mean and how they are encrypted is node/vault's.
//
// A batch is atomic and synced. shred() removes keys so that they can't be read back: it deletes, flushes, compacts
// the key's range down to the last level and drops the old log files, before it returns (Luật 91/2025 Đ.14: "prevent
// recovery"). While it runs, reads and writes wait. The batch that deletes the rows also notes which they are; after a
// crash or an error the next shred() finishes those first, also one of nothing (shred_pending() tells). It can't reach
// copies that the file system or the disk keep of freed blocks; what lies there is encrypted with a key that is
// shredded too, or wrapped by the master key.
//
// Threads: any thread reads; writes are serialised inside. A visitor must not call the vault: scan() holds its lock.
// Errors: as of Store. Memory as StoreOptions says, beside the store's: a node gives the vault a smaller share.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/store/store.hpp"

namespace hocba::store {

enum class VaultTable { documents, keys, search, access, routing, drafts, meta };

struct VaultWrite {
  VaultTable table;
  std::string key;
  std::optional<std::string> value;
};  // no value: delete

class VaultTables {
 public:
  static Result<std::unique_ptr<VaultTables>> open(const std::string& directory, const StoreOptions& options);
  ~VaultTables();
  Status write(const std::vector<VaultWrite>& batch);
  Result<std::optional<std::string>> get(VaultTable table, std::string_view key) const;
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  Status scan(VaultTable table, std::string_view prefix, std::string_view from, const Visit& visit) const;
  // `rewritten` is written in the same batch, after the deletions: it may give a shredded key a new value.
  Status shred(const std::vector<std::pair<VaultTable, std::string>>& keys,
               const std::vector<VaultWrite>& rewritten = {});
  bool shred_pending() const;  // rows are deleted whose bytes may still lie in files: shred({}) finishes
  bool failed() const;         // a write failed; every later one is refused until the tables are opened again
  Status checkpoint_to(const std::string& directory) const;

 private:
  struct State;
  explicit VaultTables(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hocba::store
