// Records of training as a book is fed with them, as plain values: kept, cut, shuffled and fed again. And random
// histories of them, as a ledger could have applied them. Invented codes; nobody sits on the seats but who a test says.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <variant>

#include "ledger/training/book.hpp"
#include "tests/support/training_ids.hpp"

namespace hocba::test {

inline credential::CodeText word(std::string_view text) { return credential::CodeText::parse(text).value(); }

inline credential::CredentialId document_id(std::uint64_t n) {
  return numbered<credential::CredentialId>("document", n);
}

struct ProgrammeFed {
  training::EntryIndex first{};
  credential::UnitCode office;
  training::ProgrammeRules rules;
};
struct RosterFed {
  training::EntryIndex programme{};
  training::RosterId id;
  bool late = false;
  std::vector<training::SeatAdded> added;
  std::vector<training::SeatId> removed;
};
struct EnrolFed {
  training::ClassId id;
  std::vector<training::SeatId> seats;
};
struct SessionFed {
  training::ClassId id;
  std::uint32_t number = 0;
  Date date;
  training::Mode mode{};
  std::uint32_t periods = 0;
};
struct ResultsFed {
  training::ClassId id;
  std::vector<training::Book::Result> results;
};
struct CloseFed {
  training::ClassId id;
  bool cancelled = false;
};
struct StandingFed {
  credential::CredentialId credential;
  training::Standing standing{};
};
struct Fed {
  training::EntryIndex at{};
  Time time;
  std::variant<ProgrammeFed, RosterFed, training::ClassOpened, EnrolFed, SessionFed, ResultsFed, CloseFed,
               training::Issued, StandingFed>
      what;
};
using History = std::vector<Fed>;

inline void feed(training::Book& book, const Fed& fed) {
  struct Visitor {
    training::Book& b;
    training::EntryIndex at;
    Time time;
    void operator()(const ProgrammeFed& r) const { b.programme(at, time, r.first, r.office, r.rules); }
    void operator()(const RosterFed& r) const { b.roster(at, time, r.programme, r.id, r.late, r.added, r.removed); }
    void operator()(const training::ClassOpened& r) const { b.opened(at, time, r); }
    void operator()(const EnrolFed& r) const { b.enrolled(at, time, r.id, r.seats); }
    void operator()(const SessionFed& r) const { b.session(at, time, r.id, r.number, r.date, r.mode, r.periods); }
    void operator()(const ResultsFed& r) const { b.results(at, time, r.id, r.results); }
    void operator()(const CloseFed& r) const { b.closed(at, time, r.id, r.cancelled); }
    void operator()(const training::Issued& r) const { b.issued(at, time, r); }
    void operator()(const StandingFed& r) const { b.standing(at, time, r.credential, r.standing); }
  };
  std::visit(Visitor{book, fed.at, fed.time}, fed.what);
}
// Of the records before `as_of`.
inline training::Book book_of(const History& history, training::EntryIndex as_of = ~training::EntryIndex{0}) {
  training::Book book;
  for (const auto& fed : history)
    if (fed.at < as_of) feed(book, fed);
  return book;
}

// A programme with one scored course that all take, one scored course with topics, and one of attendance.
training::ProgrammeRules training_rules();

// Draws records that a ledger could have applied: one open enrolment per seat, none of those who passed, results of
// enrolled seats, corrections, re-takes, withdrawn ones, cancelled classes, documents and what becomes of them.
class HistoryMaker {
 public:
  explicit HistoryMaker(std::uint32_t seed) : random_(seed) {}

  History make(std::size_t records);
  // For each seat of a history: one of few people, who may have several seats in one course, in two schools; some
  // nobody knows.
  training::People people(const training::Book& book, std::uint32_t persons);
  std::uint32_t pick(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  template <class T>
  void shuffle(std::vector<T>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[pick(static_cast<std::uint32_t>(i))]);
  }
  // The same records with the lists inside them in another order.
  History shuffled(const History& history);

 private:
  struct Seat {
    training::SeatId id;
    std::size_t programme{};
    std::string audience, course;
    bool removed = false, passed = false;
    std::optional<std::size_t> open;  // class
    bool attempted = false;
    std::optional<credential::CredentialId> document;  // in force
  };
  struct Class {
    training::ClassOpened opened;
    bool closed = false, cancelled = false;
    std::uint32_t periods = 0, sessions = 0;
    std::vector<std::size_t> seats;
    std::map<std::size_t, training::ResultData> results;
  };
  struct Programme {
    training::EntryIndex first{}, newest{};
    training::ProgrammeRules rules;
  };
  void step();
  void new_version();
  void new_roster();
  void new_class();
  void enrol(std::size_t klass);
  void hold_session(std::size_t klass);
  void give_results(std::size_t klass);
  void close(std::size_t klass);
  void issue();
  void change_standing();
  training::ResultData some_result(const training::CourseRule& course, std::uint32_t periods);
  const training::CourseRule& course_of(const Class& klass) const;
  bool passes(const Class& klass, std::size_t seat) const;
  template <class What>
  void put(What what) {
    history_.push_back({at_, time_, std::move(what)});
    at_ += 1 + pick(3);
    time_ = time_ + hours(pick(72));
  }

  std::mt19937 random_;
  History history_;
  training::EntryIndex at_ = 5;
  Time time_ = start_of_day_utc7({2024, 9, 10});
  std::vector<Programme> programmes_;
  std::vector<Seat> seats_;
  std::vector<Class> classes_;
  std::uint64_t next_id_ = 1;
  std::vector<std::pair<credential::CredentialId, training::Standing>> documents_;
  std::set<credential::CredentialId> erased_;
};

}  // namespace hocba::test
