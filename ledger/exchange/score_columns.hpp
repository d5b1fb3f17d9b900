// What score sheets are of and what their columns are called. Internal to ledger/exchange.
#pragma once

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/score_sheet.hpp"

namespace hocba::exchange {

// "6A1", "10 Toán 1": the number that it begins with, 1 to 12; 0: none.
int grade_of_class(std::string_view class_name);
std::string level_of_grade(int grade);  // primary, lower-secondary, upper-secondary; empty for 0

// What the rows above a header say of the sheet: "Môn học: Toán (TOAN)", "MÔN TOÁN – LỚP 6A1 – HỌC KỲ II – NĂM HỌC
// 2024-2025". What they don't say stays as `known` has it.
ScoreSheetName name_from_titles(const std::vector<std::vector<std::string>>& titles, ScoreSheetName known);

struct ScoreColumns {
  ColumnMap map;  // of what has a field: name, averages, Field::midterm1, Field::final1, Field::topics1
  std::vector<std::size_t> regular;  // columns of the regular assessments, in the order of their numbers
};
// exchange.column_missing (name, birth date), .column_twice, .column_unknown unless `any_columns`.
Result<ScoreColumns> score_columns(const Table& table, bool any_columns);

}  // namespace hocba::exchange
