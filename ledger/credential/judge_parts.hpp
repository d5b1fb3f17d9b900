// What the judgements of the levels share. Internal to ledger/credential.
#pragma once

#include <span>

#include "ledger/credential/judgement.hpp"
#include "ledger/credential/primary.hpp"
#include "ledger/credential/secondary.hpp"

namespace hocba::credential {

std::string result_place(std::size_t index);  // results[3]
bool has_marks(const TranscriptResult& result);
bool has_levels(const TranscriptResult& result);

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
