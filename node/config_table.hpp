// The table behind hocbad.toml: every key once, with its field, bounds and the comments that default_config_text()
// writes. Reading, defaults and documentation come from it, so they cannot differ. Internal to node/config*.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "node/config.hpp"

namespace hocba::node {

struct ConfigField {
  std::string_view section, key, vietnamese, english;
  std::uint32_t* (*number)(Config&) = nullptr;
  std::int64_t least = 0, most = 0;
  std::string* (*text)(Config&) = nullptr;
  std::string_view choices;  // of a text, separated by spaces; empty: any
  bool* (*flag)(Config&) = nullptr;
  std::vector<std::string>* (*list)(Config&) = nullptr;
};
std::span<const ConfigField> config_fields();

}  // namespace hocba::node
