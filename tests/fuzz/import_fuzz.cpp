// A spreadsheet of anyone as certificates, diplomas, awards and transcripts: no crash, every complaint has a code and a
// place, what was imported is exported and imported again to the same rows, and a sheet does not differ from itself.
#include <cstdint>
#include <string_view>

#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/import.hpp"
#include "ledger/exchange/sheet_diff.hpp"

using namespace hocba;

namespace {

template <class Data, class Import, class Export>
void there_and_back(const exchange::CsvTable& table, exchange::ImportKind kind, Import import, Export export_rows) {
  exchange::ImportDefaults defaults;
  defaults.issuer = {credential::UnitCode::parse("99DH0001").value(), "Trường Đại học Mẫu"};
  defaults.any_columns = true;  // else few inputs would get as far as rows
  const exchange::Imported<Data> imported = import(table, defaults);
  HOCBA_CHECK(imported.items.size() == imported.lines.size());
  std::size_t taken = 0;
  for (const auto& lines : imported.rows) taken += lines.size();
  HOCBA_CHECK(taken + imported.refused.size() == table.rows.size());
  for (const auto& issue : imported.issues) HOCBA_CHECK(issue.code != nullptr && issue.line > 0);
  const exchange::CsvTable rows = export_rows(imported.items);
  const auto again = import(rows, defaults);
  // Of a sheet without a column that documents need nobody issues: what is written has the column, and it is empty.
  if (!exchange::missing_columns(table, kind).issues.empty()) return;
  HOCBA_CHECK(again.items.size() == imported.items.size());
  HOCBA_CHECK(exchange::to_csv(export_rows(again.items)) == exchange::to_csv(rows));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = exchange::parse_csv({reinterpret_cast<const char*>(data), size});
  if (!table.ok()) return 0;
  there_and_back<credential::CertificateData>(*table, exchange::ImportKind::certificate, exchange::import_certificates,
                                              exchange::export_certificates);
  there_and_back<credential::DiplomaData>(*table, exchange::ImportKind::diploma, exchange::import_diplomas,
                                          exchange::export_diplomas);
  there_and_back<credential::AwardData>(*table, exchange::ImportKind::award, exchange::import_awards,
                                        exchange::export_awards);
  there_and_back<credential::TranscriptData>(*table, exchange::ImportKind::transcript, exchange::import_transcripts,
                                             exchange::export_transcripts);
  const auto diff = exchange::diff_transcripts(*table, *table);
  HOCBA_CHECK(!diff.ok() || (diff->added.empty() && diff->removed.empty() && diff->changed.empty() &&
                             diff->only_before.empty() && diff->only_after.empty()));
  return 0;
}
