#include "ledger/chain/proof_set.hpp"

#include "crypto/did_key_text.hpp"
#include "crypto/encoding.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/chain/json_reader.hpp"

namespace hocba::chain {

namespace {

constexpr std::string_view kLabel = "\"proof\":";

struct ProofText {
  std::string_view created, cryptosuite, value, method;
  std::string_view before_value, after_value;  // of the proof's bytes: the options are these two together
};

ProofText read_proof(JsonReader& in, std::string_view text) {
  ProofText out;
  const std::size_t begin = in.position();
  in.begin_object();
  out.created = in.text_member("created");
  out.cryptosuite = in.text_member("cryptosuite");
  in.literal("proofPurpose", "\"assertionMethod\"", kBadProof);
  const std::size_t cut = in.position() + 1;  // after the comma
  out.value = in.text_member("proofValue");
  const std::size_t resume = in.position() + 1;
  in.literal("type", "\"DataIntegrityProof\"", kBadProof);
  out.method = in.text_member("verificationMethod");
  in.end_object();
  if (in.ok()) {
    out.before_value = text.substr(begin, cut - begin);
    out.after_value = text.substr(resume, in.position() - resume);
  }
  return out;
}

Result<AnyKey> key_of(const ProofText& proof, const Digest* document_hash) {
  // Verifying the signature decodes the key and refuses an unusable one: it is not decoded twice.
  auto key =
      document_hash ? crypto::key_text_of_method(proof.method) : crypto::key_from_verification_method(proof.method);
  if (!key.ok()) return Error(kBadKey);
  return key;
}

Result<crypto::CheckedProof> check_proof(const ProofText& proof, const AnyKey& key, const Digest* document_hash) {
  auto created = time_from_text(proof.created);
  if (!created.ok()) return Error(kBadTime);
  if (proof.cryptosuite != (key.is_ed25519() ? "eddsa-jcs-2022" : "ecdsa-jcs-2019")) return Error(kBadProof);
  if (proof.value.empty() || proof.value.front() != 'z') return Error(kBadProof);
  auto raw = crypto::from_base58(proof.value.substr(1));
  if (!raw.ok() || raw->size() != 64) return Error(kBadProof);
  crypto::CheckedProof out{key, *created, "assertionMethod", std::nullopt, {}};
  if (document_hash == nullptr) return out;
  std::string input = crypto::sha256({proof.before_value, proof.after_value}).str();
  input += document_hash->view();
  const bool good =
      key.is_ed25519()
          ? crypto::verify(std::get<crypto::PublicKey>(key.variant()), input, crypto::Signature::of(*raw))
          : crypto::verify(std::get<crypto::P256PublicKey>(key.variant()), input, crypto::P256Signature::of(*raw));
  if (!good) return Error(kBadSignature);
  return out;
}

}  // namespace

Digest hash_without_proof(std::string_view bytes, std::string_view proof) {
  const auto begin = static_cast<std::size_t>(proof.data() - bytes.data()) - kLabel.size();
  const std::size_t end = begin + kLabel.size() + proof.size() + 1;
  return crypto::sha256({bytes.substr(0, begin), bytes.substr(end)});
}

Result<std::vector<crypto::CheckedProof>> check_proof_set(std::string_view proof, const Digest* document_hash,
                                                          std::size_t max, const AdmitKeys& admit) {
  JsonReader in(proof);
  std::vector<ProofText> texts;
  if (!in.begin_list()) return in.ok() ? Error(kWrongLength, "proof") : in.error().at("proof");
  do {
    if (texts.size() == max) return Error(kWrongLength, "proof");
    texts.push_back(read_proof(in, proof));
    if (!in.ok()) return in.error().at("proof");
    const std::size_t n = texts.size();
    if (n > 1 && !(texts[n - 2].method < texts[n - 1].method)) return Error(kProofsNotSorted);
  } while (in.next_in_list());
  in.end();
  if (!in.ok()) return in.error().at("proof");
  const auto place = [](std::size_t i) { return "proof[" + std::to_string(i) + "]"; };
  std::vector<AnyKey> keys;
  keys.reserve(texts.size());
  for (const ProofText& text : texts) {
    auto key = key_of(text, document_hash);
    if (!key.ok()) return key.error().at(place(keys.size()));
    keys.push_back(*std::move(key));
  }
  if (admit) HOCBA_RETURN_IF_ERROR(admit(keys));
  std::vector<crypto::CheckedProof> out;
  out.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto checked = check_proof(texts[i], keys[i], document_hash);
    if (!checked.ok()) return checked.error().at(place(i));
    out.push_back(std::move(checked).value());
  }
  return out;
}

}  // namespace hocba::chain
