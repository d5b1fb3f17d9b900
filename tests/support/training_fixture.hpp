// What the tests of training's rules share: a world, a record that is accepted, one that is refused with a code.
#pragma once

#include <gtest/gtest.h>

#include "ledger/training/codes.hpp"
#include "tests/support/training_world.hpp"

namespace hocba::test {

class TrainingRulesTest : public testing::Test {
 protected:
  using SeatIds = std::vector<chain::SeatId>;

  void refused(const std::string& expected, chain::Body body, const std::string& unit, const Names& keys) {
    const auto result = net_.submit(std::move(body), unit, keys);
    ASSERT_FALSE(result.ok()) << "accepted, not " << expected;
    EXPECT_EQ(result.error().code().id, expected) << result.error().to_string();
  }
  chain::LeafIndex accepted(chain::Body body, const std::string& unit, const Names& keys) {
    const auto result = net_.submit(std::move(body), unit, keys);
    EXPECT_TRUE(result.ok()) << result.error().to_string();
    return result.ok() ? *result : chain::LeafIndex{0};
  }
  void office_refused(const std::string& expected, chain::Body body) {
    refused(expected, std::move(body), TrainingWorld::kOffice, TrainingWorld::office_keys());
  }
  chain::LeafIndex by_office(chain::Body body) {
    return accepted(std::move(body), TrainingWorld::kOffice, TrainingWorld::office_keys());
  }
  void provider_refused(const std::string& expected, chain::Body body) {
    refused(expected, std::move(body), TrainingWorld::kProvider, TrainingWorld::provider_keys());
  }
  chain::LeafIndex by_provider(chain::Body body) {
    return accepted(std::move(body), TrainingWorld::kProvider, TrainingWorld::provider_keys());
  }
  // The notices of a record that is accepted.
  std::vector<std::string> notices(chain::Body body, const std::string& unit, const Names& keys) {
    net_.close_block();
    const auto record = net_.verified(net_.record(std::move(body), unit), keys);
    auto applier = chain::Applier::begin(net_.tip(), net_.state(), net_.now);
    const Status status = applier->add(record);
    EXPECT_TRUE(status.ok()) << status.error().to_string();
    std::vector<std::string> out;
    if (!status.ok()) return out;
    const auto outcome = applier->finish();
    for (const chain::Notice& notice : outcome->notices) out.emplace_back(notice.code->id);
    EXPECT_TRUE(net_.add(record).ok());
    return out;
  }
  chain::SeatState seat(const chain::SeatId& id) { return **chain::find_seat(net_.view(), id); }
  chain::ClassState klass(const chain::ClassId& id) { return **chain::find_class(net_.view(), id); }
  chain::SeatStanding standing(const chain::SeatId& id) { return *chain::standing_of(net_.view(), seat(id)); }

  NetworkBuilder net_;
  TrainingWorld world_{net_};
};

}  // namespace hocba::test
