// The tree of commands and their options, over CLI11, which stays in args.cpp. Each command family adds its commands in
// a function of its own; an action is run after everything was read.
//
//   auto options = std::make_shared<Options>();
//   Args show = root.command("show", "xem khóa", "shows a key", "hocba key show truong.key");
//   show.positional("FILE", options->file, "tệp khóa", "the key file").required();
//   show.action([options, &run] { return show_key(run, *options); });
//
// Values are bound by reference and must live as long as the tree: commands keep theirs in a shared_ptr that the action
// holds. Texts are taken in the language that the tree was made for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/lang.hpp"
#include "crypto/error.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace hocba::cli {

struct ArgNotes;  // what the tree keeps beside the parser's own: language, choices

class Option {
 public:
  Option(CLI::Option* option, ArgNotes* notes) : option_(option), notes_(notes) {}
  Option required();
  Option one_of(std::vector<std::string> words);  // completion offers them
  Option offers(std::vector<std::string> words);  // to completion alone: the command checks the word itself

 private:
  CLI::Option* option_;
  ArgNotes* notes_;
};

using Action = std::function<int()>;

class Args {
 public:
  // A command below this one. `examples`: lines shown under "Examples" of its help.
  Args command(std::string name, std::string_view vi, std::string_view en, std::string_view examples = {});
  Option flag(const std::string& names, bool& value, std::string_view vi, std::string_view en);
  Option option(const std::string& names, std::string& value, std::string_view vi, std::string_view en);
  Option list(const std::string& names, std::vector<std::string>& values, std::string_view vi, std::string_view en);
  Option number(const std::string& names, std::uint64_t& value, std::uint64_t least, std::uint64_t most,
                std::string_view vi, std::string_view en);
  Option positional(const std::string& name, std::string& value, std::string_view vi, std::string_view en);
  Option positionals(const std::string& name, std::vector<std::string>& values, std::string_view vi,
                     std::string_view en);
  void action(Action action);

 private:
  friend class ArgTree;
  Args(CLI::App* app, ArgNotes* notes) : app_(app), notes_(notes) {}
  std::string text(std::string_view vi, std::string_view en) const;
  Option placed(CLI::Option* option, bool value) const;
  CLI::App* app_;
  ArgNotes* notes_;
};

// One command of the finished tree, for completion and for the list in docs/CLI.md.
struct OptionInfo {
  std::string name;  // "--key"; "-o"
  std::string about;
  bool takes_value = false;
  std::vector<std::string> choices;  // of its value; none: anything
};
struct CommandInfo {
  std::string path;  // "grant add"
  std::string about;
  std::string examples;  // a line each
  std::vector<OptionInfo> options;
  std::vector<std::string> children;  // "add"
  std::vector<std::string> choices;   // of its first positional argument
};

class ArgTree {
 public:
  ArgTree(std::string_view name, std::string_view about, Lang lang);
  ~ArgTree();
  Args root();
  void footer(const std::string& text);  // of the root's help
  // Reads the arguments. Nothing: done already (--help), else what to do; errors: cli.usage with what is wrong, in the
  // tree's language, and the nearest command where there is none of that name.
  // `printed` receives help and version text.
  Result<std::optional<Action>> parse(int argc, const char* const* argv, std::string& printed);
  std::vector<CommandInfo> commands() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hocba::cli
