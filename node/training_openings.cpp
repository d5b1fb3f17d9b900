// Who sits on the seats of a roster: taken in before the record, compared with what is known of the same people, and
// asked for when the record comes.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"
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
      seat.list.reset();
    }
  kept.by = plain.by;
  kept.office = plain.office;
  kept.stored = plain.stored;
  kept.sequence = plain.sequence;
  return openings_text(kept) == openings_text(plain);
}

std::string seat_place(const SeatOpening& seat) { return "seat " + training::to_text(seat.seat); }

crypto::Digest commitment_of(const SeatOpening& seat) {
  if (seat.erased) return {};  // of nobody
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

// Some office of the caller stands above each school, or it is the office's own people. The programme's office corrects
// all its seats: also those whose schools went to another one.
// Gives those units whose own people the caller is of.
Result<std::set<std::string>> check_schools(TrainingRights& rights, const RosterOpenings& openings,
                                            const credential::UnitCode& office) {
  std::set<std::string> own;
  for (const auto& seat : openings.seats) {
    HOCBA_TRY(auto reach, rights.over(seat.unit, Matter::nomination));
    const auto& mine = rights.mine();
    if (std::any_of(mine.begin(), mine.end(), [&](const auto& one) { return one.unit == seat.unit; }))
      own.insert(seat.unit.str());
    if (!reach && seat.reseat) {
      HOCBA_TRY(reach, rights.as_office(office, Matter::nomination));
    }
    if (!reach) return Error(kTrainingNotYours, seat.unit.str());
  }
  return own;
}

// Has this person another seat of the course in the programme, which is not removed? Openings whose roster is still to
// be recorded count: two lists may be under way.
bool has_seat(const TrainingFacts& facts, std::uint32_t person, EntryIndex programme, const SeatOpening& wanted,
              EntryIndex as_of, bool same_school = false) {
  const auto found = facts.seats_of_person.find(person);
  if (found == facts.seats_of_person.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](const training::SeatId& id) {
    const SeatRow& row = facts.opened.at(id);
    if (facts.rosters[row.roster].programme != programme || facts.codes.code(row.course) != wanted.course) return false;
    if (same_school && facts.codes.code(row.unit) != wanted.unit) return false;
    const auto seat = facts.book.find_seat(id, as_of);
    return !seat || !seat->removed;
  });
}

// Another person of this name and birth date has a seat of the course at the same school: one of the two numbers may be
// invented, or misread.
bool has_namesake(const TrainingFacts& facts, const SeatOpening& seat, EntryIndex programme, EntryIndex as_of) {
  const auto namesakes = facts.persons.named(facts.persons.keys_of(seat.person));
  return std::any_of(namesakes.begin(), namesakes.end(), [&](std::uint32_t other) {
    return other != seat.number && has_seat(facts, other, programme, seat, as_of, true);
  });
}

// Compares the people of openings with those whom the vault knows. What is found of people whom the caller may not
// read is one refusal that names nobody and nothing: else lists could be made up to ask who is known here.
class PeopleCheck {
 public:
  PeopleCheck(const TrainingFacts& facts, TrainingRights& rights, EntryIndex programme, EntryIndex as_of,
              std::vector<TrainingDesk::Refused>& refused)
      : facts_(facts), rights_(rights), programme_(programme), as_of_(as_of), refused_(refused) {}

  // Numbers the people: the same one for the same person, and none twice for a course. Who is refused already, being on
  // no list, is compared with nobody. Who may be somebody else with another number: those of `apart` are not.
  Result<PersonIndex::Additions> number(RosterOpenings& openings, const std::set<training::SeatId>& apart) {
    std::set<training::SeatId> unlisted;
    for (const auto& one : refused_) unlisted.insert(one.seat);
    PersonIndex::Additions additions;
    for (auto& seat : openings.seats) {
      if (unlisted.contains(seat.seat)) continue;
      HOCBA_RETURN_IF_ERROR(seat.reseat ? check_corrected(seat)
                                        : check_new(seat, !apart.contains(seat.seat), additions));
    }
    return additions;
  }

 private:
  Status check_new(SeatOpening& seat, bool doubt_namesakes, PersonIndex::Additions& additions) {
    const auto known = facts_.persons.resolve(facts_.persons.keys_of(seat.person), additions);
    if (!known) {
      const auto other = facts_.persons.find_number(seat.person.personal_number.value_or(std::string()));
      return refuse(known.error().code(), seat, other);
    }
    seat.number = *known;
    const bool again = !here_.emplace(seat.number, seat.course.str()).second;
    if (seat.again) return done();
    if (has_seat(facts_, seat.number, programme_, seat, as_of_)) return refuse(kSeatTwice, seat, seat.number);
    if (again || (doubt_namesakes && has_namesake(facts_, seat, programme_, as_of_)))
      return refuse(kSeatTwice, seat, std::nullopt);
    return done();
  }

  // Who is corrected stays the same person: not somebody whom this vault knows as another one, with a seat of the
  // course.
  Status check_corrected(const SeatOpening& seat) {
    const auto other = facts_.persons.find(facts_.persons.keys_of(seat.person));
    if (!other || *other == seat.number) return done();
    const auto& number = seat.person.personal_number;
    if (number && facts_.persons.find_number(*number) == other) return refuse(kPersonNameDiffers, seat, other);
    if (!seat.again && has_seat(facts_, *other, programme_, seat, as_of_)) return refuse(kSeatTwice, seat, other);
    return done();
  }

  // `person`: because of whom; nobody: of the same list, or of the same school.
  Status refuse(const Code& code, const SeatOpening& seat, const std::optional<std::uint32_t>& person) {
    bool read = true;
    if (person) {
      HOCBA_TRY(read, reads(*person));
    }
    refused_.push_back({seat.seat, read ? Error(code, seat_place(seat)) : Error(kPersonUnclear)});
    return done();
  }
  Result<bool> reads(std::uint32_t person) {
    const auto seats = facts_.seats_of_person.find(person);
    if (seats == facts_.seats_of_person.end()) return false;
    for (const auto& id : seats->second) {
      const SeatRow& row = facts_.opened.at(id);
      HOCBA_TRY(auto reach, rights_.over(facts_.codes.code(row.unit), Matter::nomination));
      const auto programme = facts_.book.find_programme(facts_.rosters[row.roster].programme, as_of_);
      if (!reach && programme) {
        HOCBA_TRY(reach, rights_.as_office(programme->first_office, Matter::nomination));
      }
      if (reach) return true;
    }
    return false;
  }

  const TrainingFacts& facts_;
  TrainingRights& rights_;
  const EntryIndex programme_, as_of_;
  std::vector<TrainingDesk::Refused>& refused_;
  std::set<std::pair<std::uint32_t, std::string>> here_;  // person and course, of the same list
};

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
    if (row->second.erased) return Error(kSeatErased, seat_place(seat));
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

// Whom a school proposed is whom the office seats, of the same audience and for the same course, and nobody but its own
// people (`own`: units) besides; a list's lateness is kept with the seat, for proposals go when they were kept long
// enough. Two people of one name and birth date are two where a list says so: under two numbers, for the same course.
Result<std::set<training::SeatId>> TrainingDesk::State::compare_with_proposals(const LedgerView& view,
                                                                               RosterOpenings& openings,
                                                                               const std::set<std::string>& own,
                                                                               std::vector<Refused>& refused) const {
  std::set<training::SeatId> apart;
  std::set<Date> births;  // of the seats: no other names are folded
  for (const auto& seat : openings.seats) births.insert(seat.person.birth_date);
  const auto name_of = [](const ListedPerson& person, const credential::CodeText& course) {
    return credential::fold(person.name) + "\n" + to_text(person.birth_date) + "\n" + course.str();
  };
  const auto key = [](const credential::UnitCode& unit, const credential::CodeText& level,
                      const credential::CodeText& audience, const credential::CodeText& course,
                      const ListedPerson& person) {
    return crypto::canonical({unit.str(), level.str(), audience.str(), course.str(), person_json(person)});
  };
  std::multimap<std::string, SeatOpening*> wanted;
  for (auto& seat : openings.seats)
    if (!seat.reseat) wanted.emplace(key(seat.unit, seat.level, seat.audience, seat.course, seat.person), &seat);
  for (std::uint32_t list = 0; list < openings.proposals.size(); ++list) {
    const auto& id = openings.proposals[list];
    HOCBA_TRY(const auto text, get(proposal_object(id)));
    if (!text) return Error(kTrainingNotFound, "proposal " + proposal_text(id));
    HOCBA_TRY(json kept, crypto::parse_json(text->expose()));
    json& people = kept.at("proposal").at("people");
    people.erase(std::remove_if(people.begin(), people.end(), [](const json& one) { return one.contains("erased"); }),
                 people.end());
    if (people.empty()) continue;
    HOCBA_TRY(const auto proposal, proposal_from(kept.at("proposal"), view.network, today()));
    const bool late = kept.at("late");
    std::map<std::string, std::set<std::string>> numbers;  // of one name and course
    for (const auto& one : proposal.people)
      for (const auto& course : one.courses)
        if (births.contains(one.person.birth_date))
          numbers[name_of(one.person, course)].insert(one.person.personal_number.value_or(std::string()));
    for (const auto& seat : openings.seats)
      if (seat.unit == proposal.unit && numbers[name_of(seat.person, seat.course)].size() > 1) apart.insert(seat.seat);
    for (const auto& one : proposal.people)
      for (const auto& course : one.courses) {
        const auto [begin, end] = wanted.equal_range(key(proposal.unit, one.level, one.audience, course, one.person));
        for (auto seat = begin; seat != end; ++seat) seat->second->late = late && seat->second->late.value_or(true);
        const auto free = std::find_if(begin, end, [](const auto& seat) { return !seat.second->list; });
        if (free != end) free->second->list = list;
      }
  }
  for (const auto& seat : openings.seats)
    if (!seat.reseat && !seat.late && !own.contains(seat.unit.str()))
      refused.push_back({seat.seat, Error(kNotProposed, seat_place(seat))});
  return apart;
}

// So many rosters of an office that no record names, also of those that it took back and that still lie here.
Status TrainingDesk::State::check_waiting(const TrainingFacts& facts, const std::string& office) const {
  std::size_t waiting = 0;
  for (const auto& roster : facts.rosters)
    if (roster.office == office && !roster.gone() && !facts.recorded.contains(roster.id)) ++waiting;
  for (const auto& name : leaving) {
    const auto brought = brought_by.find(name);
    if (brought != brought_by.end() && brought->second == office && name.substr(0, 2) == "ts") ++waiting;
  }
  if (waiting >= kMaxWaitingOpenings) return Error(kTrainingFull, office + ": " + std::to_string(waiting));
  return done();
}

Result<TrainingDesk::StoredOpenings> TrainingDesk::put_openings(const LedgerView& view, const crypto::AnyKey& caller,
                                                                const std::string& text, bool trial) {
  const Time now = state_->now();
  HOCBA_TRY(auto openings, openings_from_call(text, state_->today()));
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, now));
  const EntryIndex as_of = as_of_size(view);
  const auto turn = state_->turn.pass();
  StoredOpenings stored;
  PersonIndex::Additions additions;
  std::set<std::string> own;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(const auto programme, programme_at(*facts, openings.programme, as_of));
    openings.programme = programme.first;
    HOCBA_TRY(const auto office, rights.approves_for(programme.first_office));
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
    HOCBA_TRY(own, check_schools(rights, openings, programme.first_office));
    HOCBA_RETURN_IF_ERROR(check_recorded(view, *facts, openings));
    if (!trial) HOCBA_RETURN_IF_ERROR(state_->check_waiting(*facts, office->str()));
    openings.sequence = facts->rosters.empty() ? 1 : facts->rosters.back().sequence + 1;
    openings.office = office->str();
  }
  // First: nobody learns anything about people whom no school of theirs has signed for, in a trial neither.
  HOCBA_TRY(const auto apart, state_->compare_with_proposals(view, openings, own, stored.refused));
  if (!trial && !stored.refused.empty()) return stored.refused.front().why;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(additions,
              PeopleCheck(*facts, rights, openings.programme, as_of, stored.refused).number(openings, apart));
  }
  if (std::any_of(stored.refused.begin(), stored.refused.end(),
                  [](const Refused& one) { return one.why.is(kPersonUnclear); }))
    HOCBA_RETURN_IF_ERROR(state_->log_unclear(caller, openings));
  if (trial) return stored;
  if (!stored.refused.empty()) return stored.refused.front().why;
  openings.stored = now;
  openings.by = caller.did();
  HOCBA_RETURN_IF_ERROR(state_->keep(openings_object(openings.roster), openings_text(openings)));
  state_->leaving.erase(openings_object(openings.roster));
  state_->brought_by[openings_object(openings.roster)] = openings.office;
  const auto facts = state_->index.change();
  facts->persons.take(additions);
  take_in(*facts, openings);
  return stored;
}

// Who asks about others' people by lists is to be found.
Status TrainingDesk::State::log_unclear(const crypto::AnyKey& caller, const RosterOpenings& openings) const {
  AccessEntry entry;
  entry.time = now();
  entry.key = caller.did();
  entry.unit = openings.office;
  entry.groups = {"training-openings"};
  entry.entry = log::LeafIndex{openings.programme};
  return own().log_access(std::move(entry));
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
    HOCBA_TRY(const auto office, rights.approves_for(programme.first_office));
    if (!office) return Error(kTrainingNotYours, programme.office.str());
    if (facts->recorded.contains(id)) return Error(kOpeningRecorded, training::to_text(id));
  }
  HOCBA_TRY(auto openings, state_->openings(id));
  openings.withdrawn = true;
  HOCBA_RETURN_IF_ERROR(state_->keep(openings_object(id), openings_text(openings)));
  state_->leaving.insert(openings_object(id));
  state_->brought_by[openings_object(id)] = openings.office;
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
  if (const auto* programme = std::get_if<chain::TrainingProgramme>(&record.body))
    return state_->check_programme(programme->rules);
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
