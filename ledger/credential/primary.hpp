// Results, promotion and awards in primary school: Thông tư 27/2020/TT-BGDĐT, as data and pure functions.
//
// The regulation sets no mapping between a subject's mark and its level (HB-TH-6): a level is never derived from a
// mark, and what looks contradictory is a warning. Marks of periodic tests are whole numbers, 0 to 10. A pupil with an
// individual plan may have blanks; what is blank is not judged (HB-TH-10). Threads: safe. Nothing throws.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/credential/derivation.hpp"
#include "ledger/credential/types.hpp"

namespace hocba::credential::primary {

inline constexpr int kHighestMark = 10;

// Of a subject or activity: T (Hoàn thành tốt), H (Hoàn thành), C (Chưa hoàn thành).
enum class SubjectLevel : std::uint8_t { not_completed, completed, well_completed };
// Of a quality or a competence (phẩm chất, năng lực): T (Tốt), Đ (Đạt), C (Cần cố gắng).
enum class TraitLevel : std::uint8_t { needs_effort, reached, good };
std::optional<SubjectLevel> subject_level_from(std::string_view letter);
std::optional<TraitLevel> trait_level_from(std::string_view letter);
std::string_view to_letter(SubjectLevel level);
std::string_view to_letter(TraitLevel level);

// Đánh giá kết quả giáo dục, worst first.
enum class YearResult : std::uint8_t { not_completed, completed, well_completed, excellently_completed };
std::string_view to_vietnamese(YearResult result);
std::optional<YearResult> year_result_from(std::string_view vietnamese);

struct RuleSet {
  std::string_view name;
  int year_before_grade_1 = 0;  // it came into force grade by grade: grade g in this year + g
  int excellent_test = 0, good_test = 0, passing_test = 0;  // of every end-of-year test (HB-TH-2, -3, -4)
  int last_grade = 0;                                       // whose completion completes primary school
};
// Nothing for another grade, or a school year before its first one.
const RuleSet* rules_of(const PeriodCode& school_year, int grade);
const RuleSet& tt27_2020();

struct Subject {
  std::string code, name;
  std::optional<SubjectLevel> level;
  std::optional<int> test;  // điểm kiểm tra định kỳ cuối năm
};
struct Trait {
  std::string code, name;
  std::optional<TraitLevel> level;
};
struct YearJudgement {
  YearResult result{};
  std::vector<Derivation> derivations;  // each result that was tried, best first
};
YearJudgement year_result(const RuleSet& rules, std::span<const Subject> subjects, std::span<const Trait> traits);

// HB-TH-7. A year that was not completed is decided by the principal after further support and assessment.
enum class Outcome : std::uint8_t { completed_grade, completed_level, principal_decides };
Outcome outcome(const RuleSet& rules, YearResult result, int grade);

// HB-TH-8. Whether the class agreed, and in what the pupil stands out, are people's judgements that are entered.
struct AwardQuestion {
  YearResult result{};
  bool stands_out = false;    // in a subject, or clear progress in a quality or competence
  bool class_agrees = false;  // được tập thể lớp công nhận
};
enum class Award : std::uint8_t { none, exemplary, excellent };
Award award(const AwardQuestion& question);
std::string_view to_vietnamese(Award award);

}  // namespace hocba::credential::primary
