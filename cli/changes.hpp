// A sheet of changes: columns id, reason, basis and, for supersede, by; found by their names in either language.
#pragma once

#include <string>
#include <vector>

#include "cli/run.hpp"

namespace hocba::cli {

struct Change {
  std::string id, successor, reason, basis;
  std::size_t line = 0;  // of the sheet; 0: from the command line
};

// What a line leaves empty is taken from `usual`. cli.usage where there is no column of ids or no line.
Result<std::vector<Change>> read_changes(Run& run, const std::string& file, const Change& usual);

}  // namespace hocba::cli
