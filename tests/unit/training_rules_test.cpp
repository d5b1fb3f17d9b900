// The arithmetic of training and programmes that agree with themselves: no ledger, integers alone.
#include <gtest/gtest.h>

#include "ledger/training/codes.hpp"
#include "ledger/training/completion.hpp"
#include "tests/support/training_world.hpp"

namespace hocba::training {
namespace {

using test::code;
using test::date_at;
using test::TrainingWorld;

std::string refusal(const Status& status) { return status.ok() ? "" : std::string(status.error().code().id); }
std::string place(const ProgrammeRules& rules) {
  const Status status = check_programme(rules);
  if (status.ok()) return "";
  EXPECT_EQ(status.error().code().id, "training.programme_malformed");
  return status.error().detail();
}
CourseRule basic() { return TrainingWorld::rules().courses[0]; }
CourseRule advanced() { return TrainingWorld::rules().courses[1]; }
CourseRule mooc() { return TrainingWorld::rules().courses[2]; }
CourseRule confirmed() { return TrainingWorld::rules().courses[3]; }
ResultData marked(std::uint32_t attendance, std::uint32_t test, std::uint32_t score) {
  return {attendance, 30, Outcome::completed, score, test};
}

TEST(Completion, ScoresHalfUpInTenths) {
  const Weights weights{30, 70};
  EXPECT_EQ(weighted_score(weights, 85, 40), 54u);  // 5,35 -> 5,4
  EXPECT_EQ(weighted_score(weights, 100, 100), 100u);
  EXPECT_EQ(weighted_score(weights, 0, 0), 0u);
  EXPECT_EQ(weighted_score(weights, 49, 49), 49u);
  EXPECT_EQ(weighted_score(weights, 81, 38), 51u);   // 5,09 -> 5,1
  EXPECT_EQ(weighted_score({50, 50}, 50, 49), 50u);  // 4,95 -> 5,0: passes
  EXPECT_EQ(weighted_score({50, 50}, 50, 48), 49u);
}

TEST(Completion, ComparesTheOnlineShareWithoutRounding) {
  EXPECT_TRUE(online_share_ok(basic(), {30, 15}));
  EXPECT_FALSE(online_share_ok(basic(), {30, 16}));
  EXPECT_TRUE(online_share_ok(basic(), {31, 15}));
  EXPECT_FALSE(online_share_ok(basic(), {31, 16}));
  EXPECT_TRUE(online_share_ok(advanced(), {30, 9}));
  EXPECT_FALSE(online_share_ok(advanced(), {30, 10}));
  EXPECT_TRUE(online_share_ok(advanced(), {34, 10}));
  EXPECT_FALSE(online_share_ok(advanced(), {33, 10}));
  EXPECT_TRUE(online_share_ok(mooc(), {0, 0}));
}

TEST(Completion, ClosesFromThirtyPeriodsOnAndSaysWhyNot) {
  EXPECT_EQ(refusal(check_totals(basic(), {29, 0})), "training.too_few_periods");
  EXPECT_EQ(refusal(check_totals(basic(), {30, 15})), "");
  const Status online = check_totals(advanced(), {30, 10});
  EXPECT_EQ(refusal(online), "training.online_share");
  EXPECT_EQ(online.error().detail(), "10 * 100 > 30 * 30");
  EXPECT_EQ(check_totals(basic(), {29, 0}).error().detail(), "29 < 30");
}

TEST(Completion, PassesFromFivePointNoughtOn) {
  const ClassTotals totals{30, 0};
  EXPECT_FALSE(passed(basic(), totals, marked(49, 49, 49)));
  EXPECT_TRUE(passed(basic(), totals, marked(50, 50, 50)));
  CourseRule strict = basic();
  strict.pass_tenths = 65;
  EXPECT_FALSE(passed(strict, totals, marked(64, 64, 64)));
  EXPECT_TRUE(passed(strict, totals, marked(65, 65, 65)));
  auto gone = marked(90, 90, 90);
  gone.outcome = Outcome::withdrawn;
  EXPECT_FALSE(passed(basic(), totals, gone));
}

TEST(Completion, AsksForAttendanceOnlyWhereTheProgrammeDoes) {
  auto absent = marked(0, 90, 63);
  absent.attended = 0;
  EXPECT_TRUE(passed(basic(), {30, 0}, absent));
  CourseRule present = basic();
  present.min_attendance = 80;
  absent.attended = 23;
  EXPECT_FALSE(passed(present, {30, 0}, absent));
  absent.attended = 24;
  EXPECT_TRUE(passed(present, {30, 0}, absent));
  const auto there = [](std::uint32_t attended) {
    return ResultData{std::nullopt, attended, Outcome::completed, std::nullopt, std::nullopt};
  };
  EXPECT_FALSE(passed(confirmed(), {8, 0}, there(6)));  // 75 %
  EXPECT_TRUE(passed(confirmed(), {8, 0}, there(7)));
  CourseRule any = confirmed();
  any.min_attendance.reset();
  EXPECT_FALSE(passed(any, {8, 0}, there(0)));
  EXPECT_TRUE(passed(any, {8, 0}, there(1)));
}

TEST(Completion, AnExternalCourseIsPassedByCompletionAndAMarkWhereOneIsGiven) {
  ResultData done{std::nullopt, 0, Outcome::completed, std::nullopt, std::nullopt};
  EXPECT_TRUE(passed(mooc(), {}, done));
  done.score = 49;
  EXPECT_FALSE(passed(mooc(), {}, done));
  done.score = 50;
  EXPECT_TRUE(passed(mooc(), {}, done));
}

TEST(Completion, AResultHasExactlyWhatItsCourseAsksFor) {
  EXPECT_EQ(refusal(check_result(basic(), marked(85, 40, 54))), "");
  EXPECT_EQ(refusal(check_result(basic(), marked(85, 40, 53))), "training.wrong_score");
  EXPECT_EQ(check_result(basic(), marked(85, 40, 53)).error().detail(), "53, expected 54");
  EXPECT_EQ(refusal(check_result(basic(), marked(101, 101, 101))), "training.result_fields");
  const auto without = [](ResultData result, auto field) {
    (result.*field).reset();
    return result;
  };
  for (auto field : {&ResultData::attendance, &ResultData::score, &ResultData::test})
    EXPECT_EQ(refusal(check_result(basic(), without(marked(85, 40, 54), field))), "training.result_fields");
  CourseRule plain = basic();
  plain.weights.reset();
  EXPECT_EQ(refusal(check_result(plain, marked(85, 40, 54))), "training.result_fields");
  EXPECT_EQ(refusal(check_result(plain, {{}, 30, Outcome::completed, 54, {}})), "");
  const ResultData gone{{}, 7, Outcome::withdrawn, {}, {}};
  EXPECT_EQ(refusal(check_result(basic(), gone)), "");
  auto marked_gone = gone;
  marked_gone.score = 50;
  EXPECT_EQ(refusal(check_result(basic(), marked_gone)), "training.result_fields");
  EXPECT_EQ(refusal(check_result(mooc(), marked_gone)), "training.result_fields");
  const ResultData there{{}, 7, Outcome::completed, {}, {}};
  EXPECT_EQ(refusal(check_result(confirmed(), there)), "");
  EXPECT_EQ(refusal(check_result(basic(), there)), "training.result_fields");
  EXPECT_EQ(refusal(check_result(mooc(), there)), "training.result_fields");  // nothing is held here
  EXPECT_EQ(refusal(check_result(mooc(), {{}, 0, Outcome::completed, 77, {}})), "");
  auto scored = there;
  scored.score = 77;
  EXPECT_EQ(refusal(check_result(confirmed(), scored)), "training.result_fields");
}

TEST(ClassNames, AreTheCourseAndANumberOfTwoDigitsOrMore) {
  EXPECT_EQ(class_name("CDS_NC", 7), "CDS_NC-07");
  EXPECT_EQ(class_name("CDS_NC", 10), "CDS_NC-10");
  EXPECT_EQ(class_name("CDS_NC", 107), "CDS_NC-107");
}

TEST(TrainingWords, AreThoseOfTheRecordsAndNoOthers) {
  EXPECT_EQ(*assessment_from_text("external"), Assessment::external);
  EXPECT_EQ(*mode_from_text("in_person"), Mode::in_person);
  EXPECT_EQ(*degree_from_text("doctor"), Degree::doctor);
  EXPECT_EQ(*academic_title_from_text("professor"), AcademicTitle::professor);
  EXPECT_EQ(*outcome_from_text("withdrawn"), Outcome::withdrawn);
  EXPECT_EQ(*report_kind_from_text("ad_hoc"), ReportKind::ad_hoc);
  EXPECT_EQ(*reporter_from_text("provider"), Reporter::provider);
  EXPECT_EQ(assessment_from_text("Scored").error().code().id, "training.unknown_word");
  EXPECT_EQ(mode_from_text("").error().code().id, "training.unknown_word");
  EXPECT_EQ(class_id_from_text("x").error().code().id, "training.bad_id");
  EXPECT_EQ(seat_id_from_text(to_text(test::seat_id(3))).value(), test::seat_id(3));
  EXPECT_EQ(roster_id_from_text(to_text(test::roster_id(3))).value(), test::roster_id(3));
  for (const auto assessment : {Assessment::scored, Assessment::attendance, Assessment::external})
    EXPECT_EQ(assessment_of_type(document_type(assessment)), assessment);
  EXPECT_FALSE(assessment_of_type("certificate").has_value());
  EXPECT_FALSE(assessment_of_type("transcript").has_value());
  EXPECT_EQ(codes().size(), std::set<std::string_view>([] {
                              std::set<std::string_view> ids;
                              for (const Code* one : codes()) ids.insert(one->id);
                              return ids;
                            }())
                                .size());
}

TEST(ReportPeriods, AreMonthsQuartersYearsAndDays) {
  EXPECT_TRUE(is_report_period(ReportKind::monthly, "2024-10"));
  EXPECT_TRUE(is_report_period(ReportKind::quarterly, "2024-Q4"));
  EXPECT_TRUE(is_report_period(ReportKind::yearly, "2024"));
  EXPECT_TRUE(is_report_period(ReportKind::ad_hoc, "2024-02-29"));
  for (const auto& [kind, text] :
       {std::pair(ReportKind::monthly, "2024-13"), std::pair(ReportKind::monthly, "2024-00"),
        std::pair(ReportKind::monthly, "2024-1"), std::pair(ReportKind::monthly, "2024"),
        std::pair(ReportKind::quarterly, "2024-Q5"), std::pair(ReportKind::quarterly, "2024-Q0"),
        std::pair(ReportKind::quarterly, "2024-04"), std::pair(ReportKind::yearly, "1949"),
        std::pair(ReportKind::yearly, "2200"), std::pair(ReportKind::yearly, "2024-2025"),
        std::pair(ReportKind::yearly, ""), std::pair(ReportKind::ad_hoc, "2023-02-29"),
        std::pair(ReportKind::ad_hoc, "2024-10")})
    EXPECT_FALSE(is_report_period(kind, text)) << text;
  EXPECT_EQ(days_of(ReportKind::monthly, "2024-02").to, date_at("2024-02-29"));
  EXPECT_EQ(days_of(ReportKind::quarterly, "2024-Q2").from, date_at("2024-04-01"));
  EXPECT_EQ(days_of(ReportKind::quarterly, "2024-Q2").to, date_at("2024-06-30"));
  EXPECT_EQ(days_of(ReportKind::yearly, "2024").to, date_at("2024-12-31"));
  EXPECT_EQ(days_of(ReportKind::ad_hoc, "2024-10-09").from, date_at("2024-10-09"));
}

TEST(ReportPeriods, AreDueWhenTheProgrammeSays) {
  const ProgrammeRules rules = TrainingWorld::rules();
  const auto due = [&](ReportKind kind, Reporter who, std::string_view period) {
    const auto day = due_date(rules, kind, who, period);
    return day ? to_text(*day) : std::string("none");
  };
  EXPECT_EQ(due(ReportKind::monthly, Reporter::school, "2024-11"), "2024-12-05");
  EXPECT_EQ(due(ReportKind::monthly, Reporter::school, "2024-12"), "2025-01-05");
  EXPECT_EQ(due(ReportKind::quarterly, Reporter::school, "2024-Q4"), "2024-12-20");
  EXPECT_EQ(due(ReportKind::quarterly, Reporter::office, "2024-Q4"), "2024-12-25");
  EXPECT_EQ(due(ReportKind::yearly, Reporter::office, "2024"), "2024-12-31");
  EXPECT_EQ(due(ReportKind::yearly, Reporter::school, "2024"), "none");
  EXPECT_EQ(due(ReportKind::monthly, Reporter::provider, "2024-11"), "none");
  EXPECT_EQ(due(ReportKind::ad_hoc, Reporter::office, "2024-09-15"), "2024-10-09");
  EXPECT_EQ(due(ReportKind::ad_hoc, Reporter::office, "2024-10-10"), "2024-10-09") << "called so, it is late";
  EXPECT_EQ(due(ReportKind::monthly, Reporter::school, "2024-Q1"), "none");
  ProgrammeRules last = rules;
  last.reports = {{31, std::nullopt, ReportKind::monthly, Reporter::school, std::nullopt},
                  {20, 11, ReportKind::ad_hoc, Reporter::office, 2024},
                  {10, 11, ReportKind::ad_hoc, Reporter::office, 2024}};
  EXPECT_EQ(to_text(*due_date(last, ReportKind::monthly, Reporter::school, "2024-01")), "2024-02-29");
  EXPECT_EQ(to_text(*due_date(last, ReportKind::ad_hoc, Reporter::office, "2024-11-01")), "2024-11-10");
  EXPECT_EQ(to_text(*due_date(last, ReportKind::ad_hoc, Reporter::office, "2024-11-11")), "2024-11-20");
  EXPECT_EQ(to_text(*due_date(last, ReportKind::ad_hoc, Reporter::office, "2024-11-21")), "2024-11-20");
  EXPECT_FALSE(due_date(last, ReportKind::ad_hoc, Reporter::school, "2024-11-01"));
}

TEST(Programme, OfThePlanAgreesWithItself) { EXPECT_EQ(place(TrainingWorld::rules()), ""); }

// One spoiled field each; the place is named.
TEST(Programme, EveryContradictionIsRefusedWithItsPlace) {
  const auto spoiled = [](auto spoil) {
    ProgrammeRules rules = TrainingWorld::rules();
    spoil(rules);
    return place(rules);
  };
  using R = ProgrammeRules;
  EXPECT_EQ(spoiled([](R& r) { r.courses.clear(); }), "courses");
  EXPECT_EQ(spoiled([](R& r) { r.courses.resize(kMaxCourses + 1, r.courses[0]); }), "courses");
  EXPECT_EQ(spoiled([](R& r) { std::swap(r.courses[0], r.courses[1]); }), "courses[1]");
  EXPECT_EQ(spoiled([](R& r) { r.courses[1].audiences.clear(); }), "courses[1].audiences");
  EXPECT_EQ(spoiled([](R& r) { std::swap(r.courses[1].audiences[0], r.courses[1].audiences[1]); }),
            "courses[1].audiences[1]");
  EXPECT_EQ(spoiled([](R& r) { r.courses[1].audiences[0].topics.push_back(code("A")); }),
            "courses[1].audiences[0].topics");
  EXPECT_EQ(spoiled([](R& r) { r.courses[0].max_learners = 0; }), "courses[0].max_learners");
  EXPECT_EQ(spoiled([](R& r) { r.courses[0].max_learners = kMaxLearners + 1; }), "courses[0].max_learners");
  EXPECT_EQ(spoiled([](R& r) { r.courses[0].max_online = 101; }), "courses[0].max_online");
  EXPECT_EQ(spoiled([](R& r) { r.courses[0].min_attendance = 101; }), "courses[0].min_attendance");
  EXPECT_EQ(spoiled([](R& r) { r.courses[0].min_periods = kMaxPeriods + 1; }), "courses[0].min_periods");
  EXPECT_EQ(spoiled([](R& r) { r.courses[0].period_minutes = 0; }), "courses[0].period_minutes");
  EXPECT_EQ(spoiled([](R& r) { r.courses[0].pass_tenths = 101; }), "courses[0].pass_tenths");
  EXPECT_EQ(spoiled([](R& r) { r.courses[0].weights = Weights{30, 60}; }), "courses[0].weights");
  EXPECT_EQ(spoiled([](R& r) { r.courses[0].weights = Weights{0xffffffff, 101}; }), "courses[0].weights");
  EXPECT_EQ(spoiled([](R& r) { r.courses[3].weights = Weights{30, 70}; }), "courses[3].weights");
  EXPECT_EQ(spoiled([](R& r) { r.courses[2].min_periods = 30; }), "courses[2].assessment");
  EXPECT_EQ(spoiled([](R& r) { r.courses[2].max_online = 100; }), "courses[2].assessment");
  EXPECT_EQ(spoiled([](R& r) { r.certificates[0].courses = {code("NONE")}; }), "certificates[0].courses");
  EXPECT_EQ(spoiled([](R& r) { r.certificates[0].courses.clear(); }), "certificates[0].courses");
  EXPECT_EQ(spoiled([](R& r) { std::swap(r.certificates[2].courses[0], r.certificates[2].courses[1]); }),
            "certificates[2].courses");
  EXPECT_EQ(spoiled([](R& r) { r.certificates[0].type = code("certificate"); }), "certificates[0].type");
  EXPECT_EQ(spoiled([](R& r) { r.certificates[2].courses = {code("CDS_CB"), code("MOOC")}; }), "certificates[2].type");
  EXPECT_EQ(spoiled([](R& r) { r.certificates[1].courses = {code("CDS_CB")}; }), "certificates");
  EXPECT_EQ(spoiled([](R& r) { r.levels = {code("B"), code("A")}; }), "levels");
  EXPECT_EQ(spoiled([](R& r) { r.phase = Phase{date_at("2025-01-02"), date_at("2025-01-01")}; }), "phase");
  EXPECT_EQ(spoiled([](R& r) { r.roster_due = Date{2024, 2, 30}; }), "roster_due");
  EXPECT_EQ(spoiled([](R& r) { r.planned[0].audience = code("HS"); }), "planned[0].audience");
  EXPECT_EQ(spoiled([](R& r) { r.planned[0].course = code("MOOC2"); }), "planned[0].audience");
  EXPECT_EQ(spoiled([](R& r) { r.planned[0].classes = 0; }), "planned[0].classes");
  EXPECT_EQ(spoiled([](R& r) { r.planned[0].level = code("THPT"); }), "planned[0].level");
  EXPECT_EQ(spoiled([](R& r) { r.planned[1] = r.planned[0]; }), "planned");
  EXPECT_EQ(spoiled([](R& r) { std::swap(r.providers[0], r.providers[1]); }), "providers");
  EXPECT_EQ(spoiled([](R& r) { r.providers = {code("A123456789012345678901")}; }), "providers");
  EXPECT_EQ(spoiled([](R& r) { r.reports[0].day = 32; }), "reports[0].day");
  EXPECT_EQ(spoiled([](R& r) { r.reports[0].month = 1; }), "reports[0].month");
  EXPECT_EQ(spoiled([](R& r) { r.reports[3].month.reset(); }), "reports[3].month");
  EXPECT_EQ(spoiled([](R& r) { r.reports[3].month = 13; }), "reports[3].month");
  EXPECT_EQ(spoiled([](R& r) { r.reports[3].year = 2024; }), "reports[3].year");
  EXPECT_EQ(spoiled([](R& r) { r.reports[4].year.reset(); }), "reports[4].year");
  EXPECT_EQ(spoiled([](R& r) {
              r.reports[4] = {30, 2, ReportKind::ad_hoc, Reporter::office, 2024};
            }),
            "reports[4].day");
  EXPECT_EQ(spoiled([](R& r) {
              r.reports[0] = {9, std::nullopt, ReportKind::quarterly, Reporter::school, {}};
            }),
            "reports");
  EXPECT_EQ(spoiled([](R& r) { r.targets[0].course = code("NONE"); }), "targets[0].course");
  EXPECT_EQ(spoiled([](R& r) { r.targets[0].audience = code("HS"); }), "targets[0].audience");
  EXPECT_EQ(spoiled([](R& r) { r.targets[0].by = Date{2024, 2, 30}; }), "targets[0].by");
  EXPECT_EQ(spoiled([](R& r) { r.targets[0].percent = 0; }), "targets[0].percent");
  EXPECT_EQ(spoiled([](R& r) { r.targets[0].percent = 101; }), "targets[0].percent");
  EXPECT_EQ(spoiled([](R& r) { r.targets[1] = r.targets[0]; }), "targets");
  EXPECT_EQ(spoiled([](R& r) { r.uses.push_back(r.uses[0]); }), "uses");
  // What a plan leaves out is no contradiction.
  EXPECT_EQ(spoiled([](R& r) {
              r.certificates.clear();
              r.levels.clear();
              r.phase.reset();
              r.planned.clear();
              r.providers.clear();
              r.reports.clear();
              r.roster_due.reset();
              r.targets.clear();
              r.trainer_degree.reset();
              r.uses.clear();
            }),
            "");
}

}  // namespace
}  // namespace hocba::training
