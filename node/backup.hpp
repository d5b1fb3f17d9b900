// Backup and restore: one POSIX tar file (`tar tf` lists it) with a consistent checkpoint of both stores, the
// configuration, genesis, the key files wrapped by a passphrase, and a manifest of SHA-256 digests that is checked
// before anything is restored.
//
// Key files that have a passphrase go in as they are; the others are wrapped by the backup's passphrase
// (node.backup_passphrase where there is none): a backup never holds an open key. What was recorded after a backup is
// lost with a single node's disk; docs/OPERATING.md says what to do then.
// Threads: any; one backup at a time is made in a process, others wait. A running node is backed up through
// Node::backup.
#pragma once

#include <atomic>
#include <string>

#include "crypto/time.hpp"
#include "ledger/log/types.hpp"
#include "node/config.hpp"

namespace hocba::store {
class Store;
}

namespace hocba::node {

class Vault;

// Of a node that does not run (store.locked otherwise; node/backup_request.hpp asks one that runs). The file must not
// exist; it appears complete or not at all. `passphrase_file` as in hocbad.toml: relative to the data directory.
Status backup_directory(const std::string& directory, const std::string& file, const std::string& passphrase_file);
Status backup_open(const Config& config, const store::Store& store, const Vault& vault, const std::string& file,
                   const std::string& passphrase_file, const std::atomic<bool>* stop = nullptr);
// Removes what a backup or a scrub left that was killed, among it hard links to old files of the vault, which would
// keep what is erased. For whoever holds the stores' locks, before anything is erased.
void clear_leftovers(const Config& config);
// Into a directory that is empty or absent. The restored hocbad.toml names no passphrase file that the backup's keys
// would need: node.passphrase_file must point to the passphrase the keys were wrapped by.
Status restore_backup(const std::string& file, const std::string& directory);
// What stands in a restored directory; no key is needed to count.
struct Restored {
  std::uint64_t entries = 0, documents = 0;
  Time time;  // of the newest block
  log::Hash root;
};
Result<Restored> look_at_restored(const std::string& directory);

}  // namespace hocba::node
