#include "api/rights.hpp"

#include <algorithm>

#include "api/codes.hpp"
#include "node/audience.hpp"
#include "node/codes.hpp"
#include "node/role_check.hpp"

namespace hocba::api {

namespace {

template <class T>
bool has(const std::vector<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

Status is_founder(const node::LedgerView& view, const crypto::AnyKey& key) {
  if (has(view.network.authority.keys, key)) return done();
  return Error(kNotYours, "a founder's key is needed");
}

Status may_log_in(const node::LedgerView& view, const crypto::AnyKey& key) {
  if (is_founder(view, key).ok()) return done();
  for (const auto& validator : view.network.validators) {
    if (crypto::AnyKey(validator.api_key) == key) return done();
  }
  HOCBA_TRY(const auto grants, chain::grants_of_key(*view.state, key));
  if (grants.empty()) return Error(kUnknownKey);
  return done();
}

Status may_act_for(const node::LedgerView& view, const crypto::AnyKey& key, const chain::UnitCode& unit, Time at) {
  if (is_founder(view, key).ok()) return done();
  HOCBA_TRY(const auto mine, node::reading_units(*view.data, key, at));
  HOCBA_TRY(const auto audience, node::audience_of(*view.data, unit, at));
  for (const auto& one : mine) {
    if (node::is_inspector(one.type, one.role)) continue;  // reads, and nothing else
    const auto reach = node::reach_of(one, audience);
    if (reach && node::reads_anything(reach->as)) return done();
  }
  return Error(kNotYours, unit.str());
}

Status may_deposit(const node::LedgerView& view, const crypto::AnyKey& key, const chain::UnitCode& unit,
                   const chain::CredentialType& type, Time at) {
  const Status may = node::check_depositor(*view.state, key, unit, type, at);
  if (may.ok() || may.error().is(node::kRoleNotAllowed)) return may;
  return Error(kNotYours, unit.str() + ": " + std::string(may.error().code().id));
}

Status may_open(const node::LedgerView& view, const crypto::AnyKey& key, log::LeafIndex index, Time at) {
  HOCBA_TRY(const auto entry, view.data->entry(index));
  const auto record = chain::parse_record(entry);
  if (!record) return Error(kNothingThere, "no record with commitments at this index");
  if (record->unit && may_act_for(view, key, *record->unit, at).ok()) return done();
  if (const auto* grant = std::get_if<chain::KeyGrant>(&record->body)) return may_act_for(view, key, grant->unit, at);
  if (const auto* unit = std::get_if<chain::UnitRegister>(&record->body)) return may_act_for(view, key, unit->unit, at);
  if (!record->unit) return is_founder(view, key);
  return Error(kNotYours, record->unit->str());
}

}  // namespace hocba::api
