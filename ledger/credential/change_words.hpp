// What a correction changes, for people: "Năm học 2024-2025, Toán, học kỳ II: 7,5 → 8,0". The document itself says it
// so (describe), and so does a trial of the sheet that would issue it. Pure.
#pragma once

#include <string>

#include "ledger/credential/correction.hpp"

namespace hocba::credential {

struct ChangeWords {
  std::string vi, en;         // the place; one that has no words stays as it is
  std::string before, after;  // as documents are shown: decimal comma, dd/mm/yyyy; – where nothing is said
};
// `document`: the one that corrects, whose pages name its subjects.
ChangeWords words_of(const Change& change, const Document& document);

}  // namespace hocba::credential
