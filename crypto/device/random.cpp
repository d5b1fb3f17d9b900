#include "crypto/device/random.hpp"

#include <sodium.h>

#include "crypto/encoding.hpp"
#include "crypto/sodium_ready.hpp"

namespace hocba::crypto {

void random_bytes(void* out, std::size_t size) {
  sodium_ready();
  randombytes_buf(out, size);
}

std::string random_string(std::size_t size) {
  std::string out(size, '\0');
  random_bytes(out.data(), out.size());
  return out;
}

KeyPair random_key_pair() {
  Seed seed;
  random_bytes(seed.expose_mutable(), Seed::kSize);
  return KeyPair::from_seed(std::move(seed));
}

AeadKey random_aead_key() {
  AeadKey key;
  random_bytes(key.expose_mutable(), AeadKey::kSize);
  return key;
}

AeadNonce random_aead_nonce() { return random_of<AeadNonce>(); }

std::string random_uuid() {
  std::array<std::uint8_t, 16> bytes;
  random_bytes(bytes.data(), bytes.size());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);  // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);  // variant of RFC 9562
  std::string out = hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  for (const std::size_t at : {8u, 13u, 18u, 23u}) out.insert(at, 1, '-');
  return out;
}

}  // namespace hocba::crypto
