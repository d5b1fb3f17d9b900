// CSV as schools and offices exchange it (RFC 4180): UTF-8 with or without a byte order mark, comma or semicolon or
// tab, quoted cells, header row found by its names (not by position), repeated header rows skipped. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/error.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kMaxCsvBytes = 64u << 20;
inline constexpr std::size_t kMaxCsvRows = 200'000;
inline constexpr std::size_t kMaxCsvColumns = 256;

struct CsvRow {
  std::size_t line = 0;
  std::vector<std::string> cells;
};  // line: 1-based, in the file
struct CsvTable {
  std::vector<std::string> header;
  std::size_t header_line = 1;
  std::vector<CsvRow> rows;
};

// exchange.csv_* with line and column: unbalanced quotes, other encodings than UTF-8, rows longer than the header.
Result<CsvTable> parse_csv(std::string_view bytes);
std::string to_csv(
    const CsvTable& table);  // UTF-8 with BOM (Excel opens it rightly), CRLF, cells that start with =+-@ quoted with '

// One thing to say about one cell, for dry runs and result files.
struct RowIssue {
  enum class Level { warning, error } level = Level::error;
  std::size_t line = 0;
  std::string column;  // the header as in the file
  std::string value;   // what stands there
  const Code* code = nullptr;
  std::string detail;  // expected form, remedy
};

}  // namespace hocba::exchange
