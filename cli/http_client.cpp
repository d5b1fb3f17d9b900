#include "cli/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <optional>

#include "cli/codes.hpp"
#include "cli/files.hpp"

namespace hocba::cli {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using Plain = beast::tcp_stream;
using Secure = asio::ssl::stream<beast::tcp_stream>;
using Request = http::request<http::string_body>;

struct Url {
  bool tls = false;
  std::string host, port, prefix;
};

Result<Url> parse_url(std::string_view text) {
  const std::string given(text);
  Url out;
  if (text.starts_with("https://")) {
    out.tls = true;
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else {
    return Error(kBadUrl, given);
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
    return Error(kBadUrl, given);
  }
  return out;
}

// A connection, plain or TLS behind one interface: the protocol above it is compiled once.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& error) = 0;
  virtual asio::awaitable<void> write(asio::const_buffer from, error_code& error) = 0;
  virtual void expires_after(milliseconds time) = 0;
};

template <class Stream>
class ConnectionOver : public Connection {
 public:
  explicit ConnectionOver(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& error) override {
    co_return co_await stream_->async_read_some(into, asio::redirect_error(asio::use_awaitable, error));
  }
  asio::awaitable<void> write(asio::const_buffer from, error_code& error) override {
    co_await asio::async_write(*stream_, from, asio::redirect_error(asio::use_awaitable, error));
  }
  void expires_after(milliseconds time) override { beast::get_lowest_layer(*stream_).expires_after(time); }

 private:
  std::unique_ptr<Stream> stream_;
};

// Head and body of a request, as they go over the wire.
std::string text_of(const Request& request) {
  http::request_serializer<http::string_body> serializer(request);
  std::string out;
  error_code error;
  while (!serializer.is_done() && !error) {
    serializer.next(error, [&](error_code&, const auto& buffers) {
      for (const asio::const_buffer part : beast::buffers_range_ref(buffers)) {
        out.append(static_cast<const char*>(part.data()), part.size());
      }
      serializer.consume(asio::buffer_size(buffers));
    });
  }
  return out;
}

// Whose certificate the server must show: OpenSSL's own check, so that the reason of a refusal is known afterwards. An
// address is no server name indication (RFC 6066 §3).
bool expect_name(SSL* ssl, const std::string& host) {
  X509_VERIFY_PARAM* wanted = SSL_get0_param(ssl);
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1) return true;
  X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

// Each cause has a remedy of its own: another address, a renewed certificate, --ca, http instead of https.
Error tls_error(SSL* ssl, const Url& url, const error_code& error) {
  const std::string where = url.host + ":" + url.port;
  if (error == beast::error::timeout) return Error(kUnreachable, where + ": " + error.message());
  const long verdict = SSL_get_verify_result(ssl);
  const std::string reason = where + ": " + X509_verify_cert_error_string(verdict);
  switch (verdict) {
    case X509_V_OK:
      return Error(kTlsFailed, where + ": " + error.message());
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Error(kTlsExpired, reason);
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return Error(kTlsOtherHost, reason);
    default:
      return Error(kTlsRefused, reason);
  }
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
  std::unique_ptr<Connection> connection;
  beast::flat_buffer buffer;

  void drop() {
    connection.reset();
    buffer.clear();
  }
  asio::awaitable<std::optional<Error>> connect();
  asio::awaitable<void> read(http::response_parser<http::string_body>& parser, error_code& error);
  asio::awaitable<Try> exchange(const Request& request, bool used_before);
  asio::awaitable<Try> attempt(const Request& request);
  Result<HttpAnswer> call(http::verb verb, std::string_view path, std::string body, std::string_view content_type,
                          const HttpHeaders& headers);
};

asio::awaitable<std::optional<Error>> HttpClient::State::connect() {
  error_code error;
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
    connection = std::make_unique<ConnectionOver<Plain>>(std::move(transport));
    co_return std::nullopt;
  }
  auto stream = std::make_unique<Secure>(std::move(*transport), tls);
  stream->set_verify_mode(asio::ssl::verify_peer);
  if (!expect_name(stream->native_handle(), url.host)) co_return Error(kBadUrl, url.host);
  beast::get_lowest_layer(*stream).expires_after(milliseconds(options.connect_timeout_ms));
  co_await stream->async_handshake(asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return tls_error(stream->native_handle(), url, error);
  connection = std::make_unique<ConnectionOver<Secure>>(std::move(stream));
  co_return std::nullopt;
}

// One whole answer. An answer without a length ends with the connection.
asio::awaitable<void> HttpClient::State::read(http::response_parser<http::string_body>& parser, error_code& error) {
  constexpr std::size_t kRead = 64u << 10;
  error = {};
  while (!parser.is_done()) {
    if (buffer.size() > 0) {
      buffer.consume(parser.put(buffer.data(), error));
      if (!error) continue;
      if (error != http::error::need_more) co_return;
    }
    if (buffer.size() > kRead) {  // a single field or chunk header beyond any bound
      error = http::error::buffer_overflow;
      co_return;
    }
    const std::size_t count = co_await connection->read_some(buffer.prepare(kRead), error);
    if (error == asio::error::eof && parser.got_some()) {
      parser.put_eof(error);
      co_return;
    }
    if (error) co_return;
    buffer.commit(count);
  }
}

asio::awaitable<Try> HttpClient::State::exchange(const Request& request, bool used_before) {
  Try out;
  error_code error;
  connection->expires_after(milliseconds(options.answer_timeout_ms));
  const std::string sent = text_of(request);
  co_await connection->write(asio::buffer(sent), error);
  http::response_parser<http::string_body> parser;
  parser.eager(true);
  if (!error) {
    parser.body_limit(options.max_answer_bytes);
    co_await read(parser, error);
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

asio::awaitable<Try> HttpClient::State::attempt(const Request& request) {
  const bool used_before = connection != nullptr;
  if (!used_before) {
    auto failed = co_await connect();
    if (failed) {
      Try out;
      out.error = std::move(failed);
      co_return out;
    }
  }
  Try out = co_await exchange(request, used_before);
  if (out.error) drop();
  co_return out;
}

Result<HttpAnswer> HttpClient::State::call(http::verb verb, std::string_view path, std::string body,
                                           std::string_view content_type, const HttpHeaders& headers) {
  Request request(verb, url.prefix + std::string(path), 11);
  const bool default_port = url.port == (url.tls ? "443" : "80");
  // An IPv6 address stands in brackets (RFC 9110 §7.2, RFC 3986 §3.2.2).
  const std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
  request.set(http::field::host, default_port ? host : host + ":" + url.port);
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
  error_code error;
  state->tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, error);
  if (!options.ca_file.empty() && !exists(options.ca_file)) return Error(kFileMissing, options.ca_file);
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
