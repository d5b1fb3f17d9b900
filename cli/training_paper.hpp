// Reports of training as papers that an office signs and files (cli/paper/): title block, what it says in sentences,
// coverage against targets as charts and tables, plan against done, reports below it, how to check it, signatures.
// Pure: values in, a paper out.
#pragma once

#include "cli/paper/paper.hpp"
#include "cli/training_tables.hpp"

namespace hocba::cli {

struct TrainingReport {
  ProgrammeNames names;      // with the units' names
  std::string unit;          // who reports; empty: nobody (a look at the counts)
  std::string superior;      // the unit above; empty: none, or not known
  std::string kind, period;  // empty: no report of a period, but the counts as they are
  std::uint64_t as_of = 0;
  std::uint64_t state_at = 0;          // the end of the period, where that was earlier; else 0
  std::optional<Time> time;            // of what stands before `as_of`; the file's date
  std::string digest;                  // base64url, of the report's JSON; empty: there is none
  std::optional<std::uint64_t> index;  // where it is filed; absent: not filed
  std::optional<Time> filed;
  std::optional<Date> due;
  bool late = false;
  std::map<std::string, std::vector<CoverageLine>> coverage;  // by kCoverageBys; those absent are left out
  std::vector<PlanLine> plan;
  std::vector<std::uint64_t> based_on;
  std::vector<FiledLine> below;         // of based_on, as far as they are known
  std::vector<std::string> late_units;  // of whom nothing came in time
  std::string reporter = {};            // school, office, provider; a school has no classes and no units below
  std::vector<ClassesLine> classes = {};
  std::vector<DocumentsLine> documents = {};
  std::vector<InPeriodLine> in_period = {};
  std::vector<CoverageLine> below_sums = {};  // what the reports below say, added up
  std::optional<PublicCounts> told = {};      // to be published: small counts are not told, and nothing is but coverage
                                              // and classes
};
paper::Paper report_paper(const TrainingReport& report, Lang lang);
// The sentences of its summary; the terminal shows them too.
std::vector<std::string> summary_sentences(const TrainingReport& report, Lang lang);
// All coverage rows of a report in one table, with a column that says by what: what a CSV or workbook of it holds.
ReportTable whole_coverage_table(const TrainingReport& report, Lang lang);

// Names: lists of people, sideways on the page.
struct PeopleList {
  std::string title = {}, subtitle = {}, unit = {}, superior = {};
  std::vector<std::string> notes = {};  // paragraphs above the table
  ReportTable table = {};
  bool personal = true;     // said at the foot of each page
  std::uint64_t as_of = 0;  // 0: not told
  Time time = {};           // the file's date
};
paper::Paper people_paper(const PeopleList& list, const ProgrammeNames& names, Lang lang);

}  // namespace hocba::cli
