#include "node/training_fields.hpp"

#include <nlohmann/json.hpp>

#include "node/codes.hpp"

namespace hocba::node {

using nlohmann::json;

std::string TrainingFields::at(std::string_view name) const {
  return place_.empty() ? std::string(name) : place_ + "/" + std::string(name);
}
Error TrainingFields::bad(std::string_view name, std::string_view why) const {
  return Error(kTrainingField, at(name) + (why.empty() ? "" : ": " + std::string(why)));
}

const json* TrainingFields::find(const char* name) {
  if (!value_.is_object()) return nullptr;
  asked_.insert(name);
  const auto found = value_.find(name);
  return found == value_.end() ? nullptr : &*found;
}
Result<const json*> TrainingFields::need(const char* name) {
  const json* found = find(name);
  if (found == nullptr) return bad(name, "missing");
  return found;
}

Result<std::optional<std::string>> TrainingFields::optional_text(const char* name, std::size_t max_bytes) {
  const json* found = find(name);
  if (found == nullptr) return std::optional<std::string>();
  if (!found->is_string()) return bad(name);
  const auto& text = found->get_ref<const std::string&>();
  if (text.empty() || text.size() > max_bytes) return bad(name, "its length");
  return std::optional(text);
}
Result<std::string> TrainingFields::text(const char* name, std::size_t max_bytes) {
  HOCBA_TRY(auto found, optional_text(name, max_bytes));
  if (!found) return bad(name, "missing");
  return *std::move(found);
}

Result<std::optional<credential::CodeText>> TrainingFields::optional_code(const char* name) {
  if (find(name) == nullptr) return std::optional<credential::CodeText>();
  HOCBA_TRY(auto found, code(name));
  return std::optional(std::move(found));
}
Result<credential::CodeText> TrainingFields::code(const char* name, std::size_t max) {
  HOCBA_TRY(const auto found, text(name, max));
  auto parsed = credential::CodeText::parse(found, max);
  if (!parsed) return bad(name, "no code");
  return parsed;
}

Result<std::uint64_t> TrainingFields::number(const char* name, std::uint64_t max) {
  HOCBA_TRY(const json* found, need(name));
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > max) return bad(name);
  return found->get<std::uint64_t>();
}
Result<bool> TrainingFields::flag(const char* name) {
  const json* found = find(name);
  if (found == nullptr) return false;
  if (!found->is_boolean()) return bad(name);
  return found->get<bool>();
}
Result<Date> TrainingFields::date(const char* name) {
  HOCBA_TRY(const auto found, text(name, 10));
  const auto date = date_from_text(found);
  if (!date) return bad(name, "no date");
  return *date;
}
Result<Time> TrainingFields::time(const char* name) {
  HOCBA_TRY(const auto found, text(name, 20));
  const auto time = time_from_text(found);
  if (!time) return bad(name, "no time");
  return *time;
}

Result<std::vector<const json*>> TrainingFields::list(const char* name, std::size_t max) {
  std::vector<const json*> out;
  const json* found = find(name);
  if (found == nullptr) return out;
  if (!found->is_array()) return bad(name);
  if (found->size() > max) return bad(name, "more than " + std::to_string(max));
  for (const auto& item : *found) out.push_back(&item);
  return out;
}
Result<std::vector<std::string>> TrainingFields::texts(const char* name, std::size_t max, std::size_t max_bytes) {
  HOCBA_TRY(const auto items, list(name, max));
  std::vector<std::string> out;
  for (const json* item : items) {
    if (!item->is_string() || item->get_ref<const std::string&>().size() > max_bytes) return bad(name);
    out.push_back(item->get<std::string>());
  }
  return out;
}

Status TrainingFields::finish() const {
  if (!value_.is_object()) return Error(kTrainingField, place_ + ": an object is expected");
  for (const auto& [name, value] : value_.items())
    if (!asked_.contains(name)) return bad(name.substr(0, 40), "unknown field");
  return done();
}

}  // namespace hocba::node
