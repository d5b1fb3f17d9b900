#include "api/http_server.hpp"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <limits>
#include <thread>

#include "api/body_budget.hpp"
#include "api/codes.hpp"
#include "api/http_server_stream.hpp"
#include "api/rate_limit.hpp"
#include "node/log.hpp"
#include "node/queue.hpp"

namespace hocba::api {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using RequestParser = http::request_parser<http::string_body>;

// Tokens that turn an error into a value: a closed connection is no exception.
template <class Signature, class Start>
auto awaited(Start start) {
  return asio::async_initiate<const asio::use_awaitable_t<>, Signature>(std::move(start), asio::use_awaitable);
}

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::get;
    case http::verb::head:
      return Method::head;
    case http::verb::post:
      return Method::post;
    case http::verb::put:
      return Method::put;
    default:
      return Method::other;
  }
}

// The head of an answer: status line and fields, to the empty line.
std::string text_of(http::response<http::empty_body>& message) {
  http::response_serializer<http::empty_body> serializer(message);
  serializer.split(true);
  std::string out;
  error_code error;
  while (!serializer.is_header_done() && !error) {
    serializer.next(error, [&](error_code&, const auto& buffers) {
      for (const asio::const_buffer part : beast::buffers_range_ref(buffers)) {
        out.append(static_cast<const char*>(part.data()), part.size());
      }
      serializer.consume(asio::buffer_size(buffers));
    });
  }
  return out;
}

// Header fields by lower-case name. A field that stands twice is a list (RFC 9110 §5.3) but for those that say where a
// request goes, who sends it and where it ends: two readers must not take different ones. Transfer-Encoding is exactly
// chunked, or nothing.
bool take_fields(const http::request<http::string_body>& message, Request& request) {
  for (const auto& field : message) {
    std::string name(field.name_string().data(), field.name_string().size());
    for (auto& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    const std::string value(field.value().data(), field.value().size());
    const bool single = name == "host" || name == "authorization" || name == "content-length" ||
                        name == "transfer-encoding" || name == "content-type";
    const auto [at, fresh] = request.headers.emplace(name, value);
    if (!fresh && single) return false;
    if (!fresh) at->second += ", " + value;
  }
  const auto coding = request.headers.find("transfer-encoding");
  const bool http_1_1 = message.version() == 11;
  if (coding != request.headers.end()) {
    if (!http_1_1 || !beast::iequals(coding->second, "chunked")) return false;
    if (request.headers.count("content-length") != 0) return false;
  }
  return !http_1_1 || request.headers.count("host") != 0;
}

// There is nobody to answer any more, or nobody who would wait for it.
bool is_gone(const error_code& error) {
  return error == asio::error::eof || error == beast::error::timeout || error == asio::error::connection_reset ||
         error == asio::ssl::error::stream_truncated;
}

// Of ours nothing throws, but libraries do, and memory ends: what came out of a coroutine ends that connection alone.
void log_thrown(std::string_view event, const std::exception_ptr& thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    node::log_event(node::LogLevel::error, event, {{"detail", std::string_view(e.what())}});
  } catch (...) {
    node::log_event(node::LogLevel::error, event, {{"detail", std::string_view("unknown")}});
  }
}

// Counts one more while it lives, also where an exception ends it.
class Counted {
 public:
  explicit Counted(std::function<void(int change)> count) : count_(std::move(count)) { count_(+1); }
  ~Counted() { count_(-1); }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  const std::function<void(int)> count_;
};

// A connection that waits for its answer. The server's state lives as long as whoever may still answer, also past
// stop(); it is the first member and goes last, after what belongs to its event loop.
template <class Completion>
class Waiting {
 public:
  Waiting(std::shared_ptr<void> server, asio::any_io_executor executor, Completion completion)
      : server_(std::move(server)), executor_(std::move(executor)), completion_(std::move(completion)) {}
  // The first answer counts.
  void give(Response response) {
    if (given_.exchange(true)) return;
    asio::post(executor_, [completion = std::move(completion_), response = std::move(response)]() mutable {
      completion(std::move(response));
    });
  }

 private:
  const std::shared_ptr<void> server_;
  const asio::any_io_executor executor_;
  Completion completion_;
  std::atomic<bool> given_{false};
};

}  // namespace

// The order of its members is the order of its end, from the last: `io` ends the connections that stop() left open, and
// these touch what stands before it to their last moment.
struct HttpServer::State : std::enable_shared_from_this<State> {
  ServerOptions options;
  Handler handler;
  std::optional<asio::ssl::context> tls;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
  std::atomic<bool> stopping{false};
  std::atomic<std::int64_t> open{0};
  std::atomic<std::int64_t> answering{0};
  node::Turnstile clients;
  std::map<std::string, std::uint32_t> per_client;  // connections of each (api::client_of)
  BodyBudget bodies{options.limits.max_bodies_bytes};
  asio::io_context io;
  tcp::acceptor acceptor{io};
  asio::strand<asio::io_context::executor_type> accept_strand{asio::make_strand(io)};

  explicit State(ServerOptions o, Handler h) : options(std::move(o)), handler(std::move(h)) {}

  asio::awaitable<void> accept_loop();
  asio::awaitable<void> serve(ByteStream& stream, const std::string& address, bool local);
  asio::awaitable<bool> exchange(ByteStream& stream, beast::flat_buffer& buffer, const std::string& address,
                                 bool local);
  asio::awaitable<void> feed(ByteStream& stream, beast::flat_buffer& buffer, RequestParser& parser, error_code& error,
                             BodyShare* share = nullptr);
  asio::awaitable<bool> send(ByteStream& stream, Response response, unsigned version, bool head, bool keep_alive);
  asio::awaitable<Response> answer(Request request);
  asio::awaitable<void> let_finish(ByteStream& stream);
  asio::awaitable<void> connection(tcp::socket socket, std::string address, bool local);
  void begin_accepting();
  void count(const std::string& address, int change);
  Response refusal(const Code& code, std::string detail = {}) const {
    if (options.refuse) return options.refuse(code, std::move(detail));
    return {code.kind == Kind::too_large ? 413 : 400, "text/plain", std::string(code.id) + "\n", {}};
  }
  bool is_crowded(const std::string& address) const;
  bool is_proxy(const std::string& address) const;
  std::string client_of(const Request& request, const std::string& address) const;
};

void HttpServer::State::count(const std::string& address, int change) {
  const auto now = open.fetch_add(change) + change;
  if (options.on_connections) options.on_connections(now);
  const std::string client = api::client_of(address);
  const auto lock = clients.pass();
  auto& n = per_client[client];
  n = static_cast<std::uint32_t>(static_cast<int>(n) + change);
  if (n == 0) per_client.erase(client);
}

// Behind a proxy all clients come from its address: their requests are counted by what it says of them.
bool HttpServer::State::is_crowded(const std::string& address) const {
  if (open.load() >= options.limits.max_connections) return true;
  if (is_proxy(address)) return false;
  const auto lock = clients.pass();
  const auto same = per_client.find(api::client_of(address));
  return same != per_client.end() && same->second >= options.limits.max_connections_per_address;
}

bool HttpServer::State::is_proxy(const std::string& address) const {
  const auto& proxies = options.trusted_proxies;
  return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
}

// X-Forwarded-For is believed only from a trusted proxy, only its last hop, and only an address: anything else that a
// proxy lets through would be a name that its client chose.
std::string HttpServer::State::client_of(const Request& request, const std::string& address) const {
  if (!is_proxy(address)) return address;
  std::string_view chain = request.header("x-forwarded-for");
  const auto comma = chain.rfind(',');
  if (comma != std::string_view::npos) chain.remove_prefix(comma + 1);
  while (!chain.empty() && chain.front() == ' ') chain.remove_prefix(1);
  while (!chain.empty() && chain.back() == ' ') chain.remove_suffix(1);
  error_code error;
  const auto hop = asio::ip::make_address(std::string(chain), error);
  return error ? address : hop.to_string();
}

asio::awaitable<Response> HttpServer::State::answer(Request request) {
  auto executor = co_await asio::this_coro::executor;
  auto start = [this, executor, &request](auto completion) {
    const auto waiting =
        std::make_shared<Waiting<decltype(completion)>>(shared_from_this(), executor, std::move(completion));
    const auto give = [waiting](Response response) { waiting->give(std::move(response)); };
    // What it throws would come out of the thread that runs this, not of the coroutine that waits.
    try {
      handler(std::move(request), give);
    } catch (...) {
      log_thrown("http.handler_failed", std::current_exception());
      give(refusal(kBusy));
    }
  };
  Response response = co_await awaited<void(Response)>(std::move(start));
  co_return response;
}

asio::awaitable<bool> HttpServer::State::send(ByteStream& stream, Response response, unsigned version, bool head,
                                              bool keep_alive) {
  http::response<http::empty_body> out;
  out.result(static_cast<unsigned>(response.status));
  out.version(version);
  out.set(http::field::server, options.server_name);
  out.set(http::field::content_type, response.content_type);
  out.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response.headers) out.set(name, value);
  out.keep_alive(keep_alive);
  out.content_length(response.body.size());
  const std::string head_text = text_of(out);
  if (head) response.body.clear();
  stream.expires_after(milliseconds(options.limits.write_timeout_ms));
  error_code error;
  co_await stream.write({asio::buffer(head_text), asio::buffer(response.body)}, error);
  co_return !error && keep_alive;
}

// The client may still be sending what was refused: to close at once would reset the connection, and the refusal would
// be lost on its way. What comes is thrown away, for a short time and up to a bound.
asio::awaitable<void> HttpServer::State::let_finish(ByteStream& stream) {
  constexpr std::size_t kMost = 32u << 20;
  std::array<char, 16u << 10> discarded;
  error_code error;
  stream.expires_after(milliseconds(2'000));
  for (std::size_t seen = 0; !error && seen < kMost;) {
    seen += co_await stream.read_some(asio::buffer(discarded), error);
  }
}

// Reads until the parser has its header (or, told to be eager, the whole message), as Beast's own read operations do.
asio::awaitable<void> HttpServer::State::feed(ByteStream& stream, beast::flat_buffer& buffer, RequestParser& parser,
                                              error_code& error, BodyShare* share) {
  constexpr std::size_t kRead = 64u << 10;
  error = {};
  while (parser.eager() ? !parser.is_done() : !parser.is_header_done()) {
    if (buffer.size() > 0) {
      buffer.consume(parser.put(buffer.data(), error));
      if (share != nullptr && !share->grow_to(parser.get().body().size())) co_return;
      if (!error) continue;
      if (error != http::error::need_more) co_return;
    }
    if (buffer.size() == buffer.max_size()) {
      error = http::error::buffer_overflow;
      co_return;
    }
    const std::size_t room = std::min(kRead, buffer.max_size() - buffer.size());
    const std::size_t count = co_await stream.read_some(buffer.prepare(room), error);
    if (error) co_return;
    buffer.commit(count);
  }
}

// One request and its answer. False: the connection ends.
asio::awaitable<bool> HttpServer::State::exchange(ByteStream& stream, beast::flat_buffer& buffer,
                                                  const std::string& address, bool local) {
  const auto& limits = options.limits;
  error_code error;
  RequestParser parser;
  parser.header_limit(limits.max_header_bytes);
  // Set for the path once the header is read. Not `none`: Boost 1.74 takes that for a limit of nothing.
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());
  stream.expires_after(milliseconds(limits.header_timeout_ms));
  co_await feed(stream, buffer, parser, error);
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    Response refused = refusal(kHeaderTooLarge);
    refused.status = 431;
    co_await send(stream, std::move(refused), 11, false, false);
    co_await let_finish(stream);
    co_return false;
  }
  if (is_gone(error)) co_return false;
  if (error) {
    co_await send(stream, refusal(kBadRequest), 11, false, false);
    co_return false;
  }
  const unsigned version = parser.get().version();
  const bool head = parser.get().method() == http::verb::head;

  Request request;
  request.method = method_of(parser.get().method());
  request.local = local;
  const auto raw_target = parser.get().target();
  auto target = parse_target({raw_target.data(), raw_target.size()});
  if (!target) {
    co_await send(stream, refusal(target.error().code(), target.error().detail()), version, head, false);
    co_return false;
  }
  request.target = std::move(target).value();
  if (!take_fields(parser.get(), request)) {
    co_await send(stream, refusal(kBadRequest, "header"), version, head, false);
    co_return false;
  }
  request.peer = client_of(request, address);
  std::size_t body_limit = 0;
  if (options.body_limit) body_limit = options.body_limit(request.method, request.target.path);
  const std::string too_large = "at most " + std::to_string(body_limit) + " bytes";
  const auto announced = parser.content_length();
  if (announced && *announced > body_limit) {
    co_await send(stream, refusal(kBodyTooLarge, too_large), version, head, false);
    co_await let_finish(stream);
    co_return false;
  }
  parser.body_limit(body_limit);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await stream.write({asio::const_buffer(kContinue.data(), kContinue.size()), {}}, error);
    if (error) co_return false;
  }
  stream.expires_after(milliseconds(limits.body_timeout_ms));
  parser.eager(true);
  BodyShare share(bodies, request.peer);
  co_await feed(stream, buffer, parser, error, &share);
  if (share.refused()) {
    Response busy = refusal(kBusy);
    busy.headers.emplace_back("Retry-After", "5");
    co_await send(stream, std::move(busy), version, head, false);
    co_await let_finish(stream);
    co_return false;
  }
  if (error == http::error::body_limit) {
    co_await send(stream, refusal(kBodyTooLarge, too_large), version, head, false);
    co_await let_finish(stream);
    co_return false;
  }
  if (is_gone(error)) co_return false;
  if (error) {
    co_await send(stream, refusal(kBadRequest), version, head, false);
    co_return false;
  }
  auto message = parser.release();
  request.body = std::move(message.body());
  const bool keep_alive = message.keep_alive() && !stopping.load();

  // The handler has its own limits; the socket's clock stands still while it works.
  stream.expires_never();
  const Counted busy_now([this](int change) { answering.fetch_add(change); });
  Response response = co_await answer(std::move(request));
  co_return co_await send(stream, std::move(response), version, head, keep_alive);
}

asio::awaitable<void> HttpServer::State::serve(ByteStream& stream, const std::string& address, bool local) {
  beast::flat_buffer buffer(options.limits.max_header_bytes + (64u << 10));
  while (!stopping.load()) {
    if (buffer.size() == 0) {
      // Between requests the connection may idle; the header's clock starts with its first byte.
      stream.expires_after(milliseconds(options.limits.idle_timeout_ms));
      error_code error;
      const auto count = co_await stream.read_some(buffer.prepare(4096), error);
      if (error) co_return;
      buffer.commit(count);
    }
    const bool go_on = co_await exchange(stream, buffer, address, local);
    if (!go_on) co_return;
  }
}

asio::awaitable<void> HttpServer::State::connection(tcp::socket socket, std::string address, bool local) {
  const Counted open_now([this, &address](int change) { count(address, change); });
  error_code error;
  socket.set_option(tcp::no_delay(true), error);
  const auto stream = tls ? tls_stream(std::move(socket), *tls) : plain_stream(std::move(socket));
  stream->expires_after(milliseconds(options.limits.header_timeout_ms));
  co_await stream->open(error);
  if (!error) {
    co_await serve(*stream, address, local);
    co_await stream->close();
  }
}

asio::awaitable<void> HttpServer::State::accept_loop() {
  while (!stopping.load()) {
    error_code error;
    tcp::socket socket =
        co_await acceptor.async_accept(asio::make_strand(io), asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      // Out of descriptors, or a client that left: wait a little instead of spinning.
      asio::steady_timer pause(io, milliseconds(50));
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    const auto peer = socket.remote_endpoint(error);
    if (error) continue;
    const std::string address = peer.address().to_string();
    if (is_crowded(address)) {
      if (!tls) {
        static constexpr std::string_view kTooManyAnswer =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        asio::write(socket, asio::buffer(kTooManyAnswer.data(), kTooManyAnswer.size()), error);
      }
      socket.close(error);
      continue;
    }
    auto executor = socket.get_executor();
    asio::co_spawn(executor, connection(std::move(socket), address, peer.address().is_loopback()),
                   [](const std::exception_ptr& thrown) { log_thrown("http.connection_failed", thrown); });
  }
}

// What ends the listening ends no connection, and is begun anew: memory that was short for one connection comes back.
void HttpServer::State::begin_accepting() {
  asio::co_spawn(accept_strand, accept_loop(), [this](const std::exception_ptr& thrown) {
    log_thrown("http.accept_failed", thrown);
    if (thrown && !stopping.load()) asio::post(accept_strand, [this] { begin_accepting(); });
  });
}

HttpServer::HttpServer(std::shared_ptr<State> state) : state_(std::move(state)) {}

HttpServer::~HttpServer() { stop(); }

std::uint16_t HttpServer::port() const { return state_->port; }

namespace {

Status load_tls(std::optional<asio::ssl::context>& tls, const ServerOptions& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) return done();
  tls.emplace(asio::ssl::context::tls_server);
  error_code error;
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression,
                   error);
  if (!error) tls->use_certificate_chain_file(options.tls_certificate, error);
  if (error) return Error(kTlsFailed, options.tls_certificate + ": " + error.message());
  tls->use_private_key_file(options.tls_key, asio::ssl::context::pem, error);
  if (error) return Error(kTlsFailed, options.tls_key + ": " + error.message());
  return done();
}

Status listen_on(tcp::acceptor& acceptor, const ServerOptions& options) {
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return Error(kListenFailed, options.address + ": " + error.message());
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return Error(kListenFailed, options.address + ":" + std::to_string(options.port) + ": " + error.message());
  return done();
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(ServerOptions options, Handler handler) {
  auto state = std::make_shared<State>(std::move(options), std::move(handler));
  try {
    HOCBA_RETURN_IF_ERROR(load_tls(state->tls, state->options));
    HOCBA_RETURN_IF_ERROR(listen_on(state->acceptor, state->options));
    state->port = state->acceptor.local_endpoint().port();
    auto* s = state.get();
    s->begin_accepting();
    for (int i = 0; i < std::max(1, s->options.threads); ++i) {
      s->threads.emplace_back([s] {
        pthread_setname_np(pthread_self(), "hocba-http");
        for (bool ended = false; !ended;) {
          try {
            s->io.run();
            ended = true;
          } catch (...) {  // out of a callback: the thread goes on with what is next
            log_thrown("http.callback_failed", std::current_exception());
          }
        }
      });
    }
  } catch (const std::exception& e) {
    state->io.stop();
    for (auto& thread : state->threads) thread.join();
    return Error(kListenFailed, e.what());
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

void HttpServer::stop() {
  if (!state_ || state_->threads.empty()) return;
  auto* s = state_.get();
  s->stopping = true;
  asio::post(s->accept_strand, [s] {
    error_code ignored;  // closing a listener twice says nothing of use
    s->acceptor.close(ignored);
  });
  const auto end = std::chrono::steady_clock::now() + milliseconds(s->options.limits.drain_ms);
  while (s->answering.load() > 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  s->io.stop();
  for (auto& thread : s->threads) thread.join();
  s->threads.clear();
  s->options.on_connections = nullptr;  // what is left ends with the state, whenever that is
}

}  // namespace hocba::api
