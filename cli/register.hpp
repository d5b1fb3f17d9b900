// What the commands of the register share: whose book, of which year, and how it stands.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "cli/run.hpp"

namespace hocba::cli {

Result<std::optional<chain::UnitCode>> registers_unit(Run& run);  // of --unit; cli.need_unit
// The year that was given; 0: this one, by the node's clock.
Result<std::uint32_t> register_year(Run& run, std::uint64_t given);

struct Book {
  std::uint64_t next = 1, used = 0, next_copy = 1;
  bool closed = false;
  std::string text;                                                           // as the node gave it, canonical JSON
  std::uint64_t open() const { return next - 1 - std::min(used, next - 1); }  // reserved, neither issued nor spoiled
};
// api.nothing_there where no number of it was reserved and no copy given.
Result<Book> book_of(Run& run, const std::string& unit, const std::string& type, std::uint32_t year);

}  // namespace hocba::cli
