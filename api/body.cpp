#include "api/body.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "api/codes.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"

namespace hocba::api {

using nlohmann::json;

struct Body::State {
  json object;
  std::set<std::string> asked;
  const json* find(const char* name) {
    asked.insert(name);
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
  }
};

Body::Body(std::unique_ptr<State> state) : state_(std::move(state)) {}
Body::Body(Body&&) noexcept = default;
Body::~Body() = default;

Result<Body> Body::parse(std::string_view text) {
  HOCBA_TRY(auto value, crypto::parse_json(text));
  if (!value.is_object()) return Error(kBadBody, "an object is expected");
  auto state = std::make_unique<State>();
  state->object = std::move(value);
  return Body(std::move(state));
}

Result<std::optional<std::string>> Body::optional_text(const char* name) {
  const json* found = state_->find(name);
  if (found == nullptr) return std::optional<std::string>();
  if (!found->is_string()) return Error(kBadBody, name);
  return std::optional(found->get<std::string>());
}

Result<std::string> Body::text(const char* name) {
  HOCBA_TRY(auto found, optional_text(name));
  if (!found) return Error(kBadBody, name);
  return *std::move(found);
}

Result<std::optional<std::uint64_t>> Body::optional_number(const char* name, std::uint64_t max) {
  const json* found = state_->find(name);
  if (found == nullptr) return std::optional<std::uint64_t>();
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > max) return Error(kBadBody, name);
  return std::optional(found->get<std::uint64_t>());
}

Result<std::optional<std::string>> Body::optional_value(const char* name) {
  const json* found = state_->find(name);
  if (found == nullptr) return std::optional<std::string>();
  return std::optional(crypto::canonical(*found));
}

Result<std::string> Body::value(const char* name) {
  HOCBA_TRY(auto found, optional_value(name));
  if (!found) return Error(kBadBody, name);
  return *std::move(found);
}

Result<std::vector<std::string>> Body::values(const char* name, std::size_t max) {
  std::vector<std::string> out;
  const json* found = state_->find(name);
  if (found == nullptr) return out;
  if (!found->is_array() || found->size() > max) return Error(kBadBody, name);
  for (const auto& item : *found) out.push_back(crypto::canonical(item));
  return out;
}

Result<std::vector<std::string>> Body::texts(const char* name, std::size_t max) {
  std::vector<std::string> out;
  const json* found = state_->find(name);
  if (found == nullptr) return out;
  if (!found->is_array() || found->size() > max) return Error(kBadBody, name);
  for (const auto& item : *found) {
    if (!item.is_string()) return Error(kBadBody, name);
    out.push_back(item.get<std::string>());
  }
  return out;
}

Status Body::finish() const {
  for (const auto& [name, value] : state_->object.items()) {
    if (!state_->asked.contains(name)) return Error(kBadBody, "unknown field " + name.substr(0, 40));
  }
  return done();
}

Result<credential::Group> group_from(std::string_view text) {
  HOCBA_TRY(auto body, Body::parse(text));
  credential::Group out;
  HOCBA_TRY(out.name, body.text("name"));
  HOCBA_TRY(const auto salt, body.text("salt"));
  HOCBA_TRY(out.salt, crypto::bytes_from_base64url<credential::Salt>(salt));
  HOCBA_TRY(out.content, body.value("content"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  return out;
}

}  // namespace hocba::api
