// Who counts, as of a size, and what they have reached: the seats of one programme in the order of people. What
// coverage, missing people, reports and evidence have in common; between the files of ledger/training alone.
#pragma once

#include "ledger/training/book_state.hpp"

namespace hocba::training {

// What is so of a seat, or of a person in a course: then one seat of theirs is enough for each.
using Facts = std::uint8_t;
namespace fact {
inline constexpr Facts kSeated = 1;  // on the roster, not removed
inline constexpr Facts kInTime = 2;  // by a list that was not late
inline constexpr Facts kPassed = 4;
inline constexpr Facts kFirstTime = 8;   // passed, and no attempt before was assessed and not passed
inline constexpr Facts kFailed = 16;     // an attempt was assessed and not passed
inline constexpr Facts kLearning = 32;   // in an open class
inline constexpr Facts kCertified = 64;  // passed, with a document in force for it
}  // namespace fact

// By the list where somebody knows when it came, else by the roster's record.
inline bool came_late(const People& people, std::uint32_t seat, const Book::State::Roster& roster) {
  return seat < people.size() && people[seat] ? people[seat]->late.value_or(roster.late) : roster.late;
}

struct ClassFacts {
  enum class Is : std::uint8_t { not_asked, open, cancelled, closed } is = Is::not_asked;
  const CourseRule* rule = nullptr;
  ClassTotals totals;  // of closed ones
  std::uint32_t topic = kNone;
};
// By class number; not_asked: of another programme, or opened later.
std::vector<ClassFacts> class_facts(const Book::State& s, std::uint32_t programme, EntryIndex as_of);

// Walks the attempts in the order of the log, so each seat's in their order; adds to the facts of their seats, and
// calls each(seat, class facts, what this attempt adds).
template <class Each>
void walk_attempts(const Book::State& s, const std::vector<ClassFacts>& classes, EntryIndex as_of,
                   std::vector<Facts>& seats, Each each) {
  for (const auto& attempt : s.attempts) {
    if (attempt.at >= as_of) break;
    const ClassFacts& klass = classes[attempt.klass];
    if (klass.is == ClassFacts::Is::not_asked) continue;
    Facts adds = 0;
    const auto result = klass.is == ClassFacts::Is::cancelled ? std::nullopt : s.result(attempt, as_of);
    if (klass.is == ClassFacts::Is::open) {
      if (!result || result->outcome != Outcome::withdrawn) adds = fact::kLearning;
    } else if (result && result->outcome == Outcome::completed) {
      if (!passed(*klass.rule, klass.totals, *result)) {
        adds = fact::kFailed;
      } else {
        adds = fact::kPassed;
        if ((seats[attempt.seat] & fact::kFailed) == 0) adds |= fact::kFirstTime;
        if (attempt.cite != kNone) {
          const auto document = s.document(attempt, as_of);
          if (document && document->standing == Standing::in_force) adds |= fact::kCertified;
        }
      }
    }
    seats[attempt.seat] |= adds;
    each(attempt.seat, klass, adds);
  }
}

// Small numbers for people, whatever numbers the caller gave them.
class PersonNumbers {
 public:
  PersonNumbers(const People& people, std::uint32_t seats);
  std::uint32_t of(std::uint32_t seat);  // given when first asked for, then the same
  std::uint32_t count() const { return count_; }
  const People& people() const { return people_; }

 private:
  const People& people_;
  std::uint32_t count_ = 0;
  std::vector<std::uint32_t> alone_;                      // by seat: of those nobody knows
  std::vector<std::uint32_t> near_;                       // by the caller's number, where these are small
  std::unordered_map<std::uint32_t, std::uint32_t> far_;  // where they are not
  std::uint32_t& place(std::uint32_t person);
};

struct Roll {
  const ProgrammeRules* rules = nullptr;  // of the newest version; null: no such programme as of then
  std::uint32_t programme = kNone;
  std::vector<ClassFacts> classes;
  std::uint32_t courses = 0;             // of the rules, in their order
  std::vector<std::uint32_t> course_of;  // code number -> course, kNone
  std::vector<std::uint32_t> persons;    // by seat number; kNone: it does not count
  std::vector<std::uint32_t> seats;      // those that count, the ones of a person together, in their order
  std::vector<std::uint32_t> begin;      // of a person's seats; one more at the end
  std::vector<Facts> facts;              // by person · courses + course

  std::uint32_t people() const { return static_cast<std::uint32_t>(begin.size() - 1); }
  Facts of(std::uint32_t person, std::uint32_t course) const { return facts[person * courses + course]; }
};
// Rolls that are compared with one another share their numbers of people.
Roll call_roll(const Book& book, PersonNumbers& numbers, EntryIndex programme, EntryIndex as_of);
Roll call_roll(const Book& book, const People& people, EntryIndex programme, EntryIndex as_of);

// The groups that seats belong to, by the code of unit or level: numbers for the codes that people have.
class GroupCodes {
 public:
  enum class Of { unit, level };
  GroupCodes(const People& people, Of of) : people_(people), of_(of) {}
  std::uint32_t number(std::uint32_t seat);  // of the seat's code, "" where it is not known
  const std::string& code(std::uint32_t number) const { return codes_[number]; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(codes_.size()); }

 private:
  const People& people_;
  Of of_;
  std::vector<std::string> codes_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

// Which seats a query's filters let through.
class SeatFilter {
 public:
  SeatFilter(const Book::State& s, const People& people, const CoverageQuery& query);
  bool passes(std::uint32_t seat) const;

 private:
  const Book::State& s_;
  const People& people_;
  std::optional<std::uint32_t> audience_;  // kNone: a code that no seat has
  std::optional<CodeText> level_;
  std::vector<UnitCode> units_;  // sorted; of `unit` and `within`
  bool by_unit_ = false;
};

}  // namespace hocba::training
