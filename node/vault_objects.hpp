// The vault's sealed objects: each value under a random key of its own, that key wrapped by the master key in another
// table under the same name. Names are bytes without personal data:
//
//   d ‖ id ‖ digest            core of a document             m ‖ id ‖ digest          its search summary
//   g ‖ id ‖ digest ‖ group    one group {content, salt}      o ‖ be64(index)          opened commitments of a record
//   t ‖ kind ‖ …               what training keeps (node/training_state.hpp)
//   n ‖ id                     what lies on the signing desk  b ‖ id                   a draft's groups
// (the last two in the table `drafts`: node/desk_rows.hpp).
//
// The name is the authenticated context of both seals, so that two objects cannot be exchanged. Internal to the vault.
// Threads: safe (store::VaultTables is).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/ed25519.hpp"
#include "crypto/sealed.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/store/vault_tables.hpp"

namespace hocba::node {

std::string core_name(const credential::CredentialId& id, const crypto::Digest& digest);
std::string summary_name(const credential::CredentialId& id, const crypto::Digest& digest);
std::string group_prefix(const credential::CredentialId& id, const crypto::Digest& digest);
std::string group_name(const credential::CredentialId& id, const crypto::Digest& digest, std::string_view group);
std::string openings_name(log::LeafIndex index);

// Keys that follow from the master key: HMAC-SHA-256(seed, purpose).
crypto::Digest derived_key(const crypto::KeyPair& master, std::string_view purpose);

class VaultObjects {
 public:
  VaultObjects(store::VaultTables& tables, const crypto::KeyPair& master,
               store::VaultTable sealed = store::VaultTable::documents);

  // Adds the two writes of one object.
  void put(std::vector<store::VaultWrite>& batch, const std::string& name, std::string_view plaintext) const;
  // Nothing: not there (or shredded). crypto.not_opened: another master key, or changed bytes.
  Result<std::optional<SecretText>> get(const std::string& name) const;
  Result<bool> exists(const std::string& name) const;
  Result<std::vector<std::string>> names(std::string_view prefix) const;
  // The first `most` of them after the name `after` (empty: from the first): a walk that lasts holds up nobody.
  Result<std::vector<std::string>> page(std::string_view prefix, const std::string& after, std::size_t most) const;
  Status visit_names(std::string_view prefix, const std::function<bool(std::string_view)>& visit) const;

 private:
  store::VaultTables& tables_;
  const store::VaultTable sealed_;
  crypto::AeadKey wrap_;
};

}  // namespace hocba::node
