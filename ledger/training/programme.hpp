// A programme (chương trình, đề án) as the ledger knows it: rules as data (domain §3.1-3.3). What a plan does not say
// is absent here and then no rule: nothing is assumed but the pass mark 5,0 where a programme's author leaves it out
// (that default is applied when the programme's file is read, so that the record always states it).
//
// Pure. Numbers are integers: marks in tenths (0 to 100), shares in whole per cent.
#pragma once

#include <vector>

#include "ledger/credential/training_arithmetic.hpp"
#include "ledger/training/types.hpp"

namespace hocba::training {

inline constexpr std::size_t kMaxCourses = 32;
inline constexpr std::size_t kMaxAudiences = 16;  // of a course
inline constexpr std::size_t kMaxTopics = 32;     // of a course for one audience
inline constexpr std::size_t kMaxPlanned = 64;
inline constexpr std::size_t kMaxTargets = 64;
inline constexpr std::size_t kMaxProviders = 64;
inline constexpr std::size_t kMaxReportRules = 16;
inline constexpr std::size_t kMaxCertificateRules = 16;
inline constexpr std::size_t kMaxCertificateCourses = 16;  // that one document covers
inline constexpr std::size_t kMaxLevels = 16;
inline constexpr std::size_t kMaxUses = 16;
inline constexpr std::uint32_t kMaxPeriods = 1'000;   // of a class
inline constexpr std::uint32_t kMaxLearners = 1'000;  // of a class, where the programme sets no cap
inline constexpr int kFullMark = 100;                 // tenths
inline constexpr int kDefaultPassTenths = 50;         // TT 19/2019 (domain §3.1 BD-3)

struct AudienceRule {            // whom a course is for, and what they may be taught
  CodeText audience;             // CBQL, GV, NV …
  std::vector<CodeText> topics;  // sorted; empty: the course has no list of topics for them, and a class names none
};
using Weights = credential::TrainingWeights;  // of attendance and test
struct CourseRule {
  Assessment assessment{};
  std::vector<AudienceRule> audiences;             // sorted by audience, 1 or more
  CodeText course;                                 // CDS_CB
  std::optional<std::uint32_t> max_learners;       // of a class
  std::optional<std::uint32_t> max_online;         // per cent of the class's periods, compared as integers
  std::optional<std::uint32_t> min_attendance;     // per cent of the class's periods, of each learner; absent: none
  std::optional<std::uint32_t> min_periods;        // of a class (one module)
  std::uint32_t pass_tenths = kDefaultPassTenths;  // scored, and external where a score is given
  std::optional<std::uint32_t> period_minutes;
  std::optional<Weights> weights;  // scored alone; absent: the score stands by itself
};
struct CertificateRule {          // what may be issued: one document for passed seats of exactly these courses
  std::vector<CodeText> courses;  // sorted, 1 or more, all of one assessment
  CredentialType type;            // document_type() of it
};
struct Phase {
  Date from, to;  // both included
};
struct PlannedClasses {
  CodeText audience;
  std::uint32_t classes = 0;
  std::optional<CodeText> course;
  std::optional<CodeText> level;  // of schools: TIEU_HOC
};
struct ReportRule {
  std::uint32_t day = 1;               // the last day on which it is in time
  std::optional<std::uint32_t> month;  // yearly: of the year it is about; monthly, quarterly: absent (see due_date)
  ReportKind kind{};
  Reporter reporter{};
  std::optional<std::uint32_t> year;  // ad_hoc: with month, one day
};
struct TargetRule {
  std::optional<CodeText> audience;  // absent: of all
  std::optional<Date> by;
  CodeText course;
  std::uint32_t percent = 100;
};

struct ProgrammeRules {
  std::vector<CertificateRule> certificates;
  std::vector<CourseRule> courses;  // sorted by course
  Digest document;                  // SHA-256 of the programme's file, which everybody may read
  std::vector<CodeText> levels;     // sorted: levels of schools that classes may be for
  std::optional<Phase> phase;
  std::vector<PlannedClasses> planned;
  CodeText programme;               // DE_AN_869; one per office
  std::vector<UnitCode> providers;  // sorted: who may open classes and issue
  std::vector<ReportRule> reports;
  std::optional<Date> roster_due;  // the last day in time
  std::vector<TargetRule> targets;
  std::optional<Degree> trainer_degree;  // at least; then a class names its trainers
  std::vector<CodeText> uses;            // of the results, each once: NQ_08_2023 …
};

const CourseRule* find_course(const ProgrammeRules& rules, const CodeText& course);
const AudienceRule* find_audience(const CourseRule& course, const CodeText& audience);

// Whether the rules agree with themselves: sums of weights, courses and audiences that others name, one assessment per
// certificate, an order of days; lists that are sorted are so, and no list says a thing twice. An external course has
// no rules about periods. training.programme_malformed, with the place ("courses[1].weights").
Status check_programme(const ProgrammeRules& rules);

// The last day on which a report of this period is in time; nothing where the programme sets none.
//   monthly    day of the month after the one it is about
//   quarterly  day of the quarter's last month
//   yearly     day of `month` of that year
//   ad_hoc     the first day named by a rule that is not before the day it is about, else the last one named
// A day that the month does not have is its last one.
std::optional<Date> due_date(const ProgrammeRules& rules, ReportKind kind, Reporter reporter, std::string_view period);

}  // namespace hocba::training
