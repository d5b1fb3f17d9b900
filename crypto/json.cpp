#include "crypto/json.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "crypto/codes.hpp"
#include "crypto/json_limits.hpp"

namespace hocba::crypto {
namespace {

using nlohmann::json;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::uint8_t byte_at(std::string_view text, std::size_t i) { return static_cast<std::uint8_t>(text[i]); }

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

// Builds the value and stops at the first thing that I-JSON does not allow. nlohmann's lexer has already refused
// invalid UTF-8, lone surrogates and control characters.
class Builder : public nlohmann::json_sax<json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  json take() { return std::move(root_); }
  Error error() const { return error_ ? *error_ : Error(kJsonMalformed); }

  bool null() override { return add(nullptr) != nullptr; }
  bool boolean(bool value) override { return add(value) != nullptr; }
  bool number_integer(number_integer_t value) override {
    if (value < -kMaxExactInteger || value > kMaxExactInteger) return refuse(kJsonBadNumber);
    return add(value) != nullptr;
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<std::uint64_t>(kMaxExactInteger)) return refuse(kJsonBadNumber);
    return add(value) != nullptr;
  }
  bool number_float(number_float_t value, const string_t& text) override {
    const bool integer_text = text.find_first_of(".eE") == std::string::npos;  // too long for 64 bits
    if (integer_text || !limits_.allow_fractions || !std::isfinite(value)) return refuse(kJsonBadNumber);
    constexpr double kPrintedWithExponent = 1e21;
    if (std::trunc(value) == value && std::fabs(value) < kPrintedWithExponent) {
      // 5.0 and 5 are one number and have one canonical form; beyond 2^53 that form would be an integer text again.
      if (std::fabs(value) > static_cast<double>(kMaxExactInteger)) return refuse(kJsonBadNumber);
      return add(static_cast<number_integer_t>(value)) != nullptr;
    }
    return add(value) != nullptr;
  }
  bool string(string_t& value) override {
    if (has_noncharacter(value)) return refuse(Error(kJsonMalformed, "noncharacter in a string"));
    return add(std::move(value)) != nullptr;
  }
  bool binary(binary_t&) override { return refuse(kJsonMalformed); }

  bool start_object(std::size_t) override { return open(json::object()); }
  bool key(string_t& name) override {
    if (has_noncharacter(name)) return refuse(Error(kJsonMalformed, "noncharacter in a key"));
    auto& object = *stack_.back()->get_ptr<json::object_t*>();
    const std::size_t count = object.size();
    const auto member = object.emplace_hint(object.end(), std::move(name), nullptr);  // sorted input: no search
    if (object.size() == count) return refuse(kJsonDuplicateKey);
    member_ = &member->second;
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& e) override {
    constexpr int kOutOfRange = 406;  // nlohmann: a number too large for a double
    if (e.id == kOutOfRange) return refuse(kJsonBadNumber);
    // The library's own sentence quotes the input, which may be personal data: only the place is kept.
    return refuse(Error(kJsonMalformed, "at byte " + std::to_string(position)));
  }

 private:
  bool refuse(Error error) {
    if (!error_) error_ = std::move(error);
    return false;
  }
  json* add(json value) {
    if (stack_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (stack_.back()->is_array()) {
      auto& array = *stack_.back()->get_ptr<json::array_t*>();
      array.push_back(std::move(value));
      return &array.back();
    }
    *member_ = std::move(value);
    return member_;
  }
  bool open(json container) {
    if (static_cast<int>(stack_.size()) >= limits_.max_depth) return refuse(kJsonTooDeep);
    stack_.push_back(add(std::move(container)));
    return true;
  }
  bool close() {
    stack_.pop_back();
    return true;
  }

  const JsonLimits& limits_;
  json root_;
  std::vector<json*> stack_;  // containers that are open; a parent does not change while a child is open
  json* member_ = nullptr;    // where the value after a key goes
  std::optional<Error> error_;
};

}  // namespace

Result<json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) return kJsonTooLarge;
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) return Error(kJsonMalformed, "byte order mark");
  // To nlohmann's lexer a NUL byte is the end of the input, whatever follows.
  if (text.find('\0') != std::string_view::npos) return Error(kJsonMalformed, "NUL byte");
  try {
    Builder builder(limits);
    if (!json::sax_parse(text.begin(), text.end(), &builder)) return builder.error();
    return builder.take();
  } catch (const std::exception&) {
    return kJsonMalformed;
  }
}

Result<json> parse_canonical(std::string_view text, const JsonLimits& limits) {
  HOCBA_TRY(json value, parse_json(text, limits));
  if (canonical(value) != text) return kJsonNotCanonical;
  return value;
}

bool valid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::uint8_t lead = byte_at(text, i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    // The second byte's bounds exclude overlong forms, surrogates and what lies beyond U+10FFFF (RFC 3629 §4).
    std::size_t size = 0;
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) {
      size = 2;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      size = 3;
      if (lead == 0xe0) low = 0xa0;
      if (lead == 0xed) high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      size = 4;
      if (lead == 0xf0) low = 0x90;
      if (lead == 0xf4) high = 0x8f;
    } else {
      return false;
    }
    if (text.size() - i < size || byte_at(text, i + 1) < low || byte_at(text, i + 1) > high) return false;
    for (std::size_t k = 2; k < size; ++k) {
      if ((byte_at(text, i + k) & 0xc0) != 0x80) return false;
    }
    i += size;
  }
  return true;
}

std::string nfc(std::string_view utf8) {
  const bool ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<std::uint8_t>(c) < 0x80; });
  if (ascii) return std::string(utf8);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
  HOCBA_CHECK(U_SUCCESS(status));
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(utf8.size()));
  normalizer->normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())), sink, nullptr,
                            status);
  HOCBA_CHECK(U_SUCCESS(status));
  return out;
}

}  // namespace hocba::crypto
