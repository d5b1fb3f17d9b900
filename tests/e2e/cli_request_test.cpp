// Requests about personal data at the command line, from the request to the erasure that answers it; an inspector's
// reading, and what the holder sees of it.
#include "tests/e2e/cli_node.hpp"

namespace hocba {
namespace {

using test::CliNode;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;

class CliRequests : public testing::Test {
 protected:
  Words asking(const std::string& kind, const Words& more = {}) {
    Words out = {"request", "new",
                 "--unit",  "79TH0001",
                 "--kind",  kind,
                 "--who",   "Trần Thị Hoà",
                 "--as",    "parent",
                 "--says",  "Xin xóa thông tin gia đình",
                 "--key",   cli.key("registrar")};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  std::string transcript() { return credential::to_text(cli.net().issue_transcript("Nguyễn Văn An", "2013-02-01").id); }
  CliNode cli;
};

// Odd case 32.
TEST_F(CliRequests, GoFromTheRequestToTheErasureThatAnswersIt) {
  const auto id = transcript();
  const auto kept = cli.must(asking("erase", {"--document", id, "--parts", "identity,year-2024-2025"}));
  EXPECT_EQ(kept["answer"]["outcome"], "refused");
  EXPECT_EQ(kept["answer"]["reason"], "node.legal_retention");
  EXPECT_THAT(kept["answer"]["basis"].get<std::string>(), HasSubstr("NĐ 88/2026"));
  EXPECT_THAT(cli.run(asking("erase", {"--document", id, "--parts", "identity"})).err, HasSubstr("NĐ 88/2026"));

  const auto request = cli.must(asking("erase", {"--document", id, "--parts", "family"}))["id"].get<std::string>();
  const auto listed = cli.run({"request", "list", "--unit", "79TH0001", "--key", cli.key("registrar")});
  EXPECT_THAT(listed.out, AllOf(HasSubstr(request), HasSubstr("Trần Thị Hoà"), HasSubstr("not yet, by 05/09/2024")));
  EXPECT_TRUE(cli.must({"request", "acknowledge", request, "--key", cli.key("registrar")}).contains("acknowledged"));
  cli.refused({"request", "answer", request, "--outcome", "done", "--key", cli.key("registrar")},
              "node.request_not_done");
  const auto erased = cli.must({"erase", id, "--group", "family", "--basis", "Đơn ngày 01/09/2024", "--request",
                                request, "--yes", "--key", cli.key("registrar"), "--key", cli.key("principal")});
  const auto openings = cli.net().node().vault().openings(log::LeafIndex{erased["index"].get<std::uint64_t>()});
  ASSERT_TRUE(openings.ok());
  ASSERT_EQ(openings->size(), 1u);
  EXPECT_THAT(openings->front().content, HasSubstr(request)) << "the erasure cites what it answers";
  const auto answered = cli.must(
      {"request", "answer", request, "--outcome", "done", "--reason", "Đã hủy", "--key", cli.key("registrar")});
  EXPECT_EQ(answered["answer"]["outcome"], "done");
  EXPECT_EQ(cli.must({"request", "list", "--key", cli.key("registrar")})["requests"].size(), 0u);
  EXPECT_EQ(cli.must({"request", "list", "--all", "--key", cli.key("registrar")})["requests"].size(), 3u);
}

TEST_F(CliRequests, SayWhatIsLateAndWhatIsWrong) {
  cli.must(asking("view", {"--received", "20/08/2024"}));
  const auto listed = cli.run({"request", "list", "--key", cli.key("registrar")});
  EXPECT_THAT(listed.out + listed.err,
              AllOf(HasSubstr("30/08/2024, late"), HasSubstr("1 request is past its day"), HasSubstr("1 request\n")));
  cli.refused(asking("view", {"--received", "20/08/2023"}), "node.request_bad");
  EXPECT_EQ(cli.run(asking("view", {"--as", "friend"})).code, 2);
  const auto shown = cli.run(asking("view", {"--dry-run"}));
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_EQ(cli.must({"request", "list", "--key", cli.key("registrar")})["requests"].size(), 1u)
      << "a dry run enters nothing";
}

TEST_F(CliRequests, CountByTheOfficesOwnCalendarWhereOneIsGiven) {
  const Words list = {"request", "list", "--key", cli.key("registrar")};
  const auto entered = cli.must(asking("view", {"--received", "20/08/2024"}));
  EXPECT_EQ(entered["acknowledge_by"], "2024-08-22");
  EXPECT_EQ(entered["due"], "2024-08-30");
  EXPECT_EQ(entered["late"], true);
  ASSERT_TRUE(cli::write_file(cli.file("calendar.txt"), "off 2024-08-21\noff 2024-08-30\n").ok());
  auto with = list;
  with.insert(with.end(), {"--calendar", cli.file("calendar.txt")});
  const auto counted = cli.must(with)["requests"][0];
  EXPECT_EQ(counted["acknowledge_by"], "2024-08-23");
  EXPECT_EQ(counted["due"], "2024-09-04") << "the next working day: the weekend and the holidays of Quốc khánh between";
  EXPECT_EQ(counted["late"], false);
  EXPECT_EQ(cli.must({"request", "show", entered["id"].get<std::string>(), "--calendar", cli.file("calendar.txt"),
                      "--key", cli.key("registrar")}),
            counted);
  EXPECT_EQ(cli.must(list)["requests"][0], entered) << "the node counts as it did";
  ASSERT_TRUE(cli::write_file(cli.file("calendar.txt"), "nghỉ 2024-08-21\n").ok());
  cli.refused(with, "credential.bad_calendar");
  cli.refused(asking("view", {"--calendar", cli.file("calendar.txt")}), "credential.bad_calendar");
  EXPECT_EQ(cli.must(list)["requests"].size(), 1u) << "refused before anything was entered";
}

TEST_F(CliRequests, AreShownWithWhatTheySayAndHowToReachWhoAsks) {
  const auto id = cli.must(asking("view", {"--contact", "0900 000 000"}))["id"].get<std::string>();
  cli.must(asking("correct"));
  const auto shown = cli.run({"request", "show", id, "--key", cli.key("registrar")});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("Xin xóa thông tin gia đình"), HasSubstr("0900 000 000"),
                               HasSubstr("asks as: parent"), HasSubstr(CliNode::did("registrar"))));
  EXPECT_EQ(cli.must({"request", "show", id, "--key", cli.key("registrar")})["id"], id);
  EXPECT_THAT(cli.run({"request", "acknowledge", id, "--key", cli.key("registrar")}).out, HasSubstr("0900 000 000"));
  cli.refused({"request", "show", "00000000-0000-4000-8000-000000000000", "--key", cli.key("registrar")},
              "cli.request_unknown");
  for (const Words& words : {Words{"request", "show", "7"},
                             {"request", "acknowledge", "7"},
                             {"request", "answer", "7", "--outcome", "done"},
                             {"request", "list", "--after", "7"},
                             {"erase", id, "--basis", "QĐ 1", "--request", "7"}}) {
    auto with_key = words;
    with_key.insert(with_key.end(), {"--key", cli.key("registrar")});
    EXPECT_THAT(cli.refused(with_key, "cli.usage", cli::kExitUsage).err,
                AllOf(HasSubstr("hocba request list"), testing::Not(HasSubstr("search --serial"))));
  }
}

TEST_F(CliRequests, ATrialChecksWhatItShows) {
  const auto id = transcript();
  const auto trial = [&](const Words& more) {
    auto words = asking("erase", {"--dry-run"});
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const auto shown = cli.run(trial({"--document", id, "--parts", "family"}));
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("asks to: erase"), HasSubstr("who: Trần Thị Hoà (parent)"),
                               testing::Not(HasSubstr("\"kind\""))));
  EXPECT_THAT(test::run_here(cli.with_globals(trial({"--document", id, "--parts", "family"}), "vi")).out,
              AllOf(HasSubstr("yêu cầu: xóa"), HasSubstr("người yêu cầu: Trần Thị Hoà (cha mẹ)")));
  cli.refused(trial({"--document", id, "--parts", "famly"}), "cli.unknown_word", cli::kExitUsage);
  cli.refused(trial({"--document", id, "--parts", "comments-1999-2000"}), "credential.group_unknown");
  cli.refused(trial({"--document", "00000000-0000-4000-8000-000000000000"}), "api.nothing_there");
  cli.refused(trial({"--document", id, "--received", "01/01/2030"}), "cli.usage", cli::kExitUsage);
  cli.refused(trial({}), "cli.usage", cli::kExitUsage);
  cli.refused({"request", "new", "--kind", "view", "--who", "An", "--says", "x", "--dry-run"}, "cli.need_unit",
              cli::kExitUsage);
}

TEST_F(CliRequests, AnInspectorReadsUnderADecisionThatTheHolderSees) {
  const auto id = transcript();
  cli.net().must(cli.net().net.unit_body("79TTR", "79SGD", chain::UnitType::inspectorate), "79SGD", {"office-manager"});
  cli.net().must(cli.net().net.grant_body("inspector", "79TTR", chain::Role::inspector, {}), "79SGD",
                 {"office-manager"});
  const auto key = cli.key("inspector");
  cli.refused({"fetch", id, "--purpose", "thanh tra", "--key", key}, "node.decision_needed");
  cli.refused({"search", "--purpose", "thanh tra", "--key", key}, "node.decision_needed");
  EXPECT_EQ(
      cli.must({"search", "--purpose", "thanh tra", "--decision", "QĐ 12/QĐ-TTr", "--key", key})["documents"].size(),
      1u);
  const auto file = cli.file("seen.json");
  cli.must({"fetch", id, "--purpose", "thanh tra", "--decision", "QĐ 12/QĐ-TTr", "-o", file, "--key", key});
  const auto log = cli.run({"access-log", file});
  EXPECT_EQ(log.code, 0) << log.err;
  EXPECT_THAT(log.out, AllOf(HasSubstr("QĐ 12/QĐ-TTr"), HasSubstr("79TTR"), HasSubstr("thanh tra")));
}

}  // namespace
}  // namespace hocba
