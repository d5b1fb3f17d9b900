// The lists that schools send, as the office's node keeps them, and what approving them takes.
#pragma once

#include <nlohmann/json_fwd.hpp>

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
};
// Its id is the digest of what was signed, and its signatures are good: cli.answer_malformed otherwise.
Result<ProposalWhole> training_proposal(Run& run, const std::string& id);

// Openings, then the record. `openings`: who sits on its seats, all but programme and roster. Until the node has both
// they lie in units/CODE/rosters/ROSTER.json.
Result<Recorded> record_roster_of(Run& run, const std::string& unit, chain::TrainingRoster body,
                                  const nlohmann::json& openings);
// What an earlier run was stopped at. How many.
Result<std::size_t> complete_earlier(Run& run, const std::string& unit, const Programme& programme);

void add_training_approve_commands(Args family, Run& run);  // roster approve, remove
void add_training_correct_command(Args family, Run& run);   // roster correct

}  // namespace hocba::cli
