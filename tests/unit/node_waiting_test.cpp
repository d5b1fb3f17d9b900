// Documents of a real node's vault that no record names: their quotas, and their end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "ledger/store/codes.hpp"
#include "ledger/store/store.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "node/vault_waiting.hpp"
#include "tests/node_support/vault_fixture.hpp"
#include "tests/support/eventually.hpp"

namespace hocba::node {
namespace {

using test::key_named;
using test::NodeNetwork;
using testing::IsEmpty;

struct WaitingInAVault : test::VaultFixture {
  // The same certificate under another id: closed, and never recorded.
  DepositRequest orphan(std::uint32_t n) {
    auto data = one().data;
    data.common.id = test::credential_id(5'000 + n);
    auto document = credential::build_certificate(data, [] { return credential::Salt(); }).value();
    HOCBA_CHECK(document.sign(key_named("seal"), net.net.now, "urn:uuid:00000000-0000-4000-8000-000000000001").ok());
    return {document.id(), document.core_text(), document.groups(), {}};
  }
  std::string code_of(const DepositRequest& request) {
    const auto result = vault().deposit(view(), request);
    return result.ok() ? std::string() : std::string(result.error().code().id);
  }
  void limit(std::uint32_t of_unit, std::uint32_t of_all) {
    net.config.vault.max_waiting_per_unit = of_unit;
    net.config.vault.max_waiting_documents = of_all;
    restart();
  }
  // What the maintenance thread does on a quiet node.
  std::uint64_t clear(Time now) {
    vault().let_go(now);
    vault().confirm_let_go();
    return vault().destroy_let_go(view()).value();
  }
  std::optional<NodeNetwork::Certificate> first_;
  const NodeNetwork::Certificate& one() {
    if (!first_) first_ = net.certificate("Nguyễn Văn An", "2001-02-03");
    return *first_;
  }
};

TEST_F(WaitingInAVault, AUnitThatOnlyDepositsIsRefusedAtItsQuota) {
  limit(3, 100);
  for (std::uint32_t n = 0; n < 3; ++n) EXPECT_EQ(code_of(orphan(n)), "");
  EXPECT_EQ(code_of(orphan(3)), kTooManyWaiting.id);
  EXPECT_EQ(code_of(orphan(0)), "") << "the same again is no more";
  EXPECT_EQ(vault().count().value(), 3u);
  restart();
  EXPECT_EQ(code_of(orphan(3)), kTooManyWaiting.id) << "also after a restart";
}

TEST_F(WaitingInAVault, AllUnitsTogetherAreRefusedAtTheVaultsQuota) {
  limit(100, 2);
  for (std::uint32_t n = 0; n < 2; ++n) EXPECT_EQ(code_of(orphan(n)), "");
  EXPECT_EQ(code_of(orphan(2)), kTooManyWaiting.id);
}

TEST_F(WaitingInAVault, RecordingMakesRoomForTheNext) {
  limit(2, 2);
  for (int i = 0; i < 7; ++i) net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  EXPECT_LE(vault().waiting(), 2u);
  ASSERT_TRUE(vault().settle_waiting(view()).ok());
  EXPECT_EQ(vault().waiting(), 0u);
  restart();
  EXPECT_EQ(vault().waiting(), 0u);
}

TEST_F(WaitingInAVault, WhatNoRecordNamedInTimeIsDestroyedAndNothingElse) {
  const auto issued = net.issue(one());
  const auto request = orphan(1);
  const auto digest = vault().deposit(view(), request).value();
  const Time deposited = net.net.now;
  EXPECT_EQ(clear(deposited + days(29)), 0u);
  EXPECT_TRUE(vault().holds(request.id, digest).value());
  EXPECT_EQ(clear(deposited + days(30)), 1u);
  EXPECT_FALSE(vault().holds(request.id, digest).value());
  EXPECT_TRUE(vault().read(request.id, digest).error().is(kNoSuchDocument));
  EXPECT_TRUE(vault().read(issued.id, issued.digest).ok()) << "recorded, though never noticed before";
  EXPECT_EQ(vault().lookup(view(), one().data.common.serial, "2001-02-03", {}, {}).value(), issued.id);
  EXPECT_EQ(vault().waiting(), 0u);
  EXPECT_EQ(vault().count().value(), 1u);
  std::vector<std::string> findings;
  ASSERT_TRUE(vault().scrub([&](const Error& found) { findings.push_back(found.detail()); }).ok());
  EXPECT_THAT(findings, IsEmpty());
  restart();
  EXPECT_EQ(vault().waiting(), 0u);
}

TEST_F(WaitingInAVault, ADestructionIsNotDoneWhileAnOldFileStays) {
  ASSERT_EQ(code_of(orphan(1)), "");
  const std::string old_file = net.directory() + "/vault/old.sst";
  ASSERT_TRUE(write_file(old_file, "an old file that could not be deleted").ok());
  vault().let_go(net.net.now + days(31));
  vault().confirm_let_go();
  EXPECT_TRUE(vault().destroy_let_go(view()).error().is(store::kIo));
  EXPECT_TRUE(vault().carry_out_erasures(view()).error().is(store::kIo)) << "unfinished, though its rows are gone";
  std::filesystem::remove(old_file);
  EXPECT_TRUE(vault().carry_out_erasures(view()).ok());
  EXPECT_EQ(vault().count().value(), 0u);
}

TEST_F(WaitingInAVault, NoRecordGetsADocumentThatIsAboutToGo) {
  ASSERT_TRUE(vault().deposit(view(), net.deposit_of(one())).ok());
  EXPECT_EQ(vault().let_go(net.net.now + days(31)), 1u);
  const auto record = net.net.sign(net.net.record(one().issue, "79TH0001"), {"principal", "seal"});
  EXPECT_TRUE(net.node().submit_and_wait(record).error().is(kNotDeposited));
  ASSERT_TRUE(vault().deposit(view(), net.deposit_of(one())).ok()) << "wanted again";
  vault().confirm_let_go();
  EXPECT_EQ(vault().destroy_let_go(view()).value(), 0u);
  EXPECT_TRUE(net.node().submit_and_wait(record).ok());
}

TEST_F(WaitingInAVault, ARecordThatWasOnItsWayKeepsItsDocument) {
  ASSERT_TRUE(vault().deposit(view(), net.deposit_of(one())).ok());
  const auto record = net.net.sign(net.net.record(one().issue, "79TH0001"), {"principal", "seal"});
  ASSERT_TRUE(net.node().submit_and_wait(record).ok());
  EXPECT_EQ(clear(net.net.now + days(31)), 0u);
  EXPECT_TRUE(vault().holds(one().data.common.id, one().issue.items.front().digest).value());
}

// Returned at the desk in the moment between the check of its record and the block: the record stands, so it is read.
TEST_F(WaitingInAVault, WhatWasWithdrawnAndRecordedAllTheSameIsThere) {
  ASSERT_TRUE(vault().deposit(view(), net.deposit_of(one())).ok());
  const auto before = net.node().view();
  const auto id = one().data.common.id;
  const auto digest = one().issue.items.front().digest;
  const auto document = vault().core(id, digest).value();
  ASSERT_TRUE(document.has_value());
  net.must(one().issue, "79TH0001", {"principal", "seal"});
  ASSERT_TRUE(vault().withdraw(*before, *document).ok());
  EXPECT_TRUE(vault().core(id, digest).value().has_value());
  EXPECT_TRUE(vault().keeps(id, digest).value());
}

TEST_F(WaitingInAVault, StaysForEverWhereTheConfigurationSaysSo) {
  net.config.vault.waiting_days = 0;
  restart();
  EXPECT_EQ(code_of(orphan(1)), "");
  EXPECT_EQ(clear(net.net.now + days(10'000)), 0u);
  EXPECT_EQ(vault().count().value(), 1u);
}

TEST_F(WaitingInAVault, TheNodeClearsThemByItsOwnClock) {
  ASSERT_EQ(code_of(orphan(1)), "");
  net.advance(days(31));
  ASSERT_TRUE(test::eventually([&] { return vault().waiting() == 0; }));
  EXPECT_EQ(vault().count().value(), 0u);
}

TEST(WaitingDocuments, GoOnlyOnceItIsConfirmedThatNoRecordIsOnItsWay) {
  Waiting waiting;
  const WaitingDocument document{"A", test::credential_id(1), {}};
  waiting.put(document, Time{10});
  EXPECT_EQ(waiting.let_go(Time{9}), 0u);
  EXPECT_EQ(waiting.let_go(Time{10}), 1u);
  EXPECT_TRUE(waiting.is_let_go(document.id, document.digest));
  EXPECT_THAT(waiting.confirmed(10), IsEmpty());
  waiting.put(document, Time{20});  // wanted again
  EXPECT_FALSE(waiting.is_let_go(document.id, document.digest));
  waiting.confirm();
  EXPECT_THAT(waiting.confirmed(10), IsEmpty());
  EXPECT_EQ(waiting.let_go(Time{20}), 1u);
  waiting.confirm();
  EXPECT_THAT(waiting.confirmed(10), testing::ElementsAre(document));
}

TEST(WaitingDocuments, AreProbedInTurnSoThatEachIsSeen) {
  Waiting waiting;
  std::set<WaitingDocument> all;
  for (std::uint32_t n = 0; n < 10; ++n) {
    const WaitingDocument document{n % 2 == 0 ? "A" : "B", test::credential_id(n), {}};
    waiting.put(document, Time{n});
    all.insert(document);
  }
  std::set<WaitingDocument> seen;
  for (int i = 0; i < 4; ++i)
    for (const auto& document : waiting.next({}, 3)) seen.insert(document);
  EXPECT_EQ(seen, all);
  std::set<WaitingDocument> of_a;
  for (int i = 0; i < 2; ++i)
    for (const auto& document : waiting.next("A", 3)) of_a.insert(document);
  EXPECT_EQ(of_a.size(), 5u);
  EXPECT_EQ(waiting.next("A", 100).size(), 5u) << "each once";
  EXPECT_THAT(waiting.next("C", 3), IsEmpty());
  EXPECT_EQ(waiting.of_unit("A"), 5u);
  for (const auto& document : all) waiting.drop(document);
  EXPECT_EQ(waiting.size(), 0u);
  EXPECT_EQ(waiting.of_unit("A"), 0u);
  EXPECT_THAT(waiting.next({}, 3), IsEmpty());
}

}  // namespace
}  // namespace hocba::node
