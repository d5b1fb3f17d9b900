// The C2SP tlog-witness request (c2sp.org/tlog-witness): "old <size>\n", at most 63 proof hashes, a blank line, a
// checkpoint. Parsing and the decision are pure; a node keeps what it last cosigned and answers over HTTP.
#pragma once

#include "ledger/log/policy.hpp"
#include "ledger/log/tree.hpp"

namespace hocba::log {

struct AddCheckpointRequest {
  TreeSize old_size{0};
  Proof proof;
  SignedCheckpoint checkpoint;
  static Result<AddCheckpointRequest> parse(std::string_view body);
  std::string to_text() const;
};

// What a witness remembers per origin; must be on disk before a cosignature leaves.
struct WitnessState {
  TreeSize size{0};
  Hash root = empty_root();
};

// 200 with the new state, or: log.old_above_size (400), log.unknown_origin (404), log.not_signed (403),
// log.old_size_differs (409, body: our size), log.proof_wrong (422).
Result<WitnessState> decide(const AddCheckpointRequest& request, const std::vector<crypto::NoteKey>& log_keys,
                            const WitnessState& state);

}  // namespace hocba::log
