// hocba revoke, suspend, reinstate, supersede, confirm, erase: changes of what was issued.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/changes.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/sender.hpp"
#include "cli/units.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/kinds.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ChangeOptions {
  chain::StatusAction action{};
  std::string id, successor, reason, basis, from_file, group, request;
  bool other_holder = false, yes = false, dry_run = false;
  SendOptions send;
};

// One change, looked at beforehand: what will be recorded, and for whom.
struct Ready {
  chain::CredentialStatus body;  // without its reason
  chain::CodeText reason;
  std::optional<chain::UnitCode> unit;
  bool done_before = false;  // it stands as wanted already: an interrupted sheet is run again
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

std::string line_words(const Run& run, std::size_t line) {
  return line == 0 ? std::string() : run.say("dòng ", "line ") + std::to_string(line) + ": ";
}

// Nobody should revoke an id: the pupil, the title, the serial are shown. Nothing where the document can't be read with
// these keys.
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

Status ask_final(Run& run, const ChangeOptions& o, std::size_t documents) {
  if (!o.send.out_file.empty() || o.send.to_desk) return done();  // whoever signs next is shown what it is
  return confirm_unless(o.yes, run,
                        documents == 1
                            ? run.say("Việc này không rút lại được.", "This can't be taken back.")
                            : grouped(documents, run.lang()) + run.say(" văn bản; việc này không rút lại được.",
                                                                       " documents; this can't be taken back."));
}

// What the ledger would refuse, before anybody is asked whether he means it. Without a session that may read the
// document a node doesn't tell a suspended one from a revoked one: then the ledger decides.
Status check_standing(chain::StatusAction action, const std::string& id, const StandingInfo& now) {
  using enum chain::StatusAction;
  const bool ended = now.standing == "revoked" || now.standing == "superseded" || !now.superseded_by.empty();
  if (ended) return Error(chain::kStandingFinal, id);
  if (action == suspend && now.standing == "suspended") return Error(chain::kWrongStanding, id);
  if (action == reinstate && now.in_force) return Error(chain::kWrongStanding, id);
  if (action == confirm && !now.undecided) return Error(chain::kNotCompromised, id);
  return done();
}

bool stands_as_wanted(const Change& change, chain::StatusAction action, const StandingInfo& now) {
  using enum chain::StatusAction;
  if (action == revoke) return now.standing == "revoked";
  if (action == suspend) return now.standing == "suspended";
  if (action == supersede) return !now.superseded_by.empty() && now.superseded_by == change.successor;
  return false;
}

// Everything that can be known before anything is recorded. Shows whose the documents are.
Result<Ready> look_at(Run& run, const ChangeOptions& o, const Change& change) {
  Ready out;
  HOCBA_TRY(out.body.credential, id_option(change.id));
  const std::string id = credential::to_text(out.body.credential);
  out.body.action = o.action;
  HOCBA_TRY(out.reason, status_reason_option(o.action, change.reason, "--reason"));
  HOCBA_TRY(ApiClient * node, run.api());
  // Who is known is told more of the standing; why one isn't is said where the document is shown.
  if (!run.globals.keys.empty()) (void)run.log_in();
  HOCBA_TRY(const StandingInfo standing, node->credential(id));
  HOCBA_TRY(out.unit, acting_unit(run, standing.unit));
  if (o.action == chain::StatusAction::supersede) {
    HOCBA_TRY(out.body.successor, id_option(change.successor));
  }
  out.done_before = change.line != 0 && stands_as_wanted(change, o.action, standing);
  if (out.done_before) return out;
  HOCBA_RETURN_IF_ERROR(check_standing(o.action, id, standing));
  if (out.body.successor) {
    const std::string successor = credential::to_text(*out.body.successor);
    HOCBA_TRY(const StandingInfo next, node->credential(successor));
    if (!next.in_force || next.erased) return Error(chain::kSuccessorWrong, successor);
  }
  const auto document = show_whose(run, id);
  if (out.body.successor) {
    const auto successor = show_whose(run, credential::to_text(*out.body.successor));
    if (document && successor && !o.other_holder && !same_person(*document, *successor))
      return Error(kOtherHolder, document->name + " / " + successor->name);
  }
  return out;
}

Result<std::optional<Recorded>> change_one(Run& run, const Change& change, Ready ready, const SendOptions& how) {
  const Sealed reason = seal("reason", {{"code", ready.reason.str()}, {"basis", change.basis}});
  ready.body.reason = reason.commitment;
  const Openings kept(ready.unit->str(), "entries", {{"reason", reason.opening()}});
  const std::string what = action_words(chain::to_text(ready.body.action), run.lang()) + " " + change.id;
  return send(run, ready.body, ready.unit, how, what, &kept);
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

// A rule of two people, met by one: he need not have the other's key.
Error with_way_out(Run& run, Error refusal) {
  if (refusal.is(chain::kFourEyes) && run.globals.keys.size() == 1)
    run.out().note(run.say("người duyệt ký ở máy của mình: chạy lại với --out TỆP, rồi trao tệp ấy",
                           "whoever approves signs on a machine of his own: run again with --out FILE and hand that "
                           "file over"));
  return refusal;
}

std::string missing_of(const Change& c, chain::StatusAction action) {
  if (c.id.empty()) return "id";
  if (action == chain::StatusAction::supersede && c.successor.empty()) return "--by";
  if (c.reason.empty()) return "--reason";
  return c.basis.empty() ? "--basis" : "";
}

// All lines are looked at before the first is recorded: nothing is recorded of a sheet with a fault that can be seen.
// The faults are told, one line each; the number of them.
Result<std::size_t> look_at_all(Run& run, const ChangeOptions& o, const std::vector<Change>& changes,
                                std::vector<Ready>& ready, json& faults) {
  std::map<std::string, std::size_t> line_of;
  Progress progress(run.out(), run.say("Kiểm tra", "Checking"), changes.size() > 1 ? changes.size() : 0);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Change& c = changes[i];
    const std::string missing = missing_of(c, o.action);
    const auto [first, fresh] = line_of.emplace(c.id, c.line);
    auto looked = !missing.empty() ? Result<Ready>(Error(kUsage, run.say("thiếu ", "missing: ") + missing))
                  : !fresh ? Result<Ready>(Error(kUsage, c.id + run.say(": đã có ở dòng ", ": stands in line ") +
                                                             std::to_string(first->second) + run.say("", " already")))
                           : look_at(run, o, c);
    progress.to(i + 1);
    if (looked.ok()) {
      ready.push_back(*std::move(looked));
      continue;
    }
    if (c.line == 0 || exit_code(looked.error()) == kExitInternal) return looked.error();
    run.out().note(line_words(run, c.line) + (looked.error().is(kUsage)
                                                  ? looked.error().detail()
                                                  : c.id + ": " + error_text(looked.error(), run.lang())));
    faults.push_back({{"id", c.id}, {"line", c.line}, {"error", looked.error().code().id}});
  }
  progress.finish();
  return faults.size();
}

Result<int> tell_trial(Run& run, const std::vector<Change>& changes, std::size_t before) {
  run.out().line(grouped(changes.size() - before, run.lang()) +
                 run.say(" văn bản sẽ được đổi; chưa ghi gì.", " documents would be changed; nothing was recorded."));
  json results = json::array();
  for (const Change& c : changes) results.push_back({{"id", c.id}, {"line", c.line}});
  run.out().json({{"dry_run", true}, {"results", results}});
  return kExitDone;
}

Result<int> record_all(Run& run, const ChangeOptions& o, const std::vector<Change>& changes, std::vector<Ready> ready) {
  json results = json::array();
  std::size_t refused = 0;
  std::string files;
  Progress progress(run.out(), action_words(chain::to_text(o.action), run.lang()),
                    changes.size() > 1 ? changes.size() : 0);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Change& c = changes[i];
    json item = {{"id", c.id}};
    if (ready[i].done_before) {
      item["before"] = true;
      results.push_back(std::move(item));
      continue;
    }
    const SendOptions how{out_file_of(o.send.out_file, c.line), o.send.to_desk, false};
    const auto recorded = change_one(run, c, std::move(ready[i]), how);
    progress.to(i + 1);
    if (recorded.ok() && *recorded) item["index"] = (*recorded)->index;
    if (recorded.ok() && !*recorded && how.to_desk) item["desk"] = true;
    if (recorded.ok() && !*recorded && !how.to_desk) {
      item["file"] = how.out_file;
      files += (files.empty() ? "" : " ") + how.out_file;
    }
    if (!recorded.ok()) {
      // One that fails for itself doesn't stop the others; a node that is gone does.
      if (changes.size() == 1 || exit_code(recorded.error()) == kExitInternal)
        return with_way_out(run, recorded.error());
      ++refused;
      run.out().note(line_words(run, c.line) + c.id + ": " + error_text(recorded.error(), run.lang()));
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

Result<int> change(Run& run, const ChangeOptions& o) {
  if (o.from_file.empty() == o.id.empty())
    return Error(kUsage, run.say("cần ID hoặc --from, một trong hai", "one of ID and --from is needed"));
  std::vector<Change> changes{{o.id, o.successor, o.reason, o.basis, 0}};
  if (!o.from_file.empty()) {
    HOCBA_TRY(changes, read_changes(run, o.from_file, changes.front()));
  }
  std::vector<Ready> ready;
  json faults = json::array();
  HOCBA_TRY(const std::size_t wrong, look_at_all(run, o, changes, ready, faults));
  if (wrong != 0) {
    if (o.dry_run) run.out().json({{"dry_run", true}, {"results", faults}});
    if (o.dry_run && run.out().json_wanted()) return kExitRefused;
    return Error(kChangesRefused, std::to_string(wrong));
  }
  const auto before =
      static_cast<std::size_t>(std::count_if(ready.begin(), ready.end(), [](const Ready& r) { return r.done_before; }));
  if (before != 0)
    run.out().note(grouped(before, run.lang()) +
                   run.say(" dòng đã được ghi từ trước, bỏ qua", " lines were recorded before and are left out"));
  if (o.dry_run) return tell_trial(run, changes, before);
  if (is_final(o.action) && before != changes.size()) HOCBA_RETURN_IF_ERROR(ask_final(run, o, changes.size() - before));
  return record_all(run, o, changes, std::move(ready));
}

Status erase(Run& run, const ChangeOptions& o) {
  chain::DocumentErase body;
  HOCBA_TRY(body.credential, id_option(o.id));
  const std::string id = credential::to_text(body.credential);
  json said = {{"basis", o.basis}};
  if (!o.request.empty()) {
    HOCBA_TRY(const auto request, request_option(o.request));
    said["request"] = credential::to_text(request);
  }
  if (!o.group.empty()) {
    HOCBA_TRY(body.group, group_option(o.group, "--group"));
  }
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const StandingInfo standing, node->credential(id));
  if (standing.erased) return Error(chain::kAlreadyErased, id);
  HOCBA_TRY(const auto unit, acting_unit(run, standing.unit));
  // A session, so that the node answers once the keys are destroyed.
  if (o.send.out_file.empty() && !o.send.to_desk) HOCBA_RETURN_IF_ERROR(run.log_in());
  // What is recorded stands for ever, so also that a part was destroyed which never was.
  const auto document = show_whose(run, id);
  if (document && body.group) {
    const auto has = [&](const auto& group) { return group.name == o.group; };
    if (std::none_of(document->groups.begin(), document->groups.end(), has))
      return credential::unknown_group(o.group, document->groups);
  }
  HOCBA_RETURN_IF_ERROR(ask_final(run, o, 1));
  const Sealed basis = seal("basis", said);
  body.basis = basis.commitment;
  const Openings kept(unit->str(), "entries", {{"basis", basis.opening()}});
  const auto recorded =
      send(run, body, unit, o.send, run.say("Hủy ", "Erased ") + o.id + (o.group.empty() ? "" : " " + o.group), &kept);
  if (!recorded.ok()) return with_way_out(run, recorded.error());
  if (*recorded) run.out().json({{"index", (*recorded)->index}, {"id", (*recorded)->id}});
  return done();
}

std::string reason_help(const std::vector<std::string>& codes, const char* before, const char* otherwise) {
  if (codes.empty()) return otherwise;
  std::string out = before;
  for (const std::string& code : codes) out += (&code == &codes.front() ? "" : ", ") + code;
  return out;
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
      {"revoke", chain::StatusAction::revoke, "LOI_CO_QUAN_CAP", "thu hồi văn bản", "revokes a credential"},
      {"suspend", chain::StatusAction::suspend, "inquiry", "tạm đình chỉ hiệu lực", "suspends a credential"},
      {"reinstate", chain::StatusAction::reinstate, "cleared", "khôi phục hiệu lực",
       "reinstates a suspended credential"},
      {"supersede", chain::StatusAction::supersede, "NHAP_SAI", "thay bằng văn bản khác",
       "supersedes a credential by another"},
      {"confirm", chain::StatusAction::confirm, "checked", "xác nhận văn bản ghi bằng khóa đã lộ",
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
    command.positional("ID", o->id, "mã văn bản", "the credential's id");
    if (supersede) {
      command.option("--by", o->successor, "văn bản thay thế", "the successor's id");
      command.flag("--other-holder", o->other_holder,
                   "họ tên, ngày sinh hoặc số định danh khác nhau là đúng: chính chúng được đính chính",
                   "name, birth date or personal number differ on purpose: they are what is corrected");
    }
    if (is_final(named.action))
      command.flag("-y,--yes", o->yes, "không hỏi lại trước khi ghi; cần khi không có màn hình để hỏi",
                   "doesn't ask before recording; needed where there is no terminal to ask on");
    command.flag("--dry-run", o->dry_run, "chỉ kiểm tra, không ghi gì", "checks everything, records nothing");
    const auto codes = status_reasons(named.action);
    command
        .option("--reason", o->reason,
                reason_help(codes, "mã lý do: ", "mã lý do, tự chọn: inquiry, cleared, checked …"),
                reason_help(codes, "reason code: ", "reason code of your own: inquiry, cleared, checked …"))
        .offers(codes);
    command.option("--basis", o->basis, "căn cứ pháp lý; chỉ nơi cấp và người giữ đọc được",
                   "legal basis; readable by issuer and holder alone");
    command.option("--from", o->from_file,
                   "tệp CSV: cột id, reason, basis (supersede: thêm by); kiểm tra hết rồi mới ghi",
                   "a CSV file: columns id, reason, basis (supersede: also by); all lines are checked first");
    add_send_options(command, o->send);
    command.action([o, &run] { return run.finish(change(run, *o)); });
  }
  auto e = std::make_shared<ChangeOptions>();
  Args command = root.command(
      "erase", "hủy văn bản, hoặc một phần của nó, trong kho của nút",
      "erases a document, or a group of it, in the vault",
      "hocba erase ID --group family --basis \"Đơn ngày 01/06/2025\" --key van-thu.key --key hieu-truong.key");
  command.positional("ID", e->id, "mã văn bản", "the credential's id").required();
  command.option("--group", e->group, "chỉ phần này", "this group alone");
  command.flag("-y,--yes", e->yes, "không hỏi lại trước khi hủy; cần khi không có màn hình để hỏi",
               "doesn't ask before erasing; needed where there is no terminal to ask on");
  command.option("--basis", e->basis, "căn cứ pháp lý", "legal basis").required();
  command.option("--request", e->request, "mã yêu cầu mà việc hủy này trả lời (hocba request list)",
                 "id of the request that this answers (hocba request list)");
  add_send_options(command, e->send);
  command.action([e, &run] { return run.finish(erase(run, *e)); });
}

}  // namespace hocba::cli
