// hocba on a terminal of its own (a pty): passphrases that are asked for without echo, Ctrl-C and Ctrl-D at the prompt,
// colours and progress there and nowhere else.
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <filesystem>

#include "cli/files.hpp"
#include "tests/e2e/cli_node.hpp"
#include "tests/support/ledger_export.hpp"
#include "tests/support/paths.hpp"

namespace hocba {
namespace {

using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Ended {
  int code = -1;  // negative: the signal
  std::string output;
};
int code_of(int status) { return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status); }

// A child whose only input and output is a terminal. `environment`: NAME=value, set in the child.
class Terminal {
 public:
  explicit Terminal(Words words, const Words& environment = {}) {
    words.insert(words.begin(), test::bin_dir() + "/hocba");
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    child_ = ::forkpty(&master_, nullptr, nullptr, nullptr);
    HOCBA_CHECK(child_ >= 0);
    if (child_ == 0) {
      ::unsetenv("NO_COLOR");
      ::setenv("TERM", "xterm", 1);
      for (const auto& pair : environment)
        ::setenv(pair.substr(0, pair.find('=')).c_str(), pair.c_str() + pair.find('=') + 1, 1);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
  }
  ~Terminal() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    ::close(master_);
  }
  // Waits until this was written, after what was waited for before.
  void expect(const std::string& text) {
    while (output_.find(text, seen_) == std::string::npos) ASSERT_TRUE(read()) << "no '" << text << "' in: " << output_;
    seen_ = output_.find(text, seen_) + text.size();
  }
  void type(const std::string& text) {
    ASSERT_EQ(::write(master_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  bool echoes() const {
    termios now{};
    HOCBA_CHECK(::tcgetattr(master_, &now) == 0);
    return (now.c_lflag & ECHO) != 0;
  }
  Ended end() {
    while (read()) {
    }
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = -1;
    return {code_of(status), output_};
  }

 private:
  bool read() {
    pollfd wait{master_, POLLIN, 0};
    if (::poll(&wait, 1, 60'000) <= 0) return false;
    char bytes[4'096];
    const auto n = ::read(master_, bytes, sizeof bytes);
    if (n <= 0) return false;
    output_.append(bytes, static_cast<std::size_t>(n));
    return true;
  }
  pid_t child_ = -1;
  int master_ = -1;
  std::string output_;
  std::size_t seen_ = 0;
};

// A child without any terminal.
Ended run_detached(Words words) {
  words.insert(words.begin(), test::bin_dir() + "/hocba");
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  int ends[2];
  HOCBA_CHECK(::pipe(ends) == 0);
  const pid_t child = ::fork();
  HOCBA_CHECK(child >= 0);
  if (child == 0) {
    ::setsid();
    ::dup2(::open("/dev/null", O_RDONLY), 0);
    ::dup2(ends[1], 1);
    ::dup2(ends[1], 2);
    ::close(ends[0]);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  Ended out;
  char bytes[4'096];
  for (ssize_t n = 0; (n = ::read(ends[0], bytes, sizeof bytes)) > 0;)
    out.output.append(bytes, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  out.code = code_of(status);
  return out;
}

class CliTerminal : public testing::Test {
 protected:
  Words with_globals(Words words, const std::string& lang = "en") const {
    words.insert(words.end(), {"--lang", lang, "--context", files / "none.toml"});
    return words;
  }
  Words new_key(const std::string& lang = "en") const { return with_globals({"key", "new", key(), "--sample"}, lang); }
  std::string key() const { return files / "a.key"; }
  // A record that waits for signatures, and a key with a passphrase to sign it.
  void prepare_signing(const Words& keys) {
    test::NetworkBuilder net;
    net.found();
    record = files / "record.json";
    const auto value = chain::record_json(net.record(chain::RegisterReserve{test::code("award"), 2025, 1}, "79TH0001"));
    HOCBA_CHECK(cli::write_file(record, value.dump()).ok());
    for (const auto& name : keys)
      HOCBA_CHECK(crypto::write_key_file(files / (name + ".key"), test::key_named(name), SecretText("đúng rồi"),
                                         crypto::KdfCost::testing)
                      .ok());
  }
  Words signing(const Words& keys) const {
    Words words = with_globals({"record", "sign", record});
    for (const auto& name : keys) words.insert(words.end(), {"--key", files / (name + ".key")});
    return words;
  }
  bool opens_with(const std::string& passphrase) const {
    return crypto::read_key_file(key(), SecretText(passphrase)).ok();
  }
  test::ScratchDirectory files;
  std::string record;
};

TEST_F(CliTerminal, AsksTwiceForANewPassphraseAndShowsNothingOfIt) {
  Terminal terminal(new_key("vi"));
  terminal.expect("Mật khẩu mới");
  EXPECT_FALSE(terminal.echoes());
  terminal.type("bí mật của trường\n");
  terminal.expect("Nhập lại");
  terminal.type("bí mật của trường\n");
  const auto ended = terminal.end();
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, Not(HasSubstr("bí mật của trường")));
  EXPECT_THAT(ended.output, HasSubstr("did:key:z6Mk"));
  EXPECT_TRUE(opens_with("bí mật của trường"));
}

TEST_F(CliTerminal, MakesNoKeyOfTwoDifferentPassphrases) {
  Terminal terminal(new_key());
  for (int tries = 1; tries <= 3; ++tries) {
    terminal.expect(tries == 1 ? "New passphrase" : "The two differ. New passphrase");
    terminal.type("one long passphrase\n");
    terminal.expect("Once more");
    terminal.type("two long passphrases\n");
  }
  const auto ended = terminal.end();
  EXPECT_EQ(ended.code, cli::kExitUsage);
  EXPECT_THAT(ended.output, HasSubstr("[cli.passphrases_differ]"));
  EXPECT_FALSE(cli::exists(key()));
}

TEST_F(CliTerminal, ChangesAPassphrase) {
  HOCBA_CHECK(
      crypto::write_key_file(key(), test::key_named("x"), SecretText("before that day"), crypto::KdfCost::testing)
          .ok());
  Terminal terminal(with_globals({"key", "passwd", key()}));
  terminal.expect("Present passphrase");
  terminal.type("before that day\n");
  terminal.expect("New passphrase");
  terminal.type("after that day\n");
  terminal.expect("Once more");
  terminal.type("after that day\n");
  EXPECT_EQ(terminal.end().code, 0);
  EXPECT_TRUE(opens_with("after that day"));
  EXPECT_FALSE(opens_with("before that day"));
}

TEST_F(CliTerminal, LetsTheOldPassphraseBeTypedAgainBeforeItAsksForTheNewOne) {
  HOCBA_CHECK(crypto::write_key_file(key(), test::key_named("x"), SecretText("old"), crypto::KdfCost::testing).ok());
  {
    Terminal terminal(with_globals({"key", "passwd", key()}));
    terminal.expect("Present passphrase");
    terminal.type("odl\n");
    terminal.expect("Not right. Present passphrase");
    terminal.type("old\n");
    terminal.expect("New passphrase");
    terminal.type("a longer one\n");
    terminal.expect("Once more");
    terminal.type("a longer one\n");
    EXPECT_EQ(terminal.end().code, 0);
    EXPECT_TRUE(opens_with("a longer one"));
  }
  Terminal terminal(with_globals({"key", "passwd", key()}));
  for (int i = 0; i < 3; ++i) {
    terminal.expect("Present passphrase");
    terminal.type("wrong\n");
  }
  const auto ended = terminal.end();
  EXPECT_EQ(ended.code, cli::kExitUsage);
  EXPECT_THAT(ended.output, AllOf(HasSubstr("[crypto.passphrase_wrong]"), Not(HasSubstr("New passphrase"))));
}

// Nine characters, but fourteen bytes.
TEST_F(CliTerminal, TakesNoNewPassphraseUnderTenCharacters) {
  {
    Terminal terminal(new_key());
    terminal.expect("New passphrase");
    terminal.type("đấy là tô\n");
    terminal.expect("Too short, needed: 10 characters at least. New passphrase");
    // The same nine letters, of a keyboard that sends marks one by one.
    terminal.type("đa\u0302\u0301y la\u0300 to\u0302\n");
    terminal.expect("New passphrase");
    terminal.type("đấy là tô\n");
    const auto ended = terminal.end();
    EXPECT_EQ(ended.code, cli::kExitUsage) << ended.output;
    EXPECT_THAT(ended.output, AllOf(HasSubstr("[cli.passphrase_short]"), HasSubstr("10"), Not(HasSubstr("Once more"))));
  }
  EXPECT_FALSE(cli::exists(key()));
  HOCBA_CHECK(cli::write_file(files / "short", "nine char\n", cli::Access::owner).ok());
  Words words = new_key();
  words.insert(words.end(), {"--passphrase-file", files / "short"});
  EXPECT_THAT(run_detached(words).output, HasSubstr("[cli.passphrase_short]"));
  EXPECT_FALSE(cli::exists(key()));
  HOCBA_CHECK(cli::write_file(files / "short", "ten  chars\n", cli::Access::owner).ok());
  EXPECT_EQ(run_detached(words).code, 0);
}

TEST_F(CliTerminal, LetsAShortNewPassphraseBeTypedAgain) {
  Terminal terminal(new_key("vi"));
  terminal.expect("Mật khẩu mới");
  terminal.type("ngắn\n");
  terminal.expect("Ngắn quá, cần ít nhất 10 ký tự. Mật khẩu mới");
  terminal.type("đấy là tôi\n");
  terminal.expect("Nhập lại");
  terminal.type("đấy là tôi\n");
  EXPECT_EQ(terminal.end().code, 0);
  EXPECT_TRUE(opens_with("đấy là tôi"));
}

TEST_F(CliTerminal, LetsAWrongPassphraseBeTypedAgainThreeTimesInAll) {
  prepare_signing({"a"});
  {
    Terminal terminal(signing({"a"}));
    terminal.expect("Passphrase of");
    terminal.type("wrong\n");
    terminal.expect("Not right. Passphrase of");
    terminal.type("đúng rồi\n");
    const auto ended = terminal.end();
    EXPECT_EQ(ended.code, 0) << ended.output;
    EXPECT_THAT(cli::read_file(record).value(), HasSubstr(test::CliNode::did("a")));
  }
  Terminal terminal(signing({"a"}));
  for (int i = 0; i < 3; ++i) {
    terminal.expect("Passphrase of");
    terminal.type("wrong\n");
  }
  const auto ended = terminal.end();
  EXPECT_EQ(ended.code, cli::kExitUsage);
  EXPECT_THAT(ended.output, HasSubstr("[crypto.passphrase_wrong]"));
}

TEST_F(CliTerminal, AsksOnceForKeysOfOnePassphrase) {
  prepare_signing({"a", "b"});
  Terminal terminal(signing({"a", "b"}));
  terminal.expect("Passphrase of");
  terminal.type("đúng rồi\n");
  const auto ended = terminal.end();
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_EQ(ended.output.find("Passphrase"), ended.output.rfind("Passphrase"));
  EXPECT_THAT(cli::read_file(record).value(), HasSubstr(test::CliNode::did("b")));
}

TEST_F(CliTerminal, LeavesTheTerminalAsItWasWhenInterruptedAtThePrompt) {
  Terminal terminal(new_key());
  terminal.expect("New passphrase");
  terminal.type("half a pass\x03");
  const auto ended = terminal.end();
  EXPECT_EQ(ended.code, -SIGINT) << ended.output;
  EXPECT_TRUE(terminal.echoes());
  EXPECT_FALSE(cli::exists(key()));
}

TEST_F(CliTerminal, TakesTheEndOfInputForNoPassphraseAtAll) {
  Terminal terminal(new_key());
  terminal.expect("New passphrase");
  terminal.type("\x04");
  const auto ended = terminal.end();
  EXPECT_EQ(ended.code, cli::kExitUsage) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("[cli.no_terminal]"));
  EXPECT_FALSE(cli::exists(key()));
}

TEST_F(CliTerminal, AsksNobodyWhereThereIsNoTerminal) {
  const auto ended = run_detached(new_key());
  EXPECT_EQ(ended.code, cli::kExitUsage);
  EXPECT_THAT(ended.output, HasSubstr("[cli.no_terminal]"));
  EXPECT_THAT(ended.output, HasSubstr("--passphrase-file"));
  EXPECT_FALSE(cli::exists(key()));
  // From files all goes without one.
  HOCBA_CHECK(cli::write_file(files / "old", "before that day\n", cli::Access::owner).ok());
  HOCBA_CHECK(cli::write_file(files / "new", "after that day\n", cli::Access::owner).ok());
  HOCBA_CHECK(cli::write_file(files / "empty", "\n", cli::Access::owner).ok());
  Words words = new_key();
  words.insert(words.end(), {"--passphrase-file", files / "old"});
  EXPECT_EQ(run_detached(words).code, 0);
  EXPECT_TRUE(opens_with("before that day"));
  words = with_globals({"key", "passwd", key(), "--passphrase-file", files / "old"});
  words.insert(words.end(), {"--new-passphrase-file", files / "empty"});
  EXPECT_THAT(run_detached(words).output, HasSubstr("[cli.passphrase_empty]"));
  words.back() = files / "new";
  EXPECT_EQ(run_detached(words).code, 0);
  EXPECT_TRUE(opens_with("after that day"));
  std::filesystem::permissions(files / "new", std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  words = with_globals({"key", "passwd", key(), "--no-passphrase", "--passphrase-file", files / "new"});
  EXPECT_THAT(run_detached(words).output, HasSubstr("[cli.secret_file_open]"));
}

TEST_F(CliTerminal, ColoursOnATerminalUnlessAskedNotTo) {
  const auto policy = files / "policy.txt";
  test::NetworkBuilder net;
  net.found();
  const auto ledger = test::export_of(net);
  HOCBA_CHECK(cli::write_file(policy, ledger.policy.to_text()).ok());
  const Words lint = with_globals({"network", "lint", policy});
  EXPECT_THAT(Terminal(lint).end().output, HasSubstr("\x1b["));
  EXPECT_THAT(Terminal(lint, {"NO_COLOR="}).end().output, HasSubstr("\x1b["));  // empty counts as not set
  EXPECT_THAT(Terminal(lint, {"NO_COLOR=1"}).end().output, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(Terminal(lint, {"TERM=dumb"}).end().output, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(run_detached(lint).output, Not(HasSubstr("\x1b[")));
}

TEST_F(CliTerminal, ShowsProgressOnATerminalAlone) {
  test::NetworkBuilder net;
  net.found();
  const auto ledger = test::export_of(net);
  for (const auto& [path, bytes] : ledger.files) {
    std::filesystem::create_directories(std::filesystem::path(files / ("ledger/" + path)).parent_path());
    HOCBA_CHECK(cli::write_file(files / ("ledger/" + path), bytes).ok());
  }
  HOCBA_CHECK(cli::write_file(files / "policy.txt", ledger.policy.to_text()).ok());
  const Words audit = with_globals(
      {"audit", files / "ledger", "--policy", files / "policy.txt", "--forget", "--remember", files / "remembered"});
  const auto shown = Terminal(audit).end();
  EXPECT_EQ(shown.code, 0) << shown.output;
  EXPECT_THAT(shown.output, HasSubstr("100%"));
  const auto piped = run_detached(audit);
  EXPECT_EQ(piped.code, 0);
  EXPECT_THAT(piped.output, Not(HasSubstr("%")));
  EXPECT_THAT(piped.output, Not(HasSubstr("\r")));
}

}  // namespace
}  // namespace hocba
