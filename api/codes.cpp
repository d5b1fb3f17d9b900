#include "api/codes.hpp"

#include <array>

namespace hocba::api {

std::span<const Code* const> codes() {
  static constexpr std::array kAll = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "api/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

}  // namespace hocba::api
