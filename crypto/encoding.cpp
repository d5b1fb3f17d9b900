#include "crypto/encoding.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "crypto/codes.hpp"
#include "crypto/raw_bytes.hpp"

namespace hocba::crypto {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::uint8_t kNone = 0xff;
constexpr std::size_t kMaxBase58 = 256;
// Five base58 digits at a time: 58^5 < 2^32, so that the long multiplication works on 32-bit limbs.
constexpr std::size_t kDigitsPerStep = 5;
constexpr std::uint32_t kStep = 58u * 58u * 58u * 58u * 58u;

using Table = std::array<std::uint8_t, 256>;

constexpr Table values_of(std::string_view alphabet) {
  Table table{};
  for (auto& value : table) value = kNone;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr Table kBase64Values = values_of(kBase64);
constexpr Table kBase64UrlValues = values_of(kBase64Url);
constexpr Table kBase58Values = values_of(kBase58);

// Without padding.
std::string encode64(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  int held = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bits = (bits << 8) | byte_at(bytes, i);
    for (held += 8; held >= 6; held -= 6) out += alphabet[(bits >> (held - 6)) & 63];
  }
  if (held > 0) out += alphabet[(bits << (6 - held)) & 63];
  return out;
}

// Without padding. Refuses what encode64 would not have written: a single left-over character, non-zero spare bits.
bool decode64(std::string_view text, const Table& values, std::string& out) {
  if (text.size() % 4 == 1) return false;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int held = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint8_t value = values[byte_at(text, i)];
    if (value == kNone) return false;
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>((bits >> held) & 0xff);
    }
  }
  return (bits & ((1u << held) - 1)) == 0;
}

}  // namespace

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out += kDigits[byte_at(bytes, i) >> 4];
    out += kDigits[byte_at(bytes, i) & 15];
  }
  return out;
}

Result<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return kBadHex;
  const auto nibble = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
  };
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = nibble(text[i]);
    const int low = nibble(text[i + 1]);
    if (high < 0 || low < 0) return kBadHex;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string base64(std::string_view bytes) {
  std::string out = encode64(bytes, kBase64);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

Result<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return kBadBase64;
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) text.remove_suffix(1);
  std::string out;
  if (!decode64(text, kBase64Values, out)) return kBadBase64;
  return out;
}

std::string base64url(std::string_view bytes) { return encode64(bytes, kBase64Url); }

Result<std::string> from_base64url(std::string_view text) {
  std::string out;
  if (!decode64(text, kBase64UrlValues, out)) return kBadBase64;
  return out;
}

std::string base58(std::string_view bytes) {
  const std::size_t zeros = std::min(bytes.find_first_not_of('\0'), bytes.size());
  bytes.remove_prefix(zeros);
  // The number in base 2^32, most significant limb first.
  std::vector<std::uint32_t> limbs((bytes.size() + 3) / 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t from_end = bytes.size() - 1 - i;
    limbs[limbs.size() - 1 - from_end / 4] |= std::uint32_t{byte_at(bytes, i)} << (8 * (from_end % 4));
  }
  std::string reversed;
  reversed.reserve(bytes.size() * 7 / 5 + kDigitsPerStep);
  for (std::size_t first = 0; first < limbs.size();) {
    std::uint64_t remainder = 0;
    for (std::size_t i = first; i < limbs.size(); ++i) {
      remainder = (remainder << 32) | limbs[i];
      limbs[i] = static_cast<std::uint32_t>(remainder / kStep);
      remainder %= kStep;
    }
    while (first < limbs.size() && limbs[first] == 0) ++first;
    for (std::size_t digit = 0; digit < kDigitsPerStep; ++digit, remainder /= 58) reversed += kBase58[remainder % 58];
  }
  while (!reversed.empty() && reversed.back() == kBase58[0]) reversed.pop_back();
  std::string out(zeros, kBase58[0]);
  out.append(reversed.rbegin(), reversed.rend());
  return out;
}

Result<std::string> from_base58(std::string_view text) {
  if (text.size() > kMaxBase58) return Error(kBadBase58, "too long");
  const std::size_t zeros = std::min(text.find_first_not_of(kBase58[0]), text.size());
  text.remove_prefix(zeros);
  std::array<std::uint32_t, kMaxBase58 * 6 / 32 + 1> limbs{};  // least significant first; log2(58) < 6
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::uint64_t carry = 0;
    std::uint64_t factor = 1;
    for (std::size_t n = 0; n < kDigitsPerStep && i < text.size(); ++n, ++i) {
      const std::uint8_t value = kBase58Values[byte_at(text, i)];
      if (value == kNone) return kBadBase58;
      carry = carry * 58 + value;
      factor *= 58;
    }
    for (std::size_t limb = 0; limb < used; ++limb) {
      carry += limbs[limb] * factor;
      limbs[limb] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) limbs[used++] = static_cast<std::uint32_t>(carry);
  }
  std::string out(zeros, '\0');
  bool leading = true;
  for (std::size_t i = used * 4; i > 0; --i) {
    const auto byte = static_cast<std::uint8_t>(limbs[(i - 1) / 4] >> (8 * ((i - 1) % 4)));
    if (leading && byte == 0) continue;
    leading = false;
    out += static_cast<char>(byte);
  }
  return out;
}

}  // namespace hocba::crypto
