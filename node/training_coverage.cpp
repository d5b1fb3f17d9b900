// Figures: coverage, plans, reports. Counts of people, no names. The programme's office, those above it and its
// providers see all; other offices and schools the units that they read.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/block.hpp"
#include "ledger/chain/training_state.hpp"
#include "node/codes.hpp"
#include "node/ledger_index.hpp"
#include "node/training_state.hpp"

namespace hocba::node {

using nlohmann::json;
using training::EntryIndex;

namespace {

// When the ledger had this size: the time of the block that closes its last entry.
Result<Time> time_of_size(const LedgerView& view, EntryIndex as_of) {
  if (as_of == 0 || as_of > as_of_size(view)) return Error(kTrainingField, "as_of");
  HOCBA_TRY(const auto place, closing_block(*view.data, log::LeafIndex{as_of - 1}));
  HOCBA_TRY(const std::string entry, view.data->entry(place.index));
  HOCBA_TRY(const auto block, chain::parse_block(entry));
  return block.time;
}

bool is_above(const Audience& audience, const chain::UnitCode& unit) {
  return std::find(audience.superiors.begin(), audience.superiors.end(), unit) != audience.superiors.end();
}

}  // namespace

Result<CoverageAnswer> TrainingDesk::coverage(const LedgerView& view, const Reader& reader,
                                              training::CoverageQuery query) {
  CoverageAnswer out;
  out.as_of = query.as_of;
  HOCBA_TRY(out.time, time_of_size(view, query.as_of));
  if (!query.day) query.day = date_in_utc7(out.time);
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  HOCBA_RETURN_IF_ERROR(State::check_inspector(rights, reader));
  HOCBA_TRY(const auto facts, state_->index.read(view));
  HOCBA_TRY(const auto programme, programme_at(*facts, query.programme, query.as_of));
  query.programme = programme.first;
  HOCBA_RETURN_IF_ERROR(check_asked(view, programme, query.unit, query.course));
  // Who may see is judged by the programme as it is now, whatever size is asked about.
  HOCBA_TRY(const auto present, programme_at(*facts, programme.first, as_of_size(view)));
  HOCBA_TRY(const bool whole, rights.sees_whole(present));
  if (!whole) {
    for (const auto& unit : facts->codes.all()) {
      if (query.unit && unit != *query.unit) continue;
      HOCBA_TRY(const auto reach, rights.over(unit, Matter::nomination));
      if (reach) query.within.push_back(unit);
    }
    if (query.within.empty()) return Error(kTrainingNotYours, query.unit ? query.unit->str() : std::string());
  }
  out.rows = training::coverage(facts->book, facts->people, query);
  out.plan = training::plan_against_done(facts->book, programme.first, query.as_of);
  return out;
}

// --- reports ---------------------------------------------------------------------------------------------------------

namespace {

// The unit as its records up to this size say: who stood above it then stays so in what was filed, whatever unit.update
// came later. Mergers are dated by themselves.
Result<std::optional<chain::UnitState>> unit_then(const LedgerView& view, const chain::UnitCode& code,
                                                  EntryIndex as_of) {
  HOCBA_TRY(auto unit, chain::find_unit(*view.state, code));
  if (!unit || to_u64(unit->updated) < as_of) return unit;
  HOCBA_TRY(const auto indexes, records_of_unit(*view.data, code));
  for (const auto index : indexes) {
    if (to_u64(index) >= as_of) break;
    HOCBA_TRY(const std::string entry, view.data->entry(index));
    HOCBA_TRY(const auto record, chain::parse_record(entry));
    if (const auto* registered = std::get_if<chain::UnitRegister>(&record.body)) unit->parent = registered->parent;
    if (const auto* updated = std::get_if<chain::UnitUpdate>(&record.body))
      if (updated->parent) unit->parent = updated->parent;
  }
  return unit;
}

// As audience_of(), of the units as they stood at that size and time.
Result<Audience> audience_then(const LedgerView& view, const chain::UnitCode& code, EntryIndex as_of, Time then) {
  Audience out;
  HOCBA_TRY(const auto heir, chain::successor_of(*view.state, code, then));
  out.issuers.push_back(code);
  if (heir != code) out.issuers.push_back(heir);
  for (const auto& issuer : out.issuers) {
    chain::UnitCode at = issuer;
    for (std::size_t depth = 0; depth <= chain::kMaxUnitDepth; ++depth) {
      HOCBA_TRY(const auto unit, unit_then(view, at, as_of));
      if (!unit) break;
      HOCBA_TRY(const auto above, chain::superior_of(*view.state, *unit, then));
      if (!above) break;
      out.superiors.push_back(*above);
      at = *above;
    }
  }
  return out;
}

// What stood below a unit at that size and time, by code.
struct UnitsBelow {
  std::vector<chain::UnitCode> schools;  // whose people had seats
  std::set<chain::UnitCode> offices;     // between these and the unit
};
Result<UnitsBelow> units_below(const LedgerView& view, const TrainingFacts& facts, const chain::UnitCode& unit,
                               EntryIndex as_of, Time then) {
  std::set<chain::UnitCode> with_seats;
  for (std::size_t number = 0; number < facts.people.size() && number < facts.seats.size(); ++number)
    if (facts.people[number] && facts.seats[number].roster < as_of) with_seats.insert(facts.people[number]->unit);
  UnitsBelow out;
  std::set<chain::UnitCode> above;
  for (const auto& one : with_seats) {
    HOCBA_TRY(const auto audience, audience_then(view, one, as_of, then));
    if (one != unit && !is_above(audience, unit)) continue;
    out.schools.push_back(one);
    above.insert(audience.superiors.begin(), audience.superiors.end());
  }
  for (const auto& office : above) {
    HOCBA_TRY(const auto audience, audience_then(view, office, as_of, then));
    if (is_above(audience, unit)) out.offices.insert(office);
  }
  return out;
}

// Of whom a report was due before the day that the ledger had then, by what the unit is, and came late or not at all.
Result<std::vector<chain::UnitCode>> late_below(const LedgerView& view, const TrainingFacts& facts,
                                                const training::ProgrammeRules& rules, const ReportAsk& ask,
                                                EntryIndex programme, const credential::CodeText& period,
                                                EntryIndex as_of, Date day, const UnitsBelow& below) {
  std::set<chain::UnitCode> reporters = below.offices;
  reporters.insert(below.schools.begin(), below.schools.end());
  std::vector<chain::UnitCode> out;
  for (const auto& code : reporters) {
    HOCBA_TRY(const auto unit, chain::find_unit(*view.state, code));
    if (code == ask.unit || !unit) continue;
    const auto due = training::due_date(rules, ask.kind, chain::reporter_of(unit->type), ask.period);
    if (!due || day <= *due) continue;
    const auto* filed = facts.newest_report(code, programme, ask.kind, period, as_of);
    if (filed == nullptr || filed->late) out.push_back(code);
  }
  return out;
}

// The newest report of each unit directly or further below, of the same programme, kind and period; where one that is
// counted already counts another (a district its schools), the other is left out.
Result<std::vector<EntryIndex>> filed_below(const LedgerView& view, const TrainingFacts& facts, const ReportAsk& ask,
                                            EntryIndex programme, const credential::CodeText& period, EntryIndex as_of,
                                            Time then) {
  std::map<std::string, const FiledReport*> newest;
  for (const auto& filed : facts.reports) {
    if (to_u64(filed.index) >= as_of || filed.programme != programme || filed.unit == ask.unit) continue;
    if (filed.body.kind != ask.kind || filed.body.period != period) continue;
    HOCBA_TRY(const auto audience, audience_then(view, filed.unit, as_of, then));
    if (is_above(audience, ask.unit)) newest[filed.unit.str()] = &filed;
  }
  std::set<EntryIndex> counted;
  for (const auto& [unit, filed] : newest)
    for (const auto index : filed->body.based_on) counted.insert(log::to_u64(index));
  std::vector<EntryIndex> out;
  for (const auto& [unit, filed] : newest)
    if (!counted.contains(to_u64(filed->index))) out.push_back(to_u64(filed->index));
  std::sort(out.begin(), out.end());
  return out;
}

// Who reports on others reads their figures: as for coverage, by what the programme and the units are now, whatever
// size is asked about. Its own school's are anybody's.
Status check_figures(const LedgerView& view, const TrainingFacts& facts, TrainingRights& rights,
                     const training::ReportQuery& query) {
  if (query.reporter == training::Reporter::school) return done();
  if (query.within.empty()) {
    HOCBA_TRY(const auto present, programme_at(facts, query.programme, as_of_size(view)));
    HOCBA_TRY(const bool whole, rights.sees_whole(present));
    if (!whole) return Error(kTrainingNotYours, query.unit.str());
  }
  for (const auto& unit : query.within) {
    if (unit == query.unit) continue;
    HOCBA_TRY(const auto reach, rights.over(unit, Matter::nomination));
    if (!reach) return Error(kTrainingNotYours, unit.str());
  }
  return done();
}

}  // namespace

// What the answer depends on is what the ledger had at that size, and which units stood below the reporting one then.
Result<BuiltReport> TrainingDesk::State::compute(const LedgerView& view, const TrainingFacts& facts,
                                                 const ReportAsk& ask, TrainingRights* rights) const {
  BuiltReport out;
  out.as_of = ask.as_of.value_or(as_of_size(view));
  HOCBA_TRY(const Time then, time_of_size(view, out.as_of));
  HOCBA_TRY(const auto programme, programme_at(facts, ask.programme, out.as_of));
  HOCBA_TRY(const auto unit, chain::find_unit(*view.state, ask.unit));
  if (!unit) return Error(kTrainingField, "unit");
  const auto period = credential::CodeText::parse(ask.period);
  if (!period || !training::is_report_period(ask.kind, ask.period)) return Error(kTrainingField, "period");
  training::ReportQuery query;
  query.programme = programme.first;
  query.as_of = out.as_of;
  query.kind = ask.kind;
  query.period = ask.period;
  query.unit = ask.unit;
  query.reporter = chain::reporter_of(unit->type);
  out.due = training::due_date(*programme.rules, ask.kind, query.reporter, ask.period);
  out.late = out.due && today() > *out.due;
  query.network = crypto::base64url(view.network.network);
  query.salt = ask.salt ? *ask.salt : crypto::random_of<credential::Salt>();
  if (query.reporter == training::Reporter::office) {
    HOCBA_TRY(const auto below, units_below(view, facts, ask.unit, out.as_of, then));
    HOCBA_TRY(const auto office, audience_then(view, programme.office, out.as_of, then));
    const bool own_programme = is_above(office, ask.unit) || std::find(office.issuers.begin(), office.issuers.end(),
                                                                       ask.unit) != office.issuers.end();
    if (!own_programme) query.within = below.schools;  // not the programme's office: its own units alone
    if (!own_programme && below.schools.empty()) query.within = {ask.unit};
    HOCBA_TRY(const auto late, late_below(view, facts, *programme.rules, ask, programme.first, *period, out.as_of,
                                          date_in_utc7(then), below));
    for (const auto& one : late) query.late_units.push_back(one.str());
    out.based_on = ask.based_on.value_or(std::vector<EntryIndex>());
    if (!ask.based_on) {
      HOCBA_TRY(out.based_on, filed_below(view, facts, ask, programme.first, *period, out.as_of, then));
    }
    for (const auto at : out.based_on) {
      const auto* filed = facts.report(log::LeafIndex{at});
      if (filed == nullptr) return Error(kTrainingField, "based_on");
      // Another district's numbers are not for guessing at by one's own digests.
      HOCBA_TRY(const auto audience, audience_then(view, filed->unit, out.as_of, then));
      if (!is_above(audience, ask.unit)) return Error(kTrainingField, "based_on");
      HOCBA_TRY(auto text, report_text(filed->body.digest));
      if (!text) return Error(kReportMissing, std::to_string(at));
      query.below.push_back({at, *std::move(text)});
    }
    query.based_on = out.based_on;
  }
  if (rights != nullptr) HOCBA_RETURN_IF_ERROR(check_figures(view, facts, *rights, query));
  HOCBA_TRY(out.text, training::build_report(facts.book, facts.people, query));
  out.digest = training::report_digest(out.text);
  return out;
}

Result<BuiltReport> TrainingDesk::build_report(const LedgerView& view, const crypto::AnyKey& caller,
                                               const ReportAsk& ask) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, state_->now()));
  HOCBA_TRY(const bool own, rights.in_unit(ask.unit, Matter::report, kCreate));
  if (!own) return Error(kTrainingNotYours, ask.unit.str());
  HOCBA_TRY(const auto facts, state_->index.read(view));
  return state_->compute(view, *facts, ask, &rights);
}

Result<std::optional<std::string>> TrainingDesk::State::report_text(const crypto::Digest& digest) const {
  HOCBA_TRY(const auto text, get(report_object(digest)));
  if (!text) return std::optional<std::string>();
  HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
  return std::optional(kept.at("report").get<std::string>());
}

namespace {

// What a report says of itself. Its programme stands in it by the first version's record.
Result<ReportAsk> ask_of(const std::string& text) {
  HOCBA_TRY(const json value, crypto::parse_canonical(text));
  const auto wrong = [] { return Error(kTrainingField, "report"); };
  try {
    ReportAsk out;
    out.programme = value.at("programme");
    HOCBA_TRY(out.kind, training::report_kind_from_text(value.at("kind").get<std::string>()));
    out.period = value.at("period");
    HOCBA_TRY(out.unit, credential::UnitCode::parse(value.at("unit").get<std::string>(), credential::kMaxUnitCode));
    out.as_of = value.at("as_of").get<EntryIndex>();
    out.based_on = value.value("based_on", std::vector<EntryIndex>());
    HOCBA_TRY(out.salt, crypto::bytes_from_base64url<credential::Salt>(value.at("salt").get<std::string>()));
    return out;
  } catch (const json::exception&) {
    return wrong();
  }
}

}  // namespace

Status TrainingDesk::put_report(const LedgerView& view, const crypto::AnyKey& caller, const crypto::Digest& digest,
                                const std::string& text) {
  if (text.size() > kMaxReportBytes) return Error(kTrainingField, "too long");
  HOCBA_TRY(const auto ask, ask_of(text));
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, state_->now()));
  HOCBA_TRY(const bool own, rights.in_unit(ask.unit, Matter::report, kCreate));
  if (!own) return Error(kTrainingNotYours, ask.unit.str());
  if (training::report_digest(text) != digest) return Error(kReportDiffers, "digest");
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(const auto computed, state_->compute(view, *facts, ask, &rights));
    if (computed.digest != digest) return Error(kReportDiffers, crypto::base64url(computed.digest));
  }
  const auto turn = state_->turn.pass();
  state_->leaving.erase(report_object(digest));
  HOCBA_TRY(const bool there, state_->own().objects.exists(report_object(digest)));
  // What is there already is dated anew: it waits for its record from now on.
  if (!there)
    HOCBA_RETURN_IF_ERROR(state_->check_room(view, "tr", ask.unit.str(), {kMaxWaitingReports, kMaxReportsOfUnit}));
  return state_->keep(
      report_object(digest),
      crypto::canonical({{"report", text}, {"stored", to_text(state_->now())}, {"unit", ask.unit.str()}}));
}

Result<TrainingDesk::KeptReport> TrainingDesk::kept_report(const LedgerView& view, const Reader& reader,
                                                           const crypto::Digest& digest) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  HOCBA_RETURN_IF_ERROR(State::check_inspector(rights, reader));
  HOCBA_TRY(auto text, state_->report_text(digest));
  if (!text) return Error(kTrainingNotFound, crypto::base64url(digest));
  HOCBA_TRY(const auto said, ask_of(*text));
  HOCBA_TRY(const auto reach, rights.over(said.unit, Matter::report));
  if (!reach) return Error(kTrainingNotYours, said.unit.str());
  return KeptReport{said.unit, *std::move(text)};
}

Result<std::optional<std::string>> TrainingDesk::report(const LedgerView& view, const Reader& reader,
                                                        const FiledReport& filed) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  HOCBA_RETURN_IF_ERROR(State::check_inspector(rights, reader));
  HOCBA_TRY(const auto reach, rights.over(filed.unit, Matter::report));
  if (!reach) return Error(kTrainingNotYours, filed.unit.str());
  return state_->report_text(filed.body.digest);
}

Result<crypto::Digest> TrainingDesk::rebuild(const LedgerView& view, const FiledReport& filed) {
  HOCBA_TRY(const auto text, state_->report_text(filed.body.digest));
  if (!text) return Error(kReportMissing, std::to_string(to_u64(filed.index)));
  HOCBA_TRY(const auto said, ask_of(*text));
  ReportAsk ask{filed.programme, filed.body.kind,          filed.body.period.str(),
                filed.unit,      to_u64(filed.body.as_of), std::vector<EntryIndex>(),
                said.salt};
  for (const auto index : filed.body.based_on) ask.based_on->push_back(log::to_u64(index));
  HOCBA_TRY(const auto facts, state_->index.read(view));
  HOCBA_TRY(const auto computed, state_->compute(view, *facts, ask, nullptr));
  return computed.digest;
}

}  // namespace hocba::node
