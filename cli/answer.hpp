// Reads the members of a node's answer. The first that is missing or of another type makes the whole answer malformed;
// after it every call returns something empty, so that a form is read without a branch per line.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/codes.hpp"
#include "crypto/time.hpp"

namespace hocba::cli {

class Answer {
 public:
  Answer(const nlohmann::json& value, std::string place);
  std::string text(const char* name);
  std::string optional_text(const char* name);  // absent or null: empty
  std::uint64_t number(const char* name);
  std::optional<std::uint64_t> optional_number(const char* name);
  bool flag(const char* name);
  bool optional_flag(const char* name);
  Time time(const char* name);
  std::optional<Time> optional_time(const char* name);
  std::vector<std::string> texts(const char* name);  // absent: none
  const nlohmann::json& list(const char* name);
  const nlohmann::json& object(const char* name);
  bool has(const char* name) const;
  Status end() const;

 private:
  const nlohmann::json* find(const char* name);
  void fail(const char* name);
  const nlohmann::json& value_;
  std::string place_;
  std::optional<Error> error_;
};

}  // namespace hocba::cli
