#include "node/vault_objects.hpp"

#include "crypto/codes.hpp"
#include "crypto/device/random.hpp"
#include "node/big_endian.hpp"

namespace hocba::node {

using store::VaultTable;

std::string core_name(const credential::CredentialId& id, const crypto::Digest& digest) {
  return "d" + id.str() + digest.str();
}
std::string summary_name(const credential::CredentialId& id, const crypto::Digest& digest) {
  return "m" + id.str() + digest.str();
}
std::string group_prefix(const credential::CredentialId& id, const crypto::Digest& digest) {
  return "g" + id.str() + digest.str();
}
std::string group_name(const credential::CredentialId& id, const crypto::Digest& digest, std::string_view group) {
  return group_prefix(id, digest) + std::string(group);
}
std::string openings_name(log::LeafIndex index) { return "o" + be64(to_u64(index)); }

crypto::Digest derived_key(const crypto::KeyPair& master, std::string_view purpose) {
  return crypto::hmac_sha256(master.seed().expose(), {purpose});
}

VaultObjects::VaultObjects(store::VaultTables& tables, const crypto::KeyPair& master, VaultTable sealed)
    : tables_(tables),
      sealed_(sealed),
      wrap_(crypto::AeadKey::of(derived_key(master, "hocba vault wrapping key v1").view())) {}

void VaultObjects::put(std::vector<store::VaultWrite>& batch, const std::string& name,
                       std::string_view plaintext) const {
  const crypto::AeadKey key = crypto::random_aead_key();
  batch.push_back({sealed_, name, crypto::seal(key, crypto::random_aead_nonce(), plaintext, name)});
  batch.push_back({VaultTable::keys, name, crypto::seal(wrap_, crypto::random_aead_nonce(), key.expose(), name)});
}

Result<std::optional<SecretText>> VaultObjects::get(const std::string& name) const {
  HOCBA_TRY(const auto wrapped, tables_.get(VaultTable::keys, name));
  HOCBA_TRY(const auto sealed, tables_.get(sealed_, name));
  if (!wrapped || !sealed) return std::optional<SecretText>();
  HOCBA_TRY(const SecretText key, crypto::open(wrap_, *wrapped, name));
  if (key.expose().size() != crypto::AeadKey::kSize) return Error(crypto::kBadLength, "a wrapped key");
  HOCBA_TRY(SecretText plaintext, crypto::open(crypto::AeadKey::of(key.expose()), *sealed, name));
  return std::optional<SecretText>(std::move(plaintext));
}

Result<bool> VaultObjects::exists(const std::string& name) const {
  HOCBA_TRY(const auto wrapped, tables_.get(VaultTable::keys, name));
  return wrapped.has_value();
}

Status VaultObjects::visit_names(std::string_view prefix, const std::function<bool(std::string_view)>& visit) const {
  return tables_.scan(VaultTable::keys, prefix, prefix,
                      [&](std::string_view name, std::string_view) { return visit(name); });
}

Result<std::vector<std::string>> VaultObjects::page(std::string_view prefix, const std::string& after,
                                                    std::size_t most) const {
  std::vector<std::string> out;
  const std::string from = after.empty() ? std::string(prefix) : after + '\0';
  HOCBA_RETURN_IF_ERROR(tables_.scan(VaultTable::keys, prefix, from, [&](std::string_view name, std::string_view) {
    out.emplace_back(name);
    return out.size() < most;
  }));
  return out;
}

Result<std::vector<std::string>> VaultObjects::names(std::string_view prefix) const {
  std::vector<std::string> out;
  HOCBA_RETURN_IF_ERROR(visit_names(prefix, [&](std::string_view name) {
    out.emplace_back(name);
    return true;
  }));
  return out;
}

}  // namespace hocba::node
