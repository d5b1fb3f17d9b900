#include "ledger/credential/secondary.hpp"

#include <algorithm>

#include "crypto/check.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::credential::secondary {
namespace {

constexpr std::string_view kRegulation = "Thông tư 22/2021/TT-BGDĐT";
constexpr std::array<std::string_view, 4> kLevels = {"Chưa đạt", "Đạt", "Khá", "Tốt"};

constexpr RuleSet kTt22 = {
    .name = kRegulation,
    .begins = {{{6, 2021}, {7, 2022}, {8, 2023}, {9, 2024}, {10, 2022}, {11, 2023}, {12, 2024}}},
    .regular = {{{35, 2}, {70, 3}}},
    .most_regular = 4,
    .comment_regular = 2,
    .midterm_weight = 2,
    .final_weight = 3,
    .second_term_weight = 2,
    .conditions = {{{Level::good, 65, 80, 0}, {Level::fair, 50, 65, 0}, {Level::passed, 35, 50, 1}}},
    .many = 6,
    .raise_distance = 2,
    .cause_counts_as_met = false,
    .conduct = {{{Level::not_passed, Level::not_passed, Level::not_passed, Level::not_passed},
                 {Level::passed, Level::passed, Level::passed, Level::fair},
                 {Level::passed, Level::fair, Level::fair, Level::fair},
                 {Level::fair, Level::fair, Level::good, Level::good}}},
    .most_absences = 45,
    .excellent_mark = 90,
    .retest_below = 50,
};

std::size_t at(Level level) { return static_cast<std::size_t>(level); }
std::string quoted(Level level) { return "«" + std::string(to_vietnamese(level)) + "»"; }

void check_mark(int mark) { HOCBA_CHECK(mark >= kLowestMark && mark <= kHighestMark); }

// numerator / denominator of tenths with two decimals of a mark, cut: enough to see which way it is rounded.
std::string exact(int tenths, int denominator) {
  const int hundredths = 10 * tenths / denominator;
  const bool whole = 10 * tenths % denominator == 0;
  const int decimals = hundredths % 100;
  return std::to_string(hundredths / 100) + "," + (decimals < 10 ? "0" : "") + std::to_string(decimals) +
         (whole ? "" : "…");
}

int half_up(int numerator, int denominator) { return (2 * numerator + denominator) / (2 * denominator); }

// What is left of a judgement by one level's conditions.
struct Judged {
  std::vector<std::size_t> below;   // scored subjects under all_at_least
  std::vector<std::size_t> failed;  // comment subjects Chưa đạt
  int many = 0;                     // scored subjects that reach many_at_least
};

Judged judge(const RuleSet::Conditions& conditions, std::span<const Subject> subjects) {
  Judged out;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const Subject& subject = subjects[i];
    if (subject.mark) {
      if (*subject.mark < conditions.all_at_least) out.below.push_back(i);
      out.many += *subject.mark >= conditions.many_at_least;
    } else if (subject.passed && !*subject.passed) {
      out.failed.push_back(i);
    }
  }
  return out;
}

bool met(const RuleSet& rules, const RuleSet::Conditions& conditions, const Judged& judged) {
  return judged.below.empty() && judged.many >= rules.many &&
         judged.failed.size() <= static_cast<std::size_t>(conditions.comment_failures);
}

// The one subject without which all others would reach this level; nothing if there is none or more than one.
std::optional<std::size_t> only_cause(const RuleSet& rules, const RuleSet::Conditions& conditions,
                                      const Judged& judged) {
  // What stands against it beside the number of good ones: marks too low, and comment subjects where none may fail.
  if (judged.below.size() + judged.failed.size() != 1) return std::nullopt;
  HOCBA_CHECK(conditions.comment_failures == 0);  // of the levels that a raise aims at
  // The cause is not among the many: its mark is below what all need, or it has none.
  const int needed = rules.many - (rules.cause_counts_as_met ? 1 : 0);
  if (judged.many < needed) return std::nullopt;
  return judged.below.empty() ? judged.failed.front() : judged.below.front();
}

std::string named(std::span<const Subject> subjects, const std::vector<std::size_t>& which) {
  std::string out;
  for (const std::size_t i : which) {
    out += (out.empty() ? "" : "; ") + subjects[i].name;
    if (subjects[i].mark) out += " " + tenths_to_screen(*subjects[i].mark);
  }
  return out;
}

Derivation tried(const RuleSet& rules, const RuleSet::Conditions& c, const Judged& judged,
                 std::span<const Subject> subjects) {
  Derivation out{"HB-HT", "Thông tư 22/2021/TT-BGDĐT, Điều 9 khoản 2", {}, {}, {}};
  const bool reached = met(rules, c, judged);
  out.sums = "#(≥ " + tenths_to_screen(c.many_at_least) + ") = " + std::to_string(judged.many) +
             (judged.many >= rules.many ? " ≥ " : " < ") + std::to_string(rules.many);
  out.vi = "Mức " + quoted(c.level) + (reached ? ": đạt đủ điều kiện" : ": chưa đủ điều kiện");
  out.en = "Level " + quoted(c.level) + (reached ? ": all conditions are met" : ": not all conditions are met");
  if (!judged.below.empty()) {
    const std::string bound = tenths_to_screen(c.all_at_least), who = named(subjects, judged.below);
    out.vi += "; dưới " + bound + ": " + who;
    out.en += "; below " + bound + ": " + who;
  }
  if (judged.failed.size() > static_cast<std::size_t>(c.comment_failures)) {
    const std::string who = named(subjects, judged.failed);
    out.vi += "; môn nhận xét chưa đạt: " + who;
    out.en += "; comment subjects not passed: " + who;
  }
  if (judged.many < rules.many) {
    const std::string bound = tenths_to_screen(c.many_at_least), needed = std::to_string(rules.many);
    out.vi += "; cần " + needed + " môn từ " + bound + " trở lên";
    out.en += "; " + needed + " subjects of " + bound + " or more are needed";
  }
  return out;
}

// HB-NANG: from the level that was reached towards the better ones, Tốt first.
void raise(const RuleSet& rules, std::span<const Subject> subjects, Learning& out) {
  for (const RuleSet::Conditions& target : rules.conditions) {
    if (target.level == Level::passed) continue;
    if (static_cast<int>(at(target.level)) - static_cast<int>(at(out.level)) < rules.raise_distance) continue;
    const auto cause = only_cause(rules, target, judge(target, subjects));
    if (!cause) continue;
    const Level raised = static_cast<Level>(at(out.level) + 1);
    const std::string who = named(subjects, {*cause});
    out.derivations.push_back({"HB-NANG", "Thông tư 22/2021/TT-BGDĐT, Điều 9 khoản 3",
                               quoted(out.level) + " → " + quoted(raised),
                               "Chỉ vì một môn (" + who + ") mà thấp hơn mức " + quoted(target.level) +
                                   " từ hai mức trở lên: được điều chỉnh lên mức liền kề",
                               "Because of one subject alone (" + who + ") it is two levels or more below " +
                                   quoted(target.level) + ": raised to the adjacent level"});
    out.level = raised;
    out.cause = cause;
    return;
  }
}

}  // namespace

std::string_view to_vietnamese(Level level) { return kLevels.at(at(level)); }

std::optional<Level> level_from(std::string_view vietnamese) {
  const std::string word = fold(vietnamese);
  for (std::size_t i = 0; i < kLevels.size(); ++i)
    if (word == fold(kLevels.at(i))) return static_cast<Level>(i);
  return std::nullopt;
}

const RuleSet& tt22_2021() { return kTt22; }

const RuleSet* rules_of(const PeriodCode& school_year, int grade) {
  const std::string& text = school_year.str();
  if (!is_period(text)) return nullptr;
  const int year = std::stoi(text.substr(0, 4));  // four digits: is_period
  const bool governed = std::any_of(kTt22.begins.begin(), kTt22.begins.end(), [&](const RuleSet::Begin& begin) {
    return begin.grade == grade && begin.first_year <= year;
  });
  return governed ? &kTt22 : nullptr;
}

int regular_tests(const RuleSet& rules, int periods) {
  constexpr int kMostPeriods = 400;
  HOCBA_CHECK(periods >= 1 && periods <= kMostPeriods);
  for (const auto& step : rules.regular)
    if (periods <= step.periods) return step.tests;
  return rules.most_regular;
}

namespace {

struct Sum {
  int total = 0, weight = 0;
};
Sum weighed(const RuleSet& rules, const TermMarks& marks) {
  HOCBA_CHECK(!marks.regular.empty());
  Sum out;
  for (const int mark : marks.regular) {
    check_mark(mark);
    out.total += mark;
  }
  check_mark(marks.midterm);
  check_mark(marks.final);
  out.total += rules.midterm_weight * marks.midterm + rules.final_weight * marks.final;
  out.weight = static_cast<int>(marks.regular.size()) + rules.midterm_weight + rules.final_weight;
  return out;
}

Sum weighed(const RuleSet& rules, int term1, int term2) {
  check_mark(term1);
  check_mark(term2);
  return {term1 + rules.second_term_weight * term2, 1 + rules.second_term_weight};
}

std::string result_of(Sum sum) {
  const int rounded = half_up(sum.total, sum.weight);
  const std::string before = exact(sum.total, sum.weight);
  const std::string whole = before.substr(0, before.size() - 1);
  const bool is_exact = before.back() == '0' && whole == tenths_to_screen(rounded);
  return " : " + std::to_string(sum.weight) + " = " + (is_exact ? "" : before + " → ") + tenths_to_screen(rounded);
}

}  // namespace

int term_average(const RuleSet& rules, const TermMarks& marks) {
  const Sum sum = weighed(rules, marks);
  return half_up(sum.total, sum.weight);
}

int year_average(const RuleSet& rules, int term1, int term2) {
  const Sum sum = weighed(rules, term1, term2);
  return half_up(sum.total, sum.weight);
}

Derivation explain_term_average(const RuleSet& rules, const TermMarks& marks) {
  std::string text = "(";
  for (const int mark : marks.regular) text += tenths_to_screen(mark) + " + ";
  text += std::to_string(rules.midterm_weight) + " × " + tenths_to_screen(marks.midterm) + " + " +
          std::to_string(rules.final_weight) + " × " + tenths_to_screen(marks.final) + ")";
  return {
      "HB-MHK", "Thông tư 22/2021/TT-BGDĐT, Điều 9 khoản 1 điểm b", text + result_of(weighed(rules, marks)), {}, {}};
}

Derivation explain_year_average(const RuleSet& rules, int term1, int term2) {
  const std::string text = "(" + tenths_to_screen(term1) + " + " + std::to_string(rules.second_term_weight) + " × " +
                           tenths_to_screen(term2) + ")";
  return {"HB-MCN",
          "Thông tư 22/2021/TT-BGDĐT, Điều 9 khoản 1 điểm b",
          text + result_of(weighed(rules, term1, term2)),
          {},
          {}};
}

bool term_passed(std::span<const bool> assessments, int needed) {
  return assessments.size() >= static_cast<std::size_t>(needed) &&
         std::all_of(assessments.begin(), assessments.end(), [](bool passed) { return passed; });
}

Learning learning(const RuleSet& rules, std::span<const Subject> subjects) {
  Learning out;
  for (const Subject& subject : subjects) {
    HOCBA_CHECK(!subject.mark || !subject.passed);
    if (subject.mark) check_mark(*subject.mark);
  }
  out.level = Level::not_passed;
  for (const RuleSet::Conditions& conditions : rules.conditions) {
    const Judged judged = judge(conditions, subjects);
    out.derivations.push_back(tried(rules, conditions, judged, subjects));
    if (!met(rules, conditions, judged)) continue;
    out.level = conditions.level;
    break;
  }
  out.before_raise = out.level;
  raise(rules, subjects, out);
  return out;
}

Level conduct_of_year(const RuleSet& rules, Level term1, Level term2) {
  return rules.conduct.at(at(term2)).at(at(term1));
}

Derivation explain_conduct(const RuleSet& rules, Level term1, Level term2) {
  return {"HB-RL", "Thông tư 22/2021/TT-BGDĐT, Điều 8 khoản 2 điểm b",
          quoted(term1) + ", " + quoted(term2) + " → " + quoted(conduct_of_year(rules, term1, term2)),
          "Học kỳ I, học kỳ II → cả năm", "First term, second term → year"};
}

Promotion promotion(const RuleSet& rules, const Year& year) {
  constexpr std::string_view kBasis = "Thông tư 22/2021/TT-BGDĐT, Điều 12";
  Promotion out;
  const bool learned = year.learning >= Level::passed, behaved = year.conduct >= Level::passed,
             present = year.absences <= rules.most_absences;
  const std::string days = std::to_string(year.absences), most = std::to_string(rules.most_absences);
  out.promoted = learned && behaved && present;
  out.derivations = {
      {"HB-LL", kBasis, quoted(year.conduct) + (behaved ? " ≥ " : " < ") + quoted(Level::passed),
       "Kết quả rèn luyện cả năm", "Conduct of the year"},
      {"HB-LL", kBasis, quoted(year.learning) + (learned ? " ≥ " : " < ") + quoted(Level::passed),
       "Kết quả học tập cả năm", "Learning of the year"},
      {"HB-LL", kBasis, days + (present ? " ≤ " : " > ") + most, "Số buổi nghỉ học cả năm",
       "Sessions missed in the year"},
  };
  return out;
}

bool must_train_in_summer(Level conduct) { return conduct == Level::not_passed; }

std::vector<std::size_t> may_be_retested(const RuleSet& rules, const Year& year, std::span<const Subject> subjects) {
  std::vector<std::size_t> out;
  if (year.conduct < Level::passed || year.learning >= Level::passed) return out;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const bool low = subjects[i].mark && *subjects[i].mark < rules.retest_below;
    const bool failed = subjects[i].passed && !*subjects[i].passed;
    if (low || failed) out.push_back(i);
  }
  return out;
}

std::string_view to_vietnamese(Honour honour) {
  constexpr std::array<std::string_view, 3> kNames = {"", "Học sinh Giỏi", "Học sinh Xuất sắc"};
  return kNames.at(static_cast<std::size_t>(honour));
}

Honours honours(const RuleSet& rules, const Year& year, std::span<const Subject> subjects) {
  Honours out;
  const auto high = std::count_if(subjects.begin(), subjects.end(), [&](const Subject& subject) {
    return subject.mark && *subject.mark >= rules.excellent_mark;
  });
  if (year.learning == Level::good && year.conduct == Level::good)
    out.honour = high >= rules.many ? Honour::excellent : Honour::good;
  out.derivation = {
      "HB-KT", "Thông tư 22/2021/TT-BGDĐT, Điều 15",
      quoted(year.conduct) + ", " + quoted(year.learning) + ", #(≥ " + tenths_to_screen(rules.excellent_mark) +
          ") = " + std::to_string(high) + " → " +
          (out.honour == Honour::none ? std::string("–") : "«" + std::string(to_vietnamese(out.honour)) + "»"),
      "Rèn luyện, học tập, số môn đạt mức xuất sắc", "Conduct, learning, subjects at the excellent mark"};
  return out;
}

}  // namespace hocba::credential::secondary
