// JSON that can be signed: strict I-JSON in (RFC 7493), canonical JSON out (RFC 8785, JCS).
//
// parse() refuses what two parsers could read differently: duplicate keys (compared after unescaping), lone
// surrogates, noncharacters (RFC 7493 §2.1), invalid UTF-8, a byte order mark, numbers that are not exact (integers
// beyond ±(2^53−1); a number written with fraction or exponent is accepted only where `allow_fractions` says so, since
// nothing we sign has one), NaN, trailing bytes, nesting or size beyond the limits. The nlohmann type appears in
// headers by name only; include <nlohmann/json.hpp> in the .cpp that converts.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba::crypto {

struct JsonLimits {
  std::size_t max_bytes = 16u << 20;
  int max_depth = 64;
  bool allow_fractions = false;
};

Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {});
// RFC 8785. The input came from parse_json or was built by us: integers within ±(2^53−1), valid UTF-8.
// Fractions are printed as ECMAScript does.
std::string canonical(const nlohmann::json& value);
// The canonical form of an object without one of its members: what a proof signs, without copying the document.
std::string canonical_without(const nlohmann::json& object, std::string_view key);
// parse_json, and the text must be its own canonical form: crypto.json_not_canonical.
Result<nlohmann::json> parse_canonical(std::string_view text, const JsonLimits& limits = {});
// Unicode NFC of valid UTF-8 (ICU), for text that people type. Never applied to signed bytes.
std::string nfc(std::string_view utf8);
bool valid_utf8(std::string_view text);

}  // namespace hocba::crypto
