// hocba report build, file, list, show, rebuild: what a unit reports of a programme for a period, as of a size of the
// ledger: built by the node, stored with it, its digest signed and recorded, computed again later.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/report_output.hpp"
#include "cli/report_view.hpp"
#include "cli/sender.hpp"
#include "cli/training_paper.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/training/report.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr int kExitOtherDigest = 4;  // as a document that is not genuine
constexpr const char* kKindWords[] = {"monthly", "quarterly", "yearly", "ad-hoc"};

struct ReportOptions {
  std::string programme, kind, period, of, from_file, output, by = "audience";
  std::uint64_t index = 0, as_of = 0;
  bool replace = false, late = false, plan = false, publicly = false, dry_run = false;
  SendOptions send;
};

Result<training::ReportKind> kind_option(const std::string& text) {
  const auto kind = training::report_kind_from_text(text == "ad-hoc" ? "ad_hoc" : text);
  if (!kind.ok()) return Error(kUnknownWord, "--kind " + text + "; monthly, quarterly, yearly, ad-hoc");
  return *kind;
}

Status check_period(training::ReportKind kind, const std::string& period) {
  if (training::is_report_period(kind, period)) return done();
  static constexpr const char* kForms[] = {"2024-10", "2024-Q4", "2024", "2024-12-31"};
  return Error(kUsage, "--period " + period + "; " + kForms[static_cast<std::size_t>(kind)]);
}

Result<BuiltReport> build(Run& run, const ReportOptions& o, const Programme& programme, const std::string& unit) {
  HOCBA_TRY(const auto kind, kind_option(o.kind));
  HOCBA_RETURN_IF_ERROR(check_period(kind, o.period));
  HOCBA_TRY(ApiClient * node, run.api());
  json body = {{"programme", programme.index}, {"kind", training::to_text(kind)}, {"period", o.period}, {"unit", unit}};
  if (o.as_of != 0) body["as_of"] = o.as_of;
  const std::string path = "/v1/training/reports/build";
  HOCBA_TRY(const json value, node->post(path, body));
  Answer in(value, path);
  const std::string text = in.text("report"), digest = in.text("digest");
  const bool late = in.optional_flag("late");
  HOCBA_RETURN_IF_ERROR(in.end());
  HOCBA_TRY(BuiltReport out, checked_report(text, digest));
  if (out.content.kind != training::to_text(kind) || out.content.period != o.period || out.content.unit != unit)
    return Error(kAnswerMalformed, path + ": report");
  out.late = late;
  return out;
}

// A report that a later one replaces is not the present one.
bool is_present(const FiledLine& line, const std::vector<FiledLine>& all) {
  return std::none_of(all.begin(), all.end(), [&](const FiledLine& other) { return other.replaces == line.index; });
}

// JSON is the report itself, byte for byte: its SHA-256 is the digest. A copy to be published is none.
Status write_filed(Run& run, const ReportOptions& o, ReportFormat format, TrainingReport report,
                   const BuiltReport& built) {
  const Access access = o.publicly ? Access::everyone : Access::owner;  // each school's counts, and the salt
  if (o.publicly) {
    HOCBA_TRY(report.told, public_counts(report.coverage, o.by));
  }
  if (format == ReportFormat::as_json) {
    std::string text = built.text;
    if (o.publicly) {
      HOCBA_TRY(const training::By cut, public_cut(o.by));
      HOCBA_TRY(text, training::public_view(built.text, cut));
    }
    HOCBA_RETURN_IF_ERROR(write_new_file(o.output, text, access));
    run.out().line(run.say("Đã ghi ", "Wrote ") + o.output);
    return done();
  }
  const ReportTable table =
      o.plan ? plan_table(report.plan, report.names, run.lang()) : whole_coverage_table(report, run.lang());
  HOCBA_TRY(const std::string bytes,
            report_file_bytes(run.lang(), format, table, json(), [&] { return report_paper(report, run.lang()); }));
  HOCBA_RETURN_IF_ERROR(write_new_file(o.output, bytes, access));
  run.out().line(run.say("Đã ghi ", "Wrote ") + o.output);
  return done();
}

// The report of --from-file, as it was built and looked at; else a new one.
Result<BuiltReport> report_to_file(Run& run, const ReportOptions& o, const Programme& programme,
                                   const std::string& unit) {
  if (o.from_file.empty()) return build(run, o, programme, unit);
  HOCBA_TRY(std::string text, read_file(o.from_file));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::string digest = report_digest(text);
  auto built = checked_report(std::move(text), digest);
  if (!built.ok()) return built.error().at(o.from_file);
  if (built->content.unit != unit) return Error(kUsage, o.from_file + ": " + built->content.unit + ", --unit " + unit);
  if (built->content.programme != programme.first) return Error(kUsage, o.from_file + ": --programme " + o.programme);
  return built;
}

Status build_report(Run& run, const ReportOptions& o) {
  HOCBA_TRY(const auto format, output_target(o.output));
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const Programme programme, programme_option(run, o.programme));
  HOCBA_TRY(const BuiltReport built, report_to_file(run, o, programme, unit));
  HOCBA_TRY(auto report, as_report(run, built, programme));
  if (!o.from_file.empty()) {
    HOCBA_TRY(report.late, late_now(run, report));
  }
  tell_report(run, report);
  if (format) HOCBA_RETURN_IF_ERROR(write_filed(run, o, *format, report, built));
  run.out().line(
      run.say("Chưa ghi sổ. Ghi sổ:  hocba report file …", "Not on the ledger yet. File it:  hocba report file …"));
  run.out().json(told_report(report, built));
  return done();
}

Result<std::optional<chain::LeafIndex>> replaced_one(Run& run, const ReportOptions& o, const ReportContent& content) {
  std::optional<chain::LeafIndex> out;
  HOCBA_TRY(const auto own,
            filed_reports(run, std::to_string(content.programme), content.unit, content.kind, content.period));
  for (const FiledLine& line : own)
    if (is_present(line, own)) out = chain::LeafIndex{line.index};
  if (out && !o.replace) return Error(kReportFiled, std::to_string(static_cast<std::uint64_t>(*out)));
  if (!out && o.replace)
    run.out().note(
        run.say("chưa có báo cáo nào của kỳ này để thay", "no report of this period is there to be replaced"));
  return out;
}

Status file_report(Run& run, const ReportOptions& o) {
  HOCBA_TRY(const auto format, output_target(o.output));
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const auto code, code_option(unit, "--unit", chain::kMaxUnitCode));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const Programme programme, programme_option(run, o.programme));
  HOCBA_TRY(const BuiltReport built, report_to_file(run, o, programme, unit));
  const ReportContent& content = built.content;
  HOCBA_TRY(const auto kind, kind_option(content.kind));
  HOCBA_TRY(const auto replaces, replaced_one(run, o, content));
  HOCBA_TRY(auto report, as_report(run, built, programme));
  HOCBA_TRY(report.late, late_now(run, report));
  tell_report(run, report);
  chain::ReportFile body;
  body.as_of = chain::TreeSize{content.as_of};
  for (const std::uint64_t index : content.based_on) body.based_on.push_back(chain::LeafIndex{index});
  HOCBA_TRY(const std::string raw, crypto::from_base64url(built.digest));
  HOCBA_TRY(body.digest, chain::Digest::from(raw));
  body.kind = kind;
  HOCBA_TRY(body.period, code_option(content.period, "--period"));
  body.programme = chain::LeafIndex{content.programme};
  body.replaces = replaces;
  if (o.dry_run) {
    run.out().line(run.say("Thử: chưa ghi gì.", "Trial: nothing was recorded."));
    json value = told_report(report, built);
    value["dry_run"] = true;
    run.out().json(value);
    return done();
  }
  // On the node's disk before its record is proposed: a digest of something that nobody has proves nothing.
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const json content_json, crypto::parse_canonical(built.text));
  HOCBA_RETURN_IF_ERROR(node->put("/v1/training/reports/" + built.digest, content_json));
  const std::string what =
      run.say("Báo cáo ", "Report ") + report_period_words(content.kind, content.period, run.lang());
  HOCBA_TRY(const auto recorded, send(run, body, std::optional(code), o.send, what));
  if (!recorded) return done();
  // Late or in time is decided by the block's time: asked again.
  const std::string path = "/v1/training/reports/" + std::to_string(recorded->index);
  report.index = recorded->index;
  if (const auto value = node->get(path); value.ok())
    if (const auto filed = read_filed(*value, path); filed.ok()) {
      report.filed = filed->time;
      report.late = filed->late;
    }
  run.out().line(report.late  ? run.say("Đã ghi, MUỘN so với hạn", "Filed, LATE")
                 : report.due ? run.say("Đã ghi, đúng hạn", "Filed in time")
                              : run.say("Đã ghi; chương trình không nêu hạn", "Filed; the programme sets no due date"));
  if (format) HOCBA_RETURN_IF_ERROR(write_filed(run, o, *format, report, built));
  run.out().line(
      run.say("Tính lại để kiểm tra:  hocba report rebuild ", "Check by computing it again:  hocba report rebuild ") +
      std::to_string(recorded->index));
  run.out().json(told_report(report, built));
  return done();
}

Status list_reports(Run& run, const ReportOptions& o) {
  std::string kind;
  if (!o.kind.empty()) {
    HOCBA_TRY(const auto known, kind_option(o.kind));
    kind = training::to_text(known);
    if (!o.period.empty()) HOCBA_RETURN_IF_ERROR(check_period(known, o.period));
  }
  HOCBA_TRY(const auto format, output_target(o.output));
  HOCBA_TRY(const auto names, names_for(run, o.programme, true));
  HOCBA_TRY(auto lines, filed_reports(run, o.programme.empty() ? std::string() : std::to_string(names.index), o.of,
                                      kind, o.period));
  const auto all = lines;  // what stands is known from the replacements, too, which may be in time
  if (o.late) std::erase_if(lines, [](const FiledLine& line) { return !line.late; });
  const ReportTable table = filed_table(lines, names, run.lang());
  json value = json::array();
  for (const FiledLine& line : lines)
    value.push_back({{"index", line.index},
                     {"unit", line.unit},
                     {"kind", line.kind},
                     {"period", line.period},
                     {"time", to_text(line.time)},
                     {"late", line.late},
                     {"as_of", line.as_of},
                     {"digest", line.digest},
                     {"based_on", line.based_on},
                     {"present", is_present(line, all)}});
  if (format) {
    const auto paper = [&] {
      return people_paper({.title = run.say("BÁO CÁO ĐÃ GHI SỔ", "REPORTS ON THE LEDGER"),
                           .unit = run.globals.unit,
                           .table = table,
                           .personal = false,
                           .time = lines.empty() ? Time{} : lines.back().time},
                          names, run.lang());
    };
    return write_report(run, o.output, *format, table, {{"reports", value}}, paper, Access::everyone);
  }
  run.out().table(screen_table(table, run.lang()));
  if (lines.empty()) run.out().line(table.if_empty);
  run.out().json({{"reports", value}});
  return done();
}

struct FiledReport {
  FiledLine line;
  BuiltReport built;
  std::optional<std::string> rebuilt;  // its digest
};
Result<FiledReport> filed_report(Run& run, std::uint64_t index, bool rebuild) {
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/training/reports/" + std::to_string(index) + (rebuild ? "?rebuild=true" : "");
  HOCBA_TRY(const json value, node->get(path));
  FiledReport out;
  HOCBA_TRY(out.line, read_filed(value, path));
  const auto report = value.find("report");
  if (report != value.end() && !report->is_null()) {
    std::string text = report->is_string() ? report->get<std::string>() : crypto::canonical(*report);
    HOCBA_TRY(out.built, checked_report(std::move(text), out.line.digest));
  }
  out.built.digest = out.line.digest;
  out.built.late = out.line.late;
  if (rebuild) {
    Answer in(value, path);
    Answer again(in.object("rebuilt"), path);
    out.rebuilt = again.text("digest");
    HOCBA_RETURN_IF_ERROR(again.end());
    HOCBA_RETURN_IF_ERROR(in.end());
  }
  return out;
}

Status show_report(Run& run, const ReportOptions& o) {
  HOCBA_TRY(const auto format, output_target(o.output));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const FiledReport filed, filed_report(run, o.index, false));
  if (filed.built.text.empty()) return Error(kReportNotHere, std::to_string(o.index));
  HOCBA_TRY(const Programme programme, programme_version(run, filed.built.content.version));
  HOCBA_TRY(auto report, as_report(run, filed.built, programme));
  report.index = filed.line.index;
  report.filed = filed.line.time;
  tell_report(run, report);
  if (format) {
    HOCBA_RETURN_IF_ERROR(write_filed(run, o, *format, report, filed.built));
  } else {
    tell_counts(run, report);
  }
  run.out().json(told_report(report, filed.built));
  return done();
}

Result<int> rebuild_report(Run& run, const ReportOptions& o) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const FiledReport filed, filed_report(run, o.index, true));
  const bool same = *filed.rebuilt == filed.line.digest;
  run.out().table(
      {.headers = {run.say("mục", "item"), run.say("giá trị", "value")},
       .rows = {{run.say("đơn vị", "unit"), filed.line.unit},
                {run.say("kỳ", "period"), report_period_words(filed.line.kind, filed.line.period, run.lang())},
                {run.say("tính đến mục", "as of entry"), grouped(filed.line.as_of, run.lang())},
                {run.say("đã ghi sổ", "on the ledger"), filed.line.digest},
                {run.say("tính lại", "computed again"), *filed.rebuilt}},
       .right = {}});
  if (same)
    run.out().line(
        run.out().toned(Output::Tone::good,
                        run.say("TRÙNG: số liệu đã báo cáo đúng là những gì sổ cái có khi ấy, dù sau đó có sửa",
                                "SAME: what was reported is what the ledger had then, whatever was corrected since")));
  else
    run.out().line(run.out().toned(
        Output::Tone::bad,
        run.say(
            "KHÁC: số liệu đã báo cáo không phải những gì sổ cái cho, hoặc nút này không còn đủ danh sách người học "
            "của khi ấy; hãy hỏi đơn vị báo cáo và người quản trị nút",
            "DIFFERENT: what was reported is not what the ledger gives, or this node no longer has the people of "
            "that time; ask the reporting unit and the node's operator")));
  run.out().json({{"index", filed.line.index},
                  {"digest", filed.line.digest},
                  {"rebuilt", *filed.rebuilt},
                  {"same", same},
                  {"as_of", filed.line.as_of}});
  return same ? kExitDone : kExitOtherDigest;
}

void add_what(Args& c, ReportOptions& o, bool required) {
  Option programme = c.option("--programme", o.programme, "mã chương trình (DE_AN_869; CƠ_QUAN/MÃ), hoặc số mục",
                              "the programme's code (DE_AN_869; OFFICE/CODE), or its index");
  if (required) programme.required();
  c.option("--kind", o.kind, "loại: monthly (tháng), quarterly (quý), yearly (năm), ad-hoc (đột xuất)",
           "kind: monthly, quarterly, yearly, ad-hoc")
      .one_of({std::begin(kKindWords), std::end(kKindWords)});
  c.option("--period", o.period, "kỳ: 2024-10, 2024-Q4, 2024, 2024-12-31",
           "period: 2024-10, 2024-Q4, 2024, 2024-12-31");
}
// Each building draws a salt, so what is printed and what is filed are one report only where they are of one file.
void from_file(Args& c, ReportOptions& o) {
  c.option("--from-file", o.from_file, "số liệu đã dựng (report build -o TỆP.json), thay vì dựng lại",
           "counts that were built (report build -o FILE.json), instead of building them");
}
void add_where(Args& c, ReportOptions& o) {
  c.option("-o,--output", o.output,
           "ghi ra tệp mới: .pdf để ký và lưu, .xlsx, .csv, .json (đúng từng byte của số liệu)",
           "write to a new file: .pdf to sign and keep, .xlsx, .csv, .json (the counts, byte for byte)");
  c.flag("--public", o.publicly, "tệp để công khai: không nêu số dưới 5 người, không còn là số liệu đã ghi sổ",
         "a file to be published: counts below 5 people are not told; no longer the counts that are filed");
  c.option("--by", o.by, "với --public: theo một cách đếm duy nhất: all, audience (mặc định), level, school",
           "with --public: by one cut alone: all, audience (default), level, school")
      .one_of({std::begin(kPublicCuts), std::end(kPublicCuts)});
  c.flag("--plan", o.plan, ".csv, .xlsx: bảng số lớp thay cho bảng người",
         ".csv, .xlsx: the classes instead of the people");
}

}  // namespace

void add_report_commands(Args root, Run& run) {
  Args report = root.command("report", "báo cáo bồi dưỡng: dựng, ghi sổ, xem, tính lại",
                             "training reports: build, file, look at, compute again");
  const auto number = [](Args& c, std::shared_ptr<ReportOptions> o) {
    c.number("--as-of", o->as_of, 1, std::uint64_t{1} << 53, "tính đến cỡ này của sổ cái (mặc định: bây giờ)",
             "as of this size of the ledger (default: now)");
  };
  {
    auto o = std::make_shared<ReportOptions>();
    Args c = report.command("build", "dựng báo cáo của một kỳ, chưa ghi sổ",
                            "builds the report of a period; records nothing",
                            "hocba report build --programme DE_AN_869 --kind yearly --period 2024 -o bao-cao-2024.pdf "
                            "--unit 79PGD --key can-bo.key\n"
                            "hocba report build --programme DE_AN_869 --kind quarterly --period 2024-Q4 -o quy-4.xlsx "
                            "--unit 79TH0001 --key hieu-truong.key\n"
                            "hocba report build --programme DE_AN_869 --from-file bao-cao-2024.json "
                            "-o bao-cao-2024.pdf --unit 79PGD --key can-bo.key");
    add_what(c, *o, true);
    number(c, o);
    from_file(c, *o);
    add_where(c, *o);
    c.action([o, &run] { return run.finish(build_report(run, *o)); });
  }
  {
    auto o = std::make_shared<ReportOptions>();
    Args c = report.command(
        "file", "ghi báo cáo vào sổ cái: lưu số liệu ở nút, ký và ghi giá trị băm; nói hạn, đúng hạn hay muộn",
        "files a report: the node keeps the counts, their digest is signed and recorded; says when it was due, and "
        "whether it is late",
        "hocba report file --programme DE_AN_869 --kind yearly --period 2024 -o bao-cao-2024.pdf --unit 79PGD "
        "--key truong-phong.key\n"
        "hocba report file --programme DE_AN_869 --from-file bao-cao-2024.json --unit 79PGD --key truong-phong.key\n"
        "hocba report file --programme DE_AN_869 --kind monthly --period 2024-10 --replace --unit 79PGD "
        "--key truong-phong.key");
    add_what(c, *o, true);
    number(c, o);
    from_file(c, *o);
    c.flag("--replace", o->replace, "thay báo cáo đã ghi của kỳ này; báo cáo cũ vẫn xem được",
           "replaces the report of this period; the old one can still be seen");
    c.flag("--dry-run", o->dry_run, "chỉ thử, không ghi gì", "a trial: records nothing");
    add_where(c, *o);
    add_send_options(c, o->send);
    c.action([o, &run] { return run.finish(file_report(run, *o)); });
  }
  {
    auto o = std::make_shared<ReportOptions>();
    Args c = report.command("list", "các báo cáo đã ghi sổ: của ai, kỳ nào, đúng hạn hay muộn",
                            "reports on the ledger: whose, of which period, in time or late",
                            "hocba report list --programme DE_AN_869 --kind quarterly --period 2024-Q4\n"
                            "hocba report list --programme DE_AN_869 --late -o nop-muon.xlsx");
    add_what(c, *o, false);
    c.option("--of-unit", o->of, "của một đơn vị", "of one unit");
    c.flag("--late", o->late, "chỉ những báo cáo nộp muộn", "late ones alone");
    c.option("-o,--output", o->output, "ghi ra tệp mới: .csv, .xlsx, .json, .pdf",
             "write to a new file: .csv, .xlsx, .json, .pdf");
    c.action([o, &run] { return run.finish(list_reports(run, *o)); });
  }
  {
    auto o = std::make_shared<ReportOptions>();
    Args c = report.command("show", "xem một báo cáo đã ghi: số liệu, tổng hợp từ báo cáo nào, ai muộn",
                            "shows a report as it was filed: counts, what it rolls up, who is late",
                            "hocba report show 18424 --key can-bo.key\n"
                            "hocba report show 18424 -o bao-cao.pdf --key can-bo.key");
    c.number("INDEX", o->index, 0, std::uint64_t{1} << 53, "số mục của báo cáo", "the report's index").required();
    add_where(c, *o);
    c.action([o, &run] { return run.finish(show_report(run, *o)); });
  }
  {
    auto o = std::make_shared<ReportOptions>();
    Args c = report.command("rebuild", "tính lại một báo cáo đã ghi từ sổ cái của khi ấy: có đúng giá trị băm không",
                            "computes a filed report again from the ledger as of then: is the digest the same",
                            "hocba report rebuild 18424 --key can-bo.key");
    c.number("INDEX", o->index, 0, std::uint64_t{1} << 53, "số mục của báo cáo", "the report's index").required();
    c.action([o, &run] { return run.finish(rebuild_report(run, *o)); });
  }
}

}  // namespace hocba::cli
