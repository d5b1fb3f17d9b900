// hocba sheets: what can be done with spreadsheets without a ledger.
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/sheet_difference.hpp"
#include "cli/sheet_forms.hpp"

namespace hocba::cli {
namespace {

void add_diff(Args sheets, Run& run) {
  struct Options {
    std::string before, after, before_sheet, after_sheet;
  };
  auto o = std::make_shared<Options>();
  Args diff = sheets.command("diff", "hai bảng học bạ khác nhau ở đâu: ai thêm, ai không còn, giá trị cũ → mới",
                             "what differs between two sheets of transcripts: who came, who went, values old → new",
                             "hocba sheets diff lop-6a1-cu.xlsx lop-6a1.xlsx\n"
                             "hocba sheets diff khoi-6.xlsx khoi-6.xlsx --old-sheet 6A1 --sheet 6A2");
  diff.positional("OLD", o->before, "bảng trước", "the former sheet").required();
  diff.positional("NEW", o->after, "bảng này", "the new one").required();
  diff.option("--old-sheet", o->before_sheet, "trang tính của bảng trước", "sheet of the former workbook");
  diff.option("--sheet", o->after_sheet, "trang tính của bảng này", "sheet of the new workbook");
  diff.action([o, &run] {
    const auto found = difference_of_files(o->before, o->before_sheet, o->after, o->after_sheet);
    if (!found.ok()) return run.fail(found.error());
    tell_difference(run.out(), *found, o->before);
    run.out().json(difference_json(*found));
    return kExitDone;
  });
}

}  // namespace

void add_sheets_commands(Args root, Run& run) {
  Args sheets = root.command("sheets", "bảng tính, không cần nút: xuất, ghép, so sánh",
                             "spreadsheets, without a node: forms, joining, differences");
  add_template_command(sheets, run);
  add_form_commands(sheets, run);
  add_diff(sheets, run);
}

}  // namespace hocba::cli
