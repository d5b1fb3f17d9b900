// The context file: what a user would otherwise type every time. $XDG_CONFIG_HOME/hocba/context.toml, or --context
// FILE.
//
//   node = "https://nut-1.example:8470"
//   policy = "/home/lan/hocba/policy.txt"
//   unit = "79TH0001"
//   keys = ["/home/lan/keys/truong.key"]
//   node_keys = ["https://nut-1.example:8470 <network> did:key:z6Mk…"]     which node answered there, kept by log_in
//
// TOML, of which only strings and lists of strings occur; unknown keys are refused, so that a slip of the pen is seen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/error.hpp"

namespace hocba::cli {

struct Context {
  std::string node, ca, policy, unit, lang, passphrase_file, pin_file, serial_secret;
  std::vector<std::string> keys, node_keys, roots;
  bool operator==(const Context&) const = default;
};

// The names of its fields in the order of the file.
const std::vector<std::string>& context_fields();
Result<Context> parse_context(std::string_view toml);  // cli.context_malformed with the line
std::string to_text(const Context& context);
// `values` empty: the field is cleared. cli.usage for an unknown field or two values of a single one.
Status set_field(Context& context, std::string_view field, const std::vector<std::string>& values);
std::vector<std::string> field_of(const Context& context, std::string_view field);

// The key of the node that was met at this address in this network; empty: none yet.
std::string known_node(const Context& context, const std::string& url, const std::string& network);
// Adds one; at most kMaxNodeKeys are kept, the newest.
inline constexpr std::size_t kMaxNodeKeys = 100;
void keep_node(Context& context, const std::string& url, const std::string& network, const std::string& did);
void forget_node(Context& context, const std::string& url);  // in all networks

std::string default_context_path();
// An absent file is an empty context.
Result<Context> load_context(const std::string& path);
Status save_context(const std::string& path, const Context& context);

}  // namespace hocba::cli
