#include "node/archive.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/json.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"

namespace hocba::node {

using nlohmann::json;

namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kMaxName = 100;
constexpr std::string_view kManifest = "manifest.json";
constexpr std::size_t kMaxManifestBytes = 32u << 20;

class File {
 public:
  File(const std::string& path, int flags) : path_(path), fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool ok() const { return fd_ >= 0; }
  Error error() const { return Error(kIo, path_ + ": " + std::strerror(errno)); }
  Status write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return error();
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return done();
  }
  // Fewer than asked for only at the end of the file.
  Result<std::size_t> read(char* out, std::size_t size) {
    std::size_t got = 0;
    while (got < size) {
      const ssize_t count = ::read(fd_, out + got, size - got);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return error();
      if (count == 0) break;
      got += static_cast<std::size_t>(count);
    }
    return got;
  }
  Status sync() { return ::fsync(fd_) == 0 ? done() : Status(error()); }

 private:
  const std::string path_;
  const int fd_;
};

bool good_name(std::string_view name) {
  if (name.empty() || name.size() >= kMaxName || name.front() == '/' || name.back() == '/') return false;
  for (const char c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
          c == '-' || c == '/'))
      return false;
  return name.find("..") == std::string_view::npos && name.find("//") == std::string_view::npos;
}

// width − 1 digits; the zero that ends the field is there already.
void put_octal(char* field, std::size_t width, std::uint64_t value) {
  for (std::size_t i = width - 1; i-- > 0; value >>= 3) field[i] = static_cast<char>('0' + (value & 7));
}
std::uint32_t checksum(const std::array<char, kBlock>& header) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header[i]);
  return sum;
}

std::array<char, kBlock> header_of(const std::string& name, std::uint64_t size) {
  std::array<char, kBlock> h{};
  std::memcpy(h.data(), name.data(), name.size());
  put_octal(h.data() + 100, 8, 0600);
  put_octal(h.data() + 108, 8, 0);
  put_octal(h.data() + 116, 8, 0);
  put_octal(h.data() + 124, 12, size);
  put_octal(h.data() + 136, 12, 0);
  h[156] = '0';
  std::memcpy(h.data() + 257,
              "ustar\0"
              "00",
              8);
  put_octal(h.data() + 148, 7, checksum(h));
  h[155] = ' ';
  return h;
}

struct Member {
  std::string name;
  std::uint64_t size = 0;
};
Result<Member> read_header(const std::array<char, kBlock>& h) {
  const auto octal = [&](std::size_t at, std::size_t width) -> std::optional<std::uint64_t> {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width && h[at + i] != '\0' && h[at + i] != ' '; ++i) {
      if (h[at + i] < '0' || h[at + i] > '7') return std::nullopt;
      value = value * 8 + static_cast<std::uint64_t>(h[at + i] - '0');
    }
    return value;
  };
  const auto sum = octal(148, 8), size = octal(124, 12);
  const std::string name(h.data(), ::strnlen(h.data(), kMaxName));
  if (!sum || *sum != checksum(h) || !size || *size > kMaxMemberBytes || h[156] != '0' || !good_name(name))
    return Error(kArchiveMalformed, "a member's header");
  return Member{name, *size};
}

std::size_t padding(std::uint64_t size) { return static_cast<std::size_t>((kBlock - size % kBlock) % kBlock); }

}  // namespace

struct ArchiveWriter::State {
  std::string path;
  std::unique_ptr<File> file;
  std::map<std::string, std::pair<std::uint64_t, crypto::Digest>> members;
  bool finished = false;
  const std::atomic<bool>* stop = nullptr;

  Status add_bytes(const std::string& name, std::string_view bytes) {
    const auto header = header_of(name, bytes.size());
    HOCBA_RETURN_IF_ERROR(file->write({header.data(), header.size()}));
    HOCBA_RETURN_IF_ERROR(file->write(bytes));
    return file->write(std::string(padding(bytes.size()), '\0'));
  }
};

ArchiveWriter::ArchiveWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}

ArchiveWriter::~ArchiveWriter() {
  if (!state_->finished) ::unlink((state_->path + ".partial").c_str());
}

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::create(const std::string& path, const std::atomic<bool>* stop) {
  std::error_code failed;
  if (std::filesystem::exists(path, failed)) return Error(kFileExists, path);
  auto state = std::make_unique<State>();
  state->path = path;
  state->stop = stop;
  state->file = std::make_unique<File>(path + ".partial", O_WRONLY | O_CREAT | O_TRUNC);
  if (!state->file->ok()) return state->file->error();
  return std::unique_ptr<ArchiveWriter>(new ArchiveWriter(std::move(state)));
}

Status ArchiveWriter::add_file(const std::string& name, const std::string& source) {
  if (!good_name(name) || state_->members.count(name) != 0 || state_->members.size() >= kMaxArchiveMembers)
    return Error(kIo, "no name for a backup: " + name);
  std::error_code failed;
  const std::uint64_t size = std::filesystem::file_size(source, failed);
  if (failed || size > kMaxMemberBytes) return Error(kIo, source + ": " + failed.message());
  File in(source, O_RDONLY);
  if (!in.ok()) return in.error();
  const auto header = header_of(name, size);
  HOCBA_RETURN_IF_ERROR(state_->file->write({header.data(), header.size()}));
  crypto::Sha256 digest;
  std::vector<char> buffer(1u << 20);
  for (std::uint64_t left = size; left > 0;) {
    if (state_->stop != nullptr && state_->stop->load()) return kStopped;
    HOCBA_TRY(const std::size_t got,
              in.read(buffer.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()))));
    if (got == 0) return Error(kIo, source + " became shorter");
    digest.update({buffer.data(), got});
    HOCBA_RETURN_IF_ERROR(state_->file->write({buffer.data(), got}));
    left -= got;
  }
  HOCBA_RETURN_IF_ERROR(state_->file->write(std::string(padding(size), '\0')));
  state_->members[name] = {size, digest.finish()};
  return done();
}

Status ArchiveWriter::add_directory(const std::string& name, const std::string& source) {
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  for (std::filesystem::recursive_directory_iterator at(source, failed), end; !failed && at != end;
       at.increment(failed)) {
    std::error_code unknown;
    if (at->is_regular_file(unknown)) files.push_back(at->path());
    if (unknown) return Error(kIo, at->path().string() + ": " + unknown.message());
  }
  if (failed) return Error(kIo, source + ": " + failed.message());
  std::sort(files.begin(), files.end());
  for (const auto& file : files)
    HOCBA_RETURN_IF_ERROR(add_file(name + "/" + file.lexically_relative(source).string(), file.string()));
  return done();
}

Status ArchiveWriter::finish() {
  json files = json::array();
  for (const auto& [name, member] : state_->members)
    files.push_back({{"name", name}, {"size", member.first}, {"sha256", crypto::base64url(member.second)}});
  HOCBA_RETURN_IF_ERROR(
      state_->add_bytes(std::string(kManifest), crypto::canonical({{"hocba-backup", 1}, {"files", files}})));
  HOCBA_RETURN_IF_ERROR(state_->file->write(std::string(2 * kBlock, '\0')));
  HOCBA_RETURN_IF_ERROR(state_->file->sync());
  if (::rename((state_->path + ".partial").c_str(), state_->path.c_str()) != 0) return Error(kIo, state_->path);
  state_->finished = true;
  const auto folder = std::filesystem::path(state_->path).parent_path();
  return sync_directory(folder.empty() ? "." : folder.string());
}

namespace {

using Digests = std::map<std::string, std::pair<std::uint64_t, std::string>>;

Status check_manifest(const std::string& text, const Digests& found) {
  HOCBA_TRY(const json manifest, crypto::parse_json(text, {.max_bytes = kMaxManifestBytes}));
  try {
    if (manifest.at("hocba-backup") != 1 || manifest.at("files").size() != found.size())
      return Error(kArchiveMalformed, "manifest");
    for (const auto& file : manifest.at("files")) {
      const auto member = found.find(file.at("name").get<std::string>());
      if (member == found.end() || member->second.first != file.at("size").get<std::uint64_t>() ||
          member->second.second != file.at("sha256").get<std::string>())
        return Error(kArchiveMalformed, file.at("name").get<std::string>());
    }
  } catch (const json::exception&) {
    return Error(kArchiveMalformed, "manifest");
  }
  return done();
}

Status extract_member(File& in, const Member& member, const std::string& directory, Digests& found) {
  const std::filesystem::path target = std::filesystem::path(directory) / member.name;
  std::error_code failed;
  std::filesystem::create_directories(target.parent_path(), failed);
  File out(target.string(), O_WRONLY | O_CREAT | O_EXCL);
  if (!out.ok()) return out.error();
  crypto::Sha256 digest;
  std::vector<char> buffer(1u << 20);
  for (std::uint64_t left = member.size; left > 0;) {
    HOCBA_TRY(const std::size_t got,
              in.read(buffer.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()))));
    if (got == 0) return Error(kArchiveMalformed, "it ends in " + member.name);
    digest.update({buffer.data(), got});
    HOCBA_RETURN_IF_ERROR(out.write({buffer.data(), got}));
    left -= got;
  }
  HOCBA_RETURN_IF_ERROR(out.sync());
  found[member.name] = {member.size, crypto::base64url(digest.finish())};
  return done();
}

}  // namespace

Status extract_archive(const std::string& path, const std::string& directory) {
  File in(path, O_RDONLY);
  if (!in.ok()) return in.error();
  Digests found;
  std::array<char, kBlock> header{};
  for (std::size_t count = 0; count <= kMaxArchiveMembers; ++count) {
    HOCBA_TRY(const std::size_t got, in.read(header.data(), kBlock));
    if (got != kBlock) return Error(kArchiveMalformed, "it ends without a manifest");
    HOCBA_TRY(const Member member, read_header(header));
    std::array<char, kBlock> filler{};
    if (member.name == kManifest) {
      if (member.size > kMaxManifestBytes) return Error(kArchiveMalformed, "manifest");
      std::string text(member.size, '\0');
      HOCBA_TRY(const std::size_t read, in.read(text.data(), text.size()));
      if (read != text.size()) return Error(kArchiveMalformed, "manifest");
      return check_manifest(text, found);
    }
    if (found.count(member.name) != 0) return Error(kArchiveMalformed, member.name + " stands twice");
    HOCBA_RETURN_IF_ERROR(extract_member(in, member, directory, found));
    HOCBA_TRY(const std::size_t skipped, in.read(filler.data(), padding(member.size)));
    if (skipped != padding(member.size)) return Error(kArchiveMalformed, "it ends early");
  }
  return Error(kArchiveMalformed, "too many members");
}

}  // namespace hocba::node
