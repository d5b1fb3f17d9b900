// custody.request, custody.accept, custody.release, custody.receive: docs/adr/custody.md says why they are as they are.
#include <algorithm>

#include "ledger/chain/rules.hpp"
#include "ledger/credential/working_days.hpp"

namespace hocba::chain {

namespace {

constexpr Duration kTakeBackAfter = days(30);  // of the release: far beyond the receiving unit's five working days

Result<TransferState> require_transfer(const RuleContext& c, const TransferId& id) {
  HOCBA_TRY(auto transfer, find_transfer(c.state, id));
  if (!transfer) return Error(kCustodyUnknown, to_text(id));
  return std::move(*transfer);
}

// The step is for this party, or for the unit that it was merged into.
Status require_party(const RuleContext& c, const UnitCode& party) {
  HOCBA_TRY(const UnitCode living, successor_of(c.state, party, c.now));
  if (living != *c.record.unit) return Error(kCustodyNotYours, "of " + living.str());
  return done();
}

Status require_principal(const std::vector<Signer>& signers) {
  const bool signs =
      std::any_of(signers.begin(), signers.end(), [](const Signer& s) { return s.has(Role::principal); });
  return signs ? done() : Status(Error(kMissingRole, std::string(to_text(Role::principal))));
}

// A late school must still be able to act: a notice, no refusal. Where holidays may be missing from the table nothing
// is said.
Status tell_if_late(const RuleContext& c, const TransferState& transfer, const Code& code) {
  HOCBA_TRY(const auto deadline, next_deadline(c.state, transfer, c.now));
  const auto& calendar = credential::WorkingDays::vietnam();
  if (!deadline || calendar.complete_through() < date_in_utc7(c.now)) return done();
  if (calendar.is_late(deadline->since, deadline->working_days, c.now))
    c.notices.push_back({c.index, &code, to_text(transfer.id)});
  return done();
}

// Gives custody back where it was released, and only there.
Status unfreeze(const RuleContext& c, const TransferState& transfer) {
  for (const CredentialId& id : transfer.credentials) {
    HOCBA_TRY(auto custody, find_custody(c.state, id));
    if (!custody || custody->released != transfer.id) return Error(kStateCorrupt, "custody of " + to_text(id));
    custody->released.reset();
    write_row(c.state, custody_key(id), *custody);
  }
  return done();
}

// The same signers, asked for one type. What is to be noticed of their grants was said.
Result<std::vector<Signer>> signers_for(const RuleContext& c, const CredentialType& type) {
  const std::size_t said = c.notices.size();
  auto signers = require_unit_signers(c, type);
  c.notices.resize(said);
  return signers;
}

Status release_one(const RuleContext& c, const TransferId& transfer, const CredentialId& id) {
  HOCBA_TRY(const auto credential, find_credential(c.state, id));
  if (!credential) return Error(kUnknownCredential, to_text(id));
  HOCBA_TRY(const auto signers, signers_for(c, credential->type));
  HOCBA_RETURN_IF_ERROR(require_custody(c, *credential));
  HOCBA_RETURN_IF_ERROR(require_four_eyes(c, *credential, signers));
  if (credential->erased) return Error(kAlreadyErased, to_text(id));
  if (credential->standing == CredentialStanding::revoked || credential->standing == CredentialStanding::superseded)
    return Error(kStandingFinal, to_text(id));
  HOCBA_TRY(auto row, find_custody(c.state, id));
  CustodyState custody = row.value_or(CustodyState{credential->unit, {}, {}});
  custody.released = transfer;
  write_row(c.state, custody_key(id), custody);
  return done();
}

// Whose pupils have a transcript (TT 22/2021, TT 27/2020, vocational schools): these alone hand one over.
bool keeps_transcripts(UnitType type) {
  switch (type) {
    case UnitType::primary:
    case UnitType::lower_secondary:
    case UnitType::primary_lower_secondary:
    case UnitType::upper_secondary:
    case UnitType::multi_level:
    case UnitType::continuing_centre:
    case UnitType::vocational:
      return true;
    case UnitType::ministry:
    case UnitType::department:
    case UnitType::district_office:
    case UnitType::commune_office:
    case UnitType::kindergarten:
    case UnitType::training_provider:
    case UnitType::subordinate:
    case UnitType::inspectorate:
    case UnitType::company:
      return false;
  }
  return false;
}

// Active, and a unit that a pupil can leave for another one.
Status require_school(const RuleContext& c, const UnitCode& code) {
  HOCBA_TRY(const auto unit, require_active_unit(c, code));
  if (!keeps_transcripts(unit.type))
    return Error(kCustodyNoSchool, code.str() + ": " + std::string(to_text(unit.type)));
  return done();
}

}  // namespace

Status apply_body(const RuleContext& c, const CustodyRequest& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, std::nullopt));
  HOCBA_RETURN_IF_ERROR(require_school(c, b.leaving));
  HOCBA_RETURN_IF_ERROR(require_school(c, b.receiving));
  if (b.leaving == b.receiving) return Error(kCustodySameUnit, b.leaving.str());
  if (*c.record.unit != b.leaving && *c.record.unit != b.receiving)
    return Error(kCustodyNotYours, "of " + b.leaving.str() + " and " + b.receiving.str());
  HOCBA_TRY(const auto existing, find_transfer(c.state, b.transfer));
  if (existing) return Error(kCustodyExists, to_text(b.transfer));
  TransferState transfer;
  transfer.leaving = b.leaving;
  transfer.receiving = b.receiving;
  transfer.requested = {c.index, c.now};
  write_row(c.state, transfer_key(b.transfer), transfer);
  return done();
}

Status apply_body(const RuleContext& c, const CustodyAccept& b) {
  HOCBA_TRY(auto transfer, require_transfer(c, b.transfer));
  HOCBA_TRY(const auto signers, require_unit_signers(c, std::nullopt));
  const bool withdraws = b.answer == CustodyAnswer::withdraw;
  HOCBA_RETURN_IF_ERROR(require_party(c, withdraws ? transfer.leaving : transfer.receiving));
  HOCBA_RETURN_IF_ERROR(require_principal(signers));
  if ((b.answer == CustodyAnswer::accept) == b.reason.has_value()) return kCustodyReason;
  if (is_over(transfer.standing)) return Error(kCustodyOver, std::string(to_text(transfer.standing)));
  const TransferStep step{c.index, c.now};
  if (transfer.standing == TransferStanding::requested && !withdraws)
    HOCBA_RETURN_IF_ERROR(tell_if_late(c, transfer, kCustodyAnswerLate));
  if (b.answer == CustodyAnswer::accept) {
    if (transfer.standing != TransferStanding::requested)
      return Error(kCustodyWrongStep, std::string(to_text(transfer.standing)));
    transfer.standing = TransferStanding::accepted;
    transfer.accepted = step;
  } else {
    // What is released is in the receiving unit's hands: it receives or gives back. One that does neither must not keep
    // a document for ever from everybody who could change its standing.
    if (withdraws && transfer.standing == TransferStanding::released &&
        (!transfer.released || c.now < transfer.released->time + kTakeBackAfter))
      return Error(kCustodyWrongStep, std::string(to_text(transfer.standing)));
    if (transfer.standing == TransferStanding::released) HOCBA_RETURN_IF_ERROR(unfreeze(c, transfer));
    transfer.standing = withdraws ? TransferStanding::withdrawn : TransferStanding::refused;
    transfer.ended = step;
  }
  write_row(c.state, transfer_key(b.transfer), transfer);
  return done();
}

Status apply_body(const RuleContext& c, const CustodyRelease& b) {
  HOCBA_TRY(auto transfer, require_transfer(c, b.transfer));
  HOCBA_TRY(const auto signers, require_unit_signers(c, std::nullopt));
  HOCBA_RETURN_IF_ERROR(require_party(c, transfer.leaving));
  HOCBA_RETURN_IF_ERROR(require_principal(signers));
  if (is_over(transfer.standing)) return Error(kCustodyOver, std::string(to_text(transfer.standing)));
  if (transfer.standing != TransferStanding::accepted)
    return Error(kCustodyWrongStep, std::string(to_text(transfer.standing)));
  HOCBA_RETURN_IF_ERROR(tell_if_late(c, transfer, kCustodyReleaseLate));
  for (std::size_t i = 0; i < b.credentials.size(); ++i) {
    if (auto status = release_one(c, b.transfer, b.credentials[i]); !status.ok())
      return status.error().at("credential " + std::to_string(i));
  }
  transfer.standing = TransferStanding::released;
  transfer.released = TransferStep{c.index, c.now};
  transfer.credentials = b.credentials;
  write_row(c.state, transfer_key(b.transfer), transfer);
  return done();
}

Status apply_body(const RuleContext& c, const CustodyReceive& b) {
  HOCBA_TRY(auto transfer, require_transfer(c, b.transfer));
  HOCBA_TRY(const auto signers, require_unit_signers(c, std::nullopt));
  HOCBA_RETURN_IF_ERROR(require_party(c, transfer.receiving));
  HOCBA_RETURN_IF_ERROR(require_principal(signers));
  if (is_over(transfer.standing)) return Error(kCustodyOver, std::string(to_text(transfer.standing)));
  if (transfer.standing != TransferStanding::released)
    return Error(kCustodyWrongStep, std::string(to_text(transfer.standing)));
  HOCBA_RETURN_IF_ERROR(tell_if_late(c, transfer, kCustodyReceiveLate));
  HOCBA_RETURN_IF_ERROR(unfreeze(c, transfer));
  for (const CredentialId& id : transfer.credentials)
    write_row(c.state, custody_key(id), CustodyState{*c.record.unit, std::nullopt, c.index});
  transfer.standing = TransferStanding::received;
  transfer.ended = TransferStep{c.index, c.now};
  write_row(c.state, transfer_key(b.transfer), transfer);
  return done();
}

}  // namespace hocba::chain
