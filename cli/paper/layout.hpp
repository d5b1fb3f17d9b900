// Sets a paper on pages: what goes where, what is kept together, where tables and charts break. The same paper in the
// same typeface gives the same drawing. No library, no files.
#pragma once

#include "cli/paper/drawing.hpp"
#include "crypto/error.hpp"

namespace hocba::paper {

inline constexpr std::size_t kMaxPages = 2'000;

// paper.too_long, paper.not_text.
Result<Drawing> lay_out(const Paper& paper, Typeface& face);

}  // namespace hocba::paper
