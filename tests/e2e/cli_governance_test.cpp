// The commands that govern: grants that move, end and are reviewed, units that change, registers that are kept and
// closed, compromised signatures, the founders' authority, the clock of a test network. Each against a real node.
#include <atomic>
#include <filesystem>

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

class CliGovernance : public testing::Test {
 protected:
  std::string grant(const std::string& key) { return std::to_string(log::to_u64(cli.net().net.grant_of(key))); }
  Words reserve(const std::string& key, const std::string& count = "1") {
    return {"register", "reserve", "--type", "certificate", "--year", "2025",
            "--count",  count,     "--unit", "79TH0001",    "--key",  cli.key(key)};
  }
  // A certificate issued by principal and seal, deposited; its id.
  std::string issued(const std::string& name = "Nguyễn Thị Thử") {
    return credential::to_text(cli.net().issue(cli.net().certificate(name, "2001-02-03")).id);
  }
  json standing(const std::string& id) {
    auto answer = cli::HttpClient::create(cli.url(), {}).value()->get("/v1/credentials/" + id);
    return json::parse(answer->body);
  }
  CliNode cli;
};

// --- grants ----------------------------------------------------------------------------------------------------------

TEST_F(CliGovernance, MovesAGrantToANewKeyWithManagerAndOldKey) {
  const auto done = cli.must({"grant", "rotate", grant("registrar"), "--to-key", cli.key("registrar-2"), "--key",
                              cli.key("manager"), "--key", cli.key("registrar")});
  EXPECT_EQ(done["rotated"], std::stoull(grant("registrar")));
  cli.must(reserve("registrar-2"));
  cli.refused(reserve("registrar"), "chain.grant_ended");
}

TEST_F(CliGovernance, MovesAGrantOfALostKeyByTheSuperior) {
  const auto before = cli.size();
  cli.refused(
      {"grant", "rotate", grant("registrar"), "--to-key", CliNode::did("registrar-2"), "--key", cli.key("manager")},
      "chain.old_key_missing");
  EXPECT_EQ(cli.size(), before);
  cli.must({"grant", "rotate", grant("registrar"), "--to-key", CliNode::did("registrar-2"), "--key",
            cli.key("office-manager"), "--unit", "79SGD", "--out", cli.file("moved.json")});
  // The old key is no witness here.
  cli.refused({"record", "sign", cli.file("moved.json"), "--key", cli.key("registrar")}, "cli.key_may_not_sign");
  cli.must({"record", "submit", cli.file("moved.json")});
  cli.must(reserve("registrar-2"));
  cli.refused(
      {"grant", "rotate", grant("registrar"), "--to-key", cli.key("registrar-3"), "--key", cli.key("office-manager")},
      "chain.grant_ended");
}

TEST_F(CliGovernance, RevokesAGrant) {
  const auto revoked =
      cli.must({"grant", "revoke", grant("registrar"), "--reason", "left", "--key", cli.key("manager")});
  EXPECT_EQ(revoked["revoked"], std::stoull(grant("registrar")));
  cli.refused(reserve("registrar"), "chain.grant_ended");
  const auto stranger = cli.run({"unit", "register", "79TH0010", "--type", "primary", "--parent", "79SGD", "--name",
                                 "X", "--key", cli.key("manager")});
  EXPECT_THAT(stranger.err, AllOf(HasSubstr("[chain.no_authority]"), HasSubstr("the manager of 79SGD"))) << "whose";
  const auto list = cli.must({"grant", "list", "--of", cli.key("registrar")});
  ASSERT_EQ(list["grants"].size(), 1u);
  EXPECT_TRUE(list["grants"][0].contains("ended"));
  cli.refused({"grant", "revoke", "999999", "--reason", "left", "--key", cli.key("manager")}, "api.nothing_there");
  cli.refused({"grant", "revoke", grant("seal"), "--reason", "two words", "--key", cli.key("manager")},
              "cli.unknown_word", cli::kExitUsage);
}

TEST_F(CliGovernance, AsksToConfirmWhatACompromisedKeySigned) {
  const auto id = issued();
  const auto other = issued("Trần Văn Mẫu");
  cli.net().advance(days(1));
  const test::Ran told = cli.run({"grant", "revoke", grant("seal"), "--reason", "lost", "--compromised-since",
                                  "01/09/2024", "--key", cli.key("manager")});
  ASSERT_EQ(told.code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("hocba confirm"));
  EXPECT_EQ(standing(id)["undecided"], true);
  const Words confirm = {"confirm", id, "--reason", "checked", "--basis", "Biên bản 3/BB ngày 02/09/2024"};
  const auto with = [](Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  cli.refused(with(confirm, {"--key", cli.key("registrar")}), "chain.four_eyes");
  cli.must(with(confirm, {"--key", cli.key("registrar"), "--key", cli.key("principal")}));
  EXPECT_NE(standing(id).value("undecided", false), true);
  EXPECT_EQ(standing(other)["undecided"], true);
  cli.refused(with(confirm, {"--key", cli.key("registrar"), "--key", cli.key("principal")}), "chain.not_compromised");
}

TEST_F(CliGovernance, VerifyKeepsTheNodesDoubtWhenNoGrantIsToldOfIt) {
  const auto id = issued();
  ASSERT_TRUE(cli.net().snapshot());
  const std::string file = cli.file("holder.json");
  cli.must({"fetch", id, "-o", file, "--key", cli.key("seal")});
  const auto compromise = [&] {
    const auto ran = cli.run({"verify", file, "--json"});
    EXPECT_EQ(ran.code, 5) << "the office published no profile of this school";
    const json report = json::parse(ran.out, nullptr, false)["files"][0]["report"];
    for (const auto& check : report["checks"])
      if (check["check"] == "compromise") return check["outcome"].get<std::string>();
    return std::string("no such check");
  };
  EXPECT_EQ(compromise(), "pass");
  cli.net().advance(days(1));
  cli.must({"grant", "revoke", grant("seal"), "--reason", "lost", "--compromised-since", "01/09/2024", "--key",
            cli.key("manager")});
  for (const bool told : {true, false}) {
    std::atomic<int> asked = 0;
    cli.serve([&](const api::Request& request) {
      const bool of_grants = request.target.path.rfind("/v1/grants/", 0) == 0;
      asked += of_grants;
      return told || !of_grants;
    });
    EXPECT_EQ(compromise(), "unknown") << told;
    EXPECT_GE(asked.load(), 1);
    cli.serve({});
  }
}

TEST_F(CliGovernance, ReviewsGrantsAndSaysWhatToDo) {
  cli.must({"grant", "add", "--for", "79TH0001", "--role", "teacher", "--to-key", CliNode::did("soon"), "--person",
            "Lê Văn Thử", "--to", "20/09/2024", "--key", cli.key("manager")});
  cli.must({"grant", "add", "--for", "79TH0001", "--role", "teacher", "--to-key", CliNode::did("later"), "--person",
            "Lê Thị Thử", "--from", "01/11/2024", "--type", "transcript", "--key", cli.key("manager")});
  cli.must({"grant", "revoke", grant("seal"), "--reason", "lost", "--compromised-since", "01/09/2024", "--key",
            cli.key("manager")});
  const auto finding = [&](const Words& more, const std::string& key) {
    Words words = {"grant", "review", "--for", "79TH0001"};
    words.insert(words.end(), more.begin(), more.end());
    const json findings = cli.must(words)["findings"];
    for (const auto& item : findings)
      if (item["key"] == CliNode::did(key)) return item["finding"].get<std::string>();
    return std::string();
  };
  EXPECT_EQ(finding({"--days", "30"}, "soon"), "ends_soon");
  EXPECT_EQ(finding({"--days", "3"}, "soon"), "");
  EXPECT_EQ(finding({}, "later"), "not_begun");
  EXPECT_EQ(finding({}, "seal"), "compromised");
  EXPECT_EQ(finding({}, "registrar"), "broad");
  EXPECT_EQ(finding({}, "homeroom"), "");
  cli.must({"network", "clock", "21/09/2024", "--key", cli.key("founder-3")});
  EXPECT_EQ(finding({}, "soon"), "expired");
  const auto vi = test::run_here(cli.with_globals({"grant", "review", "--for", "79TH0001"}, "vi"));
  EXPECT_THAT(vi.out, HasSubstr("đã hết hạn"));
  EXPECT_THAT(vi.out, HasSubstr("01/09/2024"));
  EXPECT_THAT(cli.run({"grant", "review", "--of", cli.key("teacher")}).out, HasSubstr("No grant needs attention"));
}

TEST_F(CliGovernance, GrantsARoleASecondTimeOnlyIfToldTo) {
  Words words = {"grant",    "add",        "--for",    "79TH0001",
                 "--role",   "registrar",  "--to-key", cli.key("registrar"),
                 "--person", "Lê Văn Thử", "--key",    cli.key("manager")};
  const auto before = cli.size();
  const auto refused = cli.refused(words, "cli.need_yes", cli::kExitUsage);
  EXPECT_THAT(refused.err, HasSubstr("index " + grant("registrar")));
  EXPECT_EQ(cli.size(), before);
  words.push_back("--yes");
  cli.must(words);
  // Another role, and a role that ended, are not asked about.
  cli.must({"grant", "add", "--for", "79TH0001", "--role", "officer", "--to-key", cli.key("registrar"), "--person",
            "Lê Văn Thử", "--key", cli.key("manager")});
  cli.must({"grant", "revoke", grant("seal"), "--reason", "mistake", "--key", cli.key("manager")});
  cli.must({"grant", "add", "--for", "79TH0001", "--role", "seal", "--to-key", cli.key("seal"), "--person",
            "Lê Văn Thử", "--key", cli.key("manager")});
}

// --- units -----------------------------------------------------------------------------------------------------------

TEST_F(CliGovernance, ChangesAUnitAndPublishesItsProfile) {
  cli.must({"unit", "update", "79TH0001", "--name", "Trường Tiểu học Mẫu Một", "--address", "1 Đường Mẫu", "--key",
            cli.key("office-manager")});
  EXPECT_EQ(cli.must({"unit", "show", "79TH0001"})["name"], "Trường Tiểu học Mẫu Một");
  const auto before = cli.size();
  cli.must({"unit", "publish", "79TH0001", "--key", cli.key("manager")});
  EXPECT_EQ(cli.size(), before);
  cli.refused({"unit", "publish", "79TH0002", "--key", cli.key("manager")}, "cli.file_missing", cli::kExitUsage);
  // The profile of another unit opens nothing here.
  std::filesystem::create_directories(cli.file("config/hocba/units/79TH0002"));
  std::filesystem::copy(cli.file("config/hocba/units/79TH0001/profile.json"),
                        cli.file("config/hocba/units/79TH0002/profile.json"));
  EXPECT_EQ(cli.run({"unit", "publish", "79TH0002", "--key", cli.key("other-manager")}).code, cli::kExitRefused);
  cli.must({"unit", "update", "79TH0002", "--to", "31/12/2025", "--key", cli.key("office-manager")});
  EXPECT_THAT(cli.run({"unit", "show", "79TH0002"}).out, HasSubstr("31/12/2025"));
  cli.refused({"unit", "update", "79TH0002", "--to", "30/11/2025", "--key", cli.key("manager")}, "chain.no_authority");
}

TEST_F(CliGovernance, MergesAUnitIntoAnother) {
  cli.refused(
      {"unit", "merge", "79TH0002", "--into", "79TH0002", "--at", "01/09/2024", "--key", cli.key("office-manager")},
      "chain.unit_cycle");
  cli.net().advance(days(3));
  cli.must(
      {"unit", "merge", "79TH0002", "--into", "79TH0001", "--at", "03/09/2024", "--key", cli.key("office-manager")});
  EXPECT_EQ(cli.must({"unit", "show", "79TH0002"})["merged_into"], "79TH0001");
  EXPECT_THAT(cli.run({"unit", "list"}).out, HasSubstr("→ 79TH0001"));
  cli.refused({"register", "reserve", "--type", "certificate", "--year", "2025", "--unit", "79TH0002", "--key",
               cli.key("other-registrar")},
              "chain.unit_not_active");
}

// --- registers -------------------------------------------------------------------------------------------------------

TEST_F(CliGovernance, ClosesARegisterWhenEachNumberIsAccountedFor) {
  const Words book = {"--type", "certificate", "--year", "2025", "--unit", "79TH0001"};
  const auto words = [&](Words first, const Words& more = {}) {
    first.insert(first.end(), book.begin(), book.end());
    first.insert(first.end(), more.begin(), more.end());
    return first;
  };
  const Words by = {"--key", cli.key("registrar")};
  issued();  // number 1
  const auto reserved = cli.must(reserve("registrar", "2"));
  EXPECT_EQ(reserved["first"], 2u);
  cli.must(words({"register", "spoil", "--number", "2", "--reason", "misprint"}, by));
  cli.refused(words({"register", "spoil", "--number", "2", "--reason", "misprint"}, by), "chain.number_used");
  cli.refused(words({"register", "spoil", "--number", "9", "--reason", "misprint"}, by), "chain.number_not_reserved");
  const auto open = cli.must(words({"register", "show"}));
  EXPECT_EQ(open["used"], 2u);
  EXPECT_EQ(open["next"], 4u);
  cli.refused(words({"register", "close"}, by), "chain.book_incomplete");
  cli.must(words({"register", "spoil", "--number", "3", "--reason", "misprint"}, by));
  cli.refused(words({"register", "close"}, by), "cli.need_yes", cli::kExitUsage);
  cli.must(words({"register", "close", "--yes"}, by));
  EXPECT_EQ(cli.must(words({"register", "show"}))["closed"], true);
  EXPECT_THAT(test::run_here(cli.with_globals(words({"register", "show"}), "vi")).out, HasSubstr("đã khóa"));
  cli.refused(reserve("registrar"), "chain.book_closed");
}

TEST_F(CliGovernance, RecordsCopiesInTheirOrder) {
  const auto id = issued();
  const auto copy = [&](const std::string& number) {
    return Words{"register",          "copy",   id,     "--number", number,     "--to",
                 "Nguyễn Thị Thử",    "--year", "2025", "--unit",   "79TH0001", "--key",
                 cli.key("registrar")};
  };
  cli.refused(copy("2"), "chain.copy_not_next");
  const auto index = cli.must(copy("1"))["index"].get<std::uint64_t>();
  cli.must(copy("2"));
  cli.refused(copy("2"), "chain.copy_not_next");
  // Whom it was for is opened to the unit, on its disk and at the node.
  EXPECT_TRUE(cli::exists(cli.file("config/hocba/units/79TH0001/openings/" + std::to_string(index) + ".json")));
  EXPECT_EQ(cli.net().node().vault().openings(log::LeafIndex{index}).value().size(), 1u);
}

// --- records that others sign and post -----------------------------------------------------------------------------

TEST_F(CliGovernance, KeepsWhatOpensARecordUntilSomebodyElsePostedIt) {
  const std::string file = cli.file("grant.json");
  const auto made = cli.must({"grant", "add", "--for", "79TH0001", "--role", "teacher", "--to-key", CliNode::did("new"),
                              "--person", "Lê Thị Thử", "--unit", "79TH0001", "--out", file});
  const std::string waiting =
      cli.file("config/hocba/units/79TH0001/openings/waiting/" + made["id"].get<std::string>() + ".json");
  ASSERT_TRUE(cli::exists(waiting));
  EXPECT_EQ(cli.must({"record", "open", "--key", cli.key("manager")})["waiting"], 1u);
  cli.must({"record", "sign", file, "--key", cli.key("manager")});
  // Another machine posts it.
  const auto posted = cli.net().node().submit_and_wait([&] {
    auto record = json::parse(cli::read_file(file).value());
    record.erase("openings");  // they travel beside the record
    return crypto::canonical(record);
  }());
  ASSERT_TRUE(posted.ok()) << posted.error().to_string();
  EXPECT_EQ(cli.net().node().vault().openings(posted->index).value().size(), 0u);
  // A key that may not leaves it waiting.
  const test::Ran not_mine = cli.run({"record", "open", "--key", cli.key("other-manager"), "--json"});
  EXPECT_EQ(not_mine.code, 0) << not_mine.err;
  EXPECT_THAT(not_mine.err, HasSubstr("does not have what opens entry " + std::to_string(log::to_u64(posted->index))));
  EXPECT_EQ(json::parse(not_mine.out)["opened"][0]["given"], false);
  EXPECT_TRUE(cli::exists(waiting));
  const auto opened = cli.must({"record", "open", "--key", cli.key("manager")});
  EXPECT_EQ(opened["opened"][0]["given"], true);
  EXPECT_EQ(cli.net().node().vault().openings(posted->index).value().size(), 1u);
  EXPECT_FALSE(cli::exists(waiting));
}

// Some characters of an id, the first of which is no hyphen: only whole ids are told from options.
std::string part_of(const std::string& id, std::size_t size) { return id.substr(id.find_first_not_of('-'), size); }

TEST_F(CliGovernance, ListsProposalsThatWaitAndDropsOneThatWasGivenUp) {
  const auto propose = [&](const std::string& person, const std::string& file) {
    return cli
        .must({"grant", "add", "--for", "79TH0001", "--role", "teacher", "--to-key", CliNode::did("new"), "--person",
               person, "--unit", "79TH0001", "--out", file})["id"]
        .get<std::string>();
  };
  const std::string given_up = propose("Lê Thị Thử", cli.file("a.json")),
                    kept = propose("Võ Văn Mẫu", cli.file("b.json"));
  EXPECT_THAT(cli.run({"record", "list"}).out, AllOf(HasSubstr(given_up), HasSubstr("Lê Thị Thử"), HasSubstr(kept),
                                                     HasSubstr("not yet opened to the node")));
  // It is the only copy: not without a word where nobody can be asked.
  EXPECT_THAT(cli.refused({"record", "drop", given_up}, "cli.need_yes", cli::kExitUsage).err, HasSubstr("Lê Thị Thử"));
  EXPECT_EQ(cli.must({"record", "list"})["waiting"].size(), 2u);
  EXPECT_EQ(cli.must({"record", "drop", "--yes", given_up})["dropped"], given_up);
  cli.refused({"record", "drop", "--yes", part_of(kept, 7)}, "cli.usage", cli::kExitUsage);
  const auto left = cli.must({"record", "list"})["waiting"];
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0]["id"], kept);
  cli.refused({"record", "drop", "--yes", given_up}, "cli.usage", cli::kExitUsage);
  // One that is recorded is not to be dropped: its reason would be lost.
  cli.must({"record", "sign", cli.file("b.json"), "--key", cli.key("manager")});
  auto record = json::parse(cli::read_file(cli.file("b.json")).value());
  record.erase("openings");
  ASSERT_TRUE(cli.net().node().submit_and_wait(crypto::canonical(record)).ok());
  const auto recorded = cli.refused({"record", "drop", "--yes", part_of(kept, 8)}, "cli.usage", cli::kExitUsage);
  EXPECT_THAT(recorded.err, HasSubstr("record open"));
  EXPECT_EQ(cli.must({"record", "list"})["waiting"].size(), 1u);
}

TEST_F(CliGovernance, NamesTheUnitThatIsNotThere) {
  const auto shown = test::run_here(cli.with_globals({"unit", "show", "79TH999"}, "vi"));
  EXPECT_THAT(shown.err, AllOf(HasSubstr("đơn vị 79TH999"), HasSubstr("[api.nothing_there]")));
}

TEST_F(CliGovernance, LeavesNothingWaitingOfARefusedRecord) {
  cli.refused({"grant", "add", "--for", "79TH0001", "--role", "teacher", "--to-key", CliNode::did("new"), "--person",
               "Lê Thị Thử", "--key", cli.key("other-manager")},
              "chain.no_authority");
  EXPECT_EQ(cli.must({"record", "open", "--key", cli.key("manager")})["waiting"], 0u);
  cli.refused({"unit", "register", "79TH0010", "--type", "primary", "--parent", "79SGD", "--name", "Trường Mẫu 10",
               "--key", cli.key("other-manager")},
              "chain.no_authority");
  EXPECT_TRUE(std::filesystem::is_empty(cli.file("config/hocba/units/79TH0010/profiles/waiting")));
}

TEST_F(CliGovernance, ProposesASheetOfRevocationsForAnotherDeskToApprove) {
  const auto first = issued(), second = issued("Trần Văn Mẫu");
  const std::string sheet = cli.file("list.csv");
  HOCBA_CHECK(cli::write_file(sheet, "id,reason,basis\n" + first + ",error,QĐ 5\n" + second + ",error,QĐ 6\n").ok());
  const auto proposed =
      cli.must({"revoke", "--from", sheet, "--key", cli.key("registrar"), "--out", cli.file("propose.json")});
  ASSERT_EQ(proposed["results"].size(), 2u);
  EXPECT_EQ(proposed["results"][1]["file"], cli.file("propose-3.json"));
  const Words files = {cli.file("propose-2.json"), cli.file("propose-3.json")};
  cli.must({"record", "sign", files[0], files[1], "--key", cli.key("principal")});
  const auto posted = cli.must({"record", "submit", files[0], files[1], "--key", cli.key("registrar")});
  EXPECT_EQ(standing(first)["in_force"], false);
  EXPECT_EQ(standing(second)["in_force"], false);
  for (const auto& item : posted["results"])
    EXPECT_EQ(cli.net().node().vault().openings(log::LeafIndex{item["index"].get<std::uint64_t>()}).value().size(), 1u);
  // A gap is told with its line before anything is done.
  HOCBA_CHECK(cli::write_file(sheet, "id,reason,basis\n" + first + ",error,QĐ 5\n" + second + ",,QĐ 6\n").ok());
  const auto gap = cli.refused({"revoke", "--from", sheet, "--key", cli.key("registrar")}, "cli.changes_refused");
  EXPECT_THAT(gap.err, HasSubstr("line 3: missing: --reason"));
}

TEST_F(CliGovernance, DropsTheProposalThatItFoundAndNoOther) {
  namespace fs = std::filesystem;
  const auto id = cli.must({"grant", "add", "--for", "79TH0001", "--role", "teacher", "--to-key", CliNode::did("new"),
                            "--person", "Lê Thị Thử", "--unit", "79TH0001", "--out", cli.file("a.json")})["id"]
                      .get<std::string>();
  const fs::path units = cli.file("config/hocba/units");
  const fs::path waiting = units / "79TH0001/openings/waiting";
  const std::string one = "sameSAME1" + id.substr(9), two = "sameSAME2" + id.substr(9), moved = "moved" + id.substr(5);
  for (const std::string& other : {one, two}) fs::copy_file(waiting / (id + ".json"), waiting / (other + ".json"));
  EXPECT_THAT(cli.refused({"record", "drop", "--yes", "sameSAME"}, "cli.usage", cli::kExitUsage).err,
              HasSubstr("two proposals or more"));
  fs::create_directories(units / "79TH0002/openings/waiting");
  const fs::path elsewhere = units / "79TH0002/openings/waiting" / (moved + ".json");
  fs::rename(waiting / (two + ".json"), elsewhere);
  EXPECT_EQ(cli.must({"record", "drop", "--yes", moved})["dropped"], moved);
  EXPECT_FALSE(fs::exists(elsewhere));
  EXPECT_EQ(cli.must({"record", "list"})["waiting"].size(), 2u);
}

TEST_F(CliGovernance, ShowsTheApproverWhoseDocumentItIsAndWhyAndGivesTheNodeTheReason) {
  const auto id = issued();
  const std::string file = cli.file("revoke.json");
  cli.must(
      {"revoke", id, "--reason", "error", "--basis", "QĐ 12/QĐ-THM", "--key", cli.key("registrar"), "--out", file});
  const test::Ran shown = cli.run({"record", "show", file, "--key", cli.key("principal")});
  for (const char* part : {"Nguyễn Thị Thử", "03/02/2001", "LOI_CO_QUAN_CAP", "QĐ 12/QĐ-THM", "revoke"})
    EXPECT_THAT(shown.out, HasSubstr(part));
  // Each row has a name of its own, and signers have their roles.
  EXPECT_THAT(shown.out, AllOf(HasSubstr("document, whose"), HasSubstr("signature 1"), HasSubstr("(registrar")));
  // Who signs sees it too, and without a key the record says the rest.
  EXPECT_THAT(cli.run({"record", "show", file}).out, HasSubstr("QĐ 12/QĐ-THM"));
  EXPECT_THAT(cli.run({"record", "sign", file, "--key", cli.key("principal")}).out, HasSubstr("QĐ 12/QĐ-THM"));
  // The approver's desk has nothing else than the file.
  const auto waiting = cli.file("config/hocba/units/79TH0001/openings/waiting");
  std::filesystem::remove_all(waiting);
  const auto posted = cli.must({"record", "submit", file, "--key", cli.key("principal")});
  const log::LeafIndex index{posted["results"][0]["index"].get<std::uint64_t>()};
  EXPECT_EQ(cli.net().node().vault().openings(index).value().size(), 1u);
}

TEST_F(CliGovernance, RefusesToSignAReasonThatTheRecordDoesNotCommitTo) {
  const auto id = issued();
  const std::string file = cli.file("revoke.json");
  cli.must({"revoke", id, "--reason", "error", "--basis", "QĐ 12", "--key", cli.key("registrar"), "--out", file});
  auto text = cli::read_file(file).value();
  text.replace(text.find("QĐ 12"), std::string("QĐ 12").size(), "QĐ 13");
  HOCBA_CHECK(cli::write_file(file, text).ok());
  for (const char* verb : {"show", "sign", "submit"})
    cli.refused({"record", verb, file, "--key", cli.key("principal")}, "cli.opening_differs");
  EXPECT_EQ(standing(id)["in_force"], true);
}

TEST_F(CliGovernance, SignsNothingThatTheKeyMayNotSign) {
  const auto id = issued();
  const std::string file = cli.file("revoke.json");
  cli.must({"revoke", id, "--reason", "error", "--basis", "QĐ 12", "--key", cli.key("registrar"), "--out", file});
  const auto before = cli::read_file(file).value();
  const auto refused = cli.refused({"record", "sign", file, "--key", cli.key("manager")}, "cli.key_may_not_sign");
  for (const char* part : {"manager.key: did:key:", ": manager at ", "79TH0001", "hocba record unsign"})
    EXPECT_THAT(refused.err, HasSubstr(part));
  EXPECT_THAT(refused.err, HasSubstr(CliNode::did("manager")));
  cli.refused({"record", "sign", file, "--key", cli.key("other-principal")}, "cli.key_may_not_sign");
  EXPECT_EQ(cli::read_file(file).value(), before);
  // One that got there all the same is named by the ledger's refusal, and taken off.
  cli.must({"record", "sign", file, "--force", "--key", cli.key("manager")});
  cli.must({"record", "sign", file, "--key", cli.key("principal")});
  const Words submit = {"record", "submit", file, "--key", cli.key("registrar")};
  const auto spoiled = cli.refused(submit, "chain.grant_wrong_kind");
  EXPECT_THAT(spoiled.err, HasSubstr("hocba record unsign " + file + " --signer " + CliNode::did("manager")));
  EXPECT_EQ(spoiled.err.find("--signer"), spoiled.err.rfind("--signer"));
  cli.must({"record", "unsign", file, "--signer", CliNode::did("manager")});
  cli.refused({"record", "unsign", file, "--signer", cli.key("manager")}, "cli.not_signed_by");
  cli.must(submit);
  EXPECT_EQ(standing(id)["in_force"], false);
}

TEST_F(CliGovernance, TakesNoDeputyWhosePrincipalsRightHasEnded) {
  const auto id = issued();
  const std::string file = cli.file("revoke.json");
  cli.must({"grant", "add", "--for", "79TH0001", "--role", "deputy", "--delegated-by", grant("principal"), "--to",
            to_text(cli.net().net.now + days(30)), "--to-key", cli.key("deputy"), "--person", "Lê Thị Thử", "--key",
            cli.key("manager")});
  const Words sign = {"record", "sign", file, "--key", cli.key("deputy")};
  const auto proposed = [&] {
    std::filesystem::remove(file);
    cli.must({"revoke", id, "--reason", "error", "--basis", "QĐ 12", "--key", cli.key("registrar"), "--out", file});
  };
  proposed();
  EXPECT_EQ(cli.must(sign)["asked_node"], true);
  cli.must({"grant", "revoke", grant("principal"), "--reason", "left", "--key", cli.key("manager")});
  proposed();
  cli.refused(sign, "cli.key_may_not_sign");
}

TEST_F(CliGovernance, SignsWhereTheNodeCanNotTellWhoMay) {
  const auto id = issued();
  const std::string file = cli.file("revoke.json");
  cli.must({"revoke", id, "--reason", "error", "--basis", "QĐ 12", "--key", cli.key("registrar"), "--out", file});
  const Words sign = {"record", "sign", file, "--key", cli.key("principal")};
  cli.serve([](const api::Request& request) { return request.target.path.find("/grants") == std::string::npos; });
  const auto ran = cli.run(sign);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, AllOf(HasSubstr("no node was asked"), HasSubstr("api.busy")));
  cli.serve([](const api::Request&) { return false; });
  EXPECT_EQ(cli.must(sign)["asked_node"], false);
  cli.serve({});
  EXPECT_EQ(cli.must(sign)["asked_node"], true);
  EXPECT_EQ(cli.must({"record", "sign", file, "--force", "--key", cli.key("principal")})["asked_node"], false);
}

TEST_F(CliGovernance, TakesASignatureOffBesideOneThatIsNone) {
  const auto id = issued();
  const std::string file = cli.file("revoke.json");
  cli.must({"revoke", id, "--reason", "error", "--basis", "QĐ 12", "--key", cli.key("registrar"), "--out", file});
  auto record = json::parse(cli::read_file(file).value());
  const json none = {{"verificationMethod", 1}};
  record["proof"].push_back(none);
  ASSERT_TRUE(cli::write_file(file, record.dump()).ok());
  EXPECT_EQ(cli.run({"record", "sign", file, "--key", cli.key("principal")}).code, cli::kExitRefused);
  cli.must({"record", "unsign", file, "--signer", CliNode::did("registrar")});
  EXPECT_EQ(json::parse(cli::read_file(file).value())["proof"], json::array({none}));
}

TEST_F(CliGovernance, AsksWhoMaySignOfFoundersRotationsAndTheFirstSignerToo) {
  const std::string unit = cli.file("unit.json"), moved = cli.file("rotate.json"), grant_file = cli.file("grant.json");
  cli.must({"unit", "register", "79SVH", "--type", "department", "--name", "Sở mẫu", "--key", cli.key("founder-1"),
            "--out", unit});
  cli.refused({"record", "sign", unit, "--key", cli.key("manager")}, "cli.key_may_not_sign");
  cli.must({"record", "sign", unit, "--key", cli.key("founder-2")});
  cli.must({"record", "submit", unit});
  // The old key bears witness with no right to this kind.
  cli.must({"grant", "rotate", grant("registrar"), "--to-key", cli.key("registrar-2"), "--key", cli.key("manager"),
            "--out", moved});
  cli.refused({"record", "sign", moved, "--key", cli.key("seal")}, "cli.key_may_not_sign");
  cli.must({"record", "sign", moved, "--key", cli.key("registrar")});
  cli.must({"record", "submit", moved});
  const auto warned =
      cli.run({"grant", "add", "--for", "79TH0001", "--role", "teacher", "--to-key", CliNode::did("new"), "--person",
               "Lê Thị Thử", "--unit", "79TH0001", "--key", cli.key("principal"), "--out", grant_file});
  EXPECT_EQ(warned.code, 0);
  EXPECT_THAT(warned.err, HasSubstr("cli.key_may_not_sign"));
  // Without a node it is not known.
  const auto alone = test::run_here(
      {"record", "sign", grant_file, "--key", cli.key("manager"), "--context", cli.context(), "--lang", "en"});
  EXPECT_EQ(alone.code, 0) << alone.err;
  EXPECT_THAT(alone.err, HasSubstr("no node was asked"));
}

// --- the network -----------------------------------------------------------------------------------------------------

TEST_F(CliGovernance, ChangesTheFoundersAuthority) {
  const Words unit = {"unit", "register", "79SVH", "--type", "department", "--name", "Sở mẫu"};
  const auto signed_by = [&](Words words, const std::string& a, const std::string& b = {}) {
    words.insert(words.end(), {"--key", cli.key(a)});
    if (!b.empty()) words.insert(words.end(), {"--key", cli.key(b)});
    return words;
  };
  const Words change = {"network",   "authority",           "--founder",   cli.key("new-1"),
                        "--founder", CliNode::did("new-2"), "--threshold", "1"};
  cli.refused(signed_by(change, "founder-1"), "chain.too_few_signatures");
  cli.must(signed_by(change, "founder-1", "founder-3"));
  const auto shown = cli.must({"network", "show"});
  EXPECT_EQ(shown["threshold"], 1u);
  EXPECT_EQ(shown["founders"].size(), 2u);
  cli.refused(signed_by(unit, "founder-1", "founder-2"), "chain.no_authority");
  cli.must(signed_by(unit, "new-2"));
  cli.refused({"network", "authority", "--founder", cli.key("new-1"), "--threshold", "2", "--key", cli.key("new-1")},
              "chain.authority_malformed");
}

TEST_F(CliGovernance, ReplacesAPolicyOnlyIfToldTo) {
  const auto set = [&](const std::string& roles, bool yes) {
    Words words = {"policy",
                   "set",
                   "--type",
                   "certificate",
                   "--period",
                   "2031",
                   "--record-roles",
                   roles,
                   "--proposers",
                   "registrar",
                   "--approvers",
                   "principal",
                   "--document-roles",
                   "principal,seal",
                   "--key",
                   cli.key("founder-1"),
                   "--key",
                   cli.key("founder-2")};
    if (yes) words.push_back("--yes");
    return words;
  };
  cli.must(set("principal,seal", false));  // the first needs no question
  const auto before = cli.size();
  EXPECT_EQ(cli.must(set("principal,seal", false))["unchanged"], true);
  const auto refused = cli.refused(set("seal", false), "cli.need_yes", cli::kExitUsage);
  for (const char* part : {"in force", "will be", "principal, seal", "the same", "every unit"})
    EXPECT_THAT(refused.err, HasSubstr(part));
  EXPECT_EQ(cli.size(), before);
  cli.must(set("seal", true));
  EXPECT_EQ(cli.must({"policy", "show", "--type", "certificate", "--period", "2031"})["record_roles"], json({"seal"}));
}

TEST_F(CliGovernance, MovesTheClockOfATestNetworkForwardOnly) {
  const test::Ran moved =
      test::run_here(cli.with_globals({"network", "clock", "01/06/2025", "--key", cli.key("founder-1")}, "vi"));
  ASSERT_EQ(moved.code, 0) << moved.err;
  EXPECT_THAT(moved.out, HasSubstr("01/06/2025"));
  EXPECT_EQ(cli.net().node().clock().now(), start_of_day_utc7(Date{2025, 6, 1}));
  cli.refused({"network", "clock", "01/05/2025", "--key", cli.key("founder-1")}, "node.clock_would_go_back");
  cli.refused({"network", "clock", "01/07/2025", "--key", cli.key("seal")}, "api.not_yours");
  cli.refused({"network", "clock", "tomorrow", "--key", cli.key("founder-1")}, "cli.usage", cli::kExitUsage);
}

}  // namespace
}  // namespace hocba
