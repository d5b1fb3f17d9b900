#include "cli/register_pages.hpp"

#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

Error too_long(std::uint64_t lines) {
  return Error(kRegisterTooLong, std::to_string(lines) + " > " + std::to_string(kMaxRegisterLines));
}

}  // namespace

Result<json> register_pages(const std::function<Result<json>(std::uint64_t after)>& page, const std::string& path) {
  json out;
  std::optional<std::uint64_t> numbers;  // of the original register alone
  for (std::optional<std::uint64_t> after = 0; after;) {
    HOCBA_TRY(json one, page(*after));
    Answer in(one, path);
    json lines = in.list("lines");
    const auto next = in.optional_number("next"), counted = in.optional_number("numbers");
    HOCBA_RETURN_IF_ERROR(in.end());
    if (next && (*next <= *after || lines.empty())) return Error(kAnswerMalformed, path);
    if (out.is_null()) {
      numbers = counted;
      if (numbers.value_or(0) > kMaxRegisterLines) return too_long(*numbers);
      out = std::move(one);
      out.erase("next");
    } else {
      for (json& line : lines) out["lines"].push_back(std::move(line));
    }
    if (out["lines"].size() > kMaxRegisterLines) return too_long(out["lines"].size());
    after = next;
    if (numbers && after && *after >= *numbers) after.reset();
  }
  json& lines = out["lines"];
  const auto is_later = [&](const json& line) {
    const auto number = line.is_object() ? line.find("number") : line.end();
    return line.is_object() && number != line.end() && number->is_number_unsigned() &&
           number->get<std::uint64_t>() > *numbers;
  };
  while (numbers && !lines.empty() && is_later(lines.back())) lines.erase(lines.size() - 1);
  return out;
}

}  // namespace hocba::cli
