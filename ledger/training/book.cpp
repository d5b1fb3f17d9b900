#include "ledger/training/book.hpp"

#include "ledger/training/book_state.hpp"

namespace hocba::training {

Book::Book() : state_(std::make_unique<State>()) {}
Book::~Book() = default;
Book::Book(Book&&) noexcept = default;
Book& Book::operator=(Book&&) noexcept = default;

std::string_view to_text(Standing standing) {
  switch (standing) {
    case Standing::in_force:
      return "in_force";
    case Standing::suspended:
      return "suspended";
    case Standing::revoked:
      return "revoked";
    case Standing::superseded:
      return "superseded";
    case Standing::erased:
      return "erased";
  }
  HOCBA_CHECK(false);
}

void Book::programme(EntryIndex at, Time time, EntryIndex first, const UnitCode& office, const ProgrammeRules& rules) {
  State& s = *state_;
  s.begin(at, time);
  auto number = static_cast<std::uint32_t>(s.programmes.size());
  if (at == first) {
    s.programmes.emplace_back();
  } else {
    number = s.programme_number(first, at);
    HOCBA_CHECK(number != kNone);
  }
  s.programmes[number].versions.push_back({at, office, std::make_unique<const ProgrammeRules>(rules)});
  s.versions.emplace_back(at, number);
}

void Book::roster(EntryIndex at, Time time, EntryIndex programme, const RosterId& id, bool late,
                  const std::vector<SeatAdded>& added, const std::vector<SeatId>& removed) {
  State& s = *state_;
  s.begin(at, time);
  const std::uint32_t number = s.programme_number(programme, at);
  HOCBA_CHECK(number != kNone);
  const auto roster = static_cast<std::uint32_t>(s.rosters.size());
  s.rosters.push_back({id, at, number, s.seat_ids.size(), static_cast<std::uint32_t>(added.size()), late});
  s.programmes[number].rosters.push_back(roster);

  std::vector<const SeatAdded*> by_id;
  by_id.reserve(added.size());
  for (const auto& seat : added) by_id.push_back(&seat);
  std::sort(by_id.begin(), by_id.end(), [](const auto* a, const auto* b) { return a->seat < b->seat; });
  for (const auto* seat : by_id) {
    s.seat_ids.add(seat->seat);
    s.seats.push_back({kNever, roster, s.codes.add(seat->audience), s.codes.add(seat->course), kNone});
  }
  for (const auto& seat : removed) {
    const std::uint32_t gone = s.seat_ids.find(seat);
    HOCBA_CHECK(gone != kNone && s.seats[gone].removed_at == kNever);
    s.seats[gone].removed_at = at;
  }
}

void Book::opened(EntryIndex at, Time time, const ClassOpened& opened) {
  State& s = *state_;
  s.begin(at, time);
  const std::uint32_t number = s.programme_number(opened.programme, at);
  const ProgrammeRules* rules = rules_of(opened.version);
  HOCBA_CHECK(number != kNone && rules != nullptr);
  State::Class klass;
  klass.opened = opened;
  klass.at = at;
  klass.programme = number;
  klass.topic = opened.topic ? s.codes.add(*opened.topic) : kNone;
  klass.rule = find_course(*rules, opened.course);
  HOCBA_CHECK(klass.rule != nullptr);
  s.programmes[number].classes.push_back(s.class_ids.add(opened.id));
  s.classes.push_back(std::move(klass));
}

void Book::enrolled(EntryIndex at, Time time, const ClassId& id, const std::vector<SeatId>& seats) {
  State& s = *state_;
  s.begin(at, time);
  const std::uint32_t klass = s.class_ids.find(id);
  HOCBA_CHECK(klass != kNone);
  std::vector<SeatId> by_id = seats;
  std::sort(by_id.begin(), by_id.end());
  for (const auto& seat_id : by_id) {
    const std::uint32_t seat = s.seat_ids.find(seat_id);
    HOCBA_CHECK(seat != kNone);
    State::Attempt attempt;
    attempt.at = at;
    attempt.seat = seat;
    attempt.klass = klass;
    attempt.before = s.seats[seat].attempt;
    s.seats[seat].attempt = static_cast<std::uint32_t>(s.attempts.size());
    s.classes[klass].attempts.push_back(s.seats[seat].attempt);
    s.attempts.push_back(attempt);
  }
}

void Book::session(EntryIndex at, Time time, const ClassId& id, std::uint32_t number, Date date, Mode mode,
                   std::uint32_t periods) {
  State& s = *state_;
  s.begin(at, time);
  const std::uint32_t klass = s.class_ids.find(id);
  HOCBA_CHECK(klass != kNone && s.classes[klass].closed_at == kNever);
  s.classes[klass].sessions.push_back({at, number, periods, date, mode});
}

void Book::results(EntryIndex at, Time time, const ClassId& id, const std::vector<Result>& results) {
  State& s = *state_;
  s.begin(at, time);
  const std::uint32_t klass = s.class_ids.find(id);
  HOCBA_CHECK(klass != kNone);
  for (const auto& given : results) {
    const std::uint32_t seat = s.seat_ids.find(given.seat);
    HOCBA_CHECK(seat != kNone);
    const std::uint32_t number = s.find_attempt(seat, klass);
    HOCBA_CHECK(number != kNone);
    State::Attempt& attempt = s.attempts[number];
    if (attempt.result_at != kNever) {
      s.former_results.push_back({attempt.result_at, attempt.former, attempt.result});
      attempt.former = static_cast<std::uint32_t>(s.former_results.size() - 1);
    }
    attempt.result_at = at;
    attempt.result = PackedResult(given.result);
  }
}

void Book::closed(EntryIndex at, Time time, const ClassId& id, bool cancelled) {
  State& s = *state_;
  s.begin(at, time);
  const std::uint32_t number = s.class_ids.find(id);
  HOCBA_CHECK(number != kNone);
  State::Class& klass = s.classes[number];
  HOCBA_CHECK(klass.closed_at == kNever);
  klass.closed_totals = s.totals(klass, at);
  klass.closed_at = at;
  klass.cancelled = cancelled;
}

void Book::issued(EntryIndex at, Time time, const Issued& issued) {
  if (issued.attempts.empty()) return;  // a transcript, an award: not this book's
  State& s = *state_;
  s.begin(at, time);
  const std::uint32_t number = s.credential_ids.add(issued.credential);
  State::Credential credential;
  credential.at = at;
  credential.standing_at = at;
  credential.type = s.codes.add(issued.type);
  credential.issuer = s.codes.add(issued.issuer);
  for (const auto& cited : issued.attempts) {
    const std::uint32_t seat = s.seat_ids.find(cited.seat), klass = s.class_ids.find(cited.id);
    HOCBA_CHECK(seat != kNone && klass != kNone);
    const std::uint32_t attempt = s.find_attempt(seat, klass);
    HOCBA_CHECK(attempt != kNone);
    s.cites.push_back({number, s.attempts[attempt].cite});
    s.attempts[attempt].cite = static_cast<std::uint32_t>(s.cites.size() - 1);
    credential.programme = s.classes[klass].programme;
  }
  s.credentials.push_back(credential);
}

void Book::standing(EntryIndex at, Time time, const CredentialId& credential, Standing standing) {
  State& s = *state_;
  const std::uint32_t number = s.credential_ids.find(credential);
  if (number == kNone) return;  // of a document that cites no attempt
  s.begin(at, time);
  State::Credential& changed = s.credentials[number];
  const auto is_final = [](Standing one) { return one == Standing::revoked || one == Standing::superseded; };
  if (standing == Standing::erased ? is_final(changed.standing)
                                   : changed.standing == Standing::erased && !is_final(standing))
    return;  // what is erased is not there to be suspended or reinstated, though the ledger's bit may be
  s.former_standings.push_back({changed.standing_at, changed.former, changed.standing});
  changed.former = static_cast<std::uint32_t>(s.former_standings.size() - 1);
  changed.standing_at = at;
  changed.standing = standing;
}

std::uint32_t Book::number_of(const SeatId& seat) const { return state_->seat_ids.find(seat); }
SeatId Book::seat_of(std::uint32_t number) const {
  HOCBA_CHECK(number < state_->seat_ids.size());
  return state_->seat_ids[number];
}
std::uint32_t Book::seat_count() const { return state_->seat_ids.size(); }

std::optional<Time> Book::time_at(EntryIndex as_of) const {
  const auto& records = state_->records;
  const auto it =
      std::partition_point(records.begin(), records.end(), [&](const State::When& when) { return when.at < as_of; });
  if (it == records.begin()) return std::nullopt;
  return (it - 1)->time;
}

EntryIndex Book::size_at(Time time, EntryIndex size) const {
  const auto& records = state_->records;
  const auto it =
      std::partition_point(records.begin(), records.end(), [&](const State::When& when) { return when.time < time; });
  return it == records.end() ? size : std::min(it->at, size);
}

}  // namespace hocba::training
