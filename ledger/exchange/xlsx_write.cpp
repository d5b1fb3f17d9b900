// A writer of our own, since Debian's libxlsxwriter 1.1.4 writes through temporary files, which a pure folder may not,
// and changes a cell that holds "_x000D_" (docs/adr/workbooks.md).
#include <algorithm>
#include <chrono>
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
constexpr std::string_view kPlainStyle = "0", kTextStyle = "1", kHeaderStyle = "2", kMarkStyle = "3", kDateStyle = "4";

constexpr std::string_view kContentTypes =
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>)";
constexpr std::string_view kRoots =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)";
constexpr std::string_view kRelations =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>)";
// 49 is the text format "@"; 164 and 165, our own, show one decimal and a day.
constexpr std::string_view kStyles =
    R"(<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>)";

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

bool is_whole(std::string_view cell) {
  constexpr std::size_t kMostDigits = 9;
  return cell.size() <= kMostDigits && (cell[0] != '0' || cell.size() == 1) &&
         std::all_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "93,9" -> "93.9"; anything else stays text.
std::string number_of_decimal(std::string_view cell) {
  if (cell.size() < 3 || (cell[cell.size() - 2] != ',' && cell[cell.size() - 2] != '.')) return {};
  const std::string_view whole = cell.substr(0, cell.size() - 2), tenth = cell.substr(cell.size() - 1);
  if (!is_whole(whole) || !is_whole(tenth)) return {};
  return std::string(whole) + "." + std::string(tenth);
}

// "15/03/1985" -> its serial: days since 30/12/1899, true from 01/03/1900 on. Anything else stays text.
std::string number_of_day(std::string_view cell) {
  const auto day = credential::date_from_cell(cell);
  if (!day.ok() || to_screen(*day) != cell || day->year < 1901) return {};
  using namespace std::chrono;
  const sys_days at =
      year(day->year) / month(static_cast<unsigned>(day->month)) / std::chrono::day(static_cast<unsigned>(day->day));
  return std::to_string((at - sys_days(year(1899) / 12 / 30)).count());
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
                   std::string_view style, XlsxColumn::Kind kind) {
  if (text.empty()) return done();
  const std::string place = cell_name(row, column);
  if (!crypto::valid_utf8(text)) return Error(kCsvEncoding, place);
  if (characters(text) > kMaxCellCharacters) return Error(kXlsxTooLarge, place);
  const bool mark = kind == XlsxColumn::Kind::mark;
  const bool decimal = kind == XlsxColumn::Kind::decimal;
  const bool date = kind == XlsxColumn::Kind::date;
  const bool whole = kind == XlsxColumn::Kind::whole && is_whole(text);
  if (const std::string number = mark      ? number_of_mark(text)
                                 : decimal ? number_of_decimal(text)
                                 : date    ? number_of_day(text)
                                           : std::string(whole ? text : "");
      !number.empty())
    out.append("<c r=\"" + place + "\" s=\"")
        .append(mark || decimal ? kMarkStyle
                : date          ? kDateStyle
                                : kPlainStyle)
        .append("\"><v>" + number + "</v></c>");
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
    for (const Column& column : columns_of(ImportKind::training_results))
      if (column.field == Field::attendance_mark || column.field == Field::test_mark ||
          column.field == Field::total_mark)
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
  out.name = kind == ImportKind::transcript             ? "Học bạ"
             : kind == ImportKind::proposal             ? "Đề nghị khen thưởng"
             : kind == ImportKind::quota                ? "Chỉ tiêu khen thưởng"
             : kind == ImportKind::award                ? "Khen thưởng"
             : kind == ImportKind::diploma              ? "Văn bằng"
             : kind == ImportKind::training_roster      ? "Danh sách cử đi học"
             : kind == ImportKind::training_results     ? "Kết quả"
             : kind == ImportKind::training_attendance  ? "Điểm danh"
             : kind == ImportKind::training_external    ? "Hoàn thành ngoài hệ thống"
             : kind == ImportKind::training_corrections ? "Sửa họ tên, ngày sinh"
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

namespace {

XlsxColumn column_at(const XlsxSheet& sheet, std::size_t i) {
  return i < sheet.columns.size() ? sheet.columns[i] : XlsxColumn{};
}
std::string_view style_of(XlsxColumn::Kind kind) {
  if (kind == XlsxColumn::Kind::mark || kind == XlsxColumn::Kind::decimal) return kMarkStyle;
  if (kind == XlsxColumn::Kind::date) return kDateStyle;
  return kind == XlsxColumn::Kind::whole ? kPlainStyle : kTextStyle;
}

std::string columns_xml(const XlsxSheet& sheet, std::size_t width) {
  if (width == 0) return {};
  std::string xml = "<cols>";
  for (std::size_t i = 0; i < width; ++i) {
    const std::string place = std::to_string(i + 1);
    xml += "<col min=\"" + place + "\" max=\"" + place + "\" width=\"" + std::to_string(column_at(sheet, i).width) +
           "\" style=\"" + std::string(style_of(column_at(sheet, i).kind)) + "\" customWidth=\"1\"/>";
  }
  return xml + "</cols>";
}

std::string merges_xml(const XlsxSheet& sheet) {
  if (sheet.merges.empty()) return {};
  std::string xml = "<mergeCells count=\"" + std::to_string(sheet.merges.size()) + "\">";
  for (const std::string& range : sheet.merges) xml += "<mergeCell ref=\"" + range + "\"/>";
  return xml + "</mergeCells>";
}

}  // namespace

Result<std::string> write_xlsx(const Table& table, const XlsxSheet& sheet) {
  HOCBA_CHECK(is_sheet_name(sheet.name));
  const std::size_t width = table.header.size();
  auto header = sheet.header_rows;
  if (header.empty()) {
    for (const std::string& line : sheet.above) header.push_back({line});
    header.push_back(table.header);
  }
  if (width > kMaxXlsxColumn || table.rows.size() + header.size() > kMaxXlsxRow)
    return Error(kXlsxTooLarge, sheet.name);
  const std::string top = std::to_string(header.size());
  std::string xml(kXml);
  xml +=
      R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit=")" +
      top + R"(" topLeftCell="A)" + std::to_string(header.size() + 1) +
      R"(" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>)";
  xml += columns_xml(sheet, width);
  Strings strings;
  xml += "<sheetData>";
  std::size_t number = 0;
  const auto add_row = [&](const std::vector<std::string>& cells, bool names) -> Status {
    xml += "<row r=\"" + std::to_string(++number) + "\">";
    for (std::size_t i = 0; i < std::min(width, cells.size()); ++i) {
      const auto kind = names ? XlsxColumn::Kind::text : column_at(sheet, i).kind;
      HOCBA_RETURN_IF_ERROR(append_cell(xml, strings, number, i, cells[i], names ? kHeaderStyle : kTextStyle, kind));
    }
    xml += "</row>";
    return done();
  };
  for (const auto& names : header) HOCBA_RETURN_IF_ERROR(add_row(names, true));
  for (const Row& row : table.rows) HOCBA_RETURN_IF_ERROR(add_row(row.cells, false));
  xml += "</sheetData>" + merges_xml(sheet) + "</worksheet>";
  return write_zip({{"[Content_Types].xml", std::string(kXml).append(kContentTypes)},
                    {"_rels/.rels", std::string(kXml).append(kRoots)},
                    {"xl/workbook.xml", workbook_xml(sheet.name)},
                    {"xl/_rels/workbook.xml.rels", std::string(kXml).append(kRelations)},
                    {"xl/styles.xml", std::string(kXml).append(kStyles)},
                    {"xl/sharedStrings.xml", strings.xml()},
                    {"xl/worksheets/sheet1.xml", std::move(xml)}});
}

}  // namespace hocba::exchange
