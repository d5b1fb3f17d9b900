// hocba unit register, update, merge, list, show, publish.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/sender.hpp"
#include "cli/units.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/text.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct UnitOptions {
  std::string code, type, parent, from, to, into, at;
  std::string name, name_en, address, website;
  std::string serial_secret, serial_digest, filter;
  bool set_serial = false;
  SendOptions send;
};

json profile_content(const UnitOptions& o) {
  json content = json::object();
  for (const auto& [name, value] : {std::pair<const char*, const std::string*>("name", &o.name),
                                    {"name_en", &o.name_en},
                                    {"address", &o.address},
                                    {"website", &o.website}})
    if (!value->empty()) content[name] = *value;
  return content;
}

Result<std::optional<chain::Commitment>> serial_commitment(Run& run, const UnitOptions& o) {
  if (!o.serial_digest.empty()) {
    auto digest = crypto::bytes_from_base64url<chain::Commitment>(o.serial_digest);
    if (!digest.ok()) return Error(kUsage, "--serial-digest " + o.serial_digest + ": " + digest.error().to_string());
    return std::optional(*digest);
  }
  HOCBA_TRY(auto digest, serial_secret_commitment(serial_secret_path(run, o.code, o.serial_secret)));
  return std::optional(digest);
}

Result<Sealed> seal_profile(const UnitOptions& o) {
  Sealed profile = seal("profile", profile_content(o));
  if (const Status texts = credential::check_texts(profile.opening()["content"]); !texts)
    return texts.error().at("profile");
  return profile;
}

std::string waiting_directory(const std::string& code) { return unit_directory(code) + "/profiles/waiting"; }
std::string published_path(const std::string& code) { return unit_directory(code) + "/profile.json"; }

// `ahead`: before its record, so that what is issued right after the record verifies.
Status publish(Run& run, const std::string& code, const std::string& path, bool ahead = false) {
  HOCBA_TRY(const std::string text, read_file(path));
  HOCBA_TRY(const json profile, crypto::parse_json(text));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const json answer,
            node->put("/v1/units/" + percent_encode(code) + "/profile" + (ahead ? "?ahead=true" : ""), profile));
  return done();
}

Status tell_published(Run& run, const std::string& code, const Status& published) {
  HOCBA_RETURN_IF_ERROR(published);
  run.out().line(run.say("Đã công bố hồ sơ của ", "Published the profile of ") + code);
  run.out().json({{"unit", code}, {"published", true}});
  return done();
}

// A profile must be on the disk before its commitment is on the ledger: its salt exists nowhere else. Each record's has
// a file of its own: another record, made meanwhile or by repeating the command, touches it not.
struct WaitingProfile {
  std::string path;  // once its record is made
  Kept kept;
};
std::shared_ptr<WaitingProfile> wait_with(Run& run, const UnitOptions& o, const Sealed& profile, bool ahead) {
  auto out = std::make_shared<WaitingProfile>();
  const std::string text = crypto::canonical(profile.opening()) + "\n", code = o.code;
  WaitingProfile* const self = out.get();
  out->kept.keep = [self, text, code, ahead, &run](const std::string& id) -> Status {
    HOCBA_RETURN_IF_ERROR(make_directories(waiting_directory(code), Access::owner));
    self->path = waiting_directory(code) + "/" + id + ".json";
    HOCBA_RETURN_IF_ERROR(write_file(self->path, text, Access::owner));
    // Where the node doesn't take it now, it is published after the record, as ever.
    if (ahead) (void)publish(run, code, self->path, true).ok();
    return done();
  };
  out->kept.drop = [self](const std::string&) { std::remove(self->path.c_str()); };
  return out;
}

// Its record is on the ledger: it is the unit's profile now.
Status settle_profile(const std::string& code, const std::string& path) {
  HOCBA_TRY(const std::string text, read_file(path));
  HOCBA_RETURN_IF_ERROR(write_file(published_path(code), text, Access::owner));
  std::remove(path.c_str());
  return done();
}

// Success on the ledger stands, whatever becomes of the publication: it can be repeated.
Status profile_is_recorded(Run& run, const UnitOptions& o, const std::string& path) {
  HOCBA_RETURN_IF_ERROR(settle_profile(o.code, path));
  const Status published = publish(run, o.code, published_path(o.code));
  if (!published.ok()) {
    run.out().warning(error_text(published.error(), run.lang()));
    run.out().warning(run.say("hồ sơ đơn vị chưa được công bố; chạy lại: hocba unit publish ",
                              "the unit's profile is not published yet; run: hocba unit publish ") +
                      o.code);
  }
  return done();
}

// Those of records whose answer was lost, or which were posted elsewhere; the newest first.
std::vector<std::string> waiting_profiles(const std::string& code) {
  namespace fs = std::filesystem;
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  std::error_code error;
  const auto add = [&](const fs::path& file) {
    std::error_code none;
    const auto at = fs::last_write_time(file, none);
    if (!none) found.emplace_back(at, file.string());
  };
  for (fs::directory_iterator file(waiting_directory(code), error), end; !error && file != end; file.increment(error))
    if (file->path().extension() == ".json") add(file->path());
  std::sort(found.rbegin(), found.rend());
  std::vector<std::string> out;
  for (auto& [at, path] : found) out.push_back(std::move(path));
  return out;
}

// Which of those that wait belongs to what the ledger says is not known here: the node takes the one that opens it. The
// others may belong to records that are still to come, and stay.
Status publish_newest(Run& run, const std::string& code) {
  std::optional<Error> refused;
  for (const std::string& path : waiting_profiles(code)) {
    const Status published = publish(run, code, path);
    if (published.ok()) {
      HOCBA_RETURN_IF_ERROR(settle_profile(code, path));
      return tell_published(run, code, done());
    }
    if (!refused_for_good(published.error())) return published.error();
    if (!refused) refused = published.error();
  }
  if (refused && !exists(published_path(code))) return *refused;
  return tell_published(run, code, publish(run, code, published_path(code)));
}

// A record that others post: what is left to do here.
Status tell_to_publish(Run& run, const std::string& code) {
  run.out().line(run.say("Khi bản ghi đã vào sổ cái, công bố hồ sơ: hocba unit publish ",
                         "Once it is recorded, publish the profile: hocba unit publish ") +
                 code);
  return done();
}

Status register_unit(Run& run, const UnitOptions& o) {
  chain::UnitRegister body;
  HOCBA_TRY(body.unit, code_option(o.code, "CODE", chain::kMaxUnitCode));
  HOCBA_TRY(body.type, unit_type_option(o.type, "--type"));
  std::optional<chain::UnitCode> acting;
  if (!o.parent.empty()) {
    HOCBA_TRY(acting, code_option(o.parent, "--parent", chain::kMaxUnitCode));
    body.parent = acting;
  }
  if (o.from.empty()) {
    HOCBA_TRY(body.from, run.now());
  } else {
    HOCBA_TRY(body.from, time_option(o.from, "--from"));
  }
  if (!o.to.empty()) {
    HOCBA_TRY(body.to, end_option(o.to, "--to"));
  }
  HOCBA_TRY(body.serial_secret, serial_commitment(run, o));
  HOCBA_TRY(const Sealed profile, seal_profile(o));
  body.profile = profile.commitment;
  const auto waiting = wait_with(run, o, profile, false);
  HOCBA_TRY(const auto recorded, send(run, body, acting, o.send, o.code, nullptr, &waiting->kept));
  if (!recorded) return tell_to_publish(run, o.code);
  HOCBA_RETURN_IF_ERROR(profile_is_recorded(run, o, waiting->path));
  if (o.serial_digest.empty())
    run.out().line(
        run.say("Khóa số hiệu (giữ kín, sao một bản cất riêng): ", "Serial secret (keep it, and a copy elsewhere): ") +
        serial_secret_path(run, o.code, o.serial_secret));
  run.out().json({{"unit", o.code}, {"index", recorded->index}, {"id", recorded->id}});
  return done();
}

Status update_unit(Run& run, const UnitOptions& o) {
  chain::UnitUpdate body;
  HOCBA_TRY(body.unit, code_option(o.code, "CODE", chain::kMaxUnitCode));
  if (!o.parent.empty()) {
    HOCBA_TRY(body.parent, code_option(o.parent, "--parent", chain::kMaxUnitCode));
  }
  if (!o.to.empty()) {
    HOCBA_TRY(body.to, end_option(o.to, "--to"));
  }
  if (o.set_serial || !o.serial_digest.empty()) {
    HOCBA_TRY(body.serial_secret, serial_commitment(run, o));
  }
  std::shared_ptr<WaitingProfile> waiting;
  if (!profile_content(o).empty()) {
    HOCBA_TRY(const Sealed profile, seal_profile(o));
    body.profile = profile.commitment;
    waiting = wait_with(run, o, profile, o.send.out_file.empty() && !o.send.to_desk);
  }
  HOCBA_TRY(const auto acting, acting_over(run, o.code, chain::RecordKind::unit_update, false));
  HOCBA_TRY(const auto recorded, send(run, body, acting, o.send, o.code, nullptr, waiting ? &waiting->kept : nullptr));
  if (!recorded) return waiting ? tell_to_publish(run, o.code) : done();
  if (waiting) HOCBA_RETURN_IF_ERROR(profile_is_recorded(run, o, waiting->path));
  run.out().json({{"unit", o.code}, {"index", recorded->index}, {"id", recorded->id}});
  return done();
}

Status merge_unit(Run& run, const UnitOptions& o) {
  chain::UnitMerge body;
  HOCBA_TRY(body.unit, code_option(o.code, "CODE", chain::kMaxUnitCode));
  HOCBA_TRY(body.into, code_option(o.into, "--into", chain::kMaxUnitCode));
  HOCBA_TRY(body.at, time_option(o.at, "--at"));
  HOCBA_TRY(const auto acting, acting_over(run, o.code, chain::RecordKind::unit_merge, false));
  HOCBA_TRY(const auto recorded, send(run, body, acting, o.send, o.code + " → " + o.into));
  if (recorded) run.out().json({{"unit", o.code}, {"into", o.into}, {"index", recorded->index}, {"id", recorded->id}});
  return done();
}

std::string day_of(const std::string& time) {
  const auto parsed = time_from_text(time);
  return parsed.ok() ? to_screen(date_in_utc7(*parsed)) : time;
}
std::string end_of(const std::string& time, Lang lang) {
  const auto parsed = time_from_text(time);
  return parsed.ok() ? end_words(*parsed, lang) : time;
}
json unit_json(const UnitInfo& u) {
  return {{"unit", u.unit}, {"type", u.type}, {"parent", u.parent},
          {"from", u.from}, {"to", u.to},     {"merged_into", u.merged_into},
          {"name", u.name}};
}

Status list_units(Run& run, const UnitOptions& o) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto units, node->units());
  Table table{.headers = {run.say("mã", "code"), run.say("loại", "type"), run.say("cấp trên", "parent"),
                          run.say("tên", "name"), run.say("tình trạng", "standing")},
              .rows = {},
              .right = {}};
  json list = json::array();
  for (const UnitInfo& u : units) {
    if (!o.filter.empty() && u.type != o.filter && u.parent != o.filter) continue;
    const std::string standing = !u.merged_into.empty() ? "→ " + u.merged_into
                                 : !u.to.empty()        ? run.say("đến ", "until ") + end_of(u.to, run.lang())
                                                        : run.say("đang hoạt động", "active");
    table.rows.push_back({u.unit, unit_type_words(u.type, run.lang()), u.parent, u.name, standing});
    list.push_back(unit_json(u));
  }
  run.out().table(table);
  run.out().line(grouped(table.rows.size(), run.lang()) + run.say(" đơn vị", " units"));
  run.out().json({{"units", list}});
  return done();
}

Status show_unit(Run& run, const UnitOptions& o) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const UnitInfo u, node->unit(o.code));
  Table table{.headers = {run.say("mục", "item"), run.say("giá trị", "value")}, .rows = {}, .right = {}};
  table.rows = {{run.say("mã", "code"), u.unit},
                {run.say("tên", "name"), u.name},
                {run.say("loại", "type"), unit_type_words(u.type, run.lang())},
                {run.say("cấp trên", "parent"), u.parent},
                {run.say("từ ngày", "from"), day_of(u.from)}};
  if (!u.to.empty()) table.rows.push_back({run.say("đến ngày", "until"), end_of(u.to, run.lang())});
  if (!u.merged_into.empty()) table.rows.push_back({run.say("sáp nhập vào", "merged into"), u.merged_into});
  run.out().table(table);
  run.out().json(unit_json(u));
  return done();
}

void add_profile_options(Args& command, UnitOptions& o) {
  command.option("--name", o.name, "tên đơn vị, được công bố", "the unit's name, published");
  command.option("--name-en", o.name_en, "tên tiếng Anh", "the name in English");
  command.option("--address", o.address, "địa chỉ", "its address");
  command.option("--website", o.website, "trang mạng", "its website");
}

void add_serial_options(Args& command, UnitOptions& o) {
  command.option("--serial-secret", o.serial_secret, "tệp khóa số hiệu (tạo nếu chưa có)",
                 "file of the serial secret (made where there is none)");
  command.option("--serial-digest", o.serial_digest, "giá trị băm của khóa số hiệu do đơn vị tự giữ",
                 "digest of a serial secret that the unit keeps itself");
}

}  // namespace

void add_unit_commands(Args root, Run& run) {
  Args unit = root.command("unit", "đơn vị: sở, phòng, trường", "units: offices, schools");
  const auto with = [&run](Args& command, const std::shared_ptr<UnitOptions>& o,
                           Status (*work)(Run&, const UnitOptions&)) {
    command.action([o, &run, work] { return run.finish(work(run, *o)); });
  };
  auto r = std::make_shared<UnitOptions>();
  Args reg = unit.command(
      "register", "đăng ký đơn vị (do cấp trên hoặc người sáng lập ký)",
      "registers a unit (signed by its parent or the founders)",
      "hocba unit register 79SGD --type department --name \"Sở Giáo dục mẫu\" --key founder-1.key --key founder-2.key\n"
      "hocba unit register 79TH0001 --type primary --parent 79SGD --name \"Trường Tiểu học Mẫu 1\" --key so.key");
  reg.positional("CODE", r->code, "mã đơn vị", "the unit's code").required();
  reg.option("--type", r->type,
             "loại: department, commune_office, primary, lower_secondary, training_provider (cả trường đại học) …",
             "its type: department, commune_office, primary, lower_secondary, training_provider (a university, too) …")
      .required()
      .offers(unit_types());
  reg.option("--parent", r->parent, "mã cấp trên; không có: do người sáng lập ký",
             "its parent's code; without: the founders sign");
  reg.option("--from", r->from, "hoạt động từ (mặc định: bây giờ)", "active from (default: now)");
  reg.option("--to", r->to, "hoạt động đến hết ngày này", "active through this day");
  add_profile_options(reg, *r);
  add_serial_options(reg, *r);
  add_send_options(reg, r->send);
  with(reg, r, register_unit);

  auto u = std::make_shared<UnitOptions>();
  Args update = unit.command("update", "đổi cấp trên, ngày kết thúc, hồ sơ", "changes parent, end or profile",
                             "hocba unit update 79TH0001 --name \"Trường Tiểu học Mẫu Một\" --key so.key");
  update.positional("CODE", u->code, "mã đơn vị", "the unit's code").required();
  update.option("--parent", u->parent, "cấp trên mới", "the new parent");
  update.option("--to", u->to, "hoạt động đến hết ngày này", "active through this day");
  add_profile_options(update, *u);
  add_serial_options(update, *u);
  update.flag("--set-serial-secret", u->set_serial, "đặt khóa số hiệu (chỉ một lần)",
              "sets the serial secret (once only)");
  add_send_options(update, u->send);
  with(update, u, update_unit);

  auto m = std::make_shared<UnitOptions>();
  Args merge = unit.command("merge", "sáp nhập đơn vị vào đơn vị khác", "merges a unit into another",
                            "hocba unit merge 79TH0002 --into 79TH0001 --at 01/07/2025 --key so.key");
  merge.positional("CODE", m->code, "mã đơn vị", "the unit's code").required();
  merge.option("--into", m->into, "đơn vị kế thừa", "its successor").required();
  merge.option("--at", m->at, "kể từ", "as from").required();
  add_send_options(merge, m->send);
  with(merge, m, merge_unit);

  auto l = std::make_shared<UnitOptions>();
  Args list = unit.command("list", "danh sách đơn vị", "lists the units", "hocba unit list --only primary");
  list.option("--only", l->filter, "chỉ loại này, hoặc chỉ cấp dưới của đơn vị này",
              "only of this type, or below this unit");
  with(list, l, list_units);

  auto s = std::make_shared<UnitOptions>();
  Args show = unit.command("show", "xem một đơn vị", "shows a unit", "hocba unit show 79TH0001");
  show.positional("CODE", s->code, "mã đơn vị", "the unit's code").required();
  with(show, s, show_unit);

  auto p = std::make_shared<UnitOptions>();
  Args publish_again = unit.command("publish", "công bố lại hồ sơ đơn vị", "publishes the unit's profile again",
                                    "hocba unit publish 79TH0001 --key truong.key");
  publish_again.positional("CODE", p->code, "mã đơn vị", "the unit's code").required();
  publish_again.action([p, &run] { return run.finish(publish_newest(run, p->code)); });
}

}  // namespace hocba::cli
