// X.509 certificates made for tests, by OpenSSL. Keys belong to the caller (EVP_PKEY_free).
#pragma once

#include <openssl/evp.h>

#include <string>

#include "crypto/ed25519.hpp"
#include "crypto/p256.hpp"
#include "crypto/time.hpp"

namespace hocba::test {

struct CertificatePlan {
  const char* subject;
  const char* issuer;
  EVP_PKEY* key;     // that it certifies
  EVP_PKEY* signer;  // its issuer's
  bool authority = false;
  const char* usage = nullptr;  // as OpenSSL's configuration spells it
  const char* extended = nullptr;
  Time begin = Time{1700000000};
  Time end = Time{1720000000};
};
std::string make_certificate(const CertificatePlan& plan);  // DER

// What a timestamping authority answers (TimeStampResp, DER) to a request, at this time.
std::string make_timestamp(const std::string& request, const std::string& authority_der, EVP_PKEY* key, Time at);

EVP_PKEY* new_p256_key();
EVP_PKEY* p256_key_of(const crypto::P256PublicKey& key);  // it certifies, and signs nothing
EVP_PKEY* ed25519_key_of(const crypto::PublicKey& key);   // it certifies, and signs nothing

}  // namespace hocba::test
