#include "ledger/training/roll.hpp"

namespace hocba::training {

std::vector<ClassFacts> class_facts(const Book::State& s, std::uint32_t programme, EntryIndex as_of) {
  std::vector<ClassFacts> out(s.classes.size());
  for (const std::uint32_t number : s.programmes[programme].classes) {
    const auto& klass = s.classes[number];
    if (klass.at >= as_of) continue;
    ClassFacts& facts = out[number];
    facts.rule = klass.rule;
    facts.topic = klass.topic;
    if (klass.closed_at >= as_of) {
      facts.is = ClassFacts::Is::open;
    } else {
      facts.is = klass.cancelled ? ClassFacts::Is::cancelled : ClassFacts::Is::closed;
      facts.totals = klass.closed_totals;
    }
  }
  return out;
}

PersonNumbers::PersonNumbers(const People& people, std::uint32_t seats) : people_(people) {
  constexpr std::size_t kSpare = 1'024;
  near_.assign(std::size_t{seats} * 4 + kSpare, kNone);
  alone_.assign(seats, kNone);
}

std::uint32_t& PersonNumbers::place(std::uint32_t person) {
  return person < near_.size() ? near_[person] : far_.emplace(person, kNone).first->second;
}

std::uint32_t PersonNumbers::of(std::uint32_t seat) {
  const bool known = seat < people_.size() && people_[seat];
  std::uint32_t& number = known ? place(people_[seat]->person) : alone_[seat];
  if (number == kNone) number = count_++;
  return number;
}

Roll call_roll(const Book& book, const People& people, EntryIndex programme, EntryIndex as_of) {
  PersonNumbers numbers(people, book.seat_count());
  return call_roll(book, numbers, programme, as_of);
}

Roll call_roll(const Book& book, PersonNumbers& numbers, EntryIndex programme, EntryIndex as_of) {
  const Book::State& s = book.state();
  Roll out;
  out.begin.push_back(0);
  out.programme = s.programme_number(programme, as_of);
  if (out.programme == kNone) return out;
  out.rules = s.newest(out.programme, as_of)->rules.get();
  out.courses = static_cast<std::uint32_t>(out.rules->courses.size());
  for (std::uint32_t i = 0; i < out.courses; ++i) {
    const std::uint32_t code = s.codes.find(out.rules->courses[i].course.str());
    if (code == kNone) continue;  // no seat has it
    if (out.course_of.size() <= code) out.course_of.resize(code + 1, kNone);
    out.course_of[code] = i;
  }
  // Courses that a version had stay courses: training.programme_course_gone.
  const auto course_of = [&](const Book::State::Seat& seat) {
    HOCBA_CHECK(seat.course < out.course_of.size() && out.course_of[seat.course] != kNone);
    return out.course_of[seat.course];
  };

  out.classes = class_facts(s, out.programme, as_of);
  std::vector<Facts> seats(s.seats.size());
  walk_attempts(s, out.classes, as_of, seats, [](std::uint32_t, const ClassFacts&, Facts) {});

  out.persons.assign(s.seats.size(), kNone);
  const auto each_seat = [&](auto&& call) {
    for (const std::uint32_t i : s.programmes[out.programme].rosters) {
      const auto& roster = s.rosters[i];
      if (roster.at >= as_of) break;
      for (std::uint32_t seat = roster.first_seat; seat < roster.first_seat + roster.seats; ++seat)
        if (s.seats[seat].removed_at >= as_of) call(seat, roster);
    }
  };
  each_seat([&](std::uint32_t seat, const Book::State::Roster&) { out.persons[seat] = numbers.of(seat); });
  out.begin.assign(std::size_t{numbers.count()} + 1, 0);
  out.facts.assign(std::size_t{numbers.count()} * out.courses, 0);
  each_seat([&](std::uint32_t seat, const Book::State::Roster& roster) {
    const std::uint32_t person = out.persons[seat];
    ++out.begin[person + 1];
    const Facts facts = seats[seat] | fact::kSeated | (came_late(numbers.people(), seat, roster) ? 0 : fact::kInTime);
    out.facts[std::size_t{person} * out.courses + course_of(s.seats[seat])] |= facts;
  });
  for (std::size_t i = 1; i < out.begin.size(); ++i) out.begin[i] += out.begin[i - 1];
  out.seats.resize(out.begin.back());
  std::vector<std::uint32_t> next(out.begin.begin(), out.begin.end() - 1);
  each_seat([&](std::uint32_t seat, const Book::State::Roster&) { out.seats[next[out.persons[seat]]++] = seat; });
  return out;
}

std::uint32_t GroupCodes::number(std::uint32_t seat) {
  static const std::string kUnknown;
  const std::string* code = &kUnknown;
  if (seat < people_.size() && people_[seat])
    code = of_ == Of::unit ? &people_[seat]->unit.str() : &people_[seat]->level.str();
  const auto it = numbers_.find(*code);
  if (it != numbers_.end()) return it->second;
  codes_.push_back(*code);
  numbers_.emplace(*code, count() - 1);
  return count() - 1;
}

SeatFilter::SeatFilter(const Book::State& s, const People& people, const CoverageQuery& query)
    : s_(s), people_(people), level_(query.level), units_(query.within), by_unit_(query.unit || !query.within.empty()) {
  if (query.audience) audience_ = s.codes.find(query.audience->str());
  std::sort(units_.begin(), units_.end());
  if (!query.unit) return;
  const bool inside = units_.empty() || std::binary_search(units_.begin(), units_.end(), *query.unit);
  units_.clear();
  if (inside) units_.push_back(*query.unit);
}

bool SeatFilter::passes(std::uint32_t seat) const {
  if (audience_ && s_.seats[seat].audience != *audience_) return false;
  if (!by_unit_ && !level_) return true;
  if (seat >= people_.size() || !people_[seat]) return false;
  if (level_ && people_[seat]->level != *level_) return false;
  return !by_unit_ || std::binary_search(units_.begin(), units_.end(), people_[seat]->unit);
}

}  // namespace hocba::training
