// Proposals of awards (plan 003): who is put forward for which award, and the summary table that offices exchange, with
// exactly five columns: «STT, Tên tập thể/cá nhân, Đơn vị, Tóm tắt thành tích nổi bật, Ghi chú».
//
// That table says neither for which award a row is nor whether it is a collective: as on paper, rows that stand alone
// in the name's column are headings, first the award ("Bằng khen của Chủ tịch UBND tỉnh"), below it "Tập thể" or "Cá
// nhân". Sheets of our own may have columns of their own for both, for the dossier's day and for birth dates
// (docs/formats/awards.md). Pure: tables in, tables out; every issue names its row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/time.hpp"
#include "ledger/exchange/table.hpp"

namespace hocba::exchange {

enum class AwardKind { collective, individual };
std::optional<AwardKind> award_kind(std::string_view typed);  // Tập thể, Cá nhân; collective, individual
std::string_view words_of(AwardKind kind);                    // "Tập thể"

struct AwardProposal {
  std::size_t line = 0;
  std::string title;  // hình thức khen thưởng; empty: not said
  std::optional<AwardKind> kind;
  std::string name, unit, achievement, note;
  std::optional<Date> birth_date;    // tells homonyms apart
  std::optional<Date> submitted_on;  // when the dossier came
};

// What the sheet itself doesn't say.
struct ProposalDefaults {
  std::string title = {};
  std::optional<AwardKind> kind = std::nullopt;
  bool must_name = false;                // a row without award or kind is an error
  std::vector<std::string> titles = {};  // awards that are known, beside the words that awards begin with
};
struct Proposals {
  std::vector<AwardProposal> items;
  std::vector<RowIssue> issues;
  bool dated = false;  // there is a column of the dossiers' days
  std::size_t errors() const;
};
// A row with an error is no item.
Proposals import_proposals(const Table& table, const ProposalDefaults& defaults);

// The five columns, grouped by award (in the order of their first row) and kind, numbered from 1 in each group.
// import_proposals() of it gives the same names, units, achievements, notes, awards and kinds.
Table summary_table(const std::vector<AwardProposal>& proposals);
// Whom the summary can't tell apart, for it has no birth dates: a note for each further one.
std::vector<RowIssue> homonyms_of_summary(const std::vector<AwardProposal>& proposals);

}  // namespace hocba::exchange
