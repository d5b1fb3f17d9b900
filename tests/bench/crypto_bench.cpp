// What signing, hashing and canonical JSON cost on this machine, on one core, beside the bound that libsodium's own
// verification sets in the same run. Each figure is the median of five windows that alternate with the bound's.
#include <array>
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "crypto/data_integrity.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/json.hpp"
#include "crypto/p256.hpp"
#include "tests/bench/bound.hpp"

namespace {

using nlohmann::json;
using namespace hocba;          // NOLINT a program of one file
using namespace hocba::crypto;  // NOLINT

constexpr double kWindowSeconds = 0.15;
constexpr std::size_t kWindows = 5;
constexpr std::size_t kChain = 15;
const Time kTime{1725498123};

double rate_of(const std::function<bool()>& work) {
  const auto start = bench::Clock::now();
  std::size_t count = 0;
  double elapsed = 0;
  do {
    for (int i = 0; i < 8; ++i, ++count) HOCBA_CHECK(work());
    elapsed = bench::seconds_since(start);
  } while (elapsed < kWindowSeconds);
  return static_cast<double>(count) / elapsed;
}

KeyPair key(char seed) { return KeyPair::from_seed(Seed::of(std::string(32, seed))); }

// About 900 bytes, with the members of a record that issues one credential.
json record() {
  json item = {{"credential", base64url(std::string(16, 'i'))},
               {"digest", base64url(std::string(32, 'd'))},
               {"grants", {1204, 1311, 1312}},
               {"register", 118},
               {"serial_tag", base64url(std::string(32, 's'))},
               {"status", 70211}};
  json out = {{"hocba", 1},
              {"network", base64url(std::string(32, 'n'))},
              {"kind", "credential.issue"},
              {"unit", "01-0005"},
              {"time", to_text(kTime)},
              {"nonce", base64url(std::string(16, 'x'))},
              {"body", {{"items", json::array({item})}, {"school_year", "2024-2025"}, {"type", "certificate"}}}};
  HOCBA_CHECK(add_proof(out, key(1), {.created = kTime}).ok());
  return out;
}

// About 6 KB: a transcript's core with its table of results.
json transcript() {
  json rows = json::array();
  for (int i = 0; rows.dump().size() < 5300; ++i) {
    rows.push_back({{"subject", "môn học thứ " + std::to_string(i)},
                    {"year", "2024-2025"},
                    {"term1", 81 + i % 19},
                    {"term2", 80 + i % 20},
                    {"whole", 82},
                    {"note", nullptr}});
  }
  return {{"@context", {"https://www.w3.org/ns/credentials/v2", "https://hocba.example/contexts/transcript/v1"}},
          {"id", "urn:uuid:00000000-0000-4000-8000-000000000000"},
          {"type", {"VerifiableCredential", "Transcript"}},
          {"issuer", key(9).public_key().str().empty() ? "" : AnyKey(key(9).public_key()).did()},
          {"validFrom", to_text(kTime)},
          {"credentialSubject", {{"name", "Nguyễn Thị Mẫu"}, {"results", std::move(rows)}}}};
}

json chain_of(const json& document) {
  json out = document;
  for (std::size_t i = 0; i < kChain; ++i) {
    ProofOptions options{.created = kTime,
                         .id = "urn:uuid:00000000-0000-4000-8000-0000000000" + std::to_string(10 + i)};
    if (i > 0) options.previous_proof = {out["proof"][i - 1]["id"].get<std::string>()};
    HOCBA_CHECK(add_proof(out, key(static_cast<char>(20 + i)), options).ok());
  }
  return out;
}

struct Line {
  std::string name;
  std::string unit;
  double scale;  // rate × scale is printed
  double aim;    // of the bound, 0: none
  std::function<bool()> work;
  std::vector<double> rates{};
  std::vector<double> ratios{};
};

}  // namespace

int main() {
  const KeyPair signer = key(3);
  const std::string message = sha256("a message").str() + sha256("another").str();
  const Signature signature = signer.sign(message);
  const std::string megabyte(1u << 20, 'm');
  const std::string small(1000, 's');
  const std::string record_text = canonical(record());
  const json record_json = record();
  const json unsigned_document = transcript();
  json document = unsigned_document;
  HOCBA_CHECK(add_proof(document, signer, {.created = kTime}).ok());
  const json chain = chain_of(unsigned_document);
  const std::string document_text = canonical(document);
  const P256Scalar scalar = P256Scalar::of(std::string(32, 7));
  const P256PublicKey token = *p256_public_key(scalar);
  const P256Signature token_signature = *p256_sign(scalar, message);
  const std::string did = AnyKey(signer.public_key()).did();
  std::printf("record %zu bytes, document %zu bytes, with %zu proofs %zu bytes\n", record_text.size(),
              document_text.size(), kChain, canonical(chain).size());

  std::vector<Line> lines{
      {"Ed25519 verify (ours)", "/s", 1, 0, [&] { return verify(signer.public_key(), message, signature); }},
      {"Ed25519 sign", "/s", 1, 0, [&] { return signer.sign(message) == signature; }},
      {"ECDSA P-256 verify", "/s", 1, 0, [&] { return verify(token, message, token_signature); }},
      {"did:key read, key checked", "/s", 1, 0, [&] { return key_from_did(did).ok(); }},
      {"SHA-256, 1 MiB", "MB/s", 1.048576, 0, [&] { return sha256(megabyte).data.size() == 32; }},
      {"SHA-256, 1000 bytes", "/s", 1, 0, [&] { return sha256(small).data.size() == 32; }},
      {"JSON parse, record", "/s", 1, 0, [&] { return parse_json(record_text).ok(); }},
      {"JSON canonical, record", "/s", 1, 0, [&] { return canonical(record_json).size() == record_text.size(); }},
      {"JSON parse + canonical, record", "/s", 1, 0, [&] { return parse_canonical(record_text).ok(); }},
      {"record: parse, canonical, verify", "/s", 1, 0,
       [&] {
         const auto parsed = parse_canonical(record_text);
         return verify_proof_set((*parsed)["proof"], sha256(canonical_without(*parsed, "proof"))).ok();
       }},
      {"document, one proof: sign", "/s", 1, 0.4,
       [&] {
         json copy = unsigned_document;
         return add_proof(copy, signer, {.created = kTime}).ok();
       }},
      {"document, one proof: verify", "/s", 1, 0.4, [&] { return verify_proofs(document).ok(); }},
      {"document, one proof: parse + verify", "/s", 1, 0.4,
       [&] { return verify_proofs(*parse_json(document_text)).ok(); }},
      {"document, 15-proof chain: verify, per proof", "/s", kChain, 0.7, [&] { return verify_proofs(chain).ok(); }},
  };
  bench::BareSignature bare;
  std::vector<double> bounds;
  for (std::size_t window = 0; window < kWindows; ++window) {
    for (auto& line : lines) {
      bounds.push_back(rate_of([&] { return bare.verify(); }));
      line.rates.push_back(rate_of(line.work));
      // Each window beside the bound's own: what else runs on the machine slows both.
      line.ratios.push_back(line.rates.back() * (line.aim > 0 ? line.scale : 1) / bounds.back());
    }
  }
  std::printf("%-46s %12.0f %-5s\n", "libsodium verify, 64 bytes (the bound)", bench::median(bounds), "/s");
  for (auto& line : lines) {
    const double rate = bench::median(line.rates);
    std::printf("%-46s %12.0f %-5s %8.2f us %6.2f of the bound", line.name.c_str(), rate * line.scale,
                line.unit.c_str(), 1e6 / rate, bench::median(line.ratios));
    if (line.aim > 0) std::printf("  (aim %.1f)", line.aim);
    std::printf("\n");
  }
  return 0;
}
