#include "cli/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <optional>

#include "cli/codes.hpp"

namespace hocba::cli {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using std::chrono::milliseconds;
using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;

struct Url {
  bool tls = false;
  std::string host, port, prefix;
};

Result<Url> parse_url(std::string_view text) {
  Url out;
  if (text.starts_with("https://")) {
    out.tls = true;
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else {
    return Error(kBadUrl, std::string(text));
  }
  const auto slash = std::min(text.find('/'), text.size());
  std::string_view authority = text.substr(0, slash);
  out.prefix = std::string(text.substr(slash));
  while (out.prefix.ends_with('/')) out.prefix.pop_back();
  out.port = out.tls ? "443" : "80";
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    out.port = std::string(authority.substr(colon + 1));
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) authority = authority.substr(1, authority.size() - 2);
  out.host = std::string(authority);
  const bool digits =
      !out.port.empty() && out.port.size() <= 5 && out.port.find_first_not_of("0123456789") == std::string::npos;
  if (out.host.empty() || !digits || out.host.find_first_of(" @") != std::string::npos) {
    return Error(kBadUrl, std::string(text));
  }
  return out;
}

// What one try gave: an answer, or how far it came.
struct Try {
  std::optional<HttpAnswer> answer;
  std::optional<Error> error;
  bool connection_was_stale = false;  // nothing of an answer came over a connection that had been used before
};

}  // namespace

std::string percent_encode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(kHex[u >> 4]);
      out.push_back(kHex[u & 15]);
    }
  }
  return out;
}

struct HttpClient::State {
  std::string text;
  Url url;
  HttpOptions options;
  asio::io_context io;
  asio::ssl::context tls{asio::ssl::context::tls_client};
  std::unique_ptr<Plain> plain;
  std::unique_ptr<Secure> secure;
  beast::flat_buffer buffer;

  bool connected() const { return plain || secure; }
  void drop() {
    plain.reset();
    secure.reset();
    buffer.clear();
  }
  asio::awaitable<std::optional<Error>> connect();
  template <class Stream>
  asio::awaitable<Try> exchange(Stream& stream, const http::request<http::string_body>& request, bool used_before);
  asio::awaitable<Try> attempt(const http::request<http::string_body>& request);
  Result<HttpAnswer> call(http::verb verb, std::string_view path, std::string body, std::string_view content_type,
                          const HttpHeaders& headers);
};

asio::awaitable<std::optional<Error>> HttpClient::State::connect() {
  boost::system::error_code error;
  tcp::resolver resolver(io);
  const auto where =
      co_await resolver.async_resolve(url.host, url.port, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return Error(kUnreachable, url.host + ": " + error.message());
  auto transport = std::make_unique<Plain>(io);
  transport->expires_after(milliseconds(options.connect_timeout_ms));
  co_await transport->async_connect(where, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return Error(kUnreachable, url.host + ":" + url.port + ": " + error.message());
  transport->socket().set_option(tcp::no_delay(true), error);
  if (!url.tls) {
    plain = std::move(transport);
    co_return std::nullopt;
  }
  auto stream = std::make_unique<Secure>(std::move(*transport), tls);
  SSL_set_tlsext_host_name(stream->native_handle(), url.host.c_str());
  stream->set_verify_mode(asio::ssl::verify_peer);
  stream->set_verify_callback(asio::ssl::host_name_verification(url.host));
  beast::get_lowest_layer(*stream).expires_after(milliseconds(options.connect_timeout_ms));
  co_await stream->async_handshake(asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return Error(kTlsRefused, url.host + ": " + error.message());
  secure = std::move(stream);
  co_return std::nullopt;
}

template <class Stream>
asio::awaitable<Try> HttpClient::State::exchange(Stream& stream, const http::request<http::string_body>& request,
                                                 bool used_before) {
  Try out;
  boost::system::error_code error;
  beast::get_lowest_layer(stream).expires_after(milliseconds(options.answer_timeout_ms));
  co_await http::async_write(stream, request, asio::redirect_error(asio::use_awaitable, error));
  http::response_parser<http::string_body> parser;
  if (!error) {
    parser.body_limit(options.max_answer_bytes);
    co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
  }
  if (error == http::error::body_limit) {
    out.error = Error(kAnswerTooLarge, url.host);
    co_return out;
  }
  if (error) {
    out.connection_was_stale = used_before && !parser.got_some() && error != beast::error::timeout;
    out.error = Error(kUnreachable, url.host + ":" + url.port + ": " + error.message());
    co_return out;
  }
  auto message = parser.release();
  HttpAnswer answer;
  answer.status = static_cast<int>(message.result_int());
  answer.content_type = std::string(message[http::field::content_type]);
  answer.retry_after = std::string(message[http::field::retry_after]);
  answer.body = std::move(message.body());
  out.answer = std::move(answer);
  if (!message.keep_alive()) drop();
  co_return out;
}

asio::awaitable<Try> HttpClient::State::attempt(const http::request<http::string_body>& request) {
  const bool used_before = connected();
  if (!used_before) {
    auto failed = co_await connect();
    if (failed) {
      Try out;
      out.error = std::move(failed);
      co_return out;
    }
  }
  Try out;
  if (secure) {
    out = co_await exchange(*secure, request, used_before);
  } else {
    out = co_await exchange(*plain, request, used_before);
  }
  if (out.error) drop();
  co_return out;
}

Result<HttpAnswer> HttpClient::State::call(http::verb verb, std::string_view path, std::string body,
                                           std::string_view content_type, const HttpHeaders& headers) {
  http::request<http::string_body> request(verb, url.prefix + std::string(path), 11);
  const bool default_port = url.port == (url.tls ? "443" : "80");
  request.set(http::field::host, default_port ? url.host : url.host + ":" + url.port);
  request.set(http::field::user_agent, "hocba");
  for (const auto& [name, value] : headers) request.set(name, value);
  if (verb != http::verb::get) {
    request.set(http::field::content_type, std::string(content_type));
    request.body() = std::move(body);
  }
  request.prepare_payload();
  for (int tries = 0; tries < 2; ++tries) {
    std::optional<Try> outcome;
    try {
      io.restart();
      asio::co_spawn(io, attempt(request), [&outcome](std::exception_ptr thrown, Try result) {
        if (!thrown) outcome = std::move(result);
      });
      io.run();
    } catch (const std::exception& e) {
      drop();
      return Error(kUnreachable, e.what());
    }
    if (!outcome) {
      drop();
      return Error(kUnreachable, url.host);
    }
    if (outcome->answer) return std::move(*outcome->answer);
    if (!outcome->connection_was_stale) return *outcome->error;
  }
  return Error(kUnreachable, url.host + ":" + url.port);
}

HttpClient::HttpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpClient::~HttpClient() = default;
const std::string& HttpClient::url() const { return state_->text; }

Result<std::unique_ptr<HttpClient>> HttpClient::create(std::string_view url, const HttpOptions& options) {
  HOCBA_TRY(auto parsed, parse_url(url));
  auto state = std::make_unique<State>();
  state->text = std::string(url);
  state->url = std::move(parsed);
  state->options = options;
  boost::system::error_code error;
  state->tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, error);
  if (options.ca_file.empty()) {
    state->tls.set_default_verify_paths(error);
  } else {
    state->tls.load_verify_file(options.ca_file, error);
  }
  if (error) return Error(kTlsRefused, options.ca_file + ": " + error.message());
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(state)));
}

Result<HttpAnswer> HttpClient::get(std::string_view path, const HttpHeaders& headers) {
  return state_->call(http::verb::get, path, {}, {}, headers);
}
Result<HttpAnswer> HttpClient::post(std::string_view path, std::string body, std::string_view content_type,
                                    const HttpHeaders& headers) {
  return state_->call(http::verb::post, path, std::move(body), content_type, headers);
}
Result<HttpAnswer> HttpClient::put(std::string_view path, std::string body, std::string_view content_type,
                                   const HttpHeaders& headers) {
  return state_->call(http::verb::put, path, std::move(body), content_type, headers);
}

}  // namespace hocba::cli
