// hocba key new, show, passwd, tokens.
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/words.hpp"
#include "crypto/device/random.hpp"
#include "crypto/device/token_list.hpp"
#include "crypto/encoding.hpp"
#include "crypto/x509.hpp"

namespace hocba::cli {

namespace {

struct KeyOptions {
  std::string file, new_passphrase_file, module;
  bool no_passphrase = false, sample = false;
};

// What a file is asked for; a token's keys and PIN are its vendor's tool's.
Status want_file(Run& run, const KeyOptions& o) {
  if (!crypto::is_token_uri(o.file)) return done();
  return Error(kUsage, run.say("khóa trên thiết bị được tạo và đổi mã PIN bằng công cụ của nhà cung cấp",
                               "keys on a token are made, and its PIN is changed, with its vendor's tool"));
}

Status new_key(Run& run, const KeyOptions& o) {
  HOCBA_RETURN_IF_ERROR(want_file(run, o));
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

// Of the certificate that stands beside a token's key; for display alone.
nlohmann::json tell_certificate(Run& run, const std::string& der) {
  const auto certificate = crypto::Certificate::from_der(der);
  if (!certificate.ok()) return nullptr;
  run.out().line(run.say("chứng thư: ", "certificate: ") + certificate->subject());
  run.out().line(run.say("  do ", "  by ") + certificate->issuer() + run.say(", đến ", ", until ") +
                 to_screen(date_in_utc7(certificate->not_after())));
  const std::string digest = crypto::base64url(certificate->fingerprint());
  run.out().line("  SHA-256 " + digest);
  return {{"subject", certificate->subject()},
          {"issuer", certificate->issuer()},
          {"not_before", to_text(certificate->not_before())},
          {"not_after", to_text(certificate->not_after())},
          {"sha256", digest}};
}

// What a token keeps to itself without its PIN is asked for with it.
Result<nlohmann::json> show_public_half(Run& run, const KeyOptions& o) {
  if (!crypto::is_token_uri(o.file)) {
    const auto key = crypto::read_public_key(o.file);
    if (!key.ok()) return key.error().at(o.file);
    const bool sealed = crypto::needs_passphrase(o.file);
    const std::string did = crypto::AnyKey(*key).did();
    run.out().line(did);
    run.out().line(sealed ? run.say("có mật khẩu", "has a passphrase")
                          : run.say("không có mật khẩu", "has no passphrase"));
    return nlohmann::json{{"key", did}, {"passphrase", sealed}};
  }
  HOCBA_TRY(const auto key, run.public_key(o.file));
  run.out().line(key.did());
  run.out().line(run.say("trên thiết bị ký, P-256", "on a token, P-256"));
  nlohmann::json out = {{"key", key.did()}, {"token", o.file}};
  if (const auto seen = crypto::look_at_token_key(o.file); seen.ok() && seen->certificate_der)
    out["certificate"] = tell_certificate(run, *seen->certificate_der);
  return out;
}

Status show_key(Run& run, const KeyOptions& o) {
  HOCBA_TRY(nlohmann::json shown, show_public_half(run, o));
  const std::string did = shown["key"];
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
      table.rows.push_back({index, g.unit, role_words(g.role, run.lang()), end_words(g.to, run.lang()),
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
  shown["grants"] = std::move(grants);
  run.out().json(shown);
  return done();
}

Status list_tokens(Run& run, const KeyOptions& o) {
  HOCBA_TRY(const auto tokens, crypto::list_tokens(o.module));
  nlohmann::json list = nlohmann::json::array();
  for (const crypto::TokenView& token : tokens) {
    run.out().line(run.out().toned(Output::Tone::good, token.label) + "  " + token.manufacturer + " " + token.model +
                   run.say(", số ", ", serial ") + token.serial);
    if (token.pin_locked) run.out().warning(run.say("mã PIN đã bị khóa", "the PIN is locked"));
    if (token.last_try)
      run.out().warning(run.say("chỉ còn một lần thử mã PIN", "one wrong PIN more and the token locks itself"));
    nlohmann::json keys = nlohmann::json::array();
    for (const crypto::TokenKey& key : token.keys) {
      const std::string did = crypto::AnyKey(key.public_key).did();
      run.out().line("  " + key.label + "\n    " + did + "\n    --key '" + key.uri + "'");
      keys.push_back({{"label", key.label},
                      {"key", did},
                      {"uri", key.uri},
                      {"certificate", key.certificate_der ? tell_certificate(run, *key.certificate_der) : nullptr}});
    }
    if (token.keys.empty())
      run.out().line(run.say("  chưa thấy khóa EC P-256 nào (có thiết bị chỉ cho xem khi đã nhập mã PIN)",
                             "  shows no EC P-256 key (some tokens show them after the PIN alone)"));
    list.push_back({{"label", token.label},
                    {"manufacturer", token.manufacturer},
                    {"model", token.model},
                    {"serial", token.serial},
                    {"uri", token.uri},
                    {"pin_pad", token.pin_pad},
                    {"pin_locked", token.pin_locked},
                    {"keys", keys}});
  }
  if (tokens.empty())
    run.out().line(run.say("Không thấy thiết bị ký nào: cắm thiết bị, cài trình điều khiển, hoặc thêm --module TỆP.so",
                           "No token is seen: plug it in, install its driver, or add --module FILE.so"));
  run.out().json({{"tokens", list}});
  return done();
}

Status change_key(Run& run, const KeyOptions& o) {
  HOCBA_RETURN_IF_ERROR(want_file(run, o));
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
    const bool token_too = std::string_view(name) == "show";
    command
        .positional("FILE", o->file, token_too ? "tệp khóa, hoặc pkcs11:…" : "tệp khóa",
                    token_too ? "the key file, or pkcs11:…" : "the key file")
        .required();
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
      "hocba key show hieu-truong.key\n"
      "hocba key show 'pkcs11:token=Truong%20Mau;object=dau'",
      show_key, false);
  add("passwd", "đổi mật khẩu của tệp khóa", "changes the passphrase of a key file",
      "hocba key passwd hieu-truong.key\n"
      "hocba key passwd hieu-truong.key --passphrase-file cu.txt --new-passphrase-file moi.txt",
      change_key, true);
  auto t = std::make_shared<KeyOptions>();
  Args tokens = key.command("tokens", "các thiết bị ký (USB token, thẻ) đang cắm và khóa trên đó",
                            "the tokens that are plugged in, and their keys",
                            "hocba key tokens\n"
                            "hocba key tokens --module /usr/lib/softhsm/libsofthsm2.so");
  tokens.option("--module", t->module, "thư viện PKCS#11 của thiết bị, khi hệ thống chưa biết",
                "the tokens' PKCS#11 library, where the system does not know it");
  tokens.action([t, &run] { return run.finish(list_tokens(run, *t)); });
}

}  // namespace hocba::cli
