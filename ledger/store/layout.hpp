// The bytes of the ledger's tables: keys and the few values that are the store's own. Normative: docs/formats/store.md.
// Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/store/store.hpp"

namespace hocba::store::layout {

inline constexpr std::string_view kFormat = "hocba-store-1";
inline constexpr std::string_view kVaultFormat = "hocba-vault-1";

// Rows of the table `meta`.
inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kTipKey = "tip";
inline constexpr std::string_view kVoteKey = "vote";
inline constexpr std::string_view kIndexKey = "index";  // be64

std::string entry_key(std::uint64_t index);
std::optional<std::uint64_t> parse_entry_key(std::string_view key);

// Full hash tiles only. The key begins with the tree size at which the tile became full: tiles are written in key
// order, so their files never overlap and are never rewritten.
std::string tile_key(log::TileId tile);
std::optional<log::TileId> parse_tile_key(std::string_view key);

std::string encode_tip(const chain::LedgerTip& tip);
std::optional<chain::LedgerTip> decode_tip(std::string_view bytes);
std::string encode_vote(const Vote& vote);
std::optional<Vote> decode_vote(std::string_view bytes);

void append_be64(std::string& out, std::uint64_t value);
std::uint64_t read_be64(std::string_view bytes);  // of at least 8 bytes

}  // namespace hocba::store::layout
