#include "crypto/ed25519.hpp"

#include <sodium.h>

#include "crypto/raw_bytes.hpp"
#include "crypto/sodium_ready.hpp"

namespace hocba::crypto {
namespace {

// The y coordinates of the eight points whose order divides 8, little-endian: 0, 1, −1 and the two of order 8. With
// such a key one signature fits many messages.
constexpr std::array<std::array<std::uint8_t, 32>, 5> kSmallOrder{{
    {},
    {1},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
}};

}  // namespace

KeyPair KeyPair::from_seed(Seed seed) {
  sodium_ready();
  KeyPair out;
  HOCBA_CHECK(crypto_sign_ed25519_seed_keypair(out.public_key_.data.data(), out.expanded_.expose_mutable(),
                                               raw(seed.expose())) == 0);
  out.seed_ = std::move(seed);
  return out;
}

Signature KeyPair::sign(std::string_view message) const {
  Signature out;
  HOCBA_CHECK(crypto_sign_ed25519_detached(out.data.data(), nullptr, raw(message), message.size(),
                                           raw(expanded_.expose())) == 0);
  return out;
}

bool verify(const PublicKey& key, std::string_view message, const Signature& signature) {
  sodium_ready();
  return crypto_sign_ed25519_verify_detached(signature.data.data(), raw(message), message.size(), key.data.data()) == 0;
}

bool usable(const PublicKey& key) {
  sodium_ready();
  PublicKey without_sign = key;
  without_sign.data[31] &= 0x7f;
  for (const auto& small : kSmallOrder) {
    if (without_sign.data == small) return false;
  }
  // Adding the neutral element decodes the point, checks that it is on the curve and encodes it again: another
  // spelling of the same point comes back changed.
  constexpr std::array<std::uint8_t, 32> kNeutral{1};
  PublicKey again;
  return crypto_core_ed25519_add(again.data.data(), key.data.data(), kNeutral.data()) == 0 && again == key;
}

}  // namespace hocba::crypto
