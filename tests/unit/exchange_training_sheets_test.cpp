// Sheets of training, with the odd cases of real ones (domain §9.6): decomposed names, serial dates, lost zeros,
// headers printed again, homonyms, rows that slid, marks that don't add up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/training_sheets.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using training::Assessment;
using training::CodeText;

CodeText word(std::string_view text) { return test::must_be(CodeText::parse(text)); }

// "3 Ngày sinh exchange.cell_missing"; a question mark: a note.
std::vector<std::string> told(const std::vector<RowIssue>& issues) {
  std::vector<std::string> out;
  for (const RowIssue& issue : issues)
    out.push_back(std::to_string(issue.line) + " " + issue.column + " " + std::string(issue.code->id) +
                  (issue.level == RowIssue::Level::warning ? "?" : ""));
  return out;
}
std::vector<std::string> errors_told(const std::vector<RowIssue>& issues) {
  std::vector<std::string> out;
  for (const std::string& one : told(issues))
    if (one.back() != '?') out.push_back(one);
  return out;
}
const RowIssue* first_of(const std::vector<RowIssue>& issues, const Code& code) {
  for (const RowIssue& issue : issues)
    if (issue.code == &code) return &issue;
  return nullptr;
}
Table csv(std::string_view text) { return test::must_be(parse_csv(text)); }

// --- rosters
// ------------------------------------------------------------------------------------------------------------

RosterRules thu_duc() {
  RosterRules out;
  const std::vector<CodeText> everybody = {word("CBQL"), word("GV"), word("NV")};
  out.courses = {{{word("CDS_CB"), {"Chuyển đổi số trong giáo dục (phần cơ bản)"}}, everybody},
                 {{word("CDS_NC"), {"Chuyển đổi số trong giáo dục (phần nâng cao)"}}, everybody},
                 {{word("CONG_BDTX"), {}}, {word("GV")}}};
  out.audiences = {{word("CBQL"), {"Cán bộ quản lý"}}, {word("GV"), {"Giáo viên"}}, {word("NV"), {"Nhân viên"}}};
  out.levels = {{word("MAM_NON"), {"Mầm non"}},
                {word("THCS_VA_TRUC_THUOC"), {"Trung học cơ sở và đơn vị trực thuộc"}},
                {word("TIEU_HOC"), {"Tiểu học"}}};
  return out;
}
ImportedRoster roster(std::string_view rows, const RosterRules& rules = thu_duc(),
                      std::string_view header = "Họ tên,Ngày sinh,CCCD,Mã ngành,Đối tượng,Cấp học,Khóa,Mức khảo sát") {
  return import_training_roster(csv(std::string(header) + "\n" + std::string(rows)), rules);
}

TEST(TrainingRoster, ReadsPeopleAsSchoolsWriteThem) {
  const auto read = roster(
      "Trần Thị Thử,15/03/1985,000185000001,9900000101,Giáo viên,Tiểu học,CDS_CB,Mức 2\n"
      "Lê Văn Mẫu,1/6/1979,,,Hiệu trưởng,TH,\"CDS_CB, CDS_NC\",\n"
      "Phạm Thị Thử,31121,,,Nhân viên,THCS,Chuyển đổi số trong giáo dục (phần nâng cao),\n"
      "Ngô Thị Thử,02/05/1988,,,Giáo viên,Mầm non,CDS_CB,\n");
  EXPECT_THAT(errors_told(read.issues), IsEmpty());
  ASSERT_THAT(read.people, SizeIs(4));
  EXPECT_EQ(read.people[3].level.str(), "MAM_NON");
  EXPECT_EQ(read.people[0].name, "Trần Thị Thử");
  EXPECT_EQ(read.people[0].birth_date, (Date{1985, 3, 15}));
  EXPECT_EQ(read.people[0].personal_number, "000185000001");
  EXPECT_EQ(read.people[0].sector_code, "9900000101");
  EXPECT_EQ(read.people[0].audience.str(), "GV");
  EXPECT_EQ(read.people[0].level.str(), "TIEU_HOC");
  EXPECT_EQ(read.people[0].survey->str(), "MUC_2");
  EXPECT_EQ(read.people[1].audience.str(), "CBQL");
  EXPECT_EQ(read.people[1].level.str(), "TIEU_HOC");
  EXPECT_THAT(read.people[1].courses, ElementsAre(word("CDS_CB"), word("CDS_NC")));
  EXPECT_EQ(read.people[2].birth_date, (Date{1985, 3, 15}));  // an Excel serial
  EXPECT_EQ(read.people[2].level.str(), "THCS_VA_TRUC_THUOC");
  EXPECT_THAT(read.people[2].courses, ElementsAre(word("CDS_NC")));
}

TEST(TrainingRoster, RepairsWhatSpreadsheetsDoToNamesAndNumbers) {
  // Nguyễn decomposed, Ðặng with U+00D0, a zero that Excel took; the header once more, as on each printed page.
  const auto read = roster(
      "Nguye\xcc\x82\xcc\x83n Thị Thử,15/03/1985,,,GV,Tiểu học,CDS_CB,\n"
      "Họ tên,Ngày sinh,CCCD,Mã ngành,Đối tượng,Cấp học,Khóa,Mức khảo sát\n"
      "\xc3\x90ặng Văn Mẫu,02/04/1990,190000003,,GV,Tiểu học,CDS_CB,\n"
      "H’Hen,03/04/1990,,,GV,Tiểu học,CDS_CB,\n");
  EXPECT_THAT(errors_told(read.issues), IsEmpty());
  ASSERT_THAT(read.people, SizeIs(3));
  EXPECT_EQ(read.people[0].name, "Nguyễn Thị Thử");
  EXPECT_EQ(read.people[1].name, "Đặng Văn Mẫu");
  EXPECT_EQ(read.people[1].personal_number, "000190000003");
  EXPECT_EQ(read.people[2].name, "H’Hen");
}

TEST(TrainingRoster, NamesRowFieldAndRemedyOfEachMistake) {
  const auto read = roster(
      "Trần Thị Thử,02/13/1985,,,Giáo viên,Tiểu học,CDS_CB,\n"
      "Lê Văn Mẫu,01/06/1979,,,Bảo vệ,Tiểu học,CDS_CB,\n"
      "Phạm Thị Thử,01/06/1979,,,Giáo viên,THPT,CDS_CB,\n"
      "Vũ Thị Thử,01/06/1979,,,Nhân viên,Tiểu học,CONG_BDTX,\n"
      "Hồ Thị Thử,01/06/1979,,,Giáo viên,Tiểu học,CDS_XX,\n"
      "Đỗ Thị Thử,01/06/1979,,,Giáo viên,Tiểu học,,\n"
      ",01/06/1979,,,Giáo viên,Tiểu học,CDS_CB,\n"
      "Mai Thị Thử,01/06/1979,,,Giáo viên,Tiểu học,CDS_CB," +
      std::string(60, 'x') + "\n");
  EXPECT_THAT(errors_told(read.issues),
              ElementsAre("2 Ngày sinh credential.date_month_first", "3 Đối tượng exchange.cell_unknown_word",
                          "4 Cấp học exchange.cell_unknown_word", "5 Đối tượng exchange.audience_wrong",
                          "6 Khóa exchange.cell_unknown_word", "7 Khóa exchange.cell_missing",
                          "8 Họ tên exchange.cell_missing", "9 Mức khảo sát exchange.cell_too_long"));
  EXPECT_THAT(read.people, IsEmpty());
  EXPECT_THAT(first_of(read.issues, kAudienceWrong)->detail, HasSubstr("CONG_BDTX: GV"));
  EXPECT_THAT(first_of(read.issues, kCellUnknownWord)->detail, HasSubstr("CBQL (Cán bộ quản lý)"));
}

TEST(TrainingRoster, TakesOnePersonOnceAndTellsHomonymsApart) {
  const auto read = roster(
      "Trần Thị Thử,15/03/1985,000185000001,,Giáo viên,Tiểu học,CDS_CB,\n"
      "Trần Thị Thử,15/03/1985,000185000001,,Giáo viên,Tiểu học,CDS_NC,\n"  // the same, another course
      "Trần Thị Thử,15/03/1985,000185000001,,Giáo viên,Tiểu học,CDS_NC,\n"  // twice
      "Trần Thị Thử,15/03/1985,000185000002,,Giáo viên,Tiểu học,CDS_CB,\n"  // a homonym
      "Trần Thị Thử,15/03/1985,,,Giáo viên,Tiểu học,CDS_CB,\n"              // which of the two
      "Lê Văn Mẫu,01/06/1979,000079000003,,Giáo viên,Tiểu học,CDS_CB,\n"    // one number, two names
      "Lê Văn Mậu,01/06/1979,000079000003,,Giáo viên,Tiểu học,CDS_CB,\n"
      "Vũ Thị Thử,01/06/1979,,,Giáo viên,Tiểu học,CDS_CB,\n"
      "Vũ Thị Thử,01/06/1979,,,Nhân viên,Tiểu học,CDS_NC,\n");
  ASSERT_THAT(read.people, SizeIs(3));
  EXPECT_THAT(read.people[0].courses, ElementsAre(word("CDS_CB"), word("CDS_NC")));
  EXPECT_EQ(read.people[1].personal_number, "000185000002");
  EXPECT_THAT(
      errors_told(read.issues),
      ElementsAre("4 Khóa exchange.person_twice", "6 CCCD exchange.pupil_split", "7 Họ tên exchange.number_two_names",
                  "8 Họ tên exchange.number_two_names", "10 Đối tượng exchange.rows_disagree"));
  EXPECT_NE(first_of(read.issues, kRowHomonym), nullptr);
  EXPECT_EQ(first_of(read.issues, kPersonTwice)->detail, "line 2: CDS_NC");
}

TEST(TrainingRoster, TakesTeachersOfASubjectWhereTheProgrammeIsForThem) {
  RosterRules stem;
  stem.courses = {{{word("STEM"), {}}, {word("GV_KHTN"), word("GV_TIN")}}};
  stem.audiences = {{word("GV_KHTN"), {"Giáo viên khoa học tự nhiên"}}, {word("GV_TIN"), {"Giáo viên tin học"}}};
  stem.if_unsaid = {word("STEM")};
  stem.level_if_unsaid = word("THCS");
  const auto read = roster(
      "Trần Thị Thử,15/03/1985,Giáo viên,Tin học\n"
      "Lê Văn Mẫu,01/06/1979,Giáo viên,Khoa học tự nhiên\n"
      "Vũ Thị Thử,01/06/1979,Giáo viên,Âm nhạc\n",
      stem, "Họ và tên,Ngày sinh,Đối tượng,Môn dạy");
  ASSERT_THAT(read.people, SizeIs(2));
  EXPECT_EQ(read.people[0].audience.str(), "GV_TIN");
  EXPECT_EQ(read.people[1].audience.str(), "GV_KHTN");
  EXPECT_EQ(read.people[0].level.str(), "THCS");
  EXPECT_THAT(read.people[0].courses, ElementsAre(word("STEM")));
  EXPECT_THAT(errors_told(read.issues), ElementsAre("4 Đối tượng exchange.cell_unknown_word"));
}

TEST(TrainingRoster, IsTheSameInAWorkbookAndItsFormIsGood) {
  for (const auto kind : {ImportKind::training_roster, ImportKind::training_results, ImportKind::training_attendance,
                          ImportKind::training_external}) {
    const Table form = template_table(kind);
    const auto back = test::must_be(read_table(test::must_be(write_xlsx(form, sheet_of(form, kind)))));
    EXPECT_EQ(back.header, form.header);
  }
  const Table form = template_table(ImportKind::training_roster);
  const auto read = import_training_roster(
      test::must_be(read_table(test::must_be(write_xlsx(form, sheet_of(form, ImportKind::training_roster))))),
      thu_duc());
  // Nobody is put forward for being the form's example.
  EXPECT_THAT(told(read.issues), ElementsAre("2 Họ và tên exchange.row_example?"));
  EXPECT_THAT(read.people, IsEmpty());
  Table filled = form;
  filled.rows[0].cells[0] = "Lê Văn Mẫu";
  const auto own = import_training_roster(filled, thu_duc());
  EXPECT_THAT(errors_told(own.issues), IsEmpty());
  EXPECT_THAT(own.people, SizeIs(1));
}

TEST(TrainingRoster, RefusesASheetWhoseColumnsItDoesNotKnow) {
  const auto read = roster("Trần Thị Thử,15/03/1985,GV,Tiểu học,CDS_CB,x\n", thu_duc(),
                           "Họ tên,Ngày sinh,Đối tượng,Cấp học,Khóa,Đơn vị cũ");
  EXPECT_THAT(told(read.issues), ElementsAre("1 Đơn vị cũ exchange.column_unknown"));
  EXPECT_THAT(read.people, IsEmpty());
  RosterRules lenient = thu_duc();
  lenient.any_columns = true;
  EXPECT_THAT(roster("Trần Thị Thử,15/03/1985,GV,Tiểu học,CDS_CB,x\n", lenient,
                     "Họ tên,Ngày sinh,Đối tượng,Cấp học,Khóa,Đơn vị cũ")
                  .people,
              SizeIs(1));
}

// --- classes
// ------------------------------------------------------------------------------------------------------------

training::SeatId seat(std::uint8_t n) {
  training::SeatId out;
  out.data.fill(n);
  out.data[6] = 0x40;
  out.data[8] = 0x80;
  return out;
}
ListedLearner learner(std::uint32_t number, const char* name, Date born, const char* personal = nullptr) {
  ListedLearner out;
  out.seat = seat(static_cast<std::uint8_t>(number));
  out.number = number;
  out.name = name;
  out.birth_date = born;
  if (personal != nullptr) out.personal_number = personal;
  return out;
}
std::vector<ListedLearner> class_of_five() {
  return {learner(1, "Lê Hoa", {1980, 1, 1}), learner(2, "Lê Hoà", {1980, 1, 1}),
          learner(3, "Trần Thị Thử", {1985, 3, 15}, "000185000001"), learner(4, "Vũ Ý", {1990, 5, 5}),
          learner(5, "Vũ Ý", {1990, 5, 5}, "000190000005")};
}
training::CourseRule basic() {
  training::CourseRule out;
  out.assessment = Assessment::scored;
  out.course = word("CDS_CB");
  out.audiences = {{word("GV"), {}}};
  out.weights = training::Weights{30, 70};
  out.min_periods = 30;
  return out;
}
constexpr training::ClassTotals kThirty{30, 15};
ImportedResults results(std::string_view rows,
                        std::string_view header = "Họ tên,Ngày sinh,Chuyên cần,Khảo sát,Tổng,Số tiết dự,Kết quả",
                        const training::CourseRule& course = basic(),
                        std::vector<ListedLearner> list = class_of_five()) {
  return import_training_results(csv(std::string(header) + "\n" + std::string(rows)), list, course, kThirty);
}

TEST(TrainingResults, ComputeTheScoreAndComparesTheOneGiven) {
  const auto read = results(
      "Trần Thị Thử,15/03/1985,\"8,5\",\"4,0\",\"5,4\",30,Đạt\n"  // 5,35 rounds up
      "Lê Hoa,01/01/1980,8,4.0,,28,\n"
      "Lê Hoà,01/01/1980,\"8,5\",\"4,0\",\"5,3\",30,\n");
  EXPECT_THAT(errors_told(read.issues), ElementsAre("4 Tổng exchange.score_differs"));
  EXPECT_EQ(first_of(read.issues, kScoreDiffers)->detail, "0,30 × 8,5 + 0,70 × 4,0 = 5,4");
  ASSERT_THAT(read.items, SizeIs(2));
  EXPECT_EQ(read.items[0].learner, 2u);
  EXPECT_EQ(read.items[0].result.score, 54u);
  EXPECT_EQ(read.items[0].result.attended, 30u);
  EXPECT_TRUE(read.items[0].passes);
  EXPECT_EQ(read.items[1].learner, 0u);  // Hoa, not Hoà
  EXPECT_EQ(read.items[1].result.score, 52u);
  EXPECT_THAT(read.missing, ElementsAre(3u, 4u));
}

TEST(TrainingResults, PassAtFiveAndFailAtFourNine) {
  const auto read = results(
      "Trần Thị Thử,15/03/1985,7,4,,30,Đạt\n"   // 4,9
      "Lê Hoa,01/01/1980,5,5,,30,Chưa đạt\n");  // 5,0
  ASSERT_THAT(read.items, SizeIs(2));
  EXPECT_EQ(read.items[0].result.score, 49u);
  EXPECT_FALSE(read.items[0].passes);
  EXPECT_TRUE(read.items[1].passes);
  EXPECT_THAT(told(read.issues),
              ElementsAre("2 Kết quả exchange.result_differs?", "3 Kết quả exchange.result_differs?"));
}

TEST(TrainingResults, KnowWhoseEachRowIs) {
  const std::string header =
      "Mã chỗ học,Số trong danh sách,Họ tên,Ngày sinh,Số định danh,Chuyên cần,Khảo sát,Số tiết dự";
  const auto read =
      results(to_text(seat(1)) + ",,,,,8,8,30\n" + ",2,Lê Hòa,,,8,8,30\n" +  // where the tone stands is no matter
                  ",,,,000185000001,8,8,30\n" + ",,Vũ Ý,05/05/1990,000190000005,8,8,30\n" + ",4,,,,8,8,30\n",
              header);
  EXPECT_THAT(errors_told(read.issues), IsEmpty());
  std::vector<std::size_t> who;
  for (const auto& item : read.items) who.push_back(item.learner);
  EXPECT_THAT(who, ElementsAre(0u, 1u, 2u, 4u, 3u));
  const auto wrong = results(to_text(seat(1)) + ",,Trần Thị Thử,,,8,8,30\n" +  // slid by a row
                                 to_text(seat(9)) + ",,,,,8,8,30\n" + "9000,,,,,8,8,30\n" + ",7,,,,8,8,30\n" +
                                 ",,Vũ Ý,05/05/1990,,8,8,30\n" + ",,Mai Thị Thử,05/05/1990,,8,8,30\n" +
                                 ",,Vũ Ý,,,8,8,30\n" + ",3,,,,8,8,30\n" + ",3,,,,8,8,30\n",
                             header);
  EXPECT_THAT(errors_told(wrong.issues),
              ElementsAre("2 Họ tên exchange.learner_other", "3 Mã chỗ học exchange.learner_unknown",
                          "4 Mã chỗ học exchange.cell_seat", "5 Số trong danh sách exchange.learner_unknown",
                          "6 Họ tên exchange.learner_unclear", "7 Họ tên exchange.learner_unknown",
                          "8 Ngày sinh exchange.cell_missing", "10 Họ tên exchange.learner_twice"));
  EXPECT_THAT(wrong.items, SizeIs(1));
}

TEST(TrainingResults, AskForWhatTheCourseAsksFor) {
  training::CourseRule plain = basic();
  plain.weights.reset();
  const auto scored = results(
      "Trần Thị Thử,15/03/1985,,,\"6,5\",30,\n"
      "Lê Hoa,01/01/1980,8,,7,30,\n"
      "Lê Hoà,01/01/1980,,,,30,\n",
      "Họ tên,Ngày sinh,Chuyên cần,Khảo sát,Tổng,Số tiết dự,Kết quả", plain);
  EXPECT_THAT(errors_told(scored.issues),
              ElementsAre("3 Chuyên cần exchange.mark_unused", "4 Tổng exchange.cell_missing"));
  ASSERT_THAT(scored.items, SizeIs(1));
  EXPECT_EQ(scored.items[0].result.score, 65u);
  training::CourseRule present = basic();
  present.assessment = Assessment::attendance;
  present.weights.reset();
  const auto attended = results("Trần Thị Thử,15/03/1985,12\nLê Hoa,01/01/1980,31\nLê Hoà,01/01/1980,0\n",
                                "Họ tên,Ngày sinh,Số tiết dự", present);
  EXPECT_THAT(errors_told(attended.issues), ElementsAre("3 Số tiết dự exchange.attended_too_much"));
  ASSERT_THAT(attended.items, SizeIs(2));
  EXPECT_TRUE(attended.items[0].passes);
  EXPECT_FALSE(attended.items[1].passes);
}

TEST(TrainingResults, TakeAttendanceFromTheRegisterAndWhoLeft) {
  auto list = class_of_five();
  list[2].attended = 28;
  list[3].attended = 10;
  const auto read = results(
      "Trần Thị Thử,15/03/1985,8,8,,,\n"
      "Lê Hoa,01/01/1980,8,8,,,\n"
      "Lê Hoà,01/01/1980,,,,4,Thôi học\n",
      "Họ tên,Ngày sinh,Chuyên cần,Khảo sát,Tổng,Số tiết dự,Kết quả", basic(), list);
  EXPECT_THAT(errors_told(read.issues), ElementsAre("3 Số tiết dự exchange.cell_missing"));
  ASSERT_THAT(read.items, SizeIs(2));
  EXPECT_EQ(read.items[0].result.attended, 28u);
  EXPECT_EQ(read.items[1].result.outcome, training::Outcome::withdrawn);
  EXPECT_EQ(read.items[1].result.attended, 4u);
  EXPECT_FALSE(read.items[1].result.score);
  const auto other = results("Trần Thị Thử,15/03/1985,8,8,,30,\nLê Hoà,01/01/1980,8,8,,30,nghỉ phép\n",
                             "Họ tên,Ngày sinh,Chuyên cần,Khảo sát,Tổng,Số tiết dự,Kết quả", basic(), list);
  EXPECT_THAT(told(other.issues),
              ElementsAre("2 Số tiết dự exchange.attendance_differs?", "3 Kết quả exchange.cell_unknown_word"));
}

TEST(TrainingResults, ComeBackFromTheClassListThatWasWrittenForThem) {
  auto list = class_of_five();
  list[0].attended = 30;
  Table table = results_table(list, basic());
  EXPECT_THAT(table.header, ElementsAre("Số trong danh sách", "Mã chỗ học", "Họ và tên", "Ngày sinh", "Chuyên cần",
                                        "Khảo sát", "Số tiết dự", "Kết quả"));
  for (Row& row : table.rows) {
    row.cells[4] = "8,0";
    row.cells[5] = "6,0";
    if (row.cells[6].empty()) row.cells[6] = "29";
  }
  const auto back =
      test::must_be(read_table(test::must_be(write_xlsx(table, sheet_of(table, ImportKind::training_results)))));
  const auto read = import_training_results(back, list, basic(), kThirty);
  EXPECT_THAT(told(read.issues), IsEmpty());
  ASSERT_THAT(read.items, SizeIs(5));
  EXPECT_EQ(read.items[0].result.attended, 30u);
  EXPECT_EQ(read.items[4].result.score, 66u);
}

TEST(TrainingLearners, AreTakenFromAnySheetThatNamesThem) {
  const auto read = import_training_learners(
      csv("STT,Họ và tên,Ngày sinh,Trường\n1,Trần Thị Thử,15/03/1985,A\n2,Không Ai,15/03/1985,A\n"), class_of_five());
  EXPECT_THAT(read.items, ElementsAre(2u));
  EXPECT_THAT(told(read.issues), ElementsAre("3 Họ và tên exchange.learner_unknown"));
}

// --- attendance
// ---------------------------------------------------------------------------------------------------------

ImportedAttendance attendance(std::string_view text, std::vector<SheetSession> sessions = {{1, 5}, {2, 4}}) {
  return import_training_attendance(csv(text), class_of_five(), sessions);
}

TEST(TrainingAttendance, ReadsPeriodsAndMarksBySession) {
  const auto read = attendance(
      "Họ tên,Ngày sinh,Buổi 1,Buổi 2\n"
      "Lê Hoa,01/01/1980,x,3\n"
      "Lê Hoà,01/01/1980,v,x\n"
      "Trần Thị Thử,15/03/1985,,4\n");
  EXPECT_THAT(told(read.issues), IsEmpty());
  EXPECT_THAT(read.sessions, ElementsAre(1u, 2u));
  ASSERT_THAT(read.items, SizeIs(3));
  EXPECT_THAT(read.items[0].periods, ElementsAre(std::pair(1u, 5u), std::pair(2u, 3u)));
  EXPECT_THAT(read.items[1].periods, ElementsAre(std::pair(1u, 0u), std::pair(2u, 4u)));
  EXPECT_THAT(read.items[2].periods, ElementsAre(std::pair(1u, 0u), std::pair(2u, 4u)));
  EXPECT_THAT(read.missing, ElementsAre(3u, 4u));
}

TEST(TrainingAttendance, GuessesNothing) {
  EXPECT_THAT(errors_told(attendance("Họ tên,Ngày sinh,Buổi 1\nLê Hoa,01/01/1980,v\nLê Hoà,01/01/1980,\n").issues),
              ElementsAre("3 Buổi 1 exchange.attendance_unclear"));
  EXPECT_THAT(errors_told(attendance("Họ tên,Ngày sinh,Buổi 1\nLê Hoa,01/01/1980,6\nLê Hoà,01/01/1980,ốm\n").issues),
              ElementsAre("2 Buổi 1 exchange.attended_too_much", "3 Buổi 1 exchange.cell_unknown_word"));
  EXPECT_THAT(errors_told(attendance("Họ tên,Ngày sinh,Buổi 3\nLê Hoa,01/01/1980,x\n").issues),
              ElementsAre("1 Buổi 3 exchange.session_unknown"));
  EXPECT_THAT(errors_told(attendance("Họ tên,Ngày sinh,Có mặt\nLê Hoa,01/01/1980,x\n").issues),
              ElementsAre("1 Có mặt exchange.session_unclear"));
  EXPECT_THAT(errors_told(attendance("Họ tên,Ngày sinh\nLê Hoa,01/01/1980\n").issues),
              ElementsAre("1 Buổi 1 exchange.column_missing"));
}

// A class register's P and K are both absences, with leave and without.
TEST(TrainingAttendance, WithLeaveIsAbsent) {
  for (const char* word : {"P", "p", "CP", "phép", "Có phép", "Vắng có phép", "nghỉ phép", "K", "KP", "Không phép",
                           "vắng không phép", "V", "Vắng", "Nghỉ", "-"}) {
    const auto read =
        attendance("Họ tên,Ngày sinh,Buổi 1\nLê Hoa,01/01/1980," + std::string(word) + "\nLê Hoà,01/01/1980,x\n");
    ASSERT_THAT(read.items, SizeIs(2)) << word;
    EXPECT_EQ(read.items[0].periods.at(1), 0u) << word;
    EXPECT_EQ(read.items[1].periods.at(1), 5u) << word;
  }
  // Where absences alone are marked, an empty cell is nobody's presence.
  EXPECT_THAT(errors_told(attendance("Họ tên,Ngày sinh,Buổi 1\nLê Hoa,01/01/1980,P\nLê Hoà,01/01/1980,\n").issues),
              ElementsAre("3 Buổi 1 exchange.attendance_unclear"));
}

TEST(TrainingAttendance, OfOneSessionNeedsNoNumber) {
  const auto marked = attendance("Họ tên,Ngày sinh,Có mặt\nLê Hoa,01/01/1980,x\nLê Hoà,01/01/1980,\n", {{3, 5}});
  EXPECT_THAT(told(marked.issues), IsEmpty());
  ASSERT_THAT(marked.items, SizeIs(2));
  EXPECT_THAT(marked.items[0].periods, ElementsAre(std::pair(3u, 5u)));
  EXPECT_THAT(marked.items[1].periods, ElementsAre(std::pair(3u, 0u)));
  const auto counted = attendance("Họ tên,Ngày sinh,Số tiết dự\nLê Hoa,01/01/1980,2\n", {{3, 5}});
  ASSERT_THAT(counted.items, SizeIs(1));
  EXPECT_THAT(counted.items[0].periods, ElementsAre(std::pair(3u, 2u)));
}

TEST(TrainingAttendance, ComesBackFromTheClassListThatWasWrittenForIt) {
  const std::vector<SheetSession> sessions = {{1, 5}, {2, 4}};
  Table table = class_list_table(class_of_five(), sessions);
  for (Row& row : table.rows) row.cells[4] = row.cells[5] = "x";
  const auto read = import_training_attendance(table, class_of_five(), sessions);
  EXPECT_THAT(told(read.issues), IsEmpty());
  EXPECT_THAT(read.items, SizeIs(5));
}

// --- another system
// -----------------------------------------------------------------------------------------------------

TEST(TrainingExternal, TakesCompletionsOfAnotherSystem) {
  training::CourseRule course;
  course.assessment = Assessment::external;
  course.course = word("MOOC_KNS");
  ExternalRules rules;
  rules.course = &course;
  rules.names = {"Khóa học trực tuyến mở (MOOC) về kỹ năng số"};
  rules.today = Date{2023, 1, 1};
  const auto read = import_training_external(
      csv("Họ và tên,E-mail,Ngày sinh,Khóa học,Ngày hoàn thành,Điểm,Thời lượng xem\n"
          "Lê Hoa,a@example.vn,01/01/1980,MOOC_KNS,20/11/2022,8,12h\n"
          "Trần Thị Thử,b@example.vn,15/03/1985,Khóa học trực tuyến mở (MOOC) về kỹ năng số,21/11/2022,,12h\n"
          "Lê Hoà,c@example.vn,01/01/1980,Khóa khác,20/11/2022,8,12h\n"
          "Vũ Ý,d@example.vn,05/05/1990,MOOC_KNS,20/11/2023,8,12h\n"
          "Lê Hoà,c@example.vn,01/01/1980,,20/11/2022,\"4,9\",12h\n"),
      class_of_five(), rules);
  ASSERT_THAT(read.items, SizeIs(3));
  EXPECT_EQ(read.items[0].completed_on, (Date{2022, 11, 20}));
  EXPECT_EQ(read.items[0].result.score, 80u);
  EXPECT_TRUE(read.items[1].passes);  // completed, and no mark is given
  EXPECT_FALSE(read.items[2].passes);
  EXPECT_THAT(errors_told(read.issues),
              ElementsAre("4 Khóa học exchange.course_other", "5 Ngày hoàn thành exchange.day_future"));
}

TEST(TrainingSheets, TellSessionsByTheirColumns) {
  EXPECT_EQ(session_column("Buổi 12"), 12u);
  EXPECT_EQ(session_column("BUỔI HỌC 3"), 3u);
  EXPECT_EQ(session_column("Session 1"), 1u);
  for (const char* other : {"Buổi", "Buổi 0", "Buổi một", "Buổi 1000", "Buổi 1 - sáng"})
    EXPECT_EQ(session_column(other), std::nullopt) << other;
}

}  // namespace
}  // namespace hocba::exchange
