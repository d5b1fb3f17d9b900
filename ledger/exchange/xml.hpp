// The XML parts of a workbook as a stream of elements, by expat: no document type, no entities of its own, bounded
// depth, names and tokens. Bytes come in pieces, so that a part of any size costs no memory. Pure; one thread at a
// time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kMaxXmlDepth = 64;
inline constexpr std::size_t kMaxXmlToken = 1u << 20;  // one tag with its attributes, one comment

// Of one start tag; valid during the call.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  std::string_view get(std::string_view name) const;       // empty: not there
  std::string_view prefixed(std::string_view name) const;  // "id" finds r:id, whatever the prefix is, and not id

 private:
  const char** pairs_;
};

inline bool xml_true(std::string_view value) { return value == "1" || value == "true"; }

class XmlSink {
 public:
  virtual ~XmlSink() = default;
  // Names of elements come without their prefix. An Error ends the reading and is its result.
  virtual Status start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual Status end(std::string_view name) = 0;
  virtual Status text(std::string_view piece) = 0;  // UTF-8
  // Of the part, before they are parsed: comments and attributes cost time, too.
  virtual Status bytes([[maybe_unused]] std::size_t count) { return done(); }
};

// exchange.xlsx_damaged, exchange.xlsx_entity, exchange.xlsx_too_large, each with the part's name and the line.
class XmlReader {
 public:
  XmlReader(XmlSink& sink, std::string_view part);  // kept by reference
  ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;
  Status feed(std::string_view bytes);
  Status finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hocba::exchange
