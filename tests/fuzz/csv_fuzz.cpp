// CSV from anywhere: within the bounds, rows as long as the header, lines that grow; what is written back is readable
// unless another row makes the better header.
#include <cstdint>
#include <string_view>

#include "ledger/exchange/csv.hpp"

using namespace hocba;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = exchange::parse_csv({reinterpret_cast<const char*>(data), size});
  if (!table.ok()) return 0;
  HOCBA_CHECK(!table->header.empty() && table->header.size() <= exchange::kMaxCsvColumns);
  std::size_t line = table->header_line;
  for (const auto& row : table->rows) {
    HOCBA_CHECK(row.cells.size() == table->header.size() && row.line > line);
    line = row.line;
  }
  const auto again = exchange::parse_csv(exchange::to_csv(*table));
  if (!again.ok() || again->header != table->header) return 0;
  HOCBA_CHECK(again->rows.size() <= table->rows.size());
  return 0;
}
