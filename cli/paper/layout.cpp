#include "cli/paper/layout.hpp"

#include <algorithm>
#include <cmath>

#include "cli/paper/codes.hpp"
#include "cli/paper/flow.hpp"
#include "crypto/json.hpp"

namespace hocba::paper {

namespace {

constexpr double kTextSize = 12, kSmallSize = 9.5, kFootSize = 8;
constexpr double kKeepWithHeading = 70;  // so much of what follows stands on the page of its heading

struct Check {
  bool good = true;
  void text(const std::string& value) { good = good && crypto::valid_utf8(value); }
};

void check(Check& c, const Block& block) {
  if (const auto* heading = std::get_if<Heading>(&block)) c.text(heading->text);
  if (const auto* paragraph = std::get_if<Paragraph>(&block)) c.text(paragraph->text);
  if (const auto* facts = std::get_if<Facts>(&block))
    for (const auto& [label, value] : facts->lines) c.text(label), c.text(value);
  if (const auto* table = std::get_if<Table>(&block)) {
    c.text(table->caption), c.text(table->if_empty);
    for (const Column& column : table->columns) c.text(column.header);
    for (const Row& row : table->rows)
      for (const std::string& cell : row.cells) c.text(cell);
  }
  if (const auto* chart = std::get_if<Chart>(&block)) {
    for (const auto* text : {&chart->caption, &chart->good, &chart->other, &chart->mark, &chart->if_empty})
      c.text(*text);
    for (const auto& tick : chart->ticks) c.text(tick.second);
    for (const Bar& bar : chart->bars) c.text(bar.label), c.text(bar.text);
  }
  if (const auto* signatures = std::get_if<Signatures>(&block))
    for (const Signature& one : signatures->who)
      for (const auto* text : {&one.above, &one.title, &one.hint, &one.name}) c.text(*text);
}

bool all_text(const Paper& paper) {
  Check c;
  for (const auto* text :
       {&paper.head.superior, &paper.head.unit, &paper.head.number, &paper.head.state, &paper.head.motto,
        &paper.head.place_date, &paper.title, &paper.subtitle, &paper.foot, &paper.page, &paper.author, &paper.subject})
    c.text(*text);
  for (const Block& block : paper.blocks) check(c, block);
  return c.good;
}

// A column of centred lines; where it ends. A rule of `rule` points stands under the line that is `ruled`.
double head_column(Flow& flow, double x, double width, const std::vector<std::pair<std::string, Style>>& lines,
                   std::size_t ruled, double rule_share) {
  double y = flow.y();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].first.empty()) continue;
    y += flow.text(x, y, width, lines[i].first, lines[i].second);
    if (i != ruled) continue;
    const double rule = std::min(width, flow.face().width(lines[i].first, lines[i].second)) * rule_share;
    flow.line(x + (width - rule) / 2, y + 2, x + (width + rule) / 2, y + 2, 0.7);
    y += 6;
  }
  return y;
}

void head(Flow& flow, const Head& head) {
  const Style plain{.size = kTextSize, .align = Align::centre};
  Style bold = plain, italic = plain;
  bold.bold = italic.italic = true;
  constexpr double kLeftShare = 0.44, kGap = 8;
  const double left = flow.width() * kLeftShare - kGap, right = flow.width() - left - kGap;
  const double first =
      head_column(flow, flow.left(), left, {{head.superior, plain}, {head.unit, bold}, {head.number, plain}}, 1, 0.4);
  const double second = head_column(flow, flow.left() + left + kGap, right,
                                    {{head.state, bold}, {head.motto, bold}, {head.place_date, italic}}, 1, 1);
  flow.to(std::max(first, second) + 14);
}

void title(Flow& flow, const Paper& paper) {
  flow.advance(
      flow.text(flow.left(), flow.y(), flow.width(), paper.title, {.size = 14, .bold = true, .align = Align::centre}));
  if (!paper.subtitle.empty()) {
    const Style style{.size = 13, .bold = true, .align = Align::centre};
    flow.advance(flow.text(flow.left(), flow.y() + 2, flow.width(), paper.subtitle, style) + 2);
  }
  const double rule = flow.width() * 0.2;
  flow.line(flow.left() + (flow.width() - rule) / 2, flow.y() + 4, flow.left() + (flow.width() + rule) / 2,
            flow.y() + 4, 0.7);
  flow.advance(14);
}

// At the word nearest the middle; nothing where there is one word.
std::size_t middle_of(const std::string& text) {
  const std::size_t middle = text.size() / 2;
  const auto before = text.rfind(' ', middle), after = text.find(' ', middle);
  return before == std::string::npos || before == 0 ? after : before;
}

void paragraph(Flow& flow, const Paragraph& p) {
  const Style style{.size = p.small ? kSmallSize : kTextSize, .bold = p.bold, .italic = p.italic, .align = p.align};
  const double height = flow.face().height(p.text, flow.width(), style);
  if (height > flow.body()) {  // longer than a page: in two parts
    if (const auto at = middle_of(p.text); at != std::string::npos) {
      Paragraph part = p;
      part.text = p.text.substr(0, at);
      paragraph(flow, part);
      part.text = p.text.substr(at + 1);
      return paragraph(flow, part);
    }
  }
  flow.need(height);
  flow.advance(flow.text(flow.left(), flow.y(), flow.width(), p.text, style) + (p.small ? 3 : 6));
}

void heading(Flow& flow, const Heading& h) {
  const Style style{.size = kTextSize, .bold = true};
  flow.advance(flow.at_top() ? 0 : 6);
  const double height = flow.face().height(h.text, flow.width(), style);
  flow.need(height + kKeepWithHeading);
  flow.name(h.text);
  flow.advance(flow.text(flow.left(), flow.y(), flow.width(), h.text, style) + 5);
}

void facts(Flow& flow, const Facts& facts) {
  const Style style{.size = kTextSize};
  double label = 0;
  for (const auto& line : facts.lines) label = std::max(label, flow.face().width(line.first, style));
  label = std::min(label + 12, flow.width() * 0.4);
  const double value = flow.width() - label;
  for (const auto& [name, text] : facts.lines) {
    const double height = std::max(flow.face().height(name, label - 12, style), flow.face().height(text, value, style));
    flow.need(height);
    flow.text(flow.left(), flow.y(), label - 12, name, style);
    flow.text(flow.left() + label, flow.y(), value, text, style);
    flow.advance(height + 2);
  }
  flow.advance(5);
}

void signatures(Flow& flow, const Signatures& signatures) {
  if (signatures.who.empty()) return;
  constexpr double kRoomToSign = 62, kGap = 12;
  const double width = flow.width() / static_cast<double>(signatures.who.size()) - kGap;
  const Style title{.size = kTextSize, .bold = true, .align = Align::centre};
  const Style italic{.size = 11, .italic = true, .align = Align::centre};
  const auto height = [&](const std::string& text, const Style& style) {
    return text.empty() ? 0 : flow.face().height(text, width, style);
  };
  double above = 0, named = 0;
  for (const Signature& one : signatures.who) {
    above = std::max(above, height(one.above, italic));
    named = std::max(named, height(one.title, title) + height(one.hint, italic) + height(one.name, title));
  }
  flow.advance(10);
  flow.need(above + named + kRoomToSign);
  double x = flow.left() + kGap / 2;
  for (const Signature& one : signatures.who) {
    double y = flow.y() + above - height(one.above, italic);
    if (!one.above.empty()) y += flow.text(x, y, width, one.above, italic);
    y += flow.text(x, y, width, one.title, title);
    if (!one.hint.empty()) y += flow.text(x, y, width, one.hint, italic);
    if (!one.name.empty()) flow.text(x, y + kRoomToSign, width, one.name, title);
    x += width + kGap;
  }
  flow.advance(above + named + kRoomToSign + 14);
}

std::string replaced(std::string text, std::string_view what, const std::string& by) {
  const auto at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

// Numbers and feet, once it is known how many pages there are.
void number_pages(Flow& flow, const Paper& paper) {
  const std::size_t count = flow.pages();
  const Style number{.size = kTextSize, .align = Align::centre};
  const Style foot{.size = kFootSize, .ink = {0.25, 0.25, 0.25}, .max_lines = 2};
  Style page = foot;
  page.align = Align::right;
  for (std::size_t i = 0; i < count; ++i) {
    flow.turn_to(i);
    const std::string words = replaced(replaced(paper.page, "%1", std::to_string(i + 1)), "%2", std::to_string(count));
    const double room = flow.face().width(words, page) + 2, y = flow.bottom() + 12;
    if (i > 0) flow.text(flow.left(), flow.top() - 26, flow.width(), std::to_string(i + 1), number);
    flow.line(flow.left(), y - 3, flow.right(), y - 3, 0.4);
    flow.text(flow.left(), y, flow.width() - room - 10, paper.foot, foot);
    flow.text(flow.right() - room, y, room, words, page);
  }
}

}  // namespace

Result<Drawing> lay_out(const Paper& paper, Typeface& face) {
  if (!all_text(paper)) return kNotText;
  bool landscape = paper.landscape;
  const double upright = Flow(face, false).width();
  for (const Block& block : paper.blocks)
    if (const auto* table = std::get_if<Table>(&block)) landscape = landscape || !table_fits(face, *table, upright);
  Flow flow(face, landscape);
  head(flow, paper.head);
  title(flow, paper);
  for (const Block& block : paper.blocks) {
    if (const auto* of = std::get_if<Heading>(&block)) heading(flow, *of);
    if (const auto* of = std::get_if<Paragraph>(&block)) paragraph(flow, *of);
    if (const auto* of = std::get_if<Facts>(&block)) facts(flow, *of);
    if (const auto* of = std::get_if<Table>(&block)) set_table(flow, *of);
    if (const auto* of = std::get_if<Chart>(&block)) set_chart(flow, *of);
    if (const auto* of = std::get_if<Signatures>(&block)) signatures(flow, *of);
    if (flow.pages() > kMaxPages) return kTooLong;
  }
  number_pages(flow, paper);
  return std::move(flow).drawing();
}

}  // namespace hocba::paper
