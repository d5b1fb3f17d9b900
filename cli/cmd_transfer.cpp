// hocba transfer request, accept, refuse, withdraw, release, receive, list, show: the pupil who changes school.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/calendar.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/may_sign.hpp"
#include "cli/sender.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct TransferOptions {
  std::string id, leaving, receiving, name, birth_date, application, reason, basis, sheet, calendar;
  std::vector<std::string> credentials;
  chain::CustodyAnswer answer{};
  bool dry_run = false, all = false, other_holder = false;
  SendOptions send;
};

// A transfer as the node tells of it.
struct TransferInfo {
  json value;
  std::string id, leaving, receiving, standing;
  std::vector<std::string> credentials;
  std::optional<Time> since;
  unsigned working_days = 0;
};

Result<TransferInfo> read_transfer(json value, const std::string& path) {
  TransferInfo out;
  Answer in(value, path);
  out.id = in.text("id");
  out.leaving = in.text("leaving");
  out.receiving = in.text("receiving");
  out.standing = in.text("standing");
  out.credentials = in.texts("credentials");
  out.since = in.optional_time("since");
  const auto days = in.optional_number("working_days");
  HOCBA_RETURN_IF_ERROR(in.end());
  constexpr std::uint64_t kMostDays = 100;
  if (days && *days > kMostDays) return Error(kAnswerMalformed, path);
  out.working_days = static_cast<unsigned>(days.value_or(0));
  out.value = std::move(value);
  return out;
}

Result<TransferInfo> transfer_of(Run& run, const std::string& id) {
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/transfers/" + percent_encode(id);
  HOCBA_TRY(auto value, node->get(path));
  return read_transfer(std::move(value), path);
}

// Whose transfer it is, as its request was opened to both schools. Nothing where this session may not see it.
struct Pupil {
  std::string name, birth_date;
};
std::optional<Pupil> pupil_of(Run& run, const TransferInfo& transfer) {
  const auto requested = transfer.value.find("requested");
  const auto node = run.api();
  if (requested == transfer.value.end() || !requested->is_object() || !node.ok()) return std::nullopt;
  const auto index = requested->find("index");
  if (index == requested->end() || !index->is_number_unsigned()) return std::nullopt;
  const auto opened = (*node)->get("/v1/entries/" + index->dump() + "/openings");
  if (!opened.ok() || !opened->is_object()) return std::nullopt;
  const json content = opened->value("pupil", json::object()).value("content", json::object());
  const auto text = [&](const char* name) {
    return content.is_object() && content.contains(name) && content[name].is_string() ? content[name].get<std::string>()
                                                                                      : std::string();
  };
  if (text("name").empty()) return std::nullopt;
  return Pupil{text("name"), text("birth_date")};
}
std::string in_words(const Run& run, const Pupil& pupil) {
  const auto day = date_from_text(pupil.birth_date);
  return pupil.name + (day.ok() ? run.say(", sinh ", ", born ") + to_screen(*day) : std::string());
}
// Whoever signs the next step sees whose it is; a key that may not is no error of the step.
void tell_pupil(Run& run, const TransferInfo& transfer) {
  if (run.globals.keys.empty() || !run.log_in().ok()) return;
  if (const auto pupil = pupil_of(run, transfer))
    run.out().line(run.say("Học sinh: ", "Pupil: ") + in_words(run, *pupil));
  else
    run.out().warning(run.say("không xem được học sinh của hồ sơ này", "whose transfer this is can't be seen"));
}

Result<chain::TransferId> transfer_option(const std::string& text) {
  const auto id = chain::transfer_id_from_text(text);
  if (!id.ok()) return Error(id.error().code(), "ID " + text);
  return *id;
}

// With the calendar at hand, which may know more holidays than the node.
std::optional<Due> due_of(const TransferInfo& transfer, const credential::WorkingDays& calendar, Time now) {
  if (!transfer.since) return std::nullopt;
  const Date day = calendar.due(*transfer.since, transfer.working_days);
  return Due{day, calendar.is_late(*transfer.since, transfer.working_days, now), day <= calendar.complete_through()};
}

json with_due(const TransferInfo& transfer, const std::optional<Due>& due) {
  json out = transfer.value;
  if (!due) return out;
  out["due"] = to_text(due->day);
  out["late"] = due->late;
  out["holidays_known"] = due->holidays_known;
  return out;
}

json with_pupil(json transfer, const std::optional<Pupil>& pupil) {
  if (pupil) transfer["pupil"] = {{"name", pupil->name}, {"birth_date", pupil->birth_date}};
  return transfer;
}

// For whom a step is signed: --unit (a successor after a merger), else the party whose step it is.
Result<std::optional<chain::UnitCode>> acting(Run& run, const std::string& party) {
  HOCBA_TRY(auto code, code_option(run.globals.unit.empty() ? party : run.globals.unit, "--unit", chain::kMaxUnitCode));
  return std::optional(std::move(code));
}

// What the ledger would say as far as it can be asked: nothing is recorded, nothing is signed.
Status trial(Run& run, const chain::Body& body, const std::optional<chain::UnitCode>& unit) {
  HOCBA_TRY(const auto record, new_record(run, body, unit));
  const json value = chain::record_json(record);
  for (const std::string& path : run.globals.keys) {
    HOCBA_TRY(const auto key, run.public_key(path));
    HOCBA_RETURN_IF_ERROR(may_sign(run, value, key.did(), path, record.time));
  }
  run.out().line(run.say("Thử: chưa ghi gì. Sẽ ghi: ", "Trial: nothing was recorded. Would record: ") +
                 record_kind_words(chain::to_text(record.kind()), run.lang()) + ", " + unit->str());
  run.out().json(
      {{"dry_run", true}, {"kind", chain::to_text(record.kind())}, {"unit", unit->str()}, {"body", value["body"]}});
  return done();
}

Status record(Run& run, const TransferOptions& o, const chain::Body& body, const std::optional<chain::UnitCode>& unit,
              const chain::TransferId& id, const std::string& what, const Openings* openings = nullptr) {
  if (o.dry_run) return trial(run, body, unit);
  HOCBA_TRY(const auto recorded, send(run, body, unit, o.send, what, openings));
  if (!recorded) return done();
  run.out().json({{"transfer", chain::to_text(id)}, {"index", recorded->index}, {"id", recorded->id}});
  return done();
}

// Whether the step comes next, for a trial: the ledger decides it again.
Status check_turn(const TransferOptions& o, const TransferInfo& transfer, std::string_view expected) {
  if (!o.dry_run) return done();
  if (transfer.standing == "refused" || transfer.standing == "withdrawn" || transfer.standing == "received")
    return Error(chain::kCustodyOver, transfer.standing);
  if (!expected.empty() && transfer.standing != expected) return Error(chain::kCustodyWrongStep, transfer.standing);
  return done();
}

chain::TransferId new_transfer_id() {
  const auto random = crypto::random_of<credential::CredentialId>();
  return chain::TransferId::of(credential::uuid_from_random(random).view());
}

Status request(Run& run, const TransferOptions& o) {
  chain::CustodyRequest body;
  if (o.leaving.empty() && o.receiving.empty())
    return Error(kUsage, run.say("cần --leaving hoặc --receiving: trường kia",
                                 "--leaving or --receiving is needed: the other unit"));
  // The one that is not named is one's own.
  std::string own = run.globals.unit;
  if (own.empty() && (o.leaving.empty() || o.receiving.empty())) return kNeedUnit;
  HOCBA_TRY(body.leaving, code_option(o.leaving.empty() ? own : o.leaving, "--leaving", chain::kMaxUnitCode));
  HOCBA_TRY(body.receiving, code_option(o.receiving.empty() ? own : o.receiving, "--receiving", chain::kMaxUnitCode));
  if (own.empty()) own = body.leaving.str();
  if (o.dry_run) {
    HOCBA_TRY(ApiClient * node, run.api());
    for (const auto* unit : {&body.leaving, &body.receiving}) HOCBA_RETURN_IF_ERROR(node->unit(unit->str()));
  }
  HOCBA_TRY(const auto unit, acting(run, own));
  HOCBA_TRY(const std::string name, credential::clean_name(o.name));
  HOCBA_TRY(const Date born, credential::date_from_cell(o.birth_date));
  json content = {{"name", name}, {"birth_date", to_text(born)}};
  if (!o.application.empty()) content["application"] = o.application;
  const Sealed pupil = seal("pupil", content);
  body.pupil = pupil.commitment;
  body.transfer = new_transfer_id();
  const Openings kept(unit->str(), "entries", {{"pupil", pupil.opening()}});
  const std::string id = chain::to_text(body.transfer);
  HOCBA_RETURN_IF_ERROR(
      record(run, o, body, unit, body.transfer, run.say("Đề nghị chuyển trường ", "Request of transfer ") + id, &kept));
  if (!o.dry_run && o.send.out_file.empty())
    run.out().line(
        run.say("Trường đến trả lời:  hocba transfer accept ", "The receiving unit answers:  hocba transfer accept ") +
        id);
  return done();
}

Status answer(Run& run, const TransferOptions& o) {
  chain::CustodyAccept body;
  HOCBA_TRY(body.transfer, transfer_option(o.id));
  body.answer = o.answer;
  HOCBA_TRY(const auto transfer, transfer_of(run, o.id));
  const bool withdraws = o.answer == chain::CustodyAnswer::withdraw;
  const bool accepts = o.answer == chain::CustodyAnswer::accept;
  HOCBA_RETURN_IF_ERROR(check_turn(o, transfer, accepts ? "requested" : ""));
  if (!o.dry_run) tell_pupil(run, transfer);
  HOCBA_TRY(const auto unit, acting(run, withdraws ? transfer.leaving : transfer.receiving));
  const std::string what = answer_words(chain::to_text(o.answer), run.lang()) + " " + o.id;
  if (accepts) return record(run, o, body, unit, body.transfer, what);
  HOCBA_TRY(const auto code, code_option(o.reason, "--reason"));
  const Sealed reason = seal("reason", {{"code", code.str()}, {"basis", o.basis}});
  body.reason = reason.commitment;
  const Openings kept(unit->str(), "entries", {{"reason", reason.opening()}});
  return record(run, o, body, unit, body.transfer, what, &kept);
}

// Whose the documents are is shown to who signs them away; two pupils in one transfer is a misprint.
Status check_whose(Run& run, const TransferOptions& o) {
  if (run.globals.keys.empty()) return done();
  std::optional<Whose> first;
  for (const std::string& id : o.credentials) {
    const auto one = whose(run, id);
    if (!one.ok()) {
      run.out().warning(id + run.say(": không xem được là của ai: ", ": whose it is can't be seen: ") +
                        error_text(one.error(), run.lang()));
      continue;
    }
    run.out().line(id + "\n  " + cli::in_words(*one, run));
    if (first && !o.other_holder && !same_person(*first, *one))
      return Error(kOtherHolder, first->name + " / " + one->name);
    if (!first) first = *one;
  }
  return done();
}

Status release(Run& run, const TransferOptions& o) {
  chain::CustodyRelease body;
  HOCBA_TRY(body.transfer, transfer_option(o.id));
  for (const std::string& id : o.credentials) {
    HOCBA_TRY(const auto credential, id_option(id));
    body.credentials.push_back(credential);
  }
  std::sort(body.credentials.begin(), body.credentials.end());
  if (std::adjacent_find(body.credentials.begin(), body.credentials.end()) != body.credentials.end())
    return Error(kUsage, run.say("một mã văn bản nêu hai lần", "a credential is named twice"));
  HOCBA_TRY(const std::string bytes, read_file(o.sheet));
  const Sealed sheet = seal("sheet", {{"sha256", crypto::base64url(crypto::sha256(bytes))}});
  body.sheet = sheet.commitment;
  HOCBA_TRY(const auto transfer, transfer_of(run, o.id));
  HOCBA_RETURN_IF_ERROR(check_turn(o, transfer, "accepted"));
  if (!o.dry_run) tell_pupil(run, transfer);
  HOCBA_TRY(const auto unit, acting(run, transfer.leaving));
  HOCBA_RETURN_IF_ERROR(check_whose(run, o));
  const Openings kept(unit->str(), "entries", {{"sheet", sheet.opening()}});
  return record(run, o, body, unit, body.transfer, run.say("Bàn giao hồ sơ ", "Release ") + o.id, &kept);
}

Status receive(Run& run, const TransferOptions& o) {
  chain::CustodyReceive body;
  HOCBA_TRY(body.transfer, transfer_option(o.id));
  HOCBA_TRY(const auto transfer, transfer_of(run, o.id));
  HOCBA_RETURN_IF_ERROR(check_turn(o, transfer, "released"));
  if (!o.dry_run) tell_pupil(run, transfer);
  HOCBA_TRY(const auto unit, acting(run, transfer.receiving));
  return record(run, o, body, unit, body.transfer, run.say("Tiếp nhận ", "Receipt ") + o.id);
}

// The step that comes next, and whose it is.
std::string next_step(const Run& run, const TransferInfo& t) {
  if (t.standing == "requested") return run.say("trả lời: ", "answer: ") + t.receiving;
  if (t.standing == "accepted") return run.say("bàn giao: ", "release: ") + t.leaving;
  if (t.standing == "released") return run.say("tiếp nhận: ", "receive: ") + t.receiving;
  return "–";
}

Status list(Run& run, const TransferOptions& o) {
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const auto calendar, calendar_from(o.calendar));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const Time now, run.now());
  constexpr std::size_t kMostOpened = 200;  // of more, the names are seen one by one (show)
  Table table{.headers = {run.say("mã", "id"), run.say("học sinh", "pupil"), run.say("trường đi", "leaving"),
                          run.say("trường đến", "receiving"), run.say("tình trạng", "standing"),
                          run.say("bước tiếp", "next step"), run.say("hạn", "due")},
              .rows = {},
              .right = {}};
  json all = json::array();
  std::string after;
  for (std::size_t pages = 0; pages < ApiClient::kMaxListed; ++pages) {
    const std::string path = "/v1/units/" + percent_encode(unit) + "/transfers?limit=200" +
                             (o.all ? "" : "&open=true") + (after.empty() ? "" : "&after=" + after);
    HOCBA_TRY(const json value, node->get(path));
    Answer in(value, path);
    const json transfers = in.list("transfers");
    const auto next = in.optional_number("next");
    HOCBA_RETURN_IF_ERROR(in.end());
    for (const json& one : transfers) {
      HOCBA_TRY(const auto t, read_transfer(one, path));
      const auto due = due_of(t, calendar, now);
      const auto pupil = all.size() < kMostOpened ? pupil_of(run, t) : std::nullopt;
      all.push_back(with_pupil(with_due(t, due), pupil));
      table.rows.push_back({t.id, pupil ? in_words(run, *pupil) : "–", t.leaving, t.receiving,
                            transfer_words(t.standing, run.lang()), next_step(run, t),
                            due ? in_words(run, *due) : "–"});
    }
    if (!next || all.size() >= ApiClient::kMaxListed) break;
    after = std::to_string(*next);
  }
  if (table.rows.empty()) run.out().line(run.say("Không có hồ sơ chuyển trường nào.", "No transfers."));
  run.out().table(table);
  run.out().json({{"unit", unit}, {"transfers", all}});
  return done();
}

Status show(Run& run, const TransferOptions& o) {
  HOCBA_RETURN_IF_ERROR(transfer_option(o.id));
  HOCBA_TRY(const auto calendar, calendar_from(o.calendar));
  HOCBA_TRY(const auto t, transfer_of(run, o.id));
  HOCBA_TRY(const Time now, run.now());
  const auto due = due_of(t, calendar, now);
  const bool seen = !run.globals.keys.empty() && run.log_in().ok();
  const auto pupil = seen ? pupil_of(run, t) : std::nullopt;
  Table table{.headers = {run.say("mục", "item"), run.say("giá trị", "value")}, .rows = {}, .right = {}};
  table.rows = {{run.say("mã", "id"), t.id},
                {run.say("học sinh", "pupil"),
                 pupil  ? in_words(run, *pupil)
                 : seen ? run.say("khóa này không được xem", "not for this key")
                        : run.say("thêm --key của một trong hai trường để xem", "add --key of one of the two schools")},
                {run.say("trường đi", "leaving"), t.leaving},
                {run.say("trường đến", "receiving"), t.receiving},
                {run.say("tình trạng", "standing"), transfer_words(t.standing, run.lang())}};
  struct Step {
    const char *name, *vi, *en;
  };
  for (const Step& step : {Step{"requested", "đề nghị", "requested"}, Step{"accepted", "đồng ý", "accepted"},
                           Step{"released", "bàn giao", "released"}, Step{"ended", "kết thúc", "ended"}}) {
    if (!t.value.contains(step.name)) continue;
    Answer in(t.value[step.name], step.name);
    const Time at = in.time("time");
    const auto index = in.number("index");
    HOCBA_RETURN_IF_ERROR(in.end());
    table.rows.push_back(
        {run.say(step.vi, step.en), to_screen(at) + run.say(", mục ", ", index ") + std::to_string(index)});
  }
  for (const std::string& id : t.credentials) table.rows.push_back({run.say("văn bản", "document"), id});
  if (due) {
    table.rows.push_back({run.say("bước tiếp", "next step"), next_step(run, t)});
    table.rows.push_back({run.say("hạn", "due"), in_words(run, *due)});
  }
  run.out().table(table);
  run.out().json(with_pupil(with_due(t, due), pupil));
  return done();
}

using Work = Status (*)(Run&, const TransferOptions&);

}  // namespace

void add_transfer_commands(Args root, Run& run) {
  Args transfer = root.command("transfer", "chuyển trường: đề nghị, trả lời, bàn giao hồ sơ, tiếp nhận",
                               "a pupil changes school: request, answer, release, receive");
  const auto add = [&](const char* name, std::string_view vi, std::string_view en, const std::string& example,
                       Work work) {
    auto o = std::make_shared<TransferOptions>();
    Args command = transfer.command(name, vi, en, example);
    command.action([o, &run, work] { return run.finish(work(run, *o)); });
    return std::pair(command, o);
  };
  const auto add_step = [&](const char* name, std::string_view vi, std::string_view en, const std::string& more,
                            Work work, bool of_one) {
    const std::string base = std::string("hocba transfer ") + name + (of_one ? " ID" : "") + more;
    auto made = add(name, vi, en,
                    base + " --key hieu-truong.key\n" + base + " --dry-run --key hieu-truong.key\n" + base +
                        " --key van-thu.key --out cho-ky.json",
                    work);
    auto& [command, o] = made;
    if (of_one) command.positional("ID", o->id, "mã hồ sơ chuyển trường", "the transfer's id").required();
    command.flag("--dry-run", o->dry_run, "chỉ thử: xem khóa có được ký không, không ghi gì",
                 "a trial: asks whether the keys may sign, records nothing");
    add_send_options(command, o->send);
    return made;
  };
  auto [q, qo] = add_step("request", "đề nghị chuyển trường, theo đơn của học sinh hoặc cha mẹ",
                          "requests a transfer, on the application of pupil or parents",
                          " --receiving 79TH0002 --name \"Nguyễn Văn Thử\" --birth-date 05/09/2012 --unit 79TH0001",
                          request, false);
  q.option("--leaving", qo->leaving, "trường đi (mặc định: --unit)", "the leaving unit (default: --unit)");
  q.option("--receiving", qo->receiving, "trường đến (mặc định: --unit)", "the receiving unit (default: --unit)");
  q.option("--name", qo->name, "họ tên (không lên sổ cái)", "the pupil's name (never on the ledger)").required();
  q.option("--birth-date", qo->birth_date, "ngày sinh (không lên sổ cái)", "the birth date (never on the ledger)")
      .required();
  q.option("--application", qo->application, "số, ngày của đơn (không lên sổ cái)",
           "number and date of the application (never on the ledger)");
  add_step("accept", "trường đến đồng ý tiếp nhận", "the receiving unit agrees", "", answer, true);
  for (const bool refuses : {true, false}) {
    auto [command, o] =
        refuses ? add_step("refuse", "trường đến từ chối; sau khi bàn giao: trả lại hồ sơ",
                           "the receiving unit refuses; after the release: gives it back",
                           " --reason full --basis \"Công văn 12 ngày 05/09/2025\"", answer, true)
                : add_step("withdraw",
                           "trường đi rút đề nghị, trước khi bàn giao (hoặc 30 ngày sau, nếu trường đến không nhận)",
                           "the leaving unit withdraws, before the release (or 30 days after, if nobody received)",
                           " --reason withdrawn --basis \"Đơn ngày 05/09/2025\"", answer, true);
    o->answer = refuses ? chain::CustodyAnswer::refuse : chain::CustodyAnswer::withdraw;
    command
        .option("--reason", o->reason, "mã lý do: full, outside, withdrawn, incomplete …",
                "reason code: full, outside, withdrawn, incomplete …")
        .required();
    command.option("--basis", o->basis, "căn cứ; chỉ hai trường đọc được", "basis; readable by the two units alone")
        .required();
  }
  auto [r, ro] = add_step("release", "trường đi bàn giao hồ sơ và thôi quyền đổi trạng thái",
                          "the leaving unit releases the record and gives up the right to change it",
                          " --credential MÃ --sheet bang-tong-hop.pdf --key van-thu.key", release, true);
  r.list("--credential", ro->credentials, "mã văn bản chuyển theo; lặp lại được; không có thì thôi",
         "a credential that moves along; may be repeated, may be left out");
  r.option("--sheet", ro->sheet,
           "tệp (PDF, ảnh quét …) bảng tổng hợp kết quả đã ký; chuyển trường trong hè thì là giấy giới thiệu "
           "chuyển trường; sổ cái chỉ giữ cam kết",
           "the signed interim sheet as a file (PDF, scan …), in summer the letter of transfer; the ledger keeps a "
           "commitment alone")
      .required();
  r.flag("--other-holder", ro->other_holder, "họ tên hoặc ngày sinh trên các văn bản khác nhau là đúng",
         "names or birth dates of the documents differ on purpose");
  add_step("receive", "trường đến tiếp nhận và xếp lớp: quyền chuyển sang trường đến",
           "the receiving unit receives: custody moves to it", "", receive, true);
  auto [l, lo] = add("list", "các hồ sơ chuyển trường chưa xong của đơn vị, với hạn",
                     "the unit's open transfers, with what is due",
                     "hocba transfer list --unit 79TH0001 --key van-thu.key\n"
                     "hocba transfer list --all --calendar lich-2027.txt --unit 79TH0001 --key van-thu.key",
                     list);
  l.flag("--all", lo->all, "cả những hồ sơ đã kết thúc", "those that are over, too");
  add_calendar_option(l, lo->calendar);
  auto [s, so] = add("show", "xem một hồ sơ chuyển trường", "shows a transfer", "hocba transfer show ID", show);
  s.positional("ID", so->id, "mã hồ sơ chuyển trường", "the transfer's id").required();
  add_calendar_option(s, so->calendar);
}

}  // namespace hocba::cli
