#include "ledger/credential/codes.hpp"

namespace hocba::credential {

std::span<const Code* const> codes() {
  static constexpr const Code* kAll[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "ledger/credential/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

}  // namespace hocba::credential
