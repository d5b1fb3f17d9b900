#include "cli/staff_list.hpp"

#include <algorithm>
#include <array>

#include "cli/files.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"

namespace hocba::cli {

namespace {

constexpr std::size_t kMaxStaffCell = 1'000;  // bytes
constexpr std::array kStaffFields = {exchange::Field::name, exchange::Field::birth_date,
                                     exchange::Field::personal_number, exchange::Field::serial,
                                     exchange::Field::workplace};

// Reads the cells of one row; the first that can't be read keeps the row out.
class StaffReader {
 public:
  StaffReader(const exchange::Table& table, const exchange::Row& row, const std::map<exchange::Field, std::size_t>& map)
      : table_(table), row_(row), map_(map) {}
  std::string cell(exchange::Field field) const {
    const auto at = map_.find(field);
    if (at == map_.end() || at->second >= row_.cells.size()) return {};
    const auto cleaned = credential::clean_text(row_.cells[at->second], kMaxStaffCell);
    return cleaned.ok() ? *cleaned : row_.cells[at->second];
  }
  void fault(exchange::Field field, const Error& error) {
    if (issue) return;
    const auto at = map_.find(field);
    issue = exchange::RowIssue{exchange::RowIssue::Level::error,
                               row_.line,
                               at == map_.end() ? std::string() : table_.header[at->second],
                               at == map_.end() ? std::string() : cell(field),
                               &error.code(),
                               error.detail()};
  }
  std::optional<exchange::RowIssue> issue;

 private:
  const exchange::Table& table_;
  const exchange::Row& row_;
  const std::map<exchange::Field, std::size_t>& map_;
};

StaffRow staff_row(StaffReader& in, std::size_t line) {
  using exchange::Field;
  StaffRow out;
  out.line = line;
  const auto name = credential::clean_name(in.cell(Field::name));
  if (!name.ok()) in.fault(Field::name, name.error());
  if (name.ok()) out.name = *name;
  if (out.name.empty()) in.fault(Field::name, Error(exchange::kCellMissing));
  std::optional<Date> born;
  if (const std::string typed = in.cell(Field::birth_date); !typed.empty()) {
    const auto date = credential::date_from_cell(typed);
    if (!date.ok()) in.fault(Field::birth_date, date.error());
    if (date.ok()) born = *date;
  }
  if (born) out.birth_date = to_text(*born);
  if (const std::string typed = in.cell(Field::personal_number); !typed.empty()) {
    const auto number = credential::check_personal_number(typed, born, std::nullopt);
    if (!number.ok()) in.fault(Field::personal_number, number.error());
    if (number.ok()) out.personal_number = number->digits;
  }
  if (out.birth_date.empty() && out.personal_number.empty()) in.fault(Field::birth_date, Error(exchange::kCellMissing));
  out.serial = in.cell(Field::serial);
  out.unit = in.cell(Field::workplace);
  return out;
}

}  // namespace

Result<StaffList> staff_list_of(const exchange::Table& table, const std::string& file) {
  std::map<exchange::Field, std::size_t> map;
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    const auto field = exchange::field_named(exchange::ImportKind::certificate, table.header[i]);
    if (field && std::find(kStaffFields.begin(), kStaffFields.end(), *field) != kStaffFields.end())
      map.emplace(*field, i);
  }
  for (const auto field : {exchange::Field::name, exchange::Field::birth_date}) {
    const bool other = field == exchange::Field::birth_date && map.count(exchange::Field::personal_number) != 0;
    if (map.count(field) == 0 && !other)
      return Error(exchange::kColumnMissing,
                   file + ": " + std::string(exchange::header_of(field, exchange::ImportKind::certificate)));
  }
  StaffList out;
  for (const exchange::Row& row : table.rows) {
    StaffReader in(table, row, map);
    for (const exchange::CellFault& fault : row.faults)
      for (const auto& [field, column] : map)
        if (column == fault.column) in.fault(field, Error(*fault.code, fault.detail));
    StaffRow read = staff_row(in, row.line);
    if (!in.issue) {
      out.rows.push_back(std::move(read));
      continue;
    }
    ++out.faulty;
    out.issues.push_back({file, std::move(*in.issue), table.sheet});
  }
  return out;
}

Result<StaffList> read_staff_list(const std::string& path, const std::string& sheet) {
  HOCBA_TRY(const std::string bytes, read_file(path));
  auto table = exchange::read_table(bytes, sheet);
  if (!table.ok()) return table.error().at(path);
  return staff_list_of(*table, path);
}

}  // namespace hocba::cli
