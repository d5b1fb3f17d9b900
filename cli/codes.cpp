#include "cli/codes.hpp"

#include <array>

namespace hocba::cli {

std::span<const Code* const> codes() {
  static constexpr std::array kAll = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "cli/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

}  // namespace hocba::cli
