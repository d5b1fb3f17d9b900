#include "ledger/log/text.hpp"

#include "crypto/encoding.hpp"

namespace hocba::log::text {

std::optional<std::uint64_t> decimal(std::string_view digits, std::uint64_t max) {
  if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (digit > max || value > (max - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

std::optional<Hash> hash(std::string_view base64) {
  constexpr std::size_t kHashInBase64 = 44;
  if (base64.size() != kHashInBase64) return std::nullopt;
  auto raw = crypto::from_base64(base64);
  if (!raw.ok() || raw->size() != Hash::kSize) return std::nullopt;
  return Hash::of(*raw);
}

std::optional<std::string_view> take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::optional<std::string_view> after(std::string_view line, std::string_view prefix) {
  if (line.substr(0, prefix.size()) != prefix) return std::nullopt;
  return line.substr(prefix.size());
}

std::optional<Proof> take_proof(std::string_view& rest, std::size_t max) {
  Proof proof;
  while (true) {
    const auto line = take_line(rest);
    if (!line) return std::nullopt;
    if (line->empty()) return proof;
    const auto parsed = hash(*line);
    if (!parsed || proof.size() == max) return std::nullopt;
    proof.push_back(*parsed);
  }
}

void append_proof(std::string& out, const Proof& proof) {
  for (const Hash& hash : proof) {
    out += crypto::base64(hash.view());
    out += '\n';
  }
}

}  // namespace hocba::log::text
