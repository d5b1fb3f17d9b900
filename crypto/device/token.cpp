#include "crypto/device/token.hpp"

#include <cstring>

#include "crypto/codes.hpp"
#include "crypto/device/token_parts.hpp"
#include "crypto/hash.hpp"

namespace hocba::crypto {
namespace {

constexpr std::string_view kP256Oid("\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 10);

}  // namespace

Error login_refused(unsigned long code) {
  if (code == CKR_PIN_LOCKED) return kTokenPinLocked;
  if (code == CKR_PIN_INCORRECT || code == CKR_PIN_LEN_RANGE || code == CKR_PIN_INVALID) return kTokenPinWrong;
  return token_failed("C_Login", code);
}

struct Token::State {
  TokenModules modules;  // outlives the session
  TokenPlace place;
  std::string label;
  std::optional<TokenSession> session;
  CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
  P256PublicKey public_key;
  std::optional<std::string> certificate;
  bool logged_in = false;        // by this object
  PinSource pin_for_signature;   // where the key wants its PIN for each
  std::optional<Error> gave_up;  // such a PIN was refused

  ~State() {
    if (session && logged_in) place.module->C_Logout(session->handle());
  }

  // By another Token of this process: a token knows the process, not the session.
  bool open_already() const {
    CK_SESSION_INFO info{};
    return place.module->C_GetSessionInfo(session->handle(), &info) == CKR_OK &&
           (info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS);
  }

  CK_RV try_pin(CK_USER_TYPE as, const std::string& pin) {
    std::string text = pin;  // the module's argument isn't const
    const CK_RV code =
        place.module->C_Login(session->handle(), as, reinterpret_cast<unsigned char*>(text.data()), text.size());
    wipe(text.data(), text.size());
    return code;
  }

  Status log_in(const PinSource& pin) {
    constexpr int kMostTries = 3;
    HOCBA_TRY(auto opened, TokenSession::open(place));
    session.emplace(std::move(opened));
    if ((place.info.flags & CKF_LOGIN_REQUIRED) == 0 || open_already()) return done();
    const auto accepted = [&](CK_RV code) {
      logged_in = logged_in || code == CKR_OK;
      return code == CKR_OK || code == CKR_USER_ALREADY_LOGGED_IN;
    };
    if ((place.info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0) {
      const CK_RV code = place.module->C_Login(session->handle(), CKU_USER, nullptr, 0);
      return accepted(code) ? done() : Status(login_refused(code));
    }
    for (int failures = 0;; ++failures) {
      CK_TOKEN_INFO now{};
      if (place.module->C_GetTokenInfo(place.slot, &now) != CKR_OK) now = place.info;
      if ((now.flags & CKF_USER_PIN_LOCKED) != 0) return kTokenPinLocked;
      const auto given = pin({label, failures, (now.flags & CKF_USER_PIN_FINAL_TRY) != 0});
      if (!given) return failures == 0 ? kTokenPinNone : kTokenPinWrong;
      const CK_RV code = try_pin(CKU_USER, given->expose());
      if (accepted(code)) return done();
      const Error error = login_refused(code);
      if (&error.code() != &kTokenPinWrong || failures + 1 == kMostTries) return error;
    }
  }

  // After C_SignInit, for the signature that was begun (PKCS #11 §5.6, §5.13).
  Status log_in_to_sign() {
    CK_RV code = CKR_OK;
    if ((place.info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0) {
      code = place.module->C_Login(session->handle(), CKU_CONTEXT_SPECIFIC, nullptr, 0);
    } else {
      CK_TOKEN_INFO now{};
      if (place.module->C_GetTokenInfo(place.slot, &now) != CKR_OK) now = place.info;
      if ((now.flags & CKF_USER_PIN_LOCKED) != 0) return kTokenPinLocked;
      const auto given = pin_for_signature({label, 0, (now.flags & CKF_USER_PIN_FINAL_TRY) != 0, true});
      if (!given) return kTokenPinNone;
      code = try_pin(CKU_CONTEXT_SPECIFIC, given->expose());
    }
    if (code == CKR_OK) return done();
    gave_up = login_refused(code);
    return *gave_up;
  }

  // The one private key that the URI names; its public half from the key beside it, or from its certificate.
  Status find_key(P11KitUri* uri, const PinSource& pin) {
    CK_OBJECT_CLASS wanted = CKO_PRIVATE_KEY;
    CK_KEY_TYPE type = CKK_EC;
    TokenSession::Sought sought = {{CKA_CLASS, &wanted, sizeof wanted}, {CKA_KEY_TYPE, &type, sizeof type}};
    add_named(uri, sought);
    HOCBA_TRY(const auto keys, session->objects(sought));
    if (keys.empty()) return Error(kTokenKeyAbsent, label);
    if (keys.size() > 1) {
      std::string labels;
      for (const CK_OBJECT_HANDLE one : keys)
        labels += (labels.empty() ? "" : ", ") + harmless(session->attribute(one, CKA_LABEL).value_or("?"));
      return Error(kTokenKeyAmbiguous, labels);
    }
    key = keys.front();
    if (const auto curve = session->attribute(key, CKA_EC_PARAMS); curve && *curve != kP256Oid) return kTokenKeyKind;
    if (const auto always = session->attribute(key, CKA_ALWAYS_AUTHENTICATE);
        always && *always == std::string(1, CK_TRUE))
      pin_for_signature = pin;
    std::string id = session->attribute(key, CKA_ID).value_or("");
    HOCBA_RETURN_IF_ERROR(find_certificate(id));
    return find_public(id);
  }

  Status find_certificate(std::string& id) {
    CK_OBJECT_CLASS wanted = CKO_CERTIFICATE;
    if (id.empty()) return done();
    HOCBA_TRY(const auto found,
              session->objects({{CKA_CLASS, &wanted, sizeof wanted}, {CKA_ID, id.data(), id.size()}}));
    if (!found.empty()) certificate = session->attribute(found.front(), CKA_VALUE);
    return done();
  }

  Status find_public(std::string& id) {
    CK_OBJECT_CLASS wanted = CKO_PUBLIC_KEY;
    TokenSession::Sought sought = {{CKA_CLASS, &wanted, sizeof wanted}};
    if (!id.empty()) sought.push_back({CKA_ID, id.data(), id.size()});
    HOCBA_TRY(const auto found, session->objects(sought));
    if (found.size() == 1) {
      if (const auto point = session->attribute(found.front(), CKA_EC_POINT)) {
        const auto read = point_of(*point);
        if (!read) return kTokenKeyKind;
        public_key = *read;
        return done();
      }
    }
    const auto certified = certificate ? certified_key(*certificate) : std::nullopt;
    if (!certified) return kTokenKeyKind;
    public_key = *certified;
    return done();
  }
};

Status check_token_uri(const std::string& uri) {
  const auto parsed = parse_token_uri(uri);
  return parsed.ok() ? done() : Status(parsed.error());
}

Token::Token(std::unique_ptr<State> state) : state_(std::move(state)) {}
Token::Token(Token&&) noexcept = default;
Token& Token::operator=(Token&&) noexcept = default;
Token::~Token() = default;

Result<Token> Token::open(const std::string& uri, const PinSource& pin) {
  HOCBA_TRY(const TokenUri parsed, parse_token_uri(uri));
  auto state = std::make_unique<State>();
  HOCBA_RETURN_IF_ERROR(state->modules.load(p11_kit_uri_get_module_path(parsed.get())));
  HOCBA_TRY(state->place, find_token(state->modules, parsed.get()));
  state->label = state->place.label();
  HOCBA_RETURN_IF_ERROR(state->log_in(pin));
  HOCBA_RETURN_IF_ERROR(state->find_key(parsed.get(), pin));
  return Token(std::move(state));
}

const P256PublicKey& Token::public_key() const { return state_->public_key; }
const std::string& Token::label() const { return state_->label; }
const std::optional<std::string>& Token::certificate_der() const { return state_->certificate; }

Result<P256Signature> Token::sign(std::string_view message) {
  if (state_->gave_up) return *state_->gave_up;
  Digest digest = sha256(message);  // the module's argument isn't const
  CK_MECHANISM mechanism{CKM_ECDSA, nullptr, 0};
  CK_FUNCTION_LIST* module = state_->place.module;
  const CK_SESSION_HANDLE session = state_->session->handle();
  if (const CK_RV code = module->C_SignInit(session, &mechanism, state_->key); code != CKR_OK)
    return token_failed("C_SignInit", code);
  std::array<unsigned char, 128> out{};
  CK_ULONG size = out.size();
  if (state_->pin_for_signature) {
    if (const Status allowed = state_->log_in_to_sign(); !allowed.ok()) {
      module->C_Sign(session, digest.data.data(), Digest::kSize, out.data(), &size);  // refused, which ends it
      return allowed.error();
    }
  }
  const CK_RV code = module->C_Sign(session, digest.data.data(), Digest::kSize, out.data(), &size);
  if (code != CKR_OK) return token_failed("C_Sign", code);
  if (size != P256Signature::kSize) return Error(kTokenFailed, "C_Sign: " + std::to_string(size));
  const auto signature =
      with_low_s(P256Signature::of({reinterpret_cast<const char*>(out.data()), P256Signature::kSize}));
  if (!signature || !verify(state_->public_key, message, *signature)) return Error(kTokenFailed, "C_Sign: verify");
  return *signature;
}

}  // namespace hocba::crypto
