// What is filed: counts of one programme for one period, as of one size of the log, as canonical JSON (RFC 8785). The
// same book and people give the same bytes for ever, so that the digest on the ledger can be rebuilt: what came later
// (corrections, revoked documents, re-takes, a newer version of the programme) is not asked.
//
// Counts, codes and days alone, no personal data. A count of few people can still point at them: a report has a salt,
// without which its digest on the ledger tests no guess of its counts, and what is published is public_view(). Pure.
// Normative: docs/formats/training-report.md.
#pragma once

#include "ledger/training/book.hpp"

namespace hocba::training {

struct FiledBelow {
  EntryIndex index{};  // of the record that filed it
  std::string report;  // as filed
};
struct ReportQuery {
  EntryIndex programme{}, as_of{};  // any version of it
  ReportKind kind{};
  std::string period;  // is_report_period
  UnitCode unit;       // who reports
  Reporter reporter{};
  std::vector<EntryIndex> based_on;     // reports below, as filed
  std::vector<std::string> late_units;  // of whom nothing came in time, or late
  // What those below say, added up beside what the ledger itself says; of reports that stand in based_on.
  std::vector<FiledBelow> below;
  // Whose people are counted: empty, all that have a seat. A school reports about its own, whatever stands here. A
  // district that reports to the programme's office names the units below it.
  std::vector<UnitCode> within;
  std::string network;  // the network's id as records write it; empty: left out
  // 32 random bytes, drawn where a report is built to be filed; of a filed one, to build it again, those in its text.
  credential::Salt salt;
};

// Refusals: training.programme_unknown (as of then), .report_period (not of this kind), .report_as_of (0),
// .report_source (a report below that is malformed, of another programme, kind or period, or stands not in based_on).
//
// The state is that at the end of the period, or as of as_of where that is earlier (a December report is filed in
// December); an ad hoc report has the state as of as_of and no counts of its own. A school's report has no classes and
// no plan, which are of all schools; a provider's has its own classes and documents alone.
Result<std::string> build_report(const Book& book, const People& people, const ReportQuery& query);
Digest report_digest(std::string_view report);  // SHA-256; salted, as the report is

// What the reports below say together, by course: who learns in two of their units counts twice.
// training.report_source.
Result<std::vector<CoverageRow>> roll_up(const std::vector<FiledBelow>& reports);

// The copy that anyone may see: who reports of what, classes planned and done, and by course, of all and of the groups
// of one cut (all: of none), people and passed alone. Counts of 1 to 4 people, what became of so few, and all that
// these follow from by adding up are withheld (domain §8: k ≥ 5). Two copies can be subtracted: of successive sizes,
// and of two cuts. Marked "public": true; it is no filed report, and has no salt. training.report_malformed,
// training.unknown_word (by topic, whose people add up to nothing).
Result<std::string> public_view(std::string_view report, By cut);
inline constexpr std::uint32_t kSmallestShown = 5;  // people

}  // namespace hocba::training
