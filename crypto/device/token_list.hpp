// What tokens show to anybody, without a PIN: which are plugged in, which P-256 keys they hold. For `hocba key tokens`,
// and where only the public half of a key matters.
//
// Most tokens show public keys and certificates before the log-in; those that don't list no keys here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/device/token.hpp"

namespace hocba::crypto {

struct TokenKey {
  std::string label;  // of the key (CKA_LABEL)
  std::string uri;    // that names it: token=…;id=…;object=…
  P256PublicKey public_key;
  std::optional<std::string> certificate_der;
};
struct TokenView {
  std::string label, manufacturer, model, serial, uri;
  bool pin_pad = false, pin_locked = false, last_try = false;
  std::vector<TokenKey> keys;
};

// The public half of the key that the URI names. crypto.token_uri, token_module, token_absent, token_ambiguous,
// token_key_ambiguous, token_key_hidden (nothing is shown of such a key: Token::open may find it), token_failed.
Result<TokenKey> look_at_token_key(const std::string& uri);
// Of one module (path), or of all that the system has registered with p11-kit (empty). What holds no keys and asks for
// no PIN (the system's lists of certificates) is left out. crypto.token_module.
Result<std::vector<TokenView>> list_tokens(const std::string& module_path);

}  // namespace hocba::crypto
