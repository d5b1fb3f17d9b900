// Status look-ups by wrk, GET /v1/credentials/{id}, beside nginx serving the same answer as a static file on the same
// machine (the bound): in turns, five times, medians. Needs wrk and nginx (Debian: wrk, nginx-light), which
// `./dev bench` installs. HOCBA_BENCH_SECONDS: of one run (default 3).
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "tests/bench/http_load.hpp"
#include "tests/bench/node_load.hpp"

namespace {

using namespace hocba;  // NOLINT: a program of its own

constexpr std::size_t kRounds = 5, kCredentials = 20'000;

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  HOCBA_CHECK(::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0);
  HOCBA_CHECK(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  ::close(socket);
  return ntohs(address.sin_port);
}

// nginx in the foreground as a child, serving the files of a directory; ended with this object.
class Nginx {
 public:
  explicit Nginx(const std::string& directory) : port_(free_port()) {
    const std::string conf = directory + "/nginx.conf";
    std::ofstream(conf) << "daemon off;\npid " << directory << "/pid;\nerror_log " << directory
                        << "/error.log;\nworker_processes auto;\nevents { worker_connections 1024; }\nhttp {\n"
                        << "  access_log off;\n  keepalive_requests 1000000000;\n  types { application/json json; }\n"
                        << "  client_body_temp_path " << directory << ";\n  proxy_temp_path " << directory
                        << ";\n  fastcgi_temp_path " << directory << ";\n  uwsgi_temp_path " << directory
                        << ";\n  scgi_temp_path " << directory << ";\n  server { listen 127.0.0.1:" << port_
                        << "; root " << directory << "/www; }\n}\n";
    // Its workers run as another user where this one is root.
    for (const std::string& path : {directory, directory + "/www"}) {
      std::filesystem::permissions(path, std::filesystem::perms(0755));
    }
    child_ = ::fork();
    if (child_ == 0) ::execlp("nginx", "nginx", "-c", conf.c_str(), "-p", directory.c_str(), nullptr);
    HOCBA_CHECK(child_ > 0);
  }
  ~Nginx() {
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  int port_;
  pid_t child_;
};

std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = ::popen(command.c_str(), "r");
  HOCBA_CHECK(pipe != nullptr);
  char bytes[4096];
  while (const auto n = std::fread(bytes, 1, sizeof bytes, pipe)) out.append(bytes, n);
  if (::pclose(pipe) != 0 || out.find("Non-2xx") != std::string::npos) {
    std::fprintf(stderr, "%s failed:\n%s\n", command.c_str(), out.c_str());
    std::exit(1);
  }
  return out;
}

double wrk(const std::string& url, std::size_t seconds) {
  const std::string out = output_of("wrk -t1 -c64 -d" + std::to_string(seconds) + "s " + url + " 2>&1");
  const auto at = out.find("Requests/sec:");
  HOCBA_CHECK(at != std::string::npos);
  return std::strtod(out.c_str() + at + 13, nullptr);
}

}  // namespace

int main() {
  const std::size_t seconds = bench::number_of("HOCBA_BENCH_SECONDS", 3);
  test::NodeNetwork net;
  net.config.http.requests_per_minute = 1'000'000'000;
  bench::found_on_defaults(net);
  bench::Feeder feeder(net);
  auto load = feeder.take(kCredentials, 64);
  const auto id = credential::to_text(load.ids[kCredentials / 2]);
  bench::submit_all(net, std::move(load));
  api::Service service(net.node());
  auto server = bench::serve(service);
  const std::string node_url = "http://127.0.0.1:" + std::to_string(server->port()) + "/v1/credentials/" + id;

  test::ScratchDirectory scratch;
  std::filesystem::create_directories(scratch / "www");
  const std::string answer = output_of("curl -fsS " + node_url);
  std::ofstream(scratch / "www/standing.json") << answer;
  const Nginx nginx(scratch.path());
  const std::string file_url = nginx.url() + "/standing.json";
  HOCBA_CHECK(output_of("curl -fsS --retry 20 --retry-connrefused --retry-delay 1 " + file_url) == answer);

  std::vector<double> ours, theirs;
  for (std::size_t round = 0; round < kRounds; ++round) {
    ours.push_back(wrk(node_url, seconds));
    theirs.push_back(wrk(file_url, seconds));
  }
  std::printf("%-48s %9.0f /s   (%zu bytes, 64 connections, medians of %zu)\n", "status look-ups by wrk",
              bench::median(ours), answer.size(), kRounds);
  std::printf("%-48s %9.0f /s   look-ups reach %.2f of it\n", "nginx, the same bytes as a file (the bound)",
              bench::median(theirs), bench::median(ours) / bench::median(theirs));
  server->stop();
  net.node().stop();
  service.stop();
}
