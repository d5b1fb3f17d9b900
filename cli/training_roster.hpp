// The lists that schools send, as the office's node keeps them, and what approving them takes.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>

#include "cli/args.hpp"
#include "cli/sender.hpp"
#include "cli/training.hpp"

namespace hocba::cli {

struct ProposalInfo {
  std::string id, unit, state, reason;
  std::uint64_t programme = 0, people = 0;
  Time received;
  bool late = false;
};
// By the time they came; `state` empty: all.
Result<std::vector<ProposalInfo>> training_proposals(Run& run, std::optional<std::uint64_t> programme,
                                                     const std::string& state);

struct ProposalWhole {
  std::string id, unit;
  std::uint64_t programme = 0;
  std::vector<exchange::ProposedPerson> people;
  std::set<std::size_t> erased;  // places, from 0, of whom was taken out since; not in `people`
};
// Its id is the digest of what was signed, and its signatures are good: cli.answer_malformed otherwise. Of a list that
// was answered people may have been erased: nothing but the node's word stands behind the others then (`erased`).
Result<ProposalWhole> training_proposal(Run& run, const std::string& id, bool answered = false);

// Openings, then the record. `openings`: who sits on its seats, all but programme and roster. Until the node has both
// they lie in units/CODE/rosters/ROSTER.json.
Result<Recorded> record_roster_of(Run& run, const std::string& unit, chain::TrainingRoster body,
                                  const nlohmann::json& openings);
// Whom the node would refuse of what is about to be opened, by seat; nothing is stored.
Result<std::vector<std::pair<std::string, Error>>> refused_openings(Run& run, const chain::TrainingRoster& body,
                                                                    nlohmann::json openings);
// What an earlier run was stopped at. How many.
Result<std::size_t> complete_earlier(Run& run, const std::string& unit, const Programme& programme);

void add_training_approve_commands(Args family, Run& run);  // roster approve, remove
void add_training_correct_command(Args family, Run& run);   // roster correct
void add_training_erase_commands(Args family, Run& run);    // roster find, erase

}  // namespace hocba::cli
