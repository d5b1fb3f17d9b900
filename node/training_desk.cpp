#include "node/training_desk.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/data_integrity.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/text.hpp"
#include "node/codes.hpp"
#include "node/log.hpp"
#include "node/training_fields.hpp"
#include "node/training_state.hpp"

namespace hocba::node {

using nlohmann::json;
using training::EntryIndex;

namespace {

constexpr std::size_t kMaxReason = 500;
constexpr Duration kProposalAge = days(7);
constexpr std::size_t kMaxProposalBytes = 2u << 20;

}  // namespace

TrainingDesk::TrainingDesk(std::unique_ptr<State> state) : state_(std::move(state)) {}
TrainingDesk::~TrainingDesk() = default;
TrainingIndex& TrainingDesk::index() { return state_->index; }

Result<std::unique_ptr<TrainingDesk>> TrainingDesk::open(Vault& vault, TrainingIndex& index) {
  auto state = std::make_unique<State>(vault, index);
  HOCBA_RETURN_IF_ERROR(state->load());
  state->own().training = &index;
  return std::unique_ptr<TrainingDesk>(new TrainingDesk(std::move(state)));
}

// --- what is kept --------------------------------------------------------------------------------------------------

Status TrainingDesk::State::keep(const std::string& name, std::string_view text) const {
  std::vector<store::VaultWrite> batch;
  own().objects.put(batch, name, text);
  return own().tables->write(batch);
}

// An object that is written anew under another key while it is read: key and bytes are then of two moments.
Result<std::optional<SecretText>> TrainingDesk::State::get(const std::string& name) const {
  constexpr int kTries = 3;
  for (int i = 1; i < kTries; ++i) {
    auto found = own().objects.get(name);
    if (found.ok()) return found;
  }
  return own().objects.get(name);
}

Result<RosterOpenings> TrainingDesk::State::openings(const training::RosterId& id) const {
  HOCBA_TRY(const auto text, get(openings_object(id)));
  if (!text) return Error(kTrainingNotFound, "openings of a roster");
  return read_openings(id, text->expose());
}

void take_in(TrainingFacts& facts, const RosterOpenings& openings) {
  const auto place = static_cast<std::uint32_t>(facts.rosters.size());
  RosterRow row{openings.roster, openings.programme, openings.sequence, openings.stored, openings.proposals, {}};
  row.office = openings.office;
  facts.roster_places[openings.roster] = place;
  for (std::uint32_t i = 0; i < openings.seats.size(); ++i) {
    const SeatOpening& seat = openings.seats[i];
    if (seat.reseat)
      row.reseats.push_back(
          {seat.seat, i, seat.erased ? std::nullopt : std::optional(facts.persons.keys_of(seat.person))});
    if (!seat.reseat) row.seats.push_back(seat.seat);
    if (!seat.reseat) row.list_of.push_back(seat.list);
    if (!seat.list || *seat.list >= row.proposals.size()) continue;
    row.seats_of.resize(row.proposals.size());
    ++row.seats_of[*seat.list];
  }
  for (const auto& id : openings.proposals) facts.rosters_of_proposal[id].push_back(place);
  facts.rosters.push_back(std::move(row));
  std::uint32_t position = 0;
  for (std::uint32_t i = 0; i < openings.seats.size(); ++i) {
    const SeatOpening& seat = openings.seats[i];
    if (seat.reseat) continue;
    if (seat.erased)
      facts.persons.keep_number(seat.number);
    else
      facts.persons.put(seat.number, facts.persons.keys_of(seat.person));
    facts.add_opened(seat.seat, {place, position++, facts.codes.number(seat.unit), facts.codes.number(seat.level),
                                 facts.codes.number(seat.audience), facts.codes.number(seat.course), seat.number, place,
                                 i, seat.late, seat.erased, seat.person.personal_number.has_value()});
  }
  facts.reseat(openings.roster);
  // Of a record that came before its openings, as in a restored vault.
  if (!facts.recorded.contains(openings.roster)) return;
  for (const SeatOpening& seat : openings.seats)
    if (const auto known = facts.opened.find(seat.seat); known != facts.opened.end())
      facts.forget_gone(known->second.person, facts.size);
}

namespace {

Result<ProposalRow> read_proposal_row(std::string_view text) {
  HOCBA_TRY(const json value, crypto::parse_json(text));
  try {
    ProposalRow out;
    const json& proposal = value.at("proposal");
    HOCBA_TRY(out.unit, credential::UnitCode::parse(proposal.at("unit").get<std::string>(), credential::kMaxUnitCode));
    out.programme = value.at("first");
    HOCBA_TRY(out.received, time_from_text(value.at("received").get<std::string>()));
    out.late = value.at("late");
    out.people = static_cast<std::uint32_t>(proposal.at("people").size());
    for (const json& person : proposal.at("people"))
      if (person.contains("courses")) out.nominations += static_cast<std::uint32_t>(person.at("courses").size());
    if (value.contains("returned")) {
      HOCBA_TRY(out.returned, time_from_text(value.at("returned").at("time").get<std::string>()));
      out.reason = value.at("returned").value("reason", "");
    }
    return out;
  } catch (const json::exception&) {
    return Error(kScrubDocument, "a proposal");
  }
}

Proposed proposed_of(const std::string& id, const ProposalRow& row) { return {id, row.received, row.late, row.people}; }

}  // namespace

// What can't be read is said and left out: the others are served, and a scrub tells of it.
Status TrainingDesk::State::load() {
  HOCBA_RETURN_IF_ERROR(load_erasures());
  HOCBA_TRY(const auto names, own().objects.names("ts"));
  std::vector<RosterOpenings> rosters;
  for (const auto& name : names) {
    if (name.size() != 2 + training::RosterId::kSize) continue;
    const auto id = training::RosterId::of(std::string_view(name).substr(2));
    auto found = openings(id);
    if (found.ok())
      rosters.push_back(*std::move(found));
    else
      log_error("training.unreadable", found.error().at("openings " + training::to_text(id)));
  }
  std::sort(rosters.begin(), rosters.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  const auto facts = index.change();
  for (const auto& roster : rosters) {
    if (!roster.withdrawn) {
      take_in(*facts, roster);
      continue;
    }
    leaving.insert(openings_object(roster.roster));
    for (const auto& seat : roster.seats) facts->persons.keep_number(seat.number);  // its record may still come
  }
  HOCBA_TRY(const auto proposals, own().objects.names("tp"));
  for (const auto& name : proposals) {
    const std::string id = name.substr(2);
    const auto text = get(name);
    const auto row = text.ok() && *text ? read_proposal_row((*text)->expose()) : Result<ProposalRow>(kScrubDocument);
    if (row.ok())
      facts->proposals[id] = *row;
    else
      log_error("training.unreadable", row.error().at("proposal " + proposal_text(id)));
  }
  return done();
}

Status TrainingDesk::State::log_reading(const TrainingLog& log, const char* part,
                                        std::optional<log::LeafIndex> programme) const {
  HOCBA_RETURN_IF_ERROR(Vault::State::check_reason(log.reader(), log.needs_purpose(), log.needs_decision()));
  for (auto& entry : log.entries(part, programme)) HOCBA_RETURN_IF_ERROR(own().log_access(std::move(entry)));
  return done();
}

Status TrainingDesk::State::check_inspector(const TrainingRights& rights, const Reader& reader) {
  const auto& mine = rights.mine();
  const bool inspects = !mine.empty() && std::all_of(mine.begin(), mine.end(), [](const ReadingUnit& one) {
    return is_inspector(one.type, one.role);
  });
  return inspects ? Vault::State::check_reason(reader, true, true) : done();
}

Result<const SeatOpening*> TrainingDesk::State::Opener::open(const TrainingFacts& facts, const SeatRow& row) {
  if (place_ != row.opened_by) {
    HOCBA_TRY(openings_, state_.openings(facts.rosters[row.opened_by].id));
    place_ = row.opened_by;
  }
  if (row.opened_at >= openings_.seats.size()) return Error(kScrubDocument, "openings of a roster");
  return &openings_.seats[row.opened_at];
}

// --- proposals -----------------------------------------------------------------------------------------------------

// Approved is what every roster that was opened for it stands on the ledger of, with a seat for each nomination.
ProposalState TrainingDesk::State::state_of(const TrainingFacts& facts, const std::string& id,
                                            const ProposalRow& row) const {
  if (row.returned) return ProposalState::returned;
  bool any = false;
  std::size_t seats = 0;
  if (const auto rosters = facts.rosters_of_proposal.find(id); rosters != facts.rosters_of_proposal.end())
    for (const auto place : rosters->second) {
      if (facts.rosters[place].gone()) continue;  // it never came, and is gone
      if (!facts.recorded.contains(facts.rosters[place].id)) return ProposalState::open;
      any = true;
      const RosterRow& roster = facts.rosters[place];
      if (roster.seats_of.empty()) return ProposalState::approved;  // opened before lists were told apart
      const auto at = std::find(roster.proposals.begin(), roster.proposals.end(), id);
      const auto list = static_cast<std::size_t>(at - roster.proposals.begin());
      if (list < roster.seats_of.size()) seats += roster.seats_of[list];
    }
  if (!any) return ProposalState::open;
  return seats < row.nominations ? ProposalState::partly : ProposalState::approved;
}

namespace {

// Somebody who heads the unit now has signed it, within the last days.
Status check_proposal_signers(const LedgerView& view, const json& value, const Proposal& proposal, Time now) {
  if (proposal.time > now || proposal.time < now - kProposalAge) return Error(kProposalUnsigned, "time");
  HOCBA_TRY(const auto proofs, crypto::verify_proofs(value));
  for (const auto& proof : proofs) {
    if (proof.purpose != "assertionMethod") return Error(kProposalUnsigned, "purpose");
    HOCBA_TRY(auto rights, TrainingRights::of(view, proof.key, now));
    HOCBA_TRY(const bool heads, rights.in_unit(proposal.unit, Matter::nomination, kSign));
    if (heads) return done();
  }
  return Error(kProposalUnsigned, proposal.unit.str());
}

Status check_proposed(const Proposal& proposal, const training::ProgrammeRules& rules) {
  for (std::size_t i = 0; i < proposal.people.size(); ++i) {
    const auto& one = proposal.people[i];
    const std::string place = "people/" + std::to_string(i);
    for (const auto& code : one.courses) {
      const auto* course = training::find_course(rules, code);
      if (course == nullptr) return Error(kTrainingField, place + "/courses: " + code.str());
      if (training::find_audience(*course, one.audience) == nullptr)
        return Error(kTrainingField, place + "/audience: " + one.audience.str() + ", " + code.str());
    }
  }
  return done();
}

}  // namespace

Result<Proposed> TrainingDesk::propose(const LedgerView& view, const crypto::AnyKey& caller, const std::string& text) {
  if (text.size() > kMaxProposalBytes) return Error(kTrainingField, "too long");
  const Time now = state_->now();
  HOCBA_TRY(const json value, crypto::parse_json(text));
  HOCBA_TRY(const auto proposal, proposal_from(value, view.network, state_->today()));
  const auto turn = state_->turn.pass();
  ProposalRow row;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    if (const auto known = facts->proposals.find(proposal.id); known != facts->proposals.end())
      return proposed_of(proposal.id, known->second);
    HOCBA_TRY(const auto programme, programme_at(*facts, proposal.programme, as_of_size(view)));
    HOCBA_RETURN_IF_ERROR(check_proposed(proposal, *programme.rules));
    std::size_t open = 0;
    for (const auto& [id, other] : facts->proposals)
      if (other.unit == proposal.unit && state_->state_of(*facts, id, other) == ProposalState::open) ++open;
    if (open >= kMaxProposals) return Error(kTrainingFull, proposal.unit.str());
    row.programme = programme.first;
    const auto& due = programme.rules->roster_due;
    row.late = due && date_in_utc7(now) > *due;
  }
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, now));
  HOCBA_TRY(const bool own, rights.in_unit(proposal.unit, Matter::nomination, kCreate));
  if (!own) return Error(kTrainingNotYours, proposal.unit.str());
  HOCBA_RETURN_IF_ERROR(check_proposal_signers(view, value, proposal, now));
  row.unit = proposal.unit;
  row.received = now;
  row.people = static_cast<std::uint32_t>(proposal.people.size());
  for (const auto& one : proposal.people) row.nominations += static_cast<std::uint32_t>(one.courses.size());
  HOCBA_RETURN_IF_ERROR(state_->keep(proposal_object(proposal.id), crypto::canonical({{"by", caller.did()},
                                                                                      {"first", row.programme},
                                                                                      {"late", row.late},
                                                                                      {"proposal", value},
                                                                                      {"received", to_text(now)}})));
  state_->index.change()->proposals[proposal.id] = row;
  return proposed_of(proposal.id, row);
}

Result<ProposalPage> TrainingDesk::proposals(const LedgerView& view, const Reader& reader, const ProposalQuery& query) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  HOCBA_RETURN_IF_ERROR(State::check_inspector(rights, reader));
  HOCBA_TRY(const auto facts, state_->index.read(view));
  std::optional<EntryIndex> programme;
  if (query.programme) {
    HOCBA_TRY(const auto found, programme_at(*facts, *query.programme, as_of_size(view)));
    programme = found.first;
  }
  using Found = std::pair<std::pair<Time, std::string>, const ProposalRow*>;
  std::vector<Found> found;
  std::optional<std::pair<Time, std::string>> after;
  for (const auto& [id, row] : facts->proposals) {
    if (id == query.after) after = {row.received, id};
    found.push_back({{row.received, id}, &row});
  }
  if (!query.after.empty() && !after) return Error(kTrainingNotFound, "after");
  std::sort(found.begin(), found.end());
  ProposalPage page;
  for (const auto& [key, row] : found) {
    if (after && !(*after < key)) continue;
    if (programme && row->programme != *programme) continue;
    HOCBA_TRY(const auto reach, rights.over(row->unit, Matter::nomination));
    if (!reach) continue;
    ProposalLine line{proposed_of(key.second, *row), row->unit, row->programme, {}};
    line.state = state_->state_of(*facts, key.second, *row);
    line.returned = row->returned;
    if (query.state && line.state != *query.state) continue;
    if (page.lines.size() == query.limit) {
      page.more = true;
      break;
    }
    line.reason = row->reason;
    page.lines.push_back(std::move(line));
  }
  return page;
}

Result<std::string> TrainingDesk::proposal(const LedgerView& view, const Reader& reader, const std::string& id) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  ProposalRow row;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    const auto known = facts->proposals.find(id);
    if (known == facts->proposals.end()) return Error(kTrainingNotFound, "proposal");
    row = known->second;
  }
  HOCBA_TRY(const auto reach, rights.over(row.unit, Matter::nomination));
  if (!reach) return Error(kTrainingNotFound, "proposal");
  HOCBA_TRY(const auto text, state_->get(proposal_object(id)));
  if (!text) return Error(kTrainingNotFound, "proposal");
  TrainingLog log(reader, state_->now());
  log.shows(*reach);
  HOCBA_RETURN_IF_ERROR(state_->log_reading(log, "training-proposal", log::LeafIndex{row.programme}));
  HOCBA_TRY(const json value, crypto::parse_json(text->expose()));
  return crypto::canonical(value.at("proposal"));
}

Status TrainingDesk::return_proposal(const LedgerView& view, const crypto::AnyKey& caller, const std::string& id,
                                     const std::string& reason) {
  if (reason.empty() || reason.size() > kMaxReason || !credential::printable(reason, true))
    return Error(kTrainingField, "reason");
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, state_->now()));
  const auto turn = state_->turn.pass();
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    const auto known = facts->proposals.find(id);
    if (known == facts->proposals.end()) return Error(kTrainingNotFound, "proposal");
    HOCBA_TRY(const auto programme, programme_at(*facts, known->second.programme, as_of_size(view)));
    HOCBA_TRY(const auto office, rights.approves_for(programme.first_office));
    HOCBA_TRY(const auto reach, rights.over(known->second.unit, Matter::nomination));
    if (!reach) return Error(kTrainingNotFound, "proposal");
    if (!office) return Error(kTrainingNotYours, programme.office.str());
    if (state_->state_of(*facts, id, known->second) != ProposalState::open) return kProposalAnswered;
    // Openings that wait for their record: somebody is approving it.
    const auto rosters = facts->rosters_of_proposal.find(id);
    if (rosters != facts->rosters_of_proposal.end() &&
        std::any_of(rosters->second.begin(), rosters->second.end(),
                    [&](std::uint32_t place) { return !facts->rosters[place].gone(); }))
      return Error(kProposalAnswered, "is being approved");
  }
  HOCBA_TRY(const auto text, state_->get(proposal_object(id)));
  if (!text) return Error(kTrainingNotFound, "proposal");
  HOCBA_TRY(json value, crypto::parse_json(text->expose()));
  const Time now = state_->now();
  value["returned"] = {{"by", caller.did()}, {"reason", reason}, {"time", to_text(now)}};
  HOCBA_RETURN_IF_ERROR(state_->keep(proposal_object(id), crypto::canonical(value)));
  const auto facts = state_->index.change();
  facts->proposals[id].returned = now;
  facts->proposals[id].reason = reason;
  return done();
}

}  // namespace hocba::node
