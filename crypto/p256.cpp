#include "crypto/p256.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "crypto/codes.hpp"
#include "crypto/freed.hpp"
#include "crypto/raw_bytes.hpp"

namespace hocba::crypto {
namespace {

using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Group = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT_clear_free>>;

const EC_GROUP* group() {
  static const Group kGroup(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  HOCBA_CHECK(kGroup != nullptr);
  return kGroup.get();
}

// (n − 1)/2: the largest s that is accepted.
const BIGNUM* half_order() {
  static const Number kHalf = [] {
    Number half(BN_dup(EC_GROUP_get0_order(group())));
    HOCBA_CHECK(half != nullptr && BN_rshift1(half.get(), half.get()) == 1);
    return half;
  }();
  return kHalf.get();
}

// Null where the public key is not a point of the curve.
Key make_key(std::string_view public_key, const BIGNUM* scalar) {
  Builder builder(OSSL_PARAM_BLD_new());
  HOCBA_CHECK(builder != nullptr);
  HOCBA_CHECK(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1);
  HOCBA_CHECK(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, public_key.data(),
                                               public_key.size()) == 1);
  if (scalar != nullptr) HOCBA_CHECK(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1);
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  HOCBA_CHECK(params != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  const int selection = scalar != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  if (EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) != 1) return nullptr;
  return Key(key);
}

Number scalar_of(const P256Scalar& scalar) {
  Number number(BN_bin2bn(raw(scalar.expose()), P256Scalar::kSize, nullptr));
  HOCBA_CHECK(number != nullptr);
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group())) >= 0) return nullptr;
  return number;
}

}  // namespace

bool usable(const P256PublicKey& key) {
  if (key.data[0] != 2 && key.data[0] != 3) return false;
  const Point point(EC_POINT_new(group()));
  HOCBA_CHECK(point != nullptr);
  return EC_POINT_oct2point(group(), point.get(), key.data.data(), P256PublicKey::kSize, nullptr) == 1;
}

bool verify(const P256PublicKey& key, std::string_view message, const P256Signature& signature) {
  if (key.data[0] != 2 && key.data[0] != 3) return false;
  const auto bytes = signature.view();
  Number r(BN_bin2bn(raw(bytes), 32, nullptr));
  Number s(BN_bin2bn(raw(bytes) + 32, 32, nullptr));
  HOCBA_CHECK(r != nullptr && s != nullptr);
  // r and s in [1, n−1] is OpenSSL's own check; that s is the smaller of the two possible ones is ours.
  if (BN_cmp(s.get(), half_order()) > 0) return false;
  const Key pkey = make_key(key.view(), nullptr);
  if (pkey == nullptr) return false;
  const EcdsaSignature parsed(ECDSA_SIG_new());
  HOCBA_CHECK(parsed != nullptr && ECDSA_SIG_set0(parsed.get(), r.release(), s.release()) == 1);
  std::array<std::uint8_t, 80> der{};
  std::uint8_t* end = der.data();
  const int der_size = i2d_ECDSA_SIG(parsed.get(), &end);
  HOCBA_CHECK(der_size > 0 && static_cast<std::size_t>(der_size) <= der.size());
  const DigestContext context(EVP_MD_CTX_new());
  HOCBA_CHECK(context != nullptr);
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, pkey.get()) == 1 &&
         EVP_DigestVerify(context.get(), der.data(), static_cast<std::size_t>(der_size), raw(message),
                          message.size()) == 1;
}

std::optional<P256Signature> with_low_s(const P256Signature& signature) {
  constexpr int kHalf = 32;
  P256Signature out = signature;
  Number s(BN_bin2bn(signature.data.data() + kHalf, kHalf, nullptr));
  HOCBA_CHECK(s != nullptr);
  if (BN_is_zero(s.get()) || BN_cmp(s.get(), EC_GROUP_get0_order(group())) >= 0) return std::nullopt;
  if (BN_cmp(s.get(), half_order()) > 0) HOCBA_CHECK(BN_sub(s.get(), EC_GROUP_get0_order(group()), s.get()) == 1);
  HOCBA_CHECK(BN_bn2binpad(s.get(), out.data.data() + kHalf, kHalf) == kHalf);
  return out;
}

Result<P256PublicKey> p256_public_key(const P256Scalar& scalar) {
  const Number number = scalar_of(scalar);
  if (number == nullptr) return Error(kBadKey, "P-256 scalar out of range");
  const Point point(EC_POINT_new(group()));
  HOCBA_CHECK(point != nullptr);
  HOCBA_CHECK(EC_POINT_mul(group(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1);
  P256PublicKey out;
  HOCBA_CHECK(EC_POINT_point2oct(group(), point.get(), POINT_CONVERSION_COMPRESSED, out.data.data(), out.data.size(),
                                 nullptr) == P256PublicKey::kSize);
  return out;
}

Result<P256Signature> p256_sign(const P256Scalar& scalar, std::string_view message) {
  HOCBA_TRY(const P256PublicKey public_key, p256_public_key(scalar));
  const Number number = scalar_of(scalar);
  const Key key = make_key(public_key.view(), number.get());
  const DigestContext context(EVP_MD_CTX_new());
  HOCBA_CHECK(key != nullptr && context != nullptr);
  HOCBA_CHECK(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1);
  std::array<std::uint8_t, 80> der{};
  std::size_t der_size = der.size();
  HOCBA_CHECK(EVP_DigestSign(context.get(), der.data(), &der_size, raw(message), message.size()) == 1);
  const std::uint8_t* at = der.data();
  const EcdsaSignature parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der_size)));
  HOCBA_CHECK(parsed != nullptr);
  P256Signature out;
  HOCBA_CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), out.data.data(), 32) == 32);
  HOCBA_CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), out.data.data() + 32, 32) == 32);
  const auto low = with_low_s(out);
  HOCBA_CHECK(low.has_value());
  return *low;
}

}  // namespace hocba::crypto
