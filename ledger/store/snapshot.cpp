#include "ledger/store/codes.hpp"
#include "ledger/store/layout.hpp"
#include "ledger/store/snapshot_state.hpp"

namespace hocba::store {
namespace {

Error outside(std::string_view what, std::uint64_t index, log::TreeSize size) {
  return {kNotFound,
          std::string(what) + " " + std::to_string(index) + ", ledger of " + std::to_string(log::to_u64(size))};
}

}  // namespace

Snapshot::Snapshot(std::shared_ptr<const State> state) : state_(std::move(state)) {}
Snapshot::~Snapshot() = default;

const std::optional<Meta>& Snapshot::meta() const { return state_->meta; }

Result<std::optional<std::string>> Snapshot::get(std::string_view state_key) const {
  return state_->database->get(kStateTable, state_key, state_->at.get());
}

Result<std::optional<std::string>> Snapshot::index_value(std::string_view key) const {
  return state_->database->get(kIndexTable, key, state_->at.get());
}

Result<std::string> Snapshot::read_tile(log::TileId tile, int width) const {
  if (tile.level == log::kEntriesLevel) return entry_bundle(tile.index, width);
  if (tile.level < 0 || tile.level > log::kMaxTileLevel) return Error(kNotFound, "no such tile level");
  const int stored = log::tile_width(tile, state_->size());
  if (width < 1 || width > stored) return outside(log::tile_path(tile, width), tile.index, state_->size());
  if (stored < static_cast<int>(log::kTileWidth)) {
    return log::encode_tile(std::span(state_->edge->row(tile.level)).first(static_cast<std::size_t>(width)));
  }
  HOCBA_TRY(auto bytes, state_->database->get(kTilesTable, layout::tile_key(tile), state_->at.get()));
  if (!bytes || bytes->size() != log::kTileWidth * log::Hash::kSize) {
    return Error(kCorrupt, log::tile_path(tile) + (bytes ? " has a wrong length" : " is missing"));
  }
  bytes->resize(static_cast<std::size_t>(width) * log::Hash::kSize);
  return std::move(*bytes);
}

Result<std::string> Snapshot::entry(log::LeafIndex index) const {
  if (!log::contains(state_->size(), index)) return outside("entry", log::to_u64(index), state_->size());
  HOCBA_TRY(auto bytes, state_->database->get(kEntriesTable, layout::entry_key(log::to_u64(index)), state_->at.get()));
  if (!bytes) return Error(kCorrupt, "entry " + std::to_string(log::to_u64(index)) + " is missing");
  return std::move(*bytes);
}

Result<std::vector<std::string>> Snapshot::entries(log::LeafIndex first, std::size_t count) const {
  const std::uint64_t size = log::to_u64(state_->size());
  std::uint64_t next = log::to_u64(first);
  if (next > size || count > size - next) return outside("entries from", next, state_->size());
  std::vector<std::string> out;
  if (count == 0) return out;
  out.reserve(count);
  HOCBA_RETURN_IF_ERROR(state_->database->scan(kEntriesTable, {}, layout::entry_key(next), state_->at.get(),
                                               [&](std::string_view key, std::string_view value) {
                                                 if (layout::parse_entry_key(key) != next) return false;
                                                 out.emplace_back(value);
                                                 ++next;
                                                 return out.size() < count;
                                               }));
  if (out.size() < count) return Error(kCorrupt, "entry " + std::to_string(next) + " is missing");
  return out;
}

Result<std::string> Snapshot::entry_bundle(std::uint64_t bundle, int width) const {
  const log::TileId id{log::kEntriesLevel, bundle};
  if (width < 1 || width > log::tile_width(id, state_->size())) {
    return outside(log::tile_path(id, width), bundle, state_->size());
  }
  HOCBA_TRY(const auto found, entries(log::LeafIndex{bundle * log::kTileWidth}, static_cast<std::size_t>(width)));
  return log::encode_bundle(found);
}

Status Snapshot::scan_state(std::string_view prefix, std::string_view from, const Visit& visit) const {
  return state_->database->scan(kStateTable, prefix, from, state_->at.get(), visit);
}

Status Snapshot::scan_index(std::string_view prefix, std::string_view from, const Visit& visit) const {
  return state_->database->scan(kIndexTable, prefix, from, state_->at.get(), visit);
}

Status Snapshot::scan_tiles(const std::function<bool(log::TileId, std::string_view)>& visit) const {
  std::optional<Error> bad;
  HOCBA_RETURN_IF_ERROR(
      state_->database->scan(kTilesTable, {}, {}, state_->at.get(), [&](std::string_view key, std::string_view value) {
        const auto tile = layout::parse_tile_key(key);
        if (tile) return visit(*tile, value);
        bad.emplace(kCorrupt, "tiles: a key of no tile");
        return false;
      }));
  if (bad) return *bad;
  return done();
}

}  // namespace hocba::store
