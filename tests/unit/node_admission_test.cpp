// What strangers' records may cost, and the memory that bodies may take, before anything is known of their senders.
#include <gtest/gtest.h>

#include "api/body_budget.hpp"
#include "ledger/chain/codes.hpp"
#include "node/admission.hpp"
#include "node/codes.hpp"
#include "tests/node_support/node_network.hpp"

namespace hocba::node {
namespace {

using test::NodeNetwork;

TEST(Admission, GrantsStrangersABurstAndThenTheirShareOfEachSecond) {
  Admission admission(100);
  EXPECT_TRUE(admission.take(500, 0)) << "five seconds' worth";
  EXPECT_FALSE(admission.take(1, 0));
  EXPECT_FALSE(admission.take(60, 500)) << "50 came back";
  EXPECT_TRUE(admission.take(50, 500));
  EXPECT_FALSE(admission.take(500, 4'000));
  EXPECT_TRUE(admission.take(100'000, 100'000)) << "more than any burst: the whole bucket";
  EXPECT_FALSE(admission.take(1, 100'000));
  EXPECT_FALSE(admission.take(1, 50'000)) << "a clock that went back gives nothing";
}

TEST(Admission, RefusesAllStrangersWhereTheirShareIsNothing) {
  Admission admission(0);
  EXPECT_FALSE(admission.take(0, 1'000'000));
}

TEST(Admission, RemembersKeysForAMinuteInBoundedMemory) {
  Admission admission(1);
  const crypto::AnyKey key = test::key_named("seal").public_key();
  EXPECT_FALSE(admission.remembers(key, 0));
  admission.remember(key, 0);
  EXPECT_TRUE(admission.remembers(key, Admission::kRememberMs - 1));
  EXPECT_FALSE(admission.remembers(key, Admission::kRememberMs));
}

class Strangers : public testing::Test {
 protected:
  void open(std::uint32_t checks_per_second) {
    net.config.ledger.stranger_checks_per_second = checks_per_second;
    net.open();
    net.found();
  }
  Result<Accepted> send_unit(const std::string& code, const std::string& key) {
    return net.node().submit_and_wait(
        net.net.sign(net.net.record(net.net.unit_body(code, "", chain::UnitType::department), ""), {key}));
  }
  NodeNetwork net;
};

TEST_F(Strangers, AreRefusedBeforeTheirSignaturesAreChecked) {
  open(0);
  // Were the signature looked at first, this would be chain.bad_signature.
  auto record =
      net.net.sign(net.net.record(net.net.unit_body("99SO", "", chain::UnitType::department), ""), {"nobody"});
  const auto at = record.find("\"proofValue\":\"z") + 20;
  record[at] = record[at] == '2' ? '3' : '2';
  const auto refused = net.node().submit_and_wait(record);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code().id, kTooManyStrangers.id);
}

TEST_F(Strangers, AreHeardUpToTheirShare) {
  open(1);  // a burst of five
  std::size_t heard = 0, turned_away = 0;
  for (int i = 0; i < 50; ++i) {
    const auto refused = send_unit("98TH000" + std::to_string(i % 10), "nobody" + std::to_string(i));
    ASSERT_FALSE(refused.ok());
    heard += refused.error().is(chain::kNoAuthority) ? 1 : 0;
    turned_away += refused.error().is(kTooManyStrangers) ? 1 : 0;
  }
  EXPECT_GE(heard, 5u);
  EXPECT_EQ(heard + turned_away, 50u);
}

TEST_F(Strangers, DoNotStandInTheWayOfThoseWhoHoldARight) {
  open(0);
  EXPECT_FALSE(send_unit("98TH0001", "nobody").ok());
  const auto reserved = net.submit(chain::RegisterReserve{test::code("award"), 2025, 10}, "79TH0001", {"registrar"});
  EXPECT_TRUE(reserved.ok()) << reserved.error().to_string();
}

}  // namespace
}  // namespace hocba::node

namespace hocba::api {
namespace {

TEST(BodyBudget, BoundsAllBodiesTogetherAndEachClientToAQuarter) {
  BodyBudget budget(4'000);
  EXPECT_TRUE(budget.take("a", 1'000));
  EXPECT_FALSE(budget.take("a", 1)) << "a quarter";
  for (const char* other : {"b", "c", "d"}) EXPECT_TRUE(budget.take(other, 1'000));
  EXPECT_FALSE(budget.take("e", 1)) << "all together";
  budget.give_back("a", 1'000);
  EXPECT_TRUE(budget.take("e", 1'000));
  EXPECT_EQ(budget.taken(), 4'000u);
}

TEST(BodyBudget, GetsBackWhatARequestTook) {
  BodyBudget budget(4u << 20);
  {
    BodyShare share(budget, "192.0.2.1");
    EXPECT_TRUE(share.grow_to(BodyBudget::kFree)) << "small bodies are not counted";
    EXPECT_EQ(budget.taken(), 0u);
    EXPECT_TRUE(share.grow_to(BodyBudget::kFree + (1u << 20)));
    EXPECT_EQ(budget.taken(), 1u << 20);
    EXPECT_FALSE(share.grow_to(BodyBudget::kFree + (1u << 20) + 1));
    EXPECT_TRUE(share.refused());
    BodyShare same_client(budget, "192.0.2.1");
    EXPECT_FALSE(same_client.grow_to(BodyBudget::kFree + 1));
    BodyShare other(budget, "192.0.2.2");
    EXPECT_TRUE(other.grow_to(BodyBudget::kFree + 1));
  }
  EXPECT_EQ(budget.taken(), 0u);
}

}  // namespace
}  // namespace hocba::api
