// What is named on a command line: files that are not overwritten, days that are meant whole, words that are wrong.
#include "ledger/exchange/csv.hpp"
#include "tests/e2e/cli_node.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::CliNode;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliArguments : public testing::Test {
 protected:
  std::string issued(const std::string& name = "Nguyễn Thị Thử") {
    return credential::to_text(cli.net().issue(cli.net().certificate(name, "2001-02-03")).id);
  }
  Words grant_until(const std::string& key, const std::string& to, const Words& more = {}) {
    Words out = {"grant",      "add",  "--for", "79TH0001", "--role",     "teacher", "--to-key",
                 cli.key(key), "--to", to,      "--person", "Lê Văn Thử", "--key",   cli.key("manager")};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  CliNode cli;
};

TEST_F(CliArguments, OverwriteNoFileThatIsNamedForAnAnswer) {
  const std::string key = cli.key("manager"), before = cli::read_file(key).value(), record = cli.file("grant.json");
  cli.must(grant_until("new", "31/12/2024", {"--out", record}));
  const auto size = cli.size();
  cli.refused({"record", "sign", record, "-o", key, "--key", cli.key("manager")}, "cli.file_exists", cli::kExitUsage);
  cli.refused({"log", "proof", "0", "-o", key}, "cli.file_exists", cli::kExitUsage);
  EXPECT_EQ(cli::read_file(key).value(), before);
  EXPECT_EQ(cli.size(), size);
  // The record's own file by another name, and a new one, are written.
  cli.must({"record", "sign", record, "-o", cli.file("./grant.json"), "--key", cli.key("manager")});
  cli.must({"record", "sign", record, "-o", cli.file("signed.json"), "--key", cli.key("manager")});
  cli.must({"log", "proof", "0", "-o", cli.file("proof.txt")});
  EXPECT_EQ(cli::read_file(cli.file("signed.json")).value(), cli::read_file(record).value());
}

TEST_F(CliArguments, MeanTheWholeLastDay) {
  const auto added = cli.must(grant_until("new", "31/12/2024"));
  EXPECT_EQ(added["to"], "2024-12-31T17:00:00Z");
  EXPECT_EQ(cli.must(grant_until("newer", "2024-12-31"))["to"], "2024-12-31T17:00:00Z");
  EXPECT_EQ(cli.must(grant_until("newest", "2024-12-31T00:00:00Z"))["to"], "2024-12-31T00:00:00Z");
  const Words list = {"grant", "list", "--of", cli.key("new")};
  EXPECT_THAT(test::run_here(cli.with_globals(list, "vi")).out, HasSubstr("hết 31/12/2024"));
  EXPECT_THAT(cli.run(list).out, HasSubstr("the end of 31/12/2024"));
  EXPECT_THAT(cli.run({"grant", "list", "--of", cli.key("newest")}).out,
              AllOf(HasSubstr("31/12/2024"), Not(HasSubstr("end of"))));
  EXPECT_THAT(cli.run({"key", "show", cli.key("new")}).out, HasSubstr("the end of 31/12/2024"));
  cli.must({"unit", "update", "79TH0002", "--to", "31/12/2025", "--key", cli.key("office-manager")});
  const auto shown = cli.must({"unit", "show", "79TH0002"});
  EXPECT_EQ(shown["to"], "2025-12-31T17:00:00Z");
  EXPECT_THAT(test::run_here(cli.with_globals({"unit", "show", "79TH0002"}, "vi")).out, HasSubstr("hết 31/12/2025"));
  EXPECT_THAT(test::run_here(cli.with_globals({"unit", "list"}, "vi")).out, HasSubstr("đến hết 31/12/2025"));
  // As it waits for another's signature, too.
  cli.must(grant_until("third", "31/12/2024", {"--out", cli.file("grant.json")}));
  EXPECT_THAT(test::run_here(cli.with_globals({"record", "show", cli.file("grant.json")}, "vi")).out,
              HasSubstr("hết 31/12/2024"));
}

TEST_F(CliArguments, AskOfASecondRightOnlyWhereTheTwoMeet) {
  cli.must(grant_until("new", "31/12/2024", {"--from", "01/12/2024"}));
  // Before it, up to its first moment.
  cli.must(grant_until("new", "30/11/2024"));
  cli.refused(grant_until("new", "01/12/2024"), "cli.need_yes", cli::kExitUsage);
}

TEST_F(CliArguments, ThatAreWrongAreWrongUse) {
  const auto wrong = [&](const Words& words, const std::string& option) {
    EXPECT_THAT(cli.refused(words, "cli.usage", cli::kExitUsage).err, HasSubstr(option));
  };
  wrong({"lookup", "--serial", "1", "--birth-date", "31/02/2000"}, "--birth-date 31/02/2000");
  wrong({"search", "--birth-date", "31/02/2000", "--key", cli.key("registrar")}, "--birth-date 31/02/2000");
  wrong({"policy", "show", "--type", "certificate", "--period", "xx"}, "--period xx");
  wrong({"grant", "list", "--of", "did:key:zzz"}, "did:key:zzz");
  wrong({"unit", "update", "79TH0001", "--serial-digest", "xx", "--key", cli.key("office-manager")},
        "--serial-digest xx");
  HOCBA_CHECK(cli::write_file(cli.file("bad.txt"), "no policy\n").ok());
  const auto ran = test::run_here(
      {"verify", cli.file("bad.txt"), "--policy", cli.file("bad.txt"), "--lang", "en", "--context", cli.context()});
  EXPECT_EQ(ran.code, cli::kExitUsage);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("[cli.usage]"), HasSubstr("--policy"), HasSubstr("bad.txt")));
}

TEST_F(CliArguments, ThatNameAFileWhichIsNotThereHideNoOtherFile) {
  const auto id = issued();
  ASSERT_TRUE(cli.net().snapshot());
  const std::string good = cli.file("good.json"), bad = cli.file("bad.json"), missing = cli.file("missing.json");
  cli.must({"fetch", id, "-o", good, "--key", cli.key("seal")});
  auto text = cli::read_file(good).value();
  const std::string name = "Nguyễn Thị Thử";
  ASSERT_NE(text.find(name), std::string::npos);
  text.replace(text.find(name), name.size(), "Nguyễn Thị Khác");
  HOCBA_CHECK(cli::write_file(bad, text).ok());
  for (const Words& files : {Words{bad, missing}, Words{missing, bad}, Words{good, missing, bad}}) {
    Words words = {"verify", "--offline", "--json"};
    words.insert(words.end(), files.begin(), files.end());
    const auto ran = cli.run(words);
    EXPECT_EQ(ran.code, 4) << ran.out;
    const auto value = json::parse(ran.out, nullptr, false);
    ASSERT_EQ(value["files"].size(), files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
      EXPECT_EQ(value["files"][i]["file"], files[i]);
      EXPECT_EQ(value["files"][i].contains("report"), files[i] != missing);
    }
  }
  const auto both = cli.run({"verify", "--offline", good, missing});
  EXPECT_EQ(both.code, cli::kExitUsage);
  EXPECT_THAT(both.out, AllOf(HasSubstr(good), HasSubstr("[cli.file_missing]")));
  cli.refused({"verify", "--offline", missing}, "cli.file_missing", cli::kExitUsage);
}

TEST_F(CliArguments, AreUtf8) {
  const Words request = {"request", "new",     "--kind", "view",     "--who",    "Nguy\xea",
                         "--says",  "Xin xem", "--unit", "79TH0001", "--dry-run"};
  cli.refused(request, "cli.argument_not_utf8", cli::kExitUsage);
  const auto id = issued();
  cli.refused({"register", "copy", id, "--to", "\xff", "--unit", "79TH0001", "--key", cli.key("registrar")},
              "cli.argument_not_utf8", cli::kExitUsage);
}

}  // namespace
}  // namespace hocba
