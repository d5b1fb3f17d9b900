#include "ledger/log/checkpoint.hpp"

#include <algorithm>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/log/text.hpp"
#include "ledger/log/tree.hpp"

namespace hocba::log {

std::string Checkpoint::text() const {
  return origin + "\n" + std::to_string(to_u64(size)) + "\n" + crypto::base64(root.view()) + "\n";
}

Result<Checkpoint> Checkpoint::from_text(std::string_view text) {
  const auto bad = [](std::string_view why) { return Error(kCheckpointMalformed, std::string(why)); };
  const auto origin = text::take_line(text);
  const auto size_line = text::take_line(text);
  const auto root_line = text::take_line(text);
  if (!origin || !size_line || !root_line) return bad("it needs three lines: origin, size, root");
  if (!text.empty()) return bad("extension lines are not accepted");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (origin->empty() || origin->size() > kMaxOriginBytes || !crypto::valid_utf8(*origin) ||
      std::any_of(origin->begin(), origin->end(), is_control)) {
    return bad("the origin is not 1 to 255 bytes of UTF-8 text");
  }
  const auto size = text::decimal(*size_line, kMaxTreeSize);
  if (!size) return bad("the size is not a decimal number without leading zeros");
  const auto root = text::hash(*root_line);
  if (!root) return bad("the root is not 32 bytes in base64");
  Checkpoint checkpoint{.origin = std::string(*origin), .size = TreeSize{*size}, .root = *root};
  if (*size == 0 && checkpoint.root != empty_root()) return bad("the root of an empty tree is SHA-256 of nothing");
  return checkpoint;
}

Result<SignedCheckpoint> SignedCheckpoint::parse(std::string_view note_bytes) {
  HOCBA_TRY(auto note, crypto::Note::parse(note_bytes));
  HOCBA_TRY(auto checkpoint, Checkpoint::from_text(note.text));
  return SignedCheckpoint{.checkpoint = std::move(checkpoint), .note = std::move(note)};
}

}  // namespace hocba::log
