#include "tests/support/scratch.hpp"

#include <stdlib.h>

#include <filesystem>

#include "crypto/check.hpp"

namespace hocba::test {

ScratchDirectory::ScratchDirectory() {
  path_ = (std::filesystem::temp_directory_path() / "hocba-test-XXXXXX").string();
  HOCBA_CHECK(::mkdtemp(path_.data()) != nullptr);
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace hocba::test
