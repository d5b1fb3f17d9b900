// Who signed: each proof's key had, when it signed, a right that the issue record cites; the roles are the policy's.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/json.hpp"
#include "ledger/credential/text.hpp"
#include "ledger/verify/examination.hpp"
#include "ledger/verify/roles.hpp"

namespace hocba::verify {
namespace {

using nlohmann::json;

Result<std::string> opened_name(const exchange::OpenedCommitment& opened, std::string_view name,
                                const chain::Commitment& recorded) {
  const auto content = crypto::parse_json(opened.content);
  if (!content.ok()) return Error(kOpenedWrong, std::string(name));
  if (credential::commitment(name, opened.salt, *content).view() != recorded.view())
    return Error(kOpenedWrong, std::string(name));
  const auto field = content->is_object() ? content->find("name") : content->end();
  if (!content->is_object() || field == content->end() || !field->is_string()) return std::string();
  auto said = field->get<std::string>();
  // A report repeats it: a name that could move a terminal's cursor, or hide in another, counts as not opened.
  return credential::printable_name(said) ? said : std::string();
}

std::string grant_text(log::LeafIndex index) { return "grant " + std::to_string(to_u64(index)); }

}  // namespace

Status Examination::read_policy(chain::PolicySet& out) {
  HOCBA_TRY(const auto proven, ledger_.record(file_.policy, kPolicyNotProven));
  const auto* policy = std::get_if<chain::PolicySet>(&proven.record().body);
  if (policy == nullptr) return Error(kRecordWrongKind, std::string(chain::to_text(proven.record().kind())));
  // The record itself was accepted only because this was the policy in force for its type and period.
  if (proven.index != issued_->policy || policy->type != issued_->type || policy->period != issued_->period) {
    return Error(kPolicyWrong, "entry " + std::to_string(to_u64(proven.index)));
  }
  out = *policy;
  return done();
}

Status Examination::read_grants() {
  for (const auto& evidence : file_.grants) {
    HOCBA_TRY(auto proven, ledger_.record(evidence.record, kGrantNotProven));
    const auto kind = proven.record().kind();
    if (evidence.block) {
      if (kind != chain::RecordKind::key_rotate) return Error(kBlockWrong, "only a rotation needs its block");
      HOCBA_TRY(const auto closed, ledger_.in_block({evidence.record, *evidence.block}, kGrantNotProven));
      rotated_at_[proven.index] = closed.block.time;
    }
    const bool expected = kind == chain::RecordKind::key_grant || kind == chain::RecordKind::key_rotate ||
                          kind == chain::RecordKind::key_revoke;
    if (!expected) return Error(kRecordWrongKind, std::string(chain::to_text(kind)));
    if (kind == chain::RecordKind::key_revoke && (evidence.person || evidence.scope))
      return Error(kOpenedWrong, "key.revoke");
    const auto index = proven.index;
    if (!grant_records_.emplace(index, std::move(proven)).second)
      return Error(kRecordMalformed, "one grant stands there twice");
    grant_evidence_[index] = &evidence;
  }
  return done();
}

Result<ResolvedGrant> Examination::resolved(log::LeafIndex index) const {
  const auto found = resolved_.find(index);
  if (found != resolved_.end()) return found->second;
  return Error(grant_records_.count(index) == 0 ? kGrantMissing : kRecordWrongKind, grant_text(index));
}

// A rotation hands on what stands at a smaller index, which was resolved before.
Result<ResolvedGrant> Examination::resolve(log::LeafIndex index, const chain::Record& record) const {
  ResolvedGrant out;
  if (const auto* grant = std::get_if<chain::KeyGrant>(&record.body)) {
    out = {index, *grant, {}};
  } else if (const auto* rotate = std::get_if<chain::KeyRotate>(&record.body);
             rotate != nullptr && rotate->grant < index) {
    HOCBA_TRY(out, resolved(rotate->grant));
    // The record's own time is its signers' word and lies up to 7 days back: the new key could sign for the past.
    const auto at = rotated_at_.find(index);
    if (at == rotated_at_.end()) return Error(kRotationTimeMissing, grant_text(index));
    out.index = index;
    out.grant.key = rotate->key;
    out.grant.from = std::max(out.grant.from, at->second);
    out.grant.certificate.reset();  // it bound the old key
  } else {
    return Error(kRecordWrongKind, grant_text(index));
  }
  const auto& evidence = *grant_evidence_.at(index);
  if (evidence.person) {
    HOCBA_TRY(out.person, opened_name(*evidence.person, "person", out.grant.person));
  }
  if (evidence.scope) {
    if (!out.grant.scope) return Error(kOpenedWrong, "scope");
    HOCBA_RETURN_IF_ERROR(opened_name(*evidence.scope, "scope", *out.grant.scope));
  }
  return out;
}

Status Examination::check_grant(const ResolvedGrant& resolved, const crypto::CheckedProof& proof) const {
  const chain::KeyGrant& grant = resolved.grant;
  const std::string place = grant_text(resolved.index);
  if (const Status unit = check_unit_of(grant.unit, proof.created); !unit.ok()) return unit.error().at(place);
  return grant_covers(grant, issued_->type, proof.created, place);
}

// The cited grants of this key under which it could sign then; an error if there is none.
Result<const ResolvedGrant*> Examination::grant_for(const crypto::CheckedProof& proof,
                                                    std::vector<const ResolvedGrant*>& usable) const {
  if (proof.created > issue_->block.time) return Error(kSignedAfterRecord, to_text(proof.created));
  std::optional<Error> why;
  for (const ResolvedGrant& resolved : cited_) {
    if (resolved.grant.key != proof.key) continue;
    const Status status = check_grant(resolved, proof);
    if (status.ok())
      usable.push_back(&resolved);
    else if (!why || outcome_of(status.error().code()) == Outcome::unknown)
      why = status.error();
  }
  if (!usable.empty()) return usable.front();
  if (why) return *why;
  return Error(not_shown_ ? not_shown_->code() : kGrantNotCited, proof.key.did());
}

// At the issue. The ledger lets no grant be cited whose delegation has ended; the file's own records are asked as well.
std::set<chain::Role> Examination::roles_then(const chain::KeyGrant& grant) const {
  const bool ended =
      grant.delegated_by && std::any_of(grant_records_.begin(), grant_records_.end(), [&](const auto& entry) {
        if (!(entry.first < issue_->record.index)) return false;
        const auto& body = entry.second.record().body;
        const auto* revoke = std::get_if<chain::KeyRevoke>(&body);
        const auto* rotate = std::get_if<chain::KeyRotate>(&body);
        return (revoke != nullptr && revoke->grant == *grant.delegated_by) ||
               (rotate != nullptr && rotate->grant == *grant.delegated_by);
      });
  return roles_of(grant, ended);
}

// Fills cited_ with the rights that the issue record cites and the file shows.
Status Examination::cite_grants() {
  for (const auto& [index, record] : grant_records_) {
    if (record.record().kind() == chain::RecordKind::key_revoke) continue;
    resolved_.emplace(index, resolve(index, record.record()));
  }
  for (const log::LeafIndex index : issued_->grants) {
    auto grant = resolved(index);
    if (grant.ok())
      cited_.push_back(std::move(grant).value());
    else if (outcome_of(grant.error().code()) == Outcome::unknown)
      not_shown_ = grant.error();
    else
      return grant.error();
  }
  // A grant that nobody cites proves nothing, but what is opened in it must be true all the same.
  for (const auto& [index, grant] : resolved_) {
    if (!grant.ok()) return grant.error();
  }
  return done();
}

Finding Examination::check_signatories() {
  if (issued_ == nullptr || proofs_.empty()) return kNotReached;
  chain::PolicySet policy;
  HOCBA_RETURN_IF_ERROR(read_policy(policy));
  HOCBA_RETURN_IF_ERROR(read_grants());
  HOCBA_RETURN_IF_ERROR(cite_grants());
  std::vector<std::set<chain::Role>> roles;
  std::vector<std::vector<const ResolvedGrant*>> usable(proofs_.size());
  for (std::size_t i = 0; i < proofs_.size(); ++i) {
    HOCBA_RETURN_IF_ERROR(grant_for(proofs_[i], usable[i]));
    roles.emplace_back();
    for (const ResolvedGrant* grant : usable[i]) roles.back().merge(roles_then(grant->grant));
  }
  const auto met = document_roles(policy.document_roles, proofs_, roles);
  if (!met.ok()) return not_shown_ ? *not_shown_ : met.error();
  const auto& counted_as = *met;
  std::string evidence;
  for (std::size_t i = 0; i < proofs_.size(); ++i) {
    const auto as = std::find_if(usable[i].begin(), usable[i].end(), [&](const ResolvedGrant* g) {
      return roles_then(g->grant).count(counted_as[i]) != 0;
    });
    const ResolvedGrant& grant = **as;
    report_.signatories.push_back({std::string(chain::to_text(counted_as[i])), grant.grant.unit.str(), grant.person,
                                   proofs_[i].created, proofs_[i].key.did()});
    evidence += (i == 0 ? "" : ", ") + report_.signatories.back().role;
  }
  return pass(evidence);
}

}  // namespace hocba::verify
