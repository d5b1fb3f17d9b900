// What the desk asks of the ledger, and what a row is to a caller.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "ledger/verify/roles.hpp"
#include "node/codes.hpp"
#include "node/desk_rows.hpp"
#include "node/role_check.hpp"

namespace hocba::node {

namespace {

constexpr std::size_t kMaxRotations = 64;

template <class T>
bool has(const std::vector<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

bool DeskRights::is_founder(const crypto::AnyKey& key) const { return has(view_.network.authority.keys, key); }

Result<bool> DeskRights::stands(const chain::GrantState& grant) const {
  if (!grant.in_force(now_)) return false;
  HOCBA_TRY(const bool delegation, chain::delegation_stands(*view_.state, grant, now_));
  if (!delegation) return false;
  HOCBA_TRY(const bool tainted, chain::grantor_compromised(*view_.state, grant));
  if (tainted) return false;
  HOCBA_TRY(const auto unit, chain::find_unit(*view_.state, grant.grant.unit));
  return unit && chain::is_active(*unit, now_);
}

Result<bool> DeskRights::stands(log::LeafIndex index) {
  if (const auto known = stands_.find(index); known != stands_.end()) return known->second;
  HOCBA_TRY(const auto grant, chain::find_grant(*view_.state, index));
  bool standing = false;
  if (grant) {
    HOCBA_TRY(standing, stands(*grant));
  }
  stands_.emplace(index, standing);
  return standing;
}

// The scope was opened where it was committed: at the key.grant that rotations lead back to.
Result<std::optional<DeskScope>> DeskRights::scope_of(const chain::GrantState& grant) const {
  if (!grant.grant.scope) return std::optional(DeskScope());
  log::LeafIndex index = grant.recorded_by;
  for (std::size_t step = 0; step < kMaxRotations; ++step) {
    HOCBA_TRY(const std::string entry, view_.data->entry(index));
    HOCBA_TRY(const auto record, chain::parse_record(entry));
    const auto* rotate = std::get_if<chain::KeyRotate>(&record.body);
    if (rotate == nullptr) break;
    index = rotate->grant;
  }
  HOCBA_TRY(const auto opened, vault_.openings(index));
  for (const auto& opening : opened) {
    if (opening.name != "scope") continue;
    const auto scope = desk_scope(opening.content);
    return scope.ok() ? std::optional(*scope) : std::optional<DeskScope>();
  }
  return std::optional<DeskScope>();
}

Result<const std::vector<DeskRight>*> DeskRights::of(const crypto::AnyKey& key, const chain::UnitCode& unit) {
  const auto place = std::pair(key.did(), unit.str());
  if (const auto known = rights_.find(place); known != rights_.end()) return &known->second;
  std::vector<DeskRight> out;
  HOCBA_TRY(const auto indexes, chain::grants_of_key(*view_.state, key, unit));
  for (const auto index : indexes) {
    HOCBA_TRY(auto grant, chain::find_grant(*view_.state, index));
    if (!grant) continue;
    HOCBA_TRY(const bool standing, stands(*grant));
    if (!standing) continue;
    HOCBA_TRY(auto scope, scope_of(*grant));
    out.push_back({index, std::move(grant->grant), std::move(scope)});
  }
  return &rights_.emplace(place, std::move(out)).first->second;
}

Result<const chain::PolicyState*> DeskRights::policy(const chain::CredentialType& type,
                                                     const chain::PeriodCode& period) {
  const std::string place = type.str() + '\n' + period.str();
  auto known = policies_.find(place);
  if (known == policies_.end()) {
    HOCBA_TRY(auto found, chain::find_policy(*view_.state, type, period));
    known = policies_.emplace(place, std::move(found)).first;
  }
  return known->second ? &*known->second : nullptr;
}

Result<bool> DeskRights::may_deposit(const crypto::AnyKey& key, const chain::UnitCode& unit,
                                     const chain::CredentialType& type) {
  const std::string place = key.did() + '\n' + unit.str() + '\n' + type.str();
  if (const auto known = deposits_.find(place); known != deposits_.end()) return known->second;
  return deposits_.emplace(place, check_depositor(*view_.state, key, unit, type, now_).ok()).first->second;
}

// The policy says who signs these kinds; others: whoever has a grant for the kind. Empty: no policy speaks of it.
Result<const std::vector<chain::Role>> DeskRights::wanted_roles(const DeskRow& row) {
  std::vector<chain::Role> out;
  if (row.kind == chain::RecordKind::credential_issue && row.type) {
    HOCBA_TRY(const auto* policy, policy(*row.type, row.period));
    if (policy != nullptr) out = policy->policy.record_roles;
  } else if (row.kind == chain::RecordKind::credential_status && row.about) {
    HOCBA_TRY(const auto credential, chain::find_credential(*view_.state, *row.about));
    if (!credential) return out;
    HOCBA_TRY(const auto* policy, policy(credential->type, credential->period));
    if (policy == nullptr) return out;
    out = policy->policy.status_proposers;
    out.insert(out.end(), policy->policy.status_approvers.begin(), policy->policy.status_approvers.end());
  }
  return out;
}

Result<bool> DeskRights::may_propose(const crypto::AnyKey& key, const DeskRow& row) {
  if (!row.unit) return is_founder(key);
  HOCBA_TRY(const auto answer, chain::answer_grants(*view_.state, {key, *row.unit, row.kind, row.type, now_}));
  return !answer.grants.empty();
}

Result<bool> DeskRights::may_approve(const crypto::AnyKey& key, const DeskRow& row) {
  if (!row.unit) return is_founder(key);
  HOCBA_TRY(const auto answer, chain::answer_grants(*view_.state, {key, *row.unit, row.kind, row.type, now_}));
  HOCBA_TRY(const auto wanted, wanted_roles(row));
  if (wanted.empty()) return !answer.grants.empty();
  return std::any_of(answer.grants.begin(), answer.grants.end(), [&](const chain::GrantState& grant) {
    const auto roles = verify::roles_of(grant.grant);
    return std::any_of(wanted.begin(), wanted.end(), [&](chain::Role role) { return roles.count(role) != 0; });
  });
}

namespace {

Status judge_draft(const LedgerView& view, DeskRights& rights, const DeskRow& row, const crypto::AnyKey& key,
                   DeskJudgement& out) {
  HOCBA_TRY(const auto* policy, rights.policy(*row.type, row.period));
  if (policy == nullptr) {
    out.stage.follows = false;
  } else {
    out.stage = desk_stage(policy->policy.document_roles, row.signatures);
  }
  out.lapsed = !out.stage.follows;
  for (const DeskSignature& signature : row.signatures) {
    HOCBA_TRY(const bool standing, rights.stands(signature.grant));
    out.lapsed = out.lapsed || !standing;
  }
  if (out.stage.closed()) {
    HOCBA_TRY(const auto recorded, chain::find_credential(*view.state, credential::CredentialId::of(row.name)));
    out.recorded = recorded.has_value();
  }
  HOCBA_TRY(out.may_deposit, rights.may_deposit(key, *row.unit, *row.type));
  HOCBA_TRY(const auto* mine, rights.of(key, *row.unit));
  out.sees_all = out.may_deposit;
  for (const DeskRight& right : *mine) {
    for (const chain::Role role : verify::roles_of(right.body)) {
      const bool wanted =
          policy != nullptr && std::any_of(policy->policy.document_roles.begin(), policy->policy.document_roles.end(),
                                           [&](const auto& r) { return r.role == role; });
      if (!wanted || !desk_admits(right, role, row.facts).ok()) continue;
      out.may_see = true;
      out.sees_all = out.sees_all || role != chain::Role::teacher || row.facts.subjects.empty();
    }
  }
  const bool signed_it = std::any_of(row.signatures.begin(), row.signatures.end(),
                                     [&](const DeskSignature& signature) { return signature.key == key; });
  out.may_see = out.may_see || out.sees_all || signed_it || has(row.signed_before, key.did());
  if (row.returned()) {
    out.why_not = Error(kDeskReturned, row.reason);
  } else if (out.lapsed || policy == nullptr) {
    out.why_not = Error(kDeskLapsed);
  } else {
    const Time now = rights.now();
    auto choice = desk_may_sign({policy->policy.document_roles, row.facts, row.signatures, key, *mine, now, now});
    if (choice.ok())
      out.choice = *std::move(choice);
    else
      out.why_not = choice.error();
  }
  return done();
}

}  // namespace

Result<DeskJudgement> judge(const LedgerView& view, DeskRights& rights, const DeskRow& row, const crypto::AnyKey& key) {
  DeskJudgement out;
  if (!row.is_record()) {
    HOCBA_RETURN_IF_ERROR(judge_draft(view, rights, row, key, out));
    return out;
  }
  const bool signed_it = has(row.signers, key);
  out.lapsed = rights.now().seconds - row.record_time.seconds > kRecordSeconds;
  HOCBA_TRY(const bool may, rights.may_approve(key, row));
  out.may_see = out.sees_all = may || signed_it || row.by == key.did();
  out.may_approve = may && !signed_it && !row.returned() && !out.lapsed;
  HOCBA_TRY(const auto there, chain::find_record(*view.state, chain::RecordId::of(row.name)));
  out.recorded = there.has_value();
  return out;
}

DeskItem item_of(const DeskRow& row, const DeskJudgement& judged, const crypto::AnyKey& key,
                 const chain::PolicyState* policy) {
  DeskItem out;
  out.name = row.name;
  out.is_record = row.is_record();
  out.unit = row.unit;
  if (row.type) out.type = row.type->str();
  out.lapsed = judged.lapsed;
  out.by = row.by;
  out.reason = row.reason;
  out.returned_by = row.returned_by;
  out.since = row.since;
  const bool to_correct = (row.returned() || judged.lapsed) && row.by == key.did();
  if (out.is_record) {
    out.kind = std::string(chain::to_text(row.kind));
    if (row.about) out.about = credential::to_text(*row.about);
    out.word = row.returned() ? "TRA_LAI" : "CHO_DUYET";
    out.for_me = judged.may_approve || to_correct;
    for (const auto& signer : row.signers) out.signers.push_back(signer.did());
    return out;
  }
  out.period = row.period.str();
  if (!row.facts.classes_shown.empty()) out.class_name = row.facts.classes_shown.front();
  out.holder = row.holder;
  out.birth_date = row.birth_date;
  out.serial = row.serial;
  out.book = row.book;
  out.number = row.number;
  out.status_index = row.status_index;
  out.digest = row.digest;
  out.word = row.returned() ? "TRA_LAI" : std::string(desk_word(judged.stage));
  out.ready = judged.stage.closed() && !judged.lapsed && !row.returned();
  if (!row.returned() && !judged.lapsed) {
    out.waits_for = judged.stage.may;
    out.have = judged.stage.have;
    out.need = judged.stage.need;
  }
  if (judged.choice) out.mine = judged.choice->role;
  out.for_me = judged.choice.has_value() || to_correct;
  if (std::find(out.waits_for.begin(), out.waits_for.end(), chain::Role::teacher) != out.waits_for.end())
    out.open_subjects = desk_open_subjects(row.facts, row.signatures);
  for (const DeskSignature& signature : row.signatures) {
    out.signers.push_back(signature.key.did());
    out.grants.push_back(signature.grant);
  }
  if (policy != nullptr) out.policy = policy->index;
  return out;
}

}  // namespace hocba::node
