#include "ledger/store/codes.hpp"

namespace hocba::store {

std::span<const Code* const> codes() {
  static constexpr const Code* kAll[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "ledger/store/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

}  // namespace hocba::store
