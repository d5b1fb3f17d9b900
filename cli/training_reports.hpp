// What an office asks of training: who is covered, who is missing, what is proved of each person, which documents of a
// staff list are in force, what was reported. The node's answers as checked values (training_answers.cpp); tables of
// them are in training_tables.hpp, papers in training_paper.hpp, the commands in cmd_training_reports.cpp and
// cmd_report.cpp. Counts are the node's (ledger/training/book.hpp says what each of them counts). Values.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/run.hpp"
#include "cli/training.hpp"

namespace hocba::cli {

// coverage, missing, evidence, check: below `training`.
void add_training_report_commands(Args training, Run& run);

// --- What things are called -----------------------------------------------------------------------------------------
// A programme, and the words of its file in the reader's language; codes that it doesn't name are shown as they are.
struct ProgrammeNames {
  std::uint64_t index = 0, first = 0;
  std::string office, code, title;
  std::map<std::string, std::string> courses = {}, audiences = {}, levels = {}, topics = {}, units = {};
};
// The name, or the code where there is none.
std::string named(const std::map<std::string, std::string>& names, const std::string& code);
// Of the programme's file, where it was published, and words that every plan uses.
ProgrammeNames names_of(const Programme& programme, Lang lang);
// Of the programme, as programme_option() (empty: none), and of its units where the answer names some.
Result<ProgrammeNames> names_for(Run& run, const std::string& programme, bool units);
// Of these units, as far as they have published one; asked of the node once.
Result<std::map<std::string, std::string>> names_of_units(Run& run);
std::string superior_of(Run& run, const std::string& unit);  // the unit above; empty: none, or the node can't tell

// --- Counts ---------------------------------------------------------------------------------------------------------
struct CoverageLine {
  std::string key, course;  // key: unit, level, audience or topic; empty: of all
  std::uint64_t people = 0, passed = 0, failed = 0, learning = 0, waiting = 0;
  std::uint64_t certified = 0, late = 0, retaken = 0;
  std::uint64_t denominator = 0;        // the head count that the target is about
  std::optional<std::uint64_t> target;  // per cent
  std::optional<Date> target_by;
  bool reached = false;
};
struct PlanLine {
  std::string audience, course, level;  // the last two may be empty
  std::uint64_t planned = 0, opened = 0, closed = 0, cancelled = 0;
  std::uint64_t retakes = 0;  // classes that only re-teach, beside the plan
};
struct Coverage {
  std::uint64_t as_of = 0;   // size of the log
  std::optional<Time> time;  // of the last record before it
  std::vector<CoverageLine> rows;
  std::vector<PlanLine> plan;
};
// The size of the log at the end of this day in Việt Nam, by the times of the blocks; all of it where the day is not
// over. cli.usage where nothing is that old.
Result<std::uint64_t> size_at_end_of(Run& run, Date day);
// When the ledger had this size: the time of the block, or of the record, that it ends with.
Result<Time> time_of_size(Run& run, std::uint64_t size);
Result<CoverageLine> read_coverage_line(const nlohmann::json& value, const std::string& place);
Result<PlanLine> read_plan_line(const nlohmann::json& value, const std::string& place);
Result<Coverage> read_coverage(const nlohmann::json& value, const std::string& path);

// --- People ---------------------------------------------------------------------------------------------------------
struct MissingLine {
  std::string name, unit, level, audience, course, state;  // state: not_nominated, waiting, learning, failed
  std::string birth_date;                                  // ISO
  bool erased = false;                                     // nobody any more: no name
};
Result<std::vector<MissingLine>> read_missing(const nlohmann::json& value, const std::string& path);

struct EvidenceModule {
  std::string programme, course, topic, class_name, passed_on;  // programme: its code; topic may be empty; an ISO day
  std::optional<std::uint64_t> score;                           // tenths
  std::string certificate, serial, standing;                    // empty: none
  std::string since;                                            // of the standing; may be empty
};
struct EvidencePerson {
  std::string name, birth_date, personal_number, unit;
  std::vector<EvidenceModule> modules;
  bool erased = false;  // nobody any more: no name
};
Result<EvidenceModule> read_evidence_module(const nlohmann::json& value, const std::string& place);
Result<std::vector<EvidencePerson>> read_evidence(const nlohmann::json& value, const std::string& path);

// A row of a staff list, and what the node knows of this person.
struct StaffRow {
  std::size_t line = 0;
  std::string name, birth_date, personal_number, unit;
  std::string serial;  // number of a certificate that the list claims; may be empty
};
enum class StaffVerdict {
  in_force,      // a document in force; the one that is claimed, where one is
  not_in_force,  // there is one, revoked, suspended or superseded
  other_serial,  // the number that the list claims is none of this person's
  other_person,  // the personal number is that of another name or birth date
  none,          // known, but nothing was issued
  unknown        // nobody of that name and birth date, or number
};
struct CheckedStaff {
  StaffRow row;
  StaffVerdict verdict = StaffVerdict::unknown;
  std::vector<EvidenceModule> modules;
  std::vector<EvidenceModule> shown;  // every document of theirs once: that of the verdict, in force, others
};
enum class StaffFound { no, yes, other_person };
CheckedStaff judge_staff(const StaffRow& row, StaffFound found, std::vector<EvidenceModule> modules);
// One answer for the rows that were asked, in their order.
Result<std::vector<CheckedStaff>> read_checked(const nlohmann::json& value, const std::vector<StaffRow>& asked,
                                               const std::string& path);
// 4: a claimed serial or personal number is another's; 3: one is not in force any more; 5: of somebody there is none;
// else 0.
int staff_exit_code(const std::vector<CheckedStaff>& checked);

// --- Reports --------------------------------------------------------------------------------------------------------
struct FiledLine {  // a report.file record
  std::uint64_t index = 0, programme = 0, as_of = 0;
  std::string unit, kind, period, digest;
  Time time;
  bool late = false;
  std::optional<std::uint64_t> replaces;
  std::vector<std::uint64_t> based_on;
};
Result<FiledLine> read_filed(const nlohmann::json& value, const std::string& place);

// What a filed report says: its canonical JSON (docs/formats/training-report.md), read.
struct DocumentsLine {
  std::string type;
  std::uint64_t issued = 0, in_force = 0, suspended = 0, revoked = 0, superseded = 0, erased = 0;
  std::optional<std::uint64_t> issued_in_period, revoked_in_period;
};
struct ClassesLine {                                     // classes of one kind, and how many learnt there
  std::string provider, course, audience, level, topic;  // the last two may be empty
  std::uint64_t opened = 0, closed = 0, cancelled = 0, learners = 0, passed = 0;
};
struct InPeriodLine {
  std::string course;
  std::uint64_t begun = 0, passed = 0, lost = 0;
};
struct ReportContent {
  std::string unit, kind, period, reporter;
  std::uint64_t programme = 0, version = 0, as_of = 0, state_at = 0;  // programme: its first version
  std::vector<std::uint64_t> based_on;
  std::vector<std::string> late;                              // units of whom nothing came in time
  std::map<std::string, std::vector<CoverageLine>> coverage;  // by kCoverageBys
  std::vector<PlanLine> plan;
  std::vector<ClassesLine> classes;
  std::vector<DocumentsLine> documents;
  std::vector<InPeriodLine> in_period;
  std::vector<CoverageLine> below;  // what the reports below say, added up
  std::uint64_t seats = 0, late_seats = 0, removed = 0;
};
Result<ReportContent> read_report(const std::string& text);

}  // namespace hocba::cli
