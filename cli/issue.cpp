#include "cli/issue.hpp"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/award_quota.hpp"
#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/photos.hpp"
#include "cli/sender.hpp"
#include "cli/training_attempts.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

std::string result_csv(const std::vector<SheetRow>& rows, const std::vector<RowOutcome>& outcomes,
                       const std::vector<RefusedLine>& refused, Lang lang) {
  exchange::CsvTable table;
  for (const auto& [vi, en] : {std::pair<std::string_view, std::string_view>("Tệp", "File"),
                               {"Dòng", "Line"},
                               {"Họ và tên", "Name"},
                               {kResultIdVi, kResultIdEn},
                               {"Số hiệu", "Serial"},
                               {"Số vào sổ", "Register number"},
                               {"Mục trên sổ cái", "Ledger index"},
                               {"Kết quả", "Result"},
                               {"Lỗi", "Error"}})
    table.header.emplace_back(pick(lang, vi, en));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const RowOutcome& o = outcomes[i];
    const std::string standing(o.index           ? pick(lang, "đã cấp", "issued")
                               : o.on_desk       ? pick(lang, "trên bàn ký", "on the desk")
                               : o.error.empty() ? pick(lang, "chưa cấp", "not yet")
                                                 : pick(lang, "không cấp được", "refused"));
    table.rows.push_back(
        {i + 2,
         {rows[i].file, std::to_string(rows[i].line), rows[i].common().holder.name, o.id, o.serial,
          o.number == 0 ? "" : std::to_string(o.number), o.index ? std::to_string(*o.index) : "", standing, o.error}});
  }
  for (const auto& [file, row] : refused)
    table.rows.push_back(
        {table.rows.size() + 2,
         {file, std::to_string(row.line), row.name, "", "", "", "", std::string(pick(lang, "bị bỏ", "left out")),
          std::string(pick(lang, "lỗi ở dòng ", "error in line ")) + std::to_string(row.because)}});
  return exchange::to_csv(table);
}

namespace {

bool names_this_machine(const std::string& url) {
  const auto scheme = url.find("://");
  const std::string host = scheme == std::string::npos ? url : url.substr(scheme + 3);
  return host.substr(0, 4) == "127." || host.substr(0, 9) == "localhost" || host.substr(0, 5) == "[::1]";
}

// Which rows these are, by file and line.
std::string digest_of_places(const std::vector<std::string>& files, const std::vector<SheetRow>& rows) {
  crypto::Sha256 hash;
  for (const SheetRow& row : rows) {
    const auto file = std::find(files.begin(), files.end(), row.file) - files.begin();
    hash.update(std::to_string(file) + ":" + std::to_string(row.line) + "\n");
  }
  return crypto::base64url(hash.finish());
}

std::string status_list_of(const std::string& base) {
  return (base.empty() ? std::string("http://localhost") : base) + "/v1/status-lists";
}

}  // namespace

// As the node says that others reach it; the address that was typed here may be of use on this machine alone.
Result<std::string> status_list_base(Run& run) {
  HOCBA_TRY(const NetworkInfo* network, run.network());
  const std::string base = network->public_url.empty() ? run.globals.node : network->public_url;
  if (names_this_machine(base))
    run.out().warning(run.say("mỗi văn bản sẽ ghi địa chỉ " + base +
                                  ", chỉ gọi được từ máy này; người quản trị nút cần đặt public_url trước khi cấp "
                                  "thật",
                              "each document will carry the address " + base +
                                  ", which only this machine can reach; have the node's operator set public_url "
                                  "before documents are issued in earnest"));
  return status_list_of(base);
}

Status Issuing::read() {
  HOCBA_TRY(unit_, run_.unit());
  const auto kind = import_kind(o_.type);
  if (!kind) return Error(kUsage, o_.type);
  exchange::ImportDefaults defaults;
  HOCBA_TRY(defaults.issuer.unit, code_option(unit_, "--unit", chain::kMaxUnitCode));
  defaults.issuer.name = o_.issuer_name;
  const bool offline = o_.dry_run && (o_.offline || run_.globals.node.empty());
  Time now = run_.wall_clock();
  std::optional<UnitInfo> unit;
  if (!offline) {
    HOCBA_TRY(ApiClient * node, run_.api());
    HOCBA_TRY(unit, node->unit(unit_));
    if (defaults.issuer.name.empty()) defaults.issuer.name = unit->name;
    HOCBA_TRY(now, run_.now());
  }
  if (defaults.issuer.name.empty()) defaults.issuer.name = unit_;
  defaults.today = date_in_utc7(now);
  defaults.any_columns = o_.allow_columns;
  if (!o_.period.empty()) {
    HOCBA_TRY(defaults.period, period_option(o_.period, "--period"));
  }
  HOCBA_TRY(defaults.status_list_base,
            offline ? Result<std::string>(status_list_of(run_.globals.node)) : status_list_base(run_));
  HOCBA_TRY(sheets_, read_sheets(o_.files, o_.sheet, *kind, defaults));
  if (!o_.photos.empty()) HOCBA_RETURN_IF_ERROR(add_photos(run_, o_.photos, sheets_));
  choose_book(defaults.today->year);
  note_oddities(unit ? &*unit : nullptr);
  if (!o_.quota.empty()) {
    HOCBA_TRY(quota_, read_quota_file(o_.quota, run_.lang()));
    const std::size_t before = sheets_.rows.size();
    HOCBA_RETURN_IF_ERROR(hold_against_quota(sheets_, *quota_, o_.skip_bad));
    if (sheets_.rows.size() != before) taken_under_quotas_ = digest_of_places(o_.files, sheets_.rows);
  }
  try_build(sheets_);
  rows_read_ = sheets_.rows.size();
  return done();
}

// The register book of a sheet is that of the year in which its documents are dated: one sheet, one book.
void Issuing::choose_book(int this_year) {
  std::set<int> years;
  for (const SheetRow& row : sheets_.rows) years.insert(row.common().issued_on.year);
  int year = o_.book != 0 ? static_cast<int>(o_.book) : this_year;
  if (o_.book == 0 && years.size() == 1) {
    year = *years.begin();
  } else if (o_.book == 0 && years.size() > 1) {
    run_.out().warning(run_.say("Ngày cấp thuộc nhiều năm, mọi văn bản vào sổ năm ",
                                "The dates of issue lie in several years; all go to the book of ") +
                       std::to_string(year) + run_.say("; muốn sổ khác: --book NĂM", "; for another: --book YEAR"));
  }
  book_ = static_cast<std::uint32_t>(year);
  for (SheetRow& row : sheets_.rows) row.common().book = book_;
}

// These rows are no part of the run: not in its numbers, not in its result. By their place among those that are left;
// kept by their place in the sheet.
void Issuing::leave_out(const std::set<std::size_t>& rows) {
  if (rows.empty()) return;
  if (place_of_.empty())
    for (std::size_t i = 0; i < sheets_.rows.size(); ++i) place_of_.push_back(i);
  std::vector<SheetRow> kept;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < sheets_.rows.size(); ++i) {
    if (rows.count(i) != 0) {
      left_out_.push_back(place_of_[i]);
      const SheetRow& out = sheets_.rows[i];
      if (elsewhere_.count(place_of_[i]) != 0) {
        lines_elsewhere_ += std::max<std::size_t>(1, out.rows.size());
        continue;
      }
      for (const std::size_t line : out.rows)
        sheets_.refused.push_back({out.file, {line, out.line, out.common().holder.name}});
      continue;
    }
    kept.push_back(std::move(sheets_.rows[i]));
    places.push_back(place_of_[i]);
  }
  sheets_.rows = std::move(kept);
  place_of_ = std::move(places);
  std::sort(left_out_.begin(), left_out_.end());
}

// The index of the n-th reservation; the record is made once and posted until it is answered.
Result<std::uint64_t> Issuing::reservation(std::size_t n, std::uint32_t count) {
  HOCBA_TRY(ApiClient * node, run_.api());
  const std::string file = path("reserve-" + std::to_string(n) + ".record");
  for (bool fresh = false;;) {
    if (!exists(file)) {
      chain::RegisterReserve body;
      HOCBA_TRY(body.type, code_option(o_.type, "type"));
      body.year = book_;
      body.count = count;
      HOCBA_TRY(const auto unit, code_option(unit_, "--unit", chain::kMaxUnitCode));
      HOCBA_TRY(const auto record, new_record(run_, body, unit));
      HOCBA_TRY(const Signer* signer, signer_for("register.reserve"));
      HOCBA_TRY(const std::string bytes, sign_record(record, {signer->key}));
      HOCBA_RETURN_IF_ERROR(write_file(file, bytes, Access::owner));
      fresh = true;
    }
    HOCBA_TRY(const std::string bytes, read_file(file));
    const auto recorded = node->submit(bytes);
    if (recorded.ok()) return recorded->index;
    const bool refused = refused_for_good(recorded.error());
    if (refused) ::unlink(file.c_str());
    // Left over from long ago and never recorded: made anew, once.
    if (!fresh && refused && recorded.error().is(chain::kRecordTooOld)) continue;
    return recorded.error();
  }
}

Status Issuing::reserve() {
  HOCBA_TRY(ApiClient * node, run_.api());
  const std::size_t rows = sheets_.rows.size();
  outcomes_.resize(rows);
  for (std::size_t begin = 0, n = 0; begin < rows; begin += chain::kMaxReservation, ++n) {
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(chain::kMaxReservation, rows - begin));
    HOCBA_TRY(const std::uint64_t index, reservation(n, count));
    HOCBA_TRY(const auto reserved, node->reservation(index));
    if (reserved.count != count || reserved.status.size() != count) return Error(kAnswerMalformed, "/v1/reservations");
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t number = reserved.first + i;
      const auto status = reserved.status.find(number);
      if (status == reserved.status.end()) return Error(kAnswerMalformed, "/v1/reservations");
      outcomes_[begin + i].number = number;
      row_of_number_[number] = begin + i;
      SheetRow& row = sheets_.rows[begin + i];
      row.common().book = book_;
      row.common().register_number = static_cast<std::uint32_t>(number);
      row.common().status_index = status->second;
      if (row.common().serial.empty()) {
        std::string digits = std::to_string(number);
        digits.insert(0, 5 - std::min<std::size_t>(5, digits.size()), '0');
        // With the type, as the register number: what somebody types to search is one document's.
        row.common().serial =
            unit_ + "-" + std::string(credential::book_letters(o_.type)) + "-" + std::to_string(book_) + "-" + digits;
      }
      outcomes_[begin + i].serial = row.common().serial;
    }
  }
  return done();
}

// Random to everyone without the unit's secret, and the same for a register number in every run: what an interrupted
// run deposited and never recorded is deposited again under the same id, and no stranger's look-up finds two.
credential::CredentialId credential_id_of_row(const SerialSecret& secret, const credential::Common& common) {
  const std::string place = common.issuer.unit.str() + "/" + std::to_string(common.book) + "/" +
                            std::to_string(common.register_number) + "/" + std::to_string(common.status_index);
  const auto bytes = crypto::hmac_sha256(secret.expose(), {"hocba credential id", std::string_view("\0", 1), place});
  return credential::uuid_from_random(
      credential::CredentialId::of(bytes.view().substr(0, credential::CredentialId::kSize)));
}

Result<chain::IssueItem> Issuing::make_item(std::size_t row, const std::vector<const Signer*>& chain, Time now) {
  HOCBA_TRY(ApiClient * node, run_.api());
  SheetRow& r = sheets_.rows[row];
  r.common().id = credential_id_of_row(*serial_secret_, r.common());
  r.common().salt = crypto::random_of<credential::Salt>();
  HOCBA_TRY(credential::Document document, build(r, [] { return crypto::random_of<credential::Salt>(); }));
  for (const Signer* signer : chain)
    HOCBA_RETURN_IF_ERROR(document.sign(*signer->key, now, "urn:uuid:" + crypto::random_uuid()));
  json groups = json::array();
  for (const auto& group : document.groups()) {
    HOCBA_TRY(json content, crypto::parse_json(group.content));
    groups.push_back({{"name", group.name}, {"salt", crypto::base64url(group.salt)}, {"content", std::move(content)}});
  }
  const json body = {{"document", document.core()}, {"groups", std::move(groups)}};
  HOCBA_RETURN_IF_ERROR(node->put_document(credential::to_text(r.common().id), crypto::canonical(body)));
  chain::IssueItem item;
  item.id = r.common().id;
  item.digest = document.digest();
  item.number = r.common().register_number;
  item.status = r.common().status_index;
  item.serial_tag = serial_tag(*serial_secret_, o_.type, r.common().serial);
  item.attempts = attempts_of(document);
  return item;
}

namespace {

// Nothing that another moment, another session or another server could change.
bool is_fault_of_row(const Error& error) {
  return refused_for_good(error) && error.code().id != "node.too_many_waiting";
}
bool is_recorded_otherwise(const Error& error) { return error.code().id == "node.recorded_otherwise"; }

}  // namespace

// Builds, signs and deposits the documents of a batch, and makes its record. Rows that can't be built leave the batch,
// and those that are on the ledger already.
Result<std::string> Issuing::make_batch(std::vector<std::size_t>& rows) {
  const PolicyInfo& policy = policies_.at(sheets_.rows[rows.front()].common().period.str());
  HOCBA_TRY(const auto chain, chain_of(policy, signers_));
  HOCBA_TRY(const auto recorders, record_signers(policy));
  HOCBA_TRY(const Time now, run_.now());
  chain::CredentialIssue body;
  HOCBA_TRY(body.type, code_option(o_.type, "type"));
  body.period = sheets_.rows[rows.front()].common().period;
  body.book = book_;
  body.policy = policy.index;
  for (const Signer* signer : chain)
    for (const GrantInfo& grant : signer->grants) {
      const bool needed = std::any_of(policy.document_roles.begin(), policy.document_roles.end(),
                                      [&](const auto& r) { return may_sign_as(grant, r.role); });
      if (needed && std::find(body.grants.begin(), body.grants.end(), grant.index) == body.grants.end())
        body.grants.push_back(grant.index);
    }
  std::vector<std::size_t> kept;
  for (const std::size_t row : rows) {
    auto item = make_item(row, chain, now);
    if (!item.ok()) {
      HOCBA_TRY(const bool found, is_recorded_otherwise(item.error()) ? find_recorded(row) : Result<bool>(false));
      if (found) continue;
      if (!is_fault_of_row(item.error())) return item.error();
      refuse(row, item.error());
      continue;
    }
    body.items.push_back(*item);
    kept.push_back(row);
  }
  rows = std::move(kept);
  if (rows.empty()) return std::string();
  HOCBA_TRY(const auto unit, code_option(unit_, "--unit", chain::kMaxUnitCode));
  HOCBA_TRY(const auto record, new_record(run_, body, unit));
  std::vector<SharedKey> keys;
  for (const Signer* signer : recorders) keys.push_back(signer->key);
  return sign_record(record, keys);
}

void Issuing::note_recorded(const std::string& bytes, std::uint64_t index) {
  const auto record = chain::parse_record(bytes);
  if (!record.ok()) return;
  const auto* issue = std::get_if<chain::CredentialIssue>(&record->body);
  if (issue == nullptr) return;
  for (const chain::IssueItem& item : issue->items) {
    const auto row = row_of_number_.find(item.number);
    if (row == row_of_number_.end()) continue;
    outcomes_[row->second].id = credential::to_text(item.id);
    outcomes_[row->second].index = index;
    outcomes_[row->second].error.clear();
    outcomes_[row->second].refusal.reset();
  }
}

// "item 3: …": the one row that the ledger refuses (its serial was used before, say). The others go on without it.
bool Issuing::leave_out_refused_item(const Error& refusal, const std::string& bytes, std::vector<std::size_t>& rows) {
  constexpr std::string_view kPlace = "item ";
  const auto at = refusal.detail().find(kPlace);
  const auto record = chain::parse_record(bytes);
  if (at == std::string::npos || !record.ok()) return false;
  const auto* issue = std::get_if<chain::CredentialIssue>(&record->body);
  std::size_t n = 0, digits = 0;
  for (std::size_t i = at + kPlace.size();
       i < refusal.detail().size() && digits < 4 && refusal.detail()[i] >= '0' && refusal.detail()[i] <= '9';
       ++i, ++digits)
    n = n * 10 + static_cast<std::size_t>(refusal.detail()[i] - '0');
  if (issue == nullptr || digits == 0 || n >= issue->items.size()) return false;
  const auto row = row_of_number_.find(issue->items[n].number);
  if (row == row_of_number_.end()) return false;
  // The row says which it is: "item 3" is a place in the record, of no use to its reader.
  std::string rest = refusal.detail().substr(at + kPlace.size() + digits);
  if (rest.substr(0, 2) == ": ") rest.erase(0, 2);
  refuse(row->second, Error(refusal.code(), refusal.detail().substr(0, at) + rest));
  rows.erase(std::remove(rows.begin(), rows.end(), row->second), rows.end());
  return true;
}

Status Issuing::issue_batch(std::size_t n, std::vector<std::size_t> rows) {
  HOCBA_TRY(ApiClient * node, run_.api());
  const std::string file = path("batch-" + std::to_string(n) + ".record");
  while (!rows.empty()) {
    const bool left_over = exists(file);
    std::string bytes;
    if (left_over) {
      HOCBA_TRY(bytes, read_file(file));
    } else {
      rows.erase(
          std::remove_if(rows.begin(), rows.end(), [&](std::size_t row) { return outcomes_[row].index.has_value(); }),
          rows.end());
      if (rows.empty()) break;
      HOCBA_TRY(bytes, make_batch(rows));
      HOCBA_RETURN_IF_ERROR(keep_rows());
      if (bytes.empty()) return done();
      HOCBA_RETURN_IF_ERROR(write_file(file, bytes, Access::owner));
    }
    const auto recorded = node->submit(bytes);
    if (recorded.ok()) {
      note_recorded(bytes, recorded->index);
      return done();
    }
    // No answer: the record may be on the ledger or not. The file stays, and the next run asks again.
    if (!refused_for_good(recorded.error())) return recorded.error();
    ::unlink(file.c_str());
    if (left_over && recorded.error().is(chain::kRecordTooOld)) continue;
    if (leave_out_refused_item(recorded.error(), bytes, rows)) continue;
    for (const std::size_t row : rows) refuse(row, recorded.error());
    break;
  }
  return keep_rows();
}

// Nobody's fault that can be named: what was begun stays as it is.
int Issuing::stopped(const Error& why) {
  run_.out().note(run_.say("Dừng giữa chừng; chạy lại đúng lệnh này để tiếp tục, không cấp trùng.",
                           "Stopped midway; run the same command again to go on, nothing is issued twice."));
  (void)run_.fail(why);
  return kExitInternal;
}

Status Issuing::write_result() const {
  return write_file(result_, result_csv(sheets_.rows, outcomes_, sheets_.refused, run_.lang()), Access::owner);
}

// How many rows of the sheet are in no document, and whose; which of them and why was told before.
void Issuing::tell_left_out() const {
  if (sheets_.refused.empty()) return;
  constexpr std::size_t kMostNames = 20;
  std::size_t taken = lines_elsewhere_;
  for (const SheetRow& row : sheets_.rows) taken += std::max<std::size_t>(1, row.rows.size());
  std::set<std::string> names;
  for (const auto& [file, row] : sheets_.refused)
    if (!row.name.empty()) names.insert(row.name);
  std::string list;
  std::size_t shown = 0;
  for (const std::string& name : names)
    if (++shown <= kMostNames) list += (list.empty() ? "" : ", ") + name;
  if (shown > kMostNames) list += ", …";
  run_.out().line(
      run_.say("Dòng: ", "Rows: ") + std::to_string(taken) + run_.say(" vào văn bản, ", " in documents, ") +
      std::to_string(sheets_.refused.size()) + run_.say(" bị bỏ", " left out") + (list.empty() ? "" : ": " + list) +
      (o_.type == "transcript"
           ? run_.say(" (một học sinh chỉ được lấy cả hoặc bỏ cả).", " (of a pupil all rows are taken, or none).")
           : "."));
}

std::vector<IssuedCorrection> Issuing::corrections() const {
  std::vector<IssuedCorrection> out;
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    const credential::Common& common = sheets_.rows[i].common();
    if (!common.supersedes || !outcomes_[i].index) continue;
    out.push_back({credential::to_text(*common.supersedes), outcomes_[i].id,
                   common.correction ? std::string(credential::to_text(common.correction->reason)) : std::string()});
  }
  return out;
}

Status Issuing::tell_end() const {
  Output& out = run_.out();
  const auto issued =
      std::count_if(outcomes_.begin(), outcomes_.end(), [](const RowOutcome& o) { return o.index.has_value(); });
  const auto failed = static_cast<std::ptrdiff_t>(outcomes_.size()) - issued;
  const auto before = static_cast<std::ptrdiff_t>(earlier_.issued);
  const std::string count = std::to_string(issued);
  std::string said = run_.say("Đã cấp ", "Issued ") + count;
  if (before > 0 && before >= issued)
    said = run_.say("Đã cấp từ trước " + count + ", lần này không cấp gì", "Issued before: " + count + ", nothing now");
  else if (before > 0)
    said += run_.say(" (" + std::to_string(before) + " từ trước)", " (" + std::to_string(before) + " of them before)");
  if (failed != 0) said += run_.say(", không cấp được ", ", refused ") + std::to_string(failed);
  out.line(out.toned(failed == 0 ? Output::Tone::good : Output::Tone::doubtful, said) +
           run_.say(". Kết quả từng dòng: ", ". A line per row: ") + result_);
  tell_left_out();
  Table refused{.headers = {run_.say("dòng", "line"), run_.say("vì sao", "why")}, .rows = {}, .right = {true}};
  json rows = json::array();
  std::set<std::uint64_t> unused;
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    const RowOutcome& o = outcomes_[i];
    if (!o.index && o.number != 0) unused.insert(o.number);
    if (!o.error.empty()) refused.rows.push_back({std::to_string(sheets_.rows[i].line), o.error});
    json row = {{"file", sheets_.rows[i].file},
                {"line", sheets_.rows[i].line},
                {"id", o.id},
                {"serial", o.serial},
                {"number", o.number}};
    if (o.index) row["index"] = *o.index;
    if (!o.error.empty()) row["error"] = o.error;
    rows.push_back(std::move(row));
  }
  if (!refused.rows.empty() && !out.json_wanted()) out.raw(render_wrapped(refused, kTableWidth) + "\n");
  tell_unused(unused, o_.type, unit_);
  json end = {{"issued", issued},
              {"issued_before", before},
              {"refused", failed},
              {"unused_numbers", unused},
              {"result", result_},
              {"rows", rows},
              {"left_out", sheets_.refused.size()}};
  if (json still = remind_to_supersede(run_, unit_, corrections()); !still.empty()) end["to_supersede"] = still;
  out.json(end);
  return done();
}

void Issuing::tell_issues(std::size_t from) const {
  const std::vector<SheetIssue> issues(sheets_.issues.begin() + static_cast<std::ptrdiff_t>(from),
                                       sheets_.issues.end());
  if (!run_.out().json_wanted() && !issues.empty())
    run_.out().raw(render_wrapped(issue_table(issues, run_.lang()), kTableWidth) + "\n");
}

// Sheet, signers, policies, the unit's secret. Gives who records (the issuing record's first signer).
Result<const Signer*> Issuing::find_what_it_takes() {
  tell_issues(0);
  if (const std::size_t errors = sheets_.errors(); errors > 0 && !o_.skip_bad)
    return Error(kRowsRefused, std::to_string(errors));
  HOCBA_RETURN_IF_ERROR(find_signers());
  HOCBA_RETURN_IF_ERROR(find_policies());
  HOCBA_RETURN_IF_ERROR(find_serial_secret());
  HOCBA_RETURN_IF_ERROR(signer_for("register.reserve"));
  return signer_for("credential.issue");
}

// Everything that can be known before anything is changed.
Status Issuing::prepare() {
  HOCBA_TRY(const Signer* issuer, find_what_it_takes());
  HOCBA_RETURN_IF_ERROR(read_plan());
  if (!numbers_asked()) {
    HOCBA_RETURN_IF_ERROR(keep_other_result({}));
    HOCBA_RETURN_IF_ERROR(check_book());
    const std::size_t told = sheets_.issues.size(), errors = sheets_.errors();
    HOCBA_RETURN_IF_ERROR(check_serials());
    HOCBA_RETURN_IF_ERROR(check_supersedes());
    tell_issues(told);
    if (const std::size_t bad = sheets_.errors() - errors; bad > 0 && !o_.skip_bad)
      return Error(kRowsRefused, std::to_string(bad));
  }
  if (sheets_.rows.empty()) return Error(kNothingToIssue, o_.files.front());
  HOCBA_RETURN_IF_ERROR(run_.log_in(issuer->key));
  HOCBA_RETURN_IF_ERROR(compare_with_superseded());
  if (!numbers_asked()) HOCBA_RETURN_IF_ERROR(leave_out_people());
  if (sheets_.rows.empty()) return Error(kNothingToIssue, o_.files.front());
  const std::size_t told = sheets_.issues.size(), errors = sheets_.errors();
  HOCBA_RETURN_IF_ERROR(hold_against_issued());
  tell_issues(told);
  if (const std::size_t bad = sheets_.errors() - errors; bad > 0) return Error(kRowsRefused, std::to_string(bad));
  return done();
}

Result<int> Issuing::run() {
  HOCBA_RETURN_IF_ERROR(read());
  if (o_.dry_run) return trial();
  if (o_.offline) return Error(kUsage, "--offline: --dry-run");
  HOCBA_RETURN_IF_ERROR(prepare());
  if (earlier_.over) return tell_over();
  if (cut_.empty())
    for (const auto& batch : cut_rows()) cut_.push_back(batch.size());
  HOCBA_RETURN_IF_ERROR(write_plan(false));
  if (const Status reserved = reserve(); !reserved.ok()) {
    if (refused_for_good(reserved.error())) return reserved.error();
    return stopped(reserved.error());
  }
  HOCBA_RETURN_IF_ERROR(read_kept_rows());
  std::set<std::string> ids;
  for (const SheetRow& row : sheets_.rows)
    ids.insert(credential::to_text(credential_id_of_row(*serial_secret_, row.common())));
  HOCBA_RETURN_IF_ERROR(keep_other_result(ids));
  return issue_all();
}

Result<int> Issuing::issue_all() {
  const auto batches = cut_rows();
  Progress progress(run_.out(), run_.say("Phát hành", "Issuing"), sheets_.rows.size());
  std::uint64_t handled = 0;
  for (std::size_t n = 0; n < batches.size(); ++n) {
    const Status status = issue_batch(n, batches[n]);
    HOCBA_RETURN_IF_ERROR(write_result());
    if (!status.ok()) {
      progress.finish();
      return stopped(status.error());
    }
    progress.to(handled += batches[n].size());
  }
  progress.finish();
  HOCBA_RETURN_IF_ERROR(write_plan(true));
  HOCBA_RETURN_IF_ERROR(tell_end());
  const bool all =
      std::all_of(outcomes_.begin(), outcomes_.end(), [](const RowOutcome& o) { return o.index.has_value(); });
  return all ? kExitDone : kExitRefused;
}

}  // namespace hocba::cli
