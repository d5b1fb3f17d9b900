// A SoftHSM token in a folder of its own: real PKCS #11 calls, keys in files. Stands for a USB token, which a test
// machine has not.
#pragma once

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "crypto/check.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::test {

inline constexpr const char* kSoftToken = "/usr/lib/softhsm/libsofthsm2.so";

class SoftToken {
 public:
  static constexpr const char* kPin = "a-pin-of-tests";
  // Empties the environment's own tokens for this process.
  explicit SoftToken(std::string label = "Truong Mau") : label_(std::move(label)) {
    const std::string tokens = scratch_ / "tokens", conf = scratch_ / "softhsm2.conf";
    std::filesystem::create_directories(tokens);
    std::ofstream(conf) << "directories.tokendir = " << tokens << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    ::setenv("SOFTHSM2_CONF", conf.c_str(), 1);
    module_ = p11_kit_module_load(kSoftToken, P11_KIT_MODULE_CRITICAL);
    HOCBA_CHECK(module_ != nullptr && p11_kit_module_initialize(module_) == CKR_OK);
    set_up();
  }
  SoftToken(const SoftToken&) = delete;
  SoftToken& operator=(const SoftToken&) = delete;
  ~SoftToken() {
    module_->C_CloseSession(session_);
    p11_kit_module_finalize(module_);
    p11_kit_module_release(module_);
  }

  static std::string p256() { return std::string("\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 10); }
  // An EC key with this label and id; `curve` is the DER of the curve's OID. Hidden: nothing of it is seen without the
  // PIN.
  void add_key(std::string label, std::string id, std::string curve = p256(), bool hidden = false,
               bool always_authenticate = false) {
    CK_MECHANISM mechanism{CKM_EC_KEY_PAIR_GEN, nullptr, 0};
    CK_BBOOL yes = CK_TRUE, closed_too = hidden ? CK_TRUE : CK_FALSE, always = always_authenticate ? CK_TRUE : CK_FALSE;
    CK_ATTRIBUTE open[] = {{CKA_TOKEN, &yes, sizeof yes},
                           {CKA_PRIVATE, &closed_too, sizeof closed_too},
                           {CKA_EC_PARAMS, curve.data(), curve.size()},
                           {CKA_LABEL, label.data(), label.size()},
                           {CKA_ID, id.data(), id.size()},
                           {CKA_VERIFY, &yes, sizeof yes}};
    CK_ATTRIBUTE closed[] = {{CKA_TOKEN, &yes, sizeof yes},
                             {CKA_PRIVATE, &yes, sizeof yes},
                             {CKA_SENSITIVE, &yes, sizeof yes},
                             {CKA_SIGN, &yes, sizeof yes},
                             {CKA_LABEL, label.data(), label.size()},
                             {CKA_ID, id.data(), id.size()},
                             {CKA_ALWAYS_AUTHENTICATE, &always, sizeof always}};
    CK_OBJECT_HANDLE public_half = 0, private_half = 0;
    HOCBA_CHECK(module_->C_GenerateKeyPair(session_, &mechanism, open, std::size(open), closed, std::size(closed),
                                           &public_half, &private_half) == CKR_OK);
  }

  // A certificate beside the key of this id.
  void add_certificate(std::string label, std::string id, std::string der) {
    CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
    CK_CERTIFICATE_TYPE type = CKC_X_509;
    CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
    std::string subject = "\x30" + std::string(1, '\0');  // an empty name: PKCS #11 wants one, we read the certificate
    CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &kind, sizeof kind},
                             {CKA_CERTIFICATE_TYPE, &type, sizeof type},
                             {CKA_TOKEN, &yes, sizeof yes},
                             {CKA_PRIVATE, &no, sizeof no},
                             {CKA_LABEL, label.data(), label.size()},
                             {CKA_ID, id.data(), id.size()},
                             {CKA_SUBJECT, subject.data(), subject.size()},
                             {CKA_VALUE, der.data(), der.size()}};
    CK_OBJECT_HANDLE made = 0;
    HOCBA_CHECK(module_->C_CreateObject(session_, wanted, std::size(wanted), &made) == CKR_OK);
  }

  // One more token in the same reader, without keys. SoftHSM keeps one blank token beside those in use, in any place.
  void add_token(std::string label) {
    label.resize(32, ' ');
    HOCBA_CHECK(module_->C_InitToken(slot_of(false), text(kPin), length(kPin), text(label.c_str())) == CKR_OK);
  }
  // SoftHSM logs a whole process in and out: before the code under test does.
  void log_out() { module_->C_Logout(session_); }
  void log_in() { HOCBA_CHECK(module_->C_Login(session_, CKU_USER, text(kPin), length(kPin)) == CKR_OK); }

  std::string uri(const std::string& object) const {
    std::string token;
    for (const char c : label_) token += c == ' ' ? std::string("%20") : std::string(1, c);
    return "pkcs11:token=" + token + (object.empty() ? "" : ";object=" + object) + "?module-path=" + kSoftToken;
  }

 private:
  void set_up() {
    CK_SLOT_ID slot = 0;
    CK_ULONG count = 1;
    HOCBA_CHECK(module_->C_GetSlotList(CK_TRUE, &slot, &count) == CKR_OK && count == 1);
    std::string padded = label_;
    padded.resize(32, ' ');
    HOCBA_CHECK(module_->C_InitToken(slot, text(kPin), length(kPin), text(padded.c_str())) == CKR_OK);
    slot = slot_of(true);
    HOCBA_CHECK(module_->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session_) ==
                CKR_OK);
    HOCBA_CHECK(module_->C_Login(session_, CKU_SO, text(kPin), length(kPin)) == CKR_OK);
    HOCBA_CHECK(module_->C_InitPIN(session_, text(kPin), length(kPin)) == CKR_OK);
    module_->C_Logout(session_);
    HOCBA_CHECK(module_->C_Login(session_, CKU_USER, text(kPin), length(kPin)) == CKR_OK);
  }
  // A slot whose token is in use, or is blank.
  CK_SLOT_ID slot_of(bool in_use) {
    CK_ULONG count = 0;
    CK_SLOT_ID list[8];
    // The list grows by a blank token only where its length is asked for first.
    HOCBA_CHECK(module_->C_GetSlotList(CK_TRUE, nullptr, &count) == CKR_OK && count <= std::size(list));
    HOCBA_CHECK(module_->C_GetSlotList(CK_TRUE, list, &count) == CKR_OK);
    for (CK_ULONG i = 0; i < count; ++i) {
      CK_TOKEN_INFO info{};
      if (module_->C_GetTokenInfo(list[i], &info) == CKR_OK && ((info.flags & CKF_TOKEN_INITIALIZED) != 0) == in_use)
        return list[i];
    }
    HOCBA_CHECK(!"the reader has such a token");
    return 0;
  }
  static unsigned char* text(const char* from) { return reinterpret_cast<unsigned char*>(const_cast<char*>(from)); }
  static CK_ULONG length(const char* of) { return static_cast<CK_ULONG>(std::char_traits<char>::length(of)); }

  ScratchDirectory scratch_;
  std::string label_;
  CK_FUNCTION_LIST* module_ = nullptr;
  CK_SESSION_HANDLE session_ = 0;
};

}  // namespace hocba::test
