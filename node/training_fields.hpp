// Reading the JSON that people of training send: objects of a closed schema, where an error names the place
// ("seats/3/person/name") and never a value. Internal to node/training*.cpp. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crypto/time.hpp"
#include "ledger/credential/types.hpp"

namespace hocba::node {

class TrainingFields {
 public:
  // Keeps a pointer to `value`. What is no object fails at the first question.
  TrainingFields(const nlohmann::json& value, std::string place) : value_(value), place_(std::move(place)) {}

  const nlohmann::json* find(const char* name);  // nullptr: absent
  Result<const nlohmann::json*> need(const char* name);
  Result<std::string> text(const char* name, std::size_t max_bytes);
  Result<std::optional<std::string>> optional_text(const char* name, std::size_t max_bytes);
  Result<credential::CodeText> code(const char* name, std::size_t max = 40);
  Result<std::optional<credential::CodeText>> optional_code(const char* name);
  Result<std::uint64_t> number(const char* name, std::uint64_t max);
  Result<bool> flag(const char* name);  // absent: false
  Result<Date> date(const char* name);
  Result<Time> time(const char* name);
  // An array of at most `max` elements; absent: empty.
  Result<std::vector<const nlohmann::json*>> list(const char* name, std::size_t max);
  Result<std::vector<std::string>> texts(const char* name, std::size_t max, std::size_t max_bytes);
  // node.training_field where a field is left that nobody asked for.
  Status finish() const;

  std::string at(std::string_view name) const;
  Error bad(std::string_view name, std::string_view why = {}) const;

 private:
  const nlohmann::json& value_;
  std::string place_;
  std::set<std::string> asked_;
};

}  // namespace hocba::node
