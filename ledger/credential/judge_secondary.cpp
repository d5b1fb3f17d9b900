// A year of lower or upper secondary school by the rules of secondary.hpp: what each value should be, and why.
#include <algorithm>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/judge_parts.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/subjects.hpp"

namespace hocba::credential {
namespace {

using secondary::Level;
using secondary::to_vietnamese;

enum class When { term1, term2, year, after_retest };

std::optional<bool> passed_word(const std::string& word) {
  if (word == kPassed) return true;
  if (word == kNotPassed) return false;
  return std::nullopt;
}

// Of a year that the page leaves blank: what follows from the page's terms (HB-MCN, HB-NX). The register is not asked,
// for it may be withheld, and a page is worth the same with it and without.
std::optional<int> mark_at(const secondary::RuleSet& rules, const TranscriptResult& result, When when) {
  switch (when) {
    case When::term1:
      return result.term1_tenths;
    case When::term2:
      return result.term2_tenths;
    case When::after_retest:
      if (result.retest_tenths) return result.retest_tenths;
      [[fallthrough]];
    case When::year:
      break;
  }
  if (result.year_tenths || !result.term1_tenths || !result.term2_tenths) return result.year_tenths;
  return secondary::year_average(rules, *result.term1_tenths, *result.term2_tenths);
}

const std::string& word_at(const TranscriptResult& result, When when) {
  switch (when) {
    case When::term1:
      return result.term1_level;
    case When::term2:
      return result.term2_level;
    case When::after_retest:
      if (!result.retest_level.empty()) return result.retest_level;
      [[fallthrough]];
    case When::year:
      break;
  }
  return result.year_level.empty() ? result.term2_level : result.year_level;
}

// Music and fine arts are two halves of one subject in lower secondary school, which may stand as one, too.
bool is_half_of_arts(std::string_view code) { return code == "AN" || code == "MT"; }

class Secondary {
 public:
  Secondary(YearJudgement& out, const secondary::RuleSet& rules, std::string_view level, const TranscriptYear& year,
            const std::vector<std::size_t>& usable)
      : out_(out), rules_(rules), level_(level), year_(year) {
    for (const std::size_t i : usable)
      if (right_kind(i)) usable_.push_back(i);
  }

  void run() {
    for (const std::size_t i : usable_) judge_subject(i);
    judge_learning("learning1", {"Học tập, học kỳ I", "Learning, first term"}, When::term1, year_.learning1);
    judge_learning("learning2", {"Học tập, học kỳ II", "Learning, second term"}, When::term2, year_.learning2);
    learning_ = judge_learning("learning", {"Học tập, cả năm", "Learning, year"}, When::year, year_.learning);
    judge_conduct();
    judge_summer();
    const auto said = said_outcome();
    if (by_plan(subjects_at(When::year))) {
      level_said("learningRetest", year_.learning_retest, "HB-KTL");
      return remark(false, kJudgedByPlan, "learning", {}, year_.learning, "HB-HT");
    }
    judge_retests();
    judge_outcome(said);
    judge_awards();
    judge_blanks(said);
    doubt_foreign_subjects();
  }

 private:
  void remark(bool fails, const Code& code, std::string field, std::string expected, std::string found,
              std::string_view rule = {}) {
    out_.remarks.push_back({fails, &code, std::move(field), std::move(expected), std::move(found), rule});
  }

  // A subject has marks or words, never both, and the ones that the curriculum gives it.
  bool right_kind(std::size_t i) {
    const TranscriptResult& result = year_.results[i];
    const bool marks = has_marks(result), words = has_levels(result);
    const SubjectInfo* info = subject_of(level_, year_.grade, result.code);
    const bool commented = info != nullptr && info->kind == SubjectKind::commented;
    const bool scored = info != nullptr && info->kind == SubjectKind::scored;
    if ((marks && words) || (marks && commented) || (words && scored) || result.test) {
      remark(true, kSubjectKindWrong, result_place(i), commented ? "Đạt, Chưa đạt" : "0,0 – 10,0", result.name,
             "Điều 5 khoản 3");
      return false;
    }
    bool good = true;
    const std::pair<const char*, const std::string*> said[] = {{".term1Level", &result.term1_level},
                                                               {".term2Level", &result.term2_level},
                                                               {".yearLevel", &result.year_level},
                                                               {".retestLevel", &result.retest_level}};
    for (const auto& [name, word] : said) {
      if (word->empty() || passed_word(*word)) continue;
      remark(true, kWordUnknown, result_place(i) + name, "Đạt, Chưa đạt", *word, "HB-NX");
      good = false;
    }
    return good;
  }

  void judge_subject(std::size_t i) {
    const TranscriptResult& result = year_.results[i];
    const std::string place = result_place(i);
    judge_term(place + ".term1", result.name, "học kỳ I", "first term", result, result.term1, result.term1_tenths,
               result.term1_level);
    judge_term(place + ".term2", result.name, "học kỳ II", "second term", result, result.term2, result.term2_tenths,
               result.term2_level);
    if (result.term1_tenths && result.term2_tenths)
      add_mark(out_, place + ".year", of_year(result), result.year_tenths, kYearAverageWrong,
               secondary::year_average(rules_, *result.term1_tenths, *result.term2_tenths),
               secondary::explain_year_average(rules_, *result.term1_tenths, *result.term2_tenths));
    if (const auto second = passed_word(result.term2_level)) {
      const bool passed = secondary::year_passed(passed_word(result.term1_level).value_or(false), *second);
      add_word(out_, place + ".yearLevel", of_year(result), result.year_level, kCommentYearWrong,
               passed ? kPassed : kNotPassed,
               {{"HB-NX", "Thông tư 22/2021/TT-BGDĐT, Điều 9 khoản 1 điểm a",
                 "«" + result.term2_level + "» → «" + std::string(passed ? kPassed : kNotPassed) + "»",
                 "Môn nhận xét: kết quả cả năm là kết quả học kỳ II", "Comment subject: the year is its second term"}});
    }
  }

  // Regular assessments that the subject needs in a term; nothing where its periods are not known.
  std::optional<int> needed_tests(const TranscriptResult& result) const {
    constexpr int kMostPeriods = 400;
    const SubjectInfo* info = subject_of(level_, year_.grade, result.code);
    const int periods = result.periods ? *result.periods : info != nullptr ? periods_of(*info, year_.grade) : 0;
    if (periods < 1 || periods > kMostPeriods) return std::nullopt;
    return secondary::regular_tests(rules_, periods);
  }

  void judge_term(const std::string& place, const std::string& name, const char* vi, const char* en,
                  const TranscriptResult& result, const TermAssessments& term, const std::optional<int>& mark,
                  const std::string& word) {
    if (term.empty()) return;
    const Called called{name + ", " + vi, name + ", " + en};
    const bool commented = !term.regular_levels.empty() || !term.midterm_level.empty() || !term.final_level.empty();
    const std::size_t own = commented ? term.regular_levels.size() : term.regular.size();
    const std::size_t count = own + (term.topics.has_value() ? 1 : 0);
    const auto needed = needed_tests(result);
    // The topics are one regular assessment of their subject; whether one of those due or one more is not said. A
    // comment subject is asked for as many as pass it, whatever its periods; curricula's tables count by periods here.
    const auto least = static_cast<std::size_t>(needed_comments(result));
    const bool due = !needed || count == static_cast<std::size_t>(*needed) ||
                     own == (commented ? least : static_cast<std::size_t>(*needed));
    if (!due)
      remark(false, kRegularTestsCount, place, std::to_string(commented ? least : static_cast<std::size_t>(*needed)),
             std::to_string(count), "HB-TX");
    const bool whole =
        commented ? !term.midterm_level.empty() && !term.final_level.empty() : term.midterm && term.final && count > 0;
    if (!whole) remark(false, kAssessmentMissing, place, {}, name, "HB-BU");
    if (commented)
      judge_comments(place, called, result, term, whole, word);
    else if (whole)
      judge_marks(place, called, term, mark);
  }

  void judge_marks(const std::string& place, const Called& called, const TermAssessments& term,
                   const std::optional<int>& mark) {
    secondary::TermMarks marks{term.regular, *term.midterm, *term.final};
    if (term.topics) marks.regular.push_back(*term.topics);
    add_mark(out_, place, called, mark, kTermAverageWrong, secondary::term_average(rules_, marks),
             secondary::explain_term_average(rules_, marks));
  }

  // Two regular assessments are asked of a comment subject, however many periods it has (Điều 6 khoản 2 điểm a).
  int needed_comments(const TranscriptResult& result) const {
    return half_of_arts(result) ? 1 : rules_.comment_regular;
  }
  bool half_of_arts(const TranscriptResult& result) const {
    return level_ == "lower-secondary" && is_half_of_arts(result.code);
  }
  bool of_arts(const TranscriptResult& result) const {
    return half_of_arts(result) || (level_ == "lower-secondary" && result.code == "NT");
  }

  void judge_comments(const std::string& place, const Called& called, const TranscriptResult& result,
                      const TermAssessments& term, bool whole, const std::string& word) {
    std::vector<const std::string*> words;
    for (const std::string& one : term.regular_levels) words.push_back(&one);
    words.push_back(&term.midterm_level);
    words.push_back(&term.final_level);
    std::size_t met = 0, given = 0;
    for (const std::string* one : words) {
      given += !one->empty();
      met += *one == kPassed;
    }
    const bool enough = whole && term.regular_levels.size() >= static_cast<std::size_t>(needed_comments(result));
    const bool passed = enough && met == given;
    add_word(out_, place + "Level", called, word, kCommentTermWrong, passed ? kPassed : kNotPassed,
             {{"HB-NX", "Thông tư 22/2021/TT-BGDĐT, Điều 9 khoản 1 điểm a",
               "#(Đạt) = " + std::to_string(met) + "/" + std::to_string(given),
               enough ? "Đạt khi đủ số lần đánh giá và mọi lần đều Đạt" : "Chưa đủ số lần đánh giá",
               enough ? "Passed where there are enough assessments and all are passed" : "Not enough assessments"}});
  }

  std::optional<int> mark_of(const TranscriptResult& result, When when) const { return mark_at(rules_, result, when); }
  bool is_blank(const TranscriptResult& result, When when) const {
    return !mark_of(result, when) && !passed_word(word_at(result, when));
  }
  static const TermAssessments* register_of(const TranscriptResult& result, When when) {
    return when == When::term1 ? &result.term1 : when == When::term2 ? &result.term2 : nullptr;
  }
  // `named` has a code and a name: a result, a subject. Nothing: no curriculum here has it.
  template <class Named>
  const SubjectInfo* info_of(const Named& named) const {
    const SubjectInfo* info = subject_of(level_, year_.grade, named.code);
    return info != nullptr ? info : subject_meant(level_, year_.grade, named.code, named.name);
  }
  bool someone_plans() const {
    return std::any_of(year_.results.begin(), year_.results.end(),
                       [](const auto& result) { return result.not_assessed == kIndividualPlan; });
  }

  // Nghệ thuật as a whole, or both its halves.
  bool arts_said(When when) const {
    const auto said = [&](std::string_view code) {
      return std::any_of(usable_.begin(), usable_.end(), [&](std::size_t i) {
        return year_.results[i].code == code && !is_blank(year_.results[i], when);
      });
    };
    return said("NT") || (said("AN") && said("MT"));
  }

  // The subjects of the page that the curriculum makes compulsory and that have nothing for this time.
  std::vector<std::size_t> blank_at(When when) const {
    std::vector<std::size_t> out;
    for (const std::size_t i : usable_) {
      const TranscriptResult& result = year_.results[i];
      const SubjectInfo* info = info_of(result);
      if (info == nullptr || !is_compulsory(*info, year_.grade) || !is_blank(result, when)) continue;
      if (!of_arts(result) || !arts_said(when)) out.push_back(i);
    }
    return out;
  }

  // Of these, what has a result all the same, which the page doesn't say: a subject may have been taught in one term
  // alone, but not where its register has something. With an individual plan blanks are right (HB-TH-10).
  std::vector<std::size_t> unknown_at(When when) const {
    if (someone_plans()) return {};
    std::vector<std::size_t> out = blank_at(when);
    out.erase(std::remove_if(out.begin(), out.end(),
                             [&](std::size_t i) {
                               const auto* term = register_of(year_.results[i], when);
                               return term != nullptr && term->empty();
                             }),
              out.end());
    return out;
  }

  // What counts for a level; `unknown_as`: with what is not known, as the best or the worst that it could be. In lower
  // secondary school music and fine arts are one subject, Nghệ thuật.
  std::vector<secondary::Subject> subjects_at(When when, std::optional<bool> unknown_as = std::nullopt) const {
    std::vector<secondary::Subject> out;
    std::optional<bool> arts;
    const auto unknown = unknown_as ? unknown_at(when) : std::vector<std::size_t>();
    for (const std::size_t i : usable_) {
      const TranscriptResult& result = year_.results[i];
      auto mark = mark_of(result, when);
      auto passed = passed_word(word_at(result, when));
      if (std::find(unknown.begin(), unknown.end(), i) != unknown.end()) {
        if (info_of(result)->kind == SubjectKind::scored)
          mark = *unknown_as ? secondary::kHighestMark : secondary::kLowestMark;
        else
          passed = unknown_as;
      }
      if (!mark && !passed) continue;
      if (passed && of_arts(result))
        arts = arts.value_or(true) && *passed;
      else
        out.push_back({result.code, result.name, mark, passed});
    }
    if (arts) out.push_back({"NT", "Nghệ thuật", std::nullopt, arts});
    return out;
  }

  // Nothing where there are no subjects, or where it depends on one that has no result.
  std::optional<secondary::Learning> worked_out(When when) const {
    const auto unknown = unknown_at(when);
    const auto subjects = subjects_at(when, true);
    if (subjects.empty()) return std::nullopt;
    auto out = secondary::learning(rules_, subjects);
    if (unknown.empty()) return out;
    if (out.level != secondary::learning(rules_, subjects_at(when, false)).level) return std::nullopt;
    std::string who;
    for (const std::size_t i : unknown) who += (who.empty() ? "" : "; ") + year_.results[i].name;
    out.derivations.push_back({"HB-HT", "Thông tư 22/2021/TT-BGDĐT, Điều 9 khoản 2", who,
                               "Môn chưa có kết quả: kết quả nào cũng không làm thay đổi mức này",
                               "Subjects without a result: none that they could have changes this level"});
    return out;
  }

  std::optional<Level> judge_learning(const char* field, Called called, When when, const std::string& found) {
    if (by_plan(subjects_at(when))) return level_said(field, found, "HB-HT");
    auto learning = worked_out(when);
    if (!learning) return level_said(field, found, "HB-HT");
    add_word(out_, field, std::move(called), found, kLearningWrong, to_vietnamese(learning->level),
             std::move(learning->derivations));
    return learning->level;
  }

  // Six scored subjects decide a level. A pupil with an individual plan may have fewer, and is judged by the plan.
  bool by_plan(const std::vector<secondary::Subject>& subjects) const {
    const auto scored =
        std::count_if(subjects.begin(), subjects.end(), [](const auto& subject) { return subject.mark.has_value(); });
    return scored < rules_.many && someone_plans();
  }

  // What the page says, where it can't be worked out.
  std::optional<Level> level_said(const char* field, const std::string& word, std::string_view rule = "HB-RL") {
    if (word.empty()) return std::nullopt;
    const auto level = secondary::level_from(word);
    if (!level || to_vietnamese(*level) != word) {
      remark(true, kWordUnknown, field, "Tốt, Khá, Đạt, Chưa đạt", word, rule);
      return std::nullopt;
    }
    return level;
  }

  void judge_conduct() {
    const auto first = level_said("conduct1", year_.conduct1), second = level_said("conduct2", year_.conduct2);
    conduct_ = level_said("conduct", year_.conduct);
    if (!first || !second) return doubt_conduct(first, second);
    conduct_ = secondary::conduct_of_year(rules_, *first, *second);
    add_word(out_, "conduct", {"Rèn luyện, cả năm", "Conduct, year"}, year_.conduct, kConductWrong,
             to_vietnamese(*conduct_), {secondary::explain_conduct(rules_, *first, *second)});
  }

  // Of one term alone: what no other term could give is wrong, and what every other would give is known.
  void doubt_conduct(std::optional<Level> first, std::optional<Level> second) {
    constexpr Level kLevels[] = {Level::good, Level::fair, Level::passed, Level::not_passed};
    if (!first && !second) return;
    std::vector<Level> possible;
    for (const Level other : kLevels) {
      const Level level = secondary::conduct_of_year(rules_, first.value_or(other), second.value_or(other));
      if (std::find(possible.begin(), possible.end(), level) == possible.end()) possible.push_back(level);
    }
    if (conduct_ && std::find(possible.begin(), possible.end(), *conduct_) == possible.end()) {
      std::string all;
      for (const Level level : possible) all += (all.empty() ? "" : ", ") + std::string(to_vietnamese(level));
      remark(true, kConductWrong, "conduct", all, year_.conduct, "HB-RL");
    }
    if (possible.size() == 1) conduct_ = possible.front();
  }

  // HB-HE: whoever's conduct was Chưa đạt trains in summer, and is judged again.
  void judge_summer() {
    final_conduct_ = conduct_;
    const auto summer = level_said("conductSummer", year_.conduct_summer);
    if (!summer) return;
    if (conduct_ && !secondary::must_train_in_summer(*conduct_))
      remark(true, kSummerNotDue, "conductSummer", {}, year_.conduct_summer, "HB-HE");
    else
      final_conduct_ = summer;
  }

  // HB-KTL: the new result counts instead of the year's; the year's stays on the page.
  void judge_retests() {
    final_learning_ = learning_;
    const auto subjects = subjects_at(When::year);
    std::string changes;
    for (const std::size_t i : usable_) {
      const TranscriptResult& result = year_.results[i];
      if (!result.retest_tenths && result.retest_level.empty()) continue;
      if (!may_retest(result)) {
        remark(true, kRetestNotAllowed, result_place(i) + ".retest", {}, result.name, "HB-KTL");
        continue;
      }
      const auto year = mark_of(result, When::year);
      const std::string before = year ? tenths_to_screen(*year) : "«" + word_at(result, When::year) + "»";
      const std::string after =
          result.retest_tenths ? tenths_to_screen(*result.retest_tenths) : "«" + result.retest_level + "»";
      changes += (changes.empty() ? "" : "; ") + result.name + " " + before + " → " + after;
    }
    if (changes.empty()) {
      if (!year_.learning_retest.empty())
        remark(true, kRetestNotAllowed, "learningRetest", {}, year_.learning_retest, "HB-KTL");
      return;
    }
    auto learning = worked_out(When::after_retest);
    if (!learning) {
      final_learning_ = level_said("learningRetest", year_.learning_retest, "HB-KTL");
      return;
    }
    learning->derivations.insert(learning->derivations.begin(),
                                 {"HB-KTL", "Thông tư 22/2021/TT-BGDĐT, Điều 14", changes,
                                  "Kết quả đánh giá lại thay kết quả cả năm của môn khi xét lên lớp",
                                  "The new result replaces the subject's year result for promotion"});
    final_learning_ = learning->level;
    add_word(out_, "learningRetest", {"Học tập, sau đánh giá lại", "Learning, after re-assessment"},
             year_.learning_retest, kLearningWrong, to_vietnamese(learning->level), std::move(learning->derivations));
  }

  bool may_retest(const TranscriptResult& result) const {
    if (!learning_ || !conduct_) return true;  // not known: nothing speaks against it
    const auto mark = mark_of(result, When::year);
    const bool low = (mark && *mark < rules_.retest_below) || word_at(result, When::year) == kNotPassed;
    // Điều 14 asks for conduct of the year from Đạt on. Điều 12 says what conduct counts for promotion, that after the
    // summer's training (Điều 13), and a re-assessment serves promotion alone: so whoever was judged again with Đạt has
    // the conduct that is asked for.
    const bool behaved = final_conduct_.value_or(*conduct_) >= Level::passed;
    return low && behaved && *learning_ == Level::not_passed;
  }

  // The words of the list that the page's outcome is; nothing: none, or another word, which is remarked.
  const OutcomeWords* said_outcome() {
    const auto words = outcomes(level_, year_.grade);
    const auto said =
        std::find_if(words.begin(), words.end(), [&](const OutcomeWords& one) { return one.word == year_.outcome; });
    if (said != words.end()) return &*said;
    if (!year_.outcome.empty()) {
      std::string all;
      for (const OutcomeWords& one : words) all += (all.empty() ? "" : "; ") + std::string(one.word);
      remark(true, kWordUnknown, "outcome", all, year_.outcome, "HB-LL");
    }
    return nullptr;
  }

  // One condition that is known not to hold decides alone; a promotion needs all of them.
  void judge_outcome(const OutcomeWords* said) {
    if (said == nullptr && !year_.outcome.empty()) return;
    const bool known[] = {final_conduct_.has_value(), final_learning_.has_value(), year_.absences.has_value()};
    auto promotion = secondary::promotion(rules_, {final_learning_.value_or(Level::good),
                                                   final_conduct_.value_or(Level::good), year_.absences.value_or(0)});
    if (promotion.promoted && std::find(std::begin(known), std::end(known), false) != std::end(known)) return;
    HOCBA_CHECK(promotion.derivations.size() == std::size(known));  // in the same order
    std::vector<Derivation> how;
    for (std::size_t i = 0; i < std::size(known); ++i)
      if (known[i]) how.push_back(std::move(promotion.derivations[i]));
    const auto words = outcomes(level_, year_.grade);
    const auto expected = std::find_if(words.begin(), words.end(), [&](const OutcomeWords& one) {
      return one.ending == (promotion.promoted ? Ending::promoted : Ending::not_promoted);
    });
    HOCBA_CHECK(expected != words.end());
    std::string_view word = expected->word;
    if (!promotion.promoted && said != nullptr && may_wait(said->ending)) word = said->word;
    add_word(out_, "outcome", {"Kết quả cuối năm", "Outcome"}, year_.outcome, kOutcomeWrong, word, std::move(how));
  }

  // Before the new year the page may say that it is not decided.
  bool may_wait(Ending ending) const {
    // HB-LL: whoever missed too much is not promoted, whatever the summer gives.
    if (year_.absences.value_or(0) > rules_.most_absences) return false;
    if (ending == Ending::pending_summer)
      return year_.conduct_summer.empty() && (!conduct_ || secondary::must_train_in_summer(*conduct_));
    if (ending != Ending::pending_retest || !year_.learning_retest.empty()) return false;
    const auto subjects = subjects_at(When::year);
    if (subjects.empty()) return !final_learning_ || *final_learning_ == Level::not_passed;
    const secondary::Year year{final_learning_.value_or(Level::not_passed), final_conduct_.value_or(Level::good),
                               year_.absences.value_or(0)};
    return !secondary::may_be_retested(rules_, year, subjects).empty();
  }

  // What is not said counts as if it were the best: a title that even then is not earned is wrong.
  void judge_awards() {
    const bool known = learning_ && conduct_;
    const bool blanks = !unknown_at(When::year).empty();
    const auto subjects = subjects_at(When::year, true);
    auto honours =
        secondary::honours(rules_, {learning_.value_or(Level::good), conduct_.value_or(Level::good), 0}, subjects);
    const std::string expected(to_vietnamese(honours.honour));
    bool claimed = false;
    for (std::size_t i = 0; i < year_.awards.size(); ++i) {
      const std::string title = title_of(year_.awards[i]);
      if (title.empty() || title == "hoc sinh tieu bieu") continue;
      claimed = true;
      const bool right = title == fold(expected);
      // Without subjects on the page, or one of them, nobody can count those of 9,0.
      const bool other = title == fold(to_vietnamese(secondary::Honour::excellent)) ||
                         title == fold(to_vietnamese(secondary::Honour::good));
      const bool uncounted = other && ((subjects.empty() && honours.honour == secondary::Honour::good) ||
                                       (blanks && honours.honour == secondary::Honour::excellent));
      if (uncounted || (right && !known)) continue;
      add_word(out_, "awards[" + std::to_string(i) + "]", {"Danh hiệu", "Title"}, right ? expected : year_.awards[i],
               kAwardWrong, expected.empty() ? "–" : expected, {honours.derivation});
    }
    if (!claimed && known && !blanks && honours.honour != secondary::Honour::none)
      add_word(out_, "awards", {"Danh hiệu", "Title"}, {}, kAwardWrong, expected, {honours.derivation});
  }

  // A page may be silent; but what it says of the whole must not rest on a subject of which it says nothing. Wrong is
  // what is better than it would be if that subject had been failed.
  void judge_blanks(const OutcomeWords* said) {
    const bool promoted = said != nullptr && said->ending == Ending::promoted;
    const bool title = std::any_of(year_.awards.begin(), year_.awards.end(), [](const std::string& award) {
      const std::string name = title_of(award);
      return !name.empty() && name != "hoc sinh tieu bieu";
    });
    const auto claim = [](const std::string& word) { return secondary::level_from(word).value_or(Level::not_passed); };
    blanks_of(When::term1, ".term1", claim(year_.learning1));
    blanks_of(When::term2, ".term2", claim(year_.learning2));
    const Level of_year = std::max(claim(year_.learning), title ? Level::good : Level::not_passed);
    const Level after = std::max(claim(year_.learning_retest), promoted ? Level::passed : Level::not_passed);
    blanks_of(When::year, ".year", of_year, after);
  }

  bool rests_on_blanks(When when, Level claimed) const {
    return claimed > secondary::learning(rules_, subjects_at(when, false)).level;
  }

  void blanks_of(When when, const std::string& field, Level claimed, Level after_retest = Level::not_passed) {
    if (std::max(claimed, after_retest) == Level::not_passed) return;  // whatever is blank, it is no better than that
    const auto unknown = unknown_at(when);
    const bool fails = rests_on_blanks(when, claimed) || rests_on_blanks(When::after_retest, after_retest);
    const bool told = !subjects_at(when).empty() || !unknown.empty();
    for (const std::size_t i : blank_at(when)) {
      const bool counts = std::find(unknown.begin(), unknown.end(), i) != unknown.end();
      const bool commented = info_of(year_.results[i])->kind == SubjectKind::commented;
      if (told)
        remark(counts && fails, kResultMissing, result_place(i) + field + (commented ? "Level" : ""), {},
               year_.results[i].name, "HB-HT");
    }
    if (when != When::year) return;
    // What not everybody has may have been given up during the year.
    for (const std::size_t i : usable_) {
      const TranscriptResult& result = year_.results[i];
      const SubjectInfo* info = info_of(result);
      const bool begun = has_marks(result) || has_levels(result);
      if (begun && is_blank(result, when) && (info == nullptr || !is_compulsory(*info, year_.grade)))
        remark(false, kResultMissing, result_place(i) + field, {}, result.name, "HB-HT");
    }
  }

  // A school may teach what no curriculum here has, and it counts; where the level or the title hangs on it alone, a
  // reader is told.
  void doubt_foreign_subjects() {
    if (year_.learning.empty() && year_.awards.empty()) return;
    auto subjects = subjects_at(When::year, true);
    std::string foreign;
    std::vector<secondary::Subject> others;
    for (const secondary::Subject& subject : subjects) {
      if (info_of(subject) != nullptr)
        others.push_back(subject);
      else
        foreign += (foreign.empty() ? "" : "; ") + subject.code;
    }
    if (foreign.empty()) return;
    const auto reached = [&](const std::vector<secondary::Subject>& counted) {
      const Level level = secondary::learning(rules_, counted).level;
      return std::pair(level, secondary::honours(rules_, {level, Level::good, 0}, counted).honour);
    };
    const auto without = reached(others);
    if (reached(subjects) > without)
      remark(false, kSubjectDecides, "learning", std::string(to_vietnamese(without.first)), foreign, "HB-HT");
  }

  YearJudgement& out_;
  const secondary::RuleSet& rules_;
  std::string_view level_;
  const TranscriptYear& year_;
  std::vector<std::size_t> usable_;
  std::optional<Level> learning_, conduct_;              // of the year
  std::optional<Level> final_learning_, final_conduct_;  // after summer
};

}  // namespace

void judge_secondary(YearJudgement& out, const secondary::RuleSet& rules, std::string_view level,
                     const TranscriptYear& year, const std::vector<std::size_t>& usable) {
  Secondary(out, rules, level, year, usable).run();
}

}  // namespace hocba::credential
