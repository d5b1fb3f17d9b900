#include "tests/support/certificates.hpp"

#include <openssl/core_names.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace hocba::test {

std::string make_certificate(const CertificatePlan& plan) {
  X509* cert = X509_new();
  X509_set_version(cert, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(cert), 0x1234ab);
  ASN1_TIME_set(X509_getm_notBefore(cert), plan.begin.seconds);
  ASN1_TIME_set(X509_getm_notAfter(cert), plan.end.seconds);
  const auto name = [](X509_NAME* out, const char* text) {
    X509_NAME_add_entry_by_txt(out, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
  };
  name(X509_get_subject_name(cert), plan.subject);
  name(X509_get_issuer_name(cert), plan.issuer);
  X509_set_pubkey(cert, plan.key);
  const auto extension = [&](int nid, const char* value) {
    X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
    X509_add_ext(cert, made, -1);
    X509_EXTENSION_free(made);
  };
  extension(NID_basic_constraints, plan.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (plan.usage != nullptr) extension(NID_key_usage, plan.usage);
  if (plan.extended != nullptr) extension(NID_ext_key_usage, plan.extended);
  X509_sign(cert, plan.signer, EVP_PKEY_is_a(plan.signer, "ED25519") == 1 ? nullptr : EVP_sha256());
  unsigned char* der = nullptr;
  const int size = i2d_X509(cert, &der);
  std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  X509_free(cert);
  return out;
}

std::string make_timestamp(const std::string& request, const std::string& authority_der, EVP_PKEY* key, Time at) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(authority_der.data());
  X509* authority = d2i_X509(nullptr, &bytes, static_cast<long>(authority_der.size()));
  TS_RESP_CTX* context = TS_RESP_CTX_new();
  ASN1_OBJECT* policy = OBJ_txt2obj("1.2.3.4.1", 1);
  HOCBA_CHECK(authority != nullptr && context != nullptr && TS_RESP_CTX_set_signer_cert(context, authority) == 1 &&
              TS_RESP_CTX_set_signer_key(context, key) == 1 && TS_RESP_CTX_set_def_policy(context, policy) == 1 &&
              TS_RESP_CTX_set_signer_digest(context, EVP_sha256()) == 1 &&
              TS_RESP_CTX_set_ess_cert_id_digest(context, EVP_sha256()) == 1 &&
              TS_RESP_CTX_add_md(context, EVP_sha256()) == 1);
  const auto serial = [](TS_RESP_CTX*, void*) {
    ASN1_INTEGER* out = ASN1_INTEGER_new();
    ASN1_INTEGER_set(out, 7);
    return out;
  };
  const auto time = [](TS_RESP_CTX*, void* when, long* seconds, long* micros) {
    *seconds = static_cast<long>(static_cast<Time*>(when)->seconds);
    *micros = 0;
    return 1;
  };
  TS_RESP_CTX_set_serial_cb(context, serial, nullptr);
  TS_RESP_CTX_set_time_cb(context, time, &at);
  BIO* asked = BIO_new_mem_buf(request.data(), static_cast<int>(request.size()));
  TS_RESP* answer = TS_RESP_create_response(context, asked);
  HOCBA_CHECK(answer != nullptr);
  unsigned char* der = nullptr;
  const int size = i2d_TS_RESP(answer, &der);
  std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  TS_RESP_free(answer);
  BIO_free(asked);
  ASN1_OBJECT_free(policy);
  TS_RESP_CTX_free(context);
  X509_free(authority);
  return out;
}

EVP_PKEY* new_p256_key() { return EVP_EC_gen("P-256"); }

EVP_PKEY* p256_key_of(const crypto::P256PublicKey& key) {
  char group[] = "prime256v1";
  std::string point = key.str();
  OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                         OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
                         OSSL_PARAM_construct_end()};
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
  EVP_PKEY* out = nullptr;
  HOCBA_CHECK(EVP_PKEY_fromdata_init(context) == 1 &&
              EVP_PKEY_fromdata(context, &out, EVP_PKEY_PUBLIC_KEY, params) == 1);
  EVP_PKEY_CTX_free(context);
  return out;
}

EVP_PKEY* ed25519_key_of(const crypto::PublicKey& key) {
  return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data.data(), key.data.size());
}

}  // namespace hocba::test
