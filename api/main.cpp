// hocbad: runs the node of a data directory; checks it, backs it up, restores it.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>

#include "api/codes.hpp"
#include "api/http_server.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "crypto/encoding.hpp"
#include "ledger/verify/details.hpp"
#include "node/backup.hpp"
#include "node/backup_request.hpp"
#include "node/codes.hpp"
#include "node/log.hpp"
#include "node/metrics.hpp"
#include "node/node.hpp"
#include "node/scrub.hpp"

namespace {

using namespace hocba;

constexpr int kWrongUse = 2, kFailed = 1, kFindings = 3;

// Of this run: --lang, or as hocba chooses it, but for the context file, which a node has not.
bool speaks_vietnamese = false;
const char* say(const char* vi, const char* en) { return speaks_vietnamese ? vi : en; }
node::CommentLanguage comment_language() {
  return speaks_vietnamese ? node::CommentLanguage::vi : node::CommentLanguage::en;
}
std::string_view sentence(const Code& code) { return speaks_vietnamese ? code.vi : code.en; }

// Before anything is parsed, since wrong use is explained too.
bool wants_vietnamese(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--lang=vi" || word == "--lang=en") return word == "--lang=vi";
    if (word == "--lang" && i + 1 < argc) return std::string_view(argv[i + 1]) == "vi";
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      return std::string_view(value).substr(0, 2) == "vi";
  return false;
}

int fail(const Error& error) {
  const std::string text(sentence(error.code())),
      said = verify::detail_words(error.code(), error.detail(), speaks_vietnamese),
      detail = said.empty() ? "" : " (" + said + ")";
  std::fprintf(stderr, "hocbad: %s%s [%s]\n", text.c_str(), detail.c_str(), std::string(error.code().id).c_str());
  return kFailed;
}

api::ServerOptions server_options(const node::Config& config, node::Node& node, api::Service& service) {
  const auto& http = config.http;
  api::ServerOptions out;
  out.address = http.listen;
  out.port = static_cast<std::uint16_t>(http.port);
  if (!http.tls_certificate.empty()) out.tls_certificate = config.path(http.tls_certificate);
  if (!http.tls_key.empty()) out.tls_key = config.path(http.tls_key);
  out.trusted_proxies = http.trusted_proxies;
  out.limits.max_connections = http.max_connections;
  out.limits.max_connections_per_address = http.max_connections_per_address;
  out.limits.max_header_bytes = http.max_header_bytes;
  out.limits.header_timeout_ms = http.header_timeout_ms;
  out.limits.body_timeout_ms = http.body_timeout_ms;
  out.limits.idle_timeout_ms = http.idle_timeout_ms;
  out.limits.write_timeout_ms = http.write_timeout_ms;
  out.body_limit = [&service](api::Method method, std::string_view path) { return service.body_limit(method, path); };
  out.refuse = [](const Code& code, std::string detail) {
    const Error error(code, std::move(detail));
    return code.id == api::kHeaderTooLarge.id ? api::problem(error, 431) : api::problem(error);
  };
  out.on_connections = [&node](std::int64_t open) { node.metrics().connections(open); };
  return out;
}

// "address:port" of node/config.hpp's metrics_listen: /metrics and nothing else, for a monitoring system elsewhere.
Result<std::unique_ptr<api::HttpServer>> serve_metrics(const node::Config& config, node::Node& node,
                                                       api::Service& service) {
  HOCBA_TRY(const node::ListenAddress listen, node::parse_listen(config.http.metrics_listen));
  api::ServerOptions options = server_options(config, node, service);
  options.address = listen.address;
  options.port = listen.port;
  options.body_limit = nullptr;
  options.on_connections = nullptr;
  return api::HttpServer::start(std::move(options), [&node](const api::Request& request, const api::Respond& respond) {
    if (request.target.path != "/metrics") return respond(api::problem(api::kNoSuchPath));
    respond(api::text_response(node.metrics().text()));
  });
}

// Keys and opened documents are in this process's memory: no core dump, no debugger of another process; what it writes
// is for its own user.
void keep_to_itself() {
  const rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    std::fprintf(stderr, "%s",
                 say("hocbad: không tắt được việc ghi bộ nhớ ra đĩa (core dump)\n",
                     "hocbad: core dumps could not be switched off\n"));
  ::umask(S_IRWXG | S_IRWXO);
}

void warn_if_open_to_others(const std::string& directory) {
  struct stat info {};
  if (::stat(directory.c_str(), &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    std::fprintf(
        stderr, "hocbad: %s: chmod 700 %s\n",
        say("người dùng khác vào được thư mục dữ liệu; hãy chạy", "other users can enter the data directory; run"),
        directory.c_str());
}

void warn_if_in_the_open(const node::HttpConfig& http) {
  if (!http.tls_certificate.empty() || !node::reaches_outside(http.listen)) return;
  std::fprintf(
      stderr, "hocbad: %s\n",
      say("chú ý: listen cho máy khác truy cập mà không có TLS: đăng nhập và văn bản đi qua mạng không được mã "
          "hóa; hãy đặt tls_certificate và tls_key, hoặc để listen = \"127.0.0.1\" sau một proxy có TLS",
          "note: listen lets other machines in, without TLS: log-ins and documents cross the network in the "
          "open; set tls_certificate and tls_key, or keep listen = \"127.0.0.1\" behind a proxy with TLS"));
}

int run(const std::string& directory) {
  // Blocked before any thread exists, so that only sigwait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto config = node::load_config(directory, comment_language());
  if (!config) return fail(config.error());
  warn_if_open_to_others(directory);
  warn_if_in_the_open(config->http);
  const std::string log_file = config->log.file.empty() ? std::string() : config->path(config->log.file);
  if (auto status = node::open_log(config->log, log_file); !status) return fail(status.error());
  auto node = node::Node::open(*config);
  if (!node) return fail(node.error());
  api::Service service(**node);
  std::unique_ptr<api::HttpServer> metrics;
  if (!config->http.metrics_listen.empty()) {
    auto started = serve_metrics(*config, **node, service);
    if (!started) return fail(started.error());
    metrics = *std::move(started);
  }
  auto server = api::HttpServer::start(server_options(*config, **node, service),
                                       [&service](api::Request request, api::Respond respond) {
                                         service.handle(std::move(request), std::move(respond));
                                       });
  if (!server) return fail(server.error());
  const auto view = (*node)->view();
  const bool tls = !config->http.tls_certificate.empty();
  std::printf("hocbad: %s%s, %llu %s %s://%s:%u\n", view->network.origin.c_str(),
              view->network.test ? say(" (THỬ NGHIỆM)", " (TEST)") : "",
              static_cast<unsigned long long>(log::to_u64(view->tip.size)),
              say("mục, đang nghe ở", "entries, listening on"), tls ? "https" : "http", config->http.listen.c_str(),
              (*server)->port());
  std::fflush(stdout);

  if (!view->network.test && !node::reaches_others(config->http.public_url))
    std::fprintf(stderr, "hocbad: %s%s\n", say("chú ý: ", "note: "), std::string(sentence(node::kPublicUrl)).c_str());
  if (metrics) {
    std::printf("hocbad: %s %s:%u\n", say("số đo ở", "metrics on"),
                config->http.metrics_listen.substr(0, config->http.metrics_listen.rfind(':')).c_str(), metrics->port());
    std::fflush(stdout);
  }

  int signal = 0;
  sigwait(&signals, &signal);
  std::printf("hocbad: %s\n", say("đang dừng", "stopping"));
  std::fflush(stdout);
  if (metrics) metrics->stop();
  (*server)->stop();
  (*node)->stop();
  service.stop();
  return 0;
}

int check(const std::string& directory, const node::CheckOptions& how) {
  const bool terminal = isatty(2) != 0;
  auto report = node::check_directory(directory, how, [&](std::uint64_t entries, std::uint64_t of) {
    if (terminal) {
      std::fprintf(stderr, "\r%llu / %llu", static_cast<unsigned long long>(entries),
                   static_cast<unsigned long long>(of));
    }
  });
  if (terminal) std::fprintf(stderr, "\n");
  if (!report) return fail(report.error());
  std::printf(say("mục %llu, ô băm %llu, khóa trạng thái %llu, tài liệu %llu: ",
                  "entries %llu, tiles %llu, state keys %llu, documents %llu: "),
              static_cast<unsigned long long>(report->entries), static_cast<unsigned long long>(report->tiles),
              static_cast<unsigned long long>(report->state_keys), static_cast<unsigned long long>(report->documents));
  if (report->findings.empty())
    std::printf("%s\n", say("tất cả đúng như khi đã chốt", "all as it was made final"));
  else
    std::printf("%zu %s\n", report->findings.size(), say("sai lệch", "findings"));
  for (const auto& finding : report->findings) {
    std::printf("  %s: %s%s\n", finding.place.c_str(), std::string(sentence(*finding.code)).c_str(),
                finding.repaired ? say(" (đã sửa)", " (repaired)") : "");
  }
  if (report->elsewhere != 0) {
    std::printf(say("%llu tài liệu đã ghi sổ không có trong kho này và không bắt buộc phải có:",
                    "%llu recorded documents are not kept here and need not be:"),
                static_cast<unsigned long long>(report->elsewhere));
    for (const auto& id : report->elsewhere_first) std::printf(" %s", id.c_str());
    std::printf("%s\n", report->elsewhere > report->elsewhere_first.size() ? " …" : "");
  }
  return report->findings.empty() ? 0 : kFindings;
}

int report_status(const Status& status, const char* said) {
  if (!status) return fail(status.error());
  std::printf("%s\n", said);
  return 0;
}

int restore(const std::string& file, const std::string& directory) {
  if (const Status status = node::restore_backup(file, directory); !status) return fail(status.error());
  const auto found = node::look_at_restored(directory);
  if (!found) return fail(found.error());
  std::printf(say("đã khôi phục vào %s: %llu mục, %llu văn bản, đến %s\n",
                  "restored into %s: %llu entries, %llu documents, up to %s\n"),
              directory.c_str(), static_cast<unsigned long long>(found->entries),
              static_cast<unsigned long long>(found->documents), to_screen(found->time).c_str());
  std::printf(say("gốc cây: %s\n", "root of the tree: %s\n"), crypto::base64(found->root.view()).c_str());
  std::printf(
      say("Tiếp theo: hocbad check %s --passphrase-file TỆP (mật khẩu đã bọc khóa trong bản sao lưu).\n"
          "Chạy nó: đặt passphrase_file trong hocbad.toml. Chỉ chạy khi nút cũ không chạy và sẽ không chạy nữa:\n"
          "hai nút cùng khóa ký thành hai sổ khác nhau.\n",
          "Next: hocbad check %s --passphrase-file FILE (the passphrase that wrapped the keys in the backup).\n"
          "To run it: set passphrase_file in hocbad.toml. Run it only if the old node does not run and never will:\n"
          "two nodes with the same keys sign two ledgers.\n"),
      directory.c_str());
  return 0;
}

struct Arguments {
  std::string directory, file, passphrase_file, lang;
  node::CheckOptions how;
  CLI::App *check = nullptr, *backup = nullptr, *restore = nullptr, *config = nullptr;
};

void describe(CLI::App& app, Arguments& a) {
  const bool vi = speaks_vietnamese;
  app.description(
      say("hocbad: một nút của sổ cái Hocba\n"
          "Ví dụ:\n"
          "  hocbad /var/lib/hocba/node          chạy nút của thư mục dữ liệu này\n"
          "  hocbad check /var/lib/hocba/node    đọc lại, băm lại, phát lại mọi thứ đã lưu\n"
          "  hocbad backup /var/lib/hocba/node F sổ cái, kho và khóa vào một tệp\n"
          "  hocbad restore F /var/lib/hocba/node  thư mục dữ liệu mới từ tệp đó\n"
          "  hocbad config                       in cấu hình mặc định, có giải thích từng giới hạn",
          "hocbad: a node of a Hocba ledger\n"
          "Examples:\n"
          "  hocbad /var/lib/hocba/node          run the node of this data directory\n"
          "  hocbad check /var/lib/hocba/node    re-read, re-hash and replay everything it stores\n"
          "  hocbad backup /var/lib/hocba/node F store, vault and keys into one file\n"
          "  hocbad restore F /var/lib/hocba/node  a new data directory from that file\n"
          "  hocbad config                       print the default configuration, every limit explained"));
  if (vi) {
    const auto words = app.get_formatter();
    words->label("Usage", "Cách dùng");
    words->label("Positionals", "Tham số");
    words->label("OPTIONS", "TÙY CHỌN");
    words->label("SUBCOMMAND", "LỆNH");
    words->label("REQUIRED", "(bắt buộc)");
    words->label("TEXT", "");
    app.option_defaults()->group("Tùy chọn");
    app.set_help_flag("-h,--help", "In trang này");
  }
  const std::string folder = say("Thư mục dữ liệu", "Data directory");
  app.set_version_flag("--version", "hocbad 0.1.0", say("In phiên bản", "Print the version"));
  app.add_option("directory", a.directory,
                 folder + say(" (do `hocba network new` tạo)", " (made by `hocba network new`)"));
  app.add_option(
         "--lang", a.lang,
         say("Ngôn ngữ: vi hoặc en (mặc định theo hệ thống)", "Language: vi or en (default: that of the locale)"))
      ->check(CLI::IsMember({"vi", "en"}));
  a.check =
      app.add_subcommand("check", say("Đọc lại, băm lại, phát lại một nút đang dừng; mã kết thúc 3 nếu có sai lệch",
                                      "Re-read, re-hash and replay a stopped node; exit 3 when something is wrong"));
  a.check->add_option("directory", a.directory, folder)->required();
  a.check->add_flag("--repair", a.how.repair,
                    say("Sửa những gì chính nút này chứng minh được", "Put right what this node alone can prove"));
  a.check->add_flag("--hashes", a.how.hashes_only,
                    say("Chỉ đối chiếu mục và ô băm với gốc cây: nhanh, không xét chữ ký và trạng thái",
                        "Entries and tiles against the root alone: fast, no signatures, no state"));
  a.check->add_flag(
      "--vault-complete", a.how.vault_complete,
      say("Mọi tài liệu đã ghi sổ phải có trong kho này, kể cả của đơn vị mà nút không giữ hồ sơ",
          "Every recorded document must be in this vault, also those of units that the node does not serve"));
  a.check->add_option("--passphrase-file", a.passphrase_file,
                      say("Mật khẩu của các tệp khóa, thay cho passphrase_file trong hocbad.toml",
                          "The key files' passphrase, in place of passphrase_file in hocbad.toml"));
  a.backup = app.add_subcommand("backup",
                                say("Ghi sổ cái, kho và khóa đã bọc vào một tệp, cả khi nút đang chạy",
                                    "Write store, vault and wrapped keys into one file, also beside the running node"));
  a.backup->add_option("directory", a.directory, folder)->required();
  a.backup->add_option("file", a.file, say("Tệp sao lưu (tar), chưa được có", "The backup, a tar file; must not exist"))
      ->required();
  a.backup->add_option(
      "--passphrase-file", a.passphrase_file,
      say("Bọc những tệp khóa không có mật khẩu riêng", "Wraps key files that have no passphrase of their own"));
  a.restore =
      app.add_subcommand("restore", say("Lập thư mục dữ liệu từ bản sao lưu", "Make a data directory from a backup"));
  a.restore->add_option("file", a.file, say("Bản sao lưu", "The backup"))->required();
  a.restore->add_option("directory", a.directory, say("Thư mục trống hoặc chưa có", "Empty or absent directory"))
      ->required();
  a.config = app.add_subcommand("config", say("In hocbad.toml mặc định, có giải thích từng giới hạn",
                                              "Print the default hocbad.toml, every limit explained"));
  for (CLI::App* command : {a.check, a.backup, a.restore, a.config})
    command->group(say("Lệnh", "Commands"))->fallthrough();  // --lang may stand behind the command
}

}  // namespace

int main(int argc, char** argv) {
  speaks_vietnamese = wants_vietnamese(argc, argv);
  keep_to_itself();
  CLI::App app;
  Arguments a;
  describe(app, a);
  CLI11_PARSE(app, argc, argv);
  if (a.config->parsed()) {
    std::cout << node::default_config_text(comment_language());
    return 0;
  }
  if (a.directory.empty()) {
    std::cout << app.help();
    return kWrongUse;
  }
  if (a.check->parsed()) {
    auto typed = node::typed_path(a.passphrase_file);
    if (!typed) return fail(typed.error());
    a.how.passphrase_file = std::move(typed).value();
    return check(a.directory, a.how);
  }
  if (a.backup->parsed()) {
    const auto waits = [] {
      std::fprintf(stderr, "hocbad: %s\n",
                   say("nút đang chạy; đã yêu cầu nút tự sao lưu", "the node runs; it was asked for the backup"));
    };
    return report_status(node::backup_any(a.directory, a.file, a.passphrase_file, waits),
                         say("đã sao lưu", "backed up"));
  }
  if (a.restore->parsed()) return restore(a.file, a.directory);
  return run(a.directory);
}
