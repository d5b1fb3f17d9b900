// hocba context, codes.
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/known_codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ContextOptions {
  std::string field;
  std::vector<std::string> values;
};

Status set_context(Run& run, const ContextOptions& o) {
  HOCBA_TRY(Context context, load_context(run.context_path()));
  HOCBA_RETURN_IF_ERROR(set_field(context, o.field, o.values));
  HOCBA_RETURN_IF_ERROR(save_context(run.context_path(), context));
  run.out().line(run.context_path());
  run.out().json({{"file", run.context_path()}});
  return done();
}

Status show_context(Run& run) {
  HOCBA_TRY(const Context context, load_context(run.context_path()));
  Table table{.headers = {run.say("mục", "item"), run.say("giá trị", "value")}, .rows = {}, .right = {}};
  json value = json::object();
  for (const std::string& field : context_fields()) {
    for (const std::string& item : field_of(context, field)) table.rows.push_back({field, item});
    value[field] = field_of(context, field);
  }
  run.out().line(run.context_path());
  run.out().table(table);
  run.out().json(value);
  return done();
}

Status list_codes(Run& run, const std::string& only) {
  json list = json::array();
  for (const Code* code : known_codes()) {
    if (!only.empty() && code->id.substr(0, only.size()) != only) continue;
    run.out().line(std::string(code->id) + "\n    " + std::string(pick(run.lang(), code->vi, code->en)));
    list.push_back({{"code", code->id}, {"vi", code->vi}, {"en", code->en}});
  }
  run.out().json(list);
  return done();
}

}  // namespace

void add_context_commands(Args root, Run& run) {
  Args context = root.command("context", "những giá trị thường dùng: nút, chính sách, đơn vị, khóa",
                              "the usual values: node, policy, unit, keys");
  auto o = std::make_shared<ContextOptions>();
  Args set = context.command(
      "set", "đặt một giá trị (không có giá trị: xóa)", "sets a value (without one: clears it)",
      "hocba context set node https://nut-1.example\nhocba context set keys hieu-truong.key con-dau.key");
  set.positional("FIELD", o->field, "node, ca, policy, unit, keys, passphrase_file, serial_secret, lang",
                 "node, ca, policy, unit, keys, passphrase_file, serial_secret, lang")
      .required()
      .one_of(context_fields());
  set.positionals("VALUE", o->values, "giá trị", "the value");
  set.action([o, &run] { return run.finish(set_context(run, *o)); });
  context.command("show", "xem các giá trị", "shows the values", "hocba context show").action([&run] {
    return run.finish(show_context(run));
  });
}

void add_codes_command(Args root, Run& run) {
  auto only = std::make_shared<std::string>();
  Args codes = root.command("codes", "mọi mã lỗi ổn định với câu giải thích", "every stable code with its sentence",
                            "hocba codes chain.\nhocba codes --json");
  codes.positional("PREFIX", *only, "chỉ mã bắt đầu bằng", "only codes that begin with this");
  codes.action([only, &run] { return run.finish(list_codes(run, *only)); });
}

}  // namespace hocba::cli
