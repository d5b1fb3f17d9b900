// hocba audit URL or DIR; hocba log checkpoint, proof, export, prove-fork.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/audit.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "crypto/encoding.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/log/receipt.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr int kExitLedgerWrong = 4;  // as a document that is not genuine

class NodeSource : public LogSource {
 public:
  explicit NodeSource(ApiClient& node) : node_(node) {}
  // The checkpoint is asked once: the node goes on meanwhile, the audit is of one moment.
  Result<std::string> read(const std::string& path) override { return node_.text("/" + path); }

 private:
  ApiClient& node_;
};

bool is_url(const std::string& text) { return text.substr(0, 7) == "http://" || text.substr(0, 8) == "https://"; }

// A node or an exported directory. A directory brings its policy, if none is named: then it proves only itself.
Result<std::unique_ptr<LogSource>> open_source(Run& run, const std::string& where) {
  if (where.empty() || is_url(where)) {
    if (!where.empty()) run.globals.node = where;
    HOCBA_TRY(ApiClient * node, run.api());
    return std::unique_ptr<LogSource>(std::make_unique<NodeSource>(*node));
  }
  if (!exists(where + "/checkpoint")) return Error(kFileMissing, where + "/checkpoint");
  if (!run.has_policy() && exists(where + "/policy.txt")) {
    run.globals.policy = where + "/policy.txt";
    run.out().warning(
        run.say("dùng chính sách nằm trong chính thư mục này; hãy so với tệp nhận từ nơi tin cậy",
                "using the policy that lies in this very folder; compare it with one from a source you trust"));
  }
  return directory_source(where);
}

std::string remembered_path(const log::Policy& policy, const std::string& given) {
  if (!given.empty()) return given;
  const std::string name = policy.network ? crypto::base64url(*policy.network) : "unknown";
  return config_directory() + "/checkpoints/" + name;
}

// The ledger was not looked at: that says nothing of it.
bool could_not_look(const Error& error) {
  const Kind kind = error.code().kind;
  return kind == Kind::unavailable || kind == Kind::internal || kind == Kind::too_many || error.is(kProblem) ||
         error.is(log::kUnknownOrigin);
}

json report_json(const AuditReport& r) {
  json out = {{"ok", !r.wrong},
              {"origin", r.origin},
              {"size", r.size},
              {"entries", r.entries},
              {"records", r.records},
              {"blocks", r.blocks},
              {"signatures", r.signatures},
              {"bytes", r.bytes},
              {"state_rows", r.state_rows},
              {"test", r.test},
              {"single_operator", r.single_operator},
              {"continues_remembered", r.continues_remembered},
              {"seconds", r.seconds}};
  if (r.as_of.seconds != 0) out["as_of"] = to_text(r.as_of);
  if (r.network) out["network"] = crypto::base64url(*r.network);
  if (r.wrong)
    out[could_not_look(*r.wrong) ? "not_audited" : "wrong"] = {{"code", r.wrong->code().id},
                                                               {"vi", r.wrong->code().vi},
                                                               {"en", r.wrong->code().en},
                                                               {"detail", r.wrong->detail()}};
  if (r.place) out["place"] = *r.place;
  return out;
}

struct AuditCommand {
  std::string where, remember;
  std::uint64_t workers = 0;
  bool forget = false;
};

Result<int> audit_command(Run& run, const AuditCommand& o) {
  HOCBA_TRY(const auto source, open_source(run, o.where));
  AuditOptions options;
  HOCBA_TRY(options.policy, run.policy());
  options.workers = static_cast<unsigned>(o.workers);
  const std::string remembered = remembered_path(options.policy, o.remember);
  if (!o.forget && exists(remembered)) {
    HOCBA_TRY(const std::string text, read_file(remembered));
    auto before = log::SignedCheckpoint::parse(text);
    if (!before.ok()) return before.error().at(remembered);
    options.remembered = before->checkpoint;
  }
  std::optional<Progress> bar;
  options.progress = [&](std::uint64_t n, std::uint64_t total) {
    if (!bar) bar.emplace(run.out(), run.say("Kiểm toán", "Auditing"), total);
    bar->to(n);
  };
  const AuditReport r = audit(*source, options);
  bar.reset();
  Output& out = run.out();
  out.json(report_json(r));
  if (r.wrong && could_not_look(*r.wrong)) {
    out.line(out.toned(Output::Tone::doubtful, run.say("CHƯA KIỂM TOÁN ĐƯỢC: ", "NOT AUDITED: ")) +
             error_text(*r.wrong, run.lang()));
    return exit_code(*r.wrong);
  }
  if (r.wrong) {
    out.line(out.toned(Output::Tone::bad, run.say("SỔ CÁI SAI: ", "THE LEDGER IS WRONG: ")) +
             error_text(*r.wrong, run.lang()));
    if (r.place)
      out.line(run.say("Chỗ sai đầu tiên: mục ", "The first wrong place: index ") + std::to_string(*r.place));
    out.line(run.say("Trước đó ", "Before it ") + grouped(r.entries, run.lang()) +
             run.say(" mục đều đúng.", " entries are sound."));
    return kExitLedgerWrong;
  }
  out.line(out.toned(Output::Tone::good, run.say("Sổ cái đúng từ đầu đến điểm kiểm.",
                                                 "The ledger is sound from genesis to its checkpoint.")));
  const double rate = r.seconds > 0 ? static_cast<double>(r.signatures) / r.seconds : 0;
  out.table(
      {.headers = {run.say("mục", "item"), run.say("giá trị", "value")},
       .rows = {{run.say("sổ cái", "ledger"), r.origin},
                {run.say("mục / bản ghi / khối", "entries / records / blocks"),
                 grouped(r.entries, run.lang()) + " / " + grouped(r.records, run.lang()) + " / " +
                     grouped(r.blocks, run.lang())},
                {run.say("chữ ký đã kiểm", "signatures checked"), grouped(r.signatures, run.lang())},
                {run.say("dữ liệu", "data"), decimal(static_cast<double>(r.bytes) / (1 << 20), 1, run.lang()) + " MiB"},
                {run.say("tính đến", "as of"), r.as_of.seconds == 0
                                                   ? run.say("không có thời điểm được chứng minh", "no proved time")
                                                   : to_screen(r.as_of)},
                {run.say("nối tiếp lần trước", "continues the last audit"),
                 r.continues_remembered ? run.say("có", "yes") : run.say("lần đầu", "first time")},
                {run.say("thời gian", "time"), decimal(r.seconds, 2, run.lang()) + " s, " +
                                                   grouped(static_cast<std::uint64_t>(rate), run.lang()) +
                                                   run.say(" chữ ký/s", " signatures/s")}},
       .right = {}});
  if (r.test) out.warning(run.say("mạng THỬ NGHIỆM", "a TEST network"));
  if (r.single_operator)
    out.warning(run.say("dưới 4 nút xác nhận: một đơn vị vận hành có thể viết lại sổ cái này",
                        "fewer than 4 validators: one operator could rewrite this ledger"));
  if (const auto slash = remembered.rfind('/'); slash != std::string::npos)
    HOCBA_RETURN_IF_ERROR(make_directories(remembered.substr(0, slash), Access::owner));
  HOCBA_RETURN_IF_ERROR(write_file(remembered, r.checkpoint));
  return kExitDone;
}

// --- log -------------------------------------------------------------------------------------------------------------

Status show_checkpoint(Run& run) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const std::string text, node->text("/checkpoint"));
  HOCBA_TRY(const auto checkpoint, log::SignedCheckpoint::parse(text));
  json value = {{"origin", checkpoint.checkpoint.origin},
                {"size", to_u64(checkpoint.checkpoint.size)},
                {"root", crypto::base64url(checkpoint.checkpoint.root)},
                {"note", text}};
  if (run.has_policy()) {
    HOCBA_TRY(const auto policy, run.policy());
    HOCBA_TRY(const auto trusted, log::trust(policy, checkpoint));
    value["as_of"] = to_text(trusted.time);
    run.out().note(run.say("đủ chữ ký theo chính sách, tính đến ", "signed as the policy asks, as of ") +
                   to_screen(trusted.time));
  }
  if (!run.out().json_wanted()) run.out().raw(text);
  run.out().json(value);
  return done();
}

struct ProofOptions {
  std::uint64_t index = 0;
  std::string to;
};

Status prove(Run& run, const ProofOptions& o) {
  if (!o.to.empty()) HOCBA_RETURN_IF_ERROR(may_be_new(o.to));
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const std::string text, node->text("/v1/receipts/" + std::to_string(o.index)));
  HOCBA_TRY(const auto receipt, log::Receipt::parse(text));
  if (run.has_policy()) {
    HOCBA_TRY(const auto policy, run.policy());
    HOCBA_TRY(const std::string entry, node->text("/v1/entries/" + std::to_string(o.index)));
    HOCBA_TRY(const auto trusted, log::verify_receipt(receipt, entry, policy));
    run.out().note(run.say("đã kiểm: mục có trong sổ cái, tính đến ", "checked: the entry is in the ledger, as of ") +
                   to_screen(trusted.time));
  }
  if (!o.to.empty())
    HOCBA_RETURN_IF_ERROR(write_new_file(o.to, text));
  else if (!run.out().json_wanted())
    run.out().raw(text);
  run.out().json({{"index", o.index}, {"receipt", text}});
  return done();
}

Status export_log(Run& run, const std::string& directory) {
  if (exists(directory + "/checkpoint")) return Error(kFileExists, directory);
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const NetworkInfo* network, run.network());
  HOCBA_TRY(const std::string text, node->text("/checkpoint"));
  HOCBA_TRY(const auto checkpoint, log::SignedCheckpoint::parse(text));
  const auto paths = log::tiles_of(checkpoint.checkpoint.size);
  Progress progress(run.out(), run.say("Tải", "Downloading"), paths.size());
  std::uint64_t n = 0;
  for (const log::TilePath& path : paths) {
    const std::string name = log::tile_path(path.tile, path.width);
    HOCBA_TRY(const std::string bytes, node->text("/" + name));
    const std::string file = directory + "/" + name;
    HOCBA_RETURN_IF_ERROR(make_directories(file.substr(0, file.rfind('/'))));
    HOCBA_RETURN_IF_ERROR(write_file(file, bytes));
    if (path.tile.level == log::kEntriesLevel && path.tile.index == 0) {
      HOCBA_TRY(const auto entries, log::decode_bundle(bytes));
      HOCBA_RETURN_IF_ERROR(write_file(directory + "/genesis.json", entries.front()));
    }
    progress.to(++n);
  }
  progress.finish();
  std::string policy = network->policy;
  if (run.has_policy()) {
    HOCBA_TRY(policy, read_file(run.globals.policy));
  }
  HOCBA_RETURN_IF_ERROR(write_file(directory + "/policy.txt", policy));
  // Last: a directory with a checkpoint is complete.
  HOCBA_RETURN_IF_ERROR(write_file(directory + "/checkpoint", text));
  run.out().line(run.say("Đã tải ", "Downloaded ") + grouped(to_u64(checkpoint.checkpoint.size), run.lang()) +
                 run.say(" mục vào ", " entries to ") + directory +
                 run.say(". Kiểm toán không cần nút: hocba audit ", ". Audit it without a node: hocba audit ") +
                 directory);
  run.out().json({{"directory", directory}, {"size", to_u64(checkpoint.checkpoint.size)}, {"files", paths.size() + 3}});
  return done();
}

class SourceTiles : public log::TileReader {
 public:
  SourceTiles(LogSource& source) : source_(source) {}
  Result<std::string> read_tile(log::TileId tile, int width) const override {
    const bool full = width == static_cast<int>(log::kTileWidth);
    return source_.read(log::tile_path(tile, full ? std::nullopt : std::optional(width)));
  }

 private:
  LogSource& source_;
};

// "Not revoked as of now" becomes provable offline: a snapshot of the status lists is recorded.
Status take_snapshot(Run& run) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const json answer, node->post_empty("/v1/status/snapshot"));
  run.out().line(run.say("Đã yêu cầu chụp danh sách trạng thái.", "A snapshot of the status lists was asked for."));
  run.out().json(answer);
  return done();
}

struct ForkOptions {
  std::string first, second, tiles, to;
};

// Two checkpoints that the policy accepts and that can't both be true: same size and another root, or the tiles of the
// larger one lead to another root at the smaller one's size.
Result<int> prove_fork(Run& run, const ForkOptions& o) {
  HOCBA_TRY(const auto policy, run.policy());
  std::vector<log::SignedCheckpoint> checkpoints;
  std::vector<log::TrustedCheckpoint> trusted;
  for (const std::string& file : {o.first, o.second}) {
    HOCBA_TRY(const std::string text, read_file(file));
    HOCBA_TRY(auto parsed, log::SignedCheckpoint::parse(text));
    auto good = log::trust(policy, parsed);
    if (!good.ok()) return good.error().at(file);
    trusted.push_back(std::move(*good));
    checkpoints.push_back(std::move(parsed));
  }
  if (trusted[1].checkpoint.size < trusted[0].checkpoint.size) {
    std::swap(trusted[0], trusted[1]);
    std::swap(checkpoints[0], checkpoints[1]);
  }
  const auto& small = trusted[0].checkpoint;
  const auto& large = trusted[1].checkpoint;
  json evidence = {{"hocba-fork", 1}, {"first", checkpoints[0].to_text()}, {"second", checkpoints[1].to_text()}};
  bool forked = small.size == large.size && small.root != large.root;
  if (small.size < large.size) {
    if (o.tiles.empty())
      return Error(kUsage, run.say("hai điểm kiểm có cỡ khác nhau: cần --tiles", "two sizes: --tiles is needed"));
    HOCBA_TRY(const auto source, open_source(run, o.tiles));
    const SourceTiles tiles(*source);
    const log::TileHashes hashes(tiles, large.size);
    HOCBA_TRY(const auto proof, log::prove_consistency(small.size, large.size, hashes));
    // The tiles must be those of the larger checkpoint, or they say nothing about it.
    HOCBA_TRY(const log::Hash large_root, log::tree_root(large.size, hashes));
    if (large_root != large.root) return Error(kAuditRootDiffers, o.tiles);
    HOCBA_TRY(const log::Hash small_root, log::tree_root(small.size, hashes));
    forked = small_root != small.root;
    HOCBA_RETURN_IF_ERROR(log::verify_consistency(small.size, large.size, proof, small_root, large.root));
    json hashes_json = json::array();
    for (const auto& hash : proof) hashes_json.push_back(crypto::base64url(hash));
    evidence["consistency"] = hashes_json;
    evidence["other_root"] = crypto::base64url(small_root);
  }
  if (!forked) return Error(kNotForked, "");
  std::vector<std::string> both;
  for (const auto& a : trusted[0].cosignatures)
    if (std::any_of(trusted[1].cosignatures.begin(), trusted[1].cosignatures.end(),
                    [&](const auto& b) { return a.key == b.key; }))
      both.push_back(a.key.name);
  evidence["signed_both"] = both;
  run.out().line(run.out().toned(
      Output::Tone::bad, run.say("Sổ cái bị tách nhánh: có hai điểm kiểm đủ chữ ký mà trái nhau.",
                                 "The ledger is forked: two checkpoints with all signatures contradict each other.")));
  for (const std::string& name : both) run.out().line(run.say("đã ký cả hai: ", "signed both: ") + name);
  if (!o.to.empty()) {
    HOCBA_RETURN_IF_ERROR(write_new_file(o.to, evidence.dump(2) + "\n"));
    run.out().line(run.say("Bằng chứng: ", "Evidence: ") + o.to);
  }
  run.out().json(evidence);
  return kExitDone;
}

}  // namespace

void add_audit_command(Args root, Run& run) {
  auto o = std::make_shared<AuditCommand>();
  Args command =
      root.command("audit", "kiểm toán toàn bộ sổ cái từ mục đầu tiên", "audits the whole ledger from genesis",
                   "hocba audit http://127.0.0.1:8470 --policy policy.txt\nhocba audit so-cai/ --policy policy.txt");
  command.positional("WHERE", o->where, "địa chỉ nút, hoặc thư mục đã tải (mặc định: --node)",
                     "a node's address, or an exported folder (default: --node)");
  command.option("--remember", o->remember, "tệp ghi nhớ điểm kiểm của lần trước",
                 "file with the checkpoint of the last audit");
  command.flag("--forget", o->forget, "không so với lần trước", "does not compare with the last audit");
  command.number("--workers", o->workers, 0, 1'024, "số luồng kiểm chữ ký (mặc định: số lõi)",
                 "threads that check signatures (default: the cores)");
  command.action([o, &run] { return run.finish(audit_command(run, *o)); });
}

void add_log_commands(Args root, Run& run) {
  Args log_command = root.command("log", "điểm kiểm, bằng chứng, bản tải của sổ cái", "the log's own objects");
  log_command
      .command("checkpoint", "điểm kiểm mới nhất", "the newest checkpoint", "hocba log checkpoint --policy policy.txt")
      .action([&run] { return run.finish(show_checkpoint(run)); });
  auto p = std::make_shared<ProofOptions>();
  Args proof =
      log_command.command("proof", "biên nhận của một mục (C2SP tlog-proof)",
                          "the receipt of an entry (C2SP tlog-proof)", "hocba log proof 17 -o muc-17.tlog-proof");
  proof.number("INDEX", p->index, 0, log::kMaxTreeSize, "mục", "the entry's index").required();
  proof.option("-o,--to", p->to, "tệp ghi ra", "file to write");
  proof.action([p, &run] { return run.finish(prove(run, *p)); });
  auto d = std::make_shared<std::string>();
  Args save = log_command.command("export", "tải sổ cái thành thư mục tĩnh", "downloads the ledger as a static folder",
                                  "hocba log export so-cai/\nhocba audit so-cai/ --policy policy.txt");
  save.positional("DIR", *d, "thư mục mới", "the new folder").required();
  save.action([d, &run] { return run.finish(export_log(run, *d)); });
  log_command
      .command("snapshot", "chụp danh sách trạng thái, để tệp văn bản chứng minh được tới lúc này",
               "records a snapshot of the status lists, so that files can prove their standing as of now",
               "hocba log snapshot --key truong.key")
      .action([&run] { return run.finish(take_snapshot(run)); });
  auto f = std::make_shared<ForkOptions>();
  Args fork = log_command.command("prove-fork", "chứng minh sổ cái bị tách nhánh từ hai điểm kiểm",
                                  "proves a fork from two checkpoints",
                                  "hocba log prove-fork a.checkpoint b.checkpoint --tiles so-cai/ -o bang-chung.json");
  fork.positional("FIRST", f->first, "điểm kiểm thứ nhất", "one checkpoint").required();
  fork.positional("SECOND", f->second, "điểm kiểm thứ hai", "the other one").required();
  fork.option("--tiles", f->tiles, "sổ cái của điểm kiểm lớn hơn: nút hoặc thư mục",
              "the ledger of the larger one: a node or a folder");
  fork.option("-o,--to", f->to, "tệp bằng chứng", "file for the evidence");
  fork.action([f, &run] { return run.finish(prove_fork(run, *f)); });
}

}  // namespace hocba::cli
