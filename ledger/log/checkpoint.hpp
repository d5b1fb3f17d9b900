// C2SP tlog-checkpoint: "<origin>\n<size>\n<base64 root>\n", a signed note. We write no extension lines and accept
// none. Signed by a log key (note key type 01, name = origin) and cosigned by validators and witnesses (type 04).
#pragma once

#include "crypto/note.hpp"
#include "ledger/log/types.hpp"

namespace hocba::log {

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
