#include "tests/support/ledger_export.hpp"

#include <map>

#include "ledger/chain/network_policy.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/tile.hpp"

namespace hocba::test {

namespace {

struct Rows {
  log::CompactRange range;
  std::map<int, std::vector<log::Hash>> rows;
};

std::string file_of(const NetworkBuilder& net, const Rows& tree, const log::TilePath& path, log::TreeSize size) {
  const auto begin = path.tile.index * log::kTileWidth;
  const auto count = static_cast<std::size_t>(log::tile_width(path.tile, size));
  if (path.tile.level == log::kEntriesLevel) return log::encode_bundle(std::span(net.entries()).subspan(begin, count));
  return log::encode_tile(std::span(tree.rows.at(path.tile.level)).subspan(begin, count));
}

}  // namespace

LedgerExport export_of(const NetworkBuilder& net, std::uint64_t size) {
  if (size == 0) size = net.entries().size();
  Rows tree;
  for (std::uint64_t i = 0; i < size; ++i)
    tree.range.append(log::leaf_hash(net.entries()[i]), [&](log::NodeId id, const log::Hash& hash) {
      if (id.level % log::kTileHeight == 0) tree.rows[id.level / log::kTileHeight].push_back(hash);
    });
  const auto genesis = net.genesis_body();
  LedgerExport out;
  out.policy = chain::network_policy(genesis, *net.network());
  const log::Checkpoint checkpoint{genesis.origin, log::TreeSize{size}, tree.range.root()};
  crypto::Note note;
  note.text = checkpoint.text();
  note.signatures.push_back(crypto::sign_note(note.text, genesis.origin, key_named("nut-1-log")));
  note.signatures.push_back(crypto::cosign_note(note.text, chain::witness_name(genesis.origin, code("nut-1")),
                                                key_named("nut-1-vote"), net.now));
  out.files["checkpoint"] = note.to_text();
  for (const log::TilePath& path : log::tiles_of(log::TreeSize{size}))
    out.files[log::tile_path(path.tile, path.width)] = file_of(net, tree, path, log::TreeSize{size});
  return out;
}

}  // namespace hocba::test
