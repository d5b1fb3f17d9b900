// A document: a W3C Verifiable Credential 2.0 in JSON, as a signed core and separable groups (design §6).
//
// The core is what every reader sees. It names each group with a digest, SHA-256(JCS({content, name, salt})); a group
// has its own salt and can be withheld or erased alone without breaking a signature. The core carries a 32-byte
// `salt` of its own, and a proof chain whose last proof (the seal's) closes the document. The digest that the ledger
// keeps is SHA-256 over the canonical closed core, proofs and salt included.
// Normative: docs/formats/document.md. Contexts and schemas are frozen files of this project, never fetched.
//
// Pure: salts, ids and times are arguments. Documents are values; const functions may be called by several threads.
// JSON values cross these headers as canonical or pretty text or as `const nlohmann::json&` by forward declaration.
// Errors name places ("hocba.modules[2].name"), never values.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "crypto/data_integrity.hpp"
#include "ledger/credential/types.hpp"

namespace hocba::credential {

inline constexpr std::size_t kMaxDocumentBytes = 2u << 20;  // core and groups together
inline constexpr std::size_t kMaxGroups = 64;
inline constexpr std::size_t kMaxSignatories = 60;

// One separable part. `content` is a JSON value in canonical text.
struct Group {
  std::string name;  // a code: "family", "year-2024-2025"
  Salt salt;
  std::string content;
};
// SHA-256(JCS({"content": …, "name": …, "salt": base64url})). Also the commitment of a grant's person and scope, of a
// status change's reason, of an erasure's basis.
Digest commitment(std::string_view name, const Salt& salt, const nlohmann::json& content);
Digest commitment(const Group& group);

// What the core says of a group, whether the group is here or not.
struct GroupDigest {
  std::string name;
  Digest digest;
};

// "Born digital" and "digitised from paper" are never confused (domain §1.8).
enum class Originality { electronic_original /* GOC_DIEN_TU */, digitised /* SO_HOA */ };
std::string_view to_text(Originality originality);

// Facts of a document that the ledger's engine checks against the chain.
struct LedgerFacts {
  CredentialId id;
  CredentialType type;
  UnitCode unit;
  PeriodCode period;
  std::string serial;
  std::uint32_t book = 0, register_number = 0;
  std::uint64_t status_index = 0;
  std::optional<CredentialId> supersedes;
  std::optional<Date> expires_on;
  Originality originality{};
  Date issued_on;
};

// A document as its issuer builds and signs it, or as a holder shows it (then perhaps with fewer groups).
class Document {
 public:
  Document(const Document&);
  Document(Document&&) noexcept;
  Document& operator=(const Document&);
  Document& operator=(Document&&) noexcept;
  ~Document();
  // Reads a core (strict I-JSON, closed schema of its type) and groups; each group must match its digest in the core.
  static Result<Document> parse(std::string_view core, std::vector<Group> groups);
  // The same with the core as a value: from builders, and from files in which it is embedded. With or without proofs.
  static Result<Document> from_core(const nlohmann::json& core, std::vector<Group> groups);

  const nlohmann::json& core() const;
  std::string core_text() const;             // canonical
  const std::vector<Group>& groups() const;  // those that are here, by name
  const Group* group(std::string_view name) const;
  const std::vector<GroupDigest>& group_digests() const;  // all that the core names, by name
  std::vector<std::string> missing_groups() const;        // named by the core, not here
  // What a holder shows: the same core with these groups alone. credential.group_unknown for one that isn't here.
  Result<Document> showing(const std::vector<std::string>& names) const;
  const LedgerFacts& facts() const;
  CredentialId id() const;
  CredentialType type() const;
  UnitCode unit() const;  // the issuer's code on the ledger
  PeriodCode period() const;
  std::string serial() const;  // số hiệu
  Digest digest() const;       // of the closed document
  // There is a proof, and the last one covers all others (parsing accepts no other chain). Whether the last is the
  // seal's, and whether the roles that the policy asks for have signed, is the ledger's to say.
  bool closed() const;
  std::size_t proof_count() const;

  // What a signatory adds. `previous` is chosen by the document: every proof so far (each signature covers the
  // content and all earlier signatures). `proof_id` is urn:uuid:<version 4>, from the caller's randomness.
  Result<std::string> signing_input(const AnyKey& key, Time created, std::string_view proof_id) const;
  // A signature made elsewhere over signing_input(); a wrong one is refused and changes nothing.
  Status attach(const AnyKey& key, Time created, std::string_view proof_id, std::string_view signature);
  Status sign(const crypto::KeyPair& key, Time created, std::string_view proof_id);
  Status sign(crypto::Signer& signer, Time created, std::string_view proof_id);  // changes nothing where it fails
  // All signatures, in the order of the chain. Everything else about the document was checked when it was read.
  Result<std::vector<crypto::CheckedProof>> verify_proofs() const;

 private:
  struct State;
  explicit Document(std::unique_ptr<State> state);
  static Result<Document> make(std::unique_ptr<State> state, std::vector<Group> groups, std::size_t core_bytes);
  std::unique_ptr<State> state_;
};

}  // namespace hocba::credential
