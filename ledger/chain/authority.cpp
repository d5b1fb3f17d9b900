// Who may: units and their superiors, successors by merger, the grants that let a key sign.
#include <algorithm>

#include "ledger/chain/tables.hpp"

namespace hocba::chain {

bool is_active(const UnitState& unit, Time at) {
  return unit.from <= at && (!unit.to || at < *unit.to) && !(unit.merged_at && *unit.merged_at <= at);
}

Result<UnitCode> successor_of(const StateView& view, const UnitCode& code, Time at) {
  UnitCode current = code;
  // No cycle can be recorded (a merged unit takes in no other); the bound limits the work that one record can cause.
  for (std::size_t step = 0; step <= kMaxMergers; ++step) {
    HOCBA_TRY(const auto unit, find_unit(view, current));
    if (!unit) return Error(kUnknownUnit, current.str());
    if (!unit->merged_at || at < *unit->merged_at) return current;
    current = *unit->merged_into;
  }
  return Error(kUnitCycle, "too many mergers after one another");
}

Result<std::optional<UnitCode>> superior_of(const StateView& view, const UnitState& unit, Time at) {
  std::optional<UnitCode> above = unit.parent;
  for (std::size_t step = 0; above && step <= kMaxUnitDepth; ++step) {
    HOCBA_TRY(const auto parent, find_unit(view, *above));
    if (!parent) return Error(kUnknownUnit, above->str());
    HOCBA_TRY(const UnitCode living, successor_of(view, *above, at));
    HOCBA_TRY(const auto state, find_unit(view, living));
    if (state && is_active(*state, at) && living != unit.code) return std::optional(living);
    above = parent->parent;
  }
  return std::optional<UnitCode>();
}

namespace {

bool names(const std::vector<RecordKind>& kinds, RecordKind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// Why a grant does not answer a question, with how near it came; nothing if it does.
struct Obstacle {
  int nearness = 0;
  const Code* code = &kNoAuthority;
};
std::optional<Obstacle> obstacle(const GrantState& state, const GrantQuestion& q) {
  const KeyGrant& grant = state.grant;
  if (grant.unit != q.unit) return Obstacle{};
  if (!names(grant.kinds, q.kind)) return Obstacle{1, &kGrantWrongKind};
  const bool any_type = grant.types.empty() || !q.type;
  if (!any_type && std::find(grant.types.begin(), grant.types.end(), *q.type) == grant.types.end())
    return Obstacle{2, &kGrantWrongType};
  if (q.at < grant.from) return Obstacle{3, &kGrantNotBegun};
  if (!(q.at < grant.to)) return Obstacle{4, &kGrantExpired};
  if (!state.in_force(q.at)) return Obstacle{5, &kGrantEnded};
  return std::nullopt;
}

}  // namespace

Result<bool> delegation_stands(const StateView& view, const GrantState& grant, Time at) {
  if (!grant.grant.delegated_by) return true;
  HOCBA_TRY(const auto by, find_grant(view, *grant.grant.delegated_by));
  if (!by) return Error(kStateCorrupt, "grant " + std::to_string(log::to_u64(*grant.grant.delegated_by)));
  if (!by->in_force(at)) return false;
  HOCBA_TRY(const bool tainted, grantor_compromised(view, *by));
  return !tainted;
}

Result<GrantAnswer> answer_grants(const StateView& view, const GrantQuestion& question) {
  HOCBA_TRY(const auto indexes, grants_of_key(view, question.key, question.unit));
  GrantAnswer out;
  Obstacle nearest;
  std::string detail = question.unit.str();
  for (const LeafIndex index : indexes) {
    HOCBA_TRY(auto grant, find_grant(view, index));
    if (!grant) return Error(kStateCorrupt, "grant " + std::to_string(log::to_u64(index)));
    auto why = obstacle(*grant, question);
    if (!why) {
      HOCBA_TRY(const bool tainted, grantor_compromised(view, *grant));
      HOCBA_TRY(const bool stands, delegation_stands(view, *grant, question.at));
      if (!stands) why = Obstacle{7, &kDelegationEnded};
      if (tainted) why = Obstacle{6, &kGrantorCompromised};
    }
    if (!why) {
      out.grants.push_back(std::move(*grant));
    } else if (why->nearness > nearest.nearness) {
      nearest = *why;
      detail = "grant " + std::to_string(log::to_u64(index));
    }
  }
  if (out.grants.empty()) out.why_not = Error(*nearest.code, detail);
  return out;
}

Result<std::vector<GrantState>> authorising_grants(const StateView& view, const GrantQuestion& question) {
  HOCBA_TRY(auto answer, answer_grants(view, question));
  if (answer.why_not) return *answer.why_not;
  return std::move(answer.grants);
}

Result<GrantState> authorise(const StateView& view, const GrantQuestion& question) {
  HOCBA_TRY(auto grants, authorising_grants(view, question));
  return std::move(grants.front());
}

}  // namespace hocba::chain
