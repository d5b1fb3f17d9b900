// Per person, what was passed, when, and which document says so (BD-9: for NQ 08/2023/NQ-HĐND and emulation). Evidence,
// not a ranking: in the caller's order of people and by date within one, never by a score; nothing is added up or
// compared. Pure, and as of any size, like the book.
#pragma once

#include "ledger/training/book.hpp"

namespace hocba::training {

struct EvidenceModule {
  EntryIndex programme{};  // its first version's record
  CodeText code;           // of the programme
  CodeText course, audience;
  std::optional<CodeText> topic;
  SeatId seat;
  ClassId id;
  UnitCode provider;
  std::uint32_t number = 0;  // of the class
  // The day since which it is passed: when the class was closed, or a correction made it so (UTC+7).
  Date passed_on;
  int year = 0, quarter = 0;                // of that day; 1 to 4
  std::uint32_t attended = 0, periods = 0;  // periods: of the class; 0 where another system taught
  std::optional<std::uint32_t> score;       // tenths
  std::optional<CredentialId> credential;   // that cites it: the one in force, else the last
  std::optional<Standing> standing;
};
struct EvidencePerson {
  std::uint32_t person = 0;
  std::vector<EvidenceModule> modules;  // by passed_on, then in the order of the log
};
struct EvidenceQuery {
  EntryIndex as_of{};
  std::optional<EntryIndex> programme;  // any version; absent: of all programmes
  std::optional<UnitCode> unit;         // who has a seat there, with all that they passed
  std::optional<Date> from, to;         // of passed_on; both included
  // Whom, in this order; absent: everybody that has a seat and is known, by the caller's number.
  std::optional<std::vector<std::uint32_t>> persons;
};
// Also those who passed nothing: that somebody is missing in a list says nothing then. A seat that was removed doesn't
// make anyone appear; what was passed on it stays passed.
std::vector<EvidencePerson> evidence(const Book& book, const People& people, const EvidenceQuery& query);

}  // namespace hocba::training
