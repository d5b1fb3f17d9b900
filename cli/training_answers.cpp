// The node's answers about training, as checked values.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/training_reports.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/block.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

std::vector<std::uint64_t> numbers_at(Answer& in, const json& value, const char* name, bool& good) {
  std::vector<std::uint64_t> out;
  if (!in.has(name)) return out;
  const json& list = value[name];
  good = good && list.is_array();
  if (!list.is_array()) return out;
  for (const json& item : list) {
    good = good && item.is_number_unsigned();
    if (good) out.push_back(item.get<std::uint64_t>());
  }
  return out;
}

template <class Line>
Result<std::vector<Line>> lines_of(const json& list, Result<Line> (*read)(const json&, const std::string&),
                                   const std::string& place) {
  std::vector<Line> out;
  for (const json& item : list) {
    HOCBA_TRY(Line line, read(item, place));
    out.push_back(std::move(line));
  }
  return out;
}

Result<MissingLine> missing_line(const json& value, const std::string& place) {
  MissingLine out;
  Answer in(value, place);
  out.erased = in.optional_flag("erased");
  if (!out.erased) out.name = in.text("name");
  if (!out.erased) out.birth_date = in.text("birth_date");
  out.unit = in.text("unit");
  out.level = in.optional_text("level");
  out.audience = in.optional_text("audience");
  out.course = in.text("course");
  out.state = in.text("state");
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

Result<EvidencePerson> evidence_person(const json& value, const std::string& place) {
  EvidencePerson out;
  Answer in(value, place);
  out.erased = in.optional_flag("erased");
  if (!out.erased) out.name = in.text("name");
  if (!out.erased) out.birth_date = in.text("birth_date");
  out.personal_number = in.optional_text("personal_number");
  out.unit = in.text("unit");
  const json& modules = in.list("modules");
  HOCBA_RETURN_IF_ERROR(in.end());
  HOCBA_TRY(out.modules, lines_of(modules, read_evidence_module, place));
  return out;
}

}  // namespace

std::string named(const std::map<std::string, std::string>& names, const std::string& code) {
  const auto found = names.find(code);
  return found == names.end() || found->second.empty() ? code : found->second;
}

namespace {

// Words that every plan uses, for a programme whose file nobody published.
struct UsualWord {
  const char *code, *vi, *en;
};
constexpr UsualWord kUsualAudiences[] = {
    {"CBQL", "Cán bộ quản lý", "Managers"}, {"GV", "Giáo viên", "Teachers"}, {"NV", "Nhân viên", "Staff"}};
constexpr UsualWord kUsualLevels[] = {{"MAM_NON", "Mầm non", "Kindergarten"},
                                      {"TIEU_HOC", "Tiểu học", "Primary"},
                                      {"THCS", "Trung học cơ sở", "Lower secondary"},
                                      {"THPT", "Trung học phổ thông", "Upper secondary"},
                                      {"GDNN_GDTX", "GDNN - GDTX", "Vocational and continuing"}};

void add_words(std::map<std::string, std::string>& to, const training::NamedWords& words, Lang lang) {
  for (const auto& [code, both] : words) to[code.str()] = for_terminal(lang == Lang::vi ? both.vi : both.en);
}

}  // namespace

ProgrammeNames names_of(const Programme& programme, Lang lang) {
  ProgrammeNames out;
  out.index = programme.index;
  out.first = programme.first;
  out.office = programme.office;
  out.code = programme.code();
  for (const UsualWord& word : kUsualAudiences) out.audiences[word.code] = pick(lang, word.vi, word.en);
  for (const UsualWord& word : kUsualLevels) out.levels[word.code] = pick(lang, word.vi, word.en);
  if (!programme.file) return out;
  out.title = for_terminal(programme.title(lang));
  add_words(out.courses, programme.file->courses, lang);
  add_words(out.audiences, programme.file->audiences, lang);
  add_words(out.levels, programme.file->levels, lang);
  add_words(out.topics, programme.file->topics, lang);
  return out;
}

Result<std::map<std::string, std::string>> names_of_units(Run& run) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto units, node->units());
  std::map<std::string, std::string> out;
  for (const UnitInfo& unit : units)
    if (!unit.name.empty()) out[unit.unit] = for_terminal(unit.name);
  return out;
}

Result<ProgrammeNames> names_for(Run& run, const std::string& programme, bool units) {
  ProgrammeNames out;
  if (!programme.empty()) {
    HOCBA_TRY(const Programme found, programme_option(run, programme));
    out = names_of(found, run.lang());
  }
  if (units) {
    HOCBA_TRY(out.units, names_of_units(run));
  }
  return out;
}

std::string superior_of(Run& run, const std::string& unit) {
  const auto node = run.api();
  if (!node.ok() || unit.empty()) return {};
  const auto info = (*node)->unit(unit);
  return info.ok() ? info->parent : std::string();
}

Result<std::uint64_t> size_at_end_of(Run& run, Date day) {
  HOCBA_TRY(const NetworkInfo* network, run.network());
  HOCBA_TRY(ApiClient * node, run.api());
  struct Closed {
    std::uint64_t size = 0;
    Time time;
  };
  const auto block = [&](std::uint64_t height) -> Result<Closed> {
    const std::string path = "/v1/blocks/" + std::to_string(height);
    HOCBA_TRY(const json value, node->get(path));
    Answer in(value, path);
    const std::uint64_t index = in.number("index");
    const std::string entry = in.text("entry");
    HOCBA_RETURN_IF_ERROR(in.end());
    const auto read = chain::parse_block(entry);
    if (!read.ok()) return Error(kAnswerMalformed, path);
    return Closed{index + 1, read->time};
  };
  const Time end = start_of_day_utc7(day) + days(1);
  // Block times never decrease: the last block before the end of the day.
  std::uint64_t low = 0, high = network->height + 1, size = 0;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    HOCBA_TRY(const Closed closed, block(middle));
    if (closed.time < end) {
      size = closed.size;
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (size == 0) return Error(kUsage, "--as-of " + to_screen(day));
  return size;
}

Result<Time> time_of_size(Run& run, std::uint64_t size) {
  if (size == 0) return Error(kUsage, "0");
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/entries/" + std::to_string(size - 1);
  HOCBA_TRY(const std::string entry, node->text(path));
  if (const auto block = chain::parse_block(entry); block.ok()) return block->time;
  const auto record = chain::parse_record(entry);
  if (!record.ok()) return Error(kAnswerMalformed, path);
  return record->time;
}

Result<CoverageLine> read_coverage_line(const json& value, const std::string& place) {
  CoverageLine out;
  Answer in(value, place);
  out.key = in.optional_text("key");
  out.course = in.text("course");
  out.people = in.number("people");
  out.passed = in.number("passed");
  out.failed = in.number("failed");
  out.learning = in.number("learning");
  out.waiting = in.number("waiting");
  out.certified = in.number("certified");
  out.late = in.number("late");
  out.retaken = in.number("retaken");
  out.denominator = in.number("denominator");
  out.target = in.optional_number("target");
  out.reached = in.optional_flag("reached");
  const std::string by = in.optional_text("target_by");
  HOCBA_RETURN_IF_ERROR(in.end());
  if (!by.empty()) {
    const auto day = date_from_text(by);
    if (!day.ok()) return Error(kAnswerMalformed, place + ": target_by");
    out.target_by = *day;
  }
  // Counts that contradict each other would be printed, signed and filed.
  const std::uint64_t parts = out.passed + out.failed + out.learning + out.waiting;
  if (parts != out.people || out.certified > out.passed || out.retaken > out.passed || out.late > out.people)
    return Error(kAnswerMalformed, place + ": people");
  return out;
}

Result<PlanLine> read_plan_line(const json& value, const std::string& place) {
  PlanLine out;
  Answer in(value, place);
  out.audience = in.text("audience");
  out.course = in.optional_text("course");
  out.level = in.optional_text("level");
  out.planned = in.number("planned");
  out.opened = in.number("opened");
  out.closed = in.number("closed");
  out.cancelled = in.number("cancelled");
  out.retakes = in.number("retakes");
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

Result<Coverage> read_coverage(const json& value, const std::string& path) {
  Coverage out;
  Answer in(value, path);
  out.as_of = in.number("as_of");
  out.time = in.optional_time("time");
  const json& rows = in.list("rows");
  const json plan = in.has("plan") ? in.list("plan") : json::array();
  HOCBA_RETURN_IF_ERROR(in.end());
  HOCBA_TRY(out.rows, lines_of(rows, read_coverage_line, path));
  HOCBA_TRY(out.plan, lines_of(plan, read_plan_line, path));
  return out;
}

Result<std::vector<MissingLine>> read_missing(const json& value, const std::string& path) {
  Answer in(value, path);
  const json& people = in.list("people");
  HOCBA_RETURN_IF_ERROR(in.end());
  return lines_of(people, missing_line, path);
}

Result<EvidenceModule> read_evidence_module(const json& value, const std::string& place) {
  EvidenceModule out;
  Answer in(value, place);
  out.programme = in.text("code");
  out.course = in.text("course");
  out.topic = in.optional_text("topic");
  out.class_name = in.text("name");
  out.passed_on = in.optional_text("passed_on");
  out.score = in.optional_number("score");
  if (in.has("certificate")) {
    Answer certificate(in.object("certificate"), place);
    out.certificate = certificate.text("id");
    out.serial = certificate.optional_text("serial");
    out.standing = certificate.optional_text("standing");
    out.since = certificate.optional_text("since");
    HOCBA_RETURN_IF_ERROR(certificate.end());
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

Result<std::vector<EvidencePerson>> read_evidence(const json& value, const std::string& path) {
  Answer in(value, path);
  const json& people = in.list("people");
  HOCBA_RETURN_IF_ERROR(in.end());
  return lines_of(people, evidence_person, path);
}

CheckedStaff judge_staff(const StaffRow& row, StaffFound found, std::vector<EvidenceModule> modules) {
  CheckedStaff out{row, StaffVerdict::unknown, std::move(modules), {}};
  if (found == StaffFound::other_person) out.verdict = StaffVerdict::other_person;
  if (found != StaffFound::yes) return out;
  for (const EvidenceModule& one : out.modules) {  // a document may be for several modules
    const auto same = [&](const EvidenceModule& other) { return other.certificate == one.certificate; };
    if (!one.certificate.empty() && std::none_of(out.shown.begin(), out.shown.end(), same)) out.shown.push_back(one);
  }
  const auto claimed = [&](const EvidenceModule& one) { return row.serial.empty() || one.serial == row.serial; };
  const auto rank = [&](const EvidenceModule& one) { return claimed(one) ? 0 : 1; };
  std::stable_sort(out.shown.begin(), out.shown.end(), [&](const EvidenceModule& a, const EvidenceModule& b) {
    return std::pair(rank(a), a.standing != "in_force") < std::pair(rank(b), b.standing != "in_force");
  });
  if (!out.shown.empty() && claimed(out.shown.front()))
    out.verdict = out.shown.front().standing == "in_force" ? StaffVerdict::in_force : StaffVerdict::not_in_force;
  else
    out.verdict = row.serial.empty() ? StaffVerdict::none : StaffVerdict::other_serial;
  return out;
}

Result<std::vector<CheckedStaff>> read_checked(const json& value, const std::vector<StaffRow>& asked,
                                               const std::string& path) {
  Answer in(value, path);
  const json& rows = in.list("rows");
  HOCBA_RETURN_IF_ERROR(in.end());
  if (rows.size() != asked.size()) return Error(kAnswerMalformed, path + ": rows");
  std::vector<CheckedStaff> out;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    Answer row(rows[i], path);
    const bool differs = row.optional_flag("differs");
    const StaffFound found = row.flag("found") ? StaffFound::yes : differs ? StaffFound::other_person : StaffFound::no;
    const json modules = row.has("modules") ? row.list("modules") : json::array();
    HOCBA_RETURN_IF_ERROR(row.end());
    HOCBA_TRY(auto list, lines_of(modules, read_evidence_module, path));
    out.push_back(judge_staff(asked[i], found, std::move(list)));
  }
  return out;
}

int staff_exit_code(const std::vector<CheckedStaff>& checked) {
  const auto any = [&](StaffVerdict verdict) {
    return std::any_of(checked.begin(), checked.end(), [&](const auto& one) { return one.verdict == verdict; });
  };
  constexpr int kNotGenuine = 4;  // as of verify
  if (any(StaffVerdict::other_serial) || any(StaffVerdict::other_person)) return kNotGenuine;
  if (any(StaffVerdict::not_in_force)) return kExitNotInForce;
  return any(StaffVerdict::none) || any(StaffVerdict::unknown) ? kExitUndecided : kExitDone;
}

Result<FiledLine> read_filed(const json& value, const std::string& place) {
  FiledLine out;
  Answer in(value, place);
  out.index = in.number("index");
  out.programme = in.optional_number("programme").value_or(0);
  out.as_of = in.number("as_of");
  out.unit = in.text("unit");
  out.kind = in.text("kind");
  out.period = in.text("period");
  out.digest = in.text("digest");
  out.time = in.time("time");
  out.late = in.optional_flag("late");
  out.replaces = in.optional_number("replaces");
  bool good = true;
  out.based_on = numbers_at(in, value, "based_on", good);
  HOCBA_RETURN_IF_ERROR(in.end());
  if (!good) return Error(kAnswerMalformed, place + ": based_on");
  return out;
}

namespace {

Result<DocumentsLine> documents_line(const json& value, const std::string& place) {
  DocumentsLine out;
  Answer in(value, place);
  out.type = in.text("type");
  out.issued = in.number("issued");
  out.in_force = in.number("in_force");
  out.suspended = in.number("suspended");
  out.revoked = in.number("revoked");
  out.superseded = in.number("superseded");
  out.erased = in.number("erased");
  out.issued_in_period = in.optional_number("issued_in_period");
  out.revoked_in_period = in.optional_number("revoked_in_period");
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

Result<ClassesLine> classes_line(const json& value, const std::string& place) {
  ClassesLine out;
  Answer in(value, place);
  out.provider = in.text("provider");
  out.course = in.text("course");
  out.audience = in.text("audience");
  out.level = in.optional_text("level");
  out.topic = in.optional_text("topic");
  out.opened = in.number("opened");
  out.closed = in.number("closed");
  out.cancelled = in.number("cancelled");
  out.learners = in.number("learners");
  out.passed = in.number("passed");
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

Result<InPeriodLine> in_period_line(const json& value, const std::string& place) {
  InPeriodLine out;
  Answer in(value, place);
  out.course = in.text("course");
  out.begun = in.number("begun");
  out.passed = in.number("passed");
  out.lost = in.number("lost");
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

}  // namespace

Result<ReportContent> read_report(const std::string& text) {
  const std::string place = "report";
  HOCBA_TRY(const json value, crypto::parse_canonical(text));
  ReportContent out;
  Answer in(value, place);
  out.unit = in.text("unit");
  out.kind = in.text("kind");
  out.period = in.text("period");
  out.reporter = in.optional_text("reporter");
  out.programme = in.number("programme");
  out.version = in.optional_number("version").value_or(out.programme);
  out.as_of = in.number("as_of");
  out.state_at = in.optional_number("state_at").value_or(out.as_of);
  out.late = in.texts("late");
  const json none = json::array(), nothing = json::object();
  const json& coverage = in.list("coverage");
  const json& plan = in.list("plan");
  const json& classes = in.has("classes") ? in.list("classes") : none;
  const json& documents = in.has("documents") ? in.list("documents") : none;
  const json& in_period = in.has("in_period") ? in.list("in_period") : none;
  Answer rosters(in.has("rosters") ? in.object("rosters") : nothing, place);
  out.seats = rosters.optional_number("seats").value_or(0);
  out.late_seats = rosters.optional_number("late_seats").value_or(0);
  out.removed = rosters.optional_number("removed").value_or(0);
  Answer below(in.has("below") ? in.object("below") : nothing, place);
  const json& sums = below.has("rows") ? below.list("rows") : none;
  bool good = true;
  out.based_on = numbers_at(in, value, "based_on", good);
  for (Answer* part : {&in, &rosters, &below}) HOCBA_RETURN_IF_ERROR(part->end());
  if (!good) return Error(kAnswerMalformed, place + ": based_on");
  const auto kind = training::report_kind_from_text(out.kind);
  if (!kind.ok() || !training::is_report_period(*kind, out.period)) return Error(kAnswerMalformed, place + ": period");
  for (const json& item : coverage) {
    Answer row(item, place);
    const std::string by = row.text("by");
    HOCBA_RETURN_IF_ERROR(row.end());
    HOCBA_TRY(CoverageLine line, read_coverage_line(item, place));
    out.coverage[by == "unit" ? "school" : by].push_back(std::move(line));
  }
  HOCBA_TRY(out.plan, lines_of(plan, read_plan_line, place));
  HOCBA_TRY(out.classes, lines_of(classes, classes_line, place));
  HOCBA_TRY(out.documents, lines_of(documents, documents_line, place));
  HOCBA_TRY(out.in_period, lines_of(in_period, in_period_line, place));
  HOCBA_TRY(out.below, lines_of(sums, read_coverage_line, place));
  return out;
}

}  // namespace hocba::cli
