// A subject's score sheet of a class and a term (bảng điểm môn học): a row per pupil with the register's assessments
// and the averages. Written from transcripts, read back, and joined with those of other subjects to a transcript's
// rows.
//
// What a sheet is of stands above its header, each in a cell of its own: "Môn học: Toán (TOAN)", "Lớp: 6A1", "Học kỳ:
// II", "Năm học: 2024-2025"; a caller may know it better. Columns are found by their names. Averages are worked out
// again from the assessments (HB-MHK, HB-MCN, HB-NX). join(sheets(x)) has all of x that subjects say. Pure. Normative:
// docs/formats/spreadsheets.md.
#pragma once

#include "ledger/exchange/form_sheet.hpp"

namespace hocba::exchange {

struct ScoreSheetName {
  std::string period, class_name, subject_code, subject;
  int term = 0;  // 1 or 2; 0: not known
  auto operator<=>(const ScoreSheetName&) const = default;
};

// Columns A to P: number, sector code, name, birth date, sex, five regular marks, midterm, final, term 1, term 2, year,
// comment. by_code begins with the sector code and has neither number nor sex. What else a pupil of the sheet has
// (chuyên đề, a sixth mark, re-assessment, exemption) has columns behind these, so that nothing is lost.
enum class ScoreForm { by_number, by_code };
// Of lower and upper secondary school: each subject, class and term that has something, once, whatever single
// transcripts call the subject.
std::vector<ScoreSheetName> score_sheets_of(const std::vector<credential::TranscriptData>& pupils);
FormSheet score_sheet(const std::vector<credential::TranscriptData>& pupils, const ScoreSheetName& name,
                      ScoreForm form = ScoreForm::by_number);

// A pupil of a sheet: who, and one result of one year.
struct ScoreRow {
  std::size_t line = 0;
  credential::Holder holder;
  std::string sex;
  credential::TranscriptResult result;
};
struct ImportedScores {
  ScoreSheetName name;
  std::vector<ScoreRow> rows;
  std::vector<RowIssue> issues;
  std::vector<std::size_t> refused;  // lines that are in no row
};
// `known`: what the caller knows of the sheet, before what its titles say. Errors: exchange.score_sheet_unknown with
// what is missing, exchange.column_missing, .column_twice, .column_unknown with the column.
Result<ImportedScores> import_scores(const Table& table, const ScoreSheetName& known, bool any_columns);

struct ScoreIssue {
  std::size_t sheet = 0;  // of those given
  RowIssue issue;
};
struct JoinedScores {
  std::vector<credential::TranscriptData> pupils;  // of one or several classes; a year each
  std::vector<ScoreIssue> issues;
};
// One pupil is found in several sheets of a class by sector code, where name and birth date are the same, too; else by
// name and birth date where this is one person's in each. Errors: homonyms without codes, a code on two names, two
// codes on one name that no sheet has both of; two sheets of one subject and term; averages, sex or personal numbers
// that differ between the sheets.
JoinedScores join_scores(const std::vector<ImportedScores>& sheets);

}  // namespace hocba::exchange
