// Every stable code that this program knows, and codes that a node names and this program doesn't.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/lang.hpp"
#include "crypto/error.hpp"

namespace hocba::cli {

// Of crypto, ledger, cli, and of the node that this version belongs to, sorted by id.
const std::vector<const Code*>& known_codes();
std::span<const Code> node_codes();  // api, node and the store: what only a node says
// The code of that id; where it is unknown, one with these sentences, which lives until the program ends.
// cli.problem for an id that is not a code's. The sentences lose what a terminal must not get.
const Code& code_named(std::string_view id, Kind kind, std::string_view vi, std::string_view en);

// A node's detail that quotes an error ("node.io: a file could not …: /mnt"): the quoted sentence in the language.
std::string in_language(std::string_view detail, Lang lang);

}  // namespace hocba::cli
