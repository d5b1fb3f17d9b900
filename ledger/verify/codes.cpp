#include "ledger/verify/codes.hpp"

namespace hocba::verify {

std::span<const Code* const> codes() {
  static constexpr const Code* kAll[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "ledger/verify/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

}  // namespace hocba::verify
