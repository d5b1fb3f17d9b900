// What a node knows to have signed, beside copies of its stores of other days; and a vault that lacks documents.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "node/backup.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "node/scrub.hpp"
#include "node/signed_mark.hpp"
#include "tests/node_support/node_network.hpp"
#include "tests/support/eventually.hpp"

namespace hocba::node {
namespace {

namespace fs = std::filesystem;
using test::NodeNetwork;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kWhole = fs::copy_options::recursive;

class MarkOfANode : public testing::Test {
 protected:
  MarkOfANode() {
    net.open();
    net.found();
  }
  std::string here(const char* name) const { return net.directory() + "/" + name; }
  void keep(const char* name, const std::string& as) const { fs::copy(here(name), kept / as, kWhole); }
  void put_back(const char* name, const std::string& as) const {
    fs::remove_all(here(name));
    fs::copy(kept / as, here(name), kWhole);
  }
  test::IssuedDocument one_more() { return net.issue(net.certificate("Nguyễn Văn An", "2001-02-03")); }

  NodeNetwork net;
  test::ScratchDirectory kept;
};

TEST_F(MarkOfANode, AnOlderLedgerBesideANewerVaultIsRefused) {
  net.close();
  keep("ledger", "ledger");
  net.open();
  one_more();
  net.close();
  keep("ledger", "newer");
  put_back("ledger", "ledger");
  fs::remove(here("signed"));  // the vault alone knows
  const auto refused = net.try_open();
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kLedgerOlder)) << refused.error().to_string();
  const auto report = check_directory(net.directory(), {}, {}).value();
  ASSERT_FALSE(report.findings.empty());
  EXPECT_EQ(report.findings.back().code, &kLedgerOlder);
  put_back("ledger", "newer");
  EXPECT_TRUE(net.try_open().ok());
}

TEST_F(MarkOfANode, AnOlderLedgerBesideTheFileIsRefused) {
  net.close();
  keep("ledger", "ledger");
  keep("vault", "vault");
  net.open();
  one_more();
  net.close();
  put_back("ledger", "ledger");
  put_back("vault", "vault");
  EXPECT_TRUE(net.try_open().error().is(kLedgerOlder));
  fs::remove(here("signed"));  // as in a backup, which has no such file
  EXPECT_TRUE(net.try_open().ok()) << "a pair of one day";
}

TEST_F(MarkOfANode, AnEmptyLedgerBesideTheVaultIsRefused) {
  net.close();
  fs::remove_all(here("ledger"));
  EXPECT_TRUE(net.try_open().error().is(kLedgerOlder));
}

TEST_F(MarkOfANode, ALongerLedgerOfAnotherRootIsRefused) {
  net.close();
  for (const char* name : {"ledger", "vault", "signed"}) keep(name, name);
  net.open();
  net.must(net.net.unit_body("79TH0009", "79SGD", chain::UnitType::primary), "79SGD", {"office-manager"});
  const auto size = net.node().view()->tip.size;
  net.close();
  keep("vault", "of the first tree");
  for (const char* name : {"ledger", "vault", "signed"}) put_back(name, name);
  {
    net.config.node.simulated_clock = true;
    auto node = Node::open(net.config, std::make_unique<SimulatedClock>(net.net.now)).value();
    while (log::to_u64(node->view()->tip.size) <= log::to_u64(size)) {
      auto record = net.net.record(net.net.unit_body("79TH0007", "79SGD", chain::UnitType::primary), "79SGD");
      if (log::to_u64(node->view()->tip.size) == log::to_u64(size))
        record = net.net.record(net.net.unit_body("79TH0008", "79SGD", chain::UnitType::primary), "79SGD");
      const auto accepted = node->submit_and_wait(net.net.sign(record, {"office-manager"}));
      ASSERT_TRUE(accepted.ok()) << accepted.error().to_string();
    }
  }
  put_back("vault", "of the first tree");
  fs::remove(here("signed"));
  const auto refused = net.try_open();
  ASSERT_TRUE(refused.error().is(kLedgerOlder));
  EXPECT_THAT(refused.error().detail(), HasSubstr("another root"));
}

// Whatever moment a crash chooses: both marks are at the ledger's size or behind it, or torn.
TEST_F(MarkOfANode, MarksBehindTheLedgerAndTornOnesLetItStart) {
  net.close();
  keep("signed", "signed");
  keep("vault", "vault");
  net.open();
  net.must(net.net.unit_body("79TH0009", "79SGD", chain::UnitType::primary), "79SGD", {"office-manager"});
  net.close();
  put_back("signed", "signed");
  put_back("vault", "vault");
  ASSERT_TRUE(net.try_open().ok());
  net.close();
  const std::string bytes = read_file(here("signed"), 4096).value();
  ASSERT_EQ(bytes.size(), 56u);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string torn = bytes;
    torn[at] = static_cast<char>(torn[at] ^ 0x40);
    ASSERT_TRUE(write_file(here("signed"), torn).ok());
    EXPECT_FALSE(SignedMark::read(here("signed")).value().has_value()) << at;
  }
  ASSERT_TRUE(write_file(here("signed"), bytes.substr(0, 20)).ok());
  EXPECT_TRUE(net.try_open().ok());
  net.close();
  EXPECT_TRUE(SignedMark::read(here("signed")).value().has_value()) << "made anew at the start";
}

TEST_F(MarkOfANode, StandsInTheVaultWhileTheNodeRunsAndNeverGoesBack) {
  const auto size = net.node().view()->tip.size;
  const auto& vault = net.node().vault();
  EXPECT_TRUE(test::eventually([&] {
    const auto mark = vault.mark();
    return mark.ok() && *mark && (*mark)->size == size;
  }));
  ASSERT_TRUE(net.node().vault().keep_mark({log::TreeSize{1}, {}}).ok());
  EXPECT_EQ(vault.mark().value()->size, size);
}

TEST_F(MarkOfANode, ABackupWhileRecordsArriveStartsAgain) {
  ASSERT_TRUE(write_file(kept / "pass", "correct horse\n", 0600).ok());
  ASSERT_TRUE(net.node().backup(kept / "b.tar", kept / "pass").ok());
  one_more();
  net.close();
  ASSERT_TRUE(restore_backup(kept / "b.tar", kept / "restored").ok());
  EXPECT_FALSE(fs::exists(kept / "restored/signed"));
  const auto ledger = store::Store::open(kept / "restored/ledger", {}).value();
  const SystemClock clock;
  auto config = net.config;
  config.directory = kept / "restored";
  const auto vault = Vault::open(config, test::key_named("nut-1-master"), clock).value();
  const auto mark = vault->mark().value();
  EXPECT_TRUE(!mark || holds_signed(*ledger->snapshot(), *mark).ok());
  EXPECT_LT(log::to_u64(ledger->snapshot()->meta()->tip.size),
            log::to_u64(SignedMark::read(here("signed")).value()->size));
}

// --- documents that must be in the vault -------------------------------------------------------------------------

std::vector<std::string> named_places(const ScrubReport& report) {
  std::vector<std::string> out;
  for (const auto& finding : report.findings) out.push_back(std::string(finding.code->id) + " " + finding.place);
  return out;
}

TEST_F(MarkOfANode, CheckNamesTheDocumentsOfARemovedVault) {
  const auto issued = one_more();
  const auto erased = one_more();
  net.must(chain::DocumentErase{erased.id, {}, test::commitment("basis")}, "79TH0001", {"registrar", "principal"});
  net.close();
  EXPECT_THAT(named_places(check_directory(net.directory(), {}, {}).value()), IsEmpty());
  fs::remove_all(here("vault"));
  EXPECT_THAT(named_places(check_directory(net.directory(), {}, {}).value()),
              ElementsAre("node.document_missing document " + credential::to_text(issued.id)));
}

TEST_F(MarkOfANode, CheckNamesTheDocumentsThatAnOlderVaultLacks) {
  one_more();
  net.close();
  keep("vault", "vault");
  net.open();
  const auto later = one_more();
  net.close();
  put_back("vault", "vault");
  EXPECT_THAT(named_places(check_directory(net.directory(), {}, {}).value()),
              ElementsAre("node.document_missing document " + credential::to_text(later.id)));
}

TEST_F(MarkOfANode, CheckCountsWhatAnotherNodeKeepsUnlessEverythingIsAskedFor) {
  const auto issued = one_more();
  net.close();
  fs::remove_all(here("vault"));
  ASSERT_TRUE(write_file(here("hocbad.toml"), "[node]\nserves = [\"79TH0099\"]\n").ok());
  const auto report = check_directory(net.directory(), {}, {}).value();
  EXPECT_THAT(named_places(report), IsEmpty());
  EXPECT_EQ(report.elsewhere, 1u);
  EXPECT_THAT(report.elsewhere_first, ElementsAre(credential::to_text(issued.id)));
  CheckOptions all;
  all.vault_complete = true;
  EXPECT_THAT(named_places(check_directory(net.directory(), all, {}).value()),
              ElementsAre("node.document_missing document " + credential::to_text(issued.id)));
}

}  // namespace
}  // namespace hocba::node
