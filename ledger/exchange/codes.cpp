#include "ledger/exchange/codes.hpp"

namespace hocba::exchange {

std::span<const Code* const> codes() {
  static constexpr const Code* kAll[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "ledger/exchange/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

}  // namespace hocba::exchange
