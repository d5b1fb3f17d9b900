// What can't be taken back: looked at before it is recorded, asked for, and never recorded where a fault can be seen.
#include "tests/e2e/cli_node.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::CliNode;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliChange : public testing::Test {
 protected:
  std::string issued(const std::string& name = "Nguyễn Thị Thử") {
    return credential::to_text(cli.net().issue(cli.net().certificate(name, "2001-02-03", "000123456789")).id);
  }
  // Proposed and approved.
  Words with(Words words, const Words& more = {}) {
    words.insert(words.end(), {"--key", cli.key("registrar"), "--key", cli.key("principal")});
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Words one(const char* action, const std::string& id) {
    return with({action, id, "--reason", "error", "--basis", "QĐ 12"});
  }
  Words yes(Words words) {
    words.push_back("--yes");
    return words;
  }
  std::string sheet(const std::string& rows) {
    HOCBA_CHECK(cli::write_file(cli.file("list.csv"), "id,reason,basis\n" + rows).ok());
    return cli.file("list.csv");
  }
  // What was recorded of it. (The ledger itself grows by snapshots: showing a document takes one where it needs it.)
  json standing(const std::string& id) {
    auto answer = cli::HttpClient::create(cli.url(), {}).value()->get("/v1/credentials/" + id);
    return json::parse(answer->body);
  }
  bool untouched(const std::string& id) {
    const auto now = standing(id);
    return now["in_force"] == true && !now.contains("erased");
  }
  CliNode cli;
};

TEST_F(CliChange, WantsYesForWhatIsFinalWhereNobodyCanBeAsked) {
  const auto id = issued();
  cli.refused(one("revoke", id), "cli.need_yes", cli::kExitUsage);
  cli.refused(with({"revoke", "--from", sheet(id + ",error,QĐ 5\n")}), "cli.need_yes", cli::kExitUsage);
  cli.refused(with({"erase", id, "--basis", "x"}), "cli.need_yes", cli::kExitUsage);
  EXPECT_TRUE(untouched(id));
  // What can be taken back asks nobody.
  cli.must(one("suspend", id));
  cli.must(one("reinstate", id));
  cli.must(yes(one("revoke", id)));
}

TEST_F(CliChange, SaysThatAStandingIsFinalBeforeItAsks) {
  const auto id = issued(), other = issued();
  cli.must(one("suspend", id));
  cli.refused(one("suspend", id), "chain.wrong_standing");
  cli.must(yes(one("revoke", id)));  // a suspended one can be
  const auto said = cli.refused(one("revoke", id), "chain.standing_final");
  EXPECT_THAT(said.err, Not(HasSubstr("need_yes")));
  cli.refused(one("reinstate", id), "chain.standing_final");
  cli.refused(one("confirm", other), "chain.not_compromised");
}

TEST_F(CliChange, TellsOneWhoIsAloneHowTheOtherSigns) {
  const auto id = issued();
  const auto said = cli.refused(
      {"revoke", id, "--yes", "--reason", "error", "--basis", "QĐ", "--key", cli.key("registrar")}, "chain.four_eyes");
  EXPECT_THAT(said.err, HasSubstr("--out FILE"));
}

TEST_F(CliChange, RecordsNothingOfASheetWithAFaultThatCanBeSeen) {
  const auto first = issued(), second = issued("Trần Văn Mẫu");
  const std::string nobody = "00000000-0000-4000-8000-000000000000";
  const auto file = sheet(first + ",error,QĐ 5\n" + nobody + ",error,QĐ 6\n" + second + ",two words,QĐ 7\n" + first +
                          ",error,QĐ 8\n");
  const auto said = cli.refused(yes(with({"revoke", "--from", file})), "cli.changes_refused");
  EXPECT_THAT(said.err, AllOf(HasSubstr("line 3: " + nobody), HasSubstr("line 4: "),
                              HasSubstr("line 5: " + first + ": stands in line 2 already")));
  EXPECT_TRUE(untouched(first));
  EXPECT_TRUE(untouched(second));
  const auto tried = cli.must(with({"revoke", "--from", sheet(first + ",error,QĐ 5\n"), "--dry-run"}));
  EXPECT_EQ(tried["results"].size(), 1u);
  EXPECT_TRUE(untouched(first));
}

TEST_F(CliChange, GoesOnWithASheetThatWasInterrupted) {
  const auto first = issued(), second = issued("Trần Văn Mẫu");
  cli.must(yes(one("revoke", first)));
  const auto file = sheet(first + ",error,QĐ 5\n" + second + ",error,QĐ 6\n");
  const auto done = cli.must(yes(with({"revoke", "--from", file})));
  EXPECT_EQ(done["results"][0].value("before", false), true);
  EXPECT_TRUE(done["results"][1].contains("index"));
  const auto size = cli.size();
  cli.must(with({"revoke", "--from", file}));  // nothing is left to ask about
  EXPECT_EQ(cli.size(), size);
}

TEST_F(CliChange, ErasesNoPartThatTheDocumentHasNot) {
  const auto id = issued();
  const auto refused =
      cli.refused(yes(with({"erase", id, "--group", "family", "--basis", "x"})), "credential.group_unknown");
  EXPECT_THAT(refused.err, HasSubstr("identity"));
  EXPECT_THAT(cli.run(with({"erase", id, "--group", "family", "--basis", "x", "--out", cli.file("e.json")})).err,
              HasSubstr("credential.group_unknown"));
  EXPECT_FALSE(cli::exists(cli.file("e.json")));
  cli.must(yes(with({"erase", id, "--group", "identity", "--basis", "x"})));
  cli.must(yes(with({"erase", id, "--basis", "x"})));
  cli.refused(yes(with({"erase", id, "--basis", "x"})), "chain.already_erased");
}

TEST_F(CliChange, SupersedesByADocumentOfTheSamePersonAlone) {
  const auto old = issued(), fresh = issued();
  const auto others =
      credential::to_text(cli.net().issue(cli.net().certificate("Trần Văn Mẫu", "2001-02-03", "000201000456")).id);
  const auto supersede = [&](const std::string& id, const std::string& by, bool corrected = false) {
    Words words = {"supersede",
                   id,
                   "--yes",
                   "--by",
                   by,
                   "--reason",
                   "NHAP_SAI",
                   "--basis",
                   "QĐ 2",
                   "--key",
                   cli.key("registrar"),
                   "--key",
                   cli.key("principal")};
    if (corrected) words.push_back("--other-holder");
    return words;
  };
  const auto refused = cli.refused(supersede(old, others), "cli.other_holder");
  EXPECT_THAT(refused.err, HasSubstr("Trần Văn Mẫu"));
  EXPECT_EQ(standing(old)["in_force"], true);
  cli.must(supersede(old, fresh));
  EXPECT_EQ(standing(old)["superseded_by"], fresh);
  // A corrected name is one of the reasons to issue anew.
  cli.must(supersede(fresh, others, true));
  EXPECT_EQ(standing(fresh)["superseded_by"], others);
}

TEST_F(CliChange, ClosesNoRegisterUnasked) {
  issued();
  const Words close = {"register", "close",  "--type",   "certificate", "--year",
                       "2025",     "--unit", "79TH0001", "--key",       cli.key("registrar")};
  const auto before = cli.size();
  cli.refused(close, "cli.need_yes", cli::kExitUsage);
  EXPECT_EQ(cli.size(), before);
  cli.must(yes(close));
  cli.refused(yes(close), "chain.book_closed");
}

}  // namespace
}  // namespace hocba
