#include "cli/report_output.hpp"

#include <nlohmann/json.hpp>

#include "cli/paper/pdf.hpp"

namespace hocba::cli {

using nlohmann::json;

Result<std::optional<ReportFormat>> output_target(const std::string& path) {
  std::optional<ReportFormat> out;
  if (path.empty()) return out;
  HOCBA_TRY(out, report_format(path));
  HOCBA_RETURN_IF_ERROR(may_be_new(path));
  return out;
}

Result<std::string> report_file_bytes(Lang lang, ReportFormat format, const ReportTable& table, const json& value,
                                      const std::function<paper::Paper()>& paper) {
  switch (format) {
    case ReportFormat::as_csv:
      return csv_of(table, lang);
    case ReportFormat::as_xlsx:
      return xlsx_of(table, lang);
    case ReportFormat::as_json:
      return value.dump(2) + "\n";
    case ReportFormat::as_pdf:
      return paper::write_pdf(paper());
  }
  HOCBA_CHECK(false);
}

Status write_report(Run& run, const std::string& path, ReportFormat format, const ReportTable& table, const json& value,
                    const std::function<paper::Paper()>& paper, Access access) {
  HOCBA_TRY(const std::string bytes, report_file_bytes(run.lang(), format, table, value, paper));
  HOCBA_RETURN_IF_ERROR(write_new_file(path, bytes, access));
  run.out().line(run.say("Đã ghi ", "Wrote ") + path + " (" + grouped(table.rows.size(), run.lang()) +
                 run.say(" dòng)", " lines)"));
  run.out().json({{"file", path}, {"lines", table.rows.size()}});
  return done();
}

}  // namespace hocba::cli
