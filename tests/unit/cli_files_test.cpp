// Files of the command line: what is on the disk when, and whose files stay as they are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "cli/codes.hpp"
#include "cli/context.hpp"
#include "cli/files.hpp"
#include "cli/http_client.hpp"
#include "cli/sheet.hpp"
#include "tests/support/scratch.hpp"

namespace {

// What had been synced, and whether `watched` was in its place by then. The one way to see a call whose lack only a
// power cut shows.
struct Synced {
  ino_t inode;
  bool in_place;
};
std::atomic<const std::string*> watched{nullptr};
std::vector<Synced> synced;

}  // namespace

// Stands before the C library's own, which it calls.
extern "C" int fsync(int fd) {
  if (const std::string* path = watched.load(); path != nullptr) {
    struct stat of_fd {};
    if (::fstat(fd, &of_fd) == 0) synced.push_back({of_fd.st_ino, ::access(path->c_str(), F_OK) == 0});
  }
  return static_cast<int>(::syscall(SYS_fsync, fd));
}

namespace hocba::cli {
namespace {

namespace fs = std::filesystem;
using test::ScratchDirectory;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;

ino_t inode_of(const std::string& path) {
  struct stat info {};
  HOCBA_CHECK(::stat(path.c_str(), &info) == 0);
  return info.st_ino;
}

template <class Work>
std::vector<Synced> synced_by(const std::string& path, Work work) {
  synced.clear();
  watched = &path;
  work();
  watched = nullptr;
  return synced;
}

auto is_synced(const std::string& path) {
  return Contains(AllOf(Field(&Synced::inode, inode_of(path)), Field(&Synced::in_place, true)));
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Files, AreThereAfterAPowerCutOnceTheyAreWritten) {
  const ScratchDirectory scratch;
  const std::string path = scratch / "batch-0.record";
  for (const char* bytes : {"a", "b"}) {
    const auto seen = synced_by(path, [&] { EXPECT_TRUE(write_file(path, bytes, Access::owner).ok()); });
    EXPECT_THAT(seen, is_synced(scratch.path())) << "the name is in its folder";
    EXPECT_EQ(seen.front().inode, inode_of(path)) << "what it names came first";
  }
  const std::string fresh = scratch / "new";
  EXPECT_THAT(synced_by(fresh, [&] { EXPECT_TRUE(write_new_file(fresh, "x").ok()); }), is_synced(scratch.path()));
  const std::string deep = scratch / "units/79TH0001";
  const auto seen = synced_by(deep, [&] { EXPECT_TRUE(make_directories(deep, Access::owner).ok()); });
  EXPECT_THAT(seen, Contains(Field(&Synced::inode, inode_of(scratch.path()))));
  EXPECT_THAT(seen, is_synced(scratch / "units"));
}

TEST(Files, LeaveAloneWhatLiesBesideThem) {
  const ScratchDirectory scratch;
  const std::string path = scratch / "x", mine = scratch / "x.new", other = scratch / "elsewhere";
  ASSERT_TRUE(write_file(mine, "mine").ok());
  ASSERT_TRUE(write_file(path, "secret", Access::owner).ok());
  EXPECT_EQ(*read_file(mine), "mine");
  // A link laid there in wait gets nothing.
  fs::remove(mine);
  fs::create_symlink(other, mine);
  ASSERT_TRUE(write_file(path, "secret", Access::owner).ok());
  EXPECT_FALSE(exists(other));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_THAT(names_in(scratch.path()), ElementsAre("x", "x.new"));
}

TEST(Files, ThatAreNewTakeNobodysPlace) {
  const ScratchDirectory scratch;
  const std::string path = scratch / "a.key", target = scratch / "target";
  ASSERT_TRUE(write_file(path, "key").ok());
  EXPECT_TRUE(write_new_file(path, "x").error().is(kFileExists));
  EXPECT_EQ(*read_file(path), "key");
  // A link to nothing is a name that is taken.
  const std::string link = scratch / "link";
  fs::create_symlink(target, link);
  EXPECT_TRUE(write_new_file(link, "x").error().is(kFileExists));
  EXPECT_FALSE(exists(target));
  EXPECT_TRUE(fs::is_symlink(link));
  // Where it can't be written, nothing is left over.
  fs::create_directories(scratch / "folder/full");
  EXPECT_FALSE(write_file(scratch / "folder", "x").ok());
  EXPECT_THAT(names_in(scratch.path()), ElementsAre("a.key", "folder", "link"));
}

TEST(Files, ThatSeveralRunsChangeLoseNothing) {
  const ScratchDirectory scratch;
  const std::string path = scratch / "config/context.toml";
  constexpr int kRuns = 8, kNodes = 8;
  std::vector<std::thread> runs;
  std::atomic<int> failed{0};
  for (int r = 0; r < kRuns; ++r)
    runs.emplace_back([&, r] {
      for (int n = 0; n < kNodes; ++n) {
        const FileLock alone(path);
        auto context = load_context(path);
        if (!context.ok()) {
          ++failed;
          continue;
        }
        keep_node(*context, "http://n" + std::to_string(r * kNodes + n), "net", "did:key:z");
        failed += !save_context(path, *context).ok();
      }
    });
  for (auto& run : runs) run.join();
  EXPECT_EQ(failed.load(), 0);
  const auto context = load_context(path);
  ASSERT_TRUE(context.ok());
  EXPECT_EQ(context->node_keys.size(), std::min<std::size_t>(kMaxNodeKeys, kRuns * kNodes));
  EXPECT_THAT(names_in(scratch / "config"), ElementsAre("context.toml", "context.toml.lock"));
}

TEST(Files, AreLockedByNobodyWhereNothingCanBeWritten) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(write_file(scratch / "file", "").ok());
  const FileLock none(scratch / "file/below/context.toml");
  const FileLock again(scratch / "file/below/context.toml");
}

TEST(Sheets, ListTheirIssuesByFileAndLine) {
  Sheets sheets;
  sheets.files = {"b.csv", "a.csv", "c.csv"};
  for (const auto& [file, line] :
       {std::pair("c.csv", 2u), {"a.csv", 9u}, {"b.csv", 5u}, {"a.csv", 2u}, {"c.csv", 1u}, {"b.csv", 7u}}) {
    SheetIssue issue;
    issue.file = file;
    issue.issue.line = line;
    sheets.issues.push_back(issue);
  }
  try_build(sheets);
  std::string order;
  for (const SheetIssue& issue : sheets.issues)
    order += issue.file.substr(0, 1) + std::to_string(issue.issue.line) + " ";
  EXPECT_EQ(order, "b5 b7 a2 a9 c1 c2 ");
}

// What a server gets in the field Host, which an IPv6 address enters in brackets.
TEST(HttpClient, NamesAnIpv6HostInBrackets) {
  const int listener = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in6 place{};
  place.sin6_family = AF_INET6;
  place.sin6_addr = in6addr_loopback;
  socklen_t size = sizeof place;
  if (listener < 0 || ::bind(listener, reinterpret_cast<sockaddr*>(&place), size) != 0) {
    if (listener >= 0) ::close(listener);
    GTEST_SKIP() << "this machine has no IPv6";
  }
  ASSERT_EQ(::listen(listener, 1), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&place), &size), 0);
  const std::string where = "[::1]:" + std::to_string(ntohs(place.sin6_port));
  std::string head;
  std::thread server([&] {
    const int peer = ::accept(listener, nullptr, nullptr);
    char byte = 0;
    while (head.find("\r\n\r\n") == std::string::npos && ::read(peer, &byte, 1) == 1) head += byte;
    const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    EXPECT_EQ(::write(peer, answer.data(), answer.size()), static_cast<ssize_t>(answer.size()));
    ::close(peer);
  });
  const auto client = HttpClient::create("http://" + where, {});
  ASSERT_TRUE(client.ok());
  EXPECT_EQ((*client)->get("/").value().status, 200);
  server.join();
  ::close(listener);
  EXPECT_THAT(head, testing::HasSubstr("Host: " + where + "\r\n"));
}

}  // namespace
}  // namespace hocba::cli
