// The fields of the bodies of training (docs/formats/records.md §5), as fields.hpp has those of the others.
// Private to ledger/chain.
#pragma once

#include "ledger/chain/fields.hpp"

namespace hocba::chain {

inline constexpr std::uint32_t kMaxSessionNumber = 9'999;        // as text; kMaxSessions is a rule
inline constexpr std::uint32_t kMaxCapacity = 9'999;             // as text; the course's cap is a rule
inline constexpr std::uint32_t kMaxProgrammeNumber = 1'000'000;  // as text, of what check_programme bounds

inline const CodeText& order_of(const training::AudienceRule& rule) { return rule.audience; }
inline const CodeText& order_of(const training::CourseRule& rule) { return rule.course; }
inline const SeatId& order_of(const RosterSeat& seat) { return seat.seat; }
inline const SeatId& order_of(const Reseat& seat) { return seat.seat; }
inline const SeatId& order_of(const EnrolSeat& seat) { return seat.seat; }
inline const SeatId& order_of(const SeatResult& result) { return result.seat; }
inline const Commitment& order_of(const Trainer& trainer) { return trainer.person; }

// Whether one item of a sorted list comes before another. Lists that are never sorted need no
// order_of. It stands after all of them: those of another namespace's types are found by no other way.
template <class T>
bool comes_before(const T& a, const T& b) {
  if constexpr (requires { order_of(a); }) {
    return order_of(a) < order_of(b);
  } else {
    HOCBA_CHECK(false);
  }
}

template <class T>
Ranged<T> programme_number(T& value) {
  return Ranged<T>{value, 0, kMaxProgrammeNumber};
}

template <class V, Is<training::AudienceRule> B>
void describe(V& visit, B& b) {
  visit("audience", b.audience);
  visit("topics", Items{b.topics, 0, training::kMaxTopics, true});
}
template <class V, Is<training::Weights> B>
void describe(V& visit, B& b) {
  visit("attendance", programme_number(b.attendance));
  visit("test", programme_number(b.test));
}
template <class V, Is<training::CourseRule> B>
void describe(V& visit, B& b) {
  visit("assessment", b.assessment);
  visit("audiences", Items{b.audiences, 1, training::kMaxAudiences, true});
  visit("course", b.course);
  visit("max_learners", programme_number(b.max_learners));
  visit("max_online", programme_number(b.max_online));
  visit("min_attendance", programme_number(b.min_attendance));
  visit("min_periods", programme_number(b.min_periods));
  visit("pass_tenths", programme_number(b.pass_tenths));
  visit("period_minutes", programme_number(b.period_minutes));
  visit("weights", b.weights);
}
template <class V, Is<training::CertificateRule> B>
void describe(V& visit, B& b) {
  visit("courses", Items{b.courses, 1, training::kMaxCertificateCourses, true});
  visit("type", b.type);
}
template <class V, Is<training::Phase> B>
void describe(V& visit, B& b) {
  visit("from", b.from);
  visit("to", b.to);
}
template <class V, Is<training::PlannedClasses> B>
void describe(V& visit, B& b) {
  visit("audience", b.audience);
  visit("classes", programme_number(b.classes));
  visit("course", b.course);
  visit("level", b.level);
}
template <class V, Is<training::ReportRule> B>
void describe(V& visit, B& b) {
  visit("day", programme_number(b.day));
  visit("kind", b.kind);
  visit("month", programme_number(b.month));
  visit("reporter", b.reporter);
  visit("year", programme_number(b.year));
}
template <class V, Is<training::TargetRule> B>
void describe(V& visit, B& b) {
  visit("audience", b.audience);
  visit("by", b.by);
  visit("course", b.course);
  visit("percent", programme_number(b.percent));
}
// In two parts: between them stands what a record has beside the rules.
template <class V, Is<training::ProgrammeRules> B>
void describe_first(V& visit, B& b) {
  visit("certificates", Items{b.certificates, 0, training::kMaxCertificateRules, false});
  visit("courses", Items{b.courses, 1, training::kMaxCourses, true});
  visit("document", b.document);
  visit("levels", Items{b.levels, 0, training::kMaxLevels, true});
  visit("phase", b.phase);
  visit("planned", Items{b.planned, 0, training::kMaxPlanned, false});
  visit("programme", b.programme);
  visit("providers", Items{b.providers, 0, training::kMaxProviders, true});
}
template <class V, Is<training::ProgrammeRules> B>
void describe_rest(V& visit, B& b) {
  visit("reports", Items{b.reports, 0, training::kMaxReportRules, false});
  visit("roster_due", b.roster_due);
  visit("targets", Items{b.targets, 0, training::kMaxTargets, false});
  visit("trainer_degree", b.trainer_degree);
  visit("uses", Items{b.uses, 0, training::kMaxUses, false});
}
template <class V, Is<training::ProgrammeRules> B>
void describe(V& visit, B& b) {
  describe_first(visit, b);
  describe_rest(visit, b);
}
template <class V, Is<TrainingProgramme> B>
void describe(V& visit, B& b) {
  describe_first(visit, b.rules);
  visit("replaces", b.replaces);
  describe_rest(visit, b.rules);
}

template <class V, Is<RosterSeat> B>
void describe(V& visit, B& b) {
  visit("audience", b.audience);
  visit("course", b.course);
  visit("person", b.person);
  visit("seat", b.seat);
}
template <class V, Is<Reseat> B>
void describe(V& visit, B& b) {
  visit("person", b.person);
  visit("seat", b.seat);
}
template <class V, Is<TrainingRoster> B>
void describe(V& visit, B& b) {
  visit("programme", any_index(b.programme));
  visit("removed", Items{b.removed, 0, kMaxRosterSeats, true});
  visit("reseat", Items{b.reseat, 1, kMaxRosterSeats, true});
  visit("roster", b.roster);
  visit("seats", Items{b.seats, 0, kMaxRosterSeats, true});
}
template <class V, Is<Trainer> B>
void describe(V& visit, B& b) {
  visit("degree", b.degree);
  visit("person", b.person);
  visit("title", b.title);
}
template <class V, Is<TrainingClass> B>
void describe(V& visit, B& b) {
  visit("audience", b.audience);
  visit("capacity", Ranged{b.capacity, 0, kMaxCapacity});
  visit("class", b.klass);
  visit("course", b.course);
  visit("level", b.level);
  visit("number", Ranged{b.number, 1, kMaxClassNumber});
  visit("programme", any_index(b.programme));
  visit("source", b.source);
  visit("topic", b.topic);
  visit("trainers", Items{b.trainers, 0, kMaxTrainers, true});
}
template <class V, Is<EnrolSeat> B>
void describe(V& visit, B& b) {
  visit("after", b.after);
  visit("seat", b.seat);
}
template <class V, Is<TrainingEnrol> B>
void describe(V& visit, B& b) {
  visit("class", b.klass);
  visit("seats", Items{b.seats, 1, kMaxEnrolSeats, true});
}
template <class V, Is<TrainingSession> B>
void describe(V& visit, B& b) {
  visit("class", b.klass);
  visit("date", b.date);
  visit("details", b.details);
  visit("mode", b.mode);
  visit("number", Ranged{b.number, 1, kMaxSessionNumber});
  visit("periods", Ranged{b.periods, 0, training::kMaxPeriods});
}
// In two parts, as the seat stands between them.
template <class V, Is<training::ResultData> B>
void describe_first(V& visit, B& b) {
  visit("attendance", Ranged{b.attendance, 0, training::kFullMark});
  visit("attended", Ranged{b.attended, 0, training::kMaxPeriods});
  visit("outcome", b.outcome);
  visit("score", Ranged{b.score, 0, training::kFullMark});
}
template <class V, Is<training::ResultData> B>
void describe_rest(V& visit, B& b) {
  visit("test", Ranged{b.test, 0, training::kFullMark});
}
template <class V, Is<training::ResultData> B>
void describe(V& visit, B& b) {
  describe_first(visit, b);
  describe_rest(visit, b);
}
template <class V, Is<SeatResult> B>
void describe(V& visit, B& b) {
  describe_first(visit, b.result);
  visit("seat", b.seat);
  describe_rest(visit, b.result);
}
template <class V, Is<TrainingResult> B>
void describe(V& visit, B& b) {
  visit("class", b.klass);
  visit("reason", b.reason);
  visit("results", Items{b.results, 1, kMaxResults, true});
}
template <class V, Is<TrainingClose> B>
void describe(V& visit, B& b) {
  visit("cancelled", b.cancelled);
  visit("class", b.klass);
}
template <class V, Is<ReportFile> B>
void describe(V& visit, B& b) {
  visit("as_of", any_index(b.as_of));
  visit("based_on", Items{b.based_on, 0, kMaxReportSources, true});
  visit("digest", b.digest);
  visit("kind", b.kind);
  visit("period", b.period);
  visit("programme", any_index(b.programme));
  visit("replaces", b.replaces);
}

}  // namespace hocba::chain
