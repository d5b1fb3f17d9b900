// Writes sample documents of every type for foreign tools: with one proof, with a proof set, and with chains of 1 to 15
// proofs; and the groups of each type. Usage: make_documents FOLDER (which exists).
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "crypto/data_integrity.hpp"
#include "crypto/encoding.hpp"
#include "tests/support/credential_samples.hpp"

namespace {

using namespace hocba;
using nlohmann::json;

constexpr Time kSigned{1'748'830'000};

void write(const std::string& path, const json& value) {
  std::ofstream out(path);
  out << value.dump(1) << "\n";
  HOCBA_CHECK(out.good());
}

// No ids, no previousProof: proofs side by side, which npm's verifier knows.
json with_proof_set(json core, int count) {
  for (int i = 1; i <= count; ++i) {
    crypto::ProofOptions options;
    options.created = kSigned + Duration{i};
    HOCBA_CHECK(crypto::add_proof(core, test::key_of(static_cast<std::uint8_t>(i)), options).ok());
  }
  return core;
}

void write_all(const std::string& folder, const std::string& type, const credential::Document& document) {
  const std::string start = folder + "/" + type;
  constexpr int kSet = 3, kLongest = 15;
  write(start + ".one.json", with_proof_set(document.core(), 1));
  write(start + ".set.json", with_proof_set(document.core(), kSet));
  for (int n = 1; n <= kLongest; ++n) {
    credential::Document chain = document;
    test::close(chain, n);
    write(start + ".chain-" + std::to_string(n) + ".json", chain.core());
  }
  json groups = json::array();
  for (const auto& group : document.groups()) {
    groups.push_back(
        {{"name", group.name}, {"salt", crypto::base64url(group.salt)}, {"content", json::parse(group.content)}});
  }
  write(start + ".groups.json", groups);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_documents FOLDER\n";
    return 2;
  }
  const std::string folder = argv[1];
  const auto salts = test::counting_salts();
  write_all(folder, "certificate", credential::build_certificate(test::sample_certificate(), salts).value());
  write_all(folder, "award", credential::build_award(test::sample_award(), salts).value());
  write_all(folder, "transcript", credential::build_transcript(test::sample_transcript(), salts).value());
  return 0;
}
