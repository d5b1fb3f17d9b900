// Scrub and backup of a real node's directory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "crypto/encoding.hpp"
#include "ledger/store/codes.hpp"
#include "ledger/store/store.hpp"
#include "ledger/store/vault_tables.hpp"
#include "node/backup.hpp"
#include "node/backup_request.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "node/metrics.hpp"
#include "node/scrub.hpp"
#include "tests/node_support/node_network.hpp"
#include "tests/support/eventually.hpp"

namespace hocba::node {
namespace {

using test::NodeNetwork;
using testing::IsEmpty;
using testing::Not;

// A ledger with a credential in it, its node stopped, its store open for the test to spoil.
struct StoredLedger {
  NodeNetwork net;
  std::unique_ptr<store::Store> store;
  StoredLedger() {
    net.open();
    net.found();
    net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
    fill_registers();
    HOCBA_CHECK(net.snapshot().ok());
    net.close();
    store = store::Store::open(net.directory() + "/ledger", {}).value();
  }
  // A spoiled number, a copy, a revocation: what pages of registers stand on.
  void fill_registers() {
    const auto certificate = test::code("certificate");
    const auto issued = net.issue(net.certificate("Trần Văn Bình", "2001-02-04"));
    net.must(chain::RegisterReserve{certificate, 2025, 1}, "79TH0001", {"registrar"});
    net.must(chain::RegisterSpoil{certificate, 2025, 3, chain::SpoilReason::damaged, {}}, "79TH0001", {"registrar"});
    net.must(chain::RegisterCopy{issued.id, 2025, 1, test::commitment("details")}, "79TH0001", {"registrar"});
    net.must(chain::CredentialStatus{issued.id, chain::StatusAction::revoke, {}, test::commitment("reason")},
             "79TH0001", {"registrar", "principal"});
  }
  std::vector<std::pair<std::string, std::string>> rows(bool state) const {
    std::vector<std::pair<std::string, std::string>> out;
    const auto take = [&](std::string_view key, std::string_view value) {
      out.emplace_back(key, value);
      return true;
    };
    const auto data = store->snapshot();
    HOCBA_CHECK((state ? data->scan_state("", "", take) : data->scan_index("", "", take)).ok());
    return out;
  }
  ScrubReport scrub_now(bool repair = false) {
    ScrubOptions options;
    options.repair = repair;
    auto report = scrub(*store, {}, options);
    HOCBA_CHECK(report.ok());
    return *std::move(report);
  }
};

std::vector<std::string> places(const ScrubReport& report) {
  std::vector<std::string> out;
  for (const auto& finding : report.findings) out.push_back(finding.place);
  return out;
}

TEST(Scrub, FindsNothingInASoundLedgerInMemoryAndOnDisk) {
  StoredLedger ledger;
  const auto report = ledger.scrub_now();
  EXPECT_THAT(places(report), IsEmpty());
  EXPECT_EQ(report.entries, log::to_u64(ledger.store->snapshot()->meta()->tip.size));
  EXPECT_GT(report.state_keys, 20u);
  ScrubOptions options;
  options.scratch_directory = ledger.net.directory() + "/scratch";
  const auto on_disk = scrub(*ledger.store, {}, options);
  ASSERT_TRUE(on_disk.ok()) << on_disk.error().to_string();
  EXPECT_THAT(places(*on_disk), IsEmpty());
  EXPECT_EQ(on_disk->state_keys, report.state_keys);
  EXPECT_FALSE(std::filesystem::exists(options.scratch_directory));
}

// A bit that flips on the disk, below the rows: RocksDB's checksum ends the scan of that file, not the scrub.
TEST(Scrub, NamesADamagedBlockOfAnyTableAndComparesTheRest) {
  StoredLedger ledger;
  ledger.store.reset();
  const std::string sound = ledger.net.directory() + "/ledger", copy = ledger.net.directory() + "/copy";
  ASSERT_TRUE(store::Store::open(sound, {}).ok());  // rows of its log are in files now
  std::set<std::string> said;
  for (const auto& table : std::filesystem::directory_iterator(sound)) {
    if (table.path().extension() != ".sst") continue;
    std::filesystem::remove_all(copy);
    std::filesystem::copy(sound, copy, std::filesystem::copy_options::recursive);
    std::string bytes = read_file(table.path().string(), 1 << 24).value();
    bytes[20] = static_cast<char>(bytes[20] ^ 1);
    ASSERT_TRUE(write_file(copy + "/" + table.path().filename().string(), bytes).ok());
    const auto opened = store::Store::open(copy, {});
    if (!opened.ok()) {  // what opening reads
      said.insert(std::string(opened.error().code().id));
      continue;
    }
    const auto report = scrub(**opened, {}, {});
    if (!report.ok()) ADD_FAILURE() << table.path() << report.error().to_string();
    if (!report.ok()) continue;
    EXPECT_THAT(places(*report), Not(IsEmpty())) << table.path();
    for (const auto& place : places(*report)) said.insert(place.substr(0, place.find(' ')));
  }
  EXPECT_THAT(said, testing::ElementsAre("index", "state", "store.corrupt"));
}

TEST(Scrub, NamesAnEntryThatWasReplacedByAnotherWellSignedOne) {
  StoredLedger ledger;
  const auto other = ledger.store->snapshot()->entry(log::LeafIndex{4}).value();
  ASSERT_TRUE(ledger.store->repair_entry(log::LeafIndex{6}, other).ok());
  const auto found = places(ledger.scrub_now());
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front(), "entry 6");
}

TEST(Scrub, NamesAStateKeyThatNoRecordWrote) {
  StoredLedger ledger;
  ASSERT_TRUE(ledger.store->repair_state("zzz", "x").ok());
  EXPECT_THAT(places(ledger.scrub_now()), testing::ElementsAre("state " + crypto::hex("zzz")));
  const auto repaired = ledger.scrub_now(true);
  ASSERT_EQ(repaired.findings.size(), 1u);
  EXPECT_TRUE(repaired.findings[0].repaired);
  EXPECT_FALSE(ledger.store->snapshot()->get("zzz").value().has_value());
  EXPECT_THAT(places(ledger.scrub_now()), IsEmpty());
}

TEST(Scrub, RepairsAreReadAnewByTheNode) {
  StoredLedger ledger;
  const std::string unit = chain::table_prefix(chain::Table::unit), key = unit + "79TH0001";
  const auto right = ledger.store->snapshot()->get(key).value();
  const auto another = ledger.store->snapshot()->get(unit + "79TH0002").value();
  ASSERT_TRUE(right && another && right != another);
  ASSERT_TRUE(ledger.store->repair_state(key, another).ok());
  ledger.store.reset();
  ledger.net.advance(days(8));  // a scrub is due
  ledger.net.open();
  ASSERT_TRUE(ledger.net.node().view()->state->get(key).ok());  // kept, as it is now
  EXPECT_TRUE(test::eventually([&] { return ledger.net.node().view()->state->get(key).value() == right; }));
}

TEST(Scrub, NamesAndRepairsAMissingStateKey) {
  StoredLedger ledger;
  const std::string key = ledger.rows(true).front().first;
  ASSERT_TRUE(ledger.store->repair_state(key, std::nullopt).ok());
  EXPECT_THAT(places(ledger.scrub_now()), testing::ElementsAre("state " + crypto::hex(key)));
  EXPECT_TRUE(ledger.scrub_now(true).findings.at(0).repaired);
  EXPECT_THAT(places(ledger.scrub_now()), IsEmpty());
}

TEST(Scrub, NamesAndRepairsWrongMissingAndExtraIndexRows) {
  StoredLedger ledger;
  const auto index = ledger.rows(false);
  ASSERT_FALSE(index.empty());
  for (const char table : {'k', 'p', 'a'})
    ASSERT_TRUE(std::any_of(index.begin(), index.end(), [&](const auto& row) { return row.first.front() == table; }));
  for (const auto& [key, right] : index) {
    for (const store::Store::Row& wrong : {store::Store::Row(right + "x"), store::Store::Row()}) {
      ASSERT_TRUE(ledger.store->repair_index(key, wrong).ok());
      EXPECT_THAT(places(ledger.scrub_now()), testing::ElementsAre("index " + crypto::hex(key)));
      EXPECT_TRUE(ledger.scrub_now(true).findings.at(0).repaired);
      EXPECT_EQ(ledger.store->snapshot()->index_value(key).value(), right);
    }
  }
  ASSERT_TRUE(ledger.store->repair_index("zzz", std::string("x")).ok());
  EXPECT_TRUE(ledger.scrub_now(true).findings.at(0).repaired);
  EXPECT_EQ(ledger.rows(false), index);
  EXPECT_THAT(places(ledger.scrub_now()), IsEmpty());
}

// The ledger goes on beside a scrub: a row that it wrote meanwhile is not put back.
TEST(Scrub, RepairsNothingThatChangedSinceItWasJudged) {
  StoredLedger ledger;
  const auto [key, right] = ledger.rows(true).front();
  const store::Store::Row judged("what the scrub saw"), newer("what the ledger wrote since");
  ASSERT_TRUE(ledger.store->repair_state(key, newer).ok());
  EXPECT_FALSE(ledger.store->repair_state(key, right, &judged).ok());
  EXPECT_EQ(ledger.store->snapshot()->get(key).value(), newer);
  EXPECT_TRUE(ledger.store->repair_state(key, right, &newer).ok());
  EXPECT_EQ(ledger.store->snapshot()->get(key).value(), right);
}

TEST(Scrub, StopsWhenItIsAsked) {
  StoredLedger ledger;
  const std::atomic<bool> stop{true};
  ScrubOptions options;
  options.stop = &stop;
  EXPECT_FALSE(scrub(*ledger.store, {}, options).value().complete);
}

TEST(Scrub, NamesADocumentThatNoLongerOpens) {
  NodeNetwork net;
  net.open();
  net.found();
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  net.close();
  {
    const auto tables = store::VaultTables::open(net.directory() + "/vault", {}).value();
    const std::string name = "d" + issued.id.str() + issued.digest.str();
    auto sealed = tables->get(store::VaultTable::documents, name).value().value();
    sealed[sealed.size() / 2] = static_cast<char>(sealed[sealed.size() / 2] ^ 1);
    ASSERT_TRUE(tables->write({{store::VaultTable::documents, name, sealed}}).ok());
  }
  const auto report = check_directory(net.directory(), {}, {});
  ASSERT_TRUE(report.ok()) << report.error().to_string();
  ASSERT_EQ(report->findings.size(), 1u);
  EXPECT_THAT(report->findings[0].place, testing::HasSubstr(credential::to_text(issued.id)));
}

struct BackupOfANode : testing::Test {
  NodeNetwork net;
  test::ScratchDirectory elsewhere;
  BackupOfANode() {
    HOCBA_CHECK(write_file(elsewhere / "pass", "mật khẩu sao lưu\n", 0600).ok());
    net.open();
    net.found();
  }
};

TEST_F(BackupOfANode, RestoresToTheSameLedgerAndTheSameDocuments) {
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  const auto issued = net.issue(certificate);
  const auto checkpoint = net.node().view()->checkpoint.to_text();
  const auto status = net.node().backup(elsewhere / "b.tar", elsewhere / "pass");
  ASSERT_TRUE(status.ok()) << status.error().to_string();
  ASSERT_TRUE(restore_backup(elsewhere / "b.tar", elsewhere / "restored").ok());
  auto config = net.config;
  config.directory = elsewhere / "restored";
  EXPECT_TRUE(Node::open(config, std::make_unique<SimulatedClock>(net.net.now)).error().is(kKeysNeedPassphrase));
  config.node.passphrase_file = elsewhere / "pass";
  const auto node = Node::open(config, std::make_unique<SimulatedClock>(net.net.now));
  ASSERT_TRUE(node.ok()) << node.error().to_string();
  EXPECT_EQ((*node)->view()->checkpoint.to_text(), checkpoint);
  EXPECT_EQ((*node)->vault().read(issued.id, issued.digest).value().core, certificate.core);
}

TEST_F(BackupOfANode, HoldsNoOpenKeyAndNeedsAPassphraseForThat) {
  EXPECT_TRUE(net.node().backup(elsewhere / "b.tar", "").error().is(kBackupPassphrase));
  EXPECT_FALSE(std::filesystem::exists(elsewhere / "b.tar"));
  EXPECT_FALSE(std::filesystem::exists(elsewhere / "b.tar.partial"));
  ASSERT_TRUE(net.node().backup(elsewhere / "b.tar", elsewhere / "pass").ok());
  const auto bytes = read_file(elsewhere / "b.tar", 64u << 20).value();
  for (const char* name : {"log", "vote", "api", "master"}) {
    const auto& key = test::key_named("nut-1-" + std::string(name));
    EXPECT_EQ(bytes.find(key.seed().expose()), std::string::npos);
    EXPECT_EQ(bytes.find(crypto::base64url(key.seed().expose())), std::string::npos);
  }
}

TEST_F(BackupOfANode, IsRefusedWhereOneByteDiffers) {
  ASSERT_TRUE(net.node().backup(elsewhere / "b.tar", elsewhere / "pass").ok());
  const auto bytes = read_file(elsewhere / "b.tar", 64u << 20).value();
  std::size_t tried = 0;
  for (std::size_t at = 700; at + 1024 < bytes.size(); at += bytes.size() / 12) {
    auto wrong = bytes;
    wrong[at] = static_cast<char>(wrong[at] ^ 1);
    ASSERT_TRUE(write_file(elsewhere / "wrong.tar", wrong).ok());
    // Padding between members is no content; everything else is covered.
    const auto status = restore_backup(elsewhere / "wrong.tar", elsewhere / ("r" + std::to_string(at)));
    if (bytes[at] != '\0') {
      EXPECT_FALSE(status.ok()) << at;
      EXPECT_FALSE(std::filesystem::exists(elsewhere / ("r" + std::to_string(at))));
      ++tried;
    }
  }
  EXPECT_GT(tried, 2u);
  ASSERT_TRUE(write_file(elsewhere / "short.tar", bytes.substr(0, bytes.size() / 2)).ok());
  EXPECT_FALSE(restore_backup(elsewhere / "short.tar", elsewhere / "short").ok());
}

TEST_F(BackupOfANode, IsMadeWhenAnotherProcessAsksForIt) {
  const BackupRequest request{"one", elsewhere / "b.tar", elsewhere / "pass"};
  ASSERT_TRUE(place_backup_request(net.directory(), request).ok());
  std::optional<Status> answer;
  const auto answered = [&](const std::string& id) {
    return test::eventually([&] { return (answer = read_backup_answer(net.directory(), id).value()).has_value(); });
  };
  ASSERT_TRUE(answered("one"));
  EXPECT_TRUE(answer->ok()) << answer->error().to_string();
  EXPECT_TRUE(restore_backup(elsewhere / "b.tar", elsewhere / "restored").ok());
  const auto good = net.node().health().last_backup;
  ASSERT_TRUE(good.has_value());
  // What the asker got wrong is the asker's to know: a file that is there, no passphrase.
  const std::vector<std::pair<BackupRequest, const Code*>> wrong = {
      {{"three", elsewhere / "b.tar", elsewhere / "pass"}, &kFileExists},
      {{"four", elsewhere / "c.tar", ""}, &kBackupPassphrase},
      {{"five", elsewhere / "c.tar", elsewhere / "no-such-file"}, &kPassphraseFile}};
  for (const auto& [mistaken, why] : wrong) {
    ASSERT_TRUE(place_backup_request(net.directory(), mistaken).ok());
    ASSERT_TRUE(answered(mistaken.id));
    EXPECT_TRUE(answer->error().is(*why)) << mistaken.id << answer->error().to_string();
  }
  EXPECT_TRUE(net.node().health().serving);
  EXPECT_EQ(net.node().health().last_backup, good);
  EXPECT_THAT(net.node().health().warnings, testing::Each(testing::Field(&Warning::code, testing::Ne(&kBackupFailed))));
  EXPECT_THAT(net.node().metrics().text(), testing::HasSubstr("hocba_backup{what=\"ok\"} 1"));

  // A folder that is not there may be a disk that was lost.
  ASSERT_TRUE(place_backup_request(net.directory(), {"six", elsewhere / "none/b.tar", elsewhere / "pass"}).ok());
  ASSERT_TRUE(answered("six"));
  EXPECT_THAT(answer->error().detail(), testing::HasSubstr("/none: "));
  EXPECT_THAT(net.node().health().warnings, testing::Contains(testing::Field(&Warning::code, &kBackupFailed)));
}

TEST(BackupRequest, IsTakenFromAPlainFileOfItsOwnFormAlone) {
  const test::ScratchDirectory directory;
  const std::string path = directory / "backup.request";
  EXPECT_FALSE(find_backup_request(directory.path()).value().has_value());
  ASSERT_TRUE(place_backup_request(directory.path(), {"id", "/somewhere/b.tar", "pass"}).ok());
  EXPECT_EQ(find_backup_request(directory.path()).value()->file, "/somewhere/b.tar");
  ASSERT_TRUE(answer_backup_request(directory.path(), "another", done()).ok());
  EXPECT_TRUE(std::filesystem::exists(path)) << "it is not this one's answer";
  EXPECT_FALSE(read_backup_answer(directory.path(), "id").value().has_value());
  const std::string right = read_file(path, 1'000).value();
  for (const std::string& wrong : {std::string("{}"), std::string("x"), std::string(100'000, ' '),
                                   right.substr(0, right.size() - 2) + ",\"more\":\"\"}",
                                   std::string(R"({"file":"relative.tar","id":"1","passphrase_file":""})"),
                                   std::string(R"({"file":1,"id":"1","passphrase_file":""})")}) {
    ASSERT_TRUE(write_file(path, wrong).ok());
    EXPECT_FALSE(find_backup_request(directory.path()).ok()) << wrong.substr(0, 60);
    EXPECT_FALSE(std::filesystem::exists(path));
  }
  ASSERT_TRUE(write_file(directory / "elsewhere", right).ok());
  std::filesystem::create_symlink(directory / "elsewhere", path);
  EXPECT_TRUE(find_backup_request(directory.path()).error().is(kBackupRequest));
  EXPECT_TRUE(std::filesystem::exists(directory / "elsewhere")) << "the link goes, not what it points to";
}

TEST_F(BackupOfANode, ThatWasKilledLeavesNothingOnceTheNodeStartsAgain) {
  net.config.maintenance.backup_directory = elsewhere.path();
  net.close();
  for (const char* name : {"/backup.work/vault", "/scratch/ledger"}) {
    std::filesystem::create_directories(net.directory() + name);
    ASSERT_TRUE(write_file(net.directory() + name + "/000007.sst", "what is erased since").ok());
  }
  ASSERT_TRUE(write_file(elsewhere / "hocba-2025.tar.partial", "half").ok());
  net.open();
  EXPECT_FALSE(std::filesystem::exists(net.directory() + "/backup.work"));
  EXPECT_FALSE(std::filesystem::exists(net.directory() + "/scratch"));
  EXPECT_FALSE(std::filesystem::exists(elsewhere / "hocba-2025.tar.partial"));
  EXPECT_TRUE(std::filesystem::exists(elsewhere / "pass"));
}

TEST_F(BackupOfANode, EndsWhenTheNodeStops) {
  net.close();
  const auto store = store::Store::open(net.directory() + "/ledger", {}).value();
  const SystemClock clock;
  const auto vault = Vault::open(net.config, test::key_named("nut-1-master"), clock).value();
  const std::atomic<bool> stop{true};
  EXPECT_TRUE(
      backup_open(net.config, *store, *vault, elsewhere / "b.tar", elsewhere / "pass", &stop).error().is(kStopped));
  EXPECT_FALSE(std::filesystem::exists(elsewhere / "b.tar"));
  EXPECT_FALSE(std::filesystem::exists(elsewhere / "b.tar.partial"));
  EXPECT_FALSE(std::filesystem::exists(net.directory() + "/backup.work"));
}

TEST_F(BackupOfANode, NeverOverwrites) {
  ASSERT_TRUE(net.node().backup(elsewhere / "b.tar", elsewhere / "pass").ok());
  EXPECT_TRUE(net.node().backup(elsewhere / "b.tar", elsewhere / "pass").error().is(kFileExists));
  EXPECT_TRUE(restore_backup(elsewhere / "b.tar", net.directory()).error().is(kDirectoryNotEmpty));
}

}  // namespace
}  // namespace hocba::node
