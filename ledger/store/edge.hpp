// The right edge of the stored tree: at each tile level the hashes that do not fill a tile yet.
//
// Only full tiles are rows of the database. The edge lives in memory: an append touches two hashes on average, no row
// is ever rewritten, and on every start the edge is computed again from the last entries and tiles, which checks them
// against the stored root.
//
//   level 2                [h h]                            one hash per full tile of level 1
//   level 1   [256 hashes] [h h h]                          one hash per full tile of level 0
//   level 0   [256] [256] … [256] [h h h h h]               leaf hashes
//             full tiles: rows    the edge: at most 255 hashes a level
//
// A value; one thread writes it, copies (at most 57 KB, mostly some KB) are read by any.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "ledger/log/tile.hpp"

namespace hocba::store {

class Edge {
 public:
  using OnTile = std::function<void(log::TileId tile, std::span<const log::Hash> hashes)>;
  // Answers the hash of the subtree under one hash of a tile row: what a full tile, or 256 of them, hashes to.
  using SubtreeHash = std::function<Result<log::Hash>(int tile_level, std::uint64_t index)>;

  Edge() = default;
  // Asks for each hash of the edge. Errors of `hash_at` pass through.
  static Result<Edge> load(log::TreeSize size, const SubtreeHash& hash_at);

  // `on_tile` gets every tile that this leaf fills, lowest level first.
  void append(const log::Hash& leaf, const OnTile& on_tile);
  log::TreeSize size() const { return range_.size(); }
  log::Hash root() const { return range_.root(); }
  // The partial tile of a level; empty if that level ends with a full one.
  const std::vector<log::Hash>& row(int tile_level) const { return rows_[static_cast<std::size_t>(tile_level)]; }

 private:
  std::array<std::vector<log::Hash>, log::kMaxTileLevel + 1> rows_;
  log::CompactRange range_;
};

}  // namespace hocba::store
