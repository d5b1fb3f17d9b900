// Spreadsheets of training: whom a school puts forward (roster), a class's results, who came to which session, and
// completions that another system reports (LMS, MOOC). Headers by name as in every import, one row is one person.
//
// Whose a row is: a seat's id, the number in the class's own list, name and birth date, or the personal number. What a
// row says beside it must agree, and nobody stands in two rows: a list that slid by a row gives no one another's mark.
// Pure: tables in, values out; each remark names row, field, rule and remedy. Normative: docs/formats/spreadsheets.md.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/exchange/table.hpp"
#include "ledger/training/completion.hpp"

namespace hocba::exchange {

// A code of the programme and what sheets may call it beside it: CDS_CB, "Chuyển đổi số trong giáo dục (phần cơ bản)".
struct NamedCode {
  training::CodeText code;
  std::vector<std::string> names = {};
};
std::size_t errors_of(const std::vector<RowIssue>& issues);

// --- Roster ---------------------------------------------------------------------------------------------------------
struct RosterCourse {
  NamedCode course;
  std::vector<training::CodeText> audiences;  // whom it is for
};
struct RosterRules {  // what the programme lets a roster say
  std::vector<RosterCourse> courses;
  std::vector<NamedCode> audiences, levels;   // beside the words that everybody uses; no levels: any of them
  std::vector<training::CodeText> if_unsaid;  // courses of a row that names none
  std::optional<training::CodeText> level_if_unsaid = {};
  bool any_columns = false;  // other columns are left out, with a note
};
struct ProposedPerson {
  std::size_t line = 0;
  std::string name;
  Date birth_date;
  std::optional<std::string> personal_number, sector_code;
  training::CodeText audience, level;
  std::vector<training::CodeText> courses;        // sorted
  std::optional<training::CodeText> survey = {};  // what a survey found, as a code: "Mức 2" is MUC_2
};
struct ImportedRoster {
  std::vector<ProposedPerson> people;  // rows without an error
  std::vector<RowIssue> issues;
};
// Several rows of one person (one per course) become one; the same course twice is an error.
ImportedRoster import_training_roster(const Table& table, const RosterRules& rules);

// --- Sheets of a class ----------------------------------------------------------------------------------------------
struct ListedLearner {
  training::SeatId seat;
  std::uint32_t number = 0;  // in the class's list, from 1
  std::string name;
  Date birth_date;
  std::optional<std::string> personal_number = {};
  std::optional<std::uint32_t> attended = {};            // periods, by the register; absent: it says nothing
  std::map<std::uint32_t, std::uint32_t> sessions = {};  // of which sessions it says what: periods, by number
  bool left = false;                                     // recorded as withdrawn
};

struct ImportedLearners {
  std::vector<std::size_t> items;  // places in the list, in the order of the sheet
  std::vector<RowIssue> issues;
};
// Who stands in a sheet, whatever else its columns say.
ImportedLearners import_training_learners(const Table& table, std::span<const ListedLearner> learners);

struct LearnerResult {
  std::size_t line = 0, learner = 0;  // place in the list that was given
  training::ResultData result;
  bool passes = false;  // with the class's totals as they are now
};
struct ImportedResults {
  std::vector<LearnerResult> items;
  std::vector<std::size_t> missing;  // learners without a row
  std::vector<RowIssue> issues;
};
// The score is computed from its parts, and a total in the sheet must be that. A row whose Kết quả says that the
// learner left (thôi học) needs no marks.
ImportedResults import_training_results(const Table& table, std::span<const ListedLearner> learners,
                                        const training::CourseRule& course, const training::ClassTotals& totals,
                                        bool any_columns = false);

struct SheetSession {
  std::uint32_t number = 0, periods = 0;
};
struct LearnerAttendance {
  std::size_t line = 0, learner = 0;
  std::map<std::uint32_t, std::uint32_t> periods;  // by session
};
struct ImportedAttendance {
  std::vector<LearnerAttendance> items;
  std::vector<std::uint32_t> sessions;  // that the sheet has a column of
  std::vector<std::size_t> missing;
  std::vector<RowIssue> issues;
};
// Columns "Buổi 1", "Buổi 2" …, or where `sessions` is one, also "Số tiết dự" or "Có mặt". A cell is a number of
// periods, x for all of them, v or k (vắng, không) for none; an empty one means absent where the column marks who was
// there.
ImportedAttendance import_training_attendance(const Table& table, std::span<const ListedLearner> learners,
                                              std::span<const SheetSession> sessions, bool any_columns = false);

struct ExternalRules {
  const training::CourseRule* course = nullptr;
  std::vector<std::string> names;  // of the course in the other system's lists, beside its code
  std::optional<Date> today;       // nothing is completed later
  bool any_columns = true;         // such lists have columns of their own; they are not read
};
struct ExternalCompletion {
  std::size_t line = 0, learner = 0;
  Date completed_on;
  training::ResultData result;
  bool passes = false;
};
struct ImportedExternal {
  std::vector<ExternalCompletion> items;
  std::vector<RowIssue> issues;
};
ImportedExternal import_training_external(const Table& table, std::span<const ListedLearner> learners,
                                          const ExternalRules& rules);

// --- Who was approved and is called otherwise ------------------------------------------------------------------------
struct SeatedPerson {  // who sits on seats of a programme, each once
  std::string name;
  Date birth_date;
  std::string personal_number = {};  // empty: none is known
  std::vector<training::SeatId> seats = {};
  std::vector<std::string> units = {};  // the schools' codes
};
struct PersonCorrection {
  std::size_t line = 0, person = 0;          // place in the list that was given
  std::vector<training::SeatId> seats = {};  // all of theirs; of a row that names a seat, this one
  std::string name;                          // as all three are to be
  Date birth_date;
  std::string personal_number = {};
};
struct ImportedCorrections {
  std::vector<PersonCorrection> items;  // rows without an error, whose person is to become another than the list has
  std::size_t done = 0;                 // rows whose person stands so already, each with a warning
  std::vector<RowIssue> issues;
};
// Who is meant: a seat, or name and birth date as approved, or the personal number; where several are, the school's
// code tells them apart. What is right: name, birth date, personal number; an empty cell changes nothing. Nobody in two
// rows, no number for two names.
ImportedCorrections import_training_corrections(const Table& table, std::span<const SeatedPerson> people,
                                                bool any_columns = false);

// The class's own list, with empty columns of results or sessions: filled in, it comes back by the readers above.
// With what the register has, and without who left.
Table class_list_table(std::span<const ListedLearner> learners, std::span<const SheetSession> sessions);
Table results_table(std::span<const ListedLearner> learners, const training::CourseRule& course);

}  // namespace hocba::exchange
