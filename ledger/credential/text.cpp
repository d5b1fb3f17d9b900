#include "ledger/credential/text.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/types.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

enum class Glance { good, refused, look_closer };

// Bytes that begin at `rest` and need no closer look: letters U+00C0–027F and U+1E80–1EFF, in which all Vietnamese is
// written, dashes, quotation marks and dots U+2010–2027. All are assigned, visible and composed as long as no mark
// follows, and a mark is none of them.
std::size_t plain_letter(std::string_view rest) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  if (rest.size() >= 2 && byte(0) >= 0xc3 && byte(0) <= 0xc9 && tail(1)) return 2;
  if (rest.size() < 3 || !tail(2)) return 0;
  if (byte(0) == 0xe1 && (byte(1) == 0xba || byte(1) == 0xbb)) return 3;
  return byte(0) == 0xe2 && byte(1) == 0x80 && byte(2) >= 0x90 && byte(2) <= 0xa7 ? 3 : 0;
}

Glance glance(std::string_view text, bool lines) {
  bool seen = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if (byte >= 0x80) {
      const std::size_t size = plain_letter(text.substr(i, 3));
      if (size == 0) return Glance::look_closer;
      i += size;
      seen = true;
      continue;
    }
    if ((byte < 0x20 && !(lines && byte == '\n')) || byte == 0x7f) return Glance::refused;
    seen = seen || byte > 0x20;
    ++i;
  }
  return seen ? Glance::good : Glance::refused;
}

bool is_mark(UChar32 c) { return (U_MASK(u_charType(c)) & U_GC_M_MASK) != 0; }

bool is_refused_in_text(UChar32 c) {
  constexpr std::uint32_t kRefused =
      U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK | U_GC_CN_MASK | U_GC_CS_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
  return (U_MASK(u_charType(c)) & kRefused) != 0 || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool is_blank(UChar32 c) {
  constexpr UChar32 kBraillePatternBlank = 0x2800;
  return u_isUWhiteSpace(c) || c == kBraillePatternBlank;
}

// The alphabets that share shapes, as bits.
unsigned alphabet(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_LATIN:
      return 1;
    case USCRIPT_CYRILLIC:
      return 2;
    case USCRIPT_GREEK:
      return 4;
    default:
      return 0;
  }
}

bool good_closely(std::string_view text, bool lines, bool name) {
  if (!crypto::valid_utf8(text)) return false;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  bool seen = false, carries = false;  // a visible character so far; one to put marks on
  int marks = 0;
  unsigned alphabets = 0;  // of the word
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (c == '\n' && lines) {
      carries = false;
      continue;
    }
    if (is_refused_in_text(c)) return false;
    if (is_mark(c)) {
      if (!carries || ++marks > kMaxMarks) return false;
      continue;
    }
    marks = 0;
    carries = !is_blank(c);
    seen = seen || carries;
    alphabets = carries ? alphabets | alphabet(c) : 0;
    if (name && (alphabets & (alphabets - 1)) != 0) return false;
  }
  return seen && crypto::nfc(text) == text;
}

bool good(std::string_view text, bool lines, bool name) {
  const Glance first = glance(text, lines);
  return first == Glance::look_closer ? good_closely(text, lines, name) : first == Glance::good;
}

// An empty text says nothing and hides nothing.
bool good_or_empty(std::string_view text, bool name) { return text.empty() || good(text, !name, name); }

// A member's name is repeated only if it is a plain code.
std::string place_below(const std::string& place, const std::string& key) {
  return (place.empty() ? "" : place + ".") + (CodeText::parse(key).ok() ? key : "?");
}

Status check_below(const json& value, const std::string& place, bool name) {
  if (const auto* text = value.get_ptr<const std::string*>())
    return good_or_empty(*text, name) ? done() : Status(Error(kFieldBad, place));
  if (value.is_array()) {
    for (const json& item : value) HOCBA_RETURN_IF_ERROR(check_below(item, place, false));
  } else if (value.is_object()) {
    for (auto member = value.begin(); member != value.end(); ++member) {
      const std::string below = place_below(place, member.key());
      if (!good_or_empty(member.key(), false)) return Error(kFieldBad, below);
      HOCBA_RETURN_IF_ERROR(check_below(*member, below, place.empty() && member.key() == "name"));
    }
  }
  return done();
}

}  // namespace

bool printable(std::string_view text, bool lines) { return good(text, lines, false); }
bool printable_name(std::string_view name) { return good(name, false, true); }
Status check_texts(const json& content) { return check_below(content, {}, false); }

}  // namespace hocba::credential
