// Joined score sheets as the rows of a transcripts' sheet, and what a class list adds to them. Pure.
#pragma once

#include "ledger/exchange/columns.hpp"

namespace hocba::exchange {

// As export_transcripts, but without what nobody has given yet: date of issue, serial, originality.
Table transcript_rows(const std::vector<credential::TranscriptData>& pupils);
// Cells that are empty in the rows, from the list's row of the same pupil: by personal number, sector code, else name
// and birth date where these are one person's in both, and only where nothing that both say of who it is differs.
// Columns that transcripts don't have (phone numbers …) are left out. Errors: a pupil of the rows who is not in the
// list, is there twice, has somebody else's code there or another code; two pupils who would share a row of it; a cell
// that is used and has no readable value. A pupil of the list who is not in the rows: a note.
// exchange.column_missing, .column_twice.
Status fill_from_class_list(Table& rows, const Table& list, std::vector<RowIssue>& issues);
void fill_column(Table& rows, Field field, const std::string& text);  // where it is empty

}  // namespace hocba::exchange
