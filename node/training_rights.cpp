#include "node/training_rights.hpp"

#include <algorithm>

#include "ledger/chain/training_state.hpp"

namespace hocba::node {

namespace {

bool lists_unit(const std::vector<chain::UnitCode>& units, const chain::UnitCode& unit) {
  return std::find(units.begin(), units.end(), unit) != units.end();
}

}  // namespace

Result<TrainingRights> TrainingRights::of(const LedgerView& view, const crypto::AnyKey& key, Time now,
                                          bool decision_named) {
  TrainingRights out(view, now, decision_named);
  HOCBA_TRY(out.mine_, reading_units(*view.data, key, now));
  return out;
}

Result<const Audience*> TrainingRights::audience(const credential::UnitCode& unit) {
  const auto known = audiences_.find(unit.str());
  if (known != audiences_.end()) return &known->second;
  HOCBA_TRY(auto found, audience_of(*view_.state, unit, now_));
  return &audiences_.emplace(unit.str(), std::move(found)).first->second;
}

Result<std::optional<Reach>> TrainingRights::over(const credential::UnitCode& unit, Matter matter) {
  const std::pair key(unit.str(), matter);
  if (const auto known = reaches_.find(key); known != reaches_.end()) return known->second;
  HOCBA_TRY(const Audience* found, audience(unit));
  std::optional<Reach> best;
  for (const auto& one : mine_) {
    auto reach = reach_of(one, *found);
    if (!reach || !permission(reach->as, matter).reads()) continue;
    if (!best || rank_of(demands_of(*reach), named_) < rank_of(demands_of(*best), named_)) best = std::move(reach);
  }
  reaches_.emplace(key, best);
  return best;
}

Result<std::optional<Reach>> TrainingRights::as_provider(const std::vector<credential::UnitCode>& providers,
                                                         Matter matter) {
  std::optional<Reach> best;
  for (const auto& provider : providers) {
    // Those above a provider read by standing above the schools, or not at all.
    HOCBA_TRY(const auto people, among_provider(provider));
    for (const auto& one : people) {
      Reach reach{{one.type, one.role, Relation::own}, one.given_by.value_or(one.unit), !one.given_by};
      if (!permission(reach.as, matter).reads()) continue;
      if (!best || demands_of(reach) < demands_of(*best)) best = reach;
    }
  }
  return best;
}

Result<std::optional<Reach>> TrainingRights::over_correction(const credential::UnitCode& provider,
                                                             const credential::UnitCode& office,
                                                             const std::vector<credential::UnitCode>& schools) {
  HOCBA_TRY(auto best, as_provider({provider}, Matter::module_marks));
  Audience above;
  const auto add = [&](const std::vector<chain::UnitCode>& units) {
    above.superiors.insert(above.superiors.end(), units.begin(), units.end());
  };
  // An office reads the learners as one above them, its own programme's too.
  HOCBA_TRY(const Audience* of_office, audience(office));
  add(of_office->issuers);
  add(of_office->superiors);
  for (const auto& school : schools) {
    HOCBA_TRY(const Audience* of_school, audience(school));
    add(of_school->superiors);
  }
  for (const auto& one : mine_) {
    auto reach = reach_of(one, above);
    if (!reach || !permission(reach->as, Matter::module_marks).reads()) continue;
    if (!best || rank_of(demands_of(*reach), named_) < rank_of(demands_of(*best), named_)) best = std::move(reach);
  }
  return best;
}

Result<std::optional<credential::UnitCode>> TrainingRights::approves_for(const credential::UnitCode& office) {
  for (const auto& one : mine_) {
    if (!chain::is_office(one.type) || is_inspector(one.type, one.role)) continue;
    if ((permission({one.type, one.role, Relation::below}, Matter::nomination).rights & kSign) == 0) continue;
    HOCBA_TRY(const bool stands, chain::is_office_or_below(*view_.state, one.unit, office, now_));
    if (stands) return std::optional(one.unit);
  }
  return std::optional<credential::UnitCode>();
}

Result<bool> TrainingRights::sees_whole(const training::Book::ProgrammeView& programme) {
  HOCBA_TRY(const auto provider, as_provider(programme.rules->providers, Matter::nomination));
  if (provider) return true;
  HOCBA_TRY(const Audience* office, audience(programme.office));
  for (const auto& one : mine_) {
    if (!lists_unit(office->issuers, one.stands_as) && !lists_unit(office->superiors, one.stands_as)) continue;
    if (permission({one.type, one.role, Relation::below}, Matter::nomination).reads()) return true;
  }
  return false;
}

Result<std::optional<Reach>> TrainingRights::as_office(const credential::UnitCode& office, Matter matter) {
  HOCBA_TRY(const Audience* found, audience(office));
  for (const auto& one : mine_) {
    if (!lists_unit(found->issuers, one.unit) || is_inspector(one.type, one.role)) continue;
    Reach reach{{one.type, one.role, Relation::below}, one.given_by.value_or(one.unit), false};
    if (permission(reach.as, matter).reads()) return std::optional(std::move(reach));
  }
  return std::optional<Reach>();
}

Result<bool> TrainingRights::in_unit(const credential::UnitCode& unit, Matter matter, Rights rights) {
  HOCBA_TRY(const Audience* found, audience(unit));
  for (const auto& one : mine_) {
    if (!lists_unit(found->issuers, one.unit) || is_inspector(one.type, one.role)) continue;
    if ((permission({one.type, one.role, Relation::own}, matter).rights & rights) != 0) return true;
  }
  return false;
}

// Whichever unit a programme lists acts as a provider there: a vocational school, too, has the provider's column.
Result<std::vector<ReadingUnit>> TrainingRights::among_provider(const credential::UnitCode& provider) {
  HOCBA_TRY(const Audience* found, audience(provider));
  std::vector<ReadingUnit> out;
  for (const auto& one : mine_) {
    if (!lists_unit(found->issuers, one.unit) || is_inspector(one.type, one.role)) continue;
    out.push_back(one);
    out.back().type = chain::UnitType::training_provider;
  }
  return out;
}

void TrainingLog::shows(const Reach& reach, const std::optional<credential::CredentialId>& credential) {
  if (reach.unasked) return;
  decision_ = decision_ || is_inspector(reach.as.type, reach.as.role);
  auto& documents = behalves_[reach.behalf.str()];
  if (credential && std::find(documents.begin(), documents.end(), *credential) == documents.end())
    documents.push_back(*credential);
}

std::vector<AccessEntry> TrainingLog::entries(const char* part, std::optional<log::LeafIndex> programme) const {
  std::vector<AccessEntry> out;
  for (const auto& [unit, documents] : behalves_) {
    AccessEntry entry;
    entry.time = now_;
    entry.documents = documents;
    entry.key = reader_.key.did();
    entry.unit = unit;
    entry.purpose = reader_.purpose;
    entry.decision = reader_.decision;
    entry.groups = {part};
    entry.entry = programme;
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace hocba::node
