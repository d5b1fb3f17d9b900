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

inline constexpr std::size_t kMostRegular = 20;  // regular assessments of a term

struct ScoreColumns {
  // Of what has a field: name, averages; the register's of this term under regular1 (several in a cell), midterm1,
  // final1, topics1, those of the other term under regular2 …
  ColumnMap map;
  std::vector<std::size_t> regular;  // columns of the regular assessments, in the order of their numbers
  std::vector<std::string> unread;   // unknown ones
};
// Columns of transcripts that are none of a score sheet's are unknown. exchange.column_missing (name, birth date),
// .column_twice, .column_unknown unless `any_columns`.
Result<ScoreColumns> score_columns(const Table& table, int term, bool any_columns);

}  // namespace hocba::exchange
