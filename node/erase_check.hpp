// Whether a document.erase names a part that its document has. `apply` sees digests alone: the destruction of a part
// that never was would stand on the ledger for ever. So the node that holds the document asks first.
//
// Not asked of a document that is not here, or was erased whole: nothing is known of its parts then. Runs in the
// workers, on the view of that moment. Threads: safe.
#pragma once

#include "node/ledger_view.hpp"
#include "node/vault.hpp"

namespace hocba::node {

// credential.group_unknown with the name, and with the parts that the document has where one of the record's signers
// may read it.
Status check_erasure(const LedgerView& view, const Vault& vault, const chain::DocumentErase& erasure,
                     const std::vector<chain::AnyKey>& signers);

}  // namespace hocba::node
