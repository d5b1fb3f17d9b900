// A POSIX tar file (IEEE 1003.1 ustar) of plain files, as backups use it: written member by member, the last member is
// manifest.json with the SHA-256 of each. Read back with the manifest checked before anything is believed.
// Names are relative, of [A-Za-z0-9._/-], without "..". Bounds: kMaxArchiveMembers, kMaxMemberBytes.
// Threads: an object belongs to one thread. Errors: node.io, node.archive_malformed.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba::node {

inline constexpr std::size_t kMaxArchiveMembers = 100'000;
inline constexpr std::uint64_t kMaxMemberBytes = std::uint64_t{8} << 30;  // ustar's eleven octal digits

class ArchiveWriter {
 public:
  // `path` must not exist; it appears when finish() returns, complete and synced, or never. Until then it is
  // `path`.partial, which a kill leaves behind. `stop` (may be absent, outlives the object): node.stopped once it is
  // set.
  static Result<std::unique_ptr<ArchiveWriter>> create(const std::string& path,
                                                       const std::atomic<bool>* stop = nullptr);
  ~ArchiveWriter();  // removes what is unfinished
  Status add_file(const std::string& name, const std::string& source);
  Status add_directory(const std::string& name, const std::string& source);  // its plain files, with sub-folders
  Status finish();

 private:
  struct State;
  explicit ArchiveWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Writes the members into `directory` (made here), each synced. On an error what was written stays for the caller to
// remove.
Status extract_archive(const std::string& path, const std::string& directory);

}  // namespace hocba::node
