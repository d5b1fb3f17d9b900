#include "node/audience.hpp"

#include <algorithm>

namespace hocba::node {

namespace {

void add_once(std::vector<chain::UnitCode>& units, const chain::UnitCode& unit) {
  if (std::find(units.begin(), units.end(), unit) == units.end()) units.push_back(unit);
}

Status add_superiors(const chain::StateView& state, chain::UnitCode unit, Time at, std::vector<chain::UnitCode>& out) {
  for (std::size_t depth = 0; depth <= chain::kMaxUnitDepth; ++depth) {
    HOCBA_TRY(const auto found, chain::find_unit(state, unit));
    if (!found) return done();
    HOCBA_TRY(const auto above, chain::superior_of(state, *found, at));
    if (!above) return done();
    add_once(out, *above);
    unit = *above;
  }
  return done();
}

bool reads_documents(chain::Role role) {
  return role != chain::Role::teacher && role != chain::Role::trainer && role != chain::Role::homeroom;
}

// The people of a unit that ended or was merged read no more: its documents are the successor's.
Result<std::vector<chain::GrantState>> grants_in_force(const chain::StateView& state, const chain::AnyKey& key,
                                                       Time at) {
  std::vector<chain::GrantState> out;
  HOCBA_TRY(const auto grants, chain::grants_of_key(state, key));
  for (const auto index : grants) {
    HOCBA_TRY(auto grant, chain::find_grant(state, index));
    if (!grant || !grant->in_force(at)) continue;
    HOCBA_TRY(const bool stands, chain::delegation_stands(state, *grant, at));
    HOCBA_TRY(const bool tainted, chain::grantor_compromised(state, *grant));
    if (!stands || tainted) continue;
    HOCBA_TRY(const auto unit, chain::find_unit(state, grant->grant.unit));
    if (unit && chain::is_active(*unit, at)) out.push_back(*std::move(grant));
  }
  return out;
}

}  // namespace

Result<Audience> audience_of(const chain::StateView& state, const chain::UnitCode& unit, Time at) {
  Audience out;
  HOCBA_TRY(const auto known, chain::find_unit(state, unit));
  if (!known) return out;
  out.issuers.push_back(unit);
  HOCBA_TRY(const auto successor, chain::successor_of(state, unit, at));
  add_once(out.issuers, successor);
  for (const auto& issuer : out.issuers) HOCBA_RETURN_IF_ERROR(add_superiors(state, issuer, at, out.superiors));
  return out;
}

Result<std::vector<chain::UnitCode>> reading_units(const chain::StateView& state, const chain::AnyKey& key, Time at) {
  std::vector<chain::UnitCode> out;
  HOCBA_TRY(const auto grants, grants_in_force(state, key, at));
  for (const auto& grant : grants)
    if (reads_documents(grant.grant.role)) add_once(out, grant.grant.unit);
  return out;
}

Result<std::vector<chain::GrantState>> homeroom_grants(const chain::StateView& state, const chain::AnyKey& key,
                                                       Time at) {
  HOCBA_TRY(auto grants, grants_in_force(state, key, at));
  std::erase_if(grants, [](const chain::GrantState& grant) { return grant.grant.role != chain::Role::homeroom; });
  return grants;
}

}  // namespace hocba::node
