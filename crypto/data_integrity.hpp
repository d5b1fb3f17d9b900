// W3C Data Integrity proofs on JSON documents: `eddsa-jcs-2022` (Ed25519) and `ecdsa-jcs-2019` (P-256). Proof sets and
// proof chains, W3C VC Data Integrity 1.0 §4.2–4.5, and VC DI EdDSA 1.0 §3.3.
//
//   signature = Ed25519( SHA-256(JCS(proof without proofValue)) ‖ SHA-256(JCS(document with `proof` = the proofs that
//               previousProof names, or without `proof`)) )
// Where the W3C texts leave a choice (docs/formats/signatures.md): the named proofs stand in the order of the document,
// as an array even for one; a proof that names none is computed over the document without `proof`, as npm and the
// suites' vectors do; a proof stands after those that it names; other members than ours refuse a proof.
// `@context` of the document is repeated in the proof options where the document has one.
//
// A document is a nlohmann object; `proof` is always an array in our output; one object is accepted on input of
// foreign documents. Bounds: at most kMaxProofs proofs. Threads: pure functions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "crypto/did_key.hpp"
#include "crypto/hash.hpp"
#include "crypto/signer.hpp"
#include "crypto/time.hpp"

namespace hocba::crypto {

inline constexpr std::size_t kMaxProofs = 64;

struct ProofOptions {
  Time created;
  std::string purpose = "assertionMethod";
  std::optional<std::string> id{};            // urn:uuid:…, needed where a later proof names this one
  std::vector<std::string> previous_proof{};  // ids; empty in a proof set
};

// One proof, parsed and its signature checked.
struct CheckedProof {
  AnyKey key;
  Time created;
  std::string purpose;
  std::optional<std::string> id;
  std::vector<std::string> previous_proof;
};

// What a signer signs: 64 bytes, to be passed to a key wherever it lives.
Result<std::string> signing_input(const nlohmann::json& document, const AnyKey& key, const ProofOptions& options);
// Appends a proof to document["proof"].
Status add_proof(nlohmann::json& document, const KeyPair& key, const ProofOptions& options);
Status add_proof(nlohmann::json& document, Signer& signer, const ProofOptions& options);
// The same with a signature made elsewhere.
Status attach_proof(nlohmann::json& document, const AnyKey& key, const ProofOptions& options,
                    std::string_view signature);
// Checks every proof: closed set of fields, one spelling, signatures, previousProof resolves without a cycle.
// Order as in the document. The first bad proof decides the error; its detail names the proof's position.
Result<std::vector<CheckedProof>> verify_proofs(const nlohmann::json& document);

// The cheap path for records, whose canonical form without `proof` the caller already has (no @context, no chain):
// document_hash = SHA-256(that form). Proofs with `id`, `previousProof` or `@context` are refused. The order of the
// proofs and one proof per key are rules of records, and checked there; so is the purpose.
Result<std::vector<CheckedProof>> verify_proof_set(const nlohmann::json& proofs, const Digest& document_hash);

}  // namespace hocba::crypto
