// A reader of strict I-JSON, written here because its speed is that of every record and document that is verified: the
// library's own lexer, which copies each character, takes four times as long and as much as a signature check for a
// document of 6 KB. tests/fuzz/json_fuzz.cpp compares the two.
#include "crypto/json.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "crypto/canonical_text.hpp"
#include "crypto/codes.hpp"
#include "crypto/json_limits.hpp"
#include "crypto/raw_bytes.hpp"

namespace hocba::crypto {
namespace {

using nlohmann::json;

// U+FDD0–U+FDEF and the last two characters of each plane, in valid UTF-8.
bool has_noncharacter(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint8_t lead = byte_at(text, i);
    if (lead < 0xef) continue;
    if (lead == 0xef && i + 2 < text.size()) {
      const std::uint8_t second = byte_at(text, i + 1);
      const std::uint8_t third = byte_at(text, i + 2);
      if (second == 0xb7 && third >= 0x90 && third <= 0xaf) return true;
      if (second == 0xbf && third >= 0xbe) return true;
    } else if (lead >= 0xf0 && i + 3 < text.size()) {
      // …FFFE and …FFFF: the last 16 bits are all ones but the lowest.
      if ((byte_at(text, i + 1) & 0x0f) == 0x0f && byte_at(text, i + 2) == 0xbf && byte_at(text, i + 3) >= 0xbe) {
        return true;
      }
    }
  }
  return false;
}

// Of a byte inside a string; what is neither plain nor special sets bits.
enum class Class : std::uint8_t { plain = 0, special = 1, high = 2 };

constexpr std::array<Class, 256> kClasses = [] {
  std::array<Class, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = Class::special;
  table['"'] = table['\\'] = Class::special;
  for (std::size_t i = 0x80; i < 0x100; ++i) table[i] = Class::high;
  return table;
}();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Recursive descent; the depth of the recursion is that of the value and bounded by limits.max_depth.
class Reader {
 public:
  Reader(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  // After read(): was the text its own canonical form (RFC 8785)? Seen on the way, so that it need not be written
  // again.
  bool was_canonical() const { return canonical_; }

  // False where the text is refused; error() says why.
  bool read(json& out) {
    if (!read_value(out, 0)) return false;
    skip_space();
    return at_ == text_.size() || malformed();
  }
  Error error() const {
    if (code_ != &kJsonMalformed) return *code_;
    // The place only: what stands there may be personal data.
    return Error(kJsonMalformed, "at byte " + std::to_string(at_));
  }

 private:
  bool refuse(const Code& code) {
    code_ = &code;
    return false;
  }
  bool malformed() { return refuse(kJsonMalformed); }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }  // NUL begins and continues no token
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      canonical_ = false;
      ++at_;
    }
  }

  bool read_value(json& out, int depth) {
    skip_space();
    switch (peek()) {
      case '{':
        return read_object(out, depth);
      case '[':
        return read_array(out, depth);
      case '"': {
        out = json::string_t();
        return read_string(*out.get_ptr<json::string_t*>());
      }
      case 't':
        return read_word("true", json(true), out);
      case 'f':
        return read_word("false", json(false), out);
      case 'n':
        return read_word("null", json(nullptr), out);
      default:
        return read_number(out);
    }
  }

  bool read_word(std::string_view word, json value, json& out) {
    if (text_.substr(at_, word.size()) != word) return malformed();
    at_ += word.size();
    out = std::move(value);
    return true;
  }

  bool read_object(json& out, int depth) {
    if (depth >= limits_.max_depth) return refuse(kJsonTooDeep);
    ++at_;
    out = json::object();
    auto& members = *out.get_ptr<json::object_t*>();
    skip_space();
    if (take('}')) return true;
    const std::string* before = nullptr;  // the key in front; a map's keys stay where they are
    for (;;) {
      skip_space();
      if (peek() != '"') return malformed();
      std::string key;
      if (!read_string(key)) return false;
      const std::size_t count = members.size();
      const auto member = members.emplace_hint(members.end(), std::move(key), nullptr);  // sorted input: no search
      if (members.size() == count) return refuse(kJsonDuplicateKey);
      // The map sorts by bytes; where that differs from the order of RFC 8785, the keys themselves are compared.
      if (before != nullptr && canonical_) {
        const bool by_bytes = std::next(member) == members.end() && !may_need_sorting(member->first);
        canonical_ = by_bytes || utf16_less(*before, member->first);
      }
      before = &member->first;
      skip_space();
      if (!take(':')) return malformed();
      if (!read_value(member->second, depth + 1)) return false;
      skip_space();
      if (take('}')) return true;
      if (!take(',')) return malformed();
    }
  }

  bool read_array(json& out, int depth) {
    if (depth >= limits_.max_depth) return refuse(kJsonTooDeep);
    ++at_;
    out = json::array();
    auto& elements = *out.get_ptr<json::array_t*>();
    skip_space();
    if (take(']')) return true;
    for (;;) {
      elements.emplace_back();
      if (!read_value(elements.back(), depth + 1)) return false;
      skip_space();
      if (take(']')) return true;
      if (!take(',')) return malformed();
    }
  }

  bool read_string(std::string& out) {
    ++at_;  // the quote
    bool high = false;
    for (;;) {
      const char* const from = text_.data() + at_;
      const char* const end = text_.data() + text_.size();
      const char* to = from;
      unsigned seen = 0;
      for (; to != end; ++to) {
        const auto kind = static_cast<unsigned>(kClasses[static_cast<std::uint8_t>(*to)]);
        if (kind == static_cast<unsigned>(Class::special)) break;
        seen |= kind;
      }
      high = high || seen != 0;
      out.append(from, to);
      at_ += static_cast<std::size_t>(to - from);
      if (take('"')) break;
      if (!take('\\')) return malformed();  // a control character, or the end
      bool escaped_high = false;
      if (!read_escape(out, escaped_high)) return false;
      high = high || escaped_high;
    }
    if (high && (!valid_utf8(out) || has_noncharacter(out))) return malformed();
    return true;
  }

  // After the backslash.
  bool read_escape(std::string& out, bool& high) {
    switch (const char c = peek()) {
      case '/':
        canonical_ = false;  // it needs no escape
        [[fallthrough]];
      case '"':
      case '\\':
        out += c;
        break;
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u': {
        ++at_;
        std::uint32_t code = 0;
        if (!read_code_unit(code)) return malformed();
        if (code >= 0xdc00 && code <= 0xdfff) return malformed();  // a second half without a first
        if (code >= 0xd800 && code <= 0xdbff) {
          std::uint32_t second = 0;
          if (!take('\\') || !take('u') || !read_code_unit(second) || second < 0xdc00 || second > 0xdfff) {
            return malformed();
          }
          code = 0x10000 + ((code - 0xd800) << 10) + (second - 0xdc00);
        }
        high = code >= 0x80;
        append_utf8(out, code);
        canonical_ = canonical_ && escaped_so(code, text_.substr(at_ - 6, 6));
        return true;
      }
      default:
        return malformed();
    }
    ++at_;
    return true;
  }

  // Is this \uXXXX the canonical escape of the character: of a control character that has no shorter one?
  static bool escaped_so(std::uint32_t code, std::string_view written) {
    return code < 0x20 && written == canonical(json(std::string(1, static_cast<char>(code)))).substr(1, 6);
  }

  bool read_code_unit(std::uint32_t& out) {
    if (text_.size() - at_ < 4) return false;
    const char* const begin = text_.data() + at_;
    if (std::from_chars(begin, begin + 4, out, 16).ptr != begin + 4) return false;
    at_ += 4;
    return true;
  }

  static void append_utf8(std::string& out, std::uint32_t code) {
    const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xc0 | code >> 6);
      put(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      put(0xe0 | code >> 12);
      put(0x80 | (code >> 6 & 0x3f));
      put(0x80 | (code & 0x3f));
    } else {
      put(0xf0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3f));
      put(0x80 | (code >> 6 & 0x3f));
      put(0x80 | (code & 0x3f));
    }
  }

  bool read_number(json& out) {
    const std::size_t from = at_;
    const bool negative = take('-');
    const std::size_t digits = at_;
    if (!is_digit(peek())) return malformed();
    if (!take('0')) skip_digits();  // a zero in front stands alone
    const std::size_t digits_end = at_;
    bool fraction = false;
    if (take('.')) {
      fraction = true;
      if (!is_digit(peek())) return malformed();
      skip_digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      fraction = true;
      ++at_;
      if (!take('+')) take('-');
      if (!is_digit(peek())) return malformed();
      skip_digits();
    }
    if (fraction) {
      const std::string_view written = text_.substr(from, at_ - from);
      if (!read_fraction(written, out)) return false;
      canonical_ = canonical_ && canonical(out) == written;
      return true;
    }
    constexpr std::size_t kMostDigits = 16;  // of 2^53 − 1
    if (digits_end - digits > kMostDigits) return refuse(kJsonBadNumber);
    std::int64_t number = 0;
    for (std::size_t i = digits; i < digits_end; ++i) number = number * 10 + (text_[i] - '0');
    if (number > kMaxExactInteger) return refuse(kJsonBadNumber);
    if (negative) {
      canonical_ = canonical_ && number != 0;  // a zero has no sign
      out = -number;
    } else {
      out = static_cast<std::uint64_t>(number);
    }
    return true;
  }

  void skip_digits() {
    while (is_digit(peek())) ++at_;
  }

  bool read_fraction(std::string_view number, json& out) {
    double value = 0;
    const auto end = std::from_chars(number.data(), number.data() + number.size(), value);
    // Out of range, also towards zero: no double is near enough to stand for such a number.
    if (!limits_.allow_fractions || end.ec != std::errc() || !std::isfinite(value)) return refuse(kJsonBadNumber);
    constexpr double kPrintedWithExponent = 1e21;
    if (std::trunc(value) != value || std::fabs(value) >= kPrintedWithExponent) {
      out = value;
      return true;
    }
    // 5.0 and 5 are one number and have one canonical form; beyond 2^53 that form would be an integer text again.
    if (std::fabs(value) > static_cast<double>(kMaxExactInteger)) return refuse(kJsonBadNumber);
    if (value < 0) {
      out = static_cast<std::int64_t>(value);
    } else {
      out = static_cast<std::uint64_t>(value);
    }
    return true;
  }

  std::string_view text_;
  const JsonLimits& limits_;
  std::size_t at_ = 0;
  bool canonical_ = true;
  const Code* code_ = &kJsonMalformed;
};

}  // namespace

Result<json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) return kJsonTooLarge;
  json out;
  Reader reader(text, limits);
  if (!reader.read(out)) return reader.error();
  return out;
}

Result<json> parse_canonical(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) return kJsonTooLarge;
  json out;
  Reader reader(text, limits);
  if (!reader.read(out)) return reader.error();
  if (!reader.was_canonical()) return kJsonNotCanonical;
  return out;
}

}  // namespace hocba::crypto
