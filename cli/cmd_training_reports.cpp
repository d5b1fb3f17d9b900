// hocba training coverage, missing, evidence, check: who is covered, who is missing, what is proved of each person,
// which documents of a staff list are in force.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/paper/pdf.hpp"
#include "cli/report_output.hpp"
#include "cli/sheet.hpp"
#include "cli/staff_list.hpp"
#include "cli/training_paper.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct LookOptions {
  std::string programme, by = "all", course, audience, of, as_of, person, from, to, period, purpose, decision, file,
                         sheet, output;
  bool publicly = false, plan = false;
};

// --- What is asked of the node --------------------------------------------------------------------------------------
class QueryText {
 public:
  QueryText& add(const char* name, const std::string& value) {
    if (!value.empty()) text_ += (text_.empty() ? "?" : "&") + std::string(name) + "=" + percent_encode(value);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

Result<json> coverage_answer(Run& run, const LookOptions& o, const ProgrammeNames& names, const std::string& by,
                             const std::string& as_of) {
  HOCBA_TRY(ApiClient * node, run.api());
  QueryText query;
  query.add("programme", std::to_string(names.index)).add("by", by == "school" ? "unit" : by);
  query.add("course", o.course).add("audience", o.audience).add("unit", o.of).add("as_of", as_of);
  return node->get("/v1/training/coverage" + query.text());
}

// A size of the log, or a day, the end of which is meant.
Result<std::string> as_of_option(Run& run, const std::string& text) {
  if (text.empty()) return text;
  constexpr std::size_t kMostDigits = 15;
  if (text.size() <= kMostDigits && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return text;
  HOCBA_TRY(const Date day, date_option(text, "--as-of"));
  HOCBA_TRY(const std::uint64_t size, size_at_end_of(run, day));
  return std::to_string(size);
}

Status check_codes(const LookOptions& o) {
  if (!o.course.empty()) HOCBA_RETURN_IF_ERROR(code_option(o.course, "--course"));
  if (!o.audience.empty()) HOCBA_RETURN_IF_ERROR(code_option(o.audience, "--audience"));
  if (!o.of.empty()) HOCBA_RETURN_IF_ERROR(code_option(o.of, "--of-unit", chain::kMaxUnitCode));
  return done();
}

// --- coverage -------------------------------------------------------------------------------------------------------
json public_json(const TrainingReport& report, const std::string& by) {
  json rows = json::array();
  const auto& lines = report.coverage.at(by);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const PublicCount& count = report.told->at(by).at(i);
    rows.push_back({{"key", lines[i].key},
                    {"course", lines[i].course},
                    {"people", count.heads},
                    {"passed", count.passed},
                    {"share", shown(count.share, Shows::share, Lang::en)}});
  }
  return {{"as_of", report.as_of}, {"by", by}, {"public", true}, {"rows", std::move(rows)}};
}

Status coverage(Run& run, const LookOptions& o) {
  const auto by_known = std::find(std::begin(kCoverageBys), std::end(kCoverageBys), o.by);
  if (by_known == std::end(kCoverageBys))
    return Error(kUnknownWord, "--by " + o.by + "; all, audience, level, school, topic");
  if (o.publicly) HOCBA_RETURN_IF_ERROR(public_cut(o.by));
  HOCBA_RETURN_IF_ERROR(check_codes(o));
  HOCBA_TRY(const auto target, output_target(o.output));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const std::string as_of, as_of_option(run, o.as_of));
  const bool paper = target == ReportFormat::as_pdf;
  TrainingReport report;
  HOCBA_TRY(report.names, names_for(run, o.programme, o.by == "school" || paper));
  report.unit = run.globals.unit;
  if (paper) report.superior = superior_of(run, report.unit);
  // All of it as of one size: the first answer's.
  HOCBA_TRY(json whole, coverage_answer(run, o, report.names, "all", as_of));
  HOCBA_TRY(Coverage answer, read_coverage(whole, "/v1/training/coverage"));
  report.as_of = answer.as_of;
  report.time = answer.time;
  report.coverage["all"] = std::move(answer.rows);
  report.plan = std::move(answer.plan);
  for (const char* by : kCoverageBys) {
    if (std::string_view(by) == "all" || (o.by != by && (!paper || o.publicly))) continue;
    HOCBA_TRY(json part, coverage_answer(run, o, report.names, by, std::to_string(report.as_of)));
    HOCBA_TRY(Coverage lines, read_coverage(part, "/v1/training/coverage"));
    if (lines.as_of != report.as_of) return Error(kAnswerMalformed, "as_of");
    report.coverage[by] = std::move(lines.rows);
    if (o.by == by) whole["rows"] = part["rows"];
  }
  whole["by"] = o.by;
  if (o.publicly) {
    HOCBA_TRY(report.told, public_counts(report.coverage, o.by));
    whole = public_json(report, o.by);
  }
  const std::vector<PublicCount>* told = report.told ? &report.told->at(o.by) : nullptr;
  const ReportTable table = o.plan ? plan_table(report.plan, report.names, run.lang())
                                   : coverage_table(report.coverage[o.by], o.by, report.names, run.lang(), told);
  if (target) {
    const auto make_paper = [&] { return report_paper(report, run.lang()); };
    return write_report(run, o.output, *target, table, whole, make_paper, Access::everyone);
  }
  for (const std::string& sentence : summary_sentences(report, run.lang())) run.out().line(sentence);
  run.out().line(
      run.say("Tính đến mục ", "As of entry ") + grouped(report.as_of, run.lang()) +
      (report.time ? run.say(", lần ghi cuối ", ", last recorded ") + to_screen(*report.time) : std::string()));
  run.out().line();
  run.out().table(screen_table(table, run.lang()));
  if (table.rows.empty()) run.out().line(table.if_empty);
  if (!o.plan && !report.plan.empty()) {
    run.out().line();
    run.out().table(screen_table(plan_table(report.plan, report.names, run.lang()), run.lang()));
  }
  run.out().json(whole);
  return done();
}

// --- missing, evidence ----------------------------------------------------------------------------------------------
// Of lists of people: the file, readable by its owner alone, or the screen.
Status tell_people(Run& run, const LookOptions& o, PeopleList list, const ProgrammeNames& names, const json& value) {
  HOCBA_TRY(const auto target, output_target(o.output));
  list.unit = o.of.empty() ? run.globals.unit : o.of;
  if (target) {
    HOCBA_TRY(list.time, run.now());
    list.superior = superior_of(run, list.unit);
    const auto make_paper = [&] { return people_paper(list, names, run.lang()); };
    return write_report(run, o.output, *target, list.table, value, make_paper, Access::owner);
  }
  run.out().table(screen_table(list.table, run.lang()));
  run.out().line(list.table.rows.empty()
                     ? list.table.if_empty
                     : run.say("Số dòng: ", "Lines: ") + grouped(list.table.rows.size(), run.lang()));
  for (const std::string& note : list.notes) run.out().note(note);
  run.out().json(value);
  return done();
}

// An answer whose people come in pages, whole; ask(after, answer so far) asks for one.
template <class Ask>
Result<json> all_people(Run& run, const std::string& path, Ask ask) {
  json out;
  std::string after;
  std::optional<Progress> progress;
  for (;;) {
    HOCBA_TRY(json page, ask(after, out));
    Answer in(page, path);
    const json people = in.list("people");
    const bool more = in.flag("more");
    const std::uint64_t total = in.number("total");
    if (more && people.empty()) return Error(kAnswerMalformed, path + ": more");
    if (more) {
      Answer last(people.back(), path);
      after = last.text("seat");
      HOCBA_RETURN_IF_ERROR(last.end());
    }
    HOCBA_RETURN_IF_ERROR(in.end());
    if (out.is_null())
      out = std::move(page);
    else
      for (const json& one : people) out["people"].push_back(one);
    if (more && !progress) progress.emplace(run.out(), run.say("đọc danh sách", "reading"), total);
    if (progress) progress->to(std::min<std::uint64_t>(out["people"].size(), total));
    if (!more) break;
  }
  if (progress) progress->finish();
  out["more"] = false;
  return out;
}

Status missing(Run& run, const LookOptions& o) {
  HOCBA_RETURN_IF_ERROR(check_codes(o));
  HOCBA_RETURN_IF_ERROR(output_target(o.output));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const std::string as_of, as_of_option(run, o.as_of));
  HOCBA_TRY(const auto names, names_for(run, o.programme, true));
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/training/missing";
  const auto ask = [&](const std::string& after, const json& so_far) -> Result<json> {
    QueryText query;
    query.add("programme", std::to_string(names.index)).add("course", o.course).add("audience", o.audience);
    query.add("unit", o.of).add("purpose", o.purpose).add("decision", o.decision).add("after", after);
    query.add("as_of", so_far.is_null() ? as_of : so_far.at("as_of").dump());  // all pages as of one size
    return node->get(path + query.text());
  };
  HOCBA_TRY(const json value, all_people(run, path, ask));
  HOCBA_TRY(auto lines, read_missing(value, path));
  PeopleList list;
  if (const std::uint64_t hidden = value.value("hidden", std::uint64_t{0}); hidden > 0)
    list.notes.push_back(run.say("Còn ", "Besides, ") + grouped(hidden, run.lang()) +
                         run.say(" dòng của những người mà khóa này không được xem tên",
                                 " lines of people whose names this key may not see"));
  list.title = run.say("DANH SÁCH CHƯA HOÀN THÀNH BỒI DƯỠNG", "PEOPLE WHO HAVE NOT COMPLETED THEIR TRAINING");
  list.subtitle = names.title.empty() ? names.code : names.title;
  if (!o.course.empty()) list.notes.push_back(run.say("Khóa ", "Course ") + course_words(names, o.course));
  list.table = missing_table(std::move(lines), names, run.lang());
  list.table.above = {list.title, list.subtitle};
  return tell_people(run, o, std::move(list), names, value);
}

// The days of --from and --to, or of --period: 2024, 2024-Q4, 2024-10.
Status period_days(const LookOptions& o, std::string& from, std::string& to) {
  if (!o.period.empty()) {
    if (!o.from.empty() || !o.to.empty()) return Error(kUsage, "--period, --from, --to");
    for (const auto kind :
         {training::ReportKind::yearly, training::ReportKind::quarterly, training::ReportKind::monthly}) {
      if (!training::is_report_period(kind, o.period)) continue;
      const training::Days days = training::days_of(kind, o.period);
      from = to_text(days.from);
      to = to_text(days.to);
      return done();
    }
    return Error(kUsage, "--period " + o.period + "; 2024, 2024-Q4, 2024-10");
  }
  if (!o.from.empty()) {
    HOCBA_TRY(const Date day, date_option(o.from, "--from"));
    from = to_text(day);
  }
  if (!o.to.empty()) {
    HOCBA_TRY(const Date day, date_option(o.to, "--to"));
    to = to_text(day);
  }
  return done();
}

Status evidence(Run& run, const LookOptions& o) {
  HOCBA_RETURN_IF_ERROR(check_codes(o));
  std::string from, to;
  HOCBA_RETURN_IF_ERROR(period_days(o, from, to));
  HOCBA_RETURN_IF_ERROR(output_target(o.output));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const auto names, names_for(run, o.programme, true));
  HOCBA_TRY(ApiClient * node, run.api());
  json asked = json::object();
  if (!o.programme.empty()) asked["programme"] = names.index;
  for (const auto& [name, said] : {std::pair("unit", &o.of),
                                   {"person", &o.person},
                                   {"from", &from},
                                   {"to", &to},
                                   {"purpose", &o.purpose},
                                   {"decision", &o.decision}})
    if (!said->empty()) asked[name] = *said;
  const std::string path = "/v1/training/evidence";
  const auto ask = [&](const std::string& after, const json&) -> Result<json> {
    if (!after.empty()) asked["after"] = after;
    return node->post(path, asked);
  };
  HOCBA_TRY(json value, all_people(run, path, ask));
  HOCBA_TRY(auto people, read_evidence(value, path));
  value["ranking"] = false;
  PeopleList list;
  list.title = run.say("MINH CHỨNG KẾT QUẢ BỒI DƯỠNG", "EVIDENCE OF TRAINING");
  if (!from.empty() || !to.empty())
    list.subtitle = run.say("từ ", "from ") + (from.empty() ? "…" : screen_date(from)) + run.say(" đến ", " to ") +
                    (to.empty() ? "…" : screen_date(to));
  list.notes = {no_ranking_words(run.lang())};
  list.table = evidence_table(std::move(people), names, run.lang());
  if (!list.subtitle.empty()) list.table.above.push_back(list.subtitle);
  return tell_people(run, o, std::move(list), names, value);
}

// --- check ----------------------------------------------------------------------------------------------------------
constexpr std::size_t kAskedAtOnce = 500;

json staff_json(const std::vector<StaffRow>& rows, std::size_t first) {
  json people = json::array();
  for (std::size_t i = first; i < rows.size() && i < first + kAskedAtOnce; ++i) {
    json one = {{"name", rows[i].name}};
    if (!rows[i].birth_date.empty()) one["birth_date"] = rows[i].birth_date;
    if (!rows[i].personal_number.empty()) one["personal_number"] = rows[i].personal_number;
    people.push_back(std::move(one));
  }
  return people;
}

json checked_json(const std::vector<CheckedStaff>& checked, std::size_t faults) {
  json rows = json::array();
  for (const CheckedStaff& one : checked) {
    static constexpr const char* kWords[] = {"in_force",     "not_in_force", "other_serial",
                                             "other_person", "none",         "unknown"};
    json row = {
        {"line", one.row.line}, {"name", one.row.name}, {"verdict", kWords[static_cast<std::size_t>(one.verdict)]}};
    if (!one.row.serial.empty()) row["claimed"] = one.row.serial;
    row["certificates"] = json::array();
    for (const EvidenceModule& module : one.shown)
      row["certificates"].push_back({{"id", module.certificate},
                                     {"serial", module.serial},
                                     {"course", module.course},
                                     {"standing", module.standing},
                                     {"since", module.since}});
    rows.push_back(std::move(row));
  }
  return {{"rows", std::move(rows)}, {"unread", faults}};
}

Result<int> check_staff(Run& run, const LookOptions& o) {
  HOCBA_TRY(const auto target, output_target(o.output));
  HOCBA_TRY(const StaffList list, read_staff_list(o.file, o.sheet));
  if (!list.issues.empty() && !run.out().json_wanted())
    run.out().raw(render_wrapped(issue_table(list.issues, run.lang()), kTableWidth) + "\n");
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const auto names, names_for(run, o.programme, false));
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/training/check";
  std::vector<CheckedStaff> checked;
  Progress progress(run.out(), run.say("đối chiếu", "checking"), list.rows.size());
  for (std::size_t first = 0; first < list.rows.size(); first += kAskedAtOnce) {
    json body = {{"people", staff_json(list.rows, first)}};
    if (!o.programme.empty()) body["programme"] = names.index;
    if (!o.purpose.empty()) body["purpose"] = o.purpose;
    if (!o.decision.empty()) body["decision"] = o.decision;
    HOCBA_TRY(const json value, node->post(path, body));
    const std::vector<StaffRow> asked(
        list.rows.begin() + static_cast<std::ptrdiff_t>(first),
        list.rows.begin() + static_cast<std::ptrdiff_t>(std::min(list.rows.size(), first + kAskedAtOnce)));
    HOCBA_TRY(auto part, read_checked(value, asked, path));
    std::move(part.begin(), part.end(), std::back_inserter(checked));
    progress.to(checked.size());
  }
  progress.finish();
  const json value = checked_json(checked, list.faulty);
  if (target) {
    PeopleList paper{.title = run.say("KẾT QUẢ ĐỐI CHIẾU CHỨNG CHỈ", "CERTIFICATES CHECKED AGAINST THE LEDGER"),
                     .subtitle = staff_count_words(checked, run.lang()),
                     .unit = run.globals.unit,
                     .table = staff_table(checked, run.lang())};
    paper.table.above = {paper.title, paper.subtitle};
    HOCBA_TRY(paper.time, run.now());
    const auto make_paper = [&] { return people_paper(paper, names, run.lang()); };
    HOCBA_RETURN_IF_ERROR(write_report(run, o.output, *target, paper.table, value, make_paper, Access::owner));
  } else {
    // Those in force are what everybody expects: of a long list they are counted alone.
    constexpr std::size_t kAllShown = 50;
    std::vector<CheckedStaff> told;
    std::copy_if(checked.begin(), checked.end(), std::back_inserter(told), [&](const CheckedStaff& one) {
      return checked.size() <= kAllShown || one.verdict != StaffVerdict::in_force;
    });
    run.out().table(screen_table(staff_table(told, run.lang()), run.lang()));
    run.out().json(value);
  }
  run.out().line(staff_count_words(checked, run.lang()) +
                 (list.faulty == 0 ? std::string()
                                   : run.say("; không đọc được ", "; unreadable rows: ") + std::to_string(list.faulty) +
                                         run.say(" dòng", "")));
  const int code = staff_exit_code(checked);
  return list.faulty > 0 && (code == kExitDone || code == kExitUndecided) ? kExitRefused : code;
}

void add_reading_reasons(Args& command, LookOptions& o) {
  command.option("--purpose", o.purpose, "xem để làm gì; cấp trên phải nêu, và được ghi nhật ký",
                 "why it is read: units above must say so, and it is logged");
  command.option("--decision", o.decision, "số quyết định (thanh tra phải nêu); được ghi nhật ký",
                 "number of the decision (inspectors must give it); it is logged");
}
void add_filters(Args& command, LookOptions& o) {
  command
      .option("--programme", o.programme, "mã chương trình (DE_AN_869; CƠ_QUAN/MÃ), hoặc số mục của nó",
              "the programme's code (DE_AN_869; OFFICE/CODE), or its index")
      .required();
  command.option("--course", o.course, "một khóa", "one course");
  command.option("--audience", o.audience, "một đối tượng: CBQL, GV, NV …", "one audience: CBQL, GV, NV …");
  command.option("--of-unit", o.of, "người của một đơn vị", "the people of one unit");
  command.option("--as-of", o.as_of, "tính đến hết một ngày, hoặc đến một cỡ của sổ cái; mặc định: bây giờ",
                 "as of the end of a day, or of a size of the ledger; default: now");
}
void add_output(Args& command, LookOptions& o) {
  command.option("-o,--output", o.output, "ghi ra tệp mới: .csv, .xlsx, .json, .pdf",
                 "write to a new file: .csv, .xlsx, .json, .pdf");
}

}  // namespace

void add_training_report_commands(Args training, Run& run) {
  {
    auto o = std::make_shared<LookOptions>();
    Args c = training.command(
        "coverage", "bao nhiêu người đã đạt so với danh sách và mục tiêu; số lớp so với kế hoạch",
        "how many passed, against roster and target; classes against the plan",
        "hocba training coverage --programme DE_AN_869 --by school --key can-bo.key\n"
        "hocba training coverage --programme DE_AN_869 --by level --course CDS_CB --as-of 31/12/2024 --key can-bo.key\n"
        "hocba training coverage --programme DE_AN_869 -o bao-phu.pdf --key can-bo.key\n"
        "hocba training coverage --programme DE_AN_869 --by school --public -o cong-khai.csv --key can-bo.key");
    add_filters(c, *o);
    c.option("--by", o->by, "đếm theo: all, audience, level, school, topic",
             "counted by: all, audience, level, school, topic")
        .one_of({std::begin(kCoverageBys), std::end(kCoverageBys)});
    c.flag("--public", o->publicly, "để công khai, chỉ theo một cách đếm --by: không nêu số dưới 5 người",
           "to be published, by the one --by alone: counts below 5 people are not told");
    c.flag("--plan", o->plan, "chỉ bảng số lớp", "the table of classes alone");
    add_output(c, *o);
    c.action([o, &run] { return run.finish(coverage(run, *o)); });
  }
  {
    auto o = std::make_shared<LookOptions>();
    Args c = training.command("missing", "ai trong danh sách chưa đạt (có họ tên: chỉ người có quyền)",
                              "who of the roster has not passed (with names: for those who may)",
                              "hocba training missing --programme DE_AN_869 --course CDS_CB --of-unit 79TH0001 "
                              "--purpose \"Nhắc lịch học\" --key can-bo.key\n"
                              "hocba training missing --programme DE_AN_869 -o con-thieu.xlsx --key hieu-truong.key");
    add_filters(c, *o);
    add_reading_reasons(c, *o);
    add_output(c, *o);
    c.action([o, &run] { return run.finish(missing(run, *o)); });
  }
  {
    auto o = std::make_shared<LookOptions>();
    Args c = training.command(
        "evidence", "minh chứng từng người cho NQ 08/2023 và thi đua; không phải bảng xếp hạng",
        "evidence of each person for NQ 08/2023 and emulation; no ranking",
        "hocba training evidence --period 2024-Q4 -o minh-chung-quy-4.xlsx --key hieu-truong.key\n"
        "hocba training evidence --programme DE_AN_869 --of-unit 79TH0001 --period 2024 --purpose \"Xét "
        "thi đua\" --key can-bo.key\n"
        "hocba training evidence --person 000085000123 --from 01/10/2024 --key hieu-truong.key");
    c.option("--programme", o->programme, "một chương trình; không nêu: mọi chương trình",
             "one programme; left out: all of them");
    c.option("--of-unit", o->of, "người của một đơn vị", "the people of one unit");
    c.option("--person", o->person, "số định danh của một người", "one person's personal number");
    c.option("--period", o->period, "đạt trong kỳ: 2024, 2024-Q4, 2024-10",
             "passed in a period: 2024, 2024-Q4, 2024-10");
    c.option("--from", o->from, "đạt từ ngày", "passed from this day");
    c.option("--to", o->to, "đạt đến hết ngày", "passed through this day");
    add_reading_reasons(c, *o);
    add_output(c, *o);
    c.action([o, &run] { return run.finish(evidence(run, *o)); });
  }
  {
    auto o = std::make_shared<LookOptions>();
    Args c = training.command("check", "đối chiếu một danh sách cán bộ với sổ cái: chứng chỉ nào thật và còn hiệu lực",
                              "checks a staff list against the ledger: which certificates are genuine and in force",
                              "hocba training check danh-sach.xlsx --key hieu-truong.key\n"
                              "hocba training check danh-sach.csv --programme DE_AN_869 --purpose \"Kiểm tra hồ sơ\" "
                              "-o ket-qua.xlsx --key can-bo.key");
    c.positional("FILE", o->file, "bảng .xlsx hoặc .csv: Họ và tên, Ngày sinh, Số định danh, Số hiệu (nếu có)",
                 "an .xlsx or .csv sheet: name, date of birth, personal number, serial (if claimed)")
        .required();
    c.option("--sheet", o->sheet, "trang tính", "the sheet of a workbook");
    c.option("--programme", o->programme, "chỉ chứng chỉ của chương trình này", "certificates of this programme alone");
    add_reading_reasons(c, *o);
    add_output(c, *o);
    c.action([o, &run] { return run.finish(check_staff(run, *o)); });
  }
}

}  // namespace hocba::cli
