// An HTTP exchange as plain values: what a route gets and gives. No socket is needed to test an endpoint.
//
// Names of headers are lower case. A target's path is split from its query and percent-decoded once by parse_target;
// a path that does not decode, holds a NUL or an encoded slash, or has an empty or dot segment is refused before any
// route sees it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/error.hpp"

namespace hocba::api {

enum class Method { get, head, post, put, other };

struct Target {
  std::string path;                          // decoded, begins with "/"
  std::map<std::string, std::string> query;  // a key given twice is refused
};
// api.bad_target.
Result<Target> parse_target(std::string_view target);

struct Request {
  Method method = Method::get;
  Target target;
  std::map<std::string, std::string> headers;
  std::string body;
  std::string peer;    // the client's address, after trusted proxies
  bool local = false;  // the connection comes from this machine
  // The value of a header, or nothing.
  std::string_view header(std::string_view name) const;
  // A parameter of the query, or nothing.
  std::optional<std::string_view> query(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// Called exactly once, from any thread.
using Respond = std::function<void(Response)>;
// Must not block for long: it runs on a serving thread. Work that waits for finality keeps `respond` and returns.
using Handler = std::function<void(Request, Respond)>;

}  // namespace hocba::api
