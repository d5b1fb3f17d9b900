#include "node/ledger_view.hpp"

namespace hocba::node {

Result<log::Receipt> make_receipt(const LedgerView& view, log::LeafIndex index) {
  const log::TreeSize size = view.checkpoint.checkpoint.size;
  const log::TileHashes hashes(*view.data, size);
  log::Receipt receipt;
  receipt.index = index;
  HOCBA_TRY(receipt.proof, log::prove_inclusion(index, size, hashes));
  receipt.checkpoint = view.checkpoint;
  return receipt;
}

}  // namespace hocba::node
