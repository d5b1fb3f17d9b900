// Vietnamese names and identifiers: storage, search keys, order, checks (domain §5; rules NM-1…7, ID-1).
//
// What people type goes in, what documents store or indexes compare comes out; nothing is guessed: a doubtful value is
// refused with a code that says how to write it, or accepted with a warning. Identity is never a name (NM-7).
// Normative: docs/formats/names.md. Input that is not valid UTF-8 is refused, or folds to nothing. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/time.hpp"

namespace hocba::credential {

// NM-1, NM-2: NFC, no-break spaces and runs of spaces folded, Ð/ð (U+00D0/U+00F0) to Đ/đ. Refuses text of legacy
// fonts (TCVN3, VNI) where it is recognisable, control characters, and more than 120 bytes. Otherwise as typed: where
// the tone mark stands (hoà, hòa) is the birth certificate's matter (NM-3).
inline constexpr std::size_t kMaxNameBytes = 120;
Result<std::string> clean_name(std::string_view typed);
// The same for other one-line text (titles, addresses), up to `max_bytes`; may be empty. credential.field_bad.
Result<std::string> clean_text(std::string_view typed, std::size_t max_bytes);
// Without the ends that clean_text drops, white space of every kind and invisible characters: empty where cleaning
// leaves nothing, so that a cell that is filled in is one that says something.
std::string_view without_blank_ends(std::string_view typed);
// NM-5: NFD, marks dropped, đ→d, lower case, spaces collapsed: "Nguyễn Văn An" -> "nguyen van an".
std::string fold(std::string_view text);
// Of codes, which are the same in either case, and in nothing else: NFC, upper case: "Tam-0001" -> "TAM-0001".
std::string fold_code(std::string_view code);
// fold(), and all that is neither letter nor digit is a single space: "Ngày,\ntháng (*)" -> "ngay thang".
std::string fold_words(std::string_view text);
std::vector<std::string> folded_tokens(std::string_view name);
// Each token of the query is the beginning of a token of the name, in any order, none used twice: "an nguyen" and
// "ng v a" both find "Nguyễn Văn An".
bool name_matches(std::string_view name, std::string_view query);
// NM-4: sort key by last token, then first, then middle, in Vietnamese order, tones secondary. Bytes to compare with
// memcmp (std::string's <); they are ICU's and may differ between its versions, so they are never stored or hashed.
std::string name_sort_key(std::string_view name);
std::string upper_vi(std::string_view text);  // NM-6

// ID-1: 12 digits; a cell of 9 to 11 digits is padded with zeros and reported where it then fits province, birth and
// sex, else refused. Doubts about 12 digits are warnings, since civil corrections exist; 000 (test numbers) is one too.
struct PersonalNumber {
  std::string digits;
  bool padded = false;
  std::vector<const Code*> warnings;
};
Result<PersonalNumber> check_personal_number(std::string_view typed, std::optional<Date> birth,
                                             std::optional<char> sex /* 'M','F' */);
// Nam/Nữ, M/F, 1/2, 01/02 -> 'M' or 'F'.
Result<char> sex_from_cell(std::string_view typed);
// dd/mm/yyyy, d/m/yyyy, with - or . too, ISO, and Excel serials 20000–60000; mm/dd is refused, not guessed.
Result<Date> date_from_cell(std::string_view typed);
// "8,3" or "8.3" or "8,30" -> 83; refuses more decimals and values outside 0…10.
Result<int> tenths_from_cell(std::string_view typed);
std::string tenths_to_screen(int tenths);  // "8,3"

}  // namespace hocba::credential
