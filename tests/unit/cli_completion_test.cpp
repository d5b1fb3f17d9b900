// The completion scripts in the shells they are for. bash is always there; zsh and fish where they are installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using Lines = std::vector<std::string>;

std::string script_for(const char* shell) {
  const std::array<const char*, 5> argv = {"hocba", "completion", shell, "--context", "/nonexistent/context.toml"};
  std::ostringstream out, err;
  EXPECT_EQ(run_program(static_cast<int>(argv.size()), argv.data(), out, err, false), 0) << err.str();
  return out.str();
}

Lines lines_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  HOCBA_CHECK(pipe != nullptr);
  std::string text;
  for (int c = 0; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  ::pclose(pipe);
  Lines out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out.push_back(line);
  return out;
}

bool installed(const std::string& shell) { return !lines_of("command -v " + shell).empty(); }

// What bash offers after these words; the last one is being typed.
Lines bash_offers(const std::string& words) {
  const test::ScratchDirectory scratch;
  HOCBA_CHECK(write_file(scratch / "hocba.bash", script_for("bash")).ok());
  HOCBA_CHECK(write_file(scratch / "one file.csv", "").ok());
  return lines_of("cd " + scratch.path() + " && bash -c 'source ./hocba.bash; COMP_WORDS=(hocba " + words +
                  "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _hocba; printf \"%s\\n\" \"${COMPREPLY[@]}\"'");
}

TEST(BashCompletion, OffersCommandsAndTheOnesBelow) {
  EXPECT_THAT(bash_offers("gr"), ElementsAre("grant"));
  EXPECT_THAT(bash_offers("grant re"), ElementsAre("revoke", "review"));
  EXPECT_THAT(bash_offers("completion \"\""), ElementsAre("bash", "zsh", "fish"));
}

TEST(BashCompletion, StepsOverOptionsAndTheirValues) {
  EXPECT_THAT(bash_offers("--node http://127.0.0.1:8470 --json grant ro"), ElementsAre("rotate"));
  EXPECT_THAT(bash_offers("--key list grant li"), ElementsAre("list"));
}

TEST(BashCompletion, OffersTheOptionsOfTheCommandAndTheCommonOnes) {
  const auto offered = bash_offers("grant revoke 17 --");
  EXPECT_THAT(offered, AllOf(Contains("--compromised-since"), Contains("--reason"), Contains("--key")));
  EXPECT_THAT(offered, Not(Contains("--role")));
}

TEST(BashCompletion, OffersTheWordsThatAnOptionTakes) {
  EXPECT_THAT(bash_offers("grant add --role pr"), ElementsAre("principal"));
  EXPECT_THAT(bash_offers("status --lang \"\""), ElementsAre("vi", "en"));
}

TEST(BashCompletion, OffersFilesElsewhereAlsoWithSpaces) {
  EXPECT_THAT(bash_offers("issue certificate one"), ElementsAre("one file.csv"));
  EXPECT_THAT(bash_offers("grant list --of one"), ElementsAre("one file.csv"));
}

TEST(ZshCompletion, IsReadByZsh) {
  if (!installed("zsh")) GTEST_SKIP() << "zsh is not installed";
  const test::ScratchDirectory scratch;
  HOCBA_CHECK(write_file(scratch / "hocba.zsh", script_for("zsh")).ok());
  EXPECT_THAT(
      lines_of("cd " + scratch.path() +
               " && zsh -fc 'autoload -Uz compinit && compinit -D; source ./hocba.zsh && whence -w _hocba' 2>&1"),
      ElementsAre("_hocba: function"));
}

TEST(FishCompletion, OffersWhatBashDoes) {
  if (!installed("fish")) GTEST_SKIP() << "fish is not installed";
  const test::ScratchDirectory scratch;
  HOCBA_CHECK(write_file(scratch / "hocba.fish", script_for("fish")).ok());
  const auto offers = [&](const std::string& line) {
    Lines out = lines_of("cd " + scratch.path() + " && HOME=" + scratch.path() +
                         " fish --no-config -c 'source hocba.fish; complete -C \"hocba " + line + "\"' 2>&1");
    for (std::string& item : out) item = item.substr(0, item.find('\t'));
    std::sort(out.begin(), out.end());
    return out;
  };
  EXPECT_THAT(offers("gr"), ElementsAre("grant"));
  EXPECT_THAT(offers("--node x grant re"), ElementsAre("review", "revoke"));
  EXPECT_THAT(offers("grant add --role pr"), ElementsAre("principal"));
  EXPECT_THAT(offers("grant revoke 17 --comp"), ElementsAre("--compromised-since"));
}

}  // namespace
}  // namespace hocba::cli
