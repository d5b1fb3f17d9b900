// RFC 3161 tokens of an authority made here: read, its signature, its chain as of its own time.
#include "crypto/timestamp.hpp"

#include <gtest/gtest.h>

#include "crypto/codes.hpp"
#include "tests/support/certificates.hpp"

namespace hocba::crypto {
namespace {

constexpr const char* kAuthority = "CA KIỂM THỬ – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ";

class TimestampTest : public testing::Test {
 protected:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  using OwnKey = std::unique_ptr<EVP_PKEY, Free>;

  std::string tsa(Time begin, Time end, const char* extended = "critical,timeStamping") const {
    return test::make_certificate({.subject = "TSA KIỂM THỬ",
                                   .issuer = kAuthority,
                                   .key = tsa_key_.get(),
                                   .signer = root_key_.get(),
                                   .usage = "critical,digitalSignature",
                                   .extended = extended,
                                   .begin = begin,
                                   .end = end});
  }
  std::vector<Certificate> root(const OwnKey& key) const {
    const auto der = test::make_certificate({.subject = kAuthority,
                                             .issuer = kAuthority,
                                             .key = key.get(),
                                             .signer = key.get(),
                                             .authority = true,
                                             .usage = "critical,keyCertSign",
                                             .begin = kAt - days(900),
                                             .end = kAt + days(900)});
    return {Certificate::from_der(der).value()};
  }
  Result<Timestamp> stamped(const std::string& tsa_der, Time at) const {
    return Timestamp::from_response(
        test::make_timestamp(timestamp_request(imprint_, "12345678"), tsa_der, tsa_key_.get(), at));
  }

  static constexpr Time kAt{1'750'000'000};
  OwnKey root_key_{test::new_p256_key()}, tsa_key_{test::new_p256_key()}, other_key_{test::new_p256_key()};
  const Digest imprint_ = sha256("học bạ");
  const std::string good_ = tsa(kAt - days(10), kAt + days(10));
};

TEST_F(TimestampTest, SaysWhatWasStampedWhenAndByWhom) {
  const auto stamp = stamped(good_, kAt);
  ASSERT_TRUE(stamp.ok()) << stamp.error().to_string();
  EXPECT_EQ(stamp->imprint(), imprint_);
  EXPECT_EQ(stamp->time(), kAt);
  EXPECT_EQ(stamp->authority(), "CN=TSA KIỂM THỬ");
  EXPECT_EQ(stamp->nonce(), timestamp_nonce("12345678"));
  EXPECT_TRUE(stamp->check_signature().ok());
  const Status trusted = stamp->check_trust(root(root_key_));
  EXPECT_TRUE(trusted.ok()) << trusted.error().to_string();
  EXPECT_EQ(Timestamp::from_der(stamp->der())->der(), stamp->der());
}

TEST_F(TimestampTest, TrustsOnlyGivenAuthoritiesAsOfItsTime) {
  const auto stamp = stamped(good_, kAt).value();
  EXPECT_TRUE(stamp.check_trust({}).error().is(kTimestampUntrusted));
  EXPECT_TRUE(stamp.check_trust(root(other_key_)).error().is(kTimestampUntrusted)) << "of the same name";
  // Judged as of its own time: an authority whose certificate ended since is no worse; one that had ended is.
  EXPECT_TRUE(stamped(tsa(kAt - days(10), kAt + days(1)), kAt)->check_trust(root(root_key_)).ok());
  EXPECT_TRUE(
      stamped(tsa(kAt - days(10), kAt - days(1)), kAt)->check_trust(root(root_key_)).error().is(kTimestampUntrusted));
}

// Some bytes of a CMS message are under no signature (how its algorithms are spelled); none of them says anything.
TEST_F(TimestampTest, NoChangedByteMakesItSaySomethingElse) {
  const auto stamp = stamped(good_, kAt).value();
  const auto roots = root(root_key_);
  for (std::size_t i = 0; i < stamp.der().size(); ++i) {
    std::string damaged = stamp.der();
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    const auto read = Timestamp::from_der(damaged);
    if (!read.ok()) {
      EXPECT_TRUE(read.error().is(kBadTimestamp)) << i;
      continue;
    }
    const bool same = read->imprint() == imprint_ && read->time() == kAt;
    EXPECT_TRUE(same || !read->check_signature().ok()) << i;
    EXPECT_TRUE(same || !read->check_trust(roots).ok()) << i;
  }
}

TEST_F(TimestampTest, SaysThatATokenWasAltered) {
  std::string der = stamped(good_, kAt)->der();
  const auto at = der.find(imprint_.str());
  ASSERT_NE(at, std::string::npos);
  der[at] = static_cast<char>(der[at] ^ 1);
  const auto read = Timestamp::from_der(der);
  ASSERT_TRUE(read.ok()) << read.error().to_string();
  EXPECT_NE(read->imprint(), imprint_);
  EXPECT_TRUE(read->check_signature().error().is(kTimestampBroken));
}

TEST_F(TimestampTest, RefusesOtherBytes) {
  const std::string der = stamped(good_, kAt)->der();
  for (const std::string& bytes : {std::string(), std::string("x"), der + "x", der.substr(0, der.size() - 1),
                                   timestamp_request(imprint_, "12345678"), std::string(40'000, '0')})
    EXPECT_TRUE(Timestamp::from_response(bytes).error().is(kBadTimestamp)) << bytes.size();
  // A request that no authority can read is refused, which is no timestamp.
  const auto refused = Timestamp::from_response(test::make_timestamp("x", good_, tsa_key_.get(), kAt));
  EXPECT_TRUE(refused.error().is(kTimestampRefused));
}

}  // namespace
}  // namespace hocba::crypto
