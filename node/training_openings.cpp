// Who sits on the seats of a roster: taken in before the record, compared with what is known of the same people, and
// asked for when the record comes.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/training_document.hpp"
#include "node/codes.hpp"
#include "node/deposit_check.hpp"
#include "node/training_fields.hpp"
#include "node/training_state.hpp"

namespace hocba::node {

using nlohmann::json;
using training::EntryIndex;

namespace {

constexpr std::size_t kMaxOpeningsBytes = 1u << 20;
constexpr std::size_t kMaxProposalsNamed = 500;

// Of a seat that stands, course, school and level are known (complete_reseats).
Result<SeatOpening> opening_from(const json& value, const std::string& place, Date today, bool reseat) {
  TrainingFields fields(value, place);
  SeatOpening out;
  out.reseat = reseat;
  HOCBA_TRY(const auto seat, fields.text("seat", 40));
  const auto id = training::seat_id_from_text(seat);
  if (!id) return fields.bad("seat");
  out.seat = *id;
  HOCBA_TRY(const auto salt, fields.text("salt", 50));
  const auto bytes = crypto::bytes_from_base64url<credential::Salt>(salt);
  if (!bytes) return fields.bad("salt");
  out.salt = *bytes;
  HOCBA_TRY(const json* person, fields.need("person"));
  HOCBA_TRY(out.person, person_from(*person, fields.at("person"), today));
  HOCBA_TRY(out.again, fields.flag("again"));
  if (reseat) {
    HOCBA_RETURN_IF_ERROR(fields.finish());
    return out;
  }
  HOCBA_TRY(out.audience, fields.code("audience"));
  HOCBA_TRY(out.course, fields.code("course"));
  HOCBA_TRY(out.level, fields.code("level"));
  HOCBA_TRY(out.unit, fields.code("unit", credential::kMaxUnitCode));
  HOCBA_TRY(const auto survey, fields.optional_code("survey"));
  if (survey) out.survey = survey->str();
  HOCBA_RETURN_IF_ERROR(fields.finish());
  return out;
}

// As it came: `programme` is whichever version was named.
Result<RosterOpenings> openings_from_call(const std::string& text, Date today) {
  if (text.size() > kMaxOpeningsBytes) return Error(kTrainingField, "too long");
  HOCBA_TRY(const json value, crypto::parse_json(text));
  TrainingFields fields(value, {});
  RosterOpenings out;
  HOCBA_TRY(out.programme, fields.number("programme", log::kMaxTreeSize));
  HOCBA_TRY(const auto roster, fields.text("roster", 40));
  const auto id = training::roster_id_from_text(roster);
  if (!id) return fields.bad("roster");
  out.roster = *id;
  HOCBA_TRY(const auto proposals, fields.texts("proposals", kMaxProposalsNamed, 50));
  for (const auto& one : proposals) {
    const auto bytes = crypto::from_base64url(one);
    if (!bytes || bytes->size() != crypto::Digest::kSize) return fields.bad("proposals");
    out.proposals.push_back(*bytes);
  }
  for (const char* name : {"seats", "reseat"}) {
    HOCBA_TRY(const auto seats, fields.list(name, TrainingDesk::kMaxOpenings));
    for (std::size_t i = 0; i < seats.size(); ++i) {
      const std::string place = std::string(name) + "/" + std::to_string(i);
      HOCBA_TRY(auto seat, opening_from(*seats[i], place, today, name == std::string_view("reseat")));
      out.seats.push_back(std::move(seat));
    }
  }
  if (out.seats.empty()) return fields.bad("seats", "none");
  HOCBA_RETURN_IF_ERROR(fields.finish());
  std::sort(out.seats.begin(), out.seats.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
  const auto twice = std::adjacent_find(out.seats.begin(), out.seats.end(),
                                        [](const auto& a, const auto& b) { return a.seat == b.seat; });
  if (twice != out.seats.end()) return fields.bad("seats", "a seat twice");
  return out;
}

// The same roster again, said the same: all but what this node added to it.
bool same_openings(RosterOpenings kept, const RosterOpenings& given) {
  RosterOpenings plain = given;
  for (auto* openings : {&kept, &plain})
    for (auto& seat : openings->seats) {
      seat.number = 0;
      seat.late.reset();
    }
  kept.by = plain.by;
  kept.stored = plain.stored;
  kept.sequence = plain.sequence;
  return openings_text(kept) == openings_text(plain);
}

std::string seat_place(const SeatOpening& seat) { return "seat " + training::to_text(seat.seat); }

crypto::Digest commitment_of(const SeatOpening& seat) {
  return credential::seat_commitment(seat.salt, seat.person.name, seat.person.birth_date);
}

// Courses, audiences and proposals are of the programme; seats are new.
Status check_against_programme(const LedgerView& view, const TrainingFacts& facts, const RosterOpenings& openings,
                               const training::Book::ProgrammeView& programme) {
  for (const auto& seat : openings.seats) {
    if (seat.reseat) continue;
    const auto* course = training::find_course(*programme.rules, seat.course);
    if (course == nullptr) return Error(kTrainingField, seat_place(seat) + ": course " + seat.course.str());
    if (training::find_audience(*course, seat.audience) == nullptr)
      return Error(kTrainingField, seat_place(seat) + ": audience " + seat.audience.str());
    HOCBA_TRY(const auto unit, chain::find_unit(*view.state, seat.unit));
    if (!unit) return Error(kTrainingField, seat_place(seat) + ": unit " + seat.unit.str());
    const auto known = facts.opened.find(seat.seat);
    if (known != facts.opened.end()) return Error(kOpeningDiffers, seat_place(seat));
  }
  for (const auto& id : openings.proposals) {
    const auto found = facts.proposals.find(id);
    if (found == facts.proposals.end() || found->second.programme != programme.first)
      return Error(kTrainingNotFound, "proposal " + proposal_text(id));
    if (found->second.returned) return Error(kProposalAnswered, proposal_text(id));
  }
  return done();
}

// Some office of the caller stands above each school, or it is the office's own people.
Status check_schools(TrainingRights& rights, const RosterOpenings& openings) {
  for (const auto& seat : openings.seats) {
    HOCBA_TRY(const auto reach, rights.over(seat.unit, Matter::nomination));
    if (!reach) return Error(kTrainingNotYours, seat.unit.str());
  }
  return done();
}

// Has this person another seat of the course in the programme, which is not removed? Openings whose roster is still to
// be recorded count: two lists may be under way.
bool has_seat(const TrainingFacts& facts, std::uint32_t person, EntryIndex programme, const SeatOpening& wanted,
              EntryIndex as_of) {
  const auto found = facts.seats_of_person.find(person);
  if (found == facts.seats_of_person.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](const training::SeatId& id) {
    const SeatRow& row = facts.opened.at(id);
    if (facts.rosters[row.roster].programme != programme || facts.codes.code(row.course) != wanted.course) return false;
    const auto seat = facts.book.find_seat(id, as_of);
    return !seat || !seat->removed;
  });
}

// Who is corrected stays the same person: not somebody whom this vault knows as another one, with a seat of the course.
Status check_corrected(const TrainingFacts& facts, const SeatOpening& seat, EntryIndex programme, EntryIndex as_of) {
  const auto other = facts.persons.find(facts.persons.keys_of(seat.person));
  if (!other || *other == seat.number) return done();
  const auto& number = seat.person.personal_number;
  if (number && facts.persons.find_number(*number) == other) return Error(kPersonNameDiffers, seat_place(seat));
  if (!seat.again && has_seat(facts, *other, programme, seat, as_of)) return Error(kSeatTwice, seat_place(seat));
  return done();
}

// Numbers the people: the same one for the same person, and none twice for a course.
Result<PersonIndex::Additions> number_people(const TrainingFacts& facts, RosterOpenings& openings, EntryIndex as_of) {
  PersonIndex::Additions additions;
  std::set<std::pair<std::uint32_t, std::string>> here;
  for (auto& seat : openings.seats) {
    if (seat.reseat) {
      HOCBA_RETURN_IF_ERROR(check_corrected(facts, seat, openings.programme, as_of));
      continue;
    }
    const auto number = facts.persons.resolve(facts.persons.keys_of(seat.person), additions);
    if (!number) return number.error().at(seat_place(seat));
    seat.number = *number;
    const bool twice = !here.emplace(seat.number, seat.course.str()).second ||
                       has_seat(facts, seat.number, openings.programme, seat, as_of);
    if (twice && !seat.again) return Error(kSeatTwice, seat_place(seat));
  }
  return additions;
}

// That the openings, sorted by seat, are those of the record: node.openings_missing.
Status check_roster(const RosterOpenings& kept, const chain::TrainingRoster& roster) {
  const auto reseats = roster.reseat.value_or(std::vector<chain::Reseat>());
  const std::size_t wanted = roster.seats.size() + reseats.size();
  if (kept.seats.size() != wanted)
    return Error(kOpeningsMissing, std::to_string(kept.seats.size()) + " of " + std::to_string(wanted));
  const auto opening_of = [&](const training::SeatId& id, bool reseat,
                              const chain::Commitment& person) -> Result<const SeatOpening*> {
    const auto found = std::lower_bound(kept.seats.begin(), kept.seats.end(), id,
                                        [](const auto& one, const auto& seat) { return one.seat < seat; });
    if (found == kept.seats.end() || found->seat != id || found->reseat != reseat ||
        commitment_of(*found).view() != person.view())
      return Error(kOpeningsMissing, "seat " + training::to_text(id));
    return &*found;
  };
  for (const auto& seat : roster.seats) {
    HOCBA_TRY(const SeatOpening* opening, opening_of(seat.seat, false, seat.person));
    if (opening->audience != seat.audience || opening->course != seat.course)
      return Error(kOpeningsMissing, seat_place(*opening));
  }
  for (const auto& one : reseats) HOCBA_RETURN_IF_ERROR(opening_of(one.seat, true, one.person));
  return done();
}

// Of a roster that is recorded (a vault that was restored from an older backup) they must be what it committed to.
Status check_recorded(const LedgerView& view, const TrainingFacts& facts, const RosterOpenings& openings) {
  const auto recorded = facts.recorded.find(openings.roster);
  if (recorded == facts.recorded.end()) {
    for (const auto& seat : openings.seats)
      if (!seat.reseat && facts.book.number_of(seat.seat) != training::Book::kNoSeat)
        return Error(kOpeningDiffers, seat_place(seat));
    return done();
  }
  HOCBA_TRY(const std::string entry, view.data->entry(log::LeafIndex{recorded->second}));
  HOCBA_TRY(const auto record, chain::parse_record(entry));
  const auto* roster = std::get_if<chain::TrainingRoster>(&record.body);
  if (roster == nullptr || !check_roster(openings, *roster).ok())
    return Error(kOpeningDiffers, training::to_text(openings.roster));
  return done();
}

}  // namespace

// What does not change with who sits there: from the opening that is in force.
Status TrainingDesk::State::complete_reseats(const TrainingFacts& facts, RosterOpenings& openings,
                                             EntryIndex as_of) const {
  Opener opener(*this);
  for (auto& seat : openings.seats) {
    if (!seat.reseat) continue;
    const auto row = facts.opened.find(seat.seat);
    const auto known = facts.book.find_seat(seat.seat, as_of);
    if (row == facts.opened.end() || !known || known->programme != openings.programme)
      return Error(kTrainingNotFound, seat_place(seat));
    HOCBA_TRY(const SeatOpening* before, opener.open(facts, row->second));
    seat.audience = before->audience;
    seat.course = before->course;
    seat.level = before->level;
    seat.unit = before->unit;
    seat.survey = before->survey;
    seat.late = before->late;
    seat.number = before->number;
    seat.again = seat.again || before->again;
  }
  return done();
}

// Whom a school proposed is whom the office seats, of the same audience and for the same course; a list's lateness is
// kept with the seat, for proposals go when they were kept long enough.
Status TrainingDesk::State::compare_with_proposals(const LedgerView& view, RosterOpenings& openings) const {
  if (openings.proposals.empty()) return done();
  const auto key = [](const credential::UnitCode& unit, const credential::CodeText& level,
                      const credential::CodeText& audience, const credential::CodeText& course,
                      const ListedPerson& person) {
    return crypto::canonical({unit.str(), level.str(), audience.str(), course.str(), person_json(person)});
  };
  std::multimap<std::string, SeatOpening*> wanted;
  for (auto& seat : openings.seats)
    if (!seat.reseat) wanted.emplace(key(seat.unit, seat.level, seat.audience, seat.course, seat.person), &seat);
  for (const auto& id : openings.proposals) {
    HOCBA_TRY(const auto text, get(proposal_object(id)));
    if (!text) return Error(kTrainingNotFound, "proposal " + proposal_text(id));
    HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
    HOCBA_TRY(const auto proposal, proposal_from(kept.at("proposal"), view.network, today()));
    const bool late = kept.at("late");
    for (const auto& one : proposal.people)
      for (const auto& course : one.courses) {
        const auto [begin, end] = wanted.equal_range(key(proposal.unit, one.level, one.audience, course, one.person));
        for (auto seat = begin; seat != end; ++seat) seat->second->late = late && seat->second->late.value_or(true);
      }
  }
  for (const auto& seat : openings.seats)
    if (!seat.reseat && !seat.late) return Error(kNotProposed, seat_place(seat));
  return done();
}

Result<TrainingDesk::StoredOpenings> TrainingDesk::put_openings(const LedgerView& view, const crypto::AnyKey& caller,
                                                                const std::string& text) {
  const Time now = state_->now();
  HOCBA_TRY(auto openings, openings_from_call(text, state_->today()));
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, now));
  const EntryIndex as_of = as_of_size(view);
  const auto turn = state_->turn.pass();
  StoredOpenings stored;
  PersonIndex::Additions additions;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(const auto programme, programme_at(*facts, openings.programme, as_of));
    openings.programme = programme.first;
    HOCBA_TRY(const auto office, rights.approves_for(programme.office));
    if (!office) return Error(kTrainingNotYours, programme.office.str());
    HOCBA_RETURN_IF_ERROR(state_->complete_reseats(*facts, openings, as_of));
    std::set<std::string> schools;
    for (const auto& seat : openings.seats) schools.insert(seat.unit.str());
    stored = {openings.seats.size(), schools.size()};
    if (facts->roster_places.contains(openings.roster)) {
      HOCBA_TRY(const auto kept, state_->openings(openings.roster));
      if (same_openings(kept, openings)) return stored;
      return Error(kOpeningDiffers, training::to_text(openings.roster));
    }
    HOCBA_RETURN_IF_ERROR(check_against_programme(view, *facts, openings, programme));
    HOCBA_RETURN_IF_ERROR(check_schools(rights, openings));
    HOCBA_RETURN_IF_ERROR(check_recorded(view, *facts, openings));
    HOCBA_TRY(additions, number_people(*facts, openings, as_of));
    openings.sequence = facts->rosters.empty() ? 1 : facts->rosters.back().sequence + 1;
  }
  HOCBA_RETURN_IF_ERROR(state_->compare_with_proposals(view, openings));
  openings.stored = now;
  openings.by = caller.did();
  HOCBA_RETURN_IF_ERROR(state_->keep(openings_object(openings.roster), openings_text(openings)));
  state_->leaving.erase(openings_object(openings.roster));
  const auto facts = state_->index.change();
  facts->persons.take(additions);
  take_in(*facts, openings);
  return stored;
}

Status TrainingDesk::withdraw_openings(const LedgerView& view, const crypto::AnyKey& caller,
                                       const training::RosterId& id) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, state_->now()));
  const auto turn = state_->turn.pass();
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    const auto place = facts->roster_places.find(id);
    if (place == facts->roster_places.end()) return Error(kTrainingNotFound, training::to_text(id));
    HOCBA_TRY(const auto programme, programme_at(*facts, facts->rosters[place->second].programme, as_of_size(view)));
    HOCBA_TRY(const auto office, rights.approves_for(programme.office));
    if (!office) return Error(kTrainingNotYours, programme.office.str());
    if (facts->recorded.contains(id)) return Error(kOpeningRecorded, training::to_text(id));
  }
  HOCBA_TRY(auto openings, state_->openings(id));
  openings.withdrawn = true;
  HOCBA_RETURN_IF_ERROR(state_->keep(openings_object(id), openings_text(openings)));
  state_->leaving.insert(openings_object(id));
  state_->index.change()->remove_roster(id);
  return done();
}

namespace {

// It says who sits on seats, and does not remove some alone.
bool opens(const chain::TrainingRoster& roster) { return !roster.seats.empty() || roster.reseat; }

}  // namespace

Result<bool> Vault::keeps_training(const chain::Record& record) const {
  const auto* roster = std::get_if<chain::TrainingRoster>(&record.body);
  const auto* filed = std::get_if<chain::ReportFile>(&record.body);
  if (roster != nullptr && opens(*roster)) return state_->objects.exists(openings_object(roster->roster));
  if (filed != nullptr) return state_->objects.exists(report_object(filed->digest));
  return true;
}

Status TrainingDesk::check_record(const LedgerView& view, const chain::Record& record) {
  if (!record.unit || !asks_for_deposits(state_->own().config, *record.unit)) return done();
  if (const auto* roster = std::get_if<chain::TrainingRoster>(&record.body)) {
    if (!opens(*roster)) return done();
    HOCBA_TRY(const auto facts, state_->index.read(view));
    if (!facts->roster_places.contains(roster->roster))
      return Error(kOpeningsMissing, training::to_text(roster->roster));
    HOCBA_TRY(const auto kept, state_->openings(roster->roster));
    return check_roster(kept, *roster);
  }
  if (const auto* filed = std::get_if<chain::ReportFile>(&record.body)) {
    HOCBA_TRY(const auto text, state_->report_text(filed->digest));
    const bool leaves = state_->leaves(report_object(filed->digest));
    if (!text || leaves) return Error(kReportMissing, crypto::base64url(filed->digest));
    HOCBA_TRY(const json value, crypto::parse_json(*text));
    const auto same = [&](const char* name, const json& wanted) {
      const auto found = value.find(name);
      return found != value.end() && *found == wanted;
    };
    json based_on = json::array();
    for (const auto index : filed->based_on) based_on.push_back(log::to_u64(index));
    HOCBA_TRY(const auto facts, state_->index.read(view));
    const auto recorded = facts->book.find_programme(to_u64(filed->programme), as_of_size(view));
    if (!recorded) return done();  // `apply` says why
    if (!same("programme", recorded->first) || !same("as_of", log::to_u64(filed->as_of)) ||
        !same("period", filed->period.str()) || !same("kind", training::to_text(filed->kind)) ||
        !same("unit", record.unit->str()) || !same("based_on", based_on))
      return Error(kReportMissing, crypto::base64url(filed->digest));
  }
  return done();
}

}  // namespace hocba::node
