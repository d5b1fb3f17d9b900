// Is it still in force, and as of when: status bits under a proved snapshot, the changes that the file shows, news.
#include <algorithm>

#include "ledger/verify/examination.hpp"

namespace hocba::verify {
namespace {

using chain::CredentialStanding;
using chain::StatusAction;

bool bit_at(std::string_view raw, std::uint64_t index) {  // most significant bit first
  const auto byte = static_cast<unsigned char>(raw[static_cast<std::size_t>(index / 8)]);
  return (byte >> (7 - index % 8) & 1) != 0;
}

std::optional<chain::StatusPurpose> purpose_of(std::string_view text) {
  for (const auto purpose : {chain::StatusPurpose::revocation, chain::StatusPurpose::suspension}) {
    if (chain::to_text(purpose) == text) return purpose;
  }
  return std::nullopt;
}

bool is_final(CredentialStanding standing) {
  return standing == CredentialStanding::revoked || standing == CredentialStanding::superseded;
}

}  // namespace

Status Examination::read_changes() {
  for (const auto& change : file_.changes) {
    HOCBA_TRY(auto proven, ledger_.in_block(change, kChangeNotProven));
    const auto& body = proven.record.record().body;
    const auto* status = std::get_if<chain::CredentialStatus>(&body);
    const auto* erase = std::get_if<chain::DocumentErase>(&body);
    if (status == nullptr && erase == nullptr)
      return Error(kRecordWrongKind, std::string(chain::to_text(proven.record.record().kind())));
    if ((status != nullptr ? status->credential : erase->credential) != document_->id()) return kChangeWrong;
    if (erase != nullptr && erase->group) return Error(kChangeWrong, "the erasure of a group stands beside the group");
    changes_.push_back(std::move(proven));
  }
  for (ProvenInBlock& erasure : whole_erasures_) {
    const bool known = std::any_of(changes_.begin(), changes_.end(),
                                   [&](const auto& c) { return c.record.index == erasure.record.index; });
    if (!known) changes_.push_back(std::move(erasure));
  }
  whole_erasures_.clear();
  std::sort(changes_.begin(), changes_.end(),
            [](const auto& a, const auto& b) { return a.record.index < b.record.index; });
  return done();
}

// Sets standing and as_of by the snapshot alone.
Status Examination::read_snapshot() {
  const auto& status = *file_.status;
  HOCBA_TRY(const auto proven, ledger_.in_block(status.snapshot, kStatusNotProven));
  const auto* snapshot = std::get_if<chain::StatusSnapshot>(&proven.record.record().body);
  if (snapshot == nullptr) return Error(kRecordWrongKind, std::string(chain::to_text(proven.record.record().kind())));
  if (proven.record.index < issue_->record.index) return Error(kStatusTooOld, to_text(proven.block.time));
  const std::uint64_t index = document_->facts().status_index;
  const auto shard = static_cast<std::uint32_t>(index / chain::kShardBits);
  std::map<chain::StatusPurpose, bool> set;
  for (const auto& shown : status.lists) {
    const auto purpose = purpose_of(shown.purpose);
    const auto recorded =
        std::find_if(snapshot->lists.begin(), snapshot->lists.end(), [&](const chain::SnapshotList& list) {
          return purpose && list.purpose == *purpose && list.shard == shown.shard;
        });
    if (recorded == snapshot->lists.end() ||
        recorded->digest != chain::snapshot_digest(recorded->purpose, recorded->shard, shown.raw)) {
      return Error(kStatusWrongList, shown.purpose + " " + std::to_string(shown.shard));
    }
    if (shown.shard == shard) set[*purpose] = bit_at(shown.raw, index % chain::kShardBits);
  }
  if (set.size() != 2) return Error(kStatusMissing, "shard " + std::to_string(shard));
  const bool revoked = set[chain::StatusPurpose::revocation];
  const bool suspended = set[chain::StatusPurpose::suspension];
  report_.standing = revoked     ? CredentialStanding::revoked
                     : suspended ? CredentialStanding::suspended
                                 : CredentialStanding::in_force;
  // The checkpoint of the snapshot's own block, cosigned again later, proves that nothing was recorded until then.
  const bool own = proven.checkpoint.checkpoint.size == proven.block.size_after();
  report_.as_of = own ? std::max(proven.checkpoint.time, proven.block.time) : proven.block.time;

  // What a change says more than its bit: since when, and which document took its place. Changes after the snapshot are
  // newer than its bits.
  for (const auto& change : changes_) {
    const auto* body = std::get_if<chain::CredentialStatus>(&change.record.record().body);
    // A confirmation is recorded for suspended documents, too: it says nothing of the standing, nor as of when.
    if (body != nullptr && body->action == StatusAction::confirm) continue;
    const bool newer = change.record.index > proven.record.index;
    if (newer) report_.as_of = std::max(*report_.as_of, change.block.time);
    if (body == nullptr) continue;
    const bool tells = newer ||
                       (revoked && (body->action == StatusAction::revoke || body->action == StatusAction::supersede)) ||
                       (!revoked && suspended && body->action == StatusAction::suspend);
    const bool ends = body->action == StatusAction::revoke || body->action == StatusAction::supersede;
    if (!tells && !ends) continue;
    report_.since = change.block.time;
    report_.successor = body->successor;
    switch (body->action) {
      case StatusAction::revoke:
        report_.standing = CredentialStanding::revoked;
        break;
      case StatusAction::supersede:
        report_.standing = CredentialStanding::superseded;
        break;
      case StatusAction::suspend:
        report_.standing = CredentialStanding::suspended;
        break;
      case StatusAction::reinstate:
        report_.standing = CredentialStanding::in_force;
        report_.since.reset();
        break;
      case StatusAction::confirm:
        break;
    }
    if (is_final(*report_.standing)) break;
  }
  return done();
}

// Was the whole document destroyed, as the file proves or the node says? It then has no standing any more: what the
// lists or the node say of it stands for nothing that anybody holds.
std::optional<Error> Examination::destroyed() {
  const auto erasure = std::find_if(changes_.begin(), changes_.end(), [](const auto& change) {
    return std::holds_alternative<chain::DocumentErase>(change.record.record().body);
  });
  const bool proven = erasure != changes_.end();
  if (!proven && (news() == nullptr || !news()->credential->erased)) return std::nullopt;
  report_.standing.reset();
  report_.successor.reset();
  report_.reason_not_public = false;
  report_.since.reset();  // the node's is that of a change of status
  if (!proven) return Error(kDocumentErased);
  report_.since = erasure->block.time;
  report_.as_of = std::max(report_.as_of.value_or(erasure->block.time), erasure->block.time);
  return Error(kDocumentErased, to_text(*report_.since));
}

// News of this very document; nothing where the node doesn't know it: that says nothing of it.
const News* Examination::news() const {
  const bool about_this =
      options_.news && options_.news->credential && options_.news->credential->id == document_->id();
  return about_this ? &*options_.news : nullptr;
}

// Fresher than the file: what a node told the caller about this very document.
void Examination::apply_news() {
  if (news() == nullptr || (report_.as_of && news()->as_of < *report_.as_of)) return;
  const chain::CredentialState& state = *news()->credential;
  // A node's word, which nobody cosigned, does not undo an end that the file proves.
  const bool ended = report_.standing && is_final(*report_.standing);
  if (ended && state.standing == CredentialStanding::in_force) return;
  if (news()->reason_not_public && state.standing != CredentialStanding::in_force) {
    report_.as_of = news()->as_of;
    // The file may show the reason: an end is for ever, and a suspension since the same moment is that suspension.
    const bool told = report_.standing && *report_.standing != CredentialStanding::in_force &&
                      (is_final(*report_.standing) || report_.since == state.since);
    if (told) return;
    report_.standing.reset();
    report_.successor = state.successor;
    report_.since = state.since;
    report_.reason_not_public = true;
    return;
  }
  report_.standing = state.standing;
  report_.since = state.since;
  report_.successor = state.successor;
  report_.as_of = news()->as_of;
}

Finding Examination::judge_standing() {
  const std::string text = report_.since ? to_text(*report_.since) : std::string();
  switch (*report_.standing) {
    case CredentialStanding::in_force:
      if (options_.fresh_from && (!report_.as_of || *report_.as_of < *options_.fresh_from))
        return Error(kStatusStale, report_.as_of ? to_text(*report_.as_of) : text);
      return pass(report_.as_of ? to_text(*report_.as_of) : text);
    case CredentialStanding::suspended:
      return Error(kSuspended, text);
    case CredentialStanding::revoked:
      return Error(kRevoked, text);
    case CredentialStanding::superseded:
      break;
  }
  return Error(kSuperseded, text);
}

Finding Examination::check_status() {
  if (!recorded_) return kNotReached;
  HOCBA_RETURN_IF_ERROR(read_changes());
  if (news() != nullptr && news()->credential->digest != document_->digest()) return Error(kDigestDiffers, "news");
  std::optional<Error> missing;
  if (file_.status) {
    const Status status = read_snapshot();
    const bool only_missing = !status.ok() && outcome_of(status.error().code()) == Outcome::unknown;
    if (!status.ok() && !only_missing) return status.error();
    if (only_missing) missing = status.error();
  }
  apply_news();
  if (const auto erased = destroyed()) return *erased;
  if (report_.reason_not_public) return Error(kNotInForce, report_.since ? to_text(*report_.since) : std::string());
  if (report_.standing) return judge_standing();
  // Without a snapshot, an ending that was recorded is an ending all the same; nothing else is known.
  for (const auto& change : changes_) {
    const auto* body = std::get_if<chain::CredentialStatus>(&change.record.record().body);
    report_.as_of = change.block.time;
    if (body->action != StatusAction::revoke && body->action != StatusAction::supersede) continue;
    report_.standing =
        body->action == StatusAction::revoke ? CredentialStanding::revoked : CredentialStanding::superseded;
    report_.since = change.block.time;
    report_.successor = body->successor;
    return judge_standing();
  }
  report_.as_of.reset();
  return missing ? *missing : Error(kStatusMissing);
}

// A signatory's key that was found stolen casts doubt on what was recorded from then on, until the unit confirms it.
Finding Examination::check_compromise() {
  if (issued_ == nullptr || !recorded_) return kNotReached;
  const auto in_time = [&](const std::optional<Time>& since) { return since && *since <= issue_->block.time; };
  const auto cited = [&](log::LeafIndex grant) {
    return std::find(issued_->grants.begin(), issued_->grants.end(), grant) != issued_->grants.end();
  };
  std::optional<log::LeafIndex> confirmed;  // covers the compromises recorded before it
  for (const auto& change : changes_) {
    const auto* body = std::get_if<chain::CredentialStatus>(&change.record.record().body);
    if (body != nullptr && body->action == StatusAction::confirm) confirmed = change.record.index;
  }
  if (news() != nullptr && news()->credential->confirmed_by) {
    confirmed = std::max(confirmed.value_or(log::LeafIndex{0}), *news()->credential->confirmed_by);
  }
  for (const auto& [index, record] : grant_records_) {
    const auto* revoke = std::get_if<chain::KeyRevoke>(&record.record().body);
    const bool open = revoke != nullptr && cited(revoke->grant) && in_time(revoke->compromised_since) &&
                      !(confirmed && index < *confirmed);
    if (open)
      return Error(kCompromised,
                   "grant " + std::to_string(to_u64(revoke->grant)) + ", " + to_text(*revoke->compromised_since));
  }
  if (news() == nullptr) return kCompromiseNotAsked;
  if (news()->undecided == false) return pass(to_text(news()->as_of));
  for (const chain::GrantState& grant : news()->grants) {
    const bool open =
        in_time(grant.compromised_since) && !(confirmed && grant.revoked_by && *grant.revoked_by < *confirmed);
    if (open)
      return Error(kCompromised,
                   "grant " + std::to_string(to_u64(grant.index)) + ", " + to_text(*grant.compromised_since));
  }
  // A thief of a key that grants may have granted the signatories their rights.
  for (const chain::GrantState& grant : news()->granting) {
    if (!grant.compromised_since || (confirmed && grant.revoked_by && *grant.revoked_by < *confirmed)) continue;
    for (const chain::GrantState& granted : news()->grants) {
      const bool used = std::any_of(granted.behind.begin(), granted.behind.end(), [&](const chain::GrantBehind& b) {
        return b.grant == grant.index && *grant.compromised_since <= b.used;
      });
      if (used)
        return Error(kCompromised, "grant " + std::to_string(to_u64(granted.index)) + " by grant " +
                                       std::to_string(to_u64(grant.index)) + ", " + to_text(*grant.compromised_since));
    }
  }
  if (news()->undecided == true) return Error(kCompromised, to_text(news()->as_of));
  return pass(to_text(news()->as_of));
}

}  // namespace hocba::verify
