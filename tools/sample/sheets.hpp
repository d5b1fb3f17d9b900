// The sample sheets: a class's transcripts, a training class's certificates, awards, and a sheet of odd cases that an
// importer must report row by row (domain §9.6).
#pragma once

#include <string>
#include <vector>

#include "crypto/error.hpp"
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

// The first pupil's transcript of make_sheets(seed, …) with one mark put right, as a sheet of its own: a new serial,
// and `superseded`, the id of the document that it replaces.
Result<Sheet> make_correction(std::uint64_t seed, const std::string& superseded);

}  // namespace hocba::sample
