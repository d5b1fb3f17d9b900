#include "cli/report_view.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/training_tables.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/json.hpp"
#include "ledger/training/report.hpp"

namespace hocba::cli {

using nlohmann::json;

std::string report_digest(const std::string& report) { return crypto::base64url(crypto::sha256(report).view()); }

Result<BuiltReport> checked_report(std::string text, const std::string& digest) {
  BuiltReport out;
  // What would be signed is what was read here, byte for byte.
  if (report_digest(text) != digest) return Error(kAnswerMalformed, "digest");
  HOCBA_RETURN_IF_ERROR(crypto::parse_canonical(text));
  HOCBA_TRY(out.content, read_report(text));
  out.text = std::move(text);
  out.digest = digest;
  return out;
}

Result<std::vector<FiledLine>> filed_reports(Run& run, const std::string& programme, const std::string& unit,
                                             const std::string& kind, const std::string& period) {
  HOCBA_TRY(ApiClient * node, run.api());
  std::string query = "?limit=200";
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) query += "&" + std::string(name) + "=" + percent_encode(value);
  };
  add("programme", programme), add("unit", unit), add("kind", kind), add("period", period);
  std::vector<FiledLine> out;
  std::string after;
  for (std::size_t pages = 0; pages < ApiClient::kMaxListed; ++pages) {
    const std::string path = "/v1/training/reports" + query + (after.empty() ? "" : "&after=" + after);
    HOCBA_TRY(const json value, node->get(path));
    Answer in(value, path);
    const json reports = in.list("reports");
    const bool more = in.optional_flag("more");
    HOCBA_RETURN_IF_ERROR(in.end());
    for (const json& item : reports) {
      HOCBA_TRY(FiledLine line, read_filed(item, path));
      after = std::to_string(line.index);
      out.push_back(std::move(line));
    }
    if (!more || reports.empty()) break;
  }
  return out;
}

namespace {

// By the rules of the version that it was computed under.
Result<std::optional<Date>> report_due(const Programme& programme, const ReportContent& content) {
  HOCBA_TRY(const auto kind, training::report_kind_from_text(content.kind));
  const auto reporter = training::reporter_from_text(content.reporter);
  return reporter.ok() ? training::due_date(programme.rules, kind, *reporter, content.period) : std::optional<Date>();
}

}  // namespace

Result<TrainingReport> as_report(Run& run, const BuiltReport& built, const Programme& programme) {
  TrainingReport out;
  out.names = names_of(programme, run.lang());
  HOCBA_TRY(out.names.units, names_of_units(run));
  const ReportContent& content = built.content;
  out.unit = content.unit;
  out.kind = content.kind;
  out.period = content.period;
  out.as_of = content.as_of;
  out.state_at = content.state_at;
  HOCBA_TRY(out.time, time_of_size(run, content.as_of));
  out.digest = built.digest;
  HOCBA_TRY(out.due, report_due(programme, content));
  out.late = built.late;
  out.coverage = content.coverage;
  out.plan = content.plan;
  out.reporter = content.reporter;
  out.classes = content.classes;
  out.documents = content.documents;
  out.in_period = content.in_period;
  out.below_sums = content.below;
  out.based_on = content.based_on;
  out.late_units = content.late;
  out.superior = superior_of(run, content.unit);
  if (content.based_on.empty()) return out;
  HOCBA_TRY(const auto filed, filed_reports(run, std::to_string(content.programme), {}, content.kind, content.period));
  for (const FiledLine& line : filed)
    if (std::find(content.based_on.begin(), content.based_on.end(), line.index) != content.based_on.end())
      out.below.push_back(line);
  return out;
}

Result<bool> late_now(Run& run, const TrainingReport& report) {
  HOCBA_TRY(const Time now, run.now());
  return report.due && date_in_utc7(now) > *report.due;
}

json told_report(const TrainingReport& report, const BuiltReport& built) {
  json out = {{"report", built.text},        {"digest", report.digest},         {"as_of", report.as_of},
              {"based_on", report.based_on}, {"late_units", report.late_units}, {"late", report.late}};
  if (report.due) out["due"] = to_text(*report.due);
  if (report.index) out["index"] = *report.index;
  if (report.filed) out["time"] = to_text(*report.filed);
  return out;
}

void tell_report(Run& run, const TrainingReport& report) {
  Output& out = run.out();
  out.line(unit_words(report.names, report.unit) + ", " + report.names.code + ", " +
           report_period_words(report.kind, report.period, run.lang()));
  for (const std::string& sentence : summary_sentences(report, run.lang())) out.line(sentence);
  const auto raw = crypto::from_base64url(report.digest);  // sha256sum prints hexadecimal digits
  out.line(run.say("Tính đến mục ", "As of entry ") + grouped(report.as_of, run.lang()) + ", SHA-256 " + report.digest +
           (raw.ok() ? " (sha256sum: " + crypto::hex(*raw) + ")" : std::string()));
  out.line(run.say("Hạn: ", "Due: ") +
           (report.due ? to_screen(*report.due) : run.say("chương trình không nêu", "none is set")) +
           (report.late ? out.toned(Output::Tone::bad, run.say(" (MUỘN)", " (LATE)")) : std::string()));
  if (!report.based_on.empty())
    out.line(run.say("Tổng hợp từ ", "Rolls up ") + grouped(report.based_on.size(), run.lang()) +
             run.say(" báo cáo cấp dưới", " reports from below"));
  if (!report.below.empty()) out.table(screen_table(filed_table(report.below, report.names, run.lang()), run.lang()));
  if (report.reporter == "office") {
    out.line(run.say("Nộp muộn hoặc chưa nộp", "Late or missing") + late_as_of_words(report.time, run.lang()) + ": " +
             grouped(report.late_units.size(), run.lang()) + run.say(" đơn vị", " units"));
    for (const std::string& unit : report.late_units) out.line("  " + unit_words(report.names, unit));
  }
}

void tell_counts(Run& run, const TrainingReport& report) {
  for (const char* by : kCoverageBys) {
    const auto found = report.coverage.find(by);
    if (found == report.coverage.end() || std::string_view(by) == "all") continue;
    run.out().line();
    run.out().table(screen_table(coverage_table(found->second, by, report.names, run.lang()), run.lang()));
  }
  if (report.reporter == "school") return;
  run.out().line();
  run.out().table(screen_table(plan_table(report.plan, report.names, run.lang()), run.lang()));
}

}  // namespace hocba::cli
