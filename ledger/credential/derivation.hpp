// How a derived value came about: the rule that gave it and its sums, for people who ask why.
#pragma once

#include <string>
#include <string_view>

namespace hocba::credential {

// `sums` is arithmetic as it is written on paper, the same in both languages.
struct Derivation {
  std::string_view rule;   // HB-MHK
  std::string_view basis;  // Thông tư 22/2021/TT-BGDĐT, Điều 9 khoản 1 điểm b
  std::string sums;        // (8,0 + 8,0 + 8,0 + 2 × 9,0 + 3 × 8,0) : 8 = 8,25 → 8,3
  std::string vi, en;      // a sentence; may be empty where the sums say all
};

}  // namespace hocba::credential
