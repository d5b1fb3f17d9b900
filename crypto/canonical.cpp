// RFC 8785 output. On the path of every record, so: one pass, runs of plain characters copied whole, keys re-sorted
// only where UTF-16 order can differ from the byte order that the container already has.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "crypto/canonical_text.hpp"
#include "crypto/json.hpp"
#include "crypto/json_limits.hpp"

namespace hocba::crypto {
namespace {

using nlohmann::json;

std::uint8_t byte_of(char c) { return static_cast<std::uint8_t>(c); }

// RFC 8785 §3.2.2.2: what must be escaped, and nothing else.
constexpr std::array<bool, 256> kEscaped = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = true;
  table['"'] = table['\\'] = true;
  return table;
}();

void put_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      break;
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\u00";
  out += kDigits[byte_of(c) >> 4];
  out += kDigits[byte_of(c) & 15];
}

void put_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kEscaped[byte_of(text[i])]) continue;
    out.append(text.data() + from, i - from);
    put_escape(out, text[i]);
    from = i + 1;
  }
  out.append(text.data() + from, text.size() - from);
  out += '"';
}

template <class Integer>
void put_integer(std::string& out, Integer number) {
  std::array<char, 24> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  out.append(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
}

// ECMA-262 Number::toString (RFC 8785 §3.2.2.3): the shortest digits that read back, then where the point goes.
void put_double(std::string& out, double number) {
  HOCBA_CHECK(std::isfinite(number));
  if (number == 0) {
    out += '0';
    return;
  }
  if (number < 0) {
    out += '-';
    number = -number;
  }
  std::array<char, 40> buffer;
  const char* const begin = buffer.data();
  const char* const end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific).ptr;
  const char* const mark = std::find(begin, end, 'e');
  std::string digits(1, *begin);
  if (mark - begin > 1) digits.append(begin + 2, mark);
  int exponent = 0;
  std::from_chars(mark[1] == '+' ? mark + 2 : mark + 1, end, exponent);
  const int point = exponent + 1;  // the value is 0.DIGITS × 10^point
  const int count = static_cast<int>(digits.size());
  if (count <= point && point <= 21) {
    out.append(digits).append(static_cast<std::size_t>(point - count), '0');
  } else if (0 < point && point <= 21) {
    out.append(digits, 0, static_cast<std::size_t>(point)).append(1, '.');
    out.append(digits, static_cast<std::size_t>(point));
  } else if (-6 < point && point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  } else {
    out += digits[0];
    if (count > 1) out.append(1, '.').append(digits, 1);
    out += 'e';
    out += point - 1 < 0 ? '-' : '+';
    put_integer(out, std::abs(point - 1));
  }
}

void put_value(std::string& out, const json& value);

void put_member(std::string& out, const std::string& key, const json& value) {
  put_string(out, key);
  out += ':';
  put_value(out, value);
}

// Calls visit(key, value) for the members in canonical order.
template <class Visit>
void in_order(const json::object_t& object, Visit visit) {
  const bool sort = std::any_of(object.begin(), object.end(), [](const auto& m) { return may_need_sorting(m.first); });
  if (!sort) {
    for (const auto& member : object) visit(member.first, member.second);
    return;
  }
  std::vector<const json::object_t::value_type*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return utf16_less(a->first, b->first); });
  for (const auto* member : members) visit(member->first, member->second);
}

void put_object(std::string& out, const json::object_t& object) {
  out += '{';
  bool first = true;
  in_order(object, [&](const std::string& key, const json& value) {
    if (!first) out += ',';
    first = false;
    put_member(out, key, value);
  });
  out += '}';
}

void put_value(std::string& out, const json& value) {
  switch (value.type()) {
    case json::value_t::null:
      out += "null";
      return;
    case json::value_t::boolean:
      out += *value.get_ptr<const bool*>() ? "true" : "false";
      return;
    case json::value_t::number_integer: {
      const auto number = *value.get_ptr<const json::number_integer_t*>();
      HOCBA_CHECK(number >= -kMaxExactInteger && number <= kMaxExactInteger);
      put_integer(out, number);
      return;
    }
    case json::value_t::number_unsigned: {
      const auto number = *value.get_ptr<const json::number_unsigned_t*>();
      HOCBA_CHECK(number <= static_cast<std::uint64_t>(kMaxExactInteger));
      put_integer(out, number);
      return;
    }
    case json::value_t::number_float:
      put_double(out, *value.get_ptr<const double*>());
      return;
    case json::value_t::string:
      put_string(out, *value.get_ptr<const std::string*>());
      return;
    case json::value_t::array: {
      out += '[';
      bool first = true;
      for (const auto& element : *value.get_ptr<const json::array_t*>()) {
        if (!first) out += ',';
        first = false;
        put_value(out, element);
      }
      out += ']';
      return;
    }
    case json::value_t::object:
      put_object(out, *value.get_ptr<const json::object_t*>());
      return;
    case json::value_t::binary:
    case json::value_t::discarded:
      break;
  }
  HOCBA_CHECK(!"a value that JSON has no text for");
}

}  // namespace

std::string canonical(const json& value) {
  std::string out;
  out.reserve(1024);
  put_value(out, value);
  return out;
}

bool may_need_sorting(const std::string& key) {
  return std::any_of(key.begin(), key.end(), [](char c) { return byte_of(c) >= 0xee; });
}

// It differs from byte order only between characters beyond U+FFFF, whose surrogates
// begin with D8–DB, and U+E000–U+FFFF: in bytes F0–F4 against EE–EF.
bool utf16_less(std::string_view a, std::string_view b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() || y == b.end()) return x == a.end() && y != b.end();
  const std::uint8_t left = byte_of(*x);
  const std::uint8_t right = byte_of(*y);
  if (left >= 0xee && right >= 0xee && (left >= 0xf0) != (right >= 0xf0)) return left >= 0xf0;
  return left < right;
}

SplitObject canonical_around(const json& object, std::string_view key) {
  HOCBA_CHECK(object.is_object());
  SplitObject out;
  out.before.reserve(1024);
  out.before += '{';
  in_order(*object.get_ptr<const json::object_t*>(), [&](const std::string& name, const json& value) {
    if (name == key) return;
    const bool earlier = utf16_less(name, key);
    std::string& side = earlier ? out.before : out.after;
    bool& has = earlier ? out.has_before : out.has_after;
    if (has) side += ',';
    has = true;
    put_member(side, name, value);
  });
  out.after += '}';
  return out;
}

std::string canonical_without(const json& object, std::string_view key) {
  SplitObject split = canonical_around(object, key);
  if (split.has_before && split.has_after) split.before += ',';
  split.before += split.after;
  return std::move(split.before);
}

}  // namespace hocba::crypto
