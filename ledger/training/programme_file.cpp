#include "ledger/training/programme_file.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "ledger/credential/training_document.hpp"
#include "ledger/training/codes.hpp"
#include "ledger/training/programme_file_parts.hpp"
#include "ledger/training/toml_table.hpp"

namespace hocba::training {

namespace {

constexpr std::uint32_t kWholePercent = 100;
constexpr std::uint32_t kMostClasses = 100'000;
constexpr std::uint32_t kMostAwards = 100'000;
constexpr std::uint32_t kMostMinutes = 600;  // of a period
constexpr std::size_t kMostEntries = 64;     // of lists for people

// Codes that have a name in one of the file's tables, and which of them something uses.
struct Dictionary {
  std::string_view key;  // "audiences"
  NamedWords* names = nullptr;
  std::map<CodeText, std::size_t> lines;
  std::set<CodeText> used;
};

class ProgrammeReader {
 public:
  Result<ProgrammeFile> read(const TomlValue& value, Digest document);

 private:
  void read_version(TomlTable& root);
  void read_sources(TomlTable& root);
  void read_names(TomlTable& root, Dictionary& dictionary);
  void read_dates(TomlTable& root);
  void read_trainer(TomlTable& root);
  void read_course(TomlTable& table);
  void read_audiences(TomlTable& table, CourseRule& course);
  void read_marks(TomlTable& table, CourseRule& course);
  void read_course_sources(TomlTable& table);
  void read_certificate(TomlTable& table);
  void read_planned(TomlTable& table);
  void read_target(TomlTable& table);
  void read_report(TomlTable& table);
  void read_report_day(TomlTable& table, ReportDuty& duty);
  void read_decisions(TomlTable& root);
  void read_checklist(TomlTable& root);
  void read_duties(TomlTable& root);
  void read_awards(TomlTable& root);
  void read_remarks(TomlTable& root, std::string_view key, std::vector<Words>& remarks);
  void read_providers(TomlTable& root);
  void read_unknown(TomlTable& root);
  void read_question(TomlTable& root, const std::string& text);
  void check_used(TomlTable& root);

  std::optional<Phase> read_span(TomlTable& root, std::string_view key);
  void cite(TomlTable& table, const std::string& place, std::string_view key = "source");
  void refer(Dictionary& dictionary, TomlTable& table, std::string_view key, const LocatedCode& code);
  const CourseRule* known_course(TomlTable& table, std::string_view key, const LocatedCode& code);

  ProgrammeFile out_;
  TomlReading reading_;
  Dictionary audiences_{"audiences", &out_.audiences, {}, {}};
  Dictionary levels_{"levels", &out_.levels, {}, {}};
  Dictionary topics_{"topics", &out_.topics, {}, {}};
  Dictionary uses_{"uses", &out_.uses, {}, {}};
  Dictionary recipients_{"recipients", &out_.recipients, {}, {}};
  std::map<std::string, std::size_t> source_lines_;
  std::set<std::string> sources_used_;
  std::map<std::string, std::set<std::string>> given_;  // course -> keys that it has
};

void ProgrammeReader::read_version(TomlTable& root) {
  if (!root.has("hocba")) return root.refuse(kFileVersion, "hocba");
  const auto version = root.optional_integer("hocba", 0, 1'000'000);
  if (reading_.ok() && version != kProgrammeFileVersion)
    root.refuse(kFileVersion, "hocba", std::to_string(version.value_or(0)));
}

void ProgrammeReader::read_sources(TomlTable& root) {
  auto table = root.optional_table("sources");
  if (!table) return;
  for (const LocatedCode& id : table->keys()) {
    out_.sources[id.code.str()] = table->text(id.code.str());
    source_lines_[id.code.str()] = id.line;
  }
}

// "source = …" of a table, or a key of it: one id or several.
void ProgrammeReader::cite(TomlTable& table, const std::string& place, std::string_view key) {
  for (std::string& id : table.texts(key)) {
    if (!out_.sources.count(id)) return table.refuse(kFileReference, key, "[sources] " + id);
    auto& ids = out_.based_on[place];
    if (std::count(ids.begin(), ids.end(), id) != 0) return table.refuse(kFileTwice, key, id);
    sources_used_.insert(id);
    ids.push_back(std::move(id));
  }
}

void ProgrammeReader::read_names(TomlTable& root, Dictionary& dictionary) {
  auto table = root.optional_table(dictionary.key);
  if (!table) return;
  for (const LocatedCode& code : table->keys()) {
    auto entry = table->optional_table(code.code.str());
    if (!entry || !reading_.ok()) return;
    Words words{entry->text("vi"), entry->text("en")};
    cite(*entry, entry->place());
    entry->end();
    dictionary.names->emplace(code.code, std::move(words));
    dictionary.lines.emplace(code.code, code.line);
  }
}

void ProgrammeReader::refer(Dictionary& dictionary, TomlTable& table, std::string_view key, const LocatedCode& code) {
  if (!reading_.ok()) return;
  if (dictionary.names->count(code.code))
    dictionary.used.insert(code.code);
  else
    reading_.refuse(kFileReference, code.line, table.place_of(key),
                    "[" + std::string(dictionary.key) + "] " + code.code.str());
}

std::optional<Phase> ProgrammeReader::read_span(TomlTable& root, std::string_view key) {
  auto table = root.optional_table(key);
  if (!table) return std::nullopt;
  const auto from = table->optional_day("from", false), to = table->optional_day("to", true);
  cite(*table, std::string(key));
  table->end();
  if (!from) table->refuse(kFileMissing, "from");
  if (!to) table->refuse(kFileMissing, "to");
  if (!reading_.ok()) return std::nullopt;
  if (*to < *from) table->refuse_value("to", "before `from`");
  return Phase{*from, *to};
}

void ProgrammeReader::read_dates(TomlTable& root) {
  out_.rules.phase = read_span(root, "phase");
  out_.survey = read_span(root, "survey");
  auto roster = root.optional_table("roster");
  if (!roster) return;
  out_.rules.roster_due = roster->optional_date("due");
  if (!roster->has("due")) roster->refuse(kFileMissing, "due");
  cite(*roster, "roster");
  roster->end();
}

void ProgrammeReader::read_trainer(TomlTable& root) {
  auto trainer = root.optional_table("trainer");
  if (!trainer) return;
  if (trainer->has("degree")) out_.rules.trainer_degree = trainer->word("degree", degree_from_text);
  out_.trainer_requirement = trainer->words("requirement");
  cite(*trainer, "trainer");
  trainer->end();
}

void ProgrammeReader::read_audiences(TomlTable& table, CourseRule& course) {
  auto audiences = table.optional_table("audiences");
  if (!audiences) return table.refuse(kFileMissing, "audiences");
  const auto keys = audiences->keys();
  if (keys.empty() || keys.size() > kMaxAudiences)
    return table.refuse_value("audiences", "1 to " + std::to_string(kMaxAudiences) + " of them");
  for (const LocatedCode& audience : keys) {
    refer(audiences_, *audiences, audience.code.str(), audience);
    AudienceRule rule{audience.code, {}};
    for (const LocatedCode& topic : audiences->codes(audience.code.str(), 0, kMaxTopics)) {
      refer(topics_, *audiences, audience.code.str(), topic);
      rule.topics.push_back(topic.code);
    }
    std::sort(rule.topics.begin(), rule.topics.end());
    course.audiences.push_back(std::move(rule));
  }
  std::sort(course.audiences.begin(), course.audiences.end(),
            [](const AudienceRule& a, const AudienceRule& b) { return a.audience < b.audience; });
}

void ProgrammeReader::read_marks(TomlTable& table, CourseRule& course) {
  const auto mark = table.optional_mark("pass_mark");
  if (mark && course.assessment == Assessment::attendance)
    table.refuse_value("pass_mark", "a course of attendance has no marks");
  if (!mark && course.assessment != Assessment::attendance) out_.defaulted.push_back(table.place_of("pass_mark"));
  course.pass_tenths = mark.value_or(kDefaultPassTenths);
  auto weights = table.optional_table("weights");
  if (!weights) return;
  course.weights =
      Weights{weights->integer("attendance", 0, kWholePercent), weights->integer("test", 0, kWholePercent)};
  weights->end();
  if (course.weights->attendance + course.weights->test != kWholePercent) table.refuse_value("weights", "together 100");
  if (course.assessment != Assessment::scored) table.refuse_value("weights", "only a scored course has them");
}

// Where each rule of a course stands in the plan: sources = { max_learners = "TD6", "audiences.GV" = "TD4" }.
void ProgrammeReader::read_course_sources(TomlTable& table) {
  auto sources = table.optional_table("sources");
  if (!sources) return;
  constexpr std::string_view kAudiences = "audiences.";
  for (const LocatedCode& entry : sources->keys()) {
    const std::string& key = entry.code.str();
    bool known = table.has(key) && key != "sources" && key != "code";
    if (key.substr(0, kAudiences.size()) == kAudiences)
      if (auto audiences = table.optional_table("audiences")) known = audiences->has(key.substr(kAudiences.size()));
    if (!known) return sources->refuse(kFileReference, key, "the course has no such key");
    cite(*sources, table.place_of(key), key);
  }
}

void ProgrammeReader::read_course(TomlTable& table) {
  const LocatedCode code = table.code_line("code");
  if (!reading_.ok()) return;
  table.rename("courses[" + code.code.str() + "]");
  CourseRule course;
  course.course = code.code;
  const Words title = table.words("title");
  course.assessment = table.word("assessment", assessment_from_text);
  read_audiences(table, course);
  course.max_learners = table.optional_integer("max_learners", 1, kMaxLearners);
  course.max_online = table.optional_integer("max_online", 0, kWholePercent);
  course.min_attendance = table.optional_integer("min_attendance", 1, kWholePercent);
  course.min_periods = table.optional_integer("min_periods", 1, kMaxPeriods);
  course.period_minutes = table.optional_integer("period_minutes", 1, kMostMinutes);
  read_marks(table, course);
  if (course.assessment == Assessment::external)
    for (const char* key : {"max_online", "min_attendance", "min_periods"})
      if (table.has(key))
        table.refuse_value(key, "another system assesses this course: its periods are not counted here");
  read_course_sources(table);
  table.end();
  if (!out_.courses.emplace(code.code, title).second) table.refuse(kFileTwice, "code", code.code.str());
  for (const char* key :
       {"max_learners", "max_online", "min_attendance", "min_periods", "pass_mark", "period_minutes", "weights"})
    if (table.has(key)) given_[code.code.str()].insert(key);
  for (const AudienceRule& audience : course.audiences)
    if (!audience.topics.empty()) given_[code.code.str()].insert("topics");
  out_.rules.courses.push_back(std::move(course));
}

const CourseRule* ProgrammeReader::known_course(TomlTable& table, std::string_view key, const LocatedCode& code) {
  if (!reading_.ok()) return nullptr;
  const CourseRule* course = find_course(out_.rules, code.code);
  if (course == nullptr)
    reading_.refuse(kFileReference, code.line, table.place_of(key), "[[courses]] " + code.code.str());
  return course;
}

void ProgrammeReader::read_certificate(TomlTable& table) {
  DocumentTitle document{{}, table.words("title")};
  std::optional<Assessment> assessment;
  for (const LocatedCode& code : table.codes("courses", 1, kMaxCertificateCourses)) {
    const CourseRule* course = known_course(table, "courses", code);
    if (course == nullptr) return;
    if (assessment.value_or(course->assessment) != course->assessment)
      return table.refuse_value("courses", "one document is for courses that are assessed in one way");
    assessment = course->assessment;
    document.rule.courses.push_back(code.code);
  }
  cite(table, table.place());
  table.end();
  if (!reading_.ok()) return;
  // Documents are called so; whoever issues one of an external course may add that it is one.
  const auto kind = *credential::training_kind(document_type(*assessment));
  if (!credential::title_fits(kind, document.title.vi) &&
      !credential::title_fits(kind, document.title.vi + std::string(credential::kAssessedElsewhere)))
    return table.refuse_value("title", document.title.vi);
  std::sort(document.rule.courses.begin(), document.rule.courses.end());
  document.rule.type = CodeText::parse(document_type(*assessment)).value();
  for (const CertificateRule& other : out_.rules.certificates)
    if (other.courses == document.rule.courses) table.refuse(kFileTwice, "courses");
  out_.rules.certificates.push_back(document.rule);
  out_.documents.push_back(std::move(document));
}

void ProgrammeReader::read_planned(TomlTable& table) {
  const LocatedCode audience = table.code_line("audience");
  const auto course = table.optional_code("course"), level = table.optional_code("level");
  PlannedClasses planned{audience.code, table.integer("classes", 1, kMostClasses), {}, {}};
  cite(table, table.place());
  table.end();
  refer(audiences_, table, "audience", audience);
  if (level) {
    refer(levels_, table, "level", *level);
    planned.level = level->code;
  }
  if (course) {
    const CourseRule* rule = known_course(table, "course", *course);
    if (rule != nullptr && find_audience(*rule, audience.code) == nullptr)
      table.refuse(kFileReference, "audience", "not of this course: " + audience.code.str());
    planned.course = course->code;
  }
  for (const PlannedClasses& other : out_.rules.planned)
    if (other.audience == planned.audience && other.course == planned.course && other.level == planned.level)
      table.refuse(kFileTwice, "audience");
  out_.rules.planned.push_back(std::move(planned));
}

void ProgrammeReader::read_target(TomlTable& table) {
  const LocatedCode course = table.code_line("course");
  const auto audience = table.optional_code("audience");
  TargetRule target{{}, table.optional_day("by", true), course.code, table.integer("percent", 1, kWholePercent)};
  cite(table, table.place());
  table.end();
  const CourseRule* rule = known_course(table, "course", course);
  if (rule == nullptr) return;
  if (audience) {
    refer(audiences_, table, "audience", *audience);
    if (find_audience(*rule, audience->code) == nullptr)
      table.refuse(kFileReference, "audience", "not of this course: " + audience->code.str());
    target.audience = audience->code;
  }
  for (const TargetRule& other : out_.rules.targets)
    if (other.course == target.course && other.audience == target.audience && other.by == target.by)
      table.refuse(kFileTwice, "course");
  out_.rules.targets.push_back(std::move(target));
}

// monthly, quarterly: day; yearly: day and month; ad_hoc: date. None of them: the plan names no day.
void ProgrammeReader::read_report_day(TomlTable& table, ReportDuty& duty) {
  ReportRule rule;
  rule.kind = duty.kind;
  rule.reporter = duty.reporter;
  const bool once = duty.kind == ReportKind::ad_hoc, yearly = duty.kind == ReportKind::yearly;
  if (once) {
    const auto date = table.optional_date("date");
    if (!date) return;
    rule.day = static_cast<std::uint32_t>(date->day);
    rule.month = static_cast<std::uint32_t>(date->month);
    rule.year = static_cast<std::uint32_t>(date->year);
  } else {
    const auto day = table.optional_integer("day", 1, 31);
    if (yearly) rule.month = table.optional_integer("month", 1, 12);
    if (yearly && day.has_value() != rule.month.has_value()) return table.refuse(kFileMissing, day ? "month" : "day");
    if (!day) return;
    rule.day = *day;
    if (yearly && !exists(Date{2024, static_cast<int>(*rule.month), static_cast<int>(rule.day)}))
      return table.refuse_value("day", "the month has no such day");
  }
  duty.rule = rule;
}

void ProgrammeReader::read_report(TomlTable& table) {
  ReportDuty duty;
  duty.kind = table.word("kind", report_kind_from_text);
  duty.reporter = table.word("reporter", reporter_from_text);
  if (!reading_.ok()) return;
  read_report_day(table, duty);
  for (const LocatedCode& code : table.codes("to", 0, kMostEntries)) {
    refer(recipients_, table, "to", code);
    duty.to.push_back(code.code);
  }
  cite(table, table.place());
  table.end();
  // Once each; ad_hoc once for each day, and once for «when asked», which has none.
  const auto when = [](const ReportDuty& one) {
    return one.rule && one.kind == ReportKind::ad_hoc
               ? std::tuple(one.rule->year, one.rule->month, one.rule->day)
               : std::tuple(std::optional<std::uint32_t>(), std::optional<std::uint32_t>(), 0u);
  };
  for (const ReportDuty& other : out_.reports)
    if (other.kind == duty.kind && other.reporter == duty.reporter && when(other) == when(duty))
      table.refuse(kFileTwice, "kind");
  if (duty.rule) out_.rules.reports.push_back(*duty.rule);
  out_.reports.push_back(std::move(duty));
}

void ProgrammeReader::read_decisions(TomlTable& root) {
  for (TomlTable& table : root.tables("decisions", kMostEntries)) {
    out_.decisions.push_back({table.text("number"), table.optional_date("date"), table.optional_words("title")});
    table.end();
  }
}

void ProgrammeReader::read_checklist(TomlTable& root) {
  for (TomlTable& table : root.tables("checklist", kMostEntries)) {
    out_.checklist.push_back({table.words("what"), table.optional_day("from", false), table.optional_day("by", true)});
    cite(table, table.place());
    table.end();
  }
}

void ProgrammeReader::read_duties(TomlTable& root) {
  for (TomlTable& table : root.tables("duties", kMostEntries)) {
    out_.duties.push_back({table.words("who"), table.words("what")});
    cite(table, table.place());
    table.end();
  }
}

void ProgrammeReader::read_awards(TomlTable& root) {
  for (TomlTable& table : root.tables("awards", kMostEntries)) {
    PlannedAward award{table.text("title"), table.integer("collectives", 0, kMostAwards),
                       table.integer("individuals", 0, kMostAwards), table.optional_date("due_before")};
    cite(table, table.place());
    table.end();
    for (const PlannedAward& other : out_.awards)
      if (other.title == award.title) table.refuse(kFileTwice, "title");
    out_.awards.push_back(std::move(award));
  }
}

void ProgrammeReader::read_remarks(TomlTable& root, std::string_view key, std::vector<Words>& remarks) {
  for (TomlTable& table : root.tables(key, kMostEntries)) {
    remarks.push_back({table.text("vi"), table.text("en")});
    cite(table, table.place());
    table.end();
  }
}

void ProgrammeReader::read_providers(TomlTable& root) {
  for (const LocatedCode& code : root.codes("providers", 0, kMaxProviders)) {
    if (code.code.str().size() > credential::kMaxUnitCode)
      return root.refuse_value("providers", "a unit's code has 20 characters at most");
    out_.rules.providers.push_back(code.code);
  }
  std::sort(out_.rules.providers.begin(), out_.rules.providers.end());
}

// "pass_mark", or "CDS_CB.pass_mark" of one course: what is said to be unknown is not given as well.
void ProgrammeReader::read_question(TomlTable& root, const std::string& text) {
  using About = OpenQuestion::About;
  const auto dot = text.rfind('.');
  const std::string name = dot == std::string::npos ? text : text.substr(dot + 1);
  const OpenQuestion* question = find_question(name);
  if (question == nullptr) return root.refuse_value("unknown", "no word of the format: " + text);
  const bool of_course = question->about == About::course || name == "assessment";
  if (dot != std::string::npos) {
    const std::string course = text.substr(0, dot);
    const auto code = CodeText::parse(course);
    if (!of_course || !code.ok() || !out_.courses.count(*code)) return root.refuse(kFileReference, "unknown", text);
    if (given_[course].count(name)) root.refuse(kFileUnknownGiven, "unknown", text);
    return;
  }
  bool given = question->about == About::programme && root.has(name);
  if (question->about == About::course)
    given =
        std::any_of(given_.begin(), given_.end(), [&](const auto& course) { return course.second.count(name) != 0; });
  if (question->about == About::report)
    given =
        std::all_of(out_.reports.begin(), out_.reports.end(), [](const ReportDuty& r) { return r.rule.has_value(); });
  if (given) root.refuse(kFileUnknownGiven, "unknown", text);
}

void ProgrammeReader::read_unknown(TomlTable& root) {
  for (std::string& text : root.texts("unknown")) {
    if (!reading_.ok()) return;
    if (std::count(out_.unknown.begin(), out_.unknown.end(), text) != 0)
      return root.refuse(kFileTwice, "unknown", text);
    read_question(root, text);
    out_.unknown.push_back(std::move(text));
  }
}

// Levels and uses are rules by themselves; a name of anything else is for something, or misspelt.
void ProgrammeReader::check_used(TomlTable& root) {
  for (const Dictionary* dictionary : {&audiences_, &topics_, &recipients_})
    for (const auto& [code, line] : dictionary->lines)
      if (!dictionary->used.count(code))
        reading_.refuse(kFileUnused, line, root.place_of(dictionary->key) + "." + code.str());
  for (const auto& [id, line] : source_lines_)
    if (!sources_used_.count(id)) reading_.refuse(kFileUnused, line, "sources." + id);
}

Result<ProgrammeFile> ProgrammeReader::read(const TomlValue& value, Digest document) {
  TomlTable root(reading_, value, "");
  read_version(root);
  out_.rules.document = document;
  out_.rules.programme = root.code("programme");
  out_.title = root.words("title");
  read_sources(root);
  for (Dictionary* dictionary : {&audiences_, &levels_, &topics_, &uses_, &recipients_}) read_names(root, *dictionary);
  read_providers(root);
  read_dates(root);
  read_trainer(root);
  auto courses = root.tables("courses", kMaxCourses);
  if (courses.empty()) root.refuse(kFileMissing, "courses");
  for (TomlTable& table : courses) read_course(table);
  std::sort(out_.rules.courses.begin(), out_.rules.courses.end(),
            [](const CourseRule& a, const CourseRule& b) { return a.course < b.course; });
  for (TomlTable& table : root.tables("certificates", kMaxCertificateRules)) read_certificate(table);
  for (TomlTable& table : root.tables("planned", kMaxPlanned)) read_planned(table);
  for (TomlTable& table : root.tables("targets", kMaxTargets)) read_target(table);
  for (TomlTable& table : root.tables("reports", kMaxReportRules)) read_report(table);
  read_decisions(root);
  read_checklist(root);
  read_duties(root);
  read_awards(root);
  read_remarks(root, "notes", out_.notes);
  read_remarks(root, "ambiguities", out_.ambiguities);
  read_unknown(root);
  root.end();
  check_used(root);
  if (!reading_.ok()) return reading_.error();
  if (levels_.names->size() > kMaxLevels) root.refuse_value("levels", "at most " + std::to_string(kMaxLevels));
  if (uses_.names->size() > kMaxUses) root.refuse_value("uses", "at most " + std::to_string(kMaxUses));
  if (!reading_.ok()) return reading_.error();
  for (const auto& [code, words] : out_.levels) out_.rules.levels.push_back(code);
  for (const auto& [code, words] : out_.uses) out_.rules.uses.push_back(code);
  // Whatever the ledger would refuse is refused here, though its place is the record's.
  HOCBA_RETURN_IF_ERROR(check_programme(out_.rules));
  return std::move(out_);
}

}  // namespace

Result<ProgrammeFile> read_programme_file(std::string_view bytes) {
  HOCBA_TRY(const TomlValue value, parse_toml(bytes));
  ProgrammeReader reader;
  return reader.read(value, crypto::sha256(bytes));
}

Result<ProgrammeRules> rules_with_providers(const ProgrammeFile& file, const std::vector<UnitCode>& providers) {
  ProgrammeRules rules = file.rules;
  rules.providers.insert(rules.providers.end(), providers.begin(), providers.end());
  std::sort(rules.providers.begin(), rules.providers.end());
  rules.providers.erase(std::unique(rules.providers.begin(), rules.providers.end()), rules.providers.end());
  if (rules.providers.empty()) return kFileNoProvider;
  HOCBA_RETURN_IF_ERROR(check_programme(rules));
  return rules;
}

Words words_of(const NamedWords& names, const CodeText& code) {
  const auto found = names.find(code);
  return found == names.end() ? Words{code.str(), code.str()} : found->second;
}

}  // namespace hocba::training
