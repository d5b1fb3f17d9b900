// What the node knows of training in memory: the ledger's training book (ledger/training/book.hpp), and beside it, for
// the seats that were opened in this vault, the school, the level and which of them are one person. No names.
//
// The ledger's part is fed from the entries that the index of training records names (node/ledger_index.hpp): all at
// the start, later what is new, by whoever reads first after a commit. 100,000 people with 300,000 results are read in
// a few seconds and take some hundred megabytes (docs/BENCHMARKS.md says what was measured).
//
// Threads: safe. Readers hold a Reading, together; whoever feeds or changes waits for them, and they for it. A Reading
// is of at least the view's size: ask as of a size. Not to be held while another one is asked for.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "ledger/training/book.hpp"
#include "node/ledger_view.hpp"
#include "node/training_people.hpp"

namespace hocba::node {

training::EntryIndex as_of_size(const LedgerView& view);

// A code that many rows repeat.
class CodeTable {
 public:
  std::uint32_t number(const credential::CodeText& code);
  const credential::CodeText& code(std::uint32_t number) const { return codes_[number]; }
  const std::vector<credential::CodeText>& all() const { return codes_; }

 private:
  std::vector<credential::CodeText> codes_;
  std::map<std::string, std::uint32_t> numbers_;
};

// A seat that was opened here.
struct SeatRow {
  std::uint32_t roster = 0;  // place in TrainingFacts::rosters
  std::uint32_t position = 0;
  std::uint32_t unit = 0, level = 0, audience = 0, course = 0;  // of TrainingFacts::codes
  std::uint32_t person = 0;
  std::uint32_t opened_by = 0, opened_at = 0;  // roster and position of who sits there: this one, or a later reseat
  std::optional<bool> late = {};
  bool erased = false;    // nobody's: who sat there was taken out of the vault (node/training_erasure.cpp)
  bool numbered = false;  // who sits there has a personal number on that list
};
// One call's openings: those of one training.roster.
struct RosterRow {
  training::RosterId id;
  training::EntryIndex programme{};  // its first version's record
  std::uint64_t sequence = 0;
  Time stored;
  std::vector<std::string> proposals;
  std::vector<training::SeatId> seats;  // that it adds, by position
  struct Reseat {
    training::SeatId seat;
    std::uint32_t position = 0;
    std::optional<PersonIndex::Keys> keys;  // nothing: erased
  };
  std::vector<Reseat> reseats = {};          // of seats that others added
  std::vector<std::uint32_t> seats_of = {};  // by place in `proposals`: how many of its seats are of that list
  // By position: place in `proposals` of the list whose nomination it is.
  std::vector<std::optional<std::uint32_t>> list_of = {};
  std::string office = {};  // which brought them
  bool gone() const { return seats.empty() && reseats.empty(); }
};
struct ProposalRow {
  credential::UnitCode unit;
  training::EntryIndex programme{};  // first
  Time received;
  bool late = false;
  std::uint32_t people = 0;
  std::uint32_t nominations = 0;  // of people for courses
  std::optional<Time> returned;
  std::string reason = {};  // of the return, as it was given: no list is read to tell it
};
struct FiledReport {
  log::LeafIndex index{};
  credential::UnitCode unit;
  training::EntryIndex programme{};  // first
  chain::ReportFile body;
  Time time;
  bool late = false;
};
// What the records say and the book does not keep.
struct SeatRecord {
  chain::Commitment person;
  training::EntryIndex roster{};    // the record that added it
  training::EntryIndex reseated{};  // the record that `person` is of
};

struct TrainingFacts {
  training::Book book;
  training::EntryIndex size{};    // fed up to here
  std::vector<SeatRecord> seats;  // by Book::number_of
  std::map<training::RosterId, training::EntryIndex> recorded;
  std::vector<FiledReport> reports;                          // by index
  std::map<crypto::Digest, training::EntryIndex> documents;  // programme files that records name

  training::People people;  // by Book::number_of
  CodeTable codes;
  std::unordered_map<training::SeatId, SeatRow, BytesHash> opened;
  std::vector<RosterRow> rosters;  // in the order of their storing; one that is gone keeps its place
  std::map<training::RosterId, std::uint32_t> roster_places;
  std::unordered_map<std::uint32_t, std::vector<training::SeatId>> seats_of_person;
  PersonIndex persons;
  std::map<std::string, ProposalRow> proposals;                           // by digest, 32 bytes
  std::map<std::string, std::vector<std::uint32_t>> rosters_of_proposal;  // places in `rosters`

  const FiledReport* report(log::LeafIndex index) const;
  // The newest of unit, programme, kind and period before a size.
  const FiledReport* newest_report(const credential::UnitCode& unit, training::EntryIndex programme,
                                   training::ReportKind kind, const credential::CodeText& period,
                                   training::EntryIndex as_of) const;
  training::Person person_of(const SeatRow& row) const;
  // Takes a seat's row in, and tells the book's people where the ledger has the seat already.
  void add_opened(const training::SeatId& seat, const SeatRow& row);
  // Who sits on the seats that this roster gives to others, as far as no later record says otherwise. Its people are
  // known by their new names then.
  void reseat(const training::RosterId& id);
  // Of a person whose seats may have gone: nobody is known by name where no seat of theirs stands or waits. Number and
  // name are free then, the same whenever this node was started.
  void forget_gone(std::uint32_t person, training::EntryIndex as_of);
  // Nobody sits on the seat any more. It counts on, as a person of this number.
  void erase_person(const training::SeatId& seat, std::uint32_t number);
  // A roster that never came to the ledger. Its place stays, empty.
  void remove_roster(const training::RosterId& id);
};

class TrainingIndex {
 public:
  class Reading {
   public:
    const TrainingFacts& operator*() const { return *facts_; }
    const TrainingFacts* operator->() const { return facts_; }

   private:
    friend class TrainingIndex;
    Reading(std::shared_lock<std::shared_mutex> lock, const TrainingFacts& facts)
        : lock_(std::move(lock)), facts_(&facts) {}
    std::shared_lock<std::shared_mutex> lock_;
    const TrainingFacts* facts_;
  };
  class Writing {
   public:
    TrainingFacts& operator*() const { return *facts_; }
    TrainingFacts* operator->() const { return facts_; }

   private:
    friend class TrainingIndex;
    Writing(std::unique_lock<std::shared_mutex> lock, TrainingFacts& facts) : lock_(std::move(lock)), facts_(&facts) {}
    std::unique_lock<std::shared_mutex> lock_;
    TrainingFacts* facts_;
  };

  // Fed up to the view. An entry that can't be read refuses every reading, with its index, until it was repaired.
  Status catch_up(const LedgerView& view);
  Result<Reading> read(const LedgerView& view);
  Writing change() { return Writing(std::unique_lock(mutex_), facts_); }

 private:
  std::shared_mutex mutex_;
  TrainingFacts facts_;
};

}  // namespace hocba::node
