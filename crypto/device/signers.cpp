#include "crypto/device/signers.hpp"

namespace hocba::crypto {
namespace {

class KeyPairSigner final : public Signer {
 public:
  explicit KeyPairSigner(KeyPair pair) : pair_(std::move(pair)), key_(pair_.public_key()) {}
  const AnyKey& public_key() const override { return key_; }
  Result<std::string> sign(std::string_view message) override { return pair_.sign(message).str(); }

 private:
  KeyPair pair_;
  AnyKey key_;
};

class TokenSigner final : public Signer {
 public:
  explicit TokenSigner(Token token) : token_(std::move(token)), key_(token_.public_key()) {}
  const AnyKey& public_key() const override { return key_; }
  Result<std::string> sign(std::string_view message) override {
    HOCBA_TRY(const P256Signature signature, token_.sign(message));
    return signature.str();
  }

 private:
  Token token_;
  AnyKey key_;
};

}  // namespace

std::unique_ptr<Signer> signer_of(KeyPair key) { return std::make_unique<KeyPairSigner>(std::move(key)); }
std::unique_ptr<Signer> signer_of(Token token) { return std::make_unique<TokenSigner>(std::move(token)); }

}  // namespace hocba::crypto
