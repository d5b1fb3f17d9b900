// Keys and values of training's tables, for the rules that write them. Normative: docs/formats/state.md §4.
// Private to ledger/chain.
#pragma once

#include "ledger/chain/tables.hpp"
#include "ledger/chain/training_state.hpp"

namespace hocba::chain {

struct CitedSeatsState {
  std::vector<SeatId> seats;
};
struct SessionState {
  Date date;
  training::Mode mode{};
  std::uint32_t periods = 0;
};

template <class V, Is<ProgrammeState> B>
void describe(V& visit, B& b) {
  visit("first", b.first);
  visit("office", b.office);
  visit("first_office", b.first_office);
  visit("rules", b.rules);
}
template <class V, Is<RosterState> B>
void describe(V& visit, B& b) {
  visit("index", b.index);
  visit("programme", b.programme);
  visit("late", b.late);
}
template <class V, Is<SeatState> B>
void describe(V& visit, B& b) {
  visit("programme", b.programme);
  visit("unit", b.unit);
  visit("audience", b.audience);
  visit("course", b.course);
  visit("person", b.person);
  visit("removed", b.removed);
  visit("attempts", Ranged{b.attempts, 0, kMaxSeatAttempts});
  visit("last", b.last);
  visit("failed", b.failed);
  visit("credential", b.credential);
}
template <class V, Is<ClassState> B>
void describe(V& visit, B& b) {
  visit("index", b.index);
  visit("version", b.version);
  visit("provider", b.provider);
  visit("course", b.course);
  visit("audience", b.audience);
  visit("topic", b.topic);
  visit("source", b.source);
  visit("places", b.places);
  visit("standing", b.standing);
  visit("sessions", b.sessions);
  visit("periods", b.periods);
  visit("online", b.online);
  visit("enrolled", b.enrolled);
  visit("resulted", b.resulted);
  visit("withdrawn", b.withdrawn);
  visit("attendances", Items{b.attendances, 0, training::kMaxPeriods + 1, false});
}
template <class V, Is<AttemptState> B>
void describe(V& visit, B& b) {
  visit("after", b.after);
  visit("result", b.result);
}
template <class V, Is<SessionState> B>
void describe(V& visit, B& b) {
  visit("date", b.date);
  visit("mode", b.mode);
  visit("periods", b.periods);
}
template <class V, Is<ReportState> B>
void describe(V& visit, B& b) {
  visit("programme", b.programme);
  visit("kind", b.kind);
  visit("period", b.period);
  visit("unit", b.unit);
  visit("late", b.late);
}
template <class V, Is<CitedSeatsState> B>
void describe(V& visit, B& b) {
  visit("seats", Items{b.seats, 1, kMaxItemAttempts, true});
}

std::string programme_key(LeafIndex version);
std::string newest_version_key(LeafIndex first);
std::string programme_code_key(const UnitCode& office, const CodeText& code);
std::string roster_key(const RosterId& id);
std::string seat_key(const SeatId& id);
std::string class_key(const ClassId& id);
struct ClassNumber {
  const UnitCode& provider;
  LeafIndex programme;  // first
  const CodeText& course;
  std::uint32_t number;
};
std::string class_number_key(const ClassNumber& number);
std::string attempt_key(const ClassId& id, const SeatId& seat);
std::string session_key(const ClassId& id, std::uint32_t number);
std::string report_key(LeafIndex index);
struct ReportSlot {  // of which a unit has one report at a time
  const UnitCode& unit;
  LeafIndex programme;  // first
  training::ReportKind kind;
  const CodeText& period;
};
std::string report_slot_key(const ReportSlot& slot);
std::string cited_seats_key(const CredentialId& credential);

Result<std::optional<SessionState>> find_session(const StateView& view, const ClassId& id, std::uint32_t number);
// The index of the present report of a slot.
Result<std::optional<LeafIndex>> report_in(const StateView& view, const ReportSlot& slot);

}  // namespace hocba::chain
