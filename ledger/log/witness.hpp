// The C2SP tlog-witness request (c2sp.org/tlog-witness): "old <size>\n", at most 63 proof hashes, a blank line, a
// checkpoint. Parsing and the decision are pure; a node keeps what it last cosigned and answers over HTTP.
#pragma once

#include "ledger/log/policy.hpp"
#include "ledger/log/tree.hpp"

namespace hocba::log {

inline constexpr std::size_t kMaxWitnessProof = 63;
inline constexpr std::size_t kMaxAddCheckpointBytes = 64u << 10;

// One spelling; log.request_malformed, or the checkpoint's codes.
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
  bool operator==(const WitnessState&) const = default;
};

// 200 with the new state, or, in this order: log.unknown_origin (404), log.not_signed (403; also when a known key's
// signature is bad), log.old_above_size (400), log.old_size_differs (409; the error's detail is our size in decimal,
// which with a newline is the body, Content-Type text/x.tlog.size), log.proof_wrong (422; also another root at our
// size). A proof of the wrong length is log.proof_wrong here, as the protocol knows no difference.
Result<WitnessState> decide(const AddCheckpointRequest& request, const std::vector<crypto::NoteKey>& log_keys,
                            const WitnessState& state);

}  // namespace hocba::log
