// hocba issue, killed in the midst of a class and run again until it ends. The kill falls on a request, drawn by a
// seed: before the node sees it, or with the answer never seen. Between two requests the program only writes files,
// each whole or not at all, so this covers every state in which a run can be left.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <map>
#include <set>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/exchange/csv.hpp"
#include "tests/e2e/school_to_issue.hpp"
#include "tests/support/paths.hpp"
#include "tools/sample/seeded.hpp"

extern char** environ;

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;

constexpr int kKillRows = 40;
constexpr int kKills = 40;

// Counts the requests of the child, or those that change something, and kills it on the one that was drawn.
struct Killer {
  std::atomic<pid_t> child{-1};
  std::atomic<int> countdown{0};  // 0: never
  std::atomic<bool> node_sees_it{false}, writes_alone{false};
  std::atomic<int> deposits{0}, reservations{0}, issues{0}, others{0};

  bool operator()(const api::Request& request) {
    const bool write = request.method == api::Method::put ||
                       request.body.find("register.reserve") != std::string::npos ||
                       request.body.find("credential.issue") != std::string::npos;
    if (countdown.load() == 0 || (writes_alone && !write) || --countdown != 0) return true;
    // Once the child is dead, the test draws for the next one.
    const bool seen = node_sees_it.load();
    // The child waits for the answer: it dies before it could read one.
    ::kill(child.load(), SIGKILL);
    if (request.method == api::Method::put)
      ++deposits;
    else if (request.body.find("register.reserve") != std::string::npos)
      ++reservations;
    else if (request.body.find("credential.issue") != std::string::npos)
      ++issues;
    else
      ++others;
    return seen;
  }
};

class CliIssueKill : public test::SchoolToIssue {
 protected:
  void SetUp() override {
    found_school(kKillRows);
    cli.serve([this](const api::Request& request) { return killer(request); });
  }

  // Runs the program; its exit code, or -SIGKILL.
  int run(int kill_at, bool node_sees_it) {
    Words words = {test::bin_dir() + "/hocba",
                   "issue",
                   "certificate",
                   cli.file("class.csv"),
                   "--unit",
                   kUnit,
                   "--batch",
                   kBatches.at(runs_++ % kBatches.size()),
                   "--sign",
                   "principal=" + cli.key("principal-3"),
                   "--sign",
                   "seal=" + cli.key("seal-3"),
                   "--result",
                   result()};
    words = cli.with_globals(std::move(words));
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    killer.countdown = 0;
    killer.node_sees_it = node_sees_it;
    const std::string log_path = said();
    int gate[2];
    HOCBA_CHECK(::pipe(gate) == 0);
    const pid_t child = ::fork();
    HOCBA_CHECK(child >= 0);
    if (child == 0) {
      char go = 0;
      if (::read(gate[0], &go, 1) != 1) ::_exit(3);
      const int log = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      for (const int fd : {1, 2}) ::dup2(log, fd);
      ::execve(argv[0], argv.data(), environ);
      ::_exit(127);
    }
    killer.child = child;
    killer.countdown = kill_at;
    HOCBA_CHECK(::write(gate[1], "g", 1) == 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    // What the dead child asked last is done and counted before another child asks: the seed alone decides.
    cli.wait_until_idle();
    ::close(gate[0]);
    ::close(gate[1]);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  }
  std::string said() const { return cli.file("said.txt"); }
  std::string result() const { return cli.file("result.csv"); }

  // The records of the unit from the ledger itself.
  std::vector<chain::Record> records() {
    std::vector<chain::Record> out;
    for (std::uint64_t i = 0; i < cli.size(); ++i) {
      const auto entry = cli.api().get("/v1/entries/" + std::to_string(i));
      HOCBA_CHECK(entry.status == 200);
      auto record = chain::parse_record(entry.body);
      if (record.ok() && record->unit && record->unit->str() == kUnit) out.push_back(*std::move(record));
    }
    return out;
  }
  Killer killer;

 private:
  // A run that goes on keeps the batches that it began with, whatever is asked then.
  const std::array<std::string, 3> kBatches = {"16", "8", "12"};
  std::size_t runs_ = 0;
};

TEST_F(CliIssueKill, IssuesEachRowExactlyOnceHoweverOftenItWasKilled) {
  sample::Seeded random(20'260'101);
  int killed = 0;
  for (int round = 0; round < kKills; ++round) {
    // Mostly on a request that changes something: the questions before them are many, and change nothing.
    killer.writes_alone = random.chance(75);
    const int at = random.chance(15) ? 1 : static_cast<int>(random.between(2, 20));
    const int code = run(at, random.chance(50));
    ASSERT_TRUE(code == -SIGKILL || code == 0) << code << cli::read_file(said()).value();
    killed += code == -SIGKILL;
    if (!cli::exists(result())) continue;
    const auto table = exchange::parse_csv(cli::read_file(result()).value());
    ASSERT_TRUE(table.ok());
    EXPECT_EQ(table->rows.size(), static_cast<std::size_t>(kKillRows));
  }
  // The seed must have fallen on all that matters.
  EXPECT_GE(killed, 20);
  EXPECT_GE(killer.deposits, 5);
  EXPECT_GE(killer.reservations, 1);
  EXPECT_GE(killer.issues, 2);
  EXPECT_GE(killer.others, 3);
  ASSERT_EQ(run(0, true), 0) << cli::read_file(said()).value();

  std::map<std::string, std::uint64_t> number_of;  // by credential id, on the ledger
  std::set<std::uint32_t> numbers;
  std::set<std::string> tags;
  std::size_t reservations = 0, items = 0;
  for (const auto& record : records()) {
    if (const auto* reserve = std::get_if<chain::RegisterReserve>(&record.body)) {
      ++reservations;
      EXPECT_EQ(reserve->count, static_cast<std::uint32_t>(kKillRows));
    }
    const auto* issue = std::get_if<chain::CredentialIssue>(&record.body);
    if (issue == nullptr) continue;
    for (const auto& item : issue->items) {
      ++items;
      numbers.insert(item.number);
      tags.insert(crypto::base64url(item.serial_tag));
      number_of[credential::to_text(item.id)] = item.number;
    }
  }
  EXPECT_EQ(reservations, 1u);
  EXPECT_EQ(items, static_cast<std::size_t>(kKillRows));
  EXPECT_EQ(tags.size(), items);
  EXPECT_EQ(number_of.size(), items);
  ASSERT_EQ(numbers.size(), items);
  EXPECT_EQ(*numbers.begin(), 1u);
  EXPECT_EQ(*numbers.rbegin(), static_cast<std::uint32_t>(kKillRows));

  // The result file names each row with what stands on the ledger.
  const auto table = exchange::parse_csv(cli::read_file(result()).value());
  ASSERT_TRUE(table.ok());
  ASSERT_EQ(table->rows.size(), items);
  std::set<std::string> lines;
  for (const auto& row : table->rows) {
    lines.insert(row.cells[1]);
    ASSERT_EQ(number_of.count(row.cells[3]), 1u) << row.cells[3];
    EXPECT_EQ(std::to_string(number_of[row.cells[3]]), row.cells[5]);
    EXPECT_NE(row.cells[6], "");
    EXPECT_EQ(row.cells[7], "issued");
  }
  EXPECT_EQ(lines.size(), items);

  // What was deposited last is what was recorded: the first, one in the middle and the last verify from their files.
  for (const std::size_t at : {std::size_t{0}, items / 2, items - 1}) {
    const std::string file = cli.file("holder-" + std::to_string(at) + ".json");
    cli.must({"fetch", table->rows[at].cells[3], "-o", file, "--key", cli.key("seal-3")});
    const auto verdict = cli.must({"verify", file, "--offline"});
    EXPECT_EQ(verdict["exit"], 0) << verdict.dump(1);
  }
  // And again: nothing to do, nothing new.
  const auto size = cli.size();
  EXPECT_EQ(run(0, true), 0);
  EXPECT_EQ(cli.size(), size);
}

}  // namespace
}  // namespace hocba
