#include "node/ledger_view.hpp"

namespace hocba::node {

Result<log::Proof> KeptProofs::inclusion(log::LeafIndex index) const {
  const auto turn = turnstile_.pass();
  return log::prove_inclusion(index, size_, hashes_);
}

Result<bool> is_undecided(const LedgerView& view, const chain::CredentialState& credential) {
  if (!view.state->some_compromised()) return false;
  return chain::compromised(*view.state, credential);
}

Result<log::Receipt> make_receipt(const LedgerView& view, log::LeafIndex index) {
  log::Receipt receipt;
  receipt.index = index;
  if (view.proofs) {
    HOCBA_TRY(receipt.proof, view.proofs->inclusion(index));
  } else {
    HOCBA_TRY(receipt.proof, KeptProofs(*view.data, view.checkpoint.checkpoint.size).inclusion(index));
  }
  receipt.checkpoint = view.checkpoint;
  return receipt;
}

}  // namespace hocba::node
