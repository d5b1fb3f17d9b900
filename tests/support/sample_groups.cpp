#include "tests/support/sample_groups.hpp"

#include "crypto/encoding.hpp"

namespace hocba::test {
namespace {

std::string hash_text(std::string_view what, std::uint64_t index, int variant = 0) {
  const std::string text = std::string(what) + "/" + std::to_string(index) + "/" + std::to_string(variant);
  return crypto::base64url(crypto::sha256(text));
}

chain::StateDigest sample_state_digest(std::uint64_t size) {
  return chain::StateDigest::of(crypto::sha256("state of " + std::to_string(size)).view());
}

std::string describe(const Error& error) { return error.to_string(); }

}  // namespace

std::string sample_entry(std::uint64_t index, std::size_t bytes, int variant) {
  std::string entry = R"({"hocba":1,"kind":"credential.issue","index":)" + std::to_string(index) + R"(,"digest":")";
  while (entry.size() < bytes) entry += hash_text("entry" + std::to_string(entry.size()), index, variant);
  return entry + "\"}";
}

std::string sample_state_key(std::uint64_t index) { return "r" + crypto::sha256("key" + std::to_string(index)).str(); }
std::string sample_state_value(std::uint64_t index) { return "value " + std::to_string(index); }
std::string sample_index_key(std::uint64_t index) {
  return "unit-" + std::to_string(index % 7) + "/" + std::to_string(index);
}

store::CommitGroup SampleGroups::next(std::size_t entries) {
  store::CommitGroup group;
  group.first = log::next_index(range_.size());
  for (std::size_t i = 0; i < entries; ++i) {
    const std::uint64_t index = size();
    group.entries.push_back(sample_entry(index, bytes_, variant_));
    group.leaves.push_back(log::leaf_hash(group.entries.back()));
    group.state[sample_state_key(index)] = sample_state_value(index);
    group.index.emplace_back(sample_index_key(index), std::to_string(index));
    range_.append(group.leaves.back());
  }
  group.state["tip"] = std::to_string(size());  // a row that every group overwrites
  auto& tip = group.meta.tip;
  tip.height = chain::Height{height_++};
  tip.size = range_.size();
  tip.root = range_.root();
  tip.block_leaf = group.leaves.back();
  tip.time = {1'700'000'000 + static_cast<std::int64_t>(size())};
  tip.state = sample_state_digest(size());
  group.meta.vote = {tip.size, tip.root, tip.time};
  return group;
}

std::string whole_ledger_fault(const store::Snapshot& snapshot, std::size_t entry_bytes, int variant) {
  if (!snapshot.meta()) {
    std::string fault;
    const auto any = [&](std::string_view, std::string_view) {
      fault = "rows without a tip";
      return false;
    };
    for (const auto& status : {snapshot.scan_state({}, {}, any), snapshot.scan_index({}, {}, any)}) {
      if (!status.ok()) return describe(status.error());
    }
    return fault;
  }
  const auto& [tip, vote] = *snapshot.meta();
  const std::uint64_t size = log::to_u64(tip.size);
  if (tip.time.seconds != 1'700'000'000 + static_cast<std::int64_t>(size)) return "the tip is of two groups";
  if (tip.state != sample_state_digest(size)) return "the tip is of two groups";
  if (vote.size != tip.size || vote.root != tip.root || vote.time != tip.time) return "the vote is of another group";
  log::CompactRange range;
  for (std::uint64_t index = 0; index < size; ++index) {
    const auto entry = snapshot.entry(log::LeafIndex{index});
    if (!entry.ok()) return describe(entry.error());
    if (*entry != sample_entry(index, entry_bytes, variant))
      return "entry " + std::to_string(index) + " has other content";
    range.append(log::leaf_hash(*entry));
    const auto value = snapshot.get(sample_state_key(index));
    if (!value.ok()) return describe(value.error());
    if (*value != sample_state_value(index))
      return "the state of entry " + std::to_string(index) + " is missing or wrong";
    const auto row = snapshot.index_value(sample_index_key(index));
    if (!row.ok()) return describe(row.error());
    if (*row != std::to_string(index))
      return "the index row of entry " + std::to_string(index) + " is missing or wrong";
  }
  if (range.root() != tip.root) return "the entries do not lead to the root";
  const auto last = snapshot.get("tip");
  if (!last.ok()) return describe(last.error());
  if (*last != std::to_string(size)) return "the state is of another group than the tip";
  std::uint64_t rows = 0;
  const auto counted = snapshot.scan_state({}, {}, [&](std::string_view, std::string_view) { return ++rows, true; });
  if (!counted.ok()) return describe(counted.error());
  if (rows != size + 1)
    return "the state has " + std::to_string(rows) + " rows for " + std::to_string(size) + " entries";
  const log::TileHashes hashes(snapshot, tip.size);
  const auto root = log::tree_root(tip.size, hashes);
  if (!root.ok()) return describe(root.error());
  if (*root != tip.root) return "the tiles do not lead to the root";
  std::string fault;
  const auto scanned = snapshot.scan_tiles([&](log::TileId tile, std::string_view bytes) {
    std::vector<log::Hash> expected;
    for (std::uint64_t i = 0; i < log::kTileWidth; ++i) {
      const log::NodeId node{tile.level * log::kTileHeight, tile.index * log::kTileWidth + i};
      const std::uint64_t first = node.index << node.level;
      log::CompactRange below;
      for (std::uint64_t leaf = first; leaf < first + (std::uint64_t{1} << node.level); ++leaf) {
        below.append(log::leaf_hash(sample_entry(leaf, entry_bytes, variant)));
      }
      expected.push_back(below.root());
    }
    if (bytes != log::encode_tile(expected)) fault = log::tile_path(tile) + " has other content";
    return fault.empty();
  });
  if (!scanned.ok()) return describe(scanned.error());
  return fault;
}

}  // namespace hocba::test
