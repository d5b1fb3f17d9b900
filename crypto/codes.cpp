#include "crypto/codes.hpp"

namespace hocba::crypto {

std::span<const Code* const> codes() {
  static constexpr const Code* kAll[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "crypto/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

}  // namespace hocba::crypto
