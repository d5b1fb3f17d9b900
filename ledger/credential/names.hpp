// Vietnamese names and identifiers: storage, search keys, order, checks (domain §5; rules NM-1…7, ID-1).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/time.hpp"

namespace hocba::credential {

// NM-1, NM-2: NFC, no-break spaces and runs of spaces folded, Ð/ð (U+00D0/U+00F0) to Đ/đ. Refuses text of legacy
// fonts (TCVN3, VNI) where it is recognisable, control characters, and more than 120 bytes.
Result<std::string> clean_name(std::string_view typed);
// NM-5: NFD, marks dropped, đ→d, lower case, spaces collapsed: "Nguyễn Văn An" -> "nguyen van an".
std::string fold(std::string_view text);
std::vector<std::string> folded_tokens(std::string_view name);
// NM-4: sort key by last token, then first, then middle, in Vietnamese order, tones secondary.
std::string name_sort_key(std::string_view name);
std::string upper_vi(std::string_view text);  // NM-6

// ID-1: 12 digits; a cell of 9 to 11 digits is padded with zeros and reported.
struct PersonalNumber { std::string digits; bool padded = false; std::vector<const Code*> warnings; };
Result<PersonalNumber> check_personal_number(std::string_view typed, std::optional<Date> birth, std::optional<char> sex /* 'M','F' */);
// dd/mm/yyyy, d/m/yyyy, with - or . too, ISO, and Excel serials 20000–60000; mm/dd is refused, not guessed.
Result<Date> date_from_cell(std::string_view typed);
// "8,3" or "8.3" or "8" -> 83; refuses more decimals and values outside 0…10.
Result<int> tenths_from_cell(std::string_view typed);
std::string tenths_to_screen(int tenths);  // "8,3"

}  // namespace hocba::credential
