// hocba record sign, submit, show: records that several people sign.
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/sender.hpp"
#include "crypto/json.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

Status sign(Run& run, const std::string& file, const std::string& to) {
  HOCBA_TRY(const std::string text, read_file(file));
  HOCBA_TRY(const auto keys, run.keys());
  // Where a node is known its clock counts; signing itself needs none.
  Time now = run.wall_clock();
  if (!run.globals.node.empty()) {
    HOCBA_TRY(now, run.now());
  }
  HOCBA_TRY(const std::string signed_text, sign_waiting(trimmed(text), keys, now));
  const std::string& path = to.empty() ? file : to;
  HOCBA_RETURN_IF_ERROR(write_file(path, signed_text + "\n"));
  run.out().line(run.say("Đã ký: ", "Signed: ") + path);
  run.out().json({{"file", path}});
  return done();
}

Status submit(Run& run, const std::string& file) {
  HOCBA_TRY(const std::string text, read_file(file));
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto recorded, node->submit(trimmed(text)));
  run.out().line(run.say("Đã ghi vào sổ cái, mục ", "Recorded at index ") + std::to_string(recorded.index));
  run.out().json({{"index", recorded.index}, {"id", recorded.id}});
  return done();
}

Status show(Run& run, const std::string& file) {
  HOCBA_TRY(const std::string text, read_file(file));
  const auto parsed = crypto::parse_json(trimmed(text));
  if (!parsed.ok() || !parsed->is_object()) return Error(kNotARecord, file);
  const json& value = *parsed;
  Table table{.headers = {run.say("mục", "item"), run.say("giá trị", "value")}, .rows = {}, .right = {}};
  for (const char* name : {"kind", "unit", "time"})
    if (value.contains(name) && value[name].is_string()) table.rows.push_back({name, value[name].get<std::string>()});
  if (value.contains("body") && value["body"].is_object())
    for (const auto& [name, item] : value["body"].items())
      table.rows.push_back({name, item.is_string() ? item.get<std::string>() : item.dump()});
  if (value.contains("proof") && value["proof"].is_array())
    for (const json& proof : value["proof"])
      table.rows.push_back({run.say("chữ ký", "signed by"),
                            proof.is_object() ? proof.value("verificationMethod", "").substr(0, 60) : ""});
  run.out().table(table);
  run.out().json(value);
  return done();
}

}  // namespace

void add_record_commands(Args root, Run& run) {
  Args record = root.command("record", "bản ghi cần nhiều người ký: ký, gửi, xem",
                             "records that several people sign: sign, submit, show");
  struct Files {
    std::string file, to;
  };
  auto s = std::make_shared<Files>();
  Args sign_command =
      record.command("sign", "thêm chữ ký của mình vào bản ghi đang chờ", "adds your signature to a record that waits",
                     "hocba record sign thu-hoi.json --key hieu-truong.key");
  sign_command.positional("FILE", s->file, "tệp bản ghi", "the record's file").required();
  sign_command.option("-o,--to", s->to, "ghi ra tệp khác", "writes to another file");
  sign_command.action([s, &run] { return run.finish(sign(run, s->file, s->to)); });
  auto b = std::make_shared<Files>();
  Args submit_command = record.command("submit", "gửi bản ghi đã đủ chữ ký", "posts a record with all its signatures",
                                       "hocba record submit thu-hoi.json");
  submit_command.positional("FILE", b->file, "tệp bản ghi", "the record's file").required();
  submit_command.action([b, &run] { return run.finish(submit(run, b->file)); });
  auto w = std::make_shared<Files>();
  Args show_command = record.command("show", "xem bản ghi nói gì, ai đã ký",
                                     "shows what a record says and who has signed", "hocba record show thu-hoi.json");
  show_command.positional("FILE", w->file, "tệp bản ghi", "the record's file").required();
  show_command.action([w, &run] { return run.finish(show(run, w->file)); });
}

}  // namespace hocba::cli
