#include "api/router.hpp"

#include <algorithm>

namespace hocba::api {

namespace {

std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);  // the slash
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

bool fits(std::string_view pattern, std::string_view path, Params& params) {
  while (!pattern.empty() && !path.empty()) {
    const auto rest = path;
    const auto wanted = next_segment(pattern);
    const auto found = next_segment(path);
    if (wanted.starts_with('{') && wanted.ends_with("*}")) {
      params.values[std::string(wanted.substr(1, wanted.size() - 3))] = std::string(rest.substr(1));
      return true;
    }
    if (wanted.starts_with('{')) {
      if (found.empty()) return false;
      params.values[std::string(wanted.substr(1, wanted.size() - 2))] = std::string(found);
    } else if (wanted != found) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET, HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    default:
      return "";
  }
}

}  // namespace

const std::string& Params::operator[](const std::string& name) const {
  const auto found = values.find(name);
  HOCBA_CHECK(found != values.end());
  return found->second;
}

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {}

Router::Match Router::match(Method method, std::string_view path) const {
  const Method wanted = method == Method::head ? Method::get : method;
  Match out;
  for (const auto& route : routes_) {
    Params params;
    if (!fits(route.pattern, path, params)) continue;
    if (route.method == wanted) {
      out.route = &route;
      out.params = std::move(params);
      out.allowed.clear();
      return out;
    }
    if (!out.allowed.empty()) out.allowed += ", ";
    out.allowed += name_of(route.method);
  }
  return out;
}

}  // namespace hocba::api
