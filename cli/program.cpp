// The whole program but main(): language, arguments, context, the chosen action.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "crypto/json.hpp"

namespace hocba::cli {

namespace {

constexpr const char* kVersion = "hocba 0.1.0";

// The language must be known before the help texts are made: --lang, the context file's, the locale.
std::string early_option(int argc, const char* const* argv, std::string_view name) {
  const std::string with_value = std::string(name) + "=";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == name && i + 1 < argc) return argv[i + 1];
    if (word.substr(0, with_value.size()) == with_value) return std::string(word.substr(with_value.size()));
  }
  return {};
}

Lang choose_lang(const std::string& given, const Context& context) {
  if (!given.empty()) return lang_of(given);
  if (!context.lang.empty()) return lang_of(context.lang);
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return lang_of(value);
  return Lang::en;
}

// no-color.org: set and not empty. A dumb terminal would show the codes as text.
bool colours_wanted() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (no_colour == nullptr || *no_colour == '\0') && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

void add_globals(Args root, Globals& g, bool& version) {
  root.option("--node", g.node, "địa chỉ của nút", "the node's address");
  root.list("--key", g.keys, "khóa ký: tệp khóa hoặc thiết bị (pkcs11:…), lặp lại cho nhiều người ký",
            "a signing key: its file or a token (pkcs11:…), once per signer");
  root.option("--passphrase-file", g.passphrase_file, "tệp chứa mật khẩu của khóa (dòng đầu)",
              "file with the keys' passphrase (first line)");
  root.option("--pin-file", g.pin_file, "tệp chứa mã PIN của thiết bị ký (dòng đầu)",
              "file with the token's PIN (first line)");
  root.option("--policy", g.policy, "tệp chính sách của mạng", "the network's policy file");
  root.option("--unit", g.unit, "đơn vị đang thao tác", "the unit that acts");
  root.option("--ca", g.ca, "chứng thư gốc (PEM) để tin nút", "certificate authority (PEM) that vouches for the node");
  root.option("--context", g.context_file, "tệp ngữ cảnh", "the context file");
  root.option("--lang", g.lang, "ngôn ngữ: vi hoặc en", "language: vi or en").one_of({"vi", "en"});
  root.flag("--json", g.json, "kết quả dạng JSON", "results as JSON");
  root.flag("--progress", g.progress, "luôn hiện tiến độ", "shows progress even where there is no terminal");
  root.flag("--version", version, "phiên bản", "the version");
}

ArgTree bare_tree(Lang lang) {
  return ArgTree(
      "hocba",
      pick(lang, "Hocba: sổ cái học bạ, văn bằng, chứng chỉ.", "Hocba: a ledger for transcripts and certificates."),
      lang);
}

// Every command, with the options that all have.
void fill(ArgTree& tree, Run& run, bool& version) {
  tree.footer(
      run.say("\nBắt đầu: docs/GETTING_STARTED.vi.md; mỗi lệnh: hocba LỆNH --help\n"
              "Mã kết thúc: 0 xong · 1 lỗi máy, mạng · 2 sai cách dùng · 6 bị từ chối;\n"
              "  verify: 0 hợp lệ · 3 không còn hiệu lực · 4 không thật · 5 chưa xác định (docs/CLI.md)",
              "\nTo begin: docs/GETTING_STARTED.en.md; each command: hocba COMMAND --help\n"
              "Exit codes: 0 done · 1 disk, network · 2 wrong use · 6 refused;\n"
              "  verify: 0 valid · 3 not in force · 4 not genuine · 5 undecided (docs/CLI.md)"));
  add_globals(tree.root(), run.globals, version);
  add_all_commands(tree, run);
}

}  // namespace

Status check_arguments(const std::vector<std::string>& words, Lang lang) {
  Run run(lang);
  bool version = false;
  ArgTree tree = bare_tree(lang);
  fill(tree, run, version);
  std::vector<const char*> argv = {"hocba"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  std::string printed;
  const auto action = tree.parse(static_cast<int>(argv.size()), argv.data(), printed);
  return action.ok() ? done() : Status(action.error());
}

void add_all_commands(ArgTree& tree, Run& run) {
  const Args root = tree.root();
  add_network_commands(root, run);
  add_key_commands(root, run);
  add_unit_commands(root, run);
  add_grant_commands(root, run);
  add_policy_commands(root, run);
  add_register_commands(root, run);
  add_desk_commands(root, run);
  add_issue_commands(root, run);
  add_sheets_commands(root, run);
  add_award_commands(root, run);
  add_change_commands(root, run);
  add_transfer_commands(root, run);
  add_training_commands(root, run);
  add_report_commands(root, run);
  add_request_commands(root, run);
  add_record_commands(root, run);
  add_fetch_command(root, run);
  add_document_commands(root, run);
  add_access_command(root, run);
  add_reasons_command(root, run);
  add_verify_command(root, run);
  add_evidence_commands(root, run);
  add_audit_command(root, run);
  add_log_commands(root, run);
  add_status_command(root, run);
  add_context_commands(root, run);
  add_codes_command(root, run);
  add_completion_command(root, run, tree);
}

int run_program(int argc, const char* const* argv, std::ostream& out, std::ostream& err, bool terminal) {
  const std::string given_context = early_option(argc, argv, "--context");
  const auto context = load_context(given_context.empty() ? default_context_path() : given_context);
  const Lang lang = choose_lang(early_option(argc, argv, "--lang"), context.ok() ? *context : Context{});
  Run run(lang);
  bool version = false;
  ArgTree tree = bare_tree(lang);
  fill(tree, run, version);
  std::string printed;
  auto action = tree.parse(argc, argv, printed);
  const bool colour = terminal && colours_wanted();
  Output output(out, err,
                {.lang = lang,
                 .json = run.globals.json,
                 .colour = colour && !run.globals.json,
                 .progress = terminal || run.globals.progress,
                 .interactive = terminal && ::isatty(STDIN_FILENO) == 1});
  // What is typed becomes JSON and records, in UTF-8 alone; a terminal of another encoding is told so before anything
  // else looks at the words.
  for (int i = 1; i < argc; ++i)
    if (!crypto::valid_utf8(argv[i])) {
      output.error(Error(kArgumentNotUtf8, std::to_string(i)));
      return kExitUsage;
    }
  if (!action.ok()) {
    output.error(action.error());
    return kExitUsage;
  }
  if (version) {
    output.line(kVersion);
    output.json({{"version", kVersion}});
    return kExitDone;
  }
  if (!*action) {
    out << printed;
    return kExitDone;
  }
  if (!context.ok()) {
    output.error(context.error());
    return kExitUsage;
  }
  run.begin(output, *context);
  const int code = (**action)();
  out.flush();
  return out.good() ? code : kExitInternal;
}

}  // namespace hocba::cli
