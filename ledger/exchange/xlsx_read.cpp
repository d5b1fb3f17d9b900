#include <algorithm>
#include <map>
#include <optional>

#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "ledger/exchange/xlsx_sheet.hpp"

namespace hocba::exchange {
namespace {

constexpr std::size_t kProbeWork = 500'000;  // tags that are read for a header before a sheet is taken to have none
constexpr std::size_t kMinKnown = 2;         // names that make a header of a sheet; one may stand in any catalogue
constexpr std::size_t kMaxNotes = 1000;
constexpr std::size_t kMaxListed = 10;

// Above a header's last row a name may only say what sort of columns follow: "Điểm" over "HK I", "HK II". Any other
// group ("Cha" over "Họ và tên") changes what the names below it mean and stays part of the header.
constexpr std::string_view kNeutralGroups[] = {
    "diem",  "diem so", "diem trung binh",    "diem trung binh mon", "diem tb",         "diem tb mon",
    "dtb",   "dtb mon", "thong tin hoc sinh", "thong tin ca nhan",   "thong tin chung", "marks",
    "pupil", "student"};

bool is_blank(const SheetRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const SheetCell& cell) {
    return cell.fault == nullptr && credential::without_blank_ends(cell.text).empty();
  });
}

std::vector<std::string> texts(const SheetRow& row) {
  std::vector<std::string> out;
  for (const SheetCell& cell : row.cells) out.push_back(cell.text);
  return out;
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kMaxListed; ++i) out += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kMaxListed ? out + " …" : out;
}

std::string span(const std::string& from, const std::string& to) { return from == to ? from : from + "–" + to; }

// The rows among which a header is looked for, and what follows the last of them, since a header may have several.
struct Head {
  std::vector<SheetRow> rows;
  std::size_t best = 0, known = 0;  // the row with the most known names; their number

  Result<bool> add(SheetRow&& row) {
    if (is_blank(row) || full()) return !full();
    rows.push_back(std::move(row));
    if (rows.size() > kHeaderSearchRows) return true;
    const std::size_t names = known_names(texts(rows.back()));
    if (names > known) {
      best = rows.size() - 1;
      known = names;
    }
    return true;
  }
  bool full() const { return rows.size() >= kHeaderSearchRows + kMaxHeaderRows; }
};

Result<Head> probe(const XlsxWorkbook& workbook, const XlsxSheetPart& sheet) {
  Head head;
  const auto read = read_rows(workbook, sheet, kProbeWork, [&](SheetRow&& row) { return head.add(std::move(row)); });
  if (!read.ok()) return read.error().at(sheet.name);
  return head;
}

struct Choice {
  const XlsxSheetPart* sheet = nullptr;
  std::vector<std::string> others, hidden;  // that are not read
};

Result<Choice> choose_named(const XlsxWorkbook& workbook, std::string_view name) {
  Choice out;
  std::vector<std::string> all;
  for (const XlsxSheetPart& sheet : workbook.sheets) {
    all.push_back(sheet.name);
    const bool same = crypto::nfc(sheet.name) == crypto::nfc(name);
    if (same || (out.sheet == nullptr && credential::fold(sheet.name) == credential::fold(name))) out.sheet = &sheet;
    if (same) break;
  }
  if (out.sheet == nullptr) return Error(kXlsxSheetUnknown, listed(all));
  return out;
}

Result<Choice> choose_sheet(const XlsxWorkbook& workbook) {
  Choice out;
  const XlsxSheetPart* fallback = nullptr;
  std::size_t fallback_known = 0, probed = 0;
  for (const XlsxSheetPart& sheet : workbook.sheets) {
    if (sheet.hidden) {
      out.hidden.push_back(sheet.name);
      continue;
    }
    if (++probed > kMaxProbedSheets) break;
    HOCBA_TRY(const Head head, probe(workbook, sheet));
    if (head.known >= kMinKnown) {
      if (out.sheet == nullptr)
        out.sheet = &sheet;
      else
        out.others.push_back(sheet.name);
    } else if (!head.rows.empty() && (fallback == nullptr || head.known > fallback_known)) {
      fallback = &sheet;
      fallback_known = head.known;
    }
  }
  if (out.sheet == nullptr) out.sheet = fallback;
  if (out.sheet == nullptr) return kCsvEmpty;
  return out;
}

// The header: the rows that merged cells tie to the one with the known names, put together column by column.
class Header {
 public:
  static Result<Header> of(const Head& head, const std::vector<CellRange>& merges) {
    Header out;
    const SheetRow& named = head.rows[head.best];
    out.line_ = out.top_ = out.bottom_ = named.number;
    for (const CellRange& merge : merges) {
      if (merge.bottom < out.line_ || merge.top > out.line_) continue;
      if (merge.bottom - merge.top >= kMaxHeaderRows) return Error(kXlsxHeaderMerged, range_name(merge));
      out.top_ = std::min(out.top_, merge.top);
      out.bottom_ = std::max(out.bottom_, merge.bottom);
    }
    if (out.bottom_ - out.top_ >= kMaxHeaderRows)
      return Error(kXlsxHeaderMerged, std::to_string(out.top_) + ":" + std::to_string(out.bottom_));
    for (const CellRange& merge : merges)
      if (merge.top <= out.bottom_ && merge.bottom >= out.top_ && merge.left < kMaxCsvColumns)
        out.merges_.push_back(merge);
    // Merged cells don't overlap: there are no more than cells.
    if (out.merges_.size() > kMaxHeaderRows * kMaxCsvColumns)
      return Error(kXlsxDamaged, "mergeCells: " + std::to_string(out.merges_.size()));
    std::size_t width = 0;
    for (const SheetRow& row : head.rows) {
      if (row.number < out.top_ || row.number > out.bottom_) continue;
      out.rows_.push_back(row);
      if (!row.cells.empty()) width = std::max(width, row.cells.back().column + 1);
    }
    if (width > kMaxCsvColumns) return Error(kCsvTooLarge, "columns");
    for (std::size_t column = 0; column < width; ++column) out.names_.push_back(out.name_of(column));
    while (!out.names_.empty() && header_key(out.names_.back()).empty()) out.names_.pop_back();
    if (out.names_.empty()) return kCsvEmpty;
    for (const SheetRow& row : head.rows)
      if (row.number < out.top_) out.titles_.push_back(texts(row));
    if (out.rows_.size() > 1) out.keep_rows();
    for (const CellRange& merge : out.merges_)
      for (std::size_t column = merge.left + 1; column <= std::min(merge.right, kMaxCsvColumns); ++column)
        if (column >= out.names_.size() || out.names_[column].empty()) out.nameless_.emplace(column, merge);
    return out;
  }

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<std::vector<std::string>>& titles() const { return titles_; }
  std::size_t line() const { return line_; }
  std::size_t bottom() const { return bottom_; }
  // One of its rows once more.
  bool repeated(const std::vector<std::string>& cells) const {
    return same_header(cells, names_) ||
           std::any_of(own_rows_.begin(), own_rows_.end(), [&](const auto& own) { return same_header(cells, own); });
  }
  // A column without a name of its own because a name is merged over it: the cells of that name.
  const CellRange* merged_over(std::size_t column) const {
    const auto at = nameless_.find(column);
    return at == nameless_.end() ? nullptr : &at->second;
  }

 private:
  std::string text_at(std::size_t row, std::size_t column) const {
    for (const SheetRow& r : rows_)
      if (r.number == row)
        for (const SheetCell& cell : r.cells)
          if (cell.column == column) return cell.text;
    return {};
  }
  std::string name_of(std::size_t column) const {
    std::vector<std::string> parts;
    bool own = true;
    const CellRange* last = nullptr;
    for (std::size_t row = top_; row <= bottom_; ++row) {
      const auto merge =
          std::find_if(merges_.begin(), merges_.end(), [&](const CellRange& m) { return m.holds(row, column); });
      if (merge != merges_.end() && &*merge == last) continue;
      last = merge == merges_.end() ? nullptr : &*merge;
      std::string text = last == nullptr ? text_at(row, column) : text_at(last->top, last->left);
      if (header_key(text).empty()) continue;
      parts.push_back(std::move(text));
      own = last == nullptr || last->left == column;
    }
    if (parts.empty() || !own) return {};
    std::string joined = parts[0];
    for (std::size_t i = 1; i < parts.size(); ++i) joined += " " + parts[i];
    const bool neutral = std::all_of(parts.begin(), parts.end() - 1, [](const std::string& part) {
      return std::find(std::begin(kNeutralGroups), std::end(kNeutralGroups), header_key(part)) !=
             std::end(kNeutralGroups);
    });
    return parts.size() > 1 && neutral && !is_known_header(joined) ? parts.back() : joined;
  }

  void keep_rows() {
    for (const SheetRow& row : rows_) {
      std::vector<std::string> own(names_.size());
      for (const SheetCell& cell : row.cells)
        if (cell.column < own.size()) own[cell.column] = cell.text;
      if (known_names(own) != 0) own_rows_.push_back(std::move(own));
    }
  }

  std::size_t line_ = 0, top_ = 0, bottom_ = 0;
  std::vector<SheetRow> rows_;
  std::vector<std::vector<std::string>> titles_;
  std::vector<std::vector<std::string>> own_rows_;  // of a header of several rows: the text of each
  std::vector<CellRange> merges_;
  std::map<std::size_t, CellRange> nameless_;
  std::vector<std::string> names_;
};

class TableBuilder {
 public:
  explicit TableBuilder(const Header& header) : header_(header) {
    table_.header = header.names();
    table_.header_line = header.line();
    table_.titles = header.titles();
  }

  Result<bool> add(SheetRow&& from) {
    if (from.number <= header_.bottom() || is_blank(from)) return true;
    Row row{.line = from.number, .cells = std::vector<std::string>(table_.header.size())};
    for (SheetCell& cell : from.cells) {
      const bool blank = cell.fault == nullptr && credential::without_blank_ends(cell.text).empty();
      const CellRange* merge = blank ? nullptr : header_.merged_over(cell.column);
      if (merge != nullptr)
        return Error(kXlsxHeaderMerged, range_name(*merge) + "; " + cell_name(from.number, cell.column));
      if (cell.column >= row.cells.size()) {
        if (blank) continue;
        return Error(kXlsxCellOutside, cell_name(from.number, cell.column));
      }
      if (cell.fault != nullptr) row.faults.push_back({cell.column, cell.fault, cell_name(from.number, cell.column)});
      if (cell.rounded) note_rounded(from.number, cell);
      row.cells[cell.column] = std::move(cell.text);
    }
    if (header_.repeated(row.cells)) return true;
    if (table_.rows.size() == kMaxCsvRows || (table_.rows.size() + 1) * row.cells.size() > kMaxXlsxCells)
      return Error(kXlsxTooLarge, "row " + std::to_string(from.number));
    table_.rows.push_back(std::move(row));
    return true;
  }

  void note(std::size_t line, std::string column, std::string value, const Code& code, std::string detail) {
    if (table_.notes.size() == kMaxNotes) return;
    table_.notes.push_back({.level = RowIssue::Level::warning,
                            .line = line,
                            .column = std::move(column),
                            .value = std::move(value),
                            .code = &code,
                            .detail = std::move(detail)});
  }

  void note_shape(const SheetShape& shape) {
    std::vector<std::string> hidden;
    for (const auto& [from, to] : shape.hidden_rows)
      if (to > header_.bottom()) hidden.push_back(span(std::to_string(from), std::to_string(to)));
    for (const auto& [from, to] : shape.hidden_columns)
      if (from < table_.header.size()) hidden.push_back(span(column_name(from), column_name(to)));
    if (!hidden.empty()) note(header_.line(), {}, {}, kXlsxHidden, listed(hidden));
    for (const CellRange& merge : shape.merges)
      if (merge.top > header_.bottom() && merge.left < table_.header.size() && !table_.rows.empty() &&
          merge.top <= table_.rows.back().line)
        note(merge.top, table_.header[merge.left], {}, kXlsxMerged, range_name(merge));
  }

  Table finish() { return std::move(table_); }

 private:
  void note_rounded(std::size_t line, const SheetCell& cell) {
    if (!rounded_.emplace(cell.column, line).second) return;
    note(line, table_.header[cell.column], cell.text, kXlsxRounded, {});
  }

  const Header& header_;
  Table table_;
  std::map<std::size_t, std::size_t> rounded_;
};

}  // namespace

Result<Table> read_xlsx(std::string_view bytes, std::string_view sheet) {
  if (bytes.size() > kMaxCsvBytes) return Error(kXlsxTooLarge, std::to_string(bytes.size()) + " bytes");
  HOCBA_TRY(const XlsxWorkbook workbook, open_workbook(bytes));
  HOCBA_TRY(const Choice choice, sheet.empty() ? choose_sheet(workbook) : choose_named(workbook, sheet));
  const std::string& name = choice.sheet->name;
  // Merged cells stand behind the rows: the first time for the header and them, the second for the rows.
  Head head;
  auto shape = read_rows(workbook, *choice.sheet, 0, [&](SheetRow&& row) -> Result<bool> {
    HOCBA_TRY(const bool more, head.add(std::move(row)));
    (void)more;
    return true;
  });
  if (!shape.ok()) return shape.error().at(name);
  if (head.rows.empty()) return Error(kCsvEmpty, name);
  auto header = Header::of(head, shape->merges);
  if (!header.ok()) return header.error().at(name);
  TableBuilder builder(*header);
  const auto rows = read_rows(workbook, *choice.sheet, 0, [&](SheetRow&& row) { return builder.add(std::move(row)); });
  if (!rows.ok()) return rows.error().at(name);
  if (!choice.others.empty()) builder.note(header->line(), {}, name, kXlsxOtherSheets, listed(choice.others));
  if (!choice.hidden.empty()) builder.note(header->line(), {}, name, kXlsxHiddenSheets, listed(choice.hidden));
  builder.note_shape(*shape);
  Table table = builder.finish();
  table.sheet = name;
  return table;
}

}  // namespace hocba::exchange
