// hocba transfer: a pupil goes from one school of a node to another and is corrected afterwards.
#include "crypto/json.hpp"
#include "tests/e2e/cli_node.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::CliNode;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliTransfer : public testing::Test {
 protected:
  CliTransfer() { HOCBA_CHECK(cli::write_file(cli.file("sheet.pdf"), "bảng tổng hợp").ok()); }
  std::string issued(const std::string& name = "Nguyễn Thị Thử", const std::string& number = "000201000123") {
    return credential::to_text(cli.net().issue(cli.net().certificate(name, "2001-02-03", number)).id);
  }
  Words request_words() {
    return {"transfer",       "request",      "--receiving", "79TH0002",          "--name",
            "Nguyễn Thị Thử", "--birth-date", "03/02/2001",  "--application",     "12/2025",
            "--unit",         "79TH0001",     "--key",       cli.key("registrar")};
  }
  std::string requested() { return cli.must(request_words())["transfer"].get<std::string>(); }
  Words accept(const std::string& id) { return {"transfer", "accept", id, "--key", cli.key("other-principal")}; }
  Words release(const std::string& id, const std::vector<std::string>& credentials) {
    Words words = {"transfer", "release",           id, "--sheet", cli.file("sheet.pdf"), "--key", cli.key("registrar"),
                   "--key",    cli.key("principal")};
    for (const auto& credential : credentials) words.insert(words.end(), {"--credential", credential});
    return words;
  }
  Words receive(const std::string& id) { return {"transfer", "receive", id, "--key", cli.key("other-principal")}; }
  std::string standing(const std::string& id) {
    return cli.must({"transfer", "show", id})["standing"].get<std::string>();
  }
  Words change(const std::string& what, const std::string& id, bool old_school, const std::string& by = {}) {
    const std::string prefix = old_school ? "" : "other-";
    Words words = {what,       id,
                   "--reason", "NHAP_SAI",
                   "--basis",  "QĐ 1",
                   "--unit",   old_school ? "79TH0001" : "79TH0002",
                   "--key",    cli.key(prefix + "registrar"),
                   "--key",    cli.key(prefix + "principal")};
    if (!by.empty()) words.insert(words.end(), {"--by", by, "--yes"});
    return words;
  }
  CliNode cli;
};

TEST_F(CliTransfer, MovesAPupilWithItsDocumentAndItsCorrection) {
  const std::string document = issued(), corrected = issued();
  const std::string id = requested();
  EXPECT_EQ(standing(id), "requested");
  cli.refused(release(id, {document}), "chain.custody_wrong_step");
  cli.must(accept(id));
  cli.must(release(id, {document}));
  cli.refused(change("suspend", document, true), "chain.custody_released");
  cli.refused({"fetch", document, "-o", cli.file("early.json"), "--key", cli.key("other-registrar")},
              "node.may_not_read");
  cli.must(receive(id));
  EXPECT_EQ(standing(id), "received");
  // The new school reads and changes, the old one reads on and writes the correction.
  cli.must({"fetch", document, "-o", cli.file("new.json"), "--key", cli.key("other-registrar")});
  cli.must({"fetch", document, "-o", cli.file("old.json"), "--key", cli.key("registrar")});
  cli.refused(change("suspend", document, true), "chain.custody_elsewhere");
  cli.must(change("suspend", document, false));
  cli.must(change("reinstate", document, false));
  cli.refused(change("supersede", document, true, corrected), "chain.custody_elsewhere");
  cli.refused(change("supersede", document, false, corrected), "chain.successor_wrong");
  const std::string second = requested();
  cli.must(accept(second));
  cli.must(release(second, {corrected}));
  cli.must(receive(second));
  cli.must(change("supersede", document, false, corrected));
  cli.refused(change("suspend", corrected, true), "chain.custody_elsewhere");
  const auto verified = cli.run({"verify", cli.file("new.json"), "--offline"});
  EXPECT_NE(verified.code, 4) << verified.out << verified.err;  // as genuine as before
}

TEST_F(CliTransfer, WaitsOnTheDeskForASecondSignature) {
  auto words = request_words();
  words.push_back("--desk");
  cli.must(words);
  const json waiting = cli.must({"desk", "list", "--key", cli.key("principal")});
  ASSERT_EQ(waiting["items"].size(), 1u);
  const auto record = waiting["items"][0]["id"].get<std::string>();
  const auto size = cli.size();
  cli.must({"desk", "approve", record, "--yes", "--key", cli.key("principal")});
  EXPECT_GT(cli.size(), size);
  EXPECT_EQ(cli.must({"desk", "list", "--all", "--key", cli.key("principal")})["total"], 0);
}

TEST_F(CliTransfer, ATrialRecordsNothing) {
  const auto size = cli.size();
  auto words = request_words();
  words.push_back("--dry-run");
  EXPECT_EQ(cli.must(words)["dry_run"], true);
  std::replace(words.begin(), words.end(), std::string("79TH0002"), std::string("79TH0099"));
  EXPECT_NE(cli.run(words).code, 0) << "no such school";
  EXPECT_EQ(cli.size(), size);
  const std::string id = requested();
  words = release(id, {});
  words.push_back("--dry-run");
  cli.refused(words, "chain.custody_wrong_step");
  words = {"transfer", "accept", id, "--dry-run", "--key", cli.key("principal")};
  cli.refused(words, "cli.key_may_not_sign");
  words = accept(id);
  words.push_back("--dry-run");
  cli.must(words);
  EXPECT_EQ(standing(id), "requested");
}

TEST_F(CliTransfer, IsRefusedAndWithdrawnWithAReasonThatBothSchoolsRead) {
  const std::string id = requested();
  const auto refusal = cli.must(
      {"transfer", "refuse", id, "--reason", "full", "--basis", "Công văn 12", "--key", cli.key("other-principal")});
  EXPECT_EQ(standing(id), "refused");
  const std::string at = std::to_string(refusal["index"].get<std::uint64_t>());
  for (const char* key : {"registrar", "other-registrar"}) {
    cli.api().log_in(key);
    const auto opened = cli.api().get("/v1/entries/" + at + "/openings");
    EXPECT_EQ(test::ApiNetwork::json_of(opened)["reason"]["content"]["basis"], "Công văn 12") << key;
  }
  cli.refused(accept(id), "chain.custody_over");
  const std::string second = requested();
  cli.refused(
      {"transfer", "withdraw", second, "--reason", "withdrawn", "--basis", "Đơn", "--key", cli.key("registrar")},
      "chain.missing_role");
  cli.must({"transfer", "withdraw", second, "--reason", "withdrawn", "--basis", "Đơn", "--key", cli.key("principal")});
  EXPECT_EQ(standing(second), "withdrawn");
}

TEST_F(CliTransfer, ListsWhatIsOpenWithItsDeadline) {
  const std::string open = requested(), over = requested();
  cli.must({"transfer", "withdraw", over, "--reason", "withdrawn", "--basis", "Đơn", "--key", cli.key("principal")});
  const Words list = {"transfer", "list", "--unit", "79TH0002", "--key", cli.key("other-registrar")};
  json shown = cli.must(list);
  ASSERT_EQ(shown["transfers"].size(), 1u);
  EXPECT_EQ(shown["transfers"][0]["id"], open);
  EXPECT_EQ(shown["transfers"][0]["late"], false);
  // Both schools see whose it is, nobody else does.
  EXPECT_EQ(shown["transfers"][0]["pupil"], (json{{"name", "Nguyễn Thị Thử"}, {"birth_date", "2001-02-03"}}));
  for (const char* key : {"registrar", "other-principal"})
    EXPECT_EQ(cli.must({"transfer", "show", open, "--key", cli.key(key)})["pupil"]["name"], "Nguyễn Thị Thử") << key;
  EXPECT_FALSE(cli.must({"transfer", "show", open}).contains("pupil"));
  const std::string due = shown["transfers"][0]["due"];
  auto all = list;
  all.push_back("--all");
  EXPECT_EQ(cli.must(all)["transfers"].size(), 2u);
  // A holiday of the office's own moves the day.
  const std::string holidays = "through 2099-12-31\noff " + due + "\n";
  ASSERT_TRUE(cli::write_file(cli.file("calendar.txt"), holidays).ok());
  auto with = list;
  with.insert(with.end(), {"--calendar", cli.file("calendar.txt")});
  shown = cli.must(with);
  EXPECT_GT(shown["transfers"][0]["due"].get<std::string>(), due);
  EXPECT_EQ(shown["transfers"][0]["holidays_known"], true);
  ASSERT_TRUE(cli::write_file(cli.file("calendar.txt"), "Tết 2027\n").ok());
  cli.refused(with, "credential.bad_calendar");
  const auto people = cli.run({"transfer", "show", open});
  EXPECT_THAT(people.out, AllOf(HasSubstr("79TH0002"), HasSubstr("requested"), HasSubstr("answer")));
}

TEST_F(CliTransfer, SignersElsewhereSeeWhatTheySign) {
  const std::string document = issued();
  const std::string id = requested();
  cli.must(accept(id));
  cli.must({"transfer", "release", id, "--credential", document, "--sheet", cli.file("sheet.pdf"), "--key",
            cli.key("registrar"), "--out", cli.file("release.json")});
  const auto shown = cli.run({"record", "show", cli.file("release.json"), "--key", cli.key("principal")});
  EXPECT_THAT(shown.out, AllOf(HasSubstr("release of a pupil's record"), HasSubstr(id), HasSubstr("Nguyễn Thị Thử"),
                               HasSubstr("interim sheet (SHA-256)")));
  cli.must({"record", "sign", cli.file("release.json"), "--key", cli.key("principal")});
  cli.must({"record", "submit", cli.file("release.json"), "--key", cli.key("principal")});
  EXPECT_EQ(standing(id), "released");
}

TEST_F(CliTransfer, TwoPupilsInOneReleaseAreAMisprint) {
  const std::string one = issued(), other = issued("Lê Văn Thử", "000201000456");
  const std::string id = requested();
  cli.must(accept(id));
  cli.refused(release(id, {one, other}), "cli.other_holder");
  EXPECT_EQ(standing(id), "accepted");
}

TEST_F(CliTransfer, WrongUseIsToldBeforeAnythingIsAsked) {
  cli.refused({"transfer", "show", "1"}, "chain.bad_transfer_id");
  cli.refused({"transfer", "request", "--name", "Nguyễn Thị Thử", "--birth-date", "03/02/2001"}, "cli.usage",
              cli::kExitUsage);
  cli.refused(
      {"transfer", "request", "--receiving", "79TH0002", "--name", "Nguyễn Thị Thử", "--birth-date", "03/02/2001"},
      "cli.need_unit", cli::kExitUsage);
}

}  // namespace
}  // namespace hocba
