// What the judgements of the levels share. Internal to ledger/credential.
#pragma once

#include <span>

#include "ledger/credential/judgement.hpp"
#include "ledger/credential/primary.hpp"
#include "ledger/credential/secondary.hpp"

namespace hocba::credential {

std::string result_place(std::size_t index);  // results[3]
// Of the year's page, or in the register's assessments beside it.
bool has_marks(const TranscriptResult& result);
bool has_levels(const TranscriptResult& result);
// In the register alone.
bool assessed(const TranscriptResult& result);

// The title of the year that an entry of `awards` claims, folded: "hoc sinh gioi" of «Đạt danh hiệu Học sinh Giỏi năm
// học 2024-2025». Empty: it claims none; a pupil who is good in a competition (cấp …, môn …) has no title of the year.
std::string title_of(std::string_view award);

struct Called {
  std::string vi, en;
};
Called of_year(const TranscriptResult& result);

void add_mark(YearJudgement& out, std::string field, Called called, const std::optional<int>& found, const Code& code,
              int expected, Derivation how);
void add_word(YearJudgement& out, std::string field, Called called, const std::string& found, const Code& code,
              std::string_view expected, std::vector<Derivation> how);

// `usable`: the subjects whose marks may be counted, by their index in year.results.
void judge_secondary(YearJudgement& out, const secondary::RuleSet& rules, std::string_view level,
                     const TranscriptYear& year, const std::vector<std::size_t>& usable);
void judge_primary(YearJudgement& out, const primary::RuleSet& rules, const TranscriptYear& year,
                   const std::vector<std::size_t>& usable);

void judge_vocational(YearJudgement& out, const TranscriptYear& year, const std::vector<std::size_t>& usable);

// How a year ends, as documents say it, and what else schools write for it, folded and separated by |.
enum class Ending { promoted, not_promoted, pending_retest, pending_summer };
struct OutcomeWords {
  Ending ending{};
  std::string_view word, also;
};
std::span<const OutcomeWords> outcomes(std::string_view level, int grade);

}  // namespace hocba::credential
