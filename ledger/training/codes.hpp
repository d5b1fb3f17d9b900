// The stable codes of ledger/training (see crypto/error.hpp).
#pragma once

#include <span>

#include "crypto/error.hpp"

namespace hocba::training {
#define HOCBA_CODE(constant, id, kind, vi, en) inline constexpr Code constant{id, Kind::kind, vi, en};
#include "ledger/training/codes.def"
#undef HOCBA_CODE
std::span<const Code* const> codes();
}  // namespace hocba::training
