// What is left behind where a command got no answer, or not the node's own: nothing that is needed if the record stands
// is deleted, no row is blamed, and the same command goes on. Each against a real node.
#include <atomic>
#include <filesystem>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "ledger/exchange/csv.hpp"
#include "tests/e2e/school_to_issue.hpp"

namespace hocba {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::CliNode;
using test::Words;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using Fate = CliNode::Fate;

class CliInterrupted : public test::SchoolToIssue {
 protected:
  static constexpr std::size_t kRows = 4;
  void SetUp() override { found_school(kRows); }
  Words issue(const Words& more = {}) const {
    Words out = {"issue",
                 "certificate",
                 cli.file("class.csv"),
                 "--unit",
                 kUnit,
                 "--sign",
                 "principal=" + cli.key("principal-3"),
                 "--sign",
                 "seal=" + cli.key("seal-3")};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  std::string work(const std::string& name) const { return cli.file("class.csv.hocba/" + name); }
  std::string result_path() const { return cli.file("class.csv.ketqua.csv"); }
  Words column(std::size_t n) const {
    Words out;
    const auto table = exchange::parse_csv(cli::read_file(result_path()).value()).value();
    for (const auto& row : table.rows) out.push_back(row.cells.at(n));
    return out;
  }
  static constexpr std::size_t kId = 3, kIndex = 6, kStanding = 7, kWhy = 8;

  // The n-th request with this in its body, or whose path begins so, meets this fate; all others pass.
  CliNode::Gateway nth(int n, std::string text, Fate fate) {
    seen_ = 0;
    return [this, n, text = std::move(text), fate](const api::Request& request) {
      const bool meant = request.body.find(text) != std::string::npos || request.target.path.rfind(text, 0) == 0;
      return meant && ++seen_ == n ? fate : Fate::passes;
    };
  }
  void stopped(const test::Ran& ran) const {
    EXPECT_EQ(ran.code, cli::kExitInternal) << ran.out << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("Stopped midway"));
    EXPECT_THAT(ran.err + ran.out, Not(HasSubstr("refused")));
    EXPECT_THAT(ran.err, Not(HasSubstr("register spoil")));
  }
  std::atomic<int> seen_{0};
};

// --- issue -----------------------------------------------------------------------------------------------------------

TEST_F(CliInterrupted, BlamesNoRowForTheAnswerOfAGatewayAndGoesOn) {
  for (const Fate fate : {Fate::lost, Fate::unseen}) {
    for (const char* at : {"register.reserve", "/v1/documents/", "credential.issue"}) {
      fs::remove_all(cli.file("class.csv.hocba"));
      fs::remove(result_path());
      auto table = exchange::parse_csv(bytes).value();
      const auto serial = std::find(table.header.begin(), table.header.end(), "Số hiệu") - table.header.begin();
      for (auto& row : table.rows)
        row.cells.at(static_cast<std::size_t>(serial)) =
            std::string(at).substr(1, 3) + std::to_string(static_cast<int>(fate)) + std::to_string(row.line);
      ASSERT_TRUE(cli::write_file(cli.file("class.csv"), exchange::to_csv(table)).ok());
      cli.serve_behind(nth(1, at, fate));
      const auto ran = cli.run(issue());
      SCOPED_TRACE(std::string(at) + " " + std::to_string(static_cast<int>(fate)));
      stopped(ran);
      EXPECT_THAT(ran.err, HasSubstr("[cli.gateway_failed]"));
      cli.serve({});
      const auto done = cli.must(issue());
      EXPECT_EQ(done["issued"], kRows);
      EXPECT_EQ(done["refused"], 0u);
      EXPECT_THAT(column(kStanding), Each(std::string("issued")));
    }
  }
  // One reservation of the class in each of the six runs, none twice.
  EXPECT_EQ(cli.must({"register", "show", "--type", "certificate", "--year", "2025", "--unit", kUnit})["next"],
            6 * kRows + 1);
}

TEST_F(CliInterrupted, LogsInAgainWhereASessionEndsMidway) {
  const auto sessions = cli.api().service->sessions().count();
  cli.serve([this](const api::Request& request) {
    if (request.target.path.rfind("/v1/documents/", 0) == 0 && ++seen_ == 2) cli.end_session_of(request);
    return true;
  });
  const auto done = cli.must(issue());
  EXPECT_EQ(done["issued"], kRows);
  EXPECT_EQ(seen_.load(), static_cast<int>(kRows) + 1) << "the request that was answered 401 was repeated, once";
  EXPECT_EQ(cli.api().service->sessions().count(), sessions + 1) << "of the two, one is over";
}

TEST_F(CliInterrupted, BlamesNoRowForASessionThatCanNotBeHad) {
  cli.serve([this](const api::Request& request) {
    if (request.target.path.rfind("/v1/documents/", 0) == 0 && ++seen_ > 1) cli.end_session_of(request);
    return true;
  });
  const auto ran = cli.run(issue());
  stopped(ran);
  EXPECT_THAT(ran.err, HasSubstr("[api.bad_session]"));
  EXPECT_THAT(column(kWhy), Each(std::string()));
  cli.serve({});
  EXPECT_EQ(cli.must(issue())["issued"], kRows);
}

// As after a power cut that undid the last rename, or where an earlier version deleted the record after a 502.
TEST_F(CliInterrupted, FindsTheRowsOfARecordThatTheFolderLost) {
  cli.must(issue());
  const auto ids = column(kId), places = column(kIndex);
  const Words show = {"register", "show", "--type", "certificate", "--year", "2025", "--unit", kUnit};
  const auto book = cli.must(show);
  EXPECT_EQ(book["next"], kRows + 1);
  ASSERT_TRUE(fs::remove(work("batch-0.record")));
  auto plan = json::parse(cli::read_file(work("plan.json")).value());
  plan.erase("ended");
  ASSERT_TRUE(cli::write_file(work("plan.json"), plan.dump()).ok());
  fs::remove(result_path());
  for (int run = 0; run < 2; ++run) {
    const auto ran = cli.run(issue());
    EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("Issued before: 4, nothing now"));
    EXPECT_THAT(ran.err, Not(HasSubstr("register spoil")));
    EXPECT_EQ(column(kId), ids);
    EXPECT_EQ(column(kIndex), places);
    EXPECT_EQ(cli.must(show), book) << "no number more";
  }
}

// Another document than this row's under its id: that is no loss of ours to be repaired.
TEST_F(CliInterrupted, TakesNoOtherPersonsDocumentForTheRows) {
  cli.must(issue());
  ASSERT_TRUE(fs::remove(work("batch-0.record")));
  auto table = exchange::parse_csv(bytes).value();
  const auto name =
      static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), "Họ và tên") - table.header.begin());
  ASSERT_LT(name, table.header.size());
  table.rows[0].cells[name] = "Trần Văn Khác";
  const std::string changed = exchange::to_csv(table);
  ASSERT_TRUE(cli::write_file(cli.file("class.csv"), changed).ok());
  auto plan = json::parse(cli::read_file(work("plan.json")).value());
  plan.erase("ended");
  plan["sheet"] = crypto::base64url(crypto::sha256(changed));
  ASSERT_TRUE(cli::write_file(work("plan.json"), plan.dump()).ok());
  fs::remove(result_path());
  const auto ran = cli.run(issue());
  EXPECT_EQ(ran.code, cli::kExitRefused) << ran.err;
  EXPECT_EQ(column(kStanding), (Words{"refused", "issued", "issued", "issued"}));
  EXPECT_THAT(column(kWhy)[0], HasSubstr("node.recorded_otherwise"));
}

TEST_F(CliInterrupted, KeepsWhyARowWasRefusedOverAnInterruption) {
  // The serial of the second row is taken once the numbers are reserved.
  cli.serve([](const api::Request& request) { return request.body.find("credential.issue") == std::string::npos; });
  EXPECT_NE(cli.run(issue({"--batch", "2"})).code, 0);
  cli.serve({});
  fs::remove(work("batch-0.record"));
  auto table = exchange::parse_csv(bytes).value();
  table.rows = {table.rows[1]};
  ASSERT_TRUE(cli::write_file(cli.file("one.csv"), exchange::to_csv(table)).ok());
  Words one = issue();
  one[2] = cli.file("one.csv");
  cli.must(one);
  // The first record is refused for that row and goes on without it; the second batch gets no answer.
  cli.serve_behind(nth(3, "credential.issue", Fate::unseen));
  stopped(cli.run(issue()));
  EXPECT_THAT(column(kWhy)[1], HasSubstr("chain.serial_taken"));
  cli.serve({});
  const auto ran = cli.run(issue());
  EXPECT_EQ(ran.code, cli::kExitRefused);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("refused 1"), HasSubstr("chain.serial_taken")));
  EXPECT_EQ(column(kStanding), (Words{"issued", "refused", "issued", "issued"}));
  EXPECT_THAT(column(kWhy)[1], HasSubstr("chain.serial_taken"));
}

// --- grants, units, audits -------------------------------------------------------------------------------------------

TEST_F(CliInterrupted, KeepsWhatOpensAGrantWhoseAnswerAGatewayLost) {
  const Words add = {"grant",    "add",        "--for",    kUnit,        "--role", "teacher",
                     "--to-key", cli.key("t"), "--person", "Lê Thị Thử", "--key",  cli.key("m3")};
  cli.serve_behind(nth(1, "key.grant", Fate::lost));
  EXPECT_EQ(cli.refused(add, "cli.gateway_failed", cli::kExitInternal).out, "");
  cli.serve({});
  ASSERT_EQ(cli.must({"record", "list"})["waiting"].size(), 1u);
  const auto opened = cli.must({"record", "open", "--key", cli.key("m3")});
  ASSERT_EQ(opened["opened"].size(), 1u);
  EXPECT_EQ(opened["opened"][0]["given"], true);
}

TEST_F(CliInterrupted, KeepsTheProfileOfAUnitWhoseRegistrationGotNoAnswer) {
  for (const Fate fate : {Fate::lost, Fate::unseen}) {
    const std::string unit = fate == Fate::lost ? "79TH0008" : "79TH0009";
    const Words reg = {"unit",
                       "register",
                       unit,
                       "--type",
                       "primary",
                       "--parent",
                       "79SGD",
                       "--name",
                       "Trường " + unit,
                       "--key",
                       cli.key("office-manager")};
    cli.serve_behind(nth(1, "unit.register", fate));
    cli.refused(reg, "cli.gateway_failed", cli::kExitInternal);
    cli.serve({});
    if (fate == Fate::lost) {
      // The user does what the message says; what the second record would have said is forgotten, not the first's.
      cli.refused(reg, "chain.unit_exists");
      cli.must({"unit", "publish", unit, "--key", cli.key("office-manager")});
    } else {
      cli.must(reg);
    }
    EXPECT_EQ(cli.must({"unit", "show", unit})["name"], "Trường " + unit);
  }
}

TEST_F(CliInterrupted, KeepsTheProfileOfEachRecordThatOthersSign) {
  const auto reg = [&](const std::string& out) {
    return Words{"unit",
                 "register",
                 "79TH0009",
                 "--type",
                 "primary",
                 "--parent",
                 "79SGD",
                 "--name",
                 "Trường Mẫu 9",
                 "--key",
                 cli.key("office-manager"),
                 "--out",
                 cli.file(out)};
  };
  cli.must(reg("b.json"));
  // The file is there already: nothing of the first is touched, nothing new is left.
  cli.refused(reg("b.json"), "cli.file_exists", cli::kExitUsage);
  const fs::path waiting = cli.file("config/hocba/units/79TH0009/profiles/waiting");
  EXPECT_EQ(std::distance(fs::directory_iterator(waiting), fs::directory_iterator()), 1);
  cli.must({"record", "submit", cli.file("b.json")});
  EXPECT_EQ(cli.must({"unit", "show", "79TH0009"})["name"], "");
  cli.must({"unit", "publish", "79TH0009", "--key", cli.key("office-manager")});
  EXPECT_EQ(cli.must({"unit", "show", "79TH0009"})["name"], "Trường Mẫu 9");
  // Two changes are prepared; the first is the one that is posted.
  const auto update = [&](const std::string& name, const std::string& out) {
    cli.must(
        {"unit", "update", "79TH0009", "--name", name, "--key", cli.key("office-manager"), "--out", cli.file(out)});
  };
  update("Tên một", "u1.json");
  update("Tên hai", "u2.json");
  cli.must({"record", "submit", cli.file("u1.json")});
  cli.must({"unit", "publish", "79TH0009", "--key", cli.key("office-manager")});
  EXPECT_EQ(cli.must({"unit", "show", "79TH0009"})["name"], "Tên một");
  // And then the other.
  cli.must({"record", "submit", cli.file("u2.json")});
  cli.must({"unit", "publish", "79TH0009", "--key", cli.key("office-manager")});
  EXPECT_EQ(cli.must({"unit", "show", "79TH0009"})["name"], "Tên hai");
  EXPECT_TRUE(fs::is_empty(waiting));
  cli.must({"unit", "publish", "79TH0009", "--key", cli.key("office-manager")});
}

TEST_F(CliInterrupted, SaysOfNoLedgerThatItIsWrongForTheAnswerOfAGateway) {
  cli.serve_behind(nth(1, "/tile/", Fate::unseen));
  const auto ran = cli.run({"audit", cli.url()});
  EXPECT_EQ(ran.code, cli::kExitInternal);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("NOT AUDITED"), Not(HasSubstr("WRONG"))));
  cli.serve({});
  EXPECT_EQ(cli.run({"audit", cli.url()}).code, 0);
}

}  // namespace
}  // namespace hocba
