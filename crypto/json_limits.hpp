// The largest integer n for which n and n + 1 are both exact as IEEE 754 doubles: 2^53 − 1 (RFC 7493 §2.2).
#pragma once

#include <cstdint>

namespace hocba::crypto {
inline constexpr std::int64_t kMaxExactInteger = (std::int64_t{1} << 53) - 1;
}  // namespace hocba::crypto
