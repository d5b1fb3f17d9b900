#include "cli/handover.hpp"

#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/document.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

bool opens(const json& body, const std::string& name, const json& opening) {
  if (!opening.is_object() || !opening.contains("content") || !opening.contains("salt") || !opening["salt"].is_string())
    return false;
  const auto salt = crypto::bytes_from_base64url<credential::Salt>(opening["salt"].get<std::string>());
  if (!salt.ok() || !body.contains(name)) return false;
  return body[name] == crypto::base64url(credential::commitment(name, *salt, opening["content"]));
}

Result<Openings> openings_of(const json& value, const json& body, const std::string& path) {
  const auto is_text = [&](const char* name) { return value.contains(name) && value[name].is_string(); };
  const bool formed = value.is_object() && is_text("unit") && is_text("place") && value.contains("content") &&
                      value["content"].is_object() && body.is_object();
  if (!formed) return Error(kNotARecord, path);
  for (const auto& [name, opening] : value["content"].items())
    if (!opens(body, name, opening)) return Error(kOpeningDiffers, path + ": " + name);
  // The unit becomes a folder's name on this machine.
  HOCBA_TRY(const auto unit, code_option(value["unit"].get<std::string>(), "openings.unit", chain::kMaxUnitCode));
  const auto place = value["place"].get<std::string>();
  if (place != "entries" && place != "grants") return Error(kNotARecord, path);
  return Openings(unit.str(), place, value["content"]);
}

}  // namespace

Result<Handover> read_handover(const std::string& path) {
  HOCBA_TRY(std::string text, read_file(path));
  return handover_from(std::move(text), path);
}

Result<Handover> handover_from(std::string text, const std::string& path) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  auto parsed = crypto::parse_json(text);
  if (!parsed.ok() || !parsed->is_object() || !parsed->contains("body")) return Error(kNotARecord, path);
  Handover out;
  json& value = *parsed;
  if (value.contains("openings")) {
    HOCBA_TRY(auto openings, openings_of(value["openings"], value["body"], path));
    out.openings = std::move(openings);
    value.erase("openings");
  }
  out.record = crypto::canonical(value);
  return out;
}

std::string to_text(const Handover& handover) {
  if (!handover.openings) return handover.record + "\n";
  auto value = crypto::parse_json(handover.record);
  auto content = crypto::parse_json(handover.openings->content());
  HOCBA_CHECK(value.ok() && content.ok());
  (*value)["openings"] = {{"unit", handover.openings->unit()},
                          {"place", handover.openings->place()},
                          {"content", std::move(content).value()}};
  return crypto::canonical(*value) + "\n";
}

}  // namespace hocba::cli
