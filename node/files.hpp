// Small files of a data directory: read whole, written atomically (temporary file, fsync, rename, fsync of the folder).
// Threads: safe. Errors: node.io with the path and the system's word for it.
#pragma once

#include <string>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba::node {

Result<std::string> read_file(const std::string& path, std::size_t max_bytes);
Status write_file(const std::string& path, std::string_view bytes, int mode = 0644);
Status sync_directory(const std::string& path);
// The first line of a file, without its newline: how passphrases are kept.
Result<std::string> read_first_line(const std::string& path);

}  // namespace hocba::node
