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

// `signers`: for each proof of the chain, in its order, the roles that its key had then. The policy's roles must follow
// each other in this order, each at least as often as it says, and the last one must close the document. Every proof
// takes part: a signature in a role that the policy does not name fits nowhere.
// On success, the role that each proof counts as; otherwise what is missing, for people ("principal").
struct RoleMatch {
  bool met = false;
  std::vector<chain::Role> counted_as;
  std::string missing;
};
RoleMatch match_roles(const std::vector<chain::DocumentRole>& policy,
                      const std::vector<std::set<chain::Role>>& signers);

// The same for the proofs of a document, `roles` one set for each; and two signatures of one key are one signatory.
// verify.roles_unmet. On success, the role that each proof counts as.
Result<std::vector<chain::Role>> document_roles(const std::vector<chain::DocumentRole>& policy,
                                                const std::vector<crypto::CheckedProof>& proofs,
                                                const std::vector<std::set<chain::Role>>& roles);

// Whether what was signed at `created` for a document of this type was covered by the grant, if its unit is the
// issuer's: verify.grant_wrong_type, verify.grant_wrong_time. `place` names the grant in the error.
Status grant_covers(const chain::KeyGrant& grant, const chain::CredentialType& type, Time created,
                    const std::string& place);

}  // namespace hocba::verify
