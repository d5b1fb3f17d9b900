// parse → canonical → parse is the identity, what is canonical is accepted as such, and a strict reading never takes
// what a lenient library refuses.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "crypto/check.hpp"
#include "crypto/json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace hocba::crypto;  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const bool fractions : {false, true}) {
    const JsonLimits limits{.max_bytes = 1u << 16, .max_depth = 32, .allow_fractions = fractions};
    const auto value = parse_json(text, limits);
    if (!value.ok()) continue;
    HOCBA_CHECK(nlohmann::json::accept(text));
    HOCBA_CHECK(nlohmann::json::parse(text) == *value);
    HOCBA_CHECK(valid_utf8(text));
    const std::string canonical_text = canonical(*value);
    const JsonLimits roomy{.max_bytes = std::size_t{8} << 20, .max_depth = 32, .allow_fractions = fractions};
    const auto again = parse_canonical(canonical_text, roomy);
    HOCBA_CHECK(again.ok() && *again == *value);
    HOCBA_CHECK(parse_canonical(text, limits).ok() == (canonical_text == text));
    if (value->is_object()) {
      auto without = *value;
      without.erase("proof");
      HOCBA_CHECK(canonical_without(*value, "proof") == canonical(without));
    }
  }
  HOCBA_CHECK(!valid_utf8(text) || valid_utf8(nfc(text)));
  return 0;
}
