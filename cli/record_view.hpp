// What a record that waits for signatures says, as a table: who signs or posts it should have read this first.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/handover.hpp"
#include "cli/run.hpp"

namespace hocba::cli {

// The key of a proof's verificationMethod, did:key:z…#z…: the part after # says the same again.
std::string key_of(const std::string& method);
// The name that the opened commitments of a grant tell, as a node answers them; empty where they tell none.
std::string person_in(const nlohmann::json& openings);
// Prints the record with what opens its commitments, its signers (with a node: in which roles, with a key too: who) and
// the documents that it names; of training what it is about (cli/record_training.hpp). Its JSON, `openings` and, of
// training, `lines` and `training` beside the rest. `purpose`: of who reads for another unit. cli.not_a_record with the
// file.
Result<nlohmann::json> show_record(Run& run, const Handover& handover, const std::string& file,
                                   const std::string& purpose = {});

}  // namespace hocba::cli
