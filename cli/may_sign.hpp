// Whether a key may sign a record that waits: one signature that the rules don't accept spoils a record for all who
// signed it, so that it is asked before it is made. The node is asked for the key's grants; what it can't tell is no
// obstacle.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "cli/run.hpp"

namespace hocba::cli {

// Nothing where the key may sign the record at this time; cli.key_may_not_sign names key, roles, unit and kind.
// `key_name`: as the user knows it, the file. Needs a node: any other error is that the node could not tell
// (cli.not_a_record: there is no such record).
Status may_sign(Run& run, const nlohmann::json& record, const std::string& did, const std::string& key_name, Time at);

}  // namespace hocba::cli
