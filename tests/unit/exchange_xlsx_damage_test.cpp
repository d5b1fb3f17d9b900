// Damaged and hostile workbooks: none crashes the reader, none is read in part, each refusal says why and where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "ledger/exchange/xlsx_package.hpp"
#include "ledger/exchange/zip.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/workbook.hpp"

namespace hocba::exchange {
namespace {

using test::Book;
using test::bytes_of;
using test::bytes_of_rows;
using test::number;
using test::Parts;
using test::row;
using test::text;
using test::text_row;
using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string said(const Error& error) { return std::string(error.code().id) + " (" + error.detail() + ")"; }

std::string class_rows() {
  std::string rows = text_row(1, {"TRƯỜNG MẪU"}) + text_row(3, {"STT", "Họ và tên", "Ngày sinh", "HK I"});
  for (std::size_t i = 4; i < 40; ++i)
    rows += row(i, {number("A" + std::to_string(i), std::to_string(i - 3)),
                    "<c r=\"B" + std::to_string(i) + "\" t=\"s\"><v>0</v></c>",
                    number("C" + std::to_string(i), std::to_string(40000 + i), 1),
                    number("D" + std::to_string(i), "8." + std::to_string(i % 10))});
  return rows;
}
Parts class_parts() {
  return test::parts_of(Book{.sheets = {{.name = "6A1", .rows = class_rows()}, {.name = "6A2", .rows = class_rows()}},
                             .strings = {"<t>Trần Thị Thử</t>"},
                             .formats = {"dd/mm/yyyy"}});
}
std::string& part(Parts& parts, const std::string& name) {
  return std::find_if(parts.begin(), parts.end(), [&](const auto& p) { return p.first == name; })->second;
}
void replace(std::string& in, const std::string& what, const std::string& with) {
  const auto at = in.find(what);
  ASSERT_NE(at, std::string::npos) << what;
  in.replace(at, what.size(), with);
}

// Refused with a code of ours that has a place or a reason, or read as exactly the table that it was.
void expect_whole_or_refused(const std::string& bytes, const std::string& whole, std::map<std::string, int>& seen) {
  const auto table = read_table(bytes);
  if (table.ok()) {
    EXPECT_EQ(to_csv(*table), whole);
    ++seen["read"];
    return;
  }
  ++seen[std::string(table.error().code().id)];
  EXPECT_THAT(std::string(table.error().code().id), StartsWith("exchange."));
  // What no longer begins as a workbook is taken for text, and refused as such.
  const bool text = bytes.substr(0, 4) != "PK\x03\x04";
  EXPECT_TRUE(text || !table.error().detail().empty()) << table.error().to_string();
}

TEST(XlsxDamage, CutAnywhereItIsRefused) {
  const std::string bytes = bytes_of(class_parts());
  ASSERT_TRUE(read_table(bytes).ok());
  std::size_t refused = 0;
  for (std::size_t size = 5; size < bytes.size(); size += test::kSanitized ? 41 : 7) {
    const auto table = read_table(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(table.ok()) << size;
    EXPECT_EQ(table.error().code().id, "exchange.xlsx_damaged");
    ++refused;
  }
  EXPECT_GT(refused, 50u);
}

TEST(XlsxDamage, AFlippedByteIsNoticedOrChangesNothing) {
  const std::string bytes = bytes_of(class_parts());
  const std::string whole = to_csv(read_table(bytes).value());
  std::map<std::string, int> seen;
  for (std::size_t at = 0; at < bytes.size(); at += test::kSanitized ? 23 : 3) {
    std::string bad = bytes;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    expect_whole_or_refused(bad, whole, seen);
  }
  EXPECT_GT(seen["exchange.xlsx_damaged"], 40);
}

// XML that was changed inside of the archive, whose checksums are right: read as something else it may be (a digit is a
// digit), but never crashes, never without a code.
TEST(XlsxDamage, ChangedXmlIsReadOrRefusedWithACode) {
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::map<std::string, int> seen;
  for (int round = 0; round < (test::kSanitized ? 60 : 600); ++round) {
    Parts parts = class_parts();
    std::string& xml = parts[below(parts.size())].second;
    for (std::size_t n = below(3) + 1; n > 0; --n) {
      const std::size_t at = below(xml.size());
      switch (below(4)) {
        case 0:
          xml[at] = static_cast<char>(below(256));
          break;
        case 1:
          xml.erase(at, below(40) + 1);
          break;
        case 2:
          xml.insert(below(xml.size()), xml.substr(at, below(80)));
          break;
        default:
          xml.resize(std::max<std::size_t>(at, 1));
      }
      if (xml.empty()) xml = " ";
    }
    const auto table = read_table(bytes_of(parts));
    ++seen[table.ok() ? "read" : std::string(table.error().code().id)];
    if (table.ok()) continue;
    EXPECT_THAT(std::string(table.error().code().id), StartsWith("exchange."));
  }
  EXPECT_GT(seen["exchange.xlsx_damaged"], 20);
}

struct Damage {
  const char* what;
  std::function<void(Parts&)> make;
  const char* said;
};

TEST(XlsxDamage, EachDamageIsNamed) {
  const std::string sheet = "xl/worksheets/sheet1.xml", book = "xl/workbook.xml";
  const auto in_sheet = [&](std::string from, std::string to) {
    return [=](Parts& parts) { replace(part(parts, sheet), from, to); };
  };
  const auto in = [](std::string name, std::string from, std::string to) {
    return [=](Parts& parts) { replace(part(parts, name), from, to); };
  };
  const auto without = [](std::string name) {
    return [=](Parts& parts) {
      parts.erase(std::find_if(parts.begin(), parts.end(), [&](const auto& p) { return p.first == name; }));
    };
  };
  const Damage damages[] = {
      {"no content types", without("[Content_Types].xml"), "exchange.sheet_format"},
      {"no root relations", without("_rels/.rels"), "_rels/.rels is missing"},
      {"no workbook", without(book), "xl/workbook.xml is missing"},
      {"no relations", without("xl/_rels/workbook.xml.rels"), "workbook.xml.rels is missing"},
      {"no sheet part", without(sheet), "sheet1.xml is missing"},
      {"no strings", without("xl/sharedStrings.xml"), "sharedStrings.xml is missing"},
      {"no styles", without("xl/styles.xml"), "styles.xml is missing"},
      {"a text document", in("[Content_Types].xml", "spreadsheetml.sheet", "wordprocessingml.document"),
       "exchange.sheet_format"},
      {"binary workbook",
       in("[Content_Types].xml", "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
          "vnd.ms-excel.sheet.binary.macroEnabled.main"),
       "exchange.sheet_format (.xlsb)"},
      {"workbook elsewhere",
       in("_rels/.rels", "Target=\"xl/workbook.xml\"",
          "TargetMode=\"External\" Target=\"http://example.org/workbook.xml\""),
       "exchange.sheet_format"},
      {"sheet elsewhere",
       in("xl/_rels/workbook.xml.rels", "Target=\"worksheets/sheet1.xml\"",
          "TargetMode=\"External\" Target=\"file:///etc/passwd\""),
       "a sheet without its part"},
      {"no relation of a sheet", in(book, "r:id=\"rId1\"", "r:id=\"rId77\""), "a sheet without its part"},
      {"no sheets", [&](Parts& parts) { part(parts, book) = "<workbook/>"; }, "no sheet"},
      {"all hidden",
       [&](Parts& parts) {
         replace(part(parts, book), "name=\"6A1\"", "state=\"hidden\" name=\"6A1\"");
         replace(part(parts, book), "name=\"6A2\"", "state=\"hidden\" name=\"6A2\"");
       },
       "exchange.csv_empty"},
      {"entities", in_sheet("<worksheet", "<!DOCTYPE worksheet [<!ENTITY a \"aaaa\">]><worksheet"),
       "exchange.xlsx_entity"},
      {"external entity", in(book, "<workbook", "<!DOCTYPE workbook SYSTEM \"file:///etc/passwd\"><workbook"),
       "exchange.xlsx_entity"},
      {"undefined entity", in_sheet("Họ và tên", "Họ &và; tên"), "sheet1.xml: line 1"},
      {"XML cut", [&](Parts& parts) { part(parts, sheet).resize(900); }, "sheet1.xml: line 1"},
      {"XML empty", [&](Parts& parts) { part(parts, sheet).clear(); }, "sheet1.xml: line 1"},
      {"tags crossed", in_sheet("</c></row>", "</row></c>"), "sheet1.xml: line 1"},
      {"wrong encoding", in_sheet("Họ", "H\xe1"), "sheet1.xml: line 1"},
      {"nested deep",
       [&](Parts& parts) {
         std::string deep;
         for (int i = 0; i < 100'000; ++i) deep += "<a>";
         replace(part(parts, sheet), "<sheetData>", deep + "<sheetData>");
       },
       "nested too deep"},
      {"one endless tag",
       [&](Parts& parts) {
         std::string noise;
         std::mt19937 random(1);
         for (int i = 0; i < 3'000'000; ++i) noise += static_cast<char>('a' + random() % 26);
         replace(part(parts, sheet), "<sheetData>", "<sheetData a=\"" + noise + "\">");
       },
       "exchange.xlsx_too_large"},
      {"cell in another row", in_sheet("r=\"A4\"", "r=\"A5\""), "cell A5"},
      {"cells in disorder", in_sheet("r=\"A4\"", "r=\"C4\""), "cell "},
      {"cell beyond the last column", in_sheet("r=\"D39\"", "r=\"XFE39\""), "cell XFE39"},
      {"cell without a letter", in_sheet("r=\"D39\"", "r=\"39\""), "cell 39"},
      {"row number zero", in_sheet("<row r=\"3\"", "<row r=\"0\""), "row 0"},
      {"rows in disorder", in_sheet("<row r=\"5\"", "<row r=\"3\""), "row 3"},
      {"row number too large", in_sheet("<row r=\"39\"", "<row r=\"1048577\""), "row 1048577"},
      {"row number no number", in_sheet("<row r=\"39\"", "<row r=\"x\""), "row x"},
      {"row in a row", in_sheet("<row r=\"39\">", "<row r=\"39\"><row r=\"40\">"), "exchange.xlsx_damaged"},
      {"no such string", in_sheet("<v>0</v>", "<v>7</v>"), "B4"},
      {"string number negative", in_sheet("<v>0</v>", "<v>-1</v>"), "B4"},
      {"number no number", in_sheet("<v>40004</v>", "<v>4e</v>"), "C4"},
      {"number infinite", in_sheet("<v>40004</v>", "<v>1e999</v>"), "C4"},
      {"number with a comma", in_sheet("<v>8.4</v>", "<v>8,4</v>"), "D4"},
      {"unknown sort of cell", in_sheet("t=\"s\"", "t=\"z\""), "B4"},
      {"cell of a mebibyte", in_sheet("Họ và tên", std::string(200'000, 'x')), "B3"},
      {"merge no range", in_sheet("</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"A:B\"/></mergeCells>"),
       "mergeCell"},
      {"merge turned round",
       in_sheet("</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>"), "mergeCell"},
      {"header merged", in_sheet("</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"B3:C3\"/></mergeCells>"),
       "exchange.xlsx_header_merged"},
      {"column range", in_sheet("<sheetData>", "<cols><col min=\"0\" max=\"9\" hidden=\"1\"/></cols><sheetData>"),
       "(6A1: col)"},
      {"no row at all",
       [&](Parts& parts) {
         for (const char* name : {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"})
           part(parts, name) = "<worksheet><sheetData/></worksheet>";
       },
       "exchange.csv_empty"},
  };
  EXPECT_GE(std::size(damages), 40u);
  for (const Damage& damage : damages) {
    Parts parts = class_parts();
    damage.make(parts);
    const auto table = read_table(bytes_of(parts));
    ASSERT_FALSE(table.ok()) << damage.what;
    EXPECT_THAT(said(table.error()), HasSubstr(damage.said)) << damage.what;
  }
}

TEST(XlsxDamage, WhatIsOnlyOddIsRead) {
  const std::string whole = to_csv(read_table(bytes_of(class_parts())).value());
  const auto same_with = [&](const std::string& from, const std::string& to) {
    Parts parts = class_parts();
    replace(part(parts, "xl/worksheets/sheet1.xml"), from, to);
    const auto table = read_table(bytes_of(parts));
    ASSERT_TRUE(table.ok()) << to << table.error().to_string();
    EXPECT_EQ(to_csv(*table), whole) << to;
  };
  same_with("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>");
  same_with("</sheetData>", "</sheetData><extLst><ext><f>A1</f><c r=\"A1\"><v>9</v></c></ext></extLst>");
  same_with("<sheetData>", "<!-- a comment --><?pi x?><sheetData>");
  same_with("</row></sheetData>", "</row><row r=\"1048576\"><c r=\"XFD1048576\" s=\"1\"/></row></sheetData>");
  // Columns in another order are found by their names.
  Parts parts = class_parts();
  part(parts, "xl/worksheets/sheet1.xml") = "<worksheet><sheetData>" + text_row(1, {"HK I", "Ngày sinh", "Họ và tên"}) +
                                            text_row(2, {"8,0", "1/1/2012", "An"}) + "</sheetData></worksheet>";
  EXPECT_EQ(read_table(bytes_of(parts)).value().header.at(2), "Họ và tên");
}

TEST(XlsxDamage, OtherSortsOfFilesAreNamed) {
  const auto refused = [](const std::string& bytes) {
    const auto table = read_table(bytes);
    return table.ok() ? "read" : said(table.error());
  };
  EXPECT_EQ(refused(std::string("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) + std::string(600, '\0')),
            "exchange.sheet_format (.xls)");
  EXPECT_EQ(refused("\xef\xbb\xbf\r\n<HTML><table><tr><td>Họ tên</td></tr></table></HTML>"),
            "exchange.sheet_format (HTML, XML)");
  EXPECT_EQ(refused("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>"),
            "exchange.sheet_format (HTML, XML)");
  EXPECT_EQ(refused(write_zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                               {"content.xml", "<office:document-content/>"}})),
            "exchange.sheet_format (.ods)");
  EXPECT_EQ(refused(write_zip({{"photo.jpg", "x"}})), "exchange.sheet_format (ZIP)");
  EXPECT_THAT(refused(write_zip({})), AnyOf(HasSubstr("sheet_format"), HasSubstr("xlsx_damaged")));
}

// Offsets of APPNOTE.TXT in the one local header and the one directory entry of an archive.
TEST(XlsxDamage, ArchivesThatDontAddUpAreRefused) {
  const std::string good = write_zip({{"a.xml", std::string(2000, 'a')}});
  const std::size_t directory = good.find("PK\x01\x02"), end = good.find("PK\x05\x06");
  const auto with = [&](std::size_t at, const std::string& bytes) {
    std::string out = good;
    out.replace(at, bytes.size(), bytes);
    return out;
  };
  const auto opened = [](const std::string& bytes) {
    const auto zip = ZipReader::open(bytes);
    if (!zip.ok()) return said(zip.error());
    const auto text = zip->read(*zip->find("A.XML"), 1u << 20);
    return text.ok() ? "read " + std::to_string(text->size()) : said(text.error());
  };
  EXPECT_EQ(opened(good), "read 2000");
  EXPECT_THAT(opened(good + "x"), HasSubstr("no directory"));
  EXPECT_THAT(opened(with(end + 4, "\x01")), HasSubstr("several disks"));
  EXPECT_THAT(opened(with(end + 16, "\xff\xff\xff\x7f")), HasSubstr("outside the file"));
  EXPECT_THAT(opened(with(end + 8, std::string("\x02\x00\x02", 3))), HasSubstr("the directory is cut"));
  EXPECT_THAT(opened(with(directory + 8, "\x01")), HasSubstr("exchange.sheet_format (password)"));
  EXPECT_THAT(opened(with(directory + 10, "\x0c")), HasSubstr("method 12"));
  EXPECT_THAT(opened(with(directory + 42, "\x05")), HasSubstr("does not begin"));
  EXPECT_THAT(opened(with(directory + 20, std::string("\xff\xff\xff\xff", 4))), HasSubstr("outside the file"));
  EXPECT_THAT(opened(with(30, "b")), HasSubstr("two names"));
  EXPECT_THAT(opened(with(directory + 16, "zzzz")), HasSubstr("checksum"));
  EXPECT_THAT(opened(with(directory + 24, std::string("\x01\x00\x00\x00", 4))), HasSubstr("longer than"));
  EXPECT_THAT(opened(with(directory + 24, std::string("\x00\x10\x00\x00", 4))), HasSubstr("another size"));
  EXPECT_THAT(opened(with(directory + 24, std::string("\x00\x00\x00\x7f", 4))), HasSubstr("xlsx_too_large"));
  const auto twice = ZipReader::open(write_zip({{"a.xml", "1"}, {"A.xml", "2"}}));
  ASSERT_FALSE(twice.ok());
  EXPECT_THAT(twice.error().detail(), HasSubstr("twice"));
  std::vector<std::pair<std::string, std::string>> many;
  for (std::size_t i = 0; i <= kMaxZipParts; ++i) many.emplace_back(std::to_string(i), "");
  EXPECT_EQ(ZipReader::open(write_zip(many)).error().code().id, "exchange.xlsx_too_large");
}

TEST(XlsxDamage, BombsAreRefusedBeforeTheyAreInflated) {
  Parts parts = class_parts();
  part(parts, "xl/worksheets/sheet1.xml") = "<worksheet><sheetData>" + std::string(30u << 20, ' ') + "</sheetData>";
  const auto spaces = read_table(bytes_of(parts));
  ASSERT_FALSE(spaces.ok());
  EXPECT_EQ(spaces.error().code().id, "exchange.xlsx_too_large");
  EXPECT_THAT(spaces.error().detail(), HasSubstr("sheet1.xml"));

  // One string of 100 KB that thousands of cells name: small parts, a table of gigabytes.
  std::string rows = text_row(1, {"Họ tên", "Ngày sinh"});
  for (std::size_t i = 2; i < 3000; ++i) rows += row(i, {"<c r=\"A" + std::to_string(i) + "\" t=\"s\"><v>0</v></c>"});
  std::string noise;
  std::mt19937 random(3);
  for (int i = 0; i < 100'000; ++i) noise += static_cast<char>('a' + random() % 26);
  const auto repeated =
      read_table(bytes_of(Book{.sheets = {{.name = "S", .rows = rows}}, .strings = {"<t>" + noise + "</t>"}}));
  ASSERT_FALSE(repeated.ok());
  EXPECT_EQ(repeated.error().code().id, "exchange.xlsx_too_large");
  EXPECT_THAT(repeated.error().detail(), HasSubstr("S: "));
}

// 800 KB of literal text in a format that 3,000 styles name and thousands of cells have: no cell's text, and kept once.
TEST(XlsxDamage, AFormatOfManyBytesIsNone) {
  std::string rows = text_row(1, {"Họ tên", "Ngày sinh", "HK I"}), styles = "<styleSheet><numFmts>";
  for (std::size_t i = 2; i < 2000; ++i)
    rows += row(i, {text("A" + std::to_string(i), "An"), number("C" + std::to_string(i), "0", static_cast<int>(i))});
  Parts parts = test::parts_of(Book{.sheets = {{.name = "S", .rows = rows}}, .formats = {"0.0"}});
  styles += "<numFmt numFmtId=\"164\" formatCode=\"0.0;-0.0;&quot;" + std::string(800'000, 'x') + "&quot;\"/>";
  styles += "</numFmts><cellXfs>";
  for (int i = 0; i < 3000; ++i) styles += "<xf numFmtId=\"164\"/>";
  part(parts, "xl/styles.xml") = styles + "</cellXfs></styleSheet>";
  const std::string bytes = bytes_of(parts);
  const auto book = open_workbook(bytes);
  ASSERT_TRUE(book.ok()) << book.error().to_string();
  EXPECT_EQ(book->styles.size(), 3000u);
  ASSERT_EQ(book->formats.size(), 1u);
  EXPECT_TRUE(book->formats[0].zero_text.empty());
  const auto table = read_table(bytes);
  ASSERT_TRUE(table.ok()) << table.error().to_string();
  EXPECT_EQ(table->rows.at(7).cells.at(2), "0");
  EXPECT_FALSE(parse_format(std::string(kMaxFormatBytes + 1, ';')).hides_zero);
}

TEST(XlsxDamage, TheBoundsOfRowsAndColumnsHold) {
  std::string header = "<row r=\"1\">";
  for (std::size_t i = 0; i <= kMaxCsvColumns; ++i)
    header += "<c t=\"inlineStr\"><is><t>Họ tên " + std::to_string(i) + "</t></is></c>";
  EXPECT_EQ(read_table(bytes_of_rows(header + "</row>")).error().code().id, "exchange.csv_too_large");

  std::string rows = text_row(1, {"Họ tên"});
  for (std::size_t i = 0; i <= kMaxCsvRows; ++i)
    rows += "<row><c><v>" + std::to_string(i * 37 % 1009) + "</v></c></row>";
  const auto many = read_table(bytes_of_rows(rows));
  ASSERT_FALSE(many.ok());
  EXPECT_EQ(many.error().code().id, "exchange.xlsx_too_large");
  EXPECT_THAT(many.error().detail(), HasSubstr("row 200002"));
}

TEST(XlsxDamage, AHundredThousandRowsAreRead) {
  Table table;
  table.header = {"Họ và tên", "Ngày sinh", "Số định danh cá nhân", "HK I", "HK II", "Cả năm"};
  const std::size_t count = test::kSanitized ? 5'000 : 100'000;
  for (std::size_t i = 0; i < count; ++i)
    table.rows.push_back({.line = i + 2,
                          .cells = {"Nguyễn Văn " + std::to_string(i), "05/09/2012",
                                    "0002120" + std::to_string(10000 + i % 90000), "8,0", "8,3", "8,2"}});
  const auto bytes = write_xlsx(table, {.name = "6A1"});
  ASSERT_TRUE(bytes.ok());
  const auto back = read_xlsx(*bytes);
  ASSERT_TRUE(back.ok()) << back.error().to_string();
  EXPECT_EQ(to_csv(*back), to_csv(table));
}

// Merged cells don't overlap, so that no more of them touch the header than it has cells.
TEST(XlsxDamage, RefusesMoreMergedCellsThanAHeaderHas) {
  const auto of = [](std::size_t count) -> std::string {
    const auto table =
        read_table(bytes_of_rows(text_row(1, {"Họ và tên", "Ngày sinh"}) + text_row(2, {"An", "01/02/2012"}),
                                 test::merges(std::vector<std::string>(count, "F1:G1"))));
    return table.ok() ? "read" : said(table.error());
  };
  EXPECT_EQ(of(1'280), "read");
  EXPECT_THAT(of(1'281), HasSubstr("exchange.xlsx_damaged (6A1: mergeCells"));
}

}  // namespace
}  // namespace hocba::exchange
