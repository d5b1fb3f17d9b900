// One sheet of a workbook as a stream of rows, each cell as its user sees it. Internal to ledger/exchange.
// Source: ECMA-376 part 1, §18.3.1 (worksheets).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/error.hpp"
#include "ledger/exchange/xlsx_package.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kMaxXlsxRow = 1'048'576;
inline constexpr std::size_t kMaxXlsxColumn = 16'384;
inline constexpr std::size_t kMaxXlsxCellBytes = 4 * 32'767;  // Excel's own limit, in characters of four bytes
inline constexpr std::size_t kMaxXlsxMerges = 200'000;

struct SheetCell {
  std::size_t column = 0;  // 0-based
  std::string text;
  const Code* fault = nullptr;
  bool rounded = false;
};
struct SheetRow {
  std::size_t number = 0;        // 1-based, as Excel shows it
  std::vector<SheetCell> cells;  // those with a text or a fault, from left to right
};
struct CellRange {  // rows 1-based, columns 0-based, both ends in it
  std::size_t top = 0, left = 0, bottom = 0, right = 0;
  bool holds(std::size_t row, std::size_t column) const {
    return top <= row && row <= bottom && left <= column && column <= right;
  }
};
std::string column_name(std::size_t column);                 // 0: A
std::string cell_name(std::size_t row, std::size_t column);  // "C5"
std::string range_name(const CellRange& range);              // "C5:E6"

// What a sheet says of itself beside its cells.
struct SheetShape {
  std::vector<CellRange> merges;
  std::vector<std::pair<std::size_t, std::size_t>> hidden_rows, hidden_columns;  // from, to
};
// Rows in their order, empty ones left out, until `take` says false: then the rest is not looked at (nor the checksum).
// `max_work` bounds what is read before that, in tags or so; 0: no bound but the part's.
using TakeRow = std::function<Result<bool>(SheetRow&&)>;
Result<SheetShape> read_rows(const XlsxWorkbook& workbook, const XlsxSheetPart& sheet, std::size_t max_work,
                             const TakeRow& take);

}  // namespace hocba::exchange
