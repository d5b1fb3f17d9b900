// hocba award check, summary, template.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/award_quota.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "ledger/exchange/proposals.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct AwardOptions {
  std::string file, quota, sheet, title, kind, out, which;
};

Result<exchange::Proposals> read_proposals(const AwardOptions& o, const std::vector<exchange::AwardQuota>& quotas,
                                           bool must_name, SheetIssue& at) {
  exchange::ProposalDefaults defaults;
  for (const auto& quota : quotas) defaults.titles.push_back(quota.title);
  defaults.title = o.title;
  defaults.must_name = must_name;
  if (!o.kind.empty()) {
    defaults.kind = exchange::award_kind(o.kind);
    if (!defaults.kind) return Error(kUnknownWord, "--kind " + o.kind + "; collective (tập thể), individual (cá nhân)");
  }
  HOCBA_TRY(const std::string bytes, read_file(o.file));
  auto table = exchange::read_table(bytes, o.sheet);
  if (!table.ok()) return table.error().at(o.file);
  auto proposals = exchange::import_proposals(*table, defaults);
  proposals.issues.insert(proposals.issues.begin(), table->notes.begin(), table->notes.end());
  at = {o.file, {}, table->sheet};
  return proposals;
}

std::vector<SheetIssue> of_file(const SheetIssue& at, std::vector<exchange::RowIssue> issues) {
  std::vector<SheetIssue> out;
  for (auto& issue : issues) out.push_back({at.file, std::move(issue), at.sheet});
  return out;
}

void tell(Run& run, const std::vector<SheetIssue>& issues) {
  if (!issues.empty() && !run.out().json_wanted())
    run.out().raw(render_wrapped(issue_table(issues, run.lang()), kTableWidth) + "\n");
}

json counts_json(const exchange::QuotaCheck& check) {
  json out = json::array();
  for (const exchange::QuotaCount& count : check.counts)
    out.push_back({{"title", count.title},
                   {"kind", count.kind == exchange::AwardKind::collective ? "collective" : "individual"},
                   {"proposed", count.proposed},
                   {"limit", count.limit},
                   {"late", count.late},
                   {"exceeded", count.exceeded()}});
  return out;
}

void tell_counts(Run& run, const exchange::QuotaCheck& check) {
  Table table{.headers = {run.say("hình thức khen thưởng", "award"), run.say("đối tượng", "kind"),
                          run.say("đề nghị", "proposed"), run.say("chỉ tiêu", "quota"), run.say("muộn", "late"),
                          run.say("kết quả", "result")},
              .rows = {},
              .right = {false, false, true, true, true}};
  for (const exchange::QuotaCount& count : check.counts) {
    const bool collective = count.kind == exchange::AwardKind::collective;
    table.rows.push_back(
        {count.title, collective ? run.say("tập thể", "collectives") : run.say("cá nhân", "individuals"),
         std::to_string(count.proposed), std::to_string(count.limit), std::to_string(count.late),
         count.exceeded() ? run.say("vượt ", "beyond by ") + std::to_string(count.proposed - count.limit)
                          : run.say("trong chỉ tiêu", "within")});
  }
  run.out().table(table);
}

Result<int> check(Run& run, const AwardOptions& o) {
  HOCBA_TRY(const auto quota, read_quota_file(o.quota, run.lang()));
  SheetIssue at;
  HOCBA_TRY(auto proposals, read_proposals(o, quota.quotas, true, at));
  auto held = exchange::check_quota(quota.quotas, proposals.items, proposals.dated);
  auto issues = of_file(at, std::move(proposals.issues));
  for (auto& issue : of_file(at, std::move(held.issues))) issues.push_back(std::move(issue));
  std::stable_sort(issues.begin(), issues.end(),
                   [](const SheetIssue& a, const SheetIssue& b) { return a.issue.line < b.issue.line; });
  const auto errors = std::count_if(issues.begin(), issues.end(), [](const SheetIssue& issue) {
    return issue.issue.level == exchange::RowIssue::Level::error;
  });
  tell(run, issues);
  tell_counts(run, held);
  const bool due = std::any_of(quota.quotas.begin(), quota.quotas.end(), [](const auto& q) { return q.due_before; });
  const bool undated = due && !proposals.dated;
  if (undated)
    run.out().line(run.say("Chưa kiểm: hạn nộp hồ sơ (bảng không có cột Ngày nộp hồ sơ)",
                           "Not checked: whether dossiers came in time (no column Ngày nộp hồ sơ)"));
  json rows = json::array();
  for (const exchange::AwardProposal& one : proposals.items)
    rows.push_back({{"line", one.line},
                    {"title", one.title},
                    {"kind", one.kind == exchange::AwardKind::collective ? "collective" : "individual"},
                    {"name", one.name},
                    {"unit", one.unit}});
  run.out().json({{"good", errors == 0},
                  {"errors", errors},
                  {"counts", counts_json(held)},
                  {"rows", std::move(rows)},
                  {"issues", issues_json(issues, run.lang())},
                  {"deadline_checked", due && !undated}});
  return errors == 0 ? kExitDone : kExitRefused;
}

Result<int> summary(Run& run, const AwardOptions& o) {
  HOCBA_RETURN_IF_ERROR(workbook_named(o.out));
  SheetIssue at;
  HOCBA_TRY(auto proposals, read_proposals(o, {}, false, at));
  const std::size_t errors = proposals.errors();
  for (auto& issue : exchange::homonyms_of_summary(proposals.items)) proposals.issues.push_back(std::move(issue));
  const auto issues = of_file(at, std::move(proposals.issues));
  tell(run, issues);
  // A summary without somebody who was proposed is worse than none.
  if (errors > 0) {
    run.out().line(run.say("Chưa ghi gì; số lỗi: ", "Nothing was written; errors: ") + std::to_string(errors));
    run.out().json({{"errors", errors}, {"issues", issues_json(issues, run.lang())}});
    return kExitRefused;
  }
  if (proposals.items.empty()) return Error(kUsage, o.file + run.say(": không có đề nghị nào", ": no proposal"));
  HOCBA_TRY(const std::string bytes,
            sheet_bytes(exchange::summary_table(proposals.items), exchange::ImportKind::proposal, o.out));
  HOCBA_RETURN_IF_ERROR(write_new_file(o.out, bytes, Access::owner));
  run.out().line(run.say("Đã ghi ", "Wrote ") + std::to_string(proposals.items.size()) +
                 run.say(" đề nghị vào ", " proposals to ") + o.out);
  run.out().json({{"file", o.out}, {"proposals", proposals.items.size()}, {"issues", issues_json(issues, run.lang())}});
  return kExitDone;
}

Status write_award_template(Run& run, const AwardOptions& o) {
  if (o.which != "proposals" && o.which != "quota")
    return Error(kUnknownWord, o.which + "; proposals (bảng đề nghị), quota (bảng chỉ tiêu)");
  const auto kind = o.which == "quota" ? exchange::ImportKind::quota : exchange::ImportKind::proposal;
  HOCBA_TRY(const std::string bytes, sheet_bytes(exchange::template_table(kind), kind, o.out));
  HOCBA_RETURN_IF_ERROR(write_new_file(o.out, bytes));
  run.out().line(run.say("Đã ghi ", "Wrote ") + o.out);
  run.out().json({{"file", o.out}});
  return done();
}

void add_reading_options(Args& command, AwardOptions& o) {
  command.positional("FILE", o.file, "bảng đề nghị, .xlsx hoặc CSV", "the proposals, .xlsx or CSV").required();
  command.option("--sheet", o.sheet, "trang tính của tệp .xlsx", "sheet of an .xlsx file");
  command.option("--title", o.title, "hình thức khen, nơi bảng không ghi", "the award, where the sheet has none");
  command
      .option("--kind", o.kind, "đối tượng, nơi bảng không ghi: collective, individual",
              "the kind, where the sheet has none: collective, individual")
      .offers({"collective", "individual"});
}

}  // namespace

void add_award_commands(Args root, Run& run) {
  Args award = root.command("award", "đề nghị khen thưởng: chỉ tiêu, bảng tóm tắt năm cột",
                            "proposals of awards: quotas, the summary of five columns");
  auto c = std::make_shared<AwardOptions>();
  Args checking = award.command(
      "check", "đếm đề nghị theo hình thức và đối tượng, so với chỉ tiêu; nêu dòng vượt, trùng, nộp muộn",
      "counts proposals by award and kind against the quotas; names rows beyond, doubled or late",
      "hocba award check de-nghi.xlsx --quota chi-tieu.csv\nhocba award check tom-tat.csv --quota chi-tieu.csv --title "
      "\"Giấy khen\" --kind individual");
  add_reading_options(checking, *c);
  checking.option("--quota", c->quota, "tệp chỉ tiêu, .xlsx hoặc CSV", "the quotas, .xlsx or CSV").required();
  checking.action([c, &run] { return run.finish(check(run, *c)); });

  auto s = std::make_shared<AwardOptions>();
  Args summing =
      award.command("summary", "ghi bảng tóm tắt đúng năm cột để trình", "writes the summary with exactly five columns",
                    "hocba award summary de-nghi.xlsx --out tom-tat.xlsx");
  add_reading_options(summing, *s);
  summing.option("--out", s->out, "tệp ghi ra, .xlsx hoặc .csv", "the file to write, .xlsx or .csv").required();
  summing.action([s, &run] { return run.finish(summary(run, *s)); });

  auto t = std::make_shared<AwardOptions>();
  Args blank = award.command("template", "ghi mẫu: proposals (bảng đề nghị) hoặc quota (bảng chỉ tiêu)",
                             "writes a template: proposals or quota", "hocba award template quota --out chi-tieu.xlsx");
  blank.positional("WHICH", t->which, "proposals hoặc quota", "proposals or quota")
      .required()
      .offers({"proposals", "quota"});
  blank.option("--out", t->out, "tệp ghi ra, .xlsx hoặc .csv", "the file to write, .xlsx or .csv").required();
  blank.action([t, &run] { return run.finish(write_award_template(run, *t)); });
}

}  // namespace hocba::cli
