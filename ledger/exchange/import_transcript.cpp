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
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/import.hpp"
#include "ledger/exchange/row_reader.hpp"

namespace hocba::exchange {
namespace {

constexpr std::size_t kMaxYears = 16;

constexpr Field kPupilFields[] = {Field::serial,  Field::register_text, Field::issued_on,  Field::expires_on,
                                  Field::place,   Field::originality,   Field::supersedes, Field::school_level,
                                  Field::sex,     Field::birth_place,   Field::ethnicity,  Field::health,
                                  Field::address, Field::father,        Field::mother,     Field::guardian};
constexpr Field kYearFields[] = {Field::class_name, Field::grade,   Field::learning,    Field::conduct,
                                 Field::absences,   Field::outcome, Field::year_comment};

// One spelling of what a cell says, to compare rows by: 1/2/2012 and 01/02/2012 are one date, Nam and 1 one sex.
std::string spelled_alike(Field field, const std::string& cell) {
  switch (field) {
    case Field::name: {
      auto name = credential::clean_name(cell);
      return name.ok() ? *name : cell;
    }
    case Field::birth_date:
    case Field::issued_on:
    case Field::expires_on: {
      const auto date = credential::date_from_cell(cell);
      return date.ok() ? to_text(*date) : cell;
    }
    case Field::sex: {
      const auto sex = credential::sex_from_cell(cell);
      return sex.ok() ? std::string(1, *sex) : cell;
    }
    case Field::personal_number: {
      const auto number = credential::check_personal_number(cell, std::nullopt, std::nullopt);
      return number.ok() ? number->digits : cell;
    }
    case Field::school_level: {
      const auto level = school_level_word(cell);
      return level.empty() ? cell : std::string(level);
    }
    default:
      return crypto::nfc(cell);
  }
}

struct Pupil {
  credential::TranscriptData data;
  std::size_t line = 0;
  bool failed = false;
  std::map<Field, std::string> said;  // of the pupil, by any row so far
  std::map<std::string, std::map<Field, std::string>> said_of_year;
  std::set<std::pair<std::string, std::string>> subjects;  // (year, code)
  struct YearMark {
    std::size_t line = 0;
    std::string cell;
    int term1 = 0, term2 = 0, year = 0;  // tenths
  };
  std::vector<YearMark> year_marks;  // of subjects that have all three
};

class Transcripts {
 public:
  Transcripts(const CsvTable& table, const ImportDefaults& defaults) : table_(table), defaults_(defaults) {}

  Imported<credential::TranscriptData> run() {
    map_ = map_columns(table_, ImportKind::transcript, defaults_.any_columns, out_.issues);
    if (!map_.complete) return std::move(out_);
    for (const CsvRow& csv_row : table_.rows) {
      RowReader row(table_, map_, csv_row, out_.issues);
      if (Pupil* pupil = add(row)) pupil->failed |= row.failed();
    }
    for (Pupil& pupil : pupils_) {
      require_issue_day(pupil);
      check_year_marks(pupil);
    }
    warn_of_homonyms();
    for (Pupil& pupil : pupils_) {
      if (pupil.failed || map_.refused) continue;
      out_.lines.push_back(pupil.line);
      out_.items.push_back(finished(std::move(pupil)));
    }
    return std::move(out_);
  }

 private:
  Pupil* add(RowReader& row) {
    Pupil& pupil = pupil_of(row);
    merge(row, kPupilFields, pupil.said);
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
    if (!period || code.empty()) return &pupil;
    merge(row, kYearFields, pupil.said_of_year[period->str()]);
    credential::TranscriptYear* year = year_of(row, pupil.data, *period);
    if (year == nullptr) return &pupil;
    read_year(row, *year);
    if (!pupil.subjects.emplace(period->str(), code).second) {
      row.issue(RowIssue::Level::error, Field::subject_code, kRowDuplicate, period->str());
    } else if (year->results.size() == credential::kMaxResults) {
      row.issue(RowIssue::Level::error, Field::subject_code, kTooManyPeriods);
    } else {
      year->results.push_back(result_of(row, code));
      const auto& result = year->results.back();
      if (result.term1_tenths && result.term2_tenths && result.year_tenths)
        pupil.year_marks.push_back(
            {row.line(), row.cell(Field::year), *result.term1_tenths, *result.term2_tenths, *result.year_tenths});
    }
    return &pupil;
  }

  // Any row may say it, so that only the last one shows that none does.
  void require_issue_day(Pupil& pupil) {
    if (pupil.said.count(Field::issued_on) != 0) return;
    pupil.failed = true;
    out_.issues.push_back({.level = RowIssue::Level::error,
                           .line = pupil.line,
                           .column = table_.header[map_.fields.at(Field::issued_on)],
                           .value = {},
                           .code = &kCellMissing,
                           .detail = "dd/mm/yyyy"});
  }

  // One pupil is one name, birth date, personal number, sector code and serial: a name alone is nobody (NM-7).
  Pupil& pupil_of(RowReader& row) {
    std::string key;
    for (const Field field :
         {Field::personal_number, Field::sector_code, Field::serial, Field::name, Field::birth_date}) {
      key += spelled_alike(field, row.cell(field)) + '\n';
    }
    const auto [it, fresh] = by_key_.emplace(std::move(key), pupils_.size());
    if (fresh) pupils_.emplace_back();
    return pupils_[it->second];
  }

  template <std::size_t N>
  void merge(RowReader& row, const Field (&fields)[N], std::map<Field, std::string>& said) {
    for (const Field field : fields) {
      const std::string cell = spelled_alike(field, row.cell(field));
      if (cell.empty()) continue;
      const auto [it, fresh] = said.emplace(field, cell);
      if (!fresh && it->second != cell) row.issue(RowIssue::Level::error, field, kRowsDisagree, it->second);
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
    fill(data.birth_place, Field::birth_place);
    fill(data.ethnicity, Field::ethnicity);
    fill(data.health, Field::health);
    fill(data.address, Field::address);
    fill(data.father, Field::father);
    fill(data.mother, Field::mother);
    fill(data.guardian, Field::guardian);
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
    if (year.learning.empty()) year.learning = result_word(row, Field::learning);
    if (year.conduct.empty()) year.conduct = result_word(row, Field::conduct);
    fill(year.outcome, Field::outcome);
    fill(year.comment, Field::year_comment);
    if (const auto grade = row.number(Field::grade, 1, credential::kMaxGrade)) year.grade = static_cast<int>(*grade);
    if (const auto absences = row.number(Field::absences, 0, kMaxAbsences)) year.absences = static_cast<int>(*absences);
  }

  // Results of the year in the words of TT 22/2021, of TT 27/2020, and of TT 58/2011 for the years before them. Another
  // word is a note only: what schools write beside them is no closed list.
  static std::string result_word(RowReader& row, Field field) {
    constexpr std::string_view kWords[] = {"Tốt",
                                           "Khá",
                                           "Đạt",
                                           "Chưa đạt",
                                           "Hoàn thành xuất sắc",
                                           "Hoàn thành tốt",
                                           "Hoàn thành",
                                           "Chưa hoàn thành",
                                           "Giỏi",
                                           "Trung bình",
                                           "Yếu",
                                           "Kém"};
    std::string word = row.text(field);
    const bool known = std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
    if (!word.empty() && !known) row.issue(RowIssue::Level::warning, field, kResultWordUnknown);
    return word;
  }

  // Once every row was read, since any of them may say the level. Where the level has a formula each wrong mark is
  // named with the right one. In primary school the year's mark is a test's, not an average; else an average stands
  // between what it averages.
  void check_year_marks(Pupil& pupil) {
    for (const Pupil::YearMark& mark : pupil.year_marks) {
      const auto expected = credential::year_average(pupil.data.level, mark.term1, mark.term2);
      const bool odd = pupil.data.level != "primary" &&
                       (mark.year < std::min(mark.term1, mark.term2) || mark.year > std::max(mark.term1, mark.term2));
      const bool wrong = expected && mark.year != *expected;
      if (!wrong && (expected || !odd)) continue;
      pupil.failed |= wrong;
      out_.issues.push_back({.level = wrong ? RowIssue::Level::error : RowIssue::Level::warning,
                             .line = mark.line,
                             .column = table_.header[map_.fields.at(Field::year)],
                             .value = mark.cell,
                             .code = wrong ? &credential::kYearAverageWrong : &kYearMarkOdd,
                             .detail = wrong ? "should be " + credential::tenths_to_screen(*expected) : std::string()});
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
    result.comment = row.text(Field::comment);
    const bool marked = result.term1_tenths || result.term2_tenths || result.year_tenths ||
                        !result.term1_level.empty() || !result.term2_level.empty() || !result.year_level.empty();
    if (!marked) row.issue(RowIssue::Level::warning, Field::subject, kCellMissing, "HKI, HKII, cả năm");
    return result;
  }

  void warn_of_homonyms() {
    std::map<std::pair<std::string, Date>, std::size_t> seen;
    std::map<std::string, std::size_t> serials;
    std::map<std::string, const Pupil*> numbers;
    for (Pupil& pupil : pupils_) {
      const auto& holder = pupil.data.common.holder;
      if (holder.name.empty()) continue;
      const auto note = [&](RowIssue::Level level, const Code& code, Field field, std::string value,
                            std::size_t other) {
        const auto column = map_.fields.find(field);
        out_.issues.push_back({.level = level,
                               .line = pupil.line,
                               .column = column == map_.fields.end() ? std::string() : table_.header[column->second],
                               .value = std::move(value),
                               .code = &code,
                               .detail = "line " + std::to_string(other)});
      };
      const auto [person, fresh] = seen.emplace(std::pair(holder.name, holder.birth_date), pupil.line);
      if (!fresh) note(RowIssue::Level::warning, kRowHomonym, Field::name, holder.name, person->second);
      if (holder.personal_number) {
        const auto [owner, first] = numbers.emplace(*holder.personal_number, &pupil);
        if (!first && owner->second->data.common.holder.name != holder.name)
          note(RowIssue::Level::warning, kNumberTwoNames, Field::personal_number, *holder.personal_number,
               owner->second->line);
      }
      const std::string& serial = pupil.data.common.serial;
      if (serial.empty()) continue;
      const auto [used, unused] = serials.emplace(serial, pupil.line);
      if (unused) continue;
      note(RowIssue::Level::error, kSerialTwice, Field::serial, serial, used->second);
      pupil.failed = true;
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
  std::map<std::string, std::size_t> by_key_;
  Imported<credential::TranscriptData> out_;
};

}  // namespace

Imported<credential::TranscriptData> import_transcripts(const CsvTable& table, const ImportDefaults& defaults) {
  return Transcripts(table, defaults).run();
}

}  // namespace hocba::exchange
