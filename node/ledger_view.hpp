// What readers see: one moment of the ledger, immutable, with the final checkpoint of that moment. The ledger thread
// publishes a new one after each block by swapping a shared pointer. Threads: safe.
#pragma once

#include <memory>

#include "ledger/chain/state.hpp"
#include "ledger/log/receipt.hpp"
#include "ledger/store/store.hpp"

namespace hocba::node {

struct LedgerView {
  std::shared_ptr<const store::Snapshot> data;
  log::SignedCheckpoint checkpoint;  // final: its k cosignatures are there
  chain::NetworkState network;
  chain::LedgerTip tip;
  Time cosigned;
};

// A receipt of the entry at the view's checkpoint. log.outside_tree.
Result<log::Receipt> make_receipt(const LedgerView& view, log::LeafIndex index);

}  // namespace hocba::node
