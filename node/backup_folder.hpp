// The folder of scheduled backups (maintenance.backup_directory): files hocba-TIME.tar, whose names say when they were
// made by the node's clock. When the next one is due follows from what stands there, so a node that is restarted every
// day still backs up, and a new, empty disk gets its first backup at once. Backups of other names are not counted and
// never deleted. Threads: safe; one process writes. Errors: node.io with the path.
#pragma once

#include <optional>
#include <string>

#include "crypto/error.hpp"
#include "crypto/time.hpp"

namespace hocba::node {

std::string backup_name(Time time);  // of the file, without its folder
// The time of the newest; nothing: there is none, or no such folder.
std::optional<Time> newest_backup(const std::string& folder);
// Tries whether a file can be written there, and leaves none behind. A missing folder is not made: it may be a disk
// that is not mounted, and a backup beside the node's own store would be none.
Status try_backup_folder(const std::string& folder);
void delete_old_backups(const std::string& folder, std::size_t keep);

}  // namespace hocba::node
