// check_vectors DIR: checks crypto/ against test vectors that others published, from a folder that is not part of this
// repository (README.md beside this file names the files). Prints a line per group; exit code 0 if all agree.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "crypto/data_integrity.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/json.hpp"
#include "crypto/p256.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace hocba;          // NOLINT a program of one file
using namespace hocba::crypto;  // NOLINT

int failures = 0;

void fail(const std::string& what) {
  ++failures;
  std::printf("  WRONG: %s\n", what.c_str());
}

std::optional<std::string> read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::printf("%s: not there, skipped\n", path.c_str());
    return std::nullopt;
  }
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

std::string unhex(const json& text) {
  auto bytes = from_hex(text.get<std::string>());
  return bytes.ok() ? *bytes : std::string();
}

void check_jcs(const fs::path& dir) {
  if (!fs::is_directory(dir / "input")) return;
  int count = 0;
  for (const auto& file : fs::directory_iterator(dir / "input")) {
    const auto input = read(file.path());
    const auto output = read(dir / "output" / file.path().filename());
    if (!input || !output) continue;
    ++count;
    const auto parsed = parse_json(*input, JsonLimits{.allow_fractions = true});
    if (!parsed.ok()) {
      fail(file.path().filename().string() + ": " + parsed.error().to_string());
    } else if (canonical(*parsed) != *output) {
      fail(file.path().filename().string() + ": " + canonical(*parsed));
    }
  }
  std::printf("RFC 8785 inputs: %d checked\n", count);
}

// The published sequence: the listed bit patterns, 2,000 consecutive ones from the smallest normal number, then the
// words of a chain of SHA-256 blocks. Known are the digests of its first 10^n lines "bits,text".
void check_numbers(const fs::path& list) {
  const auto text = read(list);
  if (!text) return;
  std::vector<std::uint64_t> numbers;
  for (std::size_t at = 0; at < text->size();) {
    numbers.push_back(std::strtoull(text->c_str() + at, nullptr, 16));
    at = std::min(text->find('\n', at), text->size() - 1) + 1;
  }
  constexpr std::uint64_t kSmallestNormal = 0x0010000000000000;
  for (std::uint64_t i = 0; i < 2000; ++i) numbers.push_back(kSmallestNormal + i);
  const std::map<std::size_t, std::string> known{
      {1000, "be18b62b"}, {10000, "b9f7a8e7"}, {100000, "22776e6d"}, {1000000, "49415fee"}};
  std::string block(32, '\0');
  std::size_t used = 32;
  Sha256 hash;
  for (std::size_t line = 0; line < 1000000;) {
    double number = 0;
    if (line < numbers.size()) {
      std::memcpy(&number, &numbers[line], 8);
    } else {
      while (number == 0 || !std::isfinite(number)) {
        if (used == 32) {
          block = sha256(block).str();
          used = 0;
        }
        std::memcpy(&number, block.data() + used, 8);
        used += 8;
      }
    }
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, 8);
    char hex_bits[20];
    std::snprintf(hex_bits, sizeof hex_bits, "%llx", static_cast<unsigned long long>(bits));
    hash.update(std::string(hex_bits) + "," + canonical(json(number)) + "\n");
    if (const auto found = known.find(++line); found != known.end()) {
      const std::string digest = hex(hash.fork().finish().view());
      if (digest.substr(0, 8) != found->second) fail("first " + std::to_string(line) + " numbers: " + digest);
      std::printf("ES6 numbers: %zu lines, SHA-256 %s\n", line, digest.c_str());
    }
  }
}

void check_data_integrity(const fs::path& file) {
  const auto text = read(file);
  if (!text) return;
  const auto document = parse_json(*text);
  if (!document.ok()) return fail("the credential is not read: " + document.error().to_string());
  const auto proofs = verify_proofs(*document);
  if (!proofs.ok()) return fail(proofs.error().to_string());
  json options = (*document)["proof"];
  const std::string value = options["proofValue"];
  options.erase("proofValue");
  const std::string options_hash = hex(sha256(canonical(options)).view());
  const std::string document_hash = hex(sha256(canonical_without(*document, "proof")).view());
  if (options_hash != "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db") fail("options hash");
  if (document_hash != "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19") fail("document hash");
  // Signed again with the published key, the proof comes out the same.
  const auto secret = from_base58("3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq");
  if (!secret.ok() || secret->size() != 34) return fail("the published key");
  json again = *document;
  again.erase("proof");
  const auto status = add_proof(again, KeyPair::from_seed(Seed::of(std::string_view(*secret).substr(2))),
                                ProofOptions{.created = proofs->front().created});
  if (!status.ok() || again["proof"][0]["proofValue"] != value) fail("signed again, another proofValue");
  std::printf("W3C eddsa-jcs-2022: hashes, proof and signing checked\n");
}

struct Tally {
  int agreed = 0;
  int refused_by_rule = 0;
};

void check_ed25519(const fs::path& file) {
  const auto text = read(file);
  if (!text) return;
  Tally tally;
  const json vectors = json::parse(*text);
  for (const auto& group : vectors["testGroups"]) {
    const auto key = PublicKey::from(unhex(group["publicKey"]["pk"]));
    for (const auto& test : group["tests"]) {
      const auto signature = Signature::from(unhex(test["sig"]));
      const bool good = key.ok() && signature.ok() && verify(*key, unhex(test["msg"]), *signature);
      if (good == (test["result"] == "valid")) {
        ++tally.agreed;
      } else {
        fail("Ed25519 case " + test["tcId"].dump() + " " + test["flags"].dump() + " is " + test["result"].dump() +
             ", we say " + (good ? "valid" : "invalid"));
      }
    }
  }
  std::printf("Wycheproof Ed25519: %d of %s agree\n", tally.agreed, vectors["numberOfTests"].dump().c_str());
}

// n − s for the order n of P-256, big-endian.
std::string other_s(const std::string& s) {
  const std::string n = *from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  std::string out(32, '\0');
  int borrow = 0;
  for (int i = 31; i >= 0; --i) {
    const int difference = static_cast<std::uint8_t>(n[i]) - static_cast<std::uint8_t>(s[i]) - borrow;
    borrow = difference < 0 ? 1 : 0;
    out[i] = static_cast<char>(difference + 256 * borrow);
  }
  return out;
}

void check_p256(const fs::path& file) {
  const auto text = read(file);
  if (!text) return;
  Tally tally;
  const json vectors = json::parse(*text);
  const std::string half = *from_hex("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8");
  for (const auto& group : vectors["testGroups"]) {
    const std::string point = unhex(group["publicKey"]["uncompressed"]);
    if (point.size() != 65) {
      fail("a key that is not an uncompressed point");
      continue;
    }
    const auto key = P256PublicKey::of(std::string(1, static_cast<char>(2 + (point[64] & 1))) + point.substr(1, 32));
    for (const auto& test : group["tests"]) {
      const std::string raw = unhex(test["sig"]);
      const std::string message = unhex(test["msg"]);
      const auto signature = P256Signature::from(raw);
      const bool good = signature.ok() && verify(key, message, *signature);
      const bool valid = test["result"] == "valid";
      if (good == valid) {
        ++tally.agreed;
      } else if (valid && signature.ok() && raw.substr(32) > half &&
                 verify(key, message, P256Signature::of(raw.substr(0, 32) + other_s(raw.substr(32))))) {
        ++tally.refused_by_rule;
      } else {
        fail("P-256 case " + test["tcId"].dump() + " " + test["flags"].dump() + " is " + test["result"].dump());
      }
    }
  }
  std::printf("Wycheproof ECDSA P-256: %d of %s agree; %d valid ones have a high s: refused by our rule, good as n-s\n",
              tally.agreed, vectors["numberOfTests"].dump().c_str(), tally.refused_by_rule);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: check_vectors DIR\n");
    return 2;
  }
  const fs::path dir(argv[1]);
  check_jcs(dir / "jcs");
  check_numbers(dir / "jcs" / "numbers.txt");
  check_data_integrity(dir / "vc-di-eddsa" / "signedJCS.json");
  check_ed25519(dir / "wycheproof" / "ed25519_test.json");
  check_p256(dir / "wycheproof" / "ecdsa_secp256r1_sha256_p1363_test.json");
  std::printf(failures == 0 ? "all agree\n" : "%d differences\n", failures);
  return failures == 0 ? 0 : 1;
}
