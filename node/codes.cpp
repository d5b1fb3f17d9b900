#include "node/codes.hpp"

namespace hocba::node {

std::span<const Code* const> codes() {
  static constexpr const Code* kAll[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "node/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

}  // namespace hocba::node
