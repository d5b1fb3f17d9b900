#include "api/http.hpp"

#include <algorithm>

#include "api/codes.hpp"

namespace hocba::api {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Percent-decoding; in a query a plus is a space. NUL is refused: no value of ours holds one.
std::optional<std::string> decode(std::string_view text, bool query) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      // A proxy's rules about paths and our routes must see the same segments.
      if (c == '/' && !query) return std::nullopt;
      i += 2;
    } else if (c == '+' && query) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out.push_back(c);
  }
  return out;
}

bool has_odd_segment(std::string_view path) {
  std::size_t begin = 1;
  while (begin <= path.size()) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto segment = path.substr(begin, end - begin);
    if (segment == "." || segment == "..") return true;
    if (segment.empty() && path.size() > 1) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  if (target.empty() || target.front() != '/') return kBadTarget;
  const auto mark = target.find('?');
  const auto path = decode(target.substr(0, mark), false);
  if (!path || has_odd_segment(*path)) return Error(kBadTarget, "path");
  Target out;
  out.path = *path;
  if (mark == std::string_view::npos) return out;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto key = decode(pair.substr(0, equals), true);
    const auto value =
        equals == std::string_view::npos ? std::optional<std::string>("") : decode(pair.substr(equals + 1), true);
    if (!key || !value) return Error(kBadTarget, "query");
    if (!out.query.emplace(*key, *value).second) return Error(kBadTarget, "query: " + *key + " twice");
  }
  return out;
}

std::string_view Request::header(std::string_view name) const {
  const auto found = headers.find(std::string(name));
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<std::string_view> Request::query(std::string_view name) const {
  const auto found = target.query.find(std::string(name));
  if (found == target.query.end()) return std::nullopt;
  return std::string_view(found->second);
}

}  // namespace hocba::api
