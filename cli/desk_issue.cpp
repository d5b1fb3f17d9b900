// hocba desk issue: credential.issue for every document on the desk that is closed. Nothing is kept here: what is ready
// is what the node says, and the ledger takes no document twice, so that an interrupted run is repeated as it was.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/codes.hpp"
#include "cli/corrections.hpp"
#include "cli/desk.hpp"
#include "cli/files.hpp"
#include "cli/record_room.hpp"
#include "cli/sender.hpp"
#include "cli/training_attempts.hpp"
#include "cli/units.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/exchange/csv.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct Outcome {
  DeskEntry entry;
  std::optional<std::uint64_t> index;
  bool proposed = false;
  std::string error;
};
using Batch = std::vector<std::size_t>;  // places in the list of outcomes

class DeskIssuing {
 public:
  DeskIssuing(Run& run, const DeskOptions& o) : run_(run), o_(o) {}
  Result<int> run();

 private:
  Status find_ready();
  Status find_secret();
  std::vector<Batch> batches() const;
  Result<chain::CredentialIssue> body_of(Batch& batch, Batch& rest) const;
  Result<bool> signed_here(const chain::CredentialIssue& body) const;
  Result<Batch> issue(Batch batch);
  Status propose(const std::string& record, const Batch& batch);
  bool leave_out(const Error& refusal, const chain::CredentialIssue& body, Batch& batch);
  Status write_result() const;
  int tell() const;

  Run& run_;
  const DeskOptions& o_;
  std::string unit_;
  std::vector<SharedKey> keys_;
  std::optional<SerialSecret> secret_;
  std::vector<Outcome> outcomes_;
};

Status DeskIssuing::find_ready() {
  HOCBA_TRY(unit_, run_.unit());
  HOCBA_TRY(keys_, run_.keys());
  HOCBA_RETURN_IF_ERROR(run_.log_in(keys_.front()));
  HOCBA_TRY(ApiClient * node, run_.api());
  HOCBA_TRY(auto entries, desk_list(*node, {"ready", unit_, o_.type, o_.class_name, std::string(kDeskIssuing)}));
  std::sort(entries.begin(), entries.end(), [](const DeskEntry& a, const DeskEntry& b) {
    return std::tie(a.type, a.period, a.book, a.number) < std::tie(b.type, b.period, b.book, b.number);
  });
  for (DeskEntry& entry : entries) outcomes_.push_back({std::move(entry), {}, false, {}});
  return done();
}

Status DeskIssuing::find_secret() {
  HOCBA_TRY(secret_, read_serial_secret(serial_secret_path(run_, unit_, o_.serial_secret)));
  HOCBA_TRY(ApiClient * node, run_.api());
  HOCBA_TRY(const UnitInfo unit, node->unit(unit_));
  if (unit.serial_secret.empty() || unit.serial_secret == crypto::base64url(commitment_of(*secret_))) return done();
  return Error(kSerialSecretWrong, unit_);
}

// Of one type, period, book and policy; as many as a record should have, and as its list of grants can name.
std::vector<Batch> DeskIssuing::batches() const {
  std::vector<Batch> out;
  std::string open;
  std::set<std::uint64_t> grants;
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    const DeskEntry& e = outcomes_[i].entry;
    const std::string kind =
        e.type + '\n' + e.period + '\n' + std::to_string(e.book) + '\n' + std::to_string(e.policy.value_or(0));
    std::set<std::uint64_t> with = grants;
    with.insert(e.grants.begin(), e.grants.end());
    if (out.empty() || kind != open || out.back().size() == chain::kDefaultIssueItems ||
        with.size() > chain::kMaxIssueGrants) {
      out.emplace_back();
      with = {e.grants.begin(), e.grants.end()};
    }
    open = kind;
    grants = std::move(with);
    out.back().push_back(i);
  }
  return out;
}

// What its record has no room for leaves the batch, for the rest.
Result<chain::CredentialIssue> DeskIssuing::body_of(Batch& batch, Batch& rest) const {
  const DeskEntry& first = outcomes_[batch.front()].entry;
  chain::CredentialIssue body;
  HOCBA_TRY(body.type, code_option(first.type, "type"));
  HOCBA_TRY(body.period, chain::period_from_text(first.period));
  body.book = static_cast<std::uint32_t>(first.book);
  body.policy = chain::LeafIndex{first.policy.value_or(0)};
  std::vector<DeskPaper> papers;  // of training: the record names what they cite
  if (credential::training_kind(first.type)) {
    HOCBA_TRY(ApiClient * node, run_.api());
    std::vector<std::string> ids;
    for (const std::size_t i : batch) ids.push_back(outcomes_[i].entry.id);
    HOCBA_TRY(papers, desk_read(*node, ids, std::string(kDeskIssuing)));
  }
  std::set<std::uint64_t> grants;
  RecordRoom room;
  for (const std::size_t i : batch) {
    const DeskEntry& e = outcomes_[i].entry;
    std::optional<std::vector<chain::ItemAttempt>> attempts;
    if (!papers.empty()) {
      const auto& document = papers[body.items.size()].document;
      if (!document) return Error(kAnswerMalformed, "/v1/desk: " + e.id);
      attempts = attempts_of(*document);
    }
    if (!room.take(attempts)) break;
    grants.insert(e.grants.begin(), e.grants.end());
    chain::IssueItem item;
    HOCBA_TRY(item.id, id_option(e.id));
    const auto digest = crypto::bytes_from_base64url<crypto::Digest>(e.digest);
    if (!digest.ok()) return Error(kAnswerMalformed, "/v1/desk: digest");
    item.digest = *digest;
    item.number = static_cast<std::uint32_t>(e.number);
    item.status = e.status_index;
    item.serial_tag = serial_tag(*secret_, e.type, e.serial);
    item.attempts = std::move(attempts);
    body.items.push_back(std::move(item));
  }
  const auto over = batch.begin() + static_cast<std::ptrdiff_t>(body.items.size());
  rest.insert(rest.begin(), over, batch.end());
  batch.erase(over, batch.end());
  for (const std::uint64_t grant : grants) body.grants.push_back(chain::LeafIndex{grant});
  std::sort(body.items.begin(), body.items.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return body;
}

// Whether the keys at hand are all that the policy wants on the record.
Result<bool> DeskIssuing::signed_here(const chain::CredentialIssue& body) const {
  HOCBA_TRY(ApiClient * node, run_.api());
  HOCBA_TRY(const auto policy, node->policy(body.type.str(), body.period.str()));
  HOCBA_TRY(const Time now, run_.now());
  if (!policy) return true;  // the ledger says so better
  std::set<std::string> missing(policy->record_roles.begin(), policy->record_roles.end());
  for (const SharedKey& key : keys_) {
    HOCBA_TRY(const auto grants, node->grants_of_key(key->public_key().did()));
    for (const GrantInfo& grant : grants) {
      if (grant.unit != unit_ || !grant.in_force(now) || !grant.allows("credential.issue")) continue;
      missing.erase(grant.role);
      if (grant.role == "deputy" && grant.delegated_by) missing.erase("principal");
    }
  }
  return missing.empty();
}

// "item 3: …": that one stays on the desk with its reason, the others go on.
bool DeskIssuing::leave_out(const Error& refusal, const chain::CredentialIssue& body, Batch& batch) {
  constexpr std::string_view kPlace = "item ";
  const std::string& detail = refusal.detail();
  const auto at = detail.find(kPlace);
  if (at == std::string::npos) return false;
  std::size_t n = 0, digits = 0;
  for (std::size_t i = at + kPlace.size(); i < detail.size() && digits < 4 && detail[i] >= '0' && detail[i] <= '9'; ++i)
    n = n * 10 + static_cast<std::size_t>(detail[i] - '0'), ++digits;
  if (digits == 0 || n >= body.items.size()) return false;
  const std::string id = credential::to_text(body.items[n].id);
  const auto found =
      std::find_if(batch.begin(), batch.end(), [&](std::size_t i) { return outcomes_[i].entry.id == id; });
  if (found == batch.end()) return false;
  std::string rest = detail.substr(at + kPlace.size() + digits);
  if (rest.substr(0, 2) == ": ") rest.erase(0, 2);
  outcomes_[*found].error = error_text(Error(refusal.code(), detail.substr(0, at) + rest), run_.lang());
  batch.erase(found);
  return true;
}

Status DeskIssuing::propose(const std::string& record, const Batch& batch) {
  const std::string what =
      run_.say("Bản ghi cấp ", "The record of ") + std::to_string(batch.size()) + run_.say(" văn bản", " documents");
  HOCBA_RETURN_IF_ERROR(desk_propose(run_, record, nullptr, what));
  for (const std::size_t i : batch) outcomes_[i].proposed = true;
  return done();
}

// One record; gives what had no room in it.
Result<Batch> DeskIssuing::issue(Batch batch) {
  HOCBA_TRY(ApiClient * node, run_.api());
  Batch rest;
  while (!batch.empty()) {
    HOCBA_TRY(const auto body, body_of(batch, rest));
    HOCBA_TRY(const auto unit, code_option(unit_, "--unit", chain::kMaxUnitCode));
    HOCBA_TRY(const auto record, new_record(run_, body, unit));
    HOCBA_TRY(const std::string bytes, sign_record(record, keys_));
    HOCBA_TRY(const bool all_here, signed_here(body));
    if (!all_here) {
      HOCBA_RETURN_IF_ERROR(propose(bytes, batch));
      break;
    }
    const auto recorded = node->submit(bytes);
    if (recorded.ok()) {
      for (const std::size_t i : batch) outcomes_[i].index = recorded->index;
      break;
    }
    if (exit_code(recorded.error()) != kExitRefused) return recorded.error();
    if (leave_out(recorded.error(), body, batch)) continue;
    for (const std::size_t i : batch) outcomes_[i].error = error_text(recorded.error(), run_.lang());
    break;
  }
  return rest;
}

Status DeskIssuing::write_result() const {
  if (o_.result.empty()) return done();
  exchange::CsvTable table;
  for (const auto& [vi, en] : {std::pair<std::string_view, std::string_view>("Họ và tên", "Name"),
                               {"Lớp", "Class"},
                               {"Mã văn bằng", "Credential id"},
                               {"Số hiệu", "Serial"},
                               {"Số vào sổ", "Register number"},
                               {"Mục trên sổ cái", "Ledger index"},
                               {"Kết quả", "Result"},
                               {"Lỗi", "Error"}})
    table.header.emplace_back(pick(run_.lang(), vi, en));
  std::size_t line = 2;
  // The id of one that waits for others' signatures, too: it is fetched by this file once they are given.
  for (const Outcome& o : outcomes_)
    table.rows.push_back(
        {line++,
         {o.entry.name, o.entry.class_name, o.index || o.proposed ? o.entry.id : "", o.entry.serial,
          std::to_string(o.entry.number), o.index ? std::to_string(*o.index) : "",
          std::string(o.index      ? pick(run_.lang(), "đã cấp", "issued")
                      : o.proposed ? pick(run_.lang(), "chờ ký bản ghi cấp", "its record waits for signatures")
                                   : pick(run_.lang(), "không cấp được", "refused")),
          o.error}});
  return write_new_file(o_.result, exchange::to_csv(table), Access::owner);
}

int DeskIssuing::tell() const {
  Output& out = run_.out();
  std::size_t issued = 0, proposed = 0, refused = 0;
  Table table{.headers = {run_.say("họ và tên", "name"), run_.say("số hiệu", "serial"), run_.say("vì sao", "why")},
              .rows = {},
              .right = {}};
  json rows = json::array();
  for (const Outcome& o : outcomes_) {
    issued += o.index ? 1 : 0;
    proposed += o.proposed ? 1 : 0;
    refused += o.error.empty() ? 0 : 1;
    json row = {{"id", o.entry.id}, {"serial", o.entry.serial}, {"number", o.entry.number}};
    if (o.index) row["index"] = *o.index;
    if (!o.error.empty()) {
      row["error"] = o.error;
      table.rows.push_back({o.entry.name, o.entry.serial, o.error});
    }
    rows.push_back(std::move(row));
  }
  if (!table.rows.empty() && !out.json_wanted()) out.raw(render_wrapped(table, kTableWidth) + "\n");
  out.line(run_.say("Đã cấp ", "Issued ") + std::to_string(issued) +
           (proposed == 0 ? ""
                          : run_.say(", chờ người khác ký bản ghi cấp: ", ", waiting for others to sign the record: ") +
                                std::to_string(proposed)) +
           (refused == 0 ? "" : run_.say(", không cấp được ", ", refused ") + std::to_string(refused)) + ".");
  std::vector<IssuedCorrection> corrections;
  for (const Outcome& o : outcomes_)
    if (o.index && !o.entry.supersedes.empty()) corrections.push_back({o.entry.supersedes, o.entry.id});
  json end = {{"issued", issued}, {"proposed", proposed}, {"refused", refused}, {"rows", rows}};
  if (json still = remind_to_supersede(run_, unit_, corrections); !still.empty()) end["to_supersede"] = still;
  out.json(end);
  return refused == 0 ? kExitDone : kExitRefused;
}

Result<int> DeskIssuing::run() {
  HOCBA_RETURN_IF_ERROR(find_ready());
  if (outcomes_.empty()) {
    run_.out().line(run_.say("Không có văn bản nào đã đủ chữ ký mà chưa phát hành.",
                             "No document is closed and waits to be issued."));
    if (!o_.result.empty())
      run_.out().note(run_.say("Không ghi " + o_.result +
                                   "; văn bản đã phát hành từ trước: chạy lại hocba issue … --desk với bảng ấy, "
                                   "tệp kết quả của nó có đủ mã",
                               o_.result +
                                   " is not written; of documents issued before: run hocba issue … --desk with their "
                                   "sheet again, its result file has all ids"));
    run_.out().json({{"issued", 0}, {"proposed", 0}, {"refused", 0}, {"rows", json::array()}});
    return kExitDone;
  }
  HOCBA_RETURN_IF_ERROR(find_secret());
  Progress progress(run_.out(), run_.say("Phát hành", "Issuing"), outcomes_.size());
  std::uint64_t handled = 0;
  auto waiting = batches();
  for (std::size_t n = 0; n < waiting.size(); ++n) {
    const auto rest = issue(waiting[n]);
    if (!rest.ok()) {
      progress.finish();
      run_.out().note(run_.say("Dừng giữa chừng; chạy lại đúng lệnh này để tiếp tục, không cấp trùng.",
                               "Stopped midway; run the same command again to go on, nothing is issued twice."));
      return rest.error();
    }
    progress.to(handled += waiting[n].size() - rest->size());
    if (!rest->empty()) waiting.insert(waiting.begin() + static_cast<std::ptrdiff_t>(n) + 1, *rest);
  }
  progress.finish();
  HOCBA_RETURN_IF_ERROR(write_result());
  return tell();
}

}  // namespace

Result<int> desk_issue(Run& run, const DeskOptions& o) { return DeskIssuing(run, o).run(); }

}  // namespace hocba::cli
