// hocba desk list, show, sign, approve, return, drop, issue.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/desk.hpp"
#include "cli/record_training.hpp"
#include "cli/record_view.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

json said(const DeskEntry& entry) {
  auto value = crypto::parse_json(entry.text);
  return value.ok() ? std::move(value).value() : json();
}

std::vector<json> as_json(const std::vector<std::string>& ids) { return {ids.begin(), ids.end()}; }

Result<std::vector<std::string>> checked_ids(const Run& run, const std::vector<std::string>& typed) {
  if (typed.empty())
    return Error(kUsage, run.say("thiếu ID (xem: hocba desk list)", "missing: ID (see: hocba desk list)"));
  std::vector<std::string> out;
  for (std::string id : typed) {
    if (id.rfind("urn:uuid:", 0) == 0) id.erase(0, 9);
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(std::move(id));
  }
  return out;
}

// What each change of standing is, and whose, and which period a report is of: some of them, and none where they can't
// be read.
std::map<std::string, std::string> record_lines(Run& run, const std::vector<DeskEntry>& entries,
                                                const std::string& purpose) {
  constexpr std::size_t kMost = 20;
  std::vector<std::string> ids;
  for (const DeskEntry& entry : entries)
    if (entry.record && (entry.kind == "credential.status" || entry.kind == "report.file") && ids.size() < kMost)
      ids.push_back(entry.id);
  std::map<std::string, std::string> out;
  const auto node = run.api();
  if (ids.empty() || !node.ok()) return out;
  const auto papers = desk_read(**node, ids, purpose);
  if (!papers.ok()) return out;
  for (const DeskPaper& paper : *papers) {
    const auto record =
        paper.handover ? chain::parse_record(paper.handover->record) : Result<chain::Record>(kNotARecord);
    const std::string report = record.ok() ? report_line_words(*record, run.lang()) : std::string();
    out[paper.entry.id] = report.empty() ? status_change_words(run, paper) : report;
  }
  return out;
}

Status list(Run& run, const DeskOptions& o) {
  if (!o.type.empty()) HOCBA_RETURN_IF_ERROR(type_option(o.type, "--type"));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  DeskFilter filter{o.ready      ? "ready"
                    : o.returned ? "returned"
                    : o.all      ? "all"
                                 : "mine",
                    run.globals.unit, o.type, o.class_name, o.purpose};
  HOCBA_TRY(const auto entries, desk_list(*node, filter));
  Table drafts{.headers = {run.say("họ và tên", "name"), run.say("lớp", "class"), run.say("số hiệu", "serial"),
                           run.say("mã", "id"), run.say("trạng thái", "state")},
               .rows = {},
               .right = {}};
  Table records{.headers = {run.say("bản ghi", "record"), run.say("về", "about"), run.say("mã", "id"),
                            run.say("trạng thái", "state")},
                .rows = {},
                .right = {}};
  json items = json::array();
  const auto changes = record_lines(run, entries, o.purpose);
  for (const DeskEntry& entry : entries) {
    std::string state = desk_state_words(entry, run.lang());
    if (!entry.reason.empty()) state += ": " + entry.reason;
    const auto change = changes.find(entry.id);
    const std::string about = entry.about.empty() ? entry.unit : entry.about;
    if (entry.record)
      records.rows.push_back({record_kind_words(entry.kind, run.lang()),
                              change == changes.end() ? about : change->second + " " + about, entry.id, state});
    else
      drafts.rows.push_back({entry.name, entry.class_name, entry.serial, entry.id, state});
    items.push_back(said(entry));
  }
  Output& out = run.out();
  if (!out.json_wanted()) {
    if (!drafts.rows.empty()) out.raw(render_wrapped(drafts, kTableWidth) + "\n");
    if (!records.rows.empty()) out.raw(render_wrapped(records, kTableWidth) + "\n");
  }
  const std::string count = std::to_string(entries.size());
  out.line(filter.view == "mine" ? run.say("Chờ khóa này: " + count, "Waiting for this key: " + count)
                                 : run.say("Trên bàn ký: " + count, "On the desk: " + count));
  out.json({{"items", items}, {"total", entries.size()}});
  return done();
}

Status show(Run& run, const DeskOptions& o) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto ids, checked_ids(run, o.ids));
  HOCBA_TRY(const auto papers, desk_read(*node, ids, o.purpose));
  Output& out = run.out();
  json items = json::array();
  for (const DeskPaper& paper : papers) {
    json item = {{"entry", said(paper.entry)}};
    if (paper.handover) {
      HOCBA_TRY(item["record"], show_record(run, *paper.handover, paper.entry.id, o.purpose));
      HOCBA_TRY(const auto drafts, show_issued_drafts(run, paper));
      for (const DeskEntry& draft : drafts) item["documents"].push_back(said(draft));
      items.push_back(std::move(item));
      continue;
    }
    json& lines = item["lines"] = json::array();
    std::string section;
    for (const auto& line : credential::describe(*paper.document)) {
      const std::string here(pick(run.lang(), line.section_vi, line.section_en));
      const std::string value(line.value_en.empty() ? line.value : pick(run.lang(), line.value, line.value_en));
      const std::string label(pick(run.lang(), line.label_vi, line.label_en));
      if (here != section) out.line("\n" + out.toned(Output::Tone::strong, section = here));
      out.line("  " + label + ": " + value);
      lines.push_back({{"section", here}, {"label", label}, {"value", value}});
    }
    json& findings = item["findings"] = json::array();
    for (const auto& finding : credential::examine(*paper.document)) {
      out.line("  " + out.toned(Output::Tone::bad, finding.field) + ": " + finding.found + " ≠ " + finding.expected +
               "  " + error_text(Error(*finding.code), run.lang()));
      findings.push_back({{"field", finding.field}, {"code", finding.code->id}});
    }
    out.line("\n" + out.toned(Output::Tone::strong, run.say("Bàn ký", "Signing desk")));
    out.line("  " + desk_state_words(paper.entry, run.lang()));
    if (!paper.entry.reason.empty()) out.line("  " + run.say("lý do: ", "reason: ") + paper.entry.reason);
    for (const std::string& signer : paper.entry.signers) out.line("  " + run.say("đã ký: ", "signed: ") + signer);
    items.push_back(std::move(item));
  }
  out.json({{"items", items}});
  return done();
}

Result<int> post_ids(Run& run, const DeskOptions& o, const std::string& path, const json& more,
                     const std::string& what) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto ids, checked_ids(run, o.ids));
  HOCBA_TRY(const auto outcomes, desk_post(*node, path, "ids", as_json(ids), more));
  const std::size_t refused = tell_outcomes(run, outcomes);
  run.out().line(what + std::to_string(outcomes.size() - refused));
  return refused == 0 ? kExitDone : kExitRefused;
}

Result<int> give_back(Run& run, const DeskOptions& o) {
  if (o.reason.empty()) return Error(kUsage, run.say("thiếu --reason: lý do trả lại", "missing: --reason"));
  return post_ids(run, o, "/v1/desk/return", {{"reason", o.reason}}, run.say("Đã trả lại: ", "Returned: "));
}

Result<int> drop(Run& run, const DeskOptions& o) {
  HOCBA_RETURN_IF_ERROR(
      confirm_unless(o.yes, run,
                     std::to_string(o.ids.size()) + run.say(" mục sẽ bị hủy khỏi bàn ký, không lấy lại được.",
                                                            " items will be destroyed on the desk, for good.")));
  HOCBA_TRY(const int code, post_ids(run, o, "/v1/desk/drop", json::object(), run.say("Đã bỏ: ", "Dropped: ")));
  run.out().note(
      run.say("Số vào sổ của dự thảo đã bỏ vẫn được giữ: đưa lại bảng ấy (hocba issue … --desk) thì dùng lại số, không "
              "dùng nữa thì ghi hỏng (hocba register spoil) trước khi khóa sổ.",
              "The register numbers of dropped drafts stay reserved: the same sheet again (hocba issue … --desk) uses "
              "them, else spoil them (hocba register spoil) before the book is closed."));
  return code;
}

}  // namespace

Result<SharedKey> desk_key(Run& run) {
  HOCBA_TRY(const auto keys, run.keys());
  HOCBA_RETURN_IF_ERROR(run.log_in(keys.front()));
  return keys.front();
}

std::size_t tell_outcomes(Run& run, const std::vector<DeskOutcome>& outcomes) {
  Table table{.headers = {run.say("mã", "id"), run.say("vì sao", "why")}, .rows = {}, .right = {}};
  json results = json::array();
  for (const DeskOutcome& one : outcomes) {
    json item = {{"id", one.id}};
    if (one.error) {
      table.rows.push_back({one.id, error_text(*one.error, run.lang())});
      item["error"] = one.error->code().id;
    } else if (one.entry) {
      item["state"] = one.entry->state;
      item["ready"] = one.entry->ready;
    }
    results.push_back(std::move(item));
  }
  const std::size_t refused = table.rows.size();
  if (refused != 0 && !run.out().json_wanted()) run.out().raw(render_wrapped(table, kTableWidth) + "\n");
  run.out().json({{"signed", outcomes.size() - refused},
                  {"done", outcomes.size() - refused},
                  {"refused", refused},
                  {"results", results}});
  return refused;
}

Result<std::vector<DeskEntry>> desk_wanted(Run& run, const DeskOptions& o, bool records) {
  if (o.ids.empty() && !o.all)
    return Error(kUsage,
                 run.say("nêu ID (xem: hocba desk list), hoặc --all", "name IDs (see: hocba desk list), or --all"));
  HOCBA_TRY(ApiClient * node, run.api());
  // What is named may have been signed already: then the node's refusal says so.
  HOCBA_TRY(auto entries, desk_list(*node, {o.ids.empty() ? "mine" : "all", o.ids.empty() ? run.globals.unit : "",
                                            o.type, o.class_name, std::string(kDeskSigning)}));
  if (o.ids.empty()) {
    std::erase_if(entries, [&](const DeskEntry& e) {
      return e.record != records || e.state == "TRA_LAI" || e.lapsed || (!records && e.mine.empty());
    });
    return entries;
  }
  HOCBA_TRY(const auto ids, checked_ids(run, o.ids));
  std::vector<DeskEntry> out;
  for (const std::string& id : ids) {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const DeskEntry& e) { return e.id == id; });
    if (found == entries.end())
      return Error(kUsage, id + run.say(": không có trên bàn ký, hoặc khóa này không được xem",
                                        ": not on the desk, or not for this key"));
    out.push_back(*found);
  }
  return out;
}

void add_desk_commands(Args root, Run& run) {
  Args desk = root.command("desk", "bàn ký: văn bản và bản ghi chờ ký, mỗi người ký trên máy mình",
                           "the signing desk: documents and records that wait, each signs on their own machine");
  const auto options = [] { return std::make_shared<DeskOptions>(); };
  const auto filters = [](Args& command, const std::shared_ptr<DeskOptions>& o) {
    command.option("--type", o->type, "chỉ loại văn bản này", "this type of document alone");
    command.option("--class", o->class_name, "chỉ lớp này", "this class alone");
  };
  const auto purpose = [](Args& command, const std::shared_ptr<DeskOptions>& o) {
    command.option("--purpose", o->purpose, "mục đích (khi quyền do đơn vị cấp trên trao); được ghi nhật ký",
                   "purpose (where a unit above gave you the right); it is logged");
  };
  auto l = options();
  Args list_command = desk.command("list", "những gì đang chờ khóa này", "what waits for this key",
                                   "hocba desk list --key gv-toan.key\n"
                                   "hocba desk list --all --class 6A1 --key van-thu.key\n"
                                   "hocba desk list --returned --key van-thu.key");
  filters(list_command, l);
  list_command.flag("--all", l->all, "mọi thứ khóa này được xem", "all that this key may see");
  list_command.flag("--ready", l->ready, "đã đủ chữ ký, chờ phát hành", "closed, to be issued");
  list_command.flag("--returned", l->returned, "bị trả lại, hoặc có chữ ký hết hiệu lực",
                    "returned, or with a signature that lapsed");
  purpose(list_command, l);
  list_command.action([l, &run] { return run.finish(list(run, *l)); });

  auto s = options();
  Args show_command = desk.command("show", "đọc trọn một mục trên bàn ký", "shows what lies on the desk, in full",
                                   "hocba desk show ID --key hieu-truong.key");
  show_command.positionals("ID", s->ids, "mã (hocba desk list)", "ids (hocba desk list)").required();
  purpose(show_command, s);
  show_command.action([s, &run] { return run.finish(show(run, *s)); });

  auto g = options();
  Args sign_command =
      desk.command("sign", "ký văn bản đang chờ; khóa không rời máy này",
                   "signs documents that wait; the key does not leave this machine",
                   "hocba desk sign --all --class 6A1 --key gvcn.key\nhocba desk sign ID ID --key gv-toan.key");
  sign_command.positionals("ID", g->ids, "mã (hocba desk list)", "ids (hocba desk list)");
  sign_command.flag("--all", g->all, "tất cả những gì đang chờ khóa này", "all that waits for this key");
  filters(sign_command, g);
  sign_command.flag("-y,--yes", g->yes, "không hỏi lại trước khi ký", "doesn't ask before signing");
  sign_command.action([g, &run] { return run.finish(desk_sign(run, *g)); });

  auto a = options();
  Args approve_command = desk.command("approve", "duyệt: ký bản ghi do người khác đề nghị rồi gửi lên sổ cái",
                                      "signs records that others proposed, and submits them",
                                      "hocba desk approve ID --key hieu-truong.key");
  approve_command.positionals("ID", a->ids, "mã bản ghi (hocba desk list)", "the records' ids (hocba desk list)");
  approve_command.flag("--all", a->all, "tất cả bản ghi đang chờ khóa này", "all records that wait for this key");
  approve_command.flag("-y,--yes", a->yes, "không hỏi lại", "does not ask");
  approve_command.action([a, &run] { return run.finish(desk_approve(run, *a)); });

  auto r = options();
  Args return_command = desk.command("return", "trả lại để sửa; mọi chữ ký bị bỏ, lý do được giữ",
                                     "returns for correction; signatures are dropped, the reason is kept",
                                     "hocba desk return ID --reason \"Sai điểm Toán học kỳ II\" --key gvcn.key");
  return_command.positionals("ID", r->ids, "mã (hocba desk list)", "ids (hocba desk list)").required();
  return_command.option("--reason", r->reason, "lý do", "why").required();
  return_command.action([r, &run] { return run.finish(give_back(run, *r)); });

  auto d = options();
  Args drop_command =
      desk.command("drop", "bỏ hẳn khỏi bàn ký, dữ liệu bị hủy", "takes off the desk, the data are destroyed",
                   "hocba desk drop ID --yes --key van-thu.key");
  drop_command.positionals("ID", d->ids, "mã (hocba desk list)", "ids (hocba desk list)").required();
  drop_command.flag("-y,--yes", d->yes, "không hỏi lại", "does not ask");
  drop_command.action([d, &run] { return run.finish(drop(run, *d)); });

  auto i = options();
  Args issue_command =
      desk.command("issue", "phát hành mọi văn bản đã đủ chữ ký", "issues every document that is closed",
                   "hocba desk issue --key van-thu.key\n"
                   "hocba desk issue --type transcript --class 6A1 --key van-thu.key --result ketqua.csv");
  filters(issue_command, i);
  issue_command.option("--serial-secret", i->serial_secret, "tệp khóa số hiệu của đơn vị",
                       "file of the unit's serial secret");
  issue_command.option("--result", i->result, "ghi kết quả ra tệp CSV", "writes the outcome to a CSV file");
  issue_command.action([i, &run] { return run.finish(desk_issue(run, *i)); });
}

}  // namespace hocba::cli
