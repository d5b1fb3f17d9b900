// The HTTP client of the command line: one server, one kept-alive connection, time limits, TLS with verification.
// The only file of the command line with Beast. Blocking; an object belongs to one thread.
// Errors: cli.unreachable (with host and reason), cli.tls_expired, cli.tls_other_host, cli.tls_refused, cli.tls_failed,
// cli.answer_too_large, cli.bad_url, cli.file_missing (of ca_file). An HTTP status is no error here: the caller looks
// at it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/error.hpp"

namespace hocba::cli {

struct HttpOptions {
  std::string ca_file;  // PEM; empty: the system's authorities
  std::uint32_t connect_timeout_ms = 5'000;
  std::uint32_t answer_timeout_ms = 60'000;
  std::uint64_t max_answer_bytes = 64u << 20;
};

struct HttpAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
  std::string retry_after;
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

class HttpClient {
 public:
  // `url`: http://host[:port][/prefix] or https://…
  static Result<std::unique_ptr<HttpClient>> create(std::string_view url, const HttpOptions& options);
  ~HttpClient();
  // `path` begins with "/" and is already percent-encoded. A connection that the server closed meanwhile is opened
  // again once, for a request that surely did not reach it.
  Result<HttpAnswer> get(std::string_view path, const HttpHeaders& headers = {});
  Result<HttpAnswer> post(std::string_view path, std::string body, std::string_view content_type,
                          const HttpHeaders& headers = {});
  Result<HttpAnswer> put(std::string_view path, std::string body, std::string_view content_type,
                         const HttpHeaders& headers = {});
  const std::string& url() const;

 private:
  struct State;
  explicit HttpClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

std::string percent_encode(std::string_view text);

}  // namespace hocba::cli
