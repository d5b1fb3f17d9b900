#include "node/keys.hpp"

#include "crypto/device/key_file.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"

namespace hocba::node {

std::string key_path(const std::string& directory, std::string_view name) {
  return directory + "/keys/" + std::string(name) + ".key";
}

Result<NodeKeys> read_node_keys(const Config& config) {
  const auto read = [&](const char* name) -> Result<crypto::KeyPair> {
    const std::string path = key_path(config.directory, name);
    std::optional<SecretText> passphrase;
    if (crypto::needs_passphrase(path) && !config.node.passphrase_file.empty()) {
      HOCBA_TRY(std::string line, read_first_line(config.path(config.node.passphrase_file)));
      passphrase = SecretText(std::move(line));
    }
    auto key = crypto::read_key_file(path, passphrase);
    if (!key) return key.error().at("keys/" + std::string(name) + ".key");
    return key;
  };
  HOCBA_TRY(auto log, read("log"));
  HOCBA_TRY(auto vote, read("vote"));
  HOCBA_TRY(auto api, read("api"));
  HOCBA_TRY(auto master, read("master"));
  return NodeKeys{std::move(log), std::move(vote), std::move(api), std::move(master)};
}

Result<chain::CodeText> own_validator(const std::vector<chain::Validator>& validators, const NodeKeys& keys,
                                      const std::string& name) {
  for (const auto& validator : validators) {
    if (!name.empty() && validator.name.str() != name) continue;
    if (validator.log_key == keys.log.public_key() && validator.vote_key == keys.vote.public_key() &&
        validator.api_key == keys.api.public_key())
      return validator.name;
  }
  return Error(kWrongKeys, name.empty() ? "" : "node.name = " + name);
}

}  // namespace hocba::node
