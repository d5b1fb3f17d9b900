// Encryption: XChaCha20-Poly1305 with a random 24-byte nonce in front, and sealed boxes (X25519, anonymous sender),
// both by libsodium. The nonce is an argument so that this stays pure; crypto/device/random.hpp makes it.
#pragma once

#include "crypto/secret.hpp"

namespace hocba::crypto {

struct AeadKeyTag {};
using AeadKey = Secret<AeadKeyTag, 32>;
struct AeadNonceTag {};
using AeadNonce = Bytes<AeadNonceTag, 24>;
struct BoxPublicKeyTag {};
using BoxPublicKey = Bytes<BoxPublicKeyTag, 32>;
struct BoxSecretKeyTag {};
using BoxSecretKey = Secret<BoxSecretKeyTag, 32>;

// nonce ‖ ciphertext ‖ tag: 40 bytes longer than the plaintext. `context` is authenticated, not stored.
std::string seal(const AeadKey& key, const AeadNonce& nonce, std::string_view plaintext, std::string_view context);
// crypto.not_opened for a wrong key, wrong context or any changed byte.
Result<SecretText> open(const AeadKey& key, std::string_view sealed, std::string_view context);

struct BoxKeyPair {
  BoxPublicKey public_key;
  BoxSecretKey secret_key;
};
BoxKeyPair box_key_pair(const Secret<struct BoxSeedTag, 32>& seed);
// The sender's ephemeral key is drawn inside libsodium: the one random number in this folder. crypto.bad_key where
// the recipient's key is of small order, which nobody could keep a secret with.
Result<std::string> seal_to(const BoxPublicKey& recipient, std::string_view plaintext);
Result<SecretText> open_box(const BoxKeyPair& recipient, std::string_view sealed);

}  // namespace hocba::crypto
