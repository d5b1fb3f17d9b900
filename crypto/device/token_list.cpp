#include "crypto/device/token_list.hpp"

#include <algorithm>
#include <cstdlib>

#include "crypto/codes.hpp"
#include "crypto/device/token_parts.hpp"

namespace hocba::crypto {
namespace {

struct Shown {
  std::string id, label;
  P256PublicKey key;
};

// RFC 7512; the module's path only where the caller named one, so that what is printed here can be typed there.
std::string uri_of(const TokenPlace& place, const std::string& module_path, const Shown* key) {
  const TokenUri uri(p11_kit_uri_new());
  HOCBA_CHECK(uri != nullptr);
  CK_TOKEN_INFO* named = p11_kit_uri_get_token_info(uri.get());
  std::copy(std::begin(place.info.label), std::end(place.info.label), std::begin(named->label));
  std::copy(std::begin(place.info.serialNumber), std::end(place.info.serialNumber), std::begin(named->serialNumber));
  std::string id = key == nullptr ? std::string() : key->id, label = key == nullptr ? std::string() : key->label;
  CK_ATTRIBUTE with_id{CKA_ID, id.data(), id.size()}, with_label{CKA_LABEL, label.data(), label.size()};
  if (!id.empty()) p11_kit_uri_set_attribute(uri.get(), &with_id);
  if (!label.empty()) p11_kit_uri_set_attribute(uri.get(), &with_label);
  if (!module_path.empty()) p11_kit_uri_set_module_path(uri.get(), module_path.c_str());
  char* text = nullptr;
  if (p11_kit_uri_format(uri.get(), P11_KIT_URI_FOR_ANY, &text) != P11_KIT_URI_OK) return {};
  std::string out(text);
  std::free(text);
  return out;
}

// The public keys that stand there openly, and those of certificates beside which none stands. `uri`: only those named.
Result<std::vector<Shown>> shown_keys(const TokenSession& session, P11KitUri* uri) {
  std::vector<Shown> out;
  for (CK_OBJECT_CLASS wanted : {CKO_PUBLIC_KEY, CKO_CERTIFICATE}) {
    TokenSession::Sought sought = {{CKA_CLASS, &wanted, sizeof wanted}};
    if (uri != nullptr) add_named(uri, sought);
    HOCBA_TRY(const auto found, session.objects(std::move(sought)));
    for (const CK_OBJECT_HANDLE object : found) {
      const auto value = session.attribute(object, wanted == CKO_PUBLIC_KEY ? CKA_EC_POINT : CKA_VALUE);
      if (!value) continue;
      const auto key = wanted == CKO_PUBLIC_KEY ? point_of(*value) : certified_key(*value);
      if (!key || std::any_of(out.begin(), out.end(), [&](const Shown& s) { return s.key == *key; })) continue;
      out.push_back(
          {session.attribute(object, CKA_ID).value_or(""), session.attribute(object, CKA_LABEL).value_or(""), *key});
    }
  }
  return out;
}

// That certifies this very key, among those of its id.
std::optional<std::string> certificate_beside(const TokenSession& session, Shown key) {
  CK_OBJECT_CLASS wanted = CKO_CERTIFICATE;
  TokenSession::Sought sought = {{CKA_CLASS, &wanted, sizeof wanted}};
  if (!key.id.empty()) sought.push_back({CKA_ID, key.id.data(), key.id.size()});
  const auto found = session.objects(std::move(sought));
  if (!found.ok()) return std::nullopt;
  for (const CK_OBJECT_HANDLE object : *found) {
    auto der = session.attribute(object, CKA_VALUE);
    if (der && certified_key(*der) == key.key) return der;
  }
  return std::nullopt;
}

TokenKey as_token_key(const TokenSession& session, const TokenPlace& place, const std::string& module_path,
                      const Shown& shown) {
  return {harmless(shown.label), uri_of(place, module_path, &shown), shown.key, certificate_beside(session, shown)};
}

}  // namespace

Result<TokenKey> look_at_token_key(const std::string& uri) {
  HOCBA_TRY(const TokenUri parsed, parse_token_uri(uri));
  const char* path = p11_kit_uri_get_module_path(parsed.get());
  TokenModules modules;
  HOCBA_RETURN_IF_ERROR(modules.load(path));
  HOCBA_TRY(const TokenPlace place, find_token(modules, parsed.get()));
  HOCBA_TRY(const TokenSession session, TokenSession::open(place));
  HOCBA_TRY(const auto found, shown_keys(session, parsed.get()));
  if (found.empty()) return Error(kTokenKeyHidden, place.label());
  if (found.size() > 1) {
    std::string labels;
    for (const Shown& one : found)
      labels += (labels.empty() ? "" : ", ") + (one.label.empty() ? "?" : harmless(one.label));
    return Error(kTokenKeyAmbiguous, labels);
  }
  return as_token_key(session, place, path == nullptr ? "" : path, found.front());
}

Result<std::vector<TokenView>> list_tokens(const std::string& module_path) {
  TokenModules modules;
  HOCBA_RETURN_IF_ERROR(modules.load(module_path.empty() ? nullptr : module_path.c_str()));
  std::vector<TokenView> out;
  for (const TokenPlace& place : tokens_of(modules)) {
    TokenView view;
    view.label = place.label();
    view.manufacturer = trimmed(place.info.manufacturerID, sizeof place.info.manufacturerID);
    view.model = trimmed(place.info.model, sizeof place.info.model);
    view.serial = trimmed(place.info.serialNumber, sizeof place.info.serialNumber);
    view.uri = uri_of(place, module_path, nullptr);
    view.pin_pad = (place.info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
    view.pin_locked = (place.info.flags & CKF_USER_PIN_LOCKED) != 0;
    view.last_try = (place.info.flags & CKF_USER_PIN_FINAL_TRY) != 0;
    if (const auto session = TokenSession::open(place); session.ok()) {
      if (const auto keys = shown_keys(*session, nullptr); keys.ok())
        for (const Shown& key : *keys) view.keys.push_back(as_token_key(*session, place, module_path, key));
    }
    if (!view.keys.empty() || (place.info.flags & CKF_LOGIN_REQUIRED) != 0) out.push_back(std::move(view));
  }
  return out;
}

}  // namespace hocba::crypto
