// Whether the signatures of a document satisfy its policy. The engine asks this of a file; an issuer's node asks the
// same before it accepts a document into its vault.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ledger/chain/record.hpp"

namespace hocba::verify {

// The roles a grant signs as: its own, and the principal's for a deputy who signs by delegation (KT. HIỆU TRƯỞNG).
std::set<chain::Role> roles_of(const chain::KeyGrant& grant);

// `signers`: for each proof of the chain, in its order, the roles that its key had then. The policy's roles must follow
// each other in this order, each at least as often as it says, and the last one must close the document. Every proof
// takes part: a signature in a role that the policy does not name fits nowhere.
// On success, the role that each proof counts as; otherwise what is missing, for people ("principal").
struct RoleMatch {
  bool met = false;
  std::vector<chain::Role> counted_as;
  std::string missing;
};
RoleMatch match_roles(const std::vector<chain::DocumentRole>& policy, const std::vector<std::set<chain::Role>>& signers);

}  // namespace hocba::verify
