// hocba key new, show, passwd.
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/words.hpp"
#include "crypto/device/random.hpp"

namespace hocba::cli {

namespace {

struct KeyOptions {
  std::string file, new_passphrase_file;
  bool no_passphrase = false, sample = false;
};

Status new_key(Run& run, const KeyOptions& o) {
  HOCBA_RETURN_IF_ERROR(may_be_new(o.file));  // before somebody thinks of a passphrase in vain
  std::optional<SecretText> passphrase;
  if (!o.no_passphrase && !run.globals.passphrase_file.empty()) {
    HOCBA_TRY(auto text, read_new_passphrase_file(run.globals.passphrase_file));
    passphrase = std::move(text);
  } else if (!o.no_passphrase) {
    HOCBA_TRY(passphrase, ask_new_passphrase(run.lang()));
  }
  const auto key = crypto::random_key_pair();
  const auto cost = o.sample ? crypto::KdfCost::testing : crypto::KdfCost::moderate;
  if (const Status written = crypto::write_key_file(o.file, key, passphrase, cost); !written.ok())
    return written.error().at(o.file);
  const std::string did = crypto::AnyKey(key.public_key()).did();
  run.out().line(run.say("Khóa mới: ", "New key: ") + o.file);
  run.out().line(run.say("Gửi phần công khai này cho cấp trên để được cấp quyền ký:",
                         "Send this public half to the office that grants you the right to sign:"));
  run.out().line(did);
  run.out().json({{"file", o.file}, {"key", did}});
  return done();
}

Status show_key(Run& run, const KeyOptions& o) {
  const auto key_or = crypto::read_public_key(o.file);
  if (!key_or.ok()) return key_or.error().at(o.file);
  const auto& key = *key_or;
  const std::string did = crypto::AnyKey(key).did();
  const bool sealed = crypto::needs_passphrase(o.file);
  run.out().line(did);
  run.out().line(sealed ? run.say("có mật khẩu", "has a passphrase")
                        : run.say("không có mật khẩu", "has no passphrase"));
  nlohmann::json grants = nlohmann::json::array();
  if (!run.globals.node.empty()) {
    HOCBA_TRY(ApiClient * node, run.api());
    HOCBA_TRY(const auto found, node->grants_of_key(did));
    HOCBA_TRY(const Time now, run.now());
    Table table{.headers = {run.say("mục", "index"), run.say("đơn vị", "unit"), run.say("vai trò", "role"),
                            run.say("đến ngày", "until"), run.say("tình trạng", "standing")},
                .rows = {},
                .right = {true}};
    for (const GrantInfo& g : found) {
      const std::string index = std::to_string(log::to_u64(g.index));
      table.rows.push_back({index, g.unit, g.role, end_words(g.to, run.lang()),
                            g.ended           ? run.say("đã hết", "ended")
                            : g.in_force(now) ? run.say("còn hiệu lực", "in force")
                                              : run.say("ngoài thời hạn", "out of its term")});
      grants.push_back({{"index", log::to_u64(g.index)},
                        {"unit", g.unit},
                        {"role", g.role},
                        {"to", to_text(g.to)},
                        {"ended", g.ended.has_value()},
                        {"in_force", g.in_force(now)}});
    }
    run.out().table(table);
  }
  run.out().json({{"key", did}, {"passphrase", sealed}, {"grants", grants}});
  return done();
}

Status change_key(Run& run, const KeyOptions& o) {
  std::optional<SecretText> from, to;
  if (crypto::needs_passphrase(o.file)) {
    if (!run.globals.passphrase_file.empty()) {
      HOCBA_TRY(auto text, read_passphrase_file(run.globals.passphrase_file));
      from = std::move(text);
    } else {
      HOCBA_TRY(auto opened, ask_and_open(o.file, run.say("Mật khẩu hiện nay", "Present passphrase"), run.lang()));
      from = std::move(opened.passphrase);
    }
  }
  if (!o.new_passphrase_file.empty()) {
    HOCBA_TRY(auto text, read_new_passphrase_file(o.new_passphrase_file));
    to = std::move(text);
  } else if (!o.no_passphrase) {
    HOCBA_TRY(to, ask_new_passphrase(run.lang()));
  }
  HOCBA_RETURN_IF_ERROR(crypto::change_passphrase(o.file, from, to));
  run.out().line(run.say("Đã đổi mật khẩu của ", "Changed the passphrase of ") + o.file);
  run.out().json({{"file", o.file}});
  return done();
}

}  // namespace

void add_key_commands(Args root, Run& run) {
  Args key = root.command("key", "khóa ký của mình", "your own signing keys");
  const auto add = [&](const char* name, std::string_view vi, std::string_view en, std::string_view examples,
                       Status (*work)(Run&, const KeyOptions&), bool writes) {
    auto o = std::make_shared<KeyOptions>();
    Args command = key.command(name, vi, en, examples);
    command.positional("FILE", o->file, "tệp khóa", "the key file").required();
    if (writes) command.flag("--no-passphrase", o->no_passphrase, "không đặt mật khẩu", "without a passphrase");
    if (std::string_view(name) == "new")
      command.flag("--sample", o->sample, "mật khẩu yếu cho dữ liệu mẫu, ghi rõ trong tệp",
                   "cheap key derivation for sample data; the file says so");
    if (std::string_view(name) == "passwd")
      command.option("--new-passphrase-file", o->new_passphrase_file, "tệp chứa mật khẩu mới (dòng đầu)",
                     "file with the new passphrase (first line)");
    command.action([o, &run, work] { return run.finish(work(run, *o)); });
  };
  add("new", "tạo khóa mới; không bao giờ ghi đè", "makes a new key; never overwrites", "hocba key new hieu-truong.key",
      new_key, true);
  add("show", "phần công khai của khóa và các quyền của nó", "the public half of a key and what it may sign",
      "hocba key show hieu-truong.key", show_key, false);
  add("passwd", "đổi mật khẩu của tệp khóa", "changes the passphrase of a key file",
      "hocba key passwd hieu-truong.key\n"
      "hocba key passwd hieu-truong.key --passphrase-file cu.txt --new-passphrase-file moi.txt",
      change_key, true);
}

}  // namespace hocba::cli
