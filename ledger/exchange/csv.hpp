// CSV as schools and offices exchange it (RFC 4180): UTF-8 with or without a byte order mark, comma or semicolon or
// tab, quoted cells, header row found by its names (not by position), repeated header rows skipped. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/exchange/table.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kMaxCsvBytes = 64u << 20;
inline constexpr std::size_t kMaxCsvRows = 200'000;
inline constexpr std::size_t kMaxCsvColumns = 256;
inline constexpr std::size_t kMaxCsvCells = 8'000'000;  // each costs some thirty bytes, though nothing stands in it

using CsvRow = Row;
using CsvTable = Table;

// exchange.csv_* with line and column: unbalanced quotes, other encodings than UTF-8, rows longer than the header.
Result<CsvTable> parse_csv(std::string_view bytes);
// UTF-8 with BOM (Excel opens it rightly), CRLF, cells that start with =+-@ quoted with '. Titles only where they are
// given: those of the table are what a file had.
std::string to_csv(const CsvTable& table, const std::vector<std::vector<std::string>>& titles = {});

}  // namespace hocba::exchange
