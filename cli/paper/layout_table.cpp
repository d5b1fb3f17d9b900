// Tables: cells of equal height in a row, a frame around each, the header again on every page.
#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>

#include "cli/paper/flow.hpp"

namespace hocba::paper {

namespace {

constexpr double kSide = 3.5, kAbove = 2, kBelow = 3, kFrame = 0.5;
// Of letters in cells, the first at which each word has room on a line of its own; below kReadable a page is turned.
constexpr double kCellSizes[] = {10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5};
constexpr double kCellSize = kCellSizes[0], kReadable = 8;
constexpr double kMostForAWord = 0.25;  // of the table's width: longer words are broken
constexpr double kMostForACell = 0.45;  // what a column asks for at most
constexpr std::size_t kShortCell = 10;  // letters: dates, codes and verdicts stay on one line
constexpr std::size_t kRowsWithCaption = 3;
constexpr Ink kHeaderFill{0.9, 0.93, 0.96}, kSumFill{0.95, 0.95, 0.95};

std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// Lines break at spaces, and after hyphens but before a digit (UAX 14).
template <class Take>
void each_word(std::string_view text, Take take) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool space = text[i] == ' ';
    const bool hyphen = text[i] == '-' && i + 1 < text.size() && (text[i + 1] < '0' || text[i + 1] > '9');
    if (!space && !hyphen) continue;
    take(text.substr(begin, i + (hyphen ? 1 : 0) - begin));
    begin = i + 1;
  }
  take(text.substr(begin));
}

// What columns ask for, in letters of kCellSize, without the sides.
struct ColumnNeeds {
  std::vector<double> least;   // the widest word
  std::vector<double> wanted;  // the longest cell on one line
};

ColumnNeeds needs_of(Typeface& face, const Table& table) {
  const auto wide = [&](std::string_view text) {
    return text.empty() ? 0 : face.width(std::string(text), {.size = kCellSize, .bold = true});
  };
  ColumnNeeds out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::string_view cell;
    std::size_t longest = 0;
    std::set<std::string_view> words;
    for (const Row& row : table.rows) {
      if (i >= row.cells.size()) continue;
      if (letters(row.cells[i]) > letters(cell)) cell = row.cells[i];
      each_word(row.cells[i], [&](std::string_view one) {
        longest = std::max(longest, letters(one));
        words.insert(one);
      });
    }
    if (letters(cell) <= kShortCell) words.insert(cell);
    each_word(table.columns[i].header, [&](std::string_view one) { words.insert(one); });
    double least = 0;
    for (const std::string_view word : words)  // the widest is among the long ones
      if (2 * letters(word) >= longest) least = std::max(least, wide(word));
    out.least.push_back(least);
    out.wanted.push_back(wide(cell));
  }
  return out;
}

double room_for(double text, double size) { return text * size / kCellSize + 2 * kSide + 1; }
// Of a column at least: its widest word, if this is not beyond measure.
double least_room(double word, double size, double room) {
  return std::min(room_for(word, size), room * kMostForAWord);
}
double least_room(const ColumnNeeds& needs, double size, double room) {
  double out = 0;
  for (const double word : needs.least) out += least_room(word, size, room);
  return out;
}
double size_for(const ColumnNeeds& needs, double room) {
  for (const double size : kCellSizes)
    if (least_room(needs, size, room) <= room) return size;
  return kReadable;
}

class TableSetter {
 public:
  TableSetter(Flow& flow, const Table& table) : flow_(flow), table_(table) {
    for (const Column& column : table.columns) header_.cells.push_back(column.header);
    const ColumnNeeds needs = needs_of(flow.face(), table);
    size_ = size_for(needs, flow.width());
    double x = flow.left();
    for (const double width : widths(needs)) {
      edges_.push_back(x);
      x += width;
    }
    edges_.push_back(flow.right());
  }

  void set() {
    const double header = height(header_, true);
    double first = 0;
    for (std::size_t i = 0; i < table_.rows.size() && i < kRowsWithCaption; ++i)
      first += height(table_.rows[i], table_.rows[i].strong);
    const Style caption{.size = 11, .italic = true};
    const double above = table_.caption.empty() ? 0 : flow_.face().height(table_.caption, flow_.width(), caption) + 3;
    flow_.need(above + header + first);
    if (above > 0) flow_.advance(flow_.text(flow_.left(), flow_.y(), flow_.width(), table_.caption, caption) + 3);
    if (table_.rows.empty()) {
      flow_.advance(flow_.text(flow_.left(), flow_.y(), flow_.width(), table_.if_empty, {.size = 11}) + 8);
      return;
    }
    begin(header);
    for (const Row& row : table_.rows) {
      const double high = height(row, row.strong);
      if (!flow_.fits(high) && flow_.y() > begun_ + header + 1) {  // one higher than a page stands alone
        end();
        flow_.next_page();
        begin(header);
      }
      put(row, high, row.strong, row.strong ? &kSumFill : nullptr, false);
    }
    end();
    flow_.advance(10);
  }

 private:
  // What columns ask for: their longest cell on one line, if there is room for all; what is over goes by the shares.
  // Otherwise each has at least its widest word, and the rest goes to those who ask for more.
  std::vector<double> widths(const ColumnNeeds& needs) const {
    const std::size_t count = table_.columns.size();
    const double room = flow_.width();
    std::vector<double> least(count), wanted(count), out(count);
    double shares = 0;
    for (std::size_t i = 0; i < count; ++i) {
      least[i] = least_room(needs.least[i], size_, room);
      wanted[i] = std::clamp(room_for(needs.wanted[i], size_), least[i], std::max(least[i], room * kMostForACell));
      shares += table_.columns[i].share;
    }
    const auto sum = [](const std::vector<double>& of) { return std::accumulate(of.begin(), of.end(), 0.0); };
    const double all = sum(wanted), needed = sum(least);
    for (std::size_t i = 0; i < count; ++i) {
      if (all <= room)
        out[i] = wanted[i] + (room - all) * table_.columns[i].share / shares;
      else if (needed <= room && all > needed)
        out[i] = least[i] + (room - needed) * (wanted[i] - least[i]) / (all - needed);
      else
        out[i] = least[i] * room / needed;  // too many columns: each narrower by as much
    }
    return out;
  }
  double inner(std::size_t column) const { return edges_[column + 1] - edges_[column] - 2 * kSide; }
  Style style(std::size_t column, bool bold, bool centred) const {
    return {.size = size_,
            .bold = bold,
            .align = centred ? Align::centre : table_.columns[column].align,
            .max_lines = kMaxCellLines};
  }
  double height(const Row& row, bool bold) {
    double most = 0;
    for (std::size_t i = 0; i < table_.columns.size() && i < row.cells.size(); ++i)
      most = std::max(
          most, row.cells[i].empty() ? size_ : flow_.face().height(row.cells[i], inner(i), style(i, bold, false)));
    return most + kAbove + kBelow;
  }
  void begin(double header) {
    begun_ = flow_.y();
    flow_.line(flow_.left(), begun_, flow_.right(), begun_, kFrame);
    put(header_, header, true, &kHeaderFill, true);
  }
  void put(const Row& row, double high, bool bold, const Ink* fill, bool centred) {
    const double y = flow_.y();
    if (fill != nullptr) flow_.box(flow_.left(), y, flow_.width(), high, *fill);
    for (std::size_t i = 0; i < table_.columns.size() && i < row.cells.size(); ++i) {
      if (row.cells[i].empty()) continue;
      const Style look = style(i, bold, centred);
      // A header's short words stand in the middle of its long ones' height.
      const double down =
          centred ? (high - kAbove - kBelow - flow_.face().height(row.cells[i], inner(i), look)) / 2 : 0;
      flow_.text(edges_[i] + kSide, y + kAbove + down, inner(i), row.cells[i], look);
    }
    flow_.line(flow_.left(), y + high, flow_.right(), y + high, kFrame);
    flow_.advance(high);
  }
  void end() {
    for (const double x : edges_) flow_.line(x, begun_, x, flow_.y(), kFrame);
  }

  Flow& flow_;
  const Table& table_;
  std::vector<double> edges_;
  Row header_;
  double size_ = kCellSize, begun_ = 0;
};

}  // namespace

void set_table(Flow& flow, const Table& table) { TableSetter(flow, table).set(); }

bool table_fits(Typeface& face, const Table& table, double width) {
  return least_room(needs_of(face, table), kReadable, width) <= width;
}

}  // namespace hocba::paper
