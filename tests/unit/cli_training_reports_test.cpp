// What an office sees and files of training: tables and their files to the byte, public copies, verdicts on a staff
// list, the node's answers, the report on paper. Values in, texts out; the way against a node: tests/e2e.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/paper/layout.hpp"
#include "cli/staff_list.hpp"
#include "cli/training_paper.hpp"
#include "crypto/json.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"

namespace hocba::cli {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

CoverageLine line_of(const std::string& key, std::uint64_t heads, std::uint64_t passed,
                     std::optional<std::uint64_t> target = 100, const std::string& course = "CDS_CB") {
  CoverageLine out;
  out.key = key;
  out.course = course;
  out.people = out.denominator = heads;
  out.passed = passed;
  out.waiting = heads - passed;
  out.certified = passed;
  out.target = target;
  out.reached = target && heads > 0 && passed * 100 >= *target * heads;
  return out;
}
ProgrammeNames names() {
  ProgrammeNames out;
  out.index = 12;
  out.office = "79PGD";
  out.code = "DE_AN_869";
  out.title = "Bồi dưỡng năng lực số";
  out.courses = {{"CDS_CB", "Chuyển đổi số (cơ bản)"}};
  out.audiences = {{"GV", "Giáo viên"}, {"NV", "Nhân viên"}};
  out.levels = {{"TIEU_HOC", "Tiểu học"}};
  out.units = {{"79TH0009", "Trường Tiểu học Mẫu 9"}, {"79PGD", "Phòng Giáo dục Mẫu"}, {"79SGD", "Sở Giáo dục Mẫu"}};
  return out;
}

// --- numbers --------------------------------------------------------------------------------------------------------

TEST(TrainingTables, RoundSharesDownSoThatNothingLooksWholeThatIsNot) {
  EXPECT_EQ(share_of(1'999, 2'000), "999");
  EXPECT_EQ(shown(share_of(1'999, 2'000), Shows::share, Lang::vi), "99,9");
  EXPECT_EQ(shown(share_of(2'000, 2'000), Shows::share, Lang::vi), "100,0");
  EXPECT_EQ(shown(share_of(0, 5), Shows::share, Lang::en), "0.0");
  EXPECT_EQ(shown(share_of(1, 3), Shows::share, Lang::en), "33.3");
  EXPECT_EQ(share_of(0, 0), "") << "of nobody there is no share";
  EXPECT_EQ(percent_words(0, 0, Lang::vi), "–");
  EXPECT_EQ(percent_words(5'890, 6'272, Lang::vi), "93,9\u00a0%");
  EXPECT_EQ(shown("1234567", Shows::whole, Lang::vi), "1.234.567");
  EXPECT_EQ(shown("< 5", Shows::whole, Lang::vi), "< 5") << "what is no number stays as it is";
}

TEST(TrainingTables, SayHowManyAreLackingToTheTarget) {
  EXPECT_EQ(lacking(line_of("", 100, 29, 30)), 1u);
  EXPECT_EQ(lacking(line_of("", 100, 30, 30)), 0u);
  EXPECT_EQ(lacking(line_of("", 101, 30, 30)), 1u) << "30.3 people are 31";
  EXPECT_EQ(lacking(line_of("", 101, 31, 30)), 0u);
  EXPECT_EQ(lacking(line_of("", 100, 0, std::nullopt)), 0u);
}

TEST(TrainingTables, SayWhoWasNeverPutForwardWhereTheStatesDontAddUp) {
  TrainingReport report;
  report.names = names();
  auto line = line_of("", 18, 17, std::nullopt);
  report.coverage["all"] = {line};
  EXPECT_THAT(summary_sentences(report, Lang::vi).front(), Not(HasSubstr("chưa được cử")));
  line.denominator = 24;
  report.coverage["all"] = {line};
  EXPECT_THAT(summary_sentences(report, Lang::vi).front(),
              HasSubstr("chưa học 1, chưa được cử học khóa này 6; đã cấp"));
  EXPECT_THAT(summary_sentences(report, Lang::en).front(),
              HasSubstr("waiting 1, never put forward for the course 6; 17 with"));
}

// --- coverage -------------------------------------------------------------------------------------------------------

TEST(TrainingTables, CoverageAsCsvIsThisToTheByte) {
  const ReportTable table = coverage_table(
      {line_of("79TH0009", 1'200, 1'199), line_of("79TH0010", 0, 0, 30), line_of("", 3, 3, std::nullopt)}, "school",
      names(), Lang::vi);
  EXPECT_EQ(csv_of(table, Lang::vi),
            "\xEF\xBB\xBF"
            "Mã,Đơn vị,Khóa,Số người,Đã đạt,Tỷ lệ (%),Mục tiêu (%),So với mục tiêu,Đăng ký khóa,Đang học,Chưa đạt,Chưa "
            "học,Có chứng chỉ,Đạt sau học lại,Danh sách muộn\r\n"
            "79TH0009,Trường Tiểu học Mẫu 9,CDS_CB,1200,1199,\"99,9\",100,chưa đạt,1200,0,0,1,1199,0,0\r\n"
            "79TH0010,79TH0010,CDS_CB,0,0,,30,–,0,0,0,0,0,0,0\r\n"
            ",(không rõ),CDS_CB,3,3,\"100,0\",,–,3,0,0,0,3,0,0\r\n");
  const ReportTable english = coverage_table({line_of("GV", 4, 2, 50)}, "audience", names(), Lang::en);
  EXPECT_EQ(csv_of(english, Lang::en),
            "\xEF\xBB\xBF"
            "Code,Audience,Course,People,Passed,Share (%),Target (%),Against target,Enlisted,Learning,Not passed,"
            "Waiting,Certified,Passed after a re-take,Late roster\r\n"
            "GV,Giáo viên,CDS_CB,4,2,50.0,50,reached,4,0,0,2,2,0,0\r\n");
}

TEST(TrainingTables, CoverageAsAWorkbookHasNumbers) {
  const auto bytes =
      xlsx_of(coverage_table({line_of("79TH0009", 1'200, 1'199)}, "school", names(), Lang::vi), Lang::vi);
  ASSERT_TRUE(bytes.ok()) << bytes.error().to_string();
  const auto back = exchange::read_xlsx(*bytes);
  ASSERT_TRUE(back.ok()) << back.error().to_string();
  ASSERT_EQ(back->rows.size(), 1u);
  EXPECT_THAT(back->rows[0].cells[5], testing::AnyOf("99,9", "99.9")) << "one decimal, a number";
  EXPECT_EQ(back->rows[0].cells[4], "1199");
}

TEST(TrainingTables, TheScreenGroupsNumbersAndLeavesEmptyColumnsOut) {
  const Table table =
      screen_table(coverage_table({line_of("GV", 1'200, 0, std::nullopt)}, "audience", names(), Lang::vi), Lang::vi);
  EXPECT_THAT(table.headers, Not(testing::Contains("Mục tiêu (%)")));
  EXPECT_THAT(table.headers, Not(testing::Contains("Mã"))) << "the name is enough";
  EXPECT_THAT(table.rows[0], testing::Contains("1.200"));
  EXPECT_EQ(table.headers.size(), table.rows[0].size());
}

TEST(TrainingTables, PlanIsSummedWhereThereIsMoreThanOneRow) {
  const PlanLine one{"GV", "", "TIEU_HOC", 100, 98, 92, 1, 3}, two{"NV", "", "", 0, 2, 2, 0};
  const ReportTable table = plan_table({one, two}, names(), Lang::vi);
  EXPECT_EQ(table.sums, 1u);
  EXPECT_THAT(table.rows[0], ElementsAre("Giáo viên", "Tiểu học", "", "100", "98", "92", "1", "920", "3"));
  EXPECT_THAT(table.rows[1], ElementsAre("Nhân viên", "", "", "0", "2", "2", "0", "", "0")) << "nothing was planned";
  EXPECT_THAT(table.rows[2], ElementsAre("Cộng", "", "", "100", "100", "94", "1", "940", "3"));
  EXPECT_TRUE(plan_table({}, names(), Lang::vi).rows.empty());
  EXPECT_FALSE(plan_table({}, names(), Lang::vi).if_empty.empty());
}

// --- what anybody may see -------------------------------------------------------------------------------------------

TEST(TrainingPublic, TellsNoCountOfFewPeople) {
  std::map<std::string, std::vector<CoverageLine>> coverage = {
      {"all", {line_of("", 200, 150)}},
      {"school", {line_of("A", 3, 2), line_of("B", 60, 58), line_of("C", 100, 3), line_of("D", 37, 37)}}};
  const auto told = public_counts(coverage, "school");
  ASSERT_TRUE(told.ok()) << told.error().to_string();
  const auto& schools = told->at("school");
  ASSERT_EQ(schools.size(), 4u);
  const auto is_few = [](const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos && std::stoull(text) > 0 &&
           std::stoull(text) < 5;
  };
  for (const PublicCount& count : schools) {
    EXPECT_FALSE(is_few(count.heads)) << count.heads;
    EXPECT_FALSE(is_few(count.passed)) << count.passed;
  }
  EXPECT_EQ(schools[0].heads, "< 5");
  EXPECT_TRUE(schools[0].untold()) << "what became of three people is theirs";
  EXPECT_EQ(schools[0].share, "–");
  // Nor does a small count follow from what is shown: two of 60 who did not pass.
  EXPECT_NE(schools[1].passed, "58");
  EXPECT_EQ(schools[1].share, "–");
  // The table shows nothing else.
  const ReportTable table = coverage_table(coverage.at("school"), "school", names(), Lang::vi, &schools);
  const std::string csv = csv_of(table, Lang::vi);
  EXPECT_THAT(csv, Not(HasSubstr("Chưa học")));
  EXPECT_THAT(csv, Not(HasSubstr(",58,")));
  EXPECT_THAT(csv, HasSubstr("A,A,CDS_CB,< 5,–,–\r\n"));
}

TEST(TrainingPublic, TellsPeopleAndPassedOfManyAndNothingElse) {
  std::map<std::string, std::vector<CoverageLine>> coverage = {
      {"all", {line_of("", 200, 150, 30)}},
      {"audience", {line_of("GV", 120, 100, 30), line_of("NV", 80, 50, 30)}},
      {"school", {line_of("A", 120, 100, 30), line_of("B", 80, 50, 30)}},
      {"topic", {line_of("CD1", 120, 100, 30)}}};
  for (auto& [by, lines] : coverage)
    for (CoverageLine& line : lines) line.denominator += 40;  // of whom some need not take the course
  EXPECT_TRUE(public_counts(coverage, "topic").error().is(kUsage));
  const auto told = public_counts(coverage, "audience");
  ASSERT_TRUE(told.ok());
  EXPECT_EQ(told->at("audience")[0].heads, "120");
  EXPECT_EQ(told->at("audience")[0].passed, "100");
  EXPECT_EQ(told->at("audience")[0].share, "833");
  EXPECT_EQ(told->size(), 2u) << "two cuts tell on each other";
  EXPECT_EQ(coverage.size(), 2u);
  const ReportTable table =
      coverage_table(coverage.at("audience"), "audience", names(), Lang::vi, &told->at("audience"));
  EXPECT_EQ(csv_of(table, Lang::vi),
            "\xEF\xBB\xBF"
            "Mã,Đối tượng,Khóa,Đăng ký khóa,Đã đạt,Đạt trong số đăng ký (%)\r\n"
            "GV,Giáo viên,CDS_CB,120,100,\"83,3\"\r\n"
            "NV,Nhân viên,CDS_CB,80,50,\"62,5\"\r\n");
}

// --- people ---------------------------------------------------------------------------------------------------------

TEST(TrainingTables, MissingStandByUnitThenInTheOrderOfVietnameseNames) {
  const auto one = [](const char* name, const char* unit) {
    return MissingLine{name, unit, "TIEU_HOC", "GV", "CDS_CB", "learning", "1985-09-05"};
  };
  const ReportTable table = missing_table({one("Trần Văn Ý", "B"), one("Đặng Thị An", "B"), one("Lê Thị Ánh", "A"),
                                           one("Nguyễn Văn An", "B"), one("Hồ Thị Đào", "B")},
                                          names(), Lang::vi);
  std::vector<std::string> order;
  for (const auto& row : table.rows) order.push_back(row[1]);
  EXPECT_THAT(order, ElementsAre("Lê Thị Ánh", "Đặng Thị An", "Nguyễn Văn An", "Hồ Thị Đào", "Trần Văn Ý"));
  EXPECT_EQ(table.rows[0][2], "05/09/1985");
  EXPECT_EQ(table.rows[0].back(), "đang học");
}

EvidenceModule module_of(const char* serial, const char* standing, std::uint64_t score = 75) {
  EvidenceModule out;
  out.programme = "DE_AN_869";
  out.course = "CDS_CB";
  out.class_name = "CDS_CB-07";
  out.passed_on = "2024-11-30";
  out.score = score;
  if (*standing != 0) {
    out.certificate =
        "0d9e7a3c-1111-4222-8333-44445555666" + std::string(serial).substr(std::string(serial).size() - 1);
    out.serial = serial;
    out.standing = standing;
  }
  return out;
}

TEST(TrainingTables, EvidenceIsInTheOrderOfNamesAndNeverOfMarks) {
  std::vector<EvidencePerson> people = {
      {"Trần Văn Ý", "1980-01-02", "000080000001", "79TH0009", {module_of("CDS-1", "in_force", 100)}},
      {"Đặng Thị An", "1985-09-05", "", "79TH0009", {module_of("CDS-2", "revoked", 50), module_of("", "", 55)}},
      {"Lê Văn Bình", "1990-01-01", "", "79TH0009", {}}};
  const ReportTable table = evidence_table(people, names(), Lang::vi);
  ASSERT_EQ(table.rows.size(), 4u);
  EXPECT_EQ(table.rows[0][1], "Đặng Thị An");
  EXPECT_EQ(table.rows[1][1], "Đặng Thị An") << "a line per module, each whole in a file";
  EXPECT_EQ(table.rows[2][1], "Lê Văn Bình");
  EXPECT_EQ(table.rows[2].back(), "chưa có mô đun đạt");
  EXPECT_EQ(table.rows[3][1], "Trần Văn Ý");
  const std::string csv = csv_of(table, Lang::vi);
  EXPECT_THAT(csv, HasSubstr("3,Trần Văn Ý,02/01/1980,000080000001,79TH0009,Trường Tiểu học Mẫu 9,DE_AN_869,CDS_CB,,"
                             "CDS_CB-07,30/11/2024,\"10,0\",CDS-1,còn hiệu lực\r\n"));
  EXPECT_THAT(csv, HasSubstr("\"5,0\",CDS-2,đã thu hồi"));
  EXPECT_THAT(csv, HasSubstr("\"5,5\",,chưa cấp chứng chỉ"));
  for (const Lang lang : {Lang::vi, Lang::en}) EXPECT_FALSE(no_ranking_words(lang).empty());
  EXPECT_THAT(table.above, testing::Contains(HasSubstr("không phải bảng xếp hạng")));
  // On paper a person's name stands once, the number on each line.
  const paper::Table on_paper = paper_table(table, Lang::vi);
  EXPECT_EQ(on_paper.rows[1].cells[0], "1");
  EXPECT_EQ(on_paper.rows[1].cells[1], "");
}

// --- a staff list ---------------------------------------------------------------------------------------------------

StaffVerdict verdict_of(const char* claimed, StaffFound found, std::vector<EvidenceModule> modules) {
  StaffRow row;
  row.serial = claimed;
  return judge_staff(row, found, std::move(modules)).verdict;
}

TEST(StaffCheck, TellsWhichDocumentsAreGenuineAndInForce) {
  const auto good = module_of("CDS-1", "in_force"), revoked = module_of("CDS-2", "revoked"), none = module_of("", "");
  EXPECT_EQ(verdict_of("", StaffFound::no, {}), StaffVerdict::unknown);
  EXPECT_EQ(verdict_of("", StaffFound::yes, {}), StaffVerdict::none);
  EXPECT_EQ(verdict_of("", StaffFound::yes, {none}), StaffVerdict::none) << "passed, nothing issued";
  EXPECT_EQ(verdict_of("", StaffFound::yes, {revoked}), StaffVerdict::not_in_force);
  EXPECT_EQ(verdict_of("", StaffFound::yes, {revoked, good}), StaffVerdict::in_force) << "another one is";
  EXPECT_EQ(verdict_of("CDS-1", StaffFound::yes, {revoked, good}), StaffVerdict::in_force);
  EXPECT_EQ(verdict_of("CDS-2", StaffFound::yes, {revoked, good}), StaffVerdict::not_in_force)
      << "the one that is claimed";
  EXPECT_EQ(verdict_of("CDS-9", StaffFound::yes, {good}), StaffVerdict::other_serial);
  EXPECT_EQ(verdict_of("CDS-9", StaffFound::yes, {}), StaffVerdict::other_serial);
  EXPECT_EQ(verdict_of("CDS-1", StaffFound::other_person, {}), StaffVerdict::other_person);
}

TEST(StaffCheck, ShowsEveryDocumentOfAPerson) {
  auto good = module_of("CDS-1", "in_force"), revoked = module_of("CDS-2", "revoked"),
       other = module_of("CDS-3", "in_force");
  revoked.since = "2025-01-02";
  StaffRow row;
  row.name = "Nguyễn Văn An";
  row.serial = "CDS-2";
  const auto checked = judge_staff(row, StaffFound::yes, {good, good, revoked, other});
  ASSERT_EQ(checked.shown.size(), 3u) << "one for two modules stands once";
  const auto csv = csv_of(staff_table({checked}, Lang::vi), Lang::vi);
  EXPECT_THAT(csv, HasSubstr(",CDS-2,đã thu hồi từ 02/01/2025,CDS-2,"));
  EXPECT_THAT(csv, HasSubstr(",,,,còn hiệu lực,CDS-1,"));
  EXPECT_THAT(csv, HasSubstr(",,,,còn hiệu lực,CDS-3,"));
  row.serial = "CDS-9";
  EXPECT_EQ(staff_table({judge_staff(row, StaffFound::yes, {good})}, Lang::vi).rows.size(), 2u)
      << "which they have instead";
}

TEST(StaffCheck, GivesTheWorstAsExitCode) {
  const auto of = [](std::vector<StaffVerdict> verdicts) {
    std::vector<CheckedStaff> out;
    for (const auto verdict : verdicts) out.push_back({{}, verdict, {}, {}});
    return staff_exit_code(out);
  };
  using V = StaffVerdict;
  EXPECT_EQ(of({}), kExitDone);
  EXPECT_EQ(of({V::in_force}), kExitDone);
  EXPECT_EQ(of({V::in_force, V::none}), kExitUndecided);
  EXPECT_EQ(of({V::unknown}), kExitUndecided);
  EXPECT_EQ(of({V::unknown, V::not_in_force}), kExitNotInForce);
  EXPECT_EQ(of({V::not_in_force, V::other_serial}), 4);
  EXPECT_EQ(of({V::in_force, V::other_person}), 4);
  const std::vector<CheckedStaff> two = {{{}, V::in_force, {}, {}}, {{}, V::none, {}, {}}};
  EXPECT_EQ(staff_count_words(two, Lang::vi), "2 người: 1 còn hiệu lực, 1 chưa có chứng chỉ");
  EXPECT_EQ(staff_count_words(two, Lang::en), "2 people: 1 in force, 1 without a certificate");
}

TEST(StaffCheck, ReadsAListAsOfficesHaveIt) {
  const auto table = exchange::parse_csv(
      "TRƯỜNG TIỂU HỌC MẪU 9,,,,\n"
      "STT,Họ và tên,Ngày sinh,Số CCCD,Số hiệu\n"
      "1,Đặng Thị An,05/09/1985,,CDS-1\n"
      "2,Lê Văn Bình,13/25/1990,,\n"
      "3,,01/02/1990,,\n"
      "4,Hồ Thị Đào,,000190000123,\n"
      "5,Vũ Văn Em,,,\n");
  ASSERT_TRUE(table.ok()) << table.error().to_string();
  const auto list = staff_list_of(*table, "ds.csv");
  ASSERT_TRUE(list.ok()) << list.error().to_string();
  ASSERT_EQ(list->rows.size(), 2u);
  EXPECT_EQ(list->rows[0].name, "Đặng Thị An");
  EXPECT_EQ(list->rows[0].birth_date, "1985-09-05");
  EXPECT_EQ(list->rows[0].serial, "CDS-1");
  EXPECT_EQ(list->rows[0].line, 3u);
  EXPECT_EQ(list->rows[1].personal_number, "000190000123");
  EXPECT_EQ(list->faulty, 3u);
  std::vector<std::size_t> lines;
  for (const SheetIssue& issue : list->issues) lines.push_back(issue.issue.line);
  EXPECT_THAT(lines, ElementsAre(4u, 5u, 7u)) << "no such day, no name, nothing to know the person by";
  const auto without = exchange::parse_csv("Họ và tên,Đơn vị công tác\nĐặng Thị An,X\n");
  ASSERT_TRUE(without.ok());
  EXPECT_EQ(staff_list_of(*without, "x").error().code().id, "exchange.column_missing");
}

// --- the node's answers ---------------------------------------------------------------------------------------------

json row_json(std::uint64_t people = 10, std::uint64_t passed = 6) {
  return {{"by", "all"},      {"key", ""},       {"course", "CDS_CB"}, {"people", people},
          {"passed", passed}, {"failed", 1},     {"learning", 1},      {"waiting", people - passed - 2},
          {"certified", 5},   {"late", 0},       {"retaken", 1},       {"denominator", people},
          {"target", 100},    {"reached", false}};
}

TEST(TrainingAnswers, AreRefusedWhereTheirCountsContradictEachOther) {
  EXPECT_TRUE(read_coverage_line(row_json(), "x").ok());
  for (const auto& [name, value] : {std::pair("people", 11), {"certified", 7}, {"retaken", 7}, {"late", 11}}) {
    json row = row_json();
    row[name] = value;
    const auto read = read_coverage_line(row, "x");
    ASSERT_FALSE(read.ok()) << name;
    EXPECT_TRUE(read.error().is(kAnswerMalformed)) << name;
  }
  for (const char* name : {"course", "people", "denominator"}) {
    json row = row_json();
    row.erase(name);
    EXPECT_FALSE(read_coverage_line(row, "x").ok()) << name;
  }
}

json report_json() {
  return {
      {"as_of", 500},
      {"based_on", {90, 91}},
      {"code", "DE_AN_869"},
      {"classes",
       {{{"audience", "GV"},
         {"cancelled", 0},
         {"closed", 1},
         {"course", "CDS_CB"},
         {"learners", 40},
         {"opened", 2},
         {"passed", 38},
         {"provider", "79DHSG"}}}},
      {"coverage", {row_json()}},
      {"documents", json::array()},
      {"hocba", 1},
      {"in_period", {{{"begun", 3}, {"course", "CDS_CB"}, {"lost", 0}, {"passed", 2}}}},
      {"kind", "quarterly"},
      {"late", {"79TH0010"}},
      {"period", "2024-Q4"},
      {"plan", {{{"audience", "GV"}, {"planned", 7}, {"opened", 2}, {"closed", 1}, {"cancelled", 0}, {"retakes", 0}}}},
      {"programme", 12},
      {"state_at", 480},
      {"unit", "79PGD"}};
}

TEST(TrainingAnswers, ReadAReportAsItWasFiled) {
  const auto read = read_report(crypto::canonical(report_json()));
  ASSERT_TRUE(read.ok()) << read.error().to_string();
  EXPECT_EQ(read->period, "2024-Q4");
  EXPECT_THAT(read->based_on, ElementsAre(90u, 91u));
  EXPECT_THAT(read->late, ElementsAre("79TH0010"));
  EXPECT_EQ(read->coverage.at("all").size(), 1u);
  EXPECT_EQ(read->plan.at(0).planned, 7u);
  EXPECT_EQ(read->classes.at(0).passed, 38u);
  EXPECT_EQ(read->in_period.at(0).passed, 2u);
  EXPECT_EQ(read->state_at, 480u);
  for (const auto& [name, value] : {std::pair("period", json("2024-13")),
                                    {"kind", json("weekly")},
                                    {"coverage", json("x")},
                                    {"based_on", json({"a"})},
                                    {"as_of", json(-1)}}) {
    json bad = report_json();
    bad[name] = value;
    EXPECT_FALSE(read_report(crypto::canonical(bad)).ok()) << name;
  }
  EXPECT_FALSE(read_report(report_json().dump(2)).ok()) << "what is signed is canonical";
}

TEST(TrainingWords, SayAPeriodAsPeopleDo) {
  EXPECT_EQ(report_period_words("quarterly", "2024-Q4", Lang::vi), "quý IV năm 2024");
  EXPECT_EQ(report_period_words("quarterly", "2024-Q1", Lang::en), "quarter I of 2024");
  EXPECT_EQ(report_period_words("monthly", "2024-10", Lang::vi), "tháng 10 năm 2024");
  EXPECT_EQ(report_period_words("monthly", "2024-10", Lang::en), "October 2024");
  EXPECT_EQ(report_period_words("yearly", "2024", Lang::vi), "năm 2024");
  EXPECT_EQ(report_period_words("ad_hoc", "2024-12-31", Lang::vi), "đột xuất ngày 31/12/2024");
  EXPECT_EQ(report_period_words("weekly", "2024-W1", Lang::vi), "2024-W1") << "of a newer node";
}

// --- on paper -------------------------------------------------------------------------------------------------------

TrainingReport december() {
  TrainingReport out;
  out.names = names();
  out.unit = "79PGD";
  out.superior = "79SGD";
  out.kind = "yearly";
  out.period = "2024";
  out.as_of = 1'234;
  out.time = *time_from_text("2024-12-24T00:26:40Z");
  out.digest = "Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm8";
  out.coverage = {{"all", {line_of("", 62, 58)}}, {"school", {line_of("79TH0009", 62, 58)}}};
  out.plan = {{"GV", "", "", 100, 98, 92, 1}};
  return out;
}
std::string all_text(const paper::Paper& paper) {
  std::string out = paper.head.superior + "\n" + paper.head.unit + "\n" + paper.title + "\n" + paper.subtitle + "\n" +
                    paper.foot + "\n";
  for (const paper::Block& block : paper.blocks) {
    if (const auto* heading = std::get_if<paper::Heading>(&block)) out += heading->text + "\n";
    if (const auto* paragraph = std::get_if<paper::Paragraph>(&block)) out += paragraph->text + "\n";
    if (const auto* facts = std::get_if<paper::Facts>(&block))
      for (const auto& [name, value] : facts->lines) out += name + " " + value + "\n";
    if (const auto* table = std::get_if<paper::Table>(&block)) {
      for (const auto& row : table->rows)
        for (const auto& cell : row.cells) out += cell + "|";
      out += table->rows.empty() ? table->if_empty + "\n" : "\n";
    }
    if (const auto* chart = std::get_if<paper::Chart>(&block))
      for (const auto& bar : chart->bars) out += bar.label + " = " + bar.text + "\n";
    if (const auto* signatures = std::get_if<paper::Signatures>(&block))
      for (const auto& one : signatures->who) out += one.title + "\n";
  }
  return out;
}

TEST(TrainingPaper, SaysWhatAnOfficeFiles) {
  TrainingReport report = december();
  report.late_units = {"79TH0009"};
  const std::string draft = all_text(report_paper(report, Lang::vi));
  EXPECT_THAT(draft, HasSubstr("SỞ GIÁO DỤC MẪU\nPHÒNG GIÁO DỤC MẪU\nBÁO CÁO\n"));
  EXPECT_THAT(draft, HasSubstr("năm 2024 (từ 01/01/2024 đến 31/12/2024)"));
  EXPECT_THAT(draft, HasSubstr("CDS_CB: Chuyển đổi số (cơ bản): 58/62 người đã đạt (93,5\u00a0%); mục tiêu 100\u00a0%: "
                               "chưa đạt, còn thiếu 4 người."));
  EXPECT_THAT(draft, HasSubstr("Đã hoàn thành 92/100 lớp theo kế hoạch; đã mở 98, hủy 1."));
  EXPECT_THAT(draft, HasSubstr("Giáo viên = 92/100 lớp"));
  EXPECT_THAT(draft, HasSubstr("1|79TH0009|Trường Tiểu học Mẫu 9|"));
  EXPECT_THAT(draft, HasSubstr("chưa ghi vào sổ cái (bản dự thảo)"));
  EXPECT_THAT(draft, HasSubstr("trước mục 1.234 của sổ cái"));
  EXPECT_THAT(draft, HasSubstr("NGƯỜI LẬP BIỂU\nTHỦ TRƯỞNG ĐƠN VỊ\n"));
  EXPECT_THAT(draft, HasSubstr(report.digest));
  EXPECT_THAT(draft, Not(HasSubstr("hocba report rebuild"))) << "there is nothing to rebuild yet";

  report.index = 1'240;
  report.filed = *time_from_text("2024-12-24T01:00:00Z");
  report.late = true;
  const paper::Paper filed = report_paper(report, Lang::vi);
  EXPECT_THAT(all_text(filed), HasSubstr("hocba report rebuild 1240"));
  EXPECT_THAT(all_text(filed), HasSubstr("NỘP MUỘN"));
  EXPECT_EQ(filed.time, *report.filed);
  EXPECT_THAT(all_text(report_paper(report, Lang::en)), HasSubstr("58/62 people passed (93.5\u00a0%)"));
}

TEST(TrainingPaper, OfManyUnitsShowsHowTheyAreSpreadAndNamesAllInATable) {
  TrainingReport report = december();
  auto& schools = report.coverage["school"];
  schools.clear();
  for (int i = 0; i < 100; ++i)
    schools.push_back(line_of("79TH" + std::to_string(1'000 + i), 2'000,
                              i == 0   ? 0
                              : i == 1 ? 1
                              : i < 40 ? 1'999
                                       : 2'000));
  const std::string text = all_text(report_paper(report, Lang::vi));
  EXPECT_THAT(text, HasSubstr("đủ 100 % = 60 đơn vị"));
  EXPECT_THAT(text, HasSubstr("từ 90 đến dưới 100 % = 38 đơn vị")) << "1.999 of 2.000 are not all";
  EXPECT_THAT(text, HasSubstr("trên 0, dưới 50 % = 1 đơn vị")) << "nor is one nobody";
  EXPECT_THAT(text, HasSubstr("chưa có ai đạt = 1 đơn vị"));
  EXPECT_THAT(text, HasSubstr("đạt mục tiêu = 60 đơn vị"));
  EXPECT_THAT(text, HasSubstr("79TH1099|"));
}

TEST(TrainingPaper, OfNobodyAndNoClassesSaysSo) {
  TrainingReport report = december();
  report.coverage = {{"all", {}}};
  report.plan.clear();
  const std::string text = all_text(report_paper(report, Lang::vi));
  EXPECT_THAT(text, HasSubstr("Chưa có ai trong danh sách."));
  EXPECT_THAT(text, HasSubstr("Chương trình không nêu số lớp, và chưa có lớp nào."));
  EXPECT_THAT(text, HasSubstr("Không đơn vị nào nộp muộn hoặc chưa nộp (tính đến ngày ghi sổ gần nhất: " +
                              to_screen(date_in_utc7(*report.time)) + ")."));
}

TEST(TrainingPaper, OfASchoolHasNoClassesAndNoUnitsBelow) {
  TrainingReport report = december();
  report.reporter = "school";
  report.plan.clear();
  const std::string text = all_text(report_paper(report, Lang::vi));
  EXPECT_THAT(text, Not(HasSubstr("Số lớp")));
  EXPECT_THAT(text, Not(HasSubstr("cấp dưới")));
  EXPECT_THAT(text, HasSubstr("Cách kiểm tra"));
}

TEST(TrainingPaper, ForThePublicTellsNoSmallCountAnywhere) {
  TrainingReport report = december();
  report.coverage = {{"all", {line_of("", 65, 58)}},
                     {"school", {line_of("79TH0009", 62, 56), line_of("79TH0010", 3, 2)}}};
  report.told = *public_counts(report.coverage, "school");
  DocumentsLine documents;
  documents.type = "training-certificate";
  documents.revoked = 3;
  report.documents = {documents};
  report.late_units = {"79TH0077"};
  const std::string text = all_text(report_paper(report, Lang::vi));
  EXPECT_THAT(
      text, testing::AnyOf(HasSubstr("79TH0010|79TH0010|CDS_CB|–|–|–"), HasSubstr("79TH0010|79TH0010|CDS_CB|< 5|–|–")));
  EXPECT_THAT(text, HasSubstr("79TH0010 = –\n"));
  EXPECT_THAT(text, Not(HasSubstr("2/3")));
  EXPECT_THAT(text, Not(HasSubstr("còn thiếu"))) << "it would say how many did not pass";
  EXPECT_THAT(text, Not(HasSubstr("Chứng chỉ, giấy xác nhận"))) << "documents are not told";
  EXPECT_THAT(text, Not(HasSubstr("Đang học")));
  EXPECT_THAT(text, Not(HasSubstr("79TH0077"))) << "nor who was late";
}

TEST(ReportFiles, AreNamedByWhatTheyAre) {
  EXPECT_EQ(*report_format("a.PDF"), ReportFormat::as_pdf);
  EXPECT_EQ(*report_format("x.y/a.xlsx"), ReportFormat::as_xlsx);
  EXPECT_EQ(*report_format("a.csv"), ReportFormat::as_csv);
  EXPECT_EQ(*report_format("a.json"), ReportFormat::as_json);
  for (const char* name : {"a", "a.doc", "a.pdf.zip", ""}) EXPECT_TRUE(report_format(name).error().is(kUsage)) << name;
}

}  // namespace
}  // namespace hocba::cli
