// What holds for every record, before what holds for its kind.
#include "ledger/chain/rules.hpp"

namespace hocba::chain {

namespace {

Status check_place(const RuleContext& c) {
  const bool genesis = c.record.kind() == RecordKind::network_genesis;
  if (!c.network) return genesis ? done() : Status(kGenesisFirst);
  if (genesis) return kGenesisAgain;
  if (c.height == Height{0}) return kGenesisAlone;
  if (!c.record.network || *c.record.network != c.network->network) return kWrongNetwork;
  return done();
}

Status check_times(const RuleContext& c) {
  if (c.record.time > c.now) return Error(kRecordFromFuture, to_text(c.record.time));
  if (c.record.time < c.now - kRecordWindow) return Error(kRecordTooOld, to_text(c.record.time));
  for (const crypto::CheckedProof& proof : c.verified.proofs()) {
    if (proof.created > c.now) return Error(kProofFromFuture, to_text(proof.created));
    if (proof.created < c.record.time - kRecordWindow) return Error(kProofTooOld, to_text(proof.created));
  }
  return done();
}

}  // namespace

Status apply_record_v1(const RuleContext& c) {
  HOCBA_RETURN_IF_ERROR(check_place(c));
  HOCBA_TRY(const auto known, find_record(c.state, c.verified.id()));
  if (known) return Error(kDuplicateRecord, "entry " + std::to_string(log::to_u64(*known)));
  HOCBA_RETURN_IF_ERROR(check_times(c));
  HOCBA_RETURN_IF_ERROR(std::visit([&](const auto& body) { return apply_body(c, body); }, c.record.body));
  c.state.put(record_key(c.verified.id()), be64(log::to_u64(c.index)));
  return done();
}

}  // namespace hocba::chain
