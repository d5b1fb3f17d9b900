// Who learns, who is missing, what somebody has passed: names from the openings, everything else from the book.
#include <algorithm>
#include <map>
#include <set>

#include "ledger/credential/names.hpp"
#include "node/codes.hpp"
#include "node/training_state.hpp"

namespace hocba::node {

using training::EntryIndex;

namespace {

// Which seats a call is about, and as what the caller reads each: by the unit whose people they are, as the provider
// that teaches them, by the programme as it is now, or as the office whose list they are.
class SeatSight {
 public:
  SeatSight(const TrainingFacts& facts, TrainingRights& rights, EntryIndex now)
      : facts_(facts), rights_(rights), now_(now) {}

  Result<std::optional<Reach>> over(const SeatRow& row, Matter matter) {
    HOCBA_TRY(auto by_unit, rights_.over(facts_.codes.code(row.unit), matter));
    if (by_unit && by_unit->unasked) return by_unit;
    HOCBA_TRY(auto by_provider, as_teaching(row, matter));
    if (by_provider && (!by_unit || demands_of(*by_provider) < demands_of(*by_unit))) return by_provider;
    if (by_unit || matter != Matter::nomination) return by_unit;
    return as_office(facts_.rosters[row.roster].programme);
  }

 private:
  // Only the programme's office can take off and correct the seats of a district that was split: all of them.
  Result<std::optional<Reach>> as_office(EntryIndex programme) {
    const auto known = offices_.find(programme);
    if (known != offices_.end()) return known->second;
    std::optional<Reach> reach;
    if (const auto found = facts_.book.find_programme(programme, now_)) {
      HOCBA_TRY(reach, rights_.as_office(found->first_office, Matter::nomination));
    }
    return offices_.emplace(programme, std::move(reach)).first->second;
  }

  // Whom the provider teaches or taught: its own work, and whom it teaches also when it is listed no more. Who waits
  // for a class, and is anybody's to teach: likewise where there is no other provider, else with a purpose, for the
  // list. Who learns or learnt with another one: not.
  Result<std::optional<Reach>> as_teaching(const SeatRow& row, Matter matter) {
    const RosterRow& roster = facts_.rosters[row.roster];
    const std::pair key(roster.programme, matter);
    auto known = providers_.find(key);
    if (known == providers_.end()) {
      Provider provider;
      if (const auto found = facts_.book.find_programme(roster.programme, now_)) {
        HOCBA_TRY(provider.reach, rights_.as_provider(found->rules->providers, matter));
        provider.alone = found->rules->providers.size() == 1;
      }
      known = providers_.emplace(key, std::move(provider)).first;
    }
    const Provider& provider = known->second;
    const auto seat = facts_.book.find_seat(roster.seats[row.position], now_);
    if (!seat) return std::optional<Reach>();
    for (const auto& attempt : seat->attempts) {
      if (!provider.reach && attempt.over) continue;  // it brings to their end the classes that it has
      HOCBA_TRY(const bool own, teaches(attempt.id));
      if (own && provider.reach) return provider.reach;
      if (own) return rights_.as_provider({facts_.book.find_class(attempt.id, now_)->opened.provider}, matter);
    }
    if (!provider.reach) return std::optional<Reach>();
    const LearnerState state = learner_state(*seat);
    if (state == LearnerState::learning || state == LearnerState::passed) return std::optional<Reach>();
    if (provider.alone) return provider.reach;
    if (matter != Matter::nomination) return std::optional<Reach>();
    auto asked = provider.reach;
    asked->unasked = false;
    return asked;
  }

  Result<bool> teaches(const training::ClassId& id) {
    const auto klass = facts_.book.find_class(id, now_);
    if (!klass) return false;
    const std::string& provider = klass->opened.provider.str();
    if (const auto known = teaching_.find(provider); known != teaching_.end()) return known->second;
    HOCBA_TRY(const auto people, rights_.among_provider(klass->opened.provider));
    return teaching_.emplace(provider, !people.empty()).first->second;
  }

  struct Provider {
    std::optional<Reach> reach;
    bool alone = false;
  };
  const TrainingFacts& facts_;
  TrainingRights& rights_;
  const EntryIndex now_;
  std::map<std::pair<EntryIndex, Matter>, Provider> providers_;
  std::map<std::string, bool> teaching_;
  std::map<EntryIndex, std::optional<Reach>> offices_;  // by programme
};

std::optional<log::LeafIndex> programme_entry(const std::optional<EntryIndex>& programme) {
  if (!programme) return std::nullopt;
  return log::LeafIndex{*programme};
}

Result<std::optional<EntryIndex>> first_of(const TrainingFacts& facts, const std::optional<EntryIndex>& programme,
                                           EntryIndex as_of) {
  if (!programme) return std::optional<EntryIndex>();
  HOCBA_TRY(const auto found, programme_at(facts, *programme, as_of));
  return std::optional(found.first);
}

template <class Query>
bool wanted_row(const TrainingFacts& facts, const SeatRow& row, const Query& query) {
  return (!query.course || facts.codes.code(row.course) == *query.course) &&
         (!query.audience || facts.codes.code(row.audience) == *query.audience) &&
         (!query.unit || facts.codes.code(row.unit) == *query.unit);
}

}  // namespace

Result<LearnerPage> TrainingDesk::learners(const LedgerView& view, const Reader& reader, const LearnerQuery& query) {
  const EntryIndex as_of = as_of_size(view);
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  LearnerPage page;
  TrainingLog log(reader, state_->now());
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(const auto programme, first_of(*facts, query.programme, as_of));
    std::size_t place = 0, position = 0;
    if (query.after) {
      const auto found = facts->opened.find(*query.after);
      if (found == facts->opened.end()) return Error(kTrainingNotFound, "after");
      place = found->second.roster;
      position = found->second.position + 1;
    }
    std::set<training::SeatId> of_class;
    bool attends = false;  // keeps the class's attendance
    if (query.klass) {
      if (const auto klass = facts->book.find_class(*query.klass, as_of)) {
        HOCBA_TRY(attends, state_->writes_register(view, rights, reader.key, *klass));
      }
      const auto listed = facts->book.seats_of_class(*query.klass, as_of);
      of_class = {listed.begin(), listed.end()};
    }
    SeatSight sight(*facts, rights, as_of);
    State::Opener opener(*state_);
    for (; place < facts->rosters.size() && !page.more; ++place, position = 0) {
      const RosterRow& roster = facts->rosters[place];
      if ((programme && roster.programme != *programme) || !facts->recorded.contains(roster.id)) continue;
      for (; position < roster.seats.size(); ++position) {
        const SeatRow& row = facts->opened.at(roster.seats[position]);
        if (!wanted_row(*facts, row, query)) continue;
        if (query.klass && !of_class.contains(roster.seats[position])) continue;
        HOCBA_TRY(const auto list, sight.over(row, Matter::nomination));
        if (!list && !attends) continue;
        auto seat = facts->book.find_seat(roster.seats[position], as_of);
        if (!seat || (seat->removed && !query.klass)) continue;
        const LearnerState state = list ? learner_state(*seat) : LearnerState::learning;
        if (query.state && state != *query.state) continue;
        if (page.learners.size() == query.limit) {
          page.more = true;
          break;
        }
        HOCBA_TRY(const SeatOpening* opening, opener.open(*facts, row));
        HOCBA_TRY(const auto marks, sight.over(row, Matter::module_marks));
        if (!marks)
          for (auto& attempt : seat->attempts) attempt.result.reset();
        if (!list) {  // a trainer's class list: who sits there, to tick them off
          seat->attempts.clear();
          seat->credential.reset();
          seat->standing.reset();
          seat->passed = false;
          SeatOpening named = *opening;
          named.survey.reset();
          named.person.personal_number.reset();
          named.person.sector_code.reset();
          page.learners.push_back({std::move(named), roster.programme, state, *std::move(seat), false});
          continue;
        }
        log.shows(*list, seat->credential);
        Learner learner{*opening, roster.programme, state, *std::move(seat), list->unasked};
        const auto list_of = roster.list_of[position];
        if (list_of && *list_of < roster.proposals.size()) learner.proposal = roster.proposals[*list_of];
        page.learners.push_back(std::move(learner));
      }
    }
  }
  HOCBA_RETURN_IF_ERROR(state_->log_reading(log, "training-learners", programme_entry(query.programme)));
  return page;
}

namespace {

// By roster, then seat: the order of pages, which later openings only add to.
std::pair<std::uint32_t, std::uint32_t> place_of(const SeatRow& row) { return {row.roster, row.position}; }

// Whether a row comes after what the page before ended with.
class PageStart {
 public:
  static Result<PageStart> of(const TrainingFacts& facts, const SeatPage& page) {
    PageStart out;
    if (!page.after) return out;
    const auto found = facts.opened.find(*page.after);
    if (found == facts.opened.end()) return Error(kTrainingNotFound, "after");
    out.after_ = place_of(found->second);
    return out;
  }
  bool is_before(const SeatRow& row) const { return !after_ || *after_ < place_of(row); }

 private:
  std::optional<std::pair<std::uint32_t, std::uint32_t>> after_;
};

}  // namespace

Result<MissingPage> TrainingDesk::missing(const LedgerView& view, const Reader& reader,
                                          const training::CoverageQuery& query, const SeatPage& page) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  TrainingLog log(reader, state_->now());
  MissingPage out;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(const auto start, PageStart::of(*facts, page));
    HOCBA_TRY(const auto programme, programme_at(*facts, query.programme, query.as_of));
    HOCBA_TRY(const auto present, programme_at(*facts, programme.first, as_of_size(view)));
    training::CoverageQuery asked = query;
    asked.programme = programme.first;
    // Who teaches in two schools is missing in both: of those that the caller reads, the seats there are looked at.
    HOCBA_RETURN_IF_ERROR(check_asked(view, programme, query.unit, query.course));
    HOCBA_TRY(const bool whole, rights.sees_whole(present));
    if (!whole && query.unit) {
      HOCBA_TRY(const auto reach, rights.over(*query.unit, Matter::nomination));
      if (!reach) return Error(kTrainingNotYours, query.unit->str());
    } else if (!whole) {
      for (const auto& unit : facts->codes.all()) {
        HOCBA_TRY(const auto reach, rights.over(unit, Matter::nomination));
        if (reach) asked.within.push_back(unit);
      }
      if (asked.within.empty()) return out;  // nobody of theirs is on a list
    }
    std::vector<std::pair<const SeatRow*, training::MissingSeat>> rows;
    for (auto& missing : training::missing_seats(facts->book, facts->people, asked)) {
      const auto row = facts->opened.find(missing.seat);
      if (row == facts->opened.end())
        ++out.hidden;
      else
        rows.emplace_back(&row->second, std::move(missing));
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return place_of(*a.first) < place_of(*b.first); });
    SeatSight sight(*facts, rights, as_of_size(view));
    State::Opener opener(*state_);
    for (const auto& [row, missing] : rows) {
      HOCBA_TRY(const auto reach, sight.over(*row, Matter::nomination));
      ++(reach ? out.total : out.hidden);
      if (!reach) continue;
      if (!start.is_before(*row)) continue;
      out.more = out.more || (out.people.size() >= page.limit && out.people.back().seat != missing.seat);
      if (out.more) continue;
      HOCBA_TRY(const SeatOpening* opening, opener.open(*facts, *row));
      log.shows(*reach);
      out.people.push_back({missing.seat, opening->person, opening->unit, opening->level, opening->audience,
                            missing.course, missing.state, opening->erased});
    }
  }
  HOCBA_RETURN_IF_ERROR(state_->log_reading(log, "training-missing", log::LeafIndex{query.programme}));
  return out;
}

// --- what somebody passed --------------------------------------------------------------------------------------------

namespace {

// Those modules alone whose seats the caller reads.
Result<std::vector<training::EvidenceModule>> readable_modules(const TrainingFacts& facts, SeatSight& sight,
                                                               const training::EvidencePerson& person,
                                                               TrainingLog& log) {
  std::vector<training::EvidenceModule> out;
  for (const auto& module : person.modules) {
    const auto row = facts.opened.find(module.seat);
    if (row == facts.opened.end()) continue;
    HOCBA_TRY(const auto reach, sight.over(row->second, Matter::module_marks));
    if (!reach) continue;
    log.shows(*reach, module.credential);
    out.push_back(module);
  }
  return out;
}

// The person's newest seat that the caller reads, of those asked for: under it the name is shown.
struct ReadSeat {
  training::SeatId seat;
  const SeatRow* row = nullptr;  // null: none
  std::optional<Reach> reach = {};
};
Result<ReadSeat> readable_seat(const TrainingFacts& facts, SeatSight& sight, std::uint32_t person,
                               const std::optional<EntryIndex>& programme,
                               const std::optional<credential::UnitCode>& unit) {
  ReadSeat out;
  const auto seats = facts.seats_of_person.find(person);
  if (seats == facts.seats_of_person.end()) return out;
  for (auto id = seats->second.rbegin(); id != seats->second.rend(); ++id) {
    const SeatRow& row = facts.opened.at(*id);
    const RosterRow& roster = facts.rosters[row.roster];
    if ((programme && roster.programme != *programme) || !facts.recorded.contains(roster.id)) continue;
    if (unit && facts.codes.code(row.unit) != *unit) continue;
    HOCBA_TRY(auto reach, sight.over(row, Matter::module_marks));
    if (!reach) continue;
    out = {*id, &row, std::move(reach)};
    break;
  }
  return out;
}

}  // namespace

Result<EvidencePage> TrainingDesk::evidence(const LedgerView& view, const Reader& reader, const EvidenceAsk& ask) {
  const EntryIndex as_of = as_of_size(view);
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  TrainingLog log(reader, state_->now());
  EvidencePage out;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(const auto start, PageStart::of(*facts, ask.page));
    HOCBA_TRY(const auto programme, first_of(*facts, ask.programme, as_of));
    HOCBA_RETURN_IF_ERROR(check_unit_asked(view, ask.unit));
    training::EvidenceQuery query{as_of, programme, ask.unit, ask.from, ask.to, {}};
    if (ask.personal_number) {
      const auto person = facts->persons.find_number(*ask.personal_number);
      if (!person) return out;
      query.persons = {*person};
    }
    SeatSight sight(*facts, rights, as_of);
    State::Opener opener(*state_);
    std::vector<std::pair<ReadSeat, training::EvidencePerson>> found;
    for (auto& person : training::evidence(facts->book, facts->people, query)) {
      HOCBA_TRY(auto seat, readable_seat(*facts, sight, person.person, programme, ask.unit));
      if (seat.row == nullptr) continue;
      ++out.total;
      if (start.is_before(*seat.row)) found.emplace_back(std::move(seat), std::move(person));
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return place_of(*a.first.row) < place_of(*b.first.row); });
    if (out.total == 0 && ask.unit) {
      HOCBA_TRY(const auto reach, rights.over(*ask.unit, Matter::module_marks));
      if (!reach) return Error(kTrainingNotYours, ask.unit->str());
    }
    out.more = found.size() > ask.page.limit;
    if (out.more) found.resize(ask.page.limit);
    for (const auto& [seat, person] : found) {
      HOCBA_TRY(const SeatOpening* opening, opener.open(*facts, *seat.row));
      log.shows(*seat.reach);
      HOCBA_TRY(auto modules, readable_modules(*facts, sight, person, log));
      out.people.push_back({seat.seat, opening->person, opening->unit, std::move(modules), opening->erased});
    }
  }
  HOCBA_RETURN_IF_ERROR(state_->log_reading(log, "training-evidence", programme_entry(ask.programme)));
  return out;
}

Result<TrainingDesk::CertificateFacts> TrainingDesk::certificate(const LedgerView& view,
                                                                 const credential::CredentialId& id) const {
  CertificateFacts out;
  HOCBA_TRY(const auto credential, chain::find_credential(*view.state, id));
  if (!credential) return out;
  out.since = credential->since;
  // Absent where another node keeps it, or it was erased.
  if (const auto kept = state_->own().summary(id, credential->digest); kept.ok()) out.serial = kept->summary.serial;
  return out;
}

Result<std::vector<credential::UnitCode>> TrainingDesk::schools_of(const LedgerView& view, log::LeafIndex record) {
  HOCBA_TRY(const std::string entry, view.data->entry(record));
  const auto parsed = chain::parse_record(entry);
  const auto* given = parsed ? std::get_if<chain::TrainingResult>(&parsed->body) : nullptr;
  std::vector<credential::UnitCode> out;
  if (given == nullptr) return out;
  HOCBA_TRY(const auto facts, state_->index.read(view));
  for (const auto& one : given->results) {
    const auto row = facts->opened.find(one.seat);
    if (row == facts->opened.end()) continue;
    const auto& school = facts->codes.code(row->second.unit);
    if (std::find(out.begin(), out.end(), school) == out.end()) out.push_back(school);
  }
  return out;
}

// Whoever brings a list of people learns of those alone whom they may read anyway. A personal number alone is nobody:
// who copies a number and a serial from another's certificate has another name.
Result<std::vector<CheckedPerson>> TrainingDesk::check(const LedgerView& view, const Reader& reader,
                                                       const std::vector<AskedPerson>& people,
                                                       std::optional<EntryIndex> programme) {
  const EntryIndex as_of = as_of_size(view);
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  TrainingLog log(reader, state_->now());
  std::vector<CheckedPerson> out(people.size());
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(const auto first, first_of(*facts, programme, as_of));
    SeatSight sight(*facts, rights, as_of);
    State::Opener opener(*state_);
    training::EvidenceQuery query{as_of, first, {}, {}, {}, std::vector<std::uint32_t>()};
    std::map<std::uint32_t, std::vector<std::size_t>> lines_of;
    for (std::size_t i = 0; i < people.size(); ++i) {
      std::optional<PersonIndex::Keys> keys;
      std::optional<std::uint32_t> person;
      if (people[i].birth_date) {
        keys = facts->persons.keys_of({people[i].name, *people[i].birth_date, people[i].personal_number, {}});
        person = facts->persons.find(*keys);
      } else if (people[i].personal_number) {
        person = facts->persons.find_number(*people[i].personal_number);
      }
      if (!person) continue;
      HOCBA_TRY(const auto seat, readable_seat(*facts, sight, *person, first, {}));
      if (seat.row == nullptr) continue;
      log.shows(*seat.reach);
      if (keys) {
        out[i].found = facts->persons.is_named(*person, *keys);
      } else {
        HOCBA_TRY(const SeatOpening* opening, opener.open(*facts, *seat.row));
        out[i].found = credential::fold(opening->person.name) == credential::fold(people[i].name);
      }
      out[i].differs = !out[i].found;
      if (out[i].differs) continue;
      auto& lines_here = lines_of[*person];
      if (lines_here.empty()) query.persons->push_back(*person);
      lines_here.push_back(i);
    }
    for (const auto& person : training::evidence(facts->book, facts->people, query)) {
      HOCBA_TRY(const auto modules, readable_modules(*facts, sight, person, log));
      for (const auto line : lines_of[person.person]) out[line].modules = modules;
    }
  }
  HOCBA_RETURN_IF_ERROR(state_->log_reading(log, "training-check", programme_entry(programme)));
  return out;
}

}  // namespace hocba::node
