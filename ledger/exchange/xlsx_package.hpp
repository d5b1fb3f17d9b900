// The parts of a workbook around its sheets: where they lie, shared strings, number formats. Internal to
// ledger/exchange. Source: ECMA-376 part 2 (packages), part 1 §18.2 (workbook), §18.4 (shared strings), §18.8 (styles).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/exchange/xlsx_number.hpp"
#include "ledger/exchange/zip.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kMaxXlsxPart = 512u << 20;          // inflated, of sheets and shared strings
inline constexpr std::size_t kMaxXlsxSmallPart = 16u << 20;      // of all others
inline constexpr std::size_t kMaxXlsxSharedText = 64u << 20;     // of all shared strings together
inline constexpr std::size_t kMaxXlsxSharedStrings = 8'000'000;  // their number
inline constexpr std::size_t kMaxXlsxSheets = 1024;
inline constexpr std::size_t kMaxXlsxStyles = 65'536;

struct XlsxSheetPart {
  std::string name;
  std::string part;
  bool hidden = false;
};

// Strings in one piece: a large workbook has a million of them.
class SharedStrings {
 public:
  std::size_t size() const { return ends_.size(); }
  std::string_view at(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(text_).substr(begin, ends_[i] - begin);
  }
  Status add(std::string_view text);

 private:
  std::string text_;
  std::vector<std::uint32_t> ends_;
};

struct XlsxWorkbook {
  ZipReader zip;
  std::vector<XlsxSheetPart> sheets;  // worksheets in the order of their tabs
  SharedStrings strings;
  // Each once, for thousands of styles may share a format; by the index that a cell names: which.
  std::vector<NumberFormat> formats;
  std::vector<std::uint32_t> styles;
  bool dates_from_1904 = false;
};

// exchange.sheet_format (another sort of file), exchange.xlsx_damaged, .xlsx_entity, .xlsx_too_large.
Result<XlsxWorkbook> open_workbook(std::string_view bytes);

// Streams a part through the XML reader into `sink`.
class XmlSink;
Status read_part(const ZipReader& zip, std::string_view name, std::size_t max_size, XmlSink& sink);

// "_x000D_" is how a part spells a character that XML can't hold (§22.4.2.4); other text stays as it is.
std::string unescaped(std::string_view text);
std::string escaped(std::string_view text);  // the way back

}  // namespace hocba::exchange
