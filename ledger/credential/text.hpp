// Which texts a document may hold, whoever wrote it: what two people read as the same text is the same bytes, and what
// is there can be seen. Importing cleans what people type (names.hpp); this is asked when a document is read, when a
// commitment is opened and before a foreign text is shown.
//
// A text is valid UTF-8 in NFC and not blank. Refused in it: control characters, format and default-ignorable ones
// (zero width, direction, tags, variation selectors), line and paragraph separators, private use, what Unicode assigns
// to nothing, a mark with no letter before it and more than kMaxMarks marks on one letter. A name, moreover, mixes in
// no word Latin with Cyrillic or Greek letters, which look alike. Normative: docs/formats/document.md. Categories are
// those of ICU's version of Unicode (UTS 44). Plain ASCII and composed Vietnamese cost one pass over the bytes. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba::credential {

inline constexpr int kMaxMarks = 4;  // in NFC; scripts of this country's minorities need three

bool printable(std::string_view text, bool lines = false);  // `lines`: '\n' is allowed
bool printable_name(std::string_view name);
// Every text within, names of members too: '\n' is allowed, and a member `name` of the outermost object is a name.
// credential.field_bad with the member's place, never its value. `content` comes from crypto::parse_json, which bounds
// its depth.
Status check_texts(const nlohmann::json& content);

}  // namespace hocba::credential
