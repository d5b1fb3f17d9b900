// Files of the command line: read whole, written whole or not at all. Errors: cli.file_missing, cli.file_io,
// cli.file_exists, each with the path.
#pragma once

#include <string>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba::cli {

inline constexpr std::size_t kMaxInputBytes = 256u << 20;

Result<std::string> read_file(const std::string& path);
enum class Access { everyone, owner };  // mode 0644 or 0600, less the umask
// A temporary file beside it, synced and renamed: a crash leaves the old file or the new one.
Status write_file(const std::string& path, std::string_view bytes, Access access = Access::everyone);
// The same for a file that must not exist yet.
// Whether a new file could be written there: cli.file_exists, or cli.folder_missing with the folder.
Status may_be_new(const std::string& path);
Status write_new_file(const std::string& path, std::string_view bytes, Access access = Access::everyone);
Status make_directories(const std::string& path, Access access = Access::everyone);
bool exists(const std::string& path);
// $XDG_CONFIG_HOME/hocba, or ~/.config/hocba.
std::string config_directory();

}  // namespace hocba::cli
