// On which lists of training somebody stands: what a request about them is about, and what an erasure goes through.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "node/codes.hpp"
#include "node/training_erasure.hpp"

namespace hocba::node {

using nlohmann::json;
using training::EntryIndex;
using training::SeatId;

std::string seat_words(const SeatId& seat) { return "seat " + training::to_text(seat); }

namespace {

bool is_wanted(const PersonIndex::Keys& keys, const std::string& unit, const std::vector<WantedPerson>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const WantedPerson& one) {
    if (keys.number && one.keys.number) return keys.number == one.keys.number;
    return keys.name == one.keys.name && (one.unit.empty() || one.unit == unit);
  });
}

}  // namespace

std::set<std::uint32_t> places_in(const json& proposal, const PersonIndex& index,
                                  const std::vector<WantedPerson>& wanted) {
  std::set<std::uint32_t> out;
  const std::string unit = proposal.at("unit");
  const json& people = proposal.at("people");
  for (std::uint32_t i = 0; i < people.size(); ++i) {
    if (people[i].contains("erased")) continue;
    ListedPerson person;
    person.name = people[i].at("name");
    const auto born = date_from_text(people[i].at("birth_date").get<std::string>());
    if (!born) continue;
    person.birth_date = *born;
    if (people[i].contains("personal_number")) person.personal_number = people[i]["personal_number"].get<std::string>();
    if (is_wanted(index.keys_of(person), unit, wanted)) out.insert(i);
  }
  return out;
}

// Of each place where a person stands, what the ledger says.
Result<SeatPlaces> seat_places(const LedgerView& view, const TrainingFacts& facts, const SeatId& id,
                               const SeatRow& row) {
  const RosterRow& roster = facts.rosters[row.roster];
  const EntryIndex as_of = as_of_size(view);
  SeatPlaces out;
  out.seat = id;
  out.roster = roster.id;
  out.programme = roster.programme;
  HOCBA_TRY(const auto programme, programme_at(facts, roster.programme, as_of));
  out.office = programme.first_office;
  out.unit = facts.codes.code(row.unit);
  out.course = facts.codes.code(row.course);
  out.erased = row.erased;
  for (const auto& proposal : roster.proposals) {
    const auto found = facts.proposals.find(proposal);
    if (found != facts.proposals.end() && found->second.unit == out.unit) out.proposals.push_back(proposal);
  }
  const auto seat = facts.book.find_seat(id, as_of);
  if (!seat) return out;
  out.removed = seat->removed;
  for (const auto& attempt : seat->attempts) {
    out.classes.push_back(attempt.id);
    if (!attempt.over) out.learning = attempt.id;
    if (attempt.standing == training::Standing::in_force || attempt.standing == training::Standing::suspended)
      out.certificate = attempt.credential;
  }
  return out;
}

Result<std::vector<SeatPlaces>> TrainingDesk::places_of(const LedgerView& view, const crypto::AnyKey& caller,
                                                        const std::vector<SeatId>& seats) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, state_->now()));
  HOCBA_TRY(const auto facts, state_->index.read(view));
  std::vector<SeatPlaces> out;
  for (const auto& seat : seats) {
    const auto row = facts->opened.find(seat);
    if (row == facts->opened.end()) return Error(kTrainingNotFound, seat_words(seat));
    HOCBA_TRY(auto places, seat_places(view, *facts, seat, row->second));
    HOCBA_TRY(const auto reach, rights.over(places.unit, Matter::nomination));
    if (!reach) return Error(kTrainingNotFound, seat_words(seat));
    out.push_back(std::move(places));
  }
  return out;
}

// Who was taken off every roster is known by nothing in memory: their openings are looked through.
Result<std::vector<SeatId>> TrainingDesk::State::seats_of(const TrainingFacts& facts,
                                                          const PersonIndex::Keys& keys) const {
  std::vector<SeatId> out;
  if (const auto known = facts.persons.find(keys); known && facts.persons.is_named(*known, keys))
    if (const auto seats = facts.seats_of_person.find(*known); seats != facts.seats_of_person.end())
      out = seats->second;
  Opener opener(*this);
  for (const auto& roster : facts.rosters)
    for (const auto& seat : roster.seats) {
      const SeatRow& row = facts.opened.at(seat);
      if (row.erased || facts.persons.known(row.person)) continue;
      HOCBA_TRY(const SeatOpening* opening, opener.open(facts, row));
      if (is_wanted(facts.persons.keys_of(opening->person), {}, {{keys, {}}})) out.push_back(seat);
    }
  return out;
}

Result<PersonPlaces> TrainingDesk::places_of(const LedgerView& view, const Reader& reader, const AskedPerson& person,
                                             std::optional<EntryIndex> programme) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  TrainingLog log(reader, state_->now());
  PersonPlaces out;
  if (!person.birth_date) return Error(kTrainingField, "birth_date: missing");
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    if (programme) {
      HOCBA_TRY(const auto found, programme_at(*facts, *programme, as_of_size(view)));
      programme = found.first;
    }
    const auto keys = facts->persons.keys_of({person.name, *person.birth_date, person.personal_number, {}});
    HOCBA_TRY(const auto theirs, state_->seats_of(*facts, keys));
    for (const auto& seat : theirs) {
      HOCBA_TRY(auto places, seat_places(view, *facts, seat, facts->opened.at(seat)));
      HOCBA_TRY(const auto reach, rights.over(places.unit, Matter::nomination));
      if (!reach || (programme && places.programme != *programme)) continue;
      log.shows(*reach, places.certificate);
      out.seats.push_back(std::move(places));
    }
    for (const auto& [id, row] : facts->proposals) {
      if (programme && row.programme != *programme) continue;
      HOCBA_TRY(const auto reach, rights.over(row.unit, Matter::nomination));
      if (!reach) continue;
      HOCBA_TRY(const auto text, state_->get(proposal_object(id)));
      if (!text) continue;
      HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
      for (const auto place : places_in(kept.at("proposal"), facts->persons, {{keys, {}}})) {
        log.shows(*reach);
        out.lists.push_back({id, row.unit, row.programme, state_->state_of(*facts, id, row), place});
      }
    }
  }
  HOCBA_RETURN_IF_ERROR(state_->log_reading(log, "training-person"));
  return out;
}

}  // namespace hocba::node
