// What the help texts and the handbooks show must be understood by the program: every example of --help, every command
// line in docs/ and README.md, and docs/CLI.md names each command, and no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "ledger/credential/subjects.hpp"
#include "tests/support/paths.hpp"

namespace hocba::cli {
namespace {

using Names = std::set<std::string>;

// The words of one shell line: quotes, comments, redirections, one pipe. Empty: no line of hocba.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> out;
  std::string word;
  char quote = 0;
  bool any = false;
  const auto end_word = [&] {
    if (any) out.push_back(word);
    word.clear();
    any = false;
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      any = true;
    } else if (c == ' ') {
      end_word();
    } else if ((c == '#' && !any) || c == '>' || c == '|' || c == ';') {
      break;
    } else {
      word += c;
      any = true;
    }
  }
  end_word();
  if (quote != 0 || out.empty() || out.front() != "hocba") return {};
  out.erase(out.begin());
  return out;
}

std::vector<CommandInfo> commands_of_program() {
  ArgTree tree("hocba", "x", Lang::en);
  class Run run(Lang::en);
  add_all_commands(tree, run);
  return tree.commands();
}

TEST(Help, HasExamplesThatTheProgramUnderstands) {
  std::size_t tried = 0;
  for (const CommandInfo& command : commands_of_program()) {
    std::istringstream lines(command.examples);
    for (std::string line; std::getline(lines, line); ++tried) {
      const auto words = words_of(line);
      ASSERT_FALSE(words.empty()) << line;
      const auto understood = check_arguments(words, Lang::en);
      EXPECT_TRUE(understood.ok()) << line << "\n" << understood.error().to_string();
    }
  }
  EXPECT_GT(tried, 60u);
}

// Fenced blocks line by line, continued lines joined, and inline code; lines of a grammar ("hocba [--node …") are none.
std::vector<std::string> lines_of_page(const std::string& page) {
  std::vector<std::string> out;
  bool fenced = false;
  std::string continued;
  std::istringstream lines(page);
  static const std::regex kInline("`(hocba [^`]*)`");
  for (std::string line; std::getline(lines, line);) {
    if (line.substr(0, 3) == "```") {
      fenced = !fenced;
      continue;
    }
    if (!fenced) {
      for (std::sregex_iterator it(line.begin(), line.end(), kInline), end; it != end; ++it) out.push_back((*it)[1]);
      continue;
    }
    line = continued + line;
    continued.clear();
    if (!line.empty() && line.back() == '\\') {
      continued = line.substr(0, line.size() - 1);
      continue;
    }
    out.push_back(line);
  }
  return out;
}

// A line that shows a form instead of a command: a choice, an ellipsis of words, an upper-case COMMAND.
bool shows_a_form(const std::string& line) {
  return std::regex_search(line.substr(0, line.find(" -")), std::regex(R"(COMMAND|LỆNH|\bTYPE\b)")) ||
         line.find(" [") != std::string::npos || line.find("\\n") != std::string::npos ||
         line.find("bash|zsh") != std::string::npos;
}

// Some pages name a command in passing, as `hocba grant`: what is complete must be right, what is incomplete is a name.
TEST(Handbooks, ShowCommandsThatTheProgramUnderstands) {
  namespace fs = std::filesystem;
  std::vector<fs::path> pages = {fs::path(test::source_root()) / "README.md"};
  for (const auto& file : fs::directory_iterator(fs::path(test::source_root()) / "docs"))
    if (file.path().extension() == ".md") pages.push_back(file.path());
  std::size_t tried = 0;
  for (const auto& page : pages) {
    for (const std::string& line : lines_of_page(read_file(page.string()).value())) {
      const auto words = words_of(line);
      if (words.empty() || line.substr(0, 6) != "hocba " || shows_a_form(line)) continue;
      const auto understood = check_arguments(words, Lang::en);
      ++tried;
      const bool only_named = !understood.ok() && understood.error().detail().find("missing: ") == 0 &&
                              words.size() <= 3 && line.find(" -") == std::string::npos;
      EXPECT_TRUE(understood.ok() || only_named) << page.filename() << ": " << line << "\n"
                                                 << understood.error().to_string();
    }
  }
  EXPECT_GT(tried, 60u);
}

TEST(Handbooks, ListEveryCommandAndNoOther) {
  Names wanted, families;
  for (const CommandInfo& command : commands_of_program()) {
    if (command.path.empty()) continue;
    (command.children.empty() ? wanted : families).insert(command.path);
  }
  // A row's first cell: `network show`, `lint`, … the family is named once.
  Names listed;
  std::istringstream lines(read_file(test::source_root() + "/docs/CLI.md").value());
  static const std::regex kItem("`([^`]*)`"), kWord("[a-z-]+");
  for (std::string line; std::getline(lines, line);) {
    if (line.substr(0, 3) != "| `") continue;
    const std::string cell = line.substr(2, line.find(" |", 2) - 2);
    std::string family;
    for (std::sregex_iterator it(cell.begin(), cell.end(), kItem), end; it != end; ++it) {
      std::string path;
      std::istringstream words((*it)[1]);
      for (std::string word; words >> word && std::regex_match(word, kWord);) path += (path.empty() ? "" : " ") + word;
      const auto space = path.find(' ');
      if (space != std::string::npos) family = path.substr(0, space);
      listed.insert(space == std::string::npos && !family.empty() ? family + " " + path : path);
    }
  }
  EXPECT_EQ(listed, wanted);
}

TEST(Handbooks, ListEveryCodeOfASubject) {
  const std::string text = read_file(test::source_root() + "/docs/formats/csv.md").value();
  for (const auto& subject : credential::all_subjects())
    EXPECT_NE(text.find(std::string(subject.code) + " " + std::string(subject.name)), std::string::npos)
        << subject.code;
  for (const auto& trait : credential::primary_traits())
    EXPECT_NE(text.find(std::string(trait.code) + " " + std::string(trait.name)), std::string::npos) << trait.code;
}

}  // namespace
}  // namespace hocba::cli
