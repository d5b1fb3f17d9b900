// The ledger's objects as JSON, in the forms that docs/API.md gives. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ledger/chain/state.hpp"
#include "node/ledger_view.hpp"

namespace hocba::api {

nlohmann::json unit_view(const chain::UnitState& unit);
nlohmann::json grant_view(const chain::GrantState& grant);
nlohmann::json policy_view(const chain::PolicyState& policy);
nlohmann::json validator_view(const chain::Validator& validator);
// The public standing of a credential: never a reason (design §6).
nlohmann::json standing_view(const chain::CredentialState& credential, bool undecided, Time as_of);
nlohmann::json transfer_view(const chain::TransferState& transfer, Time as_of);
// Values of paths and queries: api.bad_request with the name.
Result<std::uint64_t> number_from(std::string_view text, std::string_view name, std::uint64_t max);
Result<chain::UnitCode> unit_from(std::string_view text);
Result<log::LeafIndex> index_from(std::string_view text, const node::LedgerView& view);

}  // namespace hocba::api
