// Rates per address: who shares a bucket, and who cannot get a second one.
#include <gtest/gtest.h>

#include "api/rate_limit.hpp"

namespace hocba::api {
namespace {

// One look-up a minute: the second of the same bucket is refused.
bool shares_a_bucket(const std::string& first, const std::string& second) {
  Rates rates;
  rates.lookups_per_minute = 1;
  RateLimit limit(rates);
  EXPECT_TRUE(limit.allow(first, Rate::lookups, 0));
  return !limit.allow(second, Rate::lookups, 0);
}

TEST(RateLimit, CountsAnIpv6ClientByItsPrefixHoweverItIsWritten) {
  EXPECT_TRUE(shares_a_bucket("2001:db8:1:2::5", "2001:db8:1:2:aaaa:bbbb:cccc:dddd"));
  EXPECT_TRUE(shares_a_bucket("2001:db8::a:b:c:d", "2001:db8::1:2:3:4"));  // zeros within the prefix are left out
  EXPECT_TRUE(shares_a_bucket("fe80::1%eth0", "fe80::2%eth0"));
  EXPECT_FALSE(shares_a_bucket("2001:db8:1:2::5", "2001:db8:1:3::5"));
}

TEST(RateLimit, CountsAMappedIpv4AddressAsThatAddress) {
  EXPECT_TRUE(shares_a_bucket("::ffff:192.0.2.1", "192.0.2.1"));
  EXPECT_FALSE(shares_a_bucket("::ffff:192.0.2.1", "::ffff:192.0.2.2"));
}

TEST(RateLimit, KeepsRatesApartAndFillsUpAgain) {
  Rates rates;
  rates.lookups_per_minute = 1;
  RateLimit limit(rates);
  EXPECT_TRUE(limit.allow("192.0.2.1", Rate::lookups, 0));
  EXPECT_FALSE(limit.allow("192.0.2.1", Rate::lookups, 59'000));
  EXPECT_TRUE(limit.allow("192.0.2.1", Rate::verifications, 59'000));
  EXPECT_TRUE(limit.allow("192.0.2.1", Rate::lookups, 61'000));
}

}  // namespace
}  // namespace hocba::api
