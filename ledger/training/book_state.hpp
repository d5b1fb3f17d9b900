// What a book is made of: numbers in place of ids and codes, arrays in the order of the log. Between the files of
// ledger/training alone.
//
//   rosters_  <- seats_     <- attempts_        (a seat knows its newest attempt, an attempt the one before)
//   programmes_ <- classes_ <- attempts_ <- cites_ -> credentials_
//
// A value that later records change stands beside the index since which it holds, the former ones in a chain behind it.
#pragma once

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "ledger/training/book.hpp"

namespace hocba::training {

inline constexpr std::uint32_t kNone = 0xffffffff;  // no number
inline constexpr EntryIndex kNever = ~EntryIndex{0};

// Ids and their numbers, which are the order in which they came. A tree, no hash table: who records chooses the ids.
template <class Id>
class IdNumbers {
 public:
  std::uint32_t find(const Id& id) const {
    const auto it = numbers_.find(id);
    return it == numbers_.end() ? kNone : it->second;
  }
  std::uint32_t add(const Id& id) {
    HOCBA_CHECK(ids_.size() < kNone);
    const auto [it, added] = numbers_.emplace(id, static_cast<std::uint32_t>(ids_.size()));
    HOCBA_CHECK(added);  // the ledger refuses an id that exists
    ids_.push_back(id);
    return it->second;
  }
  const Id& operator[](std::uint32_t number) const { return ids_[number]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(ids_.size()); }

 private:
  std::vector<Id> ids_;
  std::map<Id, std::uint32_t> numbers_;
};

// Codes and their numbers.
class CodeNumbers {
 public:
  std::uint32_t find(const std::string& code) const {
    const auto it = numbers_.find(code);
    return it == numbers_.end() ? kNone : it->second;
  }
  std::uint32_t add(const CodeText& code) {
    const auto [it, added] = numbers_.emplace(code.str(), static_cast<std::uint32_t>(codes_.size()));
    if (added) codes_.push_back(code);
    return it->second;
  }
  const CodeText& operator[](std::uint32_t number) const { return codes_[number]; }

 private:
  std::vector<CodeText> codes_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

// ResultData in 6 bytes: marks are at most 100 tenths, periods at most 1,000.
class PackedResult {
 public:
  PackedResult() = default;
  explicit PackedResult(const ResultData& result);
  ResultData get() const;

 private:
  std::uint16_t attended_ = 0;
  Outcome outcome() const { return withdrawn_ ? Outcome::withdrawn : Outcome::completed; }
  bool withdrawn_ = false;
  std::uint8_t attendance_ = 0xff, score_ = 0xff, test_ = 0xff;  // 0xff: absent
};

struct Book::State {
  struct Version {
    EntryIndex at{};
    UnitCode office;
    std::unique_ptr<const ProgrammeRules> rules;  // views point to it
  };
  struct Programme {
    std::vector<Version> versions;
    std::vector<std::uint32_t> rosters, classes;
  };
  struct Roster {
    RosterId id;
    EntryIndex at{};
    std::uint32_t programme = kNone, first_seat = 0, seats = 0;
    bool late = false;
  };
  struct Seat {
    EntryIndex removed_at = kNever;
    std::uint32_t roster = kNone, audience = kNone, course = kNone;
    std::uint32_t attempt = kNone;  // the newest
  };
  struct SessionSet {  // a session as a record set it; of those with one number the newest holds
    EntryIndex at{};
    std::uint32_t number = 0, periods = 0;
    Date date;
    Mode mode{};
  };
  struct Class {
    ClassOpened opened;
    EntryIndex at{}, closed_at = kNever;
    bool cancelled = false;
    std::uint32_t programme = kNone, topic = kNone;
    const CourseRule* rule = nullptr;  // of the version it was opened under
    ClassTotals closed_totals;         // sessions don't change after closing
    std::vector<SessionSet> sessions;
    std::vector<std::uint32_t> attempts;
  };
  struct Attempt {
    EntryIndex at{}, result_at = kNever;
    std::uint32_t seat = kNone, klass = kNone;
    std::uint32_t before = kNone;  // of the same seat
    std::uint32_t former = kNone;  // result
    std::uint32_t cite = kNone;    // the newest
    PackedResult result;
  };
  struct FormerResult {
    EntryIndex at{};
    std::uint32_t former = kNone;
    PackedResult result;
  };
  struct Cite {
    std::uint32_t credential = kNone, before = kNone;  // of the same attempt
  };
  struct Credential {
    EntryIndex at{}, standing_at{};
    std::uint32_t type = kNone, issuer = kNone, former = kNone;
    Standing standing = Standing::in_force;
    std::uint32_t programme = kNone;  // of the attempts it cites
  };
  struct FormerStanding {
    EntryIndex at{};
    std::uint32_t former = kNone;
    Standing standing{};
  };
  struct When {
    EntryIndex at{};
    Time time;
  };

  std::vector<Programme> programmes;
  std::vector<std::pair<EntryIndex, std::uint32_t>> versions;  // record of a version -> programme; ascending
  std::vector<Roster> rosters;
  IdNumbers<SeatId> seat_ids;
  std::vector<Seat> seats;
  IdNumbers<ClassId> class_ids;
  std::vector<Class> classes;
  std::vector<Attempt> attempts;
  std::vector<FormerResult> former_results;
  std::vector<Cite> cites;
  IdNumbers<CredentialId> credential_ids;
  std::vector<Credential> credentials;
  std::vector<FormerStanding> former_standings;
  CodeNumbers codes;
  std::vector<When> records;  // one per record, ascending

  void begin(EntryIndex at, Time time);
  Time time_of(EntryIndex at) const;
  std::uint32_t programme_number(EntryIndex version, EntryIndex as_of) const;  // kNone: not yet there
  const Version* newest(std::uint32_t programme, EntryIndex as_of) const;      // null: not yet there
  ClassTotals totals(const Class& klass, EntryIndex as_of) const;
  std::uint32_t find_attempt(std::uint32_t seat, std::uint32_t klass) const;  // the newest of them
  std::optional<ResultData> result(const Attempt& attempt, EntryIndex as_of) const;
  std::optional<Standing> standing(const Credential& credential, EntryIndex as_of) const;  // none: not yet issued
  struct Document {
    std::uint32_t credential = kNone;
    Standing standing{};
  };
  // The document that cites the attempt: the one in force, else the last.
  std::optional<Document> document(const Attempt& attempt, EntryIndex as_of) const;
};

}  // namespace hocba::training
