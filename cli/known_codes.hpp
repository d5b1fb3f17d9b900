// Every stable code that this program knows, and codes that a node names and this program doesn't.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/error.hpp"

namespace hocba::cli {

// Of crypto, ledger and cli, sorted by id.
const std::vector<const Code*>& known_codes();
// The code of that id; where it is unknown, one with these sentences, which lives until the program ends.
const Code& code_named(std::string_view id, Kind kind, std::string_view vi, std::string_view en);

}  // namespace hocba::cli
