// C2SP tlog-tiles: the tree as static files of at most 256 hashes, the entries as bundles of at most 256.
//
//   tile/<L>/<N>[.p/<W>]          full tile: 256 hashes; partial: W hashes, 1 ≤ W ≤ 255
//   tile/entries/<N>[.p/<W>]      uint16 big-endian length ‖ entry, repeated
// N is written in groups of three digits, all but the last prefixed with `x`: 1234067 -> x001/x234/067.
#pragma once

#include <map>
#include <optional>

#include "ledger/log/tree.hpp"

namespace hocba::log {

inline constexpr int kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr int kMaxTileLevel = 6;  // 256^6 = 2^48 leaves under one hash: enough for kMaxTreeSize

struct TileId {
  int level = 0;  // 0…kMaxTileLevel; kEntriesLevel for an entry bundle
  std::uint64_t index = 0;
  auto operator<=>(const TileId&) const = default;
};
inline constexpr int kEntriesLevel = -1;

struct TilePath {
  TileId tile;
  std::optional<int> width;  // nothing: full
  bool operator==(const TilePath&) const = default;
};

std::string tile_path(TileId tile, std::optional<int> width = {});  // "tile/0/x001/234.p/5"
Result<TilePath> parse_tile_path(std::string_view path);            // one spelling only: log.bad_tile_path
int tile_width(TileId tile, TreeSize size);                         // 0 if the tile does not exist at that size
std::vector<TilePath> tiles_of(TreeSize size);  // hash tiles and bundles, each in its widest form, for export and audit

// Where a node's hash lies: a tile of level id.level / 8, and the run of its hashes below the node.
struct NodeInTile {
  TileId tile;
  int first = 0;
  int count = 0;  // 1, 2, 4 … 128 hashes of the tile's row, hashed together
};
NodeInTile locate(NodeId node);
Hash hash_run(std::span<const Hash> row);  // count a power of two, at most 256

std::string encode_bundle(std::span<const std::string> entries);     // entries of at most kMaxEntryBytes, at most 256
void append_to_bundle(std::string& bundle, std::string_view entry);  // the same, entry by entry
Result<std::vector<std::string>> decode_bundle(std::string_view bundle);  // 1 to 256 entries: log.bundle_malformed
Result<std::vector<Hash>> decode_tile(std::string_view tile);             // 1 to 256 hashes: log.tile_malformed
std::string encode_tile(std::span<const Hash> hashes);

// Reads tiles (bytes of the widest version that exists at `size`) and answers node hashes from them.
class TileReader {
 public:
  virtual ~TileReader() = default;
  virtual Result<std::string> read_tile(TileId tile, int width) const = 0;
};
// Node hashes from tiles. A tile that was read, and the hashes inside it that were computed, are kept for later calls,
// up to kKeptTiles tiles: the first proof of a tree costs about 250 hashes per level of tiles, one more proof near it
// nearly none. So keep one object for all receipts of one checkpoint. One thread per object; `tiles` must outlive it
// and must not change. A node outside the tree: log.outside_tree; a tile of another length than `size` says:
// log.tile_malformed. It does not check the tiles against a root: the caller checks what it computes from them (an
// audit does).
class TileHashes : public HashReader {
 public:
  static constexpr std::size_t kKeptTiles = 32;  // 16 KiB each
  TileHashes(const TileReader& tiles, TreeSize size) : tiles_(tiles), size_(size) {}
  Result<std::vector<Hash>> read_hashes(std::span<const NodeId> ids) const override;

 private:
  // A tile's row and what lies above it: node (height, i) stands at 512 − (512 >> height) + i.
  struct Kept {
    std::vector<Hash> nodes;
    std::vector<bool> known;
  };
  Result<Kept*> kept(TileId tile) const;
  static const Hash& node_of(Kept& kept, int height, std::size_t index);

  const TileReader& tiles_;
  TreeSize size_;
  mutable std::map<TileId, Kept> kept_;
};

}  // namespace hocba::log
