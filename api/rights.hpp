// What the key of a session may do here, as the ledger says at a time. Records carry their own signatures and need none
// of this; these are the rights to the vault and to what is published beside the ledger. Founders' keys may act for any
// unit: they are its superiors' superior. Errors: api.not_yours; node.role_not_allowed. Pure.
#pragma once

#include "crypto/did_key.hpp"
#include "node/ledger_view.hpp"

namespace hocba::api {

// Known to the ledger: a founder's, a validator's, or one that was ever granted anything. api.unknown_key.
Status may_log_in(const node::LedgerView& view, const crypto::AnyKey& key);
Status is_founder(const node::LedgerView& view, const crypto::AnyKey& key);
// A grant of the unit, its successor or a unit above either, in force at the time.
Status may_act_for(const node::LedgerView& view, const crypto::AnyKey& key, const chain::UnitCode& unit, Time at);
// A grant to sign credential.issue of this type for the unit, of a role that may (node/role_check.hpp).
Status may_deposit(const node::LedgerView& view, const crypto::AnyKey& key, const chain::UnitCode& unit,
                   const chain::CredentialType& type, Time at);
// May give what opens the commitments of this record: may act for the unit that made it, or for that of the grant that
// it is about. Who may read them is the vault's to say (Vault::openings_for).
Status may_open(const node::LedgerView& view, const crypto::AnyKey& key, log::LeafIndex index, Time at);

}  // namespace hocba::api
