#include "ledger/training/programme.hpp"

#include <algorithm>
#include <tuple>

#include "ledger/training/codes.hpp"

namespace hocba::training {

namespace {

constexpr std::uint32_t kWhole = 100;  // per cent
constexpr std::uint32_t kMaxPlannedClasses = 100'000;
constexpr std::uint32_t kMaxPeriodMinutes = 600;

Error malformed(const std::string& place) { return Error(kProgrammeMalformed, place); }
std::string place_of(const char* list, std::size_t i) { return std::string(list) + "[" + std::to_string(i) + "]"; }

template <class T>
bool within(const std::optional<T>& value, T low, T high) {
  return !value || (*value >= low && *value <= high);
}

template <class T>
bool ascending(const std::vector<T>& list) {
  return std::adjacent_find(list.begin(), list.end(), [](const T& a, const T& b) { return !(a < b); }) == list.end();
}

bool contains(const std::vector<CodeText>& list, const CodeText& code) {
  return std::find(list.begin(), list.end(), code) != list.end();
}

// Whether two items of a list are the same in what `key` takes of them.
template <class T, class Key>
bool repeats(const std::vector<T>& list, Key key) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      if (key(list[i]) == key(list[j])) return true;
  }
  return false;
}

// Of an externally assessed course nothing is held here: rules about periods would keep every class from closing.
bool asks_for_periods(const CourseRule& course) {
  return course.max_online || course.min_attendance || course.min_periods;
}

Status check_audiences(const std::vector<AudienceRule>& audiences, const std::string& place) {
  if (audiences.empty() || audiences.size() > kMaxAudiences) return malformed(place + ".audiences");
  for (std::size_t i = 0; i < audiences.size(); ++i) {
    const std::string here = place + "." + place_of("audiences", i);
    if (i > 0 && !(audiences[i - 1].audience < audiences[i].audience)) return malformed(here);
    const auto& topics = audiences[i].topics;
    if (topics.size() > kMaxTopics || !ascending(topics)) return malformed(here + ".topics");
  }
  return done();
}

Status check_course(const CourseRule& course, const std::string& place) {
  HOCBA_RETURN_IF_ERROR(check_audiences(course.audiences, place));
  if (!within(course.max_learners, 1u, kMaxLearners)) return malformed(place + ".max_learners");
  if (!within(course.max_online, 0u, kWhole)) return malformed(place + ".max_online");
  if (!within(course.min_attendance, 1u, kWhole)) return malformed(place + ".min_attendance");
  if (!within(course.min_periods, 1u, kMaxPeriods)) return malformed(place + ".min_periods");
  if (!within(course.period_minutes, 1u, kMaxPeriodMinutes)) return malformed(place + ".period_minutes");
  if (course.pass_tenths > static_cast<std::uint32_t>(kFullMark)) return malformed(place + ".pass_tenths");
  if (course.assessment == Assessment::external && asks_for_periods(course)) return malformed(place + ".assessment");
  if (!course.weights) return done();
  const bool hundred = course.weights->attendance <= kWhole && course.weights->test <= kWhole &&
                       course.weights->attendance + course.weights->test == kWhole;
  if (course.assessment != Assessment::scored || !hundred) return malformed(place + ".weights");
  return done();
}

Status check_courses(const ProgrammeRules& rules) {
  if (rules.courses.empty() || rules.courses.size() > kMaxCourses) return malformed("courses");
  for (std::size_t i = 0; i < rules.courses.size(); ++i) {
    const std::string place = place_of("courses", i);
    if (i > 0 && !(rules.courses[i - 1].course < rules.courses[i].course)) return malformed(place);
    HOCBA_RETURN_IF_ERROR(check_course(rules.courses[i], place));
  }
  return done();
}

Status check_certificate(const ProgrammeRules& rules, const CertificateRule& certificate, const std::string& place) {
  if (certificate.courses.empty() || certificate.courses.size() > kMaxCertificateCourses ||
      !ascending(certificate.courses))
    return malformed(place + ".courses");
  for (const CodeText& code : certificate.courses) {
    const CourseRule* course = find_course(rules, code);
    if (course == nullptr) return malformed(place + ".courses");
    if (document_type(course->assessment) != certificate.type.str()) return malformed(place + ".type");
  }
  return done();
}

bool course_is_for(const ProgrammeRules& rules, const CodeText& code, const CodeText& audience) {
  const CourseRule* course = find_course(rules, code);
  return course != nullptr && find_audience(*course, audience) != nullptr;
}
bool any_course_is_for(const ProgrammeRules& rules, const CodeText& audience) {
  return std::any_of(rules.courses.begin(), rules.courses.end(),
                     [&](const CourseRule& course) { return find_audience(course, audience) != nullptr; });
}

Status check_planned(const ProgrammeRules& rules, const PlannedClasses& planned, const std::string& place) {
  const bool known = planned.course ? course_is_for(rules, *planned.course, planned.audience)
                                    : any_course_is_for(rules, planned.audience);
  if (!known) return malformed(place + ".audience");
  if (planned.classes < 1 || planned.classes > kMaxPlannedClasses) return malformed(place + ".classes");
  if (planned.level && !contains(rules.levels, *planned.level)) return malformed(place + ".level");
  return done();
}

Status check_target(const ProgrammeRules& rules, const TargetRule& target, const std::string& place) {
  if (find_course(rules, target.course) == nullptr) return malformed(place + ".course");
  if (target.audience && !course_is_for(rules, target.course, *target.audience)) return malformed(place + ".audience");
  if (target.by && !exists(*target.by)) return malformed(place + ".by");
  if (target.percent < 1 || target.percent > kWhole) return malformed(place + ".percent");
  return done();
}

Status check_report(const ReportRule& rule, const std::string& place) {
  if (rule.day < 1 || rule.day > 31) return malformed(place + ".day");
  const bool yearly = rule.kind == ReportKind::yearly;
  const bool once = rule.kind == ReportKind::ad_hoc;
  if (rule.month.has_value() != (yearly || once) || !within(rule.month, 1u, 12u)) return malformed(place + ".month");
  if (rule.year.has_value() != once || !within(rule.year, 1950u, 2199u)) return malformed(place + ".year");
  if (!once) return done();
  const Date day{static_cast<int>(*rule.year), static_cast<int>(*rule.month), static_cast<int>(rule.day)};
  return exists(day) ? done() : Status(malformed(place + ".day"));
}

// Each item of a list by itself, then that none repeats another.
template <class T, class Check, class Key>
Status check_list(const char* name, const std::vector<T>& list, std::size_t max, Check check, Key key) {
  if (list.size() > max) return malformed(name);
  for (std::size_t i = 0; i < list.size(); ++i) HOCBA_RETURN_IF_ERROR(check(list[i], place_of(name, i)));
  return repeats(list, key) ? Status(malformed(name)) : done();
}

Status check_days(const ProgrammeRules& rules) {
  if (rules.phase) {
    if (!exists(rules.phase->from) || !exists(rules.phase->to) || rules.phase->to < rules.phase->from)
      return malformed("phase");
  }
  if (rules.roster_due && !exists(*rules.roster_due)) return malformed("roster_due");
  return done();
}

}  // namespace

const CourseRule* find_course(const ProgrammeRules& rules, const CodeText& course) {
  const auto found = std::find_if(rules.courses.begin(), rules.courses.end(),
                                  [&](const CourseRule& rule) { return rule.course == course; });
  return found == rules.courses.end() ? nullptr : &*found;
}

const AudienceRule* find_audience(const CourseRule& course, const CodeText& audience) {
  const auto found = std::find_if(course.audiences.begin(), course.audiences.end(),
                                  [&](const AudienceRule& rule) { return rule.audience == audience; });
  return found == course.audiences.end() ? nullptr : &*found;
}

Status check_programme(const ProgrammeRules& rules) {
  HOCBA_RETURN_IF_ERROR(check_courses(rules));
  HOCBA_RETURN_IF_ERROR(check_list(
      "certificates", rules.certificates, kMaxCertificateRules,
      [&](const CertificateRule& rule, const std::string& place) { return check_certificate(rules, rule, place); },
      [](const CertificateRule& rule) { return rule.courses; }));
  if (rules.levels.size() > kMaxLevels || !ascending(rules.levels)) return malformed("levels");
  HOCBA_RETURN_IF_ERROR(check_days(rules));
  HOCBA_RETURN_IF_ERROR(check_list(
      "planned", rules.planned, kMaxPlanned,
      [&](const PlannedClasses& planned, const std::string& place) { return check_planned(rules, planned, place); },
      [](const PlannedClasses& p) { return std::tuple(p.audience, p.course, p.level); }));
  if (rules.providers.size() > kMaxProviders || !ascending(rules.providers)) return malformed("providers");
  for (const UnitCode& provider : rules.providers)
    if (provider.str().size() > credential::kMaxUnitCode) return malformed("providers");
  HOCBA_RETURN_IF_ERROR(check_list("reports", rules.reports, kMaxReportRules, check_report, [](const ReportRule& r) {
    const bool once = r.kind == ReportKind::ad_hoc;  // several days may be named, each once
    return std::tuple(r.kind, r.reporter, r.year, once ? r.month : std::nullopt, once ? r.day : 0);
  }));
  HOCBA_RETURN_IF_ERROR(check_list(
      "targets", rules.targets, kMaxTargets,
      [&](const TargetRule& target, const std::string& place) { return check_target(rules, target, place); },
      [](const TargetRule& t) { return std::tuple(t.course, t.audience, t.by); }));
  return check_list(
      "uses", rules.uses, kMaxUses, [](const CodeText&, const std::string&) { return done(); },
      [](const CodeText& use) { return use; });
}

std::optional<Date> due_date(const ProgrammeRules& rules, ReportKind kind, Reporter reporter, std::string_view period) {
  if (!is_report_period(kind, period)) return std::nullopt;
  const Date end = days_of(kind, period).to;
  std::optional<Date> due;
  for (const ReportRule& rule : rules.reports) {
    if (rule.kind != kind || rule.reporter != reporter) continue;
    const int day = static_cast<int>(rule.day);
    if (kind == ReportKind::ad_hoc) {
      const Date named{static_cast<int>(rule.year.value_or(0)), static_cast<int>(rule.month.value_or(0)), day};
      // The next one, or else the last: who calls a late report by a later day is late.
      const bool better = !due || (end <= named ? *due < end || named < *due : *due < named);
      if (better) due = named;
      continue;
    }
    int year = end.year;
    int month = end.month;
    if (kind == ReportKind::monthly) {
      year += month == 12 ? 1 : 0;
      month = month % 12 + 1;
    } else if (kind == ReportKind::yearly) {
      month = static_cast<int>(rule.month.value_or(12));
    }
    due = Date{year, month, std::min(day, days_in_month(year, month))};
  }
  return due;
}

}  // namespace hocba::training
