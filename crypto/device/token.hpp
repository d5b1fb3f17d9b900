// A signing key that never leaves its token or smart card, through PKCS #11 (OASIS, v2.40): ECDSA over P-256, for
// proofs of the suite ecdsa-jcs-2019. Schools keep their seal on such a token.
//
// A key is named by a URI of RFC 7512, as p11-kit and most tools print it:
//   pkcs11:token=Truong%20Mau;object=dau?module-path=/usr/lib/softhsm/libsofthsm2.so
// Without `module-path` all modules that the system has registered with p11-kit are asked. A PIN never stands in it
// (`pin-value` and `pin-source` are refused): command lines and logs are no place for one.
//
// Owns a session; closing logs out, unless another Token of this process had logged in before: a token knows the
// process, not the session, so of two open at once the first opened must be the last to close. One thread at a time.
// Modules are foreign code: what they return is checked, and each signature is verified with the public key before it
// leaves sign().
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "crypto/p256.hpp"

namespace hocba::crypto {

inline constexpr std::string_view kTokenScheme = "pkcs11:";
inline bool is_token_uri(std::string_view text) { return text.substr(0, kTokenScheme.size()) == kTokenScheme; }

// crypto.token_uri.
Status check_token_uri(const std::string& uri);

// Of the token whose label is given, after `failed` wrong ones; nothing: the user gave up. Not called where the reader
// has its own keypad (CKF_PROTECTED_AUTHENTICATION_PATH).
struct PinQuestion {
  std::string token_label;
  int failed = 0;
  bool last_try = false;       // the token locks itself after one more wrong PIN
  bool for_signature = false;  // of a key that wants its PIN for each one (CKA_ALWAYS_AUTHENTICATE)
};
using PinSource = std::function<std::optional<SecretText>(const PinQuestion&)>;

// What a device says of itself, without what could move a terminal's cursor.
std::string harmless(std::string text);

// What a refused log-in means, by its CKR_ code (PKCS #11 §11.6).
Error login_refused(unsigned long code);

class Token {
 public:
  // crypto.token_uri, token_module, token_absent, token_key_absent, token_key_ambiguous, token_key_kind,
  // token_pin_wrong, token_pin_locked, token_pin_none, token_failed. `pin` is kept where the key wants its PIN for each
  // signature, and is then asked by sign(): what it refers to must live as long. No PIN is kept here.
  static Result<Token> open(const std::string& uri, const PinSource& pin);
  Token(Token&&) noexcept;
  Token& operator=(Token&&) noexcept;
  ~Token();

  const P256PublicKey& public_key() const;
  const std::string& label() const;                           // of the token
  const std::optional<std::string>& certificate_der() const;  // that stands beside the key, if one does
  // Over SHA-256 of the message; low s. May take seconds, and wait for a button. A PIN that is asked for here is tried
  // once: after a refused one this object signs nothing more, for the next try might be the one that locks the token.
  Result<P256Signature> sign(std::string_view message);

 private:
  struct State;
  explicit Token(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hocba::crypto
