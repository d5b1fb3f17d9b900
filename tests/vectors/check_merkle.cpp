// check_merkle DIR: checks ledger/log against the proof cases of transparency-dev/merkle (its `testdata`, with the
// folders `inclusion` and `consistency`), which are not part of this repository. Exit code 0 if all agree.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "crypto/encoding.hpp"
#include "ledger/log/tree.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace hocba::log;  // NOLINT a program of one file

std::optional<Hash> hash_of(const json& text) {
  if (!text.is_string()) return std::nullopt;
  const auto raw = hocba::crypto::from_base64(text.get<std::string>());
  if (!raw.ok() || raw->size() != Hash::kSize) return std::nullopt;
  return Hash::of(*raw);
}

std::optional<Proof> proof_of(const json& list) {
  Proof proof;
  if (list.is_null()) return proof;
  for (const json& item : list) {
    const auto hash = hash_of(item);
    if (!hash) return std::nullopt;
    proof.push_back(*hash);
  }
  return proof;
}

// Our types hold hashes of 32 bytes only, so a case with others is refused before any proof is checked. One published
// case wants such roots accepted; it is counted apart.
bool has_other_lengths(const json& c) { return c.contains("root1") && (!hash_of(c["root1"]) || !hash_of(c["root2"])); }

bool inclusion_holds(const json& c) {
  const auto leaf = hash_of(c["leafHash"]), root = hash_of(c["root"]);
  const auto proof = proof_of(c["proof"]);
  return leaf && root && proof &&
         verify_inclusion(LeafIndex{c["leafIdx"].get<std::uint64_t>()}, TreeSize{c["treeSize"].get<std::uint64_t>()},
                          *leaf, *proof, *root)
             .ok();
}

bool consistency_holds(const json& c) {
  const auto from = hash_of(c["root1"]), to = hash_of(c["root2"]);
  const auto proof = proof_of(c["proof"]);
  return from && to && proof &&
         verify_consistency(TreeSize{c["size1"].get<std::uint64_t>()}, TreeSize{c["size2"].get<std::uint64_t>()},
                            *proof, *from, *to)
             .ok();
}

int check(const fs::path& dir, bool (*holds)(const json&)) {
  int wrong = 0, count = 0, not_ours = 0;
  for (const auto& file : fs::recursive_directory_iterator(dir)) {
    if (file.path().extension() != ".json") continue;
    std::ifstream in(file.path());
    const json c = json::parse(in);
    ++count;
    if (holds(c) != c["wantErr"].get<bool>()) continue;
    if (!c["wantErr"].get<bool>() && has_other_lengths(c)) {
      ++not_ours;
    } else {
      ++wrong;
      std::printf("  WRONG: %s\n", file.path().c_str());
    }
  }
  std::printf("%s: %d cases, %d differ, %d with roots that are not 32 bytes refused\n", dir.filename().c_str(), count,
              wrong, not_ours);
  return count == 0 ? 1 : wrong;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: check_merkle DIR\n");
    return 2;
  }
  const int wrong = check(fs::path(argv[1]) / "inclusion", inclusion_holds) +
                    check(fs::path(argv[1]) / "consistency", consistency_holds);
  return wrong == 0 ? 0 : 1;
}
