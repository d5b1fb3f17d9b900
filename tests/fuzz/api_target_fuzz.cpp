// The target of an HTTP request: what is accepted has a path that no file system or route could read in another way,
// and encoding it again leads back to it.
#include <cstdint>
#include <string>
#include <string_view>

#include "api/http.hpp"
#include "crypto/check.hpp"

using namespace hocba;

namespace {

std::string encoded(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto target = api::parse_target(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!target.ok()) return 0;
  const std::string& path = target->path;
  HOCBA_CHECK(!path.empty() && path.front() == '/' && path.find('\0') == std::string::npos);
  HOCBA_CHECK((path + "/").find("/../") == std::string::npos && (path + "/").find("/./") == std::string::npos);
  HOCBA_CHECK(path.find("//") == std::string::npos);
  std::string again;
  for (std::size_t from = 1; from <= path.size();) {
    const std::size_t end = std::min(path.find('/', from), path.size());
    again += "/" + encoded(path.substr(from, end - from));
    from = end + 1;
  }
  char separator = '?';
  for (const auto& [key, value] : target->query) {
    again += separator + encoded(key) + "=" + encoded(value);
    separator = '&';
  }
  const auto same = api::parse_target(again);
  HOCBA_CHECK(same.ok() && same->path == path && same->query == target->query);
  return 0;
}
