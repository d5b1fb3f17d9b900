#include "ledger/credential/judgement.hpp"

#include <algorithm>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/judge_parts.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/primary.hpp"
#include "ledger/credential/secondary.hpp"
#include "ledger/credential/subjects.hpp"

namespace hocba::credential {
namespace {

constexpr int kHighestMark = secondary::kHighestMark;

bool good_mark(YearJudgement& out, const std::optional<int>& mark, const std::string& field) {
  if (!mark || (*mark >= 0 && *mark <= kHighestMark)) return true;
  out.remarks.push_back({true, &kMarkOutOfRange, field, "0,0 – 10,0", tenths_to_screen(*mark), {}});
  return false;
}

void check_term(YearJudgement& out, const TermAssessments& term, const std::string& field, bool& good) {
  for (std::size_t i = 0; i < term.regular.size(); ++i)
    good &= good_mark(out, term.regular[i], field + ".regular[" + std::to_string(i) + "]");
  good &= good_mark(out, term.topics, field + ".topics");
  good &= good_mark(out, term.midterm, field + ".midterm");
  good &= good_mark(out, term.final, field + ".final");
}

// The subjects that can be judged: their marks are marks, and what was not assessed has none.
std::vector<std::size_t> checked_results(YearJudgement& out, const TranscriptYear& year) {
  std::vector<std::size_t> usable;
  for (std::size_t i = 0; i < year.results.size(); ++i) {
    const TranscriptResult& result = year.results[i];
    const std::string place = result_place(i);
    bool good = good_mark(out, result.term1_tenths, place + ".term1");
    good &= good_mark(out, result.term2_tenths, place + ".term2");
    good &= good_mark(out, result.year_tenths, place + ".year");
    good &= good_mark(out, result.retest_tenths, place + ".retest");
    check_term(out, result.term1, place + ".assessments1", good);
    check_term(out, result.term2, place + ".assessments2", good);
    if (result.test && (*result.test < 0 || *result.test > primary::kHighestMark)) {
      out.remarks.push_back({true, &kMarkOutOfRange, place + ".test", "0 – 10", std::to_string(*result.test), {}});
      good = false;
    }
    if (!result.not_assessed.empty()) {
      const bool blank = !has_marks(result) && !has_levels(result) && !assessed(result) && !result.test;
      if (!blank) out.remarks.push_back({true, &kNotAssessedButMarked, place, {}, result.name, {}});
      good = false;
    }
    if (good) usable.push_back(i);
  }
  return usable;
}

// HB-MCN is older than the regulations that are known here: the year's mark of any secondary school is its average.
void judge_averages(YearJudgement& out, const TranscriptYear& year, const std::vector<std::size_t>& usable) {
  for (const std::size_t i : usable) {
    const TranscriptResult& result = year.results[i];
    if (!result.term1_tenths || !result.term2_tenths) continue;
    const auto& rules = secondary::tt22_2021();
    add_mark(out, result_place(i) + ".year", of_year(result), result.year_tenths, kYearAverageWrong,
             secondary::year_average(rules, *result.term1_tenths, *result.term2_tenths),
             secondary::explain_year_average(rules, *result.term1_tenths, *result.term2_tenths));
  }
}

// Under another code, or its own in other letters, a subject would count twice. Of modules, which no curriculum here
// names, code and name must be the same.
void find_twice(YearJudgement& out, std::string_view level, const TranscriptYear& year) {
  std::vector<std::string> seen;
  for (std::size_t i = 0; i < year.results.size(); ++i) {
    const TranscriptResult& result = year.results[i];
    const SubjectInfo* info = subject_of(level, year.grade, result.code);
    if (info == nullptr) info = subject_meant(level, year.grade, result.code, result.name);
    std::string subject = info != nullptr ? std::string(info->code) : fold_words(result.code);
    if (level == "vocational") subject += " " + fold_words(result.name);
    if (std::find(seen.begin(), seen.end(), subject) != seen.end())
      out.remarks.push_back({true, &kSubjectTwice, result_place(i), std::move(subject), result.code, {}});
    else
      seen.push_back(std::move(subject));
  }
}

// The page as the curriculum has it: a grade of its level, subjects that it knows, none of the compulsory ones left
// out.
void compare_with_curriculum(YearJudgement& out, std::string_view level, const TranscriptYear& year) {
  const auto there = [&](std::string_view code) {
    return std::any_of(year.results.begin(), year.results.end(),
                       [&](const auto& result) { return result.code == code; });
  };
  for (std::size_t i = 0; i < year.results.size(); ++i) {
    const TranscriptResult& result = year.results[i];
    if (subject_of(level, year.grade, result.code) != nullptr) continue;
    const SubjectInfo* meant = subject_meant(level, year.grade, result.code, result.name);
    out.remarks.push_back({false,
                           &kSubjectUnknown,
                           result_place(i),
                           meant == nullptr ? std::string() : std::string(meant->code),
                           result.code,
                           {}});
  }
  // Exemptions are of physical training, national defence and the arts; others go with an individual plan.
  static constexpr std::string_view kExempted[] = {"GDTC", "GDQPAN", "NT", "AN", "MT"};
  for (std::size_t i = 0; i < year.results.size(); ++i) {
    const TranscriptResult& result = year.results[i];
    if (result.not_assessed == kExempt &&
        std::find(std::begin(kExempted), std::end(kExempted), result.code) == std::end(kExempted))
      out.remarks.push_back({false, &kExemptionUnusual, result_place(i), {}, result.name, {}});
  }
  // A page that says nothing of the whole year may be half a year's.
  if (year.learning.empty() && year.result.empty()) return;
  const bool arts = there("NT") || (there("AN") && there("MT"));
  for (const SubjectInfo& subject : all_subjects()) {
    if (subject.level != level || !is_compulsory(subject, year.grade) || there(subject.code)) continue;
    const bool of_arts = subject.code == "NT" || subject.code == "AN" || subject.code == "MT";
    if (level == "lower-secondary" && of_arts && (arts || subject.code != "NT")) continue;
    out.remarks.push_back(
        {false, &kSubjectMissing, "results", std::string(subject.code), std::string(subject.name), {}});
  }
}

// HB-TH-9. A day from 1 August on belongs to the school year that begins then.
void judge_handover(YearJudgement& out, std::string_view level, const TranscriptYear& year) {
  constexpr int kAugust = 8;
  if (!year.handover) return;
  if (!level.empty() && level != "primary")
    out.remarks.push_back({true, &kHandoverNotPrimary, "handover", "primary", std::string(level), "HB-TH-9"});
  const std::string& period = year.period.str();
  const Date date = year.handover->date;
  if (!is_period(period) || !exists(date)) return;  // another's matter
  const Date begins = {std::stoi(period.substr(0, 4)), period.find('-') == std::string::npos ? 1 : kAugust, 1};
  if (date < begins)
    out.remarks.push_back(
        {true, &kHandoverEarly, "handover.date", "≥ " + to_screen(begins), to_screen(date), "HB-TH-9"});
}

bool grade_of_level(std::string_view level, int grade) {
  if (level == "primary") return grade >= 1 && grade <= 5;
  if (level == "lower-secondary") return grade >= 6 && grade <= 9;
  if (level == "upper-secondary") return grade >= 10 && grade <= 12;
  return true;
}

}  // namespace

std::string result_place(std::size_t index) { return "results[" + std::to_string(index) + "]"; }

bool has_marks(const TranscriptResult& r) {
  const auto registered = [](const TermAssessments& term) {
    return !term.regular.empty() || term.topics || term.midterm || term.final;
  };
  return r.term1_tenths || r.term2_tenths || r.year_tenths || r.retest_tenths || registered(r.term1) ||
         registered(r.term2);
}
bool has_levels(const TranscriptResult& r) {
  const auto registered = [](const TermAssessments& term) {
    return !term.regular_levels.empty() || !term.midterm_level.empty() || !term.final_level.empty();
  };
  return !r.term1_level.empty() || !r.term2_level.empty() || !r.year_level.empty() || !r.retest_level.empty() ||
         registered(r.term1) || registered(r.term2);
}
bool assessed(const TranscriptResult& result) { return !result.term1.empty() || !result.term2.empty(); }

std::string title_of(std::string_view award) {
  constexpr std::string_view kBefore[] = {"dat ", "duoc ", "nhan ", "cong nhan ", "khen thuong ", "danh hieu ", "la "};
  // The last two are of the regulations before; in primary school the words that follow «Tiêu biểu» vary.
  constexpr std::string_view kTitles[] = {"hoc sinh xuat sac", "hoc sinh gioi", "hoc sinh tien tien", "hoc sinh kha"};
  constexpr std::string_view kExemplary = "hoc sinh tieu bieu";
  constexpr std::string_view kOfTheYear[] = {"nam hoc ", "nam ", "ca nam ", "cuoi nam ", "toan dien ", "lop "};
  constexpr std::string_view kOfACompetition[] = {" cap ", " mon ", " giai ", " thi "};
  const auto begins = [](std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; };
  const std::string words = fold_words(award) + " ";  // each word with a space behind it
  std::string_view rest = words;
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (const std::string_view before : kBefore) {
      if (!begins(rest, before)) continue;
      rest.remove_prefix(before.size());
      stripped = true;
    }
  }
  if (begins(rest, kExemplary)) return std::string(kExemplary);
  for (const std::string_view title : kTitles) {
    if (!begins(rest, title) || rest[title.size()] != ' ') continue;
    const std::string_view after = rest.substr(title.size());  // " nam hoc 2024 2025 "
    if (std::any_of(std::begin(kOfACompetition), std::end(kOfACompetition),
                    [&](std::string_view word) { return after.find(word) != std::string_view::npos; }))
      return {};
    const std::string_view what = after.substr(1);
    const bool a_year = what.empty() || (what[0] >= '0' && what[0] <= '9');
    if (a_year || std::any_of(std::begin(kOfTheYear), std::end(kOfTheYear),
                              [&](std::string_view word) { return begins(what, word); }))
      return std::string(title);
    return {};
  }
  return {};
}

Called of_year(const TranscriptResult& result) { return {result.name + ", cả năm", result.name + ", year"}; }

void add_mark(YearJudgement& out, std::string field, Called called, const std::optional<int>& found, const Code& code,
              int expected, Derivation how) {
  out.derived.push_back({std::move(field),
                         std::move(called.vi),
                         std::move(called.en),
                         tenths_to_screen(expected),
                         found ? tenths_to_screen(*found) : std::string(),
                         &code,
                         {std::move(how)}});
}

void add_word(YearJudgement& out, std::string field, Called called, const std::string& found, const Code& code,
              std::string_view expected, std::vector<Derivation> how) {
  out.derived.push_back({std::move(field), std::move(called.vi), std::move(called.en), std::string(expected), found,
                         &code, std::move(how)});
}

YearJudgement judge_year(std::string_view level, const TranscriptYear& year) {
  YearJudgement out;
  const std::vector<std::size_t> usable = checked_results(out, year);
  // Nothing would be judged, for no regulation has such a grade. (0: a sheet doesn't say it.)
  if (year.grade != 0 && !grade_of_level(level, year.grade))
    out.remarks.push_back({true, &kGradeWrong, "grade", std::string(level), std::to_string(year.grade), {}});
  judge_handover(out, level, year);
  const bool averaged = level == "lower-secondary" || level == "upper-secondary";
  if (level == "primary") {
    if (const auto* rules = primary::rules_of(year.period, year.grade)) {
      out.regulation = rules->name;
      judge_primary(out, *rules, year, usable);
    }
  } else if (const auto* rules = averaged ? secondary::rules_of(year.period, year.grade) : nullptr) {
    out.regulation = rules->name;
    judge_secondary(out, *rules, level, year, usable);
  } else if (averaged) {
    judge_averages(out, year, usable);
  } else if (level == "vocational") {
    judge_vocational(out, year, usable);
  }
  if (!out.regulation.empty() || level == "vocational") find_twice(out, level, year);
  if (!out.regulation.empty()) compare_with_curriculum(out, level, year);
  return out;
}

std::string subject_word(std::string_view level, std::string_view typed) {
  const std::string folded = fold(typed);
  if (level == "primary") {
    if (folded == "t" || folded == "hoan thanh tot") return "T";
    if (folded == "h" || folded == "hoan thanh") return "H";
    if (folded == "c" || folded == "chua hoan thanh") return "C";
  } else if (level == "lower-secondary" || level == "upper-secondary") {
    if (folded == "d" || folded == "dat") return std::string(kPassed);
    if (folded == "cd" || folded == "chua dat") return std::string(kNotPassed);
  }
  return {};
}

std::string trait_word(std::string_view typed) {
  const std::string folded = fold(typed);
  if (folded == "t" || folded == "tot") return "T";
  if (folded == "d" || folded == "dat") return "Đ";
  if (folded == "c" || folded == "can co gang") return "C";
  return {};
}

std::string outcome_word(std::string_view level, int grade, std::string_view typed) {
  const std::string folded = fold(typed);
  const auto words = outcomes(level, grade);
  for (const OutcomeWords& words_of_one : words) {
    std::string_view rest = words_of_one.also;
    if (folded == fold(words_of_one.word)) return std::string(words_of_one.word);
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('|'), rest.size());
      if (folded == rest.substr(0, end)) return std::string(words_of_one.word);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return {};
}

}  // namespace hocba::credential
