// Rates per address: who shares a bucket, and who cannot get a second one.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "api/guess_limit.hpp"
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

// What a rate limit of bounded memory is, said plainly: the one used longest ago is looked for among all.
class NaiveRates {
 public:
  NaiveRates(double limit, std::size_t most) : limit_(limit), most_(most) {}
  bool allow(int address, std::int64_t now_ms, std::uint32_t cost) {
    if (!buckets_.count(address) && buckets_.size() == most_) {
      const auto oldest = std::min_element(buckets_.begin(), buckets_.end(),
                                           [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
      buckets_.erase(oldest);
    }
    auto [found, fresh] = buckets_.try_emplace(address, Bucket{limit_, now_ms, 0});
    Bucket& bucket = found->second;
    bucket.tokens = std::min(limit_, bucket.tokens + static_cast<double>(now_ms - bucket.at_ms) * limit_ / 60'000.0);
    bucket.at_ms = now_ms;
    bucket.used = ++uses_;
    if (bucket.tokens < cost) return false;
    bucket.tokens -= cost;
    return true;
  }

 private:
  struct Bucket {
    double tokens;
    std::int64_t at_ms;
    std::uint64_t used;
  };
  const double limit_;
  const std::size_t most_;
  std::uint64_t uses_ = 0;
  std::map<int, Bucket> buckets_;
};

TEST(RateLimit, DecidesAsTheNaiveDefinitionDoesInBoundedMemory) {
  std::size_t refused = 0;
  for (unsigned seed = 1; seed <= 30; ++seed) {
    std::mt19937 random(seed);
    const std::size_t most = 1 + random() % 12;
    Rates rates;
    rates.lookups_per_minute = 1 + random() % 20;
    RateLimit limit(rates, most);
    NaiveRates naive(rates.lookups_per_minute, most);
    std::int64_t now_ms = 0;
    for (int step = 0; step < 2'000; ++step) {
      now_ms += static_cast<std::int64_t>(random() % 1'500);
      const int address = static_cast<int>(random() % (most + 4));
      const std::uint32_t cost = 1 + random() % 3;
      const bool allowed = limit.allow("10.0.0." + std::to_string(address), Rate::lookups, now_ms, cost);
      ASSERT_EQ(allowed, naive.allow(address, now_ms, cost)) << "seed " << seed << " step " << step;
      ASSERT_LE(limit.size(), most);
      refused += allowed ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 1'000u);
}

// More active addresses than buckets, call after call: with a walk over the table for each this would take minutes.
TEST(RateLimit, ServesMoreAddressesThanItHoldsWithoutWalkingTheTable) {
  RateLimit limit(Rates{});
  for (unsigned i = 0; i < 4 * RateLimit::kMaxBuckets; ++i) {
    const std::string address =
        "10." + std::to_string(i >> 16 & 255) + "." + std::to_string(i >> 8 & 255) + "." + std::to_string(i & 255);
    ASSERT_TRUE(limit.allow(address, Rate::reads, i / 100));
  }
  EXPECT_EQ(limit.size(), RateLimit::kMaxBuckets);
}

TEST(GuessLimit, LetsASerialBeTriedSoManyTimesAnHourHoweverItIsWritten) {
  GuessLimit guesses(3, std::string(32, 's'));
  constexpr std::int64_t kMinute = 60'000, kNow = 1'000'000'000;
  EXPECT_TRUE(guesses.allow("CDS-CB-01", kNow));
  EXPECT_TRUE(guesses.allow("cds cb 01", kNow));
  EXPECT_TRUE(guesses.allow("CDSCB01", kNow));
  EXPECT_FALSE(guesses.allow("CDS-CB-01", kNow));
  EXPECT_TRUE(guesses.allow("CDS-CB-02", kNow)) << "another serial";
  EXPECT_FALSE(guesses.allow("CDS-CB-01", kNow + 19 * kMinute));
  EXPECT_TRUE(guesses.allow("CDS-CB-01", kNow + 20 * kMinute)) << "a third of an hour gives back one of three";
  EXPECT_FALSE(guesses.allow("CDS-CB-01", kNow + 20 * kMinute));
}

}  // namespace
}  // namespace hocba::api
