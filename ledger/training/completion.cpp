#include "ledger/training/completion.hpp"

#include "ledger/training/codes.hpp"

namespace hocba::training {

namespace {

constexpr std::uint64_t kHundred = 100;  // per cent

std::uint64_t wide(std::uint32_t value) { return value; }

// Nobody is taught by no lesson, whether the plan says so or not; of another system's lessons nothing is known here.
std::uint32_t least_periods(const CourseRule& course) {
  return course.min_periods.value_or(course.assessment == Assessment::external ? 0 : 1);
}

// A mark that stands exactly where the course asks for one, within the scale.
Status check_mark(const char* field, const std::optional<std::uint32_t>& mark, bool wanted) {
  if (mark.has_value() != wanted) return Error(kResultFields, field);
  if (mark && *mark > static_cast<std::uint32_t>(kFullMark)) return Error(kResultFields, field);
  return done();
}

}  // namespace

std::uint32_t weighted_score(const Weights& weights, std::uint32_t attendance_tenths, std::uint32_t test_tenths) {
  return credential::tenths_half_up(credential::weighted_thousandths(weights, attendance_tenths, test_tenths));
}

bool online_share_ok(const CourseRule& course, const ClassTotals& totals) {
  return !course.max_online || wide(totals.online) * kHundred <= wide(*course.max_online) * totals.periods;
}

bool enough_periods(const CourseRule& course, const ClassTotals& totals) {
  return totals.periods >= least_periods(course);
}

bool attended_enough(const CourseRule& course, const ClassTotals& totals, std::uint32_t attended) {
  return !course.min_attendance || credential::attended_share(attended, totals.periods, *course.min_attendance);
}

Status check_result(const CourseRule& course, const ResultData& result) {
  const bool assessed = result.outcome == Outcome::completed;
  const bool scored = assessed && course.assessment == Assessment::scored;
  const bool external = course.assessment == Assessment::external;
  const bool weighted = scored && course.weights.has_value();
  HOCBA_RETURN_IF_ERROR(check_mark("attendance", result.attendance, weighted));
  // Another system counts its own periods: what is known here is none.
  if (external && result.attended != 0) return Error(kResultFields, "attended");
  HOCBA_RETURN_IF_ERROR(check_mark("score", result.score, scored || (external && assessed && result.score)));
  HOCBA_RETURN_IF_ERROR(check_mark("test", result.test, weighted));
  if (!weighted) return done();
  const std::uint32_t score = weighted_score(*course.weights, *result.attendance, *result.test);
  if (*result.score != score)
    return Error(kWrongScore, std::to_string(*result.score) + ", expected " + std::to_string(score));
  return done();
}

bool passed(const CourseRule& course, const ClassTotals& totals, const ResultData& result) {
  if (result.outcome != Outcome::completed) return false;
  switch (course.assessment) {
    case Assessment::scored:
      return result.score && *result.score >= course.pass_tenths && attended_enough(course, totals, result.attended);
    case Assessment::attendance:
      return result.attended >= 1 && attended_enough(course, totals, result.attended);
    case Assessment::external:
      return !result.score || *result.score >= course.pass_tenths;
  }
  return false;
}

Status check_totals(const CourseRule& course, const ClassTotals& totals) {
  if (!enough_periods(course, totals))
    return Error(kTooFewPeriods, std::to_string(totals.periods) + " < " + std::to_string(least_periods(course)));
  if (!online_share_ok(course, totals)) {
    return Error(kOnlineShare, std::to_string(totals.online) + " * 100 > " + std::to_string(*course.max_online) +
                                   " * " + std::to_string(totals.periods));
  }
  return done();
}

}  // namespace hocba::training
