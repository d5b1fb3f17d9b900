// A backup file that is restored: whatever the bytes, files appear below the directory that was given and nowhere else,
// and none before the manifest was found to be right.
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "crypto/check.hpp"
#include "node/archive.hpp"
#include "tests/support/scratch.hpp"

using namespace hocba;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const test::ScratchDirectory scratch;
  const std::string archive = scratch / "backup", into = scratch / "in/to";
  std::filesystem::remove_all(scratch / "in");
  std::filesystem::create_directory(scratch / "in");
  std::ofstream(archive, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const bool restored = node::extract_archive(archive, into).ok();
  std::size_t outside = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch.path())) {
    const std::string path = entry.path().string();
    if (path != archive && path != scratch / "in" && path != into && path.rfind(into + "/", 0) != 0) ++outside;
    HOCBA_CHECK(!entry.is_symlink());
  }
  HOCBA_CHECK(outside == 0 && (!restored || std::filesystem::is_directory(into)));
  return 0;
}
