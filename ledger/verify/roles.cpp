#include "ledger/verify/roles.hpp"

#include <algorithm>

#include "ledger/verify/codes.hpp"

namespace hocba::verify {
namespace {

// The work is roles · proofs²: at most 60 proofs, and the few roles of a policy.
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

}  // namespace

std::set<chain::Role> roles_of(const chain::KeyGrant& grant, bool delegation_ended) {
  std::set<chain::Role> out = {grant.role};
  if (grant.role == chain::Role::deputy && grant.delegated_by && !delegation_ended) out.insert(chain::Role::principal);
  return out;
}

Result<std::vector<chain::Role>> document_roles(const std::vector<chain::DocumentRole>& policy,
                                                const std::vector<crypto::CheckedProof>& proofs,
                                                const std::vector<std::set<chain::Role>>& roles) {
  const std::size_t n = proofs.size();
  // before[r][i]: the latest place where the run of role r can begin that ends after i proofs; row 0 is the empty
  // beginning.
  std::vector<std::vector<std::size_t>> before(policy.size() + 1, std::vector<std::size_t>(n + 1, kNowhere));
  before[0][0] = 0;
  for (std::size_t r = 0; r < policy.size(); ++r) {
    const std::size_t least = std::max<std::size_t>(policy[r].at_least, r + 1 == policy.size() ? 1 : 0);
    for (std::size_t begin = 0; begin <= n; ++begin) {
      if (before[r][begin] == kNowhere) continue;
      std::set<std::string> keys;
      for (std::size_t end = begin;; ++end) {
        if (keys.size() >= least) before[r + 1][end] = begin;
        if (end == n || roles[end].count(policy[r].role) == 0) break;
        keys.insert(proofs[end].key.did());
      }
    }
    const bool possible =
        std::any_of(before[r + 1].begin(), before[r + 1].end(), [](std::size_t b) { return b != kNowhere; });
    if (!possible) return Error(kRolesUnmet, std::string(chain::to_text(policy[r].role)));
  }
  if (policy.empty()) return Error(kRolesUnmet, "no role is named");
  if (before[policy.size()][n] == kNowhere)
    return Error(kRolesUnmet, "a signature fits no role of the policy, or not in this order");
  std::vector<chain::Role> counted_as(n);
  for (std::size_t r = policy.size(), end = n; r > 0; --r) {
    const std::size_t begin = before[r][end];
    std::fill(counted_as.begin() + static_cast<std::ptrdiff_t>(begin),
              counted_as.begin() + static_cast<std::ptrdiff_t>(end), policy[r - 1].role);
    end = begin;
  }
  return counted_as;
}

Status grant_covers(const chain::KeyGrant& grant, const chain::CredentialType& type, Time created,
                    const std::string& place) {
  const bool of_type =
      grant.types.empty() || std::find(grant.types.begin(), grant.types.end(), type) != grant.types.end();
  if (!of_type) return Error(kGrantWrongType, place);
  if (created < grant.from || !(created < grant.to)) return Error(kGrantWrongTime, place + ": " + to_text(created));
  return done();
}

}  // namespace hocba::verify
