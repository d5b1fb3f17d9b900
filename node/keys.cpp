#include "node/keys.hpp"

#include <sys/stat.h>
#include <cerrno>
#include <cstring>

#include "crypto/device/key_file.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"

namespace hocba::node {

namespace {

constexpr std::string_view kCredentialPrefix = "credential:";

}  // namespace

std::string key_path(const std::string& directory, std::string_view name) {
  return directory + "/keys/" + std::string(name) + ".key";
}

Result<SecretText> read_passphrase(const Config& config, const std::string& configured) {
  const std::string path = config.path(configured);
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return Error(kPassphraseFile, path + ": " + std::strerror(errno));
  const bool guarded = configured.compare(0, kCredentialPrefix.size(), kCredentialPrefix) == 0;
  if (!guarded && S_ISREG(info.st_mode) && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Error(kPassphraseFile, path + ": others can read it; run chmod 600");
  auto line = read_first_line(path);
  if (!line) return Error(kPassphraseFile, line.error().detail());
  if (line->empty()) return Error(kPassphraseFile, path + ": its first line is empty");
  return SecretText(*std::move(line));
}

Result<NodeKeys> read_node_keys(const Config& config) {
  const auto read = [&](const char* name) -> Result<crypto::KeyPair> {
    const std::string path = key_path(config.directory, name);
    std::optional<SecretText> passphrase;
    if (crypto::needs_passphrase(path)) {
      if (config.node.passphrase_file.empty()) return Error(kKeysNeedPassphrase, "keys/" + std::string(name) + ".key");
      HOCBA_TRY(passphrase, read_passphrase(config, config.node.passphrase_file));
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
