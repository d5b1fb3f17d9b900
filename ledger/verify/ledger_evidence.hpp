// Entries of a holder's file, proved to be in the ledger that the policy trusts. Internal to ledger/verify.
#pragma once

#include <map>

#include "ledger/chain/block.hpp"
#include "ledger/exchange/holder_file.hpp"
#include "ledger/verify/engine.hpp"

namespace hocba::verify {

struct ProvenRecord {
  chain::VerifiedRecord verified;
  log::LeafIndex index{};
  const chain::Record& record() const { return verified.record(); }
};
struct ProvenInBlock {
  ProvenRecord record;
  chain::Block block;
  log::TrustedCheckpoint checkpoint;  // under which the block's receipt stands
};

// By the exact bytes: what they are found to be depends on nothing else, for a checkpoint on nothing but the policy.
struct Memory::State {
  std::string policy;
  std::map<std::string, Result<log::TrustedCheckpoint>> checkpoints;
  std::map<std::string, Result<chain::VerifiedRecord>> records;
  std::map<std::string, Result<chain::VerifiedBlock>> blocks;
};

class LedgerEvidence {
 public:
  // `memory` may be null: the receipts of one file share a checkpoint all the same.
  LedgerEvidence(const log::Policy& policy, const log::NetworkId& network, Memory* memory);

  // Errors: verify.evidence_not_final where only cosignatures are missing, verify.network_other for a record of another
  // network, verify.record_malformed, and `not_proven` for a receipt that leads nowhere.
  Result<ProvenRecord> record(const exchange::Proven& proven, const Code& not_proven);
  Result<ProvenInBlock> in_block(const exchange::ProvenInBlock& proven, const Code& not_proven);

 private:
  struct Place {
    log::LeafIndex index{};
    log::TrustedCheckpoint checkpoint;
  };
  Result<Place> place(const exchange::Proven& proven, const Code& not_proven);

  const log::Policy& policy_;
  const log::NetworkId& network_;
  Memory own_;
  Memory::State& known_;
};

}  // namespace hocba::verify
