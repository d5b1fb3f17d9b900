// Spreadsheets as offices send them, and worse: a good sheet, one or several kinds of damage, a file. Seeded. Where the
// damage isn't the point the file is a right one (XML escaped, CSV quoted).
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "ledger/exchange/table.hpp"

namespace hocba::test {

struct GridCell {
  enum class Kind { text, number, date, formula, no_result, error } kind = Kind::text;
  std::string text;
};
// A sheet before it is a file: rows of cells, the header among them.
struct Grid {
  std::vector<std::vector<GridCell>> rows;
  std::size_t header = 0;           // its place
  std::vector<std::string> merges;  // of a workbook: "A3:A5"
  char separator = ',';             // of a CSV file
  std::string line_end = "\r\n";
  std::size_t column(const std::string& header_name) const;  // CHECKed
};
Grid grid_of(const exchange::Table& table);
std::string csv_of(const Grid& grid);
std::string xlsx_of(const Grid& grid);

using Random = std::mt19937;
std::size_t below(Random& random, std::size_t n);

// What an importer must make of it.
enum class SheetFate {
  same,     // every pupil, as in the good sheet
  rows,     // some rows are refused, each with its reason, and no pupil in part
  nothing,  // the file is read and no pupil taken
  refused,  // the file
  any       // one of these
};
struct SheetDamage {
  std::string name;
  SheetFate fate = SheetFate::any;
  std::vector<std::string> codes = {};  // one of them must be told; empty: any
  std::function<void(Grid&, Random&)> grid = {};
  std::function<void(std::string&, Random&)> bytes = {};
  enum class Form { both, csv, xlsx } form = Form::both;
};
const std::vector<SheetDamage>& sheet_damages();

}  // namespace hocba::test
