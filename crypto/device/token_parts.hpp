// What token.cpp and token_list.cpp share: modules, tokens, objects of PKCS #11. Inside the wrapper: it shows the
// library.
#pragma once

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/device/token.hpp"
#include "crypto/freed.hpp"

namespace hocba::crypto {

using TokenUri = std::unique_ptr<P11KitUri, Freed<p11_kit_uri_free>>;

// crypto.token_uri.
Result<TokenUri> parse_token_uri(const std::string& uri);

// "CKR_DEVICE_REMOVED" and the like, as p11-kit words them; modules have no say in the text.
Error token_failed(const char* what, CK_RV code);
// A fixed field of PKCS #11, filled with spaces. Nothing that could move a terminal's cursor.
std::string trimmed(const unsigned char* text, std::size_t size);

// The modules that may hold the token, initialised. Ends them when it goes.
class TokenModules {
 public:
  TokenModules() = default;
  TokenModules(const TokenModules&) = delete;
  TokenModules& operator=(const TokenModules&) = delete;
  ~TokenModules();
  Status load(const char* path);  // null: all that the system has registered
  const std::vector<CK_FUNCTION_LIST*>& list() const { return list_; }

 private:
  CK_FUNCTION_LIST* one_ = nullptr;
  CK_FUNCTION_LIST** all_ = nullptr;
  std::vector<CK_FUNCTION_LIST*> list_;
};

struct TokenPlace {
  CK_FUNCTION_LIST* module = nullptr;
  CK_SLOT_ID slot = 0;
  CK_TOKEN_INFO info{};
  std::string label() const { return trimmed(info.label, sizeof info.label); }
};
std::vector<TokenPlace> tokens_of(const TokenModules& modules);
// crypto.token_absent, token_ambiguous.
Result<TokenPlace> find_token(const TokenModules& modules, P11KitUri* uri);

// Closing it does not log out: that ends with the last session, or by Token.
class TokenSession {
 public:
  static Result<TokenSession> open(const TokenPlace& place);
  TokenSession(TokenSession&& other) noexcept : place_(other.place_), handle_(other.handle_) {
    other.handle_ = CK_INVALID_HANDLE;
  }
  TokenSession(const TokenSession&) = delete;
  TokenSession& operator=(const TokenSession&) = delete;
  TokenSession& operator=(TokenSession&&) = delete;
  ~TokenSession();
  CK_SESSION_HANDLE handle() const { return handle_; }

  using Sought = std::vector<CK_ATTRIBUTE>;
  Result<std::vector<CK_OBJECT_HANDLE>> objects(Sought sought) const;
  // An object's attribute; nothing where the object hasn't it or won't tell.
  std::optional<std::string> attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;

 private:
  TokenSession(const TokenPlace& place, CK_SESSION_HANDLE handle) : place_(place), handle_(handle) {}
  TokenPlace place_;
  CK_SESSION_HANDLE handle_;
};

// The label and id that a URI names, as attributes to look for.
void add_named(P11KitUri* uri, TokenSession::Sought& sought);
// CKA_EC_POINT is a DER OCTET STRING around the point; some modules give the point alone. Uncompressed, or compressed.
std::optional<P256PublicKey> point_of(std::string_view value);
// The P-256 key in a certificate.
std::optional<P256PublicKey> certified_key(const std::string& der);

}  // namespace hocba::crypto
