// How long the desk of training keeps what it keeps, and what becomes of what it lets go.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "node/big_endian.hpp"
#include "node/desk_rows.hpp"
#include "node/training_state.hpp"

namespace hocba::node {

using nlohmann::json;

namespace {

constexpr std::size_t kForgottenAtOnce = 200;  // each shredding rewrites files

bool older(const json& kept, const char* name, Time before) {
  const auto found = kept.find(name);
  if (found == kept.end() || !found->is_string()) return false;
  const auto time = time_from_text(found->get<std::string>());
  return time.ok() && *time < before;
}

}  // namespace

// A programme's file or a report that some record names.
bool TrainingDesk::State::named_by_ledger(const TrainingFacts& facts, const std::string& name) const {
  if (name.size() != 2 + crypto::Digest::kSize) return false;
  const auto digest = crypto::Digest::of(std::string_view(name).substr(2));
  if (name.substr(0, 2) == "tf") return facts.documents.contains(digest);
  return name.substr(0, 2) == "tr" && std::any_of(facts.reports.begin(), facts.reports.end(),
                                                  [&](const auto& one) { return one.body.digest == digest; });
}

// Every version but the newest, once it was kept long enough. When each was written is asked of the vault once.
Status TrainingDesk::State::add_former_registers(std::vector<std::string>& out, std::size_t most, Time before) {
  HOCBA_TRY(const auto names, own().objects.names("tc"));
  constexpr std::size_t kPrefix = 2 + training::ClassId::kSize;
  for (std::size_t i = 0; i + 1 < names.size() && out.size() < most; ++i) {
    if (std::string_view(names[i]).substr(0, kPrefix) != std::string_view(names[i + 1]).substr(0, kPrefix)) continue;
    auto written = registers_written.find(names[i]);
    if (written == registers_written.end()) {
      const auto text = get(names[i]);
      if (!text.ok() || !*text) continue;  // a scrub tells of it
      HOCBA_TRY(const json kept, crypto::parse_json((*text)->expose()));
      HOCBA_TRY(const Time time, time_from_text(kept.value("time", std::string())));
      written = registers_written.emplace(names[i], time).first;
    }
    if (written->second < before) out.push_back(names[i]);
  }
  return done();
}

Result<std::vector<std::string>> TrainingDesk::State::over(const TrainingFacts& facts, std::size_t most, Time at) {
  std::vector<std::string> out;
  constexpr std::int64_t kDaysOfAYear = 366;  // never before the years are over
  const Time answered = at - days(kDaysOfAYear * std::int64_t{own().config.requests.keep_years});
  for (const auto& [id, row] : facts.proposals) {
    const ProposalState state = state_of(facts, id, row);
    const auto rosters = facts.rosters_of_proposal.find(id);
    const bool in_work = state == ProposalState::open && rosters != facts.rosters_of_proposal.end() &&
                         std::any_of(rosters->second.begin(), rosters->second.end(),
                                     [&](std::uint32_t place) { return !facts.rosters[place].gone(); });
    const Time since = row.returned.value_or(row.received);
    if (!in_work && since < answered && out.size() < most) out.push_back(proposal_object(id));
  }
  HOCBA_RETURN_IF_ERROR(add_former_registers(out, most, answered));
  HOCBA_TRY(const auto erasures, own().objects.names("te"));  // proof that they were, as answered requests are
  for (const auto& name : erasures) {
    const auto text = get(name);
    if (out.size() == most || !text.ok() || !*text) continue;
    HOCBA_TRY(const json kept, crypto::parse_json((*text)->expose()));
    if (kept.value("done", false) && older(kept, "time", answered)) out.push_back(name);
  }
  if (own().config.vault.waiting_days == 0) return out;
  const Time waiting = at - days(own().config.vault.waiting_days);
  for (const auto& roster : facts.rosters)
    if (!roster.gone() && !facts.recorded.contains(roster.id) && roster.stored < waiting && out.size() < most)
      out.push_back(openings_object(roster.id));
  for (const char* prefix : {"tf", "tr"}) {
    HOCBA_TRY(const auto objects, own().objects.names(prefix));
    for (const auto& name : objects) {
      if (out.size() == most || named_by_ledger(facts, name)) continue;
      HOCBA_TRY(const auto text, get(name));
      if (!text) continue;
      HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
      if (older(kept, "stored", waiting)) out.push_back(name);
    }
  }
  return out;
}

Result<TrainingDesk::Counts> TrainingDesk::counts(const LedgerView& view) {
  HOCBA_TRY(const auto facts, state_->index.read(view));
  Counts out;
  out.seats = facts->book.seat_count();
  for (const auto& person : facts->people) out.openings += person ? 1 : 0;
  for (const auto& [id, row] : facts->proposals)
    out.proposals += state_->state_of(*facts, id, row) == ProposalState::open ? 1 : 0;
  return out;
}

Result<std::size_t> TrainingDesk::let_go(const LedgerView& view, Time now) {
  const auto turn = state_->turn.pass();
  HOCBA_RETURN_IF_ERROR(state_->finish_erasures());
  std::vector<std::string> names;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(names, state_->over(*facts, kForgottenAtOnce, now));
  }
  if (names.empty() && state_->leaving.empty()) return std::size_t{0};
  const auto facts = state_->index.change();
  for (const auto& name : names) {
    state_->leaving.insert(name);
    if (name.substr(0, 2) == "tp") facts->proposals.erase(name.substr(2));
    if (name.substr(0, 2) == "ts") facts->remove_roster(training::RosterId::of(std::string_view(name).substr(2)));
  }
  return state_->leaving.size();
}

bool TrainingDesk::lets_go() const {
  const auto turn = state_->turn.pass();
  return !state_->leaving.empty() || !state_->unfinished.empty();
}

Result<std::size_t> TrainingDesk::destroy_let_go(const LedgerView& later) {
  const auto turn = state_->turn.pass();
  std::vector<std::string> names;
  std::vector<training::RosterId> recorded;
  {
    HOCBA_TRY(const auto facts, state_->index.read(later));
    for (const auto& name : state_->leaving) {
      const std::string_view id = std::string_view(name).substr(2);
      if (name.substr(0, 2) == "ts" && facts->recorded.contains(training::RosterId::of(id)))
        recorded.push_back(training::RosterId::of(id));
      else if (!state_->named_by_ledger(*facts, name))
        names.push_back(name);
    }
  }
  for (const auto& id : recorded) {
    HOCBA_TRY(auto openings, state_->openings(id));
    if (openings.withdrawn) {  // taken back while the record was on its way: the ledger's word holds, after a start too
      openings.withdrawn = false;
      HOCBA_RETURN_IF_ERROR(state_->keep(openings_object(id), openings_text(openings)));
    }
    const auto facts = state_->index.change();
    if (!facts->roster_places.contains(id)) take_in(*facts, openings);
  }
  state_->leaving.clear();
  if (names.empty()) return std::size_t{0};
  std::vector<std::pair<store::VaultTable, std::string>> doomed;
  for (const auto& name : names)
    for (const auto table : {store::VaultTable::keys, store::VaultTable::documents}) doomed.emplace_back(table, name);
  const Status gone = state_->own().tables->shred(doomed);
  if (!gone.ok() && !state_->own().tables->shred_pending()) return gone.error();
  return names.size();
}

}  // namespace hocba::node
