// SIGKILL while people are taken out of the lists of training: at the next start each of them stands in opening, list
// and register, or in none of these, and whoever was acknowledged as erased is. Rounds from HOCBA_CRASH_ROUNDS (a fifth
// of them).
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>

#include "crypto/encoding.hpp"
#include "node/training_desk.hpp"
#include "tests/crash/killed_child.hpp"
#include "tests/node_support/training_node.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::node {
namespace {

using nlohmann::json;
using test::key_named;
using test::must_be;

constexpr std::size_t kPeopleToErase = 40;

std::string statements_of(const std::string& directory) { return directory + "/statements.txt"; }

// The child: sends one signed statement after the other, until it is killed.
TEST(ErasureKillChild, DISABLED_ErasesUntilItIsKilled) {
  ASSERT_NE(test::directory_of_parent(), nullptr);
  const std::string directory = test::directory_of_parent();
  std::ifstream in(statements_of(directory));
  std::string line;
  ASSERT_TRUE(std::getline(in, line));
  Config config;
  config.directory = directory;
  config.log.level = "error";
  config.vault.write_buffer_bytes = 1u << 20;
  test::TrainingNode::configure(config);
  auto node = must_be(Node::open(config, std::make_unique<SimulatedClock>(must_be(time_from_text(line)))));
  const auto view = node->view();
  for (std::size_t n = 0; std::getline(in, line); ++n) {
    ASSERT_TRUE(node->training().erase(*view, key_named("pgd-officer").public_key(), line, false).ok());
    test::acknowledge(std::to_string(n));
  }
  ::pause();  // for the kill
}

TEST(ErasureKill, LeavesEverybodyInAllListsOrInNone) {
  test::NodeNetwork net;
  test::TrainingNode::configure(net.config);
  net.open();
  net.found();
  test::TrainingNode world(net);
  world.grant("pgd-head", "79PGD", chain::Role::officer);
  std::vector<ListedPerson> people;
  for (std::size_t i = 0; i < kPeopleToErase; ++i) people.push_back(world.person("Nguyễn Văn Thử"));
  const auto list = world.signed_by(world.proposal_json("79TH0009", people), {"th9-principal"});
  must_be(world.desk().propose(world.view(), world.key("th9-principal"), list));
  auto roster = world.seats(people);
  roster.proposals = {world.proposal_id(list)};
  world.open_seats(roster);
  world.record(roster);
  const auto klass = world.open_class();
  world.enrol(klass, roster.seats);
  json attendance = json::object();
  for (const auto& seat : roster.seats) attendance[training::to_text(seat.seat)] = 10;
  const json session = {{"number", 1},
                        {"date", to_text(date_in_utc7(net.net.now))},
                        {"periods", 10},
                        {"mode", "in_person"},
                        {"paper", true},
                        {"salt", crypto::base64url(std::string(32, 's'))},
                        {"attendance", attendance}};
  const json content = {{"trainers", json::array({test::TrainingNode::trainer_json()})}, {"sessions", {session}}};
  must_be(world.desk().put_register(world.view(), world.key("dh-officer"), klass, 0, content.dump()));
  world.hold(klass);
  world.give(klass, roster.seats, 20, 20);
  world.close(klass);
  std::ofstream out(statements_of(net.directory()));
  out << to_text(net.net.now) << "\n";
  for (const auto& seat : roster.seats) {
    const json said = {{"hocba", 1},
                       {"kind", "training-erasure"},
                       {"network", crypto::base64url(*net.net.network())},
                       {"time", to_text(net.net.now)},
                       {"seats", {training::to_text(seat.seat)}},
                       {"basis", "Đơn"}};
    out << world.signed_by(said, {"pgd-officer", "pgd-head"}) << "\n";
  }
  out.close();
  world.let_go();
  net.close();

  std::mt19937_64 random(2026);
  std::size_t most = 0;
  for (int round = 0; round < std::max(1, test::crash_rounds() / 5) && most < kPeopleToErase; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    std::string text;
    test::killed_after("ErasureKillChild.DISABLED_ErasesUntilItIsKilled", net.directory(),
                       std::min(most + 1, kPeopleToErase), static_cast<useconds_t>(random() % 60'000), text);
    if (testing::Test::HasFatalFailure()) return;
    std::set<std::size_t> acknowledged;
    std::istringstream lines(text);
    for (std::size_t n = 0; lines >> n;) acknowledged.insert(n);
    net.open();
    std::set<std::string> erased;
    for (const auto& one : must_be(world.desk().learners(world.view(), world.reader("pgd-officer"), {})).learners)
      if (one.opening.erased) erased.insert(training::to_text(one.opening.seat));
    const auto id = must_be(crypto::from_base64url(roster.proposals[0]));
    const std::string listed = must_be(world.desk().proposal(world.view(), world.reader("pgd-officer"), id));
    const std::string kept = must_be(world.desk().get_register(world.view(), world.reader("dh-officer"), klass)).text;
    for (std::size_t i = 0; i < kPeopleToErase; ++i) {
      const std::string seat = training::to_text(roster.seats[i].seat);
      const bool gone = erased.contains(seat);
      EXPECT_TRUE(gone || !acknowledged.contains(i)) << i << " was acknowledged as erased";
      EXPECT_EQ(listed.find(*people[i].personal_number) == std::string::npos, gone) << i;
      EXPECT_EQ(kept.find(seat) == std::string::npos, gone) << i;
    }
    most = std::max(most, erased.size());
    world.let_go();
    net.close();
  }
  EXPECT_GT(most, 0u);
}

}  // namespace
}  // namespace hocba::node
