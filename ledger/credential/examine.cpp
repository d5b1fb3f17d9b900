// What a document derives from its own content, recomputed, and what is unlikely. Groups that are not here are not
// judged. Integers only: a mark is a number of tenths.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/schema.hpp"

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

bool check_mark(Findings& out, const json& object, const char* name, const std::string& place) {
  const auto mark = integer(object, name);
  if (!mark || *mark <= kHighestMark) return true;
  fail(out, kMarkOutOfRange, place + "." + name, "0,0 – 10,0", tenths_to_screen(*mark));
  return false;
}

void examine_modules(Findings& out, const json& hocba) {
  std::int64_t periods = 0, online = 0;
  const json& modules = hocba.at("modules");
  for (std::size_t i = 0; i < modules.size(); ++i) {
    const std::string place = "hocba.modules[" + std::to_string(i) + "]";
    const int total = modules[i].at("periods").get<int>();
    const int part = modules[i].at("onlinePeriods").get<int>();
    if (part > total)
      fail(out, kOnlineExceedsTotal, place + ".onlinePeriods", "≤ " + std::to_string(total), std::to_string(part));
    check_mark(out, modules[i], "score", place);
    periods += total;
    online += part;
  }
  const auto compare = [&](const char* name, std::int64_t expected) {
    const auto said = hocba.at(name).get<std::int64_t>();
    if (said != expected)
      fail(out, kPeriodsSumWrong, std::string("hocba.") + name, std::to_string(expected), std::to_string(said));
  };
  compare("periods", periods);
  compare("onlinePeriods", online);
}

void examine_result(Findings& out, const json& result, const std::string& place, const std::string& level) {
  bool good = true;
  for (const char* mark : {"term1", "term2", "year"}) good = check_mark(out, result, mark, place) && good;
  const auto first = integer(result, "term1"), second = integer(result, "term2"), year = integer(result, "year");
  if (!good || !first || !second || !year) return;
  const auto expected = year_average(level, *first, *second);
  if (expected && *year != *expected)
    fail(out, kYearAverageWrong, place + ".year", tenths_to_screen(*expected), tenths_to_screen(*year));
}

bool is_averaged(std::string_view level) { return level == "lower-secondary" || level == "upper-secondary"; }
const std::string& level_of(const json& core) { return core.at("hocba").at("level").get_ref<const std::string&>(); }

bool is_year(const Group& group) { return group.name.compare(0, kYearPrefix.size(), kYearPrefix) == 0; }

void examine_year(Findings& out, const json& core, const Group& group, const json& year) {
  const json& results = year.at("results");
  for (std::size_t i = 0; i < results.size(); ++i) {
    examine_result(out, results[i], group.name + ".results[" + std::to_string(i) + "]", level_of(core));
  }
  constexpr int kDaysOfYear = 366;
  if (const auto absences = integer(year, "absences"); absences && *absences > kDaysOfYear) {
    fail(out, kBadAbsences, group.name + ".absences", "0 – 366", std::to_string(*absences));
  }
  // A pupil of grade g was born g + 5 years before the school year began, give or take three (domain §5.4).
  constexpr int kAgeAtGradeZero = 5, kTolerance = 3;
  const int begins = std::stoi(year.at("period").get_ref<const std::string&>().substr(0, 4));
  const auto birth = date_from_text(core.at("credentialSubject").at("birthDate").get_ref<const std::string&>());
  const int expected = begins - kAgeAtGradeZero - year.at("grade").get<int>();
  if (birth.ok() && std::abs(birth->year - expected) > kTolerance) {
    warn(out, kBirthYearUnlikely, group.name + ".grade", std::to_string(expected), std::to_string(birth->year));
  }
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

std::optional<int> year_average(std::string_view level, int term1_tenths, int term2_tenths) {
  if (!is_averaged(level)) return std::nullopt;
  return (2 * (term1_tenths + 2 * term2_tenths) + 3) / 6;
}

std::vector<Finding> examine(const Document& document) {
  Findings out;
  const json& core = document.core();
  const json& hocba = core.at("hocba");
  if (document.facts().type.str() == kCertificate) examine_modules(out, hocba);
  if (const auto decision = hocba.find("decision"); decision != hocba.end() && decision->contains("date")) {
    const auto date = date_from_text(decision->at("date").get_ref<const std::string&>());
    const Date issued = document.facts().issued_on;
    if (date.ok() && *date > issued)
      warn(out, kDecisionAfterIssue, "hocba.decision.date", "≤ " + to_screen(issued), to_screen(*date));
  }
  for (const auto& group : document.groups()) {
    const bool year = is_year(group);
    if (!year && group.name != "identity") continue;
    const auto content = crypto::parse_json(group.content);
    HOCBA_CHECK(content.ok());  // Document::make read it
    if (year)
      examine_year(out, core, group, *content);
    else
      examine_identity(out, core, *content);
  }
  return out;
}

bool derives_values(const Document& document) {
  const json& core = document.core();
  const std::string& type = document.facts().type.str();
  if (type == kCertificate) return !core.at("hocba").at("modules").empty();
  const auto& groups = document.groups();
  return type == kTranscript && is_averaged(level_of(core)) && std::any_of(groups.begin(), groups.end(), is_year);
}

}  // namespace hocba::credential
