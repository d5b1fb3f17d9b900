// hocba training import-attendance and a department's report, against a real node: the shipped programme of Quảng Ngãi,
// a department with a district office, three schools and a provider. Invented people.
#include "tests/e2e/training_office.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::HasSubstr;

class CliAttendance : public test::CliUnits {
 protected:
  void SetUp() override {
    clock("2024-09-05T02:00:00Z");
    unit("79PGD", "district_office", "79SGD", "office-manager");
    unit("79DHSG", "training_provider", "79SGD", "office-manager");
    for (const char* school : {"79TH0009", "79TH0010", "79TH0011"}) {
      unit(school, "primary", "79PGD", "79PGD-manager");
      grant(school, "principal", std::string(school) + "-principal");
    }
    grant("79SGD", "officer", "sgd-officer", "office-manager");
    grant("79PGD", "officer", "pgd-officer");
    grant("79DHSG", "officer", "dh-officer");
    // The standard network is a year younger than the plan, whose day of reports moves with it.
    std::string plan = test::shipped_text("QUANG_NGAI_2023.toml");
    const std::string due = "date = \"09/10/2023\"";
    const auto place = plan.find(due);
    HOCBA_CHECK(place != std::string::npos);
    write("tap-huan.toml", plan.replace(place, due.size(), "date = \"09/10/2024\""));
    cli.must({"training", "programme", "publish", cli.file("tap-huan.toml"), "--provider", "79DHSG", "--unit", "79SGD",
              "--key", cli.key("sgd-officer")});
    // Six, two and three teachers; one of staff each.
    for (const auto& [school, first, teachers] :
         {std::tuple("79TH0009", 1, 6), std::tuple("79TH0010", 11, 2), std::tuple("79TH0011", 21, 3)}) {
      std::string list = "Họ và tên,Ngày sinh,CCCD,Đối tượng\n", came = "STT,Họ và tên,Ngày sinh,Số tiết dự\n";
      for (int n = first; n <= first + teachers; ++n) {
        const std::string two = (n < 10 ? "0" : "") + std::to_string(n);
        const std::string who = "Trần Thị Thử " + std::string(1, static_cast<char>('A' + n)) + "," + two + "/03/1985,";
        list += who + "0001850000" + two + (n < first + teachers ? ",Giáo viên\n" : ",Nhân viên\n");
        came += std::to_string(n) + "," + who + (n == first ? "0" : "8") + "\n";
      }
      write(std::string(school) + ".csv", list);
      write(std::string("came-") + school + ".csv", came);
      cli.must({"training", "roster", "propose", cli.file(std::string(school) + ".csv"), "--programme",
                "QUANG_NGAI_2023", "--unit", school, "--key", cli.key(std::string(school) + "-principal")});
    }
    cli.must({"training", "roster", "approve", "--all", "--programme", "QUANG_NGAI_2023", "--unit", "79SGD", "--key",
              cli.key("sgd-officer")});
    clock("2024-09-28T10:00:00Z");
  }

  Words import_of(const std::vector<std::string>& sheets, const Words& more = {}, const char* date = "28/09/2023") {
    Words words = {"training", "import-attendance"};
    for (const std::string& sheet : sheets) words.push_back(cli.file(sheet));
    words.insert(words.end(),
                 {"--programme", "QUANG_NGAI_2023", "--course", "TAP_HUAN_CDS", "--date", date, "--periods", "8",
                  "--mode", "online", "--unit", "79DHSG", "--key", cli.key("dh-officer")});
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::size_t classes() {
    return cli.must({"training", "class", "list", "--programme", "QUANG_NGAI_2023"})["classes"].size();
  }
  const std::vector<std::string> all_ = {"came-79TH0009.csv", "came-79TH0010.csv", "came-79TH0011.csv"};
};

TEST_F(CliAttendance, OneCommandOpensFillsAndClosesTheClassesOfAllSites) {
  Words with_trainer = import_of(all_, {"--trainer", "Nguyễn Văn Giảng; thạc sĩ"});
  const auto trial = cli.run(import_of(all_, {"--dry-run"}));
  EXPECT_EQ(trial.code, 0) << trial.err;
  EXPECT_EQ(classes(), 0u);
  with_trainer.push_back("--json");
  const auto ran = cli.run(with_trainer);
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
  const json said = json::parse(ran.out);
  EXPECT_EQ(said["people"], 14);
  EXPECT_EQ(said["attended"], 11);
  ASSERT_EQ(said["files"].size(), 3u);
  EXPECT_EQ(said["files"][0]["people"], 7);
  // Six teachers of one site; two and three of the others together; three of staff, who are few.
  std::multiset<std::pair<std::string, int>> sizes;
  for (const json& one : said["classes"]) sizes.emplace(one["audience"], one["learners"]);
  EXPECT_EQ(sizes, (std::multiset<std::pair<std::string, int>>{{"GV", 6}, {"GV", 5}, {"NV", 3}}));
  EXPECT_THAT(ran.err, HasSubstr("[training.class_small]"));
  const auto list = cli.must({"training", "class", "list", "--programme", "QUANG_NGAI_2023", "--state", "closed"});
  ASSERT_EQ(list["classes"].size(), 3u);
  for (const json& one : list["classes"]) {
    EXPECT_EQ(one["closed"], "2024-09-28T10:00:00Z");
    EXPECT_EQ(one["online"], 8);
  }
  const auto shown =
      cli.must({"training", "class", "show", "TAP_HUAN_CDS-01", "--unit", "79DHSG", "--key", cli.key("dh-officer")});
  EXPECT_EQ(shown["learners"].size(), shown["enrolled"].get<std::size_t>());
  // Again: everybody has had a class, and nobody learns twice.
  const auto again = cli.refused(import_of(all_), "cli.nobody_to_enrol");
  EXPECT_THAT(again.err, HasSubstr("14"));
  EXPECT_EQ(classes(), 3u);
}

TEST_F(CliAttendance, ARunThatWasCutOffIsCompletedByTheNext) {
  // A class's records: opening, enrolment, session, results, closing. The second one stops behind its session.
  cli.serve([seen = 0](const api::Request& request) mutable {
    return request.method != api::Method::post || request.target.path != "/v1/records" || seen++ < 8;
  });
  const auto ran = cli.run(import_of(all_, {"--trainer", "Nguyễn Văn Giảng; thạc sĩ"}));
  EXPECT_NE(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("Recorded whole: TAP_HUAN_CDS-01."));
  EXPECT_THAT(ran.err, HasSubstr("TAP_HUAN_CDS-02 stopped midway"));
  cli.serve({});
  const auto trial = cli.run(import_of(all_, {"--dry-run"}));
  EXPECT_EQ(trial.code, cli::kExitRefused);
  EXPECT_THAT(trial.err, HasSubstr("of these in a class that is not closed")) << trial.err;
  const auto said = cli.must(import_of(all_, {"--trainer", "Nguyễn Văn Giảng; thạc sĩ"}));
  EXPECT_EQ(said["completed"], 1);
  EXPECT_EQ(said["learning"], 0);
  EXPECT_EQ(said["classes"].size(), 1u);
  const auto list = cli.must({"training", "class", "list", "--programme", "QUANG_NGAI_2023", "--state", "closed"});
  ASSERT_EQ(list["classes"].size(), 3u);
  for (const json& one : list["classes"]) {
    EXPECT_EQ(one["resulted"], one["enrolled"]);
    const auto checked =
        cli.must({"training", "class", "check", one["class"], "--unit", "79DHSG", "--key", cli.key("dh-officer")});
    EXPECT_EQ(checked["register_differs"], json::array()) << one["name"];
  }
}

TEST_F(CliAttendance, WhoseClassWasCancelledComesIntoAnother) {
  Words open = {"training", "class",        "open",       "--programme", "QUANG_NGAI_2023",
                "--course", "TAP_HUAN_CDS", "--audience", "GV",          "--pick",
                "2"};
  Words close = {"training", "class", "close", "TAP_HUAN_CDS-01", "--cancelled"};
  for (Words* words : {&open, &close})
    words->insert(words->end(), {"--unit", "79DHSG", "--key", cli.key("dh-officer")});
  cli.must(open);
  cli.must(close);
  EXPECT_EQ(cli.must(import_of(all_))["people"], 14);
}

TEST_F(CliAttendance, NothingIsOpenedWhereADayOrARowIsRefused) {
  cli.refused(import_of(all_, {}, "29/09/2024"), "training.session_future");
  write("other.csv", "Họ và tên,Ngày sinh,Số tiết dự\nLê Văn Lạ,01/01/1980,8\n");
  const auto unknown = cli.refused(import_of({all_[0], "other.csv"}), "cli.rows_refused");
  EXPECT_THAT(unknown.out, HasSubstr("exchange.learner_unknown"));
  write("more.csv", "Họ và tên,Ngày sinh,Số tiết dự\nTrần Thị Thử B,01/03/1985,9\n");
  cli.refused(import_of({"more.csv"}), "cli.rows_refused");
  EXPECT_EQ(cli.run(import_of(all_, {"--topic", "KHAC"})).code, cli::kExitRefused);
  EXPECT_EQ(classes(), 0u);
  const auto late = cli.run(import_of({all_[0], "other.csv"}, {"--skip-bad"}, "02/10/2023"));
  EXPECT_EQ(late.code, cli::kExitRefused) << "what was left out is told";
  EXPECT_THAT(late.err, HasSubstr("[training.outside_phase]")) << "a notice, not a refusal";
  EXPECT_EQ(classes(), 2u);
}

TEST_F(CliAttendance, ADepartmentsReportNamesTheOfficesThatAreLate) {
  cli.must(import_of(all_));
  const Words what = {"--programme", "QUANG_NGAI_2023", "--kind", "ad-hoc", "--period", "2024-10-09"};
  const auto report = [&](const char* how, const char* unit, const char* key) {
    Words words = {"report", how, "--unit", unit, "--key", cli.key(key)};
    words.insert(words.end(), what.begin(), what.end());
    return cli.must(words);
  };
  clock("2024-10-09T02:00:00Z");
  // Schools are asked for none by this plan.
  EXPECT_EQ(report("build", "79SGD", "sgd-officer")["late_units"], json::array()) << "the day is not over";
  clock("2024-10-10T02:00:00Z");
  EXPECT_EQ(report("file", "79PGD", "pgd-officer")["late"], true);
  const auto built = report("build", "79SGD", "sgd-officer");
  EXPECT_EQ(built["late_units"], json({"79PGD"})) << "nothing came in time";
  EXPECT_EQ(built["based_on"].size(), 1u);
}

TEST_F(CliAttendance, AnOfficeThatReportsInTimeIsNotNamed) {
  cli.must(import_of(all_));
  clock("2024-10-09T02:00:00Z");
  const auto with = [&](const char* how, const char* unit, const char* key) {
    return cli.must({"report", how, "--programme", "QUANG_NGAI_2023", "--kind", "ad-hoc", "--period", "2024-10-09",
                     "--unit", unit, "--key", cli.key(key)});
  };
  EXPECT_EQ(with("file", "79PGD", "pgd-officer")["late"], false);
  EXPECT_EQ(with("build", "79SGD", "sgd-officer")["late_units"], json::array());
}

}  // namespace
}  // namespace hocba
