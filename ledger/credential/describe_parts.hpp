// Internal to ledger/credential: words that describe() and words_of(Change) share.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>

#include "ledger/credential/document.hpp"

namespace hocba::credential {

struct Words {
  const char* vi;
  const char* en;
};
// Members of the groups beside a year's: "fatherOccupation".
std::span<const std::pair<const char*, Words>> member_labels();
// 30/05/2025 of 2025-05-30; another text as it is.
std::string screen_date(const std::string& iso);
// What the year's part, where it is shown, calls its subjects, by code; else the codes stand for them.
std::map<std::string, std::string> subject_names(const Document& document, const std::string& period);

}  // namespace hocba::credential
