// For crypto/ alone: the order of keys, and the canonical form of an object in two pieces, before and after a member
// that is left out, so that one document is put into canonical form once for all its proofs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace hocba::crypto {

// UTF-16 order on UTF-8 texts, the order of members in RFC 8785 §3.2.3.
bool utf16_less(std::string_view a, std::string_view b);
// Could this key stand elsewhere in UTF-16 order than in the order of bytes? Never where all keys say no.
bool may_need_sorting(const std::string& key);

// before + [separator + "key":value + separator] + after is the canonical form with that member;
// before + (both_sides ? "," : "") + after is the one without.
struct SplitObject {
  std::string before;       // "{" and the members sorted before `key`, without a comma at the end
  std::string after;        // the members sorted after it and "}", without a comma in front
  bool has_before = false;  // is there a member before
  bool has_after = false;
};

SplitObject canonical_around(const nlohmann::json& object, std::string_view key);

}  // namespace hocba::crypto
