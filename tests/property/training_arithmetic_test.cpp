// Every mark, weight and share of training against exact fractions.
#include <gtest/gtest.h>

#include "tests/support/naive_training.hpp"

namespace hocba::training {
namespace {

using test::Fraction;
using test::half_up;

TEST(TrainingArithmetic, ScoresAreWhatFractionsSay) {
  for (std::uint32_t w = 0; w <= 100; w += 5) {
    for (std::uint32_t a = 0; a <= 100; ++a) {
      for (std::uint32_t t = 0; t <= 100; ++t) {
        const std::int64_t exact = half_up({std::int64_t{w} * a + std::int64_t{100 - w} * t, 100});
        ASSERT_EQ(weighted_score({w, 100 - w}, a, t), exact) << w << " " << a << " " << t;
      }
    }
  }
}

TEST(TrainingArithmetic, OnlineSharesAndAttendanceAreWhatFractionsSay) {
  CourseRule course;
  for (std::uint32_t cap = 0; cap <= 100; ++cap) {
    course.max_online = course.min_attendance = cap;
    for (std::uint32_t periods = 1; periods <= 60; ++periods) {
      for (std::uint32_t part = 0; part <= periods; ++part) {
        const Fraction share{part, periods}, limit{cap, 100};
        ASSERT_EQ(online_share_ok(course, {periods, part}), share <= limit) << part << "/" << periods;
        ASSERT_EQ(attended_enough(course, {periods, 0}, part), limit <= share) << part << "/" << periods;
      }
    }
  }
}

}  // namespace
}  // namespace hocba::training
