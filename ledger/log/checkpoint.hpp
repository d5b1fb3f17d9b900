// C2SP tlog-checkpoint: "<origin>\n<size>\n<base64 root>\n", a signed note. We write no extension lines and accept
// none. Signed by a log key (note key type 01, name = origin) and cosigned by validators and witnesses (type 04).
#pragma once

#include "crypto/note.hpp"
#include "ledger/log/types.hpp"

namespace hocba::log {

inline constexpr std::size_t kMaxOriginBytes = 255;

// Values; from_text and parse accept one spelling, so that text() and to_text() give the same bytes back.
// log.checkpoint_malformed: another number of lines, a size with leading zeros or above kMaxTreeSize, a root that is
// not 32 bytes of strict base64, an empty tree with another root than SHA-256("").
struct Checkpoint {
  std::string origin;
  TreeSize size{0};
  Hash root;
  std::string text() const;
  static Result<Checkpoint> from_text(std::string_view text);
  bool operator==(const Checkpoint&) const = default;
};

// A checkpoint with its signature lines, as published.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  crypto::Note note;
  static Result<SignedCheckpoint> parse(std::string_view note_bytes);
  std::string to_text() const { return note.to_text(); }
};

}  // namespace hocba::log
