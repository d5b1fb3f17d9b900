// The two languages of the command line. A text is always written in both at the place that says it, so that neither
// falls behind: run.say("đã ghi", "recorded").
#pragma once

#include <string_view>

namespace hocba::cli {

enum class Lang { vi, en };
inline std::string_view pick(Lang lang, std::string_view vi, std::string_view en) { return lang == Lang::vi ? vi : en; }
inline std::string_view to_text(Lang lang) { return lang == Lang::vi ? "vi" : "en"; }
// "vi", "en", or a locale: "vi_VN.UTF-8". Anything else is English.
inline Lang lang_of(std::string_view text) { return text.substr(0, 2) == "vi" ? Lang::vi : Lang::en; }

}  // namespace hocba::cli
