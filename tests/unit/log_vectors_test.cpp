// The golden vectors of tests/vectors/log, which a program that shares nothing with this code has written (with Go's
// tlog and note packages): what another implementation must agree on too.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/encoding.hpp"
#include "crypto/time.hpp"
#include "ledger/log/receipt.hpp"
#include "ledger/log/tile.hpp"
#include "ledger/log/witness.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/paths.hpp"

namespace hocba::log {
namespace {

using nlohmann::json;

json vectors(const std::string& name) {
  std::ifstream in(test::source_root() + "/tests/vectors/log/" + name + ".json");
  return json::parse(in);
}

Hash hash_of(const json& text) { return crypto::bytes_from_base64url<Hash>(text.get<std::string>()).value(); }
Proof proof_of(const json& list) {
  Proof proof;
  for (const json& item : list) proof.push_back(hash_of(item));
  return proof;
}
std::uint64_t number(const json& value) { return value.get<std::uint64_t>(); }
// What a case expects to be refused with; empty where it is to be accepted.
std::string code_of(const json& c) { return c.value("code", ""); }
template <class T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "" : std::string(result.error().code().id);
}

TEST(LogVectors, Trees) {
  const json v = vectors("tree");
  const test::NaiveTree tree(test::leaf_hashes(600));
  std::map<std::uint64_t, Hash> roots;
  for (const json& c : v["roots"]) {
    roots[number(c["size"])] = hash_of(c["root"]);
    EXPECT_EQ(tree_root(TreeSize{number(c["size"])}, tree).value(), hash_of(c["root"]));
  }
  ASSERT_EQ(roots.size(), 20u);
  for (const json& c : v["inclusion"]) {
    const LeafIndex index{number(c["index"])};
    const TreeSize size{number(c["size"])};
    EXPECT_EQ(prove_inclusion(index, size, tree).value(), proof_of(c["proof"]));
    EXPECT_TRUE(verify_inclusion(index, size, leaf_hash(test::entry_text(to_u64(index))), proof_of(c["proof"]),
                                 roots.at(to_u64(size)))
                    .ok());
  }
  for (const json& c : v["consistency"]) {
    const TreeSize from{number(c["from"])}, to{number(c["to"])};
    EXPECT_EQ(prove_consistency(from, to, tree).value(), proof_of(c["proof"]));
    EXPECT_TRUE(verify_consistency(from, to, proof_of(c["proof"]), tree.root(to_u64(from)), roots.at(to_u64(to))).ok());
  }
}

TEST(LogVectors, Tiles) {
  const json v = vectors("tiles");
  for (const json& c : v["paths"]) {
    const auto parsed = parse_tile_path(c["path"].get<std::string>());
    ASSERT_TRUE(parsed.ok()) << c;
    const std::string level = c["level"];
    EXPECT_EQ(parsed->tile.level, level == "entries" ? kEntriesLevel : std::stoi(level));
    EXPECT_EQ(parsed->tile.index, number(c["index"]));
    EXPECT_EQ(parsed->width.value_or(0), c.value("width", 0));
    EXPECT_EQ(tile_path(parsed->tile, parsed->width), c["path"].get<std::string>());
  }
  for (const json& path : v["not_paths"]) EXPECT_FALSE(parse_tile_path(path.get<std::string>()).ok()) << path;
  for (const json& c : v["trees"]) {
    std::set<std::string> paths;
    for (const TilePath& path : tiles_of(TreeSize{number(c["size"])})) paths.insert(tile_path(path.tile, path.width));
    EXPECT_EQ(paths, c["tiles"].get<std::set<std::string>>());
  }
}

TEST(LogVectors, Checkpoints) {
  const json v = vectors("checkpoints");
  const auto policy = Policy::parse(v["policy"].get<std::string>());
  ASSERT_TRUE(policy.ok());
  ASSERT_GE(v["cases"].size(), 14u);
  for (const json& c : v["cases"]) {
    const auto judge = [&]() -> Result<TrustedCheckpoint> {
      HOCBA_TRY(const auto checkpoint, SignedCheckpoint::parse(c["checkpoint"].get<std::string>()));
      return trust(*policy, checkpoint);
    };
    const auto trusted = judge();
    ASSERT_EQ(code_of(trusted), code_of(c)) << c["name"];
    if (!trusted.ok()) continue;
    EXPECT_EQ(to_u64(trusted->checkpoint.size), number(c["size"])) << c["name"];
    EXPECT_EQ(to_text(trusted->time), c["time"].get<std::string>()) << c["name"];
  }
}

TEST(LogVectors, Receipts) {
  const json v = vectors("receipts");
  const auto policy = Policy::parse(v["policy"].get<std::string>());
  ASSERT_TRUE(policy.ok());
  ASSERT_GE(v["cases"].size(), 13u);
  for (const json& c : v["cases"]) {
    const auto judge = [&]() -> Result<TrustedCheckpoint> {
      HOCBA_TRY(const auto receipt, Receipt::parse(c["receipt"].get<std::string>()));
      EXPECT_EQ(receipt.to_text(), c["receipt"].get<std::string>());
      EXPECT_EQ(crypto::base64url(receipt.extra.value_or("")), c.value("extra", ""));
      return verify_receipt(receipt, c["entry"].get<std::string>(), *policy);
    };
    const auto trusted = judge();
    ASSERT_EQ(code_of(trusted), code_of(c)) << c["name"];
    if (trusted.ok()) {
      EXPECT_EQ(to_text(trusted->time), c["time"].get<std::string>()) << c["name"];
    }
  }
}

TEST(LogVectors, WitnessDecisions) {
  const json v = vectors("witness");
  const std::vector<crypto::NoteKey> keys = {crypto::NoteKey::parse(v["log"].get<std::string>()).value()};
  const auto state_of = [](const json& c) {
    return WitnessState{.size = TreeSize{number(c["size"])}, .root = hash_of(c["root"])};
  };
  ASSERT_GE(v["cases"].size(), 14u);
  for (const json& c : v["cases"]) {
    const auto judge = [&]() -> Result<WitnessState> {
      HOCBA_TRY(const auto request, AddCheckpointRequest::parse(c["request"].get<std::string>()));
      return decide(request, keys, state_of(c["state"]));
    };
    const auto next = judge();
    ASSERT_EQ(code_of(next), code_of(c)) << c["name"];
    if (next.ok()) {
      EXPECT_EQ(*next, state_of(c["next"])) << c["name"];
    }
  }
}

TEST(LogVectors, Policies) {
  const json v = vectors("policies");
  ASSERT_GE(v["cases"].size(), 17u);
  for (const json& c : v["cases"]) {
    const auto policy = Policy::parse(c["policy"].get<std::string>());
    ASSERT_EQ(code_of(policy), code_of(c)) << c["name"];
    if (!policy.ok()) continue;
    EXPECT_EQ(quorum_shape(*policy).validators, number(c["validators"]));
    EXPECT_EQ(quorum_shape(*policy).threshold, number(c["threshold"]));
    std::vector<std::string> findings;
    for (const LintFinding& finding : lint(*policy)) findings.emplace_back(finding.code->id);
    EXPECT_EQ(findings, c["findings"].get<std::vector<std::string>>()) << c["name"];
  }
}

}  // namespace
}  // namespace hocba::log
