// Marks, levels and promotion in lower and upper secondary school: Thông tư 22/2021/TT-BGDĐT, as data and pure
// functions. One RuleSet per regulation; a school year is judged by the one that was in force when it began.
//
// Marks are integer tenths, 0 to 100; every average is rounded half up to a tenth, in integers. There is no average
// across subjects and no ranking, in the regulation or here. Each function that derives a value also says how, as a
// Derivation that names the rule and shows the sums, so that a user can ask why a result is what it is.
// Threads: safe. Nothing throws; a caller hands in marks within bounds (HOCBA_CHECK).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/credential/derivation.hpp"
#include "ledger/credential/types.hpp"

namespace hocba::credential::secondary {

inline constexpr int kLowestMark = 0, kHighestMark = 100;  // tenths

// Of learning (kết quả học tập) and of conduct (kết quả rèn luyện), worst first.
enum class Level : std::uint8_t { not_passed, passed, fair, good };
std::string_view to_vietnamese(Level level);  // Chưa đạt, Đạt, Khá, Tốt
std::optional<Level> level_from(std::string_view vietnamese);

struct RuleSet {
  std::string_view name;  // as it is cited
  // It came into force grade by grade: the first school year of each grade (2021: 2021-2022).
  struct Begin {
    int grade, first_year;
  };
  std::array<Begin, 7> begins{};

  // Regular assessments of a term by the periods a year (HB-TX): up to `periods` so many, else most_regular.
  struct RegularTests {
    int periods, tests;
  };
  std::array<RegularTests, 2> regular{};
  int most_regular = 0;
  int comment_regular = 0;                   // of a comment subject, whatever its periods (HB-NX)
  int midterm_weight = 0, final_weight = 0;  // of a regular assessment's 1 (HB-MHK)
  int second_term_weight = 0;                // of the first term's 1 (HB-MCN)

  // HB-HT: a level's conditions; the best one that is met counts.
  struct Conditions {
    Level level{};
    int all_at_least = 0;      // every scored subject
    int many_at_least = 0;     // `many` of them
    int comment_failures = 0;  // at most so many comment subjects Chưa đạt
  };
  std::array<Conditions, 3> conditions{};  // best first
  int many = 0;
  int raise_distance = 0;            // HB-NANG: so many levels lost to one subject are one too many
  bool cause_counts_as_met = false;  // its second reading: the subject itself counts towards `many`

  std::array<std::array<Level, 4>, 4> conduct{};  // of the year, by [term 2][term 1] (HB-RL)
  int most_absences = 0;                          // sessions a year (HB-LL)
  int excellent_mark = 0;                         // HB-KT: of `many` subjects
  int retest_below = 0;                           // HB-KTL: a scored subject may be re-tested below this
};
// Nothing for another grade, or a school year before its first one: earlier regulations are not known here.
const RuleSet* rules_of(const PeriodCode& school_year, int grade);
const RuleSet& tt22_2021();

// HB-TX. Periods a year: 1 to 400.
int regular_tests(const RuleSet& rules, int periods);

struct TermMarks {
  std::vector<int> regular;  // điểm đánh giá thường xuyên; at least one
  int midterm = 0, final = 0;
};
int term_average(const RuleSet& rules, const TermMarks& marks);  // HB-MHK
int year_average(const RuleSet& rules, int term1, int term2);    // HB-MCN, from the rounded terms
Derivation explain_term_average(const RuleSet& rules, const TermMarks& marks);
Derivation explain_year_average(const RuleSet& rules, int term1, int term2);

// HB-NX. A term of a comment subject: enough assessments, and all passed. Its year is its second term.
bool term_passed(std::span<const bool> assessments, int needed);
inline bool year_passed([[maybe_unused]] bool term1, bool term2) { return term2; }

// A subject of one term or of the year, by what counts for its level: after a re-test its new result (HB-KTL).
struct Subject {
  std::string code, name;
  std::optional<int> mark;     // a scored subject
  std::optional<bool> passed;  // a comment subject
  // Neither: exempt, or not assessed under an individual plan; it counts nowhere.
};

struct Learning {
  Level level{};
  Level before_raise{};                 // the same where nothing was raised
  std::optional<std::size_t> cause;     // HB-NANG: the subject because of which it was raised
  std::vector<Derivation> derivations;  // each level that was tried, best first, then the raise
};
Learning learning(const RuleSet& rules, std::span<const Subject> subjects);  // HB-HT, HB-NANG

Level conduct_of_year(const RuleSet& rules, Level term1, Level term2);  // HB-RL
Derivation explain_conduct(const RuleSet& rules, Level term1, Level term2);

// HB-LL: after re-tests and the summer. In the last grade of a level the same is its completion.
struct Year {
  Level learning{}, conduct{};
  int absences = 0;
};
struct Promotion {
  bool promoted = false;
  std::vector<Derivation> derivations;  // one per condition
};
Promotion promotion(const RuleSet& rules, const Year& year);
// HB-KTL, HB-HE: what a pupil may or must do before the next year, by the results as they stand.
bool must_train_in_summer(Level conduct);
std::vector<std::size_t> may_be_retested(const RuleSet& rules, const Year& year, std::span<const Subject> subjects);

enum class Honour : std::uint8_t { none, good /* Học sinh Giỏi */, excellent /* Học sinh Xuất sắc */ };
std::string_view to_vietnamese(Honour honour);  // empty for none
struct Honours {
  Honour honour{};
  Derivation derivation;
};
Honours honours(const RuleSet& rules, const Year& year, std::span<const Subject> subjects);  // HB-KT

}  // namespace hocba::credential::secondary
