// Workbooks that we write, and those of a foreign writer (libxlsxwriter) that we read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include <fstream>
#include <iterator>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "ledger/exchange/zip.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string part(const std::string& bytes, const std::string& name) {
  const auto zip = ZipReader::open(bytes);
  EXPECT_TRUE(zip.ok());
  const ZipPart* found = zip->find(name);
  EXPECT_NE(found, nullptr) << name;
  return found == nullptr ? std::string() : zip->read(*found, 1u << 20).value();
}

TEST(XlsxWrite, TemplatesComeBackAsTheyAre) {
  for (const auto kind : {ImportKind::certificate, ImportKind::award, ImportKind::transcript}) {
    const Table table = template_table(kind);
    const auto bytes = write_xlsx(table, sheet_of(table, kind));
    ASSERT_TRUE(bytes.ok());
    const auto back = read_table(*bytes);
    ASSERT_TRUE(back.ok()) << back.error().to_string();
    EXPECT_EQ(back->header, table.header);
    ASSERT_THAT(back->rows, SizeIs(1));
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      std::string cell = table.rows[0].cells[i];
      if (cell == "8,0" || cell == "8,3" || cell == "8,2" || cell == "8,5") cell[1] = '.';
      EXPECT_EQ(back->rows[0].cells[i], cell) << table.header[i];
    }
    EXPECT_THAT(back->rows[0].faults, IsEmpty());
    EXPECT_THAT(back->notes, IsEmpty());
  }
}

TEST(XlsxWrite, KeepsIdentifiersAsTextAndMarksAsNumbers) {
  const Table table{.header = {"Số định danh cá nhân", "Điểm học kỳ I"},
                    .rows = {{.line = 2, .cells = {"000312000001", "8,3"}}, {.line = 3, .cells = {"", "Đ"}}}};
  const auto bytes = write_xlsx(table, sheet_of(table, ImportKind::transcript)).value();
  const std::string sheet = part(bytes, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(sheet, HasSubstr("<c r=\"A2\" s=\"1\" t=\"s\">"));
  EXPECT_THAT(sheet, HasSubstr("<c r=\"B2\" s=\"3\"><v>8.3</v></c>"));
  EXPECT_THAT(sheet, HasSubstr("<c r=\"B3\" s=\"1\" t=\"s\">"));
  // Empty columns have the text format too, so that what is typed later keeps its zeros.
  EXPECT_THAT(sheet, HasSubstr("<col min=\"1\" max=\"1\" width=\"22\" style=\"1\""));
  EXPECT_THAT(sheet, HasSubstr("state=\"frozen\""));
  EXPECT_THAT(part(bytes, "xl/styles.xml"), HasSubstr("formatCode=\"0.0\""));
  EXPECT_EQ(read_table(bytes)->rows.at(0).cells.at(0), "000312000001");
}

TEST(XlsxWrite, KeepsDaysAsDaysWhereAColumnIsOfDays) {
  const Table table{.header = {"Ngày sinh", "Họ và tên"},
                    .rows = {{.line = 2, .cells = {"15/03/1985", "Trần Thị Thử"}},
                             {.line = 3, .cells = {"29/02/2024", "Lê Văn Mẫu"}},
                             {.line = 4, .cells = {"03/1985", "Vũ Ý"}}}};
  XlsxSheet look = sheet_of(table, ImportKind::certificate);
  look.columns[0].kind = XlsxColumn::Kind::date;
  const auto bytes = write_xlsx(table, look).value();
  const std::string sheet = part(bytes, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(sheet, HasSubstr("<c r=\"A2\" s=\"4\"><v>31121</v></c>"));
  EXPECT_THAT(sheet, HasSubstr("<c r=\"A3\" s=\"4\"><v>45351</v></c>"));
  EXPECT_THAT(sheet, HasSubstr("<c r=\"A4\" s=\"1\" t=\"s\">"));
  const auto back = read_table(bytes);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->rows.at(0).cells.at(0), "15/03/1985");
  EXPECT_EQ(back->rows.at(1).cells.at(0), "29/02/2024");
  EXPECT_EQ(back->rows.at(2).cells.at(0), "03/1985");
}

TEST(XlsxWrite, TheSameTableGivesTheSameBytes) {
  const Table table = template_table(ImportKind::award);
  const XlsxSheet sheet = sheet_of(table, ImportKind::award);
  EXPECT_EQ(write_xlsx(table, sheet).value(), write_xlsx(table, sheet).value());
}

TEST(XlsxWrite, RefusesWhatASheetCannotHold) {
  const auto refusal = [](const std::string& cell) {
    const auto bytes = write_xlsx({.header = {"a", "b"}, .rows = {{.line = 2, .cells = {"", cell}}}}, {});
    return bytes.ok() ? "written" : std::string(bytes.error().code().id) + " (" + bytes.error().detail() + ")";
  };
  EXPECT_EQ(refusal(std::string(32'767, 'x')), "written");
  EXPECT_EQ(refusal(std::string(32'768, 'x')), "exchange.xlsx_too_large (B2)");
  EXPECT_EQ(refusal("\xff"), "exchange.csv_encoding (B2)");
}

// A workbook of libxlsxwriter, from a file of this test.
class Foreign {
 public:
  Foreign() : path_(scratch_ / "foreign.xlsx"), book_(workbook_new(path_.c_str())) {}
  lxw_worksheet* sheet(const char* name) { return workbook_add_worksheet(book_, name); }
  lxw_format* format(const char* code) {
    lxw_format* format = workbook_add_format(book_);
    format_set_num_format(format, code);
    return format;
  }
  std::string bytes() {
    EXPECT_EQ(workbook_close(book_), LXW_NO_ERROR);
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  test::ScratchDirectory scratch_;
  std::string path_;
  lxw_workbook* book_;
};

TEST(XlsxForeign, WorkbooksOfAnotherWriterAreRead) {
  Foreign foreign;
  lxw_worksheet* list = foreign.sheet("Danh mục");
  worksheet_write_string(list, 0, 0, "Kinh", nullptr);
  lxw_worksheet* sheet = foreign.sheet("6A1");
  worksheet_merge_range(sheet, 0, 0, 0, 4, "DANH SÁCH LỚP 6A1", nullptr);
  const char* header[] = {"Họ và tên", "Ngày sinh", "Số định danh cá nhân", "HK I", "Đột xuất"};
  for (int i = 0; i < 5; ++i) worksheet_write_string(sheet, 2, static_cast<lxw_col_t>(i), header[i], nullptr);
  worksheet_write_string(sheet, 3, 0, "Đặng Thị Ánh", nullptr);
  lxw_datetime birth = {.year = 2012, .month = 9, .day = 5, .hour = 0, .min = 0, .sec = 0};
  worksheet_write_datetime(sheet, 3, 1, &birth, foreign.format("dd/mm/yyyy"));
  worksheet_write_number(sheet, 3, 2, 312000001, foreign.format("000000000000"));
  worksheet_write_number(sheet, 3, 3, 8.3, nullptr);
  worksheet_write_boolean(sheet, 3, 4, 1, nullptr);
  worksheet_write_string(sheet, 4, 0, "H’Hen\nNiê & <em>", nullptr);
  worksheet_write_string(sheet, 4, 1, "5/9/2012", nullptr);
  worksheet_write_string(sheet, 4, 2, "000312000001", nullptr);
  worksheet_write_formula_num(sheet, 4, 3, "=AVERAGE(8,8.5)", foreign.format("0.0"), 8.25);
  worksheet_set_row_opt(sheet, 4, 15, nullptr, [] {
    static lxw_row_col_options hidden{};
    hidden.hidden = 1;
    return &hidden;
  }());
  worksheet_hide(list);
  worksheet_activate(sheet);
  const auto table = read_xlsx(foreign.bytes());
  ASSERT_TRUE(table.ok()) << table.error().to_string();
  EXPECT_EQ(table->sheet, "6A1");
  EXPECT_EQ(table->header_line, 3u);
  ASSERT_THAT(table->rows, SizeIs(2));
  EXPECT_THAT(table->rows[0].cells, ElementsAre("Đặng Thị Ánh", "05/09/2012", "000312000001", "8.3", "TRUE"));
  EXPECT_THAT(table->rows[1].cells, ElementsAre("H’Hen\nNiê & <em>", "5/9/2012", "000312000001", "8.3", ""));
  std::vector<std::string> notes;
  for (const RowIssue& note : table->notes) notes.push_back(std::string(note.code->id) + " " + note.detail);
  EXPECT_THAT(notes,
              ElementsAre("exchange.xlsx_rounded ", "exchange.xlsx_hidden_sheets Danh mục", "exchange.xlsx_hidden 5"));
}

}  // namespace
}  // namespace hocba::exchange
