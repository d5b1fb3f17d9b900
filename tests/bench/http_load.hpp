// Load over HTTP from a thread of the benchmark itself: keep-alive connections, one request under way on each.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "api/http_server.hpp"
#include "api/service.hpp"
#include "tests/bench/bound.hpp"

namespace hocba::bench {

// A server for a node, without limits on one address.
inline std::unique_ptr<api::HttpServer> serve(api::Service& service) {
  api::ServerOptions options;
  options.limits.max_connections_per_address = 100'000;
  options.body_limit = [&](api::Method method, std::string_view path) { return service.body_limit(method, path); };
  auto server = api::HttpServer::start(std::move(options), [&](api::Request request, api::Respond respond) {
    service.handle(std::move(request), std::move(respond));
  });
  HOCBA_CHECK(server.ok());
  return *std::move(server);
}

inline std::string post_request(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: bench\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}
inline std::string get_request(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: bench\r\n\r\n"; }

class HttpLoad {
 public:
  explicit HttpLoad(std::uint16_t port) : port_(port) {}

  // Requests per second. An answer outside 2xx, or one of a batch that names a refusal, ends the program.
  double run(const std::vector<std::string>& requests, std::size_t connections) {
    std::vector<Connection> open(std::min(connections, requests.size()));
    std::vector<pollfd> polled;
    std::size_t next = 0, answered = 0;
    for (auto& connection : open) {
      connection.socket = connect();
      polled.push_back({connection.socket, POLLIN, 0});
    }
    const auto start = Clock::now();
    for (auto& connection : open) send(connection, requests[next++]);
    while (answered < requests.size()) {
      HOCBA_CHECK(::poll(polled.data(), polled.size(), 60'000) > 0);
      for (std::size_t i = 0; i < open.size(); ++i) {
        if (polled[i].revents == 0 || !take(open[i])) continue;
        ++answered;
        if (next < requests.size()) send(open[i], requests[next++]);
      }
    }
    const double seconds = seconds_since(start);
    for (auto& connection : open) ::close(connection.socket);
    return static_cast<double>(requests.size()) / seconds;
  }

 private:
  struct Connection {
    int socket = -1;
    std::string answer;
    std::size_t wanted = 0;  // bytes of the answer; 0: its header is not here yet
  };

  int connect() const {
    const int out = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    HOCBA_CHECK(::connect(out, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const int on = 1;
    ::setsockopt(out, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return out;
  }
  static void send(const Connection& connection, const std::string& request) {
    HOCBA_CHECK(::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(request.size()));
  }
  // True when the answer is whole.
  static bool take(Connection& connection) {
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
    if (!connection.answer.starts_with("HTTP/1.1 20") || connection.answer.find("\"code\"") != std::string::npos) {
      std::fprintf(stderr, "%s\n", connection.answer.substr(0, 600).c_str());
      std::exit(1);
    }
    connection.answer.clear();
    connection.wanted = 0;
    return true;
  }

  std::uint16_t port_;
};

}  // namespace hocba::bench
