#include "cli/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "cli/codes.hpp"

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

Status write_file(const std::string& path, std::string_view bytes, Access access) {
  const std::string beside = path + ".new";
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode_of(access));
  if (fd < 0) return io(path);
  const bool written = write_all(fd, bytes) && ::fsync(fd) == 0;
  const bool closed = ::close(fd) == 0;
  if (!written || !closed || ::rename(beside.c_str(), path.c_str()) != 0) {
    const Error error = io(path);
    ::unlink(beside.c_str());
    return error;
  }
  return done();
}

Status may_be_new(const std::string& path) {
  if (exists(path)) return Error(kFileExists, path);
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return Error(kFolderMissing, folder);
  return done();
}

Status write_new_file(const std::string& path, std::string_view bytes, Access access) {
  if (exists(path)) return Error(kFileExists, path);
  return write_file(path, bytes, access);
}

Status make_directories(const std::string& path, Access access) {
  std::error_code error;
  std::filesystem::path made;
  for (const auto& part : std::filesystem::path(path)) {
    made /= part;
    const bool fresh = std::filesystem::create_directory(made, error);
    if (error) return Error(kFileIo, path + ": " + error.message());
    if (!fresh || access != Access::owner) continue;
    std::filesystem::permissions(made, std::filesystem::perms::owner_all, error);
    if (error) return Error(kFileIo, path + ": " + error.message());
  }
  return done();
}

std::string config_directory() {
  if (const char* xdg = std::getenv("XDG_CONFIG_HOME"); xdg != nullptr && *xdg != '\0')
    return std::string(xdg) + "/hocba";
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr ? home : ".") + "/.config/hocba";
}

}  // namespace hocba::cli
