// The results of a primary school year in the form of the sector database's upload, KetQuaHocTapImportExcel: 35
// columns, A to AI, under three rows of names. The form of grades 1 and 2 is the one that is known publicly; grades 3
// to 5 get the columns that their subjects need, in the same order (docs/formats/spreadsheets.md). Pure.
#pragma once

#include "ledger/exchange/form_sheet.hpp"

namespace hocba::exchange {

// Of these pupils the year named; who has no such year, or is of no primary school, is not in it. Pupils by class and
// name (NM-4). Nothing of what the form has no column for: no family, address, health, disability.
// exchange.form_mixed: pupils of several of the forms (grades 1–2, 3, 4–5) at once; exchange.form_empty: nobody.
Result<FormSheet> results_sheet(const std::vector<credential::TranscriptData>& pupils,
                                const credential::PeriodCode& period);

}  // namespace hocba::exchange
