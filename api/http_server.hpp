// The HTTP/1.1 server: sockets, TLS, time limits and sizes, around a Handler. Beast and Asio stay in
// api/http_server*.cpp.
//
// Every bound has a default (node/config.hpp, section http): connections in all and per address, header and body
// bytes, time to send a header, a body, between requests, and to take the answer. Beyond a bound the client gets
// 413, 431 or 503 where it still listens, else the connection is closed; the node goes on.
// Threads: `threads` of its own, named hocba-http. stop() takes no new connection, lets answers under way leave for at
// most `drain`, then closes; an answer that comes later still is dropped, and may come after the server is gone.
// Errors: api.listen_failed, api.tls_failed (bad certificate or key, with the file).
#pragma once

#include <memory>
#include <string>

#include "api/http.hpp"

namespace hocba::api {

struct ServerLimits {
  std::uint32_t max_connections = 1'000;
  std::uint32_t max_connections_per_address = 100;
  std::uint32_t max_header_bytes = 16u << 10;
  std::size_t max_bodies_bytes = 128u << 20;  // of request bodies under way, all together; one client: a quarter
  std::uint32_t header_timeout_ms = 5'000;
  std::uint32_t body_timeout_ms = 30'000;
  std::uint32_t idle_timeout_ms = 60'000;
  std::uint32_t write_timeout_ms = 30'000;
  std::uint32_t drain_ms = 5'000;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                // 0: any free one
  std::string tls_certificate, tls_key;  // PEM files; both empty: plain HTTP
  int threads = 1;
  std::string server_name = "hocbad";
  ServerLimits limits;
  std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-For is believed
  // Largest body of a request to this path; 0: no body is taken.
  std::function<std::size_t(Method, std::string_view path)> body_limit;
  // Answers what the server itself refuses, in the API's form.
  std::function<Response(const Code&, std::string detail)> refuse;
  std::function<void(std::int64_t open)> on_connections;
};

class HttpServer {
 public:
  static Result<std::unique_ptr<HttpServer>> start(ServerOptions options, Handler handler);
  ~HttpServer();
  std::uint16_t port() const;
  void stop();

 private:
  struct State;
  explicit HttpServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace hocba::api
