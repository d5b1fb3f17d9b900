#include "ledger/exchange/xml.hpp"

#include <expat.h>

#include <algorithm>
#include <optional>

#include "ledger/exchange/codes.hpp"

namespace hocba::exchange {
namespace {

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2)
    if (name == pair[0]) return pair[1];
  return {};
}

std::string_view XmlAttributes::prefixed(std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2)
    if (name != pair[0] && name == local_name(pair[0])) return pair[1];
  return {};
}

struct XmlReader::State {
  State(XmlSink& to, std::string_view name) : sink(to), part(name), parser(XML_ParserCreate(nullptr)) {
    HOCBA_CHECK(parser != nullptr);
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    XML_SetDefaultHandler(parser, on_other);
  }
  ~State() { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // expat may call a few more handlers after it was stopped.
  void take(Status status) {
    token_bytes = 0;
    if (status.ok() || error) return;
    error = status.error();
    XML_StopParser(parser, XML_FALSE);
  }
  std::string place() const { return part + ": line " + std::to_string(XML_GetCurrentLineNumber(parser)); }

  static void on_start(void* data, const char* name, const char** attributes) {
    State& s = *static_cast<State*>(data);
    if (s.error) return;
    if (++s.depth > kMaxXmlDepth) return s.take(Error(kXlsxDamaged, s.place() + ", XML nested too deep"));
    s.take(s.sink.start(local_name(name), XmlAttributes(attributes)));
  }
  static void on_end(void* data, const char* name) {
    State& s = *static_cast<State*>(data);
    if (s.error) return;
    --s.depth;
    s.take(s.sink.end(local_name(name)));
  }
  static void on_text(void* data, const char* text, int size) {
    State& s = *static_cast<State*>(data);
    if (!s.error) s.take(s.sink.text({text, static_cast<std::size_t>(size)}));
  }
  static void on_doctype(void* data, const char*, const char*, const char*, int) {
    State& s = *static_cast<State*>(data);
    s.take(Error(kXlsxEntity, s.place()));
  }
  static void on_other(void* data, const char*, int) { static_cast<State*>(data)->token_bytes = 0; }

  Status parse(std::string_view bytes, bool last) {
    if (error) return *error;
    const auto status = XML_Parse(parser, bytes.data(), static_cast<int>(bytes.size()), last ? 1 : 0);
    if (error) return *error;
    if (status != XML_STATUS_OK) {
      error = Error(kXlsxDamaged, place() + ", " + XML_ErrorString(XML_GetErrorCode(parser)));
      return *error;
    }
    // What expat holds back is at most what came since it last called a handler.
    token_bytes += bytes.size();
    if (token_bytes > kMaxXmlToken + bytes.size()) {
      error = Error(kXlsxTooLarge, place());
      return *error;
    }
    return done();
  }

  XmlSink& sink;
  std::string part;
  XML_Parser parser;
  std::optional<Error> error;
  std::size_t depth = 0, token_bytes = 0;
};

XmlReader::XmlReader(XmlSink& sink, std::string_view part) : state_(std::make_unique<State>(sink, part)) {}
XmlReader::~XmlReader() = default;

Status XmlReader::feed(std::string_view bytes) {
  constexpr std::size_t kPiece = 1u << 16;
  while (!bytes.empty()) {
    if (auto status = state_->sink.bytes(std::min(kPiece, bytes.size())); !status.ok()) return status;
    HOCBA_RETURN_IF_ERROR(state_->parse(bytes.substr(0, kPiece), false));
    bytes.remove_prefix(std::min(kPiece, bytes.size()));
  }
  return done();
}

Status XmlReader::finish() { return state_->parse({}, true); }

}  // namespace hocba::exchange
