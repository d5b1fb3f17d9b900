#include "ledger/log/codes.hpp"

namespace hocba::log {

std::span<const Code* const> codes() {
  static constexpr const Code* kAll[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "ledger/log/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

}  // namespace hocba::log
