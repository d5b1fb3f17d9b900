// A score sheet read: rows as results of one subject, each average worked out again from its row's own marks.
#include <algorithm>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/judgement.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/row_reader.hpp"
#include "ledger/exchange/score_columns.hpp"

namespace hocba::exchange {
namespace {

class ScoreReading {
 public:
  ScoreReading(const Table& table, ScoreColumns columns, ScoreSheetName name)
      : table_(table), columns_(std::move(columns)) {
    out_.name = std::move(name);
    grade_ = grade_of_class(out_.name.class_name);
    level_ = level_of_grade(grade_);
  }

  ImportedScores run() {
    for (const std::string& column : columns_.unread)
      out_.issues.push_back({RowIssue::Level::warning, table_.header_line, column, {}, &kColumnUnknown, {}});
    for (const Row& row : table_.rows) read(row);
    note_cut(table_, out_.issues);
    return std::move(out_);
  }

 private:
  void read(const Row& table_row) {
    RowReader row(table_, columns_.map, table_row, out_.issues);
    ScoreRow out;
    out.line = table_row.line;
    out.holder.name = row.person(Field::name, true);
    out.holder.birth_date = row.date(Field::birth_date, true).value_or(Date{});
    if (auto code = row.text(Field::sector_code, false, 40); !code.empty()) out.holder.sector_code = std::move(code);
    const auto sex = row.sex();
    if (auto number = row.personal_number(out.holder.birth_date, sex); !number.empty())
      out.holder.personal_number = std::move(number);
    if (sex) out.sex = *sex == 'M' ? "Nam" : "Nữ";
    check_names(row);
    bool good = read_result(row, table_row, out.result);
    good = judge(row, out.result) && good && !row.failed();
    if (good)
      out_.rows.push_back(std::move(out));
    else
      out_.refused.push_back(table_row.line);
  }

  // Columns may say again what the sheet is of, but nothing else.
  void check_names(RowReader& row) const {
    const std::pair<Field, const std::string*> kSaid[] = {{Field::class_name, &out_.name.class_name},
                                                          {Field::period, &out_.name.period},
                                                          {Field::subject_code, &out_.name.subject_code},
                                                          {Field::subject, &out_.name.subject}};
    for (const auto& [field, name] : kSaid) {
      const std::string said = header_key(row.cell(field));
      if (!said.empty() && said != header_key(*name)) row.issue(RowIssue::Level::error, field, kRowsDisagree, *name);
    }
  }

  bool read_result(RowReader& row, const Row& table_row, credential::TranscriptResult& result) {
    result.code = out_.name.subject_code;
    result.name = out_.name.subject;
    auto& term = out_.name.term == 1 ? result.term1 : result.term2;
    bool good = true;
    row.marks_or_levels(Field::regular1, term.regular, term.regular_levels);
    if (std::max(term.regular.size(), term.regular_levels.size()) > kMostRegular) {
      row.issue(RowIssue::Level::error, Field::regular1, kCellTooLong, "> " + std::to_string(kMostRegular));
      term.regular.clear();
      term.regular_levels.clear();
    }
    for (std::string& level : term.regular_levels) level = word(level);
    for (const std::size_t column : columns_.regular) {
      ColumnMap of_one;
      of_one.fields.emplace(Field::regular1, column);
      RowReader cell(table_, of_one, table_row, out_.issues);
      std::string level;
      if (const auto mark = cell.mark_or_level(Field::regular1, level)) term.regular.push_back(*mark);
      if (!level.empty()) term.regular_levels.push_back(word(level));
      good &= !cell.failed();
    }
    mark_of(row, Field::midterm1, term.midterm, term.midterm_level);
    mark_of(row, Field::final1, term.final, term.final_level);
    term.topics = row.tenths(Field::topics1);
    const bool marks = !term.regular.empty() || term.midterm || term.final || term.topics;
    const bool words = !term.regular_levels.empty() || !term.midterm_level.empty() || !term.final_level.empty();
    if (marks && words)
      row.issue_with(RowIssue::Level::error, Field::regular1, {}, credential::kSubjectKindWrong,
                     "0,0 – 10,0 | Đạt, Chưa đạt");
    mark_of(row, Field::term1, result.term1_tenths, result.term1_level);
    word_of(row, Field::term1_level, result.term1_tenths, result.term1_level);
    refuse(row, {Field::regular2, Field::midterm2, Field::final2, Field::topics2});
    if (out_.name.term == 2) {
      mark_of(row, Field::term2, result.term2_tenths, result.term2_level);
      word_of(row, Field::term2_level, result.term2_tenths, result.term2_level);
      mark_of(row, Field::year, result.year_tenths, result.year_level);
      word_of(row, Field::year_level, result.year_tenths, result.year_level);
      mark_of(row, Field::retest, result.retest_tenths, result.retest_level);
      result.comment = row.text(Field::comment);
    } else {  // its comment is the term's, and a transcript has the year's
      refuse(row, {Field::term2, Field::year, Field::term2_level, Field::year_level, Field::retest});
    }
    result.not_assessed = row.not_assessed(Field::not_assessed);
    if (const auto periods = row.number(Field::subject_periods, 1, 400)) result.periods = static_cast<int>(*periods);
    if (good && !row.failed() && says_nothing(result))
      row.issue_with(RowIssue::Level::warning, out_.name.term == 1 ? Field::term1 : Field::year, {}, kCellMissing,
                     "TX, GK, CK, ĐTBmhk");
    return good;
  }
  static bool says_nothing(const credential::TranscriptResult& result) {
    return result.term1.empty() && result.term2.empty() && !result.term1_tenths && !result.term2_tenths &&
           !result.year_tenths && !result.retest_tenths && result.term1_level.empty() && result.term2_level.empty() &&
           result.year_level.empty() && result.retest_level.empty() && result.not_assessed.empty();
  }
  // What a sheet of this term has no place for.
  void refuse(RowReader& row, std::initializer_list<Field> fields) const {
    for (const Field field : fields)
      if (!row.cell(field).empty())
        row.issue(RowIssue::Level::error, field, kScoreTermWrong, out_.name.term == 1 ? "I" : "II");
  }

  void mark_of(RowReader& row, Field field, std::optional<int>& mark, std::string& level) {
    mark = row.mark_or_level(field, level);
    level = word(level);
  }
  // The same under a column of levels: "Mức học kỳ I".
  void word_of(RowReader& row, Field field, const std::optional<int>& mark, std::string& level) {
    const std::string said = word(row.level(field));
    if (said.empty()) return;
    if (mark || (!level.empty() && level != said))
      row.issue(RowIssue::Level::error, field, kRowsDisagree, mark ? credential::tenths_to_screen(*mark) : level);
    level = said;
  }
  std::string word(const std::string& level) const {
    const std::string spelled = credential::subject_word(level_.empty() ? "lower-secondary" : level_, level);
    return spelled.empty() ? level : spelled;
  }

  // HB-MHK, HB-MCN, HB-NX, as verification will work them out again.
  bool judge(RowReader& row, const credential::TranscriptResult& result) {
    auto period = credential::PeriodCode::parse(out_.name.period);
    if (!period.ok()) return true;
    credential::TranscriptYear year;
    year.period = *std::move(period);
    year.grade = grade_;
    year.results = {result};
    bool good = true;
    const auto judgement = credential::judge_year(level_, year);
    for (const auto& value : judgement.derived) {
      if (value.agrees()) continue;
      good = false;
      row.issue_with(RowIssue::Level::error, field_of(value.field), value.found, *value.code,
                     "should be " + value.expected + " (" + std::string(value.how.back().rule) + ")");
    }
    for (const auto& remark : judgement.remarks) {
      // Of the term that has no assessments on this sheet nothing is missing.
      if (!remark.fails && remark.field == "results[0].term1" && out_.name.term == 2) continue;
      good = good && !remark.fails;
      row.issue_with(remark.fails ? RowIssue::Level::error : RowIssue::Level::warning, field_of(remark.field),
                     remark.found, *remark.code, remark.expected);
    }
    return good;
  }

  static Field field_of(const std::string& place) {
    constexpr std::pair<std::string_view, Field> kPlaces[] = {
        {".term1", Field::term1},      {".term1Level", Field::term1},  {".term2", Field::term2},
        {".term2Level", Field::term2}, {".year", Field::year},         {".yearLevel", Field::year},
        {".retest", Field::retest},    {".retestLevel", Field::retest}};
    const std::string rest = place.substr(std::min(place.find(']') + 1, place.size()));
    const auto* const found =
        std::find_if(std::begin(kPlaces), std::end(kPlaces), [&](const auto& known) { return known.first == rest; });
    return found == std::end(kPlaces) ? Field::name : found->second;
  }

  const Table& table_;
  ScoreColumns columns_;
  int grade_ = 0;
  std::string level_;
  ImportedScores out_;
};

}  // namespace

Result<ImportedScores> import_scores(const Table& table, const ScoreSheetName& known, bool any_columns) {
  ScoreSheetName name = name_from_titles(table.titles, known);
  std::string missing;
  const auto need = [&](bool there, std::string_view what) {
    if (!there) missing += (missing.empty() ? "" : ", ") + std::string(what);
  };
  need(!name.subject_code.empty(), "Môn học (--subject)");
  need(!name.class_name.empty(), "Lớp (--class)");
  need(name.term != 0, "Học kỳ (--term)");
  need(!name.period.empty(), "Năm học (--period)");
  if (!missing.empty()) return Error(kScoreSheetUnknown, missing);
  HOCBA_TRY(ScoreColumns columns, score_columns(table, name.term, any_columns));
  return ScoreReading(table, std::move(columns), std::move(name)).run();
}

}  // namespace hocba::exchange
