#include "ledger/exchange/xlsx_package.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/xml.hpp"

namespace hocba::exchange {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}
std::optional<unsigned> number_of(std::string_view text) {
  unsigned out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return out;
}

// A sink that looks at start tags only.
class Tags : public XmlSink {
 public:
  Status end(std::string_view) override { return done(); }
  Status text(std::string_view) override { return done(); }
};

// [Content_Types].xml: what sort of file each part says it is.
class ContentTypes : public Tags {
 public:
  Status start(std::string_view name, const XmlAttributes& a) override {
    if (name == "Override") of_part_[std::string(a.get("PartName"))] = a.get("ContentType");
    if (name == "Default") of_extension_[std::string(a.get("Extension"))] = a.get("ContentType");
    return done();
  }
  std::string of(const std::string& part) const {
    if (const auto it = of_part_.find("/" + part); it != of_part_.end()) return it->second;
    const auto it = of_extension_.find(part.substr(part.rfind('.') + 1));
    return it == of_extension_.end() ? std::string() : it->second;
  }

 private:
  std::map<std::string, std::string> of_part_, of_extension_;
};

struct Relation {
  std::string type, target;
  bool external = false;
};
class Relations : public Tags {
 public:
  Status start(std::string_view name, const XmlAttributes& a) override {
    if (name == "Relationship")
      of_id[std::string(a.get("Id"))] = {std::string(a.get("Type")), std::string(a.get("Target")),
                                         a.get("TargetMode") == "External"};
    return done();
  }
  // The transitional and the strict form of the standard name types by different addresses with the same end.
  const Relation* of_type(std::string_view end) const {
    for (const auto& [id, relation] : of_id)
      if (ends_with(relation.type, end)) return &relation;
    return nullptr;
  }
  std::map<std::string, Relation> of_id;
};

// A target as the name of a part: from the root, or beside the part that names it.
std::string resolved(std::string_view folder, std::string_view target) {
  if (!target.empty() && target.front() == '/') return std::string(target.substr(1));
  std::string base(folder);
  while (target.substr(0, 3) == "../") {
    target.remove_prefix(3);
    base = base.substr(0, base.rfind('/', base.size() < 2 ? 0 : base.size() - 2) + 1);
  }
  if (target.substr(0, 2) == "./") target.remove_prefix(2);
  return base + std::string(target);
}

struct NamedSheet {
  std::string name, relation;
  bool hidden = false;
};
class Workbook : public Tags {
 public:
  Status start(std::string_view name, const XmlAttributes& a) override {
    if (name == "workbookPr") dates_from_1904 = xml_true(a.get("date1904"));
    if (name != "sheet") return done();
    if (sheets.size() == kMaxXlsxSheets) return Error(kXlsxTooLarge, "sheets");
    const std::string_view state = a.get("state");
    sheets.push_back(
        {std::string(a.get("name")), std::string(a.prefixed("id")), state == "hidden" || state == "veryHidden"});
    return done();
  }
  std::vector<NamedSheet> sheets;
  bool dates_from_1904 = false;
};

class Styles : public Tags {
 public:
  Status start(std::string_view name, const XmlAttributes& a) override {
    if (name == "numFmt") {
      if (codes_.size() == kMaxXlsxStyles) return Error(kXlsxTooLarge, "number formats");
      if (const auto id = number_of(a.get("numFmtId"))) codes_[*id] = parse_format(a.get("formatCode"));
    } else if (name == "cellXfs") {
      in_cells_ = true;
    } else if (name == "xf" && in_cells_) {
      if (styles.size() == kMaxXlsxStyles) return Error(kXlsxTooLarge, "styles");
      const unsigned id = number_of(a.get("numFmtId")).value_or(0);
      const auto [place, fresh] = places_.emplace(id, static_cast<std::uint32_t>(formats.size()));
      if (fresh) {
        const auto own = codes_.find(id);
        formats.push_back(own == codes_.end() ? builtin_format(id) : own->second);
      }
      styles.push_back(place->second);
    }
    return done();
  }
  Status end(std::string_view name) override {
    if (name == "cellXfs") in_cells_ = false;
    return done();
  }
  std::vector<NumberFormat> formats;
  std::vector<std::uint32_t> styles;

 private:
  std::map<unsigned, NumberFormat> codes_;
  std::map<unsigned, std::uint32_t> places_;  // in `formats`, by the id
  bool in_cells_ = false;
};

// <si> holds one <t>, or one per run of rich text; <rPh> is how East Asian readers pronounce it, no text.
class SharedStringsPart : public XmlSink {
 public:
  explicit SharedStringsPart(SharedStrings& out) : out_(out) {}
  Status start(std::string_view name, const XmlAttributes&) override {
    if (name == "si") text_.clear();
    if (name == "rPh") ++phonetic_;
    in_text_ = name == "t" && phonetic_ == 0;
    return done();
  }
  Status end(std::string_view name) override {
    in_text_ = false;
    if (name == "rPh" && phonetic_ > 0) --phonetic_;
    return name == "si" ? out_.add(unescaped(text_)) : done();
  }
  Status text(std::string_view piece) override {
    if (!in_text_) return done();
    if (text_.size() + piece.size() > kMaxXlsxSharedText) return Error(kXlsxTooLarge, "shared strings");
    text_ += piece;
    return done();
  }

 private:
  SharedStrings& out_;
  std::string text_;
  std::size_t phonetic_ = 0;
  bool in_text_ = false;
};

constexpr std::string_view kWorkbookTypes[] = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml", "application/vnd.ms-excel.template.macroEnabled.main+xml"};

// What it is instead of a workbook of ours, for the message.
Error foreign(const ZipReader& zip, std::string_view type) {
  const auto* mimetype = zip.find("mimetype");
  const auto said = mimetype == nullptr ? Result<std::string>(std::string()) : zip.read(*mimetype, 200);
  const std::string what = said.ok() && !said->empty() ? *said : std::string(type.substr(0, 200));
  if (what.find("opendocument.spreadsheet") != std::string::npos) return {kSheetFormat, ".ods"};
  if (what.find("sheet.binary") != std::string::npos) return {kSheetFormat, ".xlsb"};
  return {kSheetFormat, what.empty() ? "ZIP" : what};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
// At "_x" + four digits + "_": the character; -1: none.
int escape_at(std::string_view text, std::size_t at) {
  if (text.size() - at < 7 || text[at] != '_' || text[at + 1] != 'x' || text[at + 6] != '_') return -1;
  int out = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    if (hex_digit(text[i]) < 0) return -1;
    out = out * 16 + hex_digit(text[i]);
  }
  return out;
}
void append_escape(std::string& out, unsigned c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  out += "_x";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[c >> shift & 0xf];
  out += '_';
}

}  // namespace

std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int c = text[i] == '_' ? escape_at(text, i) : -1;
    if (c < 0 || (c >= 0xd800 && c <= 0xdfff)) {
      out += text[i];
      continue;
    }
    const auto bits = static_cast<unsigned>(c);
    if (bits < 0x80) {
      out += static_cast<char>(bits);
    } else if (bits < 0x800) {
      out += static_cast<char>(0xc0 | bits >> 6);
      out += static_cast<char>(0x80 | (bits & 0x3f));
    } else {
      out += static_cast<char>(0xe0 | bits >> 12);
      out += static_cast<char>(0x80 | (bits >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (bits & 0x3f));
    }
    i += 6;
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::string_view three = text.substr(i, 3);
    if (c == '_' && escape_at(text, i) >= 0) {
      append_escape(out, c);
    } else if (c < 0x20 && c != '\t' && c != '\n') {
      append_escape(out, c);
    } else if (three == "\xef\xbf\xbe" || three == "\xef\xbf\xbf") {  // U+FFFE, U+FFFF: no XML characters
      append_escape(out, three[2] == '\xbe' ? 0xfffe : 0xffff);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

Status SharedStrings::add(std::string_view text) {
  if (ends_.size() == kMaxXlsxSharedStrings || text_.size() + text.size() > kMaxXlsxSharedText)
    return Error(kXlsxTooLarge, "shared strings");
  text_ += text;
  ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  return done();
}

Status read_part(const ZipReader& zip, std::string_view name, std::size_t max_size, XmlSink& sink) {
  const ZipPart* part = zip.find(name);
  if (part == nullptr) return Error(kXlsxDamaged, std::string(name) + " is missing");
  XmlReader xml(sink, name);
  HOCBA_RETURN_IF_ERROR(zip.inflate(*part, max_size, [&](std::string_view piece) { return xml.feed(piece); }));
  return xml.finish();
}

Result<XlsxWorkbook> open_workbook(std::string_view bytes) {
  XlsxWorkbook out;
  HOCBA_TRY(out.zip, ZipReader::open(bytes));
  if (out.zip.find("[Content_Types].xml") == nullptr) return foreign(out.zip, {});
  ContentTypes types;
  HOCBA_RETURN_IF_ERROR(read_part(out.zip, "[Content_Types].xml", kMaxXlsxSmallPart, types));
  Relations roots;
  HOCBA_RETURN_IF_ERROR(read_part(out.zip, "_rels/.rels", kMaxXlsxSmallPart, roots));
  const Relation* main = roots.of_type("/officeDocument");
  if (main == nullptr || main->external) return foreign(out.zip, {});
  const std::string workbook_part = resolved({}, main->target);
  const std::string type = types.of(workbook_part);
  if (std::find(std::begin(kWorkbookTypes), std::end(kWorkbookTypes), type) == std::end(kWorkbookTypes))
    return foreign(out.zip, type);

  Workbook workbook;
  HOCBA_RETURN_IF_ERROR(read_part(out.zip, workbook_part, kMaxXlsxSmallPart, workbook));
  out.dates_from_1904 = workbook.dates_from_1904;
  const std::size_t slash = workbook_part.rfind('/') + 1;
  const std::string folder = workbook_part.substr(0, slash);
  Relations relations;
  HOCBA_RETURN_IF_ERROR(
      read_part(out.zip, folder + "_rels/" + workbook_part.substr(slash) + ".rels", kMaxXlsxSmallPart, relations));
  for (const NamedSheet& sheet : workbook.sheets) {
    const auto found = relations.of_id.find(sheet.relation);
    if (found == relations.of_id.end() || found->second.external)
      return Error(kXlsxDamaged, workbook_part + ": a sheet without its part");
    if (!ends_with(found->second.type, "/worksheet")) continue;  // a chart
    out.sheets.push_back({sheet.name, resolved(folder, found->second.target), sheet.hidden});
  }
  if (out.sheets.empty()) return Error(kXlsxDamaged, workbook_part + ": no sheet");
  if (const Relation* shared = relations.of_type("/sharedStrings"); shared != nullptr && !shared->external) {
    SharedStringsPart part(out.strings);
    HOCBA_RETURN_IF_ERROR(read_part(out.zip, resolved(folder, shared->target), kMaxXlsxPart, part));
  }
  if (const Relation* styles = relations.of_type("/styles"); styles != nullptr && !styles->external) {
    Styles part;
    HOCBA_RETURN_IF_ERROR(read_part(out.zip, resolved(folder, styles->target), kMaxXlsxSmallPart, part));
    out.formats = std::move(part.formats);
    out.styles = std::move(part.styles);
  }
  return out;
}

}  // namespace hocba::exchange
