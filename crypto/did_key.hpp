// did:key for the two key types we accept (W3C CCG did:key; multicodec): Ed25519 `did:key:z6Mk…` and P-256
// `did:key:zDn…`. One accepted spelling each; the key itself must be a valid one.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "crypto/ed25519.hpp"
#include "crypto/p256.hpp"

namespace hocba::crypto {

// Any key that may sign a record or a document. Ordered and hashable by its multicodec bytes.
class AnyKey {
 public:
  AnyKey(PublicKey key) : key_(key) {}      // NOLINT implicit
  AnyKey(P256PublicKey key) : key_(key) {}  // NOLINT implicit
  const std::variant<PublicKey, P256PublicKey>& variant() const { return key_; }
  bool is_ed25519() const { return key_.index() == 0; }
  std::string multicodec() const;  // 0xed01 ‖ 32 bytes, or 0x8024 ‖ 33 bytes
  static Result<AnyKey> from_multicodec(std::string_view bytes);
  std::string did() const;                  // did:key:z6Mk…
  std::string verification_method() const;  // did:key:z6Mk…#z6Mk…
  auto operator<=>(const AnyKey&) const = default;

 private:
  std::variant<PublicKey, P256PublicKey> key_;
};

Result<AnyKey> key_from_did(std::string_view did);                     // did:key:z6Mk…
Result<AnyKey> key_from_verification_method(std::string_view method);  // did:key:z6Mk…#z6Mk…

}  // namespace hocba::crypto
