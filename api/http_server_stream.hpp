// One connection of the HTTP server as a stream of bytes, plain or TLS behind one interface, so that the code above it
// is compiled once: Beast's stream operations, instantiated for both kinds, cost a minute of build time and bought
// nothing. For api/http_server*.cpp alone (Asio's types stand in this header).
//
// Time: expires_after() starts the clock of what follows, until the next call; an operation that it ends reports
// boost::beast::error::timeout. Errors come back in `error`, never as exceptions. One operation at a time.
#pragma once

#include <array>
#include <utility>  // Boost 1.74: asio/awaitable.hpp uses std::exchange and does not include it

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>

namespace hocba::api {

class ByteStream {
 public:
  using Chunks = std::array<boost::asio::const_buffer, 2>;  // head and body; either may be empty

  virtual ~ByteStream() = default;
  // Before the first byte: the TLS handshake; nothing for a plain connection.
  virtual boost::asio::awaitable<void> open(boost::system::error_code& error) = 0;
  // What is there, at least a byte; 0 with an error.
  virtual boost::asio::awaitable<std::size_t> read_some(boost::asio::mutable_buffer into,
                                                        boost::system::error_code& error) = 0;
  // All of both chunks, or an error.
  virtual boost::asio::awaitable<void> write(Chunks chunks, boost::system::error_code& error) = 0;
  // Tells the client that nothing more comes.
  virtual boost::asio::awaitable<void> close() = 0;
  virtual void expires_after(std::chrono::milliseconds time) = 0;
  virtual void expires_never() = 0;
};

std::unique_ptr<ByteStream> plain_stream(boost::asio::ip::tcp::socket socket);
// `context` outlives the stream.
std::unique_ptr<ByteStream> tls_stream(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& context);

}  // namespace hocba::api
