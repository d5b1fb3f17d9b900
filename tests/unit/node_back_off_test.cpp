#include <gtest/gtest.h>

#include "node/back_off.hpp"

namespace hocba::node {
namespace {

using std::chrono::seconds;

TEST(BackOff, WaitsTwiceAsLongAfterEachFailureUpToAMinute) {
  BackOff back_off;
  BackOff::Moment now{seconds{1'000}};
  EXPECT_TRUE(back_off.due(now));
  for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
    back_off.failed(now);
    EXPECT_FALSE(back_off.due(now + seconds{wait} - std::chrono::milliseconds{1})) << wait;
    now += seconds{wait};
    EXPECT_TRUE(back_off.due(now)) << wait;
  }
}

TEST(BackOff, BeginsAnewAfterSuccess) {
  BackOff back_off;
  const BackOff::Moment now{seconds{1'000}};
  for (int i = 0; i < 5; ++i) back_off.failed(now);
  back_off.succeeded();
  EXPECT_TRUE(back_off.due(now));
  back_off.failed(now);
  EXPECT_TRUE(back_off.due(now + seconds{1}));
}

}  // namespace
}  // namespace hocba::node
