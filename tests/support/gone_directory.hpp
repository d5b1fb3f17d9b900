// While it lives the program runs in a folder that was removed, as a shell may.
#pragma once

#include <filesystem>

#include "tests/support/scratch.hpp"

namespace hocba::test {

class GoneDirectory {
 public:
  GoneDirectory() : before_(std::filesystem::current_path()) {
    const ScratchDirectory scratch;
    std::filesystem::current_path(scratch.path());
  }
  ~GoneDirectory() { std::filesystem::current_path(before_); }
  GoneDirectory(const GoneDirectory&) = delete;
  GoneDirectory& operator=(const GoneDirectory&) = delete;

 private:
  std::filesystem::path before_;
};

}  // namespace hocba::test
