#include "ledger/exchange/xlsx_sheet.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "crypto/time.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xml.hpp"

namespace hocba::exchange {
namespace {

std::optional<std::size_t> number_of(std::string_view text, std::size_t max) {
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || out > max) return std::nullopt;
  return out;
}

struct CellPlace {
  std::size_t row = 0, column = 0;
};
std::optional<CellPlace> place_of(std::string_view name) {
  CellPlace out;
  std::size_t i = 0;
  for (; i < name.size() && name[i] >= 'A' && name[i] <= 'Z' && i < 3; ++i)
    out.column = out.column * 26 + static_cast<std::size_t>(name[i] - 'A' + 1);
  const auto row = number_of(name.substr(i), kMaxXlsxRow);
  if (i == 0 || out.column > kMaxXlsxColumn || !row || *row == 0) return std::nullopt;
  --out.column;
  out.row = *row;
  return out;
}
std::optional<CellRange> range_of(std::string_view name) {
  const std::size_t colon = std::min(name.find(':'), name.size());
  const auto first = place_of(name.substr(0, colon));
  const auto last = colon == name.size() ? first : place_of(name.substr(colon + 1));
  if (!first || !last || last->row < first->row || last->column < first->column) return std::nullopt;
  return CellRange{.top = first->row, .left = first->column, .bottom = last->row, .right = last->column};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t from = std::min(text.find_first_not_of(kSpace), text.size());
  return text.substr(from, text.find_last_not_of(kSpace) + 1 - from);
}

void add_hidden(std::vector<std::pair<std::size_t, std::size_t>>& ranges, std::size_t from, std::size_t to) {
  if (!ranges.empty() && ranges.back().second + 1 == from)
    ranges.back().second = to;
  else
    ranges.emplace_back(from, to);
}

class SheetSink : public XmlSink {
 public:
  SheetSink(const XlsxWorkbook& workbook, std::size_t max_work, const TakeRow& take)
      : workbook_(workbook), max_work_(max_work), take_(take) {}

  Status start(std::string_view name, const XmlAttributes& a) override {
    HOCBA_RETURN_IF_ERROR(work(1));
    if (!in_data_) return outside(name, a);
    if (name == "row") return start_row(a);
    if (name == "c" && in_row_) return start_cell(a);
    if (!in_cell_) return done();
    if (name == "rPh") ++phonetic_;
    has_value_ |= name == "v";
    has_formula_ |= name == "f";
    in_text_ = phonetic_ == 0 && (name == "v" || name == "t");
    return done();
  }
  Status end(std::string_view name) override {
    in_text_ = false;
    if (name == "rPh" && phonetic_ > 0) --phonetic_;
    if (name == "sheetData") in_data_ = false;
    if (name == "c" && in_cell_) return end_cell();
    if (name == "row" && in_row_) return end_row();
    return done();
  }
  Status text(std::string_view piece) override {
    if (!in_text_) return done();
    if (value_.size() + piece.size() > kMaxXlsxCellBytes) return Error(kXlsxTooLarge, here());
    value_ += piece;
    return done();
  }

  Status bytes(std::size_t count) override {
    constexpr std::size_t kOfATag = 32;
    return work(count / kOfATag);
  }

  bool enough() const { return enough_; }
  SheetShape shape;

 private:
  std::string here() const { return cell_name(row_.number, column_); }
  Error damaged() const { return {kXlsxDamaged, here()}; }
  // Ends the reading; read_rows() asks enough() and takes no notice of the error.
  Error stop() {
    enough_ = true;
    return kXlsxTooLarge;
  }
  Status work(std::size_t amount) {
    work_ += amount;
    if (max_work_ != 0 && work_ > max_work_) return stop();
    return done();
  }

  Status outside(std::string_view name, const XmlAttributes& a) {
    if (name == "sheetData") in_data_ = true;
    if (name == "sheetView" && a.get("showZeros") == "0") shows_zeros_ = false;
    if (name == "mergeCell") {
      const auto range = range_of(a.get("ref"));
      if (!range) return Error(kXlsxDamaged, "mergeCell");
      if (shape.merges.size() == kMaxXlsxMerges) return Error(kXlsxTooLarge, "merged cells");
      shape.merges.push_back(*range);
    }
    if (name == "col" && xml_true(a.get("hidden"))) {
      const auto from = number_of(a.get("min"), kMaxXlsxColumn), to = number_of(a.get("max"), kMaxXlsxColumn);
      if (!from || !to || *from == 0 || *to < *from) return Error(kXlsxDamaged, "col");
      if (shape.hidden_columns.size() < kMaxXlsxColumn) add_hidden(shape.hidden_columns, *from - 1, *to - 1);
    }
    return done();
  }

  Status start_row(const XmlAttributes& a) {
    const std::size_t last = row_.number;
    if (in_row_) return damaged();
    row_ = SheetRow{.number = last + 1, .cells = {}};
    if (const std::string_view r = a.get("r"); !r.empty()) {
      const auto number = number_of(r, kMaxXlsxRow);
      if (!number || *number <= last) return Error(kXlsxDamaged, "row " + std::string(r.substr(0, 20)));
      row_.number = *number;
    }
    if (row_.number > kMaxXlsxRow) return Error(kXlsxDamaged, "rows");
    row_hidden_ = xml_true(a.get("hidden"));
    in_row_ = true;
    next_column_ = 0;
    return done();
  }
  Status end_row() {
    in_row_ = false;
    if (row_.cells.empty()) return done();
    if (row_hidden_) add_hidden(shape.hidden_rows, row_.number, row_.number);
    const std::size_t number = row_.number;
    HOCBA_TRY(const bool more, take_(std::move(row_)));
    row_ = SheetRow{.number = number, .cells = {}};
    return more ? done() : Status(stop());
  }

  Status start_cell(const XmlAttributes& a) {
    if (in_cell_) return damaged();
    column_ = next_column_;
    if (const std::string_view r = a.get("r"); !r.empty()) {
      const auto place = place_of(r);
      if (!place || place->row != row_.number || place->column < next_column_)
        return Error(kXlsxDamaged, "cell " + std::string(r.substr(0, 20)));
      column_ = place->column;
    }
    if (column_ >= kMaxXlsxColumn) return damaged();
    next_column_ = column_ + 1;
    type_ = a.get("t");
    const std::string_view style = a.get("s");
    const auto index = style.empty() ? std::size_t{0} : number_of(style, kMaxXlsxStyles).value_or(0);
    static const NumberFormat kGeneral;
    format_ = index < workbook_.styles.size() ? &workbook_.formats[workbook_.styles[index]] : &kGeneral;
    value_.clear();
    has_value_ = has_formula_ = in_text_ = false;
    phonetic_ = 0;
    in_cell_ = true;
    return done();
  }
  Status end_cell() {
    in_cell_ = false;
    SheetCell cell{.column = column_, .text = {}};
    HOCBA_RETURN_IF_ERROR(read_value(cell));
    if (cell.text.empty() && cell.fault == nullptr) return done();
    bytes_ += cell.text.size() + 1;
    if (bytes_ > kMaxCsvBytes) return Error(kXlsxTooLarge, here());
    row_.cells.push_back(std::move(cell));
    return done();
  }

  Status read_value(SheetCell& cell) {
    const bool number = type_.empty() || type_ == "n";
    const std::string_view value = trimmed(value_);
    if (has_formula_ && (!has_value_ || (number && value.empty()))) {
      cell.fault = &kCellFormula;
    } else if (type_ == "s") {
      if (value.empty()) return done();
      const auto index = number_of(value, kMaxXlsxSharedStrings);
      if (!index || *index >= workbook_.strings.size()) return damaged();
      cell.text = workbook_.strings.at(*index);
    } else if (type_ == "inlineStr" || type_ == "str") {
      cell.text = unescaped(value_);
    } else if (type_ == "b") {
      if (!value.empty()) cell.text = xml_true(value) ? "TRUE" : "FALSE";
    } else if (type_ == "e") {
      cell.text = value.empty() ? "#ERROR" : std::string(value);
      cell.fault = &kCellError;
    } else if (type_ == "d") {
      const auto date = date_from_text(value.substr(0, 10));
      cell.text = date.ok() ? to_screen(*date) : std::string(value);
    } else if (!number) {
      return damaged();
    } else if (!value.empty()) {
      const auto text = number_text(value, *format_, workbook_.dates_from_1904, !shows_zeros_);
      if (!text) return damaged();
      cell.text = text->text;
      cell.fault = text->fault;
      cell.rounded = text->rounded;
    }
    return done();
  }

  const XlsxWorkbook& workbook_;
  std::size_t max_work_;
  const TakeRow& take_;
  SheetRow row_;
  std::size_t column_ = 0, next_column_ = 0, phonetic_ = 0, bytes_ = 0, work_ = 0;
  std::string type_, value_;
  const NumberFormat* format_ = nullptr;  // of the cell
  bool in_data_ = false, in_row_ = false, in_cell_ = false, in_text_ = false;
  bool shows_zeros_ = true;
  bool has_value_ = false, has_formula_ = false, row_hidden_ = false, enough_ = false;
};

}  // namespace

std::string column_name(std::size_t column) {
  std::string out;
  for (++column; column > 0; column = (column - 1) / 26) out.insert(0, 1, static_cast<char>('A' + (column - 1) % 26));
  return out;
}
std::string cell_name(std::size_t row, std::size_t column) { return column_name(column) + std::to_string(row); }
std::string range_name(const CellRange& range) {
  return cell_name(range.top, range.left) + ":" + cell_name(range.bottom, range.right);
}

Result<SheetShape> read_rows(const XlsxWorkbook& workbook, const XlsxSheetPart& sheet, std::size_t max_work,
                             const TakeRow& take) {
  SheetSink sink(workbook, max_work, take);
  const auto read = read_part(workbook.zip, sheet.part, kMaxXlsxPart, sink);
  if (!read.ok() && !sink.enough()) return read.error();
  return std::move(sink.shape);
}

}  // namespace hocba::exchange
