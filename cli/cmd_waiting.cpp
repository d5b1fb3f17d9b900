// hocba record open, list, drop: proposals made on this machine whose reasons and names the node was not given yet,
// each with what opens it (cli/openings.hpp).
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/openings.hpp"
#include "cli/whose.hpp"
#include "crypto/json.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

// Gives the node what opens records that were proposed here and posted elsewhere.
Status open_waiting(Run& run) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto waiting, waiting_openings());
  json list = json::array();
  std::size_t still = 0;
  for (const WaitingOpening& w : waiting) {
    HOCBA_TRY(const auto recorded, node->index_of_record(w.record_id));
    if (!recorded) {
      ++still;
      continue;
    }
    const std::uint64_t index = *recorded;
    HOCBA_RETURN_IF_ERROR(settle(run, w.record_id, w.openings, index));
    const bool given = !exists(w.path);
    if (given) run.out().line(run.say("Đã mở mục ", "Opened entry ") + std::to_string(index));
    list.push_back({{"id", w.record_id}, {"index", index}, {"unit", w.openings.unit()}, {"given", given}});
  }
  run.out().line(run.say("Còn chờ ghi vào sổ cái: ", "Not on the ledger yet: ") + std::to_string(still) +
                 (still == 0 ? ""
                             : run.say(" (xem hoặc bỏ: hocba record list, hocba record drop MÃ)",
                                       " (see or drop them: hocba record list, hocba record drop ID)")));
  run.out().json({{"opened", list}, {"waiting", still}});
  return done();
}

// "reason: ghi sai; basis: QĐ 12": what the file opens, so that its owner knows it again.
std::string said_in(const Openings& openings) {
  const auto content = crypto::parse_json(openings.content());
  if (!content.ok() || !content->is_object()) return {};
  std::string out;
  const auto add = [&](const std::string& name, const json& text) {
    out += (out.empty() ? "" : "; ") + name + ": " + (text.is_string() ? text.get<std::string>() : text.dump());
  };
  for (const auto& [name, opening] : content->items()) {
    const json said = opening.is_object() ? opening.value("content", json()) : json();
    if (!said.is_object()) add(name, said);
    if (said.is_object())
      for (const auto& [part, inner] : said.items()) add(part, inner);
  }
  return out;
}

Status list_waiting(Run& run) {
  HOCBA_TRY(const auto waiting, waiting_openings());
  Table table{.headers = {run.say("mã bản ghi", "record"), run.say("đơn vị", "unit"), run.say("nội dung", "says")},
              .rows = {},
              .right = {}};
  json list = json::array();
  for (const WaitingOpening& w : waiting) {
    table.rows.push_back({w.record_id, w.openings.unit(), said_in(w.openings)});
    HOCBA_TRY(json content, crypto::parse_json(w.openings.content()));
    list.push_back({{"id", w.record_id}, {"unit", w.openings.unit()}, {"openings", std::move(content)}});
  }
  if (!run.out().json_wanted() && !waiting.empty()) run.out().raw(render_wrapped(table, kTableWidth) + "\n");
  run.out().line(
      waiting.empty()
          ? run.say("Máy này không giữ đề nghị nào chưa mở cho nút.",
                    "No proposal is kept here that was not opened to the node.")
          : run.say("Giữ ở máy này, chưa mở cho nút; đã ghi vào sổ cái hay chưa thì hỏi bằng: hocba record open",
                    "Kept here, not yet opened to the node; whether they are on the ledger is asked by: "
                    "hocba record open"));
  run.out().json({{"waiting", list}});
  return done();
}

// The one whose id has this text in it: an id may begin with a hyphen, which a command line takes for an option.
Result<const WaitingOpening*> one_with(const Run& run, const std::vector<WaitingOpening>& waiting,
                                       const std::string& text) {
  constexpr std::size_t kFewest = 8;
  const WaitingOpening* found = nullptr;
  for (const WaitingOpening& w : waiting) {
    if (text.size() < kFewest || w.record_id.find(text) == std::string::npos) continue;
    if (found != nullptr)
      return Error(kUsage, text + run.say(": có hai đề nghị trở lên mang những ký tự này; hãy gõ thêm ký tự của mã",
                                          ": two proposals or more have this in their ids; type more of the id"));
    found = &w;
  }
  if (found != nullptr) return found;
  return Error(kUsage,
               text + run.say(": không có đề nghị nào như vậy (cần ít nhất 8 ký tự của mã); xem hocba record list",
                              ": no such proposal waits (at least 8 characters of its id are needed); see hocba "
                              "record list"));
}

// What it opens exists nowhere else: if the record came to the ledger afterwards, nobody could read its reason.
Status drop_one(Run& run, const std::string& typed, bool yes) {
  HOCBA_TRY(const auto waiting, waiting_openings());
  HOCBA_TRY(const WaitingOpening* found, one_with(run, waiting, typed));
  const std::string& id = found->record_id;
  if (!run.globals.node.empty()) {
    HOCBA_TRY(ApiClient * node, run.api());
    HOCBA_TRY(const auto recorded, node->index_of_record(id));
    if (recorded)
      return Error(kUsage, id + run.say(": đã ghi vào sổ cái, mục ", ": it is on the ledger, entry ") +
                               std::to_string(*recorded) +
                               run.say("; hãy chạy hocba record open", "; run hocba record open instead"));
  }
  HOCBA_RETURN_IF_ERROR(
      confirm_unless(yes, run,
                     said_in(found->openings) +
                         run.say(". Bỏ rồi thì không ai mở được nội dung này, kể cả khi bản ghi được gửi về sau.",
                                 ". Once dropped nobody can open this, even if the record is posted later.")));
  if (::unlink(found->path.c_str()) != 0) return Error(kFileIo, found->path + ": " + std::strerror(errno));
  run.out().line(run.say("Đã bỏ đề nghị ", "Dropped the proposal ") + id +
                 run.say(". Hãy xóa cả tệp đã trao cho người ký.", ". Delete the file handed to signers, too."));
  run.out().json({{"dropped", id}});
  return done();
}

}  // namespace

void add_waiting_commands(Args record, Run& run) {
  record
      .command("open", "gửi cho nút phần mở cam kết (tên, lý do, căn cứ) của bản ghi đã lập ở máy này",
               "gives the node what opens (names, reasons, bases) records that were made on this machine",
               "hocba record open --key van-thu.key")
      .action([&run] { return run.finish(open_waiting(run)); });
  record
      .command("list", "các đề nghị giữ ở máy này, chưa mở cho nút (không hỏi sổ cái)",
               "proposals kept on this machine, not yet opened to the node (asks no ledger)", "hocba record list")
      .action([&run] { return run.finish(list_waiting(run)); });
  struct Drop {
    std::string id;
    bool yes = false;
  };
  auto o = std::make_shared<Drop>();
  Args drop = record.command("drop", "bỏ một đề nghị sẽ không gửi nữa", "drops a proposal that will not be posted",
                             "hocba record drop AbCdEf0123456789");
  drop.positional("ID", o->id,
                  "mã bản ghi hoặc ít nhất 8 ký tự của nó (hocba record list); bắt đầu bằng dấu - thì viết: -- MÃ",
                  "the record's id, or 8 characters of it (hocba record list); where it begins with -, write: -- ID")
      .required();
  drop.flag("--yes", o->yes, "không hỏi lại", "does not ask");
  drop.action([o, &run] { return run.finish(drop_one(run, o->id, o->yes)); });
}

}  // namespace hocba::cli
