#include "ledger/credential/fields.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/check.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/text.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

const std::string kNoText;
const json kNoObject = json::object();
const json kNoArray = json::array();

}  // namespace

std::string Place::text() const {
  std::string out = up == nullptr ? std::string() : up->text();
  if (!name.empty()) out += (out.empty() ? "" : ".") + std::string(name);
  if (index) out += "[" + std::to_string(*index) + "]";
  return out;
}

void Reading::refuse(const Code& code, const Place& place) {
  if (!error_) error_ = Error(code, place.text());
}

Fields::Fields(Reading& reading, const json& value, const Place& place) : reading_(reading), place_(place) {
  if (value.is_object()) {
    object_ = &value;
  } else {
    reading_.refuse(kFieldBad, place_);
    object_ = &kNoObject;
  }
}

void Fields::refuse(const Code& code, std::string_view name) {
  if (reading_.ok()) reading_.refuse(code, Place{&place_, name, std::nullopt});
}

void Fields::know(std::string_view name, bool present) {
  const auto end = known_.begin() + static_cast<std::ptrdiff_t>(known_count_);
  if (std::find(known_.begin(), end, name) != end) return;
  HOCBA_CHECK(known_count_ < kMostMembers);
  known_[known_count_++] = name;
  if (present) ++present_;
}

const json* Fields::find(std::string_view name) {
  const auto found = object_->find(name);
  const bool present = found != object_->end();
  know(name, present);
  return present ? &*found : nullptr;
}

const json* Fields::need(std::string_view name) {
  const json* found = find(name);
  if (found == nullptr) refuse(kFieldMissing, name);
  return found;
}

bool Fields::has(std::string_view name) const { return object_->contains(name); }

bool Fields::good_text(const json& value, TextBounds bounds) const {
  const auto* text = value.get_ptr<const std::string*>();
  if (text == nullptr || text->empty() || text->size() > bounds.max) return false;
  return bounds.name ? printable_name(*text) : printable(*text, bounds.lines);
}

const std::string& Fields::text(std::string_view name, TextBounds bounds) {
  const json* value = need(name);
  if (value == nullptr) return kNoText;
  if (good_text(*value, bounds)) return *value->get_ptr<const std::string*>();
  refuse(kFieldBad, name);
  return kNoText;
}

std::optional<std::string_view> Fields::optional_text(std::string_view name, TextBounds bounds) {
  const json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (good_text(*value, bounds)) return *value->get_ptr<const std::string*>();
  refuse(kFieldBad, name);
  return std::nullopt;
}

std::optional<std::int64_t> Fields::optional_integer(std::string_view name, std::int64_t min, std::int64_t max) {
  const json* value = find(name);
  if (value == nullptr) return std::nullopt;
  // Our limits are far below 2^53, to which crypto::parse_json holds every number.
  constexpr std::uint64_t kExact = (1ull << 53) - 1;
  const bool fits =
      value->is_number_integer() && (!value->is_number_unsigned() || value->get<std::uint64_t>() <= kExact);
  if (fits) {
    const auto number = value->get<std::int64_t>();
    if (number >= min && number <= max) return number;
  }
  refuse(kFieldBad, name);
  return std::nullopt;
}

std::int64_t Fields::integer(std::string_view name, std::int64_t min, std::int64_t max) {
  if (!has(name)) refuse(kFieldMissing, name);
  return optional_integer(name, min, max).value_or(min);
}

CodeText Fields::code(std::string_view name, std::size_t max) {
  const json* value = need(name);
  if (value == nullptr) return {};
  if (const auto* text = value->get_ptr<const std::string*>()) {
    if (auto code = CodeText::parse(*text, max); code.ok()) return std::move(*code);
  }
  refuse(kFieldBad, name);
  return {};
}

std::optional<Date> Fields::optional_date(std::string_view name) {
  const json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* text = value->get_ptr<const std::string*>()) {
    if (const auto date = date_from_text(*text); date.ok()) return *date;
  }
  refuse(kFieldBad, name);
  return std::nullopt;
}

Date Fields::date(std::string_view name) {
  if (!has(name)) refuse(kFieldMissing, name);
  return optional_date(name).value_or(Date{});
}

CredentialId Fields::urn(std::string_view name) {
  const json* value = need(name);
  if (value == nullptr) return {};
  if (const auto* text = value->get_ptr<const std::string*>()) {
    if (const auto id = credential_id_from_urn(*text); id.ok()) return *id;
  }
  refuse(kFieldBad, name);
  return {};
}

CredentialId Fields::uuid(std::string_view name) {
  const json* value = need(name);
  if (value == nullptr) return {};
  if (const auto* text = value->get_ptr<const std::string*>()) {
    if (const auto id = credential_id_from_text(*text); id.ok()) return *id;
  }
  refuse(kFieldBad, name);
  return {};
}

std::string Fields::raw_bytes(std::string_view name, std::size_t size) {
  if (const json* value = need(name)) {
    if (const auto* text = value->get_ptr<const std::string*>()) {
      if (auto raw = crypto::from_base64url(*text); raw.ok() && raw->size() == size) return std::move(*raw);
    }
    refuse(kFieldBad, name);
  }
  return std::string(size, '\0');
}

const json& Fields::object(std::string_view name) {
  const json* value = need(name);
  if (value == nullptr) return kNoObject;
  if (value->is_object()) return *value;
  refuse(kFieldBad, name);
  return kNoObject;
}

const json& Fields::array(std::string_view name, std::size_t min, std::size_t max) {
  const json* value = need(name);
  if (value == nullptr) return kNoArray;
  if (value->is_array() && value->size() >= min && value->size() <= max) return *value;
  refuse(kFieldBad, name);
  return kNoArray;
}

void Fields::constant(std::string_view name, std::string_view expected) {
  const json* value = need(name);
  if (value == nullptr) return;
  const auto* text = value->get_ptr<const std::string*>();
  if (text == nullptr || *text != expected) refuse(kFieldBad, name);
}

void Fields::constant(std::string_view name, bool expected) {
  const json* value = need(name);
  if (value != nullptr && (!value->is_boolean() || value->get<bool>() != expected)) refuse(kFieldBad, name);
}

void Fields::list(std::string_view name, const std::vector<std::string_view>& expected) {
  const json& value = array(name, expected.size(), expected.size());
  const bool same = std::equal(expected.begin(), expected.end(), value.begin(), value.end(),
                               [](std::string_view word, const json& each) {
                                 const auto* text = each.get_ptr<const std::string*>();
                                 return text != nullptr && *text == word;
                               });
  if (!same) refuse(kFieldBad, name);
}

std::size_t Fields::word(std::string_view name, const std::vector<std::string_view>& words) {
  const json* value = need(name);
  if (value == nullptr) return 0;
  if (const auto* text = value->get_ptr<const std::string*>()) {
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  }
  refuse(kFieldBad, name);
  return 0;
}

void Fields::skip(std::string_view name) { know(name, has(name)); }

void Fields::end() {
  if (!reading_.ok() || present_ == object_->size()) return;
  const auto known_end = known_.begin() + static_cast<std::ptrdiff_t>(known_count_);
  for (auto member = object_->begin(); member != object_->end(); ++member) {
    const std::string& name = member.key();
    if (std::find(known_.begin(), known_end, name) != known_end) continue;
    // A foreign name could be anything: only a plain code is repeated.
    refuse(kFieldUnknown, CodeText::parse(name).ok() ? std::string_view(name) : std::string_view("?"));
    return;
  }
}

void Codes::read(Fields& entry) {
  const std::string& code = entry.text("code", kCodeLike);
  if (std::find(seen_.begin(), seen_.end(), code) != seen_.end()) return entry.refuse(kCodeDuplicate, "code");
  seen_.push_back(code);
}

}  // namespace hocba::credential
