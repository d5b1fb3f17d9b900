// Workbooks as their users see them: cells, sheets, headers of several rows.
#include "ledger/exchange/xlsx.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx_number.hpp"
#include "tests/support/workbook.hpp"

namespace hocba::exchange {
namespace {

using test::Book;
using test::bytes_of;
using test::bytes_of_rows;
using test::merges;
using test::number;
using test::row;
using test::text;
using test::text_row;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Table read(const std::string& bytes, std::string_view sheet = {}) {
  auto table = read_xlsx(bytes, sheet);
  EXPECT_TRUE(table.ok()) << table.error().to_string();
  return table.ok() ? *std::move(table) : Table{};
}
std::string refusal_of_book(const std::string& bytes, std::string_view sheet = {}) {
  const auto table = read_table(bytes, sheet);
  return table.ok() ? "read" : std::string(table.error().code().id) + " (" + table.error().detail() + ")";
}
std::vector<std::string> notes(const Table& table) {
  std::vector<std::string> out;
  for (const RowIssue& note : table.notes)
    out.push_back(std::to_string(note.line) + " " + note.column + " " + std::string(note.code->id) + " " + note.detail);
  return out;
}
// The cells of a row below "Họ tên, Ngày sinh, …": each as `cell` writes it, in column C.
std::vector<std::string> values(const std::vector<std::string>& cells, std::vector<std::string> formats = {},
                                std::vector<std::string>* faults = nullptr, bool from_1904 = false) {
  std::string rows = text_row(1, {"Họ tên", "Ngày sinh", "Khối"});
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string n = std::to_string(i + 2);
    std::string cell = cells[i];
    cell.replace(cell.find("@"), 1, "r=\"C" + n + "\"");
    rows += row(i + 2, {text("A" + n, "An"), cell});
  }
  const Table table = read(
      bytes_of(Book{.sheets = {{.name = "S", .rows = rows}}, .formats = std::move(formats), .from_1904 = from_1904}));
  std::vector<std::string> out;
  for (const Row& r : table.rows) {
    out.push_back(r.cells.at(2));
    for (const CellFault& fault : r.faults)
      if (faults != nullptr) faults->push_back(fault.detail + " " + std::string(fault.code->id));
  }
  return out;
}

TEST(Xlsx, ReadsStringsOfEverySort) {
  const std::string rows =
      text_row(1, {"Họ tên", "Ngày sinh"}) +
      row(2, {"<c r=\"A2\" t=\"s\"><v>0</v></c>", "<c r=\"B2\" t=\"s\"><v>1</v></c>"}) +
      row(3, {"<c r=\"A3\" t=\"inlineStr\"><is><r><t>Y </t></r><r><rPr><b/></rPr><t>Moan</t></r></is></c>",
              "<c r=\"B3\" t=\"str\"><f>TEXT(1)</f><v>01/02/2012</v></c>"});
  const Table table = read(bytes_of(
      Book{.sheets = {{.name = "S", .rows = rows}},
           .strings = {"<t xml:space=\"preserve\"> H’Hen &amp; Niê</t>",
                       "<r><t>01/</t></r><r><rPr/><t>02/2012</t></r><rPh sb=\"0\" eb=\"1\"><t>đọc là</t></rPh>"}}));
  ASSERT_THAT(table.rows, SizeIs(2));
  EXPECT_THAT(table.rows[0].cells, ElementsAre(" H’Hen & Niê", "01/02/2012"));
  EXPECT_THAT(table.rows[1].cells, ElementsAre("Y Moan", "01/02/2012"));
  EXPECT_EQ(table.sheet, "S");
}

TEST(Xlsx, ReadsNumbersWithoutBinaryNoise) {
  EXPECT_THAT(values({"<c @><v>8.3000000000000007</v></c>", "<c @><v>8.299999999999999</v></c>",
                      "<c @ t=\"n\"><v>312000001</v></c>", "<c @><v>3.12000001E8</v></c>",
                      "<c @><v>79312000001</v></c>", "<c @><v>0.1</v></c>", "<c @><v>-2.50</v></c>",
                      "<c @><v>0</v></c>", "<c @><v>1e-3</v></c>", "<c @><v>8.266666666666667</v></c>",
                      "<c @><v> 7 </v></c>", "<c @ t=\"b\"><v>1</v></c>", "<c @ t=\"b\"><v>0</v></c>"}),
              ElementsAre("8.3", "8.3", "312000001", "312000001", "79312000001", "0.1", "-2.5", "0", "0.001",
                          "8.26666666666667", "7", "TRUE", "FALSE"));
}

TEST(Xlsx, ShowsNumbersAsTheirFormatDoes) {
  const std::vector<std::string> formats = {"000000000000", "0.0", "#,##0.00", "0%", "0.0#", "&quot;Lớp &quot;0"};
  const auto cell = [](const char* style, const char* value) {
    return "<c @ s=\"" + std::string(style) + "\"><v>" + value + "</v></c>";
  };
  EXPECT_THAT(values({cell("1", "312000001"), cell("2", "8.25"), cell("2", "8.35"), cell("2", "9.96"), cell("2", "8"),
                      cell("2", "0.04"), cell("2", "-0.04"), cell("3", "1234.5"), cell("4", "0.85"), cell("5", "8.256"),
                      cell("5", "8"), cell("6", "6"), cell("99", "6.5")},
                     formats),
              ElementsAre("000312000001", "8.3", "8.4", "10.0", "8.0", "0.0", "0.0", "1234.50", "85%", "8.26", "8.0",
                          "6", "6.5"));
}

TEST(Xlsx, TakesAZeroThatIsHiddenForNothing) {
  const auto cell = [](const char* style) { return "<c @ s=\"" + std::string(style) + "\"><v>0</v></c>"; };
  EXPECT_THAT(values({cell("1"), cell("2"), cell("3"), cell("4"), cell("5"), cell("0")},
                     {"0.0;-0.0;", "0.0;;;@", "0.0;-0.0", "0.0;-0.0;&quot;;&quot;;", "General;;"}),
              ElementsAre("", "", "0.0", ";", "", "0"));
  // Three sections with text between quotes, conditions, formats without a digit for zero, and those of accounts.
  const std::pair<const char*, const char*> kFormats[] = {
      {"0.0;-0.0;&quot;&quot;", ""},
      {"0.0;-0.0;&quot;-&quot;", ""},
      {"0.0;-0.0;&quot;–&quot;", ""},
      {"0.0;-0.0;&quot;vắng&quot;", "vắng"},
      {"[=0]&quot;&quot;;General", ""},
      {"[=0]&quot;&quot;;0.0", ""},
      {"[&gt;0]0.0;&quot;&quot;", ""},
      {"[&lt;5]0.0;&quot;&quot;", "0.0"},
      {"#", ""},
      {"##", ""},
      {"#.##", ""},
      {"#,##0", "0"},
      {"# ?/?", "0"},
      {"_-* #,##0.0\\ _₫_-;-* #,##0.0\\ _₫_-;_-* &quot;-&quot;??\\ _₫_-;_-@_-", ""},  // Excel's own in Vietnam
      {"0.0;-0.0;\\–", ""},
      {"_(* #,##0.0_);_(* (#,##0.0);_(* &quot;-&quot;??_);_(@_)", ""}};
  for (const auto& [format, shown] : kFormats) EXPECT_THAT(values({cell("1")}, {format}), ElementsAre(shown)) << format;
  for (const unsigned id : {41u, 42u, 43u, 44u}) EXPECT_EQ(number_text("0", builtin_format(id), false)->text, "") << id;
  EXPECT_EQ(number_text("8.25", builtin_format(43), false)->text, "8.25");
  // Other numbers have the section of numbers.
  EXPECT_EQ(number_text("8.25", parse_format("[=0]\"\";0.0"), false)->text, "8.3");
  EXPECT_EQ(number_text("8.25", parse_format("0.0;-0.0;\"\""), false)->text, "8.3");
  EXPECT_EQ(number_text("0.4", parse_format("#"), false)->text, "");
  const std::string rows =
      text_row(1, {"Họ tên", "Ngày sinh", "HK I"}) + row(2, {text("A2", "An"), number("C2", "0"), number("D2", "0")});
  const Table table = read(bytes_of(
      Book{.sheets = {{.name = "S",
                       .rows = rows,
                       .before = "<sheetViews><sheetView showZeros=\"0\" workbookViewId=\"0\"/></sheetViews>"}}}));
  EXPECT_EQ(table.rows.at(0).cells.at(2), "");
}

// A header stands at the top: megabytes of comments before it are no reason to read on, for each of many sheets.
TEST(Xlsx, LooksForAHeaderInACertainNumberOfBytesWhateverTheyAre) {
  constexpr std::size_t kComments = 20, kSize = 900'000;
  std::string comments;
  std::uint32_t random = 1;
  for (std::size_t i = 0; i < kComments; ++i) {
    comments += "<!--";
    for (std::size_t j = 0; j < kSize; ++j)
      comments += static_cast<char>('a' + ((random = random * 1103515245 + 12345) >> 16) % 26);
    comments += "-->";
  }
  const std::string rows = text_row(1, {"Họ tên", "Ngày sinh"}) + text_row(2, {"An", "1/2/2012"});
  const std::string book =
      bytes_of(Book{.sheets = {{.name = "Dài", .rows = rows, .before = comments}, {.name = "6A1", .rows = rows}}});
  EXPECT_EQ(read(book).sheet, "6A1");
  EXPECT_EQ(read_table(book, "Dài")->rows.size(), 1u);  // asked for, it is read
}

TEST(Xlsx, NotesOnceAColumnThatIsShownRounded) {
  const std::string rows = text_row(1, {"Họ tên", "Ngày sinh", "HK I"}) +
                           row(2, {text("A2", "An"), number("C2", "8.25", 1)}) +
                           row(3, {text("A3", "Bình"), number("C3", "7.123", 1)});
  const Table table = read(bytes_of(Book{.sheets = {{.name = "S", .rows = rows}}, .formats = {"0.0"}}));
  EXPECT_THAT(notes(table), ElementsAre("2 HK I exchange.xlsx_rounded "));
}

TEST(Xlsx, ReadsDatesByTheirFormat) {
  const auto cell = [](const char* style, const char* value) {
    return "<c @ s=\"" + std::string(style) + "\"><v>" + value + "</v></c>";
  };
  const std::vector<std::string> formats = {"dd/mm/yyyy",
                                            "m/d/yy h:mm",
                                            "[$-1010000]d/m/yyyy;@",
                                            "dd\\/mm\\/yyyy",
                                            "&quot;ngày&quot; d &quot;tháng&quot; m &quot;năm&quot; yyyy",
                                            "h:mm"};
  EXPECT_THAT(
      values({cell("1", "41157"), cell("2", "41157.75"), cell("3", "41157"), cell("4", "61"), cell("5", "43890"),
              cell("6", "0.5"), "<c @ t=\"d\"><v>2012-09-05T00:00:00</v></c>", cell("0", "41157")},
             formats),
      ElementsAre("05/09/2012", "05/09/2012", "05/09/2012", "01/03/1900", "29/02/2020", "0.5", "05/09/2012", "41157"));
  EXPECT_THAT(values({cell("1", "39695")}, formats, nullptr, true), ElementsAre("05/09/2012"));
}

TEST(Xlsx, NamesCellsThatHaveNoReadableValue) {
  std::vector<std::string> faults;
  const std::vector<std::string> formats = {"d-mmm", "mmm-yy", "dd/mm/yyyy"};
  values({"<c @><f>A1+1</f></c>", "<c @><f>A1+1</f><v></v></c>", "<c @ t=\"str\"><f>A1</f></c>",
          "<c @ t=\"e\"><f>NA()</f><v>#N/A</v></c>", "<c @ t=\"e\"><v>#REF!</v></c>", "<c @ s=\"1\"><v>45297</v></c>",
          "<c @ s=\"2\"><v>45297</v></c>", "<c @ s=\"3\"><v>60</v></c>", "<c @ s=\"3\"><v>-3</v></c>",
          "<c @><v>1234567890123456</v></c>"},
         formats, &faults);
  EXPECT_THAT(faults, ElementsAre("C2 exchange.cell_formula", "C3 exchange.cell_formula", "C4 exchange.cell_formula",
                                  "C5 exchange.cell_error", "C6 exchange.cell_error", "C7 exchange.cell_date_unclear",
                                  "C8 exchange.cell_date_unclear", "C9 exchange.cell_date_unclear",
                                  "C10 exchange.cell_date_unclear", "C11 exchange.cell_digits_lost"));
  faults.clear();
  // Counted from 1904 a bare number can't be a date of ours; an empty result of a formula is a value.
  values({"<c @><v>39695</v></c>"}, {}, &faults, true);
  EXPECT_THAT(faults, ElementsAre("C2 exchange.cell_date_unclear"));
  faults.clear();
  EXPECT_THAT(values({"<c @ t=\"str\"><f>IF(1,\"\")</f><v></v></c>", "<c @ s=\"1\"/>"}, formats, &faults),
              ElementsAre("", ""));
  EXPECT_THAT(faults, IsEmpty());
}

TEST(Xlsx, KeepsRowsWithFaultsOutAndSaysWhyOnce) {
  const std::string rows = text_row(1, {"Họ và tên", "Ngày sinh", "Số hiệu", "Ngày cấp", "Tên chứng chỉ", "Ghi chú"}) +
                           text_row(2, {"An", "05/09/1990", "S1", "30/05/2025", "A"}) +
                           row(3, {text("A3", "Bình"), "<c r=\"B3\" t=\"e\"><v>#N/A</v></c>", text("C3", "S2"),
                                   text("D3", "30/05/2025"), text("E3", "A"), "<c r=\"F3\"><f>A1</f></c>"});
  ImportDefaults defaults;
  defaults.any_columns = true;
  const auto imported = import_certificates(read(bytes_of_rows(rows)), defaults);
  EXPECT_THAT(imported.lines, ElementsAre(2));
  std::vector<std::string> errors;
  for (const auto& issue : imported.issues)
    if (issue.level == RowIssue::Level::error)
      errors.push_back(std::to_string(issue.line) + " " + issue.column + " " + issue.value + " " +
                       std::string(issue.code->id) + " " + issue.detail);
  EXPECT_THAT(errors, ElementsAre("3 Ngày sinh #N/A exchange.cell_error B3"));
}

TEST(Xlsx, FindsTheHeaderBelowTitlesAndSkipsItsRepetitions) {
  const std::string rows = text_row(2, {"SỞ GIÁO DỤC VÀ ĐÀO TẠO"}) + text_row(4, {"", "DANH SÁCH LỚP 6A1"}) +
                           text_row(6, {"STT", "HỌ VÀ TÊN", "Ngày\nsinh"}) + text_row(7, {"1", "An", "1/1/2012"}) +
                           row(8, {text("A8", " ")}) + text_row(9, {"STT", "Họ và tên", "Ngày sinh"}) +
                           text_row(12, {"2", "Bình", "2/1/2012"});
  const Table table = read(bytes_of_rows(rows, merges({"A2:C2", "B4:C4"})));
  EXPECT_EQ(table.header_line, 6u);
  EXPECT_THAT(table.header, ElementsAre("STT", "HỌ VÀ TÊN", "Ngày\nsinh"));
  ASSERT_THAT(table.rows, SizeIs(2));
  EXPECT_EQ(table.rows[0].line, 7u);
  EXPECT_EQ(table.rows[1].line, 12u);
  EXPECT_THAT(table.notes, IsEmpty());
}

TEST(Xlsx, PutsAHeaderOfSeveralRowsTogether) {
  const std::string rows = text_row(3, {"Họ tên", "Ngày sinh", "Điểm", "", "", "Cha", "", "Mô đun 1"}) +
                           text_row(4, {"", "", "HK I", "HK II", "Cả năm", "Họ và tên", "Nghề", "số tiết"}) +
                           text_row(5, {"An", "1/1/2012", "8", "9", "8.7", "Bình", "Thợ", "30"}) +
                           text_row(6, {"Họ tên", "Ngày sinh", "Điểm", "", "", "Cha", "", "Mô đun 1"}) +
                           text_row(7, {"Chi", "2/1/2012", "7", "7", "7", "Dũng", "Thợ", "30"});
  const Table table = read(bytes_of_rows(rows, merges({"A3:A4", "B3:B4", "C3:E3", "F3:G3"})));
  // A father's name is no pupil's.
  EXPECT_THAT(table.header, ElementsAre("Họ tên", "Ngày sinh", "HK I", "HK II", "Điểm Cả năm", "Cha Họ và tên",
                                        "Cha Nghề", "Mô đun 1 số tiết"));
  ASSERT_THAT(table.rows, SizeIs(2));
  EXPECT_EQ(table.rows[0].cells[4], "8.7");
  EXPECT_EQ(table.rows[1].line, 7u);
}

TEST(Xlsx, RefusesANameMergedOverSeveralColumnsOfData) {
  const std::string header = text_row(2, {"STT", "Họ và tên", "", "Ngày sinh"});
  EXPECT_EQ(
      refusal_of_book(bytes_of_rows(header + text_row(3, {"1", "Nguyễn Văn", "An", "1/1/2012"}), merges({"B2:C2"}))),
      "exchange.xlsx_header_merged (6A1: B2:C2; C3)");
  // The second column is empty: only a wide cell.
  const Table table =
      read(bytes_of_rows(header + text_row(3, {"1", "Nguyễn Văn An", "", "1/1/2012"}), merges({"B2:C2"})));
  EXPECT_THAT(table.rows.at(0).cells, ElementsAre("1", "Nguyễn Văn An", "", "1/1/2012"));
  // At the right end of the header.
  EXPECT_EQ(refusal_of_book(bytes_of_rows(
                text_row(2, {"Ngày sinh", "Họ và tên"}) + text_row(3, {"1/1/2012", "Văn", "An"}), merges({"B2:C2"}))),
            "exchange.xlsx_header_merged (6A1: B2:C2; C3)");
  EXPECT_EQ(refusal_of_book(bytes_of_rows(header + text_row(3, {"1", "An", "", "1/1/2012"}), merges({"A2:A9"}))),
            "exchange.xlsx_header_merged (6A1: A2:A9)");
}

TEST(Xlsx, RefusesACellRightOfTheHeader) {
  EXPECT_EQ(
      refusal_of_book(bytes_of_rows(text_row(1, {"Họ tên", "Ngày sinh"}) + text_row(2, {"An", "1/1/2012", "", "x"}))),
      "exchange.xlsx_cell_outside (6A1: D2)");
  read(bytes_of_rows(text_row(1, {"Họ tên", "Ngày sinh"}) + text_row(2, {"An", "1/1/2012", "", " "})));
}

TEST(Xlsx, SaysWhatIsMergedAndHidden) {
  const std::string rows = text_row(1, {"Họ tên", "Ngày sinh", "Mã môn"}) + text_row(2, {"An", "1/1/2012", "TOAN"}) +
                           row(3, {text("C3", "VAN")}, " hidden=\"1\"") + row(4, {text("C4", "SU")}, " hidden=\"1\"");
  const Table table = read(bytes_of(Book{.sheets = {{.name = "6A1",
                                                     .rows = rows,
                                                     .after = merges({"A2:A4", "A9:B9"}),
                                                     .before = "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>"},
                                                    {.name = "Ẩn", .rows = rows, .state = "hidden"},
                                                    {.name = "Rất ẩn", .rows = rows, .state = "veryHidden"},
                                                    {.name = "6A2", .rows = rows},
                                                    {.name = "Trống", .rows = ""}}}));
  EXPECT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.rows[1].cells[0], "");
  EXPECT_THAT(notes(table),
              ElementsAre("1  exchange.xlsx_other_sheets 6A2", "1  exchange.xlsx_hidden_sheets Ẩn, Rất ẩn",
                          "1  exchange.xlsx_hidden 3–4, B", "2 Họ tên exchange.xlsx_merged A2:A4"));
}

TEST(Xlsx, ReadsTheSheetWithTheHeaderOrTheOneThatIsNamed) {
  const auto sheet = [](const std::string& name, const std::string& who, const std::string& state = {}) {
    return test::BookSheet{
        .name = name, .rows = text_row(1, {"Họ tên", "Ngày sinh"}) + text_row(2, {who, "1/1/2012"}), .state = state};
  };
  const std::string bytes =
      bytes_of(Book{.sheets = {{.name = "Danh mục", .rows = text_row(1, {"Dân tộc"}) + text_row(2, {"Kinh"})},
                               sheet("Ẩn", "Hoa", "hidden"),
                               sheet("6A1", "An"),
                               sheet("6A2", "Bình")}});
  EXPECT_EQ(read(bytes).rows.at(0).cells[0], "An");
  EXPECT_EQ(read(bytes, "6A2").rows.at(0).cells[0], "Bình");
  EXPECT_EQ(read(bytes, "6a2").rows.at(0).cells[0], "Bình");
  EXPECT_EQ(read(bytes, "Ẩn").rows.at(0).cells[0], "Hoa");
  EXPECT_EQ(read(bytes, "Danh mục").header, std::vector<std::string>{"Dân tộc"});
  EXPECT_EQ(refusal_of_book(bytes, "6A3"), "exchange.xlsx_sheet_unknown (Danh mục, Ẩn, 6A1, 6A2)");
  EXPECT_EQ(refusal_of_book("a,b\n1,2\n", "6A1"), "exchange.xlsx_sheet_unknown (CSV)");
  EXPECT_EQ(refusal_of_book("a,b\n1,2\n"), "read");
}

TEST(Xlsx, ReadsFormsThatOtherWritersLeave) {
  // Strict namespaces, a prefix, no cell addresses, a part addressed from the root: all of them allowed.
  test::Parts parts = test::parts_of(Book{.sheets = {{.name = "S", .rows = ""}}});
  for (auto& [name, part] : parts) {
    if (name == "xl/worksheets/sheet1.xml")
      part =
          "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData><x:row><x:c "
          "t=\"inlineStr\"><x:is><x:t>Họ tên</x:t></x:is></x:c><x:c t=\"inlineStr\"><x:is><x:t>Ngày "
          "sinh</x:t></x:is></x:c></x:row><x:row><x:c t=\"str\"><x:v>An</x:v></x:c><x:c><x:v>41157</x:v></x:c></x:row>"
          "</x:sheetData></x:worksheet>";
    if (name == "xl/_rels/workbook.xml.rels")
      part =
          "<Relationships><Relationship Id=\"rId1\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/"
          "worksheet\" Target=\"/xl/../xl/worksheets/sheet1.xml\"/></Relationships>";
  }
  EXPECT_THAT(refusal_of_book(bytes_of(parts)), HasSubstr("xlsx_damaged"));  // no .. after the root
  for (auto& [name, part] : parts)
    if (name == "xl/_rels/workbook.xml.rels") part.replace(part.find("/xl/../xl"), 9, "../xl");
  const Table table = read(bytes_of(parts));
  ASSERT_THAT(table.rows, SizeIs(1));
  EXPECT_THAT(table.rows[0].cells, ElementsAre("An", "41157"));
  EXPECT_EQ(table.rows[0].line, 2u);
}

}  // namespace
}  // namespace hocba::exchange
