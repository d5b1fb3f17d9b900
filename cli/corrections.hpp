// A correction is issued beside the document that it corrects; that one ends with a record of its own, which takes
// other keys and is easily forgotten. Meanwhile both are in force.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/run.hpp"

namespace hocba::cli {

struct IssuedCorrection {
  std::string corrected, by;  // ids
  std::string reason = {};    // code, or empty
};
// Says which of the corrected documents are still in force, with the command that ends each; gives them for JSON:
// [{"id","by"}]. Where the node does not answer, they are taken to be.
nlohmann::json remind_to_supersede(Run& run, const std::string& unit, const std::vector<IssuedCorrection>& issued);

}  // namespace hocba::cli
