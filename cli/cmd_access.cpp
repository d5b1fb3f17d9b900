// hocba access-log, reasons: who read a document, and why it was revoked or a request refused, for its holder.
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "ledger/credential/holder_proof.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

std::string group_words(const Run& run, const std::string& group) {
  const auto title = credential::group_title(group);
  return run.say(title.vi, title.en);
}

Result<Table> table_of(Run& run, const json& value, bool& intact) {
  Table table{.headers = {run.say("lúc", "when"), run.say("đơn vị", "unit"), run.say("mục đích", "purpose"),
                          run.say("quyết định", "decision"), run.say("đã xem", "saw")},
              .rows = {},
              .right = {}};
  Answer in(value, "access-log");
  (void)in.text("id");
  intact = in.flag("intact");
  for (const json& item : in.list("entries")) {
    Answer row(item, "access-log");
    const Time time = row.time("time");
    (void)row.text("key");  // of no use to a holder; --json shows it
    const bool search = row.flag("search"), book = row.optional_flag("book");
    const auto entry = row.optional_number("entry");
    std::string saw = search ? run.say("tên trong kết quả tìm kiếm", "the name, in results of a search")
                      : book ? run.say("dòng của mình trong sổ gốc", "the line in the register")
                      : entry ? run.say("lý do ghi kèm bản ghi ", "what was said with record ") + std::to_string(*entry)
                              : run.say("văn bản", "the document");
    const auto groups = row.texts("groups");
    // An inspector who looked at this very log saw nothing of the document.
    if (groups == std::vector<std::string>{"access-log"})
      saw = run.say("nhật ký truy cập này", "this access log");
    else
      for (const auto& group : groups) saw += (search ? " " : ", ") + group_words(run, group);
    // Who searched for others says why to the issuer's head, not to everybody whom the search showed.
    const std::string purpose = row.text("purpose");
    const std::string shown = !purpose.empty() ? purpose
                              : search || book ? run.say("(của một lần tìm: không nêu)", "(of a search: not told)")
                                               : std::string();
    table.rows.push_back({to_screen(time), row.text("unit"), shown, row.optional_text("decision"), std::move(saw)});
    HOCBA_RETURN_IF_ERROR(row.end());
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  return table;
}

// Asks as whoever has this document; the proof is added to `body`.
Result<json> asked_with(Run& run, const std::string& path, const char* what, json body) {
  HOCBA_TRY(const std::string text, read_file(path));
  HOCBA_TRY(const auto file, exchange::parse_holder_file(text));
  HOCBA_TRY(const auto document, exchange::open_document(file));
  HOCBA_TRY(const NetworkInfo* network, run.network());
  HOCBA_TRY(const auto proof, credential::holder_proof(document, network->network.view()));
  HOCBA_TRY(ApiClient * node, run.api());
  body["proof"] = crypto::base64url(proof);
  return node->post("/v1/documents/" + credential::to_text(document.id()) + "/" + what, body);
}

Status access_log(Run& run, const std::string& path) {
  HOCBA_TRY(const json value, asked_with(run, path, "access-log", json::object()));
  bool intact = false;
  HOCBA_TRY(const Table table, table_of(run, value, intact));
  run.out().table(table);
  if (table.rows.empty())
    run.out().line(run.say("Chưa ai ngoài nơi cấp và người giữ xem văn bản này",
                           "Nobody but the issuer and the holder has read this document"));
  if (!intact)
    run.out().warning(run.say("nhật ký của nút bị đứt đoạn: có mục đã mất hoặc bị sửa; hãy báo nơi cấp",
                              "the node's log does not hold together: entries were lost or changed; tell the issuer"));
  run.out().json(value);
  return done();
}

std::string change_words(const Run& run, const std::string& action) {
  struct Words {
    const char *word, *vi, *en;
  };
  constexpr Words kActions[] = {{"revoke", "thu hồi", "revoked"},         {"suspend", "tạm dừng hiệu lực", "suspended"},
                                {"reinstate", "khôi phục", "reinstated"}, {"supersede", "thay thế", "superseded"},
                                {"confirm", "xác nhận lại", "confirmed"}, {"erase", "hủy", "erased"}};
  for (const Words& one : kActions)
    if (action == one.word) return run.say(one.vi, one.en);
  return action;
}

Status show_answer(Run& run, const json& value) {
  Answer in(value, "reasons");
  (void)in.text("id");
  (void)in.texts("parts");
  (void)in.texts("kept");
  (void)in.optional_time("acknowledged");
  (void)in.text("acknowledge_by");
  const std::string kind = in.text("kind"), due = in.text("due");
  const Time received = in.time("received");
  const bool late = in.flag("late");
  std::string says =
      run.say("chưa trả lời, hạn ", "not answered, due ") + due + (late ? run.say(", quá hạn", ", late") : "");
  if (in.has("answer")) {
    Answer answer(in.object("answer"), "reasons");
    const bool finished = answer.text("outcome") == "done";
    const Time at = answer.time("time");
    const std::string reason = answer.text("reason"), basis = answer.text("basis");
    HOCBA_RETURN_IF_ERROR(answer.end());
    const bool by_law = reason == "node.legal_retention";
    says = (finished ? run.say("đã xong ", "done ") : run.say("từ chối ", "refused ")) + to_screen(date_in_utc7(at)) +
           ": " + (by_law ? run.say("luật quy định lưu giữ vĩnh viễn", "kept for ever by law") : reason) +
           (basis.empty() ? "" : " (" + basis + ")");
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  run.out().line(run.say("Yêu cầu ", "Request ") + kind + ", " + to_screen(date_in_utc7(received)) + ": " + says);
  return done();
}

Status reasons(Run& run, const std::string& path, const std::string& request) {
  json body = json::object();
  if (!request.empty()) {
    HOCBA_TRY(const auto id, id_option(request));
    body["request"] = credential::to_text(id);
  }
  HOCBA_TRY(const json value, asked_with(run, path, "reasons", std::move(body)));
  Table table{
      .headers = {run.say("lúc", "when"), run.say("việc", "what"), run.say("lý do", "why")}, .rows = {}, .right = {}};
  Answer in(value, "reasons");
  (void)in.text("id");
  for (const json& change : in.list("changes")) {
    Answer row(change, "reasons");
    const Time time = row.time("time");
    const std::string part = row.optional_text("part");
    table.rows.push_back({to_screen(time),
                          change_words(run, row.text("action")) + (part.empty() ? "" : " " + group_words(run, part)),
                          opened_reason(change, run.lang()).value_or(run.say("nơi cấp chưa mở lý do", "not opened"))});
    (void)row.number("index");
    (void)row.number("height");
  }
  run.out().table(table);
  if (table.rows.empty())
    run.out().line(run.say("Trạng thái văn bản này chưa đổi lần nào", "The standing of this document never changed"));
  if (in.has("request")) HOCBA_RETURN_IF_ERROR(show_answer(run, in.object("request")));
  HOCBA_RETURN_IF_ERROR(in.end());
  run.out().json(value);
  return done();
}

}  // namespace

void add_reasons_command(Args root, Run& run) {
  struct Options {
    std::string path, request;
  };
  auto o = std::make_shared<Options>();
  Args command =
      root.command("reasons", "xem vì sao văn bản của mình bị thu hồi, thay thế, hủy; yêu cầu được trả lời thế nào",
                   "shows why your document was revoked, superseded, erased; how a request was answered",
                   "hocba reasons hoc-ba.json\nhocba reasons hoc-ba.json --request REQUEST");
  command.positional("FILE", o->path, "tệp văn bản; không cần khóa", "the holder's file; no key is needed").required();
  command.option("--request", o->request, "mã yêu cầu đã nhận khi nộp đơn", "the request's id, as you were given it");
  command.action([o, &run] { return run.finish(reasons(run, o->path, o->request)); });
}

void add_access_command(Args root, Run& run) {
  auto path = std::make_shared<std::string>();
  Args command = root.command("access-log", "xem ai đã đọc văn bản của mình, lúc nào, vì việc gì",
                              "shows who read your document, when and for what", "hocba access-log hoc-ba.json");
  command.positional("FILE", *path, "tệp văn bản; không cần khóa", "the holder's file; no key is needed").required();
  command.action([path, &run] { return run.finish(access_log(run, *path)); });
}

}  // namespace hocba::cli
