#include "ledger/store/layout.hpp"

namespace hocba::store::layout {
namespace {

constexpr std::size_t kWord = 8;

// Takes the front of `bytes`; the caller has checked the whole length.
std::uint64_t take_be64(std::string_view& bytes) {
  const std::uint64_t value = read_be64(bytes);
  bytes.remove_prefix(kWord);
  return value;
}

template <class B>
B take(std::string_view& bytes) {
  const B value = B::of(bytes.substr(0, B::kSize));
  bytes.remove_prefix(B::kSize);
  return value;
}

Time take_time(std::string_view& bytes) { return {static_cast<std::int64_t>(take_be64(bytes))}; }

}  // namespace

void append_be64(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

std::uint64_t read_be64(std::string_view bytes) {
  HOCBA_CHECK(bytes.size() >= kWord);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < kWord; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

std::string entry_key(std::uint64_t index) {
  std::string key;
  append_be64(key, index);
  return key;
}

std::optional<std::uint64_t> parse_entry_key(std::string_view key) {
  if (key.size() != kWord) return std::nullopt;
  return read_be64(key);
}

std::string tile_key(log::TileId tile) {
  HOCBA_CHECK(tile.level >= 0 && tile.level <= log::kMaxTileLevel);
  std::string key;
  append_be64(key, (tile.index + 1) << (log::kTileHeight * (tile.level + 1)));
  key += static_cast<char>(tile.level);
  return key;
}

std::optional<log::TileId> parse_tile_key(std::string_view key) {
  if (key.size() != kWord + 1) return std::nullopt;
  const std::uint64_t complete_at = read_be64(key);
  log::TileId tile;
  tile.level = static_cast<unsigned char>(key[kWord]);
  if (tile.level > log::kMaxTileLevel) return std::nullopt;
  const int height = log::kTileHeight * (tile.level + 1);
  if (complete_at == 0 || complete_at >> height << height != complete_at) return std::nullopt;
  tile.index = (complete_at >> height) - 1;
  return tile;
}

std::string encode_tip(const chain::LedgerTip& tip) {
  std::string out;
  append_be64(out, chain::to_u64(tip.height));
  out += tip.state.view();
  out += tip.block_leaf.view();
  append_be64(out, static_cast<std::uint64_t>(tip.time.seconds));
  append_be64(out, log::to_u64(tip.size));
  out += tip.root.view();
  return out;
}

std::optional<chain::LedgerTip> decode_tip(std::string_view bytes) {
  if (bytes.size() != 3 * kWord + 3 * log::Hash::kSize) return std::nullopt;
  chain::LedgerTip tip;
  tip.height = chain::Height{take_be64(bytes)};
  tip.state = take<chain::StateDigest>(bytes);
  tip.block_leaf = take<log::Hash>(bytes);
  tip.time = take_time(bytes);
  tip.size = log::TreeSize{take_be64(bytes)};
  tip.root = take<log::Hash>(bytes);
  return tip;
}

std::string encode_vote(const Vote& vote) {
  std::string out;
  append_be64(out, log::to_u64(vote.size));
  out += vote.root.view();
  append_be64(out, static_cast<std::uint64_t>(vote.time.seconds));
  return out;
}

std::optional<Vote> decode_vote(std::string_view bytes) {
  if (bytes.size() != 2 * kWord + log::Hash::kSize) return std::nullopt;
  Vote vote;
  vote.size = log::TreeSize{take_be64(bytes)};
  vote.root = take<log::Hash>(bytes);
  vote.time = take_time(bytes);
  return vote;
}

}  // namespace hocba::store::layout
