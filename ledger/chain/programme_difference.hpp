// Where two programmes' rules differ, as a record spells them: what a record says against what the programme's file
// gives (training::rules_with_providers). Pure; threads: safe.
#pragma once

#include <string>
#include <vector>

#include "ledger/training/programme.hpp"

namespace hocba::chain {

// Places in the order of the record's fields, of a course "courses[CDS_CB].max_learners", other lists
// as a whole ("planned"). Empty: the same rules.
std::vector<std::string> differing_rules(const training::ProgrammeRules& a, const training::ProgrammeRules& b);

}  // namespace hocba::chain
