// A reader of our own, about 150 lines: Debian's CSV libraries (libcsv, the parser inside liborcus) don't say the line
// and column of a mistake, know no bounds, and accept what Excel never writes.
#include "ledger/exchange/csv.hpp"

#include <algorithm>

#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/columns.hpp"

namespace hocba::exchange {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr char kSeparators[] = {',', ';', '\t'};

bool is_blank(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const auto& cell) { return credential::without_blank_ends(cell).empty(); });
}

// A cell that a spreadsheet would run as a formula is written with a ' in front (and so is one that reading would
// otherwise take for such a cell); reading takes it off again.
bool runs_as_formula(char c) { return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r'; }
bool is_guarded(std::string_view cell) {
  return cell.size() >= 2 && cell[0] == '\'' && (runs_as_formula(cell[1]) || cell[1] == '\'');
}

class Reader {
 public:
  Reader(std::string_view bytes, char separator, std::size_t max_rows)
      : bytes_(bytes), separator_(separator), max_rows_(max_rows) {}

  Result<std::vector<CsvRow>> rows() {
    std::vector<CsvRow> out;
    std::size_t cells = 0;
    while (at_ < bytes_.size() && out.size() < max_rows_) {
      HOCBA_TRY(auto row, next_row());
      if (is_blank(row)) continue;
      cells += row.cells.size();
      if (cells > kMaxCsvCells) return error(kCsvTooLarge);
      out.push_back(std::move(row));
    }
    return out;
  }

 private:
  bool ended() const { return at_ >= bytes_.size(); }
  bool at_line_end() const { return ended() || bytes_[at_] == '\n' || bytes_[at_] == '\r'; }
  Error error(const Code& code) const {
    return {code, "line " + std::to_string(line_) + ", column " + std::to_string(column_)};
  }
  void step() {
    const char c = bytes_[at_++];
    const bool end_of_line = c == '\n' || (c == '\r' && (ended() || bytes_[at_] != '\n'));
    if (end_of_line) {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80 && c != '\r') {
      ++column_;  // characters, as an editor counts them, not bytes
    }
  }

  Result<CsvRow> next_row() {
    CsvRow row{.line = line_, .cells = {}};
    for (;;) {
      if (row.cells.size() == kMaxCsvColumns) return error(kCsvTooLarge);
      HOCBA_TRY(auto cell, next_cell());
      if (is_guarded(cell)) cell.erase(0, 1);
      row.cells.push_back(std::move(cell));
      if (at_line_end()) break;
      step();  // the separator
    }
    if (!ended() && bytes_[at_] == '\r') step();  // CRLF, LF, or the CR of old spreadsheets
    if (!ended() && bytes_[at_] == '\n') step();
    return row;
  }

  Result<std::string> next_cell() {
    if (!ended() && bytes_[at_] == '"') return quoted_cell();
    const std::size_t from = at_;
    while (!at_line_end() && bytes_[at_] != separator_) {
      if (bytes_[at_] == '"') return error(kCsvQuote);
      step();
    }
    return std::string(bytes_.substr(from, at_ - from));
  }

  Result<std::string> quoted_cell() {
    const Error unclosed = error(kCsvQuote);
    std::string out;
    step();
    for (;;) {
      if (ended()) return unclosed;
      if (bytes_[at_] != '"') {
        out += bytes_[at_];
        step();
        continue;
      }
      step();
      if (!ended() && bytes_[at_] == '"') {
        out += '"';
        step();
        continue;
      }
      if (!at_line_end() && bytes_[at_] != separator_) return error(kCsvQuote);
      return out;
    }
  }

  std::string_view bytes_;
  char separator_;
  std::size_t max_rows_;
  std::size_t at_ = 0, line_ = 1, column_ = 1;
};

// The separator and header row that make most sense of the first rows: the one with the most header names that some
// import knows; where there is none (a list of ids), the first row, cut into the most cells.
struct Layout {
  char separator = ',';
  std::size_t header = 0;
};
Result<Layout> find_layout(std::string_view bytes) {
  Layout best;
  std::size_t best_known = 0, best_cells = 0;
  std::optional<Error> comma_error;
  for (const char separator : kSeparators) {
    const auto rows = Reader(bytes, separator, kHeaderSearchRows).rows();
    if (!rows.ok()) {
      if (separator == ',') comma_error = rows.error();
      continue;
    }
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const std::size_t known = known_names((*rows)[i].cells);
      const std::size_t cells = (*rows)[i].cells.size();
      const bool better = known > best_known || (known == 0 && best_known == 0 && i == 0 && cells > best_cells);
      if (!better) continue;
      best = {separator, i};
      best_known = known;
      best_cells = cells;
    }
  }
  if (best_known == 0 && best_cells <= 1 && comma_error) return *comma_error;
  if (best_cells == 0) return Error(kCsvEmpty);
  return best;
}

Status check_text(std::string_view bytes) {
  if (bytes.size() > kMaxCsvBytes) return Error(kCsvTooLarge, std::to_string(bytes.size()) + " bytes");
  if (bytes.substr(0, 4) == "PK\x03\x04" || bytes.substr(0, 4) == "\xd0\xcf\x11\xe0") return kCsvSpreadsheet;
  if (bytes.find('\0') != std::string_view::npos) {
    const bool utf16 = bytes.substr(0, 2) == "\xff\xfe" || bytes.substr(0, 2) == "\xfe\xff";
    return utf16 ? Error(kCsvEncoding, "UTF-16") : Error(kCsvCharacter);
  }
  if (crypto::valid_utf8(bytes)) return done();
  std::size_t line = 1;
  for (std::string_view rest = bytes; !rest.empty(); ++line) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    if (!crypto::valid_utf8(rest.substr(0, end + 1))) break;
    rest.remove_prefix(end + 1);
  }
  return Error(kCsvEncoding, "line " + std::to_string(line));
}

void append_cell(std::string& out, std::string_view cell) {
  std::string text;
  if (!cell.empty() && (runs_as_formula(cell[0]) || is_guarded(cell))) text += '\'';
  text += cell;
  const bool quote = text.find_first_of(",;\t\"\r\n") != std::string::npos ||
                     (!text.empty() && (text.front() == ' ' || text.back() == ' '));
  if (!quote) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  out += '"';
}

void append_row(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) out += ',';
    append_cell(out, cells[i]);
  }
  out += "\r\n";
}

}  // namespace

Result<CsvTable> parse_csv(std::string_view bytes) {
  HOCBA_RETURN_IF_ERROR(check_text(bytes));
  if (bytes.substr(0, kByteOrderMark.size()) == kByteOrderMark) bytes.remove_prefix(kByteOrderMark.size());
  HOCBA_TRY(const auto layout, find_layout(bytes));
  HOCBA_TRY(auto rows, Reader(bytes, layout.separator, kMaxCsvRows + kHeaderSearchRows + 1).rows());
  if (rows.size() <= layout.header) return Error(kCsvEmpty);
  if (rows.size() > kMaxCsvRows + layout.header + 1) return Error(kCsvTooLarge, "rows");

  CsvTable table;
  for (std::size_t i = 0; i < layout.header; ++i) table.titles.push_back(std::move(rows[i].cells));
  table.header = std::move(rows[layout.header].cells);
  table.header_line = rows[layout.header].line;
  while (!table.header.empty() && header_key(table.header.back()).empty()) table.header.pop_back();
  if (table.header.empty()) return Error(kCsvEmpty);
  // Whoever writes a short last row ends it; what is cut ends anywhere.
  const bool ended = bytes.back() == '\n' || bytes.back() == '\r';
  if (!ended && rows.back().cells.size() < table.header.size())
    return Error(kCsvCut, "line " + std::to_string(rows.back().line));
  // Short rows are filled up.
  if ((rows.size() - layout.header) * table.header.size() > kMaxCsvCells) return Error(kCsvTooLarge, "cells");
  for (std::size_t i = layout.header + 1; i < rows.size(); ++i) {
    CsvRow& row = rows[i];
    while (row.cells.size() > table.header.size() && row.cells.back().empty()) row.cells.pop_back();
    if (row.cells.size() > table.header.size()) {
      return Error(kCsvRowTooLong, "line " + std::to_string(row.line) + ": " + std::to_string(row.cells.size()) +
                                       " cells, the header has " + std::to_string(table.header.size()));
    }
    row.cells.resize(table.header.size());
    if (!same_header(row.cells, table.header)) table.rows.push_back(std::move(row));
  }
  return table;
}

std::string to_csv(const CsvTable& table, const std::vector<std::vector<std::string>>& titles) {
  std::string out(kByteOrderMark);
  for (const auto& row : titles) append_row(out, row);
  append_row(out, table.header);
  for (const auto& row : table.rows) append_row(out, row.cells);
  return out;
}

}  // namespace hocba::exchange
