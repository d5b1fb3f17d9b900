#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/issue.hpp"
#include "cli/keys.hpp"
#include "cli/known_codes.hpp"
#include "cli/record_view.hpp"
#include "cli/units.hpp"
#include "crypto/codes.hpp"
#include "tests/support/gone_directory.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Ran {
  int code = -1;
  std::string out, err;
};
// Runs the program in this process. No context of the machine reaches it: the test names its own.
Ran run_hocba(std::vector<std::string> words) {
  words.insert(words.begin(), "hocba");
  if (std::find(words.begin(), words.end(), "--context") == words.end())
    words.insert(words.end(), {"--context", "/nonexistent/context.toml"});
  std::vector<const char*> argv;
  for (const auto& word : words) argv.push_back(word.c_str());
  std::ostringstream out, err;
  Ran ran;
  ran.code = run_program(static_cast<int>(argv.size()), argv.data(), out, err, false);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

TEST(Output, CountsWidthsAsATerminalShowsThem) {
  EXPECT_EQ(display_width("Nguyễn Văn An"), 13u);
  EXPECT_EQ(display_width("Nguye\xcc\x82\xcc\x83n"), 6u);  // combining marks
  EXPECT_EQ(display_width("学校"), 4u);
  EXPECT_EQ(display_width("\xff"), 1u);
}

TEST(Output, ClipsAtCharacters) {
  EXPECT_EQ(clip("Đặng Thị Thử", 20), "Đặng Thị Thử");
  EXPECT_EQ(clip("Đặng Thị Thử", 5), "Đặng…");
  EXPECT_EQ(display_width(clip("学校学校", 5)), 5u);
}

TEST(Output, AlignsColumnsOfVietnameseText) {
  const std::string text =
      render({.headers = {"tên", "số"}, .rows = {{"Đỗ Ý", "7"}, {"An", "12"}}, .right = {false, true}});
  EXPECT_EQ(text, "tên   số\n────  ──\nĐỗ Ý   7\nAn    12");
  EXPECT_EQ(render({.headers = {"a"}, .rows = {}, .right = {}}), "");
}

TEST(Output, WrapsTheLastColumnAndCutsNothing) {
  const std::string code = "[exchange.a_code_that_is_longer_than_the_room_there_is_for_it]";
  const std::string text = render_wrapped({.headers = {"line", "why"},
                                           .rows = {{"2", "one two three four five six seven eight nine ten " + code}},
                                           .right = {true}},
                                          50);
  EXPECT_NE(text.find("\n   2  one two three four five six seven eight nine\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\n      ten\n      " + code), std::string::npos) << text;
  EXPECT_EQ(text.find("…"), std::string::npos);
  EXPECT_EQ(render_wrapped({.headers = {"a"}, .rows = {}, .right = {}}, 50), "");
}

TEST(Output, CutsNothingThatMayBeCopied) {
  std::ostringstream out, err;
  const std::string did = "did:key:" + std::string(80, 'z');
  Output(out, err, {.lang = Lang::en}).table({.headers = {"key", "what"}, .rows = {{did, "a b"}}, .right = {}});
  EXPECT_THAT(out.str(), HasSubstr(did + "  a b"));
}

TEST(Output, LetsNoControlCharacterReachTheTerminal) {
  const std::string text = render({.headers = {"x"}, .rows = {{"a\x1b[31mred\n"}}, .right = {}});
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(Output, CleansLinesAndNotesButForItsOwnColours) {
  const std::string hostile = "Nguyễn\x1b[2J\u009b1A\u202e\u200b An\r";
  std::ostringstream out, err;
  Output plain(out, err, {.lang = Lang::en});
  plain.line("by " + hostile);
  plain.note(hostile);
  plain.warning(hostile);
  EXPECT_EQ(out.str(), "by Nguyễn?[2J?1A?? An?\n");
  EXPECT_EQ(err.str(), "Nguyễn?[2J?1A?? An?\nnote: Nguyễn?[2J?1A?? An?\n");
  std::ostringstream shown;
  Output coloured(shown, err, {.lang = Lang::en, .colour = true});
  coloured.line(coloured.toned(Output::Tone::good, hostile) + " \x1b[5m");
  EXPECT_EQ(shown.str(), "\x1b[32mNguyễn?[2J?1A?? An?\x1b[0m ?[5m\n");
}

TEST(Output, EscapesInJsonWhatATerminalMustNotGet) {
  std::ostringstream out, err;
  Output output(out, err, {.lang = Lang::en, .json = true});
  output.json({{"name", "Ý\x1b[2J\u009b\u202e\U000e0041"}});
  EXPECT_EQ(out.str(), "{\n  \"name\": \"Ý\\u001b[2J\\u009b\\u202e\\udb40\\udc41\"\n}\n");
}

TEST(KnownCodes, TakeNoCodeFromANodeThatIsNone) {
  for (const char* id : {"a\x1b[2J", "A.b", "a b", "", "node.ố"})
    EXPECT_EQ(code_named(id, Kind::refused, "x", "x").id, kProblem.id) << id;
  EXPECT_EQ(code_named(std::string(65, 'a'), Kind::refused, "x", "x").id, kProblem.id);
  const Code& code = code_named("node.from_the_future", Kind::refused, "câu\x1b[2J", "");
  EXPECT_EQ(code.id, "node.from_the_future");
  EXPECT_EQ(code.vi, "câu?[2J");
  EXPECT_EQ(code.en, "câu?[2J");
}

TEST(KnownCodes, SayAQuotedErrorInTheReadersLanguage) {
  const Code& io = code_named("node.io", Kind::internal, "", "");
  const std::string quoted = Error(io, "/mnt").to_string();
  EXPECT_EQ(in_language(quoted, Lang::vi), std::string(io.vi) + " [node.io] (/mnt)");
  EXPECT_EQ(in_language("ledger", Lang::vi), "ledger");
}

TEST(Files, ADirectoryForItsOwnerIsClosedAtEachLevelThatIsNew) {
  namespace fs = std::filesystem;
  const test::ScratchDirectory scratch;
  const auto before = fs::status(scratch.path()).permissions();
  ASSERT_TRUE(make_directories(scratch / "node/keys", Access::owner).ok());
  EXPECT_EQ(fs::status(scratch / "node").permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(scratch / "node/keys").permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(scratch.path()).permissions(), before);
}

TEST(Output, WritesNumbersAsTheLanguageDoes) {
  EXPECT_EQ(grouped(1'234'567, Lang::vi), "1.234.567");
  EXPECT_EQ(grouped(1'234'567, Lang::en), "1,234,567");
  EXPECT_EQ(grouped(7, Lang::vi), "7");
  EXPECT_EQ(decimal(8.25, 1, Lang::vi), "8,2");
  EXPECT_EQ(decimal(8.25, 2, Lang::en), "8.25");
}

TEST(Output, ShowsNoProgressUnlessAskedFor) {
  std::ostringstream out, err;
  Output quiet(out, err, {.lang = Lang::vi});
  {
    Progress bar(quiet, "x", 10);
    bar.to(10);
  }
  EXPECT_EQ(err.str(), "");
  Output loud(out, err, {.lang = Lang::vi, .progress = true});
  {
    Progress bar(loud, "x", 1'000);
    for (int i = 0; i <= 1'000; ++i) bar.to(static_cast<std::uint64_t>(i));
  }
  EXPECT_THAT(err.str(), HasSubstr("100%  1.000/1.000"));
  const std::string shown = err.str();
  EXPECT_EQ(std::count(shown.begin(), shown.end(), '\r'), 101);  // once per percent
  EXPECT_EQ(out.str(), "");
}

TEST(Context, ReadsWhatItWrites) {
  Context context;
  context.node = "https://nut-1.example:8470";
  context.policy = "/home/lan/\"chính sách\".txt";
  context.keys = {"a.key", "b\\c.key"};
  context.lang = "vi";
  const auto again = parse_context(to_text(context));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, context);
  EXPECT_EQ(*parse_context(""), Context{});
  EXPECT_EQ(parse_context("# a comment\n\nunit = '79TH0001' # mine\n")->unit, "79TH0001");
}

TEST(Context, KeepsTheNewestNodesByAddressAndNetwork) {
  Context context;
  for (std::size_t i = 0; i <= kMaxNodeKeys; ++i)
    keep_node(context, "http://n" + std::to_string(i), "net", "did:key:z");
  EXPECT_EQ(context.node_keys.size(), kMaxNodeKeys);
  EXPECT_EQ(known_node(context, "http://n0", "net"), "");
  EXPECT_EQ(known_node(context, "http://n1", "net"), "did:key:z");
  EXPECT_EQ(known_node(context, "http://n1", "other"), "");
  forget_node(context, "http://n1");
  EXPECT_EQ(known_node(context, "http://n1", "net"), "");
  EXPECT_EQ(known_node(context, "http://n10", "net"), "did:key:z") << "an address that begins alike";
  EXPECT_EQ(*parse_context(to_text(context)), context);
}

TEST(Context, RefusesWhatItDoesNotKnowWithTheLine) {
  for (const char* text : {"nodes = \"x\"", "node = x", "node = \"x", "keys = \"a\"", "keys = [\"a\" \"b\"]",
                           "keys = [\"a\"", "node", "node = \"x\" y", "node = \"\\n\""}) {
    const auto parsed = parse_context(std::string("unit = \"1\"\n") + text + "\n");
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(parsed.error().detail(), "line 2") << text;
  }
}

TEST(Context, IsSetAndShownByTheProgram) {
  const test::ScratchDirectory scratch;
  const std::string file = scratch / "deep/context.toml";
  EXPECT_EQ(run_hocba({"context", "set", "node", "http://127.0.0.1:1", "--context", file}).code, 0);
  const std::vector<std::string> keys = {scratch / "a.key", scratch / "b.key"};
  for (const std::string& key : keys) ASSERT_EQ(run_hocba({"key", "new", key, "--no-passphrase", "--sample"}).code, 0);
  const Ran set = run_hocba({"context", "set", "keys", keys[0], keys[1], "--context", file});
  EXPECT_EQ(set.code, 0) << set.err;
  EXPECT_THAT(set.out, AllOf(HasSubstr("keys = " + keys[0]), HasSubstr("keys = " + keys[1]), HasSubstr(file)));
  EXPECT_THAT(run_hocba({"context", "show", "--context", file}).out, HasSubstr("http://127.0.0.1:1"));
  EXPECT_EQ(load_context(file)->keys, keys);
  EXPECT_EQ(run_hocba({"context", "set", "node", "--context", file}).code, 0);
  EXPECT_EQ(load_context(file)->node, "");
  EXPECT_EQ(run_hocba({"context", "set", "colour", "red", "--context", file}).code, kExitUsage);
  EXPECT_EQ(run_hocba({"context", "set", "lang", "fr", "--context", file}).code, kExitUsage);
  EXPECT_EQ(load_context(file)->lang, "");
  EXPECT_EQ(run_hocba({"context", "set", "lang", "vi", "--context", file}).code, 0);
}

TEST(Context, KeepsNoValueThatALaterCommandCouldNotUse) {
  const test::ScratchDirectory scratch;
  const std::string file = scratch / "context.toml", policy = scratch / "policy.txt", key = scratch / "a.key";
  const auto set = [&](const std::string& field, const std::string& value) {
    return run_hocba({"context", "set", field, value, "--context", file});
  };
  for (const char* node : {"nut-1.example", "ftp://nut-1.example", "https://", "http://x:port"})
    EXPECT_THAT(set("node", node).err, AllOf(HasSubstr("[cli.bad_url]"), HasSubstr(node)));
  EXPECT_THAT(set("unit", "79 TH").err, AllOf(HasSubstr("[cli.usage]"), HasSubstr("79 TH")));
  EXPECT_THAT(set("policy", policy).err, AllOf(HasSubstr("[cli.file_missing]"), HasSubstr(policy)));
  ASSERT_TRUE(write_file(policy, "nothing of a policy\n").ok());
  EXPECT_THAT(set("policy", policy).err, AllOf(HasSubstr("[log.policy_"), HasSubstr(policy)));
  EXPECT_THAT(set("keys", key).err, HasSubstr("[cli.file_missing]"));
  ASSERT_TRUE(write_file(key, "no key\n", Access::owner).ok());
  EXPECT_THAT(set("keys", key).err, HasSubstr("[crypto.key_file_"));
  EXPECT_THAT(set("ca", scratch / "ca.pem").err, HasSubstr("[cli.file_missing]"));
  EXPECT_FALSE(exists(file)) << "nothing was kept";
  // The serial secret may come later; it is kept whole, so that the folder of the next command does not matter.
  EXPECT_EQ(set("serial_secret", "later.secret").code, 0);
  EXPECT_EQ(load_context(file)->serial_secret, std::filesystem::current_path().string() + "/later.secret");
}

TEST(Context, ClearsNoValueBecauseTheFolderIsGone) {
  const test::ScratchDirectory scratch;
  const std::string file = scratch / "context.toml";
  ASSERT_EQ(run_hocba({"context", "set", "serial_secret", "/x.secret", "--context", file}).code, 0);
  const test::GoneDirectory gone;
  const Ran ran = run_hocba({"context", "set", "serial_secret", "y.secret", "--context", file});
  EXPECT_THAT(ran.err, AllOf(HasSubstr("[cli.file_io]"), HasSubstr("y.secret")));
  EXPECT_EQ(load_context(file)->serial_secret, "/x.secret");
}

TEST(RecordView, FindsNoNameInAnAnswerOfAnotherForm) {
  using nlohmann::json;
  EXPECT_EQ(person_in({{"person", {{"content", {{"name", "Lê Thị Thử"}}}}}}), "Lê Thị Thử");
  for (const char* text : {"[]", "7", "null", "{}", R"({"person":[]})", R"({"person":{"content":["a"]}})",
                           R"({"person":{"content":{"name":1}}})"})
    EXPECT_EQ(person_in(json::parse(text)), "") << text;
}

TEST(Program, ExplainsEveryCommandInBothLanguagesWithAnExample) {
  for (const Lang lang : {Lang::vi, Lang::en}) {
    ArgTree tree("hocba", "x", lang);
    class Run run(lang);
    add_all_commands(tree, run);
    const auto commands = tree.commands();
    EXPECT_GT(commands.size(), 50u);
    for (const CommandInfo& command : commands) {
      if (command.path.empty() || !command.children.empty()) continue;
      EXPECT_FALSE(command.about.empty()) << command.path;
      std::vector<std::string> words = split(command.path, ' ');
      words.insert(words.end(), {"--help", "--lang", std::string(to_text(lang))});
      const Ran ran = run_hocba(words);
      EXPECT_EQ(ran.code, 0) << command.path;
      EXPECT_THAT(ran.out, HasSubstr("hocba " + command.path)) << "an example of " << command.path;
      EXPECT_THAT(ran.out, HasSubstr(lang == Lang::vi ? "Ví dụ:" : "Examples:"));
    }
  }
}

TEST(Program, TellsWrongUseFromRefusals) {
  EXPECT_EQ(run_hocba({"nonsense"}).code, kExitUsage);
  EXPECT_EQ(run_hocba({"key", "show"}).code, kExitUsage);
  EXPECT_EQ(run_hocba({"status"}).code, kExitUsage);  // no node
  EXPECT_EQ(run_hocba({"status", "--node", "ftp://x"}).code, kExitUsage);
  EXPECT_EQ(run_hocba({"status", "--node", "http://127.0.0.1:1"}).code, kExitInternal);
  EXPECT_EQ(run_hocba({"key", "show", "/nonexistent"}).code, kExitUsage);
  EXPECT_EQ(run_hocba({"network", "lint", "/nonexistent"}).code, kExitUsage);
  EXPECT_EQ(exit_code(crypto::kPassphraseWrong), kExitUsage);
  EXPECT_EQ(exit_code(crypto::kTokenPinWrong), kExitUsage);
  EXPECT_EQ(exit_code(crypto::kTokenFailed), kExitInternal);
  EXPECT_EQ(run_hocba({}).code, 0);
  EXPECT_EQ(run_hocba({"--version"}).code, 0);
}

// A token locks itself after a few wrong PINs: a file must not use them up.
TEST(Program, TriesAPinOutOfAFileOnceAndNeverAsTheLastOne) {
  const test::ScratchDirectory folder;
  const std::string path = folder / "pin";
  ASSERT_TRUE(write_file(path, "1234\nsecond line\n", Access::owner).ok());
  EXPECT_EQ(pin_from_file(path, {"Truong Mau", 0, false})->expose(), "1234");
  EXPECT_TRUE(pin_from_file(path, {"Truong Mau", 1, false}).error().is(crypto::kTokenPinWrong));
  EXPECT_TRUE(pin_from_file(path, {"Truong Mau", 0, true}).error().is(kPinLastTry));
}

TEST(Program, SpeaksTheLanguageThatIsAskedFor) {
  EXPECT_THAT(run_hocba({"status", "--lang", "vi"}).err, HasSubstr("chưa biết nút nào"));
  EXPECT_THAT(run_hocba({"status", "--lang", "en"}).err, HasSubstr("no node is named"));
  EXPECT_THAT(run_hocba({"status", "--lang", "en"}).err, HasSubstr("[cli.need_node]"));
}

TEST(Program, TakesAnIdThatBeginsWithAHyphenWhereverItStands) {
  const std::string id = "-" + std::string(42, 'a'), rest = "--id-like-but-an-option-0123456789abcdefghi";
  for (const std::vector<std::string>& words : {std::vector<std::string>{id, "--yes"},
                                                {"--yes", id},
                                                {"--yes", "--", id},
                                                {"--yes", "--", "-aaaaaaaa"},
                                                {"--yes", rest},
                                                {"--yes", "-h" + std::string(41, 'y')},
                                                {"--yes", "--" + std::string(41, 'b')},
                                                {"--yes", "-hBcDeFgH"},
                                                {"--yes", "-aBcDeFgH"},
                                                {"--yes", "-y_cdefgh"},
                                                {"--yes", "--", "--lang"}}) {
    ArgTree tree("hocba", "x", Lang::en);
    std::string given;
    bool yes = false;
    Args drop = tree.root().command("drop", "x", "x", "");
    drop.positional("ID", given, "x", "x").required();
    std::string to;
    drop.flag("-y,--yes", yes, "x", "x");
    drop.option("-o,--to", to, "x", "x");
    drop.action([] { return 0; });
    std::vector<const char*> argv = {"hocba", "drop"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    std::string printed;
    const auto chosen = tree.parse(static_cast<int>(argv.size()), argv.data(), printed);
    ASSERT_TRUE(chosen.ok()) << chosen.error().detail();
    EXPECT_EQ(given, words.back() == "--yes" ? id : words.back());
    EXPECT_TRUE(yes);
  }
}

TEST(Program, TakesNoOptionForAnId) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"x", "-oA1b2C3d4e5"},
                                                {"x", "-o", "A1b2C3d4e5"},
                                                {"x", "--to=A1b2C3d4e5"},
                                                {"x", "--an-option-that-is-as-long-as-an-id-of-43c", "A1b2C3d4e5"}}) {
    ArgTree tree("hocba", "x", Lang::en);
    std::string given, to;
    Args drop = tree.root().command("drop", "x", "x", "");
    drop.positional("ID", given, "x", "x").required();
    drop.option("-o,--to,--an-option-that-is-as-long-as-an-id-of-43c", to, "x", "x");
    drop.action([] { return 0; });
    std::vector<const char*> argv = {"hocba", "drop"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    std::string printed;
    const auto chosen = tree.parse(static_cast<int>(argv.size()), argv.data(), printed);
    ASSERT_TRUE(chosen.ok()) << chosen.error().detail();
    EXPECT_EQ(given, "x");
    EXPECT_EQ(to, "A1b2C3d4e5");
  }
  EXPECT_THAT(run_hocba({"status", "-passphrase-file", "x", "--lang", "en"}).err, HasSubstr("not understood"));
}

TEST(Program, SaysHowAWordIsGivenThatBeginsWithAHyphen) {
  EXPECT_THAT(run_hocba({"record", "drop", "--abcdefgh", "--lang", "en"}).err,
              AllOf(HasSubstr("missing: ID"), HasSubstr("-- --abcdefgh")));
  EXPECT_THAT(run_hocba({"record", "drop", "--lang", "en"}).err, Not(HasSubstr("begins with -")));
  EXPECT_THAT(run_hocba({"record", "drop", "--help", "--lang", "en"}).out, HasSubstr("-- ID"));
}

TEST(Program, SaysWhatIsWrongWithTheArgumentsInEitherLanguage) {
  const auto said = [](std::vector<std::string> words, const char* lang) {
    words.insert(words.end(), {"--lang", lang});
    const Ran ran = run_hocba(words);
    EXPECT_EQ(ran.code, kExitUsage);
    return ran.err;
  };
  EXPECT_THAT(said({"grant", "revoke", "17"}, "vi"), HasSubstr("thiếu --reason"));
  EXPECT_THAT(said({"grant", "revoke", "17"}, "en"), HasSubstr("missing: --reason"));
  const std::string id = "00000000-0000-4000-8000-000000000000";
  EXPECT_THAT(said({"revoke", id, "--reason", "error"}, "vi"), HasSubstr("thiếu --basis"));
  EXPECT_THAT(said({"revoke", id, "--basis", "x"}, "en"), HasSubstr("missing: --reason"));
  EXPECT_THAT(said({"lookup", "--serial", "1"}, "vi"), HasSubstr("cần --birth-date hoặc --register"));
  EXPECT_THAT(said({"issue", "award"}, "vi"), HasSubstr("thiếu FILE"));
  EXPECT_THAT(said({"grant", "revoke", "x", "--reason", "left"}, "vi"), HasSubstr("cần số nguyên từ 0"));
  EXPECT_THAT(said({"grant", "review", "--days", "0"}, "en"), HasSubstr("--days: 0: a whole number is needed, from 1"));
  EXPECT_THAT(said({"completion", "tcsh"}, "vi"), HasSubstr("tcsh phải là một trong: bash, zsh, fish"));
  EXPECT_THAT(said({"key", "new", "a.key", "--passphrase-file"}, "en"), Not(HasSubstr("required")));
  EXPECT_THAT(said({"status", "--node", "a", "--node", "b"}, "vi"), HasSubstr("--node: chỉ ghi một lần"));
}

TEST(Program, SpeaksOneLanguageInTheDetailsToo) {
  const Ran code = run_hocba({"suspend", "00000000-0000-4000-8000-000000000000", "--reason", "ghi sai", "--basis", "x",
                              "--node", "http://127.0.0.1:1", "--key", "none", "--lang", "vi"});
  EXPECT_THAT(code.err, AllOf(HasSubstr("--reason ghi sai"), HasSubstr("chữ không dấu"), Not(HasSubstr("letters"))));
}

TEST(Program, SaysHowASerialNumberLeadsToAnId) {
  const Ran fetch = run_hocba({"fetch", "QNG-0001", "-o", "x.json", "--lang", "vi"});
  EXPECT_EQ(fetch.code, kExitUsage);
  EXPECT_THAT(fetch.err, HasSubstr("tìm mã của một số hiệu: hocba search --serial QNG-0001 --key"));
}

TEST(Program, TellsAPeriodThatIsNoneFromOneWithoutAPolicy) {
  const Ran ran = run_hocba({"policy", "show", "--type", "transcript", "--period", "2024-2026", "--lang", "en"});
  EXPECT_THAT(ran.err, AllOf(HasSubstr("[cli.usage]"), HasSubstr("chain.bad_period"), HasSubstr("--period 2024-2026")));
}

TEST(Program, SuggestsTheNearestCommandAndOption) {
  EXPECT_THAT(run_hocba({"verfy", "a.json", "--lang", "en"}).err, HasSubstr("did you mean verify?"));
  EXPECT_THAT(run_hocba({"grant", "lst", "--lang", "vi"}).err, HasSubstr("ý bạn là list?"));
  EXPECT_THAT(run_hocba({"status", "--nod", "x", "--lang", "en"}).err, HasSubstr("did you mean --node?"));
  EXPECT_THAT(run_hocba({"xyzzyx", "--lang", "en"}).err, Not(HasSubstr("did you mean")));
}

TEST(Program, HelpsInVietnameseAlone) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{}, {"grant"}, {"grant", "add"}, {"grant", "rotate"}, {"issue", "transcript"}}) {
    std::vector<std::string> asked = words;
    asked.insert(asked.end(), {"--help", "--lang", "vi"});
    const std::string help = run_hocba(asked).out;
    for (const char* foreign : {"Usage", "Options", "OPTIONS", "Positionals", "REQUIRED", "Subcommands", "SUBCOMMAND",
                                "Examples", "TEXT", "UINT"})
      EXPECT_THAT(help, Not(HasSubstr(foreign)));
  }
  EXPECT_THAT(run_hocba({"grant", "add", "--help", "--lang", "vi"}).out, HasSubstr("Cách dùng: hocba grant add"));
}

TEST(Program, AlignsItsHelpAsATerminalShowsIt) {
  std::istringstream lines(run_hocba({"grant", "rotate", "--help", "--lang", "vi"}).out);
  std::size_t rows = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto at = std::min(line.find("mục của quyền"), line.find("xem cách dùng"));
    if (at == std::string::npos) continue;
    EXPECT_EQ(display_width(line.substr(0, at)), 30u) << line;
    ++rows;
  }
  EXPECT_EQ(rows, 2u);
}

TEST(Program, PutsErrorsIntoJsonToo) {
  const Ran ran = run_hocba({"status", "--json"});
  EXPECT_THAT(ran.out, HasSubstr("\"code\": \"cli.need_node\""));
}

TEST(Program, ListsEveryCodeOnce) {
  const Ran ran = run_hocba({"codes"});
  EXPECT_EQ(ran.code, 0);
  for (const char* code : {"chain.serial_taken", "cli.unreachable", "crypto.passphrase_wrong", "log.no_quorum"})
    EXPECT_THAT(ran.out, HasSubstr(code));
  EXPECT_THAT(run_hocba({"codes", "cli."}).out, Not(HasSubstr("chain.")));
  // What only a node says, too.
  for (const char* code : {"node.may_not_read", "api.not_yours", "store.locked"})
    EXPECT_THAT(run_hocba({"codes", code}).out, HasSubstr(std::string(code) + "\n")) << code;
  const auto& all = known_codes();
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](auto* a, auto* b) { return a->id < b->id; }));
}

TEST(Program, SaysThatItKnowsNoSuchCode) {
  const Ran ran = run_hocba({"codes", "chain.nonsense"});
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("[cli.no_such_code]"));
  EXPECT_THAT(ran.err, HasSubstr("chain.nonsense"));
}

TEST(Program, FoundsANetworkOnce) {
  const test::ScratchDirectory scratch;
  const std::string dir = scratch / "net";
  const std::vector<std::string> words = {"network",        "new", dir, "--origin", "test.example/x", "--test",
                                          "--no-passphrase"};
  EXPECT_EQ(run_hocba(words).code, 0);
  for (const char* file : {"policy.txt", "node/genesis.json", "node/hocbad.toml", "node/keys/log.key",
                           "node/keys/vote.key", "node/keys/api.key", "node/keys/master.key", "founders/founder-3.key"})
    EXPECT_TRUE(exists(dir + "/" + file)) << file;
  const auto genesis = chain::verify_record(read_file(dir + "/node/genesis.json").value());
  ASSERT_TRUE(genesis.ok());
  EXPECT_EQ(genesis->proofs().size(), 2u);
  EXPECT_EQ(run_hocba(words).code, kExitUsage);
  EXPECT_EQ(run_hocba({"network", "lint", dir + "/policy.txt"}).code, 0);
  EXPECT_EQ(run_hocba({"network", "new", scratch / "b", "--origin", "x", "--founders", "2", "--threshold", "3",
                       "--no-passphrase"})
                .code,
            kExitUsage);
}

TEST(Program, MakesKeysThatItNeverOverwrites) {
  const test::ScratchDirectory scratch;
  const std::string file = scratch / "a.key";
  EXPECT_EQ(run_hocba({"key", "new", file, "--no-passphrase"}).code, 0);
  EXPECT_THAT(run_hocba({"key", "show", file}).out, HasSubstr("did:key:z6Mk"));
  EXPECT_EQ(run_hocba({"key", "new", file, "--no-passphrase"}).code, kExitUsage);
}

TEST(Program, LooksForTheFolderOfANewKeyBeforeItAsksForAPassphrase) {
  const test::ScratchDirectory scratch;
  const Ran ran = run_hocba({"key", "new", scratch / "none/a.key"});
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("[cli.folder_missing]"));
  EXPECT_THAT(ran.err, HasSubstr(scratch / "none"));
  EXPECT_THAT(ran.err, HasSubstr("mkdir -p"));
}

TEST(Program, TriesASheetWithoutANode) {
  const test::ScratchDirectory scratch;
  const Ran sheet = run_hocba({"issue", "certificate", "--template"});
  ASSERT_TRUE(write_file(scratch / "good.csv", sheet.out).ok());
  EXPECT_EQ(run_hocba({"issue", "certificate", scratch / "good.csv", "--dry-run", "--unit", "79TH0001"}).code, 0);
  std::string bad = sheet.out;
  bad.replace(bad.find("05/09/2012"), 10, "31/02/2012");
  ASSERT_TRUE(write_file(scratch / "bad.csv", bad).ok());
  const Ran ran =
      run_hocba({"issue", "certificate", scratch / "bad.csv", "--dry-run", "--unit", "79TH0001", "--lang", "vi"});
  EXPECT_EQ(ran.code, kExitRefused);
  EXPECT_THAT(ran.out, HasSubstr("31/02/2012"));
  EXPECT_THAT(ran.out, HasSubstr("Ngày sinh"));
}

TEST(Codes, OfANodeKeepTheirSentences) {
  const Code& code = code_named("node.some_new_code", Kind::conflict, "tiếng Việt", "English");
  EXPECT_EQ(code.vi, "tiếng Việt");
  EXPECT_EQ(&code, &code_named("node.some_new_code", Kind::conflict, "", ""));
  EXPECT_EQ(&code_named("cli.unreachable", Kind::internal, "", ""),
            &code_named("cli.unreachable", Kind::refused, "", ""));
  EXPECT_EQ(code_named("cli.unreachable", Kind::internal, "", "").kind, Kind::unavailable);
}

TEST(SerialSecret, IsMadeOnceAndMatchesItsCommitment) {
  const test::ScratchDirectory scratch;
  const std::string path = scratch / "unit/serial.secret";
  const auto first = serial_secret_commitment(path);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(*serial_secret_commitment(path), *first);
  const auto secret = read_serial_secret(path);
  ASSERT_TRUE(secret.ok());
  EXPECT_EQ(commitment_of(*secret), *first);
  // The type is parted from the serial: "ab" + "c" is not "a" + "bc".
  EXPECT_NE(serial_tag(*secret, "ab", "c"), serial_tag(*secret, "a", "bc"));
  EXPECT_EQ(serial_tag(*secret, "ab", "c"), serial_tag(*secret, "ab", "c"));
}

Signer signer_with(std::string role, std::vector<std::pair<std::string, bool>> grants) {
  Signer out;
  out.role = std::move(role);
  for (const auto& [name, delegated] : grants) {
    GrantInfo grant;
    grant.role = name;
    if (delegated) grant.delegated_by = 7;
    out.grants.push_back(grant);
  }
  return out;
}

TEST(Chain, OrdersSignatoriesAsThePolicyWants) {
  PolicyInfo policy;
  policy.document_roles = {{"teacher", 2}, {"principal", 1}, {"seal", 1}};
  const std::vector<Signer> signers = {signer_with("", {{"seal", false}}), signer_with("", {{"deputy", true}}),
                                       signer_with("", {{"teacher", false}}), signer_with("", {{"teacher", false}})};
  const auto chain = chain_of(policy, signers);
  ASSERT_TRUE(chain.ok()) << chain.error().to_string();
  EXPECT_EQ(*chain, (std::vector<const Signer*>{&signers[2], &signers[3], &signers[1], &signers[0]}));
}

TEST(Chain, SaysWhoIsMissing) {
  PolicyInfo policy;
  policy.document_roles = {{"teacher", 2}, {"seal", 1}};
  const std::vector<Signer> one = {signer_with("", {{"teacher", false}}), signer_with("", {{"seal", false}})};
  const auto chain = chain_of(policy, one);
  ASSERT_FALSE(chain.ok());
  EXPECT_TRUE(chain.error().is(kSignatureMissing));
  EXPECT_EQ(chain.error().detail(), "teacher: 1/2");
  EXPECT_EQ(chain_of(policy, {}).error().detail(), "teacher: 0/2, seal: 0/1") << "all of them at once";
  // A deputy without a delegation is nobody's deputy.
  policy.document_roles = {{"principal", 1}};
  EXPECT_FALSE(chain_of(policy, {signer_with("", {{"deputy", false}})}).ok());
  // A key that is named for one role doesn't fill another.
  EXPECT_FALSE(chain_of(policy, {signer_with("seal", {{"principal", false}, {"seal", false}})}).ok());
}

TEST(Result, SaysWhatBecameOfEachRow) {
  std::vector<SheetRow> rows(3);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = {"a.csv", i + 2, credential::CertificateData{}};
  rows[0].common().holder.name = "Trần Thị Thử";
  std::vector<RowOutcome> outcomes(3);
  outcomes[0].index = 17;
  outcomes[0].number = 5;
  outcomes[1].error = "số hiệu đã dùng";
  outcomes[2].on_desk = true;
  const std::string csv = result_csv(rows, outcomes, {{"a.csv", {5, 6, "Hồ Văn Sai"}}}, Lang::vi);
  EXPECT_THAT(csv, HasSubstr("17,đã cấp"));
  EXPECT_THAT(csv, HasSubstr("không cấp được,số hiệu đã dùng"));
  EXPECT_THAT(csv, HasSubstr("trên bàn ký"));
  EXPECT_THAT(csv, HasSubstr("a.csv,5,Hồ Văn Sai,,,,,bị bỏ,lỗi ở dòng 6")) << "who is in no document, too";
  EXPECT_THAT(result_csv(rows, {3, RowOutcome{}}, {}, Lang::vi), HasSubstr("chưa cấp"));
}

}  // namespace
}  // namespace hocba::cli
