// SIGKILL at random moments under load: each acknowledged record has a valid receipt afterwards, and the whole ledger
// audits. Rounds from HOCBA_CRASH_ROUNDS (default 50).
//
// The node runs in a child process (this program again, one disabled test), which submits records and writes to a pipe
// each one that was acknowledged. The parent kills it after a random number of acknowledgements or of milliseconds. A
// second child opens the directory as any start does, checks, and leaves.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <random>
#include <thread>

#include "node/log.hpp"
#include "node/scrub.hpp"
#include "tests/crash/killed_child.hpp"
#include "tests/node_support/node_network.hpp"

namespace hocba::node {
namespace {

constexpr std::size_t kUnderWay = 200;  // records submitted and not yet answered

using test::crash_rounds;
using test::directory_of_parent;

Config crash_config(const std::string& directory) {
  Config config;
  config.directory = directory;
  config.log.level = "error";
  config.node.require_deposit = false;
  config.ledger.write_buffer_bytes = 1u << 20;  // memtables become files often, so that kills fall into that too
  config.ledger.block_cache_bytes = 4u << 20;
  config.vault.write_buffer_bytes = 1u << 20;
  return config;
}

// Records that need no earlier one: units under the office, of a random code.
std::string next_record(test::NetworkBuilder& net, std::mt19937_64& random) {
  const auto body =
      net.unit_body("T" + std::to_string(random() % 1'000'000'000'000), "79SGD", chain::UnitType::primary);
  return net.sign(net.record(body, "79SGD"), {"office-manager"});
}

// The child: founds the network if it is new, then submits until it is killed.
TEST(NodeKillChild, DISABLED_SubmitsUntilItIsKilled) {
  ASSERT_NE(directory_of_parent(), nullptr);
  test::NetworkBuilder net;
  net.genesis();
  ASSERT_TRUE(open_log(crash_config(directory_of_parent()).log, "").ok());
  auto opened = Node::open(crash_config(directory_of_parent()), std::make_unique<SimulatedClock>(net.now));
  ASSERT_TRUE(opened.ok()) << opened.error().to_string();
  Node& node = **opened;
  std::random_device seed;
  std::mt19937_64 random(seed());
  for (int i = 0; i < 1000; ++i) net.record(net.genesis_body());  // other nonces than the parent's founding records
  std::atomic<std::size_t> under_way{0};
  for (;;) {
    if (under_way.load() >= kUnderWay) {
      std::this_thread::yield();
      continue;
    }
    ++under_way;
    auto record = std::make_shared<std::string>(next_record(net, random));
    node.submit(*record, [&, record](Result<Accepted> result) {
      if (result.ok()) {
        test::acknowledge(std::to_string(log::to_u64(result->index)) + " " +
                          std::to_string(std::hash<std::string>()(*record)));
      }
      --under_way;
    });
  }
}

// The other child: a normal start, then every acknowledged record by its receipt, and the whole ledger replayed.
TEST(NodeKillChild, DISABLED_ChecksWhatWasAcknowledged) {
  ASSERT_NE(directory_of_parent(), nullptr);
  const std::string directory = directory_of_parent();
  test::NetworkBuilder net;
  ASSERT_TRUE(open_log(crash_config(directory).log, "").ok());
  auto opened = Node::open(crash_config(directory), std::make_unique<SimulatedClock>(net.now));
  ASSERT_TRUE(opened.ok()) << opened.error().to_string();
  {
    const auto view = (*opened)->view();
    const auto policy = log::Policy::parse((*opened)->policy_text()).value();
    std::ifstream acknowledged(directory + "/acknowledged.txt");
    std::uint64_t index = 0, hash = 0;
    while (acknowledged >> index >> hash) {
      const auto entry = view->data->entry(log::LeafIndex{index});
      ASSERT_TRUE(entry.ok()) << "acknowledged and lost: " << index;
      ASSERT_EQ(std::hash<std::string>()(*entry), hash) << "another record stands at " << index;
      const auto receipt = (*opened)->receipt(*view, log::LeafIndex{index});
      ASSERT_TRUE(receipt.ok());
      ASSERT_TRUE(log::verify_receipt(*receipt, *entry, policy).ok()) << index;
    }
  }
  opened->reset();
  if (std::getenv("HOCBA_CRASH_AUDIT") == nullptr) return;
  const auto store = store::Store::open(directory + "/ledger", {}).value();
  const auto report = scrub(*store, {}, {});
  ASSERT_TRUE(report.ok()) << report.error().to_string();
  for (const auto& finding : report->findings) ADD_FAILURE() << finding.code->id << ' ' << finding.place;
}

TEST(NodeKill, LosesNothingThatWasAcknowledged) {
  test::NodeNetwork net;
  net.open();
  net.found();
  net.close();
  std::mt19937_64 random(2025);
  std::size_t acknowledged = 0, killed_under_load = 0;
  for (int round = 0; round < crash_rounds(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    // Half the rounds are killed after so many acknowledgements, the others after so many microseconds from the first.
    const std::size_t wanted = random() % 2 == 0 ? 1 + random() % 600 : 1;
    std::string text;
    ASSERT_NO_FATAL_FAILURE(test::killed_after("NodeKillChild.DISABLED_SubmitsUntilItIsKilled", net.directory(), wanted,
                                               wanted == 1 ? static_cast<useconds_t>(random() % 60'000) : 0, text));
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    acknowledged += lines;
    killed_under_load += lines != 0 ? 1 : 0;
    std::ofstream(net.directory() + "/acknowledged.txt", std::ios::app) << text;

    // Receipts after every round; the replay of the whole ledger, which grows, after the first ones and every tenth.
    const bool audit = round < 3 || round % 10 == 9 || round + 1 == crash_rounds();
    const pid_t checker =
        test::start_child("NodeKillChild.DISABLED_ChecksWhatWasAcknowledged", net.directory(), -1,
                          audit ? std::vector<std::string>{"HOCBA_CRASH_AUDIT=1"} : std::vector<std::string>{});
    int status = 0;
    ::waitpid(checker, &status, 0);
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "what was acknowledged is not all there";
  }
  std::printf("%d rounds, %zu killed under load, %zu records acknowledged, all there\n", crash_rounds(),
              killed_under_load, acknowledged);
  EXPECT_EQ(killed_under_load, static_cast<std::size_t>(crash_rounds()));
  EXPECT_GT(acknowledged, static_cast<std::size_t>(crash_rounds()) * 20);
}

}  // namespace
}  // namespace hocba::node
