// A key that signs, wherever it lives: in a key file opened into memory, or on a token that never gives it away
// (crypto/device/signers.hpp). What it signs is a proof of the suite of its key: `eddsa-jcs-2022` for Ed25519,
// `ecdsa-jcs-2019` for P-256 (docs/formats/signatures.md).
#pragma once

#include <string>
#include <string_view>

#include "crypto/did_key.hpp"

namespace hocba::crypto {

// Belongs to one thread at a time.
class Signer {
 public:
  Signer() = default;
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;
  virtual ~Signer() = default;
  virtual const AnyKey& public_key() const = 0;
  // 64 bytes that verify under public_key(). A token may take seconds, wait for a button, and fail
  // (crypto.token_failed).
  virtual Result<std::string> sign(std::string_view message) = 0;
};

}  // namespace hocba::crypto
