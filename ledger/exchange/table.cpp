#include "ledger/exchange/table.hpp"

#include <algorithm>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"

namespace hocba::exchange {
namespace {

// Web systems like to call a page of HTML .xls.
bool is_markup(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xef\xbb\xbf") bytes.remove_prefix(3);
  bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
  for (const std::string_view start : {"<?xml", "<!doctype", "<html", "<table", "<meta", "<head"}) {
    const std::string_view begins = bytes.substr(0, start.size());
    if (std::equal(begins.begin(), begins.end(), start.begin(), start.end(),
                   [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b; }))
      return true;
  }
  return false;
}

}  // namespace

std::size_t known_names(const std::vector<std::string>& cells) {
  return static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(), [](const auto& cell) { return is_known_header(cell); }));
}

bool same_header(const std::vector<std::string>& cells, const std::vector<std::string>& header) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header_key(cells[i]) != header_key(header[i])) return false;
  }
  return true;
}

Result<Table> read_table(std::string_view bytes, std::string_view sheet) {
  constexpr std::string_view kZip = "PK", kCompoundFile = "\xd0\xcf\x11\xe0";
  if (bytes.substr(0, 2) == kZip && bytes.size() > 3 && bytes[2] < 9) return read_xlsx(bytes, sheet);
  if (bytes.substr(0, 4) == kCompoundFile) return Error(kSheetFormat, ".xls");
  if (bytes.substr(0, 5) == "%PDF-") return Error(kSheetFormat, "PDF");
  if (is_markup(bytes)) return Error(kSheetFormat, "HTML, XML");
  if (!sheet.empty()) return Error(kXlsxSheetUnknown, "CSV");
  return parse_csv(bytes);
}

}  // namespace hocba::exchange
