// What opens the commitments of a record, as requests bring it: {"person":{"content":…,"salt":"…"},…}. One list of
// names for whoever is given openings, the ledger's entries and the signing desk alike: those of all kinds of records,
// of which the vault takes the record's own (node::Vault::put_openings). Pure; errors: api.bad_body, crypto.…
#pragma once

#include <string>
#include <vector>

#include "node/vault.hpp"

namespace hocba::api {

Result<std::vector<node::Opening>> openings_from(const std::string& text);

}  // namespace hocba::api
