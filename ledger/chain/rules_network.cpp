// network.genesis, network.upgrade, authority.set, policy.set.
#include <set>

#include "ledger/chain/rules.hpp"

namespace hocba::chain {

namespace {

Status check_authority(const Authority& authority) {
  if (authority.threshold < 1 || authority.threshold > authority.keys.size()) return kAuthorityMalformed;
  return done();
}

Status check_validators(const NetworkGenesis& b) {
  std::set<std::string> names;
  std::set<crypto::PublicKey> keys;
  for (const Validator& v : b.validators) {
    const bool fresh = names.insert(v.name.str()).second && keys.insert(v.log_key).second &&
                       keys.insert(v.vote_key).second && keys.insert(v.api_key).second;
    if (!fresh) return Error(kValidatorsMalformed, v.name.str());
  }
  // Design §1.4: no two quorums without an honest validator in common; a quorum without the faulty ones exists.
  const auto n = static_cast<std::int64_t>(b.validators.size());
  const auto k = static_cast<std::int64_t>(b.quorum);
  const std::int64_t f = (n - 1) / 3;
  if (2 * k - n <= f || k > n - f) return Error(kQuorumMalformed, std::to_string(k) + " of " + std::to_string(n));
  return done();
}

}  // namespace

Status apply_body(const RuleContext& c, const NetworkGenesis& b) {
  if (c.record.network) return Error(kWrongNetwork, "a genesis record names no network");
  HOCBA_RETURN_IF_ERROR(check_authority(b.authority));
  HOCBA_RETURN_IF_ERROR(check_validators(b));
  HOCBA_RETURN_IF_ERROR(require_founders(c, b.authority));
  NetworkState network;
  network.network = NetworkId::of(c.verified.leaf().view());
  network.origin = b.origin;
  network.test = b.test;
  network.authority = b.authority;
  network.validators = b.validators;
  network.quorum = b.quorum;
  write_row(c.state, network_key(), network);
  return done();
}

Status apply_body(const RuleContext& c, const NetworkUpgrade& b) {
  HOCBA_RETURN_IF_ERROR(require_founders(c, c.network->authority));
  NetworkState network = *c.network;
  network.version = network.version_at(c.height);
  if (b.version <= network.version || b.height <= c.height) return kUpgradeWrong;
  network.upgrade = b;
  write_row(c.state, network_key(), network);
  return done();
}

Status apply_body(const RuleContext& c, const AuthoritySet& b) {
  HOCBA_RETURN_IF_ERROR(require_founders(c, c.network->authority));
  HOCBA_RETURN_IF_ERROR(check_authority(b.authority));
  NetworkState network = *c.network;
  network.authority = b.authority;
  write_row(c.state, network_key(), network);
  return done();
}

Status apply_body(const RuleContext& c, const PolicySet& b) {
  HOCBA_RETURN_IF_ERROR(require_founders(c, c.network->authority));
  std::set<Role> seen;
  for (const DocumentRole& r : b.document_roles) {
    if (!seen.insert(r.role).second) return Error(kPolicyMalformed, std::string(to_text(r.role)));
  }
  write_row(c.state, policy_key(b.type, b.period), PolicyState{c.index, b});
  return done();
}

}  // namespace hocba::chain
