// Sheets in the forms that schools' systems take: titles and headers of several rows above a table, cells merged over
// them. What the forms are of: score_sheet.hpp, results_sheet.hpp. Values.
#pragma once

#include <string>
#include <vector>

#include "ledger/exchange/xlsx.hpp"

namespace hocba::exchange {

struct FormSheet {
  Table table;      // as plain text: titles, one row of names, rows
  XlsxSheet sheet;  // how it looks as a workbook: name, columns, rows of the header, merged cells
};
std::string form_csv(const FormSheet& form);
Result<std::string> form_xlsx(const FormSheet& form);

// What forms need of a transcript: who, the level, and the school years that are shown of it. Nothing of family,
// address or health.
credential::TranscriptData pupil_of(const credential::Document& transcript);

// A name for a sheet or file: characters that neither may have are left out; at most `characters` long, never empty.
std::string plain_name(std::string_view text, std::size_t characters);

}  // namespace hocba::exchange
