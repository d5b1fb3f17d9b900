// The work folder of `hocba issue`: which sheet it serves, and what an earlier run of it came to.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/issue.hpp"
#include "cli/record_room.hpp"
#include "cli/training_attempts.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"

namespace hocba::cli {

using nlohmann::json;

Result<json> Issuing::plan() const {
  HOCBA_TRY(const NetworkInfo* network, run_.network());
  json out = {{"hocba-issue", 1}, {"network", crypto::base64url(network->network)}, {"unit", unit_},
              {"type", o_.type},  {"sheet", crypto::base64url(sheets_.digest)},     {"rows", rows_read_}};
  if (sheets_.photos) out["photos"] = crypto::base64url(*sheets_.photos);
  if (!taken_under_quotas_.empty()) out["taken"] = taken_under_quotas_;
  return out;
}

Status Issuing::write_plan(bool ended) {
  HOCBA_RETURN_IF_ERROR(make_directories(work_, Access::owner));
  HOCBA_TRY(json with_book, plan());
  with_book["book"] = book_;
  with_book["batch"] = batch_;
  if (!cut_.empty()) with_book["batches"] = cut_;
  if (!left_out_.empty()) with_book["left_out"] = left_out_;
  if (!elsewhere_.empty()) {
    with_book["elsewhere"] = json::array();
    for (const auto& [place, draft] : elsewhere_)
      with_book["elsewhere"].push_back({{"row", place}, {"id", draft.id}, {"number", draft.number}});
  }
  if (o_.desk) with_book["desk"] = true;
  if (ended) with_book["ended"] = true;
  return write_file(path("plan.json"), crypto::canonical(with_book) + "\n", Access::owner);
}

// Batches of rows of one period, in the order of the sheet: as the run before cut them, else as their records have
// room.
std::vector<std::vector<std::size_t>> Issuing::cut_rows() const {
  std::vector<std::vector<std::size_t>> out;
  struct Open {
    std::size_t batch;
    RecordRoom room;
  };
  std::map<std::string, Open> open;  // by period
  for (std::size_t i = 0; i < sheets_.rows.size(); ++i) {
    const auto* training = std::get_if<credential::TrainingData>(&sheets_.rows[i].data);
    const auto attempts = training ? std::optional(attempts_of(*training)) : std::nullopt;
    const std::string period = sheets_.rows[i].common().period.str();
    const auto found = open.find(period);
    bool fits = found != open.end();
    if (fits && !cut_.empty())
      fits = found->second.batch >= cut_.size() || out[found->second.batch].size() < cut_[found->second.batch];
    else if (fits)
      fits = found->second.room.take(attempts);
    if (!fits) {
      open.insert_or_assign(period, Open{out.size(), RecordRoom(batch_)}).first->second.room.take(attempts);
      out.emplace_back();
    }
    out[open.at(period).batch].push_back(i);
  }
  return out;
}

// From here on each row has its register number, and keeps it.
bool Issuing::numbers_asked() const { return exists(path("reserve-0.record")); }

// Where a signed record of the work folder stands on the ledger; nothing where it does not.
Result<std::optional<std::uint64_t>> Issuing::index_of(const std::string& bytes) const {
  HOCBA_TRY(const json record, crypto::parse_json(bytes));
  HOCBA_TRY(ApiClient * node, run_.api());
  return node->index_of_record(crypto::base64url(chain::record_id(record)));
}

// What the records in the folder came to, whatever sheet they were made for.
Status Issuing::look_at_earlier() {
  namespace fs = std::filesystem;
  HOCBA_TRY(ApiClient * node, run_.api());
  std::set<std::uint64_t> issued;
  std::map<std::uint64_t, credential::Common>
      places;  // of numbers reserved: what the ids of their documents follow from
  std::error_code error;
  for (fs::directory_iterator file(work_, error), end; !error && file != end; file.increment(error)) {
    if (file->path().extension() != ".record") continue;
    HOCBA_TRY(const std::string bytes, read_file(file->path().string()));
    const auto record = chain::parse_record(bytes);
    if (!record.ok()) return Error(kBatchOutOfStep, file->path().string());
    HOCBA_TRY(const auto index, index_of(bytes));
    if (!index) continue;
    if (std::holds_alternative<chain::RegisterReserve>(record->body)) {
      HOCBA_TRY(const auto reserved, node->reservation(*index));
      for (const auto& [number, status] : reserved.status) {
        earlier_.unused.insert(number);
        if (!record->unit) continue;
        credential::Common& place = places[number];
        place.issuer.unit = *record->unit;
        place.book = book_;
        place.register_number = static_cast<std::uint32_t>(number);
        place.status_index = status;
      }
    } else if (const auto* issue = std::get_if<chain::CredentialIssue>(&record->body)) {
      for (const chain::IssueItem& item : issue->items) issued.insert(item.number);
    }
  }
  HOCBA_TRY(const json rows, kept_rows());
  for (const auto& [number, place] : rows["found"].items()) issued.insert(std::stoull(number));
  // A folder that can't be read is not one in which nothing was issued.
  if (error) return Error(kFileIo, work_ + ": " + error.message());
  if (earlier_.desk) HOCBA_RETURN_IF_ERROR(find_issued_from_desk(places, issued));
  for (const std::uint64_t number : issued) earlier_.unused.erase(number);
  earlier_.issued = issued.size();
  earlier_.numbers = std::move(issued);
  return done();
}

// What is issued from the desk leaves no record in the folder: its ids follow from its numbers.
Status Issuing::find_issued_from_desk(const std::map<std::uint64_t, credential::Common>& reserved,
                                      std::set<std::uint64_t>& issued) const {
  if (!serial_secret_) return done();
  HOCBA_TRY(ApiClient * node, run_.api());
  for (const auto& [number, place] : reserved) {
    if (issued.count(number) != 0) continue;
    const auto standing = node->credential(credential::to_text(credential_id_of_row(*serial_secret_, place)));
    if (standing.ok())
      issued.insert(number);
    else if (standing.error().code().kind != Kind::not_found)
      return standing.error();
  }
  return done();
}

// A work folder serves one sheet. Each sheet of a workbook has its own, named or not: else --sheet would issue once
// more what was issued without it.
void Issuing::choose_work_folder() {
  std::string beside = o_.files.front();
  if (!sheets_.sheet.empty()) {
    std::string name = exchange::header_key(sheets_.sheet);
    std::replace(name.begin(), name.end(), ' ', '-');
    beside += "." + name;
  }
  work_ = o_.work.empty() ? beside + ".hocba" : o_.work;
  result_ = o_.result.empty() ? beside + ".ketqua.csv" : o_.result;
}

// What an earlier run of this sheet left in the work folder, if it did.
Status Issuing::read_plan() {
  choose_work_folder();
  if (!exists(path("plan.json"))) return done();
  HOCBA_TRY(const std::string text, read_file(path("plan.json")));
  HOCBA_TRY(json before, crypto::parse_json(text));
  const auto is_number = [&](const char* name) {
    return before.is_object() && before.contains(name) && before[name].is_number_unsigned();
  };
  if (!is_number("book") || !is_number("rows") || !is_number("batch") || before["batch"] == 0)
    return Error(kBatchOutOfStep, work_);
  book_ = before["book"].get<std::uint32_t>();  // a run that is continued in the next year goes on in its book
  batch_ = before["batch"].get<std::size_t>();  // and in its batches, whose records are in the folder
  if (before.contains("batches"))
    for (const json& size : before["batches"]) {
      if (!size.is_number_unsigned() || size == 0) return Error(kBatchOutOfStep, work_);
      cut_.push_back(size.get<std::size_t>());
    }
  std::set<std::size_t> left_out;
  if (before.contains("left_out"))
    for (const json& row : before["left_out"]) {
      if (!row.is_number_unsigned() || row.get<std::size_t>() >= before["rows"].get<std::size_t>())
        return Error(kBatchOutOfStep, work_);
      left_out.insert(row.get<std::size_t>());
    }
  std::map<std::size_t, Elsewhere> elsewhere;
  if (before.contains("elsewhere"))
    for (const json& row : before["elsewhere"]) {
      if (!row.is_object() || !row.contains("row") || !row["row"].is_number_unsigned() || !row.contains("id") ||
          !row["id"].is_string() || !row.contains("number") || !row["number"].is_number_unsigned() ||
          left_out.count(row["row"].get<std::size_t>()) == 0)
        return Error(kBatchOutOfStep, work_);
      elsewhere[row["row"].get<std::size_t>()] = {row["id"].get<std::string>(), row["number"].get<std::uint64_t>()};
    }
  const std::size_t rows = before["rows"].get<std::size_t>() - left_out.size();
  const bool ended = before.contains("ended");
  earlier_.desk = before.contains("desk");
  for (const char* name : {"book", "batch", "batches", "left_out", "elsewhere", "ended", "desk"}) before.erase(name);
  HOCBA_TRY(json plan, this->plan());
  if (!before.contains("taken")) plan.erase("taken");  // an older plan: that it has as many rows must do
  if (numbers_asked()) HOCBA_RETURN_IF_ERROR(look_at_earlier());
  earlier_.all = rows > 0 && earlier_.issued >= rows;
  if (before != plan) {
    // The plan may be of another type or unit than is issued now.
    const auto text_in = [](const json& of, const char* name) {
      return of.contains(name) && of[name].is_string() ? of[name].get<std::string>() : std::string();
    };
    const auto text_of = [&](const char* name) { return text_in(before, name); };
    tell_unused(earlier_.unused, text_of("type"), text_of("unit"));
    const bool over = ended || earlier_.all;
    const bool other_rows = before.contains("taken") && text_of("taken") != text_in(plan, "taken");
    return Error(
        over ? kSheetChangedAfterwards : kBatchOutOfStep,
        work_ +
            (text_of("photos") != text_in(plan, "photos") ? run_.say("; --photos: không phải những ảnh của lần trước",
                                                                     "; --photos: not the photos of the earlier run")
                                                          : "") +
            (other_rows ? run_.say("; --quota: chỉ tiêu lần trước lấy những dòng khác",
                                   "; --quota: the quotas of the earlier run took other rows")
                        : "") +
            (over ? run_.say("; đã cấp ", "; issued: ") + std::to_string(earlier_.issued) : ""));
  }
  if (!numbers_asked()) return done();
  elsewhere_ = std::move(elsewhere);
  leave_out(left_out);
  earlier_.over = ended && !earlier_.all && earlier_.issued > 0 && exists(result_);
  if (!o_.dry_run && !earlier_.over) run_.out().note(earlier_words());
  return done();
}

std::string Issuing::earlier_words() const {
  const std::string count = std::to_string(earlier_.issued) + "/" + std::to_string(sheets_.rows.size());
  if (earlier_.all)
    return run_.say(
        "Tệp này đã cấp từ trước: " + count + " văn bản; chạy lại không cấp gì thêm (" + work_ + ")",
        "This sheet was issued before: " + count + " documents; running again issues nothing (" + work_ + ")");
  if (earlier_.over)
    return run_.say(
               "Đợt này đã xong, đã cấp " + count + ", lần này không cấp gì; dòng nào chưa cấp và vì sao: ",
               "This run came to its end before, " + count + " issued, nothing now; which rows were not, and why: ") +
           result_;
  return run_.say("Tiếp tục lần phát hành trước, đã cấp " + count + ": ",
                  "Continuing the earlier run, " + count + " issued: ") +
         work_;
}

// A row that was refused is not tried again under its number, and the result file, which says why, stays as it is.
int Issuing::tell_over() const {
  run_.out().line(run_.out().toned(Output::Tone::doubtful, earlier_words()));
  run_.out().json({{"issued", earlier_.issued},
                   {"issued_before", earlier_.issued},
                   {"refused", sheets_.rows.size() - earlier_.issued},
                   {"result", result_}});
  return kExitRefused;
}

// A year's register closes only when each number is issued or spoiled.
void Issuing::tell_unused(const std::set<std::uint64_t>& numbers, const std::string& type,
                          const std::string& unit) const {
  if (numbers.empty() || type.empty() || unit.empty()) return;
  const std::string on_desk =
      earlier_.desk ? run_.say(" (dự thảo còn trên bàn ký giữ số của nó: hocba desk list --all)",
                               " (a draft that is still on the desk keeps its number: hocba desk list --all)")
                    : std::string();
  std::string list;
  for (auto it = numbers.begin(); it != numbers.end();) {
    const std::uint64_t first = *it;
    std::uint64_t last = first;
    while (++it != numbers.end() && *it == last + 1) last = *it;
    list += (list.empty() ? "" : ", ") + std::to_string(first) + (last > first ? "–" + std::to_string(last) : "");
  }
  const std::string year = std::to_string(book_);
  run_.out().note(run_.say("Số vào sổ " + year + " đã giữ mà không có văn bản nào: ",
                           "Register numbers of " + year + " that are reserved and have no document: ") +
                  list + on_desk +
                  run_.say("; số không dùng nữa thì ghi hỏng: ", "; spoil those that will not be used: ") +
                  "hocba register spoil --type " + type + " --year " + year + " --number " +
                  std::to_string(*numbers.begin()) + " --reason unused --unit " + unit + " --key …");
}

}  // namespace hocba::cli
