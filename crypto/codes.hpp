// The stable codes of crypto/ (see crypto/error.hpp). Every module has such a pair of files.
#pragma once

#include <span>

#include "crypto/error.hpp"

namespace hocba::crypto {
#define HOCBA_CODE(constant, id, kind, vi, en) inline constexpr Code constant{id, Kind::kind, vi, en};
#include "crypto/codes.def"
#undef HOCBA_CODE
// All of them, in the order of the file: for documents, tests and the command line.
std::span<const Code* const> codes();
}  // namespace hocba::crypto
