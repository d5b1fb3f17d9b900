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

RoleMatch match_roles(const std::vector<chain::DocumentRole>& policy,
                      const std::vector<std::set<chain::Role>>& signers) {
  RoleMatch out;
  const std::size_t n = signers.size();
  // before[r][i]: where the run of role r began if it can end after i proofs; row 0 is the empty beginning.
  std::vector<std::vector<std::size_t>> before(policy.size() + 1, std::vector<std::size_t>(n + 1, kNowhere));
  before[0][0] = 0;
  for (std::size_t r = 0; r < policy.size(); ++r) {
    const std::size_t least = std::max<std::size_t>(policy[r].at_least, r + 1 == policy.size() ? 1 : 0);
    for (std::size_t begin = 0; begin <= n; ++begin) {
      if (before[r][begin] == kNowhere) continue;
      for (std::size_t end = begin;; ++end) {
        if (end - begin >= least && before[r + 1][end] == kNowhere) before[r + 1][end] = begin;
        if (end == n || signers[end].count(policy[r].role) == 0) break;
      }
    }
    const bool possible =
        std::any_of(before[r + 1].begin(), before[r + 1].end(), [](std::size_t b) { return b != kNowhere; });
    if (!possible) {
      out.missing = chain::to_text(policy[r].role);
      return out;
    }
  }
  if (policy.empty() || before[policy.size()][n] == kNowhere) {
    out.missing = policy.empty() ? "no role is named" : "a signature fits no role of the policy, or not in this order";
    return out;
  }
  out.met = true;
  out.counted_as.resize(n);
  for (std::size_t r = policy.size(), end = n; r > 0; --r) {
    const std::size_t begin = before[r][end];
    std::fill(out.counted_as.begin() + static_cast<std::ptrdiff_t>(begin),
              out.counted_as.begin() + static_cast<std::ptrdiff_t>(end), policy[r - 1].role);
    end = begin;
  }
  return out;
}

Result<std::vector<chain::Role>> document_roles(const std::vector<chain::DocumentRole>& policy,
                                                const std::vector<crypto::CheckedProof>& proofs,
                                                const std::vector<std::set<chain::Role>>& roles) {
  RoleMatch match = match_roles(policy, roles);
  if (!match.met) return Error(kRolesUnmet, match.missing);
  for (const chain::DocumentRole& role : policy) {
    std::set<std::string> keys;
    for (std::size_t i = 0; i < proofs.size(); ++i) {
      if (match.counted_as[i] == role.role) keys.insert(proofs[i].key.did());
    }
    if (keys.size() < role.at_least) return Error(kRolesUnmet, std::string(chain::to_text(role.role)));
  }
  return std::move(match.counted_as);
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
