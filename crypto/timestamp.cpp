#include "crypto/timestamp.hpp"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include <chrono>

#include "crypto/codes.hpp"
#include "crypto/freed.hpp"

namespace hocba::crypto {
namespace {

using TokenCms = std::unique_ptr<PKCS7, Freed<PKCS7_free>>;
using Info = std::unique_ptr<TS_TST_INFO, Freed<TS_TST_INFO_free>>;
using Answer = std::unique_ptr<TS_RESP, Freed<TS_RESP_free>>;
using Request = std::unique_ptr<TS_REQ, Freed<TS_REQ_free>>;
using Imprint = std::unique_ptr<TS_MSG_IMPRINT, Freed<TS_MSG_IMPRINT_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, Freed<X509_ALGOR_free>>;
using AsnInteger = std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Checking = std::unique_ptr<TS_VERIFY_CTX, Freed<TS_VERIFY_CTX_free>>;
using TrustedCert = std::unique_ptr<X509, Freed<X509_free>>;
void free_signers(STACK_OF(X509) * list) { sk_X509_free(list); }  // not the certificates in it
using Signers = std::unique_ptr<STACK_OF(X509), Freed<free_signers>>;

constexpr std::size_t kMaxTimestampBytes = 32u << 10;
constexpr int kTimestampSecurityLevel = 2;  // as for other chains (crypto/x509.cpp)

Error timestamp_error(const Code& code) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  Error out(code, reason == nullptr ? "" : reason);
  ERR_clear_error();
  return out;
}

TokenCms parse_token(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  TokenCms token(d2i_PKCS7(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (token == nullptr || at != end || !PKCS7_type_is_signed(token.get())) return nullptr;
  return token;
}

// d2i and i2d of OpenSSL agree on DER alone: what is kept is the one encoding.
std::string encoded(PKCS7* token) {
  unsigned char* bytes = nullptr;
  const int size = i2d_PKCS7(token, &bytes);
  std::string out = size > 0 ? std::string(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size)) : "";
  OPENSSL_free(bytes);
  ERR_clear_error();
  return out;
}

std::string hex_of(const ASN1_INTEGER* number) {
  if (number == nullptr) return {};
  const BigNumber value(ASN1_INTEGER_to_BN(number, nullptr));
  if (value == nullptr) return {};
  char* digits = BN_bn2hex(value.get());
  std::string out = digits == nullptr ? "" : digits;
  OPENSSL_free(digits);
  return out;
}

bool time_of_token(const TS_TST_INFO* info, Time& out) {
  std::tm parts{};
  const ASN1_GENERALIZEDTIME* time = TS_TST_INFO_get_time(info);
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return false;
  using namespace std::chrono;
  const sys_days day = year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
  out.seconds =
      std::int64_t{day.time_since_epoch().count()} * 86400 + parts.tm_hour * 3600 + parts.tm_min * 60 + parts.tm_sec;
  return out.seconds >= 0;
}

bool sha256_imprint(const TS_TST_INFO* info, Digest& out) {
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(const_cast<TS_TST_INFO*>(info));
  const X509_ALGOR* algorithm = imprint == nullptr ? nullptr : TS_MSG_IMPRINT_get_algo(imprint);
  const ASN1_OCTET_STRING* digest = imprint == nullptr ? nullptr : TS_MSG_IMPRINT_get_msg(imprint);
  if (algorithm == nullptr || digest == nullptr || OBJ_obj2nid(algorithm->algorithm) != NID_sha256) return false;
  if (ASN1_STRING_length(digest) != static_cast<int>(Digest::kSize)) return false;
  out = Digest::of({reinterpret_cast<const char*>(ASN1_STRING_get0_data(digest)), Digest::kSize});
  return true;
}

std::string der_of(X509* cert) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(cert, &bytes);
  std::string out = size > 0 ? std::string(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size)) : "";
  OPENSSL_free(bytes);
  return out;
}

// OpenSSL's whole check: version, signature, chain with the purpose of timestamping, the signer's certificate named.
// `partial`: the store's certificates need not be roots.
bool token_checks(PKCS7* token, Time at, X509_STORE* store, bool partial) {
  const Checking checking(TS_VERIFY_CTX_new());
  HOCBA_CHECK(checking != nullptr);
  X509_VERIFY_PARAM* param = X509_STORE_get0_param(store);
  X509_VERIFY_PARAM_set_time(param, static_cast<time_t>(at.seconds));
  X509_VERIFY_PARAM_set_auth_level(param, kTimestampSecurityLevel);
  if (partial) X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
  TS_VERIFY_CTX_set_flags(checking.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE);
  HOCBA_CHECK(X509_STORE_up_ref(store) == 1);  // the context frees one reference
  TS_VERIFY_CTX_set_store(checking.get(), store);
  return TS_RESP_verify_token(checking.get(), token) == 1;
}

using TrustStore = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;

}  // namespace

Result<Timestamp> Timestamp::from_der(std::string_view der) {
  if (der.size() > kMaxTimestampBytes) return Error(kBadTimestamp, "too large");
  const TokenCms token = parse_token(der);
  if (token == nullptr || encoded(token.get()) != der) return Error(kBadTimestamp, "CMS SignedData");
  const Info info(PKCS7_to_TS_TST_INFO(token.get()));
  if (info == nullptr) return timestamp_error(kBadTimestamp);
  Timestamp out;
  out.der_ = std::string(der);
  if (!sha256_imprint(info.get(), out.imprint_)) return Error(kBadTimestamp, "SHA-256");
  if (!time_of_token(info.get(), out.time_)) return Error(kBadTimestamp, "genTime");
  out.nonce_ = hex_of(TS_TST_INFO_get_nonce(info.get()));
  const Signers signers(PKCS7_get0_signers(token.get(), nullptr, 0));
  ERR_clear_error();
  if (signers == nullptr || sk_X509_num(signers.get()) != 1) return Error(kBadTimestamp, "certificate");
  const auto signer = Certificate::from_der(der_of(sk_X509_value(signers.get(), 0)));
  if (!signer.ok()) return Error(kBadTimestamp, "certificate");
  out.authority_ = signer->subject();
  return out;
}

Result<Timestamp> Timestamp::from_response(std::string_view der) {
  if (der.size() > kMaxTimestampBytes) return Error(kBadTimestamp, "too large");
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  const Answer answer(d2i_TS_RESP(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (answer == nullptr) return from_der(der);
  if (at != end) return Error(kBadTimestamp, "TimeStampResp");
  const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(answer.get())));
  if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS)
    return Error(kTimestampRefused, std::to_string(status));
  PKCS7* token = TS_RESP_get_token(answer.get());
  if (token == nullptr) return Error(kBadTimestamp, "TimeStampResp");
  return from_der(encoded(token));
}

Status Timestamp::check_signature() const {
  const TokenCms token = parse_token(der_);
  HOCBA_CHECK(token != nullptr);
  const Signers signers(PKCS7_get0_signers(token.get(), nullptr, 0));
  const TrustStore store(X509_STORE_new());
  HOCBA_CHECK(signers != nullptr && store != nullptr);
  // Trusted for this question alone: did this certificate sign it?
  HOCBA_CHECK(X509_STORE_add_cert(store.get(), sk_X509_value(signers.get(), 0)) == 1);
  const bool good = token_checks(token.get(), time_, store.get(), true);
  if (!good) return timestamp_error(kTimestampBroken);
  ERR_clear_error();
  return done();
}

Status Timestamp::check_trust(const std::vector<Certificate>& roots) const {
  const TokenCms token = parse_token(der_);
  HOCBA_CHECK(token != nullptr);
  const TrustStore store(X509_STORE_new());
  HOCBA_CHECK(store != nullptr);
  for (const Certificate& root : roots) {
    const auto* at = reinterpret_cast<const unsigned char*>(root.der().data());
    const TrustedCert cert(d2i_X509(nullptr, &at, static_cast<long>(root.der().size())));
    HOCBA_CHECK(cert != nullptr && X509_STORE_add_cert(store.get(), cert.get()) == 1);
  }
  const bool good = token_checks(token.get(), time_, store.get(), false);
  if (!good) return timestamp_error(kTimestampUntrusted);
  ERR_clear_error();
  return done();
}

std::string timestamp_request(const Digest& imprint, std::string_view nonce) {
  const Request request(TS_REQ_new());
  const Imprint wanted(TS_MSG_IMPRINT_new());
  const Algorithm algorithm(X509_ALGOR_new());
  const BigNumber number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(nonce.data()), static_cast<int>(nonce.size()), nullptr));
  HOCBA_CHECK(request != nullptr && wanted != nullptr && algorithm != nullptr && number != nullptr);
  const AsnInteger once(BN_to_ASN1_INTEGER(number.get(), nullptr));
  HOCBA_CHECK(once != nullptr && X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1);
  std::string digest = imprint.str();
  HOCBA_CHECK(TS_REQ_set_version(request.get(), 1) == 1 &&
              TS_MSG_IMPRINT_set_algo(wanted.get(), algorithm.get()) == 1 &&
              TS_MSG_IMPRINT_set_msg(wanted.get(), reinterpret_cast<unsigned char*>(digest.data()),
                                     static_cast<int>(digest.size())) == 1 &&
              TS_REQ_set_msg_imprint(request.get(), wanted.get()) == 1 &&
              TS_REQ_set_nonce(request.get(), once.get()) == 1 && TS_REQ_set_cert_req(request.get(), 1) == 1);
  unsigned char* bytes = nullptr;
  const int size = i2d_TS_REQ(request.get(), &bytes);
  HOCBA_CHECK(size > 0);
  std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

std::string timestamp_nonce(std::string_view nonce) {
  const BigNumber number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(nonce.data()), static_cast<int>(nonce.size()), nullptr));
  HOCBA_CHECK(number != nullptr);
  const AsnInteger once(BN_to_ASN1_INTEGER(number.get(), nullptr));
  return hex_of(once.get());
}

}  // namespace hocba::crypto
