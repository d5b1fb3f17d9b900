// Internal to ledger/credential: the group `correction` and what is asked of it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "ledger/credential/correction.hpp"

namespace hocba::credential {

nlohmann::json correction_json(const Correction& correction);
// Those whose `after` is not what the document says, or which change nothing.
std::vector<const Change*> untrue_changes(const Document& document, const std::vector<Change>& changes);

}  // namespace hocba::credential
