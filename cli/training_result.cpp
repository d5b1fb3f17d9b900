// hocba training class result, correct: results out of a sheet. The score is computed here as the ledger computes it,
// shown before anything is recorded, and one in the sheet must be that.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/training_commands.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ResultOptions {
  ClassName name;
  std::string file, sheet, reason, basis;
  bool dry_run = false, skip_bad = false, allow_columns = false, anyway = false;
  SendOptions send;
};

bool same_result(const training::ResultData& a, const training::ResultData& b) {
  return a.attendance == b.attendance && a.attended == b.attended && a.outcome == b.outcome && a.score == b.score &&
         a.test == b.test;
}

std::string result_words(const Run& run, const training::ResultData& result, bool passes) {
  if (result.outcome == training::Outcome::withdrawn) return run.say("thôi học", "left");
  return passes ? run.say("đạt", "passed") : run.say("chưa đạt", "failed");
}

struct ReadResults {
  ClassList list;
  ReadSheet sheet;
  exchange::ImportedResults results;
};

Result<ReadResults> read_results(Run& run, const OpenedClass& opened, const ResultOptions& o) {
  ReadResults out;
  HOCBA_TRY(out.list, class_list(run, opened));
  HOCBA_TRY(out.sheet, read_training_sheet(o.file, o.sheet));
  out.results = exchange::import_training_results(out.sheet.table, out.list.listed, *opened.course, opened.info.totals,
                                                  o.allow_columns);
  out.sheet.tell_of(out.results.issues);
  return out;
}

// Each row with what it gives; with `old` what the ledger has.
json tell_results(Run& run, const ReadResults& read, const std::vector<exchange::LearnerResult>& items, bool old) {
  Table table{.headers = {run.say("dòng", "line"), run.say("họ tên", "name"), run.say("số tiết", "periods"),
                          run.say("chuyên cần", "attendance"), run.say("khảo sát", "test"), run.say("điểm", "score"),
                          run.say("kết quả", "result")},
              .rows = {},
              .right = {true, false, true, true, true, true}};
  if (old) table.headers.insert(table.headers.begin() + 5, run.say("điểm cũ", "old score"));
  if (old) table.right.push_back(true);
  json rows = json::array();
  for (const auto& item : items) {
    const Learner& learner = read.list.learners[item.learner];
    const auto& before = read.list.seats[item.learner].result;
    std::vector<std::string> cells = {std::to_string(item.line), learner.name, std::to_string(item.result.attended),
                                      mark_words(item.result.attendance), mark_words(item.result.test)};
    if (old) cells.push_back(before ? mark_words(before->score) : "–");
    cells.push_back(mark_words(item.result.score));
    cells.push_back(result_words(run, item.result, item.passes));
    table.rows.push_back(std::move(cells));
    json row = {{"line", item.line},
                {"seat", learner.seat},
                {"attended", item.result.attended},
                {"outcome", training::to_text(item.result.outcome)},
                {"passes", item.passes}};
    if (item.result.score) row["score"] = *item.result.score;
    rows.push_back(std::move(row));
  }
  run.out().table(table);
  return rows;
}

std::vector<chain::TrainingResult> result_records(const ReadResults& read, const training::ClassId& klass,
                                                  const std::vector<exchange::LearnerResult>& items) {
  std::vector<chain::SeatResult> results;
  for (const auto& item : items) results.push_back({item.result, read.list.listed[item.learner].seat});
  std::sort(results.begin(), results.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
  std::vector<chain::TrainingResult> out;
  for (std::size_t begin = 0; begin < results.size(); begin += chain::kMaxResults) {
    const std::size_t end = std::min(results.size(), begin + chain::kMaxResults);
    chain::TrainingResult body;
    body.klass = klass;
    body.results.assign(results.begin() + static_cast<std::ptrdiff_t>(begin),
                        results.begin() + static_cast<std::ptrdiff_t>(end));
    out.push_back(std::move(body));
  }
  return out;
}

SeatNames names_by_row(const Run& run, const ReadResults& read) {
  SeatNames out;
  for (const auto& item : read.results.items)
    out[read.list.learners[item.learner].seat] =
        named_in_sheet(read.list.learners[item.learner].name, item.line, run.lang());
  return out;
}

// What is as the ledger has it is not said again.
std::vector<exchange::LearnerResult> changed(const ReadResults& read) {
  std::vector<exchange::LearnerResult> out;
  for (const auto& item : read.results.items) {
    const auto& before = read.list.seats[item.learner].result;
    const bool left = before && before->outcome == training::Outcome::withdrawn;
    if (left && item.result.outcome == training::Outcome::withdrawn) continue;
    if (!before || !same_result(*before, item.result)) out.push_back(item);
  }
  return out;
}

Result<int> record_results(Run& run, const ResultOptions& o) {
  HOCBA_TRY(const auto opened, open_class_option(run, o.name));
  const ClassInfo& info = opened->info;
  HOCBA_TRY(const auto read, read_results(run, *opened, o));
  const Status good = refuse_bad_rows(run, read.sheet, o.skip_bad);
  const auto items = changed(read);
  json rows = tell_results(run, read, items, false);
  const auto passing = std::count_if(items.begin(), items.end(), [](const auto& item) { return item.passes; });
  const std::size_t same = read.results.items.size() - items.size();
  const auto counted = [&] {
    return std::to_string(items.size()) + run.say(" kết quả, đạt ", " results, passed ") + std::to_string(passing) +
           (same > 0 ? run.say(", như đã ghi ", ", as recorded ") + std::to_string(same) : "") +
           (read.results.missing.empty()
                ? ""
                : run.say(", chưa có dòng nào ", ", no row for ") + std::to_string(read.results.missing.size()) +
                      run.say(" học viên", " learners"));
  };
  json said = {{"class", info.id},
               {"name", info.name},
               {"dry_run", o.dry_run},
               {"results", items.size()},
               {"passed", passing},
               {"as_recorded", same},
               {"missing", read.results.missing.size()},
               {"errors", read.sheet.errors()},
               {"rows", std::move(rows)},
               {"issues", issues_json(read.sheet.issues, run.lang())}};
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì: ", "A trial, nothing was recorded: ") + counted());
    run.out().json(said);
    return read.sheet.errors() == 0 ? kExitDone : kExitRefused;
  }
  HOCBA_RETURN_IF_ERROR(good);
  if (info.closed) return in_class_words(Error(training::kClassClosed), info.name, run.lang());
  // Shares are of the periods that the ledger has.
  HOCBA_RETURN_IF_ERROR(register_matches(run, info, o.anyway));
  HOCBA_TRY(const auto klass, class_id(info));
  for (auto& body : result_records(read, klass, items)) {
    const std::string what =
        run.say("Kết quả lớp ", "Results of class ") + info.name + ": " + std::to_string(body.results.size());
    HOCBA_TRY(const auto sent,
              send_for_class(run, std::move(body), info, SendOptions{}, what, nullptr, names_by_row(run, read)));
  }
  run.out().line(counted());
  run.out().json(said);
  return read.sheet.errors() == 0 ? kExitDone : kExitRefused;
}

// In a closed class: another result of the same attempt, with a reason, signed for the provider by two persons.
Result<int> correct_results(Run& run, const ResultOptions& o) {
  HOCBA_TRY(const auto opened, open_class_option(run, o.name));
  const ClassInfo& info = opened->info;
  if (!info.closed || info.cancelled) return Error(kClassStillOpen, info.name);
  HOCBA_TRY(const auto code, code_option(o.reason, "--reason"));
  HOCBA_TRY(const auto read, read_results(run, *opened, o));
  HOCBA_RETURN_IF_ERROR(refuse_bad_rows(run, read.sheet, false));
  const auto items = changed(read);
  json rows = tell_results(run, read, items, true);
  if (items.empty()) return Error(kNothingNew, info.name);
  if (items.size() > chain::kMaxResults) return Error(kUsage, "> " + std::to_string(chain::kMaxResults));
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì.", "A trial, nothing was recorded."));
  } else {
    const bool alone = run.globals.keys.size() < 2 && o.send.out_file.empty() && !o.send.to_desk;
    if (alone) return Error(kNeedTwoSigners, info.name);
    HOCBA_TRY(const auto klass, class_id(info));
    auto body = result_records(read, klass, items).front();
    const Sealed reason = seal("reason", {{"code", code.str()}, {"basis", o.basis}});
    body.reason = reason.commitment;
    HOCBA_TRY(const auto unit, acting_for(run, info.provider));
    const Openings kept(unit->str(), "entries", {{"reason", reason.opening()}});
    const std::string what =
        run.say("Điều chỉnh kết quả lớp ", "Correction of class ") + info.name + ": " + std::to_string(items.size());
    HOCBA_TRY(const auto sent,
              send_for_class(run, std::move(body), info, o.send, what, &kept, names_by_row(run, read)));
    if (!sent) return kExitDone;  // it waits for others, and send() has said so
  }
  run.out().json({{"class", info.id},
                  {"name", info.name},
                  {"dry_run", o.dry_run},
                  {"corrected", items.size()},
                  {"rows", std::move(rows)}});
  return kExitDone;
}

void add_result_sheet(Args& command, ResultOptions& o) {
  add_class_name(command, o.name);
  command
      .positional("FILE", o.file,
                  "bảng kết quả (hocba training class show LỚP --list, hoặc sheets form training-results)",
                  "the sheet (hocba training class show CLASS --list, or sheets form training-results)")
      .required();
  add_sheet_options(command, o.sheet, o.allow_columns);
  command.flag("--dry-run", o.dry_run, "chỉ kiểm tra và xem điểm tính được, không ghi gì",
               "checks and shows the computed scores, records nothing");
}

}  // namespace

void add_training_result_commands(Args family, Run& run) {
  auto r = std::make_shared<ResultOptions>();
  Args result = family.command("result", "ghi kết quả từ một bảng: chuyên cần, khảo sát, số tiết dự",
                               "records results out of a sheet: attendance, test, periods attended",
                               "hocba training class result CDS_NC-07 ket-qua-07.xlsx --dry-run --key sgu.key\n"
                               "hocba training class result CDS_NC-07 ket-qua-07.xlsx --key sgu.key");
  add_result_sheet(result, *r);
  result.flag("--skip-bad", r->skip_bad, "bỏ qua các dòng lỗi", "leaves out rows with errors");
  add_anyway(result, r->anyway);
  result.action([r, &run] { return run.finish(record_results(run, *r)); });
  auto c = std::make_shared<ResultOptions>();
  Args correct = family.command("correct", "điều chỉnh kết quả của lớp đã kết thúc: hai người ký, có lý do",
                                "corrects results of a closed class: two signers, with a reason",
                                "hocba training class correct CDS_NC-07 phuc-khao-07.xlsx --reason PHUC_KHAO --basis "
                                "\"Biên bản 12/BB ngày 05/02/2025\" --key sgu-1.key --key sgu-2.key");
  add_result_sheet(correct, *c);
  correct
      .option("--reason", c->reason, "mã lý do: NHAP_SAI, PHUC_KHAO, KHAC …",
              "reason code: NHAP_SAI, PHUC_KHAO, KHAC …")
      .required();
  correct.option("--basis", c->basis, "căn cứ; chỉ đơn vị đào tạo đọc được", "basis; readable by the provider alone")
      .required();
  add_send_options(correct, c->send);
  correct.action([c, &run] { return run.finish(correct_results(run, *c)); });
}

}  // namespace hocba::cli
