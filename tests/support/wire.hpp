// A TCP client that sends exactly the bytes it is told, for tests of servers. Reads have a long time limit, so that a
// server that hangs fails the test instead of stopping it.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <map>
#include <string>

#include "crypto/check.hpp"

namespace hocba::test {

struct WireAnswer {
  int status = 0;  // 0: the connection ended before a whole answer
  std::map<std::string, std::string> headers;
  std::string body;
};

class Wire {
 public:
  explicit Wire(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    HOCBA_CHECK(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const timeval limit{60, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ~Wire() { ::close(socket_); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // False: the other side does not take it any more.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  WireAnswer answer(bool head = false) {
    WireAnswer out;
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      if (!more()) return out;
    }
    const auto end = buffer_.find("\r\n\r\n");
    const std::string header = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    for (auto at = header.find("\r\n") + 2; at < header.size();) {
      const auto next = header.find("\r\n", at);
      const auto colon = header.find(": ", at);
      out.headers[header.substr(at, colon - at)] = header.substr(colon + 2, next - colon - 2);
      at = next + 2;
    }
    const auto length = head ? 0 : std::strtoull(out.headers["Content-Length"].c_str(), nullptr, 10);
    while (buffer_.size() < length) {
      if (!more()) return out;
    }
    out.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    out.status = std::atoi(header.substr(header.find(' ') + 1, 3).c_str());
    return out;
  }
  // True once the server has ended the connection and nothing is left to read.
  bool ended() {
    while (more()) {
    }
    return closed_ && buffer_.empty();
  }
  // Something came, or the other side ended it; waits that long for either.
  bool stirs(int wait_ms) {
    pollfd wanted{socket_, POLLIN, 0};
    return ::poll(&wanted, 1, wait_ms) > 0;
  }
  WireAnswer ask(std::string_view request) { return send(request) ? answer() : WireAnswer{}; }

 private:
  bool more() {
    char bytes[16'384];
    const auto n = ::recv(socket_, bytes, sizeof bytes, 0);
    if (n > 0) buffer_.append(bytes, static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && errno == ECONNRESET)) closed_ = true;
    return n > 0;
  }
  int socket_;
  std::string buffer_;
  bool closed_ = false;
};

}  // namespace hocba::test
