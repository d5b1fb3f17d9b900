#include <gtest/gtest.h>

#include "node/codes.hpp"
#include "node/node.hpp"
#include "node/queue.hpp"
#include "node/sequencer.hpp"
#include "tests/support/network_builder.hpp"

namespace hocba::node {
namespace {

struct LocalSequencer : testing::Test {
  test::NetworkBuilder net;
  std::unique_ptr<Sequencer> sequencer = make_local_sequencer(4, 1000);
  LocalSequencer() { net.genesis(); }
  Submission submission(const std::string& unit) {
    return {net.verified(net.record(net.unit_body(unit, "", chain::UnitType::department)),
                         test::NetworkBuilder::founders()),
            {}};
  }
  std::string unit_of(const Submission& s) { return std::get<chain::UnitRegister>(s.record.record().body).unit.str(); }
};

TEST_F(LocalSequencer, GivesRecordsInTheOrderOfTheirPlacesHoweverTheyWereFilled) {
  const auto a = sequencer->reserve(10).value(), b = sequencer->reserve(10).value(), c = sequencer->reserve(10).value();
  sequencer->fill(c, submission("C"));
  sequencer->fill(a, submission("A"));
  auto group = sequencer->next_group(10, 1000);
  ASSERT_EQ(group.size(), 1u) << "C waits for B";
  EXPECT_EQ(unit_of(group[0]), "A");
  sequencer->fill(b, submission("B"));
  group = sequencer->next_group(10, 1000);
  ASSERT_EQ(group.size(), 2u);
  EXPECT_EQ(unit_of(group[0]), "B");
  EXPECT_EQ(unit_of(group[1]), "C");
}

TEST_F(LocalSequencer, PassesOverPlacesThatWereDropped) {
  const auto a = sequencer->reserve(10).value(), b = sequencer->reserve(10).value(), c = sequencer->reserve(10).value();
  sequencer->fill(c, submission("C"));
  sequencer->drop(b);
  sequencer->drop(a);
  const auto group = sequencer->next_group(10, 1000);
  ASSERT_EQ(group.size(), 1u);
  EXPECT_EQ(unit_of(group[0]), "C");
  EXPECT_EQ(sequencer->waiting(), 0u);
}

TEST_F(LocalSequencer, RefusesBeyondItsBoundsOfRecordsAndBytes) {
  EXPECT_TRUE(sequencer->reserve(1001).error().is(kQueueFull));
  const auto first = sequencer->reserve(900).value();
  EXPECT_TRUE(sequencer->reserve(101).error().is(kQueueFull));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(sequencer->reserve(1).ok());
  EXPECT_TRUE(sequencer->reserve(1).error().is(kQueueFull));
  sequencer->fill(first, submission("A"));
  EXPECT_EQ(sequencer->next_group(10, 1000).size(), 1u);
  EXPECT_TRUE(sequencer->reserve(900).ok()) << "there is room again";
}

TEST_F(LocalSequencer, KeepsGroupsWithinTheirBoundsButGivesOneRecordAlways) {
  for (const char* unit : {"A", "B", "C"}) sequencer->fill(sequencer->reserve(100).value(), submission(unit));
  EXPECT_EQ(sequencer->next_group(2, 1000).size(), 2u);
  EXPECT_EQ(sequencer->next_group(2, 1).size(), 1u);
}

TEST_F(LocalSequencer, WakesWithoutAGroupAndFinishesAfterAStop) {
  sequencer->wake();
  EXPECT_TRUE(sequencer->next_group(1, 1).empty());
  const auto place = sequencer->reserve(1).value();
  sequencer->stop();
  EXPECT_TRUE(sequencer->reserve(1).error().is(kStopped));
  EXPECT_FALSE(sequencer->finished());
  sequencer->fill(place, submission("A"));
  EXPECT_EQ(sequencer->next_group(1, 1).size(), 1u);
  EXPECT_TRUE(sequencer->finished());
  EXPECT_TRUE(sequencer->next_group(1, 1).empty());
}

TEST(SoleVoter, SignsTheSameVoteWithTheSameBytes) {
  const auto key = [](const char* name) { return crypto::KeyPair::from_seed(test::key_named(name).seed().clone()); };
  const auto voter =
      make_sole_voter("test.hocba.vn/log", "test.hocba.vn/log/nut-1", key("nut-1-log"), key("nut-1-vote"));
  const store::Vote vote{log::TreeSize{5}, log::leaf_hash("x"), test::time_at("2024-09-05T01:02:03Z")};
  EXPECT_EQ(voter->finalise(vote)->to_text(), voter->finalise(vote)->to_text());
}

TEST(Queue, KeepsItsBoundAndDrainsAfterItIsClosed) {
  Queue<int> queue(2);
  int one = 1, two = 2, three = 3;
  EXPECT_TRUE(queue.push(one));
  EXPECT_TRUE(queue.push(two));
  EXPECT_FALSE(queue.push(three));
  queue.close();
  EXPECT_EQ(queue.take(1), std::vector<int>{1});
  EXPECT_EQ(queue.take(5), std::vector<int>{2});
  EXPECT_TRUE(queue.take(5).empty());
  EXPECT_FALSE(queue.push(three));
}

}  // namespace
}  // namespace hocba::node
