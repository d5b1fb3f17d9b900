// A class of invented pupils whose transcripts keep every rule: for what reads and writes spreadsheets. Seeded; the
// same seed gives the same class on every machine.
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/credential/kinds.hpp"
#include "ledger/exchange/import.hpp"

namespace hocba::test {

struct ClassShape {
  std::uint32_t seed = 1;
  std::size_t pupils = 6;
  int grade = 6;  // 1 to 12; its school level follows
  std::string name = "6A1";
  std::string period = "2024-2025";
  bool register_marks = false;  // with the register's assessments of each term
};
std::vector<credential::TranscriptData> sample_class(const ClassShape& shape);
// The school that these transcripts are of.
exchange::ImportDefaults sample_school();

// Without the columns that nothing stands in, as most sheets are.
exchange::Table filled_columns(const exchange::Table& table);

}  // namespace hocba::test
