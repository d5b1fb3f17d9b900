// What readers see: one moment of the ledger, immutable, with the final checkpoint of that moment. The ledger thread
// publishes a new one after each block by swapping a shared pointer. Threads: safe.
#pragma once

#include <memory>

#include "ledger/chain/state.hpp"
#include "ledger/log/receipt.hpp"
#include "ledger/log/tile.hpp"
#include "ledger/store/store.hpp"
#include "node/kept_rows.hpp"
#include "node/queue.hpp"

namespace hocba::node {

// Proofs at one size of the tree. Keeps the hashes of the tiles that it read: the first proof costs about 200 µs, the
// next ones near it 2. Callers pass one at a time. `data` must outlive it.
class KeptProofs {
 public:
  KeptProofs(const store::Snapshot& data, log::TreeSize size) : hashes_(data, size), size_(size) {}
  Result<log::Proof> inclusion(log::LeafIndex index) const;

 private:
  node::Turnstile turnstile_;
  log::TileHashes hashes_;
  log::TreeSize size_;
};

struct LedgerView {
  std::shared_ptr<const store::Snapshot> data;
  std::shared_ptr<const KeptRows> state;  // the state in `data`, faster
  log::SignedCheckpoint checkpoint;       // final: its k cosignatures are there
  chain::NetworkState network;
  chain::LedgerTip tip;
  Time cosigned;
  std::shared_ptr<const KeptProofs> proofs;  // at the checkpoint's size; may be absent
};

// chain::compromised at this view. Where no grant is compromised, as mostly, it needs no row of the issue.
Result<bool> is_undecided(const LedgerView& view, const chain::CredentialState& credential);

// A receipt of the entry at the view's checkpoint. log.outside_tree.
Result<log::Receipt> make_receipt(const LedgerView& view, log::LeafIndex index);

}  // namespace hocba::node
