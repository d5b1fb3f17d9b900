// report.file: docs/adr/training.md says why it is as it is.
#include "ledger/chain/rules_training.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::chain {

namespace {

std::string named(const ReportFile& b) { return std::string(training::to_text(b.kind)) + " " + b.period.str(); }

bool is_about(const ReportState& report, const ReportFile& b, LeafIndex programme) {
  return report.programme == programme && report.kind == b.kind && report.period == b.period;
}

// A unit has one report of a programme, kind and period: another one says which it replaces, its own or that of a unit
// that was merged into it.
Status check_replaces(const RuleContext& c, const ReportFile& b, LeafIndex programme) {
  HOCBA_TRY(const auto own, report_in(c.state, {*c.record.unit, programme, b.kind, b.period}));
  if (!b.replaces) return own ? Status(Error(training::kReportExists, place_of(*own))) : done();
  if (own) return *own == *b.replaces ? done() : Status(Error(training::kReportReplaces, place_of(*own)));
  HOCBA_TRY(const auto report, find_report(c.state, *b.replaces));
  if (!report || !is_about(*report, b, programme)) return Error(training::kReportReplaces, place_of(*b.replaces));
  HOCBA_TRY(const UnitCode living, successor_of(c.state, report->unit, c.now));
  HOCBA_TRY(const auto present, report_in(c.state, {report->unit, programme, b.kind, b.period}));
  if (living != *c.record.unit || present != b.replaces) return Error(training::kReportReplaces, place_of(*b.replaces));
  return done();
}

Status check_sources(const RuleContext& c, const ReportFile& b, LeafIndex programme) {
  for (const LeafIndex index : b.based_on) {
    HOCBA_TRY(const auto report, find_report(c.state, index));
    if (!report || !is_about(*report, b, programme) || report->unit == *c.record.unit)
      return Error(training::kReportSource, place_of(index));
  }
  return done();
}

}  // namespace

Status apply_body(const RuleContext& c, const ReportFile& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, std::nullopt));
  HOCBA_TRY(const auto unit, require_unit(c, *c.record.unit));
  HOCBA_TRY(const auto* programme, require_programme(c, b.programme));
  const LeafIndex first = programme->first;
  if (!training::is_report_period(b.kind, b.period.str())) return Error(training::kReportPeriod, named(b));
  // Else an empty one in January would keep December's in time for ever: what replaces it is late by itself alone.
  if (date_in_utc7(c.now) < training::days_of(b.kind, b.period.str()).from)
    return Error(training::kReportPeriod, named(b) + " has not begun");
  const std::uint64_t as_of = log::to_u64(b.as_of);
  if (as_of < 1 || as_of > log::to_u64(c.index)) return Error(training::kReportAsOf, std::to_string(as_of));
  HOCBA_RETURN_IF_ERROR(check_replaces(c, b, first));
  HOCBA_RETURN_IF_ERROR(check_sources(c, b, first));
  HOCBA_TRY(const auto* newest, newest_programme(c, first));
  const auto due = training::due_date(newest->rules, b.kind, reporter_of(unit.type), b.period.str());
  const bool late = due && is_past(c, *due);
  if (late) c.notices.push_back({c.index, &training::kReportLate, unit.code.str() + " " + named(b)});
  write_row(c.state, report_key(c.index), ReportState{c.index, first, b.kind, b.period, unit.code, late});
  c.state.put(report_slot_key({unit.code, first, b.kind, b.period}), be64(log::to_u64(c.index)));
  return done();
}

}  // namespace hocba::chain
