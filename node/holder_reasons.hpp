// Why a document was revoked, suspended, superseded, or lost a part, as it was opened to this node: for its holder, who
// is to be told (domain VB-7). Whoever asks here has proved to have the document (credential/holder_proof.hpp); the
// table of permissions says of which documents a holder reads at all. What was said with copies and transfers stays
// with those whose cells they are: it names other people.
#pragma once

#include <string>
#include <vector>

#include "node/register_view.hpp"
#include "node/vault.hpp"

namespace hocba::node {

inline constexpr std::size_t kMaxHolderReasons = 64;  // the newest

struct HolderReason {
  LedgerPlace place;
  std::string action;   // revoke, suspend, reinstate, supersede, confirm; erase
  std::string part;     // that was erased; empty: the whole document, or none
  std::string content;  // canonical JSON; empty: not opened to this node
};
// In the order of the ledger. node.part_not_yours.
Result<std::vector<HolderReason>> reasons_for_holder(const LedgerView& view, const Vault& vault,
                                                     const credential::CredentialId& id);

}  // namespace hocba::node
