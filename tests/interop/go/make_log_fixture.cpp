// make_log_fixture DIR: writes a small log as an export directory has it, with fixed keys, for foreign tools to check:
//
//   policy.txt, checkpoint, tile/…                       of 600 entries, 3 of 4 validators
//   receipts/<index>-<size>.tlog-proof, .entry           receipts, also of earlier checkpoints
//   consistency/<from>-<to>.add-checkpoint               consistency proofs, as tlog-witness requests
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "ledger/log/tile.hpp"
#include "ledger/log/witness.hpp"
#include "tests/support/log_fixture.hpp"

namespace {

namespace fs = std::filesystem;
using namespace hocba;       // NOLINT a program of one file
using namespace hocba::log;  // NOLINT

constexpr std::uint64_t kEntries = 600;

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  out.flush();
  HOCBA_CHECK(out.good());
}

// Grows with the log; keeps what the tiles keep.
class Rows : public TileReader {
 public:
  void append(std::string entry) {
    range_.append(leaf_hash(entry), [this](NodeId id, const Hash& hash) {
      if (id.level % kTileHeight == 0) rows_[id.level / kTileHeight].push_back(hash);
    });
    entries_.push_back(std::move(entry));
    roots_.push_back(range_.root());
  }
  Result<std::string> read_tile(TileId tile, int width) const override {
    const auto begin = tile.index * kTileWidth;
    const auto count = static_cast<std::size_t>(width);
    if (tile.level == kEntriesLevel) return encode_bundle(std::span(entries_).subspan(begin, count));
    return encode_tile(std::span(rows_.at(tile.level)).subspan(begin, count));
  }
  const std::string& entry(std::uint64_t index) const { return entries_.at(index); }
  Hash root(std::uint64_t size) const { return size == 0 ? empty_root() : roots_.at(size - 1); }

 private:
  CompactRange range_;
  std::map<int, std::vector<Hash>> rows_;
  std::vector<std::string> entries_;
  std::vector<Hash> roots_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_log_fixture DIR\n");
    return 2;
  }
  const fs::path dir(argv[1]);
  const auto network = test::LogNetwork::of(4, 3);
  Rows rows;
  // Lengths vary, and some entries are empty or binary: a reader must go by the length prefix.
  for (std::uint64_t i = 0; i < kEntries; ++i)
    rows.append(i % 97 == 5 ? "" : test::entry_text(i) + std::string(i % 7, '\0'));
  const auto checkpoint_of = [&](std::uint64_t size) {
    const auto at = static_cast<std::int64_t>(1'725'498'000 + size);
    return network.sign({.origin = network.origin, .size = TreeSize{size}, .root = rows.root(size)},
                        {{3, {at}}, {0, {at + 1}}, {1, {at + 2}}});
  };

  write(dir / "policy.txt", network.policy.to_text());
  write(dir / "checkpoint", checkpoint_of(kEntries).to_text());
  for (const TilePath& path : tiles_of(TreeSize{kEntries})) {
    const int width = tile_width(path.tile, TreeSize{kEntries});
    write(dir / tile_path(path.tile, path.width), rows.read_tile(path.tile, width).value());
  }
  for (const auto& [index, size] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
           {0, 1}, {0, 600}, {5, 7}, {255, 256}, {255, 257}, {256, 257}, {511, 600}, {599, 600}}) {
    const TileHashes hashes(rows, TreeSize{size});
    Receipt receipt{.extra = {},
                    .index = LeafIndex{index},
                    .proof = prove_inclusion(LeafIndex{index}, TreeSize{size}, hashes).value(),
                    .checkpoint = checkpoint_of(size)};
    const std::string name = std::to_string(index) + "-" + std::to_string(size);
    write(dir / "receipts" / (name + ".tlog-proof"), receipt.to_text());
    write(dir / "receipts" / (name + ".entry"), rows.entry(index));
  }
  for (const auto& [from, to] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
           {0, 600}, {1, 600}, {6, 7}, {256, 257}, {300, 512}, {511, 600}, {600, 600}}) {
    const TileHashes hashes(rows, TreeSize{to});
    const AddCheckpointRequest request{.old_size = TreeSize{from},
                                       .proof = prove_consistency(TreeSize{from}, TreeSize{to}, hashes).value(),
                                       .checkpoint = checkpoint_of(to)};
    write(dir / "consistency" / (std::to_string(from) + "-" + std::to_string(to) + ".add-checkpoint"),
          request.to_text());
  }
  return 0;
}
