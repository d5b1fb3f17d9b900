// hocbad: runs the node of a data directory; checks it, backs it up, restores it.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>

#include "api/codes.hpp"
#include "api/http_server.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "node/backup.hpp"
#include "node/backup_request.hpp"
#include "node/log.hpp"
#include "node/metrics.hpp"
#include "node/node.hpp"
#include "node/scrub.hpp"

namespace {

using namespace hocba;

constexpr int kWrongUse = 2, kFailed = 1, kFindings = 3;

int fail(const Error& error) {
  std::fprintf(stderr, "hocbad: %s\n        %.*s\n", error.to_string().c_str(),
               static_cast<int>(error.code().vi.size()), error.code().vi.data());
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
  const std::string& listen = config.http.metrics_listen;
  const auto colon = listen.rfind(':');
  const std::string port = colon == std::string::npos ? std::string() : listen.substr(colon + 1);
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos ||
      std::stoi(port) > 65'535) {
    return Error(api::kListenFailed, "metrics_listen = " + listen);
  }
  api::ServerOptions options = server_options(config, node, service);
  options.address = listen.substr(0, colon);
  options.port = static_cast<std::uint16_t>(std::stoi(port));
  options.body_limit = nullptr;
  options.on_connections = nullptr;
  return api::HttpServer::start(std::move(options), [&node](const api::Request& request, const api::Respond& respond) {
    if (request.target.path != "/metrics") return respond(api::problem(api::kNoSuchPath));
    respond(api::text_response(node.metrics().text()));
  });
}

int run(const std::string& directory) {
  // Blocked before any thread exists, so that only sigwait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto config = node::load_config(directory);
  if (!config) return fail(config.error());
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
  std::printf("hocbad: %s%s, %llu entries, listening on %s://%s:%u\n", view->network.origin.c_str(),
              view->network.test ? " (TEST)" : "", static_cast<unsigned long long>(log::to_u64(view->tip.size)),
              tls ? "https" : "http", config->http.listen.c_str(), (*server)->port());
  std::fflush(stdout);

  if (metrics) {
    std::printf("hocbad: metrics on %s:%u\n",
                config->http.metrics_listen.substr(0, config->http.metrics_listen.rfind(':')).c_str(), metrics->port());
    std::fflush(stdout);
  }

  int signal = 0;
  sigwait(&signals, &signal);
  std::printf("hocbad: stopping\n");
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
  std::printf("entries %llu, tiles %llu, state keys %llu, documents %llu: ",
              static_cast<unsigned long long>(report->entries), static_cast<unsigned long long>(report->tiles),
              static_cast<unsigned long long>(report->state_keys), static_cast<unsigned long long>(report->documents));
  if (report->findings.empty()) {
    std::printf("all as it was made final\n");
    return 0;
  }
  std::printf("%zu findings\n", report->findings.size());
  for (const auto& finding : report->findings) {
    std::printf("  %s: %.*s%s\n", finding.place.c_str(), static_cast<int>(finding.code->en.size()),
                finding.code->en.data(), finding.repaired ? " (repaired)" : "");
  }
  return kFindings;
}

int report_status(const Status& status, const char* said) {
  if (!status) return fail(status.error());
  std::printf("%s\n", said);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "hocbad: a node of a Hocba ledger (nút sổ cái học bạ)\n"
      "Examples:\n"
      "  hocbad /var/lib/hocba               run the node of this data directory\n"
      "  hocbad check /var/lib/hocba         re-read, re-hash and replay everything it stores\n"
      "  hocbad backup /var/lib/hocba F      store, vault and keys into one file\n"
      "  hocbad restore F /var/lib/hocba     a new data directory from that file\n"
      "  hocbad config                       print the default configuration, every limit explained"};
  app.set_version_flag("--version", "hocbad 0.1.0");
  std::string directory, file, passphrase_file;
  node::CheckOptions how;
  app.add_option("directory", directory, "Data directory (made by `hocba network new`)");
  auto* checking =
      app.add_subcommand("check", "Re-read, re-hash and replay a stopped node; exit 3 when something is wrong");
  checking->add_option("directory", directory, "Data directory")->required();
  checking->add_flag("--repair", how.repair, "Put right what this node alone can prove");
  checking->add_flag("--hashes", how.hashes_only,
                     "Entries and tiles against the root alone: fast, no signatures, no state");
  auto* saving =
      app.add_subcommand("backup", "Write store, vault and wrapped keys into one file, also beside the running node");
  saving->add_option("directory", directory, "Data directory")->required();
  saving->add_option("file", file, "The backup, a tar file; must not exist")->required();
  saving->add_option("--passphrase-file", passphrase_file, "Wraps key files that have no passphrase of their own");
  auto* restoring = app.add_subcommand("restore", "Make a data directory from a backup");
  restoring->add_option("file", file, "The backup")->required();
  restoring->add_option("directory", directory, "Empty or absent directory")->required();
  auto* config = app.add_subcommand("config", "Print the default hocbad.toml, every limit explained");
  CLI11_PARSE(app, argc, argv);
  if (config->parsed()) {
    std::cout << node::default_config_text();
    return 0;
  }
  if (directory.empty()) {
    std::cout << app.help();
    return kWrongUse;
  }
  if (checking->parsed()) return check(directory, how);
  if (saving->parsed()) {
    const auto waits = [] { std::fprintf(stderr, "hocbad: the node runs; it was asked for the backup\n"); };
    return report_status(node::backup_any(directory, file, passphrase_file, waits), "backed up");
  }
  if (restoring->parsed()) return report_status(node::restore_backup(file, directory), "restored");
  return run(directory);
}
