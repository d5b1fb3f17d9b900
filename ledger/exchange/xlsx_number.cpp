#include "ledger/exchange/xlsx_number.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "crypto/time.hpp"
#include "ledger/exchange/codes.hpp"

namespace hocba::exchange {
namespace {

// Excel keeps 15 digits: what a double has beyond them is noise of its binary form.
constexpr int kDigits = 15;
constexpr unsigned kMaxDecimals = 30;
constexpr int kLastSerial = 2'958'465;  // 31/12/9999
constexpr int kSerialOf1970 = 25'569;
constexpr int kFrom1904 = 1462;  // days between the two date systems

// 0.d1d2d3… × 10^point, no zeros at either end; zero has no digits.
struct Decimal {
  std::string digits;
  int point = 0;
  bool negative = false;
};

Decimal decimal_of(double value) {
  Decimal out{.digits = {}, .point = 0, .negative = std::signbit(value)};
  if (value == 0) return out;
  char buffer[40];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::fabs(value), std::chars_format::scientific, kDigits - 1);
  HOCBA_CHECK(end.ec == std::errc());
  const std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));  // d.dddde+XX
  const std::size_t e = text.find('e');
  out.digits = text.substr(0, 1);
  out.digits += text.substr(2, e - 2);
  const bool below_one = text[e + 1] == '-';
  int exponent = 0;
  std::from_chars(text.data() + e + 2, text.data() + text.size(), exponent);
  out.point = (below_one ? -exponent : exponent) + 1;
  while (!out.digits.empty() && out.digits.back() == '0') out.digits.pop_back();
  return out;
}

// Half away from zero, as Excel shows it: the decimal digits are rounded, not the binary number.
bool round_to(Decimal& number, int decimals) {
  const int keep = number.point + decimals;
  if (keep >= static_cast<int>(number.digits.size())) return false;
  const bool up = keep >= 0 && number.digits[static_cast<std::size_t>(keep)] >= '5';
  number.digits.resize(static_cast<std::size_t>(std::max(keep, 0)));
  if (up) {
    while (!number.digits.empty() && number.digits.back() == '9') number.digits.pop_back();
    if (number.digits.empty()) {
      number.digits = "1";
      ++number.point;
    } else {
      ++number.digits.back();
    }
  }
  while (!number.digits.empty() && number.digits.back() == '0') number.digits.pop_back();
  return true;
}

std::string digits_text(const Decimal& number, unsigned whole_digits, unsigned min_decimals) {
  const int size = static_cast<int>(number.digits.size());
  std::string whole, decimals;
  for (int i = 0; i < number.point; ++i) whole += i < size ? number.digits[static_cast<std::size_t>(i)] : '0';
  for (int i = std::min(number.point, 0); size != 0 && i < 0; ++i) decimals += '0';
  for (int i = std::max(number.point, 0); i < size; ++i) decimals += number.digits[static_cast<std::size_t>(i)];
  if (whole.size() < whole_digits) whole.insert(0, whole_digits - whole.size(), '0');
  if (decimals.size() < min_decimals) decimals.append(min_decimals - decimals.size(), '0');
  const bool minus = number.negative && size != 0;
  return (minus ? "-" : "") + whole + (decimals.empty() ? "" : "." + decimals);
}

NumberText general_text(const Decimal& number) {
  NumberText out;
  if (number.point > kDigits) out.fault = &kCellDigitsLost;  // 16 digits and more: the last ones are gone
  if (number.point > kDigits + 1 || number.point < -kDigits) {
    out.text = (number.negative ? "-0." : "0.") + number.digits + "E" + std::to_string(number.point);
  } else {
    out.text = digits_text(number, 1, 0);
  }
  return out;
}

NumberText date_text(double value, const NumberFormat& format, bool dates_from_1904) {
  NumberText out;
  const double day = std::floor(value) + (dates_from_1904 ? kFrom1904 : 0);
  // Serial 60 is 29/02/1900, which never was; before it, counting is one day off.
  if (day < 61 || day > kLastSerial) {
    out = general_text(decimal_of(value));
    out.fault = &kCellDateUnclear;
    return out;
  }
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(static_cast<int>(day) - kSerialOf1970))};
  out.text = to_screen(Date{static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
                            static_cast<int>(static_cast<unsigned>(date.day()))});
  if (format.kind == NumberFormat::Kind::part_of_date) out.fault = &kCellDateUnclear;
  return out;
}

// A section without what is only decoration: colours, conditions, fillers.
struct Section {
  std::string code;       // lower case, literal text left out
  std::string text;       // literal text
  std::string condition;  // "=0"
  bool literal = false;
  bool elapsed = false;  // [h]: a duration
};

// They part at semicolons that are not text.
std::vector<Section> sections_of(std::string_view code) {
  std::vector<Section> out(1);
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    Section& section = out.back();
    if (c == ';') {
      out.emplace_back();
    } else if (c == '"') {
      const std::size_t end = code.find('"', i + 1);
      if (end == std::string_view::npos) break;
      section.literal = section.literal || end > i + 1;
      section.text += code.substr(i + 1, end - i - 1);
      i = end;
    } else if (c == '[') {
      const std::size_t end = code.find(']', i);
      if (end == std::string_view::npos) break;
      const std::string_view inner = code.substr(i + 1, end - i - 1);
      const char first = static_cast<char>(code[i + 1] | 0x20);
      const bool only = inner.find_first_not_of(code[i + 1]) == std::string_view::npos;
      section.elapsed = section.elapsed || (only && (first == 'h' || first == 'm' || first == 's'));
      if (!inner.empty() && (inner[0] == '=' || inner[0] == '<' || inner[0] == '>')) section.condition = inner;
      i = end;
    } else if (c == '\\' || c == '_' || c == '*') {
      const std::size_t from = ++i;  // one character, of several bytes: the width of "₫" in the formats of Vietnam
      while (i + 1 < code.size() && (static_cast<unsigned char>(code[i + 1]) & 0xc0) == 0x80) ++i;
      section.literal = section.literal || c == '\\';
      if (c == '\\' && from < code.size()) section.text += code.substr(from, i + 1 - from);
    } else {
      section.code += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
  }
  return out;
}

bool holds_for_zero(std::string_view condition) {
  const std::size_t digits = condition.find_first_not_of("=<>");
  if (digits == std::string_view::npos) return false;
  double bound = 0;
  std::from_chars(condition.data() + digits, condition.data() + condition.size(), bound);
  const std::string_view sign = condition.substr(0, digits);
  if (sign == "=") return bound == 0;
  if (sign == "<>") return bound != 0;
  if (sign == "<") return 0 < bound;
  if (sign == "<=") return 0 <= bound;
  if (sign == ">") return 0 > bound;
  return sign == ">=" && 0 >= bound;
}

// By its condition, or the third where there are none.
const Section& section_of_zero(const std::vector<Section>& sections) {
  constexpr std::size_t kOfZero = 2;
  const auto conditional = [](const Section& one) { return !one.condition.empty(); };
  if (std::none_of(sections.begin(), sections.end(), conditional))
    return sections.size() > kOfZero ? sections[kOfZero] : sections.front();
  for (const Section& one : sections)
    if (one.condition.empty() || holds_for_zero(one.condition)) return one;
  return sections.back();
}

// Of the numbers that are not zero and have no condition of their own.
const Section& section_of_numbers(const std::vector<Section>& sections) {
  return sections.size() > 1 && sections.front().condition == "=0" ? sections[1] : sections.front();
}

// What zero is shown as where the format has no digit for it. A dash is how a sheet draws nothing.
std::optional<std::string> drawn_zero(const Section& section) {
  constexpr std::string_view kDrawn = "#?,.% -()+";
  if (section.code.find_first_not_of(kDrawn) != std::string::npos) return std::nullopt;
  const auto dashes = [](std::string_view text) {
    for (const std::string_view dash : {"\u2013", "\u2014", "-", " ", "/", "."})
      for (std::size_t at = text.find(dash); at == 0; at = text.find(dash)) text.remove_prefix(dash.size());
    return text.empty();
  };
  return dashes(section.text) ? std::string() : section.text;
}

std::optional<NumberFormat> as_fixed(std::string_view code) {
  NumberFormat out{.kind = NumberFormat::Kind::fixed, .whole_digits = 0};
  if (!code.empty() && code.back() == '%') {
    out.percent = true;
    code.remove_suffix(1);
  }
  std::size_t i = 0;
  for (; i < code.size() && (code[i] == '#' || code[i] == '0' || code[i] == ','); ++i) {
    if (code[i] == '0') ++out.whole_digits;
    // A comma behind the last digit divides by a thousand.
    if (code[i] == ',' && (i + 1 == code.size() || code[i + 1] == '.' || code[i + 1] == ',')) return std::nullopt;
  }
  if (i < code.size() && code[i] == '.')
    for (++i; i < code.size() && (code[i] == '#' || code[i] == '0'); ++i) {
      ++out.max_decimals;
      if (code[i] == '0') out.min_decimals = out.max_decimals;
    }
  if (i != code.size() || code.empty() || out.whole_digits > kMaxDecimals || out.max_decimals > kMaxDecimals)
    return std::nullopt;
  return out;
}

}  // namespace

NumberFormat parse_format(std::string_view code) {
  if (code.empty() || code.size() > kMaxFormatBytes) return {};
  const std::vector<Section> sections = sections_of(code);
  const Section& section = section_of_numbers(sections);
  NumberFormat out;
  if (auto drawn = drawn_zero(section_of_zero(sections))) {
    out.hides_zero = true;
    out.zero_text = std::move(*drawn);
  }
  if (section.code.find("general") != std::string::npos || section.elapsed) return out;
  if (!section.literal)
    if (auto fixed = as_fixed(section.code)) {
      fixed->hides_zero = out.hides_zero;
      fixed->zero_text = out.zero_text;
      return *fixed;
    }
  // Runs of one letter: d and dd are a day of the month, ddd and dddd only its name; m is a month beside d or y.
  bool day = false, month = false, year = false, time = false;
  for (std::size_t i = 0; i < section.code.size();) {
    const char c = section.code[i];
    std::size_t run = 1;
    while (i + run < section.code.size() && section.code[i + run] == c) ++run;
    day |= c == 'd' && run <= 2;
    month |= c == 'm' || (c == 'd' && run > 2);
    year |= c == 'y' || (c == 'e' && section.code.find_first_of("0#") == std::string::npos);
    time |= c == 'h' || c == 's';
    i += run;
  }
  if (day && year)
    out.kind = NumberFormat::Kind::date;
  else if (day || year || (month && !time))
    out.kind = NumberFormat::Kind::part_of_date;
  return out;
}

NumberFormat builtin_format(unsigned id) {
  using Kind = NumberFormat::Kind;
  const auto fixed = [](unsigned decimals, bool percent = false) {
    return NumberFormat{.kind = Kind::fixed, .min_decimals = decimals, .max_decimals = decimals, .percent = percent};
  };
  switch (id) {
    case 1:
    case 3:
    case 37:
    case 38:
      return fixed(0);
    case 2:
    case 4:
    case 39:
    case 40:
      return fixed(2);
    case 41:
    case 42:
    case 43:
    case 44: {  // accounts: zero is a dash
      NumberFormat out = fixed(id <= 42 ? 0 : 2);
      out.hides_zero = true;
      return out;
    }
    case 9:
      return fixed(0, true);
    case 10:
      return fixed(2, true);
    case 14:
    case 15:
    case 22:
      return {.kind = Kind::date};
    case 16:
    case 17:
      return {.kind = Kind::part_of_date};
    default:
      // Dates of East Asian versions of Excel.
      if ((id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
        return {.kind = Kind::date};
      return {};
  }
}

std::optional<NumberText> number_text(std::string_view raw, const NumberFormat& format, bool dates_from_1904,
                                      bool hide_zeros) {
  double value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc() || end != raw.data() + raw.size() || !std::isfinite(value)) return std::nullopt;
  if (value == 0 && (format.hides_zero || hide_zeros)) return NumberText{.text = format.zero_text, .fault = nullptr};
  if (format.kind == NumberFormat::Kind::date || format.kind == NumberFormat::Kind::part_of_date)
    return date_text(value, format, dates_from_1904);
  Decimal number = decimal_of(value);
  if (format.kind == NumberFormat::Kind::general || number.point > kDigits) {
    NumberText out = general_text(number);
    // Importers take such a number for a date, and would count from 1900.
    if (dates_from_1904 && value == std::floor(value) && value >= 20'000 && value <= 60'000)
      out.fault = &kCellDateUnclear;
    return out;
  }
  NumberText out;
  if (format.percent) number.point += 2;
  out.rounded = round_to(number, static_cast<int>(format.max_decimals));
  const bool nothing = number.digits.empty() && format.whole_digits == 0 && format.min_decimals == 0;
  if (nothing) return out;  // "#" shows no zero
  out.text = digits_text(number, std::max(format.whole_digits, 1u), format.min_decimals);
  if (format.percent) out.text += '%';
  return out;
}

}  // namespace hocba::exchange
