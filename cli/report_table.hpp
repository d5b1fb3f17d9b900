// A table of an office's report, whatever it goes to: the screen, CSV, a workbook, paper. Cells are kept raw, so that
// each of them writes a number as its reader needs it: 1234 is "1.234" on paper and a number in a workbook.
#pragma once

#include <string>
#include <vector>

#include "cli/output.hpp"
#include "cli/paper/paper.hpp"

namespace hocba::cli {

enum class Shows {
  text,
  whole,  // "1234"
  share,  // tenths of a per cent: "939" is 93,9 %
  day     // "15/03/1985"
};
struct ReportColumn {
  std::string header;
  Shows shows = Shows::text;
  double width = 1;                        // its share on paper
  bool on_screen = true, on_paper = true;  // files have them all
  bool once = false;  // on paper left blank where the row is about the same (first cell) as the one above
};
struct ReportTable {
  std::string name = {};                // of the sheet in a workbook
  std::vector<std::string> above = {};  // lines over the header
  std::vector<ReportColumn> columns = {};
  std::vector<std::vector<std::string>> rows = {};  // a cell that is no number of its column's kind stays a text
  std::size_t sums = 0;                             // how many of the last rows are sums
  std::string if_empty = {};
};

// As the screen, paper and CSV show it; the cell itself where it is no such number.
std::string shown(const std::string& cell, Shows shows, Lang lang);
// Whole tenths of a per cent, rounded down: nothing that is not whole looks so. Empty where there is nothing to divide.
std::string share_of(std::uint64_t part, std::uint64_t whole);

// On the screen and on paper a column of empty cells is left out.
Table screen_table(const ReportTable& table, Lang lang);
paper::Table paper_table(const ReportTable& table, Lang lang);
// CSV: no thousands grouped; a decimal comma in Vietnamese, a point in English. The lines above are in workbooks alone,
// so that a CSV file begins with its header.
std::string csv_of(const ReportTable& table, Lang lang);
Result<std::string> xlsx_of(const ReportTable& table, Lang lang);

// What a file's name asks for. cli.usage for another ending.
enum class ReportFormat { as_csv, as_xlsx, as_json, as_pdf };
Result<ReportFormat> report_format(const std::string& path);

}  // namespace hocba::cli
