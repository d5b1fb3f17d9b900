// ECDSA over NIST P-256 with SHA-256, raw r‖s signatures (FIPS 186-5; IEEE P1363 form), by OpenSSL: what hardware
// tokens sign. Only low-s signatures are accepted, so that a signature has one form.
#pragma once

#include <optional>

#include "crypto/secret.hpp"

namespace hocba::crypto {

struct P256PublicKeyTag {};
using P256PublicKey = Bytes<P256PublicKeyTag, 33>;  // compressed point, SEC 1 §2.3.3
struct P256SignatureTag {};
using P256Signature = Bytes<P256SignatureTag, 64>;
struct P256ScalarTag {};
using P256Scalar = Secret<P256ScalarTag, 32>;

// Is this a point of the curve in its compressed form?
bool usable(const P256PublicKey& key);
bool verify(const P256PublicKey& key, std::string_view message, const P256Signature& signature);
// The same signature with the smaller of the two values of s that verify; nothing where s is none (0, or not below the
// group's order). Tokens give either.
std::optional<P256Signature> with_low_s(const P256Signature& signature);
// For tests and software keys; tokens sign through crypto/device/token.hpp.
Result<P256PublicKey> p256_public_key(const P256Scalar& scalar);
Result<P256Signature> p256_sign(const P256Scalar& scalar, std::string_view message);

}  // namespace hocba::crypto
