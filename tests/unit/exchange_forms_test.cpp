// Sheets in the forms of other systems: what stands where, and score sheets that come back without a loss.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "ledger/credential/judgement.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/results_sheet.hpp"
#include "ledger/exchange/score_columns.hpp"
#include "ledger/exchange/score_join.hpp"
#include "ledger/exchange/xlsx_sheet.hpp"
#include "tests/support/sample_class.hpp"

namespace hocba::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using PupilsOfForm = std::vector<credential::TranscriptData>;

// ---- KetQuaHocTapImportExcel ----

FormSheet results_of(const PupilsOfForm& pupils) {
  auto form = results_sheet(pupils, pupils.front().common.period);
  EXPECT_TRUE(form.ok());
  return form.ok() ? *form : FormSheet{};
}
std::size_t column_under(const FormSheet& form, const std::string& name) {
  const auto found = std::find(form.table.header.begin(), form.table.header.end(), name);
  EXPECT_NE(found, form.table.header.end()) << name;
  return static_cast<std::size_t>(found - form.table.header.begin());
}

TEST(ResultsSheet, OfGradesOneAndTwoHas35ColumnsUnderThreeRowsOfNames) {
  const auto form = results_of(test::sample_class({.grade = 2, .name = "2A1"}));
  EXPECT_THAT(form.table.header, SizeIs(35));  // A to AI
  EXPECT_EQ(column_name(form.table.header.size() - 1), "AI");
  ASSERT_THAT(form.sheet.header_rows, SizeIs(3));
  const auto at = [&](const std::string& place) {
    return form.table.header.at(static_cast<std::size_t>(place[0] - 'A'));
  };
  EXPECT_EQ(at("A"), "STT");
  EXPECT_EQ(at("C"), "Mã học sinh");
  EXPECT_EQ(at("F"), "Toán - Mức đạt được");
  EXPECT_EQ(at("G"), "Toán - Điểm KTĐK");
  EXPECT_EQ(at("I"), "Tiếng Việt - Điểm KTĐK");
  EXPECT_EQ(at("N"), "TH-CN (Tin học)");
  EXPECT_EQ(at("S"), "Năng lực chung - Tự chủ và tự học");
  EXPECT_EQ(form.table.header[33], "Xếp loại");
  // Names over several columns or rows are one merged cell each.
  EXPECT_THAT(form.sheet.merges,
              testing::IsSupersetOf({"A1:A3", "F1:R1", "F2:G2", "J2:J3", "S1:U1", "V1:Z1", "AA1:AE1", "AI1:AI3"}));
  EXPECT_EQ(form.sheet.header_rows[0][5], "Môn học và hoạt động giáo dục");
  EXPECT_EQ(form.sheet.header_rows[1][5], "Toán");
  EXPECT_EQ(form.sheet.header_rows[2][6], "Điểm KTĐK");
}

TEST(ResultsSheet, GradesThreeToFiveHaveTheColumnsOfTheirSubjects) {
  const auto three = results_of(test::sample_class({.grade = 3, .name = "3A1"}));
  EXPECT_NE(column_under(three, "Ngoại ngữ - Điểm KTĐK"), 0u);
  EXPECT_NE(column_under(three, "TH-CN (Công nghệ) - Điểm KTĐK"), 0u);
  EXPECT_NE(column_under(three, "Tự nhiên và Xã hội"), 0u);
  EXPECT_NE(column_under(three, "Năng lực đặc thù - Tin học"), 0u);
  const auto five = results_of(test::sample_class({.grade = 5, .name = "5A1"}));
  EXPECT_NE(column_under(five, "Lịch sử và Địa lí - Điểm KTĐK"), 0u);
  EXPECT_NE(column_under(five, "Khoa học - Mức đạt được"), 0u);
  EXPECT_THAT(five.table.header, testing::Not(testing::Contains("Tự nhiên và Xã hội")));
}

// Every value of the pupils in its column, read back from the file: nothing lost, nothing in another's row.
TEST(ResultsSheet, SaysWhatTheTranscriptsSay) {
  for (int grade = 1; grade <= 5; ++grade) {
    auto pupils =
        test::sample_class({.seed = static_cast<std::uint32_t>(grade), .pupils = 20, .grade = grade, .name = "A1"});
    pupils[3].years[0].outcome = "Hoàn thành chương trình lớp học";
    pupils[4].years[0].outcome = "Được lên lớp";
    pupils[5].years[0].outcome = "Ở lại lớp";
    const auto form = results_of(pupils);
    for (const bool workbook : {false, true}) {
      const auto table = read_table(workbook ? form_xlsx(form).value() : form_csv(form));
      ASSERT_TRUE(table.ok()) << table.error().to_string();
      ASSERT_THAT(table->rows, SizeIs(pupils.size()));
      std::set<std::string> seen;
      for (const Row& row : table->rows) {
        const auto pupil = std::find_if(pupils.begin(), pupils.end(),
                                        [&](const auto& p) { return p.common.holder.sector_code == row.cells[2]; });
        ASSERT_NE(pupil, pupils.end()) << row.cells[2];
        EXPECT_TRUE(seen.insert(row.cells[2]).second);
        const auto& year = pupil->years[0];
        EXPECT_EQ(row.cells[3], pupil->common.holder.name);
        EXPECT_EQ(row.cells[4], to_screen(pupil->common.holder.birth_date));
        std::size_t tests = 0;
        for (const auto& result : year.results) {
          if (grade <= 2 && result.code == "CN") continue;
          const std::string name = result.code == "NN1"   ? "Ngoại ngữ"
                                   : result.code == "TIN" ? "TH-CN (Tin học)"
                                   : result.code == "CN"  ? "TH-CN (Công nghệ)"
                                                          : result.name;
          const bool pair = std::count(form.table.header.begin(), form.table.header.end(), name) == 0;
          EXPECT_EQ(row.cells[column_under(form, pair ? name + " - Mức đạt được" : name)], result.year_level) << name;
          if (pair && result.test) {
            EXPECT_EQ(row.cells[column_under(form, name + " - Điểm KTĐK")], std::to_string(*result.test)) << name;
          }
          tests += result.test.has_value();
        }
        EXPECT_GE(tests, 2u);
        for (const auto& trait : year.qualities)
          EXPECT_EQ(row.cells[column_under(form, "Phẩm chất chủ yếu - " + trait.name)], trait.level);
        for (std::size_t i = 0; i < year.competences.size(); ++i)
          EXPECT_EQ(row.cells[column_under(
                        form, (i < 3 ? "Năng lực chung - " : "Năng lực đặc thù - ") + year.competences[i].name)],
                    year.competences[i].level);
        EXPECT_EQ(row.cells[column_under(form, "Xếp loại")], year.result);
        const bool by_result = year.outcome == "Được lên lớp" && year.result.find("Hoàn thành") == 0;
        EXPECT_EQ(row.cells[column_under(form, "Hoàn thành CTLH (x)")],
                  by_result || year.outcome.find("Hoàn thành") == 0 ? "x" : "");
        EXPECT_EQ(row.cells[column_under(form, "Lên lớp (x)")],
                  year.outcome.empty() || year.outcome[0] == '\xe1' ? "" : "x")
            << year.outcome;
      }
    }
  }
}

// HB-TH-7: who has the year's result has completed its programme, in whichever of the two words schools say so.
TEST(ResultsSheet, APupilWhoGoesUpWithAResultHasCompletedTheProgramme) {
  auto pupils = test::sample_class({.pupils = 3, .grade = 2, .name = "2A1"});
  const char* results[] = {"Hoàn thành xuất sắc", "Chưa hoàn thành", ""};
  for (std::size_t i = 0; i < pupils.size(); ++i) {
    pupils[i].years[0].outcome = "Được lên lớp";
    pupils[i].years[0].result = results[i];
  }
  const auto form = results_of(pupils);
  const auto done = column_under(form, "Hoàn thành CTLH (x)"), result = column_under(form, "Xếp loại");
  for (const Row& row : form.table.rows)
    EXPECT_EQ(row.cells[done], row.cells[result] == "Hoàn thành xuất sắc" ? "x" : "") << row.cells[result];
}

TEST(ResultsSheet, HasOneFormAndOnlyWhatTheFormAsksFor) {
  auto pupils = test::sample_class({.grade = 2, .name = "2A1"});
  pupils[0].ethnicity = "Cơ Tu";
  pupils[0].health = "hen";
  pupils[0].address = "12 đường Mẫu";
  pupils[0].years[0].health = "cận thị";
  pupils[0].years[0].results[0].not_assessed = credential::kIndividualPlan;
  const std::string bytes = form_csv(results_of(pupils));
  for (const char* never : {"Cơ Tu", "hen", "đường Mẫu", "cận thị", "Khuyết tật"})
    EXPECT_THAT(bytes, testing::Not(HasSubstr(never))) << never;
  for (const auto& pupil : pupils) EXPECT_THAT(bytes, testing::Not(HasSubstr(*pupil.common.holder.personal_number)));
  const auto others = test::sample_class({.grade = 4, .name = "4A1"});
  auto mixed = pupils;
  mixed.insert(mixed.end(), others.begin(), others.end());
  EXPECT_EQ(results_sheet(mixed, pupils[0].common.period).error().code().id, "exchange.form_mixed");
  const auto older = test::sample_class({.grade = 8, .name = "8A1"});
  EXPECT_EQ(results_sheet(older, older[0].common.period).error().code().id, "exchange.form_empty");
}

// ---- score sheets ----

ImportedScores scores_back(const FormSheet& form, bool workbook) {
  const auto table = read_table(workbook ? form_xlsx(form).value() : form_csv(form));
  EXPECT_TRUE(table.ok()) << table.error().to_string();
  auto back = import_scores(*table, {}, false);
  EXPECT_TRUE(back.ok()) << back.error().to_string();
  return back.ok() ? *back : ImportedScores{};
}
std::vector<std::string> said_of_scores(const ImportedScores& scores) {
  std::vector<std::string> out;
  for (const auto& issue : scores.issues)
    out.push_back(std::to_string(issue.line) + " " + issue.column + " " + std::string(issue.code->id) +
                  (issue.detail.empty() ? "" : " (" + issue.detail + ")"));
  return out;
}
ImportedScores scores_of(const std::string& text, const ScoreSheetName& known = {}) {
  return import_scores(parse_csv(text).value(), known, false).value();
}

TEST(ScoreSheet, HasTheColumnsOfTheFormInTheirPlaces) {
  const auto pupils = test::sample_class({.register_marks = true});
  const auto form = score_sheet(pupils, {"2024-2025", "6A1", "TOAN", "Toán", 2});
  EXPECT_THAT(form.table.header,
              ElementsAre("STT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Giới tính", "ĐĐGtx1", "ĐĐGtx2",
                          "ĐĐGtx3", "ĐĐGtx4", "ĐĐGtx5", "ĐĐGgk", "ĐĐGck", "ĐTBmhkI", "ĐTBmhkII", "ĐTBmcn", "Nhận xét"));
  const auto by_code = score_sheet(pupils, {"2024-2025", "6A1", "TOAN", "Toán", 1}, ScoreForm::by_code);
  EXPECT_EQ(by_code.table.header.front(), "Mã định danh Bộ GD&ĐT");
  EXPECT_EQ(by_code.table.header.back(), "Nhận xét");
}

// sheets(join(sheets(x))) == sheets(x), and every subject's result is the one that it was.
TEST(ScoreSheet, ThereAndBackNothingIsLost) {
  for (const int grade : {6, 9, 11}) {
    for (const bool workbook : {false, true}) {
      const std::string name = std::to_string(grade) + "A1";
      auto pupils = test::sample_class({.seed = static_cast<std::uint32_t>(grade),
                                        .pupils = 7,
                                        .grade = grade,
                                        .name = name,
                                        .register_marks = true});
      auto& odd = pupils[2].years[0].results;
      odd[0].term1.topics = 80;
      odd[0].periods = 105;
      odd[0].term1_tenths = odd[0].term2_tenths = odd[0].year_tenths = std::nullopt;  // its averages are not known yet
      odd[1].not_assessed = credential::kExempt;
      odd[1].term1 = odd[1].term2 = {};
      odd[1].term1_tenths = odd[1].term2_tenths = odd[1].year_tenths = std::nullopt;
      std::vector<ImportedScores> sheets;
      for (const auto& sheet : score_sheets_of(pupils)) {
        const auto form = score_sheet(pupils, sheet, sheet.term == 1 ? ScoreForm::by_number : ScoreForm::by_code);
        sheets.push_back(scores_back(form, workbook));
        EXPECT_TRUE(sheets.back().name == sheet) << sheet.subject_code << sheets.back().name.subject_code;
        EXPECT_THAT(sheets.back().refused, IsEmpty()) << testing::PrintToString(said_of_scores(sheets.back()));
      }
      const auto joined = join_scores(sheets);
      ASSERT_THAT(joined.pupils, SizeIs(7));
      for (const auto& issue : joined.issues)
        EXPECT_EQ(issue.issue.level, RowIssue::Level::warning) << issue.issue.code->id;
      for (const auto& pupil : pupils) {
        const auto back = std::find_if(joined.pupils.begin(), joined.pupils.end(), [&](const auto& p) {
          return p.common.holder.sector_code == pupil.common.holder.sector_code;
        });
        ASSERT_NE(back, joined.pupils.end());
        EXPECT_EQ(back->common.holder.name, pupil.common.holder.name);
        EXPECT_EQ(back->common.holder.birth_date, pupil.common.holder.birth_date);
        EXPECT_EQ(back->sex, pupil.sex);
        EXPECT_EQ(back->level, pupil.level);
        const auto &was = pupil.years[0], &is = back->years[0];
        EXPECT_EQ(is.class_name + std::to_string(is.grade) + is.period.str(),
                  was.class_name + std::to_string(was.grade) + was.period.str());
        ASSERT_EQ(is.results.size(), was.results.size());
        for (const auto& result : was.results) {
          const auto same =
              std::find_if(is.results.begin(), is.results.end(), [&](const auto& r) { return r.code == result.code; });
          ASSERT_NE(same, is.results.end()) << result.code;
          EXPECT_TRUE(same->term1 == result.term1 && same->term2 == result.term2) << result.code;
          EXPECT_TRUE(same->name == result.name && same->term1_tenths == result.term1_tenths &&
                      same->term2_tenths == result.term2_tenths && same->year_tenths == result.year_tenths &&
                      same->term1_level == result.term1_level && same->term2_level == result.term2_level &&
                      same->year_level == result.year_level && same->comment == result.comment &&
                      same->periods == result.periods && same->not_assessed == result.not_assessed)
              << result.code;
        }
      }
      for (const auto& sheet : score_sheets_of(pupils))
        EXPECT_EQ(form_csv(score_sheet(joined.pupils, sheet)), form_csv(score_sheet(pupils, sheet)))
            << sheet.subject_code;
    }
  }
}

// A transcripts' sheet with the register's marks, too: export(import(export(x))) == export(x).
TEST(ScoreSheet, TranscriptSheetsKeepTheRegistersMarks) {
  const auto pupils = test::sample_class({.register_marks = true});
  const auto rows = export_transcripts(pupils);
  const auto back = import_transcripts(parse_csv(to_csv(rows)).value(), test::sample_school());
  ASSERT_THAT(back.items, SizeIs(pupils.size()));
  EXPECT_EQ(to_csv(export_transcripts(back.items)), to_csv(rows));
  EXPECT_TRUE(back.items[0].years[0].results[0].term1 == pupils[0].years[0].results[0].term1);
  EXPECT_FALSE(back.items[0].years[0].results[0].term1.empty());
}

constexpr const char* kScoreHeader = "STT,Họ và tên,Ngày sinh,TX1,TX2,TX3,TX4,GK,CK,ĐTBmhkI\n";

TEST(ScoreSheet, WorksTheAverageOutAndNamesRowFieldRuleAndValues) {
  const ScoreSheetName maths{"2024-2025", "6A1", "TOAN", "Toán", 1};
  // 8+8+8+8 + 2·9 + 3·8 = 74 : 9 = 8,22 -> 8,2
  const auto good = scores_of(std::string(kScoreHeader) + "1,An,1/2/2013,8,8,8,8,9,8,\"8,2\"\n", maths);
  EXPECT_THAT(said_of_scores(good), IsEmpty());
  ASSERT_THAT(good.rows, SizeIs(1));
  const auto wrong = scores_of(
      std::string(kScoreHeader) + "1,An,1/2/2013,8,8,8,8,9,8,\"8,3\"\n2,Bình,1/2/2013,8,8,8,8,9,8,\"8,2\"\n", maths);
  EXPECT_THAT(said_of_scores(wrong), ElementsAre("2 ĐTBmhkI credential.term_average_wrong (should be 8,2 (HB-MHK))"));
  EXPECT_EQ(wrong.issues[0].value, "8,3");
  EXPECT_THAT(wrong.refused, ElementsAre(2u));
  EXPECT_THAT(wrong.rows, SizeIs(1));
  const auto year = scores_of("Họ tên,Ngày sinh,ĐTBmhkI,ĐTBmhkII,ĐTBmcn\nAn,1/2/2013,\"7,9\",\"8,3\",\"8,1\"\n",
                              {"2024-2025", "6A1", "TOAN", "Toán", 2});
  EXPECT_THAT(said_of_scores(year), ElementsAre("2 ĐTBmcn credential.year_average_wrong (should be 8,2 (HB-MCN))"));
}

TEST(ScoreSheet, SaysWhichRowsItCanNotTake) {
  const ScoreSheetName maths{"2024-2025", "6A1", "TOAN", "Toán", 1};
  const auto bad =
      scores_of(std::string(kScoreHeader) +
                    "1,,1/2/2013,8,8,8,8,9,8,\n2,Bình,13/13/2013,8,8,8,8,9,8,\n3,Chi,1/2/2013,8,x,8,8,11,8,\n",
                maths);
  EXPECT_THAT(bad.rows, IsEmpty());
  EXPECT_THAT(bad.refused, ElementsAre(2u, 3u, 4u));
  EXPECT_THAT(said_of_scores(bad), testing::IsSupersetOf({"2 Họ và tên exchange.cell_missing"}));
  EXPECT_THAT(said_of_scores(scores_of(std::string(kScoreHeader) + "1,An,1/2/2013,8,Đ,,,,,\n", maths)),
              testing::Contains(HasSubstr("credential.subject_kind_wrong")));
  const auto later = scores_of("Họ tên,Ngày sinh,ĐTBmhkI,ĐTBmcn\nAn,1/2/2013,8,8\n", maths);
  EXPECT_THAT(said_of_scores(later), ElementsAre("2 ĐTBmcn exchange.score_term_wrong (I)"));
}

TEST(ScoreSheet, IsKnownByItsTitlesOrByWhoAsks) {
  const auto name = [](const std::string& titles, ScoreSheetName known = {}) {
    const auto table = parse_csv(titles + "Họ và tên,Ngày sinh,TX1,GK,CK,ĐTBmhkI\nAn,1/2/2013,8,8,8,8\n").value();
    const auto read = import_scores(table, known, false);
    if (!read.ok()) return std::string(read.error().code().id) + " " + read.error().detail();
    const auto& is = read->name;
    return is.subject_code + " " + is.subject + " " + is.class_name + " " + std::to_string(is.term) + " " + is.period;
  };
  EXPECT_EQ(name("Môn học: Toán (TOAN)\nLớp: 6A1\nHọc kỳ: II\nNăm học: 2024-2025\n"), "TOAN Toán 6A1 2 2024-2025");
  EXPECT_EQ(name("TRƯỜNG THCS MẪU\nBẢNG ĐIỂM MÔN NGỮ VĂN – LỚP 10A2 – HỌC KÌ I – NĂM HỌC 2024 - 2025\n"),
            "VAN Ngữ văn 10A2 1 2024-2025");
  EXPECT_EQ(name("Môn: Toán\nHK: 1\n", {"2023-2024", "7A1", {}, {}, 2}), "TOAN Toán 7A1 2 2023-2024");
  EXPECT_EQ(name("Lớp: 6A1\nHọc kỳ: I\n"), "exchange.score_sheet_unknown Môn học (--subject), Năm học (--period)");
  EXPECT_EQ(name("", {"2024-2025", "6A1", "KHTN", {}, 1}), "KHTN Khoa học tự nhiên 6A1 1 2024-2025");
}

TEST(ScoreSheet, ColumnsAreFoundByTheirNames) {
  const auto code = [](const std::string& header) {
    const auto columns = score_columns(parse_csv(header + "\n").value(), 1, false);
    return columns.ok() ? std::to_string(columns->regular.size())
                        : std::string(columns.error().code().id) + " " + columns.error().detail();
  };
  EXPECT_EQ(code("CK,GK,TX 2,TX 1,Ngày sinh,Họ tên,Điểm TX 3"), "3");
  EXPECT_EQ(code("Họ tên,TX1"), "exchange.column_missing Ngày sinh");
  EXPECT_EQ(code("Họ tên,Ngày sinh,TX1,ĐĐGtx1"), "exchange.column_twice ĐĐGtx1");
  EXPECT_EQ(code("Họ tên,Ngày sinh,TX1,Màu"), "exchange.column_unknown Màu");
  // A transcript's column that a score sheet has no place for is as foreign as any other.
  EXPECT_EQ(code("Họ tên,Ngày sinh,TX1,Kết quả rèn luyện"), "exchange.column_unknown Kết quả rèn luyện");
  EXPECT_EQ(code("Họ tên,Ngày sinh,Dân tộc"), "exchange.column_unknown Dân tộc");
  EXPECT_EQ(code("Họ tên,Ngày sinh,TX1,TX HK1"), "exchange.column_twice TX HK1");
}

// The columns of docs/formats/csv.md: of the term that the sheet is of they are read, of the other one refused.
TEST(ScoreSheet, ReadsTheColumnsOfATranscriptsSheetOrRefusesThem) {
  const ScoreSheetName sport{"2024-2025", "6A1", "GDTC", "Giáo dục thể chất", 2};
  const std::string header =
      "Họ tên,Ngày sinh,TX HK2,GK HK2,CK HK2,Mức học kỳ I,Mức học kỳ II,Mức cả năm,Lớp,Năm học,Môn học\n";
  const auto good = scores_of(header + "An,1/2/2013,Đ; Đ,Đ,CĐ,Đ,CĐ,CĐ,6a1,2024-2025,Giáo dục thể chất\n", sport);
  EXPECT_THAT(said_of_scores(good), testing::Not(testing::Contains(HasSubstr("exchange."))));
  ASSERT_THAT(good.rows, SizeIs(1));
  const auto& result = good.rows[0].result;
  EXPECT_THAT(result.term2.regular_levels, ElementsAre("Đạt", "Đạt"));
  EXPECT_EQ(result.term2.midterm_level + "|" + result.term2.final_level, "Đạt|Chưa đạt");
  EXPECT_EQ(result.term1_level + "|" + result.term2_level + "|" + result.year_level, "Đạt|Chưa đạt|Chưa đạt");
  const auto other = scores_of(header + "An,1/2/2013,,,,,,Đ,6A2,2024-2025,\n", sport);
  EXPECT_THAT(said_of_scores(other), testing::Contains("2 Lớp exchange.rows_disagree (6A1)"));
  EXPECT_THAT(other.refused, ElementsAre(2u));
  const auto first = scores_of("Họ tên,Ngày sinh,TX HK1,Mức học kỳ II\nAn,1/2/2013,Đ,\nBình,1/2/2013,Đ,Đ\n",
                               {"2024-2025", "6A1", "GDTC", "Giáo dục thể chất", 1});
  EXPECT_THAT(said_of_scores(first), testing::Contains("3 Mức học kỳ II exchange.score_term_wrong (I)"));
  const auto later =
      scores_of("Họ tên,Ngày sinh,TX HK1,ĐTBmcn\nAn,1/2/2013,8,8\n", {"2024-2025", "6A1", "TOAN", "Toán", 2});
  EXPECT_THAT(said_of_scores(later), testing::Contains("2 TX HK1 exchange.score_term_wrong (II)"));
  std::string many = "8";
  for (std::size_t n = 0; n < kMostRegular; ++n) many += ";8";
  const auto long_cell =
      scores_of("Họ tên,Ngày sinh,TX HK2\nAn,1/2/2013," + many + "\n", {"2024-2025", "6A1", "TOAN", "Toán", 2});
  EXPECT_THAT(said_of_scores(long_cell), testing::Contains("2 TX HK2 exchange.cell_too_long (> 20)"));
  const auto both =
      scores_of("Họ tên,Ngày sinh,ĐTBmhkI,Mức học kỳ I\nAn,1/2/2013,8,Đ\n", {"2024-2025", "6A1", "TOAN", "Toán", 1});
  EXPECT_THAT(said_of_scores(both), testing::Contains("2 Mức học kỳ I exchange.rows_disagree (8,0)"));
}

TEST(ScoreSheet, SaysWhatItLeavesOutAndWhoHasNothing) {
  const ScoreSheetName maths{"2024-2025", "6A1", "TOAN", "Toán", 1};
  const auto taken = import_scores(parse_csv("Họ tên,Ngày sinh,ĐTBmhkI,Màu\nAn,1/2/2013,8,đỏ\n").value(), maths, true);
  EXPECT_THAT(said_of_scores(taken.value()), ElementsAre("1 Màu exchange.column_unknown"));
  const auto nothing = scores_of("Họ tên,Ngày sinh,TX1,ĐTBmhkI,Miễn học\nAn,1/2/2013,,,\nBình,1/2/2013,,,x\n", maths);
  EXPECT_THAT(said_of_scores(nothing), testing::Contains(HasSubstr("2 ĐTBmhkI exchange.cell_missing")));
  EXPECT_THAT(said_of_scores(nothing), testing::Not(testing::Contains(HasSubstr("3 ĐTBmhkI"))));
  EXPECT_EQ(name_from_titles({{"Môn học: (TOAN)"}, {"Lớp: 6A1"}}, {}).subject, "Toán");
  const auto own = name_from_titles({{"Môn học: (XYZ)"}}, {});
  EXPECT_EQ(own.subject_code + own.subject, "XYZXYZ");
}

// One sheet of a subject, whatever single transcripts call it; of the levels that have such sheets alone.
TEST(ScoreSheet, ASubjectSpelledTwiceIsOneSheet) {
  auto pupils = test::sample_class({.pupils = 3});
  const auto sheets = score_sheets_of(pupils);
  pupils[1].years[0].results[0].name += " học";
  EXPECT_TRUE(score_sheets_of(pupils) == sheets);
  for (auto& pupil : pupils) pupil.years[0].results[0].code = "TC-1";
  pupils[0].years[0].results[0].name = pupils[2].years[0].results[0].name = "Tự chọn";
  const auto own = score_sheets_of(pupils);
  EXPECT_THAT(own, SizeIs(sheets.size()));
  EXPECT_EQ(std::count_if(own.begin(), own.end(), [](const auto& s) { return s.subject == "Tự chọn"; }), 2);
  for (auto& pupil : pupils) pupil.level = "vocational";
  EXPECT_THAT(score_sheets_of(pupils), IsEmpty());
}

ImportedScores one_sheet(const std::string& subject, int term, const std::string& rows) {
  return scores_of("Mã học sinh,Họ tên,Ngày sinh,ĐTBmhkI\n" + rows, {"2024-2025", "6A1", subject, {}, term});
}
std::vector<std::string> said_of_join(const JoinedScores& joined) {
  std::vector<std::string> out;
  for (const auto& [sheet, issue] : joined.issues)
    out.push_back(std::to_string(sheet) + ":" + std::to_string(issue.line) + " " + std::string(issue.code->id) + " " +
                  issue.value);
  return out;
}

TEST(ScoreSheet, JoiningNeverTakesAHomonymForThePupil) {
  const auto twice = join_scores(
      {one_sheet("TOAN", 1, "7,An,1/2/2013,8\n8,An,1/2/2013,9\n"), one_sheet("VAN", 1, ",An,1/2/2013,8\n")});
  EXPECT_THAT(said_of_join(twice), testing::Contains("1:2 exchange.row_homonym An"));
  EXPECT_THAT(twice.pupils, SizeIs(2));
  const auto by_code = join_scores({one_sheet("TOAN", 1, "7,An,1/2/2013,8\n8,An,1/2/2013,9\n"),
                                    one_sheet("VAN", 1, "8,An,1/2/2013,5\n7,An,1/2/2013,6\n")});
  EXPECT_THAT(said_of_join(by_code), IsEmpty());
  ASSERT_THAT(by_code.pupils, SizeIs(2));
  EXPECT_EQ(by_code.pupils[0].years[0].results[1].term1_tenths, 60);
  const auto same_row = join_scores({one_sheet("TOAN", 1, ",An,1/2/2013,8\n,An,1/2/2013,9\n")});
  EXPECT_THAT(said_of_join(same_row), ElementsAre("0:3 exchange.row_duplicate An"));
}

// A column of codes that slid by a row gives nobody another's marks.
TEST(ScoreSheet, ACodeIsTakenWithTheNameBesideIt) {
  const auto slid = join_scores({one_sheet("TOAN", 1, "7,An,1/2/2013,8\n8,Bình,1/3/2013,9\n"),
                                 one_sheet("VAN", 1, "8,An,1/2/2013,5\n7,Bình,1/3/2013,6\n")});
  EXPECT_THAT(said_of_join(slid),
              testing::IsSupersetOf({"1:2 exchange.pupil_code_other 8", "1:3 exchange.pupil_code_other 7"}));
  for (const auto& pupil : slid.pupils) EXPECT_THAT(pupil.years[0].results, SizeIs(1));
  const auto two = join_scores({one_sheet("TOAN", 1, "7,An,1/2/2013,8\n"), one_sheet("VAN", 1, "9,An,1/2/2013,5\n")});
  EXPECT_THAT(said_of_join(two), testing::Contains("1:2 exchange.pupil_two_codes 9"));
}

TEST(ScoreSheet, PersonalNumbersAndSexesAreGatheredAndMustAgree) {
  const ScoreSheetName maths{"2024-2025", "6A1", "TOAN", {}, 1}, words{"2024-2025", "6A1", "VAN", {}, 1};
  const auto bare = one_sheet("TOAN", 1, "7,An,1/2/2013,8\n");
  const std::string header = "Mã học sinh,Họ tên,Ngày sinh,CCCD,Giới tính,ĐTBmhkI\n";
  const auto numbered = scores_of(header + "7,An,1/2/2013,000313000001,Nữ,8\n", words);
  for (const auto& joined : {join_scores({bare, numbered}), join_scores({numbered, bare})}) {
    EXPECT_THAT(said_of_join(joined), IsEmpty());
    ASSERT_THAT(joined.pupils, SizeIs(1));
    EXPECT_EQ(joined.pupils[0].common.holder.personal_number, "000313000001");
  }
  const auto other = scores_of(header + "7,An,1/2/2013,000313000002,Nữ,8\n", maths);
  EXPECT_THAT(said_of_join(join_scores({other, numbered})), ElementsAre("1:2 exchange.rows_disagree 000313000001"));
  const auto boy = scores_of(header + "7,An,1/2/2013,,Nam,8\n", maths);
  EXPECT_THAT(said_of_join(join_scores({boy, numbered})), ElementsAre("1:2 exchange.rows_disagree Nữ"));
}

TEST(ScoreSheet, SheetsThatDisagreeAndMissingPupilsAreTold) {
  const auto terms = join_scores({one_sheet("TOAN", 1, ",An,1/2/2013,8\n"), one_sheet("TOAN", 2, ",An,1/2/2013,7\n")});
  EXPECT_THAT(said_of_join(terms), ElementsAre("1:2 exchange.rows_disagree 7,0"));
  const auto twice = join_scores({one_sheet("TOAN", 1, ",An,1/2/2013,8\n"), one_sheet("TOAN", 1, ",An,1/2/2013,8\n")});
  EXPECT_THAT(said_of_join(twice), ElementsAre("1:1 exchange.score_sheet_twice Toán"));
  const auto missing = join_scores(
      {one_sheet("TOAN", 1, ",An,1/2/2013,8\n,Bình,1/2/2013,8\n"), one_sheet("VAN", 1, ",An,1/2/2013,8\n")});
  EXPECT_THAT(said_of_join(missing), ElementsAre("1:1 exchange.score_pupil_missing Bình"));
}

TEST(ScoreSheet, AClassListAddsTheOtherColumnsAndKeepsStrangersOut) {
  const auto joined = join_scores({one_sheet("TOAN", 1, ",An,1/2/2013,8\n7,Bình,3/4/2013,8\n")});
  auto rows = transcript_rows(joined.pupils);
  std::vector<RowIssue> issues;
  const auto list = parse_csv(
                        "STT,Mã học sinh,Họ tên,Ngày sinh,Dân tộc,SĐT,Rèn luyện học kỳ "
                        "I\n1,,An,1/2/2013,Kinh,090,Tốt\n2,7,Bình,3/4/2013,Tày,,Khá\n3,,Chi,1/1/2013,,,\n")
                        .value();
  ASSERT_TRUE(fill_from_class_list(rows, list, issues).ok());
  ASSERT_THAT(issues, SizeIs(1));
  EXPECT_EQ(issues[0].code->id, "exchange.score_pupil_missing");
  fill_column(rows, Field::issued_on, "30/05/2025");
  auto school = test::sample_school();
  EXPECT_THAT(import_transcripts(rows, school).items, IsEmpty()) << "the second term is still to come";
  school.any_columns = true;
  const auto back = import_transcripts(rows, school);
  EXPECT_THAT(back.refused, SizeIs(0));
  ASSERT_THAT(back.items, SizeIs(2));
  EXPECT_EQ(back.items[1].ethnicity, "Tày");
  EXPECT_EQ(back.items[1].years[0].conduct1, "Khá");
  auto strangers = transcript_rows(joined.pupils);
  issues.clear();
  ASSERT_TRUE(
      fill_from_class_list(strangers, parse_csv("Họ tên,Ngày sinh\nAn,1/2/2013\nAn,1/2/2013\n").value(), issues).ok());
  std::set<std::string> codes;
  for (const auto& issue : issues) codes.insert(std::string(issue.code->id));
  EXPECT_EQ(codes, (std::set<std::string>{"exchange.list_pupil_missing", "exchange.row_homonym",
                                          "exchange.score_pupil_missing"}));
}

std::vector<std::string> said_of_list(const Table& list, Table& rows) {
  std::vector<RowIssue> issues;
  EXPECT_TRUE(fill_from_class_list(rows, list, issues).ok());
  std::vector<std::string> out;
  for (const auto& issue : issues)
    out.push_back(std::to_string(issue.line) + " " + std::string(issue.code->id) + " " + issue.value);
  return out;
}
bool says(const Table& rows, const std::string& cell) {
  return std::any_of(rows.rows.begin(), rows.rows.end(), [&](const Row& row) {
    return std::find(row.cells.begin(), row.cells.end(), cell) != row.cells.end();
  });
}

// A code, or a name, that leads to a row of the list is a trace; what else the row says must be the pupil's, too.
TEST(ScoreSheet, AClassListFillsNobodyWithAnothersCells) {
  const auto joined = join_scores({one_sheet("TOAN", 1, "1,An,1/2/2013,8\n2,Bình,1/3/2013,9\n")});
  auto rows = transcript_rows(joined.pupils);
  const auto slid = parse_csv("Mã học sinh,Họ tên,Ngày sinh,Nơi sinh\n1,Bình,1/3/2013,Vinh\n9,An,1/2/2013,Huế\n");
  EXPECT_THAT(said_of_list(slid.value(), rows),
              testing::IsSupersetOf({"2 exchange.pupil_code_other An", "2 exchange.pupil_two_codes Bình"}));
  EXPECT_FALSE(says(rows, "Vinh") || says(rows, "Huế"));
  // Two people of the sheets, one row of the list.
  const auto twins = join_scores({one_sheet("TOAN", 1, "1,An,1/2/2013,8\n2,An,1/2/2013,9\n")});
  auto of_twins = transcript_rows(twins.pupils);
  EXPECT_THAT(said_of_list(parse_csv("Họ tên,Ngày sinh,Nơi sinh\nAn,1/2/2013,Vinh\n").value(), of_twins),
              testing::Contains("2 exchange.row_homonym An"));
}

// Of a pupil what a list of last year says is taken, of the year only what a row of that year says.
TEST(ScoreSheet, AClassListOfAnotherYearFillsNoPageOfThisOne) {
  const auto joined = join_scores({one_sheet("TOAN", 1, "1,An,1/2/2013,8\n")});
  const auto own = transcript_rows(joined.pupils);
  const ColumnMap columns = [&] {
    std::vector<RowIssue> issues;
    return map_columns(own, ImportKind::transcript, true, issues);
  }();
  const std::string period = own.rows.at(0).cells.at(columns.fields.at(Field::period));
  ASSERT_FALSE(period.empty());
  const std::string head = "Mã học sinh,Họ tên,Ngày sinh,Năm học,Nơi sinh,Kết quả rèn luyện\n";
  const std::string last = "1,An,1/2/2013,2001-2002,Vinh,Khá\n", this_one = "1,An,1/2/2013," + period + ",Vinh,Tốt\n";
  auto rows = own;
  EXPECT_THAT(said_of_list(parse_csv(head + last).value(), rows), ElementsAre("2 exchange.list_other_year An"));
  EXPECT_TRUE(says(rows, "Vinh"));
  EXPECT_FALSE(says(rows, "Khá"));
  rows = own;
  EXPECT_THAT(said_of_list(parse_csv(head + this_one).value(), rows), testing::IsEmpty());
  EXPECT_TRUE(says(rows, "Tốt"));
  // Without a year the class tells.
  const std::string of_class = "Mã học sinh,Họ tên,Ngày sinh,Lớp,Kết quả rèn luyện\n1,An,1/2/2013,";
  const std::string its_class = own.rows.at(0).cells.at(columns.fields.at(Field::class_name));
  rows = own;
  said_of_list(parse_csv(of_class + its_class + ",Tốt\n").value(), rows);
  EXPECT_TRUE(says(rows, "Tốt"));
  if (!its_class.empty()) {
    rows = own;
    EXPECT_THAT(said_of_list(parse_csv(of_class + "1Z,Khá\n").value(), rows),
                ElementsAre("2 exchange.list_other_year An"));
    EXPECT_FALSE(says(rows, "Khá"));
  }
}

TEST(ScoreSheet, AFaultOfAClassListIsNoText) {
  const auto joined = join_scores({one_sheet("TOAN", 1, "1,An,1/2/2013,8\n")});
  Table list = parse_csv("Mã học sinh,Họ tên,Ngày sinh,Nơi sinh,SĐT\n1,An,1/2/2013,#N/A,#N/A\n").value();
  list.rows[0].faults = {{3, &kCellError, {}}, {4, &kCellError, {}}};
  auto rows = transcript_rows(joined.pupils);
  EXPECT_THAT(said_of_list(list, rows), ElementsAre("2 exchange.cell_error #N/A"));
}

TEST(ScoreSheet, NamesOfFilesAndSheetsHoldNothingThatTheyMayNot) {
  EXPECT_EQ(plain_name("6A1/2: *?", 31), "6A12");
  EXPECT_EQ(plain_name("../..", 31), "Sheet1");
  EXPECT_EQ(plain_name("Đặng Thị Ấn", 4), "Đặng");
}

}  // namespace
}  // namespace hocba::exchange
