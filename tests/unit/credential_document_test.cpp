#include "ledger/credential/document.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/codes.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/schema.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;
using test::close;
using test::key_of;
using test::proof_id_of;

Document built(const CertificateData& data) {
  auto out = build_certificate(data, test::counting_salts());
  EXPECT_TRUE(out.ok()) << (out.ok() ? "" : out.error().to_string());
  return std::move(out).value();
}
Document certificate() { return built(test::sample_certificate()); }
Document transcript() {
  auto out = build_transcript(test::sample_transcript(), test::counting_salts());
  EXPECT_TRUE(out.ok()) << (out.ok() ? "" : out.error().to_string());
  return std::move(out).value();
}

// The refusal of a core that was changed by `change`, with its place.
template <class Change>
std::string refusal(const Document& document, Change change) {
  json core = document.core();
  change(core);
  const auto read = Document::from_core(core, document.groups());
  return read.ok() ? std::string("accepted") : std::string(read.error().code().id) + " " + read.error().detail();
}

TEST(Document, ReadsBackWhatItWrote) {
  Document document = transcript();
  close(document);
  const auto again = Document::parse(document.core_text(), document.groups());
  ASSERT_TRUE(again.ok()) << again.error().to_string();
  EXPECT_EQ(again->core(), document.core());
  EXPECT_EQ(again->digest(), document.digest());
  EXPECT_EQ(again->facts().serial, "HB-2025-0001");
  EXPECT_TRUE(again->closed());
  EXPECT_EQ(again->proof_count(), 3u);
}

TEST(Document, DigestIsOfTheCanonicalCoreWithProofsAndSalt) {
  Document document = certificate();
  const Digest open = document.digest();
  close(document);
  EXPECT_NE(document.digest(), open);
  EXPECT_EQ(document.digest(), crypto::sha256(crypto::canonical(document.core())));
}

TEST(Document, CommitmentIsTheGoldenValue) {
  // printf '{"content":{"code":"NHAP_SAI"},"name":"reason","salt":"AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA"}' |
  // sha256sum
  const json content = {{"code", "NHAP_SAI"}};
  EXPECT_EQ(crypto::hex(commitment("reason", test::salt_of(1), content).view()),
            "cd9ebe5859d455d0af78c9267433489ce88e8008eb6c4defc6fd0fcc8e3ec16f");
  EXPECT_EQ(commitment(Group{"reason", test::salt_of(1), R"({"code":"NHAP_SAI"})"}),
            commitment("reason", test::salt_of(1), content));
  EXPECT_NE(commitment("reason", test::salt_of(2), content), commitment("reason", test::salt_of(1), content));
  EXPECT_NE(commitment("basis", test::salt_of(1), content), commitment("reason", test::salt_of(1), content));
}

TEST(Document, EachSignatureNamesAllEarlierOnes) {
  Document document = certificate();
  close(document, 4);
  const auto proofs = document.verify_proofs();
  ASSERT_TRUE(proofs.ok()) << proofs.error().to_string();
  ASSERT_EQ(proofs->size(), 4u);
  for (std::size_t i = 0; i < proofs->size(); ++i) {
    EXPECT_EQ((*proofs)[i].previous_proof.size(), i);
    EXPECT_EQ((*proofs)[i].key, AnyKey(key_of(static_cast<std::uint8_t>(i + 1)).public_key()));
  }
}

TEST(Document, RefusesAChainWithAProofRemovedMovedOrRepeated) {
  Document document = certificate();
  close(document);
  for (const int removed : {0, 1}) {
    EXPECT_EQ(refusal(document, [&](json& core) { core["proof"].erase(removed); }).substr(0, 22),
              "credential.proof_chain");
  }
  EXPECT_EQ(refusal(document, [](json& core) { std::swap(core["proof"][0], core["proof"][1]); }),
            "credential.proof_chain proof[0].previousProof");
  EXPECT_EQ(refusal(document, [](json& core) { core["proof"].push_back(core["proof"][2]); }),
            "credential.proof_chain proof[3].previousProof");
  EXPECT_EQ(refusal(document, [](json& core) { core["proof"][1].erase("previousProof"); }),
            "credential.proof_chain proof[1].previousProof");
}

TEST(Document, CutAfterAProofItIsStillAChainButAnotherDigest) {
  Document document = certificate();
  close(document);
  json core = document.core();
  core["proof"].erase(2);
  const auto cut = Document::from_core(core, document.groups());
  ASSERT_TRUE(cut.ok());
  EXPECT_TRUE(cut->verify_proofs().ok());
  EXPECT_NE(cut->digest(), document.digest());
}

TEST(Document, EveryChangeOfASignedCoreBreaksASignatureOrTheSchema) {
  Document document = certificate();
  close(document);
  const json flat = document.core().flatten();
  int tried = 0;
  for (const auto& [pointer, value] : flat.items()) {
    json changed = flat;
    if (value.is_string())
      changed[pointer] = value.get<std::string>() + "x";
    else if (value.is_number())
      changed[pointer] = value.get<std::int64_t>() + 1;
    else if (value.is_boolean())
      changed[pointer] = !value.get<bool>();
    else
      continue;
    const auto read = Document::from_core(changed.unflatten(), {});
    EXPECT_TRUE(!read.ok() || !read->verify_proofs().ok()) << pointer;
    ++tried;
  }
  EXPECT_GT(tried, 80);
}

TEST(Document, AcceptsASignatureMadeElsewhereAndRefusesAWrongOne) {
  Document document = certificate();
  const auto key = key_of(7);
  const Time created{1'748'830'000};
  const auto input = document.signing_input(key.public_key(), created, proof_id_of(7));
  ASSERT_TRUE(input.ok());
  EXPECT_EQ(input->size(), 64u);
  const auto wrong = document.attach(key.public_key(), created, proof_id_of(7), key_of(8).sign(*input).view());
  ASSERT_FALSE(wrong.ok());
  EXPECT_TRUE(wrong.error().is(crypto::kProofBadSignature));
  EXPECT_FALSE(document.closed());
  EXPECT_TRUE(document.attach(key.public_key(), created, proof_id_of(7), key.sign(*input).view()).ok());
  EXPECT_TRUE(document.verify_proofs().ok());
}

TEST(Document, RefusesAProofMadeForAnotherPurpose) {
  Document document = certificate();
  close(document);
  EXPECT_EQ(refusal(document, [](json& c) { c["proof"][0]["proofPurpose"] = "authentication"; }),
            "credential.field_bad proof[0].proofPurpose");
}

TEST(Document, RefusesProofIdsThatAreNoUuidOrTaken) {
  Document document = certificate();
  EXPECT_TRUE(document.sign(key_of(1), Time{1}, "urn:uuid:1").error().is(kBadId));
  close(document, 1);
  EXPECT_TRUE(document.sign(key_of(2), Time{1}, proof_id_of(1)).error().is(kProofChain));
}

TEST(Document, RefusesMoreSignatoriesThanItsBound) {
  Document document = certificate();
  close(document, static_cast<int>(kMaxSignatories));
  EXPECT_TRUE(document.sign(key_of(99), Time{1}, proof_id_of(99)).error().is(kTooManySignatories));
  EXPECT_TRUE(document.verify_proofs().ok());
}

TEST(Document, GroupsCanBeWithheldWithoutBreakingASignature) {
  Document document = transcript();
  close(document);
  const auto shown = document.showing({"year-2024-2025"});
  ASSERT_TRUE(shown.ok());
  EXPECT_TRUE(shown->verify_proofs().ok());
  EXPECT_EQ(shown->digest(), document.digest());
  EXPECT_EQ(shown->groups().size(), 1u);
  EXPECT_EQ(shown->missing_groups(), (std::vector<std::string>{"comments-2023-2024", "comments-2024-2025", "contact",
                                                               "family", "identity", "sensitive", "year-2023-2024"}));
  EXPECT_TRUE(document.showing({"photo"}).error().is(kGroupUnknown));
}

TEST(Document, RefusesGroupsThatTheCoreDoesNotVouchFor) {
  const Document document = transcript();
  const auto with = [&](auto change) {
    auto groups = document.groups();
    change(groups);
    const auto read = Document::from_core(document.core(), std::move(groups));
    return read.ok() ? std::string("accepted") : read.error().to_string().substr(0, read.error().code().id.size());
  };
  EXPECT_EQ(with([](auto& g) { g.back().content.replace(g.back().content.find("65"), 2, "95"); }),
            "credential.group_mismatch");
  EXPECT_EQ(with([](auto& g) { g.back().salt.data[0] ^= 1; }), "credential.group_mismatch");
  EXPECT_EQ(with([](auto& g) { std::swap(g[0].content, g[1].content); }), "credential.group_mismatch");
  EXPECT_EQ(with([](auto& g) { g.back().name = "year-1999-2000"; }), "credential.group_unknown");
  EXPECT_EQ(with([](auto& g) { g.push_back(g.front()); }), "credential.group_duplicate");
  EXPECT_EQ(with([](auto& g) { g.back().content.insert(0, " "); }), "crypto.json_not_canonical");
  EXPECT_EQ(with([](auto& g) { g.back().content = "{"; }), "crypto.json_malformed");
}

struct Rejection {
  const char* what;
  void (*change)(json&);
  const char* refusal;
};

class CoreSchema : public testing::TestWithParam<Rejection> {};
TEST_P(CoreSchema, Refuses) {
  EXPECT_EQ(refusal(certificate(), GetParam().change), GetParam().refusal) << GetParam().what;
}

INSTANTIATE_TEST_SUITE_P(
    Certificate, CoreSchema,
    testing::Values(
        Rejection{"an unknown member", [](json& c) { c["termsOfUse"] = 1; }, "credential.field_unknown termsOfUse"},
        Rejection{"an unknown member of ours", [](json& c) { c["hocba"]["note"] = "x"; },
                  "credential.field_unknown hocba.note"},
        Rejection{"a hostile name is not repeated", [](json& c) { c["a b"] = 1; }, "credential.field_unknown ?"},
        Rejection{"no hocba", [](json& c) { c.erase("hocba"); }, "credential.field_missing hocba"},
        Rejection{"unknown type", [](json& c) { c["hocba"]["type"] = "licence"; },
                  "credential.type_unknown hocba.type"},
        Rejection{"type of another kind", [](json& c) { c["hocba"]["type"] = "award"; }, "credential.field_bad type"},
        Rejection{"another context", [](json& c) { c["@context"][2] = "https://evil.example/v1"; },
                  "credential.field_bad @context"},
        Rejection{"contexts swapped", [](json& c) { std::swap(c["@context"][0], c["@context"][1]); },
                  "credential.field_bad @context"},
        Rejection{"id in capitals", [](json& c) { c["id"] = "urn:uuid:01010101-0101-4101-8101-0101010101AA"; },
                  "credential.field_bad id"},
        Rejection{"id of another version", [](json& c) { c["id"] = "urn:uuid:01010101-0101-1101-8101-010101010101"; },
                  "credential.field_bad id"},
        Rejection{"no name", [](json& c) { c.erase("name"); }, "credential.field_missing name"},
        Rejection{"empty name", [](json& c) { c["name"] = ""; }, "credential.field_bad name"},
        Rejection{"name with a bell", [](json& c) { c["name"] = "a\ab"; }, "credential.field_bad name"},
        Rejection{"name that turns around", [](json& c) { c["name"] = "a\u202eb"; }, "credential.field_bad name"},
        Rejection{"name in broken UTF-8", [](json& c) { c["name"] = "a\xff"; }, "credential.field_bad name"},
        Rejection{"name in another spelling", [](json& c) { c["credentialSubject"]["name"] = "Nguye\u0302\u0303n An"; },
                  "credential.field_bad credentialSubject.name"},
        Rejection{"name with a Cyrillic letter", [](json& c) { c["credentialSubject"]["name"] = "\u0410n"; },
                  "credential.field_bad credentialSubject.name"},
        Rejection{"issuer's name with one", [](json& c) { c["issuer"]["name"] = "Tr\u0443ờng"; },
                  "credential.field_bad issuer.name"},
        Rejection{"title with a zero width space", [](json& c) { c["name"] = "a\u200bb"; },
                  "credential.field_bad name"},
        Rejection{"blank place", [](json& c) { c["hocba"]["place"] = " "; }, "credential.field_bad hocba.place"},
        Rejection{"another unit as issuer", [](json& c) { c["issuer"]["id"] = "urn:hocba:unit:99X"; },
                  "credential.issuer_mismatch issuer.id"},
        Rejection{"issuer as text", [](json& c) { c["issuer"] = "urn:hocba:unit:99X"; }, "credential.field_bad issuer"},
        Rejection{"issue in the middle of a day", [](json& c) { c["validFrom"] = "2025-06-01T17:00:01Z"; },
                  "credential.field_bad validFrom"},
        Rejection{"issue in another zone's notation", [](json& c) { c["validFrom"] = "2025-06-02T00:00:00+07:00"; },
                  "credential.field_bad validFrom"},
        Rejection{"issue on a day that can't be written", [](json& c) { c["validFrom"] = "9999-12-31T17:00:00Z"; },
                  "credential.field_bad validFrom"},
        Rejection{"issue before 1971", [](json& c) { c["validFrom"] = "1970-12-30T17:00:00Z"; },
                  "credential.field_bad validFrom"},
        Rejection{"issue after 2199", [](json& c) { c["validFrom"] = "2199-12-31T17:00:00Z"; },
                  "credential.field_bad validFrom"},
        Rejection{"expiry after 2199", [](json& c) { c["validUntil"] = "2200-01-01T16:59:59Z"; },
                  "credential.field_bad validUntil"},
        Rejection{"expiry in the middle of a day", [](json& c) { c["validUntil"] = "2030-06-01T12:00:00Z"; },
                  "credential.field_bad validUntil"},
        Rejection{"expiry before issue", [](json& c) { c["validUntil"] = "2020-06-01T16:59:59Z"; },
                  "credential.dates_out_of_order validUntil"},
        Rejection{"born after issue", [](json& c) { c["credentialSubject"]["birthDate"] = "2026-01-01"; },
                  "credential.dates_out_of_order credentialSubject.birthDate"},
        Rejection{"30 February", [](json& c) { c["credentialSubject"]["birthDate"] = "1988-02-30"; },
                  "credential.field_bad credentialSubject.birthDate"},
        Rejection{"name and identifier differ", [](json& c) { c["credentialSubject"]["name"] = "Đặng Văn Khoa"; },
                  "credential.field_bad credentialSubject.identifier"},
        Rejection{"another mark for Open Badges", [](json& c) { c["credentialSubject"]["result"][0]["value"] = "9.3"; },
                  "credential.result_mismatch credentialSubject.result"},
        Rejection{"another mark for us", [](json& c) { c["hocba"]["modules"][0]["score"] = 93; },
                  "credential.result_mismatch credentialSubject.result"},
        Rejection{"a module's code twice",
                  [](json& c) { c["hocba"]["modules"][1]["code"] = c["hocba"]["modules"][0]["code"]; },
                  "credential.code_duplicate hocba.modules[1].code"},
        Rejection{"module renamed", [](json& c) { c["hocba"]["modules"][0]["name"] = "Khác"; },
                  "credential.result_mismatch credentialSubject.achievement.resultDescription"},
        Rejection{"achievement renamed", [](json& c) { c["credentialSubject"]["achievement"]["name"] = "Khác"; },
                  "credential.field_bad credentialSubject.achievement.id"},
        Rejection{"null instead of absent", [](json& c) { c["hocba"]["place"] = nullptr; },
                  "credential.field_bad hocba.place"},
        Rejection{"null result", [](json& c) { c["credentialSubject"]["result"] = nullptr; },
                  "credential.result_mismatch credentialSubject.result"},
        Rejection{"mark as a fraction", [](json& c) { c["hocba"]["modules"][0]["score"] = 8.3; },
                  "credential.field_bad hocba.modules[0].score"},
        Rejection{"mark as text", [](json& c) { c["hocba"]["modules"][0]["score"] = "83"; },
                  "credential.field_bad hocba.modules[0].score"},
        Rejection{"negative mark", [](json& c) { c["hocba"]["modules"][0]["score"] = -1; },
                  "credential.field_bad hocba.modules[0].score"},
        Rejection{"huge number", [](json& c) { c["hocba"]["modules"][0]["score"] = ~0ull; },
                  "credential.field_bad hocba.modules[0].score"},
        Rejection{"short salt", [](json& c) { c["hocba"]["salt"] = "AAAA"; }, "credential.field_bad hocba.salt"},
        Rejection{"unit code too long", [](json& c) { c["hocba"]["unit"] = "123456789012345678901"; },
                  "credential.field_bad hocba.unit"},
        Rejection{"period of two years apart", [](json& c) { c["hocba"]["period"] = "2024-2026"; },
                  "credential.bad_period hocba.period"},
        Rejection{"register number zero", [](json& c) { c["hocba"]["registerNumber"] = 0; },
                  "credential.field_bad hocba.registerNumber"},
        Rejection{"status index differs", [](json& c) { c["hocba"]["statusIndex"] = 5; },
                  "credential.status_mismatch credentialStatus"},
        Rejection{"suspension entry elsewhere", [](json& c) { c["credentialStatus"][1]["statusListIndex"] = "2"; },
                  "credential.status_mismatch credentialStatus"},
        Rejection{"one status entry", [](json& c) { c["credentialStatus"].erase(1); },
                  "credential.field_bad credentialStatus"},
        Rejection{"status list of a foreign scheme",
                  [](json& c) { c["credentialStatus"][0]["statusListCredential"] = "file:///revocation/1"; },
                  "credential.status_mismatch credentialStatus"},
        Rejection{"version 2", [](json& c) { c["hocba"]["version"] = 2; }, "credential.field_bad hocba.version"},
        Rejection{"other originality", [](json& c) { c["hocba"]["originality"] = "GIAY"; },
                  "credential.field_bad hocba.originality"},
        Rejection{"group of another type", [](json& c) { c["hocba"]["groups"][0]["name"] = "family"; },
                  "credential.field_bad hocba.groups[0].name"},
        Rejection{"groups out of order", [](json& c) { std::swap(c["hocba"]["groups"][0], c["hocba"]["groups"][1]); },
                  "credential.group_duplicate hocba.groups[1].name"},
        Rejection{"empty proof list", [](json& c) { c["proof"] = json::array(); }, "credential.field_bad proof"},
        Rejection{"proof as an object", [](json& c) { c["proof"] = json::object(); }, "credential.field_bad proof"},
        Rejection{"sudden on a certificate", [](json& c) { c["hocba"]["sudden"] = true; },
                  "credential.field_unknown hocba.sudden"}),
    [](const auto& test) { return "Case" + std::to_string(test.index); });

// A subject that stands twice would count twice, and whatever is keyed by code would see one of the two.
TEST(Groups, HaveEachCodeOnce) {
  const json result = {{"code", "TOAN"}, {"name", "Toán"}, {"year", 90}}, other = {{"code", "VAN"}, {"name", "Văn"}};
  const json trait = {{"code", "YN"}, {"name", "Yêu nước"}, {"level", "T"}};
  const json assessed = {{"code", "TOAN"}, {"term1", {{"regular", {80}}}}};
  const json said = {{"code", "TOAN"}, {"comment", "Tốt"}};
  const auto page = [](json results) {
    return json{{"period", "2024-2025"}, {"className", "7A"}, {"grade", 7}, {"results", std::move(results)}};
  };
  auto once = page({result, other}), twice = page({result, other, result});
  EXPECT_TRUE(read_group(kTranscript, "year-2024-2025", once).ok());
  const auto refused = [](const char* group, const json& content, const char* place) {
    const auto status = read_group(kTranscript, group, content);
    ASSERT_FALSE(status.ok()) << place;
    EXPECT_TRUE(status.error().is(kCodeDuplicate)) << place;
    EXPECT_EQ(status.error().detail(), place);
  };
  refused("year-2024-2025", twice, "year-2024-2025.results[2].code");
  once["qualities"] = json::array({trait});
  EXPECT_TRUE(read_group(kTranscript, "year-2024-2025", once).ok());
  once["competences"] = json::array({trait});
  refused("year-2024-2025", once, "year-2024-2025.competences[0].code");
  refused("marks-2024-2025", {{"period", "2024-2025"}, {"subjects", {assessed, assessed}}},
          "marks-2024-2025.subjects[1].code");
  refused("comments-2024-2025", {{"period", "2024-2025"}, {"subjects", {said, said}}},
          "comments-2024-2025.subjects[1].code");
  refused("comments-2024-2025", {{"period", "2024-2025"}, {"subjects", json::array()}, {"traits", {said, said}}},
          "comments-2024-2025.traits[1].code");
}

TEST(Document, RefusesTextThatIsNotStrictJson) {
  const Document document = certificate();
  std::string text = document.core_text();
  EXPECT_TRUE(Document::parse(text + "x", {}).error().is(crypto::kJsonMalformed));
  EXPECT_TRUE(Document::parse("{\"name\":\"a\"," + text.substr(1), {}).error().is(crypto::kJsonDuplicateKey));
  EXPECT_TRUE(Document::parse(std::string(kMaxDocumentBytes + 1, ' '), {}).error().is(kDocumentTooLarge));
  EXPECT_TRUE(Document::parse("[]", {}).error().is(kFieldBad));
  EXPECT_TRUE(Document::parse(std::string(40, '['), {}).error().is(crypto::kJsonTooDeep));
}

TEST(Document, CopiesAreIndependent) {
  Document one = certificate();
  Document two = one;
  close(two);
  EXPECT_FALSE(one.closed());
  one = two;
  EXPECT_TRUE(one.closed());
}

}  // namespace
}  // namespace hocba::credential
