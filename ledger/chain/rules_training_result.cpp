// training.result, training.close: docs/adr/training.md says why they are as they are.
#include "ledger/chain/rules_training.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::chain {

namespace {

bool is_withdrawn(const std::optional<training::ResultData>& result) {
  return result && result->outcome == training::Outcome::withdrawn;
}

// A document that stands, or may stand again, rests on this attempt: it passes as before, and its cited figures stay.
Status check_certified(const RuleContext& c, const ClassState& klass, const training::CourseRule& course,
                       const SeatState& seat, const training::ResultData& before, const training::ResultData& after) {
  if (klass.standing != ClassStanding::closed || !seat.credential) return done();
  HOCBA_TRY(const auto credential, find_credential(c.state, *seat.credential));
  if (!credential) return Error(kStateCorrupt, "credential of seat " + training::to_text(seat.id));
  if (credential->standing == CredentialStanding::revoked || credential->standing == CredentialStanding::superseded)
    return done();
  const bool same = before.attendance == after.attendance && before.attended == after.attended &&
                    before.score == after.score && before.test == after.test;
  if (!same || !training::passed(course, klass.totals(), after))
    return Error(training::kCertified, to_text(*seat.credential));
  return done();
}

// The class's sums over its results: one is taken out, another comes in.
Status count_result(const std::optional<training::ResultData>& before, const training::ResultData& after,
                    ClassState& klass) {
  auto& counts = klass.attendances;
  if (before) {
    if (before->attended >= counts.size() || counts[before->attended] == 0)
      return Error(kStateCorrupt, "results of class " + training::to_text(klass.id));
    --counts[before->attended];
  } else {
    ++klass.resulted;
  }
  if (is_withdrawn(before)) --klass.withdrawn;
  if (after.outcome == training::Outcome::withdrawn) ++klass.withdrawn;
  if (counts.size() <= after.attended) counts.resize(after.attended + 1);
  ++counts[after.attended];
  while (!counts.empty() && counts.back() == 0) counts.pop_back();
  return done();
}

Status record_result(const RuleContext& c, const training::CourseRule& course, const SeatResult& b, ClassState& klass) {
  HOCBA_TRY(auto attempt, find_attempt(c.state, klass.id, b.seat));
  if (!attempt) return training::kNotEnrolled;
  HOCBA_RETURN_IF_ERROR(training::check_result(course, b.result));
  if (b.result.attended > klass.periods) {
    return Error(training::kAttendedTooMuch,
                 std::to_string(b.result.attended) + " of " + std::to_string(klass.periods));
  }
  HOCBA_TRY(const auto seat, find_seat(c.state, b.seat));
  if (!seat) return Error(kStateCorrupt, "seat " + training::to_text(b.seat));
  // The office took the seat off the roster after it failed or withdrew: it does not pass any more.
  if (seat->removed && b.result.outcome != training::Outcome::withdrawn) return training::kSeatRemoved;
  // Who withdrew and is in another class by now must not come back here: two attempts could pass.
  if (seat->last != klass.id) return Error(training::kAttemptLink, "an attempt came after it");
  if (attempt->result) HOCBA_RETURN_IF_ERROR(check_certified(c, klass, course, *seat, *attempt->result, b.result));
  HOCBA_RETURN_IF_ERROR(count_result(attempt->result, b.result, klass));
  attempt->result = b.result;
  write_row(c.state, attempt_key(klass.id, b.seat), *attempt);
  return done();
}

Status check_close(const RuleContext& c, const ClassState& klass) {
  if (klass.enrolled == klass.withdrawn) return training::kClassEmpty;
  HOCBA_TRY(const auto course, require_course(c, klass));
  HOCBA_RETURN_IF_ERROR(training::check_totals(course, klass.totals()));
  if (klass.resulted < klass.enrolled)
    return Error(training::kResultsMissing, std::to_string(klass.enrolled - klass.resulted));
  // Sessions may have been shortened after the results.
  if (klass.attendances.size() > klass.periods + 1) {
    return Error(training::kAttendedTooMuch,
                 std::to_string(klass.attendances.size() - 1) + " of " + std::to_string(klass.periods));
  }
  return done();
}

}  // namespace

Status apply_body(const RuleContext& c, const TrainingResult& b) {
  HOCBA_TRY(const auto signers, require_unit_signers(c, std::nullopt));
  HOCBA_TRY(auto klass, require_class(c, b.klass));
  HOCBA_RETURN_IF_ERROR(require_class_provider(c, klass));
  const bool correction = klass.standing != ClassStanding::open;
  if (b.reason.has_value() != correction) return Error(training::kReasonField, std::string(to_text(klass.standing)));
  if (correction) HOCBA_RETURN_IF_ERROR(require_two_persons(signers));
  if (klass.standing == ClassStanding::cancelled) return Error(training::kClassClosed, "cancelled");
  HOCBA_TRY(const auto course, require_course(c, klass));
  for (const SeatResult& result : b.results) {
    if (auto status = record_result(c, course, result, klass); !status.ok())
      return status.error().at("seat " + training::to_text(result.seat));
  }
  // A withdrawal that is taken back needs a place again.
  const std::uint32_t learners = klass.enrolled - klass.withdrawn;
  if (learners > klass.places)
    return Error(training::kClassFull, std::to_string(learners) + " of " + std::to_string(klass.places));
  write_row(c.state, class_key(b.klass), klass);
  return done();
}

namespace {

// Of a provider that the newest version lists no more, the programme's office may cancel: else who learns there could
// learn nowhere.
Result<ClassState> require_class_to_cancel(const RuleContext& c, const ClassId& id) {
  HOCBA_TRY(auto klass, require_class(c, id));
  HOCBA_TRY(const auto* opened, require_programme(c, klass.version));
  HOCBA_TRY(const auto* newest, newest_programme(c, opened->first));
  HOCBA_TRY(const UnitCode office, successor_of(c.state, opened->first_office, c.now));
  HOCBA_TRY(const UnitCode provider, successor_of(c.state, klass.provider, c.now));
  HOCBA_TRY(const bool listed, is_provider(c.state, newest->rules, provider, c.now));
  if (listed || office != *c.record.unit) return require_open_class(c, id);
  return require_open(std::move(klass));
}

}  // namespace

Status apply_body(const RuleContext& c, const TrainingClose& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, std::nullopt));
  HOCBA_TRY(auto klass, b.cancelled ? require_class_to_cancel(c, b.klass) : require_open_class(c, b.klass));
  if (b.cancelled) {
    if (klass.resulted > klass.withdrawn) return training::kResultsGiven;
  } else {
    HOCBA_RETURN_IF_ERROR(check_close(c, klass));
    if (klass.enrolled - klass.withdrawn < kSmallClass)
      c.notices.push_back({c.index, &training::kClassSmall, training::to_text(b.klass)});
  }
  klass.standing = b.cancelled ? ClassStanding::cancelled : ClassStanding::closed;
  write_row(c.state, class_key(b.klass), klass);
  return done();
}

}  // namespace hocba::chain
