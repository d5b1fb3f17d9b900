// OpenSSL 3 marks the SHA256_* functions as deprecated in favour of EVP, whose fetch and context allocation cost more
// than hashing the short inputs that we have by the million; they run the same assembly.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/hash.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "crypto/secret.hpp"

namespace hocba::crypto {

struct Sha256::State {
  SHA256_CTX context;
  bool finished = false;
};

Sha256::Sha256() : state_(std::make_unique<State>()) { HOCBA_CHECK(SHA256_Init(&state_->context) == 1); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256 Sha256::fork() const {
  HOCBA_CHECK(!state_->finished);
  Sha256 copy;
  *copy.state_ = *state_;
  return copy;
}

void Sha256::update(std::string_view bytes) {
  HOCBA_CHECK(!state_->finished);
  SHA256_Update(&state_->context, bytes.data(), bytes.size());
}

Digest Sha256::finish() {
  HOCBA_CHECK(!state_->finished);
  state_->finished = true;
  Digest out;
  SHA256_Final(out.data.data(), &state_->context);
  return out;
}

Digest sha256(std::string_view bytes) { return sha256({bytes}); }

Digest sha256(std::initializer_list<std::string_view> parts) {
  SHA256_CTX context;
  SHA256_Init(&context);
  for (const auto part : parts) SHA256_Update(&context, part.data(), part.size());
  Digest out;
  SHA256_Final(out.data.data(), &context);
  return out;
}

Digest hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts) {
  constexpr std::size_t kBlock = 64;
  std::array<std::uint8_t, kBlock> block{};
  if (key.size() > kBlock) {
    const Digest shorter = sha256(key);
    std::memcpy(block.data(), shorter.data.data(), Digest::kSize);
  } else if (!key.empty()) {
    std::memcpy(block.data(), key.data(), key.size());
  }
  const auto pad = [&block](std::uint8_t with) {
    for (auto& byte : block) byte = static_cast<std::uint8_t>(byte ^ with);
    return std::string_view(reinterpret_cast<const char*>(block.data()), kBlock);
  };
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, pad(0x36).data(), kBlock);
  for (const auto part : parts) SHA256_Update(&context, part.data(), part.size());
  Digest inner;
  SHA256_Final(inner.data.data(), &context);
  const Digest out = sha256({pad(0x36 ^ 0x5c), inner.view()});  // undoes the inner pad, applies the outer one
  wipe(block.data(), block.size());
  wipe(&context, sizeof context);
  return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace hocba::crypto
