// Cells of spreadsheets: dates, marks and personal numbers. What is accepted has one spelling that reads back.
#include <cstdint>
#include <string_view>

#include "ledger/credential/names.hpp"

using namespace hocba;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view cell(reinterpret_cast<const char*>(data), size);
  if (const auto date = credential::date_from_cell(cell); date.ok()) {
    HOCBA_CHECK(credential::date_from_cell(to_text(*date)).value() == *date);
    HOCBA_CHECK(credential::date_from_cell(to_screen(*date)).value() == *date);
  }
  if (const auto tenths = credential::tenths_from_cell(cell); tenths.ok()) {
    HOCBA_CHECK(*tenths >= 0 && *tenths <= 100);
    HOCBA_CHECK(credential::tenths_from_cell(credential::tenths_to_screen(*tenths)).value() == *tenths);
  }
  if (const auto number = credential::check_personal_number(cell, Date{2012, 2, 13}, 'F'); number.ok()) {
    HOCBA_CHECK(number->digits.size() == 12);
    HOCBA_CHECK(credential::check_personal_number(number->digits, {}, {})->digits == number->digits);
  }
  return 0;
}
