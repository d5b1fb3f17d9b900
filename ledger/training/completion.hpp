// What passes and what does not (domain §3.1, BD-2 to BD-5): integer arithmetic that validators, importers and
// documents share. Pure.
#pragma once

#include "ledger/training/programme.hpp"

namespace hocba::training {

struct ClassTotals {
  std::uint32_t periods = 0;  // of all sessions
  std::uint32_t online = 0;   // of these
};
struct ResultData {
  std::optional<std::uint32_t> attendance;  // tenths: chuyên cần, thảo luận; with weights alone
  std::uint32_t attended = 0;               // periods
  Outcome outcome{};
  std::optional<std::uint32_t> score;  // tenths
  std::optional<std::uint32_t> test;   // tenths: khảo sát, đánh giá cuối mô-đun; with weights alone
};

// Half-up: (30·8,5 + 70·4,0) / 100 = 5,35 -> 5,4.
std::uint32_t weighted_score(const Weights& weights, std::uint32_t attendance_tenths, std::uint32_t test_tenths);
// online·100 ≤ max·periods.
bool online_share_ok(const CourseRule& course, const ClassTotals& totals);
// Of the course's least, which is 1 where it sets none; external: 0.
bool enough_periods(const CourseRule& course, const ClassTotals& totals);
bool attended_enough(const CourseRule& course, const ClassTotals& totals, std::uint32_t attended);
// The result has the fields that the course asks for, within bounds, and the score follows from its parts:
// training.result_fields, training.wrong_score (expected and found).
Status check_result(const CourseRule& course, const ResultData& result);
// Passed, once the class is closed.
bool passed(const CourseRule& course, const ClassTotals& totals, const ResultData& result);
// What keeps a class from being closed: training.too_few_periods, training.online_share ("10 * 100 > 30 * 30").
Status check_totals(const CourseRule& course, const ClassTotals& totals);

}  // namespace hocba::training
