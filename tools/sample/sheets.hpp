// The sample sheets: a class's transcripts, a training class's certificates, awards, and a sheet of odd cases that an
// importer must report row by row (domain §9.6).
#pragma once

#include <string>
#include <vector>

#include "tools/sample/seeded.hpp"

namespace hocba::sample {

struct Sheet {
  std::string file_name;
  std::string bytes;
};

struct Sizes {
  int pupils = 40;
  int certificates = 100;
  int awards = 10;
};

std::vector<Sheet> make_sheets(std::uint64_t seed, const Sizes& sizes);

}  // namespace hocba::sample
