#include "ledger/credential/primary.hpp"

#include <algorithm>
#include <array>

#include "crypto/check.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::credential::primary {
namespace {

constexpr std::string_view kRegulation = "Thông tư 27/2020/TT-BGDĐT";
constexpr std::string_view kResults = "Thông tư 27/2020/TT-BGDĐT, Điều 9";

constexpr RuleSet kTt27 = {.name = kRegulation,
                           .year_before_grade_1 = 2019,
                           .excellent_test = 9,
                           .good_test = 7,
                           .passing_test = 5,
                           .last_grade = 5};

constexpr std::array<std::string_view, 3> kSubjectLetters = {"C", "H", "T"};
constexpr std::array<std::string_view, 3> kTraitLetters = {"C", "Đ", "T"};
constexpr std::array<std::string_view, 4> kYearResults = {"Chưa hoàn thành", "Hoàn thành", "Hoàn thành tốt",
                                                          "Hoàn thành xuất sắc"};
constexpr std::array<std::string_view, 3> kAwards = {"", "Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện",
                                                     "Học sinh Xuất sắc"};

template <std::size_t N>
std::optional<std::size_t> place_of(const std::array<std::string_view, N>& words, std::string_view typed) {
  const std::string word = fold(typed);
  for (std::size_t i = 0; i < N; ++i)
    if (word == fold(words.at(i))) return i;
  return std::nullopt;
}

// What a result asks of everything that was assessed.
struct Conditions {
  const char* rule;
  YearResult result;
  SubjectLevel subjects;
  TraitLevel traits;
  int test;
};

void add(std::string& list, const std::string& one) { list += (list.empty() ? "" : "; ") + one; }

Derivation tried(const Conditions& c, std::span<const Subject> subjects, std::span<const Trait> traits, bool& met) {
  std::string against;
  for (const Subject& subject : subjects) {
    if (subject.level && *subject.level < c.subjects)
      add(against, subject.name + " " + std::string(to_letter(*subject.level)));
    if (subject.test && *subject.test < c.test) add(against, subject.name + " " + std::to_string(*subject.test));
  }
  for (const Trait& trait : traits)
    if (trait.level && *trait.level < c.traits) add(against, trait.name + " " + std::string(to_letter(*trait.level)));
  met = against.empty();
  const std::string name = "«" + std::string(to_vietnamese(c.result)) + "»";
  return {c.rule, kResults,
          name + " ⇐ " + std::string(to_letter(c.subjects)) + ", " + std::string(to_letter(c.traits)) + ", ≥ " +
              std::to_string(c.test),
          met ? "Mức " + name + ": đạt đủ điều kiện" : "Mức " + name + ": chưa đủ điều kiện vì " + against,
          met ? "Level " + name + ": all conditions are met" : "Level " + name + ": not met because of " + against};
}

}  // namespace

std::optional<SubjectLevel> subject_level_from(std::string_view letter) {
  const auto place = place_of(kSubjectLetters, letter);
  return place ? std::optional(static_cast<SubjectLevel>(*place)) : std::nullopt;
}
std::optional<TraitLevel> trait_level_from(std::string_view letter) {
  const auto place = place_of(kTraitLetters, letter);
  return place ? std::optional(static_cast<TraitLevel>(*place)) : std::nullopt;
}
std::string_view to_letter(SubjectLevel level) { return kSubjectLetters.at(static_cast<std::size_t>(level)); }
std::string_view to_letter(TraitLevel level) { return kTraitLetters.at(static_cast<std::size_t>(level)); }
std::string_view to_vietnamese(YearResult result) { return kYearResults.at(static_cast<std::size_t>(result)); }
std::string_view to_vietnamese(Award award) { return kAwards.at(static_cast<std::size_t>(award)); }

std::optional<YearResult> year_result_from(std::string_view vietnamese) {
  const auto place = place_of(kYearResults, vietnamese);
  return place ? std::optional(static_cast<YearResult>(*place)) : std::nullopt;
}

const RuleSet& tt27_2020() { return kTt27; }

const RuleSet* rules_of(const PeriodCode& school_year, int grade) {
  const std::string& text = school_year.str();
  if (!is_period(text) || grade < 1 || grade > kTt27.last_grade) return nullptr;
  return std::stoi(text.substr(0, 4)) >= kTt27.year_before_grade_1 + grade ? &kTt27 : nullptr;  // is_period: digits
}

YearJudgement year_result(const RuleSet& rules, std::span<const Subject> subjects, std::span<const Trait> traits) {
  for (const Subject& subject : subjects)
    HOCBA_CHECK(!subject.test || (*subject.test >= 0 && *subject.test <= kHighestMark));
  const Conditions conditions[] = {
      {"HB-TH-2", YearResult::excellently_completed, SubjectLevel::well_completed, TraitLevel::good,
       rules.excellent_test},
      {"HB-TH-3", YearResult::well_completed, SubjectLevel::well_completed, TraitLevel::good, rules.good_test},
      {"HB-TH-4", YearResult::completed, SubjectLevel::completed, TraitLevel::reached, rules.passing_test},
  };
  YearJudgement out;
  for (const Conditions& one : conditions) {
    bool met = false;
    out.derivations.push_back(tried(one, subjects, traits, met));
    if (!met) continue;
    out.result = one.result;
    return out;
  }
  out.result = YearResult::not_completed;
  out.derivations.push_back({"HB-TH-5", kResults, "«" + std::string(to_vietnamese(out.result)) + "»",
                             "Không đạt mức nào ở trên", "None of the levels above is met"});
  return out;
}

Outcome outcome(const RuleSet& rules, YearResult result, int grade) {
  if (result == YearResult::not_completed) return Outcome::principal_decides;
  return grade == rules.last_grade ? Outcome::completed_level : Outcome::completed_grade;
}

Award award(const AwardQuestion& question) {
  if (question.result == YearResult::excellently_completed) return Award::excellent;
  const bool exemplary = question.result == YearResult::well_completed && question.stands_out && question.class_agrees;
  return exemplary ? Award::exemplary : Award::none;
}

}  // namespace hocba::credential::primary
