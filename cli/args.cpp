#include "cli/args.hpp"

#include <CLI/CLI.hpp>
#include <sstream>

#include "cli/codes.hpp"

namespace hocba::cli {

Option Option::required() {
  option_->required();
  return *this;
}
Option Option::one_of(std::vector<std::string> words) {
  option_->check(CLI::IsMember(std::move(words)));
  return *this;
}

Args Args::command(std::string name, std::string_view vi, std::string_view en, std::string_view examples) {
  CLI::App* below = app_->add_subcommand(std::move(name), text(vi, en));
  below->fallthrough();  // --node, --json and the like may stand after the command
  below->set_help_flag("-h,--help", text("xem cách dùng", "shows how to use this command"));
  if (!examples.empty()) {
    std::string footer = text("\nVí dụ:", "\nExamples:");
    std::istringstream lines{std::string(examples)};
    for (std::string line; std::getline(lines, line);) footer += "\n  " + line;
    below->footer(footer);
  }
  return Args(below, lang_, chosen_);
}

Option Args::flag(const std::string& names, bool& value, std::string_view vi, std::string_view en) {
  return Option(app_->add_flag(names, value, text(vi, en)));
}
Option Args::option(const std::string& names, std::string& value, std::string_view vi, std::string_view en) {
  return Option(app_->add_option(names, value, text(vi, en))->type_name(""));
}
Option Args::list(const std::string& names, std::vector<std::string>& values, std::string_view vi,
                  std::string_view en) {
  // One value each, so that what follows is not swallowed: --key a --key b.
  return Option(app_->add_option(names, values, text(vi, en))
                    ->type_name("")
                    ->type_size(1)
                    ->expected(1)
                    ->allow_extra_args(false)
                    ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
}
Option Args::number(const std::string& names, std::uint64_t& value, std::uint64_t least, std::uint64_t most,
                    std::string_view vi, std::string_view en) {
  return Option(app_->add_option(names, value, text(vi, en))->type_name("")->check(CLI::Range(least, most)));
}
Option Args::positional(const std::string& name, std::string& value, std::string_view vi, std::string_view en) {
  return Option(app_->add_option(name, value, text(vi, en))->type_name(""));
}
Option Args::positionals(const std::string& name, std::vector<std::string>& values, std::string_view vi,
                         std::string_view en) {
  return Option(app_->add_option(name, values, text(vi, en))->type_name(""));
}
void Args::action(Action action) {
  app_->callback([chosen = chosen_, action = std::move(action)] { *chosen = action; });
}

struct ArgTree::State {
  State(std::string_view about, std::string_view name, Lang language)
      : app(std::string(about), std::string(name)), lang(language) {}
  CLI::App app;
  Lang lang;
  Action chosen;
};

ArgTree::ArgTree(std::string_view name, std::string_view about, Lang lang)
    : state_(std::make_unique<State>(about, name, lang)) {
  state_->app.set_help_flag("-h,--help", std::string(pick(lang, "xem cách dùng", "shows how to use this command")));
  state_->app.require_subcommand(0, 1);
}
ArgTree::~ArgTree() = default;

Args ArgTree::root() { return Args(&state_->app, state_->lang, &state_->chosen); }

Result<std::optional<Action>> ArgTree::parse(int argc, const char* const* argv, std::string& printed) {
  try {
    state_->app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const CLI::App* deepest = &state_->app;
    while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
    printed = deepest->help();
    return std::optional<Action>();
  } catch (const CLI::ParseError& e) {
    return Error(kUsage, e.what());
  }
  if (!state_->chosen) {
    const CLI::App* deepest = &state_->app;
    while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
    printed = deepest->help();
    return std::optional<Action>();
  }
  return std::optional<Action>(state_->chosen);
}

namespace {

void collect(const CLI::App& app, const std::string& path, std::vector<CommandInfo>& out) {
  CommandInfo info;
  info.path = path;
  info.about = app.get_description();
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) info.options.push_back("--" + name);
  const auto below = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* child : below) info.children.push_back(child->get_name());
  out.push_back(std::move(info));
  for (const CLI::App* child : below)
    collect(*child, path.empty() ? child->get_name() : path + " " + child->get_name(), out);
}

}  // namespace

std::vector<CommandInfo> ArgTree::commands() const {
  std::vector<CommandInfo> out;
  collect(state_->app, "", out);
  return out;
}

}  // namespace hocba::cli
