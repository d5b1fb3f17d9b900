// What a document derives from its own content, recomputed, and what is unlikely. Groups that are not here are not
// judged. Integers only: a mark is a number of tenths.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/correction_parts.hpp"
#include "ledger/credential/diploma.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/schema.hpp"
#include "ledger/credential/training_parts.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;
using Findings = std::vector<Finding>;

constexpr int kHighestMark = 100;

void fail(Findings& out, const Code& code, std::string field, std::string expected, std::string found) {
  out.push_back({Finding::Level::fail, &code, std::move(field), std::move(expected), std::move(found)});
}
void warn(Findings& out, const Code& code, std::string field, std::string expected, std::string found) {
  out.push_back({Finding::Level::warning, &code, std::move(field), std::move(expected), std::move(found)});
}

// The schema has checked the types of all that is read here.
std::optional<int> integer(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return std::nullopt;
  return found->get<int>();
}

void check_score(Findings& out, const json& module, const std::string& place) {
  const auto score = integer(module, "score");
  if (score && *score > kHighestMark)
    fail(out, kMarkOutOfRange, place + ".score", "0,0 – 10,0", tenths_to_screen(*score));
}

void examine_modules(Findings& out, const json& hocba) {
  const json& modules = hocba.at("modules");
  for (std::size_t i = 0; i < modules.size(); ++i) {
    const std::string place = "hocba.modules[" + std::to_string(i) + "]";
    const int total = modules[i].at("periods").get<int>();
    const int part = modules[i].at("onlinePeriods").get<int>();
    if (part > total)
      fail(out, kOnlineExceedsTotal, place + ".onlinePeriods", "≤ " + std::to_string(total), std::to_string(part));
    check_score(out, modules[i], place);
  }
}

// Of certificates and documents of training.
void examine_sums(Findings& out, const json& hocba) {
  std::int64_t periods = 0, online = 0;
  for (const json& module : hocba.at("modules")) {
    periods += module.at("periods").get<int>();
    online += module.at("onlinePeriods").get<int>();
  }
  const auto compare = [&](const char* name, std::int64_t expected) {
    const auto said = hocba.at(name).get<std::int64_t>();
    if (said != expected)
      fail(out, kPeriodsSumWrong, std::string("hocba.") + name, std::to_string(expected), std::to_string(said));
  };
  compare("periods", periods);
  compare("onlinePeriods", online);
}

const std::string& level_of(const json& core) { return core.at("hocba").at("level").get_ref<const std::string&>(); }

void examine_absences(Findings& out, const TranscriptYear& year, const std::string& place) {
  constexpr int kDaysOfYear = 366;
  const std::pair<const char*, const std::optional<int>*> counts[] = {{".absences", &year.absences},
                                                                      {".absencesExcused", &year.absences_excused},
                                                                      {".absencesUnexcused", &year.absences_unexcused}};
  for (const auto& [name, count] : counts)
    if (*count && **count > kDaysOfYear) fail(out, kBadAbsences, place + name, "0 – 366", std::to_string(**count));
}

void examine_year(Findings& out, const json& core, const TranscriptYear& year) {
  const std::string place = std::string(kYearPrefix) + year.period.str();
  examine_absences(out, year, place);
  const YearJudgement judgement = judge_year(level_of(core), year);
  for (const Remark& remark : judgement.remarks)
    out.push_back({remark.fails ? Finding::Level::fail : Finding::Level::warning, remark.code,
                   place + "." + remark.field, remark.expected, remark.found, remark.rule});
  for (const DerivedValue& value : judgement.derived)
    if (!value.agrees())
      out.push_back({Finding::Level::fail, value.code, place + "." + value.field, value.expected, value.found,
                     value.how.back().rule});
  if (level_of(core) == "vocational") return;  // learners of any age
  // A pupil of grade g was born g + 5 years before the school year began, give or take three (domain §5.4).
  constexpr int kAgeAtGradeZero = 5, kTolerance = 3;
  const int begins = std::stoi(year.period.str().substr(0, 4));
  const auto birth = date_from_text(core.at("credentialSubject").at("birthDate").get_ref<const std::string&>());
  const int expected = begins - kAgeAtGradeZero - year.grade;
  if (birth.ok() && std::abs(birth->year - expected) > kTolerance) {
    warn(out, kBirthYearUnlikely, place + ".grade", std::to_string(expected), std::to_string(birth->year));
  }
}

void examine_handover(Findings& out, Date issued_on, const TranscriptYear& year) {
  if (year.handover && issued_on < year.handover->date)
    warn(out, kHandoverAfterIssue, std::string(kYearPrefix) + year.period.str() + ".handover.date",
         to_screen(issued_on), to_screen(year.handover->date));
}

void examine_identity(Findings& out, const json& core, const json& identity) {
  const auto number = identity.find("personalNumber");
  if (number == identity.end()) return;
  const auto birth = date_from_text(core.at("credentialSubject").at("birthDate").get_ref<const std::string&>());
  const auto sex = core.at("hocba").find("sex");
  const std::optional<char> known =
      sex == core.at("hocba").end() ? std::nullopt : std::optional(sex->get_ref<const std::string&>()[0]);
  const auto checked = check_personal_number(number->get_ref<const std::string&>(),
                                             birth.ok() ? std::optional(*birth) : std::nullopt, known);
  if (!checked.ok()) return;
  for (const Code* warning : checked->warnings) {
    if (warning != &kPersonalNumberTest) warn(out, *warning, "identity.personalNumber", {}, {});
  }
}

}  // namespace

std::vector<Finding> examine(const Document& document) {
  Findings out;
  const json& core = document.core();
  const json& hocba = core.at("hocba");
  const std::string& type = document.facts().type.str();
  const bool training = training_kind(type).has_value();
  if (type == kCertificate) examine_modules(out, hocba);
  if (training) examine_training(document, out);
  if (type == kCertificate || training) examine_sums(out, hocba);
  // Who praises at once does so by a decision, too (BV1).
  if (type == kAward && hocba.contains("sudden") && !hocba.contains("decision"))
    warn(out, kDecisionMissing, "hocba.decision", {}, {});
  if (type == kDiploma) examine_diploma(document, out);
  if (type == kCertificate || type == kDiploma || type == kTrainingCertificate) examine_deadline(document, out);
  if (const auto decision = hocba.find("decision"); decision != hocba.end() && decision->contains("date")) {
    const auto date = date_from_text(decision->at("date").get_ref<const std::string&>());
    const Date issued = document.facts().issued_on;
    if (date.ok() && *date > issued)
      warn(out, kDecisionAfterIssue, "hocba.decision.date", "≤ " + to_screen(issued), to_screen(*date));
  }
  if (const Group* group = document.group("identity")) {
    const auto identity = crypto::parse_json(group->content);
    HOCBA_CHECK(identity.ok());  // Document::make read it
    examine_identity(out, core, *identity);
  }
  for (const TranscriptYear& year : school_years(document)) {
    examine_year(out, core, year);
    examine_handover(out, document.facts().issued_on, year);
  }
  for (const std::string& place : assessments_of_nothing(document))
    fail(out, kAssessmentsOfNothing, place, {}, place.substr(place.rfind('.') + 1));
  if (document.group(kCorrection) != nullptr) {
    if (!document.facts().supersedes) fail(out, kCorrectionOfNothing, kCorrection, "supersedes", {});
  }
  for (const std::string& place : untrue_changes(document))
    fail(out, kCorrectionWrong, std::string(kCorrection) + "." + place, {}, {});
  return out;
}

std::vector<ExplainedYear> explain(const Document& document) {
  std::vector<ExplainedYear> out;
  for (const TranscriptYear& year : school_years(document))
    out.push_back({year.period, judge_year(level_of(document.core()), year)});
  return out;
}

bool derives_values(const Document& document) {
  const json& core = document.core();
  const std::string& type = document.facts().type.str();
  if (training_kind(type)) return true;
  if (type == kCertificate) return !core.at("hocba").at("modules").empty();
  if (type != kTranscript) return false;
  const std::string& level = level_of(core);
  const bool averaged = level == "lower-secondary" || level == "upper-secondary";
  const auto years = explain(document);
  return std::any_of(years.begin(), years.end(), [&](const ExplainedYear& year) {
    return averaged || !year.judgement.regulation.empty() || !year.judgement.derived.empty();
  });
}

}  // namespace hocba::credential
