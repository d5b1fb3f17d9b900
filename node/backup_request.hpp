// A backup of a node that runs, asked for by another process on the same machine: files in the data directory.
//
//   backup.request    {"file","id","passphrase_file"}: renamed into place by `hocbad backup DIR FILE`; stays until
//   answered backup.answer     {"code","detail","id"}: what came of it; code empty: done
//
// Whoever may write into the data directory may ask: that right is the authentication (who has it could as well replace
// keys and configuration). The node takes a request only if it is a plain file of its own user or of root, and opens
// the paths in it as its own user. A newer request takes the place of an older one. One that a node finds when it
// starts is carried out: a crash in between costs nobody the backup that he waits for. Threads: asking by one process,
// answering by the maintenance thread. Errors: node.io, node.backup_failed with the code that the node gave;
// node.backup_request for a request that is not one.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "node/config.hpp"

namespace hocba::node {

struct BackupRequest {
  std::string id;               // random; the answer repeats it
  std::string file;             // absolute; must not exist
  std::string passphrase_file;  // as in hocbad.toml; empty: the one configured there
};

// The asking side.
Status place_backup_request(const std::string& directory, const BackupRequest& request);
// Nothing: no answer to this request yet.
Result<std::optional<Status>> read_backup_answer(const std::string& directory, const std::string& id);

// The node's side. Nothing: there is none. A request that is not one is removed.
Result<std::optional<BackupRequest>> find_backup_request(const std::string& directory);
// Writes the answer, then removes the request.
Status answer_backup_request(const std::string& directory, const std::string& id, const Status& outcome);

// `hocbad backup DIR FILE`: backs up a node that does not run, or asks the one that runs and waits for its answer;
// where it ends meanwhile, the backup is made here. `waits` is told once that a running node was asked.
Status backup_any(const std::string& directory, const std::string& file, const std::string& passphrase_file,
                  const std::function<void()>& waits);

}  // namespace hocba::node
