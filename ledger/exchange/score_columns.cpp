#include "ledger/exchange/score_columns.hpp"

#include <algorithm>

#include "ledger/credential/names.hpp"
#include "ledger/credential/subjects.hpp"

namespace hocba::exchange {

int grade_of_class(std::string_view class_name) {
  int grade = 0;
  std::size_t digits = 0;
  for (; digits < class_name.size() && digits < 2 && class_name[digits] >= '0' && class_name[digits] <= '9'; ++digits)
    grade = grade * 10 + (class_name[digits] - '0');
  constexpr int kLastGrade = 12;
  return grade <= kLastGrade ? grade : 0;
}

std::string level_of_grade(int grade) {
  if (grade < 1) return {};
  return grade <= 5 ? "primary" : grade <= 9 ? "lower-secondary" : "upper-secondary";
}

namespace {

// The text behind the first of these words that the part begins with, and a colon or spaces; nothing: it doesn't begin
// so.
std::optional<std::string> behind(const std::string& part, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    // Folding leaves the number of characters as it is, but not of bytes.
    std::size_t characters = 0, at = 0;
    while (at < part.size() && characters < word.size()) {
      do ++at;
      while (at < part.size() && (static_cast<unsigned char>(part[at]) & 0xc0) == 0x80);
      ++characters;
    }
    if (credential::fold(part.substr(0, at)) != word) continue;
    const bool ends = at == part.size() || part[at] == ':' || part[at] == ' ';
    const std::size_t from = part.find_first_not_of(": \t", at);
    if (ends) return from == std::string::npos ? std::nullopt : std::optional(part.substr(from));
  }
  return std::nullopt;
}

void read_subject(const std::string& text, ScoreSheetName& name) {
  std::string code, subject = text;
  const std::size_t open = text.rfind('('), close = text.rfind(')');
  if (open != std::string::npos && close == text.size() - 1 && open < close) {
    code = text.substr(open + 1, close - open - 1);
    subject = open == 0 ? std::string() : text.substr(0, text.find_last_not_of(' ', open - 1) + 1);
    const bool plain = !code.empty() && std::all_of(code.begin(), code.end(), [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    });
    if (!plain) {
      code.clear();
      subject = text;
    }
  }
  const std::string level = level_of_grade(grade_of_class(name.class_name)), folded = credential::fold(subject);
  for (const auto& known : credential::all_subjects()) {
    if (!level.empty() && known.level != level) continue;
    if (level.empty() && known.level == "primary") continue;
    if (code.empty() && credential::fold(known.name) == folded) code = known.code;
    // "TOÁN" in a title, or the code alone
    if (code == known.code && (folded.empty() || credential::fold(known.name) == folded)) subject = known.name;
  }
  if (name.subject_code.empty()) name.subject_code = code;
  if (name.subject.empty()) name.subject = subject;
}

void read_part(const std::string& part, ScoreSheetName& name, std::string& subject) {
  if (const auto text = behind(part, {"nam hoc"})) {
    std::string period;
    for (const char c : *text)
      if ((c >= '0' && c <= '9') || c == '-') period += c;
    if (name.period.empty() && credential::is_period(period)) name.period = period;
  } else if (const auto term = behind(part, {"hoc ky", "hoc ki", "hk"})) {
    const std::string word = header_key(*term);
    if (name.term == 0) name.term = word == "i" || word == "1" ? 1 : word == "ii" || word == "2" ? 2 : 0;
  } else if (const auto group = behind(part, {"lop"})) {
    if (name.class_name.empty() && grade_of_class(*group) != 0) name.class_name = *group;
  } else if (const auto taught = behind(part, {"bang diem mon hoc", "bang diem mon", "mon hoc", "mon"})) {
    if (subject.empty()) subject = *taught;
  }
}

// "A – B - C" and "A, B" are parts; a hyphen without spaces (2024-2025) is none.
std::vector<std::string> parts_of_title(std::string title) {
  const auto digit_at = [&](std::size_t at) { return at < title.size() && title[at] >= '0' && title[at] <= '9'; };
  for (const std::string_view dash : {" – ", " — ", " - ", "; ", "\n", "\t"})
    for (auto at = title.find(dash); at != std::string::npos; at = title.find(dash, at + 1)) {
      const bool of_years = at > 0 && digit_at(at - 1) && digit_at(at + dash.size());
      title.replace(at, dash.size(), of_years ? "-" : "\x1f");
    }
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= title.size();) {
    const std::size_t to = std::min(title.find('\x1f', from), title.size());
    auto clean = credential::clean_text(title.substr(from, to - from), title.size() * 3 + 1);
    if (clean.ok() && !clean->empty()) out.push_back(*std::move(clean));
    from = to + 1;
  }
  return out;
}

constexpr std::string_view kRegular[] = {"ddgtx", "tx", "diem tx", "diem thuong xuyen", "danh gia thuong xuyen",
                                         "ddg tx"};
struct ScoreName {
  std::string_view key;
  Field field;
};
constexpr ScoreName kNames[] = {
    {"ddggk", Field::midterm1},
    {"ddg gk", Field::midterm1},
    {"gk", Field::midterm1},
    {"diem gk", Field::midterm1},
    {"giua ky", Field::midterm1},
    {"giua ki", Field::midterm1},
    {"diem giua ky", Field::midterm1},
    {"diem giua ki", Field::midterm1},
    {"ddgck", Field::final1},
    {"ddg ck", Field::final1},
    {"ck", Field::final1},
    {"diem ck", Field::final1},
    {"cuoi ky", Field::final1},
    {"cuoi ki", Field::final1},
    {"diem cuoi ky", Field::final1},
    {"diem cuoi ki", Field::final1},
    {"chuyen de", Field::topics1},
    {"diem chuyen de", Field::topics1},
    {"so tiet", Field::subject_periods},
};

// What a score sheet may have of a transcript's columns; all others are none of its own, and known there means nothing
// here: "Mức học kỳ I" that was let through unread would lose a class its marks.
constexpr Field kScored[] = {Field::name,        Field::birth_date,   Field::personal_number, Field::sector_code,
                             Field::sex,         Field::class_name,   Field::period,          Field::subject_code,
                             Field::subject,     Field::term1,        Field::term2,           Field::year,
                             Field::term1_level, Field::term2_level,  Field::year_level,      Field::retest,
                             Field::comment,     Field::not_assessed, Field::subject_periods};
constexpr std::pair<Field, Field> kOfTerms[] = {{Field::regular1, Field::regular2},
                                                {Field::midterm1, Field::midterm2},
                                                {Field::final1, Field::final2},
                                                {Field::topics1, Field::topics2}};

// The register's of this term stand under the first of the two fields, those of the other one under the second.
std::optional<Field> scored(Field field, int term) {
  for (const auto& [first, second] : kOfTerms) {
    if (field != first && field != second) continue;
    return (field == first) == (term != 2) ? first : second;
  }
  const bool own = std::find(std::begin(kScored), std::end(kScored), field) != std::end(kScored);
  return own ? std::optional(field) : std::nullopt;
}

// "ĐĐGtx1", "TX 3": the number; 0: none.
std::size_t regular_number(const std::string& key) {
  const std::size_t digits = key.find_last_not_of("0123456789") + 1;
  if (digits == 0 || digits >= key.size() || key.size() - digits > 2) return 0;
  std::string name = key.substr(0, digits);
  while (!name.empty() && name.back() == ' ') name.pop_back();
  const bool known = std::find(std::begin(kRegular), std::end(kRegular), name) != std::end(kRegular);
  const std::size_t number = std::stoul(key.substr(digits));
  return known && number <= kMostRegular ? number : 0;
}

}  // namespace

ScoreSheetName name_from_titles(const std::vector<std::vector<std::string>>& titles, ScoreSheetName known) {
  std::string subject;
  for (const auto& row : titles)
    for (const std::string& cell : row)
      for (const std::string& part : parts_of_title(cell)) read_part(part, known, subject);
  if (!subject.empty()) {
    read_subject(subject, known);
  } else if (!known.subject_code.empty() && known.subject.empty()) {
    const int grade = grade_of_class(known.class_name);
    if (const auto* info = credential::subject_of(level_of_grade(grade), grade, known.subject_code))
      known.subject = info->name;
  }
  if (known.subject.empty()) known.subject = known.subject_code;
  return known;
}

Result<ScoreColumns> score_columns(const Table& table, int term, bool any_columns) {
  ScoreColumns out;
  std::map<std::size_t, std::size_t> regular;
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    const std::string key = header_key(table.header[i]);
    if (key.empty() || key == "stt" || key == "no") continue;
    bool fresh = true;
    if (const std::size_t number = regular_number(key); number != 0) {
      fresh = regular.emplace(number, i).second;
    } else {
      const auto* const own =
          std::find_if(std::begin(kNames), std::end(kNames), [&](const ScoreName& n) { return n.key == key; });
      const auto known = own == std::end(kNames) ? field_named(ImportKind::transcript, key) : std::nullopt;
      const auto field = own != std::end(kNames) ? std::optional(own->field) : known ? scored(*known, term) : known;
      if (!field) {
        if (!any_columns) return Error(kColumnUnknown, table.header[i]);
        out.unread.push_back(table.header[i]);
        continue;
      }
      fresh = out.map.fields.emplace(*field, i).second;
    }
    if (!fresh) return Error(kColumnTwice, table.header[i]);
  }
  for (const Field field : {Field::name, Field::birth_date})
    if (out.map.fields.count(field) == 0) return Error(kColumnMissing, std::string(header_of(field)));
  if (const auto all = out.map.fields.find(Field::regular1); all != out.map.fields.end() && !regular.empty())
    return Error(kColumnTwice, table.header[all->second]);
  for (const auto& [number, column] : regular) out.regular.push_back(column);
  return out;
}

}  // namespace hocba::exchange
