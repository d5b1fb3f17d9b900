// TOML as plain values with their lines, and tables of a closed schema read from it: each key is asked for once by
// name, type and bounds, and end() refuses what nobody asked for. The first mistake stays in the Reading that all
// tables of a file share; after it every call returns nothing, so that a schema is written without a branch per line.
// Internal to ledger/training/programme_file*.cpp; toml++ stays in the .cpp.
//
// Details of errors are line and place: "line 12: courses[CDS_NC].max_learners: 1 to 1000". The files are public.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/training/programme_file.hpp"

namespace hocba::training {

// The parser nests a table per dot of a key and frees them by recursion: a line has no more than these.
inline constexpr std::size_t kMaxDotsInLine = 40;
inline constexpr int kMaxTomlDepth = 6;  // tables and lists within each other; the format needs 4

struct TomlValue {
  enum class Type { text, integer, real, date, table, list, other };
  Type type = Type::other;
  std::size_t line = 0;  // where it begins; of a member, where its key stands
  std::string text;
  std::int64_t integer = 0;
  double real = 0;
  Date date;                      // exists()
  std::vector<std::string> keys;  // of a table, sorted
  std::vector<TomlValue> items;   // of a list; of a table, by `keys`
};
Result<TomlValue> parse_toml(std::string_view text);  // training.file_malformed, training.file_too_large

class TomlReading {
 public:
  bool ok() const { return !error_; }
  const Error& error() const { return *error_; }
  void refuse(const Code& code, std::size_t line, std::string_view place, std::string_view why = {});

 private:
  std::optional<Error> error_;
};

struct LocatedCode {
  CodeText code;
  std::size_t line = 0;
};

class TomlTable {
 public:
  // Not a table: refused, and all keys are absent. `value` outlives this object; `place` is empty for the file itself.
  TomlTable(TomlReading& reading, const TomlValue& value, std::string place);

  // Required keys; what is returned after a refusal is empty and not to be used.
  std::string text(std::string_view key);
  Words words(std::string_view key);  // { vi = "…", en = "…" }
  CodeText code(std::string_view key) { return code_line(key).code; }
  LocatedCode code_line(std::string_view key);
  std::uint32_t integer(std::string_view key, std::uint32_t min, std::uint32_t max);

  std::optional<Words> optional_words(std::string_view key);
  std::optional<LocatedCode> optional_code(std::string_view key);
  std::optional<std::uint32_t> optional_integer(std::string_view key, std::uint32_t min, std::uint32_t max);
  std::optional<std::uint32_t> optional_mark(std::string_view key);  // tenths: 5.0, 5, "5,0", "5.0"
  std::optional<Date> optional_date(std::string_view key);           // "16/09/2024", "2024-09-16", 2024-09-16
  // The first or the last day of a month is meant where only the month is given: "10/2024", "2024-10".
  std::optional<Date> optional_day(std::string_view key, bool last);
  std::vector<LocatedCode> codes(std::string_view key, std::size_t min, std::size_t max);  // absent: none, if min is 0
  std::vector<std::string> texts(std::string_view key);                                    // one text, or a list
  // One of these words; absent: nothing, after a refusal where it is required.
  template <class E>
  E word(std::string_view key, Result<E> (*from_text)(std::string_view)) {
    const std::string found = text(key);
    if (!ok()) return {};
    const auto value = from_text(found);
    if (!value.ok()) refuse_value(key, "no word of the format: " + found);
    return value.ok() ? *value : E{};
  }

  // Tables below: `[[key]]`, `[key]` or `key = {…}`. Absent: nothing.
  std::vector<TomlTable> tables(std::string_view key, std::size_t max);
  std::optional<TomlTable> optional_table(std::string_view key);
  // The keys of a table whose keys are codes, as in `[audiences]`: to be asked for one by one.
  std::vector<LocatedCode> keys();

  bool has(std::string_view key) const;
  std::size_t line_of(std::string_view key) const;  // the table's own where the key is absent
  std::size_t line() const { return value_->line; }
  const std::string& place() const { return place_; }
  void rename(std::string place) { place_ = std::move(place); }  // courses[0] -> courses[CDS_CB]
  std::string place_of(std::string_view key) const;
  void refuse(const Code& code, std::string_view key, std::string_view why = {});
  void refuse_value(std::string_view key, std::string_view why);  // training.file_value
  bool ok() const { return reading_->ok(); }
  void end();  // called once, last: training.file_key

 private:
  const TomlValue* find(std::string_view key);  // nothing: absent; marks the key as known
  const TomlValue* need(std::string_view key);  // nothing: training.file_missing
  bool good_text(std::string_view key, const TomlValue& value);

  TomlReading* reading_;
  const TomlValue* value_;
  std::string place_;
  std::vector<std::string> known_;
};

}  // namespace hocba::training
