// training.programme, training.roster: docs/adr/training.md says why they are as they are.
#include <algorithm>

#include "ledger/chain/rules_training.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::chain {

Result<const ProgrammeState*> require_programme(const RuleContext& c, LeafIndex version) {
  auto& kept = c.scratch.programmes;
  const auto known = kept.find(version);
  if (known != kept.end()) return &known->second;
  HOCBA_TRY(auto programme, find_programme(c.state, version));
  if (!programme) return Error(training::kProgrammeUnknown, place_of(version));
  return &kept.emplace(version, std::move(*programme)).first->second;
}

Result<const ProgrammeState*> newest_programme(const RuleContext& c, LeafIndex first) {
  HOCBA_TRY(const auto newest, newest_version(c.state, first));
  if (!newest) return Error(kStateCorrupt, "programme " + place_of(first));
  return require_programme(c, *newest);
}

Result<const ProgrammeState*> require_newest_programme(const RuleContext& c, LeafIndex version) {
  HOCBA_TRY(const auto* programme, require_programme(c, version));
  HOCBA_TRY(const auto newest, newest_version(c.state, programme->first));
  if (newest != version)
    return Error(training::kProgrammeNotCurrent, "newest: " + place_of(newest.value_or(LeafIndex{0})));
  return programme;
}

bool is_past(const RuleContext& c, const Date& due) { return due < date_in_utc7(c.now); }

namespace {

Status require_office(const RuleContext& c) {
  HOCBA_TRY(const auto unit, require_unit(c, *c.record.unit));
  if (!is_office(unit.type))
    return Error(training::kNotOffice, unit.code.str() + ": " + std::string(to_text(unit.type)));
  return done();
}

// The newest version of the programme of which this record is the next one; nothing: it begins a programme. An office's
// own is known by its code. Whose office was merged is known by `replaces` alone: one unit may follow many.
Result<const ProgrammeState*> version_before(const RuleContext& c, const TrainingProgramme& b) {
  HOCBA_TRY(const auto own, find_programme_of(c.state, *c.record.unit, b.rules.programme));
  if (own) {
    HOCBA_TRY(const auto* before, newest_programme(c, *own));
    if (b.replaces && *b.replaces != before->index)
      return Error(training::kProgrammeNotCurrent, "newest: " + place_of(before->index));
    return before;
  }
  if (!b.replaces) return static_cast<const ProgrammeState*>(nullptr);
  HOCBA_TRY(const auto* before, require_newest_programme(c, *b.replaces));
  if (before->rules.programme != b.rules.programme)
    return Error(training::kProgrammeUnknown, place_of(*b.replaces) + ": " + before->rules.programme.str());
  HOCBA_TRY(const UnitCode living, successor_of(c.state, before->office, c.now));
  if (living != *c.record.unit) return Error(training::kNotOffice, "of " + living.str());
  return before;
}

Status keeps_courses(const training::ProgrammeRules& before, const training::ProgrammeRules& rules) {
  for (const training::CourseRule& course : before.courses) {
    const auto* kept = training::find_course(rules, course.course);
    if (kept == nullptr) return Error(training::kProgrammeCourseGone, course.course.str());
    if (kept->assessment != course.assessment)
      return Error(training::kProgrammeCourseGone,
                   course.course.str() + ": " + std::string(training::to_text(course.assessment)));
  }
  return done();
}

Status add_seat(const RuleContext& c, const ProgrammeState& programme, const RosterSeat& b) {
  std::string key = seat_key(b.seat);
  HOCBA_TRY(const auto existing, c.state.get(key));
  if (existing) return training::kSeatExists;
  const auto* course = training::find_course(programme.rules, b.course);
  if (course == nullptr) return Error(training::kCourseUnknown, b.course.str());
  if (training::find_audience(*course, b.audience) == nullptr) return Error(training::kWrongAudience, b.audience.str());
  SeatState seat;
  seat.programme = programme.first;
  seat.unit = *c.record.unit;
  seat.audience = b.audience;
  seat.course = b.course;
  seat.person = b.person;
  write_row(c.state, std::move(key), seat);
  return done();
}

// A seat of this programme, of the acting unit's own roster or of one that was merged into it; the programme's office
// may change every one: other offices below it know nothing of who sits there.
struct RosterOf {
  LeafIndex programme{};  // first
  UnitCode office;
};
Result<SeatState> own_seat(const RuleContext& c, const RosterOf& roster, const SeatId& id) {
  HOCBA_TRY(auto seat, find_seat(c.state, id));
  if (!seat || seat->programme != roster.programme) return Error(training::kSeatUnknown);
  for (const UnitCode& unit : {seat->unit, roster.office}) {
    HOCBA_TRY(const UnitCode living, successor_of(c.state, unit, c.now));
    if (living == *c.record.unit) return std::move(*seat);
  }
  return Error(training::kNotOffice, "of " + seat->unit.str());
}

Status remove_seat(const RuleContext& c, const RosterOf& roster, const SeatId& id) {
  HOCBA_TRY(auto seat, own_seat(c, roster, id));
  HOCBA_RETURN_IF_ERROR(require_free(c, seat));
  if (seat.removed) return training::kSeatRemoved;
  seat.removed = true;
  write_row(c.state, seat_key(id), seat);
  return done();
}

// Who sits there from now on: what a later document of the seat opens. Those issued keep the commitment of their time.
Status reseat(const RuleContext& c, const RosterOf& roster, const TrainingRoster& b, const Reseat& one) {
  HOCBA_TRY(auto seat, own_seat(c, roster, one.seat));
  if (seat.removed || std::binary_search(b.removed.begin(), b.removed.end(), one.seat)) return training::kSeatRemoved;
  if (seat.person == one.person) return kNoChange;
  seat.person = one.person;
  write_row(c.state, seat_key(one.seat), seat);
  return done();
}
// Before the record's own seats are added: these are new.
Status reseat_all(const RuleContext& c, const RosterOf& roster, const TrainingRoster& b) {
  if (!b.reseat) return done();
  for (const Reseat& one : *b.reseat) {
    if (auto status = reseat(c, roster, b, one); !status.ok())
      return status.error().at("seat " + training::to_text(one.seat));
  }
  return done();
}

}  // namespace

Status apply_body(const RuleContext& c, const TrainingProgramme& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, std::nullopt));
  HOCBA_RETURN_IF_ERROR(require_office(c));
  HOCBA_RETURN_IF_ERROR(training::check_programme(b.rules));
  HOCBA_TRY(const auto* before, version_before(c, b));
  if (before != nullptr) HOCBA_RETURN_IF_ERROR(keeps_courses(before->rules, b.rules));
  const UnitCode& unit = *c.record.unit;
  const ProgrammeState version{c.index, before != nullptr ? before->first : c.index, unit,
                               before != nullptr ? before->first_office : unit, b.rules};
  write_row(c.state, programme_key(c.index), version);
  c.state.put(newest_version_key(version.first), be64(log::to_u64(c.index)));
  c.state.put(programme_code_key(unit, b.rules.programme), be64(log::to_u64(version.first)));
  return done();
}

Status apply_body(const RuleContext& c, const TrainingRoster& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, std::nullopt));
  HOCBA_RETURN_IF_ERROR(require_office(c));
  HOCBA_TRY(const auto* programme, require_programme(c, b.programme));
  HOCBA_TRY(const bool may, is_office_or_below(c.state, *c.record.unit, programme->first_office, c.now));
  if (!may) return Error(training::kNotOffice, "of " + programme->first_office.str());
  HOCBA_TRY(programme, require_newest_programme(c, b.programme));
  HOCBA_TRY(const auto existing, find_roster(c.state, b.roster));
  if (existing) return Error(training::kRosterExists, training::to_text(b.roster));
  if (b.seats.empty() && b.removed.empty() && !b.reseat) return training::kRosterEmpty;
  const RosterOf roster{programme->first, programme->first_office};
  HOCBA_RETURN_IF_ERROR(reseat_all(c, roster, b));
  for (const RosterSeat& seat : b.seats) {
    if (auto status = add_seat(c, *programme, seat); !status.ok())
      return status.error().at("seat " + training::to_text(seat.seat));
  }
  for (const SeatId& seat : b.removed) {
    if (auto status = remove_seat(c, roster, seat); !status.ok())
      return status.error().at("seat " + training::to_text(seat));
  }
  // A correction has no due date.
  const std::optional<Date>& due = programme->rules.roster_due;
  const bool late = due && is_past(c, *due) && !(b.seats.empty() && b.removed.empty());
  if (late) c.notices.push_back({c.index, &training::kRosterLate, training::to_text(b.roster)});
  write_row(c.state, roster_key(b.roster), RosterState{b.roster, c.index, roster.programme, late});
  return done();
}

}  // namespace hocba::chain
