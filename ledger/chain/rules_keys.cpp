// key.grant, key.rotate, key.revoke.
#include <algorithm>

#include "ledger/chain/rules.hpp"

namespace hocba::chain {

namespace {

// The kinds by which units and keys are governed: for managers alone.
bool governs(RecordKind kind) {
  return kind == RecordKind::unit_register || kind == RecordKind::unit_update || kind == RecordKind::unit_merge ||
         kind == RecordKind::key_grant || kind == RecordKind::key_rotate || kind == RecordKind::key_revoke;
}

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
      case RecordKind::custody_request:
      case RecordKind::custody_accept:
      case RecordKind::custody_release:
      case RecordKind::custody_receive:
      case RecordKind::training_programme:
      case RecordKind::training_roster:
      case RecordKind::training_class:
      case RecordKind::training_enrol:
      case RecordKind::training_session:
      case RecordKind::training_result:
      case RecordKind::training_close:
      case RecordKind::report_file:
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

template <class T>
bool holds_all(const std::vector<T>& own, const std::vector<T>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const T& one) { return std::find(own.begin(), own.end(), one) != own.end(); });
}

// Nobody hands on more than they have: a manager whose grant names types gives rights to these types alone, and the
// kinds by which units and keys are governed only where its grant has them. Otherwise a school that may issue
// transcripts could make itself a university, and a manager of keys found schools. One grant must cover both.
// Gives that grant of each manager: the first.
Result<std::vector<GrantState>> check_handed_on(const KeyGrant& right, const std::vector<Signer>& managers) {
  std::vector<RecordKind> governing;
  std::copy_if(right.kinds.begin(), right.kinds.end(), std::back_inserter(governing), governs);
  std::vector<GrantState> out;
  for (const Signer& signer : managers) {
    bool types = false;
    const GrantState* both = nullptr;
    for (const GrantState& by : signer.grants) {
      if (by.grant.role != Role::manager) continue;
      const bool covers = by.grant.types.empty() || (!right.types.empty() && holds_all(by.grant.types, right.types));
      types = types || covers;
      if (both == nullptr && covers && holds_all(by.grant.kinds, governing)) both = &by;
    }
    if (both == nullptr) return Error(types ? kGrantWrongKind : kGrantWrongType, signer.key.did());
    out.push_back(*both);
  }
  return out;
}

void add_behind(std::vector<GrantBehind>& behind, GrantBehind one) {
  for (GrantBehind& known : behind) {
    if (known.grant != one.grant) continue;
    known.used = std::max(known.used, one.used);
    return;
  }
  behind.push_back(one);
}

// What stands behind a grant that is recorded now: those of its signers, all that stand behind these, and what stood
// behind the right that it moves to another key. Kept with the grant, so that no question has to climb.
Result<std::vector<GrantBehind>> grants_behind(const RuleContext& c, const std::vector<GrantState>& granting,
                                               std::vector<GrantBehind> behind) {
  for (const GrantState& by : granting) {
    add_behind(behind, {by.index, c.now});
    for (const GrantBehind& above : by.behind) add_behind(behind, above);
  }
  if (behind.size() > kMaxGrantsBehind) return kGrantTooDeep;
  std::sort(behind.begin(), behind.end(), [](const auto& a, const auto& b) { return a.grant < b.grant; });
  return behind;
}

Status check_delegation(const RuleContext& c, const KeyGrant& grant) {
  if (!grant.delegated_by) return done();
  HOCBA_TRY(const auto by, find_grant(c.state, *grant.delegated_by));
  if (!by) return Error(kUnknownGrant, std::to_string(log::to_u64(*grant.delegated_by)));
  HOCBA_TRY(const bool tainted, grantor_compromised(c.state, *by));
  if (tainted) return Error(kGrantorCompromised, std::to_string(log::to_u64(*grant.delegated_by)));
  const bool roles = by->grant.role == Role::principal && grant.role == Role::deputy;
  const bool within = by->grant.from <= grant.from && grant.to <= by->grant.to;
  if (!roles || by->grant.unit != grant.unit || !by->in_force(c.now) || !within) return kDelegationWrong;
  return done();
}

bool is_over(const GrantState& grant, Time at) { return grant.ended || !(at < grant.grant.to); }

// The indexes of those that are not over.
Result<std::vector<LeafIndex>> still_alive(const RuleContext& c, const std::vector<LeafIndex>& grants) {
  std::vector<LeafIndex> out;
  for (const LeafIndex index : grants) {
    HOCBA_TRY(const auto grant, find_grant(c.state, index));
    if (!grant) return Error(kStateCorrupt, "grant " + std::to_string(log::to_u64(index)));
    if (!is_over(*grant, c.now)) out.push_back(index);
  }
  return out;
}

// The units that a key has grants of, for those who list them. A full list drops those whose grants are all over.
Status add_unit_to_key(const RuleContext& c, const AnyKey& key, const UnitCode& unit) {
  HOCBA_TRY(auto row, read_row<KeyUnitsState>(c.state, key_units_key(key)));
  KeyUnitsState list = std::move(row).value_or(KeyUnitsState{});
  if (std::find(list.units.begin(), list.units.end(), unit) != list.units.end()) return done();
  if (list.units.size() == kMaxUnitsPerKey) {
    std::vector<UnitCode> kept;
    for (const UnitCode& one : list.units) {
      HOCBA_TRY(const auto grants, grants_of_key(c.state, key, one));
      HOCBA_TRY(const auto alive, still_alive(c, grants));
      if (!alive.empty()) kept.push_back(one);
    }
    list.units = std::move(kept);
  }
  if (list.units.size() == kMaxUnitsPerKey) return kTooManyGrants;
  list.units.push_back(unit);
  write_row(c.state, key_units_key(key), list);
  return done();
}

// Places are counted by key and unit: who manages one unit can't use up what another one needs for the same key.
Status add_to_key(const RuleContext& c, const AnyKey& key, const UnitCode& unit) {
  HOCBA_TRY(auto grants, grants_of_key(c.state, key, unit));
  // Those that are over make room: they stay in their own rows, and only a new right needs them gone from the list.
  if (grants.size() == kMaxGrantsPerKey) {
    HOCBA_TRY(grants, still_alive(c, grants));
  }
  if (grants.size() == kMaxGrantsPerKey) return kTooManyGrants;
  HOCBA_RETURN_IF_ERROR(add_unit_to_key(c, key, unit));
  grants.push_back(c.index);
  write_row(c.state, key_grants_key(key, unit), KeyGrantsState{std::move(grants)});
  return done();
}

// The grant that a record names.
Result<GrantState> named_grant(const RuleContext& c, LeafIndex index) {
  HOCBA_TRY(auto grant, find_grant(c.state, index));
  if (!grant) return Error(kUnknownGrant, std::to_string(log::to_u64(index)));
  return std::move(*grant);
}

// Who may move a right to another key: the superior, as it may grant anew; or the unit's own managers together with the
// old key, so that nobody there can take a colleague's place in silence. A lost key is revoked, and granted anew.
Result<std::vector<Signer>> require_power_to_rotate(const RuleContext& c, const UnitState& unit, const AnyKey& old) {
  if (c.record.unit != unit.code) return require_power_over(c, unit, true);
  HOCBA_TRY(auto managers, require_unit_managers(c, &old));
  const auto& proofs = c.verified.proofs();
  const bool agrees = std::any_of(proofs.begin(), proofs.end(), [&](const auto& proof) { return proof.key == old; });
  if (!agrees) return Error(kOldKeyMissing, old.did());
  return managers;
}

}  // namespace

Status apply_body(const RuleContext& c, const KeyGrant& b) {
  HOCBA_TRY(const auto unit, require_unit(c, b.unit));
  HOCBA_TRY(const auto managers, require_power_over(c, unit, true));
  if (unit.merged_at && *unit.merged_at <= c.now) return Error(kUnitNotActive, b.unit.str());
  HOCBA_RETURN_IF_ERROR(check_kinds(b));
  HOCBA_TRY(const auto granting, check_handed_on(b, managers));
  HOCBA_RETURN_IF_ERROR(check_period(c, b, unit));
  HOCBA_RETURN_IF_ERROR(check_delegation(c, b));
  GrantState grant;
  HOCBA_TRY(grant.behind, grants_behind(c, granting, {}));
  HOCBA_RETURN_IF_ERROR(add_to_key(c, b.key, b.unit));
  grant.grant = b;
  grant.recorded_by = c.index;
  write_row(c.state, grant_key(c.index), grant);
  return done();
}

Status apply_body(const RuleContext& c, const KeyRotate& b) {
  HOCBA_TRY(auto old, named_grant(c, b.grant));
  HOCBA_TRY(const auto unit, require_unit(c, old.grant.unit));
  HOCBA_TRY(const auto managers, require_power_to_rotate(c, unit, old.grant.key));
  if (old.ended) return kGrantEnded;
  if (!(c.now < old.grant.to)) return kGrantExpired;
  if (old.grant.key == b.key) return kSameKey;
  HOCBA_TRY(const bool tainted, grantor_compromised(c.state, old));
  if (tainted) return Error(kGrantorCompromised, std::to_string(log::to_u64(b.grant)));
  HOCBA_TRY(const auto granting, check_handed_on(old.grant, managers));
  GrantState fresh;
  HOCBA_TRY(fresh.behind, grants_behind(c, granting, old.behind));
  HOCBA_RETURN_IF_ERROR(add_to_key(c, b.key, old.grant.unit));
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
  HOCBA_TRY(const auto unit, require_unit(c, grant.grant.unit));
  HOCBA_RETURN_IF_ERROR(require_power_over(c, unit, true));
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
