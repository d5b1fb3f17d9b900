// Random bytes from the operating system (libsodium's randombytes_buf). Threads: safe.
#pragma once

#include "crypto/ed25519.hpp"
#include "crypto/sealed.hpp"

namespace hocba::crypto {

void random_bytes(void* out, std::size_t size);
std::string random_string(std::size_t size);
KeyPair random_key_pair();
AeadKey random_aead_key();
AeadNonce random_aead_nonce();
template <class B>
B random_of() {
  B out;
  random_bytes(out.data.data(), out.data.size());
  return out;
}
std::string random_uuid();  // version 4, RFC 9562, lower case

}  // namespace hocba::crypto
