// What a book answers of single things.
#include <map>
#include <tuple>

#include "ledger/training/book_state.hpp"

namespace hocba::training {

namespace {

std::map<std::uint32_t, const Book::State::SessionSet*> newest_sessions(const Book::State::Class& klass,
                                                                        EntryIndex as_of) {
  std::map<std::uint32_t, const Book::State::SessionSet*> out;
  for (const auto& set : klass.sessions)
    if (set.at < as_of) out[set.number] = &set;
  return out;
}

// Of the sessions that took place, as of a size.
void put_sessions(const Book::State::Class& klass, EntryIndex as_of, Book::ClassView& out) {
  for (const auto& [number, set] : newest_sessions(klass, as_of)) {
    if (set->periods == 0) continue;
    ++out.sessions;
    if (!out.first_day || set->date < *out.first_day) out.first_day = set->date;
    if (!out.last_day || set->date > *out.last_day) out.last_day = set->date;
  }
}

Book::ClassView view_of(const Book::State& s, const Book::State::Class& klass, EntryIndex as_of) {
  Book::ClassView out;
  out.opened = klass.opened;
  out.at = klass.at;
  out.time = s.time_of(klass.at);
  out.totals = s.totals(klass, as_of);
  const bool closed = klass.closed_at < as_of;
  if (closed) out.closed = s.time_of(klass.closed_at);
  out.cancelled = closed && klass.cancelled;
  for (const std::uint32_t number : klass.attempts) {
    const auto& attempt = s.attempts[number];
    if (attempt.at >= as_of) continue;
    ++out.enrolled;
    const auto result = s.result(attempt, as_of);
    if (!result) continue;
    ++out.resulted;
    if (result->outcome == Outcome::withdrawn) ++out.withdrawn;
    if (closed && !klass.cancelled && passed(*klass.rule, out.totals, *result)) ++out.passed;
  }
  put_sessions(klass, as_of, out);
  return out;
}

}  // namespace

std::vector<Book::ProgrammeView> Book::programmes(EntryIndex as_of) const {
  std::vector<ProgrammeView> out;
  for (const auto& programme : state_->programmes)
    if (const auto view = find_programme(programme.versions.front().at, as_of)) out.push_back(*view);
  return out;
}

std::optional<Book::ProgrammeView> Book::find_programme(EntryIndex any_version, EntryIndex as_of) const {
  const std::uint32_t number = state_->programme_number(any_version, as_of);
  if (number == kNone) return std::nullopt;
  const State::Version& newest = *state_->newest(number, as_of);
  const State::Version& first = state_->programmes[number].versions.front();
  return ProgrammeView{first.at, newest.at, newest.office, first.office, newest.rules.get()};
}

const ProgrammeRules* Book::rules_of(EntryIndex version) const {
  const std::uint32_t number = state_->programme_number(version, kNever);
  return number == kNone ? nullptr : state_->newest(number, version + 1)->rules.get();
}

std::vector<Book::RosterView> Book::rosters(EntryIndex programme, EntryIndex as_of) const {
  std::vector<RosterView> out;
  const std::uint32_t number = state_->programme_number(programme, as_of);
  if (number == kNone) return out;
  for (const std::uint32_t i : state_->programmes[number].rosters) {
    const auto& roster = state_->rosters[i];
    if (roster.at >= as_of) break;
    RosterView view{roster.id, roster.at, state_->time_of(roster.at), roster.late, roster.seats, 0};
    for (std::uint32_t seat = 0; seat < roster.seats; ++seat)
      if (state_->seats[roster.first_seat + seat].removed_at < as_of) ++view.removed;
    out.push_back(view);
  }
  return out;
}

std::optional<Book::ClassView> Book::find_class(const ClassId& id, EntryIndex as_of) const {
  const std::uint32_t number = state_->class_ids.find(id);
  if (number == kNone || state_->classes[number].at >= as_of) return std::nullopt;
  return view_of(*state_, state_->classes[number], as_of);
}

std::vector<Book::SessionView> Book::sessions(const ClassId& id, EntryIndex as_of) const {
  std::vector<SessionView> out;
  const std::uint32_t klass = state_->class_ids.find(id);
  if (klass == kNone) return out;
  for (const auto& [number, set] : newest_sessions(state_->classes[klass], as_of))
    out.push_back({set->at, number, set->periods, set->date, set->mode});
  return out;
}

std::vector<Book::ClassLine> Book::classes(EntryIndex programme, EntryIndex as_of) const {
  std::vector<ClassLine> out;
  const std::uint32_t number = state_->programme_number(programme, as_of);
  if (number == kNone) return out;
  for (const std::uint32_t i : state_->programmes[number].classes) {
    const State::Class& klass = state_->classes[i];
    if (klass.at < as_of) out.push_back({&klass.opened, klass.closed_at < as_of});
  }
  // Those of one number, which another version of the rules let in, in the order of their records.
  std::stable_sort(out.begin(), out.end(), [](const ClassLine& a, const ClassLine& b) {
    return std::tie(a.opened->provider, a.opened->course, a.opened->number) <
           std::tie(b.opened->provider, b.opened->course, b.opened->number);
  });
  return out;
}

std::optional<Book::SeatView> Book::find_seat(const SeatId& id, EntryIndex as_of) const {
  const State& s = *state_;
  const std::uint32_t number = s.seat_ids.find(id);
  if (number == kNone) return std::nullopt;
  const State::Seat& seat = s.seats[number];
  const State::Roster& roster = s.rosters[seat.roster];
  if (roster.at >= as_of) return std::nullopt;
  SeatView out;
  out.seat = id;
  out.programme = s.programmes[roster.programme].versions.front().at;
  out.audience = s.codes[seat.audience];
  out.course = s.codes[seat.course];
  out.late = roster.late;
  out.removed = seat.removed_at < as_of;
  for (std::uint32_t i = seat.attempt; i != kNone; i = s.attempts[i].before) {
    const State::Attempt& attempt = s.attempts[i];
    if (attempt.at >= as_of) continue;
    const State::Class& klass = s.classes[attempt.klass];
    const bool closed = klass.closed_at < as_of;
    AttemptView view;
    view.id = klass.opened.id;
    view.result = s.result(attempt, as_of);
    view.over = closed || (view.result && view.result->outcome == Outcome::withdrawn);
    view.passed = closed && !klass.cancelled && view.result && passed(*klass.rule, klass.closed_totals, *view.result);
    if (closed) view.closed = s.time_of(klass.closed_at);
    if (const auto document = s.document(attempt, as_of)) {
      view.credential = s.credential_ids[document->credential];
      view.standing = document->standing;
      // Newest attempts come first here: what is found later stands only where it is in force and the other is not.
      if (!out.credential || (*out.standing != Standing::in_force && document->standing == Standing::in_force)) {
        out.credential = view.credential;
        out.standing = view.standing;
      }
    }
    out.passed = out.passed || view.passed;
    out.attempts.push_back(std::move(view));
  }
  std::reverse(out.attempts.begin(), out.attempts.end());
  return out;
}

std::vector<SeatId> Book::seats_of_class(const ClassId& id, EntryIndex as_of) const {
  std::vector<SeatId> out;
  const std::uint32_t number = state_->class_ids.find(id);
  if (number == kNone || state_->classes[number].at >= as_of) return out;
  for (const std::uint32_t i : state_->classes[number].attempts)
    if (state_->attempts[i].at < as_of) out.push_back(state_->seat_ids[state_->attempts[i].seat]);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace hocba::training
