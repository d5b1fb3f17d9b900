#include "ledger/log/witness.hpp"

#include "ledger/log/codes.hpp"
#include "ledger/log/text.hpp"

namespace hocba::log {

Result<AddCheckpointRequest> AddCheckpointRequest::parse(std::string_view body) {
  const auto bad = [](std::string_view why) { return Error(kRequestMalformed, std::string(why)); };
  if (body.size() > kMaxAddCheckpointBytes) return bad("it is longer than 64 KiB");
  const auto line = text::take_line(body);
  const auto digits = line ? text::after(*line, "old ") : std::nullopt;
  const auto old_size = digits ? text::decimal(*digits, kMaxTreeSize) : std::nullopt;
  if (!old_size) return bad("the first line is not `old <size>`");
  AddCheckpointRequest request;
  request.old_size = TreeSize{*old_size};
  auto proof = text::take_proof(body, kMaxWitnessProof);
  if (!proof) return bad("a proof line is not a hash in base64, there are more than 63, or no blank line follows");
  request.proof = std::move(*proof);
  HOCBA_TRY(request.checkpoint, SignedCheckpoint::parse(body));
  return request;
}

std::string AddCheckpointRequest::to_text() const {
  std::string out = "old " + std::to_string(to_u64(old_size)) + "\n";
  text::append_proof(out, proof);
  out += '\n';
  out += checkpoint.to_text();
  return out;
}

Result<WitnessState> decide(const AddCheckpointRequest& request, const std::vector<crypto::NoteKey>& log_keys,
                            const WitnessState& state) {
  // The text is parsed again, so that what is decided on is what the signatures cover.
  HOCBA_TRY(const auto checkpoint, Checkpoint::from_text(request.checkpoint.note.text));
  std::vector<crypto::NoteKey> keys;
  for (const crypto::NoteKey& key : log_keys) {
    if (key.name == checkpoint.origin && key.type == crypto::NoteKeyType::ed25519) keys.push_back(key);
  }
  if (keys.empty()) return Error(kUnknownOrigin, checkpoint.origin);
  const auto signatures = crypto::verify_note(request.checkpoint.note, keys);
  if (!signatures.ok()) return Error(kNotSigned, signatures.error().to_string());
  if (signatures->empty()) return Error(kNotSigned, checkpoint.origin);
  if (to_u64(request.old_size) > to_u64(checkpoint.size)) {
    return Error(kOldAboveSize,
                 std::to_string(to_u64(request.old_size)) + " > " + std::to_string(to_u64(checkpoint.size)));
  }
  if (request.old_size != state.size) return Error(kOldSizeDiffers, std::to_string(to_u64(state.size)));
  const auto consistent = verify_consistency(state.size, checkpoint.size, request.proof, state.root, checkpoint.root);
  if (!consistent.ok()) return Error(kProofWrong, consistent.error().detail());
  return WitnessState{.size = checkpoint.size, .root = checkpoint.root};
}

}  // namespace hocba::log
