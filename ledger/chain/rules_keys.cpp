// key.grant, key.rotate, key.revoke.
#include <algorithm>

#include "ledger/chain/rules.hpp"

namespace hocba::chain {

namespace {

Status check_kinds(const KeyGrant& grant) {
  for (const RecordKind kind : grant.kinds) {
    switch (kind) {
      case RecordKind::unit_register:
      case RecordKind::unit_update:
      case RecordKind::unit_merge:
      case RecordKind::key_grant:
      case RecordKind::key_rotate:
      case RecordKind::key_revoke:
        if (grant.role != Role::manager) return Error(kKindNotGrantable, std::string(to_text(kind)));
        break;
      case RecordKind::register_reserve:
      case RecordKind::register_spoil:
      case RecordKind::register_copy:
      case RecordKind::register_close:
      case RecordKind::credential_issue:
      case RecordKind::credential_status:
      case RecordKind::document_erase:
        break;
      case RecordKind::network_genesis:
      case RecordKind::network_upgrade:
      case RecordKind::authority_set:
      case RecordKind::policy_set:
      case RecordKind::status_snapshot:
        return Error(kKindNotGrantable, std::string(to_text(kind)));
    }
  }
  return done();
}

Status check_period(const RuleContext& c, const KeyGrant& grant, const UnitState& unit) {
  const bool length = grant.from < grant.to && grant.to - grant.from <= kMaxGrantLength;
  const bool near = grant.from >= c.now - kMaxGrantDistance && grant.from <= c.now + kMaxGrantDistance;
  const bool alive = c.now < grant.to;
  const bool within = unit.from <= grant.from && (!unit.to || grant.to <= *unit.to);
  if (!length || !near || !alive || !within)
    return Error(kGrantPeriod, to_text(grant.from) + " to " + to_text(grant.to));
  return done();
}

// Nobody hands on more than they have: a manager whose grant names types gives rights to these types alone. Otherwise a
// school that may issue transcripts could make itself a university.
Status check_types(const RuleContext& c, const std::vector<CredentialType>& types) {
  if (!c.record.unit) return done();  // the founders
  const auto covers = [&](const GrantState& by) {
    const auto& own = by.grant.types;
    const bool all = !types.empty() && std::all_of(types.begin(), types.end(), [&](const CredentialType& type) {
      return std::find(own.begin(), own.end(), type) != own.end();
    });
    return by.grant.role == Role::manager && (own.empty() || all);
  };
  for (const crypto::CheckedProof& proof : c.verified.proofs()) {
    HOCBA_TRY(const auto grants,
              authorising_grants(c.state, {proof.key, *c.record.unit, c.record.kind(), std::nullopt, c.now}));
    if (std::none_of(grants.begin(), grants.end(), covers)) return Error(kGrantWrongType, proof.key.did());
  }
  return done();
}

Status check_delegation(const RuleContext& c, const KeyGrant& grant) {
  if (!grant.delegated_by) return done();
  HOCBA_TRY(const auto by, find_grant(c.state, *grant.delegated_by));
  if (!by) return Error(kUnknownGrant, std::to_string(log::to_u64(*grant.delegated_by)));
  const bool roles = by->grant.role == Role::principal && grant.role == Role::deputy;
  const bool within = by->grant.from <= grant.from && grant.to <= by->grant.to;
  if (!roles || by->grant.unit != grant.unit || !by->in_force(c.now) || !within) return kDelegationWrong;
  return done();
}

Status add_to_key(const RuleContext& c, const AnyKey& key) {
  HOCBA_TRY(auto grants, grants_of_key(c.state, key));
  if (grants.size() == kMaxGrantsPerKey) return kTooManyGrants;
  grants.push_back(c.index);
  write_row(c.state, key_grants_key(key), KeyGrantsState{std::move(grants)});
  return done();
}

// The grant that a record names, by someone who has power over its unit.
Result<GrantState> named_grant(const RuleContext& c, LeafIndex index) {
  HOCBA_TRY(auto grant, find_grant(c.state, index));
  if (!grant) return Error(kUnknownGrant, std::to_string(log::to_u64(index)));
  HOCBA_TRY(const auto unit, require_unit(c, grant->grant.unit));
  HOCBA_RETURN_IF_ERROR(require_power_over(c, unit, true));
  return std::move(*grant);
}

}  // namespace

Status apply_body(const RuleContext& c, const KeyGrant& b) {
  HOCBA_TRY(const auto unit, require_unit(c, b.unit));
  HOCBA_RETURN_IF_ERROR(require_power_over(c, unit, true));
  if (unit.merged_at && *unit.merged_at <= c.now) return Error(kUnitNotActive, b.unit.str());
  HOCBA_RETURN_IF_ERROR(check_kinds(b));
  HOCBA_RETURN_IF_ERROR(check_types(c, b.types));
  HOCBA_RETURN_IF_ERROR(check_period(c, b, unit));
  HOCBA_RETURN_IF_ERROR(check_delegation(c, b));
  HOCBA_RETURN_IF_ERROR(add_to_key(c, b.key));
  GrantState grant;
  grant.grant = b;
  grant.recorded_by = c.index;
  write_row(c.state, grant_key(c.index), grant);
  return done();
}

Status apply_body(const RuleContext& c, const KeyRotate& b) {
  HOCBA_TRY(auto old, named_grant(c, b.grant));
  if (old.ended) return kGrantEnded;
  if (!(c.now < old.grant.to)) return kGrantExpired;
  if (old.grant.key == b.key) return kSameKey;
  HOCBA_RETURN_IF_ERROR(check_types(c, old.grant.types));
  HOCBA_RETURN_IF_ERROR(add_to_key(c, b.key));
  GrantState fresh;
  fresh.grant = old.grant;
  fresh.grant.key = b.key;
  fresh.grant.from = std::max(old.grant.from, c.now);
  fresh.grant.certificate.reset();  // it bound the old key
  fresh.recorded_by = c.index;
  write_row(c.state, grant_key(c.index), fresh);
  old.ended = c.now;
  write_row(c.state, grant_key(old.index), old);
  return done();
}

Status apply_body(const RuleContext& c, const KeyRevoke& b) {
  HOCBA_TRY(auto grant, named_grant(c, b.grant));
  if (b.compromised_since && *b.compromised_since > c.now) return Error(kRevocationTime, to_text(*b.compromised_since));
  // An ended grant may still be found compromised, or compromised from an earlier time than was thought.
  if (grant.ended && !b.compromised_since) return kGrantEnded;
  if (grant.compromised_since && b.compromised_since && *b.compromised_since >= *grant.compromised_since)
    return kNoChange;
  if (!grant.ended) grant.ended = c.now;
  if (b.compromised_since) grant.compromised_since = b.compromised_since;
  grant.revoked_by = c.index;
  write_row(c.state, grant_key(grant.index), grant);
  return done();
}

}  // namespace hocba::chain
