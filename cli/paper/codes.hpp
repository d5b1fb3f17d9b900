// The stable codes of cli/paper/ (see crypto/error.hpp).
#pragma once

#include <span>

#include "crypto/error.hpp"

namespace hocba::paper {
#define HOCBA_CODE(constant, id, kind, vi, en) inline constexpr Code constant{id, Kind::kind, vi, en};
#include "cli/paper/codes.def"
#undef HOCBA_CODE
std::span<const Code* const> codes();
}  // namespace hocba::paper
