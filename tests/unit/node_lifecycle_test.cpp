// A node's life on a scratch directory: founding, submitting, refusing, stopping, starting again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "crypto/device/key_file.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/chain/network_policy.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "node/keys.hpp"
#include "node/ledger_index.hpp"
#include "node/metrics.hpp"
#include "tests/node_support/node_network.hpp"

namespace hocba::node {
namespace {

using test::key_named;
using test::NodeNetwork;

// The system's clock as far as a node knows, but at a time of the test's choice.
class StillClock : public Clock {
 public:
  explicit StillClock(Time time) : time_(time) {}
  Time now() const override { return time_; }

 private:
  const Time time_;
};

log::Policy policy_of(const Node& node) { return log::Policy::parse(node.policy_text()).value(); }

TEST(Node, BeginsWithBlockZeroThatHoldsTheGenesis) {
  NodeNetwork net;
  net.open();
  const auto view = net.node().view();
  EXPECT_EQ(log::to_u64(view->tip.size), 2u);
  EXPECT_EQ(view->data->entry(log::LeafIndex{0}).value(), net.net.entries().at(0));
  EXPECT_EQ(view->tip.state, net.net.tip()->state);
  EXPECT_EQ(chain::parse_block(view->data->entry(log::LeafIndex{1}).value()).value().previous, std::nullopt);
}

TEST(Node, PublishesACheckpointThatItsPolicyTrusts) {
  NodeNetwork net;
  net.open();
  const auto trusted = log::trust(policy_of(net.node()), net.node().view()->checkpoint);
  ASSERT_TRUE(trusted.ok()) << trusted.error().to_string();
  EXPECT_EQ(trusted->cosignatures.size(), 1u);
}

TEST(Node, GivesAReceiptForEachRecordAndEachBlock) {
  NodeNetwork net;
  net.open();
  net.found();
  const auto view = net.node().view();
  const auto policy = policy_of(net.node());
  for (std::uint64_t i = 0; i < log::to_u64(view->tip.size); ++i) {
    const auto entry = view->data->entry(log::LeafIndex{i}).value();
    const auto receipt = net.node().receipt(*view, log::LeafIndex{i});
    ASSERT_TRUE(receipt.ok()) << i;
    const auto verified = log::verify_receipt(log::Receipt::parse(receipt->to_text()).value(), entry, policy);
    EXPECT_TRUE(verified.ok()) << i << ' ' << verified.error().to_string();
    const auto block = closing_block(*view->data, log::LeafIndex{i});
    ASSERT_TRUE(block.ok());
    EXPECT_TRUE(chain::looks_like_block(view->data->entry(block->index).value()));
  }
  EXPECT_FALSE(net.node().receipt(*view, log::next_index(view->tip.size)).ok());
}

TEST(Node, AnswersARecordSentAgainWithTheFirstIndex) {
  NodeNetwork net;
  net.open();
  const auto body = net.net.unit_body("79SGD", "", chain::UnitType::department);
  const auto bytes = net.net.sign(net.net.record(body), test::NetworkBuilder::founders());
  const auto first = net.node().submit_and_wait(bytes);
  const auto size = net.node().view()->tip.size;
  const auto again = net.node().submit_and_wait(bytes);
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_FALSE(first->repeated);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->index, first->index);
  EXPECT_EQ(again->height, first->height);
  EXPECT_EQ(net.node().view()->tip.size, size);
}

TEST(Node, AppendsIdenticalRecordsThatAreUnderWayTogetherOnce) {
  NodeNetwork net;
  net.open();
  const auto bytes = net.net.sign(net.net.record(net.net.unit_body("79SGD", "", chain::UnitType::department)),
                                  test::NetworkBuilder::founders());
  std::vector<std::promise<Result<Accepted>>> promises(20);
  for (auto& promise : promises)
    net.node().submit(bytes, [&promise](Result<Accepted> result) { promise.set_value(std::move(result)); });
  std::size_t fresh = 0;
  for (auto& promise : promises) {
    const auto result = promise.get_future().get();
    ASSERT_TRUE(result.ok()) << result.error().to_string();
    EXPECT_EQ(log::to_u64(result->index), 2u);
    fresh += result->repeated ? 0 : 1;
  }
  EXPECT_EQ(fresh, 1u);
}

TEST(Node, RefusesAndLeavesNothingBehind) {
  NodeNetwork net;
  net.open();
  net.found();
  const auto before = net.node().view();
  // No authority for this, not a record at all, another network's.
  const auto body = net.net.unit_body("79TH0009", "79SGD", chain::UnitType::primary);
  const auto stranger = net.node().submit_and_wait(net.net.sign(net.net.record(body, "79SGD"), {"seal"}));
  EXPECT_FALSE(stranger.ok());
  EXPECT_FALSE(net.node().submit_and_wait("{}").ok());
  EXPECT_FALSE(net.node().submit_and_wait(std::string(70'000, 'x')).ok());
  auto foreign = net.net.record(body, "79SGD");
  foreign.network->data[0] ^= 1;
  EXPECT_FALSE(net.node().submit_and_wait(net.net.sign(foreign, {"office-manager"})).ok());
  const auto after = net.node().view();
  EXPECT_EQ(after->tip.size, before->tip.size);
  EXPECT_EQ(after->tip.state, before->tip.state);
  EXPECT_TRUE(net.submit(body, "79SGD", {"office-manager"}).ok());
}

TEST(Node, RefusesARecordOfDocumentsThatWereNotDeposited) {
  NodeNetwork net;
  net.open();
  net.found();
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  const auto refused =
      net.node().submit_and_wait(net.net.sign(net.net.record(certificate.issue, "79TH0001"), {"principal", "seal"}));
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kNotDeposited));
  net.issue(certificate);
}

// A record whose document says other than it does, or is not signed as the policy asks, would be final and never
// verify.
TEST(Node, RefusesARecordThatItsDocumentContradicts) {
  NodeNetwork net;
  net.open();
  net.found();
  net.must(net.net.policy_body("certificate", "2026"), "", test::NetworkBuilder::founders());
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  ASSERT_TRUE(net.node().vault().deposit(*net.node().view(), net.deposit_of(certificate)).ok());
  const auto refused = [&](const chain::CredentialIssue& issue) {
    const auto result =
        net.node().submit_and_wait(net.net.sign(net.net.record(issue, "79TH0001"), {"principal", "seal"}));
    return result.ok() ? std::string() : std::string(result.error().code().id) + " | " + result.error().detail();
  };
  auto number = certificate.issue;
  ++number.items[0].number;
  EXPECT_EQ(refused(number), "node.document_differs | item 0: register number");
  auto status = certificate.issue;
  ++status.items[0].status;
  EXPECT_EQ(refused(status), "node.document_differs | item 0: status index");
  auto book = certificate.issue;
  --book.book;
  EXPECT_EQ(refused(book), "node.document_differs | item 0: book");
  auto period = certificate.issue;
  period.period = test::code("2026");
  period.policy = chain::find_policy(*net.node().view()->data, period.type, period.period).value()->index;
  EXPECT_EQ(refused(period), "node.document_differs | item 0: period");
  auto unknown = certificate.issue;
  unknown.policy = log::LeafIndex{9'999};
  EXPECT_EQ(refused(unknown).substr(0, 24), "chain.policy_not_current");
  unknown = certificate.issue;
  unknown.grants.push_back(log::LeafIndex{9'999});
  EXPECT_EQ(refused(unknown), "chain.unknown_grant | grant 9999");
  net.must(certificate.issue, "79TH0001", {"principal", "seal"});
}

TEST(Node, RefusesARecordWhoseDocumentTheWrongPeopleSigned) {
  NodeNetwork net;
  net.open();
  net.found();
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  const auto refused = [&](const std::vector<std::string>& signers, const std::vector<std::string>& cited,
                           Duration later = {}) {
    auto document = credential::build_certificate(certificate.data, [] { return credential::Salt(); }).value();
    std::size_t n = 0;
    for (const auto& signer : signers) {
      const std::string id = "urn:uuid:00000000-0000-4000-8000-00000000000" + std::to_string(++n);
      EXPECT_TRUE(document.sign(key_named(signer), net.net.now + later, id).ok());
    }
    EXPECT_TRUE(net.node()
                    .vault()
                    .deposit(*net.node().view(), {document.id(), document.core_text(), document.groups(), {}})
                    .ok());
    auto issue = certificate.issue;
    issue.items[0].digest = document.digest();
    issue.grants.clear();
    for (const auto& name : cited) issue.grants.push_back(net.net.grant_of(name));
    std::sort(issue.grants.begin(), issue.grants.end());
    const auto result =
        net.node().submit_and_wait(net.net.sign(net.net.record(issue, "79TH0001"), {"principal", "seal"}));
    if (result.ok()) return std::string("accepted");
    EXPECT_EQ(result.error().code().id, kDocumentUnverifiable.id) << result.error().to_string();
    const std::string& detail = result.error().detail();
    return detail.substr(8, detail.find(' ', 8) - 8);
  };
  EXPECT_EQ(refused({"seal"}, {"principal", "seal"}), "verify.roles_unmet");
  EXPECT_EQ(refused({"seal", "principal"}, {"principal", "seal"}), "verify.roles_unmet") << "the seal closes it";
  EXPECT_EQ(refused({"principal", "registrar", "seal"}, {"principal", "seal"}), "verify.grant_not_cited");
  EXPECT_EQ(refused({"principal", "seal"}, {"seal"}), "verify.grant_not_cited");
  EXPECT_EQ(refused({"principal", "seal"}, {"principal", "seal"}, Duration{30}), "verify.signed_after_record");
  EXPECT_EQ(refused({"principal", "seal"}, {"principal", "seal"}, Duration{-86'400 * 365}), "verify.grant_wrong_time");
  EXPECT_EQ(refused({"principal", "seal"}, {"principal", "seal"}), "accepted");
}

TEST(Node, SignsTheSameCheckpointAfterARestart) {
  NodeNetwork net;
  net.open();
  net.found();
  const auto before = net.node().view()->checkpoint.to_text();
  net.reopen();
  EXPECT_EQ(net.node().view()->checkpoint.to_text(), before);
  EXPECT_TRUE(
      net.submit(net.net.unit_body("79TH0003", "79SGD", chain::UnitType::primary), "79SGD", {"office-manager"}).ok());
}

TEST(Node, CosignsAnIdleLedgerAgainAndKeepsThatVote) {
  NodeNetwork net;
  net.open();
  auto before = net.node().view();
  net.advance(Duration{3600});
  ASSERT_TRUE(net.node().recosign().ok());
  auto after = net.node().view();
  EXPECT_EQ(after->checkpoint.checkpoint, before->checkpoint.checkpoint);
  EXPECT_EQ(after->cosigned, before->cosigned + Duration{3600});
  EXPECT_EQ(log::trust(policy_of(net.node()), after->checkpoint).value().time, after->cosigned);
  const Time cosigned = after->cosigned;
  before.reset();  // views keep the store's files open
  after.reset();
  net.reopen();
  EXPECT_EQ(net.node().view()->cosigned, cosigned);
}

TEST(Node, TakesASnapshotOfEachListOnceUntilItChanges) {
  NodeNetwork net;
  net.open();
  net.found();
  ASSERT_TRUE(net.snapshot().ok());
  const auto without_lists = net.node().view()->tip.size;
  net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const auto before = net.node().view()->tip.size;
  EXPECT_EQ(log::to_u64(without_lists) + 4, log::to_u64(before));  // reserved and issued, a block each
  ASSERT_TRUE(net.snapshot().ok());
  const auto view = net.node().view();
  EXPECT_EQ(log::to_u64(view->tip.size), log::to_u64(before) + 2);
  const auto newest = newest_snapshot(*view->data, chain::StatusPurpose::revocation, 0).value();
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->raw_bits, chain::status_bits(*view->data, chain::StatusPurpose::revocation, 0).value());
  ASSERT_TRUE(net.snapshot().ok());
  EXPECT_EQ(net.node().view()->tip.size, view->tip.size);
}

TEST(Node, SnapshotsTheListOfOneCredentialOnceItIsIssued) {
  NodeNetwork net;
  net.open();
  net.found();
  net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  ASSERT_TRUE(net.snapshot().ok());
  const auto covered = net.node().view()->tip.size;
  ASSERT_TRUE(net.node().request_snapshot_of(0, log::LeafIndex{log::to_u64(covered) - 4}).ok());
  EXPECT_EQ(net.node().view()->tip.size, covered);  // as it is since then
  net.issue(net.certificate("Trần Thị Bình", "2001-03-04"));
  const auto issued = net.node().view()->tip.size;
  const log::LeafIndex latest{log::to_u64(issued) - 2};
  ASSERT_TRUE(net.node().request_snapshot_of(0, latest).ok());
  EXPECT_EQ(log::to_u64(net.node().view()->tip.size), log::to_u64(issued) + 2);
  ASSERT_TRUE(net.node().request_snapshot_of(0, latest).ok());
  EXPECT_EQ(log::to_u64(net.node().view()->tip.size), log::to_u64(issued) + 2);
}

TEST(Node, TheClockOfATestNetworkEndsWithTheYear2199) {
  NodeNetwork net;
  net.open();
  const Time last = test::time_at("2199-12-31T23:59:59Z");
  Time now = net.net.now;
  while (now + days(400) <= last) ASSERT_TRUE(net.node().set_test_clock(now = now + days(400)).ok());
  EXPECT_TRUE(net.node().set_test_clock(last + Duration{1}).error().is(kClockTooFar));
  EXPECT_TRUE(net.node().set_test_clock(last).ok());
}

TEST(Node, MovesTheClockOfATestNetworkForwardOnlyAndKeepsIt) {
  NodeNetwork net;
  net.open();
  const Time later = net.net.now + days(30);
  EXPECT_TRUE(net.node().set_test_clock(later).ok());
  EXPECT_TRUE(net.node().set_test_clock(net.net.now).error().is(kClockWouldGoBack));
  EXPECT_TRUE(net.node().set_test_clock(later + days(400) + Duration{1}).error().is(kClockTooFar));
  EXPECT_TRUE(net.node().set_test_clock(test::time_at("9999-01-01T00:00:00Z")).error().is(kClockTooFar));
  net.close();
  net.config.node.simulated_clock = true;
  const auto node = Node::open(net.config);
  ASSERT_TRUE(node.ok()) << node.error().to_string();
  EXPECT_EQ((*node)->clock().now(), later);
}

TEST(Node, HasNoSimulatedClockOutsideTestNetworks) {
  NodeNetwork net(false);
  EXPECT_TRUE(net.try_open().error().is(kNotATestNetwork));
  const auto node = Node::open(net.config, std::make_unique<StillClock>(net.net.now));
  ASSERT_TRUE(node.ok()) << node.error().to_string();
  EXPECT_TRUE((*node)->set_test_clock(Time{4'000'000'000}).error().is(kNotATestNetwork));
}

TEST(Node, DoesNotStartWithKeysOfAnotherValidator) {
  NodeNetwork net;
  ASSERT_TRUE(crypto::write_key_file(key_path(net.directory(), "vote"), key_named("nut-9-vote"), {},
                                     crypto::KdfCost::testing, true)
                  .ok());
  EXPECT_TRUE(net.try_open().error().is(kWrongKeys));
}

TEST(Node, DoesNotStartWithoutAGenesisOrWithAnother) {
  NodeNetwork net;
  net.open();
  net.close();
  test::NetworkBuilder::Options options;
  options.origin = "other.hocba.vn/log";
  test::NetworkBuilder other(options);
  other.genesis();
  ASSERT_TRUE(write_file(net.directory() + "/genesis.json", other.entries().at(0)).ok());
  EXPECT_TRUE(net.try_open().error().is(kWrongNetwork));
  std::filesystem::remove(net.directory() + "/genesis.json");
  EXPECT_TRUE(net.try_open().error().is(kNoGenesis));
}

TEST(Node, FinishesWhatItAcceptedBeforeItStops) {
  NodeNetwork net;
  net.open();
  net.found();
  std::vector<std::promise<Result<Accepted>>> promises(200);
  for (std::size_t i = 0; i < promises.size(); ++i) {
    const auto body = net.net.unit_body("79TH1" + std::to_string(100 + i), "79SGD", chain::UnitType::primary);
    net.node().submit(net.net.sign(net.net.record(body, "79SGD"), {"office-manager"}),
                      [&promise = promises[i]](Result<Accepted> result) { promise.set_value(std::move(result)); });
  }
  net.node().stop();
  std::uint64_t previous = 0;
  for (auto& promise : promises) {
    const auto result = promise.get_future().get();
    ASSERT_TRUE(result.ok()) << result.error().to_string();
    EXPECT_GT(log::to_u64(result->index), previous) << "records keep the order in which they were submitted";
    previous = log::to_u64(result->index);
  }
  EXPECT_TRUE(net.node().submit_and_wait("{}").error().is(kStopped));
}

TEST(Node, SaysThatItsQueueIsFull) {
  NodeNetwork net;
  net.config.ledger.queue_records = 16;
  net.open();
  net.found();
  // A task holds the ledger thread, so that nothing is taken out while the queue is filled.
  std::promise<void> hold;
  std::vector<std::string> records;
  for (std::size_t i = 0; i < 40; ++i)
    records.push_back(net.net.sign(
        net.net.record(net.net.unit_body("79TH1" + std::to_string(100 + i), "79SGD", chain::UnitType::primary),
                       "79SGD"),
        {"office-manager"}));
  std::atomic<std::size_t> full{0}, accepted{0}, answered{0};
  auto released = hold.get_future().share();
  std::promise<void> held;
  net.node().submit(records.back(), [&, released](Result<Accepted>) {
    held.set_value();
    released.wait();
  });
  held.get_future().wait();
  records.pop_back();
  std::promise<void> all;
  for (auto& record : records)
    net.node().submit(record, [&](Result<Accepted> result) {
      if (result.ok()) ++accepted;
      if (!result.ok() && result.error().is(kQueueFull)) ++full;
      if (++answered == records.size()) all.set_value();
    });
  EXPECT_EQ(full.load(), records.size() - 16);
  hold.set_value();
  all.get_future().wait();
  EXPECT_EQ(accepted.load(), 16u);
}

TEST(Node, WarnsThatOneOperatorCouldRewriteTheLedger) {
  NodeNetwork net;
  net.open();
  const auto health = net.node().health();
  EXPECT_TRUE(health.serving);
  EXPECT_THAT(health.warnings,
              testing::Contains(testing::Field(
                  &Warning::code, testing::Pointee(testing::Field(&Code::id, testing::StartsWith("log.lint_"))))));
}

TEST(Node, CountsWhatItDoes) {
  NodeNetwork net;
  net.open();
  net.found();
  EXPECT_FALSE(net.node().submit_and_wait("{}").ok());
  const auto text = net.node().metrics().text();
  EXPECT_THAT(text, testing::HasSubstr("hocba_records_accepted_total{kind=\"key.grant\"} 9"));
  EXPECT_THAT(text, testing::HasSubstr("hocba_records_refused_total{code="));
}

// A ledger of a version that knew no registers: their rows are made of its entries, once.
TEST(Node, CompletesTheIndexOfAnEarlierVersionAtTheStart) {
  NodeNetwork net;
  net.open();
  net.found();
  const auto type = test::code("certificate"), unit = test::code("79TH0001");
  const auto ended = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  net.must(chain::RegisterReserve{type, 2025, 1}, "79TH0001", {"registrar"});
  const auto spoiled =
      net.must(chain::RegisterSpoil{type, 2025, 2, chain::SpoilReason::misprint, {}}, "79TH0001", {"registrar"});
  const auto copied =
      net.must(chain::RegisterCopy{ended.id, 2025, 1, test::commitment("details")}, "79TH0001", {"registrar"});
  const auto revoked =
      net.must(chain::CredentialStatus{ended.id, chain::StatusAction::revoke, {}, test::commitment("reason")},
               "79TH0001", {"registrar", "principal"});
  net.close();
  {
    auto store = store::Store::open(net.directory() + "/ledger", {}).value();
    EXPECT_EQ(store->index_version().value(), kIndexVersion);
    std::vector<std::string> keys;
    for (const char* table : {"k", "p", "a"})
      ASSERT_TRUE(store->snapshot()
                      ->scan_index(table, table,
                                   [&](std::string_view key, std::string_view) {
                                     keys.emplace_back(key);
                                     return true;
                                   })
                      .ok());
    ASSERT_EQ(keys.size(), 3u);
    for (const auto& key : keys) ASSERT_TRUE(store->repair_index(key, std::nullopt).ok());
    ASSERT_TRUE(store->complete_index({}, 0).ok());
  }
  net.open();
  const auto data = net.node().view()->data;
  const BookName book{unit, type, 2025};
  EXPECT_EQ(spoiled_at(*data, book, 2).value(), spoiled);
  ASSERT_EQ(copies_in(*data, book, 0, 9).value().size(), 1u);
  EXPECT_EQ(copies_in(*data, book, 0, 9).value().front().index, copied);
  ASSERT_EQ(ends_in(*data, book, {}, 9).value().size(), 1u);
  EXPECT_EQ(ends_in(*data, book, {}, 9).value().front().index, revoked);
}

}  // namespace
}  // namespace hocba::node
