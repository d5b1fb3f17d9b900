// Reading the line-based text forms of this folder: checkpoints, receipts, witness requests. Internal to ledger/log.
// Every reader accepts one spelling of a value.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/log/types.hpp"

namespace hocba::log::text {

// ASCII decimal without sign, spaces or leading zeros, at most `max`.
std::optional<std::uint64_t> decimal(std::string_view digits, std::uint64_t max);
// 32 bytes of strict base64, 44 characters.
std::optional<Hash> hash(std::string_view base64);

// The next line without its newline; `rest` moves past it. Nothing if no newline is left.
std::optional<std::string_view> take_line(std::string_view& rest);
// `line` without `prefix`, if it begins so.
std::optional<std::string_view> after(std::string_view line, std::string_view prefix);

// Lines of hashes up to and past a blank line. Nothing if a line is not a hash, there are more than `max`, or no blank
// line follows.
std::optional<Proof> take_proof(std::string_view& rest, std::size_t max);
void append_proof(std::string& out, const Proof& proof);

}  // namespace hocba::log::text
