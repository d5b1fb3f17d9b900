// hocba revoke, suspend, reinstate, supersede, confirm, erase: changes of what was issued.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/sender.hpp"
#include "cli/units.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/csv.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ChangeOptions {
  chain::StatusAction action{};
  std::string id, successor, reason, basis, from_file, group;
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

// The node keeps the opened reason for issuer and holder; the registrar a copy. A node that doesn't take it loses
// nothing: the copy is here.
void open_reason(Run& run, const std::string& unit, std::uint64_t index, const json& opening) {
  if (const Status kept = keep_opening(unit, index, opening); !kept.ok())
    run.out().warning(error_text(kept.error(), run.lang()));
  const Status session = run.log_in();
  auto node = run.api();
  if (!session.ok() || !node.ok()) return;
  const auto answer = (*node)->put("/v1/entries/" + std::to_string(index) + "/openings", opening);
  if (!answer.ok() && answer.error().code().kind != Kind::not_found)
    run.out().warning(error_text(answer.error(), run.lang()));
}

Result<std::optional<Recorded>> change_one(Run& run, const ChangeOptions& o, const Change& change) {
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
  HOCBA_TRY(auto recorded, send(run, body, unit, o.send, std::string(chain::to_text(o.action)) + " " + change.id));
  if (recorded) open_reason(run, unit->str(), recorded->index, {{"reason", reason.opening()}});
  return recorded;
}

// Columns: id, reason, basis (and successor), found by name.
Result<std::vector<Change>> read_changes(const ChangeOptions& o) {
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
  if (id < 0) return Error(kUsage, o.from_file + ": id");
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

Result<int> change(Run& run, const ChangeOptions& o) {
  HOCBA_TRY(const auto changes, read_changes(o));
  if (o.from_file.empty() && o.id.empty()) return Error(kUsage, "ID");
  json results = json::array();
  std::size_t refused = 0;
  Progress progress(run.out(), std::string(chain::to_text(o.action)), changes.size() > 1 ? changes.size() : 0);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Change& c = changes[i];
    if (c.reason.empty() || c.basis.empty()) return Error(kUsage, "--reason, --basis");
    const auto recorded = change_one(run, o, c);
    progress.to(i + 1);
    json item = {{"id", c.id}};
    if (recorded.ok() && *recorded) item["index"] = (*recorded)->index;
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
  run.out().json({{"results", results}});
  return refused == 0 ? kExitDone : kExitRefused;
}

Status erase(Run& run, const ChangeOptions& o) {
  chain::DocumentErase body;
  HOCBA_TRY(body.credential, id_option(o.id));
  if (!o.group.empty()) {
    HOCBA_TRY(body.group, code_option(o.group, "--group"));
  }
  const Sealed basis = seal("basis", {{"basis", o.basis}});
  body.basis = basis.commitment;
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const StandingInfo standing, node->credential(credential::to_text(body.credential)));
  HOCBA_TRY(const auto unit, acting_unit(run, standing.unit));
  HOCBA_TRY(const auto recorded,
            send(run, body, unit, o.send, run.say("Hủy ", "Erased ") + o.id + (o.group.empty() ? "" : " " + o.group)));
  if (!recorded) return done();
  open_reason(run, unit->str(), recorded->index, {{"basis", basis.opening()}});
  run.out().json({{"index", recorded->index}, {"id", recorded->id}});
  return done();
}

}  // namespace

void add_change_commands(Args root, Run& run) {
  struct Named {
    const char* name;
    chain::StatusAction action;
    const char *vi, *en;
  };
  constexpr Named kActions[] = {
      {"revoke", chain::StatusAction::revoke, "thu hồi văn bằng", "revokes a credential"},
      {"suspend", chain::StatusAction::suspend, "tạm đình chỉ hiệu lực", "suspends a credential"},
      {"reinstate", chain::StatusAction::reinstate, "khôi phục hiệu lực", "reinstates a suspended credential"},
      {"supersede", chain::StatusAction::supersede, "thay bằng văn bằng khác", "supersedes a credential by another"},
      {"confirm", chain::StatusAction::confirm, "xác nhận văn bằng ghi bằng khóa đã lộ",
       "confirms a credential recorded with a compromised key"}};
  for (const Named& named : kActions) {
    auto o = std::make_shared<ChangeOptions>();
    o->action = named.action;
    const bool supersede = named.action == chain::StatusAction::supersede;
    const std::string base = std::string("hocba ") + named.name;
    Args command = root.command(
        named.name, named.vi, named.en,
        base + " ID" + (supersede ? " --by ID2" : "") +
            " --reason error --basis \"QĐ 12/QĐ-THM ngày 05/06/2025\" --key van-thu.key --key hieu-truong.key\n" +
            base + " ID" + (supersede ? " --by ID2" : "") +
            " --reason error --basis \"…\" --key van-thu.key --out cho-duyet.json\n" + base +
            " --from danh-sach.csv --key van-thu.key --key hieu-truong.key");
    command.positional("ID", o->id, "mã văn bằng", "the credential's id");
    if (supersede) command.option("--by", o->successor, "văn bằng thay thế", "the successor's id");
    command.option("--reason", o->reason, "mã lý do", "reason code");
    command.option("--basis", o->basis, "căn cứ pháp lý; chỉ nơi cấp và người giữ đọc được",
                   "legal basis; readable by issuer and holder alone");
    command.option("--from", o->from_file, "tệp CSV: cột id, reason, basis", "a CSV file: columns id, reason, basis");
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
  command.option("--basis", e->basis, "căn cứ pháp lý", "legal basis").required();
  add_send_options(command, e->send);
  command.action([e, &run] { return run.finish(erase(run, *e)); });
}

}  // namespace hocba::cli
