// Workbooks typed by hand: the parts as XML, put into an archive. For what no spreadsheet program would write.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hocba::test {

using Parts = std::vector<std::pair<std::string, std::string>>;

struct BookSheet {
  std::string name;
  std::string rows;         // what stands in <sheetData>
  std::string after = {};   // behind it: <mergeCells>…
  std::string before = {};  // in front of it: <cols>…
  std::string state = {};   // hidden, veryHidden
};
struct Book {
  std::vector<BookSheet> sheets;
  std::vector<std::string> strings = {};  // the content of each <si>
  std::vector<std::string> formats = {};  // number formats; style 1 is the first of them, style 0 General
  bool from_1904 = false;
};
Parts parts_of(const Book& book);
std::string bytes_of(const Parts& parts);
std::string bytes_of(const Book& book);
std::string bytes_of_rows(const std::string& rows, const std::string& after = {});  // one sheet, "6A1"

// Cells for BookSheet::rows. Texts are taken as XML.
std::string row(std::size_t number, const std::vector<std::string>& cells, const std::string& attributes = {});
std::string text(const std::string& place, const std::string& xml);
std::string number(const std::string& place, const std::string& value, int style = 0);
// A row of texts from column A; empty ones are left out.
std::string text_row(std::size_t number, const std::vector<std::string>& texts);
std::string merges(const std::vector<std::string>& ranges);

}  // namespace hocba::test
