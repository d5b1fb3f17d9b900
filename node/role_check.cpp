#include "node/role_check.hpp"

#include <algorithm>

#include "node/audience.hpp"
#include "node/codes.hpp"

namespace hocba::node {

namespace {

// "principal (Hiệu trưởng)", of the columns that have such a right in their own unit.
Error role_not_allowed(Matter matter, Rights wanted) {
  std::string names;
  for (std::size_t i = 0; i < kSeats; ++i) {
    const auto seat = static_cast<Seat>(i);
    const Cell& cell = cell_of(matter, seat);
    if ((cell.rights & wanted) == 0 || cell.where == Where::person || cell.where == Where::below) continue;
    names += (names.empty() ? "" : ", ") + std::string(name_of(seat).name) + " (" + std::string(name_of(seat).vi) + ")";
  }
  return Error(kRoleNotAllowed, names);
}

// What a grant lets its key do with a matter: in the own unit, class or subjects.
Rights rights_of(const chain::KeyGrant& grant, chain::UnitType type, Matter matter) {
  Rights out = 0;
  for (const Relation relation : {Relation::own, Relation::own_class, Relation::own_subject})
    out = static_cast<Rights>(out | permission({type, grant.role, relation}, matter).rights);
  return out;
}

Result<chain::UnitType> type_of_unit(const chain::StateView& state, const chain::UnitCode& unit) {
  HOCBA_TRY(const auto known, chain::find_unit(state, unit));
  return known ? known->type : chain::UnitType();
}

}  // namespace

Status check_depositor(const chain::StateView& state, const chain::AnyKey& key, const chain::UnitCode& unit,
                       const chain::CredentialType& type, Time now) {
  HOCBA_TRY(const auto grants,
            chain::authorising_grants(state, {key, unit, chain::RecordKind::credential_issue, type, now}));
  HOCBA_TRY(const auto unit_type, type_of_unit(state, unit));
  const Matter matter = matter_of(type.str(), unit_type);
  constexpr Rights kWrites = kCreate | kSign | kIssue;
  const bool may = std::any_of(grants.begin(), grants.end(), [&](const chain::GrantState& grant) {
    return (rights_of(grant.grant, unit_type, matter) & kWrites) != 0;
  });
  return may ? done() : Status(role_not_allowed(matter, kWrites));
}

Status check_status_roles(const chain::StateView& state, const chain::UnitCode& unit,
                          const chain::CredentialStatus& change, const std::vector<chain::AnyKey>& signers, Time now) {
  HOCBA_TRY(const auto credential, chain::find_credential(state, change.credential));
  if (!credential) return done();
  HOCBA_TRY(const Matter matter, matter_of_credential(state, *credential));
  HOCBA_TRY(const auto unit_type, type_of_unit(state, unit));
  const Rights wanted = change.action == chain::StatusAction::supersede ? kCorrect
                        : change.action == chain::StatusAction::confirm ? Rights{kCorrect | kRevoke}
                                                                        : kRevoke;
  bool decides = false;
  for (const auto& key : signers) {
    HOCBA_TRY(const auto answer,
              chain::answer_grants(state, {key, unit, chain::RecordKind::credential_status, credential->type, now}));
    if (answer.grants.empty()) return done();  // no signer may be a stranger: `apply` says so
    Rights rights = 0;
    for (const auto& grant : answer.grants)
      rights = static_cast<Rights>(rights | rights_of(grant.grant, unit_type, matter));
    constexpr Rights kAny = kCreate | kSign | kIssue | kCorrect | kRevoke;
    if ((rights & kAny) == 0) return role_not_allowed(matter, kAny);
    decides = decides || (rights & wanted) != 0;
  }
  // Whoever proposes alone is told of four eyes, by `apply`: the one who decides may still sign.
  if (decides || signers.size() < 2) return done();
  return role_not_allowed(matter, wanted);
}

}  // namespace hocba::node
