// Looking at the desk: lists and contents; records that need a second key.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/names.hpp"
#include "node/codes.hpp"
#include "node/desk_rows.hpp"

namespace hocba::node {

using nlohmann::json;

namespace {

constexpr const char* kPurpose = "Bàn ký";  // of these reads, in the access log
// What a teacher of a subject signs: the years' pages, their comments and the assessments behind their marks.
constexpr std::array<std::string_view, 3> kOfSubjects{"year-", "comments-", "marks-"};

bool wanted(const DeskRow& row, const DeskQuery& query, const std::string& folded_class) {
  if (query.unit && row.unit && *row.unit != *query.unit) return false;  // founders' records are of no unit
  if (!query.type.empty() && (!row.type || row.type->str() != query.type)) return false;
  if (folded_class.empty()) return true;
  return std::find(row.facts.classes.begin(), row.facts.classes.end(), folded_class) != row.facts.classes.end();
}

// What a credential.issue that waits for a second signature names already.
std::set<std::pair<DeskName, crypto::Digest>> proposed(const std::map<DeskName, DeskRow>& rows, Time now) {
  std::set<std::pair<DeskName, crypto::Digest>> out;
  for (const auto& [name, row] : rows)
    if (!row.returned() && now.seconds - row.record_time.seconds < kRecordSeconds)
      out.insert(row.issues.begin(), row.issues.end());
  return out;
}

bool shows(const DeskItem& item, const DeskJudgement& judged, DeskView view) {
  if (!judged.listed || judged.recorded) return false;
  switch (view) {
    case DeskView::mine:
      return item.for_me;
    case DeskView::ready:
      return item.ready && judged.may_deposit;
    case DeskView::returned:
      return item.word == "TRA_LAI" || item.lapsed;
    case DeskView::all:
      break;
  }
  return true;
}

}  // namespace

Result<DeskPage> Desk::list(const LedgerView& view, const crypto::AnyKey& caller, const DeskQuery& query) {
  const auto turn = state_->turn.pass();
  DeskRights rights(view, state_->vault, state_->now());
  const std::string folded_class = credential::fold(query.class_name);
  DeskPage out;
  std::set<std::pair<DeskName, crypto::Digest>> taken;
  if (query.view == DeskView::ready) taken = proposed(state_->rows, rights.now());
  std::vector<State::Seen> seen;
  std::uint64_t total = 0;
  for (auto at = state_->rows.upper_bound(query.after); at != state_->rows.end(); ++at) {
    const auto& [name, row] = *at;
    if (!wanted(row, query, folded_class) || taken.count({name, row.digest}) != 0) continue;
    HOCBA_TRY(const bool belongs, rights.belongs(caller, row));
    if (!belongs) continue;
    HOCBA_TRY(const auto judged, state_->judged(view, rights, row, caller));
    const chain::PolicyState* policy = nullptr;
    if (!row.is_record()) {
      HOCBA_TRY(policy, rights.policy(*row.type, row.period));
    }
    auto item = item_of(row, judged, caller, policy);
    if (!shows(item, judged, query.view)) continue;
    ++total;
    out.more = out.items.size() == query.limit;
    if (out.more && !query.after.empty()) break;  // whoever goes on was told how many there are
    if (out.more) continue;
    if (judged.seen_in_name) seen.push_back({&row, judged.seen_in_name});
    out.items.push_back(std::move(item));
  }
  if (query.after.empty()) out.total = total;
  HOCBA_RETURN_IF_ERROR(state_->log_reading(view, caller, seen, query.purpose, true));
  return out;
}

namespace {

// Whose documents a row is about: itself, or those that its record names.
Result<std::vector<credential::CredentialId>> documents_of(const LedgerView& view, const DeskRow& row) {
  std::vector<credential::CredentialId> out;
  if (!row.is_record()) out.push_back(credential::CredentialId::of(row.name));
  if (row.about) out.push_back(*row.about);
  out.insert(out.end(), row.releases.begin(), row.releases.end());
  for (const auto& [draft, digest] : row.issues) out.push_back(credential::CredentialId::of(draft));
  if (row.transfer && row.releases.empty()) {
    HOCBA_TRY(const auto transfer, chain::find_transfer(*view.state, *row.transfer));
    if (transfer) out.insert(out.end(), transfer->credentials.begin(), transfer->credentials.end());
  }
  return out;
}

}  // namespace

Status Desk::State::log_reading(const LedgerView& view, const crypto::AnyKey& key, const std::vector<Seen>& seen,
                                const std::string& purpose, bool list) const {
  std::map<std::pair<std::string, bool>, AccessEntry> by_unit;
  for (const Seen& one : seen) {
    HOCBA_TRY(const auto documents, documents_of(view, *one.row));
    if (documents.empty() && one.openings.empty()) continue;  // nobody's
    HOCBA_RETURN_IF_ERROR(Vault::State::check_reason({key, purpose}, one.in_name.has_value(), false));
    const std::string unit = one.in_name ? one.in_name->str() : one.row->unit ? one.row->unit->str() : std::string();
    AccessEntry& entry = by_unit[{unit, one.in_name.has_value()}];
    entry.documents.insert(entry.documents.end(), documents.begin(), documents.end());
    entry.groups.insert(entry.groups.end(), one.openings.begin(), one.openings.end());
    entry.unit = unit;
  }
  for (auto& [place, entry] : by_unit) {
    entry.time = now();
    entry.key = key.did();
    entry.search = list;
    entry.purpose = place.second ? purpose : kPurpose;
    std::sort(entry.groups.begin(), entry.groups.end());
    entry.groups.erase(std::unique(entry.groups.begin(), entry.groups.end()), entry.groups.end());
    HOCBA_RETURN_IF_ERROR(own().log_access(std::move(entry)));
  }
  return done();
}

Result<std::vector<DeskContent>> Desk::read(const LedgerView& view, const crypto::AnyKey& caller,
                                            const std::vector<DeskName>& names, const std::string& purpose) {
  const auto turn = state_->turn.pass();
  DeskRights rights(view, state_->vault, state_->now());
  std::vector<DeskContent> out;
  std::vector<State::Seen> seen;
  for (const DeskName& name : names) {
    const DeskRow* row = state_->find(name);
    if (row == nullptr) return Error(kNoSuchDraft, desk_text_of(name));
    HOCBA_TRY(const auto judged, state_->judged(view, rights, *row, caller));
    if (!judged.may_see) return Error(kNoSuchDraft, desk_text_of(name));
    HOCBA_TRY(auto head, state_->head(name));
    DeskContent content;
    HOCBA_TRY(content.item, state_->item(view, rights, *row, caller));
    content.record = head.record;
    content.openings = std::move(head.openings);
    if (head.document) {
      content.core = head.document->core_text();
      HOCBA_TRY(content.groups, state_->groups(name));
    }
    // A subject teacher signs marks and comments, and has no business with families and illnesses.
    if (!judged.sees_all)
      std::erase_if(content.groups, [](const credential::Group& group) {
        return std::none_of(kOfSubjects.begin(), kOfSubjects.end(),
                            [&](std::string_view start) { return group.name.rfind(start, 0) == 0; });
      });
    seen.push_back({row, judged.seen_in_name});
    for (const Opening& opening : content.openings) seen.back().openings.push_back(opening.name);
    out.push_back(std::move(content));
  }
  HOCBA_RETURN_IF_ERROR(state_->log_reading(view, caller, seen, purpose, false));
  return out;
}

// --- records -----------------------------------------------------------------------------------------------------

namespace {

// The same record with other proofs is another proposal: nobody's signature is taken and forgotten.
Status same_proposal(const DeskRow& row, const DeskJudgement& judged, const chain::VerifiedRecord& record) {
  if (row.returned()) return returned_error(row, judged);
  const auto& proofs = record.proofs();
  const bool same = proofs.size() == row.signers.size() &&
                    std::equal(proofs.begin(), proofs.end(), row.signers.begin(),
                               [](const auto& proof, const crypto::AnyKey& key) { return proof.key == key; });
  return same ? done() : Status(Error(kDeskWaiting, desk_text_of(row.name)));
}

bool signed_by(const chain::VerifiedRecord& record, const crypto::AnyKey& key) {
  return std::any_of(record.proofs().begin(), record.proofs().end(), [&](const auto& p) { return p.key == key; });
}

// What kind of document a change is about decides whose grant covers it.
Result<std::optional<chain::CredentialType>> type_of(const LedgerView& view, const DeskRow& row) {
  if (row.type || !row.about) return row.type;
  HOCBA_TRY(const auto credential, chain::find_credential(*view.state, *row.about));
  if (!credential) return Error(chain::kUnknownCredential, credential::to_text(*row.about));
  return std::optional(credential->type);
}

}  // namespace

Result<DeskName> Desk::propose(const LedgerView& view, const crypto::AnyKey& caller, const std::string& record,
                               const std::vector<Opening>& openings) {
  HOCBA_TRY(const auto verified, chain::verify_record(record));
  if (verified.record().network != view.network.network) return Error(chain::kWrongNetwork);
  if (!signed_by(verified, caller)) return kDeskNotSigned;
  HOCBA_TRY(const json kept, checked_openings(verified.record(), openings));
  const auto turn = state_->turn.pass();
  DeskRights rights(view, state_->vault, state_->now());
  DeskRow row;
  row.name = verified.id().str();
  HOCBA_RETURN_IF_ERROR(describe(row, record));
  HOCBA_TRY(row.type, type_of(view, row));
  HOCBA_TRY(const DeskAuthority proposes, rights.may_propose(caller, row));
  if (!proposes.may) return Error(chain::kNoAuthority, std::string(chain::to_text(row.kind)));
  if (const DeskRow* before = state_->find(row.name); before != nullptr) {
    HOCBA_TRY(const auto judged, state_->judged(view, rights, *before, caller));
    HOCBA_RETURN_IF_ERROR(same_proposal(*before, judged, verified));
    return row.name;
  }
  HOCBA_RETURN_IF_ERROR(state_->make_room(row.unit ? row.unit->str() : std::string()));
  row.by = caller.did();
  row.since = rights.now();
  std::vector<store::VaultWrite> batch;
  state_->own().drafts.put(batch, desk_head_name(row.name), desk_head(row, record, kept));
  HOCBA_RETURN_IF_ERROR(state_->own().tables->write(batch));
  const DeskName name = row.name;
  state_->put(std::move(row));
  return name;
}

Result<std::string> Desk::approve(const LedgerView& view, const crypto::AnyKey& caller, const DeskName& name,
                                  const std::string& record) {
  HOCBA_TRY(const auto verified, chain::verify_record(record));
  const auto turn = state_->turn.pass();
  DeskRights rights(view, state_->vault, state_->now());
  const DeskRow* row = state_->find(name);
  if (row == nullptr || !row->is_record()) return Error(kNoSuchDraft, desk_text_of(name));
  HOCBA_TRY(const auto judged, state_->judged(view, rights, *row, caller));
  if (!judged.may_see) return Error(kNoSuchDraft, desk_text_of(name));
  if (row->returned()) return returned_error(*row, judged);
  // A document that it would issue was returned meanwhile, or corrected: nobody signs for what is no more.
  if (state_->names_what_changed(*row)) return Error(kDeskChanged, desk_text_of(name));
  if (judged.lapsed) return Error(chain::kRecordTooOld);
  HOCBA_TRY(const DeskAuthority approves, rights.may_approve(caller, *row));
  if (!approves.may) return Error(chain::kNoAuthority, std::string(chain::to_text(row->kind)));
  if (verified.id().str() != name || !signed_by(verified, caller)) return kDeskNotSigned;
  // Somebody else's signature came in between, or one is missing: to be fetched and signed again. Nobody brings
  // another's.
  for (const auto& signer : row->signers)
    if (!signed_by(verified, signer)) return Error(kDeskChanged);
  const bool had_signed = std::find(row->signers.begin(), row->signers.end(), caller) != row->signers.end();
  if (verified.proofs().size() != row->signers.size() + (had_signed ? 0 : 1)) return kDeskNotSigned;
  HOCBA_TRY(auto head, state_->head(name));
  if (had_signed) return head.record;  // an answer was lost: the same again
  DeskRow next = *row;
  HOCBA_RETURN_IF_ERROR(describe(next, record));
  next.type = row->type;
  next.since = rights.now();
  std::vector<store::VaultWrite> batch;
  state_->own().drafts.put(batch, desk_head_name(name), desk_head(next, record, desk_openings_json(head.openings)));
  HOCBA_RETURN_IF_ERROR(state_->own().tables->write(batch));
  state_->put(std::move(next));
  return record;
}

Status Desk::recorded(const LedgerView& view, const DeskName& name) {
  const auto turn = state_->turn.pass();
  if (state_->find(name) == nullptr) return done();
  HOCBA_TRY(const auto index, chain::find_record(*view.state, chain::RecordId::of(name)));
  if (!index) return done();
  HOCBA_TRY(const auto head, state_->head(name));
  if (!head.openings.empty()) HOCBA_RETURN_IF_ERROR(state_->vault.put_openings(view, *index, head.openings));
  return state_->shred({name});
}

}  // namespace hocba::node
