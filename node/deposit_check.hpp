// Whether the deposited documents of a credential.issue are what the record says, and will verify once it is final.
// `apply` sees digests alone: a record whose document names another number, or is signed by the wrong people, would be
// appended, use up its numbers, and every verifier would refuse the document for ever. So the node that holds the
// documents asks first, with the verifier's own rules (ledger/verify/roles.hpp, docs/formats/report.md).
//
// Checked: type, period, book, unit, number, status index; the issuer's name, where its profile was published here;
// each signature against the cited grants, and against their scopes (class, subject), where they were opened here; the
// policy's document_roles; that no signature says to be older than the one before it. Not checked: the serial tag. It
// is keyed with the unit's serial secret, which no node holds; its uniqueness is the ledger's to judge, its truth the
// unit's.
//
// Runs in the workers, on the view of that moment. A grant or policy that the view does not know is refused with the
// ledger's own code; whatever else is wrong with the record is left to `apply`. Threads: safe.
#pragma once

#include "node/ledger_view.hpp"
#include "node/vault.hpp"

namespace hocba::node {

// node.not_deposited, node.document_differs, node.document_unverifiable, chain.unknown_grant, chain.no_policy,
// chain.policy_not_current; the detail names the item. `now`: no signature may be later.
Status check_deposited(const LedgerView& view, const Vault& vault, const chain::UnitCode& unit,
                       const chain::CredentialIssue& issue, Time now);

}  // namespace hocba::node
