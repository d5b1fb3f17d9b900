#include "node/erase_check.hpp"

#include <algorithm>

#include "ledger/credential/kinds.hpp"

namespace hocba::node {

Status check_erasure(const LedgerView& view, const Vault& vault, const chain::DocumentErase& erasure,
                     const std::vector<chain::AnyKey>& signers) {
  if (!erasure.group) return done();
  HOCBA_TRY(const auto recorded, chain::find_credential(*view.state, erasure.credential));
  if (!recorded) return done();  // `apply` says so
  HOCBA_TRY(const auto document, vault.core(erasure.credential, recorded->digest));
  if (!document) return done();
  const auto& groups = document->group_digests();
  const std::string name = erasure.group->str();
  if (std::any_of(groups.begin(), groups.end(), [&](const auto& group) { return group.name == name; })) return done();
  const bool reader = std::any_of(signers.begin(), signers.end(), [&](const chain::AnyKey& key) {
    return vault.may_read(view, key, erasure.credential).ok();
  });
  return credential::unknown_group(name, reader ? groups : std::vector<credential::GroupDigest>());
}

}  // namespace hocba::node
