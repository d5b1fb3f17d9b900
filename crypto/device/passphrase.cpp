#include "crypto/device/passphrase.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <vector>

namespace hocba::crypto {
namespace {

// ICU's UTF-16, wiped at its end.
class Units {
 public:
  explicit Units(std::size_t size) : units_(size) {}
  ~Units() { wipe(units_.data(), units_.size() * sizeof(UChar)); }
  Units(const Units&) = delete;
  Units& operator=(const Units&) = delete;
  UChar* data() { return units_.data(); }
  std::int32_t size() const { return static_cast<std::int32_t>(units_.size()); }

 private:
  std::vector<UChar> units_;
};

}  // namespace

std::size_t characters_of(const SecretText& passphrase) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(passphrase.expose().data());
  const auto size = static_cast<std::int32_t>(passphrase.expose().size());
  std::size_t out = 0;
  for (std::int32_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    out += c < 0 || u_getCombiningClass(c) == 0;
  }
  return out;
}

SecretText composed(const SecretText& passphrase) {
  const std::string& text = passphrase.expose();
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return SecretText(text);
  constexpr std::size_t kMostGrowth = 3;  // of UTF-16 units by NFC
  UErrorCode error = U_ZERO_ERROR;
  Units typed(text.size()), out(kMostGrowth * text.size());
  std::int32_t length = 0;
  u_strFromUTF8(typed.data(), typed.size(), &length, text.data(), static_cast<std::int32_t>(text.size()), &error);
  const UNormalizer2* nfc = unorm2_getNFCInstance(&error);
  length = unorm2_normalize(nfc, typed.data(), length, out.data(), out.size(), &error);
  std::string bytes(kMostGrowth * static_cast<std::size_t>(std::max(length, 0)), '\0');
  std::int32_t size = 0;
  u_strToUTF8(bytes.data(), static_cast<std::int32_t>(bytes.size()), &size, out.data(), length, &error);
  if (U_FAILURE(error)) {
    wipe(bytes.data(), bytes.size());
    return SecretText(text);
  }
  wipe(bytes.data() + size, bytes.size() - static_cast<std::size_t>(size));
  bytes.resize(static_cast<std::size_t>(size));
  return SecretText(std::move(bytes));
}

}  // namespace hocba::crypto
