// Request bodies: a closed JSON object, read field by field. Whatever is missing, of another type or not asked for is
// api.bad_body with the field's name. Values are checked further by those who use them.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "crypto/error.hpp"
#include "ledger/credential/document.hpp"

namespace hocba::api {

class Body {
 public:
  static Result<Body> parse(std::string_view text);
  Body(Body&&) noexcept;
  ~Body();
  Result<std::string> text(const char* name);
  Result<std::optional<std::string>> optional_text(const char* name);
  Result<std::optional<std::uint64_t>> optional_number(const char* name, std::uint64_t max);
  // A JSON value in canonical text.
  Result<std::string> value(const char* name);
  Result<std::optional<std::string>> optional_value(const char* name);
  Result<std::vector<std::string>> values(const char* name, std::size_t max);  // absent: empty
  Result<std::vector<std::string>> texts(const char* name, std::size_t max);   // absent: empty
  // Every field was asked for.
  Status finish() const;

 private:
  struct State;
  explicit Body(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// {"content":…,"name":…,"salt":"…"}; the content in canonical text.
Result<credential::Group> group_from(std::string_view json);

}  // namespace hocba::api
