// Numbers as big-endian bytes, so that keys sort as the numbers do. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/check.hpp"

namespace hocba::node {

inline std::string be64(std::uint64_t value) {
  std::string out(8, '\0');
  for (int i = 7; i >= 0; --i, value >>= 8) out[static_cast<std::size_t>(i)] = static_cast<char>(value & 0xff);
  return out;
}
inline std::string be32(std::uint32_t value) { return be64(value).substr(4); }
inline std::uint64_t read_be64(std::string_view bytes) {
  HOCBA_CHECK(bytes.size() >= 8);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

inline std::uint32_t read_be32(std::string_view bytes) {
  HOCBA_CHECK(bytes.size() >= 4);
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace hocba::node
