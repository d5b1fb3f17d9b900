#include "ledger/store/edge.hpp"

namespace hocba::store {

Result<Edge> Edge::load(log::TreeSize size, const SubtreeHash& hash_at) {
  Edge edge;
  for (int level = 0; level <= log::kMaxTileLevel; ++level) {
    const std::uint64_t hashes = log::to_u64(size) >> (log::kTileHeight * level);
    auto& row = edge.rows_[static_cast<std::size_t>(level)];
    for (std::uint64_t index = hashes / log::kTileWidth * log::kTileWidth; index < hashes; ++index) {
      HOCBA_TRY(const log::Hash hash, hash_at(level, index));
      row.push_back(hash);
    }
  }
  // Each node of the compact range lies on the edge: its tile is the last, unfinished one of its level.
  std::vector<log::Hash> hashes;
  for (const log::NodeId node : log::CompactRange::nodes_of(size)) {
    const log::NodeInTile place = log::locate(node);
    const std::span<const log::Hash> row(edge.row(place.tile.level));
    HOCBA_CHECK(static_cast<std::size_t>(place.first + place.count) <= row.size());
    hashes.push_back(
        log::hash_run(row.subspan(static_cast<std::size_t>(place.first), static_cast<std::size_t>(place.count))));
  }
  HOCBA_TRY(edge.range_, log::CompactRange::restore(size, std::move(hashes)));
  return edge;
}

void Edge::append(const log::Hash& leaf, const OnTile& on_tile) {
  range_.append(leaf, [&](log::NodeId node, const log::Hash& hash) {
    if (node.level % log::kTileHeight != 0) return;
    const int level = node.level / log::kTileHeight;
    auto& row = rows_[static_cast<std::size_t>(level)];
    row.push_back(hash);
    if (row.size() < log::kTileWidth) return;
    on_tile({level, node.index / log::kTileWidth}, row);
    row.clear();
  });
}

}  // namespace hocba::store
