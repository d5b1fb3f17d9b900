#include "ledger/log/receipt.hpp"

#include "crypto/encoding.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/log/text.hpp"

namespace hocba::log {
namespace {
constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
}

Result<Receipt> Receipt::parse(std::string_view text) {
  const auto bad = [](std::string_view why) { return Error(kReceiptMalformed, std::string(why)); };
  if (text.size() > kMaxReceiptBytes) return bad("it is longer than 64 KiB");
  if (text::take_line(text) != kFirstLine) return bad("it does not begin with c2sp.org/tlog-proof@v1");
  auto line = text::take_line(text);
  Receipt receipt;
  if (const auto extra = line ? text::after(*line, "extra ") : std::nullopt) {
    auto bytes = crypto::from_base64(*extra);
    if (!bytes.ok() || bytes->empty()) return bad("the extra line is not base64");
    receipt.extra = std::move(bytes).value();
    line = text::take_line(text);
  }
  const auto digits = line ? text::after(*line, "index ") : std::nullopt;
  const auto index = digits ? text::decimal(*digits, kMaxTreeSize - 1) : std::nullopt;
  if (!index) return bad("the index line is missing or not a decimal number without leading zeros");
  receipt.index = LeafIndex{*index};
  auto proof = text::take_proof(text, kMaxProofHashes);
  if (!proof) return bad("a line of the proof is not a hash in base64, or no blank line follows");
  receipt.proof = std::move(*proof);
  HOCBA_TRY(receipt.checkpoint, SignedCheckpoint::parse(text));
  return receipt;
}

std::string Receipt::to_text() const {
  std::string out(kFirstLine);
  out += '\n';
  if (extra && !extra->empty()) out += "extra " + crypto::base64(*extra) + "\n";
  out += "index " + std::to_string(to_u64(index)) + "\n";
  text::append_proof(out, proof);
  out += '\n';
  out += checkpoint.to_text();
  return out;
}

Result<TrustedCheckpoint> verify_receipt(const Receipt& receipt, std::string_view entry, const Policy& policy) {
  HOCBA_TRY(auto trusted, trust(policy, receipt.checkpoint));
  HOCBA_RETURN_IF_ERROR(verify_inclusion(receipt.index, trusted.checkpoint.size, leaf_hash(entry), receipt.proof,
                                         trusted.checkpoint.root));
  return trusted;
}

}  // namespace hocba::log
