// Commands that read workbooks and write them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/workbook.hpp"

namespace hocba::cli {
namespace {

using test::run_words;
using testing::HasSubstr;

TEST(Workbook, TriesAWorkbookByItsContentAndNamesSheetRowAndCell) {
  const test::ScratchDirectory scratch;
  const std::string file = scratch / "mau.xlsx", named = scratch / "mau.csv";
  EXPECT_EQ(run_words({"issue", "certificate", "--template", "-o", file}).code, 0);
  EXPECT_EQ(run_words({"issue", "certificate", "--template", "-o", file}).code, kExitUsage);  // never written over
  const std::string bytes = read_file(file).value();
  EXPECT_EQ(bytes.substr(0, 4), "PK\x03\x04");
  ASSERT_TRUE(write_file(named, bytes).ok());
  for (const std::string& sheet : {file, named})
    EXPECT_EQ(run_words({"issue", "certificate", sheet, "--dry-run", "--unit", "79TH0001"}).code, 0) << sheet;
  EXPECT_EQ(run_words({"issue", "certificate", file, "--sheet", "chứng chỉ", "--dry-run", "--unit", "79TH0001"}).code,
            0);
  const test::ProgramRun none =
      run_words({"issue", "certificate", file, "--sheet", "6A9", "--dry-run", "--unit", "79TH0001"});
  EXPECT_NE(none.code, 0);
  EXPECT_THAT(none.err, HasSubstr("[exchange.xlsx_sheet_unknown]"));
  EXPECT_THAT(none.err, HasSubstr("Chứng chỉ"));

  const std::string rows =
      test::text_row(3, {"Họ và tên", "Ngày sinh", "Số hiệu", "Ngày cấp", "Tên chứng chỉ"}) +
      test::row(4, {test::text("A4", "An"), "<c r=\"B4\" t=\"e\"><v>#N/A</v></c>", test::text("C4", "S1"),
                    test::text("D4", "30/05/2025"), test::text("E4", "A")});
  ASSERT_TRUE(write_file(scratch / "bad.xlsx", test::bytes_of_rows(rows)).ok());
  const test::ProgramRun bad = run_words(
      {"issue", "certificate", scratch / "bad.xlsx", "--dry-run", "--json", "--unit", "79TH0001", "--lang", "vi"});
  EXPECT_EQ(bad.code, kExitRefused);
  const auto issue = nlohmann::json::parse(bad.out).at("issues").at(0);
  EXPECT_EQ(issue.at("sheet"), "6A1");
  EXPECT_EQ(issue.at("line"), 4);
  EXPECT_EQ(issue.at("column"), "Ngày sinh");
  EXPECT_EQ(issue.at("detail"), "B4");
  EXPECT_EQ(issue.at("code"), "exchange.cell_error");
  const test::ProgramRun shown =
      run_words({"issue", "certificate", scratch / "bad.xlsx", "--dry-run", "--unit", "79TH0001"});
  EXPECT_THAT(shown.out, HasSubstr("[6A1]"));
  EXPECT_THAT(shown.out, HasSubstr("#N/A"));
}

TEST(Workbook, TakesNoChangesFromAWorkbookWithAnUnreadableCell) {
  const test::ScratchDirectory scratch;
  const std::string file = scratch / "thu-hoi.xlsx";
  const std::string rows = test::text_row(1, {"id", "reason", "basis"}) +
                           test::row(2, {test::text("A2", "x"), "<c r=\"B2\"><f>C2</f></c>", test::text("C2", "QĐ 1")});
  ASSERT_TRUE(write_file(file, test::bytes_of_rows(rows)).ok());
  const test::ProgramRun ran = run_words({"revoke", "--from", file, "--reason", "error"});
  EXPECT_NE(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("[exchange.cell_formula]"));
  EXPECT_THAT(ran.err, HasSubstr("thu-hoi.xlsx [6A1]: B2"));
}

}  // namespace
}  // namespace hocba::cli
