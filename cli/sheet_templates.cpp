// hocba sheets form: empty sheets with the names of their columns and an example row.
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/sheet.hpp"
#include "cli/sheet_forms.hpp"
#include "ledger/exchange/csv.hpp"

namespace hocba::cli {

namespace {

struct TemplateOptions {
  std::string which, to;
};
struct TemplateName {
  const char* name;
  exchange::ImportKind kind;
};
constexpr TemplateName kTemplates[] = {{"training-roster", exchange::ImportKind::training_roster},
                                       {"training-results", exchange::ImportKind::training_results},
                                       {"training-attendance", exchange::ImportKind::training_attendance},
                                       {"training-external", exchange::ImportKind::training_external},
                                       {"training-corrections", exchange::ImportKind::training_corrections},
                                       {"transcript", exchange::ImportKind::transcript},
                                       {"certificate", exchange::ImportKind::certificate},
                                       {"diploma", exchange::ImportKind::diploma},
                                       {"award", exchange::ImportKind::award},
                                       {"award-proposals", exchange::ImportKind::proposal},
                                       {"award-quota", exchange::ImportKind::quota}};

Status write_empty_form(Run& run, const TemplateOptions& o) {
  for (const TemplateName& one : kTemplates) {
    if (o.which != one.name) continue;
    const exchange::Table table = exchange::template_table(one.kind);
    if (o.to.empty()) {
      const std::string text = exchange::to_csv(table);
      if (!run.out().json_wanted()) run.out().raw(text);
      run.out().json({{"form", text}});
      return done();
    }
    HOCBA_TRY(const std::string bytes, sheet_bytes(table, one.kind, o.to));
    HOCBA_RETURN_IF_ERROR(write_new_file(o.to, bytes));
    run.out().line(run.say("Đã ghi ", "Wrote ") + o.to);
    run.out().json({{"file", o.to}});
    return done();
  }
  return Error(kUnknownWord, o.which);
}

}  // namespace

void add_template_command(Args sheets, Run& run) {
  auto o = std::make_shared<TemplateOptions>();
  Args form = sheets.command("form", "mẫu bảng tính trống, có tên cột và một dòng ví dụ",
                             "an empty form: the names of the columns and an example row",
                             "hocba sheets form training-roster -o danh-sach.xlsx\n"
                             "hocba sheets form training-results -o ket-qua.xlsx");
  std::vector<std::string> names;
  for (const TemplateName& one : kTemplates) names.emplace_back(one.name);
  form.positional("FORM", o->which, "mẫu nào", "which form").one_of(names).required();
  form.option("-o,--to", o->to, "tệp ghi ra, .xlsx hoặc .csv (không có: in CSV)",
              "the file to write, .xlsx or .csv (without: prints CSV)");
  form.action([o, &run] { return run.finish(write_empty_form(run, *o)); });
}

}  // namespace hocba::cli
