// The tlog-policy of a network, as its genesis or its present state says: one log line and one witness per validator,
// a group with the quorum. A node serves it, the command line writes it beside the genesis; both come from here. Pure.
#pragma once

#include <string>

#include "ledger/chain/state.hpp"
#include "ledger/log/policy.hpp"

namespace hocba::chain {

// The name under which a validator cosigns: "<origin>/<validator>".
std::string witness_name(const std::string& origin, const CodeText& validator);
log::Policy network_policy(const NetworkGenesis& genesis, const NetworkId& network);
log::Policy network_policy(const NetworkState& network);

}  // namespace hocba::chain
