// Does a large ledger work as fast as a small one? Two founded nodes on default settings, one with 20,000 records and
// one with many; each figure is taken on both in turns, five times, and the medians are compared (aim: 0.85 of the
// small one's); before each figure the store ends what the one before left to it, and its files are read once. Then the
// large one's start and memory, in a process of its own that opens it as hocbad does and answers look-ups, and its
// bytes on disk.
//
// Records of the large one: HOCBA_BENCH_RECORDS; else 1,000,000 with HOCBA_BENCH_FULL, or 100,000.
#include <fcntl.h>
#include <sys/wait.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <random>

#include "cli/audit.hpp"
#include "ledger/chain/network_policy.hpp"
#include "node/log.hpp"
#include "tests/bench/http_load.hpp"
#include "tests/bench/node_load.hpp"

namespace {

using namespace hocba;  // NOLINT: a program of its own
using bench::Clock;
using bench::seconds_since;

constexpr std::size_t kRounds = 5, kSmall = 20'000;
constexpr std::size_t kSingles = 20'000, kBatched = 64'000, kOverHttp = 20'000, kLookups = 100'000;  // a round's
constexpr double kAim = 0.85;

// The static files of a node, as an auditor reads them, without sockets.
class NodeSource : public cli::LogSource {
 public:
  explicit NodeSource(api::Service& service) : service_(service) {}
  Result<std::string> read(const std::string& path) override {
    api::Request request;
    request.method = api::Method::get;
    request.target = api::parse_target("/" + path).value();
    request.peer = "192.0.2.1";
    std::promise<api::Response> answered;
    service_.handle(std::move(request), [&](api::Response response) { answered.set_value(std::move(response)); });
    api::Response response = answered.get_future().get();
    HOCBA_CHECK(response.status == 200);
    return std::move(response.body);
  }

 private:
  api::Service& service_;
};

// A node, its API on a socket, and what it was told to issue.
struct Ledger {
  explicit Ledger(std::size_t records, const char* name_) : name(name_) {
    net.config.http.writes_per_minute = net.config.http.requests_per_minute = 1'000'000'000;
    bench::found_on_defaults(net);
    feeder = std::make_unique<bench::Feeder>(net);
    const auto start = Clock::now();
    constexpr std::size_t kChunk = 20'000;
    for (std::size_t done = 0; done < records; done += kChunk) {
      auto load = feeder->take(std::min(kChunk, records - done), 1);
      ids.insert(ids.end(), load.ids.begin(), load.ids.end());
      bench::submit_all(net, std::move(load));
      if (isatty(2)) std::fprintf(stderr, "\r%s: %zu records", name, done + kChunk);
    }
    std::fprintf(stderr, "%s%s: %zu records in %.0f s, made and appended\n", isatty(2) ? "\r" : "", name, records,
                 seconds_since(start));
    service = std::make_unique<api::Service>(net.node());
    server = bench::serve(*service);
  }
  void stop() {
    server->stop();
    net.node().stop();
    service->stop();
    net.close();
  }
  double look_up(std::mt19937& random) {
    std::vector<std::string> requests;
    for (std::size_t i = 0; i < kLookups; ++i) {
      requests.push_back(bench::get_request("/v1/credentials/" + credential::to_text(ids[random() % ids.size()])));
    }
    return bench::HttpLoad(server->port()).run(requests, 64);
  }
  double over_http() {
    std::vector<std::string> requests;
    for (const auto& record : feeder->take(kOverHttp, 1).records) {
      requests.push_back(bench::post_request("/v1/records", record));
    }
    return bench::HttpLoad(server->port()).run(requests, 256);
  }
  double audit() {
    NodeSource source(*service);
    cli::AuditOptions options;
    options.policy = chain::network_policy(net.net.genesis_body(), *net.net.network());
    const auto report = cli::audit(source, options);
    if (report.wrong) {
      std::fprintf(stderr, "audit: %s\n", report.wrong->to_string().c_str());
      std::exit(1);
    }
    return static_cast<double>(report.signatures) / report.seconds;
  }

  const char* name;
  test::NodeNetwork net;
  std::unique_ptr<bench::Feeder> feeder;
  std::unique_ptr<api::Service> service;
  std::unique_ptr<api::HttpServer> server;
  std::vector<chain::CredentialId> ids;
};

// Waits until the store has done what the figure before left to it (flushes, compactions): that is no part of the next
// one, and a large ledger has more of it.
void settle() {
  constexpr double kIdle = 0.02;  // of one core, for a second
  constexpr int kQuietLooks = 5, kMostLooks = 300;
  int quiet = 0;
  for (int look = 0; quiet < kQuietLooks && look < kMostLooks; ++look) {
    const std::clock_t before = std::clock();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const double busy = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC / 0.2;
    quiet = busy < kIdle ? quiet + 1 : 0;
  }
}

// Some virtual machines take the pages of files away that nobody has read for seconds: what is measured is the node,
// and not the disk below such a machine.
void read_files_of(const std::string& directory) {
  std::vector<char> piece(1u << 20);
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size()))) continue;
  }
}

double resident_mb(const char* field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(field, 0) == 0) return std::strtod(line.c_str() + std::string_view(field).size(), nullptr) / 1024;
  }
  return 0;
}

// In a process of its own: opens the node's directory with default settings, looks up credentials, tells time and
// memory.
int open_and_look(const std::string& directory, std::int64_t now) {
  node::Config config;
  config.directory = directory;
  config.log.level = "error";
  config.node.require_deposit = false;
  config.http.requests_per_minute = 1'000'000'000;
  if (!node::open_log(config.log, config.path(config.log.file))) return 1;
  const auto start = Clock::now();
  auto node = node::Node::open(config, std::make_unique<node::SimulatedClock>(Time{now}));
  if (!node) {
    std::fprintf(stderr, "%s\n", node.error().to_string().c_str());
    return 1;
  }
  api::Service service(**node);
  auto server = bench::serve(service);
  const double started = seconds_since(start);
  const double at_start = resident_mb("VmRSS:");
  std::vector<std::string> requests;
  std::ifstream ids(directory + "/bench-ids");
  for (std::string id; std::getline(ids, id);) requests.push_back(bench::get_request("/v1/credentials/" + id));
  const double rate = bench::HttpLoad(server->port()).run(requests, 64);
  std::printf(
      "  start %.2f s (aim: under 2), %.0f MB resident then; after %zu look-ups of different credentials\n"
      "  (%.0f /s) %.0f MB, at most %.0f MB (aim: under 512)\n",
      started, at_start, requests.size(), rate, resident_mb("VmRSS:"), resident_mb("VmHWM:"));
  std::fflush(stdout);
  server->stop();
  (*node)->stop();
  service.stop();
  return 0;
}

std::uint64_t bytes_on_disk(const std::string& directory) {
  std::uint64_t out = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (file.is_regular_file()) out += file.file_size();
  }
  return out;
}

void tell(const char* what, const std::vector<double>& small, const std::vector<double>& large, double bound) {
  const double ratio = bench::median(large) / bench::median(small);
  std::printf("  %-44s %8.0f /s  %8.0f /s   large/small %.2f%s", what, bench::median(small), bench::median(large),
              ratio, ratio < kAim ? " (below the aim)" : "");
  if (bound > 0) std::printf("   %.2f of the bound", bench::median(large) / bound);
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::string_view(argv[1]) == "open") return open_and_look(argv[2], std::atoll(argv[3]));
  const std::size_t records =
      bench::number_of("HOCBA_BENCH_RECORDS", std::getenv("HOCBA_BENCH_FULL") != nullptr ? 1'000'000 : 100'000);
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  Ledger small(kSmall, "small"), large(records, "large");
  const std::uint64_t large_size = log::to_u64(large.net.node().view()->tip.size);
  std::map<std::string, std::vector<double>> figures;
  std::vector<double> bounds;
  std::mt19937 random(7);
  for (std::size_t round = 0; round < kRounds; ++round) {
    bounds.push_back(bench::verify_rate(cores).per_second);
    for (Ledger* ledger : {&small, &large}) {
      const std::string side = ledger->name;
      const auto ready = [&] {
        settle();
        read_files_of(ledger->net.directory());
      };
      ready();
      figures[side + "single"].push_back(bench::submit_all(ledger->net, ledger->feeder->take(kSingles, 1)));
      ready();
      figures[side + "batched"].push_back(bench::submit_all(ledger->net, ledger->feeder->take(kBatched, 64)));
      ready();
      figures[side + "http"].push_back(ledger->over_http());
      ready();
      figures[side + "status"].push_back(ledger->look_up(random));
      ready();
      figures[side + "audit"].push_back(ledger->audit());
    }
  }
  const double bound = bench::median(bounds);
  std::printf("%zu and %zu records, medians of %zu alternating runs; bound %.0f signatures/s on %u cores\n", kSmall,
              records, kRounds, bound, cores);
  const auto of = [&](const char* side, const char* what) { return figures[std::string(side) + what]; };
  tell("single-credential records, in process", of("small", "single"), of("large", "single"), bound);
  tell("credentials in batches of 64", of("small", "batched"), of("large", "batched"), 0);
  tell("single-credential records, over HTTP", of("small", "http"), of("large", "http"), bound);
  tell("status look-ups over HTTP", of("small", "status"), of("large", "status"), 0);
  tell("audit, signatures", of("small", "audit"), of("large", "audit"), bound);

  const std::string directory = large.net.directory();
  {
    std::ofstream ids(directory + "/bench-ids");
    for (std::size_t i = 0; i < std::min<std::size_t>(large.ids.size(), 200'000); ++i) {
      ids << credential::to_text(large.ids[random() % large.ids.size()]) << "\n";
    }
  }
  const std::uint64_t size = log::to_u64(large.net.node().view()->tip.size);
  const std::string now = std::to_string(large.net.net.now.seconds);
  small.stop();
  large.stop();
  const auto bytes = bytes_on_disk(directory);
  std::printf("  %llu entries (%llu before the runs), %.1f MB on disk: %.0f bytes an entry\n",
              static_cast<unsigned long long>(size), static_cast<unsigned long long>(large_size), bytes / 1e6,
              static_cast<double>(bytes) / static_cast<double>(size));
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) ::execl("/proc/self/exe", argv[0], "open", directory.c_str(), now.c_str(), nullptr);
  int status = 0;
  HOCBA_CHECK(child > 0 && ::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
