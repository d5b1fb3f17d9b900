// hocba context, codes, completion.
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/known_codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ContextOptions {
  std::string field;
  std::vector<std::string> values;
};

Status set_context(Run& run, const ContextOptions& o) {
  HOCBA_TRY(Context context, load_context(run.context_path()));
  HOCBA_RETURN_IF_ERROR(set_field(context, o.field, o.values));
  HOCBA_RETURN_IF_ERROR(save_context(run.context_path(), context));
  run.out().line(run.context_path());
  run.out().json({{"file", run.context_path()}});
  return done();
}

Status show_context(Run& run) {
  HOCBA_TRY(const Context context, load_context(run.context_path()));
  Table table{.headers = {run.say("mục", "item"), run.say("giá trị", "value")}, .rows = {}, .right = {}};
  json value = json::object();
  for (const std::string& field : context_fields()) {
    for (const std::string& item : field_of(context, field)) table.rows.push_back({field, item});
    value[field] = field_of(context, field);
  }
  run.out().line(run.context_path());
  run.out().table(table);
  run.out().json(value);
  return done();
}

Status list_codes(Run& run, const std::string& only) {
  json list = json::array();
  for (const Code* code : known_codes()) {
    if (!only.empty() && code->id.substr(0, only.size()) != only) continue;
    run.out().line(std::string(code->id) + "\n    " + std::string(pick(run.lang(), code->vi, code->en)));
    list.push_back({{"code", code->id}, {"vi", code->vi}, {"en", code->en}});
  }
  run.out().json(list);
  return done();
}

std::string words(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : " ") + item;
  return out;
}

// One shell function: the command so far is the words that are no options; what may follow stands in a case.
std::string bash_completion(const std::vector<CommandInfo>& commands, bool zsh) {
  const std::string globals = commands.empty() ? "" : words(commands.front().options);
  std::string out = zsh ? "autoload -U +X bashcompinit && bashcompinit\n" : "";
  out +=
      "_hocba() {\n  local current=\"${COMP_WORDS[COMP_CWORD]}\" path=\"\" word i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n    word=\"${COMP_WORDS[i]}\"\n"
      "    [[ \"$word\" == -* ]] || path=\"${path:+$path }$word\"\n  done\n  local below=\"\" options=\"\"\n"
      "  while :; do\n    case \"$path\" in\n";
  for (const CommandInfo& command : commands)
    out += "      \"" + command.path + "\") below=\"" + words(command.children) + "\"; options=\"" +
           words(command.options) + "\"; break ;;\n";
  // Arguments of the last command are words too: drop them one by one until a command is left.
  out +=
      "    esac\n    [[ \"$path\" == *\" \"* ]] && path=\"${path% *}\" || path=\"\"\n  done\n"
      "  if [[ \"$current\" == -* ]]; then\n    COMPREPLY=($(compgen -W \"$options " +
      globals +
      "\" -- \"$current\"))\n"
      "  elif [[ -n \"$below\" ]]; then\n    COMPREPLY=($(compgen -W \"$below\" -- \"$current\"))\n"
      "  else\n    COMPREPLY=($(compgen -f -- \"$current\"))\n  fi\n}\ncomplete -o filenames -F _hocba hocba\n";
  return out;
}

std::string fish_completion(const std::vector<CommandInfo>& commands) {
  std::string out = "complete -c hocba -e\n";
  for (const CommandInfo& command : commands) {
    std::string condition;
    for (const std::string& word : split(command.path, ' '))
      condition += (condition.empty() ? "" : "; and ") + std::string("__fish_seen_subcommand_from ") + word;
    const std::string here =
        condition.empty()
            ? "__fish_use_subcommand"
            : condition +
                  (command.children.empty() ? "" : "; and not __fish_seen_subcommand_from " + words(command.children));
    if (!command.children.empty())
      out += "complete -c hocba -f -n '" + here + "' -a '" + words(command.children) + "'\n";
    for (const std::string& option : command.options)
      out += "complete -c hocba " + (condition.empty() ? std::string() : "-n '" + condition + "' ") + "-l " +
             option.substr(2) + "\n";
  }
  return out;
}

}  // namespace

void add_context_commands(Args root, Run& run) {
  Args context = root.command("context", "những giá trị thường dùng: nút, chính sách, đơn vị, khóa",
                              "the usual values: node, policy, unit, keys");
  auto o = std::make_shared<ContextOptions>();
  Args set = context.command(
      "set", "đặt một giá trị (không có giá trị: xóa)", "sets a value (without one: clears it)",
      "hocba context set node https://nut-1.example\nhocba context set keys hieu-truong.key con-dau.key");
  set.positional("FIELD", o->field, "node, ca, policy, unit, keys, passphrase_file, serial_secret, lang",
                 "node, ca, policy, unit, keys, passphrase_file, serial_secret, lang")
      .required()
      .one_of(context_fields());
  set.positionals("VALUE", o->values, "giá trị", "the value");
  set.action([o, &run] { return run.finish(set_context(run, *o)); });
  context.command("show", "xem các giá trị", "shows the values", "hocba context show").action([&run] {
    return run.finish(show_context(run));
  });
}

void add_codes_command(Args root, Run& run) {
  auto only = std::make_shared<std::string>();
  Args codes = root.command("codes", "mọi mã lỗi ổn định với câu giải thích", "every stable code with its sentence",
                            "hocba codes chain.\nhocba codes --json");
  codes.positional("PREFIX", *only, "chỉ mã bắt đầu bằng", "only codes that begin with this");
  codes.action([only, &run] { return run.finish(list_codes(run, *only)); });
}

void add_completion_command(Args root, Run& run, const ArgTree& tree) {
  auto shell = std::make_shared<std::string>();
  Args completion =
      root.command("completion", "mã hoàn tất lệnh cho bash, zsh, fish", "shell completion for bash, zsh, fish",
                   "hocba completion bash > /etc/bash_completion.d/hocba\nhocba completion fish > "
                   "~/.config/fish/completions/hocba.fish");
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
