// hocba fetch: holder's files, one by its id or all of a sheet.
#include <nlohmann/json.hpp>

#include "cli/changes.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/words.hpp"
#include "ledger/credential/document.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct FetchOptions {
  std::string id, from, to, groups, purpose, decision;
};

// What stands there may be a key. An older file of the same document gives way to the newer one.
Status may_give_way(const std::string& path, const credential::CredentialId& id) {
  if (!exists(path)) return done();
  const auto old = read_file(path);
  const auto before = old.ok() ? exchange::parse_holder_file(*old) : Result<exchange::HolderFile>(old.error());
  const auto document =
      before.ok() ? credential::Document::parse(before->core, {}) : Result<credential::Document>(Error(kFileExists));
  return document.ok() && document->id() == id ? done() : Status(Error(kFileExists, path));
}

// The file's text; written, too, where `to` names a file.
Result<std::string> fetch_one(Run& run, const credential::CredentialId& id, const FetchOptions& o,
                              const std::string& to) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(std::string text,
            node->holder_file(credential::to_text(id), split(o.groups, ','), {o.purpose, o.decision}));
  // What is written must be a holder's file, whatever the node sent.
  const auto file = exchange::parse_holder_file(text);
  if (!file.ok()) return file.error();
  if (to.empty()) return text;
  HOCBA_RETURN_IF_ERROR(may_give_way(to, id));
  HOCBA_RETURN_IF_ERROR(write_file(to, text, Access::owner));
  return text;
}

Status fetch_by_id(Run& run, const FetchOptions& o) {
  HOCBA_TRY(const auto id, id_option(o.id));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const std::string text, fetch_one(run, id, o, o.to));
  if (o.to.empty()) {
    run.out().raw(text);
    return done();
  }
  run.out().line(run.say("Đã ghi ", "Wrote ") + o.to +
                 run.say(". Kiểm tra: hocba verify ", ". Verify it: hocba verify ") + o.to);
  run.out().json({{"file", o.to}, {"bytes", text.size()}});
  return done();
}

// A line that is refused is told and the others go on; what ends a run is a node or a disk that fails. Run again it
// fetches all of them anew: a document's standing may have changed since.
Result<int> fetch_sheet(Run& run, const FetchOptions& o) {
  HOCBA_TRY(const auto lines, read_changes(run, o.from, {}));
  std::vector<credential::CredentialId> ids;
  std::size_t without = 0;
  for (const Change& line : lines) {
    if (line.id.empty()) {
      ++without;
      continue;
    }
    const auto id = credential::credential_id_from_text(line.id);
    if (!id.ok()) return id.error().at(o.from + ":" + std::to_string(line.line));
    ids.push_back(*id);
  }
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_RETURN_IF_ERROR(make_directories(o.to, Access::owner));
  Table refused{.headers = {run.say("mã", "id"), run.say("lỗi", "error")}, .rows = {}, .right = {}};
  json files = json::array(), errors = json::array();
  Progress progress(run.out(), run.say("Lấy tệp", "Fetching"), ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string id = credential::to_text(ids[i]), to = o.to + "/" + id + ".json";
    const auto text = fetch_one(run, ids[i], o, to);
    if (text.ok()) {
      files.push_back(to);
    } else if (exit_code(text.error()) == kExitInternal) {
      progress.finish();
      return text.error();
    } else {
      refused.rows.push_back({id, error_text(text.error(), run.lang())});
      errors.push_back({{"id", id}, {"code", text.error().code().id}});
    }
    progress.to(i + 1);
  }
  progress.finish();
  Output& out = run.out();
  if (!refused.rows.empty()) out.table(refused);
  out.line(grouped(files.size(), run.lang()) + run.say(" tệp trong ", " files in ") + o.to);
  if (without > 0)
    out.note(grouped(without, run.lang()) + run.say(" dòng chưa có mã văn bản", " lines have no document's id yet"));
  out.json({{"files", files}, {"refused", errors}, {"without_id", without}});
  return errors.empty() ? kExitDone : kExitRefused;
}

Result<int> fetch(Run& run, const FetchOptions& o) {
  if (o.from.empty() == o.id.empty())
    return Error(kUsage, run.say("cần ID hoặc --from, một trong hai", "one of ID and --from is needed"));
  if (!o.from.empty()) {
    if (o.to.empty()) return Error(kUsage, run.say("--from cần --to THƯ MỤC", "--from needs --to FOLDER"));
    return fetch_sheet(run, o);
  }
  HOCBA_RETURN_IF_ERROR(fetch_by_id(run, o));
  return kExitDone;
}

}  // namespace

void add_fetch_command(Args root, Run& run) {
  auto f = std::make_shared<FetchOptions>();
  Args get = root.command("fetch", "lấy tệp văn bản để trao cho người giữ", "fetches holder's files",
                          "hocba fetch ID -o hoc-ba.json --key truong.key\nhocba fetch ID -o rut-gon.json --groups "
                          "year-2024-2025 --key truong.key\nhocba fetch --from lop-6a1.csv.ketqua.csv --to lop-6a1 "
                          "--key truong.key\nhocba fetch ID --decision \"QĐ 12/QĐ-TTr\" --purpose \"thanh tra\" --key "
                          "thanhtra.key");
  get.positional("ID", f->id, "mã văn bản", "the credential's id");
  get.option("--from", f->from, "mọi văn bản của bảng này (cột Mã văn bằng, như tệp kết quả của issue)",
             "all documents of this sheet (column Credential id, as in the result file of issue)");
  get.option("-o,--to", f->to, "tệp ghi ra (mặc định: màn hình); với --from: thư mục",
             "file to write (default: standard output); with --from: a folder");
  get.option("--groups", f->groups, "chỉ các phần này, cách nhau bằng dấu phẩy",
             "these groups alone, separated by commas");
  get.option("--purpose", f->purpose, "mục đích (khi không phải nơi cấp); được ghi nhật ký",
             "purpose (where you are not the issuer); it is logged");
  get.option("--decision", f->decision, "số quyết định (thanh tra phải nêu); được ghi nhật ký",
             "number of the decision (inspectors must give it); it is logged");
  get.action([f, &run] { return run.finish(fetch(run, *f)); });
}

}  // namespace hocba::cli
