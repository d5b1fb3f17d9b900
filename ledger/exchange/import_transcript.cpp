// Transcripts: a row per pupil, school year and subject. Rows of one pupil need not stand together; what is said of the
// pupil or of the year may stand in each row or in the first one only, but never differ.
#include <algorithm>
#include <map>
#include <set>

#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/limits.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/subjects.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/import.hpp"
#include "ledger/exchange/pupil_rows.hpp"
#include "ledger/exchange/row_reader.hpp"
#include "ledger/exchange/subject_cells.hpp"
#include "ledger/exchange/transcript_fields.hpp"

namespace hocba::exchange {
namespace {

constexpr std::size_t kMaxYears = 16;
constexpr Field kHandover[] = {Field::handover_from, Field::handover_to, Field::handover_date, Field::handover_remark};

// What a cell said first, and in which line.
struct SaidCell {
  std::string text;
  std::size_t line = 0;
};
using Said = std::map<Field, SaidCell>;

struct Pupil {
  credential::TranscriptData data;
  std::size_t line = 0;
  bool failed = false, of_two = false;  // of_two: its number stands with another name or birth date, too
  std::size_t because = 0;              // the first line that made it fail
  Identity identity;
  std::vector<std::size_t> rows;  // places in the table
  std::string level;              // that any of the rows says: primary, lower-secondary …
  Said said;                      // of the pupil, by any row so far
  std::map<std::string, Said> said_of_year;
  std::set<std::pair<std::string, std::string>> subjects;  // (year, code)
  // Where results and traits of each year stand, in their order, and the year's first line.
  std::map<std::string, std::vector<std::size_t>> result_lines, quality_lines, competence_lines;
  std::map<std::string, std::size_t> year_lines;
};

class Transcripts {
 public:
  Transcripts(const CsvTable& table, const ImportDefaults& defaults) : table_(table), defaults_(defaults) {}

  Imported<credential::TranscriptData> run() {
    map_ = map_columns(table_, ImportKind::transcript, defaults_.any_columns, out_.issues);
    because_.assign(table_.rows.size(), table_.header_line);
    if (map_.complete) {
      find_levels();
      for (std::size_t place = 0; place < table_.rows.size(); ++place) read_row(place);
      refuse_numbers_of_two();
      for (Pupil& pupil : pupils_) {
        if (pupil.of_two) continue;  // what is missing in one stands in the other
        require_issue_day(pupil);
        require_correction(pupil);
        require_pages(pupil);
        check_years(pupil);
      }
      refuse_parts_of_pupils();
      warn_of_homonyms();
    }
    for (Pupil& pupil : pupils_) {
      const bool taken = !pupil.failed && !map_.refused;
      for (const std::size_t place : pupil.rows)
        because_[place] = taken ? 0 : pupil.failed ? pupil.because : table_.header_line;
      if (!taken) continue;
      out_.lines.push_back(pupil.line);
      auto& lines = out_.rows.emplace_back();
      for (const std::size_t place : pupil.rows) lines.push_back(table_.rows[place].line);
      out_.items.push_back(finished(std::move(pupil)));
    }
    for (std::size_t place = 0; place < because_.size(); ++place)
      if (because_[place] != 0)
        out_.refused.push_back({table_.rows[place].line, because_[place], name_at(table_, map_, place)});
    note_cut(table_, out_.issues);
    return std::move(out_);
  }

 private:
  // Any row of a pupil may say the level, and what a code means depends on it: first of all rows.
  void find_levels() {
    for (const CsvRow& csv_row : table_.rows) {
      std::vector<RowIssue> ignored;  // told when the rows are read
      const RowReader row(table_, map_, csv_row, ignored);
      const std::string_view level = school_level_word(row.cell(Field::school_level));
      if (level.empty()) continue;
      if (sheet_level_.empty()) sheet_level_ = level;
      Identity identity;
      if (identify(row, identity)) level_of_.emplace(std::move(identity), level);
    }
  }

  void read_row(std::size_t place) {
    RowReader row(table_, map_, table_.rows[place], out_.issues);
    Identity identity;
    if (identify(row, identity)) {
      Pupil& pupil = pupil_of(identity);
      pupil.rows.push_back(place);
      add(row, pupil);
      if (row.failed()) fail(pupil, row.line());
      return;
    }
    // Nobody's row: read for its mistakes alone.
    Pupil nobody;
    nobody.level = sheet_level_;
    add(row, nobody);
    because_[place] = row.line();
    unclear_.push_back({place, std::move(identity), {}});
    if (!nobody.subjects.empty()) unclear_.back().subject = *nobody.subjects.begin();
  }

  static void fail(Pupil& pupil, std::size_t line) {
    if (!pupil.failed) pupil.because = line;
    pupil.failed = true;
  }

  void add(RowReader& row, Pupil& pupil) {
    merge(row, pupil_fields(), pupil.said);
    const bool first = pupil.line == 0;
    if (first) {
      pupil.line = row.line();
      read_pupil(row, pupil.data);
    } else {
      fill_pupil(row, pupil.data);
    }
    auto period = row.period(Field::period, true);
    // A transcript tells of a school year: 2024 alone could be either of two.
    if (period && period->str().find('-') == std::string::npos) {
      row.issue(RowIssue::Level::error, Field::period, kCellPeriod, "2024-2025");
      period.reset();
    }
    const std::string code = row.text(Field::subject_code, true, 40);
    if (!period || code.empty()) return;
    merge(row, year_fields(), pupil.said_of_year[period->str()]);
    credential::TranscriptYear* year = year_of(row, pupil.data, *period);
    if (year == nullptr) return;
    read_year(row, *year);
    pupil.year_lines.emplace(period->str(), row.line());
    if (!pupil.subjects.emplace(period->str(), code).second) {
      row.issue(RowIssue::Level::error, Field::subject_code, kRowDuplicate, period->str());
    } else if (year->results.size() == credential::kMaxResults) {
      row.issue(RowIssue::Level::error, Field::subject_code, kTooManyPeriods);
    } else if (const auto* trait = pupil.level == "primary" ? trait_of(code) : nullptr) {
      (trait->competence ? year->competences : year->qualities).push_back(trait_of_row(row, code));
      (trait->competence ? pupil.competence_lines : pupil.quality_lines)[period->str()].push_back(row.line());
    } else {
      year->results.push_back(result_of(row, code));
      pupil.result_lines[period->str()].push_back(row.line());
    }
  }

  // Its level stands under that of the year, or under the year's mark; there is no place for anything else.
  static credential::TranscriptTrait trait_of_row(RowReader& row, const std::string& code) {
    constexpr Field kTerms[] = {Field::term1, Field::term2, Field::term1_level, Field::term2_level};
    const Field field = row.cell(Field::year_level).empty() ? Field::year : Field::year_level;
    const std::string typed = row.text(field);
    credential::TranscriptTrait out{code, row.text(Field::subject, true), credential::trait_word(typed),
                                    row.text(Field::comment)};
    if (!typed.empty() && out.level.empty()) row.issue(RowIssue::Level::error, field, kCellUnknownWord, "T, Đ, C");
    for (const Field term : kTerms)
      if (!row.cell(term).empty()) row.issue(RowIssue::Level::warning, term, kTermNotKept);
    for (const Field other : {Field::retest, Field::test, Field::not_assessed})
      if (!row.cell(other).empty()) row.issue(RowIssue::Level::error, other, kTraitCellUnread);
    if (field == Field::year_level && !row.cell(Field::year).empty() &&
        credential::trait_word(row.cell(Field::year)) != out.level)
      row.issue(RowIssue::Level::error, Field::year, kTraitCellUnread);
    return out;
  }

  // Any row may say it, so that only the last one shows that none does.
  void require_issue_day(Pupil& pupil) {
    if (pupil.said.count(Field::issued_on) == 0)
      at_line(pupil, RowIssue::Level::error, pupil.line, Field::issued_on, {}, kCellMissing, "dd/mm/yyyy");
  }

  // Whoever replaces a transcript says why, and by what right (phiếu điều chỉnh, domain §1.6).
  void require_correction(Pupil& pupil) {
    const credential::Common& common = pupil.data.common;
    if (common.supersedes.has_value() == common.correction.has_value()) return;
    if (common.correction)
      return at_line(pupil, RowIssue::Level::error, pupil.line, Field::supersedes, {}, credential::kCorrectionOfNothing,
                     {});
    if (pupil.said.count(Field::correction_reason) == 0)  // else its own fault was told
      at_line(pupil, RowIssue::Level::error, pupil.line, Field::correction_reason, {}, kCellMissing,
              "Lý do điều chỉnh, Căn cứ điều chỉnh");
  }

  // What each year's page must say, and any of its rows may. A column that is not there is told once (missing_columns).
  void require_pages(Pupil& pupil) {
    const auto is_column = [&](Field field) { return map_.fields.count(field) != 0; };
    for (const auto& [period, line] : pupil.year_lines)
      for (const Field field : {Field::class_name, Field::grade})
        if (is_column(field) && pupil.said_of_year[period].count(field) == 0)
          at_line(pupil, RowIssue::Level::error, line, field, {}, kCellMissing, period);
    for (const auto& [period, line] : pupil.year_lines) require_handover(pupil, period, line);
  }

  // Who, to whom and when, or nothing.
  void require_handover(Pupil& pupil, const std::string& period, std::size_t line) {
    const Said& said = pupil.said_of_year[period];
    if (std::none_of(std::begin(kHandover), std::end(kHandover), [&](Field field) { return said.count(field) != 0; }))
      return;
    for (const Field field : {Field::handover_from, Field::handover_to, Field::handover_date})
      if (said.count(field) == 0) at_line(pupil, RowIssue::Level::error, line, field, {}, kCellMissing, period);
  }

  // One pupil is one name, birth date, personal number, sector code and serial: a name alone is nobody (NM-7).
  Pupil& pupil_of(const Identity& identity) {
    const auto [it, fresh] = by_identity_.emplace(identity, pupils_.size());
    if (fresh) {
      pupils_.emplace_back().identity = identity;
      if (const auto level = level_of_.find(identity); level != level_of_.end()) pupils_.back().level = level->second;
    }
    return pupils_[it->second];
  }

  // First of all that is said: whatever else is wrong with the two mostly follows from it.
  void refuse_numbers_of_two() {
    std::vector<Identity> identities;
    for (const Pupil& pupil : pupils_) identities.push_back(pupil.identity);
    const auto before = static_cast<std::ptrdiff_t>(out_.issues.size());
    for (const auto& [one, other, at] : numbers_of_two(identities)) {
      pupils_[one].of_two = true;
      at_line(pupils_[one], RowIssue::Level::error, pupils_[one].line, kIdentity[at], identities[one][at],
              kNumberTwoNames, "line " + std::to_string(pupils_[other].line) + ": " + identities[other][at]);
    }
    std::rotate(out_.issues.begin(), out_.issues.begin() + before, out_.issues.end());
  }

  // A document is made of all of a pupil's rows or of none. Rows that may be a pupil's and don't say so keep the pupil
  // out; a homonym of whom something differs (another birth date, another number) is let be.
  void refuse_parts_of_pupils() {
    std::vector<Identity> identities;
    std::vector<std::size_t> pupil_at(table_.rows.size(), kNobody);
    for (const Pupil& pupil : pupils_) {
      for (const std::size_t place : pupil.rows) pupil_at[place] = identities.size();
      identities.push_back(pupil.identity);
    }
    const auto note = [&](Pupil& pupil, const Code& code, std::size_t other_line) {
      at_line(pupil, RowIssue::Level::error, pupil.line, Field::name, pupil.data.common.holder.name, code,
              "line " + std::to_string(other_line));
    };
    for (const auto& [one, other] : split_pupils(identities)) {
      note(pupils_[one], kPupilSplit, pupils_[other].line);
      note(pupils_[other], kPupilSplit, pupils_[one].line);
    }
    const auto has = [&](std::size_t pupil, const UnclearRow& row) {
      return pupils_[pupil].subjects.count(row.subject) != 0;
    };
    for (const auto& [pupil, row] : owners_of(unclear_, identities, pupil_at, has))
      if (!pupils_[pupil].failed) note(pupils_[pupil], kPupilIncomplete, table_.rows[row].line);
  }

  static void merge(RowReader& row, std::span<const Field> fields, Said& said) {
    for (const Field field : fields) {
      const std::string cell = spelled_alike(field, row.cell(field));
      if (cell.empty()) continue;
      const auto [it, fresh] = said.emplace(field, SaidCell{cell, row.line()});
      if (!fresh && it->second.text != cell) row.issue(RowIssue::Level::error, field, kRowsDisagree, it->second.text);
    }
  }

  void read_pupil(RowReader& row, credential::TranscriptData& data) {
    const auto sex = row.sex();
    data.common = row.holder(defaults_, sex, false);
    fill_pupil(row, data);
  }
  void fill_pupil(RowReader& row, credential::TranscriptData& data) {
    row.paper(defaults_, data.common);
    if (const auto sex = row.sex()) data.sex = *sex == 'M' ? "Nam" : "Nữ";
    const auto fill = [&](std::string& to, Field field) {
      if (to.empty()) to = row.text(field);
    };
    if (data.level.empty()) data.level = row.school_level(Field::school_level);
    fill(data.field, Field::training_field);
    fill(data.birth_place, Field::birth_place);
    fill(data.ethnicity, Field::ethnicity);
    fill(data.health, Field::health);
    fill(data.address, Field::address);
    fill(data.father, Field::father);
    fill(data.mother, Field::mother);
    fill(data.guardian, Field::guardian);
    fill(data.hometown, Field::hometown);
    fill(data.nationality, Field::nationality);
    fill(data.policy, Field::policy);
    fill(data.father_occupation, Field::father_occupation);
    fill(data.mother_occupation, Field::mother_occupation);
    fill(data.guardian_occupation, Field::guardian_occupation);
    read_place(row, data.school_place, Field::school_ward, Field::school_district, Field::school_province);
  }

  static void read_place(RowReader& row, credential::SchoolPlace& place, Field ward, Field district, Field province) {
    const std::pair<std::string*, Field> parts[] = {
        {&place.ward, ward}, {&place.district, district}, {&place.province, province}};
    for (const auto& [to, field] : parts)
      if (to->empty()) *to = row.text(field, false, credential::kMaxSchoolPlace);
  }

  // Its parts may stand in different rows; require_handover tells what none of them says.
  static void read_handover(RowReader& row, std::optional<credential::Handover>& handover) {
    const bool said =
        std::any_of(std::begin(kHandover), std::end(kHandover), [&](Field field) { return !row.cell(field).empty(); });
    if (!said) return;
    if (!handover) handover.emplace();
    if (handover->from.empty()) handover->from = row.text(Field::handover_from, false, credential::kMaxHandoverName);
    if (handover->to.empty()) handover->to = row.text(Field::handover_to, false, credential::kMaxHandoverName);
    if (handover->remark.empty())
      handover->remark = row.text(Field::handover_remark, false, credential::kMaxHandoverRemark);
    if (const auto date = row.date(Field::handover_date)) handover->date = *date;
  }

  credential::TranscriptYear* year_of(RowReader& row, credential::TranscriptData& data,
                                      const credential::PeriodCode& period) {
    for (auto& year : data.years) {
      if (year.period == period) return &year;
    }
    if (data.years.size() == kMaxYears) {
      row.issue(RowIssue::Level::error, Field::period, kTooManyPeriods);
      return nullptr;
    }
    data.years.emplace_back().period = period;
    return &data.years.back();
  }

  void read_year(RowReader& row, credential::TranscriptYear& year) {
    constexpr std::uint32_t kMaxAbsences = 366;
    const auto fill = [&](std::string& to, Field field, std::size_t max = kMaxCellText) {
      if (to.empty()) to = row.text(field, false, max);
    };
    fill(year.class_name, Field::class_name, 60);
    const std::pair<std::string*, Field> words[] = {
        {&year.learning, Field::learning},   {&year.learning1, Field::learning1},
        {&year.learning2, Field::learning2}, {&year.learning_retest, Field::learning_retest},
        {&year.conduct, Field::conduct},     {&year.conduct1, Field::conduct1},
        {&year.conduct2, Field::conduct2},   {&year.conduct_summer, Field::conduct_summer},
        {&year.result, Field::year_result}};
    for (const auto& [to, field] : words)
      if (to->empty()) *to = result_word(row, field);
    fill(year.outcome, Field::outcome);
    fill(year.comment, Field::year_comment);
    fill(year.summer_comment, Field::summer_comment);
    fill(year.school, Field::school);
    fill(year.registry_number, Field::registry_number, 60);
    if (!year.entered_on) year.entered_on = row.date(Field::entered_on);
    read_place(row, year.school_place, Field::year_ward, Field::year_district, Field::year_province);
    read_handover(row, year.handover);
    const std::pair<std::vector<std::string>*, Field> lists[] = {{&year.awards, Field::awards},
                                                                 {&year.competitions, Field::competitions},
                                                                 {&year.certificates, Field::certificates}};
    for (const auto& [to, field] : lists)
      if (to->empty()) *to = row.items(field);
    const auto count = [&](std::optional<int>& to, Field field, std::uint32_t most) {
      if (const auto number = row.number(field, 0, most)) to = static_cast<int>(*number);
    };
    count(year.absences_excused, Field::absences_excused, kMaxAbsences);
    count(year.absences_unexcused, Field::absences_unexcused, kMaxAbsences);
    count(year.height_cm, Field::height, 250);
    if (const auto average = row.tenths(Field::average)) year.average_tenths = *average;
    if (const auto weight = row.kilograms(Field::weight)) year.weight_hectograms = *weight;
    if (const auto grade = row.number(Field::grade, 1, credential::kMaxGrade)) year.grade = static_cast<int>(*grade);
    if (const auto absences = row.number(Field::absences, 0, kMaxAbsences)) year.absences = static_cast<int>(*absences);
  }

  // In the regulation's spelling. Another word is a note only: what schools write beside them is no closed list.
  static std::string result_word(RowReader& row, Field field) {
    const std::string typed = row.text(field);
    std::string word = spelled_result(field, typed);
    if (!word.empty()) return word;
    if (!typed.empty()) row.issue(RowIssue::Level::warning, field, kResultWordUnknown);
    return typed;
  }

  static const credential::TraitInfo* trait_of(std::string_view code) {
    const auto traits = credential::primary_traits();
    const auto found =
        std::find_if(traits.begin(), traits.end(), [&](const auto& trait) { return trait.code == code; });
    return found == traits.end() ? nullptr : &*found;
  }

  void at_line(Pupil& pupil, RowIssue::Level level, std::size_t line, Field field, std::string value, const Code& code,
               std::string detail) {
    const bool error = level == RowIssue::Level::error;
    const bool told = pupil.failed;
    if (error) fail(pupil, line);
    if (out_.issues.size() >= kMaxIssues && (told || !error)) return;
    const auto column = map_.fields.find(field);
    out_.issues.push_back(
        {.level = level,
         .line = line,
         .column = column == map_.fields.end() ? std::string(header_of(field)) : table_.header[column->second],
         .value = std::move(value),
         .code = &code,
         .detail = std::move(detail)});
  }

  // Once every row was read, since any of them may say the level: words in the regulation's spelling, then every value
  // that derives from others, each wrong one named with the right one.
  void check_years(Pupil& pupil) {
    for (credential::TranscriptYear& year : pupil.data.years) {
      spell(pupil, year);
      const auto judgement = credential::judge_year(pupil.data.level, year);
      for (const auto& value : judgement.derived)
        if (!value.agrees())
          report(pupil, year, RowIssue::Level::error, value.field, value.found, *value.code,
                 "should be " + value.expected + " (" + std::string(value.how.back().rule) + ")");
      for (const auto& remark : judgement.remarks)
        report(pupil, year, remark.fails ? RowIssue::Level::error : RowIssue::Level::warning, remark.field,
               remark.found, *remark.code, remark.expected);
      if (pupil.data.level.empty() || pupil.data.level == "vocational") doubt_year_marks(pupil, year);
    }
  }

  void spell(Pupil& pupil, credential::TranscriptYear& year) {
    const std::string& level = pupil.data.level;
    for (std::size_t i = 0; i < year.results.size(); ++i) {
      auto& result = year.results[i];
      for (std::string* word : {&result.term1_level, &result.term2_level, &result.year_level, &result.retest_level})
        if (auto spelled = credential::subject_word(level, *word); !spelled.empty()) *word = std::move(spelled);
      for (auto* term : {&result.term1, &result.term2}) {
        for (std::string* word : {&term->midterm_level, &term->final_level})
          if (auto spelled = credential::subject_word(level, *word); !spelled.empty()) *word = std::move(spelled);
        for (std::string& word : term->regular_levels)
          if (auto spelled = credential::subject_word(level, word); !spelled.empty()) word = std::move(spelled);
      }
      if (level == "primary") test_of_year(pupil, year, i);
    }
    if (auto spelled = credential::outcome_word(level, year.grade, year.outcome); !spelled.empty())
      year.outcome = std::move(spelled);
  }

  // A primary school's sheet has its test's mark under the year; terms are not on the year's page (HB-TH-1).
  void test_of_year(Pupil& pupil, credential::TranscriptYear& year, std::size_t i) {
    auto& result = year.results[i];
    const std::size_t line = pupil.result_lines[year.period.str()].at(i);
    if (result.year_tenths && !result.test) {
      if (*result.year_tenths % 10 != 0)
        at_line(pupil, RowIssue::Level::error, line, Field::year, credential::tenths_to_screen(*result.year_tenths),
                kTestNotWhole, {});
      else
        result.test = *result.year_tenths / 10;
      result.year_tenths.reset();
    }
    if (!result.term1_tenths && !result.term2_tenths && result.term1_level.empty() && result.term2_level.empty())
      return;
    const bool first = result.term1_tenths || !result.term1_level.empty();
    at_line(pupil, RowIssue::Level::warning, line, first ? Field::term1 : Field::term2, {}, kTermNotKept, {});
    result.term1_tenths.reset();
    result.term2_tenths.reset();
    result.term1_level.clear();
    result.term2_level.clear();
  }

  // A place of the page ("results[3].year", "learning") as a cell of the sheet.
  void report(Pupil& pupil, const credential::TranscriptYear& year, RowIssue::Level level, const std::string& place,
              const std::string& value, const Code& code, std::string detail) {
    const std::string& period = year.period.str();
    const std::pair<std::string_view, const std::vector<std::size_t>*> lists[] = {
        {"results[", &pupil.result_lines[period]},
        {"qualities[", &pupil.quality_lines[period]},
        {"competences[", &pupil.competence_lines[period]}};
    std::size_t line = pupil.year_lines[period];
    std::string_view rest = place;
    bool of_subject = false;
    for (const auto& [name, lines] : lists) {
      if (rest.substr(0, name.size()) != name) continue;
      const std::size_t end = rest.find(']');
      line = lines->at(std::stoul(place.substr(name.size(), end - name.size())));
      rest.remove_prefix(end + 1);
      of_subject = true;
      break;
    }
    if (!of_subject) rest = rest.substr(0, rest.find('['));
    const bool of_code = &code == &credential::kSubjectUnknown || &code == &credential::kSubjectTwice;
    Field field = field_of_place(rest).value_or(of_code ? Field::subject_code : Field::subject);
    // What is said of the year may stand in any of its rows.
    const Said& said = pupil.said_of_year[period];
    if (const auto cell = said.find(field); !of_subject && cell != said.end()) line = cell->second.line;
    // A word may stand in the mark's column.
    if (map_.fields.count(field) == 0) {
      if (field == Field::term1_level) field = Field::term1;
      if (field == Field::term2_level) field = Field::term2;
      if (field == Field::year_level || field == Field::test) field = Field::year;
    }
    at_line(pupil, level, line, field, value, code, std::move(detail));
  }

  // Where no rule is known: an average stands between what it averages.
  void doubt_year_marks(Pupil& pupil, const credential::TranscriptYear& year) {
    for (std::size_t i = 0; i < year.results.size(); ++i) {
      const auto& result = year.results[i];
      if (!result.term1_tenths || !result.term2_tenths || !result.year_tenths) continue;
      const auto [least, most] = std::minmax(*result.term1_tenths, *result.term2_tenths);
      if (least <= *result.year_tenths && *result.year_tenths <= most) continue;
      at_line(pupil, RowIssue::Level::warning, pupil.result_lines[year.period.str()].at(i), Field::year,
              credential::tenths_to_screen(*result.year_tenths), kYearMarkOdd, {});
    }
  }

  credential::TranscriptResult result_of(RowReader& row, const std::string& code) {
    credential::TranscriptResult result;
    result.code = code;
    result.name = row.text(Field::subject, true);
    result.term1_level = row.level(Field::term1_level);
    result.term2_level = row.level(Field::term2_level);
    result.year_level = row.level(Field::year_level);
    result.term1_tenths = row.mark_or_level(Field::term1, result.term1_level);
    result.term2_tenths = row.mark_or_level(Field::term2, result.term2_level);
    result.year_tenths = row.mark_or_level(Field::year, result.year_level);
    result.retest_tenths = row.mark_or_level(Field::retest, result.retest_level);
    if (const auto test = row.number(Field::test, 0, 10)) result.test = static_cast<int>(*test);
    result.not_assessed = row.not_assessed(Field::not_assessed);
    result.comment = row.text(Field::comment);
    read_term(row, result.term1, Field::regular1, Field::midterm1, Field::final1, Field::topics1);
    read_term(row, result.term2, Field::regular2, Field::midterm2, Field::final2, Field::topics2);
    if (const auto periods = row.number(Field::subject_periods, 1, 400)) result.periods = static_cast<int>(*periods);
    read_module(row, result);
    const bool marked = result.test || !result.not_assessed.empty() || result.term1_tenths || result.term2_tenths ||
                        result.year_tenths || !result.term1_level.empty() || !result.term2_level.empty() ||
                        !result.year_level.empty();
    if (!marked) row.issue(RowIssue::Level::warning, Field::subject, kCellMissing, "HKI, HKII, cả năm");
    return result;
  }

  void warn_of_homonyms() {
    std::map<std::pair<std::string, Date>, const Pupil*> seen;
    std::map<std::string, std::size_t> serials;
    for (Pupil& pupil : pupils_) {
      const auto& holder = pupil.data.common.holder;
      if (holder.name.empty()) continue;
      const auto [person, fresh] =
          seen.emplace(std::pair(credential::fold_words(holder.name), holder.birth_date), &pupil);
      if (!fresh && !pupil.of_two) {
        // Of names that differ by their marks alone one may be misspelt, unless a number tells the two apart.
        Identity other = person->second->identity;
        const bool same = std::exchange(other[kNameAt], pupil.identity[kNameAt]) == pupil.identity[kNameAt];
        if (same || may_be_one(other, pupil.identity))
          at_line(pupil, RowIssue::Level::warning, pupil.line, Field::name, holder.name, kRowHomonym,
                  "line " + std::to_string(person->second->line));
      }
      const std::string& serial = pupil.data.common.serial;
      if (serial.empty() || pupil.of_two) continue;
      const auto [used, unused] = serials.emplace(credential::fold(serial), pupil.line);
      if (unused) continue;
      at_line(pupil, RowIssue::Level::error, pupil.line, Field::serial, serial, kSerialTwice,
              "line " + std::to_string(used->second));
    }
  }

  credential::TranscriptData finished(Pupil&& pupil) {
    auto& data = pupil.data;
    if (defaults_.period)
      data.common.period = *defaults_.period;
    else if (!data.years.empty())  // the last one, in whatever order its rows stand
      data.common.period = std::max_element(data.years.begin(), data.years.end(), [](const auto& a, const auto& b) {
                             return a.period < b.period;
                           })->period;
    return std::move(data);
  }

  const CsvTable& table_;
  const ImportDefaults& defaults_;
  ColumnMap map_;
  std::vector<Pupil> pupils_;
  std::map<Identity, std::size_t> by_identity_;
  std::map<Identity, std::string> level_of_;
  std::string sheet_level_;  // the first that is said
  std::vector<UnclearRow> unclear_;
  std::vector<std::size_t> because_;  // of each row: 0, or the line that keeps it out
  Imported<credential::TranscriptData> out_;
};

}  // namespace

Imported<credential::TranscriptData> import_transcripts(const CsvTable& table, const ImportDefaults& defaults) {
  return Transcripts(table, defaults).run();
}

}  // namespace hocba::exchange
