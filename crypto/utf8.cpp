// Text: is it UTF-8, and its composed form.
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>

#include "crypto/json.hpp"
#include "crypto/raw_bytes.hpp"

namespace hocba::crypto {
bool valid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::uint8_t lead = byte_at(text, i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    // The second byte's bounds exclude overlong forms, surrogates and what lies beyond U+10FFFF (RFC 3629 §4).
    std::size_t size = 0;
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) {
      size = 2;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      size = 3;
      if (lead == 0xe0) low = 0xa0;
      if (lead == 0xed) high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      size = 4;
      if (lead == 0xf0) low = 0x90;
      if (lead == 0xf4) high = 0x8f;
    } else {
      return false;
    }
    if (text.size() - i < size || byte_at(text, i + 1) < low || byte_at(text, i + 1) > high) return false;
    for (std::size_t k = 2; k < size; ++k) {
      if ((byte_at(text, i + k) & 0xc0) != 0x80) return false;
    }
    i += size;
  }
  return true;
}

std::string nfc(std::string_view utf8) {
  const bool ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<std::uint8_t>(c) < 0x80; });
  if (ascii) return std::string(utf8);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
  HOCBA_CHECK(U_SUCCESS(status));
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(utf8.size()));
  normalizer->normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())), sink, nullptr,
                            status);
  HOCBA_CHECK(U_SUCCESS(status));
  return out;
}

}  // namespace hocba::crypto
