#include "ledger/exchange/pupil_rows.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::exchange {

namespace {

// "02" and "2".
std::string without_zeros(const std::string& digits) {
  const std::size_t from = std::min(digits.find_first_not_of('0'), digits.size());
  const bool whole = from < digits.size() && digits[from] >= '0' && digits[from] <= '9';
  return whole ? digits.substr(from) : from == 0 ? digits : digits.substr(from - 1);
}

}  // namespace

// One spelling of what a cell says, to compare rows by: 1/2/2012 and 01/02/2012 are one date, Nam and 1 one sex.
std::string spelled_alike(Field field, const std::string& cell) {
  switch (field) {
    case Field::name: {
      auto name = credential::clean_name(cell);
      return name.ok() ? *name : cell;
    }
    case Field::birth_date:
    case Field::issued_on:
    case Field::entered_on:
    case Field::handover_date:
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
    case Field::learning:
    case Field::learning1:
    case Field::learning2:
    case Field::learning_retest:
    case Field::conduct:
    case Field::conduct1:
    case Field::conduct2:
    case Field::conduct_summer:
    case Field::year_result: {
      auto word = spelled_result(field, cell);
      return word.empty() ? crypto::nfc(cell) : word;
    }
    case Field::average: {
      const auto mark = credential::tenths_from_cell(cell);
      return mark.ok() ? credential::tenths_to_screen(*mark) : cell;
    }
    case Field::weight: {  // 25,4 and 25.4; 30 and 30,0
      std::string text = cell;
      std::replace(text.begin(), text.end(), '.', ',');
      if (text.size() > 2 && text.compare(text.size() - 2, 2, ",0") == 0) text.resize(text.size() - 2);
      return without_zeros(text);
    }
    case Field::grade:
    case Field::height:
    case Field::absences:
    case Field::absences_excused:
    case Field::absences_unexcused:
      return without_zeros(cell);
    default:
      return crypto::nfc(cell);
  }
}

bool identify(const RowReader& row, Identity& identity) {
  bool clear = true;
  for (std::size_t i = 0; i < identity.size(); ++i) {
    const Field field = kIdentity[i];
    const std::string cell = row.cell(field);
    bool readable = !row.has_fault(field);
    if (field == Field::name) readable = readable && credential::clean_name(cell).ok();
    if (field == Field::birth_date) readable = readable && credential::date_from_cell(cell).ok();
    if (field == Field::personal_number && !cell.empty())
      readable = readable && credential::check_personal_number(cell, std::nullopt, std::nullopt).ok();
    clear = clear && readable;
    if (readable) identity[i] = spelled_alike(field, cell);
  }
  return clear;
}

std::string name_at(const CsvTable& table, const ColumnMap& map, std::size_t place) {
  const auto column = map.fields.find(Field::name);
  const auto& cells = table.rows[place].cells;
  return column == map.fields.end() || column->second >= cells.size() ? std::string() : cells[column->second];
}

bool is_of_subject(Field field) {
  constexpr Field kOfSubject[] = {Field::subject,     Field::term1,           Field::term2,        Field::year,
                                  Field::term1_level, Field::term2_level,     Field::year_level,   Field::retest,
                                  Field::test,        Field::regular1,        Field::midterm1,     Field::final1,
                                  Field::topics1,     Field::regular2,        Field::midterm2,     Field::final2,
                                  Field::topics2,     Field::subject_periods, Field::not_assessed, Field::comment,
                                  Field::semester,    Field::credits,         Field::hours,        Field::letter,
                                  Field::four_scale,  Field::not_counted};
  return std::find(std::begin(kOfSubject), std::end(kOfSubject), field) != std::end(kOfSubject);
}

bool may_be_one(const Identity& a, const Identity& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!a[i].empty() && !b[i].empty() && a[i] != b[i]) return false;
  return true;
}

namespace {

// Who says so at this place of the identity: "1" and a sector code. Of a crowd the first ones.
class ByText {
 public:
  explicit ByText(std::span<const Identity> pupils) {
    for (std::size_t pupil = 0; pupil < pupils.size(); ++pupil)
      for (std::size_t at = 0; at < pupils[pupil].size(); ++at) {
        if (pupils[pupil][at].empty()) continue;
        auto& those = by_text_[key(at, pupils[pupil][at])];
        if (those.size() < kMostHomonyms) those.push_back(pupil);
      }
  }
  std::span<const std::size_t> those_of(const Identity& identity, std::size_t at) const {
    const auto those = by_text_.find(key(at, identity[at]));
    if (identity[at].empty() || those == by_text_.end()) return {};
    return those->second;
  }

 private:
  static std::string key(std::size_t at, const std::string& text) { return std::to_string(at) + text; }
  std::unordered_map<std::string, std::vector<std::size_t>> by_text_;
};

}  // namespace

std::vector<Owner> owners_of(std::span<const UnclearRow> rows, std::span<const Identity> pupils,
                             std::span<const std::size_t> pupil_at,
                             const std::function<bool(std::size_t pupil, const UnclearRow& row)>& has) {
  std::vector<Owner> out;
  if (rows.empty()) return out;
  const ByText by_text(pupils);
  std::vector<std::size_t> below(pupil_at.size() + 1, kNobody);  // the next row downwards that is somebody's
  for (std::size_t place = pupil_at.size(); place-- > 0;)
    below[place] = pupil_at[place] != kNobody ? pupil_at[place] : below[place + 1];
  std::size_t above = kNobody, seen = 0;
  for (const UnclearRow& row : rows) {
    for (; seen < row.place; ++seen)
      if (pupil_at[seen] != kNobody) above = pupil_at[seen];
    std::vector<std::size_t> owners;
    const auto add = [&](std::size_t pupil) {
      if (pupil != kNobody && may_be_one(pupils[pupil], row.identity) && !has(pupil, row) &&
          std::find(owners.begin(), owners.end(), pupil) == owners.end())
        owners.push_back(pupil);
    };
    for (const std::size_t at : {kNumberAt, kSectorAt, kSerialAt})
      for (const std::size_t pupil : by_text.those_of(row.identity, at)) add(pupil);
    if (owners.empty()) {
      add(above);
      // A cell merged over rows leaves its text in the first of them: a row without a name belongs upwards.
      if (owners.empty() || !row.identity[kNameAt].empty()) add(below[row.place]);
    }
    if (owners.empty())
      for (const std::size_t pupil : by_text.those_of(row.identity, kNameAt)) add(pupil);
    for (const std::size_t owner : owners) out.push_back({owner, row.place});
  }
  return out;
}

std::vector<std::pair<std::size_t, std::size_t>> split_pupils(std::span<const Identity> pupils) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < pupils.size(); ++i) {
    auto& group = groups[{pupils[i][kNameAt], pupils[i][kBirthAt]}];
    for (const std::size_t other : group)
      if (may_be_one(pupils[other], pupils[i])) out.emplace_back(other, i);
    if (group.size() < kMostHomonyms) group.push_back(i);
  }
  return out;
}

std::vector<NumberOfTwo> numbers_of_two(std::span<const Identity> people) {
  std::vector<NumberOfTwo> out;
  std::vector<bool> told(people.size());
  for (const std::size_t number : {kNumberAt, kSectorAt}) {
    std::unordered_map<std::string, std::vector<std::size_t>> owners;  // of each spelling of the person, the first
    for (std::size_t i = 0; i < people.size(); ++i) {
      if (people[i][number].empty()) continue;
      auto& before = owners[people[i][number]];
      bool known = false;
      for (const std::size_t other : before) {
        const bool name = people[other][kNameAt] != people[i][kNameAt];
        const bool born = people[other][kBirthAt] != people[i][kBirthAt];
        known = known || (!name && !born);
        if (!name && !born) continue;
        const std::size_t at = name ? kNameAt : kBirthAt;
        if (!told[other]) out.push_back({other, i, at});
        if (!told[i]) out.push_back({i, other, at});
        told[other] = told[i] = true;
      }
      if (!known && before.size() < kMostHomonyms) before.push_back(i);
    }
  }
  return out;
}

}  // namespace hocba::exchange
