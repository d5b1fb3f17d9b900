// The table of routes: method, pattern, who may call, how large a body may be, how often. One table serves requests,
// limits bodies before they are read, feeds the metrics' labels and is compared with the OpenAPI file by a test.
//
// A pattern's segment `{name}` matches one segment; a last segment `{name*}` matches the rest of the path. The first
// route that fits wins. Threads: immutable after construction.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/http.hpp"

namespace hocba::api {

enum class Access { open, session };
// Which of the configured rates a route counts against (node/config.hpp, section http).
enum class Rate { reads, writes, lookups, verifications };

struct Params {
  std::map<std::string, std::string> values;
  const std::string& operator[](const std::string& name) const;  // of the pattern; another name is a bug
};

struct Call;  // api/service.hpp
using Endpoint = std::function<void(const Call&, Respond)>;

struct Route {
  Method method = Method::get;
  std::string pattern;
  Access access = Access::open;
  Rate rate = Rate::reads;
  std::size_t max_body = 0;
  Endpoint endpoint;
};

class Router {
 public:
  explicit Router(std::vector<Route> routes);
  struct Match {
    const Route* route = nullptr;  // nothing: no such path, or (allowed not empty) another method
    Params params;
    std::string allowed;  // "GET, HEAD": the methods of this path, when the method does not fit
  };
  Match match(Method method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace hocba::api
