// What one row of a transcript's sheet says of a subject beside its results. Internal to ledger/exchange.
#pragma once

#include "ledger/exchange/row_reader.hpp"

namespace hocba::exchange {

// The register's assessments of a term.
void read_term(RowReader& row, credential::TermAssessments& term, Field regular, Field midterm, Field final,
               Field topics);
// What a vocational school says of a module beside its mark.
void read_module(RowReader& row, credential::TranscriptResult& result);

}  // namespace hocba::exchange
