// When scheduled backups are made, what stands in their folder, and what an operator sees of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "node/backup_folder.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "node/metrics.hpp"
#include "tests/node_support/node_network.hpp"
#include "tests/support/eventually.hpp"

namespace hocba::node {
namespace {

using test::NodeNetwork;
using testing::HasSubstr;

struct ScheduledBackup : testing::Test {
  NodeNetwork net;
  test::ScratchDirectory folder;
  ScheduledBackup() {
    HOCBA_CHECK(write_file(folder / "pass", "mật khẩu sao lưu\n", 0600).ok());
    net.config.maintenance.backup_directory = folder.path();
    net.config.maintenance.backup_passphrase_file = folder / "pass";
  }
  Time now() { return net.net.now; }
  void leave_backup_of(Time time) { HOCBA_CHECK(write_file(folder / backup_name(time), "earlier\n").ok()); }
  // The maintenance thread works in its own time.
  template <class Condition>
  void wait_until(Condition condition) {
    HOCBA_CHECK(test::eventually(condition));
  }
  bool metric_is(const std::string& what, const std::string& value) {
    return net.node().metrics().text().find("hocba_backup{what=\"" + what + "\"} " + value + "\n") != std::string::npos;
  }
};

TEST_F(ScheduledBackup, IsMadeAtOnceWhereThereIsNone) {
  net.open();
  wait_until([&] { return net.node().health().last_backup.has_value(); });
  EXPECT_EQ(newest_backup(folder.path()), now());
  EXPECT_TRUE(metric_is("ok", "1"));
}

TEST_F(ScheduledBackup, IsMadeByANodeThatIsStartedAgainBeforeEachIsDue) {
  leave_backup_of(now() - hours(20));
  net.open();
  wait_until([&] { return net.node().health().last_backup.has_value(); });
  EXPECT_EQ(net.node().health().last_backup, now() - hours(20)) << "not due yet";
  net.advance(hours(5));
  net.reopen();
  wait_until([&] { return net.node().health().last_backup > now() - hours(5); });
  EXPECT_EQ(newest_backup(folder.path()), now());
}

TEST_F(ScheduledBackup, IsNotPutOffByOneFromTheFuture) {
  leave_backup_of(now() + days(400));
  net.open();
  wait_until([&] { return net.node().health().last_backup.has_value(); });
  net.advance(hours(25));
  wait_until([&] { return std::filesystem::exists(folder / backup_name(now())); });
}

TEST_F(ScheduledBackup, ThatCannotBeWrittenIsTold) {
  leave_backup_of(now());
  net.config.maintenance.backup_directory = folder / "not-mounted";
  net.open();
  wait_until([&] {
    const auto warnings = net.node().health().warnings;
    return std::any_of(warnings.begin(), warnings.end(), [](const Warning& w) {
      return w.code == &kBackupFailed && w.detail.find("not-mounted") != std::string::npos;
    });
  });
  EXPECT_FALSE(std::filesystem::exists(folder / "not-mounted")) << "a disk that is not mounted is not replaced";
  EXPECT_FALSE(net.node().health().last_backup.has_value());
  EXPECT_TRUE(net.node().health().serving);
  std::filesystem::create_directory(folder / "not-mounted");
  net.advance(hours(1));
  wait_until([&] { return net.node().health().last_backup.has_value(); });
  EXPECT_THAT(net.node().health().warnings, testing::Each(testing::Field(&Warning::code, testing::Ne(&kBackupFailed))));
}

TEST(Metrics, HaveTheBackupBeforeTheFirst) {
  const Metrics metrics;
  EXPECT_THAT(metrics.text(), HasSubstr("hocba_backup{what=\"ok\"} 0\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("hocba_backup{what=\"time_seconds\"} 0\n"));
}

TEST(BackupFolder, CountsAndDeletesItsOwnFilesAlone) {
  const test::ScratchDirectory folder;
  const Time time{1'700'000'000};
  EXPECT_EQ(newest_backup(folder.path()), std::nullopt);
  EXPECT_EQ(newest_backup(folder / "none"), std::nullopt);
  EXPECT_EQ(backup_name(time), "hocba-2023-11-14T22-13-20Z.tar");
  const std::vector<std::string> others = {"hocba-.tar", "hocba-before-the-move.tar", "notes.txt",
                                           backup_name(time + days(9)) + ".partial"};
  for (const std::string& name : others) ASSERT_TRUE(write_file(folder / name, "x").ok());
  EXPECT_EQ(newest_backup(folder.path()), std::nullopt);
  for (int day = 0; day < 4; ++day) ASSERT_TRUE(write_file(folder / backup_name(time + days(day)), "x").ok());
  EXPECT_EQ(newest_backup(folder.path()), time + days(3));
  delete_old_backups(folder.path(), 3);
  EXPECT_FALSE(std::filesystem::exists(folder / backup_name(time)));
  EXPECT_TRUE(std::filesystem::exists(folder / backup_name(time + days(1))));
  for (const std::string& name : others) EXPECT_TRUE(std::filesystem::exists(folder / name)) << name;
  EXPECT_TRUE(try_backup_folder(folder.path()).ok());
  EXPECT_FALSE(std::filesystem::exists(folder / ".hocba-trial"));
  EXPECT_FALSE(try_backup_folder(folder / "none").ok());
}

// --- the passphrases that keys and backups need ---------------------------------------------------------------------

TEST_F(ScheduledBackup, NeedsAPassphraseFileThatOthersCannotRead) {
  net.config.maintenance.backup_directory = "";  // none but the test's own backups
  net.open();
  const auto refused = [&](const std::string& passphrase_file) {
    return net.node().backup(folder / "b.tar", passphrase_file);
  };
  EXPECT_TRUE(refused(folder / "absent").error().is(kPassphraseFile));
  ASSERT_TRUE(write_file(folder / "empty", "\n", 0600).ok());
  EXPECT_TRUE(refused(folder / "empty").error().is(kPassphraseFile));
  ASSERT_TRUE(write_file(folder / "open", "secret\n", 0644).ok());
  EXPECT_THAT(refused(folder / "open").error().detail(), HasSubstr("chmod 600"));
  ASSERT_TRUE(write_file(folder / "short", "mật khẩu1\n", 0600).ok());  // nine characters, more bytes
  EXPECT_TRUE(refused(folder / "short").error().is(kPassphraseShort));
  EXPECT_FALSE(std::filesystem::exists(folder / "b.tar"));
  EXPECT_TRUE(refused(folder / "pass").ok());
}

// --- scrubs and snapshots ------------------------------------------------------------------------------------------

TEST(Schedule, ANodeThatIsStartedAgainEveryDayScrubsAllTheSame) {
  NodeNetwork net;
  net.config.maintenance.scrub_hours = 24;
  net.open();
  const auto scrubbed = [&] { return net.node().vault().scrubbed().value(); };
  ASSERT_TRUE(test::eventually([&] { return scrubbed().has_value(); }));
  const Time begun = net.net.now;
  EXPECT_EQ(scrubbed(), begun);
  for (int i = 0; i < 2; ++i) {
    net.close();
    net.net.now = net.net.now + hours(13);
    net.open();
  }
  EXPECT_TRUE(test::eventually([&] { return scrubbed() == net.net.now; }));
  EXPECT_EQ(net.net.now, begun + hours(26));
}

TEST(Schedule, ANodeThatIsStartedAgainEveryDayTakesItsSnapshotsAllTheSame) {
  NodeNetwork net;
  net.config.maintenance.snapshot_hours = 24;
  net.open();
  net.found();
  net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  ASSERT_TRUE(net.snapshot().ok());
  net.issue(net.certificate("Trần Thị Bình", "2001-02-03"));  // one more number: the list is as it was
  net.must(chain::CredentialStatus{net.issue(net.certificate("Lê Văn Mẫu", "2001-02-03")).id,
                                   chain::StatusAction::revoke,
                                   {},
                                   test::commitment("reason")},
           "79TH0001", {"registrar", "principal"});
  const auto size = log::to_u64(net.node().view()->tip.size);
  for (int i = 0; i < 2; ++i) {
    net.close();
    net.net.now = net.net.now + hours(13);
    net.open();
  }
  EXPECT_TRUE(test::eventually([&] { return log::to_u64(net.node().view()->tip.size) == size + 2; }));
}

}  // namespace
}  // namespace hocba::node
