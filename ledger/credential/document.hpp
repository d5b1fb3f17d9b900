// A document: a W3C Verifiable Credential 2.0 in JSON, as a signed core and separable groups (design §6).
//
// The core is what every reader sees. It names each group with a digest, SHA-256(JCS({content, name, salt})); a group
// has its own salt and can be withheld or erased alone without breaking a signature. The core carries a 32-byte
// `salt` of its own, and a proof chain whose last proof (the seal's) closes the document. The digest that the ledger
// keeps is SHA-256 over the canonical closed core, proofs and salt included.
// Normative: docs/formats/document.md. Contexts and schemas are frozen files of this project, never fetched.
// Pure: salts, ids and times are arguments. JSON values cross these headers as canonical or pretty text or as
// `const nlohmann::json&` by forward declaration.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <memory>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/data_integrity.hpp"
#include "ledger/credential/types.hpp"

namespace hocba::credential {

inline constexpr std::size_t kMaxDocumentBytes = 2u << 20;  // core and groups together
inline constexpr std::size_t kMaxGroups = 32;
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

// A document as its issuer builds and signs it.
class Document {
 public:
  Document(const Document&);
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();
  // Reads a core (strict I-JSON, closed schema of its type) and groups; each group must match its digest in the core.
  static Result<Document> parse(std::string_view core, std::vector<Group> groups);
  // From builders: a core without proofs.
  static Result<Document> from_core(const nlohmann::json& core, std::vector<Group> groups);

  const nlohmann::json& core() const;
  std::string core_text() const;  // canonical
  const std::vector<Group>& groups() const;
  CredentialId id() const;
  CredentialType type() const;
  UnitCode unit() const;      // the issuer's code on the ledger
  PeriodCode period() const;
  std::string serial() const;           // số hiệu
  Digest digest() const;                // of the closed document
  bool closed() const;                  // the closing proof is there

  // What a signatory adds. `previous` is chosen by the document: every proof so far (each signature covers the
  // content and all earlier signatures).
  Result<std::string> signing_input(const AnyKey& key, Time created, std::string_view proof_id) const;
  Status attach(const AnyKey& key, Time created, std::string_view proof_id, std::string_view signature);
  Status sign(const crypto::KeyPair& key, Time created, std::string_view proof_id);
  Result<std::vector<crypto::CheckedProof>> verify_proofs() const;

 private:
  struct State;
  explicit Document(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hocba::credential
