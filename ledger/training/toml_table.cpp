#include "ledger/training/toml_table.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <cmath>

#include "ledger/credential/names.hpp"
#include "ledger/credential/text.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::training {

namespace {

constexpr std::size_t kMaxTomlText = 2'000;  // bytes, of one text for people
constexpr std::size_t kMaxTomlKeys = 256;    // of a table whose keys are codes

std::string toml_line(std::size_t line) { return "line " + std::to_string(line); }
std::size_t line_of_region(const toml::source_region& region) { return region.begin.line; }

Status check_toml_lines(std::string_view text) {
  std::size_t line = 1, dots = 0;
  for (const char c : text) {
    if (c == '\n') {
      ++line;
      dots = 0;
    } else if (c == '.' && ++dots > kMaxDotsInLine) {
      return Error(kFileMalformed, toml_line(line) + ": more than " + std::to_string(kMaxDotsInLine) + " full stops");
    }
  }
  return done();
}

Result<TomlValue> toml_converted(const toml::node& node, int depth) {
  TomlValue out;
  out.line = line_of_region(node.source());
  if (depth > kMaxTomlDepth) return Error(kFileMalformed, toml_line(out.line) + ": too deep");
  if (const auto* text = node.as_string()) {
    out.type = TomlValue::Type::text;
    out.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    out.type = TomlValue::Type::integer;
    out.integer = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    out.type = TomlValue::Type::real;
    out.real = real->get();
  } else if (const auto* date = node.as_date()) {
    out.type = TomlValue::Type::date;
    out.date = Date{date->get().year, date->get().month, date->get().day};
  } else if (const auto* list = node.as_array()) {
    out.type = TomlValue::Type::list;
    for (const auto& item : *list) {
      HOCBA_TRY(TomlValue value, toml_converted(item, depth + 1));
      out.items.push_back(std::move(value));
    }
  } else if (const auto* table = node.as_table()) {
    out.type = TomlValue::Type::table;
    for (const auto& [key, member] : *table) {
      HOCBA_TRY(TomlValue value, toml_converted(member, depth + 1));
      value.line = line_of_region(key.source());
      out.keys.emplace_back(key.str());
      out.items.push_back(std::move(value));
    }
  }
  return out;
}

const TomlValue* toml_member(const TomlValue& table, std::string_view key) {
  const auto found = std::find(table.keys.begin(), table.keys.end(), key);
  return found == table.keys.end() ? nullptr : &table.items[static_cast<std::size_t>(found - table.keys.begin())];
}

int month_digits(std::string_view text) {
  int out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    out = out * 10 + (c - '0');
  }
  return out;
}

// "10/2024", "2024-10" as the first of its days.
std::optional<Date> month_from_text(std::string_view text) {
  if (text.size() != 7) return std::nullopt;
  const bool iso = text[4] == '-';
  if (!iso && text[2] != '/') return std::nullopt;
  const Date first{month_digits(iso ? text.substr(0, 4) : text.substr(3)),
                   month_digits(iso ? text.substr(5) : text.substr(0, 2)), 1};
  return first.year >= 1950 && first.year <= 2199 && exists(first) ? std::optional<Date>(first) : std::nullopt;
}

std::optional<Date> date_from_toml(const TomlValue& value) {
  std::optional<Date> out;
  if (value.type == TomlValue::Type::date) {
    out = value.date;
  } else if (value.type == TomlValue::Type::text && value.text.find_first_of("/-") != std::string::npos) {
    // A cell's date, but not the serial number of a spreadsheet.
    if (const auto date = credential::date_from_cell(value.text); date.ok()) out = *date;
  }
  if (out && (out->year < 1950 || out->year > 2199 || !exists(*out))) out.reset();
  return out;
}

}  // namespace

Result<TomlValue> parse_toml(std::string_view text) {
  if (text.size() > kMaxProgrammeFile) return Error(kFileTooLarge, std::to_string(text.size()) + " bytes");
  HOCBA_RETURN_IF_ERROR(check_toml_lines(text));
  try {
    const toml::table file = toml::parse(text);
    return toml_converted(file, 0);
  } catch (const toml::parse_error& error) {
    return Error(kFileMalformed, toml_line(line_of_region(error.source())) + ": " + std::string(error.description()));
  }
}

void TomlReading::refuse(const Code& code, std::size_t line, std::string_view place, std::string_view why) {
  if (error_) return;
  std::string detail = toml_line(std::max<std::size_t>(line, 1));
  if (!place.empty()) detail += ": " + std::string(place);
  if (!why.empty()) detail += ": " + std::string(why);
  error_ = Error(code, std::move(detail));
}

TomlTable::TomlTable(TomlReading& reading, const TomlValue& value, std::string place)
    : reading_(&reading), value_(&value), place_(std::move(place)) {
  if (value.type != TomlValue::Type::table) reading.refuse(kFileValue, value.line, place_, "a table");
}

std::string TomlTable::place_of(std::string_view key) const {
  return place_.empty() ? std::string(key) : place_ + "." + std::string(key);
}

bool TomlTable::has(std::string_view key) const { return toml_member(*value_, key) != nullptr; }

std::size_t TomlTable::line_of(std::string_view key) const {
  const TomlValue* value = toml_member(*value_, key);
  return value == nullptr ? value_->line : value->line;
}

void TomlTable::refuse(const Code& code, std::string_view key, std::string_view why) {
  reading_->refuse(code, line_of(key), place_of(key), why);
}
void TomlTable::refuse_value(std::string_view key, std::string_view why) { refuse(kFileValue, key, why); }

const TomlValue* TomlTable::find(std::string_view key) {
  known_.emplace_back(key);
  return ok() ? toml_member(*value_, key) : nullptr;
}

const TomlValue* TomlTable::need(std::string_view key) {
  const TomlValue* value = find(key);
  if (value == nullptr) refuse(kFileMissing, key);
  return value;
}

bool TomlTable::good_text(std::string_view key, const TomlValue& value) {
  if (value.type != TomlValue::Type::text) {
    reading_->refuse(kFileValue, value.line, place_of(key), "a text in quotes");
  } else if (value.text.size() > kMaxTomlText || !credential::printable(value.text)) {
    reading_->refuse(
        kFileValue, value.line, place_of(key),
        "a text of 1 to " + std::to_string(kMaxTomlText) + " bytes on one line, in composed Unicode (NFC)");
  }
  return ok();
}

std::string TomlTable::text(std::string_view key) {
  const TomlValue* value = need(key);
  return value != nullptr && good_text(key, *value) ? value->text : std::string();
}

Words TomlTable::words(std::string_view key) {
  const TomlValue* value = need(key);
  if (value == nullptr) return {};
  TomlTable table(*reading_, *value, place_of(key));
  Words out{table.text("vi"), table.text("en")};
  table.end();
  return out;
}

std::optional<Words> TomlTable::optional_words(std::string_view key) {
  if (!has(key)) return std::nullopt;
  return words(key);
}

LocatedCode TomlTable::code_line(std::string_view key) {
  const TomlValue* value = need(key);
  if (value == nullptr || !good_text(key, *value)) return {};
  const auto code = CodeText::parse(value->text);
  if (!code.ok()) refuse_value(key, "no code: " + std::string(code.error().code().en));
  return code.ok() ? LocatedCode{*code, value->line} : LocatedCode{};
}

std::optional<LocatedCode> TomlTable::optional_code(std::string_view key) {
  if (!has(key)) return std::nullopt;
  return code_line(key);
}

std::uint32_t TomlTable::integer(std::string_view key, std::uint32_t min, std::uint32_t max) {
  const TomlValue* value = need(key);
  if (value == nullptr) return min;
  if (value->type != TomlValue::Type::integer || value->integer < min || value->integer > max) {
    refuse_value(key, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return min;
  }
  return static_cast<std::uint32_t>(value->integer);
}

std::optional<std::uint32_t> TomlTable::optional_integer(std::string_view key, std::uint32_t min, std::uint32_t max) {
  if (!has(key)) return std::nullopt;
  return integer(key, min, max);
}

std::optional<std::uint32_t> TomlTable::optional_mark(std::string_view key) {
  const TomlValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  std::int64_t tenths = -1;
  if (value->type == TomlValue::Type::integer && value->integer >= 0 && value->integer <= 10) {
    tenths = value->integer * 10;
  } else if (value->type == TomlValue::Type::real && value->real >= 0 && value->real <= 10) {
    const double scaled = value->real * 10;
    if (std::abs(scaled - std::round(scaled)) < 1e-9) tenths = std::llround(scaled);
  } else if (value->type == TomlValue::Type::text) {
    if (const auto mark = credential::tenths_from_cell(value->text); mark.ok()) tenths = *mark;
  }
  if (tenths < 0 || tenths > kFullMark) refuse(kFileMark, key);
  return ok() ? std::optional<std::uint32_t>(static_cast<std::uint32_t>(tenths)) : std::nullopt;
}

std::optional<Date> TomlTable::optional_date(std::string_view key) {
  const TomlValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto date = date_from_toml(*value);
  if (!date) refuse(kFileDate, key);
  return date;
}

std::optional<Date> TomlTable::optional_day(std::string_view key, bool last) {
  const TomlValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->type == TomlValue::Type::text) {
    if (auto month = month_from_text(value->text)) {
      if (last) month->day = days_in_month(month->year, month->month);
      return month;
    }
  }
  return optional_date(key);
}

std::vector<LocatedCode> TomlTable::codes(std::string_view key, std::size_t min, std::size_t max) {
  const TomlValue* list = min == 0 ? find(key) : need(key);
  std::vector<LocatedCode> out;
  if (list == nullptr) return out;
  if (list->type != TomlValue::Type::list || list->items.size() < min || list->items.size() > max) {
    refuse_value(key, "a list of " + std::to_string(min) + " to " + std::to_string(max) + " codes");
    return out;
  }
  for (const TomlValue& item : list->items) {
    if (!good_text(key, item)) return out;
    const auto code = CodeText::parse(item.text);
    if (!code.ok()) {
      reading_->refuse(kFileValue, item.line, place_of(key), "no code: " + std::string(code.error().code().en));
      return out;
    }
    for (const LocatedCode& other : out)
      if (other.code == *code) reading_->refuse(kFileTwice, item.line, place_of(key), code->str());
    out.push_back({*code, item.line});
  }
  return out;
}

std::vector<std::string> TomlTable::texts(std::string_view key) {
  const TomlValue* value = find(key);
  std::vector<std::string> out;
  if (value == nullptr) return out;
  if (value->type != TomlValue::Type::list) {
    if (good_text(key, *value)) out.push_back(value->text);
    return out;
  }
  for (const TomlValue& item : value->items)
    if (good_text(key, item)) out.push_back(item.text);
  return out;
}

std::vector<TomlTable> TomlTable::tables(std::string_view key, std::size_t max) {
  const TomlValue* list = find(key);
  std::vector<TomlTable> out;
  if (list == nullptr) return out;
  if (list->type != TomlValue::Type::list || list->items.size() > max) {
    refuse_value(key, "[[" + std::string(key) + "]], at most " + std::to_string(max) + " times");
    return out;
  }
  for (std::size_t i = 0; i < list->items.size() && ok(); ++i)
    out.emplace_back(*reading_, list->items[i], place_of(key) + "[" + std::to_string(i) + "]");
  return out;
}

std::optional<TomlTable> TomlTable::optional_table(std::string_view key) {
  const TomlValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  return TomlTable(*reading_, *value, place_of(key));
}

std::vector<LocatedCode> TomlTable::keys() {
  std::vector<LocatedCode> out;
  if (ok() && value_->keys.size() > kMaxTomlKeys)
    reading_->refuse(kFileValue, value_->line, place_, "at most " + std::to_string(kMaxTomlKeys) + " keys");
  if (!ok()) return out;
  for (const std::string& key : value_->keys) {
    const auto code = CodeText::parse(key);
    if (!code.ok()) {
      refuse_value(key, "no code: " + std::string(code.error().code().en));
      return {};
    }
    out.push_back({*code, line_of(key)});
  }
  return out;
}

void TomlTable::end() {
  for (const std::string& key : value_->keys)
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) return refuse(kFileKey, key);
}

}  // namespace hocba::training
