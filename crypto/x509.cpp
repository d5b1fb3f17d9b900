#include "crypto/x509.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <chrono>

#include "crypto/codes.hpp"
#include "crypto/freed.hpp"

namespace hocba::crypto {
namespace {

using Cert = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
void free_list(STACK_OF(X509) * list) { sk_X509_free(list); }  // not the certificates in it
using CertList = std::unique_ptr<STACK_OF(X509), Freed<free_list>>;

constexpr std::size_t kMaxCertificateBytes = 64 * 1024;
constexpr std::size_t kMaxPemCertificates = 32;
constexpr int kMaxChain = 8;
// OpenSSL's security level 2: 112 bits, so RSA from 2048 bits and no SHA-1 signatures.
constexpr int kSecurityLevel = 2;
constexpr Time kLastTime{253402300799};  // 9999-12-31T23:59:59Z, RFC 5280's "no end"

Cert parse(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  Cert cert(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();  // the queue belongs to this thread; a refusal must not be found there by the next caller
  if (cert == nullptr || at != end) return nullptr;
  return cert;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string name_text(const X509_NAME* name) {
  const Bio bio(BIO_new(BIO_s_mem()));
  HOCBA_CHECK(bio != nullptr);
  // RFC 2253, but Vietnamese letters stay letters; control characters are escaped.
  X509_NAME_print_ex(bio.get(), name, 0, (XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)));
  return text_of(bio.get());
}

std::string serial_text(const ASN1_INTEGER* serial) {
  const Number number(ASN1_INTEGER_to_BN(serial, nullptr));
  if (number == nullptr) return {};
  char* digits = BN_bn2hex(number.get());
  std::string out = digits == nullptr ? std::string() : std::string(digits);
  OPENSSL_free(digits);
  for (auto& c : out) c = (c >= 'A' && c <= 'F') ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool read_time(const ASN1_TIME* time, Time& out) {
  ::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return false;
  using namespace std::chrono;
  const sys_days day = year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
  out.seconds =
      std::int64_t{day.time_since_epoch().count()} * 86400 + parts.tm_hour * 3600 + parts.tm_min * 60 + parts.tm_sec;
  return out.seconds >= 0 && out <= kLastTime;
}

std::optional<AnyKey> key_of(X509* cert) {
  EVP_PKEY* key = X509_get0_pubkey(cert);
  if (key == nullptr) return std::nullopt;
  if (EVP_PKEY_is_a(key, "ED25519") == 1) {
    PublicKey raw;
    std::size_t size = raw.data.size();
    if (EVP_PKEY_get_raw_public_key(key, raw.data.data(), &size) != 1 || size != PublicKey::kSize) return std::nullopt;
    return usable(raw) ? std::optional<AnyKey>(raw) : std::nullopt;
  }
  if (EVP_PKEY_is_a(key, "EC") != 1) return std::nullopt;
  std::array<char, 32> group{};
  std::array<std::uint8_t, 65> point{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr) != 1 ||
      std::string_view(group.data()) != "prime256v1" ||
      EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size) != 1) {
    return std::nullopt;
  }
  P256PublicKey compressed;
  if (size == point.size() && point[0] == 4) {
    compressed.data[0] = static_cast<std::uint8_t>(2 + (point[64] & 1));  // SEC 1 §2.3.3: the parity of y
    std::memcpy(compressed.data.data() + 1, point.data() + 1, 32);
  } else if (size == P256PublicKey::kSize) {
    std::memcpy(compressed.data.data(), point.data(), size);
  } else {
    return std::nullopt;
  }
  return usable(compressed) ? std::optional<AnyKey>(compressed) : std::nullopt;
}

}  // namespace

Result<Certificate> Certificate::from_der(std::string_view der) {
  if (der.size() > kMaxCertificateBytes) return Error(kBadCertificate, "too large");
  const Cert cert = parse(der);
  if (cert == nullptr) return kBadCertificate;
  Certificate out;
  out.der_ = std::string(der);
  if (!read_time(X509_get0_notBefore(cert.get()), out.not_before_) ||
      !read_time(X509_get0_notAfter(cert.get()), out.not_after_)) {
    return Error(kBadCertificate, "validity");
  }
  out.subject_ = name_text(X509_get_subject_name(cert.get()));
  out.issuer_ = name_text(X509_get_issuer_name(cert.get()));
  out.serial_ = serial_text(X509_get0_serialNumber(cert.get()));
  out.key_ = key_of(cert.get());
  ERR_clear_error();
  return out;
}

Result<std::vector<Certificate>> Certificate::from_pem(std::string_view pem) {
  if (pem.size() > kMaxPemCertificates * kMaxCertificateBytes) return Error(kBadCertificate, "too large");
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  HOCBA_CHECK(bio != nullptr);
  std::vector<Certificate> out;
  for (;;) {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    if (PEM_read_bio(bio.get(), &name, &header, &data, &size) != 1) {
      // "No start line" is how a text ends; everything else is a block that can't be read.
      const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
      ERR_clear_error();
      if (!ended) return kBadCertificate;
      break;
    }
    const bool certificate = std::string_view(name) == "CERTIFICATE" && header[0] == '\0';
    const std::string der(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    if (!certificate) return Error(kBadCertificate, "a PEM block that is not a certificate");
    if (out.size() == kMaxPemCertificates) return Error(kBadCertificate, "too many");
    HOCBA_TRY(auto parsed, from_der(der));
    out.push_back(std::move(parsed));
  }
  if (out.empty()) return Error(kBadCertificate, "no PEM block");
  return out;
}

Status verify_chain(const Certificate& leaf, const std::vector<Certificate>& intermediates,
                    const std::vector<Certificate>& roots, Time at) {
  // Every certificate was read before, so it can be read again.
  const Cert leaf_cert = parse(leaf.der());
  HOCBA_CHECK(leaf_cert != nullptr);
  const Store store(X509_STORE_new());
  HOCBA_CHECK(store != nullptr);
  for (const auto& root : roots) {
    const Cert cert = parse(root.der());
    HOCBA_CHECK(cert != nullptr && X509_STORE_add_cert(store.get(), cert.get()) == 1);
  }
  std::vector<Cert> owned;
  const CertList list(sk_X509_new_null());
  HOCBA_CHECK(list != nullptr);
  for (const auto& intermediate : intermediates) {
    owned.push_back(parse(intermediate.der()));
    HOCBA_CHECK(owned.back() != nullptr && sk_X509_push(list.get(), owned.back().get()) > 0);
  }
  const StoreContext context(X509_STORE_CTX_new());
  HOCBA_CHECK(context != nullptr && X509_STORE_CTX_init(context.get(), store.get(), leaf_cert.get(), list.get()) == 1);
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(param, static_cast<time_t>(at.seconds));
  X509_VERIFY_PARAM_set_depth(param, kMaxChain);
  X509_VERIFY_PARAM_set_auth_level(param, kSecurityLevel);
  const bool good = X509_verify_cert(context.get()) == 1;
  const int reason = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  if (!good) return Error(kChainInvalid, X509_verify_cert_error_string(reason));
  // Where the certificate says what its key is for, signing must be among it.
  const std::uint32_t usage = X509_get_key_usage(leaf_cert.get());
  if ((usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0) return Error(kChainInvalid, "key is not for signing");
  return done();
}

}  // namespace hocba::crypto
