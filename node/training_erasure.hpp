// What the parts of an erasure share. Internal to node/training_erasure.cpp, training_places.cpp.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>

#include "node/training_state.hpp"

namespace hocba::node {

// What was signed, and what follows from it for which objects.
struct TrainingDesk::State::Erasure {
  struct Object {
    std::string name;
    std::set<std::uint32_t> people = {};    // of a proposal: places
    std::set<std::uint32_t> sessions = {};  // of a register's newest version: those that will open nothing any more
  };
  std::string id;         // 32 bytes
  std::string statement;  // canonical JSON, with its proofs
  Time time;
  std::string by;
  bool done = false, survey = false;                     // survey: its answers alone
  std::map<training::SeatId, std::uint32_t> numbers;     // seats, and as whom each counts from now on
  std::map<std::string, std::set<std::uint32_t>> lists;  // places on proposals that the statement names
  std::vector<Object> objects;
  ErasedPeople counted;
  ErasedPeople counts() const {
    ErasedPeople out{id, numbers.size()};
    for (const auto& one : objects) {
      out.lists += one.name.substr(0, 2) == "tp" ? 1 : 0;
      out.registers += one.name.substr(0, 2) == "tc" ? 1 : 0;
    }
    return out;
  }
};

// What the ledger says of the place where a seat's person stands.
Result<SeatPlaces> seat_places(const LedgerView& view, const TrainingFacts& facts, const training::SeatId& id,
                               const SeatRow& row);
std::string seat_words(const training::SeatId& seat);

// Where in a list the person stands: by number where both have one, else by name and birth date.
struct WantedPerson {
  PersonIndex::Keys keys;
  std::string unit;  // empty: of any
};
std::set<std::uint32_t> places_in(const nlohmann::json& proposal, const PersonIndex& index,
                                  const std::vector<WantedPerson>& wanted);

}  // namespace hocba::node
