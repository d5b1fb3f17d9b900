// Any table written as a workbook comes back; numbers look as decimal arithmetic on their digits says.
#include <gtest/gtest.h>

#include <random>

#include "ledger/credential/names.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "ledger/exchange/xlsx_number.hpp"
#include "tests/support/sanitized.hpp"

namespace hocba::exchange {
namespace {

constexpr const char* kPieces[] = {"Nguyễn", "Ð",      " ",     "\n",   "\t",      "\r",     "_x000D_", "_x005F_",
                                   "_x",     "<a>",    "&amp;", "\"",   "'",       "=1+1",   "00",      "\x01",
                                   "\x1f",   "1e5",    "]]>",   "🙂", "a\u0301", "\ufffe", ",",       "\uffff",
                                   ";",      "\u00a0", "12/3",  "TRUE", "#N/A",    "-",      "_xD800_"};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  std::string cell() {
    std::string out;
    for (std::size_t n = below(5); n > 0; --n) out += kPieces[below(std::size(kPieces))];
    return out;
  }

 private:
  std::mt19937 engine_;
};

bool blank(const std::vector<std::string>& cells) {
  for (const auto& cell : cells)
    if (cell.find_first_not_of(" \t\r\n\xc2\xa0") != std::string::npos) return false;
  return true;
}

TEST(XlsxProperty, ATableComesBackWhole) {
  for (unsigned seed = 0; seed < (test::kSanitized ? 40u : 400u); ++seed) {
    Random random(seed);
    Table table;
    table.header = {"Họ và tên", "Ngày sinh"};
    for (std::size_t n = random.below(6); n > 0; --n) table.header.push_back(random.cell() + "x");
    for (std::size_t n = random.below(30); n > 0; --n) {
      std::vector<std::string> cells;
      for (std::size_t i = 0; i < table.header.size(); ++i) cells.push_back(random.cell());
      // Blank rows are nobody's; so is the header once more, but that never comes about here.
      if (!blank(cells)) table.rows.push_back({.line = table.rows.size() + 2, .cells = std::move(cells)});
    }
    const auto bytes = write_xlsx(table, {.name = "S"});
    ASSERT_TRUE(bytes.ok()) << seed << bytes.error().to_string();
    const auto back = read_xlsx(*bytes);
    ASSERT_TRUE(back.ok()) << seed << " " << back.error().to_string();
    EXPECT_EQ(back->header, table.header) << seed;
    ASSERT_EQ(back->rows.size(), table.rows.size()) << seed;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      EXPECT_EQ(back->rows[i].line, table.rows[i].line) << seed;
      EXPECT_EQ(back->rows[i].cells, table.rows[i].cells) << seed;
      EXPECT_TRUE(back->rows[i].faults.empty()) << seed;
    }
    EXPECT_EQ(write_xlsx(*back, {.name = "S"}).value(), *bytes) << seed;
  }
}

TEST(XlsxProperty, EveryMarkComesBackAsTheSameTenths) {
  Table table{.header = {"Họ và tên", "Ngày sinh", "Điểm học kỳ I"}};
  for (int tenths = 0; tenths <= 100; ++tenths)
    table.rows.push_back(
        {.line = table.rows.size() + 2, .cells = {"An", "1/1/2012", credential::tenths_to_screen(tenths)}});
  const auto back = read_xlsx(write_xlsx(table, sheet_of(table, ImportKind::transcript)).value()).value();
  ASSERT_EQ(back.rows.size(), 101u);
  for (int tenths = 0; tenths <= 100; ++tenths)
    EXPECT_EQ(credential::tenths_from_cell(back.rows[static_cast<std::size_t>(tenths)].cells[2]).value(), tenths);
}

// Hundredths as a spreadsheet stores them, shown with one decimal: half up, in integers.
TEST(XlsxProperty, RoundingIsThatOfDecimalDigits) {
  const NumberFormat one = parse_format("0.0"), general = parse_format("General");
  for (int hundredths = 0; hundredths <= 1000; ++hundredths) {
    const int tenths = (hundredths + 5) / 10;
    char raw[40];
    snprintf(raw, sizeof raw, "%.17g", hundredths / 100.0);
    const auto shown = number_text(raw, one, false);
    ASSERT_TRUE(shown.has_value());
    EXPECT_EQ(shown->text, std::to_string(tenths / 10) + "." + std::to_string(tenths % 10)) << raw;
    EXPECT_EQ(shown->rounded, hundredths % 10 != 0) << raw;
    std::string all = std::to_string(hundredths / 100);
    if (hundredths % 100 != 0) all += "." + std::to_string(hundredths / 10 % 10);
    if (hundredths % 10 != 0) all += std::to_string(hundredths % 10);
    EXPECT_EQ(number_text(raw, general, false)->text, all) << raw;
  }
}

// Against counting days one by one from 01/03/1900, serial 61.
TEST(XlsxProperty, DatesAreThoseOfTheCalendar) {
  const NumberFormat date = parse_format("dd/mm/yyyy");
  const auto days_in = [](int year, int month) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1];
  };
  int year = 1900, month = 3, day = 1;
  for (int serial = 61; serial < 75'000; ++serial) {
    ASSERT_EQ(number_text(std::to_string(serial), date, false)->text, to_screen(Date{year, month, day})) << serial;
    if (serial >= 20'000 && serial <= 60'000 && serial % 97 == 0) {
      ASSERT_EQ(credential::date_from_cell(std::to_string(serial)).value(), (Date{year, month, day}));
    }
    if (++day > days_in(year, month)) {
      day = 1;
      if (++month > 12) {
        month = 1;
        ++year;
      }
    }
  }
}

}  // namespace
}  // namespace hocba::exchange
