// Who is to be approved, out of the lists that wait; and the seats that are drawn for them, which the node is asked
// about before anything is recorded.
#pragma once

#include <set>

#include "cli/training_known_people.hpp"
#include "cli/training_roster.hpp"

namespace hocba::cli {

struct WantedLists {
  std::vector<std::string> names;  // ids
  bool all = false;                // every list that waits
  bool again = false;              // who has a seat of the course gets a further one
};

struct Nominee {
  std::string unit, proposal;
  exchange::ProposedPerson person;
  training::CodeText course;
  std::size_t line = 0;  // of the list, from 1
  KnownPeople::Who who() const {
    return {person.name, person.birth_date, person.personal_number.value_or(std::string())};
  }
  std::string place(const Run& run) const {
    return unit + run.say(", số ", ", no. ") + std::to_string(line) + ": " + person.name + ", " +
           to_screen(person.birth_date) + ", " + course.str();
  }
};

struct Approval {
  std::vector<Nominee> nominees;
  std::vector<bool> again;              // of each: has a seat of the course, or stands in an earlier list
  std::vector<std::string> problems;    // who can't be approved, and why
  std::size_t late = 0, proposals = 0;  // lists
  std::size_t seated = 0;               // left out: they have a seat as this list's people
  std::set<std::size_t> doubted;        // nominees that `problems` are about
  void doubt(const Run& run, std::size_t nominee, const std::string& why) {
    problems.push_back(nominees[nominee].place(run) + why);
    doubted.insert(nominee);
  }
};

Result<Approval> read_proposals_whole(Run& run, const WantedLists& wanted, const Programme& programme);

// One record, and who sits on its seats as JSON: all but programme and roster.
struct DrawnRoster {
  chain::TrainingRoster body;
  std::string openings;
};
// Everybody of all records before the first is sent: whom the node would refuse is told by name, as a problem, and
// nothing is recorded of the others.
Result<std::vector<DrawnRoster>> draw_and_try(Run& run, const Programme& programme, Approval& approval);

}  // namespace hocba::cli
