#include "cli/may_sign.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/words.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Of what type of document the record is, which a grant may be limited to; empty where it is of none.
Result<std::string> type_of(ApiClient& node, const json& body) {
  if (std::string type = text_of(body, "type"); !type.empty()) return type;
  const std::string credential = text_of(body, "credential");
  if (credential.empty()) return std::string();
  const auto standing = node.credential(credential);
  if (standing.ok()) return standing->type;
  // The record names what is not there: that is for whoever reads it, not for this key.
  if (standing.error().code().kind == Kind::not_found) return std::string();
  return standing.error();
}

// The old key of a rotation bears witness alone, with no right of its own. Where the superior rotates it does not.
bool is_witness(const json& body, const std::string& kind, const std::string& unit,
                const std::vector<GrantInfo>& grants) {
  const auto grant = body.find("grant");
  if (kind != "key.rotate" || grant == body.end() || !grant->is_number_unsigned()) return false;
  const auto index = grant->get<std::uint64_t>();
  return std::any_of(grants.begin(), grants.end(),
                     [&](const GrantInfo& g) { return log::to_u64(g.index) == index && g.unit == unit && !g.ended; });
}

// A delegated right counts no longer than the one that it was delegated by.
Result<bool> counts(ApiClient& node, const GrantInfo& grant, Time at) {
  if (!grant.in_force(at)) return false;
  if (!grant.delegated_by) return true;
  HOCBA_TRY(const GrantInfo by, node.grant(*grant.delegated_by));
  return by.in_force(at);
}

}  // namespace

Status may_sign(Run& run, const json& record, const std::string& did, const std::string& key_name, Time at) {
  const json body = record.value("body", json::object());
  const std::string unit = text_of(record, "unit"), kind = text_of(record, "kind");
  if (!body.is_object()) return Error(kNotARecord);
  if (unit.empty()) {
    HOCBA_TRY(const NetworkInfo* network, run.network());
    const auto& founders = network->authority_keys;
    if (std::find(founders.begin(), founders.end(), did) != founders.end()) return done();
    return Error(kKeyMayNotSign, key_name + ": " + did + run.say(": không phải người sáng lập", ": no founder's key"));
  }
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto grants, node->grants_of_key(did));
  // A unit's type is no document's.
  std::string type;
  if (kind.substr(0, 5) != "unit.") {
    HOCBA_TRY(type, type_of(*node, body));
  }
  std::vector<std::string> roles;
  for (const GrantInfo& grant : grants) {
    if (grant.unit != unit) continue;
    HOCBA_TRY(const bool in_force, counts(*node, grant, at));
    if (!in_force) continue;
    const bool typed = type.empty() || grant.types.empty() ||
                       std::find(grant.types.begin(), grant.types.end(), type) != grant.types.end();
    if (grant.allows(kind) && typed) return done();
    roles.push_back(grant.role);
  }
  if (is_witness(body, kind, unit, grants)) return done();
  return Error(kKeyMayNotSign, key_name + ": " + did + ": " +
                                   (roles.empty() ? run.say("không có vai trò còn hiệu lực", "no role in force")
                                                  : roles_words(roles, run.lang())) +
                                   run.say(" tại ", " at ") + unit + "; " + record_kind_words(kind, run.lang()) +
                                   (type.empty() ? "" : ", " + type_words(type, run.lang())));
}

}  // namespace hocba::cli
