#include "ledger/credential/draft.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::credential {

using nlohmann::json;

namespace {

bool is_day(Date date) {
  if (date.year < 1900 || date.year > 2199 || date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31)
    return false;
  return date_in_utc7(start_of_day_utc7(date)) == date;
}

}  // namespace

void Draft::text(json& object, const char* name, std::string_view typed, std::size_t max) {
  take(object, name, clean_text(typed, max));
}

void Draft::name(json& object, const char* member, std::string_view typed) { take(object, member, clean_name(typed)); }

void Draft::lines(json& object, const char* name, std::string_view typed, std::size_t max) {
  std::string out;
  for (std::size_t begin = 0; begin <= typed.size();) {
    const std::size_t end = std::min(typed.find('\n', begin), typed.size());
    const auto line = clean_text(typed.substr(begin, end - begin), max);
    if (!line.ok()) return refuse(line.error().code(), name);
    if (!out.empty()) out += '\n';
    out += *line;
    begin = end + 1;
  }
  while (!out.empty() && out.back() == '\n') out.pop_back();
  if (out.size() > max) return refuse(kFieldBad, name);
  if (!out.empty()) object[name] = std::move(out);
}

void Draft::date(json& object, const char* name, Date date) {
  if (!is_day(date)) return refuse(kBadDate, name);
  object[name] = to_text(date);
}

void Draft::refuse(const Code& code, std::string_view place) {
  if (!error_) error_ = Error(code, std::string(place));
}

void Draft::take(json& object, const char* name, Result<std::string> cleaned) {
  if (!cleaned.ok()) return refuse(cleaned.error().code(), name);
  if (!cleaned->empty()) object[name] = std::move(*cleaned);
}

}  // namespace hocba::credential
