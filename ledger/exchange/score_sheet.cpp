#include "ledger/exchange/score_sheet.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "ledger/credential/names.hpp"
#include "ledger/credential/subjects.hpp"
#include "ledger/exchange/score_columns.hpp"

namespace hocba::exchange {
namespace {

using credential::TermAssessments;
using credential::TranscriptData;
using credential::TranscriptResult;
using credential::TranscriptYear;

constexpr std::size_t kRegularColumns = 5;

std::string score_text(const std::optional<int>& tenths, const std::string& level) {
  return tenths ? credential::tenths_to_screen(*tenths) : level;
}
std::string regular_text(const TermAssessments& term, std::size_t n) {
  if (n < term.regular.size()) return credential::tenths_to_screen(term.regular[n]);
  return n < term.regular_levels.size() ? term.regular_levels[n] : std::string();
}
std::size_t regular_count(const TermAssessments& term) {
  return std::max(term.regular.size(), term.regular_levels.size());
}

struct Entry {
  const TranscriptData* pupil = nullptr;
  const TranscriptYear* year = nullptr;
  const TranscriptResult* result = nullptr;
};

bool has_first_term(const TranscriptResult& result) {
  return !result.term1.empty() || result.term1_tenths || !result.term1_level.empty();
}

std::vector<Entry> entries_of(const std::vector<TranscriptData>& pupils, const ScoreSheetName& name) {
  std::vector<Entry> out;
  for (const TranscriptData& pupil : pupils)
    for (const TranscriptYear& year : pupil.years) {
      if (year.period.str() != name.period || year.class_name != name.class_name) continue;
      for (const TranscriptResult& result : year.results)
        if (result.code == name.subject_code && (name.term == 2 || has_first_term(result)))
          out.push_back({&pupil, &year, &result});
    }
  std::sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) {
    const auto key = [](const Entry& of) {
      const auto& holder = of.pupil->common.holder;
      return std::tuple(credential::name_sort_key(holder.name), holder.birth_date, holder.sector_code.value_or(""));
    };
    return key(a) < key(b);
  });
  return out;
}

// Columns beyond those of the form, where somebody needs them.
struct FurtherColumns {
  std::size_t regular = 0;
  bool topics = false, retest = false, not_assessed = false, periods = false;
};
FurtherColumns further_of(const std::vector<Entry>& entries, int term) {
  FurtherColumns out;
  for (const Entry& entry : entries) {
    const TermAssessments& its = term == 1 ? entry.result->term1 : entry.result->term2;
    out.regular = std::max(out.regular, regular_count(its));
    out.topics |= its.topics.has_value();
    if (term == 1) continue;
    out.retest |= entry.result->retest_tenths || !entry.result->retest_level.empty();
    out.not_assessed |= !entry.result->not_assessed.empty();
    out.periods |= entry.result->periods.has_value();
  }
  return out;
}

// Header and cells are written by one function, so that they can't part.
class Writing {
 public:
  Writing(const ScoreSheetName& name, ScoreForm form, FurtherColumns further)
      : name_(name), form_(form), further_(further) {}

  void add(std::string_view header, std::string cell, XlsxColumn::Kind kind, unsigned width) {
    if (header_ != nullptr) {
      header_->table.header.emplace_back(header);
      header_->sheet.columns.push_back({kind, width});
    } else {
      cells_.push_back(std::move(cell));
    }
  }
  void header(FormSheet& form) {
    header_ = &form;
    columns({}, 0);
    header_ = nullptr;
  }
  std::vector<std::string> row(const Entry& entry, std::size_t number) {
    cells_.clear();
    columns(entry, number);
    return std::move(cells_);
  }

 private:
  void columns(const Entry& entry, std::size_t number) {
    constexpr auto kText = XlsxColumn::Kind::text, kMark = XlsxColumn::Kind::mark, kWhole = XlsxColumn::Kind::whole;
    static const TranscriptData kNobody;
    static const TranscriptResult kNothing;
    const auto& pupil = entry.pupil == nullptr ? kNobody : *entry.pupil;
    const auto& result = entry.result == nullptr ? kNothing : *entry.result;
    const TermAssessments& term = name_.term == 1 ? result.term1 : result.term2;
    const bool second = name_.term == 2, numbered = form_ == ScoreForm::by_number;
    if (numbered) add("STT", std::to_string(number), kWhole, 6);
    add("Mã định danh Bộ GD&ĐT", pupil.common.holder.sector_code.value_or(""), kText, 16);
    add("Họ và tên", pupil.common.holder.name, kText, 28);
    add("Ngày sinh", entry.pupil == nullptr ? "" : to_screen(pupil.common.holder.birth_date), kText, 12);
    if (numbered) add("Giới tính", pupil.sex, kText, 10);
    for (std::size_t n = 0; n < kRegularColumns; ++n) add(regular_header(n), regular_text(term, n), kMark, 9);
    add("ĐĐGgk", score_text(term.midterm, term.midterm_level), kMark, 9);
    add("ĐĐGck", score_text(term.final, term.final_level), kMark, 9);
    add("ĐTBmhkI", score_text(result.term1_tenths, result.term1_level), kMark, 10);
    add("ĐTBmhkII", second ? score_text(result.term2_tenths, result.term2_level) : "", kMark, 10);
    add("ĐTBmcn", second ? score_text(result.year_tenths, result.year_level) : "", kMark, 10);
    add("Nhận xét", second ? result.comment : "", kText, 30);
    for (std::size_t n = kRegularColumns; n < further_.regular; ++n)
      add(regular_header(n), regular_text(term, n), kMark, 9);
    if (further_.topics) add("Chuyên đề", score_text(term.topics, {}), kMark, 10);
    if (further_.retest) add("Sau đánh giá lại", score_text(result.retest_tenths, result.retest_level), kMark, 10);
    if (further_.not_assessed) {
      const bool exempt = result.not_assessed == credential::kExempt;
      add("Miễn học", result.not_assessed.empty() ? "" : exempt ? "Miễn" : "Khuyết tật", kText, 10);
    }
    if (further_.periods) add("Số tiết", result.periods ? std::to_string(*result.periods) : "", kWhole, 8);
  }
  static std::string regular_header(std::size_t n) { return "ĐĐGtx" + std::to_string(n + 1); }

  const ScoreSheetName& name_;
  ScoreForm form_;
  FurtherColumns further_;
  FormSheet* header_ = nullptr;
  std::vector<std::string> cells_;
};

}  // namespace

std::vector<ScoreSheetName> score_sheets_of(const std::vector<TranscriptData>& pupils) {
  // A sheet is its class's, subject's and term's, however single pupils' transcripts spell the subject.
  struct Sheet {
    std::string level;
    int grade = 0;
    std::map<std::string, std::size_t> spellings;
  };
  std::map<ScoreSheetName, Sheet> sheets;
  for (const TranscriptData& pupil : pupils) {
    if (pupil.level != "lower-secondary" && pupil.level != "upper-secondary") continue;
    for (const TranscriptYear& year : pupil.years)
      for (const TranscriptResult& result : year.results)
        for (const int term : {1, 2}) {
          if (term == 1 && !has_first_term(result)) continue;
          Sheet& sheet = sheets[{year.period.str(), year.class_name, result.code, {}, term}];
          sheet.level = pupil.level;
          sheet.grade = year.grade;
          ++sheet.spellings[result.name];
        }
  }
  std::vector<ScoreSheetName> out;
  for (const auto& [key, sheet] : sheets) {
    out.push_back(key);
    const auto* known = credential::subject_of(sheet.level, sheet.grade, key.subject_code);
    const auto commonest = std::max_element(sheet.spellings.begin(), sheet.spellings.end(),
                                            [](const auto& a, const auto& b) { return a.second < b.second; });
    const bool spelled = known != nullptr && sheet.spellings.count(std::string(known->name)) != 0;
    out.back().subject = spelled ? std::string(known->name) : commonest->first;
  }
  return out;
}

FormSheet score_sheet(const std::vector<TranscriptData>& pupils, const ScoreSheetName& name, ScoreForm form) {
  const auto entries = entries_of(pupils, name);
  FormSheet out;
  Writing writing(name, form, further_of(entries, name.term));
  writing.header(out);
  out.table.titles = {{"BẢNG ĐIỂM MÔN HỌC"},
                      {"Môn học: " + name.subject + " (" + name.subject_code + ")"},
                      {"Lớp: " + name.class_name},
                      {std::string("Học kỳ: ") + (name.term == 1 ? "I" : "II")},
                      {"Năm học: " + name.period}};
  for (const Entry& entry : entries) {
    const std::size_t number = out.table.rows.size() + 1;
    out.table.rows.push_back({.line = out.table.titles.size() + 1 + number, .cells = writing.row(entry, number)});
  }
  out.table.header_line = out.table.titles.size() + 1;
  out.sheet.header_rows = out.table.titles;
  out.sheet.header_rows.push_back(out.table.header);
  out.sheet.name = plain_name(name.subject_code + " " + name.class_name + (name.term == 1 ? " HK1" : " HK2"), 31);
  return out;
}

// ---- several sheets together --------------------------------------------------------------------------------------

namespace {

class Joining {
 public:
  explicit Joining(const std::vector<ImportedScores>& sheets) : sheets_(sheets) {}

  JoinedScores run() {
    std::set<std::tuple<std::string, std::string, std::string, int>> seen;
    for (at_ = 0; at_ < sheets_.size(); ++at_) {
      const ImportedScores& sheet = sheets_[at_];
      in_sheet_.clear();
      if (!seen.emplace(sheet.name.period, sheet.name.class_name, sheet.name.subject_code, sheet.name.term).second)
        tell(RowIssue::Level::error, 1, "Môn học", sheet.name.subject, kScoreSheetTwice, sheet.name.class_name);
      else
        for (const ScoreRow& row : sheet.rows) take(row);
    }
    for (const auto& [who, namesakes] : by_name_) tell_second_codes(namesakes);
    for (std::size_t i = 0; i < out_.pupils.size(); ++i) tell_missing(i);
    return std::move(out_);
  }

 private:
  void tell(RowIssue::Level level, std::size_t line, std::string_view column, std::string value, const Code& code,
            std::string detail) {
    out_.issues.push_back({at_, {level, line, std::string(column), std::move(value), &code, std::move(detail)}});
  }

  void take(const ScoreRow& row) {
    const auto pupil = pupil_of(row);
    if (!pupil) return;
    if (!in_sheet_.insert(*pupil).second)
      return tell(RowIssue::Level::error, row.line, "Họ và tên", row.holder.name, kRowDuplicate, {});
    places_[*pupil].sheets.push_back(at_);
    TranscriptData& data = out_.pupils[*pupil];
    same(data.sex, row.sex, row, "Giới tính");
    if (!data.common.holder.sector_code) data.common.holder.sector_code = row.holder.sector_code;
    std::string number = data.common.holder.personal_number.value_or("");
    same(number, row.holder.personal_number.value_or(""), row, "Số định danh cá nhân");
    if (!number.empty()) data.common.holder.personal_number = std::move(number);
    auto& results = data.years.front().results;
    const auto found = std::find_if(results.begin(), results.end(),
                                    [&](const TranscriptResult& r) { return r.code == row.result.code; });
    if (found == results.end())
      results.push_back(row.result);
    else
      merge(*found, row);
  }

  // Who it is among those of the class and year so far, or a new one; nobody where two may be meant.
  std::optional<std::size_t> pupil_of(const ScoreRow& row) {
    const ScoreSheetName& name = sheets_[at_].name;
    const std::string of_class = name.period + "\n" + name.class_name + "\n";
    const std::string code = row.holder.sector_code.value_or("");
    if (!code.empty())
      if (const auto known = by_code_.find(of_class + code); known != by_code_.end()) return owner(known->second, row);
    auto& namesakes = by_name_[of_class + row.holder.name + "\n" + to_text(row.holder.birth_date)];
    std::vector<std::size_t> meant;
    for (const std::size_t pupil : namesakes)
      if (code.empty() || !out_.pupils[pupil].common.holder.sector_code) meant.push_back(pupil);
    if (meant.size() > 1 || (meant.size() == 1 && namesakes.size() > 1)) {
      tell(RowIssue::Level::error, row.line, "Họ và tên", row.holder.name, kRowHomonym, {});
      return std::nullopt;
    }
    // Again in one sheet it is another person, whom only a code could tell from the first.
    if (meant.size() == 1) {
      if (!code.empty()) by_code_.emplace(of_class + code, meant.front());
      return meant.front();
    }
    const std::size_t pupil = out_.pupils.size();
    namesakes.push_back(pupil);
    if (!code.empty()) by_code_.emplace(of_class + code, pupil);
    out_.pupils.push_back(fresh(row, name));
    places_.push_back({at_, row.line, {}});
    return pupil;
  }

  // A code is the pupil's whose name and birth date stand beside it: one that slid by a row is somebody else's.
  std::optional<std::size_t> owner(std::size_t pupil, const ScoreRow& row) {
    const auto& holder = out_.pupils[pupil].common.holder;
    if (holder.name == row.holder.name && holder.birth_date == row.holder.birth_date) return pupil;
    tell(RowIssue::Level::error, row.line, "Mã định danh Bộ GD&ĐT", *row.holder.sector_code, kPupilCodeOther,
         holder.name + ", " + to_screen(holder.birth_date));
    return std::nullopt;
  }

  // One name and birth date with two codes is two people where a sheet has them both; else nobody can tell.
  void tell_second_codes(const std::vector<std::size_t>& namesakes) {
    constexpr std::size_t kMostHomonyms = 64;
    for (std::size_t i = 1; i < namesakes.size(); ++i)
      for (std::size_t j = 0; j < std::min(i, kMostHomonyms); ++j) {
        const auto &one = places_[namesakes[j]], &other = places_[namesakes[i]];
        if (std::find_first_of(one.sheets.begin(), one.sheets.end(), other.sheets.begin(), other.sheets.end()) !=
            one.sheets.end())
          continue;
        const auto& holder = out_.pupils[namesakes[i]].common.holder;
        const std::string code = holder.sector_code.value_or("");
        const std::string first = out_.pupils[namesakes[j]].common.holder.sector_code.value_or("");
        if (code.empty() || first.empty()) continue;
        at_ = other.sheet;
        tell(RowIssue::Level::error, other.line, "Mã định danh Bộ GD&ĐT", code, kPupilTwoCodes, first);
        break;
      }
  }

  static TranscriptData fresh(const ScoreRow& row, const ScoreSheetName& name) {
    TranscriptData data;
    data.common.holder = row.holder;
    data.sex = row.sex;
    const int grade = grade_of_class(name.class_name);
    data.level = level_of_grade(grade);
    TranscriptYear year;
    if (auto period = credential::PeriodCode::parse(name.period); period.ok()) year.period = *period;
    data.common.period = year.period;
    year.class_name = name.class_name;
    year.grade = grade;
    data.years.push_back(std::move(year));
    return data;
  }

  void same(std::string& to, const std::string& said, const ScoreRow& row, std::string_view column) {
    if (to.empty()) to = said;
    if (!said.empty() && to != said) tell(RowIssue::Level::error, row.line, column, said, kRowsDisagree, to);
  }

  // The other term's sheet has told of this subject.
  void merge(TranscriptResult& into, const ScoreRow& row) {
    const TranscriptResult& from = row.result;
    const auto word = [&](std::string& to, const std::string& said, std::string_view column) {
      same(to, said, row, column);
    };
    const auto mark = [&](std::optional<int>& to, const std::optional<int>& said, std::string_view column) {
      if (!to) to = said;
      if (said && to != said)
        tell(RowIssue::Level::error, row.line, column, credential::tenths_to_screen(*said), kRowsDisagree,
             credential::tenths_to_screen(*to));
    };
    if (into.term1.empty()) into.term1 = from.term1;
    if (into.term2.empty()) into.term2 = from.term2;
    mark(into.term1_tenths, from.term1_tenths, "ĐTBmhkI");
    mark(into.term2_tenths, from.term2_tenths, "ĐTBmhkII");
    mark(into.year_tenths, from.year_tenths, "ĐTBmcn");
    mark(into.retest_tenths, from.retest_tenths, "Sau đánh giá lại");
    word(into.term1_level, from.term1_level, "ĐTBmhkI");
    word(into.term2_level, from.term2_level, "ĐTBmhkII");
    word(into.year_level, from.year_level, "ĐTBmcn");
    word(into.retest_level, from.retest_level, "Sau đánh giá lại");
    word(into.not_assessed, from.not_assessed, "Miễn học");
    word(into.comment, from.comment, "Nhận xét");
    if (!into.periods) into.periods = from.periods;
  }

  // A pupil of the class whom a subject's sheets don't have: an elective that others chose, or a row forgotten.
  void tell_missing(std::size_t pupil) {
    const TranscriptYear& year = out_.pupils[pupil].years.front();
    std::set<std::string> told;
    for (at_ = 0; at_ < sheets_.size(); ++at_) {
      const ScoreSheetName& name = sheets_[at_].name;
      if (name.period != year.period.str() || name.class_name != year.class_name) continue;
      const bool has = std::any_of(year.results.begin(), year.results.end(),
                                   [&](const TranscriptResult& r) { return r.code == name.subject_code; });
      if (!has && told.insert(name.subject_code).second)
        tell(RowIssue::Level::warning, 1, "Họ và tên", out_.pupils[pupil].common.holder.name, kScorePupilMissing,
             name.subject);
    }
  }

  const std::vector<ImportedScores>& sheets_;
  std::size_t at_ = 0;
  std::set<std::size_t> in_sheet_;
  std::map<std::string, std::size_t> by_code_;
  std::map<std::string, std::vector<std::size_t>> by_name_;
  struct Place {
    std::size_t sheet = 0, line = 0;  // of the first row
    std::vector<std::size_t> sheets;
  };
  std::vector<Place> places_;  // of each pupil
  JoinedScores out_;
};

}  // namespace

JoinedScores join_scores(const std::vector<ImportedScores>& sheets) { return Joining(sheets).run(); }

}  // namespace hocba::exchange
