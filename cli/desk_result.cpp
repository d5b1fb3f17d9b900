// The result file of hocba issue … --desk: ids are known once the drafts have numbers, so that what is fetched later
// can be named. The same sheet again writes it anew, with what was issued since.
#include "cli/codes.hpp"
#include "cli/desk_deposit.hpp"
#include "cli/files.hpp"

namespace hocba::cli {

Status DeskDepositing::write_desk_result() const {
  HOCBA_TRY(ApiClient * node, run_.api());
  std::vector<SheetRow> rows;
  std::vector<RowOutcome> outcomes;
  std::set<std::string> ids;
  for (const auto& [place, known] : elsewhere_) ids.insert(known.id);
  for (const Row& row : done_) {
    const auto colon = row.line.rfind(':');
    SheetRow& shown = rows.emplace_back();
    shown.file = row.line.substr(0, colon);
    shown.line = colon == std::string::npos ? 0 : std::strtoull(row.line.c_str() + colon + 1, nullptr, 10);
    shown.common().holder.name = row.name;
    RowOutcome& outcome = outcomes.emplace_back();
    outcome.serial = row.serial;
    outcome.number = row.number;
    if (row.error) {
      outcome.error = error_text(*row.error, run_.lang());
      continue;
    }
    outcome.id = row.id;
    ids.insert(row.id);
    if (row.what != "issued") {
      outcome.on_desk = true;
      continue;
    }
    HOCBA_TRY(const StandingInfo standing, node->credential(row.id));
    outcome.index = standing.index;
  }
  HOCBA_RETURN_IF_ERROR(keep_other_result(ids));
  return write_file(result_, result_csv(rows, outcomes, sheets_.refused, run_.lang()), Access::owner);
}

// What lies on the desk lies there, whether or not the file can be written.
Result<int> DeskDepositing::end() {
  if (const Status written = write_desk_result(); !written.ok())
    run_.out().warning(run_.say("không ghi được tệp kết quả: ", "the result file was not written: ") +
                       error_text(written.error(), run_.lang()));
  return tell();
}

}  // namespace hocba::cli
