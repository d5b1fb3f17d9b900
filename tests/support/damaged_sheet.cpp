#include "tests/support/damaged_sheet.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <chrono>

#include "crypto/check.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/xlsx_sheet.hpp"
#include "tests/support/workbook.hpp"

namespace hocba::test {

std::size_t below(Random& random, std::size_t n) { return static_cast<std::size_t>(random() % n); }

std::size_t Grid::column(const std::string& header_name) const {
  const auto& names = rows[header];
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const GridCell& cell) { return cell.text == header_name; });
  HOCBA_CHECK(found != names.end());
  return static_cast<std::size_t>(found - names.begin());
}

Grid grid_of(const exchange::Table& table) {
  Grid out;
  const auto add = [&](const std::vector<std::string>& texts) {
    auto& row = out.rows.emplace_back();
    for (const std::string& text : texts) row.push_back({.kind = {}, .text = text});
  };
  add(table.header);
  for (const auto& row : table.rows) add(row.cells);
  return out;
}

std::string csv_of(const Grid& grid) {
  std::string out;
  for (const auto& row : grid.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) out += grid.separator;
      const std::string& text = row[i].text;
      const bool quote = text.find_first_of(std::string("\"\r\n") + grid.separator) != std::string::npos;
      if (quote) out += '"';
      for (const char c : text) out.append(quote && c == '"' ? 2 : 1, c);
      if (quote) out += '"';
    }
    out += grid.line_end;
  }
  return out;
}

namespace {

std::string escaped_xml(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

std::string serial_of(const std::string& date) {
  const auto day = credential::date_from_cell(date);
  HOCBA_CHECK(day.ok());
  const auto days = std::chrono::sys_days(std::chrono::year(day->year) / static_cast<unsigned>(day->month) /
                                          static_cast<unsigned>(day->day)) -
                    std::chrono::sys_days(std::chrono::year(1899) / 12 / 30);
  return std::to_string(days.count());
}

std::string cell_xml(const std::string& place, const GridCell& cell) {
  const std::string start = "<c r=\"" + place + "\"", xml = escaped_xml(cell.text);
  switch (cell.kind) {
    case GridCell::Kind::number:
      return start + "><v>" + xml + "</v></c>";
    case GridCell::Kind::date:
      return start + " s=\"1\"><v>" + serial_of(cell.text) + "</v></c>";
    case GridCell::Kind::formula:
      return start + " t=\"str\"><f>T(\"&amp;\")</f><v>" + xml + "</v></c>";
    case GridCell::Kind::no_result:
      return start + "><f>VLOOKUP(A1,B:C,2,0)</f></c>";
    case GridCell::Kind::error:
      return start + " t=\"e\"><v>#N/A</v></c>";
    case GridCell::Kind::text:
      break;
  }
  return text(place, xml);
}

}  // namespace

std::string xlsx_of(const Grid& grid) {
  std::string rows;
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < grid.rows[r].size(); ++i)
      if (const GridCell& cell = grid.rows[r][i]; !cell.text.empty() || cell.kind != GridCell::Kind::text)
        cells.push_back(cell_xml(exchange::cell_name(r + 1, i), cell));
    if (!cells.empty()) rows += row(r + 1, cells);
  }
  return bytes_of(
      Book{.sheets = {{.name = "6A1", .rows = rows, .after = grid.merges.empty() ? "" : merges(grid.merges)}},
           .formats = {"dd/mm/yyyy"}});
}

namespace {

using Kind = GridCell::Kind;

std::string decomposed(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  icu::Normalizer2::getNFDInstance(status)->normalize(icu::UnicodeString::fromUTF8(text), status).toUTF8String(out);
  return out;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

template <class F>
void each_data_row(Grid& grid, F change) {
  for (std::size_t r = grid.header + 1; r < grid.rows.size(); ++r) change(grid.rows[r]);
}
// One to three rows below the header.
template <class F>
void some_rows(Grid& grid, Random& random, F change) {
  for (std::size_t n = below(random, 3) + 1; n > 0; --n)
    change(grid.rows[grid.header + 1 + below(random, grid.rows.size() - grid.header - 1)]);
}
void put(Grid& grid, Random& random, const std::string& column, const std::vector<std::string>& texts) {
  const std::size_t at = grid.column(column);
  some_rows(grid, random, [&](auto& row) { row[at] = {.kind = {}, .text = texts[below(random, texts.size())]}; });
}
void put_kind(Grid& grid, Random& random, const std::vector<std::string>& columns, Kind kind) {
  const std::size_t at = grid.column(columns[below(random, columns.size())]);
  some_rows(grid, random, [&](auto& row) { row[at].kind = kind; });
}
void insert_row(Grid& grid, std::size_t at, std::vector<GridCell> row) {
  grid.rows.insert(grid.rows.begin() + static_cast<std::ptrdiff_t>(at), std::move(row));
}

void shuffle_columns(Grid& grid, Random& random) {
  const std::size_t width = grid.rows[grid.header].size();
  std::vector<std::size_t> order(width);
  for (std::size_t i = 0; i < width; ++i) order[i] = i;
  for (std::size_t i = width; i > 1; --i) std::swap(order[i - 1], order[below(random, i)]);
  for (auto& row : grid.rows) {
    row.resize(width);
    std::vector<GridCell> moved;
    for (const std::size_t from : order) moved.push_back(row[from]);
    row = std::move(moved);
  }
}
void shuffle_rows(Grid& grid, Random& random) {
  const std::size_t first = grid.header + 1;
  for (std::size_t i = grid.rows.size(); i > first + 1; --i)
    std::swap(grid.rows[i - 1], grid.rows[first + below(random, i - first)]);
}
void add_blank_rows(Grid& grid, Random& random) {
  for (int n = 0; n < 5; ++n)
    insert_row(grid, grid.header + 1 + below(random, grid.rows.size() - grid.header),
               std::vector<GridCell>(grid.rows[grid.header].size()));
}
void repeat_header(Grid& grid, Random& random) {
  const auto header = grid.rows[grid.header];
  for (int n = 0; n < 3; ++n) insert_row(grid, grid.header + 1 + below(random, grid.rows.size() - grid.header), header);
}
void add_titles(Grid& grid, Random& random) {
  const char* kTitles[] = {"SỞ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG MẪU 1", "BẢNG TỔNG HỢP KẾT QUẢ", "(kèm công văn)"};
  for (std::size_t n = below(random, 4) + 1; n > 0; --n) {
    std::vector<GridCell> title(grid.rows[grid.header].size());
    title[0].text = kTitles[n - 1];
    insert_row(grid, 0, std::move(title));
    ++grid.header;
  }
}
void mix_dates(Grid& grid, Random& random) {
  const std::size_t at = grid.column("Ngày sinh"), issued = grid.column("Ngày cấp");
  each_data_row(grid, [&](auto& row) {
    for (const std::size_t column : {at, issued}) {
      const auto day = credential::date_from_cell(row[column].text);
      if (!day.ok()) continue;
      const std::string d = std::to_string(day->day), m = std::to_string(day->month), y = std::to_string(day->year);
      const std::string kForms[] = {d + "/" + m + "/" + y, d + "-" + m + "-" + y, d + "." + m + "." + y, to_text(*day),
                                    serial_of(row[column].text)};
      row[column].text = kForms[below(random, 5)];
    }
  });
}
void lose_zeros(Grid& grid, Random&) {
  const std::size_t at = grid.column("Số định danh cá nhân");
  each_data_row(grid, [&](auto& row) {
    const auto first = row[at].text.find_first_not_of('0');
    if (first != std::string::npos) row[at].text.erase(0, first);
    row[at].kind = Kind::number;
  });
}
// Each pupil's name and birth date stand in the first of its rows alone.
void merge_pupils(Grid& grid, Random&) {
  const std::size_t name = grid.column("Họ và tên"), serial = grid.column("Số hiệu");
  for (std::size_t from = grid.header + 1; from < grid.rows.size();) {
    std::size_t to = from;
    while (to + 1 < grid.rows.size() && grid.rows[to + 1][serial].text == grid.rows[from][serial].text) ++to;
    for (const char* column : {"Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Mã định danh Bộ GD&ĐT"})
      for (std::size_t r = from + 1; r <= to; ++r) grid.rows[r][grid.column(column)].text.clear();
    grid.merges.push_back(exchange::cell_name(from + 1, name) + ":" + exchange::cell_name(to + 1, name));
    from = to + 1;
  }
  for (std::size_t r = grid.header + 1; r < grid.rows.size(); ++r) grid.rows[r][serial].text.clear();
}
void blank_name(Grid& grid, Random& random) {
  grid.rows[grid.header][grid.column(below(random, 2) == 0 ? "Họ và tên" : "Ngày sinh")].text.clear();
  each_data_row(grid, [](auto&) {});
}
// "Họ và tên" has no name and no data either: a column lost, not a nameless one.
void lose_column(Grid& grid, Random& random) {
  const std::size_t at = grid.column(below(random, 2) == 0 ? "Năm học" : "Mã môn");
  for (auto& row : grid.rows)
    if (at < row.size()) row.erase(row.begin() + static_cast<std::ptrdiff_t>(at));
}
void number_in_first_row_only(Grid& grid, Random&) {
  const std::size_t number = grid.column("Số định danh cá nhân"), serial = grid.column("Số hiệu");
  for (std::size_t r = grid.rows.size() - 1; r > grid.header + 1; --r)
    if (grid.rows[r][serial].text == grid.rows[r - 1][serial].text) grid.rows[r][number].text.clear();
}
void two_header_rows(Grid& grid, Random&) {
  const std::size_t from = grid.column("Điểm học kỳ I");
  // Above the names a row of groups; the names that are alone go up over both rows.
  std::vector<GridCell> groups(grid.rows[grid.header].size());
  groups[from].text = "Thông tin chung";
  grid.merges.push_back(exchange::cell_name(grid.header + 1, from) + ":" +
                        exchange::cell_name(grid.header + 1, from + 1));
  insert_row(grid, grid.header, std::move(groups));
  ++grid.header;
}
void name_over_two_columns(Grid& grid, Random&) {
  const std::size_t at = grid.column("Điểm học kỳ I");
  grid.rows[grid.header][at + 1].text.clear();
  for (std::size_t r = grid.header + 1; r < grid.rows.size(); ++r) grid.rows[r][at + 1].text = "8,0";
  grid.merges.push_back(exchange::cell_name(grid.header + 1, at) + ":" + exchange::cell_name(grid.header + 1, at + 1));
}
void marks_as_numbers(Grid& grid, Random& random) {
  for (const char* column : {"Điểm học kỳ I", "Điểm học kỳ II", "Điểm cả năm"})
    each_data_row(grid, [&](auto& row) {
      GridCell& cell = row[grid.column(column)];
      if (cell.text.empty()) return;
      std::string digits = replaced(cell.text, ",", ".");
      if (digits.find('.') != std::string::npos && digits.back() > '1' && below(random, 2) == 0) {
        --digits.back();
        digits += "99999999999999964";  // what binary fractions look like in a file
      }
      cell = {.kind = Kind::number, .text = std::move(digits)};
    });
}
void wrong_average(Grid& grid, Random& random) {
  const std::size_t at = grid.column("Điểm cả năm");
  std::size_t changed = 0;
  each_data_row(grid, [&](auto& row) {
    if (row[at].text.empty() || changed == 2 || below(random, 4) != 0) return;
    row[at].text = row[at].text == "4,0" ? "3,9" : "4,0";
    ++changed;
  });
  if (changed == 0) grid.rows[grid.header + 1][at].text = "4,0";
}
void twice(Grid& grid, Random& random) {
  const std::size_t at = grid.header + 1 + below(random, grid.rows.size() - grid.header - 1);
  const auto row = grid.rows[at];
  insert_row(grid, at, row);
}

std::string utf16(const std::string& text, bool mark) {
  const auto wide = icu::UnicodeString::fromUTF8(text);
  std::string out = mark ? "\xff\xfe" : "";
  for (std::int32_t i = 0; i < wide.length(); ++i) {
    out += static_cast<char>(wide[i] & 0xff);
    out += static_cast<char>(wide[i] >> 8);
  }
  return out;
}
// One byte a character, as an old code page does; what it has no letter for becomes a letter all the same.
std::string one_byte(const std::string& text) {
  const auto wide = icu::UnicodeString::fromUTF8(text);
  std::string out;
  for (std::int32_t i = 0; i < wide.length(); ++i)
    out += static_cast<char>(wide[i] < 0x80 ? wide[i] : 0xa1 + wide[i] % 0x5d);
  return out;
}
// UTF-8 that was read as Latin-1 and written as UTF-8 again.
std::string twice_encoded(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80)
      out += c;
    else
      (out += static_cast<char>(0xc0 | (byte >> 6))) += static_cast<char>(0x80 | (byte & 0x3f));
  }
  return out;
}

std::vector<SheetDamage> harmless() {
  const auto every_text = [](std::string (*change)(const std::string&)) {
    return [change](Grid& grid, Random&) {
      for (auto& row : grid.rows)
        for (auto& cell : row) cell.text = change(cell.text);
    };
  };
  return {
      {.name = "shuffled columns", .fate = SheetFate::same, .grid = shuffle_columns},
      {.name = "shuffled rows", .fate = SheetFate::same, .grid = shuffle_rows},
      {.name = "blank rows", .fate = SheetFate::same, .grid = add_blank_rows},
      {.name = "repeated headers", .fate = SheetFate::same, .grid = repeat_header},
      {.name = "titles", .fate = SheetFate::same, .grid = add_titles},
      {.name = "NFD", .fate = SheetFate::same, .grid = every_text(decomposed)},
      {.name = "eth",
       .fate = SheetFate::same,
       .grid =
           [](Grid& grid, Random&) {
             const std::size_t at = grid.column("Họ và tên");
             each_data_row(grid, [&](auto& row) { row[at].text = replaced(row[at].text, "Đ", "\xc3\x90"); });
           }},
      {.name = "mixed dates", .fate = SheetFate::same, .grid = mix_dates},
      {.name = "lost zeros",
       .fate = SheetFate::same,
       .codes = {"credential.personal_number_padded"},
       .grid = lose_zeros},
      {.name = "spaces around",
       .fate = SheetFate::same,
       .grid =
           [](Grid& grid, Random&) {
             each_data_row(grid, [](auto& row) {
               for (auto& cell : row)
                 if (!cell.text.empty()) cell.text = "\xc2\xa0 " + cell.text + " ";
             });
           }},
      {.name = "semicolons",
       .fate = SheetFate::same,
       .grid = [](Grid& grid, Random&) { grid.separator = ';'; },
       .form = SheetDamage::Form::csv},
      {.name = "tabs and old line ends",
       .fate = SheetFate::same,
       .grid =
           [](Grid& grid, Random&) {
             grid.separator = '\t';
             grid.line_end = "\r";
           },
       .form = SheetDamage::Form::csv},
      {.name = "dates as dates",
       .fate = SheetFate::same,
       .grid =
           [](Grid& grid, Random&) {
             const std::size_t at = grid.column("Ngày sinh");
             each_data_row(grid, [&](auto& row) { row[at].kind = Kind::date; });
           },
       .form = SheetDamage::Form::xlsx},
      {.name = "binary fractions", .fate = SheetFate::same, .grid = marks_as_numbers, .form = SheetDamage::Form::xlsx},
      {.name = "formulas with results",
       .fate = SheetFate::same,
       .grid =
           [](Grid& grid, Random& random) {
             put_kind(grid, random, {"Họ và tên", "Lớp", "Điểm cả năm"}, Kind::formula);
           },
       .form = SheetDamage::Form::xlsx},
      {.name = "two header rows", .fate = SheetFate::same, .grid = two_header_rows, .form = SheetDamage::Form::xlsx},
  };
}

std::vector<SheetDamage> of_rows() {
  const auto texts = [](const char* column, std::vector<std::string> bad) {
    return [column, bad](Grid& grid, Random& random) { put(grid, random, column, bad); };
  };
  return {
      {.name = "months first",
       .fate = SheetFate::rows,
       .codes = {"credential.date_month_first", "credential.bad_date"},
       .grid = texts("Ngày sinh", {"02/13/2013", "2013", "30/02/2013", "hôm qua"})},
      {.name = "no birth date",
       .fate = SheetFate::rows,
       .codes = {"exchange.cell_missing"},
       .grid = texts("Ngày sinh", {""})},
      {.name = "no name",
       .fate = SheetFate::rows,
       .codes = {"exchange.cell_missing"},
       .grid = texts("Họ và tên", {""})},
      {.name = "no number",
       .fate = SheetFate::rows,
       .codes = {"exchange.pupil_split"},
       .grid = texts("Số định danh cá nhân", {""})},
      {.name = "bad numbers",
       .fate = SheetFate::rows,
       .codes = {"credential.bad_personal_number"},
       .grid = texts("Số định danh cá nhân", {"12", "00031200000O", "3.12E+08"})},
      {.name = "bad marks",
       .fate = SheetFate::rows,
       .grid = texts("Điểm học kỳ I", {"8,25", "11", "mười", "8..3", "-1", "8,3,1", "9e1"})},
      {.name = "wrong averages",
       .fate = SheetFate::rows,
       .codes = {"credential.year_average_wrong"},
       .grid = wrong_average},
      {.name = "rows twice", .fate = SheetFate::rows, .codes = {"exchange.row_duplicate"}, .grid = twice},
      {.name = "old fonts",
       .fate = SheetFate::rows,
       .codes = {"credential.name_legacy_font"},
       .grid = texts("Họ và tên", {"NguyÔn V¨n §øc", "Nguyeãn Vaên Ñöùc"})},
      {.name = "control characters",
       .fate = SheetFate::rows,
       .grid = texts("Môn học", {"To\x01\x02n", "To\xe2\x80\xaen"}),
       .form = SheetDamage::Form::csv},
      {.name = "endless cells",
       .fate = SheetFate::rows,
       .codes = {"exchange.cell_too_long"},
       .grid = texts("Nhận xét", {std::string(5'000, 'x')})},
      {.name = "a year alone",
       .fate = SheetFate::rows,
       .codes = {"exchange.cell_period"},
       .grid = texts("Năm học", {"2024", "2024-2026"})},
      {.name = "rows disagree",
       .fate = SheetFate::rows,
       .codes = {"exchange.rows_disagree"},
       .grid = texts("Lớp", {"6A9"})},
      {.name = "a number in the first row",
       .fate = SheetFate::nothing,
       .codes = {"exchange.pupil_split"},
       .grid = number_in_first_row_only},
      {.name = "merged pupils",
       .fate = SheetFate::nothing,
       .codes = {"exchange.pupil_incomplete"},
       .grid = merge_pupils},
      {.name = "formulas without results",
       .fate = SheetFate::rows,
       .codes = {"exchange.cell_formula"},
       .grid =
           [](Grid& grid, Random& random) {
             put_kind(grid, random, {"Họ và tên", "Ngày sinh", "Môn học"}, Kind::no_result);
           },
       .form = SheetDamage::Form::xlsx},
      {.name = "errors",
       .fate = SheetFate::rows,
       .codes = {"exchange.cell_error"},
       .grid =
           [](Grid& grid, Random& random) {
             put_kind(grid, random, {"Họ và tên", "Điểm cả năm", "Số hiệu"}, Kind::error);
           },
       .form = SheetDamage::Form::xlsx},
      {.name = "names encoded twice",
       .fate = SheetFate::nothing,
       .codes = {"credential.name_legacy_font"},
       .grid =
           [](Grid& grid, Random&) {
             const std::size_t at = grid.column("Họ và tên");
             each_data_row(grid, [&](auto& row) { row[at].text = twice_encoded(row[at].text); });
           }},
  };
}

std::vector<SheetDamage> of_headers() {
  const auto header = [](const char* column, const char* name) {
    return [column, name](Grid& grid, Random&) { grid.rows[grid.header][grid.column(column)].text = name; };
  };
  return {
      {.name = "a nameless column",
       .fate = SheetFate::nothing,
       .codes = {"exchange.column_missing"},
       .grid = blank_name},
      {.name = "a lost column", .fate = SheetFate::nothing, .codes = {"exchange.column_missing"}, .grid = lose_column},
      {.name = "a name twice",
       .fate = SheetFate::nothing,
       .codes = {"exchange.column_twice"},
       .grid = header("Nơi cấp", "Họ tên học sinh")},
      {.name = "an unknown column",
       .fate = SheetFate::nothing,
       .codes = {"exchange.column_unknown"},
       .grid = header("Điểm cả năm", "Điểm tổng hợp")},
      {.name = "old fonts in the header",
       .fate = SheetFate::nothing,
       .codes = {"exchange.column_missing"},
       .grid = header("Họ và tên", "Hä vµ tªn")},
      {.name = "a name over two columns",
       .fate = SheetFate::refused,
       .codes = {"exchange.xlsx_header_merged"},
       .grid = name_over_two_columns,
       .form = SheetDamage::Form::xlsx},
      {.name = "cells beside the table",
       .fate = SheetFate::refused,
       .codes = {"exchange.xlsx_cell_outside", "exchange.csv_row_too_long"},
       .grid =
           [](Grid& grid, Random& random) {
             some_rows(grid, random, [](auto& row) { row.push_back({.kind = {}, .text = "x"}); });
           }},
  };
}

std::vector<SheetDamage> of_files() {
  const auto csv = SheetDamage::Form::csv, xlsx = SheetDamage::Form::xlsx;
  const auto whole = [](std::string (*change)(const std::string&)) {
    return [change](std::string& bytes, Random&) { bytes = change(bytes); };
  };
  return {
      {.name = "UTF-16",
       .fate = SheetFate::refused,
       .codes = {"exchange.csv_encoding"},
       .bytes = [](std::string& bytes, Random&) { bytes = utf16(bytes, true); },
       .form = csv},
      {.name = "UTF-16 without a mark",
       .fate = SheetFate::refused,
       .codes = {"exchange.csv_character"},
       .bytes = [](std::string& bytes, Random&) { bytes = utf16(bytes, false); },
       .form = csv},
      {.name = "one byte a letter",
       .fate = SheetFate::refused,
       .codes = {"exchange.csv_encoding"},
       .bytes = whole(one_byte),
       .form = csv},
      {.name = "encoded twice",
       .fate = SheetFate::nothing,
       .codes = {"exchange.column_missing"},
       .bytes = whole(twice_encoded),
       .form = csv},
      {.name = "cut in a row",
       .fate = SheetFate::refused,
       .codes = {"exchange.csv_cut", "exchange.csv_quote", "exchange.csv_encoding"},
       .bytes =
           [](std::string& bytes, Random& random) {
             // Behind the first comma of a row in the lower half.
             const std::size_t line = bytes.find('\n', bytes.size() / 2 + below(random, bytes.size() / 4));
             bytes.resize(bytes.find(',', line) + 1 + below(random, 4));
           },
       .form = csv},
      {.name = "an open quote",
       .fate = SheetFate::refused,
       .codes = {"exchange.csv_quote"},
       .bytes = [](std::string& bytes,
                   Random& random) { bytes.insert(bytes.find('\n', below(random, bytes.size() / 2)) + 1, "\""); },
       .form = csv},
      {.name = "a NUL",
       .fate = SheetFate::refused,
       .codes = {"exchange.csv_character"},
       .bytes = [](std::string& bytes, Random& random) { bytes[below(random, bytes.size())] = '\0'; },
       .form = csv},
      {.name = "nothing at all",
       .fate = SheetFate::refused,
       .codes = {"exchange.csv_empty"},
       .bytes = [](std::string& bytes,
                   Random& random) { bytes = below(random, 2) == 0 ? "" : "\xef\xbb\xbf\r\n,,,\r\n"; },
       .form = csv},
      {.name = "a header alone",
       .fate = SheetFate::nothing,
       .grid = [](Grid& grid, Random&) { grid.rows.resize(grid.header + 1); }},
      {.name = "an empty sheet",
       .fate = SheetFate::refused,
       .codes = {"exchange.csv_empty"},
       .grid = [](Grid& grid, Random&) { grid.rows.clear(); }},
      {.name = "a cut workbook",
       .fate = SheetFate::refused,
       .codes = {"exchange.xlsx_damaged"},
       .bytes = [](std::string& bytes, Random& random) { bytes.resize(5 + below(random, bytes.size() - 6)); },
       .form = xlsx},
      {.name = "a flipped bit",
       .fate = SheetFate::any,
       .bytes =
           [](std::string& bytes, Random& random) {
             char& byte = bytes[below(random, bytes.size())];
             byte = static_cast<char>(byte ^ (1 << below(random, 8)));
           },
       .form = xlsx},
      {.name = "an old workbook",
       .fate = SheetFate::refused,
       .codes = {"exchange.sheet_format"},
       .bytes = [](std::string& bytes, Random&) { bytes = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes; },
       .form = xlsx},
      {.name = "a web page",
       .fate = SheetFate::refused,
       .codes = {"exchange.sheet_format"},
       .bytes = [](std::string& bytes, Random&) { bytes = "<html><table><tr><td>Họ và tên</td></tr></table></html>"; }},
  };
}

}  // namespace

const std::vector<SheetDamage>& sheet_damages() {
  static const std::vector<SheetDamage> kAll = [] {
    std::vector<SheetDamage> out;
    for (auto part : {harmless(), of_rows(), of_headers(), of_files()}) out.insert(out.end(), part.begin(), part.end());
    return out;
  }();
  return kAll;
}

}  // namespace hocba::test
