#include "ledger/exchange/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/exchange/codes.hpp"

namespace hocba::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

CsvTable parsed(std::string_view text) {
  auto table = parse_csv(text);
  EXPECT_TRUE(table.ok()) << (table.ok() ? "" : table.error().to_string());
  return table.ok() ? *table : CsvTable{};
}
std::string csv_refusal(std::string_view text) {
  const auto table = parse_csv(text);
  return table.ok() ? "accepted" : std::string(table.error().code().id) + " " + table.error().detail();
}

TEST(Csv, ReadsQuotesDoubledQuotesAndLinesInsideCells) {
  const CsvTable table = parsed("id,reason\r\n1,\"a \"\"b\"\", c\r\nd\"\r\n2,\r\n");
  EXPECT_THAT(table.header, ElementsAre("id", "reason"));
  ASSERT_THAT(table.rows, SizeIs(2));
  EXPECT_THAT(table.rows[0].cells, ElementsAre("1", "a \"b\", c\r\nd"));
  EXPECT_EQ(table.rows[0].line, 2u);
  EXPECT_THAT(table.rows[1].cells, ElementsAre("2", ""));
  EXPECT_EQ(table.rows[1].line, 4u);  // the quoted cell took two lines
}

TEST(Csv, FindsTheSeparatorByTheHeaderNamesAndNotByCountingCommas) {
  const CsvTable table =
      parsed("\xef\xbb\xbfHọ và tên;Ngày sinh;Điểm cả năm\n\"An\";05/09/2012;8,3\nBình;6/9/2012;9,0\n");
  EXPECT_THAT(table.header, SizeIs(3));
  EXPECT_THAT(table.rows[0].cells, ElementsAre("An", "05/09/2012", "8,3"));
  EXPECT_THAT(parsed("Name\tSerial\nA\t1\n").header, ElementsAre("Name", "Serial"));
  EXPECT_THAT(parsed("a;b;c\n1;2;3\n").header, SizeIs(3));
}

TEST(Csv, FindsTheHeaderBelowTheTitleOfAForm) {
  const CsvTable table = parsed("TRƯỜNG MẪU,,\nDANH SÁCH LỚP,,\n\nSTT,Họ tên,Ngày sinh\n1,An,1/1/2012\n");
  EXPECT_EQ(table.header_line, 4u);
  EXPECT_THAT(table.header, ElementsAre("STT", "Họ tên", "Ngày sinh"));
  ASSERT_THAT(table.rows, SizeIs(1));
  EXPECT_EQ(table.rows[0].line, 5u);
}

TEST(Csv, SkipsRepeatedHeaderRowsAndBlankRows) {
  const CsvTable table = parsed(
      "Họ tên,Ngày sinh\nAn,1/1/2012\n,\n HỌ TÊN,ngày  sinh \nBình,2/1/2012\n\n"
      "\u3000,\f\n\"\n\",\u200b\n");
  ASSERT_THAT(table.rows, SizeIs(2));
  EXPECT_EQ(table.rows[1].cells[0], "Bình");
  EXPECT_EQ(table.rows[1].line, 5u);
}

TEST(Csv, ReadsEveryKindOfLineEndFromTheFirstByteOn) {
  const CsvTable table = parsed("\n\r\nHọ tên,Ngày sinh\rAn,1/1/2012\r\nBình,2/1/2012\nChi,3/1/2012");
  EXPECT_EQ(table.header_line, 3u);
  ASSERT_THAT(table.rows, SizeIs(3));
  EXPECT_EQ(table.rows[0].line, 4u);
  EXPECT_EQ(table.rows[2].line, 6u);
}

TEST(Csv, PadsShortRowsAndForgivesEmptyCellsBehindTheHeader) {
  const CsvTable table = parsed("a,b,c,,\n1\n1,2,3,,,\n");
  EXPECT_THAT(table.header, SizeIs(3));
  EXPECT_THAT(table.rows[0].cells, ElementsAre("1", "", ""));
  EXPECT_THAT(table.rows[1].cells, SizeIs(3));
}

TEST(Csv, NamesTheLineAndColumnOfAMisplacedQuote) {
  EXPECT_EQ(csv_refusal("a,b\nTrần,x\"y\n"), "exchange.csv_quote line 2, column 7");
  EXPECT_EQ(csv_refusal("a,b\n1,\"open\n2,3\n"), "exchange.csv_quote line 2, column 3");
  EXPECT_EQ(csv_refusal("a,b\n\"x\"y,1\n"), "exchange.csv_quote line 2, column 4");
}

TEST(Csv, NamesTheLineOfARowLongerThanTheHeader) {
  EXPECT_THAT(csv_refusal("a,b\n1,2\n1,2,3\n"), HasSubstr("exchange.csv_row_too_long line 3"));
}

TEST(Csv, RefusesOtherEncodingsNulsAndEmptyFiles) {
  EXPECT_EQ(csv_refusal("a,b\nx,\xff\n"), "exchange.csv_encoding line 2");
  EXPECT_EQ(csv_refusal(std::string("\xff\xfe\x61\0\x62\0", 6)), "exchange.csv_encoding UTF-16");
  EXPECT_THAT(csv_refusal(std::string("a\0b", 3)), HasSubstr("exchange.csv_character"));
  EXPECT_THAT(csv_refusal(""), HasSubstr("exchange.csv_empty"));
  EXPECT_THAT(csv_refusal("\xef\xbb\xbf\r\n \r\n"), HasSubstr("exchange.csv_empty"));
}

TEST(Csv, HasBounds) {
  EXPECT_THAT(csv_refusal("a,b\n" + std::string(kMaxCsvColumns + 1, ',')), HasSubstr("exchange.csv_too_large"));
  std::string rows = "a,b\n";
  for (std::size_t i = 0; i <= kMaxCsvRows; ++i) rows += "1,2\n";
  EXPECT_THAT(csv_refusal(rows), HasSubstr("exchange.csv_too_large"));
  rows.resize(rows.size() - 4);
  EXPECT_TRUE(parse_csv(rows).ok());
}

TEST(Csv, WritesWhatExcelOpensRightlyAndReadsItBack) {
  CsvTable table;
  table.header = {"Họ tên", "Ghi chú"};
  for (const char* text :
       {"=1+1", "+84", "-5", "@x", "'=x", "''x", "'x", "H'Hen", " a ", "a\"b", "a,b;c", "hai\r\ndòng", "\tx"}) {
    table.rows.push_back({.line = 0, .cells = {"An", text}});
  }
  const std::string bytes = to_csv(table);
  EXPECT_EQ(bytes.substr(0, 3), "\xef\xbb\xbf");
  EXPECT_THAT(bytes, HasSubstr("An,'=1+1\r\n"));  // a spreadsheet shows it and doesn't run it
  const CsvTable back = parsed(bytes);
  ASSERT_THAT(back.rows, SizeIs(table.rows.size()));
  for (std::size_t i = 0; i < table.rows.size(); ++i) EXPECT_EQ(back.rows[i].cells, table.rows[i].cells) << i;
}

// Each cell costs memory though nothing stands in it: 64 MiB of separators would become gigabytes.
TEST(Csv, BoundsTheCellsOfATable) {
  const auto sheet = [](std::size_t rows, std::size_t columns, std::size_t cells) {
    std::string out = "Họ và tên,Ngày sinh" + std::string(columns - 2, ',') + "X\n";
    const std::string row = "a" + std::string(cells - 1, ',') + "\n";
    for (std::size_t i = 0; i < rows; ++i) out += row;
    return out;
  };
  constexpr std::size_t kColumns = 250, kFits = kMaxCsvCells / kColumns - 1;
  for (const std::size_t cells : {kColumns, std::size_t{1}}) {  // short rows are filled up
    const auto refused = parse_csv(sheet(kFits + 2, kColumns, cells));
    ASSERT_FALSE(refused.ok()) << cells;
    EXPECT_EQ(refused.error().code().id, "exchange.csv_too_large");
  }
}

}  // namespace
}  // namespace hocba::exchange
