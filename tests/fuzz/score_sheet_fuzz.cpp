// Score sheets of anyone: what was read is joined, written and read again to the same sheet. The first byte is the
// term.
#include <cstdint>
#include <string_view>

#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/score_join.hpp"
#include "ledger/exchange/score_sheet.hpp"

using namespace hocba;

namespace {

std::string written_again(const exchange::ImportedScores& scores) {
  for (const auto& issue : scores.issues) HOCBA_CHECK(issue.code != nullptr && issue.line > 0);
  const auto joined = exchange::join_scores({scores});
  HOCBA_CHECK(joined.pupils.size() <= scores.rows.size());
  return exchange::form_csv(exchange::score_sheet(joined.pupils, scores.name));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto table = exchange::parse_csv({reinterpret_cast<const char*>(data) + 1, size - 1});
  if (!table.ok()) return 0;
  (void)exchange::import_scores(*table, {}, false);  // by its titles
  const exchange::ScoreSheetName name{"2024-2025", "6A1", "TOAN", "Toán", data[0] % 2 + 1};
  const auto read = exchange::import_scores(*table, name, true);
  if (!read.ok()) return 0;
  HOCBA_CHECK(read->rows.size() + read->refused.size() == table->rows.size());
  const std::string once = written_again(*read);
  const auto again = exchange::parse_csv(once);
  HOCBA_CHECK(again.ok());
  const auto back = exchange::import_scores(*again, name, false);
  HOCBA_CHECK(back.ok() && back->refused.empty());
  HOCBA_CHECK(written_again(*back) == once);
  return 0;
}
