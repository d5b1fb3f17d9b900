#include "api/http_server_stream.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>

namespace hocba::api {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using std::chrono::milliseconds;

class PlainStream : public ByteStream {
 public:
  explicit PlainStream(asio::ip::tcp::socket socket) : stream_(std::move(socket)) {}

  asio::awaitable<void> open(error_code& error) override {
    error = {};
    co_return;
  }
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& error) override {
    co_return co_await stream_.async_read_some(into, asio::redirect_error(asio::use_awaitable, error));
  }
  asio::awaitable<void> write(Chunks chunks, error_code& error) override {
    co_await asio::async_write(stream_, chunks, asio::redirect_error(asio::use_awaitable, error));
  }
  asio::awaitable<void> close() override {
    error_code gone;  // the client may have closed first
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, gone);
    co_return;
  }
  void expires_after(milliseconds time) override { stream_.expires_after(time); }
  void expires_never() override { stream_.expires_never(); }

 private:
  beast::tcp_stream stream_;
};

class TlsStream : public ByteStream {
 public:
  TlsStream(asio::ip::tcp::socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}

  asio::awaitable<void> open(error_code& error) override {
    co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, error));
  }
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& error) override {
    co_return co_await stream_.async_read_some(into, asio::redirect_error(asio::use_awaitable, error));
  }
  asio::awaitable<void> write(Chunks chunks, error_code& error) override {
    // A TLS record for each chunk: Asio's TLS stream takes one buffer at a time.
    error = {};
    for (const auto& chunk : chunks) {
      if (chunk.size() == 0 || error) continue;
      co_await asio::async_write(stream_, asio::const_buffer(chunk), asio::redirect_error(asio::use_awaitable, error));
    }
  }
  asio::awaitable<void> close() override {
    expires_after(milliseconds(1'000));
    error_code gone;
    co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, gone));
  }
  void expires_after(milliseconds time) override { stream_.next_layer().expires_after(time); }
  void expires_never() override { stream_.next_layer().expires_never(); }

 private:
  asio::ssl::stream<beast::tcp_stream> stream_;
};

}  // namespace

std::unique_ptr<ByteStream> plain_stream(asio::ip::tcp::socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}
std::unique_ptr<ByteStream> tls_stream(asio::ip::tcp::socket socket, asio::ssl::context& context) {
  return std::make_unique<TlsStream>(std::move(socket), context);
}

}  // namespace hocba::api
