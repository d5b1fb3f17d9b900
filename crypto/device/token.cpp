#include "crypto/device/token.hpp"

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

#include <cstring>
#include <vector>

#include "crypto/codes.hpp"
#include "crypto/freed.hpp"
#include "crypto/hash.hpp"
#include "crypto/x509.hpp"

namespace hocba::crypto {
namespace {

using Uri = std::unique_ptr<P11KitUri, Freed<p11_kit_uri_free>>;

constexpr std::string_view kP256Oid("\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 10);
constexpr std::size_t kMaxAttribute = 64u << 10;

// "CKR_DEVICE_REMOVED" and the like, as p11-kit words them; modules have no say in the text.
Error failed(const char* what, CK_RV code) {
  return Error(kTokenFailed, std::string(what) + ": " + p11_kit_strerror(code));
}

std::string trimmed(const unsigned char* text, std::size_t size) {
  std::string out(reinterpret_cast<const char*>(text), size);
  while (!out.empty() && (out.back() == ' ' || out.back() == '\0')) out.pop_back();
  return out;
}

// The modules that may hold the token, initialised. Ends them when it goes.
class Modules {
 public:
  Modules() = default;
  Modules(const Modules&) = delete;
  Modules& operator=(const Modules&) = delete;
  ~Modules() {
    if (one_ != nullptr) {
      p11_kit_module_finalize(one_);
      p11_kit_module_release(one_);
    }
    if (all_ != nullptr) p11_kit_modules_finalize_and_release(all_);
  }
  Status load(const char* path) {
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
  const std::vector<CK_FUNCTION_LIST*>& list() const { return list_; }

 private:
  CK_FUNCTION_LIST* one_ = nullptr;
  CK_FUNCTION_LIST** all_ = nullptr;
  std::vector<CK_FUNCTION_LIST*> list_;
};

struct Place {
  CK_FUNCTION_LIST* module = nullptr;
  CK_SLOT_ID slot = 0;
  CK_TOKEN_INFO info{};
};

Result<Place> find_token(const Modules& modules, P11KitUri* uri) {
  std::optional<Place> found;
  std::string seen;
  for (CK_FUNCTION_LIST* module : modules.list()) {
    CK_ULONG count = 0;
    if (module->C_GetSlotList(CK_TRUE, nullptr, &count) != CKR_OK || count == 0) continue;
    std::vector<CK_SLOT_ID> slots(count);
    if (module->C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK) continue;
    slots.resize(std::min<std::size_t>(count, slots.size()));
    for (const CK_SLOT_ID slot : slots) {
      CK_TOKEN_INFO info{};
      if (module->C_GetTokenInfo(slot, &info) != CKR_OK || (info.flags & CKF_TOKEN_INITIALIZED) == 0) continue;
      const std::string label = trimmed(info.label, sizeof info.label);
      seen += (seen.empty() ? "" : ", ") + label;
      if (p11_kit_uri_match_token_info(uri, &info) != 1) continue;
      if (found) return Error(kTokenAmbiguous, seen);
      found = Place{module, slot, info};
    }
  }
  if (!found) return Error(kTokenAbsent, seen);
  return *found;
}

// An object's attribute; nothing where the object hasn't it or won't tell.
std::optional<std::string> attribute(const Place& place, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
                                     CK_ATTRIBUTE_TYPE type) {
  CK_ATTRIBUTE asked{type, nullptr, 0};
  if (place.module->C_GetAttributeValue(session, object, &asked, 1) != CKR_OK || asked.ulValueLen > kMaxAttribute)
    return std::nullopt;
  std::string out(asked.ulValueLen, '\0');
  asked.pValue = out.data();
  if (place.module->C_GetAttributeValue(session, object, &asked, 1) != CKR_OK || asked.ulValueLen > out.size())
    return std::nullopt;
  out.resize(asked.ulValueLen);
  return out;
}

Result<std::vector<CK_OBJECT_HANDLE>> objects(const Place& place, CK_SESSION_HANDLE session,
                                              std::vector<CK_ATTRIBUTE> sought) {
  constexpr CK_ULONG kMostObjects = 64;
  if (const CK_RV code = place.module->C_FindObjectsInit(session, sought.data(), sought.size()); code != CKR_OK)
    return failed("C_FindObjectsInit", code);
  std::vector<CK_OBJECT_HANDLE> out(kMostObjects);
  CK_ULONG count = 0;
  const CK_RV code = place.module->C_FindObjects(session, out.data(), kMostObjects, &count);
  place.module->C_FindObjectsFinal(session);
  if (code != CKR_OK) return failed("C_FindObjects", code);
  out.resize(std::min(count, kMostObjects));
  return out;
}

// CKA_EC_POINT is a DER OCTET STRING around the point; some modules give the point alone. Uncompressed, or compressed.
std::optional<P256PublicKey> point_of(std::string_view value) {
  constexpr std::size_t kCoordinate = 32, kUncompressed = 1 + 2 * kCoordinate;
  if (value.size() > 2 && value[0] == 0x04 && static_cast<std::size_t>(value[1]) == value.size() - 2)
    value.remove_prefix(2);
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

}  // namespace

Error login_refused(unsigned long code) {
  if (code == CKR_PIN_LOCKED) return kTokenPinLocked;
  if (code == CKR_PIN_INCORRECT || code == CKR_PIN_LEN_RANGE || code == CKR_PIN_INVALID) return kTokenPinWrong;
  return failed("C_Login", code);
}

struct Token::State {
  Modules modules;
  Place place;
  std::string label;
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
  P256PublicKey public_key;
  std::optional<std::string> certificate;

  ~State() {
    if (session == CK_INVALID_HANDLE) return;
    place.module->C_Logout(session);
    place.module->C_CloseSession(session);
  }

  Status log_in(const PinSource& pin) {
    constexpr int kMostTries = 3;
    if (const CK_RV code = place.module->C_OpenSession(place.slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session);
        code != CKR_OK) {
      session = CK_INVALID_HANDLE;
      return failed("C_OpenSession", code);
    }
    if ((place.info.flags & CKF_LOGIN_REQUIRED) == 0) return done();
    if ((place.info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0) {
      const CK_RV code = place.module->C_Login(session, CKU_USER, nullptr, 0);
      return code == CKR_OK || code == CKR_USER_ALREADY_LOGGED_IN ? done() : Status(login_refused(code));
    }
    for (int failures = 0;; ++failures) {
      CK_TOKEN_INFO now{};
      if (place.module->C_GetTokenInfo(place.slot, &now) != CKR_OK) now = place.info;
      if ((now.flags & CKF_USER_PIN_LOCKED) != 0) return kTokenPinLocked;
      auto given = pin({label, failures, (now.flags & CKF_USER_PIN_FINAL_TRY) != 0});
      if (!given) return failures == 0 ? kTokenPinNone : kTokenPinWrong;
      std::string text = given->expose();
      const CK_RV code = place.module->C_Login(session, CKU_USER, reinterpret_cast<unsigned char*>(text.data()),
                                               static_cast<CK_ULONG>(text.size()));
      wipe(text.data(), text.size());
      if (code == CKR_OK || code == CKR_USER_ALREADY_LOGGED_IN) return done();
      const Error error = login_refused(code);
      if (&error.code() != &kTokenPinWrong || failures + 1 == kMostTries) return error;
    }
  }

  // The one private key that the URI names; its public half from the key beside it, or from its certificate.
  Status find_key(P11KitUri* uri) {
    CK_OBJECT_CLASS wanted = CKO_PRIVATE_KEY;
    CK_KEY_TYPE type = CKK_EC;
    std::vector<CK_ATTRIBUTE> sought = {{CKA_CLASS, &wanted, sizeof wanted}, {CKA_KEY_TYPE, &type, sizeof type}};
    CK_ULONG count = 0;
    const CK_ATTRIBUTE* named = p11_kit_uri_get_attributes(uri, &count);
    for (CK_ULONG i = 0; i < count; ++i)
      if (named[i].type == CKA_ID || named[i].type == CKA_LABEL) sought.push_back(named[i]);
    HOCBA_TRY(const auto keys, objects(place, session, sought));
    if (keys.empty()) return Error(kTokenKeyAbsent, label);
    if (keys.size() > 1) {
      std::string labels;
      for (const CK_OBJECT_HANDLE one : keys)
        labels += (labels.empty() ? "" : ", ") + attribute(place, session, one, CKA_LABEL).value_or("?");
      return Error(kTokenKeyAmbiguous, labels);
    }
    key = keys.front();
    if (const auto curve = attribute(place, session, key, CKA_EC_PARAMS); curve && *curve != kP256Oid)
      return kTokenKeyKind;
    std::string id = attribute(place, session, key, CKA_ID).value_or("");
    HOCBA_RETURN_IF_ERROR(find_certificate(id));
    return find_public(id);
  }

  Status find_certificate(std::string& id) {
    CK_OBJECT_CLASS wanted = CKO_CERTIFICATE;
    if (id.empty()) return done();
    HOCBA_TRY(const auto found,
              objects(place, session,
                      {{CKA_CLASS, &wanted, sizeof wanted}, {CKA_ID, id.data(), static_cast<CK_ULONG>(id.size())}}));
    if (!found.empty()) certificate = attribute(place, session, found.front(), CKA_VALUE);
    return done();
  }

  Status find_public(std::string& id) {
    CK_OBJECT_CLASS wanted = CKO_PUBLIC_KEY;
    std::vector<CK_ATTRIBUTE> sought = {{CKA_CLASS, &wanted, sizeof wanted}};
    if (!id.empty()) sought.push_back({CKA_ID, id.data(), static_cast<CK_ULONG>(id.size())});
    HOCBA_TRY(const auto found, objects(place, session, sought));
    if (found.size() == 1) {
      if (const auto point = attribute(place, session, found.front(), CKA_EC_POINT)) {
        const auto read = point_of(*point);
        if (!read) return kTokenKeyKind;
        public_key = *read;
        return done();
      }
    }
    if (certificate) {
      const auto read = Certificate::from_der(*certificate);
      const P256PublicKey* held =
          read.ok() && read->key() ? std::get_if<P256PublicKey>(&read->key()->variant()) : nullptr;
      if (held != nullptr) {
        public_key = *held;
        return done();
      }
    }
    return kTokenKeyKind;
  }
};

Token::Token(std::unique_ptr<State> state) : state_(std::move(state)) {}
Token::Token(Token&&) noexcept = default;
Token& Token::operator=(Token&&) noexcept = default;
Token::~Token() = default;

Result<Token> Token::open(const std::string& uri, const PinSource& pin) {
  const Uri parsed(p11_kit_uri_new());
  HOCBA_CHECK(parsed != nullptr);
  if (p11_kit_uri_parse(uri.c_str(), P11_KIT_URI_FOR_ANY, parsed.get()) != P11_KIT_URI_OK ||
      p11_kit_uri_any_unrecognized(parsed.get()) != 0)
    return Error(kTokenUri, "RFC 7512");
  if (p11_kit_uri_get_pin_value(parsed.get()) != nullptr || p11_kit_uri_get_pin_source(parsed.get()) != nullptr)
    return Error(kTokenUri, "pin-value, pin-source");
  auto state = std::make_unique<State>();
  HOCBA_RETURN_IF_ERROR(state->modules.load(p11_kit_uri_get_module_path(parsed.get())));
  HOCBA_TRY(state->place, find_token(state->modules, parsed.get()));
  state->label = trimmed(state->place.info.label, sizeof state->place.info.label);
  HOCBA_RETURN_IF_ERROR(state->log_in(pin));
  HOCBA_RETURN_IF_ERROR(state->find_key(parsed.get()));
  return Token(std::move(state));
}

const P256PublicKey& Token::public_key() const { return state_->public_key; }
const std::string& Token::label() const { return state_->label; }
const std::optional<std::string>& Token::certificate_der() const { return state_->certificate; }

Result<P256Signature> Token::sign(std::string_view message) {
  const Digest digest = sha256(message);
  CK_MECHANISM mechanism{CKM_ECDSA, nullptr, 0};
  CK_FUNCTION_LIST* module = state_->place.module;
  if (const CK_RV code = module->C_SignInit(state_->session, &mechanism, state_->key); code != CKR_OK)
    return failed("C_SignInit", code);
  std::array<unsigned char, 128> out{};
  CK_ULONG size = out.size();
  Digest copy = digest;  // the module's argument isn't const
  const CK_RV code = module->C_Sign(state_->session, copy.data.data(), Digest::kSize, out.data(), &size);
  if (code != CKR_OK) return failed("C_Sign", code);
  if (size != P256Signature::kSize) return Error(kTokenFailed, "C_Sign: " + std::to_string(size));
  const auto signature =
      with_low_s(P256Signature::of({reinterpret_cast<const char*>(out.data()), P256Signature::kSize}));
  if (!signature || !verify(state_->public_key, message, *signature)) return Error(kTokenFailed, "C_Sign: verify");
  return *signature;
}

}  // namespace hocba::crypto
