#include "ledger/log/tile.hpp"

#include <algorithm>
#include <bit>

#include "ledger/log/codes.hpp"
#include "ledger/log/text.hpp"

namespace hocba::log {
namespace {

constexpr std::string_view kEntries = "entries";
constexpr std::uint64_t kMaxTileIndex = kMaxTreeSize >> kTileHeight;

int hash_level(TileId tile) { return tile.level == kEntriesLevel ? 0 : tile.level; }

void append_index(std::string& path, std::uint64_t index) {
  std::array<std::uint64_t, 7> groups;  // 1000^7 > 2^64
  std::size_t count = 0;
  do {
    groups[count++] = index % 1000;
    index /= 1000;
  } while (index != 0);
  while (count-- > 0) {
    path += '/';
    if (count != 0) path += 'x';
    for (std::uint64_t unit = 100; unit != 0; unit /= 10) path += static_cast<char>('0' + groups[count] / unit % 10);
  }
}

// Reads what tile_path writes, somewhat generously: the caller compares spellings.
std::optional<std::uint64_t> parse_index(std::string_view digits) {
  std::uint64_t index = 0;
  while (true) {
    const bool more = !digits.empty() && digits[0] == 'x';
    if (more) digits.remove_prefix(1);
    if (digits.size() < 3) return std::nullopt;
    for (int i = 0; i < 3; ++i) {
      if (digits[0] < '0' || digits[0] > '9') return std::nullopt;
      index = index * 10 + static_cast<std::uint64_t>(digits[0] - '0');
      digits.remove_prefix(1);
    }
    if (index > kMaxTileIndex) return std::nullopt;
    if (!more) return digits.empty() ? std::optional(index) : std::nullopt;
    if (digits.empty() || digits[0] != '/') return std::nullopt;
    digits.remove_prefix(1);
  }
}

}  // namespace

std::string tile_path(TileId tile, std::optional<int> width) {
  std::string path = "tile/";
  path += tile.level == kEntriesLevel ? std::string(kEntries) : std::to_string(tile.level);
  append_index(path, tile.index);
  if (width) path += ".p/" + std::to_string(*width);
  return path;
}

Result<TilePath> parse_tile_path(std::string_view path) {
  constexpr std::size_t kLongest = 64;  // bounds the detail too
  if (path.size() > kLongest) return kBadTilePath;
  const Error bad(kBadTilePath, std::string(path));
  const auto rest = text::after(path, "tile/");
  if (!rest) return bad;
  const auto slash = rest->find('/');
  if (slash == std::string_view::npos) return bad;
  TilePath out;
  if (rest->substr(0, slash) == kEntries) {
    out.tile.level = kEntriesLevel;
  } else {
    const auto level = text::decimal(rest->substr(0, slash), kMaxTileLevel);
    if (!level) return bad;
    out.tile.level = static_cast<int>(*level);
  }
  std::string_view digits = rest->substr(slash + 1);
  if (const auto partial = digits.find(".p/"); partial != std::string_view::npos) {
    const auto width = text::decimal(digits.substr(partial + 3), kTileWidth - 1);
    if (!width || *width == 0) return bad;
    out.width = static_cast<int>(*width);
    digits = digits.substr(0, partial);
  }
  const auto index = parse_index(digits);
  if (!index) return bad;
  out.tile.index = *index;
  if (tile_path(out.tile, out.width) != path) return bad;
  return out;
}

int tile_width(TileId tile, TreeSize size) {
  const std::uint64_t hashes = to_u64(size) >> (kTileHeight * hash_level(tile));
  if (tile.index > kMaxTileIndex) return 0;
  const std::uint64_t start = tile.index << kTileHeight;
  return hashes <= start ? 0 : static_cast<int>(std::min(kTileWidth, hashes - start));
}

std::vector<TilePath> tiles_of(TreeSize size) {
  std::vector<TilePath> tiles;
  for (int level = kEntriesLevel; level <= kMaxTileLevel; ++level) {
    for (TileId tile{level, 0}; const int width = tile_width(tile, size); ++tile.index) {
      tiles.push_back({tile, width == kTileWidth ? std::nullopt : std::optional(width)});
    }
  }
  return tiles;
}

NodeInTile locate(NodeId node) {
  HOCBA_CHECK(node.level >= 0 && node.level < kTileHeight * (kMaxTileLevel + 1));
  const int height = node.level % kTileHeight;
  const std::uint64_t first = node.index << height;
  return {.tile = {node.level / kTileHeight, first >> kTileHeight},
          .first = static_cast<int>(first % kTileWidth),
          .count = 1 << height};
}

Hash hash_run(std::span<const Hash> row) {
  HOCBA_CHECK(std::has_single_bit(row.size()) && row.size() <= kTileWidth);
  if (row.size() == 1) return row[0];
  std::array<Hash, kTileWidth / 2> level;
  std::size_t count = row.size() / 2;
  for (std::size_t i = 0; i < count; ++i) level[i] = node_hash(row[2 * i], row[2 * i + 1]);
  for (; count > 1; count /= 2) {
    for (std::size_t i = 0; i < count / 2; ++i) level[i] = node_hash(level[2 * i], level[2 * i + 1]);
  }
  return level[0];
}

void append_to_bundle(std::string& bundle, std::string_view entry) {
  HOCBA_CHECK(entry.size() <= kMaxEntryBytes);
  bundle += static_cast<char>(entry.size() >> 8);
  bundle += static_cast<char>(entry.size() & 0xff);
  bundle += entry;
}

std::string encode_bundle(std::span<const std::string> entries) {
  HOCBA_CHECK(entries.size() <= kTileWidth);
  std::size_t bytes = 0;
  for (const std::string& entry : entries) bytes += 2 + entry.size();
  std::string bundle;
  bundle.reserve(bytes);
  for (const std::string& entry : entries) append_to_bundle(bundle, entry);
  return bundle;
}

Result<std::vector<std::string>> decode_bundle(std::string_view bundle) {
  if (bundle.empty()) return Error(kBundleMalformed, "it is empty");
  std::vector<std::string> entries;
  while (!bundle.empty()) {
    if (entries.size() == kTileWidth) return Error(kBundleMalformed, "more than 256 entries");
    if (bundle.size() < 2) return Error(kBundleMalformed, "entry " + std::to_string(entries.size()) + ": no length");
    const auto high = static_cast<unsigned char>(bundle[0]);
    const auto low = static_cast<unsigned char>(bundle[1]);
    const std::size_t length = std::size_t{high} << 8 | low;
    bundle.remove_prefix(2);
    if (bundle.size() < length) return Error(kBundleMalformed, "entry " + std::to_string(entries.size()) + " is cut");
    entries.emplace_back(bundle.substr(0, length));
    bundle.remove_prefix(length);
  }
  return entries;
}

Result<std::vector<Hash>> decode_tile(std::string_view tile) {
  if (tile.empty() || tile.size() % Hash::kSize != 0 || tile.size() > kTileWidth * Hash::kSize) {
    return Error(kTileMalformed, std::to_string(tile.size()) + " bytes");
  }
  std::vector<Hash> hashes(tile.size() / Hash::kSize);
  for (std::size_t i = 0; i < hashes.size(); ++i) hashes[i] = Hash::of(tile.substr(i * Hash::kSize, Hash::kSize));
  return hashes;
}

std::string encode_tile(std::span<const Hash> hashes) {
  std::string tile;
  tile.reserve(hashes.size() * Hash::kSize);
  for (const Hash& hash : hashes) tile += hash.view();
  return tile;
}

Result<TileHashes::Kept*> TileHashes::kept(TileId tile) const {
  if (const auto found = kept_.find(tile); found != kept_.end()) return &found->second;
  const int width = tile_width(tile, size_);
  HOCBA_TRY(const std::string bytes, tiles_.read_tile(tile, width));
  const auto row = decode_tile(bytes);
  if (!row.ok() || row->size() != static_cast<std::size_t>(width)) {
    return Error(kTileMalformed, tile_path(tile) + ": " + std::to_string(bytes.size()) + " bytes, expected " +
                                     std::to_string(static_cast<std::size_t>(width) * Hash::kSize));
  }
  // Forgetting all is as good as forgetting the oldest: proofs of one checkpoint touch few tiles, a scan touches each
  // once.
  if (kept_.size() == kKeptTiles) kept_.clear();
  Kept& kept = kept_[tile];
  kept.nodes.resize(2 * kTileWidth);
  kept.known.resize(2 * kTileWidth);
  std::copy(row->begin(), row->end(), kept.nodes.begin());
  std::fill_n(kept.known.begin(), width, true);
  return &kept;
}

const Hash& TileHashes::node_of(Kept& kept, int height, std::size_t index) {
  const std::size_t place = 2 * kTileWidth - (2 * kTileWidth >> height) + index;
  if (!kept.known[place]) {
    HOCBA_CHECK(height > 0);  // the tile is as wide as the tree says, and the node is in the tree
    kept.nodes[place] = node_hash(node_of(kept, height - 1, 2 * index), node_of(kept, height - 1, 2 * index + 1));
    kept.known[place] = true;
  }
  return kept.nodes[place];
}

Result<std::vector<Hash>> TileHashes::read_hashes(std::span<const NodeId> ids) const {
  std::vector<Hash> hashes;
  hashes.reserve(ids.size());
  for (const NodeId id : ids) {
    if (id.level < 0 || id.level >= kTileHeight * (kMaxTileLevel + 1) || id.index >= to_u64(size_) >> id.level) {
      return Error(kOutsideTree, "node " + std::to_string(id.level) + "/" + std::to_string(id.index) + ", tree of " +
                                     std::to_string(to_u64(size_)));
    }
    const NodeInTile place = locate(id);
    HOCBA_TRY(Kept* const tile, kept(place.tile));
    const int height = id.level % kTileHeight;
    hashes.push_back(node_of(*tile, height, static_cast<std::size_t>(place.first >> height)));
  }
  return hashes;
}

}  // namespace hocba::log
