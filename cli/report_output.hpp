// Where a report goes: a new file, in the form that its name asks for. The commands of reports share it.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "cli/files.hpp"
#include "cli/report_table.hpp"
#include "cli/run.hpp"

namespace hocba::cli {

// Before anything is asked: nothing for the screen; cli.usage, cli.file_exists, cli.folder_missing.
Result<std::optional<ReportFormat>> output_target(const std::string& path);
// The file's bytes: the table (.csv, .xlsx), the value (.json) or the paper (.pdf).
Result<std::string> report_file_bytes(Lang lang, ReportFormat format, const ReportTable& table,
                                      const nlohmann::json& value, const std::function<paper::Paper()>& paper);
// Writes the table (.csv, .xlsx), the value (.json) or the paper (.pdf), and says so. `paper` is made only where it is
// wanted. With --json on the screen, too: {"file"} and the number of rows.
Status write_report(Run& run, const std::string& path, ReportFormat format, const ReportTable& table,
                    const nlohmann::json& value, const std::function<paper::Paper()>& paper, Access access);

}  // namespace hocba::cli
