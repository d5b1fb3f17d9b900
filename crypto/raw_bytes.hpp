// Text as the bytes that libsodium and OpenSSL take. Internal to crypto/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hocba::crypto {

inline const std::uint8_t* raw(std::string_view bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }
inline std::uint8_t* raw(std::string& bytes) { return reinterpret_cast<std::uint8_t*>(bytes.data()); }
inline std::uint8_t byte_at(std::string_view text, std::size_t i) { return static_cast<std::uint8_t>(text[i]); }

}  // namespace hocba::crypto
