#include "ledger/credential/names.hpp"

#include <unicode/bytestream.h>
#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/text.hpp"

namespace hocba::credential {
namespace {

// ---- characters ----

bool is_space(UChar32 c) { return c == '\t' || c == '\n' || c == '\r' || u_isUWhiteSpace(c); }

// Drawn as nothing and typed by accident: dropped.
bool is_invisible(UChar32 c) {
  const bool variation = c >= 0xFE00 && c <= 0xFE0F;
  return c == 0x00AD || c == 0x200B || c == 0x2060 || c == 0xFEFF || variation;
}

// Control, private, unassigned, surrogate and the other formatting characters (they can turn text around).
bool is_refused_in_names(UChar32 c) {
  const auto kind = u_charType(c);
  return kind == U_CONTROL_CHAR || kind == U_FORMAT_CHAR || kind == U_PRIVATE_USE_CHAR || kind == U_UNASSIGNED ||
         kind == U_SURROGATE;
}

UChar32 with_real_d(UChar32 c) {  // NM-2: the Icelandic eth looks like đ
  if (c == 0x00D0) return 0x0110;
  return c == 0x00F0 ? 0x0111 : c;
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

template <class F>
void each_character(const icu::UnicodeString& text, F f) {
  for (std::int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    f(c);
    i += U16_LENGTH(c);
  }
}

icu::UnicodeString normalized(const icu::Normalizer2* normalizer, const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString out = normalizer->normalize(text, status);
  HOCBA_CHECK(U_SUCCESS(status));
  return out;
}
icu::UnicodeString composed(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFCInstance(status);
  HOCBA_CHECK(U_SUCCESS(status));
  return normalized(normalizer, text);
}
icu::UnicodeString decomposed(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFDInstance(status);
  HOCBA_CHECK(U_SUCCESS(status));
  return normalized(normalizer, text);
}

// Spaces folded and trimmed, invisible characters gone, eth mapped, NFC; nothing if a character is refused.
bool tidy(std::string_view typed, icu::UnicodeString& out) {
  if (!crypto::valid_utf8(typed)) return false;
  const auto raw =
      icu::UnicodeString::fromUTF8(icu::StringPiece(typed.data(), static_cast<std::int32_t>(typed.size())));
  bool good = true, pending = false;
  icu::UnicodeString kept;
  each_character(raw, [&](UChar32 c) {
    if (is_invisible(c)) return;
    if (is_space(c)) {
      pending = !kept.isEmpty();
      return;
    }
    if (is_refused_in_names(c)) good = false;
    if (pending) kept.append(static_cast<UChar32>(' '));
    pending = false;
    kept.append(with_real_d(c));
  });
  out = composed(kept);
  return good;
}

// ---- legacy fonts (NM-2) ----

// TCVN3 ("NguyÔn V¨n §øc") puts letters where Latin-1 has signs, and draws small letters from capitals' places.
bool looks_like_tcvn3(const icu::UnicodeString& name) {
  UChar32 before = 0;
  bool found = false;
  each_character(name, [&](UChar32 c) {
    const bool sign = (c >= 0x00A1 && c <= 0x00BF) || c == 0x00D7 || c == 0x00F7;
    const bool capital = c >= 0x00C0 && c <= 0x00DE;
    if (sign || (capital && before >= 'a' && before <= 'z')) found = true;
    before = c;
  });
  return found;
}

// VNI ("Nguyeãn Vaên Ñöùc") writes a mark as a Latin-1 letter after the vowel; no Vietnamese syllable, old or new
// spelling, has these pairs.
bool looks_like_vni(const icu::UnicodeString& name) {
  static const icu::UnicodeString kVowels(u"aeoAEO");
  static const icu::UnicodeString kAfterAny(
      u"\u00e2\u00ea\u00f8\u00fb\u00ef\u00e5\u00e4\u00fc\u00c2\u00ca\u00d8\u00db\u00cf\u00c5\u00c4\u00dc");
  static const icu::UnicodeString kAfterAE(u"\u00e3\u00f5\u00c3\u00d5");
  UChar32 before = 0;
  bool found = false;
  each_character(name, [&](UChar32 c) {
    if (kVowels.indexOf(before) >= 0) {
      const bool ae = before != 'o' && before != 'O';
      if (kAfterAny.indexOf(c) >= 0 || (ae && kAfterAE.indexOf(c) >= 0)) found = true;
    }
    // ñ, ö, ô with a tone letter behind: đ, ư, ơ.
    if ((before == 0x00F6 || before == 0x00D6) && (c == 0x00F8 || c == 0x00F9 || c == 0x00FB || c == 0x00EF))
      found = true;
    before = c;
  });
  return found;
}

const icu::Collator& vietnamese() {
  static const std::unique_ptr<const icu::Collator> kCollator = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Collator> made(icu::Collator::createInstance(icu::Locale("vi"), status));
    HOCBA_CHECK(U_SUCCESS(status) && made != nullptr);
    // Marks may come decomposed.
    made->setAttribute(UCOL_NORMALIZATION_MODE, UCOL_ON, status);
    HOCBA_CHECK(U_SUCCESS(status));
    return made;
  }();
  return *kCollator;
}

bool is_tone(UChar32 c) { return c == 0x0300 || c == 0x0301 || c == 0x0303 || c == 0x0309 || c == 0x0323; }

// hòa -> hoà, khỏe -> khoẻ, thúy -> thuý: one place for the tone, so that it is compared as a tone (NM-3, NM-4).
icu::UnicodeString with_late_tone(const icu::UnicodeString& token) {
  icu::UnicodeString out = decomposed(token);
  const std::int32_t size = out.length();
  if (size < 3 || !is_tone(out[size - 2])) return out;
  const UChar32 first = u_tolower(out[size - 3]), last = u_tolower(out[size - 1]);
  const bool pair = (first == 'o' && (last == 'a' || last == 'e')) || (first == 'u' && last == 'y');
  if (!pair) return out;
  const char16_t tone = out[size - 2];
  out.remove(size - 2, 1).append(tone);
  return out;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) out.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::string join(const std::vector<std::string>& tokens, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += (i > from ? " " : "") + tokens[i];
  return out;
}

}  // namespace

Result<std::string> clean_text(std::string_view typed, std::size_t max_bytes) {
  icu::UnicodeString text;
  if (!tidy(typed, text)) return Error(kFieldBad, "a character that can't be used");
  std::string out = to_utf8(text);
  if (!out.empty() && !printable(out)) return Error(kFieldBad, "a character that can't be used");
  if (out.size() > max_bytes) return Error(kFieldBad, "longer than " + std::to_string(max_bytes) + " bytes");
  return out;
}

std::string_view without_blank_ends(std::string_view typed) {
  // Below zero is what is no UTF-8; others refuse it.
  const auto is_blank = [](UChar32 c) { return c >= 0 && (is_space(c) || is_invisible(c)); };
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(typed.data());
  const auto size = static_cast<std::int32_t>(typed.size());
  std::int32_t begin = 0, end = size;
  for (UChar32 c = 0; begin < size;) {
    std::int32_t next = begin;
    U8_NEXT(bytes, next, size, c);
    if (!is_blank(c)) break;
    begin = next;
  }
  for (UChar32 c = 0; end > begin;) {
    std::int32_t before = end;
    U8_PREV(bytes, begin, before, c);
    if (!is_blank(c)) break;
    end = before;
  }
  return typed.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

Result<std::string> clean_name(std::string_view typed) {
  constexpr std::size_t kMaxTyped = 4096;  // before anything is normalised
  if (typed.size() > kMaxTyped) return kNameTooLong;
  icu::UnicodeString name;
  if (!tidy(typed, name) || name.isEmpty()) return kBadName;
  if (looks_like_tcvn3(name) || looks_like_vni(name)) return kNameLegacyFont;
  bool letter = false, digit = false;
  each_character(name, [&](UChar32 c) {
    letter = letter || u_isalpha(c);
    digit = digit || u_isdigit(c);
  });
  if (!letter || digit) return kBadName;
  std::string out = to_utf8(name);
  if (out.size() > kMaxNameBytes) return kNameTooLong;
  if (!printable_name(out)) return kBadName;
  return out;
}

std::string fold(std::string_view text) {
  if (!crypto::valid_utf8(text)) return {};
  const auto raw = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  icu::UnicodeString out;
  bool pending = false;
  each_character(decomposed(raw), [&](UChar32 c) {
    if ((c >= 0x0300 && c <= 0x036F) || is_invisible(c)) return;
    if (is_space(c)) {
      pending = !out.isEmpty();
      return;
    }
    if (pending) out.append(static_cast<UChar32>(' '));
    pending = false;
    if (c == 0x0110 || c == 0x0111 || c == 0x00D0 || c == 0x00F0) c = 'd';
    if (c == 0x2018 || c == 0x2019 || c == 0x02BC || c == '`') c = '\'';  // H’Hen, H'Hen
    out.append(u_tolower(c));
  });
  return to_utf8(out);
}

std::string fold_code(std::string_view code) {
  if (!crypto::valid_utf8(code)) return {};
  auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(code.data(), static_cast<std::int32_t>(code.size())));
  text.toUpper(icu::Locale::getRoot());
  return to_utf8(composed(text));
}

std::string fold_words(std::string_view text) {
  const std::string folded = fold(text);
  const auto raw =
      icu::UnicodeString::fromUTF8(icu::StringPiece(folded.data(), static_cast<std::int32_t>(folded.size())));
  icu::UnicodeString out;
  bool pending = false;
  each_character(raw, [&](UChar32 c) {
    if (!u_isalnum(c)) {
      pending = !out.isEmpty();
      return;
    }
    if (pending) out.append(static_cast<UChar32>(' '));
    pending = false;
    out.append(c);
  });
  return to_utf8(out);
}

std::vector<std::string> folded_tokens(std::string_view name) { return split(fold(name)); }

bool name_matches(std::string_view name, std::string_view query) {
  std::vector<std::string> tokens = folded_tokens(name);
  std::vector<std::string> wanted = folded_tokens(query);
  // The longest first, so that "n nguyen" doesn't spend "nguyen" on "n".
  std::sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (const auto& prefix : wanted) {
    const auto found = std::find_if(tokens.begin(), tokens.end(),
                                    [&](const auto& token) { return token.compare(0, prefix.size(), prefix) == 0; });
    if (found == tokens.end()) return false;
    tokens.erase(found);
  }
  return !wanted.empty();
}

std::string name_sort_key(std::string_view name) {
  icu::UnicodeString tidied;
  if (!tidy(name, tidied)) return {};
  const std::vector<std::string> tokens = split(to_utf8(tidied));
  if (tokens.empty()) return {};
  const std::size_t last = tokens.size() - 1;
  const std::string family = last > 0 ? tokens.front() : std::string();
  const std::string middle = last > 1 ? join(tokens, 1, last) : std::string();
  std::string out;
  for (const auto& part : {tokens[last], family, middle}) {
    icu::UnicodeString text;
    for (const auto& token : split(part)) {
      if (!text.isEmpty()) text.append(static_cast<UChar32>(' '));
      text.append(with_late_tone(icu::UnicodeString::fromUTF8(token)));
    }
    const std::int32_t size = vietnamese().getSortKey(text, nullptr, 0);
    std::string key(static_cast<std::size_t>(size), '\0');
    vietnamese().getSortKey(text, reinterpret_cast<std::uint8_t*>(key.data()), size);
    out += key;  // ends in a zero byte, which is in no key: a shorter part comes first
  }
  return out;
}

std::string upper_vi(std::string_view text) {
  if (!crypto::valid_utf8(text)) return {};
  auto upper = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  upper.toUpper(icu::Locale("vi"));
  return to_utf8(composed(upper));
}

}  // namespace hocba::credential
