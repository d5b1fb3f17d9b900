// Rows of a spreadsheet, whatever file they came in (csv.hpp, xlsx.hpp): the header row found by its names, rows below
// it with their place in the file. What reading has to say of the sheet or of single cells stands beside them. Values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/error.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kHeaderSearchRows = 20;  // titles of an office's form stand above the header

// A cell without a value that could be read: an error, a formula without a result. Where the column is used it keeps
// the row out.
struct CellFault {
  std::size_t column = 0;
  const Code* code = nullptr;
  std::string detail;
};
struct Row {
  std::size_t line = 0;            // 1-based: the line of a CSV file, the row of a sheet as Excel numbers it
  std::vector<std::string> cells;  // as many as the header has
  std::vector<CellFault> faults = {};
};

// One thing to say about one cell, for dry runs and result files.
struct RowIssue {
  enum class Level { warning, error } level = Level::error;
  std::size_t line = 0;
  std::string column;  // the header as in the file
  std::string value;   // what stands there
  const Code* code = nullptr;
  std::string detail;  // expected form, remedy
};

struct Table {
  std::vector<std::string> header;
  std::size_t header_line = 1;
  std::vector<Row> rows = {};
  std::vector<std::vector<std::string>> titles = {};  // what stands above the header, blank rows left out
  std::string sheet = {};                             // of a workbook; empty: a CSV file
  std::vector<RowIssue> notes = {};                   // warnings about the sheet: hidden rows, other sheets
};

// How many cells name a column that some import knows: what tells a header row from titles and data.
std::size_t known_names(const std::vector<std::string>& cells);
// The header row once more, as at the top of each printed page.
bool same_header(const std::vector<std::string>& cells, const std::vector<std::string>& header);

// A CSV file or a workbook, by its first bytes: exchange.csv_*, exchange.xlsx_*. `sheet` names the sheet of a workbook;
// empty: the first visible one with a known header. exchange.sheet_format for what is neither (.xls, .ods, web pages).
Result<Table> read_table(std::string_view bytes, std::string_view sheet = {});

}  // namespace hocba::exchange
