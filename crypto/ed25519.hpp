// Ed25519 (RFC 8032), by libsodium, the only implementation that decides anything here: libraries differ on keys of
// small order and on non-canonical encodings, and a ledger whose nodes differ forks. What libsodium 1.0.18 refuses
// (S >= L, small-order or non-canonical A) is refused; tests/unit/crypto pins each odd case.
// Threads: all functions are thread-safe.
#pragma once

#include "crypto/secret.hpp"

namespace hocba::crypto {

struct PublicKeyTag {};
using PublicKey = Bytes<PublicKeyTag, 32>;
struct SignatureTag {};
using Signature = Bytes<SignatureTag, 64>;
struct SeedTag {};
using Seed = Secret<SeedTag, 32>;

class KeyPair {
 public:
  static KeyPair from_seed(Seed seed);
  const PublicKey& public_key() const { return public_key_; }
  const Seed& seed() const { return seed_; }
  Signature sign(std::string_view message) const;

 private:
  KeyPair() = default;
  Seed seed_;
  Secret<struct ExpandedKeyTag, 64> expanded_;
  PublicKey public_key_;
};

bool verify(const PublicKey& key, std::string_view message, const Signature& signature);
// Is this a key that verify() can accept at all: the canonical encoding of a point of the curve, not of small order?
// Costs about a quarter of a signature check: asked where a key enters (a did:key that is parsed), not per signature.
bool usable(const PublicKey& key);

}  // namespace hocba::crypto
