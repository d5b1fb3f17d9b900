// Who was approved under a wrong name, birth date or number: rows of who is meant and what is right.
#include <algorithm>

#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/row_reader.hpp"
#include "ledger/exchange/training_sheets.hpp"

namespace hocba::exchange {
namespace {

std::string person_words(const SeatedPerson& person) {
  std::string out = person.name + ", " + to_screen(person.birth_date);
  if (!person.personal_number.empty()) out += ", " + person.personal_number;
  for (std::size_t i = 0; i < person.units.size(); ++i)
    if (std::find(person.units.begin(), person.units.begin() + static_cast<std::ptrdiff_t>(i), person.units[i]) ==
        person.units.begin() + static_cast<std::ptrdiff_t>(i))
      out += ", " + person.units[i];
  return out;
}
std::string key_of_name(const std::string& name, Date born) { return credential::fold(name) + "\n" + to_text(born); }

class CorrectionReader {
 public:
  CorrectionReader(const Table& table, std::span<const SeatedPerson> people) : table_(table), people_(people) {
    for (std::size_t i = 0; i < people.size(); ++i) {
      for (const auto& seat : people[i].seats) by_seat_.emplace(seat, i);
      by_name_[key_of_name(people[i].name, people[i].birth_date)].push_back(i);
      if (!people[i].personal_number.empty()) by_number_[people[i].personal_number].push_back(i);
    }
  }

  ImportedCorrections run(bool any_columns) {
    map_ = map_columns(table_, ImportKind::training_corrections, any_columns, out_.issues);
    if (!map_.complete || map_.refused) return std::move(out_);
    for (const Row& cells : table_.rows) {
      RowReader row(table_, map_, cells, out_.issues);
      read(row);
    }
    refuse_numbers_of_two();
    note_cut(table_, out_.issues);
    return std::move(out_);
  }

 private:
  struct Typed {
    std::optional<training::SeatId> seat;
    std::string name, personal_number, unit;
    std::optional<Date> born;
  };
  struct Right {  // what the row says; empty: as it was
    std::string name, personal_number;
    std::optional<Date> born;
    bool said() const { return !name.empty() || !personal_number.empty() || born; }
  };

  static std::string digits(RowReader& row, Field field, std::optional<Date> born) {
    const std::string typed = row.cell(field);
    if (typed.empty()) return {};
    const auto checked = credential::check_personal_number(typed, born, std::nullopt);
    if (checked.ok()) return checked->digits;
    row.issue(RowIssue::Level::error, field, checked.error().code(), checked.error().detail());
    return {};
  }

  static Typed who_is_meant(RowReader& row) {
    Typed out;
    if (const std::string seat = row.cell(Field::seat); !seat.empty()) {
      const auto id = training::seat_id_from_text(seat);
      if (id.ok())
        out.seat = *id;
      else
        row.issue(RowIssue::Level::error, Field::seat, kCellSeat);
    }
    out.name = row.person(Field::name);
    out.born = row.date(Field::birth_date);
    out.personal_number = digits(row, Field::personal_number, std::nullopt);
    out.unit = credential::upper_vi(row.cell(Field::school_code));
    if (!row.failed() && !out.seat && out.personal_number.empty() && (out.name.empty() || !out.born))
      row.issue(RowIssue::Level::error, out.name.empty() ? Field::name : Field::birth_date, kCellMissing);
    return out;
  }

  Right what_is_right(RowReader& row) const {
    Right out;
    out.name = row.person(Field::new_name);
    out.born = row.date(Field::new_birth_date);
    out.personal_number = digits(row, Field::new_personal_number, std::nullopt);
    if (!row.failed() && !out.said()) row.issue(RowIssue::Level::error, Field::new_name, kCellMissing);
    return out;
  }

  bool fits(const Typed& typed, const SeatedPerson& person) const {
    const auto& [seat, name, number, unit, born] = typed;
    return (name.empty() || credential::fold(name) == credential::fold(person.name)) &&
           (!born || *born == person.birth_date) &&
           (number.empty() || person.personal_number.empty() || number == person.personal_number) &&
           (unit.empty() || std::find(person.units.begin(), person.units.end(), unit) != person.units.end());
  }

  std::vector<std::size_t> candidates(const Typed& typed) const {
    if (typed.seat) {
      const auto it = by_seat_.find(*typed.seat);
      return it == by_seat_.end() ? std::vector<std::size_t>() : std::vector<std::size_t>{it->second};
    }
    if (const auto it = by_number_.find(typed.personal_number); it != by_number_.end()) return it->second;
    if (typed.name.empty() || !typed.born) return {};
    const auto it = by_name_.find(key_of_name(typed.name, *typed.born));
    return it == by_name_.end() ? std::vector<std::size_t>() : it->second;
  }

  // What the row says beside whom it names is somebody else's.
  void tell_other(RowReader& row, const Typed& typed, const SeatedPerson& person) const {
    Field field = Field::school_code;
    if (!typed.name.empty() && credential::fold(typed.name) != credential::fold(person.name))
      field = Field::name;
    else if (typed.born && *typed.born != person.birth_date)
      field = Field::birth_date;
    else if (!typed.personal_number.empty() && !person.personal_number.empty() &&
             typed.personal_number != person.personal_number)
      field = Field::personal_number;
    row.issue(RowIssue::Level::error, field, kLearnerOther, person_words(person));
  }

  // A sheet that is given once more, after an interruption, names who is not called so any more.
  bool stands_so(const Typed& typed, const Right& right) const {
    const std::string& name = right.name.empty() ? typed.name : right.name;
    const auto born = right.born ? right.born : typed.born;
    const std::string& number = right.personal_number.empty() ? typed.personal_number : right.personal_number;
    if (name.empty() || !born) return false;
    const auto named = by_name_.find(key_of_name(name, *born));
    if (named == by_name_.end()) return false;
    return std::any_of(named->second.begin(), named->second.end(), [&](const std::size_t i) {
      const Typed now{std::nullopt, name, number, typed.unit, born};
      return credential::upper_vi(people_[i].name) == credential::upper_vi(name) && fits(now, people_[i]) &&
             (right.personal_number.empty() || people_[i].personal_number == right.personal_number);
    });
  }

  std::optional<std::size_t> find(RowReader& row, const Typed& typed, const Right& right) {
    const auto named = candidates(typed);
    std::vector<std::size_t> fitting;
    for (const std::size_t i : named)
      if (fits(typed, people_[i])) fitting.push_back(i);
    // Hoa and Hoà of one birthday: the spelling tells them apart.
    if (fitting.size() > 1 && !typed.name.empty()) {
      std::vector<std::size_t> exact;
      for (const std::size_t i : fitting)
        if (credential::upper_vi(people_[i].name) == credential::upper_vi(typed.name)) exact.push_back(i);
      if (exact.size() == 1) fitting = exact;
    }
    if (fitting.size() == 1) return fitting.front();
    if (fitting.size() > 1) {
      row.issue(RowIssue::Level::error, Field::name, kLearnerUnclear,
                person_words(people_[fitting[0]]) + "; " + person_words(people_[fitting[1]]));
    } else if (!typed.seat && stands_so(typed, right)) {
      pass_over(row);
    } else if (!named.empty()) {
      tell_other(row, typed, people_[named.front()]);
    } else {
      const Field field = typed.seat                       ? Field::seat
                          : !typed.personal_number.empty() ? Field::personal_number
                                                           : Field::name;
      row.issue(RowIssue::Level::error, field, kLearnerUnknown);
    }
    return std::nullopt;
  }

  void pass_over(RowReader& row) {
    row.issue(RowIssue::Level::warning, Field::new_name, kCorrectionDone);
    ++out_.done;
  }

  void read(RowReader& row) {
    const Typed typed = who_is_meant(row);
    const Right right = what_is_right(row);
    if (row.failed()) return;
    const auto place = find(row, typed, right);
    if (!place) return;
    const SeatedPerson& person = people_[*place];
    PersonCorrection out{row.line(), *place, person.seats, person.name, person.birth_date, person.personal_number};
    if (typed.seat) out.seats = {*typed.seat};
    if (!right.name.empty()) out.name = right.name;
    if (right.born) out.birth_date = *right.born;
    if (!right.personal_number.empty()) out.personal_number = right.personal_number;
    for (const auto& seat : out.seats)
      if (const auto first = lines_.find(seat); first != lines_.end())
        return row.issue(RowIssue::Level::error, Field::name, kLearnerTwice,
                         "line " + std::to_string(first->second) + ": " + person_words(person));
    for (const auto& seat : out.seats) lines_.emplace(seat, row.line());
    if (!out.personal_number.empty())
      if (const auto fits_day = credential::check_personal_number(out.personal_number, out.birth_date, std::nullopt);
          !fits_day.ok())
        return row.issue(RowIssue::Level::error, Field::new_personal_number, fits_day.error().code(),
                         fits_day.error().detail());
    if (out.name == person.name && out.birth_date == person.birth_date && out.personal_number == person.personal_number)
      return pass_over(row);
    out_.items.push_back(std::move(out));
  }

  // As everybody will be called: who then shares a number must be one person. Both rows are refused.
  void refuse_numbers_of_two() {
    std::vector<const PersonCorrection*> corrected(people_.size(), nullptr);
    for (const PersonCorrection& item : out_.items) corrected[item.person] = &item;
    std::map<std::string, std::vector<std::size_t>> sharing;
    for (std::size_t i = 0; i < people_.size(); ++i) {
      const std::string& number = corrected[i] != nullptr ? corrected[i]->personal_number : people_[i].personal_number;
      if (!number.empty()) sharing[number].push_back(i);
    }
    const auto key = [&](std::size_t i) {
      return corrected[i] != nullptr ? key_of_name(corrected[i]->name, corrected[i]->birth_date)
                                     : key_of_name(people_[i].name, people_[i].birth_date);
    };
    std::vector<PersonCorrection> kept;
    for (PersonCorrection& item : out_.items) {
      const auto& same = sharing[item.personal_number];
      const auto other = std::find_if(same.begin(), same.end(), [&](const std::size_t i) {
        return i != item.person && key(i) != key(item.person);
      });
      if (item.personal_number.empty() || other == same.end()) {
        kept.push_back(item);
        continue;
      }
      const auto cells =
          std::find_if(table_.rows.begin(), table_.rows.end(), [&](const Row& row) { return row.line == item.line; });
      RowReader row(table_, map_, *cells, out_.issues);
      row.issue(RowIssue::Level::error, Field::new_personal_number, kNumberTwoNames, person_words(people_[*other]));
    }
    out_.items = std::move(kept);
  }

  const Table& table_;
  std::span<const SeatedPerson> people_;
  ColumnMap map_;
  std::map<training::SeatId, std::size_t> by_seat_;
  std::map<std::string, std::vector<std::size_t>> by_name_, by_number_;
  std::map<training::SeatId, std::size_t> lines_;  // of each seat that a row is about
  ImportedCorrections out_;
};

}  // namespace

ImportedCorrections import_training_corrections(const Table& table, std::span<const SeatedPerson> people,
                                                bool any_columns) {
  return CorrectionReader(table, people).run(any_columns);
}

}  // namespace hocba::exchange
