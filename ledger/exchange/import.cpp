// Certificates and awards: one row is one document. Transcripts are in import_transcript.cpp.
#include "ledger/exchange/import.hpp"

#include <map>

#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
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

// Whose each personal number is: on a second name it is a note, for one of the two has another's number.
class Numbers {
 public:
  void check(RowReader& row, const credential::Holder& holder) {
    if (!holder.personal_number || holder.name.empty()) return;
    const auto [it, fresh] = owners_.emplace(*holder.personal_number, std::pair(holder.name, row.line()));
    if (!fresh && it->second.first != holder.name)
      row.issue(RowIssue::Level::warning, Field::personal_number, kNumberTwoNames,
                "line " + std::to_string(it->second.second));
  }

 private:
  std::map<std::string, std::pair<std::string, std::size_t>> owners_;
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
  Numbers numbers;
  for (const CsvRow& csv_row : table.rows) {
    if (!map.complete) {
      out.refused.push_back({csv_row.line, table.header_line});
      continue;
    }
    RowReader row(table, map, csv_row, out.issues);
    Data data = read_row(row);
    serials.check(row, data.common.serial);
    numbers.check(row, data.common.holder);
    if (row.failed() || map.refused) {
      out.refused.push_back({csv_row.line, row.failed() ? csv_row.line : table.header_line});
      continue;
    }
    out.items.push_back(std::move(data));
    out.lines.push_back(csv_row.line);
    out.rows.push_back({csv_row.line});
  }
  note_cut(table, out.issues);
  return out;
}

}  // namespace

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
    data.common = row.common(defaults, std::nullopt, false);
    data.common.period = period_of(row, defaults, data.common.issued_on);
    data.title = row.text(Field::title, true);
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
