// A node that is asked for everything at once, from many threads. What it must show is in the assertions; that no two
// threads touch the same memory unguarded is shown by running it under ThreadSanitizer (cmake/tests.cmake,
// thread_tests).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <latch>
#include <set>
#include <thread>

#include "node/codes.hpp"
#include "node/files.hpp"
#include "node/metrics.hpp"
#include "node/scrub.hpp"
#include "tests/node_support/node_network.hpp"

namespace hocba::node {
namespace {

using test::NodeNetwork;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// All begin together; each runs to its end.
void at_once(const std::vector<std::function<void()>>& all) {
  std::latch ready(static_cast<std::ptrdiff_t>(all.size()));
  std::vector<std::jthread> threads;
  for (const auto& one : all)
    threads.emplace_back([&ready, &one] {
      ready.arrive_and_wait();
      one();
    });
}

constexpr std::size_t kWriters = 3;
constexpr std::size_t kRecordsEach = 30;
constexpr std::size_t kDocuments = 4;
constexpr std::size_t kRounds = 20;  // of each reader, however fast the writers are

struct BusyNode : testing::Test {
  NodeNetwork net;
  test::ScratchDirectory elsewhere;
  std::vector<std::vector<std::string>> records{kWriters};  // per writer
  std::vector<NodeNetwork::Certificate> coming;
  std::vector<test::IssuedDocument> there;
  std::set<std::uint64_t> places[kWriters];
  std::atomic<std::size_t> working{kWriters};

  // Signing needs the builder, which is for one thread: everything is made before the threads begin.
  BusyNode() {
    HOCBA_CHECK(write_file(elsewhere / "pass", "mật khẩu sao lưu\n").ok());
    std::filesystem::permissions(elsewhere / "pass", std::filesystem::perms(0600));
    net.config.ledger.workers = 2;
    net.open();
    net.found();
    for (std::size_t i = 0; i < kDocuments; ++i)
      there.push_back(net.issue(net.certificate("Lê Thị Bình", "2002-03-04")));
    for (std::size_t i = 0; i < kDocuments; ++i) coming.push_back(net.certificate("Nguyễn Văn An", "2001-02-03"));
    for (std::size_t i = 0; i < kWriters * kRecordsEach; ++i)
      records[i % kWriters].push_back(net.net.sign(
          net.net.record(net.net.unit_body("79TH1" + std::to_string(100 + i), "79SGD", chain::UnitType::primary),
                         "79SGD"),
          {"office-manager"}));
  }
  Node& node() { return net.node(); }

  // However it ends: the readers wait for it.
  void write(std::size_t writer) {
    submit_all(writer);
    --working;
  }
  void submit_all(std::size_t writer) {
    for (const auto& record : records[writer]) {
      const auto accepted = node().submit_and_wait(record);
      ASSERT_TRUE(accepted.ok()) << accepted.error().to_string();
      EXPECT_FALSE(accepted->repeated);
      EXPECT_TRUE(places[writer].insert(log::to_u64(accepted->index)).second);
    }
  }
  template <class Round>
  void while_they_work(const Round& round) {
    for (std::size_t i = 0; i < kRounds || working.load() > 0; ++i) round(i);
  }
  void deposit_and_issue(const std::vector<std::string>& issues) {
    for (std::size_t i = 0; i < coming.size(); ++i) {
      const auto kept = node().vault().deposit(*node().view(), net.deposit_of(coming[i]));
      ASSERT_TRUE(kept.ok()) << kept.error().to_string();
      const auto accepted = node().submit_and_wait(issues[i]);
      ASSERT_TRUE(accepted.ok()) << accepted.error().to_string();
    }
  }
  // Every view is whole: its last entry has a receipt that its own checkpoint proves; none is older than the one
  // before.
  void check_views(const log::Policy& policy) {
    std::uint64_t before = 0;
    while_they_work([&](std::size_t) {
      const auto view = node().view();
      const auto size = log::to_u64(view->tip.size);
      ASSERT_GE(size, before);
      before = size;
      const log::LeafIndex last{size - 1};
      const auto receipt = node().receipt(*view, last);
      ASSERT_TRUE(receipt.ok()) << receipt.error().to_string();
      const auto entry = view->data->entry(last);
      ASSERT_TRUE(entry.ok()) << entry.error().to_string();
      EXPECT_TRUE(log::verify_receipt(*receipt, *entry, policy).ok()) << size;
    });
  }
  void read_documents() {
    const Reader reader{test::key_named("registrar").public_key(), ""};
    while_they_work([&](std::size_t i) {
      const auto view = node().view();
      const auto found = node().vault().search(*view, reader, {.name = "Bình"});
      ASSERT_TRUE(found.ok()) << found.error().to_string();
      EXPECT_EQ(found->size(), kDocuments);
      const auto& one = there[i % there.size()];
      EXPECT_TRUE(node().vault().read(one.id, one.digest).ok());
      EXPECT_TRUE(node().vault().holder_file_for(*view, reader, one.id, {}, node().clock().now()).ok());
    });
  }
  void keep_up() {
    Time time = node().clock().now();
    while_they_work([&](std::size_t i) {
      time = time + Duration{1};
      EXPECT_TRUE(node().set_test_clock(time).ok());
      EXPECT_TRUE(node().recosign().ok());
      EXPECT_TRUE(node().request_snapshot().ok());
      EXPECT_TRUE(node().health().serving);
      EXPECT_THAT(node().metrics().text(), HasSubstr("hocba_records_accepted_total"));
      if (i == 2) {
        const Status made = node().backup(elsewhere / "b.tar", elsewhere / "pass");
        EXPECT_TRUE(made.ok()) << made.error().to_string();
      }
    });
  }
};

TEST_F(BusyNode, ServesAllWhoAskAtOnceAndEndsWithASoundLedger) {
  const auto policy = log::Policy::parse(node().policy_text()).value();
  std::vector<std::string> issues;
  for (const auto& one : coming)
    issues.push_back(net.net.sign(net.net.record(one.issue, "79TH0001"), {"principal", "seal"}));
  std::vector<std::function<void()>> all = {[&] { check_views(policy); }, [&] { read_documents(); }, [&] { keep_up(); },
                                            [&] { deposit_and_issue(issues); }};
  for (std::size_t i = 0; i < kWriters; ++i) all.emplace_back([this, i] { write(i); });
  at_once(all);

  std::set<std::uint64_t> distinct;
  for (const auto& one : places) distinct.insert(one.begin(), one.end());
  EXPECT_EQ(distinct.size(), kWriters * kRecordsEach) << "each record has a place of its own";
  for (const auto& one : coming)
    EXPECT_TRUE(node().vault().holds(one.data.common.id, one.issue.items.front().digest).value());
  net.close();
  const auto report = check_directory(net.directory(), {}, {});
  ASSERT_TRUE(report.ok()) << report.error().to_string();
  EXPECT_THAT(report->findings, IsEmpty());
  EXPECT_GT(report->entries, kWriters * kRecordsEach + 2 * kDocuments);
}

// Who submits while the node stops is told so, or is served: each exactly once.
TEST_F(BusyNode, AnswersEveryRecordOnceThoughItStopsMeanwhile) {
  std::atomic<std::size_t> answered{0}, accepted{0}, sent{0};
  std::vector<std::function<void()>> all;
  for (const auto& mine : records)
    all.emplace_back([&] {
      for (const auto& record : mine) {
        ++sent;
        node().submit(record, [&](Result<Accepted> result) {
          ++answered;
          if (result.ok())
            ++accepted;
          else
            EXPECT_TRUE(result.error().is(kStopped)) << result.error().to_string();
        });
      }
    });
  all.emplace_back([&] { node().stop(); });
  all.emplace_back([&] {  // a health check of somebody who does not know that it stops
    for (std::size_t i = 0; i < kRounds; ++i) {
      const auto health = node().health();
      EXPECT_GT(health.disk_bytes, 0u);
      EXPECT_THAT(health.warnings, Not(IsEmpty()));  // one operator
    }
  });
  at_once(all);
  EXPECT_EQ(sent.load(), kWriters * kRecordsEach);
  EXPECT_EQ(answered.load(), sent.load());
  const auto size = log::to_u64(node().view()->tip.size);
  net.close();
  net.open();
  EXPECT_EQ(log::to_u64(node().view()->tip.size), size) << "what was answered is what is on the disk";
  EXPECT_GE(size, accepted.load());
}

}  // namespace
}  // namespace hocba::node
