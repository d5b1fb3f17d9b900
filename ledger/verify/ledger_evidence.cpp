#include "ledger/verify/ledger_evidence.hpp"

#include "ledger/log/codes.hpp"
#include "ledger/verify/codes.hpp"

namespace hocba::verify {
namespace {

template <class T, class Check>
const Result<T>& remembered(std::map<std::string, Result<T>>& known, const std::string& bytes, Check check) {
  auto found = known.find(bytes);
  if (found != known.end()) return found->second;
  if (known.size() >= kMaxRemembered) known.clear();
  return known.emplace(bytes, check()).first->second;
}

}  // namespace

Memory::Memory() : state_(std::make_unique<State>()) {}
Memory::~Memory() = default;
Memory::Memory(Memory&&) noexcept = default;
Memory& Memory::operator=(Memory&&) noexcept = default;

LedgerEvidence::LedgerEvidence(const log::Policy& policy, const log::NetworkId& network, Memory* memory)
    : policy_(policy), network_(network), known_(memory != nullptr ? *memory->state_ : *own_.state_) {
  if (memory == nullptr) return;
  std::string text = policy.to_text();
  if (known_.policy != text) known_ = {};
  known_.policy = std::move(text);
}

Result<LedgerEvidence::Place> LedgerEvidence::place(const exchange::Proven& proven, const Code& not_proven) {
  const auto receipt = log::Receipt::parse(proven.receipt);
  if (!receipt.ok()) return Error(not_proven, receipt.error().to_string());
  const std::string checkpoint = receipt->checkpoint.to_text();
  const auto& trusted =
      remembered(known_.checkpoints, checkpoint, [&] { return log::trust(policy_, receipt->checkpoint); });
  if (!trusted.ok()) {
    return Error(trusted.error().is(log::kNoQuorum) ? kEvidenceNotFinal : not_proven, trusted.error().to_string());
  }
  const Status included = log::verify_inclusion(receipt->index, trusted->checkpoint.size, log::leaf_hash(proven.entry),
                                                receipt->proof, trusted->checkpoint.root);
  if (!included.ok()) return Error(not_proven, included.error().to_string());
  return Place{receipt->index, *trusted};
}

Result<ProvenRecord> LedgerEvidence::record(const exchange::Proven& proven, const Code& not_proven) {
  HOCBA_TRY(const auto where, place(proven, not_proven));
  const auto& verified = remembered(known_.records, proven.entry, [&] { return chain::verify_record(proven.entry); });
  if (!verified.ok()) return Error(kRecordMalformed, verified.error().to_string());
  ProvenRecord out{*verified, where.index};
  if (out.record().network != network_) return Error(kNetworkOther, "entry " + std::to_string(to_u64(where.index)));
  return out;
}

Result<ProvenInBlock> LedgerEvidence::in_block(const exchange::ProvenInBlock& proven, const Code& not_proven) {
  HOCBA_TRY(auto proven_record, record(proven.record, not_proven));
  HOCBA_TRY(auto where, place(proven.block, not_proven));
  const auto& verified =
      remembered(known_.blocks, proven.block.entry, [&] { return chain::verify_block(proven.block.entry); });
  if (!verified.ok()) return Error(kBlockWrong, verified.error().to_string());
  const chain::Block& block = verified->block();
  const std::string text = "block " + std::to_string(chain::to_u64(block.height));
  if (block.index() != where.index) return Error(kBlockWrong, text + " does not stand where it says");
  if (proven_record.index < block.first || proven_record.index >= block.index()) {
    return Error(kBlockWrong, text + " does not hold entry " + std::to_string(to_u64(proven_record.index)));
  }
  return ProvenInBlock{std::move(proven_record), block, std::move(where.checkpoint)};
}

}  // namespace hocba::verify
