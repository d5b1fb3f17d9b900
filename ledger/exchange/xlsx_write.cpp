// A writer of our own, since Debian's libxlsxwriter 1.1.4 writes through temporary files, which a pure folder may not,
// and changes a cell that holds "_x000D_" (docs/adr/workbooks.md).
#include <algorithm>
#include <unordered_map>

#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "ledger/exchange/xlsx_sheet.hpp"

namespace hocba::exchange {
namespace {

constexpr std::string_view kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::size_t kMaxCellCharacters = 32'767;
constexpr unsigned kMinWidth = 8, kMaxWidth = 60;

// The styles of kStyles, by their places in cellXfs.
constexpr std::string_view kTextStyle = "1", kHeaderStyle = "2", kMarkStyle = "3";

constexpr std::string_view kContentTypes =
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>)";
constexpr std::string_view kRoots =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)";
constexpr std::string_view kRelations =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>)";
// 49 is the text format "@"; 164, our own, shows one decimal.
constexpr std::string_view kStyles =
    R"(<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>)";

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : escaped(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// "8,3" -> "8.3", for exactly the spellings that a mark has on paper; anything else stays text.
std::string number_of_mark(std::string_view cell) {
  const auto tenths = credential::tenths_from_cell(cell);
  if (!tenths.ok()) return {};
  std::string on_paper = credential::tenths_to_screen(*tenths);
  if (on_paper != cell) return {};
  std::replace(on_paper.begin(), on_paper.end(), ',', '.');
  return on_paper;
}

// Texts once each, in the order in which they come: more programs read these than read strings inside of cells.
class Strings {
 public:
  std::size_t index(std::string_view text) {
    const auto [at, fresh] = places_.emplace(text, places_.size());
    if (fresh) items_.append("<si><t xml:space=\"preserve\">").append(xml_text(text)).append("</t></si>");
    return at->second;
  }
  std::string xml() const {
    return std::string(kXml) +
           R"(<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount=")" +
           std::to_string(places_.size()) + "\">" + items_ + "</sst>";
  }

 private:
  std::unordered_map<std::string_view, std::size_t> places_;  // of texts in the table
  std::string items_;
};

Status append_cell(std::string& out, Strings& strings, std::size_t row, std::size_t column, std::string_view text,
                   std::string_view style, bool mark) {
  if (text.empty()) return done();
  const std::string place = cell_name(row, column);
  if (!crypto::valid_utf8(text)) return Error(kCsvEncoding, place);
  if (characters(text) > kMaxCellCharacters) return Error(kXlsxTooLarge, place);
  if (const std::string number = mark ? number_of_mark(text) : std::string(); !number.empty())
    out.append("<c r=\"" + place + "\" s=\"").append(kMarkStyle).append("\"><v>" + number + "</v></c>");
  else
    out.append("<c r=\"" + place + "\" s=\"")
        .append(style)
        .append("\" t=\"s\"><v>" + std::to_string(strings.index(text)) + "</v></c>");
  return done();
}

std::string workbook_xml(const std::string& name) {
  return std::string(kXml) +
         R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name=")" +
         xml_text(name) + R"(" sheetId="1" r:id="rId1"/></sheets></workbook>)";
}

bool is_sheet_name(std::string_view name) {
  return !name.empty() && crypto::valid_utf8(name) && characters(name) <= 31 && name.front() != '\'' &&
         name.back() != '\'' && std::none_of(name.begin(), name.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 ||
                  std::string_view("[]:*?/\\").find(c) != std::string_view::npos;
         });
}

bool holds_marks(std::string_view header) {
  static const std::vector<std::string> kMarks = [] {
    std::vector<std::string> out;
    for (const Column& column : columns_of(ImportKind::transcript))
      if (column.field == Field::term1 || column.field == Field::term2 || column.field == Field::year)
        out.push_back(header_key(column.header));
    return out;
  }();
  const auto module = module_column(header);
  return (module && module->part == ModulePart::score) ||
         std::find(kMarks.begin(), kMarks.end(), header_key(header)) != kMarks.end();
}

}  // namespace

XlsxSheet sheet_of(const Table& table, ImportKind kind) {
  XlsxSheet out;
  out.name = kind == ImportKind::transcript ? "Học bạ"
             : kind == ImportKind::proposal ? "Đề nghị khen thưởng"
             : kind == ImportKind::quota    ? "Chỉ tiêu khen thưởng"
             : kind == ImportKind::award    ? "Khen thưởng"
             : kind == ImportKind::diploma  ? "Văn bằng"
                                            : "Chứng chỉ";
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    std::size_t width = characters(table.header[i]) + 2;
    for (const Row& row : table.rows)
      if (i < row.cells.size()) width = std::max(width, characters(row.cells[i]) + 1);
    out.columns.push_back({holds_marks(table.header[i]) ? XlsxColumn::Kind::mark : XlsxColumn::Kind::text,
                           static_cast<unsigned>(std::clamp<std::size_t>(width, kMinWidth, kMaxWidth))});
  }
  return out;
}

Result<std::string> write_xlsx(const Table& table, const XlsxSheet& sheet) {
  HOCBA_CHECK(is_sheet_name(sheet.name));
  const std::size_t width = table.header.size();
  if (width > kMaxXlsxColumn || table.rows.size() >= kMaxXlsxRow) return Error(kXlsxTooLarge, sheet.name);
  const auto is_mark = [&](std::size_t i) {
    return i < sheet.columns.size() && sheet.columns[i].kind == XlsxColumn::Kind::mark;
  };
  std::string xml(kXml);
  xml +=
      R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>)";
  if (width > 0) {
    xml += "<cols>";
    for (std::size_t i = 0; i < width; ++i) {
      const std::string place = std::to_string(i + 1);
      const unsigned characters_wide = i < sheet.columns.size() ? sheet.columns[i].width : XlsxColumn{}.width;
      xml += "<col min=\"" + place + "\" max=\"" + place + "\" width=\"" + std::to_string(characters_wide) +
             "\" style=\"" + std::string(is_mark(i) ? kMarkStyle : kTextStyle) + "\" customWidth=\"1\"/>";
    }
    xml += "</cols>";
  }
  Strings strings;
  xml += "<sheetData><row r=\"1\">";
  for (std::size_t i = 0; i < width; ++i) {
    HOCBA_RETURN_IF_ERROR(append_cell(xml, strings, 1, i, table.header[i], kHeaderStyle, false));
  }
  xml += "</row>";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const std::size_t number = r + 2;
    xml += "<row r=\"" + std::to_string(number) + "\">";
    for (std::size_t i = 0; i < std::min(width, table.rows[r].cells.size()); ++i) {
      const std::string& cell = table.rows[r].cells[i];
      HOCBA_RETURN_IF_ERROR(append_cell(xml, strings, number, i, cell, kTextStyle, is_mark(i)));
    }
    xml += "</row>";
  }
  xml += "</sheetData></worksheet>";
  return write_zip({{"[Content_Types].xml", std::string(kXml).append(kContentTypes)},
                    {"_rels/.rels", std::string(kXml).append(kRoots)},
                    {"xl/workbook.xml", workbook_xml(sheet.name)},
                    {"xl/_rels/workbook.xml.rels", std::string(kXml).append(kRelations)},
                    {"xl/styles.xml", std::string(kXml).append(kStyles)},
                    {"xl/sharedStrings.xml", strings.xml()},
                    {"xl/worksheets/sheet1.xml", std::move(xml)}});
}

}  // namespace hocba::exchange
