// What an office prints and files, as a value: a head, a title, blocks of text, tables and charts, signatures. Who
// makes one says what stands in it, in the reader's language; how it is set stands in layout.hpp, as what bytes in
// pdf.hpp. Texts are UTF-8. Nothing here is Vietnamese or English by itself.
//
// The set-up is that of administrative documents (Decree 30/2020): A4, wide left margin for binding, a serif face, page
// numbers from the second page on in the upper margin.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crypto/time.hpp"

namespace hocba::paper {

enum class Align { left, centre, right };

struct Heading {
  std::string text = {};  // also in the outline that a reader of the file sees
};
struct Paragraph {
  std::string text = {};
  bool small = false, italic = false, bold = false;
  Align align = Align::left;
};
// Lines "label: value", values below each other.
struct Facts {
  std::vector<std::pair<std::string, std::string>> lines = {};
};

struct Column {
  std::string header = {};
  double share = 1;  // of the width, among all columns
  Align align = Align::left;
};
struct Row {
  std::vector<std::string> cells = {};  // as many as there are columns; a cell shows at most kMaxCellLines lines
  bool strong = false;                  // sums
};
inline constexpr int kMaxCellLines = 12;
// Breaks over pages between rows, its header again on each.
struct Table {
  std::string caption = {};  // empty: none
  std::vector<Column> columns = {};
  std::vector<Row> rows = {};
  std::string if_empty = {};  // said in place of a table without rows
};

// Horizontal bars from 0 to `most`, each with a mark where it should have come to.
struct Bar {
  std::string label = {};
  double value = 0;
  bool marked = false;
  double mark = 0;
  bool good = false;      // drawn dark; otherwise light with a frame, which a copier keeps apart
  std::string text = {};  // at the right: "78,5 % (157/200)"
};
struct Chart {
  std::string caption = {};
  double most = 100;
  std::vector<std::pair<double, std::string>> ticks = {};  // along the axis: where, what stands there
  std::string good = {}, other = {}, mark = {};            // the key; empty: not in it
  std::vector<Bar> bars = {};
  std::string if_empty = {};
};

// Side by side, with room to sign, kept together on a page.
struct Signature {
  std::string above = {};  // place and date, in italics; empty: none
  std::string title = {};  // NGƯỜI LẬP BIỂU
  std::string hint = {};   // (Ký, ghi rõ họ tên)
  std::string name = {};   // empty: to be written by hand
};
struct Signatures {
  std::vector<Signature> who = {};  // left to right
};

using Block = std::variant<Heading, Paragraph, Facts, Table, Chart, Signatures>;

// The two columns above the title: who writes and under whom; the state's name and motto, place and date.
struct Head {
  std::string superior = {}, unit = {}, number = {};  // an empty one takes no room
  std::string state = {}, motto = {}, place_date = {};
};
struct Paper {
  Head head;
  std::string title = {}, subtitle = {};
  std::vector<Block> blocks = {};
  std::string foot = {};                  // small, at the foot of each page: what this is and how to know it again
  std::string page = "%1/%2";             // "Trang %1/%2"
  bool landscape = false;                 // for tables of many columns; turned where the words of one need it
  std::string language = "vi";            // for line breaking and for who reads the file aloud
  std::string author = {}, subject = {};  // of the file; the title is its own
  Time time;                              // the file's date: that of what it says, so that it can be made again
};

}  // namespace hocba::paper
