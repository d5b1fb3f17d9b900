// Reads a JSON object of a closed schema: each member is asked for once by name, type and bounds, and end() refuses
// what nobody asked for. The first error is kept in a Reading shared by all objects of one document; after it every
// call returns nothing, so a schema is written without a branch per line. Internal to ledger/credential.
//
// Details of errors are places ("hocba.modules[2].name"), never values: documents are personal data and errors reach
// logs. A place is built only for an error.
#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.hpp"
#include "ledger/credential/types.hpp"

namespace hocba::credential {

// Where in the document: a chain of names up to the root, on the stack.
struct Place {
  const Place* up = nullptr;
  std::string_view name;
  std::optional<std::size_t> index;
  std::string text() const;
};

class Reading {
 public:
  bool ok() const { return !error_; }
  const Error& error() const { return *error_; }
  void refuse(const Code& code, const Place& place);  // the first one stays

 private:
  std::optional<Error> error_;
};

struct TextBounds {
  std::size_t max = 300;  // bytes
  bool lines = false;     // '\n' allowed
  bool name = false;      // of a person or a unit (text.hpp)
};
inline constexpr TextBounds kShort{60};
inline constexpr TextBounds kCodeLike{40};

class Fields {
 public:
  // Not an object: refused, and all members are absent. `value` and `place` outlive this object.
  Fields(Reading& reading, const nlohmann::json& value, const Place& place);

  // Required members; what is returned after a refusal is empty and not to be used.
  const std::string& text(std::string_view name, TextBounds bounds = {});
  std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
  CodeText code(std::string_view name, std::size_t max = 40);
  Date date(std::string_view name);
  CredentialId urn(std::string_view name);
  CredentialId uuid(std::string_view name);  // without "urn:uuid:"
  template <class B>
  B bytes(std::string_view name) {
    return B::of(raw_bytes(name, B::kSize));
  }  // base64url
  const nlohmann::json& object(std::string_view name);
  const nlohmann::json& array(std::string_view name, std::size_t min, std::size_t max);
  // The member must be exactly this.
  void constant(std::string_view name, std::string_view expected);
  void constant(std::string_view name, bool expected);
  void constant(std::string_view name, const char* expected) = delete;  // a bare literal would become a bool
  void list(std::string_view name, const std::vector<std::string_view>& expected);
  // One of these words; its position, or 0 after a refusal.
  std::size_t word(std::string_view name, const std::vector<std::string_view>& words);

  // Optional ones.
  bool has(std::string_view name) const;
  std::optional<std::string_view> optional_text(std::string_view name, TextBounds bounds = {});
  std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min, std::int64_t max);
  std::optional<Date> optional_date(std::string_view name);

  void skip(std::string_view name);  // another's matter
  void refuse(const Code& code, std::string_view name);
  const Place& place() const { return place_; }
  // Refuses members that nobody asked for. Called once, last.
  void end();

 private:
  const nlohmann::json* find(std::string_view name);  // nothing: absent; marks the member as known
  const nlohmann::json* need(std::string_view name);  // nothing: refused
  std::string raw_bytes(std::string_view name, std::size_t size);
  bool good_text(const nlohmann::json& value, TextBounds bounds) const;

  Reading& reading_;
  const nlohmann::json* object_ = nullptr;
  void know(std::string_view name, bool present);

  static constexpr std::size_t kMostMembers = 48;  // of a closed schema; a longer one stops the program
  const Place& place_;
  std::array<std::string_view, kMostMembers>
      known_;  // asked for so far: known_count_ of them, of which present_ are there
  std::size_t known_count_ = 0, present_ = 0;
};

// The codes of a list's entries: each stands there once. A second entry would count twice where results are judged, and
// be lost where codes name places.
class Codes {
 public:
  void read(Fields& entry);  // its member `code`

 private:
  std::vector<std::string> seen_;  // of at most kMaxResults; the longest list is short
};

}  // namespace hocba::credential
