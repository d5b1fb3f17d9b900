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

Result<Audience> audience_of(const chain::StateView& state, const chain::CredentialState& credential, Time at) {
  HOCBA_TRY(auto out, audience_of(state, credential.unit, at));
  HOCBA_TRY(const auto custody, chain::find_custody(state, credential.id));
  if (!custody || custody->unit == credential.unit) return out;
  HOCBA_TRY(const auto holder, audience_of(state, custody->unit, at));
  for (const auto& unit : holder.issuers) add_once(out.issuers, unit);
  for (const auto& unit : holder.superiors) add_once(out.superiors, unit);
  return out;
}

Result<std::optional<chain::UnitCode>> given_by_another(const store::Snapshot& data, const chain::GrantState& grant) {
  HOCBA_TRY(const std::string entry, data.entry(grant.recorded_by));
  HOCBA_TRY(const auto record, chain::parse_record(entry));
  if (!record.unit) return std::optional(grant.grant.unit);
  return *record.unit == grant.grant.unit ? std::nullopt : std::optional(*record.unit);
}

Result<Matter> matter_of_credential(const chain::StateView& state, const chain::CredentialState& credential) {
  HOCBA_TRY(const auto issuer, chain::find_unit(state, credential.unit));
  return matter_of(credential.type.str(), issuer ? issuer->type : chain::UnitType());
}

Result<std::vector<ReadingUnit>> reading_units(const store::Snapshot& data, const chain::AnyKey& key, Time at) {
  std::vector<ReadingUnit> out;
  HOCBA_TRY(const auto grants, grants_in_force(data, key, at));
  for (const auto& grant : grants) {
    HOCBA_TRY(const auto unit, chain::find_unit(data, grant.grant.unit));
    HOCBA_CHECK(unit.has_value());  // grants_in_force found it active
    ReadingUnit right{unit->code, unit->code, unit->type, grant.grant.role};
    if (unit->type == chain::UnitType::inspectorate) {
      HOCBA_TRY(const auto above, chain::superior_of(data, *unit, at));
      if (above) right.stands_as = *above;
    }
    HOCBA_TRY(right.given_by, given_by_another(data, grant));
    if (right.given_by && *right.given_by != right.unit) {
      HOCBA_TRY(const auto giver, chain::find_unit(data, *right.given_by));
      if (giver) right.giver = giver->type;
    }
    const auto known = std::find_if(out.begin(), out.end(), [&](const ReadingUnit& one) {
      return one.unit == right.unit && one.role == right.role;
    });
    if (known == out.end())
      out.push_back(std::move(right));
    else if (!right.given_by)
      known->given_by.reset();  // one right of the unit's own is enough
  }
  return out;
}

std::optional<Reach> reach_of(const ReadingUnit& right, const Audience& audience) {
  const auto among = [&](const std::vector<chain::UnitCode>& units) {
    return std::find(units.begin(), units.end(), right.stands_as) != units.end();
  };
  const bool inspects = is_inspector(right.type, right.role);
  if (among(audience.issuers)) {
    if (inspects) return Reach{{right.type, right.role, Relation::below}, right.unit};
    if (!right.given_by) return Reach{{right.type, right.role, Relation::own}, right.unit, true};
    if (*right.given_by == right.unit) return Reach{{right.type, right.role, Relation::own}, right.unit};
    // Whom those above placed there reads as they would, in roles that read more than the own class.
    const Standing own{right.type, right.role, Relation::own};
    if (!reads_anything(own)) return Reach{own, *right.given_by};
    return Reach{{right.giver, chain::Role::manager, Relation::below}, *right.given_by};
  }
  if (among(audience.superiors)) return Reach{{right.type, right.role, Relation::below}, right.unit};
  return std::nullopt;
}

int demands_of(const Reach& reach) { return reach.unasked ? 0 : is_inspector(reach.as.type, reach.as.role) ? 2 : 1; }

int rank_of(int demands, bool decision_named) { return demands == 1 && decision_named ? 3 : demands; }

Result<std::optional<Reach>> least_asked(const chain::StateView& state, const std::vector<ReadingUnit>& mine,
                                         const chain::UnitCode& unit, Time at, bool decision_named,
                                         std::optional<Matter> matter) {
  HOCBA_TRY(const Audience audience, audience_of(state, unit, at));
  std::optional<Reach> best;
  for (const auto& one : mine) {
    auto reach = reach_of(one, audience);
    if (!reach || !(matter ? permission(reach->as, *matter).reads() : reads_anything(reach->as))) continue;
    const auto rank = [&](const Reach& r) { return rank_of(demands_of(r), decision_named); };
    if (!best || rank(*reach) < rank(*best)) best = std::move(reach);
  }
  return best;
}

Result<std::vector<chain::GrantState>> homeroom_grants(const chain::StateView& state, const chain::AnyKey& key,
                                                       Time at) {
  HOCBA_TRY(auto grants, grants_in_force(state, key, at));
  std::erase_if(grants, [](const chain::GrantState& grant) { return grant.grant.role != chain::Role::homeroom; });
  return grants;
}

}  // namespace hocba::node
