// Data of documents back to rows, in the columns that import knows: import(export(x)) == x, but for what an import
// leaves to the register (ids, salts, numbers, status indexes) and takes from its defaults, and for what a sheet has no
// place for (docs/formats/csv.md).
#include <algorithm>

#include "crypto/encoding.hpp"
#include "ledger/credential/diploma.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/import.hpp"
#include "ledger/exchange/proposals.hpp"
#include "ledger/exchange/row_reader.hpp"

namespace hocba::exchange {
namespace {

using Cells = std::map<Field, std::string>;

CsvTable table_of(ImportKind kind) {
  CsvTable table;
  for (const Column& column : columns_of(kind)) table.header.emplace_back(column.header);
  return table;
}

CsvRow row_of(ImportKind kind, const Cells& cells, std::size_t line) {
  CsvRow row{.line = line, .cells = {}};
  for (const Column& column : columns_of(kind)) {
    const auto it = cells.find(column.field);
    row.cells.push_back(it == cells.end() ? std::string() : it->second);
  }
  return row;
}

std::string date_text(const std::optional<Date>& date) { return date ? to_screen(*date) : std::string(); }
std::string mark_text(const std::optional<int>& tenths) {
  return tenths ? credential::tenths_to_screen(*tenths) : std::string();
}

// "8,0; 7,5", or levels.
std::string regular_cell(const credential::TermAssessments& term) {
  std::string out;
  for (const int mark : term.regular) out += (out.empty() ? "" : "; ") + credential::tenths_to_screen(mark);
  for (const std::string& level : term.regular_levels) out += (out.empty() ? "" : "; ") + level;
  return out;
}

void add_register(Cells& cells, const credential::TranscriptResult& result) {
  const auto either = [](const std::optional<int>& mark, const std::string& level) {
    return mark ? mark_text(mark) : level;
  };
  cells[Field::regular1] = regular_cell(result.term1);
  cells[Field::midterm1] = either(result.term1.midterm, result.term1.midterm_level);
  cells[Field::final1] = either(result.term1.final, result.term1.final_level);
  cells[Field::topics1] = mark_text(result.term1.topics);
  cells[Field::regular2] = regular_cell(result.term2);
  cells[Field::midterm2] = either(result.term2.midterm, result.term2.midterm_level);
  cells[Field::final2] = either(result.term2.final, result.term2.final_level);
  cells[Field::topics2] = mark_text(result.term2.topics);
  cells[Field::subject_periods] = result.periods ? std::to_string(*result.periods) : std::string();
}

Cells common_cells(const credential::Common& common) {
  Cells cells;
  cells[Field::name] = common.holder.name;
  if (!common.holder.collective) cells[Field::birth_date] = to_screen(common.holder.birth_date);
  cells[Field::personal_number] = common.holder.personal_number.value_or("");
  cells[Field::sector_code] = common.holder.sector_code.value_or("");
  cells[Field::serial] = common.serial;
  cells[Field::register_text] = common.register_text;
  cells[Field::issued_on] = to_screen(common.issued_on);
  cells[Field::expires_on] = date_text(common.expires_on);
  cells[Field::place] = common.place;
  cells[Field::originality] = common.originality == credential::Originality::digitised ? "SO_HOA" : "GOC_DIEN_TU";
  cells[Field::supersedes] = common.supersedes ? credential::to_text(*common.supersedes) : std::string();
  if (common.correction) {
    cells[Field::correction_reason] = credential::words_of(common.correction->reason).vi;
    cells[Field::correction_basis] = common.correction->basis;
  }
  cells[Field::period] = common.period.str();
  return cells;
}

std::string number_text(const std::optional<int>& number) { return number ? std::to_string(*number) : std::string(); }

void add_year(Cells& cells, const credential::TranscriptYear& year) {
  cells[Field::period] = year.period.str();
  cells[Field::class_name] = year.class_name;
  cells[Field::grade] = year.grade == 0 ? std::string() : std::to_string(year.grade);
  cells[Field::learning1] = year.learning1;
  cells[Field::learning2] = year.learning2;
  cells[Field::learning] = year.learning;
  cells[Field::learning_retest] = year.learning_retest;
  cells[Field::conduct1] = year.conduct1;
  cells[Field::conduct2] = year.conduct2;
  cells[Field::conduct] = year.conduct;
  cells[Field::conduct_summer] = year.conduct_summer;
  cells[Field::year_result] = year.result;
  cells[Field::absences] = number_text(year.absences);
  cells[Field::absences_excused] = number_text(year.absences_excused);
  cells[Field::absences_unexcused] = number_text(year.absences_unexcused);
  cells[Field::average] = mark_text(year.average_tenths);
  cells[Field::outcome] = year.outcome;
  cells[Field::awards] = joined_items(year.awards);
  cells[Field::competitions] = joined_items(year.competitions);
  cells[Field::certificates] = joined_items(year.certificates);
  cells[Field::year_comment] = year.comment;
  cells[Field::summer_comment] = year.summer_comment;
  cells[Field::height] = number_text(year.height_cm);
  cells[Field::weight] = mark_text(year.weight_hectograms);
  cells[Field::school] = year.school;
  cells[Field::registry_number] = year.registry_number;
  cells[Field::entered_on] = date_text(year.entered_on);
  cells[Field::year_ward] = year.school_place.ward;
  cells[Field::year_district] = year.school_place.district;
  cells[Field::year_province] = year.school_place.province;
  if (!year.handover) return;
  cells[Field::handover_from] = year.handover->from;
  cells[Field::handover_to] = year.handover->to;
  cells[Field::handover_date] = to_screen(year.handover->date);
  cells[Field::handover_remark] = year.handover->remark;
}

void add_decision(Cells& cells, const credential::DecisionRef& decision) {
  cells[Field::decision] = decision.number;
  cells[Field::decision_date] = date_text(decision.date);
}

std::string module_cell(const credential::CertificateModule& module, ModulePart part) {
  switch (part) {
    case ModulePart::code:
      return module.code;
    case ModulePart::name:
      return module.name;
    case ModulePart::periods:
      return std::to_string(module.periods);
    case ModulePart::online_periods:
      return std::to_string(module.online_periods);
    case ModulePart::score:
      break;
  }
  return mark_text(module.score_tenths);
}

}  // namespace

CsvTable export_certificates(const std::vector<credential::CertificateData>& items) {
  CsvTable table = table_of(ImportKind::certificate);
  std::size_t modules = 0;
  for (const auto& item : items) modules = std::max(modules, item.modules.size());
  for (std::size_t n = 0; n < modules; ++n) {
    for (const ModulePart part : kModuleParts) {
      table.header.push_back(module_header({static_cast<std::uint32_t>(n + 1), part}));
    }
  }
  for (const auto& item : items) {
    Cells cells = common_cells(item.common);
    add_decision(cells, item.decision);
    cells[Field::title] = item.title;
    cells[Field::programme] = item.programme;
    cells[Field::course] = item.course;
    cells[Field::class_code] = item.class_code;
    cells[Field::criteria] = item.criteria;
    cells[Field::grade_word] = item.grade;
    cells[Field::workplace] = item.workplace;
    cells[Field::audience] = item.audience;
    CsvRow row = row_of(ImportKind::certificate, cells, table.rows.size() + 2);
    for (std::size_t n = 0; n < modules; ++n) {
      for (const ModulePart part : kModuleParts) {
        row.cells.push_back(n < item.modules.size() ? module_cell(item.modules[n], part) : std::string());
      }
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

CsvTable export_diplomas(const std::vector<credential::DiplomaData>& items) {
  CsvTable table = table_of(ImportKind::diploma);
  for (const auto& item : items) {
    Cells cells = common_cells(item.common);
    add_decision(cells, item.decision);
    const auto* level = credential::diploma_level(item.level);
    cells[Field::diploma_level] = level == nullptr ? item.level : std::string(level->vi);
    cells[Field::title] = item.title;
    cells[Field::training_field] = item.field;
    cells[Field::training_mode] = item.mode;
    cells[Field::course] = item.course;
    cells[Field::graduation_year] = number_text(item.graduation_year);
    cells[Field::grade_word] = item.grade;
    cells[Field::sex] = item.sex;
    cells[Field::birth_place] = item.birth_place;
    cells[Field::school] = item.school;
    cells[Field::paper_issuer] = item.paper_issuer;
    cells[Field::ethnicity] = item.ethnicity;
    cells[Field::nationality] = item.nationality;
    table.rows.push_back(row_of(ImportKind::diploma, cells, table.rows.size() + 2));
  }
  return table;
}

CsvTable export_awards(const std::vector<credential::AwardData>& items) {
  CsvTable table = table_of(ImportKind::award);
  for (const auto& item : items) {
    Cells cells = common_cells(item.common);
    add_decision(cells, item.decision);
    cells[Field::title] = item.title;
    cells[Field::achievement] = item.achievement;
    cells[Field::award_level] = item.level;
    cells[Field::sudden] = item.sudden ? "x" : "";
    cells[Field::award_kind] = words_of(item.common.holder.collective ? AwardKind::collective : AwardKind::individual);
    cells[Field::workplace] = item.workplace;
    cells[Field::evidence] = item.evidence ? crypto::hex(item.evidence->view()) : std::string();
    table.rows.push_back(row_of(ImportKind::award, cells, table.rows.size() + 2));
  }
  return table;
}

CsvTable export_transcripts(const std::vector<credential::TranscriptData>& items) {
  CsvTable table = table_of(ImportKind::transcript);
  for (const auto& item : items) {
    Cells pupil = common_cells(item.common);
    pupil[Field::school_level] = item.level;
    pupil[Field::training_field] = item.field;
    pupil[Field::sex] = item.sex;
    pupil[Field::birth_place] = item.birth_place;
    pupil[Field::ethnicity] = item.ethnicity;
    pupil[Field::health] = item.health;
    pupil[Field::address] = item.address;
    pupil[Field::father] = item.father;
    pupil[Field::mother] = item.mother;
    pupil[Field::guardian] = item.guardian;
    pupil[Field::hometown] = item.hometown;
    pupil[Field::nationality] = item.nationality;
    pupil[Field::policy] = item.policy;
    pupil[Field::father_occupation] = item.father_occupation;
    pupil[Field::mother_occupation] = item.mother_occupation;
    pupil[Field::guardian_occupation] = item.guardian_occupation;
    pupil[Field::school_ward] = item.school_place.ward;
    pupil[Field::school_district] = item.school_place.district;
    pupil[Field::school_province] = item.school_place.province;
    for (const auto& year : item.years) {
      Cells cells = pupil;
      add_year(cells, year);
      for (const auto& result : year.results) {
        cells[Field::subject_code] = result.code;
        cells[Field::subject] = result.name;
        cells[Field::term1] = mark_text(result.term1_tenths);
        cells[Field::term2] = mark_text(result.term2_tenths);
        cells[Field::year] = mark_text(result.year_tenths);
        cells[Field::term1_level] = result.term1_level;
        cells[Field::term2_level] = result.term2_level;
        cells[Field::year_level] = result.year_level;
        cells[Field::retest] = result.retest_tenths ? mark_text(result.retest_tenths) : result.retest_level;
        cells[Field::test] = number_text(result.test);
        cells[Field::not_assessed] = result.not_assessed.empty()                  ? ""
                                     : result.not_assessed == credential::kExempt ? "Miễn"
                                                                                  : "Khuyết tật";
        cells[Field::comment] = result.comment;
        add_register(cells, result);
        cells[Field::semester] = number_text(result.semester);
        cells[Field::credits] = number_text(result.credits);
        cells[Field::hours] = number_text(result.hours);
        cells[Field::letter] = result.letter;
        cells[Field::four_scale] = result.four_scale;
        cells[Field::not_counted] = result.not_counted ? "x" : "";
        table.rows.push_back(row_of(ImportKind::transcript, cells, table.rows.size() + 2));
      }
      for (const auto* traits : {&year.qualities, &year.competences}) {
        for (const auto& trait : *traits) {
          Cells row = pupil;
          add_year(row, year);
          row[Field::subject_code] = trait.code;
          row[Field::subject] = trait.name;
          row[Field::year_level] = trait.level;
          row[Field::comment] = trait.comment;
          table.rows.push_back(row_of(ImportKind::transcript, row, table.rows.size() + 2));
        }
      }
    }
  }
  return table;
}

}  // namespace hocba::exchange
