// Whom a school puts forward: rows of people, each for one or several courses.
#include <algorithm>

#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/pupil_rows.hpp"
#include "ledger/exchange/training_sheets.hpp"

namespace hocba::exchange {

using training::CodeText;

std::size_t errors_of(const std::vector<RowIssue>& issues) {
  return static_cast<std::size_t>(std::count_if(
      issues.begin(), issues.end(), [](const RowIssue& issue) { return issue.level == RowIssue::Level::error; }));
}

namespace {

struct UsualWord {
  std::string_view key, code;
};
// As schools write them; codes are those of domain §3.1.
constexpr UsualWord kUsualAudiences[] = {{"giao vien", "GV"},
                                         {"gv", "GV"},
                                         {"nha giao", "GV"},
                                         {"teacher", "GV"},
                                         {"can bo quan ly", "CBQL"},
                                         {"cbql", "CBQL"},
                                         {"quan ly", "CBQL"},
                                         {"hieu truong", "CBQL"},
                                         {"pho hieu truong", "CBQL"},
                                         {"manager", "CBQL"},
                                         {"nhan vien", "NV"},
                                         {"nv", "NV"},
                                         {"staff", "NV"}};
constexpr UsualWord kUsualLevels[] = {{"mam non", "MAM_NON"},
                                      {"mn", "MAM_NON"},
                                      {"tieu hoc", "TIEU_HOC"},
                                      {"th", "TIEU_HOC"},
                                      {"primary", "TIEU_HOC"},
                                      {"thcs", "THCS"},
                                      {"trung hoc co so", "THCS"},
                                      {"lower secondary", "THCS"},
                                      {"thpt", "THPT"},
                                      {"trung hoc pho thong", "THPT"},
                                      {"upper secondary", "THPT"},
                                      {"gdtx", "GDTX"},
                                      {"giao duc thuong xuyen", "GDTX"},
                                      {"gdnn", "GDNN"},
                                      {"giao duc nghe nghiep", "GDNN"}};

bool is_called(const NamedCode& named, const std::string& key) {
  return header_key(named.code.str()) == key ||
         std::any_of(named.names.begin(), named.names.end(),
                     [&](const std::string& name) { return header_key(name) == key; });
}

// By code or name; else by what everybody says, where the list has that code, or one code of several words that begins
// with it: "THCS" is THCS_VA_TRUC_THUOC where nothing else is.
const NamedCode* called(std::span<const NamedCode> list, const std::string& typed,
                        std::span<const UsualWord> usual = {}) {
  const std::string key = header_key(typed);
  if (key.empty()) return nullptr;
  for (const NamedCode& named : list)
    if (is_called(named, key)) return &named;
  const auto word = std::find_if(usual.begin(), usual.end(), [&](const UsualWord& w) { return w.key == key; });
  if (word == usual.end()) return nullptr;
  const std::string meant = header_key(word->code);
  const NamedCode* found = nullptr;
  for (const NamedCode& named : list) {
    const std::string code = header_key(named.code.str());
    if (code == meant) return &named;
    if (code.substr(0, meant.size() + 1) != meant + " ") continue;
    if (found != nullptr) return nullptr;
    found = &named;
  }
  return found;
}

std::string listed_codes(std::span<const NamedCode> list) {
  std::string out;
  for (const NamedCode& named : list)
    out += (out.empty() ? "" : ", ") + named.code.str() +
           (named.names.empty() ? std::string() : " (" + named.names.front() + ")");
  return out;
}

class RosterReader {
 public:
  RosterReader(const Table& table, const RosterRules& rules) : table_(table), rules_(rules) {
    for (const RosterCourse& course : rules.courses) courses_.push_back(course.course);
  }

  ImportedRoster run() {
    map_ = map_columns(table_, ImportKind::training_roster, rules_.any_columns, out_.issues);
    if (!map_.complete || map_.refused) return std::move(out_);
    find_numbers_of_two();
    for (std::size_t place = 0; place < table_.rows.size(); ++place) read_row(place);
    note_cut(table_, out_.issues);
    return std::move(out_);
  }

 private:
  void find_numbers_of_two() {
    std::vector<RowIssue> told_when_read;
    for (const Row& row : table_.rows) {
      const RowReader reader(table_, map_, row, told_when_read);
      identify(reader, identities_.emplace_back());
    }
    for (const NumberOfTwo& two : numbers_of_two(identities_)) two_.emplace(two.person, two);
  }

  void check_number(RowReader& row, std::size_t place) const {
    const auto found = two_.find(place);
    if (found == two_.end()) return;
    const NumberOfTwo& two = found->second;
    row.issue(RowIssue::Level::error, kIdentity[two.at], kNumberTwoNames,
              "line " + std::to_string(table_.rows[two.other].line) + ": " + identities_[two.other][two.at]);
  }

  // The row that the form came with, unchanged; a date may have become a spreadsheet's.
  static bool is_example(const RowReader& row) {
    const auto form = columns_of(ImportKind::training_roster);
    return std::all_of(form.begin(), form.end(), [&](const Column& column) {
      return column.field == Field::birth_date || row.cell(column.field) == column.example;
    });
  }

  std::optional<CodeText> audience(RowReader& row) const {
    const std::string typed = row.text(Field::audience, true, 100);
    const std::string subject = row.text(Field::subject_taught, false, 100);
    if (typed.empty()) return std::nullopt;
    // Where a programme is for the teachers of certain subjects: "Giáo viên" of "Tin học" is "Giáo viên Tin học".
    if (const NamedCode* named = subject.empty() ? nullptr : called(rules_.audiences, typed + " " + subject))
      return named->code;
    if (const NamedCode* named = called(rules_.audiences, typed, kUsualAudiences)) return named->code;
    row.issue(RowIssue::Level::error, Field::audience, kCellUnknownWord, listed_codes(rules_.audiences));
    return std::nullopt;
  }

  std::optional<CodeText> level(RowReader& row) const {
    const std::string typed = row.text(Field::school_level, !rules_.level_if_unsaid, 100);
    if (typed.empty()) return rules_.level_if_unsaid;
    if (!rules_.levels.empty()) {
      if (const NamedCode* named = called(rules_.levels, typed, kUsualLevels)) return named->code;
      row.issue(RowIssue::Level::error, Field::school_level, kCellUnknownWord, listed_codes(rules_.levels));
      return std::nullopt;
    }
    const std::string key = header_key(typed);
    const auto* const word = std::find_if(std::begin(kUsualLevels), std::end(kUsualLevels),
                                          [&](const UsualWord& w) { return w.key == key; });
    auto code = CodeText::parse(word == std::end(kUsualLevels) ? std::string_view(typed) : word->code);
    if (code.ok()) return std::move(code).value();
    row.issue(RowIssue::Level::error, Field::school_level, kCellUnknownWord, "Mầm non, Tiểu học, THCS, THPT, GDTX");
    return std::nullopt;
  }

  // What a survey found is kept as a code: "Mức 2", "Trung bình" as MUC_2, TRUNG_BINH.
  std::optional<CodeText> survey(RowReader& row) const {
    constexpr std::size_t kLongest = 40;
    std::string code = header_key(row.cell(Field::survey_level));
    if (code.empty()) return std::nullopt;
    for (char& c : code) c = c == ' ' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    auto parsed = CodeText::parse(code);
    if (parsed.ok()) return std::move(parsed).value();
    row.issue(RowIssue::Level::error, Field::survey_level, kCellTooLong,
              std::to_string(code.size()) + " > " + std::to_string(kLongest));
    return std::nullopt;
  }

  std::vector<CodeText> courses(RowReader& row, const std::optional<CodeText>& audience) const {
    std::vector<CodeText> out;
    std::vector<std::string> typed;
    // One name may have a comma or a semicolon of its own.
    const std::string whole = row.text(Field::course);
    if (called(courses_, whole) != nullptr) {
      typed.push_back(whole);
    } else {
      std::string commas = whole;
      std::replace(commas.begin(), commas.end(), ',', ';');
      typed = split_items(commas);
    }
    for (const std::string& one : typed) {
      const NamedCode* named = called(courses_, one);
      if (named == nullptr)
        row.issue(RowIssue::Level::error, Field::course, kCellUnknownWord, one + ": " + listed_codes(courses_));
      else
        out.push_back(named->code);
    }
    if (typed.empty()) out = rules_.if_unsaid;
    if (typed.empty() && out.empty())
      row.issue(RowIssue::Level::error, Field::course, kCellMissing, listed_codes(courses_));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    for (const RosterCourse& course : rules_.courses) {
      const bool asked = std::binary_search(out.begin(), out.end(), course.course.code);
      if (!asked || !audience) continue;
      const auto& for_whom = course.audiences;
      if (std::find(for_whom.begin(), for_whom.end(), *audience) != for_whom.end()) continue;
      std::string list;
      for (const CodeText& one : for_whom) list += (list.empty() ? "" : ", ") + one.str();
      row.issue(RowIssue::Level::error, Field::audience, kAudienceWrong, course.course.code.str() + ": " + list);
    }
    return out;
  }

  void read_row(std::size_t place) {
    RowReader row(table_, map_, table_.rows[place], out_.issues);
    if (is_example(row)) return row.issue(RowIssue::Level::warning, Field::name, kRowExample);
    check_number(row, place);
    ProposedPerson person;
    person.line = row.line();
    person.name = row.person(Field::name, true);
    const auto birth = row.date(Field::birth_date, true);
    person.birth_date = birth.value_or(Date{});
    if (auto digits = row.personal_number(birth, row.sex()); !digits.empty())
      person.personal_number = std::move(digits);
    if (auto code = row.text(Field::sector_code, false, 40); !code.empty()) person.sector_code = std::move(code);
    const auto audience = this->audience(row);
    const auto level = this->level(row);
    person.courses = courses(row, audience);
    person.survey = survey(row);
    if (audience) person.audience = *audience;
    if (level) person.level = *level;
    if (!row.failed()) add(row, std::move(person));
  }

  // The same person as in an earlier row, for another course; the same number, or nothing that tells them apart.
  void add(RowReader& row, ProposedPerson person) {
    const std::string key = credential::upper_vi(person.name) + "\n" + to_text(person.birth_date);
    bool homonym = false;
    for (const std::size_t at : by_name_[key]) {
      ProposedPerson& before = out_.people[at];
      const bool numbers = before.personal_number && person.personal_number;
      const bool sectors = before.sector_code && person.sector_code;
      const bool differ = (numbers && *before.personal_number != *person.personal_number) ||
                          (sectors && *before.sector_code != *person.sector_code);
      homonym |= differ;
      if (differ) continue;
      if (!numbers && !sectors &&
          (before.personal_number || person.personal_number || before.sector_code || person.sector_code))
        return row.issue(RowIssue::Level::error, Field::personal_number, kPupilSplit,
                         "line " + std::to_string(before.line));
      return unite(row, before, person);
    }
    if (homonym) row.issue(RowIssue::Level::warning, Field::name, kRowHomonym);
    by_name_[key].push_back(out_.people.size());
    out_.people.push_back(std::move(person));
  }

  static void unite(RowReader& row, ProposedPerson& before, const ProposedPerson& person) {
    const std::string line = "line " + std::to_string(before.line);
    if (before.audience != person.audience)
      return row.issue(RowIssue::Level::error, Field::audience, kRowsDisagree, line + ": " + before.audience.str());
    if (before.level != person.level)
      return row.issue(RowIssue::Level::error, Field::school_level, kRowsDisagree, line + ": " + before.level.str());
    for (const CodeText& course : person.courses) {
      if (std::find(before.courses.begin(), before.courses.end(), course) != before.courses.end())
        return row.issue(RowIssue::Level::error, Field::course, kPersonTwice, line + ": " + course.str());
    }
    before.courses.insert(before.courses.end(), person.courses.begin(), person.courses.end());
    std::sort(before.courses.begin(), before.courses.end());
    if (!before.survey) before.survey = person.survey;
  }

  const Table& table_;
  const RosterRules& rules_;
  std::vector<NamedCode> courses_;
  ColumnMap map_;
  std::vector<Identity> identities_;
  std::map<std::size_t, NumberOfTwo> two_;
  std::map<std::string, std::vector<std::size_t>> by_name_;
  ImportedRoster out_;
};

}  // namespace

ImportedRoster import_training_roster(const Table& table, const RosterRules& rules) {
  return RosterReader(table, rules).run();
}

}  // namespace hocba::exchange
