// A list of staff as an office has it, with whatever columns: name, date of birth or personal number, and the serial of
// a certificate where the list claims one. Columns are found by their names, others are left out.
#pragma once

#include <string>
#include <vector>

#include "cli/sheet.hpp"
#include "cli/training_reports.hpp"

namespace hocba::cli {

struct StaffList {
  std::vector<StaffRow> rows;      // those that can be asked about
  std::vector<SheetIssue> issues;  // what is wrong with the others
  std::size_t faulty = 0;          // how many rows those are
};
// cli.file_missing, exchange.csv_*, exchange.xlsx_*; exchange.column_missing where there is neither a date of birth nor
// a personal number.
Result<StaffList> read_staff_list(const std::string& path, const std::string& sheet);
// The same of a table; `file`: as issues name it.
Result<StaffList> staff_list_of(const exchange::Table& table, const std::string& file);

}  // namespace hocba::cli
