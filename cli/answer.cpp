#include "cli/answer.hpp"

#include <nlohmann/json.hpp>

namespace hocba::cli {

using nlohmann::json;

Answer::Answer(const json& value, std::string place) : value_(value), place_(std::move(place)) {
  if (!value_.is_object()) fail("{}");
}

void Answer::fail(const char* name) {
  if (!error_) error_ = Error(kAnswerMalformed, place_ + ": " + name);
}
const json* Answer::find(const char* name) {
  if (!value_.is_object()) return nullptr;
  const auto found = value_.find(name);
  return found == value_.end() || found->is_null() ? nullptr : &*found;
}
bool Answer::has(const char* name) const {
  return value_.is_object() && value_.contains(name) && !value_[name].is_null();
}

std::string Answer::text(const char* name) {
  const json* found = find(name);
  if (found != nullptr && found->is_string()) return found->get<std::string>();
  fail(name);
  return {};
}
std::string Answer::optional_text(const char* name) { return find(name) == nullptr ? std::string() : text(name); }

std::uint64_t Answer::number(const char* name) {
  const json* found = find(name);
  if (found != nullptr && found->is_number_integer() &&
      (found->is_number_unsigned() || found->get<std::int64_t>() >= 0))
    return found->get<std::uint64_t>();
  fail(name);
  return 0;
}
std::optional<std::uint64_t> Answer::optional_number(const char* name) {
  if (find(name) == nullptr) return std::nullopt;
  return number(name);
}

bool Answer::flag(const char* name) {
  const json* found = find(name);
  if (found != nullptr && found->is_boolean()) return found->get<bool>();
  fail(name);
  return false;
}
bool Answer::optional_flag(const char* name) { return find(name) != nullptr && flag(name); }

Time Answer::time(const char* name) {
  const auto parsed = time_from_text(text(name));
  if (parsed.ok()) return *parsed;
  fail(name);
  return {};
}
std::optional<Time> Answer::optional_time(const char* name) {
  if (find(name) == nullptr) return std::nullopt;
  return time(name);
}

std::vector<std::string> Answer::texts(const char* name) {
  std::vector<std::string> out;
  if (find(name) == nullptr) return out;
  for (const json& item : list(name)) {
    if (!item.is_string()) {
      fail(name);
      return {};
    }
    out.push_back(item.get<std::string>());
  }
  return out;
}

const json& Answer::list(const char* name) {
  static const json kEmpty = json::array();
  const json* found = find(name);
  if (found != nullptr && found->is_array()) return *found;
  fail(name);
  return kEmpty;
}
const json& Answer::object(const char* name) {
  static const json kEmpty = json::object();
  const json* found = find(name);
  if (found != nullptr && found->is_object()) return *found;
  fail(name);
  return kEmpty;
}

Status Answer::end() const { return error_ ? Status(*error_) : done(); }

}  // namespace hocba::cli
