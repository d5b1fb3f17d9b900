#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/codes.hpp"
#include "crypto/data_integrity.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "tests/support/seeded_key.hpp"

namespace hocba::crypto {
namespace {

using nlohmann::json;
using test::key_from;

const Time kTime{1725498123};

json plain_document() { return {{"name", "Giấy chứng nhận"}, {"zone", 3}, {"alpha", {1, 2}}}; }

json credential() {
  json out = plain_document();
  out["@context"] = {"https://www.w3.org/ns/credentials/v2", "https://hocba.example/v1"};
  return out;
}

std::string id_of(int n) { return "urn:uuid:00000000-0000-4000-8000-00000000000" + std::to_string(n); }

// teacher, teacher → homeroom (names both) → principal → seal
json chain() {
  json out = credential();
  EXPECT_TRUE(add_proof(out, key_from(1), {.created = kTime, .id = id_of(1)}).ok());
  EXPECT_TRUE(add_proof(out, key_from(2), {.created = kTime, .id = id_of(2)}).ok());
  EXPECT_TRUE(
      add_proof(out, key_from(3), {.created = kTime, .id = id_of(3), .previous_proof = {id_of(1), id_of(2)}}).ok());
  EXPECT_TRUE(add_proof(out, key_from(4), {.created = kTime, .id = id_of(4), .previous_proof = {id_of(3)}}).ok());
  EXPECT_TRUE(add_proof(out, key_from(5), {.created = kTime, .previous_proof = {id_of(4)}}).ok());
  return out;
}

const Code& refusal(const json& document) {
  const auto proofs = verify_proofs(document);
  static const Code kNone{"none", Kind::internal, "", ""};
  return proofs.ok() ? kNone : proofs.error().code();
}

// The definition, spelt out: everything re-serialised, nothing shared.
bool naive_verify(const json& document, std::size_t position) {
  json options = document["proof"][position];
  const std::string value = options["proofValue"];
  options.erase("proofValue");
  json secured = document;
  secured.erase("proof");
  if (options.contains("previousProof")) {
    const json names =
        options["previousProof"].is_array() ? options["previousProof"] : json::array({options["previousProof"]});
    json matching = json::array();
    for (const auto& proof : document["proof"])
      for (const auto& name : names)
        if (proof.contains("id") && proof["id"] == name) matching.push_back(proof);
    secured["proof"] = matching;
  }
  const std::string data = sha256(canonical(options)).str() + sha256(canonical(secured)).str();
  const auto key = key_from_verification_method(options["verificationMethod"].get<std::string>());
  return verify(std::get<PublicKey>(key->variant()), data, Signature::of(*from_base58(value.substr(1))));
}

TEST(DataIntegrity, SignsWhatItVerifies) {
  json document = credential();
  ASSERT_TRUE(add_proof(document, key_from(1), {.created = kTime}).ok());
  const auto proofs = verify_proofs(document);
  ASSERT_TRUE(proofs.ok()) << proofs.error().to_string();
  ASSERT_EQ(proofs->size(), 1u);
  EXPECT_EQ(proofs->front().key, AnyKey(key_from(1).public_key()));
  EXPECT_EQ(proofs->front().created, kTime);
  EXPECT_EQ(proofs->front().purpose, "assertionMethod");
  EXPECT_TRUE(naive_verify(document, 0));
}

// Frozen: the same key, time and document give this proof for ever.
TEST(DataIntegrity, GivesTheFrozenProof) {
  json document = {{"hocba", 1}, {"kind", "example"}};
  ASSERT_TRUE(add_proof(document, key_from(1), {.created = kTime}).ok());
  EXPECT_EQ(
      canonical(document),
      R"({"hocba":1,"kind":"example","proof":[{"created":"2024-09-05T01:02:03Z","cryptosuite":"eddsa-jcs-2022",)"
      R"("proofPurpose":"assertionMethod","proofValue":"z5en6MpXMvjB3NJgVpsj5Va9T6pHk4WbUL9Go7Etn3bwtA2rDyTmC1CPekeZ4mp)"
      R"(VEc2AqXY9b29jb2ob1B1hEFVhF","type":"DataIntegrityProof","verificationMethod":"did:key:z6Mkon3Necd6NkkyfoGoHxid)"
      R"(2znGc59LU3K7mubaRcFbLfLX#z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX"}]})");
}

TEST(DataIntegrity, AcceptsTheSingleProofObjectOfOthers) {
  json document = credential();
  ASSERT_TRUE(add_proof(document, key_from(1), {.created = kTime}).ok());
  document["proof"] = json(document["proof"][0]);
  EXPECT_TRUE(verify_proofs(document).ok());
  ASSERT_TRUE(add_proof(document, key_from(2), {.created = kTime}).ok());
  EXPECT_EQ(verify_proofs(document)->size(), 2u);
}

TEST(DataIntegrity, VerifiesAChainAsTheDefinitionDoes) {
  const json document = chain();
  const auto proofs = verify_proofs(document);
  ASSERT_TRUE(proofs.ok()) << proofs.error().to_string();
  ASSERT_EQ(proofs->size(), 5u);
  EXPECT_EQ((*proofs)[2].previous_proof, (std::vector<std::string>{id_of(1), id_of(2)}));
  EXPECT_TRUE(document["proof"][3]["previousProof"].is_string());
  for (std::size_t i = 0; i < 5; ++i) EXPECT_TRUE(naive_verify(document, i)) << i;
}

TEST(DataIntegrity, TheOrderOfNamesDoesNotChangeWhichProofsAreCovered) {
  json document = credential();
  ASSERT_TRUE(add_proof(document, key_from(1), {.created = kTime, .id = id_of(1)}).ok());
  ASSERT_TRUE(add_proof(document, key_from(2), {.created = kTime, .id = id_of(2)}).ok());
  ASSERT_TRUE(add_proof(document, key_from(3), {.created = kTime, .previous_proof = {id_of(2), id_of(1)}}).ok());
  EXPECT_TRUE(verify_proofs(document).ok());
  EXPECT_TRUE(naive_verify(document, 2));
}

TEST(DataIntegrity, WorksWhereverProofIsSorted) {
  for (const json& document : {json::object(), json{{"a", 1}}, json{{"z", 1}}, json{{"a", 1}, {"z", 1}},
                               json{{"\uE000", 1}, {"\U0001F600", 2}}}) {
    json secured = document;
    ASSERT_TRUE(add_proof(secured, key_from(1), {.created = kTime, .id = id_of(1)}).ok());
    ASSERT_TRUE(add_proof(secured, key_from(2), {.created = kTime, .previous_proof = {id_of(1)}}).ok());
    EXPECT_TRUE(verify_proofs(secured).ok()) << document;
    EXPECT_TRUE(naive_verify(secured, 0)) << document;
    EXPECT_TRUE(naive_verify(secured, 1)) << document;
  }
}

TEST(DataIntegrity, RefusesAChangedDocumentAndNamesTheProof) {
  json document = chain();
  document["zone"] = 4;
  EXPECT_TRUE(verify_proofs(document).error().is(kProofBadSignature));
  EXPECT_EQ(verify_proofs(document).error().detail(), "proof 1");
}

TEST(DataIntegrity, EveryMemberOfAProofIsCovered) {
  for (const char* name : {"created", "proofPurpose", "proofValue", "verificationMethod"}) {
    json document = credential();
    json other = credential();
    ASSERT_TRUE(add_proof(document, key_from(1), {.created = kTime}).ok());
    ASSERT_TRUE(add_proof(other, key_from(2), {.created = Time{kTime.seconds + 1}, .purpose = "authentication"}).ok());
    document["proof"][0][name] = other["proof"][0][name];
    EXPECT_EQ(refusal(document).id, kProofBadSignature.id) << name;
  }
}

TEST(DataIntegrity, AChainBreaksWhereALinkIsTakenOutOrReplaced) {
  json removed = chain();
  removed["proof"].erase(1);
  EXPECT_EQ(refusal(removed).id, kProofPreviousUnknown.id);
  json replaced =
      chain();  // the same teacher signs again, later: a good proof, but not the one the homeroom teacher saw
  json again = credential();
  ASSERT_TRUE(add_proof(again, key_from(2), {.created = Time{kTime.seconds + 60}, .id = id_of(2)}).ok());
  replaced["proof"][1] = again["proof"][0];
  EXPECT_EQ(verify_proofs(replaced).error().detail(), "proof 3");
  EXPECT_EQ(refusal(replaced).id, kProofBadSignature.id);
}

TEST(DataIntegrity, AProofStandsAfterThoseItNames) {
  json document = chain();
  std::swap(document["proof"][3], document["proof"][2]);
  EXPECT_EQ(refusal(document).id, kProofPreviousUnknown.id);
  json itself = credential();
  EXPECT_TRUE(add_proof(itself, key_from(1), {.created = kTime, .id = id_of(1), .previous_proof = {id_of(1)}})
                  .error()
                  .is(kProofPreviousUnknown));
}

TEST(DataIntegrity, RefusesTheSameIdTwice) {
  json document = credential();
  ASSERT_TRUE(add_proof(document, key_from(1), {.created = kTime, .id = id_of(1)}).ok());
  EXPECT_TRUE(add_proof(document, key_from(2), {.created = kTime, .id = id_of(1)}).error().is(kProofDuplicateId));
  json other = credential();
  ASSERT_TRUE(add_proof(other, key_from(2), {.created = kTime, .id = id_of(1)}).ok());
  document["proof"].push_back(other["proof"][0]);
  EXPECT_EQ(refusal(document).id, kProofDuplicateId.id);
}

TEST(DataIntegrity, TheContextOfAProofIsTheDocuments) {
  json document = credential();
  ASSERT_TRUE(add_proof(document, key_from(1), {.created = kTime}).ok());
  EXPECT_EQ(document["proof"][0]["@context"], document["@context"]);
  json longer = document;
  longer["@context"].push_back("https://other.example");
  EXPECT_EQ(refusal(longer).id, kProofContext.id);
  json without = document;
  without["proof"][0].erase("@context");
  EXPECT_EQ(refusal(without).id, kProofContext.id);
  json plain = plain_document();
  ASSERT_TRUE(add_proof(plain, key_from(1), {.created = kTime}).ok());
  EXPECT_FALSE(plain["proof"][0].contains("@context"));
  plain["proof"][0]["@context"] = "https://other.example";
  EXPECT_EQ(refusal(plain).id, kProofContext.id);
}

TEST(DataIntegrity, RefusesProofsOfAnotherForm) {
  json good = plain_document();
  ASSERT_TRUE(add_proof(good, key_from(1), {.created = kTime}).ok());
  const std::pair<const char*, json> changes[] = {
      {"type", "Ed25519Signature2020"},
      {"type", nullptr},
      {"created", "2024-09-05T01:02:03.000Z"},
      {"created", "2024-09-05T08:02:03+07:00"},
      {"created", 1725498123},
      {"verificationMethod", AnyKey(key_from(1).public_key()).did()},
      {"verificationMethod", "https://example.com/keys/1"},
      {"proofPurpose", ""},
      {"proofValue", "z"},
      {"proofValue", "u" + base64url(std::string(64, 'x'))},
      {"proofValue", "z" + base58(std::string(63, 'x'))},
      {"proofValue", "z1" + good["proof"][0]["proofValue"].get<std::string>().substr(1)},
      {"id", ""},
      {"id", 7},
      {"previousProof", json::array()},
      {"previousProof", json::array({"a"})},
      {"previousProof", json::array({"a", "a"})},
      {"previousProof", json::array({"a", 1})},
      {"previousProof", 1},
      {"expires", "2030-01-01T00:00:00Z"},
      {"nonce", "x"},
      {"domain", "example.com"},
  };
  for (const auto& [name, value] : changes) {
    json document = good;
    document["proof"][0][name] = value;
    EXPECT_EQ(refusal(document).id, kProofMalformed.id) << name << " " << value;
  }
  for (const char* name : {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}) {
    json document = good;
    document["proof"][0].erase(name);
    EXPECT_EQ(refusal(document).id, kProofMalformed.id) << name;
  }
  for (const char* suite : {"eddsa-rdfc-2022", "ecdsa-jcs-2019", ""}) {
    json document = good;
    document["proof"][0]["cryptosuite"] = suite;
    EXPECT_EQ(refusal(document).id, kProofSuite.id) << suite;
  }
  for (const json& proof : {json("x"), json(nullptr), json(1), json::array({1}), json::array({nullptr})}) {
    json document = good;
    document["proof"] = proof;
    EXPECT_EQ(refusal(document).id, kProofMalformed.id) << proof;
  }
}

TEST(DataIntegrity, RefusesNoProofAndTooMany) {
  json document = plain_document();
  EXPECT_EQ(refusal(document).id, kProofMissing.id);
  document["proof"] = json::array();
  EXPECT_EQ(refusal(document).id, kProofMissing.id);
  EXPECT_EQ(refusal(json::array()).id, kProofMalformed.id);
  for (std::size_t i = 0; i < kMaxProofs; ++i) {
    ASSERT_TRUE(add_proof(document, key_from(static_cast<char>(i)), {.created = kTime}).ok());
  }
  EXPECT_EQ(verify_proofs(document)->size(), kMaxProofs);
  EXPECT_TRUE(add_proof(document, key_from(99), {.created = kTime}).error().is(kProofTooMany));
  document["proof"].push_back(document["proof"][0]);
  EXPECT_EQ(refusal(document).id, kProofTooMany.id);
}

TEST(DataIntegrity, AttachesASignatureMadeElsewhereIfItIsGood) {
  const auto scalar = P256Scalar::of(std::string(32, 5));
  const AnyKey token = *p256_public_key(scalar);
  json document = credential();
  const ProofOptions options{.created = kTime};
  const auto input = signing_input(document, token, options);
  ASSERT_TRUE(input.ok());
  EXPECT_EQ(input->size(), 64u);
  EXPECT_TRUE(attach_proof(document, token, options, std::string(64, 'x')).error().is(kProofBadSignature));
  EXPECT_TRUE(attach_proof(document, token, options, "short").error().is(kProofBadSignature));
  EXPECT_FALSE(document.contains("proof"));
  ASSERT_TRUE(attach_proof(document, token, options, p256_sign(scalar, *input)->view()).ok());
  EXPECT_EQ(document["proof"][0]["cryptosuite"], "ecdsa-jcs-2019");
  EXPECT_EQ(verify_proofs(document)->front().key, token);
  document["zone"] = 9;
  EXPECT_EQ(refusal(document).id, kProofBadSignature.id);
}

TEST(DataIntegrity, HoldsTheSignerToTheAcceptedForm) {
  json document = plain_document();
  EXPECT_TRUE(add_proof(document, key_from(1), {.created = kTime, .purpose = ""}).error().is(kProofMalformed));
  EXPECT_TRUE(add_proof(document, key_from(1), {.created = kTime, .id = ""}).error().is(kProofMalformed));
  EXPECT_TRUE(
      add_proof(document, key_from(1), {.created = kTime, .previous_proof = {"x"}}).error().is(kProofPreviousUnknown));
  EXPECT_FALSE(document.contains("proof"));
}

TEST(ProofSet, IsCheckedAgainstAPreparedHash) {
  json record = plain_document();
  const Digest hash = sha256(canonical(record));
  ASSERT_TRUE(add_proof(record, key_from(1), {.created = kTime}).ok());
  ASSERT_TRUE(add_proof(record, key_from(2), {.created = kTime}).ok());
  EXPECT_EQ(verify_proof_set(record["proof"], hash)->size(), 2u);
  EXPECT_TRUE(verify_proof_set(record["proof"], sha256("x")).error().is(kProofBadSignature));
  EXPECT_TRUE(verify_proof_set(json::array(), hash).error().is(kProofMissing));
  EXPECT_TRUE(verify_proof_set(record["proof"][0], hash).error().is(kProofMalformed));
}

TEST(ProofSet, RefusesAChain) {
  json record = plain_document();
  const Digest hash = sha256(canonical(record));
  ASSERT_TRUE(add_proof(record, key_from(1), {.created = kTime, .id = id_of(1)}).ok());
  EXPECT_TRUE(verify_proofs(record).ok());
  EXPECT_TRUE(verify_proof_set(record["proof"], hash).error().is(kProofMalformed));
  json with_context = credential();
  const Digest context_hash = sha256(canonical(with_context));
  ASSERT_TRUE(add_proof(with_context, key_from(1), {.created = kTime}).ok());
  EXPECT_TRUE(verify_proof_set(with_context["proof"], context_hash).error().is(kProofContext));
}

}  // namespace
}  // namespace hocba::crypto
