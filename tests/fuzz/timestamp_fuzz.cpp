// Reading timestamps never stops the program, and what was read can be read again.
#include <cstdint>
#include <string_view>

#include "crypto/check.hpp"
#include "crypto/timestamp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace hocba::crypto;  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto token = Timestamp::from_der(text);
  if (token.ok()) HOCBA_CHECK(token->der() == text);
  const auto answer = Timestamp::from_response(text);
  if (answer.ok()) {
    HOCBA_CHECK(Timestamp::from_der(answer->der()).ok());
    (void)answer->check_signature();
    (void)answer->check_trust({});
  }
  return 0;
}
