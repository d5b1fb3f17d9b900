// hocba context, codes.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/http_client.hpp"
#include "cli/known_codes.hpp"
#include "cli/words.hpp"
#include "ledger/credential/subjects.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ContextOptions {
  std::string field;
  std::vector<std::string> values;
};

// The value as it is kept: paths whole, since the next command may be typed in another folder; a slip of the pen is
// told now, not by a later command that knows nothing of where the value came from.
Result<std::string> checked_value(const std::string& field, const std::string& typed) {
  if (field == "node") {
    HOCBA_RETURN_IF_ERROR(HttpClient::create(typed, {}));
    return typed;
  }
  if (field == "unit") {
    HOCBA_RETURN_IF_ERROR(code_option(typed, "unit", chain::kMaxUnitCode));
    return typed;
  }
  if (field == "lang" || field == "node_keys") return typed;
  if (field == "keys" && crypto::is_token_uri(typed)) {  // it need not be plugged in now
    HOCBA_RETURN_IF_ERROR(crypto::check_token_uri(typed));
    return typed;
  }
  std::error_code failed;
  const auto absolute = std::filesystem::absolute(typed, failed).lexically_normal().string();
  if (failed) return Error(kFileIo, typed + ": " + failed.message());
  if (field == "serial_secret") return absolute;  // `unit register` makes it
  if (!exists(absolute)) return Error(kFileMissing, absolute);
  if (field == "keys") {
    if (const auto key = crypto::read_public_key(absolute); !key.ok()) return key.error().at(absolute);
  }
  if (field == "policy") {
    HOCBA_TRY(const std::string text, read_file(absolute));
    if (const auto policy = log::Policy::parse(text); !policy.ok()) return policy.error().at(absolute);
  }
  return absolute;
}

Status set_context(Run& run, const ContextOptions& o) {
  const FileLock alone(run.context_path());
  HOCBA_TRY(Context context, load_context(run.context_path()));
  std::vector<std::string> values;
  for (const std::string& typed : o.values) {
    HOCBA_TRY(auto value, checked_value(o.field, typed));
    values.push_back(std::move(value));
  }
  HOCBA_RETURN_IF_ERROR(set_field(context, o.field, values));
  if (o.field == "node")  // set again: whoever answers there next is met for the first time
    for (const std::string& url : values) forget_node(context, url);
  if (!context.lang.empty() && context.lang != "vi" && context.lang != "en")
    return Error(kUsage, run.say("lang phải là vi hoặc en, không phải ", "lang is vi or en, not ") + context.lang);
  HOCBA_RETURN_IF_ERROR(save_context(run.context_path(), context));
  for (const std::string& value : values) run.out().line(o.field + " = " + value);
  if (values.empty()) run.out().line(o.field + run.say(": không còn giá trị", ": has no value any more"));
  run.out().line(run.say("Ghi ở ", "Kept in ") + run.context_path());
  run.out().json({{"file", run.context_path()}, {"field", o.field}, {"values", values}});
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

// What sort of failure it is, and whether the same may work later. Empty for what the sentence says already.
std::string_view sort_of(Kind kind, Lang lang) {
  switch (kind) {
    case Kind::malformed:
      return pick(lang, "dữ liệu hoặc lệnh sai dạng: sửa rồi làm lại",
                  "data or a command of the wrong form: correct it");
    case Kind::unauthorized:
      return pick(lang, "chưa đăng nhập được bằng khóa", "no session with a key");
    case Kind::forbidden:
      return pick(lang, "khóa hoặc máy này không được phép: dùng khóa có quyền", "not allowed to this key or machine");
    case Kind::not_found:
      return pick(lang, "không tìm thấy", "not found");
    case Kind::conflict:
      return pick(lang, "đã có rồi, hoặc tình trạng đã khác", "there already, or in another state than assumed");
    case Kind::refused:
      return pick(lang, "trái một quy tắc: gửi lại y nguyên sẽ vẫn bị từ chối",
                  "against a rule: the same again is refused again");
    case Kind::too_large:
      return pick(lang, "quá lớn", "too large");
    case Kind::too_many:
      return pick(lang, "quá nhiều lần: chờ rồi làm lại", "too often: wait, then try again");
    case Kind::unavailable:
      return pick(lang, "tạm thời: chờ rồi làm lại", "for now: wait, then try again");
    case Kind::internal:
      return pick(lang, "lỗi của máy hoặc đĩa: báo người quản trị nếu lặp lại",
                  "of the machine or disk: tell its operator if it comes again");
  }
  return {};
}

Status list_codes(Run& run, const std::string& only) {
  json list = json::array();
  for (const Code* code : known_codes()) {
    if (!only.empty() && code->id.substr(0, only.size()) != only) continue;
    run.out().line(std::string(code->id) + "\n    " + std::string(pick(run.lang(), code->vi, code->en)));
    if (code->id == only)
      run.out().line("    " + run.say("loại lỗi: ", "kind: ") + std::string(sort_of(code->kind, run.lang())));
    list.push_back({{"code", code->id}, {"vi", code->vi}, {"en", code->en}});
  }
  if (list.empty()) return Error(kNoSuchCode, only);
  run.out().json(list);
  return done();
}

Status list_subjects(Run& run) {
  Table table{.headers = {run.say("mã môn", "code"), run.say("môn", "subject"), run.say("cấp học", "level"),
                          run.say("lớp", "grades")},
              .rows = {},
              .right = {}};
  json list = json::array();
  for (const auto& subject : credential::all_subjects()) {
    const std::string level(subject.level == "primary"           ? run.say("tiểu học", "primary")
                            : subject.level == "lower-secondary" ? "THCS"
                                                                 : "THPT");
    table.rows.push_back({std::string(subject.code), std::string(subject.name), level,
                          std::to_string(subject.first_grade) + "–" + std::to_string(subject.last_grade)});
    list.push_back({{"code", subject.code},
                    {"name", subject.name},
                    {"level", subject.level},
                    {"first_grade", subject.first_grade},
                    {"last_grade", subject.last_grade}});
  }
  for (const auto& trait : credential::primary_traits()) {
    table.rows.push_back({std::string(trait.code), std::string(trait.name),
                          run.say(trait.competence ? "tiểu học, năng lực" : "tiểu học, phẩm chất",
                                  trait.competence ? "primary, competence" : "primary, quality"),
                          std::to_string(trait.first_grade) + "–5"});
    list.push_back({{"code", trait.code},
                    {"name", trait.name},
                    {"level", "primary"},
                    {"first_grade", trait.first_grade},
                    {"last_grade", 5}});
  }
  run.out().table(table);
  run.out().json(list);
  return done();
}

}  // namespace

std::string subject_codes() {
  std::string out;
  std::set<std::string_view> seen;
  for (const auto& subject : credential::all_subjects())
    if (seen.insert(subject.code).second) out += (out.empty() ? "" : ", ") + std::string(subject.code);
  return out;
}

void add_context_commands(Args root, Run& run) {
  Args context = root.command("context", "những giá trị thường dùng: nút, chính sách, đơn vị, khóa",
                              "the usual values: node, policy, unit, keys");
  auto o = std::make_shared<ContextOptions>();
  Args set = context.command(
      "set", "đặt một giá trị (không có giá trị: xóa)", "sets a value (without one: clears it)",
      "hocba context set node https://nut-1.example\nhocba context set keys hieu-truong.key con-dau.key");
  set.positional("FIELD", o->field,
                 "node, ca, policy, unit, keys, passphrase_file, serial_secret, lang, node_keys, pin_file, roots",
                 "node, ca, policy, unit, keys, passphrase_file, serial_secret, lang, node_keys, pin_file, roots")
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
  auto subjects = std::make_shared<bool>(false);
  Args codes =
      root.command("codes", "mọi mã lỗi ổn định với câu giải thích; mã môn học",
                   "every stable code with its sentence; codes of subjects",
                   "hocba codes chain.serial_taken\nhocba codes node.\nhocba codes --subjects\nhocba codes --json");
  codes.positional("PREFIX", *only, "chỉ mã bắt đầu bằng", "only codes that begin with this");
  codes.flag("--subjects", *subjects, "mã môn học, phẩm chất, năng lực mà bảng và quyền ký dùng",
             "the codes of subjects, qualities and competences, for sheets and grants");
  codes.action([only, subjects, &run] { return run.finish(*subjects ? list_subjects(run) : list_codes(run, *only)); });
}

}  // namespace hocba::cli
