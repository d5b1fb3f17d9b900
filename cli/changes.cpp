#include "cli/changes.hpp"

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/sheet.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/table.hpp"

namespace hocba::cli {

Result<std::vector<Change>> read_changes(Run& run, const std::string& file, const Change& usual) {
  HOCBA_TRY(const std::string bytes, read_file(file));
  // The first line is the header, whatever stands in it: this is no sheet of an office.
  HOCBA_TRY(const auto table, exchange::read_table(bytes));
  const auto column = [&](std::initializer_list<const char*> names) {
    for (std::size_t i = 0; i < table.header.size(); ++i)
      for (const char* name : names)
        if (exchange::header_key(table.header[i]) == name) return static_cast<std::ptrdiff_t>(i);
    return std::ptrdiff_t{-1};
  };
  const auto id = column({"ma van ban", "ma van bang", "credential id", "id", "ma"}),
             reason = column({"ma ly do", "ly do", "reason"}), basis = column({"can cu", "basis"}),
             successor = column({"thay bang", "successor", "by"});
  if (id < 0)
    return Error(kUsage, file + run.say(": thiếu cột Mã văn bản (hoặc Mã, id)",
                                        ": the column Credential id (or id) is missing"));
  std::vector<Change> out;
  const std::string shown = short_name(file, table.sheet);
  for (const auto& note : table.notes)
    run.out().warning(shown + ": " + std::string(pick(run.lang(), note.code->vi, note.code->en)) + " (" + note.detail +
                      ")");
  for (const auto& row : table.rows) {
    if (!row.faults.empty()) return Error(*row.faults.front().code, shown + ": " + row.faults.front().detail);
    const auto cell = [&](std::ptrdiff_t at, const std::string& otherwise) {
      const bool there = at >= 0 && static_cast<std::size_t>(at) < row.cells.size() &&
                         !row.cells[static_cast<std::size_t>(at)].empty();
      return there ? row.cells[static_cast<std::size_t>(at)] : otherwise;
    };
    out.push_back({cell(id, ""), cell(successor, usual.successor), cell(reason, usual.reason), cell(basis, usual.basis),
                   row.line});
  }
  if (out.empty()) return Error(kUsage, file + run.say(": không có dòng nào", ": there is no line in it"));
  return out;
}

}  // namespace hocba::cli
