// Dataset C (domain §9.4): a college and two intermediate schools, 600 diplomas of which 200 are digitised from paper,
// 12 copies from the register, one merger. Sheets of `hocba issue diploma`. Seeded; pure.
#pragma once

#include <string>
#include <vector>

#include "tools/sample/sheets.hpp"

namespace hocba::sample {

struct VocationalUnit {
  std::string code, name;
  std::string merged_into;  // empty: goes on
  std::size_t born_digital = 0, digitised = 0;
  Sheet diplomas, old_diplomas;  // the second: SO_HOA; without bytes where there are none
};
struct RegisterCopy {
  std::size_t unit = 0, row = 0;  // of that unit's first sheet
  std::string to, basis;
};
struct Vocational {
  std::vector<VocationalUnit> units;
  std::vector<RegisterCopy> copies;
};
Vocational make_vocational(std::uint64_t seed);

}  // namespace hocba::sample
