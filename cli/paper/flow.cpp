#include "cli/paper/flow.hpp"

#include <utility>

namespace hocba::paper {

namespace {

constexpr double kPoints = 72 / 25.4;  // of a millimetre
constexpr double kA4Short = 210 * kPoints, kA4Long = 297 * kPoints;
constexpr double kBinding = 30 * kPoints, kOuter = 15 * kPoints, kUpper = 20 * kPoints, kLower = 20 * kPoints;

}  // namespace

Flow::Flow(Typeface& face, bool landscape) : face_(face) {
  drawing_.width = landscape ? kA4Long : kA4Short;
  drawing_.height = landscape ? kA4Short : kA4Long;
  // A landscape sheet is bound at its upper edge.
  left_ = landscape ? kUpper : kBinding;
  right_ = drawing_.width - (landscape ? kLower : kOuter);
  top_ = landscape ? kBinding : kUpper;
  bottom_ = drawing_.height - kLower;
  drawing_.pages.emplace_back();
  y_ = top_;
}

void Flow::next_page() {
  drawing_.pages.emplace_back();
  page_ = drawing_.pages.size() - 1;
  y_ = top_;
}
void Flow::need(double height) {
  if (!fits(height) && !at_top()) next_page();
}

double Flow::text(double x, double y, double width, const std::string& text, const Style& style) {
  if (text.empty()) return 0;
  page().marks.push_back(TextMark{x, y, width, text, style});
  return face_.height(text, width, style);
}
void Flow::line(double x1, double y1, double x2, double y2, double width, Ink ink) {
  page().marks.push_back(LineMark{x1, y1, x2, y2, width, ink});
}
void Flow::box(double x, double y, double width, double height, Ink fill) {
  page().marks.push_back(BoxMark{x, y, width, height, fill, false, {}});
}
void Flow::framed_box(double x, double y, double width, double height, Ink fill, Ink frame) {
  page().marks.push_back(BoxMark{x, y, width, height, fill, true, frame});
}
void Flow::name(const std::string& heading) { page().headings.emplace_back(heading, y_); }

}  // namespace hocba::paper
