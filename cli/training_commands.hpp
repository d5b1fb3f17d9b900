// The parts of hocba training, one file each, and what they share of asking, reading sheets and recording.
#pragma once

#include "cli/args.hpp"
#include "cli/sender.hpp"
#include "cli/sheet.hpp"
#include "cli/training.hpp"

namespace hocba::cli {

void add_training_programme_commands(Args training, Run& run);
void add_training_roster_commands(Args training, Run& run);
void add_training_class_commands(Args training, Run& run);
void add_training_enrol_commands(Args family, Run& run);    // enrol, unenrol
void add_training_session_commands(Args family, Run& run);  // session add, replace; attendance
void add_training_result_commands(Args family, Run& run);   // result, correct
void add_training_close_commands(Args family, Run& run);    // close, check
void add_training_external_command(Args training, Run& run);
void add_training_attendance_command(Args training, Run& run);  // import-attendance
void add_training_issue_command(Args training, Run& run);

// The plan as a page: parts with their rules, what was filled in, what the plan does not say.
void tell_programme_file(Run& run, const training::ProgrammeFile& file);
// The file is public and named by its digest.
Status put_programme_file(ApiClient& node, const std::string& digest, const std::string& toml);

// A table out of a file, with what reading has to say of it.
struct ReadSheet {
  exchange::Table table;
  std::vector<SheetIssue> issues;
  std::string file;
  void tell_of(const std::vector<exchange::RowIssue>& more);
  std::size_t errors() const;
};
Result<ReadSheet> read_training_sheet(const std::string& file, const std::string& sheet);
// The issues as a table; cli.rows_refused where there are errors and the sheet is not taken without those rows.
Status refuse_bad_rows(Run& run, const ReadSheet& sheet, bool skip_bad);

// For whom a class's record is signed: --unit (a successor), else its provider.
Result<std::optional<chain::UnitCode>> acting_for(Run& run, const std::string& party);
// As send(), a refusal in the words of the class, and of its `people`.
Result<std::optional<Recorded>> send_for_class(Run& run, chain::Body body, const ClassInfo& info,
                                               const SendOptions& options, const std::string& what,
                                               const Openings* openings = nullptr, const SeatNames& people = {});
// Options that name a class.
void add_class_name(Args& command, ClassName& name);
void add_sheet_options(Args& command, std::string& sheet, bool& allow_columns);

// Before a class's periods are counted, or it is closed: cli.register_differs, with what mends it, where the register
// is not what the ledger commits to; by keys that may read it, else a note. `anyway`: it is told and no more.
Status register_matches(Run& run, const ClassInfo& info, bool anyway);
void add_anyway(Args& command, bool& anyway);

// "Nguyễn Văn Thử; thạc sĩ; PGS"
struct TypedTrainer {
  RegisterTrainer kept;
  chain::Trainer recorded;
};
Result<TypedTrainer> trainer_option(const std::string& text);
// Behind the last one of this provider, and of those that were merged into it, in this programme (its first record) and
// course.
Result<std::uint32_t> next_class_number(Run& run, std::uint64_t programme, const std::string& provider,
                                        const std::string& course);
// Opens it; its register, with what opens the trainers' commitments, waits on the disk until class_register() gives it
// to the node.
Result<Recorded> send_opening(Run& run, const chain::TrainingClass& body, const chain::UnitCode& acting,
                              const ClassRegister& kept, bool silent = false);
void draw_session_salt(RegisterSession& session);
chain::TrainingSession session_record(const training::ClassId& klass, const RegisterSession& session);

// A class that is over before anything of it is recorded: opened, everybody enrolled, its register stored, the
// register's sessions, the results, closed; the caller says so. What was interrupted lies in units/CODE/classes and is
// completed by complete_earlier_classes(); what is refused is cancelled.
struct WholeClass {
  chain::TrainingClass body;
  ClassRegister kept;
  std::vector<chain::EnrolSeat> seats;     // in any order; so the results
  std::vector<chain::SeatResult> results;  // of all of them
  SeatNames people = {};
};
Result<ClassInfo> record_whole_class(Run& run, const std::string& unit, WholeClass whole);
// Before people are read for more of them. How many; an error where one of this programme can't be completed now.
Result<std::size_t> complete_earlier_classes(Run& run, const std::string& unit, const Programme& programme);
// Where a run of several stops: which are done, and what to do.
void tell_recorded_classes(Run& run, const std::vector<std::string>& names);
std::string some_names(const std::vector<std::string>& names);  // "12 (A, B, …)"

// Whom to enrol: a sheet of people, or so many of those who wait.
struct EnrolOptions {
  std::string file, sheet, unit;
  std::uint64_t pick = 0;
  bool failed = false, allow_columns = false, dry_run = false;
  bool wanted() const { return !file.empty() || pick > 0; }
};
void add_enrol_options(Args& command, EnrolOptions& options);
// Chooses and records; tells how many, and of classes that are too small. How many were enrolled.
Result<std::size_t> enrol_in_class(Run& run, const OpenedClass& opened, const EnrolOptions& options);
// training.class_small as a warning.
void warn_of_small_class(Run& run, const std::string& name, std::uint64_t learners);

// The named learners of a list: seats, or "Họ tên; dd/mm/yyyy"; with `numbers` also numbers in the list, where this
// very list was shown (of a class: class show). cli.learner_unknown, cli.not_numbered.
Result<std::vector<std::size_t>> learners_named(const std::vector<exchange::ListedLearner>& list,
                                                const std::vector<std::string>& names, bool numbers = false);

}  // namespace hocba::cli
