// Each text form of bytes and keys has one spelling: what is read is written back alike.
#include <cstdint>
#include <string_view>

#include "crypto/check.hpp"
#include "crypto/did_key.hpp"
#include "crypto/encoding.hpp"
#include "crypto/time.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace hocba::crypto;  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto key = key_from_did(text); key.ok()) {
    HOCBA_CHECK(key->did() == text);
    HOCBA_CHECK(key_from_verification_method(key->verification_method()).ok());
  }
  if (const auto key = key_from_verification_method(text); key.ok()) HOCBA_CHECK(key->verification_method() == text);
  if (const auto key = AnyKey::from_multicodec(text); key.ok()) {
    HOCBA_CHECK(key->multicodec() == text);
    HOCBA_CHECK(*key_from_did(key->did()) == *key);
  }
  if (const auto raw = from_hex(text); raw.ok()) HOCBA_CHECK(hex(*raw) == text);
  if (const auto raw = from_base64(text); raw.ok()) HOCBA_CHECK(base64(*raw) == text);
  if (const auto raw = from_base64url(text); raw.ok()) HOCBA_CHECK(base64url(*raw) == text);
  if (const auto raw = from_base58(text); raw.ok()) HOCBA_CHECK(base58(*raw) == text);
  if (const auto time = hocba::time_from_text(text); time.ok()) HOCBA_CHECK(to_text(*time) == text);
  if (const auto date = hocba::date_from_text(text); date.ok()) HOCBA_CHECK(to_text(*date) == text);
  HOCBA_CHECK(*from_base64(base64(text)) == text);
  HOCBA_CHECK(*from_base64url(base64url(text)) == text);
  HOCBA_CHECK(*from_hex(hex(text)) == text);
  if (size <= 150) HOCBA_CHECK(*from_base58(base58(text)) == text);
  return 0;
}
