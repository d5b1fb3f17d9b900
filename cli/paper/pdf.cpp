#include "cli/paper/pdf.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

#include "cli/paper/codes.hpp"
#include "cli/paper/layout.hpp"

namespace hocba::paper {

namespace {

struct Release {
  void operator()(PangoFontMap* of) const { g_object_unref(of); }
  void operator()(PangoContext* of) const { g_object_unref(of); }
  void operator()(PangoLayout* of) const { g_object_unref(of); }
  void operator()(PangoAttrList* of) const { pango_attr_list_unref(of); }
  void operator()(PangoFontDescription* of) const { pango_font_description_free(of); }
  void operator()(cairo_font_options_t* of) const { cairo_font_options_destroy(of); }
  void operator()(cairo_surface_t* of) const { cairo_surface_destroy(of); }
  void operator()(cairo_t* of) const { cairo_destroy(of); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

// The first of kTypefaces that the machine has; empty: none.
std::string family_of(PangoFontMap* map) {
  PangoFontFamily** families = nullptr;
  int count = 0;
  pango_font_map_list_families(map, &families, &count);
  std::string found;
  for (const char* wanted : kTypefaces) {
    for (int i = 0; i < count && found.empty(); ++i)
      if (std::string_view(pango_font_family_get_name(families[i])) == wanted) found = wanted;
    if (!found.empty()) break;
  }
  g_free(families);
  return found;
}

// Measures and draws with the same settings: nothing of the user's own (hinting, resolution) has a say.
class PangoFace : public Typeface {
 public:
  explicit PangoFace(const std::string& language)
      : map_(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)),
        context_(pango_font_map_create_context(map_.get())),
        attributes_(pango_attr_list_new()) {
    // A code or digest that is broken must not gain a hyphen.
    pango_attr_list_insert(attributes_.get(), pango_attr_insert_hyphens_new(FALSE));
    const Owned<cairo_font_options_t> options(cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context_.get(), options.get());
    pango_cairo_context_set_resolution(context_.get(), 72);
    pango_context_set_round_glyph_positions(context_.get(), FALSE);
    pango_context_set_language(context_.get(), pango_language_from_string(language.c_str()));
    family_ = family_of(map_.get());
  }
  bool found() const { return !family_.empty(); }

  Owned<PangoLayout> layout(const std::string& text, double width, const Style& style) {
    Owned<PangoLayout> out(pango_layout_new(context_.get()));
    pango_layout_set_font_description(out.get(), description(style));
    pango_layout_set_attributes(out.get(), attributes_.get());
    pango_layout_set_text(out.get(), text.data(), static_cast<int>(text.size()));
    if (width > 0) pango_layout_set_width(out.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(out.get(), PANGO_WRAP_WORD_CHAR);
    if (style.max_lines > 0) {
      pango_layout_set_height(out.get(), -style.max_lines);
      pango_layout_set_ellipsize(out.get(), PANGO_ELLIPSIZE_END);
    }
    pango_layout_set_alignment(out.get(), style.align == Align::left    ? PANGO_ALIGN_LEFT
                                          : style.align == Align::right ? PANGO_ALIGN_RIGHT
                                                                        : PANGO_ALIGN_CENTER);
    return out;
  }
  double height(const std::string& text, double width, const Style& style) override {
    return size(text, width, style).second;
  }
  double width(const std::string& text, const Style& style) override { return size(text, -1, style).first; }

 private:
  std::pair<double, double> size(const std::string& text, double width, const Style& style) {
    const auto of = layout(text, width, style);
    int wide = 0, high = 0;
    pango_layout_get_size(of.get(), &wide, &high);
    return {static_cast<double>(wide) / PANGO_SCALE, static_cast<double>(high) / PANGO_SCALE};
  }
  const PangoFontDescription* description(const Style& style) {
    auto& kept = descriptions_[std::tuple(style.size, style.bold, style.italic)];
    if (!kept) {
      kept.reset(pango_font_description_new());
      pango_font_description_set_family(kept.get(), family_.c_str());
      pango_font_description_set_absolute_size(kept.get(), style.size * PANGO_SCALE);
      pango_font_description_set_weight(kept.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
      pango_font_description_set_style(kept.get(), style.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    }
    return kept.get();
  }

  Owned<PangoFontMap> map_;
  Owned<PangoContext> context_;
  Owned<PangoAttrList> attributes_;
  std::string family_;
  std::map<std::tuple<double, bool, bool>, Owned<PangoFontDescription>> descriptions_;
};

void set_ink(cairo_t* cr, const Ink& ink) { cairo_set_source_rgb(cr, ink.red, ink.green, ink.blue); }

void draw(cairo_t* cr, PangoFace& face, const Mark& mark) {
  if (const auto* text = std::get_if<TextMark>(&mark)) {
    const auto layout = face.layout(text->text, text->width, text->style);
    set_ink(cr, text->style.ink);
    cairo_move_to(cr, text->x, text->y);
    pango_cairo_show_layout(cr, layout.get());
  } else if (const auto* line = std::get_if<LineMark>(&mark)) {
    set_ink(cr, line->ink);
    cairo_set_line_width(cr, line->width);
    cairo_move_to(cr, line->x1, line->y1);
    cairo_line_to(cr, line->x2, line->y2);
    cairo_stroke(cr);
  } else if (const auto* box = std::get_if<BoxMark>(&mark)) {
    cairo_rectangle(cr, box->x, box->y, box->width, box->height);
    set_ink(cr, box->fill);
    box->framed ? cairo_fill_preserve(cr) : cairo_fill(cr);
    if (!box->framed) return;
    set_ink(cr, box->frame);
    cairo_set_line_width(cr, 0.5);
    cairo_stroke(cr);
  }
}

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

void describe(cairo_surface_t* surface, const Paper& paper) {
  const auto say = [&](cairo_pdf_metadata_t what, const std::string& text) {
    if (!text.empty()) cairo_pdf_surface_set_metadata(surface, what, text.c_str());
  };
  const std::string time = to_text(paper.time);  // a reader's clock would make other bytes each time
  say(CAIRO_PDF_METADATA_TITLE, paper.title + (paper.subtitle.empty() ? "" : ": " + paper.subtitle));
  say(CAIRO_PDF_METADATA_AUTHOR, paper.author);
  say(CAIRO_PDF_METADATA_SUBJECT, paper.subject);
  say(CAIRO_PDF_METADATA_CREATOR, "hocba");
  say(CAIRO_PDF_METADATA_CREATE_DATE, time);
  say(CAIRO_PDF_METADATA_MOD_DATE, time);
}

Result<std::string> write(const Drawing& drawing, PangoFace& face, const Paper& paper) {
  std::string out;
  const Owned<cairo_surface_t> surface(
      cairo_pdf_surface_create_for_stream(append, &out, drawing.width, drawing.height));
  describe(surface.get(), paper);
  const Owned<cairo_t> cr(cairo_create(surface.get()));
  for (std::size_t i = 0; i < drawing.pages.size(); ++i) {
    for (const auto& [text, y] : drawing.pages[i].headings) {
      const std::string place =
          "page=" + std::to_string(i + 1) + " pos=[0 " + std::to_string(static_cast<int>(y)) + "]";
      cairo_pdf_surface_add_outline(surface.get(), CAIRO_PDF_OUTLINE_ROOT, text.c_str(), place.c_str(),
                                    CAIRO_PDF_OUTLINE_FLAG_OPEN);
    }
    for (const Mark& mark : drawing.pages[i].marks) draw(cr.get(), face, mark);
    cairo_show_page(cr.get());
  }
  cairo_surface_finish(surface.get());
  for (const cairo_status_t status : {cairo_status(cr.get()), cairo_surface_status(surface.get())})
    if (status != CAIRO_STATUS_SUCCESS) return Error(kDrawingFailed, cairo_status_to_string(status));
  return out;
}

}  // namespace

Result<std::string> write_pdf(const Paper& paper) {
  PangoFace face(paper.language);
  if (!face.found()) {
    std::string names;
    for (const char* name : kTypefaces) names += (names.empty() ? "" : ", ") + std::string(name);
    return Error(kFontMissing, names);
  }
  HOCBA_TRY(const Drawing drawing, lay_out(paper, face));
  return write(drawing, face, paper);
}

}  // namespace hocba::paper
