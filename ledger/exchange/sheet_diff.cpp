#include "ledger/exchange/sheet_diff.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "ledger/credential/judgement.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/pupil_rows.hpp"
#include "ledger/exchange/transcript_fields.hpp"

namespace hocba::exchange {
namespace {

using Values = std::map<Field, std::string>;

bool is_one_of(Field field, std::span<const Field> fields) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

struct SubjectRows {
  std::string name;
  Values values;
};
struct YearRows {
  Values values;
  std::map<std::string, SubjectRows> subjects;  // by code
};
struct Person {
  Identity identity;
  std::size_t line = 0;
  Values values;
  std::map<std::string, YearRows> years;
  PersonOfSheet shown() const {
    const auto birth = credential::date_from_cell(identity[kBirthAt]);
    return {identity[kNameAt], birth.ok() ? to_screen(*birth) : identity[kBirthAt], line};
  }
};
struct Content {
  std::vector<Person> people;
  std::set<Field> fields;                                               // with a value somewhere
  std::map<std::pair<std::string, std::string>, std::string> subjects;  // (period, code) -> name
  std::set<std::string> periods;
  std::vector<std::size_t> unclear;
};

// What words mean depends on these, and any row may say them, as for the import.
class Levels {
 public:
  void add(const Identity& identity, const std::string& period, const RowReader& row) {
    const std::string_view level = school_level_word(row.cell(Field::school_level));
    if (!level.empty()) {
      level_of_.emplace(identity, level);
      if (of_sheet_.empty()) of_sheet_ = level;
    }
    const std::string grade = spelled_alike(Field::grade, row.cell(Field::grade));
    if (!grade.empty() && grade.size() <= 2 && grade.find_first_not_of("0123456789") == std::string::npos)
      grade_of_.emplace(std::pair(identity, period), std::stoi(grade));
  }
  std::string_view level(const Identity& identity) const {
    const auto own = level_of_.find(identity);
    if (own != level_of_.end()) return own->second;
    return of_sheet_.empty() ? std::string_view("lower-secondary") : of_sheet_;
  }
  int grade(const Identity& identity, const std::string& period) const {
    const auto own = grade_of_.find({identity, period});
    return own == grade_of_.end() ? 0 : own->second;
  }

 private:
  std::map<Identity, std::string_view> level_of_;
  std::map<std::pair<Identity, std::string>, int> grade_of_;
  std::string_view of_sheet_;
};

// The same value in one spelling: 8.3 and 8,3, Đ and Đạt, composed and decomposed letters.
std::string value_of(const RowReader& row, Field field, std::string_view judged_as, int grade) {
  const std::string cell = row.cell(field);
  if (cell.empty()) return cell;
  switch (field) {
    case Field::term1:
    case Field::term2:
    case Field::year:
    case Field::retest:
    case Field::average:
    case Field::term1_level:
    case Field::term2_level:
    case Field::year_level: {
      if (const auto mark = credential::tenths_from_cell(cell); mark.ok()) return credential::tenths_to_screen(*mark);
      const std::string word = credential::subject_word(judged_as, cell);
      return word.empty() ? spelled_alike(field, cell) : word;
    }
    case Field::outcome: {
      const std::string word = credential::outcome_word(judged_as, grade, cell);
      return word.empty() ? spelled_alike(field, cell) : word;
    }
    case Field::personal_number:
    case Field::name:
    case Field::birth_date:
    case Field::issued_on:
    case Field::expires_on:
    case Field::entered_on:
    case Field::handover_date:
    case Field::sex:
    case Field::school_level:
    case Field::grade:
    case Field::height:
    case Field::weight:
    case Field::absences:
    case Field::absences_excused:
    case Field::absences_unexcused:
      return spelled_alike(field, cell);
    default: {
      auto text = credential::clean_text(cell, cell.size() * 3);
      return text.ok() ? std::move(text).value() : cell;
    }
  }
}

std::string period_of(const RowReader& row) {
  std::string out;
  for (const char c : spelled_alike(Field::period, row.cell(Field::period)))
    if (c != ' ') out += c;
  return out;
}

void take(const RowReader& row, const ColumnMap& map, const Levels& levels, Person& person, Content& out) {
  const std::string period = period_of(row), code = spelled_alike(Field::subject_code, row.cell(Field::subject_code));
  YearRows& year = person.years[period];
  SubjectRows& subject = year.subjects[code];
  const std::string_view level = levels.level(person.identity);
  const int grade = levels.grade(person.identity, period);
  if (subject.name.empty()) subject.name = value_of(row, Field::subject, level, grade);
  out.periods.insert(period);
  out.subjects.emplace(std::pair(period, code), subject.name.empty() ? code : subject.name);
  for (const auto& [field, column] : map.fields) {
    if (field == Field::period || field == Field::subject_code) continue;
    const std::string value = value_of(row, field, level, grade);
    if (value.empty()) continue;
    out.fields.insert(field);
    Values& values = is_of_subject(field)              ? subject.values
                     : is_one_of(field, year_fields()) ? year.values
                                                       : person.values;
    values.emplace(field, value);  // what stands in the first row that says it
  }
}

Result<Content> content_of(const Table& table) {
  Content out;
  std::vector<RowIssue> issues;
  const ColumnMap map = map_columns(table, ImportKind::transcript, true, issues);
  for (const RowIssue& issue : issues)
    if (issue.code == &kColumnTwice) return Error(kColumnTwice, issue.column);
  for (const Field field : {Field::name, Field::birth_date, Field::period, Field::subject_code})
    if (map.fields.count(field) == 0) return Error(kColumnMissing, std::string(header_of(field)));
  issues.clear();
  Levels levels;
  for (const Row& table_row : table.rows) {
    const RowReader row(table, map, table_row, issues);
    issues.clear();
    Identity identity;
    if (identify(row, identity)) levels.add(identity, period_of(row), row);
  }
  std::map<Identity, std::size_t> places;
  for (const Row& table_row : table.rows) {
    const RowReader row(table, map, table_row, issues);
    issues.clear();  // of mistakes the import tells
    Identity identity;
    if (!identify(row, identity)) {
      out.unclear.push_back(table_row.line);
      continue;
    }
    const auto [at, fresh] = places.emplace(identity, out.people.size());
    if (fresh) out.people.push_back({.identity = identity, .line = table_row.line, .values = {}, .years = {}});
    take(row, map, levels, out.people[at->second], out);
  }
  return out;
}

// --- who is who ----------------------------------------------------------------------------------------------------

class Matching {
 public:
  Matching(const Content& before, const Content& after, SheetDiff& out) : before_(before), after_(after), out_(out) {
    open_[0].assign(before.people.size(), true);
    open_[1].assign(after.people.size(), true);
  }

  std::vector<std::pair<std::size_t, std::size_t>> pairs() {
    match(&Matching::number_of, false);
    match(&Matching::sector_of, false);
    match(&Matching::name_of, true);
    for (std::size_t i = 0; i < before_.people.size(); ++i)
      if (open_[0][i]) out_.removed.push_back(before_.people[i].shown());
    for (std::size_t i = 0; i < after_.people.size(); ++i)
      if (open_[1][i]) out_.added.push_back(after_.people[i].shown());
    return std::move(pairs_);
  }

 private:
  using Key = std::string (*)(const Person&);
  static std::string number_of(const Person& person) { return person.identity[kNumberAt]; }
  static std::string sector_of(const Person& person) { return person.identity[kSectorAt]; }
  static std::string name_of(const Person& person) {
    return person.identity[kNameAt] + "\n" + person.identity[kBirthAt];
  }

  struct Those {
    std::vector<std::size_t> open[2];
    std::size_t all[2] = {0, 0};
  };
  void match(Key key, bool by_name) {
    std::map<std::string, Those> by_key;
    for (const int side : {0, 1}) {
      const auto& people = side == 0 ? before_.people : after_.people;
      for (std::size_t i = 0; i < people.size(); ++i) {
        const std::string text = key(people[i]);
        if (text.empty()) continue;
        Those& those = by_key[text];
        ++those.all[side];
        if (open_[side][i]) those.open[side].push_back(i);
      }
    }
    for (const auto& [text, those] : by_key) {
      if (those.open[0].empty() || those.open[1].empty()) continue;
      const bool single = those.all[0] == 1 && those.all[1] == 1;
      if (single && (!by_name || nothing_contradicts(those)))
        pairs_.emplace_back(those.open[0][0], those.open[1][0]);
      else
        doubt(those);
      for (const int side : {0, 1})
        for (const std::size_t i : those.open[side]) open_[side][i] = false;
    }
  }

  // A temporary code gives way to the ministry's (domain §5.1); any other second number is another person's.
  bool nothing_contradicts(const Those& those) const {
    const Identity &a = before_.people[those.open[0][0]].identity, &b = after_.people[those.open[1][0]].identity;
    const auto differ = [&](std::size_t at) { return !a[at].empty() && !b[at].empty() && a[at] != b[at]; };
    const bool temporary = credential::fold(a[kSectorAt]).substr(0, 3) == "tam";
    return !differ(kNumberAt) && (!differ(kSectorAt) || temporary);
  }

  void doubt(const Those& those) {
    DoubtfulPeople doubtful;
    for (const std::size_t i : those.open[0]) doubtful.before.push_back(before_.people[i].shown());
    for (const std::size_t i : those.open[1]) doubtful.after.push_back(after_.people[i].shown());
    out_.doubtful.push_back(std::move(doubtful));
  }

  const Content& before_;
  const Content& after_;
  SheetDiff& out_;
  std::vector<bool> open_[2];
  std::vector<std::pair<std::size_t, std::size_t>> pairs_;
};

// --- what changed --------------------------------------------------------------------------------------------------

class Comparing {
 public:
  Comparing(const Content& before, const Content& after) : before_(before), after_(after) {
    std::set_intersection(before.fields.begin(), before.fields.end(), after.fields.begin(), after.fields.end(),
                          std::inserter(fields_, fields_.end()));
  }

  void what_is_not_compared(SheetDiff& out) const {
    only_in(before_, after_, out.only_before);
    only_in(after_, before_, out.only_after);
  }

  std::vector<ValueChange> changes(const Person& before, const Person& after) {
    out_.clear();
    values({}, {}, before.values, after.values);
    std::set<std::string> periods;
    for (const auto* person : {&before, &after})
      for (const auto& [period, year] : person->years) periods.insert(period);
    for (const std::string& period : periods) {
      if (before_.periods.count(period) == 0 || after_.periods.count(period) == 0) continue;
      const auto a = before.years.find(period), b = after.years.find(period);
      if (a == before.years.end() || b == after.years.end()) {
        const bool gone = b == after.years.end();
        out_.push_back({period, {}, {}, gone ? period : "", gone ? "" : period});
        continue;
      }
      values(period, {}, a->second.values, b->second.values);
      subjects(period, a->second, b->second);
    }
    return out_;
  }

 private:
  static void only_in(const Content& here, const Content& there, std::vector<std::string>& out) {
    for (const Field field : here.fields)
      if (there.fields.count(field) == 0) out.emplace_back(header_of(field));
    for (const std::string& period : here.periods)
      if (there.periods.count(period) == 0) out.push_back(period);
    for (const auto& [key, name] : here.subjects)
      if (there.periods.count(key.first) != 0 && there.subjects.count(key) == 0) out.push_back(key.first + " " + name);
  }

  void values(const std::string& period, const std::string& subject, const Values& before, const Values& after) {
    for (const Field field : fields_) {
      const auto a = before.find(field), b = after.find(field);
      const std::string &old = a == before.end() ? kNothing : a->second,
                        &fresh = b == after.end() ? kNothing : b->second;
      if (old != fresh) out_.push_back({period, subject, header_of(field), old, fresh});
    }
  }

  void subjects(const std::string& period, const YearRows& before, const YearRows& after) {
    for (const auto& [code, subject] : before.subjects)
      if (const auto other = after.subjects.find(code); other != after.subjects.end())
        values(period, name_of({period, code}), subject.values, other->second.values);
      else if (after_.subjects.count({period, code}) != 0)
        out_.push_back({period, name_of({period, code}), {}, name_of({period, code}), ""});
    for (const auto& [code, subject] : after.subjects)
      if (before.subjects.count(code) == 0 && before_.subjects.count({period, code}) != 0)
        out_.push_back({period, name_of({period, code}), {}, "", name_of({period, code})});
  }

  std::string name_of(const std::pair<std::string, std::string>& key) const { return after_.subjects.at(key); }

  inline static const std::string kNothing;
  const Content& before_;
  const Content& after_;
  std::set<Field> fields_;  // that both sheets have
  std::vector<ValueChange> out_;
};

}  // namespace

Result<SheetDiff> diff_transcripts(const Table& before, const Table& after) {
  HOCBA_TRY(Content old, content_of(before));
  HOCBA_TRY(Content fresh, content_of(after));
  SheetDiff out;
  out.unclear_before = std::move(old.unclear);
  out.unclear_after = std::move(fresh.unclear);
  Comparing comparing(old, fresh);
  comparing.what_is_not_compared(out);
  auto pairs = Matching(old, fresh, out).pairs();
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  for (const auto& [a, b] : pairs) {
    auto values = comparing.changes(old.people[a], fresh.people[b]);
    if (values.empty())
      ++out.same;
    else
      out.changed.push_back({old.people[a].shown(), fresh.people[b].shown(), std::move(values)});
  }
  return out;
}

}  // namespace hocba::exchange
