// What the parts of the desk of training share: its objects in the vault and how they are written. Internal to
// node/training*.cpp. Names in the vault's table `documents`:
//
//   ts ‖ roster id
//     {"by","office"?,"programme","proposals","seats":[…],"sequence","stored","withdrawn"?}: openings of one roster
//   tp ‖ proposal id (32 bytes)
//     {"by","first","late","proposal":{…},"received","returned"?}
//   tc ‖ class id ‖ be32
//     {"by","erased"?,"register":{…},"time"}: one version of a class's register
//   te ‖ digest of the statement without its proofs
//     {"by","done","statement":{…},"time",…}: who was taken out of all these, and what of it is still to be done
//   tf ‖ digest
//     {"file","stored","unit"}: a programme's file
//   tr ‖ digest
//     {"report","stored","unit"}: a report, its canonical JSON as text
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>

#include "ledger/chain/training_state.hpp"
#include "node/training_desk.hpp"
#include "node/training_rights.hpp"
#include "node/vault_state.hpp"

namespace hocba::node {

std::string openings_object(const training::RosterId& id);
std::string proposal_object(const std::string& id);
std::string register_prefix(const training::ClassId& id);
std::uint32_t register_version(const std::string& name);  // of an object
std::string erasure_object(const std::string& id);
std::string file_object(const crypto::Digest& digest);
std::string report_object(const crypto::Digest& digest);
std::string proposal_text(const std::string& id);  // as users see it

// One roster's openings, as they lie in the vault.
struct RosterOpenings {
  training::RosterId roster;
  training::EntryIndex programme{};  // first
  std::uint64_t sequence = 0;
  Time stored;
  std::string by;
  std::string office = {};             // for which it was brought
  std::vector<std::string> proposals;  // ids, 32 bytes
  std::vector<SeatOpening> seats;      // by seat; those that it adds, and those that it reseats
  bool withdrawn = false;              // is to be destroyed, unless a record that was on its way names it
};
std::string openings_text(const RosterOpenings& openings);
Result<RosterOpenings> read_openings(const training::RosterId& id, std::string_view text);

// A proposal as it came, its fields checked; signatures are not.
struct ProposedPerson {
  ListedPerson person;
  credential::CodeText level, audience;
  std::vector<credential::CodeText> courses;
};
struct Proposal {
  std::string id;
  credential::UnitCode unit;
  training::EntryIndex programme{};
  Time time;
  std::vector<ProposedPerson> people;
};
Result<Proposal> proposal_from(const nlohmann::json& value, const chain::NetworkState& network, Date today);

// Recorded sessions of the class whose commitments this register does not open, by number.
Result<std::vector<std::uint32_t>> sessions_that_differ(const LedgerView& view, const TrainingFacts& facts,
                                                        const training::Book::ClassView& klass,
                                                        const nlohmann::json& content);

// Into the facts; the vault has them.
void take_in(TrainingFacts& facts, const RosterOpenings& openings);

LearnerState learner_state(const training::Book::SeatView& seat);
// Where a record, or a call, names a programme: its first version's record. node.training_field.
Result<training::Book::ProgrammeView> programme_at(const TrainingFacts& facts, training::EntryIndex any_version,
                                                   training::EntryIndex as_of);
// That what a question names exists: an empty answer would say that all is well there. node.training_field.
Status check_unit_asked(const LedgerView& view, const std::optional<credential::UnitCode>& unit);
Status check_asked(const LedgerView& view, const training::Book::ProgrammeView& programme,
                   const std::optional<credential::UnitCode>& unit, const std::optional<credential::CodeText>& course);

struct TrainingDesk::State {
  Vault& vault;
  TrainingIndex& index;
  Turnstile turn;  // of those who change something
  // Objects that are to be destroyed: no record of now on gets them, those on their way may still name them. Under
  // turn.
  std::set<std::string> leaving;
  bool leaves(const std::string& name) const {
    const auto one = turn.pass();
    return leaving.contains(name);
  }

  State(Vault& v, TrainingIndex& i) : vault(v), index(i) {}
  Vault::State& own() const { return *vault.state_; }
  Time now() const { return own().clock.now(); }
  Date today() const { return date_in_utc7(now()); }
  Status load();
  Status keep(const std::string& name, std::string_view text) const;
  Result<std::optional<SecretText>> get(const std::string& name) const;
  Result<RosterOpenings> openings(const training::RosterId& id) const;
  // On disk before anything is shown: node.purpose_needed, node.decision_needed.
  Status log_reading(const TrainingLog& log, const char* part, std::optional<log::LeafIndex> programme = {}) const;
  // Of what has no names: inspectors alone say under which decision they read it.
  static Status check_inspector(const TrainingRights& rights, const Reader& reader);
  ProposalState state_of(const TrainingFacts& facts, const std::string& id, const ProposalRow& row) const;

  // Opens rosters one after the other and keeps the last: seats are asked for in the order of rosters.
  class Opener {
   public:
    explicit Opener(const State& state) : state_(state) {}
    Result<const SeatOpening*> open(const TrainingFacts& facts, const SeatRow& row);

   private:
    const State& state_;
    std::optional<std::uint32_t> place_;
    RosterOpenings openings_;
  };

  // Course, school and what else does not change with who sits there. node.training_not_found: no such seat here.
  Status complete_reseats(const TrainingFacts& facts, RosterOpenings& openings, training::EntryIndex as_of) const;
  // Gives the seats of people whom their school's list names beside another of that name and birth date, under another
  // number. Adds who stands on no list, and is not of the units `own`.
  Result<std::set<training::SeatId>> compare_with_proposals(const LedgerView& view, RosterOpenings& openings,
                                                            const std::set<std::string>& own,
                                                            std::vector<Refused>& refused) const;
  Status check_waiting(const TrainingFacts& facts, const std::string& office) const;
  Status log_unclear(const crypto::AnyKey& caller, const RosterOpenings& openings) const;
  Result<bool> writes_register(const LedgerView& view, TrainingRights& rights, const crypto::AnyKey& key,
                               const training::Book::ClassView& klass) const;
  Result<std::optional<std::string>> report_text(const crypto::Digest& digest) const;
  // `rights`: of who asks; nothing is computed but what coverage would show them now. Null: it was filed.
  Result<BuiltReport> compute(const LedgerView& view, const TrainingFacts& facts, const ReportAsk& ask,
                              TrainingRights* rights) const;
  // Versions of a class's register that may go, so that there is room: none that alone opens what the ledger has.
  Status make_room(const LedgerView& view, const training::ClassId& id, std::vector<std::string> versions);
  // Objects that are to be kept no longer, `most` of them.
  bool named_by_ledger(const TrainingFacts& facts, const std::string& name) const;
  Result<std::vector<std::string>> over(const TrainingFacts& facts, std::size_t most, Time at);
  Status add_former_registers(std::vector<std::string>& out, std::size_t most, Time before);
  std::map<std::string, Time> registers_written;  // versions that others replaced, by name. Under turn.

  // Erasures (node/training_erasure.cpp). What an error or a crash left undone is in `unfinished`, under turn: load()
  // and let_go() finish it.
  struct Erasure;
  std::vector<std::string> unfinished;  // ids
  Result<std::optional<Erasure>> erasure(const std::string& id) const;
  static std::string erasure_text(const Erasure& erasure);
  static Result<std::string> without(const Erasure& erasure, std::size_t which, std::string_view text);
  Status carry_out(Erasure& erasure) const;
  Status erase_from_facts(const Erasure& erasure) const;
  Status load_erasures();
  Result<std::vector<training::SeatId>> seats_of(const TrainingFacts& facts, const PersonIndex::Keys& keys) const;
  Status finish_erasures();
  Result<Erasure> plan_erasure(const LedgerView& view, const TrainingFacts& facts, TrainingRights& rights,
                               Erasure erasure) const;

  // Its file is here and gives these rules: node.programme_missing, node.programme_differs with the places.
  Status check_programme(const training::ProgrammeRules& rules) const;

  // Which unit brought a programme's file, a report or openings: of those that were asked about since the start. Under
  // turn.
  std::map<std::string, std::string> brought_by;
  // node.training_full: so many objects of this kind that the unit brought wait for a record, or are here at all.
  // Under turn.
  struct Room {
    std::size_t waiting, all;
  };
  Status check_room(const LedgerView& view, const char* prefix, const std::string& unit, const Room& room);
};

}  // namespace hocba::node
