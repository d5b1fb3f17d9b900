#include "node/training_index.hpp"

#include <algorithm>

#include "ledger/chain/block.hpp"
#include "ledger/chain/training_state.hpp"
#include "node/codes.hpp"
#include "node/ledger_index.hpp"

namespace hocba::node {

using training::EntryIndex;

training::EntryIndex as_of_size(const LedgerView& view) { return to_u64(view.tip.size); }

std::uint32_t CodeTable::number(const credential::CodeText& code) {
  const auto [found, fresh] = numbers_.emplace(code.str(), static_cast<std::uint32_t>(codes_.size()));
  if (fresh) codes_.push_back(code);
  return found->second;
}

const FiledReport* TrainingFacts::report(log::LeafIndex index) const {
  const auto found = std::lower_bound(reports.begin(), reports.end(), index,
                                      [](const FiledReport& one, log::LeafIndex at) { return one.index < at; });
  return found != reports.end() && found->index == index ? &*found : nullptr;
}

const FiledReport* TrainingFacts::newest_report(const credential::UnitCode& unit, EntryIndex programme,
                                                training::ReportKind kind, const credential::CodeText& period,
                                                EntryIndex as_of) const {
  for (auto one = reports.rbegin(); one != reports.rend(); ++one)
    if (to_u64(one->index) < as_of && one->unit == unit && one->programme == programme && one->body.kind == kind &&
        one->body.period == period)
      return &*one;
  return nullptr;
}

training::Person TrainingFacts::person_of(const SeatRow& row) const {
  return {row.person, codes.code(row.unit), codes.code(row.level), row.late};
}

void TrainingFacts::add_opened(const training::SeatId& seat, const SeatRow& row) {
  opened[seat] = row;
  seats_of_person[row.person].push_back(seat);
  const auto number = book.number_of(seat);
  if (number == training::Book::kNoSeat) return;
  if (number >= people.size()) people.resize(std::size_t{number} + 1);
  people[number] = person_of(row);
}

void TrainingFacts::reseat(const training::RosterId& id) {
  const auto record = recorded.find(id);
  const auto place = roster_places.find(id);
  if (record == recorded.end() || place == roster_places.end()) return;
  for (const auto& one : rosters[place->second].reseats) {
    const auto number = book.number_of(one.seat);
    const auto row = opened.find(one.seat);
    if (number >= seats.size() || row == opened.end() || seats[number].reseated != record->second) continue;
    row->second.opened_by = place->second;
    row->second.opened_at = one.position;
    if (!one.keys) continue;
    row->second.numbered = row->second.numbered || one.keys->number.has_value();
    persons.rename(row->second.person, *one.keys);
  }
}

void TrainingFacts::forget_gone(std::uint32_t person, EntryIndex as_of) {
  const auto theirs = seats_of_person.find(person);
  const auto stands = [&](const training::SeatId& id) {
    const auto seat = book.find_seat(id, as_of);
    return !seat || !seat->removed;
  };
  if (theirs == seats_of_person.end() || std::none_of(theirs->second.begin(), theirs->second.end(), stands))
    persons.forget(person);
}

void TrainingFacts::erase_person(const training::SeatId& seat, std::uint32_t number) {
  const auto found = opened.find(seat);
  if (found == opened.end()) return;
  SeatRow row = found->second;
  std::erase(seats_of_person[row.person], seat);
  if (seats_of_person[row.person].empty()) {
    seats_of_person.erase(row.person);
    persons.forget(row.person);
  }
  row.person = number;
  row.erased = true;
  persons.keep_number(number);
  for (auto& roster : rosters)
    for (auto& one : roster.reseats)
      if (one.seat == seat) one.keys.reset();
  add_opened(seat, row);
}

void TrainingFacts::remove_roster(const training::RosterId& id) {
  const auto place = roster_places.find(id);
  if (place == roster_places.end()) return;
  RosterRow& roster = rosters[place->second];
  for (const auto& seat : roster.seats) {
    const auto row = opened.find(seat);
    if (row == opened.end()) continue;
    const SeatRow gone = row->second;
    auto& others = seats_of_person[gone.person];
    std::erase(others, seat);
    opened.erase(row);
    const bool elsewhere =
        std::any_of(others.begin(), others.end(), [&](const auto& one) { return opened.at(one).numbered; });
    if (gone.numbered && !others.empty() && !elsewhere) persons.forget_number(gone.person);
    forget_gone(gone.person, size);
  }
  roster.seats.clear();
  roster.reseats.clear();
  roster.proposals.clear();
  roster_places.erase(place);
}

namespace {

// Feeds records into the facts. Everything was checked when it was appended.
class Feeder {
 public:
  Feeder(TrainingFacts& facts, const LedgerView& view) : facts_(facts), view_(view) {}

  Status feed(log::LeafIndex index) {
    HOCBA_TRY(const std::string entry, view_.data->entry(index));
    HOCBA_TRY(const auto record, chain::parse_record(entry));
    HOCBA_TRY(time_, time_of(index));
    at_ = to_u64(index);
    return std::visit([&](const auto& body) { return take(record, body); }, record.body);
  }

 private:
  // Of the block that closes the entry; records of one block stand together.
  Result<Time> time_of(log::LeafIndex index) {
    if (block_ && first_ <= index && index <= *block_) return block_time_;
    HOCBA_TRY(const auto place, closing_block(*view_.data, index));
    HOCBA_TRY(const std::string entry, view_.data->entry(place.index));
    HOCBA_TRY(const auto block, chain::parse_block(entry));
    block_ = place.index;
    first_ = block.first;
    block_time_ = block.time;
    return block_time_;
  }

  template <class Other>
  Status take(const chain::Record&, const Other&) {
    return done();
  }

  // The book takes what was applied, all of it and in order: a row that is missing in the index is damage of this node,
  // which a scrub puts right.
  Status need(bool there) const { return there ? done() : Status(Error(kScrubIndex, "n " + std::to_string(at_))); }
  Status need_class(const training::ClassId& id) const { return need(facts_.book.find_class(id, at_).has_value()); }
  template <class Seats>
  Status need_seats(const Seats& seats) const {
    for (const auto& one : seats) HOCBA_RETURN_IF_ERROR(need_seat(one));
    return done();
  }
  Status need_seat(const training::SeatId& seat) const {
    return need(facts_.book.number_of(seat) != training::Book::kNoSeat);
  }
  template <class Row>
  Status need_seat(const Row& row) const {
    return need_seat(row.seat);
  }
  Status need_attempt(const training::SeatId& id, const training::ClassId& klass) const {
    const auto seat = facts_.book.find_seat(id, at_);
    return need(seat && std::any_of(seat->attempts.begin(), seat->attempts.end(),
                                    [&](const auto& attempt) { return attempt.id == klass; }));
  }

  Status take(const chain::Record& record, const chain::TrainingProgramme& body) {
    HOCBA_TRY(const auto version, chain::find_programme(*view_.state, log::LeafIndex{at_}));
    HOCBA_RETURN_IF_ERROR(need(version.has_value()));
    const EntryIndex first = to_u64(version->first);
    HOCBA_RETURN_IF_ERROR(need(first == at_ || facts_.book.find_programme(first, at_).has_value()));
    facts_.book.programme(at_, time_, first, *record.unit, body.rules);
    facts_.documents.emplace(body.rules.document, at_);
    return done();
  }
  Status take(const chain::Record&, const chain::TrainingRoster& body) {
    const EntryIndex named = to_u64(body.programme);
    const auto programme = facts_.book.find_programme(named, at_);
    HOCBA_RETURN_IF_ERROR(need(programme.has_value()));
    HOCBA_RETURN_IF_ERROR(need(!facts_.recorded.contains(body.roster)));
    HOCBA_RETURN_IF_ERROR(need_seats(body.removed));
    if (body.reseat) HOCBA_RETURN_IF_ERROR(need_seats(*body.reseat));
    for (const auto& seat : body.seats)
      HOCBA_RETURN_IF_ERROR(need(facts_.book.number_of(seat.seat) == training::Book::kNoSeat));
    HOCBA_TRY(const auto roster, chain::find_roster(*view_.state, body.roster));
    HOCBA_RETURN_IF_ERROR(need(roster.has_value()));
    std::vector<training::SeatAdded> added;
    added.reserve(body.seats.size());
    for (const auto& seat : body.seats) added.push_back({seat.seat, seat.audience, seat.course});
    // A correction alone is no list of people, and changes no figure.
    if (!added.empty() || !body.removed.empty())
      facts_.book.roster(at_, time_, programme->first, body.roster, roster->late, added, body.removed);
    facts_.recorded.emplace(body.roster, at_);
    facts_.seats.resize(facts_.book.seat_count());
    facts_.people.resize(facts_.book.seat_count());
    for (const auto& seat : body.seats) {
      const auto number = facts_.book.number_of(seat.seat);
      if (number >= facts_.seats.size()) continue;
      facts_.seats[number] = {seat.person, at_, at_};
      if (const auto found = facts_.opened.find(seat.seat); found != facts_.opened.end()) {
        facts_.people[number] = facts_.person_of(found->second);
      }
    }
    for (const auto& one : body.reseat.value_or(std::vector<chain::Reseat>())) {
      SeatRecord& seat = facts_.seats[facts_.book.number_of(one.seat)];
      seat.person = one.person;
      seat.reseated = at_;
    }
    facts_.reseat(body.roster);
    for (const auto& seat : body.removed)
      if (const auto found = facts_.opened.find(seat); found != facts_.opened.end())
        facts_.forget_gone(found->second.person, at_ + 1);
    return done();
  }
  Status take(const chain::Record& record, const chain::TrainingClass& body) {
    training::ClassOpened opened;
    opened.id = body.klass;
    opened.version = to_u64(body.programme);
    const auto programme = facts_.book.find_programme(opened.version, at_);
    HOCBA_RETURN_IF_ERROR(need(programme.has_value()));
    opened.programme = programme->first;
    opened.provider = *record.unit;
    opened.course = body.course;
    opened.audience = body.audience;
    opened.level = body.level;
    opened.topic = body.topic;
    opened.source = body.source;
    opened.number = body.number;
    HOCBA_RETURN_IF_ERROR(need(!facts_.book.find_class(body.klass, at_)));
    facts_.book.opened(at_, time_, opened);
    return done();
  }
  Status take(const chain::Record&, const chain::TrainingEnrol& body) {
    HOCBA_RETURN_IF_ERROR(need_class(body.klass));
    HOCBA_RETURN_IF_ERROR(need_seats(body.seats));
    std::vector<training::SeatId> seats;
    for (const auto& seat : body.seats) seats.push_back(seat.seat);
    facts_.book.enrolled(at_, time_, body.klass, seats);
    return done();
  }
  Status take(const chain::Record&, const chain::TrainingSession& body) {
    HOCBA_RETURN_IF_ERROR(need_class(body.klass));
    facts_.book.session(at_, time_, body.klass, body.number, body.date, body.mode, body.periods);
    return done();
  }
  Status take(const chain::Record&, const chain::TrainingResult& body) {
    HOCBA_RETURN_IF_ERROR(need_class(body.klass));
    for (const auto& one : body.results) HOCBA_RETURN_IF_ERROR(need_attempt(one.seat, body.klass));
    std::vector<training::Book::Result> results;
    for (const auto& one : body.results) results.push_back({one.seat, one.result});
    facts_.book.results(at_, time_, body.klass, results);
    return done();
  }
  Status take(const chain::Record&, const chain::TrainingClose& body) {
    HOCBA_RETURN_IF_ERROR(need_class(body.klass));
    facts_.book.closed(at_, time_, body.klass, body.cancelled);
    return done();
  }
  Status take(const chain::Record& record, const chain::CredentialIssue& body) {
    for (const auto& item : body.items)
      for (const auto& attempt : item.attempts.value_or(std::vector<chain::ItemAttempt>()))
        HOCBA_RETURN_IF_ERROR(need_attempt(attempt.seat, attempt.klass));
    for (const auto& item : body.items) {
      if (!item.attempts) continue;
      training::Issued issued{item.id, body.type, *record.unit, {}};
      for (const auto& attempt : *item.attempts) issued.attempts.push_back({attempt.klass, attempt.seat});
      facts_.book.issued(at_, time_, issued);
    }
    return done();
  }
  Status take(const chain::Record&, const chain::CredentialStatus& body) {
    std::optional<training::Standing> standing;
    if (body.action == chain::StatusAction::revoke) standing = training::Standing::revoked;
    if (body.action == chain::StatusAction::suspend) standing = training::Standing::suspended;
    if (body.action == chain::StatusAction::reinstate) standing = training::Standing::in_force;
    if (body.action == chain::StatusAction::supersede) standing = training::Standing::superseded;
    if (standing) facts_.book.standing(at_, time_, body.credential, *standing);
    return done();
  }
  Status take(const chain::Record&, const chain::DocumentErase& body) {
    if (!body.group) facts_.book.standing(at_, time_, body.credential, training::Standing::erased);
    return done();
  }
  Status take(const chain::Record& record, const chain::ReportFile& body) {
    HOCBA_TRY(const auto state, chain::find_report(*view_.state, log::LeafIndex{at_}));
    HOCBA_RETURN_IF_ERROR(need(state.has_value()));
    FiledReport report{log::LeafIndex{at_}, *record.unit, to_u64(state->programme), body, time_, state->late};
    facts_.reports.push_back(std::move(report));
    return done();
  }

  TrainingFacts& facts_;
  const LedgerView& view_;
  EntryIndex at_{};
  Time time_;
  std::optional<log::LeafIndex> block_;
  log::LeafIndex first_{};
  Time block_time_;
};

}  // namespace

Status TrainingIndex::catch_up(const LedgerView& view) {
  {
    const std::shared_lock lock(mutex_);
    if (facts_.size >= as_of_size(view)) return done();
  }
  const std::unique_lock lock(mutex_);
  if (facts_.size >= as_of_size(view)) return done();
  HOCBA_TRY(const auto indexes, training_records(*view.data, log::LeafIndex{facts_.size}));
  Feeder feeder(facts_, view);
  for (const auto index : indexes) {
    if (const Status fed = feeder.feed(index); !fed.ok())
      return fed.error().at("training record " + std::to_string(to_u64(index)));
    facts_.size = to_u64(index) + 1;
  }
  facts_.size = as_of_size(view);
  return done();
}

Result<TrainingIndex::Reading> TrainingIndex::read(const LedgerView& view) {
  HOCBA_RETURN_IF_ERROR(catch_up(view));
  return Reading(std::shared_lock(mutex_), facts_);
}

}  // namespace hocba::node
