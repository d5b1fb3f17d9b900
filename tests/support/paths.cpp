#include "tests/support/paths.hpp"

#include <cstdlib>

namespace hocba::test {

std::string source_root() { return HOCBA_SOURCE_ROOT; }

std::string bin_dir() {
  const char* given = std::getenv("HOCBA_BIN");
  return given != nullptr && *given != '\0' ? given : HOCBA_BIN_DIR;
}

}  // namespace hocba::test
