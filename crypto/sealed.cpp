#include "crypto/sealed.hpp"

#include <sodium.h>

#include "crypto/codes.hpp"
#include "crypto/raw_bytes.hpp"
#include "crypto/sodium_ready.hpp"

namespace hocba::crypto {
namespace {

constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

}  // namespace

std::string seal(const AeadKey& key, const AeadNonce& nonce, std::string_view plaintext, std::string_view context) {
  sodium_ready();
  std::string out(AeadNonce::kSize + plaintext.size() + kTag, '\0');
  std::memcpy(out.data(), nonce.data.data(), AeadNonce::kSize);
  HOCBA_CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(raw(out) + AeadNonce::kSize, nullptr, raw(plaintext),
                                                         plaintext.size(), raw(context), context.size(), nullptr,
                                                         nonce.data.data(), raw(key.expose())) == 0);
  return out;
}

Result<SecretText> open(const AeadKey& key, std::string_view sealed, std::string_view context) {
  sodium_ready();
  if (sealed.size() < AeadNonce::kSize + kTag) return kNotOpened;
  const auto nonce = sealed.substr(0, AeadNonce::kSize);
  const auto body = sealed.substr(AeadNonce::kSize);
  std::string plain(body.size() - kTag, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(plain), nullptr, nullptr, raw(body), body.size(), raw(context),
                                                 context.size(), raw(nonce), raw(key.expose())) != 0) {
    return kNotOpened;
  }
  return SecretText(std::move(plain));
}

BoxKeyPair box_key_pair(const Secret<struct BoxSeedTag, 32>& seed) {
  sodium_ready();
  BoxKeyPair out;
  HOCBA_CHECK(
      crypto_box_seed_keypair(out.public_key.data.data(), out.secret_key.expose_mutable(), raw(seed.expose())) == 0);
  return out;
}

Result<std::string> seal_to(const BoxPublicKey& recipient, std::string_view plaintext) {
  sodium_ready();
  std::string out(plaintext.size() + crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal(raw(out), raw(plaintext), plaintext.size(), recipient.data.data()) != 0) {
    return Error(kBadKey, "recipient's box key");
  }
  return out;
}

Result<SecretText> open_box(const BoxKeyPair& recipient, std::string_view sealed) {
  sodium_ready();
  if (sealed.size() < crypto_box_SEALBYTES) return kNotOpened;
  std::string plain(sealed.size() - crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal_open(raw(plain), raw(sealed), sealed.size(), recipient.public_key.data.data(),
                           raw(recipient.secret_key.expose())) != 0) {
    return kNotOpened;
  }
  return SecretText(std::move(plain));
}

}  // namespace hocba::crypto
