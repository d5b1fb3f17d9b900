// The permission table asked for what is written (node/permission_table.hpp): who may deposit a document, who may
// change the standing of one. The ledger asks whether a key has a grant for the kind of record; a grant that a role
// should never have had is caught here, before the record is appended. Pure but for the state that is read.
#pragma once

#include <vector>

#include "ledger/chain/record.hpp"
#include "ledger/chain/state.hpp"
#include "node/permission_table.hpp"

namespace hocba::node {

// Some of the key's grants to issue such documents for the unit is of a role that creates, signs or issues them.
// chain.no_authority and its kin where it has no grant; node.role_not_allowed with the roles that may.
Status check_depositor(const chain::StateView& state, const chain::AnyKey& key, const chain::UnitCode& unit,
                       const chain::CredentialType& type, Time now);

// Some signer's role corrects (supersede) or revokes (suspend, reinstate, revoke; confirm: either) such documents, and
// every signer's role has some right to them. Signers without a grant are left to `apply`, as are an unknown
// credential and a lone signer who may propose (four eyes).
Status check_status_roles(const chain::StateView& state, const chain::UnitCode& unit,
                          const chain::CredentialStatus& change, const std::vector<chain::AnyKey>& signers, Time now);

}  // namespace hocba::node
