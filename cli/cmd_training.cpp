// hocba training: programmes, rosters, classes and what is issued for them (design §7; docs/TRAINING.en.md).
// Coverage, evidence and reports are in cmd_training_reports.cpp and cmd_report.cpp.
#include "cli/commands.hpp"
#include "cli/training_commands.hpp"
#include "cli/training_reports.hpp"

namespace hocba::cli {

void add_training_commands(Args root, Run& run) {
  Args training = root.command("training", "bồi dưỡng: chương trình, danh sách, lớp, kết quả, chứng chỉ, độ phủ",
                               "training: programmes, rosters, classes, results, certificates, coverage");
  add_training_programme_commands(training, run);
  add_training_roster_commands(training, run);
  add_training_class_commands(training, run);
  add_training_external_command(training, run);
  add_training_attendance_command(training, run);
  add_training_issue_command(training, run);
  add_training_report_commands(training, run);
}

}  // namespace hocba::cli
