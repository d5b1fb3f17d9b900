// The columns of each kind of import: what they mean, how they are called in Vietnamese and English files, what a
// template shows. Headers are compared by header_key, so accents, case, line breaks and punctuation don't matter.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "ledger/exchange/import.hpp"

namespace hocba::exchange {

enum class Field {
  name,
  birth_date,
  personal_number,
  sector_code,
  serial,
  register_text,
  issued_on,
  expires_on,
  place,
  originality,
  supersedes,
  correction_reason,
  correction_basis,
  title,
  programme,
  course,
  class_code,
  criteria,
  decision,
  decision_date,
  grade_word,
  workplace,
  audience,
  achievement,
  award_level,
  sudden,
  sex,
  birth_place,
  ethnicity,
  health,
  address,
  father,
  mother,
  guardian,
  school_level,
  period,
  class_name,
  grade,
  subject_code,
  subject,
  term1,
  term2,
  year,
  term1_level,
  term2_level,
  year_level,
  comment,
  learning,
  conduct,
  absences,
  outcome,
  year_comment,
  learning1,
  learning2,
  learning_retest,
  conduct1,
  conduct2,
  conduct_summer,
  retest,
  not_assessed,
  test,
  year_result,
  absences_excused,
  absences_unexcused,
  awards,
  competitions,
  certificates,
  summer_comment,
  height,
  weight,
  school,
  registry_number,
  entered_on,
  hometown,
  nationality,
  policy,
  father_occupation,
  mother_occupation,
  guardian_occupation,
  diploma_level,
  training_field,
  training_mode,
  graduation_year,
  paper_issuer,
  regular1,  // the register's assessments: several in one cell
  midterm1,
  final1,
  topics1,
  regular2,
  midterm2,
  final2,
  topics2,
  subject_periods,
  award_kind,
  evidence,
  note,
  submitted_on,
  quota_collectives,
  quota_individuals,
  due_before,
  semester,
  credits,
  hours,
  letter,
  four_scale,
  not_counted,
  average,
  school_ward,  // of the cover
  school_district,
  school_province,
  year_ward,  // of the school of a year
  year_district,
  year_province,
  handover_from,
  handover_to,
  handover_date,
  handover_remark,
  seat,  // of training
  list_number,
  survey_level,
  subject_taught,
  attendance_mark,
  test_mark,
  total_mark,
  periods_attended,
  present,
  result_word,
  completed_on,
  email,
  school_code,
  new_name,  // as it is to be
  new_birth_date,
  new_personal_number
};
struct Column {
  Field field{};
  std::string_view header;   // as templates and exports write it
  std::string_view aliases;  // header keys of other names, separated by |
  bool required = false;     // the column must be there and its cells filled
  std::string_view example;
};
std::span<const Column> columns_of(ImportKind kind);
// The header as templates write it, of a field that the sheet at hand may have no column for.
// As this kind calls it, where it has the field.
std::string_view header_of(Field field, ImportKind kind = ImportKind::transcript);

// The field of the column that an import calls so.
std::optional<Field> field_named(ImportKind kind, std::string_view header);

// A certificate's modules stand in numbered columns: "Mô đun 2 - số tiết", "Module 2 periods".
enum class ModulePart { code, name, periods, online_periods, score };
inline constexpr ModulePart kModuleParts[] = {ModulePart::code, ModulePart::name, ModulePart::periods,
                                              ModulePart::online_periods, ModulePart::score};
struct ModuleColumn {
  std::uint32_t number = 0;
  ModulePart part{};
  auto operator<=>(const ModuleColumn&) const = default;
};
std::string module_header(const ModuleColumn& column);
std::optional<ModuleColumn> module_column(std::string_view header);

// An attendance sheet of several sessions has a column for each: "Buổi 3", "Session 3". Its number.
std::string session_header(std::uint32_t number);
std::optional<std::uint32_t> session_column(std::string_view header);

// Lower case, no marks, letters and digits only, single spaces: "Ngày,\ntháng, năm SINH (*)" -> "ngay thang nam sinh".
std::string header_key(std::string_view header);
bool is_known_header(std::string_view header);

// Which column of a table holds what; what is missing, doubled or not used is reported at the header's line.
struct ColumnMap {
  ImportKind kind = ImportKind::transcript;
  std::map<Field, std::size_t> fields;
  std::map<ModuleColumn, std::size_t> modules;
  std::map<std::uint32_t, std::size_t> sessions;  // by number
  bool complete = true;                           // no required column is missing, none stands there twice
  bool refused = false;  // an unknown column, or no column of a mark: rows are read for their mistakes, and none kept
};
ColumnMap map_columns(const CsvTable& table, ImportKind kind, bool any_columns, std::vector<RowIssue>& issues);

// Columns that rows can be read without, and no document, or not theirs, can be made without: Khối, Lớp and Cấp học of
// transcripts, Ngày sinh of people's awards. Errors of the header's line, exchange.column_missing, each with why the
// column is needed; for who is to issue the sheet, before anybody builds a document of it.
struct MissingColumns {
  std::vector<RowIssue> issues;
  bool of_all = false;  // of every row; else some rows need a column, and the importer names them
};
MissingColumns missing_columns(const CsvTable& table, ImportKind kind);

}  // namespace hocba::exchange
