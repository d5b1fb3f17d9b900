// Reports: built again later they are the same; what counts for which period; what the public may see.
#include "ledger/training/report.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/training/codes.hpp"
#include "tests/support/training_story.hpp"

namespace hocba::training {
namespace {

using nlohmann::json;
using test::TrainingStory;
using test::word;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class TrainingReport : public testing::Test {
 protected:
  TrainingStory story;

  ReportQuery query(ReportKind kind = ReportKind::yearly, std::string period = "2024",
                    Reporter reporter = Reporter::office, std::string_view unit = "79PGD01") {
    ReportQuery out;
    out.programme = story.programme;
    out.as_of = story.now();
    out.kind = kind;
    out.period = std::move(period);
    out.unit = word(unit);
    out.reporter = reporter;
    return out;
  }
  json built(const ReportQuery& query) {
    const auto text = build_report(story.book, story.people, query);
    EXPECT_TRUE(text.ok());
    EXPECT_TRUE(crypto::parse_canonical(*text).ok());
    return json::parse(*text);
  }
  static json row(const json& report, std::string_view by, std::string_view key = "",
                  std::string_view course = "CDS_CB") {
    for (const auto& row : report["coverage"])
      if (row["by"] == by && row["key"] == key && row["course"] == course) return row;
    ADD_FAILURE() << "no row " << by << " " << key << " " << course;
    return {};
  }
  static json of_course(const json& rows, std::string_view course = "CDS_CB") {
    for (const auto& row : rows)
      if (row["course"] == course) return row;
    return {};
  }
};

TEST_F(TrainingReport, SaysWhatWasReachedAndWhere) {
  story.on({2024, 10, 7});
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0002", "CDS_CB", "GV", true);
  const auto klass = story.taught({a, b}, 70);
  story.issue(klass, a);
  auto asked = query();
  asked.based_on = {31, 12, 31};
  asked.late_units = {"79TH0009", "79TH0002"};
  asked.network = "network-id";
  const json report = built(asked);
  EXPECT_EQ(report["hocba"], 1);
  EXPECT_EQ(report["as_of"], story.now());
  EXPECT_EQ(report["state_at"], story.now());
  EXPECT_EQ(report["based_on"], json({12, 31}));
  EXPECT_EQ(report["late"], json({"79TH0002", "79TH0009"}));
  EXPECT_EQ(report["network"], "network-id");
  EXPECT_EQ(report["code"], "DE_AN_869");
  EXPECT_EQ(report["programme"], story.programme);
  EXPECT_EQ(report["from"], "2024-01-01");
  EXPECT_EQ(report["to"], "2024-12-31");
  EXPECT_EQ(row(report, "all")["passed"], 2);
  EXPECT_EQ(row(report, "all")["late"], 1);
  EXPECT_EQ(row(report, "all")["target"], 100);
  EXPECT_EQ(row(report, "all")["reached"], true);
  EXPECT_EQ(row(report, "unit", "79TH0002")["people"], 1);
  EXPECT_EQ(row(report, "level", "TIEU_HOC")["people"], 2);
  EXPECT_EQ(row(report, "audience", "GV")["certified"], 1);
  EXPECT_EQ(report["rosters"],
            json({{"late_rosters", 1}, {"late_seats", 1}, {"removed", 0}, {"rosters", 2}, {"seats", 2}}));
  EXPECT_THAT(report["documents"], SizeIs(1));
  EXPECT_EQ(report["documents"][0]["in_force"], 1);
  EXPECT_THAT(report["classes"], SizeIs(1));
  EXPECT_EQ(report["classes"][0]["learners"], 2);
  EXPECT_THAT(report["plan"], SizeIs(2));
  EXPECT_FALSE(report.contains("below"));
}

TEST_F(TrainingReport, BuiltAgainLaterIsTheSameThoughMuchCameAfter) {
  story.on({2024, 12, 20});
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0001"), c = story.learner(3, "79TH0001");
  const auto klass = story.taught({a, b}, 49);
  const auto passed = story.taught({c}, 70);
  const auto document = story.issue(passed, c);
  const auto filed = query();
  const auto then = report_digest(*build_report(story.book, story.people, filed));

  story.score(klass, a, 80);                   // a correction
  story.taught({b}, 90);                       // a re-take
  story.becomes(document, Standing::revoked);  // a revocation
  story.learner(4, "79TH0001");                // a later roster
  story.remove(story.seat());
  auto rules = story.rules;
  rules.targets.clear();
  rules.planned.clear();
  story.version(rules);
  EXPECT_EQ(report_digest(*build_report(story.book, story.people, filed)), then);
  EXPECT_NE(report_digest(*build_report(story.book, story.people, query())), then);
}

TEST_F(TrainingReport, HasTheStateAtTheEndOfItsPeriod) {
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0001"), c = story.learner(3, "79TH0001");
  story.on({2024, 10, 31});
  const auto october = story.taught({a}, 70);
  story.issue(october, a);
  story.on({2024, 11, 30});
  story.taught({b}, 70);
  const EntryIndex end_of_november = story.now();
  story.on({2024, 12, 2});
  story.taught({c}, 70);

  const json november = built(query(ReportKind::monthly, "2024-11"));
  EXPECT_EQ(november["state_at"], end_of_november);
  EXPECT_EQ(november["as_of"], story.now());
  EXPECT_EQ(row(november, "all")["passed"], 2);
  EXPECT_EQ(of_course(november["in_period"]), json({{"begun", 1}, {"course", "CDS_CB"}, {"lost", 0}, {"passed", 1}}));
  EXPECT_EQ(november["documents"][0]["issued"], 1);
  EXPECT_EQ(november["documents"][0]["issued_in_period"], 0);
  EXPECT_EQ(november["classes"][0]["closed"], 2);
  EXPECT_EQ(november["classes"][0]["closed_in_period"], 1);

  const json quarter = built(query(ReportKind::quarterly, "2024-Q4"));
  EXPECT_EQ(of_course(quarter["in_period"])["passed"], 3);
  EXPECT_EQ(quarter["documents"][0]["issued_in_period"], 1);
  EXPECT_EQ(of_course(built(query(ReportKind::yearly, "2025"))["in_period"])["passed"], 0);
  EXPECT_EQ(row(built(query(ReportKind::yearly, "2025")), "all")["passed"], 3);

  const json ad_hoc = built(query(ReportKind::ad_hoc, "2024-11-15"));
  EXPECT_EQ(ad_hoc["state_at"], story.now());
  EXPECT_EQ(row(ad_hoc, "all")["passed"], 3);
  EXPECT_THAT(ad_hoc["in_period"], IsEmpty());
  EXPECT_FALSE(ad_hoc["classes"][0].contains("closed_in_period"));
  EXPECT_FALSE(ad_hoc["documents"][0].contains("issued_in_period"));
}

TEST_F(TrainingReport, CountsWhatAPeriodTookAwayToo) {
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0001");
  story.on({2024, 10, 31});
  const auto klass = story.taught({a, b}, 70);
  const auto document = story.issue(klass, b);
  story.on({2024, 11, 5});
  story.score(klass, a, 30);  // a correction: not passed after all
  story.becomes(document, Standing::revoked);
  const json november = built(query(ReportKind::monthly, "2024-11"));
  EXPECT_EQ(of_course(november["in_period"])["lost"], 1);
  EXPECT_EQ(of_course(november["in_period"])["passed"], 0);
  EXPECT_EQ(november["documents"][0]["revoked"], 1);
  EXPECT_EQ(november["documents"][0]["revoked_in_period"], 1);
  story.on({2024, 12, 5});
  story.seat();
  const json december = built(query(ReportKind::monthly, "2024-12"));
  EXPECT_EQ(december["documents"][0]["revoked_in_period"], 0);
  EXPECT_EQ(december["documents"][0]["revoked"], 1);
  EXPECT_EQ(december["documents"][0]["erased"], 0);
}

TEST_F(TrainingReport, CountsWhatWasErasedApart) {
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0001");
  const auto klass = story.taught({a, b}, 70);
  story.becomes(story.issue(klass, a), Standing::erased);
  story.issue(klass, b);
  const json report = built(query());
  EXPECT_EQ(report["documents"][0]["issued"], 2);
  EXPECT_EQ(report["documents"][0]["in_force"], 1);
  EXPECT_EQ(report["documents"][0]["erased"], 1);
  EXPECT_EQ(row(report, "all")["certified"], 1);
  EXPECT_EQ(row(report, "all")["passed"], 2);
}

TEST_F(TrainingReport, ASchoolReportsAboutItsOwnAndAProviderAboutItsClasses) {
  const auto a = story.learner(1, "79TH0001"), b = story.learner(2, "79TH0002");
  const auto klass = story.taught({a, b}, 70);
  story.issue(klass, a);
  story.issue(klass, b);
  const json school = built(query(ReportKind::yearly, "2024", Reporter::school, "79TH0002"));
  EXPECT_EQ(row(school, "all")["people"], 1);
  EXPECT_EQ(school["documents"][0]["issued"], 1);
  EXPECT_EQ(school["rosters"]["seats"], 1);
  EXPECT_THAT(school["classes"], IsEmpty());
  EXPECT_THAT(school["plan"], IsEmpty());
  EXPECT_THAT(school.dump(), Not(HasSubstr("79TH0001")));
  EXPECT_EQ(of_course(school["in_period"])["passed"], 1);

  EXPECT_THAT(built(query(ReportKind::yearly, "2024", Reporter::provider, "79DT01"))["classes"], SizeIs(1));
  const json other = built(query(ReportKind::yearly, "2024", Reporter::provider, "79DT02"));
  EXPECT_THAT(other["classes"], IsEmpty());
  EXPECT_THAT(other["documents"], IsEmpty());
  EXPECT_EQ(row(other, "all")["people"], 2);

  auto district = query();
  district.within = {word("79TH0001")};
  EXPECT_EQ(row(built(district), "all")["people"], 1);
}

TEST_F(TrainingReport, AddsUpTheReportsBelow) {
  const auto a = story.learner(1, "79TH0001");
  story.learner(2, "79TH0002");
  story.learner(1, "79TH0002");
  story.taught({a}, 70);
  auto asked = query();
  for (const std::string_view unit : {"79TH0001", "79TH0002"})
    asked.below.push_back(
        {40 + asked.below.size(),
         *build_report(story.book, story.people, query(ReportKind::yearly, "2024", Reporter::school, unit))});
  asked.based_on = {40, 41};
  const json report = built(asked);
  EXPECT_EQ(report["below"]["reports"], 2);
  EXPECT_EQ(of_course(report["below"]["rows"])["people"], 3);  // one person of two schools
  EXPECT_EQ(of_course(report["below"]["rows"])["passed"], 2);
  EXPECT_EQ(row(report, "all")["people"], 2);
  EXPECT_THAT(roll_up(asked.below).value(), SizeIs(3));  // courses

  const auto refused = [&](ReportQuery wrong) { return build_report(story.book, story.people, wrong).error(); };
  auto wrong = asked;
  wrong.based_on = {40};
  EXPECT_TRUE(refused(wrong).is(kReportSource));
  EXPECT_EQ(refused(wrong).detail(), "41: based_on");
  wrong = asked;
  wrong.period = "2025";
  EXPECT_EQ(refused(wrong).detail(), "40: period");
  wrong = asked;
  wrong.unit = word("79TH0001");
  EXPECT_EQ(refused(wrong).detail(), "40: unit");
  wrong = asked;
  wrong.below[1].report = "{}";
  EXPECT_EQ(refused(wrong).detail(), "41: coverage");
  for (const char* damage : {"\"people\":3", "\"people\":\"<5\""}) {
    wrong = asked;
    auto& text = wrong.below[1].report;
    const std::string count = std::string(damage).find('<') == std::string::npos ? "\"people\":-2" : damage;
    text.replace(text.find("\"people\":2"), 10, count);
    EXPECT_TRUE(refused(wrong).is(kReportSource)) << count;
  }
  // Numbers that others wrote: their sum is no small one.
  wrong = asked;
  for (auto& below : wrong.below) below.report.replace(below.report.find("\"waiting\":"), 11, "\"waiting\":4294967290");
  EXPECT_EQ(refused(wrong).detail(), "41: sum");
  EXPECT_TRUE(roll_up({}).value().empty());
}

TEST_F(TrainingReport, RefusesWhatIsNoReport) {
  auto wrong = query(ReportKind::monthly, "2024");
  EXPECT_TRUE(build_report(story.book, story.people, wrong).error().is(kReportPeriod));
  wrong = query();
  wrong.as_of = 0;
  EXPECT_TRUE(build_report(story.book, story.people, wrong).error().is(kReportAsOf));
  wrong = query();
  wrong.programme = 3;
  EXPECT_TRUE(build_report(story.book, story.people, wrong).error().is(kProgrammeUnknown));
  wrong = query(ReportKind::yearly, "2023");  // before the programme
  EXPECT_TRUE(build_report(story.book, story.people, wrong).error().is(kProgrammeUnknown));
}

// --- the salt --------------------------------------------------------------------------------------------------------

// A school's counts are small and its report's other members are known: without a salt its digest would tell a guess
// of the counts from the truth.
TEST_F(TrainingReport, TwoReportsOfTheSameCountsHaveDifferentDigests) {
  const auto a = story.learner(1, "79TH0001");
  story.taught({a}, 40);
  auto one = query(ReportKind::yearly, "2024", Reporter::school, "79TH0001"), other = one;
  one.salt.data.fill(1);
  other.salt.data.fill(2);
  const auto first = *build_report(story.book, story.people, one);
  const auto second = *build_report(story.book, story.people, other);
  EXPECT_NE(report_digest(first), report_digest(second));
  json rest = json::parse(first);
  EXPECT_EQ(rest["salt"], "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE");
  rest["salt"] = json::parse(second)["salt"];
  EXPECT_EQ(crypto::canonical(rest), second) << "nothing else differs";
  // Built again with the salt of the filed text it is the same.
  other.salt = *crypto::bytes_from_base64url<credential::Salt>(json::parse(first)["salt"].get<std::string>());
  EXPECT_EQ(*build_report(story.book, story.people, other), first);
}

// --- targets ---------------------------------------------------------------------------------------------------------

TEST_F(TrainingReport, ATargetWithoutPeopleIsNotReached) {
  const json nobody = built(query());
  EXPECT_EQ(row(nobody, "all")["denominator"], 0);
  EXPECT_EQ(row(nobody, "all")["target"], 100);
  EXPECT_EQ(row(nobody, "all")["reached"], false);
  EXPECT_EQ(row(nobody, "audience", "GV")["reached"], false);
  story.taught({story.learner(1, "79TH0001")}, 70);
  EXPECT_EQ(row(built(query()), "all")["reached"], true);
}

// --- what is published -----------------------------------------------------------------------------------------------

// So many people of each unit, so many of whom pass.
struct OfUnit {
  const char* unit;
  int people, pass;
};
class TrainingPublicCopy : public TrainingReport {
 protected:
  std::string report_of(const std::vector<OfUnit>& units) {
    std::uint32_t person = 0;
    std::vector<SeatId> passing;
    for (const auto& [unit, people, pass] : units)
      for (int i = 0; i < people; ++i) {
        const auto seat = story.learner(++person, unit);
        if (i < pass) passing.push_back(seat);
      }
    const auto klass = story.taught(passing, 70);
    story.issue(klass, passing[0]);
    return *build_report(story.book, story.people, query());
  }
};

TEST_F(TrainingPublicCopy, ShowsNoCellOfOneToFourPeople) {
  const auto report = report_of({{"79TH0001", 40, 38}, {"79TH0002", 30, 20}, {"79TH0003", 3, 3}, {"79TH0004", 60, 41}});
  const json view = json::parse(*public_view(report, By::unit));
  const json few = row(view, "unit", "79TH0003");
  EXPECT_EQ(few["people"], "<5");
  EXPECT_TRUE(few["passed"].is_null());  // "3" or "0" would say it of each of them
  const json nearly_all = row(view, "unit", "79TH0001");
  EXPECT_EQ(nearly_all["people"], 40);
  EXPECT_EQ(nearly_all["passed"], ">35");
  // 133 - 40 - 60 - 30 would say how many there are in the third one: the smallest other one is not told.
  EXPECT_EQ(row(view, "all")["people"], 133);
  EXPECT_EQ(row(view, "all")["passed"], 102);
  EXPECT_EQ(row(view, "unit", "79TH0002")["people"], json());
  EXPECT_EQ(row(view, "unit", "79TH0002")["passed"], json());
  EXPECT_EQ(row(view, "unit", "79TH0004")["passed"], 41);
  // Who may see it all loses nothing.
  EXPECT_EQ(row(json::parse(report), "unit", "79TH0001")["passed"], 38);
}

json copy_of(const std::vector<std::tuple<const char*, const char*, int, int>>& rows, By cut) {
  json coverage = json::array();
  for (const auto& [by, key, people, passed] : rows)
    coverage.push_back({{"by", by}, {"key", key}, {"course", "CDS_CB"}, {"people", people}, {"passed", passed}});
  return json::parse(public_view(crypto::canonical({{"coverage", coverage}}), cut).value());
}

// Which school is of which level is no secret: 100 of TIEU_HOC without A and B would be the three of C.
TEST_F(TrainingPublicCopy, HasOneCutForTwoTellOnEachOther) {
  const std::vector<std::tuple<const char*, const char*, int, int>> rows = {
      {"all", "", 300, 200},     {"level", "THCS", 150, 100}, {"level", "TIEU_HOC", 150, 100},
      {"unit", "A_TH", 80, 60},  {"unit", "B_TH", 50, 37},    {"unit", "C_TH", 20, 3},
      {"unit", "D_THCS", 10, 5}, {"unit", "E_THCS", 140, 95}};
  const json by_unit = copy_of(rows, By::unit), by_level = copy_of(rows, By::level);
  EXPECT_EQ(by_unit["coverage"].size(), 6u);
  EXPECT_EQ(by_level["coverage"].size(), 3u);
  EXPECT_EQ(copy_of(rows, By::all)["coverage"].size(), 1u);
  EXPECT_EQ(row(by_unit, "unit", "C_TH")["passed"], "<5");
  EXPECT_EQ(row(by_unit, "unit", "D_THCS")["passed"], json());
  EXPECT_EQ(row(by_unit, "unit", "A_TH")["passed"], 60);
  EXPECT_EQ(row(by_level, "level", "TIEU_HOC")["passed"], 100);
}

TEST_F(TrainingPublicCopy, SaysNothingOfWhatBecameOfFew) {
  // 30 of A's 40 and 30 of all 43: none of B's.
  const json one = copy_of({{"all", "", 43, 30}, {"unit", "A", 40, 30}, {"unit", "B", 3, 0}}, By::unit);
  EXPECT_EQ(row(one, "unit", "A")["passed"], json());
  EXPECT_EQ(row(one, "unit", "B")["passed"], json());
  EXPECT_EQ(row(one, "all")["passed"], 30);
  // Nobody at all, or everybody: B's are among them.
  for (const int share : {0, 1}) {
    const json all =
        copy_of({{"all", "", 43, 43 * share}, {"unit", "A", 40, 40 * share}, {"unit", "B", 3, 3 * share}}, By::unit);
    EXPECT_EQ(row(all, "all")["people"], 43);
    EXPECT_EQ(row(all, "all")["passed"], json());
    EXPECT_EQ(row(all, "unit", "A")["passed"], json());
    // Of many it may be said.
    const json many =
        copy_of({{"all", "", 43, 43 * share}, {"unit", "A", 38, 38 * share}, {"unit", "B", 5, 5 * share}}, By::unit);
    EXPECT_EQ(row(many, "unit", "B")["passed"], 5 * share);
  }
  // Few everywhere: 4 and 4 are 8, and nothing else can be.
  const json few = copy_of({{"all", "", 8, 5}, {"unit", "A", 4, 3}, {"unit", "B", 4, 2}}, By::unit);
  for (const json& row : few["coverage"]) EXPECT_TRUE(row["people"].is_null() && row["passed"].is_null()) << few;
}

TEST_F(TrainingPublicCopy, HasPeopleAndPassedAndClassesAndNothingElse) {
  json report = json::parse(report_of({{"79TH0001", 30, 20}, {"79TH0002", 30, 15}}));
  report["below"] = {{"reports", 1}, {"rows", json::array({report["coverage"][0]})}};
  report["late"] = {"79TH0002"};
  report["network"] = "network-id";
  const json view = json::parse(*public_view(crypto::canonical(report), By::unit));
  json expected = {{"public", true}, {"coverage", json::array()}};
  for (const char* name : {"as_of", "based_on", "code", "from", "hocba", "kind", "network", "period", "plan",
                           "programme", "reporter", "state_at", "to", "unit", "version"})
    expected[name] = report[name];
  for (const auto& row : report["coverage"])
    if (row["by"] == "all" || row["by"] == "unit")
      expected["coverage"].push_back({{"by", row["by"]},
                                      {"course", row["course"]},
                                      {"key", row["key"]},
                                      {"passed", row["passed"]},
                                      {"people", row["people"]}});
  EXPECT_EQ(view, expected);  // of many people each count as it is
  EXPECT_THAT(view["plan"], SizeIs(2));
}

TEST_F(TrainingPublicCopy, IsOfAReportAloneAndOfOneCut) {
  for (const char* none : {"{}", "{ }", "[1]", R"({"coverage":1})", R"({"coverage":[3]})", R"({"coverage":[{}]})",
                           R"({"coverage":[{"by":"all","course":"C","key":"","passed":-1,"people":5}]})",
                           R"({"coverage":[{"by":"all","course":"C","key":"","passed":6,"people":5}]})",
                           R"({"coverage":[{"by":"all","course":"C","key":"","passed":null,"people":5}]})",
                           R"({"coverage":[{"by":"all","course":"C","key":"","people":5}]})"})
    EXPECT_TRUE(public_view(none, By::unit).error().is(kReportMalformed)) << none;
  const std::string one = R"({"by":"all","course":"C","key":"","passed":6,"people":15})";
  EXPECT_TRUE(public_view("{\"coverage\":[" + one + "]}", By::unit).ok());
  EXPECT_TRUE(public_view("{\"coverage\":[" + one + "," + one + "]}", By::unit).error().is(kReportMalformed));
  EXPECT_EQ(public_view(R"({"coverage":[]})", By::level).value(), R"({"coverage":[],"public":true})");
  EXPECT_TRUE(public_view(R"({"coverage":[]})", By::topic).error().is(kUnknownWord));
}

}  // namespace
}  // namespace hocba::training
