// The programmes that are shipped: docs/programmes/NAME.toml, as they are.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "ledger/training/programme_file.hpp"
#include "tests/support/must_be.hpp"
#include "tests/support/paths.hpp"

namespace hocba::test {

inline constexpr const char* kShippedProgrammes[] = {"BDTX_2024_2025", "BR_VT_2022",      "DE_AN_869",
                                                     "QD_2550",        "QUANG_NGAI_2023", "TAN_BINH_2023"};

inline std::string shipped_text(const std::string& name) {
  std::ifstream in(source_root() + "/docs/programmes/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline training::ProgrammeFile shipped_programme(const std::string& name) {
  return must_be(training::read_programme_file(shipped_text(name + ".toml")));
}

}  // namespace hocba::test
