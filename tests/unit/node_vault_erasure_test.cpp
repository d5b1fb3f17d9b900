// Erasure in the vault of a real node: beyond recovery, whatever else is damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "crypto/encoding.hpp"
#include "ledger/store/codes.hpp"
#include "ledger/store/vault_tables.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "tests/node_support/vault_fixture.hpp"
#include "tests/support/eventually.hpp"

namespace hocba::node {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct ErasureOfANode : test::VaultFixture {};

TEST_F(ErasureOfANode, ErasesAWholeDocumentBeyondRecovery) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const auto other = net.issue(net.certificate("Trần Văn Bình", "2002-02-03"));
  // What an attacker with the master key would need: the wrapped key's and the sealed core's bytes.
  std::string wrapped, sealed;
  net.close();
  {
    auto tables = store::VaultTables::open(net.directory() + "/vault", {}).value();
    const std::string name = "d" + issued.id.str() + issued.digest.str();
    wrapped = tables->get(store::VaultTable::keys, name).value().value();
    sealed = tables->get(store::VaultTable::documents, name).value().value();
  }
  EXPECT_TRUE(on_disk(wrapped));
  net.open();
  erase(issued.id, {});
  EXPECT_FALSE(on_disk(wrapped));
  EXPECT_FALSE(on_disk(sealed.substr(0, 64)));
  EXPECT_TRUE(vault().read(issued.id, issued.digest).error().is(kNoSuchDocument));
  EXPECT_TRUE(build_holder_file(view(), vault(), issued.id, {}).error().is(kDocumentErased));
  EXPECT_THAT(names({}), ElementsAre("Trần Văn Bình"));
  EXPECT_TRUE(vault().read(other.id, other.digest).ok());
  EXPECT_THAT(vault().lookup(view(), "CC-1", "2001-02-03", {}, {}).value(), std::nullopt);
}

TEST_F(ErasureOfANode, ErasesOneGroupAndSaysSoInTheHoldersFile) {
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03", "000201000002");
  const auto issued = net.issue(certificate);
  EXPECT_THAT(names({.personal_number = "000201000002"}), ElementsAre("Nguyễn Văn An"));
  erase(issued.id, "identity");
  EXPECT_THAT(names({.personal_number = "000201000002"}), IsEmpty());
  EXPECT_THAT(names({.name = "an"}), ElementsAre("Nguyễn Văn An"));
  const auto file = build_holder_file(view(), vault(), issued.id, {}).value();
  std::size_t erased = 0;
  for (const auto& group : file.groups) {
    if (group.kind != exchange::DisclosedGroup::Kind::erased) continue;
    ++erased;
    EXPECT_EQ(group.group.name, "identity");
    EXPECT_TRUE(group.erasure.has_value());
  }
  EXPECT_EQ(erased, 1u);
  EXPECT_TRUE(vault().deposit(view(), net.deposit_of(certificate)).error().is(kDocumentErased))
      << "it does not come back";
}

TEST_F(ErasureOfANode, ADepositJudgedBeforeAnErasureDoesNotBringItBack) {
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03", "000201000002");
  const auto issued = net.issue(certificate);
  const auto other = net.certificate("Trần Văn Bình", "2002-02-03", "000202000003");
  const auto kept = net.issue(other);
  const auto earlier = net.node().view();
  erase(issued.id, {});
  erase(kept.id, "identity");
  EXPECT_TRUE(vault().deposit(*earlier, net.deposit_of(certificate)).error().is(kDocumentErased));
  EXPECT_TRUE(vault().deposit(*earlier, net.deposit_of(other)).error().is(kDocumentErased));
  EXPECT_FALSE(vault().holds(issued.id, issued.digest).value());
  EXPECT_THAT(names({.personal_number = "000202000003"}), IsEmpty());
}

TEST_F(ErasureOfANode, CarriesOutAtItsStartAnErasureThatWasOnlyRecorded) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  stop();
  // The vault of a node that ended between the record and its execution.
  const std::string before = elsewhere_ / "vault";
  std::filesystem::copy(net.directory() + "/vault", before, std::filesystem::copy_options::recursive);
  net.open();
  erase(issued.id, {});
  stop();
  std::filesystem::remove_all(net.directory() + "/vault");
  std::filesystem::copy(before, net.directory() + "/vault", std::filesystem::copy_options::recursive);
  net.open();
  EXPECT_TRUE(vault().read(issued.id, issued.digest).error().is(kNoSuchDocument));
}

// The rows are gone after the first attempt, so no later one finds them: the vault itself must know what is unfinished.
TEST_F(ErasureOfANode, AnErasureIsNotDoneWhileAnOldFileStays) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const std::string old_file = net.directory() + "/vault/old.sst";
  ASSERT_TRUE(write_file(old_file, "an old file that could not be deleted").ok());
  net.must(chain::DocumentErase{issued.id, {}, test::commitment("basis")}, "79TH0001", {"registrar", "principal"});
  for (int attempt = 0; attempt < 3; ++attempt)
    EXPECT_TRUE(vault().carry_out_erasures(view()).error().is(store::kIo)) << attempt;
  std::filesystem::remove(old_file);
  EXPECT_TRUE(vault().carry_out_erasures(view()).ok());
  EXPECT_TRUE(vault().read(issued.id, issued.digest).error().is(kNoSuchDocument));
}

// The disk keeps an old file of the first; what is erased after it is gone for readers all the same.
TEST_F(ErasureOfANode, OneThatCannotEndHoldsUpNoLaterOne) {
  const auto first = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const auto second = net.issue(net.certificate("Trần Văn Bình", "2002-02-03", "000202000002"));
  const std::string old_file = net.directory() + "/vault/old.sst";
  ASSERT_TRUE(write_file(old_file, "an old file that could not be deleted").ok());
  const auto record = [&](const chain::CredentialId& id, std::optional<chain::CodeText> group) {
    net.must(chain::DocumentErase{id, std::move(group), test::commitment("basis")}, "79TH0001",
             {"registrar", "principal"});
    EXPECT_TRUE(vault().carry_out_erasures(view()).error().is(store::kIo));
  };
  record(first.id, {});
  record(second.id, test::code("identity"));
  EXPECT_THAT(names({.personal_number = "000202000002"}), IsEmpty());
  EXPECT_THAT(vault().read(second.id, second.digest).value().missing, testing::ElementsAre("identity"));
  record(second.id, {});
  EXPECT_TRUE(vault().read(second.id, second.digest).error().is(kNoSuchDocument));
  EXPECT_EQ(vault().count().value(), 0u);
  std::filesystem::remove(old_file);
  EXPECT_TRUE(vault().carry_out_erasures(view()).ok());
}

TEST_F(ErasureOfANode, WarnsWhileAnErasureCannotBeCarriedOut) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const std::string old_file = net.directory() + "/vault/old.sst";
  ASSERT_TRUE(write_file(old_file, "an old file that could not be deleted").ok());
  net.must(chain::DocumentErase{issued.id, {}, test::commitment("basis")}, "79TH0001", {"registrar", "principal"});
  const auto warned = [&] {
    const auto warnings = net.node().health().warnings;
    return std::any_of(warnings.begin(), warnings.end(),
                       [](const Warning& warning) { return warning.detail == "document.erase"; });
  };
  const auto after_a_tick = [&](bool expected) {
    net.advance(Duration{1});  // wakes the maintenance thread
    return warned() == expected;
  };
  ASSERT_TRUE(test::eventually([&] { return after_a_tick(true); }));
  std::filesystem::remove(old_file);
  ASSERT_TRUE(test::eventually([&] { return after_a_tick(false); }));
  EXPECT_TRUE(vault().read(issued.id, issued.digest).error().is(kNoSuchDocument));
}

TEST_F(ErasureOfANode, ErasesWhatItCannotReadAndTheRestToo) {
  const auto damaged = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const auto sound = net.issue(net.certificate("Trần Văn Bình", "2002-02-03"));
  spoil("d" + damaged.id.str() + damaged.digest.str());
  for (const auto& id : {damaged.id, sound.id})
    net.must(chain::DocumentErase{id, {}, test::commitment("basis")}, "79TH0001", {"registrar", "principal"});
  ASSERT_TRUE(vault().carry_out_erasures(view()).ok());
  EXPECT_EQ(vault().count().value(), 0u);
  restart();
  EXPECT_TRUE(vault().read(sound.id, sound.digest).error().is(kNoSuchDocument));
  stop();
  const auto tables = store::VaultTables::open(net.directory() + "/vault", {}).value();
  for (const auto table : {store::VaultTable::keys, store::VaultTable::documents, store::VaultTable::search}) {
    ASSERT_TRUE(tables
                    ->scan(table, {}, {},
                           [](std::string_view key, std::string_view) {
                             ADD_FAILURE() << "a row is left: " << crypto::hex(key);
                             return true;
                           })
                    .ok());
  }
}

TEST_F(ErasureOfANode, AScrubDoesNotReportWhatIsErasedWhileItRuns) {
  auto damaged = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  auto erased = net.issue(net.certificate("Trần Văn Bình", "2002-02-03"));
  if (erased.id < damaged.id) std::swap(erased, damaged);
  spoil("d" + damaged.id.str() + damaged.digest.str());
  std::vector<std::string> places;
  ASSERT_TRUE(vault()
                  .scrub([&](const Error& found) {
                    places.push_back(found.detail());
                    if (places.size() == 1) erase(erased.id, {});
                  })
                  .ok());
  ASSERT_EQ(places.size(), 1u) << places.back();
  EXPECT_THAT(places[0], testing::HasSubstr(credential::to_text(damaged.id)));
}

TEST_F(ErasureOfANode, ErasesAGroupThatItCannotReadAndKeepsTheOthers) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03", "000201000002"));
  spoil("g" + issued.id.str() + issued.digest.str() + "identity");
  erase(issued.id, "identity");
  EXPECT_THAT(names({.personal_number = "000201000002"}), IsEmpty());
  EXPECT_THAT(names({.name = "an"}), ElementsAre("Nguyễn Văn An"));
  const auto stored = vault().read(issued.id, issued.digest);
  ASSERT_TRUE(stored.ok()) << stored.error().to_string();
  EXPECT_THAT(stored->missing, ElementsAre("identity"));
}

}  // namespace
}  // namespace hocba::node
