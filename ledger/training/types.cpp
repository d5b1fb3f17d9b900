#include "ledger/training/types.hpp"

#include <algorithm>
#include <array>

#include "ledger/credential/training_document.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::training {

namespace {

constexpr std::array<std::string_view, 3> kAssessments = {"scored", "attendance", "external"};
constexpr std::array<std::string_view, 2> kModes = {"in_person", "online"};
constexpr std::array<std::string_view, 3> kDegrees = {"bachelor", "master", "doctor"};
constexpr std::array<std::string_view, 2> kTitles = {"associate_professor", "professor"};
constexpr std::array<std::string_view, 2> kOutcomes = {"completed", "withdrawn"};
constexpr std::array<std::string_view, 4> kReportKinds = {"monthly", "quarterly", "yearly", "ad_hoc"};
constexpr std::array<std::string_view, 3> kReporters = {"school", "office", "provider"};
constexpr int kFirstYear = 1950, kLastYear = 2199;  // as of periods and register books

template <class E, std::size_t N>
std::string_view word_of(const std::array<std::string_view, N>& table, E value) {
  return table.at(static_cast<std::size_t>(value));
}
template <class E, std::size_t N>
Result<E> value_of(const std::array<std::string_view, N>& table, std::string_view text) {
  const auto* found = std::find(table.begin(), table.end(), text);
  if (found == table.end()) return Error(kUnknownWord);
  return static_cast<E>(found - table.begin());
}

template <class Id>
Result<Id> random_id(std::string_view text) {
  const auto id = credential::credential_id_from_text(text);
  if (!id.ok()) return Error(kBadId);
  return Id::of(id->view());
}

// Digits alone; −1 if not.
int number_of(std::string_view digits) {
  int out = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    out = out * 10 + (c - '0');
  }
  return out;
}

bool is_year(std::string_view text) {
  const int year = text.size() == 4 ? number_of(text) : -1;
  return year >= kFirstYear && year <= kLastYear;
}

}  // namespace

std::span<const Code* const> codes() {
  static constexpr const Code* kAll[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "ledger/training/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

std::string to_text(const ClassId& id) { return credential::to_text(CredentialId::of(id.view())); }
std::string to_text(const SeatId& id) { return credential::to_text(CredentialId::of(id.view())); }
std::string to_text(const RosterId& id) { return credential::to_text(CredentialId::of(id.view())); }
Result<ClassId> class_id_from_text(std::string_view text) { return random_id<ClassId>(text); }
Result<SeatId> seat_id_from_text(std::string_view text) { return random_id<SeatId>(text); }
Result<RosterId> roster_id_from_text(std::string_view text) { return random_id<RosterId>(text); }

std::string class_name(std::string_view course, std::uint64_t number) {
  return std::string(course) + (number < 10 ? "-0" : "-") + std::to_string(number);
}

std::string_view to_text(Assessment assessment) { return word_of(kAssessments, assessment); }
Result<Assessment> assessment_from_text(std::string_view text) { return value_of<Assessment>(kAssessments, text); }
// For each way of assessment one kind of document, in the same order.
static_assert(static_cast<int>(Assessment::scored) == static_cast<int>(credential::TrainingKind::certificate) &&
              static_cast<int>(Assessment::attendance) == static_cast<int>(credential::TrainingKind::attendance) &&
              static_cast<int>(Assessment::external) == static_cast<int>(credential::TrainingKind::external));
std::string_view document_type(Assessment assessment) {
  return credential::to_text(static_cast<credential::TrainingKind>(assessment));
}
std::optional<Assessment> assessment_of_type(std::string_view type) {
  const auto kind = credential::training_kind(type);
  if (!kind) return std::nullopt;
  return static_cast<Assessment>(*kind);
}

std::string_view to_text(Mode mode) { return word_of(kModes, mode); }
Result<Mode> mode_from_text(std::string_view text) { return value_of<Mode>(kModes, text); }
std::string_view to_text(Degree degree) { return word_of(kDegrees, degree); }
Result<Degree> degree_from_text(std::string_view text) { return value_of<Degree>(kDegrees, text); }
std::string_view to_text(AcademicTitle title) { return word_of(kTitles, title); }
Result<AcademicTitle> academic_title_from_text(std::string_view text) { return value_of<AcademicTitle>(kTitles, text); }
std::string_view to_text(Outcome outcome) { return word_of(kOutcomes, outcome); }
Result<Outcome> outcome_from_text(std::string_view text) { return value_of<Outcome>(kOutcomes, text); }
std::string_view to_text(ReportKind kind) { return word_of(kReportKinds, kind); }
Result<ReportKind> report_kind_from_text(std::string_view text) { return value_of<ReportKind>(kReportKinds, text); }
std::string_view to_text(Reporter reporter) { return word_of(kReporters, reporter); }
Result<Reporter> reporter_from_text(std::string_view text) { return value_of<Reporter>(kReporters, text); }

int days_in_month(int year, int month) {
  int day = 31;
  while (!exists(Date{year, month, day})) --day;
  return day;
}

bool is_report_period(ReportKind kind, std::string_view text) {
  if (!is_year(text.substr(0, 4))) return false;
  const std::string_view rest = text.substr(4);
  switch (kind) {
    case ReportKind::monthly: {
      const int month = rest.size() == 3 && rest[0] == '-' ? number_of(rest.substr(1)) : 0;
      return month >= 1 && month <= 12;
    }
    case ReportKind::quarterly:
      return rest.size() == 3 && rest.substr(0, 2) == "-Q" && rest[2] >= '1' && rest[2] <= '4';
    case ReportKind::yearly:
      return rest.empty();
    case ReportKind::ad_hoc:
      return date_from_text(text).ok();
  }
  return false;
}

Days days_of(ReportKind kind, std::string_view period) {
  HOCBA_CHECK(is_report_period(kind, period));
  const int year = number_of(period.substr(0, 4));
  switch (kind) {
    case ReportKind::monthly: {
      const int month = number_of(period.substr(5));
      return {{year, month, 1}, {year, month, days_in_month(year, month)}};
    }
    case ReportKind::quarterly: {
      const int last = (period[6] - '0') * 3;
      return {{year, last - 2, 1}, {year, last, days_in_month(year, last)}};
    }
    case ReportKind::yearly:
      return {{year, 1, 1}, {year, 12, 31}};
    case ReportKind::ad_hoc: {
      const Date day = *date_from_text(period);
      return {day, day};
    }
  }
  HOCBA_CHECK(false);
}

}  // namespace hocba::training
