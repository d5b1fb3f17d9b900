// A receipt is a C2SP tlog-proof (c2sp.org/tlog-proof@v1): one file that proves that an entry is in a log whose
// checkpoint a policy trusts.
//
//   c2sp.org/tlog-proof@v1
//   [extra <base64>]
//   index <n>
//   <base64 hash>…            from the leaf's sibling up
//
//   <checkpoint, verbatim>
#pragma once

#include "ledger/log/policy.hpp"
#include "ledger/log/tree.hpp"

namespace hocba::log {

inline constexpr std::size_t kMaxReceiptBytes = 64u << 10;

// parse accepts one spelling (to_text gives the same bytes back): log.receipt_malformed, or the checkpoint's codes.
struct Receipt {
  std::optional<std::string> extra;  // opaque and not authenticated; never empty
  LeafIndex index{0};
  Proof proof;
  SignedCheckpoint checkpoint;
  static Result<Receipt> parse(std::string_view text);
  std::string to_text() const;
};

// The entry is in the log: the checkpoint is trusted and the proof leads to its root.
Result<TrustedCheckpoint> verify_receipt(const Receipt& receipt, std::string_view entry, const Policy& policy);

}  // namespace hocba::log
