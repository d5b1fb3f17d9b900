// Opening the desk; drafts: deposited, signed, returned, dropped; what is over.
#include "node/desk.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "node/codes.hpp"
#include "node/deposit_check.hpp"
#include "node/desk_rows.hpp"
#include "node/log.hpp"

namespace hocba::node {

using nlohmann::json;
using store::VaultTable;

namespace {

constexpr std::size_t kMaxReasonBytes = 500;
constexpr std::size_t kSettledAtOnce = 500;

}  // namespace

Desk::Desk(std::unique_ptr<State> state) : state_(std::move(state)) {}
Desk::~Desk() = default;

Result<std::unique_ptr<Desk>> Desk::open(Vault& vault) {
  auto state = std::make_unique<State>(vault);
  HOCBA_RETURN_IF_ERROR(state->load());
  return std::unique_ptr<Desk>(new Desk(std::move(state)));
}

std::size_t Desk::size() const {
  const auto turn = state_->turn.pass();
  return state_->rows.size();
}

// One that does not open is left where it is, for scrub to find and a backup to heal; the others are served.
Status Desk::State::load() {
  HOCBA_TRY(const auto names, own().drafts.names("n"));
  for (const auto& name : names) {
    auto loaded = head(name.substr(1));
    if (loaded.ok())
      put(std::move(loaded->row));
    else
      log_error("desk.unreadable", Error(loaded.error().code(), desk_text_of(name.substr(1))));
  }
  return done();
}

void Desk::State::put(DeskRow row) {
  const std::string unit = row.unit ? row.unit->str() : std::string();
  DeskName name = row.name;
  remove(name);  // counted under the unit that it was of
  rows.emplace(std::move(name), std::move(row));
  ++of_unit[unit];
}

void Desk::State::remove(const DeskName& name) {
  const auto found = rows.find(name);
  if (found == rows.end()) return;
  const auto unit = of_unit.find(found->second.unit ? found->second.unit->str() : std::string());
  if (unit != of_unit.end() && --unit->second == 0) of_unit.erase(unit);
  rows.erase(found);
}

const DeskRow* Desk::State::find(const DeskName& name) const {
  const auto found = rows.find(name);
  return found == rows.end() ? nullptr : &found->second;
}

Result<DeskHead> Desk::State::head(const DeskName& name) const {
  HOCBA_TRY(const auto text, own().drafts.get(desk_head_name(name)));
  if (!text) return Error(kNoSuchDraft, desk_text_of(name));
  return parse_desk_head(name, text->expose());
}

Result<std::vector<credential::Group>> Desk::State::groups(const DeskName& name) const {
  HOCBA_TRY(const auto text, own().drafts.get(desk_groups_name(name)));
  if (!text) return Error(kNoSuchDraft, desk_text_of(name));
  return parse_desk_groups(text->expose());
}

Status Desk::State::make_room(const std::string& unit, const std::map<std::string, std::size_t>& fresh) const {
  const auto& limits = own().config.vault;
  const auto count = [&](const std::map<std::string, std::size_t>& of) {
    const auto found = of.find(unit);
    return found == of.end() ? 0 : found->second;
  };
  std::size_t all = rows.size();
  for (const auto& [other, more] : fresh) all += more;
  if (count(of_unit) + count(fresh) >= limits.max_waiting_per_unit) return Error(kTooManyWaiting, unit);
  if (all >= limits.max_waiting_documents) return Error(kTooManyWaiting);
  return done();
}

Status Desk::State::shred(const std::vector<DeskName>& names) {
  if (names.empty()) return done();
  std::vector<std::pair<VaultTable, std::string>> doomed;
  for (const DeskName& name : names)
    for (const std::string& object : {desk_head_name(name), desk_groups_name(name)}) {
      doomed.emplace_back(VaultTable::keys, object);
      doomed.emplace_back(VaultTable::drafts, object);
    }
  const Status gone = own().tables->shred(doomed);
  // Also where old files could not be removed yet: the rows are deleted, and the next shred() finishes.
  if (gone.ok() || own().tables->shred_pending())
    for (const DeskName& name : names) remove(name);
  return gone;
}

bool Desk::State::names_what_changed(const DeskRow& record) const {
  return std::any_of(record.issues.begin(), record.issues.end(), [&](const auto& issue) {
    const DeskRow* draft = find(issue.first);
    return draft != nullptr && (draft->returned() || draft->digest != issue.second);
  });
}

Result<DeskJudgement> Desk::State::judged(const LedgerView& view, DeskRights& rights, const DeskRow& row,
                                          const crypto::AnyKey& key) const {
  HOCBA_TRY(auto out, judge(view, rights, row, key));
  if (!names_what_changed(row)) return out;
  out.lapsed = true;
  out.may_approve = false;
  return out;
}

Result<DeskItem> Desk::State::item(const LedgerView& view, DeskRights& rights, const DeskRow& row,
                                   const crypto::AnyKey& key) const {
  HOCBA_TRY(const auto judged, this->judged(view, rights, row, key));
  const chain::PolicyState* policy = nullptr;
  if (!row.is_record()) {
    HOCBA_TRY(policy, rights.policy(*row.type, row.period));
  }
  return item_of(row, judged, key, policy);
}

// --- deposits ----------------------------------------------------------------------------------------------------

namespace {

Result<credential::Document> readable(const LedgerView& view, const DeskDraft& draft, std::size_t max_bytes) {
  std::size_t bytes = draft.core.size();
  for (const auto& group : draft.groups) bytes += group.content.size();
  if (bytes > max_bytes) return Error(kDocumentTooLarge, std::to_string(bytes) + " bytes");
  HOCBA_TRY(auto document, credential::Document::parse(draft.core, draft.groups));
  for (const auto& missing : document.missing_groups())
    return Error(kDocumentMismatch, "group " + missing + " is missing");
  HOCBA_TRY(const auto unit, chain::find_unit(*view.state, document.unit()));
  if (!unit) return Error(kDocumentMismatch, "unit " + document.unit().str());
  HOCBA_TRY(const auto recorded, chain::find_credential(*view.state, document.id()));
  if (recorded) return Error(kRecordedOtherwise, credential::to_text(document.id()));
  return document;
}

// Signatures that came with the draft are judged as if they were given here, one after the other.
Status take_signatures(DeskRights& rights, const credential::Document& document, DeskRow& row) {
  HOCBA_TRY(const auto* policy, rights.policy(*row.type, row.period));
  if (policy == nullptr) return Error(chain::kNoPolicy, row.type->str() + " " + row.period.str());
  if (document.proof_count() == 0) return done();
  HOCBA_TRY(const auto proofs, document.verify_proofs());
  for (const auto& proof : proofs) {
    HOCBA_TRY(const auto* grants, rights.of(proof.key, *row.unit));
    HOCBA_TRY(auto choice, desk_may_sign({policy->policy.document_roles, row.facts, row.signatures, proof.key, *grants,
                                          proof.created, rights.now()}));
    row.signatures.push_back({proof.key, choice.role, choice.grant, std::move(choice.subjects), proof.created});
  }
  return done();
}

}  // namespace

// Before the draft says that it is closed: what a record names is here then, whatever moment a crash chooses.
Status Desk::State::close(const LedgerView& view, const credential::Document& document,
                          const std::vector<credential::Group>& groups) const {
  HOCBA_RETURN_IF_ERROR(vault.deposit(view, {document.id(), document.core_text(), groups, {}}));
  return done();
}

Result<Desk::State::DraftChange> Desk::State::take_in(const LedgerView& view, DeskRights& rights,
                                                      const crypto::AnyKey& caller, const DeskDraft& draft,
                                                      const Batch& batch) {
  HOCBA_TRY(const auto document, readable(view, draft, own().config.vault.max_document_bytes));
  HOCBA_TRY(const DeskAuthority deposits, rights.may_deposit(caller, document.unit(), document.type()));
  if (!deposits.may) return Error(chain::kNoAuthority, document.unit().str() + ", credential.issue");
  DeskRow row;
  describe(row, document);
  if (batch.names.count(row.name) != 0) return Error(kDeskWaiting, desk_text_of(row.name));
  const DeskRow* before = find(row.name);
  // Whoever may deposit for one unit takes no other unit's draft away, and none of another type.
  if (before != nullptr && (before->unit != row.unit || before->type != row.type))
    return Error(kDeskWaiting, desk_text_of(row.name));
  if (before != nullptr && !before->returned())
    return before->unsigned_digest == row.unsigned_digest
               ? Result<DraftChange>(DraftChange{DeskDeposited::kept, std::nullopt})
               : Error(kDeskWaiting, desk_text_of(row.name));
  if (before == nullptr) HOCBA_RETURN_IF_ERROR(make_room(row.unit->str(), batch.fresh));
  row.facts = desk_facts(document);
  row.by = caller.did();
  row.since = rights.now();
  HOCBA_RETURN_IF_ERROR(vault.check_not_taken_back(document));
  HOCBA_RETURN_IF_ERROR(own().check_training(view, document));
  // Refused when it is to be recorded all the same: told before anybody signs it.
  if (one_transcript_each(own().config, *row.unit, *row.type)) {
    HOCBA_TRY(const auto others, others_standing(view, vault, issuee_of(document)));
    // Which it is, whom only a unit above let deposit would learn by a search, with a purpose and logged.
    if (!others.empty())
      return Error(kPersonTwice, deposits.given_by ? std::string() : credential::to_text(others.front()));
  }
  HOCBA_RETURN_IF_ERROR(take_signatures(rights, document, row));
  HOCBA_TRY(const auto* policy, rights.policy(*row.type, row.period));
  if (desk_stage(policy->policy.document_roles, row.signatures).closed())
    HOCBA_RETURN_IF_ERROR(close(view, document, document.groups()));
  Change change;
  own().drafts.put(change.writes, desk_head_name(row.name), desk_head(row, document));
  own().drafts.put(change.writes, desk_groups_name(row.name), desk_groups_json(document.groups()));
  change.row = std::move(row);
  return DraftChange{before == nullptr ? DeskDeposited::fresh : DeskDeposited::replaced, std::move(change)};
}

std::vector<Result<DeskDeposited>> Desk::deposit(const LedgerView& view, const crypto::AnyKey& caller,
                                                 const std::vector<DeskDraft>& drafts) {
  const auto turn = state_->turn.pass();
  DeskRights rights(view, state_->vault, state_->now());
  std::vector<Result<DeskDeposited>> out;
  std::vector<store::VaultWrite> batch;
  std::vector<DeskRow> rows;
  State::Batch taken_in;
  for (const DeskDraft& draft : drafts) {
    auto taken = state_->take_in(view, rights, caller, draft, taken_in);
    if (!taken.ok()) {
      out.emplace_back(taken.error());
      continue;
    }
    out.emplace_back(taken->outcome);
    if (!taken->change) continue;
    taken_in.names.insert(taken->change->row.name);
    if (taken->outcome == DeskDeposited::fresh) ++taken_in.fresh[taken->change->row.unit->str()];
    auto& writes = taken->change->writes;
    std::move(writes.begin(), writes.end(), std::back_inserter(batch));
    rows.push_back(std::move(taken->change->row));
  }
  if (rows.empty()) return out;
  const Status written = state_->own().tables->write(batch);
  for (auto& outcome : out)
    if (outcome.ok() && !written.ok()) outcome = written.error();
  if (written.ok())
    for (DeskRow& row : rows) state_->put(std::move(row));
  return out;
}

// --- signing -----------------------------------------------------------------------------------------------------

Result<Desk::State::Change> Desk::State::sign(const LedgerView& view, DeskRights& rights, const crypto::AnyKey& caller,
                                              const DeskProof& proof) {
  const DeskRow* row = find(proof.name);
  if (row == nullptr || row->is_record()) return Error(kNoSuchDraft, desk_text_of(proof.name));
  HOCBA_TRY(const auto judged, this->judged(view, rights, *row, caller));
  if (!judged.may_see) return Error(kNoSuchDraft, desk_text_of(proof.name));
  if (!judged.choice) return *judged.why_not;
  if (row->digest != proof.seen) return Error(kDeskChanged, desk_text_of(proof.name));
  // The turn was judged as of now; the right must have been there at the time that the signature states, too.
  HOCBA_TRY(const auto* policy, rights.policy(*row->type, row->period));
  HOCBA_TRY(const auto* mine, rights.of(caller, *row->unit));
  HOCBA_TRY(auto choice, desk_may_sign({policy->policy.document_roles, row->facts, row->signatures, caller, *mine,
                                        proof.created, rights.now()}));
  HOCBA_TRY(auto head, this->head(proof.name));
  HOCBA_RETURN_IF_ERROR(head.document->attach(caller, proof.created, proof.proof_id, proof.signature));
  Change change;
  change.row = *row;
  change.row.digest = head.document->digest();
  change.row.since = rights.now();
  change.row.signatures.push_back({caller, choice.role, choice.grant, std::move(choice.subjects), proof.created});
  if (desk_stage(policy->policy.document_roles, change.row.signatures).closed()) {
    HOCBA_TRY(const auto groups, this->groups(proof.name));
    HOCBA_RETURN_IF_ERROR(close(view, *head.document, groups));
  }
  own().drafts.put(change.writes, desk_head_name(proof.name), desk_head(change.row, *head.document));
  return change;
}

Result<Desk::State::Change> Desk::State::return_one(const LedgerView& view, DeskRights& rights,
                                                    const crypto::AnyKey& caller, const DeskName& name,
                                                    const std::string& reason) {
  const DeskRow* row = find(name);
  if (row == nullptr) return Error(kNoSuchDraft, desk_text_of(name));
  HOCBA_TRY(const auto judged, this->judged(view, rights, *row, caller));
  if (!judged.may_see) return Error(kNoSuchDraft, desk_text_of(name));
  if (judged.recorded) return Error(kRecordedOtherwise, desk_text_of(name));
  if (row->returned()) return returned_error(*row, judged);
  const bool may = row->is_record() ? judged.approves || (row->by == caller.did() && judged.may_deposit)
                                    : judged.choice.has_value() || judged.may_deposit;
  if (!may) return judged.why_not ? *judged.why_not : Error(chain::kNoAuthority, desk_text_of(name));
  Change change;
  change.row = *row;
  change.row.reason = reason;
  change.row.returned_by = caller.did();
  change.row.since = rights.now();
  HOCBA_TRY(auto head, this->head(name));
  if (row->is_record()) {
    own().drafts.put(change.writes, desk_head_name(name),
                     desk_head(change.row, head.record, desk_openings_json(head.openings)));
    return change;
  }
  // Before the draft says that it was returned: what it was signed as can be issued no more then, whoever has a copy.
  if (head.document->proof_count() > 0) HOCBA_RETURN_IF_ERROR(vault.withdraw(view, *head.document));
  for (const DeskSignature& signature : row->signatures) change.row.signed_before.push_back(signature.key.did());
  change.row.signatures.clear();
  json bare = head.document->core();
  bare.erase("proof");
  HOCBA_TRY(const auto document, credential::Document::from_core(bare, {}));
  change.row.digest = document.digest();
  own().drafts.put(change.writes, desk_head_name(name), desk_head(change.row, document));
  return change;
}

namespace {

// Those of a batch that were accepted, on the disk with one sync; then they are what the desk knows.
template <class State, class Make>
std::vector<Result<DeskItem>> change_all(State& state, const LedgerView& view, DeskRights& rights,
                                         const crypto::AnyKey& caller, std::size_t count, const Make& make) {
  std::vector<Result<DeskItem>> out(count, Error(kNoSuchDraft));
  std::vector<store::VaultWrite> batch;
  std::vector<std::pair<std::size_t, DeskRow>> rows;
  std::set<DeskName> changed;
  for (std::size_t i = 0; i < count; ++i) {
    auto change = make(i);
    if (change.ok() && !changed.insert(change->row.name).second)
      change = Error(kDeskChanged, desk_text_of(change->row.name));
    if (!change.ok()) {
      out[i] = change.error();
      continue;
    }
    std::move(change->writes.begin(), change->writes.end(), std::back_inserter(batch));
    rows.emplace_back(i, std::move(change->row));
  }
  if (rows.empty()) return out;
  const Status written = state.own().tables->write(batch);
  for (auto& [i, row] : rows) {
    const DeskName name = row.name;
    if (!written.ok()) {
      out[i] = written.error();
      continue;
    }
    state.put(std::move(row));
    out[i] = state.item(view, rights, *state.find(name), caller);
  }
  return out;
}

}  // namespace

std::vector<Result<DeskItem>> Desk::attach(const LedgerView& view, const crypto::AnyKey& caller,
                                           const std::vector<DeskProof>& proofs) {
  const auto turn = state_->turn.pass();
  DeskRights rights(view, state_->vault, state_->now());
  return change_all(*state_, view, rights, caller, proofs.size(),
                    [&](std::size_t i) { return state_->sign(view, rights, caller, proofs[i]); });
}

std::vector<Result<DeskItem>> Desk::give_back(const LedgerView& view, const crypto::AnyKey& caller,
                                              const std::vector<DeskName>& names, const std::string& reason) {
  if (reason.find_first_not_of(" \t\n") == std::string::npos || reason.size() > kMaxReasonBytes ||
      !crypto::valid_utf8(reason))
    return std::vector<Result<DeskItem>>(names.size(), Error(kDeskReason));
  const auto turn = state_->turn.pass();
  DeskRights rights(view, state_->vault, state_->now());
  return change_all(*state_, view, rights, caller, names.size(),
                    [&](std::size_t i) { return state_->return_one(view, rights, caller, names[i], reason); });
}

// --- what goes ---------------------------------------------------------------------------------------------------

// Whether it may go; its signatures count no more then, and what lies of it in the vault is on its way out.
Status Desk::State::drop_one(const LedgerView& view, DeskRights& rights, const crypto::AnyKey& caller,
                             const DeskName& name) const {
  const DeskRow* row = find(name);
  if (row == nullptr) return Error(kNoSuchDraft, desk_text_of(name));
  HOCBA_TRY(const auto judged, this->judged(view, rights, *row, caller));
  if (!judged.may_see) return Error(kNoSuchDraft, desk_text_of(name));
  if (!judged.may_deposit || (row->is_record() && row->by != caller.did()))
    return Error(chain::kNoAuthority, desk_text_of(name));
  if (row->is_record() || row->signatures.empty()) return done();
  HOCBA_TRY(const auto head, this->head(name));
  return vault.withdraw(view, *head.document);
}

std::vector<Status> Desk::drop(const LedgerView& view, const crypto::AnyKey& caller,
                               const std::vector<DeskName>& names) {
  const auto turn = state_->turn.pass();
  DeskRights rights(view, state_->vault, state_->now());
  std::vector<Status> out;
  std::vector<DeskName> doomed;
  for (const DeskName& name : names) {
    out.push_back(state_->drop_one(view, rights, caller, name));
    if (out.back().ok()) doomed.push_back(name);
  }
  if (const Status gone = state_->shred(doomed); !gone.ok())
    for (auto& status : out)
      if (status.ok()) status = gone;
  return out;
}

Status Desk::State::keep_openings(const LedgerView& view, const DeskName& name, log::LeafIndex index) const {
  HOCBA_TRY(const auto head, this->head(name));
  return head.openings.empty() ? done() : vault.put_openings(view, index, head.openings);
}

Result<std::uint64_t> Desk::settle(const LedgerView& view) {
  const auto turn = state_->turn.pass();
  const std::int64_t days = state_->own().config.vault.waiting_days;
  const Time over = state_->now() - hocba::days(days);
  std::vector<DeskName> doomed;
  std::vector<std::pair<DeskName, log::LeafIndex>> opened;
  auto at = state_->rows.upper_bound(state_->settled_to);
  for (std::size_t i = 0; i < std::min(kSettledAtOnce, state_->rows.size()); ++i, ++at) {
    if (at == state_->rows.end()) at = state_->rows.begin();
    const DeskRow& row = at->second;
    state_->settled_to = row.name;
    if (row.is_record()) {
      HOCBA_TRY(const auto index, chain::find_record(*view.state, chain::RecordId::of(row.name)));
      if (index) opened.emplace_back(row.name, *index);
    } else {
      HOCBA_TRY(const auto there, chain::find_credential(*view.state, credential::CredentialId::of(row.name)));
      if (there) doomed.push_back(row.name);
    }
    if (days != 0 && row.since <= over) doomed.push_back(row.name);
  }
  // One that does not open keeps none of the others from going.
  for (const auto& [name, index] : opened) {
    const Status kept = state_->keep_openings(view, name, index);
    if (kept.ok())
      doomed.push_back(name);
    else
      log_error("desk.unsettled", Error(kept.error().code(), desk_text_of(name)));
  }
  std::sort(doomed.begin(), doomed.end());
  doomed.erase(std::unique(doomed.begin(), doomed.end()), doomed.end());
  HOCBA_RETURN_IF_ERROR(state_->shred(doomed));
  return std::uint64_t{doomed.size()};
}

}  // namespace hocba::node
