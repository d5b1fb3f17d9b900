// Where the next thing goes: a pen that moves down the body of A4 pages and turns to a new one where there is no room.
// Inside of layout*.cpp.
#pragma once

#include "cli/paper/drawing.hpp"

namespace hocba::paper {

class Flow {
 public:
  Flow(Typeface& face, bool landscape);
  Typeface& face() { return face_; }

  double left() const { return left_; }
  double right() const { return right_; }
  double top() const { return top_; }
  double bottom() const { return bottom_; }
  double width() const { return right_ - left_; }
  double body() const { return bottom_ - top_; }
  double y() const { return y_; }
  bool at_top() const { return y_ <= top_; }
  bool fits(double height) const { return y_ + height <= bottom_; }
  void to(double y) { y_ = y; }
  void advance(double by) { y_ += by; }
  void need(double height);  // turns the page where so much doesn't fit
  void next_page();

  double text(double x, double y, double width, const std::string& text, const Style& style);  // its height
  void line(double x1, double y1, double x2, double y2, double width, Ink ink = {});
  void box(double x, double y, double width, double height, Ink fill);
  void framed_box(double x, double y, double width, double height, Ink fill, Ink frame);
  void name(const std::string& heading);  // here, for the outline

  std::size_t pages() const { return drawing_.pages.size(); }
  void turn_to(std::size_t page) { page_ = page; }  // to add to it
  Drawing drawing() && { return std::move(drawing_); }

 private:
  Page& page() { return drawing_.pages[page_]; }
  Typeface& face_;
  Drawing drawing_;
  std::size_t page_ = 0;
  double left_ = 0, right_ = 0, top_ = 0, bottom_ = 0, y_ = 0;
};

void set_table(Flow& flow, const Table& table);
// Whether each word of each cell has room on a line, in letters that can be read.
bool table_fits(Typeface& face, const Table& table, double width);
void set_chart(Flow& flow, const Chart& chart);

}  // namespace hocba::paper
