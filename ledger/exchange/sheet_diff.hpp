// What a sheet of transcripts says otherwise than a former one: people who came and went, and of the others each value,
// old and new. Rows with mistakes are compared as well, as far as it is clear whose they are. Values, in any order of
// rows and columns. Linear but for sorting.
//
// One person is found in both by personal number, else by sector code, else by name and birth date where these are one
// person's in each sheet and nothing contradicts it; what is not sure is said to be doubtful, never matched (NM-7).
#pragma once

#include "ledger/exchange/import.hpp"

namespace hocba::exchange {

struct PersonOfSheet {
  std::string name, birth_date;  // as on screen
  std::size_t line = 0;          // the first row
};
// A value of the pupil (period and subject empty), of a school year (subject empty) or of a subject. An empty column:
// the subject (or year) itself, which one of the sheets has of others but not of this pupil.
struct ValueChange {
  std::string period, subject;
  std::string_view column;  // as templates write it
  std::string before, after;
};
struct PersonChange {
  PersonOfSheet before, after;
  std::vector<ValueChange> values;
};
// People whom nobody can tell apart or together: a number twice, homonyms.
struct DoubtfulPeople {
  std::vector<PersonOfSheet> before, after;
};
struct SheetDiff {
  std::vector<PersonOfSheet> added, removed;
  std::vector<PersonChange> changed;
  std::vector<DoubtfulPeople> doubtful;
  std::size_t same = 0;
  // What one of the sheets says nothing of is no change: columns that are not there or empty throughout, and years and
  // subjects ("2024-2025 Toán") that it has of nobody.
  std::vector<std::string> only_before, only_after;
  std::vector<std::size_t> unclear_before, unclear_after;  // lines that don't say whose they are
};
// exchange.column_missing, .column_twice with the sheet's column: whose rows they are can't be known.
Result<SheetDiff> diff_transcripts(const Table& before, const Table& after);

}  // namespace hocba::exchange
