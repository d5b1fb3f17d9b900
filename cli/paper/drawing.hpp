// Pages of marks at places, in points (1/72 inch) from the upper left corner: what the layout decided and any device
// can draw. Values.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cli/paper/paper.hpp"

namespace hocba::paper {

struct Ink {
  double red = 0, green = 0, blue = 0;  // 0 to 1
};
struct Style {
  double size = 12;  // points
  bool bold = false, italic = false;
  Align align = Align::left;
  Ink ink = {};
  int max_lines = 0;  // 0: all; what is beyond ends in "…"
};

struct TextMark {
  double x = 0, y = 0, width = 0;  // the box's upper left corner; lines break at `width`
  std::string text;
  Style style;
};
struct LineMark {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0, width = 0.5;
  Ink ink = {};
};
struct BoxMark {
  double x = 0, y = 0, width = 0, height = 0;
  Ink fill = {};
  bool framed = false;
  Ink frame = {};
};
using Mark = std::variant<TextMark, LineMark, BoxMark>;

struct Page {
  std::vector<Mark> marks;
  std::vector<std::pair<std::string, double>> headings;  // for the outline: text, y
};
struct Drawing {
  double width = 0, height = 0;
  std::vector<Page> pages;
};

// How much room a text takes in some typeface.
class Typeface {
 public:
  virtual ~Typeface() = default;
  virtual double height(const std::string& text, double width, const Style& style) = 0;  // lines broken at `width`
  virtual double width(const std::string& text, const Style& style) = 0;                 // on one line
};

}  // namespace hocba::paper
