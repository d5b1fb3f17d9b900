#include "cli/report_table.hpp"

#include <algorithm>

#include "cli/codes.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"

namespace hocba::cli {

namespace {

bool is_number(const std::string& cell) {
  constexpr std::size_t kMostDigits = 12;
  return !cell.empty() && cell.size() <= kMostDigits &&
         std::all_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string with_tenth(const std::string& tenths, Lang lang) {
  const std::string padded = tenths.size() == 1 ? "0" + tenths : tenths;
  return padded.substr(0, padded.size() - 1) + (lang == Lang::vi ? "," : ".") + padded.back();
}

bool is_figure(Shows shows) { return shows == Shows::whole || shows == Shows::share; }

// For files: numbers as programs read them.
std::string in_file(const std::string& cell, Shows shows, Lang lang) {
  return shows == Shows::share && is_number(cell) ? with_tenth(cell, lang) : cell;
}

bool has_cells(const ReportTable& table, std::size_t column) {
  return table.rows.empty() || std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
           return column < row.size() && !row[column].empty();
         });
}

exchange::Table file_table(const ReportTable& table, Lang lang) {
  exchange::Table out;
  for (const ReportColumn& column : table.columns) out.header.push_back(column.header);
  for (const auto& row : table.rows) {
    exchange::Row line;
    line.line = out.rows.size() + 2;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      line.cells.push_back(i < row.size() ? in_file(row[i], table.columns[i].shows, lang) : std::string());
    out.rows.push_back(std::move(line));
  }
  return out;
}

}  // namespace

std::string shown(const std::string& cell, Shows shows, Lang lang) {
  if (!is_figure(shows) || !is_number(cell)) return cell;
  return shows == Shows::share ? with_tenth(cell, lang) : grouped(std::stoull(cell), lang);
}

std::string share_of(std::uint64_t part, std::uint64_t whole) {
  constexpr std::uint64_t kTenths = 1'000;
  return whole == 0 ? std::string() : std::to_string(part * kTenths / whole);
}

Table screen_table(const ReportTable& table, Lang lang) {
  Table out;
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (table.columns[i].on_screen && has_cells(table, i)) columns.push_back(i);
  for (const std::size_t i : columns) {
    out.headers.push_back(table.columns[i].header);
    out.right.push_back(is_figure(table.columns[i].shows));
  }
  for (const auto& row : table.rows) {
    std::vector<std::string> line;
    for (const std::size_t i : columns)
      line.push_back(i < row.size() ? shown(row[i], table.columns[i].shows, lang) : std::string());
    out.rows.push_back(std::move(line));
  }
  return out;
}

paper::Table paper_table(const ReportTable& table, Lang lang) {
  paper::Table out{.if_empty = table.if_empty};
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (table.columns[i].on_paper && has_cells(table, i)) columns.push_back(i);
  for (const std::size_t i : columns)
    out.columns.push_back({table.columns[i].header, table.columns[i].width,
                           is_figure(table.columns[i].shows) ? paper::Align::right : paper::Align::left});
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto& row = table.rows[r];
    const bool same = r > 0 && !row.empty() && !table.rows[r - 1].empty() && row[0] == table.rows[r - 1][0];
    paper::Row line{.strong = r + table.sums >= table.rows.size()};
    for (const std::size_t i : columns)
      line.cells.push_back(i >= row.size() || (same && table.columns[i].once)
                               ? std::string()
                               : for_terminal(shown(row[i], table.columns[i].shows, lang)));
    out.rows.push_back(std::move(line));
  }
  return out;
}

std::string csv_of(const ReportTable& table, Lang lang) { return exchange::to_csv(file_table(table, lang)); }

Result<std::string> xlsx_of(const ReportTable& table, Lang lang) {
  const exchange::Table sheet = file_table(table, lang);
  exchange::XlsxSheet look = exchange::sheet_of(sheet, exchange::ImportKind::certificate);
  look.name = table.name;
  look.above = table.above;
  using Kind = exchange::XlsxColumn::Kind;
  for (std::size_t i = 0; i < look.columns.size() && i < table.columns.size(); ++i)
    look.columns[i].kind = table.columns[i].shows == Shows::whole   ? Kind::whole
                           : table.columns[i].shows == Shows::share ? Kind::decimal
                           : table.columns[i].shows == Shows::day   ? Kind::date
                                                                    : Kind::text;
  return exchange::write_xlsx(sheet, look);
}

Result<ReportFormat> report_format(const std::string& path) {
  const auto dot = path.rfind('.');
  const std::string ending = dot == std::string::npos ? std::string() : credential::fold(path.substr(dot + 1));
  if (ending == "csv") return ReportFormat::as_csv;
  if (ending == "xlsx") return ReportFormat::as_xlsx;
  if (ending == "json") return ReportFormat::as_json;
  if (ending == "pdf") return ReportFormat::as_pdf;
  return Error(kUsage, path + ": .csv, .xlsx, .json, .pdf");
}

}  // namespace hocba::cli
