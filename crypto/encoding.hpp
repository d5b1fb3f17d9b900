// Text forms of bytes. Each decoder accepts exactly one spelling of each byte string (so that a signed text has one
// form): lower-case hex; base64 with padding, no line breaks and zero trailing bits (RFC 4648 §4, as C2SP notes
// want); base64url without padding (§5, the form of every digest, nonce and commitment in our JSON); base58btc.
#pragma once

#include <string>
#include <string_view>

#include "crypto/bytes.hpp"

namespace hocba::crypto {

std::string hex(std::string_view bytes);
Result<std::string> from_hex(std::string_view text);
std::string base64(std::string_view bytes);
Result<std::string> from_base64(std::string_view text);
std::string base64url(std::string_view bytes);
Result<std::string> from_base64url(std::string_view text);
std::string base58(std::string_view bytes);
// At most 256 characters: the algorithm is quadratic, and nothing we read is longer.
Result<std::string> from_base58(std::string_view text);

template <class Tag, std::size_t N>
std::string base64url(const Bytes<Tag, N>& bytes) {
  return base64url(bytes.view());
}

// Parses base64url text into fixed-size bytes.
template <class B>
Result<B> bytes_from_base64url(std::string_view text) {
  HOCBA_TRY(auto raw, from_base64url(text));
  return B::from(raw);
}

}  // namespace hocba::crypto
