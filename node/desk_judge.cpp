// What the desk asks of the ledger, and what a row is to a caller.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/verify/roles.hpp"
#include "node/audience.hpp"
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
    HOCBA_TRY(auto given_by, given_by_another(*view_.data, *grant));
    out.push_back({index, std::move(grant->grant), std::move(scope), std::move(given_by)});
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

Result<bool> DeskRights::belongs(const crypto::AnyKey& key, const DeskRow& row) {
  if (!row.unit) return is_founder(key);
  HOCBA_TRY(const auto* mine, of(key, *row.unit));
  return !mine->empty();
}

Result<const DeskRights::Answered*> DeskRights::answered(const crypto::AnyKey& key, const chain::UnitCode& unit,
                                                         chain::RecordKind kind,
                                                         const std::optional<chain::CredentialType>& type) {
  const std::string place = key.did() + '\n' + unit.str() + '\n' + std::string(chain::to_text(kind)) + '\n' +
                            (type ? type->str() : std::string());
  if (const auto known = answers_.find(place); known != answers_.end()) return &known->second;
  HOCBA_TRY(auto answer, chain::answer_grants(*view_.state, {key, unit, kind, type, now_}));
  Answered out{std::move(answer.grants), {}};
  for (const auto& grant : out.grants) {
    HOCBA_TRY(auto given_by, given_by_another(*view_.data, grant));
    out.given_by.push_back(std::move(given_by));
  }
  return &answers_.emplace(place, std::move(out)).first->second;
}

Result<DeskAuthority> DeskRights::may_deposit(const crypto::AnyKey& key, const chain::UnitCode& unit,
                                              const chain::CredentialType& type) {
  const std::string place = key.did() + '\n' + unit.str() + '\n' + type.str();
  if (const auto known = deposits_.find(place); known != deposits_.end()) return known->second;
  HOCBA_TRY(const auto* answer, answered(key, unit, chain::RecordKind::credential_issue, type));
  DeskAuthority out;
  if (!answer->grants.empty()) {
    // In a role that the table of permissions lets.
    const Status role = check_depositor(*view_.state, key, unit, type, now_);
    if (!role.ok() && role.error().code().kind == Kind::internal) return role.error();
    if (role.ok())
      for (const auto& by : answer->given_by) out.add(by);
  }
  return deposits_.emplace(place, std::move(out)).first->second;
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

Result<DeskAuthority> DeskRights::may_propose(const crypto::AnyKey& key, const DeskRow& row) {
  if (!row.unit) return DeskAuthority{is_founder(key), {}};
  HOCBA_TRY(const auto* answer, answered(key, *row.unit, row.kind, row.type));
  DeskAuthority out;
  for (const auto& by : answer->given_by) out.add(by);
  return out;
}

Result<DeskAuthority> DeskRights::may_approve(const crypto::AnyKey& key, const DeskRow& row) {
  if (!row.unit) return DeskAuthority{is_founder(key), {}};
  HOCBA_TRY(const auto* answer, answered(key, *row.unit, row.kind, row.type));
  HOCBA_TRY(const auto wanted, wanted_roles(row));
  DeskAuthority out;
  for (std::size_t i = 0; i < answer->grants.size(); ++i) {
    const auto roles = verify::roles_of(answer->grants[i].grant);
    const bool as_wanted =
        wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](auto role) { return roles.count(role) != 0; });
    if (as_wanted) out.add(answer->given_by[i]);
  }
  return out;
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
  HOCBA_TRY(const auto* mine, rights.of(key, *row.unit));
  HOCBA_TRY(const DeskAuthority deposits, rights.may_deposit(key, *row.unit, *row.type));
  DeskAuthority sees = deposits;
  out.may_deposit = out.sees_all = deposits.may;
  for (const DeskRight& right : *mine) {
    if (!right.body.types.empty() && !has(right.body.types, *row.type)) continue;
    for (const chain::Role role : verify::roles_of(right.body)) {
      const bool wanted =
          policy != nullptr && std::any_of(policy->policy.document_roles.begin(), policy->policy.document_roles.end(),
                                           [&](const auto& r) { return r.role == role; });
      if (!wanted || !desk_admits(right, role, row.facts).ok()) continue;
      sees.add(right.given_by);
      out.sees_all = out.sees_all || role != chain::Role::teacher || row.facts.subjects.empty();
    }
  }
  const bool signed_it = std::any_of(row.signatures.begin(), row.signatures.end(),
                                     [&](const DeskSignature& signature) { return signature.key == key; });
  const bool signed_before = has(row.signed_before, key.did());
  out.may_see = sees.may;
  out.seen_in_name = sees.given_by;
  out.listed = sees.may || ((signed_it || signed_before) && !mine->empty());
  out.told_why = deposits.may || signed_before || row.returned_by == key.did();
  if (row.returned()) {
    out.why_not = returned_error(row, out);
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
  HOCBA_TRY(const DeskAuthority approves, rights.may_approve(key, row));
  HOCBA_TRY(const DeskAuthority proposes, rights.may_propose(key, row));
  HOCBA_TRY(const bool belongs, rights.belongs(key, row));
  const bool own = signed_it || row.by == key.did();
  DeskAuthority sees = approves;
  if (own && proposes.may) sees.add(std::optional<chain::UnitCode>());  // it brought or signed what it would read
  out.may_deposit = proposes.may;
  out.may_see = out.sees_all = sees.may;
  out.seen_in_name = sees.given_by;
  out.listed = sees.may || (own && belongs);
  out.told_why = proposes.may || own || row.returned_by == key.did();
  out.approves = approves.may && !signed_it;
  out.may_approve = out.approves && !row.returned() && !out.lapsed;
  HOCBA_TRY(const auto there, chain::find_record(*view.state, chain::RecordId::of(row.name)));
  out.recorded = there.has_value();
  return out;
}

Error returned_error(const DeskRow& row, const DeskJudgement& judged) {
  return Error(kDeskReturned, judged.told_why ? row.reason : std::string());
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
  if (judged.told_why) out.reason = row.reason;
  out.returned_by = row.returned_by;
  out.since = row.since;
  const bool to_correct = (row.returned() || judged.lapsed) && row.by == key.did() && judged.may_deposit;
  if (out.is_record) {
    out.kind = std::string(chain::to_text(row.kind));
    if (row.about) out.about = credential::to_text(*row.about);
    out.word = row.returned() ? "TRA_LAI" : "CHO_DUYET";
    out.for_me = judged.may_approve || to_correct;
    for (const auto& signer : row.signers) out.signers.push_back(signer.did());
    return out;
  }
  out.period = row.period.str();
  for (const std::string& name : row.facts.classes_shown) {
    if (!out.class_name.empty() && !credential::training_kind(row.type->str())) break;
    out.class_name += (out.class_name.empty() ? "" : ", ") + name;
  }
  out.holder = row.holder;
  out.birth_date = row.birth_date;
  out.serial = row.serial;
  out.book = row.book;
  out.number = row.number;
  out.status_index = row.status_index;
  out.supersedes = row.supersedes;
  out.digest = row.digest;
  out.content = row.unsigned_digest;
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
