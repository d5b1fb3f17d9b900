// Reading certificates never stops the program, and what was read can be read again.
#include <cstdint>
#include <string_view>

#include "crypto/check.hpp"
#include "crypto/json.hpp"
#include "crypto/x509.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace hocba::crypto;  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto der = Certificate::from_der(text);
  if (der.ok()) {
    HOCBA_CHECK(der->der() == text);
    HOCBA_CHECK(Certificate::from_der(der->der())->fingerprint() == der->fingerprint());
    (void)verify_chain(*der, {}, {*der}, der->not_before());
    if (der->key()) HOCBA_CHECK(key_from_did(der->key()->did()).ok());
  }
  const auto pem = Certificate::from_pem(text);
  if (pem.ok()) {
    HOCBA_CHECK(!pem->empty());
    for (const auto& each : *pem) HOCBA_CHECK(Certificate::from_der(each.der()).ok());
    (void)verify_chain(pem->front(), *pem, {pem->back()}, pem->front().not_after());
  }
  return 0;
}
