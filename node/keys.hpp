// The four keys of a node: log (signs checkpoints), vote (cosigns), api (signs blocks and snapshots), master (wraps the
// vault's keys; never leaves the node). Files keys/*.key, mode 0600, with the passphrase of node.passphrase_file or
// without one. Ownership: the node; wiped when it goes.
#pragma once

#include "crypto/ed25519.hpp"
#include "crypto/secret.hpp"
#include "ledger/chain/record.hpp"
#include "node/config.hpp"

namespace hocba::node {

struct NodeKeys {
  crypto::KeyPair log, vote, api, master;
};
inline constexpr const char* kKeyNames[] = {"log", "vote", "api", "master"};

std::string key_path(const std::string& directory, std::string_view name);  // DIR/keys/NAME.key
// The first line of a passphrase file (`configured` as in hocbad.toml: Config::path), as hocba takes it too: a file
// that others can read is refused, but for systemd's credentials, which systemd itself guards. node.passphrase_file
// with the path and why.
Result<SecretText> read_passphrase(const Config& config, const std::string& configured);
Result<NodeKeys> read_node_keys(const Config& config);
// Which validator of the network has these keys: node.wrong_keys if none, or another than node.name says.
Result<chain::CodeText> own_validator(const std::vector<chain::Validator>& validators, const NodeKeys& keys,
                                      const std::string& name);

}  // namespace hocba::node
