// What stands in the brackets of an error, or under a check of a report, for people: details are written once, short
// and in English, for logs and scripts; these are the same in the reader's words. Codes quoted from other folders get
// their sentence in his language, times are shown in Việt Nam's. What is not known here stays as it is.
#pragma once

#include <string>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba::verify {

std::string detail_words(const Code& code, std::string_view detail, bool vietnamese);
// "hiệu trưởng" for principal; a word of a newer node as it is.
std::string_view role_words(std::string_view role, bool vietnamese);

}  // namespace hocba::verify
