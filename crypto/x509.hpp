// X.509 certificates (RFC 5280), by OpenSSL: what binds a unit's ledger key to a certificate of a public CA.
// The ledger keeps only SHA-256 of the DER; the certificate travels in the holder's file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/did_key.hpp"
#include "crypto/hash.hpp"
#include "crypto/time.hpp"

namespace hocba::crypto {

class Certificate {
 public:
  static Result<Certificate> from_der(std::string_view der);  // exactly one certificate, no trailing bytes
  static Result<std::vector<Certificate>> from_pem(std::string_view pem);
  const std::string& der() const { return der_; }
  Digest fingerprint() const { return sha256(der_); }
  Time not_before() const { return not_before_; }
  Time not_after() const { return not_after_; }
  const std::string& subject() const { return subject_; }  // RFC 2253 text, for display only
  const std::string& issuer() const { return issuer_; }
  const std::string& serial() const { return serial_; }  // hex
  // The key inside, where it is Ed25519 or P-256.
  const std::optional<AnyKey>& key() const { return key_; }

 private:
  std::string der_, subject_, issuer_, serial_;
  Time not_before_, not_after_;
  std::optional<AnyKey> key_;
};

// Path validation of `leaf` through `intermediates` to one of `roots`, judged as of `at` (signing time, not now).
// Revocation is not looked up here: evidence (OCSP, CRL) is a later issue.
Status verify_chain(const Certificate& leaf, const std::vector<Certificate>& intermediates,
                    const std::vector<Certificate>& roots, Time at);

}  // namespace hocba::crypto
