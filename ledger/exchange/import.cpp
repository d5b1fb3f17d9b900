// Certificates, diplomas and awards: one row is one document. Transcripts are in import_transcript.cpp.
#include "ledger/exchange/import.hpp"

#include <map>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/diploma.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/proposals.hpp"
#include "ledger/exchange/pupil_rows.hpp"
#include "ledger/exchange/row_reader.hpp"

namespace hocba::exchange {
namespace {

// Where each serial stands: a second one of the same text (case and accents ignored) is refused.
class Serials {
 public:
  void check(RowReader& row, const std::string& serial) {
    if (serial.empty()) return;
    const auto [it, fresh] = lines_.emplace(credential::fold(serial), row.line());
    if (!fresh) row.issue(RowIssue::Level::error, Field::serial, kSerialTwice, "line " + std::to_string(it->second));
  }

 private:
  std::map<std::string, std::size_t> lines_;
};

// Rows whose number stands with another name or birth date in another row, by line: neither gives a document.
class Numbers {
 public:
  Numbers(const CsvTable& table, const ColumnMap& map) {
    if (!map.complete) return;
    std::vector<RowIssue> ignored;  // told when the rows are read
    for (const CsvRow& row : table.rows) identify(RowReader(table, map, row, ignored), identities_.emplace_back());
    for (const NumberOfTwo& two : numbers_of_two(identities_))
      refused_.emplace(table.rows[two.person].line, std::pair(two, table.rows[two.other].line));
  }
  void check(RowReader& row) const {
    const auto found = refused_.find(row.line());
    if (found == refused_.end()) return;
    const auto& [two, line] = found->second;
    row.issue(RowIssue::Level::error, kIdentity[two.at], kNumberTwoNames,
              "line " + std::to_string(line) + ": " + identities_[two.other][two.at]);
  }

 private:
  std::vector<Identity> identities_;
  std::map<std::size_t, std::pair<NumberOfTwo, std::size_t>> refused_;
};

credential::PeriodCode year_of(Date date) {
  auto code = credential::PeriodCode::parse(std::to_string(date.year));
  HOCBA_CHECK(code.ok());
  return std::move(code).value();
}

// The row's period, else the caller's, else the year of issue.
credential::PeriodCode period_of(RowReader& row, const ImportDefaults& defaults, Date issued_on) {
  if (auto period = row.period(Field::period)) return *period;
  return defaults.period ? *defaults.period : year_of(issued_on);
}

credential::DecisionRef decision_of(RowReader& row) {
  credential::DecisionRef decision;
  decision.number = row.text(Field::decision, false, 100);
  decision.date = row.date(Field::decision_date);
  return decision;
}

template <class Data, class ReadRow>
Imported<Data> import_rows(const CsvTable& table, ImportKind kind, const ImportDefaults& defaults, ReadRow read_row) {
  Imported<Data> out;
  const ColumnMap map = map_columns(table, kind, defaults.any_columns, out.issues);
  Serials serials;
  const Numbers numbers(table, map);
  for (const CsvRow& csv_row : table.rows) {
    if (!map.complete) {
      out.refused.push_back({csv_row.line, table.header_line});
      continue;
    }
    RowReader row(table, map, csv_row, out.issues);
    numbers.check(row);
    Data data = read_row(row);
    serials.check(row, data.common.serial);
    if (row.failed() || map.refused) {
      out.refused.push_back({csv_row.line, row.failed() ? csv_row.line : table.header_line, row.cell(Field::name)});
      continue;
    }
    out.items.push_back(std::move(data));
    out.lines.push_back(csv_row.line);
    out.rows.push_back({csv_row.line});
  }
  note_cut(table, out.issues);
  return out;
}

// The level stands in its own column, or in the title of the diploma.
void read_level(RowReader& row, credential::DiplomaData& data) {
  const Field from = row.cell(Field::diploma_level).empty() ? Field::title : Field::diploma_level;
  if (row.cell(from).empty()) return row.issue(RowIssue::Level::error, Field::diploma_level, kCellMissing);
  if (const auto* level = credential::diploma_level_typed(row.cell(from))) {
    data.level = level->word;
    if (level->vocational && data.field.empty())
      row.issue(RowIssue::Level::error, Field::training_field, kCellMissing, std::string(level->vi));
    const auto* called = credential::diploma_level_called(data.title);
    if (called != nullptr && called != level)
      row.issue(RowIssue::Level::error, Field::title, credential::kDiplomaTitleWrong, std::string(level->title));
    return;
  }
  std::string list;
  for (const auto& level : credential::diploma_levels()) list += (list.empty() ? "" : ", ") + std::string(level.vi);
  row.issue(RowIssue::Level::error, from == Field::title ? Field::diploma_level : from, kCellUnknownWord, list);
}

}  // namespace

Imported<credential::DiplomaData> import_diplomas(const CsvTable& table, const ImportDefaults& defaults) {
  return import_rows<credential::DiplomaData>(table, ImportKind::diploma, defaults, [&](RowReader& row) {
    constexpr std::uint32_t kFirstYear = 1950, kLastYear = 2199;
    credential::DiplomaData data;
    const auto sex = row.sex();
    data.common = row.common(defaults, sex, true);
    data.common.period = period_of(row, defaults, data.common.issued_on);
    data.title = row.text(Field::title, false, 300);
    data.field = row.text(Field::training_field, false, 300);
    read_level(row, data);
    data.mode = row.text(Field::training_mode, false, 100);
    data.course = row.text(Field::course, false, 300);
    if (const auto year = row.number(Field::graduation_year, kFirstYear, kLastYear))
      data.graduation_year = static_cast<int>(*year);
    data.grade = row.text(Field::grade_word, false, 60);
    data.decision = decision_of(row);
    if (sex) data.sex = *sex == 'M' ? "Nam" : "Nữ";
    data.birth_place = row.text(Field::birth_place, false, 200);
    data.school = row.text(Field::school, false, 300);
    data.paper_issuer = row.text(Field::paper_issuer, false, 300);
    data.ethnicity = row.text(Field::ethnicity, false, 500);
    data.nationality = row.text(Field::nationality, false, 500);
    return data;
  });
}

Imported<credential::CertificateData> import_certificates(const CsvTable& table, const ImportDefaults& defaults) {
  return import_rows<credential::CertificateData>(table, ImportKind::certificate, defaults, [&](RowReader& row) {
    credential::CertificateData data;
    data.common = row.common(defaults, std::nullopt, true);
    data.common.period = period_of(row, defaults, data.common.issued_on);
    data.title = row.text(Field::title, true);
    data.programme = row.text(Field::programme);
    data.course = row.text(Field::course);
    data.class_code = row.text(Field::class_code, false, 60);
    data.criteria = row.text(Field::criteria);
    data.decision = decision_of(row);
    data.grade = row.text(Field::grade_word);
    data.modules = row.modules();
    data.workplace = row.text(Field::workplace);
    data.audience = row.text(Field::audience);
    return data;
  });
}

Imported<credential::AwardData> import_awards(const CsvTable& table, const ImportDefaults& defaults) {
  return import_rows<credential::AwardData>(table, ImportKind::award, defaults, [&](RowReader& row) {
    credential::AwardData data;
    const std::string kind = row.cell(Field::award_kind);
    if (!kind.empty() && !award_kind(kind))
      row.issue(RowIssue::Level::error, Field::award_kind, kCellUnknownWord, "Tập thể, Cá nhân");
    data.common = row.common(defaults, std::nullopt, false, award_kind(kind) == AwardKind::collective);
    data.common.period = period_of(row, defaults, data.common.issued_on);
    data.title = row.text(Field::title, true);
    data.workplace = row.text(Field::workplace, false, 300);
    data.evidence = row.sha256(Field::evidence);
    data.achievement = row.text(Field::achievement, true);
    data.level = row.text(Field::award_level);
    data.sudden = row.flag(Field::sudden);
    data.decision = decision_of(row);
    return data;
  });
}

Table template_table(ImportKind kind) {
  Table table;
  CsvRow example;
  for (const Column& column : columns_of(kind)) {
    table.header.emplace_back(column.header);
    example.cells.emplace_back(column.example);
  }
  if (kind == ImportKind::certificate) {
    constexpr std::string_view kExamples[] = {"MD01", "Kiến thức cơ bản về chuyển đổi số", "30", "15", "8,5"};
    for (const ModulePart part : kModuleParts) {
      table.header.push_back(module_header({1, part}));
      example.cells.emplace_back(kExamples[static_cast<std::size_t>(part)]);
    }
  }
  example.line = 2;
  table.rows.push_back(std::move(example));
  return table;
}

std::string template_csv(ImportKind kind) { return to_csv(template_table(kind)); }

}  // namespace hocba::exchange
