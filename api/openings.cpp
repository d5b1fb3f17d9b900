#include "api/openings.hpp"

#include "api/body.hpp"
#include "api/codes.hpp"
#include "crypto/encoding.hpp"

namespace hocba::api {

namespace {

constexpr const char* kOpeningNames[] = {"person", "scope", "reason", "basis", "details", "pupil", "sheet"};

Result<node::Opening> opening_from(const std::string& name, std::string_view text) {
  HOCBA_TRY(auto body, Body::parse(text));
  node::Opening out;
  out.name = name;
  HOCBA_TRY(const auto salt, body.text("salt"));
  auto bytes = crypto::bytes_from_base64url<credential::Salt>(salt);
  if (!bytes) return Error(kBadBody, name + ".salt");
  out.salt = *bytes;
  HOCBA_TRY(out.content, body.value("content"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  return out;
}

}  // namespace

Result<std::vector<node::Opening>> openings_from(const std::string& text) {
  std::vector<node::Opening> out;
  HOCBA_TRY(auto body, Body::parse(text));
  for (const char* name : kOpeningNames) {
    HOCBA_TRY(const auto given, body.optional_value(name));
    if (!given) continue;
    HOCBA_TRY(auto opening, opening_from(name, *given));
    out.push_back(std::move(opening));
  }
  HOCBA_RETURN_IF_ERROR(body.finish());
  return out;
}

}  // namespace hocba::api
