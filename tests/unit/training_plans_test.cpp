// The shipped programmes say what the plans say: every figure of each plan, where it stands in it, and what it leaves
// open.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/quota.hpp"
#include "ledger/training/completion.hpp"
#include "ledger/training/programme_file_parts.hpp"
#include "tests/support/shipped_programmes.hpp"

namespace hocba::training {
namespace {

using test::shipped_programme;
using test::shipped_text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

CodeText plan_code(std::string_view text) { return *CodeText::parse(text); }
const CourseRule& plan_course(const ProgrammeFile& file, std::string_view name) {
  const CourseRule* found = find_course(file.rules, plan_code(name));
  HOCBA_CHECK(found != nullptr);
  return *found;
}
std::vector<std::string> plan_codes(const std::vector<CodeText>& codes) {
  std::vector<std::string> out;
  for (const auto& one : codes) out.push_back(one.str());
  return out;
}
std::string plan_due(const ProgrammeFile& file, ReportKind kind, Reporter reporter, std::string_view period) {
  const auto due = due_date(file.rules, kind, reporter, period);
  return due ? to_text(*due) : "";
}
// "value: title" of the described line of a place.
std::string plan_line(const ProgrammeFile& file, const std::string& place) {
  for (const auto& line : describe_programme(file))
    if (line.place == place) return line.rule.vi + ": " + line.value.vi;
  return {};
}
// All its remarks in one text.
std::string plan_remarks(const std::vector<Words>& remarks) {
  std::string out;
  for (const Words& one : remarks) out += one.vi + "\n" + one.en + "\n";
  return out;
}
// "CDS_CB 100", "TAP_HUAN_CDS GV 100", "NANG_LUC_SO 70 2025-12-31".
std::vector<std::string> plan_targets(const ProgrammeFile& file) {
  std::vector<std::string> out;
  for (const TargetRule& target : file.rules.targets)
    out.push_back(target.course.str() + (target.audience ? " " + target.audience->str() : "") + " " +
                  std::to_string(target.percent) + (target.by ? " " + to_text(*target.by) : ""));
  return out;
}

TEST(ShippedProgrammes, AreReadAndWantOnlyProviders) {
  for (const char* name : test::kShippedProgrammes) {
    SCOPED_TRACE(name);
    const std::string text = shipped_text(std::string(name) + ".toml");
    const auto file = read_programme_file(text);
    ASSERT_TRUE(file.ok()) << file.error().to_string();
    EXPECT_EQ(file->rules.programme.str(), name);
    EXPECT_EQ(file->rules.document, crypto::sha256(text));
    EXPECT_THAT(file->rules.providers, IsEmpty());
    EXPECT_FALSE(file->unknown.empty());
    const auto rules = rules_with_providers(*file, {plan_code("99DH0001")});
    ASSERT_TRUE(rules.ok()) << rules.error().to_string();
    EXPECT_TRUE(check_programme(*rules).ok());
  }
}

TEST(ShippedProgrammes, AreTheOnesThatLieInTheFolder) {
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(test::source_root() + "/docs/programmes"))
    if (entry.path().extension() == ".toml") found.insert(entry.path().stem().string());
  EXPECT_EQ(found, (std::set<std::string>{std::begin(test::kShippedProgrammes), std::end(test::kShippedProgrammes)}));
}

TEST(ShippedProgrammes, DescribeEveryRuleThatHasASource) {
  for (const char* name : test::kShippedProgrammes) {
    SCOPED_TRACE(name);
    const ProgrammeFile file = shipped_programme(name);
    std::set<std::string> described;
    for (const auto& line : describe_programme(file)) {
      described.insert(line.place);
      EXPECT_FALSE(line.rule.vi.empty() || line.rule.en.empty() || line.section.vi.empty()) << line.place;
      EXPECT_FALSE(line.value.vi.empty() || line.value.en.empty()) << line.place;
    }
    for (const auto& [place, ids] : file.based_on) {
      if (place.substr(0, 10) == "audiences." || place.substr(0, 7) == "topics.")
        continue;  // within the courses' lines
      EXPECT_TRUE(described.count(place)) << place;
    }
    for (const auto& place : file.defaulted) EXPECT_TRUE(described.count(place)) << place;
    for (const auto& word : file.unknown) EXPECT_TRUE(described.count("unknown." + word)) << word;
  }
}

TEST(ThuDucFile, Plans197Classes) {
  const ProgrammeFile file = shipped_programme("DE_AN_869");
  std::map<std::string, std::uint32_t> by_audience, by_level;
  std::uint32_t all = 0;
  for (const PlannedClasses& planned : file.rules.planned) {
    by_audience[planned.audience.str()] += planned.classes;
    by_level[planned.level->str()] += planned.classes;
    all += planned.classes;
  }
  EXPECT_EQ(all, 197u);
  EXPECT_EQ(by_audience, (std::map<std::string, std::uint32_t>{{"CBQL", 11}, {"GV", 177}, {"NV", 9}}));
  EXPECT_EQ(by_level, (std::map<std::string, std::uint32_t>{{"TIEU_HOC", 112}, {"THCS_VA_TRUC_THUOC", 85}}));
  EXPECT_EQ(plan_line(file, "planned"), "Tổng cộng: 197 lớp (Cán bộ quản lý 11, Giáo viên 177, Nhân viên 9)");
}

TEST(ThuDucFile, HasTwoCoursesOf30PeriodsWithTheirCapsAndShares) {
  const ProgrammeFile file = shipped_programme("DE_AN_869");
  const CourseRule &basic = plan_course(file, "CDS_CB"), &advanced = plan_course(file, "CDS_NC");
  for (const CourseRule* course : {&basic, &advanced}) {
    EXPECT_EQ(*course->min_periods * *course->period_minutes, 1'350u);
    EXPECT_EQ(course->weights->attendance, 30u);
    EXPECT_EQ(course->weights->test, 70u);
    EXPECT_EQ(course->pass_tenths, 50u);
    EXPECT_FALSE(course->min_attendance);
    EXPECT_FALSE(enough_periods(*course, {29, 0}));
    EXPECT_TRUE(enough_periods(*course, {30, 0}));
  }
  EXPECT_EQ(basic.max_learners, 150u);
  EXPECT_EQ(advanced.max_learners, 100u);
  EXPECT_TRUE(online_share_ok(basic, {30, 15}));
  EXPECT_FALSE(online_share_ok(basic, {30, 16}));
  EXPECT_TRUE(online_share_ok(advanced, {30, 9}));
  EXPECT_FALSE(online_share_ok(advanced, {30, 10}));
  EXPECT_EQ(plan_line(file, "courses[CDS_CB].min_periods"), "Thời lượng một mô đun: ít nhất 30 tiết (1.350 phút)");
  EXPECT_THAT(plan_line(file, "courses[CDS_CB].max_online"), HasSubstr("nhiều nhất 15"));
  EXPECT_THAT(plan_line(file, "courses[CDS_NC].max_online"), HasSubstr("nhiều nhất 9"));
}

TEST(ThuDucFile, HasSixGeneralTopicsAnd5And4And3Advanced) {
  const ProgrammeFile file = shipped_programme("DE_AN_869");
  const CourseRule &basic = plan_course(file, "CDS_CB"), &advanced = plan_course(file, "CDS_NC");
  for (const char* audience : {"CBQL", "GV", "NV"})
    EXPECT_THAT(find_audience(basic, plan_code(audience))->topics, SizeIs(6)) << audience;
  EXPECT_THAT(find_audience(advanced, plan_code("CBQL"))->topics, SizeIs(5));
  EXPECT_THAT(find_audience(advanced, plan_code("GV"))->topics, SizeIs(4));
  EXPECT_THAT(plan_codes(find_audience(advanced, plan_code("NV"))->topics),
              ElementsAre("HA_TANG_CNTT", "KIEN_THUC_NANG_CAO_CDS", "TU_DUY_SANG_TAO_DOI_MOI"));
}

TEST(ThuDucFile, HasItsDatesTargetsUsesAndTrainers) {
  const ProgrammeFile file = shipped_programme("DE_AN_869");
  EXPECT_EQ(to_text(file.rules.phase->from), "2024-10-01");
  EXPECT_EQ(to_text(file.rules.phase->to), "2025-12-31");
  EXPECT_EQ(to_text(file.survey->from), "2024-08-01");
  EXPECT_EQ(to_text(file.survey->to), "2024-09-30");
  EXPECT_EQ(to_text(*file.rules.roster_due), "2024-09-16");
  ASSERT_THAT(file.checklist, SizeIs(1));
  EXPECT_EQ(to_text(*file.checklist[0].by), "2024-09-14");
  ASSERT_THAT(file.rules.targets, SizeIs(2));
  EXPECT_EQ(file.rules.targets[0].course.str() + std::to_string(file.rules.targets[0].percent), "CDS_CB100");
  EXPECT_EQ(file.rules.targets[1].course.str() + std::to_string(file.rules.targets[1].percent), "CDS_NC30");
  EXPECT_THAT(plan_codes(file.rules.uses), ElementsAre("NQ_08_2023", "THI_DUA"));
  EXPECT_EQ(file.rules.trainer_degree, Degree::bachelor);
  EXPECT_EQ(plan_due(file, ReportKind::yearly, Reporter::office, "2024"), "2024-12-31");
  EXPECT_EQ(plan_due(file, ReportKind::yearly, Reporter::office, "2025"), "2025-12-31");
  EXPECT_EQ(plan_due(file, ReportKind::yearly, Reporter::school, "2024"), "");  // schools report when asked
  EXPECT_EQ(file.based_on.at("courses[CDS_NC].max_learners"), std::vector<std::string>{"TD6"});
  EXPECT_THAT(file.sources.at("TD6"), HasSubstr("không quá 150 học viên/lớp"));
}

TEST(ThuDucFile, SaysThatThePassMarkIsNotThePlans) {
  const ProgrammeFile file = shipped_programme("DE_AN_869");
  EXPECT_THAT(file.defaulted, testing::IsSupersetOf({"courses[CDS_CB].pass_mark", "courses[CDS_NC].pass_mark"}));
  EXPECT_THAT(file.unknown, testing::IsSupersetOf({"pass_mark", "min_attendance"}));
  for (const auto& line : describe_programme(file)) {
    if (line.place != "courses[CDS_CB].pass_mark") continue;
    EXPECT_TRUE(line.defaulted);
    EXPECT_EQ(line.value.vi, "từ 5,0 điểm");
  }
}

TEST(TanBinhFile, ReportsEachQuarterBySchoolsOnThe20thAndTheOfficeOnThe25th) {
  const ProgrammeFile file = shipped_programme("TAN_BINH_2023");
  const char* months[] = {"03", "06", "09", "12"};
  for (int quarter = 1; quarter <= 4; ++quarter) {
    const std::string period = "2023-Q" + std::to_string(quarter), month = std::string("2023-") + months[quarter - 1];
    EXPECT_EQ(plan_due(file, ReportKind::quarterly, Reporter::school, period), month + "-20");
    EXPECT_EQ(plan_due(file, ReportKind::quarterly, Reporter::office, period), month + "-25");
  }
  EXPECT_EQ(plan_due(file, ReportKind::yearly, Reporter::school, "2023"), "");
}

TEST(TanBinhFile, HasThreeContentsAndTheirAudiences) {
  const ProgrammeFile file = shipped_programme("TAN_BINH_2023");
  ASSERT_THAT(file.rules.courses, SizeIs(3));
  for (const CourseRule& course : file.rules.courses) EXPECT_EQ(course.assessment, Assessment::attendance);
  EXPECT_NE(find_audience(plan_course(file, "PHAN_TICH_DU_LIEU"), plan_code("CB_TK_CNTT")), nullptr);
  EXPECT_EQ(find_audience(plan_course(file, "PHAN_TICH_DU_LIEU"), plan_code("GV")), nullptr);
  for (const TargetRule& target : file.rules.targets) EXPECT_EQ(target.percent, 100u);
  EXPECT_THAT(file.defaulted, IsEmpty());  // attendance has no marks
}

TEST(VocationalFile, HasTargetsOf70And100ForTwoCourses) {
  const ProgrammeFile file = shipped_programme("QD_2550");
  std::vector<std::string> targets;
  for (const TargetRule& target : file.rules.targets)
    targets.push_back(target.course.str() + " " + std::to_string(target.percent) + " " + to_text(*target.by));
  EXPECT_THAT(targets, ElementsAre("NANG_LUC_SO 70 2025-12-31", "NANG_LUC_SO 100 2030-12-31",
                                   "HOC_LIEU_SO 70 2025-12-31", "HOC_LIEU_SO 100 2030-12-31"));
}

TEST(VocationalFile, ReportsBeforeThe10thOfDecember) {
  const ProgrammeFile file = shipped_programme("QD_2550");
  EXPECT_EQ(plan_due(file, ReportKind::yearly, Reporter::school, "2023"), "2023-12-09");
  EXPECT_EQ(plan_due(file, ReportKind::yearly, Reporter::office, "2030"), "2030-12-09");
  EXPECT_EQ(plan_due(file, ReportKind::ad_hoc, Reporter::school, "2024-05-02"), "");  // when asked: no day
  EXPECT_THAT(plan_line(file, "reports[2]"), HasSubstr("không nêu ngày"));
}

TEST(QuangNgaiFile, ConfirmsAttendanceAndWantsDistrictReportsBeforeThe10thOfOctober) {
  const ProgrammeFile file = shipped_programme("QUANG_NGAI_2023");
  ASSERT_THAT(file.rules.certificates, SizeIs(1));
  EXPECT_EQ(file.rules.certificates[0].type.str(), "attendance-confirmation");
  EXPECT_EQ(to_text(file.rules.phase->from), "2023-09-01");
  EXPECT_EQ(to_text(file.rules.phase->to), "2023-09-30");
  EXPECT_EQ(plan_due(file, ReportKind::ad_hoc, Reporter::office, "2023-09-15"), "2023-10-09");
  EXPECT_EQ(plan_due(file, ReportKind::ad_hoc, Reporter::office, "2023-10-10"), "2023-10-09");
  ASSERT_THAT(file.checklist, SizeIs(1));
  EXPECT_EQ(to_text(*file.checklist[0].by), "2023-09-07");
}

TEST(QuangNgaiFile, HasTheQuotasOfTheSheetForAwards) {
  const ProgrammeFile file = shipped_programme("QUANG_NGAI_2023");
  const auto table = exchange::parse_csv(shipped_text("QUANG_NGAI_2023-khen-thuong.csv"));
  ASSERT_TRUE(table.ok());
  const auto sheet = exchange::read_quota(*table);
  ASSERT_TRUE(sheet.good());
  ASSERT_EQ(file.awards.size(), sheet.quotas.size());
  for (std::size_t i = 0; i < file.awards.size(); ++i) {
    EXPECT_EQ(file.awards[i].title, sheet.quotas[i].title);
    EXPECT_EQ(file.awards[i].collectives, sheet.quotas[i].collectives);
    EXPECT_EQ(file.awards[i].individuals, sheet.quotas[i].individuals);
    EXPECT_EQ(file.awards[i].due_before, sheet.quotas[i].due_before);
  }
  EXPECT_EQ(file.awards[0].collectives, 10u);
  EXPECT_EQ(file.awards[0].individuals, 15u);
  EXPECT_EQ(file.awards[1].collectives, 5u);
  EXPECT_EQ(file.awards[1].individuals, 10u);
}

TEST(BaRiaVungTauFile, TrainsSixSubjectsInStemAndTakesMoocsFromOutside) {
  const ProgrammeFile file = shipped_programme("BR_VT_2022");
  std::vector<std::string> subjects;
  for (const auto& audience : plan_course(file, "STEM").audiences) subjects.push_back(audience.audience.str());
  EXPECT_THAT(subjects, ElementsAre("GV_CN", "GV_KHTN", "GV_KHXH", "GV_KT", "GV_NT", "GV_TIN"));
  EXPECT_EQ(plan_course(file, "MOOC_KNS").assessment, Assessment::external);
  EXPECT_EQ(plan_course(file, "SAT_HACH_KNS").assessment, Assessment::external);
  EXPECT_EQ(to_text(file.rules.phase->from), "2022-01-01");
  EXPECT_EQ(to_text(file.rules.phase->to), "2025-12-31");
  ASSERT_THAT(file.reports, SizeIs(1));  // monthly, and the plan names no day: nothing is late
  EXPECT_EQ(file.reports[0].kind, ReportKind::monthly);
  EXPECT_FALSE(file.reports[0].rule);
  EXPECT_THAT(file.rules.reports, IsEmpty());
  EXPECT_EQ(plan_due(file, ReportKind::monthly, Reporter::office, "2022-05"), "");
}

TEST(RegularTrainingFile, Has3Times40PeriodsTakenInFullAndOneDocumentForAllThree) {
  const ProgrammeFile file = shipped_programme("BDTX_2024_2025");
  ASSERT_THAT(file.rules.courses, SizeIs(3));
  std::uint32_t periods = 0;
  for (const CourseRule& course : file.rules.courses) {
    periods += *course.min_periods;
    EXPECT_EQ(course.pass_tenths, 50u);
    EXPECT_TRUE(find_audience(course, plan_code("GV")) != nullptr &&
                find_audience(course, plan_code("CBQL")) != nullptr);
    ResultData result;
    result.attended = 40;
    result.score = 50;
    EXPECT_TRUE(passed(course, {40, 0}, result));
    result.attended = 39;
    EXPECT_FALSE(passed(course, {40, 0}, result));
    result.attended = 40;
    result.score = 49;
    EXPECT_FALSE(passed(course, {40, 0}, result));
  }
  EXPECT_EQ(periods, 120u);
  ASSERT_THAT(file.rules.certificates, SizeIs(1));
  EXPECT_THAT(plan_codes(file.rules.certificates[0].courses), ElementsAre("CT_01", "CT_02", "CT_03"));
  EXPECT_THAT(find_audience(plan_course(file, "CT_03"), plan_code("GV"))->topics, SizeIs(15));
  EXPECT_THAT(file.defaulted, IsEmpty());
}

// --- of every plan

// What the file gives, of all that a plan can leave open.
bool plan_gives(const ProgrammeFile& file, std::string_view name) {
  const ProgrammeRules& rules = file.rules;
  const auto any = [&](auto has) { return std::any_of(rules.courses.begin(), rules.courses.end(), has); };
  if (name == "phase") return rules.phase.has_value();
  if (name == "survey") return file.survey.has_value();
  if (name == "roster") return rules.roster_due.has_value();
  if (name == "trainer") return file.trainer_requirement.has_value();
  if (name == "planned") return !rules.planned.empty();
  if (name == "targets") return !rules.targets.empty();
  if (name == "levels") return !rules.levels.empty();
  if (name == "uses") return !rules.uses.empty();
  if (name == "certificates") return !rules.certificates.empty();
  if (name == "decisions") return !file.decisions.empty();
  if (name == "duties") return !file.duties.empty();
  if (name == "max_learners") return any([](const CourseRule& c) { return c.max_learners.has_value(); });
  if (name == "max_online") return any([](const CourseRule& c) { return c.max_online.has_value(); });
  if (name == "min_attendance") return any([](const CourseRule& c) { return c.min_attendance.has_value(); });
  if (name == "min_periods") return any([](const CourseRule& c) { return c.min_periods.has_value(); });
  if (name == "period_minutes") return any([](const CourseRule& c) { return c.period_minutes.has_value(); });
  if (name == "weights") return any([](const CourseRule& c) { return c.weights.has_value(); });
  if (name == "topics") return !file.topics.empty();
  if (name == "pass_mark") return file.defaulted.empty();
  return name == "providers" && file.rules.programme.str() == "DE_AN_869";  // told in its duties
}

TEST(ShippedProgrammes, NameEachGapOfTheirPlan) {
  for (const char* name : test::kShippedProgrammes) {
    const ProgrammeFile file = shipped_programme(name);
    const bool marks = std::any_of(file.rules.courses.begin(), file.rules.courses.end(),
                                   [](const CourseRule& c) { return c.assessment == Assessment::scored; });
    for (const OpenQuestion& question : open_questions()) {
      const bool asked =
          question.about == OpenQuestion::About::course || question.about == OpenQuestion::About::programme;
      if (!asked || (!marks && (question.name == "weights" || question.name == "pass_mark"))) continue;
      const bool named = std::count(file.unknown.begin(), file.unknown.end(), question.name) != 0;
      EXPECT_NE(plan_gives(file, question.name), named) << name << ": " << question.name;
    }
  }
}

TEST(ShippedProgrammes, SayOfEachFigureWhereItStands) {
  for (const char* name : test::kShippedProgrammes) {
    const ProgrammeFile file = shipped_programme(name);
    std::set<std::string> wanted;
    const auto want = [&](const char* list, std::size_t size) {
      for (std::size_t i = 0; i < size; ++i) wanted.insert(std::string(list) + "[" + std::to_string(i) + "]");
    };
    want("planned", file.rules.planned.size());
    want("targets", file.rules.targets.size());
    want("reports", file.reports.size());
    want("awards", file.awards.size());
    want("checklist", file.checklist.size());
    want("duties", file.duties.size());
    if (file.rules.phase) wanted.insert("phase");
    if (file.survey) wanted.insert("survey");
    if (file.rules.roster_due) wanted.insert("roster");
    if (file.trainer_requirement) wanted.insert("trainer");
    for (const auto& [code, words] : file.levels) wanted.insert("levels." + code.str());
    for (const auto& [code, words] : file.uses) wanted.insert("uses." + code.str());
    for (const auto& [code, words] : file.audiences) wanted.insert("audiences." + code.str());
    for (const CourseRule& course : file.rules.courses) {
      const std::string place = "courses[" + course.course.str() + "].";
      if (course.max_learners) wanted.insert(place + "max_learners");
      if (course.max_online) wanted.insert(place + "max_online");
      if (course.min_attendance) wanted.insert(place + "min_attendance");
      if (course.min_periods) wanted.insert(place + "min_periods");
      if (course.period_minutes) wanted.insert(place + "period_minutes");
      if (course.weights) wanted.insert(place + "weights");
      for (const AudienceRule& audience : course.audiences)
        if (!audience.topics.empty()) wanted.insert(place + "audiences." + audience.audience.str());
    }
    for (const std::string& place : wanted) EXPECT_TRUE(file.based_on.count(place)) << name << ": " << place;
  }
}

// A document that no plan names is this file's, and the file says so.
TEST(ShippedProgrammes, SayWhichDocumentsAreTheirOwn) {
  for (const char* name : test::kShippedProgrammes) {
    const ProgrammeFile file = shipped_programme(name);
    for (std::size_t i = 0; i < file.documents.size(); ++i) {
      if (file.based_on.count("certificates[" + std::to_string(i) + "]")) continue;
      EXPECT_THAT(plan_remarks(file.ambiguities), HasSubstr("Kế hoạch không nêu văn bản cấp cho người")) << name;
    }
  }
}

TEST(ThuDucFile, TakesListsOfNurserySchoolsWithoutClassesForThem) {
  const ProgrammeFile file = shipped_programme("DE_AN_869");
  EXPECT_THAT(plan_codes(file.rules.levels), ElementsAre("MAM_NON", "THCS_VA_TRUC_THUOC", "TIEU_HOC"));
  for (const PlannedClasses& planned : file.rules.planned) EXPECT_NE(planned.level->str(), "MAM_NON");
  EXPECT_EQ(file.based_on.at("levels.MAM_NON"), std::vector<std::string>{"000"});
}

TEST(ThuDucFile, SaysHowItReadsWhatThePlanLeavesOpen) {
  const ProgrammeFile file = shipped_programme("DE_AN_869");
  const std::string read = plan_remarks(file.ambiguities);
  for (const char* word : {"mầm non", "nhân viên có 9 lớp", "«chuyển đổi số trong quản lý giáo dục»", "đánh số 2",
                           "biểu mẫu đính kèm", "cử nhân", "«Được tham gia»", "Mô đun", "Trước ngày 16/9/2024", "I.1"})
    EXPECT_THAT(read, HasSubstr(word));
  std::string who;
  for (const Duty& duty : file.duties) who += duty.who.vi + ";";
  EXPECT_THAT(who, HasSubstr("Phòng Tài chính;"));
  ASSERT_THAT(file.reports, SizeIs(2));  // schools report when asked, on no day
  EXPECT_EQ(file.reports[1].kind, ReportKind::ad_hoc);
  EXPECT_EQ(file.reports[1].reporter, Reporter::school);
  EXPECT_FALSE(file.reports[1].rule);
  EXPECT_THAT(file.rules.reports, SizeIs(1));
}

TEST(TanBinhFile, HasOneTargetForBothAudiencesAndTheDaysAndNumbersBesideIt) {
  const ProgrammeFile file = shipped_programme("TAN_BINH_2023");
  EXPECT_THAT(plan_targets(file), ElementsAre("NHAN_THUC_KY_NANG 100"));
  ASSERT_THAT(file.checklist, SizeIs(4));
  EXPECT_EQ(to_text(*file.checklist[0].from), "2023-03-01");
  EXPECT_EQ(to_text(*file.checklist[1].from), "2023-04-01");
  EXPECT_EQ(to_text(*file.checklist[2].by), "2023-06-30");
  EXPECT_EQ(file.based_on.at("checklist[0]"), (std::vector<std::string>{"001", "TB14"}));
  EXPECT_EQ(file.based_on.at("checklist[3]"), std::vector<std::string>{"TB2"});
  EXPECT_THAT(plan_remarks(file.notes), HasSubstr("80 %"));
}

TEST(VocationalFile, NotesThePlansOtherTargets) {
  const ProgrammeFile file = shipped_programme("QD_2550");
  const std::string notes = plan_remarks(file.notes);
  for (const char* figure : {"100 % trường cao đẳng, trung cấp (2025)", "100 % cơ sở giáo dục nghề nghiệp (2030)",
                             "60 % (2025), 80 % (2030)", "100 % báo cáo", "hơn 70 % (2025), 100 % (2030)"})
    EXPECT_THAT(notes, HasSubstr(figure));
}

TEST(QuangNgaiFile, HasTargetsOfTeachersAndStaffAlone) {
  const ProgrammeFile file = shipped_programme("QUANG_NGAI_2023");
  EXPECT_THAT(plan_targets(file), ElementsAre("TAP_HUAN_CDS GV 100", "TAP_HUAN_CDS NV 100"));
  EXPECT_THAT(plan_course(file, "TAP_HUAN_CDS").audiences, SizeIs(5));
}

// «đào tạo, đào tạo lại, đào tạo ngắn hạn, bồi dưỡng, tập huấn»: none of them is a topic, which would bind who failed.
TEST(BaRiaVungTauFile, HasTheFiveWaysAsCourses) {
  const ProgrammeFile file = shipped_programme("BR_VT_2022");
  EXPECT_THAT(file.topics, IsEmpty());
  for (const char* way : {"DAO_TAO_KNS", "DAO_TAO_LAI_KNS", "NGAN_HAN_KNS", "BOI_DUONG_KNS", "TAP_HUAN_KNS"}) {
    const CourseRule& course = plan_course(file, way);
    std::vector<std::string> audiences;
    for (const AudienceRule& audience : course.audiences) {
      audiences.push_back(audience.audience.str());
      EXPECT_THAT(audience.topics, IsEmpty());
    }
    EXPECT_THAT(audiences, ElementsAre("CB", "CC", "NLD", "VC")) << way;
    const bool briefing = std::string_view(way) == "TAP_HUAN_KNS";
    EXPECT_EQ(course.assessment, briefing ? Assessment::attendance : Assessment::scored) << way;
  }
  EXPECT_THAT(plan_remarks(file.ambiguities), HasSubstr("01/01/2022"));
  EXPECT_TRUE(file.sources.count("BV6") && file.sources.count("BV13"));
}

TEST(RegularTrainingFile, NotesTheBoundsSince2026) {
  const std::string notes = plan_remarks(shipped_programme("BDTX_2024_2025").notes);
  for (const char* bound : {"03 tuần", "01 tuần", "24 tháng", "06 tuần"}) EXPECT_THAT(notes, HasSubstr(bound));
}

}  // namespace
}  // namespace hocba::training
