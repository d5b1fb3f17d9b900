#include "cli/args.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <sstream>

#include "cli/codes.hpp"
#include "cli/output.hpp"

namespace hocba::cli {

struct ArgNotes {
  Lang lang;
  Action chosen;
  std::map<const CLI::Option*, std::vector<std::string>> choices;
  std::map<const CLI::App*, std::string> examples;
  std::string say(std::string_view vi, std::string_view en) const { return std::string(pick(lang, vi, en)); }
};

namespace {

std::string listed(const std::vector<std::string>& words, const char* separator) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : separator) + word;
  return out;
}

// The parser's validators speak English; these speak the language of the tree.
CLI::Validator member_of(std::vector<std::string> words, const ArgNotes& notes) {
  const std::string wrong = notes.say(" phải là một trong: ", " must be one of: ") + listed(words, ", ");
  const std::string shown = "{" + listed(words, ",") + "}";
  return CLI::Validator(
      [words = std::move(words), wrong](std::string& given) {
        return std::find(words.begin(), words.end(), given) != words.end() ? std::string() : given + wrong;
      },
      shown);
}

CLI::Validator number_within(std::uint64_t least, std::uint64_t most, const ArgNotes& notes) {
  constexpr std::uint64_t kShown = 100'000;  // a bound beyond it is none that a user meets
  const std::string range = most <= kShown ? std::to_string(least) + "…" + std::to_string(most) : "N";
  const std::string wrong = notes.say(": cần số nguyên từ ", ": a whole number is needed, from ") +
                            std::to_string(least) + notes.say(" đến ", " to ") + std::to_string(most);
  return CLI::Validator(
      [least, most, wrong](std::string& given) {
        const bool digits =
            !given.empty() && given.size() <= 19 && given.find_first_not_of("0123456789") == std::string::npos;
        const std::uint64_t value = digits ? std::stoull(given) : 0;
        return digits && value >= least && value <= most ? std::string() : given + wrong;
      },
      range);
}

// Changes of one letter that lead from one word to the other; words of a command are short.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)});
      corner = above;
    }
  }
  return row.back();
}

const CLI::App& deepest_of(const CLI::App& app) {
  const CLI::App* out = &app;
  while (!out->get_subcommands().empty()) out = out->get_subcommands().front();
  return *out;
}

// The parser's own counts bytes, which puts Vietnamese out of its columns.
class AlignedHelp : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    std::string opts = make_option_opts(option);
    // A validator's words follow the type's name and a colon; there is no type here.
    if (opts.substr(0, 2) == " :") opts.erase(1, 1);
    return row(make_option_name(option, is_positional) + opts, make_option_desc(option));
  }
  std::string make_subcommand(const CLI::App* command) const override {
    return row(command->get_display_name(true), command->get_description());
  }

 private:
  static std::string row(const std::string& name, const std::string& about) {
    constexpr std::size_t kColumn = 30;
    const std::size_t width = 2 + display_width(name);
    const bool fits = width + 2 <= kColumn;
    return "  " + name + (fits ? "" : "\n") + std::string(fits ? kColumn - width : kColumn, ' ') + about + "\n";
  }
};

// What the user may have meant by a word that is neither command nor option here; empty: nothing near.
std::string nearest(const CLI::App& app, const std::string& word) {
  constexpr std::size_t kNear = 2, kLongest = 40;
  if (word.size() > kLongest) return {};
  std::string best;
  std::size_t least = kNear + 1;
  const auto look = [&](const std::string& name) {
    const std::size_t far = distance(word, name);
    if (far < least && far < name.size()) least = far, best = name;
  };
  for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) look(child->get_name());
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent())
    for (const CLI::Option* option : at->get_options())
      for (const std::string& name : option->get_lnames()) look("--" + name);
  return best;
}

// The first option that the parser's sentence names.
std::string option_in(const std::string& sentence) {
  const auto at = sentence.find("--");
  if (at == std::string::npos) return sentence.substr(0, sentence.find_first_of(" :,"));
  return sentence.substr(at, sentence.find_first_of(" :,=", at) - at);
}

std::string without_suffix(std::string text, std::string_view suffix) {
  if (text.size() >= suffix.size() && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0)
    text.resize(text.size() - suffix.size());
  return text;
}

std::string explained(const CLI::ParseError& e, const CLI::App& app, const ArgNotes& notes) {
  const std::string sentence = e.what();
  if (dynamic_cast<const CLI::RequiredError*>(&e) != nullptr)
    return notes.say("thiếu ", "missing: ") + without_suffix(sentence, " is required");
  if (dynamic_cast<const CLI::ExtrasError*>(&e) != nullptr) {
    // The parser names them from the last to the first.
    const auto colon = sentence.find(": ");
    std::istringstream reversed(colon == std::string::npos ? sentence : sentence.substr(colon + 2));
    std::vector<std::string> words;
    for (std::string word; reversed >> word;) words.insert(words.begin(), word);
    const std::string near = words.empty() ? std::string() : nearest(deepest_of(app), words.front());
    return notes.say("không hiểu: ", "not understood: ") + listed(words, " ") +
           (near.empty() ? "" : notes.say("; ý bạn là ", "; did you mean ") + near + "?");
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&e) != nullptr) {
    const bool lacking = sentence.find("missing") != std::string::npos || sentence.find("got 0") != std::string::npos ||
                         sentence.find("received 0") != std::string::npos;
    return option_in(sentence) + (lacking
                                      ? notes.say(": thiếu giá trị", ": its value is missing")
                                      : notes.say(": chỉ ghi một lần, một giá trị", ": give it once, with one value"));
  }
  return sentence;  // of our validators, or of what cannot happen here
}

using OptionNames = std::set<std::string, std::less<>>;

void collect_names(const CLI::App& app, OptionNames& names, std::string& short_with_value) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.insert("--" + name);
    for (const std::string& name : option->get_snames()) {
      names.insert("-" + name);
      if (option->get_items_expected_max() > 0) short_with_value += name;
    }
  }
  for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; }))
    collect_names(*below, names, short_with_value);
}

// Words that begin with a hyphen and are no options. A record's id is SHA-256 in base64url, and one in 64 begins so:
// the parser would take it for options.
class Hyphens {
 public:
  explicit Hyphens(const CLI::App& app) { collect_names(app, names_, short_with_value_); }

  // A whole id, whatever it begins with, or a part of one: no option looks like it.
  bool is_id(std::string_view word) const {
    constexpr std::size_t kIdSize = 43, kFewest = 8;
    const bool of_id = !word.empty() && word[0] == '-' && std::all_of(word.begin(), word.end(), [](unsigned char c) {
      return c == '-' || c == '_' || (c < 0x80 && std::isalnum(c) != 0);
    });
    if (!of_id || names_.count(word) != 0) return false;
    if (word.size() == kIdSize) return true;
    // "-oFILE" is an option with its value, "-passphrase" a slip of the pen.
    const bool random = std::any_of(word.begin(), word.end(),
                                    [](unsigned char c) { return c == '_' || std::isupper(c) || std::isdigit(c); });
    return word.size() >= kFewest && word[1] != '-' && random && short_with_value_.find(word[1]) == std::string::npos;
  }
  // What would be read as an option, and is none.
  bool is_stray(std::string_view word) const {
    return word.size() > 1 && word[0] == '-' && word != "--" && names_.count(word.substr(0, word.find('='))) == 0;
  }

 private:
  OptionNames names_;
  std::string short_with_value_;
};

// The words of the command line from the last to the first, as the parser wants them; ids that begin with a hyphen
// stand at the end behind "--", where nothing is an option.
std::vector<std::string> reversed_words(int argc, const char* const* argv, const Hyphens& hyphens) {
  std::vector<std::string> words, ids;
  int at = 1;
  for (; at < argc && std::string_view(argv[at]) != "--"; ++at)
    (hyphens.is_id(argv[at]) ? ids : words).emplace_back(argv[at]);
  if (at < argc || !ids.empty()) words.emplace_back("--");
  words.insert(words.end(), ids.begin(), ids.end());
  for (++at; at < argc; ++at) words.emplace_back(argv[at]);
  std::reverse(words.begin(), words.end());
  return words;
}

// Where a word is missing that may stand there as an option.
std::string hyphen_advice(int argc, const char* const* argv, const Hyphens& hyphens, const ArgNotes& notes) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i)
    if (!hyphens.is_id(argv[i]) && hyphens.is_stray(argv[i]))
      return notes.say("; từ bắt đầu bằng dấu - mà không phải tùy chọn thì viết sau --: ",
                       "; a word that begins with - and is no option stands behind --: ") +
             "-- " + argv[i];
  return {};
}

}  // namespace

Option Option::required() {
  option_->required();
  return *this;
}
Option Option::one_of(std::vector<std::string> words) {
  notes_->choices[option_] = words;
  option_->type_name("")->check(member_of(std::move(words), *notes_));
  return *this;
}

Option Option::offers(std::vector<std::string> words) {
  notes_->choices[option_] = std::move(words);
  return *this;
}

std::string Args::text(std::string_view vi, std::string_view en) const { return notes_->say(vi, en); }

Option Args::placed(CLI::Option* option, bool value) const {
  option->type_name(value ? text("GIÁ_TRỊ", "VALUE") : "")->group(text("Tùy chọn", "Options"));
  return Option(option, notes_);
}

Args Args::command(std::string name, std::string_view vi, std::string_view en, std::string_view examples) {
  CLI::App* below = app_->add_subcommand(std::move(name), text(vi, en));
  below->group(text("Lệnh", "Commands"));
  below->fallthrough();  // --node, --json and the like may stand after the command
  below->option_defaults()->group(text("Tùy chọn", "Options"));
  below->set_help_flag("-h,--help", text("xem cách dùng", "shows how to use this command"));
  std::string footer;
  if (!examples.empty()) {
    notes_->examples[below] = std::string(examples);
    footer = text("\nVí dụ:", "\nExamples:");
    std::istringstream lines{std::string(examples)};
    for (std::string line; std::getline(lines, line);) footer += "\n  " + line;
  }
  below->footer(footer + text("\n\nTùy chọn chung (--node, --key, --unit, --json …): hocba --help",
                              "\n\nOptions of every command (--node, --key, --unit, --json …): hocba --help"));
  return Args(below, notes_);
}

Option Args::flag(const std::string& names, bool& value, std::string_view vi, std::string_view en) {
  return placed(app_->add_flag(names, value, text(vi, en)), false);
}
Option Args::option(const std::string& names, std::string& value, std::string_view vi, std::string_view en) {
  return placed(app_->add_option(names, value, text(vi, en)), true);
}
Option Args::list(const std::string& names, std::vector<std::string>& values, std::string_view vi,
                  std::string_view en) {
  // One value each, so that what follows is not swallowed: --key a --key b.
  return placed(app_->add_option(names, values, text(vi, en))
                    ->type_size(1)
                    ->expected(1)
                    ->allow_extra_args(false)
                    ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll),
                true);
}
Option Args::number(const std::string& names, std::uint64_t& value, std::uint64_t least, std::uint64_t most,
                    std::string_view vi, std::string_view en) {
  return placed(app_->add_option(names, value, text(vi, en))->check(number_within(least, most, *notes_)), false);
}
Option Args::positional(const std::string& name, std::string& value, std::string_view vi, std::string_view en) {
  return placed(app_->add_option(name, value, text(vi, en)), false);
}
Option Args::positionals(const std::string& name, std::vector<std::string>& values, std::string_view vi,
                         std::string_view en) {
  return placed(app_->add_option(name, values, text(vi, en)), false);
}
void Args::action(Action action) {
  app_->callback([notes = notes_, action = std::move(action)] { notes->chosen = action; });
}

struct ArgTree::State {
  State(std::string_view about, std::string_view name, Lang lang)
      : app(std::string(about), std::string(name)), notes{lang, {}, {}, {}} {}
  CLI::App app;
  ArgNotes notes;
};

ArgTree::ArgTree(std::string_view name, std::string_view about, Lang lang)
    : state_(std::make_unique<State>(about, name, lang)) {
  const ArgNotes& notes = state_->notes;
  CLI::App& app = state_->app;
  const auto formatter = std::make_shared<AlignedHelp>();  // the commands below inherit it
  app.formatter(formatter);
  formatter->label("Usage", notes.say("Cách dùng", "Usage"));
  formatter->label("OPTIONS", notes.say("TÙY CHỌN", "OPTIONS"));
  formatter->label("SUBCOMMAND", notes.say("LỆNH", "COMMAND"));
  formatter->label("SUBCOMMANDS", notes.say("LỆNH", "COMMAND"));
  formatter->label("Positionals", notes.say("Tham số", "Arguments"));
  formatter->label("REQUIRED", notes.say("(bắt buộc)", "(required)"));
  app.option_defaults()->group(notes.say("Tùy chọn", "Options"));
  app.set_help_flag("-h,--help", notes.say("xem cách dùng", "shows how to use this command"));
  app.require_subcommand(0, 1);
}
ArgTree::~ArgTree() = default;

Args ArgTree::root() { return Args(&state_->app, &state_->notes); }
void ArgTree::footer(const std::string& text) { state_->app.footer(text); }

Result<std::optional<Action>> ArgTree::parse(int argc, const char* const* argv, std::string& printed) {
  CLI::App& app = state_->app;
  const Hyphens hyphens(app);
  try {
    app.parse(reversed_words(argc, argv, hyphens));
  } catch (const CLI::CallForHelp&) {
    printed = app.help();
    return std::optional<Action>();
  } catch (const CLI::ParseError& e) {
    const bool missing = dynamic_cast<const CLI::RequiredError*>(&e) != nullptr;
    return Error(kUsage, explained(e, app, state_->notes) +
                             (missing ? hyphen_advice(argc, argv, hyphens, state_->notes) : std::string()));
  }
  if (!state_->notes.chosen) {
    printed = app.help();
    return std::optional<Action>();
  }
  return std::optional<Action>(state_->notes.chosen);
}

namespace {

void collect(const CLI::App& app, const std::string& path, const ArgNotes& notes, std::vector<CommandInfo>& out) {
  CommandInfo info;
  info.path = path;
  info.about = app.get_description();
  if (const auto found = notes.examples.find(&app); found != notes.examples.end()) info.examples = found->second;
  for (const CLI::Option* option : app.get_options()) {
    const auto found = notes.choices.find(option);
    const auto choices = found == notes.choices.end() ? std::vector<std::string>() : found->second;
    const bool value = option->get_items_expected_max() > 0;
    if (option->get_positional() && info.choices.empty()) info.choices = choices;
    for (const std::string& name : option->get_lnames())
      info.options.push_back({"--" + name, option->get_description(), value, choices});
    for (const std::string& name : option->get_snames())
      info.options.push_back({"-" + name, option->get_description(), value, choices});
  }
  const auto below = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* child : below) info.children.push_back(child->get_name());
  out.push_back(std::move(info));
  for (const CLI::App* child : below)
    collect(*child, path.empty() ? child->get_name() : path + " " + child->get_name(), notes, out);
}

}  // namespace

std::vector<CommandInfo> ArgTree::commands() const {
  std::vector<CommandInfo> out;
  collect(state_->app, "", state_->notes, out);
  return out;
}

}  // namespace hocba::cli
