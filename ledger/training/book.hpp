// The training book: what the ledger says of programmes, seats, classes and results, as of any size of the log. Whoever
// holds a ledger feeds it with the records in their order (a node at its start and after each block; a test from a
// list) and asks. It knows nobody: who sits on a seat is asked of the caller (Person).
//
// Pure and in memory: some 150 bytes per seat with an attempt and a document, so that 300,000 of them are about 45 MB,
// and a coverage of them is one walk over arrays (docs/BENCHMARKS.md). Nothing is ever taken out: what a later record
// changes keeps its former value with the index up to which it held, so that an answer as of a size is the same for
// ever.
//
// Feeding a record that no state machine would have applied (an unknown class, a seat twice, an index that goes back)
// is a bug and stops the program. Threads: reads of a const Book may run together; feeding needs it alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ledger/training/completion.hpp"

namespace hocba::training {

using EntryIndex = std::uint64_t;  // of a record in the log; "as of N" means: of the records before N

// Feeding. Each call is one record that was applied: nothing is checked again. The programme is named by the index of
// its first version's record.
struct SeatAdded {
  SeatId seat;
  CodeText audience, course;
};
struct ClassOpened {
  ClassId id;
  EntryIndex programme{}, version{};
  UnitCode provider;
  CodeText course, audience;
  std::optional<CodeText> level, topic, source;
  std::uint32_t number = 0;
};
struct Attempted {
  ClassId id;
  SeatId seat;
};
struct Issued {
  CredentialId credential;
  CredentialType type;
  UnitCode issuer;
  std::vector<Attempted> attempts;
};
// erased: as a whole, so that nobody can show it any more; what was revoked or superseded before stays that.
enum class Standing { in_force, suspended, revoked, superseded, erased };
std::string_view to_text(Standing standing);

class Book {
 public:
  Book();
  ~Book();
  Book(Book&&) noexcept;
  Book& operator=(Book&&) noexcept;

  // `at`: the record's index, never less than the call's before (one record of several documents is several calls with
  // the same). `time`: of its block, which decides deadlines and periods. The lists may come in any order.
  void programme(EntryIndex at, Time time, EntryIndex first, const UnitCode& office, const ProgrammeRules& rules);
  void roster(EntryIndex at, Time time, EntryIndex programme, const RosterId& id, bool late,
              const std::vector<SeatAdded>& added, const std::vector<SeatId>& removed);
  void opened(EntryIndex at, Time time, const ClassOpened& opened);
  void enrolled(EntryIndex at, Time time, const ClassId& id, const std::vector<SeatId>& seats);
  void session(EntryIndex at, Time time, const ClassId& id, std::uint32_t number, Date date, Mode mode,
               std::uint32_t periods);
  struct Result {
    SeatId seat;
    ResultData result;
  };
  void results(EntryIndex at, Time time, const ClassId& id, const std::vector<Result>& results);
  void closed(EntryIndex at, Time time, const ClassId& id, bool cancelled);
  // Of any document; those that cite no attempts are left out, with what becomes of them.
  void issued(EntryIndex at, Time time, const Issued& issued);
  void standing(EntryIndex at, Time time, const CredentialId& credential, Standing standing);

  // Asking. `as_of`: a size of the log; answers are those of a book that was fed the records before it alone.
  struct ProgrammeView {
    EntryIndex first{}, newest{};
    UnitCode office;                        // of the newest version: the first one's, or its successor
    UnitCode first_office;                  // that began the programme
    const ProgrammeRules* rules = nullptr;  // of the newest version as of then; lives as long as the book
  };
  std::vector<ProgrammeView> programmes(EntryIndex as_of) const;  // in the order of their first records
  std::optional<ProgrammeView> find_programme(EntryIndex any_version, EntryIndex as_of) const;
  const ProgrammeRules* rules_of(EntryIndex version) const;  // null: no such version

  struct RosterView {
    RosterId id;
    EntryIndex at{};
    Time time;
    bool late = false;
    std::uint32_t seats = 0, removed = 0;  // brought by it, and of these removed since
  };
  std::vector<RosterView> rosters(EntryIndex programme, EntryIndex as_of) const;  // in the order of their records

  struct ClassView {
    ClassOpened opened;
    EntryIndex at{};
    Time time;
    // Attempts of the class; of these withdrawn; with a result (withdrawn ones too); passed, once it is closed.
    std::uint32_t enrolled = 0, withdrawn = 0, resulted = 0, passed = 0;
    std::uint32_t sessions = 0;  // that took place
    ClassTotals totals;
    std::optional<Date> first_day, last_day;  // of the sessions that took place
    std::optional<Time> closed;
    bool cancelled = false;
  };
  std::optional<ClassView> find_class(const ClassId& id, EntryIndex as_of) const;
  struct SessionView {  // as its newest record has it
    EntryIndex at{};
    std::uint32_t number = 0, periods = 0;  // 0: it did not take place
    Date date;
    Mode mode{};
  };
  std::vector<SessionView> sessions(const ClassId& id, EntryIndex as_of) const;  // by number, all that are recorded
  struct ClassLine {                      // of a class without its figures, which take a walk over its attempts
    const ClassOpened* opened = nullptr;  // lives until the book is fed again
    bool closed = false;
  };
  std::vector<ClassLine> classes(EntryIndex programme, EntryIndex as_of) const;  // by provider, course, number

  struct AttemptView {
    ClassId id;
    std::optional<ResultData> result;
    bool over = false, passed = false;
    std::optional<Time> closed;              // of the class
    std::optional<CredentialId> credential;  // that cites it: the one in force, else the last
    std::optional<Standing> standing;
  };
  struct SeatView {
    SeatId seat;
    EntryIndex programme{};
    CodeText audience, course;
    bool late = false, removed = false, passed = false;
    std::vector<AttemptView> attempts;       // in their order
    std::optional<CredentialId> credential;  // that cites one of them: the one in force, else the last
    std::optional<Standing> standing;
  };
  std::optional<SeatView> find_seat(const SeatId& seat, EntryIndex as_of) const;
  std::vector<SeatId> seats_of_class(const ClassId& id, EntryIndex as_of) const;  // by id, withdrawn ones too

  // A seat's place in the order of rosters, and in one of them in the order of ids: small numbers for those who keep
  // people beside the book, the same in every book of this ledger. kNoSeat: unknown.
  static constexpr std::uint32_t kNoSeat = 0xffffffff;
  std::uint32_t number_of(const SeatId& seat) const;
  SeatId seat_of(std::uint32_t number) const;  // number < seat_count()
  std::uint32_t seat_count() const;

  // When the last record before a size was decided, of those the book was fed; nothing before the first. And the size
  // of the log before the first such record at or after a time: the state "at the end of" a period; `size` at most.
  std::optional<Time> time_at(EntryIndex as_of) const;
  EntryIndex size_at(Time time, EntryIndex size) const;

  struct State;
  const State& state() const { return *state_; }  // for coverage.cpp, evidence.cpp

 private:
  std::unique_ptr<State> state_;
};

// Who sits on a seat, as far as the asking node knows. `person` is the same number for the same person (by personal
// number, or name and birth date), in no meaning else.
struct Person {
  std::uint32_t person = 0;
  UnitCode unit;   // the school
  CodeText level;  // TIEU_HOC …
  // Their list came after the programme's date; absent: as the ledger has it, which knows when the office approved.
  std::optional<bool> late = {};
};
// By number_of(seat); a seat without an entry counts as a person of its own, of no unit and level.
using People = std::vector<std::optional<Person>>;

enum class By { all, unit, level, audience, topic };
std::string_view to_text(By by);
Result<By> by_from_text(std::string_view text);  // training.unknown_word

// Counts of people, each once (BD-6). What counts, as of a size:
//   seats     of the programme, on a roster and not removed; those removed count nowhere, whatever became of them
//   a group   all; or a unit, level or audience: the people whom one of their seats of the course puts there. Who has
//   seats
//             of one course in two schools counts in both, and once in `all`: groups need not add up to it
//   passed    is asked of person and course, not of the seat: any of their seats will do. So in two schools it is the
//   same
//             answer, and a person is missing in both or in none
// Filters (audience, unit, within, level) choose people by their seats in the same way.
struct CoverageRow {
  std::string key;  // unit, level, audience or topic code; empty: of all, or where unit and level are not known
  CodeText course;
  std::uint32_t people = 0;             // = passed + failed + learning + waiting
  std::uint32_t passed = 0;             // of them, with a passed attempt
  std::uint32_t failed = 0;             // of them, assessed and not passed, nothing open
  std::uint32_t learning = 0;           // of them, not passed, in an open class
  std::uint32_t waiting = 0;            // the others: never in a class, or withdrawn, or the class was cancelled
  std::uint32_t certified = 0;          // of the passed, with a document in force that cites the passed attempt
  std::uint32_t late = 0;               // of all: each of their seats of the course came with a late list
  std::uint32_t retaken = 0;            // of the passed: after an attempt that was assessed and not passed
  std::optional<std::uint32_t> target;  // per cent, of the newest programme version, as of `day`
  std::optional<Date> target_by;
  bool reached = false;  // there is a target, and of the denominator's people that share has passed
  // Without a target: people. With one the head count: people of the group with a seat of any course for whom this
  // course is (their audience is one of its audiences). Topic rows: people with a seat of the course, of the audiences
  // that may take the topic.
  std::uint32_t denominator = 0;
};
struct CoverageQuery {
  EntryIndex programme{}, as_of{};  // any version of it
  By by = By::all;
  std::optional<CodeText> course, audience, level;
  std::optional<UnitCode> unit;
  std::vector<UnitCode> within;  // units together; empty: no restriction
  // Which target holds: of those for the audience (of the row or the filter), else of those for all, the next `by` on
  // or after this day, else one without `by`, else the last. Absent: the day (UTC+7) of the last record before as_of.
  std::optional<Date> day;
};
// By key, then course: where the group has people of the course, or there is a target for its heads; by all, audience
// and topic also what the rules name and nobody has. Topic rows count those who took part in a class of that topic, and
// have no target.
std::vector<CoverageRow> coverage(const Book& book, const People& people, const CoverageQuery& query);

struct PlanRow {  // plan against done (TD12)
  CodeText audience;
  std::optional<CodeText> course, level;
  std::uint32_t planned = 0, opened = 0, closed = 0, cancelled = 0;  // of those opened: closed or cancelled since
  std::uint32_t retakes = 0;  // classes of people who had all failed before: not planned, and in no other count
};
// Rows of the newest version's plan; a class counts in the one row that fits it closest (course and level, course,
// level, audience); one without a course plans no external classes. Classes that no row fits have rows of their own,
// planned 0. By audience, course, level.
std::vector<PlanRow> plan_against_done(const Book& book, EntryIndex programme, EntryIndex as_of);

enum class MissingState { not_nominated, waiting, learning, failed };
std::string_view to_text(MissingState state);
struct MissingSeat {
  SeatId seat;  // of the course; of who has none, any seat
  CodeText course;
  MissingState state{};
  bool operator==(const MissingSeat&) const = default;
};
// Who is missing: whoever has a seat of the course and, where a target is set, the denominator's people, also those who
// were never nominated; without those who passed. One seat per person and course, the first that the filters let
// through; by number_of(), then the programme's order of courses. The query's `by` and `day` mean nothing here.
std::vector<MissingSeat> missing_seats(const Book& book, const People& people, const CoverageQuery& query);

}  // namespace hocba::training
