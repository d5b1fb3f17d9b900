// Search and the public look-up.
#include <algorithm>
#include <map>
#include <set>

#include "ledger/credential/names.hpp"
#include "node/audience.hpp"
#include "node/codes.hpp"
#include "node/ledger_index.hpp"
#include "node/vault_state.hpp"

namespace hocba::node {

using store::VaultTable;

namespace {

constexpr std::size_t kTailBytes = credential::CredentialId::kSize + kDigestPrefix;
constexpr std::size_t kMaxPostings = 1'000'000;  // of one word in one unit
constexpr std::size_t kProbeBelow = 256;         // candidates: looked up one by one rather than by walking a list
constexpr std::uint32_t kMaxUnits = 100'000;

// A unit whose documents the reader may see, and as what.
struct Visible {
  chain::UnitCode unit;
  Reach reach;
  std::string class_name = {};          // folded; empty: all classes
  std::vector<ClassRight> rights = {};  // to that class
};

// Of several rights to a unit that which asks least (node/audience.hpp).
Result<std::optional<Visible>> may_see(const chain::StateView& state, const std::vector<ReadingUnit>& mine,
                                       const chain::UnitCode& unit, Time at, bool decision_named) {
  HOCBA_TRY(const auto reach, least_asked(state, mine, unit, at, decision_named));
  if (!reach) return std::optional<Visible>();
  return std::optional(Visible{unit, *reach});
}

// Every unit whose documents one of `mine` may see.
Result<std::vector<Visible>> visible_units(const chain::StateView& state, const store::Snapshot& data,
                                           const std::vector<ReadingUnit>& mine, Time at, bool decision_named) {
  std::vector<chain::UnitCode> all;
  const std::string prefix = chain::table_prefix(chain::Table::unit);
  Status status = done();
  HOCBA_RETURN_IF_ERROR(data.scan_state(prefix, prefix, [&](std::string_view key, std::string_view value) {
    auto unit = chain::decode_unit(key, value);
    if (unit)
      all.push_back(unit->code);
    else
      status = unit.error();
    return status.ok() && all.size() < kMaxUnits;
  }));
  HOCBA_RETURN_IF_ERROR(status);
  std::vector<Visible> out;
  for (const auto& unit : all) {
    HOCBA_TRY(const auto visible, may_see(state, mine, unit, at, decision_named));
    if (visible) out.push_back(*visible);
  }
  return out;
}

// The documents (id ‖ start of digest, sorted) that carry every token.
Result<std::vector<std::string>> matches(const store::VaultTables& tables, const std::vector<std::string>& tokens) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string& token = tokens[i];
    if (i != 0 && found.size() < kProbeBelow) {
      std::vector<std::string> kept;
      for (auto& tail : found) {
        HOCBA_TRY(const auto there, tables.get(VaultTable::search, token + tail));
        if (there) kept.push_back(std::move(tail));
      }
      found = std::move(kept);
    } else {
      std::vector<std::string> list;
      HOCBA_RETURN_IF_ERROR(tables.scan(VaultTable::search, token, token, [&](std::string_view key, std::string_view) {
        if (key.size() == kTokenBytes + kTailBytes) list.emplace_back(key.substr(kTokenBytes));
        return list.size() <= kMaxPostings;
      }));
      if (list.size() > kMaxPostings) return Error(kSearchTooBroad);
      if (i == 0) {
        found = std::move(list);
      } else {
        std::vector<std::string> both;
        std::set_intersection(found.begin(), found.end(), list.begin(), list.end(), std::back_inserter(both));
        found = std::move(both);
      }
    }
    if (found.empty()) return found;
  }
  return found;
}

// The id, if the posting is of the version that the ledger names.
Result<std::optional<chain::CredentialState>> recorded(const chain::StateView& state, const std::string& tail) {
  const auto id = credential::CredentialId::of(std::string_view(tail).substr(0, credential::CredentialId::kSize));
  HOCBA_TRY(auto credential, chain::find_credential(state, id));
  if (!credential || credential->digest.view().substr(0, kDigestPrefix) !=
                         std::string_view(tail).substr(credential::CredentialId::kSize))
    return std::optional<chain::CredentialState>();
  return credential;
}

// What came to a unit by transfers and is still there, where it carries every word of the query. Its postings stand
// under the unit that issued it; there are few, so that each is asked one by one.
Result<std::vector<chain::CredentialState>> received_matches(const LedgerView& view, const store::VaultTables& tables,
                                                             const SearchKeys& keys, const chain::UnitCode& unit,
                                                             const SearchQuery& query) {
  std::vector<chain::CredentialState> out;
  HOCBA_TRY(const auto ids, received_by_unit(*view.data, unit, kMaxPostings));
  for (const auto& id : ids) {
    HOCBA_TRY(const auto custody, chain::find_custody(*view.data, id));
    if (!custody || custody->unit != unit) continue;
    HOCBA_TRY(const auto credential, chain::find_credential(*view.data, id));
    if (!credential || credential->unit == unit) continue;
    HOCBA_TRY(const auto tokens, keys.wanted(credential->unit.str(), query));
    const std::string tail = posting_tail(id, credential->digest);
    bool all = true;
    for (std::size_t i = 0; all && i < tokens.size(); ++i) {
      HOCBA_TRY(const auto there, tables.get(VaultTable::search, tokens[i] + tail));
      all = there.has_value();
    }
    if (all) out.push_back(*credential);
  }
  return out;
}

// What credentials are, each issuer asked once.
class Matters {
 public:
  explicit Matters(const chain::StateView& state) : state_(state) {}
  Result<bool> read_as(const Standing& who, const chain::CredentialState& credential) {
    const auto place = std::pair(credential.unit.str(), credential.type.str());
    auto known = known_.find(place);
    if (known == known_.end()) {
      HOCBA_TRY(const Matter matter, matter_of_credential(state_, credential));
      known = known_.emplace(place, matter).first;
    }
    return permission(who, known->second).reads();
  }

 private:
  const chain::StateView& state_;
  std::map<std::pair<std::string, std::string>, Matter> known_;
};

struct Found {
  std::string sort_key;
  Summary summary;
  bool issuer = false;
};

// A homeroom teacher's classes, where the whole unit is not open to the key anyway.
Status add_classes(const LedgerView& view, const Vault& vault, const chain::AnyKey& key, const SearchQuery& query,
                   Time now, std::vector<Visible>& units) {
  HOCBA_TRY(const auto classes, class_rights(view, vault, key, now));
  for (const auto& right : classes) {
    const chain::UnitCode unit = query.unit.value_or(right.unit);
    HOCBA_TRY(const Audience audience, audience_of(*view.data, unit, now));
    if (std::count(audience.issuers.begin(), audience.issuers.end(), right.unit) == 0) continue;
    const auto covers = [&](const Visible& v) {
      return v.unit == unit && (v.class_name.empty() || v.class_name == right.class_name);
    };
    const auto known = std::find_if(units.begin(), units.end(), covers);
    if (known == units.end()) {
      units.push_back({unit, right.reach(), right.class_name, {right}});
      continue;
    }
    known->rights.push_back(right);
    // One page, one answer: a class to which some right needs a purpose needs one.
    if (!known->class_name.empty() && right.given_by) known->reach = right.reach();
  }
  return done();
}

// The units that a search covers: the one that it names, or all that the reader's units may see.
Result<std::vector<Visible>> covered(const LedgerView& view, const Vault& vault, const Reader& reader,
                                     const SearchQuery& query, Time now) {
  const bool decision_named = !reader.decision.empty();
  HOCBA_TRY(auto mine, reading_units(*view.data, reader.key, now));
  // Teachers read no unit as such: the units are not walked for them.
  std::erase_if(mine, [](const ReadingUnit& one) {
    return !reads_anything({one.type, one.role, Relation::own}) &&
           !reads_anything({one.type, one.role, Relation::below});
  });
  std::vector<Visible> units;
  if (query.unit) {
    HOCBA_TRY(const auto visible, may_see(*view.data, mine, *query.unit, now, decision_named));
    if (visible) units = {*visible};
  } else if (!mine.empty()) {
    HOCBA_TRY(units, visible_units(*view.data, *view.data, mine, now, decision_named));
  }
  HOCBA_RETURN_IF_ERROR(add_classes(view, vault, reader.key, query, now, units));
  if (units.empty()) return Error(kMayNotRead, query.unit ? query.unit->str() : "no grant in force");
  return units;
}

bool by_name(const Found& a, const Found& b) {
  return std::tie(a.sort_key, a.summary.id) < std::tie(b.sort_key, b.summary.id);
}

}  // namespace

Result<std::vector<Summary>> Vault::search(const LedgerView& view, const Reader& reader, const SearchQuery& query) {
  const Time now = state_->clock.now();
  HOCBA_TRY(const auto units, covered(view, *this, reader, query, now));
  const auto above = std::find_if(units.begin(), units.end(), [](const Visible& v) { return !v.reach.unasked; });
  const bool inspects =
      std::any_of(units.begin(), units.end(), [](const Visible& v) { return demands_of(v.reach) == 2; });
  HOCBA_RETURN_IF_ERROR(State::check_reason(reader, above != units.end(), inspects));
  std::vector<Found> found;
  std::set<credential::CredentialId> seen;
  Matters matters(*view.data);
  for (const auto& unit : units) {
    SearchQuery within = query;
    if (!unit.class_name.empty()) {
      if (query.class_name && credential::fold(*query.class_name) != unit.class_name) continue;
      within.class_name = unit.class_name;
    }
    HOCBA_TRY(const auto tokens, state_->search.wanted(unit.unit.str(), within));
    HOCBA_TRY(const auto tails, matches(*state_->tables, tokens));
    if (found.size() + tails.size() > state_->config.vault.max_search_matches)
      return Error(kSearchTooBroad, std::to_string(tails.size()));
    std::vector<chain::CredentialState> matching;
    for (const auto& tail : tails) {
      HOCBA_TRY(auto credential, recorded(*view.data, tail));
      if (credential) matching.push_back(*std::move(credential));
    }
    if (unit.class_name.empty()) {
      HOCBA_TRY(auto received, received_matches(view, *state_->tables, state_->search, unit.unit, within));
      for (auto& credential : received) matching.push_back(std::move(credential));
    }
    if (found.size() + matching.size() > state_->config.vault.max_search_matches)
      return Error(kSearchTooBroad, std::to_string(matching.size()));
    for (const auto& credential : matching) {
      HOCBA_TRY(const bool reads, matters.read_as(unit.reach.as, credential));
      if (!reads) continue;
      auto stored = state_->summary(credential.id, credential.digest);
      if (!stored) {
        if (stored.error().is(kNoSuchDocument)) continue;  // being erased
        return stored.error();
      }
      // The search keys know earlier classes as well; the right is to the present one.
      const auto of_then = [&](const ClassRight& right) { return right.teaches_in(stored->summary.period); };
      if (!unit.class_name.empty() && (credential::fold(stored->summary.class_name) != unit.class_name ||
                                       std::none_of(unit.rights.begin(), unit.rights.end(), of_then)))
        continue;
      if (!seen.insert(credential.id).second) continue;  // who sees both schools finds it in both
      std::string sort_key = credential::name_sort_key(stored->summary.name);
      found.push_back({std::move(sort_key), std::move(stored->summary), unit.reach.unasked});
    }
  }
  std::sort(found.begin(), found.end(), by_name);
  auto begin = found.begin();
  if (query.after) {
    begin = std::find_if(found.begin(), found.end(), [&](const Found& f) { return f.summary.id == *query.after; });
    if (begin != found.end()) ++begin;
  }
  std::vector<Summary> out;
  AccessEntry entry;
  const std::size_t limit = std::min(query.limit, state_->config.vault.max_search_results);
  for (; begin != found.end() && out.size() < limit; ++begin) {
    if (!begin->issuer) entry.documents.push_back(begin->summary.id);
    out.push_back(std::move(begin->summary));
  }
  if (above == units.end()) return out;
  // On disk before the names leave; also of a search that found nothing.
  entry.time = now;
  entry.search = true;
  entry.key = reader.key.did();
  entry.unit = above->reach.behalf.str();
  entry.purpose = reader.purpose;
  entry.decision = reader.decision;
  HOCBA_RETURN_IF_ERROR(state_->log_access(std::move(entry)));
  return out;
}

Result<std::optional<credential::CredentialId>> Vault::lookup(const LedgerView& view, const std::string& serial,
                                                              const std::optional<std::string>& birth_date,
                                                              const std::optional<std::string>& register_text,
                                                              const std::optional<chain::UnitCode>& unit) const {
  if (serial.empty() || birth_date.has_value() == register_text.has_value())
    return Error(kSearchTermShort, "serial and one more input");
  const std::string token = state_->search.lookup_token(
      unit ? unit->str() : "", serial, birth_date ? "birth" : "register", birth_date ? *birth_date : *register_text);
  HOCBA_TRY(const auto tails, matches(*state_->tables, {token}));
  // What was deposited and never recorded counts for nothing: else a duplicate that anyone with the right to deposit
  // puts beside a genuine document would hide it. Of two recorded documents that share both inputs none is guessed.
  std::optional<credential::CredentialId> id;
  for (const auto& tail : tails) {
    HOCBA_TRY(const auto credential, recorded(*view.data, tail));
    if (!credential) continue;
    if (id && *id != credential->id) return std::optional<credential::CredentialId>();
    id = credential->id;
  }
  return id;
}

Result<std::vector<credential::CredentialId>> Vault::standing_of_person(const LedgerView& view,
                                                                        const chain::UnitCode& unit,
                                                                        const chain::CredentialType& type,
                                                                        const chain::PeriodCode& period,
                                                                        const Person& person) const {
  std::vector<credential::CredentialId> out;
  for (const auto& [field, value] : {std::pair("number", person.personal_number), {"sector", person.sector_code}}) {
    if (!value) continue;
    const auto token = [&](const char* name, const std::string& text) {
      return state_->search.token(unit.str(), name, text);
    };
    HOCBA_TRY(const auto tails, matches(*state_->tables, {token(field, *value), token("type", type.str()),
                                                          token("period", period.str())}));
    for (const auto& tail : tails) {
      HOCBA_TRY(const auto credential, recorded(*view.data, tail));
      if (!credential || credential->erased || credential->period != period) continue;
      if (credential->standing != chain::CredentialStanding::in_force &&
          credential->standing != chain::CredentialStanding::suspended)
        continue;
      if (std::find(out.begin(), out.end(), credential->id) == out.end()) out.push_back(credential->id);
    }
  }
  return out;
}

}  // namespace hocba::node
