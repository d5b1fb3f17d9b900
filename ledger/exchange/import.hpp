// From rows of a CSV file to the data of documents: columns by header name (Vietnamese or English, accents and case
// ignored), names and dates by domain §5, every issue reported with its row and column, none of them guessed away.
// One row is one certificate, diploma or award; a transcript has one row per subject, rows of one pupil grouped.
// Templates with headers and an example row: template_table(). Normative: docs/formats/csv.md,
// docs/formats/spreadsheets.md.
#pragma once

#include "ledger/credential/kinds.hpp"
#include "ledger/exchange/csv.hpp"

namespace hocba::exchange {

// Those after transcripts are no documents: proposals of awards (proposals.hpp), their quotas (quota.hpp), and the
// sheets of training (training_sheets.hpp).
enum class ImportKind {
  certificate,
  diploma,
  award,
  transcript,
  proposal,
  quota,
  training_roster,
  training_results,
  training_attendance,
  training_external,
  training_corrections
};
inline constexpr ImportKind kImportKinds[] = {ImportKind::transcript,
                                              ImportKind::certificate,
                                              ImportKind::diploma,
                                              ImportKind::award,
                                              ImportKind::proposal,
                                              ImportKind::quota,
                                              ImportKind::training_roster,
                                              ImportKind::training_results,
                                              ImportKind::training_attendance,
                                              ImportKind::training_external,
                                              ImportKind::training_corrections};

// What the importer cannot know: filled in by the issuer's program for every document.
struct ImportDefaults {
  credential::Issuer issuer;
  std::optional<credential::PeriodCode> period;
  std::uint32_t book = 0;
  std::string status_list_base;
  std::optional<Date> today;  // nothing is issued on a later day; absent: not checked
  // Takes a sheet with columns that nobody knows, or a transcript's without marks; else these are errors, because a
  // renamed column would drop its marks from every document unseen.
  bool any_columns = false;
};
// A row that is in no item, and the line whose error keeps it out: its own, another row's of the same pupil, or the
// header's where the sheet's columns do.
struct RefusedRow {
  std::size_t line = 0, because = 0;
  std::string name = {};  // as the row says it; may be empty
};
// Each row of the table is in one item, or is refused. From kMaxIssues remarks on, each further row tells its first
// error alone, and a note says so.
inline constexpr std::size_t kMaxIssues = 10'000;
template <class Data>
struct Imported {
  std::vector<Data> items;
  std::vector<std::size_t> lines;              // of each item: its first row
  std::vector<std::vector<std::size_t>> rows;  // of each item: all of them
  std::vector<RowIssue> issues;
  std::vector<RefusedRow> refused;  // in the order of the table
};
// Ids, salts, register numbers and status indexes are left empty: they are given when the register was reserved.
Imported<credential::CertificateData> import_certificates(const CsvTable& table, const ImportDefaults& defaults);
Imported<credential::DiplomaData> import_diplomas(const CsvTable& table, const ImportDefaults& defaults);
Imported<credential::AwardData> import_awards(const CsvTable& table, const ImportDefaults& defaults);
Imported<credential::TranscriptData> import_transcripts(const CsvTable& table, const ImportDefaults& defaults);
Table template_table(ImportKind kind);
std::string template_csv(ImportKind kind);

// What the holder's documents say, back as rows (round trip: import(export(x)) == x).
CsvTable export_certificates(const std::vector<credential::CertificateData>& items);
CsvTable export_diplomas(const std::vector<credential::DiplomaData>& items);
CsvTable export_awards(const std::vector<credential::AwardData>& items);
CsvTable export_transcripts(const std::vector<credential::TranscriptData>& items);

}  // namespace hocba::exchange
