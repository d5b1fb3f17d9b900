// What stands in the cells of spreadsheets: numbers, dates, marks (domain §5.1, §5.4). The header is names.hpp.
#include <algorithm>
#include <array>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::credential {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// At most nine digits.
int number(std::string_view digits) {
  int out = 0;
  for (const char c : digits) out = out * 10 + (c - '0');
  return out;
}

// Codes of birth registration before the mergers of 2025, which did not change them (domain §5.1).
constexpr std::array<int, 63> kProvinces = {1,  2,  4,  6,  8,  10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25,
                                            26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45, 46, 48,
                                            49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75,
                                            77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96};

bool leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
int days_in(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

constexpr int kFirstYear = 1900, kLastYear = 2199;

Result<Date> checked(int year, int month, int day) {
  if (year < kFirstYear || year > kLastYear) return kBadDate;
  if (month > 12 && month <= 31 && day >= 1 && day <= 12) return kDateMonthFirst;
  if (month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return kBadDate;
  return Date{year, month, day};
}

// Days since 1899-12-30: what Excel shows for days after February 1900.
Date from_excel(int serial) {
  Date date{1900, 1, 1};
  serial -= 2;
  for (int length = 365; serial >= (length = leap(date.year) ? 366 : 365); serial -= length) ++date.year;
  for (; serial >= days_in(date.year, date.month); ++date.month) serial -= days_in(date.year, date.month);
  date.day = serial + 1;
  return date;
}

}  // namespace

Result<PersonalNumber> check_personal_number(std::string_view typed, std::optional<Date> birth,
                                             std::optional<char> sex) {
  constexpr std::size_t kDigits = 12, kFewest = 9;
  std::string_view cell = without_blank_ends(typed);
  if (!cell.empty() && cell.front() == '\'') cell.remove_prefix(1);  // Excel's mark of a number kept as text
  if (!all_digits(cell) || cell.size() < kFewest || cell.size() > kDigits) return kBadPersonalNumber;
  PersonalNumber out;
  out.padded = cell.size() < kDigits;
  out.digits = std::string(kDigits - cell.size(), '0') + std::string(cell);
  const int province = number(std::string_view(out.digits).substr(0, 3));
  if (province == 0) {
    out.warnings.push_back(&kPersonalNumberTest);
  } else if (!std::binary_search(kProvinces.begin(), kProvinces.end(), province)) {
    out.warnings.push_back(&kPersonalNumberProvince);
  }
  const int century_sex = out.digits[3] - '0';
  if (birth) {
    if (birth->year / 100 != 19 + century_sex / 2) out.warnings.push_back(&kPersonalNumberCentury);
    if (birth->year % 100 != number(std::string_view(out.digits).substr(4, 2)))
      out.warnings.push_back(&kPersonalNumberYear);
  }
  if (sex && (century_sex % 2 == 0) != (*sex == 'M')) out.warnings.push_back(&kPersonalNumberSex);
  if (!out.padded) return out;
  // Zeros that a spreadsheet dropped leave a number that fits its person. What doesn't fit lost another digit, or is
  // an old identity card's of 9 digits.
  const bool contradicted = std::any_of(out.warnings.begin(), out.warnings.end(),
                                        [](const Code* warning) { return warning != &kPersonalNumberTest; });
  if (contradicted) return kPersonalNumberShort;
  out.warnings.insert(out.warnings.begin(), &kPersonalNumberPadded);
  return out;
}

Result<char> sex_from_cell(std::string_view typed) {
  const std::string word = fold(typed);
  for (const char* male : {"nam", "m", "1", "01", "male"}) {
    if (word == male) return 'M';
  }
  for (const char* female : {"nu", "f", "2", "02", "female"}) {
    if (word == female) return 'F';
  }
  return kBadSex;
}

Result<Date> date_from_cell(std::string_view typed) {
  constexpr int kFirstSerial = 20000, kLastSerial = 60000;
  constexpr std::size_t kSerialDigits = 5;
  const std::string_view cell = without_blank_ends(typed);
  if (all_digits(cell)) {
    if (cell.size() != kSerialDigits) return kBadDate;
    const int serial = number(cell);
    if (serial < kFirstSerial || serial > kLastSerial) return kBadDate;
    return from_excel(serial);
  }
  const std::size_t first = cell.find_first_of("/-.");
  if (first == std::string_view::npos) return kBadDate;
  const std::size_t second = cell.find(cell[first], first + 1);
  if (second == std::string_view::npos) return kBadDate;
  const std::string_view a = cell.substr(0, first), b = cell.substr(first + 1, second - first - 1),
                         c = cell.substr(second + 1);
  if (!all_digits(a) || !all_digits(b) || !all_digits(c)) return kBadDate;
  if (a.size() == 4) {  // ISO: the year, a hyphen, two digits each
    if (cell[first] != '-' || b.size() != 2 || c.size() != 2) return kBadDate;
    const auto date = checked(number(a), number(b), number(c));
    return date.ok() ? date : Result<Date>(kBadDate);
  }
  if (a.size() > 2 || b.size() > 2 || c.size() != 4) return kBadDate;
  return checked(number(c), number(b), number(a));
}

Result<int> tenths_from_cell(std::string_view typed) {
  const std::string_view cell = without_blank_ends(typed);
  const std::size_t point = cell.find_first_of(",.");
  const std::string_view whole = cell.substr(0, point);
  if (!all_digits(whole) || whole.size() > 2) return kBadMark;
  int tenths = number(whole) * 10;
  if (point != std::string_view::npos) {
    const std::string_view decimals = cell.substr(point + 1);
    if (!all_digits(decimals)) return kBadMark;
    // "8.30", as a column of two decimals shows it, is no finer than 8,3.
    if (decimals.find_first_not_of('0', 1) != std::string_view::npos) return kMarkTooFine;
    tenths += decimals[0] - '0';
  }
  if (tenths > 100) return kBadMark;
  return tenths;
}

std::string tenths_to_screen(int tenths) {
  const int whole = (tenths < 0 ? -tenths : tenths) / 10, decimal = (tenths < 0 ? -tenths : tenths) % 10;
  return std::string(tenths < 0 ? "-" : "") + std::to_string(whole) + "," + std::to_string(decimal);
}

}  // namespace hocba::credential
