// The state's tables of training, typed, as state.hpp has the others: programmes, rosters, seats, classes, attempts,
// reports, and who may act. Normative: docs/formats/state.md §4; the rules: docs/formats/rules.md §8.
//
// A programme is named by the index of its first version's record (`first`); a version by its own.
#pragma once

#include "ledger/chain/state.hpp"

namespace hocba::chain {

struct ProgrammeState {  // one version; never changes
  LeafIndex index{};
  LeafIndex first{};
  UnitCode office;        // that recorded this version
  UnitCode first_office;  // that recorded the first one: whose programme documents say it is
  training::ProgrammeRules rules;
};
struct RosterState {
  RosterId id;
  LeafIndex index{};
  LeafIndex programme{};  // first
  bool late = false;
};
struct SeatState {
  SeatId id;
  LeafIndex programme{};  // first
  UnitCode unit;          // whose roster brought it
  CodeText audience, course;
  Commitment person;  // of the last reseat, where there was one
  bool removed = false;
  std::uint32_t attempts = 0;
  std::optional<ClassId> last;             // the class of the last attempt
  std::optional<CodeText> failed;          // the topic that was failed, and has to be passed
  std::optional<CredentialId> credential;  // the last that cites it
};
enum class ClassStanding { open, closed, cancelled };
std::string_view to_text(ClassStanding standing);
struct ClassState {
  ClassId id;
  LeafIndex index{};    // of its training.class
  LeafIndex version{};  // of the programme, whose rules it keeps
  UnitCode provider;    // as recorded; where it was merged its successor acts
  CodeText course, audience;
  std::optional<CodeText> topic;
  std::optional<CodeText> source;  // external: which system assessed
  std::uint32_t places = 0;        // learners at most
  ClassStanding standing = ClassStanding::open;
  std::uint32_t sessions = 0, periods = 0, online = 0;
  std::uint32_t enrolled = 0;              // seats, withdrawn ones too
  std::uint32_t resulted = 0;              // of these, with a result
  std::uint32_t withdrawn = 0;             // of these
  std::vector<std::uint32_t> attendances;  // how many results have 0, 1, 2 … attended periods; the last is not 0
  training::ClassTotals totals() const { return {periods, online}; }
};
struct AttemptState {  // a seat in a class
  std::optional<ClassId> after;
  std::optional<training::ResultData> result;
};
struct ReportState {
  LeafIndex index{};
  LeafIndex programme{};  // first
  training::ReportKind kind{};
  CodeText period;
  UnitCode unit;  // that filed it
  bool late = false;
};

Result<std::optional<ProgrammeState>> find_programme(const StateView& view, LeafIndex version);
// Of a programme that is known by its first version.
Result<std::optional<LeafIndex>> newest_version(const StateView& view, LeafIndex first);
// The first version of the programme that this office has under this code.
Result<std::optional<LeafIndex>> find_programme_of(const StateView& view, const UnitCode& office, const CodeText& code);
Result<std::optional<RosterState>> find_roster(const StateView& view, const RosterId& id);
Result<std::optional<SeatState>> find_seat(const StateView& view, const SeatId& id);
Result<std::optional<ClassState>> find_class(const StateView& view, const ClassId& id);
Result<std::optional<AttemptState>> find_attempt(const StateView& view, const ClassId& id, const SeatId& seat);
Result<std::optional<ReportState>> find_report(const StateView& view, LeafIndex index);
// The seats whose attempts a training document cites, ascending; none for any other document.
Result<std::vector<SeatId>> cited_seats(const StateView& view, const CredentialId& credential);

// The rules of the class's course, in the version that it was opened under: chain.state_corrupt.
Result<training::CourseRule> course_in(const ProgrammeState& version, const ClassState& klass);
Result<training::CourseRule> course_of(const StateView& view, const ClassState& klass);
// A class that is closed and not cancelled, and a result that passes.
bool is_passed(const training::CourseRule& course, const ClassState& klass, const AttemptState& attempt);
Result<bool> is_passed(const StateView& view, const ClassState& klass, const AttemptState& attempt);
// The first and the last day on which the class had periods; nothing without one.
Result<std::optional<training::Phase>> days_of_class(const StateView& view, const ClassState& klass);
// What a seat's last attempt says: nothing yet, in an open class, over without a pass, passed.
enum class SeatStanding { waiting, learning, not_passed, passed };
Result<SeatStanding> standing_of(const StateView& view, const SeatState& seat);
// The class and the attempt, where there is one.
struct LastAttempt {
  ClassState klass;
  AttemptState attempt;
  bool learning() const;  // in an open class, not withdrawn
};
Result<std::optional<LastAttempt>> last_attempt(const StateView& view, const SeatState& seat);

// Ministry, department, district or commune office.
bool is_office(UnitType type);
// Offices and training providers report as such, every other unit as a school.
training::Reporter reporter_of(UnitType type);
// The unit is `office`, or its successor, or an office below it: at this time, over mergers. A district that ended is
// merged into one unit, while its schools went to several: then also what stood above it, and the offices below that.
// Whose people an office may name follows from where the school stands, and is checked where people are known.
Result<bool> is_office_or_below(const StateView& view, const UnitCode& unit, const UnitCode& office, Time at);
// The programme lists the unit, or one that was merged into it by now.
Result<bool> is_provider(const StateView& view, const training::ProgrammeRules& rules, const UnitCode& unit, Time at);

}  // namespace hocba::chain
