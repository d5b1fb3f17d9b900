// Who has signed, and for whom.
#include <algorithm>

#include "ledger/chain/rules.hpp"

namespace hocba::chain {

bool Signer::has(Role role) const {
  return std::any_of(grants.begin(), grants.end(), [&](const GrantState& g) {
    // A deputy by delegation signs for the principal (KT. HIỆU TRƯỞNG), on records as on documents. That the delegation
    // stands was asked before this grant was among those that authorise.
    const bool for_principal = g.grant.role == Role::deputy && g.grant.delegated_by.has_value();
    return g.grant.role == role || (role == Role::principal && for_principal);
  });
}
bool Signer::has_any(const std::vector<Role>& roles) const {
  return std::any_of(roles.begin(), roles.end(), [&](Role role) { return has(role); });
}

Status require_founders(const RuleContext& c, const Authority& authority) {
  if (c.record.unit) return Error(kWrongUnitField, "founders act for no unit");
  for (const crypto::CheckedProof& proof : c.verified.proofs()) {
    if (std::find(authority.keys.begin(), authority.keys.end(), proof.key) == authority.keys.end())
      return Error(kNoAuthority, proof.key.did());
  }
  // A proof set has one proof per key, so these are distinct founders.
  if (c.verified.proofs().size() < authority.threshold) {
    return Error(kTooFewSignatures,
                 std::to_string(c.verified.proofs().size()) + " of " + std::to_string(authority.threshold));
  }
  return done();
}

Result<UnitState> require_unit(const RuleContext& c, const UnitCode& code) {
  HOCBA_TRY(auto unit, find_unit(c.state, code));
  if (!unit) return Error(kUnknownUnit, code.str());
  return std::move(*unit);
}

Result<UnitState> require_active_unit(const RuleContext& c, const UnitCode& code) {
  HOCBA_TRY(auto unit, require_unit(c, code));
  if (!is_active(unit, c.now)) return Error(kUnitNotActive, code.str());
  return unit;
}

Result<std::vector<Signer>> require_unit_signers(const RuleContext& c, const std::optional<CredentialType>& type,
                                                 const AnyKey* witness) {
  if (!c.record.unit) return Error(kWrongUnitField, "the acting unit is missing");
  HOCBA_RETURN_IF_ERROR(require_active_unit(c, *c.record.unit));
  std::vector<Signer> signers;
  signers.reserve(c.verified.proofs().size());
  for (const crypto::CheckedProof& proof : c.verified.proofs()) {
    HOCBA_TRY(auto answer, answer_grants(c.state, {proof.key, *c.record.unit, c.record.kind(), type, c.now}));
    if (answer.why_not) {
      if (witness != nullptr && proof.key == *witness) continue;
      return answer.why_not->at(proof.key.did());  // whose signature it is: one wrong one spoils the record
    }
    for (const GrantState& grant : answer.grants) {
      if (grant.grant.to - c.now < kGrantEndNotice)
        c.notices.push_back({c.index, &kGrantEndsSoon, "grant " + std::to_string(log::to_u64(grant.index))});
    }
    signers.push_back({proof.key, std::move(answer.grants)});
  }
  return signers;
}

Result<std::vector<Signer>> require_unit_managers(const RuleContext& c, const AnyKey* witness) {
  HOCBA_TRY(auto signers, require_unit_signers(c, std::nullopt, witness));
  if (signers.empty()) return Error(kNoAuthority, "no manager has signed");  // the witness alone
  for (const Signer& signer : signers) {
    if (!signer.has(Role::manager)) return Error(kGrantWrongRole, signer.key.did());
  }
  return signers;
}

Result<std::vector<Signer>> require_power_over(const RuleContext& c, const UnitState& target, bool itself) {
  if (itself && c.record.unit && *c.record.unit == target.code) return require_unit_managers(c);
  HOCBA_TRY(const auto superior, superior_of(c.state, target, c.now));
  if (superior != c.record.unit)
    return Error(kNotSuperior, superior ? "the superior is " + superior->str() : "the founders act for a root unit");
  if (superior) return require_unit_managers(c);
  HOCBA_RETURN_IF_ERROR(require_founders(c, c.network->authority));
  return std::vector<Signer>();
}

Status require_issuer(const RuleContext& c, const UnitCode& issuer) {
  if (!c.record.unit) return Error(kWrongUnitField, "the acting unit is missing");
  HOCBA_TRY(const UnitCode living, successor_of(c.state, issuer, c.now));
  if (living != *c.record.unit) return Error(kNotIssuer, "issued by " + issuer.str());
  return done();
}

Status require_custody(const RuleContext& c, const CredentialState& credential) {
  HOCBA_TRY(const auto custody, find_custody(c.state, credential.id));
  if (!custody) return require_issuer(c, credential.unit);
  if (custody->released) return Error(kCustodyReleased, to_text(*custody->released));
  HOCBA_TRY(const UnitCode living, successor_of(c.state, custody->unit, c.now));
  if (living != *c.record.unit) return Error(kCustodyElsewhere, living.str());
  return done();
}

namespace {

// Two keys that are known to be one person's: a commitment opens to one person. Each grant may have a commitment of its
// own, so that this proves sameness, and its absence proves nothing.
bool same_person(const Signer& a, const Signer& b) {
  return std::any_of(a.grants.begin(), a.grants.end(), [&](const GrantState& x) {
    return std::any_of(b.grants.begin(), b.grants.end(),
                       [&](const GrantState& y) { return x.grant.person == y.grant.person; });
  });
}

}  // namespace

Status require_four_eyes(const RuleContext& c, const CredentialState& credential, const std::vector<Signer>& signers) {
  HOCBA_TRY(const auto policy, find_policy(c.state, credential.type, credential.period));
  if (!policy) return Error(kNoPolicy, credential.type.str() + " " + credential.period.str());
  for (const Signer& proposer : signers) {
    if (!proposer.has_any(policy->policy.status_proposers)) continue;
    for (const Signer& approver : signers) {
      if (&approver == &proposer || !approver.has_any(policy->policy.status_approvers)) continue;
      if (!same_person(proposer, approver)) return done();
    }
  }
  return kFourEyes;
}

Status require_two_persons(const std::vector<Signer>& signers) {
  for (std::size_t i = 0; i < signers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      if (!same_person(signers[i], signers[j])) return done();
  }
  return kFourEyes;
}

}  // namespace hocba::chain
