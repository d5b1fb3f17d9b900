#include "tests/support/workbook.hpp"

#include "ledger/exchange/zip.hpp"

namespace hocba::test {
namespace {

const std::string kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const std::string kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const std::string kPackage = "http://schemas.openxmlformats.org/package/2006/";

std::string relation(const std::string& id, const std::string& type, const std::string& target) {
  return "<Relationship Id=\"" + id + "\" Type=\"" + kOffice + "/" + type + "\" Target=\"" + target + "\"/>";
}
std::string relations(const std::string& inside) {
  return "<Relationships xmlns=\"" + kPackage + "relationships\">" + inside + "</Relationships>";
}

}  // namespace

Parts parts_of(const Book& book) {
  std::string sheets, links;
  Parts out;
  for (std::size_t i = 0; i < book.sheets.size(); ++i) {
    const BookSheet& sheet = book.sheets[i];
    const std::string n = std::to_string(i + 1);
    sheets += "<sheet name=\"" + sheet.name + "\" sheetId=\"" + n + "\"" +
              (sheet.state.empty() ? "" : " state=\"" + sheet.state + "\"") + " r:id=\"rId" + n + "\"/>";
    links += relation("rId" + n, "worksheet", "worksheets/sheet" + n + ".xml");
    out.emplace_back("xl/worksheets/sheet" + n + ".xml", "<worksheet xmlns=\"" + kMain + "\">" + sheet.before +
                                                             "<sheetData>" + sheet.rows + "</sheetData>" + sheet.after +
                                                             "</worksheet>");
  }
  if (!book.strings.empty()) {
    std::string items;
    for (const std::string& item : book.strings) items += "<si>" + item + "</si>";
    links += relation("rIdS", "sharedStrings", "/xl/sharedStrings.xml");
    out.emplace_back("xl/sharedStrings.xml", "<sst xmlns=\"" + kMain + "\">" + items + "</sst>");
  }
  std::string formats, styles = "<xf numFmtId=\"0\"/>";
  for (std::size_t i = 0; i < book.formats.size(); ++i) {
    const std::string id = std::to_string(164 + i);
    formats += "<numFmt numFmtId=\"" + id + "\" formatCode=\"" + book.formats[i] + "\"/>";
    styles += "<xf numFmtId=\"" + id + "\"/>";
  }
  links += relation("rIdF", "styles", "styles.xml");
  out.emplace_back("xl/styles.xml", "<styleSheet xmlns=\"" + kMain + "\"><numFmts>" + formats +
                                        "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" +
                                        styles + "</cellXfs></styleSheet>");
  out.emplace_back("xl/_rels/workbook.xml.rels", relations(links));
  out.emplace_back("xl/workbook.xml", "<workbook xmlns=\"" + kMain + "\" xmlns:r=\"" + kOffice + "\"><workbookPr" +
                                          (book.from_1904 ? " date1904=\"1\"" : "") + "/><sheets>" + sheets +
                                          "</sheets></workbook>");
  out.emplace_back("_rels/.rels", relations(relation("rId1", "officeDocument", "xl/workbook.xml")));
  out.emplace_back("[Content_Types].xml",
                   "<Types xmlns=\"" + kPackage +
                       "content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override "
                       "PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument."
                       "spreadsheetml.sheet.main+xml\"/></Types>");
  return out;
}

std::string bytes_of(const Parts& parts) { return exchange::write_zip(parts); }
std::string bytes_of(const Book& book) { return bytes_of(parts_of(book)); }
std::string bytes_of_rows(const std::string& rows, const std::string& after) {
  return bytes_of(Book{.sheets = {{.name = "6A1", .rows = rows, .after = after}}});
}

std::string row(std::size_t number, const std::vector<std::string>& cells, const std::string& attributes) {
  std::string out = "<row r=\"" + std::to_string(number) + "\"" + attributes + ">";
  for (const std::string& cell : cells) out += cell;
  return out + "</row>";
}
std::string text(const std::string& place, const std::string& xml) {
  return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + xml + "</t></is></c>";
}
std::string number(const std::string& place, const std::string& value, int style) {
  return "<c r=\"" + place + "\" s=\"" + std::to_string(style) + "\"><v>" + value + "</v></c>";
}
std::string text_row(std::size_t number, const std::vector<std::string>& texts) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (!texts[i].empty()) cells.push_back(text(static_cast<char>('A' + i) + std::to_string(number), texts[i]));
  return row(number, cells);
}
std::string merges(const std::vector<std::string>& ranges) {
  std::string out = "<mergeCells>";
  for (const std::string& range : ranges) out += "<mergeCell ref=\"" + range + "\"/>";
  return out + "</mergeCells>";
}

}  // namespace hocba::test
