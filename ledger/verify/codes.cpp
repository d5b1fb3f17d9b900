#include "ledger/verify/codes.hpp"

#include <iterator>

namespace hocba::verify {

std::span<const Code* const> codes() {
  static constexpr const Code* kAll[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "ledger/verify/codes.def"
#undef HOCBA_CODE
      nullptr,  // so that the list may be empty
  };
  return std::span(kAll).first(std::size(kAll) - 1);
}

}  // namespace hocba::verify
