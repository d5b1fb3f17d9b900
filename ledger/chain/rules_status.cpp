// credential.status, status.snapshot.
#include <algorithm>

#include "ledger/chain/rules.hpp"

namespace hocba::chain {

namespace {

Status check_successor(const RuleContext& c, const CredentialStatus& b, const CredentialState& credential) {
  if (b.action != StatusAction::supersede)
    return b.successor ? Error(kSuccessorWrong, "only supersede names one") : done();
  if (!b.successor || *b.successor == b.credential) return kSuccessorWrong;
  HOCBA_TRY(const auto successor, find_credential(c.state, *b.successor));
  if (!successor || successor->type != credential.type || successor->standing != CredentialStanding::in_force ||
      successor->erased)
    return kSuccessorWrong;
  // Who issued corrects (domain §1.6): the acting unit may be another one, which has custody after a transfer.
  HOCBA_TRY(const UnitCode living, successor_of(c.state, successor->unit, c.now));
  HOCBA_TRY(const UnitCode issuer, successor_of(c.state, credential.unit, c.now));
  if (living != issuer) return kSuccessorWrong;
  // And who has custody of the one must have got that of the other: after a transfer the issuer says which document is
  // the correction by releasing it to that unit. Otherwise any document of the issuer, another pupil's too, would do.
  HOCBA_TRY(const auto custody, find_custody(c.state, *b.successor));
  if (custody && custody->released) return Error(kSuccessorWrong, "released in " + to_text(*custody->released));
  HOCBA_TRY(const UnitCode holder, successor_of(c.state, custody ? custody->unit : successor->unit, c.now));
  if (holder != *c.record.unit) return Error(kSuccessorWrong, "in custody of " + holder.str());
  return require_same_seats(c, b.credential, *b.successor);
}

Status check_transition(const RuleContext& c, StatusAction action, const CredentialState& credential) {
  const CredentialStanding standing = credential.standing;
  if (standing == CredentialStanding::revoked || standing == CredentialStanding::superseded) return kStandingFinal;
  if (action == StatusAction::suspend && standing != CredentialStanding::in_force) return kWrongStanding;
  if (action == StatusAction::reinstate) {
    if (standing != CredentialStanding::suspended) return kWrongStanding;
    // A suspended training document gives way to another one of its seats, and then stays suspended.
    HOCBA_RETURN_IF_ERROR(require_last_of_seats(c, credential));
  }
  if (action == StatusAction::confirm) {
    HOCBA_TRY(const bool affected, compromised(c.state, credential));
    if (!affected) return kNotCompromised;
  }
  return done();
}

Status change_standing(const RuleContext& c, StatusAction action, CredentialState& credential) {
  credential.changed = c.index;
  if (action == StatusAction::confirm) {
    credential.confirmed_by = c.index;
    return done();
  }
  if (action == StatusAction::reinstate) {
    credential.standing = CredentialStanding::in_force;
    credential.since.reset();
    return set_status_bit(c.state, StatusPurpose::suspension, credential.status, false);
  }
  credential.since = c.now;
  if (action == StatusAction::suspend) {
    credential.standing = CredentialStanding::suspended;
    return set_status_bit(c.state, StatusPurpose::suspension, credential.status, true);
  }
  credential.standing = action == StatusAction::revoke ? CredentialStanding::revoked : CredentialStanding::superseded;
  return set_status_bit(c.state, StatusPurpose::revocation, credential.status, true);
}

bool is_validator(const RuleContext& c, const AnyKey& key) {
  const auto& validators = c.network->validators;
  return std::any_of(validators.begin(), validators.end(),
                     [&](const Validator& v) { return AnyKey(v.api_key) == key; });
}

}  // namespace

Status apply_body(const RuleContext& c, const CredentialStatus& b) {
  if (c.scratch.snapshot_seen) return kStatusAfterSnapshot;
  HOCBA_TRY(auto credential, find_credential(c.state, b.credential));
  if (!credential) return Error(kUnknownCredential, to_text(b.credential));
  HOCBA_TRY(const auto signers, require_unit_signers(c, credential->type));
  // Only who issued can say after a compromise what it signed, whoever has custody.
  if (b.action == StatusAction::confirm) {
    HOCBA_RETURN_IF_ERROR(require_issuer(c, credential->unit));
  } else {
    HOCBA_RETURN_IF_ERROR(require_custody(c, *credential));
  }
  HOCBA_RETURN_IF_ERROR(require_four_eyes(c, *credential, signers));
  HOCBA_RETURN_IF_ERROR(check_transition(c, b.action, *credential));
  HOCBA_RETURN_IF_ERROR(check_successor(c, b, *credential));
  HOCBA_RETURN_IF_ERROR(change_standing(c, b.action, *credential));
  credential->successor = b.successor;
  write_row(c.state, credential_key(b.credential), *credential);
  return done();
}

Status apply_body(const RuleContext& c, const StatusSnapshot& b) {
  if (c.record.unit) return Error(kWrongUnitField, "a validator acts for no unit");
  for (const crypto::CheckedProof& proof : c.verified.proofs()) {
    if (!is_validator(c, proof.key)) return Error(kNoAuthority, proof.key.did());
  }
  for (const SnapshotList& list : b.lists) {
    const std::string place = std::string(to_text(list.purpose)) + " " + std::to_string(list.shard);
    auto bits = status_bits(c.state, list.purpose, list.shard);
    if (!bits.ok()) return bits.error();
    if (snapshot_digest(list.purpose, list.shard, *bits) != list.digest) return Error(kWrongSnapshot, place);
    write_row(c.state, snapshot_key(list.purpose, list.shard), SnapshotState{c.index, list.digest, c.now});
  }
  c.scratch.snapshot_seen = true;
  return done();
}

}  // namespace hocba::chain
