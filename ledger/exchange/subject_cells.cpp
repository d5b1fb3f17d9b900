#include "ledger/exchange/subject_cells.hpp"

#include "ledger/credential/limits.hpp"

namespace hocba::exchange {

// The register's assessments of a term.
void read_term(RowReader& row, credential::TermAssessments& term, Field regular, Field midterm, Field final,
               Field topics) {
  row.marks_or_levels(regular, term.regular, term.regular_levels);
  term.midterm = row.mark_or_level(midterm, term.midterm_level);
  term.final = row.mark_or_level(final, term.final_level);
  term.topics = row.tenths(topics);
}
// What a vocational school says of a module beside its mark.
void read_module(RowReader& row, credential::TranscriptResult& result) {
  const auto count = [&](std::optional<int>& to, Field field, std::uint32_t least, int most) {
    if (const auto number = row.number(field, least, static_cast<std::uint32_t>(most))) to = static_cast<int>(*number);
  };
  count(result.semester, Field::semester, 1, credential::kMostSemesters);
  count(result.credits, Field::credits, 0, credential::kMostCredits);
  count(result.hours, Field::hours, 0, credential::kMostHours);
  result.letter = row.text(Field::letter, false, 60);
  result.four_scale = row.text(Field::four_scale, false, 60);
  result.not_counted = row.flag(Field::not_counted);
}

}  // namespace hocba::exchange
