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
// A temporary file beside it (PATH.new-RANDOM), synced and renamed, and the folder synced: a crash leaves the old file
// or the new one, and when this returns the new one. At worst the temporary file stays.
Status write_file(const std::string& path, std::string_view bytes, Access access = Access::everyone);
// The same for a file that must not exist yet: cli.file_exists, also where somebody else made it meanwhile.
Status write_new_file(const std::string& path, std::string_view bytes, Access access = Access::everyone);
// Whether a new file could be written there: cli.file_exists, or cli.folder_missing with the folder.
Status may_be_new(const std::string& path);
// With all that lead to it; each is on the disk.
Status make_directories(const std::string& path, Access access = Access::everyone);
bool exists(const std::string& path);
bool same_file(const std::string& a, const std::string& b);  // by whatever names

// A file that several runs read, change and write whole: one after the other, as long as this lives (PATH.lock). Where
// no lock can be had (a folder that is read only) it does nothing: the writing will tell.
class FileLock {
 public:
  explicit FileLock(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int fd_ = -1;
};
// $XDG_CONFIG_HOME/hocba, or ~/.config/hocba.
std::string config_directory();

}  // namespace hocba::cli
