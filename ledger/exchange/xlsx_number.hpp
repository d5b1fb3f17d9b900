// What a number of a workbook looks like to its user: rounded as its format rounds, a date where the format is one.
// Internal to ledger/exchange. Source: ECMA-376 part 1, §18.8.30 (numFmt), §18.17.4 (dates as serials).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/error.hpp"

namespace hocba::exchange {

struct NumberFormat {
  enum class Kind {
    general,       // all digits that the number has, 15 at most
    fixed,         // 0.0, 000000000000, 0.0#, 0%
    date,          // day, month and year are shown
    part_of_date,  // 6-Jan: what is not shown was made up by the spreadsheet
  } kind = Kind::general;
  unsigned whole_digits = 1, min_decimals = 0, max_decimals = 0;  // fixed
  bool percent = false;
  bool hides_zero = false;     // "0.0;-0.0;": templates show nothing where nothing was filled in
  std::string zero_text = {};  // what they show instead; a dash is nothing
};
NumberFormat builtin_format(unsigned id);  // those below 164, which no workbook spells out
// Excel's own bound is 255 characters. Beyond ours a code says nothing (General): a cell shows no book.
inline constexpr std::size_t kMaxFormatBytes = 1024;
NumberFormat parse_format(std::string_view code);

struct NumberText {
  std::string text;
  const Code* fault = nullptr;  // exchange.cell_date_unclear, exchange.cell_digits_lost
  bool rounded = false;         // the stored value has more digits than are shown
};
// `raw`: as the part has it ("8.3000000000000007", "3.12E+8"); nullopt: no number. Dates as dd/mm/yyyy.
// `hide_zeros`: the sheet shows none.
std::optional<NumberText> number_text(std::string_view raw, const NumberFormat& format, bool dates_from_1904,
                                      bool hide_zeros = false);

}  // namespace hocba::exchange
