// Sheets of a class: results, attendance, completions of another system. Whose each row is, first.
#include <algorithm>

#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/row_reader.hpp"
#include "ledger/exchange/training_sheets.hpp"

namespace hocba::exchange {
namespace {

using training::Assessment;

std::string who(const ListedLearner& learner) {
  return std::to_string(learner.number) + ". " + learner.name + ", " + to_screen(learner.birth_date);
}

// Whom the rows are about, each once.
class Learners {
 public:
  explicit Learners(std::span<const ListedLearner> list) : list_(list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      by_seat_.emplace(list[i].seat, i);
      by_name_[name_key(list[i].name, list[i].birth_date)].push_back(i);
      if (list[i].personal_number) by_personal_.emplace(*list[i].personal_number, i);
      if (list[i].number > 0) by_number_.emplace(list[i].number, i);
    }
  }

  // Nothing: it was told why.
  std::optional<std::size_t> take(RowReader& row) {
    const Typed typed = read(row);
    if (row.failed()) return std::nullopt;
    const auto found = find(row, typed);
    if (!found || !agrees(row, typed, list_[*found])) return std::nullopt;
    const auto [first, fresh] = lines_.emplace(*found, row.line());
    if (fresh) return found;
    row.issue(RowIssue::Level::error, Field::name, kLearnerTwice,
              "line " + std::to_string(first->second) + ": " + who(list_[*found]));
    return std::nullopt;
  }

  std::vector<std::size_t> missing() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < list_.size(); ++i)
      if (lines_.count(i) == 0 && !list_[i].left) out.push_back(i);
    return out;
  }

 private:
  struct Typed {
    std::optional<training::SeatId> seat;
    std::optional<std::uint32_t> number;
    std::string name, personal_number;
    std::optional<Date> born;
  };

  static std::string name_key(const std::string& name, Date born) {
    return credential::fold(name) + "\n" + to_text(born);
  }

  static Typed read(RowReader& row) {
    constexpr std::uint32_t kMostNumbers = 9'999;
    Typed out;
    if (const std::string seat = row.cell(Field::seat); !seat.empty()) {
      const auto id = training::seat_id_from_text(seat);
      if (id.ok())
        out.seat = *id;
      else
        row.issue(RowIssue::Level::error, Field::seat, kCellSeat);
    }
    out.number = row.number(Field::list_number, 1, kMostNumbers);
    out.name = row.person(Field::name);
    out.born = row.date(Field::birth_date);
    // Whose it is was checked when the roster came: here it is compared alone.
    if (const std::string digits = row.cell(Field::personal_number); !digits.empty()) {
      const auto checked = credential::check_personal_number(digits, std::nullopt, std::nullopt);
      if (checked.ok())
        out.personal_number = checked->digits;
      else
        row.issue(RowIssue::Level::error, Field::personal_number, checked.error().code(), checked.error().detail());
    }
    return out;
  }

  std::optional<std::size_t> unknown(RowReader& row, Field field) const {
    row.issue(RowIssue::Level::error, field, kLearnerUnknown);
    return std::nullopt;
  }

  std::optional<std::size_t> find(RowReader& row, const Typed& typed) const {
    if (typed.seat) {
      const auto it = by_seat_.find(*typed.seat);
      return it == by_seat_.end() ? unknown(row, Field::seat) : std::optional(it->second);
    }
    if (typed.number) {
      const auto it = by_number_.find(*typed.number);
      return it == by_number_.end() ? unknown(row, Field::list_number) : std::optional(it->second);
    }
    if (!typed.personal_number.empty()) {
      if (const auto it = by_personal_.find(typed.personal_number); it != by_personal_.end()) return it->second;
      if (typed.name.empty() || !typed.born) return unknown(row, Field::personal_number);
    }
    if (typed.name.empty() || !typed.born) {
      row.issue(RowIssue::Level::error, typed.name.empty() ? Field::name : Field::birth_date, kCellMissing);
      return std::nullopt;
    }
    const auto it = by_name_.find(name_key(typed.name, *typed.born));
    if (it == by_name_.end()) return unknown(row, Field::name);
    if (it->second.size() == 1) return it->second.front();
    // Hoa and Hoà of one birthday: the spelling tells them apart, or nothing does.
    std::optional<std::size_t> exact;
    for (const std::size_t i : it->second) {
      if (credential::upper_vi(list_[i].name) != credential::upper_vi(typed.name)) continue;
      if (exact) {
        row.issue(RowIssue::Level::error, Field::name, kLearnerUnclear, who(list_[*exact]) + "; " + who(list_[i]));
        return std::nullopt;
      }
      exact = i;
    }
    if (!exact) row.issue(RowIssue::Level::error, Field::name, kLearnerUnclear, who(list_[it->second.front()]));
    return exact;
  }

  static bool agrees(RowReader& row, const Typed& typed, const ListedLearner& learner) {
    const auto differs = [&](Field field) {
      row.issue(RowIssue::Level::error, field, kLearnerOther, who(learner));
      return false;
    };
    if (!typed.name.empty() && credential::fold(typed.name) != credential::fold(learner.name))
      return differs(Field::name);
    if (typed.born && *typed.born != learner.birth_date) return differs(Field::birth_date);
    if (typed.seat && typed.number && learner.number != 0 && *typed.number != learner.number)
      return differs(Field::list_number);
    if (!typed.personal_number.empty() && learner.personal_number && typed.personal_number != *learner.personal_number)
      return differs(Field::personal_number);
    return true;
  }

  std::span<const ListedLearner> list_;
  std::map<training::SeatId, std::size_t> by_seat_;
  std::map<std::string, std::vector<std::size_t>> by_name_;
  std::map<std::string, std::size_t> by_personal_;
  std::map<std::uint32_t, std::size_t> by_number_;
  std::map<std::size_t, std::size_t> lines_;  // of each learner that was taken
};

// --- results --------------------------------------------------------------------------------------------------------

enum class SaidResult { nothing, left, passed, failed };
std::optional<SaidResult> result_said(const std::string& typed) {
  struct Word {
    std::string_view key;
    SaidResult said;
  };
  constexpr Word kWords[] = {{"", SaidResult::nothing},          {"thoi hoc", SaidResult::left},
                             {"bo hoc", SaidResult::left},       {"nghi hoc", SaidResult::left},
                             {"rut", SaidResult::left},          {"withdrawn", SaidResult::left},
                             {"left", SaidResult::left},         {"dat", SaidResult::passed},
                             {"hoan thanh", SaidResult::passed}, {"passed", SaidResult::passed},
                             {"completed", SaidResult::passed},  {"chua dat", SaidResult::failed},
                             {"khong dat", SaidResult::failed},  {"chua hoan thanh", SaidResult::failed},
                             {"failed", SaidResult::failed},     {"khong hoan thanh", SaidResult::failed}};
  const std::string key = header_key(typed);
  for (const Word& word : kWords)
    if (word.key == key) return word.said;
  return std::nullopt;
}

std::string mark_of(std::uint32_t tenths) { return credential::tenths_to_screen(static_cast<int>(tenths)); }
std::string share(std::uint32_t percent) {
  const std::string hundredths = std::to_string(percent % 100);
  return std::to_string(percent / 100) + "," + (hundredths.size() < 2 ? "0" : "") + hundredths;
}
// "0,30 × 8,5 + 0,70 × 4,0 = 5,4"
std::string weighing(const training::Weights& weights, std::uint32_t attendance, std::uint32_t test) {
  return share(weights.attendance) + " × " + mark_of(attendance) + " + " + share(weights.test) + " × " + mark_of(test) +
         " = " + mark_of(training::weighted_score(weights, attendance, test));
}

class ResultReader {
 public:
  ResultReader(RowReader& row, const training::CourseRule& course, const training::ClassTotals& totals,
               const ListedLearner& learner)
      : row_(row), course_(course), totals_(totals), learner_(learner) {}

  LearnerResult run() {
    LearnerResult out;
    out.line = row_.line();
    const std::string typed = row_.cell(Field::result_word);
    const auto said = result_said(typed);
    if (!said)
      row_.issue(RowIssue::Level::error, Field::result_word, kCellUnknownWord, "Đạt, Chưa đạt, Hoàn thành, Thôi học");
    const bool left = said == SaidResult::left;
    out.result.outcome = left ? training::Outcome::withdrawn : training::Outcome::completed;
    out.result.attended = attended(left);
    if (left) {
      unused(Field::attendance_mark);
      unused(Field::test_mark);
      unused(Field::total_mark);
    } else {
      read_marks(out.result);
    }
    if (row_.failed()) return out;
    out.passes = training::passed(course_, totals_, out.result);
    if (said && ((*said == SaidResult::passed && !out.passes) || (*said == SaidResult::failed && out.passes)))
      row_.issue(RowIssue::Level::warning, Field::result_word, kResultDiffers,
                 out.result.score ? mark_of(*out.result.score) : std::to_string(out.result.attended));
    return out;
  }

 private:
  std::uint32_t attended(bool left) {
    if (course_.assessment == Assessment::external) {
      unused(Field::periods_attended);  // the other system counts its own
      return 0;
    }
    const auto typed = row_.number(Field::periods_attended, 0, training::kMaxPeriods);
    if (typed && *typed > totals_.periods)
      row_.issue(RowIssue::Level::error, Field::periods_attended, kAttendedTooMuch,
                 std::to_string(*typed) + " > " + std::to_string(totals_.periods));
    if (typed && learner_.attended && *typed != *learner_.attended)
      row_.issue(RowIssue::Level::warning, Field::periods_attended, kAttendanceDiffers,
                 std::to_string(*typed) + " ≠ " + std::to_string(*learner_.attended));
    if (typed) return *typed;
    if (learner_.attended) return *learner_.attended;
    if (!left) row_.issue(RowIssue::Level::error, Field::periods_attended, kCellMissing);
    return 0;
  }

  void unused(Field field) {
    if (!row_.cell(field).empty()) row_.issue(RowIssue::Level::error, field, kMarkUnused, course_.course.str());
  }
  std::optional<std::uint32_t> mark(Field field, bool required) {
    const auto tenths = row_.tenths(field);
    if (tenths) return static_cast<std::uint32_t>(*tenths);
    if (required && row_.cell(field).empty()) row_.issue(RowIssue::Level::error, field, kCellMissing);
    return std::nullopt;
  }

  void read_marks(training::ResultData& result) {
    const bool scored = course_.assessment == Assessment::scored;
    if (!scored || !course_.weights) {
      unused(Field::attendance_mark);
      unused(Field::test_mark);
    }
    if (course_.assessment == Assessment::attendance) return unused(Field::total_mark);
    if (!scored || !course_.weights) {
      result.score = mark(Field::total_mark, scored);
      return;
    }
    result.attendance = mark(Field::attendance_mark, true);
    result.test = mark(Field::test_mark, true);
    const auto given = mark(Field::total_mark, false);
    if (!result.attendance || !result.test) return;
    result.score = training::weighted_score(*course_.weights, *result.attendance, *result.test);
    if (given && *given != *result.score)
      row_.issue(RowIssue::Level::error, Field::total_mark, kScoreDiffers,
                 weighing(*course_.weights, *result.attendance, *result.test));
  }

  RowReader& row_;
  const training::CourseRule& course_;
  const training::ClassTotals& totals_;
  const ListedLearner& learner_;
};

// --- attendance -----------------------------------------------------------------------------------------------------

// P and K are the two absences of a class register: vắng có phép, vắng không phép.
enum class Presence { all, none, empty, unreadable };
Presence presence_of(const std::string& cell) {
  const std::string key = header_key(cell);
  if (key.empty())
    return cell.empty()                 ? Presence::empty
           : cell == "✓" || cell == "✔" ? Presence::all
           : cell == "-"                ? Presence::none
                                        : Presence::unreadable;
  for (const std::string_view yes : {"x", "co", "co mat", "du", "yes", "present"})
    if (key == yes) return Presence::all;
  for (const std::string_view no : {"v",
                                    "vang",
                                    "vang mat",
                                    "nghi",
                                    "khong",
                                    "p",
                                    "cp",
                                    "phep",
                                    "co phep",
                                    "vang phep",
                                    "vang co phep",
                                    "nghi phep",
                                    "nghi co phep",
                                    "k",
                                    "kp",
                                    "khong phep",
                                    "vang khong phep",
                                    "nghi khong phep",
                                    "no",
                                    "absent"})
    if (key == no) return Presence::none;
  return Presence::unreadable;
}

// Of one session: where its cells are, and whether an empty one says anything.
struct Marks {
  SheetSession session;
  std::optional<Field> field;  // absent: the column "Buổi N"
  bool marks_presence = false;
};

class AttendanceReader {
 public:
  AttendanceReader(const Table& table, std::span<const ListedLearner> learners, std::span<const SheetSession> sessions)
      : table_(table), sessions_(sessions), learners_(learners) {}

  ImportedAttendance run(bool any_columns) {
    map_ = map_columns(table_, ImportKind::training_attendance, any_columns, out_.issues);
    if (!map_.complete || map_.refused || !find_columns()) return std::move(out_);
    for (const Row& cells : table_.rows) {
      RowReader row(table_, map_, cells, out_.issues);
      const auto learner = learners_.take(row);
      LearnerAttendance one{row.line(), learner.value_or(0), {}};
      for (const Marks& marks : marks_)
        if (const auto periods = read(row, marks)) one.periods[marks.session.number] = *periods;
      if (learner && !row.failed()) out_.items.push_back(std::move(one));
    }
    out_.missing = learners_.missing();
    note_cut(table_, out_.issues);
    return std::move(out_);
  }

 private:
  void header_issue(const std::string& column, const Code& code, std::string detail) {
    out_.issues.push_back({.level = RowIssue::Level::error,
                           .line = table_.header_line,
                           .column = column,
                           .value = {},
                           .code = &code,
                           .detail = std::move(detail)});
  }

  bool empty_column(std::size_t column) const {
    return std::all_of(table_.rows.begin(), table_.rows.end(),
                       [&](const Row& row) { return row.cells[column].empty(); });
  }
  bool empty_sheet() const {
    return std::all_of(map_.sessions.begin(), map_.sessions.end(),
                       [&](const auto& session) { return empty_column(session.second); });
  }

  bool find_columns() {
    bool good = true;
    // A class's own sheet has a column for each session: the ones not filled in yet say nothing.
    const bool filled = map_.sessions.size() > 1 && !empty_sheet();
    for (const auto& [number, column] : map_.sessions) {
      const auto known =
          std::find_if(sessions_.begin(), sessions_.end(), [n = number](const auto& s) { return s.number == n; });
      if (known != sessions_.end()) {
        if (filled && empty_column(column)) continue;
        marks_.push_back({*known, std::nullopt, false});
      } else {
        header_issue(table_.header[column], kSessionUnknown, std::to_string(sessions_.size()));
        good = false;
      }
    }
    for (const Field field : {Field::periods_attended, Field::present}) {
      if (map_.fields.count(field) == 0) continue;
      if (sessions_.size() == 1 && marks_.empty()) {
        marks_.push_back({sessions_.front(), field, false});
        continue;
      }
      header_issue(table_.header[map_.fields.at(field)], kSessionUnclear, {});
      good = false;
    }
    if (marks_.empty() && good) {
      header_issue("Buổi 1", kColumnMissing, {});
      good = false;
    }
    for (Marks& marks : marks_) {
      out_.sessions.push_back(marks.session.number);
      const std::size_t column = marks.field ? map_.fields.at(*marks.field) : map_.sessions.at(marks.session.number);
      marks.marks_presence = std::any_of(table_.rows.begin(), table_.rows.end(), [&](const Row& row) {
        const auto presence = presence_of(row.cells[column]);
        return presence == Presence::all || presence == Presence::unreadable;  // a number
      });
    }
    return good;
  }

  std::optional<std::uint32_t> read(RowReader& row, const Marks& marks) {
    const std::uint32_t number = marks.session.number;
    const std::string cell = marks.field ? row.cell(*marks.field) : row.session_cell(number);
    const auto tell = [&](RowIssue::Level level, const Code& code, std::string detail) {
      if (marks.field)
        row.issue(level, *marks.field, code, std::move(detail));
      else
        row.session_issue(level, number, code, std::move(detail));
    };
    switch (presence_of(cell)) {
      case Presence::all:
        return marks.session.periods;
      case Presence::none:
        return 0;
      case Presence::empty:
        if (marks.marks_presence) return 0;
        tell(RowIssue::Level::error, kAttendanceUnclear, {});
        return std::nullopt;
      case Presence::unreadable:
        break;
    }
    const bool digits =
        cell.size() <= 4 && std::all_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) {
      tell(RowIssue::Level::error, kCellUnknownWord, "x, v, 0 … " + std::to_string(marks.session.periods));
      return std::nullopt;
    }
    const auto periods = static_cast<std::uint32_t>(std::stoul(cell));
    if (periods <= marks.session.periods) return periods;
    tell(RowIssue::Level::error, kAttendedTooMuch, cell + " > " + std::to_string(marks.session.periods));
    return std::nullopt;
  }

  const Table& table_;
  std::span<const SheetSession> sessions_;
  Learners learners_;
  ColumnMap map_;
  std::vector<Marks> marks_;
  ImportedAttendance out_;
};

}  // namespace

ImportedLearners import_training_learners(const Table& table, std::span<const ListedLearner> learners) {
  ImportedLearners out;
  std::vector<RowIssue> other_columns;  // of no concern here
  const ColumnMap map = map_columns(table, ImportKind::training_results, true, other_columns);
  Learners list(learners);
  for (const Row& cells : table.rows) {
    RowReader row(table, map, cells, out.issues);
    const auto learner = list.take(row);
    if (learner && !row.failed()) out.items.push_back(*learner);
  }
  note_cut(table, out.issues);
  return out;
}

ImportedResults import_training_results(const Table& table, std::span<const ListedLearner> learners,
                                        const training::CourseRule& course, const training::ClassTotals& totals,
                                        bool any_columns) {
  ImportedResults out;
  const ColumnMap map = map_columns(table, ImportKind::training_results, any_columns, out.issues);
  if (!map.complete || map.refused) return out;
  Learners list(learners);
  for (const Row& cells : table.rows) {
    RowReader row(table, map, cells, out.issues);
    const auto learner = list.take(row);
    if (!learner) continue;
    LearnerResult result = ResultReader(row, course, totals, learners[*learner]).run();
    result.learner = *learner;
    if (!row.failed()) out.items.push_back(result);
  }
  out.missing = list.missing();
  note_cut(table, out.issues);
  return out;
}

ImportedAttendance import_training_attendance(const Table& table, std::span<const ListedLearner> learners,
                                              std::span<const SheetSession> sessions, bool any_columns) {
  return AttendanceReader(table, learners, sessions).run(any_columns);
}

ImportedExternal import_training_external(const Table& table, std::span<const ListedLearner> learners,
                                          const ExternalRules& rules) {
  HOCBA_CHECK(rules.course != nullptr);
  ImportedExternal out;
  const ColumnMap map = map_columns(table, ImportKind::training_external, rules.any_columns, out.issues);
  if (!map.complete || map.refused) return out;
  const auto is_this_course = [&](const std::string& typed) {
    const std::string key = header_key(typed);
    return key.empty() || key == header_key(rules.course->course.str()) ||
           std::any_of(rules.names.begin(), rules.names.end(),
                       [&](const std::string& name) { return header_key(name) == key; });
  };
  Learners list(learners);
  for (const Row& cells : table.rows) {
    RowReader row(table, map, cells, out.issues);
    ExternalCompletion one;
    one.line = row.line();
    if (!is_this_course(row.cell(Field::course)))
      row.issue(RowIssue::Level::error, Field::course, kCourseOther, rules.course->course.str());
    const auto day = row.date(Field::completed_on, true);
    if (day && rules.today && *day > *rules.today)
      row.issue(RowIssue::Level::error, Field::completed_on, kDayFuture, "> " + to_screen(*rules.today));
    if (const auto score = row.tenths(Field::total_mark)) one.result.score = static_cast<std::uint32_t>(*score);
    one.result.outcome = training::Outcome::completed;
    const auto learner = list.take(row);
    if (!learner || row.failed()) continue;
    one.learner = *learner;
    one.completed_on = day.value_or(Date{});
    one.passes = training::passed(*rules.course, {}, one.result);
    out.items.push_back(one);
  }
  note_cut(table, out.issues);
  return out;
}

namespace {

Row listed_row(const ListedLearner& learner, std::size_t line) {
  return {
      .line = line,
      .cells = {std::to_string(learner.number), to_text(learner.seat), learner.name, to_screen(learner.birth_date)}};
}
constexpr Field kListed[] = {Field::list_number, Field::seat, Field::name, Field::birth_date};

}  // namespace

Table class_list_table(std::span<const ListedLearner> learners, std::span<const SheetSession> sessions) {
  Table out;
  for (const Field field : kListed) out.header.emplace_back(header_of(field, ImportKind::training_attendance));
  for (const SheetSession& session : sessions) out.header.push_back(session_header(session.number));
  for (const ListedLearner& learner : learners) {
    if (learner.left) continue;
    out.rows.push_back(listed_row(learner, out.rows.size() + 2));
    out.rows.back().cells.resize(out.header.size());
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      const auto periods = learner.sessions.find(sessions[i].number);
      if (periods == learner.sessions.end()) continue;
      out.rows.back().cells[std::size(kListed) + i] = periods->second == sessions[i].periods ? "x"
                                                      : periods->second == 0                 ? "v"
                                                                             : std::to_string(periods->second);
    }
  }
  return out;
}

Table results_table(std::span<const ListedLearner> learners, const training::CourseRule& course) {
  Table out;
  for (const Field field : kListed) out.header.emplace_back(header_of(field, ImportKind::training_results));
  const bool weighted = course.assessment == Assessment::scored && course.weights;
  std::vector<Field> fields;
  if (weighted) fields = {Field::attendance_mark, Field::test_mark};
  if (!weighted && course.assessment != Assessment::attendance) fields = {Field::total_mark};
  if (course.assessment != Assessment::external) fields.push_back(Field::periods_attended);
  fields.push_back(Field::result_word);
  for (const Field field : fields) out.header.emplace_back(header_of(field, ImportKind::training_results));
  for (const ListedLearner& learner : learners) {
    if (learner.left) continue;
    out.rows.push_back(listed_row(learner, out.rows.size() + 2));
    out.rows.back().cells.resize(out.header.size());
    const auto periods = std::find(fields.begin(), fields.end(), Field::periods_attended);
    if (learner.attended && periods != fields.end())
      out.rows.back().cells[std::size(kListed) + static_cast<std::size_t>(periods - fields.begin())] =
          std::to_string(*learner.attended);
  }
  return out;
}

}  // namespace hocba::exchange
