#include "node/holder_reasons.hpp"

#include "node/audience.hpp"
#include "node/codes.hpp"

namespace hocba::node {

Result<std::vector<HolderReason>> reasons_for_holder(const LedgerView& view, const Vault& vault,
                                                     const credential::CredentialId& id) {
  HOCBA_TRY(const auto credential, chain::find_credential(*view.state, id));
  if (!credential) return Error(kNoSuchDocument, credential::to_text(id));
  HOCBA_TRY(const Matter matter, matter_of_credential(*view.data, *credential));
  if (!holder_reads(matter)) return Error(kPartNotYours, credential::to_text(id));
  HOCBA_TRY(const auto indexes, changes_of_credential(*view.data, id));
  std::vector<HolderReason> out;
  for (std::size_t i = indexes.size() - std::min(indexes.size(), kMaxHolderReasons); i < indexes.size(); ++i) {
    HOCBA_TRY(const auto entry, view.data->entry(indexes[i]));
    HOCBA_TRY(const auto record, chain::parse_record(entry));
    HolderReason one;
    std::string_view name;
    if (const auto* change = std::get_if<chain::CredentialStatus>(&record.body)) {
      one.action = chain::to_text(change->action);
      name = "reason";
    } else if (const auto* erase = std::get_if<chain::DocumentErase>(&record.body)) {
      one.action = "erase";
      if (erase->group) one.part = erase->group->str();
      name = "basis";
    } else {
      continue;
    }
    HOCBA_TRY(one.place, place_of(view, indexes[i]));
    HOCBA_TRY(const auto openings, vault.openings(indexes[i]));
    for (const auto& opening : openings)
      if (opening.name == name) one.content = opening.content;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace hocba::node
