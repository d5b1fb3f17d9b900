#include <gtest/gtest.h>

#include <set>

#include "ledger/log/codes.hpp"
#include "ledger/log/tile.hpp"
#include "tests/support/log_fixture.hpp"

namespace hocba::log {
namespace {

TEST(TilePath, IsWrittenInGroupsOfThreeDigits) {
  EXPECT_EQ(tile_path({0, 0}), "tile/0/000");
  EXPECT_EQ(tile_path({0, 999}), "tile/0/999");
  EXPECT_EQ(tile_path({0, 1000}), "tile/0/x001/000");
  EXPECT_EQ(tile_path({2, 1234067}), "tile/2/x001/x234/067");
  EXPECT_EQ(tile_path({1, 5}, 255), "tile/1/005.p/255");
  EXPECT_EQ(tile_path({kEntriesLevel, 1234}, 7), "tile/entries/x001/234.p/7");
}

TEST(TilePath, IsReadBackForEveryLevelWidthAndManyIndexes) {
  std::size_t read = 0;
  for (int level = kEntriesLevel; level <= kMaxTileLevel; ++level) {
    for (const std::uint64_t index : {0ull, 1ull, 9ull, 99ull, 100ull, 999ull, 1000ull, 1001ull, 999'999ull,
                                      1'000'000ull, 1'234'067ull, 1'000'000'000ull, 35'184'372'088'831ull}) {
      for (int width = 0; width <= 255; ++width) {
        const TilePath path{{level, index}, width == 0 ? std::nullopt : std::optional(width)};
        const auto parsed = parse_tile_path(tile_path(path.tile, path.width));
        ASSERT_TRUE(parsed.ok()) << tile_path(path.tile, path.width);
        ASSERT_EQ(*parsed, path);
        ++read;
      }
    }
  }
  EXPECT_EQ(read, 8u * 13 * 256);
}

TEST(TilePath, HasOneSpelling) {
  for (const char* wrong : {"",
                            "/",
                            "tile",
                            "tile/",
                            "tile/0",
                            "tile/0/",
                            "/tile/0/000",
                            "tile/0/000/",
                            "tile/0/0",
                            "tile/0/00",
                            "tile/0/0000",
                            "tile/0/1234",
                            "tile/0/001/234",
                            "tile/0/x001",
                            "tile/0/x001/",
                            "tile/0/x001/x234",
                            "tile/0/x000/001",
                            "tile/0/x000/x001/234",
                            "tile/0/X001/234",
                            "tile/0/-01",
                            "tile/0/+01",
                            "tile/0/ 01",
                            "tile/0/0x1",
                            "tile/00/000",
                            "tile/+0/000",
                            "tile/-1/000",
                            "tile/7/000",
                            "tile/63/000",
                            "tile/256/000",
                            "tile/a/000",
                            "tile/Entries/000",
                            "tile/entries",
                            "tile/entries/",
                            "tile/0/000.p",
                            "tile/0/000.p/",
                            "tile/0/000.p/0",
                            "tile/0/000.p/256",
                            "tile/0/000.p/01",
                            "tile/0/000.p/-1",
                            "tile/0/000.p/1/",
                            "tile/0/000.p/1.p/1",
                            "tile/0/000p/1",
                            "tile/0/000.P/1",
                            "tile/8/0/000",
                            "tile/0/x999/x999/x999/x999/999",
                            "tile/0/x001/x001/x001/x001/x001/x001/001",
                            "tile//000",
                            "tile/0//000",
                            "tile/0/x001//234",
                            "tile/0/000 ",
                            "tile/0/000\n",
                            "tile/0/000?x",
                            "tile/0/../0/000",
                            "tile/0/x035/x184/x372/x088/832"}) {
    const auto parsed = parse_tile_path(wrong);
    ASSERT_FALSE(parsed.ok()) << wrong;
    EXPECT_TRUE(parsed.error().is(kBadTilePath)) << wrong;
  }
  EXPECT_FALSE(parse_tile_path(std::string("tile/0/000\0", 11)).ok());
  EXPECT_FALSE(parse_tile_path(std::string(1000, 'x')).ok());
}

TEST(TileWidth, IsTheFloorOfTheSizeOverAPowerOf256) {
  EXPECT_EQ(tile_width({0, 0}, TreeSize{0}), 0);
  EXPECT_EQ(tile_width({0, 0}, TreeSize{255}), 255);
  EXPECT_EQ(tile_width({1, 0}, TreeSize{255}), 0) << "a partial tile is never hashed upward";
  EXPECT_EQ(tile_width({0, 0}, TreeSize{256}), 256);
  EXPECT_EQ(tile_width({0, 1}, TreeSize{256}), 0);
  EXPECT_EQ(tile_width({1, 0}, TreeSize{256}), 1);
  EXPECT_EQ(tile_width({kEntriesLevel, 1}, TreeSize{300}), 44);
  EXPECT_EQ(tile_width({6, 0}, TreeSize{kMaxTreeSize}), 31);
  EXPECT_EQ(tile_width({0, ~std::uint64_t{0}}, TreeSize{kMaxTreeSize}), 0);
}

// The example of c2sp.org/tlog-tiles: a tree of size 70,000.
TEST(TilesOf, ATreeOf70000HasTheTilesOfTheSpecificationsExample) {
  std::map<int, int> full, partial;
  for (const TilePath& path : tiles_of(TreeSize{70'000})) {
    if (path.width) {
      EXPECT_EQ(partial.count(path.tile.level), 0u);
      partial[path.tile.level] = *path.width;
    } else {
      ++full[path.tile.level];
    }
  }
  EXPECT_EQ(full, (std::map<int, int>{{kEntriesLevel, 273}, {0, 273}, {1, 1}}));
  EXPECT_EQ(partial, (std::map<int, int>{{kEntriesLevel, 112}, {0, 112}, {1, 17}, {2, 1}}));
  EXPECT_TRUE(tiles_of(TreeSize{0}).empty());
}

TEST(Locate, EveryNodeOfASmallTreeLiesWhereItsTilesSay) {
  const std::size_t size = 600;
  const test::NaiveTree tree(test::leaf_hashes(size));
  for (int level = 0; level < 10; ++level) {
    for (std::uint64_t index = 0; index < size >> level; ++index) {
      const NodeInTile place = locate({level, index});
      ASSERT_LE(place.first + place.count, tile_width(place.tile, TreeSize{size}));
      std::vector<Hash> row;
      for (int i = 0; i < place.count; ++i) {
        const std::size_t leaves = std::size_t{1} << (kTileHeight * place.tile.level);
        const std::size_t begin = (place.tile.index * kTileWidth + static_cast<std::size_t>(place.first + i)) * leaves;
        row.push_back(tree.hash(begin, begin + leaves));
      }
      ASSERT_EQ(hash_run(row), tree.hash(index << level, (index + 1) << level)) << level << "/" << index;
    }
  }
}

TEST(Bundle, KeepsEntriesOfEveryLength) {
  const std::vector<std::string> entries = {"", "a", std::string(255, 'b'), std::string(256, '\0'),
                                            std::string(kMaxEntryBytes, 'c')};
  const std::string bundle = encode_bundle(entries);
  EXPECT_EQ(bundle.size(), 2 * 5 + 1 + 255 + 256 + kMaxEntryBytes);
  EXPECT_EQ(bundle.substr(0, 5), std::string("\0\0\0\1a", 5)) << "lengths are big-endian";
  EXPECT_EQ(decode_bundle(bundle).value(), entries);
  std::string one_by_one;
  for (const auto& entry : entries) append_to_bundle(one_by_one, entry);
  EXPECT_EQ(one_by_one, bundle);
}

TEST(Bundle, RefusesEveryCutAndEmptyAndTooMany) {
  const std::string bundle = encode_bundle(std::vector<std::string>{"first", "second"});
  for (std::size_t length = 0; length < bundle.size(); ++length) {
    const bool after_the_first = length == 2 + 5;
    EXPECT_EQ(decode_bundle(bundle.substr(0, length)).ok(), after_the_first) << length;
  }
  EXPECT_TRUE(decode_bundle("").error().is(kBundleMalformed));
  EXPECT_TRUE(decode_bundle(std::string(2 * 256, '\0')).ok());
  EXPECT_TRUE(decode_bundle(std::string(2 * 257, '\0')).error().is(kBundleMalformed));
}

TEST(Tile, IsOneTo256Hashes) {
  const auto leaves = test::leaf_hashes(256);
  EXPECT_EQ(decode_tile(encode_tile(leaves)).value(), leaves);
  EXPECT_TRUE(decode_tile("").error().is(kTileMalformed));
  EXPECT_TRUE(decode_tile(std::string(33, 'x')).error().is(kTileMalformed));
  EXPECT_TRUE(decode_tile(std::string(257 * 32, 'x')).error().is(kTileMalformed));
}

struct FixedTile : TileReader {
  std::string bytes;
  mutable std::multiset<TileId> asked;
  Result<std::string> read_tile(TileId tile, int) const override {
    asked.insert(tile);
    return bytes;
  }
};

TEST(TileHashes, RefusesATileOfAnotherWidthAndANodeOutsideTheTree) {
  FixedTile tiles;
  tiles.bytes = encode_tile(test::leaf_hashes(5));
  const std::vector<NodeId> first = {{0, 0}};
  EXPECT_TRUE(TileHashes(tiles, TreeSize{5}).read_hashes(first).ok());
  EXPECT_TRUE(TileHashes(tiles, TreeSize{6}).read_hashes(first).error().is(kTileMalformed));
  EXPECT_TRUE(TileHashes(tiles, TreeSize{4}).read_hashes(first).error().is(kTileMalformed));
  for (const NodeId id : {NodeId{0, 5}, NodeId{1, 2}, NodeId{3, 0}, NodeId{60, 0}, NodeId{-1, 0}}) {
    const std::vector<NodeId> ids = {id};
    EXPECT_TRUE(TileHashes(tiles, TreeSize{5}).read_hashes(ids).error().is(kOutsideTree)) << id.level;
  }
}

TEST(TileHashes, ReadsATileOnceForManyProofs) {
  FixedTile tiles;
  tiles.bytes = encode_tile(test::leaf_hashes(200));
  const TileHashes hashes(tiles, TreeSize{200});
  const test::NaiveTree tree(test::leaf_hashes(200));
  for (std::uint64_t i = 0; i < 200; ++i) {
    ASSERT_EQ(prove_inclusion(LeafIndex{i}, TreeSize{200}, hashes).value(), tree.path(i, 200));
  }
  EXPECT_EQ(tiles.asked.size(), 1u);
}

TEST(TileHashes, KeepsABoundedNumberOfTiles) {
  FixedTile tiles;
  tiles.bytes = encode_tile(test::leaf_hashes(256));
  const TreeSize size{256 * 40};
  const TileHashes hashes(tiles, size);
  std::vector<NodeId> ids;
  for (std::uint64_t tile = 0; tile < 40; ++tile) ids.push_back({0, tile * 256 + tile});
  const auto leaves = test::leaf_hashes(256);
  for (int round = 0; round < 2; ++round) {
    const auto read = hashes.read_hashes(ids);
    ASSERT_TRUE(read.ok());
    for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ((*read)[i], leaves[i]);
  }
  EXPECT_GT(tiles.asked.size(), 40u) << "nothing was forgotten";
}

}  // namespace
}  // namespace hocba::log
