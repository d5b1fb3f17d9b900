// What a school year's page derives from its own marks, worked out again by the rules of its level and year, each value
// with the rule and the sums that gave it. Verification compares, `hocba explain` shows, importers say what is wrong
// before anything is signed: one function for all three.
//
// The rules are those of secondary.hpp and primary.hpp. A year that no known regulation governs (before TT 22/2021 and
// TT 27/2020 began, vocational schools) is judged by as little as is common to all. Pure; threads: safe; nothing
// throws.
#pragma once

#include <string>
#include <vector>

#include "crypto/error.hpp"
#include "ledger/credential/derivation.hpp"
#include "ledger/credential/school_year.hpp"

namespace hocba::credential {

// One value that follows from others. `found` is what the page says; empty: it doesn't say.
struct DerivedValue {
  std::string field;   // a place within the page: "results[3].year", "learning"
  std::string vi, en;  // what it is called: "Toán, cả năm"
  std::string expected, found;
  const Code* code = nullptr;   // of a disagreement
  std::vector<Derivation> how;  // at least one
  // A page that is silent is not wrong.
  bool agrees() const { return found.empty() || found == expected; }
};

// What is against a rule, or unlikely, without being a derived value.
struct Remark {
  bool fails = false;  // else a warning
  const Code* code = nullptr;
  std::string field, expected, found;
  std::string_view rule;  // HB-KTL; may be empty
};

struct YearJudgement {
  std::string_view regulation;  // as it is cited; empty: none is known for this level and year
  std::vector<DerivedValue> derived;
  std::vector<Remark> remarks;
};
// `level` is the transcript's: primary, lower-secondary, upper-secondary, vocational. Marks within 0 to 100 tenths and
// tests within 0 to 10 are judged; others are remarks (kMarkOutOfRange) and count nowhere.
YearJudgement judge_year(std::string_view level, const TranscriptYear& year);

// The words that a page may have under the regulations, as documents spell them; what else schools type for them is
// read by the importers. Empty: none of them.
std::string subject_word(std::string_view level, std::string_view typed);  // Đạt, Chưa đạt; in primary school T, H, C
std::string trait_word(std::string_view typed);                            // T, Đ, C
std::string outcome_word(std::string_view level, int grade, std::string_view typed);

}  // namespace hocba::credential
