// Records over HTTP beside their bound: how many Ed25519 signatures libsodium verifies per second × cores, measured in
// the same run. The load generator is a thread of this program: many keep-alive connections, one record under way on
// each, signed beforehand; each answer carries the receipt, so it is verified and durable.
//
//   single     POST /v1/records, one credential and one signature each
//   batch      POST /v1/records/batch, 100 such records a request
//
// HOCBA_BENCH_RECORDS (default 20000), HOCBA_BENCH_CONNECTIONS (default 256).
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "api/http_server.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "tests/bench/bound.hpp"
#include "tests/node_support/node_network.hpp"

namespace {

using namespace hocba;  // NOLINT: a program of its own
using bench::Clock;
using bench::seconds_since;

std::vector<std::string> prepare(test::NodeNetwork& net, std::size_t records) {
  std::vector<std::string> out;
  while (out.size() < records) {
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(records - out.size(), 9'984));
    const auto reservation =
        net.must(chain::RegisterReserve{test::code("award"), 2025, count}, "79TH0001", {"registrar"});
    for (std::uint32_t i = 0; i < count; ++i) {
      out.push_back(net.net.sign(net.net.record(net.net.issue_body(reservation, 1), "79TH0001"), {"seal"}));
    }
  }
  return out;
}

std::string request_of(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: bench\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

struct Connection {
  int socket = -1;
  std::string answer;
  std::size_t wanted = 0;  // bytes of the answer; 0: its header is not here yet
};

int connect_to(std::uint16_t port) {
  const int out = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  HOCBA_CHECK(::connect(out, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  const int on = 1;
  ::setsockopt(out, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return out;
}

// True when the answer is whole; it must be one that was accepted.
bool take(Connection& connection, bool batch) {
  char bytes[65'536];
  const auto n = ::recv(connection.socket, bytes, sizeof bytes, 0);
  HOCBA_CHECK(n > 0);
  connection.answer.append(bytes, static_cast<std::size_t>(n));
  if (connection.wanted == 0) {
    const auto end = connection.answer.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const auto at = connection.answer.find("Content-Length: ");
    HOCBA_CHECK(at < end);
    connection.wanted = end + 4 + std::strtoul(connection.answer.c_str() + at + 16, nullptr, 10);
  }
  if (connection.answer.size() < connection.wanted) return false;
  const bool fine = connection.answer.starts_with("HTTP/1.1 20") &&
                    (!batch || connection.answer.find("\"code\"") == std::string::npos);
  if (!fine) {
    std::fprintf(stderr, "%s\n", connection.answer.substr(0, 600).c_str());
    std::exit(1);
  }
  connection.answer.clear();
  connection.wanted = 0;
  return true;
}

double run(std::uint16_t port, const std::vector<std::string>& requests, std::size_t connections, bool batch) {
  std::vector<Connection> open(std::min(connections, requests.size()));
  std::vector<pollfd> polled;
  std::size_t next = 0, answered = 0;
  const auto send_next = [&](Connection& connection) {
    const std::string& request = requests[next++];
    HOCBA_CHECK(::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(request.size()));
  };
  for (auto& connection : open) {
    connection.socket = connect_to(port);
    polled.push_back({connection.socket, POLLIN, 0});
  }
  const auto start = Clock::now();
  for (auto& connection : open) send_next(connection);
  while (answered < requests.size()) {
    HOCBA_CHECK(::poll(polled.data(), polled.size(), 60'000) > 0);
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (polled[i].revents == 0 || !take(open[i], batch)) continue;
      ++answered;
      if (next < requests.size()) send_next(open[i]);
    }
  }
  const double seconds = seconds_since(start);
  for (auto& connection : open) ::close(connection.socket);
  return seconds;
}

std::size_t number_of(const char* name, std::size_t otherwise) {
  const char* given = std::getenv(name);
  return given != nullptr ? std::strtoul(given, nullptr, 10) : otherwise;
}

}  // namespace

int main() {
  const std::size_t records = number_of("HOCBA_BENCH_RECORDS", 20'000);
  const std::size_t connections = number_of("HOCBA_BENCH_CONNECTIONS", 256);
  constexpr std::size_t kBatch = 100;
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  test::NodeNetwork net;
  net.config.ledger = {};
  net.config.vault = {};
  net.config.node.require_deposit = false;
  net.config.http.writes_per_minute = 100'000'000;
  net.open();
  net.found();
  auto policy = net.net.policy_body("award", "2025");
  policy.record_roles = {chain::Role::seal};
  net.must(policy, "", test::NetworkBuilder::founders());
  std::vector<std::string> warm, single, batched;
  for (const auto& record : prepare(net, 1'000)) warm.push_back(request_of("/v1/records", record));
  for (const auto& record : prepare(net, records)) single.push_back(request_of("/v1/records", record));
  std::string lines;
  const auto rest = prepare(net, records);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    lines += rest[i] + "\n";
    if ((i + 1) % kBatch == 0 || i + 1 == rest.size()) {
      batched.push_back(request_of("/v1/records/batch", lines));
      lines.clear();
    }
  }

  api::Service service(net.node());
  api::ServerOptions options;
  options.limits.max_connections_per_address = 100'000;
  options.body_limit = [&](api::Method method, std::string_view path) { return service.body_limit(method, path); };
  auto server = api::HttpServer::start(std::move(options), [&](api::Request request, api::Respond respond) {
    service.handle(std::move(request), std::move(respond));
  });
  HOCBA_CHECK(server.ok());
  const auto port = (*server)->port();
  run(port, warm, connections, false);
  const double bound = bench::verify_rate(cores).per_second;
  const double one = static_cast<double>(records) / run(port, single, connections, false);
  const double many = static_cast<double>(records) / run(port, batched, 16, true);
  const double bound_after = bench::verify_rate(cores).per_second;
  std::printf("%-48s %9.0f /s   (%u cores; %.0f /s at the end)\n", "libsodium verify x cores (the bound)", bound, cores,
              bound_after);
  std::printf("%-48s %9.0f /s   %.2f of the bound, %zu connections\n", "single-credential records, durable, over HTTP",
              one, one / bound, connections);
  std::printf("%-48s %9.0f /s   %.2f of the bound\n", "the same, 100 records a request", many, many / bound);
  (*server)->stop();
  net.node().stop();
  service.stop();
}
