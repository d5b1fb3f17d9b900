// Reading objects of a closed schema: every field is asked for by name, a field that nobody asked for refuses the file,
// and an error says where it stands (/grants/3/receipt). Internal to ledger/exchange.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "crypto/error.hpp"

namespace hocba::exchange {

class ClosedObject {
 public:
  // Keeps a pointer to `value`. A value that is no object fails at the first question.
  ClosedObject(const nlohmann::json& value, std::string place);
  Result<const nlohmann::json*> need(std::string_view name);
  const nlohmann::json* find(std::string_view name);  // nullptr: absent
  Result<std::string> text(std::string_view name, std::size_t max_bytes);
  Result<std::uint64_t> number(std::string_view name, std::uint64_t max);
  // Elements of an array, at most `max`; the field must be there.
  Result<const nlohmann::json*> list(std::string_view name, std::size_t max);
  // No field is left that was not asked for.
  Status finish() const;

  std::string at(std::string_view name) const { return place_ + "/" + std::string(name); }
  Error bad(std::string_view name, std::string_view why) const;

 private:
  const nlohmann::json& value_;
  std::string place_;
  std::vector<std::string> asked_;
};

}  // namespace hocba::exchange
