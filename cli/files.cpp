#include "cli/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "cli/codes.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"

namespace hocba::cli {

namespace {

Error io(const std::string& path) { return Error(kFileIo, path + ": " + std::strerror(errno)); }

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

mode_t mode_of(Access access) { return access == Access::owner ? 0600 : 0644; }

}  // namespace

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

Result<std::string> read_file(const std::string& path) {
  if (!exists(path)) return Error(kFileMissing, path);
  std::ifstream in(path, std::ios::binary);
  if (!in) return io(path);
  std::string out;
  char block[65'536];
  while (in.read(block, sizeof block) || in.gcount() > 0) {
    out.append(block, static_cast<std::size_t>(in.gcount()));
    if (out.size() > kMaxInputBytes) return Error(kFileIo, path + ": > 256 MiB");
  }
  if (in.bad()) return io(path);
  return out;
}

namespace {

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

// A name is on the disk once its folder is. Where a folder can't be read or its file system can't do it, nothing more
// can be done than was done.
Status sync_folder(const std::string& folder) {
  const File at(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (at.get() >= 0 && ::fsync(at.get()) == 0) return done();
  const bool can_not = errno == EACCES || errno == EINVAL || errno == ENOTSUP;
  return can_not ? done() : Status(io(folder));
}

enum class Taken { gives_way, stays };

// Decided by the file system in one step, where it can.
bool move_into_place(const std::string& from, const std::string& to, Taken taken) {
  if (taken == Taken::gives_way) return ::rename(from.c_str(), to.c_str()) == 0;
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // A file system without that call (NFS): a hard link is refused too where the name is taken.
  if (::link(from.c_str(), to.c_str()) == 0) return ::unlink(from.c_str()) == 0;
  if (errno == EEXIST) return false;
  // And one without links: our own empty file, which nobody else's is, gives way.
  const File ours(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  return ours.get() >= 0 && ::rename(from.c_str(), to.c_str()) == 0;
}

// The name beside it is drawn: in a folder that others write to nobody can lay a file or a link there beforehand.
Status put(const std::string& path, std::string_view bytes, Access access, Taken taken) {
  const std::string beside = path + ".new-" + crypto::hex(crypto::random_string(8));
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_of(access));
  if (fd < 0) return io(path);
  const bool written = write_all(fd, bytes) && ::fsync(fd) == 0;
  const bool closed = ::close(fd) == 0;
  if (!written || !closed || !move_into_place(beside, path, taken)) {
    const Error error = errno == EEXIST ? Error(kFileExists, path) : io(path);
    ::unlink(beside.c_str());
    return error;
  }
  return sync_folder(folder_of(path));
}

}  // namespace

Status write_file(const std::string& path, std::string_view bytes, Access access) {
  return put(path, bytes, access, Taken::gives_way);
}

Status may_be_new(const std::string& path) {
  if (exists(path)) return Error(kFileExists, path);
  const std::string folder = folder_of(path);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return Error(kFolderMissing, folder);
  return done();
}

Status write_new_file(const std::string& path, std::string_view bytes, Access access) {
  if (exists(path)) return Error(kFileExists, path);
  return put(path, bytes, access, Taken::stays);
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return std::filesystem::equivalent(a, b, error);
}

Status make_directories(const std::string& path, Access access) {
  std::error_code error;
  std::filesystem::path made;
  for (const auto& part : std::filesystem::path(path)) {
    made /= part;
    const bool fresh = std::filesystem::create_directory(made, error);
    if (error) return Error(kFileIo, path + ": " + error.message());
    if (!fresh) continue;
    if (access == Access::owner) std::filesystem::permissions(made, std::filesystem::perms::owner_all, error);
    if (error) return Error(kFileIo, path + ": " + error.message());
    HOCBA_RETURN_IF_ERROR(sync_folder(folder_of(made.string())));
  }
  return done();
}

FileLock::FileLock(const std::string& path) {
  const std::string beside = path + ".lock";
  const auto open = [&] { return ::open(beside.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600); };
  fd_ = open();
  if (fd_ < 0 && errno == ENOENT && make_directories(folder_of(path), Access::owner).ok()) fd_ = open();
  while (fd_ >= 0 && ::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
  }
}
FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

std::string config_directory() {
  if (const char* xdg = std::getenv("XDG_CONFIG_HOME"); xdg != nullptr && *xdg != '\0')
    return std::string(xdg) + "/hocba";
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr ? home : ".") + "/.config/hocba";
}

}  // namespace hocba::cli
