#include "crypto/data_integrity.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/canonical_text.hpp"
#include "crypto/codes.hpp"
#include "crypto/did_key_text.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"

namespace hocba::crypto {
namespace {

using nlohmann::json;

constexpr std::string_view kContext = "@context";
constexpr std::string_view kProof = "proof";
constexpr std::string_view kType = "DataIntegrityProof";
constexpr std::string_view kEddsa = "eddsa-jcs-2022";
constexpr std::string_view kEcdsa = "ecdsa-jcs-2019";
constexpr std::size_t kMaxIdBytes = 128;

std::string_view suite_of(const AnyKey& key) { return key.is_ed25519() ? kEddsa : kEcdsa; }

const json* member(const json& object, std::string_view name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

const std::string* text_member(const json& object, std::string_view name) {
  const json* value = member(object, name);
  return value == nullptr ? nullptr : value->get_ptr<const std::string*>();
}

// ---- the document, hashed once up to where `proof` stands ----

class DocumentHash {
 public:
  explicit DocumentHash(const json& document) : split_(canonical_around(document, kProof)) {
    prefix_.update(split_.before);
  }
  // SHA-256 of the canonical document whose `proof` is `proofs` (a canonical array); empty: without `proof`.
  Digest with_proofs(std::string_view proofs) const {
    Sha256 hash = prefix_.fork();
    if (proofs.empty()) {
      if (split_.has_before && split_.has_after) hash.update(",");
    } else {
      if (split_.has_before) hash.update(",");
      hash.update("\"proof\":");
      hash.update(proofs);
      if (split_.has_after) hash.update(",");
    }
    hash.update(split_.after);
    return hash.finish();
  }

 private:
  SplitObject split_;
  Sha256 prefix_;
};

// ---- proofs as JSON ----

json options_json(const json* context, const AnyKey& key, const ProofOptions& options) {
  json out = {{"type", kType},
              {"cryptosuite", suite_of(key)},
              {"created", to_text(options.created)},
              {"verificationMethod", key.verification_method()},
              {"proofPurpose", options.purpose}};
  if (context != nullptr) out[std::string(kContext)] = *context;
  if (options.id) out["id"] = *options.id;
  if (options.previous_proof.size() == 1) {
    out["previousProof"] = options.previous_proof.front();
  } else if (!options.previous_proof.empty()) {
    out["previousProof"] = options.previous_proof;
  }
  return out;
}

// The proofs as a list, whether the document has an array, one object or none.
Result<std::vector<const json*>> list_proofs(const json& document) {
  if (!document.is_object()) return Error(kProofMalformed, "not a JSON object");
  const json* proof = member(document, kProof);
  std::vector<const json*> out;
  if (proof == nullptr) return out;
  if (proof->is_object()) {
    out.push_back(proof);
    return out;
  }
  if (!proof->is_array()) return Error(kProofMalformed, "proof is neither an object nor an array");
  if (proof->size() > kMaxProofs) return kProofTooMany;
  for (const auto& each : *proof) out.push_back(&each);
  return out;
}

bool valid_id(const std::string& id) { return !id.empty() && id.size() <= kMaxIdBytes; }

// One text where one proof is named, an array where several are: one spelling each.
bool read_previous(const json& value, std::vector<std::string>& out) {
  if (const auto* one = value.get_ptr<const std::string*>()) {
    out.push_back(*one);
  } else if (value.is_array() && value.size() >= 2 && value.size() <= kMaxProofs) {
    for (const auto& each : value) {
      const auto* text = each.get_ptr<const std::string*>();
      if (text == nullptr || std::find(out.begin(), out.end(), *text) != out.end()) return false;
      out.push_back(*text);
    }
  } else {
    return false;
  }
  return std::all_of(out.begin(), out.end(), valid_id);
}

struct ParsedProof {
  CheckedProof content;  // not checked yet
  std::string signature;
};

// The closed set of members, each of its one form.
Result<ParsedProof> parse_proof(const json& proof) {
  if (!proof.is_object()) return Error(kProofMalformed, "not an object");
  const std::string* type = text_member(proof, "type");
  const std::string* suite = text_member(proof, "cryptosuite");
  const std::string* created = text_member(proof, "created");
  const std::string* method = text_member(proof, "verificationMethod");
  const std::string* purpose = text_member(proof, "proofPurpose");
  const std::string* value = text_member(proof, "proofValue");
  if (type == nullptr || suite == nullptr || created == nullptr || method == nullptr || purpose == nullptr ||
      value == nullptr) {
    return Error(kProofMalformed, "a member is missing or not a string");
  }
  std::size_t known = 6;
  if (*type != kType) return Error(kProofMalformed, "type");
  if (*suite != kEddsa && *suite != kEcdsa) return kProofSuite;
  if (purpose->empty() || purpose->size() > kMaxIdBytes) return Error(kProofMalformed, "proofPurpose");
  const auto time = time_from_text(*created);
  if (!time.ok()) return Error(kProofMalformed, "created");
  const auto key = key_text_of_method(*method);
  if (!key.ok()) return Error(kProofMalformed, "verificationMethod");
  if (suite_of(*key) != *suite) return kProofSuite;
  ParsedProof out{{*key, *time, *purpose, std::nullopt, {}}, {}};
  if (const json* id = member(proof, "id")) {
    const auto* text = id->get_ptr<const std::string*>();
    if (text == nullptr || !valid_id(*text)) return Error(kProofMalformed, "id");
    out.content.id = *text;
    ++known;
  }
  if (const json* previous = member(proof, "previousProof")) {
    if (!read_previous(*previous, out.content.previous_proof)) return Error(kProofMalformed, "previousProof");
    ++known;
  }
  if (proof.contains(kContext)) ++known;
  if (proof.size() != known) return Error(kProofMalformed, "an unknown member");
  if (value->empty() || value->front() != 'z') return Error(kProofMalformed, "proofValue");
  auto signature = from_base58(std::string_view(*value).substr(1));
  if (!signature.ok() || signature->size() != Signature::kSize) return Error(kProofMalformed, "proofValue");
  out.signature = std::move(*signature);
  return out;
}

// ---- signing and checking ----

// proof options first, then the document: VC DI EdDSA 1.0 §3.3.4.
std::string hash_data(const Digest& options_hash, const Digest& document_hash) {
  std::string out;
  out.reserve(2 * Digest::kSize);
  return out.append(options_hash.view()).append(document_hash.view());
}

bool signature_fits(const AnyKey& key, std::string_view data, std::string_view signature) {
  if (signature.size() != Signature::kSize) return false;
  if (const auto* ed = std::get_if<PublicKey>(&key.variant())) return verify(*ed, data, Signature::of(signature));
  return verify(std::get<P256PublicKey>(key.variant()), data, P256Signature::of(signature));
}

Status check_signature(const json& proof, const ParsedProof& parsed, const Digest& document_hash) {
  const Digest options_hash = sha256(canonical_without(proof, "proofValue"));
  if (!signature_fits(parsed.content.key, hash_data(options_hash, document_hash), parsed.signature)) {
    return kProofBadSignature;
  }
  return done();
}

std::string place(std::size_t position) { return "proof " + std::to_string(position + 1); }

bool named(const std::vector<std::string>& names, const std::optional<std::string>& id) {
  return id && std::find(names.begin(), names.end(), *id) != names.end();
}

// The canonical array of those of the first `count` proofs that `names` names, in the order of the document (VC Data
// Integrity 1.0 §4.5 step 3.2 walks through allProofs); an empty text where no name is given.
// `text_of` gives a proof's canonical text: a chain names each proof again and again, so a verifier keeps them.
template <class IdOf, class TextOf>
Result<std::string> matching_proofs(std::size_t count, const std::vector<std::string>& names, IdOf id_of,
                                    TextOf text_of) {
  if (names.empty()) return std::string();
  std::string out = "[";
  std::size_t found = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!named(names, id_of(i))) continue;
    if (found++ > 0) out += ',';
    out += text_of(i);
  }
  if (found != names.size()) return kProofPreviousUnknown;
  return out + "]";
}

struct Draft {
  json options;
  std::string data;  // what is signed
};

Result<Draft> make_draft(const json& document, const AnyKey& key, const ProofOptions& options) {
  HOCBA_TRY(const auto proofs, list_proofs(document));
  if (proofs.size() >= kMaxProofs) return kProofTooMany;
  std::vector<std::optional<std::string>> ids;
  for (std::size_t i = 0; i < proofs.size(); ++i) {
    const std::string* id = proofs[i]->is_object() ? text_member(*proofs[i], "id") : nullptr;
    ids.push_back(id == nullptr ? std::nullopt : std::optional(*id));
    if (options.id && ids.back() == options.id) return kProofDuplicateId;
  }
  Draft out{options_json(member(document, kContext), key, options), {}};
  // The signer is held to the form that verifiers accept.
  json complete = out.options;
  complete["proofValue"] = 'z' + base58(std::string(Signature::kSize, '\1'));
  HOCBA_RETURN_IF_ERROR(parse_proof(complete));
  const auto id_of = [&](std::size_t i) { return ids[i]; };
  const auto text_of = [&](std::size_t i) { return canonical(*proofs[i]); };
  HOCBA_TRY(const std::string previous, matching_proofs(proofs.size(), options.previous_proof, id_of, text_of));
  out.data = hash_data(sha256(canonical(out.options)), DocumentHash(document).with_proofs(previous));
  return out;
}

void append_proof(json& document, Draft draft, std::string_view signature) {
  draft.options["proofValue"] = 'z' + base58(signature);
  json& proof = document[std::string(kProof)];
  if (proof.is_null()) proof = json::array();
  if (proof.is_object()) proof = json::array({std::move(proof)});
  proof.push_back(std::move(draft.options));
}

}  // namespace

Result<std::string> signing_input(const json& document, const AnyKey& key, const ProofOptions& options) {
  HOCBA_TRY(Draft draft, make_draft(document, key, options));
  return std::move(draft.data);
}

Status add_proof(json& document, const KeyPair& key, const ProofOptions& options) {
  HOCBA_TRY(Draft draft, make_draft(document, key.public_key(), options));
  const Signature signature = key.sign(draft.data);
  append_proof(document, std::move(draft), signature.view());
  return done();
}

Status add_proof(json& document, Signer& signer, const ProofOptions& options) {
  HOCBA_TRY(Draft draft, make_draft(document, signer.public_key(), options));
  HOCBA_TRY(const std::string signature, signer.sign(draft.data));
  append_proof(document, std::move(draft), signature);
  return done();
}

Status attach_proof(json& document, const AnyKey& key, const ProofOptions& options, std::string_view signature) {
  HOCBA_TRY(Draft draft, make_draft(document, key, options));
  if (!signature_fits(key, draft.data, signature)) return kProofBadSignature;
  append_proof(document, std::move(draft), signature);
  return done();
}

Result<std::vector<CheckedProof>> verify_proofs(const json& document) {
  HOCBA_TRY(const auto proofs, list_proofs(document));
  if (proofs.empty()) return kProofMissing;
  const json* context = member(document, kContext);
  const DocumentHash document_hash(document);
  const Digest without_proofs = document_hash.with_proofs({});
  std::vector<CheckedProof> out;
  std::vector<std::string> texts(proofs.size());  // canonical, of the proofs that a later one can name
  const auto id_of = [&](std::size_t i) -> const auto& { return out[i].id; };
  const auto text_of = [&](std::size_t i) -> const auto& { return texts[i]; };
  for (std::size_t i = 0; i < proofs.size(); ++i) {
    const auto parsed = parse_proof(*proofs[i]);
    if (!parsed.ok()) return parsed.error().at(place(i));
    const CheckedProof& content = parsed->content;
    const json* own_context = member(*proofs[i], kContext);
    if ((context == nullptr) != (own_context == nullptr) || (context != nullptr && *context != *own_context)) {
      return Error(kProofContext, place(i));
    }
    const bool taken =
        content.id && std::any_of(out.begin(), out.end(), [&](const auto& p) { return p.id == content.id; });
    if (taken) return Error(kProofDuplicateId, place(i));
    // Only proofs that stand before this one, and so were found good: there can be no cycle.
    const auto previous = matching_proofs(i, content.previous_proof, id_of, text_of);
    if (!previous.ok()) return previous.error().at(place(i));
    const Digest hash = previous->empty() ? without_proofs : document_hash.with_proofs(*previous);
    const auto status = check_signature(*proofs[i], *parsed, hash);
    if (!status.ok()) return status.error().at(place(i));
    if (content.id && i + 1 < proofs.size()) texts[i] = canonical(*proofs[i]);
    out.push_back(content);
  }
  return out;
}

Result<std::vector<CheckedProof>> verify_proof_set(const json& proofs, const Digest& document_hash) {
  if (!proofs.is_array()) return Error(kProofMalformed, "proof is not an array");
  if (proofs.empty()) return kProofMissing;
  if (proofs.size() > kMaxProofs) return kProofTooMany;
  std::vector<CheckedProof> out;
  out.reserve(proofs.size());
  for (std::size_t i = 0; i < proofs.size(); ++i) {
    auto parsed = parse_proof(proofs[i]);
    if (!parsed.ok()) return parsed.error().at(place(i));
    if (proofs[i].contains(kContext)) return Error(kProofContext, place(i));
    if (parsed->content.id || !parsed->content.previous_proof.empty()) {
      return Error(kProofMalformed, "a chain where a set is due").at(place(i));
    }
    const auto status = check_signature(proofs[i], *parsed, document_hash);
    if (!status.ok()) return status.error().at(place(i));
    out.push_back(std::move(parsed->content));
  }
  return out;
}

}  // namespace hocba::crypto
