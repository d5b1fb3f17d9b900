// The words of a report: what each check is called, what it says when it passes, what to do about each code.
// Internal to ledger/verify.
#pragma once

#include "ledger/verify/engine.hpp"

namespace hocba::verify {

struct Sentence {
  std::string_view vi, en;
};
Sentence title_of(CheckName name);        // "Chữ ký", "Signatures"
Sentence passed(CheckName name);          // what is known when the check passed
Sentence not_applicable(CheckName name);  // why there was nothing to check
Sentence outcome_word(Outcome outcome);   // "đạt", "pass"
Sentence headline_of(Verdict verdict);
Sentence next_step(const Code& code);  // empty for a code of another folder

}  // namespace hocba::verify
