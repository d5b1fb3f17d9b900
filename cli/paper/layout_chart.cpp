// Charts of horizontal bars: names at the left, what the bar says at the right, a mark where it should have come to.
#include <algorithm>

#include "cli/paper/flow.hpp"

namespace hocba::paper {

namespace {

constexpr double kLabelSize = 10, kTickSize = 8, kBarHeight = 9, kRowGap = 5;
constexpr double kLabelShare = 0.30, kTextShare = 0.24, kSideGap = 6;
// Told apart on paper without colours too: dark, light with a frame, a black-red line.
constexpr Ink kGood{0.12, 0.31, 0.47}, kOther{0.72, 0.82, 0.91}, kOtherFrame{0.12, 0.31, 0.47};
constexpr Ink kTrack{0.95, 0.95, 0.95}, kGrid{0.80, 0.80, 0.80}, kMark{0.69, 0.0, 0.10};

class ChartSetter {
 public:
  ChartSetter(Flow& flow, const Chart& chart) : flow_(flow), chart_(chart) {
    label_ = flow.width() * kLabelShare;
    text_ = flow.width() * kTextShare;
    left_ = flow.left() + label_ + kSideGap;
    right_ = flow.right() - text_ - kSideGap;
  }

  void set() {
    const Style caption{.size = 11, .italic = true};
    const double above = chart_.caption.empty() ? 0 : flow_.face().height(chart_.caption, flow_.width(), caption) + 3;
    double first = 0;  // a few bars stand together with the caption
    for (std::size_t i = 0; i < chart_.bars.size() && i < 3; ++i) first += height(chart_.bars[i]);
    flow_.need(above + (has_key() ? 14 : 0) + first + axis_height());
    if (above > 0) flow_.advance(flow_.text(flow_.left(), flow_.y(), flow_.width(), chart_.caption, caption) + 3);
    if (chart_.bars.empty()) {
      flow_.advance(flow_.text(flow_.left(), flow_.y(), flow_.width(), chart_.if_empty, {.size = 11}) + 8);
      return;
    }
    if (has_key()) key();
    for (const Bar& bar : chart_.bars) {
      const double high = height(bar);
      if (!flow_.fits(high + axis_height())) {
        axis();
        flow_.next_page();
      }
      put(bar, high);
    }
    axis();
    flow_.advance(8);
  }

 private:
  Style label_style() const { return {.size = kLabelSize, .align = Align::right, .max_lines = 3}; }
  Style text_style() const { return {.size = kLabelSize, .max_lines = 3}; }
  double at(double value) const {
    const double share = chart_.most > 0 ? std::clamp(value / chart_.most, 0.0, 1.0) : 0;
    return left_ + (right_ - left_) * share;
  }
  double height(const Bar& bar) {
    double most = kBarHeight;
    if (!bar.label.empty()) most = std::max(most, flow_.face().height(bar.label, label_, label_style()));
    if (!bar.text.empty()) most = std::max(most, flow_.face().height(bar.text, text_, text_style()));
    return most + kRowGap;
  }
  double axis_height() const { return chart_.ticks.empty() ? 4 : kTickSize + 8; }
  bool has_key() const { return !chart_.good.empty() || !chart_.other.empty() || !chart_.mark.empty(); }

  void key() {
    const Style style{.size = 9};
    double x = flow_.left();
    const double y = flow_.y();
    const auto entry = [&](const std::string& words, auto draw) {
      if (words.empty()) return;
      draw();
      x += 14;
      flow_.text(x, y, flow_.right() - x, words, style);
      x += flow_.face().width(words, style) + 16;
    };
    entry(chart_.good, [&] { flow_.framed_box(x, y + 2, 9, 7, kGood, kGood); });
    entry(chart_.other, [&] { flow_.framed_box(x, y + 2, 9, 7, kOther, kOtherFrame); });
    entry(chart_.mark, [&] { flow_.line(x + 4.5, y, x + 4.5, y + 11, 1.6, kMark); });
    flow_.advance(16);
  }

  void put(const Bar& bar, double high) {
    const double y = flow_.y(), middle = y + high / 2;
    flow_.box(left_, middle - kBarHeight / 2, right_ - left_, kBarHeight, kTrack);
    for (const auto& [value, words] : chart_.ticks) flow_.line(at(value), y, at(value), y + high, 0.3, kGrid);
    const double wide = at(bar.value) - left_;
    if (wide > 0)
      flow_.framed_box(left_, middle - kBarHeight / 2, wide, kBarHeight, bar.good ? kGood : kOther,
                       bar.good ? kGood : kOtherFrame);
    if (bar.marked) flow_.line(at(bar.mark), middle - high / 2 + 1, at(bar.mark), middle + high / 2 - 1, 1.6, kMark);
    const auto centred = [&](double x, double width, const std::string& words, const Style& style) {
      if (!words.empty()) flow_.text(x, middle - flow_.face().height(words, width, style) / 2, width, words, style);
    };
    centred(flow_.left(), label_, bar.label, label_style());
    centred(right_ + kSideGap, text_, bar.text, text_style());
    flow_.advance(high);
  }

  void axis() {
    const double y = flow_.y() + 1;
    flow_.line(left_, y, right_, y, 0.6);
    constexpr double kTickRoom = 60;
    for (const auto& [value, words] : chart_.ticks) {
      flow_.line(at(value), y, at(value), y + 3, 0.6);
      flow_.text(at(value) - kTickRoom / 2, y + 3, kTickRoom, words, {.size = kTickSize, .align = Align::centre});
    }
    flow_.advance(axis_height());
  }

  Flow& flow_;
  const Chart& chart_;
  double label_ = 0, text_ = 0, left_ = 0, right_ = 0;
};

}  // namespace

void set_chart(Flow& flow, const Chart& chart) { ChartSetter(flow, chart).set(); }

}  // namespace hocba::paper
