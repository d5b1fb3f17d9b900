#include "cli/paper/codes.hpp"

#include <array>

namespace hocba::paper {

std::span<const Code* const> codes() {
  static constexpr std::array kAll = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "cli/paper/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

}  // namespace hocba::paper
