#include "ledger/exchange/score_join.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/pupil_rows.hpp"
#include "ledger/exchange/transcript_fields.hpp"

namespace hocba::exchange {
namespace {

// Whom each of these texts names: a number, a code, a name with a birth date; two people: kNobody. A text is a trace,
// not a proof: who is found by it must have nothing that differs.
class ListIndex {
 public:
  // A list has a row per person, a transcripts' sheet several. False: a further row of a person who is there.
  explicit ListIndex(bool rows_of_subjects) : rows_of_subjects_(rows_of_subjects) {}
  bool add(const Identity& identity, std::size_t row) {
    if (!people_.insert(identity).second && rows_of_subjects_) return false;
    identities_.emplace(row, identity);
    for (const std::string& key : keys(identity))
      if (const auto [at, fresh] = rows_.emplace(key, row); !fresh) at->second = kNobody;
    return true;
  }
  struct Found {
    std::size_t row = kNobody;
    const Code* code = nullptr;  // why not: nobody, two people, somebody else
  };
  Found find(const Identity& identity) const {
    Found out{kNobody, &kListPupilMissing};
    for (const std::string& key : keys(identity)) {
      const auto at = rows_.find(key);
      if (at == rows_.end()) continue;
      if (at->second == kNobody) {
        if (out.row == kNobody) return {kNobody, &kRowHomonym};
        continue;  // a homonym of whom number or code were found
      }
      const Identity& other = identities_.at(at->second);
      if (!may_be_one(other, identity)) {
        const bool named = other[kNameAt] == identity[kNameAt] && other[kBirthAt] == identity[kBirthAt];
        return {at->second, named ? &kPupilTwoCodes : &kPupilCodeOther};
      }
      if (out.row != kNobody && out.row != at->second) return {kNobody, &kRowHomonym};
      out = {at->second, nullptr};
    }
    return out;
  }

 private:
  static std::vector<std::string> keys(const Identity& identity) {
    std::vector<std::string> out;
    for (const std::size_t at : {kNumberAt, kSectorAt})
      if (!identity[at].empty()) out.push_back(std::to_string(at) + identity[at]);
    out.push_back("n" + identity[kNameAt] + "\n" + identity[kBirthAt]);
    return out;
  }
  bool rows_of_subjects_;
  std::map<std::string, std::size_t> rows_;
  std::set<Identity> people_;
  std::map<std::size_t, Identity> identities_;  // by row
};

}  // namespace

Table transcript_rows(const std::vector<credential::TranscriptData>& pupils) {
  Table out = export_transcripts(pupils);
  for (const Field field : {Field::issued_on, Field::originality}) {
    const auto column = std::find(out.header.begin(), out.header.end(), header_of(field));
    for (Row& row : out.rows) row.cells[static_cast<std::size_t>(column - out.header.begin())].clear();
  }
  return out;
}

void fill_column(Table& rows, Field field, const std::string& text) {
  const auto column = static_cast<std::size_t>(std::find(rows.header.begin(), rows.header.end(), header_of(field)) -
                                               rows.header.begin());
  for (Row& row : rows.rows)
    if (column < row.cells.size() && row.cells[column].empty()) row.cells[column] = text;
}

Status fill_from_class_list(Table& rows, const Table& list, std::vector<RowIssue>& issues) {
  std::vector<RowIssue> unused;
  const ColumnMap list_map = map_columns(list, ImportKind::transcript, true, unused);
  for (const RowIssue& issue : unused)
    if (issue.code == &kColumnTwice) return Error(kColumnTwice, issue.column);
  for (const Field field : {Field::name, Field::birth_date})
    if (list_map.fields.count(field) == 0) return Error(kColumnMissing, std::string(header_of(field)));
  unused.clear();
  const ColumnMap row_map = map_columns(rows, ImportKind::transcript, true, unused);
  const auto tell = [&](RowIssue::Level level, std::size_t line, const std::string& name, const Code& code,
                        std::string detail = {}) {
    issues.push_back({level, line, std::string(header_of(Field::name)), name, &code, std::move(detail)});
  };
  // What is filled in; a cell of it that the file has no value of is an error.
  ColumnMap filling;
  for (const auto& [field, column] : list_map.fields)
    if (row_map.fields.count(field) != 0 && !is_of_subject(field)) filling.fields.emplace(field, column);
  ListIndex index(list_map.fields.count(Field::subject_code) != 0);
  std::vector<bool> used(list.rows.size());
  std::vector<Identity> identities(list.rows.size());
  std::map<std::pair<Identity, std::string>, std::size_t> row_of_year;
  for (std::size_t i = 0; i < list.rows.size(); ++i) {
    const RowReader row(list, list_map, list.rows[i], unused);
    Identity identity;
    if (!identify(row, identity)) {
      tell(RowIssue::Level::error, list.rows[i].line, row.cell(Field::name), kCellMissing);
      continue;
    }
    used[i] = !index.add(identity, i);
    identities[i] = identity;
    row_of_year.emplace(std::pair(identity, row.cell(Field::period)), i);
  }
  // A row of the list is about the year of another page: it says another year, or without one another class.
  const auto of_other_year = [&](std::size_t at, const RowReader& to) {
    const RowReader from(list, list_map, list.rows[at], unused);
    const auto differ = [&](Field field) {
      const std::string one = credential::fold(from.cell(field)), other = credential::fold(to.cell(field));
      return !one.empty() && !other.empty() && one != other;
    };
    const bool dated = !from.cell(Field::period).empty() && !to.cell(Field::period).empty();
    return dated ? differ(Field::period) : differ(Field::class_name);
  };
  const auto is_of_year = [](Field field) {
    const auto fields = year_fields();
    return field == Field::period || std::find(fields.begin(), fields.end(), field) != fields.end();
  };
  const bool fills_years = std::any_of(filling.fields.begin(), filling.fields.end(), [&](const auto& field) {
    return field.first != Field::period && field.first != Field::class_name && is_of_year(field.first);
  });
  std::set<Identity> told;
  std::map<std::size_t, Identity> taken;  // whose each row of the list is
  for (Row& to : rows.rows) {
    Identity identity;
    {
      const RowReader row(rows, row_map, to, unused);
      identify(row, identity);
    }
    auto found = index.find(identity);
    if (found.code == nullptr && !(taken.emplace(found.row, identity).first->second == identity))
      found.code = &kRowHomonym;  // one row of the list, two people of the sheets
    if (found.row != kNobody) {
      if (!used[found.row]) RowReader(list, filling, list.rows[found.row], issues);  // tells its faults
      used[found.row] = true;
    }
    if (found.code != nullptr) {
      const std::size_t line = found.row == kNobody ? list.header_line : list.rows[found.row].line;
      if (told.insert(identity).second)
        tell(RowIssue::Level::error, line, identity[kNameAt], *found.code, identity[kSectorAt]);
      continue;
    }
    const RowReader page(rows, row_map, to, unused);
    std::optional<std::size_t> of_year = found.row;
    if (of_other_year(found.row, page)) {
      const auto same = row_of_year.find({identities[found.row], page.cell(Field::period)});
      of_year.reset();
      if (same != row_of_year.end() && !of_other_year(same->second, page)) of_year = same->second;
      if (!of_year && fills_years && told.insert(identity).second)
        tell(RowIssue::Level::warning, list.rows[found.row].line, identity[kNameAt], kListOtherYear);
    }
    for (const auto& [field, column] : filling.fields) {
      const auto from = is_of_year(field) ? of_year : std::optional(found.row);
      if (std::string& cell = to.cells[row_map.fields.at(field)]; from && cell.empty())
        cell = list.rows[*from].cells[column];
    }
  }
  for (std::size_t i = 0; i < list.rows.size(); ++i)
    if (!used[i]) {
      const RowReader row(list, list_map, list.rows[i], unused);
      tell(RowIssue::Level::warning, list.rows[i].line, row.cell(Field::name), kScorePupilMissing);
    }
  return done();
}

}  // namespace hocba::exchange
