// Internal to ledger/credential: the group `correction` and what is asked of it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "ledger/credential/correction.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {

// A group's member with what it said before: [{"place", "before"?}], by place. A picture has none.
inline constexpr const char* kCorrected = "corrected";

// Adds the group `correction` to the groups of a document of this type, and `corrected` to those that it changes.
void put_correction(std::vector<std::pair<std::string, nlohmann::json>>& contents, const TypeShape& shape,
                    const Correction& correction);
// Places whose new value is not what the document says, whose change changes nothing, whose values stand where they
// must not, or which a group names and the correction doesn't. By place.
std::vector<std::string> untrue_changes(const Document& document);

}  // namespace hocba::credential
