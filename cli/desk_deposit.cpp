#include "cli/desk_deposit.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr std::string_view kRecordedOtherwise = "node.recorded_otherwise";  // here: issued from the desk before
constexpr std::size_t kBatchBytes = 4u << 20;

std::string holder_of(const std::string& name, const std::string& birth_date, const std::string& period,
                      const std::string& klass) {
  return credential::fold(name) + '\n' + birth_date + '\n' + period + '\n' + credential::fold(klass);
}
// One person has a document of training for each course: the class tells which it is.
std::string holder_of(const DeskEntry& entry) {
  return holder_of(entry.name, entry.birth_date, entry.period,
                   credential::training_kind(entry.type) ? entry.class_name : std::string());
}
std::string holder_of(const SheetRow& row) {
  const auto& common = row.common();
  const auto day = born(common.holder);
  const auto* training = std::get_if<credential::TrainingData>(&row.data);
  return holder_of(
      common.holder.name, day ? to_text(*day) : std::string(), common.period.str(),
      training != nullptr && !training->modules.empty() ? training->modules.front().class_name : std::string());
}
std::string line_of(const SheetRow& row) { return row.file + ":" + std::to_string(row.line); }

}  // namespace

// As Issuing::prepare(), but for the signatories who sit elsewhere.
Status DeskDepositing::get_ready() {
  HOCBA_TRY(const Signer* registrar, find_what_it_takes());
  HOCBA_RETURN_IF_ERROR(run_.log_in(registrar->key));
  HOCBA_TRY(ApiClient * node, run_.api());
  HOCBA_TRY(desk_, desk_list(*node, {"all", unit_, o_.type, {}, std::string(kDeskIssuing)}));
  std::erase_if(desk_, [](const DeskEntry& entry) { return entry.record; });
  return done();
}

const DeskEntry* DeskDepositing::on_desk(const std::string& id) const {
  const auto found = std::find_if(desk_.begin(), desk_.end(), [&](const DeskEntry& entry) { return entry.id == id; });
  return found == desk_.end() ? nullptr : &*found;
}

// The work folder is of this very sheet: its rows have their numbers.
bool DeskDepositing::continues() {
  choose_work_folder();
  const auto text = exists(path("plan.json")) ? read_file(path("plan.json")) : Result<std::string>(kFileMissing);
  if (!text.ok() || !exists(path("reserve-0.record"))) return false;
  const auto plan = crypto::parse_json(*text);
  return plan.ok() && plan->is_object() && plan->value("sheet", json()) == json(crypto::base64url(sheets_.digest));
}

Error DeskDepositing::tell_apart(const SheetRow& row) const { return Error(kDraftUnclear, line_of(row)); }

// Two pupils may share name and birth date: then the serial must tell them apart.
Result<DeskDepositing::Match> DeskDepositing::draft_of(const SheetRow& row, std::size_t alike) const {
  Match found;
  std::size_t count = 0;
  for (const DeskEntry& entry : desk_) {
    if (!row.common().serial.empty() && entry.serial == row.common().serial) return Match{&entry, true};
    if (holder_of(entry) != holder_of(row)) continue;
    found.draft = &entry;
    ++count;
  }
  if (count > 1 || (count == 1 && alike > 1)) return tell_apart(row);
  return found;
}

// The list says no personal number; the draft does. One pupil's row neither counts as another's nor replaces it.
Status DeskDepositing::check_persons(const std::vector<std::pair<const SheetRow*, Match>>& matches) {
  std::vector<std::string> ids;
  std::vector<const SheetRow*> rows;
  for (const auto& [row, match] : matches) {
    if (match.draft == nullptr || match.by_serial) continue;
    ids.push_back(match.draft->id);
    rows.push_back(row);
  }
  if (ids.empty()) return done();
  HOCBA_TRY(ApiClient * node, run_.api());
  HOCBA_TRY(const auto papers, desk_read(*node, ids, std::string(kDeskIssuing)));
  for (std::size_t i = 0; i < papers.size(); ++i) {
    if (!papers[i].document) return Error(kAnswerMalformed, ids[i]);
    const auto theirs = credential::holder_details(*papers[i].document).personal_number,
               ours = rows[i]->common().holder.personal_number;
    if (theirs != ours)
      return Error(kDraftOtherNumber, line_of(*rows[i]) + ": " + on_desk(ids[i])->serial + " (" + ids[i] +
                                          "): " + theirs.value_or("–") + " ≠ " + ours.value_or("–"));
  }
  return done();
}

void DeskDepositing::take_over(SheetRow& row, const DeskEntry& draft) const {
  auto& common = row.common();
  common.book = static_cast<std::uint32_t>(draft.book);
  common.register_number = static_cast<std::uint32_t>(draft.number);
  common.status_index = draft.status_index;
  if (common.serial.empty()) common.serial = draft.serial;
}

// Rows that have a draft leave the sheet: those of returned ones to correct them, the others are told as they are.
Status DeskDepositing::find_drafts() {
  std::map<std::string, std::size_t> alike;
  for (const SheetRow& row : sheets_.rows) ++alike[holder_of(row)];
  std::set<std::size_t> known;
  std::vector<std::pair<const SheetRow*, Match>> matches;
  for (const SheetRow& row : sheets_.rows) {
    HOCBA_TRY(const Match match, draft_of(row, alike[holder_of(row)]));
    matches.emplace_back(&row, match);
  }
  HOCBA_RETURN_IF_ERROR(check_persons(matches));
  for (std::size_t i = 0; i < sheets_.rows.size(); ++i) {
    SheetRow& row = sheets_.rows[i];
    const DeskEntry* draft = matches[i].second.draft;
    if (draft == nullptr) continue;
    known.insert(i);
    elsewhere_[place_of_.empty() ? i : place_of_[i]] = {draft->id, draft->number};
    take_over(row, *draft);
    if (draft->state == "TRA_LAI")
      corrected_.push_back(row);
    else
      done_.push_back({line_of(row), draft->id, draft->serial, "kept", draft->number, {}, row.common().holder.name});
  }
  leave_out(known);
  return done();
}

// Of a run that goes on: what became of the rows whose drafts it found there. One that was dropped is in no document.
Status DeskDepositing::find_elsewhere(const std::vector<SheetRow>& all) {
  HOCBA_TRY(ApiClient * node, run_.api());
  for (const auto& [place, known] : elsewhere_) {
    const std::string& id = known.id;
    if (place >= all.size()) return Error(kBatchOutOfStep, work_);
    const SheetRow& row = all[place];
    const std::string& name = row.common().holder.name;
    if (const DeskEntry* draft = on_desk(id)) {
      done_.push_back({line_of(row), id, draft->serial, "kept", draft->number, {}, name});
      continue;
    }
    const auto standing = node->credential(id);
    if (standing.ok())
      done_.push_back({line_of(row), id, row.common().serial, "issued", known.number, {}, name});
    else if (standing.error().code().kind != Kind::not_found)
      return standing.error();
    else
      for (const std::size_t line : row.rows) sheets_.refused.push_back({row.file, {line, row.line, name}});
  }
  return done();
}

// When nothing can refuse the sheet any more. Before any number is reserved, and before the plan leaves these rows out:
// an interruption in between repeats it.
Status DeskDepositing::correct_returned() {
  std::vector<SheetRow*> rows;
  for (SheetRow& row : corrected_) rows.push_back(&row);
  return rows.empty() ? done() : deposit(rows);
}

// Those of the policy's roles, in its order, whose keys are here; the node judges each as if it were given there.
Status DeskDepositing::sign_here(credential::Document& document, const std::string& period, Time now) const {
  for (const auto& wanted : policies_.at(period).document_roles) {
    std::uint64_t count = 0;
    for (const Signer& signer : signers_) {
      if (signer.role != wanted.role) continue;
      HOCBA_RETURN_IF_ERROR(document.sign(*signer.key, now, "urn:uuid:" + crypto::random_uuid()));
      ++count;
    }
    if (count < wanted.at_least) return done();
  }
  return done();
}

Result<json> DeskDepositing::make_draft(SheetRow& row, Time now) {
  row.common().id = credential_id_of_row(*serial_secret_, row.common());
  row.common().salt = crypto::random_of<credential::Salt>();
  HOCBA_TRY(credential::Document document, build(row, [] { return crypto::random_of<credential::Salt>(); }));
  HOCBA_RETURN_IF_ERROR(sign_here(document, row.common().period.str(), now));
  json groups = json::array();
  for (const auto& group : document.groups()) {
    HOCBA_TRY(json content, crypto::parse_json(group.content));
    groups.push_back({{"name", group.name}, {"salt", crypto::base64url(group.salt)}, {"content", std::move(content)}});
  }
  return json{{"document", document.core()}, {"groups", std::move(groups)}};
}

Status DeskDepositing::deposit(const std::vector<SheetRow*>& rows) {
  HOCBA_TRY(ApiClient * node, run_.api());
  Progress progress(run_.out(), run_.say("Lên bàn ký", "To the desk"), rows.size());
  for (std::size_t begin = 0; begin < rows.size();) {
    HOCBA_TRY(const Time now, run_.now());
    std::vector<json> drafts;
    std::vector<std::size_t> sent;
    std::size_t bytes = 0;
    for (; begin < rows.size() && drafts.size() < kDeskBatch && bytes < kBatchBytes; ++begin) {
      SheetRow& row = *rows[begin];
      auto draft = make_draft(row, now);
      done_.push_back({line_of(row),
                       credential::to_text(row.common().id),
                       row.common().serial,
                       {},
                       row.common().register_number,
                       {},
                       row.common().holder.name});
      if (!draft.ok()) {
        done_.back().error = draft.error();
        continue;
      }
      bytes += draft->dump().size();
      drafts.push_back(*std::move(draft));
      sent.push_back(done_.size() - 1);
    }
    HOCBA_TRY(const auto outcomes, desk_post(*node, "/v1/desk/drafts", "drafts", drafts, {}));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      Row& row = done_[sent[i]];
      row.what = outcomes[i].deposited;
      if (outcomes[i].error && outcomes[i].error->code().id == kRecordedOtherwise)
        row.what = "issued";
      else
        row.error = outcomes[i].error;
    }
    progress.to(begin);
  }
  progress.finish();
  return done();
}

Status DeskDepositing::deposit_all() {
  std::vector<SheetRow*> rows;
  for (SheetRow& row : sheets_.rows) {
    const std::string id = credential::to_text(credential_id_of_row(*serial_secret_, row.common()));
    const DeskEntry* draft = on_desk(id);
    if (draft == nullptr || draft->state == "TRA_LAI")
      rows.push_back(&row);
    else
      done_.push_back(
          {line_of(row), id, row.common().serial, "kept", row.common().register_number, {}, row.common().holder.name});
  }
  return deposit(rows);
}

int DeskDepositing::tell() const {
  Output& out = run_.out();
  std::map<std::string, std::size_t> count;
  Table refused{.headers = {run_.say("dòng", "line"), run_.say("vì sao", "why")}, .rows = {}, .right = {}};
  json rows = json::array();
  for (const Row& row : done_) {
    json item = {{"line", row.line}, {"id", row.id}, {"serial", row.serial}, {"number", row.number}};
    if (row.error) {
      item["error"] = row.error->code().id;
      refused.rows.push_back({row.line, error_text(*row.error, run_.lang())});
    } else {
      item["deposited"] = row.what;
      ++count[row.what];
    }
    rows.push_back(std::move(item));
  }
  if (!refused.rows.empty() && !out.json_wanted()) out.raw(render_wrapped(refused, kTableWidth) + "\n");
  out.line(run_.say("Lên bàn ký: mới ", "On the desk: new ") + std::to_string(count["fresh"]) +
           run_.say(", thay bản bị trả lại ", ", in the place of returned ones ") + std::to_string(count["replaced"]) +
           run_.say(", đã có từ trước ", ", there before ") + std::to_string(count["kept"]) +
           run_.say(", đã phát hành ", ", issued before ") + std::to_string(count["issued"]) +
           (refused.rows.empty() ? "" : run_.say(", không nhận ", ", refused ") + std::to_string(refused.rows.size())) +
           ".");
  tell_left_out();
  out.line(run_.say("Từng dòng, với mã văn bản: ", "Each row, with its document's id: ") + result_);
  out.line(run_.say("Người ký xem và ký:  hocba desk list, hocba desk sign --all",
                    "Signatories:  hocba desk list, hocba desk sign --all") +
           run_.say("; đủ chữ ký thì:  hocba desk issue", "; once closed:  hocba desk issue"));
  out.json({{"fresh", count["fresh"]},
            {"replaced", count["replaced"]},
            {"kept", count["kept"]},
            {"issued", count["issued"]},
            {"refused", refused.rows.size()},
            {"result", result_},
            {"rows", rows}});
  return refused.rows.empty() ? kExitDone : kExitRefused;
}

// A row that replaces a document is compared with it, as when it is issued at once: the phiếu điều chỉnh is part of the
// draft that is signed.
Status DeskDepositing::check_corrections() {
  const std::size_t told = sheets_.issues.size(), errors = sheets_.errors();
  HOCBA_RETURN_IF_ERROR(check_supersedes());
  tell_issues(told);
  if (const std::size_t bad = sheets_.errors() - errors; bad > 0 && !o_.skip_bad)
    return Error(kRowsRefused, std::to_string(bad));
  return compare_with_superseded();
}

Result<int> DeskDepositing::run() {
  HOCBA_RETURN_IF_ERROR(read());
  if (o_.dry_run) return trial();
  if (o_.offline) return Error(kUsage, "--offline: --dry-run");
  HOCBA_RETURN_IF_ERROR(get_ready());
  const bool going_on = continues();
  if (!going_on) {
    HOCBA_RETURN_IF_ERROR(check_corrections());
    const std::size_t told = sheets_.issues.size(), errors = sheets_.errors();
    HOCBA_RETURN_IF_ERROR(hold_against_issued());
    tell_issues(told);
    if (const std::size_t bad = sheets_.errors() - errors; bad > 0) return Error(kRowsRefused, std::to_string(bad));
    HOCBA_RETURN_IF_ERROR(find_drafts());
  }
  if (sheets_.rows.empty()) {
    HOCBA_RETURN_IF_ERROR(correct_returned());
    if (done_.empty()) return Error(kRowsRefused, "0");
    return end();
  }
  const std::vector<SheetRow> all = going_on ? sheets_.rows : std::vector<SheetRow>();
  HOCBA_RETURN_IF_ERROR(read_plan());
  if (going_on) HOCBA_RETURN_IF_ERROR(find_elsewhere(all));
  if (!numbers_asked()) {
    HOCBA_RETURN_IF_ERROR(check_book());
    const std::size_t told = sheets_.issues.size(), errors = sheets_.errors();
    HOCBA_RETURN_IF_ERROR(check_serials());
    tell_issues(told);
    if (const std::size_t bad = sheets_.errors() - errors; bad > 0 && !o_.skip_bad)
      return Error(kRowsRefused, std::to_string(bad));
    HOCBA_RETURN_IF_ERROR(leave_out_people());
  }
  // Not whether they may be superseded: what this sheet has issued already supersedes them.
  if (going_on && !sheets_.rows.empty()) HOCBA_RETURN_IF_ERROR(compare_with_superseded());
  HOCBA_RETURN_IF_ERROR(correct_returned());
  if (!sheets_.rows.empty()) {
    HOCBA_RETURN_IF_ERROR(write_plan(false));
    HOCBA_RETURN_IF_ERROR(reserve());
    HOCBA_RETURN_IF_ERROR(deposit_all());
  }
  return end();
}

}  // namespace hocba::cli
