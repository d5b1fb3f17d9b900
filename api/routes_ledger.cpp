// The ledger's directory: network, units, keys and their grants, policies, reservations, blocks, credentials.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/body.hpp"
#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"
#include "node/ledger_index.hpp"
#include "node/vault.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

// What anybody may ask for has a bound that does not follow from what others recorded.
constexpr std::uint64_t kMaxPage = 200;
constexpr std::uint64_t kMaxPolicies = 1'000;
constexpr std::size_t kMaxSerials = 1'000;
constexpr std::size_t kMaxSerialsBody = 64u << 10;  // a tag is 43 characters, its quotes and comma

Result<Response> network(const Call& call) {
  const auto& view = *call.view;
  json validators = json::array(), keys = json::array();
  for (const auto& validator : view.network.validators) validators.push_back(validator_view(validator));
  for (const auto& key : view.network.authority.keys) keys.push_back(key.did());
  json out = {{"network", crypto::base64url(view.network.network)},
              {"origin", view.network.origin},
              {"test", view.network.test},
              {"height", chain::to_u64(view.tip.height)},
              {"size", log::to_u64(view.tip.size)},
              {"root", crypto::base64url(view.tip.root)},
              {"state", crypto::base64url(view.tip.state)},
              {"time", to_text(view.tip.time)},
              {"as_of", to_text(view.cosigned)},
              {"clock", to_text(call.service.node().clock().now())},
              {"rules", static_cast<std::uint32_t>(view.network.version)},
              {"authority", {{"threshold", view.network.authority.threshold}, {"keys", keys}}},
              {"validators", validators},
              {"quorum", view.network.quorum},
              {"policy", call.service.node().policy_text()}};
  const auto& address = call.service.node().config().http.public_url;
  if (!address.empty()) out["public_url"] = address;
  return json_response(out);
}

Result<Response> policy_file(const Call& call) { return text_response(call.service.node().policy_text()); }

Result<json> with_profile(const Call& call, const chain::UnitState& unit) {
  json out = unit_view(unit);
  HOCBA_TRY(const auto profile, call.service.node().vault().profile(unit.profile));
  if (profile) out["profile"] = json::parse(*profile, nullptr, false);
  return out;
}

// A page of one table of the state: at most `limit` rows whose keys come after `after`; `next` is the key of the last
// one where there are more. Only what is shown is decoded.
template <class T>
struct Page {
  std::vector<T> rows;
  std::optional<std::string> next;
};
template <class T, class Decode>
Result<Page<T>> page_of(const Call& call, chain::Table table, const std::string& after, std::uint64_t limit,
                        Decode decode) {
  const std::string prefix = chain::table_prefix(table);
  // The keys after one are those not below it with the smallest byte behind it.
  const std::string from = after.empty() ? prefix : prefix + after + std::string(1, '\0');
  Page<T> out;
  std::optional<Error> broken;
  std::string last;
  HOCBA_RETURN_IF_ERROR(call.view->data->scan_state(prefix, from, [&](std::string_view key, std::string_view value) {
    if (out.rows.size() == limit) {
      out.next = last;
      return false;
    }
    auto row = decode(key, value);
    if (!row) {
      broken = row.error();
      return false;
    }
    out.rows.push_back(std::move(row).value());
    last = key.substr(prefix.size());
    return true;
  }));
  if (broken) return *broken;
  return out;
}

Result<std::uint64_t> limit_of(const Call& call, std::uint64_t usual, std::uint64_t most) {
  const auto given = call.request.query("limit");
  if (!given) return usual;
  HOCBA_TRY(const auto limit, number_from(*given, "limit", most));
  return std::max<std::uint64_t>(limit, 1);  // a page of nothing would be followed by itself
}

Result<Response> units(const Call& call) {
  HOCBA_TRY(const auto limit, limit_of(call, 100, kMaxPage));
  std::string after;
  if (const auto given = call.request.query("after")) {
    HOCBA_TRY(const auto code, unit_from(*given));
    after = code.str();
  }
  HOCBA_TRY(const auto page, page_of<chain::UnitState>(call, chain::Table::unit, after, limit, chain::decode_unit));
  json list = json::array();
  for (const auto& unit : page.rows) {
    HOCBA_TRY(auto one, with_profile(call, unit));
    list.push_back(std::move(one));
  }
  json out = {{"units", list}};
  if (page.next) out["next"] = page.rows.back().code.str();
  return json_response(out);
}

Result<Response> unit(const Call& call) {
  HOCBA_TRY(const auto code, unit_from(call.params["code"]));
  HOCBA_TRY(const auto found, chain::find_unit(*call.view->state, code));
  if (!found) return Error(kNothingThere, "unit " + code.str());
  HOCBA_TRY(const auto out, with_profile(call, *found));
  return json_response(out);
}

// In the order of their records; `next` is the index to go on after.
struct GrantsPage {
  std::uint64_t limit = kMaxPage;
  std::optional<log::LeafIndex> after;
};
Result<GrantsPage> grants_page(const Call& call) {
  GrantsPage out;
  HOCBA_TRY(out.limit, limit_of(call, kMaxPage, kMaxPage));
  if (const auto given = call.request.query("after")) {
    HOCBA_TRY(out.after, index_from(*given, *call.view));
  }
  return out;
}

// `indexes`: those after the page's beginning, one more than it holds where there are more.
Result<Response> grants_json(const Call& call, const GrantsPage& page, std::vector<log::LeafIndex> indexes) {
  json out = {{"grants", json::array()}};
  if (indexes.size() > page.limit) {
    indexes.resize(page.limit);
    out["next"] = log::to_u64(indexes.back());
  }
  for (const auto index : indexes) {
    HOCBA_TRY(const auto grant, chain::find_grant(*call.view->state, index));
    if (grant) out["grants"].push_back(grant_view(*grant));
  }
  return json_response(out);
}

Result<Response> unit_grants(const Call& call) {
  HOCBA_TRY(const auto code, unit_from(call.params["code"]));
  HOCBA_TRY(const auto page, grants_page(call));
  HOCBA_TRY(auto indexes, node::grants_of_unit(*call.view->data, code, page.after, page.limit + 1));
  return grants_json(call, page, std::move(indexes));
}

Result<Response> key_grants(const Call& call) {
  HOCBA_TRY(const auto key, crypto::key_from_did(call.params["did"]));
  HOCBA_TRY(const auto page, grants_page(call));
  HOCBA_TRY(auto indexes, chain::grants_of_key(*call.view->state, key));
  if (page.after) indexes.erase(indexes.begin(), std::upper_bound(indexes.begin(), indexes.end(), *page.after));
  return grants_json(call, page, std::move(indexes));
}

Result<Response> grant(const Call& call) {
  HOCBA_TRY(const auto index, index_from(call.params["index"], *call.view));
  HOCBA_TRY(const auto found, chain::find_grant(*call.view->state, index));
  if (!found) return Error(kNothingThere, "grant");
  return json_response(grant_view(*found));
}

Result<Response> policies(const Call& call) {
  const auto type = call.request.query("type"), period = call.request.query("period");
  if (type && period) {
    HOCBA_TRY(const auto type_code, chain::CredentialType::parse(*type));
    HOCBA_TRY(const auto period_code, chain::PeriodCode::parse(*period));
    HOCBA_TRY(const auto found, chain::find_policy(*call.view->state, type_code, period_code));
    if (!found) return Error(kNothingThere, "policy");
    return json_response(policy_view(*found));
  }
  if (type || period) return Error(kBadRequest, "type, period");
  HOCBA_TRY(const auto limit, limit_of(call, kMaxPolicies, kMaxPolicies));
  std::string after;
  if (const auto given = call.request.query("after")) {
    const auto bytes = crypto::from_base64url(*given);
    if (!bytes || bytes->empty()) return Error(kBadRequest, "after");
    after = *bytes;
  }
  HOCBA_TRY(const auto page,
            page_of<chain::PolicyState>(call, chain::Table::policy, after, limit, chain::decode_policy));
  json list = json::array();
  for (const auto& policy : page.rows) list.push_back(policy_view(policy));
  json out = {{"policies", list}};
  if (page.next) out["next"] = crypto::base64url(*page.next);
  return json_response(out);
}

Result<Response> reservation(const Call& call) {
  HOCBA_TRY(const auto index, index_from(call.params["index"], *call.view));
  HOCBA_TRY(const auto found, chain::find_reservation(*call.view->data, index));
  if (!found) return Error(kNothingThere, "reservation");
  json numbers = json::array();
  for (std::uint32_t n = found->first; n < found->first + found->count; ++n) {
    HOCBA_TRY(const auto state, chain::find_number(*call.view->data, found->unit, found->type, found->year, n));
    json one = {{"number", n}, {"status", chain::status_index(*found, n)}};
    if (state && state->credential) one["credential"] = chain::to_text(*state->credential);
    if (state && state->spoiled) one["spoiled"] = true;
    numbers.push_back(std::move(one));
  }
  return json_response({{"index", log::to_u64(found->index)},
                        {"unit", found->unit.str()},
                        {"type", found->type.str()},
                        {"year", found->year},
                        {"first", found->first},
                        {"count", found->count},
                        {"numbers", numbers}});
}

Result<Response> book(const Call& call) {
  HOCBA_TRY(const auto code, unit_from(call.params["code"]));
  HOCBA_TRY(const auto type, chain::CredentialType::parse(call.params["type"]));
  HOCBA_TRY(const auto year, number_from(call.params["year"], "year", 9'999));
  HOCBA_TRY(const auto found, chain::find_register(*call.view->data, code, type, static_cast<std::uint32_t>(year)));
  if (!found) return Error(kNothingThere, "register");
  return json_response({{"unit", code.str()},
                        {"type", type.str()},
                        {"year", year},
                        {"next", found->next},
                        {"used", found->used},
                        {"next_copy", found->next_copy},
                        {"closed", found->closed}});
}

// Which of these serials the unit has used. The tags stand in every issue record; only the unit, which has the secret,
// can make one of a serial.
Result<Response> serials(const Call& call) {
  HOCBA_TRY(const auto code, unit_from(call.params["code"]));
  HOCBA_TRY(const auto unit, chain::find_unit(*call.view->state, code));
  if (!unit) return Error(kNothingThere, "unit " + code.str());
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto tags, body.texts("tags", kMaxSerials));
  HOCBA_RETURN_IF_ERROR(body.finish());
  if (tags.empty()) return Error(kBadBody, "tags");
  json taken = json::array();
  for (const std::string& text : tags) {
    const auto tag = crypto::bytes_from_base64url<chain::SerialTag>(text);
    if (!tag) return Error(kBadBody, "tags");
    HOCBA_TRY(const auto id, chain::find_serial(*call.view->data, code, *tag));
    if (!id) continue;
    HOCBA_TRY(const auto found, chain::find_credential(*call.view->state, *id));
    if (!found) continue;
    taken.push_back({{"tag", text},
                     {"id", chain::to_text(*id)},
                     {"type", found->type.str()},
                     {"year", found->book},
                     {"number", found->number}});
  }
  return json_response({{"unit", code.str()}, {"taken", taken}, {"as_of", to_text(call.view->cosigned)}});
}

Result<Response> block(const Call& call) {
  HOCBA_TRY(const auto height, number_from(call.params["height"], "height", log::kMaxTreeSize));
  if (height > chain::to_u64(call.view->tip.height)) return Error(kNothingThere, "height " + std::to_string(height));
  HOCBA_TRY(const auto index, node::block_at(*call.view->data, chain::Height{height}));
  if (!index) return Error(kNothingThere, "block");
  HOCBA_TRY(const auto entry, call.view->data->entry(*index));
  HOCBA_TRY(const auto receipt, call.service.node().receipt(*call.view, *index));
  return json_response(
      {{"height", height}, {"index", log::to_u64(*index)}, {"entry", entry}, {"receipt", receipt.to_text()}});
}

Result<Response> credential(const Call& call) {
  auto id = credential::credential_id_from_text(call.params["id"]);
  if (!id) return Error(kBadRequest, "id");
  HOCBA_TRY(const auto found, chain::find_credential(*call.view->state, *id));
  if (!found) return Error(kNothingThere, "credential");
  HOCBA_TRY(const auto undecided, node::is_undecided(*call.view, *found));
  json out = standing_view(*found, undecided, call.view->cosigned);
  // Revoked or suspended: whoever is to change it must know, before he is asked whether he means it.
  if (call.caller && call.service.node().vault().may_read(*call.view, *call.caller, *id).ok())
    out["standing"] = chain::to_text(found->standing);
  return json_response(out);
}

}  // namespace

// Lists run in the pool: one that takes long keeps no other call waiting on the serving thread.
void add_ledger_routes(std::vector<Route>& routes) {
  const auto get = [&](const char* pattern, Endpoint endpoint) {
    routes.push_back({Method::get, pattern, Access::open, Rate::reads, 0, std::move(endpoint)});
  };
  get("/v1/network", at_once(network));
  get("/v1/policy", at_once(policy_file));
  get("/v1/units", pooled(units));
  get("/v1/units/{code}", at_once(unit));
  get("/v1/units/{code}/grants", pooled(unit_grants));
  get("/v1/units/{code}/registers/{type}/{year}", at_once(book));
  routes.push_back(
      {Method::post, "/v1/units/{code}/serials", Access::open, Rate::reads, kMaxSerialsBody, pooled(serials)});
  get("/v1/grants/{index}", at_once(grant));
  get("/v1/keys/{did}/grants", pooled(key_grants));
  get("/v1/policies", pooled(policies));
  get("/v1/reservations/{index}", pooled(reservation));
  get("/v1/blocks/{height}", at_once(block));
  get("/v1/credentials/{id}", at_once(credential));
}

}  // namespace hocba::api
