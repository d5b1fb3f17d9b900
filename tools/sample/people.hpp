// Invented people: names by the frequencies of domain §9.5, personal numbers of the province code 000, which does not
// exist, sector codes that begin with 99. Nobody here can be anybody.
#pragma once

#include <string>

#include "crypto/time.hpp"
#include "tools/sample/seeded.hpp"

namespace hocba::sample {

struct Person {
  std::string name;
  Date birth_date;
  bool female = false;
  std::string personal_number;
  std::string sector_code;
};

// A person born in one of the years from … to; `serial` makes the codes unique.
Person invent_person(Seeded& random, int from_year, int to_year, int serial);

}  // namespace hocba::sample
