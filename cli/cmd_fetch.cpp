// hocba fetch: holder's files, one by its id or all of a sheet.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/changes.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/words.hpp"
#include "ledger/credential/document.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/exchange/form_sheet.hpp"
#include "ledger/exchange/holder_file.hpp"
#include "ledger/log/types.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct FetchOptions {
  std::string id, from, to, groups, purpose, decision;
  std::uint64_t copy = 0;  // index of its record; 0: the document itself
  bool names = false;
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

struct Fetched {
  std::string text, name;  // name: of the holder
};
Result<Fetched> fetch_one(Run& run, const credential::CredentialId& id, const FetchOptions& o) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(std::string text,
            node->holder_file(credential::to_text(id), split(o.groups, ','), {o.purpose, o.decision}, o.copy));
  // What is written must be a holder's file, whatever the node sent.
  HOCBA_TRY(const auto file, exchange::parse_holder_file(text));
  HOCBA_TRY(const auto document, credential::Document::parse(file.core, {}));
  return Fetched{std::move(text), credential::headline(document).holder_name};
}

Status write_fetched(const std::string& text, const credential::CredentialId& id, const std::string& to) {
  HOCBA_RETURN_IF_ERROR(may_give_way(to, id));
  return write_file(to, text, Access::owner);
}

// By its id, or as it is handed over: the line of the sheet and the holder's name.
std::string file_name(const FetchOptions& o, const credential::CredentialId& id, std::size_t line,
                      const std::string& name) {
  if (!o.names) return credential::to_text(id) + ".json";
  constexpr std::size_t kDigits = 4, kCharacters = 80;
  std::string number = std::to_string(line);
  number.insert(0, kDigits - std::min(kDigits, number.size()), '0');
  return number + "-" + exchange::plain_name(name, kCharacters) + ".json";
}

Status fetch_by_id(Run& run, const FetchOptions& o) {
  HOCBA_TRY(const auto id, id_option(o.id));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const auto fetched, fetch_one(run, id, o));
  if (o.to.empty()) {
    run.out().raw(fetched.text);
    return done();
  }
  // The original gives way to no copy.
  HOCBA_RETURN_IF_ERROR(o.copy == 0 ? write_fetched(fetched.text, id, o.to)
                                    : write_new_file(o.to, fetched.text, Access::owner));
  run.out().line(run.say("Đã ghi ", "Wrote ") + o.to +
                 run.say(". Kiểm tra: hocba verify ", ". Verify it: hocba verify ") + o.to);
  run.out().json({{"file", o.to}, {"bytes", fetched.text.size()}});
  return done();
}

// A line that is refused is told and the others go on; what ends a run is a node or a disk that fails. Run again it
// fetches all of them anew: a document's standing may have changed since.
Result<int> fetch_sheet(Run& run, const FetchOptions& o) {
  HOCBA_TRY(const auto lines, read_changes(run, o.from, {}));
  std::vector<std::pair<credential::CredentialId, std::size_t>> wanted;  // each once, with its first line
  std::set<std::string> seen;
  std::size_t without = 0, twice = 0;
  for (const Change& line : lines) {
    if (line.id.empty()) {
      ++without;
      continue;
    }
    const auto id = credential::credential_id_from_text(line.id);
    if (!id.ok()) return id.error().at(o.from + ":" + std::to_string(line.line));
    if (seen.insert(credential::to_text(*id)).second)
      wanted.emplace_back(*id, line.line);
    else
      ++twice;
  }
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_RETURN_IF_ERROR(make_directories(o.to, Access::owner));
  Table refused{
      .headers = {run.say("dòng", "line"), run.say("mã", "id"), run.say("lỗi", "error")}, .rows = {}, .right = {true}};
  json files = json::array(), documents = json::array(), errors = json::array();
  Progress progress(run.out(), run.say("Lấy tệp", "Fetching"), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& [id, line] = wanted[i];
    const std::string text_id = credential::to_text(id);
    const auto fetched = fetch_one(run, id, o);
    const std::string to = o.to + "/" + (fetched.ok() ? file_name(o, id, line, fetched->name) : text_id);
    const Status written = fetched.ok() ? write_fetched(fetched->text, id, to) : Status(fetched.error());
    if (written.ok()) {
      files.push_back(to);
      documents.push_back({{"file", to}, {"id", text_id}, {"line", line}, {"name", fetched->name}});
    } else if (exit_code(written.error()) == kExitInternal) {
      progress.finish();
      return written.error();
    } else {
      const Error& why = written.error();
      refused.rows.push_back(
          {std::to_string(line), text_id, error_text(why.detail() == text_id ? Error(why.code()) : why, run.lang())});
      errors.push_back({{"id", text_id}, {"line", line}, {"code", why.code().id}});
    }
    progress.to(i + 1);
  }
  progress.finish();
  Output& out = run.out();
  if (!refused.rows.empty() && !out.json_wanted()) out.raw(render_wrapped(refused, kTableWidth) + "\n");
  out.line(grouped(files.size(), run.lang()) + run.say(" tệp trong ", files.size() == 1 ? " file in " : " files in ") +
           o.to);
  if (without > 0)
    out.note(grouped(without, run.lang()) +
             run.say(" dòng chưa có mã văn bản",
                     without == 1 ? " line has no document's id yet" : " lines have no document's id yet"));
  if (twice > 0)
    out.note(grouped(twice, run.lang()) +
             run.say(" dòng nêu lại mã đã có ở dòng trên", twice == 1 ? " line names an id of a line above again"
                                                                      : " lines name an id of a line above again"));
  out.json({{"files", files}, {"documents", documents}, {"refused", errors}, {"without_id", without}});
  return errors.empty() ? kExitDone : kExitRefused;
}

Result<int> fetch(Run& run, const FetchOptions& o) {
  if (o.from.empty() == o.id.empty())
    return Error(kUsage, run.say("cần ID hoặc --from, một trong hai", "one of ID and --from is needed"));
  if (o.names && o.from.empty()) return Error(kUsage, run.say("--names cần --from", "--names needs --from"));
  if (o.copy != 0 && o.id.empty()) return Error(kUsage, run.say("--copy cần ID", "--copy needs ID"));
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
  get.flag("--names", f->names, "với --from: đặt tên tệp theo dòng của bảng và họ tên (mặc định: theo mã)",
           "with --from: files named after the sheet's line and the holder's name (default: after the id)");
  get.number("--copy", f->copy, 1, log::kMaxTreeSize,
             "bản sao từ sổ gốc có mục này trên sổ cái (register copy nêu); không ghi đè tệp đã có",
             "as the copy from the register whose entry this is (register copy says it); overwrites no file");
  get.option("--groups", f->groups, "chỉ các phần này, cách nhau bằng dấu phẩy",
             "these groups alone, separated by commas");
  get.option("--purpose", f->purpose, "mục đích (khi không phải nơi cấp); được ghi nhật ký",
             "purpose (where you are not the issuer); it is logged");
  get.option("--decision", f->decision, "số quyết định (thanh tra phải nêu); được ghi nhật ký",
             "number of the decision (inspectors must give it); it is logged");
  get.action([f, &run] { return run.finish(fetch(run, *f)); });
}

}  // namespace hocba::cli
