// The program hocbad: starts on a data directory, says where it listens, serves, ends when asked to, starts again.
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "node/files.hpp"
#include "tests/node_support/node_network.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/wire.hpp"

namespace hocba {
namespace {

using test::Wire;

struct Finished {
  int status = -1;
  std::string output;
};

// A program with its output on a pipe.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments) {
    int ends[2];
    HOCBA_CHECK(::pipe(ends) == 0);
    child_ = ::fork();
    HOCBA_CHECK(child_ >= 0);
    if (child_ == 0) {
      ::dup2(ends[1], 1);
      ::dup2(ends[1], 2);
      ::close(ends[0]);
      std::vector<char*> argv;
      for (auto& argument : arguments) argv.push_back(argument.data());
      argv.push_back(nullptr);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ::fdopen(ends[0], "r");
  }
  ~Program() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    std::fclose(output_);
  }
  std::string line() {
    char bytes[4'096];
    if (std::fgets(bytes, sizeof bytes, output_) == nullptr) return {};
    seen_ += bytes;
    return bytes;
  }
  pid_t pid() const { return child_; }
  void signal(int number) { ::kill(child_, number); }
  Finished end() {
    while (!line().empty()) {
    }
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, seen_};
  }

 private:
  pid_t child_ = -1;
  std::FILE* output_ = nullptr;
  std::string seen_;
};

std::string hocbad() { return test::bin_dir() + "/hocbad"; }
Finished run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), hocbad());
  return Program(arguments).end();
}

// The language of the programs under test, whatever that of the machine; as it was, afterwards.
class Locale {
 public:
  Locale() {
    if (const char* before = std::getenv("LC_ALL"); before != nullptr) before_ = before;
    set("C.UTF-8");
  }
  ~Locale() { before_ ? set(*before_) : void(::unsetenv("LC_ALL")); }
  Locale(const Locale&) = delete;
  Locale& operator=(const Locale&) = delete;
  void set(const std::string& name) { HOCBA_CHECK(::setenv("LC_ALL", name.c_str(), 1) == 0); }

 private:
  std::optional<std::string> before_;
};

// A data directory with a founded network, whose clock stands still.
class Hocbad : public testing::Test {
 protected:
  Locale locale;
  void SetUp() override {
    net.open();
    net.found();
    net.close();
    configure("");
  }
  void configure(const std::string& more) {
    HOCBA_CHECK(node::write_file(net.directory() + "/hocbad.toml",
                                 "[node]\nsimulated_clock = true\n[log]\nlevel = \"error\"\n[http]\nport = 0\n" + more)
                    .ok());
  }
  // The port that its first line names.
  static std::uint16_t port_of(Program& program) {
    const auto said = program.line();
    const auto colon = said.rfind(':');
    EXPECT_NE(said.find("listening on"), std::string::npos) << said;
    return static_cast<std::uint16_t>(std::atoi(said.c_str() + colon + 1));
  }
  test::NodeNetwork net;
};

TEST_F(Hocbad, ServesUntilItIsAskedToEndAndThenServesTheSame) {
  std::string first;
  for (const int number : {SIGTERM, SIGINT}) {
    Program program({hocbad(), net.directory()});
    const auto port = port_of(program);
    const auto answer = Wire(port).ask("GET /checkpoint HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    if (first.empty()) first = answer.body;
    EXPECT_EQ(answer.body, first);
    EXPECT_EQ(Wire(port).ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    program.signal(number);
    const auto ended = program.end();
    EXPECT_EQ(ended.status, 0) << ended.output;
  }
}

TEST_F(Hocbad, LeavesNoCoreAndWritesForItsOwnUser) {
  Program program({hocbad(), net.directory()});
  port_of(program);
  const auto text = [&](const char* name) {
    std::ifstream in("/proc/" + std::to_string(program.pid()) + "/" + name);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  EXPECT_TRUE(std::regex_search(text("limits"), std::regex("Max core file size +0 +0 "))) << text("limits");
  EXPECT_NE(text("status").find("Umask:\t0077"), std::string::npos);
}

TEST_F(Hocbad, SaysThatOthersCanEnterTheDataDirectory) {
  std::filesystem::permissions(net.directory(), std::filesystem::perms(0755));
  Program program({hocbad(), net.directory()});
  EXPECT_NE(program.line().find("chmod 700 " + net.directory()), std::string::npos);
  port_of(program);
}

TEST_F(Hocbad, SaysThatItIsReachedFromOutsideInTheOpen) {
  configure("listen = \"0.0.0.0\"\n");
  Program program({hocbad(), net.directory()});
  EXPECT_NE(program.line().find("without TLS"), std::string::npos);
  port_of(program);
}

TEST_F(Hocbad, RefusesASecondOneOnTheSameDirectory) {
  Program program({hocbad(), net.directory()});
  port_of(program);
  const auto second = run({net.directory()});
  EXPECT_EQ(second.status, 1);
  EXPECT_NE(second.output.find("store.locked"), std::string::npos) << second.output;
}

TEST_F(Hocbad, ServesMetricsAloneOnAnAddressOfTheirOwn) {
  configure("metrics_listen = \"127.0.0.1:0\"\n");
  Program program({hocbad(), net.directory()});
  port_of(program);
  const auto said = program.line();
  EXPECT_NE(said.find("metrics on"), std::string::npos) << said;
  const auto port = static_cast<std::uint16_t>(std::atoi(said.c_str() + said.rfind(':') + 1));
  Wire wire(port);
  EXPECT_NE(wire.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").body.find("hocba_"), std::string::npos);
  EXPECT_EQ(wire.ask("GET /v1/network HTTP/1.1\r\nHost: x\r\n\r\n").status, 404);
}

TEST_F(Hocbad, NamesWhatIsWrong) {
  EXPECT_EQ(run({}).status, 2);
  EXPECT_NE(run({"--no-such-option"}).status, 0);
  EXPECT_EQ(run({net.directory() + "/none"}).status, 1);
  configure("portt = 1\n");
  const auto unknown = run({net.directory()});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_NE(unknown.output.find("portt"), std::string::npos) << unknown.output;
  configure("tls_certificate = \"none.pem\"\ntls_key = \"none.pem\"\n");
  const auto no_tls = run({net.directory()});
  EXPECT_EQ(no_tls.status, 1);
  EXPECT_NE(no_tls.output.find("api.tls_failed"), std::string::npos) << no_tls.output;
}

TEST_F(Hocbad, ExplainsItselfInTheLanguageOfTheLocale) {
  locale.set("vi_VN.UTF-8");
  const auto vi = run({"backup", "--help"}), whole = run({"--help"}), settings = run({"config"});
  locale.set("C");
  const auto en = run({"--help"}), chosen = run({"--lang", "vi", "check", net.directory()}),
             error = run({"check", "/nonexistent", "--lang", "vi"});
  locale.set("C.UTF-8");
  EXPECT_NE(vi.output.find("Bọc những tệp khóa"), std::string::npos) << vi.output;
  EXPECT_NE(chosen.output.find("tất cả đúng như khi đã chốt"), std::string::npos) << chosen.output;
  EXPECT_NE(error.output.find("không"), std::string::npos) << error.output;
  EXPECT_NE(vi.output.find("Cách dùng"), std::string::npos) << vi.output;
  EXPECT_EQ(vi.output.find("Print this help"), std::string::npos) << vi.output;
  EXPECT_NE(whole.output.find("Ví dụ"), std::string::npos) << whole.output;
  EXPECT_NE(en.output.find("re-hash"), std::string::npos) << en.output;
  EXPECT_NE(settings.output.find("# địa chỉ để lắng nghe\n#listen"), std::string::npos) << settings.output;
}

TEST_F(Hocbad, RefusesAnAddressThatIsNoneBeforeItOpensTheStore) {
  HOCBA_CHECK(node::write_file(net.directory() + "/hocbad.toml", "[http]\nlisten = \"nope\"\n").ok());
  const auto wrong = run({net.directory()});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_NE(wrong.output.find("node.config_out_of_range"), std::string::npos) << wrong.output;
}

TEST_F(Hocbad, ChecksBacksUpAndRestores) {
  const auto checked = run({"check", net.directory()});
  EXPECT_EQ(checked.status, 0) << checked.output;
  const test::ScratchDirectory scratch;
  HOCBA_CHECK(node::write_file(scratch / "passphrase", "bí mật của nút\n", 0600).ok());
  const auto saved =
      run({"backup", net.directory(), scratch / "backup.tar", "--passphrase-file", scratch / "passphrase"});
  ASSERT_EQ(saved.status, 0) << saved.output;
  EXPECT_EQ(
      run({"backup", net.directory(), scratch / "backup.tar", "--passphrase-file", scratch / "passphrase"}).status, 1);
  const auto restored = run({"restore", scratch / "backup.tar", scratch / "again"});
  EXPECT_EQ(restored.status, 0) << restored.output;
  EXPECT_TRUE(std::regex_search(restored.output, std::regex("[1-9][0-9]* entries, 0 documents"))) << restored.output;
  EXPECT_NE(restored.output.find("hocbad check " + (scratch / "again")), std::string::npos) << restored.output;
  const auto unopened = run({"check", scratch / "again"});
  EXPECT_NE(unopened.output.find("node.keys_need_passphrase"), std::string::npos) << unopened.output;
  const auto proved = run({"check", scratch / "again", "--passphrase-file", scratch / "passphrase"});
  EXPECT_EQ(proved.status, 0) << proved.output;
  EXPECT_NE(run({"config"}).output.find("# address to listen on\n"), std::string::npos);
  EXPECT_NE(run({"config", "--lang", "vi"}).output.find("# địa chỉ để lắng nghe\n"), std::string::npos);
}

TEST_F(Hocbad, BacksUpWhileItServesAndTheRestoredNodeServesTheSame) {
  const test::ScratchDirectory scratch;
  HOCBA_CHECK(node::write_file(scratch / "passphrase", "bí mật của nút\n", 0600).ok());
  const auto checkpoint = [](std::uint16_t port) {
    return Wire(port).ask("GET /checkpoint HTTP/1.1\r\nHost: x\r\n\r\n").body;
  };
  const std::vector<std::string> backup{"backup", net.directory(), scratch / "backup.tar", "--passphrase-file",
                                        scratch / "passphrase"};
  std::string before;
  {
    Program program({hocbad(), net.directory()});
    const auto port = port_of(program);
    before = checkpoint(port);
    const auto saved = run(backup);
    ASSERT_EQ(saved.status, 0) << saved.output;
    EXPECT_NE(saved.output.find("the node runs"), std::string::npos) << saved.output;
    const auto again = run(backup);
    EXPECT_EQ(again.status, 1) << "the file is there";
    EXPECT_NE(again.output.find("node.file_exists"), std::string::npos) << again.output;
    const auto open_keys = run({"backup", net.directory(), scratch / "open.tar"});
    EXPECT_NE(open_keys.output.find("node.backup_passphrase"), std::string::npos) << open_keys.output;
    EXPECT_EQ(checkpoint(port), before) << "and it serves as before";
  }
  EXPECT_FALSE(std::filesystem::exists(net.directory() + "/backup.request"));
  EXPECT_FALSE(std::filesystem::exists(net.directory() + "/backup.answer"));
  const std::string restored = scratch / "again";
  ASSERT_EQ(run({"restore", scratch / "backup.tar", restored}).status, 0);
  HOCBA_CHECK(node::write_file(restored + "/hocbad.toml", "[node]\nsimulated_clock = true\npassphrase_file = \"" +
                                                              (scratch / "passphrase") +
                                                              "\"\n[log]\nlevel = \"error\"\n[http]\nport = 0\n")
                  .ok());
  EXPECT_EQ(run({"check", restored}).status, 0);
  Program program({hocbad(), restored});
  EXPECT_EQ(checkpoint(port_of(program)), before);
}

}  // namespace
}  // namespace hocba
