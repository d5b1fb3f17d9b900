// Workbooks of Excel and its like (.xlsx, .xlsm without its macros; ECMA-376) as tables, and tables as workbooks.
// Reading gives each cell as its user sees it, finds the header row as parse_csv does, puts headers of several rows
// together and refuses what it can't know. Pure: bytes in, bytes out. Normative: docs/formats/spreadsheets.md.
//
// Hostile files: sizes and ratios are bounded before anything is inflated, parts are streamed, document types refused.
// 100,000 rows of 30 columns take about 250 MB and 5 s (bench_spreadsheet).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/exchange/import.hpp"
#include "ledger/exchange/table.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kMaxXlsxCells = 8'000'000;  // of the table: rows × columns of the header
inline constexpr std::size_t kMaxHeaderRows = 5;         // that one header is put together from
inline constexpr std::size_t kMaxProbedSheets = 64;      // looked at for a header, where no sheet is named

// `sheet`: its name, case ignored; empty: the first visible sheet with a known header. Rows keep Excel's numbers. Cells
// without a readable value are faults of their row; hidden rows and other sheets are notes. Errors:
// exchange.sheet_format (.ods, .xlsb, a password), .xlsx_damaged, .xlsx_entity, .xlsx_too_large with the place,
// .xlsx_sheet_unknown, .xlsx_header_merged, .xlsx_cell_outside with the cells, .csv_empty.
Result<Table> read_xlsx(std::string_view bytes, std::string_view sheet = {});

// How a column looks. Text columns have the text format, empty cells too: what is typed there keeps its zeros, and 6/1
// stays what it is. In a column of marks a mark is a number with one decimal, in one of decimals any number of up to
// nine digits and one after the comma (or point), in one of whole numbers up to nine digits, in one of dates a day as
// dd/mm/yyyy, which sorts as days do; anything else is a text.
struct XlsxColumn {
  enum class Kind { text, mark, whole, decimal, date } kind = Kind::text;
  unsigned width = 12;  // characters
};
struct XlsxSheet {
  std::string name = "Sheet1";           // at most 31 characters, none of []:*?/\ and no ' at its ends
  std::vector<XlsxColumn> columns = {};  // absent ones are text
  std::vector<std::string> above = {};   // rows of one cell over the header: a title, whose list it is
  // Titles and rows of names in place of the table's header; merged: "A1:A3".
  std::vector<std::vector<std::string>> header_rows = {};
  std::vector<std::string> merges = {};
};
// Of a template or an export: kinds by the columns' names, widths by what they hold.
XlsxSheet sheet_of(const Table& table, ImportKind kind);

// One sheet; the header bold and frozen. The same table gives the same bytes (on one zlib). What it holds comes back
// from read_xlsx, but for trailing columns without a name, blank rows and the decimal comma of marks ("8,3" is 8.3).
// exchange.xlsx_too_large: a cell above 32,767 characters, more rows or columns than a sheet has;
// exchange.csv_encoding.
Result<std::string> write_xlsx(const Table& table, const XlsxSheet& sheet);

}  // namespace hocba::exchange
