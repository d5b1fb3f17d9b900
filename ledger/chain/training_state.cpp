// Training: its words, rows and who may act. The rules are in rules_training_*.cpp and rules_report.cpp.
#include "ledger/chain/training_state.hpp"

#include <algorithm>
#include <array>

#include "ledger/chain/json_reader.hpp"
#include "ledger/chain/training_tables.hpp"

namespace hocba::chain {

namespace {

constexpr std::array<std::string_view, 3> kClassStandings = {"open", "closed", "cancelled"};

std::string with_index(Table table, LeafIndex index) { return table_prefix(table) + be64(log::to_u64(index)); }
template <class Id>
std::string with_id(Table table, const Id& id) {
  return table_prefix(table).append(id.view());
}

Result<std::optional<LeafIndex>> index_at(const StateView& view, const std::string& key) {
  HOCBA_TRY(const auto value, view.get(key));
  if (!value) return std::optional<LeafIndex>();
  if (value->size() != 8) return Error(kStateCorrupt);
  std::uint64_t out = 0;
  for (const char c : *value) out = (out << 8) | static_cast<std::uint8_t>(c);
  return std::optional(LeafIndex{out});
}

}  // namespace

std::string_view to_text(ClassStanding standing) { return kClassStandings.at(static_cast<std::size_t>(standing)); }

void JsonReader::read(training::Assessment& value) {
  store(value, training::assessment_from_text(string()), kUnknownWord);
}
void JsonReader::read(training::Mode& value) { store(value, training::mode_from_text(string()), kUnknownWord); }
void JsonReader::read(training::Degree& value) { store(value, training::degree_from_text(string()), kUnknownWord); }
void JsonReader::read(training::AcademicTitle& value) {
  store(value, training::academic_title_from_text(string()), kUnknownWord);
}
void JsonReader::read(training::Outcome& value) { store(value, training::outcome_from_text(string()), kUnknownWord); }
void JsonReader::read(training::ReportKind& value) {
  store(value, training::report_kind_from_text(string()), kUnknownWord);
}
void JsonReader::read(training::Reporter& value) { store(value, training::reporter_from_text(string()), kUnknownWord); }

std::string programme_key(LeafIndex version) { return with_index(Table::programme, version); }
std::string newest_version_key(LeafIndex first) { return with_index(Table::newest_version, first); }
std::string programme_code_key(const UnitCode& office, const CodeText& code) {
  std::string key = table_prefix(Table::programme_code);
  append_text(key, office.str());
  return key + code.str();
}
std::string roster_key(const RosterId& id) { return with_id(Table::roster, id); }
std::string seat_key(const SeatId& id) { return with_id(Table::seat, id); }
std::string class_key(const ClassId& id) { return with_id(Table::training_class, id); }
std::string class_number_key(const ClassNumber& number) {
  std::string key = with_index(Table::class_number, number.programme);
  append_text(key, number.provider.str());
  append_text(key, number.course.str());
  append_be(key, number.number, 2);
  return key;
}
std::string attempt_key(const ClassId& id, const SeatId& seat) {
  return with_id(Table::attempt, id).append(seat.view());
}
std::string session_key(const ClassId& id, std::uint32_t number) {
  std::string key = with_id(Table::session, id);
  append_be(key, number, 2);
  return key;
}
std::string report_key(LeafIndex index) { return with_index(Table::report, index); }
std::string report_slot_key(const ReportSlot& slot) {
  std::string key = with_index(Table::report_slot, slot.programme);
  append_be(key, static_cast<std::uint64_t>(slot.kind), 1);
  append_text(key, slot.period.str());
  return key + slot.unit.str();
}
std::string cited_seats_key(const CredentialId& credential) { return with_id(Table::cited_seats, credential); }

Result<std::optional<ProgrammeState>> find_programme(const StateView& view, LeafIndex version) {
  HOCBA_TRY(auto row, read_row<ProgrammeState>(view, programme_key(version)));
  if (row) row->index = version;
  return row;
}
Result<std::optional<LeafIndex>> newest_version(const StateView& view, LeafIndex first) {
  return index_at(view, newest_version_key(first));
}
Result<std::optional<LeafIndex>> find_programme_of(const StateView& view, const UnitCode& office,
                                                   const CodeText& code) {
  return index_at(view, programme_code_key(office, code));
}
Result<std::optional<RosterState>> find_roster(const StateView& view, const RosterId& id) {
  HOCBA_TRY(auto row, read_row<RosterState>(view, roster_key(id)));
  if (row) row->id = id;
  return row;
}
Result<std::optional<SeatState>> find_seat(const StateView& view, const SeatId& id) {
  HOCBA_TRY(auto row, read_row<SeatState>(view, seat_key(id)));
  if (row) row->id = id;
  return row;
}
Result<std::optional<ClassState>> find_class(const StateView& view, const ClassId& id) {
  HOCBA_TRY(auto row, read_row<ClassState>(view, class_key(id)));
  if (row) row->id = id;
  return row;
}
Result<std::optional<AttemptState>> find_attempt(const StateView& view, const ClassId& id, const SeatId& seat) {
  return read_row<AttemptState>(view, attempt_key(id, seat));
}
Result<std::optional<SessionState>> find_session(const StateView& view, const ClassId& id, std::uint32_t number) {
  return read_row<SessionState>(view, session_key(id, number));
}
Result<std::optional<ReportState>> find_report(const StateView& view, LeafIndex index) {
  HOCBA_TRY(auto row, read_row<ReportState>(view, report_key(index)));
  if (row) row->index = index;
  return row;
}
Result<std::optional<LeafIndex>> report_in(const StateView& view, const ReportSlot& slot) {
  return index_at(view, report_slot_key(slot));
}
Result<std::vector<SeatId>> cited_seats(const StateView& view, const CredentialId& credential) {
  HOCBA_TRY(auto row, read_row<CitedSeatsState>(view, cited_seats_key(credential)));
  return row ? std::move(row->seats) : std::vector<SeatId>();
}

Result<training::CourseRule> course_in(const ProgrammeState& version, const ClassState& klass) {
  const auto* course = training::find_course(version.rules, klass.course);
  if (course == nullptr) return Error(kStateCorrupt, "course of class " + training::to_text(klass.id));
  return *course;
}

Result<training::CourseRule> course_of(const StateView& view, const ClassState& klass) {
  HOCBA_TRY(const auto version, find_programme(view, klass.version));
  if (!version) return Error(kStateCorrupt, "programme of class " + training::to_text(klass.id));
  return course_in(*version, klass);
}

bool is_passed(const training::CourseRule& course, const ClassState& klass, const AttemptState& attempt) {
  return klass.standing == ClassStanding::closed && attempt.result &&
         training::passed(course, klass.totals(), *attempt.result);
}

Result<bool> is_passed(const StateView& view, const ClassState& klass, const AttemptState& attempt) {
  HOCBA_TRY(const auto course, course_of(view, klass));
  return is_passed(course, klass, attempt);
}

Result<std::optional<training::Phase>> days_of_class(const StateView& view, const ClassState& klass) {
  std::optional<training::Phase> out;
  for (std::uint32_t number = 1; number <= klass.sessions; ++number) {
    HOCBA_TRY(const auto session, find_session(view, klass.id, number));
    if (!session) return Error(kStateCorrupt, "session of class " + training::to_text(klass.id));
    if (session->periods == 0) continue;
    if (!out) out = training::Phase{session->date, session->date};
    out->from = std::min(out->from, session->date);
    out->to = std::max(out->to, session->date);
  }
  return out;
}

bool LastAttempt::learning() const {
  const bool withdrawn = attempt.result && attempt.result->outcome == training::Outcome::withdrawn;
  return klass.standing == ClassStanding::open && !withdrawn;
}

Result<std::optional<LastAttempt>> last_attempt(const StateView& view, const SeatState& seat) {
  if (!seat.last) return std::optional<LastAttempt>();
  HOCBA_TRY(auto klass, find_class(view, *seat.last));
  HOCBA_TRY(auto attempt, find_attempt(view, *seat.last, seat.id));
  if (!klass || !attempt) return Error(kStateCorrupt, "attempt of seat " + training::to_text(seat.id));
  return std::optional(LastAttempt{std::move(*klass), std::move(*attempt)});
}

Result<SeatStanding> standing_of(const StateView& view, const SeatState& seat) {
  HOCBA_TRY(const auto last, last_attempt(view, seat));
  if (!last) return SeatStanding::waiting;
  if (last->learning()) return SeatStanding::learning;
  HOCBA_TRY(const bool passed, is_passed(view, last->klass, last->attempt));
  return passed ? SeatStanding::passed : SeatStanding::not_passed;
}

bool is_office(UnitType type) {
  return type == UnitType::ministry || type == UnitType::department || type == UnitType::district_office ||
         type == UnitType::commune_office;
}

training::Reporter reporter_of(UnitType type) {
  if (is_office(type)) return training::Reporter::office;
  return type == UnitType::training_provider ? training::Reporter::provider : training::Reporter::school;
}

Result<bool> is_office_or_below(const StateView& view, const UnitCode& unit, const UnitCode& office, Time at) {
  HOCBA_TRY(const UnitCode living, successor_of(view, office, at));
  HOCBA_TRY(const auto begun_by, find_unit(view, office));
  std::optional<UnitCode> above;  // of a district that ended
  if (begun_by && begun_by->type == UnitType::district_office && living != office) {
    HOCBA_TRY(above, superior_of(view, *begun_by, at));
  }
  std::optional<UnitCode> current = unit;
  for (std::size_t depth = 0; current && depth <= kMaxUnitDepth; ++depth) {
    HOCBA_TRY(const auto state, find_unit(view, *current));
    if (!state) return Error(kUnknownUnit, current->str());
    if (!is_office(state->type)) return false;
    if (state->code == living || (above && state->code == *above)) return true;
    HOCBA_TRY(current, superior_of(view, *state, at));
  }
  return false;
}

Result<bool> is_provider(const StateView& view, const training::ProgrammeRules& rules, const UnitCode& unit, Time at) {
  const auto& listed = rules.providers;
  if (std::find(listed.begin(), listed.end(), unit) != listed.end()) return true;
  for (const UnitCode& provider : listed) {
    HOCBA_TRY(const auto state, find_unit(view, provider));
    if (!state || !state->merged_at) continue;  // a plan may name who is not registered yet
    HOCBA_TRY(const UnitCode living, successor_of(view, provider, at));
    if (living == unit) return true;
  }
  return false;
}

}  // namespace hocba::chain
