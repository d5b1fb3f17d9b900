#include "ledger/exchange/closed_object.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ledger/exchange/codes.hpp"

namespace hocba::exchange {

using nlohmann::json;

ClosedObject::ClosedObject(const json& value, std::string place) : value_(value), place_(std::move(place)) {}

Error ClosedObject::bad(std::string_view name, std::string_view why) const {
  return {kHolderFileMalformed, (name.empty() ? (place_.empty() ? "/" : place_) : at(name)) + ": " + std::string(why)};
}

const json* ClosedObject::find(std::string_view name) {
  if (!value_.is_object()) return nullptr;
  const auto it = value_.find(name);
  if (it == value_.end()) return nullptr;
  asked_.emplace_back(name);
  return &*it;
}

Result<const json*> ClosedObject::need(std::string_view name) {
  if (!value_.is_object()) return bad({}, "an object is needed");
  const json* found = find(name);
  if (found == nullptr) return bad(name, "it is missing");
  return found;
}

Result<std::string> ClosedObject::text(std::string_view name, std::size_t max_bytes) {
  HOCBA_TRY(const json* found, need(name));
  const auto* text = found->get_ptr<const std::string*>();
  if (text == nullptr) return bad(name, "a string is needed");
  if (text->size() > max_bytes) return bad(name, "it is longer than " + std::to_string(max_bytes) + " bytes");
  return *text;
}

Result<std::uint64_t> ClosedObject::number(std::string_view name, std::uint64_t max) {
  HOCBA_TRY(const json* found, need(name));
  if (!found->is_number_integer() || *found < 0) return bad(name, "a whole number is needed");
  const auto value = found->get<std::uint64_t>();
  if (value > max) return bad(name, "it is above " + std::to_string(max));
  return value;
}

Result<const json*> ClosedObject::list(std::string_view name, std::size_t max) {
  HOCBA_TRY(const json* found, need(name));
  if (!found->is_array()) return bad(name, "a list is needed");
  if (found->size() > max) return bad(name, "it has more than " + std::to_string(max) + " elements");
  return found;
}

Status ClosedObject::finish() const {
  if (!value_.is_object()) return bad({}, "an object is needed");
  for (const auto& [name, unused] : value_.items()) {
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end())
      return bad({}, "it has a field that is not in the schema");
  }
  return done();
}

}  // namespace hocba::exchange
