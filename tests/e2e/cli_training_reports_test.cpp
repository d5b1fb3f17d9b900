// hocba training coverage, missing, evidence, check and hocba report, against a real node: what an office sees, files,
// and computes again after corrections. Invented people.
#include <atomic>
#include <cstring>
#include <filesystem>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "ledger/exchange/csv.hpp"
#include "tests/e2e/cli_node.hpp"
#include "tests/node_support/training_node.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::CliNode;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliReports : public testing::Test {
 protected:
  CliReports() : cli(test::TrainingNode::configure), world(cli.net()) {
    an = world.person("Nguyễn Văn An");
    binh = world.person("Trần Thị Bình");
    roster = world.approved({an, binh});
    klass = world.open_class();
    world.enrol(klass, roster.seats);
    world.hold(klass);
    world.give(klass, {roster.seats[0]}, 90, 80);
    world.give(klass, {roster.seats[1]}, 20, 30);
    world.close(klass);
    certificate = world.certify(klass, roster.seats[0]);
    world.let_go();
  }
  ~CliReports() override { world.let_go(); }

  Words of(const char* key, const char* unit, Words words) const {
    words.insert(words.end(), {"--key", cli.key(key), "--unit", unit});
    return words;
  }
  Words office(Words words) const { return of("pgd-officer", "79PGD", std::move(words)); }
  Words school(Words words) const { return of("th9-principal", "79TH0009", std::move(words)); }
  static Words with(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  const Words coverage = {"training", "coverage", "--programme", "DE_AN_869", "--course", "CDS_CB"};
  const Words build = {"report", "build", "--programme", "DE_AN_869", "--kind", "yearly", "--period", "2024"};
  const Words file = {"report", "file", "--programme", "DE_AN_869", "--kind", "yearly", "--period", "2024"};
  std::string text(const std::string& name) const { return cli::read_file(cli.file(name)).value(); }

  CliNode cli;
  test::TrainingNode world;
  node::ListedPerson an, binh;
  test::ListedRoster roster;
  chain::ClassId klass;
  chain::CredentialId certificate;
};

TEST_F(CliReports, CoverageIsShownAndWritten) {
  const json answer = cli.must(office(with(coverage, {"--by", "school"})));
  ASSERT_EQ(answer["rows"].size(), 1u) << answer;
  EXPECT_EQ(answer["rows"][0]["key"], "79TH0009");
  EXPECT_EQ(answer["rows"][0]["passed"], 1);
  EXPECT_EQ(answer["rows"][0]["denominator"], 2);
  EXPECT_EQ(answer["rows"][0]["target"], 100);
  const auto screen = cli.run(office(with(coverage, {"--by", "audience"})));
  EXPECT_EQ(screen.code, 0);
  EXPECT_THAT(screen.out, AllOf(HasSubstr("1/2 people passed (50.0"), HasSubstr("target 100"), HasSubstr("not reached"),
                                HasSubstr("planned classes completed")));

  cli.must(office(with(coverage, {"-o", cli.file("bao-phu.pdf")})));
  EXPECT_EQ(text("bao-phu.pdf").substr(0, 5), "%PDF-");
  cli.must(office(with(coverage, {"--by", "school", "-o", cli.file("bao-phu.csv")})));
  const auto table = exchange::parse_csv(text("bao-phu.csv"));
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->rows[0].cells[0], "79TH0009");
  cli.must(office(with(coverage, {"--by", "school", "--public", "-o", cli.file("cong-khai.csv")})));
  EXPECT_THAT(text("cong-khai.csv"), AllOf(HasSubstr("79TH0009,CDS_CB,–"), Not(HasSubstr(",1,"))));
  cli.refused(office(with(coverage, {"-o", cli.file("bao-phu.pdf")})), "cli.file_exists", cli::kExitUsage);
  cli.refused(office(with(coverage, {"-o", cli.file("bao-phu.doc")})), "cli.usage", cli::kExitUsage);
  cli.refused(office(with(coverage, {"--by", "sex"})), "cli.usage", cli::kExitUsage);
}

TEST_F(CliReports, CoverageIsAnsweredAsOfASizeAndADay) {
  const json now = cli.must(office(coverage));
  const std::string size = std::to_string(now["as_of"].get<std::uint64_t>());
  world.give(klass, {roster.seats[1]}, 90, 90, true);
  world.let_go();
  EXPECT_EQ(cli.must(office(coverage))["rows"][0]["passed"], 2);
  EXPECT_EQ(cli.must(office(with(coverage, {"--as-of", size})))["rows"][0]["passed"], 1);
  const json by_day = cli.must(office(with(coverage, {"--as-of", "31/12/2099"})));
  EXPECT_EQ(by_day["rows"][0]["passed"], 2);
  EXPECT_EQ(by_day["as_of"], cli.size());
  cli.refused(office(with(coverage, {"--as-of", "01/01/1999"})), "cli.usage", cli::kExitUsage);
}

TEST_F(CliReports, NamesAreForThoseWhoSayWhy) {
  const Words missing = {"training", "missing", "--programme", "DE_AN_869", "--course", "CDS_CB"};
  cli.refused(office(missing), "node.purpose_needed");
  const auto shown = cli.run(office(with(missing, {"--purpose", "Nhắc lịch học"})));
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("Trần Thị Bình"), Not(HasSubstr("Nguyễn Văn An"))));
  EXPECT_EQ(cli.must(school(missing))["people"].size(), 1u) << "a school its own, without a reason";
  cli.must(school(with(missing, {"-o", cli.file("con-thieu.xlsx")})));
  EXPECT_EQ(std::filesystem::status(cli.file("con-thieu.xlsx")).permissions() & std::filesystem::perms::others_all,
            std::filesystem::perms::none);
}

TEST_F(CliReports, EvidenceIsNoRanking) {
  const json answer = cli.must(school({"training", "evidence", "--programme", "DE_AN_869"}));
  ASSERT_EQ(answer["people"].size(), 2u);
  EXPECT_EQ(answer["ranking"], false);
  const json one =
      cli.must(school({"training", "evidence", "--person", *binh.personal_number, "--from", "01/10/2024"}));
  EXPECT_EQ(one["people"].size(), 1u);
  cli.must(school({"training", "evidence", "--period", "2024", "-o", cli.file("minh-chung.pdf")}));
  const auto shown = cli.run(school({"training", "evidence"}));
  EXPECT_THAT(shown.err, HasSubstr("no ranking"));
  EXPECT_THAT(shown.out, AllOf(HasSubstr("CDS_CB-01"), HasSubstr("no module passed")));
  cli.refused(school({"training", "evidence", "--period", "2024-Q5"}), "cli.usage", cli::kExitUsage);
}

// A district has more people than an answer holds.
TEST_F(CliReports, ListsLongerThanAPageAreReadToTheirEnd) {
  std::vector<node::ListedPerson> more;
  for (const char* name : {"Lê Văn Cường", "Phạm Thị Dung", "Hồ Văn Em", "Vũ Thị Giang", "Đỗ Văn Hải"})
    more.push_back(world.person(name));
  const auto others = world.approved(more);
  world.enrol(world.open_class(), others.seats);
  world.let_go();
  const auto answers = [&] {
    std::vector<json> out = {
        cli.must(school({"training", "missing", "--programme", "DE_AN_869", "--course", "CDS_CB"})),
        cli.must(school({"training", "missing", "--programme", "DE_AN_869"})),  // two lines of each seat
        cli.must(school({"training", "evidence", "--programme", "DE_AN_869"})),
        cli.must(of("dh-officer", "79DHSG", {"training", "class", "show", "CDS_CB-02"})),
        cli.must({"training", "class", "list", "--programme", "DE_AN_869"})};
    return out;
  };
  const auto whole = answers();
  EXPECT_EQ(whole[0]["people"].size(), 6u);
  EXPECT_EQ(whole[1]["people"].size(), 6u + 7u);
  EXPECT_EQ(whole[2]["people"].size(), 7u);
  EXPECT_EQ(whole[3]["learners"].size(), 5u);
  EXPECT_EQ(whole[4]["classes"].size(), 2u);
  std::atomic<int> pages{0};
  cli.serve([&](api::Request& request) {
    const std::string& path = request.target.path;
    if (path == "/v1/training/evidence") {
      json asked = json::parse(request.body);
      asked["limit"] = 2;
      request.body = asked.dump();
      ++pages;
    }
    for (const char* list : {"/learners", "/missing", "/seats", "/classes"})
      if (path.size() > std::strlen(list) &&
          path.compare(path.size() - std::strlen(list), std::string::npos, list) == 0) {
        request.target.query["limit"] = list == std::string("/classes") ? "1" : "2";
        ++pages;
      }
    return true;
  });
  EXPECT_EQ(answers(), whole);
  EXPECT_GE(pages, 3 + 6 + 4 + 3 + 3 + 2) << "in several pages each";
}

TEST_F(CliReports, AStaffListIsCheckedAgainstTheLedger) {
  const auto check = [&](const std::string& rows) {
    HOCBA_CHECK(cli::write_file(cli.file("ds.csv"), "Họ và tên,Ngày sinh,CCCD,Số hiệu\n" + rows).ok());
    return cli.run(school({"training", "check", cli.file("ds.csv"), "--json"}));
  };
  const std::string an_row = "Nguyễn Văn An," + to_screen(an.birth_date) + "," + *an.personal_number + ",";
  auto ran = check(an_row + "\n");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(json::parse(ran.out)["rows"][0]["verdict"], "in_force");
  ran = check(an_row + "\nTrần Thị Bình," + to_screen(binh.birth_date) + ",,\nNgười Lạ,01/02/1980,,\n");
  EXPECT_EQ(ran.code, cli::kExitUndecided) << ran.err;
  const json rows = json::parse(ran.out)["rows"];
  EXPECT_EQ(rows[1]["verdict"], "none") << "she has not passed";
  EXPECT_EQ(rows[2]["verdict"], "unknown");
  EXPECT_EQ(check(an_row + "CDS-KHONG-CO\n").code, 4) << "a number that is not his";
  EXPECT_EQ(check(an_row + "\nNguyễn Văn B,31/02/1990,,\n").code, cli::kExitRefused) << "a row that can't be read";
}

TEST_F(CliReports, AReportIsFiledRolledUpAndComputedAgain) {
  const json school_report = cli.must(school(file));
  EXPECT_EQ(school_report["late"], false);
  const json built = cli.must(office(with(build, {"-o", cli.file("nhap.json")})));
  EXPECT_EQ(built["based_on"], json::array({school_report["index"]}));
  EXPECT_EQ(crypto::base64url(crypto::sha256(text("nhap.json")).view()), built["digest"]) << "byte for byte";
  EXPECT_EQ(std::filesystem::status(cli.file("nhap.json")).permissions() & std::filesystem::perms::others_all,
            std::filesystem::perms::none)
      << "its salt, and each school's counts";
  EXPECT_FALSE(built.contains("index")) << "nothing is recorded by building";

  const json filed = cli.must(office({"report", "file", "--programme", "DE_AN_869", "--from-file",
                                      cli.file("nhap.json"), "-o", cli.file("bao-cao.pdf")}));
  EXPECT_EQ(filed["digest"], built["digest"]);
  EXPECT_EQ(filed["due"], "2024-12-31");
  EXPECT_EQ(text("bao-cao.pdf").substr(0, 5), "%PDF-");
  const std::string index = std::to_string(filed["index"].get<std::uint64_t>());

  const json list = cli.must({"report", "list", "--programme", "DE_AN_869", "--kind", "yearly", "--period", "2024"});
  EXPECT_EQ(list["reports"].size(), 2u);
  EXPECT_THAT(cli.run(office({"report", "show", index})).out,
              AllOf(HasSubstr("1/2 people passed"), HasSubstr("Rolls up 1 reports")));
  cli.must(office({"report", "show", index, "-o", cli.file("lai.json")}));
  EXPECT_EQ(text("lai.json"), text("nhap.json"));

  // A correction, and another list: what was reported stays what was reported.
  world.give(klass, {roster.seats[1]}, 90, 90, true);
  world.approved({world.person("Lê Văn Cường")});
  world.let_go();
  EXPECT_EQ(cli.must(office({"report", "rebuild", index}))["same"], true);

  // A second one of the same period only in place of the first.
  cli.refused(office(file), "cli.report_filed");
  const json again = cli.must(office(with(file, {"--replace"})));
  EXPECT_NE(again["digest"], built["digest"]);
  EXPECT_EQ(cli.must(office({"report", "rebuild", index}))["same"], true) << "the first as well";
  EXPECT_EQ(cli.must({"report", "list", "--of-unit", "79PGD"})["reports"].size(), 2u);
  cli.refused(of("dh-officer", "79DHSG", {"report", "show", index}), "node.training_not_yours");
}

// Each building draws a salt: the paper that the head reads is what is filed only where both are of one file.
TEST_F(CliReports, PaperAndRecordAreOfTheOneDraft) {
  const json built = cli.must(office(with(build, {"-o", cli.file("nhap.json")})));
  const auto of_file = [&](const char* what, const std::string& draft, const Words& more = {}) {
    return with({"report", what, "--programme", "DE_AN_869", "--from-file", cli.file(draft)}, more);
  };
  world.approved({world.person("Lê Văn Cường")});
  world.let_go();
  const auto size = cli.size();
  const json paper = cli.must(office(of_file("build", "nhap.json", {"-o", cli.file("nhap.pdf")})));
  EXPECT_EQ(paper["digest"], built["digest"]);
  EXPECT_EQ(paper["as_of"], built["as_of"]);
  EXPECT_EQ(text("nhap.pdf").substr(0, 5), "%PDF-");
  EXPECT_EQ(cli.size(), size) << "nothing is recorded";
  EXPECT_NE(cli.must(office(build))["digest"], built["digest"]);
  cli.refused(school(of_file("build", "nhap.json")), "cli.usage", cli::kExitUsage);
  cli.refused(office(of_file("build", "khong-co.json")), "cli.file_missing", cli::kExitUsage);
  // One that was touched is filed by nobody.
  std::string changed = text("nhap.json");
  const auto place = changed.find("\"passed\":1");
  ASSERT_NE(place, std::string::npos) << changed;
  changed.replace(place, 10, "\"passed\":2");
  HOCBA_CHECK(cli::write_file(cli.file("sua.json"), changed).ok());
  cli.refused(office(of_file("file", "sua.json")), "node.report_differs");
  HOCBA_CHECK(cli::write_file(cli.file("xuong-dong.json"), "{ \"hocba\": 1 }").ok());
  EXPECT_NE(cli.run(office(of_file("file", "xuong-dong.json"))).code, 0);
  EXPECT_EQ(cli.size(), size);
  EXPECT_EQ(cli.must(office(of_file("file", "nhap.json")))["digest"], built["digest"]);
}

TEST_F(CliReports, ALateReportIsToldAndNamedAbove) {
  const Words quarter = {"--programme", "DE_AN_869", "--kind", "quarterly", "--period", "2024-Q4"};
  cli.must({"network", "clock", "2024-12-21T02:00:00Z", "--key", cli.key("founder-1")});
  EXPECT_EQ(cli.must(office(with({"report", "build"}, quarter)))["late_units"], json::array({"79TH0009"}));
  const json late = cli.must(school(with({"report", "file"}, quarter)));
  EXPECT_EQ(late["late"], true) << "due on the 20th";
  const auto shown = cli.run(office(with({"report", "build"}, quarter)));
  EXPECT_THAT(shown.out, AllOf(HasSubstr("LATE"), HasSubstr("79TH0009"), HasSubstr("Due: 25/12/2024")));
  EXPECT_EQ(cli.must({"report", "list", "--programme", "DE_AN_869", "--late"})["reports"].size(), 1u);
  // A trial records nothing.
  const auto size = cli.size();
  cli.must(office(with({"report", "file", "--dry-run"}, quarter)));
  EXPECT_EQ(cli.size(), size);
}

TEST_F(CliReports, APeriodIsWrittenAsItsKindIs) {
  const auto build_of = [&](const char* kind, const char* period) {
    return office({"report", "build", "--programme", "DE_AN_869", "--kind", kind, "--period", period});
  };
  cli.refused(build_of("quarterly", "2024-12"), "cli.usage", cli::kExitUsage);
  cli.refused(build_of("monthly", "2024-13"), "cli.usage", cli::kExitUsage);
  cli.refused(build_of("weekly", "2024"), "cli.usage", cli::kExitUsage);
}

}  // namespace
}  // namespace hocba
