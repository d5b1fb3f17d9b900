#include "ledger/chain/network_policy.hpp"

namespace hocba::chain {

namespace {

log::Policy policy_of(const std::string& origin, const std::vector<Validator>& validators, std::uint32_t quorum,
                      const NetworkId& network, bool test) {
  log::Policy policy;
  log::PolicyGroup group{"validators", quorum, {}};
  for (const auto& validator : validators) {
    policy.logs.push_back({{origin, crypto::NoteKeyType::ed25519, validator.log_key}, {}});
    policy.witnesses.push_back(
        {validator.name.str(),
         {witness_name(origin, validator.name), crypto::NoteKeyType::cosignature, validator.vote_key},
         {}});
    group.members.push_back(validator.name.str());
  }
  policy.groups.push_back(std::move(group));
  policy.quorum = "validators";
  policy.network = network;
  policy.test = test;
  // One validator has one operator; how many organisations run several is not on the ledger.
  if (validators.size() == 1) policy.operators = 1;
  return policy;
}

}  // namespace

std::string witness_name(const std::string& origin, const CodeText& validator) {
  return origin + "/" + validator.str();
}

log::Policy network_policy(const NetworkGenesis& genesis, const NetworkId& network) {
  return policy_of(genesis.origin, genesis.validators, genesis.quorum, network, genesis.test);
}
log::Policy network_policy(const NetworkState& state) {
  return policy_of(state.origin, state.validators, state.quorum, state.network, state.test);
}

}  // namespace hocba::chain
