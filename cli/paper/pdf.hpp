// A paper as a PDF file (Cairo, Pango): its letters embedded, its text selectable, an outline of its headings. The same
// paper gives the same bytes with the same typeface and libraries: its date is the paper's, nothing is random.
// Typefaces are the machine's (fontconfig): the first of kTypefaces that is there.
// Threads: any, one paper at a time each.
#pragma once

#include <string>

#include "cli/paper/paper.hpp"
#include "crypto/error.hpp"

namespace hocba::paper {

// Of the width of Times New Roman, which documents are to be set in (Decree 30/2020), or at least with every Vietnamese
// letter.
inline constexpr const char* kTypefaces[] = {"Liberation Serif", "Times New Roman", "Tinos", "Noto Serif",
                                             "DejaVu Serif"};

// paper.font_missing with the names, paper.too_long, paper.not_text, paper.drawing_failed with the library's word.
Result<std::string> write_pdf(const Paper& paper);

}  // namespace hocba::paper
