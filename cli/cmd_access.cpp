// hocba access-log: who read a document, for its holder.
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
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

Status access_log(Run& run, const std::string& path) {
  HOCBA_TRY(const std::string text, read_file(path));
  HOCBA_TRY(const auto file, exchange::parse_holder_file(text));
  HOCBA_TRY(const auto document, exchange::open_document(file));
  HOCBA_TRY(const NetworkInfo* network, run.network());
  HOCBA_TRY(const auto proof, credential::holder_proof(document, network->network.view()));
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const json value, node->post("/v1/documents/" + credential::to_text(document.id()) + "/access-log",
                                         {{"proof", crypto::base64url(proof)}}));
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

}  // namespace

void add_access_command(Args root, Run& run) {
  auto path = std::make_shared<std::string>();
  Args command = root.command("access-log", "xem ai đã đọc văn bản của mình, lúc nào, vì việc gì",
                              "shows who read your document, when and for what", "hocba access-log hoc-ba.json");
  command.positional("FILE", *path, "tệp văn bản; không cần khóa", "the holder's file; no key is needed").required();
  command.action([path, &run] { return run.finish(access_log(run, *path)); });
}

}  // namespace hocba::cli
