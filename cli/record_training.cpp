#include "cli/record_training.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/desk_client.hpp"
#include "cli/report_view.hpp"
#include "cli/training_commands.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/training/completion.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

bool asks_a_node(const Run& run) { return !run.globals.node.empty(); }
// A session, where a key is at hand; one attempt, since it may ask for a passphrase.
bool reads_as_somebody(Run& run) { return asks_a_node(run) && !run.globals.keys.empty() && run.log_in().ok(); }

std::string at_index(const Run& run, chain::LeafIndex index) {
  return run.say("mục ", "entry ") + grouped(log::to_u64(index), run.lang());
}

// "DE_AN_869: Bồi dưỡng năng lực số (mục 38)".
std::string programme_words(Run& run, chain::LeafIndex index) {
  if (!asks_a_node(run)) return at_index(run, index);
  const auto found = programme_version(run, log::to_u64(index));
  if (!found.ok()) return at_index(run, index);
  const std::string title = found->file ? ": " + for_terminal(found->title(run.lang())) : std::string();
  return found->code() + title + " (" + at_index(run, index) + ")";
}

std::optional<ClassInfo> class_of_record(Run& run, const training::ClassId& id) {
  if (!asks_a_node(run)) return std::nullopt;
  auto found = class_option(run, {.text = training::to_text(id), .programme = {}, .provider = {}});
  return found.ok() ? std::optional(*std::move(found)) : std::nullopt;
}

void add_class(Run& run, const training::ClassId& id, RecordRows& rows) {
  const auto info = class_of_record(run, id);
  rows.emplace_back(run.say("lớp", "class"), info ? info->name + ", " + info->provider : training::to_text(id));
  if (info)
    rows.emplace_back(run.say("chương trình", "programme"), programme_words(run, chain::LeafIndex{info->version}));
}

std::string codes_of(const auto& list) {
  std::string out;
  for (const auto& one : list) out += (out.empty() ? "" : ", ") + one.str();
  return out.empty() ? "–" : out;
}

std::string digest_words(const auto& bytes) { return crypto::base64url(bytes); }

std::string degree_words(training::Degree degree, Lang lang) {
  return std::string(degree == training::Degree::bachelor ? pick(lang, "cử nhân", "bachelor")
                     : degree == training::Degree::master ? pick(lang, "thạc sĩ", "master")
                                                          : pick(lang, "tiến sĩ", "doctor"));
}

void body_rows(Run& run, const chain::TrainingProgramme& body, RecordRows& rows) {
  rows.emplace_back(run.say("chương trình", "programme"), body.rules.programme.str());
  rows.emplace_back(run.say("đơn vị đào tạo", "providers"), codes_of(body.rules.providers));
  rows.emplace_back(run.say("tệp chương trình (SHA-256)", "programme's file (SHA-256)"),
                    digest_words(body.rules.document));
  if (!body.rules.levels.empty()) rows.emplace_back(run.say("cấp học", "levels"), codes_of(body.rules.levels));
  if (body.rules.trainer_degree)
    rows.emplace_back(run.say("giảng viên ít nhất", "trainers at least"),
                      degree_words(*body.rules.trainer_degree, run.lang()));
  if (!body.rules.uses.empty()) rows.emplace_back(run.say("sử dụng kết quả", "uses"), codes_of(body.rules.uses));
  if (body.replaces) rows.emplace_back(run.say("thay bản ở", "replaces"), programme_words(run, *body.replaces));
}

void body_rows(Run& run, const chain::TrainingRoster& body, RecordRows& rows) {
  rows.emplace_back(run.say("chương trình", "programme"), programme_words(run, body.programme));
  std::map<std::string, std::size_t> groups;
  for (const chain::RosterSeat& seat : body.seats) ++groups[seat.course.str() + ", " + seat.audience.str()];
  std::string seats;
  for (const auto& [group, count] : groups)
    seats += (seats.empty() ? "" : "; ") + group + ": " + grouped(count, run.lang());
  rows.emplace_back(run.say("chỗ học mới", "new seats"), seats.empty() ? "0" : seats);
  if (!body.removed.empty())
    rows.emplace_back(run.say("rút khỏi danh sách", "taken off"), grouped(body.removed.size(), run.lang()));
  if (body.reseat)
    rows.emplace_back(run.say("sửa người của chỗ học", "seats corrected"), grouped(body.reseat->size(), run.lang()));
}

std::string trainer_words(const chain::Trainer& trainer, Lang lang) {
  std::string out = degree_words(trainer.degree, lang);
  if (trainer.title)
    out += std::string(*trainer.title == training::AcademicTitle::professor
                           ? pick(lang, ", giáo sư", ", professor")
                           : pick(lang, ", phó giáo sư", ", associate professor"));
  return out;
}

void body_rows(Run& run, const chain::TrainingClass& body, RecordRows& rows) {
  ProgrammeNames names;
  if (asks_a_node(run))
    if (const auto programme = programme_version(run, log::to_u64(body.programme)); programme.ok())
      names = names_of(*programme, run.lang());
  const auto word = [](const std::map<std::string, std::string>& known, const std::string& code) {
    const std::string name = named(known, code);
    return name == code ? code : code + ": " + name;
  };
  rows.emplace_back(run.say("lớp", "class"), training::class_name(body.course.str(), body.number));
  rows.emplace_back(run.say("chương trình", "programme"), programme_words(run, body.programme));
  rows.emplace_back(run.say("khóa", "course"), word(names.courses, body.course.str()));
  rows.emplace_back(run.say("đối tượng", "audience"), word(names.audiences, body.audience.str()));
  if (body.level) rows.emplace_back(run.say("cấp học", "level"), word(names.levels, body.level->str()));
  if (body.topic) rows.emplace_back(run.say("chuyên đề", "topic"), word(names.topics, body.topic->str()));
  if (body.capacity)
    rows.emplace_back(run.say("dự kiến học viên", "planned learners"), grouped(*body.capacity, run.lang()));
  if (body.source) rows.emplace_back(run.say("hệ thống đánh giá", "assessed by"), body.source->str());
  std::string trainers;
  for (const chain::Trainer& trainer : body.trainers)
    trainers += (trainers.empty() ? "" : "; ") + trainer_words(trainer, run.lang());
  if (!trainers.empty()) rows.emplace_back(run.say("giảng viên", "trainers"), trainers);
}

void body_rows(Run& run, const chain::TrainingEnrol& body, RecordRows& rows) {
  add_class(run, body.klass, rows);
  rows.emplace_back(run.say("ghi danh", "enrolled"), grouped(body.seats.size(), run.lang()));
  const auto again = static_cast<std::size_t>(
      std::count_if(body.seats.begin(), body.seats.end(), [](const auto& seat) { return seat.after.has_value(); }));
  if (again > 0) rows.emplace_back(run.say("trong đó học lại", "of these again"), grouped(again, run.lang()));
}

void body_rows(Run& run, const chain::TrainingSession& body, RecordRows& rows) {
  add_class(run, body.klass, rows);
  rows.emplace_back(run.say("buổi", "session"), std::to_string(body.number));
  rows.emplace_back(run.say("ngày", "date"), to_screen(body.date));
  rows.emplace_back(run.say("hình thức", "form"), mode_words(body.mode, run.lang()));
  rows.emplace_back(run.say("số tiết", "periods"), body.periods == 0
                                                       ? run.say("0: không tổ chức", "0: did not take place")
                                                       : std::to_string(body.periods));
  if (body.details)
    rows.emplace_back(run.say("điểm danh, điểm cầu (giá trị băm)", "attendance, site (digest)"),
                      digest_words(*body.details));
}

void body_rows(Run& run, const chain::TrainingResult& body, RecordRows& rows) {
  add_class(run, body.klass, rows);
  rows.emplace_back(body.reason ? run.say("kết quả điều chỉnh", "results corrected") : run.say("kết quả", "results"),
                    grouped(body.results.size(), run.lang()));
}

void body_rows(Run& run, const chain::TrainingClose& body, RecordRows& rows) {
  add_class(run, body.klass, rows);
  rows.emplace_back(run.say("việc", "action"), body.cancelled
                                                   ? run.say("hủy lớp, không ai đạt", "cancels it, nobody passes")
                                                   : run.say("kết thúc lớp", "closes it"));
}

void body_rows(Run& run, const chain::ReportFile& body, RecordRows& rows) {
  const std::string kind(training::to_text(body.kind));
  rows.emplace_back(run.say("chương trình", "programme"), programme_words(run, body.programme));
  rows.emplace_back(run.say("loại báo cáo", "kind of report"), report_kind_words(kind, run.lang()));
  rows.emplace_back(run.say("kỳ", "period"), report_period_words(kind, body.period.str(), run.lang()));
  std::string as_of = run.say("mục ", "entry ") + grouped(log::to_u64(body.as_of), run.lang());
  if (asks_a_node(run))
    if (const auto time = time_of_size(run, log::to_u64(body.as_of)); time.ok()) as_of += ", " + to_screen(*time);
  rows.emplace_back(run.say("số liệu tính đến", "figures as of"), as_of);
  std::string below;
  for (const auto index : body.based_on) below += (below.empty() ? "" : ", ") + std::to_string(log::to_u64(index));
  if (!below.empty()) rows.emplace_back(run.say("tổng hợp báo cáo ở mục", "rolls up reports at"), below);
  if (body.replaces)
    rows.emplace_back(run.say("thay báo cáo ở", "replaces the report at"), at_index(run, *body.replaces));
  rows.emplace_back(run.say("giá trị băm của số liệu", "digest of the figures"), digest_words(body.digest));
}

template <class Body>
void body_rows(Run&, const Body&, RecordRows&) {}

}  // namespace

bool is_of_training(const chain::Record& record) {
  const std::string_view kind = chain::to_text(record.kind());
  return kind.substr(0, 9) == "training." || record.kind() == chain::RecordKind::report_file;
}

RecordRows training_rows(Run& run, const chain::Record& record, const json& opened) {
  RecordRows rows;
  std::visit([&](const auto& body) { body_rows(run, body, rows); }, record.body);
  if (const auto* result = std::get_if<chain::TrainingResult>(&record.body);
      result != nullptr && result->reason && !opened.contains("reason"))
    rows.emplace_back(run.say("lý do (giá trị băm)", "reason (digest)"), digest_words(*result->reason));
  return rows;
}

// --- a report ------------------------------------------------------------------------------------------------------

namespace {

// What a record says otherwise than the report that it names.
std::vector<std::string> report_differences(const chain::Record& record, const chain::ReportFile& body,
                                            const ReportContent& content, std::uint64_t first) {
  std::vector<std::uint64_t> based_on;
  for (const auto index : body.based_on) based_on.push_back(log::to_u64(index));
  const std::pair<const char*, bool> same[] = {
      {"unit", record.unit && content.unit == record.unit->str()}, {"programme", content.programme == first},
      {"kind", content.kind == training::to_text(body.kind)},      {"period", content.period == body.period.str()},
      {"as_of", content.as_of == log::to_u64(body.as_of)},         {"based_on", content.based_on == based_on}};
  std::vector<std::string> out;
  for (const auto& [what, is_same] : same)
    if (!is_same) out.emplace_back(what);
  return out;
}

json unread(Run& run, const std::string& digest, const Error& why) {
  run.out().warning(run.say("KHÔNG XEM ĐƯỢC SỐ LIỆU của báo cáo này, đừng ký khi chưa xem: ",
                            "THE FIGURES of this report CAN'T BE SEEN, don't sign without: ") +
                    error_text(why, run.lang()));
  return {{"state", "not_shown"}, {"digest", digest}, {"error", why.code().id}, {"why", error_text(why, run.lang())}};
}

json another(Run& run, const std::string& digest, const std::string& computed, std::vector<std::string> differs) {
  std::string list;
  for (const std::string& one : differs) list += (list.empty() ? " (" : ", ") + one;
  run.out().line(run.out().toned(
      Output::Tone::bad, run.say("KHÁC: số liệu nút gửi không phải của bản ghi này, đừng ký; hãy báo người quản "
                                 "trị nút",
                                 "DIFFERENT: the figures that the node sent are not this record's, don't sign; "
                                 "tell the operator of the node") +
                             list + (list.empty() ? "" : ")")));
  return {{"state", "differs"}, {"digest", digest}, {"computed", computed}, {"differs", std::move(differs)}};
}

// The text as the node keeps it. node.training_not_found, node.training_not_yours …
Result<std::string> report_kept_at(Run& run, const std::string& digest, const std::string& purpose) {
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/training/reports/" + digest;
  HOCBA_TRY(const json value, node->get(path + (purpose.empty() ? "" : "?purpose=" + percent_encode(purpose))));
  Answer in(value, path);
  const json& report = in.object("report");
  HOCBA_RETURN_IF_ERROR(in.end());
  return crypto::canonical(report);
}

Result<json> tell_report_of(Run& run, const chain::Record& record, const chain::ReportFile& body,
                            const std::string& purpose) {
  const std::string digest = crypto::base64url(body.digest);
  if (!reads_as_somebody(run))
    return unread(run, digest, Error(kReportNotHere, run.say("thêm --node, --key", "add --node, --key")));
  const auto text = report_kept_at(run, digest, purpose);
  if (!text.ok()) {
    const bool missing = text.error().code().id == "node.training_not_found";
    return unread(run, digest, missing ? Error(kReportNotHere, digest) : text.error());
  }
  const std::string computed = report_digest(*text);
  run.out().line();
  run.out().line(run.say("Giá trị băm trong bản ghi:          ", "Digest in the record:               ") + digest);
  run.out().line(run.say("Tính lại từ số liệu nút vừa gửi:    ", "Of the figures that the node sent:  ") + computed);
  if (computed != digest) return another(run, digest, computed, {});
  HOCBA_TRY(const auto built, checked_report(*text, digest));
  HOCBA_TRY(const Programme programme, programme_version(run, built.content.version));
  HOCBA_TRY(const Programme recorded, programme_version(run, log::to_u64(body.programme)));
  auto differs = report_differences(record, body, built.content, recorded.first);
  if (!differs.empty()) return another(run, digest, computed, std::move(differs));
  run.out().line(run.out().toned(Output::Tone::good, run.say("TRÙNG: số liệu dưới đây đúng là những gì sẽ được ký",
                                                             "SAME: the figures below are what is signed for")));
  run.out().line();
  HOCBA_TRY(auto report, as_report(run, built, programme));
  HOCBA_TRY(report.late, late_now(run, report));
  tell_report(run, report);
  tell_counts(run, report);
  json out = told_report(report, built);
  out["state"] = "same";
  out["computed"] = computed;
  out["unit"] = report.unit;
  out["programme"] = programme.code();
  out["kind"] = report.kind;
  out["period"] = report.period;
  return out;
}

}  // namespace

Status report_not_another(const json& told, const std::string& id) {
  if (!told.contains("report") || told["report"].value("state", "") != "differs") return done();
  return Error(kDeskDiffers, id + ": report");
}

Status report_was_shown(const json& told, const std::string& id) {
  HOCBA_RETURN_IF_ERROR(report_not_another(told, id));
  if (!told.contains("report") || told["report"].value("state", "") == "same") return done();
  return Error(kReportNotHere, id + ": " + told["report"].value("error", ""));
}

std::string report_line_words(const chain::Record& record, Lang lang) {
  const auto* body = std::get_if<chain::ReportFile>(&record.body);
  if (body == nullptr) return {};
  return report_period_words(std::string(training::to_text(body->kind)), body->period.str(), lang);
}

// --- results -------------------------------------------------------------------------------------------------------

namespace {

std::string outcome_of(const Run& run, const training::ResultData& result, bool passes) {
  if (result.outcome == training::Outcome::withdrawn) return run.say("thôi học", "left");
  return passes ? run.say("đạt", "passed") : run.say("chưa đạt", "failed");
}

json result_of(const training::ResultData& result, bool passes) {
  json out = {{"attended", result.attended}, {"outcome", training::to_text(result.outcome)}, {"passes", passes}};
  if (result.attendance) out["attendance"] = *result.attendance;
  if (result.test) out["test"] = *result.test;
  if (result.score) out["score"] = *result.score;
  return out;
}

struct ShownResult {
  std::string seat, name, birth_date;  // name: empty where it may not be read
  training::ResultData after;
  std::optional<training::ResultData> before;
};

// In the order of the class's list; those without a name behind them.
std::vector<ShownResult> shown_results(Run& run, const chain::TrainingResult& body, const ClassInfo& info,
                                       const std::string& purpose) {
  std::map<std::string, ShownResult> by_seat;
  for (const chain::SeatResult& one : body.results) {
    ShownResult& shown = by_seat[training::to_text(one.seat)];
    shown.seat = training::to_text(one.seat);
    shown.after = one.result;
  }
  if (const auto seats = seats_of_class(run, info.id); seats.ok())
    for (const ClassSeat& seat : *seats)
      if (const auto found = by_seat.find(seat.seat); found != by_seat.end()) found->second.before = seat.result;
  std::vector<ShownResult> out;
  auto learners = reads_as_somebody(run)
                      ? training_learners(run, {.programme = info.programme, .klass = info.id, .purpose = purpose})
                      : Result<std::vector<Learner>>(Error(kNeedKey));
  if (learners.ok()) {
    sort_as_list(*learners);
    for (const Learner& learner : *learners) {
      const auto found = by_seat.find(learner.seat);
      if (found == by_seat.end()) continue;
      found->second.name = learner.name;
      found->second.birth_date = to_screen(learner.birth_date);
      out.push_back(std::move(found->second));
      by_seat.erase(found);
    }
  }
  if (!by_seat.empty())
    run.out().note(run.say("khóa này không đọc được tên người học, chỉ nêu mã chỗ học",
                           "this key may not read the learners' names, seats are shown") +
                   (learners.ok() ? "" : ": " + error_text(learners.error(), run.lang())));
  for (auto& [seat, shown] : by_seat) out.push_back(std::move(shown));
  return out;
}

Result<json> tell_results_of(Run& run, const chain::TrainingResult& body, const std::string& purpose) {
  if (!asks_a_node(run)) return json();
  HOCBA_TRY(const auto opened,
            open_class_option(run, {.text = training::to_text(body.klass), .programme = {}, .provider = {}}));
  const ClassInfo& info = opened->info;
  const auto passes = [&](const training::ResultData& result) {
    return training::passed(*opened->course, info.totals, result);
  };
  Table table{.headers = {run.say("học viên", "learner"), run.say("ngày sinh", "born"), run.say("số tiết", "periods"),
                          run.say("chuyên cần", "attendance"), run.say("khảo sát", "test"), run.say("điểm", "score"),
                          run.say("kết quả", "result")},
              .rows = {},
              .right = {}};
  json rows = json::array();
  for (const ShownResult& one : shown_results(run, body, info, purpose)) {
    const auto change = [&](const auto& words) {
      const std::string now = words(one.after), then = one.before ? words(*one.before) : now;
      const auto told = [](const std::string& text) { return text.empty() ? std::string("–") : text; };
      return then == now ? now : told(then) + " → " + told(now);
    };
    table.rows.push_back({one.name.empty() ? one.seat : one.name, one.birth_date,
                          change([](const auto& r) { return std::to_string(r.attended); }),
                          change([](const auto& r) { return mark_words(r.attendance); }),
                          change([](const auto& r) { return mark_words(r.test); }),
                          change([](const auto& r) { return mark_words(r.score); }),
                          change([&](const auto& r) { return outcome_of(run, r, passes(r)); })});
    json row = {{"seat", one.seat}, {"after", result_of(one.after, passes(one.after))}};
    if (!one.name.empty()) row["name"] = one.name;
    if (one.before) row["before"] = result_of(*one.before, passes(*one.before));
    rows.push_back(std::move(row));
  }
  if (!run.out().json_wanted()) run.out().raw(render_wrapped(table, kTableWidth) + "\n");
  return json{{"class", info.name}, {"results", std::move(rows)}};
}

// The rules alone, in the words of a programme's page: its titles stand in the file that the record names.
json tell_rules_of(Run& run, const training::ProgrammeRules& rules) {
  training::ProgrammeFile file;
  file.rules = rules;
  const auto plain = [](const std::string& text) { return training::Words{text, text}; };
  file.title = plain(rules.programme.str());
  for (const auto& rule : rules.certificates) {
    const std::string type = rule.type.str();
    file.documents.push_back({rule, {type_words(type, Lang::vi), type_words(type, Lang::en)}});
  }
  for (const auto& rule : rules.reports) file.reports.push_back({rule.kind, rule.reporter, rule, {}});
  tell_programme_file(run, file);
  return json{{"programme", rules.programme.str()}};
}

}  // namespace

Result<json> tell_training(Run& run, const chain::Record& record, const std::string& purpose) {
  const std::string why = purpose.empty() ? std::string(kDeskSigning) : purpose;
  if (const auto* body = std::get_if<chain::ReportFile>(&record.body)) {
    HOCBA_TRY(json report, tell_report_of(run, record, *body, why));
    return json{{"report", std::move(report)}};
  }
  if (const auto* body = std::get_if<chain::TrainingResult>(&record.body)) return tell_results_of(run, *body, why);
  if (const auto* body = std::get_if<chain::TrainingProgramme>(&record.body)) return tell_rules_of(run, body->rules);
  return json();
}

}  // namespace hocba::cli
