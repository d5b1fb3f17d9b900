#include "crypto/device/token_parts.hpp"

#include <algorithm>

#include "crypto/codes.hpp"
#include "crypto/x509.hpp"

namespace hocba::crypto {
namespace {

constexpr std::size_t kMaxAttribute = 64u << 10;
constexpr CK_ULONG kMostObjects = 64, kMostSlots = 64;

}  // namespace

Result<TokenUri> parse_token_uri(const std::string& uri) {
  TokenUri parsed(p11_kit_uri_new());
  HOCBA_CHECK(parsed != nullptr);
  if (p11_kit_uri_parse(uri.c_str(), P11_KIT_URI_FOR_ANY, parsed.get()) != P11_KIT_URI_OK ||
      p11_kit_uri_any_unrecognized(parsed.get()) != 0)
    return Error(kTokenUri, "RFC 7512");
  if (p11_kit_uri_get_pin_value(parsed.get()) != nullptr || p11_kit_uri_get_pin_source(parsed.get()) != nullptr)
    return Error(kTokenUri, "pin-value, pin-source");
  return parsed;
}

Error token_failed(const char* what, CK_RV code) {
  return Error(kTokenFailed, std::string(what) + ": " + p11_kit_strerror(code));
}

std::string harmless(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0u;
    if (c < 0x20 || c == 0x7f) text[i] = '?';
    if (c == 0xc2 && next >= 0x80 && next < 0xa0) text[i] = text[i + 1] = '?';  // U+0080 to U+009F
  }
  return text;
}

std::string trimmed(const unsigned char* text, std::size_t size) {
  std::string out(reinterpret_cast<const char*>(text), size);
  while (!out.empty() && (out.back() == ' ' || out.back() == '\0')) out.pop_back();
  return harmless(std::move(out));
}

TokenModules::~TokenModules() {
  if (one_ != nullptr) {
    p11_kit_module_finalize(one_);
    p11_kit_module_release(one_);
  }
  if (all_ != nullptr) p11_kit_modules_finalize_and_release(all_);
}

Status TokenModules::load(const char* path) {
  if (path == nullptr) {
    all_ = p11_kit_modules_load_and_initialize(0);
    if (all_ == nullptr) return Error(kTokenModule, "p11-kit");
    for (CK_FUNCTION_LIST** module = all_; *module != nullptr; ++module) list_.push_back(*module);
    return done();
  }
  one_ = p11_kit_module_load(path, P11_KIT_MODULE_CRITICAL);
  if (one_ == nullptr) return Error(kTokenModule, path);
  if (const CK_RV code = p11_kit_module_initialize(one_); code != CKR_OK) {
    p11_kit_module_release(one_);
    one_ = nullptr;
    return Error(kTokenModule, std::string(path) + ": " + p11_kit_strerror(code));
  }
  list_.push_back(one_);
  return done();
}

std::vector<TokenPlace> tokens_of(const TokenModules& modules) {
  std::vector<TokenPlace> out;
  for (CK_FUNCTION_LIST* module : modules.list()) {
    CK_ULONG count = 0;
    if (module->C_GetSlotList(CK_TRUE, nullptr, &count) != CKR_OK || count == 0) continue;
    std::vector<CK_SLOT_ID> slots(std::min(count, kMostSlots));
    count = slots.size();
    if (module->C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK) continue;
    slots.resize(std::min<std::size_t>(count, slots.size()));
    for (const CK_SLOT_ID slot : slots) {
      CK_TOKEN_INFO info{};
      if (module->C_GetTokenInfo(slot, &info) != CKR_OK || (info.flags & CKF_TOKEN_INITIALIZED) == 0) continue;
      out.push_back({module, slot, info});
    }
  }
  return out;
}

Result<TokenPlace> find_token(const TokenModules& modules, P11KitUri* uri) {
  std::optional<TokenPlace> found;
  std::string seen;
  for (TokenPlace& place : tokens_of(modules)) {
    seen += (seen.empty() ? "" : ", ") + place.label();
    if (p11_kit_uri_match_token_info(uri, &place.info) != 1) continue;
    if (found) return Error(kTokenAmbiguous, seen);
    found = place;
  }
  if (!found) return Error(kTokenAbsent, seen);
  return *found;
}

Result<TokenSession> TokenSession::open(const TokenPlace& place) {
  CK_SESSION_HANDLE handle = CK_INVALID_HANDLE;
  const CK_RV code = place.module->C_OpenSession(place.slot, CKF_SERIAL_SESSION, nullptr, nullptr, &handle);
  if (code != CKR_OK) return token_failed("C_OpenSession", code);
  return TokenSession(place, handle);
}

TokenSession::~TokenSession() {
  if (handle_ != CK_INVALID_HANDLE) place_.module->C_CloseSession(handle_);
}

std::optional<std::string> TokenSession::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
  CK_ATTRIBUTE asked{type, nullptr, 0};
  if (place_.module->C_GetAttributeValue(handle_, object, &asked, 1) != CKR_OK || asked.ulValueLen > kMaxAttribute)
    return std::nullopt;
  std::string out(asked.ulValueLen, '\0');
  asked.pValue = out.data();
  if (place_.module->C_GetAttributeValue(handle_, object, &asked, 1) != CKR_OK || asked.ulValueLen > out.size())
    return std::nullopt;
  out.resize(asked.ulValueLen);
  return out;
}

Result<std::vector<CK_OBJECT_HANDLE>> TokenSession::objects(Sought sought) const {
  if (const CK_RV code = place_.module->C_FindObjectsInit(handle_, sought.data(), sought.size()); code != CKR_OK)
    return token_failed("C_FindObjectsInit", code);
  std::vector<CK_OBJECT_HANDLE> out(kMostObjects);
  CK_ULONG count = 0;
  const CK_RV code = place_.module->C_FindObjects(handle_, out.data(), kMostObjects, &count);
  place_.module->C_FindObjectsFinal(handle_);
  if (code != CKR_OK) return token_failed("C_FindObjects", code);
  out.resize(std::min(count, kMostObjects));
  return out;
}

void add_named(P11KitUri* uri, TokenSession::Sought& sought) {
  CK_ULONG count = 0;
  const CK_ATTRIBUTE* named = p11_kit_uri_get_attributes(uri, &count);
  for (CK_ULONG i = 0; i < count; ++i)
    if (named[i].type == CKA_ID || named[i].type == CKA_LABEL) sought.push_back(named[i]);
}

std::optional<P256PublicKey> point_of(std::string_view value) {
  constexpr std::size_t kCoordinate = 32, kUncompressed = 1 + 2 * kCoordinate;
  // Wrapped in an OCTET STRING, or, by some libraries, bare: a bare point's second byte may look like a length.
  const bool wrapped = value.size() == 2 + kUncompressed || value.size() == 2 + P256PublicKey::kSize;
  if (wrapped && value[0] == 0x04 && static_cast<std::size_t>(value[1]) == value.size() - 2) value.remove_prefix(2);
  P256PublicKey out;
  if (value.size() == P256PublicKey::kSize) {
    out = P256PublicKey::of(value);
  } else if (value.size() == kUncompressed && value[0] == 0x04) {
    const bool odd = (static_cast<unsigned char>(value.back()) & 1u) != 0;
    out = P256PublicKey::of(std::string(1, odd ? '\x03' : '\x02') + std::string(value.substr(1, kCoordinate)));
  } else {
    return std::nullopt;
  }
  return usable(out) ? std::optional(out) : std::nullopt;
}

std::optional<P256PublicKey> certified_key(const std::string& der) {
  const auto read = Certificate::from_der(der);
  if (!read.ok() || !read->key()) return std::nullopt;
  const auto* held = std::get_if<P256PublicKey>(&read->key()->variant());
  return held == nullptr ? std::nullopt : std::optional(*held);
}

}  // namespace hocba::crypto
