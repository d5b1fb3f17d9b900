// Workbooks of anyone. An input that begins with PK is an archive as it is; any other is the parts of one, so that the
// XML behind the checksums is reached too: NAME LF text, parts ended by a NUL. What is read keeps the bounds, and is
// written and read again as itself.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "ledger/exchange/zip.hpp"

using namespace hocba;

namespace {

std::string archive_of(std::string_view input) {
  std::vector<std::pair<std::string, std::string>> parts;
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\0'), input.size());
    const std::string_view part = input.substr(0, end);
    const std::size_t line = std::min(part.find('\n'), part.size());
    parts.emplace_back(part.substr(0, std::min<std::size_t>(line, 200)), part.substr(std::min(line + 1, part.size())));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return exchange::write_zip(parts);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto table = exchange::read_xlsx(input.substr(0, 2) == "PK" ? std::string(input) : archive_of(input));
  if (!table.ok()) return 0;
  HOCBA_CHECK(!table->header.empty() && table->header.size() <= exchange::kMaxCsvColumns);
  std::size_t line = 0;
  for (const auto& row : table->rows) {
    HOCBA_CHECK(row.cells.size() == table->header.size() && row.line > line);
    for (const auto& fault : row.faults) HOCBA_CHECK(fault.code != nullptr && fault.column < row.cells.size());
    line = row.line;
  }
  for (const auto& note : table->notes) HOCBA_CHECK(note.code != nullptr && note.line > 0);
  exchange::ImportDefaults defaults;
  defaults.issuer = {credential::UnitCode::parse("99DH0001").value(), "Trường Đại học Mẫu"};
  defaults.any_columns = true;
  for (const auto& issue : exchange::import_certificates(*table, defaults).issues)
    HOCBA_CHECK(issue.code != nullptr && issue.line > 0);
  const auto bytes = exchange::write_xlsx(*table, {});
  if (!bytes.ok()) return 0;
  const auto again = exchange::read_xlsx(*bytes);
  if (!again.ok() || again->header != table->header) return 0;
  HOCBA_CHECK(again->rows.size() <= table->rows.size());
  return 0;
}
