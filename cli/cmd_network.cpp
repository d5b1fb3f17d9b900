// hocba network new, show, lint, authority.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/sender.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "ledger/chain/network_policy.hpp"
#include "ledger/log/tree.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct NewNetwork {
  std::string directory, origin, name = "nut-1", passphrase_file, node_passphrase_file, public_url, clock_start;
  std::uint64_t founders = 3, threshold = 2, port = 8470;
  bool test = false, simulated_clock = false, no_passphrase = false;
};

struct NetworkKeys {
  std::vector<crypto::KeyPair> founders;
  crypto::KeyPair log = crypto::random_key_pair(), vote = crypto::random_key_pair(), api = crypto::random_key_pair(),
                  master = crypto::random_key_pair();
};

Result<std::optional<SecretText>> passphrase_of(const NewNetwork& o, Run& run) {
  if (o.no_passphrase) return std::optional<SecretText>();
  const std::string& file = o.passphrase_file.empty() ? run.globals.passphrase_file : o.passphrase_file;
  if (file.empty()) return ask_new_passphrase(run.lang());
  HOCBA_TRY(SecretText text, read_new_passphrase_file(file));
  return std::optional(std::move(text));
}

std::optional<SecretText> copy_of(const std::optional<SecretText>& text) {
  if (!text) return std::nullopt;
  return SecretText(text->expose());
}

Result<chain::NetworkGenesis> genesis_of(const NewNetwork& o, const NetworkKeys& keys) {
  chain::NetworkGenesis genesis;
  genesis.origin = o.origin;
  genesis.test = o.test;
  genesis.authority.threshold = static_cast<std::uint32_t>(o.threshold);
  for (const auto& key : keys.founders) genesis.authority.keys.emplace_back(key.public_key());
  HOCBA_TRY(auto name, code_option(o.name, "--name"));
  genesis.validators.push_back({std::move(name), keys.log.public_key(), keys.vote.public_key(), keys.api.public_key()});
  genesis.quorum = 1;
  return genesis;
}

Result<std::string> signed_genesis(const chain::NetworkGenesis& genesis, const NewNetwork& o, const NetworkKeys& keys,
                                   Time now) {
  chain::Record record;
  record.time = now;
  record.nonce = crypto::random_of<chain::Nonce>();
  record.body = genesis;
  std::vector<const crypto::KeyPair*> signers;
  for (std::size_t i = 0; i < o.threshold; ++i) signers.push_back(&keys.founders[i]);
  HOCBA_TRY(std::string bytes, chain::sign_record(record, signers, now));
  // What a node will check, checked here, before anything is written.
  const auto verified = chain::verify_record(bytes);
  if (!verified.ok()) return verified.error();
  return bytes;
}

std::string node_config(const NewNetwork& o) {
  std::string out =
      "# hocbad config prints every key with its default and its meaning.\n[node]\nname = \"" + o.name + "\"\n";
  // The node takes a relative path from its own directory, not from the one that this command runs in.
  if (!o.node_passphrase_file.empty()) {
    std::error_code failed;
    const auto whole = std::filesystem::absolute(o.node_passphrase_file, failed);
    out += "passphrase_file = \"" + (failed ? o.node_passphrase_file : whole.string()) + "\"\n";
  }
  if (o.simulated_clock) out += "simulated_clock = true\n";
  out += "\n[http]\nport = " + std::to_string(o.port) + "\n";
  if (!o.public_url.empty()) out += "public_url = \"" + o.public_url + "\"\n";
  return out;
}

// It goes into a file between quotes, and into every document: an address, and no more.
Status check_public_url(const std::string& url) {
  const std::size_t scheme = url.substr(0, 8) == "https://" ? 8 : url.substr(0, 7) == "http://" ? 7 : 0;
  const bool plain =
      scheme != 0 && url.size() > scheme && url[scheme] != '/' && url.back() != '/' &&
      std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; });
  return plain ? done() : Status(Error(kBadUrl, url));
}

Status write_keys(const NewNetwork& o, const NetworkKeys& keys, const std::optional<SecretText>& passphrase) {
  const auto cost = o.test ? crypto::KdfCost::testing : crypto::KdfCost::moderate;
  std::optional<SecretText> node_passphrase;  // read before anything is made
  if (!o.node_passphrase_file.empty()) {
    HOCBA_TRY(auto text, read_new_passphrase_file(o.node_passphrase_file));
    node_passphrase = std::move(text);
  }
  HOCBA_RETURN_IF_ERROR(make_directories(o.directory + "/founders", Access::owner));
  HOCBA_RETURN_IF_ERROR(make_directories(o.directory + "/node/keys", Access::owner));
  for (std::size_t i = 0; i < keys.founders.size(); ++i) {
    const std::string path = o.directory + "/founders/founder-" + std::to_string(i + 1) + ".key";
    HOCBA_RETURN_IF_ERROR(crypto::write_key_file(path, keys.founders[i], copy_of(passphrase), cost));
  }
  const std::pair<const char*, const crypto::KeyPair*> node_keys[] = {
      {"log", &keys.log}, {"vote", &keys.vote}, {"api", &keys.api}, {"master", &keys.master}};
  for (const auto& [name, key] : node_keys)
    HOCBA_RETURN_IF_ERROR(
        crypto::write_key_file(o.directory + "/node/keys/" + name + ".key", *key, copy_of(node_passphrase), cost));
  return done();
}

Status new_network(Run& run, const NewNetwork& o) {
  if (o.threshold > o.founders)
    return Error(kUsage, run.say("--threshold không được lớn hơn --founders", "--threshold is above --founders"));
  if (o.simulated_clock && !o.test)
    return Error(kUsage, run.say("--simulated-clock cần thêm --test", "--simulated-clock needs --test"));
  if (!o.clock_start.empty() && !o.simulated_clock)
    return Error(kUsage, run.say("--clock-start cần thêm --simulated-clock", "--clock-start needs --simulated-clock"));
  Time founded = run.wall_clock();
  if (!o.clock_start.empty()) {
    HOCBA_TRY(founded, time_option(o.clock_start, "--clock-start"));
  }
  if (o.origin.empty() || o.origin.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-./") != std::string::npos)
    return Error(kUsage,
                 run.say("--origin chỉ gồm chữ thường không dấu, chữ số và . / -, ví dụ log.sgd.example/hocba",
                         "--origin has small letters a to z, digits and . / - alone, as log.sgd.example/hocba"));
  if (!o.public_url.empty()) HOCBA_RETURN_IF_ERROR(check_public_url(o.public_url));
  if (exists(o.directory + "/policy.txt") || exists(o.directory + "/node")) return Error(kFileExists, o.directory);
  NetworkKeys keys;
  for (std::size_t i = 0; i < o.founders; ++i) keys.founders.push_back(crypto::random_key_pair());
  HOCBA_TRY(const auto genesis, genesis_of(o, keys));
  HOCBA_TRY(const std::string bytes, signed_genesis(genesis, o, keys, founded));
  const auto network = log::NetworkId::of(log::leaf_hash(bytes).view());
  const log::Policy policy = chain::network_policy(genesis, network);
  HOCBA_TRY(const auto passphrase, passphrase_of(o, run));
  HOCBA_RETURN_IF_ERROR(make_directories(o.directory));
  HOCBA_RETURN_IF_ERROR(write_keys(o, keys, passphrase));
  HOCBA_RETURN_IF_ERROR(write_file(o.directory + "/node/hocbad.toml", node_config(o)));
  HOCBA_RETURN_IF_ERROR(write_file(o.directory + "/policy.txt", policy.to_text()));
  // Last: with it the node's directory is complete.
  HOCBA_RETURN_IF_ERROR(write_file(o.directory + "/node/genesis.json", bytes));

  Output& out = run.out();
  out.line(run.say("Đã lập mạng ", "Founded the network ") + crypto::base64url(network) +
           (o.test ? run.say("  (THỬ NGHIỆM)", "  (TEST)") : ""));
  Table files{.headers = {run.say("tệp", "file"), run.say("để làm gì", "what for")},
              .rows = {{o.directory + "/policy.txt",
                        run.say("trao cho mọi người cần kiểm tra văn bản", "for everyone who verifies documents")},
                       {o.directory + "/founders/founder-*.key",
                        run.say("khóa của những người sáng lập: chuyển ngay khỏi máy này, mỗi người giữ một, ở nơi "
                                "riêng, và đặt mật khẩu riêng: hocba key passwd founder-1.key",
                                "the founders' keys: move them off this machine now, one to each, kept apart, each "
                                "with a passphrase of its own: hocba key passwd founder-1.key")},
                       {o.directory + "/node/", run.say("thư mục dữ liệu của nút: hocbad " + o.directory + "/node",
                                                        "the node's data directory: hocbad " + o.directory + "/node")}},
              .right = {}};
  out.table(files);
  if (o.public_url.empty())
    out.warning(run.say("chưa có --public-url: trước khi cấp văn bản đầu tiên hãy đặt public_url trong " + o.directory +
                            "/node/hocbad.toml; địa chỉ ấy được ký vào mọi văn bản",
                        "no --public-url: set public_url in " + o.directory +
                            "/node/hocbad.toml before the first document is issued; every document carries it"));
  for (const auto& finding : log::lint(policy))
    out.warning(run.lang() == Lang::vi ? finding.code->vi : finding.code->en);
  out.json({{"network", crypto::base64url(network)},
            {"origin", o.origin},
            {"test", o.test},
            {"directory", o.directory},
            {"policy", o.directory + "/policy.txt"}});
  return done();
}

Status show_network(Run& run) {
  HOCBA_TRY(const NetworkInfo* n, run.network());
  Output& out = run.out();
  Table table{.headers = {run.say("mục", "item"), run.say("giá trị", "value")}, .rows = {}, .right = {}};
  table.rows = {
      {run.say("mạng", "network"), crypto::base64url(n->network)},
      {run.say("nguồn", "origin"), n->origin},
      {run.say("thử nghiệm", "test"), n->test ? run.say("THỬ NGHIỆM", "TEST") : run.say("không", "no")},
      {run.say("khối", "height"), grouped(n->height, run.lang())},
      {run.say("số mục", "entries"), grouped(n->size, run.lang())},
      {run.say("thời điểm khối cuối", "last block"), to_screen(n->time)},
      {run.say("người sáng lập", "founders"),
       std::to_string(n->authority_threshold) + "/" + std::to_string(n->authority_keys.size())},
      {run.say("nút xác nhận", "validators"), std::to_string(n->quorum) + "/" + std::to_string(n->validators.size())}};
  out.table(table);
  out.json({{"network", crypto::base64url(n->network)},
            {"origin", n->origin},
            {"test", n->test},
            {"height", n->height},
            {"size", n->size},
            {"time", to_text(n->time)},
            {"threshold", n->authority_threshold},
            {"founders", n->authority_keys},
            {"validators", n->validators},
            {"quorum", n->quorum}});
  return done();
}

Result<int> lint_policy(Run& run, const std::string& file) {
  if (!file.empty()) run.globals.policy = file;
  HOCBA_TRY(const log::Policy policy, run.policy());
  const auto shape = log::quorum_shape(policy);
  json list = json::array();
  bool bad = false;
  run.out().line(run.say("Số nút ", "Validators ") + std::to_string(shape.validators) +
                 run.say(", cần đồng ý ", ", quorum ") + std::to_string(shape.threshold) +
                 run.say(", chịu được lỗi ", ", faults tolerated ") +
                 std::to_string(log::tolerated_faults(shape.validators)));
  for (const auto& finding : log::lint(policy)) {
    const bool error = finding.level == log::LintFinding::Level::error;
    bad = bad || error;
    const std::string level = error                                               ? run.say("lỗi", "error")
                              : finding.level == log::LintFinding::Level::warning ? run.say("cảnh báo", "warning")
                                                                                  : run.say("ghi chú", "note");
    run.out().line(run.out().toned(error ? Output::Tone::bad : Output::Tone::doubtful, level) + "  " +
                   error_text(Error(*finding.code, finding.detail), run.lang()));
    list.push_back({{"level", error                                               ? "error"
                              : finding.level == log::LintFinding::Level::warning ? "warning"
                                                                                  : "note"},
                    {"code", finding.code->id},
                    {"detail", finding.detail}});
  }
  if (list.empty()) run.out().line(run.say("Không có gì phải lưu ý.", "Nothing to object to."));
  run.out().json({{"findings", list}});
  return bad ? kExitRefused : kExitDone;
}

struct NewAuthority {
  std::vector<std::string> founders;
  std::uint64_t threshold = 2;
  SendOptions send;
};

Status set_authority(Run& run, const NewAuthority& o) {
  chain::AuthoritySet body;
  body.authority.threshold = static_cast<std::uint32_t>(o.threshold);
  for (const std::string& text : o.founders) {
    HOCBA_TRY(auto key, key_option(text));
    body.authority.keys.push_back(std::move(key));
  }
  HOCBA_TRY(const auto recorded, send(run, body, std::nullopt, o.send, run.say("Thẩm quyền mới", "New authority")));
  if (recorded) run.out().json({{"index", recorded->index}, {"id", recorded->id}});
  return done();
}

// Test networks alone: moves the simulated clock forward.
Status move_clock(Run& run, const std::string& to) {
  HOCBA_TRY(const Time time, time_option(to, "TIME"));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const json answer, node->post("/v1/test/clock", {{"time", to_text(time)}}));
  run.out().line(run.say("Đồng hồ mô phỏng: ", "The simulated clock: ") + to_screen(time));
  run.out().json(answer);
  return done();
}

}  // namespace

void add_network_commands(Args root, Run& run) {
  Args network = root.command("network", "lập và xem mạng", "founds a network and shows one");
  auto o = std::make_shared<NewNetwork>();
  Args create =
      network.command("new", "lập mạng mới: khóa sáng lập, khóa nút, bản ghi đầu tiên, tệp chính sách",
                      "founds a network: founders' keys, node keys, genesis record, policy file",
                      "hocba network new mang --origin log.sgd.example/hocba --public-url https://nut-1.example\n"
                      "hocba network new thu --test --origin test.example/hocba --no-passphrase");
  create.positional("DIR", o->directory, "thư mục mới", "the new folder").required();
  create
      .option("--origin", o->origin, "tên của sổ cái, ví dụ log.sgd.example/hocba",
              "the ledger's name, e.g. log.sgd.example/hocba")
      .required();
  create.option("--name", o->name, "tên của nút (mặc định nut-1)", "the node's name (default nut-1)");
  create.number("--founders", o->founders, 1, chain::kMaxFounders, "số khóa sáng lập (mặc định 3)",
                "founders' keys (default 3)");
  create.number("--threshold", o->threshold, 1, chain::kMaxFounders, "số chữ ký cần có (mặc định 2)",
                "signatures needed (default 2)");
  create.number("--port", o->port, 0, 65'535, "cổng của nút (mặc định 8470)", "the node's port (default 8470)");
  create.option("--public-url", o->public_url,
                "địa chỉ mà bên ngoài sẽ dùng lâu dài để gọi nút; được ký vào mọi văn bản",
                "how others will reach the node for years; signed into every document");
  create.flag("--test", o->test, "mạng thử nghiệm: mọi kết quả đều ghi THỬ NGHIỆM",
              "a test network: every verdict says TEST");
  create.flag("--simulated-clock", o->simulated_clock, "đồng hồ mô phỏng (chỉ mạng thử nghiệm)",
              "a simulated clock (test networks only)");
  create.option("--clock-start", o->clock_start,
                "đồng hồ mô phỏng bắt đầu từ lúc này, cũng là lúc lập mạng (mặc định: bây giờ)",
                "where the simulated clock begins, and when the network is founded (default: now)");
  create.flag("--no-passphrase", o->no_passphrase, "khóa sáng lập không có mật khẩu",
              "founders' keys without a passphrase");
  create.option("--node-passphrase-file", o->node_passphrase_file, "mật khẩu cho khóa của nút",
                "passphrase of the node's keys");
  create.action([o, &run] { return run.finish(new_network(run, *o)); });

  network
      .command("show", "xem mạng của nút", "shows the node's network",
               "hocba network show --node http://127.0.0.1:8470")
      .action([&run] { return run.finish(show_network(run)); });

  auto file = std::make_shared<std::string>();
  Args lint = network.command("lint", "soát tệp chính sách", "checks a policy file against the rules of finality",
                              "hocba network lint policy.txt");
  lint.positional("FILE", *file, "tệp chính sách (mặc định: --policy)", "the policy file (default: --policy)");
  lint.action([file, &run] { return run.finish(lint_policy(run, *file)); });

  auto time = std::make_shared<std::string>();
  Args clock = network.command("clock", "mạng thử nghiệm: dời đồng hồ mô phỏng tới",
                               "test networks: moves the simulated clock forward",
                               "hocba network clock 2025-06-01T00:00:00Z --key founder-1.key");
  clock.positional("TIME", *time, "thời điểm", "the time").required();
  clock.action([time, &run] { return run.finish(move_clock(run, *time)); });

  auto a = std::make_shared<NewAuthority>();
  Args authority = network.command(
      "authority", "đổi thẩm quyền sáng lập", "changes the founders' authority",
      "hocba network authority --founder did:key:z6Mk… --founder b.key --threshold 2 --key a.key --key c.key");
  authority.list("--founder", a->founders, "khóa (did:key hoặc tệp), lặp lại", "a key (did:key or file), repeated")
      .required();
  authority.number("--threshold", a->threshold, 1, chain::kMaxFounders, "số chữ ký cần có", "signatures needed");
  add_send_options(authority, a->send);
  authority.action([a, &run] { return run.finish(set_authority(run, *a)); });
}

}  // namespace hocba::cli
