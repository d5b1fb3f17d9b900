// hocba revoke, suspend, reinstate, supersede, confirm, erase: changes of what was issued.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/sender.hpp"
#include "cli/units.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/csv.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ChangeOptions {
  chain::StatusAction action{};
  std::string id, successor, reason, basis, from_file, group;
  bool other_holder = false, yes = false;
  SendOptions send;
};

struct Change {
  std::string id, successor, reason, basis;
  std::size_t line = 0;
};

Result<std::optional<chain::UnitCode>> acting_unit(Run& run, const std::string& issuer) {
  // The issuer acts, or whom --unit names: its successor.
  HOCBA_TRY(auto code,
            code_option(run.globals.unit.empty() ? issuer : run.globals.unit, "--unit", chain::kMaxUnitCode));
  return std::optional(std::move(code));
}

bool is_final(chain::StatusAction action) {
  return action == chain::StatusAction::revoke || action == chain::StatusAction::supersede;
}

// Nobody should revoke an id: the pupil, the title, the serial are shown, and for what can't be taken back asked for
// (--yes goes on unasked, a sheet was asked for as a whole). Nothing where the document can't be read with these keys.
std::optional<Whose> show_whose(Run& run, const std::string& id) {
  if (run.globals.keys.empty()) return std::nullopt;
  auto document = whose(run, id);
  if (!document.ok()) {
    run.out().warning(id + run.say(": không xem được là của ai: ", ": whose it is can't be seen: ") +
                      error_text(document.error(), run.lang()));
    return std::nullopt;
  }
  run.out().line(id + "\n  " + in_words(*document, run));
  return std::optional(std::move(document).value());
}

Status check_whose(Run& run, const ChangeOptions& o, const Change& change, const chain::CredentialStatus& body) {
  const auto document = show_whose(run, credential::to_text(body.credential));
  if (body.successor) {
    const auto successor = show_whose(run, credential::to_text(*body.successor));
    if (document && successor && !o.other_holder && !same_person(*document, *successor))
      return Error(kOtherHolder, document->name + " / " + successor->name);
  }
  if (!is_final(o.action) || o.yes || change.line != 0 || !o.send.out_file.empty()) return done();
  return confirm(run, run.say("Việc này không rút lại được.", "This can't be taken back."));
}

Result<std::optional<Recorded>> change_one(Run& run, const ChangeOptions& o, const Change& change,
                                           const SendOptions& how) {
  chain::CredentialStatus body;
  HOCBA_TRY(body.credential, id_option(change.id));
  body.action = o.action;
  if (o.action == chain::StatusAction::supersede) {
    HOCBA_TRY(body.successor, id_option(change.successor));
  }
  HOCBA_TRY(const auto reason_code, code_option(change.reason, "--reason"));
  const Sealed reason = seal("reason", {{"code", reason_code.str()}, {"basis", change.basis}});
  body.reason = reason.commitment;
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const StandingInfo standing, node->credential(credential::to_text(body.credential)));
  HOCBA_TRY(const auto unit, acting_unit(run, standing.unit));
  HOCBA_RETURN_IF_ERROR(check_whose(run, o, change, body));
  const Openings kept(unit->str(), "entries", {{"reason", reason.opening()}});
  return send(run, body, unit, how, action_words(chain::to_text(o.action), run.lang()) + " " + change.id, &kept);
}

// Columns: id, reason, basis (and successor), found by name.
Result<std::vector<Change>> read_changes(Run& run, const ChangeOptions& o) {
  if (o.from_file.empty()) return std::vector<Change>{{o.id, o.successor, o.reason, o.basis, 0}};
  HOCBA_TRY(const std::string bytes, read_file(o.from_file));
  // The first line is the header, whatever stands in it: this is no sheet of an office.
  HOCBA_TRY(const auto table, exchange::parse_csv(bytes));
  const auto column = [&](std::initializer_list<const char*> names) {
    for (std::size_t i = 0; i < table.header.size(); ++i)
      for (const char* name : names)
        if (exchange::header_key(table.header[i]) == name) return static_cast<std::ptrdiff_t>(i);
    return std::ptrdiff_t{-1};
  };
  const auto id = column({"ma van bang", "credential id", "id"}), reason = column({"ma ly do", "ly do", "reason"}),
             basis = column({"can cu", "basis"}), successor = column({"thay bang", "successor", "by"});
  if (id < 0) return Error(kUsage, o.from_file + run.say(": thiếu cột id (mã văn bản)", ": the column id is missing"));
  std::vector<Change> out;
  for (const auto& row : table.rows) {
    const auto cell = [&](std::ptrdiff_t at, const std::string& usual) {
      const bool there = at >= 0 && static_cast<std::size_t>(at) < row.cells.size() &&
                         !row.cells[static_cast<std::size_t>(at)].empty();
      return there ? row.cells[static_cast<std::size_t>(at)] : usual;
    };
    out.push_back({cell(id, ""), cell(successor, o.successor), cell(reason, o.reason), cell(basis, o.basis), row.line});
  }
  return out;
}

// Of a sheet each line has a file of its own: cho-duyet.json, cho-duyet-2.json (the sheet's line 2), …
std::string out_file_of(const std::string& wanted, std::size_t line) {
  if (line == 0 || wanted.empty()) return wanted;
  const auto slash = wanted.rfind('/');
  const auto dot = wanted.rfind('.');
  const bool extension = dot != std::string::npos && (slash == std::string::npos || dot > slash + 1);
  const auto at = extension ? dot : wanted.size();
  return wanted.substr(0, at) + "-" + std::to_string(line) + wanted.substr(at);
}

Result<int> change(Run& run, const ChangeOptions& o) {
  if (o.from_file.empty() == o.id.empty())
    return Error(kUsage, run.say("cần ID hoặc --from, một trong hai", "one of ID and --from is needed"));
  HOCBA_TRY(const auto changes, read_changes(run, o));
  // All or nothing of what can be seen beforehand: nothing is recorded of a sheet with a gap.
  for (const Change& c : changes)
    if (c.id.empty() || c.reason.empty() || c.basis.empty())
      return Error(kUsage, (c.line == 0 ? std::string() : run.say("dòng ", "line ") + std::to_string(c.line) + ": ") +
                               run.say("thiếu ", "missing: ") +
                               (c.id.empty()       ? "id"
                                : c.reason.empty() ? "--reason"
                                                   : "--basis"));
  if (!o.from_file.empty() && is_final(o.action) && !o.yes && o.send.out_file.empty())
    HOCBA_RETURN_IF_ERROR(
        confirm(run, grouped(changes.size(), run.lang()) +
                         run.say(" văn bản; việc này không rút lại được.", " documents; this can't be taken back.")));
  json results = json::array();
  std::size_t refused = 0;
  std::string files;
  Progress progress(run.out(), action_words(chain::to_text(o.action), run.lang()),
                    changes.size() > 1 ? changes.size() : 0);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Change& c = changes[i];
    const SendOptions how{out_file_of(o.send.out_file, c.line), false};
    const auto recorded = change_one(run, o, c, how);
    progress.to(i + 1);
    json item = {{"id", c.id}};
    if (recorded.ok() && *recorded) item["index"] = (*recorded)->index;
    if (recorded.ok() && !*recorded) {
      item["file"] = how.out_file;
      files += (files.empty() ? "" : " ") + how.out_file;
    }
    if (!recorded.ok()) {
      // One that fails for itself doesn't stop the others; a node that is gone does.
      if (changes.size() == 1 || exit_code(recorded.error()) == kExitInternal) return recorded.error();
      ++refused;
      run.out().note((c.line == 0 ? std::string() : run.say("dòng ", "line ") + std::to_string(c.line) + ": ") + c.id +
                     ": " + error_text(recorded.error(), run.lang()));
      item["error"] = recorded.error().code().id;
    }
    results.push_back(std::move(item));
  }
  progress.finish();
  if (!files.empty()) {
    run.out().line(run.say("Đã viết ra, chưa gửi: ", "Written, not posted: ") + files);
    tell_next_signer(run, files);
    tell_proposer(run);
  }
  run.out().json({{"results", results}});
  return refused == 0 ? kExitDone : kExitRefused;
}

Status erase(Run& run, const ChangeOptions& o) {
  chain::DocumentErase body;
  HOCBA_TRY(body.credential, id_option(o.id));
  if (!o.group.empty()) {
    HOCBA_TRY(body.group, group_option(o.group, "--group"));
  }
  // A session, so that the node answers once the keys are destroyed.
  if (o.send.out_file.empty()) {
    HOCBA_RETURN_IF_ERROR(run.log_in());
    (void)show_whose(run, credential::to_text(body.credential));
    if (!o.yes)
      HOCBA_RETURN_IF_ERROR(confirm(run, run.say("Việc này không rút lại được.", "This can't be taken back.")));
  }
  const Sealed basis = seal("basis", {{"basis", o.basis}});
  body.basis = basis.commitment;
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const StandingInfo standing, node->credential(credential::to_text(body.credential)));
  HOCBA_TRY(const auto unit, acting_unit(run, standing.unit));
  const Openings kept(unit->str(), "entries", {{"basis", basis.opening()}});
  HOCBA_TRY(
      const auto recorded,
      send(run, body, unit, o.send, run.say("Hủy ", "Erased ") + o.id + (o.group.empty() ? "" : " " + o.group), &kept));
  if (!recorded) return done();
  run.out().json({{"index", recorded->index}, {"id", recorded->id}});
  return done();
}

}  // namespace

void add_change_commands(Args root, Run& run) {
  struct Named {
    const char* name;
    chain::StatusAction action;
    const char* reason;
    const char *vi, *en;
  };
  constexpr Named kActions[] = {
      {"revoke", chain::StatusAction::revoke, "error", "thu hồi văn bằng", "revokes a credential"},
      {"suspend", chain::StatusAction::suspend, "inquiry", "tạm đình chỉ hiệu lực", "suspends a credential"},
      {"reinstate", chain::StatusAction::reinstate, "cleared", "khôi phục hiệu lực",
       "reinstates a suspended credential"},
      {"supersede", chain::StatusAction::supersede, "reissue", "thay bằng văn bằng khác",
       "supersedes a credential by another"},
      {"confirm", chain::StatusAction::confirm, "checked", "xác nhận văn bằng ghi bằng khóa đã lộ",
       "confirms a credential recorded with a compromised key"}};
  for (const Named& named : kActions) {
    auto o = std::make_shared<ChangeOptions>();
    o->action = named.action;
    const bool supersede = named.action == chain::StatusAction::supersede;
    const std::string base = std::string("hocba ") + named.name;
    const std::string what = std::string(" ID") + (supersede ? " --by ID2" : "") + " --reason " + named.reason +
                             " --basis \"QĐ 12/QĐ-THM ngày 05/06/2025\" --key van-thu.key";
    Args command = root.command(named.name, named.vi, named.en,
                                base + what + " --key hieu-truong.key\n" + base + what + " --out cho-duyet.json\n" +
                                    base + " --from danh-sach.csv --key van-thu.key --key hieu-truong.key");
    command.positional("ID", o->id, "mã văn bằng", "the credential's id");
    if (supersede) {
      command.option("--by", o->successor, "văn bằng thay thế", "the successor's id");
      command.flag("--other-holder", o->other_holder,
                   "họ tên, ngày sinh hoặc số định danh khác nhau là đúng: chính chúng được đính chính",
                   "name, birth date or personal number differ on purpose: they are what is corrected");
    }
    if (is_final(named.action))
      command.flag("-y,--yes", o->yes, "không hỏi lại trước khi ghi", "doesn't ask before recording");
    command.option("--reason", o->reason, "mã lý do: error, fraud, reissue, inquiry, cleared, checked …",
                   "reason code: error, fraud, reissue, inquiry, cleared, checked …");
    command.option("--basis", o->basis, "căn cứ pháp lý; chỉ nơi cấp và người giữ đọc được",
                   "legal basis; readable by issuer and holder alone");
    command.option("--from", o->from_file, "tệp CSV: cột id, reason, basis (supersede: thêm by)",
                   "a CSV file: columns id, reason, basis (supersede: also by)");
    add_send_options(command, o->send);
    command.action([o, &run] { return run.finish(change(run, *o)); });
  }
  auto e = std::make_shared<ChangeOptions>();
  Args command = root.command(
      "erase", "hủy văn bản, hoặc một phần của nó, trong kho của nút",
      "erases a document, or a group of it, in the vault",
      "hocba erase ID --group family --basis \"Đơn ngày 01/06/2025\" --key van-thu.key --key hieu-truong.key");
  command.positional("ID", e->id, "mã văn bằng", "the credential's id").required();
  command.option("--group", e->group, "chỉ phần này", "this group alone");
  command.flag("-y,--yes", e->yes, "không hỏi lại trước khi hủy", "doesn't ask before erasing");
  command.option("--basis", e->basis, "căn cứ pháp lý", "legal basis").required();
  add_send_options(command, e->send);
  command.action([e, &run] { return run.finish(erase(run, *e)); });
}

}  // namespace hocba::cli
