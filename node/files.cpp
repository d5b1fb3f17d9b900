#include "node/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "node/codes.hpp"

namespace hocba::node {

namespace {

Error io_error(const std::string& path) { return Error(kIo, path + ": " + std::strerror(errno)); }

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

Status write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return io_error(path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return done();
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return io_error(path);
  std::string out;
  char buffer[64 << 10];
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error(path);
    if (count == 0) return out;
    if (out.size() + static_cast<std::size_t>(count) > max_bytes) return Error(kIo, path + ": too large");
    out.append(buffer, static_cast<std::size_t>(count));
  }
}

Status sync_directory(const std::string& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) return io_error(path);
  return done();
}

Status write_file(const std::string& path, std::string_view bytes, int mode) {
  const std::string temporary = path + ".new";
  {
    const Descriptor file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, static_cast<mode_t>(mode)));
    if (file.get() < 0) return io_error(temporary);
    HOCBA_RETURN_IF_ERROR(write_all(file.get(), bytes, temporary));
    if (::fsync(file.get()) != 0) return io_error(temporary);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return io_error(path);
  return sync_directory(std::filesystem::path(path).parent_path().string());
}

Result<std::string> read_first_line(const std::string& path) {
  HOCBA_TRY(std::string text, read_file(path, 4096));
  const auto end = text.find('\n');
  if (end != std::string::npos) text.resize(end);
  if (!text.empty() && text.back() == '\r') text.pop_back();
  return text;
}

}  // namespace hocba::node
