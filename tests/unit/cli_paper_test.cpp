// Papers: what stands on which page, read back from the drawing and, as PDF, by a reader that is not ours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "cli/paper/codes.hpp"
#include "cli/paper/layout.hpp"
#include "cli/paper/pdf.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::paper {
namespace {

using testing::HasSubstr;
using testing::Not;

// Each letter as wide as half its size; lines break between words.
class EvenFace : public Typeface {
 public:
  double height(const std::string& text, double width, const Style& style) override {
    const double letters = static_cast<double>(text.size()) * style.size / 2;
    const double lines = std::max(1.0, std::ceil(letters / std::max(width, 1.0)));
    return std::min(lines, style.max_lines > 0 ? style.max_lines : lines) * style.size * 1.2;
  }
  double width(const std::string& text, const Style& style) override {
    return static_cast<double>(text.size()) * style.size / 2;
  }
};

std::vector<std::string> texts_of(const Page& page) {
  std::vector<std::string> out;
  for (const Mark& mark : page.marks)
    if (const auto* text = std::get_if<TextMark>(&mark)) out.push_back(text->text);
  return out;
}
std::size_t count_on(const Page& page, const std::string& text) {
  const auto texts = texts_of(page);
  return static_cast<std::size_t>(std::count(texts.begin(), texts.end(), text));
}

Table table_of(std::size_t rows) {
  Table out{.caption = "Bảng 1", .columns = {{"STT", 1, Align::right}, {"Đơn vị", 4}, {"Tỷ lệ", 1, Align::right}}};
  for (std::size_t i = 0; i < rows; ++i)
    out.rows.push_back({{std::to_string(i + 1), "Trường " + std::to_string(i + 1), "93,9"}});
  return out;
}
Paper paper_of(std::vector<Block> blocks) {
  Paper out;
  out.head = {.superior = "SỞ GIÁO DỤC VÀ ĐÀO TẠO", .unit = "PHÒNG MẪU", .state = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"};
  out.title = "BÁO CÁO";
  out.foot = "DE_AN_869";
  out.page = "Trang %1/%2";
  out.time = *time_from_text("2024-12-24T00:26:40Z");
  out.blocks = std::move(blocks);
  return out;
}
Drawing drawn(const Paper& paper) {
  EvenFace face;
  auto drawing = lay_out(paper, face);
  EXPECT_TRUE(drawing.ok());
  return drawing.ok() ? *std::move(drawing) : Drawing{};
}

// Everything lies within the sheet.
void expect_inside(const Drawing& drawing) {
  for (const Page& page : drawing.pages)
    for (const Mark& mark : page.marks)
      if (const auto* text = std::get_if<TextMark>(&mark)) {
        EXPECT_GE(text->x, 0) << text->text;
        EXPECT_LE(text->x + text->width, drawing.width + 1) << text->text;
        EXPECT_LE(text->y + text->style.size, drawing.height) << text->text;
      }
}

TEST(PaperLayout, RepeatsTheHeaderOnEachPageAndNumbersThem) {
  const Drawing drawing = drawn(paper_of({table_of(100)}));
  ASSERT_GT(drawing.pages.size(), 2u);
  std::size_t rows = 0;
  for (std::size_t i = 0; i < drawing.pages.size(); ++i) {
    EXPECT_EQ(count_on(drawing.pages[i], "Đơn vị"), 1u) << i;
    EXPECT_EQ(count_on(drawing.pages[i], "Trang " + std::to_string(i + 1) + "/" + std::to_string(drawing.pages.size())),
              1u);
    EXPECT_EQ(count_on(drawing.pages[i], "DE_AN_869"), 1u);
    rows += count_on(drawing.pages[i], "93,9");
  }
  EXPECT_EQ(rows, 100u) << "each row once";
  // Decree 30/2020: no number above the first page.
  EXPECT_EQ(count_on(drawing.pages[0], "1"), 1u) << "of the row alone";
  expect_inside(drawing);
}

TEST(PaperLayout, OfNoRowsSaysSo) {
  Table empty = table_of(0);
  empty.if_empty = "Không có đơn vị nào.";
  const Drawing drawing = drawn(paper_of({empty, Chart{.caption = "Biểu đồ", .if_empty = "Chưa có lớp nào."}}));
  ASSERT_EQ(drawing.pages.size(), 1u);
  EXPECT_EQ(count_on(drawing.pages[0], "Không có đơn vị nào."), 1u);
  EXPECT_EQ(count_on(drawing.pages[0], "Chưa có lớp nào."), 1u);
  EXPECT_EQ(count_on(drawing.pages[0], "Đơn vị"), 0u) << "no header of nothing";
}

TEST(PaperLayout, KeepsAHeadingWithWhatFollows) {
  for (std::size_t rows = 20; rows < 60; ++rows) {
    const Drawing drawing = drawn(paper_of({table_of(rows), Heading{"2. Tiếp theo"}, Paragraph{.text = "Đoạn sau."}}));
    for (const Page& page : drawing.pages)
      EXPECT_EQ(count_on(page, "2. Tiếp theo"), count_on(page, "Đoạn sau.")) << rows;
    expect_inside(drawing);
  }
}

TEST(PaperLayout, KeepsSignaturesTogether) {
  const Signatures both{{{.title = "NGƯỜI LẬP BIỂU", .name = "Nguyễn Thị Thử"}, {.title = "THỦ TRƯỞNG"}}};
  for (std::size_t rows = 20; rows < 60; ++rows) {
    const Drawing drawing = drawn(paper_of({table_of(rows), both}));
    for (const Page& page : drawing.pages) {
      EXPECT_EQ(count_on(page, "NGƯỜI LẬP BIỂU"), count_on(page, "THỦ TRƯỞNG"));
      EXPECT_EQ(count_on(page, "NGƯỜI LẬP BIỂU"), count_on(page, "Nguyễn Thị Thử"));
    }
  }
}

TEST(PaperLayout, TakesTextLongerThanACellALineOrAPage) {
  std::string words = "một";
  for (int i = 0; i < 3'000; ++i) words += " hai";
  Table table = table_of(2);
  table.rows[0].cells[1] = words;
  table.rows[1].cells[1] = std::string(5'000, 'A');  // nothing to break at
  const Drawing drawing = drawn(paper_of({Paragraph{.text = words}, table}));
  EXPECT_GT(drawing.pages.size(), 1u);
  expect_inside(drawing);
}

// A code that is cut in two is another code: letters get smaller, then the sheet lies across.
TEST(PaperLayout, SplitsNoWordOfACell) {
  EvenFace face;
  for (std::size_t columns = 6; columns <= 16; ++columns) {
    Table table{.caption = "Table 1"};
    Row row;
    for (std::size_t i = 0; i < columns; ++i) {
      table.columns.push_back({i % 2 == 0 ? "Against target" : "Certified", 1});
      row.cells.push_back(i % 3 == 0 ? "99CS0001" : i % 3 == 1 ? "not reached" : "12345");
    }
    table.rows = {row, row};
    const Drawing drawing = drawn(paper_of({table}));
    const bool across = drawing.width > drawing.height;
    EXPECT_TRUE(columns > 8 || !across) << columns;
    EXPECT_TRUE(columns < 13 || across) << columns;
    for (const Mark& mark : drawing.pages[0].marks) {
      const auto* text = std::get_if<TextMark>(&mark);
      if (text == nullptr || (text->text != "99CS0001" && text->text != "Certified" && text->text != "12345")) continue;
      EXPECT_LE(face.width(text->text, text->style), text->width) << columns << ": " << text->text;
      EXPECT_GE(text->style.size, 6.5);
    }
    expect_inside(drawing);
  }
}

TEST(PaperLayout, DrawsBarsToScale) {
  Chart chart{.most = 200,
              .bars = {{.label = "nửa", .value = 100},
                       {.label = "hết", .value = 200, .marked = true, .mark = 50},
                       {.label = "quá", .value = 900},
                       {.label = "không", .value = 0}}};
  const Drawing drawing = drawn(paper_of({chart}));
  std::vector<double> widths;
  for (const Mark& mark : drawing.pages[0].marks)
    if (const auto* box = std::get_if<BoxMark>(&mark); box != nullptr && box->framed) widths.push_back(box->width);
  ASSERT_EQ(widths.size(), 3u) << "nothing is drawn for none";
  EXPECT_NEAR(widths[0] * 2, widths[1], 0.01);
  EXPECT_NEAR(widths[2], widths[1], 0.01) << "never beyond the end";
}

TEST(PaperLayout, RefusesWhatIsNoText) {
  EvenFace face;
  for (const Block& block : {Block{Heading{"\xff"}}, Block{Facts{{{"a", "\xc3"}}}}, Block{Paragraph{.text = "\x80"}}}) {
    const auto drawing = lay_out(paper_of({block}), face);
    ASSERT_FALSE(drawing.ok());
    EXPECT_TRUE(drawing.error().is(kNotText));
  }
  Table table = table_of(1);
  table.rows[0].cells[2] = "\xf0\x28";
  EXPECT_TRUE(lay_out(paper_of({table}), face).error().is(kNotText));
}

TEST(PaperLayout, IsBounded) {
  EvenFace face;
  const auto drawing = lay_out(paper_of({table_of(120'000)}), face);
  ASSERT_FALSE(drawing.ok());
  EXPECT_TRUE(drawing.error().is(kTooLong));
}

// --- as PDF ---------------------------------------------------------------------------------------------------------

std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return out;
  char buffer[4096];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, got);
  ::pclose(pipe);
  return out;
}
bool has_poppler() { return output_of("command -v pdftotext && command -v pdffonts").find('/') != std::string::npos; }

TEST(Pdf, HasTheSameBytesEachTime) {
  const Paper paper = paper_of({Heading{"1. Tóm tắt"}, table_of(60)});
  const auto once = write_pdf(paper), again = write_pdf(paper);
  ASSERT_TRUE(once.ok()) << once.error().to_string();
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(once->substr(0, 5), "%PDF-");
  EXPECT_EQ(*once, *again);
  Paper later = paper;
  later.time = *time_from_text("2025-01-02T00:00:00Z");
  EXPECT_NE(*write_pdf(later), *once) << "the date is the paper's";
}

TEST(Pdf, IsReadByPopplerWithItsVietnameseLetters) {
  if (!has_poppler()) GTEST_SKIP() << "poppler-utils is not installed";
  const test::ScratchDirectory scratch;
  const std::string file = scratch / "a.pdf";
  const std::string all = "Ắ ằ ẵ ẽ ỗ ợ ữ ỵ Đặng Thị Quỳnh Như, Ưng Hoà; H’Hen Niê";
  Paper paper = paper_of({Heading{"1. Tóm tắt"}, Paragraph{.text = all}, table_of(100)});
  paper.author = "Phòng Mẫu";
  const auto bytes = write_pdf(paper);
  ASSERT_TRUE(bytes.ok()) << bytes.error().to_string();
  std::ofstream(file, std::ios::binary) << *bytes;

  const std::string text = output_of("pdftotext -layout '" + file + "' -");
  EXPECT_THAT(text, HasSubstr(all));
  EXPECT_THAT(text, HasSubstr("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
  EXPECT_THAT(text, HasSubstr("Trường 100"));
  const std::string info = output_of("TZ=UTC pdfinfo '" + file + "'");
  EXPECT_THAT(info, HasSubstr("Title:           BÁO CÁO"));
  EXPECT_THAT(info, HasSubstr("Author:          Phòng Mẫu"));
  EXPECT_THAT(info, HasSubstr("Tue Dec 24 00:26:40 2024"));
  EXPECT_THAT(info, HasSubstr("(A4)"));
  const auto at = info.find("Pages:");
  ASSERT_NE(at, std::string::npos);
  const int pages = std::stoi(info.substr(at + 6));
  EXPECT_GE(pages, 3);
  EXPECT_THAT(text, HasSubstr("Trang " + std::to_string(pages) + "/" + std::to_string(pages)));
  // Embedded, or the letters would be whatever the reader's machine has.
  const std::string fonts = output_of("pdffonts '" + file + "' | tail -n +3");
  EXPECT_THAT(fonts, Not(testing::IsEmpty()));
  EXPECT_THAT(fonts, Not(HasSubstr(" no  "))) << fonts;
}

TEST(Pdf, LiesAcrossWhereItsTableIsWide) {
  if (!has_poppler()) GTEST_SKIP() << "poppler-utils is not installed";
  const test::ScratchDirectory scratch;
  const std::string file = scratch / "a.pdf";
  Paper paper = paper_of({table_of(3)});
  paper.landscape = true;
  std::ofstream(file, std::ios::binary) << *write_pdf(paper);
  EXPECT_THAT(output_of("pdfinfo '" + file + "'"), HasSubstr("841.89 x 595.276"));
}

TEST(Pdf, RefusesWhatIsNoText) {
  const auto pdf = write_pdf(paper_of({Paragraph{.text = "\xff"}}));
  ASSERT_FALSE(pdf.ok());
  EXPECT_EQ(pdf.error().code().id, "paper.not_text");
}

}  // namespace
}  // namespace hocba::paper
