// A report of training on the screen, wherever it is met: built (report build), filed (report show), or waiting for a
// signature (desk show, desk approve, record show).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "cli/training_paper.hpp"

namespace hocba::cli {

// The canonical JSON, read, and whether it is late (of one that is not filed: whether it would be).
struct BuiltReport {
  std::string text, digest;
  ReportContent content;
  bool late = false;
};
std::string report_digest(const std::string& text);  // as the ledger has it, base64url
// cli.answer_malformed where it is not of this digest, byte for byte.
Result<BuiltReport> checked_report(std::string text, const std::string& digest);

// The filed reports of a programme, kind and period, by anybody or one unit; of any where these are empty.
Result<std::vector<FiledLine>> filed_reports(Run& run, const std::string& programme, const std::string& unit,
                                             const std::string& kind, const std::string& period);
// With the names and dates that the node tells. `programme`: the version that it was computed under.
Result<TrainingReport> as_report(Run& run, const BuiltReport& built, const Programme& programme);
Result<bool> late_now(Run& run, const TrainingReport& report);
// Whose, which period, the summary, size, digest and due day, what it rolls up, who is late.
void tell_report(Run& run, const TrainingReport& report);
// Its tables: coverage by each cut, and but for a school's the classes.
void tell_counts(Run& run, const TrainingReport& report);
nlohmann::json told_report(const TrainingReport& report, const BuiltReport& built);

}  // namespace hocba::cli
