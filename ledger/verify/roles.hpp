// Whether the signatures of a document satisfy its policy. The engine asks this of a file; an issuer's node asks the
// same before it accepts a document into its vault.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "crypto/data_integrity.hpp"
#include "ledger/chain/record.hpp"

namespace hocba::verify {

// The roles a grant signs as: its own, and the principal's for a deputy who signs by delegation (KT. HIỆU TRƯỞNG),
// unless that delegation had ended: the principal's grant was revoked or rotated before.
std::set<chain::Role> roles_of(const chain::KeyGrant& grant, bool delegation_ended = false);

// For each proof of a document's chain, in its order, `roles` has those that its key had then. The policy's roles must
// follow each other in this order, each by at least as many keys as it says (two signatures of one key are one
// signatory), and the last one must close the document. Every proof takes part: a signature in a role that the policy
// does not name fits nowhere. verify.roles_unmet, with what is missing ("principal"). On success, the role that each
// proof counts as; where several ways of counting do, a signature is of the earlier role, as the signing desk counts.
Result<std::vector<chain::Role>> document_roles(const std::vector<chain::DocumentRole>& policy,
                                                const std::vector<crypto::CheckedProof>& proofs,
                                                const std::vector<std::set<chain::Role>>& roles);

// Whether what was signed at `created` for a document of this type was covered by the grant, if its unit is the
// issuer's: verify.grant_wrong_type, verify.grant_wrong_time. `place` names the grant in the error.
Status grant_covers(const chain::KeyGrant& grant, const chain::CredentialType& type, Time created,
                    const std::string& place);

}  // namespace hocba::verify
