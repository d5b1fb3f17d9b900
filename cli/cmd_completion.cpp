// hocba completion bash, zsh, fish: generated from the tree of commands, so that it cannot fall behind it.
//
// In each shell the words so far are read from the left: an option that takes a value swallows the next word, a word
// that leads on to a command extends the path, any other word is an argument. The path then says what may follow.
#include <algorithm>
#include <set>

#include "cli/commands.hpp"

namespace hocba::cli {

namespace {

std::string joined(const std::vector<std::string>& items, const char* separator) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : separator) + item;
  return out;
}

std::vector<std::string> options_with_value(const std::vector<CommandInfo>& commands) {
  std::set<std::string> out;
  for (const CommandInfo& command : commands)
    for (const OptionInfo& option : command.options)
      if (option.takes_value) out.insert(option.name);
  return {out.begin(), out.end()};
}

std::vector<std::string> long_options(const CommandInfo& command) {
  std::vector<std::string> out;
  for (const OptionInfo& option : command.options)
    if (option.name.substr(0, 2) == "--") out.push_back(option.name);
  return out;
}

// What may stand after the command where no option does: a command below it, or one of its argument's words.
std::vector<std::string> next_words(const CommandInfo& command) {
  return command.children.empty() ? command.choices : command.children;
}

std::string bash_completion(const std::vector<CommandInfo>& commands, bool zsh) {
  const std::string valued = joined(options_with_value(commands), "|");
  std::vector<std::string> paths;
  std::string places, choices;
  for (const CommandInfo& command : commands) {
    if (!command.path.empty()) paths.push_back("\"" + command.path + "\"");
    places += "    \"" + command.path + "\") below=\"" + joined(next_words(command), " ") + "\"; options=\"" +
              joined(long_options(command), " ") + "\" ;;\n";
    for (const OptionInfo& option : command.options)
      if (!option.choices.empty())
        // The root's options stand after every command.
        choices += (command.path.empty() ? "    *\" " : "    \"" + command.path + " ") + option.name +
                   "\") COMPREPLY=($(compgen -W \"" + joined(option.choices, " ") + "\" -- \"$current\")); return ;;\n";
  }
  std::string out = zsh ? "#compdef hocba\nautoload -U +X bashcompinit && bashcompinit\n" : "";
  out +=
      "_hocba() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  local path=\"\" below=\"\" options=\"\" word i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    word=\"${COMP_WORDS[i]}\"\n"
      "    case \"$word\" in\n      " +
      valued +
      ") i=$((i + 1)); continue ;;\n      -*) continue ;;\n    esac\n"
      "    case \"${path:+$path }$word\" in\n      " +
      joined(paths, "|") +
      ") path=\"${path:+$path }$word\" ;;\n    esac\n  done\n"
      "  case \"$path\" in\n" +
      places + "  esac\n  case \"$path $previous\" in\n" + choices +
      "  esac\n"
      "  case \"$previous\" in\n    " +
      valued +
      ") local IFS=$'\\n'; COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n  esac\n"
      "  if [[ \"$current\" == -* ]]; then\n    COMPREPLY=($(compgen -W \"$options " +
      joined(long_options(commands.front()), " ") +
      "\" -- \"$current\"))\n"
      "  elif [[ -n \"$below\" ]]; then\n    COMPREPLY=($(compgen -W \"$below\" -- \"$current\"))\n"
      "  else\n    local IFS=$'\\n'\n    COMPREPLY=($(compgen -f -- \"$current\"))\n  fi\n}\n"
      "complete -o filenames -F _hocba hocba\n";
  return out;
}

std::string fish_text(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\n') {
      out += ' ';
      continue;
    }
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish_completion(const std::vector<CommandInfo>& commands) {
  std::vector<std::string> paths;
  for (const CommandInfo& command : commands)
    if (!command.path.empty()) paths.push_back("'" + command.path + "'");
  std::string out =
      "function __hocba_path\n  set -l path ''\n  set -l skip 0\n  set -l words (commandline -opc)\n"
      "  for word in $words[2..-1]\n"
      "    if test $skip = 1\n      set skip 0\n      continue\n    end\n"
      "    switch $word\n      case " +
      joined(options_with_value(commands), " ") +
      "\n        set skip 1\n        continue\n      case '-*'\n        continue\n    end\n"
      "    set -l next (string trim -- \"$path $word\")\n    if contains -- $next " +
      joined(paths, " ") + "\n      set path $next\n    end\n  end\n  echo $path\nend\ncomplete -c hocba -e\n";
  for (const CommandInfo& command : commands) {
    const std::string here = "-n 'test (__hocba_path) = \"" + command.path + "\"'";
    for (const std::string& word : next_words(command)) {
      const auto child = std::find_if(commands.begin(), commands.end(), [&](const CommandInfo& c) {
        return c.path == (command.path.empty() ? word : command.path + " " + word);
      });
      out += "complete -c hocba -f " + here + " -a " + word +
             (child == commands.end() ? std::string() : " -d " + fish_text(child->about)) + "\n";
    }
    for (const OptionInfo& option : command.options) {
      const bool is_long = option.name.substr(0, 2) == "--";
      // The root's options stand after every command.
      out += "complete -c hocba " + (command.path.empty() ? std::string() : here + " ") +
             (is_long ? "-l " + option.name.substr(2) : "-s " + option.name.substr(1)) +
             (option.takes_value ? " -r" : "") +
             (option.choices.empty() ? std::string() : " -f -a '" + joined(option.choices, " ") + "'") + " -d " +
             fish_text(option.about) + "\n";
    }
  }
  return out;
}

}  // namespace

void add_completion_command(Args root, Run& run, const ArgTree& tree) {
  auto shell = std::make_shared<std::string>();
  Args completion =
      root.command("completion", "mã hoàn tất lệnh cho bash, zsh, fish", "shell completion for bash, zsh, fish",
                   "hocba completion bash > ~/.local/share/bash-completion/completions/hocba\n"
                   "hocba completion zsh > ~/.zsh/completions/_hocba\n"
                   "hocba completion fish > ~/.config/fish/completions/hocba.fish");
  completion.positional("SHELL", *shell, "bash, zsh hoặc fish", "bash, zsh or fish")
      .required()
      .one_of({"bash", "zsh", "fish"});
  completion.action([shell, &run, &tree] {
    run.out().raw(*shell == "fish" ? fish_completion(tree.commands())
                                   : bash_completion(tree.commands(), *shell == "zsh"));
    return kExitDone;
  });
}

}  // namespace hocba::cli
